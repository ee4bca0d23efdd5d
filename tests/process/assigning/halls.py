"""Assignments written by hand, and a hall of any size from a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from whynext.process.assigning.instance import FORBIDDEN, Instance, Limit, Resource

INF = float("inf")


@dataclass
class Draft:
    """An assignment in words; options are named, and so are students.

    ``options`` maps a name to its slot, its smallest and its largest session (0, 0 where each has a seat).
    ``may`` maps a student to the options that are left for him or her, ``wanted`` to how many are wanted (1).
    """

    options: Mapping[str, tuple[int, int, int]]
    may: Mapping[str, Sequence[str]]
    wanted: Mapping[str, int] = field(default_factory=dict)
    must: Iterable[tuple[str, str]] = ()
    apart: Iterable[tuple[str, ...]] = ()
    limits: list[Limit] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Number students and options."""
        self.names, self.titles = list(self.may), list(self.options)
        self.rows = [
            (s, self.titles.index(o))
            for s, name in enumerate(self.names)
            for o in sorted(self.may[name], key=self.titles.index)
        ]

    def row(self, student: str, option: str) -> int:
        """Return the row of a student and an option."""
        return self.rows.index((self.names.index(student), self.titles.index(option)))

    def seats(
        self,
        options: Iterable[str],
        high: float = INF,
        *,
        low: float = -INF,
        source: int = 0,
        students: Iterable[str] | None = None,
        amount: float = 1.0,
        price: float = FORBIDDEN,
    ) -> Draft:
        """Bound how many students have one of these options; of some students, if they are named."""
        wanted = {self.titles.index(each) for each in options}
        of = set(self.names if students is None else students)
        index = [k for k, (s, o) in enumerate(self.rows) if o in wanted and self.names[s] in of]
        return self._limited(index, False, (low, high), source, amount, price)

    def held(self, options: Iterable[str], high: float = INF, *, low: float = -INF, source: int = 0) -> Draft:
        """Bound how many sessions there are of these options."""
        index = sorted(self.titles.index(each) for each in options)
        return self._limited(index, True, (low, high), source, 1.0, FORBIDDEN)

    def _limited(
        self,
        index: list[int],
        of_sessions: bool,
        bounds: tuple[float, float],
        source: int,
        amount: float,
        price: float,
    ) -> Draft:
        key = (str(len(self.limits)),)
        amounts = np.full(len(index), amount)
        self.limits.append(
            Limit(source, key, of_sessions, np.array(index, np.int64), amounts, *bounds, price)
        )
        return self

    def needs(
        self,
        name: str,
        serving: Mapping[str, Iterable[str]],
        *,
        needing: Iterable[str] | None = None,
        seats: Mapping[str, int] | None = None,
        at_most: Mapping[str, int] | None = None,
    ) -> Draft:
        """Let every session of the options need a unit, of those that may serve it."""
        units = list(serving)
        pairs = sorted((self.titles.index(o), units.index(u)) for u in units for o in serving[u])
        option, unit = np.array(pairs, np.int64).reshape(-1, 2).T
        every = {o for each in serving.values() for o in each} if needing is None else set(needing)
        self.resources.append(
            Resource(
                name,
                tuple(units),
                option,
                unit,
                np.array(sorted(self.titles.index(o) for o in every), np.int64),
                np.array([(seats or {}).get(u, 1000) for u in units], np.int64),
                np.array([(at_most or {}).get(u, 1000) for u in units], np.int64),
            )
        )
        return self

    def instance(self) -> Instance:
        """Return it in numbers."""
        owner, option = np.array(self.rows, np.int64).reshape(-1, 2).T
        slot, smallest, largest = np.array(list(self.options.values()), np.int64).reshape(-1, 3).T
        must = np.zeros(len(owner), bool)
        must[[self.row(*each) for each in self.must]] = True
        return Instance(
            owner=owner,
            option=option,
            score=np.arange(len(owner), dtype=np.float64) % 7,
            must=must,
            wanted=np.array([self.wanted.get(name, 1) for name in self.names], np.int64),
            slot=slot,
            smallest=smallest,
            largest=largest,
            limits=tuple(self.limits),
            resources=tuple(self.resources),
            apart=tuple(tuple(sorted(self.names.index(s) for s in group)) for group in self.apart),
            names=self.names,
            options=self.titles,
        )


KINDS: Mapping[str, tuple[int, int, int, bool]] = {
    "lesson": (6, 15, 4, True),
    "task": (8, 24, 1, True),
    "tutor": (1, 4, 2, True),
    "collab": (3, 6, 5, False),
    "peer": (2, 3, 6, False),
    "game": (4, 8, 2, False),
    "video": (0, 0, 14, False),
    "adaptive": (0, 0, 18, False),
    "practice": (0, 0, 20, False),
    "reading": (0, 0, 8, False),
    "check": (0, 0, 10, False),
    "lab": (0, 0, 8, False),
}
"""Ways of working in a hall of 90: smallest and largest session, rooms (or seats), whether with a teacher."""


def a_hall(students: int = 90, seed: int = 0, *, periods: int = 2, teachers: float = 1.0) -> Instance:
    """Return a hall: two periods, twelve ways of working, rooms, teachers, and what each may have a day.

    `teachers` is the share of teachers who came.
    """
    draw = np.random.default_rng(seed)
    share = students / 90
    skills = max(24, round(40 * share**0.5))
    level = draw.normal(skills / 2, skills / 5, students)
    ready = [
        np.unique(np.clip(np.round(at + draw.normal(0, 3, draw.integers(3, 7))), 0, skills - 1)).astype(int)
        for at in level
    ]
    kinds = list(KINDS)
    found = {
        (s, p, k, int(skill))
        for s in range(students)
        for skill in ready[s]
        for k in range(len(kinds))
        if k < 6 or draw.random() < 0.7
        for p in range(periods)
    }
    options = sorted({each[1:] for each in found})
    number = {each: place for place, each in enumerate(options)}
    rows = sorted((s, number[p, k, skill]) for s, p, k, skill in found)
    owner, option = np.array(rows, np.int64).T
    slot, kind, skill = np.array(options, np.int64).T
    sizes = np.array([KINDS[each][:2] for each in kinds])
    return Instance(
        owner=owner,
        option=option,
        score=draw.integers(20, 100, len(rows)).astype(float),
        must=np.zeros(len(rows), bool),
        wanted=np.full(students, periods),
        slot=slot,
        smallest=sizes[kind, 0],
        largest=sizes[kind, 1],
        limits=tuple(_limits_of_a_hall(owner, option, slot, kind, skill, share)),
        resources=(_teachers(draw, slot, kind, skill, skills, max(1, round(6 * share * teachers))),),
        apart=(),
        names=[f"student {s}" for s in range(students)],
        options=[f"{p + 1}|{kinds[k]}|{c}" for p, k, c in options],
    )


def _limits_of_a_hall(owner, option, slot, kind, skill, share):
    """Rooms and seats in each period; one teacher, one screen and nothing twice for each student a day."""
    names = list(KINDS)
    for p in range(int(slot.max()) + 1):
        for k, name in enumerate(names):
            smallest, _, rooms, _ = KINDS[name]
            here = np.flatnonzero((slot == p) & (kind == k))
            if smallest:
                index = here
            else:
                index = np.flatnonzero(np.isin(option, here))
            high = float(max(1, round(rooms * share)))
            yield Limit(0, (str(p + 1), name), bool(smallest), index, np.ones(len(index)), -INF, high)
    led = np.array([KINDS[name][3] for name in names])[kind]
    alone = np.array([KINDS[name][0] == 0 for name in names])[kind]
    for source, which in ((1, led), (2, alone)):
        for s in range(int(owner.max()) + 1):
            index = np.flatnonzero((owner == s) & which[option])
            yield Limit(source, (f"student {s}",), False, index, np.ones(len(index)), -INF, 1.0)
    for s in range(int(owner.max()) + 1):
        mine = np.flatnonzero(owner == s)
        activity = kind[option[mine]] * 1000 + skill[option[mine]]
        for each in np.unique(activity):
            index = mine[activity == each]
            key = (f"student {s}", str(each))
            yield Limit(3, key, False, index, np.ones(len(index)), -INF, 1.0)


def _teachers(draw, slot, kind, skill, skills, count):
    names = list(KINDS)
    able = draw.random((count, skills)) < 0.45
    able[draw.integers(0, count, skills), np.arange(skills)] = True
    needing = np.flatnonzero(np.array([KINDS[name][3] for name in names])[kind])
    pairs = [(o, t) for o in needing.tolist() for t in range(count) if able[t, skill[o]]]
    option, unit = np.array(pairs, np.int64).T
    teachers = tuple(f"t{t}" for t in range(count))
    many = np.full(count, 1000)
    return Resource("teacher", teachers, option, unit, needing, many, many)
