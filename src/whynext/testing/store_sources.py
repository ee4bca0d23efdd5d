"""What every store must do with sources read in part; part of :mod:`whynext.testing.store_contract`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from whynext.base.errors import Refused
from whynext.engine.ports import Store
from whynext.testing.store_tables import answers_of


class SourcesContract:
    """Sources read of some rows only are what reading them whole and choosing gives."""

    def test_a_source_is_read_of_some_rows_only(self, store: Store) -> None:
        """Of a process, of a state, of the last days; together with the students, and of nobody."""
        with store.writing() as writing:
            writing.upsert("decisions", _decisions_of_days(30))
        with store.reading() as reading:
            whole = reading.source("decided")
            at = whole.get_column("at").sort()[40]
            for students in (None, ["s1", "s2", "nobody"]):
                mine = whole if students is None else whole.filter(pl.col("student").is_in(students))
                for where, expected in (
                    ({"process": "p1"}, pl.col("process") == "p1"),
                    ({"process": ["p0", "p2"]}, pl.col("process").is_in(["p0", "p2"])),
                    (
                        {"process": "p1", "given": None},
                        (pl.col("process") == "p1") & pl.col("given").is_null(),
                    ),
                    ({"process": []}, pl.lit(False)),
                ):
                    found = reading.source("decided", students, where=where)
                    assert_frame_equal(found, mine.filter(expected))
                    later = reading.source("decided", students, where=where, since=at)
                    assert_frame_equal(later, mine.filter(expected, pl.col("at") >= at))

    def test_recent_answers_are_read_from_an_instant_on(self, store: Store) -> None:
        """That instant with them."""
        first = datetime(2026, 9, 1, tzinfo=UTC)
        at = [first + timedelta(days=n // 2) for n in range(100)]
        answers = answers_of(100, "i").with_columns(pl.Series("at", at, dtype=pl.Datetime("us", "UTC")))
        with store.writing() as writing:
            writing.upsert("responses", answers)
        since = first + timedelta(days=48)
        with store.reading() as reading:
            found = reading.source("recent_answers", since=since)
            assert found.get_column("at").sort().to_list() == at[96:]
            mine = reading.source("recent_answers", ["s96", "s1"], since=since)
            assert mine.rows() == [("s96", at[96])]

    def test_a_source_that_cannot_be_narrowed_so_says_so(self, store: Store) -> None:
        """Rather than being read whole in silence."""
        now = datetime(2026, 9, 1, tzinfo=UTC)
        with store.reading() as reading:
            with pytest.raises(Refused, match="option"):
                reading.source("decided", where={"option": "o1"})
            with pytest.raises(Refused, match="mastery"):
                reading.source("items", where={"mastery": 0.5})
            with pytest.raises(Refused, match="estimates"):
                reading.source("estimates", since=now)
            with pytest.raises(Refused, match="decided_at"):
                reading.source("decided", since=now.replace(tzinfo=None))


def _decisions_of_days(days: int) -> pl.DataFrame:
    """Return rows of decisions of three processes for three students, one of each a day."""
    first = datetime(2026, 9, 1, 14, tzinfo=UTC)
    rows = [
        (f"r{day}-{p}", s, f"r{day}-{p}-{s}", f"s{s}", f"p{p}", None if day % 2 else "g", '["o1","o2"]', day)
        for day in range(days)
        for p in range(3)
        for s in range(3)
    ]
    names = ("run", "ordinal", "id", "student", "process", "given", "chosen", "day")
    made = pl.DataFrame(rows, schema=list(names), orient="row")
    at = pl.lit(first) + pl.duration(days=pl.col("day"))
    return made.with_columns(at.alias("decided_at"), at.dt.date().alias("day"))
