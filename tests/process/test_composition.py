"""Groups by a definition: read, refused with lines, made, told, and the same for every part that is given."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from whynext.base.errors import Refused
from whynext.process.check import check
from whynext.process.compare import compare
from whynext.process.definition import Definition
from whynext.process.explain import replay, why, why_not
from whynext.process.grouping.deciding import GROUPED, SIZE, SWAP, measure_column
from whynext.process.information import Asked, Catalogue, Grain, Information, OptionKind, Type
from whynext.process.reading import read
from whynext.process.run import PROBABILITY, RANK, Occasion, judge, observe, slice_of

KNOWN = {
    "level": Type.NUMBER,
    "team": Type.WORD,
    "signed": Type.TRUTH,
    "apart_from": Type.WORD,
    "partners": Type.WORD,
    "before": Type.WORD,
}
ROOMS = ("oak", "pine", "yew")


def catalogue() -> Catalogue:
    """Return what can be asked of students, from a table of that name; and rooms."""

    def of_student(name: str) -> Any:
        return lambda asked: asked.looked_up(asked.sources["known"], {"student": "student"}, name)

    def rooms(asked: Asked) -> pl.DataFrame:
        return asked.rows.join(pl.DataFrame({"option": list(ROOMS)}), how="cross")

    informations = [
        Information(name, "Of a student.", Grain.STUDENT, kind, of_student(name), needs=("known",))
        for name, kind in KNOWN.items()
    ]
    locked = Information(
        "locked",
        "Whether it is locked.",
        Grain.STUDENT_OPTION,
        Type.TRUTH,
        lambda asked: asked.looked_up(
            asked.sources["locks"], {"student": "student", "option": "option"}, "locked"
        ),
        needs=("locks",),
    )
    return Catalogue.of([*informations, locked], [OptionKind("room", "A room.", rooms)])


TEXT = """
id = "rooms"
version = 1
title = "Rooms"
question = "In which room does this student work?"
juncture = "grouping"
decides = "room"
information = ["level", "team", "apart_from", "partners", "before", "locked"]

[trigger]
asked_by = ["teacher"]

[[agents]]
who = "algorithm"
does = "decides"

[parameters]
few  = { value = 2, unit = "students", because = "alone it is dull" }
many = { value = 3, unit = "students", because = "there are three chairs" }
near = { value = 4, unit = "levels", because = "farther apart they cannot help each other" }

[choose]
how = "group"
smallest = "few"
largest = "many"
must = "locked"
separate = "COALESCE(apart_from, '')"
together = "COALESCE(partners, '')"

[[composition]]
goal = "alike"
of = "level"
weight = 2
at_most = "near"
because = "who knows as much works together"

[[composition]]
goal = "mixed"
of = "team"
weight = 0.5
because = "teams meet"

[[composition]]
goal = "stay"
of = "COALESCE(before, '')"
weight = 0.25
because = "one need not carry things about"
"""


def definition(text: str = TEXT) -> Definition:
    return read(text, catalogue())


def judged(
    process: Definition, *rows: dict[str, Any], locks: dict[str, str] | None = None, given: str | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what comes out for students of whom these things are known."""
    schema = {"student": pl.String(), **{name: kind.dtype for name, kind in KNOWN.items()}}
    known = pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)
    locked = [(student, room, True) for student, room in (locks or {}).items()]
    sources = {
        "known": known,
        "locks": pl.DataFrame(
            locked, schema={"student": pl.String, "option": pl.String, "locked": pl.Boolean}, orient="row"
        ),
    }
    pairs = pl.DataFrame(
        {"student": known.get_column("student"), "given": [given] * len(known)},
        schema={"student": pl.String, "given": pl.String},
    )
    occasion = Occasion(datetime(2026, 9, 14, 14, tzinfo=UTC), date(2026, 9, 14), b"s")
    return judge(process, observe(process, catalogue(), pairs, sources, occasion), b"s")


def student(name: str, level: float | None, **more: Any) -> dict[str, Any]:
    return {"student": name, "level": level, "team": more.pop("team", "red"), **more}


SIX = [student(name, level) for name, level in zip("abcdef", [1, 2, 2, 8, 9, 9], strict=True)]


def chosen(decisions: pl.DataFrame) -> dict[str, str]:
    """Return the room of each student."""
    rows = decisions.select("student", pl.col("chosen").list.first()).rows()
    return dict(rows)


# Reading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('smallest = "few"\n', "", "groups have no «smallest»"),
        ('goal = "mixed"', 'goal = "mixt"', "«mixt» is no thing that can be wanted of groups"),
        ('of = "team"', 'of = "taem"', "taem"),
        ('of = "team"', 'of = "locked"', "locked"),
        ("weight = 0.5", "weight = -1", "«weight» is -1"),
        ("weight = 0.5", "weight = 0", "a weight of 0 without a bound has no effect"),
        ("weight = 0.5", "weight = 0.5\nat_most = 2", "«at_most» does not bound what is «mixed»"),
        ("COALESCE(before, '')", "level", "«level» names no group"),
        ('how = "group"', 'how = "assign"', "«composition» has no effect where how = «assign»"),
        ('because = "teams meet"', "", "«composition.2.because» is missing"),
        ("together = \"COALESCE(partners, '')\"\n", "", "«partners» is declared but no rule reads it"),
        ('how = "group"', 'how = "group"\ncount = 2', "«count» has no effect where how = «group»"),
    ],
)
def test_what_is_wrong_with_a_composition_is_said(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(Refused) as refused:
        definition(TEXT.replace(old, new))
    assert said in str(refused.value)


def test_a_composition_is_part_of_the_digest_of_the_decision_and_is_compared_in_words() -> None:
    """And nothing else changes by it."""
    one, other = definition(), definition(TEXT.replace("weight = 0.5", "weight = 1.5"))
    differ = [name for name in one.digests() if one.digests()[name] != other.digests()[name]]
    assert differ == ["decision"]
    (found,) = compare(one, other).differences
    assert found.what == "the weight of «team» being mixed"


# Groups -----------------------------------------------------------------------------------------------------


def test_students_are_put_together_and_the_record_tells_the_groups_in_numbers() -> None:
    """Three and three; by rule, so that chance played no part."""
    frame, decisions = judged(definition(), *SIX)
    rooms = chosen(decisions)
    assert len({rooms[name] for name in "abc"}) == len({rooms[name] for name in "def"}) == 1
    assert rooms["a"] != rooms["d"]
    assert set(decisions.get_column("mechanism")) == {"group"}
    taken = frame.filter(pl.col(RANK) > 0)
    assert taken.get_column(PROBABILITY).to_list() == [1.0] * 6
    assert taken.get_column(SIZE).to_list() == [3] * 6
    assert taken.get_column(measure_column(0, "low")).to_list() == [1.0] * 3 + [8.0] * 3
    assert taken.get_column(measure_column(0, "high")).to_list() == [2.0] * 3 + [9.0] * 3


def test_separate_together_and_locks_name_students_and_are_kept() -> None:
    """Whoever of two it is said of."""
    rows = [*map(dict, SIX), student("g", 3.0)]
    rows[0]["apart_from"], rows[4]["partners"] = "b nobody", "f"
    rooms = chosen(judged(definition(), *rows, locks={"d": "yew"})[1])
    assert rooms["a"] != rooms["b"]
    assert rooms["e"] == rooms["f"]
    assert rooms["d"] == "yew"


def test_who_was_in_a_room_stays_there_where_it_makes_no_difference() -> None:
    rows = [{**each, "before": "pine" if each["level"] > 5 else "oak"} for each in SIX]
    rooms = chosen(judged(definition(), *rows)[1])
    assert {rooms[name] for name in "abc"} == {"oak"}
    assert {rooms[name] for name in "def"} == {"pine"}


def test_of_whom_something_is_not_known_somebody_is_asked_and_the_others_are_put_together() -> None:
    decisions = judged(definition(), *SIX, student("g", None))[1]
    last = decisions.row(-1, named=True)
    assert (last["student"], last["mechanism"], last["recourse"]) == ("g", "unknown", "ask teacher")
    assert all(chosen(decisions)[name] for name in "abcdef")


def test_groups_for_one_given_know_nothing_of_those_for_another() -> None:
    """Each student of each given is decided for by itself."""
    alone = judged(definition(), *SIX)[1]
    text = TEXT.replace('decides = "room"', 'decides = "room"\ngiven = "skill"')
    kinds = dict(catalogue().options)
    with_given = Catalogue(
        catalogue().information,
        {"room": OptionKind("room", "A room.", kinds["room"].candidates, given="skill")},
    )
    process = read(text, with_given)
    frames = [judged(process, *SIX, given=each)[0] for each in ("add", "divide")]
    observed = pl.concat(frames).select("student", "given", "option", *KNOWN_READ).sort("student", "given")
    decisions = judge(process, observed, b"s")[1]
    for each in ("add", "divide"):
        assert chosen(decisions.filter(given=each)) == chosen(alone)


KNOWN_READ = ("level", "team", "apart_from", "partners", "before", "locked")


# Why --------------------------------------------------------------------------------------------------------


def test_why_not_says_what_a_move_would_break_and_what_an_exchange_would_cost() -> None:
    """For a lock, a bound, a full room, one that is not held, and whom one is kept apart from."""
    rows = [{**each, "apart_from": "b" if each["student"] == "a" else None} for each in SIX]
    rows[1]["level"], rows[3]["level"] = 5, 5
    process = definition(TEXT.replace("few  = { value = 2", "few  = { value = 3"))
    frame, decisions = judged(process, *rows, locks={"f": "oak"})
    said = {}
    for name, room in chosen(decisions).items():
        mine = slice_of(frame, name, None)
        assert any("it belongs to the best groups" in each.says for each in why(process, mine, room).reasons)
        for other in set(ROOMS) - {room}:
            answer = why_not(process, catalogue(), mine, other, b"s")
            assert (answer.better, answer.change) == ((room,), None)
            said[name, other] = answer.why.reasons[-1].says
    assert chosen(decisions) == {"a": "pine", "b": "oak", "c": "pine", "d": "pine", "e": "oak", "f": "oak"}
    nobody = "nobody there could change places without breaking something"
    assert said["a", "yew"] == "this group is not held, and one student alone would be too few"
    assert said["a", "oak"] == f"somebody is there from whom the student is kept apart; {nobody}"
    assert said["d", "oak"] == f"the group is full: 3 students; {nobody}"
    assert said["e", "pine"].endswith(f"they would be 8 apart, and at most 4 is allowed; {nobody}")
    assert said["f", "yew"].endswith("has to be in another group")


def test_a_move_that_breaks_nothing_is_priced_and_the_price_is_the_difference_of_what_counts() -> None:
    """Of five in two rooms that take four each, one can move."""
    rows = [student(name, level) for name, level in zip("abcde", [1, 2, 3, 4, 5], strict=True)]
    process = definition(TEXT.replace("value = 3, unit", "value = 4, unit"))
    frame, decisions = judged(process, *rows)
    free = frame.filter(pl.col(GROUPED) == "possible")
    assert len(free)
    for name, room in free.select("student", "option").rows():
        mine = slice_of(frame, name, None)
        own, other = (why(process, mine, each) for each in (chosen(decisions)[name], room))
        cost = sum(each.weight or 0.0 for each in own.reasons) - sum(
            each.weight or 0.0 for each in other.reasons
        )
        said = f"but all together would lose {cost:.2f} points" if cost > 1e-6 else "and is worth as much"
        assert said in other.reasons[-1].says


def test_what_cannot_be_kept_together_is_in_the_record_of_everybody_without_names() -> None:
    """And it is said of each what holds of themselves only."""
    rows = [*SIX, student("x", 40.0)]
    frame, decisions = judged(definition(), *rows)
    assert set(decisions.get_column("mechanism")) == {"impossible"}
    assert set(decisions.get_column("recourse")) == {"nothing, and say so"}
    of_x = why(definition(), slice_of(frame, "x", None), "oak").reasons[-1].says
    of_a = why(definition(), slice_of(frame, "a", None), "oak").reasons[-1].says
    assert "these cannot be kept together" in of_x
    assert "this student has too few others within reach" in of_x
    assert "1 student has too few others within reach" in of_a
    assert "31 instead of 4 would do" in of_a
    assert not frame.get_column(":conflict").str.contains('"x"').any()


def test_the_record_judged_again_is_the_same_and_the_process_personalizes() -> None:
    frame, _ = judged(definition(), *SIX)
    assert replay(definition(), frame, b"s").same
    assert frame.get_column(SWAP).null_count() > 0
    found = check(definition(), catalogue(), frame, b"s")
    assert found.personalizes
