"""Groups of students in a table of text: who is compared with whom when a model or an item is judged.

Such a file is read where it lies and never kept: a school may so compare groups that no process of its own
may ever read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from whynext.base.errors import Collector, Problem, Refused, listed, nearest

STUDENT = ("student", "student_id", "user", "user_id", "learner", "learner_id", "sourcedid")
"""The headers that name the student, the first found winning; case does not count."""


def read_groups(content: bytes, *, name: str, column: str = "") -> Mapping[str, str]:
    """Return the group of each student; rows without a group are passed over.

    Parameters
    ----------
    content
        CSV in UTF-8 with a header, separated by commas, semicolons or tabs.
    name
        Of the file, for messages.
    column
        Which column holds the group; the only other one unless named.

    Raises
    ------
    Refused
        With every fault: no such column, a row without a student, a student in two groups.

    Examples
    --------
    >>> read_groups(b"student,language\\ns1,es\\ns2,en\\ns3,\\n", name="groups.csv")
    {'s1': 'es', 's2': 'en'}
    """
    rows = rows_of(content, name, "a header with the columns student and group")
    who, what = _columns(rows[0], column, name)
    found, groups = Collector(), dict[str, str]()
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        here = f"{name}, row {number}"
        if len(row) != len(rows[0]):
            found.add(f"{len(row)} cells", where=here, valid=f"{len(rows[0])}, as in the header")
            continue
        student, group = row[who].strip(), row[what].strip()
        if not student:
            found.add("the student is missing", where=here, kind="no student")
        elif group and groups.setdefault(student, group) != group:
            other = groups[student]
            found.add(f"«{student}» is in «{group}» and in «{other}»", where=here, kind="two groups")
    found.refuse_if_any()
    if not groups:
        raise Refused(Problem("no student has a group", name, next_step="look at the column"))
    return groups


def rows_of(content: bytes, name: str, valid: str) -> list[list[str]]:
    """Return the rows of a CSV in UTF-8, separated by commas, semicolons or tabs, the header first.

    Raises
    ------
    Refused
        If it is no such text; `valid` says what a file that is empty should hold.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(Problem("it is not text in UTF-8", f"{name}, byte {error.start}")) from error
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Refused(Problem(f"it cannot be read as CSV: {error}", name)) from error
    if not rows:
        raise Refused(Problem("the file is empty", name, valid))
    return rows


def _columns(header: list[str], column: str, name: str) -> tuple[int, int]:
    """Return the places of the student and of the group."""
    names = [each.strip().lower() for each in header]
    who = next((names.index(each) for each in STUDENT if each in names), None)
    if who is None:
        raise Refused(Problem("no column names the student", f"{name}, row 1", listed(STUDENT)))
    others = [each for place, each in enumerate(names) if place != who]
    if column and column.lower() not in others:
        valid = nearest(column, others) or listed(others)
        raise Refused(Problem(f"there is no column «{column}»", f"{name}, row 1", valid))
    if not column and len(others) != 1:
        raise Refused(
            Problem(
                f"{len(others)} columns could be the group",
                f"{name}, row 1",
                "one besides the student",
                f"name it: {name}:COLUMN",
            )
        )
    return who, names.index(column.lower() if column else others[0])
