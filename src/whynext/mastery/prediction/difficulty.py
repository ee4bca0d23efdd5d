"""How hard items and skills are, fitted beside the abilities that the ratings follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from whynext.base.compiling import compiled
from whynext.base.errors import Problem, Refused
from whynext.mastery.prediction import rating_kernel
from whynext.mastery.prediction.columns import Columns, Floats
from whynext.mastery.prediction.published import array_of, parts_of

ROUNDS = 3
NEWTON = 3

STEPS = (0.3, 0.02, 0.5, 0.05)
"""Of the ratings: the ability's first step and how it shrinks, and the same on a skill. Chosen by
cross-validation by student, twins together."""
STRENGTH = (1.5, 0.1)
"""Of the priors of items and skills, likewise: an item's own difficulty spreads by 0.8 around its skills'."""


@dataclass(frozen=True, slots=True)
class Difficulties:
    """How hard items (beyond their skills) and skills are, and on how many answers that rests.

    Parameters
    ----------
    own, base
        Of items and skills, the last place for unknown ones: shapes (items + 1,) and (skills + 1,).
    own_answers, base_answers
        Shapes alike.
    """

    own: Floats
    base: Floats
    own_answers: Floats
    base_answers: Floats

    def tables(self) -> tuple[Floats, Floats]:
        """Return difficulty and log1p of the answers side by side, shapes (items + 1, 2), (skills + 1, 2)."""
        return (
            np.stack([self.own, np.log1p(self.own_answers)], axis=1),
            np.stack([self.base, np.log1p(self.base_answers)], axis=1),
        )


def rated(
    columns: Columns,
    item: Any,
    skill: Any,
    own: Floats,
    base: Floats,
    *,
    steps: tuple[float, ...] = STEPS,
    spread: float = 0.0,
    state: tuple[Floats, Floats] | None = None,
    learn: bool = True,
) -> tuple[Floats, Floats]:
    """Return ability and difficulty before each answer; see :func:`.rating_kernel.rate`."""
    whole, skills = state or (
        np.zeros((len(columns.students), rating_kernel.WHOLE)),
        np.zeros((columns.skill_pairs, rating_kernel.SKILL)),
    )
    ability, hard = np.empty(len(columns.right)), np.empty(len(columns.right))
    compiled(rating_kernel.rate)(
        columns.student,
        item,
        columns.first,
        skill,
        columns.own_skill,
        columns.right,
        own,
        base,
        np.array(steps, dtype=np.float64),
        spread,
        whole,
        skills,
        learn,
        ability,
        hard,
    )
    return ability, hard


def fit_difficulties(
    columns: Columns, use: Floats, *, steps: tuple[float, ...] = STEPS, spread: float = 0.0
) -> Difficulties:
    """Return the most probable difficulties under the answers that are to be used.

    By turns the abilities are followed with the difficulties so far, and the difficulties moved to fit the
    abilities.

    Parameters
    ----------
    columns
        The answers.
    use
        Shape (N,), 1 where an answer counts; a student's answers must all count or none.
    steps, spread
        Of the ratings.
    """
    items, skills = len(columns.items) + 1, len(columns.skills) + 1
    own, base = np.zeros(items), np.zeros(skills)
    scratch = [np.zeros(items), np.zeros(items), np.zeros(skills), np.zeros(skills)]
    for _ in range(ROUNDS):
        ability, _ = rated(columns, columns.item, columns.skill, own, base, steps=steps, spread=spread)
        answers = (columns.item, columns.first, columns.skill, columns.right, use, ability)
        compiled(rating_kernel.refine)(*answers, own, base, np.array(STRENGTH), NEWTON, *scratch)
    counted = np.repeat(use, np.diff(columns.first))
    base_answers = np.bincount(columns.skill, counted, minlength=skills)
    told = base_answers[:-1].sum()
    base[-1] = float(base[:-1] @ base_answers[:-1]) / told if told else 0.0
    own_answers = np.bincount(columns.item, use, minlength=items).astype(np.float64)
    return Difficulties(own, base, own_answers, base_answers.astype(np.float64))


def difficulties_of(data: object, items: int, skills: int) -> Difficulties:
    """Return difficulties of so many items and skills, refused where they do not fit."""
    lengths = {"own": items, "base": skills, "own_answers": items, "base_answers": skills}
    parts = parts_of(data, tuple(lengths))
    arrays = {name: array_of(parts[name], f"difficulties.{name}") for name in lengths}
    for name, length in lengths.items():
        if arrays[name].shape != (length + 1,) or arrays[name].dtype != np.float64:
            raise Refused(
                Problem(f"«{name}» does not fit the ids", where="difficulties", valid=f"{length + 1} numbers")
            )
    return Difficulties(**arrays)
