"""References between rows: each must lead to a row that is there, in this set or held from before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.exchange.oneroster.fields import FILES, Content, Field
from whynext.exchange.oneroster.findings import ROW_OUT, VALUE_OUT, Findings, Kind, Severity
from whynext.exchange.oneroster.manifest import Mode
from whynext.exchange.oneroster.reading import Imported, Table
from whynext.exchange.oneroster.values import ROW
from whynext.roster.roster import Roster

_SHOWN: Final = 6  # ids of a circle that are named
_NO_IDS: Final = pl.Series("id", [], dtype=pl.String)
_FILE_OF: Final = {kind.table: kind.file for kind in FILES}


def check(imported: Imported, previous: Roster, findings: Findings) -> dict[str, Table]:
    """Report every reference that leads nowhere, and return the tables without them.

    Files are looked at in an order in which each comes after those it refers to, so a row that is left
    out takes with it the rows that cannot stand without it; each of those is reported too. A reference
    that a row can do without costs the reference alone.
    """
    tables = {
        name: Table(t.kind, t.file, t.mode, t.frame, t.lines, t.bad, t.whole, t.left_out)
        for name, t in imported.tables.items()
    }
    checker = _Checker(tables, imported.unread, previous, findings)
    for table in tables.values():
        checker.check(table)
    return tables


@dataclass(slots=True)
class _Checker:
    tables: Mapping[str, Table]
    unread: frozenset[str]
    previous: Roster
    findings: Findings

    def check(self, table: Table) -> None:
        """Check all references of a table, then that no row is above itself."""
        rows = table.frame  # those that cannot be taken too: all that is wrong with a row is told at once
        table.leave_out(table.bad)
        lost = [pl.Series(ROW, [], dtype=pl.UInt32)]
        for each in table.kind.fields:
            if not each.refers or each.column not in rows.columns:
                continue
            astray = self._astray(table, each, _named(rows, each))
            if each.costs_row:
                lost.append(astray[ROW])
            elif astray.height:
                table.frame = _without(table.frame, each.column, astray)
        table.leave_out(pl.concat(lost))
        if "parent" in table.frame.columns:
            self._cycles(table)

    def _known(self, target: str) -> tuple[pl.Series, pl.Series]:
        """Return the ids that may be referred to, and those of rows that were left out."""
        table = self.tables.get(target)
        held = self.previous.table(target)["id"]
        if table is None:
            return held, _NO_IDS
        if table.mode is Mode.BULK:
            return table.frame["id"], table.left_out
        return pl.concat([held, table.frame["id"]]).unique(), table.left_out

    def _astray(self, table: Table, each: Field, named: pl.DataFrame) -> pl.DataFrame:
        """Report the references of a field that lead nowhere, and return them: ``row`` and ``value``."""
        known, left_out = self._known(each.refers)
        astray = named.join(known.alias("value").to_frame(), on="value", how="anti", maintain_order="left")
        if astray.height and table.mode is Mode.DELTA:
            # Of a row to be deleted only the id counts.
            gone = table.frame.filter(~pl.col("active")).select(ROW)
            astray = astray.join(gone, on=ROW, how="anti", maintain_order="left")
        if not astray.height:
            return astray
        if each.refers in self.unread:
            self._file_is_missing(table, each, astray)
            return astray
        fell = left_out.alias("value").to_frame()
        self._report(table, each, astray.join(fell, on="value", how="semi"), Kind.CASCADE, None)
        self._report(table, each, astray.join(fell, on="value", how="anti"), Kind.DANGLING, known)
        return astray

    def _report(
        self, table: Table, each: Field, rows: pl.DataFrame, kind: Kind, known: pl.Series | None
    ) -> None:
        if not rows.height:
            return
        file = _FILE_OF[each.refers]
        if known is None:
            why = f"whose row in {file} could not be taken"
        elif known.len() or each.refers in self.tables:
            why = f"which is not in {file}"
        else:
            why = f"and there is no {file}"
        self.findings.rows(
            Severity.ERROR,
            kind,
            table.lines_of(rows[ROW]),
            rows["value"],
            f"{each.name} names «{{}}», {why}",
            file=table.file,
            field=each.name,
            valid=f"an id of {file}" if each.content is Content.ID else f"ids of {file}",
            next_step=_hints(rows["value"], known, file),
            effect=ROW_OUT if each.costs_row else VALUE_OUT,
        )

    def _file_is_missing(self, table: Table, each: Field, rows: pl.DataFrame) -> None:
        file = _FILE_OF[each.refers]
        self.findings.error(
            Kind.CASCADE,
            f"{rows.height:,} rows refer to {file}, which could not be read",
            file=table.file,
            line=int(table.lines_of(rows[ROW]).min() or 0),  # type: ignore[arg-type]
            field=each.name,
            valid=f"a readable {file}",
            next_step=f"correct {file}",
            effect=ROW_OUT if each.costs_row else VALUE_OUT,
            count=rows.height,
        )

    def _cycles(self, table: Table) -> None:
        """Report rows that are, over one or more steps, above themselves; they lose their parent."""
        held = self.previous.table(table.kind.table).select("id", "parent")
        new = table.frame.select("id", "parent")
        others = held.join(new, on="id", how="anti") if table.mode is Mode.DELTA else held.clear()
        graph = pl.concat([new, others])
        cycles = _in_cycles(graph)
        if not cycles:
            return
        rows = table.frame.filter(pl.col("id").is_in(list(cycles)))
        self.findings.rows(
            Severity.ERROR,
            Kind.CYCLE,
            table.lines_of(rows[ROW]),
            [cycles[id_] for id_ in rows["id"]],
            "the row is above itself: {}",
            file=table.file,
            field=table.header_of("parent"),
            valid="parents that end at a row without a parent",
            next_step="take out one parent of the circle",
            effect=VALUE_OUT,
        )
        in_cycle = pl.col("id").is_in(list(cycles))
        table.frame = table.frame.with_columns(pl.when(~in_cycle).then(pl.col("parent")).alias("parent"))


def _named(rows: pl.DataFrame, each: Field) -> pl.DataFrame:
    """Return what the rows name in a field: ``row`` and ``value``, one row per id."""
    named = rows.select(ROW, pl.col(each.column).alias("value")).drop_nulls("value")
    if named.schema["value"] == pl.List:
        return named.explode("value").drop_nulls("value")
    return named


def _without(frame: pl.DataFrame, column: str, astray: pl.DataFrame) -> pl.DataFrame:
    """Return rows without the references that lead nowhere."""
    hurt = pl.col(ROW).is_in(astray[ROW].implode())
    if frame.schema[column] != pl.List:
        return frame.with_columns(pl.when(~hurt).then(pl.col(column)).alias(column))
    named = frame.filter(hurt).select(ROW, pl.col(column).alias("value")).explode("value")
    kept = named.join(astray, on=[ROW, "value"], how="anti", maintain_order="left")
    lists = kept.group_by(ROW, maintain_order=True).agg(pl.col("value").alias("kept"))
    joined = frame.join(lists, on=ROW, how="left", maintain_order="left")
    return joined.with_columns(pl.when(hurt).then("kept").otherwise(column).alias(column)).drop("kept")


def _hints(values: pl.Series, known: pl.Series | None, file: str) -> pl.Series:
    """Return what to do about each value; an id that differs by case or blanks alone is named."""
    plain = f"correct the id, or add the row to {file}" if known is not None else f"correct {file} first"
    if known is None or not known.len():
        return pl.Series([plain], dtype=pl.String).extend_constant(plain, values.len() - 1)
    alike = known.alias("known").to_frame().select("known", _folded("known")).unique("folded", keep="any")
    asked = values.alias("value").to_frame().select(_folded("value"))
    found = asked.join(alike, on="folded", how="left", maintain_order="left")
    hint = pl.concat_str(pl.lit("did you mean «"), "known", pl.lit("»?"))
    return found.select(pl.when(pl.col("known").is_null()).then(pl.lit(plain)).otherwise(hint)).to_series()


def _folded(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().str.to_lowercase().alias("folded")


def _in_cycles(graph: pl.DataFrame) -> dict[str, str]:
    """Return, for each id that is above itself, its circle in words; `graph` has ``id`` and ``parent``.

    Pointers are doubled until every row that has an end has reached it; only rows left over, which lead
    into a circle, are walked one by one.
    """
    numbered = graph.with_row_index("at")
    places = numbered.select(pl.col("id").alias("parent"), pl.col("at").alias("above")).unique("parent")
    above = numbered.join(places, on="parent", how="left", maintain_order="left")["above"]
    end = graph.height
    step = np.append(above.fill_null(end).to_numpy().astype(np.int64), end)
    far: NDArray[np.int64] = step
    for _ in range(max(1, end.bit_length())):
        far = far[far]
    rest = np.flatnonzero(far != end)
    ids = graph["id"]
    circles: dict[str, str] = {}
    seen: set[int] = set()
    for start in rest.tolist():
        path: list[int] = []
        at = start
        while at not in seen:
            seen.add(at)
            path.append(at)
            at = int(step[at])
        if at in path:
            circle = [str(ids[place]) for place in path[path.index(at) :]]
            shown = [*circle[:_SHOWN], "…"] if len(circle) > _SHOWN else circle
            told = " → ".join([*shown, circle[0]])
            circles.update(dict.fromkeys(circle, told))
    return circles
