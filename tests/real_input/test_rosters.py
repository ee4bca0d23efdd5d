"""Rosters as other systems write them: refused with every defect, or taken without it and decided for."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.grown_school import everything, table
from whynext import bootstrap
from whynext.base.errors import Refused
from whynext.engine import inspect, intake, tick
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.testing.small_school import NEXT_SKILL, CountedEntropy, SetClock, small_map

pytestmark = pytest.mark.real_data

SETS = {"base-1.1": 3, "full-1.1.zip": 5}
"""How many references of each lead nowhere."""
IN_TERM = datetime(2022, 4, 20, 8, tzinfo=UTC)
AFTER_TERM = datetime(2022, 9, 20, 8, tzinfo=UTC)


def rows_of(source: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of one file of a set, folder or zip."""
    if source.is_dir():
        text = (source / name).read_text(encoding="utf-8-sig") if (source / name).exists() else ""
    else:
        with zipfile.ZipFile(source) as held:
            inside = [each for each in held.namelist() if each.endswith(name)]
            text = held.read(inside[0]).decode("utf-8-sig") if inside else ""
    return list(csv.DictReader(io.StringIO(text)))


def is_kept(row: dict[str, str]) -> bool:
    return row.get("status", "") in ("", "active")


@pytest.fixture
def begun(tmp_path: Path) -> Callable[[datetime], Engine]:
    """Return a way to begin a school with a small map and one process, at a day of its own."""

    def begin(at: datetime) -> Engine:
        engine = bootstrap.begin(
            tmp_path / f"{at.date()}.school",
            "A",
            "Europe/Berlin",
            clock=SetClock(at),
            entropy=CountedEntropy(),
        )
        intake.take_map(engine, small_map(), name="small map")
        publish(engine, NEXT_SKILL, by="tests")
        return engine

    return begin


def afternoon(engine: Engine) -> dict[str, int]:
    assert isinstance(engine.clock, SetClock)
    engine.clock.forward(hours=7)
    return tick.tick(engine).decided


@pytest.mark.parametrize("name", SETS)
def test_a_strict_import_is_refused_with_every_reference_that_leads_nowhere(
    shared_data: Path, begun: Callable[[datetime], Engine], name: str
) -> None:
    """Each with file, line and field; the school is unchanged and stays usable."""
    engine = begun(IN_TERM)
    source = shared_data / "oneroster" / name
    before = everything(engine)
    with pytest.raises(Refused) as refused:
        bootstrap.import_oneroster(engine, source)
    problems = refused.value.problems
    assert len(problems) == SETS[name] == len({problem.where for problem in problems})
    assert {problem.kind for problem in problems} == {"dangling id"}
    assert all(" line " in problem.where and " field " in problem.where for problem in problems)
    assert everything(engine) == before
    assert bootstrap.import_oneroster(engine, source, skip_bad=True).counts["enrolments added"] > 0


@pytest.mark.parametrize("name", SETS)
def test_what_is_good_is_taken_and_what_is_not_is_told(
    shared_data: Path, begun: Callable[[datetime], Engine], name: str
) -> None:
    """Every person, section and enrolment of the files is there; every defect stands in the notes."""
    engine = begun(IN_TERM)
    source = shared_data / "oneroster" / name
    taken = bootstrap.import_oneroster(engine, source, skip_bad=True)
    for file, where in (
        ("users.csv", "people"),
        ("classes.csv", "sections"),
        ("enrollments.csv", "enrolments"),
    ):
        given = {row["sourcedId"] for row in rows_of(source, file)}
        assert set(table(engine, where).get_column("id")) == given, file
    kinds = [note.kind for note in taken.notes]
    assert kinds.count("dangling id") == SETS[name]
    before = everything(engine)
    again = bootstrap.import_oneroster(engine, source, skip_bad=True)
    assert again.counts == {"changes": 0}
    after = everything(engine)
    assert {each for each in after if after[each] != before[each]} <= {"head", "ledger"}


@pytest.mark.parametrize("name", SETS)
def test_students_with_a_place_today_are_decided_for_and_nobody_else(
    shared_data: Path, begun: Callable[[datetime], Engine], name: str
) -> None:
    """Worked out from the files: who is a student, enrolled as one, between begin and end."""
    source = shared_data / "oneroster" / name
    users = {
        row["sourcedId"] for row in rows_of(source, "users.csv") if row["role"] == "student" and is_kept(row)
    }
    places = [row for row in rows_of(source, "enrollments.csv") if row["role"] == "student" and is_kept(row)]
    for at in (IN_TERM, AFTER_TERM):
        engine = begun(at)
        bootstrap.import_oneroster(engine, source, skip_bad=True)
        today = at.date().isoformat()
        wanted = {
            row["userSourcedId"]
            for row in places
            if (row.get("beginDate") or "0") <= today < (row.get("endDate") or "9")
        } & users
        decided = afternoon(engine)
        assert decided == ({"next-skill": len(wanted)} if wanted else {})
        rows = table(engine, "decisions")
        assert set(rows.get_column("student")) == wanted
        for decision in rows.get_column("id"):
            explained = inspect.explain(engine, decision)
            assert explained.student != explained.row["student"]  # by name, not by id
            assert explained.chosen
        assert tick.tick(engine).nothing
        if at is IN_TERM:
            assert wanted
