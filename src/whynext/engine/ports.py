"""What the engine needs from a store. Implemented in `store`; every implementation passes one contract suite.

Frames are Polars, instants are UTC with microseconds, ids are text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import polars as pl

from whynext.base.clock import school_date, zone
from whynext.ledger.port import LedgerReading, LedgerWriting

TEXT, NUMBER, COUNT, TRUTH = pl.String(), pl.Float64(), pl.Int64(), pl.Boolean()
INSTANT, DAY = pl.Datetime("us", "UTC"), pl.Date()

DECISIONS: dict[str, pl.DataType] = {
    "id": TEXT,  # run id and ordinal: "k3m9q2w4x8pz-42"
    "run": TEXT,
    "ordinal": COUNT,
    "student": TEXT,
    "section": TEXT,  # the student's section at that moment; the first by id if there are several
    "given": TEXT,  # what it was decided for (a skill, say); null if nothing
    "process": TEXT,
    "version": COUNT,
    "day": DAY,  # the school day it is for
    "decided_at": INSTANT,
    "options": COUNT,  # how many were considered
    "kept": COUNT,  # how many no rule refused
    "unknown": COUNT,  # how many could not be judged
    "chosen": TEXT,  # JSON list of options in order of preference, now in force or proposed
    "first_chosen": TEXT,  # JSON list the run itself chose, before any person
    "occasion": TEXT,  # what it was for: "calendar 2026-09-14T14:00:00+00:00", "asked ..."
    "mechanism": TEXT,  # rule, sample, lottery, table, person, none, unknown
    "probability": NUMBER,  # of the first option the run chose; null where a rule or person leaves no chance
    "recourse": TEXT,  # what a run turned to that could not decide: "ask teacher"; null if it could
    "agents": TEXT,  # which agents act for this student: one digit each, "1" acts, "0" does not
    "state": TEXT,  # whynext.process.agent.State
    "by": TEXT,  # who made the present choice: "algorithm", or a role and person
    "waiting_for": TEXT,  # who is to act next; null if nobody
    "until": INSTANT,  # until when they may; null if no deadline
    "reversible_until": DAY,
    "review_on": DAY,
    "shown_at": INSTANT,  # when it was first shown with its reasons to the student or family; null if never
    "contested": TEXT,  # "open" while an objection waits for an answer, "answered" after; null if none
    "parent": TEXT,  # the decision of the composite that asked for it; null if none
    "rank": COUNT,  # place among the decisions of one composite for one student, from 0
    "sequence": COUNT,  # the ledger entry of the run
    "changed": COUNT,  # the ledger entry that last changed it
}
"""Columns of the derived table of decisions."""

DEFINITIONS: dict[str, pl.DataType] = {
    "process": TEXT,
    "version": COUNT,
    "title": TEXT,
    "text": TEXT,  # the TOML as published
    "digest": TEXT,  # of the whole definition, hexadecimal
    "effective_from": INSTANT,
    "retired_at": INSTANT,
    "published_by": TEXT,
    "sequence": COUNT,
}
"""Columns of the derived table of published definitions."""

JOINT = "\x1f"
"""Stands between the skills of an answer: no id contains it, as it cannot be typed."""

RESPONSES: dict[str, pl.DataType] = {
    "student": TEXT,
    "key": pl.Binary(),  # 16 bytes; a second row of the same student and key is the same answer, resent
    "item": TEXT,
    "skills": TEXT,  # joined by JOINT
    "correct": TRUTH,
    "at": INSTANT,
    "hints": COUNT,
    "seconds": NUMBER,
    "sequence": COUNT,  # the ledger entry that holds it
}
"""Columns of the derived table of answers."""

ASSESSMENTS: dict[str, pl.DataType] = {
    "student": TEXT,
    "skill": TEXT,
    "form_kind": TEXT,
    "form": TEXT,
    "correct": COUNT,
    "of": COUNT,
    "at": INSTANT,
    "sequence": COUNT,
}
"""Columns of the derived table of assessment results."""

PROFILE: dict[str, pl.DataType] = {
    "student": TEXT,
    "name": TEXT,
    "number": NUMBER,
    "word": TEXT,
    "source": TEXT,
    "at": INSTANT,
    "sequence": COUNT,
}
"""Columns of the derived table of what is recorded of students."""

WAKES: dict[str, pl.DataType] = {
    "process": TEXT,
    "student": TEXT,
    "given": TEXT,
    "fact": COUNT,  # the ledger entry that woke it
    "at": INSTANT,
    "run": TEXT,  # the run that answered; null while pending
}
"""Columns of the derived table of woken processes."""


ACTS: dict[str, pl.DataType] = {
    "sequence": COUNT,  # the ledger entry
    "decision": TEXT,
    "did": TEXT,
    "role": TEXT,
    "person": TEXT,
    "at": INSTANT,
    "chosen": TEXT,  # JSON list
    "reason": TEXT,
}
"""Columns of the derived table of what persons did with decisions."""

DIAGNOSTICS: dict[str, pl.DataType] = {
    "student": TEXT,
    "content": TEXT,  # JSON: the state without what is believed, the limits, why it ended
    "open": TRUTH,
    "sequence": COUNT,  # the ledger entry that began it
    "changed": COUNT,  # the ledger entry that last changed it
}
"""Columns of the derived table of diagnostics, the latest of each student."""

PLACEMENTS: dict[str, pl.DataType] = {
    "student": TEXT,
    "skill": TEXT,
    "probability": NUMBER,
    "ready": NUMBER,
    "asked": COUNT,
    "at": INSTANT,
    "sequence": COUNT,  # the ledger entry of the result
}
"""Columns of the derived table of what diagnostics found, the latest of each student."""

USES: dict[str, pl.DataType] = {
    "decision": TEXT,
    "student": TEXT,
    "skill": TEXT,  # what it was decided for, on which answers are counted
    "object": TEXT,
    "of_skill": TEXT,  # the skill that the object counts with, of those it teaches
    "modality": TEXT,
    "at": INSTANT,  # from when on it was there
    "probability": NUMBER,  # of being chosen; 1 where a rule or a person chose
    "mastery": NUMBER,  # of the skill, as the run saw it
    "readiness": NUMBER,  # that everything it directly builds on was there
    "contexts": TEXT,  # JSON: those that are not 0
    "until": INSTANT,  # when the next object for the same student and skill was there; null if none yet
    "right": NUMBER,  # how many of the answers were right
    "answers": COUNT,  # how many answers are counted
    "answered_at": INSTANT,  # when the latest of them was given
    "closed": COUNT,  # the ledger entry with which it was learned from, or given up; null while open
    "sequence": COUNT,  # the ledger entry of the run
}
"""Columns of the derived table of learning objects that were decided, and what was answered after each."""

EFFECTS: dict[str, pl.DataType] = {
    "term": TEXT,
    "student": TEXT,  # whose it is; null where it is said of all
    "mean": NUMBER,
    "variance": NUMBER,
    "outcomes": COUNT,
}
"""Columns of the derived table of what is believed of effects, :mod:`whynext.planning.effects.learning`."""

OUTSIDE_SCORES: dict[str, pl.DataType] = {
    "student": TEXT,
    "scale": TEXT,
    "strand": TEXT,  # of the map; null for ability in general
    "day": DAY,
    "score": NUMBER,
    "error": NUMBER,  # standard error, on the same scale
    "sequence": COUNT,  # the ledger entry that holds it
}
"""Columns of the derived table of scores of tests elsewhere, the latest of each test of a student."""
TESTS: dict[str, pl.DataType] = {
    "student": TEXT,
    "form": TEXT,  # "adaptive", or the fixed form
    "content": TEXT,  # JSON: the sitting, its limits, its items, why it ended
    "open": TRUTH,
    "ability": NUMBER,  # what was found; that of the one before while it is under way, null in the first
    "error": NUMBER,
    "answers": COUNT,
    "right": COUNT,
    "at": INSTANT,  # when that was
    "sequence": COUNT,  # the ledger entry that began it
    "changed": COUNT,  # the ledger entry that last changed it
}
"""Columns of the derived table of tests of one ability, the latest of each student and form."""

STRATEGY_READINGS: dict[str, pl.DataType] = {
    "student": TEXT,
    "key": pl.Binary(),  # of the answer, as in the table of answers
    "skill": TEXT,
    "item": TEXT,
    "operation": TEXT,  # whynext.library.steps.Operation
    "task": TEXT,  # what was worked out: "29 + 64"
    "correct": TRUTH,
    "at": INSTANT,
    "strategy": TEXT,  # an id of whynext.library.strategies; null where it is unknown
    "probability": NUMBER,  # of the likeliest way, named or not
    "efficient": TRUTH,  # null where it is unknown or mistaken
    "mistaken": TRUTH,  # null where it is unknown
    "aim": TEXT,  # what a lesson would aim at; null if nothing
    "by": TEXT,  # who read it: "recogniser 1", "teacher t01"
    "sequence": COUNT,  # the ledger entry of the answer
    "changed": COUNT,  # the ledger entry that last changed it
}
"""Columns of the derived table of how answers that came with their steps were worked out."""

PACE_LINES: dict[str, pl.DataType] = {
    "line": TEXT,
    "content": TEXT,  # JSON: the line as stated last; null once it is withdrawn
    "sequence": COUNT,  # the ledger entry that said so
}
"""Columns of the derived table of pace lines."""

PACE_DAYS: dict[str, pl.DataType] = {
    "line": TEXT,
    "unit": TEXT,
    "student": TEXT,
    "day": DAY,
    "sequence": COUNT,  # the ledger entry that said so
}
"""Columns of the derived table of days on pace lines that were given to single students."""

HALLS: dict[str, pl.DataType] = {
    "hall": TEXT,
    "content": TEXT,  # JSON: the hall as stated
    "by": TEXT,
    "at": INSTANT,
    "sequence": COUNT,  # the ledger entry that stated it
}
"""Columns of the derived table of halls, each as it was stated last."""

HALL_NOTES: dict[str, pl.DataType] = {
    "sequence": COUNT,  # the ledger entry
    "hall": TEXT,
    "kind": TEXT,  # whynext.planning.schedule.notes.Kind
    "person": TEXT,
    "other": TEXT,  # from whom the person is kept apart
    "area": TEXT,
    "period": TEXT,  # null for all
    "modality": TEXT,
    "skill": TEXT,
    "day": DAY,  # from when on
    "until": DAY,  # the last day; null until it is taken back
    "by": TEXT,
    "because": TEXT,
    "at": INSTANT,  # when it was noted
}
"""Columns of the derived table of what is noted of the days of halls."""

TITLES: dict[str, pl.DataType] = {
    "source": TEXT,  # where such things are found: skills, learning_objects
    "id": TEXT,
    "since": COUNT,  # the ledger entry from which on it was called so
    "title": TEXT,
}
"""Columns of the table of what things were called, and from when on."""


@dataclass(frozen=True, slots=True)
class School:
    """What is fixed when a school is begun.

    Parameters
    ----------
    name
        For people.
    timezone
        IANA name; school days and deadlines are reckoned in it.
    seed
        32 secret bytes from which the chance of every run is derived.
    created
        When it was begun.
    holidays
        Days without school, ISO dates.
    nouns
        A number that grows whenever the map, the library or the priors change, so that what was read of
        them can be kept until then.
    """

    name: str
    timezone: str
    seed: bytes
    created: datetime
    holidays: tuple[str, ...] = ()
    nouns: int = 0


@dataclass(frozen=True, slots=True)
class StoredRun:
    """The frame of a run as stored, and what sealed it.

    Parameters
    ----------
    run
        The run's id.
    sequence
        The ledger entry that sealed it.
    header
        What the run knew besides rows (process, version, seed, trigger, dictionaries ...), JSON values.
    frame
        The candidate frame as packed (:mod:`whynext.ledger.packing`); None once removed by retention.
    owners, salts, digests
        Of the slices (:mod:`whynext.ledger.slices`); owners are the student of each slice.
    """

    run: str
    sequence: int
    header: Mapping[str, Any]
    frame: bytes | None
    owners: tuple[str, ...]
    salts: bytes
    digests: bytes


class Reading(LedgerReading, Protocol):
    """A consistent view of one school."""

    def school(self) -> School:
        """Return what is fixed of the school."""
        ...

    def source(
        self,
        name: str,
        students: Collection[str] | None = None,
        *,
        where: Mapping[str, Any] | None = None,
        since: datetime | None = None,
    ) -> pl.DataFrame:
        """Return a table that informations need, by the name and columns their room declares.

        Parameters
        ----------
        name
            One of the names in the noun rooms' SOURCES.
        students
            Only rows of these students, for tables with a column ``student``; all if None.
        where
            Only rows whose columns equal, or for a list are among, these values; for tables that are kept
            as they are declared, and of ``decided`` all columns but ``option`` and ``at``.
        since
            Only rows not earlier than this instant, for tables with a column ``at``.
        """
        ...

    def table(
        self, name: str, where: Mapping[str, Any] | None = None, columns: Sequence[str] = ()
    ) -> pl.DataFrame:
        """Return rows of a stored table whose columns equal (or, for a list, are among) the given values.

        Parameters
        ----------
        name
            Its name.
        where
            Column -> a value, None, or a list of values of which any is meant.
        columns
            Which of its columns, in this order; all if none are named.
        """
        ...

    def count(self, name: str) -> int:
        """Return the number of rows of a stored table."""
        ...

    def tally(self, name: str, columns: Sequence[str]) -> pl.DataFrame:
        """Return each combination of values that rows of a stored table have in these columns, in order.

        And in a column ``count`` how many rows have it.
        """
        ...

    def run(self, run: str) -> StoredRun | None:
        """Return a stored run, or None."""
        ...

    def frame(self, sequence: int) -> StoredRun | None:
        """Return the frame attached to a ledger entry (of a run or an import), or None."""
        ...

    def frames(self) -> Iterator[StoredRun]:
        """Iterate over all stored frames in order of sequence, in bounded memory."""
        ...


class Writing(Reading, LedgerWriting, Protocol):
    """A transaction: all of it happens or none."""

    def begin(self, school: School) -> None:
        """Fix what is fixed of a new school; refused if it was begun before."""
        ...

    def upsert(self, name: str, rows: pl.DataFrame) -> None:
        """Insert rows into a stored table, replacing those with the same primary key."""
        ...

    def insert_new(self, name: str, rows: pl.DataFrame) -> pl.DataFrame:
        """Insert the rows whose primary key is not there yet (the first of equals); return those inserted."""
        ...

    def replace(self, name: str, rows: pl.DataFrame) -> None:
        """Make these the only rows of a stored table."""
        ...

    def update(self, name: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        """Set columns of the rows that match; return how many did."""
        ...

    def put_frame(self, stored: StoredRun) -> None:
        """Keep a sealed frame."""
        ...

    def shred_slice(self, sequence: int, owner: str) -> bool:
        """Remove one owner's rows and salt from a stored frame; return whether there were any."""
        ...


class Store(Protocol):
    """One school, held somewhere."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a consistent view."""
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """Open a transaction that excludes other writers from its first moment.

        Commits when the block ends, rolls back if it raises.

        Raises
        ------
        Unavailable
            If the store is read-only, full, or locked for longer than the patience it was opened with.
        """
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


class Clock(Protocol):
    """The present, from outside."""

    def now(self) -> datetime:
        """Return the present instant, aware."""
        ...


class Entropy(Protocol):
    """Unguessable bytes, from outside; used for salts and the school's seed, never for a choice."""

    def take(self, count: int) -> bytes:
        """Return so many random bytes."""
        ...


def school_day(instant: datetime, school: School) -> date:
    """Return the date at the school."""
    return school_date(instant, zone(school.timezone))
