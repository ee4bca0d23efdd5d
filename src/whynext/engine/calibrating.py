"""Calibrating items on a school's own answers, comparing groups, linking, and putting in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused
from whynext.base.facts import canonical
from whynext.engine.history import history
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, moment
from whynext.mastery.calibration.bank import ItemBank
from whynext.mastery.calibration.dif import DifReport, dif
from whynext.mastery.calibration.em import Model
from whynext.mastery.calibration.fit import calibrate as calibrate_items
from whynext.mastery.calibration.item_fit import ItemFit, item_fit
from whynext.mastery.calibration.linking import Link, link, merged
from whynext.mastery.calibration.report import report
from whynext.mastery.fitting import Fitted, Progress, unheard

PUBLISHED = "bank_published"
BANK = "item bank in force"
"""The id of the document that holds the bank in force."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a school's own answers say of its items.

    Parameters
    ----------
    fitted
        The bank on the scale of these answers.
    fits
        How its items fit their curves.
    dif
        How they compare between groups; None where none were named.
    link
        How the bank came onto the scale of an earlier one; None where it was not asked to.
    bank
        The bank that may be put in force: linked, and with the items of the earlier one, where there is one.
    """

    fitted: Fitted[ItemBank]
    fits: tuple[ItemFit, ...]
    dif: DifReport | None
    link: Link | None
    bank: ItemBank

    @property
    def report(self) -> str:
        """All of it as Markdown."""
        return report(self.bank, self.fits, self.dif, self.link, self.fitted.notes)


def calibrate(
    engine: Engine,
    model: str = "2pl",
    *,
    groups: Mapping[str, str] | None = None,
    reference: str | None = None,
    to: ItemBank | None = None,
    progress: Progress = unheard,
) -> Calibrated:
    """Calibrate the items of the school on its own answers; nothing is written.

    Of a student's answers to one item the first counts.

    Parameters
    ----------
    model
        ``1pl``, ``2pl`` or ``3pl``.
    groups
        The group of each student by id, to find items that are harder for one of them at equal ability.
    reference
        The group that the others are compared with; the largest unless named.
    to
        The bank onto whose scale the items are brought; its own items stay as they are.

    Raises
    ------
    Refused
        If there is no such model, there are too few answers, no two groups, or too few items in common.
    """
    if model not in get_args(Model):
        raise Refused(Problem(f"there is no item model «{model}»", valid="1pl, 2pl or 3pl"))
    answers = first_answers(engine)
    share = 0.5 if groups is not None else 0.9
    fitted = calibrate_items(answers, model=model, progress=lambda done: progress(share * done))  # type: ignore[arg-type]
    usable = {each.id for each in fitted.model.items if each.usable}
    told = answers.filter(pl.col("item").is_in(usable))
    fits = item_fit(fitted.model, told) if len(told) else ()
    progress(share)
    differences = None
    if groups is not None:
        if not len(told):
            raise Refused(Problem("no item has enough answers to compare groups by", "--groups"))
        differences = dif(fitted.model, told, groups, reference=reference)
    line = None if to is None else _linked(fitted.model, to)
    bank = fitted.model if to is None or line is None else merged(fitted.model, to, line)
    progress(1.0)
    return Calibrated(fitted, fits, differences, line, bank)


def first_answers(engine: Engine) -> pl.DataFrame:
    """Return every answer of the school once, in diagnostics too; columns student, item, correct, order."""
    with engine.store.reading() as reading:
        answers = history(reading).frame(diagnostics=True)
    once = answers.unique("order", keep="first", maintain_order=True)
    return once.select("student", "item", "correct", "order")


def _linked(new: ItemBank, old: ItemBank) -> Link:
    """Return the link by the items that did not drift, which are told all the same."""
    first = link(new, old)
    if not first.drifted or len(first.common) - len(first.drifted) < 3:
        return first
    again = link(new, old, leave_out=first.drifted)
    return Link(again.slope, again.shift, again.common, first.drifted, again.unlike)


# In force -------------------------------------------------------------------------------------------------


def put_bank_in_force(engine: Engine, bank: ItemBank, *, by: str) -> str:
    """Put a bank in force from now on; return its version. Tests under way go on with the one they have.

    Raises
    ------
    Refused
        If nobody answers for it, or no item of it is usable.
    """
    if not by.strip():
        raise Refused(Problem("nobody is named who puts it in force", "--by", "a person"))
    if not len(bank.usable()):
        raise Refused(Problem("no item of the bank is calibrated", next_step="gather more answers first"))
    document = bank.as_data()
    with engine.store.writing() as writing:
        now = moment(engine, writing).now
        engine.append(writing, [engine.draft(PUBLISHED, now, {"bank": document, "by": by})], now)
        content = canonical(document).decode()
        row = {"id": [BANK], "kind": ["item bank"], "content": [content]}
        writing.upsert("documents", pl.DataFrame(row))
    return bank.version


def bank_in_force(reading: Reading) -> ItemBank:
    """Return the item bank that was put in force last.

    Raises
    ------
    NotFound
        If there is none.
    """
    rows = reading.table("documents", {"id": BANK})
    if len(rows) == 0:
        raise NotFound(
            Problem(
                "no item bank is in force here",
                next_step="«whynext calibrate --publish --by WHO» makes one of the school's own answers",
            )
        )
    return ItemBank.from_data(json.loads(rows.get_column("content")[0]))


def bank_of(engine: Engine, text: str) -> ItemBank:
    """Return the bank in force for the words ``in force``, else the one that JSON text describes.

    Raises
    ------
    Refused
        If the text is no item bank.
    """
    if text == "in force":
        with engine.store.reading() as reading:
            return bank_in_force(reading)
    try:
        return ItemBank.from_data(json.loads(text))
    except ValueError as error:
        if isinstance(error, Refused):
            raise
        raise Refused(Problem(f"this is no JSON: {error}", "item bank")) from error
