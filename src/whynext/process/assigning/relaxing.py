"""What would make an impossible assignment possible: the cheapest change, and the cheapest of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

import numpy as np

from whynext.process.assigning.conflict import bindings
from whynext.process.assigning.instance import (
    Instance,
    Ints,
    Limit,
    Of,
    Part,
    Resource,
    Truths,
    Watch,
    never_stops,
)
from whynext.process.assigning.parts import Kind, kind_of, without_scores
from whynext.process.assigning.program import Effort, Program, Solved
from whynext.process.assigning.slotwise import Slotwise
from whynext.process.assigning.sufficing import sufficient
from whynext.process.assigning.trying import ENOUGH, no_longer

CHEAPEST = Effort(gap=0.0, absolute=1e-6, most_nodes=5_000)
"""How long the cheapest change is searched for."""

_DEAR = 10.0  # so many times the dearest price counts a unit of which the price is not known
_LEAST = 1e-6
_MANY = 3_000  # rows; of more, one slot is looked at after the other
_NEAR = 0.05  # of so many it is enough to be so near to the cheapest
_PATIENCE, _LESS = (
    25,
    12,
)  # with a program of so many: how often its solver asks whether to go on; with a plan


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A change that makes an assignment possible.

    Parameters
    ----------
    excess
        By how many units each part would be exceeded, in order; what stays as it is is left out. What a unit
        is, is said at :class:`~whynext.process.assigning.instance.Of`.
    cost
        The sum of price times excess over the parts of which the price is known.
    asks
        The parts of which it is not: a person must say whether it is worth it.
    kind
        Only parts of this kind are changed; None if any might have been.
    proved
        No change of the kind is cheaper (where prices are not known: has fewer units of what asks).
    chosen, sessions
        A plan that is valid once the change is made, found without regard to scores.
    """

    excess: Mapping[Part, float]
    cost: float
    asks: tuple[Part, ...]
    kind: Kind | None
    proved: bool
    chosen: Truths
    sessions: Ints


def relaxations(
    instance: Instance,
    prices: Mapping[Part, float | None],
    *,
    among: Iterable[Part] | None = None,
    effort: Effort = CHEAPEST,
    watch: Watch = never_stops,
) -> tuple[Relaxation, ...]:
    """Return changes that make an assignment possible: the cheapest, and for each kind the cheapest of it.

    Those with a price come first, the cheapest before; then those that ask a person, the fewest units
    before. If it cannot be made possible with what may be changed, there is none. The cheapest is made of
    parts with a price if these suffice; otherwise each unit of the others counts as ten of the dearest.
    Each was verified: the changed assignment (:func:`mended`) has a plan. A large assignment is looked at one
    slot after the other where that is possible (:mod:`whynext.process.assigning.slotwise`); something cheaper
    may then be missed, unless it is said to be `proved`.

    Parameters
    ----------
    instance
        The assignment.
    prices
        What a unit beyond costs, not negative, for each part in which somebody may give way; None where only
        a person can say. A part that is not named stays as it is.
    among
        Parts that cannot all be kept (:func:`~whynext.process.assigning.conflict.binding`); of their kinds
        alternatives are sought. If None they are found first.
    effort
        Of each program that is solved.
    watch
        Stops it; what was found until then is returned.

    Raises
    ------
    ValueError
        If a price is negative or not finite.
    """
    if any(price is not None and not 0 <= price < np.inf for price in prices.values()):
        raise ValueError("a price is negative or not finite")
    sets = [frozenset(among)] if among is not None else []
    if among is None:
        sets = [frozenset(each.parts) for each in bindings(instance, watch=watch)]
    bare = without_scores(instance)
    left = sufficient(bare, np.arange(len(instance.wanted)))
    search = _Search(instance, bare, prices, sets, left, effort, watch)
    ways = search.ways()
    different: dict[tuple[tuple[Part, float], ...], Relaxation] = {}
    for way in ways:
        if way is not None:
            different.setdefault(tuple(way.excess.items()), way)
    return tuple(sorted(different.values(), key=_in_order))


def _cheapest_known(ways: Iterable[Relaxation | None]) -> Relaxation | None:
    return min((way for way in ways if way is not None and not way.asks), key=_in_order, default=None)


def _in_order(way: Relaxation) -> tuple[float, float]:
    return sum(way.excess[part] for part in way.asks), way.cost


@dataclass(frozen=True, slots=True)
class _Search:
    """The assignment with its scores and without, what may be changed at which price, and what binds.

    The sets of parts that cannot all be kept have no part in common, so that each of them costs something.
    """

    instance: Instance
    bare: Instance
    prices: Mapping[Part, float | None]
    sets: list[frozenset[Part]]
    left: Truths
    effort: Effort
    watch: Watch

    def ways(self) -> list[Relaxation | None]:
        """Return the cheapest change of any kind, and of each that binds; of many rows, of these together."""
        kinds = sorted({kind_of(self.instance, part) for each in self.sets for part in each})
        known: list[Relaxation | None] = []
        for kind in kinds:
            of_kind = {part for part in self.prices if kind_of(self.instance, part) == kind}
            known.append(self.cheapest(of_kind, kind))
        some = {part for part, price in self.prices.items() if price is not None}
        if len(self.instance.owner) > _MANY and any(known):  # a few kinds are sooner seen through
            of_these = {part for part in some if kind_of(self.instance, part) in kinds}
            together = self.cheapest(of_these, None, _cheapest_known(known))
            known.insert(0, None if together is None else replace(together, proved=False))
        anything = self.cheapest(some, None, _cheapest_known(known))
        return [anything or self.cheapest(set(self.prices), None), *known]

    def cheapest(
        self, parts: set[Part], kind: Kind | None, known: Relaxation | None = None
    ) -> Relaxation | None:
        """Return the cheapest change of some of these parts; None if none suffices or is found.

        `known` is a change that may be looked at first.
        """
        if not parts or not all(each & parts for each in self.sets if each):
            return None
        way = self._solved(parts, kind, known)
        if way is None or way.asks:
            return way
        return replace(way, proved=way.proved or way.cost <= self._at_least(parts) + _LEAST)

    def _at_least(self, parts: set[Part]) -> float:
        """Return what any change costs: of each set at least one part is exceeded, by a unit or more."""
        return sum(
            min((self._unit(part) * (self.prices[part] or 0.0) for part in each & parts), default=0.0)
            for each in self.sets
        )

    def _unit(self, part: Part) -> float:
        """Return the least by which a part can be exceeded: one, but for limits of broken amounts."""
        if part.of is not Of.LIMIT:
            return 1.0
        limit = self.instance.limits[part.which]
        bounds = [each for each in (limit.low, limit.high) if np.isfinite(each)]
        numbers = np.concatenate([limit.amount, bounds])
        return float((numbers == np.rint(numbers)).all())

    def _cheapest(self, given_up: Mapping[Part, float], known: Relaxation | None) -> Solved:
        """Return a plan that goes as little as can be beyond what is given up; of many rows, a near one."""
        if len(self.instance.owner) <= _MANY:
            return Program(self.bare, given_up=given_up).solve(self.effort, watch=self.watch)
        start = None if known is None else (known.chosen, known.sessions)
        patience = _PATIENCE if known is None else _LESS
        by_slots = Slotwise(self.bare, given_up, self.effort, patience, self.watch)
        if by_slots.fits and (solved := by_slots.cheapest(start)) is not None:
            return solved
        effort = replace(self.effort, gap=max(self.effort.gap, _NEAR))
        program = Program(self.bare, given_up=given_up, among=self.left)
        return program.solve(effort, watch=no_longer(self.watch, _PATIENCE))

    def _solved(self, parts: Set[Part], kind: Kind | None, known: Relaxation | None) -> Relaxation | None:
        """Return the cheapest change of these parts that is found."""
        solved = self._cheapest(self._counted(parts), known)
        if not solved.found:
            return None
        excess = {part: each for part, each in sorted(solved.excess.items()) if each > _LEAST}
        priced = [(part, price) for part in excess if (price := self.prices[part]) is not None]
        way = Relaxation(
            excess=excess,
            cost=float(sum(price * excess[part] for part, price in priced)),
            asks=tuple(part for part in excess if self.prices[part] is None),
            kind=kind,
            proved=solved.finished and solved.bound - solved.value <= _LEAST,
            chosen=solved.chosen,
            sessions=solved.sessions,
        )
        return way if self._verified(way) else None

    def _counted(self, parts: Set[Part]) -> dict[Part, float]:
        """Return what a unit counts in the search: more than nothing even where it costs nothing."""
        known = [price for part in parts if (price := self.prices[part])]
        dear = _DEAR * max(known, default=1.0)
        cheap = 1e-3 * min(known, default=1.0)
        counted = {}
        for part in sorted(parts):
            price = self.prices[part]
            counted[part] = dear if price is None else max(price, cheap)
        return counted

    def _verified(self, way: Relaxation) -> bool:
        changed = mended(self.bare, way)
        return Program(changed, among=way.chosen).solve(ENOUGH, (way.chosen, way.sessions)).found


def mended(instance: Instance, way: Relaxation) -> Instance:
    """Return the assignment with a change made, so that it can be solved for the best plan.

    Limits are wider and students want fewer places by what the change says; further units serve any option in
    their slot, once; sessions may be as small and as large as in the plan of the change if its students
    spread evenly (as large as all that is beyond, where the seats of the units demand it).
    """
    wanted, must = instance.wanted.copy(), instance.must.copy()
    smallest, largest = instance.smallest.copy(), instance.largest.copy()
    limits, apart, resources = list(instance.limits), list(instance.apart), list(instance.resources)
    students = np.bincount(instance.option[way.chosen], minlength=len(instance.slot))
    for part, excess in way.excess.items():
        which, units = part.which, round(excess)
        held = max(int(way.sessions[which]), 1) if part.of in (Of.SMALLEST, Of.LARGEST) else 1
        match part.of:
            case Of.WANTED:
                wanted[which] -= units
            case Of.SMALLEST:
                smallest[which] = students[which] // held
            case Of.LARGEST:
                even = -(-int(students[which]) // held)
                largest[which] = even if _roomy(instance, which, even) else largest[which] + units
            case Of.LIMIT:
                limits[which] = _wider(limits[which], excess, way)
            case Of.UNITS:
                resources[which] = _with_more(instance, resources[which], part.slot, units)
            case Of.LOAD:
                at_most = resources[which].at_most.copy()
                at_most[part.unit] += units
                resources[which] = replace(resources[which], at_most=at_most)
            case Of.MUST:
                must[which] = False
            case Of.APART:
                apart[which] = apart[which][:1]
    return replace(
        instance,
        wanted=wanted,
        must=must,
        smallest=smallest,
        largest=largest,
        limits=tuple(limits),
        apart=tuple(apart),
        resources=tuple(resources),
    )


def _wider(limit: Limit, units: float, way: Relaxation) -> Limit:
    counted = (way.sessions if limit.of_sessions else way.chosen)[limit.index] @ limit.amount
    if counted > limit.high:
        return replace(limit, high=limit.high + units)
    return replace(limit, low=limit.low - units)


def _roomy(instance: Instance, option: int, size: int) -> bool:
    """Tell whether every unit that may serve an option has seats for a session of this size."""
    return all((each.seats[each.unit[each.option == option]] >= size).all() for each in instance.resources)


def _with_more(instance: Instance, resource: Resource, slot: int, units: int) -> Resource:
    """Return a resource with so many units more that serve whatever needs one in a slot."""
    here = resource.needing[instance.slot[resource.needing] == slot]
    first = len(resource.units)
    further = np.arange(first, first + units)
    many = np.full(units, len(instance.owner))
    return replace(
        resource,
        units=(*resource.units, *(f"{resource.name} +{k + 1} ({slot})" for k in range(units))),
        option=np.concatenate([resource.option, np.tile(here, units)]),
        unit=np.concatenate([resource.unit, np.repeat(further, len(here))]),
        seats=np.concatenate([resource.seats, many]),
        at_most=np.concatenate([resource.at_most, np.ones(units, np.int64)]),
    )
