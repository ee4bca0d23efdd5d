"""What shows at once that no grouping keeps all bounds: sizes, who is kept apart, who has nobody near."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from whynext.process.grouping.parts import Parts

Truths = NDArray[np.bool_]

_MANY = 3_000  # units; of more it is not asked how far each is from each


def obviously_none(parts: Parts) -> bool:
    """Return whether it shows without a search that no grouping is valid.

    That it does not show proves nothing.
    """
    if not len(parts.options) or lost(parts).any():
        return True
    held = Counter(word for words in parts.apart for word in words)
    if max(held.values(), default=0) > len(parts.options):
        return True
    return not _sizes_fit(parts)


def lost(parts: Parts) -> Truths:
    """Return which units no group may take, or have too few within reach of a span to make a group."""
    room = np.where(parts.may, parts.largest, 0).max(axis=1, initial=0)
    found = np.asarray(room < parts.members, bool)
    least = int(parts.smallest.min(initial=len(parts.names) + 1))
    for trait in parts.spans if parts.units <= _MANY else []:
        near = np.asarray(~parts.too_wide(trait), np.int64)
        found |= np.asarray(near @ parts.members < least)
    return found


def _sizes_fit(parts: Parts) -> bool:
    """Return whether some groups, none too small or too large, have as many students as there are.

    The bits of a whole number say which totals can be made of the groups looked at so far.
    """
    students = int(parts.members.sum())
    totals, all_ = 1, (1 << (students + 1)) - 1
    for smallest, largest in zip(parts.smallest.tolist(), parts.largest.tolist(), strict=True):
        more = totals
        for size in range(smallest, largest + 1):
            more |= totals << size
        totals = more & all_
        if totals >> students & 1:
            return True
    return bool(totals >> students & 1)
