"""Traces as lines of JSON: read whole, or refused with every fault and its line."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from whynext.base.errors import Refused
from whynext.exchange.traces import MOST_FAULTS, read_traces

LINE: dict[str, Any] = {"student": "ana", "item": "sum", "key": "k1", "answer": "7", "steps": []}
PROBLEM = {"operation": "addition", "numbers": [3, 4]}


def data(*lines: Any) -> bytes:
    return "\n".join(json.dumps(each) for each in lines).encode()


def faults(content: bytes) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_traces(content, name="t.jsonl")
    return [str(each) for each in refused.value.problems]


def test_a_line_is_an_answer_with_its_steps() -> None:
    (found,) = read_traces(data({**LINE, "at": "2026-09-01T10:00:00+02:00", "problem": PROBLEM}), name="t")
    assert (found.student, found.answer) == ("ana", "7")
    assert found.at == datetime(2026, 9, 1, 8, tzinfo=UTC)
    assert found.steps == {"problem": PROBLEM, "steps": []}


def test_empty_lines_a_byte_order_mark_and_numbers_as_answers_do_no_harm() -> None:
    content = b"\xef\xbb\xbf" + data({**LINE, "answer": 7}) + b"\r\n\n"
    assert [each.answer for each in read_traces(content, name="t")] == ["7"]


def test_every_line_is_looked_at() -> None:
    told = faults(data({**LINE, "steps": None}, LINE, {**LINE, "at": "noon"}, {**LINE, "key": " "}, 3))
    assert ["line 1" in told[0], "line 3" in told[1], "line 4" in told[2], "line 5" in told[3]] == [True] * 4


def test_steps_are_looked_at_where_the_line_says_the_problem() -> None:
    assert "«hop»" in faults(data({**LINE, "problem": PROBLEM, "steps": [{"do": "hop", "at": 1}]}))[0]


def test_a_file_of_faults_is_not_read_to_its_end() -> None:
    told = faults(data(*[3] * 1_000))
    assert len(told) == MOST_FAULTS + 1
    assert "was not looked at" in told[-1]


@given(some.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    with suppress(Refused):
        assert isinstance(read_traces(content, name="t"), list)
