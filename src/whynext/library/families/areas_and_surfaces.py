"""Families for areas of joined shapes, and for surface and volume of solids with flat faces."""

from __future__ import annotations

from whynext.library.diagrams import Net, Polygon, Prism, Solid
from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, family, number
from whynext.library.families.words import decimal

NAMED = {
    "part-left-out": "Finds one part of a shape or solid and leaves the other part out.",
    "fill-not-taken-off": "Fills a shape up to a rectangle and does not take the added part away again.",
    "volume-for-surface": "Finds how much a solid holds where its surface is asked for.",
    "surface-for-volume": "Finds the surface of a solid where its volume is asked for.",
    "base-left-out": "Leaves the face at the bottom out of a surface.",
    "hidden-face-counted": "Counts faces on which two parts of a solid touch, although nobody sees them.",
}

_HALVES = (
    (6, 4, 5),
    (8, 3, 5),
    (10, 12, 13),
    (12, 8, 10),
    (16, 6, 10),
    (24, 5, 13),
    (16, 15, 17),
    (18, 12, 15),
)
"""Base, height and slanted side of triangles with two equal sides."""
_TRIPLES = ((3, 4, 5), (4, 3, 5), (6, 8, 10), (8, 6, 10), (5, 12, 13), (9, 12, 15), (12, 5, 13), (12, 9, 15))


@family(
    "break-an-area-apart",
    skill="area-by-breaking-apart",
    title="Find an area by breaking a shape apart or filling it up",
    grade=6,
    levels=("a rectangle and a triangle", "a trapezoid", "a rectangle with a piece cut off"),
    plants={
        "not-halved": "A triangle is half of its base times its height.",
        "part-left-out": "That is one part of the shape. What is the area of the rest?",
        "slanted-side-as-height": "The height stands straight on the base. The slanted side is longer.",
        "fill-not-taken-off": "That is the whole rectangle. Take away what is cut off.",
    },
)
def break_an_area_apart(chance: Chance, level: int) -> Draft:
    """Show a shape with its lengths, and ask for its area."""
    if level == 1:
        return _with_a_triangle_on_top(chance)
    if level == 2:
        return _trapezoid(chance)
    return _with_a_corner_off(chance) if chance.below(2) else _with_a_notch(chance)


def _with_a_triangle_on_top(chance: Chance) -> Draft:
    wide, high, top = 2 * chance.between(2, 8), chance.between(3, 12), chance.between(2, 9)
    box, roof = wide * high, wide * top // 2
    thing = chance.pick(
        (
            "The side of a shed",
            "The front of a birdhouse",
            "A wall",
            "The front of a barn",
            "The end of a tent",
        )
    )
    unit = chance.pick(("feet", "meters")) if thing != "The front of a birdhouse" else "inches"
    short = {"feet": "ft", "meters": "m", "inches": "in"}[unit]
    return number(
        f"{thing} is a rectangle with a triangle on top. The rectangle is {wide} {unit} wide and {high} "
        f"{unit} "
        f"high. The triangle is {top} {unit} high. How many square {unit} is the whole area?",
        box + roof,
        (
            "Break the shape into two parts whose areas you can find.",
            f"The rectangle has {wide} × {high}. The triangle has half of {wide} × {top}.",
        ),
        (
            f"The rectangle: {wide} × {high} = {box}.",
            f"The triangle: {wide} × {top} ÷ 2 = {roof:,}.",
            f"Together: {box} + {roof} = {box + roof} square {unit}.",
        ),
        {"not-halved": box + wide * top, "part-left-out": box},
        diagram=Polygon(
            ((0, 0), (wide, 0), (wide, high), (wide // 2, high + top), (0, high)),
            (f"{wide} {short}", f"{high} {short}", "", "", ""),
            inside=(
                (0, high, wide, high, ""),
                (wide // 2, high, wide // 2, high + top, f"{top} {short}"),
            ),
        ),
    )


def _trapezoid(chance: Chance) -> Draft:
    step, high, slanted = chance.pick(_TRIPLES)
    top = chance.between(2, 14)
    top += step * high % 2  # keeps the area whole
    base = top + step
    area = top * high + step * high // 2
    return number(
        f"A trapezoid has two parallel sides of {base} cm and {top} cm. Its height is {high} cm. The slanted "
        "side "
        f"is {slanted} cm long. How many square centimeters is its area?",
        area,
        (
            "Cut it into a rectangle and a triangle. How long is the base of the triangle?",
            f"The rectangle is {top} by {high}. The base of the triangle is {base} − {top} = {step}.",
        ),
        (
            f"The rectangle: {top} × {high} = {top * high}.",
            f"The triangle: {step} × {high} ÷ 2 = {step * high // 2}.",
            f"Together: {top * high} + {step * high // 2} = {area:,} square centimeters.",
        ),
        {
            "not-halved": top * high + step * high,
            "part-left-out": top * high,
            "slanted-side-as-height": decimal((base + top) * slanted * 5, 1),
        },
        diagram=Polygon(
            ((0, 0), (base, 0), (top, high), (0, high)),
            (f"{base} cm", f"{slanted} cm", f"{top} cm", f"{high} cm"),
            right=(0, 3),
            inside=((top, 0, top, high, ""),),
        ),
    )


def _with_a_corner_off(chance: Chance) -> Draft:
    high = chance.between(5, 12)
    long = high + chance.between(2, 8)
    cut, down = 2 * chance.between(1, 2), chance.between(2, 4)
    whole, off = long * high, cut * down // 2
    return number(
        f"A sheet of paper is a rectangle of {long} cm by {high} cm. A triangle is cut off at one corner. "
        "Along the "
        f"edges, the cut takes away {cut} cm of the long side and {down} cm of the other. "
        "How many square centimeters are left?",
        whole - off,
        (
            "Fill the shape up to a rectangle. What was added?",
            f"The rectangle has {long} × {high} = {whole:,}. Take the corner away.",
        ),
        (
            f"The rectangle: {long} × {high} = {whole:,}.",
            f"The corner is a triangle: {cut} × {down} ÷ 2 = {off}.",
            f"{whole} − {off} = {whole - off:,} square centimeters.",
        ),
        {"fill-not-taken-off": whole, "not-halved": whole - cut * down},
        diagram=Polygon(
            ((0, 0), (long, 0), (long, high - down), (long - cut, high), (0, high)),
            (f"{long} cm", "", "", "", f"{high} cm"),
            right=(0, 1, 4),
            inside=(
                (long, high - down, long, high, f"{down} cm"),
                (long - cut, high, long, high, f"{cut} cm"),
            ),
        ),
    )


def _with_a_notch(chance: Chance) -> Draft:
    long, high = 2 * chance.between(3, 9), chance.between(6, 14)
    deep = chance.between(2, high - 2)
    whole, off = long * high, long * deep // 2
    return number(
        f"A paper flag is a rectangle, {long} cm high and {high} cm long. At one end a triangle is cut out. "
        "Its "
        f"base is the whole end of the flag, and its tip is {deep} cm from there. "
        "How many square centimeters are left?",
        whole - off,
        (
            "Fill the shape up to a rectangle. What was added?",
            f"The rectangle has {long} × {high} = {whole:,}. Take the triangle away.",
        ),
        (
            f"The rectangle: {long} × {high} = {whole:,}.",
            f"The triangle: {long} × {deep} ÷ 2 = {off}.",
            f"{whole} − {off} = {whole - off:,} square centimeters.",
        ),
        {"fill-not-taken-off": whole, "not-halved": whole - long * deep},
        diagram=Polygon(
            ((0, 0), (high, 0), (high - deep, long // 2), (high, long), (0, long)),
            (f"{high} cm", "", "", "", f"{long} cm"),
            right=(0, 4),
            inside=((high - deep, long // 2, high, long // 2, f"{deep} cm"), (high, 0, high, long, "")),
        ),
    )


@family(
    "add-all-faces",
    skill="surface-area",
    title="Find a surface area from the faces",
    grade=6,
    levels=("a box", "a square pyramid", "a triangular prism"),
    plants={
        "one-of-each": "There are equal faces. Count each of them.",
        "volume-for-surface": "You found the volume. How large are the faces together?",
        "not-halved": "Each triangle is half of its base times its height.",
        "base-left-out": "The base belongs to the surface too.",
        "part-left-out": "The triangles are missing, or the rectangles. Add all faces.",
    },
)
def add_all_faces(chance: Chance, level: int) -> Draft:
    """Ask for the area of all faces of a solid together."""
    if level == 1:
        return _surface_of_a_box(chance)
    return _surface_of_a_pyramid(chance) if level == 2 else _surface_of_a_prism(chance)


def _surface_of_a_box(chance: Chance) -> Draft:
    long, wide, high = chance.between(3, 12), chance.between(2, 8), chance.between(2, 9)
    top, front, side = long * wide, long * high, wide * high
    once = top + front + side
    labels = (f"{long} cm", f"{wide} cm", f"{high} cm")
    make = Net("box", (long, wide, high), labels) if chance.below(2) else Prism(long, wide, high, labels)
    return number(
        f"A box is {long} cm long, {wide} cm wide and {high} cm high. How many square centimeters is its "
        "surface area?",
        2 * once,
        (
            "A box has six faces. Which of them are equal?",
            f"Top and bottom are {long} by {wide}, front and back {long} by {high}, the sides {wide} by "
            f"{high}.",
        ),
        (
            f"{long} × {wide} = {top}, {long} × {high} = {front} and {wide} × {high} = {side:,}.",
            f"Each face comes twice: 2 × ({top} + {front} + {side}) = {2 * once:,} square centimeters.",
        ),
        {"one-of-each": once, "volume-for-surface": long * wide * high, "base-left-out": 2 * once - top},
        diagram=make,
    )


def _surface_of_a_pyramid(chance: Chance) -> Draft:
    edge, tall = chance.between(2, 14), chance.between(3, 15)
    tall = max(tall, edge // 2 + 1)
    base, two = edge * edge, edge * tall
    labels = (f"{edge} cm", f"{tall} cm")
    drawn = (
        Net("square pyramid", (edge, tall), labels)
        if chance.below(2)
        else Solid("square pyramid", labels[0], long=labels[1])
    )
    return number(
        f"A pyramid has a square base with an edge of {edge} cm. Each of its four triangles is {tall} cm "
        "high. "
        "How many square centimeters is its surface area?",
        base + 2 * two,
        (
            "Which faces has the pyramid? Draw its net.",
            f"The square has {edge} × {edge}. Each triangle has half of {edge} × {tall}.",
        ),
        (
            f"The square: {edge} × {edge} = {base}.",
            f"The four triangles: 4 × ({edge} × {tall} ÷ 2) = {2 * two}.",
            f"{base} + {2 * two} = {base + 2 * two:,} square centimeters.",
        ),
        {"not-halved": base + 4 * two, "base-left-out": 2 * two, "part-left-out": base},
        diagram=drawn,
    )


def _surface_of_a_prism(chance: Chance) -> Draft:
    base, tall, side = chance.pick(_HALVES)
    long = chance.between(4, 20)
    ends, around = base * tall, (base + 2 * side) * long
    return number(
        f"The ends of a prism are two equal triangles. Each has sides of {base} cm, {side} cm and {side} cm. "
        "The "
        f"height on the side of {base} cm is {tall} cm. The prism is {long} cm long. "
        "How many square centimeters is its surface area?",
        ends + around,
        (
            "Which faces has the prism? Draw its net.",
            f"Each triangle has half of {base} × {tall}. The rectangles are {long} long.",
        ),
        (
            f"The two triangles: 2 × ({base} × {tall} ÷ 2) = {ends:,}.",
            f"The three rectangles: ({base} + {side} + {side}) × {long} = {around:,}.",
            f"{ends:,} + {around:,} = {ends + around:,} square centimeters.",
        ),
        {
            "not-halved": 2 * ends + around,
            "one-of-each": ends // 2 + (base + side) * long,
            "part-left-out": around,
            "volume-for-surface": ends // 2 * long,
        },
        diagram=Net("triangular prism", (base, tall, long), (f"{base} cm", f"{tall} cm", f"{long} cm")),
    )


@family(
    "prisms-inside-and-outside",
    skill="volume-of-prisms",
    title="Find the volume and surface of prisms and joined solids",
    grade=7,
    levels=("volume of a triangular prism", "volume of a house shape", "surface of a house shape"),
    plants={
        "not-halved": "The triangle is half of its base times its height.",
        "stops-after-first-step": "That is the area of one end. How long is the prism?",
        "surface-for-volume": "You added the faces. How much fits inside?",
        "part-left-out": "The roof belongs to the solid too.",
        "hidden-face-counted": "The box and the roof touch on one face each. Nobody can see these two.",
        "base-left-out": "The face at the bottom is painted too.",
        "volume-for-surface": "You found how much is inside. How large are all outer faces together?",
    },
)
def prisms_inside_and_outside(chance: Chance, level: int) -> Draft:
    """Ask for a volume, or for the outer faces of a solid that is made of two."""
    if level == 1:
        return _volume_of_a_prism(chance)
    return _volume_of_a_house(chance) if level == 2 else _surface_of_a_house(chance)


def _volume_of_a_prism(chance: Chance) -> Draft:
    base, tall, side = chance.pick(_HALVES)
    long = chance.between(4, 20)
    end = base * tall // 2
    return number(
        f"The ends of a prism are triangles with sides of {base} cm, {side} cm and {side} cm. The height on "
        "the "
        f"side of {base} cm is {tall} cm. The prism is {long} cm long. How many cubic centimeters is its "
        "volume?",
        end * long,
        (
            "How large is one end? How long is the prism?",
            f"One end has {base} × {tall} ÷ 2 = {end} square centimeters.",
        ),
        (
            f"One end: {base} × {tall} ÷ 2 = {end} square centimeters.",
            f"Each centimeter of length holds {end} cubic centimeters: {end} × {long} = {end * long:,}.",
        ),
        {
            "not-halved": 2 * end * long,
            "stops-after-first-step": end,
            "surface-for-volume": 2 * end + (base + 2 * side) * long,
        },
        diagram=Solid("triangular prism", f"{base} cm", f"{tall} cm", f"{long} cm"),
    )


def _gable(wide: int, high: int, top: int, sloped: str, unit: str) -> Polygon:
    """Draw the front of a house with its roof."""
    return Polygon(
        ((0, 0), (wide, 0), (wide, high), (wide // 2, high + top), (0, high)),
        (f"{wide} {unit}", f"{high} {unit}", sloped, "", ""),
        inside=((0, high, wide, high, ""), (wide // 2, high, wide // 2, high + top, f"{top} {unit}")),
    )


def _volume_of_a_house(chance: Chance) -> Draft:
    wide, high, top = 2 * chance.between(2, 6), chance.between(3, 9), chance.between(2, 6)
    long = chance.between(5, 15)
    box, roof = wide * high, wide * top // 2
    what = chance.pick(("barn", "shed", "greenhouse", "hall", "stall"))
    return number(
        f"A {what} is a box with a roof on top. The roof is a triangular prism. The drawing shows the front: "
        "it is "
        f"{wide} m wide, the walls are {high} m high, and the roof rises {top} m more. The {what} is {long} "
        "m long. "
        "How many cubic meters are inside?",
        (box + roof) * long,
        (
            "Break the front into a rectangle and a triangle. What is its area?",
            f"The front has {wide} × {high} + {wide} × {top} ÷ 2 = {box + roof} square meters.",
        ),
        (
            f"The front: {wide} × {high} = {box} and {wide} × {top} ÷ 2 = {roof}, together {box + roof}.",
            f"It is the same all along: {box + roof} × {long} = {(box + roof) * long:,} cubic meters.",
        ),
        {
            "part-left-out": box * long,
            "not-halved": (box + 2 * roof) * long,
            "stops-after-first-step": box + roof,
        },
        diagram=_gable(wide, high, top, "", "m"),
    )


def _surface_of_a_house(chance: Chance) -> Draft:
    wide, top, sloped = chance.pick(_HALVES)
    high, long = chance.between(3, 12), chance.between(5, 20)
    end = wide * high + wide * top // 2
    walls, roof, floor = 2 * high * long, 2 * sloped * long, wide * long
    whole = 2 * end + walls + roof + floor
    return number(
        f"A wooden block is a box with a triangular prism on top, like a house. Its front is {wide} cm wide. "
        "The "
        f"walls are {high} cm high, and the roof rises {top} cm more. Each slope of the roof is {sloped} cm. "
        "The "
        f"block is {long} cm long. It is painted on all sides and on the bottom. "
        "How many square centimeters are painted?",
        whole,
        (
            "Walk around the block: which faces can be seen or touched?",
            f"Front and back have {end} each. Then there are two walls, two slopes and the bottom.",
        ),
        (
            f"Front and back: 2 × ({wide} × {high} + {wide} × {top} ÷ 2) = {2 * end:,}.",
            f"Walls {walls}, slopes {roof}, bottom {floor}: each is one edge times {long}.",
            f"{2 * end:,} + {walls:,} + {roof:,} + {floor:,} = {whole:,} square centimeters.",
        ),
        {
            "hidden-face-counted": whole + 2 * floor,
            "base-left-out": whole - floor,
            "volume-for-surface": end * long,
        },
        diagram=_gable(wide, high, top, f"{sloped} cm", "cm"),
    )
