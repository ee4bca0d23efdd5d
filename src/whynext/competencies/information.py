"""What may be asked about a skill, and the skill as a thing that can be decided upon."""

from __future__ import annotations

import polars as pl

from whynext.base.errors import Refused
from whynext.competencies import graph
from whynext.competencies.map import PREREQUISITES_SCHEMA, SKILLS_SCHEMA
from whynext.process.information import Asked, Grain, Information, OptionKind, Type

SOURCES: dict[str, dict[str, pl.DataType]] = {
    "skills": SKILLS_SCHEMA,
    "prerequisites": PREREQUISITES_SCHEMA,
}
"""The tables that the views of this room read: one row for each skill, one for each prerequisite edge."""

_MAP = ("skills", "prerequisites")


def _answer(asked: Asked, values: pl.DataFrame) -> pl.Series:
    """Return the column ``value`` for each asked option; 0 for a skill without a row, null for no skill."""
    skills = asked.sources["skills"].select("skill")
    whole = skills.join(values, on="skill", how="left").with_columns(pl.col("value").fill_null(0))
    return asked.looked_up(whole, {"skill": "option"}, "value").cast(pl.Float64)


def _counted(asked: Asked, column: str) -> pl.Series:
    """Return in how many edges each asked option stands in this column."""
    edges = asked.sources["prerequisites"]
    return _answer(asked, edges.group_by(pl.col(column).alias("skill")).agg(value=pl.len()))


def unlocks(asked: Asked) -> pl.Series:
    """Return how many skills build directly on each asked one."""
    return _counted(asked, "prerequisite")


def prerequisite_count(asked: Asked) -> pl.Series:
    """Return how many skills come directly before each asked one."""
    return _counted(asked, "skill")


def opens(asked: Asked) -> pl.Series:
    """Return how many skills build on each asked one, directly or over others.

    Raises
    ------
    Refused
        If the prerequisites go in a circle, which no built map does.
    """
    ids = asked.sources["skills"].get_column("skill").to_list()
    number = {skill: place for place, skill in enumerate(ids)}
    edges = asked.sources["prerequisites"].select("prerequisite", "skill").rows()
    known = [(number[a], number[b]) for a, b in edges if a in number and b in number]
    successors = graph.successors_of(len(ids), known)
    order = graph.topological_order(successors)
    if order is None:
        raise Refused("the prerequisites of this map go in a circle; import the map again to see which")
    counts = graph.descendant_counts(successors, order)
    return _answer(
        asked, pl.DataFrame({"skill": ids, "value": counts}, schema_overrides={"skill": pl.String})
    )


def depth(asked: Asked) -> pl.Series:
    """Return the number of edges on the longest chain of prerequisites below each asked skill."""
    return asked.looked_up(asked.sources["skills"], {"skill": "option"}, "depth").cast(pl.Float64)


def skill_grade(asked: Asked) -> pl.Series:
    """Return the lowest grade that each asked skill is meant for."""
    return asked.looked_up(asked.sources["skills"], {"skill": "option"}, "grade_low").cast(pl.Float64)


def skills_for_everyone(asked: Asked) -> pl.DataFrame:
    """Return every skill of the map, in map order, for every asked row; see :class:`OptionKind`."""
    skills = asked.sources["skills"].sort("position", "skill").select(option=pl.col("skill"))
    rows = asked.rows.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
    return rows.join(skills, how="cross", maintain_order="left_right")


INFORMATION: tuple[Information, ...] = (
    Information(
        name="unlocks",
        sentence="How many skills build directly on this one.",
        grain=Grain.OPTION,
        type=Type.NUMBER,
        view=unlocks,
        needs=_MAP,
        category="map",
        unit="skills",
        low=0,
        missing="The option is not a skill of the map.",
    ),
    Information(
        name="opens",
        sentence="How many skills build on this one, directly or over others.",
        grain=Grain.OPTION,
        type=Type.NUMBER,
        view=opens,
        needs=_MAP,
        category="map",
        unit="skills",
        low=0,
        missing="The option is not a skill of the map.",
    ),
    Information(
        name="prerequisite_count",
        sentence="How many skills come directly before this one.",
        grain=Grain.OPTION,
        type=Type.NUMBER,
        view=prerequisite_count,
        needs=_MAP,
        category="map",
        unit="skills",
        low=0,
        missing="The option is not a skill of the map.",
    ),
    Information(
        name="depth",
        sentence="How many steps the longest chain of prerequisites below this skill has.",
        grain=Grain.OPTION,
        type=Type.NUMBER,
        view=depth,
        needs=("skills",),
        category="map",
        unit="steps",
        low=0,
        missing="The option is not a skill of the map.",
    ),
    Information(
        name="skill_grade",
        sentence="The lowest grade that this skill is meant for; kindergarten is 0.",
        grain=Grain.OPTION,
        type=Type.NUMBER,
        view=skill_grade,
        needs=("skills",),
        category="map",
        unit="grade",
        low=-1,
        high=13,
        missing="The map gives no grade for the skill.",
    ),
)
"""What may be asked about a skill as an option."""

OPTIONS: tuple[OptionKind, ...] = (
    OptionKind(
        name="skill",
        sentence="A skill of the map, to be learned or practised next.",
        candidates=skills_for_everyone,
        needs=("skills",),
        titles=("skills", "skill", "title"),
    ),
)
"""What of this room can be decided upon."""
