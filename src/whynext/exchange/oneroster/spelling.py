"""Values by content: how Polars reads a whole column, and how an odd value may still be understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

import polars as pl

from whynext.exchange.oneroster.fields import V12, Content, Field
from whynext.exchange.oneroster.findings import Kind
from whynext.roster.student import GRADES, UNGRADED, grade_number

_STATUS: Final = {"active": True, "tobedeleted": False, "inactive": False}
_TRUTH: Final = {
    "true": True,
    "false": False,
    "TRUE": True,
    "FALSE": False,
    "True": True,
    "False": False,
}
_SAID: Final = {"yes": True, "y": True, "t": True, "1": True, "no": False, "n": False, "f": False, "0": False}
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)
_ISO: Final = "%Y-%m-%d"
_STAMP: Final = "%Y-%m-%dT%H:%M:%S%.fZ"
_OTHER_STAMPS: Final = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f")

CHECKED: Final = {
    Content.STATUS: Kind.BAD_WORD,
    Content.WORD: Kind.BAD_WORD,
    Content.DATE: Kind.BAD_DATE,
    Content.INSTANT: Kind.BAD_DATE,
    Content.TRUTH: Kind.BAD_TRUTH,
}
"""The contents that a value may miss, and what such a fault is called."""


def read(field: Field, version: str) -> pl.Expr:
    """Return the expression that reads a field's text column; null where a value is not understood."""
    text = pl.col(field.column)
    match field.content:
        case Content.STATUS:
            told = text.replace_strict(_STATUS, default=None, return_dtype=pl.Boolean)
            return pl.when(text.is_null()).then(pl.lit(True)).otherwise(told).alias(field.column)
        case Content.TRUTH:
            return text.replace_strict(_TRUTH, default=None, return_dtype=pl.Boolean)
        case Content.DATE:
            day = text.str.to_date(_ISO, strict=False)
            return pl.when(day.is_between(_EARLIEST, _LATEST)).then(day).alias(field.column)
        case Content.INSTANT:
            return _instant(text, _STAMP)
        case Content.WORD:
            allowed = text.is_in(field.words)
            if version == V12:
                allowed |= text.str.starts_with("ext:")
            return pl.when(allowed).then(text).alias(field.column)
        case Content.TEXTS | Content.GRADES:
            return _texts(text)
        case _:
            return text


def _instant(text: pl.Expr, form: str) -> pl.Expr:
    return text.str.to_datetime(form, strict=False, time_unit="ms").dt.replace_time_zone("UTC")


def _texts(text: pl.Expr) -> pl.Expr:
    each = pl.element().str.strip_chars()
    return text.str.split(",").list.eval(each.filter(each != ""))


def read_otherwise(field: Field) -> pl.Expr | None:
    """Return an expression that reads further common forms of a field, for columns where they occur."""
    if field.content is not Content.INSTANT:
        return None
    text = pl.col(field.column)
    day = text.str.to_date(_ISO, strict=False).cast(pl.Datetime("ms")).dt.replace_time_zone("UTC")
    return pl.coalesce(_instant(text, _STAMP), *(_instant(text, form) for form in _OTHER_STAMPS), day)


def understood(field: Field, value: str) -> object | None:
    """Return what an oddly written value means, None if it cannot be told without guessing.

    A date such as 9/1/2026 is not read: it means September in one country and January in another.

    Examples
    --------
    >>> role = Field("role", "role", Content.WORD, words=("student", "teacher"))
    >>> understood(role, " Student "), understood(role, "pupil")
    ('student', None)
    >>> understood(Field("beginDate", "begins", Content.DATE), "2026-09-01T00:00:00Z")
    datetime.date(2026, 9, 1)
    """
    text = value.strip()
    match field.content:
        case Content.STATUS:
            return _STATUS.get(text.lower())
        case Content.TRUTH:
            return _TRUTH.get(text.lower(), _SAID.get(text.lower()))
        case Content.WORD:
            return {word.lower(): word for word in field.words}.get(text.lower())
        case Content.DATE:
            read_as = _moment(text)
            return read_as.date() if read_as and _EARLIEST <= read_as.date() <= _LATEST else None
        case Content.INSTANT:
            read_as = _moment(text)
            if read_as is None:
                return None
            return read_as.astimezone(UTC) if read_as.tzinfo else read_as.replace(tzinfo=UTC)
        case _:
            return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def allowed(field: Field) -> str:
    """Return what a field accepts, in words."""
    if field.content is Content.STATUS:
        return "active or tobedeleted"
    return ", ".join(field.words) if field.words else field.content.value


def grades(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the number of each row's first grade, and which rows' first grade is not understood.

    Parameters
    ----------
    texts
        Lists of grade codes.
    """
    first = texts.list.first()
    numbers = first.replace_strict(GRADES, default=None, return_dtype=pl.Float64)
    odd = first.is_not_null() & numbers.is_null() & ~first.is_in(UNGRADED)
    if odd.any():
        words = first.filter(odd).unique().to_list()
        read_as = {word: grade_number(word) for word in words if word is not None}
        told: Sequence[str] = [word for word, number in read_as.items() if number is not None]
        more = first.replace_strict(read_as, default=None, return_dtype=pl.Float64)
        numbers = numbers.fill_null(more) if told else numbers
        odd &= numbers.is_null()
    return numbers, odd
