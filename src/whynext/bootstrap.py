"""The one place where the parts are joined."""

from __future__ import annotations

from functools import cache

from whynext.competencies import information as competencies
from whynext.library import information as library
from whynext.mastery import information as mastery
from whynext.planning import information as planning
from whynext.process.information import Catalogue
from whynext.roster import information as roster
from whynext.roster import protected


@cache
def catalogue() -> Catalogue:
    """Return everything that may be asked and decided upon, from all noun rooms."""
    rooms = (competencies, library, roster, protected, mastery, planning)
    return Catalogue.of(
        [each for room in rooms for each in room.INFORMATION],
        [each for room in rooms for each in getattr(room, "OPTIONS", ())],
    )
