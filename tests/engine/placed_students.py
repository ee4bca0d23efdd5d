"""Students of the small school who sit the diagnostic to its end."""

from __future__ import annotations

from whynext import handbook
from whynext.engine import diagnosing
from whynext.engine.diagnosing import Ended
from whynext.engine.publish import publish
from whynext.engine.school import Engine

KNOWN = ("count", "add", "subtract")
"""What they know."""


def asking(engine: Engine) -> Engine:
    """Let a school ask: the two processes of a diagnostic are published."""
    for name in (diagnosing.PLACE, diagnosing.CHECK):
        publish(engine, handbook.text(name), by="tests", name=name)
    return engine


def placed(engine: Engine, student: str, *, fooled: bool = False) -> Ended:
    """Place a student who knows :data:`KNOWN`; the blind question of a fooled one says the opposite."""
    diagnosing.begin(engine, student, key="first")
    while not isinstance(found := diagnosing.question(engine, student), Ended):
        right = (found.choice.skill in KNOWN) != (fooled and found.choice.check)
        given = str(found.item.key.value) if right else ""
        diagnosing.answer(engine, student, found.item.id, given, key=f"{found.number}", seconds=20.0)
    return found


def asked_in_all(ended: Ended) -> int:
    """Return how many questions were asked, blind ones with them."""
    return ended.placement.questions + len(ended.placement.checks)
