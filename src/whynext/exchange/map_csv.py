"""Maps as two tables in CSV: what there is to be learned, and what comes before what.

The skills table needs a column ``code`` or ``id``; the prerequisites table needs ``from`` and ``to``, where
``from`` comes before ``to``, each naming an id or a code. Names of columns are read without regard to case.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from whynext.base.errors import Refused, listed, nearest
from whynext.base.facts import canonical
from whynext.base.ids import SkillId
from whynext.competencies.checks import Places
from whynext.competencies.competency import PRECEDES, SKILL, Competency, Relation
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.grades import grade_text, read_grade
from whynext.competencies.map import CompetencyMap
from whynext.exchange.case_json import Report, decode, free, parse, read_source
from whynext.exchange.case_meaning import short_title

MOST_BYTES = 64 * 2**20
_DEEPEST = 64
_MOST_HINTS = 5  # finding the nearest of many thousand names takes a tenth of a second each time

# Every column that is understood, in the order of writing, and the other names that it goes by.
SKILL_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("identifier",),
    "code": (),
    "title": ("name",),
    "statement": ("description",),
    "kind": (),
    "strand": ("domain",),
    "grade": (),
    "grade_low": (),
    "grade_high": (),
    "i_can": (),
    "parent": (),
    "language": (),
    "source": (),
    "extra": (),
}
EDGE_COLUMNS: dict[str, tuple[str, ...]] = {
    "from": ("prerequisite",),
    "to": ("skill",),
    "id": ("identifier",),
    "extra": (),
}
_TEXTS = ("title", "statement", "i_can")  # kept as they are; other cells lose the space around them


def read_map_csv(
    skills: bytes | Path,
    prerequisites: bytes | Path,
    *,
    framework: str = "",
    title: str = "",
    skills_name: str = "",
    prerequisites_name: str = "",
    most_bytes: int = MOST_BYTES,
) -> MapImport:
    """Return the map of two tables.

    Parameters
    ----------
    skills, prerequisites
        CSV in UTF-8, separated by commas, semicolons or tabs, or the paths of such files.
    framework, title
        The id and the title of the framework that the map is to be; its skills name the id as their source.
    skills_name, prerequisites_name
        How messages name the files; if empty, the last part of a path, or ``skills.csv`` and
        ``prerequisites.csv``.
    most_bytes
        Larger files are refused.

    Returns
    -------
    MapImport
        Positions are the order of the rows. Columns that are not known are kept in ``extra`` and noted.

    Raises
    ------
    Refused
        With everything that is wrong, each with file, row (the header is row 1) and field: a missing column,
        a row of another length, a code that stands twice or nowhere, a grade that is none, prerequisites in a
        circle.
    """
    report = Report()
    of_skills = _table(skills, skills_name or _name(skills, "skills.csv"), most_bytes, report)
    of_edges = _table(
        prerequisites, prerequisites_name or _name(prerequisites, "prerequisites.csv"), most_bytes, report
    )
    rows = list(of_skills.rows(SKILL_COLUMNS, ("code or id",), report))
    known = _Known.of(rows, framework, report)
    competencies = [known.placed(each, row, report) for each, row in known.skills.values()]
    edges = []
    for row in of_edges.rows(EDGE_COLUMNS, ("from", "to"), report):
        relation = known.relation(row, report)
        if relation is not None:
            edges.append((relation, row.place()))
    places = Places([row.place() for _, row in known.skills.values()], [place for _, place in edges])
    built, noticed = CompetencyMap.build(competencies, [relation for relation, _ in edges], places)
    report.problems.extend(noticed)
    report.refuse_if_any()
    if built is None:
        raise AssertionError("a map that could not be built has an error in the report")
    relations = tuple(relation for relation, _ in edges)
    return MapImport(built, relations, Framework(framework, title), tuple(report.problems))


def write_map_csv(map: CompetencyMap) -> tuple[bytes, bytes]:
    """Return the skills table and the prerequisites table of a map, in UTF-8, separated by commas.

    Reading them gives the same competencies, in map order, and the same prerequisites. Other relations than
    prerequisites have no place in these tables; CASE has one.
    """
    skills = [_skill_row(each) for each in map.competencies]
    edges = [
        {"from": each.origin, "to": each.destination, "id": each.id, "extra": _json(each.extra)}
        for each in map.relations
        if each.kind == PRECEDES
    ]
    return _written(skills, SKILL_COLUMNS, ("id",)), _written(edges, EDGE_COLUMNS, ("from", "to"))


def _name(source: bytes | Path, otherwise: str) -> str:
    return source.name if isinstance(source, Path) else otherwise


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its cells by column, those of unknown columns apart, and where it stands."""

    file: str
    number: int
    cells: Mapping[str, str]
    others: Mapping[str, str]

    def place(self, column: str = "") -> str:
        return f"{self.file}, row {self.number}{', ' + column if column else ''}"

    def get(self, column: str) -> str:
        """Return a cell, empty if there is no such column."""
        cell = self.cells.get(column, "")
        return cell if column in _TEXTS else cell.strip()


@dataclass(frozen=True, slots=True)
class _Table:
    """A file as lists of cells, with the number of each row; the first is the header.

    `records` is ``None`` for a file that could not be read, of which nothing more is to be said.
    """

    file: str
    records: Sequence[tuple[int, list[str]]] | None

    def rows(
        self, columns: Mapping[str, tuple[str, ...]], needed: Sequence[str], report: Report
    ) -> Iterable[_Row]:
        """Yield the rows, cells under the names of `columns`; report what is missing, doubled or too long."""
        if self.records is None:
            return
        header = self.records[0][1] if self.records else []
        names = self._named(header, columns, needed, report)
        if names is None:
            return
        for number, record in self.records[1:]:
            if len(record) != len(header):
                what = f"the row has {len(record)} fields where the header has {len(header)}"
                report.error(f"{self.file}, row {number}", what, "row length")
                continue
            cells = dict(zip(names, record, strict=True))
            others = {name: cell for name, cell in cells.items() if name not in columns and cell != ""}
            yield _Row(self.file, number, {name: cells[name] for name in columns if name in cells}, others)

    def _named(
        self,
        header: Sequence[str],
        columns: Mapping[str, tuple[str, ...]],
        needed: Sequence[str],
        report: Report,
    ) -> list[str] | None:
        """Return the name of each column as `columns` has it, ``None`` if a needed one is missing."""
        place = f"{self.file}, row 1"
        given = [name.strip() for name in header]
        folded = [name.lower().replace(" ", "_") for name in given]
        aliases = {alias: name for name, others in columns.items() for alias in others if name not in folded}
        names = [
            fold if fold in columns else aliases.get(fold, name)
            for name, fold in zip(given, folded, strict=True)
        ]
        missing = [name for name in needed if not set(name.split(" or ")) & set(names)]
        doubled = sorted({name for name in names if names.count(name) > 1})
        for name in missing:
            near = get_close_matches(name.split(" or ")[0], folded, n=1)
            hint = f"if «{near[0]}» is it, rename it" if near else ""
            what = f"there is no column «{name}»" if header else "the file is empty"
            report.error(place, what, "missing column", valid=f"columns {listed(columns)}", next_step=hint)
        for name in doubled:
            report.error(place, f"the column «{name}» stands more than once", "doubled column")
        for name in names:
            if name not in columns and name not in doubled:
                hint = nearest(name.lower(), columns)
                report.note(
                    place, f"the column «{name}» is kept, not interpreted", "unknown column", next_step=hint
                )
        return None if missing or doubled else names


def _table(source: bytes | Path, file: str, most_bytes: int, report: Report) -> _Table:
    """Return a file as rows of cells, empty rows left out."""
    try:
        located = Report(file)
        text = decode(read_source(source, most_bytes, file), located)
        report.problems.extend(located.problems)
    except Refused as refused:
        report.problems.extend(refused.problems)
        return _Table(file, None)
    separator = _separator(text)
    if separator != ",":
        report.note(file, f"columns are separated by {separator!r} instead of commas", "separator")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = []
    try:
        for number, record in enumerate(reader, start=1):
            if any(cell.strip() for cell in record):
                records.append((number, record))
    except csv.Error as error:
        report.error(f"{file}, line {reader.line_num}", f"this is not CSV: {error}", "not CSV")
    _check_texts(file, records, report)
    return _Table(file, records)


def _separator(text: str) -> str:
    """Return what separates the columns of the first line: the most frequent of comma, semicolon and tab."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _check_texts(file: str, records: Iterable[tuple[int, list[str]]], report: Report) -> None:
    for number, record in records:
        if any("\x00" in cell for cell in record):
            what = "the row holds the character NUL, which no database stores"
            report.error(f"{file}, row {number}", what, "unusable text")


@dataclass(slots=True)
class _Known:
    """The skills that were read, by id, and which ids a code stands for."""

    skills: dict[str, tuple[Competency, _Row]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    hints: int = 0

    @classmethod
    def of(cls, rows: Sequence[_Row], framework: str, report: Report) -> _Known:
        known = cls()
        for row in rows:
            each = _competency(row, len(known.skills), framework, report)
            if not each.id:
                report.error(row.place("code"), "the row has neither code nor id", "missing id")
            elif each.id in known.skills:
                first = known.skills[each.id][1].number
                what = f"«{each.id}» stands in row {first} already"
                report.error(row.place("id" if row.get("id") else "code"), what, "duplicate code")
            else:
                known.skills[each.id] = (each, row)
                known.codes.setdefault(each.code, []).append(each.id)
        return known

    def find(self, row: _Row, column: str, report: Report) -> SkillId | None:
        """Return the id that a cell names, as an id or as a code; report it if there is none, or several."""
        named = row.get(column)
        if named in self.skills:
            return SkillId(named)
        ids = self.codes.get(named, []) if named else []
        if len(ids) == 1:
            return SkillId(ids[0])
        if ids:
            what = f"«{named}» is the code of several skills: {listed(ids)}"
            report.error(row.place(column), what, "ambiguous code", next_step="name the id instead")
        elif self.skills:  # where no skill could be read, that is the one thing to say
            hint = self._hint(named) if named else ""
            what = f"there is no skill «{named}»" if named else "the cell is empty"
            report.error(row.place(column), what, "unknown code", next_step=hint)
        return None

    def _hint(self, named: str) -> str:
        self.hints += 1
        return nearest(named, [*self.skills, *self.codes]) if self.hints <= _MOST_HINTS else ""

    def placed(self, each: Competency, row: _Row, report: Report) -> Competency:
        """Return a skill with the id of its heading."""
        return replace(each, parent=self.find(row, "parent", report)) if row.get("parent") else each

    def relation(self, row: _Row, report: Report) -> Relation | None:
        """Return the relation of a row, ``None`` if an end of it is unknown."""
        before, after = self.find(row, "from", report), self.find(row, "to", report)
        if before is None or after is None:
            return None
        return Relation(PRECEDES, before, after, row.get("id"), _extra(row, report))


def _competency(row: _Row, position: int, framework: str, report: Report) -> Competency:
    low, high = _grades(row, report)
    code = row.get("code")
    return Competency(
        id=SkillId(row.get("id") or code),
        title=row.get("title") or short_title(row.get("statement")) or code or row.get("id"),
        statement=row.get("statement"),
        kind=row.get("kind").lower() or SKILL,
        code=code,
        strand=row.get("strand"),
        grade_low=low,
        grade_high=high,
        i_can=row.get("i_can"),
        language=row.get("language"),
        source=row.get("source") or framework,
        position=position,
        extra=_extra(row, report),
    )


def _grades(row: _Row, report: Report) -> tuple[float | None, float | None]:
    """Return the lowest and highest grade, from one column for both or from one for each."""
    found: dict[str, tuple[float, float] | None] = {}
    for column in ("grade", "grade_low", "grade_high"):
        word = row.get(column)
        found[column] = read_grade(word) if word else None
        if word and found[column] is None:
            valid = "a number from 0 to 13, K, PK, TK, HS, or a range such as 3-5"
            report.error(row.place(column), f"«{word}» is not a grade", "not a grade", valid=valid)
    low, high = found["grade_low"] or found["grade"], found["grade_high"] or found["grade"]
    return (low[0] if low else None, high[1] if high else None)


def _extra(row: _Row, report: Report) -> dict[str, Any]:
    """Return the cells of unknown columns, and the members of the JSON object in the column ``extra``."""
    text = row.get("extra")
    if not text:
        return dict(row.others)
    located = Report(row.place("extra"))
    try:
        held = free(parse(text, located, deepest=_DEEPEST), "$", located, levels=_DEEPEST, nulls=True)
    except Refused:
        held = None
    if held is not None and not isinstance(held, dict):
        located.error("$", "this is not a JSON object", "not an object", valid='such as {"source": "…"}')
    report.problems.extend(located.problems)
    return {**row.others, **held} if isinstance(held, dict) else dict(row.others)


def _skill_row(each: Competency) -> dict[str, str]:
    """Return a competency as cells; texts of its extra under their own names, the rest as JSON."""
    texts = {name: value for name, value in each.extra.items() if _is_cell(name, value)}
    rest = {name: value for name, value in each.extra.items() if name not in texts}
    return {
        **texts,
        "id": each.id,
        "code": each.code,
        "title": each.title,
        "statement": each.statement,
        "kind": each.kind,
        "strand": each.strand,
        "grade_low": grade_text(each.grade_low),
        "grade_high": grade_text(each.grade_high),
        "i_can": each.i_can,
        "parent": each.parent or "",
        "language": each.language,
        "source": each.source,
        "extra": _json(rest),
    }


def _is_cell(name: str, value: Any) -> bool:
    """Tell whether a member of an extra can be a column of its own and be read back as it is."""
    known = {*SKILL_COLUMNS, *(alias for others in SKILL_COLUMNS.values() for alias in others)}
    plain = name.isidentifier() and name.isascii() and name.lower() not in known
    return plain and isinstance(value, str) and value != ""


def _json(extra: Mapping[str, Any]) -> str:
    return canonical(dict(extra)).decode() if extra else ""


def _written(rows: Sequence[Mapping[str, str]], columns: Iterable[str], always: Sequence[str]) -> bytes:
    """Return rows as CSV, without the columns that are empty in all of them."""
    used = {name for row in rows for name, cell in row.items() if cell != ""}
    known = [name for name in columns if name in used or name in always]
    others = sorted(used - set(known))
    text = io.StringIO(newline="")
    # The line ends are those of RFC 4180; a cell that holds either letter of them is quoted.
    writer = csv.DictWriter(text, [*known, *others], restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
