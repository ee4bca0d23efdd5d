"""Choices, multiple choices and orders: what is picked, by id or by text, and what part of it is right."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.bank import item, lettered
from whynext.base.errors import Refused
from whynext.library.item import Item, Key, Kind, Misconception, Option
from whynext.library.scoring import score

CHOICE = item(
    Kind.CHOICE,
    "b",
    options=(
        Option("a", "Paris", "That is the capital of France.", "mixes-up-neighbours"),
        Option("b", "Rome", "Yes, since 1871."),
        Option("c", "Milan, the largest"),
        Option("d", "b"),
    ),
    misconceptions=(Misconception("largest-is-capital", "c", "The largest city need not be the capital."),),
)
SEVERAL = item(Kind.MULTIPLE_CHOICE, ("a", "b", "c"), options=lettered(5))
ORDER = item(Kind.ORDER, ("a", "b", "c", "d"), options=lettered(4))


@pytest.mark.parametrize("given_", ["b", "B", " b) ", "b.", "Rome", " rome ", ["b"]])
def test_an_option_is_picked_by_its_id_or_by_its_text(given_: str | list[str]) -> None:
    """An option is picked by its id or by its text."""
    scored = score(CHOICE, given_)
    assert (scored.correct, scored.credit, scored.understood) == (True, 1.0, "b")
    assert scored.why == "Yes, since 1871."


def test_an_id_goes_before_an_equal_text() -> None:
    """An id goes before an equal text."""
    assert score(CHOICE, "b").understood == "b"
    assert score(CHOICE, "d").understood == "d"


def test_a_wrong_option_gives_its_feedback_and_its_misconception() -> None:
    """A wrong option gives its feedback and its misconception."""
    scored = score(CHOICE, "a")
    assert (scored.correct, scored.credit, scored.misconception) == (False, 0.0, "mixes-up-neighbours")
    assert scored.why == "That is the capital of France."


def test_a_misconception_listed_apart_is_named_too() -> None:
    """A misconception listed apart is named too."""
    scored = score(CHOICE, "Milan, the largest")
    assert (scored.misconception, scored.why) == ("largest-is-capital", CHOICE.misconceptions[0].says)


@pytest.mark.parametrize("given_", ["", "e", "Berlin", ["a", "b"], [], None, 7, b"b", [1]])
def test_what_is_no_option_is_unreadable_and_the_options_are_named(given_: object) -> None:
    """What is no option is unreadable and the options are named."""
    scored = score(CHOICE, given_)  # type: ignore[arg-type]
    assert (scored.readable, scored.correct) == (False, False)
    assert scored.why


def test_an_unknown_option_is_answered_with_the_known_ones() -> None:
    """An unknown option is answered with the known ones."""
    assert "Choose from a, b, c, d" in score(CHOICE, "e").why


@pytest.mark.parametrize(
    "given_",
    [
        ["c", "a", "b"],
        "a, b, c",
        "c b a",
        "a | c | b",
        "a;b;c",
        ["a", "a", "b", "c"],
        "option 1, option 2, option 3",
    ],
)
def test_several_options_are_right_in_any_order_and_way_of_writing(given_: str | list[str]) -> None:
    """Several options are right in any order and way of writing."""
    assert score(SEVERAL, given_).correct


@given(st.sets(st.sampled_from("abcde"), min_size=1))
def test_credit_of_several_is_right_picks_less_wrong_ones_over_the_right_number_and_never_negative(
    picks: set[str],
) -> None:
    """Credit of several is right picks less wrong ones over the right number and never negative."""
    scored = score(SEVERAL, sorted(picks))
    right, wrong = len(picks & set("abc")), len(picks - set("abc"))
    assert scored.credit == max(0.0, (right - wrong) / 3)
    assert scored.correct == (picks == set("abc")) == (scored.credit == 1.0)


def test_picking_everything_does_not_pay() -> None:
    """Picking everything does not pay."""
    half = item(Kind.MULTIPLE_CHOICE, ("a", "b"), options=lettered(4))
    assert score(half, "a b c d").credit == 0.0


def test_one_option_whose_text_has_commas_can_be_typed_whole() -> None:
    """One option whose text has commas can be typed whole."""
    options = (Option("a", "red, green"), Option("b", "red"), Option("c", "green"))
    assert score(item(Kind.MULTIPLE_CHOICE, ("a",), options=options), "red, green").understood == "a"


@pytest.mark.parametrize(
    ("picks", "why"),
    [
        ("d e", "None of your picks are right, 2 not."),
        ("a d", "1 of your picks is right, 1 not."),
        ("a b d", "2 of your picks are right, 1 not."),
        ("a b", "What you picked is right, but something is missing."),
    ],
)
def test_the_student_is_told_how_many_picks_are_right_but_not_which(picks: str, why: str) -> None:
    """The student is told how many picks are right but not which."""
    assert score(SEVERAL, picks).why == why


def test_a_wrong_pick_names_its_misconception() -> None:
    """A wrong pick names its misconception."""
    options = (Option("a", "1"), Option("b", "2"), Option("c", "4", misconception="doubles"))
    asked = item(Kind.MULTIPLE_CHOICE, ("a",), options=options)
    assert score(asked, "a c").misconception == "doubles"
    assert score(asked, "a b").misconception is None


def test_a_set_of_picks_can_be_a_misconception_itself() -> None:
    """A set of picks can be a misconception itself."""
    asked = item(
        Kind.MULTIPLE_CHOICE,
        ("a",),
        options=lettered(3),
        misconceptions=(Misconception("m", "b | c", "No."),),
    )
    assert score(asked, "c, b").misconception == "m"


@given(st.permutations("abcd"))
def test_credit_of_an_order_is_the_share_of_neighbouring_pairs_that_are_right(order: list[str]) -> None:
    """Credit of an order is the share of neighbouring pairs that are right."""
    scored = score(ORDER, order)
    kept = sum(pair in set(pairwise("abcd")) for pair in pairwise(order))
    assert scored.credit == kept / 3
    assert scored.correct == ("".join(order) == "abcd")
    assert scored.understood == " | ".join(order)


@pytest.mark.parametrize("given_", ["a b c", "a b c c", "a b c d d", "a b c e", "", [], ["a"] * 4])
def test_an_order_must_have_each_option_once(given_: str | list[str]) -> None:
    """An order must have each option once."""
    scored = score(ORDER, given_)
    assert not scored.readable
    assert "a, b, c, d" in scored.why


@pytest.mark.parametrize(
    "given_", ["a>b>c>d", "a, b, c, d", "A B C D", "option 1 | option 2 | option 3 | option 4"]
)
def test_an_order_can_be_typed(given_: str) -> None:
    """An order can be typed."""
    assert score(ORDER, given_).correct


def test_a_misconception_of_an_order_is_named() -> None:
    """A misconception of an order is named."""
    asked = item(
        Kind.ORDER,
        ("a", "b", "c"),
        options=lettered(3),
        misconceptions=(Misconception("m", "c | b | a", "No."),),
    )
    assert score(asked, "c b a").misconception == "m"


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.FRACTION, Kind.EXPRESSION, Kind.SHORT_TEXT])
def test_an_item_whose_own_key_cannot_be_read_is_refused_and_the_student_is_not_blamed(kind: Kind) -> None:
    """An item whose own key cannot be read is refused and the student is not blamed."""
    broken: Item = item(kind, Key(" "))
    with pytest.raises(Refused, match="correct the item"):
        score(broken, "1")
