"""Frames as bytes: a small one as an Arrow stream, a large one as Parquet.

Parquet holds a large frame in the least room. For one student's hundred rows its parts that are not rows (a
footer, a header for each column) weigh more than the rows, and take ten times as long to write. Seals do not
depend on it: they cover what the frame says (:mod:`whynext.ledger.slices`).
"""

from __future__ import annotations

import io
import zlib

import polars as pl

STREAMED = 1_000
"""Up to so many rows a frame is an Arrow stream."""
_PARQUET = b"PAR1"
_SUM_BYTES = 4


def pack(frame: pl.DataFrame) -> bytes:
    """Return a frame as bytes, zstd-compressed.

    A small frame is an Arrow IPC stream, after whose end stands the CRC-32 of it in four little-endian bytes,
    which readers of Arrow pass over. A large frame is Parquet.

    Examples
    --------
    >>> unpack(pack(pl.DataFrame({"n": [1, None]}))).rows()
    [(1,), (None,)]
    """
    held = io.BytesIO()
    if len(frame) > STREAMED:
        frame.write_parquet(held, compression="zstd", compression_level=3, statistics=False)
        return held.getvalue()
    frame.write_ipc_stream(held, compression="zstd")
    return held.getvalue() + _sum(held.getvalue())


def unpack(stored: bytes) -> pl.DataFrame:
    """Return the frame that :func:`pack` stored.

    Raises
    ------
    ValueError
        If a stream is not as it was packed. It is not read at all then: a length that has become very large
        would have the reader ask for more memory than there is, which ends the program.
    polars.exceptions.PolarsError
        If Parquet cannot be read.
    """
    if stored.startswith(_PARQUET):
        return pl.read_parquet(io.BytesIO(stored))
    stream = stored[:-_SUM_BYTES]
    if stored[-_SUM_BYTES:] != _sum(stream):
        raise ValueError("these bytes are no frame, or not as they were packed")
    return pl.read_ipc_stream(io.BytesIO(stream))


def _sum(stream: bytes) -> bytes:
    return zlib.crc32(stream).to_bytes(_SUM_BYTES, "little")
