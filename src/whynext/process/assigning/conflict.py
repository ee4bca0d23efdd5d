"""What makes an assignment impossible: a smallest set of parts that cannot all be kept.

Together they are impossible, whatever becomes of everything else; leave any one out, and a plan keeps the
others. It is found by leaving parts out as long as it stays impossible (a deletion filter; Chinneck 2008,
Feasibility and Infeasibility in Optimization, Springer, chapter 6), first in large portions and with the
linear relaxation, whose contradictions say which parts they need; at last one by one with the program itself.
Of a large assignment one slot is looked at alone first, and rows that are needless are left out
(:mod:`whynext.process.assigning.sufficing`).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from whynext.process.assigning.beginning import LEFT_OUT_FIRST, MANY, first_core, narrowed
from whynext.process.assigning.instance import Instance, Of, Part, Watch, never_stops
from whynext.process.assigning.obvious import obvious
from whynext.process.assigning.parts import every_part, lines
from whynext.process.assigning.program import Effort
from whynext.process.assigning.trying import ENOUGH, Trials
from whynext.process.assigning.turning import Pair, Turning

WORK = 100_000
"""How much is tried: so many rows of students, open in the programs together."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Parts that cannot all be kept.

    Parameters
    ----------
    parts
        In order. Proved: no plan keeps them all, even if nothing else is kept.
    minimal
        For each of them a plan was found that keeps all the others of them. If it is False, that was found
        for some only (`needed`), and others may be needless: a hall in which everybody competes for the last
        seats may take more trials than are made.
    by_line
        Of no line (:func:`~whynext.process.assigning.parts.lines`) all parts are needless: for each a plan
        was found that keeps all the others. True where it is minimal.
    needed
        The parts for which a plan was found that keeps all the others.
    trials
        How many programs were solved to find them.
    """

    parts: tuple[Part, ...]
    minimal: bool
    by_line: bool
    needed: frozenset[Part]
    trials: int


def binding(
    instance: Instance,
    *,
    given_up: Set[Part] = frozenset(),
    effort: Effort = ENOUGH,
    work: int = WORK,
    watch: Watch = never_stops,
) -> Binding | None:
    """Return a smallest set of parts that cannot all be kept; None if none is found.

    None is found if there is a valid plan, and also if the effort is not enough to prove that there is none.
    There may be several such sets (:func:`bindings`), also smaller ones: smallest means that none of its
    parts is needless.

    Parameters
    ----------
    instance
        The assignment.
    given_up
        Parts that need not be kept.
    effort
        Of each program that is solved.
    work
        It ends when so many rows of students were open in all the programs together; then some parts may be
        needless.
    watch
        Stops it; then nothing is found, or what is found is not known to be minimal.
    """
    trials = Trials.of(instance, effort, watch)
    kept = frozenset(every_part(instance)) - given_up
    shown = [frozenset(each.parts) for each in obvious(instance) if kept.issuperset(each.parts)]
    relaxed = False
    if shown:
        kept = min(shown, key=len)
    else:
        core = first_core(trials, kept)
        relaxed = core is not None
        kept = core if core is not None else narrowed(trials, kept, relaxed)
    if not trials.together(kept).impossible:  # by the program itself, whatever the relaxation said
        return None
    left = _Filter(trials, kept, relaxed, work)
    left.run()
    if relaxed and not trials.together(left.kept).impossible:
        trials.relaxes = False  # its numbers were not to be trusted
        left = _Filter(trials, kept, False, work)
        left.run()
    by_line = left.by_line()
    needed = left.kept & left.needed
    return Binding(tuple(sorted(left.kept)), left.kept == needed, by_line, needed, trials.count)


def bindings(
    instance: Instance,
    *,
    most: int = 5,
    effort: Effort = ENOUGH,
    work: int = WORK,
    watch: Watch = never_stops,
) -> tuple[Binding, ...]:
    """Return sets of parts that cannot be kept together, of which no two have a part in common.

    If they are fewer than `most`, the assignment becomes possible (or at least is not proved impossible any
    more) when all their parts are given up.
    """
    found: list[Binding] = []
    given_up: set[Part] = set()
    while len(found) < most:
        next_one = binding(instance, given_up=given_up, effort=effort, work=work, watch=watch)
        if next_one is None:
            break
        found.append(next_one)
        given_up |= set(next_one.parts)
    return tuple(found)


_PATIENCE = 60
_NEAR = Effort(gap=0.0, absolute=0.99, most_nodes=100, most_stalled=50, hasty=True)


class _Filter:
    """Leaves out what is needless, one trial after the other.

    Parameters
    ----------
    trials
        How it is tried.
    kept
        Parts that cannot all be kept.
    relaxed
        Whether that follows from the linear relaxation.
    work
        It ends after trials with so many rows open, together.
    """

    def __init__(self, trials: Trials, kept: frozenset[Part], relaxed: bool, work: int) -> None:
        self.trials = trials
        self.kept = kept
        self.relaxed = relaxed
        self.most = trials.work + work
        self.turning = Turning.of(trials.instance, kept)
        self.needed: set[Part] = set()
        self.undecided: set[Part] = set()

    def run(self) -> None:
        """Leave out what is found to be needless, as long as the work lasts."""
        self._from_the_nearest()
        size = max(len(self.kept) // 2, 1)
        while (open_to := self._open()) and self.trials.work <= self.most:
            size = min(size, len(open_to))
            for start in range(0, len(open_to), size):
                portion = [part for part in open_to[start : start + size] if part in self._open_set()]
                if portion and self.trials.work <= self.most:
                    self._left_out(portion)
            size = max(size // (4 if self.relaxed else 2), 1)

    def by_line(self) -> bool:
        """Tell whether no line that is told of the parts is needless; what is not known yet is tried.

        A line that is found to be needless is left out.
        """
        for line in lines(self.trials.instance, self.kept):
            if not line & self.needed:
                tried = self.trials.together(self.kept - line, _PATIENCE)
                if tried.impossible:
                    self.kept -= line
                elif tried.plan is None:
                    return False
                elif len(line) == 1:
                    self.needed |= line
        return True

    def _from_the_nearest(self) -> None:
        """Begin with the plan that gives most students what they want: of those without, one is enough."""
        wanted = frozenset(part for part in self.kept if part.of is Of.WANTED)
        if not wanted or self.trials.last > MANY:
            return
        plan = self.trials.nearest(self.kept - wanted, wanted, _NEAR, _PATIENCE)
        if plan is None:
            return
        without = sorted(self.turning.beyond(plan) & wanted)
        fewer = self.kept - frozenset(without[1:])
        if without and (core := self.trials.impossible(fewer)) is not None:
            self.kept = core
            if without[0] in core:
                self._learned(plan, without[:1])

    def _open_set(self) -> Set[Part]:
        return self.kept - self.needed - self.undecided

    def _open(self) -> list[Part]:
        return sorted(self._open_set(), key=lambda part: (LEFT_OUT_FIRST.index(part.of), part))

    def _left_out(self, portion: Sequence[Part]) -> None:
        """Try to leave out a portion; of a single part it is found out whether it is needed."""
        rest = self.kept - frozenset(portion)
        if len(portion) > 1 or not self.relaxed:
            core = self.trials.core(rest)
            if core is not None:
                self.kept = core if self.needed <= core else rest
                return
            if self.relaxed:
                return  # it would be hard to find a plan, and say little
        tried = self.trials.together(rest, _PATIENCE if self.relaxed else 0)
        if tried.impossible:
            self.kept, self.relaxed = rest, False
        elif tried.plan is not None:
            self._learned(tried.plan, portion)
        elif len(portion) == 1:
            self.undecided.add(portion[0])

    def _learned(self, plan: Pair, portion: Sequence[Part]) -> None:
        """Note which parts are needed, as a plan and those it leads to go beyond one of them only."""
        beyond = self.turning.beyond(plan) & self.kept
        if len(portion) == 1:
            beyond = frozenset(portion)
        elif len(beyond) != 1 or not self.turning.sees(portion):
            return
        waiting = [(next(iter(beyond)), plan)]
        self.needed.add(waiting[0][0])
        while waiting:
            part, plan = waiting.pop()
            for another, turned in self.turning.turned(plan, part, self.kept):
                if another not in self.needed:
                    self.needed.add(another)
                    waiting.append((another, turned))
