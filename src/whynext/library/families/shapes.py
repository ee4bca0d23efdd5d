"""Families for shapes: sides, perimeter, area, volume and right triangles."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, family, number
from whynext.library.families.words import BOX, NAMES, count, decimal, grouped

_SHAPES = (
    ("triangle", "triangles", 3), ("square", "squares", 4), ("pentagon", "pentagons", 5),
    ("hexagon", "hexagons", 6), ("rectangle", "rectangles", 4), ("octagon", "octagons", 8),
    ("rhombus", "rhombuses", 4), ("trapezoid", "trapezoids", 4),
)  # fmt: skip
_FIELDS = ("garden", "room", "playground", "deck", "field", "stage", "patio", "yard")


@family(
    "sides-in-all",
    skill="sides-and-corners",
    title="Count sides and corners of shapes",
    grade=2,
    levels=("triangles and four-sided shapes", "two kinds of shapes", "more kinds, and what is missing"),
    plants={
        "one-of-each": "There is more than one of them. Each of them has sides.",
        "forgets-second-kind": "Count the sides of both kinds of shapes.",
        "counts-shapes": "That is how many shapes there are. How many sides or corners do they have?",
    },
)
def sides_in_all(chance: Chance, level: int) -> Draft:
    """Ask for the sides or corners of some shapes together."""
    part = chance.pick(("sides", "corners"))
    name = chance.pick(NAMES)
    if level == 3:
        return _build_from_sticks(chance, name)
    kinds = chance.sample(_SHAPES[:2] if level == 1 else _SHAPES, 2)
    numbers = [chance.between(1, 3), chance.between(1, 3)]
    sides = [each * kind[2] for each, kind in zip(numbers, kinds, strict=True)]
    told = " and ".join(count(each, (kind[0], kind[1])) for each, kind in zip(numbers, kinds, strict=True))
    has = "; ".join(f"a {kind[0]} has {kind[2]} {part}" for kind in kinds).replace("a octagon", "an octagon")
    return number(
        f"{name} draws {told}. How many {part} do the shapes have in all?",
        sum(sides),
        (f"How many {part} does each shape have?", f"{has.capitalize()}."),
        (f"{has.capitalize()}.", f"{sides[0]} + {sides[1]} = {sum(sides)} {part}."),
        {
            "one-of-each": kinds[0][2] + kinds[1][2],
            "forgets-second-kind": sides[0],
            "counts-shapes": sum(numbers),
        },
    )


def _build_from_sticks(chance: Chance, name: str) -> Draft:
    one, many, sides = chance.pick(_SHAPES)
    shapes = chance.between(2, 6)
    rest = chance.between(1, sides - 1)
    sticks = shapes * sides + rest
    return number(
        f"{name} has {sticks} sticks and builds {many}. Each side of each {one} is one stick, "
        "and no stick is used twice. "
        f"How many whole {many} can {name} build?",
        shapes,
        (
            f"How many sides does a {one} have?".replace("a octagon", "an octagon"),
            f"One {one} takes {sides} sticks. How many fit into {sticks}?",
        ),
        (
            f"Each {one} takes {sides} sticks.",
            f"{shapes} × {sides} = {shapes * sides}; {rest} "
            f"{'stick is' if rest == 1 else 'sticks are'} left, too few for one more.",
        ),
        {"counts-shapes": sticks - sides},
    )


@family(
    "area-of-a-rectangle",
    skill="area-of-rectangles",
    title="Find the area of rectangles",
    grade=3,
    levels=("a rectangle", "a missing side", "two rectangles put together"),
    plants={
        "perimeter-for-area": "You found the distance around. How many unit squares cover it?",
        "adds-the-edges": "You added the sides. How many rows of squares are there, and how many in each?",
        "multiplies-instead": "The area is known already. Which side is missing?",
        "forgets-second-kind": "Both parts belong to the shape.",
    },
)
def area_of_a_rectangle(chance: Chance, level: int) -> Draft:
    """Ask for an area, or for a side."""
    thing = chance.pick(_FIELDS)
    wide = chance.between(2, 9)
    long = chance.between(wide + 1, 13)
    if level == 1:
        return number(
            f"A {thing} is {long} feet long and {wide} feet wide. How many square feet is its area?",
            long * wide,
            (
                "Think of rows of unit squares. How many rows, how many in each?",
                f"{wide} rows with {long} squares in each.",
            ),
            (
                f"There are {wide} rows of {long} unit squares.",
                f"{wide} × {long} = {long * wide} square feet.",
            ),
            {"perimeter-for-area": 2 * (long + wide), "adds-the-edges": long + wide},
        )
    if level == 2:
        return number(
            f"The area of a rectangular {thing} is {long * wide} square feet. One side is "
            f"{wide} feet long. How many feet long is the other side?",
            long,
            ("The area is one side times the other.", f"{wide} times what is {long * wide}?"),
            (f"{wide} × {BOX} = {long * wide}.", f"{long * wide} ÷ {wide} = {long} feet."),
            {"multiplies-instead": long * wide * wide},
        )
    more_long, more_wide = chance.between(2, 6), chance.between(2, 6)
    first, second = long * wide, more_long * more_wide
    return number(
        f"A floor is made of two rectangles that do not overlap. One is {long} feet by {wide} "
        f"feet, the other {more_long} feet "
        f"by {more_wide} feet. How many square feet is the whole floor?",
        first + second,
        ("Find the area of each rectangle.", f"{long} × {wide} = {first}. And the other one?"),
        (
            f"{long} × {wide} = {first} and {more_long} × {more_wide} = {second}.",
            f"{first} + {second} = {first + second} square feet.",
        ),
        {"forgets-second-kind": first, "adds-the-edges": long + wide + more_long + more_wide},
    )


@family(
    "distance-around",
    skill="perimeter",
    title="Find the perimeter or a missing side",
    grade=3,
    levels=("all sides are given", "a rectangle", "a missing side of a rectangle"),
    plants={
        "two-sides-only": "A rectangle has four sides. Opposite sides are equal.",
        "area-for-perimeter": "You found the area. Go around the shape and add the sides.",
        "leaves-one-out": "One side was left out. Go all the way around.",
        "takes-away-once": "Both sides of that length belong to the perimeter.",
    },
)
def distance_around(chance: Chance, level: int) -> Draft:
    """Ask for the distance around, or for a side."""
    if level == 1:
        sides = [chance.between(3, 15) for _ in range(chance.between(2, 4))]
        # the last side closes the shape: longer than the gap that the others leave, shorter than their sum
        sides.append(chance.between(max(3, 2 * max(sides) - sum(sides) + 1), min(15, sum(sides) - 1)))
        shown = f"{', '.join(str(side) for side in sides[:-1])} and {sides[-1]}"
        return number(
            f"The sides of a shape are {shown} inches long. How many inches is its perimeter?",
            sum(sides),
            ("Perimeter is the distance around. Which numbers do you add?", f"Add all {len(sides)} sides."),
            (
                f"{' + '.join(str(side) for side in sides)} = {sum(sides)}.",
                f"The perimeter is {sum(sides)} inches.",
            ),
            {"leaves-one-out": sum(sides) - sides[-1]},
        )
    thing = chance.pick(_FIELDS)
    long = chance.between(5, 20)
    wide = chance.between(2, long - 1)
    around = 2 * (long + wide)
    if level == 2:
        return number(
            f"A rectangular {thing} is {long} feet long and {wide} feet wide. How many feet is "
            "its perimeter?",
            around,
            (
                "How many sides does a rectangle have, and which are equal?",
                f"Two sides are {long} feet and two are {wide} feet.",
            ),
            (
                f"{long} + {wide} = {long + wide} is half of the way around.",
                f"2 × {long + wide} = {around} feet.",
            ),
            {"two-sides-only": long + wide, "area-for-perimeter": long * wide},
        )
    return number(
        f"The perimeter of a rectangular {thing} is {around} feet. It is {long} feet long. How "
        "many feet wide is it?",
        wide,
        (
            "Length and width together are half of the perimeter.",
            f"Half of {around} is {around // 2}. One of the two sides is {long}.",
        ),
        (f"Half of {around} is {around // 2}.", f"{around // 2} − {long} = {wide} feet."),
        {"takes-away-once": around - long, "two-sides-only": around - 2 * long},
    )


@family(
    "volume-of-a-box",
    skill="volume-of-boxes",
    title="Find the volume of a box",
    grade=5,
    levels=("from layers of cubes", "from three edges", "a missing height"),
    plants={
        "one-layer-only": "That is one layer. How many layers are there?",
        "adds-the-edges": "You added. How many cubes are in a layer, and how many layers are there?",
        "divides-by-one-edge": "Divide by the number of cubes in a whole layer.",
    },
)
def volume_of_a_box(chance: Chance, level: int) -> Draft:
    """Ask for the number of unit cubes, or for the height."""
    wide, high = chance.between(2, 8), chance.between(2, 9)
    long = chance.between(wide + 1, 11)
    layer, volume = long * wide, long * wide * high
    steps = (
        f"One layer has {long} × {wide} = {layer} cubes.",
        f"{high} layers have {high} × {layer} = {volume} cubes.",
    )
    if level == 1:
        return number(
            f"A box is packed with unit cubes. Each layer has {wide} rows of {long} cubes, and "
            f"there are {high} layers. How many cubes are in the box?",
            volume,
            ("How many cubes are in one layer?", f"One layer has {layer} cubes. How many layers are there?"),
            steps,
            {"one-layer-only": layer, "adds-the-edges": long + wide + high},
        )
    if level == 2:
        return number(
            f"A box is {long} cm long, {wide} cm wide and {high} cm high. How many cubic "
            "centimeters is its volume?",
            volume,
            (
                "How many unit cubes cover the bottom? How many layers are there?",
                f"The bottom takes {long} × {wide} = {layer} cubes.",
            ),
            steps,
            {"one-layer-only": layer, "adds-the-edges": long + wide + high},
        )
    return number(
        f"A box is {long} cm long and {wide} cm wide. Its volume is {volume} cubic "
        "centimeters. How many centimeters high is it?",
        high,
        ("How many cubes are in one layer?", f"One layer has {layer} cubes. How many layers make {volume}?"),
        (
            f"One layer has {long} × {wide} = {layer} cubes.",
            f"{volume} ÷ {layer} = {high} layers, so it is {high} cm high.",
        ),
        {"divides-by-one-edge": volume // long},
    )


@family(
    "area-of-a-triangle",
    skill="area-of-triangles",
    title="Find the area of triangles and parallelograms",
    grade=6,
    levels=("a right triangle", "a triangle with a slanted side given", "a parallelogram"),
    plants={
        "not-halved": "Base times height is a parallelogram. The triangle is half of it.",
        "slanted-side-as-height": "The height stands straight on the base. The slanted side is longer.",
        "halved-needlessly": "A parallelogram can be cut and moved to make a rectangle. Nothing is halved.",
        "perimeter-for-area": "You added the sides. How much does the shape cover?",
        "adds-the-edges": "You added. Two such triangles make a rectangle: how much does it cover?",
    },
)
def area_of_a_triangle(chance: Chance, level: int) -> Draft:
    """Ask for an area."""
    base, height = chance.between(3, 20), chance.between(3, 12)
    base += base * height % 2
    slanted = height + chance.between(1, 4)
    product = base * height
    if level == 1:
        question = (
            f"The two shorter sides of a right triangle are {base} cm and {height} cm long. How "
            "many square centimeters is its area?"
        )
        slips: dict[str, int | str] = {"not-halved": product, "adds-the-edges": base + height}
        hint = "Two such triangles make a rectangle."
    elif level == 2:
        question = (
            f"A triangle has a base of {base} cm. The height on it is {height} cm, and another "
            f"side is {slanted} cm long. How many square centimeters is its area?"
        )
        slips = {"not-halved": product, "slanted-side-as-height": decimal(base * slanted * 5, 1)}
        hint = "Which two lengths stand at a right angle to each other?"
    else:
        question = (
            f"A parallelogram has a base of {base} cm. The height on it is {height} cm, and the "
            f"slanted side is {slanted} cm long. How many square centimeters is its area?"
        )
        slips = {
            "slanted-side-as-height": base * slanted,
            "halved-needlessly": product // 2,
            "perimeter-for-area": 2 * (base + slanted),
        }
        hint = "Cut a triangle off one end and move it to the other. What shape do you get?"
    answer = product if level == 3 else product // 2
    last = (
        f"The area is {product} square centimeters."
        if level == 3
        else f"The triangle is half of it: {product} ÷ 2 = {answer} square centimeters."
    )
    return number(
        question,
        answer,
        (
            hint,
            f"Base times height is {base} × {height}."
            + ("" if level == 3 else " What part of that is the triangle?"),
        ),
        (f"{base} × {height} = {product}.", last),
        slips,
    )


_ROUND_THINGS = (
    ("plate", "centimeters"), ("pond", "meters"), ("wheel", "inches"), ("table", "inches"),
    ("clock face", "centimeters"), ("drum", "inches"), ("fountain", "feet"), ("pool", "feet"),
)  # fmt: skip


@family(
    "around-and-inside-circles",
    skill="circles",
    title="Find the circumference and area of a circle",
    grade=7,
    levels=("circumference from the diameter", "area from the radius", "area from the diameter"),
    plants={
        "radius-for-diameter": "The diameter is two times the radius. Which one is given here?",
        "area-for-circumference": "You found the area. How long is the way around?",
        "circumference-for-area": "You found the way around. How much lies inside?",
        "radius-not-squared": "The radius is used two times: r × r.",
    },
)
def around_and_inside_circles(chance: Chance, level: int) -> Draft:
    """Ask for a circumference or an area with 3.14 for π."""
    thing, unit = chance.pick(_ROUND_THINGS)
    if level == 1:
        across = chance.between(2, 40)
        answer = decimal(314 * across, 2)
        return number(
            f"A round {thing} has a diameter of {across} {unit}. What is its circumference in "
            f"{unit}? Use 3.14 for π.",
            answer,
            (
                "About how many diameters fit around a circle?",
                f"Circumference = π × diameter = 3.14 × {across}.",
            ),
            ("Circumference = π × diameter.", f"3.14 × {across} = {grouped(answer)} {unit}."),
            {
                "radius-for-diameter": decimal(628 * across, 2),
                "area-for-circumference": decimal(314 * across * across * 25, 4),
            },
        )
    radius = chance.between(2, 20)
    across = 2 * radius
    answer = decimal(314 * radius * radius, 2)
    given = f"a radius of {radius}" if level == 2 else f"a diameter of {across}"
    slips = {
        "circumference-for-area": decimal(628 * radius, 2),
        "radius-not-squared": decimal(314 * radius, 2),
    }
    if level == 3:
        slips = {
            "radius-for-diameter": decimal(314 * across * across, 2),
            "circumference-for-area": decimal(628 * radius, 2),
        }
    else:
        slips["radius-for-diameter"] = decimal(314 * across * across, 2)
    return number(
        f"A round {thing} has {given} {unit}. What is its area in square {unit}? Use 3.14 for π.",
        answer,
        (
            "Area = π × radius × radius. What is the radius?",
            f"The radius is {radius}: 3.14 × {radius} × {radius}.",
        ),
        (
            f"The radius is {radius}, and {radius} × {radius} = {radius * radius}.",
            f"3.14 × {radius * radius} = {grouped(answer)} square {unit}.",
        ),
        slips,
    )


_TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (9, 40, 41), (12, 35, 37))


@family(
    "right-triangle-side",
    skill="pythagorean-theorem",
    title="Find a side of a right triangle",
    grade=8,
    levels=("the longest side", "a shorter side", "in a story"),
    plants={
        "adds-the-sides": "The way along two sides is longer than the third side. Add the squares.",
        "squares-not-rooted": "That is the square of the side. Take the root.",
        "subtracts-the-sides": "Subtract the squares of the sides, not the sides.",
    },
)
def right_triangle_side(chance: Chance, level: int) -> Draft:
    """Ask for a side of a right triangle with whole sides."""
    if level == 3:
        return _right_triangle_in_a_story(chance)
    scale = chance.between(1, 6)
    first, second, longest = (side * scale for side in chance.pick(_TRIPLES))
    if chance.below(2):
        first, second = second, first
    squares = f"{first}² + {second}² = {first * first:,} + {second * second:,} = {longest * longest:,}"
    if level == 1:
        return number(
            f"The two shorter sides of a right triangle are {first} cm and {second} cm long. "
            "How many centimeters long is the longest side?",
            longest,
            (
                "The squares of the two shorter sides together make the square of the longest.",
                f"{first}² + {second}² = {longest * longest:,}.",
            ),
            (f"{squares}.", f"√{longest * longest:,} = {longest}."),
            {"adds-the-sides": first + second, "squares-not-rooted": longest * longest},
        )
    question = (
        f"The longest side of a right triangle is {longest} cm and another side is {first} cm "
        "long. How many centimeters long is the third side?"
    )
    return _shorter_side(question, first, second, longest)


def _right_triangle_in_a_story(chance: Chance) -> Draft:
    scale = chance.between(1, 3)
    first, second, longest = (side * scale for side in chance.pick(_TRIPLES[:5]))
    kind = chance.below(3)
    if kind == 0 and longest <= 30:
        return _shorter_side(
            f"A ladder {longest} feet long leans on a wall. Its foot is {first} feet from the wall. "
            "How many feet up does it reach?",
            first,
            second,
            longest,
        )
    if chance.below(2):
        first, second = second, first
    question = (
        f"A straight rope {longest} feet long goes from the top of a pole to a point on the ground "
        f"{first} feet from the pole. How many feet high is the pole?"
        if kind == 1
        else f"A straight path goes from one corner of a rectangular park to the opposite corner. It is "
        f"{longest} meters long. One side of the park is {first} meters long. How many meters long is "
        "the other side?"
    )
    return _shorter_side(question, first, second, longest)


def _shorter_side(question: str, first: int, second: int, longest: int) -> Draft:
    return number(
        question,
        second,
        (
            "Which side is the longest one? Its square is the sum of the other two squares.",
            f"{longest}² − {first}² = {longest * longest:,} − {first * first:,}.",
        ),
        (
            f"{longest}² − {first}² = {longest * longest:,} − {first * first:,} = {second * second:,}.",
            f"√{second * second:,} = {second}.",
        ),
        {"subtracts-the-sides": longest - first, "squares-not-rooted": second * second},
    )


@family(
    "round-solids",
    skill="volume-of-round-solids",
    title="Find the volume of cylinders, cones and spheres",
    grade=8,
    levels=("a cylinder", "a cone", "a sphere"),
    plants={
        "radius-not-squared": "The radius is used two times in the circle at the bottom.",
        "radius-for-diameter": "Check whether the radius or the diameter is given.",
        "cone-as-cylinder": "A cone holds a third of the cylinder around it.",
        "sphere-factor": "The volume of a sphere is 4/3 × π × r × r × r.",
    },
)
def round_solids(chance: Chance, level: int) -> Draft:
    """Ask for the number in front of π in a volume."""
    radius, high = chance.between(2, 9), chance.between(3, 15)
    if level == 3:
        return _sphere(chance)
    base = radius * radius
    if level == 2:
        radius, high = chance.between(2, 12), 3 * chance.between(1, 8)
        base = radius * radius
        return number(
            f"A cone has a radius of {radius} cm and a height of {high} cm. Its volume is "
            f"{BOX}π cubic centimeters. Which number belongs in the box?",
            base * high // 3,
            (
                "How does a cone compare with a cylinder of the same radius and height?",
                f"The cylinder has {radius} × {radius} × {high} = {base * high:,}. The cone is "
                "a third of it.",
            ),
            (
                f"The cylinder around it: {radius} × {radius} × {high} = {base * high:,}.",
                f"{base * high:,} ÷ 3 = {base * high // 3:,}.",
            ),
            {"cone-as-cylinder": base * high, "radius-not-squared": radius * high // 3},
        )
    across = chance.below(2) == 1
    given = f"diameter of {2 * radius}" if across else f"radius of {radius}"
    return number(
        f"A cylinder has a {given} cm and a height of {high} cm. Its volume is {BOX}π cubic "
        "centimeters. Which number belongs in the box?",
        base * high,
        (
            "Find the circle at the bottom first. How many layers are stacked on it?",
            f"The circle is {radius} × {radius} × π, the height is {high}.",
        ),
        (f"The circle: {radius} × {radius} = {base}, times π.", f"{base} × {high} = {base * high:,}."),
        {"radius-not-squared": radius * high, "radius-for-diameter": 4 * base * high},
    )


_BALLS = (
    ("ball", "inches"), ("globe", "centimeters"), ("balloon", "inches"), ("glass marble", "millimeters"),
    ("bubble", "centimeters"),
)  # fmt: skip


def _sphere(chance: Chance) -> Draft:
    thing, many = chance.pick(_BALLS)
    radius = 3 * chance.between(1, 8)
    cube = radius**3
    given = f"diameter of {2 * radius}" if chance.below(2) else f"radius of {radius}"
    return number(
        f"A {thing} has a {given} {many}. Its volume is {BOX}π cubic {many}. Which number "
        "belongs in the box?",
        4 * cube // 3,
        (
            "Volume of a sphere = 4/3 × π × r × r × r.",
            f"The radius is {radius}: {radius} × {radius} × {radius} = {cube:,}.",
        ),
        (f"{radius}³ = {cube:,}.", f"4 × {cube:,} ÷ 3 = {4 * cube // 3:,}."),
        {"sphere-factor": cube, "radius-for-diameter": 32 * cube // 3},
    )
