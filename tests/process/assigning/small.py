"""Small assignments, invented from a number, and the best plan of one found by trying all."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from whynext.process.assigning.checking import faults, value
from whynext.process.assigning.instance import FORBIDDEN, Instance, Limit, Resource

INF = np.inf


def invented(seed: int, *, students: int = 4, kinds: int = 3, slots: int = 2, bound: bool = True) -> Instance:
    """Return an assignment of a few students to a few options, with limits and rules of every kind."""
    draw = np.random.default_rng(seed)
    slot = np.repeat(np.arange(slots), kinds)
    options = len(slot)
    rows = [(s, o) for s in range(students) for o in range(options) if draw.random() < 0.75]
    owner, option = np.array(rows, np.int64).reshape(-1, 2).T
    meets = draw.random(options) < 0.7
    smallest = np.where(meets, draw.integers(0, 3, options), 0)
    largest = np.where(meets, np.maximum(smallest, draw.integers(1, 4, options)), 0)
    return Instance(
        owner=owner,
        option=option,
        score=draw.integers(1, 30, len(owner)).astype(float),
        must=(draw.random(len(owner)) < 0.05) & bound,
        wanted=draw.integers(1, slots + 1, students),
        slot=slot,
        smallest=smallest,
        largest=largest,
        limits=tuple(_limit(draw, k, owner, option, options, bound) for k in range(3)),
        resources=tuple(_resource(draw, options, bound) for _ in range(int(bound) + 1)),
        apart=((0, 1), (1, 2, 3))[: int(draw.integers(0, 3))] if bound and students > 3 else (),
        names=[f"s{s}" for s in range(students)],
        options=[f"o{o}" for o in range(options)],
    )


def _limit(draw, number, owner, option, options, bound):
    of_sessions = bool(draw.random() < 0.4)
    things = options if of_sessions else len(owner)
    index = np.flatnonzero(draw.random(things) < 0.5)
    high = float(draw.integers(1, 5)) if draw.random() < 0.8 else INF
    low = float(draw.integers(0, 2)) if bound and draw.random() < 0.5 else -INF
    price = float(draw.integers(1, 20)) if draw.random() < 0.5 or not bound else FORBIDDEN
    amount = draw.integers(1, 3, len(index)).astype(float)
    return Limit(number, (str(number),), of_sessions, index, amount, low, max(low, high), price)


def _resource(draw, options, bound):
    units = int(draw.integers(1, 4))
    pairs = [(o, u) for o in range(options) for u in range(units) if draw.random() < 0.8]
    option, unit = np.array(pairs, np.int64).reshape(-1, 2).T
    seats = draw.integers(1, 5, units) if draw.random() < 0.5 else np.full(units, 1000)
    return Resource(
        "teacher",
        tuple(f"t{u}" for u in range(units)),
        option,
        unit,
        np.flatnonzero(draw.random(options) < (0.6 if bound else 0.3)),
        seats,
        draw.integers(1, 3, units),
    )


def best_by_trying(instance: Instance) -> float | None:
    """Return the value of the best plan, found by trying all of them; None if none is valid."""
    best = None
    for chosen in _choices(instance):
        students = np.bincount(instance.option[chosen], minlength=len(instance.slot))
        ranges = []
        for o, here in enumerate(students.tolist()):
            most = instance.largest[o]
            ranges.append(
                [0] if not most else [n for n in range(_most(instance, here, o) + 1) if here <= n * most]
            )
        for counts in product(*ranges):
            sessions = np.array(counts, np.int64)
            if (best is None or value(instance, chosen, sessions) > best) and not faults(
                instance, chosen, sessions
            ):
                best = value(instance, chosen, sessions)
    return best


def _most(instance, here, option):
    """Return how many sessions of an option make sense: more need no trying."""
    smallest = instance.smallest[option]
    return here // smallest if smallest else max(here, 3)


def _choices(instance):
    each = []
    for decision, wanted in enumerate(instance.wanted.tolist()):
        rows = np.flatnonzero(instance.owner == decision)
        each.append(
            [
                taken
                for taken in combinations(rows.tolist(), wanted)
                if len({int(instance.slot[instance.option[row]]) for row in taken}) == wanted
            ]
        )
    for taken in product(*each):
        chosen = np.zeros(len(instance.owner), bool)
        chosen[[row for rows in taken for row in rows]] = True
        if chosen[instance.must].all():
            yield chosen


def hall(students: int, seed: int) -> Instance:
    """Return a hall of two periods: groups with rooms and teachers, single seats, nobody twice alike."""
    draw = np.random.default_rng(seed)
    skills, size = 12, students / 30
    # largest, smallest, rooms, whether taught, what it is good for
    kinds = [(8, 3, 2, True, 1.0), (4, 2, 3, False, 0.8), (0, 0, 8, False, 0.6), (0, 0, 9, False, 0.7)]
    slot, kind, skill = (each.ravel() for each in np.indices((2, len(kinds), skills)))
    level = draw.normal(skills / 2, 2, students)
    rows = []
    for s in range(students):
        for k in np.unique(np.clip(np.round(level[s] + draw.normal(0, 2, 4)), 0, skills - 1)):
            worth = draw.integers(40, 100)
            rows += [
                (s, o, int(worth * kinds[kind[o]][4] * draw.normal(1, 0.1)))
                for o in np.flatnonzero(skill == k)
            ]
    rows.sort()
    owner, option, score = (np.array(each) for each in zip(*rows, strict=True))
    limits = []
    for p in range(2):
        for m, (largest, _, rooms, _, _) in enumerate(kinds):
            here = (slot == p) & (kind == m)
            index = np.flatnonzero(here if largest else here[option])
            most = float(round(rooms * size))
            limits.append(Limit(0, (str(p), str(m)), largest > 0, index, np.ones(len(index)), -INF, most))
    for s in range(students):
        for source, of in enumerate(((kind == 0), (kind > 1)), 1):
            index = np.flatnonzero((owner == s) & of[option])
            limits.append(Limit(source, (str(s),), False, index, np.ones(len(index)), -INF, 1.0))
    taught = np.flatnonzero(kind == 0)
    teachers = round(2 * size)
    able = np.array([(o, t) for o in taught for t in range(teachers) if (t + skill[o]) % 2 or t == 0])
    many = np.full(teachers, 1000)
    names = tuple(f"t{t}" for t in range(teachers))
    return Instance(
        owner=owner,
        option=option,
        score=score.astype(float),
        must=np.zeros(len(owner), bool),
        wanted=np.full(students, 2),
        slot=slot,
        smallest=np.array([each[1] for each in kinds])[kind],
        largest=np.array([each[0] for each in kinds])[kind],
        limits=tuple(limits),
        resources=(Resource("teacher", names, able[:, 0], able[:, 1], taught, many, many),),
        apart=((0, 1), (2, 3, 4)),
        names=[f"s{s}" for s in range(students)],
        options=[f"o{o}" for o in range(len(slot))],
    )
