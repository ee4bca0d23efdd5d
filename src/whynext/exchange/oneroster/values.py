"""The rows of a file: text columns to typed ones, and every value that is not what it should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from whynext.exchange.oneroster import spelling
from whynext.exchange.oneroster.fields import Content, Field, FileKind
from whynext.exchange.oneroster.findings import ROW_OUT, VALUE_OUT, Findings, Kind, Severity
from whynext.exchange.oneroster.header import Header
from whynext.exchange.oneroster.manifest import Mode
from whynext.exchange.oneroster.text import Batch, Lines

ROW: Final = "row"  # the column that holds a row's number in the file, from 0


@dataclass(slots=True)
class RowReader:
    """Reads the batches of one file.

    Parameters
    ----------
    kind, version, mode
        Which file of which version, and how it is to be taken.
    header
        Where its fields stand.
    width
        How many columns the file has.
    file
        What to call it in a report.
    lines
        Which line each row stands on.
    findings
        Where faults are reported.
    """

    kind: FileKind
    version: str
    mode: Mode
    header: Header
    width: int
    file: str
    lines: Lines
    findings: Findings
    bad: list[pl.Series] = field(default_factory=list)

    def read(self, batch: Batch) -> pl.DataFrame:
        """Return the rows of a batch: typed columns, and the row number in ``row``.

        Rows that cannot be taken are reported, and their numbers added to `bad`.
        """
        text = self._without_blank_rows(self._text(batch))
        typed = text.select(
            ROW,
            *(spelling.read(each, self.version) for each, _ in self.header.fields),
            *(name for name, _ in self.header.metadata),
        )
        if "active" not in typed.columns:
            typed = typed.with_columns(active=pl.lit(True))
        for each, _ in self.header.fields:
            if each.content in spelling.CHECKED:
                typed = self._checked(each, text, typed)
        self._blanks(text, typed)
        self._order_of_dates(typed)
        return self._graded(typed)

    def _text(self, batch: Batch) -> pl.DataFrame:
        places = [(each.column, number) for each, number in self.header.fields]
        places += list(self.header.metadata)
        frame = batch.columns(self.width, [number for _, number in places])
        frame.columns = [column for column, _ in places]
        return frame.with_row_index(ROW, offset=batch.first)

    def _without_blank_rows(self, text: pl.DataFrame) -> pl.DataFrame:
        if not text["id"].null_count():
            return text
        is_blank = text.select(pl.all_horizontal(pl.exclude(ROW).is_null())).to_series()
        blank = text.filter(is_blank)
        if blank.height:
            self._note(Kind.BLANK_LINE, "rows without any value are passed over", blank)
        return text.filter(~is_blank)

    def _checked(self, each: Field, text: pl.DataFrame, typed: pl.DataFrame) -> pl.DataFrame:
        """Report the values that a field cannot have; read those that are only oddly written."""
        missed = _missed(each, text, typed)
        if not missed.height:
            return typed
        more = spelling.read_otherwise(each)
        if more is not None:
            typed = typed.with_columns(text.select(more.alias(each.column)).to_series())
            still = _missed(each, text, typed)
            if still.height < missed.height:
                self._oddly_written(each, missed.join(still, on=ROW, how="anti", maintain_order="left"))
            missed = still
        values = missed["value"].unique().to_list()
        meant = {value: spelling.understood(each, value) for value in values}
        meant = {value: means for value, means in meant.items() if means is not None}
        if meant:
            typed = self._respelt(each, typed, missed.filter(pl.col("value").is_in(list(meant))), meant)
        wrong = self._judged(missed.filter(~pl.col("value").is_in(list(meant))), typed, each)
        if wrong.height:
            self._wrong_values(each, wrong)
        return typed

    def _respelt(
        self, each: Field, typed: pl.DataFrame, odd: pl.DataFrame, meant: dict[str, object]
    ) -> pl.DataFrame:
        for value in meant if each.content is Content.WORD else [""]:
            same = odd.filter(pl.col("value") == value) if value else odd
            what = (
                f"«{value}» is read as «{meant[value]}»" if value else "values are read though oddly written"
            )
            self._note(Kind.SPELLING, what, same, each, value or str(odd["value"][0]))
        dtype = typed.schema[each.column]
        means = odd.select(ROW, pl.col("value").replace_strict(meant, return_dtype=dtype).alias("means"))
        joined = typed.join(means, on=ROW, how="left", maintain_order="left")
        return joined.with_columns(pl.coalesce(each.column, "means").alias(each.column)).drop("means")

    def _oddly_written(self, each: Field, odd: pl.DataFrame) -> None:
        value = odd["value"][0]
        self._note(Kind.SPELLING, f"values are understood though written like «{value}»", odd, each)

    def _judged(self, rows: pl.DataFrame, typed: pl.DataFrame, each: Field | None = None) -> pl.DataFrame:
        """Leave out rows of a delta that only say what is to be deleted: nothing but the id counts there."""
        if self.mode is not Mode.DELTA or (each is not None and each.content is Content.STATUS):
            return rows
        return rows.join(typed.filter(~pl.col("active")).select(ROW), on=ROW, how="anti")

    def _wrong_values(self, each: Field, wrong: pl.DataFrame) -> None:
        if each.costs_row:
            self.bad.append(wrong[ROW])
        self.findings.rows(
            Severity.NOTE if each.content is Content.INSTANT else Severity.ERROR,
            spelling.CHECKED[each.content],
            self._lines(wrong),
            wrong["value"],
            f"«{{}}» is no value of {each.name}",
            file=self.file,
            field=each.name,
            valid=spelling.allowed(each),
            next_step="correct the value",
            effect=ROW_OUT if each.costs_row else VALUE_OUT,
        )

    def _blanks(self, text: pl.DataFrame, typed: pl.DataFrame) -> None:
        for each, _ in self.header.fields:
            if not (each.essential or each.expected) or not text[each.column].null_count():
                continue
            blank = text.filter(pl.col(each.column).is_null()).select(ROW)
            blank = blank if each.column == "id" else self._judged(blank, typed)
            if not blank.height:
                continue
            if each.essential:
                self.bad.append(blank[ROW])
                self._blank_essentials(each, blank)
            else:
                self._note(Kind.BLANK, f"{each.name} is blank, where the standard wants a value", blank, each)

    def _blank_essentials(self, each: Field, blank: pl.DataFrame) -> None:
        self.findings.rows(
            Severity.ERROR,
            Kind.BLANK,
            self._lines(blank),
            [""] * blank.height,
            f"{each.name} is blank",
            file=self.file,
            field=each.name,
            valid=spelling.allowed(each),
            next_step="fill the value in",
        )

    def _order_of_dates(self, typed: pl.DataFrame) -> None:
        if not {"begins", "ends"} <= set(typed.columns):
            return
        wrong = typed.select(ROW, "begins", "ends").filter(pl.col("ends") < pl.col("begins"))
        if not wrong.height:
            return
        self.bad.append(wrong[ROW])
        dates = pl.concat_str("begins", pl.lit(" to "), "ends")
        self.findings.rows(
            Severity.ERROR,
            Kind.DATES_ORDER,
            self._lines(wrong),
            wrong.select(dates).to_series(),
            "it ends before it begins: {}",
            file=self.file,
            field=next(each.name for each, _ in self.header.fields if each.column == "ends"),
            valid="an end on or after the beginning",
            next_step="correct one of the dates",
        )

    def _graded(self, typed: pl.DataFrame) -> pl.DataFrame:
        """Add the grade as a number where the file has people's grades."""
        graded = [each for each, _ in self.header.fields if each.content is Content.GRADES]
        if not graded:
            return typed
        numbers, odd = spelling.grades(typed["grades"])
        if odd.any():
            wrong = typed.filter(odd).select(ROW, pl.col("grades").list.first().alias("value"))
            self.findings.rows(
                Severity.NOTE,
                Kind.BAD_GRADE,
                self._lines(wrong),
                wrong["value"],
                "«{}» is no grade; which grade the person is in stays unknown",
                file=self.file,
                field=graded[0].name,
                valid=spelling.allowed(graded[0]),
                effect=VALUE_OUT,
            )
        return typed.with_columns(numbers.alias("grade"))

    def _lines(self, rows: pl.DataFrame) -> pl.Series:
        return pl.Series(self.lines.of(rows[ROW].to_numpy()))

    def _note(
        self, kind: Kind, what: str, rows: pl.DataFrame, each: Field | None = None, value: str = ""
    ) -> None:
        self.findings.note(
            kind,
            what,
            file=self.file,
            line=int(self._lines(rows.head(1))[0]),
            field=each.name if each else "",
            value=value,
            valid=spelling.allowed(each) if each else "",
            count=rows.height,
        )


def _missed(each: Field, text: pl.DataFrame, typed: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose value of a field was not understood: ``row`` and ``value``."""
    if typed[each.column].null_count() == (
        0 if each.content is Content.STATUS else text[each.column].null_count()
    ):
        return pl.DataFrame(schema={ROW: pl.UInt32, "value": pl.String})
    missed = text[each.column].is_not_null() & typed[each.column].is_null()
    return text.filter(missed).select(ROW, pl.col(each.column).alias("value"))
