"""The contract of tracing models, run on every model that the registry finds, and on their variants."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mastery.specimens import SPECIMENS
from whynext.base.errors import Refused
from whynext.base.facts import canonical
from whynext.mastery.estimate import STATE, State, merged, no_states, state_of, state_rows
from whynext.mastery.response import Response, observed
from whynext.mastery.tracing.model import TracingModel, observe_response, priors
from whynext.mastery.tracing.registry import document_of, model_of

Answer = Callable[..., Response]
MODELS = st.sampled_from(list(SPECIMENS))
START = datetime(2026, 9, 1, tzinfo=UTC)
SKILLS = ("adding", "bracing", "counting")


@st.composite
def responses(draw: st.DrawFn) -> list[Response]:
    """Draw answers of few students on few skills, interleaved, out of order in time, some with hints."""
    one = st.builds(
        lambda student, skills, correct, hints, minute: Response(
            student, "item", tuple(sorted(skills)), correct, START + timedelta(minutes=minute), hints=hints
        ),
        st.sampled_from(["ana", "ben", "cem"]),
        st.sets(st.sampled_from(SKILLS), min_size=1),
        st.booleans(),
        st.sampled_from([None, 0, 0, 2]),
        st.integers(0, 500),
    )
    return draw(st.lists(one, max_size=40))


def folded(model: TracingModel, answers: list[Response]) -> pl.DataFrame:
    """Return the states after answers given one by one, in order of first touch."""
    states: dict[tuple[str, str], State] = {}
    for each in answers:
        own = {skill: state for (student, skill), state in states.items() if student == each.student}
        moved, _ = observe_response(model, own, each)
        states.update({(each.student, skill): state for skill, state in moved.items()})
    return state_rows([(student, state) for (student, _), state in states.items()])


def after(model: TracingModel, answers: list[Response], skill: str = "adding") -> float:
    """Return the mastery of one skill after answers."""
    state = model.begin(skill)
    for each in answers:
        state, _ = model.observe(state, each)
    return state.mastery


# One step ------------------------------------------------------------------------------------------------


def test_a_new_state_has_no_evidence(model: TracingModel) -> None:
    """Nothing is counted before the first answer, and the estimate says so."""
    state = model.begin("adding")
    assert (state.skill, state.model) == ("adding", model.id)
    assert (state.answers, state.right, state.streak, state.misses) == (0, 0, 0, 0)
    assert state.first_at is state.last_at is model.estimate(state).at is None


@given(MODELS, responses())
def test_mastery_prediction_and_uncertainty_stay_within_their_bounds(
    name: str, answers: list[Response]
) -> None:
    """Mastery and predictions are in [0, 1]; the spread of anything in [0, 1] is at most one half."""
    model = SPECIMENS[name]
    state = model.begin("adding")
    for each in answers:
        if "adding" in each.skills:
            state, _ = model.observe(state, each)
        estimate = model.estimate(state)
        assert 0.0 <= state.mastery == estimate.mastery <= 1.0
        assert 0.0 <= model.predict(state, "item") <= 1.0
        assert 0.0 <= estimate.uncertainty <= 0.5


def test_the_record_tells_what_was_before_and_after(model: TracingModel, answer: Answer) -> None:
    """The record holds both estimates, the evidence and a sentence."""
    begun = model.begin("fractions")
    state, record = model.observe(begun, answer(True, minute=3))
    assert record.earlier == model.estimate(begun)
    assert record.later == model.estimate(state)
    assert record.evidence.value == "right"
    assert record.later.at == state.last_at
    assert record.why.endswith(".")
    assert len(record.why) > 20
    json.loads(canonical(record.as_data()))


def test_observing_changes_nothing_that_was_there(model: TracingModel, answer: Answer) -> None:
    """The same state and response give the same result again: observe is pure."""
    begun = model.begin("fractions")
    assert model.observe(begun, answer(True)) == model.observe(begun, answer(True))
    assert begun == model.begin("fractions")


def test_answers_are_counted(model: TracingModel, answer: Answer) -> None:
    """Counts follow the answers; a hint ends the streak without being a miss."""
    state = model.begin("fractions")
    seen = []
    for correct, hints in [(True, None), (True, 0), (True, 1), (False, None), (False, 3), (True, None)]:
        state, record = model.observe(state, answer(correct, hints=hints))
        seen.append((record.evidence.value, state.streak, state.misses))
    assert seen == [
        ("right", 1, 0),
        ("right", 2, 0),
        ("right with help", 0, 0),
        ("wrong", 0, 1),
        ("wrong", 0, 2),
        ("right", 1, 0),
    ]
    assert (state.answers, state.right) == (6, 4)


def test_a_late_answer_does_not_turn_time_back(model: TracingModel, answer: Answer) -> None:
    """An earlier answer that arrives later moves the first instant, never the last."""
    state = model.begin("fractions")
    for minute in (10, 30, 5, 20):
        state, _ = model.observe(state, answer(True, minute=minute))
    assert state.first_at == answer(minute=5).at
    assert state.last_at == answer(minute=30).at


def test_a_right_answer_with_help_never_counts_as_more_than_one_without(
    model: TracingModel, answer: Answer
) -> None:
    """Help makes a right answer weaker evidence, and never raises mastery."""
    begun = model.begin("fractions")
    helped, _ = model.observe(begun, answer(True, hints=1))
    alone, _ = model.observe(begun, answer(True))
    assert helped.mastery <= begun.mastery < alone.mastery


@given(MODELS, st.lists(st.booleans(), min_size=1, max_size=30), st.data())
def test_more_right_answers_never_lower_mastery(name: str, answers: list[bool], data: st.DataObject) -> None:
    """Turning any wrong answer into a right one never lowers what comes out; nor does one more right."""
    model = SPECIMENS[name]

    def made(truths: list[bool]) -> list[Response]:
        return [Response("ana", "item", ("adding",), truth, START) for truth in truths]

    place = data.draw(st.integers(0, len(answers) - 1))
    better = [*answers[:place], True, *answers[place + 1 :]]
    base = after(model, made(answers))
    assert after(model, made(better)) >= base - 1e-12
    assert after(model, made([*answers, True])) >= base - 1e-12


@given(
    MODELS, st.lists(st.tuples(st.booleans(), st.sampled_from([0, 0, 1, 3, 40, 400])), max_size=12), st.data()
)
def test_more_right_answers_never_lower_mastery_however_far_apart_they_are(
    name: str, answers: list[tuple[bool, int]], data: st.DataObject
) -> None:
    """With days between the answers, too, where models forget."""
    model = SPECIMENS[name]
    turned = data.draw(st.integers(0, max(len(answers) - 1, 0)))

    def made(better: bool) -> list[Response]:
        day, history = START, []
        for n, (right, gap) in enumerate(answers):
            day += timedelta(days=gap)
            history.append(Response("ana", "item", ("adding",), right or (better and n == turned), day))
        return history

    assert after(model, made(True)) >= after(model, made(False)) - 1e-12


@given(MODELS, responses())
def test_the_order_of_independent_skills_is_irrelevant(name: str, answers: list[Response]) -> None:
    """Sorting answers by skill, each skill's own order kept, changes no state."""
    model = SPECIMENS[name]
    single = [
        Response(each.student, each.item, (skill,), each.correct, each.at, hints=each.hints)
        for each in answers
        for skill in each.skills
    ]
    by_skill = sorted(single, key=lambda each: (each.skills, each.student))
    assert_frame_equal(folded(model, single), folded(model, by_skill), check_row_order=False)


@given(MODELS, responses(), st.integers(-10, 4000))
def test_an_estimate_may_be_asked_of_any_instant(name: str, answers: list[Response], days: int) -> None:
    """It stays a probability, keeps the age of its evidence, and never looks further back than that."""
    model = SPECIMENS[name]
    state = model.begin("adding")
    for each in answers:
        if "adding" in each.skills:
            state, _ = model.observe(state, each)
    latest = state.last_at or START
    asked = model.estimate(state, latest + timedelta(days=days))
    assert 0.0 <= asked.mastery <= 1.0
    assert 0.0 <= asked.uncertainty <= 0.5
    assert 0.0 <= model.predict(state, "item", latest + timedelta(days=days)) <= 1.0
    assert asked.at == state.last_at
    if days <= 0:
        assert asked == model.estimate(state, latest)


def test_much_of_the_same_evidence_leaves_less_doubt_than_one_answer(
    model: TracingModel, answer: Answer
) -> None:
    """After fifty right answers a model is no less sure than after one."""
    state, _ = model.observe(model.begin("fractions"), answer(True))
    once = model.estimate(state).uncertainty
    for _ in range(49):
        state, _ = model.observe(state, answer(True))
    assert model.estimate(state).uncertainty <= once + 1e-12


def test_every_skill_an_item_touches_is_updated(model: TracingModel, answer: Answer) -> None:
    """An item of three skills moves three states, each as if it were the only one."""
    moved, records = observe_response(model, {}, answer(True, *SKILLS))
    assert tuple(moved) == SKILLS == tuple(record.later.skill for record in records)
    alone, _ = model.observe(model.begin("adding"), answer(True, "adding"))
    assert moved["adding"] == alone


def test_an_answer_to_another_skill_is_refused(model: TracingModel, answer: Answer) -> None:
    """A state is moved only by answers that touch its skill."""
    with pytest.raises(Refused, match="says nothing of the skill «decimals»"):
        model.observe(model.begin("decimals"), answer(True))


def test_another_models_state_is_refused(model: TracingModel, answer: Answer) -> None:
    """Numbers of one model are never read as another's, one by one or in batch."""
    foreign = model.begin("fractions")._replace(model="crystal ball")
    with pytest.raises(Refused, match="crystal ball"):
        model.observe(foreign, answer(True))
    with pytest.raises(Refused, match="crystal ball"):
        model.observe_all(state_rows([("ana", foreign)]), observed([answer(True)]))


# The batch twin ------------------------------------------------------------------------------------------


@given(MODELS, responses(), st.integers(0, 40))
def test_the_batch_gives_the_bits_of_one_by_one_wherever_it_is_cut(
    name: str, answers: list[Response], cut: int
) -> None:
    """Whole, or resumed from stored states at any place, the batch equals the fold exactly."""
    model = SPECIMENS[name]
    expected = folded(model, answers)
    assert_frame_equal(model.observe_all(no_states(), observed(answers)), expected, check_exact=True)
    first = model.observe_all(no_states(), observed(answers[:cut]))
    then = merged(first, model.observe_all(first, observed(answers[cut:], first=cut)))
    assert_frame_equal(then, expected, check_exact=True, check_row_order=False)


def many(students: int, answers: int) -> pl.DataFrame:
    """Return answers of many students whose numbers differ widely, so that wide and narrow rounds occur."""
    rows = [
        {"student": f"s{s}", "skill": SKILLS[(s + i) % 2], "correct": (s * 7 + i * i) % 3 != 0}
        for i in range(answers)
        for s in range(students)
        if i <= s * 3
    ]
    return pl.DataFrame(rows).with_columns(
        item=pl.lit("item"),
        at=pl.lit(START).cast(STATE["last_at"]),
        hints=pl.when(pl.int_range(pl.len()) % 11 == 0).then(1).cast(pl.Int64),
        order=pl.int_range(pl.len(), dtype=pl.Int64),
    )


def test_wide_and_narrow_rounds_give_the_same_bits(model: TracingModel) -> None:
    """Thirty students of one to ninety answers: most go in columns, the last ones singly."""
    frame = many(30, 90)
    one_by_one = [
        Response(row["student"], row["item"], (row["skill"],), row["correct"], row["at"], hints=row["hints"])
        for row in frame.iter_rows(named=True)
    ]
    result = model.observe_all(no_states(), frame)
    assert_frame_equal(result, folded(model, one_by_one), check_exact=True)


def test_long_rows_of_right_answers_give_the_same_bits(model: TracingModel, answer: Answer) -> None:
    """Where one by one reaches its ceiling, the batch reaches the same."""
    answers = [answer(True, minute=minute) for minute in range(60)]
    batch = model.observe_all(no_states(), observed(answers))
    assert_frame_equal(batch, folded(model, answers), check_exact=True)


def test_a_batch_is_taken_in_the_order_of_arrival_whatever_the_order_of_its_rows(
    model: TracingModel,
) -> None:
    """Shuffled rows are put back by their order."""
    frame = many(8, 20)
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=5)
    key = ["student", "skill"]
    expected = model.observe_all(no_states(), frame).sort(key)
    assert_frame_equal(model.observe_all(no_states(), shuffled).sort(key), expected, check_exact=True)


def test_a_batch_returns_only_what_it_touched(model: TracingModel, answer: Answer) -> None:
    """States of other students and skills are neither returned nor needed."""
    states = model.observe_all(no_states(), observed([answer(True, *SKILLS), answer(student="ben")]))
    moved = model.observe_all(states, observed([answer(True, "adding")]))
    assert moved.select("student", "skill", "answers").rows() == [("ana", "adding", 2)]


def test_nobody_and_nothing_are_allowed(model: TracingModel) -> None:
    """An empty batch gives an empty frame of states."""
    result = model.observe_all(no_states(), observed([]))
    assert result.is_empty()
    assert result.schema == STATE


def test_a_student_with_a_hundred_thousand_answers_is_traced(model: TracingModel) -> None:
    """One group of 100,000 rounds ends with finite numbers and every answer counted."""
    n = 100_000
    frame = pl.DataFrame({"order": pl.int_range(n, eager=True)}).with_columns(
        student=pl.lit("ana"),
        item=pl.lit("item"),
        skill=pl.lit("adding"),
        correct=pl.col("order") % 3 != 0,
        at=pl.lit(START).cast(STATE["last_at"]),
    )
    row = state_of(model.observe_all(no_states(), frame).row(0, named=True))
    assert (row.answers, row.right) == (n, 66_666)
    assert math.isfinite(row.mastery)


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [("student", None, "no student"), ("correct", None, "no correct"), ("at", None, "no at")],
)
def test_missing_values_in_a_batch_are_refused(
    model: TracingModel, answer: Answer, column: str, value: object, kind: str
) -> None:
    """The refusal says how many, and where the first is."""
    good = observed([answer(True), answer(False)])
    bad = good.with_columns(pl.when(pl.col("order") == 1).then(None).otherwise(pl.col(column)).alias(column))
    with pytest.raises(Refused, match="first in row 1: 1 without") as refused:
        model.observe_all(no_states(), bad)
    assert refused.value.problems[0].kind == kind


def test_impossible_hints_in_a_batch_are_refused_with_their_row(model: TracingModel, answer: Answer) -> None:
    """A count below nothing was no count."""
    bad = observed([answer(True), answer(True)]).with_columns(hints=pl.Series([0, -3], dtype=pl.Int64))
    with pytest.raises(Refused, match="first in row 1: -3 hints"):
        model.observe_all(no_states(), bad)


def test_fifty_thousand_students_are_traced_and_one_among_them_as_if_alone(model: TracingModel) -> None:
    """Every student gets a row, and a student's row is the same without the others."""
    n = 100_000
    frame = pl.DataFrame({"order": pl.int_range(n, eager=True)}).with_columns(
        student=(pl.col("order") // 2).cast(pl.String),
        item=pl.lit("item"),
        skill=pl.lit("adding"),
        correct=pl.col("order") % 3 != 0,
        at=pl.lit(START).cast(STATE["last_at"]) + pl.duration(days=pl.col("order") % 7),
    )
    states = model.observe_all(no_states(), frame)
    assert states.height == n // 2
    for name in ("0", "777", "49999"):
        alone = model.observe_all(no_states(), frame.filter(pl.col("student") == name))
        assert_frame_equal(states.filter(pl.col("student") == name), alone, check_exact=True)


def test_missing_and_mistyped_columns_are_refused_together(model: TracingModel, answer: Answer) -> None:
    """All columns that are wrong are named in one refusal."""
    bad = observed([answer(True)]).drop("skill").with_columns(pl.col("correct").cast(pl.Int64))
    with pytest.raises(Refused) as refused:
        model.observe_all(no_states(), bad)
    assert [each.kind for each in refused.value.problems] == ["missing column", "wrong type"]


def test_repeated_states_are_refused(model: TracingModel, answer: Answer) -> None:
    """Two rows for one student and skill would make two truths."""
    twice = state_rows([("ana", model.begin("fractions"))] * 2)
    with pytest.raises(Refused, match="more than one state"):
        model.observe_all(twice, observed([answer(True)]))


# Models as data ------------------------------------------------------------------------------------------


def test_a_published_model_comes_back_as_it_was(model: TracingModel, answer: Answer) -> None:
    """Through JSON and back: the same version, and the same numbers from the same answers."""
    again = model_of(json.loads(canonical(document_of(model))))
    assert again.version == model.version
    assert again.observe(again.begin("fractions"), answer(False)) == model.observe(
        model.begin("fractions"), answer(False)
    )


def test_a_version_that_no_longer_computes_the_same_is_refused(model: TracingModel) -> None:
    """A replay never goes on quietly with other numbers."""
    with pytest.raises(Refused, match="published as version"):
        model_of({**document_of(model), "version": "000000000000"})


def test_an_unknown_model_is_refused_with_the_nearest(model: TracingModel) -> None:
    """A misspelt id names the id that was probably meant."""
    with pytest.raises(Refused, match=f"did you mean «{model.id}»"):
        model_of({"model": model.id + "x", "parameters": {}})


def test_estimates_name_the_version_that_made_them(model: TracingModel) -> None:
    """An estimate can be traced to model and parameters."""
    estimate = model.estimate(model.begin("fractions"))
    assert (estimate.model, estimate.version) == (model.id, model.version)


def test_priors_are_what_a_new_student_begins_with(model: TracingModel) -> None:
    """The published prior of a skill is the mastery of its begun state."""
    frame = priors(model, SKILLS)
    assert frame["skill"].to_list() == list(SKILLS)
    assert frame["prior"].to_list() == [model.begin(skill).mastery for skill in SKILLS]


# Real answers --------------------------------------------------------------------------------------------


@pytest.mark.real_data
def test_real_answers_give_the_same_bits_in_batch_and_one_by_one(
    model: TracingModel, shared_data: object
) -> None:
    """The first 6,000 of the real answers, one by one and in a batch, end in the same states."""
    path = f"{shared_data}/responses/assistments09/train.tsv.gz"
    frame = (
        pl.read_csv(path, separator="\t", infer_schema=False)
        .head(6_000)
        .select(
            student="user_id",
            item="item_id",
            skill="skill_id",
            correct=pl.col("correct") == "1",
            at=pl.lit(START).cast(STATE["last_at"]),
            order=pl.int_range(pl.len(), dtype=pl.Int64),
        )
    )
    states: dict[str, dict[str, State]] = {}
    for student, item, skill, correct, at, _ in frame.iter_rows():
        own = states.setdefault(student, {})
        moved, _ = observe_response(model, own, Response(student, item, (skill,), correct, at))
        own.update(moved)
    expected = state_rows([(student, state) for student, own in states.items() for state in own.values()])
    batch = model.observe_all(no_states(), frame)
    assert_frame_equal(batch, expected, check_exact=True, check_row_order=False)


@given(MODELS, responses())
def test_the_best_that_there_was_is_remembered_with_one_answer_or_many(
    name: str, answers: list[Response]
) -> None:
    """It is the highest mastery before or after any answer, however the answers came in."""
    model = SPECIMENS[name]
    one = [each for each in answers if "adding" in each.skills and each.student == "ana"]
    state, highest = model.begin("adding"), 0.0
    for each in one:
        later, _ = model.observe(state, each)
        highest = max(highest, state.mastery, later.mastery)
        state = later
        assert state.best == highest
    rows = observed(one).filter(pl.col("skill") == "adding")
    half = len(rows) // 2
    first = model.observe_all(no_states(), rows.head(half))
    again = merged(first, model.observe_all(first, rows.slice(half)))
    assert again.get_column("best").to_list() == ([highest] if one else [])
