"""What is known of a student: the latest counts, nothing later is used, and nobody is included unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.base.ids import PersonId, StudentId
from whynext.process.information import Sensitivity
from whynext.roster import consent, profile
from whynext.roster.consent import Consent, may_be_included
from whynext.roster.profile import ProfileItem

START = datetime(2026, 9, 1, 8, tzinfo=UTC)


def item(name, value, day=0, student="ada", **more):
    """Something said of a student on a day."""
    return ProfileItem(StudentId(student), name, value, "t1", START + timedelta(days=day), **more)


def said(*items):
    """Items as a frame."""
    return profile.frame(items)


def test_of_a_single_valued_name_the_latest_item_counts():
    """Of a single valued name the latest item counts."""
    frame = said(item("autonomy", 2, 0), item("autonomy", 4, 5), item("autonomy", 3, 2))
    assert profile.latest(frame, "autonomy", START + timedelta(days=9))["number"].to_list() == [4.0]
    assert profile.latest(frame, "autonomy", START + timedelta(days=3))["number"].to_list() == [3.0]


def test_nothing_said_later_is_used():
    """Nothing said later is used."""
    frame = said(item("autonomy", 4, 5))
    assert profile.latest(frame, "autonomy", START).is_empty()


def test_an_item_without_a_value_withdraws_what_was_said_before():
    """An item without a value withdraws what was said before."""
    frame = said(item("autonomy", 2, 0), item("autonomy", None, 1))
    assert profile.latest(frame, "autonomy", START + timedelta(days=2))["number"].to_list() == [None]


def test_an_interest_said_again_with_strength_zero_is_withdrawn_and_the_others_stay():
    """An interest said again with strength zero is withdrawn and the others stay."""
    frame = said(
        item("interest", "space"), item("interest", "horses", 1), item("interest", "space", 2, strength=0)
    )
    later = START + timedelta(days=3)
    assert profile.words(frame, "interest", later)["word"].to_list() == ["horses"]
    assert profile.words(frame, "interest", START + timedelta(days=1))["word"].to_list() == [
        "horses",
        "space",
    ]


def test_none_gives_way_to_any_other_word():
    """None gives way to any other word."""
    frame = said(item("accommodation", "none"), item("accommodation", "large_print", 1))
    assert profile.words(frame, "accommodation", START)["word"].to_list() == ["none"]
    later = profile.words(frame, "accommodation", START + timedelta(days=1))
    assert later["word"].to_list() == ["large_print"]


@given(st.permutations(range(6)), st.integers(0, 6))
def test_the_order_of_rows_never_matters(order, day):
    """The order of rows never matters."""
    items = [item("autonomy", 1 + n % 4, n // 2) for n in range(6)]
    as_of = START + timedelta(days=day)
    plain = profile.latest(said(*items), "autonomy", as_of)
    mixed = profile.latest(said(*(items[n] for n in order)), "autonomy", as_of)
    assert plain.equals(mixed)


def test_accommodations_are_sensitive_whatever_was_said():
    """Accommodations are sensitive whatever was said."""
    assert said(item("extra_time", 1.5))["sensitivity"].to_list() == ["sensitive"]


def test_a_protected_attribute_does_not_enter_a_profile():
    """A protected attribute does not enter a profile."""
    with pytest.raises(Refused, match="protected attribute does not belong"):
        item("religion", "any", sensitivity=Sensitivity.PROTECTED)


def test_everything_wrong_with_an_item_is_told_at_once():
    """Everything wrong with an item is told at once."""
    with pytest.raises(Refused) as refused:
        ProfileItem(StudentId(""), "", float("nan"), "t1", datetime(2026, 9, 1), confidence=2)  # noqa: DTZ001
    assert len(refused.value.problems) == 4


def yes_or_no(granted, day=0, until=None, purpose="survey", student="ada"):
    """A consent given or denied on a day."""
    end = None if until is None else START + timedelta(days=until)
    return Consent(StudentId(student), purpose, PersonId("m"), granted, START + timedelta(days=day), end)


def test_nobody_is_included_in_what_nobody_consented_to():
    """Nobody is included in what nobody consented to."""
    given_ = [yes_or_no(True)]
    assert may_be_included(given_, StudentId("ada"), "survey", START) is True
    assert may_be_included(given_, StudentId("ada"), "export", START) is None
    assert may_be_included(given_, StudentId("bo"), "survey", START) is None
    assert may_be_included(given_, StudentId("ada"), "survey", START - timedelta(seconds=1)) is None


def test_a_later_no_ends_a_consent_and_a_tie_is_a_no():
    """A later no ends a consent and a tie is a no."""
    later = START + timedelta(days=2)
    assert may_be_included([yes_or_no(True), yes_or_no(False, 1)], StudentId("ada"), "survey", later) is False
    assert may_be_included([yes_or_no(False), yes_or_no(True)], StudentId("ada"), "survey", later) is False


def test_a_lapsed_consent_is_unknown_not_no():
    """A lapsed consent is unknown not no."""
    words = [yes_or_no(True, 0, until=1)]
    assert may_be_included(words, StudentId("ada"), "survey", START + timedelta(hours=23)) is True
    assert may_be_included(words, StudentId("ada"), "survey", START + timedelta(days=1)) is None


def test_a_consent_that_lapses_before_it_is_given_is_refused():
    """A consent that lapses before it is given is refused."""
    with pytest.raises(Refused, match="lapses before it is given"):
        yes_or_no(True, 2, until=1)


def test_frames_have_their_declared_columns():
    """Frames have their declared columns."""
    assert dict(consent.frame([]).schema) == dict(consent.SCHEMA)
    assert dict(said(item("autonomy", 1)).schema) == dict(profile.SCHEMA)
    assert said(item("wish", "more art")).select("number", "word").row(0) == (None, "more art")
    assert isinstance(said(), pl.DataFrame)
