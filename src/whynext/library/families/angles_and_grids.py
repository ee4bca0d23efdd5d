"""Families for angles, scale, coordinates and moving figures."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import decimal, plus, signed


@family(
    "angles-together",
    skill="measure-angles",
    title="Find a missing angle",
    grade=4,
    levels=("in a right angle or on a straight line", "parts of a full turn", "three angles"),
    plants={
        "wrong-whole-angle": "A right angle is 90°, a straight one 180°, a full turn 360°. Which one is it?",
        "adds-instead": "The whole angle is known. Take the known part away.",
        "leaves-one-out": "There are two known angles. Take both away.",
    },
)
def angles_together(chance: Chance, level: int) -> Draft:
    """Ask for an angle that completes another."""
    if level == 2:
        return _part_of_a_turn(chance)
    whole, name = chance.pick(((90, "a right angle"), (180, "a straight angle"), (360, "a full turn")))
    if level == 1:
        whole, name = ((90, "a right angle"), (180, "a straight angle"))[whole > 90]
        known = chance.between(11, whole - 11)
        other = 180 if whole == 90 else 360
        return number(
            f"Two angles side by side make {name}. One of them is {known}°. How many degrees is the other?",
            whole - known,
            (
                "How many degrees do the two angles make together?",
                f"{name.capitalize()} is {whole}°. Take {known}° away.",
            ),
            (f"Together they make {whole}°.", f"{whole} − {known} = {whole - known} degrees."),
            {"wrong-whole-angle": other - known, "adds-instead": whole + known},
            unit="° | degrees | degree",
        )
    first = chance.between(10, whole // 2 - 5)
    second = chance.between(10, whole - first - 8)
    rest = whole - first - second
    wrong = {90: 180, 180: 360, 360: 180}[whole] - first - second
    return number(
        f"Three angles side by side make {name}. Two of them are {first}° and {second}°. How "
        "many degrees is the third?",
        rest,
        (
            "How many degrees do the three angles make together?",
            f"{name.capitalize()} is {whole}°. The two known angles make {first + second}°.",
        ),
        (f"{first} + {second} = {first + second}.", f"{whole} − {first + second} = {rest} degrees."),
        {"leaves-one-out": whole - first, **({"wrong-whole-angle": wrong} if wrong > 0 else {})},
        unit="° | degrees | degree",
    )


def _part_of_a_turn(chance: Chance) -> Draft:
    parts = chance.pick((3, 4, 5, 6, 8, 9, 10, 12, 15, 18, 20))
    taken = chance.between(1, parts - 1)
    one = 360 // parts
    share = "1 part" if taken == 1 else f"{taken} parts together"
    slips = {"wrong-whole-angle": decimal(1800 * taken // parts, 1) if 1800 * taken % parts == 0 else 180}
    return number(
        f"A full turn is cut into {parts} equal angles. How many degrees "
        f"do{'es' if taken == 1 else ''} {share} make?",
        one * taken,
        ("How many degrees has a full turn?", f"One part is 360 ÷ {parts} = {one} degrees."),
        (f"360 ÷ {parts} = {one} degrees for one part.", f"{taken} × {one} = {one * taken} degrees."),
        slips,
        unit="° | degrees | degree",
    )


@family(
    "angle-pairs",
    skill="angle-pairs",
    title="Find unknown angles from angle pairs",
    grade=7,
    levels=(
        "complementary and supplementary angles",
        "vertical angles with an expression",
        "supplementary with expressions",
    ),
    plants={
        "wrong-whole-angle": "Complementary angles make 90°, supplementary angles make 180°.",
        "pair-mixed-up": "Vertical angles are equal. Supplementary angles make 180° together.",
        "undoes-one-step-only": "One step is undone. What else was done to x?",
    },
)
def angle_pairs(chance: Chance, level: int) -> Draft:
    """Ask for an angle, or for x in an angle."""
    if level == 1:
        name, whole, other = chance.pick((("complementary", 90, 180), ("supplementary", 180, 90)))
        known = chance.between(5, whole - 5)
        slips = {"wrong-whole-angle": other - known} if other > known else {}
        return number(
            f"Two angles are {name}. One of them is {known}°. How many degrees is the other?",
            whole - known,
            (
                f"How many degrees do {name} angles make together?",
                f"{name.capitalize()} angles make {whole}° together.",
            ),
            (f"{name.capitalize()} angles make {whole}°.", f"{whole} − {known} = {whole - known} degrees."),
            slips,
            unit="° | degrees | degree",
        )
    factor, x, extra = chance.between(2, 6), chance.between(6, 20), chance.between(2, 25)
    if level == 2:
        angle = factor * x + extra
        slips = {"undoes-one-step-only": factor * x}
        if (180 - angle - extra) % factor == 0 and 180 - angle > extra:
            slips["pair-mixed-up"] = (180 - angle - extra) // factor
        return number(
            f"Two vertical angles are {angle}° and ({factor}x + {extra})°. What is x?",
            x,
            ("What do you know about vertical angles?", f"They are equal: {factor}x + {extra} = {angle}."),
            (
                f"Vertical angles are equal: {factor}x + {extra} = {angle}.",
                f"{factor}x = {factor * x}, so x = {x}.",
            ),
            slips,
        )
    more = chance.between(1, 4)
    x += (factor + more) * x == 180
    rest = 180 - (factor + more) * x
    shown = f"({factor}x{plus(rest)})° and {'x' if more == 1 else f'({more}x)'}°"
    slips = {"undoes-one-step-only": 180 - rest}
    if (90 - rest) > 0 and (90 - rest) % (factor + more) == 0:
        slips["wrong-whole-angle"] = (90 - rest) // (factor + more)
    move = f"Subtract {rest}" if rest > 0 else f"Add {-rest}"
    return number(
        f"Two angles are supplementary. They are {shown}. What is x?",
        x,
        (
            "How many degrees do they make together? Write an equation.",
            f"{factor}x{plus(rest)} + {'x' if more == 1 else f'{more}x'} = 180.",
        ),
        (f"{factor + more}x{plus(rest)} = 180.", f"{move}: {factor + more}x = {180 - rest}, so x = {x}."),
        slips,
    )


@family(
    "use-a-scale",
    skill="scale-drawings",
    title="Use the scale of a drawing or map",
    grade=7,
    levels=("from drawing to real", "from real to drawing", "find the scale"),
    plants={
        "additive-ratio": "A scale is a factor: every length is multiplied by the same number.",
        "converts-the-wrong-way": "Real lengths are larger than drawn ones. Is your answer?",
    },
)
def use_a_scale(chance: Chance, level: int) -> Draft:
    """Ask for a real length, a drawn length, or the scale."""
    what, unit = chance.pick(
        (("map", "kilometers"), ("floor plan", "meters"), ("map", "miles"), ("garden plan", "feet"))
    )
    one, many = ("inch", "inches") if unit in ("miles", "feet") else ("centimeter", "centimeters")
    scale, drawn = chance.between(2, 12), chance.between(2, 15)
    tenths = drawn * 10 + chance.pick((0, 5))
    shown, real = decimal(tenths, 1), decimal(tenths * scale, 1)
    told = f"On a {what}, 1 {one} stands for {scale} {unit}."
    if level == 1:
        return number(
            f"{told} A line on it is {shown} {many} long. How many {unit} is that in reality?",
            real,
            (f"What does each {one} stand for?", f"{shown} {many} are {shown} × {scale} {unit}."),
            (f"Each {one} is {scale} {unit}.", f"{shown} × {scale} = {real} {unit}."),
            {"additive-ratio": decimal(tenths + 10 * (scale - 1), 1)},
        )
    if level == 2:
        back = tenths * scale * scale
        return number(
            f"{told} A real distance is {real} {unit}. How many {many} is it on the {what}?",
            shown,
            (
                "Will the drawn length be a larger or a smaller number?",
                f"How many times does {scale} go into {real}?",
            ),
            (f"Each {scale} {unit} are one {one}.", f"{real} ÷ {scale} = {shown} {many}."),
            {
                "converts-the-wrong-way": decimal(back, 1),
                "additive-ratio": decimal(tenths * scale - 10 * (scale - 1), 1),
            },
        )
    return number(
        f"On a {what}, a line of {shown} {many} stands for {real} {unit}. How many {unit} "
        f"does 1 {one} stand for?",
        scale,
        (f"Share the real length among the {many}.", f"{real} ÷ {shown}."),
        (
            f"{shown} {many} stand for {real} {unit}.",
            f"{real} ÷ {shown} = {scale} {unit} for each {one}.",
        ),
        {"additive-ratio": decimal(tenths * scale - tenths + 10, 1)},
    )


def _point(x: int, y: int) -> str:
    return f"({signed(x)}, {signed(y)})"


@family(
    "points-on-a-grid",
    skill="plot-points",
    title="Find points on a grid",
    grade=5,
    levels=(
        "from a walk to a point",
        "the length of a line along the grid",
        "the fourth corner of a rectangle",
    ),
    plants={
        "coordinates-swapped": "The first number says how far across, the second how far up.",
        "reads-end-mark": "The length is the difference between the two ends.",
        "wrong-corner": "Draw the three points. Where does the fourth corner go?",
    },
)
def points_on_a_grid(chance: Chance, level: int) -> Draft:
    """Ask for a point or a length in the first quadrant."""
    x, y = chance.sample(range(1, 11), 2)
    if level == 1:
        return choice(
            f"You start at (0, 0), go {x} to the right and {y} up. At which point are you?",
            _point(x, y),
            (
                Choice(_point(y, x), f"This point is {y} to the right and {x} up.", "coordinates-swapped"),
                Choice(_point(x, 0), "This point is only to the right, not up."),
                Choice(_point(x + y, 0), "Right and up are two numbers of their own."),
            ),
            ("Which number is written first: across or up?", "Across first, then up."),
            (f"Across is {x}, up is {y}.", f"The point is {_point(x, y)}."),
            why=f"It is {x} to the right and {y} up.",
        )
    wide, high = chance.between(2, 9), chance.between(2, 9)
    if level == 2:
        along = chance.below(2) == 1
        end = (x + wide, y) if along else (x, y + high)
        length, last, start = (wide, end[0], x) if along else (high, end[1], y)
        return number(
            f"A line goes from {_point(x, y)} to {_point(*end)}. How many units long is it?",
            length,
            (
                "Which coordinate is the same? Look at the other one.",
                f"How far is it from {start} to {last}?",
            ),
            (
                f"The {'second' if along else 'first'} coordinate stays {y if along else x}.",
                f"{last} − {start} = {length}.",
            ),
            {"reads-end-mark": last},
        )
    corners = [(x, y), (x + wide, y), (x + wide, y + high)]
    right = _point(x, y + high)
    return choice(
        f"Three corners of a rectangle are {', '.join(_point(*each) for each in corners)}. Its "
        "sides go along the grid. Which point is the fourth corner?",
        right,
        (
            Choice(_point(y + high, x), "The first number says how far across.", "coordinates-swapped"),
            Choice(_point(x + high, y), "This point is not straight above the first corner.", "wrong-corner"),
            Choice(_point(x, y + wide + high), "This point is too far up.", "wrong-corner"),
        ),
        (
            "Opposite sides of a rectangle are equal. Draw the three points.",
            f"The fourth corner is straight above {_point(x, y)}.",
        ),
        (f"It is above {_point(x, y)} and to the left of {_point(*corners[2])}.", f"So it is {right}."),
        why=f"It is above {_point(x, y)} and level with {_point(*corners[2])}.",
    )


@family(
    "across-the-axes",
    skill="four-quadrants",
    title="Work with points in all four quadrants",
    grade=6,
    levels=("from a walk to a point", "reflect a point in an axis", "a distance across an axis"),
    plants={
        "coordinates-swapped": "The first number says how far across, the second how far up or down.",
        "sign-of-coordinate": "Left and down are negative.",
        "reflects-in-other-axis": "In the x-axis, up and down change. In the y-axis, left and right change.",
        "subtracts-sizes": "The points lie on different sides of the axis. Go to the axis first, then on.",
    },
)
def across_the_axes(chance: Chance, level: int) -> Draft:
    """Ask for a point or for a distance."""
    x, y = chance.sample(range(1, 13), 2)
    x, y = x * chance.pick((1, -1)), y * chance.pick((1, -1))
    if level == 1:
        if x > 0 and y > 0:
            x = -x
        across, up = "right" if x > 0 else "left", "up" if y > 0 else "down"
        return choice(
            f"You start at (0, 0), go {abs(x)} to the {across} and {abs(y)} {up}. At which point are you?",
            _point(x, y),
            (
                Choice(_point(y, x), "The first number says how far across.", "coordinates-swapped"),
                Choice(_point(-x, y), "Left is negative, right is positive.", "sign-of-coordinate"),
                Choice(_point(x, -y), "Down is negative, up is positive.", "sign-of-coordinate"),
            ),
            ("Which number is written first? Which directions are negative?", "Left and down are negative."),
            (
                f"Going {across}: x = {signed(x)}. Going {up}: y = {signed(y)}.",
                f"The point is {_point(x, y)}.",
            ),
            why=f"x = {signed(x)} and y = {signed(y)}.",
        )
    if level == 2:
        in_x = chance.below(2) == 1
        right, other = ((x, -y), (-x, y)) if in_x else ((-x, y), (x, -y))
        name, what = ("x-axis", "up and down") if in_x else ("y-axis", "left and right")
        return choice(
            f"The point {_point(x, y)} is reflected in the {name}. Where is its image?",
            _point(*right),
            (
                Choice(_point(*other), f"In the {name}, {what} change.", "reflects-in-other-axis"),
                Choice(_point(y, x), "The coordinates do not change places.", "coordinates-swapped"),
                Choice(_point(-x, -y), "Only one coordinate changes its sign."),
            ),
            (f"Think of the {name} as a mirror. What does it turn round?", f"The {name} turns {what} round."),
            (
                f"The {name} turns {what} round, so only {'y' if in_x else 'x'} changes its sign.",
                f"The image is {_point(*right)}.",
            ),
            why=f"Only {'y' if in_x else 'x'} changes its sign.",
        )
    low, high, same = -chance.between(1, 12), chance.between(1, 12), chance.between(-9, 9)
    along = chance.below(2) == 1
    first, second = ((low, same), (high, same)) if along else ((same, low), (same, high))
    return number(
        f"How far apart are the points {_point(*first)} and {_point(*second)}?",
        high - low,
        (
            "Which coordinate is the same? How far is each point from the axis?",
            f"One point is {-low} from the axis on one side, the other is {high} on the other side.",
        ),
        (
            f"From {signed(low)} to 0 it is {-low}, from 0 to {high} it is {high}.",
            f"{-low} + {high} = {high - low}.",
        ),
        {"subtracts-sizes": abs(high + low)},
    )


@family(
    "move-a-point",
    skill="transformations",
    title="Move, reflect, turn and resize points",
    grade=8,
    levels=("slide", "turn about the origin", "resize from the origin"),
    plants={
        "coordinates-swapped": "Right and left change x, up and down change y.",
        "sign-of-coordinate": "Check the signs: draw the point and its image.",
        "additive-ratio": "Resizing multiplies both coordinates by the factor. It does not add.",
    },
)
def move_a_point(chance: Chance, level: int) -> Draft:
    """Ask for the image of a point."""
    x, y = chance.sample(range(1, 10), 2)
    x, y = x * chance.pick((1, -1)), y * chance.pick((1, -1))
    if level == 1:
        across, up = chance.sample([each for each in range(-8, 9) if each], 2)
        told = (
            f"slides {abs(across)} {'right' if across > 0 else 'left'} and {abs(up)} "
            f"{'up' if up > 0 else 'down'}"
        )
        right = (x + across, y + up)
        wrong = ((x + up, y + across), (x - across, y - up), (x - across, y + up))
        hint = f"Add {signed(across)} to x and {signed(up)} to y."
    elif level == 2:
        turn = chance.pick(("90° counterclockwise", "90° clockwise", "180°"))
        told = f"turns {turn} about (0, 0)"
        right = {"90° counterclockwise": (-y, x), "90° clockwise": (y, -x), "180°": (-x, -y)}[turn]
        wrong = ((y, x), (-right[0], -right[1]), (-x, y))
        rule = {"90° counterclockwise": "(−y, x)", "90° clockwise": "(y, −x)", "180°": "(−x, −y)"}[turn]
        hint = f"Turning {turn} about (0, 0) takes (x, y) to {rule}."
    else:
        factor = chance.between(2, 5)
        told = f"is resized from (0, 0) with the factor {factor}"
        right = (factor * x, factor * y)
        wrong = ((factor * y, factor * x), (-factor * x, factor * y), (x + factor, y + factor))
        hint = f"Both coordinates are multiplied by {factor}."
    last = "additive-ratio" if level == 3 else "sign-of-coordinate"
    return choice(
        f"The point {_point(x, y)} {told}. Where is its image?",
        _point(*right),
        (
            Choice(_point(*wrong[0]), "x goes across, y goes up and down.", "coordinates-swapped"),
            Choice(_point(*wrong[1]), "Check the directions.", "sign-of-coordinate"),
            Choice(_point(*wrong[2]), "Check both coordinates.", last),
        ),
        ("Draw the point on a grid and move it. What happens to each coordinate?", hint),
        (hint, f"The image is {_point(*right)}."),
        why=f"The image is {_point(*right)}.",
    )
