"""One example: what a process sees of it, and what should come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from whynext.process.expression import Value

THE_STUDENT = "the student"
"""How the one student of an example is called."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an example expects (:mod:`whynext.process.examples`); None or empty for what it leaves open."""

    runs: bool | None = None
    chosen: tuple[str, ...] | None = None
    offered: tuple[str, ...] | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    mechanism: str | None = None
    recourse: str | None = None
    agents: tuple[str, ...] | None = None
    probability: Mapping[str, float] = field(default_factory=dict)
    chosen_count: int | None = None
    chosen_by: Mapping[str, tuple[str, ...] | None] | None = None
    refused_by: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One process of an example, with what it sees.

    Parameters
    ----------
    process
        Its id.
    observed
        A frame as :func:`whynext.process.run.observe` returns it.
    expected
        What should come out.
    given_by
        In a composite: the name of the earlier decision that is handed to it; empty otherwise.
    gives
        In a composite: the name under which its own decision is handed on.
    parameters
        Values that the example sets instead of those of the definition.
    """

    process: str
    observed: pl.DataFrame
    expected: Expected
    given_by: str = ""
    gives: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """One example.

    Parameters
    ----------
    says
        What it shows, in a sentence.
    where
        File and line.
    today
        The school's date; None if it does not matter.
    cases
        One, or one for each step of a composite.
    condition
        Of a composite: one row with what its condition reads.
    runs
        Of a composite: whether it should run.
    parameters
        Of a composite: values that the example sets instead of those of the definition.
    """

    says: str
    where: str
    today: date | None
    cases: tuple[Case, ...]
    condition: pl.DataFrame | None = None
    runs: bool | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
