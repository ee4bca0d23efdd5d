"""Families for lines of symmetry."""

from __future__ import annotations

from whynext.library.diagrams import Figures, Polygon
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.outlines import HEXAGON, OCTAGON, PENTAGON, TURNS, Corners, turned
from whynext.library.families.words import NAMES

NAMED = {
    "halves-enough": "Takes each line that cuts a figure into two equal parts for a line of symmetry.",
    "upright-only": "Finds only lines of symmetry that are upright.",
    "as-many-as-sides": "Thinks that a shape has as many lines of symmetry as sides.",
}

_LONG: Corners = ((-6, -3), (6, -3), (6, 3), (-6, 3))
_FLAT: Corners = ((-8, -2), (8, -2), (8, 2), (-8, 2))
_SQUARE: Corners = ((-4, -4), (4, -4), (4, 4), (-4, 4))
_RHOMBUS: Corners = ((6, 0), (0, 4), (-6, 0), (0, -4))
_SLANTED: Corners = ((-6, -3), (2, -3), (6, 3), (-2, 3))
_SLANTED_FAR: Corners = ((-8, -2), (4, -2), (8, 2), (-4, 2))
_ROOF: Corners = ((-4, -3), (4, -3), (0, 6))
_LOW_ROOF: Corners = ((-6, -1), (6, -1), (0, 3))
_TRAPEZOID: Corners = ((-6, -2), (6, -2), (2, 2), (-2, 2))
_KITE: Corners = ((4, 0), (0, 2), (-4, 0), (0, -8))
_ARROW: Corners = ((0, 6), (4, 1), (2, 1), (2, -5), (-2, -5), (-2, 1), (-4, 1))
_HOUSE: Corners = ((-4, -4), (4, -4), (4, 2), (0, 6), (-4, 2))
_PLUS: Corners = (
    (-2, -6), (2, -6), (2, -2), (6, -2), (6, 2), (2, 2), (2, 6), (-2, 6), (-2, 2), (-6, 2), (-6, -2),
    (-2, -2),
)  # fmt: skip
_EYE: Corners = (
    (-5, -6), (-3, -6), (-3, -1), (3, -1), (3, -6), (5, -6), (5, 6), (3, 6), (3, 1), (-3, 1), (-3, 6),
    (-5, 6),
)  # fmt: skip
_STEP: Corners = ((-5, -3), (1, -3), (1, 1), (5, 1), (5, 3), (-1, 3), (-1, -1), (-5, -1))
_UNEVEN: Corners = ((0, 0), (8, 0), (2, 5))
_RIGHT: Corners = ((0, 0), (7, 0), (0, 3))
_EVEN: Corners = ((0, 0), (60, 0), (30, 52))

_Line = tuple[int, int, int, int]
# a figure, a line across it, whether it is a line of symmetry, and whether it cuts it into equal parts
_LINES: tuple[tuple[Corners, _Line, bool, bool], ...] = (
    (_LONG, (0, -3, 0, 3), True, True),
    (_LONG, (-6, 0, 6, 0), True, True),
    (_LONG, (-6, -3, 6, 3), False, True),
    (_LONG, (-6, 3, 6, -3), False, True),
    (_FLAT, (-8, -2, 8, 2), False, True),
    (_FLAT, (0, -2, 0, 2), True, True),
    (_LONG, (2, -3, 2, 3), False, False),
    (_SQUARE, (-4, -4, 4, 4), True, True),
    (_SQUARE, (0, -4, 0, 4), True, True),
    (_SQUARE, (-2, -4, 2, 4), False, True),
    (_RHOMBUS, (-6, 0, 6, 0), True, True),
    (_RHOMBUS, (0, -4, 0, 4), True, True),
    (_RHOMBUS, (3, 2, -3, -2), False, True),
    (_SLANTED, (-6, -3, 6, 3), False, True),
    (_SLANTED, (2, -3, -2, 3), False, True),
    (_SLANTED_FAR, (-8, -2, 8, 2), False, True),
    (_SLANTED_FAR, (-2, -2, 2, 2), False, True),
    (_ROOF, (0, -3, 0, 6), True, True),
    (_LOW_ROOF, (0, -1, 0, 3), True, True),
    (_LOW_ROOF, (-3, 1, 3, 1), False, False),
    (_TRAPEZOID, (0, -2, 0, 2), True, True),
    (_TRAPEZOID, (-4, 0, 4, 0), False, False),
    (_KITE, (0, 2, 0, -8), True, True),
    (_KITE, (4, 0, -4, 0), False, False),
    (_ARROW, (0, 6, 0, -5), True, True),
    (_HOUSE, (0, -4, 0, 6), True, True),
    (_STEP, (-5, -3, 5, 3), False, True),
    (_UNEVEN, (4, 0, 2, 5), False, False),
)
# a figure, how it is told, its number of lines, and the number by those that only cut it into equal parts
_COUNTED: tuple[tuple[Corners, str, int, int], ...] = (
    (_LONG, "a rectangle that is longer than it is wide", 2, 4),
    (_FLAT, "a long, narrow rectangle", 2, 4),
    (_SQUARE, "a square", 4, 4),
    (_RHOMBUS, "a shape with four equal sides and no square corner", 2, 4),
    (_SLANTED, "a slanted shape with two long and two short sides in turn, opposite sides parallel", 0, 2),
    (
        _SLANTED_FAR,
        "a very slanted shape with two long and two short sides in turn, opposite sides parallel",
        0,
        2,
    ),
    (_ROOF, "a triangle with two equal sides", 1, 1),
    (_LOW_ROOF, "a wide triangle with two equal sides", 1, 1),
    (_TRAPEZOID, "a shape with a long and a short parallel side and two equal slanted sides", 1, 1),
    (_KITE, "a kite with two short and two long sides", 1, 1),
    (_ARROW, "an arrow with a straight stem", 1, 1),
    (_HOUSE, "a square with an even roof on top", 1, 1),
    (_PLUS, "a plus sign with four equal arms", 4, 4),
    (_EYE, "a block letter H", 2, 2),
    (_STEP, "a block letter Z made of two equal bars that are shifted", 0, 2),
    (_UNEVEN, "a triangle with three different sides", 0, 0),
    (_RIGHT, "a triangle with a square corner and three different sides", 0, 0),
    (_EVEN, "a triangle with three equal sides", 3, 3),
    (HEXAGON, "a hexagon with equal sides and equal angles", 6, 6),
    (PENTAGON, "a pentagon with equal sides and equal angles", 5, 5),
    (OCTAGON, "an octagon with equal sides and equal angles", 8, 8),
)
_MATCH = "Fold it along the line. Both halves must lie on each other exactly."
_FOLDS = "Think of folding it. Both halves must lie on each other exactly."


@family(
    "lines-to-fold",
    skill="lines-of-symmetry",
    title="Find and count lines of symmetry",
    grade=4,
    levels=("one line", "how many lines", "a shape with so many lines"),
    plants={
        "halves-enough": "The parts are equal, but do they lie on each other when you fold along the line?",
        "upright-only": "A line of symmetry can also be slanted or level. Turn the page and look again.",
        "as-many-as-sides": "Try each line: does the fold really match?",
    },
)
def lines_to_fold(chance: Chance, level: int) -> Draft:
    """Ask whether a line is one of symmetry, or how many there are."""
    if level == 1:
        return _is_it_one(chance)
    if level == 3:
        return _which_has(chance)
    corners, told, many, halves = chance.pick(_COUNTED)
    shape = turned(corners, chance.pick(TURNS))
    slips = {"halves-enough": halves, "as-many-as-sides": len(corners), "upright-only": min(1, many)}
    return number(
        f"{chance.pick(NAMES)} cuts out this shape. How many lines of symmetry does it have?",
        many,
        (
            _FOLDS,
            "Try lines through the middle: from corner to corner, from side to side, from corner to side.",
        ),
        (
            "Both halves must match when the shape is folded.",
            f"That works for {_so_many(many)}, so the number is {many}.",
        ),
        slips,
        picture=f"It is {told}.",
        diagram=Polygon(shape),
    )


def _so_many(many: int) -> str:
    return {0: "no line", 1: "one line only"}.get(many, f"{many} lines")


def _is_it_one(chance: Chance) -> Draft:
    corners, (x1, y1, x2, y2), fits, equal = chance.pick(_LINES)
    turn = chance.pick(TURNS)
    shape = turned(corners, turn)
    (start, end) = turned(((x1, y1), (x2, y2)), turn)
    yes, no = "Yes, both halves match.", "No, the halves do not match."
    slip = ("upright-only" if start[0] != end[0] else "") if fits else ("halves-enough" if equal else "")
    seen = next((told for each, told, *_ in _COUNTED if each is corners), "a shape")
    lies = "falls onto the other half" if fits else "does not fall onto the other half"
    return choice(
        f"{chance.pick(NAMES)} wants to fold this shape along the dashed line. Is it a line of symmetry?",
        yes if fits else no,
        [Choice(no if fits else yes, _MATCH, slip)],
        ("Think of a mirror on the dashed line. What do you see in it?", _MATCH),
        (
            "One half is folded over the dashed line.",
            f"It {lies}, so it is {'' if fits else 'not '}a line of symmetry.",
        ),
        why="Yes. One half falls onto the other." if fits else "Right. One half falls beside the other.",
        picture=f"It is {seen}. {_across(corners, (x1, y1, x2, y2), fits or equal)}",
        diagram=Polygon(shape, inside=((*start, *end, ""),)),
    )


def _across(corners: Corners, line: _Line, middle: bool) -> str:
    """Tell where a line goes from and to."""
    ends = ["a corner" if end in corners else "a side" for end in (line[:2], line[2:])]
    where = "through the middle" if middle else "but does not cut it into equal parts"
    return f"A dashed line goes from {ends[0]} to {ends[1]}, {where}."


def _which_has(chance: Chance) -> Draft:
    many = chance.pick((0, 1, 2, 4))
    right = chance.pick([each for each in _COUNTED if each[2] == many])
    near = [each for each in _COUNTED if each[2] != many and many in (each[3], len(each[0]))]
    others = [each for each in _COUNTED if each[2] != many and each not in near]
    picked = chance.sample(near, 1) if near else []
    picked += chance.sample(others, 2 - len(picked))
    shown = chance.shuffled((right, *picked))
    letter = {each[1]: name for each, name in zip(shown, "ABC", strict=True)}
    asked = {0: "no line of symmetry", 1: "exactly one line of symmetry"}.get(
        many, f"exactly {many} lines of symmetry"
    )
    wrong = []
    for each in picked:
        slip = "halves-enough" if each[3] == many else ("as-many-as-sides" if len(each[0]) == many else "")
        wrong.append(
            Choice(f"shape {letter[each[1]]}", f"It folds onto itself along {_so_many(each[2])}.", slip)
        )
    return choice(
        f"Look at the three shapes. Which one has {asked}?",
        f"shape {letter[right[1]]}",
        wrong,
        ("Try different lines for each shape.", _FOLDS),
        (
            f"Shape {letter[right[1]]} folds onto itself along {_so_many(many)}.",
            f"So shape {letter[right[1]]} has {asked}.",
        ),
        why=f"Yes, it has {asked}.",
        diagram=Figures(
            tuple([(turned(each[0], chance.pick(TURNS)),) for each in shown]),
            ("A", "B", "C"),
            tuple([each[1] for each in shown]),
        ),
    )
