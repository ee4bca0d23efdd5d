"""Exact polynomials and rational functions, small enough to compare while a student waits.

Every multiplication and addition of coefficients is paid from a :class:`Budget`, so no input, however
hostile, makes the work grow beyond a fixed bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from whynext.library.reading import Unreadable

Monomial = tuple[tuple[str, int], ...]
"""Variables with their exponents, sorted by variable: ``(("x", 2), ("y", 1))``; the empty one is 1."""

Polynomial = Mapping[Monomial, Fraction]
"""Coefficients by monomial, none of them zero; the empty one is 0."""

MAX_WORK = 6_000
MAX_TERMS = 300
MAX_BITS = 512
MAX_DEGREE = 10_000

ZERO: Polynomial = {}
ONE: Polynomial = {(): Fraction(1)}


@dataclass(slots=True)
class Budget:
    """How many operations on coefficients are left before an expression is too complicated."""

    left: int = MAX_WORK

    def spend(self, operations: int) -> None:
        """Pay for operations.

        Raises
        ------
        Unreadable
            If they are more than is left.
        """
        self.left -= operations
        if self.left < 0:
            raise too_complicated()


def too_complicated() -> Unreadable:
    """Return the refusal of an expression that would take too long."""
    return Unreadable("This expression is too complicated to read.", "Write it in a shorter form.")


def _checked(terms: dict[Monomial, Fraction]) -> Polynomial:
    """Return the terms without zeros, if they are few and small enough."""
    kept = {monomial: factor for monomial, factor in terms.items() if factor}
    if len(kept) > MAX_TERMS or any(_bits(factor) > MAX_BITS for factor in kept.values()):
        raise too_complicated()
    return kept


def _bits(number: Fraction) -> int:
    """Return the size of a fraction in bits."""
    return number.numerator.bit_length() + number.denominator.bit_length()


def constant(number: Fraction) -> Polynomial:
    """Return a number as a polynomial."""
    return _checked({(): number})


def variable(name: str) -> Polynomial:
    """Return a variable as a polynomial."""
    return {((name, 1),): Fraction(1)}


def plus(first: Polynomial, second: Polynomial, budget: Budget) -> Polynomial:
    """Return the sum."""
    budget.spend(len(first) + len(second))
    terms = dict(first)
    for monomial, factor in second.items():
        terms[monomial] = terms.get(monomial, Fraction(0)) + factor
    return _checked(terms)


def times(first: Polynomial, second: Polynomial, budget: Budget) -> Polynomial:
    """Return the product."""
    budget.spend(2 * len(first) * len(second))
    terms: dict[Monomial, Fraction] = {}
    for one, factor in first.items():
        for other, by in second.items():
            monomial = _joined(one, other)
            terms[monomial] = terms.get(monomial, Fraction(0)) + factor * by
    return _checked(terms)


def _joined(one: Monomial, other: Monomial) -> Monomial:
    """Return the product of two monomials."""
    if not one or not other:
        return one or other
    exponents = dict(one)
    for name, exponent in other:
        exponents[name] = exponents.get(name, 0) + exponent
    if sum(exponents.values()) > MAX_DEGREE:
        raise too_complicated()
    return tuple(sorted(exponents.items()))


def power(base: Polynomial, exponent: int, budget: Budget) -> Polynomial:
    """Return a polynomial to the power of a whole number that is not negative."""
    if len(base) > 1:
        result = ONE
        for _ in range(exponent):
            result = times(result, base, budget)
        return result
    budget.spend(1)
    if not base:
        return ONE if exponent == 0 else ZERO
    ((monomial, factor),) = base.items()
    # One term: check the size before it exists, since 9 to the power of 99999 would be built first.
    if exponent * sum(each for _, each in monomial) > MAX_DEGREE or exponent * _magnitude(factor) > MAX_BITS:
        raise too_complicated()
    raised = tuple((name, each * exponent) for name, each in monomial) if exponent else ()
    return _checked({raised: factor**exponent})


def _magnitude(factor: Fraction) -> int:
    """Return how many bits a factor adds with each power; none for 1 and -1."""
    return 0 if abs(factor) == 1 else _bits(factor) - 1


def degree(terms: Polynomial) -> int:
    """Return the largest sum of exponents of a term, 0 for a number."""
    return max((sum(exponent for _, exponent in monomial) for monomial in terms), default=0)


def content(terms: Polynomial) -> Fraction:
    """Return the largest number that can be taken out so that whole, coprime coefficients remain.

    Examples
    --------
    >>> content({(("x", 1),): Fraction(4), (): Fraction(6)})
    Fraction(2, 1)
    """
    above = math.gcd(*(factor.numerator for factor in terms.values()))
    below = math.lcm(*(factor.denominator for factor in terms.values()))
    return Fraction(above, below)


def spelled(terms: Polynomial) -> str:
    """Return a polynomial as text, terms of high degree first.

    Examples
    --------
    >>> spelled({(("x", 2),): Fraction(1), (("x", 1), ("y", 1)): Fraction(-1, 2), (): Fraction(3)})
    'x^2 - (1/2)xy + 3'
    """
    ordered = sorted(terms.items(), key=lambda term: (-sum(each for _, each in term[0]), _rank(term[0])))
    text = ""
    for monomial, factor in ordered:
        sign = "-" if factor < 0 else "+"
        text += f" {sign} {_term(monomial, abs(factor))}" if text else f"{sign}{_term(monomial, abs(factor))}"
    return text.removeprefix("+") or "0"


def _rank(monomial: Monomial) -> list[tuple[str, int]]:
    """Return what orders monomials of the same degree: x^2 before xy before y^2."""
    return [(name, -exponent) for name, exponent in monomial]


def _term(monomial: Monomial, factor: Fraction) -> str:
    """Return a term without its sign."""
    letters = "".join(name if exponent == 1 else f"{name}^{exponent}" for name, exponent in monomial)
    if factor == 1 and letters:
        return letters
    return f"({factor}){letters}" if letters and factor.denominator > 1 else f"{factor}{letters}"


@dataclass(frozen=True, slots=True)
class Rational:
    """A polynomial divided by a polynomial that is not zero. Nothing is cancelled but numbers."""

    above: Polynomial
    below: Polynomial

    def __str__(self) -> str:
        """Return it as text."""
        if self.below == ONE:
            return spelled(self.above)
        return f"({spelled(self.above)})/({spelled(self.below)})"


def quotient(above: Polynomial, below: Polynomial, budget: Budget) -> Rational:
    """Return one polynomial divided by another.

    Raises
    ------
    Unreadable
        If the divisor is zero, or the work too much.
    """
    if not below:
        raise Unreadable("This divides by zero.")
    if set(below) == {()}:
        return Rational(times(above, constant(1 / below[()]), budget), ONE)
    return Rational(above, below)


def added(first: Rational, second: Rational, budget: Budget) -> Rational:
    """Return the sum of two rational functions."""
    if first.below == second.below:
        return Rational(plus(first.above, second.above, budget), first.below)
    crossed = plus(times(first.above, second.below, budget), times(second.above, first.below, budget), budget)
    return Rational(crossed, times(first.below, second.below, budget))


def multiplied(first: Rational, second: Rational, budget: Budget) -> Rational:
    """Return the product of two rational functions."""
    return Rational(times(first.above, second.above, budget), times(first.below, second.below, budget))


def inverse(value: Rational, budget: Budget) -> Rational:
    """Return 1 divided by a rational function."""
    return quotient(value.below, value.above, budget)


def raised(value: Rational, exponent: int, budget: Budget) -> Rational:
    """Return a rational function to the power of a whole number, which may be negative."""
    if exponent < 0:
        return raised(inverse(value, budget), -exponent, budget)
    return Rational(power(value.above, exponent, budget), power(value.below, exponent, budget))


def equal(first: Rational, second: Rational, budget: Budget) -> bool:
    """Tell whether two rational functions are equal, by multiplying crosswise.

    They are then equal wherever both are defined: ``x^2/x`` equals ``x``.
    """
    if first.below == second.below:
        return first.above == second.above
    return times(first.above, second.below, budget) == times(second.above, first.below, budget)
