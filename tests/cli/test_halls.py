"""hall state, show and notes, and what a day brings: absent, close, lock, apart, and their opposites."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Call, Result, digest
from engine.hall_school import HALL
from whynext import bootstrap
from whynext.engine.publish import publish
from whynext.testing.small_school import NEXT_SKILL

BY = ("--by", "teacher t01", "--because", "seen this morning")
DAY = "2031-03-04"


@pytest.fixture
def hall(call: Call, small: Path) -> Path:
    """A small school with a hall, the only one in the folder."""
    engine = bootstrap.engine(small)
    publish(engine, NEXT_SKILL, by="tests")
    engine.store.close()
    Path("hall.toml").write_text(HALL)
    assert "In force: «The mathematics hall»" in call("hall", "state", "hall.toml", "--by", "leader l01").flat
    return small


def noted(call: Call, *said: str) -> Result:
    return call("hall", *said, "--day", DAY, *BY)


def test_a_hall_is_shown_with_all_it_has(call: Call, hall: Path) -> None:
    told = call("hall", "show").flat
    for word in ("The mathematics hall", "6 students of red, blue", "09:45", "Corner B", "2 to 18", "Ms Lee"):
        assert word in told
    document = call("hall", "show", "maths-hall", "--json").json
    assert len(document["students"]) == 6
    assert document["hall"]["teachers"][1]["skills"] == ["count", "add"]
    assert call("hall", "show", "math-hall").code == 2


def test_what_a_day_brings_is_noted_listed_and_taken_back(call: Call, hall: Path) -> None:
    told = noted(call, "absent", "ana", "t1", "--period", "1").flat
    assert "absent ana, period 1, 2031-03-04" in told
    assert "absent t1, period 1, 2031-03-04" in told
    noted(call, "close", "a")
    noted(call, "lock", "ben", "--period", "2", "--modality", "lesson", "--skill", "add")
    noted(call, "apart", "ben", "chen")
    noted(call, "again", "chen", "--skill", "add", "--modality", "lesson")
    rows = call("hall", "notes", "--day", DAY, "--json").json["notes"]
    assert [(row["kind"], row["person"] or row["area"], row["period"]) for row in rows] == [
        ("absent", "ana", "1"),
        ("absent", "t1", "1"),
        ("closed", "a", "1 2"),
        ("lock", "ben", "2"),
        ("apart", "ben", None),
        ("again", "chen", None),
    ]
    noted(call, "present", "ana")
    noted(call, "open", "a", "--period", "1")
    noted(call, "unlock", "ben")
    noted(call, "together", "chen", "ben")
    after = call("hall", "notes", "--day", DAY, "--json").json["notes"]
    assert [(row["person"] or row["area"], row["period"]) for row in after] == [
        ("t1", "1"),
        ("a", "2"),
        ("chen", None),
    ]
    assert "seen this morning" in call("hall", "notes", "--day", DAY).flat
    assert len(call("hall", "notes", "--all", "--json").json["notes"]) == 10
    assert "Nothing is noted for 2031-03-05" in call("hall", "notes", "--day", "2031-03-05").flat


def test_what_is_noted_holds_as_long_as_it_is_said(call: Call, hall: Path) -> None:
    noted(call, "absent", "ana", "--until", "2031-03-06")
    noted(call, "close", "b", "--until", "open")

    def on(day: str) -> list[str]:
        found = call("hall", "notes", "--day", day, "--json").json["notes"]
        return [row["person"] or row["area"] for row in found]

    assert [on(f"2031-03-0{day}") for day in (3, 6, 7)] == [[], ["ana", "b"], ["b"]]


def test_what_is_known_already_adds_nothing(call: Call, hall: Path) -> None:
    noted(call, "absent", "ana")
    before = digest(hall)
    assert noted(call, "absent", "ana").flat == "Known already: 1."
    assert digest(hall) == before


def test_what_is_wrong_is_told_and_the_school_stays_as_it_was(call: Call, hall: Path) -> None:
    before = digest(hall)
    wrong = noted(call, "absent", "anna", "bert")
    assert wrong.code == 2
    assert "«anna»" in wrong.flat
    assert "did you mean «ana»?" in wrong.flat
    assert "«bert»" in wrong.flat
    assert noted(call, "lock", "ana", "--period", "1").code == 2
    assert noted(call, "unlock", "ana").code == 2
    assert call("hall", "absent", "ana", "--day", "soon", *BY).code == 2
    assert call("hall", "absent", "ana", "--by", "", "--because", "").code == 2
    Path("bad.toml").write_text(HALL.replace("seats = 18", "seats = 0").replace('["a", "b"]', '["c"]'))
    bad = call("hall", "state", "bad.toml", "--by", "leader l01")
    assert (bad.code, bad.flat.count("bad.toml, line")) == (2, 2)
    assert digest(hall) == before


def test_a_school_without_a_hall_says_how_to_state_one(call: Call, small: Path) -> None:
    told = call("hall", "show")
    assert (told.code, "whynext hall state FILE" in told.flat) == (2, True)
