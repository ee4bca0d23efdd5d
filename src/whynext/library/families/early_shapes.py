"""Families for the first shapes: names, comparing, and putting together."""

from __future__ import annotations

from whynext.library.diagrams import Circle, Diagram, Figures, Polygon, Prism, Solid
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.outlines import (
    HEXAGON,
    IRREGULAR,
    KITES,
    OCTAGON,
    PARALLELOGRAMS,
    PENTAGON,
    PLAIN_TRIANGLES,
    RECTANGLES,
    RHOMBUSES,
    SQUARE,
    THIN_TRIANGLES,
    TRAPEZOIDS,
    TURNS,
    Corners,
    some,
    turned,
)
from whynext.library.families.words import NAMES, a_or_an, are, count

NAMED = {
    "flat-and-solid-mixed": "Gives a solid the name of a flat shape, or the other way round.",
    "square-for-rectangle": "Calls any shape with four square corners a square.",
    "goes-by-looks": "Goes by how a shape looks or is turned and not by its sides and corners.",
    "more-and-fewer-swapped": "Takes more for fewer, or the other way round.",
    "counts-lines-inside": "Counts the lines that cut a shape and not its parts.",
    "name-of-the-part": "Gives the whole the name of its parts.",
}

_STRETCHED: Corners = ((0, 0), (5, -2), (9, 0), (10, 3), (6, 6), (1, 4))
_PAIRS = (
    ("circle", "circles"), ("triangle", "triangles"), ("square", "squares"), ("rectangle", "rectangles"),
    ("hexagon", "hexagons"), ("side", "sides"), ("corner", "corners"),
)  # fmt: skip
_FLAT: dict[str, tuple[tuple[Corners, ...], str, str]] = {
    "triangle": (PLAIN_TRIANGLES, "side, side, side", "3 sides and 3 corners"),
    "square": (
        (SQUARE,),
        "side, side, side, side, all the same length, with square corners",
        "4 equal sides and only square corners",
    ),
    "rectangle": (
        RECTANGLES,
        "long side, short side, long side, short side, with square corners",
        "4 sides and only square corners",
    ),
    "hexagon": ((HEXAGON, _STRETCHED), "side, side, side, side, side, side", "6 sides and 6 corners"),
    "circle": ((), "round all the way, with no corner", "no corner and no straight side"),
}
_SOLID_OF = {"circle": "ball", "triangle": "cone", "square": "cube", "rectangle": "box", "hexagon": "cube"}
_FLAT_OF = {"ball": "circle", "cone": "triangle", "cube": "square", "cylinder": "rectangle"}
_SOLIDS: dict[str, tuple[Diagram, str, tuple[str, ...]]] = {
    "ball": (
        Solid("sphere", named=False),
        "is round all over and can roll any way",
        ("an orange", "a marble", "a round bead", "a soap bubble", "a globe"),
    ),
    "cone": (
        Solid("cone", named=False),
        "has a round bottom and a point at the top",
        ("a party hat", "the roof of a round tower", "a funnel", "the tip of a pencil", "a pile of sand"),
    ),
    "cylinder": (
        Solid("cylinder", named=False),
        "has a flat round top and bottom, and it can roll",
        ("a can of beans", "a drum", "a candle", "a roll of tape", "a log"),
    ),
    "cube": (
        Prism(2, 2, 2),
        "has square faces all around",
        ("a number die", "a sugar lump", "a toy block", "an ice cube", "a puzzle block"),
    ),
}


@family(
    "name-the-shape",
    skill="name-shapes",
    title="Name a shape",
    grade=0,
    levels=("flat shapes", "find a turned or thin shape", "solid shapes"),
    plants={
        "flat-and-solid-mixed": "Is it flat like paper, or can you hold it all around?",
        "square-for-rectangle": "Look at the sides. Are they all the same length?",
        "goes-by-looks": "Count the sides and look at the corners. It may be turned.",
    },
)
def name_the_shape(chance: Chance, level: int) -> Draft:
    """Show a shape and ask for its name, or name a shape and ask which it is."""
    if level == 2:
        return _find_the_shape(chance)
    if level == 3:
        return _name_the_solid(chance)
    name = chance.pick(("triangle", "square", "rectangle", "hexagon", "rectangle", "triangle", "circle"))
    outlines, told, why = _FLAT[name]
    solid = _SOLID_OF[name]
    others = chance.sample([each for each in _FLAT if each not in (name, "rectangle", "square")], 1)
    wrong = [Choice(others[0], f"{a_or_an(others[0]).capitalize()} has {_FLAT[others[0]][2]}.")]
    if name == "rectangle":
        wrong.append(Choice("square", "Here 2 sides are longer than the others.", "square-for-rectangle"))
    wrong.append(Choice(solid, f"A {solid} is not flat.", "flat-and-solid-mixed"))
    return choice(
        f"{chance.pick(NAMES)} draws this shape. What do we call it?",
        name,
        wrong,
        ("Is it round, or does it have straight sides?", "Count the sides and the corners."),
        (f"The shape has {why}.", f"It is a {name}."),
        why=f"Yes, it has {why}.",
        picture=f"A flat shape: {told}.",
        diagram=Polygon(some(chance, outlines)) if outlines else Circle(),
    )


_NEAR: dict[str, tuple[tuple[Corners, ...], tuple[tuple[tuple[Corners, ...], str, str], ...]]] = {
    "triangle": (
        THIN_TRIANGLES,
        (
            (KITES, "side, side, side, side", "Count its sides. There are 4."),
            (IRREGULAR, "side, side, side, side", "Count its sides. There are 4."),
            ((PENTAGON,), "side, side, side, side, side", "Count its sides. There are 5."),
        ),
    ),
    "square": (
        (SQUARE,),
        (
            (RECTANGLES, _FLAT["rectangle"][1], "Its sides are not all the same length."),
            (
                RHOMBUSES,
                "side, side, side, side, all the same length, with slanted corners",
                "Look at its corners.",
            ),
            (TRAPEZOIDS, "side, side, side, side, with slanted corners", "Look at its corners."),
        ),
    ),
    "rectangle": (
        RECTANGLES,
        (
            (PARALLELOGRAMS, "long side, short side, long side, short side, slanted", "Its corners slant."),
            (TRAPEZOIDS, "side, side, side, side, with slanted corners", "Look at its corners."),
            (PLAIN_TRIANGLES, "side, side, side", "Count its sides. There are 3."),
        ),
    ),
    "hexagon": (
        (_STRETCHED, HEXAGON),
        (
            ((PENTAGON,), "side, side, side, side, side", "Count its sides. There are 5."),
            ((OCTAGON,), "side, side, side, side, side, side, side, side", "Count its sides. There are 8."),
            (RHOMBUSES, "side, side, side, side", "Count its sides. There are 4."),
        ),
    ),
}


def _find_the_shape(chance: Chance) -> Draft:
    name = chance.pick(("triangle", "square", "rectangle", "hexagon"))
    outlines, near = _NEAR[name]
    _, told, why = _FLAT[name]
    first, second = chance.sample(near, 2)
    shown = chance.shuffled(((outlines, told, ""), first, second))
    places = {each[2]: place for place, each in zip("ABC", shown, strict=True)}
    return choice(
        f"Look at the shapes. Which one of them is a {name}?",
        f"shape {places['']}",
        [Choice(f"shape {places[each[2]]}", each[2], "goes-by-looks") for each in (first, second)],
        ("It may be turned or thin. That does not matter.", f"A {name} has {why}."),
        (f"A {name} has {why}.", f"Shape {places['']} is like that."),
        why=f"Yes, it has {why}.",
        diagram=Figures(
            tuple([(some(chance, each[0]),) for each in shown]),
            ("A", "B", "C"),
            tuple([each[1] for each in shown]),
        ),
    )


def _name_the_solid(chance: Chance) -> Draft:
    name = chance.pick(("ball", "cone", "cylinder", "cube"))
    diagram, told, things = _SOLIDS[name]
    flat = _FLAT_OF[name]
    thing = chance.pick(things)
    others = chance.sample([each for each in _SOLIDS if each != name], 1 + chance.below(2))
    return choice(
        f"{thing.capitalize()} looks a lot like this. What do we call a solid like this?",
        name,
        [
            Choice(flat, f"A {flat} is flat. This is not flat.", "flat-and-solid-mixed"),
            *[Choice(each, f"A {each} {_SOLIDS[each][1]}.") for each in others],
        ],
        ("Can it roll? Does it have a point, or flat faces?", f"It {told}."),
        (f"It {told}.", f"That is a {name}."),
        why=f"Yes, it {told}.",
        picture=f"A solid that {told}.",
        diagram=diagram,
    )


_OF_SIDES: dict[int, tuple[tuple[Corners, ...], ...]] = {
    3: (PLAIN_TRIANGLES, THIN_TRIANGLES),
    4: (RECTANGLES, KITES, TRAPEZOIDS, IRREGULAR, PARALLELOGRAMS, (SQUARE,)),
    5: ((PENTAGON,), (((0, 0), (4, 0), (4, 3), (2, 5), (0, 3)),)),
    6: ((HEXAGON,), (_STRETCHED,)),
}
_SAME_SIDES = (
    ((SQUARE,), RECTANGLES, "sides that are all the same length"),
    ((SQUARE,), PARALLELOGRAMS, "square corners"),
    ((SQUARE,), RHOMBUSES, "square corners"),
    (RECTANGLES, PARALLELOGRAMS, "square corners"),
    (RECTANGLES, TRAPEZOIDS, "square corners"),
    (RHOMBUSES, PARALLELOGRAMS, "sides that are all the same length"),
    (RHOMBUSES, IRREGULAR, "sides that are all the same length"),
)
_TOLD_SIDES = {many: ", ".join(["side"] * many) for many in (3, 4, 5, 6)}


@family(
    "compare-two-shapes",
    skill="alike-and-different",
    title="Compare two shapes",
    grade=0,
    levels=("what is the same", "more or fewer sides and corners", "sides and corners of one kind"),
    plants={
        "goes-by-looks": "Count sides and corners of both shapes. It does not matter how they are turned.",
        "more-and-fewer-swapped": "Count the sides of A, and then the sides of B. Which has more?",
    },
)
def compare_two_shapes(chance: Chance, level: int) -> Draft:
    """Show two shapes and ask what is the same or what is not."""
    if level == 3:
        return _one_kind_of_corner(chance)
    first = chance.between(3, 6)
    second = first if level == 1 else chance.pick([each for each in (3, 4, 5, 6) if each != first])
    kinds = chance.sample(_OF_SIDES[first], 2)
    shapes = (
        some(chance, kinds[0]),
        some(chance, kinds[1] if level == 1 else chance.pick(_OF_SIDES[second])),
    )
    part = chance.pick(("sides", "corners"))
    if level == 1:
        other = chance.pick([each for each in (3, 4, 5, 6) if each != first])
        question, right = "Look at A and B. How are the two shapes alike?", f"Both have {first} {part}."
        wrong = [
            Choice(f"Both have {other} {part}.", f"Count the {part} one by one."),
            Choice("They are not alike.", "They look different. Now count their sides.", "goes-by-looks"),
            Choice("Both are round.", "All the sides are straight."),
        ]
        steps = (
            f"A has {first} {part}, and B has {second} {part}.",
            "They look different, but that is the same.",
        )
    else:
        more, fewer = ("A", "B") if first > second else ("B", "A")
        question, right = (
            "Look at A and B. How is one not like the other?",
            f"{more} has more {part} than {fewer}.",
        )
        wrong = [
            Choice(f"{fewer} has more {part} than {more}.", f"Count the {part}.", "more-and-fewer-swapped"),
            Choice("One is only turned.", f"Count the {part} of both shapes.", "goes-by-looks"),
        ]
        steps = (f"A has {first} {part}, and B has {second} {part}.", f"So {more} has more {part}.")
    return choice(
        question,
        right,
        wrong,
        (f"Point to the {part} of A one by one. Then do it for B.", f"A has {first} {part}. And B?"),
        steps,
        why=f"Yes. A has {first} {part}, and B has {second}.",
        diagram=Figures(((shapes[0],), (shapes[1],)), ("A", "B"), (_TOLD_SIDES[first], _TOLD_SIDES[second])),
    )


def _one_kind_of_corner(chance: Chance) -> Draft:
    kind = chance.pick(_SAME_SIDES)
    has, lacks = ("A", "B") if chance.below(2) else ("B", "A")
    shapes = [some(chance, kind[0]), some(chance, kind[1])]
    told = [f"side, side, side, side, with {kind[2]}", f"side, side, side, side, without {kind[2]}"]
    if has == "B":
        shapes, told = shapes[::-1], told[::-1]
    return choice(
        "Look at A and B. How is one not like the other?",
        f"Only {has} has {kind[2]}.",
        [
            Choice(f"Only {lacks} has {kind[2]}.", "Look again at both shapes.", "more-and-fewer-swapped"),
            Choice(
                "They have different numbers of corners.",
                "Count them. There are 4 each time.",
                "goes-by-looks",
            ),
            Choice(f"Only {has} has straight sides.", "Both shapes have straight sides."),
        ],
        (
            "Count first. Is the number of sides the same?",
            "Both have 4. Now look at the corners and how long the sides are.",
        ),
        ("Both shapes have 4 sides and 4 corners.", f"Only {has} has {kind[2]}."),
        why=f"Yes. Both have 4 sides, but {lacks} does not have {kind[2]}.",
        diagram=Figures(((shapes[0],), (shapes[1],)), ("A", "B"), (told[0], told[1])),
    )


Cut = tuple[tuple[int, int, int, int, str], ...]


def _strip_of_triangles(many: int) -> tuple[Corners, Cut]:
    """Return triangles side by side in a row: what is around them, and the lines between."""
    points = [(15 * at, 26 * (at % 2)) for at in range(many + 2)]
    cut = tuple([(*points[at], *points[at + 1], "") for at in range(1, many)])
    last_even, last_odd = many + many % 2, many + 1 - many % 2
    return (points[0], points[last_even], points[last_odd], points[1]), cut


def _block_of_squares(rows: int, columns: int) -> tuple[Corners, Cut]:
    across = [(0, row, columns, row, "") for row in range(1, rows)]
    up = [(column, 0, column, rows, "") for column in range(1, columns)]
    return ((0, 0), (columns, 0), (columns, rows), (0, rows)), (*across, *up)


def _from_the_middle(corners: Corners) -> tuple[Corners, Cut]:
    return corners, tuple([(0, 0, *corner, "") for corner in corners])


_DIAMOND: Corners = ((2, 0), (0, 2), (-2, 0), (0, -2))
_MADE: tuple[tuple[str, int, tuple[Corners, Cut], str], ...] = (
    *[("triangle", many, _strip_of_triangles(many), "") for many in (2, 4, 5, 6, 7, 8)],
    ("triangle", 3, _strip_of_triangles(3), "trapezoid"),
    *[("square", many, _block_of_squares(1, many), "rectangle") for many in (2, 3, 4, 5, 6)],
    ("square", 4, _block_of_squares(2, 2), "square"),
    ("square", 6, _block_of_squares(2, 3), "rectangle"),
    ("square", 8, _block_of_squares(2, 4), "rectangle"),
    ("square", 9, _block_of_squares(3, 3), "square"),
    ("triangle", 6, _from_the_middle(HEXAGON), "hexagon"),
    ("triangle", 4, _from_the_middle(_DIAMOND), "square"),
    ("triangle", 2, (SQUARE, ((0, 0, 2, 2, ""),)), "square"),
    ("triangle", 2, (((0, 0), (5, 0), (5, 2), (0, 2)), ((0, 0, 5, 2, ""),)), "rectangle"),
    ("triangle", 2, (((0, 0), (6, 0), (3, 5)), ((3, 0, 3, 5, ""),)), "triangle"),
    (
        "triangle",
        4,
        (((0, 0), (60, 0), (30, 52)), ((30, 0, 15, 26, ""), (30, 0, 45, 26, ""), (15, 26, 45, 26, ""))),
        "triangle",
    ),
    ("rectangle", 2, (((0, 0), (6, 0), (6, 4), (0, 4)), ((0, 2, 6, 2, ""),)), "rectangle"),
    ("rectangle", 2, (((0, 0), (4, 0), (4, 4), (0, 4)), ((0, 2, 4, 2, ""),)), "square"),
    ("rectangle", 3, (((0, 0), (6, 0), (6, 6), (0, 6)), ((0, 2, 6, 2, ""), (0, 4, 6, 4, ""))), "square"),
)
_WITH_A_NAME = tuple(each for each in _MADE if each[3])
_TURNS = TURNS[:12]


@family(
    "put-shapes-together",
    skill="join-shapes",
    title="Find the parts of a shape, or the shape that parts make",
    grade=1,
    levels=("how many parts", "the name of the whole", "two kinds of parts"),
    plants={
        "counts-lines-inside": "You counted the lines. Count the parts between them.",
        "name-of-the-part": "That is the name of one part. What do they make together?",
        "one-of-each": "There may be more than one of a kind. Count each kind.",
    },
)
def put_shapes_together(chance: Chance, level: int) -> Draft:
    """Show a shape made of parts."""
    name = chance.pick(NAMES)
    if level == 3:
        return _two_kinds(chance, name)
    part, many, (around, cut), whole = chance.pick(_MADE if level == 1 else _WITH_A_NAME)
    turn = chance.pick(_TURNS)
    ends = [turned(((x1, y1), (x2, y2)), turn) for x1, y1, x2, y2, _ in cut]
    diagram = Polygon(turned(around, turn), inside=tuple([(*start, *end, "") for start, end in ends]))
    if level == 1:
        return number(
            f"{name} makes this shape out of small {part}s. How many of them are there?",
            many,
            ("Count the small parts, not the lines.", "Touch each small part once and count."),
            (f"Count each {part} once.", f"The shape is made of {many} {part}s."),
            {"counts-lines-inside": len(cut)},
            diagram=diagram,
        )
    # neither a rectangle nor a trapezoid is offered for a square, nor a trapezoid for a rectangle
    others = [each for each in ("hexagon", "circle", "triangle", "pentagon") if each not in (part, whole)]
    wrong = [Choice(each, "Count the sides of the whole shape.") for each in chance.sample(others, 2)]
    if part != whole and (part, whole) != ("rectangle", "square"):
        wrong.insert(0, Choice(part, "That is one of the parts.", "name-of-the-part"))
    seen = _SEEN[whole]
    return choice(
        f"{name} puts {count(many, (part, f'{part}s'))} together like this. Which shape do they make?",
        whole,
        wrong,
        ("Look only at the line around the whole.", f"The whole has {seen}."),
        (f"The whole has {seen}.", f"Together they make a {whole}."),
        why=f"Yes, the whole has {seen}.",
        picture=f"{many} {part}s put together. The whole has {seen}.",
        diagram=diagram,
    )


_SEEN = {
    "triangle": "3 straight sides",
    "square": "4 equal sides and only square corners",
    "rectangle": "only square corners, and 2 sides are longer",
    "hexagon": "6 straight sides",
    "trapezoid": "4 straight sides, and 1 of them is longer",
}


def _two_kinds(chance: Chance, name: str) -> Draft:
    """Draw a row of squares with triangles on top and at the ends."""
    squares = chance.between(1, 4)
    roofs = [chance.below(2) for _ in range(squares)]
    left, right = chance.below(2), 1 if not any(roofs) else chance.below(2)
    around: list[tuple[int, int]] = [(0, 0), (2 * squares, 0)]
    cut = [(2 * at, 0, 2 * at, 2, "") for at in range(1 - left, squares + right) if 0 <= at <= squares]
    if right:
        around.append((2 * squares + 2, 1))
    around.append((2 * squares, 2))
    for at in range(squares - 1, -1, -1):
        if roofs[at]:
            around.append((2 * at + 1, 4))
            cut.append((2 * at, 2, 2 * at + 2, 2, ""))
        around.append((2 * at, 2))
    if left:
        around.append((-2, 1))
    triangles = sum(roofs) + left + right
    right_answer = _both(squares, triangles)
    wrong = [
        Choice(_both(1, 1), "Count how many there are of each kind.", "one-of-each"),
        Choice(_both(squares + 1, triangles), "Count the squares once more."),
        Choice(_both(squares, triangles + 1), "Count the triangles once more."),
    ]
    return choice(
        f"{name} makes this shape. Which parts is it made of?",
        right_answer,
        [each for each in wrong if each.text != right_answer],
        (
            "First count the parts with 4 sides, then those with 3.",
            f"There {are(squares)} {count(squares, _PAIRS[2])}. How many triangles do you see?",
        ),
        (
            f"There {are(squares)} {count(squares, _PAIRS[2])}.",
            f"There {are(triangles)} {count(triangles, _PAIRS[1])}, so it is {right_answer}.",
        ),
        picture=(
            f"Squares in a row: {', '.join(['square'] * squares)}. "
            f"Triangles that touch them: {', '.join(['triangle'] * triangles)}."
        ),
        diagram=Polygon(tuple(around), inside=tuple(cut)),
    )


def _both(squares: int, triangles: int) -> str:
    return f"{count(squares, _PAIRS[2])} and {count(triangles, _PAIRS[1])}"
