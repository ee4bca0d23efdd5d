"""What a calibration found, for people: each item, how it fits its curve, and whom it treats unlike."""

from __future__ import annotations

from collections.abc import Sequence

from whynext.mastery.calibration.bank import BankItem, ItemBank
from whynext.mastery.calibration.dif import DifReport
from whynext.mastery.calibration.item_fit import ItemFit
from whynext.mastery.calibration.linking import Link

KINDS = {"1pl": "one slope for all items", "2pl": "own slopes", "3pl": "own slopes, and guessing"}


def report(
    bank: ItemBank,
    fits: Sequence[ItemFit] = (),
    dif: DifReport | None = None,
    link: Link | None = None,
    notes: Sequence[str] = (),
) -> str:
    """Return a calibration as Markdown: what to look at first, then a table of all items.

    Parameters
    ----------
    bank
        The items.
    fits
        How they fit their curves.
    dif
        How they compare between groups.
    link
        How the bank was brought onto another's scale.
    notes
        Sentences of the calibration.

    Examples
    --------
    >>> print(report(ItemBank((BankItem("a", 1.0, -0.5, answers=40, right=25),))).splitlines()[0])
    # Calibration of 1 items
    """
    parts = [f"# Calibration of {len(bank)} items", _head(bank)]
    if link is not None:
        parts += ["## Link", link.sentence]
    parts += ["## Look at these first", _listed(_first(fits, dif))]
    if dif is not None:
        parts += [f"## Groups, compared with {_plain(dif.reference)}", _groups(dif)]
    if notes:
        parts += ["## Notes", _listed(notes)]
    parts += ["## Items", _table(bank, {each.item: each for each in fits})]
    return "\n\n".join(parts) + "\n"


def _head(bank: ItemBank) -> str:
    return f"Version `{bank.version}`, model {bank.model} ({KINDS[bank.model]}). Scale: {_plain(bank.scale)}."


def _first(fits: Sequence[ItemFit], dif: DifReport | None) -> list[str]:
    """Return a sentence for each item that somebody should look at."""
    said = [each.sentence for each in fits if not each.fits]
    said += [each.sentence for each in dif.flagged] if dif is not None else []
    return said or ["Nothing: every item that was compared does as its curve says."]


def _groups(dif: DifReport) -> str:
    abilities = [
        f"{_plain(group)}: mean ability {mean:.2f}, standard deviation {sd:.2f}."
        for group, (mean, sd) in dif.ability.items()
    ]
    compared = f"{len(dif.differences):,} comparisons, {len(dif.flagged)} to look at."
    return _listed([compared, *abilities, *dif.notes])


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {_plain(each)}" for each in sentences)


def _table(bank: ItemBank, fits: dict[str, ItemFit]) -> str:
    header = ("item", "answers", "right", "slope", "difficulty", "guess", "off its curve", "status")
    lines = [header, ("---", *["---:"] * (len(header) - 2), "---")]
    lines += [_row(item, fits.get(item.id)) for item in bank]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _row(item: BankItem, fit: ItemFit | None) -> tuple[str, ...]:
    share = f"{100 * item.right / item.answers:.0f} %" if item.answers else ""
    off = "" if fit is None else f"{100 * fit.difference:.1f} %"
    return (
        _plain(item.id),
        f"{item.answers:,}",
        share,
        f"{item.slope:.2f} ± {item.slope_se:.2f}",
        f"{item.difficulty:.2f} ± {item.difficulty_se:.2f}",
        f"{item.guess:.2f}",
        off,
        item.status,
    )


def _plain(text: str) -> str:
    """Return a text that cannot break out of its line or its cell."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
