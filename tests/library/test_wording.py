"""Phrases that readers of the library stumbled over do not come back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from library import sample
from whynext.library import starter
from whynext.library.families import FAMILIES, generate
from whynext.library.item import Item

STUMBLED = {
    r"\b[Ss]ubtract (?:\S+ ){1,2}on both sides|\b[Aa]dd (?:\S+ ){1,2}on both sides": "from, to both sides",
    r"\bopposite on both sides": "to both sides",
    r"\b[Bb]rackets?\b": "parentheses",
    r"\b(?:equation|number|sign|sentence)s? tells? that\b": "fits the story, shows this",
    r"\d \w+ belongs? to \d": "say what happens: in 5 minutes, 45 liters",
    r"\b(?:minutes|hours|sticks|things) are that\b": "is that",
    r"\b1 of the \S+ are\b": "1 of the 7 is",
    r"\bone of the [a-z]+s\?": "1 kilogram",
    r"\bas short as possible": "with as few terms as possible",
    r"\btaken of (?:the|a)\b": "taken from",
    r"\bWho (?:has|is|gets) [^.?!]*\.(?:\s|$)": "whoever, or a question mark",
    r"\bboth the same\b": "a sentence: they are equally fast",
    r"\b(?:water|open) tap\b": "faucet",
    r"\bmaths\b|\bpupils?\b": "math, student",
    r"(?<![×=+−÷/(:] )\ba (?!one\b|once\b|use|un[it]|eu|[aeiou]\b|and [b-z]\b)[aeiou]\w": "an; n for a",
    r"\ba (?:hour|8\b|11\b|18\b)": "an",
    r"\ban (?![aeioux8]|hour|honest|11\b|18\b|[AEFHILMNORSX8]\b|[AEIO])": "a",
}
"""What reads badly -> what to write."""


def texts(item: Item) -> Iterator[str]:
    """Yield all that a student may read of an item."""
    yield from (item.question, *item.hints, *item.solution)
    yield from (each.says for each in item.misconceptions)
    for option in item.options:
        yield from (option.text, option.why)


@pytest.mark.parametrize("id", FAMILIES)
def test_an_item_is_said_as_a_teacher_says_it(id: str) -> None:
    """No item has a phrase that a reader stumbled over."""
    for level in range(1, len(FAMILIES[id].levels) + 1):
        for seed in range(12):
            item = generate(id, seed, level)
            for text in texts(item):
                for phrase, better in STUMBLED.items():
                    assert not re.search(phrase, text), (item.id, text, better)


def test_a_lesson_and_a_skill_are_said_as_a_teacher_says_them() -> None:
    """No lesson and no skill has a phrase that a reader stumbled over."""
    told = [f"{each.title} {each.summary} {' '.join(each.body.split())}" for each in starter.objects()]
    told += [f"{each['title']} {each['statement']} {each['i_can']}" for each in starter.skills()]
    found = [(phrase, text) for text in told for phrase in STUMBLED if re.search(phrase, text)]
    assert found == []


def test_a_lesson_brings_its_tasks_with_it() -> None:
    """No lesson speaks of so many sums or stories that are nowhere to be seen."""
    absent = re.compile(
        r"(?:each of|[Rr]ead|[Ww]ork out|[Aa]nswer|[Ss]olve) (?:three|four|five|six|eight|ten|twelve) "
        r"(?:\w+ )?(?:sums|differences|stories|divisions|products|facts|equations|questions)(?: \w+){0,3}[.,]"
    )
    assert [each.id for each in starter.objects() if absent.search(" ".join(each.body.split()))] == []


def test_a_unit_that_is_asked_for_may_be_written() -> None:
    """What a question asks for as «how many dollars» may be answered in dollars."""
    for id, unit in (("money-and-measures", "$"), ("cut-a-solid", "cm²")):
        units = [generate(id, seed, 3).key.units for seed in range(20)]
        assert all(unit in each for each in units if each)
        assert any(units)


@pytest.mark.parametrize("id", FAMILIES)
def test_nobody_pays_a_part_of_a_cent(id: str) -> None:
    """An answer in dollars has no more than two decimal places."""
    for level in range(1, len(FAMILIES[id].levels) + 1):
        for item in (generate(id, seed, level) for seed in range(25)):
            if "dollars" in item.key.units:
                assert not re.search(r"\.\d{3}", item.key.text), (item.id, item.question)


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    """A second reader sees what the first one saw, and another seed shows something else."""
    asked = ["7", "--items", "3", "--lessons", "2", "--skills", "2", "--modules", "patterns,places"]
    first = list(sample.shown(sample.parsed(asked)))
    assert first == list(sample.shown(sample.parsed(asked)))
    assert first != list(sample.shown(sample.parsed(["8", *asked[1:]])))
    assert [sum(line.startswith(word) for line in first) for word in ("ITEM", "LESSON", "SKILL")] == [3, 2, 2]
