"""Sound lines are told from others as the standard library would, and bad ones never spoil the rest."""

from __future__ import annotations

import csv
import io

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from whynext.exchange.oneroster.findings import Findings, Kind
from whynext.exchange.oneroster.source import Budget, Entry, Limits
from whynext.exchange.oneroster.text import CsvReader

HEADER = b"a,b,c\n"


def taken(text, block=1 << 20, batch=1 << 20, line=1 << 20):
    """Return the rows of a text, the line of each, and the report."""
    limits, findings = Limits(line=line, block=block, batch=batch), Findings()
    entry = Entry("x.csv", "x.csv", len(text), lambda: io.BytesIO(text))
    reader = CsvReader(entry, limits, findings)
    rows = []
    for found in reader.batches(Budget(limits)):
        frame = found.columns(len(reader.header), range(len(reader.header)))
        assert frame.height == found.rows
        assert found.first == len(rows)
        rows += [tuple(value or "" for value in row) for row in frame.iter_rows()]
    lines = reader.lines.of(np.arange(reader.rows)).tolist() if reader.rows else []
    return rows, lines, findings.report()


_letters = st.text(alphabet='ab ü,"', max_size=5)
_broken = st.text(alphabet='ab ü"\n', max_size=5)  # a line of a value must not look like a row
_rows = st.lists(st.one_of(st.tuples(*[_letters] * 3), st.tuples(*[_broken] * 3)), max_size=12)


@given(_rows, st.integers(1, 60), st.integers(1, 60), st.booleans())
@example([("", "", "")], 1, 1, False)
@example([("", "", "\n")], 6, 1, True)
def test_what_the_standard_library_writes_is_read_back(rows, block, batch, crlf):
    """Any values come back as written: commas, marks, letters beyond ASCII, breaks of up to four lines."""
    rows = [row for row in rows if any(row)]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    text = HEADER + stream.getvalue().encode()
    if crlf:
        text = text.replace(b"\n", b"\r\n")
    found, lines, report = taken(text, block, batch)
    assert found == rows
    assert not report.errors
    assert lines == sorted(set(lines))


_good = st.tuples(*[st.text(alphabet="abü", min_size=1, max_size=4)] * 3).map(
    lambda row: ",".join(row).encode()
)
_bad = st.sampled_from(
    [
        (b"x,y", Kind.FIELD_COUNT),
        (b"x,y,z,z", Kind.FIELD_COUNT),
        (b"x", Kind.FIELD_COUNT),
        (b'x,"y,z', Kind.QUOTING),
        (b'x,y"y,z', Kind.QUOTING),
        (b'"x"y,z,z', Kind.QUOTING),
        (b'x,y,"', Kind.QUOTING),
        (b"x,\xff,z", Kind.NOT_UTF8),
        (b"x,\0,z", Kind.NUL),
        (b"x,y," + b"z" * 200, Kind.LONG_LINE),
    ]
)


@given(st.lists(st.one_of(_good, _bad), max_size=25), st.integers(1, 300))
@example([b"a,b,c", (b'x,"y,z', Kind.QUOTING), b"a,b,c", (b'x,"y,z', Kind.QUOTING), b"a,b,c"], 5)
def test_bad_lines_are_named_each_and_good_ones_all_kept(lines, block):
    """However good and bad lines are mixed, each is counted once, on its own line."""
    raw = [line if isinstance(line, bytes) else line[0] for line in lines]
    rows, places, report = taken(HEADER + b"\n".join([*raw, b""]), block, line=120)
    good = [number for number, line in enumerate(lines) if isinstance(line, bytes)]
    assert places == [number + 2 for number in good]
    assert rows == [tuple(raw[number].decode().split(",")) for number in good]
    told = sorted((f.line, f.kind.value) for f in report)
    assert told == [
        (number + 2, line[1].value) for number, line in enumerate(lines) if not isinstance(line, bytes)
    ]


@given(st.binary(max_size=300), st.integers(1, 80), st.integers(20, 200))
def test_every_line_of_any_bytes_is_a_row_a_fault_or_blank(noise, block, line):
    """Nothing is lost and nothing crashes, whatever the bytes."""
    rows, places, report = taken(HEADER + noise, block, line=line)
    assert len(rows) == len(places)
    assert places == sorted(places)
    assert {f.line for f in report.errors}.isdisjoint(places)


def test_the_byte_that_is_not_utf8_is_told():
    """The byte that is not utf8 is told."""
    _, _, report = taken(HEADER + b"a,Bj\xf6rn,c\n")
    (finding,) = report
    assert "byte 5 of the line is 0xF6, after «a,Bj»" in finding.what


def test_two_stray_marks_never_swallow_the_rows_between_them():
    """Read by the letter of RFC 4180 this is one record; read by eye it is three rows."""
    rows, lines, report = taken(HEADER + b'1,2,"\n4,5,6\n7,8,"\n')
    assert rows == [("4", "5", "6")]
    assert lines == [3]
    assert [(f.line, f.kind) for f in report] == [(2, Kind.QUOTING), (4, Kind.QUOTING)]


def test_a_stray_mark_costs_one_line_and_not_the_file():
    """A stray mark costs one line and not the file."""
    text = HEADER + b"1,2,3\n" * 50 + b'4,"5,6\n' + b"7,8,9\n" * 50
    rows, _, report = taken(text)
    assert len(rows) == 100
    assert [f.line for f in report] == [52]
