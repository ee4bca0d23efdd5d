"""The part of a definition that says how one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whynext.base.errors import listed
from whynext.process.definition import BOUNDS, HOWS, METHODS, READS, Choose
from whynext.process.document import ChoosePart, Scalar
from whynext.process.expression import Expression
from whynext.process.information import Grain, Type

if TYPE_CHECKING:
    from whynext.process.reading import Reader


def read_choice(reader: Reader) -> Choose:
    """Return how a document chooses; what is wrong with it is added to what the reader has found."""
    part = reader.document.choose
    if part.how not in HOWS:
        reader.unknown(part.how, "way of choosing", HOWS, "choose", "how")
    _ignored_choices(reader)
    _matched(reader)
    _assigned(reader)
    written = [(field, getattr(part, field)) for field in BOUNDS]
    capacity = None if part.capacity is None else int(_bounded(reader, "capacity"))
    if part.how == "lottery" and capacity is None:
        reader.add("a lottery needs a capacity", "choose", valid="capacity = 150, or the name of a parameter")
    if part.how == "lottery" and len(reader.decides_list()) != 1:
        reader.add("a lottery decides about one thing: who gets it", "decides", valid='decides = ["a place"]')
    return Choose(
        how=part.how,
        count=int(_bounded(reader, "count")),
        explore=_bounded(reader, "explore"),
        temperature=_bounded(reader, "temperature"),
        capacity=capacity,
        ties=part.ties,
        seed=part.seed,
        seats=_of_option(reader, "seats"),
        method=part.method,
        apart=_of_option(reader, "apart", word=True),
        priority=_number_of(reader, "priority"),
        draws=int(_bounded(reader, "draws")),
        smallest=_number_of(reader, "smallest"),
        largest=_number_of(reader, "largest"),
        must=_said_of(reader, "must", Type.TRUTH),
        separate=_said_of(reader, "separate", Type.WORD),
        beside=_said_of(reader, "beside", Type.WORD),
        beside_weight=_bounded(reader, "beside_weight"),
        order=_of_option(reader, "order"),
        together=_said_of(reader, "together", Type.WORD),
        effort=int(_bounded(reader, "effort")),
        gap=_bounded(reader, "gap"),
        spread=_spread(reader),
        least=_bounded(reader, "least"),
        most=_bounded(reader, "most"),
        far=None if part.far is None else _bounded(reader, "far"),
        named=tuple(each for each in written if isinstance(each[1], str)),
    )


def _spread(reader: Reader) -> Expression | None:
    if reader.document.choose.how == "thompson" and reader.document.choose.spread == "":
        reader.add("thompson needs the uncertainty of a score", "choose", valid='spread = "..."')
    return _number_of(reader, "spread")


def _assigned(reader: Reader) -> None:
    """Refuse an assignment that says one size of its sessions and not the other, or weighs what it lacks."""
    part = reader.document.choose
    if part.how == "assign" and (part.smallest == "") != (part.largest == ""):
        field = "smallest" if part.smallest == "" else "largest"
        valid = f"{field} = ..., an information of options or a number; 0 where students do not meet"
        reader.add(f"sessions have no «{field}»", "choose", valid=valid, kind="missing")
    if part.beside_weight != 1.0 and part.beside == "":
        valid = 'beside = "hall_advisory"'
        reader.add("«beside_weight» has no effect without «beside»", "choose", "beside_weight", valid=valid)


def _said_of(reader: Reader, field: str, kind: Type) -> Expression | None:
    written: Scalar = getattr(reader.document.choose, field)
    return None if written == "" else reader.expression(written, kind, "choose", field)


def _number_of(reader: Reader, field: str) -> Expression | None:
    written: Scalar = getattr(reader.document.choose, field)
    return None if written == "" else reader.expression(written, Type.NUMBER, "choose", field)


def _matched(reader: Reader) -> None:
    """Refuse a matching that does not say how many places there are, or that its method cannot do."""
    part = reader.document.choose
    if part.how != "match":
        return
    if part.method not in METHODS:
        reader.unknown(part.method, "method of matching", METHODS, "choose", "method")
    if part.seats == "":
        known = 'seats = "seats", an information of options, or a number'
        reader.add("a matching needs the number of places", "choose", valid=known, kind="missing")
    if part.method == "priority":
        if part.priority == "":
            known = 'priority = "...", a number; who has the higher goes first'
            reader.add("it has no priority to match by", "choose", valid=known, kind="missing")
    elif part.priority != "":
        known = 'method = "priority"'
        reader.add(f"the method «{part.method}» reads no priority", "choose", "priority", valid=known)
    if part.method in _ONE_PLACE and part.count != 1:
        known = 'count = 1, or method = "turns"'
        reader.add(f"matching by {part.method} gives one place", "choose", "count", valid=known)
    if part.method in _ONE_PLACE and part.apart != "":
        known = "leave it out: everybody gets one place"
        reader.add(f"matching by {part.method} reads no «apart»", "choose", "apart", valid=known)


_ONE_PLACE = ("priority", "admission")  # methods that give each student one place at most


def _of_option(reader: Reader, field: str, *, word: bool = False) -> Expression | None:
    """Return what is said of an option to be matched: it must be the same whoever asks."""
    written = getattr(reader.document.choose, field)
    if written == "":
        return None
    of_options = {
        use.column
        for use in reader.uses
        if reader.known(use) and reader.information(use).grain is Grain.OPTION
    }
    names = {
        name: kind for name, kind in reader.names.items() if name in of_options or name in reader.parameters
    }
    return reader.expression(written, Type.WORD if word else Type.NUMBER, "choose", field, names=names)


def _bounded(reader: Reader, field: str) -> float:
    low, high, whole = BOUNDS[field]
    return reader.number(
        getattr(reader.document.choose, field), "choose", field, low=low, high=high, whole=whole
    )


def _ignored_choices(reader: Reader) -> None:
    """Refuse what is set but not read by this way of choosing: nobody should think it has an effect."""
    part = reader.document.choose
    reads = READS.get(part.how)
    if reads is None:
        return
    for key, default in ChoosePart().model_dump().items():
        if key != "how" and key not in reads and getattr(part, key) != default:
            valid = f"it reads {listed(reads)}" if reads else "it reads nothing more"
            reader.add(f"«{key}» has no effect where how = «{part.how}»", "choose", key, valid=valid)
