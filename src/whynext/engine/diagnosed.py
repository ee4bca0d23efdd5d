"""What is kept of diagnostics: their facts in the ledger, and the rows that are derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from whynext.base.facts import canonical
from whynext.engine.ports import DIAGNOSTICS, PLACEMENTS

BEGUN, ANSWERED, PLACED = "diagnostic_begun", "diagnostic_answered", "placed"


def begun_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the table holds of a diagnostic that has begun."""
    return {**content, "stop": None}


def answered_content(held: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the table holds of a diagnostic after an answer."""
    state, given = held["state"], content["answer"]
    after = {**state, "answers": [*state["answers"], given], "day": given["day"]}
    return {**held, "state": after}


def diagnostic_row(held: Mapping[str, Any], begun: int, changed: int) -> pl.DataFrame:
    """Return the derived row of a diagnostic."""
    row = (held["student"], canonical(held).decode(), held["stop"] is None, begun, changed)
    return pl.DataFrame([row], schema=DIAGNOSTICS, orient="row")


def placement_rows(content: Mapping[str, Any], at: datetime, sequence: int) -> pl.DataFrame:
    """Return the derived rows of a placement."""
    rows = [
        (content["student"], each["skill"], each["probability"], each["ready"], each["asked"], at, sequence)
        for each in content["placement"]["skills"]
    ]
    return pl.DataFrame(rows, schema=PLACEMENTS, orient="row")
