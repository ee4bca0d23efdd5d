"""Numbers and fractions score by what they are worth, in the notations that are accepted."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from library.bank import item
from whynext.library.item import Key, Kind, Misconception
from whynext.library.number import Notation, read, spelled
from whynext.library.reading import Unreadable, convention
from whynext.library.scoring import score

fractions = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=500)
terminating = st.builds(
    lambda whole, places: Fraction(whole, 10**places), st.integers(-(10**9), 10**9), st.integers(0, 6)
)
factors = st.integers(1, 12)

HALF = item(Kind.NUMBER, "0.5")
OPEN_HALF = item(Kind.NUMBER, Key("0.5", accepts=("1/2", "50%", "5e-1")))


def spellings(value: Fraction, times: int) -> list[str]:
    """Return many ways to write a fraction."""
    above, below = abs(value.numerator) * times, value.denominator * times
    sign = "-" if value < 0 else ""
    whole, rest = divmod(above, below)
    ways = [
        f"{sign}{above}/{below}",
        f" {sign} {above} / {below} ",
        f"{sign.replace('-', '−')}{above}⁄{below}",
    ]
    if whole:
        ways.append(f"{sign}{whole} {rest}/{below}")
    if value >= 0:
        ways.append(f"+{above}/{below}")
    if value.denominator == 1:
        ways.append(str(value.numerator))
    return ways


@given(fractions, factors, fractions)
def test_every_spelling_of_a_fraction_is_right_and_no_spelling_of_another_is(
    value: Fraction, times: int, other: Fraction
) -> None:
    """Every spelling of a fraction is right and no spelling of another is."""
    asked = item(Kind.FRACTION, f"{value.numerator}/{value.denominator}")
    for way in spellings(value, times):
        assert score(asked, way).correct, way
    assume(other != value)
    for way in spellings(other, times):
        scored = score(asked, way)
        assert scored.readable, way
        assert not scored.correct, way


@given(fractions, factors)
def test_lowest_terms_accepts_only_lowest_terms_and_says_so(value: Fraction, times: int) -> None:
    """Lowest terms accepts only lowest terms and says so."""
    asked = item(Kind.FRACTION, Key(f"{value.numerator}/{value.denominator}", lowest_terms=True))
    above, below = value.numerator * times, value.denominator * times
    scored = score(asked, f"{above}/{below}")
    assert scored.correct == (times == 1)
    assert scored.form_fault == (None if times == 1 else "not in lowest terms")
    assert scored.credit == float(times == 1)


@given(terminating, st.sampled_from(["en", "de", "fr", "de-CH", "en-IN", "sv"]))
def test_every_spelling_of_a_decimal_is_right_in_every_locale(value: Fraction, locale: str) -> None:
    """Every spelling of a decimal is right in every locale."""
    written = convention(locale)
    asked = item(Kind.NUMBER, spelled(value))
    sign, digits = ("-", spelled(-value)) if value < 0 else ("", spelled(value))
    whole, _, places = digits.partition(".")
    local = f"{whole}{written.decimal}{places or 0}"
    ways = [sign + local, sign + local + "00", "−" + local if sign else "+" + local]
    if whole == "0":
        ways.append(sign + local[1:])
    grouped, rest = f"{int(whole):,}", local[len(whole) :]
    ways += [sign + grouped.replace(",", separator) + rest for separator in [*written.groups, " ", "\u202f"]]
    for way in ways:
        assert score(asked, way, locale=locale).correct, (way, local)
    assert not score(asked, sign + local + "1", locale=locale).correct


@given(fractions)
def test_the_shortest_spelling_of_a_number_is_read_back_as_the_same_number(value: Fraction) -> None:
    """The shortest spelling of a number is read back as the same number."""
    assert read(spelled(value)).value == value


@pytest.mark.parametrize("text", ["0.5", ".5", ".50", "0.500", " 0.5 ", "+.5", "０．５", "٠.٥"])
def test_a_number_can_be_written_with_or_without_zeros_and_in_any_digits(text: str) -> None:
    """A number can be written with or without zeros and in any digits."""
    assert score(HALF, text).correct


@pytest.mark.parametrize("text", ["1/2", "½", "50%", "50 %", "5e-1", "5 × 10⁻¹", "5*10^(-1)"])
def test_a_fraction_or_percentage_is_right_for_a_number_only_where_the_key_accepts_it(text: str) -> None:
    """A fraction or percentage is right for a number only where the key accepts it."""
    assert score(OPEN_HALF, text).correct
    refused = score(HALF, text)
    assert not refused.correct
    assert refused.form_fault == "notation"
    assert refused.readable
    assert refused.understood == "0.5"


@pytest.mark.parametrize(
    ("text", "value"), [("1 1/2", "3/2"), ("1½", "3/2"), ("-2 3/4", "-11/4"), ("0 1/2", "1/2")]
)
def test_mixed_numbers_are_the_whole_plus_the_part_and_a_sign_holds_for_both(text: str, value: str) -> None:
    """Mixed numbers are the whole plus the part and a sign holds for both."""
    assert score(item(Kind.FRACTION, value), text).correct


@pytest.mark.parametrize("text", ["1 2/4", "0 3/2", "1 4/3"])
def test_a_mixed_number_in_lowest_terms_has_a_proper_reduced_part(text: str) -> None:
    """A mixed number in lowest terms has a proper reduced part."""
    value = read(text).value
    assert (
        score(item(Kind.FRACTION, Key(str(value), lowest_terms=True)), text).form_fault
        == "not in lowest terms"
    )
    assert score(item(Kind.FRACTION, Key("3/2", lowest_terms=True)), "1 1/2").correct


def test_a_decimal_is_a_fraction_only_where_the_key_accepts_it() -> None:
    """A decimal is a fraction only where the key accepts it."""
    assert score(item(Kind.FRACTION, "1/2"), "0.5").form_fault == "notation"
    assert score(item(Kind.FRACTION, Key("1/2", accepts=("0.5",))), "0.5").correct


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1,5", "de", "1.5"),
        ("1.500", "de", "1500"),
        ("1,500", "en", "1500"),
        ("1 500,25", "fr", "1500.25"),
        ("1'500.25", "de-CH", "1500.25"),
        ("1’500.25", "de_CH.UTF-8", "1500.25"),
        ("12,34,567", "en-IN", "1234567"),
        ("1,234,567.5", "en-IN", "1234567.5"),
        ("1.5", "es-MX", "1.5"),
        ("٣٫٥", "ar-EG", "3.5"),
    ],
)
def test_signs_are_read_as_the_locale_writes_them(text: str, locale: str, value: str) -> None:
    """Signs are read as the locale writes them."""
    assert score(item(Kind.NUMBER, value), text, locale=locale).correct


@pytest.mark.parametrize(
    ("text", "locale"),
    [("1,5", "en"), ("1.5", "de"), ("1,50", "tlh"), ("0,500", "en"), ("1,000,00", "en"), ("1.00.000", "de")],
)
def test_what_could_be_another_number_in_this_locale_is_not_read_and_what_would_be_is_said(
    text: str, locale: str
) -> None:
    """What could be another number in this locale is not read and what would be is said."""
    scored = score(item(Kind.NUMBER, "1.5"), text, locale=locale)
    assert not scored.readable
    assert f"3{convention(locale).decimal}5" in scored.why


@pytest.mark.parametrize(
    "text", ["", "  ", "abc", "--5", "+-5", "5-", "1 2", "1/2/3", "1.2.3", ".", "2*3", "(5)", "1e", "x"]
)
def test_what_is_no_number_is_unreadable_and_not_wrong(text: str) -> None:
    """What is no number is unreadable and not wrong."""
    scored = score(HALF, text)
    assert (scored.readable, scored.correct, scored.understood) == (False, False, None)
    assert scored.why


def test_dividing_by_zero_is_unreadable() -> None:
    """Dividing by zero is unreadable."""
    scored = score(item(Kind.FRACTION, "1/2"), "1/0")
    assert not scored.readable
    assert "zero" in scored.why


@given(terminating, st.floats(0, 100).map(lambda number: round(number, 3)), st.integers(-200_000, 200_000))
def test_a_number_is_right_exactly_within_its_tolerance(
    value: Fraction, tolerance: float, thousandths: int
) -> None:
    """A number is right exactly within its tolerance."""
    asked = item(Kind.NUMBER, Key(spelled(value), tolerance=tolerance))
    away = Fraction(thousandths, 1000)
    assert score(asked, spelled(value + away)).correct == (abs(away) <= Fraction(str(tolerance)))


LENGTH = item(Kind.NUMBER, Key("12", unit="cm | centimetres"))


@pytest.mark.parametrize("text", ["12", "12 cm", "12cm", "12 CM", "12 cm.", "12 Centimetres", "12.0\u00a0cm"])
def test_a_unit_may_be_written_in_any_of_its_spellings_or_left_out(text: str) -> None:
    """A unit may be written in any of its spellings or left out."""
    assert score(LENGTH, text).correct


@pytest.mark.parametrize("text", ["12 m", "120 mm", "12 cm^2", "12 %", "12 cmm"])
def test_another_unit_is_refused_with_a_reason_and_without_credit(text: str) -> None:
    """Another unit is refused with a reason and without credit."""
    scored = score(LENGTH, text)
    assert scored.form_fault == ("wrong unit" if text != "12 %" else None)
    assert scored.credit == 0.0
    assert not scored.correct


def test_a_unit_that_nobody_asked_for_is_unreadable_not_wrong() -> None:
    """A unit that nobody asked for is unreadable not wrong."""
    scored = score(item(Kind.NUMBER, "12"), "12 apples")
    assert not scored.readable
    assert "«apples»" in scored.why


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("$", "$12"),
        ("$", "12 $"),
        ("€", "12 €"),
        ("km/h", "12 km/h"),
        ("m²", "12 m^2"),
        ("m2", "12 m²"),
        ("°", "12°"),
        ("%", "12%"),
        ("'", "12'"),
    ],
)
def test_units_with_signs_are_read_before_or_after_the_number(unit: str, text: str) -> None:
    """Units with signs are read before or after the number."""
    assert score(item(Kind.NUMBER, Key("12", unit=unit)), text).correct


def test_capitals_of_a_unit_count_only_where_asked() -> None:
    """Capitals of a unit count only where asked."""
    assert score(item(Kind.NUMBER, Key("5", unit="mW")), "5 MW").correct
    assert (
        score(item(Kind.NUMBER, Key("5", unit="mW", case_sensitive=True)), "5 MW").form_fault == "wrong unit"
    )


def test_the_sign_of_money_may_stand_on_either_side_of_the_currency() -> None:
    """The sign of money may stand on either side of the currency."""
    owed = item(Kind.NUMBER, Key("-5", unit="$"))
    assert score(owed, "-$5").correct
    assert score(owed, "$-5").correct
    assert not score(owed, "-$-5").readable


def test_a_misconception_is_named_however_its_answer_is_spelled() -> None:
    """A misconception is named however its answer is spelled."""
    added = Misconception("adds-across", "2/5", "You added above and below.")
    asked = item(Kind.FRACTION, "5/6", misconceptions=(added,))
    for text in ("2/5", "4/10", " 6 / 15"):
        scored = score(asked, text)
        assert (scored.misconception, scored.why, scored.correct) == ("adds-across", added.says, False)
    assert score(asked, "1/5").misconception is None


def test_the_reason_never_gives_the_answer_away() -> None:
    """The reason never gives the answer away."""
    asked = item(Kind.FRACTION, Key("17/23", lowest_terms=True))
    for text in ("34/46", "1/2", "", "0.5"):
        assert "17" not in score(asked, text).why


def test_what_was_understood_is_one_spelling_for_all_that_mean_the_same() -> None:
    """What was understood is one spelling for all that mean the same."""
    asked = item(Kind.FRACTION, Key("1/3", accepts=("0.5",)))
    assert {score(asked, text).understood for text in ("1/2", "2/4", "½", "0.50")} == {"0.5"}
    assert score(asked, "-4/6").understood == "-2/3"


def test_one_answer_in_a_list_is_that_answer_and_several_are_none() -> None:
    """One answer in a list is that answer and several are none."""
    assert score(HALF, ["0.5"]).correct
    assert not score(HALF, ["0.5", "0.6"]).readable
    assert not score(HALF, []).readable


def test_a_number_remembers_how_it_was_written() -> None:
    """A number remembers how it was written."""
    notations = {text: read(text).notation for text in ("3", "3.0", "6/2", "300%", "3e0")}
    assert list(notations.values()) == list(Notation)
    with pytest.raises(Unreadable):
        read("3e99")
