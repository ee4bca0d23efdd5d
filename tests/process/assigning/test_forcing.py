"""What a place would cost and what stands against it: compared with trying every plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from process.assigning.small import best_by_trying, hall, invented
from whynext.process.assigning.against import Against, Obstacle, stands_against
from whynext.process.assigning.checking import faults, value
from whynext.process.assigning.few import among
from whynext.process.assigning.forcing import Forced, Move, forced
from whynext.process.assigning.instance import FORBIDDEN, Instance, Limit, Of, Part, Plan, Status
from whynext.process.assigning.parts import every_part
from whynext.process.assigning.program import Effort, Program
from whynext.process.assigning.tables import Tables


def planned(made: Instance, gap: float = 1e-4) -> Plan | None:
    """Return the best plan, None if there is none."""
    solved = Program(made).solve(Effort(gap=gap))
    if not solved.found:
        return None
    return Plan(Status.BEST, solved.chosen, solved.sessions, solved.value, solved.bound, 1)


def demanding(made: Instance, row: int) -> Instance:
    """Return the assignment in which a row must be chosen."""
    must = made.must.copy()
    must[row] = True
    return replace(made, must=must)


def drawn(seed: int, students: int = 4, kinds: int = 3) -> tuple[Instance, Plan, int]:
    """Return an invented assignment, its best plan, and a row that is not chosen."""
    made = invented(seed, students=students, kinds=kinds)
    plan = planned(made)
    assume(plan is not None)
    others = np.flatnonzero(~plan.chosen)
    assume(len(others) > 0)
    return made, plan, int(others[seed % len(others)])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000))
def test_the_cost_is_that_of_the_best_plan_with_the_row_and_what_forbids_it_is_minimal(seed: int) -> None:
    made, plan, row = drawn(seed, 4, 2)
    with_it = demanding(made, row)
    best = best_by_trying(with_it)
    found = forced(made, plan, row, moving=0.0)
    if best is None:
        assert found.possible is False
        assert_forbids(with_it, row, found)
        return
    assert found.possible
    assert found.exact
    assert found.lost == pytest.approx(plan.value - best, abs=1e-6)
    assert faults(with_it, found.plan.chosen, found.plan.sessions) == {}
    assert found.plan.value == pytest.approx(value(made, found.plan.chosen, found.plan.sessions))


def assert_forbids(with_it: Instance, row: int, found: Forced) -> None:
    """Check that the parts are impossible together with the row, and possible without any one of them."""
    parts = {*found.forbidding, Part(Of.MUST, row)}
    for kept in (parts, *(parts - {each} for each in found.forbidding)):
        dropped = {part: 0.0 for part in every_part(with_it) if part not in kept}
        solved = Program(with_it, given_up=dropped).solve(Effort(gap=1e9))
        assert solved.impossible == (kept == parts)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_what_stands_against_a_row_is_why_its_decision_cannot_have_it_while_all_others_stay(
    seed: int,
) -> None:
    made, plan, row = drawn(seed)
    roomy = tuple(replace(each, seats=np.maximum(each.seats, 2)) for each in made.resources)
    made = replace(made, resources=roomy)
    found = stands_against(made, plan, row)
    serious = [each for each in found if each.kind not in (Against.TAKEN, Against.ENOUGH)]
    serious = [each for each in serious if each.amount != 0.0]
    if not serious:
        assert possible_alone(made, plan, row)
    elif not any(about_sessions(made, each) for each in serious):
        assert not possible_alone(made, plan, row)


def about_sessions(made: Instance, obstacle: Obstacle) -> bool:
    """Tell whether joining two other sessions into one, or holding one more, could help."""
    if obstacle.kind is Against.LIMIT:
        return made.limits[obstacle.which].of_sessions
    return obstacle.kind in (Against.UNITS, Against.SEATS)


def possible_alone(made: Instance, plan: Plan, row: int) -> bool:
    """Tell whether the row can be exchanged for what its decision would give up."""
    mine = np.flatnonzero((made.owner == made.owner[row]) & plan.chosen)
    slots = made.slot[made.option[mine]]
    out = mine[slots == made.slot[made.option[row]]]
    if not len(out) and len(mine) == made.wanted[made.owner[row]]:
        free = mine[~made.must[mine]]
        spare = free if len(free) else mine
        out = spare[[np.argmin(made.score[spare])]]
    chosen = plan.chosen.copy()
    chosen[out] = False
    chosen[row] = True
    touched = sorted({int(made.option[each]) for each in [*out, row]})
    for change in np.ndindex(*(4,) * len(touched)):
        sessions = plan.sessions.copy()
        sessions[touched] = np.maximum(sessions[touched] + np.array(change) - 2, 0)
        if not faults(made, chosen, sessions):
            return True
    return False


def hall_of(rows: int = 4, **more: object) -> Instance:
    """Return two students who may do art (one session of at most two) or read, in one slot."""
    assert rows == 4
    basis = Instance(
        owner=np.array([0, 0, 1, 1]),
        option=np.array([0, 1, 0, 1]),
        score=np.array([9.0, 4.0, 8.0, 5.0]),
        must=np.zeros(4, bool),
        wanted=np.ones(2, np.int64),
        slot=np.zeros(2, np.int64),
        smallest=np.array([1, 0]),
        largest=np.array([1, 0]),
        limits=(Limit(0, (), True, np.array([0]), np.ones(1), -np.inf, 1.0, FORBIDDEN),),
        resources=(),
        apart=(),
        names=["Ana", "Ben"],
        options=["art", "reading"],
    )
    return replace(basis, **more)  # type: ignore[arg-type]


def test_a_full_session_is_told_and_who_would_move() -> None:
    made = hall_of()
    plan = planned(made)
    assert plan is not None
    assert stands_against(made, plan, 2) == (
        Obstacle(Against.TAKEN, 3, -3.0),
        Obstacle(Against.FULL, 0, 0.0),
        Obstacle(Against.LIMIT, 0, 1.0),
    )
    found = forced(made, plan, 2)
    assert (found.lost, found.own) == (2.0, 3.0)
    assert found.moves == (Move(1, (3,), (2,)), Move(0, (0,), (1,)))


def test_a_lock_of_somebody_else_forbids_it_and_is_named() -> None:
    made = hall_of(must=np.array([True, False, False, False]))
    plan = planned(made)
    assert plan is not None
    found = forced(made, plan, 2)
    assert (found.possible, found.lost) == (False, np.inf)
    assert set(found.forbidding) == {Part(Of.LIMIT, 0), Part(Of.MUST, 0), Part(Of.LARGEST, 0)}


def test_an_option_that_is_not_held_says_how_many_more_would_have_to_come() -> None:
    made = hall_of(smallest=np.array([2, 0]), largest=np.array([3, 0]), score=np.array([1.0, 4.0, 8.0, 5.0]))
    plan = planned(made)
    assert plan is not None
    none = replace(plan, chosen=np.array([False, True, False, True]), sessions=np.array([0, 0]), value=9.0)
    assert stands_against(made, none, 2)[1:] == (Obstacle(Against.TOO_FEW, 0, 1.0),)
    assert forced(made, none, 2).moves == (Move(1, (3,), (2,)), Move(0, (1,), (0,)))


def test_what_is_chosen_costs_nothing_and_nothing_stands_against_it() -> None:
    made = hall_of()
    plan = planned(made)
    assert plan is not None
    assert stands_against(made, plan, 0) == ()
    found = forced(made, plan, 0)
    assert (found.possible, found.lost, found.moves) == (True, 0.0, ())


def test_moving_has_its_price() -> None:
    """Ben could have art for one more mover at a gain of one; that is worth it only if moving is cheap."""
    made = hall_of(score=np.array([9.0, 8.0, 8.0, 5.0]), limits=())
    plan = planned(made)
    assert plan is not None
    start = Plan(Status.GOOD, np.array([False, True, False, True]), np.array([0, 0]), 13.0, 17.0, 1)
    assert len(forced(made, start, 2, moving=0.5).moves) == 2
    assert len(forced(made, start, 2, moving=2.0).moves) == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.sets(st.integers(0, 3), min_size=1))
def test_what_is_impossible_among_some_is_impossible_among_all(seed: int, some: set[int]) -> None:
    made = invented(seed)
    few = among(made, np.array(sorted(some)), Tables.of(made))
    if Program(few.instance).solve(Effort(gap=1e9)).impossible:
        assert Program(made).solve(Effort(gap=1e9)).impossible


@pytest.mark.parametrize("students", [30, 50, pytest.param(90, marks=pytest.mark.long)])
def test_in_a_hall_the_plan_with_the_row_is_valid_and_costs_no_less_than_the_best(students: int) -> None:
    made = hall(students, 3)
    plan = planned(made, 1e-2)
    assert plan is not None
    for row in (
        np.random.default_rng(students).choice(np.flatnonzero(~plan.chosen), 4, replace=False).tolist()
    ):
        found, again = forced(made, plan, row), forced(made, plan, row)
        assert found.possible
        assert faults(demanding(made, row), found.plan.chosen, found.plan.sessions) == {}
        assert found.plan.value <= plan.bound + 1e-6
        assert {each.decision for each in found.moves} == set(
            made.owner[found.plan.chosen != plan.chosen].tolist()
        )
        assert found.moves[0].decision == made.owner[row]
        assert found.plan.chosen.tolist() == again.plan.chosen.tolist()


def test_in_a_large_hall_a_place_that_nobody_can_have_is_proved_impossible() -> None:
    """Everybody else is locked where they are; the parts that say so are named."""
    made = hall(50, 5)
    plan = planned(made, 2e-2)
    assert plan is not None
    row = next(
        row
        for row in np.flatnonzero(~plan.chosen).tolist()
        if made.largest[made.option[row]] > 0 and plan.sessions[made.option[row]] == 0
    )
    held = plan.chosen & (made.owner != made.owner[row])
    locked = replace(made, must=held)
    found = forced(locked, plan, row)
    assert found.possible is False
    assert_forbids(demanding(locked, row), row, found)
