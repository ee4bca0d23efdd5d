"""A run: one frame of students × options, from declared information to what is chosen.

Two pure moves. :func:`observe` reads exactly the declared information and nothing else. :func:`judge`
applies rules and choice to what was observed. The frame they leave is the record: why, why-not, replay,
what-if and audits all call :func:`judge` again on recorded information.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Refused
from whynext.base.seed import uniforms
from whynext.process.choice import choose
from whynext.process.definition import LATER, Definition, Recourse, Use
from whynext.process.expression import Value, finite
from whynext.process.frames import FEW, beside, made, only, picked, repeated, where
from whynext.process.information import Asked, Catalogue, Grain, Information, OptionKind, Type
from whynext.process.known import Known
from whynext.process.lasting import lasting
from whynext.process.rules import KEPT as KEPT
from whynext.process.rules import SCORE as SCORE
from whynext.process.rules import SPREAD as SPREAD
from whynext.process.rules import TRIGGER as TRIGGER
from whynext.process.rules import agent_column as agent_column
from whynext.process.rules import keep_column as keep_column
from whynext.process.rules import prefer_column as prefer_column
from whynext.process.rules import ruled as ruled
from whynext.process.rules import when_column as when_column

IDENTITY = ("student", "given", "option")
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


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and with which chance a run happens.

    Parameters
    ----------
    as_of
        The instant of which information must be true.
    today
        The school's date at that instant.
    seed
        From which every draw of the run is derived; the same for one student and for many.
    """

    as_of: datetime
    today: date
    seed: bytes


@lasting
def digests(definition: Definition) -> dict[str, str]:
    """Return the digests of a definition's elements, which every run of it puts on record."""
    return definition.digests()


def needs(definition: Definition, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of the sources a run must be given, each once."""
    names: dict[str, None] = {}
    for use in definition.information:
        names.update(dict.fromkeys(catalogue.information[use.name].needs))
    if definition.decides:
        names.update(dict.fromkeys(catalogue.options[definition.decides].needs))
    return tuple(names)


def observe(
    definition: Definition,
    catalogue: Catalogue,
    pairs: pl.DataFrame,
    sources: Mapping[str, pl.DataFrame],
    occasion: Occasion,
    known: Known | None = None,
) -> pl.DataFrame:
    """Return what the process sees: every candidate with the declared information, nothing else.

    Parameters
    ----------
    definition
        The process.
    catalogue
        Where its information is declared.
    pairs
        Columns ``student`` and ``given`` (null if nothing is given), unique, each student's together.
    sources
        At least the tables :func:`needs` names.
    occasion
        When.
    known
        What was found of options before, from these very sources; it changes nothing but the time it
        takes.

    Returns
    -------
    pl.DataFrame
        ``student``, ``given``, ``option`` and one column per used information, grouped by student and
        given in the order of `pairs`, options in the order in which ties are broken. Students for whom
        the trigger's condition is FALSE are left out.
    """
    if definition.is_composite:
        raise Refused(f"«{definition.id}» decides through its steps and observes nothing itself")
    pairs = made(_PAIR, {name: pairs.get_column(name) for name in _PAIR})
    look = _Look(definition, catalogue, sources, occasion, known)
    alone = len(pairs) == 1
    pairs = look.add(pairs, (Grain.STUDENT, Grain.GIVEN, Grain.STUDENT_GIVEN), alone)
    pairs = _awake(definition, pairs)
    frame = _candidates(definition, catalogue, pairs, look)
    frame = look.add(frame, (Grain.OPTION, Grain.STUDENT_OPTION, Grain.OPTION_GIVEN), alone)
    return only(frame, _observed(definition))


def awake(
    definition: Definition,
    catalogue: Catalogue,
    pairs: pl.DataFrame,
    sources: Mapping[str, pl.DataFrame],
    occasion: Occasion,
) -> pl.DataFrame:
    """Return the pairs for which the trigger's condition is not FALSE."""
    if definition.trigger.when is None:
        return pairs
    look = _Look(definition, catalogue, sources, occasion)
    known = look.add(pairs, (Grain.STUDENT, Grain.GIVEN, Grain.STUDENT_GIVEN))
    return _awake(definition, known).select(pairs.columns)


_PAIR = {"student": pl.String(), "given": pl.String()}


def _awake(definition: Definition, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs, with what is known of them, for which the trigger's condition is not FALSE."""
    if definition.trigger.when is None:
        return pairs
    holds = pairs.select_seq(_condition(definition)).to_series()
    if len(holds) != len(pairs):  # it looks at nothing that differs
        return pairs if holds.to_list() != [False] else pairs.clear()
    return where(pairs, holds.fill_null(True) if holds.null_count() else holds)


@lasting
def _condition(definition: Definition) -> pl.Expr:
    assert definition.trigger.when is not None
    return definition.trigger.when.run_by(definition.values)


def judge(definition: Definition, observed: pl.DataFrame, seed: bytes) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Apply the rules and the choice of a definition to what was observed.

    Parameters
    ----------
    definition
        The process.
    observed
        As :func:`observe` returns it; more columns do no harm.
    seed
        Of the run.

    Returns
    -------
    (frame, decisions)
        The frame with every rule's verdict (``keep:1`` ..., ``prefer:1`` ..., ``when:1`` ...), whether
        each agent acts (``agent:1`` ...), ``:kept`` (null = UNKNOWN), ``:score``, ``:probability`` and
        ``:rank`` (0 = not chosen); and one row per student and given with the columns of
        :data:`DECIDED`.
    """
    if definition.choose.how in LATER:
        raise Refused(f"«{definition.id}» chooses by {definition.choose.how}, which cannot be run yet")
    halves = _halves(definition, observed)
    if not halves:
        return _judged(definition, observed, seed)
    with ThreadPoolExecutor(len(halves)) as threads:
        done = list(threads.map(lambda half: _judged(definition, half, seed), halves))
    return pl.concat([each[0] for each in done]), pl.concat([each[1] for each in done])


_LARGE = 400_000  # rows; a frame of so many is judged in two halves at once, for choosing knows one processor


def _halves(definition: Definition, observed: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the two halves of a large frame, cut between decisions; nothing where it is judged as one."""
    if len(observed) < _LARGE or definition.choose.how == "lottery":
        return []
    pair = [observed.get_column(name) for name in ("student", "given")]
    cut, low = len(observed) // 2, len(observed) // 2
    while cut < len(observed) and all(each[cut] == each[low] for each in pair):
        cut += 1
    return [observed[:cut], observed[cut:]] if cut < len(observed) else []


def _judged(definition: Definition, observed: pl.DataFrame, seed: bytes) -> tuple[pl.DataFrame, pl.DataFrame]:
    frame = ruled(definition, only(observed, _observed(definition)))
    groups = _Groups.of(frame)
    left = groups.decidable(definition)
    score = frame.get_column(SCORE).to_numpy()[left]
    draws, tickets = _chance(definition, groups, frame, left, seed)
    spread = frame.get_column(SPREAD).to_numpy()[left] if SPREAD in frame.columns else None
    result = choose(definition.choose, groups.numbers(left), score, draws, tickets, spread)
    probability = np.zeros(len(frame))
    rank = np.zeros(len(frame), np.int32)
    probability[left], rank[left] = result.probability, result.rank
    frame = frame.hstack([pl.Series(PROBABILITY, probability), pl.Series(RANK, rank)])
    return frame, _decided(definition, frame, groups)


def _observed(definition: Definition) -> list[str]:
    return [*IDENTITY, *(use.column for use in definition.information)]


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
        starts = _starts(frame)
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
    by_chance = mechanism_of(definition) in ("sample", "lottery")
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
    return left.sort(SCORE, descending=True, maintain_order=True).get_column("option").to_list()


def slice_of(frame: pl.DataFrame, student: str, given: str | None) -> pl.DataFrame:
    """Return the rows of one decision."""
    return frame.filter((pl.col("student") == student) & pl.col("given").eq_missing(pl.lit(given, pl.String)))


@dataclass(frozen=True, slots=True)
class _Look:
    """Answers for the declared information, each view seeing only the sources it named."""

    definition: Definition
    catalogue: Catalogue
    sources: Mapping[str, pl.DataFrame]
    occasion: Occasion
    known: Known | None = None

    def asked(self, rows: pl.DataFrame, needed: tuple[str, ...], arguments: Mapping[str, Value]) -> Asked:
        return Asked(
            rows=rows,
            sources={name: self.sources[name] for name in needed},
            arguments={
                name: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
                for name, value in arguments.items()
            },
            as_of=self.occasion.as_of,
            today=self.occasion.today,
        )

    def add(self, frame: pl.DataFrame, grains: tuple[Grain, ...], alone: bool = False) -> pl.DataFrame:
        """Return the frame with the columns of all used information of these grains."""
        spread: dict[tuple[str, ...], tuple[pl.DataFrame, NDArray[np.int64] | None]] = {}
        columns = []
        for use, given in zip(self.definition.information, _arguments(self.definition), strict=True):
            information = self.catalogue.information[use.name]
            if information.grain not in grains:
                continue
            keys = information.grain.columns
            if keys not in spread:
                spread[keys] = _distinct(frame, keys, alone)
            rows, index = spread[keys]
            values = self._answer(use, information, rows, given)
            columns.append((values if index is None else values.gather(index)).alias(use.column))
        return frame.hstack(columns) if columns else frame

    def options(self, kind: OptionKind, pairs: pl.DataFrame) -> pl.Series | None:
        """Return the options of all these pairs, if they are known to have the same."""
        if self.known is None:
            return None
        return self.known.options(kind, pairs, lambda rows: self.asked(only(rows, _PAIR), kind.needs, {}))

    def _answer(
        self, use: Use, information: Information, rows: pl.DataFrame, given: Mapping[str, Value]
    ) -> pl.Series:
        arguments = {
            name: each.default for name, each in information.arguments.items() if each.default is not None
        }
        arguments.update(given)

        def asked(rows: pl.DataFrame) -> Asked:
            return self.asked(rows, information.needs, arguments)

        if self.known is None:
            values = information.view(asked(rows))
        else:
            values = self.known.answer(information, rows, asked, arguments)
        if len(values) != len(rows):
            raise ValueError(f"information «{use.name}» answered {len(values)} of {len(rows)} rows")
        values = values.cast(information.type.dtype)
        return _finite(values) if information.type is Type.NUMBER else values


@lasting
def _arguments(definition: Definition) -> list[dict[str, Value]]:
    return [definition.arguments(use) for use in definition.information]


def _finite(values: pl.Series) -> pl.Series:
    """Return numbers with UNKNOWN for what no number is: infinity and NaN."""
    if np.isfinite(values.to_numpy()).sum() == len(values) - values.null_count():
        return values
    return values.to_frame().select(finite(pl.first())).to_series()


def _distinct(
    frame: pl.DataFrame, keys: tuple[str, ...], alone: bool
) -> tuple[pl.DataFrame, NDArray[np.int64] | None]:
    """Return the distinct keys, and for each row of the frame which of them it has.

    The index is None where the rows are asked as they are: what is asked of a student with an option
    differs from row to row anyway, and if there is a single decision (`alone`) so does everything.
    """
    rows = only(frame, keys)
    if keys == ("student", "option") or len(rows) == 0 or alone:
        return rows, None
    distinct = rows.unique(maintain_order=True)
    if len(keys) == 1 and rows.get_column(keys[0]).null_count() == 0:
        codes = rows.get_column(keys[0]).cast(pl.Enum(distinct.get_column(keys[0])))
        return distinct, codes.to_physical().to_numpy().astype(np.int64)
    numbered = distinct.with_row_index("n")
    found = rows.join(numbered, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    return distinct, found.get_column("n").to_numpy().astype(np.int64)


def _candidates(
    definition: Definition, catalogue: Catalogue, pairs: pl.DataFrame, look: _Look
) -> pl.DataFrame:
    """Return the candidates with what is known of their student and given."""
    if definition.answers:
        return _crossed(pairs, pl.Series("option", definition.answers, pl.String))
    kind = catalogue.options[definition.decides]
    same = look.options(kind, pairs)
    if same is not None and len(same):
        return _crossed(pairs, same)
    listed = kind.candidates(look.asked(only(pairs, _PAIR), kind.needs, {}))
    listed = listed.select(pl.col(IDENTITY).cast(pl.String))
    known = pairs.drop("student", "given")
    if len(pairs) == 1 and len(listed):
        return _crossed(pairs, listed.get_column("option"))
    starts = _starts(listed)
    if listed.select("student", "given")[starts].equals(pairs.select("student", "given")):
        index = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(listed)))
        return listed.hstack([each.gather(index) for each in known.get_columns()])
    # Whoever has nothing to choose from stays in the record, with no option, and is not forgotten.
    numbered = pairs.with_row_index(":n")
    keys = ["student", "given"]
    joined = numbered.join(listed, on=keys, how="left", nulls_equal=True, maintain_order="left_right")
    return joined.sort(":n", maintain_order=True).select([*IDENTITY, *known.columns])


def _crossed(pairs: pl.DataFrame, options: pl.Series) -> pl.DataFrame:
    """Return every pair with every option, and what is known of the pair."""
    if len(pairs) == 1:
        student, given, *rest = repeated(pairs, len(options))
        return beside([student, given, options.alias("option"), *rest])
    owner = np.repeat(np.arange(len(pairs)), len(options))
    place = np.tile(np.arange(len(options)), len(pairs))
    student, given, *rest = [each.gather(owner) for each in pairs.get_columns()]
    return beside([student, given, options.gather(place).alias("option"), *rest])


def _starts(frame: pl.DataFrame) -> NDArray[np.int64]:
    """Return the rows at which a decision begins: rows of one student and given lie together."""
    student, given = frame.get_column("student"), frame.get_column("given")
    if len(frame) and student.item(0) == student.item(-1) and given.item(0) == given.item(-1):
        return np.zeros(1, np.int64)
    if given.null_count() == len(frame):
        lengths = student.rle().struct.field("len").to_numpy().astype(np.int64)
        return np.asarray(np.cumsum(lengths) - lengths, np.int64)
    new = frame.select(student.ne_missing(student.shift(1)) | given.ne_missing(given.shift(1))).to_series()
    flags = new.to_numpy().copy()
    if len(flags):
        flags[0] = True
    return np.flatnonzero(flags)


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
    names = groups.heads.select(pl.concat_str("student", pl.col("given").fill_null(""), separator="\x1f"))
    return uniforms(seed, names.to_series().to_list()), None


def mechanism_of(definition: Definition) -> str:
    """Return by what a definition chooses: rule, sample, lottery or table."""
    how = definition.choose
    if how.how in ("lottery", "table"):
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
