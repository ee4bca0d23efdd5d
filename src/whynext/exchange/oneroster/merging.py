"""A set that was read, laid over the roster that is held: bulk replaces, delta amends, nothing vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from whynext.base.errors import listed
from whynext.exchange.oneroster import people, references
from whynext.exchange.oneroster.findings import FILE_OUT, Findings, ImportRefused, Kind, Report, Severity
from whynext.exchange.oneroster.manifest import Mode
from whynext.exchange.oneroster.reading import Imported, Progress, Table, header_only, read
from whynext.exchange.oneroster.source import Limits
from whynext.exchange.oneroster.values import ROW
from whynext.process.information import Schema
from whynext.roster import protected
from whynext.roster.changes import Counts, compared
from whynext.roster.roster import METADATA, TABLES, Roster

_DEFAULT: Final = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What an import changed.

    Parameters
    ----------
    version
        Of the standard.
    tables
        Counts of added, updated, ended, returned and unchanged rows, by table of the roster.
    report
        Everything odd that was found, with what became of it.
    """

    version: str
    tables: Mapping[str, Counts]
    report: Report

    def any(self) -> bool:
        """Tell whether anything changed."""
        return any(counts.any() for counts in self.tables.values())

    def as_dict(self) -> dict[str, Any]:
        """Return version, counts by table and findings, for programs."""
        return {
            "version": self.version,
            "tables": {name: counts.as_dict() for name, counts in self.tables.items()},
            "findings": self.report.as_dicts(),
        }

    def lines(self) -> list[str]:
        """Return the counts as text for people, one line per table that has any."""
        return [
            f"{name}: " + listed(f"{number:,} {what}" for what, number in counts.as_dict().items() if number)
            for name, counts in self.tables.items()
            if any(counts.as_dict().values())
        ]


def import_roster(
    source: str | Path | bytes,
    previous: Roster | None = None,
    *,
    skip_bad: bool = False,
    limits: Limits = _DEFAULT,
    progress: Progress | None = None,
) -> tuple[Roster, Changes]:
    """Read a set of OneRoster files and lay it over the roster that is held.

    Parameters
    ----------
    source
        Path of a folder or zip, or the bytes of a zip.
    previous
        The roster held so far; None before the first import.
    skip_bad
        Take the good rows and list the rest, instead of refusing the set for any error.
    limits
        What to take at most.
    progress
        Told how far the reading is.

    Raises
    ------
    ImportRefused
        If anything is wrong, with everything that is wrong; under `skip_bad` only if the set cannot be
        read at all. `previous` is as it was.
    """
    return apply(previous, read(source, limits=limits, progress=progress), skip_bad=skip_bad)


def apply(previous: Roster | None, imported: Imported, *, skip_bad: bool = False) -> tuple[Roster, Changes]:
    """Lay a set over the roster that is held.

    Of a bulk file every row is taken, and rows that are held but not in it become inactive, unless their
    row in the file could not be taken: then they stay as they are. Of a delta file new and changed rows
    are taken, those marked ``tobedeleted`` become inactive, and all others stay; a column that a delta
    does not have keeps its values. Tables whose file is absent or unreadable stay as they are.

    Parameters
    ----------
    previous
        The roster held so far; None before the first import.
    imported
        The set as read.
    skip_bad
        Take the good rows and list the rest.

    Returns
    -------
    Roster, Changes
        The new roster, and what changed.

    Raises
    ------
    ImportRefused
        If there is any error and not `skip_bad`, or nothing could be read.
    """
    before = previous or Roster(demographics=protected.empty())
    findings = Findings()
    findings.extend(imported.report)
    _look_at_modes(imported, before, findings)
    tables = references.check(imported, before, findings)
    after = _merged(tables, imported.version, before, findings)
    people.remark(tables, after, imported.version, findings)
    report = findings.report()
    if report.stops or (report.errors and not skip_bad):
        raise ImportRefused(report)
    return after, Changes(imported.version, compared(previous, after), report)


def _look_at_modes(imported: Imported, before: Roster, findings: Findings) -> None:
    """Report deltas without anything to amend, and empty bulk files that would end everything."""
    nothing_held = not any(frame.height for frame in before.tables().values())
    for name, table in imported.tables.items():
        if table.mode is Mode.DELTA and nothing_held:
            findings.error(
                Kind.DELTA_WITHOUT_BULK,
                f"{table.file} holds changes only, and there is nothing yet to change",
                file=table.file,
                valid="a bulk set first",
                next_step="import a bulk set, then this one",
                effect="its rows taken as new",
            )
        elif table.mode is Mode.BULK and header_only(table) and before.table(name)["active"].any():
            held = int(before.table(name)["active"].sum())
            findings.error(
                Kind.ALL_WOULD_END,
                f"{table.file} says that it holds all there is and has no rows: {held:,} rows would end",
                file=table.file,
                valid="rows, or «absent» in the manifest",
                next_step="export the file again",
                effect=FILE_OUT,
                count=held,
            )


def _merged(tables: Mapping[str, Table], version: str, before: Roster, findings: Findings) -> Roster:
    merged: dict[str, pl.DataFrame] = {}
    for name in TABLES:
        table, held = tables.get(name), before.table(name)
        emptied = table is not None and table.mode is Mode.BULK and header_only(table)
        merged[name] = (
            held if table is None or (emptied and held.height) else _laid_over(held, table, findings)
        )
    if "people" in tables:
        _with_roles_of_users(tables["people"], version, before, merged)
    merged["guardians"] = people.guardians(merged["people"], merged["roles"], before.guardians)
    return Roster(**merged)


def _columns(name: str) -> Schema:
    return protected.SCHEMA if name == "demographics" else TABLES[name].columns


def _laid_over(held: pl.DataFrame, table: Table, findings: Findings) -> pl.DataFrame:
    """Return the held rows of a table with those of a file laid over them."""
    name = table.kind.table
    if not held.height:
        return _full(name, table.frame)
    if table.mode is Mode.DELTA:
        return _amended(name, held, table, findings)
    frame = _full(name, table.frame)
    gone = held.join(frame.select("id"), on="id", how="anti", maintain_order="left")
    if not table.whole:
        _remark_on_gaps(table, gone, findings)
        return pl.concat([frame, gone], how="diagonal")
    return pl.concat([frame, _ended(gone, table.left_out)], how="diagonal")


def _remark_on_gaps(table: Table, gone: pl.DataFrame, findings: Findings) -> None:
    stay = int(gone["active"].sum())
    if stay:
        findings.note(
            Kind.GAPS,
            "rows held and not found in the file stay as they are, because lines of it could not be read",
            file=table.file,
            valid="a file whose every line can be read",
            effect="rows stay as they are",
            count=stay,
        )


def _full(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a file's rows with exactly the roster's columns and its extensions."""
    columns = _columns(name)
    wanted = [
        pl.col(column) if column in frame.columns else pl.lit(None, dtype=dtype).alias(column)
        for column, dtype in columns.items()
        if column != "active"
    ]
    if name == "people":
        wanted = [_home(frame) if _name(expr) == "org" else expr for expr in wanted]
    extensions = [column for column in frame.columns if column.startswith(METADATA)]
    return frame.select(wanted[0], "active", *wanted[1:], *extensions)


def _name(expr: pl.Expr) -> str:
    return expr.meta.output_name()


def _home(frame: pl.DataFrame) -> pl.Expr:
    """Return a person's own organisation: as said, else the first of several."""
    if "org" in frame.columns:
        return pl.col("org")
    if "orgs" in frame.columns:
        return pl.col("orgs").list.first().alias("org")
    return pl.lit(None, dtype=pl.String).alias("org")


def _ended(rows: pl.DataFrame, spared: pl.Series) -> pl.DataFrame:
    """Return rows as inactive, but for those whose row in the file could not be taken."""
    stays = pl.col("id").is_in(spared.implode()) & pl.col("active")
    return rows.with_columns(stays.alias("active"))


def _amended(name: str, held: pl.DataFrame, table: Table, findings: Findings) -> pl.DataFrame:
    active = pl.col("active")
    _remark_on_delta(held, table, table.frame.filter(~active), findings)
    deleted = table.frame.filter(~active).select("id")
    told = _full(name, table.frame.filter(active))
    unsaid = [c for c in held.columns if c not in table.frame.columns and c not in ("active", "org")]
    kept = told.join(held.select("id", *unsaid), on="id", how="left", suffix="__held", maintain_order="left")
    for column in unsaid:
        said = f"{column}__held"
        if said in kept.columns:
            kept = kept.with_columns(pl.coalesce(column, said).alias(column)).drop(said)
    rest = held.join(told.select("id"), on="id", how="anti", maintain_order="left")
    goes = pl.col("id").is_in(deleted["id"].implode())
    return pl.concat([rest.with_columns((pl.col("active") & ~goes).alias("active")), kept], how="diagonal")


def _remark_on_delta(held: pl.DataFrame, table: Table, deleted: pl.DataFrame, findings: Findings) -> None:
    missing = deleted.join(held, on="id", how="anti", maintain_order="left")
    if missing.height:
        findings.rows(
            Severity.NOTE,
            Kind.NOTHING_TO_DELETE,
            table.lines_of(missing[ROW]),
            missing["id"],
            "«{}» is to be deleted and is not held",
            file=table.file,
            field=table.header_of("id"),
            effect="nothing to do",
        )
    if "modified" not in table.frame.columns:
        return
    stamps = held.select("id", pl.col("modified").alias("held"))
    older = table.frame.join(stamps, on="id", maintain_order="left").filter(
        pl.col("modified") < pl.col("held")
    )
    if older.height:
        findings.rows(
            Severity.NOTE,
            Kind.OLDER,
            table.lines_of(older[ROW]),
            older["id"],
            "«{}» was last changed before what is held was",
            file=table.file,
            field="dateLastModified",
            valid="deltas in the order in which they were written",
            effect="taken",
        )


def _with_roles_of_users(table: Table, version: str, before: Roster, merged: dict[str, pl.DataFrame]) -> None:
    """Lay the roles in users' own rows (version 1.1) over the roles held."""
    roles = people.roles_of_users(table, version)
    if roles is None or (header_only(table) and before.roles.height):
        return
    held = before.roles
    gone = held.join(roles.select("id"), on="id", how="anti", maintain_order="left")
    if table.mode is Mode.DELTA:
        named = pl.col("person").is_in(table.frame["id"].implode())
        gone = gone.with_columns((pl.col("active") & ~named).alias("active"))
    elif table.whole:
        spared = pl.col("person").is_in(table.left_out.implode())
        gone = gone.with_columns((pl.col("active") & spared).alias("active"))
    merged["roles"] = pl.concat([roles, gone], how="diagonal")
