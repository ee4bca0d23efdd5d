"""Diagnosing: a student is asked, question by question, and placed on the map when it is enough.

What is asked and when it ends are decided by two processes of the grammar, so that every question has its
why: :data:`PLACE` chooses the skill that an answer tells most about, :data:`CHECK` draws one blindly by which
the diagnostic's claims are checked. A sitting's bounds are the parameters of :data:`PLACE`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused
from whynext.base.facts import canonical
from whynext.base.seed import derive
from whynext.engine.ask import ask
from whynext.engine.claims import calibration_in_force
from whynext.engine.diagnosed import (
    ANSWERED,
    BEGUN,
    PLACED,
    answered_content,
    begun_content,
    begun_states,
    diagnostic_row,
    ended_content,
    placement_rows,
)
from whynext.engine.intake import map_of
from whynext.engine.outside import outside_of
from whynext.engine.ports import Reading, School, Writing
from whynext.engine.respond import item_of
from whynext.engine.school import Engine, Moment, definition_in_force, model_in_force, moment
from whynext.engine.statuses import refuse_unknown
from whynext.library.item import Item
from whynext.library.scoring import Scored, score
from whynext.mastery.diagnostic import information
from whynext.mastery.diagnostic.asking import Choice, check_is_due
from whynext.mastery.diagnostic.bank import Bank
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.limits import ACCOMMODATIONS, Limits
from whynext.mastery.diagnostic.parameters import Parameters
from whynext.mastery.diagnostic.placement import Placement
from whynext.mastery.diagnostic.recalibration import Calibration
from whynext.mastery.diagnostic.state import State
from whynext.mastery.diagnostic.stopping import Stop, hasty_in_a_row, rightly_told, stop_of
from whynext.process.definition import Definition
from whynext.process.expression import Value
from whynext.roster.profile import ACCOMMODATION

PLACE, CHECK = "place-on-map", "check-question"
BY_SCHOOL = Stop("nothing to ask", "The process that asks had no further question.")


@dataclass(frozen=True, slots=True)
class Question:
    """What a student is asked now.

    Parameters
    ----------
    student, item
        Who is asked what.
    choice
        The skill, why, with which probability.
    decision
        The decision that chose the skill.
    number
        Of the question in the sitting, from 1.
    """

    student: str
    item: Item
    choice: Choice
    decision: str
    number: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A diagnostic that is over: why, and where it places the student."""

    student: str
    stop: Stop
    placement: Placement


@dataclass(frozen=True, slots=True)
class Sitting:
    """A student's diagnostic as it stands, what it is of, and how its claims are corrected.

    While it goes on that is the calibration in force; once it is over, the one that it ended with. ``begun``
    and ``changed`` are the ledger entries that began and last changed it.
    """

    diagnostic: Diagnostic
    limits: Limits
    state: State
    begun: int
    stop: Stop | None
    calibration: Calibration = field(default_factory=Calibration)
    changed: int = 0


# What is made once ----------------------------------------------------------------------------------------


def diagnostic_of(engine: Engine, reading: Reading, school: School) -> Diagnostic:
    """Return the diagnostic of the school's map and items, made again when they have changed.

    It rests on the parameters that were learned and published, where there are any.
    """

    def make() -> Diagnostic:
        items = [item_of(text) for text in reading.table("items").sort("position").get_column("content")]
        found = map_of(reading)
        asked = [each for each in items if set(each.skills) <= set(found.skills)]
        parameters = Parameters.of_data(json.loads(learned)) if learned else Parameters()
        return Diagnostic(found, Bank.of_items(asked), parameters, seed=derive(school.seed, "diagnostic"))

    rows = reading.table("documents", {"id": PARAMETERS}).get_column("content")
    learned = rows[0] if len(rows) else ""
    return engine.made(school, f"diagnostic {learned}", make)


PARAMETERS = "diagnostic parameters in force"
"""The id of the document that holds what was learned (:mod:`whynext.engine.learned`); none is declared."""


def limits_of(definition: Definition, reading: Reading, student: str) -> Limits:
    """Return the bounds of a sitting: the process's parameters, and what the student is entitled to."""
    kinds = {each.name: str(each.type) for each in fields(Limits)}
    data: dict[str, Any] = {
        name: _whole(value) if kinds[name].startswith("int") else value
        for name, value in definition.values.items()
        if name in kinds
    }
    said = reading.table("profile", {"student": student, "name": ACCOMMODATION}).get_column("word").to_list()
    data["accommodations"] = sorted(set(ACCOMMODATIONS).intersection(said))
    return Limits.of_data(data)


def _whole(value: Value) -> Value:
    """Return a number that a definition writes as 20.0 as the whole number that it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# The sitting ----------------------------------------------------------------------------------------------


def begin(engine: Engine, student: str, *, key: str) -> bool:
    """Begin a diagnostic of a student, or go on with the one that is under way.

    Items of an earlier diagnostic are not asked again. What tests elsewhere have shown counts as a prior: the
    scores that were taken in (:mod:`whynext.engine.outside`) and still hold.

    Parameters
    ----------
    key
        Of the form; the same key again begins nothing.

    Returns
    -------
    bool
        Whether it is a new one.

    Raises
    ------
    NotFound
        If there is no such student, or :data:`PLACE` is not in force.
    Refused
        If there is no item on the map to ask.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        definition = definition_in_force(engine, writing, PLACE, here.now)
        refuse_unknown(writing, student)
        diagnostic = diagnostic_of(engine, writing, here.school)
        if not diagnostic.bank.questions:
            raise Refused(
                Problem("no item of the library asks about one skill of the map", next_step="import items")
            )
        earlier = _row(writing, student)
        if earlier is not None and earlier["open"]:
            held = json.loads(earlier["content"])
            if held["state"]["diagnostic"] == diagnostic.version:
                return False
        state = diagnostic.begin(
            derive(here.school.seed, "diagnostic", student, key),
            prior=outside_of(writing, student, here.today, diagnostic.terrain.strands),
            avoid=_used(earlier),
            day=here.today.toordinal(),
        )
        limits = limits_of(definition, writing, student)
        content = {
            "student": student,
            "state": diagnostic.save(state, whole=False),
            "limits": limits.as_data(),
        }
        name = f"{BEGUN}\x1f{student}\x1f{key}"
        draft = engine.draft(BEGUN, here.now, content, key=name, subject=student)
        entry = engine.append(writing, [draft], here.now)[0]
        if entry is None:
            return False
        writing.upsert("diagnostics", diagnostic_row(begun_content(content), entry.sequence, entry.sequence))
        return True


def question(engine: Engine, student: str, *, role: str = "student") -> Question | Ended:
    """Return what a student is asked now; asked twice it is the same question.

    Raises
    ------
    NotFound
        If the student has no diagnostic.
    """
    with engine.store.reading() as reading:
        sitting = held_sitting(engine, reading, student)
        if sitting.stop is None:
            check = _blind_is_due(sitting)
            number = len(sitting.state.sitting) + 1
            key = f"{sitting.begun}.{len(sitting.state.sittings)}.{number}"
    if sitting.stop is not None:
        return Ended(student, sitting.stop, result(sitting))
    rows = ask(engine, CHECK if check else PLACE, student, role=role, key=key)
    chosen = json.loads(rows.get_column("chosen")[0]) if len(rows) else []
    about = sitting.diagnostic.question_about
    choice = about(sitting.state, chosen[0], sitting.limits, check=check) if chosen else None
    if choice is None:
        return end(engine, student)
    if check:
        chance = float(rows.get_column("probability")[0] or 1.0)
        choice = replace(choice, probability=chance * choice.probability)
    with engine.store.reading() as reading:
        item = item_of(reading.table("items", {"id": choice.item}).get_column("content")[0])
    return Question(student, item, choice, rows.get_column("id")[0], number)


def _blind_is_due(sitting: Sitting) -> bool:
    """Tell whether a question drawn blindly comes now; not when a bound of the sitting is reached."""
    bound = stop_of(sitting.state.belief, sitting.state.sitting, sitting.limits)
    return bound is None and check_is_due(sitting.state, sitting.limits)


def answer(
    engine: Engine,
    student: str,
    item: str,
    given: str | tuple[str, ...],
    *,
    key: str,
    seconds: float | None = None,
    locale: str = "en",
) -> Scored | None:
    """Take the answer to the question that a student is asked; an empty one says "I do not know".

    Returns
    -------
    Scored or None
        What it was worth; None if it was taken in before.

    Raises
    ------
    Refused
        If another question is asked now, or the answer cannot be read: the student may write it again.
    """
    name = f"{ANSWERED}\x1f{student}\x1f{key}"
    with engine.store.reading() as reading:
        if reading.with_key(name) is not None:
            return None
    asked = question(engine, student)
    if isinstance(asked, Ended) or asked.item.id != item:
        now = "nothing: the diagnostic is over" if isinstance(asked, Ended) else f"«{asked.item.id}»"
        raise Refused(Problem(f"«{item}» is not what {student} is asked now", valid=now))
    scored = read_answer(asked.item, given, locale)
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        sitting = held_sitting(engine, writing, student)
        state = sitting.diagnostic.observe(
            sitting.state, asked.choice, scored.correct, seconds=seconds, day=here.today.toordinal()
        )
        content = {
            "student": student,
            "decision": asked.decision,
            "given": given if isinstance(given, str) else list(given),
            "answer": state.answers[-1].as_data(),
        }
        draft = engine.draft(ANSWERED, here.now, content, key=name, subject=student)
        entry = engine.append(writing, [draft], here.now)[0]
        if entry is None:
            return None
        row = _row(writing, student)
        assert row is not None
        held = answered_content(json.loads(row["content"]), content)
        writing.upsert("diagnostics", diagnostic_row(held, row["sequence"], entry.sequence))
        _states(engine, here.school)[canonical(held["state"])] = state
    return scored


def read_answer(item: Item, given: str | tuple[str, ...], locale: str) -> Scored:
    """Return what an answer is worth; an empty one says "I do not know".

    Raises
    ------
    Refused
        If it cannot be read: the student may write it again.
    """
    if not given:
        return Scored(False, 0.0, "You said that you do not know.")
    scored = score(item, given, locale=locale)
    if not scored.readable:
        raise Refused(Problem(scored.why, f"answer to {item.id}", kind="unreadable answer"))
    return scored


def end(engine: Engine, student: str) -> Ended:
    """End the diagnostic of a student and keep where it places the student on the map.

    Raises
    ------
    NotFound
        If the student has none.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        sitting = held_sitting(engine, writing, student)
        if sitting.stop is not None:
            return Ended(student, sitting.stop, result(sitting))
        placement = result(sitting)
        stop = placement.stopped or BY_SCHOOL
        content = {
            "student": student,
            "stop": stop.as_data(),
            "placement": placement.as_data(),
            "calibration": sitting.calibration.as_data(),
        }
        keep_placement(engine, writing, here, content)
    return Ended(student, stop, placement)


def keep_placement(engine: Engine, writing: Writing, here: Moment, content: Mapping[str, Any]) -> None:
    """Remember where a student is placed; tracing begins there with what was never practised."""
    student = content["student"]
    draft = engine.draft(PLACED, here.now, content, subject=student)
    entry = engine.append(writing, [draft], here.now)[0]
    assert entry is not None  # without a key nothing is a resend
    row = _row(writing, student)
    assert row is not None
    held = ended_content(json.loads(row["content"]), content)
    writing.upsert("diagnostics", diagnostic_row(held, row["sequence"], entry.sequence))
    rows = placement_rows(content, here.now, entry.sequence)
    writing.upsert("placements", rows)
    model = model_in_force(engine, writing)
    known = writing.table("estimates", {"student": student, "model": model.id})
    writing.upsert("estimates", begun_states(model, rows, known))


def result(sitting: Sitting, day: int | None = None) -> Placement:
    """Return where a sitting places its student as it stands, or as of a later day."""
    of = sitting.diagnostic
    return of.result(sitting.state, sitting.limits, calibration=sitting.calibration, day=day)


def _row(reading: Reading, student: str) -> dict[str, Any] | None:
    rows = reading.table("diagnostics", {"student": student})
    return rows.row(0, named=True) if len(rows) else None


def held_sitting(engine: Engine, reading: Reading, student: str) -> Sitting:
    """Return a student's latest diagnostic, under way or over.

    Raises
    ------
    NotFound
        If the student has none.
    Refused
        If the map or its items have changed since.
    """
    row = _row(reading, student)
    if row is None:
        raise NotFound(
            Problem(f"{student} has no diagnostic", next_step="begin one: «whynext place STUDENT»")
        )
    return sitting_of(engine, reading, reading.school(), row)


def sitting_of(engine: Engine, reading: Reading, school: School, row: Mapping[str, Any]) -> Sitting:
    """Return the diagnostic that a stored row holds, taken up again where it was put away."""
    held = json.loads(row["content"])
    diagnostic = diagnostic_of(engine, reading, school)
    states = _states(engine, school)
    known = canonical(held["state"])
    if known not in states:
        if len(states) >= MOST_STATES:
            states.clear()
        states[known] = diagnostic.resume(held["state"])
    stop = Stop(**held["stop"]) if held["stop"] else None
    told = held.get("calibration")
    corrected = calibration_in_force(reading) if stop is None else Calibration.of_data(told or {})
    limits = Limits.of_data(held["limits"])
    return Sitting(diagnostic, limits, states[known], row["sequence"], stop, corrected, row["changed"])


MOST_STATES = 500
"""So many diagnostics are kept in memory; one takes some tens of kilobytes and can be worked out anew."""


def _states(engine: Engine, school: School) -> dict[bytes, State]:
    made: dict[bytes, State] = engine.made(school, "diagnostics under way", dict)
    return made


def _used(row: Mapping[str, Any] | None) -> list[str]:
    """Return the items that an earlier diagnostic asked or left out."""
    if row is None:
        return []
    state = json.loads(row["content"])["state"]
    return sorted({*state["avoid"], *(each["item"] for each in state["answers"])})


# What processes are told ----------------------------------------------------------------------------------


def _open_sittings(
    engine: Engine, reading: Reading, school: School, students: list[str] | None
) -> Iterator[tuple[str, Sitting]]:
    """Return the sittings that can go on; one begun on another map or other items is left out."""
    where: dict[str, Any] = {"open": True} if students is None else {"open": True, "student": students}
    present = ""
    for row in reading.table("diagnostics", where).iter_rows(named=True):
        present = present or diagnostic_of(engine, reading, school).version
        if json.loads(row["content"])["state"]["diagnostic"] == present:
            yield row["student"], sitting_of(engine, reading, school, row)


def sittings(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``diagnostic_sittings``."""
    rows = []
    for student, each in _open_sittings(engine, reading, school, students):
        given = each.state.sitting
        asked = [one for one in given if not one.check]
        rows.append(
            (
                *(student, len(asked), sum(not one.correct for one in asked)),
                hasty_in_a_row(given, each.limits),
                sum(one.seconds or 0.0 for one in given) / 60.0,
                rightly_told(each.state.belief),
                check_is_due(each.state, each.limits),
            )
        )
    return pl.DataFrame(rows, schema=information.COMPUTED["diagnostic_sittings"], orient="row")


def questions(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``diagnostic_questions``."""
    parts = [pl.DataFrame(schema=information.COMPUTED["diagnostic_questions"])]
    for student, each in _open_sittings(engine, reading, school, students):
        worth = each.diagnostic.worths(each.state, each.limits)
        blindly = each.diagnostic.worths(each.state, each.limits, check=True)
        skills = each.diagnostic.terrain.skills
        rows = [(student, skill, worth.get(skill), skill in blindly, skill in worth) for skill in skills]
        parts.append(pl.DataFrame(rows, schema=parts[0].schema, orient="row"))
    return pl.concat(parts)


COMPUTED = {"diagnostic_sittings": sittings, "diagnostic_questions": questions}
"""The sources that are worked out here, by name."""
