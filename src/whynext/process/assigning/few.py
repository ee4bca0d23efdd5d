"""An assignment as if there were only some of its decisions: what is impossible there is so for all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from whynext.process.assigning.instance import Instance, Ints, Limit, Of, Part, Truths
from whynext.process.assigning.tables import Tables


@dataclass(frozen=True, slots=True)
class Few:
    """A small assignment, and what its decisions, rows, limits and groups are called in the whole.

    Parameters
    ----------
    instance
        It has the options and resources of the whole.
    decisions, rows, limits, apart
        Their numbers in the whole, each ascending.
    """

    instance: Instance
    decisions: Ints
    rows: Ints
    limits: Ints
    apart: Ints

    def of_all(self, part: Part) -> Part:
        """Return a part of the small assignment as one of the whole."""
        numbers = {Of.WANTED: self.decisions, Of.MUST: self.rows, Of.LIMIT: self.limits, Of.APART: self.apart}
        return replace(part, which=int(numbers[part.of][part.which])) if part.of in numbers else part


def among(instance: Instance, decisions: Ints, tables: Tables) -> Few:
    """Return the assignment as if there were only some decisions, without what only others can fill.

    If that is impossible, the whole is: sessions of an option may be too small, and what must at least be
    may be missed, where a decision that is left out could help. Limits that cannot be missed are left out.

    Parameters
    ----------
    instance
        The whole.
    decisions
        Which are there, ascending, each once.
    tables
        Of the whole, or of the same with other scores.
    """
    there = np.isin(instance.owner, decisions)
    helped = np.zeros(len(instance.slot), bool)
    helped[instance.option[~there]] = True
    limits = {**_of_rows(instance, tables, there), **_of_sessions(instance, tables, helped)}
    place = {each: at for at, each in enumerate(decisions.tolist())}
    apart = {
        number: tuple(place[each] for each in group if each in place)
        for number, group in enumerate(instance.apart)
        if sum(each in place for each in group) > 1
    }
    few = Instance(
        owner=np.searchsorted(decisions, instance.owner[there]),
        option=instance.option[there],
        score=instance.score[there],
        must=instance.must[there],
        wanted=instance.wanted[decisions],
        slot=instance.slot,
        smallest=np.where(helped, 0, instance.smallest),
        largest=instance.largest,
        limits=tuple(limits[each] for each in sorted(limits)),
        resources=instance.resources,
        apart=tuple(apart.values()),
        names=[instance.names[each] for each in decisions.tolist()],
        options=instance.options,
    )
    numbers = np.array(sorted(limits), np.int64), np.array(list(apart), np.int64)
    return Few(few, decisions, np.flatnonzero(there), *numbers)


def _of_rows(instance: Instance, tables: Tables, there: Truths) -> dict[int, Limit]:
    """Return the limits of rows that could be missed among the rows that are there, by their numbers."""
    all_of = tables.of_rows
    here = there[all_of.index]
    many = len(all_of.number)

    def total(of: Truths) -> Ints:
        return np.bincount(all_of.place[of], np.abs(all_of.amount[of]), many)

    positive = all_of.amount > 0
    low = np.where(total(~here & positive) > 0, -np.inf, all_of.low)
    high = np.where(total(~here & ~positive) > 0, np.inf, all_of.high)
    tight = (total(here & positive) > high) | (-total(here & ~positive) < low)
    number = np.cumsum(there) - 1
    found = {}
    for at in np.flatnonzero(tight).tolist():
        limit = instance.limits[int(all_of.number[at])]
        stays = there[limit.index]
        index, amount = number[limit.index[stays]], limit.amount[stays]
        found[int(all_of.number[at])] = replace(
            limit, index=index, amount=amount, low=float(low[at]), high=float(high[at])
        )
    return found


def _of_sessions(instance: Instance, tables: Tables, helped: Truths) -> dict[int, Limit]:
    """Return the limits of sessions by their numbers; options that others have, too, may have more."""
    found = {}
    for number in tables.of_sessions.number.tolist():
        limit = instance.limits[number]
        others = limit.amount[helped[limit.index]]
        low = -np.inf if (others > 0).any() else limit.low
        high = np.inf if (others < 0).any() else limit.high
        found[number] = replace(limit, low=low, high=high)
    return found
