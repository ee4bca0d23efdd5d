"""What counting shows is found without a solver, all together, and is really impossible."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from process.assigning.halls import Draft, a_hall
from process.assigning.small import invented
from process.assigning.test_conflict import possible
from whynext.process.assigning.instance import Instance, Of, Part
from whynext.process.assigning.obvious import Sign, never, obvious

YARD = {"yard": (0, 0, 0)}
TWO = dict.fromkeys(("ana", "ben"), ("lab", "yard"))


def signs(instance: Instance) -> list[tuple[Sign, tuple[Part, ...]]]:
    return [(each.sign, each.parts) for each in obvious(instance)]


def test_who_wants_more_than_there_are_slots_left_is_named():
    instance = Draft({"lab": (0, 0, 0), **YARD}, TWO, {"ben": 2}).instance()
    assert signs(instance) == [(Sign.TOO_FEW_LEFT, (Part(Of.WANTED, 1),))]


def test_what_closed_the_last_slot_is_named_with_it():
    draft = Draft({"lab": (0, 0, 0), "yard": (1, 0, 0)}, TWO, {"ana": 2, "ben": 1}).seats(["lab"], 0)
    assert signs(draft.instance()) == [(Sign.TOO_FEW_LEFT, (Part(Of.LIMIT, 0), Part(Of.WANTED, 0)))]


def test_what_does_not_matter_to_it_is_not_named():
    may = {"ana": ("lab", "den", "yard")}
    draft = Draft({"lab": (0, 0, 0), "den": (1, 3, 6), "yard": (2, 0, 0)}, may, {"ana": 3})
    draft.seats(["lab"], 0).seats(["yard"], 0)
    ((sign, parts),) = signs(draft.instance())
    assert sign is Sign.TOO_FEW_LEFT
    assert len(parts) == 2


def test_locks_that_cannot_be_together_are_named_whatever_their_kind():
    options = {"lab": (0, 0, 0), "yard": (0, 0, 0), "den": (1, 0, 0)}
    may = {"ana": ("lab", "yard"), "ben": ("lab", "den")}
    draft = Draft(options, may, must=[("ana", "lab"), ("ana", "yard"), ("ben", "lab"), ("ben", "den")])
    rows = [
        [draft.row("ana", each) for each in ("lab", "yard")],
        [draft.row("ben", each) for each in ("lab", "den")],
    ]
    expected = [(Sign.LOCKED_TWICE, tuple(Part(Of.MUST, row) for row in each)) for each in rows]
    assert signs(draft.instance()) == expected


def test_a_lock_into_what_nobody_can_hold_is_named_with_the_reason():
    options = {"lab": (0, 3, 6), "den": (0, 1, 6), **YARD}
    may = dict.fromkeys(("ana", "ben"), ("lab", "den", "yard"))
    draft = Draft(options, may, must=[("ana", "lab"), ("ben", "den")]).needs(
        "guide", {"kim": []}, needing=["den"]
    )
    assert signs(draft.instance()) == [
        (Sign.LOCKED_OUT, (Part(Of.MUST, draft.row("ana", "lab")), Part(Of.SMALLEST, 0))),
        (Sign.LOCKED_OUT, (Part(Of.MUST, draft.row("ben", "den")), Part(Of.UNITS, 0, slot=0))),
    ]
    assert set(never(draft.instance())) == {0, 1}


def test_more_locks_than_seats_are_named_as_many_as_are_too_many():
    may = dict.fromkeys(("ana", "ben", "cem", "dan"), ("lab", "yard"))
    draft = Draft({"lab": (0, 0, 0), **YARD}, may, must=[(each, "lab") for each in may]).seats(["lab"], 2)
    ((sign, parts),) = signs(draft.instance())
    assert sign is Sign.LOCKED_OVER
    assert [part.of for part in parts].count(Of.MUST) == 3


def test_bounds_that_nothing_reaches_are_named():
    draft = Draft({"lab": (0, 0, 0), **YARD}, TWO)
    draft.seats(["lab"], 1, low=2).seats(["lab"], low=3).seats(["lab"], 2, low=2)
    assert signs(draft.instance()) == [(Sign.OUT_OF_REACH, (Part(Of.LIMIT, each),)) for each in (0, 1)]


def test_everything_is_found_together():
    instance = a_hall(90)
    first = np.flatnonzero(instance.owner == 0)
    must = instance.must.copy()
    must[first[instance.slot[instance.option[first]] == 0][:2]] = True
    closed = instance.limits[0]
    limits = (replace(closed, high=-1.0), *instance.limits[1:])
    torn = replace(
        instance, must=must, limits=limits, wanted=np.where(np.arange(90) == 7, 3, instance.wanted)
    )
    found = {each.sign for each in obvious(torn)}
    assert {Sign.TOO_FEW_LEFT, Sign.LOCKED_TWICE, Sign.OUT_OF_REACH} <= found
    assert obvious(instance) == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_what_counting_shows_is_impossible_and_nothing_of_it_is_needless(seed: int):
    instance = invented(seed, students=3, kinds=2)
    for each in obvious(instance):
        parts = set(each.parts)
        assert not possible(instance, parts), each
        for part in parts:
            assert possible(instance, parts - {part}), (each, part)
