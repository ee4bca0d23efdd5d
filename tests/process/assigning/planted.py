"""Assignments that are impossible for a reason that was planted, of more than twenty kinds.

Each comes with the parts that must be named: without all of them the reason is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from process.assigning.halls import Draft
from whynext.process.assigning.instance import Instance, Of, Part


@dataclass(frozen=True)
class Planted:
    """An impossible assignment, and what must be among the parts that are named."""

    instance: Instance
    cause: frozenset[Part]


def students(count: int) -> list[str]:
    return [f"s{each}" for each in range(count)]


def planted(draft: Draft, *cause: Part) -> Planted:
    return Planted(draft.instance(), frozenset(cause))


def too_few_seats() -> Planted:
    """Four students, three seats in the two options there are."""
    may = dict.fromkeys(students(4), ("art", "music"))
    draft = Draft({"art": (0, 0, 0), "music": (0, 0, 0)}, may)
    draft.seats(["art"], 2).seats(["music"], 1)
    return planted(draft, Part(Of.LIMIT, 0), Part(Of.LIMIT, 1), *(Part(Of.WANTED, s) for s in range(4)))


def staff_cut() -> Planted:
    """Two subjects at the same time, five students for each in sessions of three, and one teacher came."""
    may = {each: ("sums" if k < 3 else "words",) for k, each in enumerate(students(6))}
    draft = Draft({"sums": (0, 1, 4), "words": (0, 1, 4)}, may)
    draft.needs("teacher", {"lee": ["sums", "words"]})
    return planted(draft, Part(Of.UNITS, 0, slot=0))


def room_closed() -> Planted:
    """The only room in which a lesson could be held is closed in the second period."""
    may = dict.fromkeys(students(3), ("sums 1", "sums 2"))
    draft = Draft({"sums 1": (0, 1, 6), "sums 2": (1, 1, 6)}, may, dict.fromkeys(may, 2))
    draft.needs("area", {"corner": ["sums 1"]}, needing=["sums 1", "sums 2"])
    return planted(draft, Part(Of.UNITS, 0, slot=1))


def lock_against_capacity() -> Planted:
    """Three are locked into an option of two seats."""
    may = dict.fromkeys(students(4), ("lab", "yard"))
    draft = Draft({"lab": (0, 0, 0), "yard": (0, 0, 0)}, may, must=[(each, "lab") for each in students(3)])
    draft.seats(["lab"], 2)
    musts = (Part(Of.MUST, draft.row(each, "lab")) for each in students(3))
    return planted(draft, Part(Of.LIMIT, 0), *musts)


def two_locks_in_one_slot() -> Planted:
    """One student is locked into two things at the same time."""
    may = dict.fromkeys(students(3), ("lab", "yard", "hall"))
    draft = Draft(
        {"lab": (0, 0, 0), "yard": (0, 0, 0), "hall": (1, 0, 0)},
        may,
        dict.fromkeys(may, 2),
        must=[("s1", "lab"), ("s1", "yard")],
    )
    return planted(draft, *(Part(Of.MUST, draft.row("s1", each)) for each in ("lab", "yard")))


def more_locks_than_places() -> Planted:
    """One student is to have one place, and is locked into two at different times."""
    may = dict.fromkeys(students(2), ("lab", "yard"))
    draft = Draft({"lab": (0, 0, 0), "yard": (1, 0, 0)}, may, must=[("s0", "lab"), ("s0", "yard")])
    return planted(draft, *(Part(Of.MUST, draft.row("s0", each)) for each in ("lab", "yard")))


def lock_nobody_can_teach() -> Planted:
    """A student is locked into a lesson for which no teacher is qualified."""
    may = dict.fromkeys(students(3), ("sums", "yard"))
    draft = Draft({"sums": (0, 1, 5), "yard": (0, 0, 0)}, may, must=[("s0", "sums")])
    draft.needs("teacher", {"lee": []}, needing=["sums"])
    return planted(draft, Part(Of.UNITS, 0, slot=0), Part(Of.MUST, draft.row("s0", "sums")))


def locked_group_too_small() -> Planted:
    """A student is locked into group work of four, and only two others may come."""
    may = {"s0": ("group", "yard"), "s1": ("group", "yard"), "s2": ("group", "yard"), "s3": ("yard",)}
    draft = Draft({"group": (0, 4, 6), "yard": (0, 0, 0)}, may, must=[("s0", "group")])
    return planted(draft, Part(Of.SMALLEST, 0), Part(Of.MUST, draft.row("s0", "group")))


def group_not_reached() -> Planted:
    """Two students have only group work of four left, and just one other could join them."""
    may = {"s0": ("group",), "s1": ("group",), "s2": ("group", "yard"), "s3": ("yard",), "s4": ("yard",)}
    draft = Draft({"group": (0, 4, 6), "yard": (0, 0, 0)}, may)
    return planted(draft, Part(Of.SMALLEST, 0))


def separated_with_one_session() -> Planted:
    """Two who are kept apart have only one option, of which one session can be held."""
    may = {"s0": ("sums",), "s1": ("sums",), "s2": ("sums", "yard")}
    draft = Draft({"sums": (0, 1, 6), "yard": (0, 0, 0)}, may, apart=[("s0", "s1")])
    draft.needs("teacher", {"lee": ["sums"]})
    return planted(
        draft, Part(Of.APART, 0), Part(Of.UNITS, 0, slot=0), Part(Of.WANTED, 0), Part(Of.WANTED, 1)
    )


def separated_in_small_company() -> Planted:
    """Two who are kept apart need two sessions of three, and with them only four students may come."""
    may = {"s0": ("sums",), "s1": ("sums",), "s2": ("sums", "yard"), "s3": ("sums", "yard")}
    draft = Draft({"sums": (0, 3, 6), "yard": (0, 0, 0)}, may, apart=[("s0", "s1")])
    return planted(draft, Part(Of.APART, 0), Part(Of.SMALLEST, 0))


def contacts_impossible() -> Planted:
    """A student needs two contacts with an adult, and is only present in one period with such a lesson."""
    may = dict.fromkeys(students(3), ("lesson 1", "screen 1", "screen 2"))
    draft = Draft(
        {"lesson 1": (0, 1, 5), "screen 1": (0, 0, 0), "screen 2": (1, 0, 0)}, may, dict.fromkeys(may, 2)
    )
    draft.seats(["lesson 1"], low=2, students=["s1"])
    return planted(draft, Part(Of.LIMIT, 0))


def contacts_beyond_the_teacher() -> Planted:
    """Everybody needs one contact; the one teacher has two sessions of one student, and there are three."""
    may = dict.fromkeys(students(3), ("tutor 1", "tutor 2", "screen 1", "screen 2"))
    draft = Draft(
        {"tutor 1": (0, 1, 1), "tutor 2": (1, 1, 1), "screen 1": (0, 0, 0), "screen 2": (1, 0, 0)},
        may,
        dict.fromkeys(may, 2),
    )
    for each in students(3):
        draft.seats(["tutor 1", "tutor 2"], low=1, students=[each])
    draft.needs("teacher", {"lee": ["tutor 1", "tutor 2"]})
    return planted(draft, *(Part(Of.LIMIT, s) for s in range(3)))


def screen_budget() -> Planted:
    """A student has thirty minutes of screen left, and each of the two periods has forty."""
    may = {"s0": ("screen 1", "screen 2"), "s1": ("screen 1", "screen 2", "yard 1")}
    draft = Draft(
        {"screen 1": (0, 0, 0), "screen 2": (1, 0, 0), "yard 1": (0, 0, 0)}, may, dict.fromkeys(may, 2)
    )
    draft.seats(["screen 1", "screen 2"], 60.0, students=["s0"], amount=40.0)
    draft.seats(["screen 1", "screen 2"], 60.0, students=["s1"], amount=40.0)
    return planted(draft, Part(Of.LIMIT, 0), Part(Of.WANTED, 0))


def teacher_load() -> Planted:
    """Two periods, a lesson is needed in both, and the only teacher gives one a day."""
    may = dict.fromkeys(students(3), ("sums 1", "sums 2"))
    draft = Draft({"sums 1": (0, 1, 5), "sums 2": (1, 1, 5)}, may, dict.fromkeys(may, 2))
    draft.needs("teacher", {"lee": ["sums 1", "sums 2"]}, at_most={"lee": 1})
    return planted(draft, Part(Of.LOAD, 0, unit=0))


def sessions_too_small_for_all() -> Planted:
    """Seven students, sessions of three at most, two sessions."""
    may = dict.fromkeys(students(7), ("sums",))
    draft = Draft({"sums": (0, 1, 3)}, may).held(["sums"], 2)
    return planted(draft, Part(Of.LARGEST, 0), Part(Of.LIMIT, 0), *(Part(Of.WANTED, s) for s in range(7)))


def rooms_with_few_seats() -> Planted:
    """Nine students in sessions of up to six; two rooms are open, of five and of three seats."""
    may = dict.fromkeys(students(9), ("sums",))
    draft = Draft({"sums": (0, 1, 6)}, may)
    draft.needs("area", {"a": ["sums"], "b": ["sums"]}, seats={"a": 5, "b": 3})
    return planted(draft, Part(Of.UNITS, 0, slot=0), *(Part(Of.WANTED, s) for s in range(9)))


def teacher_and_room_clash() -> Planted:
    """Two lessons at a time; the teacher of either is there, but only one room."""
    may = {"s0": ("sums",), "s1": ("words",), "s2": ("sums", "words")}
    draft = Draft({"sums": (0, 1, 5), "words": (0, 1, 5)}, may)
    draft.needs("teacher", {"lee": ["sums"], "kim": ["words"]})
    draft.needs("area", {"corner": ["sums", "words"]})
    return planted(draft, Part(Of.UNITS, 1, slot=0), Part(Of.WANTED, 0), Part(Of.WANTED, 1))


def wrong_teachers() -> Planted:
    """Three lessons and three teachers, two of whom can give but one and the same."""
    may = {"s0": ("sums",), "s1": ("words",), "s2": ("maps",)}
    draft = Draft(dict.fromkeys(("sums", "words", "maps"), (0, 1, 5)), may)
    draft.needs("teacher", {"lee": ["sums"], "kim": ["sums"], "roy": ["words", "maps"]})
    return planted(draft, Part(Of.UNITS, 0, slot=0), Part(Of.WANTED, 1), Part(Of.WANTED, 2))


def nothing_left() -> Planted:
    """A student wants two places, and both options left are at the same time."""
    may = {"s0": ("art", "music"), "s1": ("art", "yard")}
    draft = Draft({"art": (0, 0, 0), "music": (0, 0, 0), "yard": (1, 0, 0)}, may, {"s0": 2, "s1": 2})
    return planted(draft, Part(Of.WANTED, 0))


def lower_above_upper() -> Planted:
    """At least three sessions and at most two seats' worth of students, of at least one each."""
    may = dict.fromkeys(students(4), ("sums", "yard"))
    draft = Draft({"sums": (0, 1, 3), "yard": (0, 0, 0)}, may)
    draft.held(["sums"], low=3).seats(["sums"], 2)
    return planted(draft, Part(Of.LIMIT, 0), Part(Of.LIMIT, 1), Part(Of.SMALLEST, 0))


def nothing_twice() -> Planted:
    """A student may have nothing twice, and has the same left in both periods."""
    may = {"s0": ("sums 1", "sums 2"), "s1": ("sums 1", "words 2"), "s2": ("sums 1", "sums 2", "words 2")}
    draft = Draft(
        {"sums 1": (0, 0, 0), "sums 2": (1, 0, 0), "words 2": (1, 0, 0)}, may, dict.fromkeys(may, 2)
    )
    for each in may:
        draft.seats(["sums 1", "sums 2"], 1, students=[each])
    return planted(draft, Part(Of.LIMIT, 0), Part(Of.WANTED, 0))


def whole_sessions_only() -> Planted:
    """Groups of exactly three, and five students who have nothing else: parts of sessions would do."""
    may = dict.fromkeys(students(5), ("group",))
    draft = Draft({"group": (0, 3, 3)}, may)
    return planted(draft, Part(Of.SMALLEST, 0), Part(Of.LARGEST, 0))


def odd_circle() -> Planted:
    """Three lessons of two sizes share teachers so that half of each would fit, and no whole."""
    may = dict.fromkeys(students(3), ("a", "b", "c"))
    draft = Draft({"a": (0, 0, 0), "b": (1, 0, 0), "c": (2, 0, 0)}, may, {"s0": 2, "s1": 2, "s2": 2})
    for pair in (("a", "b"), ("b", "c"), ("a", "c")):
        draft.seats(pair, 1, students=["s0"])
    draft.seats(["a", "b", "c"], 6)
    return planted(draft, Part(Of.WANTED, 0))


KINDS: Mapping[str, Callable[[], Planted]] = {
    each.__name__: each
    for each in (
        too_few_seats,
        staff_cut,
        room_closed,
        lock_against_capacity,
        two_locks_in_one_slot,
        more_locks_than_places,
        lock_nobody_can_teach,
        locked_group_too_small,
        group_not_reached,
        separated_with_one_session,
        separated_in_small_company,
        contacts_impossible,
        contacts_beyond_the_teacher,
        screen_budget,
        teacher_load,
        sessions_too_small_for_all,
        rooms_with_few_seats,
        teacher_and_room_clash,
        wrong_teachers,
        nothing_left,
        lower_above_upper,
        nothing_twice,
        whole_sessions_only,
        odd_circle,
    )
}
