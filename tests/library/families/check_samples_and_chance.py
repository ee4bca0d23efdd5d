"""Checkers for samples and chance: outcomes are listed and counted, shares worked out as fractions."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product

from library.families.checkers import Expected, checks, option_texts
from library.families.read import ints, search, whole_numbers
from whynext.library.diagrams import Spinner, Table
from whynext.library.item import Item


def _rows(item: Item) -> tuple[tuple[str, ...], ...]:
    assert isinstance(item.picture, Table)
    return item.picture.rows


@checks("fair-samples")
def _samples(question: str, item: Item) -> Expected:
    if item.options:
        return {text for text in option_texts(item) if "at random" in text and "of all" in text}
    if "Two random" in question:
        _, size, first, second, everyone = [2, *whole_numbers(question)]
        return Fraction(first + second, 2 * size) * everyone
    size, found, everyone = whole_numbers(question)
    return Fraction(found, size) * everyone


@checks("from-results")
def _results(question: str, item: Item) -> Expected:
    counts = {kind: int(many) for kind, many in _rows(item)}
    (kind,) = search(r"“(.*)”", question)
    share = Fraction(counts[kind], sum(counts.values()))
    if "result not" in question:
        share = 1 - share
    if "experimental probability" in question:
        return share
    return share * whole_numbers(question)[0]


@checks("models-of-chance")
def _models(question: str, item: Item) -> Expected:
    rows = _rows(item)
    if "spun" in question:
        spins = whole_numbers(question)[0]
        assert sum(int(row[2]) for row in rows) == spins
        assert sum(Fraction(row[1]) for row in rows) == 1
        off = {name: abs(Fraction(share) * spins - int(many)) for name, share, many in rows}
        worst = max(off.values())
        return {name for name, by in off.items() if by == worst}
    if "stops on" in question:
        wanted = search(r"stops on (\w+) or (\w+)\?", question)
        return sum((Fraction(share) for name, share in rows if name in wanted), Fraction(0))
    return 1 - sum(Fraction(share) for _, share in rows if share != "?")


_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTHS = "January February March April May June July August September October November December"


def _outcomes(step: str) -> list[str]:
    """Return the outcomes of one step that is told in words."""
    if "coin" in step:
        return ["heads", "tails"]
    if "die" in step:
        return list("123456")
    if "day" in step:
        return _DAYS.split()
    if "month" in step:
        return _MONTHS.split()
    if "digit" in step or "numbered" in step:
        low, high = ints(r"from (\d+) to (\d+)", step)
        return [str(each) for each in range(low, high + 1)]
    return re.findall(r"\b[B-E]\b|(?<=with )A", step)


@checks("two-together")
def _together(question: str, item: Item) -> Expected:
    if isinstance(item.picture, Spinner):
        way, limit = search(r"sum of both numbers is (.*?)(\d+)\?", question)
        tests = {"": int.__eq__, "greater than ": int.__gt__, "less than ": int.__lt__}
        sums = [int(a) + int(b) for a, b in product(item.picture.sectors, repeat=2)]
        return Fraction(sum(tests[way](each, int(limit)) for each in sums), len(sums))
    steps = [_outcomes(step) for step in question.split(".")[0].split(", then ")]
    everything = list(product(*steps))
    assert len(set(everything)) == len(everything)
    if "How many" in question:
        return len(everything)
    wanted = search(r"probability of (?:an? )?(\w+) and then (?:an? )?(\w+)\?", question)
    return Fraction(everything.count(wanted), len(everything))


@checks("plan-a-simulation")
def _simulation(question: str, item: Item) -> Expected:
    if item.options:
        (percent,) = ints(r"is (\d+)%", question)
        right = set()
        for text in option_texts(item):
            found = whole_numbers(text)
            many = found[1] - found[0] + 1 if len(found) == 2 else 1
            if many * 10 == percent:
                right.add(text)
        return right
    (last,) = ints(r"The digits 0 (?:to|and) (\d) mean", question)
    groups = re.findall(r"(?<!\d)\d{3,5}(?!\d)", question)
    if "at least two" in question:
        hits = [sum(int(digit) <= last for digit in group) >= 2 for group in groups]
    else:
        hits = [int(digit) <= last for group in groups for digit in group]
    return Fraction(sum(hits), len(hits))
