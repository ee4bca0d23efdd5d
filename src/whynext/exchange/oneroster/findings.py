"""What an import found: one row per defect, held as columns because there may be hundreds of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import polars as pl

from whynext.base.errors import Problem, Refused

LONGEST_VALUE: Final = 80


class Severity(StrEnum):
    """Whether a finding stops the import."""

    ERROR = "error"
    NOTE = "note"


class Kind(StrEnum):
    """What is odd; stable words for programs."""

    # the set of files
    NOT_READABLE = "not readable"
    BOMB = "expands too much"
    TOO_MANY = "too many entries"
    UNSAFE_PATH = "unsafe path"
    LINK = "link"
    ENCRYPTED = "encrypted"
    COMPRESSION = "unknown compression"
    DUPLICATE_FILE = "duplicate file"
    NESTED = "nested folder"
    DAMAGED = "damaged"
    FILE_NAME_CASE = "file name case"
    MISSING_FILE = "missing file"
    UNEXPECTED_FILE = "unexpected file"
    IGNORED_FILE = "ignored file"
    MANIFEST = "manifest"
    VERSION = "version"
    # the text of a file
    EMPTY_FILE = "empty file"
    NO_ROWS = "no rows"
    BOM = "byte order mark"
    NOT_UTF8 = "not UTF-8"
    NUL = "NUL byte"
    LONG_LINE = "long line"
    QUOTING = "broken quoting"
    FIELD_COUNT = "wrong field count"
    LINE_BREAK = "line break in value"
    LINE_ENDS = "line ends"
    BLANK_LINE = "blank line"
    # columns
    SEPARATOR = "separator"
    TOO_MANY_COLUMNS = "too many columns"
    MISSING_COLUMN = "missing column"
    DUPLICATE_COLUMN = "duplicate column"
    COLUMN_NAME = "column name"
    UNKNOWN_COLUMN = "unknown column"
    UNREAD_COLUMN = "column not read"
    # values
    BLANK = "blank value"
    BAD_DATE = "bad date"
    BAD_WORD = "bad word"
    BAD_TRUTH = "bad truth value"
    BAD_GRADE = "bad grade"
    SPELLING = "spelling"
    DATES_ORDER = "dates in wrong order"
    # rows among each other
    DUPLICATE_ID = "duplicate id"
    REPEATED_ROW = "repeated row"
    DANGLING = "dangling id"
    CASCADE = "depends on a bad row"
    CYCLE = "cycle"
    ROLE_MISMATCH = "role mismatch"
    NO_ROLE = "no role"
    NO_GUARDIAN = "agent is no guardian"
    SHARED = "shared by several people"
    # bulk and delta
    DELETED_IN_BULK = "tobedeleted in bulk"
    DELTA_WITHOUT_BULK = "delta without bulk"
    NOTHING_TO_DELETE = "nothing to delete"
    OLDER = "older than what is held"
    GAPS = "gaps in a bulk file"
    ALL_WOULD_END = "all rows would end"


ROW_OUT: Final = "row left out"
VALUE_OUT: Final = "value left out"
FILE_OUT: Final = "file left out"
AS_READ: Final = "taken"
STOPS: Final = "nothing taken"

SCHEMA: Final[dict[str, pl.DataType]] = {
    "severity": pl.String(),
    "kind": pl.String(),
    "file": pl.String(),
    "line": pl.Int64(),
    "field": pl.String(),
    "value": pl.String(),
    "what": pl.String(),
    "valid": pl.String(),
    "next_step": pl.String(),
    "effect": pl.String(),
    "count": pl.Int64(),
}


def cut(value: str) -> str:
    """Return a value of at most 80 characters, its end marked where it was cut."""
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is odd in what was imported.

    Parameters
    ----------
    severity
        An error refuses the import, or under ``skip_bad`` costs what `effect` says; a note does not.
    kind
        What sort of thing.
    what
        The fault in a sentence.
    file, line, field, value
        Where: file as it is called, line counted from 1 (0 if it is about the whole file), column
        header, and the offending words, at most 80 characters.
    valid
        What would be accepted instead.
    next_step
        What the reader can do.
    effect
        What becomes of it when the good rows are taken: row, value or file left out, or taken as it is.
    count
        How many rows it stands for; more than 1 only for notes and for files that are wholly missing.
    """

    severity: Severity
    kind: Kind
    what: str
    file: str = ""
    line: int = 0
    field: str = ""
    value: str = ""
    valid: str = ""
    next_step: str = ""
    effect: str = AS_READ
    count: int = 1

    @property
    def problem(self) -> Problem:
        """The finding as a problem of the kind that every door reports."""
        return Problem(self.what, self.where, self.valid, self.next_step, self.kind.value)

    @property
    def where(self) -> str:
        """File, line and field in words."""
        parts = [
            self.file,
            f"line {self.line}" if self.line else "",
            f"field {self.field}" if self.field else "",
        ]
        return ", ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in SCHEMA}


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Everything an import found.

    Parameters
    ----------
    frame
        One row per finding, columns as in :data:`SCHEMA`; errors first, then by file and line.
    """

    frame: pl.DataFrame

    def __len__(self) -> int:
        """Return how many findings there are."""
        return self.frame.height

    def __iter__(self) -> Iterator[Finding]:
        """Iterate over the findings."""
        for row in self.frame.iter_rows(named=True):
            yield Finding(**{**row, "severity": Severity(row["severity"]), "kind": Kind(row["kind"])})

    @property
    def errors(self) -> Report:
        """The findings that refuse the import."""
        return Report(self.frame.filter(pl.col("severity") == Severity.ERROR.value))

    @property
    def notes(self) -> Report:
        """The findings that do not."""
        return Report(self.frame.filter(pl.col("severity") == Severity.NOTE.value))

    @property
    def stops(self) -> bool:
        """Whether there is something that even ``skip_bad`` cannot pass over."""
        return bool((self.frame["effect"] == STOPS).any())

    def of(self, kind: Kind, file: str = "") -> tuple[Finding, ...]:
        """Return the findings of a kind, of one file or of all."""
        picked = self.frame.filter(pl.col("kind") == kind.value)
        return tuple(Report(picked.filter(pl.col("file") == file) if file else picked))

    def as_dicts(self) -> list[dict[str, Any]]:
        """Return all findings as dictionaries, for programs."""
        return self.frame.to_dicts()

    def problems(self, most: int = 50) -> list[Problem]:
        """Return the errors as problems: at most `most` of each kind, file and field, then a count."""
        problems = []
        for shown, more in self.errors._groups(most):
            problems += [finding.problem for finding in shown]
            if more:
                last = shown[-1]
                problems.append(
                    Problem(
                        f"{more:,} more rows have the same fault: {last.kind.value}",
                        where=", ".join(part for part in (last.file, last.field) if part),
                        next_step="the import report lists them all",
                        kind=last.kind.value,
                    )
                )
        return problems

    def lines(self, most: int = 10) -> list[str]:
        """Return the report as text for people: at most `most` findings of each kind, file and field."""
        lines = []
        for shown, more in self._groups(most):
            lines += [_line(finding) for finding in shown]
            if more:
                lines.append(f"{'':5}  … and {more:,} more such rows in {shown[-1].file or 'the set'}")
        return lines

    def summary(self) -> pl.DataFrame:
        """Return how many rows have which fault: severity, file, kind, field, effect, rows, first line."""
        keys = ["severity", "file", "kind", "field", "effect"]
        return self.frame.group_by(keys, maintain_order=True).agg(
            pl.col("count").sum().alias("rows"), pl.col("line").min().alias("first_line")
        )

    def _groups(self, most: int) -> Iterator[tuple[list[Finding], int]]:
        keys = ["severity", "file", "kind", "field"]
        for _, group in self.frame.group_by(keys, maintain_order=True):
            shown = list(Report(group.head(most)))
            yield shown, int(group["count"].sum()) - sum(finding.count for finding in shown)


def _line(finding: Finding) -> str:
    many = f" ({finding.count:,} rows)" if finding.count > 1 else ""
    said = f"{finding.severity.value:5}  {finding.problem}{many}"
    return said if finding.effect == AS_READ else f"{said} [{finding.effect}]"


class ImportRefused(Refused):
    """A set was refused; nothing of it was taken.

    Parameters
    ----------
    report
        Everything that was found; `problems` holds its errors, shortened where there are very many.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(report.problems())


@dataclass(slots=True)
class Findings:
    """Gathers findings while a set is read."""

    _single: list[Finding] = field(default_factory=list)
    _frames: list[pl.DataFrame] = field(default_factory=list)
    _counted: dict[tuple[Kind, str, str, str], Finding] = field(default_factory=dict)

    def error(
        self,
        kind: Kind,
        what: str,
        *,
        file: str = "",
        line: int = 0,
        field: str = "",
        value: str = "",
        valid: str = "",
        next_step: str = "",
        effect: str = FILE_OUT,
        count: int = 1,
    ) -> None:
        """Add one error."""
        found = Finding(
            Severity.ERROR, kind, what, file, line, field, cut(value), valid, next_step, effect, count
        )
        self._single.append(found)

    def note(
        self,
        kind: Kind,
        what: str,
        *,
        file: str = "",
        line: int = 0,
        field: str = "",
        value: str = "",
        valid: str = "",
        effect: str = AS_READ,
        count: int = 1,
    ) -> None:
        """Add one note; the same note about the same value or column is counted, not repeated."""
        key = (kind, file, field, value)
        before = self._counted.get(key)
        if before is not None:
            line, count = before.line, before.count + count
        self._counted[key] = Finding(
            Severity.NOTE, kind, what, file, line, field, cut(value), valid, "", effect, count
        )

    def rows(
        self,
        severity: Severity,
        kind: Kind,
        lines: Sequence[int] | pl.Series,
        values: Sequence[str | None] | pl.Series,
        what: str,
        *,
        file: str,
        field: str = "",
        valid: str = "",
        next_step: str | pl.Series = "",
        effect: str = ROW_OUT,
    ) -> None:
        """Add one finding per row.

        Parameters
        ----------
        what
            The sentence; ``{}`` in it stands for the value of the row.
        """
        frame = pl.DataFrame({"line": lines, "value": values}, schema={"line": pl.Int64, "value": pl.String})
        long = pl.col("value").str.len_chars() > LONGEST_VALUE
        short = (
            pl.when(long).then(pl.col("value").str.head(LONGEST_VALUE - 1) + "…").otherwise(pl.col("value"))
        )
        frame = frame.with_columns(short.fill_null("").alias("value"))
        start, told, end = what.partition("{}")
        # Not pl.format: in Polars 2.1 it panics over a column whose first chunk is empty.
        sentence = pl.concat_str(pl.lit(start), "value", pl.lit(end)) if told else pl.lit(what)
        step = next_step if isinstance(next_step, pl.Series) else pl.lit(next_step)
        self._frames.append(
            frame.select(
                pl.lit(severity.value).alias("severity"),
                pl.lit(kind.value).alias("kind"),
                pl.lit(file).alias("file"),
                "line",
                pl.lit(field).alias("field"),
                "value",
                sentence.alias("what"),
                pl.lit(valid).alias("valid"),
                step.alias("next_step"),
                pl.lit(effect).alias("effect"),
                pl.lit(1, dtype=pl.Int64).alias("count"),
            )
        )

    def extend(self, report: Report) -> None:
        """Add all findings of a report."""
        self._frames.append(report.frame)

    def report(self) -> Report:
        """Return everything found so far: errors first, then by file, line and field."""
        rows: Iterable[Finding] = [*self._single, *self._counted.values()]
        single = pl.DataFrame([_plain(each) for each in rows], schema=SCHEMA, orient="row")
        frame = pl.concat([single, *self._frames])
        return Report(frame.sort("severity", "file", "line", "field", "kind", "value", maintain_order=True))


def _plain(finding: Finding) -> tuple[Any, ...]:
    return tuple(value.value if isinstance(value, StrEnum) else value for value in finding.as_dict().values())
