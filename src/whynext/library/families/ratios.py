"""Families for ratios, rates and percents."""

from __future__ import annotations

from math import gcd

from whynext.library.contexts.telling import story
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import NAMES, count, decimal

_MIXES = (
    (("apple", "apples"), ("pear", "pears"), "pieces of fruit"),
    (("cat", "cats"), ("dog", "dogs"), "animals"),
    (("red bead", "red beads"), ("blue bead", "blue beads"), "beads"),
    (("oak tree", "oak trees"), ("pine tree", "pine trees"), "trees"),
    (("drum", "drums"), ("flute", "flutes"), "instruments"),
    (("tulip", "tulips"), ("rose", "roses"), "flowers"),
)
_RECIPES = (
    ("flour", "milk", "cups"), ("blue paint", "yellow paint", "liters"), ("juice", "water", "cups"),
    ("sand", "cement", "buckets"), ("rice", "beans", "bowls"), ("oats", "honey", "spoons"),
)  # fmt: skip
_ADDITIVE = "The amounts do not grow by the same number. They grow by the same factor."


@family(
    "write-a-ratio",
    skill="ratios",
    title="Write the ratio of two amounts",
    grade=6,
    levels=("one part to the other part", "one part to all", "for every so many"),
    plants={
        "ratio-reversed": "The order of the words is the order of the numbers.",
        "part-to-whole": "You compared a part with all of them. Compare one part with the other part.",
        "part-to-part": "You compared the two parts. Compare one part with all of them.",
        "additive-ratio": _ADDITIVE,
    },
)
def write_a_ratio(chance: Chance, level: int) -> Draft:
    """Ask which ratio describes two amounts."""
    first_noun, second_noun, all_noun = chance.pick(_MIXES)
    if chance.below(2):
        first_noun, second_noun = second_noun, first_noun
    first, second = chance.sample(range(2, 13), 2)
    if level == 3:
        return _for_every(chance, first_noun, second_noun)
    told = f"There are {count(first, first_noun)} and {count(second, second_noun)}."
    parts, reversed_ = f"{first} : {second}", f"{second} : {first}"
    whole = f"{first} : {first + second}"
    if level == 1:
        question = f"{told} What is the ratio of {first_noun[1]} to {second_noun[1]}?"
        right = parts
        wrong = (
            Choice(reversed_, f"This is the ratio of {second_noun[1]} to {first_noun[1]}.", "ratio-reversed"),
            Choice(whole, f"This is the ratio of {first_noun[1]} to all {all_noun}.", "part-to-whole"),
            Choice(
                f"{second} : {first + second}", f"This is the ratio of {second_noun[1]} to all {all_noun}."
            ),
        )
        hint = f"{first_noun[1].capitalize()} are named first, so their number comes first."
    else:
        question = f"{told} What is the ratio of {first_noun[1]} to all {all_noun}?"
        right = whole
        wrong = (
            Choice(parts, f"This is the ratio of {first_noun[1]} to {second_noun[1]}.", "part-to-part"),
            Choice(
                f"{first + second} : {first}",
                f"This is the ratio of all {all_noun} to {first_noun[1]}.",
                "ratio-reversed",
            ),
            Choice(reversed_, f"This is the ratio of {second_noun[1]} to {first_noun[1]}."),
        )
        hint = f"How many {all_noun} are there in all?"
    return choice(
        question,
        right,
        wrong,
        ("Which amount is named first? Which is named second?", hint),
        (
            f"The amounts in the order of the words are {right.replace(' : ', ' and ')}.",
            f"The ratio is {right}.",
        ),
        why=f"The ratio is {right}.",
    )


def _for_every(chance: Chance, first_noun: tuple[str, str], second_noun: tuple[str, str]) -> Draft:
    low, high = chance.pick(((2, 3), (2, 5), (3, 4), (3, 5), (4, 5), (2, 7), (5, 6), (3, 7), (5, 8)))
    if chance.below(2):
        low, high = high, low
    times = chance.between(3, 8)
    first, second = low * times, high * times
    return number(
        f"There are {first} {first_noun[1]} and {second} {second_noun[1]}. For every {high} "
        f"{second_noun[1]} there "
        f"are how many {first_noun[1]}?",
        low,
        (
            f"Make equal groups. How many groups of {high} {second_noun[1]} are there?",
            f"There are {times} groups. Share the {first_noun[1]} among {times} groups.",
        ),
        (f"{second} ÷ {high} = {times} groups.", f"{first} ÷ {times} = {low} {first_noun[1]} in each group."),
        {"additive-ratio": high + first - second} if high + first - second > 0 else {},
    )


@family(
    "complete-a-ratio",
    skill="equivalent-ratios",
    title="Find the missing amount in equal ratios",
    grade=6,
    levels=("a larger mixture", "a smaller mixture", "the whole is known"),
    plants={
        "additive-ratio": _ADDITIVE,
        "halves-the-whole": "The two parts are not equal. Cut the whole into as many parts as the ratio has.",
        "divides-by-one-part": "All parts of the ratio together make the whole.",
    },
)
def complete_a_ratio(chance: Chance, level: int) -> Draft:
    """Scale a mixture up or down, or split a whole."""
    first_name, second_name, unit = chance.pick(_RECIPES)
    first, second = chance.pick(
        ((2, 3), (3, 2), (2, 5), (5, 2), (3, 4), (4, 3), (3, 5), (5, 3), (4, 5), (5, 4), (2, 7), (7, 2))
    )
    times = chance.between(2, 9)
    if level == 3:
        whole = (first + second) * times
        return number(
            f"A mixture has {first} {unit} of {first_name} for every {second} {unit} of "
            f"{second_name}. There are "
            f"{whole} {unit} of the mixture in all. How many {unit} of it are {first_name}?",
            first * times,
            (
                "How many parts does the ratio have in all?",
                f"{first} + {second} = {first + second} parts make {whole} {unit}. How much is one part?",
            ),
            (
                f"One part is {whole} ÷ {first + second} = {times}.",
                f"{first} parts are {first} × {times} = {first * times}.",
            ),
            {
                "halves-the-whole": decimal(whole * 5, 1),
                "divides-by-one-part": decimal(whole * 10 // first, 1) if whole * 10 % first == 0 else first,
            },
        )
    base, large = (first, second), (first * times, second * times)
    start, goal = (base, large) if level == 1 else (large, base)
    answer = goal[1]
    additive = start[1] + goal[0] - start[0]
    step = f"× {times}" if level == 1 else f"÷ {times}"
    return number(
        story(chance, "ratio", "other", first=start[0], second=start[1], amount=goal[0], other=answer),
        answer,
        (
            "By which factor does the first amount change? The second changes by the same factor.",
            f"{start[0]} {step} = {goal[0]}. Do the same with {start[1]}.",
        ),
        (f"{start[0]} {step} = {goal[0]}.", f"{start[1]} {step} = {answer}."),
        {"additive-ratio": additive} if additive > 0 else {},
    )


_RATES = (
    ("{n} tickets cost ${total}.", "How many dollars does 1 ticket cost?", "How many dollars do {m} cost?"),
    ("{name} rides {total} miles in {n} hours at a steady speed.", "How many miles is that in 1 hour?",
     "How many miles is that in {m} hours?"),
    ("A printer prints {total} pages in {n} minutes.", "How many pages is that in 1 minute?",
     "How many pages is that in {m} minutes?"),
    ("{n} equal boxes weigh {total} pounds.", "How many pounds does 1 box weigh?",
     "How many pounds do {m} boxes weigh?"),
)  # fmt: skip


@family(
    "find-a-rate",
    skill="unit-rates",
    title="Find and use a unit rate",
    grade=6,
    levels=("how much for one", "how much for another number", "a rate that is a decimal"),
    plants={
        "additive-ratio": _ADDITIVE,
        "multiplies-instead": "For one there is less than for many. Divide.",
        "rate-for-answer": "That is the amount for one. How much is it for all of them?",
    },
)
def find_a_rate(chance: Chance, level: int) -> Draft:
    """Ask for an amount per one, or for many."""
    story, ask_one, ask_many = chance.pick(_RATES)
    name = chance.pick(NAMES)
    many = chance.between(3, 9)
    if level == 3:
        many = chance.pick((2, 4, 5, 10))
        total = many * chance.between(3, 12) + chance.between(1, many - 1)
        rate = decimal(total * 1000 // many, 3)
        return number(
            f"{story.format(n=many, total=total, name=name)} {ask_one}",
            rate,
            ("Share the amount equally.", f"Divide: {total} ÷ {many}."),
            (f"For one: {total} ÷ {many}.", f"{total} ÷ {many} = {rate}."),
            {"multiplies-instead": total * many},
        )
    each = chance.between(4, 15)
    total = many * each
    told = story.format(n=many, total=total, name=name)
    if level == 1:
        return number(
            f"{told} {ask_one}",
            each,
            ("Share the amount equally.", f"Divide: {total} ÷ {many}."),
            (f"For one: {total} ÷ {many}.", f"{total} ÷ {many} = {each}."),
            {"multiplies-instead": total * many},
        )
    goal = chance.pick([each for each in range(2, 13) if each != many])
    additive = total + goal - many
    return number(
        f"{told} {ask_many.format(m=goal)}",
        each * goal,
        ("Find out how much it is for one.", f"For one it is {total} ÷ {many} = {each}."),
        (f"For one: {total} ÷ {many} = {each}.", f"For {goal}: {goal} × {each} = {goal * each}."),
        {"additive-ratio": additive, "rate-for-answer": each},
    )


@family(
    "percent-of",
    skill="percent-of-a-number",
    title="Find a percent of a number, or the whole",
    grade=6,
    levels=("10, 20, 25 or 50 percent", "any percent", "the whole from a part"),
    plants={
        "divides-by-percent": "Dividing by the percent works for 10% only. Find 1% or 10% first.",
        "one-place-off": "Percent means out of a hundred: 5% is 0.05, not 0.5.",
        "percent-as-amount": "The percent is not the amount. It says how much of each hundred.",
        "percent-of-part": "The number that you know is the part. The whole is larger.",
    },
)
def percent_of(chance: Chance, level: int) -> Draft:
    """Ask for a part, or for the whole."""
    if level == 3:
        return _whole_from_part(chance)
    if level == 1:
        percent = chance.pick((10, 20, 25, 50))
        whole = 20 * chance.between(2, 25)
    else:
        percent = chance.pick((5, 15, 30, 35, 40, 45, 60, 70, 75, 80, 90))
        whole = 20 * chance.between(2, 25)
    part = percent * whole // 100
    tenth = decimal(whole, 1)
    slips: dict[str, int | str] = {"percent-as-amount": percent}
    if percent < 10:
        slips["one-place-off"] = part * 10
    if percent != 10 and whole % percent == 0:
        slips["divides-by-percent"] = whole // percent
    return number(
        f"What is {percent}% of {whole}?",
        part,
        (
            "Find 10% or 1% first, or think of the percent as a fraction.",
            f"10% of {whole} is {tenth}."
            if percent not in (10, 25, 50)
            else f"{percent}% is {percent}/100, the same as 1/{100 // percent}.",
        ),
        (f"{percent}% of {whole} is {percent}/100 × {whole}.", f"{percent} × {whole} ÷ 100 = {part}."),
        slips,
    )


def _whole_from_part(chance: Chance) -> Draft:
    percent = chance.pick((5, 10, 15, 20, 25, 30, 40, 60, 75, 80))
    whole = 20 * chance.between(2, 25)
    part = percent * whole // 100
    of_part = decimal(part * percent, 2)
    step = gcd(percent, 100)
    return number(
        f"{part} is {percent}% of which number?",
        whole,
        (
            "Is the number that you look for larger or smaller?",
            f"{percent}% is {part}. How much is {step}%? How much is 100%?"
            if step != percent
            else f"{percent}% is {part}. How many times {percent}% is 100%?",
        ),
        (
            f"{part} = {percent}/100 of the whole.",
            f"The whole is {part} ÷ {percent} × 100 = {whole}.",
        ),
        {"percent-of-part": of_part, "percent-as-amount": part + percent},
    )


@family(
    "percent-change",
    skill="percent-change",
    title="Find an amount after a percent change, or the percent",
    grade=7,
    levels=("an increase", "a decrease", "by how many percent"),
    plants={
        "change-only": "You found the change. What is the amount after it?",
        "percent-as-amount": "Percent is not dollars. Find the percent of the amount first.",
        "wrong-base": "The change is compared with the amount at the start.",
    },
)
def percent_change(chance: Chance, level: int) -> Draft:
    """Ask for a new price, or for the change in percent."""
    percent = chance.pick((5, 10, 15, 20, 25, 30, 40, 50, 60, 75))
    start = 20 * chance.between(2, 20)
    change = percent * start // 100
    if level < 3:
        up = level == 1
        end = start + change if up else start - change
        sign = "+" if up else "−"
        amount = start + percent if up else start - percent
        told = story(chance, "price-up" if up else "price-down", "end", start=start, percent=percent, end=end)
        return number(
            told,
            end,
            ("First find how many dollars the change is.", f"{percent}% of {start} is {change}."),
            (f"{percent}% of ${start} is ${change}.", f"{start} {sign} {change} = {end}."),
            {"change-only": change, "percent-as-amount": amount} if amount > 0 else {"change-only": change},
            unit="$ | dollars | dollar",
        )
    up = chance.below(2) == 1
    end = start + change if up else start - change
    base = decimal(change * 100 * 100 // end, 2) if change * 10000 % end == 0 else 0
    slips: dict[str, int | str] = {"percent-as-amount": change}
    if base:
        slips["wrong-base"] = base
    return number(
        story(chance, "price-up" if up else "price-down", "percent", start=start, percent=percent, end=end),
        percent,
        (
            "By how many dollars does it change? Compare that with the first price.",
            f"It changes by ${change}. What part of {start} is {change}?",
        ),
        (
            f"The change is {abs(end - start)}.",
            f"{change} ÷ {start} = {decimal(percent, 2)}, which is {percent}%.",
        ),
        slips,
        unit="% | percent",
    )


@family(
    "proportional",
    skill="proportional-relationships",
    title="Work with proportional amounts",
    grade=7,
    levels=("find the constant", "find another value", "which table is proportional"),
    plants={
        "additive-ratio": _ADDITIVE,
        "rate-upside-down": "The constant is y divided by x, not x divided by y.",
        "equal-steps-enough": "Equal steps are not enough: y divided by x must always be the same.",
    },
)
def proportional(chance: Chance, level: int) -> Draft:
    """Ask for the constant, for a value, or for a table."""
    if level == 3:
        return _which_table(chance)
    tenths = chance.pick((5, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80))
    constant = decimal(tenths, 1)
    xs = sorted(chance.sample((2, 4, 6, 8, 10, 12), 3))
    ys = [decimal(tenths * x, 1) for x in xs]
    if level == 1:
        inverse = 1000 // tenths
        slips: dict[str, int | str] = {"additive-ratio": decimal(tenths * xs[0] - 10 * xs[0], 1)}
        if inverse * tenths == 1000:
            slips["rate-upside-down"] = decimal(inverse, 2)
        return number(
            f"y is proportional to x.\nx: {', '.join(str(x) for x in xs)}\ny: {', '.join(ys)}\n"
            "What is the constant k in y = kx?",
            constant,
            ("What do you multiply x by to get y?", f"Divide y by x: {ys[0]} ÷ {xs[0]}."),
            (f"{ys[0]} ÷ {xs[0]} = {constant}.", f"Check: {constant} × {xs[1]} = {ys[1]}."),
            {slip: wrong for slip, wrong in slips.items() if not str(wrong).startswith("-")},
        )
    additive = decimal(tenths * xs[0] + 10 * (xs[1] - xs[0]), 1)
    return number(
        f"y is proportional to x. When x is {xs[0]}, y is {ys[0]}. What is y when x is {xs[1]}?",
        ys[1],
        ("What do you multiply x by to get y?", f"The constant is {ys[0]} ÷ {xs[0]} = {constant}."),
        (f"k = {ys[0]} ÷ {xs[0]} = {constant}.", f"y = {constant} × {xs[1]} = {ys[1]}."),
        {"additive-ratio": additive},
    )


def _which_table(chance: Chance) -> Draft:
    constant, start, shift = chance.between(2, 9), chance.between(1, 3), chance.between(1, 6)
    xs = [start + step for step in range(3)]

    def table(ys: list[int]) -> str:
        return f"x: {', '.join(str(x) for x in xs)} and y: {', '.join(str(y) for y in ys)}"

    right = table([constant * x for x in xs])
    quotients = ", ".join(f"{constant * x} ÷ {x}" for x in xs)
    return choice(
        "In which table is y proportional to x?",
        right,
        (
            Choice(
                table([constant * x + shift for x in xs]),
                "y grows in equal steps, but y ÷ x changes.",
                "equal-steps-enough",
            ),
            Choice(
                table([x + constant for x in xs]),
                f"Here y is always {constant} more than x.",
                "additive-ratio",
            ),
            Choice(table([x * x + constant for x in xs]), "Here y does not even grow in equal steps."),
        ),
        ("Divide y by x in every column.", "In one table all the quotients are the same."),
        (f"{quotients} are all {constant}.", f"So y = {constant}x in that table."),
        why=f"y ÷ x is always {constant}.",
    )
