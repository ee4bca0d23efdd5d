"""How much what is known of students matters: the share of decisions that change when it is exchanged.

Information about students is permuted among students and the same process judges again. A list that is
the same for everyone scores 0 however much it reads. The draw of a student is held fixed, so where chance
chooses, only what the rules make of the information counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Problem, Refused, listed
from whynext.base.seed import derive, uniforms
from whynext.process.choice import Floats, Ints, Truths
from whynext.process.definition import Definition
from whynext.process.information import Catalogue, Grain
from whynext.process.run import PROBABILITY, judge

ABOUT_STUDENTS = (Grain.STUDENT, Grain.STUDENT_OPTION, Grain.STUDENT_GIVEN)
"""The grains of what is known of a student."""

_ROUNDS = 3  # exchanges that must all change nothing before an information is called unused


@dataclass(frozen=True, slots=True)
class Influence:
    """How much the decisions of a process depend on what is known of students.

    Parameters
    ----------
    compared
        How many decisions got another student's information; 0 if there was nobody to exchange with.
    share_of_decisions
        Of these, the share whose outcome changed, in [0, 1].
    share_of_probability
        The mean share of the probability that moved to other options; equal to `share_of_decisions`
        where no chance is involved and one option is chosen.
    share_of_agents
        The share for which other agents act.
    minutes
        The planned minutes of the compared decisions; 0 if unknown.
    share_of_minutes
        The share of those minutes that would go to something else; None if minutes are unknown.
    by_information
        `share_of_decisions` where one information alone is exchanged, by column; those that could not be
        exchanged are missing.
    """

    compared: int
    share_of_decisions: float
    share_of_probability: float
    share_of_agents: float
    minutes: float
    share_of_minutes: float | None
    by_information: Mapping[str, float] = field(default_factory=dict)


def influence(
    definition: Definition,
    catalogue: Catalogue,
    observed: pl.DataFrame,
    seed: bytes,
    minutes: Mapping[str, float] | None = None,
) -> Influence:
    """Return how much the decisions depend on what is known of students.

    All information about students is exchanged at once, so that what belongs together stays together: a
    student gets all of one other student's, option by option. Who has the same options (and the same
    given) can exchange; who has nobody like that is left out.

    Parameters
    ----------
    definition
        The process; neither a composite nor one this version cannot run.
    catalogue
        Where its information is declared.
    observed
        What a run saw, as :func:`whynext.process.run.observe` returns it.
    seed
        Of the run; the exchange is drawn from it too.
    minutes
        Minutes of each option; without it the process's own minutes count, if it declares them.

    Raises
    ------
    Refused
        If the process cannot be judged or nothing was observed.
    """
    refuse_unjudgeable(definition, observed)
    before = judge(definition, observed, seed)
    columns = about_students(definition, catalogue)
    whole = _exchange(definition, catalogue, observed, before, columns, seed)
    parts = {
        column: _exchange(definition, catalogue, observed, before, (column,), seed) for column in columns
    }
    lost, total = _minutes(definition, observed, before[1], whole, minutes)
    return Influence(
        compared=int(whole.moved.sum()),
        share_of_decisions=_share(whole.changed, whole.moved),
        share_of_probability=_share(whole.distance, whole.moved),
        share_of_agents=_share(whole.other_agents, whole.moved),
        minutes=total,
        share_of_minutes=lost / total if total > 0 else None,
        by_information={
            column: _share(part.changed, part.moved) for column, part in parts.items() if part.moved.any()
        },
    )


def of_school(influences: Iterable[Influence]) -> float | None:
    """Return the influence of several processes together, weighted by minutes; None without minutes.

    Examples
    --------
    >>> of_school([Influence(10, 1.0, 1.0, 0.0, 300, 1.0), Influence(10, 0.0, 0.0, 0.0, 100, 0.0)])
    0.75
    """
    known = [each for each in influences if each.share_of_minutes is not None]
    total = sum(each.minutes for each in known)
    changed = sum(each.minutes * (each.share_of_minutes or 0.0) for each in known)
    return changed / total if total > 0 else None


def unused_information(
    definition: Definition, catalogue: Catalogue, observed: pl.DataFrame, seed: bytes
) -> tuple[str, ...]:
    """Return the columns about students whose exchange changed nothing: candidates for removal.

    What the trigger's condition reads is never among them, as it decides for whom the process runs and
    only those are observed; nor what could not be exchanged. An information counts as used if it changes
    an outcome, who acts, or the minutes.

    Parameters
    ----------
    definition, catalogue, observed, seed
        As for :func:`influence`.
    """
    refuse_unjudgeable(definition, observed)
    before = judge(definition, observed, seed)
    guarded = definition.trigger.when.names if definition.trigger.when else ()
    return tuple(
        column
        for column in about_students(definition, catalogue)
        if column not in guarded and _is_unused(definition, catalogue, observed, before, column, seed)
    )


def about_students(definition: Definition, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the columns of a process that are about students."""
    return tuple(
        use.column
        for use in definition.information
        if catalogue.information[use.name].grain in ABOUT_STUDENTS
    )


def refuse_unjudgeable(definition: Definition, observed: pl.DataFrame) -> None:
    """Refuse what has no frame to judge again.

    Raises
    ------
    Refused
        For a composite, and if nothing was observed.
    """
    refuse_unrunnable(definition)
    if len(observed) == 0:
        raise Refused(
            Problem(
                f"nothing was observed of «{definition.id}»: there is no student now for whom it would run",
                next_step=f"see when it runs («whynext process show {definition.id}»), or try its examples",
            )
        )


def refuse_unrunnable(definition: Definition) -> None:
    """Refuse what leaves no frame of its own when it is tried.

    Raises
    ------
    Refused
        For a composite.
    """
    if definition.is_composite:
        steps = listed(step.process for step in definition.steps)
        raise Refused(Problem(f"«{definition.id}» decides through its steps", next_step=f"ask of {steps}"))


@dataclass(frozen=True, slots=True)
class _Exchanged:
    """What an exchange changed, per decision."""

    decisions: pl.DataFrame
    moved: Truths
    changed: Truths
    other_agents: Truths
    distance: Floats


def _exchange(
    definition: Definition,
    catalogue: Catalogue,
    observed: pl.DataFrame,
    before: tuple[pl.DataFrame, pl.DataFrame],
    columns: Sequence[str],
    seed: bytes,
    name: str = "exchange",
) -> _Exchanged:
    grains = grains_of(definition, catalogue, columns)
    frame, moved = exchanged(observed, grains, derive(seed, name))
    after = judge(definition, frame, seed)
    changed = outcomes(before[1]).ne_missing(outcomes(after[1])).to_numpy() & moved
    agents = before[1].get_column("agents").ne_missing(after[1].get_column("agents")).to_numpy() & moved
    return _Exchanged(after[1], moved, changed, agents, _distance(before, after, changed) * moved)


def grains_of(definition: Definition, catalogue: Catalogue, columns: Iterable[str]) -> dict[str, Grain]:
    """Return the grain of each of these columns."""
    by_column = {use.column: catalogue.information[use.name].grain for use in definition.information}
    return {column: by_column[column] for column in columns}


def outcomes(decisions: pl.DataFrame) -> pl.Series:
    """Return what each decision came to: what was chosen in order, or what was turned to instead."""
    turned_to = pl.concat_str(pl.lit("\x00"), pl.col("recourse"))
    return decisions.select(pl.coalesce(turned_to, pl.col("chosen").list.join("\x1f"))).to_series()


def _distance(
    before: tuple[pl.DataFrame, pl.DataFrame], after: tuple[pl.DataFrame, pl.DataFrame], changed: Truths
) -> Floats:
    """Return per decision the share of probability that moved: half the differences, over the count."""
    decision = decision_of(before[0])
    size = len(before[1])
    p, q = (frame.get_column(PROBABILITY).to_numpy() for frame, _ in (before, after))
    moved = np.bincount(decision, np.abs(p - q), size) / 2.0
    count = np.maximum(np.bincount(decision, p, size), np.bincount(decision, q, size))
    share = np.divide(moved, count, out=np.zeros(size), where=count > 0)
    turned = [each[1].get_column("recourse").is_not_null().to_numpy() for each in (before, after)]
    result: Floats = np.where(turned[0] | turned[1], changed.astype(np.float64), share)
    return result


def _share(what: NDArray[np.generic], moved: Truths) -> float:
    return float(what.sum()) / int(moved.sum()) if moved.any() else 0.0


def _minutes(
    definition: Definition,
    observed: pl.DataFrame,
    before: pl.DataFrame,
    after: _Exchanged,
    minutes: Mapping[str, float] | None,
) -> tuple[float, float]:
    """Return how many minutes would go to something else, and of how many."""
    if minutes is None:
        own = _own_minutes(definition, observed)
        return float(own[after.changed].sum()), float(own[after.moved].sum())
    lasting = pl.DataFrame(
        {"option": list(minutes), "minutes": list(minutes.values())},
        schema={"option": pl.String, "minutes": pl.Float64},
    )
    planned = _planned(before, after.moved).join(lasting, on="option", how="inner")
    stays = planned.join(_planned(after.decisions, after.moved), on=["decision", "option"], how="semi")
    total = float(planned.get_column("minutes").sum())
    return total - float(stays.get_column("minutes").sum()), total


def _planned(decisions: pl.DataFrame, moved: Truths) -> pl.DataFrame:
    """Return every chosen option of the decisions that were made, with the number of the decision."""
    made = decisions.with_row_index("decision").filter(pl.Series(moved) & pl.col("recourse").is_null())
    return made.select("decision", pl.col("chosen").alias("option")).explode("option").drop_nulls()


def _own_minutes(definition: Definition, observed: pl.DataFrame) -> Floats:
    starts = first_rows(decision_of(observed))
    if definition.minutes is None:
        return np.zeros(len(starts))
    values = observed[starts].select(definition.minutes.run_by(definition.values).alias("minutes"))
    if len(values) < len(starts):  # a constant
        values = pl.DataFrame({"minutes": [values.item()] * len(starts)})
    return np.asarray(values.get_column("minutes").fill_null(0.0).to_numpy(), dtype=np.float64)


def _is_unused(
    definition: Definition,
    catalogue: Catalogue,
    observed: pl.DataFrame,
    before: tuple[pl.DataFrame, pl.DataFrame],
    column: str,
    seed: bytes,
) -> bool:
    if definition.minutes is not None and column in definition.minutes.names:
        return False
    for number in range(_ROUNDS):
        one = _exchange(definition, catalogue, observed, before, (column,), seed, f"unused {number}")
        if not one.moved.any() or one.changed.any() or one.other_agents.any() or one.distance.any():
            return False
    return True


# The exchange


def exchanged(
    observed: pl.DataFrame, grains: Mapping[str, Grain], seed: bytes
) -> tuple[pl.DataFrame, Truths]:
    """Return the frame with these columns exchanged among students, none keeping its own.

    Parameters
    ----------
    observed
        What a run saw.
    grains
        The columns to exchange, with their grain.
    seed
        From which the exchange is drawn: a single cycle through each group, in the order of one uniform
        number per student (and given).

    Returns
    -------
    (frame, moved)
        The frame, and for each decision whether it got another student's information.
    """
    decision = decision_of(observed)
    size = int(decision[-1]) + 1 if len(decision) else 0
    if not grains or size == 0:
        return observed, np.zeros(size, bool)
    if set(grains.values()) == {Grain.STUDENT}:
        source = _from_other_students(observed, seed)
    else:
        source = _from_other_decisions(observed, decision, set(grains.values()), seed)
    moved = source != np.arange(len(observed))
    taken = observed.select(list(grains))[source]
    return observed.with_columns(taken.get_columns()), moved[first_rows(decision)]


def decision_of(frame: pl.DataFrame) -> Ints:
    """Return for each row the number of its decision."""
    numbers = frame.select(pl.struct("student", "given").rle_id()).to_series()
    return np.asarray(numbers.to_numpy(), dtype=np.int64)


def first_rows(decision: Ints) -> Ints:
    """Return the first row of each decision."""
    return np.flatnonzero(np.diff(decision, prepend=-1)).astype(np.int64)


def _from_other_students(observed: pl.DataFrame, seed: bytes) -> Ints:
    students = observed.get_column("student")
    names = students.unique(maintain_order=True)
    code = np.asarray(students.cast(pl.Enum(names)).to_physical().to_numpy(), dtype=np.int64)
    _, first = np.unique(code, return_index=True)
    donor = _next_in_group(np.zeros(len(names), np.int64), uniforms(seed, names.to_list()))
    return np.asarray(first[donor][code], dtype=np.int64) if len(names) > 1 else np.arange(len(observed))


def _from_other_decisions(observed: pl.DataFrame, decision: Ints, grains: set[Grain], seed: bytes) -> Ints:
    """Return for each row the row of the donor: the same option where options matter, else its first."""
    starts = first_rows(decision)
    units = observed[starts].select("student", "given")
    names = units.select(pl.concat_str("student", pl.col("given").fill_null(""), separator="\x1f"))
    by_option = Grain.STUDENT_OPTION in grains
    options = observed.get_column("option").fill_null("")  # null where there is nothing to choose from
    code = (
        options.cast(pl.Enum(options.unique(maintain_order=True))).to_physical().to_numpy().astype(np.uint64)
    )
    kept = np.zeros(len(starts), np.uint64)
    if by_option:
        kept = np.add.reduceat(_mixed(code), starts)
    grouped = units.select(
        pl.int_range(pl.len()).alias("n"),
        "given",
        pl.Series("length", np.diff(np.append(starts, len(observed))) if by_option else kept),
        pl.Series("set", kept),
    ).select(pl.col("n").first().over("given", "length", "set"))
    donor = _next_in_group(grouped.to_series().to_numpy(), uniforms(seed, names.to_series().to_list()))
    own = np.arange(len(observed))
    if not by_option:
        alone = donor == np.arange(len(donor))
        return np.asarray(np.where(alone[decision], own, starts[donor][decision]), dtype=np.int64)
    order = np.lexsort((code, decision))
    place = np.empty(len(order), np.int64)
    place[order] = own
    source = order[starts[donor][decision] + place - starts[decision]]
    # Two sets of options that only look alike must not be exchanged.
    return np.asarray(np.where(code[source] == code, source, own), dtype=np.int64)


def _next_in_group(group: Ints, tickets: Floats) -> Ints:
    """Return for each member the next one of its group in the order of tickets, the first after the last."""
    order = np.lexsort((tickets, group))
    is_last = np.append(group[order][1:] != group[order][:-1], True)
    begin = np.maximum.accumulate(np.where(np.append(True, is_last[:-1]), np.arange(len(order)), 0))
    following = np.where(is_last, begin, np.arange(len(order)) + 1)
    donor = np.empty(len(order), np.int64)
    donor[order] = order[following]
    return donor


def _mixed(code: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return well-spread 64-bit numbers of small ones (the finalizer of SplitMix64; Steele et al. 2014)."""
    z = (code + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
