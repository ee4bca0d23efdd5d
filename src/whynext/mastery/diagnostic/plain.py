"""The arithmetic of :mod:`whynext.mastery.diagnostic.kernels` again, in plain NumPy: the same bits, slowly.

Tests compare the two. Nothing else uses these functions; arguments and results are those of the kernels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Reals = NDArray[np.float32]
Doubles = NDArray[np.float64]
Counts = NDArray[np.int64]

_WORD = 0xFFFFFFFF
F32 = np.float32


def mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return words of 32 bits (in 64) stirred."""
    words = words ^ (words >> np.uint64(16))
    words = words * np.uint64(0x21F0AAAD) & np.uint64(_WORD)
    words = words ^ (words >> np.uint64(15))
    words = words * np.uint64(0xD35A2D97) & np.uint64(_WORD)
    return words ^ (words >> np.uint64(15))


def _mixed(word: int) -> int:
    return int(mixed(np.array([word & _WORD], np.uint64))[0])


def keys(stage: int, row: int) -> tuple[int, int]:
    """Return two words of key for a row at a stage."""
    low, high = stage & _WORD, stage >> 32 & _WORD
    first = _mixed(_mixed(low ^ 0x68E31DA4) + row)
    return first, _mixed(_mixed(high ^ 0xB5297A4D) + first)


def chances(stage: int, row: int, columns: int) -> Reals:
    """Return a number in (0, 1) for each column, shape (columns,)."""
    first, second = keys(stage, row)
    count = np.arange(columns, dtype=np.uint64)
    words = mixed(count * np.uint64(0x9E3779B9) + np.uint64(first) & np.uint64(_WORD))
    words = mixed(words + np.uint64(second) & np.uint64(_WORD))
    return np.asarray((words >> np.uint64(8)).astype(F32) * F32(5.9604645e-08) + F32(2.9802322e-08), F32)


def exponential(level: Reals) -> Reals:
    """Return exp(level), as the kernels work it out."""
    y = level * F32(0.015625)
    e = F32(1.0) + y * (F32(1.0) + y * (F32(0.5) + y * (F32(0.16666667) + y * F32(0.041666668))))
    for _ in range(6):
        e = e * e
    return np.asarray(e, F32)


def logistic(level: Reals) -> Reals:
    """Return 1 / (1 + exp(-level)), the level cut at 16 on either side."""
    return np.asarray(F32(1.0) / (F32(1.0) + exponential(-np.clip(level, F32(-16.0), F32(16.0)))), F32)


def total(values: Reals, weights: Reals) -> float:
    """Return the weighted sum of values from 0 to 1, in steps of 2**-30."""
    steps = (values * weights * F32(1073741824.0)).astype(np.int64)
    return int(steps.sum()) / 1073741824.0


def _missing(known: Bytes, parent_at: Counts, parents: Counts, row: int) -> Bytes:
    mine = parents[parent_at[row] : parent_at[row + 1]]
    return np.asarray((1 - known[mine]).sum(axis=0), np.uint8)


def forward(
    known: Bytes, missing: Bytes, level: Bytes, order: Counts, strand: Counts, parent_at: Counts,
    parents: Counts, own: Reals, leap: Reals, weights: Reals, stage: int, sums: Doubles,
) -> None:  # fmt: skip
    """Draw skills from their prerequisites and the ability in their strand."""
    for v in order.tolist():
        missing[v] = _missing(known, parent_at, parents, v)
        given, full = own[v][level[strand[v]]], missing[v] == 0
        share = np.where(full, given, leap[v])
        known[v] = chances(stage, v, known.shape[1]) < share
        sums[v] = total(share, weights), total(np.where(full, F32(1.0) - given, F32(0.0)), weights)


def sweep(
    known: Bytes, missing: Bytes, level: Bytes, order: Counts, inside: NDArray[np.bool_], strand: Counts,
    child_at: Counts, children: Counts, odds: Reals, leap_odds: Reals, turn: Reals, evidence: Reals,
    weights: Reals, stage: int, sums: Doubles,
) -> None:  # fmt: skip
    """Draw each skill anew given all others."""
    cells = odds.shape[1]
    for v in order.tolist():
        x = known[v].copy()
        z = np.where(missing[v] == 0, odds[v][level[strand[v]]], leap_odds[v]) + evidence[v]
        below = children[child_at[v] : child_at[v + 1]].tolist()
        for c in below:
            if inside[c]:
                gain = turn[c][known[c].astype(np.int64) * cells + level[strand[c]]]
                z = z + np.where(missing[c] + x == 1, gain, F32(0.0))
        z = logistic(z.astype(F32))
        known[v] = chances(stage, v, x.size) < z
        for c in below:
            missing[c] += x - known[v]
        sums[v] = total(z, weights), total(np.where(missing[v] == 0, F32(1.0) - z, F32(0.0)), weights)


def abilities(
    known: Bytes, missing: Bytes, level: Bytes, general: Reals, by_strand: Counts, strand_at: Counts,
    turn: Reals, grid: Reals, spread: float, outside: Reals, stage: int,
) -> None:  # fmt: skip
    """Draw the ability in each strand given the skills that evidence bears upon and the general ability."""
    half, cells = F32(0.5 / (spread * spread)), grid.size
    for k in range(strand_at.size - 1):
        apart = grid[:, None] - general
        tally = outside[k][:, None] - apart * apart * half
        for v in by_strand[strand_at[k] : strand_at[k + 1]].tolist():
            have = ((missing[v] == 0) & (known[v] == 1)).astype(F32)
            lack = ((missing[v] == 0) & (known[v] == 0)).astype(F32)
            tally = tally + (have * turn[v][cells:, None] + lack * turn[v][:cells, None])
        weight = exponential(np.maximum(tally - tally.max(axis=0), F32(-40.0)))
        passed = np.cumsum(weight, axis=0, dtype=F32)
        goal = chances(stage, k, general.size) * passed[-1]
        level[k] = (passed[:-1] < goal).sum(axis=0)


def shifted(
    known: Bytes, missing: Bytes, level: Bytes, proposed: Bytes, order: Counts, strand: Counts,
    parent_at: Counts, parents: Counts, own: Reals, leap: Reals, evidence: Reals, ratio: Reals, stage: int,
) -> Any:  # fmt: skip
    """Move abilities together with the skills that hang on them, where the answers allow it."""
    new, lacking, columns = np.zeros_like(known), np.zeros_like(missing), known.shape[1]
    for v in order.tolist():
        lacking[v] = _missing(new, parent_at, parents, v)
        before = np.where(missing[v] == 0, own[v][level[strand[v]]], leap[v])
        after = np.where(lacking[v] == 0, own[v][proposed[strand[v]]], leap[v])
        at = chances(stage, v, columns)
        mark = np.where(known[v] == 1, at * before, before + at * (F32(1.0) - before))
        new[v] = mark < after
        ratio += evidence[v] * (new[v].astype(F32) - known[v].astype(F32))
    likely = exponential(np.clip(ratio, F32(-40.0), F32(0.0)))
    accepted = (chances(stage, 0x7FFFFFFF, columns) < likely) & (ratio > F32(-1e30))
    known[order] = np.where(accepted, new[order], known[order])
    missing[order] = np.where(accepted, lacking[order], missing[order])
    level[:] = np.where(accepted, proposed, level)
    return accepted


def topmost(known: Bytes, rows: Counts, child_at: Counts, children: Counts, weights: Reals) -> Doubles:
    """Return for some skills the probability of being known while nothing that builds on them is."""
    above = [known[children[child_at[v] : child_at[v + 1]]].any(axis=0) for v in rows.tolist()]
    alone = [known[v] & ~over for v, over in zip(rows.tolist(), above, strict=True)]
    return np.array([total(each.astype(F32), weights) for each in alone])


def shares(known: Bytes, weights: Reals) -> Doubles:
    """Return for each skill the sum of the weights of the columns that know it."""
    steps = (weights * F32(1073741824.0)).astype(np.int64)
    return np.asarray((known.astype(np.int64) @ steps) / 1073741824.0, np.float64)
