"""Which misconception a wrong answer shows: found where one is held, not seen into random slips."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pytest

from whynext.library.families import FAMILIES, generate
from whynext.library.item import Item, Kind
from whynext.library.scoring import score

SEEDS = range(3)
LEVELS = [(id, level) for id, family in FAMILIES.items() for level in range(1, len(family.levels) + 1)]


def items() -> Iterator[Item]:
    """Iterate over some items of every family and level."""
    for id, level in LEVELS:
        for seed in SEEDS:
            yield generate(id, 7_000 + seed, level)


def held(item: Item) -> Iterator[tuple[str, str]]:
    """Iterate over the misconceptions of an item with the answer of a student who holds it."""
    for each in item.misconceptions:
        yield each.id, each.answer
    if item.kind is Kind.CHOICE:
        for option in item.options:
            if option.misconception and option.id not in item.key.ids:
                yield option.misconception, option.id


def slipped(item: Item, chance: random.Random) -> str:
    """Return a whole number wrong by accident: one off, a digit mistyped or typed twice, digits swapped."""
    value = int(item.key.text)
    digits = str(abs(value))
    place = chance.randrange(len(digits))
    made = chance.choice(
        (
            str(value + chance.choice((-1, 1))),
            str(value + chance.choice((-10, 10, -2, 2, -5, 5))),
            digits[:place] + str((int(digits[place]) + chance.randint(1, 9)) % 10) + digits[place + 1 :],
            digits[:place] + digits[place] + digits[place:],
            digits[::-1],
        )
    )
    return str(int(made))


def test_whoever_holds_a_misconception_is_recognized_by_the_answer() -> None:
    """At least 95 in 100 are named rightly where the wrong answer belongs to one misconception only."""
    named: Counter[bool] = Counter()
    for item in items():
        answers = list(held(item))
        times = Counter(answer for _, answer in answers)
        for misconception, answer in answers:
            if times[answer] == 1:
                found = score(item, answer)
                named[found.misconception == misconception] += 1
                assert not found.correct, item.id
    assert sum(named.values()) > 1_000
    assert named[True] / sum(named.values()) >= 0.95


def chance_of_a_name(item: Item, draws: int, chance: random.Random) -> tuple[int, float, int]:
    """Return how often slips were named, how often chance predicts it, and how many slips there were.

    Chance predicts the share of the slips' own answers that some misconception gives too.
    """
    wrong = {Fraction(each.answer): each.id for each in item.misconceptions}
    observed, predicted, count = 0, 0.0, 0
    for _ in range(draws):
        answer = slipped(item, chance)
        if Fraction(answer) == Fraction(item.key.text):
            continue
        count += 1
        observed += score(item, answer).misconception is not None
        predicted += Fraction(answer) in wrong
    return observed, predicted, count


def test_a_random_slip_is_not_named_more_often_than_chance_predicts() -> None:
    """Some slips give the very answer of a misconception; beyond these none is named."""
    chance = random.Random(11)
    observed, predicted, count = 0, 0.0, 0
    for item in items():
        if item.kind is Kind.NUMBER and item.key.text.lstrip("-").isdigit() and item.misconceptions:
            seen, expected, slips = chance_of_a_name(item, 20, chance)
            observed, predicted, count = observed + seen, predicted + expected, count + slips
    assert count > 5_000
    assert observed <= predicted + 3 * math.sqrt(predicted + 1)


@pytest.mark.parametrize("misconception", ["counts-start-number", "stops-after-first-step"])
def test_the_same_misconception_is_named_across_families(misconception: str) -> None:
    """So that two answers to different questions can be put together."""
    families = {item.family for item in items() if misconception in {name for name, _ in held(item)}}
    assert len(families) >= 3
