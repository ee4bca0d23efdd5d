"""What taking a map or a roster in again changes, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from engine.grown_school import everything, table
from whynext.base.ids import SkillId
from whynext.competencies.competency import PRECEDES, Competency, Relation
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.engine import intake, rebuild
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.exchange.responses import read_responses
from whynext.roster.roster import Roster
from whynext.testing.small_school import EDGES, NEXT_SKILL, small_items, small_map, small_objects

ON_JOINING = NEXT_SKILL.replace('every = "weekday 16:00"', 'on = ["enrolled"]')
WELCOME = ON_JOINING.replace('"next-skill"', '"welcome"')


def edges(engine: Engine) -> set[tuple[str, str]]:
    with engine.store.reading() as reading:
        return set(reading.source("prerequisites").iter_rows())


def map_with(*pairs: tuple[str, str], framework: str = "small") -> MapImport:
    """The small map with other prerequisites."""
    relations = [Relation(PRECEDES, SkillId(a), SkillId(b)) for a, b in pairs]
    competencies = small_map().map.competencies
    built = CompetencyMap.of(competencies, relations)
    return MapImport(built, tuple(relations), Framework(framework, framework))


def test_a_corrected_map_drops_an_edge_and_turns_another_round(engine: Engine) -> None:
    assert edges(engine) == set(EDGES)
    corrected = [*EDGES[1:-1], ("add", "count")]
    intake.take_map(engine, map_with(*corrected), name="corrected map")
    assert edges(engine) == set(corrected)


def test_a_map_from_elsewhere_leaves_the_edges_of_the_others(engine: Engine) -> None:
    intake.take_map(engine, map_with(("count", "fractions"), framework="other"), name="other map")
    assert edges(engine) == {*EDGES, ("count", "fractions")}
    intake.take_map(engine, map_with(framework="other"), name="other map")
    assert edges(engine) == set(EDGES)


def test_an_edge_that_two_frameworks_name_stays_until_both_drop_it(engine: Engine) -> None:
    intake.take_map(engine, map_with(EDGES[0], framework="other"), name="other map")
    intake.take_map(engine, map_with(*EDGES[1:]), name="small map")
    assert edges(engine) == set(EDGES)
    intake.take_map(engine, map_with(framework="other"), name="other map")
    assert edges(engine) == set(EDGES[1:])


def test_what_a_thing_was_called_is_kept_only_when_it_changes(engine: Engine) -> None:
    before = table(engine, "titles")
    intake.take_map(engine, small_map(), name="the same map")
    assert table(engine, "titles").equals(before)
    renamed = MapImport(
        CompetencyMap.of([Competency(SkillId("count"), "Counting on", "Can count on.")], []),
        (),
        Framework("small", "Small"),
    )
    intake.take_map(engine, renamed, name="a new name")
    after = table(engine, "titles", id="count").sort("since")
    assert after.get_column("title").to_list() == ["Count", "Counting on"]


def roster(**students: str) -> Roster:
    """A roster of students and the section of each."""
    ids, sections = list(students), sorted(set(students.values()))
    return Roster(
        people=Roster().people.clear().vstack(rows("people", id=ids, given_name=ids, family_name=ids)),
        sections=rows("sections", id=sections, title=sections),
        roles=rows("roles", id=ids, person=ids, role=["student"] * len(ids)),
        enrolments=rows(
            "enrolments",
            id=[f"{a}-{b}" for a, b in students.items()],
            person=ids,
            section=list(students.values()),
            role=["student"] * len(ids),
        ),
    )


def rows(name: str, **columns: list[str]) -> pl.DataFrame:
    schema = Roster().tables()[name].schema
    size = len(next(iter(columns.values())))
    blank = {each: [None] * size for each in schema}
    held = {**blank, **columns, "active": [True] * size}
    return pl.DataFrame({each: held[each] for each in schema}, schema=schema)


def test_joining_a_section_wakes_the_process_that_waits_for_it(engine: Engine) -> None:
    publish(engine, WELCOME, by="tests")
    first = roster(ana="red", ben="red")
    intake.take_roster(engine, first, name="roster")
    woken = table(engine, "wakes", process="welcome")
    assert sorted(woken.get_column("student")) == []  # both were in the red section before
    intake.take_roster(engine, roster(ana="red", ben="blue", gus="red"), name="roster")
    woken = table(engine, "wakes", process="welcome")
    assert sorted(woken.get_column("student")) == ["ben", "gus"]


def test_joining_wakes_alike_when_all_is_derived_anew(engine: Engine) -> None:
    publish(engine, WELCOME, by="tests")
    intake.take_roster(engine, roster(ana="blue", gus="red"), name="roster")
    before = everything(engine)
    assert len(table(engine, "wakes", process="welcome")) == 2
    assert rebuild.rebuild(engine).same
    assert everything(engine) == before


def test_joining_leaves_no_fact_where_nobody_waits_for_it(engine: Engine) -> None:
    intake.take_roster(engine, roster(gus="red"), name="roster")
    with engine.store.reading() as reading:
        assert "enrolled" not in {entry.kind for entry in reading.entries()}


def test_whose_only_section_is_closed_is_not_enrolled(engine: Engine) -> None:
    def placed() -> set[str]:
        with engine.store.reading() as reading:
            return set(reading.source("enrolments").get_column("student"))

    assert {"ana", "eli"} <= placed()
    with engine.store.writing() as writing:
        writing.update("sections", {"id": "red"}, {"active": False})
    assert "ana" not in placed()
    assert "eli" in placed()


def test_the_digest_of_a_roster_is_of_its_words_and_not_of_this_program(engine: Engine) -> None:
    held = roster(ana="red")
    assert intake.roster_digest(held) == intake.roster_digest(roster(ana="red"))
    assert intake.roster_digest(held) != intake.roster_digest(roster(ana="blue"))
    intake.take_roster(engine, held, name="roster")
    with engine.store.reading() as reading:
        last = [entry for entry in reading.entries() if entry.kind == "imported"][-1]
    assert intake.roster_digest(held).encode() in (last.content or b"")


# The same again ---------------------------------------------------------------------------------------------


def same_map(engine: Engine) -> intake.Taken:
    return intake.take_map(engine, small_map(), name="map again")


def same_library(engine: Engine) -> intake.Taken:
    return intake.take_library(engine, small_items(), small_objects(), name="library again")


def same_roster(engine: Engine) -> intake.Taken:
    return intake.take_roster(engine, roster_of_two(), name="roster again", protected=PROTECTED)


def same_answers(engine: Engine) -> intake.Taken:
    text = b"student,item,skill,correct,time\nana,count-1,count,1,2026-09-01T08:00:00Z\n"
    found = read_responses(text, now=datetime(2026, 9, 14, 8, tzinfo=UTC))
    return intake.take_responses(engine, found.frame, name="answers again", create=True)


PROTECTED = pl.DataFrame({"student": ["ada"], "name": ["sex"], "word": ["female"]})
SAME = [same_map, same_library, same_roster, same_answers]


def roster_of_two(*gone: str) -> Roster:
    people, places = Roster().people, Roster().enrolments
    ids = [each for each in ("ada", "bo") if each not in gone]
    filled = {"id": ids, "active": [True] * len(ids), "given_name": [each.title() for each in ids]}
    people = pl.concat([people, pl.DataFrame(filled)], how="diagonal")
    roles = pl.DataFrame(
        {"id": ids, "person": ids, "role": ["student"] * len(ids), "active": [True] * len(ids)}
    )
    roles = pl.concat([Roster().roles, roles], how="diagonal")
    return Roster(people=people, roles=roles, enrolments=places)


@pytest.mark.parametrize("send", SAME)
def test_what_is_sent_again_just_as_it_is_held_is_not_written_again(
    engine: Engine, send: Callable[[Engine], intake.Taken]
) -> None:
    first = send(engine)
    before = everything(engine)
    again = send(engine)
    assert not again.is_new
    assert again.what == first.what
    assert everything(engine) == before


def test_what_differs_in_one_word_is_written_and_told_to_the_ledger(engine: Engine) -> None:
    head = table(engine, "ledger")
    items = [replace(small_items()[0], question="Another?"), *small_items()[1:]]
    assert intake.take_library(engine, items, small_objects(), name="mended").is_new
    skills = small_map().map.competencies
    renamed = [replace(skills[0], title="Tally"), *skills[1:]]
    changed = MapImport(
        CompetencyMap.of(renamed, small_map().relations), small_map().relations, small_map().document
    )
    assert intake.take_map(engine, changed, name="mended").is_new
    assert intake.take_map(engine, small_map(), name="mended back").is_new
    assert len(table(engine, "ledger")) == len(head) + 3


def test_a_roster_that_comes_back_to_what_it_was_is_written(engine: Engine) -> None:
    """Not the last import but what the school holds is what a roster is compared with."""
    for roster, is_new in ((roster_of_two(), True), (roster_of_two("bo"), True), (roster_of_two(), True)):
        assert intake.take_roster(engine, roster, name="roster", protected=PROTECTED).is_new is is_new
    other = PROTECTED.with_columns(pl.lit("male").alias("word"))
    assert intake.take_roster(engine, roster_of_two(), name="roster", protected=other).is_new
    assert not intake.take_roster(engine, roster_of_two(), name="roster", protected=other).is_new
