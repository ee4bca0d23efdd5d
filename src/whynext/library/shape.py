"""Whether an expression is as finished as its key: expanded and collected, or factorised, or reduced."""

from __future__ import annotations

import math
from fractions import Fraction

from whynext.library import polynomial
from whynext.library.expression import Neg, Node, Num, Power, Product, Quotient, Sum, Var, value
from whynext.library.polynomial import ONE, Budget, Rational


def fault(answer: Node, key: Node) -> str:
    """Return what an answer equal to the key still lacks to be as finished, empty if nothing.

    A key that is a collected sum asks for an expanded and collected sum. A key that is a product asks for
    at least as many factors, none of which hides a common number unless one of the key's does. A key that
    is a quotient asks for a quotient whose parts have degrees no larger than the key's and no number in
    common.

    Raises
    ------
    Unreadable
        If looking takes more than the budget.

    Examples
    --------
    >>> from whynext.library.expression import parse
    >>> fault(parse("3x + 2x"), parse("5x")), fault(parse("x^2 + x"), parse("x(x+1)"))
    ('not simplified', 'not factorised')
    >>> fault(parse("(1+x)x"), parse("x(x+1)"))
    ''
    """
    budget = Budget()
    if is_collected(key):
        return "" if is_collected(answer) else "not simplified"
    if value(key, budget).below == ONE:
        return "" if _is_as_factorised(answer, key, budget) else "not factorised"
    return "" if _is_as_reduced(answer, key, budget) else "not simplified"


def is_form(key: Node) -> bool:
    """Tell whether a key is in a form that :func:`fault` can ask for: a collected sum, a product, a quotient.

    Examples
    --------
    >>> from whynext.library.expression import parse
    >>> [is_form(parse(text)) for text in ("x + 1", "2(x+1)", "(x+1)/(x-1)", "(x+1)^2 - 4")]
    [True, True, True, False]
    """
    return is_collected(key) or isinstance(_unsigned(key), Product | Power | Quotient)


def is_collected(node: Node) -> bool:
    """Tell whether an expression is a sum of different monomials, each written once and in short.

    Examples
    --------
    >>> from whynext.library.expression import parse
    >>> [is_collected(parse(text)) for text in ("x^2/2 - 3x", "x + x", "x*x", "2*3x", "(x+1)y")]
    [True, False, False, False, False]
    """
    if node == Num(Fraction(0)):
        return True
    parts = node.parts if isinstance(node, Sum) else (node,)
    written = [letters for letters in map(_monomial, parts) if letters is not None]
    return len(written) == len(parts) == len(set(written))


def _monomial(node: Node) -> frozenset[tuple[str, int]] | None:
    """Return the letters and exponents of a monomial written in short, None if it is not one."""
    above, below = _unsigned(node), Fraction(1)
    match above:
        case Quotient(over, Num(number_below)):
            above, below = _unsigned(over), number_below
        case Quotient():
            return None
    letters: dict[str, int] = {}
    numbers: list[Fraction] = []
    for part in above.parts if isinstance(above, Product) else (above,):
        number = _number(part)
        if number is not None:
            numbers.append(number)
            continue
        name, exponent = _letter(part)
        if exponent < 1 or name in letters:
            return None
        letters[name] = exponent
    return frozenset(letters.items()) if _is_one_number(numbers, below) else None


def _is_one_number(numbers: list[Fraction], below: Fraction) -> bool:
    """Tell whether a monomial's numbers are at most one, not 0, and in lowest terms with the one below."""
    if len(numbers) > 1 or 0 in numbers or below.denominator != 1:
        return False
    number = numbers[0] if numbers else Fraction(1)
    return below == 1 or (number.denominator == 1 and math.gcd(number.numerator, below.numerator) == 1)


def _unsigned(node: Node) -> Node:
    """Return an expression without the minus before it."""
    return node.of if isinstance(node, Neg) else node


def _number(node: Node) -> Fraction | None:
    """Return a number or a fraction of whole numbers in lowest terms, None if it is neither."""
    node = _unsigned(node)
    if isinstance(node, Num):
        return node.value
    if isinstance(node, Quotient) and isinstance(node.above, Num) and isinstance(node.below, Num):
        above, below = node.above.value, node.below.value
        if above.denominator == below.denominator == 1 and math.gcd(int(above), int(below)) == 1 and below:
            return above / below
    return None


def _letter(node: Node) -> tuple[str, int]:
    """Return a variable with its exponent, the exponent 0 if it is not one."""
    match _unsigned(node):
        case Var(name):
            return name, 1
        case Power(Var(name), exponent):
            return name, exponent if exponent > 1 else 0
        case _:
            return "", 0


def _is_as_factorised(answer: Node, key: Node, budget: Budget) -> bool:
    """Tell whether an answer has as many factors as the key, and no common number left in one."""
    theirs, ours = _factors(answer, budget), _factors(key, budget)
    if len(theirs) < len(ours):
        return False
    return _hides_no_number(theirs) or not _hides_no_number(ours)


def _factors(node: Node, budget: Budget) -> list[Rational]:
    """Return the factors of an expression that are not numbers, as often as they occur."""
    match node:
        case Neg(of):
            return _factors(of, budget)
        case Product(parts):
            return [factor for part in parts for factor in _factors(part, budget)]
        case Power(base, exponent) if exponent > 0:
            budget.spend(exponent)
            return _factors(base, budget) * exponent
        case Quotient(above, Num()):
            return _factors(above, budget)
    worth = value(node, budget)
    return [worth] if polynomial.degree(worth.above) or worth.below != ONE else []


def _hides_no_number(factors: list[Rational]) -> bool:
    """Tell whether no factor has a number that could be taken out."""
    return all(polynomial.content(factor.above) == 1 for factor in factors)


def _is_as_reduced(answer: Node, key: Node, budget: Budget) -> bool:
    """Tell whether the parts of a quotient have degrees and common numbers no larger than the key's."""
    theirs, ours = value(answer, budget), value(key, budget)
    degrees = [
        (polynomial.degree(each.above), polynomial.degree(each.below), _common(each))
        for each in (theirs, ours)
    ]
    return all(one <= other for one, other in zip(*degrees, strict=True))


def _common(rational: Rational) -> Fraction:
    """Return the number that could be cancelled from both parts of a quotient."""
    above, below = polynomial.content(rational.above), polynomial.content(rational.below)
    return Fraction(
        math.gcd(above.numerator * below.denominator, below.numerator * above.denominator),
        above.denominator * below.denominator,
    )
