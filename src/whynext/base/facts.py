"""Facts: what happened, in a form that has exactly one spelling in bytes, so that it can be sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


def canonical(value: Any) -> bytes:
    """Return the one JSON spelling of `value`: sorted keys, no spaces, UTF-8, no NaN.

    Raises
    ------
    ValueError
        For NaN or infinity.
    TypeError
        For what JSON cannot hold.

    Examples
    --------
    >>> canonical({"b": 1, "a": [True, None, "é"]}).decode()
    '{"a":[true,null,"é"],"b":1}'
    """
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened.

    Parameters
    ----------
    kind
        What sort of thing, in the past tense: ``"answered"``, ``"published"``, ``"overridden"``.
    at
        When it happened, aware, any zone.
    data
        What is known of it; JSON values only.
    key
        The idempotency key: a second fact of the same key is the same fact, resent.
    """

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
