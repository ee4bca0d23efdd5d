"""Students who calculate in a known way, written from how children are described to do it.

Nothing here knows the recogniser: no number, constant or function of it is used. What a student does comes
out as JSON values, as a tool would send it, with times of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

Event = dict[str, Any]


class Pupil:
    """One attempt: what was done so far, and what time it is."""

    def __init__(self, rng: Random, operation: str, numbers: list[Any]) -> None:
        self.rng, self.operation, self.numbers = rng, operation, numbers
        self.clock = rng.uniform(0.8, 2.5)
        self.events: list[Event] = []

    def do(self, what: str, seconds: tuple[float, float] = (1.5, 4.5), **fields: Any) -> None:
        self.clock += self.rng.uniform(*seconds)
        self.events.append({"do": what, **fields, "at": round(self.clock, 2)})

    def say(self, *numbers: int) -> None:
        """Count aloud, about one number a second, a bit less."""
        for number in numbers:
            self.do("count", (0.5, 1.3), value=number)

    def write(self, *values: Any) -> None:
        for value in values:
            self.do("write", value=value)

    def hop(self, *stops: int) -> None:
        """Jump along a number line from the first stop to the last."""
        for start, end in pairwise(stops):
            self.do("jump", (1.2, 3.5), **{"from": start, "to": end})

    def walk(self, *stops: int) -> None:
        """Go along stops, on a number line or by writing where one is."""
        self.hop(*stops) if self.maybe(0.5) else self.write(*stops[1:])

    def point(self, *values: int) -> None:
        for value in values:
            self.do("point", (0.6, 2.0), value=value)

    def column(self, place: int, value: int) -> None:
        self.do("digit", (1.0, 3.5), place=place, value=value)

    def small(self, place: int, value: int) -> None:
        self.do("mark", (0.5, 1.5), place=place, value=value)

    def maybe(self, chance: float) -> bool:
        return self.rng.random() < chance

    def answer(self, value: Any) -> Event:
        self.do("answer", (0.7, 2.0), value=value)
        problem = {"operation": self.operation, "numbers": self.numbers}
        return {"problem": problem, "steps": self.events}


Student = Callable[[Random], Event]


def sum_of(rng: Random, low: int, high: int, low2: int | None = None, high2: int | None = None) -> Pupil:
    a = rng.randint(low, high)
    b = rng.randint(low if low2 is None else low2, high if high2 is None else high2)
    return Pupil(rng, "addition", [a, b])


def until(make: Callable[[], Pupil], fits: Callable[..., bool]) -> Pupil:
    while True:
        pupil = make()
        if fits(*pupil.numbers):
            return pupil
