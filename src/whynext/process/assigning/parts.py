"""Everything that a valid plan keeps, part by part; and an assignment that keeps only some of it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

import numpy as np

from whynext.process.assigning.instance import FORBIDDEN, Instance, Ints, Limit, Of, Part, Resource

Kind = tuple[Of, int]
"""Parts of one kind: all limits of one declaration, all units (or shares) of one resource, else all of one
:class:`~whynext.process.assigning.instance.Of` (with -1)."""


def every_part(instance: Instance) -> tuple[Part, ...]:
    """Return every part that could ever be exceeded, in order.

    Left out is what nothing can go beyond: a limit that has a price (it is paid for), a unit's share that is
    no smaller than the number of slots in which it may serve, the sizes of what nobody can get.
    """
    parts = [Part(Of.WANTED, each) for each in np.flatnonzero(instance.wanted > 0).tolist()]
    could = np.bincount(instance.option, minlength=len(instance.slot))
    meets = instance.in_sessions & (could > 0)
    parts += [Part(Of.SMALLEST, each) for each in np.flatnonzero(meets & (instance.smallest > 0)).tolist()]
    parts += [Part(Of.LARGEST, each) for each in np.flatnonzero(meets).tolist()]
    parts += [
        Part(Of.LIMIT, number)
        for number, limit in enumerate(instance.limits)
        if limit.price == FORBIDDEN and np.isfinite([limit.low, limit.high]).any()
    ]
    parts += [each for number in range(len(instance.resources)) for each in _of_units(instance, number)]
    parts += [Part(Of.MUST, each) for each in np.flatnonzero(instance.must).tolist()]
    parts += [Part(Of.APART, each) for each in range(len(instance.apart))]
    return tuple(sorted(parts))


def _of_units(instance: Instance, number: int) -> list[Part]:
    """Return the slots in which units may be too few, and the units that may serve too often."""
    resource = instance.resources[number]
    needing = resource.needing[instance.in_sessions[resource.needing]]
    slots = np.unique(instance.slot[needing])
    served = np.isin(resource.option, needing)
    pairs = np.unique(np.stack([resource.unit[served], instance.slot[resource.option[served]]]), axis=1)
    busy = np.bincount(pairs[0], minlength=len(resource.units))
    parts = [Part(Of.UNITS, number, slot=each) for each in slots.tolist()]
    return parts + [
        Part(Of.LOAD, number, unit=each) for each in np.flatnonzero(busy > resource.at_most).tolist()
    ]


def kind_of(instance: Instance, part: Part) -> Kind:
    """Return the kind of a part."""
    if part.of is Of.LIMIT:
        return part.of, instance.limits[part.which].source
    return part.of, part.which if part.of in (Of.UNITS, Of.LOAD) else -1


SEVERAL = 4
"""So many parts of one kind are told one by one; more are told in one line."""


def lines(instance: Instance, parts: Set[Part]) -> list[frozenset[Part]]:
    """Return parts as they are told: wishes and sizes in one line each, others if many are of a kind."""
    kinds: dict[Kind, list[Part]] = {}
    for part in sorted(parts):
        kinds.setdefault(kind_of(instance, part), []).append(part)
    found = []
    for (of, _), several in kinds.items():
        at_once = of in _AT_ONCE or len(several) > SEVERAL
        found += [frozenset(several)] if at_once else [frozenset([each]) for each in several]
    return found


_AT_ONCE = (Of.WANTED, Of.SMALLEST, Of.LARGEST)


def without_scores(instance: Instance) -> Instance:
    """Return an assignment in which every valid plan is as good as another: no scores, nothing to be paid.

    The numbers of its parts are the same.
    """
    return replace(
        instance,
        score=np.zeros(len(instance.owner)),
        limits=tuple(
            limit if limit.price == FORBIDDEN else replace(limit, low=-np.inf, high=np.inf, price=FORBIDDEN)
            for limit in instance.limits
        ),
    )


def keeping(instance: Instance, kept: Set[Part]) -> Instance:
    """Return the assignment of which nothing but these parts is kept; who wants how many stays.

    What is not kept is dropped: the numbers of parts stay the same, but for limits of which nothing is left.
    """
    many = len(instance.owner)
    must = np.zeros(many, bool)
    must[_which(kept, Of.MUST)] = True
    small, large = (np.zeros(len(instance.slot), bool) for _ in range(2))
    small[_which(kept, Of.SMALLEST)] = True
    large[_which(kept, Of.LARGEST)] = True
    limits = set(_which(kept, Of.LIMIT))
    groups = set(_which(kept, Of.APART))
    return replace(
        instance,
        must=must,
        smallest=np.where(small, instance.smallest, 0),
        largest=np.where(large | ~instance.in_sessions, instance.largest, many),
        limits=tuple(each if k in limits else _NONE for k, each in enumerate(instance.limits)),
        resources=tuple(_served(instance, k, kept) for k in range(len(instance.resources))),
        apart=tuple(each if k in groups else each[:1] for k, each in enumerate(instance.apart)),
    )


_NONE = Limit(0, (), False, np.zeros(0, np.int64), np.zeros(0), -np.inf, np.inf)


def _which(kept: Set[Part], of: Of) -> list[int]:
    return [part.which for part in kept if part.of is of]


def _served(instance: Instance, number: int, kept: Set[Part]) -> Resource:
    """Return a resource of which there are enough in the slots that are not kept."""
    resource = instance.resources[number]
    slots = [part.slot for part in kept if part.of is Of.UNITS and part.which == number]
    short = np.isin(instance.slot, slots)
    bound = [part.unit for part in kept if part.of is Of.LOAD and part.which == number]
    at_most = np.full(len(resource.units), len(instance.slot), np.int64)
    at_most[bound] = resource.at_most[bound]
    pairs = short[resource.option]
    return replace(
        resource,
        option=resource.option[pairs],
        unit=resource.unit[pairs],
        needing=resource.needing[short[resource.needing]],
        at_most=at_most,
    )


def who_matters(instance: Instance, kept: Set[Part]) -> Ints:
    """Return the decisions of which a plan that keeps these parts has to know, ascending.

    They are those that must get something, and those whose rows can help to reach a smallest session or a
    lower bound. Whoever is not among them may as well get nothing.

    Parameters
    ----------
    instance
        It keeps these parts and no others (:func:`keeping`).
    kept
        The parts.
    """
    matters = np.zeros(len(instance.wanted), bool)
    matters[_which(kept, Of.WANTED)] = True
    matters[instance.owner[instance.must]] = True
    helps = instance.smallest[instance.option] > 0
    for limit in instance.limits:
        if not len(limit.index):
            continue
        # What counts less than nothing makes room where it is added, and needs room where it is left out.
        turned = (limit.amount < 0) & np.isfinite(limit.high)
        which = limit.index[(limit.amount > 0) & np.isfinite(limit.low) | turned]
        if not limit.of_sessions:  # sessions that need not be of a size need no students
            helps[which] = True
    matters[instance.owner[helps]] = True
    return np.flatnonzero(matters)
