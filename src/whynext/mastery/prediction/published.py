"""Parameters as JSON values; arrays as little-endian bytes in base64, so that nothing of them is lost."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.errors import Collector, Problem, Refused, nearest

KINDS = ("<f8", "<f4", "<i4", "<i2", "|u1")
Array = NDArray[Any]


def data_of(values: Array) -> dict[str, Any]:
    """Return an array as JSON values; :func:`array_of` gives the same bits back.

    Examples
    --------
    >>> array_of(data_of(np.array([1.5, -2.0])), "here").tolist()
    [1.5, -2.0]
    """
    little = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    return {
        "kind": little.dtype.str,
        "shape": list(values.shape),
        "bytes": base64.b64encode(little.tobytes()).decode(),
    }


def array_of(data: object, where: str) -> Array:
    """Return the array that JSON values hold.

    Raises
    ------
    Refused
        If they hold none, one of a kind not used here, or numbers that are not finite.
    """
    try:
        if not isinstance(data, Mapping) or data["kind"] not in KINDS:
            raise TypeError("no array")
        shape = tuple(int(each) for each in data["shape"])
        found = np.frombuffer(base64.b64decode(data["bytes"], validate=True), dtype=data["kind"])
        if math.prod(shape) != found.size or min(shape, default=0) < 0 or not np.isfinite(found).all():
            raise ValueError("wrong shape or numbers")
        return found.reshape(shape).astype(found.dtype.newbyteorder("="))
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise Refused(
            Problem(
                "these are no numbers in their published form",
                where=where,
                valid=f"kind (one of {', '.join(KINDS)}), shape, and bytes in base64",
                next_step="publish the parameters anew",
                kind="degenerate parameter",
            )
        ) from None


def parts_of(data: object, names: Sequence[str]) -> Mapping[str, Any]:
    """Return published parameters by name, refused if any is missing or unknown."""
    if not isinstance(data, Mapping):
        raise Refused(Problem(f"{data!r} is no set of parameters", valid=", ".join(names)))
    found = Collector()
    for name in names:
        if name not in data:
            found.add(f"«{name}» is missing", where=name, kind="missing parameter")
    for name in sorted(set(data) - set(names)):
        found.add(f"«{name}» is unknown", where=name, valid=nearest(name, names) or ", ".join(names))
    found.refuse_if_any()
    return data


def ids_of(data: object, where: str) -> tuple[str, ...]:
    """Return ids, refused unless they are texts, each once."""
    if (
        not isinstance(data, list)
        or not all(isinstance(each, str) for each in data)
        or len(set(data)) < len(data)
    ):
        raise Refused(Problem(f"«{where}» are no ids", where=where, valid="texts, each once"))
    return tuple(data)


def numbers_of(data: object, count: int, where: str) -> tuple[float, ...]:
    """Return a fixed count of numbers from 0 to 1."""
    wrong = not isinstance(data, list) or len(data) != count
    if wrong or not all(isinstance(each, int | float) and 0.0 <= each <= 1.0 for each in data):  # type: ignore[attr-defined]
        raise Refused(Problem(f"{data!r} are no {where}", where=where, valid=f"{count} numbers from 0 to 1"))
    return tuple(float(each) for each in data)  # type: ignore[attr-defined]
