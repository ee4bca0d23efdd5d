"""Families for what fractions are, which are equal, and which are larger."""

from __future__ import annotations

from math import gcd

from whynext.library.diagrams import Diagram, FractionCircle, FractionStrip, NumberLine, parted
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number, order
from whynext.library.families.words import ASK, BOX, NAMES

_EQUAL_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 8: "eight", 10: "ten", 12: "twelve"}
_PART_NAMES = {
    2: "halves",
    3: "thirds",
    4: "fourths",
    5: "fifths",
    6: "sixths",
    8: "eighths",
    10: "tenths",
    12: "twelfths",
}
_WHOLES = (
    "pizza",
    "pie",
    "loaf of bread",
    "chocolate bar",
    "sheet of paper",
    "garden",
    "cake",
    "melon",
    "field",
    "wall",
)


@family(
    "shaded-part",
    skill="fractions-of-a-whole",
    title="Name the fraction that is shaded, used or left",
    grade=3,
    levels=("a bar with shaded parts", "a part that is used", "the part that is left"),
    plants={
        "part-to-part": "The bottom number counts all equal parts, shaded or not.",
        "other-part": "You named the other part. Read again which part is asked for.",
        "upside-down": "The bottom number tells how many equal parts the whole has.",
    },
)
def shaded_part(chance: Chance, level: int) -> Draft:
    """Ask for a part of a whole."""
    parts = chance.pick((3, 4, 5, 6, 8, 10) if level == 1 else (3, 4, 5, 6, 8, 10, 12))
    part = chance.between(1, parts - 1)
    rest = parts - part
    slips = {
        "part-to-part": f"{part}/{rest}",
        "other-part": f"{rest}/{parts}",
        "upside-down": f"{parts}/{part}",
    }
    diagram: Diagram | None = None
    if level == 1:
        thing = chance.pick(("bar", "circle"))
        diagram = FractionStrip(((parts, part, ""),)) if thing == "bar" else FractionCircle(((parts, part),))
        asked = "shaded" if chance.below(2) else "white"
        if asked == "white":
            part, rest = rest, part
            slips = {
                "part-to-part": f"{part}/{rest}",
                "other-part": f"{rest}/{parts}",
                "upside-down": f"{parts}/{part}",
            }
        question = f"This {thing} is cut into equal parts. Which fraction of the {thing} is {asked}?"
        told = asked
    else:
        name, whole = chance.pick(NAMES), chance.pick(_WHOLES)
        took = "1 part is" if part == 1 else f"{part} parts are"
        told = "used" if level == 2 else "not used"
        question = (
            f"{name} cuts a {whole} into {parts} equal parts. {took} used. Which fraction of the "
            f"{whole} is {told}?"
        )
        if level == 3:
            part, rest = rest, part
            slips = {
                "other-part": f"{rest}/{parts}",
                "part-to-part": f"{part}/{rest}",
                "upside-down": f"{parts}/{part}",
            }
    return fraction(
        question,
        f"{part}/{parts}",
        (
            "Into how many equal parts is the whole cut? That is the bottom number.",
            f"There are {parts} equal parts. How many of them are {told}?",
        ),
        (
            f"The whole has {parts} equal parts.",
            f"{part} of them {'is' if part == 1 else 'are'} {told}: {part}/{parts}.",
        ),
        slips,
        diagram=diagram,
    )


@family(
    "mark-on-a-line",
    skill="fractions-on-a-number-line",
    title="Name the fraction at a mark of a number line",
    grade=3,
    levels=("between 0 and 1", "how far from 1", "past 1"),
    plants={
        "counts-marks": "Count the equal spaces from 0 to 1, not the marks.",
        "whole-line-as-one": "The bottom number counts the parts from 0 to 1, not those of the whole line.",
        "upside-down": "The bottom number tells how many equal parts there are from 0 to 1.",
        "other-part": "You measured from the other end. Read again where to start.",
    },
)
def mark_on_a_line(chance: Chance, level: int) -> Draft:
    """Show or describe a number line and ask for a mark."""
    parts = chance.pick((3, 4, 5, 6, 7, 8, 9, 10, 12))
    diagram: Diagram | None = None
    if level == 3:
        units = chance.between(2, 3)
        steps = chance.between(parts + 1, units * parts - 1)
        steps += steps % parts == 0
        question = (
            "The space from each whole number to the next is cut into equal parts. Which fraction is at A?"
        )
        diagram = NumberLine(parted(0, units, parts), points=((steps, "A"),))
        slips = {"whole-line-as-one": f"{steps}/{units * parts}", "counts-marks": f"{steps}/{parts + 1}"}
    else:
        steps = chance.between(1, parts - 1)
        if level == 1:
            question = "The space from 0 to 1 is cut into equal parts. Which fraction is at A?"
            diagram = NumberLine(parted(0, 1, parts), points=((steps, "A"),))
        else:
            walk = "1 part" if steps == 1 else f"{steps} parts"
            question = (
                f"The space from 0 to 1 on a number line is cut into {parts} equal parts. You start at 1 and "
                f"go {walk} to the left. At which fraction are you?"
            )
        slips = {"counts-marks": f"{steps}/{parts + 1}", "upside-down": f"{parts}/{steps}"}
        if level == 2:
            slips = {"other-part": f"{steps}/{parts}", "counts-marks": f"{parts - steps + 1}/{parts + 1}"}
            steps = parts - steps
    name = f"1/{parts}"
    return fraction(
        question,
        f"{steps}/{parts}",
        (
            "How large is one of the equal parts from 0 to 1?",
            f"One part is {name}. How many such parts are you away from 0?",
        ),
        (
            f"Each part is {name}.",
            f"You are {steps} {'part' if steps == 1 else 'parts'} away from 0: {steps}/{parts}.",
        ),
        slips,
        diagram=diagram,
    )


@family(
    "equal-fraction",
    skill="equivalent-fractions",
    title="Complete an equal fraction",
    grade=3,
    levels=("cut parts smaller: the top is missing", "the bottom is missing", "join parts: lowest terms"),
    plants={
        "additive-fractions": "Adding the same number to top and bottom changes the amount. Multiply both.",
        "keeps-numerator": "When the parts get smaller, more of them are needed.",
        "keeps-denominator": "When there are more parts, each of them is smaller.",
        "divides-top-only": "Divide top and bottom by the same number.",
    },
)
def equal_fraction(chance: Chance, level: int) -> Draft:
    """Ask for the missing number of an equal fraction, or for lowest terms."""
    bottom = chance.between(2, 9)
    top = chance.between(1, bottom - 1)
    if level == 3:
        return _lowest_terms(chance, top, bottom)
    times = chance.between(2, 6)
    new_top, new_bottom = top * times, bottom * times
    if level == 1:
        question, answer = f"{top}/{bottom} = {BOX}/{new_bottom}. {ASK}", new_top
        slips = {"additive-fractions": top + new_bottom - bottom, "keeps-numerator": top}
        hint = f"{bottom} parts became {new_bottom} parts. Into how many was each part cut?"
    else:
        question, answer = f"{top}/{bottom} = {new_top}/{BOX}. {ASK}", new_bottom
        slips = {"additive-fractions": bottom + new_top - top, "keeps-denominator": bottom}
        hint = (
            f"{'1 part' if top == 1 else f'{top} parts'} became {new_top}. Into how many was each part cut?"
        )
    return number(
        question,
        answer,
        ("Multiply top and bottom by the same number.", hint),
        (
            f"Each part is cut into {times} smaller parts.",
            (
                f"{top} × {times} = {new_top} and {bottom} × {times} = {new_bottom}, so "
                f"{top}/{bottom} = {new_top}/{new_bottom}."
            ),
        ),
        slips,
    )


def _lowest_terms(chance: Chance, top: int, bottom: int) -> Draft:
    shared = gcd(top, bottom)
    top, bottom = top // shared, bottom // shared
    times = chance.between(2, 9)
    shown = f"{top * times}/{bottom * times}"
    return fraction(
        f"Write {shown} in lowest terms.",
        f"{top}/{bottom}",
        (
            "Which number divides both top and bottom?",
            f"Divide both {top * times} and {bottom * times} by {times}.",
        ),
        (
            f"{top * times} ÷ {times} = {top} and {bottom * times} ÷ {times} = {bottom}.",
            f"So {shown} = {top}/{bottom}.",
        ),
        {"divides-top-only": f"{top}/{bottom * times}"},
        lowest_terms=True,
    )


@family(
    "which-is-larger",
    skill="compare-fractions-same-part",
    title="Compare fractions with the same top or bottom",
    grade=3,
    levels=("the same bottom", "the same top", "three fractions in order"),
    plants={
        "larger-denominator-larger": "More equal parts make each part smaller.",
        "mixes-more-and-less": "Look at the word again: is the larger or the smaller one asked for?",
    },
)
def which_is_larger(chance: Chance, level: int) -> Draft:
    """Compare unit-like fractions."""
    if level == 3:
        return _order_same_top(chance)
    word = chance.pick(("larger", "smaller"))
    if level == 1:
        bottom = chance.between(4, 12)
        low, high = sorted(chance.sample(range(1, bottom), 2))
        small, large = f"{low}/{bottom}", f"{high}/{bottom}"
        slip, why = (
            "mixes-more-and-less",
            f"The parts have the same size, and {high} parts are more than {low}.",
        )
        hint = "Both have parts of the same size. Which one has more of them?"
        last = f"{high} parts or {low} {'part' if low == 1 else 'parts'} of the same size: which is more?"
    else:
        low, high = sorted(chance.sample((2, 3, 4, 5, 6, 8, 10, 12), 2))
        top = chance.between(1, low - 1) if low > 2 else 1
        small, large = f"{top}/{high}", f"{top}/{low}"
        slip, why = (
            "larger-denominator-larger",
            f"A whole cut into {low} parts has larger parts than one cut into {high}.",
        )
        hint = "Both have the same number of parts. Which parts are larger?"
        last = f"Think of one whole cut into {low} parts and one cut into {high} parts."
    right, wrong = (large, small) if word == "larger" else (small, large)
    shown = chance.shuffled((small, large))
    return choice(
        f"Both fractions are of the same whole. Which one is {word}: {shown[0]} or {shown[1]}?",
        right,
        (Choice(wrong, why, slip), Choice("They are equal.", why)),
        (hint, last),
        (why, f"So {large} is larger than {small}."),
        why=why,
    )


def _order_same_top(chance: Chance) -> Draft:
    bottoms = sorted(chance.sample((4, 5, 6, 7, 8, 9, 10, 12), 3), reverse=True)
    top = chance.between(1, 3)
    right = tuple([f"{top}/{bottom}" for bottom in bottoms])
    shown = chance.shuffled(right)
    return order(
        f"Put these fractions in order, smallest first: {', '.join(shown)}.",
        right,
        (
            "All have the same number of parts. Which parts are the smallest?",
            f"{right[0]} has the smallest parts.",
        ),
        (
            "The more parts a whole is cut into, the smaller each part is.",
            f"{right[0]} < {right[1]} < {right[2]}.",
        ),
        {"larger-denominator-larger": right[::-1]},
    )


_CLOSE = (
    (2, 3),
    (3, 4),
    (4, 5),
    (3, 5),
    (2, 5),
    (5, 6),
    (5, 8),
    (3, 8),
    (7, 8),
    (1, 3),
    (1, 4),
    (3, 10),
    (7, 10),
    (4, 9),
    (5, 9),
    (7, 12),
    (5, 12),
    (1, 2),
    (1, 6),
    (2, 7),
    (5, 7),
)


@family(
    "compare-any-fractions",
    skill="compare-unlike-fractions",
    title="Compare fractions with different tops and bottoms",
    grade=4,
    levels=("one is less and one more than a half", "any two fractions", "three fractions in order"),
    plants={
        "larger-numbers-larger": (
            "Larger numbers do not make a larger fraction. Compare with a half, or make parts of one size."
        ),
        "gap-thinking": "How many parts are missing tells little: the parts have different sizes.",
    },
)
def compare_any_fractions(chance: Chance, level: int) -> Draft:
    """Compare two or order three fractions."""
    if level == 3:
        return _order_any(chance)
    while True:
        first, second = chance.sample(_CLOSE, 2)
        if first[1] == second[1] or first[0] == second[0]:
            continue
        halves = (2 * first[0] - first[1], 2 * second[0] - second[1])
        if level == 2 or halves[0] * halves[1] < 0:
            break
    small, large = sorted((first, second), key=lambda each: each[0] / each[1])
    right, wrong = f"{large[0]}/{large[1]}", f"{small[0]}/{small[1]}"
    by_size = small[0] > large[0] and small[1] > large[1]
    by_gap = small[1] - small[0] < large[1] - large[0]
    both = large[1] * small[1] // gcd(large[1], small[1])
    tops = (large[0] * both // large[1], small[0] * both // small[1])
    why = f"{right} = {tops[0]}/{both} and {wrong} = {tops[1]}/{both}."
    slip = "larger-numbers-larger" if by_size else "gap-thinking" if by_gap else ""
    same = Choice(
        "They are equal.", why, "gap-thinking" if small[1] - small[0] == large[1] - large[0] else ""
    )
    return choice(
        f"Which fraction is larger: {first[0]}/{first[1]} or {second[0]}/{second[1]}?",
        right,
        (Choice(wrong, why, slip), same),
        (
            "Compare each fraction with a half, or make parts of the same size.",
            f"Change both to parts of one size: {both} parts in a whole.",
        ),
        (why, f"{tops[0]} parts are more than {tops[1]}, so {right} is larger."),
        why=why,
    )


def _order_any(chance: Chance) -> Draft:
    while True:
        three = chance.sample(_CLOSE, 3)
        if len({bottom for _, bottom in three}) == 3:
            break
    ordered = sorted(three, key=lambda each: each[0] / each[1])
    right = tuple([f"{top}/{bottom}" for top, bottom in ordered])
    by_tops = tuple([f"{top}/{bottom}" for top, bottom in sorted(three, key=lambda each: (each[0], each[1]))])
    by_gap = tuple(
        [f"{top}/{bottom}" for top, bottom in sorted(three, key=lambda each: (each[0] - each[1], each[1]))]
    )
    return order(
        (
            "Put these fractions in order, smallest first: "
            f"{', '.join(f'{top}/{bottom}' for top, bottom in three)}."
        ),
        right,
        (
            "Which are less than a half, which are more? Which is close to 1?",
            "Where two are close, change them to parts of one size.",
        ),
        (
            "As decimals: "
            + ", ".join(f"{top}/{bottom} ≈ {top / bottom:.2f}" for top, bottom in ordered)
            + ".",
            f"{right[0]} < {right[1]} < {right[2]}.",
        ),
        {"larger-numbers-larger": by_tops, "gap-thinking": by_gap},
    )
