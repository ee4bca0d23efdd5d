"""tick, answer, record, choose, ask: what they change, and that a refusal changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import NEXT_MORNING, Call, decision, digest, table


def an_item(school: Path, skill: str = "multiply-by-tens") -> str:
    links = table(school, "item_skills", skill=skill)
    items = table(school, "items", id=links.get_column("item").to_list())
    return str(items.filter(kind="number").sort("id").get_column("id")[0])


def test_a_second_tick_adds_nothing(call: Call, demo: Path) -> None:
    before = table(demo, "decisions")
    said = call("tick")
    assert said.code == 0
    assert "Nothing is due" in said.flat
    assert table(demo, "decisions").equals(before)


def test_a_simulated_school_can_be_moved_to_the_next_afternoon(call: Call, demo: Path) -> None:
    said = call("tick", "--now", "2026-11-17T16:05:00-05:00", "--json")
    assert said.code == 0
    assert said.json["decided"]["daily-plan"] == 18
    assert said.json["settled"] > 0
    assert call("status", "--json").json["status"]["now"].startswith("2026-11-17T21:05")
    assert "18 decisions" in call("tick", "--now", "2026-11-18T16:05:00-05:00").flat


@pytest.mark.parametrize("now", ["tomorrow", "2026-11-17T25:05:00"])
def test_an_instant_that_is_none_is_refused(now: str, call: Call, demo: Path) -> None:
    before = digest(demo)
    assert call("tick", "--now", now).code == 2
    assert digest(demo) == before


def test_a_time_without_an_offset_is_the_schools(call: Call, demo: Path) -> None:
    assert call("tick", "--now", "2026-11-17T16:05").code == 0
    assert call("status", "--json").json["status"]["now"].startswith("2026-11-17T21:05")


def test_a_real_school_cannot_be_moved_in_time(call: Call, small: Path) -> None:
    said = call("tick", "--now", "2030-01-01T00:00:00+00:00")
    assert said.code == 2
    assert "only a simulated school" in said.flat


def test_an_answer_is_scored_and_says_what_it_changed(call: Call, demo: Path) -> None:
    before = len(table(demo, "responses"))
    said = call("answer", "s001", an_item(demo), "123456789", "--key", "k1", "--json").json
    assert said["scored"]["correct"] is False
    assert len(said["estimates"]) == 1
    assert said["estimates"][0]["after"] < 1
    assert len(table(demo, "responses")) == before + 1
    again = call("answer", "s001", an_item(demo), "123456789", "--key", "k1")
    assert "nothing was changed" in again.flat
    assert len(table(demo, "responses")) == before + 1


def test_two_answers_without_a_key_are_two_answers(call: Call, demo: Path) -> None:
    before = len(table(demo, "responses"))
    assert "mastery" in call("answer", "s001", an_item(demo), "7").flat
    assert call("answer", "s001", an_item(demo), "7").code == 0
    assert len(table(demo, "responses")) == before + 2


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["s001", "no-such-item", "7"], "no-such-item"),
        (["nobody", "ITEM", "7"], "nobody"),
        (["s001", "ITEM", "seven-ish!"], "seven-ish"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_refused(
    arguments: list[str], wanted: str, call: Call, demo: Path
) -> None:
    before = digest(demo)
    said = call("answer", *[an_item(demo) if each == "ITEM" else each for each in arguments])
    assert said.code == 2
    assert wanted in said.flat
    assert digest(demo) == before


@pytest.mark.parametrize(
    ("value", "number", "word"), [("3", 3.0, None), ("yes", 1.0, None), ("space", None, "space")]
)
def test_a_record_is_a_number_a_truth_or_a_word(
    value: str, number: float | None, word: str | None, call: Call, demo: Path
) -> None:
    assert call("record", "s001", "anything", value, "--by", "teacher t01").code == 0
    row = table(demo, "profile", student="s001", name="anything").row(0, named=True)
    assert (row["number"], row["word"], row["source"]) == (number, word, "teacher t01")


def test_a_record_of_nobody_is_refused(call: Call, demo: Path) -> None:
    assert call("record", "nobody", "autonomy", "3", "--by", "t").code == 2
    assert call("record", "s001", "autonomy", "3").code == 2  # nobody says so


def override(row: dict[str, object], option: str, *more: str) -> list[str]:
    return ["choose", str(row["id"]), option, "--override", "--as", "teacher", "--by", "t01", *more]


def test_a_teacher_overrides_and_sees_what_it_changed(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    other = call("why", row["id"], "--json").json["runners_up"][0]
    said = call(*override(row, other["option"], "--because", "We began it today."))
    assert said.code == 0
    assert "instead of" in said.flat
    assert "It was changed by teacher t01 and holds." in said.flat
    assert "We began it today." in call("why", row["id"]).flat
    now = table(demo, "decisions", id=row["id"]).row(0, named=True)
    assert (now["state"], json.loads(now["chosen"])) == ("overridden", [other["option"]])


def test_an_option_can_be_named_by_its_title(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    assert call(*override(row, "Count to 20", "--because", "x", "--json")).json["after"]["chosen"] == [
        "count-to-20"
    ]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ([], "needs a reason"),
        (["--because", "x", "--approve"], "only one thing"),
    ],
)
def test_an_override_that_is_wrong_is_refused(more: list[str], wanted: str, call: Call, demo: Path) -> None:
    row, before = decision(demo, "next-skill"), digest(demo)
    said = call(*override(row, "count-to-20", *more))
    assert said.code == 2
    assert wanted in said.flat
    assert digest(demo) == before


def test_everything_that_is_missing_is_told_at_once(call: Call, demo: Path) -> None:
    said = call("choose", decision(demo, "next-skill")["id"], "--json")
    assert said.code == 2
    assert [each["what"] for each in said.json["problems"]] == [
        "--as ROLE is missing",
        "--by PERSON is missing",
    ]


def test_who_may_not_override_is_told_who_may(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    said = call("choose", row["id"], "count-to-20", "--override", "--as", "student", "--by", "s001",
                "--because", "x")  # fmt: skip
    assert said.code == 2
    assert "teacher" in said.flat


def test_an_option_that_is_none_is_refused(call: Call, demo: Path) -> None:
    said = call(*override(decision(demo, "next-skill"), "juggling", "--because", "x"))
    assert said.code == 2
    assert "juggling" in said.flat


def test_a_teacher_who_names_another_choice_overrides_without_saying_so(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    best = call("why", row["id"], "--json").json["runners_up"][0]["option"]
    here = ["choose", row["id"], best, "--as", "teacher", "--by", "t01"]
    assert "needs a reason" in call(*here).flat
    done = call(*here, "--because", "We began this today.", "--json").json
    assert done["after"]["state"] == "overridden"


@pytest.mark.parametrize(
    ("role", "wanted"), [("techer", "did you mean «teacher»"), ("x", "student, teacher")]
)
def test_a_role_that_is_none_is_refused(role: str, wanted: str, call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    said = call("choose", row["id"], "--approve", "--as", role, "--by", "t01")
    assert said.code == 2
    assert f"«{role}» is no role" in said.flat
    assert wanted in said.flat


def test_a_kind_of_test_that_nobody_waits_for_is_doubted(call: Call, demo: Path) -> None:
    said = call("assess", "s001", "exit slipp", "4", "5", "--skill", "multiply-by-tens")
    assert "No process waits for «exit slipp»; did you mean «exit slip»?" in said.flat
    assert "No process" not in call("assess", "s001", "exit slip", "4", "5", "--skill", "add-within-20").flat


@pytest.mark.parametrize(
    "arguments",
    [
        ["answer", "s0001", "add/1/1", "3"],
        ["assess", "s0001", "exit slip", "4", "5", "--skill", "add-within-20"],
        ["ask", "test-out", "s0001", "--given", "add-within-20"],
        ["record", "s0001", "autonomy", "2", "--by", "teacher t01"],
    ],
)
def test_a_student_who_is_not_there_is_told_with_the_nearest(
    arguments: list[str], call: Call, demo: Path
) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert "there is no student «s0001»" in said.flat
    assert "did you mean «s001»?" in said.flat


def test_a_student_chooses_among_what_is_proposed(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill", "proposed")
    best = call("why", row["id"], "--json").json["runners_up"][0]["option"]
    said = call("choose", row["id"], best, "--as", "student", "--by", row["student"], "--json").json
    assert said["after"]["chosen"] == [best]
    assert said["after"]["state"] == "in force"


def test_after_the_deadline_it_is_too_late(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    assert call("tick", "--now", NEXT_MORNING).code == 0
    said = call(*override(row, "count-to-20", "--because", "x"))
    assert said.code == 2
    assert "the time to override ended" in said.flat


def test_a_student_asks_and_the_teacher_approves(call: Call, demo: Path) -> None:
    said = call("ask", "test-out", "s001", "--given", "multiply-by-tens", "--key", "k", "--json")
    assert said.code == 0, said.err
    row = said.json["decisions"][0]
    assert (row["state"], row["waiting_for"]) == ("proposed", "teacher")
    again = call("ask", "test-out", "s001", "--given", "multiply-by-tens", "--key", "k", "--json").json
    assert [each["id"] for each in again["decisions"]] == [row["id"]]
    done = call("choose", row["id"], "--approve", "--as", "teacher", "--by", "t01", "--json").json
    assert done["after"]["state"] == "in force"


def test_asking_tells_the_decision_and_its_why(call: Call, demo: Path) -> None:
    said = call("ask", "test-out", "s001", "--given", "multiply-by-tens")
    assert "waits for the teacher" in said.flat
    assert "it starts when the teacher approves" in said.flat


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["daily-plan", "s001"], "cannot ask"),
        (["test-out", "s001"], "a skill to decide for"),
        (["test-out", "nobody", "--given", "multiply-by-tens"], "nobody"),
        (["tset-out", "s001"], "test-out"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    arguments: list[str], wanted: str, call: Call, demo: Path
) -> None:
    before = digest(demo)
    said = call("ask", *arguments)
    assert said.code == 2
    assert wanted in said.flat
    assert digest(demo) == before


def test_a_family_objects_and_the_decision_holds_until_somebody_answers(call: Call, demo: Path) -> None:
    row = decision(demo, "next-skill")
    contest = ["choose", row["id"], "--contest", "--as", "family", "--by", "g001a"]
    assert call(*contest).code == 2  # an objection needs a reason
    said = call(*contest, "--because", "She did this last year.")
    assert said.code == 0, said.err
    assert table(demo, "decisions", id=row["id"]).get_column("contested")[0] == "open"
    assert "She did this last year." in call("why", row["id"]).flat


SLIP = ("assess", "s001", "exit slip")


def test_the_result_of_an_exit_slip_is_taken_in_once(call: Call, demo: Path) -> None:
    slip = (*SLIP, "1", "5", "--skill", "multiply-by-tens", "--key", "slip 1")
    assert call(*slip).code == 0
    kept = table(demo, "assessments", form_kind="exit slip", student="s001")
    assert kept.filter(correct=1, of=5).height == 1
    assert "taken in before" in call(*slip).flat
    assert table(demo, "assessments", form_kind="exit slip", student="s001").equals(kept)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        (("6", "5", "--skill", "multiply-by-tens"), "5"),
        (("1", "5", "--skill", "multiply-by-tenz"), "multiply-by-tens"),
        (("1", "5", "--skill", "multiply-by-tens", "--at", "2090-01-01T00:00:00Z"), "has not come yet"),
    ],
)
def test_a_result_that_cannot_be_is_refused(
    more: tuple[str, ...], wanted: str, call: Call, demo: Path
) -> None:
    before = digest(demo)
    said = call(*SLIP, *more)
    assert said.code == 2
    assert wanted in said.flat
    assert digest(demo) == before


def test_the_strength_of_an_interest_is_recorded_and_withdrawn(call: Call, demo: Path) -> None:
    chess = ("record", "s001", "interest", "chess", "--by", "teacher t01", "--strength")
    for strength in (2.0, 0.0):
        assert call(*chess, strength).code == 0
        said = table(demo, "profile", student="s001", word="chess")
        assert said.get_column("number").to_list() == [strength]
    assert call(*chess, "-1").code == 2


def test_a_name_that_is_nearly_one_that_processes_read_is_doubted(call: Call, demo: Path) -> None:
    assert "autonomy" in call("record", "s001", "autonmy", "0.5", "--by", "teacher t01").flat
    assert "No process reads" not in call("record", "s001", "shoe size", "4", "--by", "teacher t01").flat


def test_that_a_decision_was_shown_is_noted(call: Call, demo: Path) -> None:
    made = decision(demo, "daily-plan")["id"]
    assert table(demo, "decisions", id=made).get_column("shown_at")[0] is None
    assert call("choose", made, "--as", "family", "--by", "f01", "--shown").code == 0
    assert table(demo, "decisions", id=made).get_column("shown_at")[0] is not None
