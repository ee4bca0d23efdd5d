"""Terms of logistic predictors from one pass over answers, and the sums that fitting them needs.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`).
"""

from __future__ import annotations

import math
from typing import Any

WHOLE = 2
ITEM = 2
RIGHT, TRIES = 0, 1
LAST_AT = 0
COUNTS = 1
"""In the row of a student and skill: the last instant, then right answers and tries of each span."""
OF_WHOLE = 4


def chance(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    odds = math.exp(x)
    return odds / (1.0 + odds)


def encode(
    student: Any, item: Any, first: Any, skill: Any, own_item: Any, own_skill: Any, right: Any, at: Any,
    sizes: Any, uses: Any, spans: Any, whole: Any, skills: Any, items: Any, learn: bool,
    begins: Any, column: Any, value: Any,
) -> None:  # fmt: skip
    """Write the terms of each answer, and learn from it.

    Parameters
    ----------
    student, first, own_item, own_skill, right, at
        As in :class:`~whynext.mastery.prediction.columns.Columns`.
    item, skill
        Places of what has a weight, -1 for what has none.
    sizes
        How many items and skills have weights.
    uses
        Four truths: whether there are terms for the item, for the skill, for the counts on the skill, and
        for the counts on the item and in all.
    spans
        Seconds after which a past answer counts exp(-1) in a span; 0 where it never fades.
    whole, skills, items
        Rows of the student, moved where `learn`.
    begins, column, value
        Written: the terms of answer k are ``begins[k]`` to ``begins[k + 1]``. Columns are those of the items,
        of the skills, of right answers and of tries by skill and span, and four of the whole.
    """
    count = 0
    offset = sizes[0] + sizes[1]
    counted = sizes[1] * len(spans)
    for k in range(len(student)):
        begins[k] = count
        if uses[0] and item[k] >= 0:
            column[count] = item[k]
            value[count] = 1.0
            count += 1
        for mark in range(first[k], first[k + 1]):
            place, row = skill[mark], skills[own_skill[mark]]
            fade(row, at[k], spans)
            if place >= 0:
                if uses[1]:
                    column[count] = sizes[0] + place
                    value[count] = 1.0
                    count += 1
                if uses[2]:
                    count = tell_skill(
                        row, offset + place * len(spans), counted, len(spans), column, value, count
                    )
            if learn:
                learn_skill(row, at[k], right[k], len(spans))
        mine, tried = whole[student[k]], items[own_item[k]]
        if uses[3]:
            count = tell_whole(mine, tried, offset + 2 * counted, column, value, count)
        if learn:
            tried[RIGHT] += right[k]
            tried[TRIES] += 1.0
            mine[RIGHT] += right[k]
            mine[TRIES] += 1.0
    begins[len(student)] = count


def fade(row: Any, at: float, spans: Any) -> None:
    """Let counts fade up to an instant; one that lies before the last changes nothing."""
    if at <= row[LAST_AT]:
        return
    for span in range(len(spans)):
        if spans[span] > 0.0 and row[LAST_AT] > 0.0:
            kept = math.exp(-(at - row[LAST_AT]) / spans[span])
            row[COUNTS + 2 * span + RIGHT] *= kept
            row[COUNTS + 2 * span + TRIES] *= kept
    row[LAST_AT] = at


def learn_skill(row: Any, at: float, right: float, spans: int) -> None:
    """Count an answer in every span."""
    for span in range(spans):
        row[COUNTS + 2 * span + RIGHT] += right
        row[COUNTS + 2 * span + TRIES] += 1.0
    row[LAST_AT] = max(at, row[LAST_AT])


def tell_skill(row: Any, offset: int, counted: int, spans: int, column: Any, value: Any, count: int) -> int:
    """Write the logarithms of the counts on a skill; return how many terms there are now."""
    for span in range(spans):
        for what in range(2):
            column[count] = offset + span + what * counted
            value[count] = math.log1p(row[COUNTS + 2 * span + what])
            count += 1
    return count


def tell_whole(mine: Any, tried: Any, offset: int, column: Any, value: Any, count: int) -> int:
    """Write the logarithms of the counts on the item and in all; return how many terms there are now."""
    for what in range(2):
        column[count] = offset + what
        value[count] = math.log1p(tried[what])
        column[count + 1] = offset + 2 + what
        value[count + 1] = math.log1p(mine[what])
        count += 2
    return count


def scores(begins: Any, column: Any, value: Any, weights: Any, made: Any) -> None:
    """Write the weighted sum of each answer's terms; the last weight is added to all."""
    constant = weights[len(weights) - 1]
    for k in range(len(made)):
        total = 0.0
        for place in range(begins[k], begins[k + 1]):
            total += weights[column[place]] * value[place]
        made[k] = total + constant


def chances(scored: Any, made: Any) -> None:
    """Write the probability of each score."""
    for k in range(len(made)):
        made[k] = chance(scored[k])


def loss_and_slopes(
    begins: Any, column: Any, value: Any, right: Any, scored: Any, slopes: Any, bends: Any
) -> float:
    """Write slope and bend of the log loss by weight, and return the loss; both begin with what is in them.

    The bends are those of each weight alone: the diagonal of the Hessian.
    """
    loss = 0.0
    last = len(slopes) - 1
    for k in range(len(scored)):
        x = scored[k]
        loss += max(x, 0.0) + math.log1p(math.exp(-abs(x))) - right[k] * x
        expected = chance(x)
        slope, bend = expected - right[k], expected * (1.0 - expected)
        for place in range(begins[k], begins[k + 1]):
            slopes[column[place]] += slope * value[place]
            bends[column[place]] += bend * value[place] * value[place]
        slopes[last] += slope
        bends[last] += bend
    return loss


def bent(begins: Any, column: Any, value: Any, scored: Any, direction: Any, made: Any) -> None:
    """Add the Hessian of the log loss, times a direction, to `made`."""
    last = len(direction) - 1
    for k in range(len(scored)):
        total = direction[last]
        for place in range(begins[k], begins[k + 1]):
            total += direction[column[place]] * value[place]
        expected = chance(scored[k])
        total *= expected * (1.0 - expected)
        for place in range(begins[k], begins[k + 1]):
            made[column[place]] += total * value[place]
        made[last] += total
