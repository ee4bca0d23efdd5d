"""A hall of ninety, night after night: nothing hard is ever broken, whoever looks.

What is planned is looked at by :mod:`schedule.checker`, which shares nothing with what plans it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from schedule.days import Days, hall_school
from whynext.engine import inspect
from whynext.planning.schedule import notes

TOLD_APART = ("s001", "s002")


def night_and_day(days: Days, *, asking: int) -> Counter[str]:
    """Decide a day, change it in the morning, check it both times, ask some places why, and live it.

    Returns
    -------
    Counter
        How many places, absences and moves there were.
    """
    days.evening()
    planned = days.places()
    assert days.faults(planned) == [], days.today
    answer_for_themselves(days, asking)
    away = days.hall.absences()
    teacher = f"t{1 + days.today.day % 5:02}" if days.today.weekday() == 2 else ""
    days.at(7, 30)
    said = [notes.absent(person, days.today) for person in [*away, *([teacher] if teacher else [])]]
    counts = Counter(places=len(planned), absent=len(away))
    if said:
        days.note(*said, because="told by telephone")
        again = days.again("absences")
        assert again.run, f"{days.today}: {again.search}"
        assert set(away) <= {move.student for move in again.moves}
        counts["moved"] = len(again.moves) - len(away)
    places = days.places()
    assert days.faults(places) == [], days.today
    days.carry_out(places)
    return counts


def answer_for_themselves(days: Days, asking: int) -> None:
    """Ask some of the day's places why they are as they are, and why not something else."""
    with days.engine.store.reading() as reading:
        rows = reading.table("decisions", {"process": "schedule", "day": days.today, "state": "in force"})
    for row in rows.sort("student").head(asking).iter_rows(named=True):
        told = inspect.explain(days.engine, row["id"])
        assert len(told.chosen) == len(days.table("halls")) * 2
        assert all(why.reasons for why in told.chosen)
        assert all("session" in str(why.reasons) or "place" in str(why.reasons) for why in told.chosen)
        for other in told.runners_up[:1]:
            answer = inspect.explain_not(days.engine, row["id"], other.option).answer
            assert answer.why.reasons


def lived(days: Days, count: int, *, asking: int) -> Counter[str]:
    """Let so many school days pass; two students are kept apart, and one place is locked, on the way."""
    days.at(9)
    days.note(notes.apart(*TOLD_APART, days.today), because="they asked for it")
    counts: Counter[str] = Counter()
    for _ in range(count):
        counts += night_and_day(days, asking=asking)
    return counts


def test_two_days_of_forty_students_keep_everything(tmp_path: Path) -> None:
    """The short version of the thirty days."""
    counts = lived(hall_school(tmp_path / "short.school", students=40), 2, asking=3)
    assert counts["places"] == 2 * 40 * 2


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_thirty_days_of_ninety_students_keep_everything(tmp_path: Path) -> None:
    """Absences of five in a hundred, a teacher absent every Wednesday, exit slips every day."""
    days = hall_school(tmp_path / "thirty.school")
    counts = lived(days, 30, asking=90)
    assert counts["places"] == 30 * 90 * 2
    assert counts["absent"] > 60
    passed = sum(told[-1] >= 4 for told in days.slips.values())
    assert passed > 90 * 10
