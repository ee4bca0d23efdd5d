"""What is wished of a seating, in numbers: which units students would rather have, beside whom, how near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from whynext.process.assigning.forming import Formed, constant
from whynext.process.assigning.instance import Floats, Instance, Ints, Plan
from whynext.process.assigning.seating import Liking, Seating
from whynext.process.assigning.walking import UNKNOWN, Walking
from whynext.process.definition import Definition
from whynext.process.rules import BESIDE, ORDER
from whynext.process.sharing import resource_column


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wished of a seating: what is liked, and what a walk is if anybody has said what is near."""

    liking: Liking
    walking: Walking | None

    @classmethod
    def of(cls, definition: Definition, frame: pl.DataFrame, formed: Formed) -> Wishes:
        """Read them from a judged frame and the assignment made of it."""
        return cls(_liking(definition, frame, formed), _walking(definition, frame, formed))


def _liking(definition: Definition, frame: pl.DataFrame, formed: Formed) -> Liking:
    """Return which units students would rather have, and who sits beside whom."""
    kept, instance = frame[formed.rows], formed.instance
    pairs: list[tuple[int, int, int]] = []
    weights: list[float] = []
    for number, resource in enumerate(definition.shares.resources):
        if resource.liked is None:
            continue
        unit = {name: place for place, name in enumerate(instance.resources[number].units)}
        said = kept.get_column(resource_column(number, "liked")).to_list()
        mine = [
            (row, number, unit[w])
            for row, words in enumerate(said)
            for w in (words or "").split()
            if w in unit
        ]
        weight = constant(resource.weight, definition.values)
        pairs += mine
        weights += [1.0 if weight is None else weight] * len(mine)
    row, of, which = (np.array([pair[part] for pair in pairs], np.int64) for part in range(3))
    group = _groups(kept, instance)
    together = 0.0 if group is None else definition.choose.beside_weight
    return Liking(row, of, which, np.array(weights), group, together)


def _groups(kept: pl.DataFrame, instance: Instance) -> Ints | None:
    """Return of each decision the group that likes to sit together."""
    if BESIDE not in kept.columns:
        return None
    words = dict(zip(instance.owner.tolist(), kept.get_column(BESIDE).to_list(), strict=True))
    names = {word: place for place, word in enumerate(sorted({word for word in words.values() if word}))}
    return np.array([names.get(words[each] or "", -1) for each in range(len(instance.wanted))], np.int64)


def mates(instance: Instance, plan: Plan, seating: Seating, liking: Liking) -> tuple[Ints, Ints]:
    """Return the rows of students of a group who meet others, and how many more of it are in the session."""
    group = np.full(len(instance.wanted), -1) if liking.group is None else liking.group
    rows = np.flatnonzero(plan.chosen & instance.in_sessions[instance.option])
    rows = rows[group[instance.owner[rows]] >= 0]
    keys = np.stack([instance.option[rows], seating.session[rows], group[instance.owner[rows]]])
    _, number, many = np.unique(keys, axis=1, return_inverse=True, return_counts=True)
    return rows, many[number.ravel()] - 1


def _walking(definition: Definition, frame: pl.DataFrame, formed: Formed) -> Walking | None:
    """Return where places are and what a walk costs; None if nobody says what is near."""
    number = definition.shares.placed
    if number is None or ORDER not in frame.columns:
        return None
    instance = formed.instance
    _, first = np.unique(instance.option, return_index=True)
    heads = frame[formed.rows[first]]
    said = [(words or "").split() for words in heads.get_column(resource_column(number, "near")).to_list()]
    of_units = {unit: place for words in said for unit, colon, place in _split(words) if colon}
    of_options = [next((place for _, colon, place in _split(words) if not colon), "") for words in said]
    names = sorted({*of_units.values(), *of_options} - {""})
    place = {name: at for at, name in enumerate(names)} | {"": UNKNOWN}
    weight = constant(definition.shares.resources[number].walk, definition.values)
    return Walking(
        number,
        np.array([place[of_units.get(unit, "")] for unit in instance.resources[number].units], np.int64),
        np.array([place[each] for each in of_options], np.int64),
        _order(instance, heads.get_column(ORDER).to_list()),
        1.0 if weight is None else weight,
    )


def _split(words: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the unit, the colon and the place of each word; without a colon the place alone."""
    return [word.rpartition(":") for word in words]


def _order(instance: Instance, said: Sequence[float | None]) -> Floats:
    """Return the order of each slot: the least of its options'."""
    order = np.full(int(instance.slot.max(initial=-1)) + 1, np.inf)
    known = np.array([np.inf if each is None else each for each in said], np.float64)
    np.minimum.at(order, instance.slot, known)
    return np.where(np.isfinite(order), order, np.nan)
