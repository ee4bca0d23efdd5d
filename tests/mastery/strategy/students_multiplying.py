"""Students who multiply and compare fractions, each in a known way."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from mastery.strategy.pupil import Event, Pupil, until


def product(rng: Random, low: int, high: int, low2: int, high2: int) -> Pupil:
    numbers = [rng.randint(low, high), rng.randint(low2, high2)]
    return Pupil(rng, "multiplication", numbers)


def value(pupil: Pupil) -> int:
    return int(pupil.numbers[0] * pupil.numbers[1])


def times_fact(rng: Random) -> Event:
    pupil = product(rng, 2, 10, 2, 10)
    pupil.clock = rng.uniform(0.2, 0.9)
    return pupil.answer(value(pupil))


def times_count_groups(rng: Random) -> Event:
    pupil = product(rng, 2, 5, 2, 5)
    a, b = pupil.numbers
    for _ in range(a):
        pupil.do("group", (1.0, 2.5), size=b)
    pupil.say(*range(1, a * b + 1))
    return pupil.answer(a * b)


def times_repeated(rng: Random) -> Event:
    pupil = product(rng, 4, 7, 3, 9)
    a, b = pupil.numbers
    pupil.write(*range(b if pupil.maybe(0.3) else 2 * b, a * b + 1, b))
    return pupil.answer(a * b)


def times_skips(rng: Random) -> Event:
    pupil = product(rng, 3, 9, 2, 9)
    a, b = pupil.numbers
    pupil.hop(*range(0, a * b + 1, b)) if pupil.maybe(0.3) else pupil.say(*range(b, a * b + 1, b))
    return pupil.answer(a * b)


def times_doubling(rng: Random) -> Event:
    factor = rng.choice([4, 8, 8, 6])
    pupil = Pupil(rng, "multiplication", [factor, rng.choice([3, 7, 9, 11, 13, 15])])
    b = pupil.numbers[1]
    pupil.write(*{4: [2 * b], 8: [2 * b, 4 * b], 6: [3 * b]}[factor])
    return pupil.answer(factor * b)


def times_near_fact(rng: Random) -> Event:
    if rng.random() < 0.5:
        pupil = Pupil(rng, "multiplication", [rng.choice([6, 7, 9]), rng.choice([4, 6, 7, 8])])
        a, b = pupil.numbers
        known = {6: 5, 7: rng.choice([5, 6]), 9: 10}[a]
    else:
        pupil = Pupil(rng, "multiplication", [rng.choice([19, 29, 39, 49, 21, 31]), rng.choice([3, 4, 6, 7])])
        a, b = pupil.numbers
        known = (a + 5) // 10 * 10
    pupil.write(known * b)
    if pupil.maybe(0.3) and abs(a - known) > 1:
        pupil.write(abs(a - known) * b)
    return pupil.answer(a * b)


def times_parts(rng: Random) -> Event:
    if rng.random() < 0.6:
        pupil = Pupil(
            rng, "multiplication", [rng.choice([13, 14, 23, 24, 27, 36, 45, 67]), rng.randint(3, 9)]
        )
        a, b = pupil.numbers
        parts = [a // 10 * 10 * b, a % 10 * b]
    else:
        pupil = Pupil(rng, "multiplication", [rng.choice([13, 23, 34, 46]), rng.choice([14, 25, 37])])
        a, b = pupil.numbers
        tens, ones = a // 10 * 10, a % 10
        parts = [tens * (b // 10 * 10), tens * (b % 10), ones * (b // 10 * 10), ones * (b % 10)]
    pupil.write(*(parts if pupil.maybe(0.8) else parts[::-1]))
    return pupil.answer(a * b)


def times_columns(rng: Random) -> Event:
    pupil = Pupil(rng, "multiplication", [rng.choice([27, 34, 46, 58, 67, 138, 246]), rng.randint(3, 9)])
    return _times_columns(pupil, lambda figure, by, carried: figure * by + carried)


def _times_columns(
    pupil: Pupil,
    rule: Callable[[int, int, int], int],
    carries: Callable[[int], int] = lambda total: total // 10,
) -> Event:
    a, b = pupil.numbers
    figures, carried, written = [int(each) for each in str(a)[::-1]], 0, ""
    for place, figure in enumerate(figures):
        total = rule(figure, b, carried)
        carried = carries(total)
        if place == len(figures) - 1:
            for more, each in enumerate(str(total)[::-1]):
                pupil.column(10 ** (place + more), int(each))
            written = str(total) + written
        else:
            pupil.column(10**place, total % 10)
            written = str(total % 10) + written
            if carried and pupil.maybe(0.6):
                pupil.small(10 ** (place + 1), carried)
    return pupil.answer(int(written))


def times_adds(rng: Random) -> Event:
    pupil = until(lambda: product(rng, 3, 9, 3, 9), lambda a, b: a * b != a + b)
    pupil.clock = rng.uniform(1, 5)
    return pupil.answer(sum(pupil.numbers))


def times_one_off(rng: Random) -> Event:
    pupil = product(rng, 3, 8, 3, 9)
    a, b = pupil.numbers
    made = a + rng.choice([-1, 1])
    pupil.say(*range(b, made * b + 1, b))
    return pupil.answer(made * b)


def times_first_and_last(rng: Random) -> Event:
    pupil = Pupil(rng, "multiplication", [rng.choice([13, 23, 34, 46]), rng.choice([14, 25, 37])])
    a, b = pupil.numbers
    parts = [a // 10 * (b // 10) * 100, a % 10 * (b % 10)]
    pupil.write(*parts)
    return pupil.answer(sum(parts))


def times_no_carry(rng: Random) -> Event:
    pupil = Pupil(rng, "multiplication", [rng.choice([27, 34, 46, 58, 67]), rng.choice([4, 5, 6, 7])])
    return _times_columns(pupil, lambda figure, by, _carried: figure * by, lambda _total: 0)


def times_carries_one(rng: Random) -> Event:
    pupil = Pupil(rng, "multiplication", [rng.choice([27, 36, 48, 58, 67]), rng.choice([4, 6, 7])])
    return _times_columns(
        pupil, lambda figure, by, carried: figure * by + carried, lambda total: 1 if total > 9 else 0
    )


def times_carry_first(rng: Random) -> Event:
    pupil = Pupil(rng, "multiplication", [rng.choice([27, 34, 46, 58, 67]), rng.choice([4, 6, 7])])
    return _times_columns(pupil, lambda figure, by, carried: (figure + carried) * by)


def times_zero(rng: Random) -> Event:
    pupil = Pupil(rng, "multiplication", [rng.choice([204, 304, 305, 406, 507, 30, 40]), rng.randint(2, 7)])
    return _times_columns(pupil, lambda figure, by, carried: (figure * by or by) + carried)


def times_tens_as_ones(rng: Random) -> Event:
    pupil = Pupil(rng, "multiplication", [rng.choice([13, 23, 34, 46]), rng.choice([14, 25, 37])])
    a, b = pupil.numbers
    pupil.write(a * (b % 10), a * (b // 10))
    return pupil.answer(a * (b % 10) + a * (b // 10))


# Comparing fractions


def pair(rng: Random, fits: Callable[[int, int, int, int], bool], most: int = 12) -> Pupil:
    while True:
        b, d = rng.randint(2, most), rng.randint(2, most)
        a, c = rng.randint(1, b), rng.randint(1, d)
        if Fraction(a, b) != Fraction(c, d) and a < b and c < d and fits(a, b, c, d):
            pupil = Pupil(rng, "fraction comparison", [f"{a}/{b}", f"{c}/{d}"])
            pupil.four = (a, b, c, d)  # type: ignore[attr-defined]
            return pupil


def unlike(a: int, b: int, c: int, d: int) -> bool:
    return b != d and a != c


def sign(first: Any, second: Any) -> str:
    return ">" if first > second else "<" if first < second else "="


def right(pupil: Pupil) -> str:
    first, second = (Fraction(each) for each in pupil.numbers)
    return sign(first, second)


def four(pupil: Pupil) -> tuple[int, int, int, int]:
    return pupil.four  # type: ignore[attr-defined, no-any-return]


def compare_tops(rng: Random) -> Event:
    pupil = pair(rng, lambda a, b, c, d: b == d)
    a, _, c, _ = four(pupil)
    pupil.point(a, c)
    return pupil.answer(right(pupil))


def compare_bottoms(rng: Random) -> Event:
    pupil = pair(rng, lambda a, b, c, d: a == c)
    _, b, _, d = four(pupil)
    pupil.point(b, d)
    return pupil.answer(right(pupil))


def compare_half(rng: Random) -> Event:
    half = Fraction(1, 2)
    pupil = pair(
        rng, lambda a, b, c, d: unlike(a, b, c, d) and (Fraction(a, b) < half) != (Fraction(c, d) < half)
    )
    _, b, _, d = four(pupil)
    pupil.write("1/2")
    for each in (b, d):
        if each % 2 == 0 and each > 2 and pupil.maybe(0.4):
            pupil.write(f"{each // 2}/{each}")
    return pupil.answer(right(pupil))


def compare_missing(rng: Random) -> Event:
    pupil = pair(rng, lambda a, b, c, d: unlike(a, b, c, d) and b - a < 3 and d - c < 3)
    a, b, c, d = four(pupil)
    pupil.write(f"{b - a}/{b}", f"{d - c}/{d}")
    return pupil.answer(right(pupil))


def compare_denominators(rng: Random) -> Event:
    pupil = pair(rng, unlike)
    a, b, c, d = four(pupil)
    common = b * d
    if pupil.maybe(0.6):
        common = next(each for each in range(max(b, d), b * d + 1) if each % b == 0 and each % d == 0)
    for top, bottom in ((a, b), (c, d)):
        if bottom != common or pupil.maybe(0.3):
            pupil.write(f"{top * common // bottom}/{common}")
    return pupil.answer(right(pupil))


def compare_numerators(rng: Random) -> Event:
    pupil = pair(rng, lambda a, b, c, d: unlike(a, b, c, d) and a > 1 and c > 1)
    a, b, c, d = four(pupil)
    common = next(each for each in range(max(a, c), a * c + 1) if each % a == 0 and each % c == 0)
    for top, bottom in ((a, b), (c, d)):
        if top != common or pupil.maybe(0.3):
            pupil.write(f"{common}/{bottom * common // top}")
    return pupil.answer(right(pupil))


def compare_crosswise(rng: Random) -> Event:
    pupil = pair(rng, unlike)
    a, b, c, d = four(pupil)
    pupil.write(a * d, c * b) if pupil.maybe(0.8) else pupil.write(c * b, a * d)
    return pupil.answer(right(pupil))


def compare_decimals(rng: Random) -> Event:
    pupil = pair(rng, unlike, most=10)
    a, b, c, d = four(pupil)
    digits = 2 if pupil.maybe(0.7) else 3
    for top, bottom in ((a, b), (c, d)):
        pupil.write(round(top / bottom, digits))
    return pupil.answer(right(pupil))


def compare_drawing(rng: Random) -> Event:
    pupil = pair(rng, lambda a, b, c, d: b != d)
    a, b, c, d = four(pupil)
    pupil.do("tool", name="fraction strips")
    for top, bottom in ((a, b), (c, d)):
        pupil.do("shade", (4, 9), parts=top, of=bottom)
    return pupil.answer(right(pupil))


def compare_larger_bottom(rng: Random) -> Event:
    pupil = pair(rng, lambda a, b, c, d: b != d and (Fraction(a, b) > Fraction(c, d)) != (b > d))
    _, b, _, d = four(pupil)
    pupil.point(b, d)
    return pupil.answer(sign(b, d))


def compare_gaps(rng: Random) -> Event:
    pupil = pair(rng, unlike)
    a, b, c, d = four(pupil)
    pupil.write(b - a, d - c)
    return pupil.answer(sign(d - c, b - a))


def compare_whole_numbers(rng: Random) -> Event:
    pupil = pair(rng, lambda a, b, c, d: (a < c and b < d) or (a > c and b > d))
    a, b, c, d = four(pupil)
    pupil.point(a, c, b, d)
    return pupil.answer(sign(a, c))
