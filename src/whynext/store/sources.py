"""The tables that informations need, by the names and columns that the noun rooms declare."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import Collector, NotFound, Problem, listed, nearest
from whynext.engine.ports import JOINT
from whynext.library.strategies import TARGET
from whynext.planning.pace.work import LONGEST, UNTIMED
from whynext.store import tables
from whynext.store.columns import COUNT, DAY, NUMBER, TEXT, TRUTH, bound, schema_of
from whynext.store.database import Database
from whynext.store.matching import Form, conditions, matching
from whynext.store.shape import Shape, shape
from whynext.store.transaction import Transaction


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """How a source is read.

    Parameters
    ----------
    schema
        Its columns, as declared.
    query
        Selects them, in this order.
    student
        The column to choose students by, where there is one.
    table
        The table whose columns its rows can be chosen by, where it is one table.
    at
        The column that says when, where there is one.
    finish
        What is left to be done with the rows.
    """

    schema: Mapping[str, pl.DataType]
    query: sa.Select[Any]
    student: sa.Column[Any] | None = None
    table: sa.Table | None = None
    at: sa.Column[Any] | None = None
    finish: Callable[[pl.DataFrame], pl.DataFrame] | None = None


@lru_cache(maxsize=64)
def _shape(source: Source) -> Shape:
    return shape(source.schema)


@lru_cache(maxsize=256)
def _narrowed(
    kind: type[Database], source: Source, of_students: bool, form: Form, since: bool
) -> sa.Select[Any]:
    """Return the query of a source, only of what is filled in."""
    query = source.query
    if of_students:
        assert source.student is not None
        query = query.where(kind.among(source.student, "students"))
    if form:
        assert source.table is not None
        query = query.where(*conditions(kind, source.table, form))
    if since:
        assert source.at is not None
        query = query.where(source.at >= sa.bindparam("since", type_=source.at.type))
    return query


def read(
    transaction: Transaction,
    name: str,
    students: Collection[str] | None = None,
    where: Mapping[str, Any] | None = None,
    since: datetime | None = None,
) -> pl.DataFrame:
    """Return a source, only of these students where it has any, and of what else is asked for.

    Raises
    ------
    NotFound
        If no room declares a source of this name.
    Refused
        If its rows cannot be chosen in this way.
    """
    source = SOURCES.get(name)
    if source is None:
        raise NotFound(
            Problem(
                f"there is no source «{name}»; {nearest(name, SOURCES)}".rstrip("; "),
                valid=listed(sorted(SOURCES), most=40),
                kind="unknown source",
            )
        )
    form, parameters = _chosen(transaction, name, source, where or {}, since)
    of_students = students is not None and source.student is not None
    if students is not None and source.student is not None:
        if not students:
            return _finished(source, _shape(source).empty.clone())
        parameters |= transaction.database.filled(source.student, "students", list(students))
    query = _narrowed(type(transaction.database), source, of_students, form, since is not None)
    return _finished(source, transaction.frame(query, _shape(source), parameters))


def _chosen(
    transaction: Transaction, name: str, source: Source, where: Mapping[str, Any], since: datetime | None
) -> tuple[Form, dict[str, Any]]:
    """Return the form of a condition on a source, and what fills it in."""
    found = Collector()
    columns = [] if source.table is None else [each for each in source.schema if each in source.table.columns]
    for column in where:
        if column not in columns:
            what = f"«{name}» cannot be chosen from by «{column}»"
            found.add(what, valid=listed(columns) or "no column", kind="unknown column")
    if since is not None and source.at is None:
        found.add(f"«{name}» does not say when", valid="no instant", kind="unknown column")
    found.refuse_if_any()
    form: Form = ()
    parameters: dict[str, Any] = {}
    if source.table is not None and where:
        form, parameters = matching(transaction.database, source.table, where)
    if since is not None and source.at is not None:
        parameters["since"] = bound(since, source.at, found)
        found.refuse_if_any()
    return form, parameters


def _finished(source: Source, rows: pl.DataFrame) -> pl.DataFrame:
    return rows if source.finish is None else source.finish(rows)


def _item_exposure() -> Source:
    table = tables.responses
    served = sa.cast(sa.func.count(), sa.Float()).label("served")
    return Source(
        {"item": TEXT, "served": NUMBER},
        sa.select(table.c.item, served).group_by(table.c.item).order_by(table.c.item),
    )


def _time_on_skills() -> Source:
    """Return how much each student practised; no answer counts for longer than a person works on one."""
    table = tables.responses
    longest, untimed = sa.literal(LONGEST), sa.literal(UNTIMED)
    took = sa.case(
        (table.c.seconds.is_(None), untimed), (table.c.seconds > longest, longest), else_=table.c.seconds
    )
    answers = sa.cast(sa.func.count(), sa.Float()).label("answers")
    minutes = (sa.func.sum(took) / 60.0).label("minutes")
    by = (table.c.student, table.c.skills)
    return Source(
        {"student": TEXT, "skills": TEXT, "answers": NUMBER, "minutes": NUMBER},
        sa.select(*by, answers, minutes).group_by(*by).order_by(*by),
        table.c.student,
        finish=_skill_by_skill,
    )


def _skill_by_skill(practised: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each skill; an answer to several counts for each with its share."""
    skills = practised.with_columns(pl.col("skills").str.split(JOINT)).with_columns(
        pl.col("answers", "minutes") / pl.col("skills").list.len()
    )
    each = skills.explode("skills").rename({"skills": "skill"})
    return each.group_by("student", "skill", maintain_order=True).agg(pl.col("answers", "minutes").sum())


def _plain(table: sa.Table, names: str, *order: str) -> Source:
    """Return the source that is some columns of one table, in the order of `order`."""
    schema = schema_of(table)
    chosen = names.split()
    return Source(
        {name: schema[name] for name in chosen},
        sa.select(*(table.c[name] for name in chosen)).order_by(*(table.c[name] for name in order)),
        table.columns.get("student"),
        table,
        table.columns.get("at"),
    )


def _skills() -> Source:
    table = tables.competencies
    names = ("title", "statement", "strand", "grade_low", "grade_high", "depth", "position")
    schema = schema_of(table)
    return Source(
        {"skill": TEXT, **{name: schema[name] for name in names}},
        sa.select(table.c.id.label("skill"), *(table.c[name] for name in names))
        .where(table.c.kind == "skill")
        .order_by(table.c.position, table.c.id),
    )


def _prerequisites() -> Source:
    edge = tables.relations
    before, after = tables.competencies.alias("before"), tables.competencies.alias("after")
    query = (
        sa.select(edge.c.origin, edge.c.destination)
        .join(before, before.c.id == edge.c.origin)
        .join(after, after.c.id == edge.c.destination)
        .where(edge.c.kind == "precedes")
        .distinct()
        .order_by(edge.c.origin, edge.c.destination)
    )
    return Source({"prerequisite": TEXT, "skill": TEXT}, query)


def _learning_objects() -> Source:
    thing, teaches = tables.learning_objects, tables.object_skills
    schema = {
        "object": TEXT,
        "title": TEXT,
        "skill": TEXT,
        "modality": TEXT,
        "minutes": NUMBER,
        "difficulty": NUMBER,
        "language": TEXT,
        "reading_level": NUMBER,
        "screen": TRUTH,
        "grouping": TEXT,
        "kind": TEXT,
        "copies": NUMBER,
        "status": TEXT,
        "position": COUNT,
    }
    special: dict[str, sa.ColumnElement[Any]] = {
        "object": thing.c.id,
        "skill": teaches.c.skill,
        "copies": sa.cast(thing.c.copies, thing.c.minutes.type),
    }
    query = (
        sa.select(*(special.get(name, thing.c.get(name, thing.c.id)).label(name) for name in schema))
        .outerjoin(teaches, teaches.c.object == thing.c.id)
        .order_by(thing.c.position, thing.c.id, teaches.c.position, teaches.c.skill)
    )
    return Source(schema, query)


def _of_objects(table: sa.Table, name: str) -> Source:
    thing = tables.learning_objects
    query = (
        sa.select(table.c.object, table.c[name])
        .join(thing, thing.c.id == table.c.object)
        .order_by(thing.c.position, thing.c.id, table.c.position, table.c[name])
    )
    return Source({"object": TEXT, name: TEXT}, query)


def _topics() -> Source:
    """Return what objects are about: their topics, but not what lessons are aimed at."""
    source, topic = _of_objects(tables.object_topics, "topic"), tables.object_topics.c.topic
    return replace(source, query=source.query.where(~topic.startswith(TARGET, autoescape=True)))


def _aims() -> Source:
    """Return at which strategies lessons are aimed, without the word that marks it."""
    source, topic = _of_objects(tables.object_topics, "topic"), tables.object_topics.c.topic
    query = source.query.where(topic.startswith(TARGET, autoescape=True))
    return Source({"object": TEXT, "aim": TEXT}, query, finish=_unmarked)


def _unmarked(aims: pl.DataFrame) -> pl.DataFrame:
    return aims.with_columns(pl.col("aim").str.strip_prefix(TARGET))


def _items() -> Source:
    item, needs = tables.items, tables.item_skills
    schema = {
        "item": TEXT,
        "skill": TEXT,
        "kind": TEXT,
        "difficulty": NUMBER,
        "form": TEXT,
        "status": TEXT,
        "position": COUNT,
    }
    query = (
        sa.select(item.c.id, needs.c.skill, *(item.c[name] for name in list(schema)[2:]))
        .join(needs, needs.c.item == item.c.id)
        .order_by(item.c.position, item.c.id, needs.c.position, needs.c.skill)
    )
    return Source(schema, query)


def _enrolments() -> Source:
    place, section = tables.enrolments, tables.sections
    closed = sa.select(section.c.id).where(section.c.active == 0)
    query = (
        sa.select(place.c.person, place.c.section, place.c.role, place.c.begins, place.c.ends)
        .where(place.c.active == 1, place.c.section.not_in(closed))
        .order_by(place.c.person, place.c.section, place.c.id)
    )
    schema = {"student": TEXT, "section": TEXT, "role": TEXT, "begins": DAY, "ends": DAY}
    return Source(schema, query, place.c.person)


def _decided() -> Source:
    made = tables.decisions
    names = ("student", "process", "given", "chosen", "state", "day", "decided_at")
    query = sa.select(*(made.c[name] for name in names)).order_by(
        made.c.student, made.c.decided_at, made.c.run, made.c.ordinal
    )
    schema = {name: schema_of(made)[name] for name in names}
    return Source(schema, query, made.c.student, made, made.c.decided_at, _exploded)


def _latest_decisions() -> Source:
    made = tables.decisions
    query = (
        sa.select(
            made.c.student,
            made.c.process,
            sa.func.max(made.c.sequence).label("sequence"),
            sa.func.max(made.c.decided_at).label("at"),
        )
        .group_by(made.c.student, made.c.process)
        .order_by(made.c.student, made.c.process)
    )
    at = schema_of(made)["decided_at"]
    schema = {"student": TEXT, "process": TEXT, "sequence": COUNT, "at": at}
    return Source(schema, query, made.c.student, made)


def _latest_of(table: sa.Table) -> Source:
    """Return of each student the last ledger entry that a table's rows come from."""
    query = sa.select(table.c.student, sa.func.max(table.c.sequence).label("sequence"))
    query = query.group_by(table.c.student).order_by(table.c.student)
    return Source({"student": TEXT, "sequence": COUNT}, query, table.c.student)


def _exploded(decided: pl.DataFrame) -> pl.DataFrame:
    """Return one row per chosen option instead of one per decision."""
    if not decided.height:
        return _EXPLODED.clone()
    options = pl.col("chosen").str.json_decode(pl.List(pl.String()))
    return (
        decided.with_columns(options.alias("option"))
        .filter(pl.col("option").list.len() > 0)
        .explode("option")
        .select("student", "process", "given", "option", "state", "day", pl.col("decided_at").alias("at"))
    )


_EXPLODED = pl.DataFrame(
    schema={
        **dict.fromkeys(("student", "process", "given", "option", "state"), TEXT),
        "day": DAY,
        "at": schema_of(tables.decisions)["decided_at"],
    }
)


SOURCES: dict[str, Source] = {
    "skills": _skills(),
    "prerequisites": _prerequisites(),
    "learning_objects": _learning_objects(),
    "object_topics": _topics(),
    "object_aims": _aims(),
    "object_prerequisites": _of_objects(tables.object_prerequisites, "skill"),
    "items": _items(),
    "item_exposure": _item_exposure(),
    "students": _plain(tables.students, "student name grade active language", "student"),
    "enrolments": _enrolments(),
    "profile": _plain(tables.profile, "student name number word at", "student", "sequence", "at"),
    "protected": _plain(tables.protected, "student name word", "student", "name", "word"),
    "estimates": _plain(
        tables.estimates,
        "student skill model mastery answers right streak misses last_at",
        *("student", "skill", "model"),
    ),
    "mastery_priors": _plain(tables.mastery_priors, "skill prior", "skill"),
    "assessments": _plain(
        tables.assessments, "student skill form_kind form correct of at", "sequence", "student", "at"
    ),
    "test_results": _plain(tables.tests, "student form ability error answers right at", "student", "form"),
    "placements": _plain(tables.placements, "student skill probability ready asked at", "student", "skill"),
    "strategy_readings": _plain(
        tables.strategy_readings,
        "student skill correct at strategy probability efficient mistaken aim sequence",
        *("student", "at", "sequence", "skill"),
    ),
    "time_on_skills": _time_on_skills(),
    "recent_answers": _plain(tables.responses, "student at", "student", "at"),
    "best_estimates": _plain(tables.estimates, "student skill model best", "student", "skill", "model"),
    "latest_decisions": _latest_decisions(),
    "latest_answers": _latest_of(tables.responses),
    "latest_placements": _latest_of(tables.placements),
    "decided": _decided(),
    "halls": _plain(tables.halls, "hall content", "hall"),
    "hall_notes": _plain(
        tables.hall_notes,
        "hall kind person other area period modality skill day until at sequence",
        "sequence",
    ),
    "decided_for": _plain(
        tables.decisions, "student process given sequence", "student", "sequence", "process", "given"
    ),
}
"""How each declared source is read, by its name."""
