"""Families for calculating with larger whole numbers: facts, estimates, written multiplying and dividing."""

from __future__ import annotations

from whynext.library.diagrams import Array
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import ASK, BOX, CARRIERS, NAMES, THINGS, count, decimal, grouped

NAMED = {
    "zero-as-one": "Takes a number times 0 for the number itself.",
    "doubles-once": "Doubles once where it is to be doubled twice.",
    "no-extra-group": "Stops at the known fact and leaves the extra group out.",
    "rounds-one-only": "Rounds one of the numbers and leaves the other as it is.",
    "leftover-ignored": "Gives the number of full groups although what is left over needs one more.",
    "leftover-as-group": "Counts what is left over as a full group.",
    "quotient-digit-off": "Takes an estimate of the quotient that is one too high or too low.",
    "place-skipped": "Leaves a zero out of the quotient.",
}


@family(
    "turn-the-factors",
    skill="multiply-in-any-order",
    title="Change the order of factors",
    grade=3,
    levels=("turn two factors", "three factors in a good order", "pick the same product"),
    most={1: 49},
    shows_answer="the known product is given; whether it stays the same is the question",
    plants={
        "adds-factors": "The sign × says how many groups. Do not add.",
        "leaves-one-out": "One factor was left out. Multiply all three.",
    },
)
def turn_the_factors(chance: Chance, level: int) -> Draft:
    """Use that factors can change places and be grouped in any way."""
    a, b = chance.between(2, 9), chance.between(3, 9)
    while a == b:
        b = chance.between(3, 9)
    if level == 1:
        return number(
            f"You know that {a} × {b} = {a * b}. How much is {b} × {a}?",
            a * b,
            (
                "Turn the rows and columns of an array around. Are there more dots now?",
                "The order may change.",
            ),
            (f"{b} × {a} has the same dots as {a} × {b}.", f"{b} × {a} = {a * b}."),
            {"adds-factors": a + b},
            diagram=Array(a, b),
        )
    five, two, other = 5, 2, chance.between(3, 9)
    if level == 2:
        first = chance.pick(((five, two), (five, 4), (2, 5), (25, 4)))
        shown = chance.shuffled((first[0], first[1], other))
        easy = first[0] * first[1]
        return number(
            f"{shown[0]} × {shown[1]} × {shown[2]} = {BOX}. {ASK}",
            easy * other,
            ("Which two are easy together?", f"Begin with {first[0]} × {first[1]}."),
            (f"{first[0]} × {first[1]} = {easy}.", f"{easy} × {other} = {easy * other}."),
            {"leaves-one-out": shown[0] * shown[1], "adds-factors": sum(shown)},
        )
    right = f"{b} × ({a} × {other})"
    return choice(
        f"Which is the same as ({a} × {b}) × {other}?",
        right,
        [
            Choice(f"{a} × {b} + {other}", f"There are {other} groups, not {other} more.", "adds-factors"),
            Choice(f"({a} + {b}) × {other}", "Inside there is a product, not a sum.", "adds-factors"),
        ],
        ("Which numbers are multiplied?", "The same three factors, in any order and grouping."),
        (f"All three factors are {a}, {b} and {other}.", f"{right} multiplies the same three."),
        why="Yes, the same three factors.",
    )


@family(
    "two-five-ten-facts",
    skill="facts-of-2-5-10",
    title="Multiply by 2, 5, 10, 0 and 1",
    grade=3,
    levels=("times 2 and times 10", "times 5", "times 0, 1, 2, 5 or 10, mixed"),
    shows_answer="a number times 0 is 0, and times 1 is itself",
    plants={
        "adds-factors": "The sign × says how many groups. Do not add.",
        "one-group-off": "You are one group off. Count the groups again.",
        "zero-as-one": "Zero groups, or groups of nothing, are nothing at all.",
    },
    most={1: 31, 2: 15},
)
def two_five_ten_facts(chance: Chance, level: int) -> Draft:
    """Ask for a product with an easy factor."""
    factor = chance.pick((2, 10)) if level == 1 else 5 if level == 2 else chance.pick((0, 1, 2, 5, 10))
    other = chance.between(2, 10) if level < 3 else chance.between(3, 12)
    product = factor * other
    first, second = (factor, other) if chance.below(2) else (other, factor)
    how = {
        0: "Nothing, however often, is nothing.",
        1: "One group is the number itself.",
        2: f"Double {other}.",
        5: f"Count by fives, {other} times.",
        10: f"{other} tens.",
    }[factor]
    slips = {"adds-factors": factor + other, "one-group-off": product - factor}
    if factor == 0:
        slips = {"zero-as-one": other, "adds-factors": other + 1}
    asked = f"{first} × {second} = {BOX}. {ASK}"
    if level == 3:
        name = chance.pick(NAMES)
        asked = f"{name} works out {first} × {second}. What is the product?"
    return number(
        asked,
        product,
        ("Which of the factors is easy to multiply by?", how),
        (how, f"{first} × {second} = {product}."),
        slips,
    )


@family(
    "build-on-a-known-fact",
    skill="facts-of-3-4-6",
    title="Build products with 3, 4 and 6 on known ones",
    grade=3,
    levels=("double, and one more group", "double twice", "five groups and one more"),
    plants={
        "no-extra-group": "That is the fact that you know. There is one more group.",
        "doubles-once": "You doubled once. Four groups are double and double again.",
        "adds-factors": "The sign × says how many groups. Do not add.",
    },
    most={1: 15, 2: 15, 3: 15},
)
def build_on_a_known_fact(chance: Chance, level: int) -> Draft:
    """Ask for a product with 3, 4 or 6."""
    factor = (3, 4, 6)[level - 1]
    other = chance.between(3, 10)
    product = factor * other
    known = 5 * other if level == 3 else 2 * other
    slip = "doubles-once" if level == 2 else "no-extra-group"
    hint = f"Begin with {5 if level == 3 else 2} × {other} = {known}."
    last = f"{known} + {known} = {product}." if level == 2 else f"{known} + {other} = {product}."
    first, second = (factor, other) if chance.below(2) else (other, factor)
    return number(
        f"{first} × {second} = {BOX}. {ASK}",
        product,
        ("Which product near it do you know?", hint),
        (hint, last),
        {slip: known, "adds-factors": factor + other},
    )


@family(
    "about-how-many",
    skill="estimate-sums",
    title="Estimate a sum or difference",
    grade=3,
    levels=("round both to tens", "round both to hundreds", "does an answer make sense"),
    plants={
        "rounds-one-only": "Round both numbers before you calculate.",
        "rounds-down-always": "From 5 on the number is rounded up.",
        "zero-dropped": "Look at the size: the answer should be about as large as the estimate.",
    },
)
def about_how_many(chance: Chance, level: int) -> Draft:
    """Ask for an estimate, or which of several results can be right."""
    unit = 10 if level == 1 else 100
    a = chance.between(4, 9) * unit + chance.pick((1, 2, 3, 4, 6, 7, 8, 9)) * unit // 10
    b = chance.between(1, 2) * unit + chance.pick((6, 7, 8, 9)) * unit // 10
    adds = chance.below(2) == 1
    near = [(each + unit // 2) // unit * unit for each in (a, b)]
    about = near[0] + near[1] if adds else near[0] - near[1]
    exact, sign = (a + b, "+") if adds else (a - b, "−")
    word = "ten" if unit == 10 else "hundred"
    work = f"{a} is about {near[0]}, and {b} is about {near[1]}."
    if level == 3:
        return choice(
            f"Which can be the answer to {a} {sign} {b}?",
            str(exact),
            [
                Choice(
                    f"{exact}0", f"The answer is about {about}, so this is far too large.", "zero-dropped"
                ),
                Choice(str(exact // 10), f"The answer is about {about}, so this is far too small."),
            ],
            ("Round both numbers first.", work),
            (work, f"The answer is about {about}, so {exact} makes sense."),
            why=f"Yes, it is near {about}.",
        )
    down = a // unit * unit + (b // unit * unit if adds else -(b // unit * unit))
    one = near[0] + b if adds else near[0] - b
    return number(
        f"Round both numbers to the nearest {word} to estimate {a} {sign} {b}.",
        about,
        (f"Which two {word}s does each number lie between?", work),
        (work, f"{near[0]} {sign} {near[1]} = {about}."),
        {"rounds-down-always": down, "rounds-one-only": one},
    )


@family(
    "times-one-digit",
    skill="multiply-by-one-digit",
    title="Multiply by one digit, place by place",
    grade=4,
    levels=("two digits", "three digits", "four digits"),
    plants={
        "no-carry": "A ten or hundred was carried and not added.",
        "multiplies-only-one-place": "Multiply every place, not only one.",
        "each-digit-alone": "Each product has its place. Add them by their places.",
    },
)
def times_one_digit(chance: Chance, level: int) -> Draft:
    """Multiply a number of two to four digits by one digit."""
    digits = [chance.between(2, 9) for _ in range(level + 1)]
    factor = chance.between(3, 9)
    whole = int("".join(map(str, digits)))
    parts = [digit * 10 ** (level - place) for place, digit in enumerate(digits)]
    products = [part * factor for part in parts]
    product = whole * factor
    lost = int("".join(str(digit * factor % 10) for digit in digits[1:]) or "0")
    lost += digits[0] * factor * 10**level
    return number(
        f"{grouped(str(whole))} × {factor} = {BOX}. {ASK}",
        product,
        (
            "Split the number into its places.",
            "Multiply each place: " + ", ".join(f"{grouped(str(part))} × {factor}" for part in parts) + ".",
        ),
        (
            "; ".join(
                f"{grouped(str(part))} × {factor} = {grouped(str(each))}"
                for part, each in zip(parts, products, strict=True)
            )
            + ".",
            f"{' + '.join(grouped(str(each)) for each in products)} = {grouped(str(product))}.",
        ),
        {
            "no-carry": lost,
            "multiplies-only-one-place": whole - digits[-1] + digits[-1] * factor,
            "each-digit-alone": int("".join(str(digit * factor) for digit in digits)),
        },
    )


@family(
    "what-is-left-over",
    skill="divide-with-leftovers",
    title="Divide with something left over, and say what it means",
    grade=4,
    levels=("how many are left over", "how many full ones", "how many are needed for all"),
    plants={
        "remainder-as-answer": "That is the number of groups. How many are left over?",
        "remainder-too-large": "Another group can still be made of what is left.",
        "leftover-ignored": "What is left over needs one more.",
        "leftover-as-group": "What is left over does not fill one more.",
    },
)
def what_is_left_over(chance: Chance, level: int) -> Draft:
    """Put things into equal groups and ask about what is left over."""
    name, noun = chance.pick(NAMES), chance.pick(THINGS)
    size = chance.between(3, 9)
    groups = chance.between(2, 9)
    left = chance.between(1, size - 1)
    whole = groups * size + left
    one, many = chance.pick(CARRIERS)
    told = f"{name} packs {count(whole, noun)} into {many} of {size}."
    work = f"{groups} × {size} = {groups * size}, and {whole} − {groups * size} = {left}."
    if level == 1:
        ask, answer = f"How many {noun[1]} are left over?", left
        slips = {"remainder-as-answer": groups, "remainder-too-large": left + size}
        last = f"The number of {noun[1]} left over is {left}."
    elif level == 2:
        ask, answer = f"How many full {many} are there?", groups
        slips = {"leftover-as-group": groups + 1}
        last = f"The number of full {many} is {groups}."
    else:
        ask, answer = f"How many {many} are needed to hold all of the {noun[1]}?", groups + 1
        slips = {"leftover-ignored": groups}
        last = f"The {left} left over {'needs' if left == 1 else 'need'} one more {one}: {groups + 1}."
    return number(
        f"{told} {ask}",
        answer,
        (f"Count by {size}s until you get near {whole}.", "What happens with those that are left over?"),
        (work, last),
        slips,
    )


@family(
    "large-sums-and-differences",
    skill="add-subtract-large-numbers",
    title="Add and subtract large numbers in columns",
    grade=4,
    levels=("add four- and five-digit numbers", "subtract with trading", "subtract across zeros"),
    plants={
        "no-carry": "A carried one was left out.",
        "smaller-from-larger": "You took the smaller digit from the larger. Trade one of the next place.",
        "zero-minus-is-zero": "You cannot take from zero without trading one of the next place.",
    },
)
def large_sums_and_differences(chance: Chance, level: int) -> Draft:
    """Add or subtract numbers up to a million."""
    if level == 1:
        a, b = chance.between(12_000, 79_999), chance.between(3_500, 19_999)
        total = a + b
        return number(
            f"{grouped(str(a))} + {grouped(str(b))} = {BOX}. {ASK}",
            total,
            (
                "Write ones under ones and tens under tens.",
                "Begin with the ones and carry where a place is full.",
            ),
            (
                f"The thousands: {a // 1000} + {b // 1000} = {a // 1000 + b // 1000} thousands.",
                f"With the rest it is {grouped(str(total))}.",
            ),
            {"no-carry": _without_carry(a, b)},
        )
    if level == 2:
        a, b = chance.between(40_000, 99_999), chance.between(11_111, 39_999)
    else:
        a, b = chance.between(4, 9) * 10**5 + chance.between(1, 9), chance.between(11_111, 399_999)
    left = a - b
    wrong = int("".join(str(abs(int(x) - int(y))) for x, y in zip(f"{a:06d}", f"{b:06d}", strict=True)))
    zero = int("".join(str(max(0, int(x) - int(y))) for x, y in zip(f"{a:06d}", f"{b:06d}", strict=True)))
    slips = {"smaller-from-larger": wrong}
    if level == 3:
        slips = {"zero-minus-is-zero": zero, "smaller-from-larger": wrong}
    return number(
        f"{grouped(str(a))} − {grouped(str(b))} = {BOX}. {ASK}",
        left,
        (
            "Begin with the ones.",
            "Where the upper digit is too small, trade one of the next place that is not zero.",
        ),
        (
            f"{grouped(str(a))} − {grouped(str(b))} = {grouped(str(left))}.",
            f"Check: {grouped(str(left))} + {grouped(str(b))} = {grouped(str(a))}.",
        ),
        slips,
    )


def _without_carry(a: int, b: int) -> int:
    """Return a sum in which nothing is carried."""
    total, place = 0, 1
    while a or b:
        total += (a + b) % 10 % 10 * place if (a % 10 + b % 10) > 9 else (a % 10 + b % 10) * place
        a, b, place = a // 10, b // 10, place * 10
    return total


@family(
    "divide-by-tens-and-ones",
    skill="divide-by-two-digits",
    title="Divide by a two-digit number",
    grade=5,
    levels=("three digits", "four digits", "what is left over"),
    plants={
        "quotient-digit-off": "Check by multiplying: your estimate is one too high or too low.",
        "place-skipped": "A place where it does not fit at all gets a zero.",
        "remainder-as-answer": "That is how many times it fits. How much is left over?",
        "remainder-too-large": "What is left is larger than the number you divide by. It fits once more.",
    },
)
def divide_by_tens_and_ones(chance: Chance, level: int) -> Draft:
    """Divide up to four digits by two digits."""
    by = chance.between(12, 48)
    times = (
        chance.between(11, 20)
        if level == 1
        else chance.pick((chance.between(102, 109), chance.between(51, 99)))
    )
    whole = by * times
    near = (by + 5) // 10 * 10
    if level == 3:
        left = chance.between(1, by - 1)
        whole = by * times + left
        return number(
            f"{grouped(str(whole))} ÷ {by}: how much is left over?",
            left,
            (f"How many times does {by} fit?", f"{by} fits {times} times."),
            (
                f"{by} × {times} = {grouped(str(by * times))}.",
                f"{grouped(str(whole))} − {grouped(str(by * times))} = {left}.",
            ),
            {"remainder-as-answer": times, "remainder-too-large": left + by},
        )
    slips = {"quotient-digit-off": times + 1}
    if times > 100:
        slips = {"place-skipped": times // 100 * 10 + times % 10, "quotient-digit-off": times + 1}
    tens = times // 10 * 10
    rest = times - tens
    return number(
        f"{grouped(str(whole))} ÷ {by} = {BOX}. {ASK}",
        times,
        (
            f"{by} is about {near}. How many times does that fit?",
            f"{tens} × {by} = {grouped(str(tens * by))}.",
        ),
        (
            f"{tens} × {by} = {grouped(str(tens * by))}, and {grouped(str(whole - tens * by))} is left.",
            f"{rest} × {by} = {rest * by}, so {by} fits {times} times."
            if rest
            else f"Nothing is left, so {by} fits {times} times.",
        ),
        slips,
    )


@family(
    "stories-of-several-steps",
    skill="multi-step-stories",
    title="Solve a story with several steps",
    grade=4,
    levels=("multiply and add", "multiply and subtract", "divide and think about what is left over"),
    plants={
        "stops-after-first-step": "The story goes on. There is one more step.",
        "wrong-second-step": "Look at what happens in the second part: more or less?",
        "leftover-ignored": "Those left over need one more.",
    },
)
def stories_of_several_steps(chance: Chance, level: int) -> Draft:
    """Tell a story that needs two or three operations."""
    name, friend = chance.sample(NAMES, 2)
    noun = chance.pick(THINGS)
    _, many = chance.pick(CARRIERS)
    packs, size = chance.between(4, 12), chance.between(6, 24)
    extra = chance.between(5, 40)
    product = packs * size
    told = f"{name} has {packs} {many} with {size} {noun[1]} in each."
    first = f"{packs} × {size} = {product}."
    if level < 3:
        more = level == 1
        extra = extra if more else min(extra, product - 5)
        end = product + extra if more else product - extra
        change = f"{friend} brings {extra} more." if more else f"{name} gives {extra} {noun[1]} to {friend}."
        owner = "they" if more else name
        verb = "do they have together" if more else f"does {owner} have left"
        return number(
            f"{told} {change} How many {noun[1]} {verb}?",
            end,
            ("Which part of the story can you work out first?", f"Begin with {packs} × {size}."),
            (first, f"{product} {'+' if more else '−'} {extra} = {end}."),
            {
                "stops-after-first-step": product,
                "wrong-second-step": abs(product - extra) if more else product + extra,
            },
        )
    seats = chance.between(5, 9)
    groups, left = divmod(product + extra, seats)
    while not left:
        extra += 1
        groups, left = divmod(product + extra, seats)
    return number(
        f"{told} {friend} brings {extra} more. They put all of them on trays, {seats} on each tray. "
        "How many trays do they need?",
        groups + 1,
        (
            "How many are there in all?",
            f"There are {product} and {extra} more. How many times does {seats} fit?",
        ),
        (
            f"{first[:-1]}, and {product} + {extra} = {product + extra}.",
            f"{groups} trays hold {groups * seats}, and {left} left over "
            f"{'needs' if left == 1 else 'need'} one more: {groups + 1}.",
        ),
        {"leftover-ignored": groups, "stops-after-first-step": product + extra},
    )


_BOUGHT = (
    ("apples", "kg", "kilograms"), ("rice", "kg", "kilograms"), ("flour", "kg", "kilograms"),
    ("ribbon", "m", "meters"), ("rope", "m", "meters"), ("juice", "l", "liters"),
)  # fmt: skip


@family(
    "money-and-measures",
    skill="decimal-stories",
    title="Solve stories with decimals",
    grade=6,
    levels=("how much in all or how much is left", "the price of several", "the price of one"),
    plants={
        "lined-up-right": "Line the numbers up at the decimal point.",
        "adds-instead": "You added. What happens to the amount in this story?",
        "takes-away": "You took away. What happens to the amount in this story?",
        "point-lost": "Estimate: where must the decimal point be?",
        "multiplies-instead": "You multiplied. One costs less than all of them together.",
    },
)
def money_and_measures(chance: Chance, level: int) -> Draft:
    """Tell a story about prices, lengths and weights."""
    name = chance.pick(NAMES)
    thing, unit, spelled = chance.pick(_BOUGHT)
    if level == 1:
        a, b = chance.between(105, 995), chance.between(11, 99) * 10
        while a <= b or a % 10 == 0:
            a, b = chance.between(305, 1995), chance.between(11, 99) * 10
        adds = chance.below(2) == 1
        end = a + b if adds else a - b
        told = (
            f"{name} has {decimal(a, 2)} {unit} of {thing} and gets {decimal(b, 2)} {unit} more."
            if adds
            else f"{name} has {decimal(a, 2)} {unit} of {thing} and uses {decimal(b, 2)} {unit}."
        )
        sign = "+" if adds else "−"
        return number(
            f"{told} How many {spelled} of {thing} does {name} have now?",
            decimal(end, 2),
            ("Will it be more or less?", f"Line up {decimal(a, 2)} and {decimal(b, 2)} at the point."),
            (
                f"{decimal(a, 2)} {sign} {decimal(b, 2)} = {decimal(end, 2)}.",
                f"It is {decimal(end, 2)} {unit}.",
            ),
            {
                "lined-up-right": decimal(a + b // 10 if adds else a - b // 10, 2),
                "takes-away" if adds else "adds-instead": decimal(a - b if adds else a + b, 2),
            },
            unit=f"{unit} | {spelled}",
        )
    times, price = chance.between(3, 9), chance.between(105, 899)
    while price % 10 == 0:
        price = chance.between(105, 899)
    total = times * price
    if level == 2:
        return number(
            f"One {unit} of {thing} costs ${price / 100:.2f}. How many dollars do {times} {unit} cost?",
            decimal(total, 2),
            ("Estimate first: about how many dollars is one?", f"Multiply {times} × {decimal(price, 2)}."),
            (
                f"{times} × {price} cents = {grouped(str(total))} cents.",
                f"That is ${total / 100:.2f}.",
            ),
            {"point-lost": total},
        )
    return number(
        f"{times} {unit} of {thing} cost ${total / 100:.2f}. How many dollars does one {unit} cost?",
        decimal(price, 2),
        (
            f"Does one {unit} cost more or less than {times} {unit}?",
            f"Share {grouped(str(total))} cents equally among {times}.",
        ),
        (f"{grouped(str(total))} cents ÷ {times} = {price} cents.", f"That is ${price / 100:.2f}."),
        {"point-lost": price, "multiplies-instead": decimal(total * times, 2)},
    )
