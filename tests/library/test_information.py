"""What may be asked of the library, against the same questions answered one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.bank import item, lists, objects
from whynext.library.information import INFORMATION, OPTIONS, SOURCES, sources_of
from whynext.library.item import Item, Kind
from whynext.library.learning_object import LearningObject
from whynext.process.information import Asked, Catalogue, Grain

CATALOGUE = Catalogue.of(INFORMATION, OPTIONS)
NOW = datetime(2026, 9, 1, 14, tzinfo=UTC)

skills = st.sampled_from(["s1", "s2", "s3"])
libraries = st.tuples(
    st.lists(
        st.builds(
            lambda id_, skills, status: item(Kind.NUMBER, "1", id=id_, skills=skills, status=status),
            st.sampled_from(["i1", "i2", "i3", "i4"]),
            lists(skills, least=1),
            st.sampled_from(["draft", "reviewed", "retired"]),
        ),
        max_size=4,
        unique_by=lambda thing: thing.id,
    ),
    st.lists(
        st.builds(
            lambda thing, id_, skills: replace(thing, id=id_, skills=skills, prerequisites=()),
            objects(),
            st.sampled_from(["o1", "o2", "o3", "o4"]),
            lists(skills),
        ),
        max_size=4,
        unique_by=lambda thing: thing.id,
    ),
)

CAKE = LearningObject(
    "cake",
    "Cutting cakes",
    ("s1", "s2"),
    "hands_on",
    20.0,
    0.3,
    screen=False,
    grouping="pair",
    copies=6,
    prerequisites=("s3",),
    topics=("cooking", "parties"),
    status="reviewed",
    reading_level=2.5,
)
BOOK = LearningObject(
    "whales", "Whales", (), "reading", 45.0, 0.6, kind="book", topics=("sea",), language="de"
)
OLD = LearningObject("old", "Old sheet", ("s1",), "practice", 5.0, 0.1, status="retired")
SHEET = LearningObject("sheet", "New sheet", ("s1",), "practice", 10.0, 0.2)
ITEMS = [
    item(Kind.NUMBER, "1", id="i1", skills=("s1",), status="reviewed", form="A", difficulty=0.2),
    item(Kind.ORDER, ("a", "b"), id="i2", skills=("s1", "s2")),
    item(Kind.NUMBER, "3", id="i3", skills=("s1",), status="retired"),
]
LIBRARY = sources_of(ITEMS, [CAKE, BOOK, OLD, SHEET])


def asked(
    rows: dict[str, list[str | None]], sources: dict[str, pl.DataFrame] = LIBRARY, **arguments
) -> Asked:
    """Return a question with these rows."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String))
    return Asked(frame, sources, arguments, NOW, NOW.date())


def answer(name: str, rows: dict[str, list[str | None]], **arguments) -> list[object]:
    """Return the values of an information."""
    information = CATALOGUE.information[name]
    filled = {each: argument.default for each, argument in information.arguments.items()} | arguments
    column = information.view(asked(rows, **filled))
    assert column.dtype == information.type.dtype
    assert len(column) == len(next(iter(rows.values())))
    return column.to_list()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("minutes", [20.0, 45.0, None]),
        ("modality", ["hands_on", "reading", None]),
        ("object_difficulty", [0.3, 0.6, None]),
        ("screen", [False, True, None]),
        ("grouping", ["pair", "alone", None]),
        ("object_reading_level", [2.5, None, None]),
        ("object_language", ["en", "de", None]),
        ("object_status", ["reviewed", "draft", None]),
        ("copies", [6.0, None, None]),
        ("object_kind", ["lesson", "book", None]),
    ],
)
def test_what_is_asked_of_a_learning_object_is_its_field_and_unknown_for_a_stranger(name, values) -> None:
    """What is asked of a learning object is its field and unknown for a stranger."""
    assert answer(name, {"option": ["cake", "whales", "stranger"]}) == values
    assert answer(name, {"option": ["stranger", "cake"]}) == [None, values[0]]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("item_kind", ["number", "order", None]),
        ("item_difficulty", [0.2, 0.5, None]),
        ("item_form", ["A", "", None]),
        ("item_status", ["reviewed", "draft", None]),
    ],
)
def test_what_is_asked_of_an_item_is_its_field_and_unknown_for_a_stranger(name, values) -> None:
    """What is asked of an item is its field and unknown for a stranger."""
    assert answer(name, {"option": ["i1", "i2", "stranger"]}) == values


def test_how_often_an_item_was_served_is_counted_and_never_is_zero() -> None:
    """An item of the library that nobody answered was served 0 times; a stranger is unknown."""
    served = pl.DataFrame({"item": ["i1", "gone"], "served": [7.0, 2.0]})
    view = CATALOGUE.information["item_served"].view
    found = view(asked({"option": ["i1", "i2", "gone"]}, {**LIBRARY, "item_exposure": served}))
    assert found.to_list() == [7.0, 0.0, None]


def test_gaps_of_the_library_are_the_number_0_and_retired_things_fill_none() -> None:
    """Gaps of the library are the number 0 and retired things fill none."""
    rows = {"option": ["s1", "s2", "s3", "s9", None]}
    assert answer("item_count", rows) == [2.0, 1.0, 0.0, 0.0, None]
    assert answer("object_count", rows) == [2.0, 1.0, 0.0, 0.0, None]
    rows = {"given": ["s1", None, "s3"]}
    assert answer("given_item_count", rows) == [2.0, None, 0.0]
    assert answer("given_object_count", rows) == [2.0, None, 0.0]


def test_only_what_is_reviewed_counts_where_that_is_asked() -> None:
    """Only what is reviewed counts where that is asked."""
    rows = {"option": ["s1", "s2"]}
    assert answer("item_count", rows, reviewed_only=True) == [1.0, 0.0]
    assert answer("object_count", rows, reviewed_only=True) == [1.0, 1.0]


def test_an_object_teaches_its_skills_and_presupposes_its_prerequisites() -> None:
    """An object teaches its skills and presupposes its prerequisites."""
    rows = {"given": ["s1", "s3", "s1", "s1", None], "option": ["cake", "cake", "whales", "stranger", "cake"]}
    assert answer("teaches", rows) == [True, False, False, None, None]
    assert answer("presupposes", rows) == [False, True, False, None, None]


def test_an_object_is_about_its_topics() -> None:
    """An object is about its topics."""
    rows = {"option": ["cake", "whales", "stranger"]}
    assert answer("about_topic", rows, topic="sea") == [False, True, None]
    assert answer("about_topic", rows, topic="cooking") == [True, False, None]


def candidates(
    kind: str, rows: list[tuple[str, str | None]], sources=LIBRARY
) -> list[tuple[str, str | None, str]]:
    """Return the candidates of a kind of option."""
    students, givens = [row[0] for row in rows], [row[1] for row in rows]
    frame = CATALOGUE.options[kind].candidates(asked({"student": students, "given": givens}, sources))
    assert dict(frame.schema) == dict.fromkeys(("student", "given", "option"), pl.String())
    return frame.rows()


def test_objects_that_teach_the_given_skill_are_candidates_in_the_librarys_order() -> None:
    """Objects that teach the given skill are candidates in the librarys order."""
    found = candidates("learning_object", [("ann", "s1"), ("bob", "s3"), ("bob", "s2")])
    assert found == [("ann", "s1", "cake"), ("ann", "s1", "sheet"), ("bob", "s2", "cake")]


def test_without_a_given_skill_everything_that_is_not_retired_is_a_candidate_once() -> None:
    """Without a given skill everything that is not retired is a candidate once."""
    found = candidates("learning_object", [("ann", None), ("bob", "s2"), ("cem", None)])
    assert [row[2] for row in found] == ["cake", "whales", "sheet", "cake", "cake", "whales", "sheet"]
    assert [row[0] for row in found] == ["ann"] * 3 + ["bob"] + ["cem"] * 3


def test_books_are_candidates_whatever_is_given() -> None:
    """Books are candidates whatever is given."""
    assert candidates("book", [("ann", None), ("bob", "s1")]) == [
        ("ann", None, "whales"),
        ("bob", "s1", "whales"),
    ]


def test_items_of_the_given_skill_are_candidates() -> None:
    """Items of the given skill are candidates."""
    assert candidates("item", [("ann", "s1"), ("bob", None)]) == [
        ("ann", "s1", "i1"),
        ("ann", "s1", "i2"),
        ("bob", None, "i1"),
        ("bob", None, "i2"),
    ]


@pytest.mark.parametrize("kind", ["learning_object", "book", "item"])
def test_nobody_and_an_empty_library_have_no_candidates(kind: str) -> None:
    """Nobody and an empty library have no candidates."""
    assert candidates(kind, []) == []
    assert candidates(kind, [("ann", "s1"), ("bob", None)], sources_of([], [])) == []


@given(
    libraries,
    st.lists(st.tuples(st.sampled_from("uvw"), st.one_of(st.none(), skills)), unique=True, max_size=5),
)
def test_many_students_get_the_candidates_that_each_would_get_alone(library, rows) -> None:
    """Many students get the candidates that each would get alone."""
    sources = sources_of(*library)
    for kind in ("learning_object", "book", "item"):
        together = candidates(kind, rows, sources)
        assert together == [found for row in rows for found in candidates(kind, [row], sources)]
        assert len(set(together)) == len(together)


@given(libraries)
def test_counts_are_what_counting_one_by_one_gives(library: tuple[list[Item], list[LearningObject]]) -> None:
    """Counts are what counting one by one gives."""
    sources = sources_of(*library)
    for name, things in zip(("item_count", "object_count"), library, strict=True):
        question = asked({"option": ["s1", "s2", "s3"]}, sources, reviewed_only=False)
        counts = [
            sum(skill in thing.skills and thing.status != "retired" for thing in things)
            for skill in ("s1", "s2", "s3")
        ]
        assert CATALOGUE.information[name].view(question).to_list() == counts


@given(libraries)
def test_the_tables_of_any_library_have_the_declared_columns(library) -> None:
    """The tables of any library have the declared columns."""
    sources = sources_of(*library)
    assert {name: dict(table.schema) for name, table in sources.items()} == {
        name: dict(columns) for name, columns in SOURCES.items()
    }
    assert sources["learning_objects"]["object"].n_unique() == len(library[1])


def test_every_information_names_only_declared_sources_and_every_grain_is_the_librarys() -> None:
    """Every information names only declared sources and every grain is the librarys."""
    for information in INFORMATION:
        assert set(information.needs) <= set(SOURCES)
        assert information.grain in (Grain.OPTION, Grain.GIVEN, Grain.OPTION_GIVEN)
        assert information.sentence.endswith(".")
    for kind in OPTIONS:
        assert set(kind.needs) <= set(SOURCES)
        assert kind.titles is None or {kind.titles[1], kind.titles[2]} <= set(SOURCES[kind.titles[0]])


@pytest.mark.parametrize("information", INFORMATION, ids=lambda information: information.name)
def test_a_view_answers_nobody_and_an_empty_library(information) -> None:
    """A view answers nobody and an empty library."""
    arguments = {name: argument.default or "sea" for name, argument in information.arguments.items()}
    for rows in ([], ["x"]):
        question = asked(dict.fromkeys(information.grain.columns, rows), sources_of([], []), **arguments)
        column = information.view(question)
        assert column.dtype == information.type.dtype
        assert len(column) == len(rows)
