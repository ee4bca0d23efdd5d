"""Compiled arithmetic of the diagnostic: many imagined students at once, skill by skill.

Arrays have one row for each skill and one column for each imagined student (particle), so that every inner
loop runs along a row and is done sixteen or more columns at a time. Chance is a hash of a stage, the skill
and the column: no generator has a state, so any skill can be drawn again by itself and the numbers do not
depend on threads. Sums are sums of whole numbers, which no order of adding changes. Every kernel has a twin
in :mod:`whynext.mastery.diagnostic.plain` that tests compare.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

U8, U32, F32 = np.uint8, np.uint32, np.float32
BLOCK = 64
"""Columns whose abilities are drawn together, so that what they need stays near the processor."""

Bytes = NDArray[np.uint8]
Reals = NDArray[np.float32]
Counts = NDArray[np.int64]


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def mixed(word: Any) -> Any:
    """Return a word of 32 bits stirred, one to one (Wellons 2018, a hash of low bias)."""
    word = U32(word ^ (word >> U32(16)))
    word = U32(word * U32(0x21F0AAAD))
    word = U32(word ^ (word >> U32(15)))
    word = U32(word * U32(0xD35A2D97))
    return U32(word ^ (word >> U32(15)))


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def chance(first: Any, second: Any, column: Any) -> Any:
    """Return a number in (0, 1) for a column under two words of key."""
    word = mixed(U32(mixed(U32(U32(column) * U32(0x9E3779B9) + first)) + second))
    return F32(F32(word >> U32(8)) * F32(5.9604645e-08) + F32(2.9802322e-08))


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def exponential(level: Any) -> Any:
    """Return exp(level) for levels from -40 to 40; right to 2e-6 of itself near 0, to 1e-3 at the ends.

    The fourth-order series at a sixty-fourth, squared six times: only products and sums, so that every
    machine gives the same bits.
    """
    y = F32(level * F32(0.015625))
    e = F32(1.0) + y * (F32(1.0) + y * (F32(0.5) + y * (F32(0.16666667) + y * F32(0.041666668))))
    e = e * e
    e = e * e
    e = e * e
    e = e * e
    e = e * e
    return e * e


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def logistic(level: Any) -> Any:
    """Return 1 / (1 + exp(-level)), the level cut at 16 on either side."""
    cut = level if level < F32(16.0) else F32(16.0)
    cut = cut if cut > F32(-16.0) else F32(-16.0)
    return F32(1.0) / (F32(1.0) + exponential(-cut))


@njit(cache=True, nogil=True, error_model="numpy")
def keys(stage: Any, row: Any) -> Any:
    """Return two words of key for a row at a stage (a whole number below 2**63) of the computation."""
    low, high = U32(stage & 0xFFFFFFFF), U32((stage >> 32) & 0xFFFFFFFF)
    first = mixed(U32(mixed(U32(low ^ U32(0x68E31DA4))) + U32(row)))
    second = mixed(U32(mixed(U32(high ^ U32(0xB5297A4D))) + first))
    return first, second


@njit(cache=True, nogil=True, error_model="numpy")
def total(values: Reals, weights: Reals) -> Any:
    """Return the weighted sum of values from 0 to 1, in steps of 2**-30."""
    found: Any = 0
    for m in range(values.size):
        found += np.int32(values[m] * weights[m] * F32(1073741824.0))
    return found / 1073741824.0


@njit(cache=True, nogil=True, error_model="numpy")
def count_missing(known: Bytes, parent_at: Counts, parents: Counts, row: Any, missing: Bytes) -> None:
    """Count for one skill the prerequisites that each column lacks, into ``missing`` of shape (columns,)."""
    for m in range(missing.size):
        missing[m] = 0
    for k in range(parent_at[row], parent_at[row + 1]):
        parent = known[parents[k]]
        for m in range(missing.size):
            missing[m] += U8(1) - parent[m]


@njit(cache=True, nogil=True, error_model="numpy")
def forward(
    known: Bytes,
    missing: Bytes,
    level: Bytes,
    order: Counts,
    strand: Counts,
    parent_at: Counts,
    parents: Counts,
    own: Reals,
    leap: Reals,
    weights: Reals,
    stage: Any,
    sums: NDArray[np.float64],
) -> None:
    """Draw skills from their prerequisites and the ability in their strand.

    Parameters
    ----------
    known, missing
        (skills, columns): whether each is known, and how many prerequisites lack; written for the skills of
        `order`, read for their prerequisites.
    level
        (strands, columns): cells of the ability grid.
    order
        The skills to draw, every one after its prerequisites.
    strand
        (skills,): the strand of each.
    parent_at, parents
        The prerequisites of skill v are ``parents[parent_at[v]:parent_at[v + 1]]``.
    own, leap
        (skills, cells) and (skills,): the probability with all prerequisites, and without.
    weights
        (columns,), of sum 1.
    stage
        Names the draw.
    sums
        (skills, 2): for the skills of `order` the probabilities of being known and of being ready, averaged
        over what each column gives before its draw.
    """
    columns = known.shape[1]
    share = np.empty(columns, np.float32)
    ready = np.empty(columns, np.float32)
    for v in order:
        x, u, g, p, jump = known[v], missing[v], level[strand[v]], own[v], leap[v]
        count_missing(known, parent_at, parents, v, u)
        for m in range(columns):
            given = p[g[m]]
            share[m] = given if u[m] == 0 else jump
            ready[m] = F32(1.0) - given if u[m] == 0 else F32(0.0)
        first, second = keys(stage, v)
        for m in range(columns):
            x[m] = U8(1) if chance(first, second, m) < share[m] else U8(0)
        sums[v, 0] = total(share, weights)
        sums[v, 1] = total(ready, weights)


@njit(cache=True, nogil=True, error_model="numpy")
def pull(z: Reals, x: Bytes, above: Bytes, lacks: Bytes, level: Bytes, turn: Reals, cells: Any) -> None:
    """Add to the log odds of a skill what a skill above it says, where that lacks nothing else."""
    for m in range(z.size):
        gain = turn[U32(above[m]) * cells + U32(level[m])]
        z[m] += gain if U8(lacks[m] + x[m]) == U8(1) else F32(0.0)


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    known: Bytes,
    missing: Bytes,
    level: Bytes,
    order: Counts,
    inside: NDArray[np.bool_],
    strand: Counts,
    child_at: Counts,
    children: Counts,
    odds: Reals,
    leap_odds: Reals,
    turn: Reals,
    evidence: Reals,
    weights: Reals,
    stage: Any,
    sums: NDArray[np.float64],
) -> None:
    """Draw each skill anew given all others: one Gibbs sweep over the skills that evidence bears upon.

    Parameters
    ----------
    known, missing, level, strand, weights, stage, sums
        As for :func:`forward`.
    order
        The skills that evidence bears upon, each after its prerequisites.
    inside
        (skills,): whether a skill is one of them. The others, summed out, leave no trace.
    child_at, children
        The skills that build on each, stored like the prerequisites.
    odds, leap_odds
        (skills, cells) and (skills,): log odds of being known with all prerequisites, and without.
    turn
        (skills, 2 x cells): log of how much likelier the skill is as it is with its prerequisites than
        without them; if it is not known (first half), if it is (second half).
    evidence
        (skills,): log of how much likelier the answers are if the skill is known.
    """
    columns, cells = known.shape[1], U32(odds.shape[1])
    z = np.empty(columns, np.float32)
    ready = np.empty(columns, np.float32)
    new = np.empty(columns, np.uint8)
    for v in order:
        x, u, g, own, jump, said = known[v], missing[v], level[strand[v]], odds[v], leap_odds[v], evidence[v]
        for m in range(columns):
            given = own[g[m]]
            z[m] = (given if u[m] == 0 else jump) + said
        for k in range(child_at[v], child_at[v + 1]):
            c = children[k]
            if inside[c]:
                pull(z, x, known[c], missing[c], level[strand[c]], turn[c], cells)
        for m in range(columns):
            z[m] = logistic(z[m])
            ready[m] = F32(1.0) - z[m] if u[m] == 0 else F32(0.0)
        first, second = keys(stage, v)
        for m in range(columns):
            new[m] = U8(1) if chance(first, second, m) < z[m] else U8(0)
        for k in range(child_at[v], child_at[v + 1]):
            cu = missing[children[k]]
            for m in range(columns):
                cu[m] += x[m] - new[m]
        for m in range(columns):
            x[m] = new[m]
        sums[v, 0] = total(z, weights)
        sums[v, 1] = total(ready, weights)


@njit(cache=True, nogil=True, error_model="numpy")
def abilities(
    known: Bytes,
    missing: Bytes,
    level: Bytes,
    general: Reals,
    by_strand: Counts,
    strand_at: Counts,
    turn: Reals,
    grid: Reals,
    spread: Any,
    outside: Reals,
    stage: Any,
) -> None:
    """Draw the ability in each strand given the skills that evidence bears upon and the general ability.

    Parameters
    ----------
    general
        (columns,): general ability.
    by_strand, strand_at
        Those skills of strand k are ``by_strand[strand_at[k]:strand_at[k + 1]]``.
    grid
        (cells,): the ability at each cell.
    spread
        Standard deviation of the strands about the general ability.
    outside
        (strands, cells): what outside scores say of the ability in a strand, as log likelihood.

    Notes
    -----
    ``turn`` stands in for the log probability of the skill as it is: the two differ by a constant for each
    skill and state, which does not depend on the ability.
    """
    columns, cells = known.shape[1], grid.size
    half = F32(0.5 / (spread * spread))
    tally = np.empty((cells, BLOCK), np.float32)
    have = np.empty(BLOCK, np.float32)
    lack = np.empty(BLOCK, np.float32)
    for k in range(strand_at.size - 1):
        first, second = keys(stage, k)
        for start in range(0, columns, BLOCK):
            width = min(BLOCK, columns - start)
            middle = general[start : start + width]
            for g in range(cells):
                here, at, told = tally[g], grid[g], outside[k, g]
                for m in range(width):
                    apart = at - middle[m]
                    here[m] = told - apart * apart * half
            for j in range(strand_at[k], strand_at[k + 1]):
                v = by_strand[j]
                x, u, gains = known[v, start : start + width], missing[v, start : start + width], turn[v]
                for m in range(width):
                    have[m] = F32(1.0) if u[m] == 0 and x[m] == 1 else F32(0.0)
                    lack[m] = F32(1.0) if u[m] == 0 and x[m] == 0 else F32(0.0)
                for g in range(cells):
                    here, yes, no = tally[g], gains[cells + g], gains[g]
                    for m in range(width):
                        here[m] += have[m] * yes + lack[m] * no
            draw_cells(tally, level[k, start : start + width], first, second, start)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_cells(tally: Reals, level: Bytes, first: Any, second: Any, start: Any) -> None:
    """Draw for each column a cell in proportion to exp(tally); overwrites tally, (cells, columns)."""
    cells, width = tally.shape[0], level.size
    most = np.full(BLOCK, F32(-1e30), np.float32)
    passed = np.zeros(BLOCK, np.float32)
    goal = np.empty(BLOCK, np.float32)
    for g in range(cells):
        here = tally[g]
        for m in range(width):
            most[m] = here[m] if here[m] > most[m] else most[m]
    for g in range(cells):
        here = tally[g]
        for m in range(width):
            apart = here[m] - most[m]
            here[m] = exponential(apart if apart > F32(-40.0) else F32(-40.0))
            passed[m] += here[m]
    for m in range(width):
        goal[m] = chance(first, second, start + m) * passed[m]
        passed[m] = F32(0.0)
        level[m] = U8(0)
    for g in range(cells - 1):
        here = tally[g]
        for m in range(width):
            passed[m] += here[m]
            level[m] += U8(1) if passed[m] < goal[m] else U8(0)


@njit(cache=True, nogil=True, error_model="numpy")
def take_over(old: Bytes, new: Bytes, accepted: NDArray[np.bool_]) -> None:
    """Overwrite a row where a move was accepted."""
    for m in range(old.size):
        old[m] = new[m] if accepted[m] else old[m]


@njit(cache=True, nogil=True, error_model="numpy")
def shifted(
    known: Bytes,
    missing: Bytes,
    level: Bytes,
    proposed: Bytes,
    order: Counts,
    strand: Counts,
    parent_at: Counts,
    parents: Counts,
    own: Reals,
    leap: Reals,
    evidence: Reals,
    ratio: Reals,
    stage: Any,
) -> Any:
    """Move abilities together with the skills that hang on them, where the answers allow it.

    Each column's skills are written as thresholds of uniform numbers; the abilities move, the numbers stay,
    and the skills follow. What is left in the Metropolis-Hastings ratio are the answers alone, so the move
    goes far where answers say little (the non-centred half of the interweaving of Yu and Meng 2011).

    Parameters
    ----------
    level, proposed
        (strands, columns): cells now and proposed; `level` and the skills of `order` are overwritten in the
        columns where the move is accepted.
    ratio
        (columns,): log of how much likelier the proposed abilities are before the answers, below -1e30
        where they are impossible; overwritten.

    Returns
    -------
    numpy.ndarray
        (columns,) of bool: where the move was accepted.
    """
    columns = known.shape[1]
    new = np.empty_like(known)
    lacking = np.empty_like(missing)
    before = np.empty(columns, np.float32)
    after = np.empty(columns, np.float32)
    for v in order:
        x, u, y, w = known[v], missing[v], new[v], lacking[v]
        g, h, p, jump, said = level[strand[v]], proposed[strand[v]], own[v], leap[v], evidence[v]
        count_missing(new, parent_at, parents, v, w)
        for m in range(columns):
            given = p[g[m]]
            before[m] = given if u[m] == 0 else jump
        for m in range(columns):
            given = p[h[m]]
            after[m] = given if w[m] == 0 else jump
        first, second = keys(stage, v)
        for m in range(columns):
            at, low = chance(first, second, m), before[m]
            mark = at * low if x[m] == 1 else low + at * (F32(1.0) - low)
            y[m] = U8(1) if mark < after[m] else U8(0)
        for m in range(columns):
            ratio[m] += said * (F32(y[m]) - F32(x[m]))
    accepted = np.empty(columns, np.bool_)
    first, second = keys(stage, 0x7FFFFFFF)
    for m in range(columns):
        cut = ratio[m] if ratio[m] < F32(0.0) else F32(0.0)
        likely = exponential(cut if cut > F32(-40.0) else F32(-40.0))
        accepted[m] = chance(first, second, m) < likely and ratio[m] > F32(-1e30)
    for v in order:
        take_over(known[v], new[v], accepted)
        take_over(missing[v], lacking[v], accepted)
    for k in range(level.shape[0]):
        take_over(level[k], proposed[k], accepted)
    return accepted


@njit(cache=True, nogil=True, error_model="numpy")
def shares(known: Bytes, weights: Reals) -> Any:
    """Return for each skill the sum of the weights of the columns that know it, in steps of 2**-30."""
    steps = np.empty(weights.size, np.int32)
    for m in range(weights.size):
        steps[m] = np.int32(weights[m] * F32(1073741824.0))
    found = np.empty(known.shape[0], np.float64)
    for v in range(known.shape[0]):
        x = known[v]
        some: Any = 0
        for m in range(x.size):
            some += steps[m] if x[m] == 1 else np.int32(0)
        found[v] = some / 1073741824.0
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def topmost(known: Bytes, rows: Counts, child_at: Counts, children: Counts, weights: Reals) -> Any:
    """Return for some skills the probability of being known while nothing that builds on them is."""
    found = np.empty(rows.size, np.float64)
    alone = np.empty(known.shape[1], np.float32)
    for j in range(rows.size):
        v = rows[j]
        x = known[v]
        for m in range(x.size):
            alone[m] = F32(x[m])
        for k in range(child_at[v], child_at[v + 1]):
            y = known[children[k]]
            for m in range(x.size):
                alone[m] = alone[m] if y[m] == 0 else F32(0.0)
        found[j] = total(alone, weights)
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def taken(rows: Bytes, columns: Counts) -> Any:
    """Return the given columns of bits packed eight to a byte, low bit first, as bytes of 0 and 1."""
    found = np.empty((rows.shape[0], columns.size), np.uint8)
    for v in range(rows.shape[0]):
        row, out = rows[v], found[v]
        for m in range(columns.size):
            at = columns[m]
            out[m] = (row[at >> 3] >> U8(at & 7)) & U8(1)
    return found
