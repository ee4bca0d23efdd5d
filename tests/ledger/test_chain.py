"""The chain numbers, times and seals what is appended."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.chains import DRAFTS, INSTANTS, chain, draft
from whynext.ledger.chain import Head, extend
from whynext.ledger.entry import START, instant, key_digest, microseconds


@given(st.lists(DRAFTS, max_size=12), st.integers(0, 12))
def test_appending_in_parts_is_appending_at_once(drafts: list[Any], middle: int) -> None:
    """The chain does not remember batches."""
    whole, head = extend(Head(), drafts, 5)
    first, between = extend(Head(), drafts[:middle], 5)
    second, end = extend(between, drafts[middle:], 5)
    assert (first + second, end) == (whole, head)


@given(st.lists(INSTANTS, min_size=1, max_size=10))
def test_the_time_recorded_never_runs_back(clock: list[int]) -> None:
    """However the clock is set; and it follows the clock where that goes forward."""
    head = Head()
    recorded = []
    for now in clock:
        added, head = extend(head, [draft(1)], now)
        recorded.append(added[0].recorded)
    assert recorded == sorted(recorded)
    assert recorded == [max(clock[: turn + 1]) for turn in range(len(clock))]


def test_appending_nothing_leaves_the_head() -> None:
    """Not even the time recorded moves."""
    assert extend(Head(), [], 7) == ([], Head())
    _, head = extend(Head(), [draft(1)], 7)
    assert extend(head, [], 9) == ([], head)


def test_the_first_entry_follows_the_start() -> None:
    """And each further one the seal before it, numbered from 1."""
    entries = chain(3)
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == [START, entries[0].seal, entries[1].seal]


def test_no_key_has_no_digest_and_keys_are_told_apart() -> None:
    """Keys are kept as sixteen bytes that do not show whom they name."""
    assert key_digest("") == b""
    assert len({key_digest(key) for key in ("a", "b", "a ", "A", "ä")}) == 5
    assert all(len(key_digest(key)) == 16 for key in ("a", "x" * 10_000))


@given(st.datetimes(timezones=st.sampled_from([None]).map(lambda _: instant(0).tzinfo)))
def test_an_instant_is_its_microseconds(moment: Any) -> None:
    """Exactly, over the whole calendar."""
    assert instant(microseconds(moment)) == moment
