"""What it would cost to give somebody a place that the plan does not give: who else would move, and where to.

The plan is made again with that place in it, so that little else changes: every place that somebody gives up
counts as a loss of its own, besides what it is worth. An assignment of few rows is planned again as a whole,
and the cost is the smallest there is. Of a larger one the decisions that have to do with the place are opened
(:func:`~whynext.process.assigning.around.nearest`), more of them as long as nothing is found; then the linear
relaxation of a wider circle says who else should move, and these are opened too (relaxation-induced
neighbourhoods; Danna, Rothberg and Le Pape 2005, Mathematical Programming 102:71). At last those who would
move for little stay. What is told is then a cost for which it can be done; there may be a smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from whynext.process.assigning.around import in_the_way, nearest
from whynext.process.assigning.few import among
from whynext.process.assigning.instance import (
    Instance,
    Ints,
    Of,
    Part,
    Plan,
    Status,
    Truths,
    Watch,
    never_stops,
)
from whynext.process.assigning.program import Effort, Program, Solved
from whynext.process.assigning.tables import Tables

FEW = 1_000
"""Up to so many rows the whole is planned again."""
_CIRCLE, _WIDE, _MOST = 45, 200, 60
"""How many decisions are opened at first; in how wide a circle the relaxation looks; how many it opens."""
_PROVED = 360
"""Up to so many decisions it is proved that a place is impossible by looking at all of them."""
_APPEARS = 0.05
_SHARE, _LIGHT = 0.2, 0.25
"""What moving counts, as a share of a place; and how much of that while it is not known who should move."""
_HEAVY = 5.0
"""How much more it counts when those are sought who must move."""
_LEAST = 1e-6
_EXACTLY = Effort(gap=0.0, absolute=1e-6)
_SOON = Effort(gap=1e-4, absolute=0.9, most_nodes=30)
_ANY = Effort(gap=1e9, absolute=1e9, most_nodes=1_000)
_ROUGHLY = Effort(gap=5e-3, most_nodes=20)


@dataclass(frozen=True, slots=True)
class Move:
    """A decision, the rows it would give up, and those it would get instead."""

    decision: int
    left: tuple[int, ...]
    came: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forced:
    """What it would mean that a row is chosen.

    Parameters
    ----------
    row
        Which.
    possible
        Whether there is a valid plan with it; None if none was found and it is not proved that there is none.
    lost
        How much less that plan is worth than the present one. If that is not the best, and what was opened
        could be planned better even without the row: how much less than what that would be worth.
    own
        How much more the row is worth to its decision than what it would give up (below 0: less).
    exact
        Whether no plan with the row costs less, counting `moving` for each place that is given up.
    plan
        The plan.
    moves
        What would change: that of the row's decision first, then the others in order.
    forbidding
        If it is impossible: a minimal set of parts that cannot be kept together with the row. Empty if none
        was found within the effort.
    """

    row: int
    possible: bool | None
    lost: float
    own: float
    exact: bool
    plan: Plan
    moves: tuple[Move, ...]
    forbidding: tuple[Part, ...]


def forced(
    instance: Instance,
    plan: Plan,
    row: int,
    *,
    moving: float | None = None,
    tables: Tables | None = None,
    watch: Watch = never_stops,
) -> Forced:
    """Return what it would cost to give a row to its decision.

    Parameters
    ----------
    instance, plan
        What was assigned, and a valid plan of it.
    row
        The row that is to be chosen.
    moving
        What each place that is given up counts besides its worth; a fifth of what a place is worth on
        average unless given. At 0 nobody minds moving.
    tables
        Of the instance, where they have been worked out already.
    watch
        Stops it: then a cost that was found is told, or that none was.

    Examples
    --------
    One place in art, which Ana has; if Ben got it, she would do music.

    >>> from whynext.process.assigning.instance import Limit
    >>> many = np.array
    >>> one = Limit(0, (), False, many([0, 2]), np.ones(2), -np.inf, 1.0)
    >>> made = Instance(
    ...     many([0, 0, 1, 1]), many([0, 1, 0, 1]), many([9.0, 4.0, 8.0, 4.0]), many([False] * 4),
    ...     many([1, 1]), many([0, 0]), many([0, 0]), many([0, 0]), (one,), (), (),
    ...     ["Ana", "Ben"], ["art", "music"],
    ... )
    >>> plan = Plan(Status.BEST, many([True, False, False, True]), many([0, 0]), 13.0, 13.0, 1)
    >>> found = forced(made, plan, 2)
    >>> found.lost, found.own, found.moves[1]
    (1.0, 4.0, Move(decision=0, left=(0,), came=(1,)))
    """
    tables = tables or Tables.of(instance)
    if moving is None:
        moving = _SHARE * float(np.abs(instance.score[plan.chosen]).mean()) if plan.chosen.any() else 0.0
    asked = _Asked(instance, _demanding(instance, row), plan, row, tables, watch)
    if plan.chosen[row]:
        return asked.told(plan.chosen, plan.sessions, True)
    if len(instance.owner) <= FEW:
        solved = Program(asked.steady(moving), tables=tables).solve(_EXACTLY, watch=watch)
        return (
            asked.told(solved.chosen, solved.sessions, solved.finished) if solved.found else asked.without()
        )
    near = asked.near(_LIGHT * moving)
    if near is None:
        return asked.without()
    better = asked.wider(near, _LIGHT * moving)
    return asked.without_luck(asked.fewer(better, moving), moving)


def _demanding(instance: Instance, row: int) -> Instance:
    """Return the assignment in which the row must be chosen."""
    must = instance.must.copy()
    must[row] = True
    return replace(instance, must=must)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: of which assignment, the same with the row demanded, of which plan and row."""

    instance: Instance
    demanding: Instance
    plan: Plan
    row: int
    tables: Tables
    watch: Watch

    @property
    def decision(self) -> int:
        """Whose row it is."""
        return int(self.instance.owner[self.row])

    def steady(self, moving: float, row: bool = True) -> Instance:
        """Return the assignment in which it counts so much that somebody stays; with the row or without."""
        of = self.demanding if row else self.instance
        return replace(of, score=of.score + moving * self.plan.chosen)

    def near(self, moving: float) -> Solved | None:
        """Return the best plan in which only decisions near the row change, as few as can be."""
        size, everybody = _CIRCLE, len(self.instance.wanted)
        while True:
            free = nearest(self.instance, self.plan, self.tables, self.row, size)
            program = Program(self.steady(moving), free=free, base=self.plan.chosen, tables=self.tables)
            solved = program.solve(_SOON if size == _CIRCLE else _ROUGHLY, watch=self.watch)
            if solved.found:
                return solved
            if solved.stopped or size >= min(everybody, _PROVED) or not self._could(size):
                return None
            size *= 2

    def _could(self, size: int) -> bool:
        """Return whether the decision could have the row if there were fewer others; asked once."""
        if size != 2 * _CIRCLE:
            return True
        few = among(self.demanding, self._way(), self.tables)
        return not Program(few.instance).solve(_ANY, watch=self.watch).impossible

    def _way(self) -> Ints:
        return np.union1d(in_the_way(self.instance, self.plan, self.tables, self.row), [self.decision])

    def wider(self, near: Solved, moving: float) -> Solved:
        """Return a plan that is at least as good, in which others change who the relaxation says should."""
        wide = nearest(self.instance, self.plan, self.tables, self.row, _WIDE)
        steady = self.steady(moving)
        program = Program(steady, free=wide, base=self.plan.chosen, tables=self.tables)
        relaxed = program.relaxed(self.watch)
        if not np.isfinite(relaxed.bound):
            return near
        change = np.abs(relaxed.share - near.chosen) * np.isin(self.instance.owner, wide)
        change[change < _APPEARS] = 0.0
        by_decision = np.bincount(self.instance.owner, change, len(self.instance.wanted))
        most = np.argsort(-by_decision, kind="stable")[:_MOST]
        free = np.union1d(most[by_decision[most] > 0], [self.decision])
        again = Program(steady, free=free, base=near.chosen, tables=self.tables)
        solved = again.solve(_SOON, start=(near.chosen, near.sessions), watch=self.watch)
        return solved if solved.found and solved.value > near.value else near

    def fewer(self, better: Solved, moving: float) -> Forced:
        """Return a plan in which only those move for whom that is worth it."""
        start = (better.chosen, better.sessions)
        return self.told(*self._again(self.steady(moving), better.chosen, start), False)

    def _again(self, steady: Instance, changed: Truths, start: tuple[Truths, Ints]) -> tuple[Truths, Ints]:
        """Return the best plan found in which only those change whose rows are other than now."""
        free = np.union1d(self.instance.owner[changed != self.plan.chosen], [self.decision])
        program = Program(steady, free=free, base=self.plan.chosen, tables=self.tables)
        solved = program.solve(_SOON, start=start, watch=self.watch)
        return (solved.chosen, solved.sessions) if solved.found else start

    def without_luck(self, found: Forced, moving: float) -> Forced:
        """Return a cost less what would be won by planning anew what changes, even without the row.

        If something would be, those only are sought who must move; if that costs no more, it is told.
        """
        chosen, start = found.plan.chosen, (self.plan.chosen, self.plan.sessions)
        luck = -self.told(*self._again(self.steady(moving, row=False), chosen, start), False).lost
        if luck <= _LEAST:
            return found
        lost = max(found.lost + luck, 0.0)
        with_row = (chosen, found.plan.sessions)
        least = self.told(*self._again(self.steady(_HEAVY * moving), chosen, with_row), False)
        spared = moving * (len(found.moves) - len(least.moves))
        return least if 0 <= least.lost <= lost + spared else replace(found, lost=lost)

    def told(self, chosen: Truths, sessions: Ints, exact: bool) -> Forced:
        """Return what a plan with the row costs."""
        paid = self.tables.paid(chosen, sessions) - self.tables.paid(self.plan.chosen, self.plan.sessions)
        score, before = self.instance.score, self.plan.chosen
        now = float(score[chosen].sum() - score[before].sum()) - paid
        mine = self.instance.owner == self.decision
        own = float(score[chosen & mine].sum() - score[before & mine].sum())
        value = self.plan.value + now
        plan = Plan(Status.GOOD, chosen, sessions, value, np.inf, 0)
        moves = moves_between(self.instance, before, chosen)
        first = sorted(moves, key=lambda each: each.decision != self.decision)
        return Forced(self.row, True, -now + 0.0, own, exact, plan, tuple(first), ())

    def without(self) -> Forced:
        """Return that there is no plan with the row, and why, if it can be proved."""
        parts = self._forbidding()
        none = Plan(
            Status.IMPOSSIBLE if parts else Status.NOT_FOUND,
            np.zeros(len(self.plan.chosen), bool),
            np.zeros(len(self.plan.sessions), np.int64),
            0.0,
            np.inf,
            0,
        )
        possible = False if parts else None
        return Forced(self.row, possible, np.inf, 0.0, bool(parts), none, (), parts)

    def _forbidding(self) -> tuple[Part, ...]:
        """Return a minimal set of parts that cannot be kept together with the row.

        The decision is looked at alone first, then with those who are in the way, then with all others, or
        with those nearest if they are many.
        """
        from whynext.process.assigning.conflict import binding

        for decisions in self._circles():
            few = among(self.demanding, decisions, self.tables)
            found = binding(few.instance, watch=self.watch)
            if found is not None:
                parts = sorted(few.of_all(each) for each in found.parts)
                return tuple(each for each in parts if each != Part(Of.MUST, self.row))
        return ()

    def _circles(self) -> Iterator[Ints]:
        yield np.array([self.decision])
        yield self._way()
        everybody = np.arange(len(self.instance.wanted))
        if len(everybody) <= _PROVED:
            yield everybody
        else:
            near = nearest(self.instance, self.plan, self.tables, self.row, _WIDE)
            yield np.union1d(near, self._way())


def moves_between(instance: Instance, before: Truths, after: Truths) -> tuple[Move, ...]:
    """Return whose rows differ between two plans of an assignment, in order."""
    changed = np.flatnonzero(before != after)
    found: dict[int, tuple[list[int], list[int]]] = {}
    for row, owner in zip(changed.tolist(), instance.owner[changed].tolist(), strict=True):
        found.setdefault(owner, ([], []))[0 if before[row] else 1].append(row)
    return tuple(Move(owner, tuple(left), tuple(came)) for owner, (left, came) in found.items())
