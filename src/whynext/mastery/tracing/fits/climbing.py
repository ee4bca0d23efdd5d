"""Where Bayesian knowledge tracing is most likely: the arithmetic of its fit.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`).

Answers of one skill are kept as a tree of what was answered so far: every student who began with the same
answers stands at the same node, so that what they share is computed once (exactly; nothing is approximated).
A pass over the tree gives the likelihood, its slope by forward derivatives of the filter, and the
information that the answers carry (the expected one, given what came before each answer). Steps are those of
Fisher's scoring, damped as by Levenberg and Marquardt and held inside bounds. They need a tenth of the passes
of expectation maximisation.

What is carried along is the probability *not* to have the skill: after a long row of right answers it is
tiny, and one minus it would have lost its digits.

A point has eight numbers: prior, learn, guess, slip, forget, lapse, first_wrong, first_right. `wide` says how
many of them have slopes: the first four, or all.
"""

from __future__ import annotations

import math
from collections.abc import MutableSequence, Sequence

Numbers = Sequence[float]
Counts = Sequence[int]
Truths = Sequence[bool]
Made = MutableSequence[float]
MadeCounts = MutableSequence[int]
Tree = tuple[Counts, Counts, Numbers, Numbers, Numbers]
"""Of each node its parent, the answer before it, the days between, and the wrong and right answers there."""
Limits = tuple[Numbers, Numbers, Numbers, float]
"""The least and the most that a point may be; the centre of the prior, and for how many answers it counts."""
Room = tuple[Made, Made, Made, MadeCounts]
"""To work in: of each node P(does not have the skill) and its slopes; 248 numbers; which of them are free."""

PRIOR, LEARN, GUESS, SLIP, FORGET, LAPSE, FIRST = 0, 1, 2, 3, 4, 5, 6
SIZE = 8
NEAR = 0.03
ROUGHLY = 0.1
"""A gain of the objective that is small enough to see which start leads highest."""
APART = 1e-4
"""By so much guess and slip together stay below 1, and so do learn and forget."""
FLAT = 1e-280
"""A product of chances below this is taken into the sum of logarithms."""


def plant(
    bounds: Counts,
    starts: Counts,
    right: Truths,
    days: Numbers,
    merge: bool,
    child: MadeCounts,
    parent: MadeCounts,
    told: MadeCounts,
    since: Made,
    wrong_count: Made,
    right_count: Made,
    first: MadeCounts,
) -> None:
    """Grow the trees, skill after skill; ``first`` gets the first node of each, and their number.

    A node stands for the answers before one answer; ``parent`` is the node before (-1 for none), ``told``
    the answer in between, ``since`` the days. Its counts are those of wrong and right answers given there.
    """
    made = 0
    for skill in range(len(bounds) - 1):
        first[skill] = made
        root = -1
        for h in range(bounds[skill], bounds[skill + 1]):
            node = -1
            for n in range(starts[h], starts[h + 1]):
                if node < 0:
                    found = root
                else:
                    place = 2 * node + (1 if right[n - 1] else 0)
                    found = child[place] if merge else -1
                if found < 0:
                    found = made
                    made += 1
                    parent[found], since[found] = node, days[n]
                    if node < 0:
                        root = found
                    else:
                        told[found] = 1 if right[n - 1] else 0
                        child[place] = found
                node = found
                if right[n]:
                    right_count[node] += 1.0
                else:
                    wrong_count[node] += 1.0
    first[len(bounds) - 1] = made


def root_slopes(at: Numbers, wide: int, n: int, lacking: Made, slope: Made) -> None:
    """Set P(does not have the skill) before any answer, and the slopes of P(has it)."""
    lacking[n] = 1.0 - at[PRIOR]
    for k in range(wide):
        slope[n * wide + k] = 0.0
    slope[n * wide + PRIOR] = 1.0


def node_slopes(
    at: Numbers, wide: int, n: int, m: int, right: int, root: bool, days: float, lacking: Made, slope: Made
) -> None:
    """Set P(does not have the skill) at a node from its parent m, and the slopes of P(has it)."""
    r, guess, slip, learn = lacking[m], at[GUESS], at[SLIP], at[LEARN]
    p = 1.0 - r
    hit = 1.0 - slip if right else slip
    luck = guess if right else 1.0 - guess
    sign = 1.0 if right else -1.0
    chance = p * hit + r * luck
    had, had_not, by_known = p * hit / chance, r * luck / chance, hit * luck / (chance * chance)
    both = sign * p * r / (chance * chance)
    by_guess, by_slip = -both * hit, -both * luck
    own = root and at[FIRST + 1] >= 0.0
    if own:
        had, had_not, by_known, by_guess, by_slip = at[FIRST + right], 1.0 - at[FIRST + right], 0.0, 0.0, 0.0
    stays = 1.0 - at[FORGET] - learn
    moved, keep = had * (1.0 - at[FORGET]) + had_not * learn, 1.0
    if at[LAPSE] > 0.0 and days > 0.0:
        keep = math.exp(days * math.log(1.0 - at[LAPSE]))
    lacking[n] = keep * (had_not * (1.0 - learn) + had * at[FORGET]) + (1.0 - keep)
    here, there, by = n * wide, m * wide, keep * stays
    for k in range(wide):
        slope[here + k] = by * by_known * slope[there + k]
    slope[here + LEARN] += keep * had_not
    slope[here + GUESS] += by * by_guess
    slope[here + SLIP] += by * by_slip
    if wide > FORGET:
        slope[here + FORGET] -= keep * had
        slope[here + LAPSE] -= moved * days * keep / (1.0 - at[LAPSE])
        if own:
            slope[here + FIRST + right] += by


def likelihood_of_four(
    at: Numbers,
    begin: int,
    end: int,
    tree: Tree,
    lacking: Made,
    slope: Made,
    score: Made,
    information: Made,
) -> float:
    """Return what :func:`likelihood` does where four numbers say all, in a third of the time."""
    parent, told, _, wrong, right = tree
    learn, guess, slip = at[LEARN], at[GUESS], at[SLIP]
    stays, lift = 1.0 - learn, 1.0 - slip - guess
    total, product, s0, s1, s2, s3 = 0.0, 1.0, 0.0, 0.0, 0.0, 0.0
    i00 = i10 = i11 = i20 = i21 = i22 = i30 = i31 = i32 = i33 = 0.0
    for n in range(begin, end):
        m = parent[n]
        if m < 0:
            lack, d0, d1, d2, d3 = 1.0 - at[PRIOR], 1.0, 0.0, 0.0, 0.0
        else:
            r, sign = lacking[m], 1.0
            q, hit, luck = 1.0 - r, 1.0 - slip, guess
            if told[n] == 0:
                hit, luck, sign = slip, 1.0 - guess, -1.0
            share = 1.0 / (q * hit + r * luck)
            had_not = r * luck * share
            both = sign * stays * q * r * share * share
            by = stays * hit * luck * share * share
            d0 = by * slope[4 * m]
            d1 = by * slope[4 * m + 1] + had_not
            d2 = by * slope[4 * m + 2] - both * hit
            d3 = by * slope[4 * m + 3] - both * luck
            lack = had_not * stays
        lacking[n] = lack
        p = 1.0 - lack
        slope[4 * n], slope[4 * n + 1], slope[4 * n + 2], slope[4 * n + 3] = d0, d1, d2, d3
        chance = min(max(p * lift + guess, 1e-12), 1.0 - 1e-12)
        given = right[n] + wrong[n]
        if given == 1.0:
            product *= chance if right[n] > 0.0 else 1.0 - chance
            if product < FLAT:
                total += math.log(product)
                product = 1.0
        else:
            total += right[n] * math.log(chance) + wrong[n] * math.log(1.0 - chance)
        spread = 1.0 / (chance * (1.0 - chance))
        pull, weight = (right[n] - given * chance) * spread, given * spread
        d0, d1, d2, d3 = lift * d0, lift * d1, lift * d2 + lack, lift * d3 - p
        s0, s1, s2, s3 = s0 + pull * d0, s1 + pull * d1, s2 + pull * d2, s3 + pull * d3
        w0, w1, w2, w3 = weight * d0, weight * d1, weight * d2, weight * d3
        i00, i10, i11 = i00 + w0 * d0, i10 + w1 * d0, i11 + w1 * d1
        i20, i21, i22 = i20 + w2 * d0, i21 + w2 * d1, i22 + w2 * d2
        i30, i31, i32, i33 = i30 + w3 * d0, i31 + w3 * d1, i32 + w3 * d2, i33 + w3 * d3
    score[0], score[1], score[2], score[3] = s0, s1, s2, s3
    information[0], information[1], information[2], information[3] = i00, i10, i20, i30
    information[4], information[5], information[6], information[7] = i10, i11, i21, i31
    information[8], information[9], information[10], information[11] = i20, i21, i22, i32
    information[12], information[13], information[14], information[15] = i30, i31, i32, i33
    return total + math.log(product)


def likelihood(
    at: Numbers,
    wide: int,
    begin: int,
    end: int,
    tree: Tree,
    lacking: Made,
    slope: Made,
    along: Made,
    score: Made,
    information: Made,
) -> float:
    """Return the log-likelihood of one skill's tree, and set its slope and information."""
    if wide == FORGET:
        return likelihood_of_four(at, begin, end, tree, lacking, slope, score, information)
    parent, told, since, wrong, right = tree
    for k in range(wide):
        score[k] = 0.0
        for j in range(wide):
            information[k * wide + j] = 0.0
    total, product = 0.0, 1.0
    lift = 1.0 - at[SLIP] - at[GUESS]
    for n in range(begin, end):
        m = parent[n]
        if m < 0:
            root_slopes(at, wide, n, lacking, slope)
        else:
            node_slopes(at, wide, n, m, told[n], parent[m] < 0, since[n], lacking, slope)
        p = 1.0 - lacking[n]
        chance = p * lift + at[GUESS]
        chance = min(max(chance, 1e-12), 1.0 - 1e-12)
        given = right[n] + wrong[n]
        if given == 1.0:
            product *= chance if right[n] > 0.0 else 1.0 - chance
            if product < FLAT:
                total += math.log(product)
                product = 1.0
        else:
            total += right[n] * math.log(chance) + wrong[n] * math.log(1.0 - chance)
        for k in range(wide):
            along[k] = lift * slope[n * wide + k]
        along[GUESS] += lacking[n]
        along[SLIP] -= p
        spread = chance * (1.0 - chance)
        pull = (right[n] - given * chance) / spread
        weight = given / spread
        for k in range(wide):
            score[k] += pull * along[k]
            for j in range(k + 1):
                information[k * wide + j] += weight * along[k] * along[j]
    for k in range(wide):
        for j in range(k):
            information[j * wide + k] = information[k * wide + j]
    return total + math.log(product)


def add_prior(
    at: Numbers, wide: int, centre: Numbers, weight: float, score: Made, information: Made
) -> float:
    """Return the logarithm of the prior, `weight` answers that are as the centre says, and add its slopes."""
    total = 0.0
    if weight > 0.0:
        for k in range(FORGET):
            x, c = at[k], centre[k]
            total += weight * (c * math.log(x) + (1.0 - c) * math.log(1.0 - x))
            score[k] += weight * (c / x - (1.0 - c) / (1.0 - x))
            information[k * wide + k] += weight * (c / (x * x) + (1.0 - c) / ((1.0 - x) * (1.0 - x)))
    return total


def step(
    wide: int, free: Counts, score: Numbers, information: Numbers, damping: float, lower: Made, out: Made
) -> None:
    """Solve (information + damping * its diagonal) out = score for the free numbers, by Cholesky."""
    for i in range(wide):
        for j in range(i + 1):
            held = free[i] == 0 or free[j] == 0
            x = 0.0 if held else information[i * wide + j]
            if i == j:
                x = 1.0 if held else x * (1.0 + damping) + 1e-9
            for k in range(j):
                x -= lower[i * wide + k] * lower[j * wide + k]
            lower[i * wide + j] = math.sqrt(max(x, 1e-12)) if i == j else x / lower[j * wide + j]
    for i in range(wide):
        x = score[i] if free[i] else 0.0
        for k in range(i):
            x -= lower[i * wide + k] * out[k]
        out[i] = x / lower[i * wide + i]
    for i in range(wide - 1, -1, -1):
        x = out[i]
        for k in range(i + 1, wide):
            x -= lower[k * wide + i] * out[k]
        out[i] = x / lower[i * wide + i]


def into_bounds(at: Made, least: Numbers, most: Numbers) -> None:
    """Move a point to the nearest that is allowed."""
    for k in range(SIZE):
        at[k] = min(max(at[k], least[k]), most[k])
    over = at[GUESS] + at[SLIP] - (1.0 - APART)
    if over > 0.0:
        both = at[GUESS] + at[SLIP]
        at[GUESS] -= over * at[GUESS] / both
        at[SLIP] -= over * at[SLIP] / both
    over = at[LEARN] + at[FORGET] - (1.0 - APART)
    if over > 0.0:
        both = at[LEARN] + at[FORGET]
        at[LEARN] -= over * at[LEARN] / both
        at[FORGET] -= over * at[FORGET] / both
    if at[FIRST] > at[FIRST + 1]:
        at[FIRST] = at[FIRST + 1] = 0.5 * (at[FIRST] + at[FIRST + 1])


def set_free(wide: int, at: Numbers, least: Numbers, most: Numbers, score: Numbers, free: MadeCounts) -> None:
    """Free the numbers that may move, but those at a bound that the slope points out of."""
    for k in range(wide):
        down, up = at[k] <= least[k] and score[k] <= 0.0, at[k] >= most[k] and score[k] >= 0.0
        free[k] = 0 if least[k] == most[k] or down or up else 1


def near(at: Numbers, summit: Numbers, wide: int) -> bool:
    """Return whether a point lies so near a summit that it would only be climbed again."""
    apart = 0.0
    for k in range(wide):
        apart = max(apart, abs(at[k] - summit[k]))
    return apart <= NEAR


def climb(
    at: Made,
    wide: int,
    begin: int,
    end: int,
    tree: Tree,
    limits: Limits,
    tolerance: float,
    rounds: int,
    summit: Numbers,
    height: float,
    room: Room,
) -> tuple[float, float, int, bool]:
    """Move a point up to where no step raises the objective any more, or it nears a summit known already.

    Returns
    -------
    tuple
        The objective (log-likelihood and prior), the log-likelihood, passes over the tree, and whether it
        came to rest before `rounds` passes.
    """
    least, most, centre, weight = limits
    lacking, slope, work, free = room
    along, score, out, trial, new_score = work[0:8], work[8:16], work[16:24], work[24:32], work[32:40]
    information, new_information, lower = work[40:104], work[104:168], work[168:232]
    into_bounds(at, least, most)
    plain = likelihood(at, wide, begin, end, tree, lacking, slope, along, score, information)
    best = plain + add_prior(at, wide, centre, weight, score, information)
    damping, passes, quiet = 0.01, 1, 0
    while passes < rounds and quiet < 2:
        set_free(wide, at, least, most, score, free)
        step(wide, free, score, information, damping, lower, out)
        for k in range(SIZE):
            trial[k] = at[k] + out[k] if k < wide else at[k]
        into_bounds(trial, least, most)
        reached = likelihood(trial, wide, begin, end, tree, lacking, slope, along, new_score, new_information)
        passes += 1
        value = reached + add_prior(trial, wide, centre, weight, new_score, new_information)
        if value > best:
            quiet = quiet + 1 if value - best < tolerance else 0
            best, plain, damping = value, reached, max(damping * 0.2, 1e-6)
            copy(trial, at, SIZE)
            copy(new_score, score, SIZE)
            copy(new_information, information, wide * wide)
            if best < height and near(at, summit, wide):
                quiet = 2
        else:
            damping *= 8.0
            if damping > 1e8 or value > best - tolerance * 1e-3:
                quiet = 2
    return best, plain, passes, quiet >= 2


def copy(source: Numbers, target: Made, size: int) -> None:
    """Copy so many numbers."""
    for k in range(size):
        target[k] = source[k]


def climb_all(
    first: Counts,
    tree: Tree,
    wide: int,
    starts: Numbers,
    tries: int,
    limits: Limits,
    tolerance: float,
    rounds: int,
    room: Room,
    found: Made,
    likelihoods: Made,
    passes: MadeCounts,
    rested: MadeCounts,
) -> None:
    """Fit skills, roughly from every start, then to rest from the best of them.

    ``starts`` has `tries` points of eight numbers for each skill, ``found`` one.
    """
    _, _, work, _ = room
    trial, summit = work[232:240], work[240:248]
    for skill in range(len(first) - 1):
        best, used_up = -math.inf, 0
        for t in range(tries + 1):
            last = t == tries
            for k in range(SIZE):
                trial[k] = summit[k] if last else starts[(skill * tries + t) * SIZE + k]
            enough, height = (tolerance, -math.inf) if last else (max(tolerance, ROUGHLY), best)
            value, plain, used, calm = climb(
                trial,
                wide,
                first[skill],
                first[skill + 1],
                tree,
                limits,
                enough,
                rounds,
                summit,
                height,
                room,
            )
            used_up += used
            if value > best or last:
                best, likelihoods[skill], rested[skill] = value, plain, 1 if calm else 0
                copy(trial, summit, SIZE)
        passes[skill] = used_up
        for k in range(SIZE):
            found[skill * SIZE + k] = summit[k]


def told_at(
    first: Counts, tree: Tree, points: Numbers, lacking: Made, slope: Made, work: Made, likelihoods: Made
) -> None:
    """Set the log-likelihood of each skill's tree at a point of its own."""
    along, score, information = work[0:8], work[8:16], work[16:80]
    for skill in range(len(first) - 1):
        begin, end = first[skill], first[skill + 1]
        if begin < end:
            at = points[skill * SIZE : (skill + 1) * SIZE]
            likelihoods[skill] = likelihood(
                at, SIZE, begin, end, tree, lacking, slope, along, score, information
            )
