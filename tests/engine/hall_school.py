"""A small school with a hall: six students, two periods, four modalities, two teachers."""

from __future__ import annotations

from pathlib import Path

from whynext.engine.halls import state_hall
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.testing.small_school import NEXT_SKILL, SetClock, small_school

HALL = """
id = "maths-hall"
title = "The mathematics hall"
sections = ["red", "blue"]
skills_from = "next-skill"

[[periods]]
name = "1"
starts = "09:00"
ends = "09:40"
[[periods]]
name = "2"
starts = "09:45"
ends = "10:20"

[[areas]]
name = "a"
title = "Corner A"
seats = 18
[[areas]]
name = "b"
title = "Corner B"
seats = 24
[[areas]]
name = "floor"
title = "The floor"
seats = 30
sessions = 0

[[modalities]]
name = "lesson"
title = "Live lesson"
areas = ["a", "b"]
teacher = true
smallest = 2
largest = 18
objects = ["worked_example"]
[[modalities]]
name = "peers"
title = "Working together"
areas = ["floor"]
largest = 4
peers = true
[[modalities]]
name = "screen"
title = "At the screen"
areas = ["floor"]
screen = true
objects = ["video"]
[[modalities]]
name = "alone"
title = "On one's own"
areas = ["floor"]

[[teachers]]
name = "t1"
title = "Ms Lee"
load = 1
[[teachers]]
name = "t2"
title = "Mr Abara"
modalities = ["lesson"]
skills = ["count", "add"]
periods = ["2"]
"""

SCHEDULE = """
id = "schedule"
version = 1
title = "Who is where"
question = "Which sessions does this student have?"
juncture = "time"
grain = "day"
decides = "session"
information = ["session_present", "enrolled"]

[trigger]
asked_by = ["teacher"]
when = "enrolled"

[[agents]]
who = "algorithm"
does = "decides"
[[agents]]
who = "teacher"
does = "may_override"

[[rules]]
keep = "session_present"
because = "the student is there"
refusal = "the student is not there"

[choose]
count = 2
"""
"""The first two sessions that there are: enough to have a past."""


def hall_school(where: str | Path, clock: SetClock) -> Engine:
    """Make the school, with the hall stated and skills decided by request."""
    made = small_school(where, clock=clock)
    publish(made, NEXT_SKILL.replace('every = "weekday 16:00"', 'asked_by = ["teacher"]'), by="tests")
    state_hall(made, HALL, by="leader l01")
    return made
