"""Reading algebraic expressions as students write them, without ever running what they wrote.

The grammar: sums and differences of terms; terms are products, with or without a sign between the
factors, and quotients; powers have whole numbers as exponents; every letter is a variable. What could be
read in two ways is not read at all: ``1/2x``, ``x2``, ``2^3^2``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from whynext.library import polynomial
from whynext.library.polynomial import ONE, Budget, Rational, too_complicated
from whynext.library.reading import PLAIN, Convention, Unreadable, plain

MAX_DEPTH = 30
MAX_EXPONENT = 1_000

_FUNCTIONS = frozenset(
    ["sin", "cos", "tan", "cot", "sec", "csc", "log", "lg", "ln", "exp", "sqrt", "root", "abs", "mod", "lim"]
)


@dataclass(frozen=True, slots=True)
class Num:
    """A number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Var:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Neg:
    """Minus something."""

    of: Node


@dataclass(frozen=True, slots=True)
class Sum:
    """Two or more terms added; a difference adds a :class:`Neg`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Two or more factors."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """One expression over another."""

    above: Node
    below: Node


@dataclass(frozen=True, slots=True)
class Power:
    """An expression to the power of a whole number."""

    base: Node
    exponent: int


Node = Num | Var | Neg | Sum | Product | Quotient | Power


def parse(text: str, *, written: Convention = PLAIN, letters: Collection[str] | None = None) -> Node:
    """Return the tree of an expression.

    Parameters
    ----------
    text
        What was typed.
    written
        The decimal sign; groups of digits are not read in expressions.
    letters
        The variables that are expected. A letter in the other case is read as the expected one, and three
        or more letters in a row that are not all expected are refused as a word. None expects any.

    Raises
    ------
    Unreadable
        If it is no expression, could be read in two ways, or is nested too deeply.

    Examples
    --------
    >>> parse("2(x+1)")
    Product(parts=(Num(value=Fraction(2, 1)), Sum(parts=(Var(name='x'), Num(value=Fraction(1, 1))))))
    """
    typed = plain(text, fraction="\x01{}/{}\x02").replace("**", "^").replace(":", "/")
    if "=" in typed:
        raise Unreadable("This has an equals sign.", "Write only the expression.")
    return _Parser(_tokens(typed, written, letters)).whole()


def value(node: Node, budget: Budget) -> Rational:
    """Return what an expression is worth, as a polynomial over a polynomial.

    Raises
    ------
    Unreadable
        If it divides by zero, or takes more than the budget.

    Examples
    --------
    >>> str(value(parse("(x+1)(x-1) + 1"), Budget()))
    'x^2'
    """
    match node:
        case Num(number):
            return Rational(polynomial.constant(number), ONE)
        case Var(name):
            return Rational(polynomial.variable(name), ONE)
        case Neg(of):
            minus = Rational(polynomial.constant(Fraction(-1)), ONE)
            return polynomial.multiplied(minus, value(of, budget), budget)
        case Power(base, exponent):
            return _power(value(base, budget), exponent, budget)
        case Quotient(above, below):
            under = polynomial.inverse(value(below, budget), budget)
            return polynomial.multiplied(value(above, budget), under, budget)
        case Sum(parts) | Product(parts):
            join = polynomial.added if isinstance(node, Sum) else polynomial.multiplied
            result = value(parts[0], budget)
            for part in parts[1:]:
                result = join(result, value(part, budget), budget)
            return result


def _power(base: Rational, exponent: int, budget: Budget) -> Rational:
    """Return a power, which 0 to the power of 0 has not."""
    if exponent == 0 and not base.above:
        raise Unreadable("0 to the power of 0 has no value.")
    return polynomial.raised(base, exponent, budget)


def same(first: Node, second: Node) -> bool:
    """Tell whether two expressions are equal wherever both are defined.

    Raises
    ------
    Unreadable
        If comparing them takes more than the budget.

    Examples
    --------
    >>> same(parse("(x+1)^2"), parse("x^2 + 2x + 1")), same(parse("2x"), parse("x^2"))
    (True, False)
    """
    budget = Budget()
    return polynomial.equal(value(first, budget), value(second, budget), budget)


def variables(node: Node) -> frozenset[str]:
    """Return the names of the variables of an expression."""
    match node:
        case Num():
            return frozenset()
        case Var(name):
            return frozenset([name])
        case Neg(of) | Power(of, _):
            return variables(of)
        case Quotient(above, below):
            return variables(above) | variables(below)
        case Sum(parts) | Product(parts):
            return frozenset().union(*(variables(part) for part in parts))


Token = Fraction | str
"""A number, a letter, or one of the signs ``+ - * / ^ ( )``; the empty text ends the expression."""


def _tokens(typed: str, written: Convention, letters: Collection[str] | None) -> list[Token]:
    """Return the tokens of an expression and an empty one at its end."""
    sign = re.escape(written.decimal)
    pattern = re.compile(rf"\s*(?:(\d+(?:{sign}\d+)?|{sign}\d+)|\x01(\d+/\d+)\x02|([^\W\d_]+)|(\S))")
    tokens: list[Token] = []
    for number, vulgar, run, other in pattern.findall(typed):
        if number or vulgar:
            tokens.append(Fraction(vulgar or number.replace(written.decimal, ".")))
        elif run:
            tokens.extend(_letters(run, letters))
        elif other in "+-*/^()":
            tokens.append(other)
        else:
            raise Unreadable(f"«{other}» is not part of an expression that I can read.")
    return [*tokens, ""]


def _letters(run: str, expected: Collection[str] | None) -> list[Token]:
    """Return the variables that a run of letters names, refusing words and functions."""
    known = expected or ()
    variables = [letter if letter in known else _other_case(letter, known) for letter in run]
    stranger = any(variable not in known for variable in variables)
    if run.lower() in _FUNCTIONS and stranger:
        raise Unreadable(f"The function «{run}» is not one that I can read.")
    if expected is not None and stranger and len(run) > 2:
        raise Unreadable(f"«{run}» is not an expression.", f"Use {' and '.join(sorted(known)) or 'numbers'}.")
    return list(variables)


def _other_case(letter: str, known: Collection[str]) -> str:
    """Return the letter in the other case if that one is expected, as phones write capitals unasked."""
    return letter.swapcase() if letter.swapcase() in known else letter


@dataclass(slots=True)
class _Parser:
    """Reads tokens from left to right, one method for each level of binding."""

    tokens: list[Token]
    at: int = 0
    depth: int = 0

    def whole(self) -> Node:
        """Return the whole expression."""
        node = self.sum()
        if self.next == ")":
            raise Unreadable("There is a closing bracket without an opening one.")
        return node

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.at]

    def took(self, *signs: str) -> str:
        """Take the next token if it is one of these signs; return it, or an empty text."""
        token = self.next
        if isinstance(token, str) and token and token in signs:
            self.at += 1
            return token
        return ""

    def sum(self) -> Node:
        """Return terms joined by + and -."""
        parts = [self.term()]
        while sign := self.took("+", "-"):
            term = self.term()
            parts.append(Neg(term) if sign == "-" else term)
        return parts[0] if len(parts) == 1 else Sum(tuple(parts))

    def term(self) -> Node:
        """Return factors joined by *, / or nothing; ``a/b*c/d`` is ``(a*c)/(b*d)``."""
        above, below, divided = [self.signed()], list[Node](), False
        while True:
            if sign := self.took("*", "/"):
                divided = sign == "/"
                (below if divided else above).append(self.signed())
            elif self.starts_factor():
                self.refuse_unclear(divided)
                above.append(self.power())
            else:
                break
        return Quotient(_product(above), _product(below)) if below else _product(above)

    def starts_factor(self) -> bool:
        """Tell whether a factor comes next without a sign."""
        token = self.next
        return isinstance(token, Fraction) or token == "(" or token.isalpha()

    def refuse_unclear(self, divided: bool) -> None:
        """Refuse a product without a sign that could be read in two ways."""
        if divided:
            raise Unreadable(
                "What follows the division could belong below the bar or beside it.",
                "Use brackets, as in (1/2)x or 1/(2x).",
            )
        if isinstance(self.next, Fraction):
            raise Unreadable(
                "A number right after something can be read in two ways.",
                "Write 2x or x^2, and a sign between numbers.",
            )

    def signed(self) -> Node:
        """Return a power with any signs before it; ``-x^2`` is minus the square."""
        minus = False
        while sign := self.took("+", "-"):
            minus ^= sign == "-"
        return Neg(self.power()) if minus else self.power()

    def power(self) -> Node:
        """Return an atom, perhaps with an exponent."""
        base = self.atom()
        if not self.took("^"):
            return base
        exponent = self.exponent()
        if self.next == "^":
            raise Unreadable("A power of a power can be read in two ways.", "Use brackets, as in (2^3)^2.")
        return Power(base, exponent)

    def exponent(self) -> int:
        """Return an exponent: a whole number, perhaps with a sign and in brackets."""
        bracket = self.took("(")
        minus = self.took("+", "-") == "-"
        token = self.next
        if not isinstance(token, Fraction) or token.denominator != 1:
            raise Unreadable("An exponent must be a whole number.", "Write an exponent as in x^2.")
        self.at += 1
        if bracket and not self.took(")"):
            raise Unreadable("An exponent must be a whole number.", "Write an exponent as in x^2.")
        if token > MAX_EXPONENT:
            raise too_complicated()
        return -int(token) if minus else int(token)

    def atom(self) -> Node:
        """Return a number, a variable or an expression in brackets."""
        token = self.next
        if self.took("("):
            return self.bracket()
        if isinstance(token, Fraction):
            self.at += 1
            return Num(token)
        if token.isalpha():
            self.at += 1
            return Var(token)
        raise Unreadable(
            f"Something is missing before «{token}»." if token else "Something is missing at the end.",
            "Write an expression such as 2x + 1.",
        )

    def bracket(self) -> Node:
        """Return the expression up to the closing bracket."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise too_complicated()
        node = self.sum()
        if not self.took(")"):
            raise Unreadable("A bracket is not closed.", "Write a closing bracket for each opening one.")
        self.depth -= 1
        return node


def _product(factors: list[Node]) -> Node:
    """Return the product of these factors."""
    return factors[0] if len(factors) == 1 else Product(tuple(factors))
