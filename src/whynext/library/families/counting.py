"""Families for counting."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, order
from whynext.library.families.words import ASK, BOX

_MARKS = (
    ("★", "star", "stars"), ("♥", "heart", "hearts"), ("●", "dot", "dots"), ("▲", "triangle", "triangles"),
    ("■", "square", "squares"), ("♦", "diamond", "diamonds"), ("♪", "note", "notes"),
    ("✿", "flower", "flowers"),
)  # fmt: skip


@family(
    "count-what-is-drawn",
    skill="count-things-to-20",
    title="Count what is drawn",
    grade=0,
    levels=("3 to 10 in one row", "11 to 20 in rows of five", "one kind among two, mixed"),
    plants={
        "counts-one-twice": "One of them may have been counted two times. Touch each one just once.",
        "skips-one": "One of them may have been left out. Touch each one and say a number for it.",
        "counts-everything": "You counted both kinds. Count only the kind that is asked for.",
    },
)
def count_what_is_drawn(chance: Chance, level: int) -> Draft:
    """Draw marks and ask how many there are."""
    mark, one, many = chance.pick(_MARKS)
    if level == 3:
        return _count_one_kind(chance, mark, one, many)
    total = chance.between(3, 10) if level == 1 else chance.between(11, 20)
    per_row = 10 if level == 1 else 5
    rows = [min(per_row, total - start) for start in range(0, total, per_row)]
    drawn = "\n".join(" ".join(mark * row) for row in rows)
    return number(
        f"How many {many} are there?\n{drawn}",
        total,
        (
            f"Touch each {one} once and say one number for it.",
            "Start with 1. The last number that you say tells how many there are.",
        ),
        (
            f"Touch the {many} one after another and count: 1, 2, 3, and so on.",
            f"The last {one} is number {total}, so there are {total} {many}.",
        ),
        {"counts-one-twice": total + 1, "skips-one": total - 1},
        picture="; ".join("A row: " + ", ".join([one] * row) for row in rows),
    )


def _count_one_kind(chance: Chance, mark: str, one: str, many: str) -> Draft:
    other, other_one, _ = chance.pick([each for each in _MARKS if each[0] != mark])
    asked, rest = chance.between(4, 9), chance.between(3, 8)
    drawn = chance.shuffled(mark * asked + other * rest)
    return number(
        f"How many {many} are there? Count only the {many}.\n{' '.join(drawn)}",
        asked,
        (
            f"Go along the row and stop only at each {one}.",
            f"Say one number for each {one}. The last number tells how many.",
        ),
        (
            f"Go from left to right and count each {one}: 1, 2, 3, and so on.",
            f"The last {one} is number {asked}, so there are {asked} {many}.",
        ),
        {"counts-everything": asked + rest, "counts-one-twice": asked + 1, "skips-one": asked - 1},
        picture="A row: " + ", ".join(one if each == mark else other_one for each in drawn),
    )


@family(
    "next-and-before",
    skill="count-to-100",
    title="Say the number after, before, or a few steps on",
    grade=0,
    levels=("the number right after", "the number right before", "a few counts on"),
    plants={
        "counts-backward": "You went the other way. Look which way to count: up or down.",
        "decade-lost": "After a number with 9 ones, the tens go up by one: 29, then 30.",
        "skips-one": "You went one step too far. Take one step only.",
        "counts-start-number": "The first count goes to the next number, not to the number you start on.",
    },
)
def next_and_before(chance: Chance, level: int) -> Draft:
    """Ask for a neighbor of a number, or where counting on leads."""
    if level == 3:
        return _count_on(chance)
    after = level == 1
    start = chance.between(1, 99) if after else chance.between(2, 100)
    step = 1 if after else -1
    word = "after" if after else "before"
    slips = {"counts-backward": start - step, "skips-one": start + 2 * step}
    if after and start % 10 == 9 and start > 10:
        slips["decade-lost"] = start - 9
    return number(
        f"You count by ones. Which number comes right {word} {start}?",
        start + step,
        (
            f"Think of counting forward. Which numbers stand close to {start}?",
            "The number right after is one more." if after else "The number right before is one less.",
        ),
        (
            f"Count: {start}, {start + 1}." if after else f"Count: {start - 1}, {start}.",
            f"So {start + step} comes right {word} {start}.",
        ),
        slips,
    )


def _count_on(chance: Chance) -> Draft:
    steps = chance.between(3, 6)
    start = chance.between(11, 100 - steps)
    path = ", ".join(str(start + each) for each in range(1, steps + 1))
    return number(
        f"Start at {start}. Count on {steps} more. Which number do you land on?",
        start + steps,
        (
            f"Put {start} in your head. The first number that you say is the next one.",
            f"Hold up one finger for each number that you say, and stop at {steps} fingers.",
        ),
        (f"Start at {start} and count on: {path}.", f"After {steps} counts you land on {start + steps}."),
        {"counts-start-number": start + steps - 1, "counts-backward": start - steps},
    )


@family(
    "more-or-fewer",
    skill="compare-numbers-to-10",
    title="Tell which is more",
    grade=0,
    levels=("two numbers", "two rows, drawn close or far apart", "three numbers in order"),
    plants={
        "mixes-more-and-less": "Look at the word again: more means a bigger number, less a smaller number.",
        "looks-longer-is-more": "A longer row is not always more. Match them one to one, or count them.",
        "orders-backward": "These go from most to least. Start with the least.",
    },
)
def more_or_fewer(chance: Chance, level: int) -> Draft:
    """Compare numbers or rows up to 10."""
    if level == 2:
        return _more_in_a_row(chance)
    if level == 3:
        return _three_in_order(chance)
    first, second = chance.sample(range(11), 2)
    word = chance.pick(("more", "less"))
    right, wrong = max(first, second), min(first, second)
    if word == "less":
        right, wrong = wrong, right
    return choice(
        f"Which number is {word}: {first} or {second}?",
        str(right),
        (
            Choice(str(wrong), f"{wrong} is {'less' if word == 'more' else 'more'}.", "mixes-more-and-less"),
            Choice("They are the same.", "Count each number out with fingers or blocks and compare."),
        ),
        (
            "Show each number with fingers or blocks and match them one to one.",
            "When you count, the number that you say later is more.",
        ),
        (
            f"When you count, {max(first, second)} comes after {min(first, second)}.",
            f"So {right} is {word} than {wrong}.",
        ),
        why=f"{right} is {word} than {wrong}.",
    )


_PAIRS = (("●", "○", "dot"), ("▲", "△", "triangle"), ("◆", "◇", "diamond"))


def _more_in_a_row(chance: Chance) -> Draft:
    dark, light, one = chance.pick(_PAIRS)
    few = chance.between(3, 9)
    many = few + chance.between(0, 1)
    black_is_few = chance.below(2) == 0
    black, white = (few, many) if black_is_few else (many, few)
    wide, close = "   ", " "
    rows = (
        (wide if black_is_few else close).join(dark * black),
        (close if black_is_few else wide).join(light * white),
    )
    names = (f"the black {one}s", f"the white {one}s")
    longer = names[0] if black_is_few else names[1]
    shorter = names[1] if black_is_few else names[0]
    same = "There are the same number of each."
    right, wrong = (same, shorter) if few == many else (shorter, same)
    return choice(
        f"Are there more black {one}s or more white {one}s?\n{rows[0]}\n{rows[1]}",
        right,
        (
            Choice(longer, "That row is longer, but it is spread out.", "looks-longer-is-more"),
            Choice(wrong, f"Match one black {one} to one white {one}. Are any left over?"),
        ),
        (
            f"Draw a line from each black {one} to one white {one}. Are any left over?",
            f"Count the black {one}s. Then count the white {one}s.",
        ),
        (
            f"Count each row: {black} black {one}s and {white} white {one}s.",
            "The numbers are the same." if few == many else f"{many} is more than {few}: more of {right}.",
        ),
        why=f"There are {black} black {one}s and {white} white {one}s.",
        picture=f"First row, {'far apart' if black_is_few else 'close together'}: "
        + ", ".join([f"black {one}"] * black)
        + f". Second row, {'close together' if black_is_few else 'far apart'}: "
        + ", ".join([f"white {one}"] * white),
    )


def _three_in_order(chance: Chance) -> Draft:
    numbers = sorted(chance.sample(range(11), 3))
    texts = tuple([str(each) for each in numbers])
    return order(
        f"Put these numbers in order, from least to most: {', '.join(chance.shuffled(texts))}.",
        texts,
        (
            "Which of the three do you say first when you count?",
            f"The least is {texts[0]}. Which of the other two comes next when you count?",
        ),
        (
            f"When you count, you say {texts[0]} first, then {texts[1]}, then {texts[2]}.",
            f"From least to most: {', '.join(texts)}.",
        ),
        {"orders-backward": texts[::-1]},
    )


_STEP_WORDS = {2: "twos", 5: "fives", 10: "tens", 100: "hundreds"}


@family(
    "count-on-by-steps",
    skill="skip-count",
    title="Count on by twos, fives, tens or hundreds",
    grade=2,
    levels=(
        "by 2, 5 or 10 from a multiple",
        "by 10 or 100 from any number",
        "a number missing in the middle",
    ),
    plants={
        "counts-by-ones": "You counted on by one. Look at how far apart the numbers are.",
        "steps-twice": "You took two steps. Only the number of one step is asked for.",
        "changes-wrong-place": "You changed another place. Which digit changes from number to number?",
    },
)
def count_on_by_steps(chance: Chance, level: int) -> Draft:
    """Show numbers with equal steps and ask for the missing one."""
    step = (
        chance.pick((2, 5, 10)) if level == 1 else chance.pick((10, 100) if level == 2 else (2, 5, 10, 100))
    )
    if level == 1:
        start = step * chance.between(1, 20 if step < 10 else 15)
    else:
        start = chance.between(11, 560)
    hidden = 3 if level < 3 else chance.between(1, 2)
    numbers = [start + step * place for place in range(4)]
    shown = [BOX if place == hidden else str(each) for place, each in enumerate(numbers)]
    before, answer = numbers[hidden - 1], numbers[hidden]
    slips = {"counts-by-ones": before + 1, "steps-twice": before + 2 * step}
    if step >= 10 and level > 1:
        slips["changes-wrong-place"] = before + (100 if step == 10 else 10)
    return number(
        f"Count by {_STEP_WORDS[step]}: {', '.join(shown)}. {ASK}",
        answer,
        (
            "How far is it from one number to the next?",
            f"Each number is {step} more than the one before. Which number is {step} more than {before}?",
        ),
        (f"The numbers go up by {step} each time.", f"{before} + {step} = {answer}."),
        slips,
    )
