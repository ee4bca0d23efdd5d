"""Families for two-way tables: missing counts, shares of a row or column, and connections."""

from __future__ import annotations

from whynext.library.diagrams import Table
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import are, decimal

NAMED = {
    "wrong-total": "Divides by the total of the whole table where a row or column total belongs.",
    "other-direction": "Gives the share of the column where that of the row is asked for, or the other way.",
    "counts-for-shares": "Compares counts of groups of different size and not their shares.",
}

_QUESTIONS = (
    ("Music", ("plays music", "no music"), "Sport", ("does a sport", "no sport")),
    ("Grade", ("grade 7", "grade 8"), "Lunch", ("brings lunch", "buys lunch")),
    ("Way", ("by bus", "on foot"), "Rain", ("umbrella", "no umbrella")),
    ("Pet", ("has a pet", "no pet"), "Garden", ("has a garden", "no garden")),
    ("Chore", ("cooks", "does not cook"), "Game", ("chess", "no chess")),
    ("Club", ("art club", "no art club"), "Reading", ("reads daily", "less often")),
    ("Time", ("early", "late"), "Drink", ("tea", "juice")),
    ("Language", ("two or more", "one"), "Travel", ("by train", "by car")),
)

Words = tuple[str, tuple[str, str], tuple[str, str]]
"""The first question, its answers for the rows, and the answers for the columns."""
Cells = tuple[tuple[int, int], tuple[int, int]]


def _table(words: Words, cells: Cells, known: tuple[int, int] | None = None) -> Table:
    """Return the table with its totals; only one of the cells is shown if `known` is given."""
    first, rows, columns = words
    shown = [
        tuple(["?" if known and known != (row, column) else str(cells[row][column]) for column in (0, 1)])
        for row in (0, 1)
    ]
    body = [(rows[row], *shown[row], str(sum(cells[row]))) for row in (0, 1)]
    under = [cells[0][column] + cells[1][column] for column in (0, 1)]
    total = ("Total", str(under[0]), str(under[1]), str(sum(under)))
    return Table((first, *columns, "Total"), (*body, total))


@family(
    "counts-for-two-questions",
    skill="two-way-tables",
    title="Complete and read a two-way table",
    grade=8,
    levels=("a missing count", "a share of a row or column", "is there a connection"),
    plants={
        "stops-after-first-step": "That is another cell. Go on to the one that is asked for.",
        "adds-instead": "The total is known. Take the known part away from it.",
        "wrong-total": "The question is about one group only. Divide by the total of that group.",
        "other-direction": "Which group does the question begin with? Divide by its total.",
        "counts-for-shares": "The groups are not of the same size. Compare shares and not counts.",
        "other-part": "That is the share of the others in this group.",
    },
    reads_off="A percent can equal one of the counts.",
)
def counts_for_two_questions(chance: Chance, level: int) -> Draft:
    """Show a two-way table and ask for a cell, a share or a connection."""
    first, rows, second, columns = chance.pick(_QUESTIONS)
    words = (first, rows, columns)
    if chance.below(2):
        words = (second, columns, rows)
    if level == 1:
        return _missing_cell(chance, words)
    return _share_of_a_group(chance, words) if level == 2 else _connection(chance, words)


def _missing_cell(chance: Chance, words: Words) -> Draft:
    _, rows, columns = words
    cells = (
        (chance.between(8, 60), chance.between(8, 60)),
        (chance.between(8, 60), chance.between(8, 60)),
    )
    row, column = chance.below(2), chance.below(2)
    to_row, to_column = chance.pick(((row, 1 - column), (1 - row, column), (1 - row, 1 - column)))
    known, answer = cells[row][column], cells[to_row][to_column]
    by_row, beside = sum(cells[row]), cells[row][1 - column]
    by_column = cells[0][to_column] + cells[1][to_column]
    first = f"The row “{rows[row]}” has {by_row} in all: {by_row} − {known} = {beside}."
    slips: dict[str, int | str]
    if to_row == row:
        steps: tuple[str, ...] = (f"Look at the row “{rows[row]}”.", first)
        hint, slips = "Use the total of the row.", {"adds-instead": by_row + known}
    elif to_column == column:
        steps = (
            f"Look at the column “{columns[column]}”: it has {by_column} in all.",
            f"{by_column} − {known} = {answer}.",
        )
        hint, slips = "Use the total of the column.", {"adds-instead": by_column + known}
    else:
        steps = (
            first,
            f"The column “{columns[to_column]}” has {by_column} in all: {by_column} − {beside} = {answer}.",
        )
        hint = "You need two steps: first the other cell of the row that has a count."
        slips = {"stops-after-first-step": beside, "adds-instead": by_column + beside}
    return number(
        f"Each person answered two questions. How many people are in the row “{rows[to_row]}” and in the "
        f"column “{columns[to_column]}”?",
        answer,
        ("The cells of a row or column make its total.", hint),
        steps,
        slips,
        diagram=_table(words, cells, (row, column)),
    )


def _share_of_a_group(chance: Chance, words: Words) -> Draft:
    first, rows, columns = words
    size = chance.pick((20, 25, 40, 50))
    step = size // 20 if size % 20 == 0 else 1
    part = step * chance.between(1, size // step - 1)
    across = next(
        (each for each in chance.shuffled((20, 25, 40, 50, 80)) if each > part and 100 * part % each == 0),
        part + chance.between(5, 40),
    )
    rest = chance.between(8, 60)
    for whole in chance.shuffled((80, 100, 125, 200)):
        if 100 * part % whole == 0 and whole > size + across - part:
            rest = whole - size - across + part
    everyone = size + across - part + rest
    cells: Cells = ((part, size - part), (across - part, rest))
    by_row, row, column = chance.below(2) == 1, chance.below(2), chance.below(2)
    if row:
        cells = (cells[1], cells[0])
    if column:
        cells = ((cells[0][1], cells[0][0]), (cells[1][1], cells[1][0]))
    group, other = f"row “{rows[row]}”", f"column “{columns[column]}”"
    if not by_row:
        cells = ((cells[0][0], cells[1][0]), (cells[0][1], cells[1][1]))
        row, column = column, row
        group, other = f"column “{columns[column]}”", f"row “{rows[row]}”"
    percent = 100 * part // size
    slips: dict[str, int | str] = {}
    if 100 * part % across == 0:
        slips["other-direction"] = 100 * part // across
    if 100 * part % everyone == 0:
        slips["wrong-total"] = 100 * part // everyone
    slips["other-part"] = 100 - percent
    return number(
        f"Each person answered two questions. What percent of the people in the {group} are in the {other}?",
        percent,
        ("Which people is the question about? Find their total.", f"Divide {part} by {size}."),
        (
            f"Of {size} people in the {group}, {part} {are(part)} in the {other}.",
            f"{part} ÷ {size} = {decimal(percent, 2)}, so it is {percent}%.",
        ),
        slips,
        unit="% | percent",
        diagram=_table((first, rows, columns), cells),
    )


def _connection(chance: Chance, words: Words) -> Draft:
    _, rows, columns = words
    small, large = chance.pick((20, 30, 40, 50)), chance.pick((120, 150, 160, 200))
    low = chance.pick((20, 30, 40, 50))
    high = low + chance.pick((0, 30, 40))
    sizes, percents = (small, large), (high, low)
    if chance.below(2):
        sizes, percents = sizes[::-1], percents[::-1]
    parts = (sizes[0] * percents[0] // 100, sizes[1] * percents[1] // 100)
    cells = ((parts[0], sizes[0] - parts[0]), (parts[1], sizes[1] - parts[1]))
    says = [f"Yes: the share of “{columns[0]}” is clearly greater in the row “{row}”." for row in rows]
    none = f"No: the share of “{columns[0]}” is the same in both rows."
    more = 0 if parts[0] > parts[1] else 1
    told = f"{percents[0]}% of the row “{rows[0]}” and {percents[1]}% of the row “{rows[1]}”"
    if high == low:
        right, others = none, (says[more], says[1 - more])
    else:
        greater = 0 if percents[0] > percents[1] else 1
        right, others = says[greater], (says[1 - greater], none)
    wrong = [
        Choice(text, f"It is {told}.", "counts-for-shares" if text == says[more] else "") for text in others
    ]
    return choice(
        "Each person answered two questions. Compare the shares by row. Is there a connection between the "
        "two questions?",
        right,
        wrong,
        (
            f"In each row, find the share of “{columns[0]}”.",
            f"In the first row it is {parts[0]} of {sizes[0]}, in the second {parts[1]} of {sizes[1]}.",
        ),
        (f"The share of “{columns[0]}” is {told}.", right),
        why=f"Yes. It is {told}.",
        diagram=_table(words, cells),
    )
