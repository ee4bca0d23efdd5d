"""The cheapest change is found, verified, and the same that trying every plan finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.assigning.halls import Draft
from process.assigning.planted import KINDS
from process.assigning.small import invented
from whynext.process.assigning.checking import faults
from whynext.process.assigning.conflict import binding
from whynext.process.assigning.instance import Instance, Of, Part
from whynext.process.assigning.parts import every_part, kind_of
from whynext.process.assigning.program import Program
from whynext.process.assigning.relaxing import mended, relaxations

PRICES = {Of.WANTED: 9.0, Of.SMALLEST: 2.0, Of.LARGEST: 3.0, Of.LIMIT: 4.0, Of.MUST: 7.0, Of.APART: 8.0}
LENT = 5.0


def priced(instance: Instance) -> dict[Part, float | None]:
    """Return a price for every part."""
    return {part: PRICES.get(part.of, LENT) for part in every_part(instance)}


def every_choice(instance: Instance) -> Iterator[np.ndarray]:
    """Iterate over what may be chosen: as many as are wanted or fewer, no two in one slot."""
    each = []
    for decision, wanted in enumerate(instance.wanted.tolist()):
        rows = np.flatnonzero(instance.owner == decision).tolist()
        each.append(
            [
                taken
                for size in range(wanted + 1)
                for taken in combinations(rows, size)
                if len({int(instance.slot[instance.option[row]]) for row in taken}) == size
            ]
        )
    for taken in product(*each):
        chosen = np.zeros(len(instance.owner), bool)
        chosen[[row for rows in taken for row in rows]] = True
        yield chosen


def cheapest_by_trying(instance: Instance, prices: Mapping[Part, float | None]) -> float | None:
    """Return what the cheapest plan costs that goes beyond nothing but what has a price."""
    best = None
    without = Instance(
        **{name: getattr(instance, name) for name in Instance.__slots__} | {"resources": ()}  # type: ignore
    )
    for chosen in every_choice(instance):
        students = np.bincount(instance.option[chosen], minlength=len(instance.slot))
        counts = [
            range(int(here > 0), max(here, 3) + 1) if most else [0]
            for here, most in zip(students.tolist(), instance.largest.tolist(), strict=True)
        ]
        for held in product(*counts):
            sessions = np.array(held, np.int64)
            for of in (without, instance):  # units are looked at only where the rest is cheap
                found = faults(of, chosen, sessions)
                cost = _cost(found, prices)
                if cost is None or (best is not None and cost >= best):
                    break
            else:
                best = cost
    return best


def _cost(found: Mapping[Part, float], prices: Mapping[Part, float | None]) -> float | None:
    units = {part: 1.0 if part.of in (Of.MUST, Of.APART) else each for part, each in found.items()}
    if any(prices.get(part) is None for part in units):
        return None
    return sum(prices[part] * each for part, each in units.items())  # type: ignore[operator]


SMALL = [
    kind
    for kind in KINDS
    if kind
    not in ("staff_cut", "rooms_with_few_seats", "sessions_too_small_for_all", "contacts_beyond_the_teacher")
]


@pytest.mark.parametrize("kind", SMALL)
def test_of_a_planted_cause_the_cheapest_change_is_that_of_trying_every_plan(kind: str):
    instance = KINDS[kind]().instance
    prices = priced(instance)
    ways = relaxations(instance, prices)
    assert ways[0].proved
    assert ways[0].cost == pytest.approx(cheapest_by_trying(instance, prices))
    assert [way.cost for way in ways] == sorted(way.cost for way in ways)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_of_any_small_assignment_the_cheapest_change_is_that_of_trying_every_plan(seed: int):
    instance = invented(seed, students=2, kinds=2, slots=1)
    prices = priced(instance)
    ways = relaxations(instance, prices, among=())
    assert ways[0].cost == pytest.approx(cheapest_by_trying(instance, prices))


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_makes_it_possible_and_changes_one_kind_if_it_says_so(kind: str):
    instance = KINDS[kind]().instance
    prices = priced(instance)
    ways = relaxations(instance, prices)
    assert ways
    for way in ways:
        assert way.cost == pytest.approx(sum(prices[part] * each for part, each in way.excess.items()))
        if way.kind is not None:
            assert {kind_of(instance, part) for part in way.excess} == {way.kind}
        changed = mended(instance, way)
        best = Program(changed).solve()
        assert best.found
        assert faults(changed, best.chosen, best.sessions) == {}
        assert all(each == round(each) for part, each in way.excess.items() if part.of is not Of.LIMIT)


@pytest.mark.parametrize("kind", ["too_few_seats", "lock_against_capacity", "separated_with_one_session"])
def test_each_kind_of_the_binding_set_that_suffices_alone_is_offered(kind: str):
    instance = KINDS[kind]().instance
    prices = priced(instance)
    found = binding(instance)
    assert found is not None
    offered = {}
    for way in relaxations(instance, prices):
        for each in {kind_of(instance, part) for part in way.excess}:
            offered.setdefault(each, way.cost)
    for each in {kind_of(instance, part) for part in found.parts}:
        only = {part: price for part, price in prices.items() if kind_of(instance, part) == each}
        assert offered.get(each) == pytest.approx(cheapest_by_trying(instance, only))


def three_for_two() -> Instance:
    may = dict.fromkeys(("ana", "ben", "cem"), ("lab",))
    return Draft({"lab": (0, 0, 0)}, may).seats(["lab"], 2).instance()


def test_what_has_no_price_asks_a_person_and_comes_after_what_has_one():
    instance = three_for_two()
    seat, place = Part(Of.LIMIT, 0), Part(Of.WANTED, 0)
    known, asks = relaxations(instance, {seat: None, place: 20.0})
    assert (dict(known.excess), known.cost, known.asks) == ({place: 1.0}, 20.0, ())
    assert (dict(asks.excess), asks.cost, asks.asks) == ({seat: 1.0}, 0.0, (seat,))


def test_where_nobody_may_give_way_nothing_is_offered():
    instance = three_for_two()
    assert relaxations(instance, {}) == ()


def test_what_costs_nothing_is_not_given_away():
    instance = three_for_two()
    seat = Part(Of.LIMIT, 0)
    (way,) = relaxations(instance, {seat: 0.0})
    assert dict(way.excess) == {seat: 1.0}
    assert way.cost == 0.0


def test_a_negative_price_is_refused():
    with pytest.raises(ValueError, match="negative"):
        relaxations(three_for_two(), {Part(Of.LIMIT, 0): -1.0})
