"""Scores of tests elsewhere in a table of text: student, scale, score, standard error, date, strand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from whynext.base.errors import Collector, Problem, listed
from whynext.exchange.groups import STUDENT, rows_of
from whynext.mastery.diagnostic.outside import OutsideResult

COLUMNS: dict[str, tuple[str, ...]] = {
    "student": STUDENT,
    "scale": ("scale", "test", "assessment"),
    "score": ("score", "rit", "scale_score", "scaled_score"),
    "error": ("standard_error", "error", "se", "sem", "standard error"),
    "on": ("date", "day", "on", "tested_on", "test_date"),
    "strand": ("strand", "domain", "area"),
}
"""For each field the headers that name it, the first found winning; case does not count."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores read, each with where it stands, and what is wrong with the other rows."""

    results: Sequence[tuple[str, OutsideResult]]
    problems: Sequence[Problem]


def read_scores(content: bytes, *, name: str, scale: str = "") -> Scores:
    """Return the scores of a file and everything that is wrong with its rows.

    Parameters
    ----------
    content
        CSV in UTF-8 with a header, separated by commas, semicolons or tabs; dates as 2026-09-01.
    name
        Of the file, for messages.
    scale
        The scale of all scores, where the file does not say it row by row.

    Raises
    ------
    Refused
        If it is no such table, or a column is missing.

    Examples
    --------
    >>> text = b"student,score,se,date\\nana,221,3.1,2026-05-12\\nben,x,0,May"
    >>> found = read_scores(text, name="s.csv", scale="rit")
    >>> found.results[0][1].score, [each.where for each in found.problems]
    (221.0, ['s.csv, row 3, score', 's.csv, row 3, standard_error', 's.csv, row 3, date'])
    """
    rows = rows_of(content, name, "a header with student, score, standard_error and date")
    places = _places(rows[0], name, scale)
    found, results = Collector(), []
    for number, row in enumerate(rows[1:], 2):
        where = f"{name}, row {number}"
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(rows[0]):
            found.add(f"{len(row)} cells", where=where, valid=f"{len(rows[0])}, as in the header")
            continue
        cells = {field: row[place].strip() for field, place in places.items()}
        made = _result({"scale": scale, "strand": "", **cells}, where, found)
        if made is not None:
            results.append((where, made))
    if not results and not found:
        found.add("there is no score in it", where=name, valid="one row for each score")
    return Scores(results, tuple(found))


def _places(header: Sequence[str], name: str, scale: str) -> dict[str, int]:
    names = [each.strip().lower() for each in header]
    found, places = Collector(), {}
    for field, spellings in COLUMNS.items():
        place = next((names.index(each) for each in spellings if each in names), None)
        if place is not None:
            places[field] = place
        elif field != "strand" and not (field == "scale" and scale):
            then = "or name it: --scale NAME" if field == "scale" else ""
            what = f"no column tells the {_SAID.get(field, field)}"
            found.add(what, where=f"{name}, row 1", valid=listed(spellings), next_step=then)
    found.refuse_if_any()
    return places


_SAID = {"error": "standard error", "on": "date of the test"}


def _result(cells: dict[str, str], where: str, found: Collector) -> OutsideResult | None:
    """Return a row's score; None and everything that is wrong with it if it is none."""
    before = len(found.problems)
    for field in ("student", "scale"):
        if not cells[field]:
            found.add(f"the {field} is missing", where=f"{where}, {field}", kind=f"no {field}")
    score = _number(cells["score"], f"{where}, score", found)
    error = _number(cells["error"], f"{where}, standard_error", found, above=0.0)
    on = _day(cells["on"], f"{where}, date", found)
    if len(found.problems) > before or score is None or error is None or on is None:
        return None
    return OutsideResult(cells["student"], cells["scale"], score, error, on, cells["strand"])


def _number(text: str, where: str, found: Collector, above: float = -math.inf) -> float | None:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value) and value > above:
        return value
    valid = "a number" if above < 0 else f"a number above {above:g}"
    found.add(f"«{text}» is none" if text else "it is missing", where=where, valid=valid, kind="no number")
    return None


def _day(text: str, where: str, found: Collector) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        found.add(
            f"«{text}» is no date" if text else "it is missing", where=where, valid="such as 2026-09-01"
        )
        return None
