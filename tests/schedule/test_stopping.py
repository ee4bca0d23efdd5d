"""Somebody stops the search for a plan: the best one yet is kept, said to be so, and holds when replayed."""

from __future__ import annotations

import signal
from pathlib import Path

from schedule.days import hall_school
from whynext.cli.output import console
from whynext.cli.scheduling import search_said, searching
from whynext.engine import inspect, schedules
from whynext.process.assigning.instance import Progress


def test_what_is_stopped_is_valid_is_said_to_be_stopped_and_replays(tmp_path: Path) -> None:
    """A hall is planned with somebody who stops as soon as there is a plan."""
    days = hall_school(tmp_path / "hall.school", students=40)
    seen: list[Progress] = []

    def stops(made: Progress) -> bool:
        seen.append(made)
        return made.value is None

    days.engine.watch = stops
    days.evening()
    found = schedules.scheduled(days.engine, "schedule", days.today)
    assert len(found.places) == 80
    assert days.faults(days.places()) == []
    ((run, search),) = found.searches.items()
    assert any(each.value is not None for each in seen)
    assert search.status == "stopped"
    assert "The search was stopped" in search_said(search)
    assert inspect.replay_run(days.engine, run).replay.same


def test_an_interrupt_stops_the_search_and_a_second_one_gives_up(tmp_path: Path) -> None:
    """Ctrl-C is taken by the search while it lasts, and given back afterwards."""
    days = hall_school(tmp_path / "hall.school", students=6)
    before = signal.getsignal(signal.SIGINT)
    with console(stderr=True).capture(), searching(days.engine):
        assert days.engine.watch(Progress(1, 10, 5.0, 6.0))
        signal.raise_signal(signal.SIGINT)
        assert not days.engine.watch(Progress(2, 10, 5.0, 6.0))
    assert signal.getsignal(signal.SIGINT) is before
