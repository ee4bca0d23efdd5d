"""Why not: the smallest change that lets an option in, what can change before what cannot."""

from __future__ import annotations

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.school import CATALOGUE, SEED, made
from whynext.process.definition import Definition
from whynext.process.explain import Of, WhyNot, why_not
from whynext.process.run import judge

NONE = '[unknown]\nthen = "ask teacher"\n[none]\nthen = "ask teacher"\n'
KNOWN = ("mastery", "days_since", "level", "household_income")


def process(*tests: str, prefer: str = "") -> Definition:
    rules = "".join(f'[[rules]]\nkeep = "{each}"\nbecause = "yes"\nrefusal = "no"\n' for each in tests)
    rules += f'[[rules]]\nprefer = "{prefer}"\nbecause = "better"\n' if prefer else ""
    read = [each for each in KNOWN if any(each in text for text in (*tests, prefer))]
    return made(f"information = {json.dumps(read)}\n" + rules + NONE)


def asked(definition: Definition, **facts: float) -> WhyNot:
    """Ask why not «add» for a student of whom this is known, «count» being as good as can be."""
    rows = [
        {"option": "count", "mastery": 0.5, "days_since": 10.0, "level": 1.0},
        {"option": "add", "mastery": 0.5, "days_since": 10.0, "level": 1.0, **facts},
    ]
    observed = pl.DataFrame(
        [{"student": "ana", "given": None, "household_income": 5.0, **row} for row in rows],
        schema_overrides={"given": pl.String, "household_income": pl.Float64},
    )
    return why_not(definition, CATALOGUE, judge(definition, observed, SEED)[0], "add", SEED)


def test_what_is_known_of_the_student_is_offered_before_a_nearer_fact_of_the_map() -> None:
    """A level lower by one would do, but the student cannot move a skill on the map."""
    found = asked(process("level <= 1 OR mastery >= 0.9"), level=2.0).change
    assert found is not None
    assert [(each.column, each.of, each.after) for each in found.changes] == [("mastery", Of.STUDENT, 0.9)]


def test_two_changes_of_the_student_are_offered_before_one_of_the_map() -> None:
    found = asked(process("level <= 1 OR (mastery >= 0.9 AND days_since <= 3)"), level=2.0).change
    assert found is not None
    assert {each.column for each in found.changes} == {"mastery", "days_since"}


def test_where_only_the_map_can_let_it_in_the_change_says_that_it_is_of_the_map() -> None:
    found = asked(process("level <= 1"), level=3.0).change
    assert found is not None
    assert [(each.column, each.of, each.after) for each in found.changes] == [("level", Of.MAP, 1.0)]


def test_what_a_student_is_comes_last() -> None:
    found = asked(process("level <= 1 OR household_income >= 6"), level=3.0).change
    assert found is not None
    assert [each.of for each in found.changes] == [Of.MAP]
    only = asked(process("household_income >= 6")).change
    assert only is not None
    assert [each.of for each in only.changes] == [Of.PERSON]


def test_an_option_that_came_later_is_let_in_by_what_can_change_if_that_will_do() -> None:
    free = process("mastery < 0.9", prefer="days_since - level")
    found = asked(free, days_since=5.0).change
    assert found is not None
    assert found.chosen
    assert [each.column for each in found.changes] == ["days_since"]
    of_the_map = asked(process("mastery < 0.9", prefer="0 - level"), level=2.0).change
    assert of_the_map is not None
    assert [each.of for each in of_the_map.changes] == [Of.MAP]


@pytest.mark.parametrize("column", ["mastery", "level"])
@given(data=st.data())
def test_a_change_that_is_offered_lets_it_in(column: str, data: st.DataObject) -> None:
    value = data.draw(
        st.floats(0, 1).map(lambda x: round(x, 2)) if column == "mastery" else st.integers(0, 5)
    )
    bar = data.draw(st.sampled_from([0.2, 0.5, 0.9]) if column == "mastery" else st.integers(0, 5))
    free = process(f"{column} <= {bar}")
    found = asked(free, **{column: float(value)})
    if found.why.refusals:
        assert found.change is not None
        again = asked(free, **{each.column: float(each.after) for each in found.change.changes})
        assert not again.why.refusals
