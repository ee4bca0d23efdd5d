"""Uses: looked at again and again they end as if looked at once; what no longer holds teaches nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.planning.effects.learning import no_beliefs
from whynext.planning.effects.outcomes import ANSWERS, FOLLOWED, outcomes
from whynext.planning.effects.parameters import EffectParameters
from whynext.planning.effects.uses import learned, taken_in

NOW = datetime(2026, 9, 14, 14, tzinfo=UTC)
USE: dict[str, pl.DataType] = {
    **dict.fromkeys(("decision", "student", "skill", "object", "of_skill", "modality"), pl.String()),
    "at": pl.Datetime("us", "UTC"),
    "probability": pl.Float64(),
    "mastery": pl.Float64(),
    "readiness": pl.Float64(),
    "contexts": pl.String(),
    **FOLLOWED,
    "closed": pl.Int64(),
    "sequence": pl.Int64(),
}
FEW = EffectParameters(answers=2, days=3.0)
OUTCOME = ("decision", "right", "answers", "answered_at")


def use(
    number: int, days: float, *, student: str = "ana", mastery: float | None = 0.3, thing: str = "fold"
) -> dict[str, object]:
    at = NOW + timedelta(days=days)
    words = {"skill": "halves", "of_skill": "halves", "modality": "practice", "contexts": "{}"}
    numbers = {"probability": 0.5, "mastery": mastery, "readiness": 1.0, "right": 0.0, "answers": 0}
    return {
        **dict.fromkeys(USE),
        **words,
        **numbers,
        "decision": f"d{number:02d}",
        "student": student,
        "object": thing,
        "at": at,
        "sequence": number,
    }


def uses(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=USE)


def answered(*rows: tuple[str, float, bool]) -> pl.DataFrame:
    full = [(student, "halves", NOW + timedelta(days=days), right) for student, days, right in rows]
    return pl.DataFrame(full, schema=ANSWERS, orient="row")


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)


times = st.integers(0, 200).map(lambda tenth: tenth / 10)
students = st.sampled_from(["ana", "ben"])


class TestStepByStep:
    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.tuples(students, times), max_size=8, unique=True),
        st.lists(st.tuples(students, times, st.booleans()), max_size=15),
        st.lists(times, max_size=4).map(sorted),
    )
    def test_looked_at_often_it_ends_as_if_looked_at_once(
        self, decided: list[tuple[str, float]], given: list[tuple[str, float, bool]], cuts: list[float]
    ) -> None:
        every = [use(n, at, student=who) for n, (who, at) in enumerate(sorted(decided, key=lambda d: d[1]))]
        answers = sorted(given, key=lambda each: each[1])
        held, found, since = uses(), [], -1.0
        for cut in [*cuts, 999.0]:
            new = [each for each in every if later(since) < each["at"] <= later(cut)]  # type: ignore[operator]
            came = answered(*(each for each in answers if since < each[1] <= cut))
            ids = [str(each["decision"]) for each in new]
            step = taken_in(FEW, held, uses(*new), ids, came, later(cut))
            held, since = step.open, cut
            found.append(step.outcomes)
        assert held.is_empty()
        stepwise = pl.concat(found).select(OUTCOME).sort("decision")
        whole = outcomes(uses(*every).drop(list(FOLLOWED)), answered(*answers), most=2, days=3.0)
        whole = whole.with_columns(right=pl.col("right") * pl.col("answers")).select(OUTCOME).sort("decision")
        assert stepwise.rows() == whole.rows()

    def test_what_was_learned_from_is_not_learned_from_again(self) -> None:
        done = uses(use(1, 0) | {"answers": 2, "right": 1.0, "closed": 7})
        step = taken_in(FEW, done, uses(use(1, 0)), ["d01"], answered(("ana", 1, True)), later(9))
        assert step.open.is_empty()
        assert step.outcomes.is_empty()


class TestChanges:
    def test_an_act_that_leaves_the_object_takes_no_answer_away(self) -> None:
        held = uses(use(1, 0) | {"answers": 1, "right": 1.0, "answered_at": later(0.1)})
        step = taken_in(FEW, held, uses(use(1, 0)), ["d01"], answered(("ana", 1, False)), later(1))
        assert step.outcomes.select(OUTCOME).rows() == [("d01", 1.0, 2, later(1))]

    def test_another_object_begins_anew(self) -> None:
        held = uses(use(1, 0) | {"answers": 1, "right": 1.0, "answered_at": later(0.1)})
        step = taken_in(FEW, held, uses(use(1, 0, thing="film")), ["d01"], answered(), later(1))
        assert step.open.select("object", "answers").rows() == [("film", 0)]

    def test_what_was_declined_is_over(self) -> None:
        step = taken_in(FEW, uses(use(1, 0)), uses(), ["d01"], answered(("ana", 1, True)), later(1))
        assert step.over.get_column("decision").to_list() == ["d01"]
        assert step.open.is_empty()
        assert step.outcomes.is_empty()

    def test_what_cannot_be_learned_from_still_ends_what_was_before(self) -> None:
        new = uses(use(2, 1, mastery=None))
        step = taken_in(
            FEW, uses(use(1, 0)), new, ["d02"], answered(("ana", 0.5, True), ("ana", 1.5, False)), later(2)
        )
        assert step.outcomes.select(OUTCOME).rows() == [("d01", 1.0, 1, later(0.5))]
        assert step.open.is_empty()

    def test_what_the_next_object_ended_waits_for_answers_that_come_in_late(self) -> None:
        step = taken_in(FEW, uses(use(1, 0)), uses(use(2, 1)), ["d02"], answered(), later(2))
        again = taken_in(FEW, step.open, uses(), [], answered(("ana", 0.5, True)), later(2.5))
        assert again.outcomes.select(OUTCOME).rows() == [("d01", 1.0, 1, later(0.5))]
        assert again.open.get_column("decision").to_list() == ["d02"]

    def test_after_the_time_in_which_answers_count_it_is_over(self) -> None:
        step = taken_in(FEW, uses(use(1, 0)), uses(), [], answered(("ana", 3.5, True)), later(3.5))
        assert step.over.get_column("decision").to_list() == ["d01"]


def test_contexts_count_only_where_parameters_name_them() -> None:
    row = use(1, 0) | {"contexts": '{"interest":1.0}', "right": 2.0, "answers": 2, "answered_at": NOW}
    plain = learned(FEW, no_beliefs(), uses(row))
    asked = learned(EffectParameters(contexts=("interest",)), no_beliefs(), uses(row))
    assert set(asked.get_column("term")) - set(plain.get_column("term")) == {
        "context:interest",
        "interest:practice",
    }
    assert dict(zip(asked["term"], asked["mean"], strict=True))["object:fold"] == pytest.approx(
        dict(zip(plain["term"], plain["mean"], strict=True))["object:fold"], rel=0.5
    )
