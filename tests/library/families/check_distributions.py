"""Checkers for distributions: the values are put together from text or drawing and looked at one by one."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from statistics import mean, median

from library.families.checkers import Expected, checks, option_texts
from library.families.read import ints, numbers, search, whole_numbers
from whynext.library.diagrams import BoxPlot, DotPlot, Histogram
from whynext.library.item import Item


def _scale(labels: tuple[str, ...]) -> list[Fraction]:
    """Return the number at each mark of a row, from two labeled ones."""
    known = [(place, Fraction(label)) for place, label in enumerate(labels) if label]
    (first, low), (last, high) = known[0], known[-1]
    each = (high - low) / (last - first)
    scale = [low + each * (place - first) for place in range(len(labels))]
    assert all(scale[place] == number for place, number in known)
    return scale


def _plotted(item: Item) -> list[Fraction]:
    """Return one value for each cross."""
    assert isinstance(item.picture, DotPlot)
    plot = item.picture
    return [at for at, many in zip(_scale(plot.labels), plot.counts, strict=True) for _ in range(many)]


def _listed(text: str) -> list[int]:
    """Return the longest list of numbers with commas in a text."""
    return [int(each) for each in max(re.findall(r"\d+(?:, \d+)+", text), key=len).split(", ")]


@checks("is-it-statistical")
def _statistical(question: str, item: Item) -> Expected:
    if "What do the data tell" in question:
        (unit,) = search(r"each result in (\w+)\.", question)
        return {text for text in option_texts(item) if text.endswith(f", in {unit}")}
    many = re.compile(r"\b(?:students|players|members|singers|musicians|sixth graders)\b")
    return {text for text in option_texts(item) if many.search(text) and not text.endswith("are there?")}


@checks("read-a-distribution")
def _distribution(question: str, item: Item) -> Expected:
    if "A histogram is drawn" in question:
        values = [int(each) for each in search(r"drawn for ([\d, ]+)\.", question)[0].split(", ")]
        (start,) = ints(r"stand for (\d+) to", question)
        size = len(option_texts(item)[0].split(", "))
        heights = [
            sum(start + 10 * bar <= each < start + 10 * bar + 10 for each in values) for bar in range(size)
        ]
        assert sum(heights) == len(values)
        return {", ".join(map(str, heights))}
    if isinstance(item.picture, DotPlot):
        low, high = numbers(search(r"(at least .*)\?", question)[0])
        return sum(low <= each < high for each in _plotted(item))
    histogram = item.picture
    assert isinstance(histogram, Histogram)
    if "in all" in question:
        return sum(map(int, histogram.counts))
    low, high = numbers(search(r"(at least .*)\?", question)[0])
    return sum(
        int(many)
        for edge, many in zip(histogram.edges, histogram.counts, strict=False)
        if low <= int(edge) < high
    )


def _interquartile(values: list[int]) -> Fraction:
    """Return the distance of the medians of both halves."""
    values, below, above = sorted(values), [], []
    while len(values) > 1:
        below.append(values.pop(0))
        above.append(values.pop())
    return Fraction(median(above)) - Fraction(median(below))


@checks("range-and-quartiles")
def _range(question: str, item: Item) -> Expected:
    values = _listed(question)
    return _interquartile(values) if "interquartile" in question else max(values) - min(values)


@checks("read-a-box-plot")
def _box(question: str, item: Item) -> Expected:
    plot = item.picture
    assert isinstance(plot, BoxPlot)
    scale = _scale(plot.labels)
    ((_, places),) = plot.boxes
    five = [scale[int(place)] for place in places]
    if "Where do more" in question:
        spans = [[int(n) for n in pair] for pair in re.findall(r"from (\d+) to (\d+)", question)]
        assert all(five.index(Fraction(b)) - five.index(Fraction(a)) == 1 for a, b in spans)
        return {text for text in option_texts(item) if "as many in both" in text}
    if "percent" in question:
        low, high = (Fraction(each) for each in whole_numbers(question))
        quarters = [Fraction(25) for a, b in pairwise(five) if low <= a and b <= high]
        return sum(quarters, Fraction(0))
    named = {
        "least value": five[0], "lower quartile": five[1], "median": five[2], "upper quartile": five[3],
        "greatest value": five[4], "interquartile range": five[3] - five[1], "range": five[4] - five[0],
    }  # fmt: skip
    return named[search(r"What is the (.*) of the data", question)[0]]


def _deviation(values: list[Fraction]) -> Fraction:
    middle = mean(values)
    return mean(abs(each - middle) for each in values)


@checks("mean-distance-from-the-mean")
def _distance(question: str, item: Item) -> Expected:
    if "tell?" in question:
        middle, deviation = whole_numbers(question)[:2]
        return {
            text
            for text in option_texts(item)
            if re.match(rf"On average, a value is {deviation} \w+ away from {middle}\.", text)
        }
    if item.diagram:
        return _deviation(_plotted(item))
    values = [Fraction(each) for each in _listed(question)]
    if "The mean of" in question:
        assert mean(values) == Fraction(search(r"is (\d+)\.", question)[0])
    return _deviation(values)


@checks("center-and-shape")
def _shape(question: str, item: Item) -> Expected:
    if "Which center" in question:
        listed = _listed(question)
        pulled = abs(mean(map(Fraction, listed)) - median(listed)) > 2
        word = "far from the others" if pulled else "either will do"
        return {text for text in option_texts(item) if word in text}
    values = sorted(_plotted(item))
    if "outlier" in question:
        below, above = values[1] - values[0], values[-1] - values[-2]
        assert max(below, above) >= 3 > min(below, above)
        return values[0] if below > above else values[-1]
    middle = median(values)
    left, right = middle - values[0], values[-1] - middle
    if left == right:
        assert mean(values) == middle
        word = "about alike"
    else:
        word = "to the left" if left > right else "to the right"
    return {text for text in option_texts(item) if word in text}


@checks("two-groups")
def _groups(question: str, item: Item) -> Expected:
    if isinstance(item.picture, BoxPlot):
        scale = _scale(item.picture.labels)
        first, second = (scale[int(places[2])] for _, places in item.picture.boxes)
        return abs(first - second)
    if "The means" in question:
        first, second, spread = (Fraction(each) for each in whole_numbers(question))
        return abs(first - second) / spread
    one, other = ([Fraction(n) for n in row.split(", ")] for row in re.findall(r": ([\d, ]+)\.", question))
    assert _deviation(one) == _deviation(other)
    return abs(mean(one) - mean(other)) / _deviation(one)
