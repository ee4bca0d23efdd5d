"""Ways to add and to subtract whole numbers, and kinds of such problems.

The ways and their names follow published research on children's arithmetic, in our own words: Carpenter and
Moser (1984) and Fuson (1992) for counting and facts; Beishuizen (1993) and Blöte, van der Burg and Klein
(2001) for jumps and sums of parts; Selter (2001) and Torbeyns, De Smedt, Ghesquière and Verschaffel (2009)
for which way suits which numbers; Brown and Burton (1978), Young and O'Shea (1981) and VanLehn (1990) for
mistakes that follow a rule.
"""

from __future__ import annotations

from functools import partial

from whynext.library.steps import Calculation, Operation
from whynext.library.strategies.strategy import Sort, Strategy

_adds = partial(Strategy, operation=Operation.ADDITION)
_takes = partial(Strategy, operation=Operation.SUBTRACTION)
_CHILDREN = "Carpenter and Moser 1984; Fuson 1992"
_JUMPS = "Beishuizen 1993; Blöte, van der Burg and Klein 2001"
_SUITS = "Selter 2001; Torbeyns and others 2009"
_BUGS = "Brown and Burton 1978; VanLehn 1990"

ADDITION: tuple[Strategy, ...] = (
    _adds("addition-fact", "knows the fact", "8 + 5: says 13 at once, without a step.", after=_CHILDREN),
    _adds(
        "count-all",
        "counts everything",
        "4 + 3: counts 1 to 4, counts 3 more things, and counts all of them from 1 to 7.",
        after=_CHILDREN,
    ),
    _adds(
        "count-on-first",
        "counts on from the first number",
        "3 + 8: starts at 3 and counts 4, 5 ... 11, eight steps.",
        after=_CHILDREN,
    ),
    _adds(
        "count-on-larger",
        "counts on from the larger number",
        "3 + 8: starts at 8 and counts 9, 10, 11.",
        after=_CHILDREN,
    ),
    _adds("near-doubles", "near doubles", "7 + 8: doubles 7 to 14 and adds 1.", after=_CHILDREN),
    _adds(
        "make-ten",
        "makes ten first",
        "8 + 5: takes 5 apart into 2 and 3, goes to 10 and on to 13.",
        after=_CHILDREN,
    ),
    _adds(
        "add-compensation",
        "rounds and makes up for it",
        "29 + 64: adds 30 to 64 and takes 1 away, or moves 1 over and adds 30 and 63.",
        after=_SUITS,
    ),
    _adds(
        "partial-sums", "adds place by place", "47 + 38: 40 and 30 is 70, 7 and 8 is 15, 85.", after=_JUMPS
    ),
    _adds("jumps-by-tens", "jumps by tens", "47 + 38: from 47 by 30 to 77, by 8 to 85.", after=_JUMPS),
    _adds(
        "column-addition",
        "adds in columns",
        "47 + 38: 7 and 8 is 15, writes 5, carries 1, then 8 in the tens.",
        after=_JUMPS,
    ),
    _adds(
        "counts-start-number",
        "counts the starting number",
        "8 + 5: counts 8, 9, 10, 11, 12 and ends one short.",
        mistaken=True,
        after=_CHILDREN,
    ),
    _adds("no-carry", "forgets to carry", "47 + 38: writes 5 and then 7: 75.", mistaken=True, after=_BUGS),
    _adds(
        "carries-always",
        "carries one into every column",
        "42 + 35: writes 7, carries 1 although there is no ten, and gets 87.",
        mistaken=True,
        after=_BUGS,
    ),
    _adds(
        "writes-both-digits",
        "writes both digits of a column",
        "47 + 38: writes 15 under the ones and 7 before it: 715.",
        mistaken=True,
        after=_BUGS,
    ),
)

SUBTRACTION: tuple[Strategy, ...] = (
    _takes("subtraction-fact", "knows the fact", "13 − 5: says 8 at once, without a step.", after=_CHILDREN),
    _takes("count-back", "counts back by ones", "13 − 5: counts 12, 11, 10, 9, 8.", after=_CHILDREN),
    _takes(
        "count-up",
        "counts up by ones",
        "13 − 8: counts from 8: 9, 10, 11, 12, 13: five steps.",
        after=_CHILDREN,
    ),
    _takes(
        "add-up",
        "adds up in jumps",
        "63 − 27: from 27 by 3 to 30, by 30 to 60, by 3 to 63: 36 in all.",
        after=_SUITS,
    ),
    _takes(
        "through-ten", "takes away through ten", "13 − 5: takes 3 to get to 10, then 2: 8.", after=_CHILDREN
    ),
    _takes("jump-back-tens", "jumps back by tens", "63 − 27: from 63 by 20 to 43, by 7 to 36.", after=_JUMPS),
    _takes(
        "subtract-compensation",
        "takes a round number and makes up for it",
        "63 − 29: takes 30 to get 33, and gives 1 back: 34.",
        after=_SUITS,
    ),
    _takes(
        "same-difference",
        "shifts both numbers",
        "63 − 29: makes it 64 − 30, which has the same difference: 34.",
        after=_SUITS,
    ),
    _takes(
        "column-subtraction",
        "subtracts in columns and regroups",
        "63 − 27: opens a ten, 13 − 7 is 6, 5 − 2 is 3: 36.",
        after=_JUMPS,
    ),
    _takes(
        "counts-back-from-itself",
        "counts the starting number when counting back",
        "13 − 5: counts 13, 12, 11, 10, 9 and ends one too high.",
        mistaken=True,
        after=_CHILDREN,
    ),
    _takes(
        "smaller-from-larger",
        "takes the smaller digit from the larger",
        "63 − 27: 7 − 3 is 4 in the ones, 6 − 2 is 4 in the tens: 44.",
        mistaken=True,
        after=f"{_BUGS}; Young and O'Shea 1981",
    ),
    _takes(
        "ten-not-opened",
        "regroups and forgets to take the ten away",
        "63 − 27: 13 − 7 is 6, but 6 − 2 is 4: 46.",
        mistaken=True,
        after=_BUGS,
    ),
    _takes(
        "zero-minus-is-zero",
        "says that nothing can be taken from zero",
        "60 − 27: leaves 0 in the ones, 6 − 2 is 4: 40.",
        mistaken=True,
        after=_BUGS,
    ),
    _takes(
        "zero-turned-to-nine",
        "turns a zero to nine and leaves the next place as it was",
        "402 − 137: 12 − 7 is 5, 9 − 3 is 6, and 4 − 1 is 3: 365.",
        mistaken=True,
        after=_BUGS,
    ),
)


# Kinds of problem -------------------------------------------------------------------------------------------


def _total(least: int, most: int) -> partial[bool]:
    return partial(_between, least, most)


def _between(least: int, most: int, asked: Calculation) -> bool:
    return least <= sum(asked.whole) <= most


def _small_more(asked: Calculation) -> bool:
    return min(asked.whole) <= _EASY_STEPS


_EASY_STEPS = 3
"""Up to so many steps, counting on is quick and seldom goes wrong (Groen and Parkman 1972)."""


def _neighbors(asked: Calculation) -> bool:
    a, b = asked.whole
    return a + b <= _FACTS and max(a, b) <= _TEN and abs(a - b) == 1


_TEN, _FACTS, _HUNDRED = 10, 20, 100


def _basic(asked: Calculation) -> bool:
    return sum(asked.whole) <= _FACTS and max(asked.whole) <= _TEN


def just_below(number: int) -> int:
    """Return how far a number lies below a whole ten, if by 1, or below a whole hundred, if by 1 or 2; or 0.

    Examples
    --------
    >>> [just_below(number) for number in (29, 98, 64, 9, 199, 38)]
    [1, 2, 0, 0, 1, 0]
    """
    if number <= _TEN:
        return 0
    to_hundred = -number % _HUNDRED
    return 1 if number % _TEN == _TEN - 1 else to_hundred if to_hundred == 2 else 0


def _round_near(asked: Calculation) -> bool:
    return any(map(just_below, asked.whole)) and min(asked.whole) > _EASY_STEPS


def _one_digit(asked: Calculation) -> bool:
    return min(asked.whole) < _TEN


def _two_digits(asked: Calculation) -> bool:
    return max(asked.whole) < _HUNDRED


def _always(_asked: Calculation) -> bool:
    return True


_COUNTS = (("count-on-larger",), ("count-on-first",), ("count-all",))

ADDITION_SORTS: tuple[Sort, ...] = (
    Sort(
        "a small number more",
        "one of the numbers is 3 or less",
        _small_more,
        (("addition-fact", "count-on-larger", "near-doubles", "make-ten"), *_COUNTS[1:]),
        1,
        "count-on-larger",
    ),
    Sort(
        "within ten",
        "the sum is 10 or less",
        _total(0, _TEN),
        (("addition-fact", "near-doubles"), *_COUNTS),
        2,
        "count-on-larger",
    ),
    Sort(
        "neighbors",
        "two numbers up to 10 that differ by 1, with a sum above 10",
        _neighbors,
        (("addition-fact", "near-doubles", "make-ten"), *_COUNTS),
        1,
        "near-doubles",
    ),
    Sort(
        "past ten",
        "two numbers up to 10 with a sum above 10",
        _basic,
        (("addition-fact", "make-ten", "near-doubles"), *_COUNTS),
        1,
        "make-ten",
    ),
    Sort(
        "near a whole ten",
        "one of the numbers lies just below a whole ten or hundred",
        _round_near,
        (
            ("add-compensation", "make-ten"),
            ("jumps-by-tens", "partial-sums"),
            ("column-addition",),
            *_COUNTS,
        ),
        2,
        "add-compensation",
    ),
    Sort(
        "a one-digit number more",
        "one of the numbers has one digit",
        _one_digit,
        (("make-ten", "addition-fact", "jumps-by-tens", "partial-sums"), ("column-addition",), *_COUNTS),
        2,
        "make-ten",
    ),
    Sort(
        "two digits",
        "both numbers have two digits",
        _two_digits,
        (("jumps-by-tens", "partial-sums", "add-compensation", "column-addition", "near-doubles"), *_COUNTS),
        1,
        "jumps-by-tens",
    ),
    Sort(
        "larger",
        "a number has three digits or more",
        _always,
        (("column-addition", "partial-sums", "jumps-by-tens", "add-compensation"), *_COUNTS),
        1,
        "column-addition",
    ),
)


def _takes_few(asked: Calculation) -> bool:
    return asked.whole[1] <= _EASY_STEPS


def _close(asked: Calculation) -> bool:
    a, b = asked.whole
    return a - b <= _EASY_STEPS or (a > _FACTS and a - b < _TEN)


def _minuend(most: int) -> partial[bool]:
    return partial(_up_to, most)


def _up_to(most: int, asked: Calculation) -> bool:
    return asked.whole[0] <= most


def _takes_near_round(asked: Calculation) -> bool:
    return bool(just_below(asked.whole[1]))


_ONE_BY_ONE = (("count-up",), ("count-back",))

SUBTRACTION_SORTS: tuple[Sort, ...] = (
    Sort(
        "a small number less",
        "3 or less is taken away",
        _takes_few,
        (("subtraction-fact", "count-back", "through-ten"), ("column-subtraction", "add-up"), ("count-up",)),
        2,
        "count-back",
    ),
    Sort(
        "close together",
        "the numbers lie close together",
        _close,
        (
            ("subtraction-fact", "add-up"),
            ("count-up", "same-difference", "subtract-compensation", "through-ten"),
            ("jump-back-tens",),
            ("column-subtraction",),
            ("count-back",),
        ),
        3,
        "add-up",
    ),
    Sort(
        "within ten",
        "the first number is 10 or less",
        _minuend(_TEN),
        (("subtraction-fact",), *_ONE_BY_ONE),
        3,
        "subtraction-fact",
    ),
    Sort(
        "back past ten",
        "the first number is 20 or less",
        _minuend(_FACTS),
        (
            ("subtraction-fact", "through-ten", "add-up"),
            ("column-subtraction", "subtract-compensation", "same-difference"),
            *_ONE_BY_ONE,
        ),
        2,
        "through-ten",
    ),
    Sort(
        "near a whole ten",
        "the number taken away lies just below a whole ten or hundred",
        _takes_near_round,
        (
            ("subtract-compensation", "same-difference"),
            ("add-up", "jump-back-tens", "through-ten"),
            ("column-subtraction",),
            *_ONE_BY_ONE,
        ),
        2,
        "subtract-compensation",
    ),
    Sort(
        "two digits",
        "the first number has two digits",
        _minuend(_HUNDRED - 1),
        (
            (
                *("jump-back-tens", "add-up", "column-subtraction", "through-ten"),
                *("subtract-compensation", "same-difference"),
            ),
            *_ONE_BY_ONE,
        ),
        1,
        "jump-back-tens",
    ),
    Sort(
        "larger",
        "the first number has three digits or more",
        _always,
        (
            (
                *("column-subtraction", "add-up", "jump-back-tens", "through-ten"),
                *("subtract-compensation", "same-difference"),
            ),
            *_ONE_BY_ONE,
        ),
        1,
        "column-subtraction",
    ),
)
