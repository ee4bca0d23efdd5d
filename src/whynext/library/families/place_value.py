"""Families for what a digit is worth: building, comparing and rounding whole numbers."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, order
from whynext.library.families.words import ASK, BOX, NAMES, THINGS, count

_TEN: tuple[str, str] = ("ten", "tens")
_ONE: tuple[str, str] = ("one", "ones")
_HUNDRED: tuple[str, str] = ("hundred", "hundreds")
_REVERSED = "You swapped the places. Tens stand on the left, ones on the right."
_FACE = "The digit is worth more than it looks. Which place does it stand in?"


@family(
    "ten-and-ones",
    skill="teen-numbers",
    title="Build and break teen numbers",
    grade=0,
    levels=(
        "ten and some ones make which number",
        "how many more than ten",
        "a full box of ten and some more",
    ),
    plants={
        "place-value-reversal": _REVERSED,
        "adds-the-digits": "The 1 of a teen number is one ten, not one.",
        "adds-all-numbers": "The 10 is a part of the number already.",
    },
)
def ten_and_ones(chance: Chance, level: int) -> Draft:
    """Put a ten and ones together, or take them apart."""
    ones = chance.between(1, 9)
    whole = 10 + ones
    noun, name = chance.pick(THINGS), chance.pick(NAMES)
    if level == 1:
        return number(
            f"{name} has a bag of 10 {noun[1]} and {ones} more. How many {noun[1]} is that in all?",
            whole,
            ("Start at 10 and count on.", f"Show 10 fingers, then {ones} more."),
            (f"One ten and {count(ones, _ONE)}: 10 + {ones} = {whole}.", f"{name} has {whole} {noun[1]}."),
            {"place-value-reversal": 10 * ones + 1, "adds-the-digits": 1 + ones},
        )
    if level == 2:
        question = f"{name} counts {whole} {noun[1]}. How many more than 10 is that?"
    else:
        question = (
            f"{name} has {whole} {noun[1]}. {name} fills a box with 10 of them. "
            f"How many {noun[1]} are not in the box?"
        )
    return number(
        question,
        ones,
        ("A teen number is one ten and some more.", f"10 and how many more make {whole}?"),
        (f"{whole} = 10 + {ones}.", f"The answer is {ones}."),
        {"adds-all-numbers": whole + 10, "adds-the-digits": 1 + ones},
    )


@family(
    "tens-and-ones",
    skill="tens-and-ones",
    title="See a two-digit number as tens and ones",
    grade=1,
    levels=("tens and ones make which number", "how many tens are in a number", "more than nine ones"),
    plants={
        "place-value-reversal": _REVERSED,
        "adds-the-digits": "Each ten is worth 10, not 1.",
        "writes-as-heard": "Ten of the ones make another ten. Trade them first.",
        "face-value": "Look at the left digit: it tells how many tens there are.",
    },
)
def tens_and_ones(chance: Chance, level: int) -> Draft:
    """Build a number from tens and ones, or read its tens."""
    tens, ones = chance.between(1, 9), chance.between(1, 9)
    name, noun = chance.pick(NAMES), chance.pick(THINGS)
    if level == 2:
        whole = 10 * tens + ones
        return number(
            f"{name} puts {whole} {noun[1]} in bags of ten. How many full bags of ten are there?",
            tens,
            ("How many tens does the number have?", f"Count by tens up to {whole}, and do not go past it."),
            (
                f"{whole} is {count(tens, _TEN)} and {count(ones, _ONE)}.",
                f"So there {'is 1 full bag' if tens == 1 else f'are {tens} full bags'}.",
            ),
            {"face-value": ones, "adds-the-digits": tens + ones},
        )
    if level == 3:
        tens, ones = chance.between(1, 7), chance.between(11, 19)
    whole = 10 * tens + ones
    slips: dict[str, int | str] = {"adds-the-digits": tens + ones}
    if level == 1:
        slips["place-value-reversal"] = 10 * ones + tens
    else:
        slips["writes-as-heard"] = f"{tens}{ones}"
    return number(
        f"Which number is {count(tens, _TEN)} and {count(ones, _ONE)}?",
        whole,
        (
            "How much are the tens worth? Then count the ones on.",
            f"{count(tens, _TEN).capitalize()} {'is' if tens == 1 else 'are'} {10 * tens}. Add {ones}.",
        ),
        (
            f"{count(tens, _TEN).capitalize()} {'is' if tens == 1 else 'are'} {10 * tens}.",
            f"{10 * tens} + {ones} = {whole}.",
        ),
        slips,
    )


@family(
    "signs-for-two-digits",
    skill="compare-two-digit-numbers",
    title="Compare with <, > and =",
    grade=1,
    levels=("different tens", "digits swapped or the same tens", "tens and ones in words"),
    plants={
        "sign-reversed": "The sign opens to the larger number.",
        "compares-ones": "Look at the tens first. Ones matter only when the tens are the same.",
    },
)
def signs_for_two_digits(chance: Chance, level: int) -> Draft:
    """Ask for the sign between two numbers."""
    first, second = _pair_to_compare(chance, level)
    shown = (
        f"{first // 10} tens and {first % 10} ones  {BOX}  {second // 10} tens and {second % 10} ones"
        if level == 3
        else f"{first} {BOX} {second}"
    )
    right = "<" if first < second else ">" if first > second else "="
    by_ones = "<" if first % 10 < second % 10 else ">" if first % 10 > second % 10 else "="
    names = {"<": "is less than", ">": "is greater than", "=": "is equal to"}
    wrong = []
    for sign in "<>=":
        if sign == right:
            continue
        slip = "compares-ones" if sign == by_ones else "sign-reversed" if {sign, right} == {"<", ">"} else ""
        wrong.append(Choice(sign, f"This says that {first} {names[sign]} {second}. Is that so?", slip))
    return choice(
        f"Which sign makes this true? {shown}",
        right,
        wrong,
        (
            "Compare the tens first. If they are the same, compare the ones.",
            f"{first} has {count(first // 10, _TEN)}, {second} has {count(second // 10, _TEN)}.",
        ),
        (
            f"{first} has {count(first // 10, _TEN)} and {count(first % 10, _ONE)}; "
            f"{second} has {count(second // 10, _TEN)} and {count(second % 10, _ONE)}.",
            f"So {first} {right} {second}: {first} {names[right]} {second}.",
        ),
        why=f"{first} {names[right]} {second}.",
    )


def _pair_to_compare(chance: Chance, level: int) -> tuple[int, int]:
    """Return two numbers that show whether tens or ones are compared."""
    if level == 2 and chance.below(2):
        tens, ones = chance.sample(range(1, 10), 2)
        return 10 * tens + ones, 10 * ones + tens
    if level == 2:
        tens = chance.between(1, 9)
        return 10 * tens + chance.below(10), 10 * tens + chance.below(10)
    low, high = sorted(chance.sample(range(2, 10), 2))
    small, large = 10 * low + chance.between(5, 9), 10 * high + chance.between(2, 5)
    return (small, large) if chance.below(2) else (large, small)


@family(
    "ten-more-or-less",
    skill="ten-more-ten-less",
    title="Find ten more, ten less, or some tens more or less",
    grade=1,
    levels=("ten more", "ten less", "some tens more or less"),
    plants={
        "one-for-ten": "You changed the ones. Ten more or less changes the tens.",
        "goes-other-way": "You went the other way. More makes the number larger, less makes it smaller.",
    },
)
def ten_more_or_less(chance: Chance, level: int) -> Draft:
    """Ask for a number some tens away."""
    tens = chance.between(2, 5) if level == 3 else 1
    more = level == 1 or (level == 3 and chance.below(2) == 1)
    start = chance.between(10, 99 - 10 * tens) if more else chance.between(10 * tens + 1, 99)
    way = 1 if more else -1
    answer = start + way * 10 * tens
    word, sign = ("more", "+") if more else ("less", "−")
    slips = {"one-for-ten": start + way * tens, "goes-other-way": start - way * 10 * tens}
    return number(
        f"What is {10 * tens} {word} than {start}?",
        answer,
        (
            "Which digit changes: the tens or the ones?",
            f"The ones stay the same. The tens go {'up' if more else 'down'} by {tens}.",
        ),
        (
            f"{start} has {count(start // 10, _TEN)}; {10 * tens} {word} changes that to {answer // 10}.",
            f"{start} {sign} {10 * tens} = {answer}.",
        ),
        {slip: wrong for slip, wrong in slips.items() if wrong >= 0},
    )


@family(
    "what-a-digit-is-worth",
    skill="hundreds-tens-ones",
    title="See a number as hundreds, tens and ones",
    grade=2,
    levels=("what a digit is worth", "a place with nothing in it", "more than nine tens"),
    plants={
        "face-value": _FACE,
        "one-place-off": "You are one place off. From the right: ones, tens, hundreds.",
        "zero-dropped": "A place with nothing in it needs a 0.",
        "writes-as-heard": "Each place takes one digit only: hundreds, tens, ones.",
    },
)
def what_a_digit_is_worth(chance: Chance, level: int) -> Draft:
    """Ask for the worth of a digit, or for a number from its parts."""
    if level == 1:
        return _worth_of_digit(chance)
    hundreds = chance.between(1, 9)
    if level == 2:
        other, noun = chance.between(1, 9), chance.pick((_TEN, _ONE))
        worth = other * (10 if noun is _TEN else 1)
        whole = 100 * hundreds + worth
        parts = f"{count(hundreds, _HUNDRED)} and {count(other, noun)}"
        slips: dict[str, int | str] = {
            "zero-dropped": f"{hundreds}{other}",
            "writes-as-heard": f"{100 * hundreds}{worth}",
        }
    else:
        tens, ones = chance.between(11, 98), chance.between(1, 9)
        tens += tens % 10 == 0
        whole, worth = 10 * tens + ones, ones
        parts = f"{tens} tens and {count(ones, _ONE)}"
        slips = {"writes-as-heard": f"{10 * tens}{ones}", "adds-the-digits": tens + ones}
    rest = whole - worth
    return number(
        f"Which number is {parts}?",
        whole,
        (
            "How much is each part worth? Put the parts together.",
            f"The first part is worth {rest}. How much is the second part worth?",
        ),
        (f"The parts are worth {rest} and {worth}.", f"{rest} + {worth} = {whole}."),
        {slip: wrong for slip, wrong in slips.items() if slip != "adds-the-digits"},
    )


def _worth_of_digit(chance: Chance) -> Draft:
    digits = chance.sample(range(1, 10), 3)
    place = chance.between(1, 2)
    digit = digits[2 - place]
    worth = digit * 10**place
    name = (_TEN, _HUNDRED)[place - 1]
    whole = 100 * digits[0] + 10 * digits[1] + digits[2]
    return number(
        f"What is the {digit} in {whole} worth?",
        worth,
        (
            "Which place does the digit stand in: hundreds, tens or ones?",
            f"It stands in the {name[1]} place: it is {count(digit, name)}.",
        ),
        (
            f"The {digit} stands in the {name[1]} place.",
            f"{count(digit, name).capitalize()} {'is' if digit == 1 else 'are'} {worth}.",
        ),
        {"face-value": digit, "one-place-off": digit * (100 if place == 1 else 10)},
    )


@family(
    "order-three-digits",
    skill="compare-three-digit-numbers",
    title="Put three-digit numbers in order",
    grade=2,
    levels=("different hundreds", "the same hundreds", "the same digits in other places"),
    plants={
        "orders-backward": "These go from largest to smallest. Start with the smallest.",
        "compares-ones": "You compared the ones. Look at the largest place first.",
    },
)
def order_three_digits(chance: Chance, level: int) -> Draft:
    """Put three numbers in order."""
    if level == 1:
        hundreds = chance.sample(range(1, 10), 3)
        numbers = [100 * each + chance.below(100) for each in hundreds]
    elif level == 2:
        hundred = 100 * chance.between(1, 9)
        numbers = [hundred + each for each in chance.sample(range(100), 3)]
    else:
        a, b, c = chance.sample(range(1, 10), 3)
        numbers = chance.sample(
            [
                int(f"{x}{y}{z}")
                for x, y, z in ((a, b, c), (a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a))
            ],
            3,
        )
    right = tuple([str(each) for each in sorted(numbers)])
    by_ones = tuple(
        [str(each) for each in sorted(numbers, key=lambda each: (each % 10, each // 10 % 10, each))]
    )
    return order(
        f"Put these numbers in order, smallest first: {', '.join(str(each) for each in numbers)}.",
        right,
        (
            "Compare the hundreds first. If they are the same, compare the tens, then the ones.",
            f"The smallest is {right[0]}. Which comes next?",
        ),
        (
            "Compare hundreds first, then tens, then ones.",
            f"{right[0]} < {right[1]} < {right[2]}.",
        ),
        {"orders-backward": right[::-1], "compares-ones": by_ones},
    )


@family(
    "round-to-ten-or-hundred",
    skill="round-whole-numbers",
    title="Round to the nearest ten or hundred",
    grade=3,
    levels=("a two-digit number to tens", "a three-digit number to hundreds", "a three-digit number to tens"),
    plants={
        "rounds-down-always": "Look at which one is nearer. It can be the one above.",
        "rounds-to-wrong-place": "Look again at the place that is asked for.",
        "rounds-up-always": "Look at which one is nearer. It can be the one below.",
    },
)
def round_to_ten_or_hundred(chance: Chance, level: int) -> Draft:
    """Round a number to a place."""
    unit = 100 if level == 2 else 10
    whole = chance.between(11, 99) if level == 1 else chance.between(101, 989)
    whole += whole % unit == 0
    low = whole // unit * unit
    nearest = low if whole - low < unit / 2 else low + unit
    middle = low + unit // 2
    word = "ten" if unit == 10 else "hundred"
    other = 10 if unit == 100 else 100
    slips = {
        "rounds-down-always": low,
        "rounds-up-always": low + unit,
        "rounds-to-wrong-place": (whole + other // 2) // other * other,
    }
    if level == 1:
        del slips["rounds-to-wrong-place"]
    where = "halfway" if whole == middle else "below the middle" if whole < middle else "above the middle"
    return number(
        f"Round {whole} to the nearest {word}.",
        nearest,
        (
            f"Between which two {word}s does the number lie? Which of them is nearer?",
            f"{whole} lies between {low} and {low + unit}. The middle is {middle}.",
        ),
        (
            f"{whole} lies between {low} and {low + unit}; it is {where}"
            + (f", and {middle} is rounded up." if whole == middle else f", {middle}."),
            f"So {whole} rounds to {nearest}.",
        ),
        slips,
    )


@family(
    "multiply-by-tens",
    skill="multiply-by-tens",
    title="Multiply by a number of tens",
    grade=3,
    levels=("one digit times tens", "in a story", "the missing factor"),
    plants={
        "drops-tens": "You multiplied the digits. They are tens, so the answer is tens too.",
        "adds-a-zero-only": "Multiply by the digit as well, not only by ten.",
        "adds-the-numbers": "You added. Here equal groups are put together.",
        "one-place-off": "There are too many zeros. How many tens make the product?",
    },
)
def multiply_by_tens(chance: Chance, level: int) -> Draft:
    """Multiply a digit by tens, or find what was multiplied."""
    factor, tens = chance.between(2, 9), chance.between(2, 9)
    product = factor * tens * 10
    if level == 3:
        return number(
            f"{factor} × {BOX} = {product}. {ASK}",
            10 * tens,
            (
                "How many tens is the product?",
                f"{product} is {product // 10} tens. {factor} times how many tens is that?",
            ),
            (
                f"{product} is {product // 10} tens, and {factor} × {tens} = {product // 10}.",
                f"So {factor} × {10 * tens} = {product}.",
            ),
            {"drops-tens": tens, "one-place-off": 100 * tens},
        )
    noun = chance.pick(THINGS)
    question = (
        f"What is {factor} × {10 * tens}?"
        if level == 1
        else f"There are {10 * tens} {noun[1]} in each of {factor} boxes. How many {noun[1]} is that in all?"
    )
    return number(
        question,
        product,
        (
            "Think of the second number as so many tens.",
            f"{10 * tens} is {tens} tens. {factor} × {tens} tens is how many tens?",
        ),
        (
            f"{factor} × {tens} = {factor * tens}.",
            f"So {factor} × {tens} tens = {factor * tens} tens = {product}.",
        ),
        {
            "drops-tens": factor * tens,
            "adds-a-zero-only": 10 * factor,
            "adds-the-numbers": factor + 10 * tens,
        },
    )


_PLACES = ("ones", "tens", "hundreds", "thousands", "ten thousands", "hundred thousands")


@family(
    "places-to-a-million",
    skill="place-value-to-million",
    title="Say what digits of large numbers are worth",
    grade=4,
    levels=(
        "what a digit is worth",
        "from words of places to a number",
        "how many times as much a digit is worth",
    ),
    plants={
        "face-value": _FACE,
        "one-place-off": "You are one place off. Each place is worth ten times the place to its right.",
        "zero-dropped": "A place with nothing in it needs a 0.",
        "subtracts-to-compare": "You subtracted. How many times as much is asked for.",
    },
)
def places_to_a_million(chance: Chance, level: int) -> Draft:
    """Ask for the worth of places up to hundred thousands."""
    if level == 2:
        return _from_places(chance)
    if level == 3:
        return _times_as_much(chance)
    digits = chance.sample(range(1, 10), 6)
    place = chance.between(3, 5)
    digit = digits[5 - place]
    whole = int("".join(str(each) for each in digits))
    worth = digit * 10**place
    return number(
        f"What is the {digit} in {whole:,} worth?",
        worth,
        (
            "Name the places from the right: ones, tens, hundreds, thousands, and so on.",
            f"The {digit} stands in the {_PLACES[place]} place.",
        ),
        (f"The {digit} stands in the {_PLACES[place]} place.", f"{digit} × {10**place:,} = {worth:,}."),
        {"face-value": digit, "one-place-off": worth // 10},
    )


def _from_places(chance: Chance) -> Draft:
    places = sorted(chance.sample((0, 1, 2, 3, 4), 2), reverse=True)
    thousands = chance.between(11, 98)
    places = [place for place in places if place < 3] or [chance.between(0, 2)]
    digits = [chance.between(1, 9) for _ in places]
    whole = 1000 * thousands + sum(digit * 10**place for digit, place in zip(digits, places, strict=True))
    nouns = (_ONE, _TEN, _HUNDRED)
    parts = [f"{thousands} thousands"] + [
        count(digit, nouns[place]) for digit, place in zip(digits, places, strict=True)
    ]
    told = f"{', '.join(parts[:-1])} and {parts[-1]}"
    squeezed = str(thousands) + "".join(str(digit) for digit in digits)
    return number(
        f"Which number is {told}?",
        whole,
        (
            "After the thousands come three places: hundreds, tens and ones. Is one of them empty?",
            f"{thousands} thousands are {1000 * thousands:,}. Add the other parts, each in its place.",
        ),
        (
            f"{thousands} thousands = {1000 * thousands:,}.",
            f"With the other parts that makes {whole:,}.",
        ),
        {"zero-dropped": squeezed},
    )


def _times_as_much(chance: Chance) -> Draft:
    digit = chance.between(2, 9)
    gap = chance.between(1, 2)
    low = chance.between(0, 4 - gap)
    large, small = digit * 10 ** (low + gap), digit * 10**low
    rest = chance.sample([each for each in range(1, 10) if each != digit], 4)
    first = large + rest[0] * 10 ** (low + gap + 1) + (rest[1] if low + gap > 0 else 0)
    second = small + rest[2] * 10 ** (low + 1) + (rest[3] if low > 0 else 0)
    return number(
        f"How many times as much is the {digit} in {first:,} worth as the {digit} in {second:,}?",
        10**gap,
        (
            "How much is the digit worth in each number?",
            f"In {first:,} it is worth {large:,}, in {second:,} it is worth {small:,}.",
        ),
        (
            f"The {digit} is worth {large:,} in {first:,} and {small:,} in {second:,}.",
            f"{small:,} × {10**gap} = {large:,}.",
        ),
        {"subtracts-to-compare": large - small, "face-value": 1, "one-place-off": 10 ** (gap + 1)},
    )
