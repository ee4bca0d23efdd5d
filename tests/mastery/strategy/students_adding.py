"""Students who add and subtract, each in a known way."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from mastery.strategy.pupil import Event, Pupil, sum_of, until

# Adding


def add_fact(rng: Random) -> Event:
    pupil = sum_of(rng, 2, 9)
    pupil.clock = rng.uniform(0.2, 0.9)
    return pupil.answer(sum(pupil.numbers)) if not pupil.maybe(0.15) else _with_tool(pupil)


def _with_tool(pupil: Pupil) -> Event:
    pupil.do("tool", (0.1, 0.3), name="pencil")
    return pupil.answer(sum(pupil.numbers))


def add_count_all(rng: Random) -> Event:
    pupil = sum_of(rng, 2, 8)
    a, b = pupil.numbers
    if pupil.maybe(0.6):
        pupil.do("tool", name=rng.choice(["fingers", "counters", "beads"]))
    if pupil.maybe(0.4):
        pupil.do("group", size=a)
        pupil.do("group", size=b)
    if pupil.maybe(0.5):
        pupil.say(*range(1, a + 1), *range(1, b + 1))
    pupil.say(*range(1, a + b + 1))
    return pupil.answer(a + b)


def add_count_on_first(rng: Random) -> Event:
    pupil = until(lambda: sum_of(rng, 2, 9), lambda a, b: a + 2 <= b)
    a, b = pupil.numbers
    if pupil.maybe(0.3):
        pupil.say(a)
    pupil.say(*range(a + 1, a + b + 1))
    return pupil.answer(a + b)


def add_count_on_larger(rng: Random) -> Event:
    pupil = until(lambda: sum_of(rng, 2, 19, 2, 9), lambda a, b: a != b and a + b < 25)
    low, high = sorted(pupil.numbers)
    if pupil.maybe(0.3):
        pupil.point(high) if pupil.maybe(0.5) else pupil.say(high)
    pupil.say(*range(high + 1, high + low + 1))
    return pupil.answer(low + high)


def add_near_doubles(rng: Random) -> Event:
    pupil = until(lambda: sum_of(rng, 3, 9), lambda a, b: abs(a - b) == 1)
    low, high = sorted(pupil.numbers)
    if pupil.maybe(0.3):
        pupil.do("split", value=high, parts=[low, 1])
        pupil.write(low * 2)
    else:
        pupil.write(low * 2 if pupil.maybe(0.75) else high * 2)
    return pupil.answer(low + high)


def add_make_ten(rng: Random) -> Event:
    pupil = until(lambda: sum_of(rng, 3, 9), lambda a, b: a + b > 11 and abs(a - b) > 1 and a != b)
    low, high = sorted(pupil.numbers)
    if pupil.maybe(0.4):
        pupil.do("tool", name="ten frame")
    if pupil.maybe(0.6):
        pupil.do("split", value=low, parts=[10 - high, low - 10 + high])
    pupil.walk(high, 10) if pupil.maybe(0.5) else pupil.hop(high, 10, high + low)
    return pupil.answer(low + high)


def add_compensation(rng: Random) -> Event:
    near = rng.choice([19, 28, 29, 38, 39, 49, 58, 59, 69, 98, 99])
    other = rng.choice([each for each in range(13, 68) if each % 10 in (2, 3, 4, 5, 6)])
    numbers = [near, other] if rng.random() < 0.5 else [other, near]
    pupil = Pupil(rng, "addition", numbers)
    up = (near // 10 + 1) * 10
    if pupil.maybe(0.6):
        pupil.write(up, up + other) if pupil.maybe(0.7) else pupil.hop(other, other + up, other + near)
    else:
        pupil.write(up, other - (up - near))
    return pupil.answer(near + other)


def two_digits(rng: Random, operation: str = "addition") -> Pupil:
    """Two numbers with two digits each, neither of them near a round one."""
    pick = [tens + ones for tens in range(10, 90, 10) for ones in (3, 4, 5, 6, 7)]
    return Pupil(rng, operation, [rng.choice(pick), rng.choice(pick)])


def add_partial_sums(rng: Random) -> Event:
    pupil = two_digits(rng)
    a, b = pupil.numbers
    tens, ones = a - a % 10 + b - b % 10, a % 10 + b % 10
    pupil.write(tens, ones) if pupil.maybe(0.75) else pupil.write(ones, tens)
    if pupil.maybe(0.2):
        pupil.write(a + b)
    return pupil.answer(a + b)


def add_jumps(rng: Random) -> Event:
    pupil = until(lambda: two_digits(rng), lambda a, b: b < 60)
    start, more = pupil.numbers if pupil.maybe(0.7) else pupil.numbers[::-1]
    tens = more - more % 10
    stops = list(range(start + 10, start + tens + 1, 10)) if pupil.maybe(0.3) else [start + tens]
    over = -(start + tens) % 10
    if 0 < over < more % 10 and pupil.maybe(0.4):
        stops.append(start + tens + over)
    end = [start + more] if pupil.maybe(0.7) else []
    pupil.walk(start, *stops, *end)
    return pupil.answer(start + more)


def add_columns(rng: Random) -> Event:
    pupil = two_digits(rng) if rng.random() < 0.6 else sum_of(rng, 112, 887)
    return _add_columns(pupil, lambda total: total // 10)


def _add_columns(pupil: Pupil, carry: Callable[[int], int], marked: float = 0.7) -> Event:
    a, b = pupil.numbers
    written, carried, place = "", 0, 1
    while a or b:
        total = a % 10 + b % 10 + carried
        a, b = a // 10, b // 10
        carried = carry(total)
        pupil.column(place, total % 10)
        written = str(total % 10) + written
        if not (a or b):
            if total > 9:
                pupil.column(place * 10, 1)
                written = "1" + written
        elif carried and pupil.maybe(marked):
            pupil.small(place * 10, carried)
        place *= 10
    return pupil.answer(int(written))


def add_counts_start(rng: Random) -> Event:
    pupil = until(lambda: sum_of(rng, 3, 9), lambda a, b: a >= b > 2)
    a, b = pupil.numbers
    pupil.say(*range(a, a + b))
    return pupil.answer(a + b - 1)


def add_no_carry(rng: Random) -> Event:
    pupil = until(lambda: two_digits(rng), lambda a, b: a % 10 + b % 10 > 9)
    return _add_columns(pupil, lambda _total: 0)


def add_carries_always(rng: Random) -> Event:
    pupil = until(lambda: two_digits(rng), lambda a, b: a % 10 + b % 10 < 10)
    return _add_columns(pupil, lambda _total: 1)


def add_writes_both(rng: Random) -> Event:
    pupil = until(lambda: two_digits(rng), lambda a, b: a % 10 + b % 10 > 9)
    a, b = pupil.numbers
    ones, tens = a % 10 + b % 10, a // 10 + b // 10
    pupil.write(ones, tens)
    return pupil.answer(int(f"{tens}{ones}"))


# Taking away


def difference(rng: Random, low: int, high: int, low2: int, high2: int) -> Pupil:
    a, b = rng.randint(low, high), rng.randint(low2, high2)
    return Pupil(rng, "subtraction", [max(a, b), min(a, b)])


def take_fact(rng: Random) -> Event:
    b, rest = rng.randint(2, 9), rng.randint(2, 9)
    pupil = Pupil(rng, "subtraction", [b + rest, b])
    pupil.clock = rng.uniform(0.2, 0.9)
    return pupil.answer(rest)


def take_count_back(rng: Random) -> Event:
    pupil = difference(rng, 10, 18, 3, 8)
    a, b = pupil.numbers
    if pupil.maybe(0.3):
        pupil.do("tool", name="fingers")
    pupil.say(*range(a - 1, a - b - 1, -1))
    return pupil.answer(a - b)


def take_count_up(rng: Random) -> Event:
    pupil = until(lambda: difference(rng, 10, 19, 4, 13), lambda a, b: 2 < a - b < 9)
    a, b = pupil.numbers
    if pupil.maybe(0.25):
        pupil.point(b)
    pupil.say(*range(b + 1, a + 1))
    return pupil.answer(a - b)


def take_two_digits(rng: Random) -> Pupil:
    return until(lambda: two_digits(rng, "subtraction"), lambda a, b: a - b > 10 and a // 10 != b // 10)


def take_add_up(rng: Random) -> Event:
    pupil = until(lambda: take_two_digits(rng), lambda a, b: a - b > 12 and a % 10 < b % 10)
    a, b = pupil.numbers
    stops = [(b // 10 + 1) * 10, a - a % 10, a]
    stops = [each for place, each in enumerate(stops) if each not in stops[:place]]
    if pupil.maybe(0.6):
        pupil.hop(b, *stops)
    else:
        for start, end in zip([b, *stops], stops, strict=False):
            pupil.write(end, end - start) if pupil.maybe(0.4) else pupil.write(end - start)
    return pupil.answer(a - b)


def take_through_ten(rng: Random) -> Event:
    pupil = until(lambda: difference(rng, 11, 16, 4, 9), lambda a, b: a % 10 < b and a > 10 and a - b > 1)
    a, b = pupil.numbers
    if pupil.maybe(0.6):
        pupil.do("split", value=b, parts=[a - 10, b - a + 10])
    pupil.walk(a, 10) if pupil.maybe(0.5) else pupil.hop(a, 10, a - b)
    return pupil.answer(a - b)


def take_jumps(rng: Random) -> Event:
    pupil = take_two_digits(rng)
    a, b = pupil.numbers
    tens = b - b % 10
    stops = list(range(a - 10, a - tens - 1, -10)) if pupil.maybe(0.3) else [a - tens]
    if 0 < (a - tens) % 10 < b % 10 and pupil.maybe(0.4):
        stops.append((a - tens) // 10 * 10)
    pupil.walk(a, *stops, *([a - b] if pupil.maybe(0.7) else []))
    return pupil.answer(a - b)


def _take_near(rng: Random) -> Pupil:
    b = rng.choice([19, 28, 29, 38, 39, 48, 49])
    a = rng.choice([each for each in range(61, 97) if each % 10 in (2, 3, 4, 5, 6)])
    return Pupil(rng, "subtraction", [a, b])


def take_compensation(rng: Random) -> Event:
    pupil = _take_near(rng)
    a, b = pupil.numbers
    up = (b // 10 + 1) * 10
    pupil.write(up, a - up) if pupil.maybe(0.6) else pupil.hop(a, a - up, a - b)
    return pupil.answer(a - b)


def take_same_difference(rng: Random) -> Event:
    pupil = _take_near(rng)
    a, b = pupil.numbers
    gap = -b % 10
    pupil.write(a + gap, b + gap)
    return pupil.answer(a - b)


def take_columns(rng: Random) -> Event:
    pupil = take_two_digits(rng) if rng.random() < 0.6 else difference(rng, 500, 999, 111, 499)
    top, low = ([int(each) for each in str(number)[::-1]] for number in pupil.numbers)
    return _take_columns(pupil, top, low + [0] * (len(top) - len(low)))


def _take_columns(pupil: Pupil, top: list[int], low: list[int], forgets: str = "") -> Event:
    written = []
    shows = pupil.maybe(0.7)
    for place, (_, less) in enumerate(zip(top, low, strict=True)):
        if top[place] < less:
            lender = place + 1
            while top[lender] == 0:
                lender += 1
            if not (forgets == "ten" or (forgets == "nine" and lender > place + 1)):
                top[lender] -= 1
                if shows:
                    pupil.small(10**lender, top[lender])
            for zero in range(lender - 1, place, -1):
                top[zero] = 9
                if shows:
                    pupil.small(10**zero, 9)
            top[place] += 10
            if shows:
                pupil.small(10**place, top[place])
        written.append(top[place] - less)
    return _digits(pupil, written, shows)


def _digits(pupil: Pupil, written: list[int], sorted_in: bool = False) -> Event:
    """Write the digits of a result; where there were marks, put each digit after those of its place."""
    while len(written) > 1 and written[-1] == 0:
        written.pop()
    marks = pupil.events if sorted_in else []
    if marks:
        pupil.events = []
        left = list(marks)
        for place, value in enumerate(written):
            while left and any(each["place"] == 10**place for each in left):
                pupil.events.append(left.pop(0))
            pupil.events.append({"do": "digit", "place": 10**place, "value": value})
        pupil.events += left
        for event in pupil.events:
            pupil.clock += pupil.rng.uniform(0.8, 2.5)
            event["at"] = round(pupil.clock, 2)
    else:
        for place, value in enumerate(written):
            pupil.column(10**place, value)
    return pupil.answer(int("".join(map(str, written[::-1]))))


def take_counts_itself(rng: Random) -> Event:
    pupil = until(lambda: difference(rng, 9, 18, 3, 8), lambda a, b: a > b + 1)
    a, b = pupil.numbers
    pupil.say(*range(a, a - b, -1))
    return pupil.answer(a - b + 1)


def take_smaller_from_larger(rng: Random) -> Event:
    pupil = until(lambda: take_two_digits(rng), lambda a, b: a % 10 < b % 10)
    a, b = pupil.numbers
    return _digits(pupil, [abs(a % 10 - b % 10), a // 10 - b // 10])


def take_ten_not_opened(rng: Random) -> Event:
    pupil = until(lambda: take_two_digits(rng), lambda a, b: a % 10 < b % 10)
    top, low = ([int(each) for each in str(number)[::-1]] for number in pupil.numbers)
    return _take_columns(pupil, top, low, forgets="ten")


def take_zero_is_zero(rng: Random) -> Event:
    tens = rng.randint(4, 9)
    pupil = Pupil(rng, "subtraction", [tens * 10, rng.randint(1, tens - 2) * 10 + rng.randint(1, 9)])
    return _digits(pupil, [0, tens - pupil.numbers[1] // 10])


def take_zero_to_nine(rng: Random) -> Event:
    a = rng.randint(4, 9) * 100 + rng.randint(1, 4)
    pupil = Pupil(
        rng, "subtraction", [a, rng.randint(1, 3) * 100 + rng.randint(1, 8) * 10 + rng.randint(5, 9)]
    )
    top, low = ([int(each) for each in str(number)[::-1]] for number in pupil.numbers)
    return _take_columns(pupil, top, low, forgets="nine")
