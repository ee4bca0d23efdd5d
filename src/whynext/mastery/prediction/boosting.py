"""Boosted trees as plain arrays: grown, applied, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.compiling import compiled
from whynext.base.errors import Problem, Refused
from whynext.mastery.fitting import Progress, unheard
from whynext.mastery.prediction import boosting_kernel as kernel
from whynext.mastery.prediction.columns import Floats, Integers
from whynext.mastery.prediction.published import array_of, data_of

SAMPLE = 40_000
"""Rows from which the edges of bins are taken."""
FIELDS = {"starts": "<i4", "feature": "<i2", "threshold": "<f4", "left": "<i2", "value": "<f8"}


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown.

    Parameters
    ----------
    trees, leaves
        How many, and how many leaves each has at most.
    rate
        By how much each tree's say is shortened.
    penalty
        On the square of a leaf's value.
    least
        Bend of the loss that a leaf must hold; an answer of even chances has 0.25.
    rows, features
        Share of both that a tree is grown on, drawn anew for each.
    """

    trees: int = 200
    leaves: int = 31
    rate: float = 0.08
    penalty: float = 5.0
    least: float = 40.0
    rows: float = 0.5
    features: float = 0.5


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees; see :func:`.boosting_kernel.sum_trees` for the arrays.

    Parameters
    ----------
    base
        Log-odds before any tree.
    starts, feature, threshold, left, value
        The nodes of all trees, one after another.
    """

    base: float
    starts: NDArray[Any]
    feature: NDArray[Any]
    threshold: NDArray[Any]
    left: NDArray[Any]
    value: NDArray[Any]

    def margins(self, values: NDArray[np.float32]) -> Floats:
        """Return the log-odds of rows of features, shape (N,)."""
        margin = np.empty(len(values))
        nodes = (self.starts, self.feature, self.threshold, self.left, self.value)
        compiled(kernel.sum_trees)(values, *nodes, self.base, margin)
        return margin

    def as_data(self) -> dict[str, Any]:
        """Return the trees as JSON values."""
        arrays = {name: data_of(getattr(self, name).astype(kind)) for name, kind in FIELDS.items()}
        return {"base": self.base, **arrays}

    @classmethod
    def from_data(cls, data: object, features: int) -> Trees:
        """Return the trees that JSON values hold, refused where a walk through them would go astray."""
        if not isinstance(data, Mapping) or not isinstance(data.get("base"), int | float):
            raise _astray("these are no trees")
        arrays = {name: array_of(data.get(name), f"trees.{name}") for name in FIELDS}
        _check_walks(arrays, features)
        return cls(float(data["base"]), **arrays)


def _astray(what: str) -> Refused:
    return Refused(
        Problem(
            what,
            where="trees",
            valid="trees whose children follow them, on features that there are",
            next_step="publish the parameters anew",
            kind="degenerate parameter",
        )
    )


def _check_walks(arrays: Mapping[str, NDArray[Any]], features: int) -> None:
    """Refuse nodes that do not lead on to later nodes of the same tree."""
    starts, left = arrays["starts"].astype(np.int64), arrays["left"].astype(np.int64)
    nodes = len(left)
    if any(arrays[name].shape != (nodes,) for name in ("feature", "threshold", "left", "value")):
        raise _astray("the nodes' arrays differ in length")
    if starts.ndim != 1 or (len(starts) > 0) != (nodes > 0):
        raise _astray("there are nodes without trees, or trees without nodes")
    if not nodes:
        return
    if starts[0] != 0 or (np.diff(starts) <= 0).any() or starts[-1] >= nodes:
        raise _astray("the trees do not follow one another")
    ends = np.append(starts[1:], nodes)
    tree = np.searchsorted(starts, np.arange(nodes), side="right") - 1
    inner = left >= 0
    place = np.arange(nodes) - starts[tree]
    size = (ends - starts)[tree]
    if (inner & ((left <= place) | (left + 1 >= size))).any() or (left < -1).any():
        raise _astray("a node's children do not follow it in its tree")
    feature = arrays["feature"]
    if (inner & ((feature < 0) | (feature >= features))).any():
        raise _astray(f"a node asks for a feature beyond the {features} there are")


def no_trees() -> tuple[Integers, ...]:
    """Return the arrays of no trees."""
    return tuple(np.zeros(0, dtype=kind) for kind in FIELDS.values())


def edges_of(values: NDArray[np.float32]) -> tuple[NDArray[np.float32], Integers]:
    """Return where features are cut into bins of even counts, and how many cuts each has.

    Evenly spaced rows are sampled, so that the edges are the same whenever the rows are.
    """
    sample = np.sort(values[:: max(len(values) // SAMPLE, 1)], axis=0)
    edges = np.full((values.shape[1], kernel.BINS - 1), np.inf, dtype=np.float32)
    counts = np.zeros(values.shape[1], dtype=np.int64)
    for feature in range(values.shape[1]):
        column = sample[:, feature]
        found = np.unique(column)
        if len(found) > kernel.BINS:
            found = np.unique(column[(np.arange(1, kernel.BINS) * len(column)) // kernel.BINS])
        else:
            found = (found[:-1] + found[1:]) / np.float32(2)
        edges[feature, : len(found)] = found
        counts[feature] = len(found)
    return edges, counts


def binned(values: NDArray[np.float32], edges: NDArray[np.float32], counts: Integers) -> NDArray[np.uint8]:
    """Return the bin of each value, shape (N, F)."""
    bins = np.empty(values.shape, dtype=np.uint8)
    compiled(kernel.bin_all)(values, edges, counts, bins)
    return bins


def grow_trees(
    values: NDArray[np.float32],
    right: Floats,
    seed: bytes,
    growth: Growth,
    progress: Progress = unheard,
    grow: Callable[..., int] | None = None,
) -> tuple[Trees, Floats]:
    """Return trees grown on rows of features and their outcomes, and the log-odds of these rows.

    Parameters
    ----------
    values
        Shape (N, F), N at least 1; columns that never change are passed over.
    right
        Shape (N,), 0 or 1.
    seed
        From which rows and features are drawn.
    growth
        How.
    progress
        Told after every tree.
    grow
        The kernel's function, for tests that compare it with its plain form.
    """
    grow = grow or compiled(kernel.grow)
    edges, counts = edges_of(values)
    varying = np.flatnonzero(counts)
    mean = min(max(float(right.mean()), 1e-4), 1.0 - 1e-4)
    base = float(np.log(mean / (1.0 - mean)))
    if not len(varying):
        return Trees(base, *no_trees()), np.full(len(right), base)
    edges, counts = edges[varying], counts[varying]
    bins = binned(np.ascontiguousarray(values[:, varying]), edges, counts)
    work = _Work(bins, right, counts, base, seed, growth)
    found = []
    for tree in range(growth.trees):
        found.append(work.one(grow))
        progress((tree + 1) / growth.trees)
    return _joined(base, found, edges, varying), work.margin


class _Work:
    """The arrays that growing trees works in."""

    def __init__(
        self,
        bins: NDArray[np.uint8],
        right: Floats,
        counts: Integers,
        base: float,
        seed: bytes,
        growth: Growth,
    ) -> None:
        rows, features = bins.shape
        drawn = max(round(growth.features * features), 1)
        # The sums of a word's halves must stay within 31 bits, whatever the rows.
        scale = 2.0 ** min(np.floor(31 - np.log2(max(rows, 2))), 20)
        rates = (growth.rate, growth.penalty, growth.least, growth.rows, drawn, scale)
        nodes = 2 * growth.leaves - 1
        self.nodes = [np.zeros(nodes, dtype=np.int64) for _ in range(3)] + [np.zeros(nodes)]
        self.margin = np.full(rows, base)
        self.given = (
            bins,
            right,
            counts,
            np.array(rates, dtype=np.float64),
            np.array([int.from_bytes(seed[:4], "big") % (kernel.MODULUS - 1) + 1], dtype=np.int64),
            np.zeros(rows, dtype=np.int64),
            np.zeros(rows, dtype=np.int64),
            np.zeros(rows, dtype=np.int64),
            np.arange(features),
            np.zeros((growth.leaves, drawn, kernel.BINS), dtype=np.int64),
            np.zeros((growth.leaves, 8)),
            self.margin,
        )

    def one(self, grow: Callable[..., int]) -> list[NDArray[Any]]:
        """Grow one more tree and return feature, bin, left and value of its nodes."""
        for each in self.nodes:
            each[:] = 0
        count = grow(*self.given, *self.nodes)
        return [each[:count].copy() for each in self.nodes]


def _joined(
    base: float, found: list[list[NDArray[Any]]], edges: NDArray[np.float32], varying: Integers
) -> Trees:
    """Return grown trees one after another, bins turned into the values they end at."""
    sizes = np.array([len(each[0]) for each in found])
    feature, cut, left, value = (np.concatenate([each[k] for each in found]) for k in range(4))
    inner = left >= 0
    threshold = np.where(inner, edges[feature, np.where(inner, cut, 0)], 0.0)
    return Trees(
        base,
        (np.cumsum(sizes) - sizes).astype(np.int32),
        np.where(inner, varying[feature], 0).astype(np.int16),
        threshold.astype(np.float32),
        left.astype(np.int16),
        value,
    )
