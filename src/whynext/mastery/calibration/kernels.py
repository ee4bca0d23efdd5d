"""Compiled loops of calibration; :mod:`whynext.mastery.calibration.plain` does the same in plain NumPy.

One thread, and sums in one fixed order: the same answers give the same bits, however many threads the
machine has. The expectation step costs one addition of a row per student and *block* of four items: the
sums of the four items' log chances are tabled for all 81 ways (none, wrong, right; four times) to answer
them, and counts of ways are turned back into counts of items afterwards. Students go in tiles that stay in
the processor's cache.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from whynext.mastery.calibration.curves import Floats, Integers

Places = NDArray[np.uint16]
Ways = NDArray[np.uint8]

TILE = 512
"""Students worked on together: their rows and one block's table fit into a second-level cache."""
NEGLIGIBLE = -40.0
"""Natural logarithm below which a node's share of a student is taken as nothing (4e-18)."""


@njit(cache=True, nogil=True)
def packed(
    starts: Integers, item: Integers, right: Integers, items: int, block: int
) -> tuple[Integers, Places, Ways]:
    """Return answers as ways to answer blocks of items, tile by tile and block by block.

    Parameters
    ----------
    starts
        Shape (N + 1,): where each student's answers begin.
    item, right
        Shape (A,): which item, from 0; 1 where right, 0 where wrong.
    items, block
        How many items there are, and how many make a block.

    Returns
    -------
    tuple
        ``bounds`` (tiles × blocks + 1,), ``place`` (student within the tile) and ``way`` (from 1), both of
        one number per student and block with any answer.
    """
    students = len(starts) - 1
    blocks = (items + block - 1) // block
    tiles = (students + TILE - 1) // TILE
    bounds = np.zeros(tiles * blocks + 1, np.int64)
    most = min(len(item), students * blocks)
    place = np.empty(most, np.uint16)
    way = np.empty(most, np.uint8)
    digit = np.empty(block, np.uint8)
    for d in range(block):
        digit[d] = 3**d
    now = np.zeros((blocks, TILE), np.uint8)
    filled = 0
    for tile in range(tiles):
        now[:] = 0
        first = tile * TILE
        last = min(first + TILE, students)
        for n in range(first, last):
            for k in range(starts[n], starts[n + 1]):
                j = item[k]
                now[j // block, n - first] += digit[j % block] * (1 + right[k])
        for b in range(blocks):
            for n in range(last - first):
                if now[b, n]:
                    place[filled] = n
                    way[filled] = now[b, n]
                    filled += 1
            bounds[tile * blocks + b + 1] = filled
    return bounds, place[:filled].copy(), way[:filled].copy()


@njit(cache=True, nogil=True)
def tabled(log_right: Floats, log_wrong: Floats, block: int) -> Floats:
    """Return the log chance of each way to answer each block, shape (blocks, 3**block, nodes)."""
    items, nodes = log_right.shape
    blocks = (items + block - 1) // block
    ways = 3**block
    table = np.zeros((blocks, ways, nodes))
    for j in range(items):
        b = j // block
        digit = 3 ** (j % block)
        for w in range(digit):
            for q in range(nodes):
                table[b, w + digit, q] = table[b, w, q] + log_wrong[j, q]
                table[b, w + 2 * digit, q] = table[b, w, q] + log_right[j, q]
    return table


@njit(cache=True, nogil=True)
def untabled(counts: Floats, items: int, block: int) -> tuple[Floats, Floats]:
    """Return expected right answers and answers of each item at each node, from those of each way.

    Parameters
    ----------
    counts
        Shape (blocks, 3**block, nodes).

    Returns
    -------
    tuple
        ``right`` and ``total``, both of shape (items, nodes).
    """
    ways, nodes = counts.shape[1], counts.shape[2]
    right = np.zeros((items, nodes))
    total = np.zeros((items, nodes))
    for j in range(items):
        b = j // block
        digit = 3 ** (j % block)
        for w in range(ways):
            what = (w // digit) % 3
            if what > 0:
                for q in range(nodes):
                    total[j, q] += counts[b, w, q]
                if what > 1:
                    for q in range(nodes):
                        right[j, q] += counts[b, w, q]
    return right, total


@njit(cache=True, nogil=True)
def _shares(row: Floats) -> float:
    """Turn log weights into shares that sum to one, in place; return the log of their sum."""
    top = row.max()
    total = 0.0
    for q in range(len(row)):
        below = row[q] - top
        row[q] = math.exp(below) if below > NEGLIGIBLE else 0.0
        total += row[q]
    for q in range(len(row)):
        row[q] /= total
    return float(top + math.log(total))


@njit(cache=True, nogil=True)
def expected(
    bounds: Integers,
    place: Places,
    way: Ways,
    table: Floats,
    log_prior: Floats,
    group: Integers,
    shares: Floats,
) -> tuple[float, Floats, Floats]:
    """Return what is expected of the students' abilities, given their answers.

    Parameters
    ----------
    bounds, place, way
        From :func:`packed`.
    table
        From :func:`tabled`.
    log_prior
        Shape (groups, nodes): the log share of each group's students at each node.
    group
        Shape (N,): the group of each student.
    shares
        Shape (N, nodes) to be filled with each student's posterior, or (0, nodes) if nobody asks.

    Returns
    -------
    tuple
        The log likelihood; the expected number of students of each group at each node, (groups, nodes); and
        of answers in each way at each node, like ``table``.
    """
    blocks, nodes = table.shape[0], table.shape[2]
    students = len(group)
    counts = np.zeros(table.shape)
    people = np.zeros(log_prior.shape)
    rows = np.empty((TILE, nodes))
    likelihood = 0.0
    for first in range(0, students, TILE):
        here = min(TILE, students - first)
        base = first // TILE * blocks
        for n in range(here):
            rows[n] = log_prior[group[first + n]]
        for b in range(blocks):
            ways = table[b]
            for k in range(bounds[base + b], bounds[base + b + 1]):
                row = rows[place[k]]
                more = ways[way[k]]
                for q in range(nodes):
                    row[q] += more[q]
        for n in range(here):
            likelihood += _shares(rows[n])
            people[group[first + n]] += rows[n]
        for b in range(blocks):
            found = counts[b]
            for k in range(bounds[base + b], bounds[base + b + 1]):
                row = rows[place[k]]
                into = found[way[k]]
                for q in range(nodes):
                    into[q] += row[q]
        if len(shares):
            shares[first : first + here] = rows[:here]
    return likelihood, people, counts


@njit(cache=True, nogil=True)
def hidden(
    starts: Integers, item: Integers, right: Integers, shares: Floats, for_right: Floats, for_wrong: Floats
) -> Floats:
    """Return, for each item, the summed variance of the score within students' posteriors.

    Parameters
    ----------
    starts, item, right
        As in :func:`packed`.
    shares
        Shape (N, Q): each student's posterior.
    for_right, for_wrong
        Shape (J, K, Q): slopes of the log likelihood of an answer by each of the item's parameters.

    Returns
    -------
    numpy.ndarray
        Shape (J, K, K).
    """
    items, size, nodes = for_right.shape
    lost = np.zeros((items, size, size))
    mean, square = np.empty(size), np.empty((size, size))
    for n in range(len(starts) - 1):
        for k in range(starts[n], starts[n + 1]):
            score = for_right[item[k]] if right[k] else for_wrong[item[k]]
            mean[:] = 0.0
            square[:] = 0.0
            for q in range(nodes):
                if shares[n, q] > 0.0:
                    for i in range(size):
                        part = shares[n, q] * score[i, q]
                        mean[i] += part
                        for m in range(size):
                            square[i, m] += part * score[m, q]
            for i in range(size):
                for m in range(size):
                    lost[item[k], i, m] += square[i, m] - mean[i] * mean[m]
    return lost
