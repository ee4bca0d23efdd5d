"""Families for adding and subtracting to 20, bare and in stories."""

from __future__ import annotations

from whynext.library.contexts.telling import Story, story
from whynext.library.families.chance import Chance
from whynext.library.families.family import Asked, Draft, family, number
from whynext.library.families.words import ASK, BOX, NAMES


def _put_together(chance: Chance, first: int, second: int) -> Story:
    """Return a story in which something comes, or in which two amounts are put together."""
    if chance.below(2):
        return story(chance, "join", "result", start=first, change=second, result=first + second)
    return story(chance, "combine", "whole", part=first, other=second, whole=first + second)


def _taken_away(chance: Chance, whole: int, part: int) -> Story:
    return story(chance, "separate", "result", start=whole, change=part, result=whole - part)


@family(
    "add-to-10",
    skill="add-within-10",
    title="Add within 10",
    grade=0,
    levels=("a story of joining", "a number sentence", "three numbers"),
    plants={
        "counts-start-number": "Keep the first number in your head and count on from the next one.",
        "leaves-one-out": "One of the numbers was left out. Add all three.",
        "takes-away": "You took away. Here things are put together.",
    },
)
def add_to_10(chance: Chance, level: int) -> Draft:
    """Add two or three numbers with a total up to 10."""
    first = chance.between(1, 8)
    second = chance.between(1, 10 - first - (1 if level == 3 else 0))
    if level == 3:
        third = chance.between(1, 10 - first - second)
        total = first + second + third
        return number(
            f"{first} + {second} + {third} = {BOX}. {ASK}",
            total,
            (
                "Add two of the numbers first. You may choose which two.",
                f"{first} and {second} make how many?",
            ),
            (
                f"{first} + {second} = {first + second}.",
                f"{first + second} + {third} = {total}.",
            ),
            {"leaves-one-out": first + second, "counts-start-number": total - 1},
        )
    total = first + second
    if level == 1:
        question: Asked = _put_together(chance, first, second)
        closing = f"The answer is {total}."
    else:
        sides = f"{first} + {second} = {BOX}" if chance.below(2) else f"{BOX} = {first} + {second}"
        question, closing = f"{sides}. {ASK}", f"The number in the box is {total}."
    return number(
        question,
        total,
        (
            "Show both numbers with fingers or blocks and put them together.",
            f"Keep {max(first, second)} in your head and count on {min(first, second)} more.",
        ),
        (f"{first} + {second} = {total}.", closing),
        {"counts-start-number": total - 1, "takes-away": abs(first - second)},
    )


@family(
    "subtract-to-10",
    skill="subtract-within-10",
    title="Subtract within 10",
    grade=0,
    levels=("a story of taking away", "a number sentence", "taking away two times"),
    plants={
        "counts-start-number": "When you count back, the first step goes to the number before.",
        "adds-instead": "You put together. Here some are taken away.",
        "stops-after-first-step": "There is one more number to take away.",
    },
)
def subtract_to_10(chance: Chance, level: int) -> Draft:
    """Take one or two numbers away from a number up to 10."""
    whole = chance.between(3 if level < 3 else 4, 10)
    part = chance.between(1, whole - (1 if level < 3 else 2))
    if level == 3:
        second = chance.between(1, whole - part - 1)
        left = whole - part - second
        return number(
            f"{whole} − {part} − {second} = {BOX}. {ASK}",
            left,
            (
                "Take away one number first, then the other.",
                f"How many are left when you take {part} from {whole}?",
            ),
            (f"{whole} − {part} = {whole - part}.", f"{whole - part} − {second} = {left}."),
            {"stops-after-first-step": whole - part, "counts-start-number": left + 1},
        )
    left = whole - part
    if level == 1:
        question: Asked = _taken_away(chance, whole, part)
        closing = f"What is left is {left}."
    else:
        sides = f"{whole} − {part} = {BOX}" if chance.below(2) else f"{BOX} = {whole} − {part}"
        question, closing = f"{sides}. {ASK}", f"The number in the box is {left}."
    return number(
        question,
        left,
        (
            "Show the first number with fingers or blocks. Then take some away.",
            f"Start at {whole} and count back {part}.",
        ),
        (f"{whole} − {part} = {left}.", closing),
        {"adds-instead": whole + part, "counts-start-number": left + 1},
    )


@family(
    "make-ten",
    skill="partners-of-ten",
    title="Find the number that makes 10",
    grade=1,
    levels=("what came to make ten", "two numbers that make ten", "three numbers that make ten"),
    plants={
        "adds-all-numbers": "The 10 is the whole. Find the part that is missing.",
        "counts-start-number": "Count on from the next number until you reach 10.",
        "leaves-one-out": "Both numbers that you see are parts of the ten.",
    },
)
def make_ten(chance: Chance, level: int) -> Draft:
    """Ask for the missing part of ten."""
    if level == 3:
        return _three_parts_of_ten(chance)
    part = chance.between(1, 9)
    rest = 10 - part
    name = chance.pick(NAMES)
    question: Asked
    if level == 1:
        question = story(chance, "join", "change", start=part, change=rest, result=10)
    else:
        question = f"{name} thinks of two numbers that make 10. One is {part}. What is the other number?"
    return number(
        question,
        rest,
        (
            "Show 10 fingers. Fold down as many as you have already.",
            f"Count on from {part} until you say 10. How many numbers did you say?",
        ),
        (f"{part} and {rest} make 10, because {part} + {rest} = 10.", f"The answer is {rest}."),
        {"adds-all-numbers": 10 + part, "counts-start-number": rest + 1},
    )


def _three_parts_of_ten(chance: Chance) -> Draft:
    first = chance.between(1, 7)
    second = chance.between(1, 9 - first)
    rest = 10 - first - second
    sum_ = chance.pick(
        (f"{first} + {second} + {BOX}", f"{BOX} + {first} + {second}", f"{first} + {BOX} + {second}")
    )
    sentence = f"{sum_} = 10" if chance.below(2) else f"10 = {sum_}"
    return number(
        f"{sentence}. {ASK}",
        rest,
        (
            "How much do the two numbers make that you can see?",
            f"{first} and {second} make {first + second}. What goes with {first + second} to make 10?",
        ),
        (
            f"{first} + {second} = {first + second}.",
            f"{first + second} + {rest} = 10: {rest} belongs in the box.",
        ),
        {"adds-all-numbers": 10 + first + second, "leaves-one-out": 10 - first},
    )


@family(
    "add-to-20",
    skill="add-within-20",
    title="Add within 20",
    grade=1,
    levels=("a teen number and some ones", "past ten", "three numbers, two of which make ten"),
    plants={
        "counts-start-number": "Keep the first number in your head and count on from the next one.",
        "adds-to-wrong-place": "Ones go with ones. The ten of the teen number stays one ten.",
        "ten-forgotten": "You found the ones. Do not forget the ten that you made.",
        "leaves-one-out": "One of the numbers was left out. Add all three.",
    },
)
def add_to_20(chance: Chance, level: int) -> Draft:
    """Add two or three numbers with a total up to 20."""
    if level == 3:
        return _add_three_with_ten(chance)
    if level == 1:
        first = chance.between(11, 18)
        second = chance.between(1, 19 - first)
    else:
        first = chance.between(2, 9)
        second = chance.between(11 - first, 9)
    total = first + second
    slips = {"counts-start-number": total - 1}
    if level == 1:
        slips["adds-to-wrong-place"] = first + 10 * second
        hint = f"{first} is 10 and {first - 10}. Add the ones: {first - 10} and {second}."
        steps = (
            f"{first} = 10 + {first - 10}.",
            f"{first - 10} + {second} = {total - 10}, and 10 more is {total}.",
        )
    else:
        slips["ten-forgotten"] = total - 10
        to_ten = 10 - first
        hint = f"{first} needs {to_ten} more to make 10. Take {to_ten} from {second}."
        rest = second - to_ten
        steps = (
            f"{first} + {to_ten} = 10.",
            f"{rest} of the {second} {'is' if rest == 1 else 'are'} left: 10 + {rest} = {total}.",
        )
    sides = f"{first} + {second} = {BOX}" if chance.below(2) else f"{BOX} = {first} + {second}"
    first_hint = (
        "The teen number has a ten already. Add only the ones."
        if level == 1
        else "Make a ten first, or count on from the larger number."
    )
    return number(f"{sides}. {ASK}", total, (first_hint, hint), steps, slips)


def _add_three_with_ten(chance: Chance) -> Draft:
    part = chance.between(1, 9)
    other = chance.between(1, 9)
    shown = chance.shuffled((part, 10 - part, other))
    total = 10 + other
    return number(
        f"{shown[0]} + {shown[1]} + {shown[2]} = {BOX}. {ASK}",
        total,
        ("You may add in any order. Do two of the numbers make ten?", f"{part} and {10 - part} make 10."),
        (f"{part} + {10 - part} = 10.", f"10 + {other} = {total}."),
        {"leaves-one-out": shown[0] + shown[1], "ten-forgotten": other, "counts-start-number": total - 1},
    )


@family(
    "subtract-to-20",
    skill="subtract-within-20",
    title="Subtract within 20",
    grade=1,
    levels=("within the ones of a teen number", "back through ten", "a teen number from a larger number"),
    plants={
        "counts-start-number": "When you count back, the first step goes to the number before.",
        "smaller-from-larger": "You took the smaller digit from the larger. Take away the second number.",
        "adds-instead": "You added. The sign − says to take away.",
    },
)
def subtract_to_20(chance: Chance, level: int) -> Draft:
    """Subtract from a number up to 20."""
    if level == 1:
        whole = chance.between(12, 19)
        part = chance.between(1, whole - 11)
    elif level == 2:
        whole = chance.between(11, 18)
        part = chance.between(whole - 9, 9)
    else:
        whole = chance.between(13, 20)
        part = chance.between(11, whole - 1)
    left = whole - part
    tens, ones = divmod(whole, 10)
    wrong = 10 * (tens - part // 10) + abs(ones - part % 10)
    sides = f"{whole} − {part} = {BOX}" if chance.below(2) else f"{BOX} = {whole} − {part}"
    return number(
        f"{sides}. {ASK}",
        left,
        (
            "You may count back, or think: which number do I add to the second number to get the first?",
            f"Think of adding: {part} + {BOX} = {whole}.",
        ),
        _steps_back(whole, part, left),
        {"smaller-from-larger": wrong, "counts-start-number": left + 1, "adds-instead": whole + part},
    )


def _steps_back(whole: int, part: int, left: int) -> tuple[str, ...]:
    """Return how to take `part` away, through ten where that helps."""
    if part < 10 and left < 10:
        more = 10 - left
        return (
            f"Go back to ten first: {whole} − {whole - 10} = 10.",
            f"There {'is' if more == 1 else 'are'} {more} more to take away: 10 − {more} = {left}.",
        )
    return (f"{part} + {left} = {whole}.", f"So {whole} − {part} = {left}.")


@family(
    "stories-to-20",
    skill="stories-within-20",
    title="Solve number stories within 20",
    grade=1,
    levels=("the result is unknown", "the change or the start is unknown", "how many more or fewer"),
    plants={
        "adds-instead": "You added. Act the story out: is something put together or taken away?",
        "takes-away": "You took away. Act the story out: what happens to the number of things?",
        "uses-key-word": "The word “more” does not always say to add. What is compared with what?",
        "counts-start-number": "You are one off. The first count goes to the next number.",
    },
)
def stories_to_20(chance: Chance, level: int) -> Draft:
    """Tell a story with adding or subtracting."""
    if level == 2:
        return _unknown_change_or_start(chance)
    if level == 3:
        return _comparing(chance)
    if chance.below(2):
        first, second = chance.between(5, 12), chance.between(2, 8)
        question = _put_together(chance, first, second)
        answer, sentence, slip = first + second, f"{first} + {second}", {"takes-away": first - second}
        hint = "Is something put together or taken away? Draw it."
    else:
        first = chance.between(9, 20)
        second = chance.between(2, first - 2)
        question = _taken_away(chance, first, second)
        answer, sentence, slip = first - second, f"{first} − {second}", {"adds-instead": first + second}
        hint = "Are there more or fewer at the end? Draw it."
    slips = {each: wrong for each, wrong in slip.items() if wrong >= 0}
    return number(
        question,
        answer,
        (hint, f"The number sentence is {sentence} = {BOX}."),
        (
            f"Write the story as {sentence} = {BOX}.",
            f"{sentence} = {answer}.",
        ),
        slips | {"counts-start-number": answer + (1 if "−" in sentence else -1)},
    )


def _unknown_change_or_start(chance: Chance) -> Draft:
    first, unknown = chance.between(3, 11), chance.between(2, 9)
    total = first + unknown
    structure, asked = chance.pick((("join", "change"), ("join", "start"), ("separate", "start")))
    if structure == "separate":
        question = story(chance, structure, asked, start=total, change=first, result=unknown)
        answer, sentence, work = total, f"{BOX} − {first} = {unknown}", f"{unknown} + {first} = {total}"
        wrong = {"takes-away": abs(unknown - first)}
        ask = f"Put {first} back with {unknown}."
    else:
        parts = (first, unknown) if asked == "change" else (unknown, first)
        question = story(chance, structure, asked, start=parts[0], change=parts[1], result=total)
        answer, work = unknown, f"{total} − {first} = {unknown}"
        sentence = f"{first} + {BOX} = {total}" if asked == "change" else f"{BOX} + {first} = {total}"
        wrong = {"adds-instead": total + first}
        ask = f"What is {total} without {first}?"
    return number(
        question,
        answer,
        (
            "Tell it in order: what was there at first, what happens, and what is there at the end?",
            f"Write {sentence}. {ask}",
        ),
        (f"Write {sentence}.", f"{work}, so the answer is {answer}."),
        wrong,
    )


def _comparing(chance: Chance) -> Draft:
    small = chance.between(2, 11)
    large = small + chance.between(2, 9)
    asked = "difference" if chance.below(2) else "fewer"
    return number(
        story(chance, "compare", asked, larger=large, smaller=small, difference=large - small),
        large - small,
        (
            "Draw both amounts side by side and match them one to one.",
            f"Match {small} with {small}. How many of the {large} have no match?",
        ),
        (
            f"{small} can be matched. {large} − {small} = {large - small}.",
            f"The difference is {large - small}.",
        ),
        {"uses-key-word": large + small, "counts-start-number": large - small + 1},
    )
