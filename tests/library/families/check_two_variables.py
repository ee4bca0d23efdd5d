"""Checkers for lines of fit and two-way tables: distances are added up, tables filled in."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from library.families.checkers import Expected, checks, option_texts
from library.families.read import search, value
from whynext.library.diagrams import ScatterPlot, Table
from whynext.library.item import Item


@checks("judge-a-line")
def _line(question: str, item: Item) -> Expected:
    if isinstance(item.picture, ScatterPlot):
        points = [(int(x), int(y)) for x, y in item.picture.points]
        off = {
            text: sum((value(text.removeprefix("y = "), x=x) - y) ** 2 for x, y in points)
            for text in option_texts(item)
        }
        best = min(off.values())
        return {text for text, by in off.items() if by == best}
    (rule,) = search(r"line y = (.*?) fits", question)
    if "How far" in question:
        x, real = search(r"At x = (\d+), the real value is ([\d.]+)\.", question)
        apart = Fraction(real) - value(rule, x=int(x))
        assert (apart > 0) == ("above" in question)
        return abs(apart)
    asked, many = search(r"x is in (\w+)\. What does the (\d+) tell", question)[::-1]
    unit = search(r"y is in (\w+),", question)[0]
    at_zero, change = value(rule, x=0), value(rule, x=1) - value(rule, x=0)
    word = "grows" if change > 0 else "falls"
    true = {f"At 0 {many}, it is about {at_zero} {unit}.", f"it {word} by about {abs(change)} {unit}."}
    return {
        text
        for text in option_texts(item)
        if any(text.endswith(each) for each in true) and f"about {asked} " in text
    }


def _filled(table: Table) -> list[list[int]]:
    """Return the four cells, the unknown ones found by trying."""
    cells = [[row[1], row[2]] for row in table.rows[:2]]
    rows = [int(row[3]) for row in table.rows[:2]]
    columns = [int(each) for each in table.rows[2][1:3]]
    assert sum(rows) == sum(columns) == int(table.rows[2][3])
    unknown = [(r, c) for r, c in product((0, 1), repeat=2) if cells[r][c] == "?"]
    fits = []
    for first in range(rows[0] + 1):
        tried = [[first, rows[0] - first], [columns[0] - first, columns[1] - rows[0] + first]]
        if all((r, c) in unknown or tried[r][c] == int(cells[r][c]) for r, c in product((0, 1), repeat=2)):
            fits.append(tried)
    (only,) = fits
    return only


@checks("counts-for-two-questions")
def _table(question: str, item: Item) -> Expected:
    table = item.picture
    assert isinstance(table, Table)
    cells, rows, columns = _filled(table), [row[0] for row in table.rows], table.head[1:3]
    if item.options:
        shares = [Fraction(row[0], sum(row)) for row in cells]
        assert abs(shares[0] - shares[1]) >= Fraction(1, 5) or shares[0] == shares[1]
        if shares[0] == shares[1]:
            return {text for text in option_texts(item) if text.startswith("No")}
        name = rows[0] if shares[0] > shares[1] else rows[1]
        return {text for text in option_texts(item) if text.startswith("Yes") and f"row “{name}”" in text}
    row = rows.index(search(r"row “(.*?)”", question)[0])
    column = columns.index(search(r"column “(.*?)”", question)[0])
    if "How many" in question:
        return cells[row][column]
    by_row = question.index("row “") < question.index("column “")
    whole = sum(cells[row]) if by_row else cells[0][column] + cells[1][column]
    return Fraction(100 * cells[row][column], whole)
