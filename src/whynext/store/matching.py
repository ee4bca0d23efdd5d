"""Conditions on stored tables, as statements that are built once for each form and then only filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from whynext.base.errors import Collector
from whynext.store.columns import bound, refuse_column
from whynext.store.database import Database

EQUAL, NOTHING, AMONG, AMONG_OR_NOTHING, NEVER = "equal", "nothing", "among", "among or nothing", "never"

Form = tuple[tuple[str, str], ...]
"""For each column in order: its name, and how it is compared."""


def matching(
    database: Database, table: sa.Table, where: Mapping[str, Any] | None
) -> tuple[Form, dict[str, Any]]:
    """Return the form of a condition, and the parameters that fill it in.

    Parameters
    ----------
    database
        Where it is used.
    table
        Whose rows it is about.
    where
        Column -> a value, None, or a list of values of which any is meant.

    Raises
    ------
    Refused
        Naming every column that the table does not have and every value that its column cannot hold.
    """
    found = Collector()
    form: list[tuple[str, str]] = []
    parameters: dict[str, Any] = {}
    for name, value in (where or {}).items():
        target = table.columns.get(name)
        if target is None:
            refuse_column(found, table, name)
            continue
        parameter = f"where_{len(form)}"
        if isinstance(value, list | tuple | set | frozenset | pl.Series):
            held = [bound(each, target, found) for each in value]
            known = [each for each in held if each is not None]
            form.append((name, _among(len(known), len(held))))
            if known:
                parameters |= database.filled(target, parameter, known)
        elif (one := bound(value, target, found)) is None:
            form.append((name, NOTHING))
        else:
            form.append((name, EQUAL))
            parameters[parameter] = one
    found.refuse_if_any()
    return tuple(form), parameters


def _among(known: int, all_of_them: int) -> str:
    if not known:
        return NOTHING if all_of_them else NEVER
    return AMONG if known == all_of_them else AMONG_OR_NOTHING


def conditions(kind: type[Database], table: sa.Table, form: Form) -> list[ColumnElement[bool]]:
    """Return a form as conditions with parameters."""
    return [
        _condition(kind, table.columns[name], how, f"where_{place}") for place, (name, how) in enumerate(form)
    ]


def _condition(kind: type[Database], target: sa.Column[Any], how: str, parameter: str) -> ColumnElement[bool]:
    if how == EQUAL:
        return target == sa.bindparam(parameter, type_=target.type)
    if how == NOTHING:
        return target.is_(None)
    if how == NEVER:
        return sa.false()
    among = kind.among(target, parameter)
    return among if how == AMONG else sa.or_(among, target.is_(None))


@lru_cache(maxsize=512)
def selection(kind: type[Database], table: sa.Table, form: Form, names: tuple[str, ...]) -> sa.Select[Any]:
    """Return the statement that reads columns of the matching rows, in order of the table's primary key."""
    order = table.primary_key.columns
    chosen = [table.columns[name] for name in names]
    return sa.select(*chosen).where(*conditions(kind, table, form)).order_by(*order)
