"""The streaming predictor: ratings and running counts of a student, judged by boosted trees.

Online Elo ratings (a slow and a quick pair, of the student and of the student on each skill) against
difficulties of items and skills; streaks, fading shares, runs, gaps, sessions, hints, times and credit where
they are told; on top gradient-boosted trees, recalibrated. All that a student's state needs is moved in
constant time per answer.

What keeps the fit honest: while the trees are grown, a student's answers are described with difficulties
that were fitted without this student (eight folds of students), as those of a new student will be; and the
recalibration is chosen on a fold that the trees did not see. Records that look like one person's are always
in one fold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.compiling import compiled
from whynext.base.seed import derive
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction import stream_kernel as kernel
from whynext.mastery.prediction.boosting import Growth, Trees, grow_trees
from whynext.mastery.prediction.columns import Columns, Floats, Integers, check_some, columns_of
from whynext.mastery.prediction.difficulty import Difficulties, difficulties_of, fit_difficulties
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.published import data_of, ids_of, numbers_of, parts_of
from whynext.mastery.prediction.recalibration import Recalibration, choose_recalibration
from whynext.mastery.prediction.registry import PredictorKind
from whynext.mastery.prediction.twins import drawn_folds, persons
from whynext.mastery.prediction.walking import Rows, WalkingPredictor

STEPS = (0.3, 0.02, 0.5, 0.05, 0.5, 0.01, 0.9, 0.02)
"""Of the slow and the quick ratings: see :func:`.stream_kernel.walk`."""
FADES = (0.6, 0.8, 0.92, 0.97)
"""What is kept of a past answer: half-lives of 1.4, 3, 8 and 23 answers."""
FOLDS = 8
GROWTH = Growth()
"""Chosen by cross-validation by student, twins together; the neighbours of these numbers do as well."""
CHUNK = 1 << 16
"""Answers described at once when many are predicted: 15 MB of features."""
PARTS = ("items", "skills", "steps", "fades", "difficulties", "trees", "recalibration")


@dataclass(frozen=True)
class StreamingParameters:
    """All numbers of a streaming predictor.

    Parameters
    ----------
    items, skills
        Ids with a known difficulty, sorted.
    difficulties
        Of these items and skills.
    trees, recalibration
        The learner on top.
    steps, fades
        Of the ratings and the fading shares.
    """

    items: tuple[str, ...]
    skills: tuple[str, ...]
    difficulties: Difficulties
    trees: Trees
    recalibration: Recalibration
    steps: tuple[float, ...] = STEPS
    fades: tuple[float, ...] = FADES

    @cached_property
    def tables(self) -> tuple[Floats, Floats]:
        """Difficulties as the pass reads them: shapes (1, items + 1, 2) and (1, skills + 1, 2)."""
        items, skills = self.difficulties.tables()
        return items[None], skills[None]

    @cached_property
    def item_places(self) -> Mapping[str, int]:
        """Places of items in the tables."""
        return {item: place for place, item in enumerate(self.items)}

    @cached_property
    def skill_places(self) -> Mapping[str, int]:
        """Places of skills in the tables."""
        return {skill: place for place, skill in enumerate(self.skills)}

    def as_data(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        found = self.difficulties
        numbers = ("own", "base", "own_answers", "base_answers")
        return {
            "items": list(self.items),
            "skills": list(self.skills),
            "steps": list(self.steps),
            "fades": list(self.fades),
            "difficulties": {name: data_of(getattr(found, name)) for name in numbers},
            "trees": self.trees.as_data(),
            "recalibration": self.recalibration.as_data(),
        }

    @classmethod
    def from_data(cls, data: object) -> StreamingParameters:
        """Return parameters from JSON values.

        Raises
        ------
        Refused
            With everything that is missing, unknown or degenerate.
        """
        parts = parts_of(data, PARTS)
        items, skills = ids_of(parts["items"], "items"), ids_of(parts["skills"], "skills")
        return cls(
            items,
            skills,
            difficulties_of(parts["difficulties"], len(items), len(skills)),
            Trees.from_data(parts["trees"], kernel.FEATURES),
            Recalibration.from_data(parts["recalibration"]),
            numbers_of(parts["steps"], len(STEPS), "steps"),
            numbers_of(parts["fades"], len(FADES), "fades"),
        )


@dataclass(frozen=True)
class Streaming(WalkingPredictor):
    """Ratings, counts and times of a student, judged by recalibrated boosted trees."""

    parameters: StreamingParameters
    id: ClassVar[str] = "streaming"
    widths: ClassVar[tuple[int, int, int]] = (kernel.WHOLE, kernel.SKILL, kernel.ITEM)

    def chances(self, columns: Columns, rows: Rows, *, learn: bool) -> Floats:
        """Return the probability that each answer is right, shape (N,)."""
        told, places = self.parameters, self._places(columns)
        made = np.empty(len(columns.right))
        for begin in range(0, len(made), CHUNK):
            part = slice(begin, min(begin + CHUNK, len(made)))
            seen = self._seen(columns, places, rows, learn=learn, part=part)
            made[part] = told.recalibration.probabilities(told.trees.margins(seen))
        return made

    def learn(self, columns: Columns, rows: Rows) -> None:
        """Move the rows by answers, without asking the trees."""
        self._seen(columns, self._places(columns), rows, learn=True, part=slice(0, len(columns.right)))

    def _places(self, columns: Columns) -> tuple[Integers, Integers]:
        items, skills = self.parameters.item_places, self.parameters.skill_places
        item = np.array([items.get(each, -1) for each in columns.items], np.int64)
        skill = np.array([skills.get(each, -1) for each in columns.skills], np.int64)
        return item[columns.item], skill[columns.skill]

    def _seen(
        self, columns: Columns, places: tuple[Integers, Integers], rows: Rows, *, learn: bool, part: slice
    ) -> NDArray[np.float32]:
        told = self.parameters
        fold = np.zeros(part.stop - part.start, dtype=np.int64)
        return described(
            columns, *places, fold, told.tables, rows, told.steps, told.fades, learn=learn, part=part
        )


def described(
    columns: Columns,
    item: Integers,
    skill: Integers,
    fold: Integers,
    tables: tuple[Floats, Floats],
    rows: Rows,
    steps: Sequence[float] = STEPS,
    fades: Sequence[float] = FADES,
    *,
    learn: bool = True,
    part: slice | None = None,
) -> NDArray[np.float32]:
    """Return what is known before each answer, shape (N, FEATURES); the rows move where `learn`.

    Parameters
    ----------
    item, skill
        Places in the tables, shapes (N,) and (M,).
    fold
        Shape (N,): which tables an answer is seen with.
    part
        Of the answers; all if not given.
    """
    part = part or slice(0, len(columns.right))
    count = part.stop - part.start
    seen = np.empty((count, kernel.FEATURES), dtype=np.float32)
    compiled(kernel.walk)(
        columns.student[part],
        item[part],
        columns.first[part.start : part.stop + 1],
        skill,
        columns.own_item[part],
        columns.own_skill,
        columns.right[part],
        columns.at[part],
        columns.told[part],
        fold[:count],
        *tables,
        np.array(steps),
        np.array(fades),
        rows.whole,
        rows.skills,
        rows.items,
        learn,
        np.empty(kernel.SKILL + 3),
        seen,
    )
    return seen


def fit(responses: pl.DataFrame, *, seed: bytes, progress: Progress = unheard) -> Fitted[Predictor]:
    """Return the streaming predictor fitted to answers; see :class:`whynext.mastery.fitting.Fit`."""
    return fit_columns(columns_of(responses), seed, GROWTH, progress)


def fit_columns(
    columns: Columns, seed: bytes, growth: Growth = GROWTH, progress: Progress = unheard
) -> Fitted[Predictor]:
    """Return the streaming predictor fitted to answers that are columns already."""
    check_some(columns)
    person = persons(columns)
    fold = drawn_folds(columns.students, person, FOLDS, seed)[columns.student]
    fitted, seen = _unseen(columns, fold, progress)
    kept = fold == FOLDS - 1
    if kept.all() or not kept.any():  # fewer students than folds: there is nobody to keep apart
        kept = np.zeros(len(fold), dtype=bool)
    grown = columns.right[~kept]
    margins = np.empty(len(kept))
    trees, margins[~kept] = grow_trees(
        seen[~kept], grown, derive(seed, "trees"), growth, lambda share: progress(0.2 + 0.75 * share)
    )
    margins[kept] = trees.margins(seen[kept])
    recalibration, losses = Recalibration(), dict[str, float]()
    if kept.any():
        half = drawn_folds(columns.students, person, 2, derive(seed, "half"))[columns.student] == 0
        recalibration, losses = choose_recalibration(margins[kept], columns.right[kept], half[kept])
    parameters = StreamingParameters(
        tuple(columns.items), tuple(columns.skills), fitted, trees, recalibration
    )
    progress(1.0)
    made = recalibration.probabilities(margins)
    likelihood = float(np.sum(np.where(columns.right > 0, np.log(made), np.log1p(-made))))
    return Fitted(
        Streaming(parameters),
        likelihood,
        len(columns.right),
        len(columns.students),
        growth.trees,
        True,
        _notes(columns, person, recalibration, losses),
    )


def _unseen(columns: Columns, fold: Integers, progress: Progress) -> tuple[Difficulties, NDArray[np.float32]]:
    """Return the difficulties by all answers, and each answer described with those of the other folds."""
    tables = []
    for each in range(FOLDS):
        tables.append(fit_difficulties(columns, (fold != each).astype(np.float64)).tables())
        progress(0.15 * (each + 1) / FOLDS)
    stacked = np.stack([each[0] for each in tables]), np.stack([each[1] for each in tables])
    rows = Rows(
        np.zeros((len(columns.students), kernel.WHOLE)),
        np.zeros((columns.skill_pairs, kernel.SKILL)),
        np.zeros((columns.item_pairs, kernel.ITEM)),
    )
    seen = described(columns, columns.item, columns.skill, fold, stacked, rows)
    fitted = fit_difficulties(columns, np.ones(len(columns.right)))
    progress(0.2)
    return fitted, seen


def _notes(
    columns: Columns, person: Integers, recalibration: Recalibration, losses: Mapping[str, float]
) -> tuple[str, ...]:
    """Return what the reader of a model card should know."""
    few = int((np.bincount(columns.item, minlength=len(columns.items)) < 5).sum())
    notes = [f"{few:,} of {len(columns.items):,} items have fewer than 5 answers; they lean on their skills."]
    copies = len(columns.students) - int(person.max() + 1)
    if copies:
        notes.append(
            f"{copies:,} students look like another record of the same person (at least 70 % of their items "
            "in common, with at least 90 % of the outcomes); such records were kept in one fold."
        )
    if losses:
        told = ", ".join(f"{form} {loss:.4f}" for form, loss in losses.items())
        notes.append(f"Recalibration «{recalibration.form}», by log loss on students kept apart: {told}.")
    else:
        notes.append("Too few students to keep some apart: the probabilities are not recalibrated.")
    return tuple(notes)


def _build(data: object) -> Predictor:
    return Streaming(StreamingParameters.from_data(data))


KIND = PredictorKind(
    id="streaming",
    title="Streaming predictor",
    sentence="Ratings, counts, gaps and times that move with every answer, judged by boosted trees and "
    "recalibrated on students they did not see.",
    fit=fit,
    build=_build,
)
