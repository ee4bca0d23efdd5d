"""Places matched to wishes: whatever the wishes are, and checked against a search of every matching."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.base import compiling
from whynext.process.definition import Choose
from whynext.process.matching import Matched, Wishes, match

OPTIONS = ("art", "band", "chess", "drama")


@dataclass(frozen=True)
class School:
    """Students with their lists of wishes, dearest first, and options with places and periods."""

    lists: tuple[tuple[str, ...], ...]
    seats: dict[str, int]
    apart: dict[str, str]
    claims: dict[tuple[int, str], float]
    order: tuple[int, ...] = ()

    def wishes(self) -> Wishes:
        """Return them as rows, in the order given."""
        students = self.order or tuple(range(len(self.lists)))
        rows = [(place, s, o, k) for place, s in enumerate(students) for k, o in enumerate(self.lists[s])]
        return Wishes(
            names=[f"student {s}" for s in students],
            decision=np.array([each[0] for each in rows], np.int64),
            option=[each[2] for each in rows],
            score=np.array([-float(each[3]) for each in rows]),
            seats=np.array([float(self.seats[each[2]]) for each in rows]),
            apart=[self.apart.get(each[2], "") for each in rows],
            claim=np.array([self.claims.get((each[1], each[2]), 0.0) for each in rows]),
        )

    def taken(self, how: Choose, seed: bytes = b"s") -> list[tuple[str, ...]]:
        """Return what every student gets, in the order of their numbers, dearest first."""
        wishes = self.wishes()
        return self.of_each(wishes, match(how, wishes, seed))

    def of_each(self, wishes: Wishes, matched: Matched) -> list[tuple[str, ...]]:
        """Return the options of every student by number."""
        got: dict[str, list[tuple[int, str]]] = {name: [] for name in wishes.names}
        for row, rank in enumerate(matched.rank.tolist()):
            if rank:
                got[wishes.names[wishes.decision[row]]].append((rank, wishes.option[row]))
        return [tuple(o for _, o in sorted(got[f"student {s}"])) for s in range(len(self.lists))]

    def every(self, count: int) -> Iterator[list[tuple[str, ...]]]:
        """Iterate over every matching that breaks no limit."""
        sets = [
            [
                chosen
                for size in range(count + 1)
                for chosen in combinations(wanted, size)
                if not any(self.clash(a, b) for a, b in combinations(chosen, 2))
            ]
            for wanted in self.lists
        ]
        for each in product(*sets):
            if all(sum(o in got for got in each) <= self.seats[o] for o in OPTIONS):
                yield list(each)

    def clash(self, a: str, b: str) -> bool:
        """Tell whether two options exclude each other."""
        return bool(set(self.apart.get(a, "").split()) & set(self.apart.get(b, "").split()))

    def place(self, student: int, got: tuple[str, ...]) -> tuple[int, ...]:
        """Return how good it is, to compare: a dearer wish goes before any number of others."""
        return (*(-self.lists[student].index(o) for o in got), -len(OPTIONS))


lists = st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=4, unique=True).map(tuple)
schools = st.builds(
    School,
    lists=st.lists(lists, min_size=1, max_size=4).map(tuple),
    seats=st.fixed_dictionaries({o: st.integers(0, 2) for o in OPTIONS}),
    apart=st.dictionaries(st.sampled_from(OPTIONS), st.sampled_from(["p1", "p2", "p1 p2"])),
    claims=st.dictionaries(
        st.tuples(st.integers(0, 3), st.sampled_from(OPTIONS)), st.sampled_from([1.0, 2.0])
    ),
)
TURNS = Choose("match", seed="a seed", draws=0)
PRIORITY = replace(TURNS, method="priority")
TOTAL = replace(TURNS, method="total")


@pytest.mark.parametrize("how", [TURNS, replace(TURNS, count=2), PRIORITY, TOTAL, replace(TOTAL, count=2)])
@given(school=schools)
@settings(max_examples=60)
def test_no_option_has_more_than_its_places_and_nobody_two_at_once(how: Choose, school: School) -> None:
    """Nor more than were to be given, nor what was not wished for."""
    if how.method == "priority":
        school = replace(school, apart={})
    assert school.taken(how) in list(school.every(how.count))


@pytest.mark.parametrize("how", [TURNS, replace(TURNS, count=2)])
@given(school=schools)
@settings(max_examples=60)
def test_by_turns_nobody_could_be_better_off_without_somebody_being_worse_off(
    how: Choose, school: School
) -> None:
    """Every matching is looked at."""
    got = school.taken(how)
    mine = [school.place(s, each) for s, each in enumerate(got)]
    for other in school.every(how.count):
        theirs = [school.place(s, each) for s, each in enumerate(other)]
        better = any(b > a for a, b in zip(mine, theirs, strict=True))
        assert not better or any(b < a for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize("how", [TURNS, PRIORITY])
@given(school=schools, student=st.integers(0, 3))
@settings(max_examples=60)
def test_no_false_list_serves_a_student_better_than_the_true_one(
    how: Choose, school: School, student: int
) -> None:
    """Every other list of wishes is tried; by turns and by priority."""
    if how.method == "priority":
        school = replace(school, apart={})
    student %= len(school.lists)
    honest = school.place(student, school.taken(how)[student])
    for size in range(1, 5):
        for told in permutations(OPTIONS, size):
            lying = replace(school, lists=(*school.lists[:student], told, *school.lists[student + 1 :]))
            got = [o for o in lying.taken(how)[student] if o in school.lists[student]]
            assert school.place(student, tuple(got)) <= honest


def test_guessing_what_others_want_can_pay_where_the_total_counts() -> None:
    """So that the method is not called safe: who pads the list with what is full gets the dearest wish."""
    seats = {"art": 1, "band": 2, "chess": 0, "drama": 0}
    school = School((("art", "band"), ("art", "chess", "band")), seats, {}, {})
    padded = replace(school, lists=(("art", "chess", "drama", "band"), school.lists[1]))
    assert school.taken(TOTAL) == [("band",), ("art",)]
    assert padded.taken(TOTAL) == [("art",), ("band",)]


@given(school=schools)
@settings(max_examples=60)
def test_by_priority_nobody_sees_a_wanted_place_go_to_a_weaker_claim(school: School) -> None:
    """The matching is stable: who has less than a wish lost it to the same claim or a stronger one."""
    school = replace(school, apart={})
    got = school.taken(PRIORITY)
    for s, wanted in enumerate(school.lists):
        for dearer in wanted[: wanted.index(got[s][0])] if got[s] else wanted:
            holders = [each for each in range(len(got)) if dearer in got[each]]
            assert len(holders) == school.seats[dearer]
            mine = school.claims.get((s, dearer), 0.0)
            assert all(school.claims.get((each, dearer), 0.0) >= mine for each in holders)


@pytest.mark.parametrize("count", [1, 2])
@given(school=schools)
@settings(max_examples=60)
def test_the_total_is_the_largest_of_all_matchings_with_the_most_places(count: int, school: School) -> None:
    """Every matching is looked at."""

    def worth(each: list[tuple[str, ...]]) -> tuple[int, int]:
        places = sum(map(len, each))
        return places, -sum(school.lists[s].index(o) for s, got in enumerate(each) for o in got)

    assert worth(school.taken(replace(TOTAL, count=count))) == max(map(worth, school.every(count)))


def test_the_total_is_whole_where_every_two_of_three_options_meet() -> None:
    """Half a place in each of three would be more than one, and is no matching."""
    periods = {"art": "p1 p2", "band": "p2 p3", "chess": "p1 p3"}
    seats = {"art": 1, "band": 1, "chess": 1, "drama": 0}
    school = School((("art", "band", "chess"),) * 2, seats, periods, {})
    got = school.taken(replace(TOTAL, count=3))
    assert sorted(got) == [("art",), ("band",)]
    assert got in list(school.every(3))


@given(school=schools, periods=st.permutations(["p1 p2", "p2 p3", "p1 p3", "p3 p4"]))
@settings(max_examples=40)
def test_the_total_is_the_largest_where_options_take_two_periods_each(
    school: School, periods: list[str]
) -> None:
    """Every matching is looked at."""
    school = replace(school, apart=dict(zip(OPTIONS, periods, strict=True)))

    def worth(each: list[tuple[str, ...]]) -> tuple[int, int]:
        places = sum(map(len, each))
        return places, -sum(school.lists[s].index(o) for s, got in enumerate(each) for o in got)

    assert worth(school.taken(replace(TOTAL, count=3))) == max(map(worth, school.every(3)))


ADMISSION = replace(TURNS, method="admission")


@pytest.mark.parametrize(
    "how", [replace(TURNS, draws=20), replace(PRIORITY, draws=20), replace(ADMISSION, draws=20), TOTAL]
)
@given(school=schools, data=st.data())
@settings(max_examples=40)
def test_the_order_in_which_wishes_came_in_makes_no_difference(
    how: Choose, school: School, data: st.DataObject
) -> None:
    """Neither to who gets what nor to the probabilities."""
    if how.method in ("priority", "admission"):
        school = replace(school, apart={})
    other = replace(school, order=tuple(data.draw(st.permutations(range(len(school.lists))))))
    assert school.taken(how) == other.taken(how)
    assert chances(school, how) == chances(other, how)


def chances(school: School, how: Choose) -> dict[tuple[str, str], float]:
    """Return the probability of every wish."""
    wishes = school.wishes()
    matched = match(how, wishes, b"s")
    owners = [wishes.names[each] for each in wishes.decision]
    return dict(zip(zip(owners, wishes.option, strict=True), matched.probability.tolist(), strict=True))


def test_the_probability_is_that_of_the_lottery() -> None:
    """Three want the one place, two of them nothing else: a third each, and what is left is sure."""
    school = School(
        (("art", "band"), ("art",), ("art",)), {"art": 1, "band": 3, "chess": 0, "drama": 0}, {}, {}
    )
    found = chances(school, replace(TURNS, draws=4000))
    assert found["student 0", "art"] == pytest.approx(1 / 3, abs=0.03)
    assert found["student 0", "band"] == pytest.approx(2 / 3, abs=0.03)
    assert sum(found[f"student {s}", "art"] for s in range(3)) == pytest.approx(1.0)


def test_it_says_of_every_wish_how_it_came_out_and_whose_turn_it_was() -> None:
    """A place, none left, at the time of another, not looked at any more."""
    school = School(
        (OPTIONS, ("art",)), {"art": 1, "band": 1, "chess": 1, "drama": 1}, {"art": "p1", "band": "p1"}, {}
    )
    wishes = school.wishes()
    first = next(
        matched
        for number in range(50)
        if (matched := match(replace(TURNS, count=2, seed=str(number)), wishes, b"")).turn[0] == 1
    )
    assert first.outcome == ["taken", "clashes", "taken", "enough", "full"]
    assert first.turn.tolist() == [1, 1, 1, 1, 2]
    assert first.last.tolist() == [1, 0, 1, 0, 1]


def test_wishes_are_matched_the_same_plain_and_compiled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the probabilities."""
    chance = np.random.default_rng(1)
    lists = [chance.permutation(12)[:5] for _ in range(200)]
    wishes = Wishes(
        [f"s{n}" for n in range(200)],
        np.repeat(np.arange(200), 5),
        [f"o{o}" for each in lists for o in each],
        np.tile(-np.arange(5.0), 200),
        np.full(1000, 10.0),
        [f"p{o % 3}" for each in lists for o in each],
        chance.integers(0, 3, 1000).astype(float),
    )
    admission = replace(TURNS, method="admission", draws=3)
    for how in (replace(TURNS, count=2, draws=3), replace(PRIORITY, draws=3), admission):
        monkeypatch.setattr(compiling, "pays", lambda work: False)
        plain = match(how, wishes, b"s")
        monkeypatch.setattr(compiling, "pays", lambda work: True)
        quick = match(how, wishes, b"s")
        assert plain.outcome == quick.outcome
        assert plain.probability.tolist() == quick.probability.tolist()


def test_by_the_total_who_has_all_places_in_dearer_options_is_not_told_that_others_are_full() -> None:
    """A wish below those that were met was not looked at any more, full or not; one above was full."""
    seats = {"art": 1, "band": 1, "chess": 1, "drama": 0}
    school = School((("band", "art", "drama"), ("art", "band")), seats, {}, {})
    wishes = school.wishes()
    assert match(TOTAL, wishes, b"").outcome == ["taken", "enough", "enough", "taken", "enough"]
    crowded = replace(school, lists=(("art", "band"), ("art",)))
    assert match(TOTAL, crowded.wishes(), b"").outcome == ["full", "taken", "taken"]


@given(school=schools)
@settings(max_examples=60)
def test_by_the_total_of_single_places_nobody_could_be_better_off_without_somebody_being_worse_off(
    school: School,
) -> None:
    """Every matching is looked at."""
    got = school.taken(TOTAL)
    mine = [school.place(s, each) for s, each in enumerate(got)]
    for other in school.every(1):
        theirs = [school.place(s, each) for s, each in enumerate(other)]
        better = any(b > a for a, b in zip(mine, theirs, strict=True))
        assert not better or any(b < a for a, b in zip(mine, theirs, strict=True))


@given(school=schools)
@settings(max_examples=80)
def test_by_admission_those_are_in_who_come_first_of_all_who_can_be_seated_together(school: School) -> None:
    """Every matching is looked at: no students who can be seated have earlier turns, nor are they more."""
    school = replace(school, apart={})
    wishes = school.wishes()
    matched = match(ADMISSION, wishes, b"s")
    got = school.of_each(wishes, matched)
    assert got in list(school.every(1))
    turn = {wishes.names[s]: t for s, t in zip(wishes.decision.tolist(), matched.turn.tolist(), strict=True)}

    def turns(each: list[tuple[str, ...]]) -> list[int]:
        return sorted(turn[f"student {s}"] for s, held in enumerate(each) if held)

    ours = turns(got)
    for other in map(turns, school.every(1)):
        assert len(other) <= len(ours)
        # Compared place by place: whoever could be in instead came no earlier.
        assert all(mine <= theirs for mine, theirs in zip(ours, other, strict=False))


@given(school=schools, student=st.integers(0, 3))
@settings(max_examples=60)
def test_by_admission_nobody_gets_in_by_naming_fewer_wishes(school: School, student: int) -> None:
    """Every shorter list is tried."""
    school = replace(school, apart={})
    student %= len(school.lists)
    mine = school.lists[student]
    if school.taken(ADMISSION)[student]:
        return
    for size in range(1, len(mine)):
        for told in permutations(mine, size):
            other = replace(school, lists=(*school.lists[:student], told, *school.lists[student + 1 :]))
            assert not other.taken(ADMISSION)[student]


def test_by_admission_who_is_in_is_moved_to_let_another_in() -> None:
    """Whoever comes first, both get a place: the one who can come twice makes room."""
    seats = {"art": 1, "band": 1, "chess": 0, "drama": 0}
    school = School((("art", "band"), ("art",)), seats, {}, {})
    for number in range(8):
        assert school.taken(replace(ADMISSION, seed=str(number))) == [("band",), ("art",)]
