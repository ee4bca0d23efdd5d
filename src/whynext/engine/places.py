"""Places that a run gave: who got which wish, who was offered one and came, and what became of every wish."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from whynext.base.errors import NotFound, Problem, Refused, nearest
from whynext.base.seed import uniforms
from whynext.engine.decide import unpack
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, definition_of
from whynext.engine.titles import titles
from whynext.planning.allocation.shares import Candidate, shares
from whynext.planning.allocation.shares import Shares as Shares
from whynext.planning.allocation.wishes import Ranks as Ranks
from whynext.planning.allocation.wishes import is_ranked, ranks, unmet, wishes_of
from whynext.planning.information import VALID
from whynext.process.agent import State
from whynext.process.definition import Definition
from whynext.process.explain import reasons_of
from whynext.process.run import KEPT, PROBABILITY, RANK

WAYS = ("match", "lottery")
"""The ways of choosing by which places are given that are fewer than those who could have them."""


@dataclass(frozen=True, slots=True)
class Given:
    """A run that gave places, as recorded, and what its decisions have come to since.

    Parameters
    ----------
    definition
        The version of the process that was in force.
    run
        Its id.
    decisions
        Columns of :data:`whynext.engine.ports.DECISIONS`.
    frame
        What was seen and judged.
    titles
        Of the options.
    names
        Of the students.
    seed
        From which lots were drawn: the published text where there is one.
    """

    definition: Definition
    run: str
    decisions: pl.DataFrame
    frame: pl.DataFrame
    titles: Mapping[str, str]
    names: Mapping[str, str]
    seed: bytes

    @property
    def drawn(self) -> bool:
        """Whether a lottery had a part in it."""
        return self.definition.choose.by_chance


@dataclass(frozen=True, slots=True)
class Report:
    """Who got what.

    Parameters
    ----------
    given
        The run.
    shares
        From those considered to those who came, for all and by group.
    ranks
        How dear what they got was to them, for all and by group; empty where nobody wishes.
    changed
        How many decisions persons have changed since.
    """

    given: Given
    shares: tuple[Shares, ...]
    ranks: tuple[Ranks, ...]
    changed: int


def given_places(engine: Engine, process: str, run: str = "") -> Given:
    """Return the run of a process that gave its places.

    Parameters
    ----------
    process
        Its id.
    run
        Which; the last that decided about more than one student if empty.

    Raises
    ------
    NotFound
        If it never ran so, or the record is no longer kept.
    Refused
        If the process gives no places.
    """
    with engine.store.reading() as reading:
        made = _runs(reading, process, run)
        decisions = made.sort("ordinal")
        head = decisions.row(0, named=True)
        definition = definition_of(engine, reading, process, head["version"])
        refuse_other(definition)
        stored = reading.run(head["run"])
        if stored is None or stored.frame is None:
            raise NotFound(Problem(f"the record of run {head['run']} is no longer kept"))
        frame = unpack(stored.frame)
        options = frame.get_column("option").drop_nulls().unique().to_list()
        called = titles(reading, engine.catalogue, definition, options, None, sequence=head["sequence"])
        people = reading.table("students", columns=("student", "name"))
        names = {student: name or student for student, name in people.iter_rows()}
        text = definition.choose.seed
        seed = text.encode() if text else bytes.fromhex(stored.header["seed"])
        return Given(definition, head["run"], decisions, frame, called, names, seed)


def _runs(reading: Reading, process: str, run: str) -> pl.DataFrame:
    """Return the decisions of the run that is meant."""
    every = reading.table("decisions", {"process": process})
    if every.is_empty():
        known = reading.tally("decisions", ["process"]).get_column("process").to_list()
        raise NotFound(Problem(f"nothing was decided by «{process}» yet", valid=nearest(process, known)))
    if run:
        found = every.filter(pl.col("run") == run)
        if found.is_empty():
            runs = every.get_column("run").unique().to_list()
            raise NotFound(Problem(f"«{process}» has no run «{run}»", "--run", nearest(run, runs)))
        return found
    sizes = every.group_by("run").agg(pl.col("sequence").first(), several=pl.col("student").n_unique() > 1)
    last = sizes.sort("several", "sequence").get_column("run")[-1]
    return every.filter(pl.col("run") == last)


def refuse_other(definition: Definition) -> None:
    """Refuse a process that gives no places."""
    if definition.choose.how not in WAYS:
        raise Refused(
            Problem(
                f"«{definition.id}» chooses by «{definition.choose.how}» and gives no places",
                valid='a process with how = "match" or how = "lottery"',
            )
        )


def report(
    engine: Engine, given: Given, groups: Mapping[str, str] | None = None, *, sessions: str = ""
) -> Report:
    """Return who got what, by group.

    Parameters
    ----------
    groups
        The group of each student; None compares no groups.
    sessions
        A process whose decisions are sessions, of which those carried out are counted; or the name under
        which it is recorded at how many a student was. Empty: who carried out the decision was there.
    """
    decisions = given.decisions
    attended = attended_of(engine, decisions, sessions)
    told: Sequence[Ranks] = ()
    if is_ranked(given.definition) and given.definition.choose.how == "match":
        told = ranks(wishes_of(given.definition, given.frame), groups, drawn=given.drawn)
    changed = decisions.filter(pl.col("chosen") != pl.col("first_chosen"))
    changed = changed.filter(pl.col("state").is_in([*VALID, State.DECLINED.value]))
    return Report(given, tuple(shares(_candidates(given), groups, attended)), tuple(told), len(changed))


def _candidates(given: Given) -> list[Candidate]:
    chances = chances_of(given)
    found = []
    for row in given.decisions.select("student", "given", "kept", "unknown", "chosen", "state").iter_rows():
        student, of, kept, unknown, chosen, state = row
        eligible = True if kept else None if unknown else False
        offered = bool(json.loads(chosen)) and state in (*VALID, State.PROPOSED.value)
        found.append(Candidate(student, eligible, offered, chances.get((student, of)) if kept else None))
    return found


def chances_of(given: Given) -> dict[tuple[str, str | None], float]:
    """Return the probability of a place, of those who could have one; empty where it is not on record.

    Where each may have several places, the probability of one at least is not, only that of every place.
    """
    choose = given.definition.choose
    if not given.drawn or (choose.how == "match" and choose.count > 1):
        return {}
    left = given.frame.filter(pl.col(KEPT).fill_null(False))
    total = left.group_by("student", "given").agg(pl.col(PROBABILITY).sum().clip(upper_bound=1.0))
    return {(student, of): chance for student, of, chance in total.iter_rows()}


def attended_of(engine: Engine, decisions: pl.DataFrame, sessions: str) -> dict[str, float] | None:
    """Return at how many sessions each student was, None where nothing of that is known.

    Parameters
    ----------
    sessions
        As in :func:`report`.
    """
    if not sessions:
        done = decisions.filter(pl.col("state") == State.CARRIED_OUT.value).get_column("student")
        return dict.fromkeys(done.to_list(), 1.0) if len(done) else None
    with engine.store.reading() as reading:
        states = reading.table("decisions", {"process": sessions}, ("student", "state"))
    if states.is_empty():
        return recorded_numbers(engine, sessions)
    done = states.filter(pl.col("state") == State.CARRIED_OUT.value).get_column("student")
    return {student: float(count) for student, count in done.value_counts().iter_rows()}


def recorded_numbers(engine: Engine, name: str) -> dict[str, float]:
    """Return the latest number that is recorded of each student under a name.

    Raises
    ------
    NotFound
        If none is recorded of anybody.
    """
    with engine.store.reading() as reading:
        every = reading.table("profile").filter(pl.col("number").is_not_null() & pl.col("word").is_null())
    said = every.filter(pl.col("name") == name).sort("at", "sequence")
    if said.is_empty():
        known = every.get_column("name").unique().sort().to_list()
        valid = nearest(name, known)
        step = f"record it: whynext record STUDENT {name} NUMBER"
        raise NotFound(
            Problem(f"no number called «{name}» is recorded of students", valid=valid, next_step=step)
        )
    last = said.unique("student", keep="last", maintain_order=True)
    return dict(last.select("student", "number").iter_rows())


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that was not met, and why.

    Parameters
    ----------
    student
        Who.
    place
        On the student's list, from 1.
    option
        What was wished for.
    became
        In one word.
    reasons
        In sentences.
    decision
        The id, for ``whynext why-not``.
    """

    student: str
    place: int
    option: str
    became: str
    reasons: tuple[str, ...]
    decision: str


def unmet_wishes(given: Given, student: str = "") -> list[Unmet]:
    """Return every wish that was not met with its reasons, by student and from the dearest down.

    Left out are wishes of those who have all the places they can, in dearer options.

    Parameters
    ----------
    student
        Only of this one; of all if empty.
    """
    every = wishes_of(given.definition, given.frame)
    wishes = unmet(every, ranked=is_ranked(given.definition)).sort("student", "place")
    wishes = wishes.filter(pl.col("student") == student) if student else wishes
    ids = {(s, g): i for s, g, i in given.decisions.select("student", "given", "id").iter_rows()}
    rows = given.frame[wishes.get_column("row").to_numpy()].iter_rows(named=True)
    return [
        Unmet(
            wish["student"],
            wish["place"],
            wish["option"],
            wish["became"],
            _against(given.definition, row),
            ids[wish["student"], wish["given"]],
        )
        for wish, row in zip(wishes.iter_rows(named=True), rows, strict=True)
    ]


def _against(definition: Definition, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what stood against a wish: what refused it, else what was not known."""
    if definition.choose.how == "lottery" and row[RANK] > 0:
        return (f"number {row[RANK]} in the draw, for {definition.choose.capacity} places",)
    reasons = reasons_of(definition, row)
    refused = tuple(each.says for each in reasons if each.verdict is False)
    unknown = tuple(f"it is not known whether {each.says}" for each in reasons if each.verdict is None)
    return refused or unknown or ("too little was known to decide for the student",)


@dataclass(frozen=True, slots=True)
class Turn:
    """A student's number in a draw, and whether it brought a place."""

    number: int
    student: str
    place: bool


def draw_of(given: Given) -> list[Turn]:
    """Return everybody who was in the draw, in its order.

    Raises
    ------
    Refused
        If nothing was drawn.
    """
    if not given.drawn:
        raise Refused(Problem(f"«{given.definition.id}» draws no lots", valid="a lottery, or turns"))
    rows = given.decisions.select("student", "given", "kept", "unknown", "first_chosen").rows()
    # A lottery is among the eligible; in turns, whoever was considered has a number.
    lottery = given.definition.choose.how == "lottery"
    if lottery:
        ranked = given.frame.filter(pl.col(RANK) > 0).select("student", "given")
        drawn = set(ranked.iter_rows())
        rows = [row for row in rows if row[:2] in drawn]
    tickets = uniforms(given.seed, [row[0] if lottery else f"{row[0]}\x1f{row[1] or ''}" for row in rows])
    order = [rows[place] for place in np.argsort(tickets, kind="stable").tolist()]
    return [Turn(number, row[0], bool(json.loads(row[-1]))) for number, row in enumerate(order, start=1)]
