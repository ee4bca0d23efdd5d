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

from whynext.base.seed import uniforms
from whynext.process.choice import choose
from whynext.process.definition import Definition, Fallback, Recourse, Use
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
    pairs = pairs.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
    look = _Look(definition, catalogue, sources, occasion)
    pairs = look.add(pairs, (Grain.STUDENT, Grain.GIVEN, Grain.STUDENT_GIVEN))
    if definition.trigger.when is not None:
        awake = definition.trigger.when.run_by(definition.values)
        pairs = pairs.filter(awake.fill_null(True))
    frame = _candidates(definition, catalogue, pairs, look)
    frame = look.add(frame, (Grain.OPTION, Grain.STUDENT_OPTION, Grain.OPTION_GIVEN))
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
    return known.filter(definition.trigger.when.run_by(definition.values).fill_null(True)).select(pairs.columns)


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
    columns = [*IDENTITY, *(use.column for use in definition.information)]
    frame = ruled(definition, observed.select(columns))
    decision = _decision_index(frame)
    size = int(decision[-1]) + 1 if len(decision) else 0
    left = np.flatnonzero(frame.get_column(KEPT).fill_null(False).to_numpy())
    starts = np.searchsorted(decision, np.arange(size)) if size else np.zeros(0, np.int64)
    groups = frame.select("student", "given")[starts]
    score = frame.get_column(SCORE).to_numpy()[left]
    draws, tickets = _chance(definition, groups, frame, left, seed)
    result = choose(definition.choose, decision[left], score, draws, tickets)
    probability = np.zeros(len(frame))
    rank = np.zeros(len(frame), np.int32)
    probability[left], rank[left] = result.probability, result.rank
    if definition.choose.how != "lottery":
        rank[left[~result.chosen]] = 0
    frame = frame.with_columns(pl.Series(PROBABILITY, probability), pl.Series(RANK, rank))
    return frame, decided(definition, frame)


def decided(definition: Definition, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the decisions a judged frame holds: one row per student and given (:data:`DECIDED`).

    ``agents`` has one digit per agent of the definition: 1 where it acts for this student, 0 where it does
    not, ? where that is UNKNOWN.
    """
    decision = _decision_index(frame)
    size = int(decision[-1]) + 1 if len(decision) else 0
    starts = np.searchsorted(decision, np.arange(size)) if size else np.zeros(0, np.int64)
    taken = frame.get_column(RANK).to_numpy() > 0
    if definition.choose.how == "lottery" and definition.choose.capacity is not None:
        taken &= frame.get_column(RANK).to_numpy() <= definition.choose.capacity
    acting = [
        pl.lit("1")
        if agent.when is None
        else pl.when(agent_column(index))
        .then(pl.lit("1"))
        .when(~pl.col(agent_column(index)))
        .then(pl.lit("0"))
        .otherwise(pl.lit("?"))
        for index, agent in enumerate(definition.agents)
    ]
    groups = frame[starts].select("student", "given", pl.concat_str(acting).alias("agents"))
    return _decided(definition, frame, decision, groups, taken)


def ruled(definition: Definition, observed: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every rule's verdict, ``:kept`` and ``:score``; no choice yet."""
    constants = definition.values
    verdicts = [expression.run_by(constants).alias(name) for name, expression in _expressions(definition)]
    verdicts += [
        (rule.weight.run_by(constants) * rule.term.run_by(constants).cast(pl.Float64)).alias(
            prefer_column(index)
        )
        for index, rule in enumerate(definition.prefers)
    ]
    frame = observed.with_columns(verdicts) if verdicts else observed
    terms = [prefer_column(index) for index in range(len(definition.prefers))]
    score = pl.sum_horizontal(terms, ignore_nulls=False) if terms else pl.repeat(0.0, pl.len())
    frame = frame.with_columns(_kept(definition).alias(KEPT), score.cast(pl.Float64).alias(SCORE))
    # What cannot be ranked cannot be kept: an unknown term makes the option UNKNOWN.
    unranked = pl.col(KEPT) & pl.col(SCORE).is_null()
    return frame.with_columns(
        pl.when(unranked.not_() | pl.col(KEPT).is_null()).then(pl.col(KEPT)).alias(KEPT)
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

    def add(self, frame: pl.DataFrame, grains: tuple[Grain, ...]) -> pl.DataFrame:
        """Return the frame with the columns of all used information of these grains."""
        spread: dict[tuple[str, ...], tuple[pl.DataFrame, NDArray[np.int64] | None]] = {}
        columns = []
        for use in self.definition.information:
            information = self.catalogue.information[use.name]
            if information.grain not in grains:
                continue
            keys = information.grain.columns
            if keys not in spread:
                spread[keys] = _distinct(frame, keys)
            rows, index = spread[keys]
            values = self._answer(use, information, rows)
            columns.append((values if index is None else values.gather(index)).alias(use.column))
        return frame.with_columns(columns) if columns else frame

    def _answer(self, use: Use, information: Information, rows: pl.DataFrame) -> pl.Series:
        arguments = {
            name: each.default for name, each in information.arguments.items() if each.default is not None
        }
        arguments.update(self.definition.arguments(use))
        values = information.view(self.asked(rows, information.needs, arguments))
        if len(values) != len(rows):
            raise ValueError(f"information «{use.name}» answered {len(values)} of {len(rows)} rows")
        values = values.cast(information.type.dtype)
        return values.fill_nan(None) if information.type is Type.NUMBER else values


def _distinct(frame: pl.DataFrame, keys: tuple[str, ...]) -> tuple[pl.DataFrame, NDArray[np.int64] | None]:
    """Return the distinct keys, and for each row of the frame which of them it has.

    The index is None where the rows are asked as they are: what is asked of a student with an option
    differs from row to row anyway.
    """
    rows = frame.select(keys)
    if keys == ("student", "option") or len(rows) == 0:
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
    known = [column for column in pairs.columns if column not in ("student", "given")]
    numbered = pairs.with_row_index(":n")
    index = _decision_index(listed)
    groups = listed.select("student", "given")[np.flatnonzero(np.diff(index, prepend=-1))]
    if groups.equals(pairs.select("student", "given")):
        return listed.with_columns(pairs.get_column(name).gather(index) for name in known)
    joined = listed.join(
        numbered, on=["student", "given"], how="inner", nulls_equal=True, maintain_order="left"
    )
    return joined.sort(":n", maintain_order=True).drop(":n")


def _decision_index(frame: pl.DataFrame) -> NDArray[np.int64]:
    """Return for each row the number of its decision: rows of one student and given lie together."""
    if len(frame) == 0:
        return np.zeros(0, np.int64)
    new = frame.select(
        (
            pl.col("student").ne_missing(pl.col("student").shift(1))
            | pl.col("given").ne_missing(pl.col("given").shift(1))
        ).alias("new")
    ).to_series()
    flags = new.to_numpy().copy()
    flags[0] = True
    return np.asarray(np.cumsum(flags) - 1, dtype=np.int64)


def _chance(
    definition: Definition,
    groups: pl.DataFrame,
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
        return np.zeros(len(groups)), uniforms(published, students)
    if how.how != "sample" and how.explore == 0.0 and how.ties != "chance":
        return np.zeros(len(groups)), None
    names = groups.select(pl.concat_str("student", pl.col("given").fill_null(""), separator="\x1f"))
    return uniforms(seed, names.to_series().to_list()), None


def mechanism_of(definition: Definition) -> str:
    """Return by what a definition chooses: rule, sample, lottery or table."""
    how = definition.choose
    if how.how in ("lottery", "table"):
        return how.how
    return "sample" if how.how == "sample" or how.explore > 0.0 or how.ties == "chance" else "rule"


def _decided(
    definition: Definition,
    frame: pl.DataFrame,
    decision: NDArray[np.int64],
    groups: pl.DataFrame,
    taken: NDArray[np.bool_],
) -> pl.DataFrame:
    size = len(groups)
    kept = frame.get_column(KEPT)
    options = np.bincount(decision, minlength=size)
    left = np.bincount(decision, weights=kept.fill_null(False).to_numpy(), minlength=size)
    unknown = np.bincount(decision, weights=kept.is_null().to_numpy(), minlength=size)
    won = frame.select("option", RANK, PROBABILITY).with_columns(pl.Series("d", decision)).filter(taken)
    won = (
        won.sort("d", RANK)
        .group_by("d", maintain_order=True)
        .agg(pl.col("option").alias("chosen"), pl.col(PROBABILITY).first().alias("probability"))
    )
    rows = groups.with_columns(
        pl.Series("d", np.arange(size)),
        pl.Series("options", options.astype(np.int64)),
        pl.Series("kept", left.astype(np.int64)),
        pl.Series("unknown", unknown.astype(np.int64)),
    ).join(won, on="d", how="left", maintain_order="left")
    return _with_mechanism(definition, rows).select(list(DECIDED)).cast(dict(DECIDED))  # type: ignore[arg-type]


def _with_mechanism(definition: Definition, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with how each was decided, and whom or what to turn to where rules could not."""
    how = mechanism_of(definition)
    nothing = pl.col("kept") == 0
    stuck = pl.col("unknown") > 0
    if definition.unknown.how is Recourse.SET_ASIDE:
        stuck = stuck & nothing
    empty = nothing & ~stuck
    mechanism = pl.when(stuck).then(pl.lit("unknown")).when(empty).then(pl.lit("none")).otherwise(pl.lit(how))
    recourse = (
        pl.when(stuck)
        .then(pl.lit(_turn_to(definition.unknown, definition.none)))
        .when(empty)
        .then(pl.lit(_turn_to(definition.none, definition.none)))
    )
    chance = pl.when(pl.lit(how in ("sample", "lottery"))).then(pl.col("probability"))
    return rows.with_columns(
        mechanism.alias("mechanism"),
        recourse.alias("recourse"),
        chance.alias("probability"),
        pl.col("chosen").fill_null(pl.lit([], dtype=pl.List(pl.String))),
    )


def _turn_to(fallback: Fallback, otherwise: Fallback) -> str:
    return str(otherwise if fallback.how is Recourse.SET_ASIDE else fallback)
