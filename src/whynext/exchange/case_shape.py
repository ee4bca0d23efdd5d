"""The objects of a CASE 1.1 package: which properties they have, and of which form.

What the schema has no place for is kept beside the declared properties under ``"undeclared"``, and written
into the object's ``extensions`` under ``"whynext"``, from where it is read back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from whynext.exchange.case_json import Doubled

OWN = "whynext"
UNDECLARED = "undeclared"
ASSOCIATION_TYPES = (
    "isChildOf",
    "isPeerOf",
    "isPartOf",
    "exactMatchOf",
    "precedes",
    "isRelatedTo",
    "replacedBy",
    "exemplar",
    "hasSkillLevel",
    "isTranslationOf",
)
KINDS = {name: re.sub(r"(?=[A-Z])", "_", name).lower() for name in ASSOCIATION_TYPES}
"""How relations of the map name the types of association."""

NODES = ("originNodeURI", "destinationNodeURI")
PACKAGE = "package"  # where a framework keeps what stands beside the document in its package


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a kind of object: what it holds, and whether the schema requires it.

    `holds` is a kind of value, or ``@Shape`` for an object, or ``[Shape]`` for a list of objects.
    """

    holds: str
    required: bool

    @property
    def shape(self) -> str:
        """The shape of the object or objects that it holds, empty for plain values."""
        return self.holds.strip("@[]") if self.holds[0] in "@[" else ""


def _shape(declared: str) -> dict[str, Property]:
    """Return properties by name: ``name!kind`` is required, ``name:kind`` is not."""
    parts = (re.fullmatch(r"(\w+)([!:])(\S+)", word) for word in declared.split())
    return {part[1]: Property(part[3], part[2] == "!") for part in parts if part is not None}


# The order is the order of writing. Facts of the published schema of CASE 1.1.
SHAPES: dict[str, dict[str, Property]] = {
    "CFPackage": _shape(
        "CFDocument!@CFDocument CFItems:[CFItem] CFAssociations:[CFAssociation]"
        " CFDefinitions:@CFDefinition CFRubrics:[CFRubric] extensions:free"
    ),
    "CFDocument": _shape(
        "identifier!uuid uri!text frameworkType:text caseVersion:version creator!text title!text"
        " lastChangeDateTime!instant officialSourceURL:text publisher:text description:text subject:texts"
        " subjectURI:[LinkURI] language:text version:text adoptionStatus:text statusStartDate:date"
        " statusEndDate:date licenseURI:@LinkURI notes:text extensions:free"
    ),
    "CFItem": _shape(
        "identifier!uuid fullStatement!text alternativeLabel:text CFItemType:text uri!text"
        " humanCodingScheme:text listEnumeration:text abbreviatedStatement:text conceptKeywords:texts"
        " conceptKeywordsURI:@LinkURI notes:text subject:texts subjectURI:[LinkURI] language:text"
        " educationLevel:texts CFItemTypeURI:@LinkURI licenseURI:@LinkURI statusStartDate:date"
        " statusEndDate:date lastChangeDateTime!instant extensions:free"
    ),
    "CFAssociation": _shape(
        "identifier!uuid associationType!association sequenceNumber:integer uri!text"
        " originNodeURI!@LinkGenURI destinationNodeURI!@LinkGenURI CFAssociationGroupingURI:@LinkURI"
        " lastChangeDateTime!instant notes:text extensions:free"
    ),
    "CFDefinition": _shape(
        "CFConcepts:[CFConcept] CFSubjects:[CFSubject] CFLicenses:[CFLicense] CFItemTypes:[CFItemType]"
        " CFAssociationGroupings:[CFAssociationGrouping] extensions:free"
    ),
    "CFConcept": _shape(
        "identifier!uuid uri!text title!text keywords:text hierarchyCode!text description:text"
        " lastChangeDateTime!instant extensions:free"
    ),
    "CFSubject": _shape(
        "identifier!uuid uri!text title!text hierarchyCode!text description:text"
        " lastChangeDateTime!instant extensions:free"
    ),
    "CFLicense": _shape(
        "identifier!uuid uri!text title!text description:text licenseText!text"
        " lastChangeDateTime!instant extensions:free"
    ),
    "CFItemType": _shape(
        "identifier!uuid uri!text title!text description!text hierarchyCode!text typeCode:text"
        " lastChangeDateTime!instant extensions:free"
    ),
    "CFAssociationGrouping": _shape(
        "identifier!uuid uri!text title!text description:text lastChangeDateTime!instant extensions:free"
    ),
    "CFRubric": _shape(
        "identifier!uuid uri!text title:text description:text lastChangeDateTime!instant"
        " CFRubricCriteria:[CFRubricCriterion] extensions:free"
    ),
    "CFRubricCriterion": _shape(
        "identifier!uuid uri!text category:text description:text CFItemURI:@LinkURI weight:number"
        " position:integer rubricId:uuid lastChangeDateTime!instant"
        " CFRubricCriterionLevels:[CFRubricCriterionLevel] extensions:free"
    ),
    "CFRubricCriterionLevel": _shape(
        "identifier!uuid uri!text description:text quality:text score:number feedback:text position:integer"
        " rubricCriterionId:uuid lastChangeDateTime!instant extensions:frees"
    ),
    "LinkURI": _shape("title!text identifier!uuid uri!text"),
    "LinkGenURI": _shape("title!text identifier!text uri!text targetType:target"),
}

_INDISPENSABLE: dict[str, set[str]] = {
    "CFPackage": {"CFDocument"},
    "CFItem": {"identifier", "fullStatement"},
    "CFAssociation": {"identifier", "associationType", "originNodeURI", "destinationNodeURI"},
    "CFDefinition": set(),
    "LinkURI": set(),
}


def indispensable(shape: str) -> set[str]:
    """Return the properties without which an object cannot be understood; others can be supplied."""
    return _INDISPENSABLE.get(shape, {"identifier"})


_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)  # RFC 3339, section 5.6
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EXTENDED = re.compile(r"ext:[a-zA-Z0-9|._]", re.ASCII)  # as the schema has it, searched and not anchored


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID in the form 8-4-4-4-12.

    Examples
    --------
    >>> is_uuid("d0000000-0000-0000-0000-000000000000"), is_uuid("4.NF.A.1")
    (True, False)
    """
    return _UUID.fullmatch(text) is not None


def is_extended(text: str) -> bool:
    """Tell whether a word is an extension of a list of words: ``ext:`` and a name.

    Examples
    --------
    >>> is_extended("ext:supports"), is_extended("supports")
    (True, False)
    """
    return _EXTENDED.search(text) is not None


def is_date(text: str) -> bool:
    """Tell whether a text is a date of RFC 3339.

    Examples
    --------
    >>> is_date("2026-02-28"), is_date("2026-02-29")
    (True, False)
    """
    return _DATE.fullmatch(text) is not None and _is_calendar(text)


def is_instant(text: str) -> bool:
    """Tell whether a text is a date and time with its zone, of RFC 3339.

    Examples
    --------
    >>> is_instant("2026-09-01T16:00:00+02:00"), is_instant("2026-09-01T16:00:00")
    (True, False)
    """
    # A leap second is an instant of RFC 3339 that Python's datetime does not know.
    if _INSTANT.fullmatch(text) is None:
        return False
    return _is_calendar(text.upper().replace(":60", ":59"))


def _is_calendar(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def has_extensions(shape: str) -> bool:
    """Tell whether objects of a shape hold an object of extensions."""
    kind = SHAPES[shape].get("extensions")
    return kind is not None and kind.holds == "free"


@dataclass(slots=True)
class Own:
    """What an object's ``extensions.whynext`` holds: all that CASE has no place for.

    Parameters
    ----------
    undeclared
        Properties that the schema does not declare, or values it does not allow, by path from the object.
    filled
        Paths of required properties that were not there and were written to satisfy the schema.
    replaced
        Ids that are no UUIDs, by the path where a UUID was written instead.
    said
        Fields of a competency that the object's own properties do not say.
    unsaid
        Fields of a competency that are empty though the object's own properties say otherwise.
    spelled
        Properties written from such fields that were not among what an import held.
    extra
        What the domain object holds beyond CASE.
    implied
        The object says what another part of the map says already.
    """

    undeclared: dict[str, Any] = field(default_factory=dict)
    filled: list[str] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    unsaid: list[str] = field(default_factory=list)
    spelled: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    implied: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return what is not empty, by name."""
        parts = {name: getattr(self, name) for name in _OWN_TYPES}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_json(cls, value: Any) -> Own | None:
        """Return what was written by :meth:`as_json`, ``None`` if it is something else."""
        if not isinstance(value, dict) or isinstance(value, Doubled) or value.keys() - _OWN_TYPES.keys():
            return None
        if not all(isinstance(part, _OWN_TYPES[name]) for name, part in value.items()):
            return None
        paths = [*value.get("filled", ()), *value.get("unsaid", ()), *value.get("spelled", ())]
        names = [*paths, *value.get("replaced", {}).values()]
        return cls(**value) if all(isinstance(name, str) for name in names) else None


_OWN_TYPES: dict[str, type] = {
    "undeclared": dict,
    "filled": list,
    "replaced": dict,
    "said": dict,
    "unsaid": list,
    "spelled": list,
    "extra": dict,
    "implied": bool,
}
