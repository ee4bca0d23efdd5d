"""What a process may ask about learning objects, books, items, and about what the library has for a skill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

import polars as pl

from whynext.library.item import STATUSES, Item, Kind
from whynext.library.learning_object import GROUPINGS, KINDS, PERIOD, LearningObject
from whynext.library.strategies import TARGET
from whynext.process.information import (
    Argument,
    Asked,
    Grain,
    Information,
    OptionKind,
    Schema,
    Type,
    View,
)

SOURCES: Mapping[str, Schema] = {
    "learning_objects": {
        "object": pl.String(),
        "title": pl.String(),
        "skill": pl.String(),
        "modality": pl.String(),
        "minutes": pl.Float64(),
        "difficulty": pl.Float64(),
        "language": pl.String(),
        "reading_level": pl.Float64(),
        "screen": pl.Boolean(),
        "grouping": pl.String(),
        "kind": pl.String(),
        "copies": pl.Float64(),
        "status": pl.String(),
        "position": pl.Int64(),
    },
    "object_topics": {"object": pl.String(), "topic": pl.String()},
    "object_prerequisites": {"object": pl.String(), "skill": pl.String()},
    "items": {
        "item": pl.String(),
        "skill": pl.String(),
        "kind": pl.String(),
        "difficulty": pl.Float64(),
        "form": pl.String(),
        "status": pl.String(),
        "position": pl.Int64(),
    },
    "item_exposure": {"item": pl.String(), "served": pl.Float64()},
}
"""The tables that the views read, by name, with their columns.

``learning_objects`` has one row per object and skill that it teaches; an object that teaches none has one
row with a null skill. ``items`` has one row per item and skill. ``position`` is the place in the library,
the same in all rows of one object or item. ``item_exposure`` has one row per item that was answered.
"""


def sources_of(items: Iterable[Item], objects: Iterable[LearningObject]) -> dict[str, pl.DataFrame]:
    """Return the tables of :data:`SOURCES` for a library of which no item was answered, in its order."""
    things = list(objects)
    rows: dict[str, list[tuple[Any, ...]]] = {
        "learning_objects": [
            (thing.id, thing.title, skill, *_described(thing), place)
            for place, thing in enumerate(things)
            for skill in thing.skills or (None,)
        ],
        "object_topics": [
            (thing.id, topic) for thing in things for topic in thing.topics if not topic.startswith(TARGET)
        ],
        "object_prerequisites": [(thing.id, skill) for thing in things for skill in thing.prerequisites],
        "items": [
            (item.id, skill, str(item.kind), item.difficulty, item.form, item.status, place)
            for place, item in enumerate(items)
            for skill in item.skills
        ],
        "item_exposure": [],
    }
    return {
        name: pl.DataFrame(rows[name], schema=dict(columns), orient="row", strict=False)
        for name, columns in SOURCES.items()
    }


_described = attrgetter(*list(SOURCES["learning_objects"])[3:-1])
"""The columns of a learning object that are its fields, from its modality to its status."""


def _open(asked: Asked, source: str) -> pl.DataFrame:
    """Return the rows of a source that are not retired, in the library's order."""
    return asked.sources[source].filter(pl.col("status") != "retired").sort("position", maintain_order=True)


def _candidates(asked: Asked, table: pl.DataFrame, id_column: str) -> pl.DataFrame:
    """Return for each asked row the ids of `table` that have the given skill, or all where none is given."""
    rows = asked.rows.select(
        pl.col("student").cast(pl.String), pl.col("given").cast(pl.String)
    ).with_row_index("_row")
    taught = table.select(pl.col("skill").alias("given"), pl.col(id_column).alias("option"))
    every = taught.select("option").unique(maintain_order=True)
    fitting = rows.filter(pl.col("given").is_not_null()).join(
        taught, on="given", how="inner", maintain_order="left_right"
    )
    anything = rows.filter(pl.col("given").is_null()).join(every, how="cross")
    found = fitting if anything.is_empty() else anything
    if not (fitting.is_empty() or anything.is_empty()):
        found = pl.concat([fitting, anything]).sort("_row", maintain_order=True)
    return found.select("student", "given", "option")


def _objects_for_skill(asked: Asked) -> pl.DataFrame:
    """List the learning objects that teach the given skill, or all of them where none is given."""
    return _candidates(asked, _open(asked, "learning_objects"), "object")


def _of_kind(kind: str) -> Callable[[Asked], pl.DataFrame]:
    """Return what lists all objects of a kind, whatever is given."""

    def listed(asked: Asked) -> pl.DataFrame:
        things = _open(asked, "learning_objects").filter(pl.col("kind") == kind)
        return (
            asked.rows.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
            .join(things.select("object").unique(maintain_order=True), how="cross")
            .rename({"object": "option"})
        )

    return listed


def _items_for_skill(asked: Asked) -> pl.DataFrame:
    """List the items of the given skill, or all of them where none is given."""
    return _candidates(asked, _open(asked, "items"), "item")


OPTIONS: tuple[OptionKind, ...] = (
    OptionKind(
        "learning_object",
        "Something to learn with: a lesson, practice, a book, an activity.",
        _objects_for_skill,
        needs=("learning_objects",),
        given="skill",
        titles=("learning_objects", "object", "title"),
    ),
    OptionKind(
        "book",
        "A book to read.",
        _of_kind("book"),
        needs=("learning_objects",),
        titles=("learning_objects", "object", "title"),
    ),
    OptionKind(
        "course",
        "A course that students can choose, with a number of places.",
        _of_kind("course"),
        needs=("learning_objects",),
        titles=("learning_objects", "object", "title"),
    ),
    OptionKind(
        "tutoring",
        "Tutoring in a period of the timetable, with a number of places.",
        _of_kind("tutoring"),
        needs=("learning_objects",),
        titles=("learning_objects", "object", "title"),
    ),
    OptionKind("item", "A question to answer.", _items_for_skill, needs=("items",), given="skill"),
)


def _column_of(source: str, id_column: str, column: str) -> View:
    """Return the view that looks up a column of an object or item."""

    def view(asked: Asked) -> pl.Series:
        table = asked.sources[source].unique(id_column, keep="first", maintain_order=True)
        return asked.looked_up(table, {id_column: "option"}, column)

    return view


def _served(asked: Asked) -> pl.Series:
    """Return how often each item was answered; 0 for an item of the library that never was."""
    found = asked.looked_up(asked.sources["item_exposure"], {"item": "option"}, "served")
    known = asked.sources["items"].select("item", known=pl.lit(True)).unique()
    is_item = asked.looked_up(known, {"item": "option"}, "known").fill_null(False)
    return pl.select(pl.when(is_item).then(found.fill_null(0.0)).alias("served")).to_series()


def _count_of(source: str, id_column: str, asked_column: str) -> View:
    """Return the view that counts the objects or items which the library has for a skill."""

    def view(asked: Asked) -> pl.Series:
        table = asked.sources[source].filter(pl.col("status") != "retired")
        if asked.arguments.get("reviewed_only"):
            table = table.filter(pl.col("status") == "reviewed")
        counts = table.group_by("skill").agg(pl.col(id_column).n_unique().cast(pl.Float64).alias("count"))
        found = asked.looked_up(counts, {"skill": asked_column}, "count")
        # A skill without a row is a gap, and a gap is the number 0; unknown is only where none is named.
        named = asked.rows.get_column(asked_column).is_not_null()
        return pl.select(pl.when(named).then(found.fill_null(0.0)).alias("count")).to_series()

    return view


def _pairs_of(source: str) -> View:
    """Return the view that tells whether a source joins the option with the given skill."""

    def view(asked: Asked) -> pl.Series:
        pairs = asked.sources[source].select("object", "skill").unique().with_columns(paired=pl.lit(True))
        paired = asked.looked_up(pairs, {"object": "option", "skill": "given"}, "paired")
        known = _is_object(asked) & asked.rows.get_column("given").is_not_null()
        return pl.select(pl.when(known).then(paired.fill_null(False)).alias("paired")).to_series()

    return view


def _is_about(asked: Asked) -> pl.Series:
    """Tell whether each object has the topic that is named in the argument."""
    about = asked.sources["object_topics"].filter(pl.col("topic") == str(asked.arguments["topic"]))
    found = asked.looked_up(
        about.select("object", paired=pl.lit(True)).unique(), {"object": "option"}, "paired"
    )
    return pl.select(pl.when(_is_object(asked)).then(found.fill_null(False)).alias("about")).to_series()


def _periods(asked: Asked) -> pl.Series:
    """Return the periods in which each option meets, with spaces between; empty where it has none."""
    marked = asked.sources["object_topics"].filter(pl.col("topic").str.starts_with(PERIOD))
    word = pl.col("topic").str.strip_prefix(PERIOD).str.strip_chars().str.replace_all(r"\s+", "-")
    joined = marked.group_by("object").agg(word.sort().str.join(" ").alias("periods"))
    found = asked.looked_up(joined, {"object": "option"}, "periods")
    return pl.select(pl.when(_is_object(asked)).then(found.fill_null("")).alias("periods")).to_series()


def _is_object(asked: Asked) -> pl.Series:
    """Tell for each asked row whether the library has the option as a learning object."""
    known = asked.sources["learning_objects"].select("object", known=pl.lit(True)).unique()
    return asked.looked_up(known, {"object": "option"}, "known").fill_null(False)


_REVIEWED = {
    "reviewed_only": Argument("Count only what somebody has reviewed; else all that is not retired.", False)
}


_of_object = partial(
    Information,
    grain=Grain.OPTION,
    needs=("learning_objects",),
    category="resource",
    missing="the library has no such learning object",
)
_of_item = partial(
    Information,
    grain=Grain.OPTION,
    needs=("items",),
    category="resource",
    missing="the library has no such item",
)
_of_pair = partial(
    Information,
    grain=Grain.OPTION_GIVEN,
    type=Type.TRUTH,
    category="resource",
    missing="the library has no such learning object, or no skill is given",
)
_count = partial(
    Information,
    type=Type.NUMBER,
    category="resource",
    low=0.0,
    missing="no skill is given",
    arguments=_REVIEWED,
)
_from_objects = partial(_column_of, "learning_objects", "object")
_from_items = partial(_column_of, "items", "item")

INFORMATION: tuple[Information, ...] = (
    _of_object(
        name="minutes",
        sentence="How many minutes the learning object takes.",
        type=Type.NUMBER,
        view=_from_objects("minutes"),
        unit="minutes",
        low=0.0,
    ),
    _of_object(
        name="modality",
        sentence="How the learning object teaches, such as worked example, hands-on or practice.",
        type=Type.WORD,
        view=_from_objects("modality"),
    ),
    _of_object(
        name="object_difficulty",
        sentence="How hard the learning object is within its skill, from 0 to 1.",
        type=Type.NUMBER,
        view=_from_objects("difficulty"),
        low=0.0,
        high=1.0,
        step=0.05,
    ),
    _of_object(
        name="screen",
        sentence="The learning object needs a screen.",
        type=Type.TRUTH,
        view=_from_objects("screen"),
    ),
    _of_object(
        name="grouping",
        sentence="With whom the learning object is used: alone, in a pair, a group or the class.",
        type=Type.WORD,
        view=_from_objects("grouping"),
        values=GROUPINGS,
    ),
    _of_object(
        name="object_reading_level",
        sentence="The school grade at which the learning object can be read.",
        type=Type.NUMBER,
        view=_from_objects("reading_level"),
        unit="grade",
        step=0.5,
        missing="its reading level has not been measured, or the library has no such learning object",
    ),
    _of_object(
        name="object_language",
        sentence="The language of the learning object.",
        type=Type.WORD,
        view=_from_objects("language"),
    ),
    _of_object(
        name="object_status",
        sentence="Whether the learning object is a draft, reviewed, or retired.",
        type=Type.WORD,
        view=_from_objects("status"),
        values=STATUSES,
    ),
    _of_object(
        name="copies",
        sentence="How many students can use the learning object at once.",
        type=Type.NUMBER,
        view=_from_objects("copies"),
        unit="students",
        low=1.0,
        missing="any number of students can use it at once, or the library has no such learning object",
    ),
    _of_object(
        name="periods",
        sentence="In which periods of the timetable a course or tutoring meets, with spaces between.",
        type=Type.WORD,
        view=_periods,
        needs=("learning_objects", "object_topics"),
        missing="the library has no such learning object",
    ),
    _of_object(
        name="object_kind",
        sentence="Whether the object is a lesson, practice, a book, an activity, a course or tutoring.",
        type=Type.WORD,
        view=_from_objects("kind"),
        values=KINDS,
    ),
    _of_object(
        name="about_topic",
        sentence="The learning object is about this topic.",
        type=Type.TRUTH,
        view=_is_about,
        needs=("learning_objects", "object_topics"),
        arguments={"topic": Argument("The topic, as the library writes it.")},
    ),
    _of_pair(
        name="teaches",
        sentence="The learning object teaches the given skill.",
        view=_pairs_of("learning_objects"),
        needs=("learning_objects",),
    ),
    _of_pair(
        name="presupposes",
        sentence="The learning object presupposes the given skill.",
        view=_pairs_of("object_prerequisites"),
        needs=("learning_objects", "object_prerequisites"),
    ),
    _of_item(
        name="item_kind",
        sentence="How the item is answered, such as by choice, number or expression.",
        type=Type.WORD,
        view=_from_items("kind"),
        values=tuple(kind.value for kind in Kind),
    ),
    _of_item(
        name="item_difficulty",
        sentence="How hard the item is within its skill, from 0 to 1.",
        type=Type.NUMBER,
        view=_from_items("difficulty"),
        low=0.0,
        high=1.0,
        step=0.05,
    ),
    _of_item(
        name="item_form",
        sentence="The parallel form of a test that the item belongs to; empty if any.",
        type=Type.WORD,
        view=_from_items("form"),
    ),
    _of_item(
        name="item_status",
        sentence="Whether the item is a draft, reviewed, or retired.",
        type=Type.WORD,
        view=_from_items("status"),
        values=STATUSES,
    ),
    _of_item(
        name="item_served",
        sentence="How often the item has been answered in this school, by anybody.",
        type=Type.NUMBER,
        view=_served,
        needs=("items", "item_exposure"),
        unit="answers",
        low=0.0,
    ),
    _count(
        name="item_count",
        sentence="How many items the library has for the skill.",
        grain=Grain.OPTION,
        view=_count_of("items", "item", "option"),
        needs=("items",),
        unit="items",
    ),
    _count(
        name="object_count",
        sentence="How many learning objects the library has for the skill.",
        grain=Grain.OPTION,
        view=_count_of("learning_objects", "object", "option"),
        needs=("learning_objects",),
        unit="learning objects",
    ),
    _count(
        name="given_item_count",
        sentence="How many items the library has for the given skill.",
        grain=Grain.GIVEN,
        view=_count_of("items", "item", "given"),
        needs=("items",),
        unit="items",
    ),
    _count(
        name="given_object_count",
        sentence="How many learning objects the library has for the given skill.",
        grain=Grain.GIVEN,
        view=_count_of("learning_objects", "object", "given"),
        needs=("learning_objects",),
        unit="learning objects",
    ),
)
"""Everything that may be asked of the library."""
