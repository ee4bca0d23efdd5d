"""What is worth knowing but is no reason to refuse: notes beside errors in one report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whynext.base.errors import Problem


@dataclass(frozen=True, slots=True)
class Note(Problem):
    """A :class:`~whynext.base.errors.Problem` that was worked around; nothing is refused for it."""


def errors_in(report: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return what is a reason to refuse, leaving the notes out.

    Examples
    --------
    >>> errors_in([Note("an edge stands twice"), Problem("no such skill «x»")])[0].what
    'no such skill «x»'
    """
    return tuple(problem for problem in report if not isinstance(problem, Note))


def notes_in(report: Iterable[Problem]) -> tuple[Note, ...]:
    """Return the notes of a report, leaving the errors out."""
    return tuple(problem for problem in report if isinstance(problem, Note))
