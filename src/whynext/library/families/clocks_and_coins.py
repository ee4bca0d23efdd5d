"""Families for clocks with hands, times of day, and what coins are worth."""

from __future__ import annotations

from whynext.library.diagrams import Clock
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, written
from whynext.library.families.words import NAMES, Noun, count

NAMED = {
    "am-pm-swapped": "Mixes up a.m., before noon, and p.m., after noon.",
}

_ROOMS = ("kitchen", "classroom", "station", "library", "hall", "garden", "shop", "gym", "bakery", "museum")
_DOES = ("eats lunch", "feeds the fish", "waters the plants", "reads a book", "plays a game", "bakes bread")


def _spellings(hour: int, minute: int) -> tuple[str, ...]:
    """Return other ways to write a time."""
    plain = (f"{hour}.{minute:02d}",)
    return (*plain, f"0{hour}:{minute:02d}") if hour < 10 else plain


@family(
    "read-half-hours",
    skill="hours-and-half-hours",
    title="Tell the time to the half hour",
    grade=1,
    levels=("full hours", "half hours", "in words"),
    plants={
        "hands-swapped": "The short hand shows the hour. The long hand shows the minutes.",
        "minute-mark-as-minutes": "The long hand at the 6 means half past, which is 30 minutes.",
        "next-hour": "The short hand has not reached the next number yet.",
        "sixty-as-hundred": "An hour has 60 minutes, so half an hour is 30 minutes.",
    },
)
def read_half_hours(chance: Chance, level: int) -> Draft:
    """Show a clock, or tell a time in words."""
    hour = chance.between(1, 12)
    following = hour % 12 + 1
    if level == 3:
        return _in_words(chance, hour)
    minute = 0 if level == 1 else 30
    answer = f"{hour}:{minute:02d}"
    question = f"This clock hangs in the {chance.pick(_ROOMS)}. What time does it show?"
    if level == 1:
        hints: tuple[str, ...] = (
            "The short hand tells the hour.",
            "The long hand is at the 12, so it is a full hour.",
        )
        steps = (f"The short hand points at the {hour}.", f"The long hand is at the 12, so it is {answer}.")
        slips = {"hands-swapped": f"12:{5 * (hour % 12):02d}"}
    else:
        hints = (
            "Which number has the short hand passed?",
            "The long hand has gone halfway round: 30 minutes.",
        )
        steps = (
            f"The short hand is between the {hour} and the {following}, so the hour is {hour}.",
            f"The long hand is at the 6: half past {hour}, or {answer}.",
        )
        slips = {
            "next-hour": f"{following}:30",
            "minute-mark-as-minutes": f"{hour}:06",
            "hands-swapped": f"6:{5 * (hour % 12):02d}",
        }
    return written(
        question, answer, hints, steps, slips, accepts=_spellings(hour, minute), diagram=Clock(hour, minute)
    )


def _in_words(chance: Chance, hour: int) -> Draft:
    name, does = chance.pick(NAMES), chance.pick(_DOES)
    following = hour % 12 + 1
    answer = f"{hour}:30"
    at = chance.below(3)
    told = (
        f"at half past {hour}",
        f"half an hour after {hour} o'clock",
        f"half an hour before {following} o'clock",
    )[at]
    first = (
        f"Half past {hour} is 30 minutes after {hour} o'clock." if at == 0 else "Half an hour is 30 minutes."
    )
    if at == 2:
        first = f"Half an hour before {following} o'clock, the hour {hour} is half over."
    return written(
        f"{name} {does} {told}. How do you write this time with numbers?",
        answer,
        ("How many minutes are half an hour?", "A full hour has 60 minutes, so half an hour has 30."),
        (first, f"So it is {answer}."),
        {"next-hour": f"{following}:30", "sixty-as-hundred": f"{hour}:50"},
        accepts=_spellings(hour, 30),
    )


@family(
    "read-clock-minutes",
    skill="time-to-the-minute",
    title="Tell the time to the minute, before and after noon",
    grade=3,
    levels=("in the first half of the hour", "close to the next hour", "a.m. or p.m."),
    plants={
        "minute-mark-as-minutes": "Each number on the clock is worth five minutes for the long hand.",
        "next-hour": "The short hand has not reached the next number yet.",
        "hands-swapped": "The short hand shows the hour. The long hand shows the minutes.",
        "am-pm-swapped": "From midnight to noon it is a.m. From noon to midnight it is p.m.",
    },
)
def read_clock_minutes(chance: Chance, level: int) -> Draft:
    """Show a clock and ask for the time."""
    hour = chance.between(1, 12)
    if level == 3:
        return _morning_or_evening(chance)
    mark, past = chance.between(1, 5) if level == 1 else chance.between(6, 11), chance.between(1, 4)
    minute = 5 * mark + past
    following = hour % 12 + 1
    answer = f"{hour}:{minute:02d}"
    more = "1 more makes" if past == 1 else f"{past} more make"
    slips = {"minute-mark-as-minutes": f"{hour}:{mark + past:02d}"}
    if level == 2:
        slips = {"next-hour": f"{following}:{minute:02d}", **slips}
    slips["hands-swapped"] = f"{mark}:{5 * (hour % 12) + past:02d}"
    return written(
        f"This clock hangs in the {chance.pick(_ROOMS)}. What time does it show, to the minute?",
        answer,
        (
            "Which number has the short hand passed? That is the hour.",
            f"Count by fives to the {mark}, and then the small marks one by one.",
        ),
        (
            f"The short hand is between the {hour} and the {following}, so the hour is {hour}.",
            f"{mark} × 5 = {5 * mark}, and {more} {minute} minutes: {answer}.",
        ),
        slips,
        accepts=_spellings(hour, minute),
        diagram=Clock(hour, minute),
    )


_DAY = (
    ("has breakfast at", 7, "a.m."),
    ("wakes up at", 6, "a.m."),
    ("gets to school in the morning at", 8, "a.m."),
    ("has a music lesson in the afternoon at", 3, "p.m."),
    ("has dinner at", 6, "p.m."),
    ("goes to bed at", 8, "p.m."),
    ("helps to cook dinner at", 5, "p.m."),
    ("comes home from school at", 4, "p.m."),
)


def _morning_or_evening(chance: Chance) -> Draft:
    does, hour, half = chance.pick(_DAY)
    name = chance.pick(NAMES)
    minutes = chance.between(2, 28)
    other = "p.m." if half == "a.m." else "a.m."
    before = chance.below(2) == 1
    at = f"{hour - 1}:{60 - minutes}" if before else f"{hour}:{minutes:02d}"
    wrong = f"{hour}:{60 - minutes}" if before else f"{hour + 1}:{minutes:02d}"
    mirror = f"{hour}:{minutes:02d}" if before else f"{hour - 1}:{60 - minutes}"
    word = "before" if before else "after"
    part = "before noon" if half == "a.m." else "after noon"
    why = f"{minutes} minutes {word} {hour} o'clock is {at}, and it is {part}: {half}"
    return choice(
        f"{name} {does} {minutes} minutes {word} {hour} o'clock. Which time is that?",
        f"{at} {half}",
        (
            Choice(f"{at} {other}", f"This is {part}, so it is {half}", "am-pm-swapped"),
            Choice(f"{wrong} {half}", "Look at the hour again. Has it begun, or is it over?", "next-hour"),
            Choice(f"{mirror} {half}", f"It is {minutes} minutes {word} the full hour. Which way is that?"),
        ),
        (
            "Is it in the morning, or later than noon?",
            f"Is it before or after {hour}:00? Go {minutes} minutes from there.",
        ),
        (f"{minutes} minutes {word} {hour}:00 is {at}.", f"It is {part}, so the time is {at} {half}"),
        why=why,
    )


_COINS: tuple[tuple[str, str, int], ...] = (
    ("penny", "pennies", 1),
    ("nickel", "nickels", 5),
    ("dime", "dimes", 10),
    ("quarter", "quarters", 25),
)
_NOUNS: tuple[Noun, ...] = tuple([(one, many) for one, many, _ in _COINS])


@family(
    "worth-of-coins",
    skill="coin-values",
    title="Know what coins are worth and which make an amount",
    grade=1,
    levels=("coins of one kind", "trade coins", "which coins make the amount"),
    plants={
        "counts-coins": "Count what the coins are worth, not how many there are.",
        "size-as-worth": "A nickel is larger than a dime, but a dime is worth more: 10 cents.",
    },
)
def worth_of_coins(chance: Chance, level: int) -> Draft:
    """Ask for the worth of coins, or for coins of a worth."""
    name = chance.pick(NAMES)
    if level == 2:
        return _traded(chance, name)
    if level == 3:
        return _which_coins(chance, name)
    one, many, worth = chance.pick(_COINS[1:])
    coins = chance.between(2, 4 if worth == 25 else 9)
    total = coins * worth
    counted = ", ".join(str(worth * each) for each in range(1, coins + 1))
    slips = {"counts-coins": coins}
    if worth in (5, 10):
        slips["size-as-worth"] = coins * (15 - worth)
    return number(
        f"{name} has {coins} {many} and no other coins. How many cents is that?",
        total,
        (f"How many cents is a {one} worth?", f"A {one} is {worth} cents. Count by {worth}s."),
        (f"A {one} is worth {worth} cents.", f"Count by {worth}s: {counted}. That is {total} cents."),
        slips,
        unit="¢ | cents | cent",
    )


def _traded(chance: Chance, name: str) -> Draft:
    large = chance.between(1, 3)
    small = chance.pick([at for at in range(large) if _COINS[large][2] % _COINS[at][2] == 0])
    coins = chance.between(1, 5 if _COINS[small][2] > 1 or large < 3 else 2)
    (one, _, worth), (other, others, part) = _COINS[large], _COINS[small]
    total = coins * worth
    needed = total // part
    told = count(coins, _NOUNS[large])
    return number(
        f"{name} has {told} and trades for {others} only. How many {others} are worth just as much?",
        needed,
        (
            f"How many {others} are worth as much as 1 {one}?",
            f"A {one} is {worth} cents, and a {other} is {part} {'cent' if part == 1 else 'cents'}.",
        ),
        (
            f"1 {one} is worth as much as {worth // part} {others}.",
            f"{told} {'is' if coins == 1 else 'are'} {total} cents, which is {needed} {others}.",
        ),
        {"counts-coins": coins},
    )


def _which_coins(chance: Chance, name: str) -> Draft:
    dimes, nickels = chance.between(0, 3), chance.between(0, 2)
    quarters = chance.between(0, 2)
    pennies = chance.between(0, 4)
    if dimes == nickels:
        dimes += 1
    numbers = (quarters, dimes, nickels, pennies)
    total = _sum(numbers)
    swapped = (quarters, nickels, dimes, pennies)
    more = (
        (quarters, dimes, nickels, pennies + 1)
        if chance.below(2)
        else (quarters, dimes + 1, nickels, pennies)
    )
    tens, ones = divmod(total, 10)
    digits = (0, tens, ones, 0) if ones else (0, 0, tens, 0)
    right = _told(numbers)
    why = f"{right}: {_steps(numbers)} = {total} cents."
    return choice(
        f"{name} wants to pay exactly {total} cents. Which coins make that amount?",
        right,
        (
            Choice(
                _told(swapped),
                f"This makes {_sum(swapped)} cents. A dime is 10 cents, a nickel 5.",
                "size-as-worth",
            ),
            Choice(_told(more), f"This makes {_sum(more)} cents."),
            Choice(_told(digits), f"This makes {_sum(digits)} cents. A nickel is 5 cents."),
        ),
        ("What is each coin worth?", "A quarter is 25 cents, a dime 10, a nickel 5 and a penny 1."),
        ("A quarter is 25 cents, a dime 10, a nickel 5 and a penny 1.", why),
        why=why,
    )


def _sum(numbers: tuple[int, int, int, int]) -> int:
    return 25 * numbers[0] + 10 * numbers[1] + 5 * numbers[2] + numbers[3]


def _told(numbers: tuple[int, int, int, int]) -> str:
    told = [count(each, noun) for each, noun in zip(numbers, _NOUNS[::-1], strict=True) if each]
    return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]


def _steps(numbers: tuple[int, int, int, int]) -> str:
    worths = (25, 10, 5, 1)
    return " + ".join([str(each * worth) for each, worth in zip(numbers, worths, strict=True) if each])
