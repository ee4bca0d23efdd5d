"""The search for the best plan: a first plan, a bound, then part after part of the plan made better.

A neighbourhood (some decisions that could trade places) is opened, everything else kept, and its program
solved; the best is kept (Shaw 1998, Using constraint programming and local search methods to solve vehicle
routing problems, CP98: 417-431). The relaxation of the whole gives the bound, and says for every row how
much a plan with it loses at least, so that most rows need not be looked at. Programs that are small, or have
become small by what is known, are solved whole.

Nothing depends on a clock: with the same instance, seed and steps the plan is the same, whatever the number
of threads. Only where it is stopped depends on who stops it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from whynext.base.seed import derive
from whynext.process.assigning.greedy import first_plan
from whynext.process.assigning.instance import (
    Floats,
    Instance,
    Ints,
    Plan,
    Progress,
    Status,
    Truths,
    Watch,
    never_stops,
)
from whynext.process.assigning.neighbourhoods import Neighbourhoods
from whynext.process.assigning.program import Effort, Program, Relaxed, Solved
from whynext.process.assigning.standing import Standing, concerned, high_price, standing
from whynext.process.assigning.tables import Tables
from whynext.process.assigning.workbench import Workbench

SOON = 1_500
"""Up to so many rows a program is solved whole at once."""
WHOLE = 7_000
"""Up to so many rows that a better plan could have it is solved whole when neighbourhoods have failed."""
LEAST, MOST = 40, 300
"""How many decisions a neighbourhood has."""
EASY, HARD = 1_500, 8_000
"""Iterations below which the next neighbourhoods are larger, and above which they are smaller."""
PATIENCE, IDLE = 3, 150
"""Rounds without a better plan: then the whole is tried if it is small; then nothing any more."""
NODES = 10
"""How far the tree of a neighbourhood is followed."""
WIDTHS = ((0.0, 1), (0.02, 2), (0.05, 3), (0.1, 6), (0.2, 12))
"""Which rows are looked at, narrowly first: those that lose so small a share of a usual score, and of each
decision so many, for each place that is wanted, in any case. Narrow neighbourhoods are solved many times as
quickly, and find most of what there is to be found."""
_SLOW, _PATIENT = 3e-4, 2
"""A gain of less than this share of the value, so many times, is a reason to look more widely."""
_MEANWHILE = 250
_SMALL_WIDTH = 2
_COARSE, _FINEST = 8e-3, 2e-4
_SLACK = 1e-6
PAIR = 2


def search(
    instance: Instance,
    *,
    steps: int | None = None,
    gap: float = 1e-3,
    seed: bytes = b"",
    watch: Watch = never_stops,
    threads: int = 2,
) -> Plan:
    """Search for the best plan.

    Parameters
    ----------
    instance
        What is assigned.
    steps
        How many programs are solved at most; None until it is known to be good enough, or nothing gets
        better any more.
    gap
        Good enough is a plan that no other exceeds by more than this share of its value.
    seed
        Chooses which part is looked at when.
    watch
        Told the best value and the bound, several times a second; it is over as soon as the answer is False.
    threads
        How many programs are solved at the same time. The plan is the same.
    """
    with Workbench(threads, watch, steps) as bench:
        return _Search.begun(instance, bench, gap, seed).plan()


@dataclass(slots=True)
class _Search:
    """One search."""

    instance: Instance
    tables: Tables
    bench: Workbench
    gap: float
    near: Neighbourhoods
    best: Standing
    size: int
    bound: float = np.inf
    loss: Floats | None = None
    rows: Sequence[Truths] = ()
    width: int = 0
    slow: int = 0
    idle: int = 0
    fine: float = _COARSE

    @classmethod
    def begun(cls, instance: Instance, bench: Workbench, gap: float, seed: bytes) -> _Search:
        """Begin with the first plan."""
        tables = Tables.of(instance)
        first = standing(instance, tables, *first_plan(instance, tables))
        near = Neighbourhoods.of(instance, derive(seed, "neighbourhoods"))
        return cls(instance, tables, bench, gap, near, first, LEAST)

    def plan(self) -> Plan:
        """Search."""
        self._keep(self.best)
        if len(self.instance.owner) <= WHOLE:
            return self._whole()
        relaxing = self.bench.begin(lambda: self._program().relaxed(self.bench.goes_on))
        # Until the relaxation is known, what scores little is taken to lose much.
        self._look_at(self.instance.score.max(initial=0.0) - self.instance.score, len(WIDTHS) - 2)
        for _ in range(1 + len(self.instance.wanted) // _MEANWHILE):
            if self._goes_on():
                self._round(1)
        if self._told(self.bench.end(relaxing)):
            return self._ended(Status.IMPOSSIBLE)
        while self._goes_on():
            if self.idle >= PATIENCE and self.best.valid and self._in_play().sum() <= WHOLE:
                return self._whole()
            small = len(self.instance.owner) <= 4 * WHOLE
            if self.size >= len(self.instance.wanted) and not self.best.valid and small:
                return self._whole()
            self._round(PAIR)
        return self._ended(Status.GOOD)

    # The whole -------------------------------------------------------------------------------------------

    def _told(self, relaxed: Relaxed) -> bool:
        """Learn from the relaxation; return whether it proves that there is no plan."""
        if relaxed.impossible:
            return True
        if np.isfinite(relaxed.bound):
            self.bound, self.loss = relaxed.bound, relaxed.loss
            self._look_at(relaxed.loss, 0 if len(self.instance.wanted) > MOST // 2 else _SMALL_WIDTH)
            self.near.told(relaxed, self.rows[-1])
            self._keep(self.best)
        return False

    def _look_at(self, loss: Floats, width: int) -> None:
        """Look from now on at the rows that lose little, at first so widely."""
        self.rows = [worthwhile(self.instance, loss, *each) for each in WIDTHS]
        self.width, self.slow = width, 0

    def _in_play(self) -> Truths:
        """Return the rows that a better plan could have."""
        if self.loss is None or not self.best.valid:
            return np.ones(len(self.instance.owner), bool)
        return self.best.chosen | (self.loss <= self.bound - self.best.value + _SLACK)

    def _whole(self) -> Plan:
        """Solve the whole, begun with the best so far; meanwhile neighbourhoods are gone on with.

        What the whole ends in counts, whatever was found meanwhile; only where it came to no end, or somebody
        stopped it, the better of both does. So it makes no difference which was quicker.
        """
        before = self.best
        nodes = None if self.bench.most is None else NODES * max(self.bench.left, 1)
        # Begun from the first plan it is not solved sooner, seldom from a much better one, often later.
        known = before.valid and self.loss is not None
        start = (before.chosen, before.sessions) if known else None
        program = self._program(among=self._in_play())
        effort = Effort(gap=self.gap, most_nodes=nodes)
        begun = self.bench.begin(lambda: program.solve(effort, start, self._hearing(self.bench.goes_on)))
        steps = self.bench.steps
        self._meanwhile(begun)
        solved = self.bench.end(begun)
        if solved.impossible and not before.valid:
            return self._ended(Status.IMPOSSIBLE)
        if solved.finished:
            self.best, self.bench.steps = before, steps
        if solved.found and (not self.best.valid or solved.value > self.best.value):
            self._keep(self._standing(solved))
        # What is not in play is worth no more than the best was before.
        proved = max(solved.bound, before.value) if before.valid else solved.bound
        self.bound = min(self.bound, proved)
        return self._ended(Status.GOOD)

    def _meanwhile(self, whole: Future[Solved]) -> None:
        """Go on with wide neighbourhoods while the whole is solved, and for all the steps there are."""
        if len(self.instance.owner) <= SOON or not self.bench.left:
            return
        if self.loss is None:
            relaxed = self.bench.end(self.bench.begin(lambda: self._program().relaxed(self.bench.goes_on)))
            if self._told(relaxed):
                return
        while self.bench.left and self.bench.look() and self.best.valid:
            if whole.done() and (self.bench.most is None or whole.result().finished):
                break
            self._round(1)

    def _hearing(self, goes_on: Watch) -> Watch:
        """Return a watch that hears of the bound of the whole as it falls."""

        def hear(progress: Progress) -> bool:
            self.bench.bound = min(self.bench.bound, max(progress.bound, self.bench.value or -np.inf))
            if progress.value is not None:
                self.bench.value = max(progress.value, self.bench.value or progress.value)
            return goes_on(progress)

        return hear

    # Neighbourhoods --------------------------------------------------------------------------------------

    def _round(self, many: int) -> None:
        """Open neighbourhoods beside each other, solve them, and keep what is better."""
        parts = self._parts(many)
        begun = [self.bench.begin(self._work(part)) for part in parts]
        solved = [self.bench.end(each) for each in begun]
        before = self.best
        order = sorted(range(len(solved)), key=lambda n: -solved[n].value)
        for number in order:
            self._take(before, parts[number], solved[number])
        self._learn(max((each.work for each in solved), default=0), before)

    def _parts(self, many: int) -> list[Ints]:
        """Return the decisions of each neighbourhood, of different ones where there are enough."""
        count = len(self.instance.wanted)
        taken = np.zeros(count, bool)
        parts = []
        for _ in range(min(many, self.bench.left)):
            if count - taken.sum() < self.size:
                taken[:] = False
            centre = self._lacking() if self.best.lacks else None
            part = self.near.drawn(self.best.chosen, self.size, taken, centre)
            taken[part] = True
            parts.append(part)
        return parts

    def _lacking(self) -> int | None:
        """Draw a decision that something lacks for; None if it is no one's."""
        return concerned(self.instance, self.near.draw, sorted(self.best.lacks))

    def _work(self, part: Ints) -> Callable[[], Solved]:
        """Return the work of solving a neighbourhood."""
        best, instance = self.best, self.instance
        scores = np.abs(instance.score[best.chosen & np.isin(instance.owner, part)]).sum()
        effort = Effort(gap=0.0, absolute=float(self.fine * scores) + _SLACK, most_nodes=NODES)
        prices = dict.fromkeys(best.lacks, high_price(instance))
        among = None if best.lacks else self.rows[self.width] | best.chosen
        program = partial(self._program, free=part, base=best.chosen, given_up=prices, among=among)
        start = (best.chosen, best.sessions)
        return lambda: program().solve(effort, start, self.bench.goes_on)

    def _take(self, before: Standing, part: Ints, solved: Solved) -> None:
        """Keep what a neighbourhood found if it is better; beside what another found if both can be."""
        if not solved.found or solved.value <= before.merit(self.instance) + _SLACK:
            return
        if self.best is before:
            self._keep(self._standing(solved))
            return
        changed = (self.best.chosen != before.chosen) & np.isin(self.instance.owner, part)
        if changed.any() or self.best.lacks:
            return
        both = np.where(np.isin(self.instance.owner, part), solved.chosen, self.best.chosen)
        joined = self._program(free=[], base=both).solve()
        if joined.found and joined.value > self.best.value:
            self._keep(self._standing(joined))

    def _learn(self, work: int, before: Standing) -> None:
        """Choose how large, how wide and how fine the next neighbourhoods are."""
        better = self.best is not before
        self.idle = 0 if better else self.idle + 1
        count = len(self.instance.wanted)
        most = min(MOST, max(LEAST, count * 3 // 4)) if self.best.valid else count
        if work < EASY or (not better and not self.best.valid):
            self.size = min(round(self.size * 1.2) + 1, most)
        elif work > HARD and self.best.valid:
            self.size = max(round(self.size * 0.85), LEAST)
        gained = self.best.merit(self.instance) - before.merit(self.instance)
        self.slow = self.slow + 1 if gained < _SLOW * abs(self.best.value) else 0
        if self.slow >= _PATIENT and self.loss is not None:
            self.slow, self.fine = 0, max(self.fine / 2, _FINEST)
            self.width = min(self.width + 1, len(WIDTHS) - 1)

    # Standing --------------------------------------------------------------------------------------------

    def _program(self, **more: Any) -> Program:
        return Program(self.instance, tables=self.tables, **more)

    def _standing(self, solved: Solved) -> Standing:
        return standing(self.instance, self.tables, solved.chosen, solved.sessions)

    def _keep(self, better: Standing) -> None:
        self.best = better
        if better.valid:
            self.bench.value = max(better.value, self.bench.value or better.value)
        self.bench.bound = min(self.bench.bound, self.bound)

    def _good(self) -> bool:
        proved = self.best.valid and np.isfinite(self.bound)
        return bool(proved and self.bound - self.best.value <= self.gap * abs(self.bound) + _SLACK)

    def _goes_on(self) -> bool:
        return self.bench.look() and self.bench.left > 0 and not self._good() and self.idle < IDLE

    def _ended(self, status: Status) -> Plan:
        """Return what was found."""
        best, stopped = self.best, self.bench.stopped.is_set()
        if status is Status.IMPOSSIBLE or not best.valid:
            none = np.zeros(len(self.instance.owner), bool), np.zeros(len(self.instance.slot), np.int64)
            bound = -np.inf if status is Status.IMPOSSIBLE else self.bound
            found = status if status is Status.IMPOSSIBLE else Status.NOT_FOUND
            return Plan(found, *none, -np.inf, bound, self.bench.steps)
        status = Status.BEST if self._good() else Status.STOPPED if stopped else status
        bound = max(self.bound, best.value)
        return Plan(status, best.chosen, best.sessions, best.value, bound, self.bench.steps)


def worthwhile(instance: Instance, loss: Floats, share: float, many: int) -> Truths:
    """Return the rows that lose little, and of each decision so many for each wanted in any case."""
    near = loss <= share * float(np.abs(instance.score).mean()) + _SLACK
    order = np.lexsort((loss, instance.owner))
    starts = np.searchsorted(instance.owner, np.arange(len(instance.wanted)))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - starts[instance.owner[order]]
    found: Truths = near | (place < many * instance.wanted[instance.owner])
    return found
