"""Families for parts and wholes, tables of equal ratios, percents, rates and proportional relationships."""

from __future__ import annotations

from math import gcd

from whynext.library.diagrams import Plane, Table
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number, order
from whynext.library.families.words import NAMES, decimal, grouped, lowest

NAMED = {
    "table-adds": "Goes on in a table of ratios by adding the same number to both amounts.",
    "rate-not-for-one": "Gives a rate for the amount that is there and not for one.",
    "percents-added": "Adds percents that are taken one after the other of different amounts.",
    "percent-off-only": "Gives what is taken off or added and not the price after it.",
    "percent-as-whole-number": "Takes a percent for tenths or whole numbers and not for hundredths.",
    "axes-swapped": "Reads the first number of a point upward and the second one across.",
}

_MIXES = (
    ("red beads", "blue beads", "beads"), ("oak trees", "pine trees", "trees"),
    ("drums", "flutes", "instruments"), ("tulips", "roses", "flowers"), ("cats", "dogs", "animals"),
    ("cups of rice", "cups of beans", "cups"),
)  # fmt: skip


@family(
    "parts-of-a-total",
    skill="part-to-whole-ratios",
    title="Use a ratio and the total to find a part",
    grade=6,
    levels=("one part to all", "a part from the total", "the difference of the parts"),
    plants={
        "part-to-part": "You compared the two parts. Compare one part with all of them.",
        "halves-the-whole": "The two parts are not equal.",
        "divides-by-one-part": "The total has as many equal shares as both numbers together.",
        "other-part": "That is the other part.",
    },
)
def parts_of_a_total(chance: Chance, level: int) -> Draft:
    """Split a total in a given ratio."""
    first_name, second_name, all_name = chance.pick(_MIXES)
    a, b = chance.sample(range(1, 8), 2)
    while gcd(a, b) > 1:
        a, b = chance.sample(range(1, 8), 2)
    k = chance.between(2, 12)
    total = (a + b) * k
    told = f"The ratio of {first_name} to {second_name} is {a} : {b}."
    if level == 1:
        return fraction(
            f"{told} Which fraction of all {all_name} are {first_name}?",
            lowest(a, a + b),
            ("How many equal shares are there in all?", f"{a} of one kind and {b} of the other."),
            (f"In all there are {a} + {b} = {a + b} shares.", f"{a} of them: {lowest(a, a + b)}."),
            {"part-to-part": lowest(a, b)},
        )
    shares = f"{a} + {b} = {a + b} shares, so one share is {total} ÷ {a + b} = {k}."
    if level == 2:
        return number(
            f"{told} There are {total} {all_name} in all. How many {first_name} are there?",
            a * k,
            ("How many equal shares are there in all?", f"Divide {total} by the number of shares."),
            (shares, f"{a} × {k} = {a * k}."),
            {"other-part": b * k, "halves-the-whole": total // 2}
            | ({"divides-by-one-part": total // a} if total % a == 0 and a > 1 else {}),
        )
    more, less = (first_name, second_name) if a > b else (second_name, first_name)
    return number(
        f"{told} There are {total} {all_name} in all. How many more {more} than {less} are there?",
        abs(a - b) * k,
        ("How large is one share?", f"There are {abs(a - b)} shares more of one kind."
         if abs(a - b) > 1 else "There is one share more of one kind."),
        (shares, f"{abs(a - b)} × {k} = {abs(a - b) * k}."),
        {"other-part": max(a, b) * k, "divides-by-one-part": abs(a - b)},
    )  # fmt: skip


_GOODS = (
    ("liters of paint", "rooms"),
    ("cups of flour", "loaves"),
    ("meters of rope", "swings"),
    ("bags of soil", "beds"),
    ("dollars", "tickets"),
)


@family(
    "table-of-ratios",
    skill="ratio-tables",
    title="Complete a table of equal ratios",
    grade=6,
    levels=("a later row", "a row between", "which table has the greater rate"),
    plants={
        "table-adds": "Both amounts grow by the same factor, not by the same number.",
        "additive-ratio": "Look for the factor from one column to the other.",
    },
)
def table_of_ratios(chance: Chance, level: int) -> Draft:
    """Leave one cell of a ratio table open, or compare two tables."""
    goods, made = chance.pick(_GOODS)
    a, b = chance.between(2, 7), chance.between(2, 9)
    while a == b:
        b = chance.between(2, 9)
    if level == 3:
        name, friend = chance.sample(NAMES, 2)
        c, d = chance.between(2, 9), chance.between(2, 9)
        while a * d == b * c:
            c, d = chance.between(2, 9), chance.between(2, 9)
        first, second = (
            f"{name} uses {a} {goods} for {b} {made}.",
            f"{friend} uses {c} {goods} for {d} {made}.",
        )
        right = name if a * d > b * c else friend
        other = friend if right == name else name
        return choice(
            f"{first} {second} Who uses more for each of the {made}?",
            right,
            [
                Choice(other, "Compare the amounts for one.", "additive-ratio"),
                Choice("They use the same for one.", "The amounts for one differ."),
            ],
            (
                f"Make tables until both have the same number of {made}.",
                f"For {b * d} {made}: how much does each use?",
            ),
            (f"For {b * d} {made} {name} uses {a * d} and {friend} uses {c * b}.", f"So {right} uses more."),
        )
    k, m = chance.sample(range(2, 9), 2)
    if level == 1:
        k, m = 2, max(k, m) + 1
    rows = [(a, b), (a * k, b * k), (a * m, b * m)]
    open_first = chance.below(2) == 1
    target = rows[2 if level == 1 else 1]
    shown = [
        tuple(
            "?" if row is target and (place == 0) == open_first else str(cell)
            for place, cell in enumerate(row)
        )
        for row in rows
    ]
    answer = target[0] if open_first else target[1]
    known = target[1] if open_first else target[0]
    base = b if open_first else a
    factor = known // base
    start = a if open_first else b
    return number(
        "Which number stands for the question mark, so that all rows have the same ratio?",
        answer,
        (
            "By which factor does one row become another?",
            f"The other amount becomes {factor} times as large as in the first row.",
        ),
        (f"{base} × {factor} = {known}.", f"{start} × {factor} = {answer}."),
        {"table-adds": start + known - base},
        diagram=Table((goods, made), tuple((x[0], x[1]) for x in shown)),
    )


_UNITS = (
    ("kilometers", "meters", 1000), ("meters", "centimeters", 100), ("kilograms", "grams", 1000),
    ("liters", "milliliters", 1000), ("hours", "minutes", 60), ("minutes", "seconds", 60),
    ("feet", "inches", 12), ("yards", "feet", 3), ("pounds", "ounces", 16),
)  # fmt: skip
_ONE = {large: "foot" if large == "feet" else large[:-1] for large, _, _ in _UNITS}


@family(
    "other-units-of-a-rate",
    skill="convert-units-with-ratios",
    title="Change units, also of a rate",
    grade=6,
    levels=("to a smaller unit", "to a larger unit", "a rate"),
    plants={
        "converts-the-wrong-way": "A smaller unit needs more of them, a larger unit fewer.",
        "sixty-as-hundred": "An hour has 60 minutes, not 100.",
        "ten-for-every-unit": "Units are not always ten apart. How many small ones make a large one?",
    },
)
def other_units_of_a_rate(chance: Chance, level: int) -> Draft:
    """Change a measure or a speed into another unit."""
    if level == 3:
        minute = chance.between(2, 25)
        if chance.below(2):
            pages, hours = minute, chance.between(2, 5)
            return number(
                f"A machine packs {pages} boxes a minute. How many boxes does it pack in {hours} hours?",
                pages * 60 * hours,
                (f"How many minutes are there in {hours} hours?", f"{hours} hours are {60 * hours} minutes."),
                (
                    f"{hours} × 60 = {60 * hours} minutes.",
                    f"{pages} × {60 * hours} = {grouped(str(pages * 60 * hours))}.",
                ),
                {"sixty-as-hundred": pages * 100 * hours},
            )
        speed = chance.between(2, 30) * 6
        minutes = chance.pick((10, 20, 30, 40, 50))
        return number(
            f"A train goes {speed} kilometers an hour. How many kilometers does it go in {minutes} minutes?",
            speed * minutes // 60,
            (
                "Which part of an hour is that?",
                f"In 10 minutes it goes {speed} ÷ 6 = {speed // 6} kilometers.",
            ),
            (
                f"In 10 minutes it is {speed // 6} kilometers.",
                f"In {minutes} minutes: {minutes // 10} × {speed // 6} = {speed * minutes // 60}.",
            ),
            {"sixty-as-hundred": decimal(speed * minutes, 2)},
        )
    large, small, many = chance.pick(_UNITS)
    whole = chance.between(2, 40)
    if level == 1:
        return number(
            f"How many {small} are {whole} {large}?",
            whole * many,
            (
                f"How many {small} make 1 {_ONE[large]}?",
                f"1 {_ONE[large]} is {grouped(str(many))} {small}. Multiply.",
            ),
            (
                f"{whole} × {grouped(str(many))} = {grouped(str(whole * many))}.",
                f"So it is {grouped(str(whole * many))} {small}.",
            ),
            {"ten-for-every-unit": whole * 10},
        )
    return number(
        f"How many {large} are {grouped(str(whole * many))} {small}?",
        whole,
        (
            f"How many {small} make 1 {_ONE[large]}?",
            f"1 {_ONE[large]} is {grouped(str(many))} {small}. Divide.",
        ),
        (f"{grouped(str(whole * many))} ÷ {grouped(str(many))} = {whole}.", f"So it is {whole} {large}."),
        {"converts-the-wrong-way": whole * many * many, "ten-for-every-unit": decimal(whole * many, 1)},
    )


@family(
    "three-ways-to-say-a-part",
    skill="percents-fractions-decimals",
    title="Go between percents, fractions and decimals",
    grade=6,
    levels=("a percent as a decimal", "a percent as a fraction", "put them in order"),
    plants={
        "percent-as-whole-number": "Percent means out of a hundred.",
        "digits-after-point": "Hundredths need two places after the point.",
        "larger-numbers-larger": "Write all of them as hundredths before you compare.",
    },
)
def three_ways_to_say_a_part(chance: Chance, level: int) -> Draft:
    """Write a percent in another way, or order three kinds of numbers."""
    percent = chance.between(1, 180)
    if level == 1:
        while percent % 10 == 0 and percent > 90:
            percent = chance.between(1, 180)
        answer = decimal(percent, 2)
        slips: dict[str, int | str] = {"percent-as-whole-number": decimal(percent, 1)}
        if percent < 10:
            slips = {"digits-after-point": f"0.{percent}"}
        return number(
            f"Write {percent}% as a decimal.",
            answer,
            ("Percent means out of a hundred.", f"It is {percent} hundredths."),
            (f"{percent}% is {percent}/100.", f"As a decimal it is {answer}."),
            slips,
        )
    if level == 2:
        percent = chance.between(2, 175)
        while gcd(percent, 100) == 1 or percent % 10 == 0:
            percent = chance.between(2, 175)
        return fraction(
            f"Write {percent}% as a fraction in lowest terms.",
            lowest(percent, 100),
            ("Percent means out of a hundred.", f"Simplify {percent}/100."),
            (
                f"{percent}% is {percent}/100.",
                f"Divide top and bottom by {gcd(percent, 100)}: {lowest(percent, 100)}.",
            ),
            {"percent-as-whole-number": f"{percent}/10"},
            lowest_terms=True,
        )
    base = chance.sample(
        ((1, 2), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (3, 10), (7, 10), (9, 20)), 1
    )[0]
    middle = 100 * base[0] // base[1]
    first, second = middle + chance.pick((-7, -6, -4, 4, 6, 7)), middle + chance.pick((-9, -8, -3, 3, 8, 9))
    shown = {f"{base[0]}/{base[1]}": middle, f"{first}%": first, decimal(second, 2): second}
    right = sorted(shown, key=lambda text: shown[text])
    return order(
        f"Put these in order, smallest first: {', '.join(chance.shuffled(list(shown)))}.",
        right,
        ("Write all of them as hundredths.", f"{base[0]}/{base[1]} is {middle}/100."),
        (f"In hundredths they are {', '.join(str(shown[each]) for each in right)}.", f"{' < '.join(right)}."),
        {"larger-numbers-larger": tuple(right[::-1])},
    )


@family(
    "back-to-the-whole",
    skill="whole-from-a-percent",
    title="Find the whole, or what percent a part is",
    grade=6,
    levels=("the whole from an easy percent", "what percent it is", "the whole from any percent"),
    plants={
        "percent-of-part": "You took the percent of the part. The part is known; find the whole.",
        "divides-by-percent": "Find one percent first, then a hundred of them.",
        "percent-as-amount": "Compare the part with the whole, out of a hundred.",
    },
)
def back_to_the_whole(chance: Chance, level: int) -> Draft:
    """Give a part and its percent, or a part and the whole."""
    name = chance.pick(NAMES)
    if level == 2:
        whole = chance.pick((20, 25, 40, 50, 80, 200, 250, 300, 400, 500))
        percent = chance.between(2, 48) * 2 if whole in (25, 50, 250) else chance.between(1, 19) * 5
        while percent * whole % 100 or percent * whole // 100 == percent:
            whole = chance.pick((20, 40, 80, 200, 300, 400, 500, 600))
            percent = chance.between(1, 19) * 5
        part = percent * whole // 100
        return number(
            f"{name} has read {part} of {whole} pages. What percent is that?",
            percent,
            (f"Which part of {whole} is it?", f"One percent of {whole} is {decimal(whole, 2)}."),
            (f"{part}/{whole} of the pages are read.", f"Out of a hundred that is {percent}: {percent}%."),
            {"percent-as-amount": part},
        )
    percent = (
        chance.pick((10, 20, 25, 50, 5, 40))
        if level == 1
        else chance.pick((15, 30, 35, 60, 65, 70, 80, 90, 12, 45, 85))
    )
    whole = chance.between(2, 30) * 20 if level == 1 else chance.between(1, 12) * 100
    part = percent * whole // 100
    return number(
        f"{percent}% of the seats are taken: {part} seats. How many seats are there in all?",
        whole,
        (
            "Is the whole more or less than the part?",
            f"How many seats are {'10' if percent % 10 == 0 else '5' if percent % 5 == 0 else '1'}%?",
        ),
        (f"One percent is {part} ÷ {percent} = {decimal(whole, 2)}.", f"A hundred percent is {whole}."),
        {
            "percent-of-part": decimal(percent * part, 2),
            "divides-by-percent": decimal(part * 100 // percent, 2),
        },
    )


@family(
    "rate-for-one-with-fractions",
    skill="unit-rates-with-fractions",
    title="Find the amount for one from fractions",
    grade=7,
    levels=("a fraction for a whole number", "a whole number for a fraction", "both fractions"),
    plants={
        "rate-upside-down": "Divide by the amount that is to become one.",
        "does-not-turn": "To divide by a fraction, multiply by it turned over.",
    },
)
def rate_for_one_with_fractions(chance: Chance, level: int) -> Draft:
    """Ask for a unit rate of fractions."""
    name = chance.pick(NAMES)
    b, d = chance.pick((2, 3, 4, 5, 6, 8)), chance.pick((2, 3, 4, 5))
    a, c = chance.between(1, b - 1), chance.between(1, d - 1)
    while gcd(a, b) > 1 or gcd(c, d) > 1 or (a, b) == (c, d):
        b, d = chance.pick((2, 3, 4, 5, 6, 8)), chance.pick((2, 3, 4, 5))
        a, c = chance.between(1, b - 1), chance.between(1, d - 1)
    if level == 1:
        d, c = 1, chance.between(2, 6)
    elif level == 2:
        b, a = 1, chance.between(2, 9)
    first = f"{a}/{b}" if b > 1 else str(a)
    second = f"{c}/{d}" if d > 1 else str(c)
    told = f"{name} rides {first} km in {second} {'hours' if d == 1 else 'of an hour'}."
    top, bottom = a * d, b * c
    answer = lowest(top, bottom)
    return fraction(
        f"{told} How many km is that in one hour?",
        answer,
        ("Which amount is to become one?", f"Divide {first} by {second}."),
        (f"{first} ÷ {second} is {top}/{bottom}.", f"In one hour it is {answer} km."),
        {"rate-upside-down": lowest(bottom, top), "does-not-turn": lowest(a * c, b * d)},
    )


@family(
    "the-same-factor-everywhere",
    skill="constant-of-proportionality",
    title="Find the constant of proportionality",
    grade=7,
    levels=("in a table", "in a rule or a description", "in a graph"),
    plants={
        "table-adds": "Look for what x is multiplied by, not for what is added.",
        "rate-for-answer": "That is one of the amounts. What is it for one?",
    },
)
def the_same_factor_everywhere(chance: Chance, level: int) -> Draft:
    """Ask for k of y = kx."""
    k = chance.pick((2, 3, 4, 5, 6, 7, 8, 9, 12, 15)) if level != 1 else chance.between(2, 15)
    halves = level == 1 and chance.below(2) == 1
    xs = chance.sample((2, 4, 6, 8, 10), 3) if halves else chance.sample(range(2, 10), 3)
    shown_k = decimal(k * 5, 1) if halves else str(k)
    ys = [x * k // 2 if halves else x * k for x in xs]
    if level == 1:
        return number(
            "y is proportional to x. What is the constant of proportionality?",
            shown_k,
            ("By which number is x multiplied each time?", "Divide y by x in one row."),
            (f"{ys[0]} ÷ {xs[0]} = {shown_k}.", f"In each row y is {shown_k} times x."),
            {"table-adds": ys[0] - xs[0]},
            diagram=Table(("x", "y"), tuple((str(x), str(y)) for x, y in zip(xs, ys, strict=True))),
        )
    if level == 2:
        x = chance.between(3, 12)
        told, asked = chance.pick(
            (
                ("kilograms of apples cost {y} dollars", "dollars does one kilogram cost"),
                ("hours of work bring {y} dollars", "dollars does one hour bring"),
                ("liters of paint cover {y} square meters", "square meters does one liter cover"),
                ("minutes are enough to print {y} pages", "pages are printed in one minute"),
            )
        )
        return number(
            f"{x} {told.format(y=k * x)}. The two amounts are proportional. How many {asked}?",
            k,
            ("Divide to get the amount for one.", f"Work out {k * x} ÷ {x}."),
            (f"{k * x} ÷ {x} = {k}.", f"The constant is {k}."),
            {"rate-for-answer": k * x - x},
        )
    k = chance.pick((1, 2, 3, 4, 5))
    step = chance.pick((1, 2, 5, 10))
    x = chance.between(2, 5)
    k *= step
    return number(
        "The line shows a proportional relationship. What is its constant of proportionality?",
        k,
        ("Take a point on the line.", "How far up is it for one step across?"),
        (f"The line goes through ({x}, {k * x}).", f"{k * x} ÷ {x} = {k}."),
        {"rate-for-answer": k * x},
        diagram=Plane(
            (0, 6, 1),
            (0, 6 * k, k if k < 6 else step),
            points=((x, k * x, "P"),),
            lines=((0, 0, x, k * x, ""),),
        ),
    )


_TWO_AMOUNTS = (
    ("hours", "kilometers", "The graph shows how far a boat goes.", "In {x} the boat goes {y}."),
    ("kilograms", "dollars", "The graph shows what rice costs.", "{x} of rice cost {y}."),
    ("minutes", "liters", "The graph shows how a tub fills.", "In {x} the tub gets {y} of water."),
    ("days", "pages", "The graph shows how much of a book is read.", "In {x} a reader reads {y}."),
)


def _pair(across: str, x: int, y: int) -> str:
    """Return what a point says of two amounts, in a sentence."""
    up, says = next((up, says) for first, up, _, says in _TWO_AMOUNTS if first == across)
    first, second = (f"{n} {noun[:-1] if n == 1 else noun}" for n, noun in ((x, across), (y, up)))
    said = says.replace("cost ", "costs ") if x == 1 else says
    return said.format(x=first, y=second)


@family(
    "what-a-point-means",
    skill="read-proportional-graphs",
    title="Say what a point of a proportional graph means",
    grade=7,
    levels=("what a point tells", "the point for one", "the origin"),
    plants={
        "axes-swapped": "The first number is read across, the second one upward.",
        "rate-not-for-one": "The unit rate belongs to the point whose first number is 1.",
    },
)
def what_a_point_means(chance: Chance, level: int) -> Draft:
    """Show a line through the origin and ask what one of its points means."""
    across, up, told, _ = chance.pick(_TWO_AMOUNTS)
    k, x = chance.between(2, 9), chance.between(2, 6)
    y = k * x
    plane = Plane(
        (0, 8, 1), (0, 8 * k, k), points=((x, y, "P"),), lines=((0, 0, x, y, ""),), names=(across, up)
    )
    if level == 1:
        return choice(
            f"{told} What does point P tell?",
            _pair(across, x, y),
            [
                Choice(_pair(across, y, x), "The first number is read across.", "axes-swapped"),
                Choice(_pair(across, 1, y), "P is not at 1.", "rate-not-for-one"),
            ],
            ("How far across is P, and how far up?", f"The {across} are read across."),
            (f"P is {x} across and {y} up.", f"So: {_pair(across, x, y)}"),
            diagram=plane,
        )
    if level == 2:
        return number(
            f"{told} How many {up} are there for one {across[:-1]}?",
            k,
            (
                "Find 1 on the axis across. How far up is the line there?",
                f"P tells: {_pair(across, x, y)}",
            ),
            (f"{y} ÷ {x} = {k}.", f"The line goes through (1, {k})."),
            {"rate-not-for-one": y},
            diagram=plane,
        )
    return choice(
        f"{told} It begins at (0, 0). What does that tell?",
        _pair(across, 0, 0),
        [
            Choice(
                _pair(across, 1, 0),
                "The point for one is elsewhere.",
                "rate-not-for-one",
            ),
            Choice(_pair(across, 0, y), "At the start the line is at zero."),
        ],
        ("What do the two zeros stand for?", f"The {across} are read across, the {up} upward."),
        (f"The first 0 says no {across}, the second no {up}.", f"So: {_pair(across, 0, 0)}"),
        diagram=plane,
    )


@family(
    "prices-before-and-after",
    skill="tax-tip-discount",
    title="Find prices after tax, tip or discount",
    grade=7,
    levels=("one change", "the factor", "two changes one after the other"),
    plants={
        "percent-off-only": "That is only the change. What is the price after it?",
        "percent-as-amount": "Find the percent of the price, not the number itself.",
        "percents-added": "The second percent is taken from the new price, not from the first.",
        "wrong-way": "Is the price higher or lower afterwards?",
    },
)
def prices_before_and_after(chance: Chance, level: int) -> Draft:
    """Ask for a price after one or two percent changes."""
    thing = chance.pick(
        ("jacket", "lamp", "backpack", "guitar", "bike helmet", "meal", "book", "ball", "chair", "game")
    )
    price = chance.between(2, 30) * 10 if level == 3 else chance.between(4, 60) * 5
    percent = chance.pick((5, 10, 15, 20, 25, 30, 40)) if level != 2 else chance.between(2, 45)
    rises = chance.below(2) == 1
    word = chance.pick(("tax", "a tip")) if rises else "a discount"
    factor = 100 + percent if rises else 100 - percent
    after = price * factor
    if level == 2:
        return number(
            f"A price is changed by {word} of {percent}%. By which one number is it multiplied?",
            decimal(factor, 2),
            (
                "What percent of the price is to be paid in the end?",
                f"100% {'and' if rises else 'less'} {percent}%.",
            ),
            (f"{factor}% is to be paid.", f"As a decimal it is {decimal(factor, 2)}."),
            {"percent-off-only": decimal(percent, 2), "wrong-way": decimal(200 - factor, 2)},
        )
    if level == 1:
        return number(
            f"A {thing} costs ${price}. With {word} of {percent}%, how many dollars is that?",
            decimal(after, 2),
            (f"Find {percent}% of {price}.", f"Or multiply {price} by {decimal(factor, 2)}."),
            (
                f"{percent}% of {price} is {decimal(price * percent, 2)}.",
                f"{price} {'+' if rises else '−'} {decimal(price * percent, 2)} = {decimal(after, 2)}.",
            ),
            {
                "percent-off-only": decimal(price * percent, 2),
                "percent-as-amount": price + percent if rises else abs(price - percent),
            },
        )
    off = chance.pick((10, 20, 25, 30, 40, 50))
    tax = chance.pick((10, 20) if off == 25 else (5, 10, 20))  # no part of a cent
    cents = price * (100 - off) * (100 + tax)
    return number(
        f"A {thing} costs ${price}. First {off}% is taken off, then {tax}% tax is added. "
        "How many dollars is that?",
        decimal(cents, 4),
        (
            "Find the price after the discount first.",
            f"{price} × {decimal(100 - off, 2)} = {decimal(price * (100 - off), 2)}.",
        ),
        (
            f"After the discount it is {decimal(price * (100 - off), 2)}.",
            f"{decimal(price * (100 - off), 2)} × {decimal(100 + tax, 2)} = {decimal(cents, 4)}.",
        ),
        {
            "percents-added": decimal(price * (100 - off + tax), 2),
            "percent-off-only": decimal(price * (100 - off), 2),
        },
    )
