"""groups show."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import Call
from whynext import handbook


def test_groups_are_told_in_a_table_and_as_data(call: Call, small: Path) -> None:
    """Made when a teacher asks; each with what is wanted of it, against the whole."""
    text = handbook.text("flexible-groups").replace("value = 4, unit", "value = 3, unit")
    Path("groups.toml").write_text(text)
    assert call("process", "publish", "groups.toml", "--by", "tests").code == 0
    assert "has made no groups yet" in call("groups", "show", "flexible-groups").flat
    asked = call("ask", "flexible-groups", "ana", "--as", "teacher")
    assert asked.code == 0, asked.flat
    shown = call("groups", "show", "flexible-groups", "--by", "section")
    assert shown.code == 0, shown.flat
    assert "6 students in" in shown.flat
    assert "the whole" in shown.flat
    assert "proved that no groups of these students could serve this better" in shown.flat
    data = call("groups", "show", "flexible-groups", "--json").json
    assert data["bound"] == data["worth"]
    assert sum(each["size"] for each in data["groups"]) == 6
    assert {each["goal"] for each in data["missed"]} == {"alike", "mixed", "stay"}
    assert call("groups", "show", "next-skill").code == 2
