"""The part of a definition that says how groups are to be composed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from whynext.process.composition import Composition
from whynext.process.definition import type_of
from whynext.process.document import CompositionPart, Scalar
from whynext.process.expression import Expression
from whynext.process.grouping.students import WANTED
from whynext.process.information import Type

if TYPE_CHECKING:
    from whynext.process.reading import Reader


def read_composition(reader: Reader) -> tuple[Composition, ...]:
    """Return how a document composes groups; what is wrong is added to what the reader has found."""
    document = reader.document
    if document.choose.how != "group":
        if document.composition:
            said = f"«composition» has no effect where how = «{document.choose.how}»"
            reader.add(said, "composition", 0, valid='[choose] how = "group"')
        return ()
    for field in ("smallest", "largest"):
        if getattr(document.choose, field) == "":
            valid = f"{field} = ..., a number, a parameter or an information of options"
            reader.add(f"groups have no «{field}»", "choose", valid=valid, kind="missing")
    parts = [_part(reader, index, part) for index, part in enumerate(document.composition)]
    return tuple(each for each in parts if each is not None)


def _part(reader: Reader, index: int, part: CompositionPart) -> Composition | None:
    at = ("composition", index)
    if part.goal not in WANTED:
        reader.unknown(part.goal, "thing that can be wanted of groups", WANTED, *at, "goal")
    of = reader.expression(part.of, None, *at, "of", names=reader.student_names)
    weight = _constant(reader, part.weight, *at, "weight")
    at_most = None if part.at_most == "" else _constant(reader, part.at_most, *at, "at_most")
    if part.at_most != "" and part.goal != "alike":
        valid = 'goal = "alike"; a bound keeps those together who are alike'
        reader.add(f"«at_most» does not bound what is «{part.goal}»", *at, "at_most", valid=valid)
    if of is not None and part.goal == "stay" and of.type is not Type.WORD:
        reader.add(f"«{of.text}» names no group", *at, "of", valid="a word, such as last_group", kind="type")
    if of is None or weight is None or (part.at_most != "" and at_most is None):
        return None
    if part.at_most == "" and _number(reader, weight) == 0:
        reader.add("a weight of 0 without a bound has no effect", *at, "weight", valid="at_most = ...")
    return Composition(part.goal, of, weight, at_most, part.because)


def _constant(reader: Reader, written: Scalar, *path: str | int) -> Expression | None:
    """Return a number from 0 that is the same for everybody: itself, or worked out from parameters."""
    names = {name: type_of(parameter.value) for name, parameter in reader.parameters.items()}
    found = reader.expression(written, Type.NUMBER, *path, names=names)
    if found is None:
        return None
    number = _number(reader, found)
    if number is None or not 0 <= number <= 1e9:
        reader.add(f"«{path[-1]}» is {number!r}", *path, valid="a number from 0", kind="wrong value")
        return None
    return found


def _number(reader: Reader, expression: Expression) -> float | None:
    values = {name: parameter.value for name, parameter in reader.parameters.items()}
    found = pl.select(expression.run_by(values)).item()
    return None if found is None else float(found)
