"""A child process that answers and ticks until it is killed; says on standard output what was acknowledged.

Run as ``python survivor.py SCHOOL FIRST DAY``: answers from number FIRST on, from day DAY of the term on.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta

from whynext import bootstrap
from whynext.engine import respond, tick
from whynext.engine.respond import Answer
from whynext.testing.small_school import SKILLS, STUDENTS, SetClock


def say(word: str) -> None:
    """Write one line at once, past every buffer."""
    os.write(1, (word + "\n").encode())


def answer(number: int) -> Answer:
    """Return the answer of this number: always the same one."""
    student, skill = STUDENTS[number % len(STUDENTS)], SKILLS[number % len(SKILLS)]
    return Answer(student, f"{skill}-1", f"answer {number}", given="3" if number % 3 else "4")


def main(path: str, first: int, day: int) -> None:
    """Answer and tick for ever."""
    clock = SetClock()
    clock.at += timedelta(days=day, hours=7)
    engine = bootstrap.engine(path, clock=clock, patience=30.0)
    say("ready")
    while True:
        tick.tick(engine)
        say(f"ticked {day}")
        for number in range(first, first + 5):
            respond.respond(engine, answer(number))
            say(f"answered {number}")
        first, day = first + 5, day + 1
        clock.forward(days=1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
