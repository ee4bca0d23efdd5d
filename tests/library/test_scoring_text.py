"""Short texts score whatever their capitals, accents and punctuation; slips are pointed out, not taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.bank import item, texts
from whynext.library.item import Key, Kind, Misconception
from whynext.library.scoring import score
from whynext.library.text import folded, is_slip

PLANT = item(Kind.SHORT_TEXT, Key("Photosynthesis", accepts=("assimilation",)))


@pytest.mark.parametrize(
    "text",
    [
        "photosynthesis",
        " PHOTOSYNTHESIS. ",
        "photo\u00adsynthesis",
        "Assimilation!",
        "phötosynthésis",
    ],
)
def test_capitals_accents_punctuation_and_spaces_do_not_count(text: str) -> None:
    """Capitals accents punctuation and spaces do not count."""
    assert score(PLANT, text).correct


@given(
    texts,
    st.sampled_from(
        [str.upper, str.title, lambda text: f"  {text} . ", lambda text: text.replace(" ", "  ")]
    ),
)
def test_any_text_is_right_for_itself_in_other_capitals_and_spaces(text: str, change) -> None:
    """Any text is right for itself in other capitals and spaces."""
    asked = item(Kind.SHORT_TEXT, text)
    assert score(asked, text).correct
    if folded(text).isalnum() and text.isascii():
        assert score(asked, change(text)).correct


@pytest.mark.parametrize(
    "text",
    [
        "photosythesis",
        "photosynthesiss",
        "photosinthesis",
        "phootsynthesis",
        "asimilation",
    ],
)
def test_a_slip_of_one_letter_is_pointed_out_and_not_silently_accepted(text: str) -> None:
    """A slip of one letter is pointed out and not silently accepted."""
    scored = score(PLANT, text)
    assert (scored.correct, scored.credit, scored.form_fault) == (False, 0.0, "spelling")
    assert scored.why == "Check the spelling."


@pytest.mark.parametrize("text", ["photosinthesys", "respiration", "photo"])
def test_another_word_is_wrong_without_a_hint_at_spelling(text: str) -> None:
    """Another word is wrong without a hint at spelling."""
    scored = score(PLANT, text)
    assert (scored.correct, scored.form_fault, scored.readable) == (False, None, True)


@pytest.mark.parametrize(
    ("key", "text"), [("cat", "cut"), ("1945", "1946"), ("in", "on"), ("x1000", "x1001")]
)
def test_one_letter_makes_a_short_word_or_a_year_another_one(key: str, text: str) -> None:
    """One letter makes a short word or a year another one."""
    assert score(item(Kind.SHORT_TEXT, key), text).form_fault is None


@given(st.text("abcde", min_size=4, max_size=9), st.integers(0, 8), st.sampled_from("abcde"))
def test_one_letter_missing_added_wrong_or_swapped_is_a_slip_both_ways(
    word: str, at: int, letter: str
) -> None:
    """One letter missing added wrong or swapped is a slip both ways."""
    at %= len(word)
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    for typed in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        swapped,
    ):
        if len(typed) >= 4 and typed != word:
            assert is_slip(typed, word), typed
            assert is_slip(word, typed), typed
    assert not is_slip(word, word)
    assert not is_slip("badcef", "abcdef")
    assert not is_slip("bacxef", "abcdef")
    assert not is_slip(word + "fg", word)


def test_a_misconception_goes_before_a_hint_at_spelling() -> None:
    """A misconception goes before a hint at spelling."""
    asked = item(
        Kind.SHORT_TEXT, "affect", misconceptions=(Misconception("noun", "effect", "That is the noun."),)
    )
    assert score(asked, "Effect").misconception == "noun"
    assert score(asked, "afect").form_fault == "spelling"


def test_where_capitals_count_so_do_accents_and_punctuation_and_the_student_is_told() -> None:
    """Where capitals count so do accents and punctuation and the student is told."""
    asked = item(Kind.SHORT_TEXT, Key("It's Élan", case_sensitive=True))
    assert score(asked, "  It’s   Élan ").correct
    for text in ("it's Élan", "Its Élan", "It's Elan"):
        scored = score(asked, text)
        assert scored.form_fault == "spelling"
        assert "capitals" in scored.why


def test_a_punctuation_mark_can_be_the_answer() -> None:
    """A punctuation mark can be the answer."""
    asked = item(Kind.SHORT_TEXT, "?")
    assert score(asked, " ? ").correct
    assert not score(asked, "!").correct


def test_parts_may_come_in_any_order_only_where_the_key_says_so() -> None:
    """Parts may come in any order only where the key says so."""
    free = item(Kind.SHORT_TEXT, Key("red, green, blue", ordered=False))
    strict = item(Kind.SHORT_TEXT, "red, green, blue")
    assert score(free, "Blue, red and green").correct
    assert not score(strict, "blue, red, green").correct
    assert not score(free, "red, green").correct
    assert not score(free, "red, green, blue, blue").correct


@pytest.mark.parametrize("text", ["", " ", "\u00a0\n"])
def test_nothing_written_is_unreadable(text: str) -> None:
    """Nothing written is unreadable."""
    assert not score(PLANT, text).readable


def test_signs_of_other_scripts_are_letters_and_stay() -> None:
    """Signs of other scripts are letters and stay."""
    assert folded("कि") != folded("क")
    assert folded("が") != folded("か")
    assert not score(item(Kind.SHORT_TEXT, "किताब"), "कताब").correct
