"""Verification finds whatever is done to a ledger, and nothing in one that nobody touched."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.chains import DRAFTS, INSTANTS, chain, draft, resealed
from whynext.ledger.chain import Head, extend
from whynext.ledger.entry import Entry, content_digest
from whynext.ledger.verify import Verdict, verify, verify_rows

LENGTH = 12
PLACES = st.integers(0, LENGTH - 1)
CHAIN = chain(LENGTH)
SEALED = [each.name for each in fields(Entry) if each.name != "subject"]


def found(entries: list[Entry], **options: Any) -> list[str]:
    """Return the faults of a ledger."""
    return verify(entries, **options).faults


@given(st.lists(DRAFTS, max_size=20), st.lists(INSTANTS, min_size=1, max_size=4))
def test_a_ledger_that_nobody_touched_is_sound(drafts: list[Any], clock: list[int]) -> None:
    """Whatever was appended, in however many batches, and however the clock was set."""
    entries: list[Entry] = []
    head = Head()
    for turn, now in enumerate(clock):
        added, head = extend(head, drafts[turn :: len(clock)], now)
        entries += added
    verdict = verify(entries, witness=(head.sequence, head.seal) if entries else None)
    assert (verdict.sound, verdict.entries, verdict.shredded) == (True, len(drafts), 0)
    assert verdict.seal == head.seal


@given(DRAFTS, st.integers(0, 2**62), INSTANTS)
def test_the_seal_is_what_the_documentation_says(made: Any, sequence: int, recorded: int) -> None:
    """Recomputed here from the words alone, so that it cannot change with the code."""
    entry = extend(Head(sequence, b"p" * 32, recorded), [made], recorded)[0][0]
    key = hashlib.sha256(made.key.encode()).digest()[:16] if made.key else b""
    name = made.kind.encode()
    digest = hashlib.sha256(made.salt + made.content).digest()
    words = b"\0" + b"p" * 32 + struct.pack(">Qqq", sequence + 1, made.at, recorded) + digest
    for part in (key, made.attachment, name):
        words += bytes([len(part)]) + part
    assert entry.seal == hashlib.sha256(words).digest()


@given(
    PLACES,
    st.sampled_from(SEALED),
    st.integers(-(2**70), 2**70) | st.binary(max_size=40) | st.text(max_size=300) | st.none(),
)
def test_any_edit_of_any_field_is_found(place: int, name: str, value: object) -> None:
    """Whatever a sealed field is changed to, of whatever type and length.

    Emptied content and salt alone are not an edit but a shredding, which is counted.
    """
    entry = CHAIN[place]
    assume(
        value != getattr(entry, name)
        and not (name in ("key", "attachment") and not value and not getattr(entry, name))
    )
    edited = [*CHAIN[:place], replace(entry, **{name: value}), *CHAIN[place + 1 :]]
    assert found(edited)


@given(PLACES, st.sampled_from(["content", "salt"]))
def test_content_without_salt_or_salt_without_content_is_found(place: int, name: str) -> None:
    """Shredding removes both; one alone would let a forger hide a changed content as a shredded one."""
    edited = [*CHAIN]
    edited[place] = replace(edited[place], **{name: None})
    assert found(edited)


@given(PLACES, st.integers(1, 15))
def test_bytes_moved_between_salt_and_content_are_found(place: int, moved: int) -> None:
    """The digest is the same, which is why the length of the salt is checked."""
    entry = CHAIN[place]
    assert entry.salt is not None
    assert entry.content is not None
    forged = replace(entry, salt=entry.salt + entry.content[:moved], content=entry.content[moved:])
    assert content_digest(forged.salt or b"", forged.content or b"") == entry.digest
    assert found([*CHAIN[:place], forged, *CHAIN[place + 1 :]])


@given(PLACES, PLACES)
def test_a_deletion_is_found(first: int, last: int) -> None:
    """Of one entry or several, anywhere but at the end."""
    first, last = sorted((first, last))
    assume(last < LENGTH - 1)
    assert found([*CHAIN[:first], *CHAIN[last + 1 :]])


@given(PLACES, st.integers(0, 50))
def test_an_insertion_is_found(place: int, number: int) -> None:
    """Also of an entry that follows the one before it rightly."""
    before = CHAIN[place - 1] if place else None
    head = Head(before.sequence, before.seal, before.recorded) if before else Head()
    planted = extend(head, [draft(100 + number)], 5_000)[0]
    assert found([*CHAIN[:place], *planted, *CHAIN[place:]])


@given(st.permutations(CHAIN))
def test_a_reordering_is_found(entries: list[Entry]) -> None:
    """Any order but the one in which things were appended."""
    assume(entries != CHAIN)
    assert found(entries)


@given(PLACES)
def test_a_doubled_entry_is_found(place: int) -> None:
    """Verbatim, directly behind itself."""
    assert found([*CHAIN[: place + 1], *CHAIN[place:]])


def test_a_forger_who_recomputes_digests_but_not_seals_is_found() -> None:
    """The digest fits the new content, the seal does not fit the new digest."""
    entry = CHAIN[5]
    assert entry.salt is not None
    digest = content_digest(entry.salt, b'{"number":999}')
    forged = [*CHAIN]
    forged[5] = replace(entry, content=b'{"number":999}', digest=digest)
    assert found(forged) == ["entry 6: its seal does not fit what it seals"]


def test_a_forger_who_reseals_one_entry_is_found_by_the_next() -> None:
    """Its successor names the seal it had."""
    forged = [*CHAIN]
    forged[5] = resealed([*CHAIN[:5], replace(CHAIN[5], content=b"{}")])[5]
    assert found(forged) == ["entry 7 does not follow the seal of the entry before it"]


@given(PLACES, st.binary(max_size=30))
def test_a_forger_who_recomputes_the_rest_of_the_chain_is_found_only_by_a_witness(
    place: int, content: bytes
) -> None:
    """The ledger alone cannot tell; a seal noted anywhere behind the change can."""
    assume(content != CHAIN[place].content)
    forged = resealed([*CHAIN[:place], replace(CHAIN[place], content=content), *CHAIN[place + 1 :]])
    assert found(forged) == []
    for noted in CHAIN:
        faults = found(forged, witness=(noted.sequence, noted.seal))
        assert bool(faults) == (noted.sequence > place)
        assert not faults or "witness" in faults[0]


@given(st.integers(0, LENGTH))
def test_a_truncation_is_found_only_by_a_witness(left: int) -> None:
    """Entries cut off at the end leave a sound ledger behind; a noted seal tells that there was more."""
    cut = CHAIN[:left]
    assert found(cut) == []
    for noted in CHAIN:
        assert bool(found(cut, witness=(noted.sequence, noted.seal))) == (noted.sequence > left)


def test_a_witness_of_another_ledger_is_not_believed() -> None:
    """A seal that this ledger never had is a fault, whatever the entry says."""
    assert found(CHAIN, witness=(3, b"x" * 32)) == ["entry 3 does not have the seal noted by the witness"]


@given(st.sets(PLACES))
def test_shredding_leaves_the_rest_verified(places: set[int]) -> None:
    """Contents and salts of any entries can go; how many went is counted."""
    left = [
        replace(entry, content=None, salt=None, subject="") if place in places else entry
        for place, entry in enumerate(CHAIN)
    ]
    verdict = verify(left, witness=(LENGTH, CHAIN[-1].seal))
    assert (verdict.sound, verdict.shredded) == (True, len(places))


@given(st.sets(PLACES, min_size=1), PLACES)
def test_a_change_is_found_however_much_was_shredded(places: set[int], place: int) -> None:
    """Shredded entries hide nothing, not even their own digest."""
    left = [
        replace(entry, content=None, salt=None) if number in places else entry
        for number, entry in enumerate(CHAIN)
    ]
    left[place] = replace(left[place], digest=b"\1" * 32)
    assert found(left)
    left[place] = replace(left[place], digest=CHAIN[place].digest + b"\0")
    assert found(left)


def test_time_that_runs_back_is_found() -> None:
    """Also where the whole chain was recomputed with it."""
    forged = resealed([*CHAIN[:5], replace(CHAIN[5], recorded=4_999), *CHAIN[6:]])
    assert found(forged) == ["entry 6 was recorded before the entry it follows"]


def test_each_fault_is_named_with_its_place() -> None:
    """One sentence for each thing that is wrong, in order."""
    forged = [*CHAIN]
    forged[2] = replace(forged[2], content=b"{}")
    forged[4] = replace(forged[4], salt=b"short")
    forged[6] = replace(forged[6], salt=None)
    del forged[9]
    assert found(forged) == [
        "entry 3: its content was changed",
        "entry 5: its salt has 5 bytes, not 16",
        "entry 7: content without salt, or salt without content",
        "entry 10 is missing: entry 11 stands in its place",
        "entry 11 does not follow the seal of the entry before it",
    ]


@pytest.mark.parametrize("name", SEALED)
@pytest.mark.parametrize("value", [None, "text", 3.5, b"bytes", -1, 2**80, [], "\ud800"])
def test_what_is_no_entry_at_all_is_a_fault_and_no_crash(name: str, value: Any) -> None:
    """A damaged file may hold anything in any place; what follows is still read."""
    edited = [*CHAIN]
    edited[3] = replace(edited[3], **{name: value})
    if value is None and name in ("key", "attachment"):
        edited[3] = replace(edited[3], **{name: 7})
    verdict = verify(edited)
    assert verdict.faults
    assert verdict.entries == LENGTH


@given(st.integers(1, LENGTH - 1), st.integers(0, LENGTH), PLACES)
def test_two_parts_verified_apart_find_what_the_whole_finds(middle: int, noted: int, place: int) -> None:
    """Wherever the ledger is divided, tampered with, and witnessed."""
    forged = [*CHAIN]
    forged[place] = replace(forged[place], at=7, content=None)
    rows = [tuple(getattr(entry, name) for name in SEALED) for entry in forged]
    witness = (noted + 1, CHAIN[noted].seal if noted < LENGTH else b"?")
    first = verify_rows(rows[:middle], witness=witness if noted < middle else None)  # type: ignore[arg-type]
    second = verify_rows(
        rows[middle:],  # type: ignore[arg-type]
        witness=None if noted < middle else witness,
        after=rows[middle - 1],  # type: ignore[arg-type]
    )
    whole = verify(forged, witness=witness)
    assert whole == Verdict(
        first.entries + second.entries,
        first.shredded + second.shredded,
        second.seal,
        first.faults + second.faults,
    )
