"""pace state, move, withdraw, list and show."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import Call, digest

LINE = """
id = "maths"
title = "Maths"
sections = ["red"]
starts = 2026-09-07
ends = 2026-12-18
minutes = 40
skills = ["count", "add", "subtract"]
"""
BY = ("--by", "teacher t1", "--because", "The trip took the week.")


def test_a_line_is_stated_shown_moved_and_withdrawn(call: Call, small: Path) -> None:
    Path("line.toml").write_text(LINE)
    said = call("pace", "state", "line.toml", "--by", "leader l1")
    assert (said.code, "In force: «Maths», 3 units" in said.flat) == (0, True)
    assert "nothing was written" in call("pace", "state", "line.toml", "--by", "leader l1").flat
    assert call("pace", "list", "--json").json["lines"][0]["sections"] == ["red"]
    call("pace", "move", "maths", "add", "2026-12-01", "--student", "ana", *BY)
    shown = call("pace", "show", "ana", "--json").json["paces"][0]
    assert [each["day"] for each in shown["units"]][1] == "2026-12-01"
    assert shown["required"] == 3
    assert call("pace", "withdraw", "maths", *BY).code == 0
    assert "follows no pace line" in call("pace", "show", "ana").flat


def test_a_student_and_a_section_are_told_in_sentences_and_a_table(call: Call, small: Path) -> None:
    Path("line.toml").write_text(LINE.replace("2026-12-18", "2026-09-30").replace("2026", "2025"))
    call("pace", "state", "line.toml", "--by", "leader l1")
    one = call("pace", "show", "ben").flat
    assert "Ben on «Maths»: off track" in one
    assert "0 of 3 units passed (0% of the whole, 0% of what is due); 3 behind, 0 ahead." in one
    assert "minutes of work are left" in one
    assert "2025-09-30, is over" in one
    all_ = call("pace", "show", "red").flat
    assert all(name in all_ for name in ("Ana", "Ben", "Chen"))
    assert "Dana" not in all_


def test_what_is_wrong_is_told_and_the_school_stays_as_it_was(call: Call, small: Path) -> None:
    before = digest(small)
    Path("bad.toml").write_text(LINE.replace('"add"', '"addd"').replace("minutes = 40", "minuets = 40"))
    said = call("pace", "state", "bad.toml", "--by", "leader l1")
    assert (said.code, "did you mean «minutes»" in said.flat) == (2, True)
    assert call("pace", "move", "maths", "add", "soon", *BY).code == 2
    assert call("pace", "show", "nobody").code == 2
    assert call("pace", "withdraw", "maths", "--by", "", "--because", "").code == 2
    assert digest(small) == before
