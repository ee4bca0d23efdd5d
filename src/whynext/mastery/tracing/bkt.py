"""Bayesian knowledge tracing: does the student have the skill, given the answers so far?

Corbett, A. T., & Anderson, J. R. (1995). Knowledge tracing: Modeling the acquisition of procedural knowledge.
User Modeling and User-Adapted Interaction, 4, 253-278.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import polars as pl

from whynext.base.compiling import pays, run, sealed
from whynext.base.ids import ItemId, SkillId
from whynext.mastery.estimate import Estimate, State
from whynext.mastery.response import Response
from whynext.mastery.tracing.batch import Batch, Floats, Traced, Truths, in_rounds, observe_all
from whynext.mastery.tracing.bkt_parameters import NAMES, WHY_DEFAULTS, BktParameters, BktParameterSet
from whynext.mastery.tracing.folds import (
    CERTAIN,
    bkt_answered,
    bkt_fold,
    bkt_lapsed,
    bkt_moved,
    bkt_whole_fold,
    days_of,
)
from whynext.mastery.tracing.model import (
    Evidence,
    Record,
    TracingModel,
    advanced,
    check_fits,
    estimated,
    evidence_of,
    micros,
    recorded,
    version_of,
)
from whynext.mastery.tracing.registry import ModelKind, Option, Variant, fit_in

__all__ = ["KIND", "NAMES", "WHY_DEFAULTS", "Bkt", "BktParameterSet", "BktParameters"]

ROUNDS_END = 3_000_000
"""Up to so many answers, rounds of columns cost less than loading the compiler."""


@dataclass(frozen=True)
class Bkt:
    """Bayesian knowledge tracing with four parameters per skill, and more where a variant was fitted.

    The state's mastery is the probability that the student has the skill now; its uncertainty is the
    standard deviation of that yes or no, sqrt(p (1 - p)). A right answer that needed help moves nothing:
    it shows neither what the student can do alone nor what the student cannot. An item that needs several
    skills is evidence of each of them alike.

    Examples
    --------
    >>> model = Bkt()
    >>> round(model.predict(model.begin("fractions"), "item-1"), 2)  # 0.3 * 0.9 + 0.7 * 0.2
    0.41
    """

    parameters: BktParameterSet = field(default_factory=BktParameterSet)
    id: str = field(default="bkt", init=False)
    edition: int = field(default=1, init=False)

    @cached_property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        return version_of(self.id, self.edition, self.parameters.as_data())

    def begin(self, skill: SkillId) -> State:
        """Return the state before the first answer: the skill's prior."""
        return State(skill, self.id, float(self.parameters.of(skill).prior))

    def observe(self, state: State, response: Response) -> tuple[State, Record]:
        """Return the state after one answer, and what the answer did."""
        check_fits(self.id, state, response)
        evidence = evidence_of(response.correct, response.hints)
        chances = self.parameters.of(state.skill)
        guess, slip = chances.of(response.item)
        known, begun = _lapsed(chances, state, response.at), state.a
        if evidence is not Evidence.HELPED:
            known, begun = _step(chances, known, begun, response.correct, guess, slip)
        why = _why(evidence, state.mastery, known, guess, slip, chances)
        later = advanced(state, response, evidence, known, begun)
        return recorded(self, response, evidence, state, later, why)

    def predict(self, state: State, item: ItemId, at: datetime | None = None) -> float:
        """Return the probability of a right answer: knows and does not slip, or does not know and guesses.

        The classic model holds all items of a skill to be alike; only where items have their own guess and
        slip does `item` change anything.
        """
        chances = self.parameters.of(state.skill)
        guess, slip = chances.of(item)
        known = _lapsed(chances, state, at)
        return known * (1.0 - slip) + (1.0 - known) * guess

    def estimate(self, state: State, at: datetime | None = None) -> Estimate:
        """Return the probability that the student has the skill, with its standard deviation.

        Where the skill's ``lapse`` is above 0 it falls with the days since the latest answer.
        """
        p = _lapsed(self.parameters.of(state.skill), state, at)
        return estimated(self, state, p, math.sqrt(p * (1.0 - p)))

    def observe_all(self, states: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
        """Return the states after many answers; see :class:`~whynext.mastery.tracing.model.TracingModel`."""
        items = self._items is not None
        return observe_all(self.id, states, responses, self._per_skill, self._trace, items=items)

    def _per_skill(self, skills: Sequence[SkillId]) -> pl.DataFrame:
        rows = []
        for skill in skills:
            each = self.parameters.of(skill)
            first = (each.first_right, each.first_wrong) if each.first_right is not None else (-1.0, -1.0)
            rows.append((skill, *[getattr(each, name) for name in (*NAMES, "forget", "lapse")], *first))
        return pl.DataFrame(rows, schema={"skill": pl.String(), **PER_SKILL}, orient="row")

    @cached_property
    def _items(self) -> pl.DataFrame | None:
        """Guess and slip of the items that have their own; None where none has."""
        rows: list[tuple[str | None, str, float, float]] = [
            (skill, item, *pair)
            for skill, each in self.parameters.skills.items()
            for item, pair in each.items.items()
        ]
        columns = {"skill": pl.String(), "item": pl.String(), "guess": pl.Float64(), "slip": pl.Float64()}
        shared = self.parameters.default.items
        if shared:
            rows += [(None, item, *pair) for item, pair in shared.items()]
        return pl.DataFrame(rows, schema=columns, orient="row") if rows else None

    def _trace(self, batch: Batch) -> Traced:
        more = batch.keys.select(
            (pl.col("forget") > 0).any() | (pl.col("lapse") > 0).any() | (pl.col("first_right") >= 0).any()
        ).item()
        if more or self._items is not None:
            return self._trace_whole(batch)
        return _trace(batch)

    def _trace_whole(self, batch: Batch) -> Traced:
        guess, slip = self._of_items(batch)
        column = {name: sealed(batch.keys.get_column(name).to_numpy()) for name in PER_SKILL}
        later, begun, best = (np.empty_like(batch.mastery) for _ in range(3))
        groups = (batch.mastery, batch.a, batch.last, batch.lengths)
        answers = (batch.right, batch.right | batch.wrong, batch.at, guess, slip)
        changes = [column[name] for name in ("learn", "forget", "lapse", "first_right", "first_wrong")]
        work = len(batch.right)
        run(bkt_whole_fold, work, *map(sealed, (*groups, *answers)), *changes, later, begun, best)
        return Traced(later, begun, batch.b, best)

    def _of_items(self, batch: Batch) -> tuple[Floats, Floats]:
        """Return guess and slip of each answer: the item's, or else the skill's."""
        skills = batch.keys.select("skill", "guess", "slip")[
            np.repeat(np.arange(len(batch.lengths)), batch.lengths)
        ]
        if self._items is None or batch.item is None:
            return skills.get_column("guess").to_numpy(), skills.get_column("slip").to_numpy()
        set_here = pl.col("skill").is_in(list(self.parameters.skills))
        own = skills.select(
            pl.when(set_here).then("skill"),
            pl.Series("item", batch.item),
            pl.col("guess", "slip").name.prefix("all_"),
        ).join(self._items, on=["skill", "item"], how="left", maintain_order="left", nulls_equal=True)
        filled = own.select(pl.col(name).fill_null(pl.col(f"all_{name}")) for name in NAMES[2:])
        return filled.get_column("guess").to_numpy(), filled.get_column("slip").to_numpy()


PER_SKILL: dict[str, pl.DataType] = {
    name: pl.Float64() for name in ("begin", *NAMES[1:], "forget", "lapse", "first_right", "first_wrong")
}
"""Columns that the batch twin needs of each skill; ``first_right`` below 0 where it is not set."""


def _lapsed(chances: BktParameters, state: State, at: datetime | None) -> float:
    """Return P(has the skill) at an instant."""
    if at is None or chances.lapse == 0.0:
        return state.mastery
    return bkt_lapsed(state.mastery, chances.lapse, days_of(micros(state.last_at), micros(at)))


def _step(
    chances: BktParameters, known: float, begun: float, right: bool, guess: float, slip: float
) -> tuple[float, float]:
    """Return P(has the skill) after an answer, and whether a first answer has been counted."""
    if chances.first_right is None or chances.first_wrong is None or begun:
        known = bkt_answered(known, right, guess, slip)
    else:
        known, begun = chances.first_right if right else chances.first_wrong, 1.0
    return bkt_moved(known, chances.learn, chances.forget), begun


def _step_alone(known: float, right: bool, learn: float, guess: float, slip: float) -> float:
    return bkt_moved(bkt_answered(known, right, guess, slip), learn, 0.0)


def _step_together(known: Floats, right: Truths, learn: Floats, guess: Floats, slip: Floats) -> Floats:
    """Return :func:`_step_alone` of columns: the same operations in place, so the same bits."""
    had = np.where(right, 1.0 - slip, slip)
    had *= known
    either = np.where(right, guess, 1.0 - guess)
    either *= 1.0 - known
    either += had
    had /= either
    later = 1.0 - had
    later *= learn
    later += had
    return np.clip(later, CERTAIN, 1.0 - CERTAIN, out=later)


def _trace(batch: Batch) -> Traced:
    """Return the numbers of each group after its answers, four parameters a skill."""
    parameters = [batch.keys.get_column(name).to_numpy() for name in NAMES[1:]]
    tells = batch.right | batch.wrong
    if pays(len(tells), ROUNDS_END):
        later, best = np.empty_like(batch.mastery), np.empty_like(batch.mastery)
        given = (batch.mastery, batch.lengths, batch.right, tells, *parameters)
        run(bkt_fold, len(tells), *map(sealed, given), later, best)
    else:
        later, best = _trace_in_rounds(batch, tells, parameters)
    return Traced(later, batch.a, batch.b, best)


def _trace_in_rounds(batch: Batch, tells: Truths, parameters: Sequence[Floats]) -> tuple[Floats, Floats]:
    lengths, right = batch.lengths, batch.right
    if not tells.all():
        group = np.repeat(np.arange(len(lengths)), lengths)[tells]
        lengths, right = np.bincount(group, minlength=len(lengths)), right[tells]
    return in_rounds(batch.mastery, lengths, right, parameters, _step_together, _step_alone)


def _why(
    evidence: Evidence, earlier: float, later: float, guess: float, slip: float, chances: BktParameters
) -> str:
    moved = f"from {earlier:.0%} to {later:.0%}"
    if evidence is Evidence.RIGHT:
        return (
            f"Answered right without help: students who have the skill do so {1 - slip:.0%} of the "
            f"time, others {guess:.0%}, so mastery goes {moved}."
        )
    if evidence is Evidence.WRONG:
        return (
            f"Answered wrong: students who have the skill do so {slip:.0%} of the time, others "
            f"{1 - guess:.0%}; with a chance of {chances.learn:.0%} to have learned from it, mastery "
            f"goes {moved}."
        )
    return (
        "Answered right with help: this does not show what the student can do alone; mastery stays at "
        f"{later:.0%}."
    )


def _build(data: object) -> TracingModel:
    return Bkt(BktParameterSet.from_data(data))


OPTIONS: Mapping[str, Option] = {
    "guess_most": Option(0.5, "The highest guess that a skill may be given.", 0.01, 0.99),
    "slip_most": Option(0.3, "The highest slip that a skill may be given.", 0.01, 0.99),
    "starts": Option(3, "How many starts are tried; the first is the default parameters.", 1, 100),
    "default_weight": Option(
        1.0, "For how many answers the default parameters count, in each skill.", 0.0, 1_000.0
    ),
    "threads": Option(1, "How many threads work on it; the result is the same.", 1, 64),
    "forget": Option(False, "Whether a chance to lose the skill at each answer is fitted."),
    "lapse": Option(False, "Whether a chance to lose the skill each day without an answer is fitted."),
    "first": Option(False, "Whether the first answer gives each student a prior of the student's own."),
    "items": Option(False, "Whether items are given their own guess and slip."),
    "items_weight": Option(
        5.0, "How many answers the skill's guess and slip count for beside an item's own.", 0.1, 10_000.0
    ),
    "item_most": Option(0.9, "The highest guess or slip that an item may be given.", 0.01, 0.99),
}

VARIANTS: Mapping[str, Variant] = {
    "classic": Variant(
        "Four parameters a skill, guess at most .5 (above it, those who do not have the skill would mostly "
        "answer right) and slip at most .3.",
        {},
    ),
    "customary bounds": Variant(
        "Four parameters a skill, guess at most .3 and slip at most .1, as tutoring systems have long set "
        "them; estimates say more of the skill and predict answers worse.",
        {"guess_most": 0.3, "slip_most": 0.1},
    ),
    "unbounded": Variant(
        "Four parameters a skill, wherever the likelihood is highest; for comparison with other programs.",
        {"guess_most": 0.99, "slip_most": 0.99, "default_weight": 0.0},
    ),
    "forgetting": Variant("Skills can be lost between one answer and the next.", {"forget": True}),
    "lapsing": Variant("Skills can be lost with the days.", {"lapse": True}),
    "first answer": Variant("Each student's prior depends on the first answer.", {"first": True}),
    "items": Variant("Items have their own guess and slip, drawn towards the skill's.", {"items": True}),
    "items and forgetting": Variant(
        "Items have their own guess and slip, and skills can be lost between answers: predicts best.",
        {"items": True, "forget": True},
    ),
}


KIND = ModelKind(
    id="bkt",
    title="Bayesian knowledge tracing",
    sentence="The probability that the student has the skill, from right and wrong answers, allowing for "
    "guesses, slips and learning on the way.",
    default=Bkt,
    build=_build,
    believes=True,
    fit=fit_in("bkt"),
    options=OPTIONS,
    variants=VARIANTS,
)
