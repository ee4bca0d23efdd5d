"""Composing a form of a test on one skill: items that a student has not seen and that are not worn out."""

from __future__ import annotations

import json

import polars as pl

from whynext.base.ids import ItemId, SkillId
from whynext.base.seed import derive
from whynext.engine.acceptable import refuse_unknown_skills
from whynext.engine.ports import Reading
from whynext.engine.respond import item_of
from whynext.engine.school import Engine, moment
from whynext.engine.statuses import refuse_unknown
from whynext.library.forms import Form, pick


def compose(
    engine: Engine, student: str, *, skill: str, count: int, occasion: str, most: int | None = None
) -> Form:
    """Return a form for a student on a skill.

    The same occasion gives the same form until something is answered. It shares no item with what the student
    has answered or was asked in a diagnostic, so that two forms of a test are parallel; of the rest, what was
    answered least often in the school is taken first. Nothing is written: answers are what remembers that
    items were shown.

    Parameters
    ----------
    student, skill
        For whom, on what.
    count
        How many items.
    occasion
        What the form is for, such as ``"slip of 4 May"``; it breaks ties, so that neighbors get different
        forms.
    most
        Items that were answered so often in the school are left out; None for no bound.

    Raises
    ------
    NotFound
        If there is no such student or skill.
    Refused
        If `count` is below 1.
    """
    with engine.store.reading() as reading:
        refuse_unknown(reading, student)
        refuse_unknown_skills(reading, [skill])
        ids = reading.table("item_skills", {"skill": skill}).get_column("item").to_list()
        contents = reading.table("items", {"id": ids}).sort("position").get_column("content")
        return pick(
            [item_of(each) for each in contents],
            count=count,
            seed=derive(moment(engine, reading).school.seed, "form", student, skill, occasion),
            skill=SkillId(skill),
            used=seen_by(reading, student),
            exposure=exposure(reading),
            most=most,
        )


def exposure(reading: Reading) -> dict[ItemId, int]:
    """Return how often each item was answered in the school, by anybody."""
    counted = reading.tally("responses", ["item"]).filter(pl.col("item") != "")
    return {ItemId(item): count for item, count in counted.iter_rows()}


def seen_by(reading: Reading, student: str) -> set[ItemId]:
    """Return the items that a student has answered, in practice, tests and diagnostics."""
    seen = reading.table("responses", {"student": student}, ["item"]).get_column("item").to_list()
    held = reading.table("diagnostics", {"student": student}).get_column("content").to_list()
    asked = [each["item"] for content in held for each in json.loads(content)["state"]["answers"]]
    return {ItemId(each) for each in (*seen, *asked)}
