"""Frameworks of competencies in the standard CASE 1.1: a CFPackage as JSON, in and out.

``isChildOf`` is the tree of headings, ``precedes`` is the prerequisite edge; other associations are kept, and
so are those that lead to other frameworks. Reading is tolerant and says what it met; writing satisfies the
official schema and loses nothing that was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from whynext.base.ids import SkillId
from whynext.competencies.checks import Places
from whynext.competencies.competency import IS_CHILD_OF, Competency, Relation
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.exchange.case_export import write_case
from whynext.exchange.case_json import Report, at, decode, parse, read_source
from whynext.exchange.case_meaning import Tie, competencies_of, several_headings
from whynext.exchange.case_reading import ShapeReader
from whynext.exchange.case_shape import KINDS, NODES, OWN, PACKAGE, Own, indispensable, is_uuid

__all__ = ["DEEPEST", "MOST_BYTES", "read_case", "write_case"]

MOST_BYTES = 256 * 2**20  # the largest published frameworks take about 50 MB
DEEPEST = 64  # levels; CASE itself needs nine

_SAID: dict[str, tuple[type, ...]] = {
    "title": (str,),
    "kind": (str,),
    "strand": (str,),
    "grade_low": (int, float),
    "grade_high": (int, float),
    "i_can": (str,),
    "parent": (str,),
    "language": (str,),
    "source": (str,),
    "position": (int,),
}
_UNSAID: dict[str, Any] = {"grade_low": None, "grade_high": None, "parent": None}
_INTERPRETED = {
    "CFDocument": {"identifier", "title", "creator", "language"},
    "CFItem": {"identifier", "fullStatement", "humanCodingScheme"},
    "CFAssociation": {"identifier", "associationType"},
    "CFPackage": {"CFDocument", "CFItems", "CFAssociations"},
}


def read_case(
    source: bytes | Path, *, name: str = "", most_bytes: int = MOST_BYTES, deepest: int = DEEPEST
) -> MapImport:
    """Return the framework of a CASE 1.1 package.

    Parameters
    ----------
    source
        The JSON of one CFPackage in UTF-8, or the path of a file of it.
    name
        How messages name the file; of a path, its last part if empty.
    most_bytes
        Larger files are refused.
    deepest
        How deep values may be nested that CASE does not interpret.

    Returns
    -------
    MapImport
        Its report notes every deviation from the schema with its path, every association that leads to
        another framework, and what :meth:`~whynext.competencies.map.CompetencyMap.build` notes.

    Raises
    ------
    Refused
        With everything that cannot be understood and its path: no JSON, no package, an object without
        identifier, an identifier that stands twice, a value of the wrong type, an unknown type of
        association, prerequisites or headings in a circle.
    """
    report = Report(name or (source.name if isinstance(source, Path) else ""))
    value = parse(decode(read_source(source, most_bytes, report.name), report), report, deepest=deepest)
    if not isinstance(value, dict):
        report.error("$", "this is not a CASE package", "not a package", valid="an object with «CFDocument»")
        report.refuse_if_any()
    package = ShapeReader(report, deepest).read(value, "CFPackage", "$")
    contents = _Contents.of(package, value, report)
    found = contents.framework()
    report.refuse_if_any()
    return replace(found, report=tuple(report.problems)) if found else _impossible()


def _impossible() -> MapImport:
    raise AssertionError("a map that could not be built has an error in the report")


@dataclass(slots=True)
class _Contents:
    """The objects of a package that could be read, with their numbers in the file.

    `aliases` leads from identifiers as the file has them to ids; `owns` holds our own parts.
    """

    report: Report
    document: dict[str, Any]
    items: dict[int, dict[str, Any]]
    associations: dict[int, dict[str, Any]]
    beside: dict[str, Any]
    aliases: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Mapping[str, Any], raw: Mapping[str, Any], report: Report) -> _Contents:
        document = package.get("CFDocument") or {}
        made = cls(
            report,
            document,
            _readable(package, "CFItems", "CFItem"),
            _readable(package, "CFAssociations", "CFAssociation"),
            {name: part for name, part in package.items() if name not in _INTERPRETED["CFPackage"]},
        )
        if "identifier" in document:
            made._name(raw["CFDocument"], document["identifier"], "$.CFDocument")
        for number, item in list(made.items.items()):
            if not made._name(raw["CFItems"][number], item["identifier"], at("$.CFItems", number)):
                del made.items[number]
        made._check_associations(raw)
        return made

    def _name(self, raw: Mapping[str, Any], identifier: str, path: str) -> bool:
        """Remember an identifier; tell whether it is the first of its kind, and report it if not."""
        spelled = raw.get("identifier")
        spelled = spelled if isinstance(spelled, str) else identifier
        if _folded(spelled) in self.aliases:
            what = f"the identifier «{spelled}» stands twice"
            self.report.error(f"{path}.identifier", what, "duplicate identifier")
            return False
        self.aliases[_folded(spelled)] = identifier
        return True

    def _check_associations(self, raw: Mapping[str, Any]) -> None:
        seen: set[str] = set()
        for number in list(self.associations):
            spelled = raw["CFAssociations"][number].get("identifier")
            spelled = _folded(spelled) if isinstance(spelled, str) else ""
            if spelled and spelled in seen:
                path = at("$.CFAssociations", number)
                what = f"the identifier «{spelled}» stands twice"
                self.report.error(f"{path}.identifier", what, "duplicate identifier")
                del self.associations[number]
            seen.add(spelled)

    def framework(self) -> MapImport | None:
        """Return what the objects mean, ``None`` if they make no map, which has been reported."""
        ties = {number: self._tie(each) for number, each in self.associations.items()}
        implied = {number for number, each in self.associations.items() if _own(each).implied}
        relations = {number: self._relation(number, ties[number]) for number in ties if number not in implied}
        competencies = self._competencies(list(ties.values()))
        inside = {each.id for each in competencies}
        among = {n: each for n, each in relations.items() if {each.origin, each.destination} <= inside}
        self._note_outside(relations, inside)
        places = Places(
            [self.report.place(at("$.CFItems", number)) for number in self.items],
            [self.report.place(at("$.CFAssociations", number)) for number in among],
        )
        built, problems = CompetencyMap.build(competencies, among.values(), places)
        self.report.problems.extend(problems)
        return None if built is None else MapImport(built, tuple(relations.values()), self._document())

    def _tie(self, association: Mapping[str, Any]) -> Tie:
        origin, destination = (self._end(association[node]) for node in NODES)
        kind = KINDS.get(association["associationType"], association["associationType"])
        return Tie(kind, origin, destination, association.get("sequenceNumber"))

    def _end(self, node: Mapping[str, Any]) -> str:
        """Return the id of an end: its identifier, unless the package knows that by another spelling."""
        spelled: str = node.get("identifier", "")
        return self.aliases.get(_folded(spelled), spelled)

    def _relation(self, number: int, tie: Tie) -> Relation:
        association = self.associations[number]
        links = {
            node: {name: part for name, part in association[node].items() if name != "identifier"}
            for node in NODES
        }
        others = {name: part for name, part in association.items() if name not in NODES}
        extra = {node: link for node, link in links.items() if link} | _beyond(others, "CFAssociation")
        identifier = association.get("identifier", "")
        return Relation(tie.kind, SkillId(tie.origin), SkillId(tie.destination), identifier, extra)

    def _competencies(self, ties: list[Tie]) -> list[Competency]:
        items = list(self.items.values())
        numbers = list(self.items)
        for place in several_headings(items, ties):
            path = at("$.CFItems", numbers[place])
            self.report.note(
                path, "it stands under several headings; it is shown under the first", "headings"
            )
        plain = competencies_of(
            items, ties, self.document.get("identifier", ""), self.document.get("language", "")
        )
        return [
            self._completed(each, item, at("$.CFItems", number))
            for each, item, number in zip(plain, items, numbers, strict=True)
        ]

    def _completed(self, plain: Competency, item: Mapping[str, Any], path: str) -> Competency:
        """Return a competency with what our own part says of it, and all that was not interpreted."""
        own = _own(item)
        kept = {name: part for name, part in item.items() if name not in own.spelled}
        extra = _beyond(kept, "CFItem")
        said: dict[str, Any] = {name: _UNSAID.get(name, "") for name in own.unsaid if name in _SAID}
        for name, value in own.said.items():
            if isinstance(value, _SAID.get(name, ())) and not isinstance(value, bool):
                said[name] = value
            else:
                place = f"{path}.extensions.{OWN}.said.{name}"
                self.report.error(place, f"«{value}» cannot be the {name} of a competency", "wrong type")
        return replace(plain, extra=extra, **said)

    def _note_outside(self, relations: Mapping[int, Relation], inside: set[SkillId]) -> None:
        document = self.document.get("identifier")
        for number, relation in relations.items():
            path = at("$.CFAssociations", number)
            for node, end in zip(NODES, (relation.origin, relation.destination), strict=True):
                if end == document and relation.kind != IS_CHILD_OF:
                    what = f"«{relation.kind}» leads to the document itself; it is kept beside the map"
                    self.report.note(f"{path}.{node}", what, "relation to the document")
                elif end != document and end not in inside:
                    what = f"«{end}» is not in this package; «{relation.kind}» is kept beside the map"
                    self.report.note(f"{path}.{node}", what, "outside")

    def _document(self) -> Framework:
        extra = _beyond(self.document, "CFDocument")
        package = _beyond(self.beside, "CFPackage")
        return Framework(
            self.document.get("identifier", ""),
            self.document.get("title", ""),
            self.document.get("creator", ""),
            self.document.get("language", ""),
            extra | ({PACKAGE: package} if package else {}),
        )


def _readable(package: Mapping[str, Any], name: str, shape: str) -> dict[int, dict[str, Any]]:
    """Return the objects of a list that have all they need, by number."""
    needed = indispensable(shape) - {"identifier"}
    objects: Iterable[tuple[int, Any]] = enumerate(package.get(name) or ())
    return {
        number: each
        for number, each in objects
        if each is not None
        and needed <= each.keys()
        and ("identifier" in each or "identifier" in _own(each).filled)
        and all("identifier" in each[node] for node in NODES if node in needed)
    }


def _folded(identifier: str) -> str:
    """Return the one spelling of a UUID, in which upper and lower case are the same; others as they are."""
    return identifier.lower() if is_uuid(identifier) else identifier


def _own(normal: Mapping[str, Any]) -> Own:
    found = normal.get(OWN)
    return found if isinstance(found, Own) else Own()


def _beyond(normal: Mapping[str, Any], shape: str) -> dict[str, Any]:
    """Return what a domain object keeps of an object beyond what is interpreted."""
    kept = {name: part for name, part in normal.items() if name != OWN and name not in _INTERPRETED[shape]}
    return {**kept, **_own(normal).extra}
