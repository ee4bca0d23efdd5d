"""Ways to multiply whole numbers and to compare fractions, and kinds of such problems.

The ways and their names follow published research, in our own words: Kouba (1989), Anghileri (1989), Mulligan
and Mitchelmore (1997) and Sherin and Fuson (2005) for multiplication; Post, Wachsmuth, Lesh and Behr (1985),
Cramer and Post (1993), Clarke and Roche (2009) for comparing fractions; Pearn and Stephens (2004) for gap
thinking, Stafylidou and Vosniadou (2004) for taking numerator and denominator for whole numbers.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from whynext.library.steps import Calculation, Operation
from whynext.library.strategies.adding import just_below
from whynext.library.strategies.strategy import Sort, Strategy

_times = partial(Strategy, operation=Operation.MULTIPLICATION)
_compares = partial(Strategy, operation=Operation.COMPARISON)
_GROUPS = "Kouba 1989; Anghileri 1989; Mulligan and Mitchelmore 1997"
_PARTS = "Sherin and Fuson 2005"
_ORDER = "Post and others 1985; Clarke and Roche 2009"
_BUGS = "Brown and Burton 1978; VanLehn 1990"

MULTIPLICATION: tuple[Strategy, ...] = (
    _times("multiplication-fact", "knows the fact", "6 × 7: says 42 at once, without a step.", after=_PARTS),
    _times(
        "count-groups",
        "makes groups and counts them by ones",
        "3 × 4: makes three groups of 4 and counts 1, 2 ... 12.",
        after=_GROUPS,
    ),
    _times("repeated-addition", "adds again and again", "4 × 6: writes 12, 18, 24.", after=_GROUPS),
    _times("skip-count", "counts in steps", "4 × 6: says 6, 12, 18, 24.", after=_GROUPS),
    _times("doubling", "doubles", "4 × 7: doubles 7 to 14 and 14 to 28.", after=_PARTS),
    _times(
        "near-fact",
        "starts from a fact nearby",
        "7 × 8: knows 7 × 7 = 49 and adds 7. 19 × 6: knows 20 × 6 = 120 and takes 6 away.",
        after=_PARTS,
    ),
    _times(
        "partial-products", "multiplies part by part", "23 × 4: 20 × 4 = 80, 3 × 4 = 12, 92.", after=_PARTS
    ),
    _times(
        "long-multiplication",
        "multiplies in columns",
        "27 × 4: 28, writes 8, carries 2, then 10: 108.",
        after=_PARTS,
    ),
    _times("adds-factors", "adds the two numbers", "6 × 7: gets 13.", mistaken=True, after=_BUGS),
    _times(
        "one-group-off",
        "makes one group too many or too few",
        "6 × 7: 36 or 48.",
        mistaken=True,
        after=_GROUPS,
    ),
    _times(
        "first-and-last-only",
        "multiplies tens by tens and ones by ones only",
        "23 × 14: 20 × 10 = 200, 3 × 4 = 12: 212.",
        mistaken=True,
        after=_BUGS,
    ),
    _times("times-no-carry", "forgets what is carried", "27 × 4: 8, then 8: 88.", mistaken=True, after=_BUGS),
    _times(
        "carries-one-only",
        "always carries one",
        "27 × 4: writes 8, carries 1 and not 2, then 9: 98.",
        mistaken=True,
        after=_BUGS,
    ),
    _times(
        "adds-carry-first",
        "adds what is carried before multiplying",
        "27 × 4: carries 2 to the 2, and 4 × 4 is 16: 168.",
        mistaken=True,
        after=_BUGS,
    ),
    _times(
        "times-zero-is-itself",
        "takes times zero for times one",
        "304 × 2: 8, then 2 for 0 × 2, then 6: 628.",
        mistaken=True,
        after=_BUGS,
    ),
    _times(
        "tens-digit-as-ones",
        "multiplies by the tens as if they were ones",
        "23 × 14: 23 × 4 = 92 and 23 × 1 = 23: 115.",
        mistaken=True,
        after=_BUGS,
    ),
)

COMPARISON: tuple[Strategy, ...] = (
    _compares(
        "compare-tops", "compares the numerators of equal parts", "3/8 and 5/8: 5 is more.", after=_ORDER
    ),
    _compares(
        "compare-bottoms",
        "compares the sizes of the parts",
        "2/5 and 2/7: fifths are larger, and there are two of each.",
        after=_ORDER,
    ),
    _compares(
        "benchmark",
        "compares both with a half or a whole",
        "3/8 is less than 1/2, 5/9 is more.",
        after=_ORDER,
    ),
    _compares(
        "missing-part",
        "compares what is missing to a whole",
        "5/6 lacks 1/6, 7/8 lacks 1/8, which is less.",
        after=_ORDER,
    ),
    _compares(
        "common-denominator", "finds a common denominator", "2/3 and 3/4: 8/12 and 9/12.", after=_ORDER
    ),
    _compares("common-numerator", "finds a common numerator", "2/5 and 3/8: 6/15 and 6/16.", after=_ORDER),
    _compares(
        "cross-multiplying", "multiplies crosswise", "2/3 and 3/4: 2 × 4 = 8 and 3 × 3 = 9.", after=_ORDER
    ),
    _compares("decimals", "changes both to decimals", "3/4 and 4/5: 0.75 and 0.8.", after=_ORDER),
    _compares("drawing", "draws both", "Shades 3 of 4 parts and 2 of 3 parts of two bars.", after=_ORDER),
    _compares(
        "larger-denominator-larger",
        "takes the larger denominator for the larger fraction",
        "1/4 and 1/6: circles 6 and says that 1/6 is more.",
        mistaken=True,
        after="Post and others 1985; Stafylidou and Vosniadou 2004",
    ),
    _compares(
        "gap-thinking",
        "compares how far the top is from the bottom",
        "5/6 and 7/9: 1 away and 2 away, so 5/6 is more; 2/3 and 5/6 are thought equal.",
        mistaken=True,
        after="Pearn and Stephens 2004; Clarke and Roche 2009",
    ),
    _compares(
        "larger-numbers-larger",
        "compares tops and bottoms as whole numbers",
        "2/3 and 3/8: 3 is more than 2 and 8 more than 3, so 3/8 is more.",
        mistaken=True,
        after="Stafylidou and Vosniadou 2004; Clarke and Roche 2009",
    ),
)


# Kinds of problem -------------------------------------------------------------------------------------------

_TEN, _HUNDRED, _FEW = 10, 100, 3
HALF = Fraction(1, 2)


def _basic(asked: Calculation) -> bool:
    return max(asked.whole) <= _TEN


def _few_groups(asked: Calculation) -> bool:
    return _basic(asked) and min(asked.whole) <= _FEW


def _round_near(asked: Calculation) -> bool:
    return min(asked.whole) <= _TEN and just_below(max(asked.whole)) > 0


def _by_one_digit(asked: Calculation) -> bool:
    return min(asked.whole) <= _TEN and max(asked.whole) < _HUNDRED


def _always(_asked: Calculation) -> bool:
    return True


_BY_GROUPS = (("skip-count",), ("repeated-addition",), ("count-groups",))

MULTIPLICATION_SORTS: tuple[Sort, ...] = (
    Sort(
        "few groups",
        "one of the numbers is 3 or less, the other 10 or less",
        _few_groups,
        (
            ("multiplication-fact", "doubling", "near-fact", "skip-count", "repeated-addition"),
            ("count-groups",),
        ),
        1,
        "skip-count",
    ),
    Sort(
        "tables",
        "both numbers are 10 or less",
        _basic,
        (("multiplication-fact",), ("near-fact", "doubling", "partial-products"), *_BY_GROUPS),
        2,
        "near-fact",
    ),
    Sort(
        "near a whole ten",
        "a number up to 10 times one that lies just below a whole ten or hundred",
        _round_near,
        (
            ("near-fact",),
            ("partial-products", "doubling", "long-multiplication"),
            *_BY_GROUPS,
        ),
        2,
        "near-fact",
    ),
    Sort(
        "by one digit",
        "a two-digit number times one up to 10",
        _by_one_digit,
        (("partial-products", "near-fact", "doubling", "long-multiplication"), *_BY_GROUPS),
        1,
        "partial-products",
    ),
    Sort(
        "larger",
        "both have two digits, or one has three or more",
        _always,
        (("long-multiplication", "partial-products", "near-fact", "doubling"), *_BY_GROUPS),
        1,
        "partial-products",
    ),
)


def _same_parts(asked: Calculation) -> bool:
    _, b, _, d = asked.fractions
    return b == d


def _same_count(asked: Calculation) -> bool:
    a, _, c, _ = asked.fractions
    return a == c


def _same_gap(asked: Calculation) -> bool:
    a, b, c, d = asked.fractions
    return b - a == d - c > 0 and b - a <= _FEW


def between(asked: Calculation) -> bool:
    """Tell whether a half or a whole lies between the fractions, or one of them is on it.

    Examples
    --------
    >>> between(Calculation(Operation.COMPARISON, ("3/8", "5/9")))
    True
    """
    a, b, c, d = asked.fractions
    first, second = sorted((Fraction(a, b), Fraction(c, d)))
    return any(first <= mark <= second and first < second for mark in (HALF, Fraction(1)))


_USUAL = ("common-denominator", "common-numerator", "cross-multiplying", "decimals")

COMPARISON_SORTS: tuple[Sort, ...] = (
    Sort(
        "equal denominators",
        "the denominators are equal",
        _same_parts,
        (("compare-tops",), ("benchmark", "missing-part"), ("drawing",), _USUAL),
        2,
        "compare-tops",
    ),
    Sort(
        "equal numerators",
        "the numerators are equal",
        _same_count,
        (("compare-bottoms",), ("benchmark", "missing-part"), _USUAL, ("drawing",)),
        2,
        "compare-bottoms",
    ),
    Sort(
        "equal gaps",
        "both lack equally many parts to a whole",
        _same_gap,
        (("missing-part", "benchmark"), _USUAL, ("drawing",)),
        2,
        "missing-part",
    ),
    Sort(
        "a half or whole between",
        "a half or a whole lies between them",
        between,
        (("benchmark",), _USUAL, ("missing-part",), ("drawing",)),
        3,
        "benchmark",
    ),
    Sort(
        "others",
        "neither numerators nor denominators are equal, and nothing lies between",
        _always,
        (_USUAL, ("benchmark", "missing-part"), ("drawing",)),
        2,
        "common-denominator",
    ),
)
