"""Choices: from scores of the options that are left to the probability of each and the ones chosen.

Every way of choosing is the same two moves. First each option left gets the probability with which it is
to be among the chosen. Then one uniform number per student draws a set of exactly the right size with
exactly those probabilities (systematic sampling; Madow 1949, Annals of Mathematical Statistics 20:333).
Where every probability is 0 or 1 the draw changes nothing, so a rule is the special case without chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.process.definition import Choose
from whynext.process.thompson import bounded

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a choice yields for each option left, in the order given.

    Parameters
    ----------
    probability
        Of being among the chosen, in [0, 1].
    chosen
        Whether it is.
    rank
        Place among the chosen of its decision, 1 for the highest score, 0 for what was not chosen. In a
        lottery the place of its ticket among all, so that who was not drawn has a place in the queue.
    """

    probability: Floats
    chosen: Truths
    rank: Ints


def choose(
    how: Choose,
    decision: Ints,
    score: Floats,
    draws: Floats,
    tickets: Floats | None = None,
    spread: Floats | None = None,
) -> Chosen:
    """Choose for every decision at once.

    Parameters
    ----------
    how
        The definition's choice: best, sample, thompson, lottery, table or all.
    decision
        Which decision each option left belongs to; non-decreasing, shape (options left,).
    score
        The score of each, finite, same shape.
    draws
        One uniform number in [0, 1) per decision, indexed by `decision`.
    tickets
        For ``lottery`` (and ties by chance): one uniform number per option left; the lowest win.
    spread
        For ``thompson``: the standard deviation of each score, at least 0.

    Returns
    -------
    Chosen
        Aligned with `decision`.
    """
    size = len(decision)
    if size == 0:
        return Chosen(np.zeros(0), np.zeros(0, bool), np.zeros(0, np.int64))
    if how.how == "lottery":
        return _lottery(how, tickets if tickets is not None else np.zeros(size))
    starts, lengths = _segments(decision)
    counts = lengths if how.how == "all" else np.minimum(how.count, lengths)
    if how.how == "all":
        probability = np.ones(size)
    elif how.how == "sample":
        probability = _softmax_inclusion(score / how.temperature, starts, lengths, counts)
    else:
        top = _top(score, starts, lengths, int(counts.max()))
        shared = _shared_ties(score, top, starts, lengths, counts) if how.ties == "chance" else top
        probability = shared.astype(np.float64)
        if how.how == "thompson" and spread is not None:
            probability = bounded(score, spread, lengths, top, how)
    if how.explore > 0.0:
        uniform = np.repeat(counts / lengths, lengths)
        probability = (1.0 - how.explore) * probability + how.explore * uniform
    if not how.by_chance:
        chosen = probability > 0.0
    else:
        chosen = _systematic(probability, starts, lengths, counts, draws[decision[starts]])
    return Chosen(probability, chosen, _ranks(decision, score, chosen))


def _segments(decision: Ints) -> tuple[Ints, Ints]:
    """Return where each decision's options begin, and how many they are."""
    counts = np.bincount(decision)
    lengths = counts[counts > 0].astype(np.int64)
    return np.cumsum(lengths) - lengths, lengths


def _ranks(decision: Ints, score: Floats, chosen: Truths) -> Ints:
    """Return the place of each chosen option in its decision: higher scores first, then order."""
    rank = np.zeros(len(decision), np.int64)
    index = np.flatnonzero(chosen)
    if len(index):
        owner = decision[index]
        order = np.lexsort((-score[index], owner))
        starts, lengths = _segments(owner)
        rank[index[order]] = np.arange(len(index)) - np.repeat(starts, lengths) + 1
    return rank


def _top(score: Floats, starts: Ints, lengths: Ints, count: int) -> Truths:
    """Return the `count` highest of each decision, the earlier of equals."""
    index = np.arange(len(score))
    if len(score) > _SMALL and count <= _MOST:
        index = np.flatnonzero(score >= np.repeat(_bars(score, starts, lengths, count), lengths))
    owner = np.searchsorted(starts, index, side="right")
    order = np.lexsort((-score[index], owner))
    first, held = _segments(owner)
    place = np.arange(len(index)) - np.repeat(first, held)
    top = np.zeros(len(score), bool)
    top[index[order[place < count]]] = True
    return top


_SMALL = 20_000  # options; so many are sorted as fast as it can be found out which of them matter
_MOST = 50  # to be chosen; of more, hardly any option can be left out before sorting


def _bars(score: Floats, starts: Ints, lengths: Ints, count: int) -> Floats:
    """Return for each decision a score that at least its `count` highest reach, and few others.

    Its options are cut into blocks; the `count` highest of the blocks' maxima are so many options.
    """
    blocks = 2 * count
    edges = starts[:, None] + lengths[:, None] * np.arange(blocks) // blocks
    highest = np.maximum.reduceat(score, edges.ravel()).reshape(-1, blocks)
    bars = np.partition(highest, blocks - count, axis=1)[:, blocks - count]
    # A decision of fewer options than blocks has some of them in two blocks.
    return np.where(lengths < blocks, -np.inf, bars)


def _shared_ties(score: Floats, top: Truths, starts: Ints, lengths: Ints, counts: Ints) -> Floats:
    """Return 1 above the cut, and an equal share of what is left among those tied at the cut."""
    segment = np.repeat(np.arange(len(starts)), lengths)
    cut = np.minimum.reduceat(np.where(top, score, np.inf), starts)
    above = score > cut[segment]
    tied = score == cut[segment]
    left = counts - np.add.reduceat(above.astype(np.int64), starts)
    share = left / np.maximum(np.add.reduceat(tied.astype(np.int64), starts), 1)
    return np.where(above, 1.0, np.where(tied, share[segment], 0.0))


def _softmax_inclusion(score: Floats, starts: Ints, lengths: Ints, counts: Ints) -> Floats:
    """Return softmax weights scaled to sum to the count, none above 1.

    What is cut off at 1 is spread over the rest in proportion, until nothing is above.
    """
    segment = np.repeat(np.arange(len(starts)), lengths)
    sure = np.zeros(len(score), bool)
    while True:
        # Relative to the best of those still open, so that not all of them underflow to nothing.
        left = np.where(sure, -np.inf, score)
        best = np.maximum.reduceat(left, starts)
        weight = np.exp(left - np.where(np.isfinite(best), best, 0.0)[segment])
        room = counts - np.add.reduceat(sure.astype(np.int64), starts)
        total = np.add.reduceat(weight, starts)
        scale = np.divide(room, total, out=np.zeros(len(starts)), where=total > 0)
        inclusion = np.where(sure, 1.0, weight * scale[segment])
        above = inclusion > 1.0 + 1e-12
        if not above.any():
            return np.minimum(inclusion, 1.0)
        sure |= above


def _systematic(probability: Floats, starts: Ints, lengths: Ints, counts: Ints, draws: Floats) -> Truths:
    """Return a set of `counts` options per decision in which each is with its probability."""
    upper = _running(probability, lengths)
    ends = starts + lengths - 1
    # Rounding must not lose or add a member: the last bound of each decision is exactly its count.
    lower = np.concatenate(([0.0], upper[:-1]))
    lower[starts] = 0.0
    near = np.round(upper)
    upper = np.where(np.abs(upper - near) < 1e-9, near, upper)
    lower = np.where(np.abs(lower - np.round(lower)) < 1e-9, np.round(lower), lower)
    upper[ends] = counts
    # A draw so near to 1 that it is lost beside a count of up to 1000 would lose a member too.
    draw = np.repeat(np.minimum(draws, 1.0 - 1e-12), lengths)
    taken: Truths = np.ceil(upper - draw) - np.ceil(lower - draw) > 0
    return taken


def _running(values: Floats, lengths: Ints) -> Floats:
    """Return the running sum within each decision, to the last bit whatever stands before it."""
    decision = np.repeat(np.arange(len(lengths)), lengths)
    frame = pl.DataFrame({"d": decision, "v": values}).select(pl.col("v").cum_sum().over("d"))
    return np.asarray(frame.to_series().to_numpy(), dtype=np.float64).copy()


def _lottery(how: Choose, tickets: Floats) -> Chosen:
    """Return the winners of one lottery over all students: the lowest tickets, up to the capacity."""
    size = len(tickets)
    places = min(size if how.capacity is None else max(how.capacity, 0), size)
    order = np.argsort(tickets, kind="stable")
    rank = np.empty(size, np.int64)
    rank[order] = np.arange(1, size + 1)
    return Chosen(np.full(size, places / size), rank <= places, rank)
