"""The search finds valid plans, the best of small ones, and the same plan again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.assigning.small import best_by_trying, hall, invented
from whynext.process.assigning import search as searching
from whynext.process.assigning.checking import faults, value
from whynext.process.assigning.greedy import first_plan
from whynext.process.assigning.instance import Plan, Status
from whynext.process.assigning.search import search
from whynext.process.assigning.standing import standing
from whynext.process.assigning.tables import Tables


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch):
    """Let a small hall be searched as a large one is."""
    monkeypatch.setattr(searching, "SOON", 100)
    monkeypatch.setattr(searching, "WHOLE", 100)
    monkeypatch.setattr(searching, "LEAST", 8)
    monkeypatch.setattr(searching, "MOST", 10)


def same(one: Plan, other: Plan) -> bool:
    return (
        one.status is other.status
        and (one.chosen == other.chosen).all()
        and (one.sessions == other.sessions).all()
        and one.steps == other.steps
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_a_small_assignment_gets_the_best_of_all_plans(seed: int, bound: bool):
    instance = invented(seed, students=3, kinds=2, bound=bound)
    plan = search(instance, gap=0.0, threads=1)
    best = best_by_trying(instance)
    if best is None:
        assert plan.status is Status.IMPOSSIBLE
        assert not plan.chosen.any()
    else:
        assert plan.status is Status.BEST
        assert plan.value == pytest.approx(best)
        assert faults(instance, plan.chosen, plan.sessions) == {}


@pytest.mark.parametrize("seed", range(12))
def test_a_first_plan_exceeds_nothing_but_what_it_says_it_lacks(seed: int):
    instance = invented(seed, students=12, kinds=4)
    chosen, sessions = first_plan(instance, Tables.of(instance))
    first = standing(instance, Tables.of(instance), chosen, sessions)
    assert set(faults(instance, chosen, sessions)) == set(first.lacks)
    assert first.value == pytest.approx(value(instance, chosen, sessions))


def test_a_hall_gets_a_valid_first_plan_at_once():
    for seed in range(5):
        instance = hall(60, seed)
        chosen, sessions = first_plan(instance, Tables.of(instance))
        assert faults(instance, chosen, sessions) == {}


@pytest.mark.usefixtures("small_steps")
def test_neighbourhoods_make_a_hall_better_and_the_bound_holds():
    instance = hall(28, 1)
    first = standing(instance, Tables.of(instance), *first_plan(instance, Tables.of(instance)))
    plan = search(instance, steps=10, gap=0.0, seed=b"seed")
    assert plan.status is Status.GOOD
    assert plan.steps == 10
    assert first.value * 1.02 < plan.value <= plan.bound
    assert faults(instance, plan.chosen, plan.sessions) == {}
    assert plan.value == pytest.approx(value(instance, plan.chosen, plan.sessions))


@pytest.mark.usefixtures("small_steps")
def test_the_same_seed_and_steps_give_the_same_plan_with_one_thread_and_with_two():
    instance = hall(28, 2)
    plans = [search(instance, steps=6, gap=0.0, seed=b"a", threads=each) for each in (1, 2, 2)]
    assert all(same(plans[0], each) for each in plans)
    starts = [search(hall(40, 2), steps=3, gap=0.0, seed=each) for each in (b"a", b"b")]
    assert not same(*starts)


@pytest.mark.usefixtures("small_steps")
def test_who_stops_a_search_keeps_the_best_plan_so_far():
    instance = hall(40, 3)
    asked = []

    def until_there_is_one(progress):
        asked.append(progress)
        return progress.value is None or len(asked) < 3

    plan = search(instance, watch=until_there_is_one)
    assert plan.status is Status.STOPPED
    assert faults(instance, plan.chosen, plan.sessions) == {}
    assert plan.value == pytest.approx(value(instance, plan.chosen, plan.sessions))


@pytest.mark.usefixtures("small_steps")
def test_what_the_watch_is_told_only_gets_better():
    told = []
    plan = search(hall(40, 4), steps=12, gap=0.0, watch=lambda progress: told.append(progress) or True)
    values = [each.value for each in told if each.value is not None]
    assert values == sorted(values)
    bounds = [each.bound for each in told]
    assert bounds == sorted(bounds, reverse=True)
    assert plan.bound <= bounds[-1]
    assert all(each.most == 12 for each in told)


def test_an_assignment_that_cannot_be_is_proved_impossible():
    instance = hall(60, 5)
    limits = tuple(
        each if not each.of_sessions else type(each)(
            each.source, each.key, True, each.index, each.amount, -np.inf, 0.0
        )
        for each in instance.limits
    )  # fmt: skip
    crowded = type(instance)(
        **{name: getattr(instance, name) for name in instance.__slots__} | {"limits": limits}
    )
    plan = search(crowded, threads=1)
    assert plan.status is Status.IMPOSSIBLE
    assert plan.bound == -np.inf


def test_nobody_to_assign_is_a_plan_too():
    instance = invented(0, students=0, kinds=2, bound=False)
    plan = search(instance)
    assert plan.status is Status.BEST
    assert plan.value == 0.0


@pytest.mark.usefixtures("small_steps")
def test_what_the_first_plan_lacks_is_mended(monkeypatch: pytest.MonkeyPatch):
    instance = hall(24, 6)

    def nothing(instance, tables):  # nobody has a place
        return np.zeros(len(instance.owner), bool), np.zeros(len(instance.slot), np.int64)

    monkeypatch.setattr(searching, "first_plan", nothing)
    plan = search(instance, steps=30, gap=0.05)
    assert plan.status in (Status.BEST, Status.GOOD)
    assert faults(instance, plan.chosen, plan.sessions) == {}


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize(("steps", "gap"), [(None, 0.0), (14, 0.0), (14, 0.003)])
def test_a_hall_solved_whole_beside_its_neighbourhoods_has_the_same_plan_again(
    monkeypatch: pytest.MonkeyPatch, steps: int | None, gap: float
):
    monkeypatch.setattr(searching, "WHOLE", 5_000)
    monkeypatch.setattr(searching, "PATIENCE", 1)
    monkeypatch.setattr(searching, "NODES", 1)
    instance = hall(16, 7)
    plans = [search(instance, steps=steps, gap=gap, seed=b"a", threads=each) for each in (1, 2, 2)]
    assert same(plans[0], plans[1])
    assert same(plans[0], plans[2])
    assert faults(instance, plans[0].chosen, plans[0].sessions) == {}
    if steps is None:
        assert plans[0].status is Status.BEST
        assert plans[0].value == pytest.approx(plans[0].bound)
