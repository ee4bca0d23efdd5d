"""Expressions score by what they are worth, whatever their order and brackets, and nothing is ever run."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from library.bank import item
from whynext.library import expression, polynomial, shape
from whynext.library.expression import parse, same
from whynext.library.item import Key, Kind, Misconception
from whynext.library.polynomial import Budget, Polynomial
from whynext.library.reading import Unreadable
from whynext.library.scoring import score

coefficients = st.one_of(
    st.integers(-12, 12), st.fractions(min_value=-9, max_value=9, max_denominator=9)
).map(Fraction)
monomials = st.dictionaries(st.sampled_from("xyz"), st.integers(1, 4), max_size=3).map(
    lambda exponents: tuple(sorted(exponents.items()))
)
polynomials = st.dictionaries(monomials, coefficients.filter(bool), min_size=1, max_size=5)
linears = st.tuples(st.integers(-9, 9).filter(bool), st.integers(-9, 9), st.sampled_from("xy"))


def worth(text: str) -> polynomial.Rational:
    """Return what an expression is worth."""
    return expression.value(parse(text), Budget())


def written(terms: Polynomial, order: list[polynomial.Monomial], style: int) -> str:
    """Return a polynomial with its terms in this order, in one of several ways of writing."""
    times, power = [("*", "^"), ("", "^"), (" · ", "**"), (" ", "^")][style]
    text = []
    for monomial in order:
        factor = terms[monomial]
        letters = [name if each == 1 else f"{name}{power}{each}" for name, each in monomial]
        parts = [f"({factor})", *letters] if style else [*reversed(letters), f"({factor})"]
        text.append(times.join(parts))
    return " + ".join(text)


@given(polynomials, st.randoms(use_true_random=False), st.integers(0, 3))
def test_the_order_of_terms_and_the_way_of_writing_do_not_count(terms, random, style) -> None:
    """The order of terms and the way of writing do not count."""
    order = list(terms)
    random.shuffle(order)
    asked = item(Kind.EXPRESSION, polynomial.spelled(terms))
    assert score(asked, written(terms, order, style)).correct


@given(polynomials, coefficients)
def test_an_expression_with_one_coefficient_changed_is_wrong(terms: Polynomial, other: Fraction) -> None:
    """An expression with one coefficient changed is wrong."""
    asked = item(Kind.EXPRESSION, polynomial.spelled(terms))
    for monomial, factor in terms.items():
        assume(other != factor)
        changed = polynomial.plus({**terms, monomial: other}, {}, Budget())
        scored = score(asked, polynomial.spelled(changed))
        assert scored.readable
        assert not scored.correct


@given(st.lists(linears, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_factorised_and_expanded_spellings_are_the_same(factors, random) -> None:
    """Factorised and expanded spellings are the same."""

    def factor(each: tuple[int, int, str]) -> str:
        a, b, name = each
        return random.choice([f"({a}{name} + {b})", f"({b} + {name}*({a}))", f"-({-a}{name} - {b})"])

    product = "*".join(factor(each) for each in factors)
    expanded = str(worth(product))
    random.shuffle(factors)
    reordered = "".join(f"({a}{name} + {b})" for a, b, name in factors)
    assert same(parse(expanded), parse(product))
    assert same(parse(expanded), parse(reordered))
    assert not same(parse(expanded + "+1"), parse(product))


@given(polynomials)
def test_what_was_understood_is_read_back_as_the_same_expression(terms: Polynomial) -> None:
    """What was understood is read back as the same expression."""
    spelled = polynomial.spelled(terms)
    assert worth(spelled).above == terms
    assert str(worth(spelled)) == spelled


@given(polynomials, polynomials, st.sampled_from(["(x+1)", "y", "(2x-3y)", "z^2"]))
def test_a_quotient_is_the_same_when_both_parts_are_multiplied_alike(above, below, by: str) -> None:
    """A quotient is the same when both parts are multiplied alike."""
    one, other = polynomial.spelled(above), polynomial.spelled(below)
    assert same(parse(f"({one})/({other})"), parse(f"({by}*({one}))/(({other})*{by})"))
    assert not same(parse(f"({one})/({other})"), parse(f"({one})/(({other})*{by})"))


@given(polynomials, polynomials, polynomials)
def test_sums_and_products_keep_the_laws_of_arithmetic(a, b, c) -> None:
    """Sums and products keep the laws of arithmetic."""
    budget = Budget(10**9)
    plus, times = polynomial.plus, polynomial.times
    assert plus(a, b, budget) == plus(b, a, budget)
    assert times(a, b, budget) == times(b, a, budget)
    assert times(a, plus(b, c, budget), budget) == plus(times(a, b, budget), times(a, c, budget), budget)
    values = {"x": Fraction(2, 3), "y": Fraction(-5), "z": Fraction(7, 2)}
    assert at(times(a, b, budget), values) == at(a, values) * at(b, values)
    assert at(plus(a, b, budget), values) == at(a, values) + at(b, values)


def at(terms: Polynomial, values: dict[str, Fraction]) -> Fraction:
    """Return the value of a polynomial where its variables have these values."""
    total = Fraction(0)
    for monomial, factor in terms.items():
        total += factor * math.prod(values[name] ** exponent for name, exponent in monomial)
    return total


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2x+1", "1 + x*2"),
        ("x²y³", "y^3 x^2"),
        ("½x", "x/2"),
        ("0.5x", "x/2"),
        ("-x^2", "-(x^2)"),
        ("2x − 3", "-3 + 2x"),
        ("x÷2", "x:2"),
        ("[2{x+1}]", "2(x+1)"),
        ("x⁻¹", "1/x"),
        ("x^-2", "1/x^2"),
        ("x^(2)", "x*x"),
        ("a/b*c/d", "(a*c)/(b*d)"),
        ("(x^2-1)/(x-1)", "x+1"),
        ("1/x + 1/y", "(x+y)/(x*y)"),
        ("x--1", "x+1"),
        ("2(-x)", "-2x"),
        ("(x/y)^-2", "(y/x)^2"),
        ("x^0", "1"),
        ("αβ", "β*α"),
        ("x^500*x^500", "x^1000"),
        ("2*3", "6"),
        ("(1/3)x + (1/6)x", "x/2"),
    ],
)
def test_these_are_the_same(first: str, second: str) -> None:
    """These are the same."""
    assert score(item(Kind.EXPRESSION, second), first).correct


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("-x^2", "(-x)^2"),
        ("2x^2", "(2x)^2"),
        ("a/b*c", "a/(b*c)"),
        ("x-1-1", "x"),
        ("2^3", "6"),
        ("xy", "x+y"),
        ("x/2", "2/x"),
    ],
)
def test_these_are_not_the_same(first: str, second: str) -> None:
    """These are not the same."""
    scored = score(item(Kind.EXPRESSION, second), first)
    assert scored.readable
    assert not scored.correct


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing was written"),
        ("1/2x", "(1/2)x or 1/(2x)"),
        ("x/2y", "(1/2)x or 1/(2x)"),
        ("x2", "2x or x^2"),
        ("x 3", "2x or x^2"),
        ("1 1/2 x", "sign between numbers"),
        ("2^3^2", "Use brackets"),
        ("x^y", "whole number"),
        ("x^0.5", "whole number"),
        ("x^(1", "whole number"),
        ("x = 2", "equals sign"),
        ("x +", "missing at the end"),
        ("* x", "missing before «*»"),
        ("()", "missing before «)»"),
        ("(x", "not closed"),
        ("x)", "closing bracket without"),
        ("x & y", "«&»"),
        ("sin(x)", "«sin»"),
        ("hello", "«hello» is not an expression"),
        ("1/0", "divides by zero"),
        ("1/(x-x)", "divides by zero"),
        ("(x-x)^-1", "divides by zero"),
        ("0^0", "0 to the power of 0"),
        ("x_1", "«_»"),
        ("3,5x", "«,»"),
        ("x!", "«!»"),
        ("__import__('os')", "«_»"),
        ("x.real", "«.»"),
    ],
)
def test_what_is_no_expression_or_could_be_read_in_two_ways_is_unreadable_and_says_why(
    text: str, words: str
) -> None:
    """What is no expression or could be read in two ways is unreadable and says why."""
    scored = score(item(Kind.EXPRESSION, "x+y"), text)
    assert not scored.readable
    assert not scored.correct
    assert words in scored.why


def test_decimals_are_read_as_the_locale_writes_them() -> None:
    """Decimals are read as the locale writes them."""
    assert score(item(Kind.EXPRESSION, "x/2"), "0,5x", locale="de").correct
    assert not score(item(Kind.EXPRESSION, "x/2"), "0.5x", locale="de").readable


def test_a_capital_that_a_phone_wrote_is_read_as_the_expected_letter_unless_both_are_expected() -> None:
    """A capital that a phone wrote is read as the expected letter unless both are expected."""
    assert score(item(Kind.EXPRESSION, "2x"), "2X").correct
    both = item(Kind.EXPRESSION, "x + X")
    assert score(both, "X + x").correct
    assert not score(both, "2X").correct


def test_letters_of_a_function_name_are_a_product_where_all_of_them_are_expected() -> None:
    """Letters of a function name are a product where all of them are expected."""
    assert score(item(Kind.EXPRESSION, "l*n"), "ln").correct


def test_a_misconception_is_named_however_its_answer_is_spelled() -> None:
    """A misconception is named however its answer is spelled."""
    forgot = Misconception(
        "forgets-middle-term", "x^2 + 4", "Each part of one bracket meets each of the other."
    )
    asked = item(Kind.EXPRESSION, "(x+2)^2", misconceptions=(forgot,))
    scored = score(asked, "4 + x*x")
    assert (scored.misconception, scored.why, scored.understood) == (forgot.id, forgot.says, "x^2 + 4")


@pytest.mark.parametrize(
    ("key", "finished", "unfinished", "fault"),
    [
        (
            "x^2 + 2x + 1",
            ["1+2x+x²", "2x + 1 + x^2", "x^2+1+x*2"],
            ["(x+1)^2", "x*x+2x+1", "x^2+x+x+1", "x^2+2x+2-1", "x^2 + 2x + 1 + 0"],
            "not simplified",
        ),
        ("5x", ["5*x", "x*5", "(5x)"], ["2x+3x", "10x/2", "2.5*2x", "5x*1*1"], "not simplified"),
        ("x/2", ["(1/2)x", "0.5x", "½x"], ["2x/4", "x/2 + 0*x", "(2/4)x"], "not simplified"),
        ("-6", ["-6"], ["-2*3", "0-6", "-12/2"], "not simplified"),
        ("0", ["0"], ["x-x", "0x", "0+0"], "not simplified"),
        (
            "3(x+2)",
            ["(x+2)*3", "(2+x)*3", "-3(-x-2)"],
            ["3x+6", "x*3+6"],
            "not factorised",
        ),
        ("(x+1)(x-2)", ["(x-2)(1+x)", "-(2-x)(x+1)"], ["x^2-x-2", "x(x-1)-2"], "not factorised"),
        ("2(x+1)(x-2)", ["2(x-2)(x+1)"], ["(2x+2)(x-2)", "2x^2-2x-4"], "not factorised"),
        ("x(x+1)", ["(x+1)x"], ["x^2+x"], "not factorised"),
        ("(x+3)^2", ["(x+3)(x+3)", "(3+x)^2"], ["x^2+6x+9"], "not factorised"),
        (
            "(x+1)/(x-1)",
            ["(1+x)/(x-1)", "-(x+1)/(1-x)"],
            ["(x^2+2x+1)/(x^2-1)", "(2x+2)/(2x-2)"],
            "not simplified",
        ),
        ("1/x", ["x^-1"], ["2/(2x)", "x/x^2"], "not simplified"),
    ],
)
def test_an_answer_must_be_as_finished_as_the_key_where_that_is_asked(
    key: str, finished: list[str], unfinished: list[str], fault: str
) -> None:
    """An answer must be as finished as the key where that is asked."""
    asked, open_ = item(Kind.EXPRESSION, Key(key, lowest_terms=True)), item(Kind.EXPRESSION, key)
    for text in [key, *finished]:
        assert score(asked, text).correct, text
    for text in unfinished:
        assert score(asked, text).form_fault == fault, text
        assert score(asked, text).credit == 0.0
        assert score(open_, text).correct, text


@given(polynomials)
def test_the_spelling_of_any_polynomial_is_expanded_and_collected(terms: Polynomial) -> None:
    """The spelling of any polynomial is expanded and collected."""
    assert shape.is_collected(parse(polynomial.spelled(terms)))


def test_an_answer_as_finished_as_any_accepted_one_is_right() -> None:
    """An answer as finished as any accepted one is right."""
    asked = item(Kind.EXPRESSION, Key("(x+1)^2", accepts=("x^2+2x+1",), lowest_terms=True))
    assert score(asked, "x^2+2x+1").correct
    assert score(asked, "(x+1)(x+1)").correct
    assert not score(asked, "x^2+x+x+1").correct


def test_the_variables_of_an_expression_are_all_its_letters() -> None:
    """The variables of an expression are all its letters."""
    assert expression.variables(parse("-a(b + c^2)/(3d)")) == frozenset("abcd")


def test_too_deep_brackets_are_refused_and_thirty_are_read() -> None:
    """Too deep brackets are refused and thirty are read."""
    assert same(parse("(" * 30 + "x" + ")" * 30), parse("x"))
    with pytest.raises(Unreadable, match="too complicated"):
        parse("(" * 31 + "x" + ")" * 31)
