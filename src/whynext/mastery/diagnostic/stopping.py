"""When a sitting ends: by precision, by questions, by tiredness, or because a person should look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from whynext.mastery.diagnostic.answers import Answer
from whynext.mastery.diagnostic.belief import Belief
from whynext.mastery.diagnostic.limits import Limits

REASONS = ("precision", "questions", "wrong answers", "time", "fast wrong answers", "nothing to ask")


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a sitting.

    Parameters
    ----------
    reason
        One of :data:`REASONS`.
    why
        A sentence for a teacher.
    ask_person
        Whether it is only a pause: somebody should look before it goes on.
    """

    reason: str
    why: str
    ask_person: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {"reason": self.reason, "why": self.why, "ask_person": self.ask_person}


def rightly_told(belief: Belief) -> float:
    """Return the expected share of skills whose likelier state is the true one; 1 if there are no skills."""
    share = belief.probability
    return float(np.maximum(share, 1.0 - share).mean()) if share.size else 1.0


def stop_of(belief: Belief, sitting: Sequence[Answer], limits: Limits) -> Stop | None:
    """Return why a sitting ends now, None if it goes on.

    Parameters
    ----------
    belief
        What is believed after its last answer.
    sitting
        Its answers, oldest first.
    """
    asked = [each for each in sitting if not each.check]
    return (
        _fast_wrong(sitting, limits)
        or _too_many_wrong(asked, limits)
        or _too_long(sitting, limits)
        or _precise(belief, asked, limits)
        or _enough(asked, limits)
    )


def _fast_wrong(sitting: Sequence[Answer], limits: Limits) -> Stop | None:
    if hasty_in_a_row(sitting, limits) < limits.fast_wrong:
        return None
    return Stop(
        "fast wrong answers",
        f"The last {limits.fast_wrong} answers were wrong and took less than {limits.fast_seconds:g} seconds"
        " each; somebody should look before it goes on.",
        ask_person=True,
    )


def hasty_in_a_row(sitting: Sequence[Answer], limits: Limits) -> int:
    """Return how many of the latest answers were wrong and faster than anybody reads, one after another."""
    count = 0
    for each in reversed(sitting):
        if each.correct or (each.seconds or np.inf) >= limits.fast_seconds:
            break
        count += 1
    return count


def _too_many_wrong(asked: Sequence[Answer], limits: Limits) -> Stop | None:
    wrong = sum(not each.correct for each in asked)
    if limits.most_wrong is None or wrong < limits.most_wrong:
        return None
    return Stop("wrong answers", f"{wrong} answers were wrong; the sitting ends there to spare the student.")


def _too_long(sitting: Sequence[Answer], limits: Limits) -> Stop | None:
    taken = sum(each.seconds or 0.0 for each in sitting)
    if not limits.timed or limits.most_seconds is None or taken < limits.most_seconds:
        return None
    return Stop("time", f"{taken / 60:.0f} minutes of answering are enough for one sitting.")


def _precise(belief: Belief, asked: Sequence[Answer], limits: Limits) -> Stop | None:
    share = rightly_told(belief)
    if limits.precision is None or len(asked) < limits.least_questions or share < limits.precision:
        return None
    return Stop(
        "precision",
        f"After {len(asked)} questions {share:.0%} of the skills are expected to be rightly told, and"
        f" {limits.precision:.0%} was asked for.",
    )


def _enough(asked: Sequence[Answer], limits: Limits) -> Stop | None:
    if len(asked) < limits.most_questions:
        return None
    return Stop("questions", f"{len(asked)} questions have been asked, as many as one sitting may have.")
