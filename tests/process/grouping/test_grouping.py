"""Groups: whatever the students are, and checked against a look at every grouping of a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.base import compiling
from whynext.process.grouping import searching
from whynext.process.grouping.conflict import conflict
from whynext.process.grouping.grouped import group, missed
from whynext.process.grouping.students import Grouped, Students, Trait

OPTIONS = ("blue", "green", "red")


@dataclass(frozen=True)
class Class:
    """A few students, and what is asked of their groups."""

    ages: tuple[float, ...]
    teams: tuple[str, ...]
    before: tuple[str, ...]
    apart: tuple[str, ...]
    together: tuple[str, ...]
    shut: frozenset[tuple[int, str]]
    scores: tuple[float, ...]
    smallest: int
    largest: int
    span: float | None
    kinds: int | None
    weights: tuple[float, float, float]
    wanted: tuple[str, str]
    must: tuple[int, str] | None

    def students(self, order: Sequence[int] | None = None) -> Students:
        """Return them as the module takes them, in an order."""
        who = list(order if order is not None else range(len(self.ages)))
        rows = [(n, s, o) for n, s in enumerate(who) for o in OPTIONS if (s, o) not in self.shut]
        traits = (
            Trait(self.wanted[0], np.array([self.ages[s] for s in who]), self.weights[0], self.span),
            Trait(self.wanted[1], [self.teams[s] for s in who], self.weights[1], self.kinds),
            Trait("stay", [self.before[s] for s in who], self.weights[2]),
        )
        return Students(
            names=[f"student {s}" for s in who],
            owner=np.array([n for n, _, _ in rows], np.int64),
            option=[o for _, _, o in rows],
            score=np.array([self.score(s, o) for _, s, o in rows]),
            must=np.array([(s, o) == self.must for _, s, o in rows], bool),
            smallest=np.full(len(rows), float(self.smallest)),
            largest=np.full(len(rows), float(self.largest)),
            apart=[self.apart[s] for s in who],
            together=[self.together[s] for s in who],
            traits=traits,
        )

    def score(self, student: int, option: str) -> float:
        """Return what an option is worth to a student."""
        return self.scores[(student + 2 * OPTIONS.index(option)) % len(self.scores)]

    def keeps(self, groups: Sequence[str]) -> bool:
        """Return whether a grouping keeps every bound; written out plainly."""
        held = {o: [s for s, g in enumerate(groups) if g == o] for o in set(groups)}
        if any((s, g) in self.shut for s, g in enumerate(groups)):
            return False
        if self.must and self.must not in self.shut and groups[self.must[0]] != self.must[1]:
            return False
        pairs = [(a, b) for a in range(len(groups)) for b in range(a)]
        for a, b in pairs:
            same = groups[a] == groups[b]
            if same and set(self.apart[a].split()) & set(self.apart[b].split()):
                return False
            if not same and set(self.together[a].split()) & set(self.together[b].split()):
                return False
            if same and self.span is not None and abs(self.ages[a] - self.ages[b]) > self.span:
                return False
        for members in held.values():
            if not self.smallest <= len(members) <= self.largest:
                return False
            if self.kinds is not None and len({self.teams[s] for s in members}) > self.kinds:
                return False
        return True

    def worth(self, groups: Sequence[str]) -> float:
        """Return what a grouping is worth: the sum of scores less what is missed."""
        n = len(groups)
        points = sum(self.score(s, g) for s, g in enumerate(groups))
        for wanted, values, weight in (
            (self.wanted[0], self.ages, self.weights[0]),
            (self.wanted[1], self.teams, self.weights[1]),
        ):
            points -= weight * n * plainly_missed(wanted, values, groups)
        moved = sum(b in set(self.options()) and b != g for b, g in zip(self.before, groups, strict=True))
        return points - self.weights[2] * moved

    def options(self) -> set[str]:
        """Return the groups that are open to anybody."""
        return {o for s in range(len(self.ages)) for o in OPTIONS if (s, o) not in self.shut}

    def every(self) -> Iterator[tuple[str, ...]]:
        """Yield every grouping that keeps the bounds."""
        return (each for each in product(OPTIONS, repeat=len(self.ages)) if self.keeps(each))


def plainly_missed(wanted: str, values: Sequence[float] | Sequence[str], groups: Sequence[str]) -> float:
    """Return the share of the variation within groups (alike) or between them (mixed), by its definition."""
    if isinstance(values[0], str):
        # Pairs of students, each with each and with itself, that have different words.
        whole = sum(a != b for a in values for b in values) / len(values)
        within = 0.0
        for o in set(groups):
            mine = [v for v, g in zip(values, groups, strict=True) if g == o]
            within += sum(a != b for a in mine for b in mine) / len(mine)
        share = within / whole if whole else None
    else:
        numbers = [float(v) for v in values]  # type: ignore[arg-type]
        mean = sum(numbers) / len(numbers)
        columns = [numbers] if wanted == "alike" else [numbers, [(v - mean) ** 2 for v in numbers]]
        shares = [_within(column, groups) for column in columns]
        if shares[0] is None:
            return 0.0
        if wanted == "mixed":
            return sum(1.0 - each for each in shares if each is not None) / len(columns)
        share = shares[0]
    if share is None:
        return 0.0
    return share if wanted == "alike" else 1.0 - share


def _within(column: Sequence[float], groups: Sequence[str]) -> float | None:
    def squares(values: Sequence[float]) -> float:
        mean = sum(values) / len(values)
        return sum((v - mean) ** 2 for v in values)

    if squares(column) < 1e-9:
        return None
    parts = [[v for v, g in zip(column, groups, strict=True) if g == o] for o in set(groups)]
    return sum(map(squares, parts)) / squares(column)


words = st.sampled_from(["", "", "", "x", "y", "x y"])


@st.composite
def classes(draw: st.DrawFn) -> Class:
    """Return a class of two to six."""
    count = draw(st.integers(2, 6))

    def each(values: st.SearchStrategy[object]) -> tuple[object, ...]:
        return tuple(draw(values) for _ in range(count))

    smallest = draw(st.integers(1, 3))
    pairs = st.tuples(st.integers(0, count - 1), st.sampled_from(OPTIONS))
    return Class(
        ages=each(st.integers(6, 10).map(float)),  # type: ignore[arg-type]
        teams=each(st.sampled_from(["a", "b", "c"])),  # type: ignore[arg-type]
        before=each(st.sampled_from(["", *OPTIONS, "gone"])),  # type: ignore[arg-type]
        apart=each(words),  # type: ignore[arg-type]
        together=each(st.sampled_from(["", "", "", "", "t", "t u", "u"])),  # type: ignore[arg-type]
        shut=draw(st.frozensets(pairs, max_size=4)),
        scores=draw(st.sampled_from([(0.0,), (0.0, 1.0, 0.5), (0.25, 0.0, 0.0, -1.0, 2.0)])),
        smallest=smallest,
        largest=draw(st.integers(smallest, 5)),
        span=draw(st.sampled_from([None, None, 1.0, 2.0, 3.0])),
        kinds=draw(st.sampled_from([None, None, 1, 2])),
        weights=draw(st.sampled_from([(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 0.5, 0.25), (0.3, 1.0, 2.0)])),
        wanted=draw(st.tuples(st.sampled_from(["alike", "mixed"]), st.sampled_from(["alike", "mixed"]))),
        must=draw(st.one_of(st.none(), pairs)),
    )


def groups_of(students: Students, told: Grouped) -> tuple[str, ...]:
    """Return the group of each student, in the order of their names; every student has exactly one."""
    rows = np.flatnonzero(told.chosen).tolist()
    got = {students.names[int(students.owner[row])]: students.option[row] for row in rows}
    assert len(rows) == len(got) == len(students.names)
    return tuple(got[name] for name in sorted(got))


@given(class_=classes())
@settings(max_examples=50)
def test_of_a_few_students_no_grouping_is_worth_more_and_none_that_breaks_a_bound_is_given(
    class_: Class,
) -> None:
    """Every grouping is looked at."""
    told = group(class_.students())
    every = [class_.worth(each) for each in class_.every()]
    assert told.valid == bool(every)
    assert told.best
    if every:
        groups = groups_of(class_.students(), told)
        assert class_.keeps(groups)
        assert class_.worth(groups) == pytest.approx(max(every), abs=1e-7)
        assert told.worth == pytest.approx(max(every), abs=1e-7)


@given(class_=classes())
@settings(max_examples=50)
def test_the_search_by_moves_finds_a_valid_grouping_where_there_is_one(class_: Class) -> None:
    """And comes near to the best; nothing breaks a bound."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(searching, "_LOOKED_AT", 0)
        told = group(class_.students(), steps=3000)
    every = [class_.worth(each) for each in class_.every()]
    assert told.valid == bool(every)
    if every:
        groups = groups_of(class_.students(), told)
        assert class_.keeps(groups)
        assert class_.worth(groups) >= max(every) - 0.25 * len(groups)


@given(class_=classes(), data=st.data())
@settings(max_examples=50)
def test_the_order_in_which_students_come_makes_no_difference(class_: Class, data: st.DataObject) -> None:
    """Neither to the groups nor to what is said of them."""
    order = data.draw(st.permutations(range(len(class_.ages))))
    one, other = class_.students(), class_.students(order)
    first, second = group(one), group(other)
    assert first.valid == second.valid
    if first.valid:
        assert groups_of(one, first) == groups_of(other, second)


@given(class_=classes())
@settings(max_examples=50)
def test_what_a_move_or_an_exchange_costs_is_what_trying_it_shows(class_: Class) -> None:
    """Of students alone: the cost, what it breaks, and the cheapest exchange."""
    class_ = replace(class_, together=("",) * len(class_.ages))
    students = class_.students()
    told = group(students)
    if not told.valid:
        return
    groups = groups_of(students, told)
    for row, (s, o) in enumerate(zip(students.owner.tolist(), students.option, strict=True)):
        moved = (*groups[:s], o, *groups[s + 1 :])
        assert told.cost[row] == pytest.approx(class_.worth(groups) - class_.worth(moved), abs=1e-7)
        assert (told.outcome[row] in ("here", "possible")) == class_.keeps(moved)
        assert told.size[row] == moved.count(o)
        swaps = []
        for other in range(len(groups)):
            swapped = list(groups)
            swapped[s], swapped[other] = groups[other], groups[s]
            if groups[other] == o != groups[s] and class_.keeps(swapped):
                swaps.append(class_.worth(groups) - class_.worth(swapped))
        assert told.swap[row] == pytest.approx(min(swaps, default=np.inf), abs=1e-7)


@given(class_=classes())
@settings(max_examples=50)
def test_what_traits_serve_and_the_score_add_up_to_what_a_move_costs(class_: Class) -> None:
    """So that a why that lists them is the whole of it."""
    class_ = replace(class_, together=("",) * len(class_.ages))
    students = class_.students()
    told = group(students)
    if not told.valid:
        return
    total = students.score + told.served.sum(axis=1)
    for s in range(len(class_.ages)):
        mine = students.owner == s
        assert told.cost[mine] == pytest.approx(total[mine & told.chosen].item() - total[mine], abs=1e-7)


def test_numbers_and_words_of_a_group_are_told_with_the_student_counted_in() -> None:
    """Of the group the student is in, and of another as it would be."""
    class_ = Class(
        (6.0, 7.0, 9.0, 10.0), ("a", "a", "b", "c"), ("",) * 4, ("",) * 4, ("",) * 4,
        frozenset((s, "red") for s in range(4)), (0.0,), 2, 3, None, None, (1.0, 0.0, 0.0),
        ("alike", "alike"), None,
    )  # fmt: skip
    students = class_.students()
    told = group(students)
    row = students.owner.tolist().index(1)
    here, there = (row, row + 1) if told.chosen[row] else (row + 1, row)
    assert [told.low[here, 0], told.high[here, 0], told.middle[here, 0]] == [6.0, 7.0, 6.5]
    assert [told.low[there, 0], told.high[there, 0]] == [7.0, 10.0]
    assert told.middle[there, 0] == pytest.approx(26 / 3)
    assert (told.kinds[here, 1], told.same[here, 1]) == (1.0, 1.0)
    assert (told.kinds[there, 1], told.same[there, 1]) == (3.0, pytest.approx(1 / 3))


def test_missed_is_what_its_definition_says() -> None:
    """Computed in two ways."""
    chance = np.random.default_rng(2)
    for wanted, kind in product(("alike", "mixed"), ("number", "word")):
        groups = chance.choice(list(OPTIONS), 12).tolist()
        values = chance.normal(size=12) if kind == "number" else chance.choice(["a", "b", "c"], 12).tolist()
        plain = plainly_missed(wanted, values if kind == "word" else values.tolist(), groups)
        assert missed(Trait(wanted, values, 1.0), groups) == pytest.approx(plain)


def many(count: int, groups: int, seed: int, *, quarrels: int = 0, **changes: object) -> Students:
    """Return so many students of ages 6 to 14 who are ready for something of ten, in so many groups."""
    chance = np.random.default_rng(seed)
    ready = chance.integers(0, 10, count).astype(float)
    teams = [f"t{n}" for n in chance.integers(0, 4, count)]
    ages = chance.uniform(6, 14, count).round(1)
    pairs = [""] * count
    for n in range(quarrels):
        for s in chance.choice(count, 2, replace=False):
            pairs[s] += f" p{n}"
    traits = (Trait("alike", ready, 2.0), Trait("mixed", teams, 0.5), Trait("alike", ages, 0.0, 3.0))
    given = Students(
        [f"s{n:04}" for n in range(count)],
        np.repeat(np.arange(count), groups),
        [f"g{n:03}" for n in range(groups)] * count,
        np.zeros(count * groups),
        np.zeros(count * groups, bool),
        np.full(count * groups, 5.0),
        np.full(count * groups, 10.0),
        pairs,
        [""] * count,
        traits,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def assert_valid(students: Students, told: Grouped) -> None:
    """Assert that every bound of many students is kept."""
    groups = groups_of(students, told)
    ages = np.asarray(students.traits[2].values)
    assert all(5 <= size <= 10 for size in Counter(groups).values())
    for each in set(groups):
        mine = [n for n, g in enumerate(groups) if g == each]
        assert np.ptp(ages[mine]) <= 3.0 + 1e-9
        held = [word for n in mine for word in set(students.apart[n].split())]
        assert len(set(held)) == len(held)


def test_sixty_students_get_groups_that_keep_every_bound_and_that_no_move_betters() -> None:
    """Nothing said to be possible gains anything, nor does an exchange."""
    students = many(60, 12, 1, quarrels=6)
    told = group(students)
    assert_valid(students, told)
    possible = np.array([each == "possible" for each in told.outcome])
    assert (told.cost[possible] >= -1e-7).all()
    assert (told.swap >= -1e-7).all()


def test_groups_are_the_same_plain_and_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """With everything that is told of them."""
    students = many(40, 8, 3, quarrels=4)
    monkeypatch.setattr(compiling, "pays", lambda work: False)
    plain = group(students, steps=3000)
    monkeypatch.setattr(compiling, "pays", lambda work: True)
    quick = group(students, steps=3000)
    assert plain.outcome == quick.outcome
    assert plain.cost.tolist() == quick.cost.tolist()
    assert plain.swap.tolist() == quick.swap.tolist()


def test_who_was_together_stays_so_but_for_as_few_as_new_bounds_ask() -> None:
    """Eighteen in three groups; one group may now be of five only, so one has to move and one does."""
    before = ["blue"] * 6 + ["green"] * 6 + ["red"] * 6
    students = many(
        18, 3, 1, option=list(OPTIONS) * 18, traits=(Trait("stay", before, 1.0),), apart=[""] * 18
    )
    same = groups_of(students, group(students))
    assert list(same) == before
    largest = np.array([5.0 if option == "red" else 10.0 for option in students.option])
    after = groups_of(students, group(replace(students, largest=largest)))
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


# What cannot be kept together -------------------------------------------------------------------------------


@given(class_=classes())
@settings(max_examples=40, deadline=None)
def test_the_bounds_named_cannot_be_kept_together_and_without_any_of_them_the_rest_can(class_: Class) -> None:
    """Against a look at every grouping; and every relief named does."""
    found = conflict(class_.students())
    every = list(class_.every())
    assert (found is None) == bool(every)
    if found is None:
        return
    assert found.proved
    only = without(class_, set(ALL) - set(found.bounds))
    assert not list(only.every())
    for bound in found.bounds:
        assert list(without(only, {bound}).every())
    for relief in found.reliefs:
        if relief.after is not None and relief.bound != "groups":
            changed = with_relief(class_, relief.bound, relief.after)
            assert list(changed.every())


ALL = ("together", "apart", "must", "bound 1", "bound 2", "smallest", "largest")


def without(class_: Class, bounds: set[str]) -> Class:
    """Return a class in which these bounds need not be kept."""
    count = len(class_.ages)
    changes: dict[str, dict[str, object]] = {
        "together": {"together": ("",) * count},
        "apart": {"apart": ("",) * count},
        "must": {"must": None},
        "bound 1": {"span": None},
        "bound 2": {"kinds": None},
        "smallest": {"smallest": 1},
        "largest": {"largest": count},
    }
    given = {name: value for bound in bounds for name, value in changes[bound].items()}
    return replace(class_, **given)  # type: ignore[arg-type]


def with_relief(class_: Class, bound: str, after: float) -> Class:
    """Return a class with one bound changed."""
    field = {"smallest": "smallest", "largest": "largest", "bound 1": "span", "bound 2": "kinds"}[bound]
    return replace(class_, **{field: after})  # type: ignore[arg-type]


def test_what_is_impossible_by_sizes_is_said_in_sizes() -> None:
    """Thirteen students, groups of five or six; with three groups too many, two too few."""
    students = many(13, 3, 1, smallest=np.full(39, 5.0), largest=np.full(39, 6.0), traits=())
    found = conflict(students)
    assert found is not None
    assert found.bounds == ("smallest", "largest")
    changed = {relief.bound: relief.after for relief in found.reliefs}
    assert changed == {"smallest": 4.0, "largest": 7.0}


def test_three_who_quarrel_and_two_groups_need_a_third_group() -> None:
    """And only what keeps them apart is named."""
    quarrel = ["q", "q", "q"] + [""] * 9
    students = many(12, 2, 1, traits=(), apart=quarrel, smallest=np.full(24, 1.0))
    found = conflict(students)
    assert found is not None
    assert found.bounds == ("apart",)
    assert [(r.bound, r.before, r.after) for r in found.reliefs] == [
        ("apart", None, None),
        ("groups", 2.0, 3.0),
    ]


def test_who_has_nobody_near_enough_in_age_is_named() -> None:
    """One of nineteen among those of six to eight."""
    ages = np.array([6.0, 6.5, 7.0, 7.5, 8.0, 7.0, 6.0, 19.0])
    students = many(8, 3, 1, traits=(Trait("alike", ages, 1.0, 3.0),), smallest=np.full(24, 2.0))
    found = conflict(students)
    assert found is not None
    assert found.bounds == ("bound 1", "smallest")
    assert found.alone == ("s0007",)


@pytest.mark.long
def test_a_thousand_students_get_groups_that_keep_every_bound_and_that_no_move_betters() -> None:
    """With sixty pairs who are kept apart."""
    students = many(1000, 140, 1, quarrels=60)
    told = group(students)
    assert_valid(students, told)
    possible = np.array([each == "possible" for each in told.outcome])
    assert (told.cost[possible] >= -1e-7).all()
    assert (told.swap >= -1e-7).all()
