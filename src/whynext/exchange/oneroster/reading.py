"""A set of OneRoster files to tables, each file by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from whynext.exchange.oneroster.fields import FileKind, files_of
from whynext.exchange.oneroster.findings import (
    AS_READ,
    ROW_OUT,
    STOPS,
    Findings,
    ImportRefused,
    Kind,
    Report,
    Severity,
)
from whynext.exchange.oneroster.header import Header, match
from whynext.exchange.oneroster.manifest import Manifest, Mode, read_manifest
from whynext.exchange.oneroster.source import Budget, Entry, Limits, Source, TooMuch, opened
from whynext.exchange.oneroster.text import CsvReader, Lines
from whynext.exchange.oneroster.values import ROW, RowReader

Progress = Callable[[str, int, int], None]
"""Called with the file's name, the bytes read so far and the bytes of all files as claimed."""

_DEFAULT: Final = Limits()


@dataclass(slots=True, eq=False)
class Table:
    """The rows of one file.

    Parameters
    ----------
    kind
        Which file.
    file
        What to call it in a report.
    mode
        How its rows are to be taken.
    frame
        Typed columns, and ``row``: the row's number in the file.
    lines
        Which line each row stood on.
    bad
        The numbers of rows in `frame` that cannot be taken.
    whole
        Whether every line told whose row it was. Where one did not, nothing can be said of who is missing.
    left_out
        The ids of rows that could not be taken.
    """

    kind: FileKind
    file: str
    mode: Mode
    frame: pl.DataFrame
    lines: Lines
    bad: pl.Series = field(default_factory=lambda: pl.Series(ROW, [], dtype=pl.UInt32))
    whole: bool = True
    left_out: pl.Series = field(default_factory=lambda: pl.Series("id", [], dtype=pl.String))

    def header_of(self, column: str) -> str:
        """Return the header of the field that fills a column."""
        return next((each.name for each in self.kind.fields if each.column == column), column)

    def lines_of(self, rows: pl.Series) -> pl.Series:
        """Return the lines of these rows."""
        return pl.Series(self.lines.of(rows.to_numpy()))

    def leave_out(self, rows: pl.Series) -> None:
        """Take rows out and remember their ids."""
        if not rows.len():
            return
        out = rows.unique().alias(ROW).to_frame()
        ids = self.frame.join(out, on=ROW, how="semi")["id"].drop_nulls()
        self.left_out = pl.concat([self.left_out, ids]).unique()
        self.frame = self.frame.join(out, on=ROW, how="anti", maintain_order="left")


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A set as read, not yet compared with what the school has.

    Parameters
    ----------
    version
        Of the standard.
    tables
        By name of the roster's table; a file that is absent or unreadable has none.
    unread
        Names of the roster's tables whose file is there and could not be read.
    report
        What was found so far.
    """

    version: str
    tables: dict[str, Table]
    unread: frozenset[str]
    report: Report


def read(
    source: str | Path | bytes, *, limits: Limits = _DEFAULT, progress: Progress | None = None
) -> Imported:
    """Read a set of OneRoster CSV files, version 1.1 or 1.2.

    Parameters
    ----------
    source
        Path of a folder or zip, or the bytes of a zip.
    limits
        What to take at most. No more text than ``limits.batch`` is held beside the columns made of it.
    progress
        Told how far the reading is.

    Returns
    -------
    Imported
        The rows of each file, and a report of everything odd. References between files are looked
        at by :func:`whynext.exchange.oneroster.apply`, which knows what the school already has.

    Raises
    ------
    ImportRefused
        If the source is neither a folder nor a zip, or expands beyond its limits.
    """
    findings = Findings()
    with opened(source, limits, findings) as files:
        try:
            return _read(files, findings, progress)
        except TooMuch as error:
            findings.error(
                Kind.BOMB,
                f"the set was given up: its files hold {error}",
                valid=f"at most {limits.total:,} bytes and {limits.ratio:g} times the size of the zip",
                next_step="if the set is what it claims to be, raise the limit",
                effect=STOPS,
            )
            raise ImportRefused(findings.report()) from error


def _read(files: Source, findings: Findings, progress: Progress | None) -> Imported:
    manifest = read_manifest(files, findings)
    tables: dict[str, Table] = {}
    unread: set[str] = set()
    for kind in files_of(manifest.version):
        mode, entry = manifest.modes[kind.name], files.get(kind.file)
        if mode is Mode.ABSENT or entry is None:
            continue
        table = _FileReader(kind, entry, mode, manifest, findings).read(_told(files, entry, progress))
        if table is None:
            unread.add(kind.table)
        else:
            tables[kind.table] = table
    if not tables and not unread:
        _nothing(findings)
    return Imported(manifest.version, tables, frozenset(unread), findings.report())


def _nothing(findings: Findings) -> None:
    findings.error(
        Kind.NOT_READABLE,
        "there is no OneRoster file to read",
        valid="CSV files such as users.csv and enrollments.csv, beside a manifest.csv that names them",
        next_step="name the folder or zip that holds the files themselves",
        effect=STOPS,
    )


@dataclass(slots=True)
class _Told(Budget):
    """A budget that tells how far the reading is."""

    inner: Budget | None = None
    file: str = ""
    claimed: int = 0
    progress: Progress | None = None

    def spend(self, count: int) -> None:
        """Count bytes, and tell."""
        if self.inner is not None and self.progress is not None:
            self.inner.spend(count)
            self.progress(self.file, self.inner.done, self.claimed)


def _told(files: Source, entry: Entry, progress: Progress | None) -> Budget:
    if progress is None:
        return files.budget
    claimed = sum(each.size for each in files.entries)
    return _Told(files.budget.limits, 0, 0, files.budget, entry.shown, claimed, progress)


@dataclass(slots=True)
class _FileReader:
    """Reads one file to a table."""

    kind: FileKind
    entry: Entry
    mode: Mode
    manifest: Manifest
    findings: Findings

    def read(self, budget: Budget) -> Table | None:
        """Return the table, or None if the file as a whole cannot be read."""
        reader = CsvReader(self.entry, budget.limits, self.findings)
        frames: list[pl.DataFrame] = []
        rows: RowReader | None = None
        header: Header | None = None
        for batch in reader.batches(budget):
            if header is None or rows is None:
                header = match(
                    reader.header, self.kind, self.manifest.version, self.entry.shown, self.findings
                )
                rows = self._row_reader(header, reader)
            if header.serves:
                frames.append(rows.read(batch))
        if not reader.sound or rows is None or not header or not header.serves:
            return None
        if not reader.rows:
            self._no_rows()
        table = Table(self.kind, self.entry.shown, self.mode, pl.concat(frames), reader.lines)
        table.bad = pl.concat([table.bad, *rows.bad]).unique()
        table.whole = reader.faults == 0 and table.frame["id"].null_count() == 0
        _unique(table, self.findings)
        _deleted(table, self.findings)
        return table

    def _row_reader(self, header: Header, reader: CsvReader) -> RowReader:
        return RowReader(
            self.kind,
            self.manifest.version,
            self.mode,
            header,
            len(reader.header),
            self.entry.shown,
            reader.lines,
            self.findings,
        )

    def _no_rows(self) -> None:
        self.findings.note(
            Kind.NO_ROWS, "the file has a header and no rows", file=self.entry.shown, line=1, effect=AS_READ
        )


def _unique(table: Table, findings: Findings) -> None:
    """Report and leave out every row whose id an earlier row has."""
    frame = table.frame
    if frame["id"].n_unique() == frame.height:
        return
    frame = frame.filter(~pl.col(ROW).is_in(table.bad.implode()))
    doubled = frame.filter(pl.col("id").is_duplicated())
    content = [column for column in frame.columns if column != ROW]
    first = doubled.unique("id", keep="first", maintain_order=True)
    later = doubled.join(first.select(ROW), on=ROW, how="anti", maintain_order="left")
    same = later.join(first.select(content), on=content, how="semi", nulls_equal=True)[ROW]
    is_same = pl.col(ROW).is_in(same.implode())
    stands = later.join(first.select("id", pl.col(ROW).alias("first")), on="id", maintain_order="left")
    for severity, kind, rows, said in (
        (Severity.NOTE, Kind.REPEATED_ROW, stands.filter(is_same), "the row repeats an earlier row"),
        (Severity.ERROR, Kind.DUPLICATE_ID, stands.filter(~is_same), "the id «{}» is there a second time"),
    ):
        if rows.height:
            findings.rows(
                severity,
                kind,
                table.lines_of(rows[ROW]),
                rows["id"],
                said,
                file=table.file,
                field=table.header_of("id"),
                valid="each id once in a file",
                next_step=pl.Series(
                    [f"the first stands on line {line}" for line in table.lines_of(rows["first"])]
                ),
                effect=ROW_OUT,
            )
    table.frame = table.frame.join(later.select(ROW), on=ROW, how="anti", maintain_order="left")


def _deleted(table: Table, findings: Findings) -> None:
    """Report rows that a bulk file marks as deleted; they are taken as inactive."""
    if table.mode is not Mode.BULK:
        return
    gone = table.frame.filter(~pl.col("active"))
    if gone.height:
        findings.rows(
            Severity.NOTE,
            Kind.DELETED_IN_BULK,
            table.lines_of(gone[ROW]),
            gone["id"],
            "«{}» is not active, in a file that holds all there is",
            file=table.file,
            field="status",
            valid="rows to be deleted stand in delta files; a bulk file leaves them out",
            effect="taken as inactive",
        )


def header_only(table: Table) -> bool:
    """Tell whether a file had no rows at all, good or bad."""
    return table.whole and table.frame.height == 0 and table.left_out.len() == 0
