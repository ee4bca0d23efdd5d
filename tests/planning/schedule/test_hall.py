"""Halls as documents: read, written again, and everything that is wrong told at once."""

from __future__ import annotations

from datetime import time

import pytest

from engine.hall_school import HALL
from whynext.base.errors import Problem, Refused
from whynext.planning.schedule.hall import Hall, to_toml
from whynext.planning.schedule.reading import Known, read


def refused(text: str, known: Known | None = None) -> list[tuple[str, str]]:
    """Return what is wrong with a document, and at which line."""
    with pytest.raises(Refused) as refusal:
        read(text, "hall.toml", known)
    return [(each.where.removeprefix("hall.toml, "), each.what) for each in refusal.value.problems]


def line_of(text: str, part: str) -> str:
    """Return "line N" of the first line that begins with a text."""
    found = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(part))
    return f"line {found}"


def test_a_hall_says_what_it_has() -> None:
    hall = read(HALL)
    assert [each.minutes for each in hall.periods] == [40.0, 35.0]
    assert hall.periods[1].starts == time(9, 45)
    lesson, peers = hall.modalities[:2]
    assert hall.open_area(lesson) is None
    assert hall.open_area(peers) == hall.area("floor")
    first, second = hall.teachers
    assert first.gives(lesson)
    assert not first.gives(peers)
    assert first.teaches("anything", None)
    assert (second.teaches("add", "numbers"), second.teaches("divide", "numbers")) == (True, False)
    assert (first.is_there("1"), second.is_there("1")) == (True, False)


def test_a_hall_written_as_a_document_or_as_data_is_read_as_the_same() -> None:
    hall = read(HALL)
    assert read(to_toml(hall)) == hall
    assert Hall.of_data(hall.as_data()) == hall
    assert "peers = false" not in to_toml(hall)
    zoned = read(HALL.replace("seats = 18", 'seats = 18\nzone = "north"'))
    assert [each.zone for each in zoned.areas] == ["north", "", ""]
    assert read(to_toml(zoned)) == Hall.of_data(zoned.as_data()) == zoned


def test_everything_that_is_wrong_is_told_at_once_with_its_line() -> None:
    text = (
        HALL.replace("seats = 18", "seats = 0")
        .replace('ends = "09:40"', 'ends = "09:50"')
        .replace('modalities = ["lesson"]', 'modalities = ["leson"]')
        .replace('skills_from = "next-skill"', 'skils_from = "next-skill"')
        .replace("smallest = 2", "smallest = 20")
        .replace('areas = ["a", "b"]', 'areas = ["a", "c"]')
    )
    assert sorted(refused(text)) == sorted(
        [
            (line_of(text, "skils"), "«skils_from» is not part of a hall"),
            ("line 1", "«skills_from» is missing"),
            (line_of(text, "seats"), "«seats» is 0: it should be greater than or equal to 1"),
            ("line 13", "period «2» starts before period «1» is over"),
            (line_of(text, "areas"), "there is no area «c»"),
            (line_of(text, "largest"), "«lesson» takes at least 20 and at most 18"),
            (line_of(text, "modalities = "), "there is no modality «leson»"),
        ]
    )


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ('name = "2"', 'name = "1"', "there are 2 periods called «1»"),
        ('name = "b"', 'name = "a"', "there are 2 areas called «a»"),
        ('name = "t2"', 'name = "t1"', "there are 2 teachers called «t1»"),
        ('name = "alone"', 'name = "peers"', "there are 2 modalities called «peers»"),
        ('ends = "10:20"', 'ends = "09:45"', "period «2» ends before it starts"),
        ("largest = 18", "largest = 25", "a session of «lesson» takes 25, its areas 24 at most"),
        ("largest = 4", "largest = 1", "«peers» lives from other students and takes one"),
        ("largest = 18\n", "", "«lesson» has a smallest and no largest"),
        (
            'areas = ["a", "b"]',
            'areas = ["a", "floor"]',
            "«lesson» is held in a, floor, of which floor is open",
        ),
        ("sessions = 0\n", "", "«screen» is for students who work singly"),
        ("screen = true", "teacher = true", "«screen» needs a teacher, but its students work singly"),
        ('periods = ["2"]', 'periods = ["3"]', "there is no period «3»"),
        ("load = 1", "load = 0", "«load» is 0: it should be greater than or equal to 1"),
        ("seats = 18", 'seats = "18"', "«seats» is '18': it should be a valid integer"),
        ('starts = "09:00"', 'starts = "9 am"', "«starts» is '9 am': it should be a time such as 09:00"),
        ('sections = ["red", "blue"]', "sections = []", "«sections» is []"),
        ('id = "maths-hall"', 'id = "Maths Hall"', "«id» is 'Maths Hall': it should be lower-case letters"),
        ("peers = true", "peer = true", "«peer» is not part of a hall"),
        ("seats = 18", 'seats = 18\nzone = "by the door"', "«zone» is 'by the door': it should be letters"),
    ],
)
def test_what_contradicts_itself_is_refused(before: str, after: str, what: str) -> None:
    assert before in HALL
    assert any(said.startswith(what) for _, said in refused(HALL.replace(before, after, 1)))


def test_a_modality_only_for_those_whom_its_area_refuses_is_refused() -> None:
    """Nobody could ever be sent there."""
    text = HALL.replace('title = "The floor"', 'title = "The floor"\nnot_for = ["extra_time"]')
    text = text.replace('name = "peers"', 'name = "peers"\nonly_for = ["extra_time"]')
    assert any("is only for who has extra_time" in what for _, what in refused(text))


def test_a_modality_that_nobody_gives_is_refused() -> None:
    text = HALL[: HALL.index("[[teachers]]")]
    assert refused(text) == [(line_of(text, "teacher = "), "«lesson» needs a teacher and nobody gives it")]


def test_a_hall_without_its_parts_and_what_is_no_document_are_refused() -> None:
    bare = HALL[: HALL.index("[[periods]]")]
    assert [what for _, what in refused(bare)] == [
        "the hall has no periods",
        "the hall has no areas",
        "the hall has no modalities",
    ]
    assert refused("id = ")[0][1].startswith("this is not TOML")
    assert refused(bare + "areas = 3")[0][1] == "«areas» should be tables"


def test_what_the_school_does_not_have_is_refused_with_the_nearest_name() -> None:
    known = Known(
        sections=["red"],
        processes=["next-skills"],
        skills=["count"],
        strands=["numbers"],
        objects=["worked_example"],
    )
    text = HALL.replace('objects = ["video"]', 'objects = ["videos"]')
    with pytest.raises(Refused) as refusal:
        read(text, known=known)
    assert [(each.what, each.valid) for each in refusal.value.problems] == [
        ("there is no modality of learning objects «videos»", "did you mean «video»?"),
        ("there is no skill «add»", "count"),
        ("there is no section «blue»", "red"),
        (
            "there is no published process that decides upon skills «next-skill»",
            "did you mean «next-skills»?",
        ),
    ]


def outcome(text: str) -> tuple[Hall | None, tuple[Problem, ...]]:
    """Return the hall of a document, or everything that is wrong with it."""
    try:
        return read(text), ()
    except Refused as refusal:
        return None, refusal.problems


LINES = [n for n, line in enumerate(HALL.splitlines()) if " = " in line]


@pytest.mark.parametrize("line", LINES, ids=lambda n: HALL.splitlines()[n])
def test_whatever_is_written_it_is_read_or_refused_with_a_reason(line: int) -> None:
    """Every value in turn is replaced by what it should not be, or left out."""
    lines = HALL.splitlines()
    name = lines[line].split(" = ")[0]
    values = (
        "3",
        "-1",
        "0.5",
        "true",
        '""',
        '"|"',
        '"x y"',
        "[]",
        "[1]",
        '["x"]',
        "{ x = 1 }",
        "09:00:00",
        "inf",
    )
    texts = [f"{name} = {value}" for value in values]
    for text in (*texts, "", f"x{lines[line]}", lines[line] + "\n" + lines[line]):
        hall, problems = outcome("\n".join([*lines[:line], text, *lines[line + 1 :]]))
        assert all(each.what and each.where for each in problems)
        assert hall is None or read(to_toml(hall)) == hall


def test_two_halls_share_no_period_and_no_section_at_one_time() -> None:
    other = read(HALL.replace("maths-hall", "reading-hall").replace('"2"', '"r2"'))
    told = [what for _, what in refused(HALL, Known(others=(other,)))]
    assert told == [
        "hall «reading-hall» has a period «1» too",
        "students of red, blue are in hall «reading-hall» at that time",
    ]
    assert read(HALL, known=Known(others=(read(HALL),))) == read(HALL)
