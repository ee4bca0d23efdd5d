"""What the search for an assignment is compared with: first come, first served; every room by its name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from bench.assigning_worlds import MODALITIES, SINGLE, TAUGHT, Hall
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp


@dataclass(frozen=True)
class Told:
    """What a peer found: the value, None without a plan; its bound; places that it could not give."""

    value: float | None
    bound: float
    without: int
    variables: int


# First come, first served -------------------------------------------------------------------------------


def by_first_come(of: Hall) -> Told:
    """Let students in their order take the dearest place that is left, period by period.

    A session begins when its first student comes, if a room and a teacher are free; sessions that stay too
    small are given up in the end, and their students take what is left then.
    """
    desk = _Desk(of)
    for student in range(len(of.instance.wanted)):
        for period in range(int(of.period.max()) + 1):
            desk.serve(student, period, grown=False)
    for student, period in desk.dissolved():
        desk.serve(student, period, grown=True)
    without = int(of.instance.wanted.sum()) - len(desk.seat)
    return Told(float(sum(of.instance.score[row] for row in desk.seat.values())), np.inf, without, 0)


class _Desk:
    """Where places are given away."""

    def __init__(self, of: Hall) -> None:
        self.of = of
        self.rows: dict[tuple[int, int], list[int]] = {}
        instance = of.instance
        for row in np.argsort(-instance.score, kind="stable").tolist():
            where = int(instance.owner[row]), int(of.period[instance.option[row]])
            self.rows.setdefault(where, []).append(row)
        self.seat: dict[tuple[int, int], int] = {}
        self.rooms = {
            (p, m): int(of.rooms[m]) for p in range(int(of.period.max()) + 1) for m in range(len(of.rooms))
        }
        self.free = dict.fromkeys(range(len(of.instance.slot)), 0)
        self.filled = dict.fromkeys(range(len(of.instance.slot)), 0)
        self.busy: set[tuple[int, int]] = set()
        self.teacher: dict[int, list[int]] = {}

    def serve(self, student: int, period: int, *, grown: bool) -> None:
        """Give a student the dearest place that is left in a period."""
        for row in self.rows.get((student, period), []):
            if self._suits(student, row) and self._taken(int(self.of.instance.option[row]), grown):
                self.seat[student, period] = row
                return

    def _suits(self, student: int, row: int) -> bool:
        """Return whether it goes with the student's other places of the day."""
        of, option = self.of, self.of.instance.option
        others = [option[other] for (who, _), other in self.seat.items() if who == student]
        mine = option[row]
        alone = sum(bool(SINGLE[of.modality[each]]) for each in others) + bool(SINGLE[of.modality[mine]])
        taught = sum(bool(TAUGHT[of.modality[each]]) for each in others) + bool(TAUGHT[of.modality[mine]])
        again = any(
            of.modality[each] == of.modality[mine] and of.skill[each] == of.skill[mine] for each in others
        )
        return taught <= 1 and alone < int(of.period.max()) + 1 and not again

    def _taken(self, option: int, grown: bool) -> bool:
        """Take a seat of an option, in a new session if need be; return whether there is one."""
        of = self.of
        where = int(of.period[option]), int(of.modality[option])
        size = MODALITIES[where[1]].largest
        if self.free[option] == 0 and not self._opened(option, where, size, grown):
            return False
        self.free[option] -= 1
        self.filled[option] += 1
        return True

    def _opened(self, option: int, where: tuple[int, int], size: int, grown: bool) -> bool:
        """Begin a session; at the end of the day only such as need nobody else."""
        if self.rooms[where] == 0 or (grown and MODALITIES[where[1]].smallest > 1):
            return False
        if TAUGHT[where[1]]:
            able = np.flatnonzero(self.of.qualified[:, self.of.skill[option]])
            free = [int(t) for t in able if (where[0], int(t)) not in self.busy]
            if not free:
                return False
            self.busy.add((where[0], free[0]))
            self.teacher.setdefault(option, []).append(free[0])
        self.rooms[where] -= 1
        self.free[option] += size
        return True

    def dissolved(self) -> list[tuple[int, int]]:
        """Give up the sessions that are too small; return who has no place for it, and when."""
        out = []
        for option, filled in self.filled.items():
            modality = MODALITIES[self.of.modality[option]]
            sessions = -(-filled // modality.largest) if modality.in_groups else 0
            if not sessions or filled >= sessions * modality.smallest:
                continue
            period = int(self.of.period[option])
            there = [key for key, row in self.seat.items() if self.of.instance.option[row] == option]
            keep = (filled // modality.largest) * modality.largest
            for key in there[keep:]:
                del self.seat[key]
                out.append(key)
            self.filled[option], self.free[option] = keep, 0
            self.rooms[period, int(self.of.modality[option])] += 1
            if self.teacher.get(option):
                self.busy.discard((period, self.teacher[option].pop()))
        return sorted(out)


# Every room by its name ---------------------------------------------------------------------------------


def naming_rooms(of: Hall, seconds: float) -> Told:
    """Solve the plain formulation: who sits in which room, and which teacher goes there.

    One truth for every student, option and room, one for every option and room that says whether it is held
    there, one for every such session and teacher.
    """
    instance, modality = of.instance, of.modality
    rooms = np.where(SINGLE[modality], 1, of.rooms[modality])  # single seats need no name
    held = np.concatenate(([0], np.cumsum(rooms)))
    chair = np.concatenate(([0], np.cumsum(rooms[instance.option])))
    x, sessions = int(chair[-1]), int(held[-1])
    row_of = np.repeat(np.arange(len(instance.owner)), rooms[instance.option])
    room_of = np.arange(x) - chair[row_of]
    session_of = held[instance.option[row_of]] + room_of
    option_of = np.repeat(np.arange(len(modality)), rooms)
    taught = np.flatnonzero(TAUGHT[modality[option_of]])
    session, teacher = np.nonzero(of.qualified[:, of.skill[option_of[taught]]].T)
    sheet = _Rows(x + sessions + len(session))
    periods = int(of.period.max()) + 1
    xs = np.arange(x)
    grouped = ~SINGLE[modality[option_of]]
    sheet.add(instance.owner[row_of] * periods + of.period[instance.option[row_of]], xs, 1.0, 1.0, 1.0)
    for limit in instance.limits:
        if not limit.of_sessions:
            named = np.flatnonzero(np.isin(row_of, limit.index))
            sheet.add(np.zeros(len(named), np.int64), named, 1.0, -np.inf, limit.high)
    for sign, sizes in ((1.0, instance.largest), (-1.0, instance.smallest)):
        inside = grouped[session_of]
        place = np.concatenate([session_of[inside], np.flatnonzero(grouped)])
        column = np.concatenate([xs[inside], x + np.flatnonzero(grouped)])
        amount = np.concatenate([np.full(inside.sum(), sign), -sign * sizes[option_of[grouped]]])
        sheet.add(place, column, amount, -np.inf, 0.0)
    room = np.arange(sessions) - held[option_of]
    key = (of.period[option_of] * len(MODALITIES) + modality[option_of]) * (int(rooms.max()) + 1) + room
    sheet.add(key[grouped], x + np.flatnonzero(grouped), 1.0, -np.inf, 1.0)
    goes = x + sessions + np.arange(len(session))
    sheet.add(
        np.concatenate([session, np.arange(len(taught))]),
        np.concatenate([goes, x + taught]),
        np.concatenate([np.ones(len(session)), -np.ones(len(taught))]),
        0.0,
        0.0,
    )
    sheet.add(of.period[option_of[taught[session]]] * len(of.qualified) + teacher, goes, 1.0, -np.inf, 1.0)
    worth = np.concatenate([instance.score[row_of], np.zeros(sessions + len(session))])
    solved = milp(
        -worth,
        integrality=np.ones(len(worth)),
        bounds=Bounds(0, 1),
        constraints=sheet.constraint(),
        options={"time_limit": seconds},
    )
    bound = -solved.mip_dual_bound if solved.mip_dual_bound is not None else np.inf
    value = None if solved.x is None else float(worth @ (solved.x > 0.5))
    return Told(value, bound, 0, len(worth))


class _Rows:
    """Rows of a program, gathered."""

    def __init__(self, columns: int) -> None:
        self.columns, self.count = columns, 0
        self.entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.bounds: list[tuple[np.ndarray, np.ndarray]] = []

    def add(
        self, key: np.ndarray, column: np.ndarray, amount: np.ndarray | float, low: float, high: float
    ) -> None:
        """Add a row for every key: what has it counts in it."""
        keys, place = np.unique(key, return_inverse=True)
        self.entries.append((self.count + place, column, np.broadcast_to(amount, len(column))))
        self.bounds.append((np.full(len(keys), low), np.full(len(keys), high)))
        self.count += len(keys)

    def constraint(self) -> LinearConstraint:
        rows, columns, amounts = (np.concatenate(each) for each in zip(*self.entries, strict=True))
        low, high = (np.concatenate(each) for each in zip(*self.bounds, strict=True))
        return LinearConstraint(
            sparse.csr_array((amounts, (rows, columns)), (self.count, self.columns)), low, high
        )
