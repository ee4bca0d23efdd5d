"""An item says what is wrong with it, all of it at once, and nothing when nothing is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from library.bank import item, items, lettered
from whynext.library.diagrams import Clock
from whynext.library.item import Item, Key, Kind, Misconception, Option, problems
from whynext.library.learning_object import LearningObject
from whynext.library.learning_object import problems as object_problems
from whynext.library.scoring import score

GOOD = item(
    Kind.FRACTION, Key("1/2", lowest_terms=True), misconceptions=(Misconception("m", "2/1", "Upside down."),)
)
PICK = item(Kind.CHOICE, "a", options=lettered(3))


def said(thing: Item) -> str:
    """Return all problems of an item as one text."""
    return "\n".join(str(problem) for problem in problems(thing, "here"))


@given(items())
def test_an_item_made_well_has_no_problem_and_its_key_scores_right(thing: Item) -> None:
    """An item made well has no problem and its key scores right."""
    assert problems(thing) == []
    assert score(thing, thing.key.value).correct


@given(items())
def test_no_misconception_of_an_item_made_well_scores_right_and_each_is_named(thing: Item) -> None:
    """No misconception of an item made well scores right and each is named."""
    for known in thing.misconceptions:
        scored = score(thing, known.answer)
        assert not scored.correct
        assert scored.readable
        assert scored.misconception is not None


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"id": " "}, "id", "has no id"),
        ({"question": ""}, "question", "is empty"),
        ({"skills": ()}, "skills", "names no skill"),
        ({"skills": ("s", "s")}, "skills", "«s» is named twice"),
        ({"status": "reviewd"}, "status", "did you mean «reviewed»"),
        ({"language": ""}, "language", "is empty"),
        ({"difficulty": 1.5}, "difficulty", "1.5"),
        ({"difficulty": float("nan")}, "difficulty", "nan"),
        ({"reading_level": float("inf")}, "reading_level", "inf"),
        ({"version": 0}, "version", "is 0"),
        ({"level": 0}, "level", "is 0"),
        ({"options": lettered(2)}, "options", "nobody will see"),
        ({"key": Key("half")}, "key", "«half» is no answer of kind fraction"),
        ({"key": Key(("1/2", "1/3"))}, "key", "is a list"),
        ({"key": Key("2/4", lowest_terms=True)}, "key", "not in lowest terms"),
        ({"key": Key("0.5")}, "key", "is no fraction"),
        ({"key": Key("1/2 cm", unit="cm")}, "key", "has a unit in it"),
        ({"key": Key("1/2", accepts=("x",))}, "accepts", "«x» is no answer"),
        ({"key": Key("1/2", tolerance=-1.0)}, "tolerance", "-1.0"),
        ({"key": Key("1/0")}, "key", "divides by zero"),
        ({"misconceptions": (Misconception("m", "2/4", "So."),)}, "misconceptions", "is right"),
        ({"misconceptions": (Misconception("m", "no", "So."),)}, "misconceptions", "no answer"),
        ({"misconceptions": (Misconception("", "1/3", "So."),)}, "misconceptions", "no id"),
        ({"misconceptions": (Misconception("m", "1/3", ""),)}, "misconceptions", "says nothing"),
        (
            {"misconceptions": (Misconception("m", "1/3", "So."), Misconception("n", "2/6", "So."))},
            "misconceptions",
            "two misconceptions",
        ),
    ],
)
def test_each_fault_of_a_typed_item_is_named_at_its_field(
    change: dict[str, object], field: str, words: str
) -> None:
    """Each fault of a typed item is named at its field."""
    found = problems(replace(GOOD, **change), "bank.csv, row 7")
    assert any(
        words in str(problem) and problem.where == f"bank.csv, row 7, field «{field}»" for problem in found
    ), found
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"options": ()}, "there are 0 options"),
        ({"options": lettered(1)}, "there are 1 options"),
        ({"options": (*lettered(2), Option("a", "again"))}, "two options have the id «a»"),
        ({"options": (Option("a", "same  text"), Option("b", "same text"))}, "two options say «same text»"),
        ({"options": (*lettered(2), Option("c", " "))}, "«c» has no id or no text"),
        ({"options": (*lettered(2), Option("c|d", "bar"))}, "has a bar in it"),
        ({"key": Key("d")}, "names «d», which is no option"),
        ({"key": Key("a", accepts=("b",))}, "accepts further answers"),
        ({"key": Key("a", unit="cm")}, "has a unit or a tolerance"),
        ({"kind": Kind.MULTIPLE_CHOICE, "key": Key(("a", "a"))}, "names «a» twice"),
        ({"kind": Kind.MULTIPLE_CHOICE, "key": Key(())}, "No option is named"),
        ({"kind": Kind.ORDER, "key": Key(("b", "a"))}, "leaves out c"),
        ({"misconceptions": (Misconception("m", "z", "So."),)}, "names «z», which is no option"),
        ({"misconceptions": (Misconception("m", "a", "So."),)}, "is right"),
    ],
)
def test_each_fault_of_an_item_with_options_is_named(change: dict[str, object], words: str) -> None:
    """Each fault of an item with options is named."""
    assert words in said(replace(PICK, **change))
    assert said(PICK) == ""


@pytest.mark.parametrize("text", ["(x+1)^2 - 4", "1/2x", "sin(x)", "x +", "9^9^9"])
def test_an_expression_key_that_is_ambiguous_or_in_no_form_is_refused(text: str) -> None:
    """An expression key that is ambiguous or in no form is refused."""
    assert said(item(Kind.EXPRESSION, Key(text, lowest_terms=True)))


def test_all_faults_of_an_item_are_reported_together() -> None:
    """All faults of an item are reported together."""
    bad = replace(GOOD, id="", question="", skills=(), difficulty=9.0, status="?", key=Key("no"))
    assert len(problems(bad)) >= 6


def test_a_problem_without_a_place_names_just_the_field() -> None:
    """A problem without a place names just the field."""
    assert problems(replace(GOOD, question=""))[0].where == "field «question»"


def test_a_diagram_that_cannot_be_drawn_is_named_at_its_field() -> None:
    """So is one that somebody who does not see it cannot be told of."""
    made = item(Kind.NUMBER, "3", diagram='{"kind":"clock","hour":13}')
    said = {(each.where, each.what) for each in problems(made)}
    assert ("field «diagram»", "diagram «clock»: a clock with two hands does not show 13:00") in said
    assert ("field «alternative_text»", "a question with a diagram has no text alternative") in said
    fine = item(Kind.NUMBER, "3", diagram=Clock(1).text, alternative_text=Clock(1).words)
    assert problems(fine) == []
    assert fine.picture == Clock(1)
    assert item(Kind.NUMBER, "3").picture is None


@pytest.mark.parametrize(
    ("review", "field"),
    [
        ({"author": "R. Ito", "reviewed_by": "R. Ito", "reviewed_on": "2026-03-31"}, "reviewed_by"),
        ({"reviewed_by": "M. Okafor"}, "reviewed_on"),
        ({"reviewed_on": "2026-03-31"}, "reviewed_by"),
        ({"reviewed_by": "M. Okafor", "reviewed_on": "2026-02-30"}, "reviewed_on"),
        ({"reviewed_by": "M. Okafor", "reviewed_on": "20260331"}, "reviewed_on"),
    ],
)
def test_a_review_names_somebody_else_and_a_day(review: dict[str, str], field: str) -> None:
    """Who wrote something has not checked it, and half a review is none; for items and objects alike."""
    assert [each.where for each in problems(item(Kind.NUMBER, "3", **review))] == [f"field «{field}»"]
    lesson = LearningObject("o", "T", ("s",), "video", 5.0, 0.5, **review)
    assert [each.where for each in object_problems(lesson)] == [f"field «{field}»"]


def test_a_whole_review_is_fine() -> None:
    """By somebody else, on a day."""
    review = {"author": "R. Ito", "reviewed_by": "M. Okafor", "reviewed_on": "2026-03-31"}
    assert problems(item(Kind.NUMBER, "3", status="reviewed", **review)) == []
