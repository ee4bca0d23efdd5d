"""Every item of every family: right key, honest hints, distinct mistakes, and the same item every time."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

from library.families.checkers import CHECKERS, Expected
from library.families.levels import at_every_level
from library.families.read import value
from library.families.told import answer_of
from whynext.library.families import FAMILIES, generate
from whynext.library.families.family import Family
from whynext.library.families.registry import told_by
from whynext.library.item import Item, Kind, problems

CHECKER_MODULES = [
    import_module(f"library.families.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("check_*.py"))
]
EVERY = [(id, level) for id, family in FAMILIES.items() for level in range(1, len(family.levels) + 1)]
NAMES = [f"{id}/{level}" for id, level in EVERY]


def as_number(text: str) -> Fraction:
    """Return a key or wrong answer as a number."""
    return value(text.replace("-", "−")) if "/" in text else Fraction(text)


def is_right(item: Item, expected: Expected) -> bool:
    """Tell whether the key of an item is what a checker expects."""
    text = {option.id: option.text for option in item.options}
    if isinstance(expected, set):
        return {text[id] for id in item.key.ids} == expected
    if isinstance(expected, list):
        return [text[id] for id in item.key.ids] == expected
    if isinstance(expected, str):
        return item.key.text == expected
    if isinstance(expected, (int, Fraction)):
        return as_number(item.key.text) == expected
    shown = item.key.text.replace("-", "−")
    letter = (re.findall(r"[a-z]", shown) or ["x"])[0]
    return all(value(shown, **{letter: at}) == expected(at) for at in map(Fraction, (2, 7, -3, 11, 50)))


def numbers_in(text: str) -> list[str]:
    """Return what looks like a number or fraction in a text, without commas between thousands."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.findall(r"(?<![\d.:/])−?\d+(?:\.\d+)?(?:[/:]\d+)?(?!\d)", text)


def tells(item: Item, text: str) -> bool:
    """Tell whether a text shows the key of an item that has no options."""
    key = item.key.text.replace("-", "−")
    if key not in text.replace(",", ""):
        return False
    if re.fullmatch(r"[−\d./: ]+", key):
        return key in numbers_in(text)
    return re.search(rf"(?<!\d){re.escape(key)}(?!\d)", text) is not None


BELOW_ZERO = re.compile(r"(?<![\w)□])(?<![\w)□] )[−-]\d")
BY_ZERO = re.compile(r"[÷/] ?0(?![\d.])")


def check(item: Item) -> None:
    """Assert everything that must be true of one item."""
    family = FAMILIES[item.family]
    expected = answer_of(item.question) if item.context else CHECKERS[item.family](item.question, item)
    assert is_right(item, expected), f"{item.question} -> {item.key.text}, but {expected}"
    check_mistakes(item, family)
    check_help(item, family)
    check_numbers(item, family)
    if item.diagram:
        check_diagram(item, family)


def check_mistakes(item: Item, family: Family) -> None:
    """Assert that wrong answers are wrong, differ, and belong to the family's misconceptions."""
    wrong = [each.answer for each in item.misconceptions]
    assert item.key.text not in wrong, item.id
    assert len(set(wrong)) == len(wrong), item.id
    assert {each.id for each in item.misconceptions} <= set(family.plants)
    assert {option.misconception for option in item.options} <= {"", *family.plants}
    if item.kind in (Kind.NUMBER, Kind.FRACTION):
        read = Decimal if item.kind is Kind.NUMBER else as_number
        values = [read(each) for each in (item.key.text, *wrong)]
        assert len(set(values)) == len(values), (item.id, values)


def check_help(item: Item, family: Family) -> None:
    """Assert that there is help enough, that it rises, and that only the end gives the answer."""
    assert len(item.hints) >= 2, item.id
    assert len(set(item.hints)) == len(item.hints)
    assert len(item.solution) >= 2, item.id
    if item.options:
        return
    assert not tells(item, item.hints[0]), (item.id, item.hints[0])
    assert family.shows_answer or not tells(item, item.question), (item.id, item.question)
    shown = item.key.text.replace("-", "−")
    told = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", " ".join(item.solution))
    assert shown in told, (item.id, item.solution)


def check_numbers(item: Item, family: Family) -> None:
    """Assert that nothing is divided by zero, and nothing is below zero where that was not taught."""
    seen = [item.question, *item.hints, *item.solution, *(option.text for option in item.options)]
    answers = [] if item.options else [item.key.text, *(each.answer for each in item.misconceptions)]
    for text in (*seen, *answers):
        assert not BY_ZERO.search(text), (item.id, text)
        assert family.negatives or not BELOW_ZERO.search(text), (item.id, text)


def check_diagram(item: Item, family: Family) -> None:
    """Assert that a diagram is told in words, and that the words do not give the answer away."""
    assert item.picture is not None
    assert item.alternative_text
    assert item.picture.text == item.diagram
    assert ElementTree.fromstring(item.picture.svg()) is not None
    assert family.reads_off or item.options or not told_by(item.key.text, item.picture), item.alternative_text


def asked(item: Item) -> tuple[str, ...]:
    """Return what makes an item another than the next."""
    return (item.question, item.diagram, *sorted(option.text for option in item.options))


def check_many(id: str, level: int, seeds: range, *, each: int = 1) -> None:
    """Check every so many of the items of a family at a level, and count how many are different."""
    different = set()
    for seed in seeds:
        item = generate(id, seed, level)
        if seed % each == 0:
            check(item)
        if seed % 20 == 0:
            assert problems(item) == []
        different.add(asked(item))
    fewest = FAMILIES[id].most.get(level, 50)
    assert len(different) >= min(fewest, 50), f"only {len(different)} different items"


def test_every_family_has_a_checker_of_its_own() -> None:
    """No family goes unchecked but those that only tell stories, and no checker is left without a family."""
    assert CHECKER_MODULES
    assert set(CHECKERS) <= set(FAMILIES)
    for id in set(FAMILIES) - set(CHECKERS):
        levels = range(1, len(FAMILIES[id].levels) + 1)
        assert all(generate(id, seed, level).context for level in levels for seed in range(8)), id


@at_every_level
def test_items_are_right(id: str, level: int) -> None:
    """The key agrees with a computation from what a student sees, for 40 of 400 seeds."""
    check_many(id, level, range(400), each=10)


@pytest.mark.long
@at_every_level
def test_many_items_are_right(id: str, level: int) -> None:
    """The key agrees with a computation from what a student sees, for 2,000 seeds far from the first."""
    check_many(id, level, range(10**12, 10**12 + 2000))
