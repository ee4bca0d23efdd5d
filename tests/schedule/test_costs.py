"""Why not another place: what it would cost all together, and who would have to move."""

from __future__ import annotations

import polars as pl
import pytest

from schedule.days import Days, hall_school
from whynext.cli.words import why_not_said
from whynext.engine import inspect


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Return a small hall whose first day is decided."""
    days = hall_school(tmp_path_factory.mktemp("costs") / "hall.school", students=16)
    days.evening()
    return days


def test_every_place_that_was_possible_has_a_cost_or_says_what_forbids_it(planned: Days) -> None:
    """Of two students, the first place of another kind: a cost that is not below nothing, or reasons."""
    rows = planned.table("decisions", process="schedule").sort("student").head(2)
    asked = 0
    for decision in rows.get_column("id"):
        told = inspect.explain(planned.engine, decision)
        frame = inspect.explain_not(planned.engine, decision, told.chosen[0].option).recorded
        left = frame.filter(pl.col(":kept") & (pl.col(":rank") == 0)).get_column("option").to_list()
        for option in left[:1]:
            answer = inspect.explain_not(planned.engine, decision, option)
            cost = answer.answer.cost
            assert cost is not None
            assert cost.lost >= 0 if cost.possible else not cost.proved or cost.against
            said = " ".join(line.text for line in why_not_said(answer, planned.engine.catalogue))
            assert "To give it would cost" in said or "cannot be given" in said or "No plan" in said
            asked += 1
    assert asked == 2


def test_what_a_rule_refused_has_no_cost(planned: Days) -> None:
    """There the rule is the answer."""
    decision = planned.table("decisions", process="schedule").sort("student").get_column("id")[0]
    told = inspect.explain(planned.engine, decision)
    frame = inspect.explain_not(planned.engine, decision, told.chosen[0].option).recorded
    refused = frame.filter(~pl.col(":kept")).get_column("option").to_list()
    if refused:
        assert inspect.explain_not(planned.engine, decision, refused[0]).answer.cost is None
