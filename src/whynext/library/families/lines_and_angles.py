"""Families for lines, kinds of angles, parallel and perpendicular lines, and angles side by side."""

from __future__ import annotations

from whynext.library.diagrams import Angle, Figures, Polygon
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.outlines import (
    IRREGULAR,
    KITES,
    PARALLELOGRAMS,
    RECTANGLES,
    TRAPEZOIDS,
    TURNS,
    Corners,
    turned,
)
from whynext.library.families.words import NAMES

NAMED = {
    "arrowheads-ignored": "Does not see from the arrowheads where a line goes on without end.",
    "acute-and-obtuse-swapped": "Takes acute angles for obtuse ones, or the other way round.",
    "turned-right-angle": "Sees a right angle only where its sides are level and upright.",
    "not-meeting-yet": "Takes lines for parallel because they do not meet within the drawing.",
    "crossing-for-perpendicular": "Takes any lines that cross for perpendicular.",
    "parallel-perpendicular-swapped": "Mixes up parallel and perpendicular.",
    "opposite-for-parallel": "Takes all sides that lie opposite each other for parallel.",
    "sides-for-pairs": "Counts the sides where pairs of sides are asked for.",
    "rest-not-shared": "Finds what is left and does not share it equally.",
}

_STRAIGHT: dict[str, tuple[str, str, str]] = {
    "line": ("line", "straight, with an arrowhead at each end", "goes on without end in both directions"),
    "ray": (
        "ray",
        "straight, with a dot at one end and an arrowhead at the other",
        "starts at a point and goes on without end in one direction",
    ),
    "segment": ("open", "straight, with a dot at each end", "starts at one point and ends at another"),
}
_ANGLES = ("acute", "right", "obtuse")
_WIDE = {
    "acute": "narrower than a square corner",
    "right": "as wide as a square corner",
    "obtuse": "wider than a square corner",
}
_WITH_ANGLES: tuple[Corners, ...] = (
    ((0, 0), (6, 0), (0, 4)),
    ((0, 0), (8, 0), (4, 7)),
    ((0, 0), (10, 0), (13, 4)),
    ((0, 0), (9, 0), (4, 2)),
    ((0, 0), (6, 0), (6, 6), (3, 9), (0, 6)),
    ((0, 0), (9, 0), (5, 4), (0, 4)),
    ((0, 0), (6, 0), (9, 5), (0, 5)),
    ((0, 0), (7, 0), (10, 4), (3, 4)),
    ((0, 0), (9, 0), (6, 4), (2, 4)),
    ((3, 0), (0, 5), (-3, 0), (0, -5)),
    ((0, 0), (8, 0), (8, 3), (4, 7), (0, 7)),
    ((0, 0), (7, 0), (7, 4), (0, 4)),
)


@family(
    "lines-rays-and-angles",
    skill="lines-and-angles",
    title="Name lines, rays, segments and kinds of angles",
    grade=4,
    levels=("lines, rays and segments", "kinds of angles", "angles inside a shape"),
    plants={
        "arrowheads-ignored": "An arrowhead means that it goes on without end. A dot is an end.",
        "acute-and-obtuse-swapped": "Acute is narrower than a right angle, obtuse is wider.",
        "turned-right-angle": "Turn the page in your mind, or hold the corner of a sheet against the angle.",
    },
)
def lines_rays_and_angles(chance: Chance, level: int) -> Draft:
    """Show lines or angles and ask which is which."""
    if level == 1:
        return _told_line(chance) if chance.below(3) == 0 else _shown_line(chance)
    if level == 3:
        return _angles_inside(chance)
    kind = chance.pick(_ANGLES)
    wide = {"acute": 5 * chance.between(4, 15), "right": 90, "obtuse": 5 * chance.between(21, 33)}[kind]
    start = 15 * chance.between(0, 23)
    if kind == "right":
        wrong = [
            Choice("acute", "Hold the corner of a sheet against it.", "turned-right-angle"),
            Choice("obtuse", "Hold the corner of a sheet against it."),
        ]
    else:
        other = "obtuse" if kind == "acute" else "acute"
        wrong = [
            Choice(other, "Compare it with a right angle.", "acute-and-obtuse-swapped"),
            Choice("right", "Compare it with the corner of a sheet."),
        ]
    return choice(
        f"{chance.pick(NAMES)} draws this angle. What kind of angle is it?",
        kind,
        [*wrong, Choice("straight", "The two sides do not make a straight line.")],
        ("Compare the angle with the corner of a sheet of paper.", f"It is {_WIDE[kind]}."),
        (f"The angle is {_WIDE[kind]}.", f"So it is {'an' if kind != 'right' else 'a'} {kind} angle."),
        why=f"Yes, it is {_WIDE[kind]}.",
        diagram=Angle(((start, ""), ((start + wide) % 360, "")), ((0, 1, ""),)),
    )


def _shown_line(chance: Chance) -> Draft:
    """Draw a line, a ray and a segment."""
    asked = chance.pick(("line", "ray", "segment"))
    shown = chance.shuffled(("line", "ray", "segment"))
    letter = dict(zip(shown, "ABC", strict=True))
    wrong = [
        Choice(f"figure {letter[each]}", f"It {_STRAIGHT[each][2]}.", "arrowheads-ignored")
        for each in shown
        if each != asked
    ]
    return choice(
        f"Look at the three figures. Which one is a {asked}?",
        f"figure {letter[asked]}",
        wrong,
        ("What does an arrowhead mean, and what does a dot mean?", f"A {asked} {_STRAIGHT[asked][2]}."),
        (f"A {asked} {_STRAIGHT[asked][2]}.", f"That is figure {letter[asked]}."),
        why=f"Yes, it {_STRAIGHT[asked][2]}.",
        diagram=Figures(
            tuple([(turned(((0, 0), (2, 0)), chance.pick(TURNS)),) for _ in shown]),
            ("A", "B", "C"),
            tuple([_STRAIGHT[each][1] for each in shown]),
            tuple([_STRAIGHT[each][0] for each in shown]),
        ),
    )


_TOLD_LINES = {
    "line": "{0} and {1} lie on it, and it goes on without end beyond both",
    "ray": "It starts at {0}, passes through {1} and goes on without end",
    "segment": "It is straight, starts at {0} and ends at {1}",
}


def _told_line(chance: Chance) -> Draft:
    """Tell of a line in words."""
    asked = chance.pick(("line", "ray", "segment"))
    ends = chance.sample("ABCDEFGHKLMNPQRST", 2)
    wrong = [
        Choice(each, f"A {each} {_STRAIGHT[each][2]}.", "arrowheads-ignored")
        for each in _STRAIGHT
        if each != asked
    ]
    return choice(
        f"Two points are named {ends[0]} and {ends[1]}. {_TOLD_LINES[asked].format(*ends)}. What is it?",
        asked,
        [*wrong, Choice("point", "A point has no length.")],
        ("Does it have an end? On one side, on both, or on none?", f"It {_STRAIGHT[asked][2]}."),
        (f"It {_STRAIGHT[asked][2]}.", f"That is a {asked}."),
        why=f"Yes, a {asked} {_STRAIGHT[asked][2]}.",
    )


def _kinds_of(corners: Corners) -> list[str]:
    """Return the kind of each angle of a shape without dents."""
    kinds = []
    for at, (x, y) in enumerate(corners):
        (bx, by), (ax, ay) = corners[at - 1], corners[(at + 1) % len(corners)]
        over = (bx - x) * (ax - x) + (by - y) * (ay - y)
        kinds.append("right" if over == 0 else ("acute" if over > 0 else "obtuse"))
    return kinds


def _angles_inside(chance: Chance) -> Draft:
    corners = turned(chance.pick(_WITH_ANGLES), chance.pick(TURNS))
    kinds = _kinds_of(corners)
    asked = chance.pick(_ANGLES)
    many = kinds.count(asked)
    swapped = {"acute": "obtuse", "obtuse": "acute"}.get(asked)
    slips = {"acute-and-obtuse-swapped": kinds.count(swapped)} if swapped else {"turned-right-angle": 0}
    verb = "is" if many == 1 else "are"
    return number(
        f"{chance.pick(NAMES)} draws this shape. How many {asked} angles are inside it?",
        many,
        (
            "Go round the shape and compare each corner with the corner of a sheet of paper.",
            f"{'An' if asked != 'right' else 'A'} {asked} angle is {_WIDE[asked]}.",
        ),
        (
            f"Going round, the angles are {', '.join(kinds)}.",
            f"So {many} of them {verb} {asked}.",
        ),
        slips,
        picture=f"A shape. Going round it, the corners are: {', '.join(_WIDE[each] for each in kinds)}.",
        diagram=Polygon(corners),
    )


_Line = tuple[tuple[int, int], tuple[int, int]]
_PAIRS: dict[str, tuple[tuple[tuple[_Line, _Line], ...], str, str]] = {
    "parallel": (
        (
            (((0, 0), (8, 0)), ((0, 3), (8, 3))),
            (((0, 0), (8, 0)), ((1, 2), (7, 2))),
            (((0, 0), (9, 0)), ((2, 4), (10, 4))),
        ),
        "two lines that stay equally far apart",
        "stay equally far apart all along",
    ),
    "perpendicular": (
        (
            (((0, 0), (8, 0)), ((4, -4), (4, 4))),
            (((0, 0), (8, 0)), ((2, -3), (2, 5))),
            (((0, 0), (9, 0)), ((6, -2), (6, 5))),
        ),
        "two lines that cross and make four square corners",
        "cross at right angles",
    ),
    "slanted": (
        (
            (((0, 0), (8, 0)), ((1, -3), (6, 4))),
            (((0, 0), (8, 0)), ((2, -2), (7, 3))),
            (((0, 0), (9, 0)), ((6, -3), (2, 4))),
        ),
        "two lines that cross and make two narrow and two wide angles",
        "cross, but not at right angles",
    ),
    "closing": (
        (
            (((0, 0), (8, 0)), ((0, 5), (8, 2))),
            (((0, 0), (8, 0)), ((0, 2), (8, 4))),
            (((0, 0), (9, 0)), ((1, 4), (8, 2))),
        ),
        "two lines that come closer and closer but do not cross in the drawing",
        "come closer together, so they meet if they are drawn on",
    ),
}
_SIDED: tuple[Corners, ...] = (
    *PARALLELOGRAMS, *TRAPEZOIDS, *RECTANGLES[:4],
    ((0, 0), (4, 0), (6, 3), (4, 6), (0, 6), (-2, 3)),
    ((0, 0), (8, 0), (5, 3), (0, 3)),
    ((0, 0), (4, 0), (7, 4), (0, 4)),
    ((0, 0), (4, 0), (4, 3), (2, 5), (0, 3)),
)  # fmt: skip
_COUNTED: tuple[Corners, ...] = (
    *_SIDED, *KITES, *IRREGULAR,
    ((0, 0), (3, 0), (5, 2), (5, 5), (3, 7), (0, 7), (-2, 5), (-2, 2)),
    ((0, 0), (7, 0), (2, 4)),
    ((0, 0), (5, 0), (0, 4)),
)  # fmt: skip


@family(
    "parallel-or-perpendicular",
    skill="parallel-and-perpendicular",
    title="Find parallel and perpendicular lines and sides",
    grade=4,
    levels=("two lines", "sides of a shape", "how many pairs of sides"),
    plants={
        "not-meeting-yet": "Lines go on. If they come closer together, they will meet.",
        "crossing-for-perpendicular": "They cross. Do they make right angles?",
        "parallel-perpendicular-swapped": "Parallel lines never meet. Others may meet at right angles.",
        "opposite-for-parallel": "They lie opposite each other. Do they stay equally far apart?",
        "sides-for-pairs": "Two parallel sides are one pair.",
    },
)
def parallel_or_perpendicular(chance: Chance, level: int) -> Draft:
    """Show lines or a shape and ask what is parallel or perpendicular."""
    if level == 2:
        return _partner_of_a_side(chance)
    if level == 3:
        return _pairs_of_sides(chance)
    asked, near = chance.pick((("parallel", "closing"), ("perpendicular", "slanted")))
    swapped = "perpendicular" if asked == "parallel" else "parallel"
    slips = {
        near: "not-meeting-yet" if near == "closing" else "crossing-for-perpendicular",
        swapped: "parallel-perpendicular-swapped",
    }
    shown = chance.shuffled((asked, near, swapped))
    letter = dict(zip(shown, "ABC", strict=True))
    return choice(
        f"Look at the three pairs of lines. In which pair are the lines {asked}?",
        f"pair {letter[asked]}",
        [Choice(f"pair {letter[each]}", f"They {_PAIRS[each][2]}.", slips[each]) for each in (near, swapped)],
        (f"What do {asked} lines do: do they meet, and how?", f"Lines that are {asked} {_PAIRS[asked][2]}."),
        (f"Lines that are {asked} {_PAIRS[asked][2]}.", f"Only those of pair {letter[asked]} do."),
        why=f"Yes, they {_PAIRS[asked][2]}.",
        diagram=Figures(
            tuple([_turned_pair(chance, each) for each in shown]),
            ("A", "B", "C"),
            tuple([_PAIRS[each][1] for each in shown]),
            ("line", "line", "line"),
        ),
    )


def _turned_pair(chance: Chance, kind: str) -> tuple[Corners, Corners]:
    first, second = chance.pick(_PAIRS[kind][0])
    turn = chance.pick(TURNS)
    return turned(first, turn), turned(second, turn)


def _arrows(corners: Corners) -> list[tuple[int, int]]:
    return [
        (corners[(at + 1) % len(corners)][0] - x, corners[(at + 1) % len(corners)][1] - y)
        for at, (x, y) in enumerate(corners)
    ]


def _relation(first: tuple[int, int], second: tuple[int, int]) -> str:
    """Return how two sides lie: parallel, perpendicular or neither."""
    if first[0] * second[1] == first[1] * second[0]:
        return "parallel"
    return "perpendicular" if first[0] * second[0] + first[1] * second[1] == 0 else ""


def _steps(arrow: tuple[int, int]) -> str:
    """Return a side as steps to the side and up or down, for somebody who does not see it."""
    x, y = arrow
    told = [
        f"{abs(x)} {'right' if x > 0 else 'left'}" if x else "",
        f"{abs(y)} {'up' if y > 0 else 'down'}" if y else "",
    ]
    return " and ".join(each for each in told if each)


def _partner_of_a_side(chance: Chance) -> Draft:
    """Ask for the one side that is parallel or perpendicular to another."""
    while True:
        corners = turned(chance.pick(_SIDED), chance.pick(TURNS))
        arrows, many = _arrows(corners), len(corners)
        asked = chance.pick(("parallel", "parallel", "perpendicular"))
        at = chance.below(many)
        partners = [to for to in range(many) if to != at and _relation(arrows[at], arrows[to]) == asked]
        if len(partners) == 1:
            break
    side = _names_of_sides(many)
    swapped = "perpendicular" if asked == "parallel" else "parallel"
    wrong = []
    for to in range(many):
        if to in (at, partners[0]):
            continue
        slip = "parallel-perpendicular-swapped" if _relation(arrows[at], arrows[to]) == swapped else ""
        if not slip and asked == "perpendicular" and (to - at) % many in (1, many - 1):
            slip = "crossing-for-perpendicular"
        wrong.append(Choice(f"side {side[to]}", f"Is it {asked} to {side[at]}? Look again.", slip))
    means = "lie in the same direction" if asked == "parallel" else "meet at a right angle"
    return choice(
        f"Which side of this shape is {asked} to side {side[at]}?",
        f"side {side[partners[0]]}",
        wrong[:3],
        (f"What does it mean for two sides to be {asked}?", f"Sides that are {asked} {means}."),
        (f"Sides that are {asked} {means}.", f"That is true of {side[at]} and {side[partners[0]]}."),
        why=f"Yes. They {means}.",
        picture=_told_by_steps(side, arrows),
        diagram=Polygon(corners, names=tuple([each[0] for each in side])),
    )


def _names_of_sides(many: int) -> list[str]:
    """Return the names of sides from corner A to corner B and so on."""
    names = "ABCDEFGH"[:many]
    return [f"{names[at]}{names[(at + 1) % many]}" for at in range(many)]


def _told_by_steps(side: list[str], arrows: list[tuple[int, int]]) -> str:
    return "A shape on a grid. " + " ".join(
        f"From {name[0]} to {name[1]}: {_steps(to)}." for name, to in zip(side, arrows, strict=True)
    )


def _pairs_of_sides(chance: Chance) -> Draft:
    """Ask for the number of pairs of parallel sides."""
    corners = turned(chance.pick(_COUNTED), chance.pick(TURNS))
    arrows, many = _arrows(corners), len(corners)
    side = _names_of_sides(many)
    partners = [
        f"{side[one]} and {side[two]}"
        for one in range(many)
        for two in range(one + 1, many)
        if _relation(arrows[one], arrows[two]) == "parallel"
    ]
    pairs = len(partners)
    right = sum(_relation(arrows[at - 1], arrows[at]) == "perpendicular" for at in range(many))
    return number(
        f"{chance.pick(NAMES)} draws this shape. How many pairs of parallel sides does it have?",
        pairs,
        (
            "Take one side. Is there another side that stays equally far from it?",
            "Try each side in turn. Two parallel sides make one pair.",
        ),
        (
            f"These lie in the same direction: {'; '.join(partners)}."
            if partners
            else f"No two of the {many} sides lie in the same direction.",
            f"There {'is 1 pair' if pairs == 1 else f'are {pairs} pairs'} of parallel sides.",
        ),
        {
            "opposite-for-parallel": many // 2,
            "sides-for-pairs": 2 * pairs,
            **({"parallel-perpendicular-swapped": right} if right else {}),
        },
        picture=_told_by_steps(side, arrows),
        diagram=Polygon(corners, names=tuple([each[0] for each in side])),
    )


@family(
    "angles-side-by-side",
    skill="add-angles",
    title="Find an angle from the angles next to it",
    grade=4,
    levels=("two angles", "three angles", "two equal angles"),
    plants={
        "adds-instead": "The whole angle is known. Take the known part away.",
        "wrong-whole-angle": "A right angle has 90°, and a straight line makes 180°. Which one is it here?",
        "leaves-one-out": "One of the angles was left out.",
        "rest-not-shared": "That is both angles together. They are equal, so share it.",
    },
)
def angles_side_by_side(chance: Chance, level: int) -> Draft:
    """Draw angles side by side and ask for one of them."""
    start = 10 * chance.between(0, 17)
    if level == 1:
        return _two_angles(chance, start)
    whole = chance.pick((90, 180, 180, 5 * chance.between(20, 33)))
    told = {90: "is a right angle", 180: "is a straight angle"}.get(whole, f"is {whole}°")
    first = chance.between(20, whole // 2 - 5)
    if level == 2:
        second = chance.between(20, max(21, whole - first - 20))
        rest = whole - first - second
        if chance.below(3) == 0:
            return _sum_of_three(chance, start)
        shown = (f"{first}°", f"{second}°", "?")
        asked = "How many degrees is the angle between rays C and D?"
        steps = (f"{first} + {second} = {first + second}.", f"{whole} − {first + second} = {rest} degrees.")
        slips = {"leaves-one-out": whole - first}
        widths = (first, second)
    else:
        first += (whole - first) % 2
        rest = (whole - first) // 2
        shown = (f"{first}°", "x", "x")
        asked = "The two angles marked x are equal. How many degrees is each of them?"
        steps = (f"{whole} − {first} = {2 * rest} degrees for both.", f"{2 * rest} ÷ 2 = {rest} degrees.")
        slips = {"rest-not-shared": 2 * rest}
        widths = (first, rest)
    other = {90: 180, 180: 360}.get(whole, 180) - whole + (rest if level == 2 else 2 * rest)
    if other > 0 and other % (level - 1) == 0:
        slips["wrong-whole-angle"] = other // (level - 1)
    return number(
        f"The whole angle between rays A and D {told}. {asked}",
        rest,
        (
            "How many degrees is the whole angle? Take away what is known.",
            f"The whole angle is {whole}°." if whole in (90, 180) else f"Take the known part from {whole}°.",
        ),
        steps,
        slips,
        unit="° | degrees | degree",
        diagram=_fan(start, (*widths, whole - sum(widths)), shown),
    )


def _fan(start: int, widths: tuple[int, ...], texts: tuple[str, ...]) -> Angle:
    """Return rays A, B, C, ... with these angles between them."""
    rays = [(float(start), "A")]
    for width, name in zip(widths, "BCDE", strict=False):
        rays.append(((rays[-1][0] + width) % 360, name))
    return Angle(tuple(rays), tuple([(at, at + 1, text) for at, text in enumerate(texts)]))


def _two_angles(chance: Chance, start: int) -> Draft:
    """Ask for a part of an angle or for the whole of two parts."""
    first, second = chance.between(20, 80), chance.between(20, 80)
    whole = first + second
    if chance.below(3) == 0:
        return number(
            "How many degrees is the whole angle between rays A and C?",
            whole,
            ("Put the two angles together.", f"Add {first}° and {second}°."),
            ("The whole angle is made of both parts.", f"{first} + {second} = {whole} degrees."),
            {"leaves-one-out": first},
            unit="° | degrees | degree",
            diagram=_fan(start, (first, second), (f"{first}°", f"{second}°")),
        )
    return number(
        f"The whole angle between rays A and C is {whole}°. "
        "How many degrees is the angle between rays B and C?",
        second,
        ("The whole angle is made of two parts. One part is known.", f"Take {first}° from {whole}°."),
        (f"The known part is {first}°.", f"{whole} − {first} = {second} degrees."),
        {"adds-instead": whole + first, "wrong-whole-angle": (90 if whole < 90 else 180) - first},
        unit="° | degrees | degree",
        diagram=_fan(start, (first, second), (f"{first}°", "?")),
    )


def _sum_of_three(chance: Chance, start: int) -> Draft:
    parts = (chance.between(20, 60), chance.between(20, 60), chance.between(20, 50))
    total = sum(parts)
    return number(
        "How many degrees is the whole angle between rays A and D?",
        total,
        ("Which angles lie between A and D?", f"Add {parts[0]}°, {parts[1]}° and {parts[2]}°."),
        (
            "The whole angle is made of three parts.",
            f"{parts[0]} + {parts[1]} + {parts[2]} = {total} degrees.",
        ),
        {"leaves-one-out": parts[0] + parts[1]},
        unit="° | degrees | degree",
        diagram=_fan(start, parts, tuple([f"{each}°" for each in parts])),
    )
