"""The probability that each of several uncertain options is among the best: Thompson sampling, undrawn.

Thompson (1933, Biometrika 25:285) takes each option with the probability that it is the best, given what is
known. Usually one draws a number for each option and takes the highest, and the probability itself is never
known. Here it is computed: of independent normals, option i is among the best `count` with

    integral of phi_i(x) P(at most count - 1 of the others are above x) dx.

Plain Python that is also compiled. It uses sums, products, quotients and powers of two only, which IEEE 754
rounds alike everywhere, so that a replay gives the same bits, alone or among many, on any machine.
"""

from __future__ import annotations

import math
from collections.abc import MutableSequence, Sequence

import numpy as np
from numpy.typing import NDArray

from whynext.base.arithmetic import exp_of
from whynext.base.compiling import compiled, pays
from whynext.process.definition import Choose

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

REACH = 5.6
"""Standard deviations beyond which a normal is nothing: two in a hundred million."""
WIDTH = 3.0
"""Standard deviations of the narrowest option that one stretch of the integral is wide, for few options; of
many the best moves in a narrower one. With eight points a stretch the error stays below 1e-7."""
KNOWN = 1e-9
"""An uncertainty below this share of all differences counts as this share: equals then share equally."""
COMPILED_FROM = 2_000
"""From so many options on, loading the compiler (about half a second) costs less than it saves."""
SOME = 60
"""Below so many options the plain form is done at once, wherever the compiler is."""

# Eight points of Gauss and Legendre on [-1, 1], and their weights; symmetric, so half of them.
NODES = (0.18343464249564980, 0.52553240991632899, 0.79666647741362674, 0.96028985649753623)
WEIGHTS = (0.36268378337836198, 0.31370664587788729, 0.22238103445337447, 0.10122853629037626)

# Hart (1968), Computer Approximations, function 5666: the upper tail of the normal over its exponential.
ABOVE = (
    3.52624965998911e-02,
    0.700383064443688,
    6.37396220353165,
    33.912866078383,
    112.079291497871,
    221.213596169931,
    220.206867912376,
)
BELOW = (
    8.83883476483184e-02,
    1.75566716318264,
    16.064177579207,
    86.7807322029461,
    296.564248779674,
    637.333633378831,
    793.826512519948,
    440.413735824752,
)
PER_ROOT = 0.3989422804014327  # 1 / sqrt(2 pi)


def chances_of_best(score: Floats, spread: Floats, lengths: Ints, count: int) -> Floats:
    """Return the probability with which each option is among the best of its decision.

    Parameters
    ----------
    score
        Expected worth of each option, decision after decision, shape (options,).
    spread
        Its standard deviation, at least 0, same shape. The worths are independent.
    lengths
        How many options each decision has, each at least 1.
    count
        How many are the best; at most as many as there are.

    Returns
    -------
    Floats
        In [0, 1], of each decision summing to the count; exact to 1e-6.

    Examples
    --------
    >>> pair = chances_of_best(np.array([1.0, 0.0]), np.array([0.6, 0.8]), np.array([2]), 1)
    >>> pair.round(6).tolist()  # one is above the other with Phi(1 / sqrt(0.6**2 + 0.8**2))
    [0.841345, 0.158655]
    """
    found = np.empty(len(score))
    given = (score, spread, lengths, count)
    if pays(len(score), COMPILED_FROM, SOME):
        compiled(fill_chances)(*given, found)
        return found
    plain: list[float] = [0.0] * len(score)
    fill_chances(score.tolist(), spread.tolist(), lengths.tolist(), count, plain)
    found[:] = plain
    return found


def bounded(score: Floats, spread: Floats, lengths: Ints, top: Truths, how: Choose) -> Floats:
    """Return the probability of each option to be among the chosen, within the bounds of a choice.

    What scores more than `how.far` below the last of the best is not explored. The rest keeps
    :func:`chances_of_best`, mixed with equal chances until none is below `how.least`. If then what is not
    among the best by score makes more than `how.most` of what is chosen, what it has above the least is
    lowered in proportion (and the least itself where even that is too much), and the best by score take what
    that leaves, each in proportion to what it lacks of being sure.

    Parameters
    ----------
    score, spread, lengths
        As in :func:`chances_of_best`.
    top
        Whether an option is among the best `how.count` of its decision by score.
    how
        The choice, of which count and bounds are read.

    Returns
    -------
    Floats
        In [0, 1], of each decision summing to the count, or to its options if they are fewer.
    """
    if how.most == 0.0:
        return top.astype(np.float64)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    counts = np.minimum(how.count, lengths).astype(np.float64)
    near = _near(score, owner, top, how.far)
    offered = np.bincount(owner[near], minlength=len(lengths))
    found = np.zeros(len(score))
    found[near] = chances_of_best(score[near], spread[near], offered, how.count)
    even = np.minimum(how.least * offered / counts, 1.0)
    least = even * counts / offered
    found[near] = ((1.0 - even[owner]) * found + least[owner])[near]
    return _at_most(found, least, near & ~top, top, owner, how.most * counts)


def _near(score: Floats, owner: Ints, top: Truths, far: float | None) -> Truths:
    """Return which options score no more than `far` below the last of the best."""
    if far is None:
        return np.ones(len(score), bool)
    last = np.full(owner[-1] + 1, np.inf)
    np.minimum.at(last, owner[top], score[top])
    return np.asarray(score >= last[owner] - far)


def _at_most(found: Floats, least: Floats, apart: Truths, top: Truths, owner: Ints, room: Floats) -> Floats:
    """Return the probabilities where those `apart` make no more than the room of their decision."""
    size = len(room)
    many = np.bincount(owner[apart], minlength=size)
    whole = np.bincount(owner, np.where(apart, found, 0.0), size)
    over = whole > room
    floor = np.minimum(least, np.divide(room, many, out=np.zeros(size), where=many > 0))
    excess, left = whole - floor * many, room - floor * many
    share = np.divide(left, excess, out=np.zeros(size), where=over & (excess > 0))
    lowered = (floor[owner] + (found - floor[owner]) * share[owner])[apart]
    # What the best lack of being sure is what the others have.
    lack = np.divide(room, whole, out=np.ones(size), where=over)
    held = np.where(over[owner], 1.0 - (1.0 - found) * lack[owner], found)
    held[apart] = np.where(over[owner[apart]], lowered, found[apart])
    held[~(apart | top)] = 0.0
    return held


def fill_chances(
    score: Sequence[float],
    spread: Sequence[float],
    lengths: Sequence[int],
    count: int,
    found: MutableSequence[float],
) -> None:
    """Write into `found` what :func:`chances_of_best` returns."""
    start = 0
    for decision in range(len(lengths)):
        n = lengths[decision]
        if n <= count:
            for i in range(start, start + n):
                found[i] = 1.0
        else:
            integrate(score, spread, start, n, count, found)
            settle(start, n, count, found)
        start += n


def integrate(
    score: Sequence[float],
    spread: Sequence[float],
    start: int,
    n: int,
    count: int,
    found: MutableSequence[float],
) -> None:
    """Write the integrals of one decision, stretch by stretch from low worths to high.

    A stretch is as wide as the narrowest option that moves there allows, and ends where another begins.
    Below the `count`-th highest beginning so many options are surely above that nothing else counts.
    """
    sd = [0.0] * n
    begin, end = [0.0] * n, [0.0] * n
    spreads(score, spread, start, n, sd)
    for i in range(n):
        found[start + i] = 0.0
        begin[i], end[i] = score[start + i] - REACH * sd[i], score[start + i] + REACH * sd[i]
    x, last = sorted(begin)[n - count], max(end)
    width = WIDTH / math.sqrt(1.0 + 0.4 * math.sqrt(n))
    density, under = [0.0] * n, [0.0] * n
    beside, after = [0.0] * ((n + 1) * count), [0.0] * count
    while x < last:
        stop = last
        for i in range(n):
            if begin[i] > x:
                stop = min(stop, begin[i])
            elif end[i] > x:
                stop = min(stop, x + width * sd[i])
        if not stop > x:
            break
        half, middle = 0.5 * (stop - x), 0.5 * (stop + x)
        for k in range(2 * len(NODES)):
            side = 1.0 if k % 2 else -1.0
            at, weight = middle + side * half * NODES[k // 2], half * WEIGHTS[k // 2]
            for i in range(n):
                z = (at - score[start + i]) / sd[i]
                bell = PER_ROOT * exp_of(-0.5 * z * z)
                density[i], under[i] = weight * bell / sd[i], normal_below(z, bell)
            add_point(density, under, n, count, beside, after, start, found)
        x = stop


def spreads(
    score: Sequence[float], spread: Sequence[float], start: int, n: int, sd: MutableSequence[float]
) -> None:
    """Write the standard deviations, none so small beside the rest that nothing could be computed."""
    low = high = score[start]
    widest = 0.0
    for i in range(start, start + n):
        low, high, widest = min(low, score[i]), max(high, score[i]), max(widest, spread[i])
    # A number itself is no more exact than its own last digits.
    least = max(KNOWN * max(high - low, widest), 1e-13 * max(abs(low), abs(high)), 1e-290)
    for i in range(n):
        sd[i] = max(spread[start + i], least)


def add_point(
    density: Sequence[float],
    under: Sequence[float],
    n: int,
    count: int,
    beside: MutableSequence[float],
    after: MutableSequence[float],
    start: int,
    found: MutableSequence[float],
) -> None:
    """Add one point of the integral of each option.

    ``beside[i * count + m]`` is the probability that exactly m of the options before i are above the point,
    ``after[m]`` that at most m of those behind it are; together, that at most `count` - 1 of the others are.
    Only sums of products of probabilities, so that nothing cancels.
    """
    for m in range(count):
        beside[m] = 1.0 if m == 0 else 0.0
        after[m] = 1.0
    for i in range(n):
        here, there = i * count, (i + 1) * count
        for m in range(count):
            more = beside[here + m - 1] * (1.0 - under[i]) if m else 0.0
            beside[there + m] = beside[here + m] * under[i] + more
    for back in range(n):
        i = n - 1 - back
        others = 0.0
        for m in range(count):
            others += beside[i * count + m] * after[count - 1 - m]
        found[start + i] += density[i] * others
        for up in range(count):
            m = count - 1 - up
            fewer = after[m - 1] * (1.0 - under[i]) if m else 0.0
            after[m] = after[m] * under[i] + fewer


def settle(start: int, n: int, count: int, found: MutableSequence[float]) -> None:
    """Spread the last digits so that the sum is the count, where there is room for it."""
    total = room = 0.0
    for i in range(start, start + n):
        found[i] = min(max(found[i], 0.0), 1.0)
        total += found[i]
        room += found[i] * (1.0 - found[i])
    if room > 0.0:
        share = (count - total) / room
        for i in range(start, start + n):
            found[i] = min(max(found[i] + share * found[i] * (1.0 - found[i]), 0.0), 1.0)


def normal_below(z: float, bell: float) -> float:
    """Return P(a standard normal is below z), given its density there, to 1e-14 (Hart's function 5666).

    Examples
    --------
    >>> round(normal_below(1.0, PER_ROOT * exp_of(-0.5)), 9)
    0.841344746
    """
    y = abs(z)
    if y > 7.0:
        return 0.0 if z < 0.0 else 1.0
    over = ABOVE[0]
    for each in ABOVE[1:]:
        over = over * y + each
    under = BELOW[0]
    for each in BELOW[1:]:
        under = under * y + each
    tail = bell / PER_ROOT * over / under
    return tail if z < 0.0 else 1.0 - tail
