"""The cheapest change of a large assignment, looked for one slot after the other.

Where everybody wants a place in every slot, little ties the slots together: a limit on what one student has
in all of them. Without these ties each slot can be solved alone, and no change costs less than the sum. A
plan is made of the first slot alone, the next one where that one is given, and so on; if it costs no more
than the sum, nothing is cheaper. If it does, all slots are looked at together, with the sessions of the plans
found so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from whynext.process.assigning.instance import Instance, Ints, Limit, Of, Part, Truths, Watch
from whynext.process.assigning.program import Effort, Program, Solved
from whynext.process.assigning.sufficing import sufficient
from whynext.process.assigning.trying import no_longer
from whynext.process.assigning.turning import Pair

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Slotwise:
    """Changes of an assignment, slot by slot.

    Parameters
    ----------
    instance
        The assignment, without scores.
    given_up
        What each unit beyond a part costs.
    effort, patience
        Of each program, and how often its solver may ask whether to go on.
    watch
        Stops it.
    """

    instance: Instance
    given_up: Mapping[Part, float]
    effort: Effort
    patience: int
    watch: Watch

    @property
    def fits(self) -> bool:
        """Whether everybody wants a place in every slot, and only what a student has ties the slots."""
        instance = self.instance
        pairs = np.unique(np.stack([instance.owner, self._slot]), axis=1)
        return (
            len(np.unique(self._slot)) > 1
            and bool((np.bincount(pairs[0], minlength=len(instance.wanted)) == instance.wanted).all())
            and not any(part.of in (Of.LOAD, Of.APART) for part in self.given_up)
            and not any(_is_tied_by_sessions(instance, limit) for limit in instance.limits)
        )

    @property
    def _slot(self) -> Ints:
        return self.instance.slot[self.instance.option]

    def cheapest(self, known: Pair | None = None) -> Solved | None:
        """Return the cheapest plan that is found, with what it goes beyond; None if none is found.

        Its bound holds for all plans. It is said to be impossible if a slot is impossible alone.

        Parameters
        ----------
        known
            A plan to begin with, if there is one already.
        """
        slots = np.unique(self._slot).tolist()
        alone = {slot: self._solved(slot, None, known) for slot in slots}
        for each in alone.values():
            if not each.found:
                return each if each.impossible else None
        bound = sum(each.bound for each in alone.values())
        plans = [self._rows(slot, each) for slot, each in alone.items()]
        best = None if known is None else self._told(known[0], bound, None)
        dearest = sorted(slots, key=lambda slot: (alone[slot].value, slot))
        for order in (dearest, dearest[::-1])[: 2 if known is None else 1]:
            if best is None or best.value < bound - _LEAST:
                plans.append(self._one_by_one(alone[order[0]], order))
                best = _better(best, self._told(plans[-1], bound, None))
        if best is not None and best.value >= bound - _LEAST:
            return best
        if best is not None:
            plans.append(best.chosen)
        return _better(best, self._told(self._near(plans), bound, best))

    def _one_by_one(self, first: Solved, order: list[int]) -> Truths:
        """Return a plan that begins with one slot, as far as others are possible then."""
        chosen = self._rows(order[0], first)
        for slot in order[1:]:
            solved = self._solved(slot, chosen)
            if solved.found:
                chosen |= self._rows(slot, solved)
        return chosen

    def _near(self, plans: list[Truths]) -> Truths:
        """Return the rows of all sessions that are held in one of these plans, and those that need none."""
        instance = self.instance
        held = np.zeros(len(instance.slot), bool)
        planned: Truths = np.logical_or.reduce(plans)
        held[instance.option[planned]] = True
        left = sufficient(instance, np.arange(len(instance.wanted)))
        near: Truths = planned | (left & (held | ~instance.in_sessions)[instance.option])
        return near

    def _told(self, among: Truths, bound: float, start: Solved | None) -> Solved | None:
        """Return the cheapest plan of some rows."""
        program = Program(self.instance, given_up=self.given_up, among=among)
        solved = program.solve(
            self.effort,
            None if start is None else (start.chosen, start.sessions),
            no_longer(self.watch, self.patience),
        )
        return replace(solved, bound=max(bound, solved.value)) if solved.found else None

    def _solved(self, slot: int, others: Truths | None, known: Pair | None = None) -> Solved:
        """Return the cheapest plan of a slot, alone (None) or where these rows of other slots are given."""
        within, given_up = self._within(slot, others)
        left = sufficient(within, np.arange(len(within.wanted)))
        start = None if known is None else (known[0][self._slot == slot], known[1])
        program = Program(within, given_up=given_up, among=left if start is None else left | start[0])
        return program.solve(self.effort, start, no_longer(self.watch, self.patience))

    def _rows(self, slot: int, solved: Solved) -> Truths:
        """Return which rows of the assignment a plan of a slot chooses."""
        chosen = np.zeros(len(self.instance.owner), bool)
        chosen[np.flatnonzero(self._slot == slot)[solved.chosen]] = True
        return chosen

    def _within(self, slot: int, others: Truths | None) -> tuple[Instance, dict[Part, float]]:
        """Return what there is in a slot, and what may be gone beyond in it."""
        instance = self.instance
        rows = np.flatnonzero(self._slot == slot)
        place = np.full(len(instance.owner), -1)
        place[rows] = np.arange(len(rows))
        here = instance.slot == slot
        within = replace(
            instance,
            owner=instance.owner[rows],
            option=instance.option[rows],
            score=instance.score[rows],
            must=instance.must[rows],
            wanted=np.minimum(np.bincount(instance.owner[rows], minlength=len(instance.wanted)), 1),
            smallest=np.where(here, instance.smallest, 0),
            largest=np.where(here, instance.largest, 0),
            limits=tuple(_of(limit, place, here, others) for limit in instance.limits),
        )
        moved = {
            replace(part, which=int(place[part.which])) if part.of is Of.MUST else part: price
            for part, price in self.given_up.items()
            if self._is_in(part, slot, within)
        }
        return within, moved

    def _is_in(self, part: Part, slot: int, within: Instance) -> bool:
        if part.of is Of.UNITS:
            return part.slot == slot
        if part.of is Of.WANTED:
            return bool(within.wanted[part.which])
        if part.of is Of.LIMIT:
            limit = within.limits[part.which]
            return len(limit.index) > 0
        if part.of is Of.MUST:
            return bool(self._slot[part.which] == slot)
        return bool(self.instance.slot[part.which] == slot)


def _better(one: Solved | None, other: Solved | None) -> Solved | None:
    if one is None or other is None:
        return one or other
    return other if other.value > one.value + _LEAST else one


def _is_tied_by_sessions(instance: Instance, limit: Limit) -> bool:
    """Tell whether a limit counts sessions of several slots."""
    return limit.of_sessions and len(np.unique(instance.slot[limit.index])) > 1


def _of(limit: Limit, place: Ints, here: Truths, others: Truths | None) -> Limit:
    """Return what a limit asks in a slot, where rows of others are given or (None) all is to be had there."""
    inside = here[limit.index] if limit.of_sessions else place[limit.index] >= 0
    if inside.all():
        return limit if limit.of_sessions else replace(limit, index=place[limit.index])
    if others is None or not inside.any():
        return replace(limit, index=limit.index[:0], amount=limit.amount[:0], low=-np.inf, high=np.inf)
    held = float(limit.amount[~inside] @ others[limit.index[~inside]])
    return replace(
        limit,
        index=place[limit.index[inside]],
        amount=limit.amount[inside],
        low=limit.low - held,
        high=limit.high - held,
    )
