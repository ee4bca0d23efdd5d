"""What all benchmarks share: the row of a figure, works timed in turn, parts of a work timed inside it."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

Row = dict[str, Any]
FIELDS = ("name", "value", "unit", "reach", "ok", "peer", "peer_value", "ratio", "note")
REPEATS = 5


def row(
    name: str,
    value: float,
    unit: str,
    *,
    reach: str = "",
    ok: bool | None = None,
    peer: str = "",
    peer_value: float | None = None,
    note: str = "",
) -> Row:
    """Return one figure; ``ratio`` is always the value divided by the peer's, in the same unit."""
    ratio = None if not peer_value else value / peer_value
    values = (name, rounded(value), unit, reach, ok, peer, rounded(peer_value), rounded(ratio), note)
    return dict(zip(FIELDS, values, strict=True))


def rounded(value: float | None) -> float | None:
    """Return a number with four digits that count."""
    return None if value is None else float(f"{value:.4g}")


@dataclass(frozen=True, slots=True)
class Timed:
    """How long a work took, in seconds: each time, and the processor's time of all threads."""

    wall: list[float]
    cpu: list[float]

    @property
    def median(self) -> float:
        """Of the times on the clock."""
        return statistics.median(self.wall)

    @property
    def cpu_median(self) -> float:
        """Of the processor's times."""
        return statistics.median(self.cpu)


def in_turn(*works: Callable[[], object], times: int = REPEATS, warm: int = 1) -> list[Timed]:
    """Time works one after the other, again and again, so that what else the machine does falls on all."""
    for _ in range(warm):
        for work in works:
            work()
    timed = [Timed([], []) for _ in works]
    for _ in range(times):
        for work, each in zip(works, timed, strict=True):
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            each.wall.append(time.perf_counter() - wall)
            each.cpu.append(time.process_time() - cpu)
    return timed


@dataclass(slots=True)
class Parts:
    """Seconds by name of a part, one number for each time the whole was done."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    _now: dict[str, float] = field(default_factory=dict)
    _inside: list[str] = field(default_factory=list)

    def timing(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the work, its time counted under a name unless it runs inside itself."""

        @wraps(work)
        def timed(*args: Any, **kwargs: Any) -> Any:
            if name in self._inside:
                return work(*args, **kwargs)
            self._inside.append(name)
            begun = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                self._inside.pop()
                self._now[name] = self._now.get(name, 0.0) + time.perf_counter() - begun

        return timed

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Time one whole, under the names «whole» and, for the processor's time, «processor»."""
        self._now = {}
        begun, processor = time.perf_counter(), time.process_time()
        yield
        self._now["whole"] = time.perf_counter() - begun
        self._now["processor"] = time.process_time() - processor
        for name, seconds in self._now.items():
            self.seconds.setdefault(name, []).append(seconds)

    def median(self, name: str) -> float:
        """Return the median seconds of a part."""
        return statistics.median(self.seconds[name])

    def told(self, *names: str, unit: float = 1e3, word: str = "ms", digits: int = 1) -> str:
        """Return the medians of parts in words."""
        return ", ".join(
            f"{name} {self.median(name) * unit:.{digits}f} {word}" for name in names if name in self.seconds
        )


@contextmanager
def watched(parts: Parts, places: dict[str, list[tuple[Any, str]]]) -> Iterator[None]:
    """Time functions where they are looked up: name of the part -> (module or class, attribute)."""
    before = [(owner, name, getattr(owner, name)) for each in places.values() for owner, name in each]
    try:
        for part, each in places.items():
            for owner, name in each:
                setattr(owner, name, parts.timing(part, getattr(owner, name)))
        yield
    finally:
        for owner, name, work in before:
            setattr(owner, name, work)


def load() -> str:
    """Return the load average in words."""
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


def peak_bytes() -> int:
    """Return the most memory this process has held; what its parent held before it does not count."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
