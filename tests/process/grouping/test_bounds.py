"""What no grouping is worth more than, against a look at every grouping of a few."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.base import compiling
from whynext.process.grouping import searching
from whynext.process.grouping.bounding import Sizes, bound_of, missed_at_least
from whynext.process.grouping.grouped import group, missed
from whynext.process.grouping.joint import Joint
from whynext.process.grouping.parts import Parts
from whynext.process.grouping.students import Students, Trait


def partitions(names: list[int], least: int, most: int) -> list[list[list[int]]]:
    """Return every way to put students into groups of such sizes."""
    if not names:
        return [[]]
    first, rest = names[0], names[1:]
    found = []
    for size in range(least, most + 1):
        for others in combinations(rest, size - 1):
            left = [each for each in rest if each not in others]
            found += [[[first, *others], *more] for more in partitions(left, least, most)]
    return found


def few(count: int, seed: int, *, stay: float = 0.0, apart: int = 0, together: int = 0) -> Students:
    """Return so many students, two numbers, two words and a group before of each; groups of two to four."""
    chance = np.random.default_rng(seed)
    numbers = chance.normal(size=(2, count)).round(1)
    words = chance.choice(["a", "b", "c"], (2, count)).tolist()
    options = [f"g{n}" for n in range(count // 3)]
    pairs, linked = [""] * count, [""] * count
    for n in range(apart):
        for s in chance.choice(count, 2, replace=False):
            pairs[s] += f" p{n}"
    for s in range(2 * together):
        linked[s] = f"t{s // 2}"
    traits = (
        Trait("alike", numbers[0], 2.0),
        Trait("alike", words[0], 1.0),
        Trait("mixed", numbers[1], 1.0),
        Trait("mixed", words[1], 0.5),
        Trait("stay", chance.choice(["", *options], count).tolist(), stay),
    )
    rows = count * len(options)
    return Students(
        [f"s{n}" for n in range(count)],
        np.repeat(np.arange(count), len(options)),
        options * count,
        np.zeros(rows),
        np.zeros(rows, bool),
        np.full(rows, 2.0),
        np.full(rows, 4.0),
        pairs,
        linked,
        traits,
    )


@given(
    kind=st.sampled_from(["number", "word"]),
    wanted=st.sampled_from(["alike", "mixed"]),
    seed=st.integers(0, 99),
    least=st.integers(1, 3),
    wider=st.integers(0, 2),
)
@settings(max_examples=20, deadline=None)
def test_no_grouping_misses_less_of_a_part_than_is_said(
    kind: str, wanted: str, seed: int, least: int, wider: int
) -> None:
    """Every grouping of seven is looked at; of what is alike in a number it is as little as can be."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=7) ** 3 if kind == "number" else chance.choice(["a", "b", "c"], 7).tolist()
    trait = Trait(wanted, values, 2.0)
    every = partitions(list(range(7)), least, least + wider)
    if not every:
        return
    of_each = []
    for groups in every:
        names = [""] * 7
        for number, members in enumerate(groups):
            for each in members:
                names[each] = str(number)
        of_each.append(14.0 * missed(trait, names))
    low = missed_at_least(trait, Sizes(7, least, least + wider, 7))
    assert low <= min(of_each) + 1e-9
    if (kind, wanted) == ("number", "alike"):
        assert low == pytest.approx(min(of_each), abs=1e-5)


@given(seed=st.integers(0, 999), stay=st.sampled_from([0.0, 0.5]), apart=st.integers(0, 3))
@settings(max_examples=12, deadline=None)
def test_no_grouping_is_worth_more_than_the_bound_whatever_is_wanted_and_kept(
    seed: int, stay: float, apart: int
) -> None:
    """Eight students, of whom two belong together; the best of all is known from a look at every one."""
    students = few(8, seed, stay=stay, apart=apart, together=1)
    best = group(students)
    assert best.best
    parts = Parts.of(students)
    if not best.valid or parts is None:
        return
    assert best.bound == best.worth
    where = searching._best(parts, 500)
    if where is None:
        return
    _, together = searching.proved(parts, where)
    alone = bound_of(parts)
    assert alone >= best.worth - 1e-6
    assert together >= best.worth - 1e-6
    assert together <= alone + 1e-5
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(searching, "_LOOKED_AT", 0)
        told = group(students)
    assert told.bound >= best.worth - 1e-6
    if told.best:
        assert told.worth == pytest.approx(best.worth, abs=1e-3)


def test_twenty_four_students_are_proved_to_be_in_the_best_groups_whatever_is_alike() -> None:
    """Alike in a number and a word, some staying where they were: all groups that can matter are gathered."""
    students = few(24, 5, stay=0.5, apart=2)
    wider = {"smallest": students.smallest + 2.0, "largest": students.largest + 2.0}
    told = group(replace(students, traits=(*students.traits[:2], students.traits[4]), **wider))
    assert told.best
    assert told.worth <= told.bound <= told.worth + 1e-3


def test_thirty_students_get_groups_that_are_proved_to_be_the_best() -> None:
    """Alike in one number, of sizes from four to six; and what fewer steps find and say is no better."""
    students = few(30, 4)
    wider = {"smallest": students.smallest + 2.0, "largest": students.largest + 2.0}
    students = replace(students, traits=students.traits[:1], **wider)
    told = group(students)
    assert told.best
    assert told.worth <= told.bound <= told.worth + 1e-3
    short = group(students, steps=50)
    assert short.worth <= told.worth + 1e-6 <= short.bound + 2e-6


def test_groups_that_suit_one_another_are_chosen_where_moves_do_not_find_them() -> None:
    """From a grouping that is left as it came: what is chosen is better, and breaks nothing."""
    students = few(24, 7)
    parts = Parts.of(students)
    assert parts is not None
    begun = np.arange(24) // 3
    before = searching._searched(parts, begun, 0, 1, 0)
    where, _ = searching.proved(parts, begun)
    after = searching._searched(parts, where, 0, 1, 0)
    assert after[1] > before[1] + 1.0
    assert after[2] == 0.0


def test_bounds_are_the_same_plain_and_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last digit, and so are the groups that are looked at."""
    parts = Parts.of(few(10, 3, stay=0.5, apart=1))
    assert parts is not None
    where = searching._best(parts, 200)
    assert where is not None
    told = []
    for pays in (False, True):
        monkeypatch.setattr(compiling, "pays", lambda work, pays=pays: pays)
        joint = Joint(parts)
        told.append((joint.at_least(where, 300), sorted(joint.known)))
    assert told[0] == told[1]
