"""A plain lottery, told afterwards: who was in the draw, who got a place, who waits and as which."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from whynext import handbook
from whynext.base.errors import Refused
from whynext.engine import places
from whynext.engine.publish import publish
from whynext.engine.respond import Recorded, record_all
from whynext.engine.school import Engine
from whynext.engine.tick import tick
from whynext.testing.small_school import STUDENTS, SetClock, small_school

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "repeat-a-lottery.md"
SEED = "daily tutoring 2026-27, announced at the staff meeting of 17 August 2026"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Return a school in which two of five eligible students drew a place; fay is not eligible."""
    clock = SetClock(datetime(2026, 8, 17, 12, tzinfo=UTC))
    engine = small_school(tmp_path / "lottery.school", clock=clock)
    text = handbook.text("tutoring-placement").replace("value = 150", "value = 2")
    text = text.replace("signed_off_by     = []", 'signed_off_by = ["M. Example, coordinator"]')
    publish(engine, text.replace("first_grade = { value = 9", "first_grade = { value = 4"), by="tests")
    known = {"over_age": 0.0, "free_periods": 1.0, "unexcused_absences": 0.0}
    said = [Recorded(s, name, value, "office") for s in STUDENTS for name, value in known.items()]
    said += [Recorded(s, "course_failures", float(s != "fay"), "office") for s in STUDENTS]
    record_all(engine, said)
    clock.at = datetime(2026, 8, 24, 15, tzinfo=UTC)
    tick(engine)
    return engine


def test_the_draw_that_is_published_is_the_one_that_a_stranger_repeats(engine: Engine) -> None:
    """With the script of the docs, on the ids that the command prints."""
    turns = places.draw_of(places.given_places(engine, "tutoring-placement"))
    (script,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.S)
    ids = "".join(sorted(f"{each.student}\n" for each in turns))
    command = [sys.executable, "-I", "-c", script, SEED, "2"]
    done = subprocess.run(command, input=ids, capture_output=True, text=True, check=True)
    ours = [f"{each.number} {each.student} {'place' if each.place else 'waits'}" for each in turns]
    assert done.stdout.splitlines() == ours
    assert {each.student for each in turns} == set(STUDENTS) - {"fay"}


def test_the_report_counts_the_eligible_and_the_places(engine: Engine) -> None:
    """Two of five, with two chances in five each; there are no wishes to rank."""
    found = places.report(engine, places.given_places(engine, "tutoring-placement"))
    (all_,) = found.shares
    assert (all_.students, all_.eligible, all_.offered, all_.chance) == (6, 5, 2, pytest.approx(0.4))
    assert found.ranks == ()


def test_who_waits_is_told_the_number_in_the_draw(engine: Engine) -> None:
    """Three wait; who was not eligible had nothing to wish for."""
    given = places.given_places(engine, "tutoring-placement")
    numbers = {each.student: each.number for each in places.draw_of(given)}
    found = {each.student: each.reasons for each in places.unmet_wishes(given)}
    assert found == {
        student: (f"number {number} in the draw, for 2 places",)
        for student, number in numbers.items()
        if number > 2
    }


def test_nothing_was_drawn_where_the_total_decides(engine: Engine) -> None:
    """So there is no draw to publish."""
    text = handbook.text("electives").replace('method = "turns"', 'method = "total"')
    publish(engine, text.replace("08-10", "08-25"), by="tests")
    record_all(engine, [Recorded(s, "wish", "choir", "s", None, 1.0) for s in STUDENTS])
    engine.clock.at = datetime(2026, 8, 25, 15, tzinfo=UTC)  # type: ignore[attr-defined]
    tick(engine)
    given = places.given_places(engine, "electives")
    with pytest.raises(Refused, match="draws no lots"):
        places.draw_of(given)
    assert places.unmet_wishes(given) == []
