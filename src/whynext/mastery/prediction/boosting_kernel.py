"""Gradient boosting of decision trees for yes or no, on binned features.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). Friedman 2001, "Greedy function
approximation: a gradient boosting machine", with second-order leaves, growth of the best leaf first and
histograms as in Ke et al. 2017, "LightGBM". Slopes and bends are rounded to whole numbers and summed together
in one 64-bit word (slope in the upper half, bend in the lower), so sums do not depend on their order.
"""

from __future__ import annotations

import math
from typing import Any

BINS = 64
WORD = 1 << 32
LOW = WORD - 1
LEAST_GAIN = 1e-9
BLOCK = 256
"""Rows that go through a tree together, while its nodes are near."""
MULTIPLIER = 48_271
MODULUS = 2_147_483_647
"""Of the generator of Park & Miller 1988 ("Random number generators: good ones are hard to find", with the
multiplier they recommend in 1993): draws need only be fair, and alike on every machine."""

BEGIN, END, NODE, SLOPE, BEND, GAIN, FEATURE, BIN = range(8)
"""Places in the row of a leaf."""


def bin_all(values: Any, edges: Any, counts: Any, bins: Any) -> None:
    """Write the bin of each value: how many of its feature's edges lie below it; `bins` has shape (N, F)."""
    for k in range(values.shape[0]):
        for feature in range(values.shape[1]):
            value = values[k, feature]
            low, high = 0, counts[feature]
            while low < high:
                middle = (low + high) >> 1
                if value <= edges[feature, middle]:
                    high = middle
                else:
                    low = middle + 1
            bins[k, feature] = low


def grow(
    bins: Any, right: Any, counts: Any, rates: Any, state: Any, words: Any, rows: Any, spare: Any, perm: Any,
    histograms: Any, leaves: Any, margin: Any, feature: Any, threshold: Any, left: Any, value: Any,
) -> int:  # fmt: skip
    """Grow one tree on a drawn part of rows and features, move the margins, and return its number of nodes.

    Parameters
    ----------
    bins, right
        Shape (N, F), each below :data:`BINS`; shape (N,), 0 or 1.
    counts, state
        Edges of each feature, shape (F,), and the generator's state, shape (1,).
    rates
        Learning rate, penalty on leaves, least bend of a leaf, share of rows, number of features, and by how
        much slopes are multiplied before they are rounded.
    words, rows, spare, perm, histograms, leaves
        Scratch: (N,), (N,), (N,), (F,), (L, features drawn, BINS), (L, 8).
    margin
        Shape (N,): log-odds so far, moved.
    feature, threshold, left, value
        Of the nodes, written; `left` is -1 in a leaf, and the right child follows the left one.
    """
    rate, penalty, least, part, scale = rates[0], rates[1], rates[2], rates[3], rates[5]
    drawn = int(rates[4])
    inside = weigh(right, margin, part, scale, state, words, rows)
    draw_features(perm, drawn, state)
    begin_leaf(leaves[0], 0, inside, 0)
    fill(bins, rows, 0, inside, words, perm, drawn, histograms[0])
    find_split(histograms[0], perm, drawn, counts, scale, penalty, least, leaves[0])
    left[0] = -1
    nodes, grown = 1, 1
    while grown < leaves.shape[0]:
        best = best_leaf(leaves, grown)
        if best < 0:
            break
        leaf, other = leaves[best], leaves[grown]
        node = int(leaf[NODE])
        feature[node] = perm[int(leaf[FEATURE])]
        threshold[node] = int(leaf[BIN])
        left[node] = nodes
        begin, end = int(leaf[BEGIN]), int(leaf[END])
        middle = part_rows(bins, rows, spare, begin, end, int(feature[node]), int(threshold[node]))
        share_histogram(
            bins, rows, begin, middle, end, words, perm, drawn, histograms[best], histograms[grown]
        )
        begin_leaf(leaf, begin, middle, nodes)
        begin_leaf(other, middle, end, nodes + 1)
        find_split(histograms[best], perm, drawn, counts, scale, penalty, least, leaf)
        find_split(histograms[grown], perm, drawn, counts, scale, penalty, least, other)
        left[nodes] = -1
        left[nodes + 1] = -1
        nodes += 2
        grown += 1
    for each in range(grown):
        leaf = leaves[each]
        value[int(leaf[NODE])] = -rate * leaf[SLOPE] / (leaf[BEND] + penalty)
    add_tree(bins, feature, threshold, left, value, margin)
    return nodes


def begin_leaf(leaf: Any, begin: int, end: int, node: int) -> None:
    """Write where a leaf's rows lie and which node it is."""
    leaf[BEGIN] = begin
    leaf[END] = end
    leaf[NODE] = node


def next_draw(draw: int) -> int:
    """Return ``draw * MULTIPLIER % MODULUS`` without a division, as the modulus is 2**31 - 1."""
    product = draw * MULTIPLIER
    folded = (product & MODULUS) + (product >> 31)
    return folded - MODULUS if folded >= MODULUS else folded


def weigh(right: Any, margin: Any, part: float, scale: float, state: Any, words: Any, rows: Any) -> int:
    """Draw rows and write slope and bend of the loss in each as one word; return how many were drawn."""
    inside = 0
    bar = int(part * MODULUS)
    draw = state[0]
    for k in range(len(right)):
        draw = next_draw(draw)
        if draw < bar:
            expected = 1.0 / (1.0 + math.exp(-margin[k]))
            slope = math.floor((expected - right[k]) * scale + 0.5)
            bend = math.floor(expected * (1.0 - expected) * scale + 0.5)
            words[k] = int(slope) * WORD + int(bend)
            rows[inside] = k
            inside += 1
    state[0] = draw
    return inside


def draw_features(perm: Any, drawn: int, state: Any) -> None:
    """Put `drawn` features of a fair draw in front (Fisher and Yates)."""
    for place in range(drawn):
        state[0] = next_draw(state[0])
        other = place + state[0] % (len(perm) - place)
        here = perm[place]
        perm[place] = perm[other]
        perm[other] = here


def fill(
    bins: Any, rows: Any, begin: int, end: int, words: Any, perm: Any, drawn: int, histogram: Any
) -> None:
    """Write the sums of words by feature and bin over some rows."""
    histogram[:, :] = 0
    for place in range(begin, end):
        row = rows[place]
        word = words[row]
        for each in range(drawn):
            histogram[each, bins[row, perm[each]]] += word


def share_histogram(
    bins: Any,
    rows: Any,
    begin: int,
    middle: int,
    end: int,
    words: Any,
    perm: Any,
    drawn: int,
    first: Any,
    second: Any,
) -> None:
    """Split the sums in `first` between both children: the smaller is summed, the other is what is left."""
    if middle - begin > end - middle:
        fill(bins, rows, middle, end, words, perm, drawn, second)
        for each in range(drawn):
            for place in range(BINS):
                first[each, place] -= second[each, place]
        return
    fill(bins, rows, begin, middle, words, perm, drawn, second)
    for each in range(drawn):
        for place in range(BINS):
            small = second[each, place]
            second[each, place] = first[each, place] - small
            first[each, place] = small


def find_split(
    histogram: Any, perm: Any, drawn: int, counts: Any, scale: float, penalty: float, least: float, leaf: Any
) -> None:
    """Write a leaf's sums, and the feature and bin after which splitting it gains most (gain 0 if none)."""
    total = 0
    for place in range(BINS):
        total += histogram[0, place]
    slope, bend = (total >> 32) / scale, (total & LOW) / scale
    leaf[SLOPE] = slope
    leaf[BEND] = bend
    leaf[GAIN] = 0.0
    alone = slope * slope / (bend + penalty)
    for each in range(drawn):
        lower = 0
        for place in range(counts[perm[each]]):
            lower += histogram[each, place]
            bend_low = (lower & LOW) / scale
            if bend_low < least:
                continue
            if bend - bend_low < least:
                break
            slope_low = (lower >> 32) / scale
            slope_high = slope - slope_low
            gain = slope_low * slope_low / (bend_low + penalty)
            gain += slope_high * slope_high / (bend - bend_low + penalty) - alone
            if gain > leaf[GAIN]:
                leaf[GAIN] = gain
                leaf[FEATURE] = each
                leaf[BIN] = place


def best_leaf(leaves: Any, grown: int) -> int:
    """Return the leaf whose split gains most, -1 if none gains."""
    best, gain = -1, LEAST_GAIN
    for each in range(grown):
        if leaves[each, GAIN] > gain:
            best, gain = each, leaves[each, GAIN]
    return best


def part_rows(bins: Any, rows: Any, spare: Any, begin: int, end: int, feature: int, threshold: int) -> int:
    """Put the rows of the left child before those of the right, in their order; return where it parts."""
    middle, others = begin, 0
    for place in range(begin, end):
        row = rows[place]
        if bins[row, feature] <= threshold:
            rows[middle] = row
            middle += 1
        else:
            spare[others] = row
            others += 1
    for place in range(others):
        rows[middle + place] = spare[place]
    return middle


def add_tree(bins: Any, feature: Any, threshold: Any, left: Any, value: Any, margin: Any) -> None:
    """Add the value of each row's leaf to its margin."""
    for k in range(len(margin)):
        node = 0
        while left[node] >= 0:
            node = left[node] + (1 if bins[k, feature[node]] > threshold[node] else 0)
        margin[k] += value[node]


def sum_trees(
    values: Any, starts: Any, feature: Any, threshold: Any, left: Any, value: Any, base: float, margin: Any
) -> None:
    """Write the margin of rows of features: the base and the value of the leaf of every tree, in turn.

    Parameters
    ----------
    values
        Shape (N, F), 32-bit.
    starts
        Shape (trees,): the root of each tree among the nodes.
    feature, threshold, left, value
        Shape (nodes,); `left` counts from the tree's root and is -1 in a leaf; a value at most the threshold
        goes left.
    """
    for begin in range(0, len(margin), BLOCK):
        end = min(begin + BLOCK, len(margin))
        for k in range(begin, end):
            margin[k] = base
        for tree in range(len(starts)):
            root = starts[tree]
            for k in range(begin, end):
                node = root
                while left[node] >= 0:
                    node = root + left[node] + (1 if values[k, feature[node]] > threshold[node] else 0)
                margin[k] += value[node]
