"""Searching for the best groups: all groupings where they are few, else moves from several beginnings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whynext.base.compiling import run, sealed
from whynext.process.grouping import moves
from whynext.process.grouping.arithmetic import obviously_none
from whynext.process.grouping.bounding import bound_of, scores_at_most
from whynext.process.grouping.joint import Joint
from whynext.process.grouping.parts import Parts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LOOKED_AT = 40_000  # steps; so few groupings are all looked at
_SWEEPS = 40  # of all moves and exchanges at the end; seldom as many as ten are needed
_SHORTER = 4  # so much shorter is the search from each beginning than from the best of them
_COUNTS = (0.2, 0.6, 1.0)  # between how few and how many groups there can be; the fewest leave no room
_CHANCES = (1, 12345, 777)  # the numbers from which moves are drawn, one search for each
_FOR_EACH, _FOR_TWO = 100, 10  # so many steps for each unit and for each two
_MANY = 400_000  # and no more than these; who has so many is searched for once less
_HOT, _COOLER, _SOME = 0.3, 0.15, 150  # how much worse may be accepted at first, and beyond so many units
_RENAMED = 4  # times at most
_NEVER = 1e9
_JOINT, _WIDE = (
    320,
    12,
)  # units, and students of a group; of more it is not asked what all parts cost together
_WORK = 2_000_000  # groups in the making that are looked at for it
_FEW = 60  # units; of so many all groups that can matter are gathered
_CLOSE = 1e-6  # points; what is worked out in floating point may be so much too low
_DEAR = 4  # a step is as much work as so many answers, in the measure of what it pays to compile for


def found(parts: Parts, steps: int | None = None) -> tuple[Ints | None, bool]:
    """Return the group of every unit, None if no valid grouping was found, and whether that is proved."""
    if parts.units == 0:
        return np.zeros(0, np.int64), True
    if obviously_none(parts):
        return None, True
    where, finished = _every(parts)
    if finished:
        return where, True
    where = _best(parts, steps)
    if where is not None:
        return where, False
    from whynext.process.grouping.program import any_valid

    start, proved = any_valid(parts)
    return (None, proved) if start is None else (_searched(parts, start, 0, 1, _SWEEPS)[0], False)


def _every(parts: Parts) -> tuple[Ints | None, bool]:
    """Return the best of all groupings, and whether they are so few that all were looked at."""
    choice, where, told = np.zeros(parts.units, np.int64), np.zeros(parts.units, np.int64), np.zeros(3)
    if parts.units > 14:
        return None, False
    given = (parts.features, sealed(parts.score.ravel()), parts.bounds, parts.held())
    run(moves.enumerated, _LOOKED_AT, _LOOKED_AT, *given, choice, where, told)
    return (where if told[1] else None), bool(told[0])


def _best(parts: Parts, steps: int | None) -> Ints | None:
    """Return the best grouping that is found; None if the search does not end in a valid one.

    A few steps from each of several beginnings tell from which it is worth going on.
    """
    many = min(_FOR_EACH * parts.units + _FOR_TWO * parts.units**2, _MANY) if steps is None else steps
    chances = _CHANCES[:1] if steps is not None else _CHANCES[: 2 if many == _MANY else 3]
    tried = [_searched(parts, start, many // _SHORTER, 1, 0) for start in beginnings(parts)]
    points = 1.0 + sum(trait.weight for trait in parts.traits)
    for begun, _, _ in sorted(tried, key=lambda each: points * each[2] - each[1]):
        ended = [_searched(parts, begun, many, chance, _SWEEPS) for chance in chances]
        valid = [each for each in ended if each[2] < 1e-6]
        if valid:
            return _named(parts, max(valid, key=lambda each: each[1])[0])
    return None


def _named(parts: Parts, where: Ints) -> Ints:
    """Return the same groups under the names that suit them best, and what moves better then."""
    for _ in range(_RENAMED):
        renamed = _renamed(parts, where)
        if (renamed == where).all():
            break
        where = _searched(parts, renamed, 0, 1, _SWEEPS)[0]
    return where


def _renamed(parts: Parts, where: Ints) -> Ints:
    """Return groups given to the options for which the sum of the scores is the largest."""
    if not np.ptp(parts.score, axis=1).any():
        return where  # all names are worth the same
    held, group = np.unique(where, return_inverse=True)
    option, worth = _options(parts, group)
    now = worth[np.arange(len(held)), held].sum()
    if worth[np.arange(len(held)), option].sum() <= now + 1e-7:
        return where
    return np.asarray(option[group], np.int64)


def _options(parts: Parts, group: Ints) -> tuple[Ints, Floats]:
    """Return the options that suit groups best, one for each; and what each is worth to each."""
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    score = np.where(parts.may, parts.score, -_NEVER)
    worth = np.zeros((int(group.max()) + 1, len(parts.options)))
    np.add.at(worth, group, score)
    size = np.bincount(group, weights=parts.members)[:, None]
    worth[(size < parts.smallest) | (size > parts.largest)] = -_NEVER
    return np.asarray(linear_sum_assignment(-worth)[1], np.int64), worth


def proved(parts: Parts, where: Ints, *, together: bool = True) -> tuple[Ints, float]:
    """Return a grouping that is no worse than a valid one, and what no grouping is worth more than.

    Each part of the composition is looked at by itself; with not too many units all of them `together`, too.
    The groups that are looked at then may make a better grouping.
    """
    bound = bound_of(parts)
    if not together or parts.units > _JOINT or int(parts.largest.max(initial=0)) > _WIDE:
        return where, bound
    joint, scores = Joint(parts), scores_at_most(parts)
    least = joint.at_least(where, _WORK)
    where = _chosen(parts, joint.chosen()[0], where)
    if parts.units <= _FEW:
        cost = joint.costs(where)
        if cost > least + _CLOSE and joint.gather(cost):
            groups, those = joint.chosen(all_of_them=True)
            least = max(least, min(those, cost))
            where = _chosen(parts, groups, where)
    return where, min(bound, scores - least) + _CLOSE


def _chosen(parts: Parts, groups: list[tuple[int, ...]], where: Ints) -> Ints:
    """Return a grouping of these groups, bettered by moves, if it is better than one that is known."""
    if not groups:
        return where
    group = np.zeros(parts.units, np.int64)
    for number, members in enumerate(groups):
        group[list(members)] = number
    begun = _options(parts, group)[0][group]
    found, worth, broken = _searched(parts, begun, 0, 1, _SWEEPS)
    if broken > 1e-6 or worth <= _searched(parts, where, 0, 1, 0)[1] + 1e-7:
        return where
    return _named(parts, found)


def _searched(parts: Parts, start: Ints, steps: int, chance: int, sweeps: int) -> tuple[Ints, float, float]:
    """Return where a search ends that begins here, what that is worth, and what it breaks."""
    where, told = start.copy(), np.zeros(2)
    given = (parts.features, sealed(parts.score.ravel()), parts.bounds, parts.held())
    heat = _HOT if parts.units <= _SOME else _COOLER
    sweep = parts.units * (parts.units + len(parts.options))
    run(moves.searched, _DEAR * steps + 4 * sweep, steps, chance, heat, sweeps, *given, where, told)
    return where, float(told[0]), float(told[1])


def beginnings(parts: Parts) -> list[Ints]:
    """Return groupings to begin with: that before, and some with fewer and with more groups."""
    fewest, most = how_many(parts)
    counts = sorted({round(fewest + share * (most - fewest)) for share in _COUNTS})
    begun = [_dealt(parts, count) for count in counts]
    if (parts.before >= 0).any():
        known = np.where(parts.before >= 0, parts.before, begun[0])
        begun.insert(0, _allowed(parts, known))
    return begun


def how_many(parts: Parts) -> tuple[int, int]:
    """Return how few and how many groups there can be by their sizes alone, from 1 to all."""
    students = int(parts.members.sum())
    roomy = np.cumsum(np.sort(parts.largest)[::-1])
    needy = np.cumsum(np.sort(parts.smallest))
    fewest = int(np.searchsorted(roomy, students)) + 1
    most = max(int(np.searchsorted(needy, students, side="right")), 1)
    return min(fewest, len(parts.options)), max(most, min(fewest, len(parts.options)))


def _dealt(parts: Parts, count: int) -> Ints:
    """Return units dealt to so many groups: those next to each other in what is to be alike together."""
    worth = np.where(parts.may, parts.score, 0.0).sum(axis=0)
    groups = np.sort(np.argsort(-worth, kind="stable")[:count])
    share = np.cumsum(parts.members) - parts.members / 2.0
    drawing = [
        (trait.at_most is not None, weight, table[:, 0] / parts.members)
        for trait, (table, weight) in zip(parts.traits, parts.tables, strict=True)
        if trait.is_number and (weight > 0.0 or trait.at_most is not None)
    ]
    if drawing:
        order = np.argsort(max(drawing, key=lambda each: each[:2])[2], kind="stable")
        share[order] = np.cumsum(parts.members[order]) - parts.members[order] / 2.0
        place = (share * count / parts.members.sum()).astype(np.int64)
    else:
        place = np.arange(parts.units) % count
    return _allowed(parts, groups[np.minimum(place, count - 1)])


def _allowed(parts: Parts, where: Ints) -> Ints:
    """Return where units are, those that may not be there put where they score best."""
    best = np.argmax(np.where(parts.may, parts.score, -np.inf), axis=1)
    return np.asarray(np.where(parts.may[np.arange(parts.units), where], where, best), np.int64)
