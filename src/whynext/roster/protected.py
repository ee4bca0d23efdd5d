"""Protected attributes, kept apart.

Only studies, and the catalogue so that publishing can refuse them, know their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from whynext.process.information import Asked, Grain, Information, Schema, Sensitivity, Type, View

RACES: Final = (
    "american_indian_or_alaska_native",
    "asian",
    "black_or_african_american",
    "native_hawaiian_or_other_pacific_islander",
    "white",
    "two_or_more_races",
)

SCHEMA: Final[Schema] = {
    "id": pl.String(),
    "active": pl.Boolean(),
    "birth_date": pl.Date(),
    "sex": pl.String(),
    **{race: pl.Boolean() for race in RACES},
    "hispanic_or_latino": pl.Boolean(),
    "birth_country": pl.String(),
    "birth_state": pl.String(),
    "birth_city": pl.String(),
    "residence_status": pl.String(),
    "modified": pl.Datetime("ms", "UTC"),
}
"""The roster's table ``demographics``: one row a person, ``id`` being the person's."""

SOURCES: Final[Mapping[str, Schema]] = {
    "protected": {"student": pl.String(), "name": pl.String(), "word": pl.String()}
}


def empty() -> pl.DataFrame:
    """Return a table ``demographics`` without rows."""
    return pl.DataFrame(schema=dict(SCHEMA))


def _race() -> pl.Expr:
    flags = [pl.col(race).fill_null(False) for race in RACES]
    several = (pl.sum_horizontal([flag.cast(pl.Int8) for flag in flags]) > 1) | pl.col(RACES[-1])
    one: pl.Expr = pl.lit(None, dtype=pl.String)
    for race, flag in zip(RACES, flags, strict=True):
        one = pl.when(flag).then(pl.lit(race)).otherwise(one)
    return pl.when(several).then(pl.lit(RACES[-1])).otherwise(one)


def _words() -> dict[str, pl.Expr]:
    latino = pl.col("hispanic_or_latino")
    ethnicity = (
        pl.when(latino)
        .then(pl.lit("hispanic_or_latino"))
        .when(~latino)
        .then(pl.lit("not_hispanic_or_latino"))
    )
    return {
        "race": _race(),
        "ethnicity": ethnicity,
        "sex": pl.col("sex"),
        "birth_date": pl.col("birth_date").cast(pl.String),
        "birth_country": pl.col("birth_country"),
        "residence_status": pl.col("residence_status"),
    }


def words(demographics: pl.DataFrame) -> pl.DataFrame:
    """Return the source ``protected`` of a roster: one row per student and known attribute.

    Parameters
    ----------
    demographics
        Columns as in :data:`SCHEMA`; a table with fewer columns says nothing of the missing ones.

    Returns
    -------
    DataFrame
        Columns ``student``, ``name``, ``word``. A student with several race flags, or with the flag for
        several, is ``two_or_more_races``; one without any has no row.
    """
    full = demographics.with_columns(
        [pl.lit(None, dtype=dtype).alias(c) for c, dtype in SCHEMA.items() if c not in demographics.columns]
    ).filter("active")
    wide = full.select(pl.col("id").alias("student"), **_words())
    return wide.unpivot(index="student", variable_name="name", value_name="word").drop_nulls("word")


def _word(name: str) -> View:
    def view(asked: Asked) -> pl.Series:
        rows = asked.sources["protected"].filter(pl.col("name") == name)
        one = rows.sort("student", "word").unique("student", keep="last", maintain_order=True)
        return asked.looked_up(one, {"student": "student"}, "word")

    return view


def _protected(name: str, sentence: str, values: tuple[str, ...] = ()) -> Information:
    return Information(
        name,
        sentence,
        Grain.STUDENT,
        Type.WORD,
        _word(name),
        needs=("protected",),
        category="background",
        sensitivity=Sensitivity.PROTECTED,
        values=values,
        missing="where nobody has said",
    )


INFORMATION: Final[tuple[Information, ...]] = (
    _protected("race", "The student's race, as the school was told.", RACES),
    _protected(
        "ethnicity",
        "Whether the student is Hispanic or Latino, as the school was told.",
        ("hispanic_or_latino", "not_hispanic_or_latino"),
    ),
    _protected("sex", "The student's sex, as the school was told."),
    _protected("birth_date", "The student's date of birth."),
    _protected("birth_country", "The country in which the student was born."),
    _protected("residence_status", "The student's residence status in the district."),
    _protected("home_language", "The language spoken at the student's home."),
    _protected("family_income_band", "The band in which the family's income lies."),
    _protected("socioeconomic_status", "The family's standing by income, education and occupation."),
    _protected("religion", "The student's or family's religion."),
    _protected(
        "disability", "A disability of the student, as distinct from the accommodations it entitles to."
    ),
)
