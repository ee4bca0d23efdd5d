"""Groups: students put together, so that bounds are kept and what is wanted of groups is served.

The options are the groups there can be; each student is put into one, and a group that is not held has
nobody. Bounds must be kept: how many there are in a group, who is kept apart or together, how far the members
may differ in a number or how many words they may have. What is wanted has weights: groups of students who are
alike in something, or each as mixed as the whole, or as few moves as possible from the groups before.

A grouping is worth the sum of the scores, less for every trait its weight times how much of what is wanted is
missed, for every student. What is missed is a share from 0 to 1:

``alike``
    of the variation of a number (its sum of squares), or of a word (pairs of students with different words),
    what lies within groups;
``mixed``
    what lies between groups: of the number and of how far it is from the mean, half each, or of the word;
``stay``
    of the students who were in a group, those who are now in another.

The best grouping is found by looking at every one where they are few, else by moves and exchanges until none
betters it, and by choosing among groups that suit one another. Told with it is what no grouping is worth more
than. Nothing is drawn but the order in which moves are tried, so the same students come out the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

WANTED: Mapping[str, str] = {
    "alike": "groups of students who are alike in it",
    "mixed": "groups of which each is like the whole",
    "stay": "students stay in the group they are in, if it is one of the groups",
}
"""What can be wanted of groups in the light of something that is known of students."""


@dataclass(frozen=True, slots=True)
class Trait:
    """A number or a word of every student, and what is wanted of it in groups.

    Parameters
    ----------
    wanted
        One of :data:`WANTED`.
    values
        A finite number or a word for each student; of ``stay`` the group before, empty if none.
    weight
        How many points a student counts for whom all of it is missed; 0 if only the bound matters.
    at_most
        In a group: the largest difference of two numbers, or the most different words. None if unbounded.
    """

    wanted: str
    values: Floats | Sequence[str]
    weight: float
    at_most: float | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a number and not a word."""
        return isinstance(self.values, np.ndarray)

    @property
    def words(self) -> list[str]:
        """The words of the students."""
        return list(map(str, self.values))


@dataclass(frozen=True, slots=True)
class Students:
    """Who is to be put into groups, and which groups there can be.

    Parameters
    ----------
    names
        Of each student; they are looked at in the order of these.
    owner, option, score
        One row for each group that is open to a student: the student's number (non-decreasing), the group,
        and what it is worth apart from who else is in it.
    must
        Whether the student must be in that group. Shape (rows,).
    smallest, largest
        How many a group takes, if anybody; the same in all rows of one option.
    apart, together
        Words of each student, with spaces between: those who share one are never, or always, in one group.
    traits
        What is wanted of groups.
    """

    names: Sequence[str]
    owner: Ints
    option: Sequence[str]
    score: Floats
    must: Truths
    smallest: Floats
    largest: Floats
    apart: Sequence[str]
    together: Sequence[str]
    traits: tuple[Trait, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouped:
    """Which group each student is in, and of every row of the students what stands for and against it.

    Parameters
    ----------
    valid
        Whether every bound is kept; if not, nobody is in a group and the rest says nothing.
    best
        Whether it is proved that no grouping is worth more by a thousandth of a point, or that none is valid.
    worth
        The sum of scores less what is missed.
    bound
        What no grouping is worth more than; proved.
    chosen
        Of each row. Shape (rows,).
    outcome
        In a word: ``here``, ``possible`` (the move breaks nothing), or what it would break: ``elsewhere``
        (the student, or one kept together with, must be in another group or cannot be in this one),
        ``apart``, ``full``, ``not held`` (nobody is in it, and one alone is too few), ``leaves too few``
        behind, or ``bound 1`` and so on, the bound of the trait with that number.
    size
        How many are in the group, the student counted in. Shape (rows,).
    cost
        By how much the worth would fall if the student, and who is kept together with, were moved there; 0
        for the group the student is in. It holds whether or not a bound is broken. Shape (rows,).
    swap
        The same for the cheapest exchange with somebody there that breaks nothing; infinite if there is none.
    served
        What each trait counts for the student's being there rather than nowhere, in points: the higher the
        better. Only differences between groups have a meaning. Shape (rows, traits).
    low, high, middle
        Of a trait that is a number: lowest, highest and mean in the group, the student counted in. Shape
        (rows, traits); zeros for words.
    kinds, same
        Of a trait that is a word: how many different ones are in the group, and the share of its members that
        have the student's. Same shape; zeros for numbers.
    """

    valid: bool
    best: bool
    worth: float
    bound: float
    chosen: Truths
    outcome: list[str]
    size: Ints
    cost: Floats
    swap: Floats
    served: Floats
    low: Floats
    high: Floats
    middle: Floats
    kinds: Floats
    same: Floats


@dataclass(frozen=True, slots=True)
class Relief:
    """A change of one bound with which a valid grouping was found.

    Parameters
    ----------
    bound
        As in :attr:`Conflict.bounds`; "groups" for more groups.
    before, after
        The number it is now and would have to be; None where the bound can only be given up.
    """

    bound: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why no grouping is valid.

    Parameters
    ----------
    bounds
        A smallest set of bounds that cannot be kept together: ``smallest``, ``largest``, ``apart``,
        ``together``, ``must``, and ``bound 1`` and so on of a trait. Without any one of them the others can
        be kept. Empty if the groups open to the students do not suffice, whatever the bounds.
    proved
        Whether that is proved; if not, no valid grouping was found in the steps given.
    students, groups
        How many there are.
    alone
        Students who have too few within a span's reach to make a group, or no group that may take them.
    reliefs
        What would do, one bound changed as little as possible, each tried and found to do.
    """

    bounds: tuple[str, ...]
    proved: bool
    students: int
    groups: int
    alone: tuple[str, ...] = ()
    reliefs: tuple[Relief, ...] = ()
