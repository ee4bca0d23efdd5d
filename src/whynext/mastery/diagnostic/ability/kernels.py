"""Many sittings at once, compiled; the same choices and numbers as :mod:`.adaptive` makes step by step.

Each examinee is worked out alone and in order, so threads change nothing.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from whynext.mastery.calibration.curves import Floats, Integers

Bytes = NDArray[np.uint8]
GOES_ON, ENOUGH, PRECISE, CERTAIN, EMPTY = range(5)
LEFT = 1e-9


@njit(cache=True, nogil=True)
def _best(worth: Floats) -> int:
    """Return the place of the highest worth, the first of equals; -1 if all are minus infinity."""
    best, at = -math.inf, -1
    for j in range(len(worth)):
        if worth[j] > best:
            best, at = worth[j], j
    return at


@njit(cache=True, nogil=True)
def _turn(lag: Floats, slack: float, area: Integers, worth: Floats) -> int:
    """Return the area that lags most and has an open item, -1 if none lags by more than the slack."""
    tried = np.zeros(len(lag), np.bool_)
    for _ in range(len(lag)):
        worst, at = slack, -1
        for a in range(len(lag)):
            if not tried[a] and lag[a] > worst:
                worst, at = lag[a], a
        if at < 0:
            return -1
        tried[at] = True
        for j in range(len(area)):
            if area[j] == at and worth[j] > -math.inf:
                return at
    return -1


@njit(cache=True, nogil=True)
def _fall(row: Floats, shares: Floats, nodes: Floats, mean: float) -> float:
    right, moment = 0.0, 0.0
    for q in range(len(nodes)):
        part = row[q] * shares[q]
        right += part
        moment += part * nodes[q]
    after_right = moment / right
    after_wrong = (mean - right * after_right) / (1 - right)
    return float(right * (after_right - mean) ** 2 + (1 - right) * (after_wrong - mean) ** 2)


@njit(cache=True, nogil=True)
def _weigh(worth: Floats, short: int, chance: Floats, shares: Floats, nodes: Floats, mean: float) -> None:
    """Replace the information of the most informing by the fall of variance they promise, in place."""
    chosen = np.empty(min(short, len(worth)), np.int64)
    count = 0
    while count < len(chosen):
        at = _best(worth)
        if at < 0:
            break
        chosen[count] = at
        worth[at] = -math.inf
        count += 1
    worth[:] = -math.inf
    for k in range(count):
        worth[chosen[k]] = _fall(chance[chosen[k]], shares, nodes, mean)


@njit(cache=True, nogil=True)
def _draw(worth: Floats, exposure: Floats, among: int, u: float, asked: Bytes) -> int:
    """Return the place drawn when one goes down from the best; spoils `worth`, marks what is passed over."""
    choices = 0
    for j in range(len(worth)):
        choices += worth[j] > -math.inf
    first = _best(worth)
    if min(among, choices) <= 1 and exposure[first] >= 1.0:
        return first
    places = np.empty(choices, np.int64)
    left, reached, part, rank = 1.0, 0.0, 0.0, 0
    while True:
        if rank == choices or left <= LEFT:
            return first  # everything was left aside: what is left falls to the best
        places[rank] = _best(worth)
        worth[places[rank]] = -math.inf
        part = left * (exposure[places[rank]] / max(min(among, choices) - rank, 1))
        if u < reached + part:
            break
        reached += part
        left -= part
        rank += 1
    rest = (u - reached) / part
    for k in range(rank):
        own = exposure[places[k]]
        share = (1.0 - own) / (1.0 - own / max(min(among, choices) - k, 1))
        if rest < share:
            asked[places[k]] = 1
            rest /= share
        else:
            rest = (rest - share) / (1.0 - share)
    return int(places[rank])


@njit(cache=True, nogil=True)
def _spread(shares: Floats, nodes: Floats) -> tuple[float, float]:
    mean, square = 0.0, 0.0
    for q in range(len(nodes)):
        part = shares[q] * nodes[q]
        mean += part
        square += part * nodes[q]
    return mean, math.sqrt(max(square - mean * mean, 0.0))


@njit(cache=True, nogil=True)
def _learn(shares: Floats, row: Floats, right: int) -> None:
    """Move a belief by one answer, in place."""
    total = 0.0
    for q in range(len(shares)):
        shares[q] *= row[q] if right else 1.0 - row[q]
    for q in range(len(shares)):
        total += shares[q]
    for q in range(len(shares)):
        shares[q] /= total


@njit(cache=True, nogil=True)
def _rests(shares: Floats, sd: float, precision: float, above: Floats, certainty: float) -> int:
    """Return the reason to end that lies in what is known, or that it goes on."""
    if sd <= precision:
        return PRECISE
    if certainty <= 1.0:
        over = 0.0
        for q in range(len(shares)):
            over += shares[q] * above[q]
        if max(over, 1 - over) >= certainty:
            return CERTAIN
    return GOES_ON


@njit(cache=True, nogil=True)
def _informed(
    worth: Floats,
    tells: Floats,
    asked: Bytes,
    family: Integers,
    used: Bytes,
    area: Integers,
    lag: Floats,
    slack: float,
    seconds: Floats,
    left: float,
) -> None:
    """Fill what each item tells, minus infinity where it may not be asked."""
    if len(lag) == 0 and len(used) == 1 and left == math.inf:
        for j in range(len(worth)):
            worth[j] = -math.inf if asked[j] else tells[j]
        return
    for j in range(len(worth)):
        fits = not asked[j] and seconds[j] <= left and (family[j] < 0 or not used[family[j]])
        worth[j] = tells[j] if fits else -math.inf
    turn = _turn(lag, slack, area, worth)
    if turn >= 0:
        for j in range(len(worth)):
            if area[j] != turn:
                worth[j] = -math.inf


@njit(cache=True, nogil=True)
def _one(
    taken: Integers,
    would: Bytes,
    chance: Floats,
    informing: Floats,
    nodes: Floats,
    shares: Floats,
    draws: Floats,
    closed: Bytes,
    exposure: Floats,
    family: Integers,
    area: Integers,
    share: Floats,
    slack: float,
    seconds: Floats,
    most_seconds: float,
    least: int,
    precision: float,
    above: Floats,
    certainty: float,
    among: int,
    short: int,
) -> int:
    """Sit one examinee: fill `taken`, move `shares`, return why it ended."""
    asked, used = closed.copy(), np.zeros(family.max() + 2, np.uint8)
    worth, counts, spent = np.empty(len(closed)), np.zeros(len(share)), 0.0
    for n in range(len(taken)):
        mean, sd = _spread(shares, nodes)
        if n >= least:
            reason = _rests(shares, sd, precision, above, certainty)
            if reason != GOES_ON:
                return reason
        node = int(min(max((mean - nodes[0]) / (nodes[1] - nodes[0]) + 0.5, 0), len(nodes) - 1))
        lag = share * (n + 1) - counts
        left = most_seconds - spent
        _informed(worth, informing[node], asked, family, used, area, lag, slack, seconds, left)
        if _best(worth) < 0:
            return EMPTY
        if short:
            _weigh(worth, short, chance, shares, nodes, mean)
        at = _draw(worth, exposure, among, draws[n], asked)
        taken[n] = at
        asked[at] = 1
        if family[at] >= 0:
            used[family[at]] = 1
        if area[at] >= 0 and len(counts):
            counts[area[at]] += 1
        spent += seconds[at]
        _learn(shares, chance[at], would[at])
    return ENOUGH


@njit(cache=True, nogil=True)
def sat(
    would: Bytes,
    chance: Floats,
    informing: Floats,
    nodes: Floats,
    prior: Floats,
    draws: Floats,
    closed: Bytes,
    exposure: Floats,
    family: Integers,
    area: Integers,
    share: Floats,
    slack: float,
    seconds: Floats,
    most_seconds: float,
    least: int,
    most: int,
    precision: float,
    above: Floats,
    certainty: float,
    among: int,
    short: int,
) -> tuple[Integers, Floats, Integers]:
    """Return what many examinees were asked and what was found.

    Parameters
    ----------
    would
        Shape (E, J): 1 where an examinee would answer an item rightly.
    chance, informing, nodes, prior
        Shapes (J, Q), (Q, J), (Q,) and (Q,); nodes at equal distances; shares before the first question.
    draws
        Shape (E, most), or (1, most) if nothing is drawn.
    closed
        Shape (J,): 1 where an item may not be asked at all.
    exposure, family, area, seconds
        Shape (J,), as :class:`whynext.mastery.diagnostic.ability.pool.Pool` has them.
    share, slack
        Shape (areas,), empty for no content balance.
    above, certainty
        Shape (Q,): share of each node's cell above the cut; above 1 as certainty where there is no cut.
    short
        Weigh so many by variance; 0 to choose by information.

    Returns
    -------
    tuple
        Items (E, most), -1 after the end; mean and deviation (E, 2); the reason of the end (E,).
    """
    taken = np.full((len(would), most), -1, np.int64)
    found = np.empty((len(would), 2))
    ended = np.zeros(len(would), np.int64)
    for e in range(len(would)):
        shares = prior.copy()
        ended[e] = _one(
            taken[e],
            would[e],
            chance,
            informing,
            nodes,
            shares,
            draws[e if len(draws) > 1 else 0],
            closed,
            exposure,
            family,
            area,
            share,
            slack,
            seconds,
            most_seconds,
            least,
            precision,
            above,
            certainty,
            among,
            short,
        )
        found[e] = _spread(shares, nodes)
    return taken, found, ended
