"""Families for functions, slopes and lines."""

from __future__ import annotations

from collections.abc import Mapping

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, Texts, choice, expression, family, fraction, number
from whynext.library.families.words import NAMES, bracketed, lowest, plus, signed, term


@family(
    "inputs-and-outputs",
    skill="functions",
    title="Find outputs, and tell functions from other tables",
    grade=8,
    levels=("an output of a rule", "an input of a rule", "which table is not a function"),
    plants={
        "letter-added": "A number beside the letter multiplies it. It is not added.",
        "letter-as-digit": "A number beside the letter multiplies it. It is not a digit.",
        "works-forward": "The output is given. Which input leads to it?",
        "repeated-output": "Two inputs may have the same output. One input may not have two outputs.",
    },
)
def inputs_and_outputs(chance: Chance, level: int) -> Draft:
    """Ask for an output, an input, or a table that is no function."""
    if level == 3:
        return _not_a_function(chance)
    factor, extra, value = chance.between(2, 9), chance.between(-12, 12) or 5, chance.between(2, 12)
    rule = f"y = {factor}x{plus(extra)}"
    result = factor * value + extra
    if level == 1:
        return number(
            f"A function has the rule {rule}. What is the output y for the input x = {value}?",
            result,
            ("Put the input in place of x.", f"{factor} × {value} = {factor * value}. What is left to do?"),
            (f"{factor} × {value} = {factor * value}.", f"{factor * value}{plus(extra)} = {signed(result)}."),
            {"letter-added": factor + value + extra, "letter-as-digit": int(f"{factor}{value}") + extra},
        )
    move = f"{'Subtract' if extra > 0 else 'Add'} {abs(extra)}"
    return number(
        f"A function has the rule {rule}. For which input x is the output y = {signed(result)}?",
        value,
        ("Put the output in place of y and solve for x.", f"{move}: {factor}x = {factor * value}."),
        (
            f"{signed(result)} = {factor}x{plus(extra)}, so {factor}x = {factor * value}.",
            f"x = {factor * value} ÷ {factor} = {value}.",
        ),
        {"works-forward": factor * result + extra},
    )


def _not_a_function(chance: Chance) -> Draft:
    xs = sorted(chance.sample(range(1, 12), 4))
    ys = chance.sample(range(1, 20), 4)

    def table(inputs: list[int], outputs: list[int]) -> str:
        return "; ".join(f"{x} → {y}" for x, y in zip(inputs, outputs, strict=True))

    twice = [xs[0], xs[1], xs[1], xs[3]]
    same = [ys[0], ys[1], ys[0], ys[3]]
    return choice(
        "Each list shows inputs and outputs. Which one is not a function?",
        table(twice, ys),
        (
            Choice(
                table(xs, same),
                "Two inputs share an output, and each input has one output.",
                "repeated-output",
            ),
            Choice(table(xs, ys), "Each input has one output."),
            Choice(table(xs, sorted(ys)), "Each input has one output."),
        ),
        ("In a function each input has exactly one output.", "Look for an input that appears two times."),
        (f"The input {xs[1]} has the outputs {ys[1]} and {ys[2]}.", "So that list is not a function."),
        why=f"The input {xs[1]} has two outputs.",
    )


@family(
    "slope-of-a-line",
    skill="slope",
    title="Find the slope of a line",
    grade=8,
    levels=("from rise and run", "from two points", "a falling line"),
    plants={
        "run-over-rise": "Slope is the change in y divided by the change in x.",
        "slope-sign": "When y falls as x grows, the slope is negative.",
    },
)
def slope_of_a_line(chance: Chance, level: int) -> Draft:
    """Ask for a slope."""
    rise, run = chance.between(1, 12), chance.between(1, 8)
    if rise == run:
        rise += 1
    x, y = chance.between(-4, 5), chance.between(-4, 5)
    if level == 1:
        return fraction(
            f"A line goes up {rise} {'unit' if rise == 1 else 'units'} for every {run} "
            f"{'unit' if run == 1 else 'units'} that it goes to the right. What is its slope?",
            lowest(rise, run),
            ("Slope is rise over run.", f"The rise is {rise} and the run is {run}."),
            (f"Slope = rise ÷ run = {rise} ÷ {run}.", f"The slope is {lowest(rise, run)}."),
            {"run-over-rise": lowest(run, rise)},
        )
    way = -1 if level == 3 else 1
    end = (x + run, y + way * rise)
    size = lowest(rise, run)
    answer = f"-{size}" if level == 3 else size
    steps = (
        f"y changes by {signed(end[1])} − {bracketed(y)} = {signed(way * rise)}, x by "
        f"{signed(end[0])} − {bracketed(x)} = {run}.",
        f"The slope is {signed(way * rise)} ÷ {run}, which is {answer.replace('-', '−')}.",
    )
    upside = lowest(run, rise)
    slips = {"run-over-rise": f"-{upside}" if level == 3 else upside}
    if level == 3:
        slips["slope-sign"] = size
    return fraction(
        f"A line goes through the points ({signed(x)}, {signed(y)}) and ({signed(end[0])}, "
        f"{signed(end[1])}). What is its slope?",
        answer,
        (
            "By how much does y change? By how much does x change?",
            "Divide the change in y by the change in x. Keep the order of the points.",
        ),
        steps,
        slips,
    )


@family(
    "rule-of-a-line",
    skill="linear-functions",
    title="Write the rule of a line",
    grade=8,
    levels=("from a story", "from a table that starts at 0", "from two points"),
    plants={
        "slope-and-start-swapped": "What is there at the start, and what is added each time?",
        "counts-from-one": "The starting value belongs to x = 0. Go back to it.",
        "slope-sign": "Does y grow or fall when x grows?",
    },
)
def rule_of_a_line(chance: Chance, level: int) -> Draft:
    """Ask for an expression in x that gives y."""
    factor, start = chance.sample(range(2, 13), 2)
    if level == 1:
        return _line_of_story(chance, factor, start)
    if level == 2:
        return _line_of_table(factor if chance.below(2) else -factor, start)
    return _line_of_points(chance, factor, start if chance.below(2) else -start)


def _line(
    question: str, factor: int, start: int, hints: Texts, steps: Texts, slips: Mapping[str, str]
) -> Draft:
    return expression(
        f"{question}Write an expression in x for y.",
        f"{factor}x{plus(start)}".replace("−", "-"),
        hints,
        steps,
        {slip: text.replace("−", "-") for slip, text in slips.items()},
    )


def _line_of_story(chance: Chance, factor: int, start: int) -> Draft:
    name = chance.pick(NAMES)
    question = chance.pick(
        (
            f"A tank holds {start} gallons. {factor} gallons flow in each minute. y is the "
            "number of gallons after x minutes.",
            f"{name} has {start} stamps and gets {factor} more each week. y is the number "
            "of stamps after x weeks.",
            f"A taxi costs ${start} at the start and ${factor} for each mile. y is the "
            "cost of x miles in dollars.",
        )
    )
    hints = (
        "How much is there at the start? How much does each step of x add?",
        f"At x = 0, y is {start}. Each step adds {factor}.",
    )
    steps = (f"At the start y is {start}, and each step of x adds {factor}.", f"y = {factor}x + {start}.")
    wrong = {"slope-and-start-swapped": f"{start}x + {factor}"}
    return _line(f"{question} ", factor, start, hints, steps, wrong)


def _line_of_table(factor: int, start: int) -> Draft:
    ys = [start + factor * x for x in range(4)]
    question = f"A line goes through these points.\nx: 0, 1, 2, 3\ny: {', '.join(signed(y) for y in ys)}"
    hints = (
        "What is y when x is 0? How does y change when x grows by 1?",
        f"At x = 0, y is {start}. Each step changes y by {signed(factor)}.",
    )
    steps = (
        f"At x = 0, y is {start}, and each step of x changes y by {signed(factor)}.",
        f"y = {term(factor, 'x')} + {start}.",
    )
    wrong = {"slope-sign": f"{-factor}x + {start}", "counts-from-one": f"{factor}x{plus(ys[1])}"}
    return _line(f"{question}\n", factor, start, hints, steps, wrong)


def _line_of_points(chance: Chance, factor: int, start: int) -> Draft:
    x = chance.between(1, 4)
    far = x + chance.between(2, 4)
    question = (
        f"A line goes through ({x}, {signed(factor * x + start)}) and ({far}, "
        f"{signed(factor * far + start)})."
    )
    rise = factor * (far - x)
    hints = (
        "Find the slope first. Then go back to x = 0.",
        f"The slope is {rise} ÷ {far - x} = {factor}.",
    )
    steps = (
        f"The slope is {rise} ÷ {far - x} = {factor}.",
        f"At x = 0, y is {signed(factor * x + start)} − {factor * x} = {signed(start)}: y "
        f"= {factor}x{plus(start)}.",
    )
    wrong = {"counts-from-one": f"{factor}x{plus(factor * x + start)}"}
    return _line(f"{question} ", factor, start, hints, steps, wrong)
