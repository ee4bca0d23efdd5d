"""Items and learning objects in and out: JSON, which keeps everything, and CSV, which people edit.

JSON: one object with ``"format": "whynext library"``, ``"version": 1``, ``"items"`` and ``"objects"``; an
item or object has the fields of :class:`whynext.library.item.Item` and
:class:`whynext.library.learning_object.LearningObject`, those with their default value left out.

CSV: one table of items or one of learning objects, told apart by their columns (:data:`ITEM_COLUMNS`,
:data:`OBJECT_COLUMNS`); UTF-8 with or without byte order mark, or UTF-16 with one; separated by commas,
semicolons or tabs. Lists are written in one cell with bars between the entries: ``fractions | decimals``;
a bar inside an entry is written ``\\|``, and blanks around an entry do not count. Options and misconceptions
are lists side by side: the first entry of ``option_texts`` belongs to the first of ``option_ids``, which may
be left empty for a, b, c, … Empty cells stand for the default.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

from whynext.base.errors import Collector, Problem, listed, nearest
from whynext.base.facts import canonical
from whynext.library.item import Item
from whynext.library.learning_object import LearningObject
from whynext.library.record import MAX_TEXT, ReadRecord, Record, read_item, read_object, record_of

FORMAT = "whynext library"
VERSION = 1
MAX_BYTES = 256 * 1024 * 1024
"""Largest file that is read, in bytes."""

_MOST_HINTS = 50

ITEM_COLUMNS: dict[str, str] = {
    "id": "text, no two alike; required",
    "skills": "list of skill ids; required",
    "kind": "choice, multiple_choice, number, fraction, expression, short_text or order; required",
    "question": "text; required",
    "key": "the right answer; for multiple_choice and order a list of option ids; required",
    "accepts": "list of further right answers",
    "tolerance": "number: how far a number may lie off",
    "lowest_terms": "true or false: must be as finished as it can be",
    "unit": "the unit that may be written; further spellings after bars",
    "ordered": "true or false: the order of the parts of a short text counts",
    "case_sensitive": "true or false: capitals, accents and punctuation count",
    "option_ids": "list; empty for a, b, c, …",
    "option_texts": "list",
    "option_whys": "list: what the student is told who picks it",
    "option_misconceptions": "list: the misconception that leads to picking it",
    "hints": "list, the gentlest first",
    "solution": "list of steps",
    "difficulty": "number from 0 (easiest) to 1",
    "misconception_ids": "list",
    "misconception_answers": "list: the wrong answer that each produces; several option ids with commas",
    "misconception_says": "list: what the student is told who gives it",
    "language": "language tag such as en",
    "reading_level": "number: school grade",
    "alternative_text": "what a picture shows",
    "diagram": 'the diagram of the question as JSON text, such as {"kind":"clock","hour":3,"minute":30}',
    "form": "parallel form that it belongs to",
    "status": "draft, reviewed or retired",
    "author": "text",
    "reviewed_by": "who has checked it",
    "reviewed_on": "day such as 2026-03-31",
    "version": "whole number from 1",
    "family": "the parametric family that made it",
    "seed": "whole number: the seed that it was made from",
    "level": "whole number: the family's level",
    "context": "the interest in whose words its story is told",
    "depth": "whole number from 0 (bare) to 3: how deep the story goes",
}
"""The columns of a table of items, with what stands in each."""

OBJECT_COLUMNS: dict[str, str] = {
    "id": "text, no two alike; required",
    "title": "text; required",
    "skills": "list of skill ids; required but for books",
    "modality": "word such as practice or worked_example; required",
    "minutes": "number; required",
    "difficulty": "number from 0 (easiest) to 1; required",
    "summary": "text",
    "body": "text",
    "language": "language tag such as en",
    "reading_level": "number: school grade",
    "screen": "true or false",
    "grouping": "alone, pair, group or class",
    "prerequisites": "list of skill ids",
    "topics": "list",
    "kind": "lesson, practice, book or activity",
    "copies": "whole number; empty for any number",
    "status": "draft, reviewed or retired",
    "author": "text",
    "reviewed_by": "who has checked it",
    "reviewed_on": "day such as 2026-03-31",
    "version": "whole number from 1",
    "location": "text",
}
"""The columns of a table of learning objects, with what stands in each."""

_LISTS = frozenset(["skills", "accepts", "hints", "solution", "prerequisites", "topics"])
_NUMBERS = frozenset(
    ["tolerance", "difficulty", "reading_level", "version", "seed", "level", "depth", "minutes", "copies"]
)
_TRUTHS = frozenset(["lowest_terms", "ordered", "case_sensitive", "screen"])
_KEY_PARTS = ("accepts", "tolerance", "lowest_terms", "unit", "ordered", "case_sensitive")
_TRIMMED = frozenset(
    [
        "id",
        "kind",
        "status",
        "grouping",
        "modality",
        "language",
        "form",
        "family",
        "context",
        "key",
        "reviewed_on",
    ]
)
_OPTION_LISTS = ("texts", "ids", "whys", "misconceptions")
_MISCONCEPTION_LISTS = ("answers", "ids", "says")
_SIDE_BY_SIDE = frozenset(
    [f"option_{name}" for name in _OPTION_LISTS] + [f"misconception_{name}" for name in _MISCONCEPTION_LISTS]
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says.

    Parameters
    ----------
    items, objects
        Those that are free of problems, in the order of the file.
    problems
        Everything that is wrong, with file, row and field. Whoever calls decides whether to refuse the
        file for them or to take the good ones.
    notes
        What is worth a look but refuses nothing.
    """

    items: tuple[Item, ...] = ()
    objects: tuple[LearningObject, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def read_items(
    data: bytes, *, name: str, known_skills: Collection[str] | None = None, max_bytes: int = MAX_BYTES
) -> Read:
    """Return the items and learning objects of a JSON or CSV file.

    Nothing is raised for what is in the file: every fault is among the problems, and what is free of faults
    is returned beside them.

    Parameters
    ----------
    data
        The bytes of the file.
    name
        The file's name, for problems.
    known_skills
        The ids of the skills of the map; None leaves skills unchecked.
    max_bytes
        Largest size that is read.
    """
    gathered = _Gathered(name, None if known_skills is None else frozenset(known_skills))
    if len(data) > max_bytes:
        gathered.add(
            f"the file has {len(data)} bytes",
            valid=f"at most {max_bytes} bytes",
            kind="too large",
            next_step="split the file",
        )
    elif (text := _decoded(data, gathered)) is not None:
        (_read_json if text.lstrip()[:1] in ("{", "[") else _read_csv)(text, gathered)
    return gathered.read()


def _decoded(data: bytes, gathered: _Gathered) -> str | None:
    """Return the text of a file, None if it is in no encoding that is read."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        gathered.add(
            f"byte {error.start} is not {encoding.removesuffix('-sig').upper()}",
            valid="UTF-8, or UTF-16 with a byte order mark",
            next_step="save the file as UTF-8",
            kind="encoding",
        )
        return None


@dataclass(slots=True)
class _Gathered:
    """What has been read so far."""

    name: str
    known_skills: frozenset[str] | None
    items: dict[str, Item] = field(default_factory=dict)
    objects: dict[str, LearningObject] = field(default_factory=dict)
    found: Collector = field(default_factory=Collector)
    notes: list[Problem] = field(default_factory=list)
    places: dict[tuple[type, str], str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)

    def add(
        self, what: str, *, where: str = "", valid: str = "", next_step: str = "", kind: str = "invalid"
    ) -> None:
        """Note a problem at a place in the file."""
        place = f"{self.name}, {where}" if where else self.name
        self.found.add(what, where=place, valid=valid, next_step=next_step, kind=kind)

    def take(self, read: ReadRecord, where: str) -> None:
        """Take what was read from a record, if it is free of faults and new."""
        self.found.extend(read.problems)
        self.notes.extend(read.notes)
        thing = read.thing
        if thing is None:
            return
        known = self._has_known_skills(thing, where)
        first = self.places.setdefault((type(thing), thing.id), where)
        if first != where:
            self.add(
                f"the id «{thing.id}» was used before, in {first}",
                where=f"{where}, field «id»",
                valid="an id that no other has",
                kind="duplicate",
            )
        elif known and isinstance(thing, Item):
            self.items[thing.id] = thing
        elif known and isinstance(thing, LearningObject):
            self.objects[thing.id] = thing

    def _has_known_skills(self, thing: Item | LearningObject, where: str) -> bool:
        """Tell whether the map has all skills of a thing; note each that it has not."""
        if self.known_skills is None:
            return True
        named = {"skills": thing.skills}
        if isinstance(thing, LearningObject):
            named["prerequisites"] = thing.prerequisites
        unknown = [(name, skill) for name in named for skill in named[name] if skill not in self.known_skills]
        for name, skill in unknown:
            hint = self._hint(skill)
            self.add(
                f"the map has no skill «{skill}»{'; ' + hint if hint else ''}",
                where=f"{where}, field «{name}»",
                valid="the id of a skill of the map",
                kind="unknown skill",
            )
        return not unknown

    def _hint(self, skill: str) -> str:
        """Return the known skill nearest to an unknown one; only for the first few, as it takes long."""
        if skill not in self.hints and len(self.hints) < _MOST_HINTS:
            self.hints[skill] = nearest(skill, self.known_skills or ())
        return self.hints.get(skill, "")

    def read(self) -> Read:
        """Return everything that was read."""
        return Read(
            tuple(self.items.values()),
            tuple(self.objects.values()),
            tuple(self.found),
            tuple(self.notes),
        )


def _read_json(text: str, gathered: _Gathered) -> None:
    """Read a JSON file."""
    repeated: list[str] = []

    def pairs(entries: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(entries)
        if len(record) < len(entries):
            repeated.extend(name for name in record if [each for each, _ in entries].count(name) > 1)
        return record

    try:
        whole = json.loads(text, object_pairs_hook=pairs)
    except RecursionError:
        gathered.add("it is nested too deeply", valid="a library as this program writes it", kind="too large")
        return
    except ValueError as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        what = error.msg if isinstance(error, json.JSONDecodeError) else "a number has too many digits"
        gathered.add(f"this is not JSON: {what}", where=place, valid="JSON", kind="not JSON")
        return
    for name in dict.fromkeys(repeated):
        gathered.add(f"a record names «{_printable(name)}» twice", valid="each name once", kind="duplicate")
    _take_library(whole, gathered)


def _take_library(whole: object, gathered: _Gathered) -> None:
    """Take the items and objects of a JSON library."""
    valid = f'{{"format": "{FORMAT}", "version": {VERSION}, "items": [...], "objects": [...]}}'
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        gathered.add("this is not a library", valid=valid, kind="not a library")
        return
    if whole.get("version") != VERSION:
        gathered.add(
            "the format has another version than this program reads", where="version", valid=str(VERSION)
        )
        return
    readers: tuple[tuple[str, Callable[[object, str], ReadRecord]], ...] = (
        ("items", read_item),
        ("objects", read_object),
    )
    for name in whole.keys() - {"format", "version", "items", "objects"}:
        gathered.add(f"there is no such part as «{_printable(name)}»", valid=valid, kind="unknown")
    for name, reader in readers:
        records = whole.get(name) or []
        if not isinstance(records, list):
            gathered.add(f"«{name}» is no list", where=name, valid="a list of records", kind="wrong type")
            continue
        for at, record in enumerate(records):
            where = f"{name}[{at}]"
            gathered.take(reader(record, f"{gathered.name}, {where}"), where)


def _printable(name: str) -> str:
    """Return a name from a JSON file so that it can be printed, halves of surrogate pairs replaced."""
    return name.encode("utf-8", "replace").decode()


def _read_csv(text: str, gathered: _Gathered) -> None:
    """Read a CSV file."""
    rows = _rows(text, gathered)
    header = [cell.strip().lower() for cell in next(rows, (0, []))[1]]
    while header and not header[-1]:
        header.pop()
    is_objects = "modality" in header and "question" not in header
    columns = OBJECT_COLUMNS if is_objects else ITEM_COLUMNS
    if not _has_columns(header, columns, gathered):
        return
    for at, cells in rows:
        if any(cell.strip() for cell in cells):
            _take_row(at, dict(zip(header, cells, strict=False)), cells[len(header) :], is_objects, gathered)


def _rows(text: str, gathered: _Gathered) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text with their numbers, the header being row 1."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at = 0
    while True:
        at += 1
        try:
            yield at, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            gathered.add(
                f"the row cannot be taken apart ({error}); nothing after it was read",
                where=f"row {at}",
                valid=f"cells of at most {MAX_TEXT} characters, with every quotation mark closed",
                kind="not CSV",
            )
            return


def _has_columns(header: list[str], columns: dict[str, str], gathered: _Gathered) -> bool:
    """Tell whether the rows can be read; note each column that is unknown, twice there or missing."""
    required = [name for name, says in columns.items() if "required" in says]
    missing = [name for name in required if name not in header]
    twice = [name for name in dict.fromkeys(header) if name and header.count(name) > 1]
    for name in missing:
        gathered.add(
            f"the column «{name}» is missing",
            where="row 1",
            valid=f"columns {listed(columns, most=40)}",
            kind="missing column",
        )
    for name in twice:
        gathered.add(f"the column «{name}» is there twice", where="row 1", kind="duplicate column")
    for name in dict.fromkeys(header):
        if name not in columns:
            hint = nearest(name, columns)
            gathered.add(
                f"there is no column «{name}»{'; ' + hint if hint else ''}; what stands in it was not read",
                where="row 1",
                valid=listed(columns, most=40),
                kind="unknown column",
            )
    return not (missing or twice)


def _take_row(
    at: int, cells: dict[str, str], beyond: list[str], is_objects: bool, gathered: _Gathered
) -> None:
    """Take the item or object of a row."""
    where = f"row {at}"
    faults = Collector()
    if any(cell.strip() for cell in beyond):
        faults.add(f"there are {len(beyond)} cells more than columns", where=f"{gathered.name}, {where}")
    columns = OBJECT_COLUMNS if is_objects else ITEM_COLUMNS
    record = {name: _value(name, cells[name]) for name in columns if cells.get(name, "").strip()}
    if not is_objects:
        record = _item_record(record, cells, faults, f"{gathered.name}, {where}")
    read = (read_object if is_objects else read_item)(record, f"{gathered.name}, {where}")
    if faults:
        read = ReadRecord(None, (*faults, *read.problems), read.notes)
    gathered.take(read, where)


def _value(name: str, cell: str) -> Any:
    """Return the JSON value of a cell; text where it is not what the column holds, to be refused later."""
    trimmed = cell.strip()
    if name in _LISTS:
        return split(cell)
    if name in _TRUTHS:
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
            trimmed.lower(), trimmed
        )
    if name in _NUMBERS:
        return _number(trimmed)
    return trimmed if name in _TRIMMED else cell


def _number(cell: str) -> int | float | str:
    """Return the number that a cell holds, or the cell if it holds none."""
    if re.fullmatch(r"[+-]?\d{1,19}", cell):
        return int(cell)
    if re.fullmatch(r"[+-]?(\d{1,400}\.?\d{0,400}|\.\d{1,400})([eE][+-]?\d{1,3})?", cell):
        return float(cell)
    return cell


def _item_record(record: Record, cells: dict[str, str], faults: Collector, where: str) -> Record:
    """Return the record of an item whose key, options and misconceptions are put together from cells."""
    key = {name: record.pop(name) for name in _KEY_PARTS if name in record}
    several = record.get("kind") in ("multiple_choice", "order")
    raw = record.pop("key", None)
    if raw is not None:
        key["value"] = split(raw) if several else raw
    record["key"] = key
    options = _side_by_side(cells, "option_", _OPTION_LISTS, faults, where)
    for at, option in enumerate(options):
        option["id"] = option["id"] or ascii_lowercase[at % 26] * (1 + at // 26)
    misconceptions = _side_by_side(cells, "misconception_", _MISCONCEPTION_LISTS, faults, where)
    for misconception in misconceptions if several else ():
        misconception["answer"] = re.sub(r"\s*,\s*", " | ", misconception["answer"])
    plain = {name: value for name, value in record.items() if name not in _SIDE_BY_SIDE}
    return {**plain, "options": options, "misconceptions": misconceptions}


def _side_by_side(
    cells: dict[str, str], prefix: str, names: tuple[str, ...], faults: Collector, where: str
) -> list[dict[str, str]]:
    """Return records made of the entries of several lists; the first of `names` says how many there are."""
    lists = {name: split(cells.get(prefix + name, "")) for name in names}
    count = len(lists[names[0]])
    for name, entries in lists.items():
        if entries and len(entries) != count:
            faults.add(
                f"there are {len(entries)} entries, but {count} in «{prefix}{names[0]}»",
                where=f"{where}, field «{prefix}{name}»",
                valid="as many entries in each list, or none",
            )
    singular = {name: name if name == "says" else name.removesuffix("s") for name in names}
    return [
        {singular[name]: entries[at] if at < len(entries) else "" for name, entries in lists.items()}
        for at in range(count)
    ]


def split(cell: str) -> list[str]:
    """Return the entries of a list in one cell; an empty cell is an empty list.

    Examples
    --------
    >>> split("a |b| c"), split(r"\\|x\\| | 2"), split("")
    (['a', 'b', 'c'], ['|x|', '2'], [])
    """
    if not cell.strip():
        return []
    # A bar after an odd number of backslashes belongs to the entry; half of the backslashes do.
    entries, entry = [], ""
    for run in re.split(r"(\\*\|)", cell):
        if not run.endswith("|"):
            entry += run
            continue
        entry += "\\" * ((len(run) - 1) // 2)
        if len(run) % 2:
            entries.append(entry.strip())
            entry = ""
        else:
            entry += "|"
    return [*entries, entry.strip()]


def joined(entries: Iterable[str]) -> str:
    """Return entries as a list in one cell, as :func:`split` reads it.

    Examples
    --------
    >>> print(joined(["a", "|x|"]))
    a | \\|x\\|
    """
    return " | ".join(re.sub(r"(\\*)\|", r"\1\1\\|", entry) for entry in entries)


def write_json(items: Iterable[Item] = (), objects: Iterable[LearningObject] = ()) -> bytes:
    """Return a library as JSON that keeps everything; the same library always gives the same bytes.

    One line for each item and object, so that two versions can be compared line by line.
    """
    lines = {
        name: b",\n".join(canonical(record_of(thing)) for thing in things)
        for name, things in (("items", items), ("objects", objects))
    }
    head = canonical({"format": FORMAT, "version": VERSION})[:-1]
    return b"".join(
        [head, b',"items":[\n', lines["items"], b'\n],"objects":[\n', lines["objects"], b"\n]}\n"]
    )


def write_items_csv(items: Iterable[Item]) -> bytes:
    """Return items as CSV with the columns of :data:`ITEM_COLUMNS`, in UTF-8 without byte order mark."""
    return _table(ITEM_COLUMNS, (_item_cells(item) for item in items))


def write_objects_csv(objects: Iterable[LearningObject]) -> bytes:
    """Return learning objects as CSV with the columns of :data:`OBJECT_COLUMNS`, in UTF-8."""
    return _table(OBJECT_COLUMNS, (_cells(record_of(thing)) for thing in objects))


def _table(columns: Iterable[str], rows: Iterable[dict[str, str]]) -> bytes:
    """Return rows as CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _item_cells(item: Item) -> dict[str, str]:
    """Return the cells of an item's row."""
    record = record_of(item)
    key = record.pop("key")
    for name in ("options", "misconceptions"):
        record.pop(name, None)
    cells = _cells({**record, **key})
    cells["key"] = cells.pop("value")
    cells["option_ids"] = joined(option.id for option in item.options)
    cells["option_texts"] = joined(option.text for option in item.options)
    cells["option_whys"] = _joined_if_any(option.why for option in item.options)
    cells["option_misconceptions"] = _joined_if_any(option.misconception for option in item.options)
    known = item.misconceptions
    cells["misconception_ids"] = joined(each.id for each in known)
    cells["misconception_answers"] = joined(each.answer for each in known)
    cells["misconception_says"] = joined(each.says for each in known)
    return cells


def _joined_if_any(entries: Iterable[str]) -> str:
    """Return entries in one cell, nothing if all are empty."""
    entries = list(entries)
    return joined(entries) if any(entries) else ""


def _cells(record: Record) -> dict[str, str]:
    """Return a record's values as cells."""
    return {name: _cell(value) for name, value in record.items()}


def _cell(value: Any) -> str:
    """Return a value as a cell."""
    if isinstance(value, list):
        return joined(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
