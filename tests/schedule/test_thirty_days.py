"""A hall of ninety, night after night: nothing hard is ever broken, whoever looks.

What is planned is looked at by :mod:`schedule.checker`, which shares nothing with what plans it.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schedule.days import Days, hall_school
from whynext.engine import inspect
from whynext.engine.decide import unpack
from whynext.planning.schedule import notes
from whynext.process.run import KEPT, RANK

MOST_SECONDS = 60.0
"""Of one processor for an evening, the published promise for a hall of this size."""
TOLD_APART = ("s001", "s002")


def night_and_day(days: Days, *, asking: int) -> Counter[str]:
    """Decide a day, change it in the morning, check it both times, ask some places why, and live it.

    Returns
    -------
    Counter
        How many places, absences and moves there were.
    """
    begun = time.process_time()
    days.evening()
    took = time.process_time() - begun
    assert took < MOST_SECONDS
    planned = days.places()
    assert days.faults(planned) == [], days.today
    answer_for_themselves(days, asking)
    away = days.hall.absences()
    teacher = f"t{1 + days.today.day % 5:02}" if days.today.weekday() == 2 else ""
    days.at(7, 30)
    said = [notes.absent(person, days.today) for person in [*away, *([teacher] if teacher else [])]]
    counts = Counter(places=len(planned), absent=len(away), seconds=round(took))
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
    """Ask some of the day's places why here and with whom, and why not something else, refused or not."""
    rows = days.table("decisions", process="schedule", day=days.today, state="in force").sort("student")
    with days.engine.store.reading() as reading:
        stored = reading.run(rows.get_column("run")[0])
    assert stored is not None
    assert stored.frame is not None
    seen = unpack(stored.frame).filter(pl.col(RANK) == 0)
    sizes = Counter(map(_session, days.places()))
    teachers = {_session(place): place["teacher"] for place in days.places()}
    mine = {(place["student"], place["period"]): _session(place) for place in days.places()}
    for row in rows.head(asking).iter_rows(named=True):
        told = inspect.explain(days.engine, row["id"])
        assert len(told.chosen) == 2
        for why in told.chosen:
            session = mine[row["student"], why.option.split("|")[0]]
            said = str(why.reasons)
            others = sizes[session] - 1 if session[-1] else 0
            assert (f"with {others} other" if others else "alone") in said
            assert teachers[session] is None or f"teacher {teachers[session]}" in said
        of_student = seen.filter(pl.col("student") == row["student"])
        for kept in (True, False):
            for option in of_student.filter(pl.col(KEPT) == kept).get_column("option").head(1):
                answer = inspect.explain_not(days.engine, row["id"], option).answer
                refused = any(reason.verdict is False for reason in answer.why.reasons)
                assert refused or (answer.cost is not None and (answer.cost.now or answer.cost.possible)), (
                    option
                )


def _session(place: dict[str, Any]) -> tuple[Any, ...]:
    """Return what tells the session of a place apart; who works singly is in none with anybody."""
    together = place["modality"] in ("lesson", "task", "collaboration", "coaching")
    who = "" if together else place["student"]
    return (place["period"], place["modality"], place["skill"], place["session"], who, together)


def lived(days: Days, count: int, *, asking: int) -> Counter[str]:
    """Let so many school days pass; two students are kept apart, and one place is locked, on the way."""
    days.at(9)
    days.note(notes.apart(*TOLD_APART, days.today), because="they asked for it")
    counts: Counter[str] = Counter()
    for _ in range(count):
        counts += night_and_day(days, asking=asking)
    return counts


def test_two_days_of_thirty_students_keep_everything(tmp_path: Path) -> None:
    """The short version of the thirty days."""
    counts = lived(hall_school(tmp_path / "short.school", students=30), 2, asking=2)
    assert counts["places"] == 2 * 30 * 2


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_thirty_days_of_ninety_students_keep_everything(tmp_path: Path) -> None:
    """Absences of five in a hundred, a teacher absent every Wednesday, exit slips every day."""
    days = hall_school(tmp_path / "thirty.school")
    counts = lived(days, 30, asking=30)
    assert counts["places"] == 30 * 90 * 2
    assert counts["absent"] > 60
    passed = sum(told[-1] >= 4 for told in days.slips.values())
    assert passed > 90 * 10
