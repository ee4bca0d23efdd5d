"""fit, calibrate, model: on the answers of a school."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Call, digest, table


def test_a_fit_is_judged_on_students_it_has_not_seen_and_writes_nothing(call: Call, demo: Path) -> None:
    before = digest(demo)
    said = call("fit", "bkt", "--json")
    assert said.code == 0
    assert said.json["students"] == 18
    assert 0 < said.json["card"]["errors"]["answers"] < said.json["answers"]
    assert said.json["retraced"] is None
    assert digest(demo) == before
    assert "AUC" in call("fit", "bkt").flat


def test_a_fit_that_is_published_traces_every_answer_anew(call: Call, demo: Path) -> None:
    before = table(demo, "estimates")
    said = call("fit", "bkt", "--publish", "--by", "dora", "--json").json
    after = table(demo, "estimates")
    assert said["retraced"]["estimates"] == len(after) == len(before)
    assert not after.get_column("mastery").equals(before.get_column("mastery"))
    shown = call("model", "show", "--json").json
    assert shown["version"] == said["version"]
    assert call("model", "list", "--json").json["published"][-1]["by"] == "dora"
    assert call("rebuild", "--json").code == 0
    assert call("verify").code == 0


@pytest.mark.long
@pytest.mark.parametrize("kind", ["bkt", "elo", "decaying", "streak", "retention", "predict:best-lr"])
def test_one_thread_and_two_find_the_same(kind: str, call: Call, demo: Path) -> None:
    one, two = (call("fit", kind, "--threads", threads, "--json").json for threads in (1, 2))
    assert one == two
    assert one["version"]


def test_every_kind_can_be_fitted_and_says_what_it_may_be_told(call: Call, demo: Path) -> None:
    for each in call("model", "list", "--json").json["kinds"]:
        said = call("model", "options", each["id"], "--json").json
        assert each["fits"]
        assert said["id"] == each["id"]
        assert call("model", "options", each["id"]).code == 0
    names = {each["name"] for each in call("model", "options", "bkt", "--json").json["variants"]}
    assert {"items", "first answer", "forgetting", "lapsing"} <= names


def test_a_fit_tells_the_errors_of_each_group(call: Call, demo: Path) -> None:
    students = table(demo, "students").get_column("student").to_list()
    lines = [f"{student},{'odd' if place % 2 else 'even'}" for place, student in enumerate(students)]
    Path("groups.csv").write_text("student,group\n" + "\n".join(lines) + "\n")
    said = call("fit", "elo", "--groups", "groups.csv", "--card", "card", "--json").json
    assert {each["group"] for each in said["card"]["groups"]} <= {"odd", "even"}
    assert said["card"]["groups"]
    assert "## By group" in Path("card/card.md").read_text()
    assert "withheld" in call("fit", "elo", "--groups", "section").flat


def test_a_fit_is_written_as_model_and_card(call: Call, demo: Path) -> None:
    assert call("fit", "elo", "--out", "fitted").code == 0
    model = json.loads(Path("fitted/model.json").read_text())
    assert model["model"] == "elo"
    assert "<svg" in Path("fitted/calibration.svg").read_text()
    assert "calibration.svg" in Path("fitted/card.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("fit", "bkd"), "bkt"),
        (("fit", "bkt", "--threads", "0"), "from 1 to 64"),
        (("fit", "bkt", "--groups", "gradde"), "grade"),
        (("fit", "bkt", "--groups", "nowhere.csv"), "no file"),
        (("fit", "decaying", "--option", "mean=2"), "true or false"),
        (("fit", "diagnostic"), "too few to learn from"),
        (("fit", "diagnostic", "--variant", "any"), "as it is"),
        (("fit", "bkt", "--option", "starts"), "NAME=VALUE"),
        (("fit", "bkt", "--option", "starts=0"), "whole number"),
        (("fit", "bkt", "--variant", "none such"), "variant"),
        (("fit", "bkt", "--publish"), "nobody is named"),
        (("fit", "predict:pfa", "--publish", "--by", "dora"), "not put in force"),
        (("calibrate", "--model", "4pl"), "1pl, 2pl or 3pl"),
        (("model", "show", "zzz"), "no model of version"),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    arguments: tuple[str, ...], wanted: str, call: Call, demo: Path
) -> None:
    before = digest(demo)
    said = call(*arguments)
    assert said.code == 2
    assert wanted in said.flat
    assert digest(demo) == before


def test_too_few_answers_are_too_few(call: Call, small: Path) -> None:
    said = call("fit", "bkt")
    assert said.code == 2
    assert "too few" in said.flat


@pytest.mark.long
def test_items_are_calibrated_and_those_that_mislead_are_named(call: Call, demo: Path) -> None:
    said = call("calibrate", "--json", "--out", "bank.json")
    assert said.code == 0
    assert len(said.json["bank"]["items"]) > 50
    assert json.loads(Path("bank.json").read_text()) == said.json["bank"]
    assert "items" in call("calibrate", "--model", "1pl").flat


def test_kinds_are_compared_on_the_same_students(call: Call, demo: Path) -> None:
    said = call("model", "compare", "bkt", "predict:pfa", "--json").json
    counts = {kind: each["card"]["errors"]["answers"] for kind, each in said.items() if kind != "ok"}
    assert len(set(counts.values())) == 1
    assert "AUC" in call("model", "compare", "bkt").flat


def test_what_is_missing_is_told_in_numbers(call: Call, demo: Path) -> None:
    said = call("gaps", "--json").json["gaps"]
    assert 0 < said["measured"] < said["pairs"] == 18 * said["skills"]
    assert 0 < said["unsure"] < said["measured"]
    assert f"{said['pairs']:,} pairs" in call("gaps").flat
