"""Where a student stands with skills: the status, how sure it is and how old."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, table, tell

if TYPE_CHECKING:
    from whynext.engine.school import Engine
    from whynext.engine.statuses import SkillStatus


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel="Measure")(skills)


class Word(StrEnum):
    """What may be said of a student and a skill."""

    MASTERED = "mastered"
    SLIPPING = "slipping"
    READY = "ready"
    NOT_YET = "not yet"
    UNKNOWN = "unknown"


def skills(
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The id of a student.")],
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--skill", metavar="SKILL", help="Only this skill; may be repeated.", show_default=False
        ),
    ] = None,
    status: Annotated[
        Word | None, typer.Option("--status", help="Only skills of this status.", show_default=False)
    ] = None,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say where a student stands with the skills of the map: how sure that is, and how old."""
    from whynext.engine.statuses import statuses_of

    with opened(school) as engine:
        found = statuses_of(engine, student, only)
    shown = [each for each in found if status is None or each.status == status]
    tell(as_json, {"student": student, "skills": shown}, *status_lines(student, found, shown))


def status_lines(student: str, found: list[SkillStatus], shown: list[SkillStatus]) -> list[Any]:
    """Return where a student stands, for people: how many skills of each status, and a row for each shown."""
    counts = [(word.value, sum(each.status == word for each in found)) for word in Word]
    counted = ", ".join(f"{count} {word}" for word, count in counts if count)
    told: list[Any] = [f"[title]{escaped(student)}[/]  {counted or 'no skill is on the map'}"]
    if shown:
        told.append(table(("skill", "status", "mastery", "unsure by", "last seen"), map(_row, shown)))
    return told + [
        f"Measure again «{escaped(each.title)}»: {each.measure}." for each in shown if each.measure
    ]


def _row(each: SkillStatus) -> tuple[str, ...]:
    mastery, unsure = ("" if x is None else f"{x:.2f}" for x in (each.mastery, each.uncertainty))
    return each.title, each.status, mastery, unsure, age_said(each.age_days)


def age_said(days: float | None) -> str:
    """Return how old evidence is.

    Examples
    --------
    >>> age_said(None), age_said(0.4), age_said(1.2), age_said(30.9)
    ('never', 'today', 'yesterday', '30 days ago')
    """
    if days is None:
        return "never"
    whole = int(days)
    return {0: "today", 1: "yesterday"}.get(whole, f"{whole} days ago")


def statuses_now(engine: Engine, student: str, about: list[str]) -> list[SkillStatus]:
    """Return where a student now stands with those of some skills that are on the map."""
    from whynext.engine.statuses import statuses_of

    with engine.store.reading() as reading:
        mapped = set(reading.table("competencies", {"id": about, "kind": "skill"}).get_column("id"))
    return statuses_of(engine, student, [each for each in about if each in mapped]) if mapped else []


def now_lines(found: list[SkillStatus]) -> list[str]:
    """Return a line for each skill that says where the student now stands with it."""
    return [
        f"«{escaped(each.title)}» is now {each.status}"
        + ("" if each.mastery is None else f" (mastery {each.mastery:.2f}, unsure by {each.uncertainty:.2f})")
        + (f"; measure it again: {each.measure}." if each.measure else ".")
        for each in found
    ]
