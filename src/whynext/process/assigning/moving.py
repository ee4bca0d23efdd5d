"""What moved: two seatings compared place by place, and what makes the later one keep to the earlier.

Between the two something may have changed, such as who is there; so decisions, options and units are
recognized by what they are called.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from whynext.process.assigning.instance import Instance
from whynext.process.assigning.seating import Liking, Seating


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An option, the number of its session, and the unit of each resource that serves it ("" for none)."""

    option: str
    session: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A decision with the places that it had before and has no more, and those that it has now instead."""

    decision: str
    left: tuple[Place, ...]
    came: tuple[Place, ...]


def places(instance: Instance, seating: Seating) -> dict[str, tuple[Place, ...]]:
    """Return the places of every decision by its name, in order."""
    unit = {
        (option, number): tuple(
            resource.units[each] if each >= 0 else ""
            for resource, each in zip(instance.resources, serving, strict=True)
        )
        for option, number, serving in zip(
            seating.option.tolist(), seating.number.tolist(), seating.unit.tolist(), strict=True
        )
    }
    none = ("",) * len(instance.resources)
    found: dict[str, list[Place]] = {name: [] for name in instance.names}
    for row in np.flatnonzero(seating.session > 0).tolist():
        option, number = int(instance.option[row]), int(seating.session[row])
        place = Place(instance.options[option], number, unit.get((option, number), none))
        found[instance.names[int(instance.owner[row])]].append(place)
    return {name: tuple(sorted(each)) for name, each in found.items()}


def moved(before: tuple[Instance, Seating], after: tuple[Instance, Seating]) -> tuple[Moved, ...]:
    """Return which decisions have another option, session or unit than before, in the order of their names.

    Parameters
    ----------
    before, after
        What was assigned and how it was seated. Who was not there before has only come; who is not there any
        more has only left.
    """
    was, now = places(*before), places(*after)
    found = []
    for name in sorted({*was, *now}):
        old, new = set(was.get(name, ())), set(now.get(name, ()))
        if old != new:
            found.append(Moved(name, tuple(sorted(old - new)), tuple(sorted(new - old))))
    return tuple(found)


def staying(before: tuple[Instance, Seating], instance: Instance, worth: float) -> Liking:
    """Return what makes a new seating keep to an earlier one: units, sessions and their numbers.

    Parameters
    ----------
    before
        What was assigned and how it was seated.
    instance
        What is to be seated now.
    worth
        What it is worth for each student and unit that it stays.
    """
    earlier, seating = before
    units = [{name: each for each, name in enumerate(resource.units)} for resource in instance.resources]
    number_of = {resource.name: number for number, resource in enumerate(instance.resources)}
    had = _had(earlier, seating)
    number = np.zeros(len(instance.owner), np.int64)
    wishes: list[tuple[int, int, int]] = []
    pairs = zip(instance.owner.tolist(), instance.option.tolist(), strict=True)
    for row, (owner, option) in enumerate(pairs):
        place = had.get((instance.names[owner], instance.options[option]))
        if place is None:
            continue
        number[row] = place.session
        for resource, unit in zip(earlier.resources, place.units, strict=True):
            of = number_of.get(resource.name)
            if of is not None and unit in units[of]:
                wishes.append((row, of, units[of][unit]))
    table = np.array(wishes, np.int64).reshape(-1, 3).T
    return Liking(table[0], table[1], table[2], np.full(table.shape[1], worth), before=number, staying=worth)


def _had(instance: Instance, seating: Seating) -> dict[tuple[str, str], Place]:
    """Return the place of every decision in every option that it had."""
    return {(name, each.option): each for name, had in places(instance, seating).items() for each in had}


def both(one: Liking, other: Liking) -> Liking:
    """Return what is liked by either; groups and earlier sessions are those of the first that has any."""
    return replace(
        one,
        row=np.concatenate([one.row, other.row]),
        resource=np.concatenate([one.resource, other.resource]),
        unit=np.concatenate([one.unit, other.unit]),
        worth=np.concatenate([one.worth, other.worth]),
        group=one.group if one.group is not None else other.group,
        together=one.together if one.group is not None else other.together,
        before=one.before if one.before is not None else other.before,
        staying=one.staying if one.before is not None else other.staying,
    )
