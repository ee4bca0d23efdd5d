"""What taking a map or a roster in again changes, and what it leaves."""

from __future__ import annotations

import polars as pl

from engine.grown_school import everything, table
from whynext.base.ids import SkillId
from whynext.competencies.competency import PRECEDES, Competency, Relation
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.engine import intake, rebuild
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.roster.roster import Roster
from whynext.testing.small_school import EDGES, NEXT_SKILL, small_map

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
