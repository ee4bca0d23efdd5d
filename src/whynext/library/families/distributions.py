"""Families for statistical questions, displays of data, and center, spread and shape."""

from __future__ import annotations

from whynext.library.diagrams import BoxPlot, DotPlot, Histogram, marks
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, several
from whynext.library.families.words import NAMES, decimal

NAMED = {
    "single-answer-statistical": "Takes a question about one person or thing for a statistical question.",
    "counts-the-group": "Takes any question for a number, such as the size of a group, for statistical.",
    "counts-for-measure": "Takes the number of things that were measured for what was measured.",
    "counts-the-bars": "Counts the bars and not what they stand for.",
    "boundary-in-lower-bar": "Counts a value on the border of two intervals in the lower one.",
    "unsorted-ends": "Takes the first and last value of an unordered list for the least and greatest.",
    "range-instead": "Gives the range where another measure of spread is asked for.",
    "box-instead": "Gives the length of the box where the range is asked for.",
    "middle-of-the-box": "Takes the middle between the ends of the box for the median.",
    "whisker-for-box": "Takes the end of a whisker for the end of the box.",
    "longer-part-more-values": "Thinks that a longer part of a box plot holds more values.",
}

_GROUPS = (
    "students in my class", "players on my team", "members of the chess club", "singers in the choir",
    "members of the garden club", "musicians in the band", "students on my bus", "sixth graders",
)  # fmt: skip
_ASKED = (
    ("How many books did the {} read last month?", "How many books did {} read last month?"),
    ("How tall are the {}?", "How tall is {}?"),
    ("How long do the {} sleep on a school night?", "How long did {} sleep last night?"),
    ("How many letters are in the first names of the {}?", "How many letters are in the name {}?"),
    ("How far from school do the {} live?", "How far from school does {} live?"),
    ("At what time do the {} get up on Monday?", "At what time did {} get up today?"),
    ("How many hours a week do the {} play outdoors?", "How many hours did {} play outdoors today?"),
    ("How long are the hands of the {}?", "How long is the right hand of {}?"),
)  # fmt: skip
_SAME_FOR_ALL = (
    "How many days are in a week?", "How many minutes are in an hour?", "How many sides has a hexagon?",
    "How many centimeters are in a meter?", "What is the capital of Kenya?",
    "At what time does school begin?",
)  # fmt: skip


@family(
    "is-it-statistical",
    skill="statistical-questions",
    title="Find statistical questions, and say what was measured",
    grade=6,
    levels=("pick the statistical question", "pick all statistical questions", "what is measured"),
    plants={
        "single-answer-statistical": "This has one answer. A statistical question has answers that vary.",
        "counts-the-group": "This asks for one number. A statistical question needs data that vary.",
        "counts-for-measure": "That is how many were measured, not what was measured about each.",
    },
)
def is_it_statistical(chance: Chance, level: int) -> Draft:
    """List questions and ask which are statistical, or ask what was measured."""
    if level == 3:
        return _what_was_measured(chance)
    group, name = chance.pick(_GROUPS), chance.pick(NAMES)
    first, second, third, fourth = chance.sample(_ASKED, 4)
    one = second[1].format(name)
    size = f"How many {group} are there?"
    hints = (
        "For which question do you need data, because the answers vary?",
        "Ask yourself: would one answer do, or is it different for each of them?",
    )
    single = Choice(one, "This has one answer.", "single-answer-statistical")
    counted = Choice(size, "This asks for one number only.", "counts-the-group")
    if level == 1:
        right = first[0].format(group)
        return choice(
            "Which of these is a statistical question?",
            right,
            [single, counted, Choice(chance.pick(_SAME_FOR_ALL), "This has the same answer always.")],
            hints,
            (
                "The other questions have one answer each.",
                f"“{right}” has answers that vary, so it is statistical.",
            ),
            why="Yes. The answers vary.",
        )
    asked = [first[0].format(group), third[0].format(chance.pick(_GROUPS))]
    if chance.below(2):
        asked.append(fourth[0].format(chance.pick(_GROUPS)))
    options = [*[Choice(text, "The answers vary.", right=True) for text in asked], single, counted]
    return several(
        "Which of these are statistical questions? Pick all of them.",
        options,
        hints,
        (
            "Two of the questions have one answer each.",
            f"The answers to the other {('', '', 'two', 'three')[len(asked)]} vary, so they are statistical.",
        ),
    )


_MEASURED = (
    ("bean plants", "the height of a plant", "centimeters", "kilograms", "measures how tall {} are"),
    ("backpacks", "the mass of a backpack", "kilograms", "centimeters", "weighs {}"),
    ("runners", "the time for a lap", "seconds", "meters", "times {} on one lap"),
    ("raindrop traces", "the width of a trace", "millimeters", "seconds", "measures how wide {} are"),
    ("water bottles", "the amount in a bottle", "milliliters", "centimeters", "finds how much {} hold"),
    ("songs", "the length of a song", "minutes", "meters", "notes how long {} last"),
    ("paper planes", "the distance of a flight", "meters", "grams", "measures how far {} fly"),
    ("stones", "the mass of a stone", "grams", "meters", "weighs {}"),
)


def _what_was_measured(chance: Chance) -> Draft:
    things, what, unit, other, does = chance.pick(_MEASURED)
    name, many = chance.pick(NAMES), chance.between(12, 40)
    right = f"{what}, in {unit}"
    return choice(
        f"{name} {does.format(f'{many} {things}')}, and writes each result in {unit}. What do the data tell?",
        right,
        [
            Choice(f"the number of {things}", f"{many} is how many there are.", "counts-for-measure"),
            Choice(f"{what}, in {other}", f"The results are in {unit}."),
        ],
        ("What is found out about each one?", f"There are {many} values. Each of them is in {unit}."),
        (f"There are {many} values, one for each.", f"Each value is {right}."),
        why="Yes. There is one such value for each.",
    )


_TIMED = (
    ("minutes", "runs"), ("minutes", "bus rides"), ("points", "games"), ("pages", "books"),
    ("seconds", "songs"), ("kilometers", "bike tours"), ("grams", "potatoes"), ("centimeters", "plants"),
)  # fmt: skip


@family(
    "read-a-distribution",
    skill="dot-plots-and-histograms",
    title="Read dot plots and histograms",
    grade=6,
    levels=("bars of a histogram", "values in an interval of a dot plot", "which bars fit the data"),
    plants={
        "reads-one-only": "You read one bar. Add up all the bars that belong to it.",
        "counts-the-bars": "The height of a bar tells how many values there are. Do not count bars.",
        "boundary-counted": "Less than means that the value itself does not count.",
        "strict-for-inclusive": "At least means that the value itself counts, too.",
        "counts-places": "Count the crosses, not the marks that have crosses.",
        "boundary-in-lower-bar": "A value at the border belongs to the interval that begins with it.",
        "each-place-once": "Each value counts as often as it is there.",
    },
    reads_off="The words name borders and labels, and a count can equal one of them.",
)
def read_a_distribution(chance: Chance, level: int) -> Draft:
    """Ask for a count in a display, or for the bars that fit a list."""
    if level == 2:
        return _between_two(chance)
    if level == 3:
        return _bars_that_fit(chance)
    unit, things = chance.pick(_TIMED)
    width, bars = chance.pick((5, 10, 20)), chance.between(4, 6)
    counts = tuple([chance.between(1, 9) for _ in range(bars)])
    start = width * chance.below(4)
    edges = tuple([str(start + width * each) for each in range(bars + 1)])
    low = chance.below(bars - 2)
    high = low + chance.between(2, bars - low - 1) if chance.below(3) else bars
    low = 0 if high == bars else low
    asked = (
        f"For how many {things} is the value at least {edges[low]} and less than {edges[high]} {unit}?"
        if high < bars
        else f"How many {things} does it show in all?"
    )
    used = counts[low:high]
    return number(
        f"The histogram shows data of some {things}, in {unit}. Each bar begins at its left border and ends "
        f"before its right border. {asked}",
        sum(used),
        (
            "Which bars belong to it? Read how high each of them is.",
            f"Add {len(used)} heights, beginning with {used[0]}.",
        ),
        (
            f"These {len(used)} bars belong to it: from {edges[low]} to {edges[high]}.",
            f"{' + '.join([str(each) for each in used])} = {sum(used)}.",
        ),
        {"reads-one-only": used[0], "counts-the-bars": len(used)},
        diagram=Histogram(edges, counts, 1, max(counts) + 1, axis=unit),
    )


_TENTHS = (
    ("times of some short runs", "seconds"), ("lengths of some leaves", "centimeters"),
    ("heights of some seedlings", "centimeters"), ("masses of some letters", "grams"),
    ("widths of some shells", "centimeters"), ("marks of some gymnasts", "points"),
)  # fmt: skip


def _between_two(chance: Chance) -> Draft:
    what, unit = chance.pick(_TENTHS)
    start, size = chance.between(62, 138), chance.between(7, 9)
    counts = tuple([chance.below(5) for _ in range(size)])
    low = chance.between(0, size - 4)
    high = chance.between(low + 2, size - 1)
    labels = tuple([decimal(start + each, 1) for each in range(size)])
    inside = counts[low:high]
    shown = [f"{many} at {labels[low + after]}" for after, many in enumerate(inside) if many]
    total = sum(inside)
    return number(
        f"The dot plot shows the {what}, in {unit}. How many values are at least {labels[low]} and less than "
        f"{labels[high]} {unit}?",
        total,
        (
            f"Does {labels[low]} count? Does {labels[high]} count?",
            f"Count the crosses from {labels[low]} up to the mark before {labels[high]}.",
        ),
        (
            f"{labels[low]} counts, and {labels[high]} does not.",
            f"The crosses: {', '.join(shown)}. Together: {total}."
            if shown
            else f"There are {total} crosses.",
        ),
        {
            "boundary-counted": total + counts[high],
            "strict-for-inclusive": total - counts[low],
            "counts-places": len(shown),
        },
        diagram=DotPlot(labels, counts, axis=unit),
    )


def _bars(values: list[int], start: int, bars: int, *, lower: int = 0) -> str:
    """Return how many values lie in each interval of ten; `lower` shifts the borders into the lower one."""
    heights = [0] * bars
    for each in values:
        heights[max(0, (each - lower - start) // 10)] += 1
    return ", ".join([str(each) for each in heights])


def _bars_that_fit(chance: Chance) -> Draft:
    start, bars = 10 * chance.between(0, 5), 4
    border = start + 10 * chance.between(1, 3)
    values = [start + chance.below(40) for _ in range(chance.between(6, 8))]
    double = chance.pick(values)
    values = chance.shuffled([border, double, *values])
    right = _bars(values, start, bars)
    spans = f"{start} to {start + 9}, {start + 10} to {start + 19}, and so on"
    turned = ", ".join(right.split(", ")[::-1])
    return choice(
        f"A histogram is drawn for {', '.join([str(each) for each in values])}. Its bars stand for {spans}. "
        f"How high are the bars, from left to right?",
        right,
        [
            Choice(
                _bars(values, start, bars, lower=1),
                f"{border} belongs to the bar that begins at {border}.",
                "boundary-in-lower-bar",
            ),
            Choice(
                _bars(sorted(set(values)), start, bars),
                f"{double} is there more than once.",
                "each-place-once",
            ),
            Choice(turned, "Begin with the smallest values at the left."),
        ],
        (
            "Go through the values and make a tally mark for each in its interval.",
            f"How many values lie from {start} to {start + 9}?",
        ),
        (
            f"In order: {', '.join([str(each) for each in sorted(values)])}.",
            f"From {start} to {start + 9} there are {right.split(', ')[0]}. The heights are {right}.",
        ),
        why="Yes. Each value is counted once.",
    )


def _half(two: int) -> str:
    """Return half of a whole number."""
    return decimal(5 * two, 1)


def _quartiles(ordered: list[int]) -> tuple[int, int]:
    """Return twice the lower and twice the upper quartile: the medians of the two halves."""
    half = len(ordered) // 2
    below, above = ordered[:half], ordered[-half:]
    middle = half // 2
    if half % 2:
        return 2 * below[middle], 2 * above[middle]
    return below[middle - 1] + below[middle], above[middle - 1] + above[middle]


@family(
    "range-and-quartiles",
    skill="measures-of-spread",
    title="Find range and interquartile range",
    grade=6,
    levels=("the range of a list", "the interquartile range of an ordered list", "of an unordered list"),
    plants={
        "unsorted-ends": "The first value is not the least one here. Look at all values.",
        "reads-one-only": "That is one end. The spread is the difference of both ends.",
        "range-instead": "That is the range. For the interquartile range, leave the outer quarters out.",
        "middle-unsorted": "Put the values in order first.",
    },
)
def range_and_quartiles(chance: Chance, level: int) -> Draft:
    """Ask for the range or the interquartile range of a list."""
    size = chance.between(5, 8) if level == 1 else chance.pick((7, 8, 11) if level == 2 else (6, 8, 10))
    values = chance.sample(range(chance.between(2, 20), 80), size)
    ordered = sorted(values)
    least, most = ordered[0], ordered[-1]
    if level == 1:
        return number(
            f"What is the range of {', '.join([str(each) for each in values])}?",
            most - least,
            ("The range tells how far all values spread.", f"The greatest value is {most}."),
            (
                f"The least value is {least} and the greatest is {most}.",
                f"{most} − {least} = {most - least}.",
            ),
            {"unsorted-ends": abs(values[-1] - values[0]), "reads-one-only": most},
        )
    shown = ordered if level == 2 else values
    low, high = _quartiles(ordered)
    answer = _half(high - low)
    slips: dict[str, int | str] = {"range-instead": most - least, "reads-one-only": _half(high)}
    wrong = _quartiles(values)
    if level == 3 and wrong[1] > wrong[0]:
        slips = {"middle-unsorted": _half(wrong[1] - wrong[0]), **slips}
    half = size // 2
    return number(
        f"What is the interquartile range of {', '.join([str(each) for each in shown])}? The "
        f"quartiles are the medians of the lower and the upper half.",
        answer,
        (
            "Put the values in order and split them into two halves. A single middle value is in neither.",
            f"The lower half is {', '.join([str(each) for each in ordered[:half]])}. What is its median?",
        ),
        (
            f"In order: {', '.join([str(each) for each in ordered])}.",
            f"The quartiles are {_half(low)} and {_half(high)}.",
            f"{_half(high)} − {_half(low)} = {answer}.",
        ),
        slips,
    )


_FIVE = ("least value", "lower quartile", "median", "upper quartile", "greatest value")
_PARTS_OF_PLOT = (
    "the end of the left whisker", "the left end of the box", "the line in the box",
    "the right end of the box", "the end of the right whisker",
)  # fmt: skip


@family(
    "read-a-box-plot",
    skill="box-plots",
    title="Read a box plot",
    grade=6,
    levels=("one of the five numbers", "range or interquartile range", "what share of the values"),
    plants={
        "middle-of-the-box": "The median is the line in the box. It need not be in the middle.",
        "whisker-for-box": "That is the end of a whisker. The quartiles are the ends of the box.",
        "range-instead": "That is the range. The interquartile range is the length of the box.",
        "box-instead": "That is the length of the box. The range goes from whisker end to whisker end.",
        "longer-part-more-values": "Each of the four parts holds about a quarter of the values, long or not.",
        "other-part": "That is the share of the other values.",
    },
    reads_off="A place is told by the mark at it, and a difference can equal a mark.",
)
def read_a_box_plot(chance: Chance, level: int) -> Draft:
    """Show a box plot and ask for a number, a spread or a share."""
    step = chance.pick((1, 2, 5, 10))
    places = sorted(chance.sample(range(1, 19), 5))
    start = step * chance.between(0, 6)
    five = [start + step * each for each in places]
    least, low, middle, high, most = places
    plot = BoxPlot(
        marks(start, start + 20 * step, step=step, every=5), (("", (least, low, middle, high, most)),)
    )
    if level == 3:
        return _share_of_a_part(chance, plot, five)
    if level == 1:
        asked = chance.below(5)
        name = _FIVE[asked]
        slips: dict[str, int | str] = {}
        if asked == 2:
            slips["middle-of-the-box"] = _half(five[1] + five[3])
        elif asked in (1, 3):
            slips["whisker-for-box"] = five[0 if asked == 1 else 4]
        return number(
            f"What is the {name} of the data in this box plot?",
            five[asked],
            ("The whiskers, the box and its line show five numbers.", f"Look at {_PARTS_OF_PLOT[asked]}."),
            (f"The {name} is at {_PARTS_OF_PLOT[asked]}.", f"There you read {five[asked]}."),
            slips,
            diagram=plot,
        )
    whole = chance.below(2) == 1
    name, other = ("range", "box-instead") if whole else ("interquartile range", "range-instead")
    first, last = (five[0], five[4]) if whole else (five[1], five[3])
    ends = "the ends of the whiskers" if whole else "the ends of the box"
    return number(
        f"What is the {name} of the data in this box plot?",
        last - first,
        (f"Which two of the five numbers belong to the {name}?", f"Read off {ends}."),
        (f"{ends[0].upper()}{ends[1:]} are at {first} and {last}.", f"{last} − {first} = {last - first}."),
        {other: five[3] - five[1] if whole else five[4] - five[0]},
        diagram=plot,
    )


def _share_of_a_part(chance: Chance, plot: BoxPlot, five: list[int]) -> Draft:
    if chance.below(2):
        return _where_are_more(chance, plot, five)
    low = chance.below(4)
    high = chance.between(low + 1, 4) if low else chance.between(1, 3)
    parts = high - low
    share = 25 * parts
    slips: dict[str, int | str] = {"other-part": 100 - share}
    length, whole = five[high] - five[low], five[4] - five[0]
    if 100 * length % whole == 0:
        slips = {"longer-part-more-values": 100 * length // whole, **slips}
    return number(
        f"About what percent of the values in this box plot lie from {five[low]} to {five[high]}?",
        share,
        (
            "The five numbers cut the data into four parts. How many values has each part?",
            f"How many of the four parts lie from {five[low]} to {five[high]}?",
        ),
        (
            "Each of the four parts holds about a quarter of the values: 25%.",
            f"From {five[low]} to {five[high]} there {'is 1 part' if parts == 1 else f'are {parts} parts'}: "
            f"{parts} × 25% = {share}%.",
        ),
        slips,
        unit="% | percent",
        diagram=plot,
    )


def _where_are_more(chance: Chance, plot: BoxPlot, five: list[int]) -> Draft:
    first, second = sorted(chance.sample((0, 1, 2, 3), 2))
    spans = [f"from {five[each]} to {five[each + 1]}" for each in (first, second)]
    lengths = [five[each + 1] - five[each] for each in (first, second)]
    longer = 0 if lengths[0] > lengths[1] else 1
    wrong = "longer-part-more-values" if lengths[0] != lengths[1] else ""
    quarter = "Each of the four parts holds about a quarter of the values."
    return choice(
        f"Where do more of the values lie in this box plot: {spans[0]} or {spans[1]}?",
        "There are about as many in both.",
        [
            Choice(f"There are more {spans[longer]}.", quarter, wrong),
            Choice(f"There are more {spans[1 - longer]}.", quarter),
        ],
        (
            "What part of the values lies between two neighbors of the five numbers?",
            "Each part holds about the same share, whether it is short or long.",
        ),
        (quarter, "So there are about as many in both. In a longer part they lie farther apart."),
        why="Yes. Each part holds about a quarter of the values.",
        diagram=plot,
    )
