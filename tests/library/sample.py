"""Print a sample of the library for a reader: ``PYTHONPATH=src:tests python -m library.sample 20261122``.

The same seed gives the same sample of the same library. What a reader looks for is written in
``docs/explanation/reading-the-library.md``.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator, Sequence
from random import Random

from whynext.library import starter
from whynext.library.contexts.shelf import CONTEXTS
from whynext.library.families import FAMILIES, generate, retell
from whynext.library.families.family import Family
from whynext.library.item import Item
from whynext.library.learning_object import LearningObject

RETOLD = 0.5
"""The part of the word problems that are told again in a context, so that contexts are read too."""


def home(family: Family) -> str:
    """Return the name of the module that a family is written in."""
    return family.make.__module__.rpartition(".")[2]


def drawn_families(chance: Random, items: int, modules: Sequence[str], share: float) -> list[Family]:
    """Return a family for each item, no skill twice if it can be, a share of them of the modules."""
    preferred = [each for each in FAMILIES.values() if home(each) in modules]
    others = [each for each in FAMILIES.values() if home(each) not in modules]
    first = round(items * share) if preferred else 0
    return [*_spread(chance, preferred, first), *_spread(chance, others, items - first)]


def _spread(chance: Random, families: Sequence[Family], count: int) -> list[Family]:
    """Return so many families, of as many skills as there are."""
    left = chance.sample(list(families), len(families))
    drawn: list[Family] = []
    while len(drawn) < count and families:
        seen: set[str] = set()
        for each in left:
            if each.skill not in seen and len(drawn) < count:
                seen.add(each.skill)
                drawn.append(each)
        left = chance.sample(left, len(left))
    return drawn


def drawn_item(chance: Random, family: Family) -> Item:
    """Return an item of a family at some level from some seed, a word problem sometimes told again."""
    level, seed = chance.randint(1, len(family.levels)), chance.randrange(10**6)
    item = generate(family.id, seed, level)
    if item.context and chance.random() < RETOLD:
        return retell(item, chance.choice(sorted(CONTEXTS)), chance.randint(0, 3))
    return item


def drawn_lessons(chance: Random, count: int, skills: Sequence[str], share: float) -> list[LearningObject]:
    """Return so many lessons, a share of them for the named skills."""
    lessons = starter.objects()
    near = [each for each in lessons if each.skills[0] in skills]
    far = [each for each in lessons if each.skills[0] not in skills]
    first = min(len(near), round(count * share))
    return [*chance.sample(near, first), *chance.sample(far, min(len(far), count - first))]


def shown_item(item: Item) -> Iterator[str]:
    """Yield everything that a student or a teacher may see of an item, line by line."""
    yield f"{item.id}   ({', '.join(item.skills)}, grade {item.reading_level:g})"
    yield f"  asks      {item.question}"
    if item.alternative_text:
        yield f"  picture   {item.alternative_text}"
    right = set(item.key.ids) if item.options else set()
    for option in item.options:
        mark = "✓" if option.id in right else " "
        yield f"  {mark} {option.id}       {option.text}   [{option.misconception}] {option.why}"
    unit = f"   unit: {item.key.unit}" if item.key.unit else ""
    also = f"   also: {', '.join(item.key.accepts)}" if item.key.accepts else ""
    yield f"  answer    {item.key.text}{unit}{also}"
    yield from (f"  hint      {hint}" for hint in item.hints)
    yield from (f"  step      {step}" for step in item.solution)
    yield from (f"  mistake   {each.answer}   [{each.id}] {each.says}" for each in item.misconceptions)


def shown_lesson(lesson: LearningObject) -> Iterator[str]:
    """Yield a lesson as a teacher sees it."""
    where = "screen" if lesson.screen else "no screen"
    yield f"{lesson.id}   {lesson.title}"
    how = (lesson.modality, f"{lesson.minutes:g} minutes", lesson.grouping, where, f"{lesson.difficulty:g}")
    yield f"  {', '.join(how)}"
    yield f"  {lesson.summary}"
    yield textwrap.fill(lesson.body, 110, initial_indent="  ", subsequent_indent="  ")


def shown_skill(id: str) -> Iterator[str]:
    """Yield a skill with the skills that it directly builds on."""
    titled = {each["id"]: each for each in starter.skills()}

    def told(id: str) -> str:
        each = titled[id]
        return f"{id} ({each['grade_low']}-{each['grade_high']}): {each['statement']}"

    yield told(id)
    yield f"  {titled[id]['i_can']}"
    for edge in starter.prerequisites():
        if edge["to"] == id:
            yield f"  needs {told(edge['from'])}"


def shown(options: argparse.Namespace) -> Iterator[str]:
    """Yield the whole sample."""
    chance = Random(options.seed)
    modules = options.modules.split(",") if options.modules else []
    families = drawn_families(chance, options.items, modules, options.share)
    for place, each in enumerate(families, 1):
        yield f"ITEM {place}   {home(each)}"
        yield from shown_item(drawn_item(chance, each))
        yield ""
    near = [each.skill for each in FAMILIES.values() if home(each) in modules]
    for place, lesson in enumerate(drawn_lessons(chance, options.lessons, near, 0.6 if near else 0.0), 1):
        yield f"LESSON {place}"
        yield from shown_lesson(lesson)
        yield ""
    ids = [each["id"] for each in starter.skills()]
    for place, id in enumerate(chance.sample(ids, min(len(ids), options.skills)), 1):
        yield f"SKILL {place}"
        yield from shown_skill(id)
        yield ""


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for on the command line."""
    asks = argparse.ArgumentParser(description="Print a random sample of the library for a reader.")
    asks.add_argument("seed", type=int, help="the same seed gives the same sample of the same library")
    asks.add_argument("--items", type=int, default=40, help="how many items")
    asks.add_argument("--lessons", type=int, default=20, help="how many lessons")
    asks.add_argument("--skills", type=int, default=40, help="how many skills with their prerequisites")
    asks.add_argument("--modules", default="", help="family modules to prefer, with commas between them")
    asks.add_argument("--share", type=float, default=0.7, help="the part of the items from those modules")
    return asks.parse_args(words)


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in shown(parsed(sys.argv[1:])))
