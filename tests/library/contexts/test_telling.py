"""Every structure can be told in every context and depth, and means the same to who reads it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import NotFound, Refused
from whynext.library.contexts.frames import FRAMES
from whynext.library.contexts.meaning import Unread, differences, meaning
from whynext.library.contexts.shelf import CONTEXTS
from whynext.library.contexts.telling import DEPTHS, Telling, story
from whynext.library.families import FAMILIES, equivalent, generate, regenerate, retell
from whynext.library.families.chance import Chance
from whynext.library.item import Item, problems
from whynext.library.scoring import score

NUMBERS = {
    "join": {"start": 8, "change": 5, "result": 13},
    "separate": {"start": 13, "change": 5, "result": 8},
    "combine": {"part": 4, "other": 7, "whole": 11},
    "compare": {"larger": 12, "smaller": 5, "difference": 7},
    "groups": {"groups": 4, "size": 6, "total": 24},
    "rows": {"rows": 3, "columns": 7, "total": 21},
    "times": {"times": 3, "base": 5, "product": 15},
    "remainder": {"total": 17, "size": 5, "full": 3, "remainder": 2, "needed": 4},
    "steps-down": {"groups": 4, "size": 6, "change": 7, "result": 17},
    "steps-up": {"groups": 4, "size": 6, "change": 7, "result": 31},
    "rate": {"rate": 4, "count": 6, "total": 24},
    "distance": {"speed": 60, "hours": 3, "distance": 180},
    "price": {"count": 3, "cost": 12, "goal": 5, "total": 20},
    "unit-price": {"count": 3, "price": "4.5", "cost": "13.5"},
    "ratio": {"first": 2, "second": 3, "amount": 8, "other": 12},
    "percent": {"percent": 15, "whole": 200, "part": 30},
    "fraction-of": {"fraction": "2/3", "whole": 60, "part": 40},
    "pour": {"start": "1/2", "change": "1 3/4", "result": "2 1/4"},
    "use": {"start": "2.5", "change": "0.75", "result": "1.75"},
    "portions": {"count": 3, "size": "3/4", "total": "2 1/4"},
    "price-up": {"start": 80, "percent": 25, "end": 100},
    "price-down": {"start": 80, "percent": 25, "end": 60},
    "length": {"given": 3, "from": "meters", "to": "centimeters", "converted": 300},
    "way": {"given": 3, "from": "kilometers", "to": "meters", "converted": 3000},
    "small": {"given": 3, "from": "centimeters", "to": "millimeters", "converted": 30},
    "weight": {"given": 3, "from": "kilograms", "to": "grams", "converted": 3000},
    "volume": {"given": 3, "from": "liters", "to": "milliliters", "converted": 3000},
    "time": {"start": "3:15", "minutes": 40, "end": "3:55"},
    "change": {"price": "3.45", "paid": 5, "back": "1.55"},
    "linear": {"start": 5, "rate": 3, "count": 4, "total": 17},
}
EVERY = [(structure, unknown) for structure, frames in FRAMES.items() for unknown in frames]
NAMES = [f"{structure}-{unknown}" for structure, unknown in EVERY]


def told(structure: str, unknown: str, context: str, depth: int, seed: int = 1) -> str:
    """Return the text of a problem with the sample numbers."""
    return story(Chance(seed, Telling(context, depth)), structure, unknown, **NUMBERS[structure]).text


def test_there_are_contexts_and_structures_enough() -> None:
    """At least eight contexts, sixteen structures, and four depths."""
    assert len(CONTEXTS) >= 8
    assert len(FRAMES) >= 16
    assert len(DEPTHS) == 4
    assert set(NUMBERS) == set(FRAMES)


@pytest.mark.parametrize(("structure", "unknown"), EVERY, ids=NAMES)
def test_a_problem_means_the_same_in_every_context_and_depth(structure: str, unknown: str) -> None:
    """A reader takes the same numbers, relation and unknown from each of its tellings."""
    first = told(structure, unknown, "sport", 0)
    for context in CONTEXTS:
        for depth in range(4):
            for seed in range(3):
                text = told(structure, unknown, context, depth, seed)
                assert differences(first, text) == [], text


@pytest.mark.parametrize("structure", FRAMES)
def test_a_swapped_unknown_is_caught(structure: str) -> None:
    """Two problems with the same numbers that ask for different ones are never taken for the same."""
    asks = list(FRAMES[structure])
    for one in asks:
        for other in asks:
            same = one == other or {one, other} == {"difference", "fewer"}
            found = differences(told(structure, one, "music", 2), told(structure, other, "games", 1))
            assert (found == []) is same, (one, other, found)


FACTS = "Mei has 8 cards. Then Mei {}. How many cards {}?"


@pytest.mark.parametrize(
    ("happens", "asked"),
    [
        ("buys 5 more", "did Mei have at first"),  # the start is known
        ("gives away 5 of them", "does Mei have now"),  # goes and does not come
        ("buys 6 more", "does Mei have now"),  # another number
        ("buys 5 more", "does Mei have than Ravi"),  # nobody was compared
        ("waits 5 minutes", "does Mei have now"),  # nothing happens to the cards
        ("buys 5 more and 2 stamps", "does Mei have now"),  # a number without a role
    ],
)
def test_a_planted_fault_in_a_story_is_caught(happens: str, asked: str) -> None:
    """The reader does not guess: what it cannot place is a difference."""
    right = FACTS.format("buys 5 more", "does Mei have now")
    assert differences(told("join", "result", "sport", 1), right) == []
    assert differences(right, FACTS.format(happens, asked)) != []


def test_whose_the_numbers_are_matters() -> None:
    """In a comparison the owners are swapped: the numbers are the same, the answer is not there."""
    right = "Mei has 12 shells. Ravi has 5 shells. How many more shells does Mei have than Ravi?"
    assert meaning(right).terms == ("5", "?", "12")
    assert differences(right, right.replace("does Mei have than Ravi", "does Ravi have than Mei")) != []
    with pytest.raises(Unread):
        meaning(right.replace("than Ravi", "than Tomo"))


def test_groups_and_their_size_are_told_apart() -> None:
    """Four groups of six are not six groups of four."""
    four = story(Chance(1, Telling("games", 1)), "groups", "total", groups=4, size=6, total=24).text
    six = story(Chance(1, Telling("games", 1)), "groups", "total", groups=6, size=4, total=24).text
    assert differences(four, six) != []


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_scene_has_a_purpose_and_a_detail_that_is_named_as_spare(context: str) -> None:
    """Depth three says what is not needed, and that number is none of the problem's."""
    for structure, unknown in EVERY:
        made = story(Chance(3, Telling(context, 3)), structure, unknown, **NUMBERS[structure])
        assert made.aside in made.text
        assert re.search(r"\d", made.aside)
        (spare,) = re.findall(r"\d+", made.aside)
        assert spare not in {str(each) for each in NUMBERS[structure].values()}
        assert differences(made.text, made.text.replace(f"{made.aside} ", "")) == []


def test_a_deeper_story_is_longer_and_only_the_deepest_has_something_spare() -> None:
    """Bare, short, scene, scene with purpose."""
    for structure, unknown in EVERY:
        texts = [told(structure, unknown, "nature", depth) for depth in range(4)]
        assert len(texts[1]) < len(texts[2]) < len(texts[3])
        assert not re.search(r"[A-Z][a-z]+ (?:has|pays|buys)", texts[0])


TELLINGS = st.tuples(st.sampled_from(sorted(CONTEXTS)), st.integers(0, 3))


@given(st.integers(0, 2**64 - 1), st.sampled_from(EVERY), TELLINGS)
def test_a_telling_changes_no_draw(seed: int, asked: tuple[str, str], telling: tuple[str, int]) -> None:
    """What is drawn after a story is the same in every context, so that a family draws the same numbers."""
    structure, unknown = asked
    plain, deep = Chance(seed), Chance(seed, Telling(*telling))
    for chance in (plain, deep):
        story(chance, structure, unknown, **NUMBERS[structure])
    assert plain.draw() == deep.draw()


def test_an_unknown_context_or_depth_is_refused() -> None:
    """The nearest name is given."""
    with pytest.raises(Refused, match="did you mean «music»"):
        Telling("musik")
    with pytest.raises(Refused, match="no depth 4"):
        Telling("music", 4)


def tellable() -> dict[str, list[int]]:
    """Return the levels of each family that tell stories."""
    return {
        id: levels
        for id, family in FAMILIES.items()
        if (levels := [at for at in range(1, len(family.levels) + 1) if generate(id, 1, at).context])
    }


TELLABLE = tellable()


def test_at_least_sixty_families_can_be_told_in_every_context() -> None:
    """So many tell stories at one of their levels at least."""
    assert len(TELLABLE) >= 60


def check_retold(item: Item, context: str, depth: int) -> None:
    """Assert that a problem told again asks the same, can be scored and can be made again from its id."""
    again = retell(item, context, depth)
    assert equivalent(item, again) == [], (item.question, again.question)
    assert (again.context, again.depth) == (context, depth)
    assert regenerate(again.id) == again
    assert [each.id for each in again.misconceptions] == [each.id for each in item.misconceptions]
    assert score(again, again.key.ids if again.options else again.key.text).correct
    if depth == 3:
        assert "not needed" in again.solution[-1]


@pytest.mark.parametrize("id", TELLABLE)
def test_an_item_can_be_told_again(id: str) -> None:
    """In every context and depth: same numbers with their roles, same unknown, same key, readable."""
    for level in TELLABLE[id]:
        item = generate(id, 17, level)
        for at, context in enumerate(CONTEXTS):
            for depth in range(4) if at == level else (at % 4,):
                check_retold(item, context, depth)
        assert problems(retell(item, "music", 3)) == []


@pytest.mark.long
@pytest.mark.parametrize("id", TELLABLE)
def test_many_items_can_be_told_again(id: str) -> None:
    """The same for twelve seeds in every context and depth."""
    for level in TELLABLE[id]:
        for seed in range(12):
            item = generate(id, 10**9 + seed, level)
            for context in CONTEXTS:
                for depth in range(4):
                    check_retold(item, context, depth)


def test_what_tells_no_story_cannot_be_told_again() -> None:
    """It says so, and where stories are."""
    with pytest.raises(NotFound, match="tells no story"):
        retell(generate("multiplication-facts", 1), "music", 1)
