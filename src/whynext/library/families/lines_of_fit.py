"""Families for lines that fit a scatter plot: which one fits, what it says, how far a value is from it."""

from __future__ import annotations

from whynext.library.diagrams import ScatterPlot
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import decimal

NAMED = {
    "line-through-the-origin": "Thinks that every line of fit begins at the origin.",
    "line-on-one-side": "Takes a line with the right slope that leaves all points on one side.",
    "start-as-last": "Takes the starting value for the value at the end.",
}


@family(
    "judge-a-line",
    skill="lines-of-fit",
    title="Judge and use a line of fit",
    grade=8,
    levels=("which line fits", "what slope and start mean", "how far a value is from the line"),
    plants={
        "line-through-the-origin": "A line of fit may miss the origin. See where the points begin.",
        "line-on-one-side": "This line leaves all points on one side. It should run between them.",
        "trend-reversed": "Follow the points from left to right: do they rise or fall?",
        "slope-and-start-swapped": "The number with x is the change for each step. The other is the start.",
        "start-as-last": "The number without x belongs to x = 0: that is the start.",
        "stops-after-first-step": "That is what the line predicts. How far is it from the real value?",
    },
)
def judge_a_line(chance: Chance, level: int) -> Draft:
    """Ask which line fits, what its numbers mean, or for the distance of a value from it."""
    if level == 1:
        return _which_line(chance)
    return _what_numbers_mean(chance) if level == 2 else _off_the_line(chance)


_RISING = (
    ("weeks", "height in cm"), ("rows", "seats"), ("trips", "cost in dollars"), ("laps", "minutes"),
    ("hours", "price in dollars"), ("days", "pages read"), ("visits", "stamps"), ("age in years", "rings"),
)  # fmt: skip
_FALLING = (
    ("hours", "candle in cm"), ("minutes", "liters left"), ("days", "pages left"), ("trips", "dollars left"),
    ("practice in hours", "mistakes"), ("miles from town", "houses"), ("weeks", "grain in kg"),
)  # fmt: skip


def _rule(start: int, slope: int) -> str:
    """Return the equation of a line."""
    return f"y = {start} {'+' if slope > 0 else '−'} {abs(slope) if abs(slope) > 1 else ''}x"


def _which_line(chance: Chance) -> Draft:
    slope = chance.pick((1, 2, 3))
    start, size = chance.between(6, 12), 8
    falls = chance.below(3) == 0
    noise = chance.pick(
        ((1, -1, 0, 1, -1, 1, -1, 0), (-1, 1, 0, -1, 1, -1, 0, 1), (0, 1, -1, 1, -1, 0, 1, -1))
    )
    begin, change = (start + slope * (size + 1), -slope) if falls else (start, slope)
    points = [(x, begin + change * x + noise[x - 1]) for x in range(1, size + 1)]
    top = max(y for _, y in points) + 4
    reversed_ = (start, slope) if falls else (start + slope * (size + 1), -slope)
    off = chance.pick((3, 4, 5))
    beside = (begin + (off if chance.below(2) else -off), change)
    side = "above" if beside[0] > begin else "below"
    right = _rule(begin, change)
    way = "fall" if falls else "rise"
    wrong = [
        Choice(
            _rule(*beside),
            f"All points lie {'below' if side == 'above' else 'above'} it.",
            "line-on-one-side",
        ),
        Choice(_rule(*reversed_), f"The points {way}, but this line does not.", "trend-reversed"),
    ]
    if not falls:
        origin = f"y = {slope + 1}x"
        wrong.append(Choice(origin, "At the left it is far below the points.", "line-through-the-origin"))
    return choice(
        "Which line fits the points of this scatter plot best?",
        right,
        wrong,
        (
            f"The points {way} from left to right. Where would a line between them meet the y axis?",
            "Put x = 1 and x = 8 into each equation and compare with the points.",
        ),
        (
            f"The points {way} by about {slope} for each step of x, and at x = 0 they would be near {begin}.",
            f"So {right} runs between the points.",
        ),
        why="Yes. It runs between the points.",
        diagram=ScatterPlot(
            (0, size + 1, 1),
            (0, top + (-top) % 5, 5),
            chance.pick(_FALLING if falls else _RISING),
            tuple(points),
        ),
    )


_MEANINGS = (
    ("weeks", "week", "the height of a plant", "cm", 1, 3, 12),
    ("minutes", "minute", "the water in a tub", "liters", 1, 20, 90),
    ("kilometers", "kilometer", "the price of a ride", "dollars", 1, 3, 9),
    ("months", "month", "the length of a puppy", "cm", 1, 15, 30),
    ("days", "day", "the savings in a jar", "dollars", 1, 10, 60),
    ("hours", "hour", "the cost of renting a boat", "dollars", 1, 10, 40),
    ("hours", "hour", "the height of a candle", "cm", -1, 65, 90),
    ("minutes", "minute", "the water left in a tank", "liters", -1, 65, 95),
    ("days", "day", "the grain left in a bin", "kg", -1, 65, 95),
    ("hours", "hour", "the charge of a phone", "percent", -1, 65, 95),
)


def _what_numbers_mean(chance: Chance) -> Draft:
    many, one, what, unit, sign, low, high = chance.pick(_MEANINGS)
    slope, start = chance.between(2, 9), chance.between(low, high)
    if slope == start:
        start += 1
    change = "grows" if sign > 0 else "falls"
    of_slope = f"For each {one} more, it {change} by about {slope} {unit}."
    of_start = f"At 0 {many}, it is about {start} {unit}."
    step = "The number with x is the change for each step of x."
    if chance.below(2):
        asked, right, kind = slope, of_slope, "stands with x, so it is the slope"
        wrong = (
            Choice(f"At 0 {many}, it is about {slope} {unit}.", step, "slope-and-start-swapped"),
            Choice(f"At {slope} {many}, it is about {start} {unit}.", step),
        )
    else:
        asked, right, kind = start, of_start, "stands alone, so it belongs to x = 0"
        swapped = f"For each {one} more, it {change} by about {start} {unit}."
        wrong = (
            Choice(
                swapped, "A number without x is no change: it belongs to x = 0.", "slope-and-start-swapped"
            ),
            Choice(
                f"At the end, it is about {start} {unit}.",
                "The number without x belongs to x = 0, the start.",
                "start-as-last",
            ),
        )
    return choice(
        f"The line y = {start} {'+' if sign > 0 else '−'} {slope}x fits data on {what}: y is in {unit}, and "
        f"x is in {many}. What does the {asked} tell?",
        right,
        wrong,
        (f"Does the {asked} stand with x or alone?", "Compare y at x = 0 and at x = 1."),
        (f"The {asked} {kind}.", right),
        why=f"Yes. It {kind}.",
    )


def _off_the_line(chance: Chance) -> Draft:
    many, _, what, unit, sign, low, high = chance.pick(_MEANINGS)
    tenths, start = chance.between(12, 49), chance.between(low, high)
    x = chance.pick((4, 5, 6, 8, 10, 12))
    predicted = 10 * start + sign * tenths * x
    off = chance.between(3, 40) * (1 if predicted < 80 else chance.pick((-1, 1)))
    real, slope, plus = predicted + off, decimal(tenths, 1), "+" if sign > 0 else "−"
    line, seen, apart = decimal(predicted, 1), decimal(real, 1), decimal(abs(off), 1)
    greater, less = (seen, line) if off > 0 else (line, seen)
    where = "above" if off > 0 else "below"
    return number(
        f"The line y = {start} {plus} {slope}x fits data on {what}: y is in {unit}, and x is in {many}. At "
        f"x = {x}, the real value is {seen}. How far {where} the line is it?",
        apart,
        ("First find what the line predicts.", f"{slope} × {x} = {decimal(tenths * x, 1)}."),
        (
            f"The line predicts {start} {plus} {slope} × {x} = {line}.",
            f"The distance is {greater} − {less} = {apart}.",
        ),
        {
            "stops-after-first-step": line,
            "slope-and-start-swapped": decimal(abs(real - tenths - sign * 10 * start * x), 1),
        },
        unit=unit,
    )
