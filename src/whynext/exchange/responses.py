"""Answers in: histories of responses as tables of text, as learning tools and research data sets write them.

One row is one answer. Columns are known by their customary headers; times may be ISO 8601, seconds,
milliseconds or microseconds since 1970, mere numbers that give an order, or missing. What cannot be an
answer is refused with its line and the reason, all such rows together.

An answer's **key** is the first 16 bytes of a digest (BLAKE2b) of student, item, time and, where several
answers share these three, which of them it is in the order of the file. The name of the file, whether the
answer was right, and its skills are not part of it. So the same file sent again under any name adds
nothing, nor does a longer one that begins with the same answers, nor one in which a skill was renamed; and
a score corrected later is not a second answer. A time of 0 is none: where a tool writes 0 because it does
not know, an answer keeps its key when others of the file are told. A file without times must be sent
whole: cut in two, the second half's answers to an item cannot be told from those of the first half.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from whynext.base.clock import utc, zone
from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.mastery.response import LONGEST_SECONDS, OBSERVED

HEADERS: Mapping[str, tuple[str, ...]] = {
    "student": ("student", "student_id", "user", "user_id", "learner", "learner_id", "anon_student_id"),
    "item": ("item", "item_id", "problem", "problem_id", "question", "question_id"),
    "skill": ("skill", "skills", "skill_id", "skill_ids", "competency", "kc", "knowledge_component"),
    "correct": ("correct", "score", "is_correct", "right"),
    "at": ("at", "timestamp", "time", "datetime", "date_time", "answered_at", "order_id"),
    "hints": ("hints", "hint_count", "hints_used"),
    "seconds": ("seconds", "duration", "time_taken", "elapsed_seconds", "response_seconds"),
    "attempt": ("attempt", "attempts", "attempt_count", "attempt_number"),
}
"""The headers that name each column, the first found winning; case, spaces, ``_`` and ``-`` are ignored."""

REQUIRED = ("student", "item", "skill", "correct")
RIGHT = ("1", "1.0", "true", "t", "yes", "y", "right", "correct")
WRONG = ("0", "0.0", "false", "f", "no", "n", "wrong", "incorrect")
EARLIEST = 100_000_000
"""Numbers below this are no seconds since 1970 (March 1973) but an order."""
AHEAD = timedelta(days=1)
"""How far the clock of another tool may run ahead before its times are called impossible."""
MOST_BYTES = 2**30
"""Of text once unpacked: some sixty million answers."""
LONGEST_HEADERS = 100_000
MARK = "\x1e"  # between skills while they are being told apart; no id may hold it
MOST_SINGLY = 200
"""So many bad rows of a kind are told one by one, the rest are counted; `refused` holds all of them."""

FRAME: dict[str, pl.DataType] = {
    "student": pl.String(),
    "item": pl.String(),
    "skills": pl.List(pl.String()),
    "correct": pl.Boolean(),
    "at": pl.Datetime("us", "UTC"),
    "hints": pl.Int64(),
    "seconds": pl.Float64(),
    "attempt": pl.Int64(),
    "order": pl.Int64(),
    "key": pl.Binary(),
    "line": pl.Int64(),
}
"""Columns of imported answers, sorted by ``order``, which begins with 0 and follows time where it is told."""

REFUSED: dict[str, pl.DataType] = {
    "line": pl.Int64(),
    "field": pl.String(),
    "value": pl.String(),
    "kind": pl.String(),
    "what": pl.String(),
    "valid": pl.String(),
}
"""Columns of refused rows, one row per fault."""


@dataclass(frozen=True, slots=True)
class ResponseImport:
    """Answers read from a file.

    Parameters
    ----------
    frame
        The answers, columns :data:`FRAME`.
    findings
        What was met on the way: first what holds of the file (``"no times"``, ``"same instant"``, ...), then,
        if bad rows were skipped, what is wrong with each.
    refused
        Every fault of every skipped row, columns :data:`REFUSED`.
    """

    frame: pl.DataFrame
    findings: tuple[Problem, ...]
    refused: pl.DataFrame

    def observations(self) -> pl.DataFrame:
        """Return one row per answer and skill, for the batch twin of a tracing model."""
        return self.frame.rename({"skills": "skill"}).explode("skill").select(list(OBSERVED))


def read_responses(
    source: bytes | Path,
    *,
    now: datetime,
    name: str = "",
    timezone: str | None = None,
    joined_by: str | None = None,
    skip_bad: bool = False,
    most_bytes: int = MOST_BYTES,
) -> ResponseImport:
    """Read answers from comma, semicolon or tab separated text, plain or gzip.

    Parameters
    ----------
    source
        The bytes, or the file that holds them.
    now
        The instant of the import, aware. Answers without times are dated from it, a microsecond apart in
        the order of the file; answers more than a day later are impossible.
    name
        What to call the file in messages; its own name if empty.
    timezone
        IANA name of the zone in which times without an offset are written; if None they are refused.
    joined_by
        What separates several skills in one cell. If None: ``~~``, ``,``, ``;`` and ``|`` do, and ``_`` does
        between whole numbers (``12_47``) but not within words (``add_fractions``).
    skip_bad
        Take the good rows and list the rest, instead of refusing the file.
    most_bytes
        The most that the text may hold once unpacked.

    Raises
    ------
    Refused
        If the file cannot be read at all, or any row is bad and `skip_bad` is false; with all that is wrong.

    Examples
    --------
    >>> from datetime import UTC
    >>> text = b"student,item,skill,correct,time\\nana,i1,add,1,2026-09-01T08:00:00Z\\n"
    >>> read_responses(text, now=datetime(2026, 9, 2, tzinfo=UTC)).frame.select("student", "correct").row(0)
    ('ana', True)
    """
    name = name or (source.name if isinstance(source, Path) else "answers")
    if timezone is not None:
        zone(timezone)
    text = _text(source, name, most_bytes)
    table = _table(text, name)
    checked = _Checked(table.cells)
    _check_ids(checked)
    _check_skills(checked, joined_by)
    _check_correct(checked)
    _check_numbers(checked)
    notes = [*table.notes, *_check_times(checked, utc(now), timezone, name)]
    faults = pl.concat([table.broken, *checked.faults]).sort("line", maintain_order=True)
    if not skip_bad and not faults.is_empty():
        raise Refused(list(_told(faults, name)))
    frame = _answers(checked, faults, utc(now))
    notes += _repeats(frame, name)
    return ResponseImport(frame.select(list(FRAME)), (*notes, *_told(faults, name)), faults)


# The text -------------------------------------------------------------------------------------------------


def _text(source: bytes | Path, name: str, most_bytes: int) -> bytes:
    """Return the unpacked text with line feeds, as UTF-8; bytes that are not become U+FFFD."""
    try:
        data = source.read_bytes() if isinstance(source, Path) else bytes(source)
    except OSError as error:
        raise _unreadable(name, f"cannot be read: {error.strerror or error}", "a file of answers") from error
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data, name, most_bytes)
    if len(data) > most_bytes:
        raise _unreadable(name, f"holds more than {most_bytes:,} bytes", "smaller parts, or a higher limit")
    if data[:4] == b"PK\x03\x04":
        raise _unreadable(name, "is a zip archive", "the table itself, plain or gzip")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _unreadable(name, "is written in UTF-16", "UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode()
    except UnicodeDecodeError:
        data = data.decode(errors="replace").encode()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _unpacked(data: bytes, name: str, most_bytes: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            return packed.read(most_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(name, f"is a damaged gzip file ({error})", "a whole file") from error


def _unreadable(name: str, what: str, valid: str) -> Refused:
    return Refused(Problem(f"the file {what}", where=name, valid=valid, kind="unreadable file"))


# The table ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """The known columns as text, trimmed, null where empty, with ``line``; and the lines that are no rows."""

    cells: pl.DataFrame
    broken: pl.DataFrame
    notes: list[Problem]


def _table(text: bytes, name: str) -> _Table:
    head, _, body = text.partition(b"\n")
    if not head.strip() or len(head) > LONGEST_HEADERS:
        raise _unreadable(name, "does not begin with a line of headers", listed(REQUIRED))
    separator = max("\t,;|", key=lambda each: head.count(each.encode()))
    headers = next(csv.reader([head.decode()], delimiter=separator))
    used, notes = _known(headers, name)
    cells, broken = _rows(body, len(headers), separator)
    trimmed = cells.select(
        "line", **{ours: pl.col(theirs).str.strip_chars() for ours, theirs in used.items()}
    )
    blank = pl.all_horizontal(pl.exclude("line").is_null() | (pl.exclude("line") == ""))
    whole = trimmed.filter(~blank)
    for missing in HEADERS.keys() - used.keys():
        whole = whole.with_columns(pl.lit(None, pl.String()).alias(missing))
    texts = pl.col(list(HEADERS))
    return _Table(whole.with_columns(pl.when(texts != "").then(texts)), broken, notes)


def _plain(header: str) -> str:
    return re.sub(r"[\s_\-]", "", header).lower()


def _known(headers: Sequence[str], name: str) -> tuple[dict[str, str], list[Problem]]:
    """Return which column holds what (``c0``, ``c1``, ...), and notes on columns that are not read."""
    plain = [_plain(each) for each in headers]
    used: dict[str, str] = {}
    found, notes, read = Collector(), Collector(), set()
    for ours, customary in HEADERS.items():
        places = [plain.index(_plain(each)) for each in customary if _plain(each) in plain]
        if places:
            used[ours] = f"c{places[0]}"
            read.add(places[0])
        elif ours in REQUIRED:
            hint = next((near for each in customary if (near := nearest(each, headers))), "")
            found.add(
                f"no column tells the {ours}; there are {listed(f'«{each[:40]}»' for each in headers)}",
                where=f"{name}, line 1",
                valid=listed(customary),
                next_step=hint or "name the column in the first line",
                kind="missing column",
            )
    found.refuse_if_any()
    unread = [header for place, header in enumerate(headers) if place not in read]
    if unread:
        notes.add(f"columns that are not read: {listed(unread)}", where=f"{name}, line 1", kind="not read")
    return used, notes.problems


def _rows(body: bytes, width: int, separator: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the cells as text with their line, and lines that are no rows.

    One line is one row: ids never hold line breaks, so an unclosed quote spoils its own line only.
    """
    names = [f"c{place}" for place in range(width)]
    lines = body.count(b"\n") + (bool(body) and not body.endswith(b"\n"))
    first = separator.join(names).encode() + b"\n"
    try:
        cells = pl.read_csv(first + body, separator=separator, infer_schema=False)
    except pl.exceptions.PolarsError:
        return _rows_singly(body, names, separator)
    if cells.height != lines:
        return _rows_singly(body, names, separator)
    return cells.with_row_index("line", offset=2).cast({"line": pl.Int64}), _no_faults()


def _rows_singly(body: bytes, names: Sequence[str], separator: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the same line by line, for files that hold lines which are no rows."""
    good: list[tuple[int | str | None, ...]] = []
    broken: list[tuple[int, str, str, str, str, str]] = []
    for line, row in enumerate(body.decode().split("\n"), 2):
        try:
            cells = next(csv.reader([row], delimiter=separator, strict=True), [])
        except csv.Error as error:
            broken.append((line, "", row[:80], "broken quotes", f"the quotes are broken ({error})", "a row"))
            continue
        if len(cells) > len(names):
            what = f"{len(cells)} cells where the first line names {len(names)} columns"
            broken.append((line, "", row[:80], "too many cells", what, f"{len(names)} cells"))
            continue
        good.append((line, *cells, *[None] * (len(names) - len(cells))))
    schema = {"line": pl.Int64(), **dict.fromkeys(names, pl.String())}
    return pl.DataFrame(good, schema=schema, orient="row"), pl.DataFrame(broken, schema=REFUSED, orient="row")


def _no_faults() -> pl.DataFrame:
    return pl.DataFrame(schema=REFUSED)


# The checks -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Checked:
    """Cells as text, the columns made of them, and the faults found."""

    cells: pl.DataFrame
    made: dict[str, pl.Series] = field(default_factory=dict)
    faults: list[pl.DataFrame] = field(default_factory=list)

    def refuse(self, bad: pl.Series, column: str, kind: str, what: str, valid: str) -> None:
        """Note a fault of every row where `bad` holds; ``{}`` in `what` becomes the cell."""
        if not bad.any():
            return
        value = pl.col(column).fill_null("")
        before, _, after = what.partition("{}")
        said = pl.concat_str(pl.lit(before), value, pl.lit(after)) if "{}" in what else pl.lit(what)
        self.faults.append(
            self.cells.filter(bad).select(
                "line",
                pl.lit(column).alias("field"),
                value.alias("value"),
                pl.lit(kind).alias("kind"),
                said.alias("what"),
                pl.lit(valid).alias("valid"),
            )
        )


def _check_ids(checked: _Checked) -> None:
    for column in ("student", "item", "skill"):
        ids = checked.cells.get_column(column)
        checked.refuse(ids.is_null(), column, f"no {column}", f"the {column} is missing", "a text id")
        damaged = ids.str.contains(r"[\x00-\x1f\x7f\x{fffd}]").fill_null(False)
        what = f"the {column} «{{}}» holds control characters or bytes that are not UTF-8"
        checked.refuse(damaged, column, "damaged text", what, "printable UTF-8")
        checked.made[column] = ids


def _check_skills(checked: _Checked, joined_by: str | None) -> None:
    cells = checked.cells.select("skill")
    skills = cells.select(skills=pl.concat_list("skill")).to_series()
    if joined_by is not None:
        marked = pl.col("skill").str.replace_all(joined_by, MARK, literal=True)
    else:
        numbers = pl.col("skill").str.contains(r"^\d+(?:_\d+)+$")
        with_marks = pl.col("skill").str.replace_all(r"~~|[,;|]", MARK)
        marked = (
            pl.when(numbers)
            .then(pl.col("skill").str.replace_all("_", MARK, literal=True))
            .otherwise(with_marks)
        )
    marks = cells.select(marked).to_series()
    if marks.str.contains(MARK, literal=True).any():
        parts = marks.str.split(MARK).list.eval(pl.element().str.strip_chars())
        skills = parts.list.eval(pl.element().filter(pl.element() != "")).list.unique(maintain_order=True)
    empty = (skills.list.len() == 0).fill_null(False)
    checked.refuse(empty, "skill", "no skill", "«{}» names no skill", "at least one skill")
    checked.made["skills"] = skills


def _check_correct(checked: _Checked) -> None:
    cells = checked.cells.get_column("correct")
    words = {**dict.fromkeys(RIGHT, True), **dict.fromkeys(WRONG, False)}
    truths = cells.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
    valid = "1 or 0, true or false"
    checked.refuse(cells.is_null(), "correct", "not a truth", "it does not say whether it was right", valid)
    what = "«{}» says neither right nor wrong"
    checked.refuse(truths.is_null() & cells.is_not_null(), "correct", "not a truth", what, valid)
    checked.made["correct"] = truths


def _check_numbers(checked: _Checked) -> None:
    """Read hints, seconds and attempt; an empty cell is not known, and a first attempt."""
    bounds = {"hints": (0.0, 1e6), "seconds": (0.0, LONGEST_SECONDS), "attempt": (1.0, 1e6)}
    for column, (least, most) in bounds.items():
        cells = checked.cells.get_column(column)
        numbers = cells.cast(pl.Float64, strict=False)
        possible = numbers.is_between(least, most)
        if column != "seconds":
            possible &= numbers == numbers.floor()
        bad = cells.is_not_null() & ~possible.fill_null(False)
        valid = f"a {'' if column == 'seconds' else 'whole '}number from {least:g} to {most:g}, or nothing"
        checked.refuse(bad, column, f"impossible {column}", f"«{{}}» is impossible as {column}", valid)
        numbers = pl.select(pl.when(~bad).then(numbers)).to_series()
        checked.made[column] = numbers.cast(FRAME[column])
    checked.made["attempt"] = checked.made["attempt"].fill_null(1)


# Times ----------------------------------------------------------------------------------------------------


def _check_times(checked: _Checked, now: datetime, timezone: str | None, name: str) -> list[Problem]:
    """Make the columns ``time`` (null where the file tells none), ``place`` and ``told`` (for the key)."""
    cells = checked.cells.get_column("at")
    numbers = cells.cast(pl.Float64, strict=False)
    small = (numbers.abs() < EARLIEST).fill_null(False)
    if small.sum() * 2 < cells.len() - cells.null_count():
        return _check_instants(checked, numbers, now, timezone, name)
    checked.refuse(
        cells.is_not_null() & ~small,
        "at",
        "impossible time",
        "«{}» is no number",
        "as in the other rows: a number that gives the order",
    )
    checked.made["time"] = pl.Series([None], dtype=FRAME["at"]).new_from_index(0, cells.len())
    checked.made["told"] = _told_of_order(numbers)
    if numbers.filter(small).n_unique() <= 1:
        checked.made["place"] = pl.zeros(cells.len(), pl.Float64, eager=True)
        what = "the file tells no times: its answers are dated at the import, in the order of the file"
        return [Problem(what, where=name, next_step="send it whole if you send it again", kind="no times")]
    checked.refuse(cells.is_null(), "at", "no time", "the place in the order is missing", "a number")
    checked.made["place"] = numbers.fill_null(0.0)
    what = "the file tells an order but no times: its answers are dated at the import, in that order"
    return [Problem(what, where=name, kind="order only")]


def _told_of_order(numbers: pl.Series) -> pl.Series:
    """Return what a number that gives an order adds to the key: nothing where it is 0 or missing.

    It depends on the row alone. If it depended on whether the other rows tell anything, one number more in
    a file that is sent again would give every answer in it a new key.
    """
    whole = pl.when(numbers == numbers.floor()).then(numbers.cast(pl.Int64, strict=False).cast(pl.String))
    told = pl.when(numbers != 0).then(pl.lit("#") + whole.otherwise(numbers.cast(pl.String)))
    return pl.select(told).to_series().fill_null("")


def _check_instants(
    checked: _Checked, numbers: pl.Series, now: datetime, timezone: str | None, name: str
) -> list[Problem]:
    cells = checked.cells.get_column("at")
    written, naive = _iso(cells, timezone)
    instants = _since_1970(numbers).fill_null(written)
    earliest, latest = pl.lit(EARLIEST * 10**6).cast(FRAME["at"]), pl.lit(now + AHEAD)
    early, late = pl.select(early=instants < earliest, late=instants > latest).fill_null(False)
    unzoned = naive & instants.is_null()
    number = numbers.is_not_null()
    checked.refuse(cells.is_null(), "at", "no time", "the time is missing", "a time in every row")
    what = "«{}» has no offset from UTC"
    if timezone is not None:
        what = f"«{{}}» does not exist in {timezone}: a clock change skips it"
    checked.refuse(unzoned, "at", "no time zone", what, "an offset such as +02:00, or the file's time zone")
    strange = cells.is_not_null() & instants.is_null() & ~unzoned & ~number
    valid = "ISO 8601, or seconds, milliseconds or microseconds since 1970"
    checked.refuse(strange, "at", "impossible time", "«{}» is no time", valid)
    past = early | (number & instants.is_null())
    checked.refuse(past, "at", "impossible time", "«{}» is no time after March 1973", valid)
    checked.refuse(
        late, "at", "in the future", "«{}» lies in the future", f"at most {now + AHEAD:%Y-%m-%d %H:%M} UTC"
    )
    micros = instants.to_physical()
    checked.made["time"] = instants
    checked.made["place"] = micros.fill_null(0)
    checked.made["told"] = micros.cast(pl.String).fill_null("")
    return _unsorted(micros, name)


def _unsorted(micros: pl.Series, name: str) -> list[Problem]:
    known = micros.drop_nulls()
    if known.is_sorted():
        return []
    turned = int((known.diff() < 0).sum())
    what = f"the file goes back in time {turned:,} times; its answers are taken in the order of their times"
    return [Problem(what, where=name, kind="not in order")]


def _since_1970(numbers: pl.Series) -> pl.Series:
    """Return instants from seconds, milliseconds or microseconds, told apart by size; null if none fits."""
    x = pl.lit(numbers)
    micros = (
        pl.when(x < EARLIEST)
        .then(None)
        .when(x < EARLIEST * 1e3)
        .then(x * 1e6)
        .when(x < EARLIEST * 1e6)
        .then(x * 1e3)
        .when(x < EARLIEST * 1e9)
        .then(x)
    )
    return pl.select(micros.round().cast(pl.Int64, strict=False).cast(FRAME["at"])).to_series()


_SECONDS = "%Y-%m-%dT%H:%M:%S"


def _iso(cells: pl.Series, timezone: str | None) -> tuple[pl.Series, pl.Series]:
    """Return instants from ISO 8601, null where there is none, and which cells have a time but no offset."""
    text = cells.str.replace(r"[ tT]", "T").str.replace(r"\s*(?:[zZ]|UTC|GMT)$", "+00:00")
    zoned = text.str.contains(r"T.*[+\-]\d\d(?::?\d\d)?$").fill_null(False)

    def parsed(found: pl.Series, *formats: str, zone_name: str | None = None) -> pl.Series:
        for each in formats:
            if found.null_count() == text.null_count():
                break
            again = text.str.to_datetime(each, time_unit="us", time_zone=zone_name, strict=False)
            found = again if found.null_count() == len(found) else found.fill_null(again)
        return found

    instants = pl.Series([None], dtype=FRAME["at"]).new_from_index(0, len(cells))
    if text.str.ends_with("+00:00").all():
        # Parsed four times as fast without an offset.
        plain = text.str.head(-len("+00:00")).str.to_datetime(_SECONDS, time_unit="us", strict=False)
        instants = plain.dt.replace_time_zone("UTC")
    if zoned.any():
        instants = parsed(instants, "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z", zone_name="UTC")
    if zoned.all():
        return instants, ~zoned
    nothing = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(cells))
    wall = parsed(nothing, _SECONDS, "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
    if timezone is not None:
        local = wall.dt.replace_time_zone(zone(timezone).key, ambiguous="earliest", non_existent="null")
        instants = instants.fill_null(local.dt.convert_time_zone("UTC"))
    return instants, wall.is_not_null()


# The answers ----------------------------------------------------------------------------------------------


def _answers(checked: _Checked, faults: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Return the good rows in their order, with their keys, and ``repeat``: which of several alike it is."""
    frame = pl.DataFrame({"line": checked.cells.get_column("line"), **checked.made}).drop("skill")
    if not frame.get_column("place").is_sorted():
        frame = frame.sort("place", maintain_order=True)
    # Counted before bad rows are left out, so that mending one later does not change its neighbours' keys.
    frame = frame.with_columns(_which_of_several(frame))
    if not faults.is_empty():
        frame = frame.join(faults.select("line").unique(), on="line", how="anti", maintain_order="left")
    frame = frame.with_row_index("order").cast({"order": pl.Int64})
    dated = pl.lit(now).cast(FRAME["at"]) + pl.duration(microseconds=pl.col("order"))
    return frame.with_columns(at=pl.col("time").fill_null(dated), key=_keys(frame)).select(
        *FRAME, "told", "repeat"
    )


def _which_of_several(frame: pl.DataFrame) -> pl.Series:
    """Return 0 for the first answer of a student to an item at a time, 1 for the second, ..."""
    same = frame.select("student", "item", "told").with_row_index("row")
    several = same.filter(pl.struct("student", "item", "told").is_duplicated())
    counted = several.select("row", pl.int_range(pl.len()).over("student", "item", "told").alias("repeat"))
    found = same.select("row").join(counted, on="row", how="left", maintain_order="left")
    return found.get_column("repeat").fill_null(0)


def _keys(frame: pl.DataFrame) -> pl.Series:
    parts = pl.concat_str("student", "item", "told", "repeat", separator="\x1f").cast(pl.Binary)
    digest = hashlib.blake2b
    texts = frame.select(parts).to_series().to_list()
    return pl.Series("key", [digest(text, digest_size=16).digest() for text in texts], pl.Binary)


def _repeats(frame: pl.DataFrame, name: str) -> list[Problem]:
    """Return a note on answers that share student, item and a time that was told."""
    repeated = frame.filter((pl.col("repeat") > 0) & (pl.col("told") != ""))
    if repeated.is_empty():
        return []
    line = repeated.get_column("line")[0]
    what = (
        f"{repeated.height:,} answers have the student, item and time of another; each is taken as an answer"
    )
    return [Problem(what, where=f"{name}, first in line {line}", kind="same instant")]


def _told(faults: pl.DataFrame, name: str) -> Iterator[Problem]:
    """Yield a problem for each fault, the rest counted where one kind fills pages."""
    counts = dict(faults.group_by("kind").len().iter_rows())
    shown: dict[str, int] = {}
    for line, column, _, kind, what, valid in faults.iter_rows():
        shown[kind] = shown.get(kind, 0) + 1
        if shown[kind] <= MOST_SINGLY:
            where = f"{name}, line {line}" + (f", {column}" if column else "")
            yield Problem(what, where=where, valid=valid, kind=kind)
    for kind, count in counts.items():
        if count > MOST_SINGLY:
            yield Problem(f"{count - MOST_SINGLY:,} more rows of this kind: {kind}", where=name, kind=kind)
