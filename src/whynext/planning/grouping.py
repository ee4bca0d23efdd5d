"""How groups are composed: each in numbers, against the whole, who moved, and until when they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from whynext.process.assigning.forming import constant
from whynext.process.composition import Composition
from whynext.process.grouping.grouped import missed
from whynext.process.grouping.students import Trait
from whynext.process.statements import plain

Value = float | str | bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing about the students of a group.

    Parameters
    ----------
    of
        What it is, as the definition writes it.
    what
        The same in plain words: the information it looks at.
    goal
        What is wanted of it.
    low, high, middle
        Of a number: lowest, highest and mean; None of a word.
    kinds
        Of a word: how many students have each, the most frequent first; empty for a number.
    """

    of: str
    what: str
    goal: str
    low: float | None
    high: float | None
    middle: float | None
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """A group, or the whole.

    Parameters
    ----------
    name
        Of the group; empty for the whole.
    students
        Their ids, sorted.
    measures
        One for each part of the composition.
    subgroups
        How many students belong to each subgroup that was asked about.
    days
        For how many days the member who has been in it longest has; None if nobody was before.
    until
        Until when it holds without being looked at again; None if that is not said.
    """

    name: str
    students: tuple[str, ...]
    measures: tuple[Measure, ...]
    subgroups: Mapping[str, int]
    days: int | None = None
    until: date | None = None

    def expired(self, today: date) -> bool:
        """Return whether the day until which it holds has passed."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class Move:
    """A student who is now in another group than before."""

    student: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A bound that a group does not keep since a person changed it.

    `what` is "smallest", "largest", or what the bound looks at in plain words; `now` is what there is and
    `allowed` what should be.
    """

    group: str
    what: str
    now: float
    allowed: float


@dataclass(frozen=True, slots=True)
class Composed:
    """How groups are composed.

    Parameters
    ----------
    whole
        All who are in a group, taken together.
    groups
        By name.
    missed
        Of each part of the composition, which share of what is wanted is missed (0 if all is served).
    moves
        Who is in another group than in the run before.
    new
        Who was in none.
    broken
        Bounds that are not kept any more.
    """

    whole: Group
    groups: tuple[Group, ...]
    missed: tuple[float, ...]
    moves: tuple[Move, ...]
    new: tuple[str, ...]
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A student in a group.

    Parameters
    ----------
    student, group
        Who, and where.
    values
        What each part of the composition looked at.
    before
        The group in the run before; empty if none.
    subgroup
        To which of the subgroups asked about the student belongs; empty if to none.
    days
        For how many days the student has been in the group.
    until
        Until when that holds.
    """

    student: str
    group: str
    values: tuple[Value, ...]
    before: str = ""
    subgroup: str = ""
    days: int = 0
    until: date | None = None


def composed(
    members: Sequence[Member],
    composition: Sequence[Composition],
    constants: Mapping[str, Value],
    sizes: Mapping[str, tuple[float, float]],
) -> Composed:
    """Return how groups are composed.

    Parameters
    ----------
    members
        Everybody who is in a group.
    composition
        What was wanted of groups, as the definition has it.
    constants
        The definition's parameters, by name.
    sizes
        How many a group takes at least and at most, by its name.
    """
    names = sorted({each.group for each in members})
    of_each = {name: [each for each in members if each.group == name] for name in names}
    groups = [_group(name, mine, composition, constants) for name, mine in of_each.items()]
    moves = [Move(each.student, each.before, each.group) for each in members]
    return Composed(
        whole=_group("", members, composition, constants),
        groups=tuple(groups),
        missed=tuple(_missed(index, each, members) for index, each in enumerate(composition)),
        moves=tuple(each for each in moves if each.before and each.before != each.after),
        new=tuple(each.student for each in members if not each.before),
        broken=tuple(
            each for group in groups for each in _broken(group, composition, constants, sizes[group.name])
        ),
    )


def _broken(
    group: Group,
    composition: Sequence[Composition],
    constants: Mapping[str, Value],
    sizes: tuple[float, float],
) -> Iterator[Broken]:
    """Iterate over the bounds that a group does not keep."""
    size = len(group.students)
    if size < sizes[0]:
        yield Broken(group.name, "smallest", size, sizes[0])
    if size > sizes[1]:
        yield Broken(group.name, "largest", size, sizes[1])
    for part, measure in zip(composition, group.measures, strict=True):
        most = constant(part.at_most, constants)
        if most is None:
            continue
        wide = len(measure.kinds) if measure.low is None else (measure.high or 0.0) - measure.low
        if wide > most + 1e-9:
            yield Broken(group.name, measure.what, wide, most)


def _group(
    name: str, members: Sequence[Member], composition: Sequence[Composition], constants: Mapping[str, Value]
) -> Group:
    until = [each.until for each in members if each.until is not None]
    return Group(
        name,
        tuple(sorted(each.student for each in members)),
        tuple(
            _measure(part, [each.values[index] for each in members], constants)
            for index, part in enumerate(composition)
        ),
        dict(sorted(Counter(each.subgroup for each in members if each.subgroup).items())),
        max((each.days for each in members), default=None) if name else None,
        min(until, default=None),
    )


def _measure(part: Composition, values: Sequence[Value], constants: Mapping[str, Value]) -> Measure:
    what = " and ".join(plain(name) for name in part.of.reads(constants)) or part.of.text
    numbers = [float(each) for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
    if numbers:
        middle = sum(numbers) / len(numbers)
        return Measure(part.of.text, what, part.goal, min(numbers), max(numbers), middle, {})
    counts = Counter(str(each) for each in values if each != "")
    kinds = dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
    return Measure(part.of.text, what, part.goal, None, None, None, kinds)


def _missed(index: int, part: Composition, members: Sequence[Member]) -> float:
    """Return which share of what a part of the composition wants is missed."""
    values = [each.values[index] for each in members]
    if not values:
        return 0.0
    if isinstance(values[0], float):
        trait = Trait(part.goal, np.array(values, np.float64), 1.0)
    else:
        trait = Trait(part.goal, [str(each) for each in values], 1.0)
    return missed(trait, [each.group for each in members])
