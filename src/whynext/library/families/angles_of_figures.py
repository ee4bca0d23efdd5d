"""Families for the angles of triangles and the angles at parallel lines."""

from __future__ import annotations

from math import radians, tan

from whynext.library.diagrams import Polygon, Transversal
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, family, number
from whynext.library.families.words import plus, term
from whynext.library.item import Kind

NAMED = {
    "inside-for-outside": "Takes the angle inside of a triangle for the one outside, or the other way round.",
    "equal-for-supplementary": "Takes angles for equal that make 180° together, or the other way round.",
    "one-crossing-only": "Finds equal angles at one crossing only and not at the parallel line.",
}

_COT = (0.0, *(round(1 / tan(radians(each)), 4) for each in range(1, 180)))
_DEGREES = "° | degrees | degree"


def _drawn(left: int, right: int, texts: tuple[str, str, str], beyond: str = "") -> Polygon:
    """Draw triangle ABC from its angles at A and B, and what is written in its corners."""
    high = 10 / (_COT[left] + _COT[right])
    top = (round(high * _COT[left], 2), round(high, 2))
    low, far = min(0.0, top[0]), max(10.0, top[0])
    longer = ((10, 0, round(10 + (far - low) / 2, 2), 0, beyond),) if beyond else ()
    return Polygon(((0, 0), (10, 0), top), names=("A", "B", "C"), angles=texts, inside=longer)


@family(
    "angles-of-a-triangle",
    skill="triangle-angle-sum",
    title="Find angles inside and outside of a triangle",
    grade=8,
    levels=("the third angle", "an angle outside", "angles with expressions"),
    plants={
        "wrong-whole-angle": "The angles of a triangle make a straight angle: 180°.",
        "stops-after-first-step": "That is two angles together. How much is left of 180°?",
        "leaves-one-out": "Two angles are known. Take both away.",
        "inside-for-outside": "The angle outside and its neighbor inside make 180°. Which one is meant?",
        "undoes-one-step-only": "One step is undone. What else was done to x?",
        "adds-instead": "The outside angle is the sum already. Take the known angle away.",
    },
)
def angles_of_a_triangle(chance: Chance, level: int) -> Draft:
    """Ask for an angle of a triangle, or for x in its angles."""
    if level == 1:
        return _third_angle(chance)
    if level == 2:
        return _outside(chance) if chance.below(2) else _from_outside(chance)
    return _with_expressions(chance)


def _third_angle(chance: Chance) -> Draft:
    a = chance.between(20, 110)
    b = chance.between(20, 160 - a)
    c = 180 - a - b
    return number(
        f"In triangle ABC the angle at A is {a}° and the angle at B is {b}°. How many degrees is the angle "
        "at C?",
        c,
        ("How many degrees do the three angles make together?", f"Take {a} and {b} away from 180."),
        (f"The three angles make 180°, and {a} + {b} = {a + b}.", f"180 − {a + b} = {c} degrees."),
        {"wrong-whole-angle": 360 - a - b, "stops-after-first-step": a + b, "leaves-one-out": 180 - a},
        unit=_DEGREES,
        diagram=_drawn(a, b, (f"{a}°", f"{b}°", "?")),
    )


def _outside(chance: Chance) -> Draft:
    a, b = chance.between(25, 80), chance.between(35, 85)
    c = 180 - a - b
    return number(
        f"In triangle ABC the angle at A is {a}° and the angle at C is {c}°. The side AB is made longer "
        "beyond B. How "
        "many degrees is the angle outside, between the longer part and BC?",
        a + c,
        (
            "First find the angle inside at B. What does it make with the one outside?",
            f"The angle at B is 180 − {a} − {c} = {b}. With the angle outside it makes 180°.",
        ),
        (
            f"Inside at B: 180 − {a} − {c} = {b} degrees.",
            f"Outside at B: 180 − {b} = {a + c} degrees, just as much as {a} + {c}.",
        ),
        {"inside-for-outside": b, "wrong-whole-angle": 360 - b},
        unit=_DEGREES,
        picture=f"Triangle ABC with {a}° at A and {c}° at C. The side AB goes on beyond B, dashed.",
        diagram=_drawn(a, b, (f"{a}°", "", f"{c}°"), "x"),
    )


def _from_outside(chance: Chance) -> Draft:
    a, c = chance.between(25, 80), chance.between(30, 80)
    out = a + c
    slips = {"adds-instead": out + a}
    if out + a < 180:
        slips = {"inside-for-outside": 180 - out - a, **slips}
    return number(
        f"The angle at A of triangle ABC is {a}°. The side AB is made longer beyond B. The angle outside, "
        "between the "
        f"longer part and BC, is {out}°. How many degrees is the angle at C?",
        c,
        (
            "How large is the angle inside at B?",
            f"Inside at B it is 180 − {out} = {180 - out}. Now two angles of the triangle are known.",
        ),
        (
            f"Inside at B: 180 − {out} = {180 - out} degrees.",
            f"At C: 180 − {a} − {180 - out} = {c} degrees. It is also {out} − {a}.",
        ),
        slips,
        unit=_DEGREES,
        picture=f"Triangle ABC with {a}° at A. AB goes on beyond B and makes {out}° with BC outside.",
        diagram=_drawn(a, 180 - out, (f"{a}°", "", "?"), f"{out}°"),
    )


def _with_expressions(chance: Chance) -> Draft:
    x = chance.between(15, 28)
    first, second = chance.between(1, 3), chance.between(1, 2)
    extra = chance.between(-5, 20) or 5
    known = 180 - (first + second) * x - extra
    both = first + second
    left = f"{term(first, 'x')}{plus(extra)}"
    right = term(second, "x")
    slips = {"undoes-one-step-only": 180 - known - extra}
    if (360 - known - extra) % both == 0:
        slips["wrong-whole-angle"] = (360 - known - extra) // both
    return number(
        f"In triangle ABC the angle at A is ({left})°, the angle at B is {right}° and the angle at C is "
        f"{known}°. "
        "What is x?",
        x,
        (
            "What do the three angles make together? Write an equation.",
            f"{left} + {right} + {known} = 180. Collect the terms with x.",
        ),
        (
            f"{left} + {right} + {known} = 180.",
            f"{term(both, 'x')}{plus(extra + known)} = 180, so {term(both, 'x')} = {both * x}.",
            f"x = {both * x} ÷ {both} = {x}.",
        ),
        slips,
        diagram=_drawn(first * x + extra, second * x, ("", "", f"{known}°")),
    )


_CORNERS = ("above right", "above left", "below left", "below right")


@family(
    "where-a-line-crosses-parallels",
    skill="angles-with-parallel-lines",
    title="Find angles where a line crosses two parallel lines",
    grade=8,
    levels=("an unknown angle", "pick all equal angles", "angles with expressions"),
    plants={
        "equal-for-supplementary": "Are both angles narrow, or both wide? Then they are equal. Else they "
        "make 180°.",
        "one-crossing-only": "The parallel lines are crossed in the same way. Look at both crossings.",
        "undoes-one-step-only": "One step is undone. What else was done to x?",
    },
    shows_answer="equal angles have the same number of degrees",
    reads_off="equal angles have the same number of degrees",
)
def where_a_line_crosses_parallels(chance: Chance, level: int) -> Draft:
    """Ask for an angle, for all equal ones, or for x."""
    slant = chance.between(35, 80)
    if chance.below(2):
        slant = 180 - slant
    if level == 2:
        return _all_equal(chance, slant)
    low, high = chance.below(4), chance.below(4)
    return _unknown(chance, slant, low, high) if level == 1 else _solve_for_x(chance, slant, low, high)


def _size(slant: int, place: int) -> int:
    return 180 - slant if place % 2 else slant


def _marked(place: int, text: str) -> tuple[str, str, str, str]:
    return (
        text if place == 0 else "",
        text if place == 1 else "",
        text if place == 2 else "",
        text if place == 3 else "",
    )


def _relation(upper: int, lower: int) -> str:
    """Say in one sentence why the angles at two places are equal or make 180°."""
    if upper == lower:
        return "They lie in the same place at both crossings: corresponding angles are equal."
    if (upper - lower) % 4 == 2:
        return "One corresponds to the angle opposite the other, and vertical angles are equal."
    return "One corresponds to the neighbor of the other, and neighbors on a line make 180°."


def _unknown(chance: Chance, slant: int, upper: int, lower: int) -> Draft:
    known, asked = _size(slant, upper), _size(slant, lower)
    why = _relation(upper, lower)
    above = chance.below(2) == 1  # whether the known angle is at the upper line
    first, second = ("upper", "lower") if above else ("lower", "upper")
    start, end = (upper, lower) if above else (lower, upper)
    given, sought = (known, asked) if above else (asked, known)
    last = f"So x = {given}." if given == sought else f"180 − {given} = {sought}, so x = {sought}."
    return number(
        f"A line crosses two parallel lines. At the {first} crossing, the angle {_CORNERS[start]} is "
        f"{given}°. The "
        f"angle {_CORNERS[end]} at the {second} crossing is x°. What is x?",
        sought,
        (
            f"Find the angle in the same place as x at the {first} crossing. It is equal to x.",
            why,
        ),
        (why, last),
        {"equal-for-supplementary": 180 - sought},
        unit=_DEGREES,
        diagram=Transversal(
            slant,
            _marked(start, f"{given}°") if above else _marked(end, "x°"),
            _marked(end, "x°") if above else _marked(start, f"{given}°"),
        ),
    )


def _all_equal(chance: Chance, slant: int) -> Draft:
    at = chance.below(8)
    same = [each for each in range(8) if each != at and (each - at) % 2 == 0]
    other = [each for each in range(8) if (each - at) % 2]
    others = chance.sample(other, 3)
    shown = sorted([*same, *others])
    vertical = (at // 4) * 4 + (at + 2) % 4
    options = tuple(
        [
            Choice(
                f"angle {each + 1}",
                f"Angle {each + 1} is equal to angle {at + 1}."
                if each in same
                else f"Angle {each + 1} and angle {at + 1} make 180° together.",
                right=each in same,
            )
            for each in shown
        ]
    )
    names = [f"angle {each + 1}" for each in same]
    return Draft(
        Kind.MULTIPLE_CHOICE,
        "A line crosses two parallel lines, but not at right angles. The angles at the upper crossing are "
        "numbered 1 "
        f"to 4, those at the lower crossing 5 to 8. Which of these angles are equal to angle {at + 1}?",
        "",
        (
            "Which angle lies opposite it at the same crossing? Which one is in the same place at the other "
            "crossing?",
            "Vertical angles are equal, and corresponding angles are equal.",
        ),
        (
            f"At its own crossing, the angle opposite is equal: angle {vertical + 1}.",
            f"At the other crossing, the same two places have equal angles: {names[0]}, {names[1]} and "
            f"{names[2]} "
            "in all.",
        ),
        {
            "one-crossing-only": (f"angle {vertical + 1}",),
            "equal-for-supplementary": tuple([f"angle {each + 1}" for each in others]),
        },
        options,
        diagram=Transversal(slant, ("1", "2", "3", "4"), ("5", "6", "7", "8")),
    )


def _solve_for_x(chance: Chance, slant: int, upper: int, lower: int) -> Draft:
    factor, extra = chance.between(2, 5), chance.between(-15, 20) or 4
    first, second = _size(slant, upper), _size(slant, lower)
    extra += (first - extra) % factor  # so that x is whole
    if extra == 0:
        extra = factor
    x = (first - extra) // factor
    shown = f"{term(factor, 'x')}{plus(extra)}"
    equal = first == second
    why = _relation(upper, lower)
    slips = {"undoes-one-step-only": first - extra}
    if (180 - first - extra) % factor == 0 and 180 - first - extra > 0:
        slips["equal-for-supplementary"] = (180 - first - extra) // factor
    return number(
        f"A line crosses two parallel lines. At the upper crossing, angle A is {_CORNERS[upper]}. At the "
        "lower "
        f"crossing, angle B is {_CORNERS[lower]}. Angle A is ({shown})°, and angle B is {second}°. What is "
        "x?",
        x,
        ("Are the two angles equal, or do they make 180° together? Look at the drawing.", why),
        (
            why,
            f"{shown} = {second}." if equal else f"{shown} + {second} = 180, so {shown} = {first}.",
            f"{term(factor, 'x')} = {first - extra}, and x = {first - extra} ÷ {factor} = {x}.",
        ),
        slips,
        diagram=Transversal(slant, _marked(upper, "A"), _marked(lower, "B")),
    )
