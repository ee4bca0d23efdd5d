"""Groups of students from a file: read where it lies, refused with every fault."""

from __future__ import annotations

import pytest

from whynext.base.errors import Refused
from whynext.exchange.groups import read_groups


@pytest.mark.parametrize(
    "text",
    [
        "student,group\ns1,a\ns2,b\n",
        "Student_ID;x;group\ns1;1;a\ns2;2;b\n",
        "\ufeffgroup\tuser\na\ts1\nb\ts2\n\n",
        "student,group\ns1,a\ns1,a\ns2,b\ns3,\n",
    ],
)
def test_groups_are_read_whatever_separates_them(text: str) -> None:
    column = "group" if ";" in text else ""
    assert read_groups(text.encode(), name="g.csv", column=column) == {"s1": "a", "s2": "b"}


@pytest.mark.parametrize(
    ("text", "column", "wanted"),
    [
        ("", "", "empty"),
        ("who,group\ns1,a\n", "", "no column names the student"),
        ("student,a,b\ns1,1,2\n", "", "2 columns could be"),
        ("student,a,b\ns1,1,2\n", "c", "no column «c»"),
        ("student,group\n", "", "no student has a group"),
    ],
)
def test_what_holds_no_groups_is_refused(text: str, column: str, wanted: str) -> None:
    with pytest.raises(Refused, match=wanted):
        read_groups(text.encode(), name="g.csv", column=column)


def test_every_fault_is_told_with_its_row() -> None:
    text = "student,group\ns1,a\n,b\ns1,b\ns2\n"
    with pytest.raises(Refused) as refused:
        read_groups(text.encode(), name="g.csv")
    told = [str(problem) for problem in refused.value.problems]
    assert [each.split(":")[0] for each in told] == ["g.csv, row 3", "g.csv, row 4", "g.csv, row 5"]
    with pytest.raises(Refused, match="UTF-8"):
        read_groups(b"student,group\ns1,\xff\n", name="g.csv")
