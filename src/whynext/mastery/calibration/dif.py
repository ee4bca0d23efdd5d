"""Is an item harder for one group than for another at equal ability? Found, tested, sized and said in words.

Logistic regression on ability and group (Swaminathan, H., & Rogers, H. J. (1990). Detecting differential item
functioning using logistic regression procedures. Journal of Educational Measurement, 27, 361-370), with
ability not put in as if it were known but summed over: each student's belief comes from the *other* items and
from the ability of the student's own group. So groups that differ in ability, and short or incomplete tests,
raise no false alarm. Items that are found to differ no longer count for ability, and all is done again until
none is added (purification: Holland & Thayer 1988).

Groups are labels of the caller's; this room does not know what they stand for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from whynext.base.errors import Problem, Refused, listed, nearest
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.bank import ItemBank
from whynext.mastery.calibration.curves import Floats, Integers, logistic, normal_grid
from whynext.mastery.calibration.em import Packed
from whynext.mastery.calibration.group_curves import (
    DESIGNS,
    GroupCurves,
    Side,
    chance_of,
    fitted,
    unexplained,
)
from whynext.mastery.calibration.mantel_haenszel import DELTA, mantel_haenszel
from whynext.mastery.calibration.multiple import adjusted
from whynext.mastery.calibration.scores import counted, items_of

LEVEL = 0.05
"""Share of false alarms among the alarms that is accepted."""
MODERATE, LARGE = 1.0, 1.5
"""Bounds of the testing service's classes, on the delta scale (Zieky 1993): A below 1, C from 1.5."""
FEWEST = 50
"""Answers of each group below which an item is not compared."""
ROUNDS = 8
STRATA = 20
UNEVEN = 0.05
"""Mean distance of two groups' curves, beyond a shift, that matters: five answers of a hundred."""

Class = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one item compares in two groups.

    Parameters
    ----------
    item, reference, focal
        The item and the two groups.
    shift
        Logits by which the focal group's curve lies above the reference's: below 0 where it is harder.
    shift_se
        Standard error.
    delta
        The shift on the testing service's scale.
    class_
        ``"A"`` negligible, ``"B"`` moderate, ``"C"`` large.
    uneven
        Whether the curves cross or spread: the difference changes with ability.
    p, p_adjusted
        Of there being no difference of either kind; adjusted for all items and groups.
    mantel_haenszel_delta
        The same by the classical procedure, for comparison; None where it cannot be computed.
    answers
        Of the reference and of the focal group.
    sentence
        What was found, in words.
    """

    item: str
    reference: str
    focal: str
    shift: float
    shift_se: float
    delta: float
    class_: Class
    uneven: bool
    p: float
    p_adjusted: float
    mantel_haenszel_delta: float | None
    answers: tuple[int, int]
    sentence: str

    @property
    def flagged(self) -> bool:
        """Whether somebody should look at the item."""
        return self.class_ != "A" or self.uneven


@dataclass(frozen=True, slots=True)
class DifReport:
    """How items compare between groups.

    Parameters
    ----------
    reference
        The group that others are compared with.
    differences
        One for each item and other group, in the order of groups and items.
    ability
        Mean and standard deviation of each group's ability, by the items that do not differ.
    rounds
        Of purification.
    notes
        Sentences on what could not be compared.
    """

    reference: str
    differences: tuple[Difference, ...]
    ability: Mapping[str, tuple[float, float]]
    rounds: int
    notes: tuple[str, ...] = ()

    @property
    def flagged(self) -> tuple[Difference, ...]:
        """Those that somebody should look at, the largest first."""
        return tuple(sorted((d for d in self.differences if d.flagged), key=lambda d: -abs(d.delta)))


def dif(
    bank: ItemBank,
    responses: pl.DataFrame | Answers,
    groups: Mapping[str, str],
    *,
    reference: str | None = None,
    level: float = LEVEL,
) -> DifReport:
    """Return how every usable item compares between groups of students at equal ability.

    Parameters
    ----------
    bank
        As calibrated on these answers.
    responses
        Columns as for calibration.
    groups
        The group of each student, by id; students without one are left out.
    reference
        The group that others are compared with; the largest unless named.
    level
        Share of false alarms among the alarms that is accepted.

    Raises
    ------
    Refused
        If there are not two groups, the reference is none of them, or an item is not in the bank.
    """
    answers = _of_groups(counted(bank, responses), groups)
    labels = [groups[student] for student in answers.students]
    names = _ordered(labels, reference)
    group = np.array([names.index(label) for label in labels], dtype=np.int64)
    known = _Known(bank, answers, group, len(names))
    flagged: frozenset[int] = frozenset()
    rounds = 0
    while True:
        rounds += 1
        found = known.compared(flagged, names, level)
        now = flagged | {answers.items.index(each.item) for each in found if each.flagged}
        if now == flagged or rounds >= ROUNDS or len(now) > len(answers.items) - 2:
            break
        flagged = now
    abilities = {name: known.ability[g] for g, name in enumerate(names)}
    return DifReport(names[0], tuple(found), abilities, rounds, known.notes(names))


def _of_groups(answers: Answers, groups: Mapping[str, str]) -> Answers:
    """Return the answers of the students who have a group."""
    keep = np.array([groups.get(student) is not None for student in answers.students], dtype=np.bool_)
    if keep.all():
        return answers
    rows = keep[answers.student]
    counts = np.diff(answers.starts)[keep]
    return Answers(
        tuple(student for student, kept in zip(answers.students, keep.tolist(), strict=True) if kept),
        answers.items,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        answers.item[rows],
        answers.right[rows],
    )


def _ordered(labels: Sequence[str], reference: str | None) -> list[str]:
    """Return the groups, the reference first, then by name."""
    names = sorted(set(labels))
    if len(names) < 2:
        what = "all students are of one group" if names else "no student who answered is of a group"
        raise Refused(Problem(what, where="groups", valid="two groups or more"))
    if reference is not None and reference not in names:
        hint = nearest(reference, names) or listed(names)
        raise Refused(Problem(f"nobody is of the group «{reference}»", where="reference", valid=hint))
    first = reference if reference is not None else min(names, key=lambda name: (-labels.count(name), name))
    return [first, *(name for name in names if name != first)]


class _Known:
    """What is known of items and students while items are compared."""

    def __init__(self, bank: ItemBank, answers: Answers, group: Integers, groups: int) -> None:
        self.answers, self.group = answers, group
        self.items = items_of(bank, answers.items)
        self.packed = Packed(answers)
        self.nodes = normal_grid(64, 5.5)[0]
        self.ability = [(0.0, 1.0)] * groups
        order = np.argsort(answers.item, kind="stable")
        ends = np.cumsum(answers.counts)
        self._rows = [order[end - count : end] for end, count in zip(ends, answers.counts, strict=True)]
        self._few: set[tuple[int, int]] = set()

    def compared(self, flagged: frozenset[int], names: Sequence[str], level: float) -> list[Difference]:
        """Return all comparisons when some items do not count for ability."""
        shares = self._believed(flagged)
        bands = self._bands(shares)
        made: list[tuple[int, int, GroupCurves, float, bool, float | None, tuple[int, int]]] = []
        for focal in range(1, len(names)):
            for j in range(len(self.answers.items)):
                rows = self._rows[j]
                member = self.group[self.answers.student[rows]]
                counts = (int((member == 0).sum()), int((member == focal).sum()))
                if min(counts) < FEWEST:
                    self._few.add((j, focal))
                    continue
                rows = rows[(member == 0) | (member == focal)]
                fit, p, uneven = self._tested(j, rows, focal, shares, j in flagged)
                student = self.answers.student[rows]
                classical = mantel_haenszel(
                    self.answers.right[rows], self.group[student] == focal, bands[student]
                )
                made.append((j, focal, fit, p, uneven, classical.delta if classical else None, counts))
        corrected = adjusted([each[3] for each in made])
        return [
            _difference(
                self.answers.items[j], names[0], names[g], fit, p, float(q), uneven, mh, counts, level
            )
            for (j, g, fit, p, uneven, mh, counts), q in zip(made, corrected, strict=True)
        ]

    def notes(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return sentences on what could not be compared."""
        notes = []
        for g in range(1, len(names)):
            items = [self.answers.items[j] for j, focal in sorted(self._few) if focal == g]
            if items:
                notes.append(
                    f"Not compared for group {names[g]}, with fewer than {FEWEST} answers of a group: "
                    f"{listed(items)}."
                )
        return tuple(notes)

    def _believed(self, flagged: frozenset[int]) -> Floats:
        """Fit each group's ability by the items that count; return each student's belief from them."""
        items = self.items.copy()
        # A flat curve tells nothing about ability, so the item does not count.
        items[sorted(flagged)] = (0.0, 0.0, -math.inf)
        for _ in range(200):
            prior = np.stack([-0.5 * ((self.nodes - m) / s) ** 2 for m, s in self.ability])
            prior -= np.log(np.exp(prior).sum(axis=1, keepdims=True))
            found = self.packed.expected(items, self.nodes, prior, self.group, shares=True)
            share = found.people / found.people.sum(axis=1, keepdims=True)
            mean = share @ self.nodes
            sd = np.sqrt(np.maximum(share @ self.nodes**2 - mean**2, 0.01))
            moved = max(
                max(abs(m - a), abs(s - b)) for m, s, (a, b) in zip(mean, sd, self.ability, strict=True)
            )
            self.ability = list(zip(mean.tolist(), sd.tolist(), strict=True))
            if moved < 1e-3:
                break
        return found.shares

    def _bands(self, shares: Floats) -> Integers:
        """Return bands of equally able students: by right answers where all answered all."""
        if self.answers.complete:
            return np.add.reduceat(self.answers.right, self.answers.starts[:-1])
        mean = shares @ self.nodes
        edges = np.quantile(mean, np.arange(1, STRATA) / STRATA)
        return np.asarray(np.searchsorted(edges, mean))

    def _tested(
        self, j: int, rows: Integers, focal: int, shares: Floats, flagged: bool
    ) -> tuple[GroupCurves, float, bool]:
        """Return the curves that differ by a shift, the probability of no difference, and if it is uneven."""
        student, right = self.answers.student[rows], self.answers.right[rows]
        own = None if flagged else chance_of(self.items[j], self.nodes)
        sides: list[Side] = []
        for g in (0, focal):
            for answer in (0, 1):
                which = (self.group[student] == g) & (right == answer)
                believed = shares[student[which]]
                if own is not None:  # take the item's own answer out of the belief again
                    believed = believed / np.maximum(own if answer else 1 - own, 1e-12)
                    believed /= believed.sum(axis=1, keepdims=True)
                sides.append((0 if g == 0 else 1, answer, believed))
        start = np.tile(self.items[j, :2], 2)
        guess = float(logistic(self.items[j, 2]))
        same, shifted, free = (fitted(sides, self.nodes, guess, start, design) for design in DESIGNS)
        none = max(2 * (free.log_likelihood - same.log_likelihood), 0.0)
        more = max(2 * (free.log_likelihood - shifted.log_likelihood), 0.0)
        share = np.concatenate([believed for _, _, believed in sides]).mean(axis=0)
        apart = unexplained(shifted, free, self.nodes, share, guess)
        uneven = math.erfc(math.sqrt(more / 2)) < 0.01 and apart >= UNEVEN
        return shifted, math.exp(-none / 2), uneven


def _difference(
    item: str,
    reference: str,
    focal: str,
    fit: GroupCurves,
    p: float,
    corrected: float,
    uneven: bool,
    classical: float | None,
    counts: tuple[int, int],
    level: float,
) -> Difference:
    shift = float(fit.curves[1, 1] - fit.curves[0, 1])
    error = math.sqrt(max(float(fit.covariance[2, 2]), 0.0))
    delta = -DELTA * shift
    sure = corrected < level
    size = abs(delta)
    class_: Class = "A"
    if sure and size >= MODERATE:
        beyond = (size - MODERATE) / max(abs(DELTA) * error, 1e-12)
        class_ = "C" if size >= LARGE and beyond > 1.645 else "B"
    sentence = _said(item, reference, focal, fit, shift, class_, uneven and sure)
    return Difference(
        item,
        reference,
        focal,
        shift,
        error,
        delta,
        class_,
        uneven and sure,
        p,
        corrected,
        classical,
        counts,
        sentence,
    )


def _said(
    item: str, reference: str, focal: str, fit: GroupCurves, shift: float, class_: Class, uneven: bool
) -> str:
    """Return a comparison in words."""
    if class_ == "A" and not uneven:
        return f"Item {item} is about as hard for group {focal} as for group {reference} at equal ability."
    harder = "harder" if shift < 0 else "easier"
    size = {"A": "a little", "B": "moderately", "C": "much"}[class_]
    told = f"Item {item} is {size} {harder} for group {focal} than for group {reference} at equal ability"
    slope = float(fit.curves[0, 0])
    if slope > 0.1:
        up = "higher" if shift < 0 else "lower"
        told += f", by about as much as if its difficulty were {abs(shift) / slope:.2f} {up}"
    there = 100 / (1 + math.exp(-shift))
    told += f": where 50 of 100 students of {reference} know the answer, {there:.0f} of {focal} do."
    if uneven:
        told += " How much it differs changes with ability."
    return told
