"""The arithmetic of tracing models: one answer after another, on plain numbers.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`): no objects, no exceptions, no
library but :mod:`math`. The functions ``*_fold`` go through groups of answers; the arrays they write into
come last. Exponentials and logarithms are those of :mod:`whynext.base.arithmetic`, so that a replay on
another machine gives the same bits.
"""

from __future__ import annotations

import math
from collections.abc import MutableSequence, Sequence

from whynext.base.arithmetic import exp_of, log_of, power_of, sigmoid_of

Numbers = Sequence[float]
Counts = Sequence[int]
Truths = Sequence[bool]
Made = MutableSequence[float]

CERTAIN = 1e-12
"""How near to 0 or 1 knowing may come.

Rounding would otherwise reach 1.0 after about twenty right answers, and 1.0 no later mistake can lower.
"""
DAY = 86_400_000_000
"""Microseconds."""
NEVER = -(2**63)
"""The instant of what has not happened."""
LEAST_STABILITY = 0.001


def days_of(last: int, at: int) -> float:
    """Return the days from one instant to a later one, 0 if it is not later or there was none before."""
    return (at - last) / DAY if last != NEVER and at > last else 0.0


# Bayesian knowledge tracing ------------------------------------------------------------------------------


def bkt_answered(known: float, right: bool, guess: float, slip: float) -> float:
    """Return P(had the skill) given one answer, by Bayes' rule."""
    had = known * (1.0 - slip if right else slip)
    had_not = (1.0 - known) * (guess if right else 1.0 - guess)
    return had / (had + had_not)


def bkt_moved(known: float, learn: float, forget: float) -> float:
    """Return P(has the skill) after one chance to learn or lose it, held off 0 and 1."""
    known = known * (1.0 - forget) + (1.0 - known) * learn
    return min(max(known, CERTAIN), 1.0 - CERTAIN)


def bkt_lapsed(known: float, lapse: float, days: float) -> float:
    """Return P(still has the skill) after days, of which each takes it from a share `lapse`."""
    if lapse == 0.0 or days == 0.0:
        return known
    return max(known * exp_of(days * log_of(1.0 - lapse)), CERTAIN)


def bkt_fold(
    known: Numbers,
    lengths: Counts,
    right: Truths,
    tells: Truths,
    learn: Numbers,
    guess: Numbers,
    slip: Numbers,
    later: Made,
    best: Made,
) -> None:
    """Fold answers into P(has the skill) and the highest that it was, four parameters a group."""
    n = 0
    for g in range(len(lengths)):
        p = known[g]
        top = p
        for _ in range(lengths[g]):
            if tells[n]:
                p = bkt_moved(bkt_answered(p, right[n], guess[g], slip[g]), learn[g], 0.0)
                top = max(top, p)
            n += 1
        later[g], best[g] = p, top


def bkt_whole_fold(
    known: Numbers,
    begun: Numbers,
    last: Counts,
    lengths: Counts,
    right: Truths,
    tells: Truths,
    at: Counts,
    guess: Numbers,
    slip: Numbers,
    learn: Numbers,
    forget: Numbers,
    lapse: Numbers,
    if_right: Numbers,
    if_wrong: Numbers,
    later: Made,
    later_begun: Made,
    best: Made,
) -> None:
    """Fold answers into P(has the skill), all variants: guess and slip for each answer, the rest a group.

    ``if_right`` below 0 says that the first answer is like any other; ``begun`` is 1 after it.
    """
    n = 0
    for g in range(len(lengths)):
        p, first, latest = known[g], begun[g] == 0.0 and if_right[g] >= 0.0, last[g]
        top = p
        for _ in range(lengths[g]):
            p = bkt_lapsed(p, lapse[g], days_of(latest, at[n]))
            if tells[n]:
                if first:
                    p, first = if_right[g] if right[n] else if_wrong[g], False
                else:
                    p = bkt_answered(p, right[n], guess[n], slip[n])
                p = bkt_moved(p, learn[g], forget[g])
                top = max(top, p)
            latest = max(latest, at[n])
            n += 1
        later[g], best[g] = p, top
        later_begun[g] = 1.0 if if_right[g] >= 0.0 and not first else begun[g]


# Elo -----------------------------------------------------------------------------------------------------


def elo_rested(variance: float, start: float, daily: float, days: float) -> float:
    """Return the variance after days without an answer; it grows back to the start, never beyond."""
    return min(variance + daily * days, max(variance, start))


def elo_gain(variance: float, weight: float, drift: float) -> float:
    """Return the variance after an answer, which is also the gain of the step that the answer makes."""
    wide = variance + drift
    return wide / (1.0 + weight * wide)


def elo_moved(ability: float, gain: float, right: bool, difficulty: float) -> float:
    """Return the ability after an answer."""
    return ability + gain * ((1.0 if right else 0.0) - sigmoid_of(ability - difficulty))


def elo_fold(
    ability: Numbers,
    variance: Numbers,
    last: Counts,
    lengths: Counts,
    right: Truths,
    tells: Truths,
    at: Counts,
    difficulty: Numbers,
    start: float,
    weight: float,
    drift: float,
    daily: float,
    later: Made,
    later_variance: Made,
    highest: Made,
) -> None:
    """Fold answers into abilities, variances and the highest abilities; a difficulty for each answer."""
    n = 0
    for g in range(len(lengths)):
        a, v, latest = ability[g], variance[g], last[g]
        top = a
        for _ in range(lengths[g]):
            if daily > 0.0:
                v = elo_rested(v, start, daily, days_of(latest, at[n]))
                latest = max(latest, at[n])
            if tells[n]:
                v = elo_gain(v, weight, drift)
                a = elo_moved(a, v, right[n], difficulty[n])
                top = max(top, a)
            n += 1
        later[g], later_variance[g], highest[g] = a, v, top


def sigmoid_fold(ability: Numbers, typical: Numbers, mastery: Made) -> None:
    """Make each group's probability of a right answer to a typical item."""
    for g in range(len(ability)):
        mastery[g] = sigmoid_of(ability[g] - typical[g])


# Averages ------------------------------------------------------------------------------------------------
# Each step takes mastery, the two numbers a and b, whether the answer was right, and whether it is dated
# before another that came earlier; it returns mastery, a and b.


def mean_step(a: float, b: float, right: bool) -> tuple[float, float, float]:
    """Return the share of right answers; a counts the right ones, b all."""
    a, b = (a + 1.0 if right else a), b + 1.0
    return a / b, a, b


def decaying_step(
    mastery: float, a: float, b: float, right: bool, late: bool, share: float
) -> tuple[float, float, float]:
    """Return the decaying average; a is the average before the latest answer, b twice the count plus it."""
    x = 1.0 if right else 0.0
    if b == 0.0:
        return x, x, 2.0 + x
    if not late:
        return mastery + share * (x - mastery), mastery, 2.0 * math.floor(b / 2.0) + 2.0 + x
    latest = b - 2.0 * math.floor(b / 2.0)
    before = x if b < 4.0 else a + share * (x - a)
    return before + share * (latest - before), before, b + 2.0


def window_of(a: float, right: bool, late: bool, n: int) -> int:
    """Return the latest n answers as binary digits behind a leading 1, the newest last."""
    window = int(a) if a > 0.0 else 1
    digit = 1 if right else 0
    if late and window > 1:
        window = (window // 2 * 2 + digit) * 2 + window % 2
    else:
        window = window * 2 + digit
    full = 1
    for _ in range(n):
        full *= 2
    return window if window < 2 * full else window % full + full


def share_of(window: int, n: int, whole: bool) -> float:
    """Return the share of right answers in a window: of n if `whole`, else of those that there are."""
    right, size = 0, 0
    while window > 1:
        right += window % 2
        size += 1
        window //= 2
    return right / (n if whole else max(size, 1))


def window_step(
    mastery: float, a: float, b: float, right: bool, late: bool, n: int, highest: bool
) -> tuple[float, float, float]:
    """Return the share right of the latest n answers, or the highest that it has been; a is the window."""
    window = window_of(a, right, late, n)
    share = share_of(window, n, highest)
    return (max(mastery, share) if highest else share), float(window), b + 1.0


def fading_step(
    mastery: float, a: float, b: float, right: bool, tells: bool, gap: float, half_life: float
) -> tuple[float, float, float]:
    """Return the average with weights that halve every `half_life` days; b sums the weights, a the right's.

    ``gap`` is the days from the latest answer to this one, below 0 if it is dated earlier.
    """
    if gap > 0.0:
        fade = exp_of(-gap / half_life * 0.6931471805599453)
        a, b = a * fade, b * fade
    if not tells:
        return mastery, a, b
    weight = exp_of(gap / half_life * 0.6931471805599453) if gap < 0.0 else 1.0
    a, b = (a + weight if right else a), b + weight
    return (min(a / b, 1.0) if b > 0.0 else mastery), a, b


MEAN, DECAYING, RECENT, HIGHEST, FADING = 0, 1, 2, 3, 4


def average_step(
    mastery: float,
    a: float,
    b: float,
    right: bool,
    tells: bool,
    last: int,
    at: int,
    method: int,
    share: float,
    n: int,
    half_life: float,
) -> tuple[float, float, float]:
    """Return mastery, a and b after one answer, by the method."""
    if method == FADING:
        gap = 0.0 if last == NEVER else (at - last) / DAY
        return fading_step(mastery, a, b, right, tells, gap, half_life)
    if not tells:
        return mastery, a, b
    late = at < last
    if method == MEAN:
        return mean_step(a, b, right)
    if method == DECAYING:
        return decaying_step(mastery, a, b, right, late, share)
    return window_step(mastery, a, b, right, late, n, method == HIGHEST)


def average_fold(
    mastery: Numbers,
    a: Numbers,
    b: Numbers,
    last: Counts,
    lengths: Counts,
    right: Truths,
    tells: Truths,
    at: Counts,
    method: int,
    share: float,
    n: int,
    half_life: float,
    later: Made,
    later_a: Made,
    later_b: Made,
    best: Made,
) -> None:
    """Fold answers into averages, and the highest that they were."""
    k = 0
    for g in range(len(lengths)):
        m, x, y, latest = mastery[g], a[g], b[g], last[g]
        top = m
        for _ in range(lengths[g]):
            m, x, y = average_step(m, x, y, right[k], tells[k], latest, at[k], method, share, n, half_life)
            top = max(top, m)
            latest = max(latest, at[k])
            k += 1
        later[g], later_a[g], later_b[g], best[g] = m, x, y, top


def average_weight(b: float, method: int, share: float, n: int) -> float:
    """Return on how many answers an average rests, as far as its variance tells."""
    if method == DECAYING:
        count = math.floor(b / 2.0)
        rest = (1.0 - share) * (1.0 - share)
        if count < 2 or rest <= 0.0:
            return min(float(count), 1.0)
        ended = power_of(rest, count - 1.0)
        return 1.0 / (share * share * (1.0 - ended) / (1.0 - rest) + ended)
    return min(b, float(n)) if method in (RECENT, HIGHEST) else b


def average_told(
    starts: Counts,
    right: Truths,
    tells: Truths,
    at: Counts,
    method: int,
    share: float,
    n: int,
    half_life: float,
    likelihood: Made,
) -> None:
    """Sum the log-likelihood of answers, each predicted from the average of those before it."""
    total = 0.0
    for h in range(len(starts) - 1):
        m, x, y, latest = 0.0, 0.0, 0.0, NEVER
        for k in range(starts[h], starts[h + 1]):
            if tells[k]:
                weight = average_weight(y, method, share, n)
                p = (m * weight + 1.0) / (weight + 2.0)
                total += log_of(p if right[k] else 1.0 - p)
            m, x, y = average_step(m, x, y, right[k], tells[k], latest, at[k], method, share, n, half_life)
            latest = max(latest, at[k])
    likelihood[0] = total


# Retention -----------------------------------------------------------------------------------------------


FACTOR, GROWTH, RIGHT_FIRST, WRONG_FIRST, EASY, SAME_RIGHT, SAME_WRONG = 21, 22, 23, 24, 25, 26, 27


def fsrs_numbers(w: Numbers) -> tuple[float, ...]:
    """Return the 21 weights and, behind them, what depends on nothing else."""
    return (
        *w,
        exp_of(-log_of(0.9) / w[20]) - 1.0,
        exp_of(w[8]),
        min(max(w[4] - exp_of(2.0 * w[5]) + 1.0, 1.0), 10.0),
        min(max(w[4], 1.0), 10.0),
        w[4] - exp_of(3.0 * w[5]) + 1.0,
        exp_of(w[17] * w[18]),
        exp_of(w[17] * (w[18] - 2.0)),
    )


def recall_of(stability: float, days: float, w: Numbers) -> float:
    """Return the probability of recall so many days after the latest review; 0.9 at `stability` days."""
    if stability <= 0.0:
        return 0.0
    return exp_of(-w[20] * log_of(1.0 + w[FACTOR] * days / stability))


def fsrs_difficulty(difficulty: float, right: bool, w: Numbers) -> float:
    """Return the difficulty after a later review, from 1 to 10."""
    change = 0.0 if right else 2.0 * w[6]
    damped = difficulty + (10.0 - difficulty) * change / 9.0
    return min(max(w[7] * w[EASY] + (1.0 - w[7]) * damped, 1.0), 10.0)


def fsrs_same_day(stability: float, right: bool, w: Numbers) -> float:
    """Return the stability after another review within a day."""
    growth = (w[SAME_RIGHT] if right else w[SAME_WRONG]) * power_of(stability, -w[19])
    return stability * (max(growth, 1.0) if right else growth)


def fsrs_recalled(stability: float, difficulty: float, recall: float, w: Numbers) -> float:
    """Return the stability after a right answer: it grows the more, the nearer the skill was to be lost."""
    growth = w[GROWTH] * (11.0 - difficulty) * power_of(stability, -w[9])
    return stability * (1.0 + growth * (exp_of((1.0 - recall) * w[10]) - 1.0))


def fsrs_forgotten(stability: float, difficulty: float, recall: float, w: Numbers) -> float:
    """Return the stability after a wrong answer, never more than it was but for the same-day growth."""
    long = w[11] * power_of(difficulty, -w[12]) * (power_of(stability + 1.0, w[13]) - 1.0)
    return min(long * exp_of((1.0 - recall) * w[14]), stability / w[SAME_RIGHT])


def fsrs_step(stability: float, difficulty: float, right: bool, days: int, w: Numbers) -> tuple[float, float]:
    """Return stability and difficulty after one review, `days` whole days after the one before."""
    if stability <= 0.0:
        first = w[2] if right else w[0]
        return max(first, LEAST_STABILITY), w[RIGHT_FIRST] if right else w[WRONG_FIRST]
    if days < 1:
        later = fsrs_same_day(stability, right, w)
    else:
        recall = recall_of(stability, float(days), w)
        if right:
            later = fsrs_recalled(stability, difficulty, recall, w)
        else:
            later = fsrs_forgotten(stability, difficulty, recall, w)
    return max(later, LEAST_STABILITY), fsrs_difficulty(difficulty, right, w)


def fsrs_fold(
    stability: Numbers,
    difficulty: Numbers,
    last: Counts,
    lengths: Counts,
    right: Truths,
    tells: Truths,
    at: Counts,
    w: Numbers,
    horizon: float,
    later: Made,
    later_stability: Made,
    later_difficulty: Made,
    best: Made,
) -> None:
    """Fold reviews into the recall at the horizon, stabilities, difficulties and the highest recall.

    ``w`` by :func:`fsrs_numbers`. The longer a memory holds, the higher is the recall, so that the highest
    is that of the longest.
    """
    n = 0
    for g in range(len(lengths)):
        s, d, latest = stability[g], difficulty[g], last[g]
        longest = s
        for _ in range(lengths[g]):
            if tells[n]:
                days = (at[n] - latest) // DAY if latest != NEVER and at[n] > latest else 0
                s, d = fsrs_step(s, d, right[n], days, w)
                longest = max(longest, s)
            latest = max(latest, at[n])
            n += 1
        later[g], later_stability[g], later_difficulty[g] = recall_of(s, horizon, w), s, d
        best[g] = recall_of(longest, horizon, w)


def fsrs_told(starts: Counts, right: Truths, tells: Truths, at: Counts, w: Numbers, likelihood: Made) -> None:
    """Sum the log-likelihood of reviews at least a day after the one before; first ones count one half."""
    total = 0.0
    for h in range(len(starts) - 1):
        s, d, latest = 0.0, 0.0, NEVER
        for k in range(starts[h], starts[h + 1]):
            days = (at[k] - latest) // DAY if latest != NEVER and at[k] > latest else 0
            if tells[k]:
                p = recall_of(s, float(days), w) if s > 0.0 else 0.5
                if p < 1.0:
                    total += log_of(max(p, CERTAIN) if right[k] else 1.0 - p)
                s, d = fsrs_step(s, d, right[k], days, w)
            latest = max(latest, at[k])
    likelihood[0] = total
