"""The roster: everyone and everything on it as one value made of Polars frames.

A district has 400,000 enrolments, so the roster is held as columns; :class:`Student`, :class:`Section` and
the like are made for the one row that somebody asks about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import partial
from typing import Any, Final

import polars as pl

from whynext.base.errors import Collector, NotFound, Problem, nearest
from whynext.base.ids import PersonId, SectionId, StudentId
from whynext.roster.section import Section
from whynext.roster.student import STUDENT, Guardianship, Person, Student

_TEXT: Final = pl.String()
_TEXTS: Final = pl.List(pl.String())
_DATE: Final = pl.Date()
_INSTANT: Final = pl.Datetime("ms", "UTC")
_TRUTH: Final = pl.Boolean()


@dataclass(frozen=True, slots=True)
class TableKind:
    """What a table of the roster holds.

    Parameters
    ----------
    sentence
        What one row is.
    key
        The columns that identify a row.
    columns
        The columns every such table has; it may have more, whose names start with ``metadata.``.
    """

    sentence: str
    key: tuple[str, ...]
    columns: Mapping[str, pl.DataType]


TABLES: Final[dict[str, TableKind]] = {
    "orgs": TableKind(
        "a school or what schools belong to",
        ("id",),
        {
            "id": _TEXT,
            "active": _TRUTH,
            "name": _TEXT,
            "type": _TEXT,
            "identifier": _TEXT,
            "parent": _TEXT,
            "modified": _INSTANT,
        },
    ),
    "academic_sessions": TableKind(
        "a school year or a part of one",
        ("id",),
        {
            "id": _TEXT,
            "active": _TRUTH,
            "title": _TEXT,
            "type": _TEXT,
            "begins": _DATE,
            "ends": _DATE,
            "parent": _TEXT,
            "school_year": _TEXT,
            "modified": _INSTANT,
        },
    ),
    "people": TableKind(
        "a person, whatever their roles",
        ("id",),
        {
            "id": _TEXT,
            "active": _TRUTH,
            "enabled": _TRUTH,
            "username": _TEXT,
            "user_ids": _TEXTS,
            "given_name": _TEXT,
            "family_name": _TEXT,
            "middle_name": _TEXT,
            "preferred_given_name": _TEXT,
            "preferred_middle_name": _TEXT,
            "preferred_family_name": _TEXT,
            "pronouns": _TEXT,
            "identifier": _TEXT,
            "master_identifier": _TEXT,
            "email": _TEXT,
            "sms": _TEXT,
            "phone": _TEXT,
            "agents": _TEXTS,
            "grade": pl.Float64(),
            "grades": _TEXTS,
            "org": _TEXT,
            "language": _TEXT,
            "modified": _INSTANT,
        },
    ),
    "roles": TableKind(
        "what a person is at an organisation",
        ("id",),
        {
            "id": _TEXT,
            "active": _TRUTH,
            "person": _TEXT,
            "role": _TEXT,
            "type": _TEXT,
            "org": _TEXT,
            "begins": _DATE,
            "ends": _DATE,
            "modified": _INSTANT,
        },
    ),
    "courses": TableKind(
        "what is taught",
        ("id",),
        {
            "id": _TEXT,
            "active": _TRUTH,
            "title": _TEXT,
            "code": _TEXT,
            "session": _TEXT,
            "org": _TEXT,
            "grades": _TEXTS,
            "subjects": _TEXTS,
            "subject_codes": _TEXTS,
            "modified": _INSTANT,
        },
    ),
    "sections": TableKind(
        "a class",
        ("id",),
        {
            "id": _TEXT,
            "active": _TRUTH,
            "title": _TEXT,
            "course": _TEXT,
            "code": _TEXT,
            "kind": _TEXT,
            "location": _TEXT,
            "school": _TEXT,
            "terms": _TEXTS,
            "grades": _TEXTS,
            "subjects": _TEXTS,
            "subject_codes": _TEXTS,
            "periods": _TEXTS,
            "modified": _INSTANT,
        },
    ),
    "enrolments": TableKind(
        "a person's place in a section",
        ("id",),
        {
            "id": _TEXT,
            "active": _TRUTH,
            "section": _TEXT,
            "school": _TEXT,
            "person": _TEXT,
            "role": _TEXT,
            "primary": _TRUTH,
            "begins": _DATE,
            "ends": _DATE,
            "modified": _INSTANT,
        },
    ),
    "guardians": TableKind(
        "who stands for a student at home",
        ("student", "person"),
        {"student": _TEXT, "person": _TEXT, "kind": _TEXT, "active": _TRUTH},
    ),
    # Its other columns are named in roster.protected alone.
    "demographics": TableKind("protected attributes of a person", ("id",), {"id": _TEXT, "active": _TRUTH}),
}
METADATA: Final = "metadata."


def empty_table(name: str) -> pl.DataFrame:
    """Return a table of this name without rows."""
    return pl.DataFrame(schema=dict(TABLES[name].columns))


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """Everyone and everything on the roster. Rows never vanish; who left is inactive.

    Parameters
    ----------
    orgs, academic_sessions, people, roles, courses, sections, enrolments, guardians, demographics
        One frame each, with at least the columns of :data:`TABLES`. All dates called ``ends`` are
        exclusive: the first day no longer in force. ``active`` is never null.

    Raises
    ------
    Refused
        If a table lacks a column or has one of another type; all such faults together.
    """

    orgs: pl.DataFrame = field(default_factory=partial(empty_table, "orgs"))
    academic_sessions: pl.DataFrame = field(default_factory=partial(empty_table, "academic_sessions"))
    people: pl.DataFrame = field(default_factory=partial(empty_table, "people"))
    roles: pl.DataFrame = field(default_factory=partial(empty_table, "roles"))
    courses: pl.DataFrame = field(default_factory=partial(empty_table, "courses"))
    sections: pl.DataFrame = field(default_factory=partial(empty_table, "sections"))
    enrolments: pl.DataFrame = field(default_factory=partial(empty_table, "enrolments"))
    guardians: pl.DataFrame = field(default_factory=partial(empty_table, "guardians"))
    demographics: pl.DataFrame = field(default_factory=partial(empty_table, "demographics"))

    def __post_init__(self) -> None:
        """Refuse tables that are not what they are called."""
        found = Collector()
        for name, kind in TABLES.items():
            _check_columns(name, kind, self.table(name), found)
        found.refuse_if_any()

    def table(self, name: str) -> pl.DataFrame:
        """Return a table by name.

        Raises
        ------
        NotFound
            If the roster has no such table.
        """
        if name not in TABLES:
            raise NotFound(
                Problem(f"the roster has no table «{name}»", valid=", ".join(TABLES), kind="not found")
            )
        frame: pl.DataFrame = getattr(self, name)
        return frame

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return all tables by name."""
        return {each.name: self.table(each.name) for each in fields(self)}

    def counts(self) -> dict[str, int]:
        """Return how many active rows each table has."""
        return {name: int(frame["active"].sum()) for name, frame in self.tables().items()}

    def equals(self, other: Roster) -> bool:
        """Tell whether both hold the same rows, in whatever order of rows and columns."""
        return all(
            _ordered(name, frame).equals(_ordered(name, other.table(name)))
            for name, frame in self.tables().items()
        )

    def students(self) -> pl.DataFrame:
        """Return all students: columns ``student``, ``name``, ``grade``, ``active``, ``language``.

        A student is a person with an active or past role of student; active if person and role are.
        """
        held = (
            self.roles.filter(pl.col("role") == STUDENT)
            .group_by(pl.col("person").alias("id"))
            .agg(pl.col("active").any().alias("studies"))
        )
        return self.people.join(held, on="id", how="inner", maintain_order="left").select(
            pl.col("id").alias("student"),
            _name_of_person().alias("name"),
            "grade",
            (pl.col("active") & pl.col("studies")).alias("active"),
            "language",
        )

    def student_enrolments(self) -> pl.DataFrame:
        """Return active enrolments: columns ``student``, ``section``, ``role``, ``begins``, ``ends``.

        Teachers and others who are enrolled in a section have a row too, under their own role.
        """
        return self.enrolments.filter("active").select(
            pl.col("person").alias("student"), "section", "role", "begins", "ends"
        )

    def in_section(self, section: str, day: date, role: str = STUDENT) -> tuple[str, ...]:
        """Return the ids of those who hold a place of a role in a section on a day, sorted.

        Raises
        ------
        NotFound
            If there is no such section.
        """
        self._row("sections", section)
        here = (pl.col("section") == section) & (pl.col("role") == role) & pl.col("active")
        active = self.people.filter("active").select(pl.col("id").alias("person"))
        held = self.enrolments.filter(here & _in_force(day)).join(active, on="person", how="semi")
        return tuple(held.get_column("person").unique().sort())

    def sections_of(self, person: str, day: date) -> tuple[SectionId, ...]:
        """Return the ids of the sections in which a person holds a place on a day, sorted."""
        mine = (pl.col("person") == person) & pl.col("active")
        held = self.enrolments.filter(mine & _in_force(day)).get_column("section")
        return tuple(SectionId(each) for each in held.unique().sort())

    def student(self, student: str) -> Student:
        """Return one student.

        Raises
        ------
        NotFound
            If nobody with the role of student has this id; names the nearest id.
        """
        rows = self.students()
        row = rows.filter(pl.col("student") == student)
        if not row.height:
            raise NotFound(_nobody("student", student, rows.get_column("student")))
        id_, name, grade, active, language = row.row(0)
        return Student(StudentId(id_), name, grade, active, language or "")

    def person(self, person: str) -> Person:
        """Return one person with their active roles.

        Raises
        ------
        NotFound
            If nobody has this id; names the nearest id.
        """
        self._row("people", person)
        row = self.people.filter(pl.col("id") == person).select(_name_of_person(), "active").row(0)
        roles = self.roles.filter((pl.col("person") == person) & pl.col("active")).get_column("role")
        return Person(PersonId(person), row[0], tuple(roles.unique().sort()), row[1])

    def section(self, section: str) -> Section:
        """Return one section.

        Raises
        ------
        NotFound
            If there is none of this id; names the nearest id.
        """
        row = self._row("sections", section)
        return Section(
            SectionId(section),
            row["title"] or "",
            row["course"] or "",
            row["school"] or "",
            tuple(row["terms"] or ()),
            row["kind"] or "",
            tuple(row["periods"] or ()),
            row["active"],
        )

    def guardians_of(self, student: str) -> tuple[Guardianship, ...]:
        """Return the active guardians of a student, in order of their ids."""
        rows = self.guardians.filter((pl.col("student") == student) & pl.col("active")).sort("person")
        return tuple(
            Guardianship(StudentId(student), PersonId(person), kind)
            for person, kind in rows.select("person", "kind").iter_rows()
        )

    def _row(self, table: str, id_: str) -> dict[str, Any]:
        rows = self.table(table)
        row = rows.filter(pl.col("id") == id_)
        if not row.height:
            raise NotFound(_nobody(TABLES[table].sentence, id_, rows.get_column("id")))
        return row.row(0, named=True)


def _check_columns(name: str, kind: TableKind, frame: pl.DataFrame, found: Collector) -> None:
    for column, dtype in kind.columns.items():
        if column not in frame.columns:
            found.add(
                f"the table has no column «{column}»",
                where=f"roster, {name}",
                kind="missing column",
                valid=", ".join(kind.columns),
            )
        elif frame.schema[column] != dtype:
            found.add(
                f"the column «{column}» is {frame.schema[column]}",
                where=f"roster, {name}",
                valid=str(dtype),
                kind="wrong type",
            )
    if "active" in frame.columns and frame["active"].null_count():
        found.add("a row is neither active nor inactive", where=f"roster, {name}", valid="true or false")


def _ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    # A column without a value says as much as a column that is not there.
    held = [
        column
        for column in sorted(frame.columns)
        if column in TABLES[name].columns or frame[column].null_count() < frame.height
    ]
    return frame.select(held).sort(TABLES[name].key)


def _in_force(day: date) -> pl.Expr:
    begun = pl.col("begins").is_null() | (pl.col("begins") <= day)
    return begun & (pl.col("ends").is_null() | (pl.col("ends") > day))


def _name_of_person() -> pl.Expr:
    given = pl.coalesce("preferred_given_name", "given_name")
    family = pl.coalesce("preferred_family_name", "family_name")
    full = pl.concat_str([given, family], separator=" ", ignore_nulls=True)
    return pl.when(full != "").then(full).otherwise(pl.coalesce("username", "id"))


def _nobody(what: str, id_: str, known: pl.Series) -> Problem:
    # The nearest of many ids is looked for among those that begin alike: difflib over a district is slow.
    alike = known.filter(known.str.starts_with(id_[:2]))[:2000] if id_ else known[:2000]
    return Problem(
        f"no {what} has the id «{id_}»",
        next_step=nearest(id_, alike.to_list()) or "look up the id in the roster",
        kind="not found",
    )
