"""Rows that are left out as needless change neither whether there is a plan nor what the cheapest costs."""

from __future__ import annotations

import numpy as np
import pytest

from process.assigning.halls import a_hall
from process.assigning.small import invented
from whynext.process.assigning.instance import Instance, Of
from whynext.process.assigning.parts import every_part, keeping, without_scores
from whynext.process.assigning.program import Program
from whynext.process.assigning.sufficing import sufficient


def everybody(instance: Instance) -> np.ndarray:
    return np.arange(len(instance.wanted))


@pytest.mark.parametrize("seed", range(40))
def test_the_cheapest_plan_beyond_bounds_costs_the_same(seed: int):
    instance = without_scores(invented(seed, students=5, kinds=3))
    prices = {part: 1.0 + (part.which % 3) for part in every_part(instance)}
    left = sufficient(instance, everybody(instance))
    every, some = Program(instance, given_up=prices).solve(), Program(instance, given_up=prices, among=left)
    assert some.solve().value == pytest.approx(every.value)


def test_where_hardly_anything_is_kept_one_row_of_each_slot_is_left():
    hall = without_scores(a_hall(30))
    wanted = {part for part in every_part(hall) if part.of is Of.WANTED}
    left = sufficient(keeping(hall, wanted), everybody(hall))
    slot = hall.slot[hall.option]
    assert left.sum() == len(set(zip(hall.owner.tolist(), slot.tolist(), strict=True)))


def test_in_a_hall_many_rows_are_needless_and_of_every_slot_some_are_left():
    hall = without_scores(a_hall(30))
    left = sufficient(hall, everybody(hall))
    slot = hall.slot[hall.option]
    pairs = set(zip(hall.owner.tolist(), slot.tolist(), strict=True))
    assert set(zip(hall.owner[left].tolist(), slot[left].tolist(), strict=True)) == pairs
    assert left.sum() < 0.9 * len(left)
