"""How a wish came out where places are matched, in a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whynext.process.definition import Choose
from whynext.process.rules import CLAIM, SEATS
from whynext.process.run import LAST, LAST_CLAIM, OUTCOME, TURN


def told(how: Choose, row: Mapping[str, Any]) -> tuple[str, bool]:
    """Return what is to be said of a row of a matching, and whether it brought the place.

    Parameters
    ----------
    how
        The definition's choice.
    row
        Of the judged frame, with an outcome.
    """
    turn = row[TURN]
    if row[OUTCOME] == "taken" and how.method == "admission":
        return f"all who came before and the student, number {turn} in the draw, could be given a place", True
    if row[OUTCOME] == "taken":
        return f"a place was left when it was the student's turn, number {turn}", True
    if row[OUTCOME] == "clashes":
        other = "that was given" if how.method == "total" else "that is dearer"
        return f"it meets at the time of a place {other}", False
    if row[OUTCOME] == "enough":
        return "the student has places that are dearer, and no more are given", False
    full = "the one place is taken" if row[SEATS] == 1 else f"all {row[SEATS]:g} places are taken"
    return full + _for_whom(how, row), False


def _for_whom(how: Choose, row: Mapping[str, Any]) -> str:
    """Return to whom the last place went, or why the student could not be let in."""
    turn, last = row[TURN], row[LAST]
    if how.method == "turns":
        return f": the last went to turn number {last}, and the student's was {turn}"
    if how.method == "admission":
        return ", and to give one here somebody who came before in the draw would have to go without"
    if how.method == "priority":
        strength = f"priority {row[LAST_CLAIM]:g} and turn number {last}"
        return f": the last went to {strength}, and the student has {row[CLAIM]:g} and {turn}"
    return ", and to give one here would make the total smaller"
