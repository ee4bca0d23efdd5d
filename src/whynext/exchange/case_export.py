"""Frameworks written as CASE 1.1 packages: accepted by the official schema, read back as they were."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from whynext.base.clock import utc
from whynext.base.errors import Problem, Refused, listed
from whynext.competencies.competency import IS_CHILD_OF, RELATION_KINDS, Competency, Relation
from whynext.competencies.framework import Framework
from whynext.competencies.grades import grade_words, read_grades
from whynext.competencies.map import CompetencyMap
from whynext.exchange.case_meaning import Tie, competencies_of
from whynext.exchange.case_shape import KINDS, NODES, OWN, PACKAGE, Own, is_extended
from whynext.exchange.case_writing import ShapeWriter, sort_out

_TYPES = {kind: name for name, kind in KINDS.items()}
_WRITTEN = {"id", "statement", "code", "extra"}  # fields that a plain CFItem says as they are


def write_case(
    map: CompetencyMap, relations: Sequence[Relation], document: Framework, *, at: datetime
) -> bytes:
    """Return a framework as the JSON of a CASE 1.1 package, in UTF-8.

    What CASE has no place for is written into ``extensions``: the properties that the schema does not
    declare, ids that are no UUIDs, and fields of competencies that a reader could not tell from the rest.
    Reading the result gives the same map, relations and document, and writing those the same bytes.

    Parameters
    ----------
    map, relations, document
        As :class:`~whynext.competencies.framework.MapImport` holds them. Associations with a heading or the
        document are added where `relations` lack them, so that every item has its place in the tree.
    at
        The instant of the export: written as last change where none is known.

    Raises
    ------
    Refused
        If two relations have one id, or the framework has that of a competency; if a relation is of no known
        kind; if something in an ``extra`` is no JSON.
    """
    _refuse_unwritable(map, relations, document)
    export = _Export(map, relations, document, ShapeWriter(document.id, utc(at).isoformat()))
    try:
        return _lines(export.package()).encode()
    except (TypeError, ValueError, RecursionError) as error:
        what = f"the framework holds something that JSON cannot: {error}"
        raise Refused(Problem(what, document.title or document.id, kind="not JSON")) from error


def _lines(package: Mapping[str, Any]) -> str:
    """Return JSON with each item and each association on a line of its own, so that versions compare well."""

    def spelled(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)

    def part(value: Any) -> str:
        return "[\n" + ",\n".join(map(spelled, value)) + "\n]" if isinstance(value, list) else spelled(value)

    return "{\n" + ",\n".join(f"{spelled(name)}: {part(value)}" for name, value in package.items()) + "\n}\n"


def _refuse_unwritable(map: CompetencyMap, relations: Sequence[Relation], document: Framework) -> None:
    problems = []
    if document.id in map:
        what = f"the framework has the id «{document.id}», and so has a competency"
        problems.append(Problem(what, kind="duplicate identifier", next_step="give the framework another id"))
    for doubled, count in Counter(relation.id.lower() for relation in relations if relation.id).items():
        if count > 1:
            what = f"{count} relations have the id «{doubled}»"
            problems.append(
                Problem(what, kind="duplicate identifier", next_step="give each an id of its own")
            )
    for kind in dict.fromkeys(relation.kind for relation in relations):
        if kind not in _TYPES and not is_extended(kind):
            valid = f"{listed(RELATION_KINDS)}, or ext: and a name"
            problems.append(Problem(f"«{kind}» is no kind of relation", valid=valid, kind="unknown kind"))
    if problems:
        raise Refused(problems)


@dataclass(slots=True)
class _Export:
    """One framework on its way out."""

    map: CompetencyMap
    relations: Sequence[Relation]
    document: Framework
    writer: ShapeWriter
    used: Counter[str] = field(default_factory=Counter)

    def package(self) -> dict[str, Any]:
        """Return the package as JSON values."""
        implied = self._implied()
        beside = self.document.extra.get(PACKAGE)
        rest = sort_out(beside if isinstance(beside, dict) else {}, "CFPackage", _TAKEN["CFPackage"])
        normal: dict[str, Any] = {**rest[0], OWN: Own(extra=rest[1])}
        normal["CFDocument"] = self._document()
        normal["CFItems"] = self._items([*map(_tie, self.relations), *implied])
        given = [self._association(relation) for relation in self.relations]
        normal["CFAssociations"] = given + [self._implied_association(tie) for tie in implied]
        return self.writer.write(normal, "CFPackage")

    def _document(self) -> dict[str, Any]:
        others = {name: part for name, part in self.document.extra.items() if name != PACKAGE}
        fitting, rest = sort_out(others, "CFDocument", _TAKEN["CFDocument"])
        named = {
            "identifier": self.document.id,
            "title": self.document.title,
            "creator": self.document.creator,
        }
        spoken = {"language": self.document.language} if self.document.language else {}
        return {**fitting, **named, **spoken, OWN: Own(extra=rest)}

    def _implied(self) -> list[Tie]:
        """Return the places in the tree that no relation says, siblings numbered in map order."""
        said = {(each.origin, each.destination) for each in self.relations if each.kind == IS_CHILD_OF}
        places: Counter[str] = Counter()
        ties = []
        for each in self.map.competencies:
            above = self.document.id if each.parent is None else each.parent
            places[above] += 1
            if (each.id, above) not in said:
                ties.append(Tie(IS_CHILD_OF, each.id, above, places[above]))
        return ties

    def _items(self, ties: Sequence[Tie]) -> list[dict[str, Any]]:
        """Return the items; what a reader would not understand as it is meant is said in our own part."""
        items = [_plain(each) for each in self.map.competencies]
        for each, item, read in zip(self.map.competencies, items, self._understood(items, ties), strict=True):
            _spell(each, item, read)
        for each, item, read in zip(self.map.competencies, items, self._understood(items, ties), strict=True):
            _say(each, item[OWN], read)
        return items

    def _understood(self, items: Sequence[Mapping[str, Any]], ties: Sequence[Tie]) -> list[Competency]:
        return competencies_of(items, ties, self.document.id, self.document.language)

    def _association(self, relation: Relation) -> dict[str, Any]:
        fitting, rest = sort_out(relation.extra, "CFAssociation", _TAKEN["CFAssociation"])
        own = Own(extra=rest)
        nodes = {
            node: self._node(end, fitting.get(node, {}), own, node)
            for node, end in zip(NODES, (relation.origin, relation.destination), strict=True)
        }
        identifier = relation.id
        if not identifier:
            own.filled.append("identifier")
            identifier = self._made_up(relation.kind, relation.origin, relation.destination)
        kind = _TYPES.get(relation.kind, relation.kind)
        return {**fitting, "identifier": identifier, "associationType": kind, **nodes, OWN: own}

    def _implied_association(self, tie: Tie) -> dict[str, Any]:
        own = Own(implied=True)
        nodes = {
            node: self._node(end, {}, own, node)
            for node, end in zip(NODES, (tie.origin, tie.destination), strict=True)
        }
        identifier = self._made_up("implied", tie.origin, tie.destination)
        kind = _TYPES[tie.kind]
        return {
            "identifier": identifier,
            "associationType": kind,
            "sequenceNumber": tie.sequence,
            **nodes,
            OWN: own,
        }

    def _made_up(self, kind: str, origin: str, destination: str) -> str:
        """Return an identifier for a relation that has none."""
        key = "\x1f".join((kind, origin, destination))
        self.used[key] += 1
        return self.writer.identifier(kind, origin, destination, str(self.used[key]))

    def _node(self, end: str, link: Mapping[str, Any], own: Own, node: str) -> dict[str, Any]:
        """Return the link to one end; title and uri are supplied where no import gave them."""
        inside = end in self.map or end == self.document.id
        identifier = self.writer.identifier(end) if inside else end
        title = self.map[end].title if end in self.map else self.document.title if inside else ""
        supplied = {"title": title, "uri": f"urn:uuid:{identifier}" if inside else identifier}
        own.filled += [f"{node}.{name}" for name in supplied if name not in link]
        return {**supplied, **link, "identifier": identifier}


_TAKEN = {
    "CFPackage": {"CFDocument", "CFItems", "CFAssociations"},
    "CFDocument": {"identifier", "title", "creator", "language"},
    "CFItem": {"identifier", "fullStatement", "humanCodingScheme"},
    "CFAssociation": {"identifier", "associationType"},
}


def _tie(relation: Relation) -> Tie:
    sequence = sort_out(relation.extra, "CFAssociation", set())[0].get("sequenceNumber")
    return Tie(relation.kind, relation.origin, relation.destination, sequence)


def _plain(each: Competency) -> dict[str, Any]:
    """Return an item as the competency's own fields and what an import held of it say."""
    fitting, rest = sort_out(each.extra, "CFItem", _TAKEN["CFItem"])
    code = {"humanCodingScheme": each.code} if each.code else {}
    return {**fitting, "identifier": each.id, "fullStatement": each.statement, **code, OWN: Own(extra=rest)}


def _spell(each: Competency, item: dict[str, Any], read: Competency) -> None:
    """Say in properties of CASE what a reader would otherwise get wrong, where there is one for it."""
    spelled: dict[str, Any] = {}
    if read.title != each.title and each.title.strip() == each.title != "":
        spelled["abbreviatedStatement"] = each.title
    if read.language != each.language and each.language:
        spelled["language"] = each.language
    grades = (each.grade_low, each.grade_high)
    words = grade_words(*grades)
    if (read.grade_low, read.grade_high) != grades and words and read_grades(words) == grades:
        spelled["educationLevel"] = words
    own: Own = item[OWN]
    own.extra |= {name: item[name] for name in spelled if name in item}
    own.spelled += list(spelled)
    item.update(spelled)


def _say(each: Competency, own: Own, read: Competency) -> None:
    """Note in our own part the fields that a reader would still get wrong."""
    for one in fields(Competency):
        meant = getattr(each, one.name)
        if one.name in _WRITTEN or meant == getattr(read, one.name):
            continue
        if meant is None or meant == "":
            own.unsaid.append(one.name)
        else:
            own.said[one.name] = meant
