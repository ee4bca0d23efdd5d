"""Groups for students, and what is said of every student and group: what stands for it and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whynext.base.compiling import run, sealed
from whynext.process.grouping import moves
from whynext.process.grouping.parts import Parts
from whynext.process.grouping.searching import found, proved
from whynext.process.grouping.students import Grouped, Students, Trait

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

SAME = 1e-3
"""Points; a bound that is no farther from what a grouping is worth says that it is the best."""
OUTCOMES = {
    moves.HERE: "here",
    moves.LOCKED: "elsewhere",
    moves.APART: "apart",
    moves.FULL: "full",
    moves.NOT_HELD: "not held",
    moves.LEAVES: "leaves too few",
    moves.POSSIBLE: "possible",
}


def group(students: Students, *, steps: int | None = None) -> Grouped:
    """Put students into groups.

    Parameters
    ----------
    students
        Everybody; the order in which they and the groups are named makes no difference.
    steps
        How many moves are tried at random, and nothing else; None for as many as fit the number of
        students, and for what the parts of the composition together allow.

    Examples
    --------
    Four readers in two groups, alike in how they read, but ana and ben are kept apart:

    >>> told = group(Students(
    ...     ["ana", "ben", "cem", "dua"], np.repeat(np.arange(4), 2), ["red", "blue"] * 4, np.zeros(8),
    ...     np.zeros(8, bool), np.full(8, 2.0), np.full(8, 2.0), ["quarrel", "quarrel", "", ""], [""] * 4,
    ...     (Trait("alike", np.array([1.0, 1.5, 3.0, 4.0]), 1.0),),
    ... ))
    >>> told.outcome[::2]
    ['apart', 'here', 'full', 'here']
    """
    parts = Parts.of(students)
    if parts is None:
        return _nothing(students, best=True)
    where, best = found(parts, steps)
    if where is None:
        return _nothing(students, best=best)
    bound = None
    if not best:
        where, bound = proved(parts, where, together=steps is None)
    return _told(students, parts, where, bound)


def _nothing(students: Students, *, best: bool) -> Grouped:
    rows, traits = len(students.owner), len(students.traits)
    tables = [np.zeros((rows, traits)) for _ in range(6)]
    numbers = np.zeros(rows)
    size = np.zeros(rows, np.int64)
    return Grouped(
        False, best, 0.0, 0.0, np.zeros(rows, bool), ["impossible"] * rows, size, numbers, numbers, *tables
    )


def _told(students: Students, parts: Parts, where: Ints, bound: float | None) -> Grouped:
    """Return for every row of the students what the grouping says of it; without a bound it is the best."""
    unit = parts.unit[parts.order][students.owner]
    place = {option: n for n, option in enumerate(parts.options)}
    group = np.array([place[option] for option in students.option], np.int64)
    here = where[unit] == group
    outcome, swap = _examined(parts, where)
    n = np.bincount(where, weights=parts.members, minlength=len(parts.options)).astype(np.int64)
    served = np.zeros((len(unit), len(students.traits)))
    told = np.zeros((5, *served.shape))
    for (table, weight), trait, number in zip(parts.tables, parts.traits, parts.numbers, strict=True):
        served[:, number] = _served(parts, where, table, weight)[unit, group]
        _measured(parts, where, trait, (unit, group), told[:, :, number])
    stays = [number for number, trait in enumerate(students.traits) if trait.wanted == "stay"]
    for number in stays:
        words = students.traits[number].words
        before = [words[owner] for owner in students.owner.tolist()]
        stay = [old == new or old not in place for old, new in zip(before, students.option, strict=True)]
        served[:, number] = -students.traits[number].weight * ~np.array(stay, bool)
        trait = replace(students.traits[number], values=[words[n] for n in np.argsort(parts.order).tolist()])
        _measured(parts, where, trait, (unit, group), told[:, :, number])
    worth = parts.score + sum(
        (_served(parts, where, *each) for each in parts.tables), np.zeros(parts.score.shape)
    )
    cost = worth[np.arange(parts.units), where][:, None] - worth
    named = {code: _in_words(code, parts) for code in np.unique(outcome).tolist()}
    codes = outcome[unit * len(parts.options) + group].tolist()
    points = float(students.score[here].sum()) - missed_points(students, students.option, here)
    bound = points if bound is None else max(bound, points)
    return Grouped(
        valid=True,
        best=bound <= points + SAME,
        worth=points,
        bound=bound,
        chosen=here,
        outcome=[named[code] for code in codes],
        size=np.where(here, n[group], n[group] + parts.members[unit]),
        cost=np.where(here, 0.0, cost[unit, group]),
        swap=np.where(swap < 1e299, swap, np.inf).reshape(parts.score.shape)[unit, group],
        served=served,
        low=told[0],
        high=told[1],
        middle=told[2],
        kinds=told[3],
        same=told[4],
    )


def _in_words(code: int, parts: Parts) -> str:
    """Return an outcome of the arithmetic in a word."""
    for kind, traits in ((moves.KINDS, parts.worded), (moves.SPAN, parts.spans)):
        if code >= kind:
            return f"bound {parts.numbers[traits[code - kind]] + 1}"
    return OUTCOMES[code]


def _examined(parts: Parts, where: Ints) -> tuple[Ints, Floats]:
    size = parts.units * len(parts.options)
    outcome, swap = np.zeros(size, np.int64), np.zeros(size)
    given = (parts.features, sealed(parts.score.ravel()), parts.bounds, parts.held(), sealed(where))
    run(moves.examined, size + parts.units**2, *given, outcome, swap)
    return outcome, swap


def _served(parts: Parts, where: Ints, table: Floats, weight: float) -> Floats:
    """Return what a trait counts for each unit's being in each group, shape (units, groups).

    A group is worth ``weight * total ** 2 / size``: told is what that becomes with the unit less what it is
    without.
    """
    groups = len(parts.options)
    total, n = np.zeros((groups, table.shape[1])), np.zeros(groups)
    np.add.at(total, where, table)
    np.add.at(n, where, parts.members)
    own, product, square = (table**2).sum(axis=1)[:, None], table @ total.T, (total**2).sum(axis=1)
    inside = np.arange(groups) == where[:, None]
    m = parts.members[:, None]
    without = np.where(inside, square - 2.0 * product + own, square)
    with_it = np.where(inside, square, square + 2.0 * product + own)
    fewer, more = np.where(inside, n - m, n), np.where(inside, n, n + m)
    before = np.divide(without, fewer, out=np.zeros_like(without), where=fewer > 0)
    return np.asarray(weight * (with_it / more - before))


def _measured(parts: Parts, where: Ints, trait: Trait, rows: tuple[Ints, Ints], told: Floats) -> None:
    """Write low, high, middle, kinds, same of a trait for rows of units and groups, the unit counted in."""
    unit, group = rows
    of_student = where[parts.unit]
    here, groups = where[unit] == group, len(parts.options)
    m = np.where(here, 0, parts.members[unit])
    n = np.bincount(of_student, minlength=groups)[group] + m
    if not trait.is_number:
        codes = np.unique(np.array(trait.words, dtype=str), return_inverse=True)[1]
        counts, mine = np.zeros((groups, codes.max() + 1)), np.zeros((parts.units, codes.max() + 1))
        np.add.at(counts, (of_student, codes), 1.0)
        np.add.at(mine, (parts.unit, codes), 1.0)
        new = (mine > 0).astype(np.float64) @ (counts == 0).astype(np.float64).T
        told[3] = (counts > 0).sum(axis=1)[group] + new[unit, group]
        code = codes[np.unique(parts.unit, return_index=True)[1]][unit]
        told[4] = (counts[group, code] + np.where(here, 0, mine[unit, code])) / n
        return
    values = np.asarray(trait.values, np.float64)
    low, high = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(low, of_student, values)
    np.maximum.at(high, of_student, values)
    least, most, summed = np.full(parts.units, np.inf), np.full(parts.units, -np.inf), np.zeros(parts.units)
    np.minimum.at(least, parts.unit, values)
    np.maximum.at(most, parts.unit, values)
    np.add.at(summed, parts.unit, values)
    told[0], told[1] = np.minimum(low[group], least[unit]), np.maximum(high[group], most[unit])
    all_ = np.bincount(of_student, weights=values, minlength=groups)[group]
    told[2] = (all_ + np.where(here, 0.0, summed[unit])) / n


def missed(trait: Trait, group: Sequence[str]) -> float:
    """Return which share of what is wanted of a trait is missed by a grouping: 0 if all of it is served.

    Parameters
    ----------
    trait
        Of students.
    group
        The group of each.

    Examples
    --------
    >>> missed(Trait("alike", np.array([1.0, 1.0, 3.0, 3.0]), 1.0), ["a", "a", "b", "b"])
    0.0
    >>> missed(Trait("mixed", ["low", "low", "high", "high"], 1.0), ["a", "a", "b", "b"])
    1.0
    """
    if trait.wanted == "stay":
        options = set(group)
        moved = [old != new for old, new in zip(trait.words, group, strict=True) if old in options]
        return sum(moved) / len(moved) if moved else 0.0
    between = _between(trait, np.unique(np.array(group, dtype=str), return_inverse=True)[1])
    if between is None:
        return 0.0
    return between if trait.wanted == "mixed" else 1.0 - between


def _between(trait: Trait, group: Ints) -> float | None:
    """Return the share of a trait's variation that lies between groups; None if there is no variation."""
    if trait.is_number:
        values = np.asarray(trait.values, np.float64)
        columns = [values - values.mean()] if len(values) else []
        if trait.wanted == "mixed" and columns:
            columns.append(columns[0] ** 2)
        shares = [_share(each[:, None], group) for each in columns]
        known = [each for each in shares if each is not None]
        return sum(known) / len(shares) if known else None
    codes = np.unique(np.array(trait.words, dtype=str), return_inverse=True)[1]
    return _share((codes[:, None] == np.arange(int(codes.max(initial=0)) + 1)).astype(np.float64), group)


def _share(columns: Floats, group: Ints) -> float | None:
    """Return the share of the sum of squares of columns that lies between groups."""
    centred = columns - columns.mean(axis=0) if len(columns) else columns
    all_ = float((centred**2).sum())
    if all_ <= 1e-12:
        return None
    total = np.zeros((int(group.max()) + 1, columns.shape[1]))
    np.add.at(total, group, centred)
    return float(((total**2).sum(axis=1) / np.bincount(group)).sum() / all_)


def missed_points(students: Students, option: Sequence[str], here: Truths) -> float:
    """Return what all traits together take off the worth of a grouping."""
    group = [""] * len(students.names)
    for row in np.flatnonzero(here).tolist():
        group[int(students.owner[row])] = option[row]
    points = 0.0
    for trait in students.traits:
        if trait.wanted == "stay":
            known = set(option)
            points += trait.weight * sum(
                o in known and o != g for o, g in zip(trait.words, group, strict=True)
            )
        else:
            points += trait.weight * len(group) * missed(trait, group)
    return points
