"""A program that writes to a school until it is killed."""

from __future__ import annotations

import os
from itertools import count
from multiprocessing.connection import Connection

import polars as pl

from whynext.engine.ports import Writing
from whynext.ledger.entry import Draft
from whynext.store.school import open_store
from whynext.testing.store_frames import frame_of, stored_frame

NOW = 1_788_264_000_000_000
FACTS = 3  # ledger entries of one transaction, the one that seals its frame included


def write_until_killed(place: str, told: Connection) -> None:
    """Do one transaction after another, and tell its number as soon as it is committed."""
    store = open_store(place, patience=30.0)
    with store.reading() as reading:
        first = reading.count("mastery_priors")
    for number in count(first):
        with store.writing() as writing:
            write(writing, number)
        told.send(number)


def write(writing: Writing, number: int) -> None:
    """Write everything that a decision touches: ledger, frame, rows put and rows updated."""
    drafts = [
        Draft("answered", NOW + number, b"x" * 400, os.urandom(16), f"{number} {part}", f"s{number}")
        for part in range(FACTS - 1)
    ]
    writing.append(drafts, NOW + number)
    stored_frame(writing, f"run {number}", frame_of("ana", "ben"))
    writing.upsert("mastery_priors", pl.DataFrame({"skill": [f"s{number}"], "prior": [float(number)]}))
    writing.update("mastery_priors", {}, {"prior": float(number)})
