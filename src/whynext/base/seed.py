"""Chance as an argument: every draw is a pure function of a seed and of names.

Nothing here draws from the machine. The same seed and names give the same numbers on every machine, in
every batch size and order, which is what lets one student and a whole school agree, and a replay repeat.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_TO_UNIT = 1.0 / (1 << 53)


def derive(seed: bytes, *names: str) -> bytes:
    """Return a 32-byte seed for a named purpose: HMAC-SHA-256 of the names under `seed` (RFC 2104)."""
    return hmac.new(seed, "\x1f".join(names).encode(), hashlib.sha256).digest()


def commitment(seed: bytes) -> str:
    """Return the SHA-256 of a seed in hexadecimal, to be published before the seed itself is revealed."""
    return hashlib.sha256(seed).hexdigest()


def uniform(seed: bytes, name: str) -> float:
    """Return the draw of `name` under `seed`, uniform in [0, 1).

    The first 53 bits of HMAC-SHA-256(seed, name) over 2**53, so a stranger with the published seed can
    repeat it with a standard library.

    Examples
    --------
    >>> uniform(b"a published seed", "student-7") == uniform(b"a published seed", "student-7")
    True
    """
    digest = hmac.digest(seed, name.encode(), "sha256")
    return (int.from_bytes(digest[:8], "big") >> 11) * _TO_UNIT


def generator(seed: bytes | int, stage: int = 0) -> np.random.Generator:
    """Return a stream of numbers that follows from a seed alone (PCG64), for work that needs many.

    Parameters
    ----------
    seed
        Bytes as :func:`derive` gives them, or a whole number from 0.
    stage
        Several streams of one seed are told apart by it.

    Examples
    --------
    >>> bool(generator(b"a seed").random() == generator(b"a seed").random())
    True
    """
    number = int.from_bytes(seed, "big") if isinstance(seed, bytes) else seed
    return np.random.Generator(np.random.PCG64((number, stage) if stage else number))


def uniforms(seed: bytes, names: Iterable[str]) -> NDArray[np.float64]:
    """Return :func:`uniform` of each name, shape (number of names,)."""
    digest = hmac.digest
    joined = b"".join([digest(seed, name.encode(), "sha256")[:8] for name in names])
    bits = np.frombuffer(joined, dtype=">u8").astype(np.uint64)
    return np.asarray((bits >> np.uint64(11)).astype(np.float64) * _TO_UNIT)
