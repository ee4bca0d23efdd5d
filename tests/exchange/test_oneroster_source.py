"""A zip that nobody needs to trust, a folder, files too large to hold: read within limits or refused."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.oneroster_sets import packed, small
from whynext.exchange.oneroster import ImportRefused, Kind, Limits, import_roster, read


def plain():
    """Return a small clean set as texts."""
    return small().texts()


def refused(source, **more):
    """Return the report of a set that must be refused."""
    with pytest.raises(ImportRefused) as caught:
        import_roster(source, **more)
    assert caught.value.problems
    return caught.value.report


def with_entry(name, text=b"sourcedId\n", **info):
    """Return a clean set as a zip with one more entry."""
    stream = io.BytesIO(packed(plain()))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        for key, value in info.items():
            setattr(entry, key, value)
        archive.writestr(entry, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../users.csv",
        "/etc/users.csv",
        "a/../../users.csv",
        "C:/users.csv",
        "a\\..\\users.csv",
        "\\users.csv",
    ],
)
def test_a_path_that_leads_out_of_the_zip_is_refused_and_named(name):
    """A path that leads out of the zip is refused and named."""
    source = with_entry(name)
    (finding,) = refused(source)
    assert (finding.kind, finding.value) == (Kind.UNSAFE_PATH, name)
    roster, _ = import_roster(source, skip_bad=True)
    assert roster.students().height == 4


def test_a_link_in_the_zip_is_refused():
    """A link in the zip is refused."""
    source = with_entry("extra.csv", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16)
    assert [f.kind for f in refused(source)] == [Kind.LINK]


def test_a_file_that_is_there_twice_is_refused_whatever_its_case_or_folder():
    """A file that is there twice is refused whatever its case or folder."""
    for name in ("Users.csv", "more/users.csv"):
        (finding,) = refused(with_entry(name))
        assert (finding.kind, finding.file) == (Kind.DUPLICATE_FILE, name)


def test_an_encrypted_entry_is_refused():
    """An encrypted entry is refused."""
    source = bytearray(with_entry("extra.csv"))
    at = source.rfind(b"PK\x01\x02")
    flags = struct.unpack_from("<H", source, at + 8)[0]
    struct.pack_into("<H", source, at + 8, flags | 1)
    assert [f.kind for f in refused(bytes(source))] == [Kind.ENCRYPTED]


def test_another_way_of_packing_than_deflate_is_refused():
    """Another way of packing than deflate is refused."""
    stream = io.BytesIO(packed(plain()))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("extra.csv", b"x\n" * 99, compress_type=zipfile.ZIP_LZMA)
    assert [f.kind for f in refused(stream.getvalue())] == [Kind.COMPRESSION]


def test_one_folder_in_the_zip_is_entered_and_a_second_below_it_is_not():
    """One folder in the zip is entered and a second below it is not."""
    roster, changes = import_roster(packed(plain(), "export/"))
    assert not changes.report
    assert roster.students().height == 4
    assert [f.kind for f in refused(with_entry("a/b/extra.csv"))] == [Kind.NESTED]


def test_what_other_systems_leave_in_a_zip_is_passed_over():
    """What other systems leave in a zip is passed over."""
    source = with_entry("__MACOSX/._users.csv")
    _, changes = import_roster(source)
    assert not changes.report


def test_a_zip_that_expands_without_end_is_given_up_even_when_bad_rows_may_be_skipped():
    """A zip that expands without end is given up even when bad rows may be skipped."""
    bomb = packed(plain() | {"results.csv": b"", "users.csv": b"x" * 40_000_000})
    assert len(bomb) < 100_000
    for skip_bad in (False, True):
        report = refused(bomb, skip_bad=skip_bad)
        (finding,) = report.of(Kind.BOMB)
        assert finding.effect == "nothing taken"
        assert "200 times" in finding.what


def test_the_limit_on_all_bytes_counts_what_is_read():
    """The limit on all bytes counts what is read."""
    source = packed(plain())
    size = sum(len(text) for text in plain().values())
    assert not import_roster(source, limits=Limits(total=size))[1].report
    (finding,) = refused(source, limits=Limits(total=size - 1))
    assert finding.kind is Kind.BOMB


def test_a_size_that_the_zip_claims_falsely_does_not_get_past_the_limits():
    """A size that the zip claims falsely does not get past the limits."""
    source = bytearray(packed(plain() | {"users.csv": b"x" * 3_000_000}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := source.find(mark, at + 1)) >= 0:
            if struct.unpack_from("<I", source, at + offset)[0] == 3_000_000:
                struct.pack_into("<I", source, at + offset, 10)
    report = refused(bytes(source))
    assert {Kind.DAMAGED, Kind.BOMB} & {f.kind for f in report}


def test_a_damaged_file_in_the_zip_is_left_out_as_a_whole():
    """A damaged file in the zip is left out as a whole."""
    source = bytearray(packed(plain()))
    at = source.find(b"demographics.csv") + len("demographics.csv") + 20
    source[at : at + 8] = b"\xff" * 8
    report = refused(bytes(source))
    assert [(f.kind, f.file) for f in report if f.kind is Kind.DAMAGED] == [
        (Kind.DAMAGED, "demographics.csv")
    ]
    roster, _ = import_roster(bytes(source), skip_bad=True)
    assert roster.demographics.is_empty()
    assert roster.students().height == 4


@pytest.mark.parametrize(
    "source", [b"", b"sourcedId,name\n", b"PK\x03\x04 but no more", packed(plain())[:-30]]
)
def test_what_is_no_zip_is_refused(source):
    """What is no zip is refused."""
    (finding,) = refused(source, skip_bad=True)
    assert finding.kind is Kind.NOT_READABLE


def test_a_path_that_is_not_there_is_refused(tmp_path):
    """A path that is not there is refused."""
    with pytest.raises(ImportRefused, match="cannot be opened"):
        import_roster(tmp_path / "nothing.zip")
    with pytest.raises(ImportRefused, match="no OneRoster file"):
        import_roster(tmp_path)


def test_a_set_of_too_many_files_is_refused():
    """A set of too many files is refused."""
    many = plain() | {f"more{number}.csv": b"x\n" for number in range(30)}
    report = refused(packed(many), limits=Limits(entries=20), skip_bad=True)
    assert {f.kind for f in report} == {Kind.TOO_MANY}


@given(st.binary(max_size=200), st.integers(0, 3_000))
@settings(max_examples=20)
def test_no_damage_to_a_zip_brings_anything_but_a_report(noise, at):
    """Bytes written over a zip are refused, passed over or reported."""
    source = bytearray(packed(small(students=2, classes=1).texts()))
    at %= len(source)
    source[at : at + len(noise)] = noise
    with suppress(ImportRefused):
        import_roster(bytes(source), skip_bad=True, limits=Limits(total=1_000_000))


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    """A link in a folder is not followed."""
    for name, text in plain().items():
        (tmp_path / name).write_bytes(text)
    (tmp_path / "extra.csv").symlink_to("/etc/passwd")
    (tmp_path / "notes").mkdir()
    assert [f.kind for f in refused(tmp_path)] == [Kind.LINK]


@pytest.fixture
def folder(tmp_path):
    """Return a folder whose users.csv has a line of 200 MB between two good ones."""
    for name, text in plain().items():
        (tmp_path / name).write_bytes(text)
    text = plain()["users.csv"].splitlines(keepends=True)
    with (tmp_path / "users.csv").open("wb") as file:
        file.writelines(text[:3])
        file.truncate(file.tell() + 200_000_000)  # a hole in the file: it takes no room on the disk
        file.seek(0, 2)
        file.writelines([b"\n", *text[3:]])
    return tmp_path


def test_a_line_of_two_hundred_megabytes_is_reported_and_never_held(folder):
    """A line of two hundred megabytes is reported and never held."""
    tracemalloc.start()
    try:
        imported = read(folder)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    (finding,) = imported.report.of(Kind.LONG_LINE)
    assert (finding.file, finding.line, len(finding.value)) == ("users.csv", 4, 80)
    assert peak < 12_000_000
    assert imported.tables["people"].frame.height == 8
    assert imported.tables["people"].lines_of(imported.tables["people"].frame["row"]).to_list() == [
        *(2, 3),
        *range(5, 11),
    ]


def test_no_more_text_than_a_batch_is_held_beside_the_columns():
    """No more text than a batch is held beside the columns."""
    made = small(students=1, classes=1)
    for number in range(20_000):
        made.add(
            "orgs", sourcedId=f"org{number}", name=f"An organisation of the number {number}", type="school"
        )
    source = packed(made.texts())
    whole = len(made.text("orgs"))
    limits = Limits(block=16_384, batch=65_536)
    tracemalloc.start()
    try:
        imported = read(source, limits=limits)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert imported.tables["orgs"].frame.height == 20_002
    # Python's share of the memory, in which all text is held: far less than the file.
    assert peak < whole / 2
