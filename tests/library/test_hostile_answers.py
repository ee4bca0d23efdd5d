"""No answer, however long or twisted, is run, hangs, or takes more than a fixed amount of work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.bank import item, lettered
from whynext.library import expression, polynomial
from whynext.library.expression import parse
from whynext.library.item import Item, Key, Kind
from whynext.library.polynomial import MAX_BITS, MAX_TERMS, MAX_WORK, Budget
from whynext.library.reading import MAX_LENGTH, Unreadable
from whynext.library.scoring import Scored, score

EVERY_KIND = [
    item(Kind.CHOICE, "a", options=lettered(3)),
    item(Kind.MULTIPLE_CHOICE, ("a", "b"), options=lettered(3)),
    item(Kind.ORDER, ("a", "b", "c"), options=lettered(3)),
    item(Kind.NUMBER, Key("0.5", unit="cm", tolerance=0.1)),
    item(Kind.FRACTION, "1/2"),
    item(Kind.EXPRESSION, Key("(x+1)/(y-2)", lowest_terms=True)),
    item(Kind.SHORT_TEXT, "photosynthesis"),
]

HOSTILE = {
    "power tower": "9**9**9",
    "power tower in brackets": "((9^999)^999)^999",
    "power tower of a letter": "((x^999)^999)^999",
    "brackets opened": "(" * MAX_LENGTH,
    "brackets nested": "(" * 200 + "x" + ")" * 200,
    "long": "x" * 10_000,
    "long number": "9" * 10_000,
    "longest number": "9" * MAX_LENGTH,
    "large power of a sum": "(x+1)^1000",
    "power of a long sum": "(a+b+c+d+f+g+h)^40",
    "product of sums": "*".join(["(x+y+z+1)"] * 45),
    "sum of quotients": "+".join(f"1/(x+{at})" for at in range(1, 60)),
    "chain of quotients": "/".join(f"(x+{at})" for at in range(1, 80)),
    "large coefficients": "*".join(f"({10**11 + at}x+{10**11 - at})" for at in range(13)),
    "signs": "-" * 499 + "x",
    "sum of powers": "+".join(f"x^{at}" for at in range(1, 90)),
    "import": "__import__('os').system('true')",
    "lambda": "(lambda: 1)()",
    "null": "\x00" * 400,
    "accents": "\u0301" * 400,
    "bars": "|" * 4000,
    "commas": "a," * 2000,
    "vulgar": "½" * 400,
    "exponent": "1e999999999",
    "power of ten": "1*10^9999",
    "groups": "1" + ",000" * 120,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("asked", EVERY_KIND, ids=lambda asked: asked.kind)
def test_a_hostile_answer_is_scored_as_wrong_or_unreadable(asked: Item, name: str) -> None:
    """A hostile answer is scored as wrong or unreadable."""
    scored = score(asked, HOSTILE[name])
    assert isinstance(scored, Scored)
    assert not scored.correct
    assert scored.why
    assert len(scored.why) < 400


@pytest.mark.parametrize("asked", EVERY_KIND, ids=lambda asked: asked.kind)
def test_ten_thousand_characters_are_never_an_answer(asked: Item) -> None:
    """Ten thousand characters are never an answer."""
    scored = score(asked, "1" * 10_000)
    assert not scored.readable


def test_an_answer_of_the_longest_length_is_read_and_one_letter_more_is_not() -> None:
    """An answer of the longest length is read and one letter more is not."""
    long = item(Kind.SHORT_TEXT, "a" * MAX_LENGTH)
    assert score(long, "a" * MAX_LENGTH).correct
    assert not score(long, "a" * (MAX_LENGTH + 1)).readable
    one = item(Kind.NUMBER, "1")
    assert score(one, "0" * (MAX_LENGTH - 1) + "1").correct
    assert not score(one, "0" * MAX_LENGTH + "1").readable


@given(st.text(max_size=60), st.sampled_from(EVERY_KIND), st.sampled_from(["en", "de", "??", ""]))
def test_any_text_is_scored_without_an_error(text: str, asked: Item, locale: str) -> None:
    """Any text is scored without an error."""
    scored = score(asked, text, locale=locale)
    assert 0.0 <= scored.credit <= 1.0
    assert scored.correct <= (scored.credit == 1.0)
    assert scored.readable or not scored.correct
    assert (scored.understood is None) == (not scored.readable)


@given(st.text("0123456789xyz+-*/^(). ", max_size=80), st.sampled_from(EVERY_KIND))
def test_any_text_of_mathematical_signs_is_scored_without_an_error(text: str, asked: Item) -> None:
    """Any text of mathematical signs is scored without an error."""
    assert score(asked, text) == score(asked, text)


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_an_expression_never_spends_more_than_its_budget(name: str) -> None:
    """Reading an expression never spends more than its budget."""
    text = HOSTILE[name]
    budget = Budget()
    try:
        value = expression.value(parse(text), budget)
    except Unreadable:
        return
    assert 0 <= budget.left <= MAX_WORK
    for terms in (value.above, value.below):
        assert len(terms) <= MAX_TERMS
        assert all(factor.numerator.bit_length() <= MAX_BITS for factor in terms.values())


def test_the_budget_is_paid_by_the_work_that_is_done() -> None:
    """The budget is paid by the work that is done."""
    budget = Budget(100)
    ten = {((name, 1),): 1 for name in "abcdefghij"}
    with pytest.raises(Unreadable, match="too complicated"):
        polynomial.times(ten, ten, budget)
    spent = Budget(1000)
    polynomial.times(ten, ten, spent)
    assert spent.left == 1000 - 2 * 100


def test_a_power_of_a_number_is_refused_before_it_is_computed() -> None:
    """A power of a number is refused before it is computed."""
    with pytest.raises(Unreadable, match="too complicated"):
        polynomial.power(polynomial.constant(polynomial.Fraction(9)), 10**9, Budget())
    assert polynomial.power(polynomial.constant(polynomial.Fraction(-1)), 10**9, Budget()) == polynomial.ONE
