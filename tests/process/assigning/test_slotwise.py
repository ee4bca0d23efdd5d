"""Slot after slot: the plan that is found is valid, no cheaper than the cheapest, and the bound holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from process.assigning.halls import a_hall
from process.assigning.small import invented
from whynext.process.assigning.checking import faults
from whynext.process.assigning.instance import Instance, Limit, Of, Part, never_stops
from whynext.process.assigning.parts import every_part, without_scores
from whynext.process.assigning.program import Program
from whynext.process.assigning.relaxing import CHEAPEST
from whynext.process.assigning.slotwise import Slotwise

MAY = (Of.WANTED, Of.SMALLEST, Of.LARGEST, Of.LIMIT, Of.UNITS)


def prices(instance: Instance) -> dict[Part, float]:
    return {part: 3.0 + (part.which % 4) for part in every_part(instance) if part.of in MAY}


def slotwise(instance: Instance) -> Slotwise:
    return Slotwise(instance, prices(instance), CHEAPEST, 10_000, never_stops)


def crowded(seed: int) -> Instance:
    """Return a small assignment of two slots, each a seat too few; with odd seeds a limit ties them."""
    found = without_scores(invented(seed, students=5, kinds=2))
    slot = found.slot[found.option]
    pairs = np.unique(np.stack([found.owner, slot]), axis=1)
    kinds = [slot == 0, slot == 1, found.owner < 2][: 2 + seed % 2]
    limits = [(np.flatnonzero(each), 4.0 if number < 2 else 1.0) for number, each in enumerate(kinds)]
    return replace(
        found,
        wanted=np.bincount(pairs[0], minlength=len(found.wanted)),
        limits=tuple(
            Limit(number, (), False, index, np.ones(len(index)), -np.inf, high)
            for number, (index, high) in enumerate(limits)
        ),
    )


@pytest.mark.parametrize("seed", range(25))
def test_no_plan_is_cheaper_than_its_bound_and_it_is_as_dear_as_it_says(seed: int):
    instance = crowded(seed)
    search = slotwise(instance)
    assert search.fits
    found, best = search.cheapest(), Program(instance, given_up=prices(instance)).solve(CHEAPEST)
    if found is None:  # who serves both slots may be busy
        return
    assert found.value <= best.value + 1e-6 <= found.bound + 2e-6
    beyond = faults(instance, found.chosen, found.sessions)
    assert -found.value == pytest.approx(sum(prices(instance)[part] * each for part, each in beyond.items()))


def test_it_is_often_the_cheapest_and_then_it_says_so():
    proved = 0
    for seed in range(25):
        instance = crowded(seed)
        found = slotwise(instance).cheapest()
        if found is not None and found.bound <= found.value + 1e-6:
            best = Program(instance, given_up=prices(instance)).solve(CHEAPEST)
            assert found.value == pytest.approx(best.value)
            proved += 1
    assert proved >= 10


def test_a_plan_that_is_known_is_not_made_dearer():
    instance = crowded(3)
    best = Program(instance, given_up=prices(instance)).solve(CHEAPEST)
    found = slotwise(instance).cheapest((best.chosen, best.sessions))
    assert found is not None
    assert found.value == pytest.approx(best.value)


def test_where_not_everybody_wants_a_place_in_every_slot_it_does_not_fit():
    hall = without_scores(a_hall(12))
    assert slotwise(hall).fits
    assert not slotwise(replace(hall, wanted=np.ones(len(hall.wanted), np.int64))).fits
