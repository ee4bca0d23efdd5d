"""The family that CONTRIBUTING shows is a whole one: it can be pasted, and does what is said of it."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from library.families.checkers import CHECKERS
from whynext.library.families.family import Family
from whynext.library.families.registry import item_of
from whynext.library.item import problems

TEXT = (Path(__file__).parents[3] / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.fixture
def shown() -> Any:
    """Return what the blocks of Python define; their checkers are taken out of the table again."""
    before = dict(CHECKERS)
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(block, names)  # noqa: S102
    yield names
    CHECKERS.clear()
    CHECKERS.update(before)


def test_the_family_in_contributing_is_whole(shown: dict[str, Any]) -> None:
    """Its items are right, drawn and told, and its wrong answers have names."""
    (family,) = [each for each in shown.values() if isinstance(each, Family)]
    for level in (1, 2, 3):
        items = [item_of(family, seed, level) for seed in range(200)]
        for item in items:
            assert problems(item) == []
            assert Fraction(item.key.text) == CHECKERS[family.id](item.question, item)
            assert item.alternative_text
        assert len({item.diagram for item in items}) == family.most[level]
    planted = {each.id for seed in range(50) for each in item_of(family, seed, 2).misconceptions}
    assert planted == set(family.plants)
    assert "counts-both-ends" in shown["NAMED"]
