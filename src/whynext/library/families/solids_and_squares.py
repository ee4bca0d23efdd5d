"""Families for the faces of solids and for rectangles that are cut into squares."""

from __future__ import annotations

from whynext.library.diagrams import Array, Polygon, Prism
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import NAMES, count

NAMED = {
    "sees-only-the-front": "Counts only what can be seen of a solid in its drawing.",
    "edges-for-corners": "Mixes up the faces, edges and corners of a solid.",
    "goes-by-one-face": "Names a solid after one kind of its faces.",
    "one-row-only": "Counts the squares of one row and not of all rows.",
    "row-and-column-only": "Adds the squares of one row and one column.",
}

_OF_A_BOX = {"faces": (6, 3), "edges": (12, 9), "corners": (8, 7)}
_MIXED = {"faces": "corners", "edges": "corners", "corners": "edges"}
_BOXES = ((2, 2, 2), (4, 2, 3), (3, 2, 1), (5, 2, 2), (2, 2, 4), (4, 3, 1), (3, 3, 5), (6, 2, 3), (2, 3, 3))
_THINGS = (("box", "boxes"), ("toy block", "toy blocks"), ("brick", "bricks"), ("gift box", "gift boxes"))
_STICKS = ("stick", "sticks")
_BALLS = ("clay ball", "clay balls")
_LOOK = {
    "faces": "Count top and bottom, front and back, left and right.",
    "edges": "Count 4 around the top, 4 around the bottom, and 4 that stand up.",
    "corners": "Count 4 at the top and 4 at the bottom.",
}


@family(
    "faces-edges-corners",
    skill="faces-of-solids",
    title="Count faces, edges and corners, and name solids by their faces",
    grade=2,
    levels=("one box", "which solid has these faces", "solids in all and solids of sticks"),
    plants={
        "sees-only-the-front": "Some are hidden at the back. Count those as well.",
        "edges-for-corners": "Faces are flat, edges are lines, and corners are points. Which is asked for?",
        "goes-by-one-face": "Look at all of the faces, not at one kind only.",
        "one-of-each": "There is more than one solid. Each one has as many.",
        "gives-one-amount": "That is how many are needed in all. How many are there already?",
    },
)
def faces_edges_corners(chance: Chance, level: int) -> Draft:
    """Ask for the faces, edges or corners of boxes, or for the solid that has some faces."""
    name = chance.pick(NAMES)
    if level == 2:
        return _solid_of_faces(chance, name)
    part = chance.pick(("faces", "edges", "corners"))
    many, seen = _OF_A_BOX[part]
    if level == 1:
        one = chance.pick(_THINGS)[0]
        return number(
            f"{name} has a {one} like this. How many {part} does it have?",
            many,
            (f"Some {part} are hidden at the back.", _LOOK[part]),
            (_LOOK[part], f"It has {many} {part} in all."),
            {"sees-only-the-front": seen, "edges-for-corners": _OF_A_BOX[_MIXED[part]][0]},
            diagram=Prism(*chance.pick(_BOXES)),
        )
    if chance.below(2):
        return _of_sticks(chance, name)
    thing = chance.pick(_THINGS)
    things = chance.between(2, 4)
    return number(
        f"{name} has {count(things, thing)}. How many {part} do they have in all?",
        things * many,
        (f"How many {part} does one {thing[0]} have?", f"One has {many}. There are {things} of them."),
        (
            f"Each {thing[0]} has {many} {part}.",
            f"{' + '.join([str(many)] * things)} = {things * many} {part}.",
        ),
        {
            "one-of-each": many,
            "sees-only-the-front": things * seen,
            "edges-for-corners": things * _OF_A_BOX[_MIXED[part]][0],
        },
    )


def _of_sticks(chance: Chance, name: str) -> Draft:
    """Ask what is left of sticks or balls after boxes are built, or how many are missing."""
    noun, part, each = chance.pick(((_STICKS, "edge", 12), (_BALLS, "corner", 8)))
    has = chance.between(1, each - 2)
    other = 8 if each == 12 else 12
    return number(
        f"{name} builds a box of sticks and clay balls. A stick is an edge, and a clay ball is a corner. "
        f"{name} has {count(has, noun)}. How many more {noun[1]} are needed?",
        each - has,
        (f"How many {part}s does a box have?", f"A box has {each} {part}s, so it takes {each} {noun[1]}."),
        (f"A box has {each} {part}s.", f"{each} − {has} = {each - has} {noun[0 if each - has == 1 else 1]}."),
        {"gives-one-amount": each, **({"edges-for-corners": other - has} if other > has else {})},
    )


_FACES: tuple[tuple[str, str, str, str], ...] = (
    ("cube", "6 faces that are squares", "long box", "All of its faces are squares."),
    ("cylinder", "2 flat faces that are round", "cone", "A cone has only 1 flat face."),
    ("cone", "1 flat face that is round", "cylinder", "A cylinder has 2 flat faces."),
    (
        "pyramid",
        "1 face that is a square and 4 that are triangles",
        "cube",
        "All faces of a cube are squares.",
    ),
    (
        "triangular prism",
        "2 faces that are triangles and 3 that are rectangles",
        "pyramid",
        "A pyramid comes to a point at the top.",
    ),
    (
        "long box",
        "2 faces that are squares and 4 that are long rectangles",
        "cube",
        "All faces of a cube are squares.",
    ),
)


def _solid_of_faces(chance: Chance, name: str) -> Draft:
    at = chance.below(len(_FACES))
    solid, faces, near, why = _FACES[at]
    others = chance.sample([each[0] for each in _FACES if each[0] not in (solid, near)], 2)
    told = chance.pick(
        (
            f"{name} has a solid with {faces}. What is it?",
            f"{name} draws around the flat faces of a solid: {faces}. What is the solid?",
            f"A solid at school has {faces}. {name} wants to name it. Which solid is it?",
        )
    )
    return choice(
        told,
        solid,
        [
            Choice(near, why, "goes-by-one-face"),
            *[Choice(each, f"A {each} has {_faces_of(each)}.") for each in others],
        ],
        ("Think of the shape of each face.", "How many faces of each shape does it have?"),
        (f"The solid has {faces}.", f"That is a {solid}."),
        why=f"Yes. A {solid} has {faces}.",
    )


def _faces_of(solid: str) -> str:
    return next(faces for name, faces, *_ in _FACES if name == solid)


_CUT = (
    "pan of corn bread", "sheet of paper", "chocolate bar", "piece of cloth", "slab of clay", "sheet of felt",
    "flat bread",
)  # fmt: skip


@family(
    "squares-in-a-rectangle",
    skill="tile-a-rectangle",
    title="Count the equal squares of a rectangle",
    grade=2,
    levels=("all squares are drawn", "one row and one column are drawn", "rows and columns are told"),
    plants={
        "one-row-only": "That is one row. How many rows are there?",
        "row-and-column-only": "You added one row and one column. Fill in the squares of every row.",
    },
)
def squares_in_a_rectangle(chance: Chance, level: int) -> Draft:
    """Ask for the number of squares that fill a rectangle."""
    rows, columns = chance.between(2, 5), chance.between(2, 5)
    name = chance.pick(NAMES)
    thing = chance.pick(_CUT)
    total = rows * columns
    sums = " + ".join([str(columns)] * rows)
    steps = (f"There are {rows} rows of {columns} squares.", f"{sums} = {total} squares.")
    slips = {"one-row-only": columns, "row-and-column-only": rows + columns}
    if level == 1:
        return number(
            f"{name} cuts a {thing} into equal squares like this. How many squares are there?",
            total,
            (
                "Count the squares in one row.",
                f"Each row has {columns} squares. Add {columns} for every row.",
            ),
            steps,
            slips,
            diagram=Array(rows, columns, "square"),
        )
    if level == 2:
        return number(
            f"{name} begins to cut a {thing} into equal squares: the first row and column are done. "
            "How many squares are there when all is cut?",
            total,
            (
                "Every row gets as many squares as the first row.",
                f"The first row has {columns} squares. The first column shows {rows} rows.",
            ),
            steps,
            slips,
            picture=(
                f"A rectangle. The first row from left to right: {', '.join(['square'] * columns)}. "
                f"The first column from top to bottom: {', '.join(['square'] * rows)}."
            ),
            diagram=Polygon(((0, 0), (columns, 0), (columns, rows), (0, rows)), inside=_begun(rows, columns)),
        )
    if chance.below(2):
        return number(
            f"{name} cuts a {thing} into {rows} rows of equal squares. There are {columns} squares in "
            "each row. How many squares are there?",
            total,
            ("Draw the rows. How many squares are in each?", f"Add {columns} once for every row."),
            steps,
            slips,
        )
    return number(
        f"{name} cuts a {thing} into {total} equal squares. They lie in {rows} equal rows. How many squares "
        "are in each row?",
        columns,
        (f"Share {total} squares into {rows} rows.", f"Which number added {rows} times makes {total}?"),
        (f"{sums} = {total}.", f"So each row has {columns} squares."),
        {"row-and-column-only": total - rows},
    )


def _begun(rows: int, columns: int) -> tuple[tuple[int, int, int, int, str], ...]:
    """Return the lines of the first row, which is at the top, and of the first column."""
    up = tuple([(column, rows - 1, column, rows, "") for column in range(1, columns)])
    across = tuple([(0, row, 1, row, "") for row in range(1, rows - 1)])
    return (*up, (0, rows - 1, columns, rows - 1, ""), *across, (1, 0, 1, rows - 1, ""))
