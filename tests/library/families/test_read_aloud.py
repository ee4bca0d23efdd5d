"""What readers of the library found, as rules for every item."""

from __future__ import annotations

import re

import pytest

from whynext.library.contexts.shelf import CONTEXTS
from whynext.library.families import FAMILIES, generate, retell
from whynext.library.item import Item, Kind
from whynext.library.scoring import score

SEEDS = range(12)
METRIC = re.compile(r"\b(?:(?:kilo|deci|centi|milli)?(?:meter|liter|gram)s?|cm|km|kg|mL)\b")
CUSTOMARY = re.compile(r"\b(?:inch|inches|feet|yards|miles?|ounces?|pounds?|quarts?|gallons?|pints?)\b")
BRITISH = re.compile(r"\b(?:metres?|litres?|colours?|maths|bow)\b|goes into [^.]*□")


def items(id: str) -> list[Item]:
    return [generate(id, seed, level + 1) for level in range(len(FAMILIES[id].levels)) for seed in SEEDS]


def read(item: Item) -> str:
    return " ".join(
        [item.question, *item.hints, *item.solution, *(each.says for each in item.misconceptions)]
    )


@pytest.mark.parametrize("id", FAMILIES)
def test_a_question_keeps_to_one_system_of_units(id: str) -> None:
    """A length given in feet is not asked for in decimeters."""
    for item in items(id):
        assert not (METRIC.search(item.question) and CUSTOMARY.search(item.question)), item.question


@pytest.mark.parametrize("id", FAMILIES)
def test_words_are_those_of_a_classroom(id: str) -> None:
    """No British spelling, and no number «goes into» an equation."""
    for item in items(id):
        assert not BRITISH.search(read(item)), item.id


@pytest.mark.parametrize("id", FAMILIES)
def test_who_picks_rightly_is_not_told_to_think_again(id: str) -> None:
    """A right option in a question with several is told as right."""
    for item in items(id):
        if item.kind is Kind.MULTIPLE_CHOICE:
            for option in item.options:
                assert option.id not in item.key.value or not re.match("Think|Check|Look|Try", option.why), (
                    item.id
                )


def test_help_without_a_story_speaks_of_none() -> None:
    """An equation that stands alone has nobody who has more, and no story."""
    context = next(iter(CONTEXTS))
    told = [each for id in FAMILIES for each in items(id) if each.context]
    assert told
    for item in told:
        for hint in retell(item, context, 0).hints:
            assert not re.search(r"\b(?:story is|Who has|Whose)\b", hint), (item.id, hint)


@pytest.mark.parametrize("id", ["units-told", "larger-units-told"])
def test_the_unit_that_is_asked_for_may_be_written(id: str) -> None:
    """«14,000 milliliters» is as right as 14000, and the steps write 14,000."""
    for item in items(id):
        unit = item.question.rpartition("ow many ")[2].split()[0]
        assert score(item, f"{item.key.value} {unit}").correct, item.question
        assert not re.search(r"\d{4}", " ".join(item.solution)), item.solution


@pytest.mark.parametrize("id", ["like-fractions-told", "mixed-numbers-told", "unlike-fractions-told"])
def test_the_steps_of_fractions_count_parts_of_one_size(id: str) -> None:
    """A solution that only shows the answer explains nothing."""
    for item in items(id):
        size = re.search(r"parts of size 1/(\d+):", item.solution[0])
        assert size, item.solution
        assert item.solution[0].count(f"/{size[1]}") == 3, item.solution
