"""A run: one frame of students × options, from declared information to what is chosen.

Two pure moves. :func:`observe` reads exactly the declared information and nothing else. :func:`judge`
applies rules and choice to what was observed. The frame they leave is the record: why, why-not, replay,
what-if and audits all call :func:`judge` again on recorded information.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Refused
from whynext.base.seed import uniforms
from whynext.process.choice import choose
from whynext.process.definition import LATER, Definition, Recourse, Use
from whynext.process.expression import Expression, Value
from whynext.process.information import Asked, Catalogue, Grain, Information, Type

IDENTITY = ("student", "given", "option")
KEPT, SCORE, PROBABILITY, RANK = ":kept", ":score", ":probability", ":rank"
TRIGGER = ":trigger"

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


def keep_column(index: int) -> str:
    """Return the name of the column of the `index`-th keep rule (from 0)."""
    return f"keep:{index + 1}"


def prefer_column(index: int) -> str:
    """Return the name of the column of the `index`-th term's contribution (from 0)."""
    return f"prefer:{index + 1}"


def when_column(index: int) -> str:
    """Return the name of the column of the `index`-th row of a table (from 0)."""
    return f"when:{index + 1}"


def agent_column(index: int) -> str:
    """Return the name of the column telling whether the `index`-th agent acts (from 0)."""
    return f"agent:{index + 1}"


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

    Returns
    -------
    pl.DataFrame
        ``student``, ``given``, ``option`` and one column per used information, grouped by student and
        given in the order of `pairs`, options in the order in which ties are broken. Students for whom
        the trigger's condition is FALSE are left out.
    """
    if definition.is_composite:
        raise Refused(f"«{definition.id}» decides through its steps and observes nothing itself")
    pairs = pairs.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
    look = _Look(definition, catalogue, sources, occasion)
    alone = len(pairs) == 1
    pairs = look.add(pairs, (Grain.STUDENT, Grain.GIVEN, Grain.STUDENT_GIVEN), alone)
    if definition.trigger.when is not None:
        awake = definition.trigger.when.run_by(definition.values)
        pairs = pairs.filter(awake.fill_null(True))
    frame = _candidates(definition, catalogue, pairs, look)
    frame = look.add(frame, (Grain.OPTION, Grain.STUDENT_OPTION, Grain.OPTION_GIVEN), alone)
    return frame.select([*IDENTITY, *(use.column for use in definition.information)])


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
    return known.filter(definition.trigger.when.run_by(definition.values).fill_null(True)).select(
        pairs.columns
    )


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
    columns = [*IDENTITY, *(use.column for use in definition.information)]
    frame = ruled(definition, observed.select(columns))
    groups = _Groups.of(frame)
    left = groups.decidable(definition)
    score = frame.get_column(SCORE).to_numpy()[left]
    draws, tickets = _chance(definition, groups, frame, left, seed)
    result = choose(definition.choose, groups.numbers(left), score, draws, tickets)
    probability = np.zeros(len(frame))
    rank = np.zeros(len(frame), np.int32)
    probability[left], rank[left] = result.probability, result.rank
    frame = frame.hstack([pl.Series(PROBABILITY, probability), pl.Series(RANK, rank)])
    return frame, _decided(definition, frame, groups)


def decided(definition: Definition, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the decisions a judged frame holds: one row per student and given (:data:`DECIDED`).

    ``agents`` has one digit per agent of the definition: 1 where it acts for this student, 0 where it does
    not, ? where that is UNKNOWN.
    """
    return _decided(definition, frame, _Groups.of(frame))


_REFUSED, _UNKNOWN, _KEPT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Groups:
    """The rows of a frame grouped into decisions.

    Parameters
    ----------
    starts
        The first row of each decision.
    heads
        Those rows.
    kept
        For each row 0 refused, 1 UNKNOWN, 2 kept.
    """

    starts: NDArray[np.int64]
    heads: pl.DataFrame
    kept: NDArray[np.uint8]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> _Groups:
        """Return the groups of a frame that has been ruled."""
        code = pl.when(KEPT).then(_KEPT).when(~pl.col(KEPT)).then(_REFUSED).otherwise(_UNKNOWN)
        kept = frame.select(code.cast(pl.UInt8)).to_series().to_numpy()
        starts = _starts(frame)
        named = [name for name in frame.columns if name in IDENTITY or name.startswith("agent:")]
        return cls(starts, frame.select(named)[starts], kept)

    def decidable(self, definition: Definition) -> NDArray[np.int64]:
        """Return the rows that are kept, of decisions that need not turn to somebody first."""
        left = np.flatnonzero(self.kept == _KEPT)
        if not (self.kept == _UNKNOWN).any():
            return left
        counts = zip(self.counted(_KEPT), self.counted(_UNKNOWN), strict=True)
        stuck = np.array([_mechanism(definition, *each)[1] is not None for each in counts])
        return np.asarray(left[~stuck[self.numbers(left)]], np.int64)

    def numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the decision of each of these rows, which are in order."""
        ends = np.searchsorted(rows, np.append(self.starts, len(self.kept)))
        return np.repeat(np.arange(len(self.starts)), np.diff(ends))

    def sizes(self) -> NDArray[np.int64]:
        """Return how many options each decision has; 0 where there was nothing to choose from."""
        nothing = self.heads.get_column("option").is_null().to_numpy()
        return np.asarray(np.diff(self.starts, append=len(self.kept)) - nothing, np.int64)

    def counted(self, code: int) -> list[int]:
        """Return how many rows of each decision have this code."""
        rows = np.flatnonzero(self.kept == code)
        found: list[int] = np.diff(np.searchsorted(rows, np.append(self.starts, len(self.kept)))).tolist()
        return found


def _decided(definition: Definition, frame: pl.DataFrame, groups: _Groups) -> pl.DataFrame:
    left, unknown = groups.counted(_KEPT), groups.counted(_UNKNOWN)
    chosen, chances = _winners(definition, frame, groups)
    turns = {(some, open_): _mechanism(definition, some, open_) for some in (0, 1) for open_ in (0, 1)}
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
    return pl.DataFrame(columns, schema=DECIDED)


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
    order = np.lexsort((rank[index], decision))
    index = index[order]
    options = frame.get_column("option").gather(index)
    counts = np.bincount(decision, minlength=len(groups.starts))
    ends = np.cumsum(counts)
    probability = frame.get_column(PROBABILITY).to_numpy()
    if definition.choose.how == "lottery":
        heads = zip(probability[groups.starts], groups.kept[groups.starts], strict=True)
        # Who was not drawn had the same chance.
        return _as_lists(options, counts, ends), [float(p) if kept == _KEPT else None for p, kept in heads]
    won = probability[index]
    firsts = zip((ends - counts).tolist(), counts.tolist(), strict=True)
    chances = [float(won[first]) if size else None for first, size in firsts]
    return _as_lists(options, counts, ends), chances


def _as_lists(values: pl.Series, counts: NDArray[np.int64], ends: NDArray[np.int64]) -> pl.Series:
    """Return consecutive values as lists of these lengths."""
    if len(counts) < _FEW:
        texts = values.to_list()
        lists = [texts[end - size : end] for end, size in zip(ends.tolist(), counts.tolist(), strict=True)]
        return pl.Series("chosen", lists, dtype=pl.List(pl.String))
    owner = np.repeat(np.arange(len(counts)), counts)
    held = pl.DataFrame({"d": owner, "chosen": values}).group_by("d", maintain_order=True).agg("chosen")
    every = pl.DataFrame({"d": np.arange(len(counts))}).join(held, on="d", how="left", maintain_order="left")
    return every.get_column("chosen").fill_null(pl.lit([], dtype=pl.List(pl.String)))


_FEW = 100  # lists; below, a loop is quicker than a join


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


def ruled(definition: Definition, observed: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every rule's verdict, ``:kept`` and ``:score``; no choice yet."""
    constants = definition.values
    verdicts = [expression.run_by(constants).alias(name) for name, expression in _expressions(definition)]
    for index, rule in enumerate(definition.prefers):
        worth = rule.weight.run_by(constants) * rule.term.run_by(constants).cast(pl.Float64)
        verdicts.append(pl.when(worth.is_finite()).then(worth).alias(prefer_column(index)))
    terms = [prefer_column(index) for index in range(len(definition.prefers))]
    score = pl.sum_horizontal(terms, ignore_nulls=False) if terms else pl.repeat(0.0, pl.len())
    # What cannot be ranked cannot be kept: an unknown term makes the option UNKNOWN.
    ranked = pl.col(KEPT).is_null() | ~pl.col(KEPT) | pl.col(SCORE).is_not_null()
    there = pl.col("option").is_not_null()
    return (
        observed.lazy()
        .with_columns(verdicts)
        .with_columns(_kept(definition).alias(KEPT), score.cast(pl.Float64).alias(SCORE))
        .with_columns(pl.when(~there).then(False).when(ranked).then(pl.col(KEPT)).alias(KEPT))
        .collect()
    )


def offered(frame: pl.DataFrame) -> list[str]:
    """Return the options of one decision that no rule refused, best first."""
    left = frame.filter(pl.col(KEPT).fill_null(False))
    return left.sort(SCORE, descending=True, maintain_order=True).get_column("option").to_list()


def slice_of(frame: pl.DataFrame, student: str, given: str | None) -> pl.DataFrame:
    """Return the rows of one decision."""
    return frame.filter((pl.col("student") == student) & pl.col("given").eq_missing(pl.lit(given, pl.String)))


def _expressions(definition: Definition) -> list[tuple[str, Expression]]:
    found = [(keep_column(index), rule.test) for index, rule in enumerate(definition.keeps)]
    found += [(when_column(index), row.test) for index, row in enumerate(definition.rows)]
    found += [
        (agent_column(index), agent.when)
        for index, agent in enumerate(definition.agents)
        if agent.when is not None
    ]
    if definition.trigger.when is not None:
        found.append((TRIGGER, definition.trigger.when))
    return found


def _kept(definition: Definition) -> pl.Expr:
    keeps = [pl.col(keep_column(index)) for index in range(len(definition.keeps))]
    if definition.rows:
        keeps.append(_answer(definition))
    if definition.trigger.when is not None:
        # A condition that is UNKNOWN makes everything UNKNOWN; FALSE was left out by observe.
        keeps.append(pl.col(TRIGGER))
    return pl.all_horizontal(keeps) if keeps else pl.repeat(True, pl.len())


def _answer(definition: Definition) -> pl.Expr:
    """Return whether an option is the table's answer: UNKNOWN once a row before the first TRUE is."""
    result: pl.Expr = pl.lit(False)
    for index, row in reversed(list(enumerate(definition.rows))):
        test = pl.col(when_column(index))
        result = pl.when(test).then(pl.col("option") == row.then).when(~test).then(result)
    return result


class _Look:
    """Answers for the declared information, each view seeing only the sources it named."""

    def __init__(
        self,
        definition: Definition,
        catalogue: Catalogue,
        sources: Mapping[str, pl.DataFrame],
        occasion: Occasion,
    ) -> None:
        self.definition, self.catalogue, self.sources, self.occasion = (
            definition,
            catalogue,
            sources,
            occasion,
        )

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
        for use in self.definition.information:
            information = self.catalogue.information[use.name]
            if information.grain not in grains:
                continue
            keys = information.grain.columns
            if keys not in spread:
                spread[keys] = _distinct(frame, keys, alone)
            rows, index = spread[keys]
            values = self._answer(use, information, rows)
            columns.append((values if index is None else values.gather(index)).alias(use.column))
        return frame.hstack(columns) if columns else frame

    def _answer(self, use: Use, information: Information, rows: pl.DataFrame) -> pl.Series:
        arguments = {
            name: each.default for name, each in information.arguments.items() if each.default is not None
        }
        arguments.update(self.definition.arguments(use))
        values = information.view(self.asked(rows, information.needs, arguments))
        if len(values) != len(rows):
            raise ValueError(f"information «{use.name}» answered {len(values)} of {len(rows)} rows")
        values = values.cast(information.type.dtype)
        return _finite(values) if information.type is Type.NUMBER else values


def _finite(values: pl.Series) -> pl.Series:
    """Return numbers with UNKNOWN for what no number is: infinity and NaN."""
    return values.to_frame().select(pl.when(pl.first().is_finite()).then(pl.first())).to_series()


def _distinct(
    frame: pl.DataFrame, keys: tuple[str, ...], alone: bool
) -> tuple[pl.DataFrame, NDArray[np.int64] | None]:
    """Return the distinct keys, and for each row of the frame which of them it has.

    The index is None where the rows are asked as they are: what is asked of a student with an option
    differs from row to row anyway, and if there is a single decision (`alone`) so does everything.
    """
    rows = frame.select(keys)
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
        answers = pl.DataFrame({"option": list(definition.answers)})
        return pairs.join(answers, how="cross", maintain_order="left_right")
    kind = catalogue.options[definition.decides]
    listed = kind.candidates(look.asked(pairs.select("student", "given"), kind.needs, {}))
    listed = listed.select(pl.col(IDENTITY).cast(pl.String))
    known = pairs.drop("student", "given")
    if len(pairs) == 1 and len(listed):
        return listed.with_columns(
            pl.lit(each[0], each.dtype).alias(each.name) for each in known.get_columns()
        )
    starts = _starts(listed)
    if listed.select("student", "given")[starts].equals(pairs.select("student", "given")):
        index = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(listed)))
        return listed.hstack([each.gather(index) for each in known.get_columns()])
    # Whoever has nothing to choose from stays in the record, with no option, and is not forgotten.
    numbered = pairs.with_row_index(":n")
    keys = ["student", "given"]
    joined = numbered.join(listed, on=keys, how="left", nulls_equal=True, maintain_order="left_right")
    return joined.sort(":n", maintain_order=True).select([*IDENTITY, *known.columns])


def _starts(frame: pl.DataFrame) -> NDArray[np.int64]:
    """Return the rows at which a decision begins: rows of one student and given lie together."""
    student, given = frame.get_column("student"), frame.get_column("given")
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
    if how.how != "sample" and how.explore == 0.0 and how.ties != "chance":
        return np.zeros(len(groups.starts)), None
    names = groups.heads.select(pl.concat_str("student", pl.col("given").fill_null(""), separator="\x1f"))
    return uniforms(seed, names.to_series().to_list()), None


def mechanism_of(definition: Definition) -> str:
    """Return by what a definition chooses: rule, sample, lottery or table."""
    how = definition.choose
    if how.how in ("lottery", "table"):
        return how.how
    return "sample" if how.how == "sample" or how.explore > 0.0 or how.ties == "chance" else "rule"


def _mechanism(definition: Definition, kept: int, unknown: int) -> tuple[str, str | None]:
    """Return how a decision came about, and whom or what to turn to where rules could not decide."""
    aside = definition.unknown.how is Recourse.SET_ASIDE
    if unknown and not (aside and kept):
        return "unknown", str(definition.none if aside else definition.unknown)
    if not kept:
        return "none", str(definition.none)
    return mechanism_of(definition), None
