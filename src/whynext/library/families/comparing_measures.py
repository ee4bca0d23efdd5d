"""Families for comparing lengths, weights and what things hold, and for measuring with equal units."""

from __future__ import annotations

from whynext.library.diagrams import BarModel
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, order
from whynext.library.families.words import NAMES, Noun

NAMED = {
    "larger-is-heavier": "Takes the larger thing for the heavier one.",
    "up-is-heavier": "Takes the side of a balance that goes up for the heavier one.",
    "taller-holds-more": "Takes the taller thing for the one that holds more.",
    "other-attribute": "Mixes up how long a thing is, how heavy it is and how much it holds.",
    "gaps-do-not-matter": "Counts units although there are gaps between them or they overlap.",
}

_LONG_THINGS = (
    "pencil",
    "ribbon",
    "string",
    "stick",
    "rope",
    "scarf",
    "belt",
    "brush",
    "spoon",
    "straw",
    "leaf",
    "feather",
)


@family(
    "longer-or-shorter",
    skill="compare-lengths",
    title="Tell which is longer or shorter",
    grade=0,
    levels=("side by side", "with the help of a third thing", "three things in order"),
    plants={
        "mixes-more-and-less": "Listen to the word again: is the longer or the shorter one asked for?",
        "orders-backward": "Start with the one that the question names first.",
    },
)
def longer_or_shorter(chance: Chance, level: int) -> Draft:
    """Compare lengths that are told."""
    if level == 1:
        return _side_by_side(chance)
    long, middle, short = chance.sample(_LONG_THINGS, 3)
    told = [_compared(chance, long, middle), _compared(chance, middle, short)]
    if chance.below(2):
        told.reverse()
    known = f"{told[0]} {told[1]}"
    steps = (f"The {long} is longer than the {middle}, and the {middle} is longer than the {short}.",)
    hints = (
        "Draw a line for each thing. Draw longer lines for longer things.",
        f"Where does the {middle} belong?",
    )
    longest = chance.below(2) == 1
    word = "longest" if longest else "shortest"
    if level == 3:
        right = (f"the {long}", f"the {middle}", f"the {short}")
        if not longest:
            right = right[::-1]
        return order(
            f"{known} Put them in order. Start with the {word}.",
            right,
            hints,
            (*steps, f"In order: {right[0]}, {right[1]}, {right[2]}."),
            {"orders-backward": right[::-1]},
        )
    best, worst = (long, short) if longest else (short, long)
    why = steps[0]
    return choice(
        f"{known} Which is the {word}?",
        f"the {best}",
        (Choice(f"the {worst}", why, "mixes-more-and-less"), Choice(f"the {middle}", why)),
        hints,
        (*steps, f"So the {best} is the {word}."),
        why=why,
    )


def _compared(chance: Chance, long: str, short: str) -> str:
    """Return a sentence that says which of two things is longer."""
    if chance.below(2):
        return f"The {long} is longer than the {short}."
    return f"The {short} is shorter than the {long}."


def _side_by_side(chance: Chance) -> Draft:
    first, second = chance.between(2, 9), chance.between(2, 9)
    if first == second and chance.below(3):
        second = second % 9 + 2 if second < 8 else second - 2
    one, two = chance.sample(("red", "blue", "green", "yellow"), 2)
    word = chance.pick(("longer", "shorter"))
    same = "They are the same length."
    long, short = (one, two) if first > second else (two, one)
    right, wrong = (long, short) if word == "longer" else (short, long)
    why = f"Both start at the same line. The {long} one goes on after the {short} one ends."
    if first == second:
        why = "Both start at the same line, and both end at the same line."
        options = (f"the {one} one", f"the {two} one")
        wrong_options = tuple([Choice(text, why) for text in options])
        answer = same
    else:
        wrong_options = (Choice(f"the {wrong} one", why, "mixes-more-and-less"), Choice(same, why))
        answer = f"the {right} one"
    return choice(
        f"Two trains of blocks start at the same line. The blocks all have one size. Which train is {word}?",
        answer,
        wrong_options,
        ("Look at where the trains end.", "Does one train go on after the other ends?"),
        (why, f"So the answer is: {answer.rstrip('.')}."),
        why=why,
        picture=f"Two trains start at one line. {_row(one, 'block', first)} {_row(two, 'block', second)}",
        diagram=BarModel(((one, ((1, ""),) * first), (two, ((1, ""),) * second))),
    )


def _row(name: str, one: str, length: int) -> str:
    """Return the things of a row one by one, in a sentence."""
    return f"{name.capitalize()}: {', '.join([one] * length)}."


_LIGHT_LARGE = ("balloon", "pillow", "beach ball", "empty box", "big feather", "paper kite", "sponge")
_HEAVY_SMALL = ("stone", "padlock", "jar of honey", "hammer", "can of beans", "brick", "full cup")
_ALIKE = ("book", "shoe", "orange", "mug", "apple", "plate", "potato", "toy car")
_TALL = ("vase", "bottle", "jug", "pitcher")
_WIDE = ("bowl", "pan", "pot", "dish", "tub")
_TESTS = (
    ("puts a melon on a scale", 0),
    ("hangs a bag on a scale", 0),
    ("lifts a book in each hand", 0),
    ("puts a stone on a balance", 0),
    ("lays a ribbon along a table", 1),
    ("lays clips along a shelf", 1),
    ("holds a string along a door", 1),
    ("takes steps along a wall", 1),
    ("fills a jug with cups of water", 2),
    ("fills a box with sand", 2),
    ("pours water into a bowl, cup by cup", 2),
    ("fills a tub with buckets of water", 2),
)
_FOUND = ("how heavy it is", "how long it is", "how much it holds")


@family(
    "heavier-or-holds-more",
    skill="compare-weight-and-capacity",
    title="Tell which is heavier, which holds more, and what is measured",
    grade=0,
    levels=("which is heavier", "which holds more", "what is found out"),
    plants={
        "larger-is-heavier": "A large thing can be light. Look at the side that goes down.",
        "up-is-heavier": "The heavier side goes down. The lighter side goes up.",
        "taller-holds-more": "A tall thing can be thin. Look at the water.",
        "other-attribute": "Think of what is done with the thing. What can you find out that way?",
    },
)
def heavier_or_holds_more(chance: Chance, level: int) -> Draft:
    """Compare weights or what things hold."""
    if level == 3:
        return _what_is_measured(chance)
    if level == 2:
        return _holds_more(chance)
    if chance.below(2):
        up, down, slip = chance.pick(_LIGHT_LARGE), chance.pick(_HEAVY_SMALL), "larger-is-heavier"
    else:
        (up, down), slip = chance.sample(_ALIKE, 2), "up-is-heavier"
    word = chance.pick(("heavier", "lighter"))
    right, wrong = (down, up) if word == "heavier" else (up, down)
    told = [f"The side with the {down} goes down.", f"The side with the {up} goes up."]
    if chance.below(2):
        told.reverse()
    why = f"The side that goes down is heavier. So the {down} is heavier than the {up}."
    name = chance.pick(NAMES)
    return choice(
        f"{name} puts two things on a balance. {told[0]} {told[1]} Which thing is {word}?",
        f"the {right}",
        (Choice(f"the {wrong}", why, slip), Choice("They weigh the same.", "Then both sides stay level.")),
        ("Think of a seesaw. Which side goes down?", "The side with the heavier thing goes down."),
        (why, f"The {right} is {word}."),
        why=why,
    )


def _holds_more(chance: Chance) -> Draft:
    tall, wide = chance.pick(_TALL), chance.pick(_WIDE)
    tall_more = chance.below(3) == 0
    large, small = (tall, wide) if tall_more else (wide, tall)
    word = chance.pick(("more", "less"))
    right, wrong = (large, small) if word == "more" else (small, large)
    name = chance.pick(NAMES)
    if chance.below(2):
        told = f"{name} fills the {small} and pours it into the {large}. The {large} is not full yet."
        why = f"All the water fits into the {large}. There is room for more."
    else:
        told = (
            f"{name} fills the {large} and pours it into the {small}. The {small} is full, and water is left."
        )
        why = f"The water of the {large} does not all fit into the {small}."
    slip = "taller-holds-more" if (wrong == tall) == (word == "more") else ""
    return choice(
        f"The {tall} is tall. The {wide} is wide. {told} Which holds {word}?",
        f"the {right}",
        (Choice(f"the {wrong}", why, slip), Choice("They hold the same.", "Then nothing is left over.")),
        ("Look at the water, not at how tall things are.", "Does all the water fit? Is there room for more?"),
        (why, f"So the {large} holds more than the {small}."),
        why=why,
    )


def _what_is_measured(chance: Chance) -> Draft:
    name = chance.pick(NAMES)
    test, at = chance.pick(_TESTS)
    right = _FOUND[at]
    thing = ("how heavy a thing is", "how long a thing is", "how much a thing holds")[at]
    way = (
        "A scale, a balance or your hands tell",
        "Laying things end to end tells",
        "Filling and pouring tell",
    )[at]
    why = f"{way} {thing}."
    return choice(
        f"{name} {test}. What can {name} find out in this way?",
        right,
        tuple([Choice(text, why, "other-attribute") for text in _FOUND if text != right]),
        ("Think of doing it yourself.", f"Could you find out {_FOUND[(at + 1) % 3]} in this way?"),
        (why, f"So {name} can find out {right}."),
        why=why,
    )


_UNITS: tuple[Noun, ...] = (
    ("clip", "clips"),
    ("block", "blocks"),
    ("cube", "cubes"),
    ("tile", "tiles"),
    ("bead", "beads"),
    ("stamp", "stamps"),
)


@family(
    "count-equal-units",
    skill="measure-with-units",
    title="Measure with equal units",
    grade=1,
    levels=("count the units", "how much longer", "gaps and overlaps"),
    plants={
        "counts-marks": "Count the units, not the lines between them.",
        "skips-one": "Touch each unit once, and count them all.",
        "adds-instead": "How much longer is a difference. Which part sticks out?",
        "gaps-do-not-matter": "Units must touch, with no gaps, and must not lie on top of each other.",
    },
)
def count_equal_units(chance: Chance, level: int) -> Draft:
    """Ask for a length in units, or what is wrong with a measurement."""
    thing, other = chance.sample(_LONG_THINGS, 2)
    one, many = chance.pick(_UNITS)
    if level == 3:
        return _gaps(chance, thing, many)
    if level == 2:
        short = chance.between(2, 9)
        long = short + chance.between(2, 9)
        return number(
            f"The {thing} is {long} {many} long. The {other} is {short} {many} long. "
            f"How many {many} longer is the {thing}?",
            long - short,
            ("Lay them side by side in your mind.", f"Count on from {short} to {long}."),
            (
                f"The {thing} has {long} {many}, and {short} of them reach as far as the {other}.",
                f"{long} − {short} = {long - short}.",
            ),
            {"adds-instead": long + short},
        )
    length = chance.between(3, 12)
    return number(
        f"The {many} all have one size. They lie end to end below the {thing}. How many {many} long is it?",
        length,
        (f"Where does the {thing} start and end?", f"Point to each {one} once and count."),
        (f"The {many} reach from one end of the {thing} to the other.", f"There are {length} of them."),
        {"counts-marks": length + 1, "skips-one": length - 1},
        picture=f"The {thing} is just as long as a row of {many}. {_row('the row', one, length)}",
        diagram=BarModel(((thing, ((length, ""),)), (many, ((1, ""),) * length))),
    )


def _gaps(chance: Chance, thing: str, many: str) -> Draft:
    name = chance.pick(NAMES)
    units = chance.between(4, 12)
    at = chance.below(3)
    lies = (
        "The {0} lie on top of each other a little.",
        "The {0} touch, with no gaps.",
        "There are gaps between the {0}.",
    )[at].format(many)
    texts = (
        f"It is less than {units} {many} long.",
        f"It is {units} {many} long.",
        f"It is more than {units} {many} long.",
    )
    why = (
        f"The {many} cover each other, so end to end {units} of them would reach too far.",
        f"The {many} lie end to end, so the number is right.",
        f"More {many} would fit into the gaps.",
    )[at]
    return choice(
        f"{name} lays {units} {many} from one end of a {thing} to the other. {lies} How long is the {thing}?",
        texts[at],
        tuple(
            [
                Choice(text, why, "gaps-do-not-matter" if place == 1 else "")
                for place, text in enumerate(texts)
                if place != at
            ]
        ),
        (
            f"Do the {many} just touch?",
            f"Push the {many} end to end in your mind. Would you need more or fewer?",
        ),
        ("Units must touch, with no gaps, and must not cover each other.", why),
        why=why,
    )
