"""Does a composite personalize? Each of its parts is judged by itself, and the whole through its parts.

A composite reads little itself: what it decides comes out of what its parts decide. So its conditions are
read off all of them, and the third is shown by a change in one part that is followed through every later
part to the end: the part decides otherwise, those after it are observed anew, and the whole comes out
different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import polars as pl

from whynext.base.seed import derive
from whynext.process.check import Check, Condition, about_one_student, check, counted, reads_of, said_plan
from whynext.process.definition import Definition
from whynext.process.influence import Influence, exchanged, grains_of, refuse_unjudgeable
from whynext.process.information import Catalogue
from whynext.process.run import slice_of
from whynext.process.statements import joined_by_and, plain
from whynext.process.witness import Search, Witness, came_to, with_changes

_FOLLOWED = 25  # changes in one part that are followed to the end

Alter = Callable[[str, pl.DataFrame], pl.DataFrame]
"""Given the name of a part and what it observed: what it is to be shown instead."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process of a composite, carried out.

    Parameters
    ----------
    name
        Its id; "X instead of Y" for what a step turned to; with a number if a step comes twice.
    definition
        The process; for the whole, the definition by which it is judged.
    catalogue
        Where its information is declared.
    columns
        What it reads of students.
    observed, seed
        As for :func:`whynext.process.run.judge`.
    decisions
        What it decided, columns of :data:`whynext.process.run.DECIDED`.
    """

    name: str
    definition: Definition
    catalogue: Catalogue
    columns: tuple[str, ...]
    observed: pl.DataFrame
    seed: bytes
    decisions: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Walked:
    """A composite carried out: its parts in order, and the whole."""

    parts: tuple[Part, ...]
    whole: Part

    @property
    def every(self) -> tuple[Part, ...]:
        """The parts and the whole."""
        return (*self.parts, self.whole)


class Walk(Protocol):
    """Carries a composite out and writes nothing."""

    def __call__(self, students: Sequence[str] | None = None, alter: Alter | None = None) -> Walked:
        """Carry it out for these students (all if None), the parts shown what `alter` makes of it."""
        ...


@dataclass(frozen=True, slots=True)
class Through:
    """A witness for a composite: a change in one part, followed to the end.

    Parameters
    ----------
    part
        Where the information is read.
    witness
        The change, and what that part would decide.
    before, after
        What the whole comes to, in words.
    """

    part: str
    witness: Witness
    before: str
    after: str

    def __str__(self) -> str:
        """Return it as a sentence."""
        begin = str(self.witness).removesuffix(".").replace("the answer", f"the answer of «{self.part}»", 1)
        return f"{begin}, and the whole would be {self.after} instead of {self.before}."


@dataclass(frozen=True, slots=True)
class CompositeCheck:
    """The four conditions of each part that was carried out, by name, and of the whole."""

    parts: Mapping[str, Check]
    whole: Check

    @property
    def personalizes(self) -> bool:
        """Whether the whole does."""
        return self.whole.personalizes


def check_composite(walk: Walk) -> CompositeCheck:
    """Tell whether a composite personalizes, and which of its parts do.

    Parameters
    ----------
    walk
        Carries it out.

    Raises
    ------
    Refused
        If a part cannot be run or nothing was observed.
    """
    walked = walk()
    for part in walked.every:
        refuse_unjudgeable(part.definition, part.observed)
    parts = {
        part.name: check(part.definition, part.catalogue, part.observed, part.seed) for part in walked.parts
    }
    through, tried = _witness(walk, walked)
    if through is not None:
        varies = Condition(True, str(through))
    else:
        what = f"{counted(tried, 'change')} that changed a part followed to the end"
        varies = Condition(False, f"Nothing that is known of a student changes the whole ({what}).")
    whole = walked.whole
    return CompositeCheck(
        parts,
        Check(
            about_one_student(whole.observed), _reads(walked), varies, said_plan(whole.definition), through
        ),
    )


def _reads(walked: Walked) -> Condition:
    """Return what the whole and its parts read of the student."""
    seen: dict[str, str] = {}
    for part in walked.every:
        found = reads_of(part.columns, part.observed)
        if found:
            seen[part.name] = joined_by_and(plain(column) for column in found)
    if not seen:
        return Condition(False, "Neither it nor any of its parts reads anything known of the student.")
    whole = walked.whole.name
    told = [f"{'it' if name == whole else f'«{name}»'} reads {what}" for name, what in seen.items()]
    return Condition(True, f"Of the student, {'; '.join(told)}.")


def _witness(walk: Walk, walked: Walked) -> tuple[Through | None, int]:
    """Return a change of one part that changes the whole, and how many were followed."""
    tried = 0
    for part in walked.every:
        search = Search(part.definition, part.catalogue, part.observed, part.seed, part.columns)
        for witness in islice(search.witnesses(), _FOLLOWED):
            tried += 1
            found = _followed(walk, walked, part, witness)
            if found is not None:
                return found, tried
    return None, tried


def _followed(walk: Walk, walked: Walked, part: Part, witness: Witness) -> Through | None:
    def alter(name: str, observed: pl.DataFrame) -> pl.DataFrame:
        return _changed(observed, witness) if name == part.name else observed

    shared = any(each.definition.is_joint for each in walked.every)
    after = walk(None if shared else [witness.student], alter).whole.decisions
    was, now = (_of(decisions, witness.student) for decisions in (walked.whole.decisions, after))
    if was is None or now is None or outcome(was) == outcome(now):
        return None
    return Through(part.name, witness, came_to(was), came_to(now))


def _of(decisions: pl.DataFrame, student: str) -> dict[str, object] | None:
    return next(decisions.filter(pl.col("student") == student).iter_rows(named=True), None)


def outcome(row: Mapping[str, object]) -> tuple[object, object]:
    """Return what a decision came to, to compare with another."""
    return row["recourse"], row["chosen"] if row["recourse"] is None else None


def _changed(observed: pl.DataFrame, witness: Witness) -> pl.DataFrame:
    """Return what was observed with the changes of a witness, every row in its place."""
    numbered = observed.with_row_index(":n")
    mine = slice_of(numbered, witness.student, witness.given)
    if len(mine) == 0:
        return observed
    rest = numbered.join(mine, on=":n", how="anti")
    return pl.concat([rest, with_changes(mine, witness.changes)]).sort(":n").drop(":n")


# Influence


def influence_of_composite(walk: Walk, minutes: Mapping[str, float] | None = None) -> Influence:
    """Return how much the whole depends on what its parts know of students.

    In every part, information about students is exchanged among those with the same options and given, as
    :func:`whynext.process.influence.influence` does it, and what comes of it goes on to the next part. As
    each part exchanges by itself, a student may be given one student's information in one part and
    another's in the next.

    Parameters
    ----------
    walk
        Carries it out.
    minutes
        Minutes of each option of the whole.

    Raises
    ------
    Refused
        If a part cannot be run or nothing was observed.
    """
    walked = walk()
    for part in walked.every:
        refuse_unjudgeable(part.definition, part.observed)
    every = _exchange(walk, walked, None)
    uses = [(part.name, column) for part in walked.every for column in part.columns]
    alone = {f"{plain(column)} ({name})": _exchange(walk, walked, (name, column)) for name, column in uses}
    total, lost = every.minutes(minutes or {})
    return Influence(
        compared=len(every.moved),
        share_of_decisions=every.share(every.changed),
        share_of_probability=every.share(every.distance),
        share_of_agents=every.share(every.other_agents),
        minutes=total,
        share_of_minutes=lost / total if total > 0 else None,
        by_information={name: one.share(one.changed) for name, one in alone.items() if one.moved},
    )


@dataclass(frozen=True, slots=True)
class _Exchanged:
    """The whole of everyone who got another student's information, before and after."""

    moved: dict[str, tuple[dict[str, object], dict[str, object]]] = field(default_factory=dict)

    @property
    def changed(self) -> Iterable[float]:
        return (float(outcome(was) != outcome(now)) for was, now in self.moved.values())

    @property
    def other_agents(self) -> Iterable[float]:
        return (float(was["agents"] != now["agents"]) for was, now in self.moved.values())

    @property
    def distance(self) -> Iterable[float]:
        """Half of what only one of the two has, over the larger; 1 where one of them turns to somebody."""
        for was, now in self.moved.values():
            first, second = (set(row["chosen"]) for row in (was, now))  # type: ignore[call-overload]
            turned = was["recourse"] is not None or now["recourse"] is not None
            most = max(len(first), len(second))
            yield float(outcome(was) != outcome(now)) if turned else len(first ^ second) / 2 / max(most, 1)

    def share(self, what: Iterable[float]) -> float:
        return sum(what) / len(self.moved) if self.moved else 0.0

    def minutes(self, of: Mapping[str, float]) -> tuple[float, float]:
        """Return how many minutes were planned, and how many of them go to something else."""
        total = lost = 0.0
        for was, now in self.moved.values():
            if was["recourse"] is None:
                first, second = (list(row["chosen"]) for row in (was, now))  # type: ignore[call-overload]
                total += sum(of.get(option, 0.0) for option in first)
                lost += sum(of.get(option, 0.0) for option in first if option not in second)
        return total, lost


def _exchange(walk: Walk, walked: Walked, only: tuple[str, str] | None) -> _Exchanged:
    """Return what comes of an exchange of everything, or of one column of one part."""
    columns = {
        part.name: tuple(each for each in part.columns if only in (None, (part.name, each)))
        for part in walked.every
    }
    parts = {part.name: part for part in walked.every}
    moved: dict[str, None] = {}

    def alter(name: str, observed: pl.DataFrame) -> pl.DataFrame:
        if not columns.get(name):
            return observed
        part = parts[name]
        grains = grains_of(part.definition, part.catalogue, columns[name])
        frame, others = exchanged(observed, grains, derive(part.seed, "exchange"))
        pairs = observed.select("student", "given").unique(maintain_order=True)
        moved.update(dict.fromkeys(pairs.filter(pl.Series(others)).get_column("student")))
        return frame

    after = {row["student"]: row for row in walk(None, alter).whole.decisions.iter_rows(named=True)}
    before = {row["student"]: row for row in walked.whole.decisions.iter_rows(named=True)}
    return _Exchanged(
        {each: (before[each], after[each]) for each in moved if each in before and each in after}
    )
