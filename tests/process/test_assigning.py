"""Places that are shared: assigned to all students at once, each with reasons, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from whynext.process.assigning.deciding import SESSION, STATUS, STEPS, TOGETHER, unit_column
from whynext.process.check import check
from whynext.process.definition import Definition
from whynext.process.explain import why
from whynext.process.information import Asked, Catalogue, Grain, Information, OptionKind, Type
from whynext.process.reading import read
from whynext.process.run import KEPT, PROBABILITY, RANK, Occasion, judge, observe, plan_of, slice_of

SEATS = {  # period, room, its seats, smallest, largest, teachers
    "1 choir": ("1", "hall", 9, 2, 3, "lee kim"),
    "1 band": ("1", "hall", 9, 2, 4, "kim"),
    "1 study": ("1", "library", 2, 0, 0, None),
    "2 choir": ("2", "hall", 9, 2, 3, "lee kim"),
    "2 study": ("2", "library", 6, 0, 0, None),
}
TEXT = """
id = "seats"
version = 1
title = "Seats"
question = "Where does this student sit?"
decides = "seat"
information = [
  "period", "room", "room_seats", "smallest", "largest", "teachers", "locked", "apart_from", "worth",
]

[trigger]
asked_by = ["teacher"]

[[agents]]
who = "algorithm"
does = "decides"

[[rules]]
prefer = "worth"
because = "it is worth something"

[choose]
how = "assign"
count = 2
apart = "period"
smallest = "smallest"
largest = "largest"
must = "locked"
separate = "apart_from"

[[limits]]
count = "students"
per = ["period", "room"]
at_most = "room_seats"
because = "a room has so many chairs"

[[resources]]
name = "teacher"
units = "teachers"
because = "a teacher is in one place at a time"

[none]
then = "ask teacher"
"""
NOW = datetime(2026, 9, 14, 14, tzinfo=UTC)


def catalogue(of: Mapping[str, Mapping[str, Any]]) -> Catalogue:
    """Return what can be asked of the seats, and of students by option where that is said."""
    columns = ("period", "room", "room_seats", "smallest", "largest", "teachers")
    kinds = (Type.WORD, Type.WORD, Type.NUMBER, Type.NUMBER, Type.NUMBER, Type.WORD)

    def of_seat(place: int) -> Any:
        return lambda asked: pl.Series(
            [SEATS[each][place] for each in asked.rows.get_column("option")], strict=False
        )

    def of_student(name: str) -> Any:
        def view(asked: Asked) -> pl.Series:
            said = of.get(name, {})
            pairs = asked.rows.select("student", "option").iter_rows()
            return pl.Series(
                [said.get(f"{student} {option}", said.get(student)) for student, option in pairs]
            )

        return view

    def worth(asked: Asked) -> pl.Series:
        said = of.get("worth", {})
        pairs = asked.rows.select("student", "option").iter_rows()
        return pl.Series([float(said.get(f"{student} {option}", 1)) for student, option in pairs])

    def apart(asked: Asked) -> pl.Series:
        return pl.Series([of.get("apart", {}).get(each, "") for each in asked.rows.get_column("student")])

    def advisory(asked: Asked) -> pl.Series:
        return pl.Series([of.get("advisory", {}).get(each) for each in asked.rows.get_column("student")])

    informations = [
        Information(name, "Of a seat.", Grain.OPTION, kind, of_seat(place))
        for place, (name, kind) in enumerate(zip(columns, kinds, strict=True))
    ]
    informations += [
        Information("locked", "Said by a person.", Grain.STUDENT_OPTION, Type.TRUTH, of_student("locked")),
        Information("worth", "What it is worth.", Grain.STUDENT_OPTION, Type.NUMBER, worth),
        Information("apart_from", "Who shares no session.", Grain.STUDENT, Type.WORD, apart),
        Information("own_advisory", "The advisory.", Grain.STUDENT, Type.WORD, advisory),
    ]
    kind = OptionKind(
        "seat", "A seat.", lambda asked: asked.rows.join(pl.DataFrame({"option": list(SEATS)}), how="cross")
    )
    return Catalogue({each.name: each for each in informations}, {"seat": kind})


def run(
    students: Sequence[str], text: str = TEXT, **of: Mapping[str, Any]
) -> tuple[Definition, pl.DataFrame, pl.DataFrame]:
    """Return the definition, the judged frame and the decisions for these students."""
    known = catalogue(of)
    definition = read(text, known)
    pairs = pl.DataFrame(
        {"student": list(students), "given": [None] * len(students)},
        schema={"student": pl.String, "given": pl.String},
    )
    observed = observe(definition, known, pairs, {}, Occasion(NOW, date(2026, 9, 14), b"seed"))
    return definition, *judge(definition, observed, b"seed")


def places(decided: pl.DataFrame) -> dict[str, list[str]]:
    """Return what each student got."""
    return dict(decided.select("student", "chosen").iter_rows())


def test_everybody_has_one_place_in_every_period_and_no_session_is_too_small() -> None:
    """The choir is worth most to all four; it takes three, and a fourth would be alone in a second one."""
    worth = {f"{student} 1 choir": 5 for student in "abcd"}
    _, frame, decided = run("abcd", worth=worth)
    got = places(decided)
    assert all([option[0] for option in options] == ["1", "2"] for options in got.values())
    assert sum("1 choir" in options for options in got.values()) in (2, 3, 4)
    sizes = frame.filter((pl.col(RANK) > 0) & ~pl.col("option").str.contains("study"))
    assert sizes.get_column(TOGETHER).min() >= 2


def test_two_sessions_of_one_lesson_have_different_teachers() -> None:
    """Four choose the choir, which takes three: two sessions of two, led by Lee and by Kim."""
    _, frame, decided = run("abcd", worth={f"{student} 1 choir": 50 for student in "abcd"})
    assert all("1 choir" in options for options in places(decided).values())
    held = frame.filter((pl.col(RANK) > 0) & (pl.col("option") == "1 choir"))
    teachers = dict(held.select(SESSION, unit_column("teacher")).unique().iter_rows())
    assert sorted(teachers.values()) == ["kim", "lee"]
    assert held.get_column(TOGETHER).to_list() == [2, 2, 2, 2]


def test_a_room_too_small_for_the_smallest_session_holds_none() -> None:
    """Four choose the choir; with one seat beside Kim there is one session of it, and three are in it."""
    seats = "CASE WHEN teachers IS NULL THEN teachers ELSE 'lee:9 kim:1' END"
    text = TEXT.replace('units = "teachers"', f'units = "{seats}"')
    definition, frame, decided = run("abcd", text, worth={f"{student} 1 choir": 50 for student in "abcd"})
    assert sum("1 choir" in options for options in places(decided).values()) == 3
    assert "kim" not in frame.filter(pl.col(RANK) > 0).get_column(unit_column("teacher")).to_list()
    resource = plan_of(definition, frame)[0].instance.resources[0]
    assert set(resource.unit.tolist()) == {resource.units.index("lee")}


def test_a_lock_is_kept_and_costs_the_others_what_it_must() -> None:
    """Ana is locked into the library, though the choir is worth more to her."""
    locked = {f"a {option}": option == "1 study" for option in SEATS if option[0] == "1"}
    _, _, decided = run("abc", worth={f"{s} 1 choir": 5 for s in "abc"}, locked=locked)
    assert "1 study" in places(decided)["a"]


def test_a_lock_that_several_places_fit_is_kept_by_any_of_them() -> None:
    """Ana is locked to sit in the hall: in the choir or in the band, not in both."""
    locked = {f"a {option}": option in ("1 choir", "1 band") for option in SEATS if option[0] == "1"}
    _, frame, decided = run("abc", worth={f"{s} 1 study": 5 for s in "abc"}, locked=locked)
    assert frame.get_column(STATUS)[0] == "best"
    assert len({"1 choir", "1 band"} & set(places(decided)["a"])) == 1


def test_students_who_are_kept_apart_share_no_session() -> None:
    """They may take the same lesson where it has two sessions, and only there."""
    worth = {f"{s} 1 choir": 50 for s in "abcd"}
    _, frame, _ = run("abcd", worth=worth, apart={"a": "b"})
    held = frame.filter((pl.col(RANK) > 0) & (pl.col("option") == "1 choir"))
    sessions = dict(held.select("student", SESSION).iter_rows())
    assert "a" not in sessions or "b" not in sessions or sessions["a"] != sessions["b"]


def test_every_decision_has_probabilities_reasons_and_the_same_mechanism() -> None:
    """A rule decides, so probabilities are 0 and 1; why tells the session, the company and the teacher."""
    definition, frame, decided = run("abcd", worth={f"{s} 1 choir": 50 for s in "abcd"})
    assert set(decided.get_column("mechanism")) == {"assign"}
    assert set(frame.get_column(PROBABILITY)) == {0.0, 1.0}
    said = str(why(definition, slice_of(frame, "a", None), "1 choir").reasons)
    assert "with 1 other" in said
    assert "teacher" in said
    other = why(definition, slice_of(frame, "a", None), "1 band")
    assert (other.kept, other.chosen, other.refusals) == (True, False, ())


def reason(definition: Definition, frame: pl.DataFrame, student: str, option: str) -> str:
    """Return what is told of a place that a student has."""
    return why(definition, slice_of(frame, student, None), option).reasons[-1].says


NEAR = TEXT.replace(
    'apart = "period"', 'apart = "period"\norder = "CASE WHEN period = \'1\' THEN 1 ELSE 2 END"'
)
NEAR = NEAR.replace(
    'units = "teachers"',
    'units = "teachers"\n'
    "near = \"CASE WHEN teachers IS NULL THEN 'upstairs' ELSE 'lee:WHERE kim:below' END\"\n"
    "walk = 2",
)


@pytest.mark.parametrize(
    ("where", "led", "said"), [("upstairs", "lee", "near the"), ("attic", "", "a walk from")]
)
def test_who_comes_from_upstairs_has_the_teacher_who_is_upstairs(where: str, led: str, said: str) -> None:
    """The library is upstairs; where no teacher is, the way to the choir is a walk, and why says so."""
    worth = {"a 1 study": 50, "b 1 study": 50, "a 2 choir": 50, "b 2 choir": 50}
    definition, frame, decided = run("ab", NEAR.replace("WHERE", where), worth=worth)
    assert set(map(tuple, places(decided).values())) == {("1 study", "2 choir")}
    teachers = set(frame.filter(pl.col(RANK) > 0).get_column(unit_column("teacher")).drop_nulls())
    assert not led or teachers == {led}
    assert f"{said} the place before".replace("the the", "the") in reason(definition, frame, "a", "2 choir")
    assert "place before" not in reason(definition, frame, "a", "1 study")


def test_where_nobody_has_said_where_it_is_nobody_is_said_to_walk() -> None:
    text = NEAR.replace("'upstairs'", "teachers").replace("lee:WHERE ", "")
    definition, frame, _ = run("ab", text, worth={"a 1 study": 50, "b 1 study": 50})
    assert "place before" not in str(why(definition, slice_of(frame, "a", None), "2 choir"))


BESIDE = TEXT.replace('"worth",', '"worth", "own_advisory",').replace(
    'separate = "apart_from"', 'separate = "apart_from"\nbeside = "own_advisory"\nbeside_weight = WEIGHT'
)


@pytest.mark.parametrize(("weight", "beside"), [(3, True), (0, False)])
def test_who_is_of_one_advisory_sits_together_and_why_says_so(weight: int, beside: bool) -> None:
    """Four have the choir in two sessions of two; without a weight the lot decides who with whom."""
    advisory = {"a": "red", "b": "red", "c": "blue", "d": "blue"}
    worth = {f"{student} 1 choir": 50 for student in "abcd"}
    text = BESIDE.replace('"apart_from", ', "").replace('separate = "apart_from"\n', "")
    definition, frame, _ = run("abcd", text.replace("WEIGHT", str(weight)), worth=worth, advisory=advisory)
    held = dict(
        frame.filter((pl.col(RANK) > 0) & (pl.col("option") == "1 choir"))
        .select("student", SESSION)
        .iter_rows()
    )
    assert (held["a"] == held["b"]) is beside
    many = "1" if beside else "none"
    assert f"with 1 other ({many} of the same advisory)" in reason(definition, frame, "a", "1 choir")


def test_what_each_who_has_a_liked_unit_counts_is_weighed() -> None:
    """Ana and Ben like Kim, and Lee is near: two walks, or two who are not led as they like."""
    text = NEAR.replace("WHERE", "upstairs").replace(
        "walk = 2", "liked = \"'kim'\"\nweight = LIKED\nwalk = 2"
    )
    worth = {"a 1 study": 50, "b 1 study": 50, "a 2 choir": 50, "b 2 choir": 50}
    led = []
    for weight in ("1", "3"):
        _, frame, _ = run("ab", text.replace("LIKED", weight), worth=worth)
        led += (
            frame.filter(pl.col("option") == "2 choir").get_column(unit_column("teacher")).unique().to_list()
        )
    assert led == ["lee", "kim"]


def test_if_no_plan_keeps_everything_nobody_gets_anything_and_a_person_is_asked() -> None:
    """Two seats in the library and nobody to lead anything: three students cannot be placed."""
    text = TEXT.replace(
        'units = "teachers"', "units = \"CASE WHEN teachers IS NULL THEN teachers ELSE '' END\""
    )
    _, frame, decided = run("abc", text=text)
    assert places(decided) == {"a": [], "b": [], "c": []}
    assert decided.get_column("recourse").to_list() == ["ask teacher"] * 3
    assert decided.get_column("mechanism").to_list() == ["impossible"] * 3
    assert frame.get_column(STATUS)[0] == "impossible"


def test_judging_a_record_again_gives_the_same_places() -> None:
    """A replay searches again and finds the same plan in as many steps."""
    definition, frame, decided = run("abcdef", worth={f"{s} 1 choir": 3 for s in "abc"})
    again, decided_again = judge(definition, frame, b"seed")
    assert decided_again.equals(decided)
    assert again.equals(frame)
    assert again.get_column(STEPS)[0] == frame.get_column(STEPS)[0]


def test_a_plan_that_was_stopped_is_upheld_from_its_record_and_not_searched_again() -> None:
    """What a person stopped cannot be repeated, but it can be looked at; a changed record falls."""
    definition, frame, decided = run("abcdef")
    stopped = frame.with_columns(pl.lit("stopped").alias(STATUS))
    again, decided_again = judge(definition, stopped, b"seed")
    assert again.equals(stopped)
    assert decided_again.get_column("chosen").equals(decided.get_column("chosen"))
    swapped = stopped.with_columns(
        pl.when(pl.col("student") == "a")
        .then(1 - pl.col(RANK).clip(0, 1))
        .otherwise(pl.col(RANK))
        .alias(RANK)
    )
    fallen, _ = judge(definition, swapped, b"seed")
    assert fallen.get_column(RANK).max() == 0


def test_the_plan_is_read_back_from_its_record() -> None:
    """What was chosen and how many sessions there are follow from the frame."""
    definition, frame, _ = run("abcd", worth={f"{s} 1 choir": 50 for s in "abcd"})
    formed, plan = plan_of(definition, frame)
    assert plan.chosen.sum() == 8
    assert plan.sessions[list(formed.instance.options).index("1 choir")] == 2


def test_what_is_not_known_asks_a_person_and_the_others_are_placed() -> None:
    """Whether Ana must be kept from somebody is not known: she is asked about, the others have places."""
    known = {"a": None}
    _, frame, decided = run("abc", apart=known)
    got = places(decided)
    assert got["a"] == []
    assert len(got["b"]) == len(got["c"]) == 2
    assert frame.filter(pl.col("student") == "a").get_column(KEPT).null_count() == len(SEATS)


def test_it_is_found_to_personalize_with_a_witness() -> None:
    """What a place is worth to one student changes where that student sits."""
    known = catalogue({"worth": {"a 1 choir": 5, "b 1 choir": 5, "c 1 band": 5, "d 1 band": 5}})
    definition = read(TEXT, known)
    pairs = pl.DataFrame({"student": list("abcd"), "given": pl.Series([None] * 4, dtype=pl.String)})
    observed = observe(definition, known, pairs, {}, Occasion(NOW, date(2026, 9, 14), b"seed"))
    found = check(definition, known, observed, b"seed")
    assert found.varies.passed
    assert found.witness is not None


@pytest.mark.parametrize("students", ["", "a"])
def test_a_school_of_nobody_or_of_one_is_planned_too(students: str) -> None:
    """Alone there is study, and with nobody there is nothing to decide."""
    _, _, decided = run(students)
    assert [sorted(each) for each in places(decided).values()] == [["1 study", "2 study"]] * len(students)
