"""A program that is killed while it writes leaves every transaction whole: done, or as if never begun."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
from contextlib import closing

import pytest

from contracts.killed import FACTS, write_until_killed
from whynext.engine.ports import Reading
from whynext.ledger.verify import verify
from whynext.store.check import tampered_frames
from whynext.store.school import open_store


def check(reading: Reading, acknowledged: int) -> None:
    """Fail if anything that was acknowledged is lost, or anything else is there in part."""
    verdict = verify(reading.entries())
    assert verdict.sound
    done, rest = divmod(verdict.entries, FACTS)
    assert rest == 0
    # The last transaction may have been committed without having been able to say so.
    assert done in (acknowledged, acknowledged + 1)
    assert list(tampered_frames(reading)) == []
    assert len(list(reading.frames())) == done
    priors = reading.table("mastery_priors")
    assert priors.height == done
    assert set(priors.get_column("prior").to_list()) <= {float(done - 1)}


def killed(place: str, times: int) -> None:
    """Let a program write, kill it at some moment, look at what it left; again and again."""
    context = multiprocessing.get_context("forkserver")
    # Loaded once, before the first of many writers is forked.
    context.set_forkserver_preload(["whynext.store.school", "whynext.testing.store_frames", "psycopg"])
    chance = random.Random(20_260_901)
    for _ in range(times):
        store = open_store(place, patience=30.0)
        with store.reading() as reading:
            acknowledged = reading.count("mastery_priors")
        told, tells = context.Pipe(duplex=False)
        writer = context.Process(target=write_until_killed, args=(place, tells), daemon=True)
        writer.start()
        tells.close()
        for _ in range(chance.randrange(1, 5)):
            acknowledged = told.recv() + 1
        told.poll(chance.random() * 0.01)
        writer.kill()
        writer.join()
        while told.poll():
            try:
                acknowledged = told.recv() + 1
            except EOFError:
                break
        with store.writing():
            pass  # another writer finds no lock left behind
        with store.reading() as reading:
            check(reading, acknowledged)
        store.close()
    if "://" not in place:
        with closing(sqlite3.connect(place)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_killing_a_writer_tears_nothing(place: str) -> None:
    """Twenty times at random moments; five on a server, where the server alone writes files."""
    killed(place, 5 if "://" in place else 20)


@pytest.mark.long
def test_killing_a_writer_many_times_tears_nothing(place: str) -> None:
    """Two hundred times."""
    killed(place, 200)
