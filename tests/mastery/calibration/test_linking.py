"""Two calibrations on one scale by their common items."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.bank import BankItem, ItemBank
from whynext.mastery.calibration.fit import calibrate
from whynext.mastery.calibration.linking import Link, link, merged

OLD = ItemBank(
    tuple(
        BankItem(f"i{n:02d}", float(a), float(b), 0.2 * (n % 2), 0.08, 0.08)
        for n, (a, b) in enumerate(
            zip(np.linspace(0.6, 1.8, 15), np.linspace(-1.5, 1.5, 15)[::-1], strict=True)
        )
    ),
    "3pl",
)


def moved(slope: float, shift: float) -> ItemBank:
    """Return the bank as it would be calibrated on a scale that `slope` and `shift` bring back."""
    items = [
        replace(item, slope=item.slope * slope, difficulty=(item.difficulty - shift) / slope) for item in OLD
    ]
    return ItemBank(tuple(items), "3pl")


@given(
    slope=st.floats(0.5, 2.0),
    shift=st.floats(-1.5, 1.5),
    method=st.sampled_from(["stocking-lord", "mean-sigma"]),
)
def test_a_scale_that_was_moved_is_moved_back(slope: float, shift: float, method) -> None:
    found = link(moved(slope, shift), OLD, method=method)
    assert (found.slope, found.shift) == pytest.approx((slope, shift), abs=1e-5)
    again = found.applied(moved(slope, shift), OLD.scale)
    np.testing.assert_allclose(again.slope, OLD.slope, atol=1e-4)
    np.testing.assert_allclose(again.difficulty, OLD.difficulty, atol=1e-4)
    assert found.unlike < 0.01
    assert not found.drifted


@pytest.mark.parametrize("method", ["stocking-lord", "mean-sigma"])
def test_a_stronger_years_calibration_comes_onto_the_old_scale(method) -> None:
    """Two samples, one abler by 0.6 and more alike, with fifteen of forty items in common."""
    chance = np.random.default_rng(4)
    slope, difficulty = chance.uniform(0.8, 1.8, 65), chance.normal(0, 0.8, 65)
    banks = []
    for ability, which in (
        (chance.normal(0, 1, 3_000), range(40)),
        (chance.normal(0.6, 0.8, 3_000), range(25, 65)),
    ):
        own = list(which)
        p = 1 / (1 + np.exp(-slope[own] * (ability[:, None] - difficulty[own])))
        matrix = (chance.random(p.shape) < p).astype(float)
        banks.append(calibrate(Answers.from_matrix(matrix, items=[f"i{n:02d}" for n in own])).model)
    found = link(banks[1], banks[0], method=method)
    assert found.slope == pytest.approx(0.8, abs=0.06)
    assert found.shift == pytest.approx(0.6, abs=0.08)
    assert len(found.common) == 15
    whole = merged(banks[1], banks[0], found)
    assert len(whole) == 65
    assert np.sqrt(np.mean((whole.difficulty - difficulty) ** 2)) < 0.12
    assert found.ability(0.0) == found.shift


def test_a_common_item_that_became_another_is_named_and_can_be_left_out() -> None:
    new = moved(1.2, 0.3)
    drifting = replace(new["i07"], difficulty=new["i07"].difficulty + 1.0)
    spoilt = ItemBank(tuple(drifting if item.id == "i07" else item for item in new), "3pl")
    found = link(spoilt, OLD)
    assert found.drifted == ("i07",)
    assert "Far off the line: i07" in found.sentence
    clean = link(spoilt, OLD, leave_out=found.drifted)
    assert (clean.slope, clean.shift) == pytest.approx((1.2, 0.3), abs=1e-4)


def test_items_that_cannot_be_used_link_nothing() -> None:
    spoilt = ItemBank(
        tuple(replace(item, status="all right") for item in OLD.items[:12]) + OLD.items[12:], "3pl"
    )
    assert len(link(spoilt, OLD).common) == 3


def test_too_few_common_items_or_an_unknown_method_are_refused() -> None:
    with pytest.raises(Refused, match="2 usable items in common"):
        link(OLD.of(["i00", "i01"]), OLD)
    with pytest.raises(Refused, match="no method «haebara»"):
        link(OLD, OLD, method="haebara")


def test_a_link_moves_standard_errors_with_the_scale() -> None:
    item = Link(2.0, 0.5, (), (), 0.0).applied(OLD, "another scale")["i00"]
    assert item.slope_se == pytest.approx(0.04)
    assert item.difficulty_se == pytest.approx(0.16)
