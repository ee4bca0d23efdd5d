"""Traces as JSON: what was meant comes back, what is wrong is told all at once, nothing can hang it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from whynext.base.errors import Refused
from whynext.library.steps import Calculation, Do, Operation, Step, Trace
from whynext.library.steps_reading import MOST_CHARACTERS, MOST_STEPS, parse_trace, read_trace, trace_data

GOOD: dict[str, Any] = {
    "problem": {"operation": "addition", "numbers": [29, 64]},
    "steps": [
        {"do": "tool", "name": "Number  line", "at": 1},
        {"do": "jump", "from": 29, "to": 59, "at": 3.5},
        {"do": "split", "value": 4, "parts": [1, 3], "at": 4},
        {"do": "write", "value": "3/4", "at": 5},
        {"do": "digit", "place": 10, "value": 9, "at": 6},
        {"do": "mark", "place": 1, "value": 13, "at": 6},
        {"do": "shade", "parts": 3, "of": 4, "at": 7},
        {"do": "erase", "at": 8},
        {"do": "erase", "value": 59, "at": 8},
        {"do": "hint", "at": 9},
        {"do": "answer", "value": 93, "at": 12},
    ],
}


def with_(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


def one(**step: Any) -> dict[str, Any]:
    return with_(steps=[step])


def kinds(data: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_trace(data)
    return [problem.kind for problem in refused.value.problems]


def test_every_kind_of_step_is_read() -> None:
    trace = read_trace(GOOD)
    assert trace.problem == Calculation(Operation.ADDITION, (29, 64))
    assert trace.steps[0] == Step(Do.TOOL, 1.0, name="number line")
    assert trace.steps[1] == Step(Do.JUMP, 3.5, (29, 59))
    assert trace.steps[2].values == (4, 1, 3)
    assert (trace.answer, trace.seconds, trace.hints) == (93, 12.0, 1)


values = some.integers(0, 10**9)
times = some.floats(0, 86_400).map(lambda at: round(at, 3))
numbers = some.one_of(
    values,
    some.builds(lambda a, b: f"{a}/{b}", some.integers(0, 9_999), some.integers(1, 9_999)),
    some.builds(lambda a, b: f"{a}.{b}", some.integers(0, 999), some.integers(1, 999)),
)
made = some.one_of(
    some.builds(Step, some.sampled_from([Do.COUNT, Do.GROUP]), times, some.tuples(values)),
    some.builds(
        Step, some.sampled_from([Do.WRITE, Do.POINT, Do.ANSWER, Do.ERASE]), times, some.tuples(numbers)
    ),
    some.builds(Step, some.sampled_from([Do.JUMP, Do.SHADE]), times, some.tuples(values, values)),
    some.builds(Step, some.just(Do.SPLIT), times, some.lists(values, min_size=3, max_size=6).map(tuple)),
    some.builds(
        Step, some.sampled_from([Do.DIGIT, Do.MARK]), times, some.tuples(some.just(100), some.integers(0, 9))
    ),
    some.builds(Step, some.sampled_from([Do.HINT, Do.ERASE]), times),
    some.builds(Step, some.just(Do.TOOL), times, some.just(()), some.sampled_from(["fingers", "ten frame"])),
)


@given(some.lists(made, max_size=8))
def test_what_is_written_is_read_back_the_same(steps: list[Step]) -> None:
    trace = Trace(Calculation(Operation.SUBTRACTION, (9, 4)), tuple(sorted(steps, key=lambda each: each.at)))
    assert parse_trace(json.dumps(trace_data(trace))) == trace


def test_the_problem_may_be_known_already() -> None:
    asked = Calculation(Operation.ADDITION, (1, 2))
    assert read_trace({"steps": []}, problem=asked).problem == asked
    assert kinds({"steps": []}) == ["no problem"]


def test_all_faults_are_told_at_once_with_their_steps() -> None:
    bad = {
        "problem": {"operation": "adding", "numbers": [1]},
        "steps": [
            {"do": "wrote", "value": 3, "at": 1},
            {"do": "write", "value": -3, "at": 1},
            {"do": "jump", "from": 3, "at": "late"},
            {"do": "digit", "place": 7, "value": 12, "at": 2},
            "hop",
        ],
        "colour": "green",
    }
    with pytest.raises(Refused) as refused:
        read_trace(bad, "line 4")
    told = str(refused.value)
    for words in (
        *("«colour»", "«adding» is no «operation»", "two numbers", "step 1", "did you mean «write»?"),
        *("step 2", "«value» is -3", "«at» is late", "«to» is None", "7 is no place", "12 does not fit"),
        "step 5: a step is no object",
    ):
        assert words in told, words
    assert told.count("line 4") >= 10


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (None, "not an object"),
        ([], "not an object"),
        (with_(steps=None), "no steps"),
        (with_(steps=[{"do": "hint", "at": 3}, {"do": "hint", "at": 2}]), "out of order"),
        (one(do="count", value=True, at=1), "no whole number"),
        (one(do="count", value=2.5, at=1), "no whole number"),
        (one(do="count", value=10**10, at=1), "no whole number"),
        (one(do="write", value="1/0", at=1), "no number"),
        (one(do="write", value="2x", at=1), "no number"),
        (one(do="write", value=float("nan"), at=1), "no number"),
        (one(do="hint", at=float("inf")), "impossible time"),
        (one(do="hint", at=-1), "impossible time"),
        (one(do="hint", at=1, value=3), "unknown field"),
        (one(do="tool", at=1, name="x" * 41), "no name"),
        (one(do="split", at=1, value=5, parts=[5]), "no parts"),
        (with_(problem={"operation": "subtraction", "numbers": [3, 8]}), "numbers"),
        (with_(problem={"operation": "fraction comparison", "numbers": ["3/4", "x"]}), "no fraction"),
        (with_(problem={"operation": "fraction comparison", "numbers": ["3/4", "0/2"]}), "no fraction"),
    ],
)
def test_what_is_impossible_is_refused(data: object, kind: str) -> None:
    assert kind in kinds(data)


def test_a_trace_without_end_is_refused_before_it_is_read() -> None:
    assert kinds(with_(steps=[{"do": "hint", "at": 1}] * (MOST_STEPS + 1))) == ["too long"]
    with pytest.raises(Refused, match="characters"):
        parse_trace(" " * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize(
    "text", ["[" * 90_000, "1" * 90_000, '{"a":' * 15_000, "", "NaN", '{"steps": [Infinity]}']
)
def test_no_text_can_hang_or_break_the_reading(text: str) -> None:
    with pytest.raises(Refused):
        parse_trace(text)


def test_of_a_thousand_faults_twenty_are_told() -> None:
    found = kinds(with_(steps=[{"do": "nothing", "at": 0}] * MOST_STEPS))
    assert len(found) == 21


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
        lambda inner: (
            some.lists(inner, max_size=3)
            | some.dictionaries(
                some.sampled_from(["do", "at", "value", "steps", "problem"]), inner, max_size=3
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_comes_is_read_or_refused(data: object) -> None:
    with suppress(Refused):
        assert isinstance(read_trace(data), Trace)
