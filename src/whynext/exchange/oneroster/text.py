"""Bytes of a CSV file to sound lines, a block at a time; every line that is not sound is named.

A line is a record: the standard forbids line breaks in values. So one stray quotation mark costs one line
and never the rest of the file. Files whose quoted values do hold line breaks are read all the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.exchange.oneroster.findings import FILE_OUT, ROW_OUT, Findings, Kind, Severity
from whynext.exchange.oneroster.soundness import faulty_lines, is_utf8, sound_lines
from whynext.exchange.oneroster.source import Budget, Damaged, Entry, Limits

_BOM: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_MOST_JOINED: Final = 20  # lines that one value may run over
_FIELD: Final = rb'(?>"(?:[^"]++|"")*+"|[^",\n]*+)'  # possessive: a match is found or refused in one pass
_QUOTED: Final = re.compile(rb'"[^"]*"?')
_TOO_LONG: Final = b"\0\0"  # stands at the start of what is kept of a line that was too long to hold
_SHOWN: Final = 120  # bytes of a faulty line that are kept to show it

_FAULTS: Final[dict[Kind, tuple[str, str]]] = {
    Kind.LONG_LINE: ("the line is longer than {limit:,} bytes", "lines of at most {limit:,} bytes"),
    Kind.NUL: ("the line holds a NUL byte", "text without NUL bytes"),
    Kind.NOT_UTF8: ("the line is not UTF-8: {{}}", "the encoding UTF-8"),
    Kind.QUOTING: (
        "the quotation marks do not pair: «{{}}»",
        'a value with a comma or a quotation mark stands in "…", a mark inside it is doubled',
    ),
    Kind.FIELD_COUNT: ("the line has {{}} where the header has {width}", "{width} fields, as in the header"),
}


@dataclass(slots=True)
class Lines:
    """Which line of the file each row stood on.

    Examples
    --------
    >>> lines = Lines()
    >>> lines.add(0, 2)  # row 0 stands on line 2, row 1 on line 3, ...
    >>> lines.add(2, 9)  # row 2 stands on line 9
    >>> lines.of(np.array([0, 1, 2, 3])).tolist()
    [2, 3, 9, 10]
    """

    _rows: list[int] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)

    def add(self, row: int, line: int) -> None:
        """Say that from `row` on, rows stand on `line` and the lines after it."""
        if self._rows and line - row == self._lines[-1] - self._rows[-1]:
            return
        self._rows.append(row)
        self._lines.append(line)

    def of(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the lines of these rows."""
        if not self._rows:
            return np.zeros(len(rows), dtype=np.int64)
        starts = np.asarray(self._rows, dtype=np.int64)
        run = np.searchsorted(starts, rows, side="right") - 1
        return np.asarray(np.asarray(self._lines, dtype=np.int64)[run] + rows - starts[run])


@dataclass(frozen=True, slots=True)
class Batch:
    """Sound lines, ready to be parsed.

    Parameters
    ----------
    body
        Their bytes: UTF-8, commas, line feeds, the same number of fields in each.
    first
        Number of the first row in the file, from 0.
    rows
        How many rows.
    quoted
        Whether there is any quotation mark.
    """

    body: bytes
    first: int
    rows: int
    quoted: bool

    def columns(self, width: int, wanted: Sequence[int]) -> pl.DataFrame:
        """Return some columns as text, null where empty, named ``c0``, ``c1``, ...

        Parameters
        ----------
        width
            How many columns the lines have.
        wanted
            The numbers of those to return, in their order; one beyond the last is all null.
        """
        schema = {f"c{number}": pl.String() for number in range(width)}
        picked = [
            pl.col(f"c{number}") if number < width else pl.lit(None, dtype=pl.String).alias(f"c{number}")
            for number in wanted
        ]
        frame = pl.scan_csv(self.body, has_header=False, schema=schema).select(picked).collect()
        # Polars tells an empty value in quotation marks from an empty one without; the standard does not.
        return frame.with_columns(pl.when(pl.all() != "").then(pl.all())) if self.quoted else frame


@dataclass(slots=True)
class CsvReader:
    """Reads one file of a set.

    Parameters
    ----------
    entry
        The file.
    limits
        Longest line, block and batch sizes.
    findings
        Where unsound lines are reported.
    header, lines, rows
        What was read so far: the headers, where the rows stood, how many there are.
    sound
        Whether the file as a whole can be read.
    faults
        How many lines were left out.
    """

    entry: Entry
    limits: Limits
    findings: Findings
    header: tuple[str, ...] = ()
    lines: Lines = field(default_factory=Lines)
    rows: int = 0
    sound: bool = True
    faults: int = 0
    _line: int = 1  # of the next line to be looked at
    _body: list[bytes] = field(default_factory=list)
    _held: int = 0
    _first: int = 0
    _quoted: bool = False
    _bad: dict[Kind, tuple[list[int], list[str]]] = field(default_factory=dict)
    _record: re.Pattern[bytes] = re.compile(b"")

    def batches(self, budget: Budget) -> Iterator[Batch]:
        """Yield the sound rows in batches; the header is known once the first is out, or at the end.

        `sound` is False afterwards if the file as a whole cannot be read. No more than one batch, one
        block and one line is held at once.

        Raises
        ------
        TooMuch
            If the set expands beyond its limits.
        """
        try:
            yield from self._batches(budget)
        except Damaged as error:
            self._refuse(Kind.DAMAGED, f"the file cannot be read to its end: {error}")
        self._report_bad()

    def _batches(self, budget: Budget) -> Iterator[Batch]:
        rest = b""
        for block in self._whole_lines(self._blocks(budget)):
            rest = self._take(rest + block)
            if not self.sound:
                return
            if self._held >= self.limits.batch:
                yield self._batch()
        if rest:
            self._take(rest, final=True)
        if not self.header and self.sound:
            self._refuse(Kind.EMPTY_FILE, "the file is empty: it has not even a header")
        elif self.sound:
            yield self._batch()

    def _blocks(self, budget: Budget) -> Iterator[bytes]:
        """Yield blocks with line feeds for line ends and without a byte order mark."""
        blocks = self.entry.blocks(self.limits.block, budget)
        first = next(blocks, b"")
        if first.startswith(_UTF16):
            self._refuse(Kind.NOT_UTF8, "the file is UTF-16", "the encoding UTF-8")
            return
        if first.startswith(_BOM):
            self._note(Kind.BOM, "the file begins with a byte order mark, which is passed over")
            first = first[len(_BOM) :]
        old_mac = b"\n" not in first and b"\r" in first[:-1]  # the last may be half of a line's end
        if old_mac:
            self._note(Kind.LINE_ENDS, "the lines end in a carriage return alone")
        for block in chain((first,), blocks):
            yield block.replace(b"\r", b"\n") if old_mac else block

    def _whole_lines(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield whole lines; of a line that is too long only the start is held, and marked."""
        rest, dropping = b"", False
        for block in blocks:
            begin = block.find(b"\n") if dropping else 0
            if begin < 0:
                continue
            end = block.rfind(b"\n") + 1
            if end:
                yield rest + block[begin:end]
                rest = block[end:]
            else:
                rest += block
            dropping = len(rest) > self.limits.line
            if dropping:
                rest = _TOO_LONG + rest[:_SHOWN]
        if rest:
            yield rest + b"\n"

    def _take(self, block: bytes, final: bool = False) -> bytes:
        """Take whole lines; return the last of them if more must be seen to judge them."""
        while not self.header and self.sound and block:
            block = self._take_header(block)
        if not block or not self.sound:
            return b""
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        quoted = b'"' in block
        self._quoted |= quoted
        count = sound_lines(block, len(self.header), self.limits.line, quoted)
        if count:
            self._keep(block, count)
            return b""
        return self._sift(block, final)

    def _take_header(self, block: bytes) -> bytes:
        end = block.index(b"\n")
        line, rest = block[:end].rstrip(b"\r"), block[end + 1 :]
        self._line += 1
        if not line.strip():
            return rest
        if line.startswith(_TOO_LONG) or len(line) > self.limits.line:
            self._refuse(Kind.LONG_LINE, f"the header is longer than {self.limits.line:,} bytes")
            return b""
        try:
            names = next(csv.reader([line.decode("utf-8")], strict=True))
        except (UnicodeDecodeError, csv.Error, StopIteration) as error:
            self._refuse(Kind.NOT_UTF8 if isinstance(error, UnicodeDecodeError) else Kind.QUOTING, f"{error}")
            return b""
        self.header = tuple(name.strip() for name in names)
        self._record = re.compile(_FIELD + b"(?:," + _FIELD + b"){%d}\n" % (len(names) - 1))
        return rest if self._header_serves(line) else b""

    def _header_serves(self, line: bytes) -> bool:
        if b"\0" in line:
            self._refuse(Kind.NUL, "the header holds a NUL byte")
        elif len(self.header) == 1 and re.search(rb"[;\t|]", line):
            self._refuse(
                Kind.SEPARATOR, "the fields are not separated by commas", "a comma between two fields"
            )
        elif len(self.header) > self.limits.columns:
            self._refuse(
                Kind.TOO_MANY_COLUMNS,
                f"the header names {len(self.header):,} columns",
                f"at most {self.limits.columns:,}",
            )
        return self.sound

    def _keep(self, text: bytes, count: int, span: int = 0) -> None:
        """Keep `count` rows that stand on the next `span` lines."""
        self.lines.add(self.rows, self._line)
        self._body.append(text)
        self._held += len(text)
        self.rows += count
        self._line += span or count

    def _sift(self, block: bytes, final: bool) -> bytes:
        """Keep the sound lines of a block and name the others."""
        faults = faulty_lines(block, len(self.header), self.limits.line)
        ends = faults.ends
        at = 0  # the first line not yet dealt with
        for index in faults.lines.tolist():
            if index < at:
                continue  # it was part of a value that runs over several lines
            start = 0 if index == 0 else int(ends[index - 1]) + 1
            if index > at:
                self._keep(block[0 if at == 0 else int(ends[at - 1]) + 1 : start], index - at)
            kind = faults.kinds[index]
            joined = self._joined(block, ends, index) if kind == Kind.QUOTING else 0
            if joined:
                self._note(Kind.LINE_BREAK, "a value runs over several lines", self._line)
                self._keep(block[start : int(ends[index + joined - 1]) + 1], 1, joined)
            elif kind == Kind.QUOTING and not final and len(ends) - index < _MOST_JOINED:
                if len(block) - start <= self.limits.line:
                    return block[start:]
                joined = self._drop(kind, block[start : int(ends[index])])
            else:
                joined = self._drop(kind, block[start : int(ends[index])])
            at = index + joined
        if at < len(ends):
            self._keep(block[0 if at == 0 else int(ends[at - 1]) + 1 :], len(ends) - at)
        return b""

    def _joined(self, block: bytes, ends: NDArray[np.int64], index: int) -> int:
        """Return over how many lines the record that begins on this line runs, 0 if over none.

        A later line that looks like a record of its own is never swallowed: two stray marks in two lines
        would else make one value of all the rows between them.
        """
        start = 0 if index == 0 else int(ends[index - 1]) + 1
        stop = int(ends[min(index + _MOST_JOINED, len(ends)) - 1]) + 1
        record = self._record.match(block, start, min(stop, start + self.limits.line))
        if record is None or b"\0" in record[0] or not is_utf8(record[0]):
            return 0
        later = record[0].split(b"\n")[1:-1]
        commas = (_QUOTED.sub(b"", line).count(b",") for line in later)
        return 0 if max(commas, default=0) >= len(self.header) - 1 else len(later) + 1

    def _drop(self, kind: Kind, line: bytes) -> int:
        """Name a faulty line and pass over it."""
        if not line.strip():
            self._note(Kind.BLANK_LINE, "blank lines are passed over", self._line)
        elif line.startswith(_TOO_LONG):
            self._fault(Kind.LONG_LINE, _told(Kind.LONG_LINE, line[len(_TOO_LONG) :]))
        else:
            self._fault(kind, _told(kind, line))
        self._line += 1
        return 1

    def _batch(self) -> Batch:
        batch = Batch(b"".join(self._body), self._first, self.rows - self._first, self._quoted)
        self._body, self._held, self._first, self._quoted = [], 0, self.rows, False
        return batch

    def _fault(self, kind: Kind, value: str) -> None:
        self.faults += 1
        lines, values = self._bad.setdefault(kind, ([], []))
        lines.append(self._line)
        values.append(value)

    def _report_bad(self) -> None:
        for kind, (lines, values) in self._bad.items():
            what, valid = _FAULTS[kind]
            known = {"limit": self.limits.line, "width": len(self.header)}
            self.findings.rows(
                Severity.ERROR,
                kind,
                lines,
                values,
                what.format(**known),
                file=self.entry.shown,
                valid=valid.format(**known),
                next_step="correct the line, or import without it",
                effect=ROW_OUT,
            )

    def _note(self, kind: Kind, what: str, line: int = 1) -> None:
        self.findings.note(kind, what, file=self.entry.shown, line=line)

    def _refuse(self, kind: Kind, what: str, valid: str = "a readable CSV file with a header") -> None:
        self.sound = False
        self.findings.error(
            kind,
            what,
            file=self.entry.shown,
            line=0 if kind in (Kind.EMPTY_FILE, Kind.DAMAGED) else 1,
            valid=valid,
            next_step="export the file again",
            effect=FILE_OUT,
        )


def _told(kind: Kind, line: bytes) -> str:
    """Return what to say of a faulty line."""
    if kind == Kind.FIELD_COUNT:
        count = len(re.findall(_FIELD + b",", line)) + 1
        return f"{count} field{'s' if count > 1 else ''}"
    if kind == Kind.NOT_UTF8:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            shown = line[max(0, error.start - 20) : error.start].decode("utf-8", "replace")
            return f"byte {error.start + 1} of the line is 0x{line[error.start]:02X}, after «{shown}»"
    return line[:_SHOWN].decode("utf-8", "replace").replace("\0", "\\0")
