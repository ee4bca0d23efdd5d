"""plan, why, why-not, replay, status: what they say, and what they refuse."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from cli.conftest import Call, decision, table
from whynext.ledger.packing import pack, unpack


def test_a_plan_names_minutes_and_the_decision_of_every_part(call: Call, demo: Path) -> None:
    row = decision(demo, "daily-plan")
    said = call("plan", row["student"])
    assert row["id"] in said.out
    assert decision(demo, "next-skill")["run"] in said.out
    assert " min" in said.out
    assert "Tuesday, 2026-11-17" in said.out


def test_a_plan_of_another_day_is_empty_and_says_so(call: Call, demo: Path) -> None:
    student = decision(demo, "daily-plan")["student"]
    assert "nothing is decided" in call("plan", student, "--day", "2026-01-05").out
    assert call("plan", student, "--day", "2026-11-17", "--json").json["plans"][0]["plan"]["children"]


def test_a_plan_of_a_section_has_everyone_in_it(call: Call, demo: Path) -> None:
    names = [each["name"] for each in call("plan", "3A", "--json").json["plans"]]
    said = call("plan", "3A").flat
    assert len(names) == 3
    assert all(name.split()[0] in said for name in names)


def test_a_plan_of_nobody_names_the_nearest(call: Call, demo: Path) -> None:
    said = call("plan", "s0001", "--json")
    assert said.code == 2
    assert "did you mean «s001»?" in said.json["problems"][0]["valid"]


def test_a_day_that_is_no_date_is_refused(call: Call, demo: Path) -> None:
    said = call("plan", "s001", "--day", "tomorrow")
    assert said.code == 2
    assert "2026-09-01" in said.flat


def test_why_names_student_choice_rules_figures_and_the_way_to_change_it(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    said = call("why", row["id"])
    name = table(demo, "students", student=row["student"]).get_column("name")[0]
    titles = table(demo, "competencies", id=json.loads(row["chosen"])).get_column("title").to_list()
    assert name in said.flat
    assert all(f"«{title}»" in said.flat for title in titles)
    assert "Tuesday 17 November" in said.flat
    assert "the student has not mastered it yet (mastery 0." in said.flat
    assert "bar 0.95" in said.flat
    assert "The teacher may change it until 07:30 tomorrow." in said.flat
    assert "«Choose the next skills» (next-skill, version 1)" in said.flat
    assert "chance played no part" in said.flat
    assert "it builds on something that is not mastered yet:" in said.flat


def test_why_of_a_whole_names_the_decisions_about_its_parts(call: Call, demo: Path) -> None:
    said = call("why", decision(demo, "daily-plan")["id"], "--json").json
    assert len(said["parts"]) == len(said["decision"]["chosen"]) > 0
    for part in said["parts"]:
        assert call("why", part).code == 0


def test_why_of_no_decision_is_told(call: Call, demo: Path) -> None:
    said = call("why", "nothing-7")
    assert said.code == 2
    assert "nothing-7" in said.flat
    assert "whynext plan" in said.flat


def test_why_not_names_rules_foundations_and_a_change_that_was_tried(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    answer = call("why-not", row["id"], "add-unlike-fractions")
    assert "was not offered to" in answer.flat
    assert "it builds on something that is not mastered yet" in answer.flat
    assert "It builds directly on «Add and subtract mixed numbers»" in answer.flat
    assert "tried, and found true" in answer.flat
    document = call("why-not", row["id"], "add-unlike-fractions", "--json").json
    assert document["change"]["tried"] is True
    assert document["change"]["changes"]


def test_why_not_takes_a_title_too(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    by_title = call("why-not", row["id"], "add and subtract any fractions", "--json").json
    assert by_title["option"] == "add-unlike-fractions"


def test_why_not_of_what_was_chosen_says_that_it_was(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    assert "was chosen for" in call("why-not", row["id"], json.loads(row["chosen"])[0]).flat


def test_why_not_of_what_came_later_names_what_came_before(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    later = call("why", row["id"], "--json").json["runners_up"][0]["option"]
    said = call("why-not", row["id"], later).flat
    assert "was possible for" in said
    assert "came before it" in said


def test_why_not_of_what_was_never_an_option_names_the_nearest(call: Call, demo: Path) -> None:
    said = call("why-not", decision(demo, "next-skill")["id"], "count-to-2O")
    assert said.code == 2
    assert "count-to-20" in said.flat


def test_every_run_of_the_afternoon_replays(call: Call, demo: Path) -> None:
    said = call("replay", "--all", "--json").json
    assert said["same"] is True
    runs = table(demo, "decisions").get_column("run").n_unique()
    assert len(said["runs"]) == runs > 2


def test_a_run_whose_record_was_changed_does_not_replay(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    with closing(sqlite3.connect(demo)) as held:
        (packed,) = held.execute("SELECT frame FROM frames WHERE run = ?", (row["run"],)).fetchone()
        again = pack(unpack(packed).with_columns(pl.lit(0.5).alias("mastery")))
        held.execute("UPDATE frames SET frame = ? WHERE run = ?", (again, row["run"]))
        held.commit()
    said = call("replay", row["id"])
    assert said.code == 1
    assert "differ from their record" in said.flat
    verified = call("verify")
    assert verified.code == 1
    assert "its rows are not those that were sealed" in verified.flat


@pytest.mark.parametrize("arguments", [[], ["x-1", "--all"], ["x-1"]])
def test_replay_needs_a_run_that_is_there_or_all(arguments: list[str], call: Call, demo: Path) -> None:
    assert call("replay", *arguments).code == 2


def test_status_counts_and_says_who_is_waited_for(call: Call, demo: Path) -> None:
    said = call("status").flat
    assert "18 students in 6 sections" in said
    assert "simulated: its clock stands there" in said
    assert "next-skill" in said


def test_status_of_a_school_where_nothing_is_published(call: Call, small: Path) -> None:
    said = call("status").flat
    assert "No process is published yet" in said
    assert "simulated" not in said


def test_a_plan_of_a_section_in_another_case_names_the_section(call: Call, demo: Path) -> None:
    section = table(demo, "sections").get_column("id").sort()[0]
    said = call("plan", section.swapcase())
    assert said.code == 2
    assert f"there is no student or section «{section.swapcase()}»" in said.flat
    assert f"did you mean «{section}»?" in said.flat


def test_why_of_a_check_says_what_is_asked_about(call: Call, demo: Path) -> None:
    row = decision(demo, "retention-check")
    said = call("why", row["id"])
    assert "is asked about «" in said.flat
    assert "(«Ask again what was mastered»)." in said.flat
    assert "next skill" not in said.out.split("\n")[0]


def test_a_plan_shows_what_is_asked_again_as_a_check_with_why(call: Call, demo: Path) -> None:
    row = decision(demo, "retention-check")
    said = call("plan", row["student"])
    assert "Check: Ask again what was mastered" in said.flat
    assert "because it was mastered" in said.flat
