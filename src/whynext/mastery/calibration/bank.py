"""The item bank: calibrated items as data, with a version made from their parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from whynext.base.errors import Collector, NotFound, Problem, Refused, listed, nearest
from whynext.base.facts import canonical
from whynext.base.ids import ItemId, from_content
from whynext.mastery.calibration.curves import Floats

MODELS = ("1pl", "2pl", "3pl")
EDITION = 1
"""Counted up when the same parameters come to mean something else."""
DIGITS = 6
"""Decimals of parameters: far below any standard error, and the same on every machine."""
STATUSES = ("calibrated", "too few answers", "all right", "all wrong", "tells nothing", "works backwards")
"""What may be said of an item's calibration; only calibrated items should decide anything."""


@dataclass(frozen=True, slots=True)
class BankItem:
    """One calibrated item.

    Parameters
    ----------
    id
        The item.
    slope
        How sharply it tells abilities apart, in logits per unit of ability.
    difficulty
        The ability at which the chance, guessing aside, is one half.
    guess
        The chance to be right without knowing, 0 to below 1.
    slope_se, difficulty_se, guess_se
        Standard errors; 0 where the number was set, not estimated.
    answers, right
        How many answers it was calibrated on, and how many of them were right.
    status
        One of :data:`STATUSES`.

    Examples
    --------
    >>> BankItem("item-1", slope=1.2, difficulty=0.5).usable
    True
    """

    id: ItemId
    slope: float
    difficulty: float
    guess: float = 0.0
    slope_se: float = 0.0
    difficulty_se: float = 0.0
    guess_se: float = 0.0
    answers: int = 0
    right: int = 0
    status: str = "calibrated"

    @property
    def usable(self) -> bool:
        """Whether a test may rest on it."""
        return self.status == "calibrated"

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class ItemBank:
    """Items on one scale.

    Parameters
    ----------
    items
        In the order of their ids.
    model
        One of :data:`MODELS`: whether slopes differ, and whether there is guessing.
    scale
        What 0 and 1 of the scale are, in words.
    priors
        What was believed before any answer, as data; empty if nothing.

    Raises
    ------
    Refused
        With every impossible number and repeated id.

    Examples
    --------
    >>> bank = ItemBank((BankItem("a", 1.0, -0.5), BankItem("b", 1.5, 0.5)))
    >>> ItemBank.from_data(bank.as_data()) == bank, len(bank.version)
    (True, 12)
    """

    items: tuple[BankItem, ...]
    model: str = "2pl"
    scale: str = "mean 0 and standard deviation 1 among the students it was calibrated on"
    priors: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse impossible items; keep the rest in the order of their ids."""
        found = Collector()
        if self.model not in MODELS:
            what = f"there is no model «{self.model}»"
            found.add(what, where="model", valid=nearest(self.model, MODELS) or listed(MODELS))
        for item in self.items:
            _check(found, item)
        ids = [item.id for item in self.items]
        if repeated := sorted({each for each in ids if ids.count(each) > 1} if _repeats(ids) else ()):
            found.add(f"listed twice: {listed(repeated)}", where="items", kind="repeated item")
        found.refuse_if_any()
        object.__setattr__(self, "items", tuple(sorted(self.items, key=lambda item: item.id)))

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self.items)

    def __iter__(self) -> Iterator[BankItem]:
        """Iterate over the items in the order of their ids."""
        return iter(self.items)

    def __getitem__(self, item: str) -> BankItem:
        """Return the item of this id.

        Raises
        ------
        NotFound
            If the bank has none.
        """
        try:
            return self.items[self.index[item]]
        except KeyError:
            hint = nearest(item, self.index)
            raise NotFound(Problem(f"the bank has no item «{item}»", valid=hint, kind="no item")) from None

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The place of each item by its id."""
        return {item.id: place for place, item in enumerate(self.items)}

    @cached_property
    def slope(self) -> Floats:
        """Slopes, shape (J,)."""
        return np.array([item.slope for item in self.items])

    @cached_property
    def difficulty(self) -> Floats:
        """Difficulties, shape (J,)."""
        return np.array([item.difficulty for item in self.items])

    @cached_property
    def guess(self) -> Floats:
        """Chances to guess right, shape (J,)."""
        return np.array([item.guess for item in self.items])

    @cached_property
    def version(self) -> str:
        """An id made from the model and every parameter; standard errors and counts are not in it."""
        rows = [[item.id, item.slope, item.difficulty, item.guess, item.status] for item in self.items]
        return from_content("item-bank", str(EDITION), canonical([self.model, self.scale, rows]).decode())

    def usable(self) -> ItemBank:
        """Return the bank without the items that no test should rest on."""
        return self.of([item.id for item in self.items if item.usable])

    def of(self, items: Sequence[str]) -> ItemBank:
        """Return the bank of these items alone.

        Raises
        ------
        NotFound
            If one of them is not in it.
        """
        return ItemBank(tuple(self[item] for item in items), self.model, self.scale, self.priors)

    def frame(self) -> pl.DataFrame:
        """Return the items as a frame, a column for each field of :class:`BankItem`."""
        return pl.DataFrame([item.as_data() for item in self.items])

    def as_data(self) -> dict[str, Any]:
        """Return the bank as JSON values; :meth:`from_data` gives the same bank back."""
        return {
            "kind": "item-bank",
            "edition": EDITION,
            "version": self.version,
            "model": self.model,
            "scale": self.scale,
            "priors": dict(self.priors),
            "items": [item.as_data() for item in self.items],
        }

    def as_json(self) -> bytes:
        """Return the one spelling of the bank as JSON."""
        return canonical(self.as_data())

    @classmethod
    def from_data(cls, data: object) -> ItemBank:
        """Return the bank that a published document describes.

        Raises
        ------
        Refused
            With everything that is missing, unknown or impossible, or if its version is not the one that its
            parameters give.
        """
        if not isinstance(data, Mapping) or not isinstance(data.get("items"), Sequence):
            raise Refused(Problem("this is no item bank", valid='{"kind": "item-bank", "items": [...]}'))
        found = Collector()
        for name, value in (("kind", "item-bank"), ("edition", EDITION)):
            if data.get(name, value) != value:
                found.add(f"«{data[name]}» cannot be read here", where=name, valid=str(value))
        items = [_item_from(found, row, place) for place, row in enumerate(data["items"])]
        found.refuse_if_any()
        known = {name: data[name] for name in ("model", "scale", "priors") if name in data}
        bank = cls(tuple(item for item in items if item is not None), **known)
        if data.get("version", bank.version) != bank.version:
            raise Refused(
                Problem(
                    f"the bank was published as version {data['version']}, but is {bank.version}",
                    where="version",
                    next_step="leave the version out if the items were changed on purpose",
                    kind="another version",
                )
            )
        return bank


def _repeats(ids: Sequence[str]) -> bool:
    return len(set(ids)) < len(ids)


def _check(found: Collector, item: BankItem) -> None:
    where = f"items.{item.id}"
    if not isinstance(item.id, str) or not item.id.strip():
        found.add(f"{item.id!r} is no id", where="items", kind="no item")
    for each in fields(item)[1:9]:
        value = getattr(item, each.name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            found.add(f"{value!r} is no number", where=f"{where}.{each.name}", kind="not a number")
    if found:
        return
    if not 0 <= item.guess < 1:
        found.add(f"{item.guess} is no chance to guess right", where=f"{where}.guess", valid="0 to below 1")
    for name in ("slope_se", "difficulty_se", "guess_se", "answers", "right"):
        if getattr(item, name) < 0:
            found.add(f"{getattr(item, name)} is below 0", where=f"{where}.{name}")
    if item.status not in STATUSES:
        found.add(f"«{item.status}» is no status", where=f"{where}.status", valid=listed(STATUSES))
    elif item.usable and item.slope <= 0:
        found.add(
            f"the slope is {item.slope}: a right answer would count against ability",
            where=f"{where}.slope",
            valid="above 0, or the status «works backwards»",
        )


def _item_from(found: Collector, row: object, place: int) -> BankItem | None:
    names = [each.name for each in fields(BankItem)]
    where = f"items[{place}]"
    if not isinstance(row, Mapping):
        found.add(f"{row!r} is no item", where=where, valid=listed(names))
        return None
    unknown = sorted(str(name) for name in row if name not in names)
    lacking = [name for name in names[:3] if name not in row]
    for name in unknown:
        found.add(f"«{name}» is unknown", where=where, valid=nearest(name, names) or listed(names))
    for name in lacking:
        found.add(f"«{name}» is missing", where=where, kind="missing parameter")
    return None if unknown or lacking else BankItem(**row)
