"""Consequences: when a person changes what a step chose, what was built on it is decided again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from whynext.engine.decide import Cause, decide, decide_whole, effective, handed, pairs_of, with_stand_ins
from whynext.engine.ports import DECISIONS, Reading, Writing
from whynext.engine.school import Engine, Moment, in_force
from whynext.process.agent import State
from whynext.process.definition import Definition

_NAME = r"[a-z0-9-]+"
_STEP = re.compile(
    rf"^(?:instead of {_NAME}: )?(?P<step>step of (?P<process>{_NAME}): (?P<occasion>.*))$", re.DOTALL
)
_GONE = [State.SUPERSEDED.value, State.DECLINED.value, State.LAPSED.value]


def follow(
    engine: Engine,
    writing: Writing,
    here: Moment,
    before: Mapping[str, Any],
    row: Mapping[str, Any],
    act: int,
) -> None:
    """Decide again what was built on a decision that a person changed.

    Parameters
    ----------
    before, row
        The decision as it stood before and stands after the act.
    act
        The ledger entry of the act.
    """
    step = _STEP.match(row["occasion"] or "")
    if step is None:
        return
    definitions = in_force(engine, writing, here.now)
    whole = definitions.get(step["process"])
    if whole is None or _handed_on(before) == _handed_on(row):
        return
    later = _later_steps(whole, row["process"])
    gone = _no_longer_wanted(writing, row)
    if later:
        _decide_later(engine, writing, here, definitions, whole, row, step["step"], act)
    parts = _present_parts(writing, whole, row["student"], step["step"])
    present = _live(writing, {"student": row["student"], "process": whole.id, "occasion": step["occasion"]})
    gone += present.get_column("id").to_list()
    cause = Cause(step["occasion"], {"after act": act}, row["day"], {}, tuple(gone))
    decide_whole(engine, writing, here, whole, pairs_of([row["student"]]), parts, cause)


def _handed_on(row: Mapping[str, Any]) -> str:
    """Return what a decision hands on, as JSON."""
    return str(effective(pl.DataFrame([dict(row)], schema=DECISIONS)).get_column("first_chosen")[0])


def _later_steps(whole: Definition, process: str) -> list[str]:
    names = [step.process for step in whole.steps]
    return names[names.index(process) + 1 :] if process in names else []


def _no_longer_wanted(reading: Reading, row: Mapping[str, Any]) -> list[str]:
    """Return the decisions made for options that are no longer chosen, and what was built on them."""
    wanted = set(json.loads(row["chosen"]))
    found: list[str] = []
    for child in _live(reading, {"parent": row["id"]}).iter_rows(named=True):
        if child["given"] not in wanted:
            found += [child["id"], *_all_below(reading, child["id"])]
    return found


def _all_below(reading: Reading, decision: str) -> list[str]:
    below = _live(reading, {"parent": decision}).get_column("id").to_list()
    return below + [each for child in below for each in _all_below(reading, child)]


def _live(reading: Reading, where: Mapping[str, Any]) -> pl.DataFrame:
    return reading.table("decisions", where).filter(~pl.col("state").is_in(_GONE))


def _decide_later(
    engine: Engine,
    writing: Writing,
    here: Moment,
    definitions: Mapping[str, Definition],
    whole: Definition,
    row: Mapping[str, Any],
    occasion: str,
    act: int,
) -> None:
    """Run the later steps for what is chosen now and was not before."""
    rows = pl.DataFrame([dict(row)], schema=DECISIONS)
    for name in _later_steps(whole, row["process"]):
        asked, parents = handed(rows)
        there = _live(writing, {"parent": rows.get_column("id").to_list(), "process": name})
        new = asked.filter(~pl.col("given").is_in(there.get_column("given").to_list()))
        if len(new):
            cause = Cause(occasion, {"after act": act}, row["day"], parents)
            decide(engine, writing, here, definitions, definitions[name], new, cause)
        rows = with_stand_ins(writing, _live(writing, {"parent": rows.get_column("id").to_list()}))


def _present_parts(reading: Reading, whole: Definition, student: str, occasion: str) -> pl.DataFrame:
    """Return what the last step decided for everything that is chosen now, in order."""
    first = whole.steps[0].process
    rows = _live(reading, {"student": student, "process": first, "occasion": occasion})
    for step in whole.steps[1:]:
        asked, _ = handed(rows)
        order = {given: place for place, given in enumerate(asked.get_column("given").to_list())}
        below = _live(reading, {"parent": rows.get_column("id").to_list(), "process": step.process})
        below = below.filter(pl.col("given").is_in(list(order)))
        rank = pl.col("given").replace_strict(order, return_dtype=pl.Int64)
        rows = with_stand_ins(reading, below.with_columns(rank.alias("rank")))
    return rows.sort("rank", maintain_order=True)
