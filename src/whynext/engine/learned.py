"""What diagnostics rest on, learned from a school's own: difficulties, leaps, slips and guesses."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import polars as pl

from whynext.base.errors import Problem, Refused
from whynext.base.facts import canonical
from whynext.engine.diagnosing import PARAMETERS, diagnostic_of
from whynext.engine.ports import Reading, School
from whynext.engine.school import Engine, moment
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.learning import learn
from whynext.mastery.diagnostic.parameters import Parameters, difficulties_of
from whynext.mastery.diagnostic.state import State, without_belief
from whynext.mastery.fitting import Progress, unheard

KIND = "diagnostic"
PUBLISHED = "diagnostic_published"
FEWEST = 20
"""Students below whom their answers say less than what was declared."""
RATES = ("slip", "guess", "leap")


@dataclass(frozen=True, slots=True)
class Learned:
    """What a school's diagnostics say of the numbers that they rest on.

    Parameters
    ----------
    before, after
        The parameters in force, and those under which the answers are likelier.
    students, answers
        How many it rests on: the latest diagnostic of each student, as far as its items are still there.
    moved
        Root mean square by which the difficulties changed.
    furthest
        The skills whose difficulty moved furthest, and by how much; harder than was thought above 0.
    """

    before: Parameters
    after: Parameters
    students: int
    answers: int
    moved: float
    furthest: tuple[tuple[str, float], ...]


def learn_diagnostic(engine: Engine, *, progress: Progress = unheard) -> Learned:
    """Return better parameters of the diagnostic from the answers of its students; nothing is written.

    Raises
    ------
    Refused
        If too few students were diagnosed.
    """
    with engine.store.reading() as reading:
        school = reading.school()
        diagnostic = diagnostic_of(engine, reading, school)
        states = _states(reading, diagnostic, school)
    if len(states) < FEWEST:
        raise Refused(
            Problem(
                f"{len(states)} students were diagnosed, too few to learn from",
                valid=f"{FEWEST} or more",
                next_step="place more students: «whynext place STUDENT»",
                kind="too few",
            )
        )
    found = learn(diagnostic, states, progress=progress)
    both = (diagnostic.parameters, found.parameters)
    was, now = (difficulties_of(diagnostic.terrain, each) for each in both)
    moved = zip(diagnostic.terrain.skills, (now - was).tolist(), strict=True)
    by = sorted(moved, key=lambda each: (-abs(each[1]), each[0]))
    return Learned(
        diagnostic.parameters, found.parameters, found.students, found.answers, found.moved, tuple(by[:10])
    )


def _states(reading: Reading, diagnostic: Diagnostic, school: School) -> list[State]:
    """Return the latest diagnostic of each student, with the answers that can still be read."""
    rows = reading.table("diagnostics").sort("student")
    belief = diagnostic.begin(school.seed).belief  # not looked at: what was believed is worked out anew
    found = []
    for content in rows.get_column("content"):
        state = without_belief(json.loads(content)["state"], belief)
        known = tuple(
            each
            for each in state.answers
            if each.item in diagnostic.bank and diagnostic.bank[each.item].skill == each.skill
        )
        if known:
            found.append(replace(state, answers=known))
    return found


def put_learned_in_force(engine: Engine, made: Learned, *, by: str) -> str:
    """Let diagnostics rest on learned parameters from now on; return their version.

    A diagnostic under way begins anew when it is taken up: its questions were chosen by other numbers.

    Raises
    ------
    Refused
        If nobody answers for it.
    """
    if not by.strip():
        raise Refused(Problem("nobody is named who puts it in force", "--by", "a person"))
    document = made.after.as_data()
    with engine.store.writing() as writing:
        now = moment(engine, writing).now
        content = {"parameters": document, "by": by}
        engine.append(writing, [engine.draft(PUBLISHED, now, content)], now)
        row = {"id": PARAMETERS, "kind": "diagnostic parameters", "content": canonical(document).decode()}
        writing.upsert("documents", pl.DataFrame([row]))
    return made.after.version
