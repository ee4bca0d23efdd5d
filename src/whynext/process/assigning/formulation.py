"""How an instance becomes a mixed-integer program: which columns and rows say which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

from whynext.process.assigning.instance import (
    FORBIDDEN,
    Floats,
    Instance,
    Ints,
    Of,
    Part,
    Resource,
    Truths,
)
from whynext.process.assigning.sheet import Sheet
from whynext.process.assigning.tables import Counted, Tables

_ROW_WISE, _LARGEST_SOUGHT = 2, -1
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Given:
    """What of an instance is open: its free rows, the rows that stay chosen, and the parts given up."""

    free: Ints
    kept: Ints
    free_decisions: Ints
    given_up: Mapping[Part, float]
    tables: Tables

    @classmethod
    def of(
        cls,
        instance: Instance,
        free: Sequence[int] | Ints | None,
        base: Truths | None,
        given_up: Mapping[Part, float],
        tables: Tables | None,
        among: Truths | None,
    ) -> Given:
        """Return it for decisions that are free (all for None) and the rows of the others."""
        count, tables = len(instance.wanted), tables or Tables.of(instance)
        none = np.zeros(0, np.int64)
        is_free = np.full(count, free is None)
        if free is not None:
            is_free[np.asarray(free, np.int64)] = True
        is_open = is_free[instance.owner]
        kept = np.flatnonzero(base & ~is_open) if base is not None and free is not None else none
        if among is not None:
            is_open &= among | instance.must
        return cls(np.flatnonzero(is_open), kept, np.flatnonzero(is_free), given_up, tables)

    def all_of(self, kind: Of) -> dict[int, float]:
        """Return what is given up of a kind: its number, and the price."""
        return {part.which: price for part, price in self.given_up.items() if part.of is kind}


@dataclass(slots=True)
class Formulation:
    """A program, and where in it rows, sessions and what is given up stand.

    Parameters
    ----------
    x, n
        The column of each row and of each option, -1 where there is none.
    beyond
        The columns whose sum is how far a part that was given up is exceeded.
    """

    instance: Instance
    given: Given
    sheet: Sheet
    x: Ints
    n: Ints
    beyond: dict[Part, Ints] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many columns there are."""
        return self.sheet.of_columns.count

    def pass_to(self, solver: highspy.Highs) -> None:
        """Hand the program to a solver."""
        columns, rows, matrix = self.sheet.of_columns, self.sheet.of_rows, self.sheet.matrix()
        solver.passModel(
            columns.count,
            rows.count,
            matrix.nnz,
            0,
            _ROW_WISE,
            1,
            _LARGEST_SOUGHT,
            float(self.instance.score[self.given.kept].sum()),
            _joined(columns.worth),
            _joined(columns.low),
            _joined(columns.high),
            _joined(rows.low),
            _joined(rows.high),
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
            np.zeros(0, np.int32),
            np.zeros(0, np.int32),
            np.zeros(0),
            _joined(columns.whole).astype(np.int32),
        )

    def started(self, chosen: Truths, sessions: Ints) -> tuple[Ints, Floats]:
        """Return the columns and values of a plan, in so far as it is open."""
        meets = np.flatnonzero(self.n >= 0)
        columns = np.concatenate([self.x[self.given.free], self.n[meets]])
        values = np.concatenate([chosen[self.given.free], sessions[meets]])
        return columns.astype(np.int32), values.astype(np.float64)

    def safe(self, prices: Floats) -> tuple[float, Floats]:
        """Return a bound that follows from a price for each of the rows, and what each column adds to it.

        Whatever the prices are, no plan is worth more: weak duality, as in Neumaier and Shcherbina 2004,
        Safe bounds in linear and mixed-integer linear programming, Mathematical Programming 99:283-296.
        """
        columns, rows = self.sheet.of_columns, self.sheet.of_rows
        low, high = _joined(rows.low), _joined(rows.high)
        paid = np.where(np.isfinite(np.where(prices > 0, high, low)), prices, 0.0)
        at = np.where(paid > 0, high, low)
        left = _joined(columns.worth) - self.sheet.matrix().T @ paid
        most = np.where(left > 0, _joined(columns.high), _joined(columns.low))
        free = np.abs(left) > _NOTHING  # of no worth, however many there are
        bound = (paid[paid != 0] * at[paid != 0]).sum() + (left[free] * most[free]).sum()
        return float(bound + self.instance.score[self.given.kept].sum()), left

    def chosen(self, values: Floats) -> Truths:
        """Return the truth of every row."""
        chosen = np.zeros(len(self.x), bool)
        chosen[self.given.kept] = True
        chosen[self.given.free] = values[self.x[self.given.free]] > 0.5
        return chosen

    def sessions(self, values: Floats) -> Ints:
        """Return how many sessions there are of every option."""
        sessions = np.where(self.n >= 0, values[self.n], 0.0)
        return np.asarray(np.rint(sessions), np.int64)

    def excess(self, values: Floats) -> dict[Part, float]:
        """Return how far each part that was given up is exceeded."""
        return {part: round(float(values[columns].sum()), 6) + 0.0 for part, columns in self.beyond.items()}

    def value(self, chosen: Truths, sessions: Ints, excess: Mapping[Part, float]) -> float:
        """Return the scores of a plan less what is paid for limits and for what was given up."""
        prices = self.given.given_up
        paid = sum(prices[part] * units for part, units in excess.items())
        dropped = frozenset(part.which for part in prices if part.of is Of.LIMIT)
        return (
            float(self.instance.score[chosen].sum())
            - paid
            - self.given.tables.paid(chosen, sessions, dropped)
        )


def formulated(instance: Instance, given: Given) -> Formulation:
    """Return the program of what is open of an instance."""
    sheet = Sheet()
    sheet.columns([0.0], whole=True)  # so that there is always one, and always a whole one
    made = Formulation(instance, given, sheet, _none(len(instance.owner)), _none(len(instance.slot)))
    _choices(made)
    _wanted(made)
    _sessions(made)
    _apart(made)
    _limits(made)
    for number, resource in enumerate(instance.resources):
        _units(made, number, resource)
    return made


def _choices(made: Formulation) -> None:
    """Let each free row be chosen or not; it must be where that is demanded, or its absence is paid for."""
    instance, free = made.instance, made.given.free
    spared = made.given.all_of(Of.MUST)
    kept = instance.must[free] & ~np.isin(free, list(spared))
    made.x[free] = made.sheet.columns(1.0, instance.score[free], low=kept, whole=True)
    for row, price in spared.items():
        missing = made.sheet.columns([1.0], -price)
        if made.x[row] >= 0:
            made.sheet.enter(made.sheet.rows([1.0], np.inf), np.append(made.x[row], missing), 1.0)
        made.beyond[Part(Of.MUST, row)] = missing


def _wanted(made: Formulation) -> None:
    """Give every free decision as many rows as it wants, no two of the same slot."""
    instance, free, sheet = made.instance, made.given.free, made.sheet
    slots = int(instance.slot.max(initial=0)) + 1
    key, group, size = np.unique(
        instance.owner[free] * slots + instance.slot[instance.option[free]],
        return_inverse=True,
        return_counts=True,
    )
    fewer = made.given.all_of(Of.WANTED)
    owner = key // slots
    # Who wants as many as there are slots takes one of each: the nearer relaxation.
    full = np.bincount(owner, minlength=len(instance.wanted)) == instance.wanted
    full[list(fewer)] = False
    stated = full[owner] | (size > 1)
    row = np.full(len(key), -1)
    row[stated] = sheet.rows(full[owner[stated]], 1.0)
    counts = row[group] >= 0
    sheet.enter(row[group][counts], made.x[free][counts], 1.0)
    rest = made.given.free_decisions[~full[made.given.free_decisions]]
    demanded = _none(len(instance.wanted))
    demanded[rest] = sheet.rows(instance.wanted[rest], instance.wanted[rest])
    counts = demanded[instance.owner[free]] >= 0
    sheet.enter(demanded[instance.owner[free]][counts], made.x[free][counts], 1.0)
    for decision, price in fewer.items():
        missing = sheet.columns([float(instance.wanted[decision])], -price)
        if demanded[decision] >= 0:
            sheet.enter(demanded[decision], missing, 1.0)
        made.beyond[Part(Of.WANTED, decision)] = missing


def _sessions(made: Formulation) -> None:
    """Count sessions of the options that meet: neither too small nor too large, and none without one."""
    instance, sheet, free = made.instance, made.sheet, made.given.free
    meets = np.flatnonzero(instance.in_sessions)
    held = np.bincount(instance.option[made.given.kept], minlength=len(instance.slot))[meets]
    could = held + np.bincount(instance.option[free], minlength=len(instance.slot))[meets]
    fewer, more = made.given.all_of(Of.SMALLEST), made.given.all_of(Of.LARGEST)
    smallest, largest = instance.smallest[meets], instance.largest[meets]
    loose = (smallest == 0) | np.isin(meets, list(fewer))
    most = np.where(loose, np.inf, could // np.maximum(smallest, 1))
    made.n[meets] = sheet.columns(most, low=held > 0, whole=True)
    not_over = made.n.copy()
    not_over[meets] = sheet.rows(-np.inf, -held)
    not_under = _none(len(made.n))
    not_under[meets] = sheet.rows(-held, np.inf)
    sheet.enter(not_over[meets], made.n[meets], -largest)
    sheet.enter(not_under[meets], made.n[meets], -smallest)
    met = free[instance.in_sessions[instance.option[free]]]
    sheet.enter(not_over[instance.option[met]], made.x[met], 1.0)
    sheet.enter(not_under[instance.option[met]], made.x[met], 1.0)
    tied = sheet.rows(np.full(len(met), -np.inf), 0.0)
    sheet.enter(tied, made.x[met], 1.0)
    sheet.enter(tied, made.n[instance.option[met]], -1.0)
    for prices, kind, rows, sign in (
        (fewer, Of.SMALLEST, not_under, 1.0),
        (more, Of.LARGEST, not_over, -1.0),
    ):
        for option, price in prices.items():
            extra = sheet.columns([np.inf], -price)
            if rows[option] >= 0:
                sheet.enter(rows[option], extra, sign)
            made.beyond[Part(kind, option)] = extra


def _apart(made: Formulation) -> None:
    """Let no more of a group that is kept apart have an option than there are sessions of it."""
    instance, sheet = made.instance, made.sheet
    starts = made.given.tables.starts
    kept = np.zeros(len(made.x), bool)
    kept[made.given.kept] = True
    dropped = made.given.all_of(Of.APART)
    for number, group in enumerate(instance.apart):
        rows = np.concatenate([np.arange(starts[each], starts[each + 1]) for each in group])
        rows = rows[((made.x[rows] >= 0) | kept[rows]) & (made.n[instance.option[rows]] >= 0)]
        options, place, size = np.unique(instance.option[rows], return_inverse=True, return_counts=True)
        held = np.bincount(place[kept[rows]], minlength=len(options))
        stated = np.flatnonzero(size > 1)
        row = _none(len(options))
        row[stated] = sheet.rows(-np.inf, -held[stated])
        counts = (row[place] >= 0) & (made.x[rows] >= 0)
        sheet.enter(row[place][counts], made.x[rows][counts], 1.0)
        sheet.enter(row[stated], made.n[options[stated]], -1.0)
        if number in dropped:
            let_go = sheet.columns([1.0], -dropped[number], whole=True)
            sheet.enter(row[stated], let_go, -float(len(group)))
            made.beyond[Part(Of.APART, number)] = let_go


def _limits(made: Formulation) -> None:
    """Bound how many there are of each kind, beyond the bounds for the price."""
    kept = np.zeros(len(made.x), bool)
    kept[made.given.kept] = True
    tables = made.given.tables
    _counted(made, tables.of_rows, made.x, tables.of_rows.counts(kept))
    _counted(made, tables.of_sessions, made.n, np.zeros(len(tables.of_sessions.number)))


def _counted(made: Formulation, limits: Counted, columns: Ints, held: Floats) -> None:
    """Bound what is counted in these columns; so much of it is there already."""
    sheet, given_up = made.sheet, made.given.all_of(Of.LIMIT)
    rows = sheet.rows(limits.low - held, limits.high - held)
    stands = columns[limits.index] >= 0
    sheet.enter(rows[limits.place[stands]], columns[limits.index[stands]], limits.amount[stands])
    price = np.array(
        [given_up.get(n, p) for n, p in zip(limits.number.tolist(), limits.price.tolist(), strict=True)]
    )
    extra: dict[int, list[int]] = {number: [] for number in limits.number.tolist() if number in given_up}
    for bound, sign in ((limits.high, -1.0), (limits.low, 1.0)):
        paid = np.flatnonzero((price != FORBIDDEN) & np.isfinite(bound))
        over = sheet.columns(np.full(len(paid), np.inf), -price[paid])
        sheet.enter(rows[paid], over, sign)
        for number, column in zip(limits.number[paid].tolist(), over.tolist(), strict=True):
            if number in extra:
                extra[number].append(column)
    for number, over_and_under in extra.items():
        made.beyond[Part(Of.LIMIT, number)] = np.array(over_and_under, np.int64)


def _units(made: Formulation, number: int, resource: Resource) -> None:
    """Let units serve the sessions: none twice in a slot nor too often in all, with seats for everybody."""
    instance, sheet = made.instance, made.sheet
    lent = {part: price for part, price in made.given.given_up.items() if part.which == number}
    slots = {part.slot: price for part, price in lent.items() if part.of is Of.UNITS}
    loads = {part.unit: price for part, price in lent.items() if part.of is Of.LOAD}
    served = _none(len(instance.slot))
    needing = resource.needing[made.n[resource.needing] >= 0]
    served[needing] = sheet.rows(np.zeros(len(needing)), 0.0)
    sheet.enter(served[needing], made.n[needing], -1.0)
    units = _Kinds.among(resource, loads, len(instance.slot))
    pairs = np.unique(np.stack([units.of[resource.unit], resource.option]), axis=1)
    pairs = pairs[:, served[pairs[1]] >= 0]
    kinds, options = pairs
    # No more students than there are count, nor more of a session than it takes.
    students = np.bincount(
        instance.option[np.append(made.given.free, made.given.kept)], minlength=len(served)
    )
    more = np.isin(np.arange(len(served)), list(made.given.all_of(Of.LARGEST)))
    narrow = np.minimum(instance.largest, students)
    wide = np.where(more, students, narrow)
    crowded, cramped = (_cramped(options, units.seats[kinds], each) for each in (wide, narrow))
    # Where seats are no matter, whole sessions are served by whole units in every corner of the transport.
    whole = bool(cramped.any() or slots or loads)
    z = sheet.columns(units.count[kinds], whole=whole)
    sheet.enter(served[options], z, 1.0)
    _timed(made, units, z, pairs, frozenset(loads))
    for unit, price in loads.items():
        extra = sheet.columns([np.inf], -price, whole=True)
        row = sheet.rows([-np.inf], float(resource.at_most[unit]))
        sheet.enter(row, z[kinds == units.of[unit]], 1.0)
        sheet.enter(row, extra, -1.0)
        made.beyond[Part(Of.LOAD, number, unit=unit)] = extra
    lent_columns = _none(len(instance.slot))
    for slot, price in slots.items():
        here = needing[instance.slot[needing] == slot]
        lent_columns[here] = extra = sheet.columns(np.full(len(here), np.inf), -price, whole=True)
        sheet.enter(served[here], extra, 1.0)
        made.beyond[Part(Of.UNITS, number, slot=slot)] = extra
    serving = (options, z, units.seats[kinds])
    _seats(made, crowded, wide, serving, lent_columns)
    # Where a session may be too large, students are beyond it from what its units would seat if it were not.
    beyond = _seats(made, cramped & more, narrow, serving, lent_columns)
    for option in np.flatnonzero(cramped & more).tolist():
        sheet.enter(beyond[option], made.beyond[Part(Of.LARGEST, option)], 1.0)


def _cramped(options: Ints, seats: Ints, largest: Ints) -> Truths:
    """Tell for which options a unit that may serve them has fewer seats than a session takes."""
    cramped = np.zeros(len(largest), bool)
    cramped[options[seats < largest[options]]] = True
    return cramped


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Units of a resource by kind: those of one serve the same options, as often, with as many seats.

    `of` has the kind of each unit; `count`, `seats` and `at_most` are of each kind.
    """

    of: Ints
    count: Ints
    seats: Ints
    at_most: Ints

    @classmethod
    def among(cls, resource: Resource, alone: Iterable[int], options: int) -> _Kinds:
        """Find them; the units `alone` are each of a kind of their own."""
        serves = np.zeros((len(resource.units), options + 3), np.int64)
        serves[resource.unit, resource.option] = 1
        serves[:, -3], serves[:, -2] = resource.seats, resource.at_most
        for unit in alone:
            serves[unit, -1] = unit + 1
        _, first, kind, counts = np.unique(
            serves, axis=0, return_index=True, return_inverse=True, return_counts=True
        )
        return cls(kind.ravel(), counts, resource.seats[first], resource.at_most[first])


def _timed(made: Formulation, units: _Kinds, z: Ints, pairs: Ints, spared: frozenset[int]) -> None:
    """Let no kind serve more in a slot than it has units, nor more in all than they may."""
    sheet, slot = made.sheet, made.instance.slot
    kinds, options = pairs
    slots = int(slot.max(initial=0)) + 1
    key, place = np.unique(kinds * slots + slot[options], return_inverse=True)
    kind = key // slots
    rows = sheet.rows(np.full(len(key), -np.inf), units.count[kind])
    sheet.enter(rows[place], z, 1.0)
    often = np.bincount(kind, minlength=len(units.count)) > units.at_most
    often[[units.of[unit] for unit in spared]] = False
    row = _none(len(often))
    row[often] = sheet.rows(np.full(often.sum(), -np.inf), (units.count * units.at_most)[often])
    bound = row[kinds] >= 0
    sheet.enter(row[kinds[bound]], z[bound], 1.0)


def _seats(
    made: Formulation, of: Truths, largest: Ints, serving: tuple[Ints, Ints, Ints], lent: Ints
) -> Ints:
    """Let the units that serve these options have a seat for each of their students; return the rows."""
    instance, sheet, free = made.instance, made.sheet, made.given.free
    options, z, seats = serving
    stated = np.flatnonzero(of)
    held = np.bincount(instance.option[made.given.kept], minlength=len(instance.slot))
    row = _none(len(instance.slot))
    row[stated] = sheet.rows(held[stated], np.inf)
    here = row[options] >= 0
    sheet.enter(row[options[here]], z[here], np.minimum(seats, largest[options])[here])
    x = free[row[instance.option[free]] >= 0]
    sheet.enter(row[instance.option[x]], made.x[x], -1.0)
    borrowed = stated[lent[stated] >= 0]
    sheet.enter(row[borrowed], lent[borrowed], largest[borrowed])
    return row


def _none(count: int) -> Ints:
    return np.full(count, -1, np.int64)


def _joined(arrays: list[Floats]) -> Floats:
    return np.concatenate(arrays) if arrays else np.zeros(0)
