"""Competencies, and how they are related: what there is to be learned, and what comes before what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whynext.base.ids import SkillId

SKILL = "skill"
GROUP = "group"
COMPETENCY_KINDS = (SKILL, GROUP)

PRECEDES = "precedes"
IS_CHILD_OF = "is_child_of"
IS_PEER_OF = "is_peer_of"
IS_PART_OF = "is_part_of"
IS_RELATED_TO = "is_related_to"
EXACT_MATCH_OF = "exact_match_of"
REPLACED_BY = "replaced_by"
EXEMPLAR = "exemplar"
HAS_SKILL_LEVEL = "has_skill_level"
IS_TRANSLATION_OF = "is_translation_of"
RELATION_KINDS = (
    PRECEDES,
    IS_CHILD_OF,
    IS_PEER_OF,
    IS_PART_OF,
    IS_RELATED_TO,
    EXACT_MATCH_OF,
    REPLACED_BY,
    EXEMPLAR,
    HAS_SKILL_LEVEL,
    IS_TRANSLATION_OF,
)
"""The kinds of relation that CASE 1.1 names; further ones begin with ``ext:``."""


@dataclass(frozen=True, slots=True)
class Competency:
    """Something to be learned, or a heading over such things.

    Parameters
    ----------
    id
        Unique within a map.
    title
        A few words for lists and buttons.
    statement
        What a student who has it can do, in full.
    kind
        ``"skill"``: can be learned and decided on; ``"group"``: a domain, cluster or other heading.
    code
        The code by which people name it, such as ``4.NF.B.3``; empty if none.
    strand
        The heading that it is shown under.
    grade_low, grade_high
        The grades that it is meant for; kindergarten is 0, prekindergarten -1, unknown ``None``.
    i_can
        The statement as a student says it: "I can add fractions."
    parent
        The id of the heading directly above, ``None`` at the top.
    language
        Language tag of the texts, such as ``en`` or ``es-MX``; empty if unknown.
    source
        The id of the framework that it comes from.
    position
        Its place in the map, counted from 0; ties in anything are broken by it.
    extra
        What an import held that is not interpreted here, as JSON values, so that an export loses nothing.
    """

    id: SkillId
    title: str
    statement: str = ""
    kind: str = SKILL
    code: str = ""
    strand: str = ""
    grade_low: float | None = None
    grade_high: float | None = None
    i_can: str = ""
    parent: SkillId | None = None
    language: str = ""
    source: str = ""
    position: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> str:
        """How messages name it: its code, else its id.

        Examples
        --------
        >>> Competency(SkillId("7f3c"), "Halves", code="1.G.A.3").label
        '1.G.A.3'
        """
        return self.code or self.id


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed relation between two competencies.

    Parameters
    ----------
    kind
        One of :data:`RELATION_KINDS` or a word that begins with ``ext:``. The prerequisite edge is
        ``"precedes"``: the origin is to be learned before the destination.
    origin, destination
        Ids; one of them may lie outside of the map, in another framework.
    id
        Its own id, empty if it has none.
    extra
        What an import held that is not interpreted here, as JSON values.
    """

    kind: str
    origin: SkillId
    destination: SkillId
    id: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


def precedes(before: str, after: str) -> Relation:
    """Return the prerequisite edge: `before` is to be learned before `after`.

    Examples
    --------
    >>> precedes("count", "add").destination
    'add'
    """
    return Relation(PRECEDES, SkillId(before), SkillId(after))
