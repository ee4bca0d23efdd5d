"""A student's answer: scored, remembered once, traced, and what it wakes, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf
from typing import Any

import polars as pl

from whynext.base.clock import utc
from whynext.base.errors import Collector, NotFound, Problem, Refused, nearest
from whynext.base.facts import canonical
from whynext.base.ids import SkillId, StudentId
from whynext.engine.acceptable import (
    no_student,
    refuse_misfits,
    refuse_unknown_skills,
    refuse_what_has_not_come,
)
from whynext.engine.ports import ASSESSMENTS, JOINT, PROFILE, RESPONSES, Reading, Writing
from whynext.engine.school import Engine, Moment, in_force, model_in_force, moment
from whynext.engine.strategies import Worked, facts_of, reading_rows, worked
from whynext.engine.waking import Happened, note_wakes, wakened
from whynext.ledger.entry import key_digest
from whynext.library.item import Item
from whynext.library.record import read_item
from whynext.library.scoring import Scored, score
from whynext.mastery.assessment import AssessmentResult
from whynext.mastery.estimate import state_of, state_rows
from whynext.mastery.response import Response
from whynext.mastery.tracing.model import Record, observe_response


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a student and a teacher are told after an answer.

    Parameters
    ----------
    scored
        How the answer was read; None where it came in already scored.
    records
        What it did to each estimate.
    woken
        The processes that woke, by id.
    resent
        Whether the answer was known already, so that nothing was changed.
    sequence
        The ledger entry that holds it.
    worked
        How it came about, where its steps came with it.
    """

    scored: Scored | None
    records: tuple[Record, ...] = ()
    woken: tuple[str, ...] = ()
    resent: bool = False
    sequence: int = 0
    worked: Worked | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer on its way in: to an item of the library as typed, or scored elsewhere.

    `key` is the form's: a second answer of the same key is the same answer, resent. `steps` are what the
    student did on the way, as JSON values (:mod:`whynext.library.steps_reading`); None where nobody noted it.
    """

    student: str
    item: str
    key: str
    given: str | tuple[str, ...] | None = None
    correct: bool | None = None
    skills: tuple[str, ...] = ()
    at: datetime | None = None
    hints: int | None = None
    seconds: float | None = None
    form: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    steps: object = None


def respond(engine: Engine, answer: Answer, *, locale: str = "en") -> Feedback:
    """Take one answer in.

    Raises
    ------
    Refused
        If the student or item is unknown, or the answer cannot be read (nothing is then kept: the student
        may write it again).
    """
    with engine.store.writing() as writing:
        return _respond(engine, writing, moment(engine, writing), answer, locale)


def respond_all(engine: Engine, answers: Sequence[Answer], *, locale: str = "en") -> list[Feedback]:
    """Take many answers in, in order, all of them or none; see :func:`respond`.

    Raises
    ------
    Refused
        With what is wrong with every answer.
    """
    found = Collector()
    taken = []
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        for answer in answers:
            try:
                taken.append(_respond(engine, writing, here, answer, locale))
            except Refused as refused:
                where = f"answer of {answer.student} to {answer.item} ({answer.key})"
                found.extend(replace(each, where=each.where or where) for each in refused.problems)
        found.refuse_if_any()
    return taken


def _respond(engine: Engine, writing: Writing, here: Moment, answer: Answer, locale: str) -> Feedback:
    known = writing.with_key(_key(answer))
    if known is not None:
        return Feedback(None, resent=True, sequence=known.sequence)
    item = _checked(writing, answer)
    scored = score(item, answer.given, locale=locale) if item and answer.given is not None else None
    if scored is not None and not scored.readable:
        raise Refused(Problem(scored.why, f"answer to {answer.item}", kind="unreadable answer"))
    how = None
    if answer.steps is not None:
        how = worked(answer.steps, item, answer.given, f"steps of {answer.student} for {answer.item}")
    response = _response(answer, item, scored, how, here)
    return take(engine, writing, here, answer, response, scored, how)


def _key(answer: Answer) -> str:
    return f"answered\x1f{answer.student}\x1f{answer.key}"


def _checked(reading: Reading, answer: Answer) -> Item | None:
    students = reading.table("students", {"student": answer.student})
    if len(students) == 0:
        raise NotFound(no_student(reading, answer.student))
    rows = reading.table("items", {"id": answer.item})
    if len(rows) == 0:
        if answer.correct is not None and answer.skills:
            refuse_unknown_skills(reading, answer.skills)
            return None
        known = reading.table("items").get_column("id").to_list()
        raise NotFound(
            Problem(
                f"there is no item «{answer.item}»",
                valid=nearest(answer.item, known),
                next_step="«whynext export items FILE» lists them all",
            )
        )
    return item_of(rows.get_column("content")[0])


def item_of(content: str) -> Item:
    """Return an item as stored."""
    thing = read_item(json.loads(content)).thing
    if not isinstance(thing, Item):
        raise Refused(Problem("a stored item cannot be read", next_step="import the library again"))
    return thing


def _response(
    answer: Answer, item: Item | None, scored: Scored | None, how: Worked | None, here: Moment
) -> Response:
    correct = answer.correct if scored is None else scored.correct
    if correct is None:
        raise Refused(Problem(f"no answer to «{answer.item}» was given", valid="what the student wrote"))
    at = answer.at or here.now
    if at > here.now:
        raise Refused(Problem(f"the answer is dated {at.isoformat()}, which has not come yet"))
    return Response(
        student=answer.student,  # type: ignore[arg-type]
        item=answer.item,  # type: ignore[arg-type]
        skills=item.skills if item else tuple(answer.skills),  # type: ignore[arg-type]
        correct=correct,
        at=at,
        credit=scored.credit if scored else None,
        hints=how.trace.hints if how and answer.hints is None else answer.hints,
        seconds=how.trace.seconds if how and answer.seconds is None else answer.seconds,
        form=answer.form,
    )


def take(
    engine: Engine,
    writing: Writing,
    here: Moment,
    answer: Answer,
    response: Response,
    scored: Scored | None,
    how: Worked | None = None,
) -> Feedback:
    """Remember an answer that was read, trace it, and note what it wakes; once per key."""
    model = model_in_force(engine, writing)
    held = writing.table(
        "estimates", {"student": answer.student, "model": model.id, "skill": list(response.skills)}
    )
    states = [state_of(row) for row in held.iter_rows(named=True)]
    moved, records = observe_response(model, {state.skill: state for state in states}, response)
    facts: list[Happened] = [
        ("mastery_changed", response.skills[index], _moved(each)) for index, each in enumerate(records)
    ]
    seen = how.content() if how else {}
    facts += facts_of(response.skills, seen["read"]) if seen else []
    woken = wakened(in_force(engine, writing, here.now), facts)
    content = {**answered_content(response, answer.given), **seen, "woke": [list(pair) for pair in woken]}
    draft = engine.draft("answered", response.at, content, key=_key(answer), subject=answer.student)
    entry = engine.append(writing, [draft], here.now)[0]
    if entry is None:
        return Feedback(scored, resent=True)
    key = key_digest(_key(answer))
    writing.upsert("estimates", state_rows((response.student, state) for state in moved.values()))
    writing.upsert("responses", response_row(response, key, entry.sequence))
    if seen:
        writing.upsert("strategy_readings", reading_rows(response, key, content, entry.sequence))
    note_wakes(writing, answer.student, woken, entry)
    processes = tuple(dict.fromkeys(each[0] for each in woken))
    return Feedback(scored, records, processes, sequence=entry.sequence, worked=how)


def _moved(record: Record) -> dict[str, Any]:
    before = record.earlier.mastery if record.earlier.answers else None
    return {"skill": record.later.skill, "mastery_before": before, "mastery": record.later.mastery}


def answered_content(response: Response, given: str | Sequence[str] | None) -> dict[str, Any]:
    """Return what the ledger keeps of an answer."""
    content = {
        "student": response.student,
        "item": response.item,
        "skills": list(response.skills),
        "given": list(given) if isinstance(given, tuple) else given,
        "correct": response.correct,
        "credit": response.credit,
        "at": response.at.isoformat(),
        "hints": response.hints,
        "seconds": response.seconds,
        "form": response.form,
    }
    return {name: value for name, value in content.items() if value not in (None, "")}


def response_of(content: Mapping[str, Any]) -> Response:
    """Return the answer that the ledger keeps."""
    return Response(
        student=content["student"],
        item=content["item"],
        skills=tuple(content["skills"]),
        correct=content["correct"],
        at=datetime.fromisoformat(content["at"]),
        credit=content.get("credit"),
        hints=content.get("hints"),
        seconds=content.get("seconds"),
        form=content.get("form", ""),
    )


def response_row(response: Response, key: bytes, sequence: int) -> pl.DataFrame:
    """Return the derived row of an answer."""
    row = (
        *(response.student, key, response.item, JOINT.join(response.skills), response.correct, response.at),
        *(response.hints, response.seconds, sequence),
    )
    return pl.DataFrame([row], schema=RESPONSES, orient="row")


def assess(engine: Engine, result: AssessmentResult, *, key: str) -> Feedback:
    """Take the result of a test, quiz or exit slip in, once per key, and wake what it wakes."""
    return assess_all(engine, [result], [key])[0]


def assess_form(
    engine: Engine,
    student: str,
    skill: str,
    form_kind: str,
    correct: int,
    of: int,
    *,
    form: str,
    at: datetime,
    key: str,
) -> Feedback:
    """Take a result in that is told in plain words and numbers; see :func:`assess`.

    Raises
    ------
    Refused
        With everything that is impossible about it.
    """
    result = AssessmentResult(StudentId(student), SkillId(skill), form_kind, form, correct, of, at)
    return assess(engine, result, key=key)


def assess_all(engine: Engine, results: Sequence[AssessmentResult], keys: Sequence[str]) -> list[Feedback]:
    """Take many results in, in one transaction; see :func:`assess`."""
    return _remember_all(engine, "assessed", [_assessed(*each) for each in zip(results, keys, strict=True)])


def _assessed(result: AssessmentResult, key: str) -> _Said:
    data = result.as_data()
    name = f"assessed\x1f{result.student}\x1f{key}"
    return _Said(result.student, result.at, data, [("assessed", str(result.skill), data)], name)


def assessment_row(data: Mapping[str, Any], sequence: int) -> pl.DataFrame:
    """Return the derived row of an assessment."""
    # A form that nobody named is null, as the store gives it back.
    row = {**{name: data.get(name) for name in ASSESSMENTS}, "sequence": sequence}
    row["form"] = data.get("form") or None
    row["at"] = datetime.fromisoformat(data["at"])
    return pl.DataFrame([row], schema=ASSESSMENTS)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something said of a student: autonomy, an interest, a reading level; at the present if `at` is None.

    `strength` is how strongly a word holds, above 0; 0 withdraws the same word said before.
    """

    student: str
    name: str
    value: float | str | bool
    source: str
    at: datetime | None = None
    strength: float | None = None

    def __post_init__(self) -> None:
        """Refuse a strength that is none."""
        if self.strength is not None and not 0.0 <= self.strength < inf:
            what = f"the strength of «{self.value}» is {self.strength}"
            raise Refused(
                Problem(what, f"{self.name} of {self.student}", "a number from 0, which withdraws it")
            )


def record(
    engine: Engine,
    student: str,
    name: str,
    value: float | str | bool,
    *,
    source: str,
    at: datetime | None = None,
    strength: float | None = None,
) -> Feedback:
    """Record something of a student (autonomy, interest, reading level), and wake what it wakes.

    Raises
    ------
    NotFound
        If there is no such student.
    Refused
        If the value cannot be what the name says, or it is dated later than now; nothing is kept.
    """
    return record_all(engine, [Recorded(student, name, value, source, at, strength)])[0]


def record_all(engine: Engine, records: Sequence[Recorded]) -> list[Feedback]:
    """Record many things, in one transaction; see :func:`record`."""
    now = engine.now()
    refuse_misfits(
        engine.catalogue, [(each.name, each.value, f"{each.name} of {each.student}") for each in records]
    )
    return _remember_all(engine, "recorded", [_recorded(each, now) for each in records])


def _recorded(each: Recorded, now: datetime) -> _Said:
    when = utc(each.at) if each.at else now
    content = {"student": each.student, "name": each.name, "value": each.value, "source": each.source}
    content["at"] = when.isoformat()
    if each.strength is not None:
        content["strength"] = each.strength
    key = f"recorded\x1f{canonical(content).decode()}"
    return _Said(each.student, when, content, [("recorded", None, content)], key)


@dataclass(frozen=True, slots=True)
class _Said:
    """One fact about a student on its way in: its data, what processes see of it, and its key."""

    student: str
    at: datetime
    data: Mapping[str, Any]
    facts: Sequence[Happened]
    key: str


def _remember_all(engine: Engine, kind: str, said: Sequence[_Said]) -> list[Feedback]:
    """Keep facts about students, derive their rows, and note what they wake."""
    table, derived = DERIVED[kind]
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        _refuse_strangers(writing, {each.student for each in said})
        refuse_unknown_skills(writing, (skill for each in said for _, skill, _ in each.facts if skill))
        refuse_what_has_not_come((each.at for each in said), here.now)
        definitions = in_force(engine, writing, here.now)
        woken = [wakened(definitions, each.facts) for each in said]
        contents = [
            {**each.data, "woke": [list(pair) for pair in pairs]}
            for each, pairs in zip(said, woken, strict=True)
        ]
        drafts = [
            engine.draft(kind, each.at, content, key=each.key, subject=each.student)
            for each, content in zip(said, contents, strict=True)
        ]
        entries = engine.append(writing, drafts, here.now)
        rows = [
            derived(content, entry.sequence)
            for content, entry in zip(contents, entries, strict=True)
            if entry is not None
        ]
        if rows:
            writing.upsert(table, pl.concat(rows))
        for each, pairs, entry in zip(said, woken, entries, strict=True):
            if entry is not None:
                note_wakes(writing, each.student, pairs, entry)
    return [
        Feedback(None, resent=True)
        if entry is None
        else Feedback(None, woken=tuple(dict.fromkeys(pair[0] for pair in pairs)), sequence=entry.sequence)
        for pairs, entry in zip(woken, entries, strict=True)
    ]


def _refuse_strangers(reading: Reading, students: set[str]) -> None:
    known = reading.table("students", {"student": sorted(students)}).get_column("student").to_list()
    strange = sorted(students.difference(known))
    if strange:
        raise NotFound([no_student(reading, each) for each in strange])


def profile_row(content: Mapping[str, Any], sequence: int) -> pl.DataFrame:
    """Return the derived row of something recorded."""
    value = content["value"]
    number = content.get("strength") if isinstance(value, str) else float(value)
    row = {
        "student": content["student"],
        "name": content["name"],
        "number": number,
        "word": value if isinstance(value, str) else None,
        "source": content["source"],
        "at": datetime.fromisoformat(content["at"]),
        "sequence": sequence,
    }
    return pl.DataFrame([row], schema=PROFILE)


DERIVED: Mapping[str, tuple[str, Callable[[Mapping[str, Any], int], pl.DataFrame]]] = {
    "assessed": ("assessments", assessment_row),
    "recorded": ("profile", profile_row),
}
"""The table that a kind of fact is derived into, and how."""
