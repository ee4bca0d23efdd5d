"""What is to be assigned, in numbers: candidates, options, sessions, limits, resources.

A *decision* is for one student. Its *candidates* are the options that no rule refused, one row each. An
option lies in a *slot* (a period); students who get the same option are put together in *sessions* of it,
several if they are many. *Limits* bound how many students or sessions there may be of a kind; a *resource* is
a kind of unit (teachers, rooms) of which each session needs one for itself.

A plan gives a truth ``x`` for every row and a whole number ``n`` of sessions for every option. It is valid if

1. every decision has as many rows as it wants (``wanted``), no two of the same slot;
2. with ``X`` the students of an option that meets in sessions, ``smallest * n <= X <= largest * n``;
3. for every limit: ``low <= sum(amount * x or n) <= high``, or its price is paid for every unit beyond;
4. for every resource and every option that needs it: ``n`` of the units that may serve the option serve it,
   no unit twice in one slot, none more than ``at_most`` times in all; the seats of the units add up to ``X``
   at least (each counting no more than ``largest``);
5. two decisions that are kept apart share no session: of a group of those, no more than ``n`` have an option;
6. every row that must be chosen is chosen.

Its value is the sum of the scores of the chosen rows less what was paid. The best plan has the largest.
The formulation counts sessions and does not name them: naming rooms makes the problem symmetrical and its
linear relaxation weak (measured: a gap six times as wide). Who sits in which session is found afterwards
(:mod:`whynext.process.assigning.seating`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

FORBIDDEN = float("inf")
"""The price of going beyond what must be kept."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on how many there may be of a kind, for one key of one declared limit.

    Parameters
    ----------
    source
        Which of the declared limits it is of, from 0.
    key
        The values by which it is counted, such as ``("1", "corner")``.
    of_sessions
        Whether sessions are counted; else rows (students).
    index
        The options (of sessions) or rows that count, ascending, each once.
    amount
        How much each counts, same shape.
    low, high
        The bounds; ``-inf`` and ``inf`` where there is none.
    price
        What each unit beyond a bound costs of the value; :data:`FORBIDDEN` where the limit must be kept.
    """

    source: int
    key: tuple[str, ...]
    of_sessions: bool
    index: Ints
    amount: Floats
    low: float
    high: float
    price: float = FORBIDDEN


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of unit of which each session needs one for itself.

    Parameters
    ----------
    name
        Such as "teacher".
    units
        The names of the units.
    option, unit
        Pairs: this option may be served by this unit. An option in no pair but in `needing` can be held by
        none.
    needing
        The options whose sessions need one, ascending.
    seats
        How many students each unit takes; a large number where that does not matter.
    at_most
        How many sessions each unit serves in all, over the slots.
    """

    name: str
    units: tuple[str, ...]
    option: Ints
    unit: Ints
    needing: Ints
    seats: Ints
    at_most: Ints


@dataclass(frozen=True, slots=True)
class Instance:
    """An assignment to be solved.

    Parameters
    ----------
    owner, option, score, must
        Of each row: its decision (non-decreasing), its option, its score (finite, higher is better), and
        whether it must be chosen. Shape (rows,). A decision has each option at most once.
    wanted
        Of each decision, how many rows it gets: exactly so many. Shape (decisions,).
    slot
        Of each option. Shape (options,). Two rows of one decision in one slot exclude each other.
    smallest, largest
        Of each option, how many students a session of it takes; both 0 where its students do not meet in
        sessions and each simply has a seat.
    limits, resources
        See there.
    apart
        Groups of decisions of which no two may share a session, each ascending: pairs, or larger cliques.
    names, options
        What decisions and options are called; in the order of the numbers. No meaning for the solver.
    """

    owner: Ints
    option: Ints
    score: Floats
    must: Truths
    wanted: Ints
    slot: Ints
    smallest: Ints
    largest: Ints
    limits: tuple[Limit, ...]
    resources: tuple[Resource, ...]
    apart: tuple[tuple[int, ...], ...]
    names: Sequence[str]
    options: Sequence[str]

    @property
    def in_sessions(self) -> Truths:
        """Which options meet in sessions. Shape (options,)."""
        return self.largest > 0


class Of(StrEnum):
    """What a valid plan keeps, by kind; each can be given up alone (:class:`Part`)."""

    WANTED = "wanted"
    """Everybody gets as many as are wanted; `which` is a decision. Given up: some places fewer."""
    SMALLEST = "smallest"
    """Sessions are not too small; `which` is an option. Given up: some students fewer, over its sessions."""
    LARGEST = "largest"
    """Sessions are not too large; `which` is an option. Given up: some students more, over its sessions."""
    LIMIT = "limit"
    """`which` is a limit that must be kept. Given up: some units beyond its bound."""
    UNITS = "units"
    """A unit serves one session a slot; `which` is a resource, `slot` a slot. Given up: so many more units,
    each able to serve any option."""
    LOAD = "load"
    """A unit serves no more than its share; `which` is a resource, `unit` a unit. Given up: sessions more."""
    MUST = "must"
    """What must be chosen is; `which` is a row."""
    APART = "apart"
    """Who is kept apart is; `which` is a group."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One thing that a valid plan keeps."""

    of: Of
    which: int
    slot: int = -1
    unit: int = -1


class Status(StrEnum):
    """How a search ended."""

    BEST = "best"
    """No plan is better by more than the gap asked for."""
    GOOD = "good"
    """A valid plan; the search took all the steps it was given."""
    STOPPED = "stopped"
    """A valid plan; somebody stopped the search."""
    IMPOSSIBLE = "impossible"
    """Proved: no plan is valid."""
    NOT_FOUND = "not found"
    """No valid plan was found in the steps given, and it is not proved that there is none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a search found.

    Parameters
    ----------
    status
        How it ended. Without a valid plan `chosen` and `sessions` are all 0.
    chosen
        Of each row. Shape (rows,).
    sessions
        How many of each option, 0 where it does not meet in sessions. Shape (options,).
    value
        The sum of scores less prices paid.
    bound
        No valid plan has a larger value; ``inf`` where nothing is proved.
    steps
        How many steps the search took. With the same instance, seed and steps it ends in the same plan.
    """

    status: Status
    chosen: Truths
    sessions: Ints
    value: float
    bound: float
    steps: int

    @property
    def gap(self) -> float:
        """How far it may be from the best, as a share of the bound."""
        return max(self.bound - self.value, 0.0) / max(abs(self.bound), 1e-9)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: steps done, steps there are at most, the best value yet, the bound yet."""

    steps: int
    most: int
    value: float | None
    bound: float


Watch = Callable[[Progress], bool]
"""Told how far a search is, now and then; it stops as soon as the answer is False."""


def never_stops(_: Progress) -> bool:
    """Let a search go on."""
    return True
