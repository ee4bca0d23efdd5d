"""Figures of the tick: a night for schools of many sizes, its memory, and what it leaves in the file."""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.figures import Row, peak_bytes, row
from bench.night import night
from bench.school import AFTERNOON, copied, handbook_school, lived, nightly_school

from whynext import bootstrap
from whynext.engine import tick as ticking
from whynext.ledger.entry import microseconds
from whynext.testing.small_school import NEXT_SKILL, SetClock

ROOT = Path(__file__).resolve().parents[1]
SKILLS = 300
SCHOOL_DAYS = 180
GIGA = 1e9
TICK, BY_HAND = "tick", "by hand"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured.

    Parameters
    ----------
    curve
        Students of the schools of the curve.
    main
        The size whose figures have a reach.
    many
        Schools of `school` students ticked one after another.
    school
        Students of a school of common size.
    year, nights
        Days of decisions behind a school, and nights in a row.
    times
        How often what takes less than ten seconds is repeated.
    """

    curve: tuple[int, ...] = (100, 1_000, 3_000, 10_000, 30_000)
    main: int = 10_000
    many: int = 10
    school: int = 1_000
    year: int = 180
    nights: int = 4
    times: int = 5


SMALL = Scale((30,), 30, 2, 20, 2, 2, 1)


# Each night runs in a process of its own, so that its memory is its own ------------------------------------


def child(what: str, first: int, days: int, paths: list[Path]) -> dict[str, Any]:
    """Do a night, or several in a row, for one school after another; return what it took."""
    wall, cpu = [], []
    for path in paths:
        for day in range(first, first + days):
            begun, processor = time.perf_counter(), time.process_time()
            if what == BY_HAND:
                night(path, microseconds(AFTERNOON + timedelta(days=day)))
            else:
                engine = bootstrap.engine(path, clock=SetClock(AFTERNOON + timedelta(days=day)))
                ticking.tick(engine)
                engine.store.close()
            wall.append(time.perf_counter() - begun)
            cpu.append(time.process_time() - processor)
    peak = peak_bytes()
    decided, chosen = _decided(what, paths[-1])
    return {"wall": sum(wall), "cpu": sum(cpu), "peak": peak, "decided": decided, "chosen": chosen}


def _decided(what: str, path: Path) -> tuple[int, str]:
    """Return how many decisions a school file holds, and a digest of what they chose."""
    table, column = ("by_hand_decided", "chosen") if what == BY_HAND else ("decisions", "first_chosen")
    engine = bootstrap.engine(path)
    with engine.store.reading() as reading:
        connection = reading._transaction.connection
        held = connection.exec_driver_sql(f"SELECT student, {column} FROM {table} ORDER BY student, id")
        rows = [tuple(each) for each in held]
    engine.store.close()
    return len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()


def ran(what: str, *paths: Path, first: int = 0, days: int = 1) -> dict[str, Any]:
    """Return what nights took in a process of its own."""
    command = [sys.executable, "-m", "bench.tick", what, str(first), str(days), *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def fresh(what: str, school: Path, *, schools: int = 1, first: int = 0, days: int = 1) -> dict[str, Any]:
    """Return what nights took on fresh copies of a school, and by how many bytes their files grew."""
    copies = [copied(school, f"copy-{n}.school") for n in range(schools)]
    before = sum(each.stat().st_size for each in copies)
    found = ran(what, *copies, first=first, days=days)
    found["grown"] = sum(each.stat().st_size for each in copies) - before
    for each in copies:
        each.unlink()
    return found


def middle(found: list[dict[str, Any]], of: str = "wall") -> float:
    """Return the median of what several processes told."""
    return statistics.median(each[of] for each in found)


def peak(found: list[dict[str, Any]]) -> float:
    """Return the most memory that any of several processes held, in GB."""
    most: float = max(each["peak"] for each in found)
    return most / GIGA


# The figures ---------------------------------------------------------------------------------------------


def rows(small: bool = False, long: bool = False) -> Iterator[Row]:
    """Measure, and yield one row per figure."""
    scale = SMALL if small else Scale()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in scale.curve:
            yield from _of_size(folder, size, scale)
        school = folder / "common.school"
        nightly_school(school, scale.school, SKILLS)
        yield from _in_schools(school, scale, scale.many)
        if long:
            yield from _in_schools(school, scale, 10 * scale.many)
        yield from _stored(school, scale)
        yield from _after_a_year(school, scale)
        yield from _short_process(folder, scale)
        yield from _handbook(folder, scale)


def _of_size(folder: Path, students: int, scale: Scale) -> list[Row]:
    school = folder / f"{students}.school"
    nightly_school(school, students, SKILLS)
    ours, theirs = [fresh(TICK, school)], [fresh(BY_HAND, school)]
    times = 1 if students > scale.main else min(3, scale.times) if ours[0]["wall"] > 10 else scale.times
    for _ in range(times - 1):
        ours.append(fresh(TICK, school))
        theirs.append(fresh(BY_HAND, school))
    if len({(each["decided"], each["chosen"]) for each in ours + theirs}) > 1:
        raise AssertionError("the nights did not decide alike")
    seconds = middle(ours)
    name = f"tick, {students:,} students × {SKILLS} skills"
    note = f"{_often(times)}; {seconds / students * 1e6:,.0f} µs a student, peak {peak(ours):.2f} GB"
    note += f"; processor {middle(ours, 'cpu'):.1f} s against {middle(theirs, 'cpu'):.1f} s"
    measured = [row(name, seconds, "s", **_reach(students, seconds, scale), **_peer(theirs), note=note)]
    if students == scale.main:
        memory = f"{name}, memory at its peak"
        measured.append(row(memory, peak(ours), "GB", reach="≤ 2", ok=peak(ours) <= 2))
        measured.append(_second_night(school, name, ours, scale))
    school.unlink()
    return measured


def _reach(students: int, seconds: float, scale: Scale) -> dict[str, Any]:
    return {"reach": "≤ 8", "ok": seconds <= 8} if students == scale.main else {}


def _peer(found: list[dict[str, Any]]) -> dict[str, Any]:
    words = "the same night by hand: sqlite3, NumPy, Parquet, SHA-256"
    return {"peer": words, "peer_value": middle(found)}


def _second_night(school: Path, name: str, first: list[dict[str, Any]], scale: Scale) -> Row:
    """Measure the night after the first, when what the first decided is settled."""
    ran(TICK, school)
    found = [fresh(TICK, school, first=1) for _ in range(min(3, scale.times))]
    return row(
        f"{name}, the second night",
        middle(found),
        "s",
        **_reach(scale.main, middle(found), scale),
        peer="the first night of this run, which has nothing to settle",
        peer_value=middle(first),
        note=f"{_often(len(found))}; the deadlines of the first night's decisions have passed;"
        f" processor {middle(found, 'cpu'):.1f} s, peak {peak(found):.2f} GB",
    )


def _often(times: int) -> str:
    return f"median of {times}" if times > 1 else "once"


def _in_schools(school: Path, scale: Scale, schools: int) -> list[Row]:
    times = 1 if schools > scale.many else min(3, scale.times)
    found = [fresh(TICK, school, schools=schools) for _ in range(times)]
    students = schools * scale.school
    seconds, reach = middle(found), students / 1_000
    note = f"{_often(times)}; one process, one school after another; peak {peak(found):.2f} GB"
    return [
        row(
            f"tick, {students:,} students in {schools} schools of {scale.school:,}",
            seconds,
            "s",
            reach=f"≤ {reach:g}, peak ≤ 2 GB",
            ok=seconds <= reach and peak(found) <= 2,
            note=f"{note}; the schools are copies of one",
        )
    ]


def _stored(school: Path, scale: Scale) -> list[Row]:
    """Measure what daily decisions leave in the file, after the first night."""
    first, every = fresh(TICK, school), fresh(TICK, school, days=scale.nights)
    each = (every["grown"] - first["grown"]) / (scale.nights - 1) / scale.school
    return [
        row(
            "school file, a student and year of daily next-skill decisions",
            each * SCHOOL_DAYS / 1e3,
            "kB",
            note=f"{each:,.0f} bytes a student and night × {SCHOOL_DAYS} school days; {SKILLS} options,"
            " whole frames, before any is compacted;"
            f" from nights 2 to {scale.nights} of {scale.school:,} students",
        )
    ]


def _after_a_year(school: Path, scale: Scale) -> list[Row]:
    """Measure what a year of decisions already made adds to a night."""
    ran(TICK, school, days=2)
    old = copied(school, "old.school")
    lived(old, scale.year)
    ours, theirs = [], []
    for _ in range(min(3, scale.times)):
        ours.append(fresh(TICK, old, first=2))
        theirs.append(fresh(TICK, school, first=2))
    old.unlink()
    return [
        row(
            f"tick, {scale.school:,} students × {SKILLS} skills, {scale.year} days of decisions behind them",
            middle(ours),
            "s",
            peer="the same night with two days behind them",
            peer_value=middle(theirs),
            note=f"{_often(len(ours))}; {scale.school * scale.year:,} earlier decisions in the file;"
            f" peak {peak(ours):.2f} GB",
        )
    ]


def _short_process(folder: Path, scale: Scale) -> list[Row]:
    school = folder / "short.school"
    nightly_school(school, scale.main, SKILLS, NEXT_SKILL)
    found = [fresh(TICK, school) for _ in range(min(3, scale.times))]
    school.unlink()
    seconds = middle(found)
    return [
        row(
            f"tick, {scale.main:,} students × {SKILLS} skills, a process of two rules and one term",
            seconds,
            "s",
            reach="≤ 8",
            ok=seconds <= 8,
            note=f"{_often(len(found))}; peak {peak(found):.2f} GB",
        )
    ]


def _handbook(folder: Path, scale: Scale) -> list[Row]:
    school = folder / "handbook.school"
    handbook_school(school, scale.school)
    found = [fresh(TICK, school) for _ in range(min(3, scale.times))]
    return [
        row(
            f"tick of the whole handbook, {scale.school:,} students",
            middle(found),
            "s",
            note=f"{_often(len(found))}; starter map and library; {middle(found, 'decided'):,.0f} decisions,"
            f" the daily plan's steps among them; peak {peak(found):.2f} GB",
        )
    ]


if __name__ == "__main__":
    told = child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), [Path(each) for each in sys.argv[4:]])
    print(json.dumps(told))
