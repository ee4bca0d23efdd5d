"""What a lottery shows: planted effects are found again, however few come; intervals keep their word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from whynext.base.errors import Refused
from whynext.planning.allocation.effect import effect
from whynext.planning.allocation.uptake import Rate, offers_for, take_up

OFFER, COMING = 0.12, 0.30  # planted: 40 % come of those offered


@dataclass(frozen=True)
class Study:
    """One simulated lottery: 400 eligible, 150 places, four in ten come; who comes was better before."""

    outcome: NDArray[np.float64]
    offered: NDArray[np.bool_]
    came: NDArray[np.bool_]
    before: NDArray[np.float64]
    chance: NDArray[np.float64]


def study(seed: int, *, planted: float = COMING, unequal: bool = False) -> Study:
    """Draw a study; with `unequal` chances those who stood worse before have a better one."""
    random = np.random.default_rng(seed)
    before = random.normal(size=400)
    group = (before < np.median(before)).astype(int) if unequal else np.zeros(400, int)
    places = [40, 110] if unequal else [150]
    offered, chance = np.zeros(400, bool), np.zeros(400)
    for which, seats in enumerate(places):
        members = np.flatnonzero(group == which)
        offered[random.permutation(members)[:seats]] = True
        chance[members] = seats / len(members)
    willing = np.zeros(400, bool)
    willing[np.argsort(-(0.5 * before + random.normal(size=400)))[:160]] = True
    came = willing & offered
    outcome = 0.6 * before + planted * came + random.normal(scale=0.8, size=400)
    return Study(outcome, offered, came, before, chance)


def test_planted_effects_are_found_and_the_intervals_cover_them() -> None:
    """Of 400 studies with 40 % take-up, 95 in 100 intervals hold the truth, with and without a baseline."""
    for before in (False, True):
        found = []
        for seed in range(400):
            one = study(seed)
            baseline = list(one.before) if before else None
            found.append(effect(list(one.outcome), list(one.offered), list(one.came), before=baseline))
        assert np.mean([each.coming.value for each in found]) == pytest.approx(0.4, abs=0.01)
        assert np.mean([each.offer.value for each in found]) == pytest.approx(OFFER, abs=0.015)
        assert np.mean([each.attendance.value for each in found]) == pytest.approx(COMING, abs=0.035)
        offers = np.mean([each.offer.low <= OFFER <= each.offer.high for each in found])
        comings = np.mean([each.attendance.low <= COMING <= each.attendance.high for each in found])
        assert 0.92 <= offers <= 0.98
        assert 0.92 <= comings <= 0.98
        assert not any(each.is_weak for each in found)


def test_to_compare_those_who_came_with_those_who_did_not_would_have_been_wrong() -> None:
    """So that the lottery is what the answer rests on: who comes was better before."""
    naive = [one.outcome[one.came].mean() - one.outcome[~one.came].mean() for one in map(study, range(100))]
    assert np.mean(naive) > COMING + 0.2


def test_a_baseline_makes_it_surer() -> None:
    """By about what the baseline explains."""
    one = study(1)
    without = effect(list(one.outcome), list(one.offered), list(one.came))
    with_ = effect(list(one.outcome), list(one.offered), list(one.came), before=list(one.before))
    assert with_.attendance.error < 0.9 * without.attendance.error


def test_unequal_chances_are_weighed_and_without_weights_the_answer_is_wrong() -> None:
    """Those with more free periods have better chances, and they may differ in other ways."""
    weighed, bare = [], []
    for seed in range(300):
        one = study(seed, unequal=True)
        data = list(one.outcome), list(one.offered), list(one.came)
        weighed.append(effect(*data, chance=list(one.chance)).offer)
        bare.append(effect(*data).offer.value)
    assert np.mean([each.value for each in weighed]) == pytest.approx(OFFER, abs=0.02)
    assert np.mean([each.low <= OFFER <= each.high for each in weighed]) >= 0.93
    assert np.mean(bare) < OFFER - 0.1


def test_without_an_effect_none_is_found_nineteen_times_in_twenty() -> None:
    """The false alarms are as many as is said."""
    found = [study(seed, planted=0.0) for seed in range(300)]
    told = [effect(list(one.outcome), list(one.offered), list(one.came)).attendance for one in found]
    assert np.mean([each.low > 0 or each.high < 0 for each in told]) <= 0.08


def test_the_effect_of_each_session_is_told_by_the_dose() -> None:
    """Twenty sessions each that give 0.30 together are 0.015 a session."""
    doses = []
    for seed in range(200):
        one = study(seed)
        doses.append(effect(list(one.outcome), list(one.offered), list(20.0 * one.came)).attendance.value)
    assert np.mean(doses) == pytest.approx(COMING / 20, abs=0.002)


def test_who_was_sure_of_a_place_is_left_out() -> None:
    """As is who had no chance: nobody can be compared with them."""
    one = study(2)
    chance = np.where(np.arange(400) < 20, 1.0, 150 / 400)
    found = effect(list(one.outcome), list(one.offered), list(one.came), chance=list(chance))
    assert found.left_out == 20
    assert found.offered + found.others == 380


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: (one.outcome, np.zeros(400, bool), one.came), "0 students were offered a place"),
        (lambda one: (one.outcome, one.offered, np.zeros(400)), "the offer made nobody come"),
        (
            lambda one: (one.outcome[:-1], one.offered, one.came),
            "not everything is told of the same students",
        ),
        (lambda one: (np.where(one.before > 2, np.nan, one.outcome), one.offered, one.came), "are missing"),
    ],
)
def test_what_cannot_be_told_is_refused(change: object, said: str) -> None:
    """With what is lacking."""
    with pytest.raises(Refused, match=said):
        effect(*(list(each) for each in change(study(3))))  # type: ignore[operator]


def test_if_hardly_anybody_comes_the_effect_of_coming_is_called_weak() -> None:
    """Three of 150 are too few."""
    one = study(4)
    came = one.came & (np.cumsum(one.came) <= 3)
    assert effect(list(one.outcome), list(one.offered), list(came)).is_weak


def test_a_rate_that_rests_on_little_says_less() -> None:
    """The interval grows as the number of offers it was seen on shrinks, and fewer offers are advised."""
    exact, many, few = (take_up(150, Rate(0.4, of)) for of in (None, 2718, 40))
    assert exact.high - exact.low <= many.high - many.low < few.high - few.low
    assert [round(each.expected) for each in (exact, many)] == [60, 60]
    assert offers_for(150, Rate(0.4), 1000) > offers_for(150, Rate(0.4, 40), 1000) >= 150
    assert offers_for(150, Rate(1.0), 1000) == 150
    assert offers_for(150, Rate(0.0), 1000) == 1000


def test_the_interval_of_take_up_keeps_its_word() -> None:
    """Nine of ten true numbers lie in it, where the rate itself was seen on fifty offers."""
    random = np.random.default_rng(5)
    inside = []
    for _ in range(200):
        truth = random.uniform(0.2, 0.8)
        rate = Rate(random.binomial(50, truth) / 50, of=50)
        told = take_up(150, rate)
        inside.append(told.low <= random.binomial(150, truth) <= told.high)
    assert 0.85 <= np.mean(inside) <= 0.96
