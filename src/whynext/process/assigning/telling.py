"""What is told of a seat: with how many, by what it is served, whether near the place before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whynext.process.assigning.deciding import MATES, SESSION, TOGETHER, WALK, unit_column
from whynext.process.definition import Definition


def told_of_seat(definition: Definition, row: Mapping[str, Any]) -> str:
    """Return what is told of a place that is taken.

    Parameters
    ----------
    definition
        The process that assigned it.
    row
        Of the frame that it left.
    """
    units = [each.name for each in definition.shares.resources if row[unit_column(each.name)]]
    others = int(row[TOGETHER]) - 1
    company = f"with {others} other{'' if others == 1 else 's'}" if others else "alone"
    served = [f"{name} {row[unit_column(name)]}" for name in units]
    session = [f"session {row[SESSION]}"] if others else []
    return ", ".join([company + _mates(definition, row), *served, *session, *_walk(row)])


def _mates(definition: Definition, row: Mapping[str, Any]) -> str:
    """Return how many of those who share the session have the word by which students sit together."""
    beside, many = definition.choose.beside, row.get(MATES)
    if beside is None or many is None or row[TOGETHER] < 2:
        return ""
    return f" ({many or 'none'} of the same {beside.text.rpartition('_')[2]})"


def _walk(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return whether a place is near the one before; nothing for the first, and where it is not known."""
    walk = row.get(WALK)
    return () if walk is None else ("a walk from the place before" if walk else "near the place before",)
