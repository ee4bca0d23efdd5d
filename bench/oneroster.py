"""Figures of the OneRoster import: a generated district against Polars merely parsing the same files."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from whynext.exchange.oneroster import import_roster

GIVEN = ("Ada", "Björn", "Chen", "Dara", "Emil", "Fatou", "Gülşen", "Hana", "Ivo", "Jun")
FAMILY = ("Abara", "Brandt", "Costa", "Diallo", "Ek", "Fischer", "Grant", "Haddad", "Ito", "Jansen, Jr.")
STAMP = "2026-08-01T06:00:00.000Z"
REPEATS = 5


def _numbers(count: int, seed: int, below: int) -> pl.Series:
    """Return pseudo-random whole numbers: the same for the same seed on every machine."""
    at = pl.Series("n", range(count), dtype=pl.UInt64)
    mixed = (at * 2654435761 + (seed * 40503 + 1)) % 4294967291
    mixed = (mixed * 48271 + 11) % 4294967291
    return (mixed % below).cast(pl.Int64)


def _ids(prefix: str, numbers: pl.Series, width: int = 7) -> pl.Series:
    text = numbers.cast(pl.String).str.zfill(width)
    return (prefix + text).alias("id")


def _same(word: str, count: int) -> pl.Series:
    return pl.Series([word or None], dtype=pl.String).new_from_index(0, count)


def _people(users: int, seed: int, orgs: int) -> pl.DataFrame:
    """Return users.csv: 55 % students with two guardians each at most, 5 % teachers, 40 % parents."""
    at = pl.Series("n", range(users), dtype=pl.Int64)
    share = at * 100 // users
    role = pl.select(
        pl.when(share < 55)
        .then(pl.lit("student"))
        .when(share < 60)
        .then(pl.lit("teacher"))
        .otherwise(pl.lit("parent"))
    ).to_series()
    students, parents_from = int((role == "student").sum()), int((role != "parent").sum())
    first = _ids("u", parents_from + at % max(1, users - parents_from))
    second = _ids("u", parents_from + (at * 7 + 3) % max(1, users - parents_from))
    agents = pl.select(pl.when(first == second).then(first).otherwise(first + "," + second)).to_series()
    is_student = at < students
    given = pl.Series(GIVEN).gather(_numbers(users, seed + 1, len(GIVEN)))
    family = pl.Series(FAMILY).gather(_numbers(users, seed + 2, len(FAMILY)))
    grade = (at % 13).cast(pl.String).str.zfill(2).replace("00", "KG")
    return pl.DataFrame(
        {
            "sourcedId": _ids("u", at),
            "status": _same("", users),
            "dateLastModified": pl.Series([STAMP]).new_from_index(0, users),
            "enabledUser": _same("true", users),
            "orgSourcedIds": _ids("school-", 1 + _numbers(users, seed + 3, orgs), 4),
            "role": role,
            "username": _ids("user.", at),
            "userIds": pl.select("{LDAP:" + at.cast(pl.String) + "}").to_series(),
            "givenName": given,
            "familyName": family,
            "middleName": _same("", users),
            "identifier": _ids("", at, 9),
            "email": _ids("user.", at) + "@district.example",
            "sms": _same("", users),
            "phone": _same("555-0100", users),
            "agentSourcedIds": agents.set(~is_student, None),
            "grades": grade.set(~is_student, None),
            "password": _same("", users),
        }
    )


def _sections(count: int, seed: int, orgs: int, courses: int) -> pl.DataFrame:
    at = pl.Series("n", range(count), dtype=pl.Int64)
    return pl.DataFrame(
        {
            "sourcedId": _ids("class-", at),
            "status": _same("", count),
            "dateLastModified": pl.Series([STAMP]).new_from_index(0, count),
            "title": "Section " + at.cast(pl.String),
            "grades": (1 + at % 12).cast(pl.String).str.zfill(2),
            "courseSourcedId": _ids("course-", _numbers(count, seed + 4, courses), 5),
            "classCode": _ids("C", at),
            "classType": _same("scheduled", count),
            "location": "Room " + (at % 90).cast(pl.String),
            "schoolSourcedId": _ids("school-", 1 + _numbers(count, seed + 5, orgs), 4),
            "termSourcedIds": _same("term-1,term-2", count),
            "subjects": _same("Mathematics", count),
            "subjectCodes": _same("02", count),
            "periods": (1 + at % 8).cast(pl.String),
        }
    )


def _enrolments(users: int, enrolments: int, sections: pl.DataFrame) -> pl.DataFrame:
    count = sections.height
    at = pl.Series("n", range(enrolments), dtype=pl.Int64)
    students, teachers = users * 55 // 100, max(1, users * 5 // 100)
    teaches = at < count
    person = (students + at % teachers).set(~teaches, None)
    person = person.fill_null(at % max(1, students)) if enrolments > count else person
    section = at.set(~teaches, None).fill_null((at * 31 + at // max(1, students)) % count)
    role = _same("student", enrolments).set(teaches, "teacher")
    return pl.DataFrame(
        {
            "sourcedId": _ids("enrolment-", at),
            "status": _same("", enrolments),
            "dateLastModified": pl.Series([STAMP]).new_from_index(0, enrolments),
            "classSourcedId": _ids("class-", section),
            "schoolSourcedId": sections["schoolSourcedId"].gather(section),
            "userSourcedId": _ids("u", person),
            "role": role,
            "primary": _same("false", enrolments).set(teaches, "true"),
            "beginDate": _same("2026-08-24", enrolments),
            "endDate": _same("2027-06-12", enrolments),
        }
    )


def _demographics(people: pl.DataFrame, seed: int) -> pl.DataFrame:
    students = people.filter(pl.col("role") == "student").height
    sex = pl.Series(("female", "male")).gather(_numbers(students, seed + 6, 2))
    flag = pl.Series(("true", "false")).gather(_numbers(students, seed + 7, 2))
    return pl.DataFrame(
        {
            "sourcedId": people["sourcedId"].head(students),
            "status": _same("", students),
            "dateLastModified": pl.Series([STAMP]).new_from_index(0, students),
            "birthDate": _same("2014-05-17", students),
            "sex": sex,
            "asian": flag,
            "white": flag,
            "hispanicOrLatinoEthnicity": flag,
        }
    )


def district(users: int = 100_000, enrolments: int = 400_000, seed: int = 1) -> dict[str, str]:
    """Return the files of an invented district as CSV text by name: OneRoster 1.1, bulk, without defects."""
    schools, courses = max(2, users // 1_000), max(5, users // 50)
    people = _people(users, seed, schools)
    sections = _sections(max(4, enrolments * 15 // 400), seed, schools, courses)
    school = [f"school-{n:04d},School {n},school,district" for n in range(1, schools + 1)]
    terms = [f"term-{n},Term {n},term,2026-0{n + 7}-24,2027-0{n}-12,year,2027" for n in (1, 2)]
    texts = {
        "orgs.csv": "\n".join(
            ["sourcedId,name,type,parentSourcedId", "district,District,district,", *school, ""]
        ),
        "academicSessions.csv": "\n".join(
            [
                "sourcedId,title,type,startDate,endDate,parentSourcedId,schoolYear",
                "year,2026-27,schoolYear,2026-08-24,2027-06-12,,2027",
                *terms,
                "",
            ]
        ),
        "courses.csv": "\n".join(
            [
                "sourcedId,schoolYearSourcedId,title,courseCode,orgSourcedId",
                *[f"course-{n:05d},year,Course {n},M{n},district" for n in range(courses)],
                "",
            ]
        ),
        "users.csv": people.write_csv(),
        "classes.csv": sections.write_csv(),
        "enrollments.csv": _enrolments(users, enrolments, sections).write_csv(),
        "demographics.csv": _demographics(people, seed).write_csv(),
    }
    named = "".join(f"file.{name.removesuffix('.csv')},bulk\n" for name in texts)
    return {
        "manifest.csv": f"propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n{named}",
        **texts,
    }


def write(folder: Path, files: dict[str, str]) -> int:
    """Write files into a folder and return their bytes."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sum(path.stat().st_size for path in folder.iterdir())


def parse(folder: Path) -> list[pl.DataFrame]:
    """Parse all files and do nothing else; what is compared with."""
    return [pl.read_csv(path, infer_schema=False) for path in sorted(folder.glob("*.csv"))]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


_CHILD = """
import sys, json
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from bench.oneroster import import_roster, parse
def kept(name):
    return int(next(l for l in open("/proc/self/status") if l.startswith(name)).split()[1]) * 1024
parse(Path(sys.argv[4])), import_roster(sys.argv[4])  # warm up: code, threads and pools are not counted
before = kept("VmRSS")
work = parse if sys.argv[1] == "parse" else import_roster
result = work(Path(sys.argv[2]))
frames = result if sys.argv[1] == "parse" else list(result[0].tables().values())
print(json.dumps([kept("VmHWM") - before, sum(f.estimated_size() for f in frames)]))
"""


def memory(what: str, folder: Path, warm: Path) -> tuple[int, int]:
    """Return the bytes by which a fresh process grows at its peak, and the bytes of what it ends with."""
    root = str(Path(__file__).resolve().parents[1])
    command = [sys.executable, "-c", _CHILD, what, str(folder), root, str(warm)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    peak, held = json.loads(done.stdout)
    return peak, held


def rows(small: bool = False) -> list[dict[str, Any]]:
    """Measure, and return one row per figure."""
    users, enrolments = (5_000, 20_000) if small else (100_000, 400_000)
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as tiny:
        folder, warm = Path(name), Path(tiny)
        size = write(folder, district(users, enrolments))
        write(warm, district(200, 800))
        held_before, _ = import_roster(folder)
        ours, theirs, again = [], [], []
        for _ in range(REPEATS):  # in turn, so that whatever else the machine does falls on all
            theirs.append(timed(lambda: parse(folder)))
            ours.append(timed(lambda: import_roster(folder)))
            again.append(timed(lambda: import_roster(folder, held_before)))
        peak, held = memory("import", folder, warm)
        parsed_peak, _ = memory("parse", folder, warm)
    return _told(users, enrolments, size, (ours, again, theirs), (peak, held, parsed_peak))


def _told(
    users: int,
    enrolments: int,
    size: int,
    seconds: tuple[list[float], list[float], list[float]],
    memory: tuple[int, int, int],
) -> list[dict[str, Any]]:
    mine, again, other = (statistics.median(each) for each in seconds)
    peak, held, parsed_peak = memory
    what = f"{users:,} users, {enrolments:,} enrolments, {size / 1e6:.1f} MB"
    return [
        {
            "name": "OneRoster import",
            "value": round(mine, 3),
            "unit": "s",
            "reach": "≤ 10 × parsing alone",
            "ok": mine <= 10 * other,
            "peer": "Polars read_csv of the same files, as text",
            "peer_value": round(other, 3),
            "ratio": round(mine / other, 2),
            "note": f"{what}; medians of {REPEATS} in turn",
        },
        {
            "name": "OneRoster import over the roster held",
            "value": round(again, 3),
            "unit": "s",
            "reach": "",
            "ok": True,
            "peer": "Polars read_csv of the same files, as text",
            "peer_value": round(other, 3),
            "ratio": round(again / other, 2),
            "note": "the same set again: compared row by row, nothing changed",
        },
        {
            "name": "OneRoster import, memory at its peak",
            "value": round(peak / 1e6, 1),
            "unit": "MB",
            "reach": "nothing held twice: < 2 × parsing alone, which holds all once, as text",
            "ok": peak < 2 * parsed_peak,
            "peer": "Polars read_csv of the same files, as text",
            "peer_value": round(parsed_peak / 1e6, 1),
            "ratio": round(peak / parsed_peak, 2),
            "note": f"files {size / 1e6:.1f} MB, roster {held / 1e6:.1f} MB; growth of a fresh, warm process",
        },
    ]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="a quick check on a small district")
    for row in rows(small=options.parse_args().small):
        print(json.dumps(row, ensure_ascii=False))
