"""The part of a definition that says what students share: limits, resources, concessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whynext.base.errors import listed
from whynext.process.agent import ALGORITHM, ROLES
from whynext.process.definition import type_of
from whynext.process.document import ConcessionPart, LimitPart, ResourcePart, Scalar
from whynext.process.expression import Expression
from whynext.process.information import Type
from whynext.process.sharing import COUNTED, PER_ROW, WAYS, Concession, Limit, Resource, Sharing

if TYPE_CHECKING:
    from whynext.process.reading import Reader


def read_sharing(reader: Reader) -> Sharing:
    """Return what a document's students share; what is wrong is added to what the reader has found."""
    document = reader.document
    for name in ("limits", "resources", "concessions"):
        if getattr(document, name) and document.choose.how != "assign":
            valid = '[choose] how = "assign"'
            reader.add(f"«{name}» has no effect where how = «{document.choose.how}»", name, 0, valid=valid)
    limits = [_limit(reader, index, part) for index, part in enumerate(document.limits)]
    resources = [_resource(reader, index, part) for index, part in enumerate(document.resources)]
    concessions = [_concession(reader, index, part) for index, part in enumerate(document.concessions)]
    placed = [index for index, each in enumerate(resources) if each and each.near is not None]
    for index in placed[1:]:
        what = "a place is near another by one resource only"
        reader.add(what, "resources", index, "near", valid=f"only in «{document.resources[placed[0]].name}»")
    if document.choose.order != "" and not any(each.near for each in document.resources):
        what = "«order» has no effect where nobody says what is near"
        reader.add(what, "choose", "order", valid='[[resources]] near = "..."')
    for what, names in (
        ("resource", [each.name for each in resources if each]),
        ("concession", [each.to for each in concessions if each]),
    ):
        for twice in sorted({name for name in names if names.count(name) > 1}):
            reader.add(f"there are two of the {what} «{twice}»", f"{what}s")
    return Sharing(
        tuple(each for each in limits if each),
        tuple(each for each in resources if each),
        tuple(each for each in concessions if each),
    )


def _limit(reader: Reader, index: int, part: LimitPart) -> Limit | None:
    at = ("limits", index)
    known = [use.column for use in reader.uses]
    for name in part.per:
        if name not in (*PER_ROW, *known):
            reader.unknown(name, "declared information", [*PER_ROW, *known], *at, "per")
    if part.at_most == "" and part.at_least == "":
        reader.add(
            "a limit needs a bound", *at, valid="at_most = ..., at_least = ..., or both", kind="missing"
        )
    counted: str | Expression | None = part.count
    if part.count not in COUNTED:
        counted = reader.expression(part.count, Type.NUMBER, *at, "count")
    if part.weight != "" and (part.price != "" or part.by):
        valid = "weight for a wish; price and by for what must be kept"
        reader.add(
            "a limit with a weight is a wish, and nobody needs to give way", *at, "weight", valid=valid
        )
    of = reader.expression(part.of, Type.TRUTH, *at, "of") if part.of else None
    at_most, at_least = (_number(reader, getattr(part, name), *at, name) for name in ("at_most", "at_least"))
    weight, price = (_constant(reader, getattr(part, name), *at, name) for name in ("weight", "price"))
    _role(reader, part.by, *at)
    if counted is None or (at_most is None and at_least is None):
        return None
    return Limit(counted, of, tuple(part.per), at_most, at_least, part.because, weight, price, part.by)


def _resource(reader: Reader, index: int, part: ResourcePart) -> Resource | None:
    at = ("resources", index)
    units = reader.expression(part.units, Type.WORD, *at, "units")
    load, liked, near = (_words(reader, getattr(part, name), *at, name) for name in ("load", "liked", "near"))
    weight, walk, price = (
        _constant(reader, getattr(part, name), *at, name) for name in ("weight", "walk", "price")
    )
    _pointless(reader, part, *at)
    _role(reader, part.by, *at)
    if units is None:
        return None
    return Resource(
        part.name,
        units,
        load,
        part.because,
        liked,
        weight if part.liked else None,
        near,
        walk if part.near else None,
        price,
        part.by,
    )


def _pointless(reader: Reader, part: ResourcePart, *at: str | int) -> None:
    """Refuse what changes no seating: a weight of nothing, and places that never follow each other."""
    for name, of, valid in (("weight", "liked", "session_planned_area"), ("walk", "near", "session_zones")):
        if getattr(part, name) != 1.0 and not getattr(part, of):
            reader.add(f"«{name}» has no effect without «{of}»", *at, name, valid=f'{of} = "{valid}"')
    if part.near and reader.document.choose.order == "":
        what = "it is said what is near, and not which places follow each other"
        reader.add(what, *at, "near", valid='[choose] order = "session_starts"', kind="missing")


def _words(reader: Reader, written: str, *path: str | int) -> Expression | None:
    return reader.expression(written, Type.WORD, *path) if written else None


def _concession(reader: Reader, index: int, part: ConcessionPart) -> Concession | None:
    if part.to not in WAYS:
        reader.unknown(part.to, "thing to give way in", WAYS, "concessions", index, "to")
        return None
    _role(reader, part.by, "concessions", index)
    price = _constant(reader, part.price, "concessions", index, "price")
    return Concession(part.to, price, part.by, part.because)


def _role(reader: Reader, who: str, *path: str | int) -> None:
    known = [role for role in ROLES if role != ALGORITHM]
    if who and who not in known:
        reader.add(f"«{who}» cannot give way", *path, "by", valid=f"one of {listed(known, most=20)}")


def _number(reader: Reader, written: Scalar, *path: str | int) -> Expression | None:
    return None if written == "" else reader.expression(written, Type.NUMBER, *path)


def _constant(reader: Reader, written: Scalar, *path: str | int) -> Expression | None:
    """Return a number that is the same for everybody: itself, or worked out from parameters."""
    names = {name: type_of(parameter.value) for name, parameter in reader.parameters.items()}
    return None if written == "" else reader.expression(written, Type.NUMBER, *path, names=names)
