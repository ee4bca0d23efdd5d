"""Playlists: what fits into the minutes, in order, and why the rest does not."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.planning.playlist import WANTED, Entry, Reason, playlist, playlists

LENGTHS = st.one_of(
    st.none(), st.sampled_from([5.0, 10.0, 15.0, 20.0]), st.floats(0.1, 60.0, allow_nan=False)
)
BUDGETS = st.one_of(st.sampled_from([0.0, 15.0, 45.0]), st.floats(0.0, 120.0, allow_nan=False))
WISHES = st.tuples(BUDGETS, st.lists(LENGTHS, max_size=8))


def entries(*minutes: float | None) -> list[Entry]:
    return [Entry(f"r-{number}", f"o{number}", each) for number, each in enumerate(minutes)]


def options(placed: object) -> list[str]:
    return [each.entry.option for each in placed]  # type: ignore[attr-defined]


def frame_of(school: list[tuple[float, list[float | None]]]) -> pl.DataFrame:
    rows = [
        (f"s{who}", entry.decision, entry.option, entry.minutes, budget)
        for who, (budget, lengths) in enumerate(school)
        for entry in entries(*lengths)
    ]
    return pl.DataFrame(rows, schema=WANTED, orient="row")


def test_what_fills_the_budget_exactly_still_fits() -> None:
    """The last entry may end with the last minute."""
    done = playlist(entries(20, 25), 45)
    assert options(done.placed) == ["o0", "o1"]
    assert done.minutes == 45
    assert [each.starts for each in done.placed] == [0, 20]


def test_nothing_is_moved_in_front_of_what_did_not_fit() -> None:
    """A later, shorter entry may build on the one that did not fit, so the list ends there."""
    done = playlist(entries(20, 50, 10), 45)
    assert options(done.placed) == ["o0"]
    assert [(each.entry.option, each.reason) for each in done.left_out] == [
        ("o1", Reason.TOO_LONG),
        ("o2", Reason.AFTER),
    ]


def test_later_entries_fill_the_time_if_that_is_asked_for() -> None:
    """With past_skipped the list goes on behind what did not fit."""
    done = playlist(entries(20, 50, 10), 45, past_skipped=True)
    assert options(done.placed) == ["o0", "o2"]
    assert done.placed[1].starts == 20


def test_why_something_does_not_fit_is_said_in_numbers() -> None:
    """A teacher reads how long it takes and how much is left."""
    assert playlist(entries(20, 30), 45).left_out[0].why == (
        "it takes 30 minutes, and of the 45 minutes only 25 are left"
    )
    assert playlist(entries(50), 45).left_out[0].why == "it takes 50 minutes, and there are only 45"


def test_what_has_no_known_length_is_left_out_and_says_so() -> None:
    """An unknown length never counts as nothing."""
    done = playlist(entries(None, 10), 45, past_skipped=True)
    assert options(done.placed) == ["o1"]
    assert done.left_out[0].why == "nobody has said how long it takes"


@pytest.mark.parametrize("budget", [-1.0, float("nan"), float("inf")])
def test_a_budget_that_is_no_number_of_minutes_is_refused(budget: float) -> None:
    """For one student and for a school alike."""
    with pytest.raises(Refused, match="the budget is"):
        playlist(entries(10), budget)
    with pytest.raises(Refused, match="the budget is"):
        playlists(frame_of([(budget, [10.0])]))


def test_every_impossible_length_is_named() -> None:
    """All of them together, not only the first."""
    with pytest.raises(Refused) as caught:
        playlist(entries(0, -5, 10), 45)
    assert [problem.what for problem in caught.value.problems] == [
        "«o0» takes 0 minutes",
        "«o1» takes -5 minutes",
    ]


def test_a_student_with_two_budgets_is_refused_by_name() -> None:
    """One cannot fill two budgets at once."""
    rows = pl.concat([frame_of([(30.0, [10.0])]), frame_of([(45.0, [10.0])])])
    with pytest.raises(Refused, match="student «s0» has two budgets"):
        playlists(rows)


def test_missing_columns_are_named_together() -> None:
    """A frame without minutes and budget says both."""
    with pytest.raises(Refused) as caught:
        playlists(frame_of([(30.0, [10.0])]).drop("minutes", "budget"))
    assert len(caught.value.problems) == 2


def test_an_empty_school_has_no_playlists() -> None:
    """No rows in, no rows out, with all columns."""
    done = playlists(pl.DataFrame(schema=WANTED))
    assert len(done) == 0
    assert done.columns == [*WANTED, "starts", "reason", "why"]


@given(st.lists(WISHES, max_size=5), st.booleans())
def test_a_school_gets_what_each_student_would_get_alone(
    school: list[tuple[float, list[float | None]]], past_skipped: bool
) -> None:
    """The same entries, starts, reasons and words, whoever else is in the frame."""
    done = playlists(frame_of(school), past_skipped=past_skipped)
    for who, (budget, lengths) in enumerate(school):
        alone = playlist(entries(*lengths), budget, past_skipped=past_skipped)
        mine = done.filter(pl.col("student") == f"s{who}")
        placed = mine.filter(pl.col("why").is_null()).select("option", "starts").rows()
        left_out = mine.filter(pl.col("why").is_not_null()).select("option", "reason", "why").rows()
        assert placed == [(each.entry.option, each.starts) for each in alone.placed]
        assert left_out == [(each.entry.option, each.reason.value, each.why) for each in alone.left_out]


@given(WISHES, st.booleans())
def test_a_playlist_never_exceeds_its_minutes_and_loses_nothing(
    wish: tuple[float, list[float | None]], past_skipped: bool
) -> None:
    """Placed and left out together are what was asked, in order."""
    budget, lengths = wish
    done = playlist(entries(*lengths), budget, past_skipped=past_skipped)
    assert done.minutes <= budget
    both = [each.entry for each in done.placed] + [each.entry for each in done.left_out]
    assert sorted(both, key=lambda each: each.option) == entries(*lengths)
    for each in (options(done.placed), options(done.left_out)):
        assert each == sorted(each)


def test_the_order_of_students_in_the_frame_does_not_matter() -> None:
    """Rows of several students may be mixed, as long as each student's are in order."""
    apart = frame_of([(45.0, [20.0, 30.0]), (30.0, [10.0, 20.0])])
    mixed = apart[[0, 2, 1, 3]]
    assert playlists(mixed).sort("student", "option").equals(playlists(apart).sort("student", "option"))
