"""The simulated school put into a school file, and brought to the afternoon of its sixtieth day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from whynext import bootstrap
from whynext.bootstrap import Published
from whynext.engine import intake, respond
from whynext.engine.school import Engine
from whynext.engine.tick import Ticked, tick
from whynext.testing.simulated_school import STUDENTS, SimulatedSchool, simulate
from whynext.testing.small_school import CountedEntropy, SetClock

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class DemoSchool:
    """The school as it stands after the afternoon's tick.

    Parameters
    ----------
    engine
        Its engine; the clock stands at five past four.
    clock
        That clock.
    simulated
        What was simulated.
    published
        What of the handbook was published and what refused.
    ticked
        What the afternoon decided.
    """

    engine: Engine
    clock: SetClock
    simulated: SimulatedSchool
    published: Published
    ticked: Ticked


def demo_school(
    where: str | Path,
    *,
    seed: int = 2026,
    students: int = STUDENTS,
    days: int = 60,
    told: Told = lambda _: None,
) -> DemoSchool:
    """Make the simulated school at a path or database address where none is.

    The handbook is published before the first day, rosters and histories come in on the afternoon of the
    last, and the tick of that afternoon has decided for the next school day.

    Parameters
    ----------
    where
        Where.
    seed, students, days
        As for :func:`whynext.testing.simulated_school.simulate`.
    told
        Called with what is being done.
    """
    told("inventing people and what they know")
    items = bootstrap.starter_items()
    simulated = simulate(items, seed=seed, students=students, days=days)
    clock = SetClock(simulated.at(8, 0, simulated.days[0] - timedelta(days=5)))
    begun = {"holidays": simulated.holidays, "clock": clock, "entropy": CountedEntropy()}
    engine = bootstrap.begin(where, simulated.name, simulated.timezone, **begun)  # type: ignore[arg-type]
    _mark(engine)
    told("taking in the map, the library and the handbook")
    bootstrap.take_starter(engine, items)
    published = bootstrap.publish_handbook(engine)
    intake.take_roster(engine, simulated.roster, name="simulated roster")
    clock.at = simulated.at(15, 30)
    told("taking in sixty days of answers")
    intake.take_responses(engine, simulated.responses, name="simulated history")
    respond.record_all(engine, simulated.records)
    slips = simulated.assessments
    respond.assess_all(engine, slips, [f"slip {each.at.date()}" for each in slips])
    clock.at = simulated.at(16, 5)
    told("deciding about tomorrow")
    return DemoSchool(engine, clock, simulated, published, tick(engine))


def _mark(engine: Engine) -> None:
    """Note in the ledger that this school is simulated."""
    now = engine.now()
    content = {"because": "invented people and answers, to look at and to try things with"}
    draft = engine.draft(bootstrap.SIMULATED, now, content, key=bootstrap.SIMULATED)
    with engine.store.writing() as writing:
        engine.append(writing, [draft], now)
