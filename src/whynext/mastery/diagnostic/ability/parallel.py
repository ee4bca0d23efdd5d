"""Parallel forms: no item in common, and as nearly as can be the same information at every ability.

Items are dealt like cards in a snake from the most informing down, so that forms begin alike; then two items
of one area change places, or give place to an unused one, as long as that makes the forms more alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from whynext.base.errors import Problem, Refused
from whynext.mastery.calibration.curves import Floats, Integers
from whynext.mastery.diagnostic.ability.form import FixedForm
from whynext.mastery.diagnostic.ability.limits import Limits
from whynext.mastery.diagnostic.ability.pool import Pool
from whynext.mastery.diagnostic.ability.prior import NODES
from whynext.mastery.diagnostic.ability.selection import shares_of_areas

ROUNDS = 200
"""Exchanges at most; ten or twenty bring two forms as near as they come."""
WEIGHED = 400
"""Of so many swaps every two are weighed together, once no single one helps."""
NEARLY = 0.8
"""An unused item may stand in for one that it tells at least so much of."""


@dataclass(frozen=True, eq=False)
class ParallelForms:
    """Forms that may stand in for one another.

    Parameters
    ----------
    forms
        Each a list of items that no other shares.
    unlike_information
        The greatest difference of information between two forms at any target, as a share of their mean.
    unlike_score
        The greatest difference of the expected number of right answers at any target, in questions.
    """

    forms: tuple[FixedForm, ...]
    unlike_information: float
    unlike_score: float

    @property
    def sentence(self) -> str:
        """How alike the forms are, in words."""
        return (
            f"{len(self.forms)} forms of {len(self.forms[0].items)} questions, none shared: information"
            f" differs by {100 * self.unlike_information:.1f} % at most, expected right answers by"
            f" {self.unlike_score:.2f}."
        )


def parallel_forms(
    pool: Pool,
    length: int,
    *,
    names: Sequence[str] = ("A", "B"),
    at: Sequence[float] = (-1.0, -0.5, 0.0, 0.5, 1.0),
    balance: Mapping[str, float] | None = None,
    cut: float | None = None,
    certainty: float = 0.5,
) -> ParallelForms:
    """Return forms of equal length and content that are as alike as the pool allows.

    Parameters
    ----------
    length
        Questions in each form.
    names
        Of the forms, at least one.
    at
        Abilities at which forms should tell much and alike; for a pass decision, around the cut.
    balance
        Share of the questions by area; the rest is of any area.
    cut, certainty
        Of each form; see :class:`~whynext.mastery.diagnostic.ability.form.FixedForm`.

    Raises
    ------
    Refused
        If the pool has too few items, in all or of an area, or the shares are impossible.
    """
    if length < 1 or not names or len(set(names)) < len(names):
        raise Refused(
            Problem(f"{len(names)} forms of {length} questions", valid="distinct names, 1 question")
        )
    shares = shares_of_areas(pool, Limits(balance=dict(balance or {})))
    nodes = np.abs(NODES - np.asarray(at, dtype=np.float64)[:, None]).argmin(axis=1)
    tells, right = pool.informing[nodes].T, pool.chance[:, nodes]
    sheets = _dealt(pool, tells.mean(axis=1), length, len(names), shares)
    # Information and expected right answers count alike, each as a share of what a form has of it.
    goal = np.concatenate(
        [tells / max(tells[sheets].sum() / len(names) / len(at), 1e-9), right / length], axis=1
    )
    _even(sheets, goal, tells.mean(axis=1), pool)
    forms = tuple(
        FixedForm(name, pool, tuple(pool.questions[j].item for j in sorted(sheet.tolist())), cut, certainty)
        for name, sheet in zip(names, sheets, strict=True)
    )
    info = np.array([tells[sheet].sum(axis=0) for sheet in sheets])
    score = np.array([right[sheet].sum(axis=0) for sheet in sheets])
    return ParallelForms(
        forms, float((np.ptp(info, axis=0) / info.mean(axis=0)).max()), float(np.ptp(score, axis=0).max())
    )


def _dealt(pool: Pool, worth: Floats, length: int, forms: int, shares: Floats) -> Integers:
    """Return the places of the items of each form, shape (forms, length), areas one after the other."""
    sheets: list[list[int]] = [[] for _ in range(forms)]
    families: list[set[int]] = [set() for _ in range(forms)]
    wanted = _apportioned(length, shares)
    order = np.argsort(-worth, kind="stable").tolist()
    taken: set[int] = set()
    for area, count in [*enumerate(wanted), (None, length - sum(wanted))]:
        goal = len(sheets[0]) + count
        for place in order:
            own = area is None or pool.area[place] == area
            form = _next_form(sheets, goal)
            if form is None:
                break
            family = int(pool.family[place])
            if not own or place in taken:
                continue
            # A family's second item goes to whichever form has none of it and a seat.
            seats = [form] + [f for f in range(forms) if f != form and len(sheets[f]) < goal]
            for seat in seats:
                if family < 0 or family not in families[seat]:
                    sheets[seat].append(place)
                    families[seat].add(family)
                    taken.add(place)
                    break
        if _next_form(sheets, goal) is not None:
            raise Refused(_too_few(pool, area, count, forms))
    return np.array(sheets, dtype=np.int64)


def _next_form(sheets: list[list[int]], goal: int) -> int | None:
    """Return whose turn it is when dealing in a snake, None if all are full."""
    least = min(len(sheet) for sheet in sheets)
    if least >= goal:
        return None
    turns = range(len(sheets)) if least % 2 == 0 else range(len(sheets) - 1, -1, -1)
    return next(form for form in turns if len(sheets[form]) == least)


def _apportioned(length: int, shares: Floats) -> list[int]:
    """Return whole questions by area, largest remainders first (Hamilton's method)."""
    exact = shares * length
    whole = np.floor(exact + 1e-9).astype(np.int64)
    spare = round(float(exact.sum())) - int(whole.sum())
    for place in np.argsort(whole - exact, kind="stable")[: max(spare, 0)]:
        whole[place] += 1
    return [int(each) for each in whole]


def _too_few(pool: Pool, area: int | None, count: int, forms: int) -> Problem:
    there = int((pool.area == area).sum()) if area is not None else len(pool)
    of = f" of the area «{pool.areas[area]}»" if area is not None else ""
    return Problem(
        f"{there} calibrated items{of} are too few for {forms} forms with {count} of them each, variants"
        " of one question in different forms",
        where="pool",
        next_step="shorten the forms, widen the shares or add items",
        kind="too few items",
    )


def _even(sheets: Integers, goal: Floats, worth: Floats, pool: Pool) -> None:
    """Exchange items between forms, or for unused ones, while that makes the forms more alike, in place.

    What falls is the sum over forms of the squared distance to the forms' mean.

    Parameters
    ----------
    sheets
        Shape (forms, length).
    goal
        Shape (J, K): what each item adds to the sums that should be alike.
    worth
        Shape (J,): an unused item may come in for one that is little better.
    """
    for _ in range(ROUNDS):
        sums = goal[sheets].sum(axis=1)
        unused = np.setdiff1d(np.arange(len(pool)), sheets)
        best, exchange = -1e-9, None
        for first in range(len(sheets)):
            for second in range(first + 1, len(sheets)):
                change = _swaps(sheets[first], sheets[second], sums[first] - sums[second], goal, pool)
                if change.min() < best:
                    best, exchange = float(change.min()), (first, second, int(change.argmin()))
            if len(unused) and len(sheets) > 1:
                apart = sums[first] - sums.mean(axis=0)
                change = _substitutes(sheets[first], unused, apart, goal, pool, len(sheets))
                change[worth[unused] < NEARLY * worth[sheets[first]][:, None]] = np.inf
                if change.min() < best:
                    best, exchange = float(change.min()), (first, -1, int(change.argmin()))
        if exchange is None:
            if not _two_swaps(sheets, goal, pool):
                return
            continue
        first, second, at = exchange
        if second < 0:
            i, k = divmod(at, len(unused))
            sheets[first, i] = unused[k]
        else:
            i, k = divmod(at, sheets.shape[1])
            sheets[first, i], sheets[second, k] = sheets[second, k], sheets[first, i]


def _two_swaps(sheets: Integers, goal: Floats, pool: Pool) -> bool:
    """Make the best two swaps at once between two forms, in place; tell whether two were found."""
    for first in range(len(sheets)):
        for second in range(first + 1, len(sheets)):
            one, two = sheets[first], sheets[second]
            apart = goal[one].sum(axis=0) - goal[two].sum(axis=0)
            change = _swaps(one, two, apart, goal, pool).ravel()
            short = np.argsort(change, kind="stable")[:WEIGHED]
            short = short[np.isfinite(change[short])]
            i, k = np.divmod(short, len(two))
            moved = goal[two[k]] - goal[one[i]]
            both = change[short][:, None] + change[short] + 4 * moved @ moved.T
            # A form has one item of a family, so two swaps cannot bring two of one family together.
            both[(i[:, None] == i) | (k[:, None] == k)] = np.inf
            if both.size and both.min() < -1e-9:
                for at in np.divmod(int(both.argmin()), len(short)):
                    one[i[at]], two[k[at]] = int(two[k[at]]), int(one[i[at]])
                return True
    return False


def _swaps(first: Integers, second: Integers, apart: Floats, goal: Floats, pool: Pool) -> Floats:
    """Return how much each swap between two forms changes what should fall; infinite where none may be."""
    moved = goal[second][None] - goal[first][:, None]
    change = 2 * moved @ apart + 2 * (moved**2).sum(axis=2)
    change[pool.area[first][:, None] != pool.area[second]] = np.inf
    mine, theirs = pool.family[first], pool.family[second]
    into_second = (mine >= 0) & np.isin(mine, theirs)
    into_first = (theirs >= 0) & np.isin(theirs, mine)
    same = (mine[:, None] == theirs) & (mine[:, None] >= 0)
    change[(into_second[:, None] | into_first) & ~same] = np.inf
    return np.asarray(change)


def _substitutes(
    sheet: Integers, unused: Integers, apart: Floats, goal: Floats, pool: Pool, forms: int
) -> Floats:
    """Return how much each unused item in an item's stead changes what should fall."""
    moved = goal[unused][None] - goal[sheet][:, None]
    change = 2 * moved @ apart + (1 - 1 / forms) * (moved**2).sum(axis=2)
    change[pool.area[sheet][:, None] != pool.area[unused]] = np.inf
    family = pool.family[unused]
    clash = (family >= 0) & np.isin(family, pool.family[sheet])
    change[clash & (pool.family[sheet][:, None] != family)] = np.inf
    return np.asarray(change)
