"""Whether any grouping keeps all bounds: a mixed-integer program, solved by HiGHS."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

from whynext.process.grouping.parts import Parts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_NODES = 2_000
_LARGEST = 40_000  # units times groups; of more it is not asked whether a valid grouping exists


def any_valid(parts: Parts) -> tuple[Ints | None, bool]:
    """Return the groups of units in a valid grouping, or None; and whether it is proved that none is."""
    if parts.units * len(parts.options) > _LARGEST:
        return None, False
    rows = _Rows(parts)
    rows.sizes()
    rows.apart()
    for trait in parts.spans:
        rows.span(trait)
    for trait in parts.worded:
        rows.words(trait)
    return rows.solved()


class _Rows:
    """The program: ``x`` for each unit in each group, ``y`` for each group held, and the bounds."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.units, self.groups = parts.score.shape
        self.columns = self.units * self.groups + self.groups
        self.rows: list[tuple[Ints, Floats]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def x(self, units: Ints, group: int) -> Ints:
        return np.asarray(units * self.groups + group, np.int64)

    def y(self, group: int) -> int:
        return int(self.units * self.groups + group)

    def add(self, columns: Ints, amounts: Floats, low: float, high: float) -> None:
        self.rows.append((columns, amounts))
        self.low.append(low)
        self.high.append(high)

    def sizes(self) -> None:
        """Everybody is in one group; a group that is held has no fewer and no more than it takes."""
        everybody, members = np.arange(self.units), self.parts.members.astype(np.float64)
        for unit in range(self.units):
            self.add(unit * self.groups + np.arange(self.groups), np.ones(self.groups), 1.0, 1.0)
        for group in range(self.groups):
            columns = np.append(self.x(everybody, group), self.y(group))
            small, large = float(self.parts.smallest[group]), float(self.parts.largest[group])
            self.add(columns, np.append(members, -small), 0.0, np.inf)
            self.add(columns, np.append(members, -large), -np.inf, 0.0)

    def apart(self) -> None:
        """Of units that share a word no two are in one group."""
        for word in sorted({word for words in self.parts.apart for word in words}):
            holders = np.array([u for u, words in enumerate(self.parts.apart) if word in words])
            for group in range(self.groups):
                columns = np.append(self.x(holders, group), self.y(group))
                self.add(columns, np.append(np.ones(len(holders)), -1.0), -np.inf, 0.0)

    def span(self, trait: int) -> None:
        """A group has one window as wide as the bound, and only who lies within it."""
        low, high = self.parts.ends(trait)
        starts = np.unique(low)
        wide = float(self.parts.traits[trait].at_most or 0.0) + 1e-9
        for group in range(self.groups):
            windows = self.columns + np.arange(len(starts))
            self.columns += len(starts)
            self.add(np.append(windows, self.y(group)), np.append(np.ones(len(starts)), -1.0), 0.0, 0.0)
            for unit in range(self.units):
                holding = windows[(starts <= low[unit]) & (high[unit] <= starts + wide)]
                columns = np.append(self.x(np.array([unit]), group), holding)
                self.add(columns, np.append([1.0], -np.ones(len(holding))), -np.inf, 0.0)

    def words(self, trait: int) -> None:
        """A group has so many words at most, and only who has one of them."""
        words = self.parts.traits[trait].words
        known = {word: n for n, word in enumerate(sorted(set(words)))}
        pairs = sorted({(int(unit), known[word]) for unit, word in zip(self.parts.unit, words, strict=True)})
        most = float(self.parts.traits[trait].at_most or 0.0)
        for group in range(self.groups):
            held = self.columns + np.arange(len(known))
            self.columns += len(known)
            self.add(held, np.ones(len(known)), -np.inf, np.floor(most))
            for unit, word in pairs:
                columns = np.array([self.x(np.array([unit]), group)[0], held[word]])
                self.add(columns, np.array([1.0, -1.0]), -np.inf, 0.0)

    def solved(self) -> tuple[Ints | None, bool]:
        place = np.concatenate([np.full(len(each), n) for n, (each, _) in enumerate(self.rows)])
        column = np.concatenate([each for each, _ in self.rows])
        amount = np.concatenate([each for _, each in self.rows])
        matrix = sparse.csr_array((amount, (place, column)), (len(self.rows), self.columns))
        upper = np.ones(self.columns)
        upper[: self.units * self.groups] = self.parts.may.ravel()
        result = milp(
            np.zeros(self.columns),
            integrality=np.ones(self.columns),
            bounds=Bounds(0, upper),
            constraints=[LinearConstraint(matrix, self.low, self.high)],
            options={"node_limit": _MOST_NODES},
        )
        if result.x is None:
            return None, result.status == 2
        x = np.asarray(result.x)[: self.units * self.groups].reshape(self.units, self.groups)
        return np.argmax(x, axis=1).astype(np.int64), False
