"""At the terminal: steps go in with an answer or as a file, what was read is shown, and can be put right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Call, table
from whynext import bootstrap
from whynext.base.ids import ItemId, SkillId
from whynext.engine import intake
from whynext.library.item import Item, Key, Kind

SUMS = ((3, 4), (5, 2), (2, 6))


@pytest.fixture
def sums(small: Path) -> Path:
    """The small school with three sums."""
    engine = bootstrap.engine(small)
    items = [
        Item(ItemId(f"sum-{a}-{b}"), (SkillId("add"),), Kind.NUMBER, f"{a} + {b} = ?", Key(str(a + b)))
        for a, b in SUMS
    ]
    intake.take_library(engine, items, [], name="sums")
    engine.store.close()
    return small


def counts_all(a: int, b: int) -> list[dict[str, Any]]:
    counted = [*range(1, a + 1), *range(1, b + 1), *range(1, a + b + 1)]
    return [{"do": "count", "value": each, "at": 1 + place} for place, each in enumerate(counted)]


def lines(**more: Any) -> str:
    made = [
        {
            "student": "ana",
            "item": f"sum-{a}-{b}",
            "key": f"k{a}",
            "answer": str(a + b),
            "steps": counts_all(a, b),
        }
        for a, b in SUMS
    ]
    return "\n".join(json.dumps({**each, **more}) for each in made)


def test_steps_come_in_with_an_answer_and_are_read(call: Call, sums: Path, folder: Path) -> None:
    (folder / "steps.json").write_text(json.dumps({"steps": counts_all(3, 4)}))
    told = call("answer", "ana", "sum-3-4", "7", "--steps", "steps.json", "--key", "k")
    assert told.code == 0
    assert (
        "Worked out by «count-all», over 99% sure: a way that has a better one here: «count-on-larger»."
        in told.flat
    )
    again = call("answer", "ana", "sum-3-4", "7", "--steps", "steps.json", "--key", "k", "--json").json
    assert (again["resent"], again["worked"]) == (True, None)


def test_steps_that_tell_nothing_say_so(call: Call, sums: Path, folder: Path) -> None:
    (folder / "steps.json").write_text(json.dumps({"steps": [{"do": "write", "value": 1, "at": 15}]}))
    told = call("answer", "ana", "sum-3-4", "7", "--steps", "steps.json")
    assert "How it was worked out cannot be told" in told.flat


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no json", "it is no JSON"),
        ('{"steps": [{"do": "hop", "at": 1}]}', "«hop» is no «do»"),
        ('{"problem": {"operation": "addition", "numbers": [8, 5]}, "steps": []}', "asks for 3 + 4"),
        ("[" * 5000, "it is no JSON"),
    ],
)
def test_steps_that_cannot_be_read_are_refused(
    text: str, said: str, call: Call, sums: Path, folder: Path
) -> None:
    (folder / "steps.json").write_text(text)
    told = call("answer", "ana", "sum-3-4", "7", "--steps", "steps.json")
    assert told.code == 2
    assert said in told.flat
    assert table(sums, "responses").is_empty()


def test_a_file_of_steps_that_is_not_there_is_named(call: Call, sums: Path) -> None:
    told = call("answer", "ana", "sum-3-4", "7", "--steps", "nowhere.json")
    assert told.code == 2
    assert "nowhere.json" in told.flat


def test_a_file_of_traces_comes_in_once(call: Call, sums: Path, folder: Path) -> None:
    (folder / "traces.jsonl").write_text(lines())
    told = call("import", "traces", "traces.jsonl")
    assert told.code == 0
    assert "3 answers, 3 new, 3 with a way that was read" in told.flat
    assert call("import", "traces", "traces.jsonl", "--json").json["taken"][0]["counts"]["new"] == 0


def test_a_file_with_bad_lines_is_refused_whole_with_every_line(call: Call, sums: Path, folder: Path) -> None:
    bad = '{"student": "ana", "colour": 1}\n[]\nnonsense\n{"student": "zoe", "item": "sum-3-4"}'
    (folder / "traces.jsonl").write_text(f"{lines()}\n{bad}")
    told = call("import", "traces", "traces.jsonl")
    assert told.code == 2
    for words in ("line 4", "«colour»", "line 5", "line 6", "line 7", "the answer is missing"):
        assert words in told.flat, words
    assert table(sums, "responses").is_empty()


def test_what_was_read_is_listed_and_put_right(call: Call, sums: Path, folder: Path) -> None:
    (folder / "traces.jsonl").write_text(lines())
    call("import", "traces", "traces.jsonl")
    listed = call("strategy", "list", "ana")
    assert (
        "3 + 4, right: counts everything (count-all), over 99% sure; «count-on-larger» would suit it better"
        in listed.flat
    )
    entry = call("strategy", "list", "ana", "--json").json["answers"][0]["answer"]
    told = call(
        *("strategy", "correct", "ana", entry, "addition-fact", "--as", "teacher", "--by", "t1"),
        *("--because", "She knew it and checked."),
    )
    assert told.code == 0
    assert "«addition-fact» instead of «count-all»" in told.flat
    assert "(says teacher t1)" in call("strategy", "list", "ana").flat


def test_a_correction_without_a_name_or_of_nothing_is_refused(call: Call, sums: Path, folder: Path) -> None:
    assert "there is no student «zoe»" in call("strategy", "list", "zoe").flat
    assert "None of the answers came with their steps" in call("strategy", "list", "ben").flat
    told = call(
        "strategy", "correct", "ana", 3, "make-ten", "--as", "teacher", "--by", "t1", "--because", "x"
    )
    assert told.code == 2
    assert "no answer with steps of «ana» is entry 3" in told.flat
