"""Answers in: headers, times, keys, what is refused and what is noted."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.exchange.responses import FRAME, MOST_SINGLY, REFUSED, ResponseImport, read_responses
from whynext.mastery.estimate import no_states
from whynext.mastery.response import OBSERVED
from whynext.mastery.tracing.bkt import Bkt

NOW = datetime(2026, 9, 15, 16, tzinfo=UTC)


def read(text: str | bytes, **more: Any) -> ResponseImport:
    """Return what is read from text."""
    return read_responses(text.encode() if isinstance(text, str) else text, now=NOW, **more)


def faults(text: str | bytes, **more: Any) -> list[tuple[str, str]]:
    """Return place and kind of every problem for which text is refused."""
    with pytest.raises(Refused) as refused:
        read(text, **more)
    return [(each.where.removeprefix("answers, "), each.kind) for each in refused.value.problems]


def rows(*lines: str, head: str = "student,item,skill,correct,time") -> str:
    """Return a table of text."""
    return "\n".join([head, *lines]) + "\n"


def kinds(result: ResponseImport) -> list[str]:
    """Return the kinds of the findings."""
    return [each.kind for each in result.findings]


GOOD = "ana,i1,add,1,2026-09-01T08:00:00Z"


# Headers and text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "user_id,item_id,skill_id,correct,timestamp",
        "student,item,skill,score,at",
        "studentId,problem_id,Skills,CORRECT,Time",
        " Student ID ,Problem-ID,skill ids,is_correct,answered at",
        '"student","item","skill","correct","time"',
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_customary_headers_and_separators_are_understood(head: str, separator: str) -> None:
    """Names differ by case, spaces and underscores; cells by four customary separators."""
    result = read(rows(GOOD, head=head).replace(",", separator))
    assert result.frame.schema == FRAME
    row = result.frame.row(0, named=True)
    assert (row["student"], row["item"], row["skills"], row["correct"]) == ("ana", "i1", ["add"], True)
    assert row["at"] == datetime(2026, 9, 1, 8, tzinfo=UTC)
    assert result.findings == ()


def test_missing_columns_are_all_named_with_what_there_is() -> None:
    """Two columns missing, two problems, and the nearest header as a hint."""
    with pytest.raises(Refused) as refused:
        read(rows("a,b,c", head="studnet,item,corect"))
    text = str(refused.value)
    assert [each.kind for each in refused.value.problems] == ["missing column"] * 3
    assert "did you mean «studnet»?" in text
    assert "did you mean «corect»?" in text


def test_columns_that_are_not_read_are_noted() -> None:
    """Nothing is dropped in silence."""
    result = read(rows(GOOD + ",x", head="student,item,skill,correct,time,teacher"))
    assert kinds(result) == ["not read"]
    assert "teacher" in result.findings[0].what


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"\n\n",
        b"PK\x03\x04rest",
        "student,item".encode("utf-16"),
        gzip.compress(rows(GOOD).encode(), mtime=0)[:-9],
        b"\x1f\x8bnonsense",
        b"x" * 200_000,
    ],
)
def test_what_is_no_table_is_refused(spoilt: bytes) -> None:
    """Empty, zipped, UTF-16, cut or damaged files are named for what they are."""
    assert faults(spoilt) == [("answers", "unreadable file")]


def test_a_file_that_unpacks_to_more_than_allowed_is_refused() -> None:
    """A megabyte of zeros in a kilobyte of gzip is not unpacked beyond the limit."""
    assert faults(gzip.compress(b"0" * 1_000_000, mtime=0), most_bytes=1000) == [
        ("answers", "unreadable file")
    ]


def test_binary_nonsense_is_refused_and_not_thrown() -> None:
    """Bytes of a picture lead to a refusal, not to an exception from inside."""
    with pytest.raises(Refused):
        read(bytes(range(256)) * 20)


def test_gzip_bom_and_carriage_returns_make_no_difference() -> None:
    """The same answers however they are wrapped."""
    plain = rows(GOOD, GOOD.replace("i1", "i2"))
    expected = read(plain).frame
    for other in (
        gzip.compress(plain.encode(), mtime=0),
        b"\xef\xbb\xbf" + plain.encode(),
        plain.replace("\n", "\r\n").encode(),
        plain.replace("\n", "\r").encode(),
        plain.rstrip().encode(),
    ):
        assert read(other).frame.equals(expected)


def test_a_file_by_path_is_called_by_its_name(tmp_path: Path) -> None:
    """Problems name the file that was given; a missing file is refused too."""
    (tmp_path / "spring.csv").write_text(rows("ana,i1,add,2,"))
    with pytest.raises(Refused, match=r"spring\.csv, line 2, correct"):
        read_responses(tmp_path / "spring.csv", now=NOW)
    with pytest.raises(Refused, match=r"autumn\.csv: the file cannot be read"):
        read_responses(tmp_path / "autumn.csv", now=NOW)


def test_a_header_alone_is_no_answers() -> None:
    """An export of an empty course is not an error."""
    result = read(rows())
    assert result.frame.is_empty()
    assert result.frame.schema == FRAME
    assert result.observations().schema == OBSERVED


def test_blank_lines_are_no_rows_but_are_counted_as_lines() -> None:
    """A problem's line is the line an editor shows."""
    assert faults(rows("", GOOD, "", "ana,i2,add,maybe,2026-09-01T08:00:00Z", "")) == [
        ("line 5, correct", "not a truth")
    ]


# Rows that are no answers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "field", "kind"),
    [
        (",i1,add,1,2026-09-01T08:00:00Z", "student", "no student"),
        ("ana,  ,add,1,2026-09-01T08:00:00Z", "item", "no item"),
        ("ana,i1,,1,2026-09-01T08:00:00Z", "skill", "no skill"),
        ('ana,i1,"; ,",1,2026-09-01T08:00:00Z', "skill", "no skill"),
        ("ana,i1,add,2,2026-09-01T08:00:00Z", "correct", "not a truth"),
        ("ana,i1,add,0.5,2026-09-01T08:00:00Z", "correct", "not a truth"),
        ("ana,i1,add,,2026-09-01T08:00:00Z", "correct", "not a truth"),
        ("ana,i1,add,1,", "at", "no time"),
        ("ana,i1,add,1", "at", "no time"),
        ("ana,i1,add,1,2026-13-01T08:00:00Z", "at", "impossible time"),
        ("ana,i1,add,1,yesterday", "at", "impossible time"),
        ("ana,i1,add,1,1969-07-20T20:17:00Z", "at", "impossible time"),
        ("ana,i1,add,1,0", "at", "impossible time"),
        ("ana,i1,add,1,-5", "at", "impossible time"),
        ("ana,i1,add,1,1e300", "at", "impossible time"),
        ("ana,i1,add,1,2026-09-17T08:00:00Z", "at", "in the future"),
        ("ana,i1,add,1,4102444800", "at", "in the future"),
        ("ana,i1,add,1,2026-09-01T08:00:00", "at", "no time zone"),
        ("ana,i1,add,1,2026-09-01", "at", "no time zone"),
        ("a\x07na,i1,add,1,2026-09-01T08:00:00Z", "student", "damaged text"),
    ],
)
def test_a_row_that_cannot_be_an_answer_is_refused_with_line_and_reason(
    line: str, field: str, kind: str
) -> None:
    """Among good rows, one bad row gives exactly one problem, at its own line."""
    assert faults(rows(GOOD, line, GOOD, GOOD)) == [(f"line 3, {field}", kind)]


@pytest.mark.parametrize(
    ("cell", "field"),
    [
        ("-1,,", "hints"),
        ("1.5,,", "hints"),
        ("two,,", "hints"),
        (",-0.1,", "seconds"),
        (",86401,", "seconds"),
        (",inf,", "seconds"),
        (",nan,", "seconds"),
        (",,0", "attempt"),
        (",,1.5", "attempt"),
    ],
)
def test_impossible_hints_seconds_and_attempts_are_refused(cell: str, field: str) -> None:
    """Optional numbers may be missing, never impossible."""
    head = "student,item,skill,correct,time,hints,seconds,attempt"
    assert faults(rows(f"{GOOD},,,", f"{GOOD},{cell}", head=head)) == [
        (f"line 3, {field}", f"impossible {field}")
    ]


def test_hints_seconds_and_attempts_are_read() -> None:
    """Empty is not known; a first attempt is the default."""
    head = "student,item,skill,correct,time,hint_count,duration,attempts"
    frame = read(rows(f"{GOOD},2,3.5,4", f"{GOOD},,,", f"{GOOD},0,0,1.0", head=head)).frame
    assert frame.select("hints", "seconds", "attempt").rows() == [(2, 3.5, 4), (None, None, 1), (0, 0.0, 1)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (GOOD + ",surplus", "too many cells"),
        ('"ana,i1,add,1,2026-09-01T08:00:00Z', "broken quotes"),
        ('"ana"x,i1,add,1,2026-09-01T08:00:00Z', "broken quotes"),
    ],
)
def test_a_broken_line_spoils_itself_only(line: str, kind: str) -> None:
    """A quote that never closes or a surplus cell leaves the lines after it alone."""
    text = rows(GOOD, line, GOOD.replace("i1", "i2"), "ana,i3,add,7,2026-09-01T08:00:00Z")
    assert faults(text) == [("line 3", kind), ("line 5, correct", "not a truth")]
    taken = read(text, skip_bad=True)
    assert taken.frame["item"].to_list() == ["i1", "i2"]
    assert taken.frame["line"].to_list() == [2, 4]


def test_a_line_break_inside_quotes_does_not_shift_the_lines() -> None:
    """One line is one row: both halves are refused, and what follows keeps its line."""
    text = rows('"ana', 'maria",i1,add,1,2026-09-01T08:00:00Z', GOOD)
    assert [where for where, kind in faults(text) if kind == "broken quotes"] == ["line 2"]
    assert read(text, skip_bad=True).frame["line"].to_list()[-1] == 4


def test_bytes_that_are_not_utf_8_spoil_their_row_only() -> None:
    """A Latin-1 name among UTF-8 is refused where it stands."""
    text = (
        rows(GOOD, "jos\xe9,i1,add,1,2026-09-01T08:00:00Z").encode("latin-1") + b"ana,i2,add,0,1788249600\n"
    )
    assert faults(text) == [("line 3, student", "damaged text")]
    assert read(text, skip_bad=True).frame["item"].to_list() == ["i1", "i2"]


def test_all_that_is_wrong_is_said_together_and_the_rest_can_be_taken() -> None:
    """Three bad rows, one of them twice bad: four problems; skipping leaves the good ones and the list."""
    text = rows(GOOD, ",i1,add,2,2026-09-01T08:00:00Z", "ana,i9,add,1,soon", GOOD.replace("i1", "i2"), "x")
    found = faults(text)
    assert ("line 3, student", "no student") in found
    assert ("line 3, correct", "not a truth") in found
    assert {where.split(",")[0] for where, _ in found} == {"line 3", "line 4", "line 6"}
    taken = read(text, skip_bad=True)
    assert taken.frame["item"].to_list() == ["i1", "i2"]
    assert taken.frame["order"].to_list() == [0, 1]
    assert taken.refused.schema == REFUSED
    assert taken.refused.height == len(found) == len(taken.findings)


def test_pages_of_one_fault_are_counted_and_none_is_lost() -> None:
    """After so many of one kind the rest are a number; the frame of refused rows holds every one."""
    text = rows(GOOD, *[f"ana,i{n},add,5,2026-09-01T08:00:00Z" for n in range(MOST_SINGLY + 30)])
    with pytest.raises(Refused) as refused:
        read(text)
    assert len(refused.value.problems) == MOST_SINGLY + 1
    assert refused.value.problems[-1].what.startswith("30 more rows")
    assert read(text, skip_bad=True).refused.height == MOST_SINGLY + 30


@given(st.text(max_size=200))
def test_no_text_leads_to_anything_but_an_import_or_a_refusal(text: str) -> None:
    """Whatever stands under the headers, nothing is thrown but Refused, and no line is both kept and lost."""
    body = rows(GOOD) + text
    try:
        result = read(body.encode("utf-8", "replace"), skip_bad=True)
    except Refused:
        return
    assert result.frame.height >= 1
    assert not set(result.frame["line"]) & set(result.refused["line"])


# Skills ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "skills"),
    [
        ("143", ["143"]),
        ("12_47", ["12", "47"]),
        ("12_47_12", ["12", "47"]),
        ("add_fractions", ["add_fractions"]),
        ("3_OA_1", ["3_OA_1"]),
        ("Box Plot~~Mean", ["Box Plot", "Mean"]),
        ('"add, take"', ["add", "take"]),
        ("add;take;", ["add", "take"]),
        ("add|take", ["add", "take"]),
    ],
)
def test_several_skills_in_a_cell_are_told_apart(cell: str, skills: list[str]) -> None:
    """Joined by the customary marks; an underscore joins numbers only; each skill once."""
    assert read(rows(f"ana,i1,{cell},1,2026-09-01T08:00:00Z")).frame["skills"].to_list() == [skills]


def test_a_mark_between_skills_can_be_named() -> None:
    """Then that mark alone divides."""
    text = rows('ana,i1,"a+b,c~~d",1,2026-09-01T08:00:00Z', "ana,i2,12_47,1,2026-09-01T08:00:00Z")
    assert read(text, joined_by="+").frame["skills"].to_list() == [["a", "b,c~~d"], ["12_47"]]


def test_observations_have_a_row_for_each_skill() -> None:
    """What is imported can be traced: every skill of an item with several is updated."""
    result = read(rows("ana,i1,12_47,1,2026-09-01T08:00:00Z", "ana,i2,12,0,2026-09-01T08:01:00Z"))
    frame = result.observations()
    assert frame.schema == OBSERVED
    assert frame.select("skill", "order").rows() == [("12", 0), ("47", 0), ("12", 1)]
    states = Bkt().observe_all(no_states(), frame)
    assert states.select("skill", "answers").rows() == [("12", 2), ("47", 1)]


# Times -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-01T08:00:00Z",
        "2026-09-01 10:00:00+02:00",
        "2026-09-01T10:00:00+0200",
        "2026-09-01T04:30:00-03:30",
        "2026-09-01T08:00:00.000Z",
        "2026-09-01T08:00Z",
        "2026-09-01 08:00:00 UTC",
        "1788249600",
        "1788249600.0",
        "1788249600000",
        "1788249600000000",
    ],
)
def test_an_instant_is_the_same_however_it_is_written(written: str) -> None:
    """One instant, one key: a resend in another spelling adds nothing."""
    frame = read(rows(f"ana,i1,add,1,{written}")).frame
    assert frame["at"].to_list() == [datetime(2026, 9, 1, 8, tzinfo=UTC)]
    assert frame["key"].to_list() == read(rows(GOOD)).frame["key"].to_list()


def test_fractions_of_a_second_are_kept() -> None:
    """Microseconds tell answers apart."""
    frame = read(rows("ana,i1,add,1,2026-09-01T08:00:00.123456Z", "ana,i1,add,1,1788249600.25")).frame
    assert frame["at"].dt.microsecond().to_list() == [123456, 250000]


def test_times_of_a_named_zone_are_read_in_it() -> None:
    """Summer time counts; the hour that occurs twice is its first; the one that is skipped is refused."""
    text = rows(
        "ana,i1,add,1,2026-07-01 10:00:00", "ana,i1,add,1,2025-10-26 02:30:00", "ana,i1,add,1,2026-02-01"
    )
    frame = read(text, timezone="Europe/Berlin", skip_bad=True).frame.sort("line")
    assert [f"{at:%m-%d %H:%M}" for at in frame["at"]] == ["07-01 08:00", "10-26 00:30", "01-31 23:00"]
    skipped = rows("ana,i1,add,1,2026-03-29 02:30:00")
    assert faults(skipped, timezone="Europe/Berlin") == [("line 2, at", "no time zone")]
    with pytest.raises(Refused, match="is not a time zone"):
        read(text, timezone="Berlin")


@pytest.mark.parametrize("cell", ["0", "", "7"])
def test_times_that_tell_nothing_are_dated_at_the_import_in_the_order_of_the_file(cell: str) -> None:
    """All alike or all empty: one microsecond apart from the instant given, and a note says so."""
    result = read(rows(*[f"ana,i{n},add,1,{cell}" for n in (3, 1, 2)]))
    assert result.frame["item"].to_list() == ["i3", "i1", "i2"]
    assert result.frame["at"].to_list() == [NOW + timedelta(microseconds=n) for n in range(3)]
    assert kinds(result) == ["no times"]


def test_a_file_without_a_column_of_times_is_dated_too() -> None:
    """No column is no information."""
    result = read(rows("ana,i1,add,1", head="student,item,skill,correct"))
    assert result.frame["at"].to_list() == [NOW]
    assert kinds(result) == ["no times"]


def test_numbers_that_give_an_order_are_followed() -> None:
    """Neither seconds nor milliseconds: the answers are put in that order and dated at the import."""
    result = read(rows("ana,i1,add,1,20", "ana,i2,add,1,3", "ana,i3,add,1,20"))
    assert result.frame["item"].to_list() == ["i2", "i1", "i3"]
    assert result.frame["at"].to_list() == [NOW + timedelta(microseconds=n) for n in range(3)]
    assert kinds(result) == ["order only"]
    assert faults(rows("ana,i1,add,1,20", "ana,i2,add,1,3", "ana,i3,add,1,")) == [("line 4, at", "no time")]
    assert faults(rows("ana,i1,add,1,20", "ana,i2,add,1,3", "ana,i3,add,1,x")) == [
        ("line 4, at", "impossible time")
    ]


def test_answers_are_taken_in_the_order_of_their_times() -> None:
    """A file that goes back in time is sorted, equals staying as they stand, and a note says so."""
    late, early = "2026-09-02T08:00:00Z", "2026-09-01T08:00:00Z"
    result = read(rows(f"ana,i1,add,1,{late}", f"ana,i2,add,1,{early}", f"ana,i3,add,1,{early}"))
    assert result.frame["item"].to_list() == ["i2", "i3", "i1"]
    assert result.frame["line"].to_list() == [3, 4, 2]
    assert kinds(result) == ["not in order"]


def test_a_clock_that_runs_a_little_ahead_is_forgiven() -> None:
    """Up to a day is a wrong clock, more is a wrong time."""
    near = rows("ana,i1,add,1,2026-09-16T15:59:00Z")
    assert read(near).frame.height == 1


def test_now_must_have_a_time_zone() -> None:
    """The present is an instant, not a wall clock."""
    with pytest.raises(Refused, match="no time zone"):
        read_responses(rows(GOOD).encode(), now=datetime(2026, 9, 1))  # noqa: DTZ001


# Keys ------------------------------------------------------------------------------------------------------


def keys(text: str, **more: Any) -> list[bytes]:
    """Return the keys of answers in their order."""
    return read(text, **more).frame["key"].to_list()


def test_a_resend_has_the_same_keys_whenever_and_under_whatever_name() -> None:
    """Name, instant of import, skills and score are not part of a key."""
    timeless = rows("ana,i1,add,1,0", "ana,i1,add,0,0", "ben,i1,add,1,0")
    later = read_responses(timeless.encode(), now=NOW + timedelta(days=300), name="other.csv").frame
    assert later["key"].to_list() == keys(timeless)
    assert keys(timeless.replace("add", "plus").replace(",1,0", ",0,0")) == keys(timeless)
    assert all(len(key) == 16 for key in keys(timeless))


def test_answers_that_share_student_item_and_time_have_keys_of_their_own() -> None:
    """Three alike are three answers, and with real times a note says so."""
    assert len(set(keys(rows("ana,i1,add,1,0", "ana,i1,add,1,0", "ana,i1,add,1,0")))) == 3
    result = read(rows(GOOD, GOOD))
    assert result.frame["key"].n_unique() == 2
    assert kinds(result) == ["same instant"]


def test_a_longer_file_keeps_the_keys_of_what_was_sent_before() -> None:
    """New answers after the old ones leave the old keys alone."""
    old = ["ana,i1,add,1,0", "ana,i1,add,0,0", "ben,i2,add,1,0"]
    assert keys(rows(*old, "ana,i1,add,1,0"))[:3] == keys(rows(*old))


@pytest.mark.parametrize("told", ["7", "0.5", "-3"])
@pytest.mark.parametrize("untold", ["0", "0.0"])
def test_one_time_that_is_told_leaves_the_keys_of_those_that_are_not(told: str, untold: str) -> None:
    """A tool that writes 0 for what it does not know sends one answer more, with a number."""
    old = [f"ana,i1,add,1,{untold}", f"ana,i1,add,0,{untold}", f"ana,i2,add,1,{untold}"]
    longer = read(rows(*old, f"ana,i3,add,1,{told}")).frame
    assert set(keys(rows(*old))) < set(longer["key"])
    assert longer["key"].n_unique() == 4
    again = read_responses(rows(*old, f"ana,i3,add,1,{told}").encode(), now=NOW + timedelta(days=3)).frame
    assert again["key"].to_list() == longer["key"].to_list()


def test_a_number_that_every_answer_shares_stays_its_time_when_another_follows() -> None:
    old = ["ana,i1,add,1,7", "ben,i1,add,0,7"]
    assert set(keys(rows(*old))) < set(keys(rows(*old, "ana,i2,add,1,8")))


@given(
    numbers=st.lists(st.integers(0, 3), min_size=1, max_size=12), more=st.lists(st.integers(0, 3), max_size=5)
)
def test_whatever_follows_in_a_longer_file_old_answers_keep_their_keys(
    numbers: list[int], more: list[int]
) -> None:
    lines = [f"ana,i{place % 3},add,1,{number}" for place, number in enumerate([*numbers, *more])]
    assert set(keys(rows(*lines[: len(numbers)]))) <= set(keys(rows(*lines)))


def test_mending_a_bad_row_later_leaves_its_neighbours_keys() -> None:
    """The second of two like answers is the second, though the first was skipped."""
    skipped = keys(rows("ana,i1,add,x,0", "ana,i1,add,1,0"), skip_bad=True)
    assert keys(rows("ana,i1,add,1,0", "ana,i1,add,1,0"))[1:] == skipped


@pytest.mark.parametrize("other", ["ben,i1,add,1,0", "ana,i2,add,1,0"])
def test_another_student_or_item_is_another_answer(other: str) -> None:
    """Keys differ in what makes an answer."""
    assert keys(rows(other)) != keys(rows("ana,i1,add,1,0"))


def test_another_time_is_another_answer() -> None:
    """A second later, a place later."""
    assert keys(rows(GOOD.replace(":00Z", ":01Z"))) != keys(rows(GOOD))
    assert len(set(keys(rows("ana,i1,add,1,1", "ana,i1,add,1,2")))) == 2


# The real history ------------------------------------------------------------------------------------------


@pytest.mark.real_data
def test_the_real_history_imports_whole_and_a_resend_adds_nothing(shared_data: Path) -> None:
    """278,336 answers of 3,114 students on 149 skills, without times, each with a key of its own."""
    folder = shared_data / "responses" / "assistments09"
    imports = [read_responses(folder / f"{part}.tsv.gz", now=NOW) for part in ("train", "test")]
    whole = pl.concat([each.frame for each in imports])
    assert whole.height == 278_336 == whole["key"].n_unique()
    assert whole["student"].n_unique() == 3114
    assert whole["skills"].explode().n_unique() == 149
    assert [kinds(each) for each in imports] == [["no times"], ["no times"]]
    again = read_responses((folder / "test.tsv.gz").read_bytes(), now=NOW + timedelta(days=1), name="resent")
    assert again.frame["key"].equals(imports[1].frame["key"])


@pytest.mark.real_data
def test_the_real_history_can_be_traced(shared_data: Path) -> None:
    """Every answer reaches its state, and mastery is a probability that tells students apart."""
    result = read_responses(shared_data / "responses" / "assistments09" / "test.tsv.gz", now=NOW)
    states = Bkt().observe_all(no_states(), result.observations())
    assert states["answers"].sum() == result.frame.height == 58_266
    assert states["right"].sum() == result.frame["correct"].sum()
    assert states["mastery"].is_between(0.0, 1.0).all()
    assert states["mastery"].n_unique() > 1000
