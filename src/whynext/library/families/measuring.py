"""Families for length, time, money and units of measure."""

from __future__ import annotations

from whynext.library.contexts.telling import story
from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, family, number, written
from whynext.library.families.words import BOX, NAMES, count

_LONG_THINGS = ("ribbon", "string", "stick", "rope", "belt", "board", "scarf", "strip of paper")
_SHORT_THINGS = (
    "pencil",
    "ribbon",
    "string",
    "stick",
    "straw",
    "leaf",
    "feather",
    "spoon",
    "brush",
    "crayon",
)


@family(
    "measure-and-compare",
    skill="measure-length",
    title="Measure with a ruler and compare lengths",
    grade=2,
    levels=("how much longer", "not starting at zero", "two things on one ruler"),
    plants={
        "adds-instead": "How much longer is a difference. Where does the shorter one end?",
        "reads-end-mark": "Look where it starts. The length is the number of spaces between start and end.",
        "counts-marks": "Count the spaces between the marks, not the marks.",
    },
)
def measure_and_compare(chance: Chance, level: int) -> Draft:
    """Ask for a length or a difference of lengths."""
    first, second = chance.sample(_LONG_THINGS if level == 1 else _SHORT_THINGS, 2)
    if level == 1:
        short = chance.between(8, 60)
        long = short + chance.between(3, 35)
        return number(
            f"A {first} is {long} cm long. A {second} is {short} cm long. How many centimeters "
            f"longer is the {first}?",
            long - short,
            (
                "Lay them side by side in your mind. What is the part that sticks out?",
                f"Count on from {short} to {long}, or subtract.",
            ),
            (f"{long} − {short} = {long - short}.", f"The {first} is {long - short} cm longer."),
            {"adds-instead": long + short},
            unit="cm | centimeters | centimeter",
        )
    start, length = chance.between(1, 9), chance.between(3, 12)
    end = start + length
    if level == 2:
        return number(
            f"A {first} lies on a ruler. It starts at the {start} cm mark and ends at the "
            f"{end} cm mark. How many "
            f"centimeters long is the {first}?",
            length,
            (
                "Does it start at zero? Count the spaces from start to end.",
                f"How far is it from {start} to {end}?",
            ),
            (f"It reaches from {start} to {end}.", f"{end} − {start} = {length}, so it is {length} cm long."),
            {"reads-end-mark": end, "counts-marks": length + 1},
            unit="cm | centimeters | centimeter",
        )
    other = chance.between(length + 1, length + 9)
    return number(
        f"A {first} reaches from the {start} cm mark to the {end} cm mark of a ruler. A "
        f"{second} starts at 0 and reaches "
        f"to the {other} cm mark. How many centimeters longer is the {second}?",
        other - length,
        (
            f"How long is the {first}? It does not start at zero.",
            f"The {first} is {end} − {start} = {length} cm long.",
        ),
        (
            f"{first.capitalize()}: {end} − {start} = {length} cm. {second.capitalize()}: {other} cm.",
            f"{other} − {length} = {other - length}.",
        ),
        {"reads-end-mark": abs(other - end), "adds-instead": other + length},
        unit="cm | centimeters | centimeter",
    )


_PLACES = ("kitchen", "classroom", "station", "library", "hall", "garden", "shop", "gym")


@family(
    "read-a-clock",
    skill="tell-time",
    title="Read a clock with hands",
    grade=2,
    levels=("hours, halves and quarters", "to five minutes", "before the next hour"),
    plants={
        "hands-swapped": "The short hand shows the hour, the long hand the minutes.",
        "minute-mark-as-minutes": "From number to number the long hand takes five minutes.",
        "next-hour": "The short hand has not reached the next number yet.",
    },
)
def read_a_clock(chance: Chance, level: int) -> Draft:
    """Describe the hands of a clock and ask for the time."""
    hour = chance.between(1, 12)
    following = hour % 12 + 1
    place = chance.pick(_PLACES)
    mark = chance.pick((0, 3, 6, 9)) if level == 1 else chance.between(1, 11)
    if level == 3:
        mark = chance.between(7, 11)
    minutes = 5 * mark
    answer = f"{hour}:{minutes:02d}"
    if mark == 0:
        short = f"exactly at the {hour}"
    elif mark == 6:
        short = f"halfway between the {hour} and the {following}"
    else:
        short = f"between the {hour} and the {following}, closer to the {hour if mark < 6 else following}"
    question = (
        f"On the clock in the {place}, the short hand is {short}. The long hand points at the "
        f"{mark or 12}. What time is it?"
    )
    if level == 3:
        question = (
            f"The clock in the {place} shows {60 - minutes} minutes before {following} o'clock. "
            "How is this time written with numbers?"
        )
    slips = {}
    if level < 3:
        slips["minute-mark-as-minutes"] = f"{hour}:{mark or 12:02d}"
        slips["hands-swapped"] = f"{mark or 12}:{5 * (hour % 12):02d}"
    if mark > 5:
        slips["next-hour"] = f"{following}:{minutes:02d}"
    if level == 3:
        hints = (
            "Which hour is not full yet?",
            f"An hour has 60 minutes. How many minutes of it have passed when {60 - minutes} are left?",
        )
        steps = (
            f"It is not yet {following}:00, so the hour is {hour}.",
            f"60 − {60 - minutes} = {minutes} minutes have passed: {answer}.",
        )
    else:
        hints = (
            "The short hand tells the hour. Which number has it passed?",
            f"The long hand takes 5 minutes from number to number: {mark} × 5 minutes.",
        )
        steps = (
            f"The short hand has {'reached' if mark == 0 else 'passed'} {hour}, so the hour is {hour}.",
            f"The long hand is at {mark or 12}: that is {minutes} minutes. It is {answer}.",
        )
    other = (answer.replace(":", "."), f"0{answer}") if hour < 10 else (answer.replace(":", "."),)
    return written(question, answer, hints, steps, slips, accepts=other)


@family(
    "time-between",
    skill="elapsed-time",
    title="Find how much time has passed",
    grade=3,
    levels=("within an hour", "past the hour", "when it ends"),
    plants={
        "sixty-as-hundred": "An hour has 60 minutes, not 100. Go to the next full hour first.",
        "adds-instead": "Find how long it is from start to end.",
    },
)
def time_between(chance: Chance, level: int) -> Draft:
    """Ask for a duration in minutes or for an end."""
    name = chance.pick(NAMES)
    hour = chance.between(1, 9)
    what = chance.pick(
        ("reads", "practices music", "works in the garden", "plays outside", "paints", "cooks")
    )
    if level == 1:
        start = 5 * chance.between(1, 6)
        end = start + 5 * chance.between(2, 5)
        times = {"start": f"{hour}:{start:02d}", "end": f"{hour}:{end:02d}"}
        return number(
            story(chance, "time", "minutes", minutes=end - start, **times),
            end - start,
            (
                "The hour is the same. Count on by fives from start to end.",
                f"How far is it from {start} to {end}?",
            ),
            (
                f"Both times are in the same hour: from {start} to {end} minutes.",
                f"{end} − {start} = {end - start} minutes.",
            ),
            {"adds-instead": start + end},
            unit="min | minutes | minute",
        )
    start = 5 * chance.between(5, 11)
    length = 60 - start + 5 * chance.between(1, 9)
    end_hour, end = divmod(60 * hour + start + length, 60)
    if level == 3:
        return _stops_at(name, what, hour, start, length)
    times = {"start": f"{hour}:{start:02d}", "end": f"{end_hour}:{end:02d}"}
    return number(
        story(chance, "time", "minutes", minutes=length, **times),
        length,
        (
            f"Go to {end_hour}:00 first, and then on.",
            f"From {hour}:{start:02d} to {end_hour}:00 it is {60 - start} minutes.",
        ),
        (
            f"From {hour}:{start:02d} to {end_hour}:00: {60 - start} minutes; then {end} more.",
            f"{60 - start} + {end} = {length} minutes.",
        ),
        {"sixty-as-hundred": 100 * (end_hour - hour) + end - start},
        unit="min | minutes | minute",
    )


def _stops_at(name: str, what: str, hour: int, start: int, length: int) -> Draft:
    end_hour, end = divmod(60 * hour + start + length, 60)
    answer = f"{end_hour}:{end:02d}"
    return written(
        f"{name} starts at {hour}:{start:02d} and {what} for {length} minutes. At what time "
        f"does {name} stop?",
        answer,
        (
            "How many minutes are left in that hour?",
            f"In {60 - start} minutes it is {hour + 1}:00. How many minutes are left then?",
        ),
        (
            f"After {60 - start} minutes it is {hour + 1}:00; {length} − {60 - start} = "
            f"{length - 60 + start} are left.",
            f"{hour + 1}:00 and {length - 60 + start} minutes is {answer}.",
        ),
        {
            "sixty-as-hundred": f"{hour}:{start + length}"
            if start + length < 100
            else f"{hour + 1}:{start + length - 100:02d}"
        },
        accepts=(answer.replace(":", "."), f"{end_hour:02d}:{end:02d}")
        if end_hour < 10
        else (answer.replace(":", "."),),
    )


_COINS = (
    ("quarter", "quarters", 25),
    ("dime", "dimes", 10),
    ("nickel", "nickels", 5),
    ("penny", "pennies", 1),
)


@family(
    "count-coins",
    skill="count-money",
    title="Count coins and find the change",
    grade=2,
    levels=("dimes, nickels and pennies", "with quarters", "how much is left of a dollar"),
    plants={
        "counts-coins": "Count what the coins are worth, not how many there are.",
        "size-as-worth": "A nickel is larger than a dime, but a dime is worth more: 10 cents.",
        "gives-what-is-paid": "That is what is paid. How much of the dollar is left?",
    },
)
def count_coins(chance: Chance, level: int) -> Draft:
    """Ask for the worth of coins, or for what is left of a dollar."""
    name = chance.pick(NAMES)
    kinds = _COINS[1:] if level == 1 else _COINS
    numbers = [chance.between(1, 2 if worth == 25 else 3) for _, _, worth in kinds]
    worth = sum(each * kind[2] for each, kind in zip(numbers, kinds, strict=True))
    told = [count(each, (kind[0], kind[1])) for each, kind in zip(numbers, kinds, strict=True)]
    coins = f"{', '.join(told[:-1])} and {told[-1]}"
    dimes, nickels = numbers[-3], numbers[-2]
    swapped = worth + 5 * (nickels - dimes)
    steps = " + ".join(str(each * kind[2]) for each, kind in zip(numbers, kinds, strict=True))
    if level == 3:
        return number(
            f"{name} has 1 dollar in coins and spends {coins}. How many cents are left of the dollar?",
            100 - worth,
            (
                "How much is spent? Start with the coins that are worth most.",
                f"Spent: {steps} = {worth} cents.",
            ),
            (f"Spent: {steps} = {worth} cents.", f"A dollar is 100 cents: 100 − {worth} = {100 - worth}."),
            {"gives-what-is-paid": worth, "size-as-worth": 100 - swapped},
            unit="¢ | cents | cent",
        )
    return number(
        f"{name} has {coins}. How many cents is that?",
        worth,
        ("Start with the coins that are worth most.", f"Count what each kind is worth: {steps}."),
        (f"By kinds: {steps}.", f"Together that is {worth} cents."),
        {"counts-coins": sum(numbers), "size-as-worth": swapped},
        unit="¢ | cents | cent",
    )


_UNITS = (
    ("meter", "meters", "centimeter", "centimeters", 100), ("foot", "feet", "inch", "inches", 12),
    ("hour", "hours", "minute", "minutes", 60), ("kilogram", "kilograms", "gram", "grams", 1000),
    ("kilometer", "kilometers", "meter", "meters", 1000), ("yard", "yards", "foot", "feet", 3),
    ("pound", "pounds", "ounce", "ounces", 16), ("liter", "liters", "milliliter", "milliliters", 1000),
    ("minute", "minutes", "second", "seconds", 60), ("day", "days", "hour", "hours", 24),
    ("gallon", "gallons", "quart", "quarts", 4), ("week", "weeks", "day", "days", 7),
)  # fmt: skip


@family(
    "change-units",
    skill="convert-units",
    title="Change units of measure",
    grade=4,
    levels=("to a smaller unit", "two units to the smaller one", "to a larger unit"),
    plants={
        "ten-for-every-unit": "Not every unit is made of ten smaller ones. How many are there in one?",
        "converts-the-wrong-way": "With smaller units you need more of them, with larger units fewer.",
        "larger-unit-left-alone": "Change the larger unit first. Then add the rest.",
    },
)
def change_units(chance: Chance, level: int) -> Draft:
    """Ask for a measure in another unit."""
    large, larges, small, smalls, factor = chance.pick(_UNITS)
    amount = chance.between(2, 9)
    total = amount * factor
    fact = f"1 {large} is {factor:,} {smalls}."
    if level == 1:
        return number(
            f"{amount} {larges} = {BOX} {smalls}. Which number belongs in the box?",
            total,
            (f"How many {smalls} are there in 1 {large}?", fact),
            (fact, f"{amount} × {factor:,} = {total:,} {smalls}."),
            {"ten-for-every-unit": 10 * amount, "larger-unit-left-alone": amount + factor},
        )
    if level == 2:
        rest = chance.between(1, min(factor - 1, 250))
        return number(
            f"{amount} {larges} and {count(rest, (small, smalls))} = {BOX} {smalls}. Which "
            "number belongs in the box?",
            total + rest,
            (f"How many {smalls} are the {larges}?", f"{fact} How many {smalls} are {amount} {larges}?"),
            (
                f"{amount} × {factor:,} = {total:,} {smalls}.",
                f"{total:,} + {rest} = {total + rest:,} {smalls}.",
            ),
            {"ten-for-every-unit": 10 * amount + rest, "larger-unit-left-alone": amount + rest},
        )
    return number(
        f"{total:,} {smalls} = {BOX} {larges}. Which number belongs in the box?",
        amount,
        (
            f"Will there be more or fewer {larges} than {smalls}?",
            f"{fact} How many times does {factor:,} go into {total:,}?",
        ),
        (fact, f"{total:,} ÷ {factor:,} = {amount} {larges}."),
        {"converts-the-wrong-way": total * factor},
    )
