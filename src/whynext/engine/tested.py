"""What is kept of tests of one ability: their facts in the ledger, and the rows that are derived from them.

An answer in a test is an answer like any other, whose form names the test: it is traced, and what calibrates
items reads it. So a test has only two facts of its own, that it began and what it found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from whynext.base.facts import canonical
from whynext.engine.ports import TESTS

BEGUN, ENDED = "test_begun", "test_ended"
_FORM = "test\x1f"
_FOUND = ("ability", "error", "answers", "right", "at")


def form_of(begun: int) -> str:
    """Return the form that answers of a test carry: the ledger entry that began it, as nobody can type it.

    Examples
    --------
    >>> begun_of(form_of(42)), begun_of("test 42")
    (42, None)
    """
    return f"{_FORM}{begun}"


def begun_of(form: str) -> int | None:
    """Return the entry that began the test whose answers carry a form; None for another form."""
    number = form.removeprefix(_FORM)
    return int(number) if form.startswith(_FORM) and number.isdigit() else None


def begun_row(content: Mapping[str, Any], sequence: int, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the derived row of a test that has begun; what the one before found still counts."""
    found = {name: before[name] if before else None for name in _FOUND}
    return {
        "student": content["student"],
        "form": content["form"],
        "content": canonical({**content, "stop": None}).decode(),
        "open": True,
        **found,
        "sequence": sequence,
        "changed": sequence,
    }


def answered_row(row: Mapping[str, Any], content: Mapping[str, Any], sequence: int) -> dict[str, Any]:
    """Return the row after an answer, as the ledger keeps it."""
    held = json.loads(row["content"])
    given = [content["item"], content["correct"], content.get("seconds")]
    sitting = {**held["sitting"], "given": [*held["sitting"]["given"], given]}
    return {**row, "content": canonical({**held, "sitting": sitting}).decode(), "changed": sequence}


def ended_row(
    row: Mapping[str, Any], content: Mapping[str, Any], at: datetime, sequence: int
) -> dict[str, Any]:
    """Return the row of a test that is over."""
    held = {**json.loads(row["content"]), "stop": content["why"]}
    found = {name: content["result"][name] for name in _FOUND[:-1]}
    content_now = canonical(held).decode()
    return {**row, "content": content_now, "open": False, **found, "at": at, "changed": sequence}


def frame_of(row: Mapping[str, Any]) -> pl.DataFrame:
    """Return a row as the store takes it."""
    return pl.DataFrame([dict(row)], schema=TESTS, orient="row")
