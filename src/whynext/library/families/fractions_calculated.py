"""Families for adding, subtracting, multiplying and dividing fractions."""

from __future__ import annotations

from math import gcd, lcm

from whynext.library.contexts.telling import story
from whynext.library.families.chance import Chance
from whynext.library.families.family import Asked, Draft, family, fraction, number
from whynext.library.families.words import ASK, BOX, NAMES, lowest, mixed

_TOPS = {bottom: [top for top in range(1, bottom) if gcd(top, bottom) == 1] for bottom in range(2, 25)}
_PROPER = [(top, bottom) for bottom in range(2, 10) for top in _TOPS[bottom]]
_KEEP_SIZE = (
    "The bottom number is the size of the parts. Parts of one size are counted, so it stays the same."
)


@family(
    "add-like-fractions",
    skill="add-like-fractions",
    title="Add and subtract fractions with the same denominator",
    grade=4,
    levels=("adding", "subtracting", "taking from a whole"),
    plants={
        "adds-denominators": _KEEP_SIZE,
        "whole-left-alone": "Change the whole into parts of the same size first.",
    },
)
def add_like_fractions(chance: Chance, level: int) -> Draft:
    """Add or subtract parts of one size."""
    bottom = chance.pick((4, 5, 6, 7, 8, 9, 10, 11, 12))
    if level == 1:
        first = chance.between(1, bottom - 2)
        second = chance.between(1, bottom - 1)
        answer, sign = first + second, "+"
        slips = {"adds-denominators": f"{first + second}/{2 * bottom}"}
        shown = f"{first}/{bottom} + {second}/{bottom}"
    elif level == 2:
        first = chance.between(3, bottom - 1)
        second = chance.between(1, first - 1)
        answer, sign = first - second, "−"
        slips = {"adds-denominators": f"{first + second}/{2 * bottom}"}
        shown = f"{first}/{bottom} − {second}/{bottom}"
    else:
        wholes, second = chance.between(1, 3), chance.between(1, bottom - 1)
        first = wholes * bottom
        answer, sign = first - second, "−"
        slips = {"whole-left-alone": f"{second}/{bottom}" if wholes == 1 else f"{wholes} {second}/{bottom}"}
        shown = f"{wholes} − {second}/{bottom}"
    if level == 2:
        slips = {"adds-denominators": f"{answer}/{2 * bottom}"}
    start = (
        f"{shown.split()[0]} is {first}/{bottom}."
        if level == 3
        else f"Both are counted in parts of size 1/{bottom}."
    )
    done = f"{first} − {second} = {answer}" if sign == "−" else f"{first} + {second} = {answer}"
    lower = lowest(answer, bottom)
    same = f" = {lower}" if lower != f"{answer}/{bottom}" else ""
    return fraction(
        f"What is {shown}?",
        f"{answer}/{bottom}",
        (
            "Are the parts of the same size? Then count the parts.",
            f"{start} What is {first} {sign} {second} of these parts?",
        ),
        (start, f"{done}, so the answer is {answer}/{bottom}{same}."),
        slips,
    )


@family(
    "mixed-numbers",
    skill="mixed-numbers",
    title="Change mixed numbers to fractions and back",
    grade=4,
    levels=("a mixed number as a fraction", "a fraction as a mixed number", "between which whole numbers"),
    plants={
        "adds-whole-and-top": "Each whole is worth as many parts as the bottom number says. Multiply first.",
        "multiplies-all": "Only the wholes are multiplied by the bottom number. The top is added.",
        "remainder-as-answer": "Read again which number is missing: the wholes or the parts.",
        "next-whole-number": "That is the larger of the two. How many full wholes are there?",
    },
)
def mixed_numbers(chance: Chance, level: int) -> Draft:
    """Ask for a number in a change between fraction and mixed number, or for the whole number below."""
    bottom, whole = chance.between(3, 10), chance.between(1, 6)
    top = chance.between(1, bottom - 1)
    all_parts = whole * bottom + top
    steps = (
        f"{whole} {'whole is' if whole == 1 else 'wholes are'} {whole} × {bottom} = {whole * bottom} parts.",
        f"With {top} more that makes {all_parts}: {whole} {top}/{bottom} = {all_parts}/{bottom}.",
    )
    if level == 1:
        return number(
            f"{whole} {top}/{bottom} = {BOX}/{bottom}. {ASK}",
            all_parts,
            ("How many parts does one whole have?", f"{whole} × {bottom} parts, and {top} more."),
            steps,
            {"adds-whole-and-top": whole + top, "multiplies-all": whole * top + bottom},
        )
    if level == 2:
        asks_whole = chance.below(2)
        shown = f"{BOX} {top}/{bottom}" if asks_whole else f"{whole} {BOX}/{bottom}"
        answer, other = (whole, top) if asks_whole else (top, whole)
        return number(
            f"{all_parts}/{bottom} = {shown}. {ASK}",
            answer,
            (
                "How many parts make one whole?",
                f"How many times does {bottom} go into {all_parts}, and what is left?",
            ),
            (
                f"{all_parts} ÷ {bottom} is {whole}, and {top} is left over.",
                f"So {all_parts}/{bottom} = {whole} {top}/{bottom}.",
            ),
            {"remainder-as-answer": other},
        )
    whole = chance.between(3, 12)
    all_parts = whole * bottom + top
    return number(
        f"{all_parts}/{bottom} lies between two whole numbers that follow each other. "
        "Which is the smaller of the two?",
        whole,
        (
            "How many parts make one whole?",
            f"How many full wholes can be made of {all_parts} parts, with {bottom} parts for each?",
        ),
        (
            f"{whole} wholes are {whole * bottom} parts, {whole + 1} wholes are {(whole + 1) * bottom}.",
            f"So {all_parts}/{bottom} lies between {whole} and {whole + 1}; the smaller one is {whole}.",
        ),
        {"next-whole-number": whole + 1, "remainder-as-answer": top},
    )


@family(
    "fraction-times-whole",
    skill="fraction-times-whole",
    title="Multiply a fraction by a whole number",
    grade=4,
    levels=("a unit fraction", "any fraction", "in a story"),
    plants={
        "multiplies-both": "There are more parts, but each part keeps its size. Multiply only the top.",
        "adds-the-numbers": "You added. The same fraction comes again and again: multiply.",
    },
)
def fraction_times_whole(chance: Chance, level: int) -> Draft:
    """Repeat a fraction."""
    bottom, times = chance.between(3, 12), chance.between(2, 9)
    top = 1 if level == 1 else chance.between(2, bottom - 1)
    product = times * top
    shown = f"{top}/{bottom}"
    question: Asked
    if level < 3:
        question = f"What is {times} × {shown}?" if chance.below(2) else f"What is {shown} × {times}?"
    else:
        total = mixed(product, bottom)
        question = story(chance, "portions", "total", count=times, size=shown, total=total)
    lower = lowest(product, bottom)
    same = f" = {lower}" if lower != f"{product}/{bottom}" else ""
    return fraction(
        question,
        f"{product}/{bottom}",
        (
            "Repeat the fraction and count its parts.",
            f"{times} times {top} {'part' if top == 1 else 'parts'} of size 1/{bottom} is how many parts?",
        ),
        (f"{times} × {top} = {product}.", f"The parts keep their size: {product}/{bottom}{same}."),
        {"multiplies-both": f"{product}/{times * bottom}", "adds-the-numbers": f"{times + top}/{bottom}"},
    )


@family(
    "add-unlike-fractions",
    skill="add-unlike-fractions",
    title="Add and subtract fractions with different denominators",
    grade=5,
    levels=("one denominator divides the other", "a new common denominator", "subtracting"),
    plants={
        "adds-denominators": "Make parts of one size first. Then add the tops and keep the bottom.",
        "tops-added-only": "When the bottom is multiplied, the top must be multiplied too.",
    },
)
def add_unlike_fractions(chance: Chance, level: int) -> Draft:
    """Add or subtract two fractions."""
    if level == 1:
        small = chance.between(2, 6)
        large = small * chance.between(2, 4)
        bottoms = [small, large] if chance.below(2) else [large, small]
    else:
        bottoms = list(
            chance.pick(
                (
                    (2, 3),
                    (2, 5),
                    (3, 4),
                    (3, 5),
                    (4, 5),
                    (4, 6),
                    (6, 8),
                    (3, 7),
                    (5, 6),
                    (6, 9),
                    (2, 7),
                    (4, 10),
                )
            )
        )
    tops = [chance.pick(_TOPS[bottom]) for bottom in bottoms]
    both = lcm(*bottoms)
    parts = [top * both // bottom for top, bottom in zip(tops, bottoms, strict=True)]
    if level == 3 and parts[0] < parts[1]:
        tops, bottoms, parts = tops[::-1], bottoms[::-1], parts[::-1]
    if level == 3 and parts[0] == parts[1]:
        tops[0], parts[0] = 2 * bottoms[0] - 1, (2 * bottoms[0] - 1) * both // bottoms[0]
    sign = "−" if level == 3 else "+"
    way = -1 if level == 3 else 1
    total = parts[0] + way * parts[1]
    names = [f"{top}/{bottom}" for top, bottom in zip(tops, bottoms, strict=True)]
    slips = {
        "adds-denominators": f"{tops[0] + tops[1]}/{bottoms[0] + bottoms[1]}",
        "tops-added-only": f"{tops[0] + tops[1]}/{both}",
    }
    if level == 3:
        apart = (abs(tops[0] - tops[1]), abs(bottoms[0] - bottoms[1]))
        slips = (
            {"adds-denominators": f"{apart[0]}/{apart[1]}", "tops-added-only": f"{apart[0]}/{both}"}
            if apart[0] and apart[1]
            else {}
        )
    changed = " and ".join(f"{name} = {part}/{both}" for name, part in zip(names, parts, strict=True))
    lower = lowest(total, both)
    same = f" = {lower}" if lower != f"{total}/{both}" else ""
    return fraction(
        f"What is {names[0]} {sign} {names[1]}?",
        lower,
        (
            "The parts have different sizes. Which size fits both?",
            f"Change both fractions to parts of size 1/{both}.",
        ),
        (f"{changed}.", f"{parts[0]}/{both} {sign} {parts[1]}/{both} = {total}/{both}{same}."),
        slips,
    )


_SHARED = (
    ("pizza", "pizzas"),
    ("sandwich", "sandwiches"),
    ("melon", "melons"),
    ("pie", "pies"),
    ("loaf", "loaves"),
    ("bar of clay", "bars of clay"),
    ("sheet of card", "sheets of card"),
)


@family(
    "share-as-fraction",
    skill="fraction-as-division",
    title="Write equal shares as a fraction",
    grade=5,
    levels=("less than one each", "more than one each", "a division as a fraction"),
    plants={
        "upside-down": "What is shared goes on top, the number of shares below.",
        "one-share-of-one": "That is the share of one whole. There is more than one whole to share.",
    },
)
def share_as_fraction(chance: Chance, level: int) -> Draft:
    """Share wholes equally."""
    low, high = sorted(chance.sample(range(2, 13), 2))
    wholes, shares = (low, high) if level == 1 or (level == 3 and chance.below(2)) else (high, low)
    if wholes % shares == 0:
        wholes += 1
    many = chance.pick(_SHARED)[1]
    question = (
        f"Write {wholes} ÷ {shares} as a fraction or a mixed number."
        if level == 3
        else f"{shares} students share {wholes} {many} equally. How much does each student get, in {many}?"
    )
    also = f", which is {mixed(wholes, shares)}" if wholes > shares else ""
    return fraction(
        question,
        f"{wholes}/{shares}",
        (
            "Think of cutting each whole into as many equal pieces as there are shares.",
            f"Each whole gives a piece of 1/{shares} to each share. There are {wholes} wholes.",
        ),
        (f"Each share gets 1/{shares} of every whole.", f"{wholes} × 1/{shares} = {wholes}/{shares}{also}."),
        {"upside-down": f"{shares}/{wholes}", "one-share-of-one": f"1/{shares}"},
    )


@family(
    "multiply-fractions",
    skill="multiply-fractions",
    title="Multiply two fractions",
    grade=5,
    levels=("a part of a unit fraction", "any two fractions", "in a story"),
    plants={
        "crosses-instead": "Tops go with tops and bottoms with bottoms.",
        "keeps-common-bottom": "In multiplying, the bottoms are multiplied too, even when they are the same.",
        "adds-denominators": "You added. A part of a part is a product.",
    },
)
def multiply_fractions(chance: Chance, level: int) -> Draft:
    """Take a part of a part."""
    (top, bottom), (other_top, other_bottom) = chance.sample(_PROPER, 2)
    if level == 1:
        top = 1
    tops, bottoms = [top, other_top], [bottom, other_bottom]
    first, second = (f"{top}/{bottom}" for top, bottom in zip(tops, bottoms, strict=True))
    product = f"{tops[0] * tops[1]}/{bottoms[0] * bottoms[1]}"
    if level < 3:
        question = f"What is {first} × {second}?" if chance.below(2) else f"What is {first} of {second}?"
    else:
        name = chance.pick(NAMES)
        question = chance.pick(
            (
                (
                    f"{second} of a garden is planted. {first} of the planted part has beans. "
                    "Which fraction of the garden has beans?"
                ),
                (
                    f"{name} has {second} of a yard of cloth and uses {first} of it. How many "
                    f"yards of cloth does {name} use?"
                ),
                (
                    f"A path is {second} of a mile long. {name} has walked {first} of the path. "
                    "How many miles is that?"
                ),
            )
        )
    slips = {"crosses-instead": f"{tops[0] * bottoms[1]}/{bottoms[0] * tops[1]}",
             "adds-denominators": f"{tops[0] + tops[1]}/{bottoms[0] + bottoms[1]}"}  # fmt: skip
    if bottoms[0] == bottoms[1]:
        slips = {"keeps-common-bottom": f"{tops[0] * tops[1]}/{bottoms[0]}", **slips}
    lower = lowest(tops[0] * tops[1], bottoms[0] * bottoms[1])
    same = f" = {lower}" if lower != product else ""
    return fraction(
        question,
        lower,
        (
            "Draw a rectangle. Cut it one way for the first fraction, the other way for the second.",
            f"The whole has {bottoms[0]} × {bottoms[1]} small pieces. How many of them are in both parts?",
        ),
        (
            (
                f"Tops: {tops[0]} × {tops[1]} = {tops[0] * tops[1]}. Bottoms: {bottoms[0]} × "
                f"{bottoms[1]} = {bottoms[0] * bottoms[1]}."
            ),
            f"{first} × {second} = {product}{same}.",
        ),
        slips,
    )


@family(
    "divide-fractions",
    skill="divide-fractions",
    title="Divide with fractions",
    grade=6,
    levels=("a whole number by a unit fraction", "a fraction by a whole number", "a fraction by a fraction"),
    plants={
        "does-not-turn": "You multiplied. Dividing asks how much of the second fits into the first.",
        "turns-the-first": "Turn over the number that you divide by, not the first one.",
    },
)
def divide_fractions(chance: Chance, level: int) -> Draft:
    """Divide two numbers, at least one of them a fraction."""
    if level == 1:
        whole, bottom = chance.between(2, 12), chance.between(2, 9)
        return fraction(
            f"What is {whole} ÷ 1/{bottom}?",
            str(whole * bottom),
            (
                "How many pieces of that size fit into one whole?",
                f"{bottom} pieces of 1/{bottom} fit into 1. How many fit into {whole}?",
            ),
            (
                f"{bottom} pieces of 1/{bottom} make 1.",
                f"So {whole} × {bottom} = {whole * bottom} pieces make {whole}.",
            ),
            {"does-not-turn": lowest(whole, bottom)},
        )
    (top, bottom), (by_top, by_bottom) = chance.sample(_PROPER, 2)
    if level == 2:
        by = chance.between(2, 9)
        lower = lowest(top, bottom * by)
        same = f" = {lower}" if lower != f"{top}/{bottom * by}" else ""
        return fraction(
            f"What is {top}/{bottom} ÷ {by}?",
            lower,
            (
                "Share the fraction equally. Does each share get larger or smaller pieces?",
                f"Cut each part of size 1/{bottom} into {by} pieces. How small are they?",
            ),
            (
                f"Each 1/{bottom} cut into {by} gives pieces of 1/{bottom * by}.",
                f"{top}/{bottom} ÷ {by} = {top}/{bottom * by}{same}.",
            ),
            {"does-not-turn": f"{top * by}/{bottom}", "turns-the-first": f"{by * bottom}/{top}"},
        )
    answer = (top * by_bottom, bottom * by_top)
    shared = gcd(*answer)
    lower = lowest(*answer)
    same = f" = {lower}" if shared > 1 else ""
    return fraction(
        f"What is {top}/{bottom} ÷ {by_top}/{by_bottom}?",
        lower,
        (
            "How much of the second fraction fits into the first?",
            f"Dividing by {by_top}/{by_bottom} is the same as multiplying by {by_bottom}/{by_top}.",
        ),
        (
            f"{top}/{bottom} ÷ {by_top}/{by_bottom} = {top}/{bottom} × {by_bottom}/{by_top}.",
            (
                f"{top} × {by_bottom} = {answer[0]} and {bottom} × {by_top} = {answer[1]}: "
                f"{answer[0]}/{answer[1]}{same}."
            ),
        ),
        {
            "does-not-turn": f"{top * by_top}/{bottom * by_bottom}",
            "turns-the-first": f"{bottom * by_top}/{top * by_bottom}",
        },
    )
