"""Families for how far values lie from their mean, for the shape of data, and for comparing two groups."""

from __future__ import annotations

from whynext.library.diagrams import BoxPlot, DotPlot, marks
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import decimal

NAMED = {
    "signs-kept": "Adds distances from the mean with their signs, so that they cancel.",
    "mean-for-spread": "Gives the mean where the spread is asked for.",
    "average-as-limit": "Takes an average distance for the greatest one.",
    "most-often-for-outlier": "Gives the value that is there most often where the unusual one is asked for.",
    "tail-reversed": "Names the side of the tail for the side where most of the values are.",
    "mean-always": "Thinks that the mean is the best center whatever the data.",
    "median-always": "Thinks that the median is the only fair center whatever the data.",
    "ends-for-centers": "Compares the greatest values of two groups and not their centers.",
    "spread-for-comparison": "Gives the spread where it is asked how often it fits into a difference.",
}


def _parts(chance: Chance, total: int, many: int) -> list[int]:
    """Return so many whole numbers of at least 1 with this total."""
    left = [1] * many
    for _ in range(total - many):
        left[chance.below(many)] += 1
    return left


def _around(chance: Chance, mean: int, size: int, deviation: int) -> list[int]:
    """Return values with this mean and this mean absolute deviation, in random order."""
    half = size * deviation // 2
    above = chance.between(1, size - 1)
    values = [mean + each for each in _parts(chance, half, above)]
    return chance.shuffled(values + [mean - each for each in _parts(chance, half, size - above)])


def _listed(values: list[int]) -> str:
    return ", ".join([str(each) for each in values])


def _added(values: list[int]) -> str:
    return " + ".join([str(each) for each in values])


@family(
    "mean-distance-from-the-mean",
    skill="mean-absolute-deviation",
    title="Find and explain the mean absolute deviation",
    grade=6,
    levels=("with the mean given", "with the mean to be found", "from a dot plot, and what it tells"),
    plants={
        "sum-not-divided": "That is the sum of the distances. Divide it by how many values there are.",
        "signs-kept": "A distance is never below zero. Count values below the mean as distances, too.",
        "mean-for-spread": "That is the mean. How far are the values from it, on average?",
        "range-instead": "That is the range. Take all distances from the mean, not only the ends.",
        "average-as-limit": "It is an average of the distances. Some values lie farther away, some nearer.",
    },
    shows_answer="A mean distance can be one of the values.",
    reads_off="A mean distance can equal a mark of the plot.",
)
def mean_distance_from_the_mean(chance: Chance, level: int) -> Draft:
    """Ask for the mean absolute deviation of a short list or plot, or for what it tells."""
    if level == 3 and chance.below(2):
        return _what_it_tells(chance)
    size = 4 if level == 1 else chance.pick((4, 5, 6))
    deviation = chance.between(2, 4)
    if size == 5:
        deviation = chance.pick((2, 4))
    if level == 3:
        deviation = chance.between(2, 3) if size == 4 else 2
    mean = size * deviation // 2 + chance.between(3, 30)
    values = _around(chance, mean, size, deviation)
    away = [abs(each - mean) for each in values]
    diagram = None
    if level == 3:
        values.sort()
        low, high = values[0], values[-1]
        away = [abs(each - mean) for each in values]
        counts = tuple([values.count(each) for each in range(low, high + 1)])
        diagram = DotPlot(marks(low, high), counts, axis="points")
        asked = "The dot plot shows the points in some games. What is their mean absolute deviation?"
    elif level == 2:
        asked = f"What is the mean absolute deviation of {_listed(values)}?"
    else:
        asked = f"The mean of {_listed(values)} is {mean}. What is their mean absolute deviation?"
    first = (f"{_added(values)} = {sum(values)}, and {sum(values)} ÷ {size} = {mean}. The mean is {mean}.",)
    slips: dict[str, int | str] = {"sum-not-divided": size * deviation, "signs-kept": 0}
    if level > 1:
        slips["mean-for-spread"] = mean
    slips["range-instead"] = max(values) - min(values)
    return number(
        asked,
        deviation,
        (
            "How far is each value from the mean?" if level == 1 else "First find the mean.",
            f"The distances from {mean} are {_listed(away)}. What is the mean of these?",
        ),
        (
            *(first if level > 1 else ()),
            f"The distances from {mean} are {_listed(away)}.",
            f"{_added(away)} = {sum(away)}, and {sum(away)} ÷ {size} = {deviation}.",
        ),
        slips,
        diagram=diagram,
    )


_KEPT = (
    ("times of some bus rides", "minutes"), ("ages of the trees in a park", "years"),
    ("lengths of the books on a shelf", "pages"), ("scores of a team", "points"),
    ("lengths of the fish in a pond", "centimeters"), ("masses of some plums", "grams"),
)  # fmt: skip


def _what_it_tells(chance: Chance) -> Draft:
    what, unit = chance.pick(_KEPT)
    mean, deviation = chance.between(30, 60), chance.between(3, 12)
    why = "It is the mean of all distances from the mean."
    return choice(
        f"The {what} have a mean of {mean} {unit} and a mean absolute deviation of {deviation} {unit}. "
        f"What does the {deviation} tell?",
        f"On average, a value is {deviation} {unit} away from {mean}.",
        [
            Choice(f"No value is more than {deviation} {unit} away from {mean}.", why, "average-as-limit"),
            Choice(f"The greatest value is {deviation} {unit} more than the least.", why, "range-instead"),
            Choice(f"Most of the values are {deviation} {unit}.", why, "mean-for-spread"),
        ],
        ("Deviation means a distance from the mean.", "Mean means that the distances are averaged."),
        (f"Each value has a distance from {mean}.", f"The mean of these distances is {deviation} {unit}."),
        why="Yes. It is a mean of distances.",
    )


_SHAPES = (
    "Most values are low, and a tail goes to the right.",
    "Most values are high, and a tail goes to the left.",
    "The two sides are about alike.",
)
_PLOTTED = (
    ("books read", "in a month"), ("points", "in a game"), ("letters", "in a word"),
    ("visitors", "in an hour"), ("seeds", "in a pod"), ("birds", "at a pond"),
    ("cars", "at a crossing"), ("clouds", "in a photo"),
)  # fmt: skip


@family(
    "center-and-shape",
    skill="describe-distributions",
    title="Describe shape, find an outlier, choose a center",
    grade=6,
    levels=("find the outlier", "name the shape", "mean or median"),
    plants={
        "most-often-for-outlier": "That value is there most often. Which one lies far from the others?",
        "ends-of-the-line": "Look at the crosses. There is none at this end of the line.",
        "tail-reversed": "Look where the many crosses are, and where the few are.",
        "mean-always": "One value far away pulls the mean. Look at the list again.",
        "median-always": "Here no value lies far away. Compare the mean with the median.",
    },
    reads_off="The outlier is one of the marks.",
)
def center_and_shape(chance: Chance, level: int) -> Draft:
    """Show a distribution and ask for what stands out, its shape, or the center that fits."""
    if level == 3:
        return _which_center(chance)
    what, where = chance.pick(_PLOTTED)
    if level == 2:
        return _which_shape(chance, f"The dot plot shows the number of {what} {where}.")
    start = chance.between(0, 9)
    body = [chance.between(1, 5) for _ in range(chance.between(3, 5))]
    gap = [0] * chance.between(3, 5)
    counts = [0, *body, *gap, 1, 0]
    if chance.below(2):
        counts.reverse()
    place = next(at for at in range(len(counts)) if counts[at] == 1 and _alone(counts, at))
    outlier, top = start + place, start + counts.index(max(counts))
    side = "below" if place < len(counts) // 2 else "above"
    near = [start + at for at, many in enumerate(counts) if many and at != place]
    return number(
        f"The dot plot shows the number of {what} {where}. Which value is an outlier?",
        outlier,
        (
            "An outlier lies far from all the other values.",
            f"The other values lie from {near[0]} to {near[-1]}.",
        ),
        (
            f"The other values lie from {near[0]} to {near[-1]}.",
            f"The outlier is {outlier}, far {side} them.",
        ),
        {
            "most-often-for-outlier": top,
            "ends-of-the-line": start if side == "below" else start + len(counts) - 1,
        },
        diagram=DotPlot(marks(start, start + len(counts) - 1), tuple(counts), axis=what),
    )


def _alone(counts: list[int], place: int) -> bool:
    """Tell whether the neighbors of a place are empty."""
    return counts[place - 1] == counts[place + 1] == 0


def _which_shape(chance: Chance, told: str) -> Draft:
    shape, start, name = chance.below(3), chance.between(0, 9), told.split("number of ")[1].split()[0]
    if shape == 2:
        side = sorted([chance.between(1, 2), chance.between(2, 4), chance.between(4, 5)])
        counts = [*side, chance.between(5, 7), *side[::-1]]
    else:
        counts = [chance.between(3, 5), chance.between(6, 8), chance.between(4, 5), 3, 2, 1, 1]
        if shape == 1:
            counts.reverse()
    whys = (
        "Most of the crosses are at the left, and few lie far to the right.",
        "Most of the crosses are at the right, and few lie far to the left.",
        "The crosses go down alike on both sides of the middle.",
    )
    wrong = [
        Choice(_SHAPES[other], whys[shape], "tail-reversed" if shape < 2 and other == 1 - shape else "")
        for other in range(3)
        if other != shape
    ]
    return choice(
        f"{told} Which sentence describes its shape?",
        _SHAPES[shape],
        wrong,
        ("Where are the highest columns of crosses?", "Where are only a few crosses?"),
        (whys[shape], _SHAPES[shape]),
        why=whys[shape],
        diagram=DotPlot(marks(start, start + len(counts) - 1), tuple(counts), axis=name),
    )


_CENTERS = (
    "The median, because one value lies far from the others.",
    "The mean, because it is always better than the median.",
    "Both are about the same here, so either will do.",
    "The median, because the mean is never fair.",
)


def _which_center(chance: Chance) -> Draft:
    what, unit = chance.pick(_KEPT)
    middle, far = chance.between(28, 48), chance.below(2) == 1
    off = chance.between(1, 4)
    values = [middle - off, middle - 1, middle, middle + 1, middle + off + chance.below(3)]
    up = chance.below(2) == 1
    if far and up:
        values[4] = middle * 3 + chance.between(1, 40)
    elif far:
        values[0] = middle // 4 - chance.below(3)
    about = decimal(sum(values) * 2, 1)
    shown = chance.shuffled(values)
    if far:
        away, way = (values[4], "up") if up else (values[0], "down")
        pulls = f"{away} lies far away and pulls the mean {way}"
        right, why = _CENTERS[0], f"{pulls} to {about}."
        wrong = [Choice(_CENTERS[1], why, "mean-always"), Choice(_CENTERS[2], why)]
    else:
        right, why = _CENTERS[2], f"The mean is {about}, and the median is {middle}."
        wrong = [Choice(_CENTERS[3], why, "median-always"), Choice(_CENTERS[1], why)]
    return choice(
        f"These are the {what}, in {unit}: {_listed(shown)}. Which center shows best what is typical?",
        right,
        wrong,
        ("Put the values in order. Does one of them lie far away?", "Find the mean and the median."),
        (f"In order: {_listed(sorted(values))}. The median is {middle}.", why, right),
        why=why,
    )


_TWO = (
    ("minutes of reading", "class A", "class B"), ("points in games", "team A", "team B"),
    ("heights of plants in centimeters", "bed A", "bed B"), ("minutes of waiting", "stop A", "stop B"),
    ("kilometers of hikes", "club A", "club B"), ("pages of chapters", "book A", "book B"),
)  # fmt: skip


@family(
    "two-groups",
    skill="compare-groups",
    title="Compare the centers of two groups with their spread",
    grade=7,
    levels=("the difference of two medians", "how many times the spread", "from two lists"),
    plants={
        "ends-for-centers": "Those are the greatest values. Compare the medians: the lines in the boxes.",
        "reads-one-only": "That is one median. How far is it from the other?",
        "stops-after-first-step": "That is the difference. How many times does the spread fit into it?",
        "multiplies-instead": "How many times does the spread fit into the difference? Divide.",
        "spread-for-comparison": "That is the spread. Compare the difference of the means with it.",
    },
    reads_off="A difference can equal a mark of the plot.",
)
def two_groups(chance: Chance, level: int) -> Draft:
    """Ask for the difference of two centers, or for how many times the spread it is."""
    what, first, second = chance.pick(_TWO)
    if level == 1:
        return _two_boxes(chance, what, first, second)
    deviation = chance.pick((2, 4)) if level == 3 else chance.pick((2, 3, 4, 5, 6, 8))
    tenths = chance.pick((15, 20, 25, 30, 40, 50) if deviation % 2 == 0 else (20, 30, 40, 50))
    apart, times = deviation * tenths // 10, decimal(tenths, 1)
    low = 5 * deviation + chance.between(3, 30)
    high = low + apart
    slips: dict[str, int | str] = {"stops-after-first-step": apart}
    if level == 2:
        means = (low, high) if chance.below(2) else (high, low)
        told = (
            f"The means of {what} are {means[0]} for {first} and {means[1]} for {second}. "
            f"The mean absolute deviation is {deviation} in both."
        )
        slips["multiplies-instead"] = apart * deviation
        known: tuple[str, ...] = ()
    else:
        one, other = (_around(chance, each, 4, deviation) for each in (low, high))
        told = f"These are {what}. For {first}: {_listed(one)}. For {second}: {_listed(other)}."
        slips["spread-for-comparison"] = deviation
        known = (
            f"The means are {low} and {high}.",
            f"The mean absolute deviation is {deviation} in both: the distances make {4 * deviation}, "
            f"and {4 * deviation} ÷ 4 = {deviation}.",
        )
    return number(
        f"{told} The difference of the means is how many times the mean absolute deviation?",
        times,
        (
            "Find the difference of the means first."
            if level == 2
            else "Find both means, and for one list the mean distance from its mean.",
            f"How many times does {deviation} go into {apart}?",
        ),
        (
            *known,
            f"The difference of the means is {high} − {low} = {apart}.",
            f"{apart} ÷ {deviation} = {times}, so it is {times} times the mean absolute deviation.",
        ),
        slips,
    )


def _two_boxes(chance: Chance, what: str, first: str, second: str) -> Draft:
    step, start = chance.pick((1, 2, 5)), chance.between(0, 8)
    plots: list[tuple[str, tuple[int, int, int, int, int]]] = []
    for name in (first, second):
        low, high = chance.between(1, 4), chance.between(15, 19)
        inner = sorted(chance.sample(range(low + 1, high), 3))
        while plots and plots[0][1][2] == inner[1]:
            inner = sorted(chance.sample(range(low + 1, high), 3))
        plots.append((name, (low, inner[0], inner[1], inner[2], high)))
    start *= step
    medians = [start + step * places[2] for _, places in plots]
    tops = [start + step * places[4] for _, places in plots]
    apart = abs(medians[0] - medians[1])
    return number(
        f"The box plots show {what}. How far apart are the two medians?",
        apart,
        ("Which line of a box plot shows the median?", f"The medians are {medians[0]} and {medians[1]}."),
        (
            "The median is the line in the box.",
            f"The medians are {medians[0]} and {medians[1]}: {max(medians)} − {min(medians)} = {apart}.",
        ),
        {"ends-for-centers": abs(tops[0] - tops[1]), "reads-one-only": max(medians)},
        diagram=BoxPlot(marks(start, start + 20 * step, step=step, every=5), tuple(plots)),
    )
