"""Halls drawn by lot, with notes drawn by lot: a day is either whole, or it is not published.

That nothing can be done is believed only where the plain model says so too.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from schedule import random_halls
from schedule.checker import walks
from schedule.days import Days, hall_school
from whynext.base.errors import Refused
from whynext.planning.schedule.walks import Walks

STUDENTS = 20


def a_day(where: Path, seed: int) -> str:
    """Plan one day of a hall drawn from a seed; return what came of it, after the checker has looked.

    Returns
    -------
    str
        "whole", "impossible", or "short" where a student has nothing that no rule refuses, and it is said so.
    """
    chance = random.Random(seed)
    days = hall_school(where, seed=seed, students=STUDENTS, drawn=chance)
    days.evening()
    before = days.places()
    if before:
        looked_at(days)
    tell_something(days, chance)
    if days.again("notes").run:
        return looked_at(days)
    assert days.places() == before
    assert not days.is_possible()
    return "impossible"


def tell_something(days: Days, chance: random.Random) -> None:
    """Note this and that; what cannot be is refused, and the rest stays."""
    days.at(7, 30)
    for note in random_halls.said(chance, days.hall, days.today, days.playlists()):
        try:
            days.note(note, because="drawn by lot")
        except Refused:
            continue


def looked_at(days: Days) -> str:
    """Return what the checker says; who has no place in a period must be named as such."""
    places = days.places()
    named = {f"{student} has 0 places in period {period}" for student, period in days.without()}
    faults = set(days.faults(places))
    assert faults == named
    assert days.is_possible()
    counted = walks(days.hall.document, places)
    assert Walks(sum(counted.values()), len(counted)) == days.walks()
    return "short" if named else "whole"


@pytest.mark.long
def test_two_halls_drawn_by_lot_are_whole_or_say_that_they_are_not(tmp_path: Path) -> None:
    for seed in (1, 15):
        a_day(tmp_path / f"{seed}.school", seed)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_forty_halls_drawn_by_lot_are_whole_or_say_that_they_are_not(tmp_path: Path) -> None:
    """Most are whole, and some cannot be: both kinds are seen."""
    came = Counter(a_day(tmp_path / f"{seed}.school", seed) for seed in range(100, 140))
    assert came["whole"] >= 15
    assert came["impossible"] >= 2
