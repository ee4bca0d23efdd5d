"""Why a student is in a group and not in another, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from whynext.process.assigning.forming import constant
from whynext.process.composition import composition_column
from whynext.process.definition import Definition
from whynext.process.grouping.deciding import (
    ALONE,
    CONFLICT,
    COST,
    GROUPED,
    SIZE,
    SWAP,
    conflict_read,
    measure_column,
    measures,
)
from whynext.process.grouping.students import Conflict, Relief
from whynext.process.information import Type


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is said of a student in a group: the sentence, the rule, how it came out, its points.

    `names` are those that the rule reads.
    """

    says: str
    rule: str
    verdict: bool | None
    points: float | None = None
    names: tuple[str, ...] = ()


def told_of(definition: Definition, row: Mapping[str, Any]) -> Iterator[Told]:
    """Iterate over what is said of one row of a judged frame: each part of the composition, and the whole.

    Parameters
    ----------
    definition
        By which the frame was judged.
    row
        Of it; a kept one.
    """
    outcome = str(row[GROUPED])
    if outcome == "impossible":
        yield Told(impossible_said(definition, row), "group", False)
        return
    here = outcome == "here"
    for index, each in enumerate(definition.composition):
        if each.goal == "stay" and not row[composition_column(index)]:
            continue  # there is no group to stay in
        points = float(row[measure_column(index, "served")])
        says = f"{each.because}: {_measured(definition, index, row, here=here)}"
        counts = bool(constant(each.weight, definition.values))
        yield Told(says, each.of.text, True, points if counts else None, each.of.names)
    others = int(row[SIZE]) - 1
    if here:
        company = "alone" if not others else f"with {_many(others, 'other')}"
        yield Told(f"it belongs to the best groups that were found for all: {company}", "group", True)
        return
    yield Told(_against(definition, outcome, row), "group", False)


def _measured(definition: Definition, index: int, row: Mapping[str, Any], *, here: bool) -> str:
    """Return a group in numbers, with the student in it."""
    each = definition.composition[index]
    told = {name: float(row[measure_column(index, name)]) for name in measures(definition, index)}
    would = "the group has" if here else "with the student the group would have"
    if each.of.type is Type.NUMBER and told["low"] == told["high"]:
        return f"{would} {told['low']:.4g} throughout"
    if each.of.type is Type.NUMBER:
        return f"{would} from {told['low']:.4g} to {told['high']:.4g}, on average {told['middle']:.4g}"
    same = f"{100.0 * told['same']:.0f} in 100"
    if each.goal == "stay":
        stays = "stays" if told["served"] >= 0 else "comes from another group"
        return f"the student {stays}, and {same} of the group were together before"
    if told["kinds"] == 1:
        return f"{would} only those who are the same in it"
    return f"{would} {told['kinds']:.0f} kinds, and {same} of its students are like this one"


def _against(definition: Definition, outcome: str, row: Mapping[str, Any]) -> str:
    """Return what stands against a student's move into a group, and what it would cost."""
    cost, swap, others = float(row[COST]), row[SWAP], int(row[SIZE]) - 1
    if outcome == "possible":
        if cost <= 1e-6:
            return "a move there breaks nothing and is worth as much; the groups were found in another order"
        return f"a move there breaks nothing, but all together would lose {cost:.2f} points"
    broken = _broken(definition, outcome, row, others)
    if outcome in ("elsewhere", "not held"):
        return broken
    exchange = (
        "nobody there could change places without breaking something"
        if swap is None
        else f"to change places with somebody there would lose {max(float(swap), 0.0):.2f} points or more"
    )
    return f"{broken}; {exchange}"


def _broken(definition: Definition, outcome: str, row: Mapping[str, Any], others: int) -> str:
    """Return which bound a move would break."""
    if outcome.startswith("bound "):
        index = int(outcome.removeprefix("bound ")) - 1
        each = definition.composition[index]
        most = _at_most(definition, index)
        bound = bound_said(definition, index)
        if each.of.type is Type.NUMBER:
            apart = row[measure_column(index, "high")] - row[measure_column(index, "low")]
            return f"{bound}: they would be {apart:.4g} apart, and at most {most} is allowed"
        kinds = int(row[measure_column(index, "kinds")])
        return f"{bound}: there would be {kinds} kinds, and at most {most} are allowed"
    said = {
        "full": f"the group is full: {_many(others, 'student')}",
        "apart": "somebody is there from whom the student is kept apart",
        "elsewhere": "the student, or somebody kept together with the student, has to be in another group",
        "not held": "this group is not held, and one student alone would be too few",
        "leaves too few": "too few would be left behind in the student's own group",
    }
    return said[outcome]


def bound_said(definition: Definition, index: int) -> str:
    """Return what a bound of a composition is about."""
    each = definition.composition[index]
    return f"{each.because} («{each.of.text}»)"


def impossible_said(definition: Definition, row: Mapping[str, Any]) -> str:
    """Return why there are no groups, as the record of one student holds it."""
    found, alone = conflict_read(str(row[CONFLICT]))
    told = [conflict_said(definition, found)]
    if row[ALONE]:
        told.append("this student has too few others within reach, or no group that may take them")
    elif alone:
        told.append(f"{_many(alone, 'student')} {'have' if alone > 1 else 'has'} too few others within reach")
    told += [relief_said(definition, each) for each in found.reliefs]
    return "; ".join(told)


def conflict_said(definition: Definition, found: Conflict) -> str:
    """Return what cannot be kept together."""
    whole = f"{_many(found.students, 'student')} and {_many(found.groups, 'group')}"
    if not found.proved:
        found_none = f"no grouping of {whole} was found that keeps every bound"
        return f"{found_none}, and it is not proved that there is none"
    if not found.bounds:
        return f"{whole}: the rules leave some students no group that may take them"
    named = [_bound_named(definition, bound) for bound in found.bounds]
    if len(named) == 1:
        return f"with {whole} this cannot be kept: {named[0]}"
    return f"with {whole} these cannot be kept together: {', '.join(named)}"


_NAMED = {
    "smallest": "how many a group has at least",
    "largest": "how many a group has at most",
    "apart": "who is kept apart",
    "together": "who is kept together",
    "must": "what is locked",
}


def _bound_named(definition: Definition, bound: str) -> str:
    if not bound.startswith("bound "):
        how, said = definition.choose, _NAMED[bound]
        number = {"smallest": how.smallest, "largest": how.largest}.get(bound)
        known = number is not None and not number.reads(definition.values)
        return f"{said} ({constant(number, definition.values):g})" if known else said
    index = int(bound.removeprefix("bound ")) - 1
    return f"{bound_said(definition, index)}, at most {_at_most(definition, index)}"


def _at_most(definition: Definition, index: int) -> str:
    """Return the bound of a part of the composition as a number."""
    most = constant(definition.composition[index].at_most, definition.values)
    return "" if most is None else f"{most:g}"


def relief_said(definition: Definition, relief: Relief) -> str:
    """Return a change of one bound that was tried and found to do."""
    if relief.bound == "groups":
        return f"{relief.after:g} groups instead of {relief.before:g} would do"
    named = _bound_named(definition, relief.bound)
    if relief.after is None:
        return f"without this it would do: {named}"
    return f"{relief.after:g} instead of {relief.before:g} would do: {named}"


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
