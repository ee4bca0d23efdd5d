"""A framework as it came in: its document, its map, all its relations, and the report of the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whynext.base.errors import Problem
from whynext.competencies.competency import Relation
from whynext.competencies.map import CompetencyMap


@dataclass(frozen=True, slots=True)
class Framework:
    """The document that a map belongs to.

    Parameters
    ----------
    id
        Unique within a school.
    title, creator, language
        As the document gives them; empty if it does not.
    extra
        Everything else that the document and its package held, as JSON values.
    """

    id: str
    title: str = ""
    creator: str = ""
    language: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class MapImport:
    """What an importer read. It changes nothing; the engine decides whether to keep it.

    Parameters
    ----------
    map
        The competencies and the relations among them.
    relations
        All relations in the order of the file, with those that lead to other frameworks or to the document
        itself, which the map does not hold.
    document
        The framework.
    report
        What was noticed: every deviation from the standard, every relation that leads outside, and what the
        map's own building noted. None of it was a reason to refuse.
    """

    map: CompetencyMap
    relations: tuple[Relation, ...]
    document: Framework
    report: tuple[Problem, ...] = ()

    @property
    def outside(self) -> tuple[Relation, ...]:
        """The relations with at least one end that is neither in the map nor the document itself."""
        known = {competency.id for competency in self.map.competencies} | {self.document.id}
        return tuple(
            relation
            for relation in self.relations
            if relation.origin not in known or relation.destination not in known
        )
