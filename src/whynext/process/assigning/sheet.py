"""The sheet of a mixed-integer program: columns, rows and what stands where, gathered in arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Block:
    """Columns or rows, gathered: arrays of bounds, and for columns what they are worth and if whole."""

    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    worth: list[Floats] = field(default_factory=list)
    whole: list[Floats] = field(default_factory=list)
    count: int = 0

    def more(self, low: ArrayLike, high: ArrayLike, worth: ArrayLike = 0.0, whole: ArrayLike = 0.0) -> Ints:
        """Add as many as the longest array is long; return their numbers."""
        arrays = np.broadcast_arrays(*(np.asarray(each, np.float64) for each in (low, high, worth, whole)))
        flat = [each.ravel() for each in arrays]
        for kept, each in zip((self.low, self.high, self.worth, self.whole), flat, strict=True):
            kept.append(each)
        first, self.count = self.count, self.count + len(flat[0])
        return np.arange(first, self.count)


@dataclass(slots=True)
class Sheet:
    """A mixed-integer program in the making; the largest worth is sought."""

    of_columns: Block = field(default_factory=Block)
    of_rows: Block = field(default_factory=Block)
    _row: list[Ints] = field(default_factory=list)
    _column: list[Ints] = field(default_factory=list)
    _amount: list[Floats] = field(default_factory=list)

    def columns(
        self, high: ArrayLike, worth: ArrayLike = 0.0, *, low: ArrayLike = 0.0, whole: bool = False
    ) -> Ints:
        """Add columns from `low` to `high`, whole numbers or any; return their numbers."""
        return self.of_columns.more(low, high, worth, float(whole))

    def rows(self, low: ArrayLike, high: ArrayLike) -> Ints:
        """Add rows, each a sum that must lie between bounds; return their numbers."""
        return self.of_rows.more(low, high)

    def enter(self, row: ArrayLike, column: ArrayLike, amount: ArrayLike) -> None:
        """Let columns count in rows, so much each; what is entered twice is added up."""
        rows, columns, amounts = np.broadcast_arrays(row, column, np.asarray(amount, np.float64))
        self._row.append(rows.ravel())
        self._column.append(columns.ravel())
        self._amount.append(amounts.ravel())

    def matrix(self) -> sparse.csr_array:
        """Return what stands where, shape (rows, columns)."""
        shape = (self.of_rows.count, self.of_columns.count)
        if not self._row:
            return sparse.csr_array(shape)
        rows, columns = np.concatenate(self._row), np.concatenate(self._column)
        return sparse.csr_array((np.concatenate(self._amount), (rows, columns)), shape)
