"""What holds on a day: the latest note of each thing, as was known then; beside a slow, plain reckoning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from whynext.planning.schedule.notes import NOTES, OPEN, TAKES_BACK, Kind, Note, holding

FIRST, NOON = date(2026, 9, 1), datetime(2026, 9, 1, 12, tzinfo=UTC)
PERIODS = pl.DataFrame({"hall": ["h", "h", "g"], "period": ["1", "2", "3"]})
DAYS = st.integers(0, 5).map(lambda number: FIRST + timedelta(days=number))

NOTED = st.lists(
    st.tuples(
        st.sampled_from("hg"),
        st.builds(
            lambda kind, day, length, who, other, period, skill: Note(
                kind,
                day,
                OPEN if length == 4 else day + timedelta(days=length),
                person="" if kind in (Kind.CLOSED, Kind.OPENED) else who,
                other=other if kind in (Kind.APART, Kind.TOGETHER) else "",
                area=who if kind in (Kind.CLOSED, Kind.OPENED) else "",
                period="" if kind in (Kind.APART, Kind.TOGETHER, Kind.AGAIN) else period,
                skill=skill if kind is Kind.AGAIN else "",
            ),
            st.sampled_from(Kind),
            DAYS,
            st.integers(0, 4),
            st.sampled_from("ab"),
            st.sampled_from("abc"),
            st.sampled_from(["", "1", "2"]),
            st.sampled_from(["add", "divide"]),
        ),
        st.integers(0, 3),
    ),
    max_size=12,
)


def frame(noted: list[tuple[str, Note, int]]) -> pl.DataFrame:
    """Return notes as the source holds them; the number says how many hours after noon each was made."""
    rows = [
        {name: getattr(each, name, None) or None for name in NOTES}
        | {"hall": hall, "kind": each.kind.value, "sequence": place, "at": NOON + timedelta(hours=hours)}
        | {"until": None if each.until == OPEN else each.until}
        for place, (hall, each, hours) in enumerate(noted)
    ]
    return pl.DataFrame(rows, schema=dict(NOTES))


def plainly(noted: list[tuple[str, Note, int]], family: Kind, day: date) -> set[tuple[object, ...]]:
    """Return what holds, note by note: a later one takes the place of an earlier one."""
    held: dict[tuple[object, ...], Kind] = {}
    for hall, each, hours in noted:
        if each.family is not family or hours > 1 or not each.day <= day <= each.until:
            continue
        of_periods = family not in (Kind.APART, Kind.AGAIN)
        here = {"h": ["1", "2"], "g": ["3"]}[hall]
        for period in ([each.period] if each.period else here) if of_periods else [""]:
            held[hall, *each.about, period] = each.kind
    return {key for key, kind in held.items() if kind is family}


@given(NOTED, st.sampled_from([each for each in Kind if each not in TAKES_BACK]), DAYS)
def test_what_holds_is_what_was_said_last_of_each_thing(
    noted: list[tuple[str, Note, int]], family: Kind, day: date
) -> None:
    found = holding(frame(noted), family, day, NOON + timedelta(hours=1), PERIODS)
    keys = set()
    for row in found.iter_rows(named=True):
        each = Note.of_row(row)
        keys.add((row["hall"], *each.about, row["period"] or ""))
    assert keys == plainly(noted, family, day)
    assert len(keys) == len(found)


@given(NOTED)
def test_a_note_is_the_same_as_data_and_as_a_row(noted: list[tuple[str, Note, int]]) -> None:
    for (_, each, _), row in zip(noted, frame(noted).iter_rows(named=True), strict=True):
        assert Note.of_data(each.as_data()) == each
        assert Note.of_row(row) == each
