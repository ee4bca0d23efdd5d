"""Families for figures that slide, are reflected, or are made larger and smaller."""

from __future__ import annotations

from whynext.library.diagrams import Plane
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number
from whynext.library.families.words import lowest, signed

NAMED = {
    "both-signs-changed": "Changes both signs in a reflection, which is half a turn.",
    "one-corner-checked": "Checks a move with one corner of a figure only.",
    "move-changes-size": "Thinks that a slide or a reflection changes lengths or angles.",
    "grows-for-shrinks": "Divides by the factor of a dilation where it multiplies.",
    "one-coordinate-only": "Multiplies one coordinate and leaves the other as it is.",
    "angle-grows": "Thinks that angles grow and shrink with the sides.",
}

Point = tuple[int, int]

_FIGURES: tuple[tuple[Point, Point, Point], ...] = (
    ((0, 0), (3, 0), (0, 2)), ((0, 0), (4, 1), (1, 3)), ((0, 0), (2, 3), (3, 1)), ((0, 0), (1, 4), (3, 0)),
    ((0, 0), (4, 0), (3, 2)), ((0, 1), (3, 0), (2, 3)), ((0, 0), (0, 3), (4, 1)), ((0, 2), (3, 3), (4, 0)),
)  # fmt: skip
_WIDE = (-10, 10, 1)


def _told(point: Point) -> str:
    return f"({signed(point[0])}, {signed(point[1])})"


def _triangle(chance: Chance) -> tuple[Point, Point, Point]:
    """Return a triangle that lies to one side of both axes."""
    first, second, third = chance.pick(_FIGURES)
    right, up = chance.between(1, 4), chance.between(1, 4)
    turn, flip = chance.pick((1, -1)), chance.pick((1, -1))
    return (
        (turn * (first[0] + right), flip * (first[1] + up)),
        (turn * (second[0] + right), flip * (second[1] + up)),
        (turn * (third[0] + right), flip * (third[1] + up)),
    )


def _on_a_grid(corners: tuple[Point, Point, Point]) -> Plane:
    a, b, c = corners
    return Plane(
        _WIDE,
        _WIDE,
        points=((*a, "A"), (*b, "B"), (*c, "C")),
        segments=((*a, *b), (*b, *c), (*c, *a)),
    )


def _corners(corners: tuple[Point, Point, Point], prime: str = "") -> str:
    a, b, c = (_told(each) for each in corners)
    return f"A{prime} {a}, B{prime} {b} and C{prime} {c}"


def _steps(chance: Chance, start: int) -> int:
    """Return steps of a slide that stay on the grid: few away from the origin, more toward it."""
    away = 1 if start > 0 else -1
    return -away * chance.between(2, 7) if chance.below(3) else away * chance.between(1, 2)


def _slide(across: int, up: int) -> str:
    return (
        f"{abs(across)} to the {'right' if across > 0 else 'left'} and {abs(up)} {'up' if up > 0 else 'down'}"
    )


@family(
    "slide-or-reflect-a-figure",
    skill="slide-and-reflect",
    title="Give the points of a figure after a slide or a reflection",
    grade=8,
    levels=("a slide", "a reflection in an axis", "two moves, which move, and what stays the same"),
    plants={
        "coordinates-swapped": "Right and left change x. Up and down change y.",
        "sign-of-coordinate": "Check the direction: right and up add, left and down take away.",
        "reflects-in-other-axis": "In the y-axis, left and right trade places. In the x-axis, up and down "
        "do.",
        "both-signs-changed": "A reflection in an axis changes one sign only. Two of them make half a turn.",
        "one-corner-checked": "That fits corner A. Check B and C too.",
        "move-changes-size": "Trace the figure and move the paper: nothing on it changes.",
        "stops-after-first-step": "That is where it is after the first move. There is one more.",
    },
)
def slide_or_reflect_a_figure(chance: Chance, level: int) -> Draft:
    """Ask for the image of a corner, for the move, or for what stays the same."""
    if level == 1:
        return _after_a_slide(chance)
    if level == 2:
        return _after_a_reflection(chance)
    return chance.pick((_after_two_moves, _which_move, _stays_the_same))(chance)


def _after_a_slide(chance: Chance) -> Draft:
    corners, at = _triangle(chance), chance.below(3)
    (x, y), name = corners[at], "ABC"[at]
    across, up = _steps(chance, x), _steps(chance, y)
    if across == up:
        up = (1 if y > 0 else -1) * (-3 if (up > 0) == (y > 0) else 1)
    right = (x + across, y + up)
    rule = f"x {'+' if across > 0 else '−'} {abs(across)} and y {'+' if up > 0 else '−'} {abs(up)}"
    return choice(
        f"Triangle ABC has the corners {_corners(corners)}. It slides {_slide(across, up)}. Where is the "
        f"image of {name}?",
        _told(right),
        [
            Choice(_told((x + up, y + across)), "x goes across, y goes up and down.", "coordinates-swapped"),
            Choice(_told((x - across, y - up)), "Check the directions.", "sign-of-coordinate"),
            Choice(_told((x - across, y + up)), "Check the direction of x.", "sign-of-coordinate"),
        ],
        ("What does the slide do to x, and what to y?", f"Each corner goes to {rule}."),
        (
            f"Each corner goes to {rule}.",
            f"{name} {_told((x, y))} goes to {_told(right)}.",
        ),
        why=f"Each corner goes to {rule}.",
        diagram=_on_a_grid(corners),
    )


def _reflected(point: Point, axis: str) -> Point:
    return (-point[0], point[1]) if axis == "y" else (point[0], -point[1])


def _after_a_reflection(chance: Chance) -> Draft:
    corners, at, axis = _triangle(chance), chance.below(3), chance.pick(("x", "y"))
    (x, y), name = corners[at], "ABC"[at]
    right = _reflected((x, y), axis)
    kept = "y" if axis == "y" else "x"
    changed = "x" if axis == "y" else "y"
    rule = f"In the {axis}-axis, {kept} stays and {changed} changes its sign."
    return choice(
        f"Triangle ABC has the corners {_corners(corners)}. It is reflected in the {axis}-axis. "
        f"Where is the image of {name}?",
        _told(right),
        [
            Choice(_told(_reflected((x, y), changed)), "That is the other axis.", "reflects-in-other-axis"),
            Choice(_told((-x, -y)), "One coordinate stays.", "both-signs-changed"),
            Choice(
                _told((y, x)), "x goes across, y goes up and down.", "coordinates-swapped" if x != y else ""
            ),
        ],
        (f"Fold the paper along the {axis}-axis. Where does {name} land?", rule),
        (rule, f"{name} {_told((x, y))} goes to {_told(right)}."),
        why=rule,
        diagram=_on_a_grid(corners),
    )


def _after_two_moves(chance: Chance) -> Draft:
    corners, at, axis = _triangle(chance), chance.below(3), chance.pick(("x", "y"))
    (x, y), name = corners[at], "ABC"[at]
    half = _reflected((x, y), axis)
    across, up = _steps(chance, half[0]), _steps(chance, half[1])
    other = _reflected((x, y), "x" if axis == "y" else "y")
    right = (half[0] + across, half[1] + up)
    return choice(
        f"Triangle ABC has the corners {_corners(corners)}. It is reflected in the {axis}-axis, and then it "
        "slides "
        f"{_slide(across, up)}. Where is the image of {name}?",
        _told(right),
        [
            Choice(_told(half), "There is one more move.", "stops-after-first-step"),
            Choice(
                _told((other[0] + across, other[1] + up)), "Check the reflection.", "reflects-in-other-axis"
            ),
            Choice(_told((half[0] - across, half[1] - up)), "Check the slide.", "sign-of-coordinate"),
        ],
        (
            f"One move at a time: where is {name} after the reflection?",
            f"After the reflection it is at {_told(half)}. Now slide.",
        ),
        (
            f"The reflection takes {name} {_told((x, y))} to {_told(half)}.",
            f"The slide takes it on to {_told(right)}.",
        ),
        why=f"The reflection leads to {_told(half)}, and the slide goes on from there.",
        diagram=_on_a_grid(corners),
    )


_IN_X, _IN_Y = "a reflection in the x-axis", "a reflection in the y-axis"


def _which_move(chance: Chance) -> Draft:
    corners, kind = _triangle(chance), chance.below(3)
    (x, y) = corners[0]
    across, up = _steps(chance, x), _steps(chance, y)
    if kind == 2:
        images = tuple([(px + across, py + up) for px, py in corners])
        right = f"a slide {_slide(across, up)}"
        why = "Each corner moves by the same steps across and up."
        wrong = [
            Choice(f"a slide {_slide(-across, -up)}", "Check the directions.", "sign-of-coordinate"),
            Choice(_IN_X, "Only the sign of y would change."),
            Choice(_IN_Y, "Only the sign of x would change."),
        ]
    else:
        axis = "yx"[kind]
        images = tuple([_reflected(each, axis) for each in corners])
        right, other = (_IN_Y, _IN_X) if axis == "y" else (_IN_X, _IN_Y)
        why = f"Each corner keeps its {axis}, and the other coordinate changes its sign."
        step = f"{2 * abs(x if axis == 'y' else y)}"
        way = ("left" if x > 0 else "right") if axis == "y" else ("down" if y > 0 else "up")
        wrong = [
            Choice(other, "Look at which coordinate stays.", "reflects-in-other-axis"),
            Choice(
                f"a slide {step} {'to the ' if axis == 'y' else ''}{way}",
                "It fits A. Does it fit B and C?",
                "one-corner-checked",
            ),
            Choice("half a turn about (0, 0)", "Both signs would change.", "both-signs-changed"),
        ]
    return choice(
        f"Triangle ABC has the corners {_corners(corners)}. Its image has the corners "
        f"{_corners((images[0], images[1], images[2]), '′')}. Which move was it?",
        right,
        wrong,
        ("Compare A with A′, B with B′ and C with C′. What happened to x and to y?", why),
        (why, f"So it was {right}."),
        why=why,
        diagram=_on_a_grid(corners),
    )


def _stays_the_same(chance: Chance) -> Draft:
    long, wide = chance.between(3, 15), chance.between(20, 85)
    move = chance.pick(
        (
            "slides 4 to the left",
            "slides 3 up",
            "is reflected in the x-axis",
            "is reflected in the y-axis",
            "is reflected in the y-axis and then slides 2 down",
        )
    )
    more = long + chance.between(1, 4)
    return choice(
        f"In triangle ABC the side AB is {long} cm long, and the angle at C is {wide}°. The triangle {move}. "
        "What is "
        "true of its image A′B′C′?",
        f"A′B′ is {long} cm long, and the angle at C′ is {wide}°.",
        [
            Choice(
                f"A′B′ is {long} cm long, and the angle at C′ is {180 - wide}°.",
                "Angles stay as they are.",
                "move-changes-size",
            ),
            Choice(
                f"A′B′ is {more} cm long, and the angle at C′ is {wide}°.",
                "Lengths stay as they are.",
                "move-changes-size",
            ),
            Choice("Nobody can tell without the coordinates.", "This holds wherever the triangle lies."),
        ],
        (
            "Imagine the triangle cut out of paper. What can change when you move it?",
            "Only its place changes.",
        ),
        (
            "Slides and reflections keep all lengths and angles. Only the place changes.",
            f"So A′B′ is {long} cm and the angle at C′ is {wide}°.",
        ),
        why="Slides and reflections keep all lengths and angles.",
    )


_FACTORS = ((3, 2), (1, 2), (2, 3), (5, 2), (1, 3), (4, 3), (3, 4), (1, 4), (5, 3), (2, 5), (5, 4), (3, 5))


@family(
    "enlarge-or-shrink-a-figure",
    skill="dilations",
    title="Find points, lengths and factors of dilations",
    grade=8,
    levels=("the image of a point", "lengths and angles", "the factor"),
    plants={
        "additive-ratio": "A dilation multiplies. It does not add.",
        "grows-for-shrinks": "With a factor above 1 the figure grows. Below 1 it shrinks.",
        "one-coordinate-only": "Both coordinates are multiplied by the factor.",
        "angle-grows": "The shape stays the same, so the angles do too. Only lengths change.",
        "rate-upside-down": "Divide the new length by the old one.",
    },
)
def enlarge_or_shrink_a_figure(chance: Chance, level: int) -> Draft:
    """Ask for a point, a length, an angle or the factor of a dilation."""
    if level == 1:
        return _dilated_point(chance)
    if level == 2:
        return _dilated_angle(chance) if chance.below(3) == 0 else _dilated_length(chance)
    return _factor_of_points(chance) if chance.below(2) else _factor_of_lengths(chance)


def _dilated_point(chance: Chance) -> Draft:
    shrinks = chance.below(2) == 1
    by = chance.between(2, 4)
    i, j = chance.sample((1, 2, 3, 4, 5), 2)
    small = (i * chance.pick((1, -1)), j * chance.pick((1, -1)))
    large = (by * small[0], by * small[1])
    start, end = (large, small) if shrinks else (small, large)
    factor = f"1/{by}" if shrinks else str(by)
    step = -by if shrinks else by
    further = (by * start[0], by * start[1])
    wrong = [
        Choice(_told((start[0] + step, start[1] + step)), "Multiply, do not add.", "additive-ratio"),
        Choice(_told((end[0], start[1])), "Both coordinates change.", "one-coordinate-only"),
        Choice(_told(further), "A factor below 1 makes it smaller.", "grows-for-shrinks")
        if shrinks
        else Choice(_told((-end[0], -end[1])), "The point stays on its side of the origin."),
    ]
    size = max(10, abs(start[0]), abs(start[1]))
    size += size % 2
    return choice(
        f"The point P {_told(start)} is moved by a dilation from (0, 0) with the factor {factor}. Where is "
        "its image?",
        _told(end),
        wrong,
        (
            "How far across and up is the point from (0, 0)? What becomes of these steps?",
            f"Multiply both coordinates by {factor}.",
        ),
        (
            f"x: {factor} × {_in_brackets(start[0])} = {signed(end[0])}. "
            f"y: {factor} × {_in_brackets(start[1])} = {signed(end[1])}.",
            f"The image is {_told(end)}.",
        ),
        why=f"Both coordinates are multiplied by {factor}.",
        diagram=Plane(
            (-size, size, 2 if size > 10 else 1),
            (-size, size, 2 if size > 10 else 1),
            points=((*start, "P"),),
        ),
    )


def _in_brackets(value: int) -> str:
    return str(value) if value >= 0 else f"({signed(value)})"


def _dilated_length(chance: Chance) -> Draft:
    top, bottom = chance.pick(((2, 1), (3, 1), (4, 1), (5, 1), *_FACTORS))
    unit = chance.between(2, 9)
    old, new = bottom * unit, top * unit
    factor = lowest(top, bottom)
    what, of = chance.pick(
        (
            ("Side AB", "side A′B′"),
            ("The longest side", "the longest side"),
            ("The shortest side", "the shortest side"),
            ("The perimeter", "the perimeter"),
        )
    )
    slips: dict[str, int] = {}
    if bottom == 1:
        slips["additive-ratio"] = old + top
    if old * bottom % top == 0:
        slips["grows-for-shrinks"] = old * bottom // top
    return number(
        f"{what} of a triangle is {old} cm. The triangle is dilated from the origin with the factor "
        f"{factor}. "
        f"How many centimeters is {of} in the image?",
        new,
        (
            "Does the figure grow or shrink? Every length changes in the same way.",
            f"Multiply the length by {factor}.",
        ),
        ("A dilation multiplies every length by its factor.", f"{factor} × {old} = {new} cm."),
        slips,
    )


def _dilated_angle(chance: Chance) -> Draft:
    factor, wide = chance.between(2, 5), chance.between(21, 88)
    kind = chance.pick(("triangle", "quadrilateral", "trapezoid", "pentagon"))
    return choice(
        f"An angle of a {kind} is {wide}°. The {kind} is dilated from the origin with the factor {factor}. "
        "How large "
        "is the angle in the image?",
        f"{wide}°",
        [
            Choice(f"{factor * wide}°", "Angles do not grow.", "angle-grows"),
            Choice(f"{wide + factor}°", "Nothing is added to the angle.", "additive-ratio"),
        ],
        ("Think of a photo and a larger print of it. Do corners get wider?", "Only lengths are multiplied."),
        ("A dilation multiplies lengths. The shape stays the same.", f"So the angle is still {wide}°."),
        why="The shape stays the same, and so do its angles.",
    )


def _factor_of_points(chance: Chance) -> Draft:
    top, bottom = chance.pick(_FACTORS)
    i, j = chance.sample((1, 2, 3), 2)
    i, j = i * chance.pick((1, -1)), j * chance.pick((1, -1))
    start, end = (bottom * i, bottom * j), (top * i, top * j)
    return fraction(
        f"A dilation from (0, 0) takes A {_told(start)} to A′ {_told(end)}. What is its factor?",
        lowest(top, bottom),
        (
            "Which number times x gives the new x?",
            "Divide the new coordinate by the old one. Use y to check.",
        ),
        (
            f"x goes from {signed(start[0])} to {signed(end[0])}, and y from {signed(start[1])} to "
            f"{signed(end[1])}.",
            f"New divided by old gives the factor {lowest(top, bottom)} for both.",
        ),
        {"rate-upside-down": lowest(bottom, top), "additive-ratio": abs(end[0] - start[0])},
    )


def _factor_of_lengths(chance: Chance) -> Draft:
    top, bottom = chance.pick(_FACTORS)
    unit = chance.between(2, 8)
    old, new = bottom * unit, top * unit
    what = chance.pick(("Side AB", "The shortest side", "The longest side", "The perimeter"))
    return fraction(
        f"{what} of a triangle is {old} cm. After a dilation it is {new} cm. What is the factor of the "
        "dilation?",
        lowest(top, bottom),
        (
            "Is the factor more or less than 1?",
            "Divide the new length by the old one.",
        ),
        (
            f"New divided by old: {new} ÷ {old}, or {new}/{old}.",
            f"In lowest terms the factor is {lowest(top, bottom)}.",
        ),
        {"rate-upside-down": lowest(bottom, top), "additive-ratio": abs(new - old)},
    )
