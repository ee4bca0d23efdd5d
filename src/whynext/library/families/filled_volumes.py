"""Families for volumes by counting cubes, of joined boxes, and with fraction edges."""

from __future__ import annotations

from math import gcd

from whynext.library.diagrams import AreaModel, Polygon, Prism
from whynext.library.families.chance import Chance
from whynext.library.families.covered_areas import l_in_words
from whynext.library.families.family import Draft, family, fraction, number
from whynext.library.families.words import NAMES, mixed

NAMED = {
    "visible-cubes-only": "Counts only the cubes that can be seen.",
    "counts-faces": "Counts the squares on the outside that can be seen and not the cubes.",
    "stack-as-one": "Counts each stack of cubes as one cube.",
    "all-stacks-alike": "Takes every stack to be as high as the highest.",
    "depth-left-out": "Finds the area of the front and leaves the depth out.",
    "whole-edges-only": "Multiplies the whole numbers of the edges and leaves the fractions out.",
    "half-edge-half-volume": "Thinks that a cube with an edge of 1/2 fills 1/2 of a unit cube.",
}


@family(
    "cubes-in-a-solid",
    skill="count-unit-cubes",
    title="Count the cubes of a solid, also the hidden ones",
    grade=5,
    levels=("a box of cubes", "a layer that is not full", "stacks on a plan"),
    plants={
        "visible-cubes-only": "Some cubes are behind others. Count a whole layer, then the layers.",
        "counts-faces": "You counted squares. A cube at an edge shows two or three of them.",
        "one-layer-only": "That is one layer. How many layers are there?",
        "stops-after-first-step": "That is the whole box. Some cubes were taken away.",
        "stack-as-one": "Each number tells how many cubes stand on each other there.",
        "all-stacks-alike": "The stacks have different heights. Add the numbers of the plan.",
    },
)
def cubes_in_a_solid(chance: Chance, level: int) -> Draft:
    """Show a solid of cubes or its plan."""
    if level == 3:
        return _on_a_plan(chance)
    long, wide, high = chance.between(2, 6), chance.between(2, 5), chance.between(2, 5)
    layer = long * wide
    gone = chance.between(1, layer - 1) if level == 2 else 0
    total = layer * high - gone
    hidden = (long - 1) * (wide - 1) * (high - 1)
    if level == 2:
        name = chance.pick(NAMES)
        taken = "1 cube" if gone == 1 else f"{gone} cubes"
        question = (
            f"{name} builds this box of cubes, with no holes inside. Then {name} takes {taken} "
            "from the top layer. How many cubes are left?"
        )
        last = f"{high} × {layer} = {high * layer}, and {high * layer} − {gone} = {total}."
    else:
        question = "This box is built of cubes, with no holes inside. How many cubes are in it?"
        last = f"There are {high} layers: {high} × {layer} = {total} cubes."
    slips = {"visible-cubes-only": layer * high - hidden - gone}
    if level == 2:
        slips["stops-after-first-step"] = layer * high
    else:
        slips |= {"counts-faces": layer + long * high + wide * high, "one-layer-only": layer}
    return number(
        question,
        total,
        ("How many cubes are in one layer? Some are hidden.", f"One layer has {wide} rows of {long} cubes."),
        (f"One layer: {wide} × {long} = {layer} cubes.", last),
        slips,
        diagram=Prism(long, wide, high, cubes=True),
    )


def _on_a_plan(chance: Chance) -> Draft:
    columns = chance.between(3, 4)
    stacks = [chance.between(1, 5) for _ in range(2 * columns)]
    total = sum(stacks)
    back, front = stacks[:columns], stacks[columns:]
    shown = [str(each) for each in stacks]
    one, two = sum(back), sum(front)
    return number(
        "This is a solid of cubes, seen from above. Each number tells how many cubes are stacked there. "
        "How many cubes are there in all?",
        total,
        (
            f"What does the {shown[0]} in the back row mean?",
            f"Add the stacks row by row, first the back row: {one} cubes.",
        ),
        (
            (
                f"Back row: {' + '.join(shown[:columns])} = {one}. Front row: "
                f"{' + '.join(shown[columns:])} = {two}."
            ),
            f"{one} + {two} = {total} cubes.",
        ),
        {"stack-as-one": len(stacks), "all-stacks-alike": max(stacks) * len(stacks)},
        picture=f"A plan seen from above. Back row: {', '.join(shown[:columns])}. "
        f"Front row: {', '.join(shown[columns:])}.",
        diagram=AreaModel(("A", "B", "C", "D")[:columns], ("back", "front"), tuple(shown)),
    )


_CUBIC = (
    ("meter", "meters", "m"),
    ("foot", "feet", "ft"),
    ("inch", "inches", "in"),
    ("centimeter", "centimeters", "cm"),
)


def _cubic_unit(one: str, many: str, short: str) -> str:
    return f"cubic {many} | cubic {one} | {short}³ | cu {short}"


_PILES = (
    ("A box of {a} stands on a box of {b}.", "two boxes"),
    ("A house has a part of {a} and a part of {b}.", "two parts"),
    ("A block of {a} stands on a block of {b}.", "two blocks"),
    ("{name} glues a block of {a} to a block of {b}.", "two blocks"),
)


@family(
    "joined-boxes",
    skill="volume-of-joined-boxes",
    title="Find the volume of joined boxes",
    grade=5,
    levels=("two boxes that are told", "a solid like the letter L", "stairs"),
    plants={
        "stops-after-first-step": "That is one of the parts. Add the others.",
        "adds-the-edges": "The volume of a box is length times width times height.",
        "fills-the-corner": "A part of the large box is missing. Split the solid into boxes.",
        "depth-left-out": "That is the area of the front. How far does the solid reach back?",
    },
)
def joined_boxes(chance: Chance, level: int) -> Draft:
    """Ask for the volume of a solid made of boxes."""
    if level == 2:
        return _like_an_l(chance)
    if level == 3:
        return _stairs(chance)
    one, many, short = chance.pick(_CUBIC)
    first = sorted([chance.between(2, 5) for _ in range(3)])
    second = [each + chance.between(1, 4) for each in first]
    volumes = (first[0] * first[1] * first[2], second[0] * second[1] * second[2])
    total = sum(volumes)
    shown = [f"{a} by {b} by {c} {short}" for a, b, c in (first, second)]
    told, parts = _PILES[1] if short in ("m", "ft") else chance.pick((_PILES[0], *_PILES[2:]))
    terms = [f"{a} × {b} × {c}" for a, b, c in (first, second)]
    return number(
        f"{told.format(a=shown[0], b=shown[1], name=chance.pick(NAMES))} What is the volume of the {parts} "
        f"together in cubic {many}?",
        total,
        ("Find the volume of each part. They do not overlap.", f"The volumes are {terms[0]} and {terms[1]}."),
        (
            f"{terms[0]} = {volumes[0]} and {terms[1]} = {volumes[1]}.",
            f"{volumes[0]} + {volumes[1]} = {total} cubic {many}.",
        ),
        {"stops-after-first-step": volumes[1], "adds-the-edges": sum(first) + sum(second)},
        unit=_cubic_unit(one, many, short),
    )


def _like_an_l(chance: Chance) -> Draft:
    unit, many, short = chance.pick(_CUBIC)
    one, two, low = chance.between(2, 6), chance.between(2, 6), chance.between(2, 5)
    high, deep = low + chance.between(1, 5), chance.between(2, 9)
    wide = one + two
    volumes = (one * high * deep, two * low * deep)
    total = sum(volumes)
    labels = tuple([f"{each} {short}" for each in (wide, low, two, high - low, one, high)])
    return number(
        f"The picture shows the front of a solid, with square corners. It reaches {deep} {short} back. "
        f"What is its volume in cubic {many}?",
        total,
        (
            "Split the solid into two boxes that do not overlap.",
            f"One box is {one} by {high} by {deep}. The other is {two} by {low} by {deep}.",
        ),
        (
            f"{one} × {high} × {deep} = {volumes[0]} and {two} × {low} × {deep} = {volumes[1]}.",
            f"{volumes[0]} + {volumes[1]} = {total} cubic {many}.",
        ),
        {
            "fills-the-corner": wide * high * deep,
            "depth-left-out": one * high + two * low,
            "stops-after-first-step": max(volumes),
        },
        unit=_cubic_unit(unit, many, short),
        picture=l_in_words(labels, "left", "right", False),
        diagram=Polygon(((0, 0), (wide, 0), (wide, low), (one, low), (one, high), (0, high)), labels),
    )


def _stairs(chance: Chance) -> Draft:
    unit, many, short = chance.pick(_CUBIC[2:])
    steps = chance.between(2, 4)
    rise, run, wide = chance.between(2, 5), chance.between(2, 6), chance.between(3, 10)
    blocks = steps * (steps + 1) // 2
    block = rise * run * wide
    total = blocks * block
    counted = " + ".join(str(each) for each in range(1, steps + 1))
    return number(
        f"A solid model stair has {steps} steps. Each step is {rise} {short} high and {run} {short} deep. "
        f"The stair is {wide} {short} wide. What is its volume in cubic {many}?",
        total,
        (
            "Draw the stair from the side. Split it into boxes of one size.",
            f"From the top, the steps stand on {counted} boxes of {rise} by {run} by {wide}.",
        ),
        (
            f"One box: {rise} × {run} × {wide} = {block}. There are {counted} = {blocks} of them.",
            f"{blocks} × {block} = {total} cubic {many}.",
        ),
        {
            "fills-the-corner": steps * steps * block,
            "stops-after-first-step": block,
            "depth-left-out": blocks * rise * wide,
        },
        unit=_cubic_unit(unit, many, short),
    )


@family(
    "fraction-edges",
    skill="volume-with-fraction-edges",
    title="Find the volume of a box with fraction edges",
    grade=6,
    levels=("one fraction edge", "two fraction edges", "pack it with small cubes"),
    plants={
        "one-layer-only": "You multiplied only two of the edges. The third one counts too.",
        "adds-the-edges": "The volume is length times width times height.",
        "whole-edges-only": "The fractions of the edges belong to the box too.",
        "half-edge-half-volume": (
            "A small cube is shorter in all three directions. How many fit into a unit cube?"
        ),
    },
    negatives=False,
)
def fraction_edges(chance: Chance, level: int) -> Draft:
    """Ask for a volume, or for how many small cubes fill a box."""
    if level == 3:
        return _packed(chance)
    one, many, short = chance.pick(_CUBIC[1:])
    bottom = chance.pick((2, 3, 4, 5))
    parts = [
        chance.between(1, 4) * bottom + _part(chance, bottom),
        chance.between(2, 8),
        chance.between(2, 8),
    ]
    bottoms = [bottom, 1, 1]
    if level == 1 and chance.below(2):
        parts[0] = _part(chance, bottom)
    if level == 2:
        bottoms[1] = chance.pick((2, 3, 4))
        parts[1] = chance.between(1, 3) * bottoms[1] + _part(chance, bottoms[1])
    edges = [mixed(top, below) for top, below in zip(parts, bottoms, strict=True)]
    top, below = parts[0] * parts[1] * parts[2], bottoms[0] * bottoms[1]
    answer = _finished(top, below)
    added = _finished(parts[0] * bottoms[1] + parts[1] * bottoms[0] + parts[2] * below, below)
    slips = {"adds-the-edges": added}
    if level == 1:
        slips = {"one-layer-only": str(parts[1] * parts[2]), **slips}
    whole = (parts[0] // bottoms[0]) * (parts[1] // bottoms[1]) * parts[2]
    if whole:
        slips = {"whole-edges-only": str(whole), **slips}
    shown = " × ".join(
        f"{part}/{each}" if each > 1 else str(part) for part, each in zip(parts, bottoms, strict=True)
    )
    over = f"{top}/{below}"
    return fraction(
        f"A box is {edges[0]} {short} long, {edges[1]} {short} wide and {edges[2]} {short} high. "
        f"What is its volume in cubic {many}?",
        answer,
        (
            "The volume is length times width times height, also with fractions.",
            f"Write the edges as fractions: {shown}.",
        ),
        (
            f"Length times width times height is {shown}.",
            f"That is {over}{'' if over == answer else f' = {answer}'} cubic {many}.",
        ),
        slips,
        unit=_cubic_unit(one, many, short),
        diagram=_drawn(parts, bottoms, [f"{edge} {short}" for edge in edges]),
    )


def _drawn(parts: list[int], bottoms: list[int], labels: list[str]) -> Prism:
    below = bottoms[0] * bottoms[1]
    long, wide, high = (part * below // each for part, each in zip(parts, bottoms, strict=True))
    return Prism(long, wide, high, (labels[0], labels[1], labels[2]))


def _part(chance: Chance, bottom: int) -> int:
    while gcd(top := chance.between(1, bottom - 1), bottom) > 1:
        pass
    return top


def _finished(top: int, bottom: int) -> str:
    """Return a fraction as a mixed number in lowest terms."""
    shared = gcd(top, bottom)
    return mixed(top // shared, bottom // shared)


def _packed(chance: Chance) -> Draft:
    one, _, short = chance.pick(_CUBIC[1:])
    bottom = chance.pick((2, 2, 3, 4))
    counts = [chance.between(2, 9 if bottom == 2 else 7) for _ in range(3)]
    if all(each % bottom == 0 for each in counts):
        counts[0] += 1
    edges = [_finished(each, bottom) for each in counts]
    total = counts[0] * counts[1] * counts[2]
    slips = {}
    if total % (bottom * bottom) == 0:
        slips["half-edge-half-volume"] = total // (bottom * bottom)
    slips["one-layer-only"] = counts[0] * counts[1]
    return number(
        f"A box is {edges[0]} {short} long, {edges[1]} {short} wide and {edges[2]} {short} high. Small cubes "
        f"with edges of 1/{bottom} {short} fill it. How many small cubes fit?",
        total,
        (
            f"How many small cubes fit along each edge? {bottom} of them reach 1 {one}.",
            f"Along the edges there are {counts[0]}, {counts[1]} and {counts[2]} small cubes.",
        ),
        (
            f"Along the edges fit {counts[0]}, {counts[1]} and {counts[2]} small cubes.",
            f"{counts[0]} × {counts[1]} × {counts[2]} = {total} small cubes.",
        ),
        slips,
    )
