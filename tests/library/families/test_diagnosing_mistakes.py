"""A wrong answer tells which misconception it was, and a slip of the pen is not taken for one."""

from __future__ import annotations

import pytest

from whynext.library.families import FAMILIES, generate
from whynext.library.families.chance import Chance
from whynext.library.item import Item, Kind
from whynext.library.scoring import score

LEVELS = [(id, level) for id, family in FAMILIES.items() for level in range(1, len(family.levels) + 1)]
AROUND = range(-10, 11)


@pytest.mark.long
def test_every_answer_of_a_misconception_names_it() -> None:
    """Of simulated answers that follow a misconception's rule all are named right, where 95 % must be."""
    named = [
        score(item, answer.split(" | ") if item.options else answer).misconception == id
        for item in (generate(*each, level) for *each, level in _seeds(4))
        for id, answer in ((known.id, known.answer) for known in item.misconceptions)
    ]
    assert len(named) > 3000
    assert sum(named) / len(named) >= 0.95


@pytest.mark.long
def test_a_random_slip_is_named_no_more_often_than_chance() -> None:
    """A slip lands on a misconception's answer as often as such answers lie near the key, and no more."""
    chance = Chance(20261122)
    named, expected, tried = 0, 0.0, 0
    for id, seed, level in _seeds(8):
        item = generate(id, seed, level)
        near = _near(item)
        if near:
            known = {each.answer for each in item.misconceptions}
            expected += sum(each in known for each in near) / len(near)
            named += bool(score(item, chance.pick(near)).misconception)
            tried += 1
    assert tried > 2000
    # Three standard errors.
    assert named / tried <= expected / tried + 3 * (expected / tried / tried) ** 0.5


def _seeds(count: int) -> list[tuple[str, int, int]]:
    return [(id, seed, level) for id, level in LEVELS for seed in range(count)]


def _near(item: Item) -> list[str]:
    """Return the wrong whole numbers around a whole-number key."""
    if item.kind is not Kind.NUMBER or not item.key.text.isdigit():
        return []
    key = int(item.key.text)
    return [str(key + off) for off in AROUND if off and key + off >= 0]
