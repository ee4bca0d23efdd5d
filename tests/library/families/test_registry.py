"""Families are found, refused and repeated as promised, and each of them is well described."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from hashlib import sha256
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.families.levels import at_every_level
from library.families.nouns import nouns_of
from whynext.base.errors import NotFound, Refused
from whynext.library import starter
from whynext.library.families import FAMILIES, MISCONCEPTIONS, families_of, generate, regenerate
from whynext.library.families.chance import Chance
from whynext.library.families.registry import stands_in
from whynext.library.item import Item, Kind
from whynext.library.readability import faults
from whynext.library.scoring import score

EVERY = [(id, level) for id, family in FAMILIES.items() for level in range(1, len(family.levels) + 1)]
NAMES = [f"{id}/{level}" for id, level in EVERY]


def texts(item: Item) -> list[str]:
    """Return everything that a student can read of an item."""
    options = [part for option in item.options for part in (option.text, option.why)]
    return [
        item.question,
        *item.hints,
        *item.solution,
        *options,
        *(each.says for each in item.misconceptions),
    ]


def test_there_are_families_for_most_of_the_map() -> None:
    """At least 40 families for at least 40 skills of the map, in every grade."""
    grades = {skill["id"]: skill["grade_low"] for skill in starter.skills()}
    served = {family.skill for family in FAMILIES.values()}
    assert len(FAMILIES) >= 40
    assert len(served) >= 40
    assert served <= set(grades)
    assert {grades[skill] for skill in served} == set(starter.GRADES)


def test_every_kind_of_answer_is_asked_for() -> None:
    """The families use each kind of item that the library knows."""
    kinds = {generate(id, seed, level).kind for id, level in EVERY for seed in range(3)}
    assert kinds == set(Kind)


def test_a_family_is_found_by_its_skill() -> None:
    """Every family is among those of its skill, and a skill without families has none."""
    assert all(family in families_of(family.skill) for family in FAMILIES.values())
    assert families_of("no-such-skill") == ()


@at_every_level
def test_the_same_seed_gives_the_same_item(id: str, level: int) -> None:
    """An item can be made again from its parts or from its id alone, and another seed gives another."""
    first = generate(id, 12345, level)
    assert generate(id, 12345, level) == first
    assert regenerate(first.id) == first
    assert first.id == f"{id}/{level}/12345"
    assert (first.family, first.seed, first.level) == (id, 12345, level)
    some = [generate(id, seed, level) for seed in range(20)]
    assert len({(each.question, each.diagram, each.options) for each in some}) > 5


FINGERPRINT = """
from hashlib import sha256
from whynext.library.families import FAMILIES, generate
items = [generate(id, 2**63 + 7, level) for id, family in FAMILIES.items() for level in (1, 2, 3)]
print(sha256(repr(items).encode()).hexdigest())
"""


def test_another_process_makes_the_same_items() -> None:
    """Nothing depends on the order of sets or on the hash seed of a process."""
    items = [generate(id, 2**63 + 7, level) for id in FAMILIES for level in (1, 2, 3)]
    env = {**os.environ, "PYTHONHASHSEED": "77"}
    run = subprocess.run(
        [sys.executable, "-c", FINGERPRINT], capture_output=True, text=True, env=env, check=True
    )
    assert run.stdout.strip() == sha256(repr(items).encode()).hexdigest()


def test_an_unknown_family_is_refused_with_the_nearest_name() -> None:
    """A misspelt family is named with the one that was probably meant."""
    with pytest.raises(NotFound, match="round-to-ten-or-hundred"):
        generate("round-to-ten-or-hundrd", 1)


@pytest.mark.parametrize("level", [0, 4, -1])
def test_a_level_that_a_family_does_not_have_is_refused(level: int) -> None:
    """The refusal says which levels there are."""
    with pytest.raises(Refused, match="from 1 to 3"):
        generate("make-ten", 1, level)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, "7"])
def test_what_is_no_seed_is_refused(seed: object) -> None:
    """A seed is a whole number of 64 bits."""
    with pytest.raises(Refused, match="is no seed"):
        generate("make-ten", seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("id", ["make-ten", "make-ten/1", "make-ten/1/x", "Make-Ten/1/2", "", "a/1/2/3"])
def test_what_is_no_item_id_is_refused(id: str) -> None:
    """Only family/level/seed can be made again."""
    with pytest.raises(NotFound):
        regenerate(id)


def test_every_planted_mistake_is_named_and_every_name_is_planted() -> None:
    """Families and the list of misconceptions know the same words, and each is a sentence."""
    planted = {id for family in FAMILIES.values() for id in family.plants}
    assert planted == set(MISCONCEPTIONS)
    for sentence in MISCONCEPTIONS.values():
        assert re.fullmatch(r"[A-Z].*\.", sentence), sentence


@pytest.mark.parametrize("id", FAMILIES)
def test_a_family_plants_what_it_says(id: str) -> None:
    """Each declared misconception is found in some item."""
    family = FAMILIES[id]
    found = {
        each.id
        for level in range(1, len(family.levels) + 1)
        for seed in range(90)
        for each in generate(id, seed, level).misconceptions
    }
    assert found == set(family.plants)


@pytest.mark.parametrize("id", FAMILIES)
def test_a_family_is_well_described(id: str) -> None:
    """Three levels that grow harder, a title without a full stop, mistakes answered in sentences."""
    family = FAMILIES[id]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id)
    assert 0 <= family.grade <= 8
    assert len(family.levels) == 3
    assert family.plants
    levels = [family.difficulty(level) for level in (1, 2, 3)]
    assert levels == sorted(set(levels))
    assert not family.title.endswith(".")
    assert all(re.fullmatch(r".*[.?]", says) for says in family.plants.values())


def test_a_family_is_read_at_the_grade_of_its_skill() -> None:
    """No question is harder to read than the highest grade of its skill allows."""
    grades = {skill["id"]: starter.GRADES.index(skill["grade_high"]) for skill in starter.skills()}
    assert [id for id, family in FAMILIES.items() if family.grade > grades[family.skill]] == []


OTHER_WORDS = {"can", "round", "square"}
"""Words for one that are another word, too: «7 can be matched», «28 square feet»."""
NOUNS = sorted(noun for noun in nouns_of("whynext.library") if noun[0] not in OTHER_WORDS)
SINGULAR = re.compile(
    r"(?<![\d./,:−])(?:0|[2-9]|\d\d+) (?:" + "|".join(one for one, _ in NOUNS) + r")\b(?![-’]| [a-z]+s\b)"
)
NOT_PLURAL = r"(?!(?:less|is|plus|has|stands|belongs|fits|rhombus|makes|gives)\b)"
PLURAL = re.compile(r"(?<![\d./,:−$°=(] )(?<![\d./,:−])\b1 " + NOT_PLURAL + r"[a-z]+s\b")
EASY = {word for noun in NOUNS for word in noun}


@at_every_level
def test_questions_can_be_read_at_their_grade(id: str, level: int) -> None:
    """No question is too hard or too long for its grade, and no sentence of the help is too long."""
    family = FAMILIES[id]
    for seed in range(25):
        item = generate(id, seed, level)
        assert faults(item.question, family.grade, EASY) == [], item.question
        for text in (*item.hints, *item.solution):
            assert [fault for fault in faults(text, family.grade) if "words" in fault] == [], text


@at_every_level
def test_sentences_are_well_formed(id: str, level: int) -> None:
    """One thing is singular, many are plural; nobody is he or she; nothing is left open or doubled."""
    for seed in range(25):
        item = generate(id, seed, level)
        for text in texts(item):
            assert not SINGULAR.search(text), text
            assert not PLURAL.search(text), text
            assert not re.search(r"\b(?:he|she|his|her|him|hers|boy|girl)\b", text, re.IGNORECASE), text
            assert not re.search(r"[{}]|\bNone\b|\.\.|\?\?|--|\+ -|\+ −\d|− -", text), text
            assert text.count("(") == text.count(")"), text
            assert text == text.strip()
        for sentence in (*item.hints, *item.solution):
            assert sentence[-1] in ".?", sentence
            assert "  " not in sentence


@at_every_level
def test_scoring_takes_the_key_and_names_each_mistake(id: str, level: int) -> None:
    """The key of an item is right, and a wrong answer of a misconception is wrong and named."""
    for seed in range(3):
        item = generate(id, seed, level)
        assert score(item, item.key.ids if item.options else item.key.text).correct, item
        for wrong in item.misconceptions:
            answer = wrong.answer.split(" | ") if item.options else wrong.answer
            scored = score(item, answer)
            assert not scored.correct, (item.id, wrong)
            assert scored.misconception == wrong.id, (item.id, wrong, scored)


def test_the_right_option_can_stand_anywhere() -> None:
    """The letter of the right option tells nothing."""
    letters = [generate("write-a-ratio", seed, 1).key.value for seed in range(400)]
    assert all(70 <= letters.count(letter) <= 130 for letter in "abcd")


def test_drawings_are_told_in_words() -> None:
    """A question that draws has the drawing in words, and the words do not count for the student."""
    for id, level in EVERY:
        item = generate(id, 5, level)
        if re.search(r"[★♥●▲■♦♪✿○△◇]", item.question):
            assert len(item.alternative_text) > 20, item.id


def test_the_generator_is_the_published_one() -> None:
    """The first numbers of SplitMix64 from the seed 1234567, as its reference code prints them."""
    chance = Chance(1234567)
    assert [chance.draw() for _ in range(5)] == [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
        16408922859458223821,
    ]  # fmt: skip


@given(st.integers(0, 2**64 - 1), st.integers(-50, 50), st.integers(0, 60))
def test_draws_stay_in_bounds(seed: int, low: int, width: int) -> None:
    """A number between two others is between them, and a sample holds different members."""
    chance = Chance(seed)
    assert low <= chance.between(low, low + width) <= low + width
    assert 0 <= chance.below(width + 1) <= width
    things = list(range(width))
    taken = chance.sample(things, width // 2)
    assert len(set(taken)) == width // 2
    assert sorted(chance.shuffled(things)) == things


def test_draws_are_even() -> None:
    """Each of seven numbers is drawn about as often as the others."""
    chance = Chance(1)
    counts = [0] * 7
    for _ in range(14_000):
        counts[chance.below(7)] += 1
    assert all(1800 <= count <= 2200 for count in counts)


def test_more_things_than_there_are_cannot_be_taken() -> None:
    """A sample larger than what it is taken from is an error, not a repetition."""
    with pytest.raises(ValueError, match="cannot take 4 of 3"):
        Chance(0).sample("abc", 4)


@pytest.mark.parametrize(
    ("answer", "text", "stands"),
    [
        ("5", "What is 5 + 3?", True),
        ("5", "What is 15 + 53?", False),
        ("5", "5x = 20", True),
        ("0.5", "0.52 or 10.5", False),
        ("1/2", "Write 1/2 + 11/2.", True),
        ("2", "Write 1/2.", False),
        ("3", "It is −3.", False),
        ("-3", "It is −3.", True),
        ("4000", "4,000 people", True),
        ("400", "4,000 people", False),
        ("4:30", "at 4:30.", True),
        ("30", "at 4:30.", False),
    ],
)
def test_an_answer_is_seen_only_where_it_stands_alone(answer: str, text: str, stands: bool) -> None:
    """A part of another number is not the answer."""
    assert stands_in(answer, text) is stands


@pytest.mark.long
def test_the_median_family_makes_20_000_items_a_second() -> None:
    """On one core; processor time, so that other work on the machine does not count."""
    rates = []
    for id, level in EVERY:
        start = time.process_time()
        for seed in range(500):
            generate(id, seed, level)
        rates.append(500 / (time.process_time() - start))
    assert median(rates) >= 20_000
