"""Families for nets that are folded and solids that are cut."""

from __future__ import annotations

from whynext.library.diagrams import Net, Plane, Prism, Solid
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import NAMES, a_or_an

NAMED = {
    "pyramid-for-prism": "Mixes up prisms, which have two equal bases, and pyramids, which have one and a "
    "tip.",
    "neighbor-for-opposite": "Takes a face that meets another for the one that lies opposite.",
    "any-squares-fold": "Thinks that any joined squares fold into a cube.",
    "face-for-cut": "Takes a face or the side view of a solid for the shape that a cut makes.",
}

_CORNERED = (
    ("triangle", "triangular", "3"), ("pentagon", "pentagonal", "5"), ("hexagon", "hexagonal", "6"),
    ("octagon", "octagonal", "8"),
)  # fmt: skip
_CELLS_OF_NETS = (
    # squares by column and row, and the three pairs that lie opposite
    (((0, 0), (0, 1), (0, 2), (1, 1), (2, 1), (3, 1)), ((0, 2), (1, 4), (3, 5))),
    (((0, 0), (0, 1), (0, 2), (1, 2), (1, 3), (1, 4)), ((0, 2), (1, 4), (3, 5))),
    (((0, 0), (0, 1), (1, 1), (1, 2), (1, 3), (2, 1)), ((0, 3), (2, 4), (1, 5))),
    (((0, 0), (0, 1), (1, 1), (1, 2), (1, 3), (2, 2)), ((0, 3), (2, 4), (1, 5))),
    (((0, 0), (0, 1), (1, 1), (1, 2), (1, 3), (2, 3)), ((0, 3), (2, 4), (1, 5))),
    (((0, 0), (0, 1), (1, 1), (1, 2), (2, 1), (3, 1)), ((0, 3), (1, 4), (2, 5))),
    (((0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3)), ((0, 3), (1, 4), (2, 5))),
    (((0, 0), (0, 1), (1, 1), (2, 1), (2, 2), (3, 1)), ((1, 3), (0, 4), (2, 5))),
    (((0, 0), (0, 1), (1, 1), (2, 1), (3, 1), (3, 2)), ((1, 3), (2, 4), (0, 5))),
    (((0, 1), (1, 0), (1, 1), (1, 2), (1, 3), (2, 1)), ((1, 3), (2, 4), (0, 5))),
    (((0, 1), (1, 0), (1, 1), (1, 2), (1, 3), (2, 2)), ((1, 3), (2, 4), (0, 5))),
)  # fmt: skip
_NO_NETS = (
    ((0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 0)),
    ((0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 1)),
    ((0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 2)),
    ((0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 2)),
    ((0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 3)),
    ((0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (2, 0)),
    ((0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (2, 1)),
    ((0, 0), (0, 1), (0, 2), (0, 3), (1, 3), (1, 4)),
    ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (1, 3)),
    ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0)),
    ((0, 0), (0, 1), (0, 2), (1, 1), (2, 0), (2, 1)),
    ((0, 0), (0, 1), (0, 2), (1, 2), (1, 3), (2, 2)),
    ((0, 0), (0, 1), (0, 2), (1, 2), (1, 3), (2, 3)),
    ((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 3)),
    ((0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 1)),
)  # fmt: skip
_OPEN = (
    ((0, 0), (0, 1), (0, 2), (0, 3), (1, 0)),
    ((0, 0), (0, 1), (0, 2), (0, 3), (1, 1)),
    ((0, 0), (0, 1), (0, 2), (1, 1), (2, 1)),
    ((0, 0), (0, 1), (0, 2), (1, 2), (1, 3)),
    ((0, 0), (0, 1), (1, 1), (1, 2), (2, 1)),
    ((0, 0), (0, 1), (1, 1), (1, 2), (2, 2)),
    ((0, 0), (0, 1), (1, 1), (2, 1), (2, 2)),
    ((0, 1), (1, 0), (1, 1), (1, 2), (2, 1)),
)  # fmt: skip


@family(
    "fold-a-net",
    skill="nets",
    title="Fold a net in the mind",
    grade=6,
    levels=("name the solid", "find the opposite face of a cube", "what six squares fold into"),
    plants={
        "pyramid-for-prism": "A prism has two equal bases. A pyramid has one base, and triangles meet in a "
        "tip.",
        "neighbor-for-opposite": "These two squares share an edge when the net is folded.",
        "any-squares-fold": "Fold it step by step. Does each square get a side of its own?",
    },
)
def fold_a_net(chance: Chance, level: int) -> Draft:
    """Show or tell a net, and ask about the solid that it makes."""
    if level == 1:
        return _solid_of_a_net(chance)
    if level == 2:
        return _opposite(chance)
    return _folds_into(chance)


def _solid_of_a_net(chance: Chance) -> Draft:
    flat, long, corners = chance.pick(_CORNERED)
    name = chance.pick(NAMES)
    prism, pyramid = f"{long} prism", f"{long} pyramid"
    other = f"{chance.pick([each[1] for each in _CORNERED if each[1] != long])} prism"
    if chance.below(2):
        faces, right, wrong = f"two {flat}s and {corners} rectangles", prism, pyramid
        why = f"The two {flat}s are the bases, and the {corners} rectangles go around."
    else:
        sides = "4 equal triangles" if long == "triangular" else f"one {flat} and {corners} triangles"
        faces, right, wrong = sides, pyramid, prism
        why = "There is one base, and the triangles around it meet in a tip."
        if long == "triangular":
            why = "One triangle is the base, and the others meet in a tip."
    drawn = Net("triangular prism", (chance.between(3, 6), chance.between(2, 4), chance.between(5, 9)))
    return choice(
        f"{name} cuts out a net. It is made of {faces}. Which solid does it fold into?",
        a_or_an(right),
        [
            Choice(a_or_an(wrong), "Look for bases: are there two of them, or one?", "pyramid-for-prism"),
            Choice(a_or_an(other), "Look at the shape of the base."),
            Choice("a box", "All faces of a box are rectangles."),
        ],
        ("Which faces could be the bases? How many are there?", why),
        (why, f"So it folds into {a_or_an(right)}."),
        why=why,
        diagram=drawn if right == "triangular prism" else None,
    )


_LETTERS = ("A", "B", "C", "D", "E", "F")


def _placed(chance: Chance, cells: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Turn and flip an arrangement by chance, and move it to the corner."""
    if chance.below(2):
        cells = tuple([(y, x) for x, y in cells])
    if chance.below(2):
        cells = tuple([(-x, y) for x, y in cells])
    if chance.below(2):
        cells = tuple([(x, -y) for x, y in cells])
    left, low = min([x for x, _ in cells]), min([y for _, y in cells])
    return [(x - left, y - low) for x, y in cells]


def _squares(cells: list[tuple[int, int]], names: list[str]) -> Plane:
    many = max([max(cell) for cell in cells]) + 1
    edges = [((x, y), (x + 1, y)) for each, up in cells for x, y in ((each, up), (each, up + 1))]
    edges += [((x, y), (x, y + 1)) for each, y in cells for x in (each, each + 1)]
    return Plane(
        (0, many, 1),
        (0, many, 1),
        points=tuple([(x + 0.5, y + 0.5, name) for (x, y), name in zip(cells, names, strict=True)]),
        segments=tuple([(*start, *end) for start, end in dict.fromkeys(edges)]),
    )


def _told(cells: list[tuple[int, int]], names: list[str]) -> str:
    """Tell squares row by row."""
    rows = []
    for row in sorted({y for _, y in cells}):
        seen = sorted([(x, name) for (x, y), name in zip(cells, names, strict=True) if y == row])
        rows.append(f"Row {row + 1}: {', '.join([f'{name} in column {x + 1}' for x, name in seen])}.")
    return f"Equal squares on a grid, rows counted from the bottom. {' '.join(rows)}"


def _opposite(chance: Chance) -> Draft:
    cells, pairs = chance.pick(_CELLS_OF_NETS)
    names, placed = chance.shuffled(_LETTERS), _placed(chance, cells)
    first, second = chance.pick(pairs)
    if chance.below(2):
        first, second = second, first
    others = [name for name in names if name not in (names[first], names[second])]
    return choice(
        "Six squares on a grid make a net of a cube. They are named by the points in them. Which square "
        "lies "
        f"opposite {names[first]} when the cube is folded?",
        names[second],
        [
            Choice(other, f"{other} and {names[first]} share an edge of the cube.", "neighbor-for-opposite")
            for other in others[:3]
        ],
        (
            f"Leave {names[first]} on the table and fold the others up. Which one ends on top?",
            "In a straight row, a square and the next but one lie opposite each other.",
        ),
        (
            f"{names[first]} is the bottom. The squares that are joined to it stand up.",
            f"Fold on: {names[second]} comes to lie on top, opposite {names[first]}.",
        ),
        why=f"Yes. With {names[first]} at the bottom, {names[second]} is on top.",
        picture=_told(placed, names),
        diagram=_squares(placed, names),
    )


_CUBE = "The cube is closed, with one square on each side."
_LID = "One side stays open, and no two squares overlap."
_TWICE = "Two squares cover the same side."


def _folds_into(chance: Chance) -> Draft:
    kind = chance.below(3)
    cells = (chance.pick(_CELLS_OF_NETS)[0], chance.pick(_OPEN), chance.pick(_NO_NETS))[kind]
    placed, names = _placed(chance, cells), list(_LETTERS[: len(cells)])
    right = (_CUBE, _LID, _TWICE)[kind]
    why = (
        "Each of the six squares gets a side of its own.",
        "There are five squares, and each of them gets a side of its own.",
        "Two of the squares come to lie on the same side, so one side stays open.",
    )[kind]
    slip = "any-squares-fold"
    wrong = [
        Choice(_CUBE, "A cube has six sides, and each needs one square.", slip),
        Choice(_LID, "Count the squares, and follow where each one goes."),
        Choice(_TWICE, "Fold again: no two squares come to lie on the same side."),
    ]
    return choice(
        "Equal squares are joined on a grid. They are folded along their common edges to make a cube. What "
        "happens?",
        right,
        [each for each in wrong if each.text != right],
        (
            "How many sides has a cube? How many squares are there?",
            "Keep one square at the bottom, and fold.",
        ),
        (why, right),
        why=why,
        picture=_told(placed, names),
        diagram=_squares(placed, names),
    )


_BASES = (
    ("box", "rectangle"), ("cube", "square"), ("triangular prism", "triangle"),
    ("pentagonal prism", "pentagon"),
    ("hexagonal prism", "hexagon"), ("square pyramid", "square"), ("triangular pyramid", "triangle"),
    ("pentagonal pyramid", "pentagon"), ("hexagonal pyramid", "hexagon"), ("cylinder", "circle"),
    ("cone", "circle"),
)  # fmt: skip
_MATTER = ("clay", "wood", "cheese", "soap", "wax", "foam", "chocolate")
_OTHERS = {
    # no shape that the right one is a kind of
    "rectangle": ("oval", "pentagon", "circle"),
    "square": ("oval", "pentagon", "circle", "hexagon"),
    "triangle": ("oval", "trapezoid", "pentagon", "square"),
    "trapezoid": ("oval", "pentagon", "circle", "hexagon"),
    "pentagon": ("trapezoid", "circle", "square", "hexagon"),
    "hexagon": ("trapezoid", "circle", "square", "pentagon"),
    "circle": ("trapezoid", "pentagon", "square", "hexagon"),
}
_DRAWN = ("cylinder", "cone", "square pyramid", "triangular prism")


@family(
    "cut-a-solid",
    skill="cross-sections",
    title="Find the shape that a cut makes",
    grade=7,
    levels=("a cut parallel to the base", "a cut straight down", "the area of a cut"),
    plants={
        "face-for-cut": "That fits a face or the outline of the solid. What shape and size has the new face?",
        "radius-for-diameter": "The cut goes all the way across. How wide is the circle there?",
        "not-halved": "The cut is a triangle: half of base times height.",
    },
)
def cut_a_solid(chance: Chance, level: int) -> Draft:
    """Cut a solid with a plane, and ask for the shape of the cut or its area."""
    if level == 3:
        return chance.pick((_cut_of_a_box, _cut_of_a_cylinder, _cut_of_a_cone, _cut_of_a_pyramid))(chance)
    matter = chance.pick(_MATTER)
    if level == 1:
        solid, right = chance.pick(_BASES)
        told = "parallel to its base"
        wrong = "triangle" if "pyramid" in solid or solid == "cone" else "rectangle"
        why = f"Every cut parallel to the base has the shape of the base: {a_or_an(right)}."
        hint = "Slice by slice, what shape has each new face?"
    else:
        solid, right, wrong, told, why = _straight_down(chance)
        hint = "Which faces does the cut go through? It makes one edge on each."
    slip = "face-for-cut"
    if solid in ("box", "cube"):  # a square is a rectangle too
        wrong, slip = "triangle", ""
    rest = [each for each in _OTHERS[right] if each != wrong]
    others = chance.sample(rest, 2)
    drawn = Solid(solid) if solid in _DRAWN else None
    return choice(
        f"A block of {matter} has the shape of {a_or_an(solid)}. It is cut straight through {told}. What "
        "shape is the cut?",
        a_or_an(right),
        [
            Choice(a_or_an(wrong), "Think of the new face, not of the old ones.", slip),
            *(Choice(a_or_an(each), "Follow the cut from edge to edge.") for each in others),
        ],
        (hint, why.split(":")[0] + "." if level == 1 else "Follow the cut all the way around."),
        (why, f"The cut is {a_or_an(right)}."),
        why=why,
        diagram=drawn,
    )


_DOWN = (
    ("box", "rectangle", "triangle", "parallel to one of its sides"),
    ("triangular prism", "rectangle", "triangle", "at right angles to its base, through no corner of it"),
    ("pentagonal prism", "rectangle", "pentagon", "at right angles to its base"),
    ("hexagonal prism", "rectangle", "hexagon", "at right angles to its base"),
    ("cylinder", "rectangle", "circle", "at right angles to its base"),
    ("cone", "triangle", "circle", "at right angles to its base, through the tip"),
    ("square pyramid", "triangle", "square", "at right angles to its base, through the tip"),
    ("hexagonal pyramid", "triangle", "hexagon", "at right angles to its base, through the tip"),
    ("pentagonal pyramid", "triangle", "pentagon", "at right angles to its base, through the tip"),
    (
        "square pyramid",
        "trapezoid",
        "square",
        "at right angles to its base, beside the tip, parallel to a base edge",
    ),
)


def _straight_down(chance: Chance) -> tuple[str, str, str, str, str]:
    solid, right, wrong, told = chance.pick(_DOWN)
    why = {
        "rectangle": "The cut goes straight from one base to the other, so its corners are right angles.",
        "triangle": "The cut goes through the tip and makes a straight edge on the base.",
        "trapezoid": "The cut has two parallel edges, a short one near the tip and a long one on the base.",
    }[right]
    if right == "trapezoid":
        why = "The cut makes a long edge on the base and a short edge parallel to it higher up."
    return solid, right, wrong, told, why


def _cut_of_a_box(chance: Chance) -> Draft:
    long, wide, high = chance.sample(range(3, 16), 3)
    first, second, which = chance.pick(
        ((long, wide, "bottom"), (long, high, "front"), (wide, high, "right side"))
    )
    face = long * wide if which != "bottom" else long * high
    return number(
        f"A box is {long} cm long, {wide} cm wide and {high} cm high. It is cut parallel to its {which}. "
        "How many square centimeters is the area of the cut?",
        first * second,
        ("Which edges does the cut follow?", f"The cut is a rectangle, equal to the {which}."),
        (
            f"The cut has the same size as the {which}: {first} cm by {second} cm.",
            f"{first} × {second} = {first * second} square centimeters.",
        ),
        {"face-for-cut": face},
        diagram=Prism(long, wide, high, (f"{long} cm", f"{wide} cm", f"{high} cm")),
    )


def _cut_of_a_cylinder(chance: Chance) -> Draft:
    radius, high = chance.between(2, 9), chance.between(3, 15)
    return number(
        f"A cylinder has a radius of {radius} cm and a height of {high} cm. It is cut straight down through "
        "the "
        "centers of its two circles. How many square centimeters is the area of the cut?",
        2 * radius * high,
        (
            "Which shape is the cut? How wide is it?",
            f"It is a rectangle, {high} cm high and a diameter wide.",
        ),
        (
            f"The cut is a rectangle. It is as wide as the diameter, 2 × {radius} = {2 * radius}.",
            f"{2 * radius} × {high} = {2 * radius * high} square centimeters.",
        ),
        {"radius-for-diameter": radius * high},
        diagram=Solid("cylinder", f"{radius} cm", f"{high} cm"),
    )


def _cut_of_a_cone(chance: Chance) -> Draft:
    radius, high = chance.between(2, 9), chance.between(3, 15)
    high += radius * high % 2
    return number(
        f"A cone has a radius of {radius} cm and a height of {high} cm. It is cut straight down through its "
        "tip "
        "and the center of its circle. How many square centimeters is the area of the cut?",
        radius * high,
        (
            "Which shape is the cut? How wide is it at the bottom?",
            "It is a triangle with the diameter as base.",
        ),
        (
            f"The cut is a triangle. Its base is the diameter, 2 × {radius} = {2 * radius}.",
            f"{2 * radius} × {high} ÷ 2 = {radius * high} square centimeters.",
        ),
        {"not-halved": 2 * radius * high, "radius-for-diameter": radius * high // 2},
        diagram=Solid("cone", f"{radius} cm", f"{high} cm"),
    )


def _cut_of_a_pyramid(chance: Chance) -> Draft:
    half, high = chance.between(2, 12), chance.between(4, 20)
    return number(
        f"A square pyramid is {2 * high} cm high. Its base has edges of {2 * half} cm. It is cut parallel to "
        "the "
        "base, halfway up. How many square centimeters is the area of the cut?",
        half * half,
        ("Which shape is the cut? Is it as large as the base?", "Halfway up, its edges are half as long."),
        (
            f"The cut is a square. Halfway up its edges are half as long: {2 * half} ÷ 2 = {half}.",
            f"{half} × {half} = {half * half} square centimeters.",
        ),
        {"face-for-cut": 4 * half * half},
        diagram=Solid("square pyramid", f"{2 * half} cm", f"{2 * high} cm"),
    )
