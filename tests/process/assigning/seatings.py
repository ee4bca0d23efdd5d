"""Tiny plans to be seated, what is wrong with a seating, what is liked of it, and every seating there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st

from whynext.process.assigning.instance import Instance, Plan, Resource, Status
from whynext.process.assigning.seating import Liking, Seating

MANY = 99


def instance(
    have: list[list[int]],
    *,
    slot: list[int],
    smallest: list[int],
    largest: list[int],
    resources: tuple[Resource, ...] = (),
    apart: tuple[tuple[int, ...], ...] = (),
) -> Instance:
    """Return an instance whose decisions have exactly these options as candidates."""
    owner = np.array([d for d, mine in enumerate(have) for _ in mine], np.int64)
    option = np.array([o for mine in have for o in mine], np.int64)
    return Instance(
        owner=owner,
        option=option,
        score=np.ones(len(owner)),
        must=np.zeros(len(owner), bool),
        wanted=np.array([len(mine) for mine in have], np.int64),
        slot=np.array(slot, np.int64),
        smallest=np.array(smallest, np.int64),
        largest=np.array(largest, np.int64),
        limits=(),
        resources=resources,
        apart=apart,
        names=[f"student {d}" for d in range(len(have))],
        options=[f"option {o}" for o in range(len(slot))],
    )


def resource(
    units: int,
    serves: list[tuple[int, int]],
    needing: list[int],
    seats: list[int] | None = None,
    at_most: list[int] | None = None,
) -> Resource:
    """Return a resource from pairs of option and unit."""
    return Resource(
        "unit",
        tuple(f"unit {u}" for u in range(units)),
        np.array([o for o, _ in serves], np.int64),
        np.array([u for _, u in serves], np.int64),
        np.array(needing, np.int64),
        np.array(seats or [MANY] * units, np.int64),
        np.array(at_most or [MANY] * units, np.int64),
    )


def whole(made: Instance, sessions: list[int]) -> Plan:
    """Return the plan that chooses every row."""
    return Plan(Status.BEST, np.ones(len(made.owner), bool), np.array(sessions, np.int64), 0.0, 0.0, 1)


def faulty(made: Instance, plan: Plan, seating: Seating) -> list[str]:
    """Return what is wrong with a seating, each rule looked at by itself."""
    wrong = []
    seats = {}
    for row in np.flatnonzero(plan.chosen).tolist():
        o, number = int(made.option[row]), int(seating.session[row])
        if made.largest[o] == 0:
            wrong += [f"row {row} sits in a session"] if number != 1 else []
            continue
        if not 1 <= number <= plan.sessions[o]:
            wrong.append(f"row {row} sits nowhere")
        seats.setdefault((o, number), []).append(int(made.owner[row]))
    there = list(zip(seating.option.tolist(), seating.number.tolist(), strict=True))
    if sorted(there) != [(o, k + 1) for o in range(len(made.slot)) for k in range(plan.sessions[o])]:
        wrong.append("sessions missing or too many")
    for key in there:
        sitting = seats.get(key, [])
        units = seating.serving(*key)
        if not made.smallest[key[0]] <= len(sitting) <= made.largest[key[0]]:
            wrong.append(f"session {key} has {len(sitting)}")
        for each, unit in zip(made.resources, units, strict=True):
            needs = key[0] in each.needing.tolist()
            if needs != (unit >= 0):
                wrong.append(f"session {key} has unit {unit}")
            if needs and (key[0], unit) not in set(
                zip(each.option.tolist(), each.unit.tolist(), strict=True)
            ):
                wrong.append(f"unit {unit} may not serve {key}")
            if needs and len(sitting) > each.seats[unit]:
                wrong.append(f"unit {unit} is too small for {key}")
        for group in made.apart:
            if len(set(group) & set(sitting)) > 1:
                wrong.append(f"{group} share {key}")
    for number, each in enumerate(made.resources):
        used = [
            (int(made.slot[o]), int(u))
            for o, u in zip(seating.option, seating.unit[:, number], strict=True)
            if u >= 0
        ]
        if len(set(used)) < len(used):
            wrong.append("a unit serves twice in a slot")
        for unit in range(len(each.units)):
            if sum(u == unit for _, u in used) > each.at_most[unit]:
                wrong.append(f"unit {unit} serves too many")
    return wrong


def liked(made: Instance, plan: Plan, liking: Liking, seating: Seating) -> float:
    """Return what is liked of a seating, counted pair by pair."""
    total = 0.0
    for row, number, unit, worth in zip(liking.row, liking.resource, liking.unit, liking.worth, strict=True):
        o = int(made.option[row])
        if (
            plan.chosen[row]
            and made.largest[o]
            and seating.serving(o, int(seating.session[row]))[number] == unit
        ):
            total += worth
    sharing: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(plan.chosen & made.in_sessions[made.option]).tolist():
        sharing.setdefault((int(made.option[row]), int(seating.session[row])), []).append(row)
    for rows in sharing.values() if liking.group is not None else ():
        groups = [int(liking.group[made.owner[row]]) for row in rows]
        total += liking.together * sum(g == h >= 0 for g, h in combinations(groups, 2))
    return float(total)


def every(made: Instance, plan: Plan) -> Iterator[Seating]:
    """Iterate over every valid seating."""
    rows = np.flatnonzero(plan.chosen & made.in_sessions[made.option])
    sessions = [(o, k + 1) for o in range(len(made.slot)) for k in range(plan.sessions[o])]
    units = []
    for o, _ in sessions:
        ways = [
            sorted({int(u) for p, u in zip(each.option, each.unit, strict=True) if p == o})
            if o in each.needing.tolist()
            else [-1]
            for each in made.resources
        ]
        units.append(list(product(*ways)))
    option = np.array([o for o, _ in sessions], np.int64)
    number = np.array([k for _, k in sessions], np.int64)
    for unit in product(*units):
        table = np.array(unit, np.int64).reshape(len(sessions), len(made.resources))
        for place in product(*(range(1, plan.sessions[made.option[r]] + 1) for r in rows)):
            session = np.where(plan.chosen, 1, 0)
            session[rows] = place
            seating = Seating(session, option, number, table, {}, 0.0)
            if not faulty(made, plan, seating):
                yield seating


@st.composite
def small(draw: st.DrawFn) -> tuple[Instance, Plan, Liking]:
    """Draw a tiny plan: up to six students, three options, two resources, some kept apart, some likings."""
    options = draw(st.integers(1, 3))
    slot = draw(st.lists(st.integers(0, 1), min_size=options, max_size=options))
    students = draw(st.integers(1, 6))
    have = []
    for _ in range(students):
        mine = draw(st.sets(st.integers(0, options - 1), max_size=2))
        have.append([o for o in sorted(mine) if slot[o] not in {slot[p] for p in mine if p < o}])
    many = [sum(o in mine for mine in have) for o in range(options)]
    sessions = [draw(st.integers(1, min(2, each))) if each else 0 for each in many]
    smallest = [
        draw(st.integers(0 if m < 2 else 1, max(m // max(n, 1), 1)))
        for m, n in zip(many, sessions, strict=True)
    ]
    largest = [
        max(draw(st.integers(-(-m // max(n, 1)), max(m, 1))), low)
        for m, n, low in zip(many, sessions, smallest, strict=True)
    ]
    resources = []
    for _ in range(draw(st.integers(0, 2))):
        units = draw(st.integers(1, 3))
        pairs = sorted(
            draw(st.sets(st.tuples(st.integers(0, options - 1), st.integers(0, units - 1)), min_size=1))
        )
        needing = sorted(draw(st.sets(st.integers(0, options - 1))))
        size = st.lists(st.integers(1, 5), min_size=units, max_size=units)
        share = st.lists(st.integers(1, 3), min_size=units, max_size=units)
        resources.append(resource(units, pairs, needing, draw(size), draw(share)))
    pairs_apart = draw(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=2))
    apart = tuple(sorted((a, b) for a, b in pairs_apart if a < b < students))
    made = instance(
        have, slot=slot, smallest=smallest, largest=largest, resources=tuple(resources), apart=apart
    )
    wishes = []
    if len(made.owner) and resources:
        of = st.integers(0, len(resources) - 1)
        wish = st.tuples(st.integers(0, len(made.owner) - 1), of, st.integers(0, 2), st.integers(-2, 3))
        wishes = [
            each for each in draw(st.lists(wish, max_size=5)) if each[2] < len(resources[each[1]].units)
        ]
    group = np.array(draw(st.lists(st.integers(-1, 1), min_size=students, max_size=students)), np.int64)
    row, of_resource, unit, worth = (np.array([w[k] for w in wishes], np.int64) for k in range(4))
    together = draw(st.sampled_from([0.0, 0.0, 1.0]))
    liking = Liking(row, of_resource, unit, worth.astype(float), group, together)
    return made, whole(made, sessions), liking


def hall(students: int, seed: int) -> tuple[Instance, Plan, Liking]:
    """Return a day of a large hall: two periods, options with one to four sessions, rooms and teachers.

    Everybody likes the teacher who is their adviser, and some rooms more than others; a few are kept apart.
    """
    chance = np.random.default_rng(seed)
    sessions: list[int] = []
    slot: list[int] = []
    have: list[list[int]] = [[] for _ in range(students)]
    for period in range(2):
        order = chance.permutation(students)
        while len(order):
            count = int(chance.choice([1, 1, 1, 2, 4]))
            many = min(int(chance.integers(8 * count, 12 * count + 1)), len(order))
            count = count if many >= 8 * count else max(1, many // 8)
            for student in order[:many]:
                have[student].append(len(slot))
            order = order[many:]
            slot.append(period)
            sessions.append(count)
    options = len(slot)
    most = max(sum(n for n, s in zip(sessions, slot, strict=True) if s == p) for p in range(2))
    resources = []
    for extra, density in ((5, 0.4), (10, 0.3)):
        units = most + extra
        pairs = set()
        for period in range(2):
            free = chance.permutation(units).tolist()
            pairs |= {
                (o, free.pop()) for o in range(options) if slot[o] == period for _ in range(sessions[o])
            }
        some = np.argwhere(chance.random((options, units)) < density)
        resources.append(
            resource(units, sorted(pairs | {(o, u) for o, u in some.tolist()}), list(range(options)))
        )
    resources[1] = replace(resources[1], name="room")
    apart = tuple((int(a), int(a) + 1) for a in range(0, students - 1, 50))
    have = [sorted(mine) for mine in have]
    made = instance(
        have,
        slot=slot,
        smallest=[min(6, sum(o in mine for mine in have)) for o in range(options)],
        largest=[16] * options,
        resources=tuple(resources),
        apart=tuple((a, b) for a, b in apart if all(sessions[o] > 1 for o in set(have[a]) & set(have[b]))),
    )
    rows = np.arange(len(made.owner))
    adviser = chance.integers(0, len(resources[0].units), students)[made.owner]
    near = chance.integers(0, len(resources[1].units), (3, len(rows)))
    home = np.concatenate([adviser, *near])
    liking = Liking(
        row=np.tile(rows, 4),
        resource=np.repeat([0, 1, 1, 1], len(rows)),
        unit=home,
        worth=np.repeat([3.0, 1.0, 1.0, 1.0], len(rows)),
        group=chance.integers(0, students // 20, students),
        together=0.5,
    )
    return made, whole(made, sessions), liking
