"""Days, persons and figures as one says them: with the unit and precision that the information declares."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from whynext.process.definition import Definition, Parameter
from whynext.process.explain import Reason
from whynext.process.information import Catalogue, Information, Type
from whynext.process.statements import joined_by_and, plain

ROLES: Mapping[str, str] = {"family": "the family", "leader": "the leader of the school"}
"""How a role is spoken of where it is not «the» and its name."""

_SILENT_UNITS = frozenset({"", "probability", "points", "share", "grade", "grades", "level"})
"""Units that go without saying, or that the name beside the number says."""
_WORDS = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


# Days, instants, persons ------------------------------------------------------------------------------------


def day_said(day: date) -> str:
    """Return a day as one says it.

    Examples
    --------
    >>> day_said(date(2026, 9, 15))
    'Tuesday 15 September'
    """
    return f"{day:%A} {day.day} {day:%B}"


def instant_said(instant: datetime, timezone: str) -> str:
    """Return an instant by the school's calendar and clock.

    Examples
    --------
    >>> from datetime import UTC
    >>> instant_said(datetime(2026, 9, 14, 14, 5, tzinfo=UTC), "Europe/Berlin")
    'Monday 14 September 2026 at 16:05'
    """
    local = instant.astimezone(ZoneInfo(timezone))
    return f"{day_said(local.date())} {local.year} at {local:%H:%M}"


def until_said(instant: datetime, made: datetime, timezone: str) -> str:
    """Return a deadline: the time, and the day where it is not the one after the decision was made."""
    where = ZoneInfo(timezone)
    local, since = instant.astimezone(where), made.astimezone(where)
    days = (local.date() - since.date()).days
    if days < 2:
        return f"{local:%H:%M} {'today' if days == 0 else 'tomorrow'}"
    return f"{day_said(local.date())} at {local:%H:%M}"


def who_said(who: str) -> str:
    """Return who acted or is to act, as one says it.

    Examples
    --------
    >>> who_said("algorithm"), who_said("teacher t01"), who_said("teacher")
    ('the rules', 'teacher t01', 'the teacher')
    """
    if who == "algorithm":
        return "the rules"
    return ROLES.get(who, f"the {who}") if " " not in who else who


def quoted(texts: Iterable[str]) -> str:
    """Return titles in quotation marks, joined.

    Examples
    --------
    >>> quoted(["Halves", "Thirds"])
    '«Halves» and «Thirds»'
    """
    return joined_by_and(f"«{text}»" for text in texts)


# Figures ----------------------------------------------------------------------------------------------------


def number_said(value: float, step: float = 1.0) -> str:
    """Return a number with as many decimals as its smallest step has.

    Examples
    --------
    >>> number_said(0.6931, 0.01), number_said(4.0), number_said(0.125), number_said(0.95, 0.01)
    ('0.69', '4', '0.125', '0.95')
    """
    if float(value).is_integer():
        return f"{int(value)}"
    if step >= 1.0:
        return f"{value:.3g}"
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9))
    return f"{value:.{decimals}f}"


def value_said(value: Any, information: Information | None = None) -> str:
    """Return a value with its unit; "not known" for none."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"«{plain(value)}»"
    step = information.step if information else 1.0
    unit = information.unit if information and information.unit not in _SILENT_UNITS else ""
    unit = unit.removesuffix("s") if abs(float(value)) == 1.0 else unit
    return f"{number_said(float(value), step)} {unit}".strip()


def figures(reason: Reason, definition: Definition, catalogue: Catalogue) -> str:
    """Return the numbers and words behind a rule: what it read, and the school's own values it names."""
    told = []
    for column, value in reason.read.items():
        information = information_of(column, definition, catalogue)
        if isinstance(value, bool) and len(reason.read) == 1:
            continue  # the sentence of the rule says it already
        told.append(figure(column, value, information))
    if reason.weight is not None:
        return "; ".join(told)  # how a wish is scaled explains nothing
    named = set(_WORDS.findall(reason.rule))
    for name, parameter in definition.parameters.items():
        if name in named and not isinstance(parameter.value, bool):
            told.append(f"{plain(name)} {parameter_value(parameter)}")
    return "; ".join(told)


def parameter_value(parameter: Parameter) -> str:
    """Return the value of a parameter with its unit.

    Examples
    --------
    >>> parameter_value(Parameter(1, "skills")), parameter_value(Parameter(0.95, "probability"))
    ('1 skill', '0.95')
    """
    value = parameter.value
    if isinstance(value, bool | str):
        return value_said(value) if isinstance(value, bool) else value
    unit = "" if parameter.unit in _SILENT_UNITS else parameter.unit
    unit = unit.removesuffix("s") if value == 1 else unit
    return f"{number_said(float(value), 0.01)} {unit}".strip()


def figure(column: str, value: Any, information: Information | None) -> str:
    """Return a value with its name; the unit goes without saying where the name says it."""
    said = value_said(value, information)
    if information is not None and information.unit and information.unit in column.split("_"):
        said = said.removesuffix(f" {information.unit}")
    return f"{label(column, information)} {said}"


def information_of(column: str, definition: Definition, catalogue: Catalogue) -> Information | None:
    """Return the information behind a column of a definition, None if the catalogue has none."""
    name = next((use.name for use in definition.information if use.column == column), column)
    return catalogue.information.get(name)


def label(column: str, information: Information | None) -> str:
    """Return the short name of an information, a colon after that of a truth."""
    truth = information is not None and information.type is Type.TRUTH
    return f"{plain(column)}:" if truth else plain(column)


def meaning(information: Information) -> str:
    """Return what an information says as a clause: its sentence, without what explains it further.

    Examples
    --------
    >>> from whynext.mastery.information import INFORMATION
    >>> meaning(next(each for each in INFORMATION if each.name == "mastery"))
    'how far the student has mastered the skill'
    """
    clause = re.split(r"[:;,] |\.$", information.sentence, maxsplit=1)[0]
    return clause[:1].lower() + clause[1:]


def counted(count: int, what: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> counted(1, "option"), counted(2, "skill")
    ('1 option', '2 skills')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"
