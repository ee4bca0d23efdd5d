"""A large frame is judged in two halves at once, and comes out as if it had been judged as one."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from process.school import ALL, SEED, definition, seen, tables
from whynext.process import run


@pytest.mark.parametrize("name", sorted(ALL))
@pytest.mark.parametrize("students", [1, 2, 3, 7])
def test_halves_give_what_the_whole_gives(name: str, students: int, monkeypatch: pytest.MonkeyPatch) -> None:
    process = definition(name)
    given = (None,) if not process.given else ("count", "add")
    observed = seen(process, tables(students, missing=0.1), given)
    whole = run.judge(process, observed, SEED)
    monkeypatch.setattr(run, "_LARGE", 2)
    for part, other in zip(run.judge(process, observed, SEED), whole, strict=True):
        assert_frame_equal(part, other)


def test_no_decision_is_cut_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    process = definition("next-skill")
    observed = seen(process, tables(5))
    monkeypatch.setattr(run, "_LARGE", 2)
    halves = run._halves(process, observed)
    assert len(halves) == 2
    assert pl.concat(halves).equals(observed)
    assert not set(halves[0].get_column("student")) & set(halves[1].get_column("student"))


def test_what_all_share_is_not_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    process = definition("tutoring")
    monkeypatch.setattr(run, "_LARGE", 2)
    assert run._halves(process, seen(process, tables(5))) == []
