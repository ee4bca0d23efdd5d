"""Families for the equal sign and for missing numbers."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import ASK, BOX

_DO_IT = "The equal sign says that both sides are the same. Work out both sides."


@family(
    "true-number-sentence",
    skill="equal-sign",
    title="Find the true number sentence",
    grade=1,
    levels=("the sum on the right", "adding on both sides", "adding and subtracting"),
    plants={"equals-as-do-it": _DO_IT},
)
def true_number_sentence(chance: Chance, level: int) -> Draft:
    """Offer three number sentences, one of which is true."""
    first, second = chance.between(2, 8), chance.between(2, 8)
    total = first + second
    part = chance.pick([each for each in range(1, total) if each not in (first, second)])
    off = chance.pick((1, 2))
    if level == 1:
        right = f"{total} = {first} + {second}"
        slips = (f"{first} = {second} + {total}", f"{first} + {second} = {total} + {off}")
        work = f"{first} + {second} = {total}, so both sides are {total}."
    elif level == 2:
        right = f"{first} + {second} = {part} + {total - part}"
        slips = (
            f"{first} + {second} = {total} + {part}",
            f"{first} + {second} = {part} + {total - part + off}",
        )
        work = f"{first} + {second} = {total} and {part} + {total - part} = {total}."
    else:
        right = f"{total} − {second} = {first + off} − {off}"
        slips = (f"{total} − {second} = {first} − {off}", f"{total} − {off} = {first} + {second}")
        work = f"{total} − {second} = {first} and {first + off} − {off} = {first}."
    both = "Work out the left side. Work out the right side. Are they the same?"
    return choice(
        "Which number sentence is true?",
        right,
        (
            Choice(slips[0], both, "" if level == 1 else "equals-as-do-it"),
            Choice(slips[1], both, "equals-as-do-it" if level == 1 else ""),
        ),
        (
            "A number sentence is true when both sides are the same number.",
            "Work out the left side and the right side of each one, and compare.",
        ),
        (work, f"So {right} is true."),
        why=work,
    )


@family(
    "number-in-the-box",
    skill="missing-number-within-20",
    title="Find the missing number in a number sentence",
    grade=1,
    levels=("a missing part of a sum", "a missing number in a subtraction", "adding on both sides"),
    plants={
        "adds-all-around": "You added all the numbers. Find the one that makes both sides the same.",
        "undoes-nothing": "Put your number in the box and work it out. Are both sides the same?",
        "equals-as-do-it": _DO_IT,
    },
)
def number_in_the_box(chance: Chance, level: int) -> Draft:
    """Hide a number of an addition or subtraction."""
    if level == 3:
        return _both_sides(chance)
    part, rest = chance.between(2, 9), chance.between(2, 10)
    whole = part + rest
    if level == 1:
        sum_ = chance.pick((f"{BOX} + {part}", f"{part} + {BOX}"))
        sentence = chance.pick((f"{sum_} = {whole}", f"{whole} = {sum_}"))
        answer, work, slips = rest, f"{whole} − {part} = {rest}", {"adds-all-around": whole + part}
        hint = f"{part} and how many more make {whole}?"
    elif chance.below(2):
        sentence, answer, work = f"{whole} − {BOX} = {rest}", part, f"{whole} − {rest} = {part}"
        slips, hint = (
            {"adds-all-around": whole + rest},
            f"How many are taken from {whole} so that {rest} stay?",
        )
    else:
        sentence, answer, work = f"{BOX} − {part} = {rest}", whole, f"{rest} + {part} = {whole}"
        slips, hint = {"undoes-nothing": abs(rest - part)}, f"Put the {part} back to the {rest}."
    check = sentence.replace(BOX, str(answer))
    return number(
        f"{sentence}. {ASK}",
        answer,
        ("Tell a story that fits the number sentence. What is unknown in it?", hint),
        (f"{work}.", f"Check: {check}."),
        slips,
    )


def _both_sides(chance: Chance) -> Draft:
    first, second = chance.between(3, 9), chance.between(3, 9)
    total = first + second
    other = chance.between(1, total - 1)
    answer = total - other
    side = chance.pick((f"{BOX} + {other}", f"{other} + {BOX}"))
    box_first = side.startswith(BOX)
    slips = {"adds-all-around": total + other}
    if box_first:
        slips = {"equals-as-do-it": total, **slips}
    return number(
        f"{first} + {second} = {side}. {ASK}",
        answer,
        (
            "How much is the left side? The right side must be the same.",
            f"The left side is {total}. {other} and how many more make {total}?",
        ),
        (f"{first} + {second} = {total}.", f"{other} + {answer} = {total}, so {answer} belongs in the box."),
        slips,
    )
