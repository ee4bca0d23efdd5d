"""Who has to do with a place: the decisions among which a plan would change if somebody got it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest

import numpy as np

from whynext.process.assigning.instance import FORBIDDEN, Instance, Ints, Plan, Truths
from whynext.process.assigning.tables import Tables


def nearest(instance: Instance, plan: Plan, tables: Tables, row: int, size: int) -> Ints:
    """Return decisions that may have to do with a row, the nearest first; that of the row at the front.

    Taken in turn: those who have its option or could have it, those who have what the decision would leave or
    could have it, those who are in the way (their sessions take the rooms or teachers that a session of it
    would need, or they count towards a limit that is reached), and those who would move for least.
    """
    view = _View(instance, plan, tables)
    found: dict[int, None] = {int(instance.owner[row]): None}
    for each in chain.from_iterable(zip_longest(*view.lists(row))):
        if each is not None:
            found.setdefault(int(each))
        if len(found) >= size:
            break
    return np.array(sorted(found), np.int64)


def in_the_way(instance: Instance, plan: Plan, tables: Tables, row: int) -> Ints:
    """Return the decisions that could have a row's option, and those that have what stands in its way."""
    view, option = _View(instance, plan, tables), int(instance.option[row])
    could = instance.owner[instance.option == option].tolist()
    return np.unique([*could, *view.rivals(option), *view.counted(row)])


class _View:
    """A plan as it is looked at from one row."""

    def __init__(self, instance: Instance, plan: Plan, tables: Tables) -> None:
        self.instance, self.plan, self.tables = instance, plan, tables
        slots = int(instance.slot.max(initial=0)) + 1
        self.slot = instance.slot[instance.option]
        place = instance.owner * slots + self.slot
        held = np.full(len(instance.wanted) * slots, -1)
        chosen = np.flatnonzero(plan.chosen)
        held[place[chosen]] = chosen
        self.held = held[place]
        """Of each row: the row its decision has in the same slot, -1 for none."""
        now = np.where(self.held >= 0, instance.score[self.held], 0.0)
        self.loss = now - instance.score
        """Of each row: what its decision would lose by having it instead."""
        self.students = np.bincount(instance.option[chosen], minlength=len(instance.slot))
        least = np.full(len(held), np.inf)
        other = np.flatnonzero(~plan.chosen)
        np.minimum.at(least, place[other], self.loss[other])
        self.regret = np.where(np.isfinite(least), np.maximum(least, 0.0), np.inf)[place]
        """Of each row: what its decision would lose at least if it lost what it has in the slot."""

    def lists(self, row: int) -> Iterator[Iterator[int]]:
        """Yield lists of decisions, the nearest first."""
        option = int(self.instance.option[row])
        mine = self.instance.owner == self.instance.owner[row]
        yield self._around(option)
        yield self.rivals(option)
        yield self.counted(row)
        for left in self.instance.option[mine & self.plan.chosen & (self.slot == self.slot[row])].tolist():
            yield self._around(left)
        for left in self.instance.option[mine & self.plan.chosen & (self.slot != self.slot[row])].tolist():
            yield self._around(left)
        chosen = np.flatnonzero(self.plan.chosen)
        yield self._owners(chosen[np.argsort(self.regret[chosen], kind="stable")])

    def _owners(self, rows: Ints) -> Iterator[int]:
        return iter(self.instance.owner[rows].tolist())

    def _around(self, option: int) -> Iterator[int]:
        """Those who have an option or could have it, whoever would win most or lose least by a change."""
        rows = np.flatnonzero(self.instance.option == option)
        change = np.where(self.plan.chosen[rows], self.regret[rows], self.loss[rows])
        return self._owners(rows[np.argsort(change, kind="stable")])

    def rivals(self, option: int) -> Iterator[int]:
        """The students of sessions that take what a session of the option would need, the cheapest first."""
        rivals = self._sharing(option)
        rivals[option] = False
        chosen = np.flatnonzero(self.plan.chosen & rivals[self.instance.option])
        total = np.bincount(self.instance.option[chosen], self.regret[chosen], len(rivals))
        cost = total / np.maximum(self.plan.sessions, 1)
        return self._owners(chosen[np.argsort(cost[self.instance.option[chosen]], kind="stable")])

    def _sharing(self, option: int) -> Truths:
        """Return which options take of what a further session of an option would need."""
        limits, size = self.tables.of_sessions, len(self.instance.slot)
        found = np.zeros(size, bool)
        counts = limits.counts(self.plan.sessions)
        full = (counts + 1 > limits.high) & (limits.price == FORBIDDEN)
        at = limits.place[(limits.index == option) & full[limits.place]]
        found[limits.index[np.isin(limits.place, at)]] = True
        for resource in self.instance.resources:
            if option in resource.needing:
                units = resource.unit[resource.option == option]
                here = resource.option[np.isin(resource.unit, units)]
                found[here[self.instance.slot[here] == self.instance.slot[option]]] = True
        return found & (self.plan.sessions > 0)

    def counted(self, row: int) -> Iterator[int]:
        """Those who count towards a limit that the row would exceed, who would lose least first."""
        limits = self.tables.of_rows
        full = limits.counts(self.plan.chosen) + 1 > limits.high
        at = limits.place[(limits.index == row) & full[limits.place]]
        rows = limits.index[np.isin(limits.place, at)]
        rows = rows[self.plan.chosen[rows]]
        return self._owners(rows[np.argsort(self.regret[rows], kind="stable")])
