"""Two calibrations brought onto one scale by the items they have in common.

Mean and sigma: Marco, G. L. (1977), Journal of Educational Measurement, 14. Test characteristic curves:
Stocking, M. L., & Lord, F. M. (1983). Developing a common metric in item response theory. Applied
Psychological Measurement, 7, 201-210.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from whynext.base.errors import Problem, Refused, listed
from whynext.mastery.calibration.bank import DIGITS, BankItem, ItemBank
from whynext.mastery.calibration.curves import Floats, chance_right, normal_grid

Method = Literal["stocking-lord", "mean-sigma"]
FEWEST = 3
"""Common items below which a link is mostly chance; a tenth to a fifth of the test is customary."""
DRIFTED = 3.0
"""Deviations, measured by the median, from which a common item counts as one that has become another."""


@dataclass(frozen=True, slots=True)
class Link:
    """How the scale of one calibration becomes that of another: ability there = slope · ability + shift.

    Parameters
    ----------
    slope, shift
        Of the line.
    common
        The items it rests on.
    drifted
        Common items that lie far off the line, in either direction: shown since, or changed. They are in
        `common` unless they were left out.
    unlike
        Greatest difference between the two test characteristic curves of the common items after linking, in
        right answers of a hundred.
    """

    slope: float
    shift: float
    common: tuple[str, ...]
    drifted: tuple[str, ...]
    unlike: float

    def ability(self, there: float) -> float:
        """Return an ability of the linked calibration on the other's scale."""
        return self.slope * there + self.shift

    def applied(self, bank: ItemBank, scale: str) -> ItemBank:
        """Return the bank on the other's scale, which `scale` describes in words."""
        items = tuple(_moved(item, self) for item in bank)
        return ItemBank(items, bank.model, scale, bank.priors)

    @property
    def sentence(self) -> str:
        """The link in words.

        Examples
        --------
        >>> Link(1.1, 0.2, ("a", "b", "c"), (), 0.4).sentence
        'By 3 common items, ability = 1.100 · ability + 0.200; their curves differ by 0.4 of 100 answers.'
        """
        told = (
            f"By {len(self.common)} common items, ability = {self.slope:.3f} · ability + {self.shift:.3f};"
            f" their curves differ by {self.unlike:.1f} of 100 answers."
        )
        return f"{told} Far off the line: {listed(self.drifted)}." if self.drifted else told


def link(
    new: ItemBank,
    old: ItemBank,
    *,
    method: Method = "stocking-lord",
    leave_out: Sequence[str] = (),
) -> Link:
    """Return the line that brings a new calibration onto the scale of an old one.

    Parameters
    ----------
    new, old
        Banks with usable items in common.
    method
        ``"stocking-lord"`` makes the expected scores on the common items agree over a normal population of
        the old scale; ``"mean-sigma"`` only mean and spread of their difficulties.
    leave_out
        Common items not to rest on, such as those that a first link called drifted.

    Raises
    ------
    Refused
        If there are fewer than :data:`FEWEST` common items, or no such method.
    """
    common = tuple(
        item.id
        for item in new
        if item.usable and item.id not in leave_out and item.id in old.index and old[item.id].usable
    )
    if len(common) < FEWEST:
        raise Refused(
            Problem(
                f"the two calibrations have {len(common)} usable items in common",
                valid=f"at least {FEWEST}",
                next_step="give both groups of students some of the same items",
                kind="too few items",
            )
        )
    if method not in ("stocking-lord", "mean-sigma"):
        raise Refused(
            Problem(f"there is no method «{method}»", where="method", valid="stocking-lord, mean-sigma")
        )
    ours, theirs = new.of(common), old.of(common)
    slope, shift = _mean_sigma(ours, theirs)
    if method == "stocking-lord":
        slope, shift = _stocking_lord(ours, theirs, slope, shift)
    return Link(
        slope, shift, common, _drifted(ours, theirs, slope, shift), _unlike(ours, theirs, slope, shift)
    )


def merged(new: ItemBank, old: ItemBank, by: Link) -> ItemBank:
    """Return one bank on the old scale: its items, and the new ones that it did not have."""
    moved = by.applied(new, old.scale)
    added = tuple(item for item in moved if item.id not in old.index)
    model = max(old.model, new.model)
    return ItemBank((*old.items, *added), model, old.scale, old.priors)


def _moved(item: BankItem, by: Link) -> BankItem:
    return replace(
        item,
        slope=round(item.slope / by.slope, DIGITS),
        difficulty=round(by.slope * item.difficulty + by.shift, DIGITS),
        slope_se=round(item.slope_se / by.slope, DIGITS),
        difficulty_se=round(by.slope * item.difficulty_se, DIGITS),
    )


def _mean_sigma(new: ItemBank, old: ItemBank) -> tuple[float, float]:
    spread = float(np.std(new.difficulty))
    slope = float(np.std(old.difficulty)) / spread if spread > 0 else 1.0
    slope = slope if slope > 0 else 1.0
    return slope, float(np.mean(old.difficulty) - slope * np.mean(new.difficulty))


def _curve(bank: ItemBank, at: Floats, slope: float = 1.0, shift: float = 0.0) -> Floats:
    """Return the expected right answers to all items at abilities on the other scale."""
    difficulty = slope * bank.difficulty + shift
    return np.asarray(chance_right(at[:, None], bank.slope / slope, difficulty, bank.guess).sum(axis=1))


def _stocking_lord(new: ItemBank, old: ItemBank, slope: float, shift: float) -> tuple[float, float]:
    from scipy.optimize import least_squares  # type: ignore[import-untyped]

    at, log_share = normal_grid(48)
    root = np.exp(0.5 * log_share)
    goal = _curve(old, at)

    def apart(line: Floats) -> Floats:
        return np.asarray(root * (_curve(new, at, float(np.exp(line[0])), float(line[1])) - goal))

    found = least_squares(apart, [np.log(slope), shift], xtol=1e-12, ftol=1e-12, gtol=1e-12)
    return float(np.exp(found.x[0])), float(found.x[1])


def _drifted(new: ItemBank, old: ItemBank, slope: float, shift: float) -> tuple[str, ...]:
    """Return the items whose difficulty lies off the line by more than chance and more than others'."""
    apart = slope * new.difficulty + shift - old.difficulty
    apart = apart - np.median(apart)
    typical = 1.4826 * float(np.median(np.abs(apart)))  # a standard deviation, if most are normal
    error = np.array(
        [np.hypot(slope * a.difficulty_se, b.difficulty_se) for a, b in zip(new, old, strict=True)]
    )
    far = np.abs(apart) > DRIFTED * np.maximum(np.maximum(typical, error), 1e-9)
    far &= np.abs(apart) > 0.1
    return tuple(item.id for item, off in zip(new, far.tolist(), strict=True) if off)


def _unlike(new: ItemBank, old: ItemBank, slope: float, shift: float) -> float:
    at = np.linspace(-3, 3, 61)
    return float(100 * np.abs(_curve(new, at, slope, shift) - _curve(old, at)).max() / len(new))
