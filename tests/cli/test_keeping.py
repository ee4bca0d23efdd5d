"""verify and rebuild: what is sound, what was changed, and what is put right."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cli.conftest import NEXT_MORNING, Call, table


def test_a_sound_school_gives_a_witness_that_holds_later(call: Call, demo: Path) -> None:
    witness = call("verify", "--json").json["witness"]
    assert witness in call("verify").flat
    call("tick", "--now", NEXT_MORNING)
    later = call("verify", "--witness", witness, "--json")
    assert later.code == 0
    assert later.json["witness"] != witness


def test_a_changed_entry_is_found(call: Call, demo: Path) -> None:
    with closing(sqlite3.connect(demo)) as held:
        held.execute("DROP TRIGGER ledger_is_not_changed")
        entries = held.execute("SELECT sequence, content FROM ledger ORDER BY sequence").fetchall()
        place, content = next(each for each in entries if b"weekday" in (each[1] or b""))
        held.execute(
            "UPDATE ledger SET content = ? WHERE sequence = ?",
            (content.replace(b"weekday", b"sunday"), place),
        )
        held.commit()
    said = call("verify")
    assert said.code == 1
    assert f"entry {place}" in said.flat


def test_entries_cut_off_at_the_end_are_found_by_the_witness_alone(call: Call, demo: Path) -> None:
    witness = call("verify", "--json").json["witness"]
    last = int(witness.split(":")[0])
    with closing(sqlite3.connect(demo)) as held:
        held.execute("DROP TRIGGER ledger_is_not_cut")
        held.execute("DELETE FROM frames WHERE sequence = ?", (last,))
        held.execute("DELETE FROM ledger WHERE sequence = ?", (last,))
        held.commit()
    assert call("verify").code == 0
    said = call("verify", "--witness", witness)
    assert said.code == 1
    assert f"the ledger ends before entry {last}" in said.flat


@pytest.mark.parametrize("witness", ["7", "seven:ab", "7:abcd", "0:" + "00" * 32, ":"])
def test_a_witness_that_is_none_is_refused(witness: str, call: Call, demo: Path) -> None:
    assert call("verify", "--witness", witness).code == 2


@pytest.mark.parametrize("content", [b"", b"hello\n", b'{"form": "something else"}\n'])
def test_what_is_neither_school_nor_export_is_refused(content: bytes, call: Call, folder: Path) -> None:
    (folder / "odd").write_bytes(content)
    assert call("verify", "odd").code == 2
    assert call("verify", "nowhere").code == 2


def test_rebuilding_a_sound_school_changes_nothing(call: Call, demo: Path) -> None:
    said = call("rebuild", "--json")
    assert (said.code, said.json["same"]) == (0, True)
    assert "Nothing changed" in call("rebuild").flat


def test_rebuilding_puts_right_what_was_changed_and_says_so(call: Call, demo: Path) -> None:
    before = table(demo, "decisions")
    with closing(sqlite3.connect(demo)) as held:
        held.execute("UPDATE decisions SET chosen = '[\"count-to-20\"]' WHERE process = 'next-skill'")
        held.commit()
    said = call("rebuild")
    assert said.code == 1
    assert "decisions" in said.flat
    assert table(demo, "decisions").equals(before)
    assert call("rebuild").code == 0
