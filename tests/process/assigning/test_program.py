"""The mixed-integer program finds what trying all plans finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.assigning.small import best_by_trying, invented
from whynext.process.assigning.checking import faults, value
from whynext.process.assigning.instance import FORBIDDEN, Instance, Of, Part
from whynext.process.assigning.program import Effort, Program

EXACT = Effort(gap=0.0)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_the_program_finds_the_best_of_all_plans(seed: int, bound: bool):
    instance = invented(seed, students=3, kinds=2, bound=bound)
    solved = Program(instance).solve(EXACT)
    best = best_by_trying(instance)
    assert solved.finished
    assert solved.impossible == (best is None)
    if best is not None:
        assert solved.found
        assert faults(instance, solved.chosen, solved.sessions) == {}
        assert solved.value == pytest.approx(value(instance, solved.chosen, solved.sessions))
        assert solved.value == pytest.approx(best)
        assert solved.bound == pytest.approx(best)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_kept_of_a_best_plan_leads_to_a_best_plan(seed: int):
    instance = invented(seed, students=5, kinds=3, bound=False)
    whole = Program(instance).solve(EXACT)
    assert whole.found == (not whole.impossible)
    if whole.found:
        part = Program(instance, free=[1, 3], base=whole.chosen).solve(EXACT)
        kept = ~np.isin(instance.owner, [1, 3])
        assert (part.chosen[kept] == whole.chosen[kept]).all()
        assert part.value == pytest.approx(whole.value)
        assert part.bound == pytest.approx(whole.value)


def every_part(instance: Instance) -> list[Part]:
    """Return all that a valid plan of an instance keeps."""
    parts = [Part(Of.WANTED, each) for each in range(len(instance.wanted))]
    parts += [Part(of, o) for o in np.flatnonzero(instance.in_sessions) for of in (Of.SMALLEST, Of.LARGEST)]
    parts += [Part(Of.LIMIT, n) for n, each in enumerate(instance.limits) if each.price == FORBIDDEN]
    parts += [Part(Of.MUST, int(row)) for row in np.flatnonzero(instance.must)]
    parts += [Part(Of.APART, each) for each in range(len(instance.apart))]
    for number, resource in enumerate(instance.resources):
        parts += [Part(Of.UNITS, number, slot=int(slot)) for slot in np.unique(instance.slot)]
        parts += [Part(Of.LOAD, number, unit=unit) for unit in range(len(resource.units))]
    return parts


@pytest.mark.parametrize("seed", range(40))
def test_what_is_given_up_is_paid_for_and_nothing_else_is_exceeded(seed: int):
    instance = invented(seed, students=4, kinds=3)
    price = 1000.0
    given_up = dict.fromkeys(every_part(instance), price)
    solved = Program(instance, given_up=given_up).solve(EXACT)
    assert solved.found
    found = faults(instance, solved.chosen, solved.sessions)
    paid = price * sum(solved.excess.values())
    assert solved.value == pytest.approx(value(instance, solved.chosen, solved.sessions) - paid)
    assert set(found) <= set(given_up)
    exceeded = {part for part, units in solved.excess.items() if units > 0}
    assert {part for part in found if part.of not in (Of.UNITS, Of.LOAD)} <= exceeded
    # Giving up only what is exceeded is as good; nothing of it can be kept where only that is given up.
    only = Program(instance, given_up=dict.fromkeys(exceeded, price)).solve(EXACT)
    assert only.value == pytest.approx(solved.value)
    if not exceeded:
        assert Program(instance).solve(EXACT).value == pytest.approx(solved.value)
    for part in sorted(exceeded):
        rest = {each: price for each in exceeded if each != part}
        again = Program(instance, given_up=rest).solve(EXACT)
        assert again.impossible or again.value <= solved.value + 1e-6


def test_a_dropped_part_costs_nothing():
    instance = invented(3, students=4, kinds=3)
    solved = Program(instance, given_up=dict.fromkeys(every_part(instance), 0.0)).solve(EXACT)
    assert solved.found
    assert solved.value == pytest.approx(value(instance, solved.chosen, solved.sessions))


def test_a_solver_that_is_told_to_stop_stops_with_a_valid_plan():
    instance = invented(1, students=40, kinds=8, bound=False)
    start = Program(instance).solve(Effort(gap=1.0))
    assert start.found
    asked = []

    def once(progress):
        asked.append(progress)
        return False

    stopped = Program(instance).solve(EXACT, (start.chosen, start.sessions), once)
    assert stopped.stopped
    assert not stopped.finished
    assert len(asked) == 1
    assert stopped.value >= start.value
    assert faults(instance, stopped.chosen, stopped.sessions) == {}


def test_two_threads_find_the_same_plan_as_one():
    for seed in range(4):
        instance = invented(seed, students=30, kinds=8, bound=False)
        one, two = (Program(instance).solve(Effort(gap=0.0, threads=each)) for each in (1, 2))
        assert one.found == two.found
        assert (one.chosen == two.chosen).all()
        assert (one.sessions == two.sessions).all()
