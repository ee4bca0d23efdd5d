"""A run: one frame of students × options, from declared information to what is chosen.

Two pure moves. :func:`observe` reads exactly the declared information and nothing else. :func:`judge`
applies rules and choice to what was observed. The frame they leave is the record: why, why-not, replay,
what-if and audits all call :func:`judge` again on recorded information.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.seed import uniforms
from whynext.process.assigning.deciding import STATUS, assigned, found_nothing, recorded, upheld
from whynext.process.assigning.forming import Formed
from whynext.process.assigning.instance import Plan, Status, Watch, never_stops
from whynext.process.choice import choose
from whynext.process.definition import Definition, Recourse
from whynext.process.frames import FEW, made, only, picked
from whynext.process.grouping.deciding import COST, put_in_groups
from whynext.process.lasting import lasting
from whynext.process.matching import Wishes, match
from whynext.process.observing import IDENTITY as IDENTITY
from whynext.process.observing import Occasion as Occasion
from whynext.process.observing import awake as awake
from whynext.process.observing import needs as needs
from whynext.process.observing import observe as observe
from whynext.process.observing import observed_columns, starts_of
from whynext.process.rules import APART, CLAIM, SEATS
from whynext.process.rules import KEPT as KEPT
from whynext.process.rules import SCORE as SCORE
from whynext.process.rules import SPREAD as SPREAD
from whynext.process.rules import TRIGGER as TRIGGER
from whynext.process.rules import agent_column as agent_column
from whynext.process.rules import keep_column as keep_column
from whynext.process.rules import prefer_column as prefer_column
from whynext.process.rules import ruled as ruled
from whynext.process.rules import when_column as when_column

PROBABILITY, RANK = ":probability", ":rank"

DECIDED: dict[str, pl.DataType] = {
    "student": pl.String(),
    "given": pl.String(),
    "options": pl.Int64(),
    "kept": pl.Int64(),
    "unknown": pl.Int64(),
    "chosen": pl.List(pl.String()),
    "probability": pl.Float64(),
    "mechanism": pl.String(),
    "recourse": pl.String(),
    "agents": pl.String(),
}
"""Columns of the decisions of a run: one row per student and given, in the order of the frame."""


@lasting
def digests(definition: Definition) -> dict[str, str]:
    """Return the digests of a definition's elements, which every run of it puts on record."""
    return definition.digests()


def judge(
    definition: Definition, observed: pl.DataFrame, seed: bytes, watch: Watch = never_stops
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Apply the rules and the choice of a definition to what was observed.

    Parameters
    ----------
    definition
        The process.
    observed
        As :func:`observe` returns it; more columns do no harm. If it is the record of an assignment that
        somebody stopped, what was found then is looked at and not searched again.
    seed
        Of the run.
    watch
        Of an assignment: told how far it is, and stops it.

    Returns
    -------
    (frame, decisions)
        The frame with every rule's verdict (``keep:1`` ..., ``prefer:1`` ..., ``when:1`` ...), whether
        each agent acts (``agent:1`` ...), ``:kept`` (null = UNKNOWN), ``:score``, ``:probability`` and
        ``:rank`` (0 = not chosen); and one row per student and given with the columns of
        :data:`DECIDED`.
    """
    halves = _halves(definition, observed)
    if not halves:
        return _judged(definition, observed, seed, watch)
    with ThreadPoolExecutor(len(halves)) as threads:
        done = list(threads.map(lambda half: _judged(definition, half, seed), halves))
    return pl.concat([each[0] for each in done]), pl.concat([each[1] for each in done])


_LARGE = 400_000  # rows; a frame of so many is judged in two halves at once, for choosing knows one processor


def _halves(definition: Definition, observed: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the two halves of a large frame, cut between decisions; nothing where it is judged as one."""
    if len(observed) < _LARGE or definition.is_joint:
        return []
    pair = [observed.get_column(name) for name in ("student", "given")]
    cut, low = len(observed) // 2, len(observed) // 2
    while cut < len(observed) and all(each[cut] == each[low] for each in pair):
        cut += 1
    return [observed[:cut], observed[cut:]] if cut < len(observed) else []


def _judged(
    definition: Definition, observed: pl.DataFrame, seed: bytes, watch: Watch = never_stops
) -> tuple[pl.DataFrame, pl.DataFrame]:
    frame = ruled(definition, only(observed, observed_columns(definition)))
    groups = _Groups.of(frame)
    left = groups.decidable(definition)
    if definition.choose.how == "match":
        frame = _matched(definition, frame, groups, left, seed)
        return frame, _decided(definition, frame, groups)
    if definition.choose.how == "assign":
        found = _assigned(definition, frame, observed, groups, left, seed, watch)
        frame = frame.hstack([pl.Series(PROBABILITY, found[0]), pl.Series(RANK, found[1]), *found[2]])
        return frame, _decided(definition, frame, groups)
    if definition.choose.how == "group":
        told = put_in_groups(definition, frame, left, groups.numbers(left), _names(groups))
        frame = frame.hstack([pl.Series(PROBABILITY, told[0]), pl.Series(RANK, told[1]), *told[2]])
        return frame, _decided(definition, frame, groups)
    if definition.choose.how == "group":
        told = put_in_groups(definition, frame, left, groups.numbers(left), _names(groups))
        frame = frame.hstack([pl.Series(PROBABILITY, told[0]), pl.Series(RANK, told[1]), *told[2]])
        return frame, _decided(definition, frame, groups)
    score = frame.get_column(SCORE).to_numpy()[left]
    draws, tickets = _chance(definition, groups, frame, left, seed)
    spread = frame.get_column(SPREAD).to_numpy()[left] if SPREAD in frame.columns else None
    result = choose(definition.choose, groups.numbers(left), score, draws, tickets, spread)
    probability = np.zeros(len(frame))
    rank = np.zeros(len(frame), np.int32)
    probability[left], rank[left] = result.probability, result.rank
    frame = frame.hstack([pl.Series(PROBABILITY, probability), pl.Series(RANK, rank)])
    return frame, _decided(definition, frame, groups)


def _assigned(
    definition: Definition,
    frame: pl.DataFrame,
    observed: pl.DataFrame,
    groups: _Groups,
    left: NDArray[np.int64],
    seed: bytes,
    watch: Watch,
) -> tuple[NDArray[np.float64], NDArray[np.int64], list[pl.Series]]:
    """Return probability, rank and the rest of what is assigned; as it was, where that is on record."""
    given = (left, groups.numbers(left), _names(groups))
    if STATUS in observed.columns and len(observed) and observed.get_column(STATUS)[0] == Status.STOPPED:
        return upheld(definition, frame, observed, *given)
    return assigned(definition, frame, *given, seed, watch)


def plan_of(definition: Definition, frame: pl.DataFrame) -> tuple[Formed, Plan]:
    """Return the assignment that a judged frame of ``assign`` holds, and the plan found for it."""
    groups = _Groups.of(frame)
    left = groups.decidable(definition)
    return recorded(definition, frame, left, groups.numbers(left), _names(groups))


OUTCOME, TURN, LAST, LAST_CLAIM = ":outcome", ":turn", ":last", ":last_priority"
"""Of a matching: how each wish came out, whose turn was when, and turn and claim of the last to get in."""


def _matched(
    definition: Definition, frame: pl.DataFrame, groups: _Groups, left: NDArray[np.int64], seed: bytes
) -> pl.DataFrame:
    """Return a judged frame with the choice of a matching: what everybody has, and how it came about."""
    rows = frame[left]
    wishes = Wishes(
        names=_names(groups),
        decision=groups.numbers(left),
        option=rows.get_column("option").to_list(),
        score=rows.get_column(SCORE).to_numpy(),
        seats=rows.get_column(SEATS).to_numpy(),
        apart=rows.get_column(APART).to_list() if APART in rows.columns else [""] * len(rows),
        claim=rows.get_column(CLAIM).to_numpy() if CLAIM in rows.columns else np.zeros(len(rows)),
    )
    matched = match(definition.choose, wishes, seed)
    probability, last_claim = np.zeros((2, len(frame)))
    rank, turn, last = np.zeros((3, len(frame)), np.int32)
    outcome = [""] * len(frame)
    for row, word in zip(left.tolist(), matched.outcome, strict=True):
        outcome[row] = word
    probability[left], last_claim[left] = matched.probability, matched.last_claim
    rank[left], turn[left], last[left] = matched.rank, matched.turn, matched.last
    told = [(PROBABILITY, probability), (RANK, rank), (TURN, turn), (LAST, last), (LAST_CLAIM, last_claim)]
    columns = [pl.Series(name, np.asarray(values)) for name, values in told]
    return frame.hstack([*columns, pl.Series(OUTCOME, outcome, pl.String)])


def _names(groups: _Groups) -> list[str]:
    """Return for each decision the name under which it draws: the student, and the given if there is one."""
    names = groups.heads.select(pl.concat_str("student", pl.col("given").fill_null(""), separator="\x1f"))
    found: list[str] = names.to_series().to_list()
    return found


def decided(definition: Definition, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the decisions a judged frame holds: one row per student and given (:data:`DECIDED`).

    ``agents`` has one digit per agent of the definition: 1 where it acts for this student, 0 where it does
    not, ? where that is UNKNOWN.
    """
    return _decided(definition, frame, _Groups.of(frame))


@dataclass(frozen=True, slots=True)
class _Groups:
    """The rows of a frame grouped into decisions.

    Parameters
    ----------
    starts
        The first row of each decision.
    heads
        Those rows.
    rows
        How many rows there are.
    kept
        The rows that are kept, in order.
    unknown
        The rows that are UNKNOWN, in order.
    """

    starts: NDArray[np.int64]
    heads: pl.DataFrame
    rows: int
    kept: NDArray[np.int64]
    unknown: NDArray[np.int64]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> _Groups:
        """Return the groups of a frame that has been ruled."""
        starts = starts_of(frame)
        names = [name for name in frame.columns if name in IDENTITY or name.startswith("agent:")]
        named = only(frame, names)
        heads = named.head(1) if len(starts) == 1 else named[starts]
        kept = frame.get_column(KEPT)
        nothing: NDArray[np.int64] = np.zeros(0, np.int64)
        if not kept.null_count():
            return cls(starts, heads, len(frame), np.flatnonzero(kept.to_numpy()), nothing)
        open_ = kept.is_null()
        left = np.flatnonzero(kept.fill_null(False).to_numpy())
        return cls(starts, heads, len(frame), left, np.flatnonzero(open_.to_numpy()))

    def decidable(self, definition: Definition) -> NDArray[np.int64]:
        """Return the rows that are kept, of decisions that need not turn to somebody first."""
        if not len(self.unknown):
            return self.kept
        counts = zip(self.counted(self.kept), self.counted(self.unknown), strict=True)
        stuck = np.array([_mechanism(definition, *each)[1] is not None for each in counts])
        return np.asarray(self.kept[~stuck[self.numbers(self.kept)]], np.int64)

    def numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the decision of each of these rows, which are in order."""
        if len(self.starts) == 1:
            return np.zeros(len(rows), np.int64)
        return np.repeat(np.arange(len(self.starts)), self._lengths(rows))

    def sizes(self) -> NDArray[np.int64]:
        """Return how many options each decision has; 0 where there was nothing to choose from."""
        option = self.heads.get_column("option")
        if len(self.starts) == 1:
            return np.array([self.rows - option.null_count()])
        sizes = np.diff(self.starts, append=self.rows)
        return np.asarray(sizes - option.is_null().to_numpy() if option.null_count() else sizes, np.int64)

    def counted(self, rows: NDArray[np.int64]) -> list[int]:
        """Return how many of these rows, which are in order, each decision has."""
        found: list[int] = self._lengths(rows).tolist()
        return found

    def _lengths(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        if len(self.starts) == 1:
            return np.array([len(rows)])
        ends = np.searchsorted(rows, np.append(self.starts, self.rows))
        return np.asarray(np.diff(ends), np.int64)


def _decided(definition: Definition, frame: pl.DataFrame, groups: _Groups) -> pl.DataFrame:
    left, unknown = groups.counted(groups.kept), groups.counted(groups.unknown)
    chosen, chances = _winners(definition, frame, groups)
    turns = _turns(definition)
    turned = [turns[kept > 0, open_ > 0] for kept, open_ in zip(left, unknown, strict=True)]
    if found_nothing(frame):
        turned = [("impossible", str(definition.none)) if each[1] is None else each for each in turned]
    by_chance = mechanism_of(definition) in ("sample", "lottery", "match")
    columns = {
        "student": groups.heads.get_column("student"),
        "given": groups.heads.get_column("given"),
        "options": groups.sizes(),
        "kept": left,
        "unknown": unknown,
        "chosen": chosen,
        "probability": chances if by_chance else [None] * len(left),
        "mechanism": [each[0] for each in turned],
        "recourse": [each[1] for each in turned],
        "agents": _acting(definition, groups.heads),
    }
    return made(DECIDED, columns)


@lasting
def _turns(definition: Definition) -> dict[tuple[int, int], tuple[str, str | None]]:
    """Return what a decision turns to, by whether options are kept and whether some are UNKNOWN."""
    return {(some, open_): _mechanism(definition, some, open_) for some in (0, 1) for open_ in (0, 1)}


def _winners(
    definition: Definition, frame: pl.DataFrame, groups: _Groups
) -> tuple[pl.Series, list[float | None]]:
    """Return what each decision chose, best first, and the probability of the first."""
    rank = frame.get_column(RANK).to_numpy()
    taken = rank > 0
    if definition.choose.how == "lottery" and definition.choose.capacity is not None:
        taken &= rank <= definition.choose.capacity
    index = np.flatnonzero(taken)
    decision = groups.numbers(index)
    counts = np.bincount(decision, minlength=len(groups.starts))
    ends = np.cumsum(counts)
    if len(index) > 1:
        index = index[np.lexsort((rank[index], decision))]
    options = picked(frame.get_column("option"), index)
    probability = frame.get_column(PROBABILITY).to_numpy()
    if definition.choose.how == "lottery":
        heads = zip(probability[groups.starts], np.isin(groups.starts, groups.kept), strict=True)
        # Who was not drawn had the same chance.
        return _as_lists(options, counts, ends), [float(p) if kept else None for p, kept in heads]
    won = probability[index]
    firsts = zip((ends - counts).tolist(), counts.tolist(), strict=True)
    chances = [float(won[first]) if size else None for first, size in firsts]
    return _as_lists(options, counts, ends), chances


def _as_lists(values: pl.Series, counts: NDArray[np.int64], ends: NDArray[np.int64]) -> pl.Series:
    """Return consecutive values as lists of these lengths."""
    if len(counts) <= FEW:
        texts, bounds = values.to_list(), zip((ends - counts).tolist(), ends.tolist(), strict=True)
        return pl.Series("chosen", [texts[first:end] for first, end in bounds], pl.List(pl.String))
    owner = np.repeat(np.arange(len(counts)), counts)
    held = pl.DataFrame({"d": owner, "chosen": values}).group_by("d", maintain_order=True).agg("chosen")
    if len(held) == len(counts):
        return held.get_column("chosen")
    every = pl.DataFrame({"d": np.arange(len(counts))}).join(held, on="d", how="left", maintain_order="left")
    return every.get_column("chosen").fill_null(pl.lit([], dtype=pl.List(pl.String)))


def _acting(definition: Definition, groups: pl.DataFrame) -> list[str]:
    """Return one digit per agent for each decision: 1 acts, 0 does not, ? is UNKNOWN."""
    digits = [
        ["1"] * len(groups)
        if agent.when is None
        else [_DIGITS[value] for value in groups.get_column(agent_column(index)).to_list()]
        for index, agent in enumerate(definition.agents)
    ]
    return ["".join(each) for each in zip(*digits, strict=True)]


_DIGITS = {True: "1", False: "0", None: "?"}


def offered(frame: pl.DataFrame) -> list[str]:
    """Return the options of one decision that no rule refused, best first."""
    left = frame.filter(pl.col(KEPT).fill_null(False))
    if COST in left.columns:  # a group is as good as what everybody together would lose by it
        return left.sort(pl.col(RANK) == 0, COST, maintain_order=True).get_column("option").to_list()
    return left.sort(SCORE, descending=True, maintain_order=True).get_column("option").to_list()


def slice_of(frame: pl.DataFrame, student: str, given: str | None) -> pl.DataFrame:
    """Return the rows of one decision."""
    return frame.filter((pl.col("student") == student) & pl.col("given").eq_missing(pl.lit(given, pl.String)))


def _chance(
    definition: Definition,
    groups: _Groups,
    frame: pl.DataFrame,
    left: NDArray[np.int64],
    seed: bytes,
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Return one draw per decision and, for a lottery, one ticket per option left.

    A student's draw depends on the seed and on the student (and given), never on who else is in the run.
    """
    how = definition.choose
    if how.how == "lottery":
        published = how.seed.encode() if how.seed else seed
        students = frame.get_column("student").gather(left).to_list()
        return np.zeros(len(groups.starts)), uniforms(published, students)
    if not how.by_chance:
        return np.zeros(len(groups.starts)), None
    return uniforms(seed, _names(groups)), None


def mechanism_of(definition: Definition) -> str:
    """Return by what a definition chooses: rule, sample, lottery, match, assign, group or table."""
    how = definition.choose
    if how.how in ("lottery", "match", "assign", "group", "table"):
        return how.how
    return "sample" if how.by_chance else "rule"


def _mechanism(definition: Definition, kept: int, unknown: int) -> tuple[str, str | None]:
    """Return how a decision came about, and whom or what to turn to where rules could not decide."""
    aside = definition.unknown.how is Recourse.SET_ASIDE
    if unknown and not (aside and kept):
        return "unknown", str(definition.none if aside else definition.unknown)
    if not kept:
        return "none", str(definition.none)
    return mechanism_of(definition), None
