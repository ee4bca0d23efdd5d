"""Which lines of a block of CSV are sound: found by NumPy over the bytes, without a loop over rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whynext.exchange.oneroster.findings import Kind

_COMMA, _LINE, _QUOTE = 44, 10, 34


def sound_lines(block: bytes, width: int, longest: int, quoted: bool) -> int:
    """Return how many lines a block has if all are sound, else 0; the quick way through most files."""
    if b"\0" in block or not is_utf8(block):
        return 0
    bytes_ = np.frombuffer(block, dtype=np.uint8)
    if quoted:
        faults = faulty_lines(block, width, longest)
        return 0 if len(faults.lines) else len(faults.ends)
    marks = np.flatnonzero((bytes_ == _COMMA) | (bytes_ == _LINE))
    if len(marks) % width:
        return 0
    table = bytes_[marks].reshape(-1, width)
    if (table[:, -1] != _LINE).any() or (table[:, :-1] != _COMMA).any():
        return 0
    ends = marks[width - 1 :: width]
    lengths = np.diff(ends, prepend=-1) - 1
    sound = lengths.max() <= longest and (width > 1 or lengths.min() > 0)
    return len(ends) if sound else 0


def is_utf8(block: bytes) -> bool:
    """Tell whether these bytes are UTF-8."""
    if block.isascii():
        return True
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Faults:
    """The faulty lines of a block: their numbers, their kinds by number, and where every line ends."""

    lines: NDArray[np.int64]
    kinds: dict[int, Kind]
    ends: NDArray[np.int64]


def faulty_lines(block: bytes, width: int, longest: int) -> Faults:
    """Return which lines of a block are not sound, and why; later kinds below win over earlier ones."""
    bytes_ = np.frombuffer(block, dtype=np.uint8)
    marks = np.flatnonzero((bytes_ == _COMMA) | (bytes_ == _LINE) | (bytes_ == _QUOTE))
    marked = bytes_[marks]
    is_end, is_quote = marked == _LINE, marked == _QUOTE
    ends = marks[is_end]
    line_of = np.cumsum(is_end) - is_end  # the line of each mark
    quotes = np.cumsum(is_quote)
    before = np.concatenate(([0], quotes[is_end]))[:-1]  # quotation marks before each line
    in_line = quotes - before[line_of]
    commas = (marked == _COMMA) & (in_line % 2 == 0)
    fields = np.bincount(line_of[commas], minlength=len(ends)) + 1
    lengths = np.diff(ends, prepend=-1) - 1
    kinds: dict[int, Kind] = {}
    _mark(kinds, np.flatnonzero(fields != width), Kind.FIELD_COUNT)
    _mark(kinds, _ill_quoted(bytes_, marks[is_quote], in_line[is_quote], line_of[is_quote]), Kind.QUOTING)
    _mark(kinds, np.flatnonzero((in_line % 2 == 1) & is_end), Kind.QUOTING, line_of)
    _mark(kinds, _ill_encoded(block, bytes_, ends), Kind.NOT_UTF8)
    _mark(kinds, np.searchsorted(ends, np.flatnonzero(bytes_ == 0)), Kind.NUL)
    _mark(kinds, np.flatnonzero(lengths > longest), Kind.LONG_LINE)
    _mark(kinds, np.flatnonzero(lengths == 0), Kind.BLANK_LINE)
    return Faults(np.asarray(sorted(kinds), dtype=np.int64), kinds, ends)


def _mark(
    kinds: dict[int, Kind],
    found: NDArray[np.integer],
    kind: Kind,
    line_of: NDArray[np.integer] | None = None,
) -> None:
    lines = found if line_of is None else line_of[found]
    kinds.update(dict.fromkeys(lines.tolist(), kind))


def _ill_quoted(
    bytes_: NDArray[np.uint8],
    at: NDArray[np.integer],
    ordinal: NDArray[np.integer],
    line_of: NDArray[np.integer],
) -> NDArray[np.integer]:
    """Return the lines in which a mark opens within a value or a value goes on after its closing mark.

    A mark is an opening one if it is the first, third, ... of its line (RFC 4180, section 2, rules 5–7).
    """
    around = np.concatenate((np.full(1, _LINE, dtype=np.uint8), bytes_))
    opens = ordinal % 2 == 1
    neighbour = np.where(opens, around[at], around[np.minimum(at + 2, len(bytes_))])
    fits = (neighbour == _COMMA) | (neighbour == _LINE) | (neighbour == _QUOTE)
    return np.asarray(line_of[~fits])


def _ill_encoded(block: bytes, bytes_: NDArray[np.uint8], ends: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the lines that are not UTF-8."""
    if is_utf8(block):
        return np.zeros(0, dtype=np.int64)
    suspects = np.unique(np.searchsorted(ends, np.flatnonzero(bytes_ >= 128)))
    bad = [
        line
        for line in suspects.tolist()
        if not is_utf8(block[0 if line == 0 else int(ends[line - 1]) + 1 : int(ends[line])])
    ]
    return np.asarray(bad, dtype=np.int64)
