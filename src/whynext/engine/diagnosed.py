"""What is kept of diagnostics: their facts in the ledger, and the rows that are derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from whynext.base.facts import canonical
from whynext.engine.ports import DIAGNOSTICS, PLACEMENTS
from whynext.mastery.estimate import no_states, state_rows
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import kind

BEGUN, ANSWERED, PLACED = "diagnostic_begun", "diagnostic_answered", "placed"


def begun_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the table holds of a diagnostic that has begun."""
    return {**content, "stop": None}


def answered_content(held: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the table holds of a diagnostic after an answer."""
    state, given = held["state"], content["answer"]
    after = {**state, "answers": [*state["answers"], given], "day": given["day"]}
    return {**held, "state": after}


def ended_content(held: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the table holds of a diagnostic that is over."""
    state = content.get("state", held["state"])  # a renewed placement rests on more answers
    return {**held, "state": state, "stop": content["stop"], "calibration": content.get("calibration")}


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


CERTAIN = 0.001
"""A model begins no nearer to 0 or 1 than this: what a diagnostic found can still be contradicted."""


def begun_states(model: TracingModel, placed: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Return the states with which a model begins on skills that were placed and never practised.

    What was practised keeps its estimate: the answers on the skill itself say more.

    Parameters
    ----------
    placed
        Columns student, skill and probability.
    held
        The states there are, columns :data:`whynext.mastery.estimate.STATE`.

    Returns
    -------
    polars.DataFrame
        Columns :data:`whynext.mastery.estimate.STATE`; empty for a model whose mastery is no probability.
    """
    if not kind(model.id).believes:
        return no_states()
    practised = held.filter(pl.col("answers") > 0)
    fresh = placed.join(practised, on=["student", "skill"], how="anti", maintain_order="left")
    return state_rows(
        (student, model.begin(skill)._replace(mastery=min(max(probability, CERTAIN), 1.0 - CERTAIN)))
        for student, skill, probability in fresh.select("student", "skill", "probability").iter_rows()
    )
