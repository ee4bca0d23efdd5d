"""scale and import scores: tests elsewhere, by which a diagnostic begins."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import Call, digest, table

ROWS = "student,score,standard_error,date\ns001,230,3,2026-10-01\ns002,190,3,2026-10-02\n"
SCALE = ("scale", "publish", "spring", "--middle", 210, "--unit", 10, "--by", "leader l01")


def test_scores_of_a_test_elsewhere_are_taken_in_once(call: Call, demo: Path) -> None:
    assert call("scale", "list").flat == "No scale is published yet."
    assert "a score of 210 on «spring» is ability 0, 220 is 1" in call(*SCALE).flat
    Path("spring.csv").write_text(ROWS)
    said = call("import", "scores", "spring.csv", "--scale", "spring")
    assert (said.code, "2 scores" in said.flat) == (0, True)
    assert len(table(demo, "outside_scores")) == 2
    assert "nothing was written" in call("import", "scores", "spring.csv", "--scale", "spring").flat
    assert call("scale", "list", "--json").json["scales"][0]["name"] == "spring"
    assert call("place", "s001", "--json").json["number"] == 1


def test_every_bad_row_is_told_and_nothing_is_kept(call: Call, demo: Path) -> None:
    call(*SCALE)
    before = digest(demo)
    Path("bad.csv").write_text(ROWS + "s0001,200,3,2026-10-01\ns003,x,0,October\n")
    said = call("import", "scores", "bad.csv", "--scale", "spring")
    assert said.code == 2
    for part in ("row 4", "«s0001»", "row 5, score", "row 5, standard_error", "row 5, date"):
        assert part in said.flat
    assert digest(demo) == before


def test_a_scale_needs_somebody_who_says_so(call: Call, demo: Path) -> None:
    before = digest(demo)
    assert call(*SCALE[:-1], " ").code == 2
    assert call("scale", "publish", "x", "--middle", 1, "--unit", 0, "--by", "t").code == 2
    assert digest(demo) == before
