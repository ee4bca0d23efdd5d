"""What every store must do with tables; part of :mod:`whynext.testing.store_contract`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from whynext.base.errors import NotFound, Refused
from whynext.competencies import information as competencies
from whynext.engine.ports import (
    ASSESSMENTS,
    DECISIONS,
    DEFINITIONS,
    EFFECTS,
    PROFILE,
    RESPONSES,
    STRATEGY_READINGS,
    USES,
    WAKES,
    Store,
)
from whynext.library import information as library
from whynext.mastery import information as mastery
from whynext.mastery.estimate import STATE
from whynext.planning import information as planning
from whynext.roster import information as roster
from whynext.roster.roster import TABLES

DECLARED: dict[str, Mapping[str, pl.DataType]] = {
    name: columns
    for room in (competencies, library, mastery, planning, roster)
    for name, columns in room.SOURCES.items()
}
"""Every source that a room declares, by name."""

DERIVED: dict[str, Mapping[str, pl.DataType]] = {
    "decisions": DECISIONS,
    "definitions": DEFINITIONS,
    "responses": RESPONSES,
    "estimates": STATE,
    "assessments": ASSESSMENTS,
    "profile": PROFILE,
    "strategy_readings": STRATEGY_READINGS,
    "wakes": WAKES,
    "uses": USES,
    "effects": EFFECTS,
}
"""Derived tables, whose columns the ports declare."""

NASTY = (
    "",
    " ",
    "NULL",
    "null",
    "\\N",
    "\\.",
    '"',
    '""',
    "'",
    "a,b",
    "a\nb",
    "a\r\nb",
    "\t",
    "\\x41",
    "%s %(a)s :a ?",
    "; DROP TABLE ledger; --",
    "Zoë 学生 🎓",
    "e\u0301",
    "1",
    "1e5",
    "NaN",
    "x" * 3_000,
)
"""Texts on which quoting, null markers or number guessing go wrong."""
NUMBERS = (0.0, -0.0, 0.1 + 0.2, 5e-324, 1.7976931348623157e308, -1e-9, math.inf, -math.inf, 1.0)
COUNTS = (0, -1, 2**63 - 1, -(2**63), 2**53 + 1)
INSTANTS = (
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, 0, 1, tzinfo=UTC),
)
DAYS = (date(1, 1, 1), date(1969, 12, 31), date(2024, 2, 29), date(9999, 12, 31))


def priors(**values: float | None) -> pl.DataFrame:
    """Return rows of the smallest stored table."""
    return pl.DataFrame(
        {"skill": list(values), "prior": list(values.values())},
        schema={"skill": pl.String(), "prior": pl.Float64()},
    )


def nasty_decisions(count: int) -> pl.DataFrame:
    """Return rows of the widest stored table with a difficult value or null in every place."""
    pools: dict[pl.DataType, tuple[Any, ...]] = {
        pl.String(): NASTY,
        pl.Float64(): NUMBERS,
        pl.Int64(): COUNTS,
        pl.Datetime("us", "UTC"): INSTANTS,
        pl.Date(): DAYS,
    }
    columns: dict[str, list[Any]] = {}
    for place, (name, dtype) in enumerate(DECISIONS.items()):
        pool = (*pools[dtype], None)
        columns[name] = [pool[(row + place) % len(pool)] for row in range(count)]
    columns["run"] = [f"run {NASTY[row % len(NASTY)]}" for row in range(count)]
    columns["ordinal"] = list(range(count))
    columns["id"] = [f"{NASTY[row % len(NASTY)]}-{row}" for row in range(count)]
    return pl.DataFrame(columns, schema=DECISIONS)


def wakes(*rows: tuple[str, str | None, str | None, int]) -> pl.DataFrame:
    """Return woken processes: process, student, given, fact."""
    at = datetime(2026, 9, 1, tzinfo=UTC)
    return pl.DataFrame([(*row, at, None) for row in rows], schema=WAKES, orient="row")


class TablesContract:
    """Stored tables: what is put in comes out, in every spelling."""

    @pytest.mark.parametrize("name", sorted(DERIVED))
    def test_a_derived_table_has_the_columns_of_its_port(self, store: Store, name: str) -> None:
        """Name for name, type for type, without a row in it."""
        with store.reading() as reading:
            assert dict(reading.table(name).schema) == dict(DERIVED[name])
            assert reading.count(name) == 0

    @pytest.mark.parametrize("name", sorted(DECLARED))
    def test_a_source_has_the_columns_that_its_room_declares(self, store: Store, name: str) -> None:
        """Name for name, type for type, for all students as for none."""
        with store.reading() as reading:
            for students in (None, [], ["ana"]):
                assert dict(reading.source(name, students).schema) == dict(DECLARED[name])

    @pytest.mark.parametrize("count", [3, 40, 700])
    def test_difficult_values_come_back_as_they_were(self, store: Store, count: int) -> None:
        """Quotes, null markers, infinities, the ends of time, and nulls; few at a time and many.

        Only the sign of zero is lost, which SQLite cannot hold.
        """
        rows = nasty_decisions(count)
        with store.writing() as writing:
            writing.upsert("decisions", rows)
        with store.reading() as reading:
            kept = reading.table("decisions")
            assert_frame_equal(kept.sort("ordinal"), rows, check_exact=True)
            assert "-0.0" not in map(str, kept.get_column("probability").to_list())

    def test_rows_of_the_roster_come_back_as_they_were(self, store: Store) -> None:
        """Lists, truths, days, and what a file says beyond the known columns."""
        modified = datetime(2026, 8, 1, 7, 30, 0, 5_000, tzinfo=UTC)
        rows = pl.DataFrame(
            {
                "id": ["a", "b", "c"],
                "active": [True, False, True],
                "grades": [["01", "KG"], [], None],
                "user_ids": [None, ['{"a,"b}', "é", "\\"], [""]],
                "modified": [modified, None, modified],
                "metadata.house": ["Lion", None, "«é»"],
                "metadata.bus": [None, "7", "8"],
            },
            schema_overrides={"grades": pl.List(pl.String), "modified": pl.Datetime("ms", "UTC")},
        )
        with store.writing() as writing:
            writing.replace("people", rows)
        with store.reading() as reading:
            kept = reading.table("people")
        assert_frame_equal(kept.select(rows.columns), rows)
        assert {name: kept.schema[name] for name in TABLES["people"].columns} == dict(
            TABLES["people"].columns
        )

    def test_putting_replaces_by_key_and_the_last_of_equals_counts(self, store: Store) -> None:
        """A column that is not given is emptied, for the row is another one now."""
        first = pl.DataFrame(
            {"id": ["a", "b"], "title": ["A", "B"], "kind": ["skill"] * 2, "code": ["1", "2"]}
        )
        second = pl.DataFrame({"id": ["b", "c", "b"], "title": ["B2", "C", "B3"], "kind": ["skill"] * 3})
        with store.writing() as writing:
            writing.upsert("competencies", first)
            writing.upsert("competencies", second)
            kept = writing.table("competencies").sort("id").select("id", "title", "code").rows()
        assert kept == [("a", "A", "1"), ("b", "B3", None), ("c", "C", None)]

    def test_many_rows_are_put_and_replaced_like_few(self, store: Store) -> None:
        """The way that many rows take knows the same keys."""
        first = pl.DataFrame({"skill": [f"s{n}" for n in range(3_000)], "prior": 0.1})
        second = pl.DataFrame({"skill": [f"s{n}" for n in range(2_000, 5_000)], "prior": 0.2})
        with store.writing() as writing:
            writing.upsert("mastery_priors", first)
            writing.upsert("mastery_priors", second)
            kept = writing.table("mastery_priors")
        assert kept.height == 5_000
        assert kept.filter(pl.col("prior") == 0.1).height == 2_000

    @pytest.mark.parametrize("times", [1, 1_000])
    def test_only_new_rows_are_inserted_and_returned(self, store: Store, times: int) -> None:
        """Of equals the first counts; what was there stays as it was."""
        extra = {f"x{n}": 0.5 for n in range(times)}
        with store.writing() as writing:
            writing.upsert("mastery_priors", priors(add=0.1))
            given = pl.concat([priors(add=0.9, sub=0.2), priors(sub=0.3, mul=None), priors(**extra)])
            added = writing.insert_new("mastery_priors", given)
            assert_frame_equal(added, pl.concat([priors(sub=0.2, mul=None), priors(**extra)]))
            assert writing.insert_new("mastery_priors", given).height == 0
            kept = dict(writing.table("mastery_priors").rows())
        assert (kept["add"], kept["sub"], kept["mul"], len(kept)) == (0.1, 0.2, None, 3 + times)

    def test_only_new_rows_with_keys_of_bytes_or_of_several_columns_are_inserted(self, store: Store) -> None:
        """The keys that answers and woken processes have."""
        answers = pl.DataFrame(
            {
                "key": [bytes([n]) * 16 for n in (0, 1, 0, 0)],
                "student": ["a", "b", "a", "c"],
                "item": ["i", "j", "k", "l"],
            }
        )
        with store.writing() as writing:
            assert writing.insert_new("responses", answers)["item"].to_list() == ["i", "j", "l"]
            assert writing.insert_new("responses", answers).height == 0
            added = writing.insert_new("wakes", wakes(("p", "ana", None, 1), ("p", "ana", "add", 1)))
            assert added.height == 2
            again = wakes(("p", "ana", None, 1), ("p", None, None, 1), ("p", "ana", "add", 2))
            assert writing.insert_new("wakes", again)["fact"].to_list() == [1, 2]

    def test_of_many_rows_those_that_are_there_add_nothing(self, store: Store) -> None:
        """None, some, all of them known already: what is known stays as it was, the rest comes in."""
        first, second = answers_of(300, "first"), answers_of(500, "second")
        with store.writing() as writing:
            assert_frame_equal(writing.insert_new("responses", first), first)
            assert_frame_equal(writing.insert_new("responses", pl.concat([second, second])), second[300:])
            assert writing.insert_new("responses", second).height == 0
            held = writing.table("responses")
        assert held.get_column("item").sort().to_list() == ["first"] * 300 + ["second"] * 200

    def test_many_rows_that_break_another_rule_are_refused_whole(self, store: Store) -> None:
        """Whether or not some of them are known: nothing is half inserted."""
        rows = nasty_decisions(300)
        with store.writing() as writing:
            writing.upsert("decisions", rows[:1])
        for some in (rows, rows[1:]):
            with pytest.raises(Refused), store.writing() as writing:
                writing.insert_new("decisions", some.with_columns(pl.lit("same").alias("id")))
            with store.reading() as reading:
                assert reading.count("decisions") == 1
        with store.writing() as writing:
            assert writing.insert_new("decisions", rows).height == 299

    def test_a_key_may_be_unknown_where_the_table_says_so(self, store: Store) -> None:
        """Null in such a key is a value of its own: it comes back, is found, and is replaced."""
        with store.writing() as writing:
            writing.upsert("wakes", wakes(("p", "ana", None, 1), ("p", "ana", "add", 1)))
            assert writing.update("wakes", {"given": None}, {"run": "r1"}) == 1
            assert writing.table("wakes", {"given": None})["run"].to_list() == ["r1"]
            assert writing.table("wakes", {"given": [None, "add"]}).height == 2
            writing.upsert("wakes", wakes(("p", "ana", None, 1)))
            assert writing.table("wakes", {"given": None})["run"].to_list() == [None]
            assert writing.count("wakes") == 2

    def test_replacing_leaves_only_the_new_rows(self, store: Store) -> None:
        """Also if there are none."""
        with store.writing() as writing:
            writing.replace("mastery_priors", priors(add=0.1, sub=0.2))
            writing.replace("mastery_priors", priors(mul=0.3))
            assert writing.table("mastery_priors").rows() == [("mul", 0.3)]
            writing.replace("mastery_priors", priors())
            assert writing.count("mastery_priors") == 0

    def test_replacing_by_rows_of_one_key_is_refused(self, store: Store) -> None:
        """The key is named and nothing is lost."""
        with store.writing() as writing:
            writing.replace("mastery_priors", priors(add=0.1))
        with pytest.raises(Refused, match="sub"), store.writing() as writing:
            writing.replace("mastery_priors", pl.concat([priors(sub=0.1), priors(sub=0.2)]))
        with store.reading() as reading:
            assert reading.table("mastery_priors").rows() == [("add", 0.1)]

    def test_updating_sets_columns_of_the_rows_that_match(self, store: Store) -> None:
        """And says how many there were."""
        until = datetime(2026, 9, 2, 7, 30, tzinfo=UTC)
        with store.writing() as writing:
            writing.upsert("decisions", nasty_decisions(30))
            assert writing.update("decisions", {"ordinal": [1, 2, 99]}, {"until": until, "kept": None}) == 2
            assert writing.update("decisions", {"ordinal": 99}, {"kept": 1}) == 0
            assert writing.update("decisions", {}, {"review_on": date(2026, 9, 3)}) == 30
            found = writing.table("decisions", {"until": until, "kept": None, "review_on": date(2026, 9, 3)})
            assert set(found["ordinal"].to_list()) >= {1, 2}

    def test_rows_are_found_by_values_lists_and_nulls(self, store: Store) -> None:
        """A list means any of its values, an empty list none, and None a row without a value."""
        rows = nasty_decisions(200)
        with store.writing() as writing:
            writing.upsert("decisions", rows)
        for where, expected in (
            ({"given": NASTY[5]}, pl.col("given") == NASTY[5]),
            ({"given": None}, pl.col("given").is_null()),
            ({"given": list(NASTY)}, pl.col("given").is_in(NASTY)),
            ({"given": [None, "1"]}, pl.col("given").is_null() | (pl.col("given") == "1")),
            ({"given": []}, pl.lit(False)),
            (
                {"ordinal": (1, 2, 3), "given": list(NASTY)},
                pl.col("ordinal").is_between(1, 3) & pl.col("given").is_not_null(),
            ),
            ({"until": list(INSTANTS[:2])}, pl.col("until").is_in(INSTANTS[:2])),
            ({"day": DAYS[2]}, pl.col("day") == DAYS[2]),
            ({"probability": [0.1 + 0.2]}, pl.col("probability") == 0.1 + 0.2),
            ({"ordinal": pl.Series([7], dtype=pl.Int32)}, pl.col("ordinal") == 7),
        ):
            with store.reading() as reading:
                found = reading.table("decisions", where)
            assert_frame_equal(found.sort("ordinal"), rows.filter(expected).sort("ordinal"))

    def test_only_the_columns_that_are_asked_for_are_read(self, store: Store) -> None:
        """In the order in which they are named, of the same rows in the same order."""
        with store.writing() as writing:
            writing.upsert("decisions", nasty_decisions(90))
            writing.upsert("people", pl.DataFrame({"id": ["a"], "metadata.house": ["red"]}))
        with store.reading() as reading:
            whole = reading.table("decisions", {"given": list(NASTY)})
            names = ["until", "given", "review_on", "ordinal", "probability"]
            found = reading.table("decisions", {"given": list(NASTY)}, names)
            assert_frame_equal(found, whole.select(names))
            nobody = reading.table("decisions", {"given": []}, names)
            assert_frame_equal(nobody, whole.select(names).clear())
            assert reading.table("people", columns=["id"]).rows() == [("a",)]
            with pytest.raises(Refused, match="ordinal"):
                reading.table("decisions", columns=["id", "ordinl"])

    def test_rows_are_tallied_by_the_values_they_have(self, store: Store) -> None:
        """Null among them, in the order of the values; of an empty table nothing."""
        rows = nasty_decisions(90)
        with store.writing() as writing:
            assert writing.tally("decisions", ["given"]).rows() == []
            writing.upsert("decisions", rows)
            writing.upsert(
                "wakes", wakes(("p", "ana", None, 1), ("p", "ana", None, 2), ("p", "ana", "add", 1))
            )
            assert writing.tally("wakes", ["given"]).rows() == [(None, 2), ("add", 1)]
            for names in (["given"], ["day", "until"]):
                expected = rows.group_by(names).agg(pl.len().cast(pl.Int64).alias("count")).sort(names)
                assert_frame_equal(writing.tally("decisions", names), expected)
            with pytest.raises(Refused, match="ordinal"):
                writing.tally("decisions", ["ordinl"])

    def test_a_list_may_be_longer_than_any_limit_of_the_database(self, store: Store) -> None:
        """Seventy thousand ids, and as many keys of bytes."""
        many = [f"s{n}" for n in range(70_000)]
        keys = [n.to_bytes(16, "big") for n in range(70_000)]
        with store.writing() as writing:
            writing.upsert("mastery_priors", priors(s7=0.1, s69999=0.2, other=0.3))
            answers = pl.DataFrame({"key": [keys[5], b"x" * 16, keys[-1]], "student": ["a", "b", "c"]})
            writing.upsert("responses", answers)
        with store.reading() as reading:
            assert reading.table("mastery_priors", {"skill": many}).height == 2
            assert set(reading.table("responses", {"key": keys})["student"].to_list()) == {"a", "c"}
            assert reading.source("recent_answers", many).height == 0

    def test_no_rows_are_as_good_as_some(self, store: Store) -> None:
        """Every operation takes an empty frame."""
        with store.writing() as writing:
            for name in ("decisions", "people", "responses"):
                empty = writing.table(name)
                writing.upsert(name, empty)
                assert writing.insert_new(name, empty).height == 0
                writing.replace(name, empty)
                assert writing.count(name) == 0

    def test_words_of_an_enumeration_are_texts(self, store: Store) -> None:
        """However a frame holds its texts, the same is kept."""
        for dtype in (pl.Enum(["add", "sub"]), pl.Categorical()):
            with store.writing() as writing:
                rows = priors(add=0.1, sub=None).with_columns(pl.col("skill").cast(dtype))
                writing.replace("mastery_priors", rows)
                assert_frame_equal(writing.table("mastery_priors"), priors(add=0.1, sub=None))

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            ({"skil": ["a"], "prior": [0.1]}, "skill"),
            ({"skill": ["a"], "prior": ["high"]}, "prior"),
            ({"skill": ["a"], "prior": [math.nan]}, "NaN"),
            ({"skill": ["a\0"], "prior": [0.1]}, "NUL"),
            ({"skill": [None], "prior": [0.1]}, "skill"),
            ({"prior": [0.1]}, "skill"),
            ({"skill": [7], "prior": [0.1]}, "skill"),
        ],
    )
    @pytest.mark.parametrize("times", [1, 100])
    def test_what_a_table_cannot_hold_is_refused_by_name(
        self, store: Store, rows: dict[str, list[object]], words: str, times: int
    ) -> None:
        """A wrong column, type or value; nothing is guessed, rounded or dropped."""
        for change in ("upsert", "insert_new", "replace"):
            with pytest.raises(Refused, match=words), store.writing() as writing:
                getattr(writing, change)("mastery_priors", pl.concat([pl.DataFrame(rows)] * times))
        with store.reading() as reading:
            assert reading.count("mastery_priors") == 0

    @pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 1.5, True])
    def test_what_is_no_whole_number_of_64_bits_is_refused(self, store: Store, number: object) -> None:
        """Neither cut nor rounded."""
        with store.writing() as writing:
            writing.upsert("decisions", nasty_decisions(3))
            with pytest.raises(Refused, match="ordinal"):
                writing.table("decisions", {"ordinal": number})
            with pytest.raises(Refused, match="kept"):
                writing.update("decisions", {}, {"kept": number})

    def test_an_instant_without_a_zone_is_refused(self, store: Store) -> None:
        """For it could be any of twenty-four."""
        naive = wakes(("p", "ana", None, 1)).with_columns(pl.col("at").dt.replace_time_zone(None))
        with pytest.raises(Refused, match="at"), store.writing() as writing:
            writing.upsert("wakes", naive)
        with store.reading() as reading, pytest.raises(Refused, match="at"):
            reading.table("wakes", {"at": datetime(2026, 9, 1)})  # noqa: DTZ001

    def test_an_instant_of_another_zone_is_the_same_instant(self, store: Store) -> None:
        """Zones are for people; kept is the instant."""
        rows = wakes(("p", "ana", None, 1))
        with store.writing() as writing:
            writing.upsert("wakes", rows.with_columns(pl.col("at").dt.convert_time_zone("Asia/Tokyo")))
            assert_frame_equal(writing.table("wakes"), rows)
            at = rows["at"][0].astimezone(UTC) + timedelta()
            assert writing.table("wakes", {"at": at}).height == 1

    @pytest.mark.parametrize(
        ("where", "words"),
        [
            ({"skil": "a"}, "skill"),
            ({"skill": 7}, "skill"),
            ({"skill": "a\0"}, "NUL"),
            ({"skill": ["a", "\ud800"]}, "skill"),
            ({"prior": "a"}, "prior"),
            ({"prior": math.nan}, "NaN"),
            ({"prior": 10**400}, "prior"),
        ],
    )
    def test_a_condition_that_makes_no_sense_is_refused_by_name(
        self, store: Store, where: dict[str, object], words: str
    ) -> None:
        """Rather than finding nothing in silence."""
        with store.writing() as writing:
            with pytest.raises(Refused, match=words):
                writing.table("mastery_priors", where)
            with pytest.raises(Refused, match=words):
                writing.update("mastery_priors", where, {"prior": 0.1})

    def test_an_unknown_table_or_source_is_named_with_the_nearest(self, store: Store) -> None:
        """So that a slip of the pen costs a second."""
        with store.writing() as writing:
            with pytest.raises(NotFound, match="mastery_priors"):
                writing.table("mastery_prior")
            with pytest.raises(NotFound, match="estimates"):
                writing.source("estimate")
            with pytest.raises(NotFound, match="decisions"):
                writing.upsert("decision", priors())
            with pytest.raises(NotFound, match="wakes"):
                writing.count("wake")

    def test_another_unique_column_is_kept_unique(self, store: Store) -> None:
        """Two decisions cannot have one id."""
        rows = nasty_decisions(2).with_columns(pl.lit("same").alias("id"))
        with pytest.raises(Refused), store.writing() as writing:
            writing.upsert("decisions", rows)
        with store.reading() as reading:
            assert reading.count("decisions") == 0

    def test_sources_hold_what_the_tables_hold(self, store: Store) -> None:
        """One row per object and skill, item and skill, chosen option; only the students asked for."""
        with store.writing() as writing:
            fill_school(writing)
        with store.reading() as reading:
            objects = reading.source("learning_objects")
            assert objects.select("object", "skill", "copies").rows() == [
                ("o1", "add", 2.0),
                ("o1", "sub", 2.0),
                ("o2", None, None),
            ]
            assert reading.source("items").select("item", "skill").rows() == [("i1", "sub"), ("i1", "add")]
            assert reading.source("skills").get_column("skill").to_list() == ["add", "sub"]
            assert reading.source("prerequisites").rows() == [("add", "sub")]
            decided = reading.source("decided").select("student", "option")
            assert decided.rows() == [("ana", "o1"), ("ana", "o2"), ("ben", "o2")]
            assert reading.source("decided", ["ben"]).height == 1
            assert reading.source("enrolments").get_column("section").to_list() == ["7a"]
            for name in ("estimates", "assessments", "profile", "students", "recent_answers"):
                assert reading.source(name).get_column("student").to_list() == ["ana", "ben"]
                assert reading.source(name, {"ben", "zoe"}).get_column("student").to_list() == ["ben"]
                assert reading.source(name, []).height == 0


def answers_of(count: int, item: str) -> pl.DataFrame:
    """Return rows of answers, one a student."""
    return pl.DataFrame(
        {
            "student": [f"s{n}" for n in range(count)],
            "key": [n.to_bytes(16, "big") for n in range(count)],
            "item": [item] * count,
        }
    )


def fill_school(writing: Any) -> None:
    """Put a very small school into a store."""
    at = datetime(2026, 9, 1, tzinfo=UTC)
    both = {"student": ["ana", "ben"]}
    skills = {"id": ["sub", "add", "head"], "title": ["S", "A", "H"], "position": [2, 1, 0]}
    things = {
        "id": ["o2", "o1"],
        "title": ["Two", "One"],
        "position": [1, 0],
        "copies": [None, 2],
    }
    relations = {
        "kind": ["precedes", "precedes", "is_related_to"],
        "origin": ["add", "elsewhere", "sub"],
        "destination": ["sub", "sub", "add"],
        "id": [None, None, "r"],
        "framework": [None, None, "f"],
    }
    decisions = {
        "run": ["r", "r", "r"],
        "ordinal": [0, 1, 2],
        "id": ["r-0", "r-1", "r-2"],
        "student": ["ana", "ben", "cleo"],
        "process": ["p"] * 3,
        "chosen": ['["o1","o2"]', '["o2"]', "[]"],
        "decided_at": [at] * 3,
    }
    estimates = {**both, "skill": "add", "model": "bkt", "mastery": 0.5, "last_at": at}
    tables: dict[str, dict[str, Any]] = {
        "competencies": {**skills, "kind": ["skill", "skill", "group"]},
        "relations": relations,
        "learning_objects": things,
        "object_skills": {"object": ["o1", "o1"], "skill": ["sub", "add"], "position": [1, 0]},
        "items": {"id": ["i1"], "position": [0]},
        "item_skills": {"item": ["i1", "i1"], "skill": ["add", "sub"], "position": [1, 0]},
        "decisions": decisions,
        "students": {**both, "active": [True, True]},
        "enrolments": {
            "id": ["e1", "e2"],
            "person": ["ana", "ben"],
            "section": ["7a", "7b"],
            "role": "student",
            "active": [True, False],
        },
        "estimates": estimates,
        "assessments": {**both, "skill": "add", "form_kind": "exit slip", "at": at, "sequence": [1, 2]},
        "profile": {**both, "name": "wish", "word": "chess", "at": at, "sequence": [1, 2]},
        "responses": {**both, "key": [b"a" * 16, b"b" * 16], "at": at},
    }
    for name, columns in tables.items():
        writing.replace(name, pl.DataFrame(columns))
