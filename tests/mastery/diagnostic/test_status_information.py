"""The status of a student and a skill as information, from estimates, priors and placements."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from whynext.base.errors import Refused
from whynext.mastery.diagnostic.status import Bars
from whynext.mastery.diagnostic.status_information import INFORMATION, NEEDS, told_of
from whynext.mastery.information import SOURCES
from whynext.process.information import Asked

NOW = datetime(2026, 9, 15, 16, tzinfo=UTC)
BY_NAME = {each.name: each for each in INFORMATION}
SKILLS = ("count", "add", "times", "graph", "alone")
EDGES = [("count", "add"), ("add", "times"), ("add", "graph"), ("count", "graph")]


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


def asked(
    estimates: dict[str, tuple[float, float, float | None]],
    priors: dict[str, float],
    placed: dict[str, float] | None = None,
    column: str = "option",
    **arguments: Any,
) -> Asked:
    """Ask of ana and every skill: estimates are mastery, best and days since practice."""
    ago = {skill: None if since is None else days(since) for skill, (_, _, since) in estimates.items()}
    held = [
        {"skill": skill, "mastery": m, "best": b, "last_at": ago[skill]}
        for skill, (m, b, _) in estimates.items()
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "estimates": held,
        "best_estimates": held,
        "mastery_priors": [{"skill": skill, "prior": prior} for skill, prior in priors.items()],
        "prerequisites": [{"prerequisite": a, "skill": b} for a, b in EDGES],
        "placements": [{"skill": skill, "at": days(since)} for skill, since in (placed or {}).items()],
    }
    sources = {
        name: pl.DataFrame(
            [["ana" if key == "student" else row.get(key) for key in SOURCES[name]] for row in rows[name]],
            schema=dict(SOURCES[name]),
            orient="row",
        )
        for name in NEEDS
    }
    defaults = {key: each.default for key, each in BY_NAME["status"].arguments.items()}
    frame = pl.DataFrame({"student": ["ana"] * len(SKILLS), column: list(SKILLS)})
    return Asked(frame, sources, {**defaults, **arguments}, NOW, date(2026, 9, 15))


def status(*given: Any, name: str = "status", **more: Any) -> dict[str, str]:
    answer = BY_NAME[name].view(asked(*given, **more))
    assert answer.dtype == BY_NAME[name].type.dtype
    return dict(zip(SKILLS, answer, strict=True))


def test_each_of_the_five_words_is_said_where_it_belongs() -> None:
    told = status(
        {"count": (0.97, 0.97, 3), "add": (0.96, 0.96, 3), "times": (0.05, 0.2, 3), "graph": (0.3, 0.95, 3)},
        {"alone": 0.4},
    )
    assert told == {
        "count": "mastered",
        "add": "mastered",
        "times": "ready",
        "graph": "slipping",
        "alone": "unknown",
    }


def test_what_builds_on_something_unknown_or_low_is_not_ready() -> None:
    told = status({"count": (0.97, 0.97, 3), "add": (0.5, 0.5, 3)}, {"times": 0.05, "graph": 0.05})
    assert (told["times"], told["graph"], told["add"]) == ("not yet", "not yet", "unknown")


def test_of_what_nothing_says_anything_the_status_is_unknown() -> None:
    """Even where the school would call an open estimate known enough."""
    told = status({}, {"count": 0.05})
    assert told == {
        "count": "ready",
        "add": "unknown",
        "times": "unknown",
        "graph": "unknown",
        "alone": "unknown",
    }
    assert set(status({}, {}, unknown=0.5).values()) == {"unknown"}
    found = told_of(asked({}, {"count": 0.05}), "option", Bars())
    assert found.get_column("uncertainty").is_null().to_list() == [False, True, True, True, True]


def test_one_answer_does_not_take_mastered_back() -> None:
    estimates = {"count": (0.8, 0.95, 3), "add": (0.8, 0.85, 3)}
    assert status(estimates, {})["count"] == "mastered"
    assert status(estimates, {})["add"] == "not yet"
    assert status(estimates, {}, slipping=0.85)["count"] == "slipping"


def test_the_bars_of_a_definition_are_the_ones_used() -> None:
    estimates = {"count": (0.88, 0.88, 3), "add": (0.2, 0.2, 3)}
    assert status(estimates, {})["count"] == "not yet"
    assert status(estimates, {}, mastered=0.85)["count"] == "mastered"
    assert status(estimates, {}, ready=0.71)["add"] == "not yet"
    assert status(estimates, {}, ready=0.70)["add"] == "ready"
    assert status(estimates, {}, unknown=0.3)["count"] == "unknown"
    with pytest.raises(Refused, match="slipping"):
        status(estimates, {}, mastered=0.6)


def test_a_given_skill_is_told_alike() -> None:
    estimates = {"count": (0.97, 0.97, 3), "graph": (0.3, 0.95, 3)}
    assert status(estimates, {}, column="given", name="given_status") == status(estimates, {})


def test_evidence_is_as_old_as_the_latest_answer_or_placement() -> None:
    told = status(
        {"count": (0.9, 0.9, 30.9), "add": (0.9, 0.9, 2), "times": (0.9, 0.9, None)},
        {"graph": 0.5},
        {"count": 10, "add": 10, "times": 10},
        name="days_since_evidence",
    )
    assert told == {"count": 10, "add": 2, "times": 10, "graph": None, "alone": None}
