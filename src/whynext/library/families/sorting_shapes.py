"""Families for sorting four-sided shapes and triangles, and for families of shapes within others."""

from __future__ import annotations

from collections.abc import Mapping

from whynext.library.diagrams import Figures, Polygon
from whynext.library.diagrams.wording import joined
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family
from whynext.library.families.outlines import (
    IRREGULAR,
    KITES,
    PARALLELOGRAMS,
    RECTANGLES,
    RHOMBUSES,
    SQUARE,
    TRAPEZOIDS,
    TURNS,
    Corners,
    some,
    turned,
)
from whynext.library.families.words import NAMES, a_or_an
from whynext.library.item import Kind

NAMED = {
    "one-property-enough": "Goes by one property of a shape and forgets the other.",
    "one-name-only": "Thinks that a shape has one name only, so that a square is no rectangle.",
    "equal-pair-not-seen": "Does not see that two sides of a triangle are equal, or takes two for three.",
    "one-acute-enough": "Calls a triangle acute because one of its angles is acute.",
    "hierarchy-reversed": "Turns it round: thinks that what is true of a kind is true of the larger family.",
    "own-property-only": "Gives a kind of shape its own property only and not those of its families.",
}

_OUTLINES: dict[str, tuple[tuple[Corners, ...], str]] = {
    "square": ((SQUARE,), "four sides of one length, with square corners"),
    "rectangle": (RECTANGLES, "two long and two short sides in turn, with square corners"),
    "rhombus": (RHOMBUSES, "four sides of one length, without square corners"),
    "parallelogram": (
        PARALLELOGRAMS,
        "two long and two short sides in turn, opposite ones parallel, slanted",
    ),
    "trapezoid": (TRAPEZOIDS, "four sides, and only one pair of them is parallel"),
    "kite": (KITES, "two short sides next to each other and two long sides next to each other"),
    "irregular": (IRREGULAR, "four sides of different lengths, none of them parallel"),
}
_RULE = {
    "square": "four equal sides and only square corners",
    "rectangle": "only square corners",
    "rhombus": "four equal sides",
    "parallelogram": "two pairs of parallel sides",
    "quadrilateral": "four straight sides",
}
# for each name: what it is confused with by one property, and what it clearly is not
_CONFUSED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "square": (("rhombus", "rectangle"), ("trapezoid", "kite", "irregular", "parallelogram")),
    "rectangle": (("parallelogram",), ("trapezoid", "kite", "irregular", "rhombus")),
    "rhombus": (("kite", "parallelogram"), ("trapezoid", "irregular", "rectangle")),
    "parallelogram": (("trapezoid",), ("kite", "irregular")),
}
_NAMES_OF: dict[str, tuple[str, ...]] = {
    "square": ("square", "rectangle", "rhombus", "parallelogram", "quadrilateral"),
    "rectangle": ("rectangle", "parallelogram", "quadrilateral"),
    "rhombus": ("rhombus", "parallelogram", "quadrilateral"),
    "parallelogram": ("parallelogram", "quadrilateral"),
    "trapezoid": ("quadrilateral",),
    "kite": ("quadrilateral",),
    "irregular": ("quadrilateral",),
}
_Sets = Mapping[str, int | str | tuple[str, ...]]


def _several(
    question: str, options: list[Choice], hints: tuple[str, ...], solution: tuple[str, ...], slips: _Sets,
    picture: str = "", diagram: Polygon | Figures | None = None,
) -> Draft:  # fmt: skip
    """Draft a question where every right option is picked, with the wrong picks of misconceptions."""
    return Draft(
        Kind.MULTIPLE_CHOICE, question, "", hints, solution, slips,
        choices=tuple(options), picture=picture, diagram=diagram,
    )  # fmt: skip


@family(
    "four-sided-shapes",
    skill="quadrilaterals",
    title="Name and sort four-sided shapes",
    grade=3,
    levels=("find a shape by its name", "every name that fits", "every shape that fits a name"),
    plants={
        "one-property-enough": "Check all that the name asks for: the sides and the corners.",
        "one-name-only": "A shape can have more than one name. Check what each name asks for.",
    },
)
def four_sided_shapes(chance: Chance, level: int) -> Draft:
    """Show four-sided shapes and ask which names fit."""
    if level == 2:
        return _names_that_fit(chance)
    if level == 3:
        return _shapes_that_fit(chance)
    asked = chance.pick(("square", "rectangle", "rhombus", "parallelogram"))
    near, far = _CONFUSED[asked]
    first, second = chance.pick(near), chance.pick(far)
    shown = chance.shuffled((asked, first, second))
    letter = dict(zip(shown, "ABC", strict=True))
    why = f"A {asked} has {_RULE[asked]}."
    return choice(
        f"Look at the three shapes. Which one of them is a {asked}?",
        f"shape {letter[asked]}",
        [
            Choice(f"shape {letter[first]}", why, "one-property-enough"),
            Choice(f"shape {letter[second]}", why),
        ],
        ("What must the sides be like? What must the corners be like?", why),
        (why, f"Only shape {letter[asked]} is like that."),
        why=f"Yes, it has {_RULE[asked]}.",
        diagram=_side_by_side(chance, shown),
    )


def _side_by_side(chance: Chance, kinds: list[str]) -> Figures:
    return Figures(
        tuple([(some(chance, _OUTLINES[each][0]),) for each in kinds]),
        tuple("ABCDEF"[: len(kinds)]),
        tuple([_OUTLINES[each][1] for each in kinds]),
    )


def _names_that_fit(chance: Chance) -> Draft:
    kind = chance.pick(("square", "square", "rectangle", "rhombus", "parallelogram"))
    fits = _NAMES_OF[kind]
    right = [kind, *chance.sample(fits[1:], 1 + (kind == "square"))]
    unlike = [each for each in ("square", "rectangle", "rhombus", "hexagon", "triangle") if each not in fits]
    wrong = chance.sample(unlike, 2)
    rules = _RULE | {"hexagon": "six sides", "triangle": "three sides"}
    marks: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
        "square": ((0, 1, 2, 3), (1, 1, 1, 1)),
        "rectangle": ((0, 1, 2, 3), (1, 2, 1, 2)),
        "rhombus": ((), (1, 1, 1, 1)),
        "parallelogram": ((), (1, 2, 1, 2)),
    }
    square, equal = marks[kind]
    named = joined([each for each in fits if each in right])
    return _several(
        f"{chance.pick(NAMES)} draws this shape. Equal sides have the same marks. Pick every name that fits.",
        [Choice(each, f"A {each} has {rules[each]}.", right=each in right) for each in (*right, *wrong)],
        ("More than one name can fit. Check each of them.", f"The shape has {_OUTLINES[kind][1]}."),
        (f"It has {_OUTLINES[kind][1]}.", f"So these names fit: {named}."),
        {"one-name-only": (kind,)},
        f"A shape with {_OUTLINES[kind][1]}. Opposite sides are parallel.",
        Polygon(some(chance, _OUTLINES[kind][0]), right=square, equal=equal),
    )


def _shapes_that_fit(chance: Chance) -> Draft:
    asked = chance.pick(("rectangle", "rhombus", "parallelogram"))
    fits = [kind for kind in _OUTLINES if asked in _NAMES_OF[kind]]
    near = _CONFUSED[asked][0]
    others = [kind for kind in _OUTLINES if kind not in (*fits, *near)]
    special = chance.pick([each for each in fits if each != asked])
    shown = chance.shuffled((asked, special, chance.pick(near), chance.pick(others)))
    letter = dict(zip(shown, "ABCD", strict=True))
    both = " and ".join(sorted((letter[asked], letter[special])))
    return _several(
        f"Look at the four shapes. Pick every shape that is a {asked}.",
        [
            Choice(f"shape {letter[each]}", f"A {asked} has {_RULE[asked]}.", right=each in fits)
            for each in shown
        ],
        (
            f"What must a {asked} be like? Nothing else matters.",
            f"A {asked} has {_RULE[asked]}. A shape may have more than that.",
        ),
        (f"A {asked} has {_RULE[asked]}.", f"Shapes {both} are like that: every {special} is a {asked}."),
        {
            "one-name-only": (f"shape {letter[asked]}",),
            "one-property-enough": tuple(
                [f"shape {letter[each]}" for each in shown if each in (*fits, *near)]
            ),
        },
        diagram=_side_by_side(chance, shown),
    )


_BY_SIDES = {
    "equilateral": "three equal sides",
    "isosceles": "two equal sides",
    "scalene": "no two equal sides",
}
_BY_ANGLES = {
    "acute": "three angles below 90°",
    "right": "one angle of 90°",
    "obtuse": "one angle above 90°",
}
_TRIANGLES: tuple[tuple[str, str, Corners, tuple[int, ...], tuple[int, ...]], ...] = (
    ("right", "isosceles", ((0, 0), (4, 0), (0, 4)), (0,), (1, 0, 1)),
    ("right", "scalene", ((0, 0), (6, 0), (0, 3)), (0,), ()),
    ("right", "scalene", ((0, 0), (5, 0), (0, 3)), (0,), ()),
    ("acute", "isosceles", ((0, 0), (4, 0), (2, 5)), (), (0, 1, 1)),
    ("acute", "isosceles", ((0, 0), (6, 0), (3, 4)), (), (0, 1, 1)),
    ("obtuse", "isosceles", ((0, 0), (8, 0), (4, 2)), (), (0, 1, 1)),
    ("obtuse", "isosceles", ((0, 0), (10, 0), (5, 3)), (), (0, 1, 1)),
    ("obtuse", "scalene", ((0, 0), (4, 0), (7, 3)), (), ()),
    ("obtuse", "scalene", ((0, 0), (9, 0), (3, 2)), (), ()),
    ("acute", "scalene", ((0, 0), (6, 0), (2, 5)), (), ()),
    ("acute", "scalene", ((0, 0), (7, 0), (3, 6)), (), ()),
    ("acute", "equilateral", ((0, 0), (60, 0), (30, 52)), (), (1, 1, 1)),
)
_UNITS = ("cm", "m", "in.", "ft")


@family(
    "name-triangles",
    skill="classify-triangles",
    title="Name triangles by sides and angles",
    grade=4,
    levels=("by the sides", "by the angles", "by both"),
    plants={
        "equal-pair-not-seen": "Compare the three sides with each other. How many of them are equal?",
        "one-acute-enough": "Each triangle has acute angles. Look at the largest angle.",
    },
)
def name_triangles(chance: Chance, level: int) -> Draft:
    """Give sides or angles of a triangle, or draw it, and ask for its name."""
    if level == 2:
        return _by_angles(chance)
    if level == 3:
        return _by_both(chance)
    kind = chance.pick(("isosceles", "scalene", "isosceles", "scalene", "equilateral"))
    if kind == "equilateral":
        sides = [chance.between(3, 40)] * 3
    elif kind == "isosceles":
        leg = chance.between(4, 30)
        sides = [leg, leg, chance.pick([each for each in range(2, 2 * leg - 1) if each != leg])]
    else:
        first, second = sorted(chance.sample(range(4, 30), 2))
        third = [each for each in range(second - first + 1, first + second) if each not in (first, second)]
        sides = [first, second, chance.pick(third)]
    unit = chance.pick(_UNITS[:2])
    shown = joined([f"{each} {unit}" for each in chance.shuffled(sides)])
    # no question on an equilateral triangle offers «isosceles», which it is as well
    others = ("scalene",) if kind == "equilateral" else tuple(each for each in _BY_SIDES if each != kind)
    wrong = [
        Choice(each, f"A triangle is {each} if it has {_BY_SIDES[each]}.", "equal-pair-not-seen")
        for each in others
    ]
    extra = [Choice("right", "The lengths do not make a square corner.")] if kind == "equilateral" else []
    return choice(
        f"The sides of a triangle are {shown} long. Which name fits the triangle?",
        kind,
        [*wrong, *extra],
        ("Compare the sides. Are any of them equal?", f"There are {_BY_SIDES[kind]}."),
        (f"The triangle has {_BY_SIDES[kind]}.", f"So it is {a_or_an(kind)} triangle."),
        why=f"Yes, it has {_BY_SIDES[kind]}.",
    )


def _by_angles(chance: Chance) -> Draft:
    kind = chance.pick(("acute", "right", "obtuse"))
    if kind == "right":
        first = chance.between(12, 78)
        angles = [90, first, 90 - first]
    elif kind == "obtuse":
        large = chance.between(95, 150)
        first = chance.between(10, 170 - large)
        angles = [large, first, 180 - large - first]
    else:
        large = chance.between(62, 86)
        first = chance.between(180 - 2 * large, large)
        angles = [large, first, 180 - large - first]
    shown = joined([f"{each}°" for each in chance.shuffled(angles)])
    wrong = [
        Choice(
            each,
            f"A triangle is {each} if it has {_BY_ANGLES[each]}.",
            "one-acute-enough" if each == "acute" else "",
        )
        for each in _BY_ANGLES
        if each != kind
    ]
    return choice(
        f"The angles of a triangle are {shown}. Which name fits the triangle?",
        kind,
        wrong,
        (
            "Which of the angles is the largest?",
            f"The largest angle is {max(angles)}°. Is it smaller than a right angle, equal or larger?",
        ),
        (
            f"The largest angle is {max(angles)}°.",
            f"So it is {a_or_an(kind)} triangle: it has {_BY_ANGLES[kind]}.",
        ),
        why=f"Yes, it has {_BY_ANGLES[kind]}.",
    )


def _by_both(chance: Chance) -> Draft:
    angle, side, corners, square, equal = chance.pick(_TRIANGLES)
    other_angle = chance.pick([each for each in _BY_ANGLES if each not in (angle, "acute")])
    other_side = "scalene" if side != "scalene" else "isosceles"
    near = "acute" if angle != "acute" else other_angle
    told = f"{_BY_SIDES[side]} and {_BY_ANGLES[angle]}"
    return choice(
        f"{chance.pick(NAMES)} draws this triangle. Equal sides have the same marks. Which two names fit?",
        f"{angle} and {side}",
        [
            Choice(f"{angle} and {other_side}", "Look at the marks on the sides.", "equal-pair-not-seen"),
            Choice(
                f"{near} and {side}",
                "Look at the largest angle.",
                "one-acute-enough" if near == "acute" else "",
            ),
            Choice(f"{other_angle} and {other_side}", "Look at the largest angle and the marks."),
        ],
        (
            "One name comes from the largest angle, the other from the sides.",
            f"The triangle has {_BY_SIDES[side]}.",
        ),
        (f"The triangle has {told}.", f"So it is {angle} and {side}."),
        why=f"Yes, it has {told}.",
        picture=f"A triangle with {_BY_SIDES[side]}. Its largest angle is {_LARGEST[angle]} a square corner.",
        diagram=Polygon(turned(corners, chance.pick(TURNS)), right=square, equal=equal),
    )


_LARGEST = {"acute": "narrower than", "right": "as wide as", "obtuse": "wider than"}
_INSIDE: dict[str, tuple[str, ...]] = {
    "quadrilateral": ("parallelogram", "rectangle", "rhombus", "square"),
    "parallelogram": ("rectangle", "rhombus", "square"),
    "rectangle": ("square",),
    "rhombus": ("square",),
    "square": (),
}
_TRUE_OF: dict[str, str] = {
    "Its opposite sides are parallel.": "parallelogram",
    "Its opposite sides are equal.": "parallelogram",
    "Its opposite angles are equal.": "parallelogram",
    "It has four right angles.": "rectangle",
    "All of its angles are equal.": "rectangle",
    "It has four equal sides.": "rhombus",
    "It has four sides.": "quadrilateral",
    "The sum of its angles is 360°.": "quadrilateral",
}
_TRUE_OF_NONE = ("It has exactly one pair of parallel sides.", "It has exactly three right angles.")
_INVENTED = (
    "zib", "lum", "tarn", "pofe", "mib", "dax", "wug", "rilk", "sorp", "vam", "nool", "gint", "kesh", "blick",
)  # fmt: skip


def _holds(says: str, kind: str) -> bool:
    """Tell whether something is true of every shape of a kind."""
    family_of = _TRUE_OF.get(says)
    return family_of is not None and (kind == family_of or kind in _INSIDE[family_of])


@family(
    "families-of-shapes",
    skill="shape-hierarchy",
    title="Say what is true of every shape of a family",
    grade=5,
    levels=("true of every one", "always, sometimes or never", "a new kind within a family"),
    plants={
        "hierarchy-reversed": "Some of them are like that. Is every one of them?",
        "one-name-only": "A shape can belong to two families at once. What must a shape of each family have?",
        "own-property-only": "It belongs to larger families as well. What is true of all of those?",
    },
)
def families_of_shapes(chance: Chance, level: int) -> Draft:
    """Ask what is true of all shapes of a kind."""
    if level == 2:
        return _how_often(chance)
    if level == 3:
        return _new_kind(chance)
    kind = chance.pick(("parallelogram", "rectangle", "rhombus", "square"))
    right = chance.pick([each for each in _TRUE_OF if _holds(each, kind)])
    below = [each for each in _TRUE_OF if not _holds(each, kind)]
    wrong = [Choice(each, f"That is not true of every {kind}.", "hierarchy-reversed") for each in below]
    none = [Choice(each, "Draw one and look.") for each in chance.shuffled(_TRUE_OF_NONE)]
    wrong = [*chance.sample(wrong, min(2, len(wrong))), *(none[:1] if wrong else none)]
    above = _TRUE_OF[right]
    makes = f"{a_or_an(kind).capitalize()} has {_RULE[kind]}."
    passed_on = f"Every {kind} is {a_or_an(above)}. So it has all that every {above} has."
    return choice(
        f"Which of these is true of every {kind}?",
        right,
        wrong,
        (f"Draw several {_many(kind)}. What do all of them share?", makes if above == kind else passed_on),
        (
            makes if above == kind else passed_on,
            f"So this is true of every {kind}: {right[0].lower()}{right[1:]}",
        ),
        why="Yes, it is true of every one.",
    )


def _many(kind: str) -> str:
    return "rhombuses" if kind == "rhombus" else f"{kind}s"


_KINDS_OF_TRIANGLES = ("equilateral", "isosceles", "scalene", "right", "acute", "obtuse")
_TRIANGLES_ALWAYS = (("equilateral", "isosceles"), ("equilateral", "acute"))
_TRIANGLES_NEVER = (
    ("equilateral", "scalene"), ("equilateral", "right"), ("equilateral", "obtuse"), ("isosceles", "scalene"),
    ("right", "acute"), ("right", "obtuse"), ("acute", "obtuse"),
)  # fmt: skip


def _how_often(chance: Chance) -> Draft:
    """Ask whether a shape of one kind is always, sometimes or never of another."""
    if chance.below(3):
        one, two = chance.sample(tuple(_INSIDE), 2)
        key = "always" if one in _INSIDE[two] else "sometimes"
        within = two in _INSIDE[one]
        told, asked = a_or_an(one), a_or_an(two)
        why = (
            f"Every {one} is {a_or_an(two)}"
            if key == "always"
            else f"Some {_many(one)} are {_many(two)}, but not all"
        )
        slips = {"never": "one-name-only", "always": "hierarchy-reversed" if within else ""}
        slips |= {"sometimes": "hierarchy-reversed" if key == "always" else ""}
    else:
        one, two = chance.sample(_KINDS_OF_TRIANGLES, 2)
        never = (one, two) in _TRIANGLES_NEVER or (two, one) in _TRIANGLES_NEVER
        key = "never" if never else ("always" if (one, two) in _TRIANGLES_ALWAYS else "sometimes")
        told, asked = f"{a_or_an(one)} triangle", f"{a_or_an(two)} triangle"
        why = {
            "always": f"Every {one} triangle is {two}",
            "sometimes": f"Some {one} triangles are {two}, but not all",
            "never": f"No triangle is {one} and {two} at once",
        }[key]
        slips = {"never": "one-name-only"}
        if (two, one) in _TRIANGLES_ALWAYS or key == "always":
            slips |= {"always": "hierarchy-reversed", "sometimes": "hierarchy-reversed"}
    hint = "An isosceles triangle has at least two equal sides." if "isosceles" in (one, two) else ""
    return choice(
        f"{chance.pick(NAMES)} draws a shape and says that it is {told}. "
        f"How often is a shape like that {asked} too: always, sometimes or never?",
        key,
        [
            Choice(each, f"{why}.", slips.get(each, ""))
            for each in ("always", "sometimes", "never")
            if each != key
        ],
        ("Try to draw one that is, and one that is not.", hint or "What must every shape of each kind have?"),
        (f"{why}.", f"So the answer is {key}."),
        why=f"Yes. {why}.",
    )


def _new_kind(chance: Chance) -> Draft:
    """Place an invented kind of shape in a family and ask what must be true of it."""
    name = chance.pick(_INVENTED)
    kind = chance.pick(("parallelogram", "rectangle", "rhombus", "rectangle", "rhombus"))
    true = [each for each in _TRUE_OF if _holds(each, kind)]
    own = [each for each in true if _TRUE_OF[each] == kind]
    first = chance.pick(own)
    second = chance.pick([each for each in true if _TRUE_OF[each] != kind])
    below = chance.pick([each for each in _TRUE_OF if not _holds(each, kind)])
    options = (first, second, below, chance.pick(_TRUE_OF_NONE))
    above = _TRUE_OF[second]
    return _several(
        f"Somebody invents a new word: every {name} is {a_or_an(kind)}. "
        f"Pick everything that must be true of every {name}.",
        [
            Choice(each, f"Think of what every {kind} has.", right=False)
            if each not in true
            else Choice(each, f"Yes, that is true of every {kind}.", right=True)
            for each in options
        ],
        (
            f"What is true of every {kind} is true of every {name}.",
            f"Every {kind} is {a_or_an(above)} too. What does that tell you?",
        ),
        (
            f"Every {name} is {a_or_an(kind)}, and every {kind} is {a_or_an(above)}.",
            f"So both are true: {first[0].lower()}{first[1:-1]}, and {second[0].lower()}{second[1:]}",
        ),
        {"own-property-only": (first,), "hierarchy-reversed": (first, second, below)},
    )
