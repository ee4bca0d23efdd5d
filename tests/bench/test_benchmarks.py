"""Each benchmark runs once, small, and yields rows of one form. What they measure is not looked at here."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIELDS = ["name", "value", "unit", "reach", "ok", "peer", "peer_value", "ratio", "note"]
QUICK = (
    "frame",
    "mastery",
    "decision",
    "responses",
    "ledger",
    "oneroster",
    "families",
    "placement_bounds",
    "places",
    "assigning",
)
SLOW = (
    "tick",
    "tracing",
    "prediction",
    "adaptive_test",
    "next_object",
    "calibration",
    "placement",
    "startup",
    "groups",
)


def _run(out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "bench" / "run.py"), *arguments, "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("names", [QUICK, pytest.param(SLOW, marks=pytest.mark.long)], ids=["quick", "slow"])
def test_a_small_run_yields_well_formed_rows(names: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    done = _run(out, "--small", *(word for name in names for word in ("--only", name)))
    assert done.returncode == 0, done.stderr
    rows = json.loads(out.read_text())
    assert rows
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        assert list(row) == FIELDS
        assert row["value"] > 0
        assert row["ok"] is None, "a small run does not judge"
        assert row["unit"]
        assert bool(row["peer"]) == (row["peer_value"] is not None)
        if row["peer"]:
            # Values are rounded to four digits, some to fewer.
            assert math.isclose(row["ratio"], row["value"] / row["peer_value"], rel_tol=0.2)


def test_measuring_and_placing_are_benchmarks_that_one_command_runs() -> None:
    sys.path.insert(0, str(ROOT))
    from bench.run import BENCHMARKS, MASTERY, summed_up

    assert set(MASTERY) <= set(BENCHMARKS) == {*QUICK, *SLOW}
    assert "run.py --mastery" in (ROOT / "Makefile").read_text()
    rows = [
        {"name": name, "value": 2.0, "unit": "ms", "reach": "≤ 1", "ok": ok}
        for name, ok in (("slow", False), ("quick", True), ("shown", None))
    ]
    assert summed_up(rows) == "1 of 2 figures are reached; not yet:\n  2 ms, ≤ 1: slow"


def test_what_was_not_measured_again_stays_in_the_results(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    before = dict.fromkeys(FIELDS, "") | {"name": "another figure"}
    out.write_text(json.dumps([before]))
    assert _run(out, "--small", "--only", "frame").returncode == 0
    names = [row["name"] for row in json.loads(out.read_text())]
    assert names[0] == "another figure"
    assert len(names) > 1


def test_an_unknown_benchmark_is_refused_and_the_known_are_named(tmp_path: Path) -> None:
    done = _run(tmp_path / "results.json", "--only", "everything")
    assert done.returncode == 2
    assert "tick" in done.stderr
    assert not (tmp_path / "results.json").exists()
