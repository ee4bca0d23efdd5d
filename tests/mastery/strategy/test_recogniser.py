"""The recogniser: right about most students, silent about what it does not know, honest about doubt."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mastery.strategy.students import KNOWN, STRANGE, disturbed
from whynext.library.steps import Calculation, Do, Operation, Step, Trace
from whynext.library.steps_reading import read_trace
from whynext.library.strategies import STRATEGIES
from whynext.mastery.strategy.recogniser import (
    BOUND,
    DESCRIBED,
    ELSE,
    StrategyReading,
    named,
    posterior,
    recognise,
)

EACH = 30
Judged = list[tuple[str, StrategyReading]]


@cache
def judged(noisy: bool) -> Judged:
    """Return readings of students of every known way, with the way."""
    found = []
    for way, student in KNOWN.items():
        rng = Random(f"students of {way}")
        for _ in range(EACH):
            event = student(rng)
            found.append((way, recognise(read_trace(disturbed(event, rng) if noisy else event))))
    return found


def share_right(found: Judged) -> float:
    return sum(reading.strategy == way for way, reading in found) / len(found)


def test_every_way_of_the_library_has_a_description_and_a_student() -> None:
    described = {way for ways in DESCRIBED.values() for way in ways}
    assert described == set(STRATEGIES) == set(KNOWN)
    for operation, ways in DESCRIBED.items():
        assert {STRATEGIES[way].operation for way in ways} == {operation}


def test_clean_traces_are_read_right_at_least_95_times_in_100() -> None:
    assert share_right(judged(False)) >= 0.95


def test_traces_with_a_tenth_of_noise_are_read_right_at_least_85_times_in_100() -> None:
    assert share_right(judged(True)) >= 0.85


@pytest.mark.parametrize("way", KNOWN)
def test_no_single_way_is_mostly_missed(way: str) -> None:
    """Each of them is read right in most of its traces, clean and disturbed."""
    for noisy, least in ((False, 0.6), (True, 0.5)):
        mine = [reading for name, reading in judged(noisy) if name == way]
        assert sum(reading.strategy == way for reading in mine) / len(mine) >= least


def test_a_wrong_name_is_rarer_than_silence() -> None:
    """Where it errs, it mostly says that it does not know."""
    for noisy in (False, True):
        wrong = sum(reading.strategy not in (None, way) for way, reading in judged(noisy))
        assert wrong / len(judged(noisy)) <= 0.01


def test_what_is_said_with_a_probability_is_true_as_often() -> None:
    """Of all readings between two probabilities, about as many are right; never fewer by a tenth."""
    found = [
        (next((p for one, p in reading.ranked if one != ELSE), 0.0), way, reading)
        for noisy in (False, True)
        for way, reading in judged(noisy)
    ]
    for low, high in ((0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = [(p, reading.ranked[0][0] == way) for p, way, reading in found if low <= p < high]
        said = sum(p for p, _ in inside) / len(inside)
        true = sum(right for _, right in inside) / len(inside)
        assert true >= said - 0.1, (low, said, true, len(inside))


@pytest.mark.parametrize("strange", STRANGE)
def test_a_way_that_the_library_lacks_is_unknown(strange: str) -> None:
    rng = Random(f"students of {strange}")
    named_ = Counter(recognise(read_trace(STRANGE[strange](rng))).strategy for _ in range(60))
    assert named_[None] >= 0.85 * 60, named_


def notes() -> list[dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("notes.toml").read_text(encoding="utf-8"))["seen"]


SIGNS = {"+": "addition", "-": "subtraction", "×": "multiplication", "or": "fraction comparison"}
FIELDS = {
    "jump": ("from", "to"),
    "group": ("size",),
    "digit": ("place", "value"),
    "mark": ("place", "value"),
    "shade": ("parts", "of"),
}


def number(word: str) -> int | str:
    return int(word) if word.isdigit() else word


def trace_of(note: dict[str, Any]) -> Trace:
    first, sign, second = note["task"].split()
    steps = []
    for line in note["did"]:
        at, do, *words = line.split()
        values = [number(word) for word in words]
        if do == "tool":
            step: dict[str, Any] = {"name": " ".join(words)}
        elif do == "split":
            step = {"value": values[0], "parts": values[1:]}
        else:
            step = dict(zip(FIELDS.get(do, ("value",)), values, strict=True))
        steps.append({"do": do, "at": float(at), **step})
    problem = {"operation": SIGNS[sign], "numbers": [number(first), number(second)]}
    return read_trace({"problem": problem, "steps": steps}, note["says"])


@pytest.mark.parametrize("note", notes(), ids=lambda note: note["says"][:40])
def test_what_a_teacher_notes_is_read_as_the_teacher_says(note: dict[str, Any]) -> None:
    """Written by hand, from watching and not from a program."""
    reading = recognise(trace_of(note))
    assert (reading.strategy or "?") == note["way"], reading.ranked


def test_there_are_enough_notes_and_they_differ() -> None:
    assert len(notes()) >= 40
    assert len({note["way"] for note in notes()}) >= 35


def addition(numbers: tuple[int, int], *written: int, answer: int, at: float = 4.0) -> Trace:
    steps = [Step(Do.WRITE, at * (place + 1), (each,)) for place, each in enumerate(written)]
    last = Step(Do.ANSWER, at * (len(written) + 1), (answer,))
    return Trace(Calculation(Operation.ADDITION, numbers), (*steps, last))


def test_what_is_taken_back_does_not_count() -> None:
    """A wrong number that the student erased leaves the reading as it is."""
    clean = addition((29, 64), 30, 94, answer=93)
    first, *rest = clean.steps
    slip = (first, Step(Do.WRITE, 5.0, (49,)), Step(Do.ERASE, 6.0, (49,)), *rest)
    assert recognise(replace(clean, steps=slip)) == recognise(clean)


def test_hints_tools_and_the_result_written_before_the_answer_say_nothing() -> None:
    clean = addition((29, 64), 30, 94, answer=93)
    *steps, answer = clean.steps
    more = (
        Step(Do.TOOL, 0.0, name="pencil"),
        Step(Do.HINT, 1.0),
        *steps,
        Step(Do.WRITE, 11.0, (93,)),
        answer,
    )
    assert recognise(replace(clean, steps=more)) == recognise(clean)


def test_the_same_answer_is_a_fact_if_quick_and_unknown_if_slow() -> None:
    assert recognise(addition((8, 5), answer=13, at=1.3)).strategy == "addition-fact"
    assert recognise(addition((8, 5), answer=13, at=15.0)).strategy is None


def test_a_higher_bound_says_less() -> None:
    """Of two ways that the steps fit alike, none is named; a bound just below the better one names it."""
    unsure = addition((5, 6), 10, answer=11)
    reading = recognise(unsure)
    assert reading.strategy is None
    assert {one for one, _ in reading.ranked[:2]} == {"near-doubles", "make-ten"}
    assert recognise(unsure, bound=reading.probability - 0.01).strategy == reading.ranked[0][0]
    assert reading.probability < BOUND


def test_a_way_is_efficient_for_some_problems_and_not_for_others() -> None:
    """Counting on by three is good; counting on by eight has a better way."""
    few = named(Calculation(Operation.ADDITION, (9, 3)), "count-on-larger", 0.9)
    many = named(Calculation(Operation.ADDITION, (9, 8)), "count-on-larger", 0.9)
    assert (few.efficient, few.aim) == (True, None)
    assert (many.efficient, many.aim) == (False, "near-doubles")


def test_a_mistaken_way_is_neither_efficient_nor_not_and_is_aimed_at_itself() -> None:
    reading = named(Calculation(Operation.SUBTRACTION, (63, 27)), "smaller-from-larger", 0.9)
    assert (reading.efficient, reading.mistaken, reading.aim) == (None, True, "smaller-from-larger")


steps = some.builds(
    Step,
    some.sampled_from([Do.COUNT, Do.WRITE, Do.POINT, Do.GROUP]),
    some.floats(0, 60),
    some.tuples(some.integers(0, 120)),
)
calculations = some.builds(
    Calculation,
    some.sampled_from([Operation.ADDITION, Operation.MULTIPLICATION]),
    some.tuples(some.integers(0, 120), some.integers(0, 120)),
)


@given(calculations, some.lists(steps, max_size=12))
def test_whatever_was_done_the_chances_add_up_to_one(asked: Calculation, done: list[Step]) -> None:
    chances = posterior(Trace(asked, tuple(done)))
    assert sum(chances.values()) == pytest.approx(1.0)
    assert all(0.0 <= each <= 1.0 for each in chances.values())


@given(some.integers(0, 999), some.integers(0, 999))
def test_every_pair_of_whole_numbers_can_be_read(a: int, b: int) -> None:
    """Also with zeros and ones, for which many ways do not apply."""
    for operation, numbers in (
        (Operation.ADDITION, (a, b)),
        (Operation.SUBTRACTION, (max(a, b), min(a, b))),
        (Operation.MULTIPLICATION, (a, b)),
    ):
        asked = Calculation(operation, numbers)
        assert recognise(Trace(asked, (Step(Do.ANSWER, 9.0, (asked.result,)),))).probability <= 1.0


@given(some.tuples(*[some.integers(1, 20)] * 4))
def test_every_pair_of_fractions_can_be_read(four: tuple[int, int, int, int]) -> None:
    a, b, c, d = four
    asked = Calculation(Operation.COMPARISON, (f"{a}/{b}", f"{c}/{d}"))
    assert recognise(Trace(asked, (Step(Do.ANSWER, 9.0, (asked.result,)),))).probability <= 1.0


def test_the_longest_trace_is_read_without_getting_lost() -> None:
    """Four hundred counts of nothing are unknown, and no number is lost to zero."""
    asked = Calculation(Operation.MULTIPLICATION, (7, 8))
    long = tuple(Step(Do.COUNT, float(place), (place % 60,)) for place in range(400))
    reading = recognise(Trace(asked, long))
    assert reading.strategy is None
