"""Every stored table: the ledger and sealed frames, what is derived from them, and the nouns of a school.

The same declaration makes STRICT tables in SQLite and ordinary ones in PostgreSQL. Ids are not tied by
foreign keys across nouns: a map, a library and a roster arrive from different systems at different times,
and their doors report what dangles.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.engine.ports import (
    ACTS,
    ASSESSMENTS,
    DECISIONS,
    DEFINITIONS,
    DIAGNOSTICS,
    EFFECTS,
    HALL_NOTES,
    HALLS,
    OUTSIDE_SCORES,
    PACE_DAYS,
    PACE_LINES,
    PLACEMENTS,
    PROFILE,
    RESPONSES,
    STRATEGY_READINGS,
    TESTS,
    TITLES,
    USES,
    WAKES,
)
from whynext.mastery.estimate import STATE
from whynext.roster.roster import TABLES
from whynext.store.columns import BYTES, COUNT, DAY, EXTRA, INSTANT, NUMBER, TEXT, TRUTH, column, columns

METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


def _table(name: str, *parts: sa.schema.SchemaItem, rowid: bool = True) -> sa.Table:
    """Declare a table; `rowid` is false where the rows are best kept in order of their key."""
    return sa.Table(name, METADATA, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)


def _schema(**dtypes: pl.DataType) -> dict[str, pl.DataType]:
    return dtypes


# --- what a school remembers -----------------------------------------------------------------------

meta = _table("meta", column("key", TEXT, key=True), column("value", TEXT, required=True))

ledger = _table(
    "ledger",
    column("sequence", COUNT, key=True),
    column("kind", TEXT, required=True),
    column("key", BYTES),
    column("at", COUNT, required=True),
    column("recorded", COUNT, required=True),
    column("content", BYTES),
    column("salt", BYTES),
    column("digest", BYTES, required=True),
    column("attachment", BYTES),
    column("previous", BYTES, required=True),
    column("seal", BYTES, required=True),
    column("subject", TEXT),
    sa.UniqueConstraint("key"),
    sa.Index("ix_ledger_subject", "subject", sqlite_where=sa.text("subject IS NOT NULL")),
)

frames = _table(
    "frames",
    column("sequence", COUNT, key=True),
    column("run", TEXT),
    column("header", TEXT, required=True),
    column("frame", BYTES),
    column("owners", BYTES, required=True),
    column("salts", BYTES, required=True),
    column("digests", BYTES, required=True),
    sa.UniqueConstraint("run"),
    sa.ForeignKeyConstraint(["sequence"], ["ledger.sequence"]),
)

# --- derived: can be made again from the ledger and the frames ----------------------------------------

decisions = _table(
    "decisions",
    *columns(DECISIONS, "run", "ordinal"),
    sa.UniqueConstraint("id"),
    sa.Index("ix_decisions_student_day", "student", "day"),
    sa.Index("ix_decisions_student_process", "student", "process"),
    sa.Index("ix_decisions_process_occasion", "process", "occasion", "student"),
    sa.Index("ix_decisions_state_waiting_for", "state", "waiting_for"),
    sa.Index("ix_decisions_parent", "parent", sqlite_where=sa.text("parent IS NOT NULL")),
)
definitions = _table("definitions", *columns(DEFINITIONS, "process", "version"))
responses = _table(
    "responses",
    # Each student's answers lie together: a history that comes in touches each page once.
    *columns(RESPONSES, "student", "key"),
    sa.Index("ix_responses_student_at", "student", "at"),
    rowid=False,
)
estimates = _table(
    "estimates",
    *columns(
        STATE,
        *("student", "skill", "model"),
    ),
    rowid=False,
)
assessments = _table(
    "assessments",
    *columns(
        ASSESSMENTS, "student", "skill", "form_kind", "form", "at", blank=("skill", "form_kind", "form")
    ),
)
profile = _table(
    "profile", *columns(PROFILE, "student", "name", "word", "source", "at", blank=("word", "source"))
)
diagnostics = _table("diagnostics", *columns(DIAGNOSTICS, "student"))
placements = _table("placements", *columns(PLACEMENTS, "student", "skill"), rowid=False)
outside_scores = _table(
    "outside_scores",
    *columns(OUTSIDE_SCORES, "student", "scale", "strand", "day", blank=("strand",)),
    rowid=False,
)
pace_lines = _table("pace_lines", *columns(PACE_LINES, "line"))
pace_days = _table("pace_days", *columns(PACE_DAYS, "line", "unit", "student"))
halls = _table("halls", *columns(HALLS, "hall"))
hall_notes = _table("hall_notes", *columns(HALL_NOTES, "sequence"))
strategy_readings = _table(
    "strategy_readings", *columns(STRATEGY_READINGS, "student", "key", "skill"), rowid=False
)
tests = _table("tests", *columns(TESTS, "student", "form"))
wakes = _table(
    "wakes",
    *columns(WAKES, "process", "student", "given", "fact", blank=("student", "given")),
    sa.Index("ix_wakes_pending", "run", "at"),
)
uses = _table("uses", *columns(USES, "decision"), sa.Index("ix_uses_closed", "closed"))
effects = _table("effects", *columns(EFFECTS, "term"), sa.Index("ix_effects_student", "student"))
acts = _table("acts", *columns(ACTS, "sequence"), sa.Index("ix_acts_decision", "decision"))

# --- what is to be learned ------------------------------------------------------------------------

competencies = _table(
    "competencies",
    column("id", TEXT, key=True),
    column("title", TEXT, required=True),
    column("statement", TEXT),
    column("kind", TEXT, required=True),
    column("code", TEXT),
    column("strand", TEXT),
    column("grade_low", NUMBER),
    column("grade_high", NUMBER),
    column("i_can", TEXT),
    column("parent", TEXT),
    column("language", TEXT),
    column("source", TEXT),
    column("position", COUNT),
    column("depth", COUNT),
    column("extra", TEXT),
    sa.Index("ix_competencies_code", "code"),
)
relations = _table(
    "relations",
    column("kind", TEXT, key=True),
    column("origin", TEXT, key=True),
    column("destination", TEXT, key=True),
    column("id", TEXT, key=True, blank=True),
    column("framework", TEXT, key=True, blank=True),
    column("position", COUNT),
    column("extra", TEXT),
)
documents = _table(
    "documents",
    *columns(_schema(id=TEXT, kind=TEXT, content=TEXT), "id"),
)

titles = _table("titles", *columns(TITLES, "source", "id", "since"))

# --- what there is to learn with ---------------------------------------------------------------------

items = _table(
    "items",
    *columns(
        _schema(id=TEXT, kind=TEXT, difficulty=NUMBER, form=TEXT, status=TEXT, position=COUNT, content=TEXT),
        "id",
    ),
)
item_skills = _table("item_skills", *columns(_schema(item=TEXT, skill=TEXT, position=COUNT), "item", "skill"))
learning_objects = _table(
    "learning_objects",
    *columns(
        _schema(
            id=TEXT,
            title=TEXT,
            modality=TEXT,
            minutes=NUMBER,
            difficulty=NUMBER,
            language=TEXT,
            reading_level=NUMBER,
            screen=TRUTH,
            grouping=TEXT,
            kind=TEXT,
            copies=COUNT,
            status=TEXT,
            position=COUNT,
            content=TEXT,
        ),
        "id",
    ),
)
object_skills = _table(
    "object_skills", *columns(_schema(object=TEXT, skill=TEXT, position=COUNT), "object", "skill")
)
object_topics = _table(
    "object_topics", *columns(_schema(object=TEXT, topic=TEXT, position=COUNT), "object", "topic")
)
object_prerequisites = _table(
    "object_prerequisites", *columns(_schema(object=TEXT, skill=TEXT, position=COUNT), "object", "skill")
)

# --- who ----------------------------------------------------------------------------------------------


def _roster(name: str, *indexes: sa.Index, columns_: Mapping[str, pl.DataType] | None = None) -> sa.Table:
    """Declare a table of the roster; what a roster's file says beyond its columns is kept in `metadata`."""
    kind = TABLES[name]
    return _table(name, *columns(columns_ or kind.columns, *kind.key), column(EXTRA, TEXT), *indexes)


orgs = _roster("orgs")
academic_sessions = _roster("academic_sessions")
people = _roster("people")
roles = _roster("roles", sa.Index("ix_roles_person", "person"))
courses = _roster("courses")
sections = _roster("sections")
enrolments = _roster(
    "enrolments", sa.Index("ix_enrolments_person", "person"), sa.Index("ix_enrolments_section", "section")
)
guardians = _roster("guardians")
demographics = _roster(
    "demographics",
    columns_=_schema(
        id=TEXT,
        active=TRUTH,
        birth_date=DAY,
        sex=TEXT,
        american_indian_or_alaska_native=TRUTH,
        asian=TRUTH,
        black_or_african_american=TRUTH,
        native_hawaiian_or_other_pacific_islander=TRUTH,
        white=TRUTH,
        two_or_more_races=TRUTH,
        hispanic_or_latino=TRUTH,
        birth_country=TEXT,
        birth_state=TEXT,
        birth_city=TEXT,
        residence_status=TEXT,
        modified=pl.Datetime("ms", "UTC"),
    ),
)
students = _table(
    "students",
    *columns(_schema(student=TEXT, name=TEXT, grade=NUMBER, active=TRUTH, language=TEXT), "student"),
)
protected = _table(
    "protected", *columns(_schema(student=TEXT, name=TEXT, word=TEXT), "student", "name", "word")
)
consents = _table(
    "consents",
    *columns(
        _schema(student=TEXT, purpose=TEXT, given_by=TEXT, granted=TRUTH, at=INSTANT, until=INSTANT),
        *("student", "purpose", "given_by", "at"),
    ),
)
mastery_priors = _table("mastery_priors", *columns(_schema(skill=TEXT, prior=NUMBER), "skill"))

LEDGER_TABLES = ("ledger", "frames")
"""Tables that only :mod:`whynext.store.ledger` and :mod:`whynext.store.runs` may write."""


def primary_key(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns of a table's primary key, in order."""
    return list(table.primary_key.columns)
