"""Figures of starting: how long the program takes until it has shown its help."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.figures import Row, row

TIMES = 9


def rows(small: bool = False) -> list[Row]:
    """Measure, and return one row per figure."""
    times = 1 if small else TIMES
    program = Path(sys.executable).with_name("whynext")
    start = [str(program)] if program.exists() else [sys.executable, "-m", "whynext.cli.main"]
    commands = {
        "help": [*start, "--help"],
        "bare": [sys.executable, "-c", "pass"],
        "libraries": [sys.executable, "-c", "import polars, sqlalchemy, typer"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    processor: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name, command in commands.items():
            begun, before = time.perf_counter(), _processor()
            subprocess.run(command, check=True, capture_output=True)
            if turn or small:  # the first brings files and compiled code into memory
                seconds[name].append(time.perf_counter() - begun)
                processor[name].append(_processor() - before)
    shown, bare, libraries = (statistics.median(seconds[name]) for name in commands)
    return [
        row(
            "whynext --help",
            shown,
            "s",
            reach="≤ 0.5",
            ok=shown <= 0.5,
            peer="python -c pass",
            peer_value=bare,
            note=f"median of {times} processes; processor {statistics.median(processor['help']):.2f} s;"
            f" importing Polars, SQLAlchemy and Typer {libraries:.2f} s",
        )
    ]


def _processor() -> float:
    """Return the processor's time of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
