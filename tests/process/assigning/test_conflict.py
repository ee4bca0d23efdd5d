"""What cannot all be kept is named: together impossible, and possible without any one of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.assigning.halls import KINDS as WAYS
from process.assigning.halls import a_hall
from process.assigning.planted import KINDS
from process.assigning.small import best_by_trying, invented
from whynext.process.assigning.beginning import only_slot
from whynext.process.assigning.conflict import Binding, binding, bindings
from whynext.process.assigning.instance import Instance, Of, Part
from whynext.process.assigning.parts import SEVERAL, every_part, lines
from whynext.process.assigning.program import Effort, Program

ANY = Effort(gap=1e9)


def possible(instance: Instance, kept: set[Part]) -> bool:
    """Tell whether there is a plan that keeps these parts, by the program of the whole assignment."""
    dropped = {part: 0.0 for part in every_part(instance) if part not in kept}
    solved = Program(instance, given_up=dropped).solve(ANY)
    assert solved.found != solved.impossible
    return solved.found


def assert_binding(instance: Instance, found: Binding) -> None:
    """Check that the parts are impossible together, and possible without any one."""
    parts = set(found.parts)
    assert found.minimal
    assert not possible(instance, parts)
    for part in parts:
        assert possible(instance, parts - {part}), part


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_cause_is_named_and_nothing_needless(kind: str):
    case = KINDS[kind]()
    found = binding(case.instance)
    assert found is not None
    assert case.cause <= set(found.parts)
    assert_binding(case.instance, found)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_of_any_small_assignment_the_binding_parts_are_found_if_it_is_impossible(seed: int):
    instance = invented(seed, students=3, kinds=2)
    found = binding(instance)
    assert (found is None) == (best_by_trying(instance) is not None)
    if found is not None:
        assert_binding(instance, found)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_given_up_of_all_sets_makes_it_possible(seed: int):
    instance = invented(seed, students=5, kinds=2)
    found = bindings(instance, most=20)
    given_up = [part for each in found for part in each.parts]
    assert len(given_up) == len(set(given_up))
    assert possible(instance, set(every_part(instance)) - set(given_up))


def closed(hall: Instance) -> Instance:
    """Return a hall in which of all rooms for groups only one is open, for six."""
    groups = {name for name, (smallest, *_) in WAYS.items() if smallest}
    rooms = (
        replace(limit, high=float(limit.key[1] == "collab"))
        if limit.source == 0 and limit.key[1] in groups
        else limit
        for limit in hall.limits
    )
    return replace(hall, limits=tuple(rooms))


def test_where_one_slot_is_too_narrow_for_all_it_is_told_of_that_slot_and_of_one_student_too_many():
    """Any of those who are named could go: the others would have places."""
    hall = a_hall(30)
    limits = tuple(
        replace(each, high=float(each.key[1] == "collab"))
        if each.source == 0 and each.key[0] == "1"
        else each
        for each in hall.limits
    )
    instance = replace(hall, limits=limits)
    found = binding(instance)
    assert found is not None
    assert found.by_line
    slot = only_slot(instance, set(found.parts))
    assert slot is not None
    assert {instance.limits[part.which].key[0] for part in found.parts if part.of is Of.LIMIT} == {"1"}
    assert_binding(instance, found)


def test_many_of_a_kind_are_one_line_and_a_few_are_not():
    hall = a_hall(12)
    parts = [part for part in every_part(hall) if part.of in (Of.WANTED, Of.LIMIT)]
    told = lines(hall, set(parts))
    assert frozenset(part for part in parts if part.of is Of.WANTED) in told
    few = [part for part in parts if part.of is Of.LIMIT][:SEVERAL]
    assert sorted(lines(hall, set(few)), key=min) == [frozenset([part]) for part in few]
    assert sorted(part for line in told for part in line) == sorted(parts)


@pytest.mark.long
@pytest.mark.parametrize("students", [90, 200])
def test_in_a_hall_that_is_closed_but_for_one_room_a_few_students_tell_why(students: int):
    instance = closed(a_hall(students))
    found = binding(instance)
    assert found is not None
    assert found.minimal
    assert len(found.parts) < 40
    assert_binding(instance, found)
