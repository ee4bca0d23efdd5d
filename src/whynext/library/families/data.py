"""Families for graphs, averages, chance and scatter plots."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number
from whynext.library.families.words import NAMES, count, decimal, lowest, plus

_TOPICS = (
    ("books read", "book", "books"), ("trees planted", "tree", "trees"), ("goals scored", "goal", "goals"),
    ("cups of soup sold", "cup", "cups"), ("birds seen", "bird", "birds"), ("kites built", "kite", "kites"),
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@family(
    "picture-graph",
    skill="graphs-of-counts",
    title="Read a picture graph with a scale",
    grade=2,
    levels=("how many", "how many more", "how many in all"),
    plants={
        "symbol-as-one": "Look at the key: each star stands for more than one.",
        "reads-one-only": "Compare the two days: how many more is one than the other?",
        "leaves-one-out": "Every day counts. One was left out.",
    },
)
def picture_graph(chance: Chance, level: int) -> Draft:
    """Draw a picture graph and ask about it."""
    title, _one, many = chance.pick(_TOPICS)
    scale = chance.pick((2, 5, 10))
    days = _DAYS[:3] if level < 3 else _DAYS[: chance.between(3, 4)]
    stars = chance.sample(range(1, 8), len(days))
    graph = "\n".join(f"{day}: {'★' * number_of}" for day, number_of in zip(days, stars, strict=True))
    head = f"The graph shows {title}. Each ★ stands for {scale} {many}.\n{graph}\n"
    picture = f"Each star stands for {scale} {many}. " + " ".join(
        f"{day}: {' '.join(['star'] * number_of)}." for day, number_of in zip(days, stars, strict=True)
    )
    key = f"Each star stands for {scale} {many}. Count the stars first."
    if level == 1:
        place = chance.below(3)
        answer = stars[place] * scale
        return number(
            f"{head}How many {many} is that on {days[place]}?",
            answer,
            (key, f"{days[place]} has {count(stars[place], ('star', 'stars'))}. Count by {scale}."),
            (
                f"{days[place]} has {count(stars[place], ('star', 'stars'))}.",
                f"{stars[place]} × {scale} = {answer} {many}.",
            ),
            {"symbol-as-one": stars[place]},
            picture=picture,
        )
    if level == 2:
        high, low = sorted(range(3), key=lambda place: -stars[place])[:2]
        answer = (stars[high] - stars[low]) * scale
        return number(
            f"{head}How many more {many} is that on {days[high]} than on {days[low]}?",
            answer,
            (
                key,
                f"{days[high]} has {count(stars[high] - stars[low], ('star', 'stars'))} more "
                f"than {days[low]}.",
            ),
            (
                f"{stars[high]} − {stars[low]} = {stars[high] - stars[low]} more stars.",
                f"{stars[high] - stars[low]} × {scale} = {answer} more {many}.",
            ),
            {"symbol-as-one": stars[high] - stars[low], "reads-one-only": stars[high] * scale},
            picture=picture,
        )
    total = sum(stars) * scale
    return number(
        f"{head}How many {many} is that in all?",
        total,
        (key, f"There are {sum(stars)} stars in all."),
        (
            f"{' + '.join(str(each) for each in stars)} = {sum(stars)} stars.",
            f"{sum(stars)} × {scale} = {total} {many}.",
        ),
        {"symbol-as-one": sum(stars), "leaves-one-out": total - stars[-1] * scale},
        picture=picture,
    )


@family(
    "mean-or-median",
    skill="mean-and-median",
    title="Find a mean, a median, or a missing value",
    grade=6,
    levels=("the mean", "the median", "a missing value from the mean"),
    plants={
        "sum-not-divided": "That is the sum. Share it equally among all the values.",
        "middle-unsorted": "Put the values in order first. Then find the middle.",
        "mean-for-median": "You found the mean. The median is the middle of the ordered values.",
        "mean-as-value": "The mean is the fair share. Which value makes the sum right?",
    },
    shows_answer="A middle value or a mean can be one of the values.",
)
def mean_or_median(chance: Chance, level: int) -> Draft:
    """Ask for an average of a short list."""
    if level == 2:
        return _median(chance)
    size = chance.between(4, 6)
    mean = chance.between(5, 20)
    values = [chance.between(1, 2 * mean - 1) for _ in range(size - 1)]
    last = size * mean - sum(values)
    while not 1 <= last <= 3 * mean:
        place = chance.below(size - 1)
        values[place] = mean
        last = size * mean - sum(values)
    values = chance.shuffled([*values, last])
    shown = ", ".join(str(value) for value in values)
    if level == 1:
        return number(
            f"What is the mean of {shown}?",
            mean,
            (
                "The mean is the fair share: put all together and share equally.",
                f"The sum is {sum(values)}. There are {size} values.",
            ),
            (
                f"{' + '.join(str(value) for value in values)} = {sum(values)}.",
                f"{sum(values)} ÷ {size} = {mean}.",
            ),
            {
                "sum-not-divided": sum(values),
                "middle-unsorted": values[size // 2]
                if size % 2
                else decimal(5 * (values[size // 2 - 1] + values[size // 2]), 1),
            },
        )
    known, hidden = values[:-1], values[-1]
    return number(
        f"The mean of {size} numbers is {mean}. {size - 1} of them are "
        f"{', '.join(str(value) for value in known)}. What is the other number?",
        hidden,
        (
            "How much must all the numbers make together?",
            f"Together they make {size} × {mean} = {size * mean}.",
        ),
        (
            f"All together: {size} × {mean} = {size * mean}. Known: {sum(known)}.",
            f"{size * mean} − {sum(known)} = {hidden}.",
        ),
        {"mean-as-value": mean},
    )


def _median(chance: Chance) -> Draft:
    size = chance.pick((5, 6, 7))
    values = chance.sample(range(2, 60), size)
    ordered = sorted(values)
    half = size // 2
    answer = str(ordered[half]) if size % 2 else decimal(5 * (ordered[half - 1] + ordered[half]), 1)
    unsorted = str(values[half]) if size % 2 else decimal(5 * (values[half - 1] + values[half]), 1)
    slips = {"middle-unsorted": unsorted}
    if sum(values) % size == 0:
        slips["mean-for-median"] = str(sum(values) // size)
    shown = ", ".join(str(value) for value in ordered)
    middle = (
        f"The middle one is {answer}."
        if size % 2
        else f"The middle two are {ordered[half - 1]} and {ordered[half]}; halfway between them is {answer}."
    )
    kept: dict[str, int | str] = dict(slips)
    return number(
        f"What is the median of {', '.join(str(value) for value in values)}?",
        answer,
        ("What must you do with the values before you can find the middle?", f"In order they are {shown}."),
        (f"In order: {shown}.", middle),
        kept,
    )


_BAG = ("marbles", "beads", "buttons", "counters", "cards", "tickets")
_COLORS = ("red", "blue", "green", "yellow", "white", "black")


@family(
    "chance-of-a-draw",
    skill="simple-probability",
    title="Find a probability or an expected number",
    grade=7,
    levels=("one kind", "not one kind", "how often to expect it"),
    plants={
        "odds-for-probability": "Compare with all that can be drawn, not only with the others.",
        "other-event": "That is the probability of the other event. Read again what is asked for.",
        "each-kind-equally": "The kinds are not equally likely: there are more of some than of others.",
    },
)
def chance_of_a_draw(chance: Chance, level: int) -> Draft:
    """Ask for the probability of drawing a color."""
    things = chance.pick(_BAG)
    color, other, third = chance.sample(_COLORS, 3)
    numbers = [chance.between(1, 9) for _ in range(3)]
    total, wanted = sum(numbers), numbers[0]
    told = f"A bag holds {numbers[0]} {color}, {numbers[1]} {other} and {numbers[2]} {third} {things}."
    if level == 3:
        return _expected(chance)
    if level == 2:
        asked, wanted = f"is not {color}", total - numbers[0]
    else:
        asked = f"is {color}"
    rest = total - wanted
    thing, fit = things[:-1], "fits" if wanted == 1 else "fit"
    lower = lowest(wanted, total)
    same = "" if lower == f"{wanted}/{total}" else f" = {lower}"
    return fraction(
        f"{told} You draw one {thing} without looking. What is the probability that it {asked}?",
        lower,
        (
            f"How many {things} can be drawn in all? How many of them fit?",
            f"There are {total} {things} in all. {wanted} of them {fit}.",
        ),
        (
            f"{' + '.join(str(each) for each in numbers)} = {total} {things} in all.",
            f"{wanted} of {total} {fit}: {wanted}/{total}{same}.",
        ),
        {
            "odds-for-probability": f"{wanted}/{rest}",
            "other-event": f"{rest}/{total}",
            "each-kind-equally": "1/3" if level == 1 else "2/3",
        },
    )


def _expected(chance: Chance) -> Draft:
    parts = chance.pick((4, 5, 6, 8, 10))
    wanted = chance.between(1, parts - 1)
    times = chance.between(2, 20)
    spins = parts * times
    color = chance.pick(_COLORS)
    are = "1 part is" if wanted == 1 else f"{wanted} parts are"
    return number(
        f"A spinner has {parts} equal parts. {are} {color}. It is spun {spins} times. About "
        f"how many times would you expect {color}?",
        wanted * times,
        (
            f"What part of the spins should be {color}?",
            f"The probability is {wanted}/{parts}. Take that part of {spins}.",
        ),
        (f"The probability is {wanted}/{parts}.", f"{wanted}/{parts} of {spins} is {wanted * times}."),
        {"other-event": (parts - wanted) * times, "each-kind-equally": spins // 2},
    )


_PAIRS = (
    ("hours of practice", "mistakes", "falls"), ("height of a plant in inches", "number of leaves", "rises"),
    ("temperature", "cups of hot soup sold", "falls"), ("age of a tree in years", "height in feet", "rises"),
    ("distance from school in miles", "minutes to get there", "rises"),
    ("age of a car in years", "worth in hundreds of dollars", "falls"),
)  # fmt: skip


@family(
    "trend-and-fit",
    skill="scatter-plots",
    title="Describe a trend and use a fitted line",
    grade=8,
    levels=("which trend", "predict with a line", "what the slope of a line says"),
    plants={
        "trend-reversed": "Follow the points from left to right: does y grow or fall?",
        "letter-as-digit": "A number beside x multiplies it.",
        "slope-and-start-swapped": "The number with x says how much y changes for each step of x.",
        "counts-from-one": "The starting value belongs to x = 0 and is added.",
    },
)
def trend_and_fit(chance: Chance, level: int) -> Draft:
    """Ask about points with a trend, or about a line that fits them."""
    if level == 1:
        return _which_trend(chance)
    first, second, way = chance.pick(_PAIRS)
    factor, x = chance.between(2, 9), chance.between(3, 12)
    sign = 1 if way == "rises" else -1
    start = chance.between(5, 40) if sign > 0 else factor * 12 + chance.between(5, 40)
    rule = f"y = {start}{plus(sign * factor)}x"
    told = f"A scatter plot has x: {first}, and y: {second}. The line {rule} fits the points well."
    answer = start + sign * factor * x
    if level == 2:
        return number(
            f"{told} Which y does the line predict for x = {x}?",
            answer,
            ("Put the number in place of x.", f"{factor} × {x} = {factor * x}."),
            (f"{factor} × {x} = {factor * x}.", f"{start}{plus(sign * factor * x)} = {answer}."),
            {"letter-as-digit": abs(start + sign * int(f"{factor}{x}")), "counts-from-one": factor * x},
        )
    return number(
        f"{told} By how much does y {'grow' if sign > 0 else 'fall'} when x grows by {x}?",
        factor * x,
        ("What does the number in front of x say?", f"For each step of x, y changes by {factor}."),
        (
            f"The slope is {'−' if sign < 0 else ''}{factor}: that is the change of y for each step of x.",
            f"For {x} steps: {x} × {factor} = {factor * x}.",
        ),
        {"slope-and-start-swapped": start * x, "counts-from-one": answer},
    )


_NO_TREND = ((5, 9, 4, 8, 5), (7, 3, 8, 3, 7), (6, 9, 3, 9, 6), (4, 8, 6, 8, 4))


def _which_trend(chance: Chance) -> Draft:
    name = chance.pick(NAMES)
    xs = list(range(1, 6))
    kind = chance.below(3)
    step, noise = chance.between(3, 6), [chance.between(-1, 1) for _ in xs]
    base = chance.between(2, 9)
    if kind == 2:
        ys = [y + base for y in chance.pick(_NO_TREND)]
    else:
        rising = [base + step * x + off for x, off in zip(xs, noise, strict=True)]
        ys = rising if kind == 0 else rising[::-1]
    points = ", ".join(f"({x}, {y})" for x, y in zip(xs, ys, strict=True))
    names = ("y tends to grow as x grows.", "y tends to fall as x grows.", "There is no clear trend.")
    whys = (
        "From left to right the values of y go up.",
        "From left to right the values of y go down.",
        "From left to right y goes up and down.",
    )
    wrong = [
        Choice(text, whys[kind], "trend-reversed" if kind < 2 and place == 1 - kind else "")
        for place, text in enumerate(names)
        if place != kind
    ]
    return choice(
        f"{name} plots the points {points}. What do they show?",
        names[kind],
        wrong,
        (
            "Go from left to right. What happens to y?",
            f"The values of y are {', '.join(str(y) for y in ys)}.",
        ),
        (f"The values of y are {', '.join(str(y) for y in ys)}.", f"{whys[kind]} {names[kind]}"),
        why=whys[kind],
    )
