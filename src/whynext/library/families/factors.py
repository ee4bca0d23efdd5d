"""Families for factors, multiples and primes."""

from __future__ import annotations

from math import gcd

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, family, number, several

_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)
_ODD_NOT_PRIME = (9, 15, 21, 25, 27, 33, 35, 39, 45, 49)
_RICH = (
    12,
    16,
    18,
    20,
    24,
    28,
    30,
    32,
    36,
    40,
    42,
    45,
    48,
    50,
    54,
    56,
    60,
    63,
    64,
    66,
    70,
    72,
    75,
    80,
    84,
    90,
    96,
    100,
)


@family(
    "choose-factors",
    skill="factors-and-multiples",
    title="Choose the factors, multiples or primes",
    grade=4,
    levels=("factors of a number", "multiples of a number", "prime numbers"),
    plants={
        "multiples-for-factors": "A factor divides the number. A multiple is the number times something.",
        "forgets-one-and-itself": "1 and the number itself are factors too.",
        "odd-is-prime": "Not every odd number is prime: 9 is 3 × 3.",
        "one-is-prime": "1 has only one factor, so it is not prime. A prime has exactly two.",
    },
)
def choose_factors(chance: Chance, level: int) -> Draft:
    """Ask for every factor, multiple or prime among six numbers."""
    if level == 1:
        return _factors(chance)
    if level == 2:
        return _multiples(chance)
    primes = chance.sample(_PRIMES, 3)
    odd = chance.sample(_ODD_NOT_PRIME, 2)
    shown = [*primes, *odd, 1]
    every_odd = tuple([str(each) for each in shown if each % 2 and each > 1])
    choices = [Choice(str(each), f"Its only factors are 1 and {each}.", right=True) for each in primes]
    for each in odd:
        small = next(p for p in (3, 5, 7) if each % p == 0)
        choices.append(Choice(str(each), f"{each} = {small} × {each // small}.", "odd-is-prime"))
    choices.append(Choice("1", "1 has only one factor, itself.", "one-is-prime"))
    draft = several(
        "Choose every prime number.",
        choices,
        (
            "A prime number has exactly two factors: 1 and itself.",
            "Try to divide each number by 2, 3, 5 and 7.",
        ),
        (
            "; ".join(each.why[:-1] for each in choices[3:]) + ".",
            f"The others are prime: {', '.join(str(each) for each in sorted(primes))}.",
        ),
    )
    right = tuple([str(each) for each in primes])
    return _with_slips(draft, {"odd-is-prime": every_odd, "one-is-prime": (*right, "1")})


def _factors(chance: Chance) -> Draft:
    whole = chance.pick(_RICH)
    factors = [each for each in range(2, whole) if whole % each == 0]
    others = [each for each in range(3, whole) if whole % each]
    right = sorted([*chance.sample(factors, 2), whole])
    shown_others = chance.sample(others, 2)
    choices = [Choice(str(each), f"{each} × {whole // each} = {whole}.", right=True) for each in right]
    choices += [Choice(str(each), f"{whole} ÷ {each} leaves {whole % each} over.") for each in shown_others]
    choices.append(Choice(str(2 * whole), f"{2 * whole} is a multiple of {whole}.", "multiples-for-factors"))
    draft = several(
        f"Choose every factor of {whole}.",
        choices,
        (
            "A factor divides the number with nothing left over.",
            f"For each number, ask: is there a whole number that I can multiply it by to get {whole}?",
        ),
        (
            "; ".join(f"{each} × {whole // each} = {whole}" for each in right) + ".",
            f"The factors here are {', '.join(str(each) for each in right)}.",
        ),
    )
    inner = tuple([str(each) for each in right if each != whole])
    return _with_slips(
        draft, {"forgets-one-and-itself": inner, "multiples-for-factors": (str(whole), str(2 * whole))}
    )


def _multiples(chance: Chance) -> Draft:
    base = chance.between(3, 12)
    right = sorted(chance.sample(range(2, 11), 3))
    near = chance.sample([each for each in range(2 * base, 10 * base) if each % base], 2)
    factors = [each for each in range(2, base) if base % each == 0]
    choices = [Choice(str(each * base), f"{base} × {each} = {each * base}.", right=True) for each in right]
    choices += [Choice(str(each), f"{each} ÷ {base} leaves {each % base} over.") for each in near]
    if factors:
        small = chance.pick(factors)
        choices.append(Choice(str(small), f"{small} is a factor of {base}.", "multiples-for-factors"))
    draft = several(
        f"Choose every multiple of {base}.",
        choices,
        (
            f"Count by {base}. Which of the numbers do you say?",
            f"A multiple of {base} is {base} times a whole number.",
        ),
        (
            "; ".join(f"{base} × {each} = {each * base}" for each in right) + ".",
            f"The multiples here are {', '.join(str(each * base) for each in right)}.",
        ),
    )
    return _with_slips(draft, {"multiples-for-factors": (choices[-1].text,) if factors else ()})


def _with_slips(draft: Draft, slips: dict[str, tuple[str, ...]]) -> Draft:
    return Draft(draft.kind, draft.question, "", draft.hints, draft.solution, slips, draft.choices)


@family(
    "greatest-and-least",
    skill="common-factors-multiples",
    title="Find the greatest common factor or the least common multiple",
    grade=6,
    levels=("greatest common factor", "least common multiple", "in a story"),
    plants={
        "factor-for-multiple": (
            "A factor is not larger than the numbers, a multiple is not smaller. Which one is asked for?"
        ),
        "any-common": (
            "That one is common, but there is a better one: the greatest factor or the least multiple."
        ),
    },
)
def greatest_and_least(chance: Chance, level: int) -> Draft:
    """Ask for the greatest common factor or least common multiple of two numbers."""
    shared = chance.pick((2, 3, 4, 5, 6, 8, 10))
    first, second = chance.pick(((2, 3), (2, 5), (3, 4), (3, 5), (4, 5), (2, 7), (3, 7), (5, 6)))
    if chance.below(2):
        first, second = second, first
    first, second = shared * first, shared * second
    multiple = first * second // shared
    if level == 1:
        question = f"What is the greatest common factor of {first} and {second}?"
    elif level == 2:
        question = f"What is the least common multiple of {first} and {second}?"
    else:
        question = chance.pick(
            (
                (
                    f"A bus leaves every {first} minutes and a train every {second} minutes. Both "
                    "leave now. In how many minutes will both leave at the same time again?"
                ),
                (
                    f"One lamp blinks every {first} seconds, another every {second} seconds. They "
                    "have just blinked together. After how many seconds will they next blink "
                    "together?"
                ),
            )
        )
    if level == 1:
        return _greatest(question, first, second, shared)
    large, small = max(first, second), min(first, second)
    path = ", ".join(str(each) for each in range(large, multiple + 1, large))
    return number(
        question,
        multiple,
        (
            "List the multiples of the larger number. Which is the first that the smaller one divides?",
            f"Count by {large}. Stop at the first number that {small} divides.",
        ),
        (
            f"Multiples of {large}: {path}.",
            f"{multiple} is the first that {small} divides: {small} × {multiple // small} = {multiple}.",
        ),
        {"factor-for-multiple": gcd(first, second), "any-common": first * second},
    )


def _greatest(question: str, first: int, second: int, shared: int) -> Draft:
    smaller = next((each for each in (2, 3, 5) if shared % each == 0 and each < shared), 1)
    return number(
        question,
        shared,
        (
            "List the factors of both numbers. Which are in both lists?",
            (
                f"Try the factors of {min(first, second)}, the largest first. Which of them "
                f"also divides {max(first, second)}?"
            ),
        ),
        (
            f"{first} = {shared} × {first // shared} and {second} = {shared} × {second // shared}.",
            (
                f"{first // shared} and {second // shared} have no common factor but 1, so the "
                f"greatest one is {shared}."
            ),
        ),
        {"factor-for-multiple": first * second // shared, "any-common": smaller},
    )
