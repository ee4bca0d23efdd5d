"""Families for sorting, first tables and line plots."""

from __future__ import annotations

from dataclasses import replace

from whynext.library.diagrams import DotPlot, PictureGraph, Table, marks
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number, order
from whynext.library.families.words import are, count, lowest

NAMED = {
    "value-for-frequency": "Gives a value of the scale where it is asked how many there are.",
    "frequency-for-value": "Gives how many there are where their measures are asked for.",
    "boundary-counted": "Counts the boundary in where only what lies beyond it is asked for.",
    "counts-places": "Counts the places that have crosses and not the crosses.",
    "ends-of-the-line": "Takes the ends of a scale for the least and the greatest value.",
    "each-place-once": "Takes each value once, however many there are of it.",
}

_SIGNS = (
    ("★", "star", "stars"), ("♥", "heart", "hearts"), ("●", "dot", "dots"),
    ("▲", "triangle", "triangles"), ("■", "square", "squares"), ("♦", "diamond", "diamonds"),
)  # fmt: skip


@family(
    "sort-shapes",
    skill="sort-and-count",
    title="Sort shapes and count each kind",
    grade=0,
    levels=("how many of one kind", "which kind is there most or fewest of", "put three kinds in order"),
    plants={
        "counts-everything": "You counted all the shapes. Count one kind only.",
        "skips-one": "One is missing. Touch each one as you count.",
        "counts-one-twice": "You counted one of them twice. Touch each one once.",
        "mixes-more-and-less": "Fewest means the smallest number. Most means the largest number.",
        "orders-backward": "Begin with the kind that has the fewest.",
    },
)
def sort_shapes(chance: Chance, level: int) -> Draft:
    """Show mixed shapes and ask about one kind or about all kinds."""
    kinds = chance.sample(_SIGNS, 3)
    many = chance.sample((2, 3, 4, 5, 6) if level == 1 else (1, 2, 3, 4, 5, 6), 3)
    row = chance.shuffled([kind for kind, times in zip(kinds, many, strict=True) for _ in range(times)])
    shown = " ".join([sign for sign, _, _ in row])
    picture = f"In a row: {', '.join([one for _, one, _ in row])}."
    if level == 1:
        _, one, name = kinds[0]
        return number(
            f"{shown}\nHow many {name} are there?",
            many[0],
            (f"Look for the {name} only.", f"Touch each {one} once. Say one number for each."),
            (
                f"Count only the {name}: {', '.join([str(each) for each in range(1, many[0] + 1)])}.",
                f"There are {many[0]} {name}.",
            ),
            {"counts-everything": sum(many), "skips-one": many[0] - 1, "counts-one-twice": many[0] + 1},
            picture=picture,
        )
    up = [(times, name) for times, (_, _, name) in sorted(zip(many, kinds, strict=True))]
    counted = ", ".join([f"{times} {name if times > 1 else name[:-1]}" for times, name in up])
    names = [name for _, name in up]
    hints = (
        "Find all shapes of one kind. Then go on with the next kind.",
        "Count each kind and say the numbers.",
    )
    if level == 3:
        draft = order(
            f"{shown}\nPut the kinds in order. Begin with the fewest.",
            names,
            hints,
            (f"Count: {counted}.", f"So the order is {', '.join(names)}."),
            {"orders-backward": tuple(names[::-1])},
        )
        return replace(draft, picture=picture)
    word = chance.pick(("most", "fewest"))
    right, other = (names[2], names[0]) if word == "most" else (names[0], names[2])
    return choice(
        f"{shown}\nSort the shapes. Which kind has the {word}?",
        right,
        (
            Choice(other, f"It is the other way round. Look for the {word}.", "mixes-more-and-less"),
            Choice(names[1], "Count each kind again."),
        ),
        hints,
        (
            f"Count: {counted}.",
            f"There are {'more' if word == 'most' else 'fewer'} {right} than of any other kind.",
        ),
        picture=picture,
    )


_SORTED = (
    ("leaf", "leaves", ("red", "green", "yellow")), ("button", "buttons", ("round", "square", "long")),
    ("shell", "shells", ("white", "pink", "striped")), ("sock", "socks", ("plain", "dotted", "striped")),
    ("stone", "stones", ("gray", "white", "black")), ("kite", "kites", ("red", "blue", "green")),
    ("block", "blocks", ("large", "small", "tiny")), ("cup", "cups", ("blue", "white", "green")),
)  # fmt: skip


@family(
    "three-groups",
    skill="sort-and-graph",
    title="Answer questions about three groups",
    grade=1,
    levels=("how many in all", "how many more", "how many in the third group"),
    plants={
        "leaves-one-out": "There are three groups. One was left out.",
        "reads-one-only": "That is one group. Compare it with the other group.",
        "adds-instead": "How many more? Find how far apart the two groups are.",
        "stops-after-first-step": "That is two groups. How many are left for the third?",
        "adds-all-numbers": "The number of all is known. Find the missing part.",
    },
)
def three_groups(chance: Chance, level: int) -> Draft:
    """Show a table or a graph of three groups and ask about it."""
    one, many, sorts = chance.pick(_SORTED)
    kinds: list[str] = chance.shuffled(sorts)
    first, second, third = chance.sample((1, 2, 3, 4, 5, 6, 7, 8), 3)
    told = f"The class sorts its {many}."
    if level == 2:
        return _more_of_a_kind(chance, (one, many), kinds, (first, second, third))
    total = first + second + third
    cells = (str(first), str(second), str(third) if level == 1 else "?")
    table = Table(("Kind", f"How many {many}"), tuple(zip(kinds, cells, strict=True)))
    if level == 1:
        return number(
            f"{told} How many {many} are there in all?",
            total,
            ("All three groups belong to it.", f"Put {first} and {second} together first."),
            (
                f"Add all three groups. {first} + {second} = {first + second}.",
                f"{first + second} + {third} = {total}.",
            ),
            {"leaves-one-out": first + second},
            diagram=table,
        )
    return number(
        f"{told} There are {total} in all. How many are {kinds[2]}?",
        third,
        (
            "Two groups are known. Put them together first.",
            f"{first} and {second} are {first + second}. How many more make {total}?",
        ),
        (f"{first} + {second} = {first + second}.", f"{total} − {first + second} = {third}."),
        {"stops-after-first-step": first + second, "adds-all-numbers": total + first + second},
        diagram=table,
    )


def _more_of_a_kind(
    chance: Chance, noun: tuple[str, str], kinds: list[str], sizes: tuple[int, int, int]
) -> Draft:
    high, low = sorted(chance.sample((0, 1, 2), 2), key=lambda place: -sizes[place])
    more, less = sizes[high], sizes[low]
    if chance.below(2):
        asked = f"How many more {kinds[high]} {noun[1]} than {kinds[low]} {noun[1]} are there?"
    else:
        asked = f"How many fewer {kinds[low]} {noun[1]} than {kinds[high]} {noun[1]} are there?"
    return number(
        f"The class sorts its {noun[1]}. {asked}",
        more - less,
        ("Find the two rows. Which of them is longer?", "Match the symbols. Count those that have no match."),
        (
            f"There {are(more)} {more} {kinds[high]} and {less} {kinds[low]}.",
            f"{more} − {less} = {more - less}.",
        ),
        {"adds-instead": more + less, "reads-one-only": more},
        diagram=PictureGraph(tuple(zip(kinds, sizes, strict=True)), f"1 {noun[0]}"),
    )


_LONG = (
    ("leaf", "leaves"), ("pencil", "pencils"), ("ribbon", "ribbons"), ("feather", "feathers"),
    ("stick", "sticks"), ("string", "strings"), ("carrot", "carrots"), ("straw", "straws"),
)  # fmt: skip
_UNITS = (
    ("inch", "inches", "in | inch | inches"),
    ("centimeter", "centimeters", "cm | centimeter | centimeters"),
)


@family(
    "lengths-on-a-line-plot",
    skill="line-plots",
    title="Show and read lengths on a line plot",
    grade=2,
    levels=("how many crosses to draw", "how many are longer", "how much longer is the longest"),
    plants={
        "value-for-frequency": "That is the length. How many things have this length?",
        "skips-one": "One is missing. Cross each length off as you count it.",
        "boundary-counted": "Longer than means that this length itself does not count.",
        "counts-places": "Count the crosses, not the lengths that have crosses.",
        "ends-of-the-line": "Look where the first and the last cross are, not where the line ends.",
        "counts-marks": "Count the steps from the shortest to the longest, not the marks.",
        "reads-one-only": "That is the longest. How much longer than the shortest is it?",
    },
    reads_off="The marks are told by their numbers, and a count or a difference can equal one of them.",
)
def lengths_on_a_line_plot(chance: Chance, level: int) -> Draft:
    """Ask for the crosses above a mark, or read a line plot."""
    noun = chance.pick(_LONG)
    _, unit, spellings = chance.pick(_UNITS)
    start = chance.between(3, 9)
    if level == 1:
        return _crosses_above(chance, noun[1], unit, start)
    last = chance.between(6, 7)
    counts = [0, *[chance.below(4) for _ in range(last - 1)], 0]
    low, high = chance.between(1, 2), last - chance.between(1, 2)
    counts[low], counts[high] = counts[low] or 1, counts[high] or 2
    plot = DotPlot(marks(start, start + last), tuple(counts), axis=f"length in {unit}")
    if level == 2:
        place = chance.between(low, high - 1)
        longer = counts[place + 1 :]
        shown = [f"{many} at {start + place + 1 + after}" for after, many in enumerate(longer) if many]
        return number(
            f"The line plot shows how long some {noun[1]} are. How many {noun[1]} are longer than "
            f"{start + place} {unit}?",
            sum(longer),
            ("Which marks stand for a longer length?", f"Count the crosses to the right of {start + place}."),
            (
                f"Each cross is one {noun[0]}. The crosses right of {start + place}: {', '.join(shown)}.",
                f"So {sum(longer)} {noun[0] if sum(longer) == 1 else noun[1]} {are(sum(longer))} longer.",
            ),
            {
                "boundary-counted": sum(longer) + counts[place],
                "counts-places": sum(1 for many in longer if many),
            },
            diagram=plot,
        )
    used = [place for place, many in enumerate(counts) if many]
    short, long = start + used[0], start + used[-1]
    return number(
        f"The line plot shows how long some {noun[1]} are. How many {unit} longer is the longest "
        f"{noun[0]} than the shortest one?",
        long - short,
        ("Find the first and the last mark with a cross.", f"Count the steps from {short} to {long}."),
        (
            f"The shortest is {short} {unit}, the longest is {long} {unit}.",
            f"{long} − {short} = {long - short}.",
        ),
        {"ends-of-the-line": last, "reads-one-only": long, "counts-marks": long - short + 1},
        unit=spellings,
        diagram=plot,
    )


def _crosses_above(chance: Chance, many: str, unit: str, start: int) -> Draft:
    times = chance.between(2, 4)
    asked = start + chance.below(5)
    others = [start + chance.below(5) for _ in range(chance.between(4, 5))]
    values = chance.shuffled([asked] * times + [each for each in others if each != asked])
    return number(
        f"Some {many} are {', '.join([str(each) for each in values[:-1]])} and {values[-1]} {unit} long. You "
        f"show them on a line plot. How many crosses belong above {asked}?",
        times,
        (f"Each of the {many} gets one cross.", f"Look for each {asked} in the list."),
        (f"{asked} stands in the list {times} times.", f"So {times} crosses belong above {asked}."),
        {"value-for-frequency": asked, "skips-one": times - 1},
    )


_HOLDERS = (
    ("bottle", "bottles", "juice"), ("glass", "glasses", "water"), ("jar", "jars", "paint"),
    ("bowl", "bowls", "soup"), ("can", "cans", "milk"), ("cup", "cups", "tea"),
)  # fmt: skip


def _mark(parts_of_one: int, parts: int) -> str:
    """Return a whole or mixed number in lowest terms."""
    whole, part = divmod(parts_of_one, parts)
    if part == 0:
        return str(whole)
    return f"{whole} {lowest(part, parts)}" if whole else lowest(part, parts)


@family(
    "fractions-on-a-line-plot",
    skill="line-plots-with-fractions",
    title="Use a line plot with fractions",
    grade=4,
    levels=("a difference", "a total of equal amounts", "an equal share of everything"),
    plants={
        "ends-of-the-line": "Look where the first and the last cross are, not where the line ends.",
        "reads-one-only": "That is one value only. Read again what is asked for.",
        "frequency-for-value": "That is how many there are. How much do they hold together?",
        "sum-not-divided": "That is all of it together. Share it equally.",
        "each-place-once": "Each cross is one of them. Take a value as often as it has crosses.",
    },
    reads_off="The marks are told by their labels, and an answer can equal one of them.",
)
def fractions_on_a_line_plot(chance: Chance, level: int) -> Draft:
    """Show measures in fourths or eighths and ask for a difference, a total or an equal share."""
    if level == 1:
        return _difference(chance)
    parts = 8 if level == 2 else chance.pick((4, 8))
    counts = [chance.below(4) for _ in range(parts - 1)]
    one, many, what = chance.pick(_HOLDERS)
    head = f"The line plot shows how much {what} is in some {many}, in liters."
    place = chance.below(parts - 1)
    counts[place] = chance.between(2, 6) if level == 2 else counts[place] or 2
    labels = tuple([_mark(each, parts) for each in range(1, parts)])
    plot = DotPlot(labels, tuple(counts), axis=f"liters of {what}")
    if level == 3:
        return _equal_share(chance, plot, counts, parts, head, (one, many, what))
    total = counts[place] * (place + 1)
    return fraction(
        f"{head} How many liters are in all the {many} with {labels[place]} liter together?",
        _mark(total, parts),
        (
            f"How many {many} have {labels[place]} liter? Count the crosses there.",
            f"There are {counts[place]} of them. Take {labels[place]} that many times.",
        ),
        (
            f"{counts[place]} {many} have {labels[place]} liter each.",
            f"{counts[place]} × {labels[place]} = {_mark(total, parts)}.",
        ),
        {"frequency-for-value": counts[place], "reads-one-only": labels[place]},
        unit="L | l | liter | liters",
        diagram=plot,
    )


def _difference(chance: Chance) -> Draft:
    noun = chance.pick(_LONG)
    parts, start, last = chance.pick((2, 4)), chance.between(2, 6), chance.between(7, 9)
    counts = [0, *[chance.below(4) for _ in range(last - 1)], 0]
    low, high = chance.between(1, 2), last - chance.between(1, 2)
    counts[low], counts[high] = counts[low] or 1, counts[high] or 2
    used = [place for place, many in enumerate(counts) if many]
    labels = tuple([_mark(start * parts + each, parts) for each in range(last + 1)])
    short, long, apart = labels[used[0]], labels[used[-1]], used[-1] - used[0]
    return fraction(
        f"The line plot shows how long some {noun[1]} are, in inches. How many inches longer is the longest "
        f"{noun[0]} than the shortest one?",
        _mark(apart, parts),
        ("Find the first and the last mark with a cross.", f"How far is it from {short} to {long}?"),
        (
            f"The shortest is at {short}, the longest is at {long}.",
            f"{long} − {short} = {_mark(apart, parts)}.",
        ),
        {"ends-of-the-line": _mark(last, parts), "reads-one-only": long},
        unit="in | inch | inches",
        diagram=DotPlot(labels, tuple(counts), axis="length in inches"),
    )


def _equal_share(
    chance: Chance, plot: DotPlot, counts: list[int], parts: int, head: str, names: tuple[str, str, str]
) -> Draft:
    """Ask what each holds if all is shared equally; crosses are moved until it comes out in whole parts."""
    one, many, what = names
    size, total = sum(counts), sum(times * (place + 1) for place, times in enumerate(counts))
    while total % size:
        place = chance.below(parts - 2)
        if counts[place]:
            counts[place] -= 1
            counts[place + 1] += 1
            total += 1
        elif counts[parts - 2]:
            counts[parts - 2] -= 1
            counts[0] += 1
            total -= parts - 2
    share = _mark(total // size, parts)
    used = [place + 1 for place, times in enumerate(counts) if times]
    once = _mark(sum(used), parts * len(used))
    return fraction(
        f"{head} All the {what} is now shared equally among these {many}. How many liters are then in each "
        f"{one}?",
        share,
        (
            f"First find how much {what} there is in all. Count the {many}, too.",
            f"There are {_mark(total, parts)} L in all, for {size} {many}.",
        ),
        (
            f"Each cross is one {one}: there are {count(size, (one, many))}. Together they hold "
            f"{_mark(total, parts)} L.",
            f"{total}/{parts} ÷ {size} = {total // size}/{parts}, so each holds {share} L.",
        ),
        {"sum-not-divided": _mark(total, parts), "each-place-once": once},
        unit="L | l | liter | liters",
        diagram=DotPlot(plot.labels, tuple(counts), axis=plot.axis),
    )
