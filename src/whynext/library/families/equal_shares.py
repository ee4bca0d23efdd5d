"""Families for equal shares in grades 1 and 2: naming them, and seeing which are larger."""

from __future__ import annotations

from whynext.library.diagrams import BarModel, Diagram, FractionCircle, FractionStrip
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, order
from whynext.library.families.words import NAMES, are

NAMED = {
    "unequal-parts-named": "Calls parts halves, thirds or fourths although they are not equal.",
    "counts-cuts": "Counts the cuts and not the parts that they make.",
    "more-shares-larger-share": "Thinks that cutting a whole into more shares makes each share larger.",
}

_SHARE = {2: "half", 3: "third", 4: "fourth"}
_SHARES = {2: "halves", 3: "thirds", 4: "fourths"}
_ROUND = ("pie", "pizza", "pancake", "melon", "flat bread", "round cake")
_LONG = ("bar of clay", "ribbon", "sheet of paper", "strip of felt", "corn cake", "sandwich")


@family(
    "name-equal-shares",
    skill="halves-and-fourths",
    title="Name equal shares and tell them from unequal ones",
    grade=1,
    levels=("name the share", "how many shares are left", "are the parts really equal"),
    plants={
        "counts-cuts": "Count the parts, not the cuts. One cut makes two parts.",
        "counts-everything": "That is how many shares there were at first. How many are left?",
        "unequal-parts-named": (
            "Look at the size of the parts. Only equal parts are halves, thirds or fourths."
        ),
    },
)
def name_equal_shares(chance: Chance, level: int) -> Draft:
    """Ask for the name or the number of equal shares, or whether they are equal."""
    parts = chance.between(2, 4)
    if level == 3:
        return _really_equal(chance, parts)
    name = chance.pick(NAMES)
    is_round = chance.below(2) == 1
    whole = chance.pick(_ROUND if is_round else _LONG)
    if level == 2:
        return _shares_left(chance, name, whole, parts)
    diagram: Diagram = FractionCircle(((parts, 0),)) if is_round else FractionStrip(((parts, 0, ""),))
    wrong = []
    for other in (2, 3, 4):
        if other != parts:
            cuts = not is_round and other == parts - 1
            why = f"A {_SHARE[other]} is 1 of {other} equal shares. Count the shares here."
            wrong.append(Choice(f"a {_SHARE[other]}", why, "counts-cuts" if cuts else ""))
    return choice(
        f"{name} cuts a {whole} into equal shares, as in the picture. What is each share called?",
        f"a {_SHARE[parts]}",
        wrong,
        ("How many equal shares are there? Count them.", f"There are {parts} equal shares."),
        (f"There are {parts} equal shares.", f"So each share is a {_SHARE[parts]}."),
        why=f"Yes, 1 of {parts} equal shares is a {_SHARE[parts]}.",
        diagram=diagram,
    )


def _shares_left(chance: Chance, name: str, whole: str, parts: int) -> Draft:
    gone = chance.between(1, parts - 1)
    left = parts - gone
    gives = f"gives away {gone} of them" if gone > 1 else "gives away 1 of them"
    return number(
        f"{name} cuts a {whole} into {_SHARES[parts]} and {gives}. How many shares are left?",
        left,
        (
            f"How many shares are there when a whole is cut into {_SHARES[parts]}?",
            f"There are {parts} shares. Take away {gone}.",
        ),
        (f"{_SHARES[parts].capitalize()} are {parts} equal shares.", f"{parts} − {gone} = {left}."),
        {"counts-everything": parts},
    )


def _really_equal(chance: Chance, parts: int) -> Draft:
    said = parts if chance.below(3) else chance.pick([each for each in (2, 3, 4) if each != parts])
    equal = said != parts or chance.below(2) == 1
    sizes = [4] * parts
    if not equal:
        sizes[chance.below(parts)] = chance.pick((2, 7, 9))
    name, whole = chance.pick(NAMES), chance.pick(_LONG)
    yes, unequal = f"Yes, they are {_SHARES[said]}.", "No, the parts are not equal."
    many = f"No, there are not {said} parts."
    right = unequal if not equal else yes if said == parts else many
    why = f"There are {parts} parts, and they are {'the same size' if equal else 'not the same size'}."
    wrong = [
        Choice(text, why, "unequal-parts-named" if text == yes and not equal else "")
        for text in (yes, unequal, many)
        if text != right
    ]
    told = ["a middle part", "a short part", "a long part"]
    words = ", ".join(told[0 if size == 4 else 1 if size < 4 else 2] for size in sizes)
    if equal:
        words = ", ".join(["a part of the same size"] * parts)
    return choice(
        f"{name} cuts a {whole} and says, “These are {_SHARES[said]}.” Look at the picture. Is that right?",
        right,
        wrong,
        (
            "How many parts are there? Are they all the same size?",
            f"{_SHARES[said].capitalize()} are {said} parts of the same size.",
        ),
        (why, f"{_SHARES[said].capitalize()} are {said} equal parts. {right}"),
        why=why,
        picture=f"A bar cut into parts. From left to right: {words}.",
        diagram=BarModel((("", tuple([(size, "") for size in sizes])),)),
    )


_OF_SIZE = ((2, "a half"), (3, "a third"), (4, "a fourth"), (6, "a sixth"), (8, "an eighth"))


@family(
    "compare-shares",
    skill="more-shares-smaller-shares",
    title="Tell which equal share is larger",
    grade=1,
    levels=("two ways to cut the same whole", "one more to share with", "three shares in order"),
    plants={
        "more-shares-larger-share": "When a whole is cut into more shares, each share gets smaller.",
        "mixes-more-and-less": "Read the word again: is it the larger or the smaller share?",
    },
)
def compare_shares(chance: Chance, level: int) -> Draft:
    """Compare shares of one whole."""
    if level == 2:
        return _one_more(chance)
    if level == 3:
        return _shares_in_order(chance)
    first, second = chance.sample(NAMES, 2)
    one, other = chance.sample((2, 3, 4, 6, 8), 2)
    whole, word = chance.pick(_ROUND), chance.pick(("larger", "smaller"))
    few, many = (first, second) if one < other else (second, first)
    right, wrong = (few, many) if word == "larger" else (many, few)
    low, high = min(one, other), max(one, other)
    why = f"The same whole is cut. {low} shares are larger than {high} shares."
    slip = "more-shares-larger-share" if word == "larger" else "mixes-more-and-less"
    return choice(
        f"{first} and {second} have one {whole} each, of the same size. {first} cuts {one} equal shares. "
        f"{second} cuts {other} equal shares. Who has the {word} shares?",
        right,
        (Choice(wrong, why, slip), Choice("The shares are the same size.", why)),
        (
            "Think of sharing with few friends, and with many friends.",
            f"Draw two circles. Cut one into {low} and one into {high} equal shares.",
        ),
        (
            f"More shares make each share smaller: {high} is more than {low}.",
            f"So {right} has the {word} shares.",
        ),
        why=why,
    )


def _one_more(chance: Chance) -> Draft:
    before = chance.between(2, 6)
    fewer = before > 2 and chance.below(3) == 0
    step = chance.between(1, 2 if before > 3 else 1)
    after = before - step if fewer else before + step
    whole = chance.pick(_ROUND + _LONG)
    word, other = ("larger", "smaller") if fewer else ("smaller", "larger")
    friends = "1 friend" if step == 1 else f"{step} friends"
    comes = ("goes" if fewer else "comes") if step == 1 else ("go" if fewer else "come")
    happens = (
        f"{friends} {comes} home" if fewer else f"{step} more {'friend' if step == 1 else 'friends'} {comes}"
    )
    why = f"The same whole is now cut into {after} shares, not {before}."
    rule = "Fewer shares are larger shares." if fewer else "More shares are smaller shares."
    return choice(
        f"{before} friends want to share a {whole} equally. Then {happens}. Now there {are(after)} "
        f"{after} friends. How does each share change?",
        f"It gets {word}.",
        (
            Choice(f"It gets {other}.", f"{why} {rule}", "more-shares-larger-share"),
            Choice("It stays the same.", f"{why} {rule}"),
        ),
        (
            "Is the whole cut into more shares now, or into fewer?",
            f"It is cut into {after} shares and not {before}.",
        ),
        (why, rule),
        why=rule,
    )


def _shares_in_order(chance: Chance) -> Draft:
    three = sorted(chance.sample(_OF_SIZE, 3))
    largest = chance.below(2) == 1
    whole = chance.pick(_ROUND)
    right = tuple([text for _, text in (three if largest else three[::-1])])
    shown = chance.shuffled(right)
    word = "largest" if largest else "smallest"
    low, high = three[0], three[-1]
    return order(
        f"Think of one {whole}. Put these shares in order, {word} first: {', '.join(shown)}.",
        right,
        (
            f"Into how many equal shares is the {whole} cut each time?",
            f"For {low[1]} there are {low[0]} equal shares, for {high[1]} there are {high[0]}.",
        ),
        ("The more shares there are, the smaller each share is.", f"So the order is {', '.join(right)}."),
        {"more-shares-larger-share" if largest else "mixes-more-and-less": right[::-1]},
    )
