"""What is kept of options: it changes no answer, and nothing is kept that could become untrue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from process.school import ALL, CATALOGUE, OCCASION, definition, pairs, tables
from whynext.process.information import Argument, Asked, Catalogue, Grain, Information, OptionKind, Type
from whynext.process.known import MOST_KEPT, Known
from whynext.process.run import needs, observe

TODAY = date(2026, 9, 14)
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
OPTIONS = pl.DataFrame({"option": ["add", "divide"]})


class Counting:
    """A view that counts how often it is asked."""

    def __init__(self, view) -> None:
        self.view, self.calls = view, 0

    def __call__(self, asked: Asked) -> pl.Series:
        self.calls += 1
        return self.view(asked)


def looking_up(asked: Asked) -> pl.Series:
    more = float(asked.arguments.get("more", 0.0))
    return asked.looked_up(asked.sources["skills"], {"option": "option"}, "level") + more


def information(view, grain: Grain = Grain.OPTION, needs: tuple[str, ...] = ("skills",)) -> Information:
    return Information(
        "level", "A level.", grain, Type.NUMBER, view, needs, arguments={"more": Argument("x", 0.0)}
    )


def answer(
    known: Known, of: Information, levels=(1.0, 2.0), rows=OPTIONS, more: float = 0.0, at=NOON, today=TODAY
) -> list[float | None]:
    skills = pl.DataFrame({"option": ["add", "divide"], "level": levels})
    question = {"sources": {"skills": skills}, "arguments": {"more": more}, "as_of": at, "today": today}
    return known.answer(of, rows, lambda rows: Asked(rows, **question), {"more": more}).to_list()


@pytest.fixture
def known() -> Known:
    return Known(frozenset({"skills"}), TODAY)


def test_what_holds_of_an_option_is_asked_once(known: Known) -> None:
    view = Counting(looking_up)
    assert [answer(known, information(view)) for _ in range(3)] == [[1.0, 2.0]] * 3
    assert view.calls == 1


def test_other_arguments_other_options_and_another_view_are_other_questions(known: Known) -> None:
    assert answer(known, information(looking_up)) == [1.0, 2.0]
    assert answer(known, information(looking_up), more=5.0) == [6.0, 7.0]
    assert answer(known, information(looking_up), rows=OPTIONS.reverse()) == [2.0, 1.0]
    assert answer(known, information(lambda asked: -looking_up(asked))) == [-1.0, -2.0]
    assert answer(known, information(looking_up)) == [1.0, 2.0]


@pytest.mark.parametrize(
    "of",
    [
        information(looking_up, needs=("skills", "estimates")),
        information(looking_up, grain=Grain.STUDENT_OPTION),
    ],
    ids=["needs what is known of students", "is about a student"],
)
def test_what_may_differ_from_student_to_student_is_never_kept(known: Known, of: Information) -> None:
    assert answer(known, of) == [1.0, 2.0]
    assert answer(known, of, levels=(3.0, 4.0)) == [3.0, 4.0]


def test_what_looks_at_the_clock_is_never_kept(known: Known) -> None:
    def hour(asked: Asked) -> pl.Series:
        return pl.Series([float(asked.as_of.hour)] * len(asked.rows))

    assert answer(known, information(hour)) == [12.0, 12.0]
    assert answer(known, information(hour), at=NOON + timedelta(hours=1)) == [13.0, 13.0]


def test_what_looks_at_the_date_is_kept_for_its_own_day_only(known: Known) -> None:
    def day(asked: Asked) -> pl.Series:
        return pl.Series([float(asked.today.day)] * len(asked.rows))

    assert answer(known, information(day), today=TODAY + timedelta(days=1)) == [15.0, 15.0]
    assert answer(known, information(day)) == [14.0, 14.0]
    assert answer(known, information(day)) == [14.0, 14.0]


def test_no_more_is_kept_than_there_is_room_for(known: Known) -> None:
    for more in range(MOST_KEPT + 5):
        assert answer(known, information(looking_up), more=float(more)) == [1.0 + more, 2.0 + more]
    assert len(known._kept) <= MOST_KEPT


def test_options_of_one_given_are_not_those_of_another(known: Known) -> None:
    def taught(asked: Asked) -> pl.DataFrame:
        given = asked.rows.select(pl.col("student"), pl.col("given"))
        return given.with_columns(option=pl.col("given") + pl.lit("-lesson"))

    kind = OptionKind("lesson", "A lesson.", taught, needs=("skills",), given="skill")

    def options(student: str, given: str) -> list[str] | None:
        rows = pl.DataFrame({"student": [student], "given": [given]})
        found = known.options(kind, rows, lambda rows: Asked(rows, {}, {}, NOON, TODAY))
        return None if found is None else found.to_list()

    assert options("ana", "add") == options("ben", "add") == ["add-lesson"]
    assert options("ana", "divide") == ["divide-lesson"]
    several = pl.DataFrame({"student": ["ana", "ben"], "given": ["add", "divide"]})
    assert known.options(kind, several, lambda rows: Asked(rows, {}, {}, NOON, TODAY)) is None
    assert known.options(replace(kind, needs=("estimates",)), several.head(1), lambda rows: None) is None


@pytest.mark.parametrize("name", list(ALL))
def test_a_process_sees_the_same_whether_or_not_something_is_known(name: str) -> None:
    """Of one student, of all, the first time and the second."""
    process, sources = definition(name), tables(students=4, seed=7, missing=0.2)
    given = ("add", "divide") if process.given else (None,)
    everyone = pairs(sources, given)
    used = set(needs(process, CATALOGUE))
    shared = Known(frozenset(used & {"skills", "objects", "edges"}), OCCASION.today)
    for some in (everyone, everyone.head(1), everyone, everyone.tail(1), everyone.slice(1, 2)):
        alone = observe(process, CATALOGUE, some, sources, OCCASION)
        assert_frame_equal(observe(process, CATALOGUE, some, sources, OCCASION, shared), alone)


def test_a_catalogue_with_another_view_of_the_same_name_gets_its_own_answer(known: Known) -> None:
    for level in (1.0, 2.0):
        one = Catalogue.of([information(lambda asked, level=level: pl.Series([level] * len(asked.rows)))])
        assert answer(known, one.information["level"]) == [level, level]
