"""Examining: one ability is measured, by questions chosen one by one or by a form that is the same for all.

Which question comes next in an adaptive test, and which of the parallel forms a student takes, are decided by
two processes of the grammar, :data:`ADAPTIVE` and :data:`FIXED`; the parameters of the first bound a test.
Items come from the bank in force (:mod:`whynext.engine.calibrating`), as far as the library has them; a test
goes on with the bank it began with.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused, nearest
from whynext.base.ids import ItemId
from whynext.engine.ask import ask
from whynext.engine.calibrating import bank_in_force
from whynext.engine.diagnosing import read_answer
from whynext.engine.pools import bank_with, forms_in_force, pool_of, present
from whynext.engine.ports import Reading, School
from whynext.engine.respond import Answer, answered_content, item_of, take
from whynext.engine.school import Engine, definition_in_force, moment
from whynext.engine.tested import BEGUN, ENDED, answered_row, begun_row, ended_row, form_of, frame_of
from whynext.library.item import Item
from whynext.library.scoring import Scored
from whynext.mastery.diagnostic.ability import information
from whynext.mastery.diagnostic.ability.adaptive import AdaptiveTest
from whynext.mastery.diagnostic.ability.form import FixedForm
from whynext.mastery.diagnostic.ability.limits import ACCOMMODATIONS, Limits
from whynext.mastery.diagnostic.ability.selection import estimate_of, posterior, spent
from whynext.mastery.diagnostic.ability.sitting import Sitting
from whynext.mastery.response import Response
from whynext.process.definition import Definition
from whynext.roster.profile import ACCOMMODATION

ADAPTIVE, FIXED = "adaptive-test", "fixed-test"
BY_SCHOOL = "Over: the process that asks had no further question."
ALL_ASKED = "Over: every question of the form was answered."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a student is asked now in a test.

    Parameters
    ----------
    student, form, item
        Who is asked what; the form is ``adaptive`` where questions are chosen one by one.
    number
        Of the question, from 1.
    of
        How many there are in a form; None where it depends on the answers.
    why
        A sentence for a teacher.
    decision
        The decision that chose the question, or the form.
    """

    student: str
    form: str
    item: Item
    number: int
    of: int | None
    why: str
    decision: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A test that is over: why, and what it found."""

    student: str
    form: str
    why: str
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Test:
    """A student's test as it stands.

    Parameters
    ----------
    row
        As stored.
    content
        What the row holds.
    test
        With the pool it began with.
    sitting
        Its answers; items that the library has no more count as seen.
    limits
        Its bounds.
    """

    row: Mapping[str, Any]
    content: Mapping[str, Any]
    test: AdaptiveTest
    sitting: Sitting
    limits: Limits

    @property
    def form(self) -> FixedForm | None:
        """The form, None in an adaptive test."""
        held = self.content
        if held["form"] == information.ADAPTIVE:
            return None
        items = tuple(ItemId(each) for each in held["items"])
        return FixedForm(held["form"], self.test.pool, items, held["cut"], held["certainty"])


def _limits(definition: Definition, reading: Reading, student: str) -> Limits:
    """Return the bounds of an adaptive test: the process's parameters, and a student's accommodations."""
    default = Limits()
    named = {each.name for each in fields(Limits)}
    data: dict[str, Any] = {
        name: int(value) if isinstance(getattr(default, name), int) else value
        for name, value in definition.values.items()
        if name in named
    }
    said = reading.table("profile", {"student": student, "name": ACCOMMODATION}).get_column("word").to_list()
    return Limits.from_data({**data, "accommodations": sorted(set(ACCOMMODATIONS).intersection(said))})


# The test -------------------------------------------------------------------------------------------------


def begin(engine: Engine, student: str, *, key: str, fixed: bool = False, role: str = "teacher") -> bool:
    """Begin a test of a student, or go on with the one that is under way.

    Parameters
    ----------
    key
        Of the form; the same key again begins nothing.
    fixed
        Whether the student takes a fixed form; which one, :data:`FIXED` decides.
    role
        Who asks for it.

    Returns
    -------
    bool
        Whether it is a new one.

    Raises
    ------
    NotFound
        If there is no such student, or neither bank nor process is in force.
    Refused
        If :data:`FIXED` gives the student no form.
    """
    with engine.store.reading() as reading:
        _refuse_stranger(reading, student)
        if _open_row(reading, student) is not None:
            return False
        content = _adaptive(engine, reading, student)
    if fixed:
        content = _fixed(engine, student, content, role, key)
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        name = f"{BEGUN}\x1f{student}\x1f{key}"
        draft = engine.draft(BEGUN, here.now, content, key=name, subject=student)
        entry = engine.append(writing, [draft], here.now)[0]
        if entry is None:
            return False
        before = _row(writing, student, content["form"])
        writing.upsert("tests", frame_of(begun_row(content, entry.sequence, before)))
    return True


def _adaptive(engine: Engine, reading: Reading, student: str) -> dict[str, Any]:
    """Return what is kept of an adaptive test when it begins."""
    here = moment(engine, reading)
    bank = bank_in_force(reading).usable()
    limits = Limits()
    if any(row["process"] == ADAPTIVE for row in engine.published(reading)):
        limits = _limits(definition_in_force(engine, reading, ADAPTIVE, here.now), reading, student)
    sitting = AdaptiveTest(pool_of(engine, reading, here.school, bank)).begin(seen=_seen(reading, student))
    return {
        "student": student,
        "form": information.ADAPTIVE,
        "sitting": sitting.as_data(),
        "limits": limits.as_data(),
        "items": [],
        "cut": None,
        "certainty": 0.5,
        "decision": "",
    }


def _fixed(engine: Engine, student: str, content: Mapping[str, Any], role: str, key: str) -> dict[str, Any]:
    """Return what is kept of a test with the form that the process gives."""
    with engine.store.reading() as reading:
        found = {each.id: each for each in forms_in_force(engine, reading).forms}
    rows = ask(engine, FIXED, student, role=role, key=key)
    chosen = json.loads(rows.get_column("chosen")[0]) if len(rows) else []
    if not chosen:
        what = f"«{FIXED}» gives {student} no form now: all were taken, or the last test is too near"
        raise Refused(Problem(what, next_step="look at its rules with «whynext process show fixed-test»"))
    form = found[chosen[0]]
    sitting = AdaptiveTest(form.pool).begin(seen=map(ItemId, content["sitting"]["seen"]))
    return {
        **content,
        "form": form.id,
        "sitting": sitting.as_data(),
        "items": list(form.items),
        "cut": form.cut,
        "certainty": form.certainty,
        "decision": rows.get_column("id")[0],
    }


def under_way(engine: Engine, student: str) -> bool:
    """Tell whether a student has a test that is not over."""
    with engine.store.reading() as reading:
        return _open_row(reading, student) is not None


def question(engine: Engine, student: str, *, role: str = "student") -> Asked | Ended:
    """Return what a student is asked now; asked twice it is the same question.

    Raises
    ------
    NotFound
        If the student has no test.
    """
    with engine.store.reading() as reading:
        now = _test(engine, reading, student)
    if now.content["stop"]:
        return Ended(student, now.content["form"], now.content["stop"], result(now))
    number, form = len(now.sitting.given) + 1, now.form
    if form is not None:
        return _next_of(engine, now, form, number)
    rows = ask(engine, ADAPTIVE, student, role=role, key=f"{now.row['sequence']}.{number}")
    chosen = json.loads(rows.get_column("chosen")[0]) if len(rows) else []
    if not chosen:
        return end(engine, student)
    with engine.store.reading() as reading:
        item = item_of(reading.table("items", {"id": chosen[0]}).get_column("content")[0])
    return Asked(
        student, information.ADAPTIVE, item, number, None, _why(now, item.id), rows.get_column("id")[0]
    )


def _next_of(engine: Engine, now: Test, form: FixedForm, number: int) -> Asked | Ended:
    given = {each.item for each in now.sitting.given}
    left = [item for item in form.items if item not in given]
    if not left:
        return end(engine, now.row["student"])
    with engine.store.reading() as reading:
        item = item_of(reading.table("items", {"id": left[0]}).get_column("content")[0])
    why = (
        f"Everybody who takes the form {form.id} is asked the same {len(form.items)} questions in this order."
    )
    return Asked(now.row["student"], form.id, item, number, len(form.items), why, now.content["decision"])


def _why(now: Test, item: ItemId) -> str:
    mean, sd = estimate_of(posterior(now.test.pool, now.sitting))
    right = now.test.chance_of(now.sitting, item)
    return (
        f"It is one of those that tell most about an ability now put at {mean:.2f} ± {sd:.2f}; "
        f"it would be answered rightly with {100 * right:.0f} %."
    )


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

    It is an answer like any other: every skill of the item is traced.

    Returns
    -------
    Scored or None
        What it was worth; None if it was taken in before.

    Raises
    ------
    Refused
        If another question is asked now, or the answer cannot be read: the student may write it again.
    """
    with engine.store.reading() as reading:
        if reading.with_key(f"answered\x1f{student}\x1f{key}") is not None:
            return None
    asked = question(engine, student)
    if isinstance(asked, Ended) or asked.item.id != item:
        now = "nothing: the test is over" if isinstance(asked, Ended) else f"«{asked.item.id}»"
        raise Refused(Problem(f"«{item}» is not what {student} is asked now", valid=now))
    scored = read_answer(asked.item, given, locale)
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        row = _open_row(writing, student)
        if row is None:
            raise Refused(Problem(f"the test of {student} ended meanwhile"))
        form = form_of(row["sequence"])
        said = Answer(student, item, key, given or None, scored.correct, seconds=seconds, form=form)
        response = Response(
            *(student, item, asked.item.skills, scored.correct, here.now),  # type: ignore[arg-type]
            credit=scored.credit,
            seconds=seconds,
            form=form,
        )
        kept = take(engine, writing, here, said, response, scored)
        if kept.resent:
            return None
        after = answered_row(row, answered_content(response, said.given), kept.sequence)
        writing.upsert("tests", frame_of(after))
    return scored


def end(engine: Engine, student: str) -> Ended:
    """End the test of a student and keep what it found.

    Raises
    ------
    NotFound
        If the student has none.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        now = _test(engine, writing, student)
        found, form = result(now), now.content["form"]
        if now.content["stop"]:
            return Ended(student, form, now.content["stop"], found)
        content = {"student": student, "form": form, "why": _ended(now), "result": dict(found)}
        draft = engine.draft(ENDED, here.now, content, subject=student)
        entry = engine.append(writing, [draft], here.now)[0]
        assert entry is not None  # without a key nothing is a resend
        writing.upsert("tests", frame_of(ended_row(now.row, content, here.now, entry.sequence)))
    return Ended(student, form, content["why"], found)


def _ended(now: Test) -> str:
    form = now.form
    if form is None:
        return now.test.ended(now.sitting, now.limits) or BY_SCHOOL
    left = len(form.items) - len(now.sitting.given)
    return ALL_ASKED if not left else f"Over: it was ended with {left} questions left."


def result(now: Test) -> dict[str, Any]:
    """Return what a test has found so far: ability, error, answers, right, a sentence, and the decision."""
    form, given = now.form, now.sitting.given
    if form is None:
        found = now.test.result(now.sitting)
        return _found(found.ability, found.sd, found.questions, found.right, found.sentence, None, None)
    scored = form.score({each.item: each.correct for each in given}, blank="not reached")
    told = (scored.ability, scored.sd, scored.of, scored.right, scored.sentence)
    return _found(*told, scored.above_cut, scored.decision)


def _found(
    ability: float,
    error: float,
    answers: int,
    right: int,
    sentence: str,
    above: float | None,
    decision: str | None,
) -> dict[str, Any]:
    return {
        "ability": ability,
        "error": error,
        "answers": answers,
        "right": right,
        "sentence": sentence,
        "above_cut": above,
        "decision": decision,
    }


# What is stored -------------------------------------------------------------------------------------------


def _row(reading: Reading, student: str, form: str) -> dict[str, Any] | None:
    rows = reading.table("tests", {"student": student, "form": form})
    return rows.row(0, named=True) if len(rows) else None


def _open_row(reading: Reading, student: str) -> dict[str, Any] | None:
    rows = reading.table("tests", {"student": student, "open": True})
    return rows.row(0, named=True) if len(rows) else None


def _test(engine: Engine, reading: Reading, student: str) -> Test:
    """Return the test under way, or the one that changed last."""
    rows = reading.table("tests", {"student": student}).sort("open", "changed")
    if not len(rows):
        raise NotFound(Problem(f"{student} has no test", next_step="begin one: «whynext measure STUDENT»"))
    return _test_of(engine, reading, reading.school(), rows.row(-1, named=True))


def _test_of(engine: Engine, reading: Reading, school: School, row: Mapping[str, Any]) -> Test:
    held = json.loads(row["content"])
    sitting = Sitting.from_data(held["sitting"])
    bank = engine.made(school, f"bank {sitting.bank}", lambda: bank_with(reading, sitting.bank))
    pool = pool_of(engine, reading, school, bank)
    gone = frozenset(pool.bank.index) - present(engine, reading, school)
    sitting = replace(sitting, seen=sitting.seen | frozenset(map(ItemId, gone)))
    return Test(row, held, AdaptiveTest(pool), sitting, Limits.from_data(held["limits"]))


def _seen(reading: Reading, student: str) -> Collection[ItemId]:
    """Return the items that a student has met in earlier tests."""
    given = [
        each[0]
        for content in reading.table("tests", {"student": student}).get_column("content")
        for each in json.loads(content)["sitting"]["given"]
    ]
    return sorted(set(map(ItemId, given)))


def _refuse_stranger(reading: Reading, student: str) -> None:
    if len(reading.table("students", {"student": student})) == 0:
        known = reading.table("students").get_column("student").to_list()
        raise NotFound(Problem(f"there is no student «{student}»", valid=nearest(student, known)))


# What processes are told ----------------------------------------------------------------------------------


def _adaptive_tests(
    engine: Engine, reading: Reading, school: School, students: list[str] | None
) -> Iterator[Test]:
    where: dict[str, Any] = {"open": True, "form": information.ADAPTIVE}
    where |= {} if students is None else {"student": students}
    for row in reading.table("tests", where).iter_rows(named=True):
        yield _test_of(engine, reading, school, row)


def sittings(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``test_sittings``."""
    rows = []
    for now in _adaptive_tests(engine, reading, school, students):
        _, error = estimate_of(posterior(now.test.pool, now.sitting))
        minutes = spent(now.test.pool, now.sitting) / 60.0
        rows.append((now.row["student"], len(now.sitting.given), error, minutes))
    return pl.DataFrame(rows, schema=information.COMPUTED["test_sittings"], orient="row")


def items(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``test_items``."""
    rows = [
        (now.row["student"], item, rank)
        for now in _adaptive_tests(engine, reading, school, students)
        for item, rank in now.test.ranks(now.sitting, now.limits).items()
    ]
    return pl.DataFrame(rows, schema=information.COMPUTED["test_items"], orient="row")


def test_forms(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:  # noqa: ARG001
    """Return the source ``test_forms``; empty where none are in force."""
    schema = information.COMPUTED["test_forms"]
    try:
        made = forms_in_force(engine, reading)
    except NotFound:
        return pl.DataFrame(schema=schema)
    return pl.DataFrame([(each.id, len(each.items)) for each in made.forms], schema=schema, orient="row")


COMPUTED = {"test_sittings": sittings, "test_items": items, "test_forms": test_forms}
"""The sources that are worked out here, by name."""
