"""Errors as part of the interface: what is wrong, where, what would be valid, what to do next.

Doors collect every :class:`Problem` they find and report them together, as one :class:`Refused`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Parameters
    ----------
    what
        The fault in a sentence a person understands, quoting the offending words.
    where
        File, line, field, row or path inside a file; empty where there is no place to name.
    valid
        What would be accepted instead.
    next_step
        What the reader can do now.
    kind
        A short stable word for programs (``"missing column"``); defaults to ``"invalid"``.
    """

    what: str
    where: str = ""
    valid: str = ""
    next_step: str = ""
    kind: str = "invalid"

    def __str__(self) -> str:
        """Return the problem as one paragraph, place first."""
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.valid:
            parts.append(f"Valid: {self.valid}")
        if self.next_step:
            parts.append(f"Next: {self.next_step}")
        return " ".join(part if part.endswith((".", "?", "!", ":")) else part + "." for part in parts)

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name, for ``--json`` and import reports."""
        return {
            "kind": self.kind,
            "where": self.where,
            "what": self.what,
            "valid": self.valid,
            "next_step": self.next_step,
        }


class Refused(ValueError):
    """A door refused its input; nothing was changed.

    Parameters
    ----------
    problems
        All that is wrong, at least one.
    """

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotFound(Refused):
    """Something named by id is not there."""


class Unavailable(RuntimeError):
    """The store cannot take the work now (disk full, read-only, locked); nothing was changed."""


@dataclass(slots=True)
class Collector:
    """Gathers problems so that all are reported together.

    Examples
    --------
    >>> found = Collector()
    >>> found.add("no such skill «fractoins»", where="items.csv, row 3")
    >>> found.refuse_if_any()
    Traceback (most recent call last):
    ...
    whynext.base.errors.Refused: items.csv, row 3: no such skill «fractoins».
    """

    problems: list[Problem] = field(default_factory=list)

    def add(
        self, what: str, *, where: str = "", valid: str = "", next_step: str = "", kind: str = "invalid"
    ) -> None:
        """Note one problem."""
        self.problems.append(Problem(what, where, valid, next_step, kind))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several problems."""
        self.problems.extend(problems)

    def refuse_if_any(self) -> None:
        """Raise :class:`Refused` with everything noted so far, if anything was."""
        if self.problems:
            raise Refused(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        """Iterate over what was noted."""
        return iter(self.problems)

    def __bool__(self) -> bool:
        """Tell whether anything was noted."""
        return bool(self.problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint naming the known word nearest to `word`, or an empty string.

    Examples
    --------
    >>> nearest("mastrey", ["mastery", "minutes"])
    'did you mean «mastery»?'
    """
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean «{close[0]}»?" if close else ""


def listed(words: Iterable[str], *, most: int = 12) -> str:
    """Return words as a readable list, cut with a count where there are many.

    Examples
    --------
    >>> listed(["a", "b"])
    'a, b'
    >>> listed("abcd", most=2)
    'a, b and 2 more'
    """
    words = list(words)
    shown = ", ".join(words[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown
