"""What has come since a process last decided."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from whynext.mastery.information import SOURCES as MASTERY
from whynext.planning import renewal
from whynext.process.information import Asked

NOW = datetime(2026, 9, 15, 16, tzinfo=UTC)
SOURCES = {**MASTERY, **renewal.SOURCES}
BY_NAME = {each.name: each for each in renewal.INFORMATION}
DECIDED = [
    {"student": "ana", "process": "measure", "sequence": 10, "at": NOW - timedelta(days=7)},
    {"student": "ana", "process": "plan", "sequence": 30, "at": NOW - timedelta(days=1)},
    {"student": "ben", "process": "measure", "sequence": 20, "at": NOW - timedelta(days=7)},
]


def ask(name: str, sources: dict[str, list[dict[str, Any]]], **arguments: Any) -> dict[str, bool]:
    one = BY_NAME[name]
    loaded = {
        need: pl.DataFrame(
            [[row.get(key) for key in SOURCES[need]] for row in sources.get(need, [])],
            schema=dict(SOURCES[need]),
            orient="row",
        )
        for need in one.needs
    }
    rows = pl.DataFrame({"student": ["ana", "ben", "cem"]})
    defaults = {key: each.default for key, each in one.arguments.items()}
    answer = one.view(Asked(rows, loaded, {**defaults, **arguments}, NOW, date(2026, 9, 15)))
    assert answer.dtype == pl.Boolean
    assert answer.null_count() == 0
    return dict(zip(rows.get_column("student"), answer, strict=True))


@pytest.mark.parametrize(("process", "ana"), [("measure", True), ("plan", False), ("", False)])
@pytest.mark.parametrize("name", renewal.EVIDENCE)
def test_evidence_is_new_if_it_came_in_after_the_decision_of_that_process(
    process: str, ana: bool, name: str
) -> None:
    came = [{"student": "ana", "sequence": 15}, {"student": "ben", "sequence": 15}]
    told = ask("new_evidence", {"latest_decisions": DECIDED, name: came}, process=process)
    assert told == {"ana": ana, "ben": process == "plan", "cem": False}


def test_for_whom_nothing_was_decided_all_evidence_is_new() -> None:
    came = [{"student": "cem", "sequence": 1}]
    told = ask("new_evidence", {"latest_answers": came}, process="measure")
    assert told == {"ana": False, "ben": False, "cem": True}


def test_an_answer_grows_old_once() -> None:
    """On the day that it passes the age; whoever was decided for after that is not old again."""
    last = {"ana": 121, "ben": 130, "cem": 400}
    held = [
        {"student": name, "skill": "add", "mastery": 0.9, "last_at": NOW - timedelta(days=days)}
        for name, days in last.items()
    ]
    sources = {"latest_decisions": DECIDED, "estimates": held}
    assert ask("grown_old", sources, process="measure") == {"ana": True, "ben": False, "cem": True}
    assert ask("grown_old", sources, process="measure", days=125.0) == {
        "ana": False,
        "ben": True,
        "cem": True,
    }
    assert ask("grown_old", sources, process="measure", days=401.0) == dict.fromkeys(last, False)


def test_what_was_placed_and_never_practised_does_not_grow_old() -> None:
    held = [{"student": "ana", "skill": "add", "mastery": 0.9, "last_at": None}]
    assert not any(ask("grown_old", {"estimates": held}).values())
