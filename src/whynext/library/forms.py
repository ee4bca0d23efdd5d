"""Parallel forms: a second test of the same skill that shares no item with the first.

A named form is taken if one has exactly as many items as asked for, none of them seen; of several, the one
whose items were shown least often. Otherwise loose items are taken, those shown least often first. Items of
a named form are loose too once no whole form is left, so that no bank is too small for want of a label. Two
items that ask the same are one, whatever their ids, since parametric families repeat themselves. Ties are
broken by a seed: the same arguments always give the same form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from whynext.base.errors import Refused
from whynext.base.ids import ItemId, SkillId
from whynext.base.seed import uniform
from whynext.library.item import Item


@dataclass(frozen=True, slots=True)
class Form:
    """The items of a test.

    Parameters
    ----------
    items
        Ids in the order in which they are to be asked, easiest first.
    name
        The named form of the bank that it is; empty if it was put together from loose items.
    missing
        How many items the bank lacked; 0 if the form is complete.
    why
        How the form came about, or what the bank lacks, in a sentence for a teacher.
    difficulty
        The mean difficulty of its items, from 0 to 1; None if it has none.
    """

    items: tuple[ItemId, ...]
    name: str
    missing: int
    why: str
    difficulty: float | None

    @property
    def is_complete(self) -> bool:
        """Whether the bank was large enough."""
        return self.missing == 0


def pick(
    items: Iterable[Item],
    *,
    count: int,
    seed: bytes,
    skill: SkillId | None = None,
    used: Collection[ItemId] = (),
    used_forms: Collection[str] = (),
    exposure: Mapping[ItemId, int] | None = None,
    statuses: Collection[str] = ("reviewed", "draft"),
    spread: bool = False,
    most: int | None = None,
) -> Form:
    """Return a form that shares no item with those that a student has seen.

    Parameters
    ----------
    items
        The bank.
    count
        How many items the form is to have.
    seed
        Breaks ties; give it the student and the occasion, so that neighbours get different forms.
    skill
        Only items of this skill; None if the bank holds nothing else.
    used
        Items that the student has seen.
    used_forms
        Named forms that the student has seen; all their items count as seen.
    exposure
        How often each item has been shown to anyone; those not named, never.
    statuses
        Only items of these statuses.
    spread
        Take the items from bands of rising difficulty, one from each, so that forms are about equally hard;
        within each band those shown least often first.
    most
        An item that was shown so often is left out, that it may not become known; None for no bound. A bank
        that has too few others is too small, and says so.

    Raises
    ------
    Refused
        If `count` is below 1.

    Examples
    --------
    >>> from whynext.library.item import Item, Key, Kind
    >>> bank = [Item(f"i{n}", ("halves",), Kind.NUMBER, f"Half of {2 * n}?", Key(str(n))) for n in range(5)]
    >>> first = pick(bank, count=3, seed=b"student-7, form 1")
    >>> second = pick(bank, count=3, seed=b"student-7, form 2", used=first.items)
    >>> second.is_complete, second.missing, set(first.items) & set(second.items)
    (False, 1, set())
    """
    if count < 1:
        raise Refused(f"a form has at least 1 item, not {count}")
    bank = [item for item in items if item.status in statuses and (skill is None or skill in item.skills)]
    seen = {_asked(item) for item in bank if item.id in used or (item.form and item.form in used_forms)}
    shown = exposure or {}
    worn = (
        frozenset[ItemId]() if most is None else frozenset(id for id, times in shown.items() if times >= most)
    )
    fresh = [item for item in bank if _asked(item) not in seen and item.id not in worn]
    named = _named(fresh, bank, count, shown, seed)
    if named:
        return _form(named, named[0].form, count, f"Form {named[0].form}, which the student has not seen.")
    ranked = _once(sorted(fresh, key=lambda item: (shown.get(item.id, 0), uniform(seed, item.id), item.id)))
    chosen = _from_bands(ranked, count) if spread else ranked[:count]
    return _form(chosen, "", count, _why(len(bank), len(ranked), count, most))


def _asked(item: Item) -> tuple[object, ...]:
    """Return what makes two items the same question, whatever their ids."""
    return item.question, item.alternative_text, item.diagram, item.key, item.options


def _once(items: Iterable[Item]) -> list[Item]:
    """Return the items without those that ask what an earlier one asks."""
    kept: dict[tuple[object, ...], Item] = {}
    for item in items:
        kept.setdefault(_asked(item), item)
    return list(kept.values())


def _named(
    fresh: Sequence[Item], bank: Sequence[Item], count: int, shown: Mapping[ItemId, int], seed: bytes
) -> list[Item]:
    """Return the items of the least shown whole form of the right size, nothing if there is none."""
    whole = _by_form(bank)
    forms = {
        name: members
        for name, members in _by_form(fresh).items()
        if len(members) == count == len(whole[name])
    }
    if not forms:
        return []
    best = min(
        forms,
        key=lambda name: (sum(shown.get(item.id, 0) for item in forms[name]), uniform(seed, name), name),
    )
    return forms[best]


def _by_form(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Return the items of each named form."""
    forms: dict[str, list[Item]] = {}
    for item in items:
        if item.form:
            forms.setdefault(item.form, []).append(item)
    return forms


def _from_bands(ranked: Sequence[Item], count: int) -> list[Item]:
    """Return the first of `ranked` in each of `count` bands of rising difficulty with about equally many."""
    if len(ranked) <= count:
        return list(ranked)
    place = {item.id: at for at, item in enumerate(ranked)}
    rising = sorted(ranked, key=lambda item: (item.difficulty, place[item.id]))
    edges = [len(rising) * band // count for band in range(count + 1)]
    return [min(rising[low:high], key=lambda item: place[item.id]) for low, high in pairwise(edges)]


def _form(chosen: Iterable[Item], name: str, count: int, why: str) -> Form:
    """Return a form of these items, the easiest first."""
    ordered = sorted(chosen, key=lambda item: (item.difficulty, item.id))
    mean = sum(item.difficulty for item in ordered) / len(ordered) if ordered else None
    return Form(tuple(item.id for item in ordered), name, count - len(ordered), why, mean)


def _why(bank: int, fresh: int, count: int, most: int | None) -> str:
    """Return the sentence that says how loose items were taken, or what is missing."""
    unseen = "that the student has not seen"
    if most is not None:
        unseen += f" and that were shown less than {most} times"
    if fresh >= count:
        return f"{count} of {fresh} items {unseen}, those shown least often first."
    return (
        f"The bank is too small: of its {bank} items {fresh} are left {unseen}, "
        f"and {count} are needed. Write {count - fresh} more or ask fewer."
    )
