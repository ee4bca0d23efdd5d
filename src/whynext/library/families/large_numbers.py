"""Families for adding, subtracting, multiplying and dividing larger whole numbers."""

from __future__ import annotations

from whynext.library.contexts.telling import story
from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, family, number
from whynext.library.families.words import NAMES, THINGS

_NO_CARRY = "You made a new ten or hundred but did not add it in. Write it above the next place."
_BOTH_DIGITS = "You wrote both digits of a place. Ten ones make one ten, so it goes to the next place."
_SMALLER = "You took the smaller digit from the larger. Where there are too few, open a ten or a hundred."
_NOT_OPENED = "You opened a ten or a hundred, but it is still counted where it was. Take it away there."


def _digits(whole: int) -> list[int]:
    """Return the digits of a number, ones first."""
    return [int(digit) for digit in reversed(str(whole))]


def _without_carrying(*parts: int) -> int:
    """Return the sum of columns where every carried ten is lost."""
    places = max(len(str(part)) for part in parts)
    return sum(sum(part // 10**p % 10 for part in parts) % 10 * 10**p for p in range(places))


def _writing_both_digits(*parts: int) -> str:
    """Return the sums of the columns written side by side."""
    places = max(len(str(part)) for part in parts)
    return "".join(str(sum(part // 10**p % 10 for part in parts)) for p in reversed(range(places)))


def _smaller_from_larger(whole: int, part: int) -> int:
    """Return the difference where each place is taken the easy way round."""
    places = len(str(whole))
    return sum(abs(whole // 10**p % 10 - part // 10**p % 10) * 10**p for p in range(places))


def _sum_steps(first: int, second: int) -> tuple[str, ...]:
    """Return how to add two numbers place by place, by the worth of the digits."""
    names = ("ones", "tens", "hundreds")
    steps, so_far = [], 0
    for place in range(len(str(max(first, second)))):
        top, bottom = (each // 10**place % 10 * 10**place for each in (first, second))
        so_far += top + bottom
        steps.append(f"Add the {names[place]}: {top} + {bottom} = {top + bottom}.")
    return (*steps, f"Put the parts together: {first} + {second} = {so_far}.")


def _opened(whole: int, part: int, places: int = 3) -> list[int]:
    """Return what `whole` looks like place by place, ones first, once it is opened enough to take `part`."""
    tops = [whole // 10**p % 10 for p in range(places)]
    for place in range(places - 1):
        if tops[place] < part // 10**place % 10:
            tops[place] += 10
            tops[place + 1] -= 1
    return tops


def _difference_steps(whole: int, part: int) -> tuple[str, ...]:
    """Return how to subtract place by place after opening tens and hundreds."""
    names = ("ones", "tens", "hundreds")
    places = len(str(whole))
    tops = _opened(whole, part, places)
    steps = []
    if tops != [whole // 10**p % 10 for p in range(places)]:
        parts = ", ".join(f"{tops[p]} {names[p]}" for p in reversed(range(places)))
        steps.append(f"Write {whole} so that each place has enough: {parts}.")
    for place in range(places):
        below = part // 10**place % 10
        steps.append(f"{names[place].capitalize()}: {tops[place]} − {below} = {tops[place] - below}.")
    return (*steps, f"So {whole} − {part} = {whole - part}.")


@family(
    "add-two-digits",
    skill="add-within-100",
    title="Add two-digit numbers",
    grade=2,
    levels=("no new ten", "a new ten", "three numbers"),
    plants={
        "no-carry": _NO_CARRY,
        "writes-both-digits": _BOTH_DIGITS,
        "leaves-one-out": "One of the numbers was left out. Add all three.",
        "adds-all-digits": "You added the digits as ones. A digit in the tens place is worth tens.",
    },
)
def add_two_digits(chance: Chance, level: int) -> Draft:
    """Add two or three two-digit numbers."""
    if level == 3:
        return _add_three(chance)
    if level == 1:
        tens, ones = chance.between(1, 7), chance.between(1, 8)
        first = 10 * tens + ones
        second = 10 * chance.between(1, 8 - tens) + chance.between(1, 9 - ones)
    else:
        tens, ones = chance.between(1, 7), chance.between(2, 9)
        first = 10 * tens + ones
        second = 10 * chance.between(1, 8 - tens) + chance.between(10 - ones, 9)
    digits = _digits(first) + _digits(second)
    return number(
        f"What is {first} + {second}?",
        first + second,
        (
            "Add the tens, add the ones, then put both together.",
            f"{10 * tens} + {second // 10 * 10} for the tens, {ones} + {second % 10} for the ones.",
        ),
        _sum_steps(first, second),
        {
            "no-carry": _without_carrying(first, second),
            "writes-both-digits": _writing_both_digits(first, second),
            "adds-all-digits": sum(digits),
        },
    )


def _add_three(chance: Chance) -> Draft:
    name = chance.pick(NAMES)
    noun = chance.pick(THINGS)
    days = [chance.between(11, 33) for _ in range(3)]
    total = sum(days)
    return number(
        f"{name} collects {noun[1]}: {days[0]} on Monday, {days[1]} on Tuesday and {days[2]} on Wednesday. "
        f"How many {noun[1]} does {name} collect in the three days?",
        total,
        (
            "Add two of the numbers first. Do some of the ones make ten?",
            f"Monday and Tuesday: {days[0]} + {days[1]} = {days[0] + days[1]}. Now add the third day.",
        ),
        (
            f"{days[0]} + {days[1]} = {days[0] + days[1]}.",
            f"{days[0] + days[1]} + {days[2]} = {total}, so {name} collects {total} {noun[1]}.",
        ),
        {"leaves-one-out": days[0] + days[1], "no-carry": _without_carrying(*days)},
    )


@family(
    "subtract-two-digits",
    skill="subtract-within-100",
    title="Subtract two-digit numbers",
    grade=2,
    levels=("no ten to open", "a ten to open", "from whole tens"),
    plants={
        "smaller-from-larger": _SMALLER,
        "ten-not-opened": _NOT_OPENED,
        "zero-minus-is-zero": "You cannot take ones from no ones, but you can open a ten first.",
        "adds-instead": "You added. The sign − says to take away.",
    },
)
def subtract_two_digits(chance: Chance, level: int) -> Draft:
    """Subtract a two-digit number from another."""
    if level == 1:
        tens, ones = chance.between(3, 9), chance.between(2, 9)
        part = 10 * chance.between(1, tens - 1) + chance.between(1, ones - 1)
    elif level == 2:
        tens, ones = chance.between(3, 9), chance.between(1, 8)
        part = 10 * chance.between(1, tens - 2) + chance.between(ones + 1, 9)
    else:
        tens, ones = chance.between(3, 10), 0
        part = 10 * chance.between(1, tens - 2) + chance.between(1, 9)
    whole = 10 * tens + ones
    slips = {"smaller-from-larger": _smaller_from_larger(whole, part) if whole < 100 else 0}
    if level == 1:
        slips = {"adds-instead": whole + part}
    else:
        slips["ten-not-opened"] = whole - part + 10
    if level == 3:
        slips["zero-minus-is-zero"] = whole - part // 10 * 10
        slips = {each: wrong for each, wrong in slips.items() if wrong}
    return number(
        f"What is {whole} − {part}?",
        whole - part,
        (
            "Are there enough ones to take away? If not, open a ten.",
            f"Take away the tens first: {whole} − {part // 10 * 10} = {whole - part // 10 * 10}. "
            f"Then take away {part % 10} more.",
        ),
        (
            f"Take away the tens: {whole} − {part // 10 * 10} = {whole - part // 10 * 10}.",
            f"Take away the ones: {whole - part // 10 * 10} − {part % 10} = {whole - part}.",
        ),
        slips,
    )


@family(
    "add-three-digits",
    skill="add-within-1000",
    title="Add three-digit numbers",
    grade=2,
    levels=("one new ten or hundred", "a new ten and a new hundred", "in a story, with a two-digit number"),
    plants={"no-carry": _NO_CARRY, "writes-both-digits": _BOTH_DIGITS, "adds-to-wrong-place": (
        "Line the numbers up at the right: ones under ones, tens under tens."
    )},
)  # fmt: skip
def add_three_digits(chance: Chance, level: int) -> Draft:
    """Add numbers with a sum up to 1,000."""
    hundreds = chance.between(1, 7)
    if level == 1:
        ones, tens = chance.between(2, 9), chance.between(1, 7)
        other = (chance.between(1, 8 - hundreds), chance.between(1, 8 - tens), chance.between(10 - ones, 9))
    elif level == 2:
        ones, tens = chance.between(2, 9), chance.between(2, 9)
        other = (chance.between(1, 8 - hundreds), chance.between(10 - tens, 9), chance.between(10 - ones, 9))
    else:
        ones, tens = chance.between(2, 9), chance.between(2, 9)
        other = (0, chance.between(10 - tens, 9), chance.between(10 - ones, 9))
    first = 100 * hundreds + 10 * tens + ones
    second = 100 * other[0] + 10 * other[1] + other[2]
    slips: dict[str, int | str] = {
        "no-carry": _without_carrying(first, second),
        "writes-both-digits": _writing_both_digits(first, second),
    }
    question = f"What is {first} + {second}?"
    if level == 3:
        slips["adds-to-wrong-place"] = first + 10 * second
        question = (
            f"A library has {first} books. It gets {second} new books. How many books does it have now?"
        )
    return number(
        question,
        first + second,
        (
            "Add ones to ones, tens to tens and hundreds to hundreds.",
            f"The ones: {first % 10} + {second % 10} = {first % 10 + second % 10}. "
            "Ten of them make a new ten.",
        ),
        _sum_steps(first, second),
        slips,
    )


@family(
    "subtract-three-digits",
    skill="subtract-within-1000",
    title="Subtract three-digit numbers",
    grade=2,
    levels=("one place to open", "two places to open", "across a zero"),
    plants={
        "smaller-from-larger": _SMALLER,
        "ten-not-opened": _NOT_OPENED,
        "zero-turned-to-nine": "The 0 became a 9, but a hundred must be opened for that. Take it away there.",
    },
)
def subtract_three_digits(chance: Chance, level: int) -> Draft:
    """Subtract numbers below 1,000."""
    ones = chance.between(1, 8)
    part_ones = chance.between(ones + 1, 9)
    hundreds = chance.between(3, 9)
    part_hundreds = chance.between(1, hundreds - 2)
    if level == 1:
        tens = chance.between(3, 9)
        part_tens = chance.between(1, tens - 1)
    elif level == 2:
        tens = chance.between(1, 7)
        part_tens = chance.between(tens + 1, 9)
    else:
        tens, part_tens = 0, chance.between(1, 8)
    whole = 100 * hundreds + 10 * tens + ones
    part = 100 * part_hundreds + 10 * part_tens + part_ones
    slips = {"smaller-from-larger": _smaller_from_larger(whole, part)}
    if level == 3:
        slips["zero-turned-to-nine"] = whole - part + 100
    else:
        slips["ten-not-opened"] = whole - part + (10 if level == 1 else 110)
    return number(
        f"What is {whole} − {part}?",
        whole - part,
        (
            "Begin with the ones. Are there enough to take away? If not, open the next place.",
            "There is no ten to open. Open a hundred: it makes 10 tens, and one of them makes 10 ones."
            if level == 3
            else f"Open a ten of {whole}: then there are {ones + 10} ones.",
        ),
        _difference_steps(whole, part),
        slips,
    )


@family(
    "multiply-larger",
    skill="multiply-two-digit-numbers",
    title="Multiply larger numbers",
    grade=4,
    levels=("two digits by one", "three digits by one", "two digits by two"),
    plants={
        "no-carry": "Some of the tens or hundreds that you made were lost. Add every part.",
        "multiplies-only-one-place": "Every place must be multiplied, not only the ones.",
        "first-and-last-only": "There are four parts: tens × tens, tens × ones, ones × tens and ones × ones.",
        "tens-digit-as-ones": "A digit in the tens place is worth tens. Multiply by tens, not by ones.",
    },
)
def multiply_larger(chance: Chance, level: int) -> Draft:
    """Multiply by places."""
    if level == 3:
        return _two_by_two(chance)
    factor = chance.between(3, 9)
    first = chance.between(12, 98) if level == 1 else chance.between(112, 989)
    first += first % 10 == 0
    product = first * factor
    parts = [each for each in (first // 100 * 100, first // 10 % 10 * 10, first % 10) if each]
    no_carry = int("".join(str(int(digit) * factor % 10) for digit in str(first)))
    return number(
        f"What is {first:,} × {factor}?",
        product,
        (
            f"Break {first:,} into hundreds, tens and ones."
            if level == 2
            else f"Break {first:,} into tens and ones.",
            f"Multiply each part by {factor}: " + ", ".join(f"{part} × {factor}" for part in parts) + ".",
        ),
        (
            f"{first:,} = {' + '.join(str(part) for part in parts)}.",
            "; ".join(f"{part} × {factor} = {part * factor:,}" for part in parts) + ".",
            f"{' + '.join(format(part * factor, ',') for part in parts)} = {product:,}.",
        ),
        {"no-carry": no_carry, "multiplies-only-one-place": first // 10 * 10 + first % 10 * factor},
    )


def _two_by_two(chance: Chance) -> Draft:
    tens, ones = chance.between(1, 8), chance.between(2, 9)
    more_tens, more_ones = chance.between(1, 8), chance.between(2, 9)
    first, second = 10 * tens + ones, 10 * more_tens + more_ones
    by_ones, by_tens = first * more_ones, first * 10 * more_tens
    return number(
        f"What is {first:,} × {second}?",
        first * second,
        (
            "Break the second number into tens and ones. Multiply the first number by each.",
            f"{first:,} × {10 * more_tens} = {by_tens:,}. What is {first:,} × {more_ones}?",
        ),
        (
            f"{first:,} × {10 * more_tens} = {by_tens:,}.",
            f"{first:,} × {more_ones} = {by_ones:,}.",
            f"{by_tens:,} + {by_ones:,} = {first * second:,}.",
        ),
        {
            "first-and-last-only": 100 * tens * more_tens + ones * more_ones,
            "tens-digit-as-ones": by_ones + first * more_tens,
        },
    )


@family(
    "divide-by-a-digit",
    skill="divide-by-one-digit",
    title="Divide by a one-digit number",
    grade=4,
    levels=("two digits, nothing left over", "a zero in the answer", "how many are left over"),
    plants={
        "zero-dropped": "A place with nothing in it needs a 0, or the other digits move to a wrong place.",
        "remainder-as-answer": "You gave the number of groups. What is left over is asked for.",
        "remainder-too-large": "What is left over is enough for one more in each group.",
        "each-digit-alone": "What is left of the tens must be divided too. Put it together with the ones.",
    },
)
def divide_by_a_digit(chance: Chance, level: int) -> Draft:
    """Divide and look at the answer or at what is left over."""
    if level == 3:
        return _left_over(chance)
    by = chance.between(3, 9)
    if level == 1:
        quotient = chance.between(12, 99 // 3 if by == 3 else 29)
    else:
        quotient = 100 * chance.between(1, 9) + chance.between(1, 9)
    whole = by * quotient
    slips = {"zero-dropped": int(str(quotient).replace("0", ""))} if level == 2 else {
        "each-digit-alone": whole // 10 // by * 10 + whole % 10 // by
    }  # fmt: skip
    large, small = quotient // 10 * 10 * by, quotient % 10 * by
    steps: tuple[str, ...] = (f"{large:,} ÷ {by} = {quotient // 10 * 10}.",)
    if small:
        steps += (f"{small} ÷ {by} = {quotient % 10}.",)
    return number(
        f"What is {whole:,} ÷ {by}?",
        quotient,
        (
            f"Think: how many times does {by} go into {whole:,}? Multiply back to check.",
            f"Break {whole:,} into {large:,} and {small}."
            if small
            else f"{large // 10} ÷ {by} = {quotient // 10}. Now use tens.",
        ),
        (*steps, f"So {whole:,} ÷ {by} = {quotient}. Check: {quotient} × {by} = {whole:,}."),
        slips,
    )


def _left_over(chance: Chance) -> Draft:
    by = chance.between(3, 9)
    groups = chance.between(11, 32)
    rest = chance.between(1, by - 1)
    whole = by * groups + rest
    return number(
        story(
            chance,
            "remainder",
            "remainder",
            total=whole,
            size=by,
            full=groups,
            remainder=rest,
            needed=groups + 1,
        ),
        rest,
        (
            "How many can be filled? How many things are in them?",
            f"{groups} full ones hold {groups} × {by} = {groups * by}.",
        ),
        (
            f"{groups} × {by} = {groups * by}, and one more would need {(groups + 1) * by}.",
            f"{whole} − {groups * by} = {rest}, so {rest} {'is' if rest == 1 else 'are'} left over.",
        ),
        {"remainder-as-answer": groups, "remainder-too-large": rest + by},
    )
