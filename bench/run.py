"""Runs the benchmarks, prints one table and writes `results.json` beside this file; see README.md."""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import platform
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.figures import FIELDS, Row, load, row  # noqa: E402

BENCHMARKS = (
    "frame",
    "mastery",
    "decision",
    "responses",
    "ledger",
    "oneroster",
    "startup",
    "tick",
    "tracing",
    "placement",
    "placement_bounds",
    "calibration",
    "adaptive_test",
    "prediction",
    "next_object",
    "families",
    "places",
    "groups",
    "assigning",
)
MASTERY = ("mastery", "tracing", "prediction", "calibration", "adaptive_test", "placement", "next_object")
"""What `make bench-mastery` runs: measuring and placing, with the specialised tools at the same work."""
ARRANGING = ("assigning", "places", "groups")
"""What `make bench-arranging` runs: places that are shared, and groups."""
RESULTS = ROOT / "bench" / "results.json"


def measured(name: str, *, small: bool, long: bool) -> tuple[list[Row], bool]:
    """Return the figures of one benchmark, and whether it could be run at all."""
    begun = time.perf_counter()
    print(f"{name} ... ", end="", file=sys.stderr, flush=True)
    found: list[Row] = []
    done = True
    try:
        rows = importlib.import_module(f"bench.{name}").rows
        more = {"long": long} if "long" in inspect.signature(rows).parameters else {}
        for each in rows(small=small, **more):
            found.append(_formed(each, small))  # noqa: PERF401  what was measured before a failure is kept
    except Exception as error:
        traceback.print_exc()
        note = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        found.append(row(f"{name} could not be measured to its end", 0.0, "", ok=False, note=note))
        done = False
    print(f"{time.perf_counter() - begun:.0f} s, load average {load()}", file=sys.stderr)
    return found, done


def _formed(figure: dict[str, Any], small: bool) -> Row:
    """Return a figure in the one form; where nothing is to be reached, or too little was done, ok is None."""
    ok = figure["ok"] if figure["reach"] and not small else None
    return {name: figure[name] for name in FIELDS} | {"ok": ok}


def keep(found: Sequence[Row], out: Path, *, all_of_them: bool) -> None:
    """Write the figures as JSON; those that were not measured this time stay as they were."""
    stays: list[Row] = []
    if not all_of_them and out.exists():
        names = {each["name"] for each in found}
        stays = [each for each in json.loads(out.read_text()) if each["name"] not in names]
    out.write_text(json.dumps([*stays, *found], indent=1, ensure_ascii=False) + "\n")


def show(found: Sequence[Row], title: str) -> None:
    """Print the figures as one table."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", show_lines=True)
    for header, right in (
        ("figure", False),
        ("value", True),
        ("unit", False),
        ("reach", False),
        ("ok", False),
        ("peer or bound", False),
        ("its value", True),
        ("ratio", True),
        ("note", False),
    ):
        table.add_column(header, justify="right" if right else "left", overflow="fold")
    for each in found:
        ok = {None: "", True: "[green]yes[/]", False: "[red]no[/]"}[each["ok"]]
        cells = (each["name"], _number(each["value"]), each["unit"], each["reach"], ok)
        table.add_row(*cells, each["peer"], _number(each["peer_value"]), _number(each["ratio"]), each["note"])
    console = Console()
    Console(width=max(console.width, 170)).print(table)


def summed_up(found: Sequence[Row]) -> str:
    """Return in words how many of the figures that have something to reach reach it, and which do not."""
    judged = [each for each in found if each["ok"] is not None]
    missed = [_told(each) for each in judged if not each["ok"]]
    told = f"{len(judged) - len(missed)} of {len(judged)} figures are reached"
    return "\n".join([f"{told}; not yet:" if missed else f"{told}.", *missed])


def _told(each: Row) -> str:
    return f"  {_number(each['value'])} {each['unit']}, {each['reach']}: {each['name']}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"


def machine() -> str:
    """Return in words where the figures were made."""
    import polars as pl

    return (
        f"{os.cpu_count()} cores, load average {load()}; Python {platform.python_version()}, Polars"
        f" {pl.__version__}, {platform.system()}"
    )


def main(arguments: Sequence[str]) -> int:
    """Run what the command line asks for; return 1 if something could not be measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="do little, only to see that all can be made")
    options.add_argument("--long", action="store_true", help="the ones that take longer, too")
    options.add_argument("--mastery", action="store_true", help=f"those of measuring and placing: {MASTERY}")
    options.add_argument("--arranging", action="store_true", help=f"those of shared places: {ARRANGING}")
    options.add_argument("--only", action="append", choices=BENCHMARKS, metavar="NAME", help=str(BENCHMARKS))
    options.add_argument("--out", type=Path, help="where to write; bench/results.json unless --small")
    chosen = options.parse_args(arguments)
    grouped = (*(MASTERY if chosen.mastery else ()), *(ARRANGING if chosen.arranging else ()))
    wanted = {*grouped, *(chosen.only or ())} or set(BENCHMARKS)
    names = [name for name in BENCHMARKS if name in wanted]
    print(machine(), file=sys.stderr)
    parts = [measured(name, small=chosen.small, long=chosen.long) for name in names]
    found = [figure for figures, _ in parts for figure in figures]
    out = chosen.out or (None if chosen.small else RESULTS)
    if out is not None:
        keep(found, out, all_of_them=len(names) == len(BENCHMARKS))
    show(found, machine())
    if not chosen.small:
        print(summed_up(found))
    return 0 if all(done for _, done in parts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
