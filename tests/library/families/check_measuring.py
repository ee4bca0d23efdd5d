"""Checkers for measuring, shapes, angles and grids."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product

from library.families.checkers import Expected, checks, option_texts
from library.families.read import BOX, ints, numbers, plain, search, solve, whole_numbers
from whynext.library.item import Item


@checks("measure-and-compare")
def _lengths(question: str, item: Item) -> Expected:
    given = whole_numbers(question)
    if "starts at 0" in question:
        start, end, zero, other = given
        assert zero == 0
        return len(range(zero, other)) - len(range(start, end))
    if "mark" in question:
        return len(range(*given))
    return max(given) - min(given)


@checks("read-a-clock")
def _clock(question: str, item: Item) -> Expected:
    if "before" in question:
        minutes, hour = ints(r"(\d+) minutes before (\d+) o'clock", question)
        at = (hour % 12 * 60 - minutes) % 720
        return f"{at // 60 or 12}:{at % 60:02d}"
    long = ints(r"points at the (\d+)", question)[0] % 12 * 5
    if "exactly" in question:
        hour = ints(r"exactly at the (\d+)", question)[0]
    else:
        hour = ints(r"between the (\d+) and the", question)[0]
        closer = re.search(r"closer to the (\d+)", question)
        assert (int(closer[1]) == hour) == (long < 30) if closer else long == 30
    return f"{hour}:{long:02d}"


@checks("time-between")
def _time(question: str, item: Item) -> Expected:
    times = [60 * int(hour) + int(minute) for hour, minute in re.findall(r"(\d+):(\d\d)", question)]
    if len(times) == 2:
        return len(range(*times))
    end = times[0] + ints(r"for (\d+) minutes", question)[0]
    return f"{end // 60}:{end % 60:02d}"


COINS = {"quarter": 25, "dime": 10, "nickel": 5, "penny": 1, "pennie": 1}


@checks("count-coins")
def _coins(question: str, item: Item) -> Expected:
    found = re.findall(r"(\d+) (quarter|dime|nickel|penny|pennie)s?\b", question)
    worth = sum(COINS[kind] for number, kind in found for _ in range(int(number)))
    return 100 - worth if "1 dollar" in question else worth


UNIT = {
    "centimeter": Fraction(1, 100), "meter": Fraction(1), "kilometer": Fraction(1000), "inch": Fraction(1),
    "foot": Fraction(12), "feet": Fraction(12), "yard": Fraction(36), "second": Fraction(1),
    "minute": Fraction(60), "hour": Fraction(3600), "day": Fraction(86400), "week": Fraction(604800),
    "gram": Fraction(1), "kilogram": Fraction(1000), "ounce": Fraction(1), "pound": Fraction(16),
    "milliliter": Fraction(1, 1000), "liter": Fraction(1), "quart": Fraction(1), "gallon": Fraction(4),
}  # fmt: skip


@checks("change-units")
def _units(question: str, item: Item) -> Expected:
    def size(word: str) -> Fraction:
        return UNIT.get(word) or UNIT.get(word.removesuffix("s")) or UNIT[word.removesuffix("es")]

    left, right = plain(question).split(". ")[0].split(" = ")
    total = sum(int(number) * size(unit) for number, unit in re.findall(r"(\d+) (\w+)", left))
    return total / size(right.removeprefix(f"{BOX} "))


SIDES = {
    "triangle": 3, "square": 4, "rectangle": 4, "rhombus": 4, "trapezoid": 4, "pentagon": 5, "hexagon": 6,
    "octagon": 8,
}  # fmt: skip


@checks("sides-in-all")
def _sides(question: str, item: Item) -> Expected:
    if "sticks" in question:
        left, built = whole_numbers(question)[0], 0
        sides = SIDES[search(r"each (\w+) is one stick", question)[0]]
        while left >= sides:
            left, built = left - sides, built + 1
        return built
    shapes = re.findall(r"(\d+) (" + "|".join(SIDES) + ")", question)
    return sum(SIDES[shape] for number, shape in shapes for _ in range(int(number)))


@checks("area-of-a-rectangle")
def _area(question: str, item: Item) -> Expected:
    given = whole_numbers(question)
    if "area of a rectangular" in question:
        return next(n for n in range(200) if len(list(product(range(n), range(given[1])))) == given[0])
    squares = [len(list(product(range(a), range(b)))) for a, b in zip(given[::2], given[1::2], strict=True)]
    return sum(squares)


@checks("distance-around")
def _around(question: str, item: Item) -> Expected:
    given = whole_numbers(question)
    if "sides of a shape" in question:
        assert 2 * max(given) < sum(given), "these sides close no shape"
        return sum(given)
    if "perimeter of a" in question:
        around, long = given
        return next(n for n in range(200) if long + n + long + n == around)
    return sum([given[0], given[1], given[0], given[1]])


@checks("volume-of-a-box")
def _box(question: str, item: Item) -> Expected:
    first, second, third = whole_numbers(question)
    if "Its volume is" in question:
        return next(n for n in range(1, 200) if first * second * n == third)
    return len(list(product(range(first), range(second), range(third))))


@checks("area-of-a-triangle")
def _triangle(question: str, item: Item) -> Expected:
    base, height = whole_numbers(question)[:2]
    if "slanted" in question or "another side" in question:
        assert whole_numbers(question)[2] > height, "a slanted side is longer than the height"
    corners = [(0, 0), (base, 0), (0, height)]
    if "parallelogram" in question:
        corners = [(0, 0), (base, 0), (base + 1, height), (1, height)]
    return _shoelace(corners)


def _shoelace(corners: list[tuple[int, int]]) -> Fraction:
    """Return the area of a polygon from its corners."""
    turned = [*corners[1:], corners[0]]
    return Fraction(abs(sum(a * d - b * c for (a, b), (c, d) in zip(corners, turned, strict=True))), 2)


@checks("around-and-inside-circles")
def _circle(question: str, item: Item) -> Expected:
    length = numbers(question)[0]
    radius = length / 2 if "diameter of" in question else length
    pi = Fraction("3.14")
    return 2 * pi * radius if "circumference" in question else pi * radius**2


@checks("right-triangle-side")
def _right_triangle(question: str, item: Item) -> Expected:
    first, second = whole_numbers(question.replace("from one corner", ""))
    if "two shorter sides" in question:
        return next(n for n in range(500) if n * n == first * first + second * second)
    return next(n for n in range(500) if n * n + second * second == first * first)


@checks("round-solids")
def _solid(question: str, item: Item) -> Expected:
    first, *rest = whole_numbers(question)
    radius = Fraction(first, 2) if "diameter of" in question else Fraction(first)
    if not rest:
        return Fraction(4, 3) * radius**3
    volume = radius**2 * rest[0]
    return volume / 3 if "cone" in question else volume


WHOLE_ANGLE = {"a right angle": 90, "a straight angle": 180, "a full turn": 360}


@checks("angles-together")
def _angles(question: str, item: Item) -> Expected:
    if "is cut into" in question:
        parts, taken = whole_numbers(question)
        return Fraction(360, parts) * taken
    whole = WHOLE_ANGLE[search(r"make (a \w+ \w+)\.", question)[0]]
    known = sum(whole_numbers(question))
    return next(n for n in range(1, 360) if n + known == whole)


@checks("angle-pairs")
def _pairs(question: str, item: Item) -> Expected:
    if "vertical" in question:
        angle, shown = search(r"are (\d+)° and \((.*)\)°", question)
        return solve(f"{shown} = {angle}", "x")
    if "What is x" in question:
        first, second = search(r"They are \((.*?)\)° and (.*?)°", question)
        x = solve(f"{first} + {second} = 180", "x")
        assert x > 0
        return x
    whole = 90 if "complementary" in question else 180
    (known,) = whole_numbers(question)
    return next(n for n in range(1, 180) if n + known == whole)


def _points(text: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"\((-?\d+), (-?\d+)\)", plain(text))]


def _shown(point: tuple[int, int]) -> str:
    return f"({point[0]}, {point[1]})".replace("-", "−")


WAYS = {"right": (1, 0), "left": (-1, 0), "up": (0, 1), "down": (0, -1)}


@checks("points-on-a-grid", "across-the-axes")
def _grid(question: str, item: Item) -> Expected:
    points = _points(question)
    if "You start at" in question:
        x, y = points[0]
        for steps, way in re.findall(r"(\d+) (?:to the )?(right|left|up|down)", question):
            for _ in range(int(steps)):
                x, y = x + WAYS[way][0], y + WAYS[way][1]
        return {_shown((x, y))}
    if "rectangle" in question:
        xs, ys = zip(*points, strict=True)
        (missing,) = set(product(set(xs), set(ys))) - set(points)
        return {_shown(missing)}
    if "reflected" in question:
        ((x, y),) = points
        return {_shown((x, -y) if "x-axis" in question else (-x, y))}
    (a, b), (c, d) = points
    assert a == c or b == d
    return len(range(min(a, c), max(a, c))) + len(range(min(b, d), max(b, d)))


@checks("move-a-point")
def _moved(question: str, item: Item) -> Expected:
    point, *_ = _points(question)
    place = complex(*point)
    if "slides" in question:
        for steps, way in re.findall(r"(\d+) (right|left|up|down)", question):
            place += int(steps) * complex(*WAYS[way])
    elif "turns" in question:
        place *= {"90° counterclockwise": 1j, "90° clockwise": -1j, "180°": -1}[
            search(r"turns (.*) about", question)[0]
        ]
    else:
        place *= ints(r"factor (\d+)", question)[0]
    (image,) = {(round(place.real), round(place.imag))}
    assert _shown(image) in option_texts(item)
    return {_shown(image)}
