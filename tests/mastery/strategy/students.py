"""Every known way with a student, students whose way nobody knows, and what goes astray in their steps."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from mastery.strategy.pupil import Event, Pupil, Student, until
from mastery.strategy.students_adding import (
    add_carries_always,
    add_columns,
    add_compensation,
    add_count_all,
    add_count_on_first,
    add_count_on_larger,
    add_counts_start,
    add_fact,
    add_jumps,
    add_make_ten,
    add_near_doubles,
    add_no_carry,
    add_partial_sums,
    add_writes_both,
    take_add_up,
    take_columns,
    take_compensation,
    take_count_back,
    take_count_up,
    take_counts_itself,
    take_fact,
    take_jumps,
    take_same_difference,
    take_smaller_from_larger,
    take_ten_not_opened,
    take_through_ten,
    take_two_digits,
    take_zero_is_zero,
    take_zero_to_nine,
    two_digits,
)
from mastery.strategy.students_multiplying import (
    compare_bottoms,
    compare_crosswise,
    compare_decimals,
    compare_denominators,
    compare_drawing,
    compare_gaps,
    compare_half,
    compare_larger_bottom,
    compare_missing,
    compare_numerators,
    compare_tops,
    compare_whole_numbers,
    four,
    pair,
    product,
    right,
    times_adds,
    times_carries_one,
    times_carry_first,
    times_columns,
    times_count_groups,
    times_doubling,
    times_fact,
    times_first_and_last,
    times_near_fact,
    times_no_carry,
    times_one_off,
    times_parts,
    times_repeated,
    times_skips,
    times_tens_as_ones,
    times_zero,
    unlike,
)

KNOWN: dict[str, Student] = {
    "addition-fact": add_fact,
    "count-all": add_count_all,
    "count-on-first": add_count_on_first,
    "count-on-larger": add_count_on_larger,
    "near-doubles": add_near_doubles,
    "make-ten": add_make_ten,
    "add-compensation": add_compensation,
    "partial-sums": add_partial_sums,
    "jumps-by-tens": add_jumps,
    "column-addition": add_columns,
    "counts-start-number": add_counts_start,
    "no-carry": add_no_carry,
    "carries-always": add_carries_always,
    "writes-both-digits": add_writes_both,
    "subtraction-fact": take_fact,
    "count-back": take_count_back,
    "count-up": take_count_up,
    "add-up": take_add_up,
    "through-ten": take_through_ten,
    "jump-back-tens": take_jumps,
    "subtract-compensation": take_compensation,
    "same-difference": take_same_difference,
    "column-subtraction": take_columns,
    "counts-back-from-itself": take_counts_itself,
    "smaller-from-larger": take_smaller_from_larger,
    "ten-not-opened": take_ten_not_opened,
    "zero-minus-is-zero": take_zero_is_zero,
    "zero-turned-to-nine": take_zero_to_nine,
    "multiplication-fact": times_fact,
    "count-groups": times_count_groups,
    "repeated-addition": times_repeated,
    "skip-count": times_skips,
    "doubling": times_doubling,
    "near-fact": times_near_fact,
    "partial-products": times_parts,
    "long-multiplication": times_columns,
    "adds-factors": times_adds,
    "one-group-off": times_one_off,
    "first-and-last-only": times_first_and_last,
    "times-no-carry": times_no_carry,
    "carries-one-only": times_carries_one,
    "adds-carry-first": times_carry_first,
    "times-zero-is-itself": times_zero,
    "tens-digit-as-ones": times_tens_as_ones,
    "compare-tops": compare_tops,
    "compare-bottoms": compare_bottoms,
    "benchmark": compare_half,
    "missing-part": compare_missing,
    "common-denominator": compare_denominators,
    "common-numerator": compare_numerators,
    "cross-multiplying": compare_crosswise,
    "decimals": compare_decimals,
    "drawing": compare_drawing,
    "larger-denominator-larger": compare_larger_bottom,
    "gap-thinking": compare_gaps,
    "larger-numbers-larger": compare_whole_numbers,
}
"""A student for each way of the library."""


# Ways that the library does not have


def lattice(rng: Random) -> Event:
    """Multiplication in a lattice: the product of each pair of digits, and sums along the diagonals."""
    pupil = Pupil(rng, "multiplication", [rng.choice([23, 34, 46, 57]), rng.choice([14, 25, 37, 68])])
    a, b = pupil.numbers
    pupil.write(*[int(x) * int(y) for y in str(b) for x in str(a)])
    return pupil.answer(a * b)


def halving_and_doubling(rng: Random) -> Event:
    """The old way of halving one number and doubling the other."""
    pupil = Pupil(rng, "multiplication", [rng.choice([13, 18, 23, 27]), rng.choice([14, 17, 21, 35])])
    a, b = pupil.numbers
    while a > 1:
        a, b = a // 2, b * 2
        pupil.write(a, b)
    return pupil.answer(pupil.numbers[0] * pupil.numbers[1])


def squares(rng: Random) -> Event:
    """a × b as the square of the middle less the square of half the distance."""
    middle, half = rng.randint(14, 35), rng.randint(3, 9)
    pupil = Pupil(rng, "multiplication", [middle - half, middle + half])
    pupil.write(middle, middle**2, half**2)
    return pupil.answer(middle**2 - half**2)


def partial_differences(rng: Random) -> Event:
    """63 − 27: 60 − 20 is 40; 3 − 7 is 4 short; 40 − 4 = 36."""
    pupil = until(lambda: take_two_digits(rng), lambda a, b: a % 10 < b % 10 and a // 10 - b // 10 > 2)
    a, b = pupil.numbers
    short = b % 10 - a % 10
    pupil.do("point", value=(a // 10 - b // 10) * 10)
    pupil.write((a // 10 - b // 10) * 10, short, 100 + short)
    return pupil.answer(a - b)


def equal_additions(rng: Random) -> Event:
    """Adds a ten to both numbers: a mark of 10 more above, and one more below."""
    pupil = until(lambda: take_two_digits(rng), lambda a, b: a % 10 < b % 10)
    a, b = pupil.numbers
    pupil.do("mark", place=1, value=10 + a % 10)
    pupil.do("mark", place=10, value=b // 10 + 1)
    pupil.write(10 + a % 10, b // 10 + 1, (a - b) % 10)
    return pupil.answer(a - b)


def complement(rng: Random) -> Event:
    """47 + 38 as 147 − 62."""
    pupil = two_digits(rng)
    a, b = pupil.numbers
    pupil.write(100 - b, 100 + a)
    return pupil.answer(a + b)


def average(rng: Random) -> Event:
    """Twice the middle of two numbers with the same parity."""
    pupil = until(lambda: two_digits(rng), lambda a, b: (a - b) % 2 == 0 and abs(a - b) > 5)
    a, b = pupil.numbers
    pupil.write(abs(a - b), abs(a - b) // 2, (a + b) // 2)
    return pupil.answer(a + b)


def of_a_hundred(rng: Random) -> Event:
    """Compares fractions as whole percents."""
    pupil = pair(rng, unlike, most=10)
    a, b, c, d = four(pupil)
    pupil.write(100 * a // b, 100 * c // d)
    return pupil.answer(right(pupil))


def subtracts_fractions(rng: Random) -> Event:
    """Compares fractions by their distance."""
    pupil = pair(rng, unlike)
    gap = abs(Fraction(pupil.numbers[0]) - Fraction(pupil.numbers[1]))
    pupil.write(str(gap) if gap.denominator > 1 else int(gap))
    return pupil.answer(right(pupil))


def thinks(rng: Random) -> Event:
    """Shows nothing and answers after a while."""
    pupil = rng.choice([two_digits, take_two_digits])(rng)
    pupil.clock = rng.uniform(5, 15)
    a, b = pupil.numbers
    return pupil.answer(a + b if pupil.operation == "addition" else a - b)


def scribbles(rng: Random) -> Event:
    """Writes numbers that have to do with nothing, and a wrong answer."""
    pupil = rng.choice([two_digits, lambda rng: product(rng, 3, 30, 3, 9)])(rng)
    pupil.write(*[rng.randint(1, 99) for _ in range(rng.randint(2, 5))])
    return pupil.answer(rng.randint(1, 99))


STRANGE: dict[str, Student] = {
    each.__name__: each
    for each in (
        *(lattice, halving_and_doubling, squares, partial_differences, equal_additions, complement),
        *(average, of_a_hundred, subtracts_fractions, thinks, scribbles),
    )
}
"""Students whose way the library does not have."""


# Noise


def disturbed(event: Event, rng: Random, share: float = 0.1) -> Event:
    """Return an attempt with a share of its steps dropped, swapped, mistyped or joined by others.

    The answer is mistyped in three of a hundred; all times are stretched and shaken.
    """
    *steps, answer = ({**step} for step in event["steps"])
    stretched = rng.uniform(0.7, 1.5)
    out: list[Event] = []
    for meant in steps:
        fault = rng.choice(["dropped", "swapped", "mistyped", "joined"]) if rng.random() < share else ""
        step = mistyped(meant, rng) if fault == "mistyped" else meant
        if fault == "swapped" and out:
            out.insert(len(out) - 1, step)
        elif fault != "dropped":
            out.append(step)
        if fault == "joined":
            out.append({"do": "write", "value": rng.randint(1, 99)})
    if rng.random() < 0.03:
        answer = mistyped(answer, rng)
    clock = 0.0
    gaps = sorted(step["at"] for step in event["steps"])
    usual = gaps[-1] / len(gaps)
    for step in (*out, answer):
        clock += usual * stretched * rng.uniform(0.5, 1.6)
        step["at"] = round(clock, 2)
    return {"problem": event["problem"], "steps": [*out, answer]}


def mistyped(step: Event, rng: Random) -> Event:
    """Return a step with one number wrong."""
    name = next((each for each in ("value", "to", "size", "parts") if each in step), None)
    if name is None or step[name] in ("<", ">", "="):
        flipped = {"<": ">", ">": "<", "=": "<"}
        return {**step, name: flipped[step[name]]} if name else step
    value = step[name]
    if isinstance(value, list):
        return {**step, name: [value[0] + 1, *value[1:]]}
    if isinstance(value, str):
        top, bottom = value.split("/")
        return {**step, name: f"{int(top) + rng.choice([1, 2])}/{bottom}"}
    if isinstance(value, float):
        return {**step, name: round(value + rng.choice([0.1, 0.01]), 3)}
    most = 9 if step["do"] == "digit" else 10**6
    other = rng.choice([value + 1, abs(value - 1), int(str(value)[::-1]), value + 10, abs(value - 10)])
    return {**step, name: min(other, most)}
