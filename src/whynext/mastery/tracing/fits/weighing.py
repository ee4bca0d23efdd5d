"""Guess and slip of items: the arithmetic of expectation maximisation over whole histories.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). Here every answer has a guess
and a slip of its own, so histories cannot share a tree; the forward and backward passes of the hidden Markov
model (Rabiner 1989) go over each history.
"""

from __future__ import annotations

import math
from collections.abc import MutableSequence, Sequence

Numbers = Sequence[float]
Counts = Sequence[int]
Truths = Sequence[bool]
Made = MutableSequence[float]

PRIOR, LEARN, GUESS, SLIP, FORGET, LAPSE, FIRST = 0, 1, 2, 3, 4, 5, 6


def forward(
    at: Numbers,
    begin: int,
    end: int,
    right: Truths,
    days: Numbers,
    item: Counts,
    guess: Numbers,
    slip: Numbers,
    known: Made,
    had: Made,
) -> float:
    """Return the log-likelihood of one history; set P(has it) before and after each answer is seen."""
    p, total = at[PRIOR], 0.0
    for n in range(begin, end):
        if n > begin:
            p = had[n - 1] * (1.0 - at[FORGET]) + (1.0 - had[n - 1]) * at[LEARN]
            if at[LAPSE] > 0.0 and days[n] > 0.0:
                p *= math.exp(days[n] * math.log(1.0 - at[LAPSE]))
        g, s = guess[item[n]], slip[item[n]]
        hit = p * (1.0 - s if right[n] else s)
        luck = (1.0 - p) * (g if right[n] else 1.0 - g)
        total += math.log(hit + luck)
        known[n], had[n] = p, hit / (hit + luck)
        if n == begin and at[FIRST + 1] >= 0.0:
            had[n] = at[FIRST + 1] if right[n] else at[FIRST]
    return total


def backward(
    at: Numbers, begin: int, end: int, days: Numbers, known: Numbers, had: Numbers, after: Made
) -> None:
    """Set P(had it at each answer), given all answers of the history."""
    after[end - 1] = had[end - 1]
    for n in range(end - 2, begin - 1, -1):
        keep = 1.0
        if at[LAPSE] > 0.0 and days[n + 1] > 0.0:
            keep = math.exp(days[n + 1] * math.log(1.0 - at[LAPSE]))
        stays, comes = keep * (1.0 - at[FORGET]), keep * at[LEARN]
        later, p = after[n + 1], known[n + 1]
        if_known = later / p if p > 0.0 else 0.0
        if_not = (1.0 - later) / (1.0 - p) if p < 1.0 else 0.0
        after[n] = had[n] * (stays * if_known + (1.0 - stays) * if_not)
        other = (1.0 - had[n]) * (comes * if_known + (1.0 - comes) * if_not)
        after[n] /= after[n] + other


def weigh(
    at: Numbers,
    begin: int,
    end: int,
    right: Truths,
    item: Counts,
    after: Numbers,
    lucky: Made,
    unknown: Made,
    slipped: Made,
    knew: Made,
) -> None:
    """Add to each item's expected answers by who had the skill and who had not, and how they came out."""
    first = begin + 1 if at[FIRST + 1] >= 0.0 else begin
    for n in range(first, end):
        i, p = item[n], after[n]
        unknown[i] += 1.0 - p
        knew[i] += p
        if right[n]:
            lucky[i] += 1.0 - p
        else:
            slipped[i] += p


def told_of(
    point: Numbers,
    first_history: int,
    last_history: int,
    starts: Counts,
    right: Truths,
    days: Numbers,
    item: Counts,
    guess: Numbers,
    slip: Numbers,
    known: Made,
    had: Made,
    likelihood: Made,
) -> None:
    """Set the log-likelihood of the histories of one skill."""
    likelihood[0] = 0.0
    for h in range(first_history, last_history):
        likelihood[0] += forward(point, starts[h], starts[h + 1], right, days, item, guess, slip, known, had)


def weigh_all(
    point: Numbers,
    first_history: int,
    last_history: int,
    starts: Counts,
    right: Truths,
    days: Numbers,
    item: Counts,
    weight: float,
    item_most: float,
    tolerance: float,
    rounds: int,
    known: Made,
    had: Made,
    after: Made,
    lucky: Made,
    unknown: Made,
    slipped: Made,
    knew: Made,
    guess: Made,
    slip: Made,
) -> None:
    """Fit guess and slip of the items of one skill; the skill's count as `weight` answers beside each item's.

    The items' numbers run from 0.
    """
    count = len(guess)
    g, s = point[GUESS], point[SLIP]
    last = -math.inf
    for i in range(count):
        guess[i], slip[i] = g, s
    for _ in range(rounds):
        total = 0.0
        for i in range(count):
            lucky[i], unknown[i], slipped[i], knew[i] = weight * g, weight, weight * s, weight
        for h in range(first_history, last_history):
            begin, end = starts[h], starts[h + 1]
            total += forward(point, begin, end, right, days, item, guess, slip, known, had)
            backward(point, begin, end, days, known, had, after)
            weigh(point, begin, end, right, item, after, lucky, unknown, slipped, knew)
        value = total
        for i in range(count):
            value += weight * (g * math.log(guess[i]) + (1.0 - g) * math.log(1.0 - guess[i]))
            value += weight * (s * math.log(slip[i]) + (1.0 - s) * math.log(1.0 - slip[i]))
        if value - last < tolerance:
            break
        last = value
        for i in range(count):
            guess[i] = min(max(lucky[i] / unknown[i], 1e-4), item_most)
            slip[i] = min(max(slipped[i] / knew[i], 1e-4), item_most)
            over = guess[i] + slip[i]
            if over > 0.99:
                guess[i], slip[i] = guess[i] * 0.99 / over, slip[i] * 0.99 / over
