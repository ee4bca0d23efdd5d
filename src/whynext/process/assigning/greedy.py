"""A first plan at once: sessions opened one after the other, the most worthwhile first, then single seats.

It keeps every rule but three kinds, which the search repairs where it must: that everybody gets as many as
are wanted, that a limit has a lower bound, and that every row that must be chosen is.
"""

from __future__ import annotations

from heapq import heapify, heappop, heapreplace

import numpy as np

from whynext.process.assigning.instance import FORBIDDEN, Instance, Ints, Truths
from whynext.process.assigning.tables import Counted, Tables

_SLACK = 1e-9
_TRIES = 5_000
_MORE_URGENT = 4.0
_SOMETHING = (0.1, 0.1, 0.1, 0.5, 1.0, 1.0)
"""What having anything at all counts, in scores, in each turn."""


def first_plan(instance: Instance, tables: Tables) -> tuple[Truths, Ints]:
    """Return the truths of rows and the numbers of sessions of a plan that is good, not best.

    Nothing in it is drawn: the same instance has the same first plan. Who is left without a place goes first
    in the next turn (Joslin and Clements 1999, Squeaky wheel optimization, Journal of Artificial
    Intelligence Research 10:353-373).
    """
    urgent = [1.0] * len(instance.wanted)
    best, fewest = None, 0
    for something in _SOMETHING:
        hall = _Hall(instance, tables, urgent, something)
        hall.open_sessions()
        hall.fill_seats()
        hall.make_room(tables)
        waiting = hall.waiting()
        if best is None or len(waiting) < fewest:
            best, fewest = hall, len(waiting)
        if not waiting:
            break
        for decision in waiting:
            urgent[decision] += _MORE_URGENT
    assert best is not None
    return best.plan()


class _Room:
    """What is left of limits, and what things of one kind (rows or options) take of them."""

    def __init__(self, limits: Counted, things: int) -> None:
        order = np.argsort(limits.index, kind="stable")
        starts = np.searchsorted(limits.index[order], np.arange(things + 1))
        self.starts: list[int] = starts.tolist()
        self.limit: list[int] = limits.place[order].tolist()
        self.amount: list[float] = limits.amount[order].tolist()
        self.left: list[float] = limits.high.tolist()
        self.price: list[float] = limits.price.tolist()

    def cost(self, thing: int) -> float:
        """Return what one more costs, infinitely much if no limit may be exceeded that it exceeds."""
        total = 0.0
        for entry in range(self.starts[thing], self.starts[thing + 1]):
            limit = self.limit[entry]
            over = self.amount[entry] - max(self.left[limit], 0.0)
            if over > _SLACK:
                total += over * self.price[limit]
        return total

    def take(self, thing: int, times: int = 1) -> None:
        """Let one more count, or one fewer for ``times = -1``."""
        for entry in range(self.starts[thing], self.starts[thing + 1]):
            self.left[self.limit[entry]] -= times * self.amount[entry]


class _Units:
    """The units of one resource: which session each serves in each slot."""

    def __init__(self, instance: Instance, number: int) -> None:
        resource = instance.resources[number]
        self.needed = np.isin(np.arange(len(instance.slot)), resource.needing).tolist()
        self.seats: list[int] = resource.seats.tolist()
        self.left: list[int] = resource.at_most.tolist()
        self.serves: dict[tuple[int, int], int] = {}
        """The option that a unit serves in a slot."""
        self.largest: list[int] = instance.largest.tolist()
        self.able: list[list[int]] = [[] for _ in self.needed]
        many = np.bincount(resource.unit, minlength=len(resource.units))
        for option, unit in zip(resource.option.tolist(), resource.unit.tolist(), strict=True):
            self.able[option].append(unit)
        for option, units in enumerate(self.able):
            # Enough seats first, and of those the ones that are of use to the fewest others.
            units.sort(key=lambda unit: (-min(self.seats[unit], self.largest[option]), many[unit], unit))

    def path(self, option: int, slot: int, least: int) -> list[tuple[int, int]]:
        """Return which unit would serve which option so that one more of `option` is served; [] if none.

        The last of the list is the new one. Others move only to units with no fewer seats.
        """
        return self._path(option, slot, least, set())

    def _path(self, option: int, slot: int, least: int, seen: set[int]) -> list[tuple[int, int]]:
        able = [each for each in self.able[option] if self.seats[each] >= least and each not in seen]
        for unit in able:
            if (unit, slot) not in self.serves and self.left[unit] > 0:
                return [(unit, option)]
        for unit in able:
            if unit not in seen and (unit, slot) in self.serves:
                seen.add(unit)
                other = self.serves[unit, slot]
                moved = self._path(other, slot, min(self.seats[unit], self.largest[other]), seen)
                if moved:
                    return [*moved, (unit, option)]
        return []

    def take(self, path: list[tuple[int, int]], slot: int) -> None:
        """Let units serve as a path says; the first of it is busy once more than before."""
        self.left[path[0][0]] -= 1
        for unit, option in path:
            self.serves[unit, slot] = option


class _Hall:
    """A plan in the making."""

    def __init__(self, instance: Instance, tables: Tables, urgent: list[float], something: float) -> None:
        self.instance = instance
        self.urgent = urgent
        self.owner: list[int] = instance.owner.tolist()
        self.option: list[int] = instance.option.tolist()
        self.score: list[float] = instance.score.tolist()
        self.slot: list[int] = instance.slot.tolist()
        self.smallest: list[int] = instance.smallest.tolist()
        self.largest: list[int] = instance.largest.tolist()
        self.starts: list[int] = tables.starts.tolist()
        self.of_rows = _Room(tables.of_rows, len(instance.owner))
        self.of_sessions = _Room(tables.of_sessions, len(instance.slot))
        self.units = [_Units(instance, number) for number in range(len(instance.resources))]
        self.slots = int(instance.slot.max(initial=0)) + 1
        self.wants: list[int] = instance.wanted.tolist()
        self.wanted: list[int] = instance.wanted.tolist()
        self.row_of = [-1] * (len(self.wants) * self.slots)
        """The row of each decision in each slot: chosen, or kept for one that must be."""
        self.chosen = [False] * len(self.owner)
        self.sessions = [0] * len(self.slot)
        self.seats = [0 if largest else len(self.owner) for largest in self.largest]
        self.groups: dict[int, list[int]] = {}
        for number, group in enumerate(instance.apart):
            for decision in group:
                self.groups.setdefault(decision, []).append(number)
        self.together: dict[tuple[int, int], int] = {}
        """How many of a group that is kept apart have an option."""
        self._reserve()
        self.spare = self._worth_alone()
        self.beyond = 1e3 * (1.0 + float(np.abs(instance.score).max(initial=0.0)))
        """What a row that must be chosen counts."""
        self.bonus = something * float(np.abs(instance.score).mean()) if len(self.owner) else 0.0

    def _reserve(self) -> None:
        """Keep the places of rows that must be chosen, of which those that contradict others are left."""
        self.must = [False] * len(self.owner)
        for row in np.flatnonzero(self.instance.must).tolist():
            place = self.owner[row] * self.slots + self.slot[self.option[row]]
            if self.row_of[place] < 0 and self.wants[self.owner[row]] > 0:
                self.must[row] = True
                self.row_of[place] = row
                self.wants[self.owner[row]] -= 1

    def _worth_alone(self) -> list[float]:
        """Return the best that each decision could have without a session."""
        alone = ~self.instance.in_sessions[self.instance.option]
        spare = np.full(len(self.wants), -np.inf)
        np.maximum.at(spare, self.instance.owner[alone], self.instance.score[alone])
        found: list[float] = np.where(np.isfinite(spare), spare, 0.0).tolist()
        return found

    # What could be placed --------------------------------------------------------------------------------

    def worth(self, row: int) -> float:
        """Return the score of a row less what it costs, ``-inf`` if it cannot be chosen."""
        if self.chosen[row]:
            return -np.inf
        decision, option = self.owner[row], self.option[row]
        if not self.must[row]:
            place = decision * self.slots + self.slot[option]
            if self.wants[decision] <= 0 or self.row_of[place] >= 0:
                return -np.inf
        return self.score[row] - self.of_rows.cost(row)

    def clashes(self, row: int, sessions: int) -> bool:
        """Return whether as many as there are sessions have the option already of those kept apart."""
        option = self.option[row]
        return bool(self.largest[option]) and any(
            self.together.get((group, option), 0) >= sessions
            for group in self.groups.get(self.owner[row], ())
        )

    def choose(self, row: int, times: int = 1) -> None:
        """Choose a row, or for ``times = -1`` do not choose it after all."""
        decision, option = self.owner[row], self.option[row]
        self.chosen[row] = times > 0
        if not self.must[row]:
            self.wants[decision] -= times
            self.row_of[decision * self.slots + self.slot[option]] = row if times > 0 else -1
        self.seats[option] -= times
        self.of_rows.take(row, times)
        for group in self.groups.get(decision, ()):
            self.together[group, option] = self.together.get((group, option), 0) + times

    # Sessions --------------------------------------------------------------------------------------------

    def open_sessions(self) -> None:
        """Open the session that gains most, again and again, until none gains any more."""
        options = self.instance.option
        order = np.lexsort((-self.instance.score, ~self.instance.must, options))
        bounds = np.searchsorted(options[order], np.arange(len(self.slot) + 1)).tolist()
        rows = order.tolist()
        self.of_option = of_option = [rows[bounds[o] : bounds[o + 1]] for o in range(len(self.slot))]
        heap = [
            (-gain, o)
            for o, largest in enumerate(self.largest)
            if largest and (gain := self._gain(o, of_option[o])) > 0
        ]
        heapify(heap)
        while heap:
            before, option = heap[0]
            gain = self._gain(option, of_option[option])
            if gain <= 0:
                heappop(heap)
            elif gain < -before - _SLACK:
                heapreplace(heap, (-gain, option))
            elif not self._open(option, of_option[option]):
                heappop(heap)

    def _gain(self, option: int, rows: list[int]) -> float:
        """Return what one more session of an option is worth, 0 if there cannot be one."""
        cost = self.of_sessions.cost(option)
        if cost == FORBIDDEN:
            return 0.0
        total, count, full = -cost, 0, self.largest[option]
        for row in rows:
            worth = self.worth(row)
            if worth == -np.inf:
                continue
            decision = self.owner[row]
            gain = worth - self.spare[decision]
            if self.must[row]:
                gain += self.beyond
            elif self.wants[decision] == self.wanted[decision] or self.urgent[decision] > 1.0:
                gain += self.bonus * self.urgent[decision]  # who has nothing yet comes first
            if gain <= 0 and count >= self.smallest[option]:
                break
            total += gain
            count += 1
            if count == full:
                break
        return total if count >= max(self.smallest[option], 1) else 0.0

    def _open(self, option: int, rows: list[int]) -> bool:
        """Open a session and fill it; return whether it could be."""
        slot, least = self.slot[option], max(self.smallest[option], 1)
        paths = [(each, each.path(option, slot, least)) for each in self.units if each.needed[option]]
        if any(not path for _, path in paths):
            return False
        full = min([self.largest[option], *(each.seats[path[-1][0]] for each, path in paths)])
        placed: list[int] = []
        for row in rows:
            if len(placed) == full:
                break
            worth = self.worth(row)
            good = self.must[row] or len(placed) < least or worth > self.spare[self.owner[row]] - self.bonus
            if worth > -np.inf and good and not self.clashes(row, self.sessions[option] + 1):
                self.choose(row)
                placed.append(row)
        if len(placed) < least:
            for row in placed:
                self.choose(row, -1)
            return False
        for each, path in paths:
            each.take(path, slot)
        self.of_sessions.take(option)
        self.sessions[option] += 1
        self.seats[option] += full
        return True

    # Seats -----------------------------------------------------------------------------------------------

    def fill_seats(self) -> None:
        """Give those who want more the best seat that is left, who has the fewest to choose from first."""
        waiting = self.waiting()
        choices = {d: len(self._seats_for(d)) for d in waiting}
        for decision in sorted(waiting, key=lambda d: (choices[d], d)):
            while self._open_places(decision):
                seats = self._seats_for(decision)
                if not seats:
                    break
                self.choose(max(seats)[1])

    def waiting(self) -> list[int]:
        """Return the decisions that get fewer than are wanted."""
        return [d for d in range(len(self.wants)) if self._open_places(d)]

    def make_room(self, tables: Tables) -> None:
        """Where somebody still waits, let one who has a seat that would do take another."""
        limits = tables.of_rows
        starts = np.searchsorted(limits.place, np.arange(len(limits.number) + 1))
        tries = _TRIES
        for decision in range(len(self.wants)):
            for row in range(self.starts[decision], self.starts[decision + 1]):
                if not self._open_places(decision) or tries <= 0:
                    break
                if self._could_wish(row):
                    for rival in self._in_the_way(row, limits.index, starts):
                        tries -= 1
                        if self._swapped(row, rival):
                            break

    def _could_wish(self, row: int) -> bool:
        """Return whether the decision itself has a place for a row."""
        if self.must[row] or self.chosen[row]:
            return not self.chosen[row]
        place = self.owner[row] * self.slots + self.slot[self.option[row]]
        return self.wants[self.owner[row]] > 0 and self.row_of[place] < 0

    def _in_the_way(self, row: int, counted: Ints, starts: Ints) -> list[int]:
        """Return the chosen rows without one of which there might be a seat for this one."""
        option, room = self.option[row], self.of_rows
        found = self.of_option[option] if self.seats[option] <= 0 and self.sessions[option] else []
        for entry in range(room.starts[row], room.starts[row + 1]):
            limit = room.limit[entry]
            if room.price[limit] == FORBIDDEN and room.left[limit] < room.amount[entry] - _SLACK:
                found = [*found, *counted[starts[limit] : starts[limit + 1]].tolist()]
        return [each for each in found if self.chosen[each]]

    def _swapped(self, row: int, rival: int) -> bool:
        """Let a rival take another seat and choose this row; return whether it could be."""
        option = self.option[rival]
        students = sum(self.chosen[each] for each in self.of_option[option])
        least = self.smallest[option] * self.sessions[option] if self.largest[option] else 0
        if self.must[rival] or students <= least:
            return False
        self.choose(rival, -1)
        mine = self.option[row]
        if self.seats[mine] > 0 and self.worth(row) > -np.inf and not self.clashes(row, self.sessions[mine]):
            self.choose(row)
            seats = self._seats_for(self.owner[rival])
            if seats:
                self.choose(max(seats)[1])
                return True
            self.choose(row, -1)
        self.choose(rival)
        return False

    def _open_places(self, decision: int) -> bool:
        first = decision * self.slots
        waits = any(row >= 0 and not self.chosen[row] for row in self.row_of[first : first + self.slots])
        return self.wants[decision] > 0 or waits

    def _seats_for(self, decision: int) -> list[tuple[float, int]]:
        """Return what each seat that a decision could have is worth."""
        found = []
        for row in range(self.starts[decision], self.starts[decision + 1]):
            option = self.option[row]
            if self.seats[option] > 0:
                worth = self.worth(row)
                if worth > -np.inf and not self.clashes(row, self.sessions[option]):
                    found.append((worth, row))
        return found

    def plan(self) -> tuple[Truths, Ints]:
        """Return what was chosen and opened."""
        return np.array(self.chosen, bool), np.array(self.sessions, np.int64)
