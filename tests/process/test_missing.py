"""Where too little is known, the explanation names what is missing."""

from __future__ import annotations

import polars as pl

from process.school import SEED, definition, seen, tables
from whynext.process.explain import missing
from whynext.process.run import KEPT, judge

PROCESS = definition("next-skill")
COLUMNS = [use.column for use in PROCESS.information]


def rows_of_one(**lacking: bool) -> pl.DataFrame:
    """Return the judged rows of the first student, with some information taken away."""
    observed = seen(PROCESS, tables(1))
    gone = [pl.lit(None, observed.schema[name]).alias(name) for name in COLUMNS if lacking.get(name)]
    return judge(PROCESS, observed.with_columns(gone), SEED)[0]


def test_nothing_is_missing_where_all_could_be_judged() -> None:
    rows = rows_of_one()
    assert not rows.get_column(KEPT).is_null().any()
    assert missing(PROCESS, rows) == {}


def test_what_is_missing_is_named_with_the_number_of_options() -> None:
    for name in COLUMNS:
        rows = rows_of_one(**{name: True})
        unknown = int(rows.get_column(KEPT).is_null().sum())
        assert missing(PROCESS, rows) == ({name: unknown} if unknown else {}), name


def test_some_information_would_be_missed() -> None:
    assert any(missing(PROCESS, rows_of_one(**{name: True})) for name in COLUMNS)
