"""Informations of mastery: known answers, what is missing, what is later than the instant asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from whynext.mastery import information
from whynext.mastery.diagnostic.ability.information import COMPUTED as OF_TESTS
from whynext.mastery.diagnostic.information import COMPUTED
from whynext.mastery.information import INFORMATION, OPTIONS
from whynext.mastery.information import SOURCES as HELD
from whynext.process.information import Asked, Catalogue, Grain

SOURCES = {**HELD, **COMPUTED, **OF_TESTS}
NOW = datetime(2026, 9, 15, 16, tzinfo=UTC)
BY_NAME = Catalogue.of(INFORMATION, OPTIONS).information


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return a source with defaults for what does not matter."""
    plain = {"model": "bkt", "answers": 1, "right": 0, "streak": 0, "misses": 0, "last_at": NOW, "form": ""}
    full = [{key: row.get(key, plain.get(key)) for key in SOURCES[name]} for row in rows]
    return pl.DataFrame(full, schema=SOURCES[name], orient="row")


def ask(
    name: str, rows: list[tuple[str | None, ...]], sources: dict[str, list[dict[str, Any]]], **arguments: Any
) -> list[Any]:
    """Return the answers of a view, asked with its defaults unless told otherwise."""
    one = BY_NAME[name]
    defaults = {key: each.default for key, each in one.arguments.items()}
    assert set(arguments) <= set(defaults)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(one.grain.columns, pl.String()), orient="row")
    loaded = {need: table(need, sources.get(need, [])) for need in one.needs}
    answer = one.view(Asked(frame, loaded, {**defaults, **arguments}, NOW, date(2026, 9, 15)))
    assert answer.dtype == one.type.dtype
    assert len(answer) == len(rows)
    return answer.to_list()


ESTIMATES: list[dict[str, Any]] = [
    {
        "student": "ana",
        "skill": "add",
        "mastery": 0.97,
        "answers": 7,
        "misses": 0,
        "last_at": NOW - timedelta(days=3, hours=23),
    },
    {
        "student": "ana",
        "skill": "take",
        "mastery": 0.4,
        "answers": 4,
        "misses": 3,
        "last_at": NOW - timedelta(hours=2),
    },
    {
        "student": "ben",
        "skill": "add",
        "mastery": 0.95,
        "answers": 9,
        "misses": 1,
        "last_at": NOW - timedelta(days=30),
    },
]
PRIORS = [{"skill": "add", "prior": 0.3}, {"skill": "take", "prior": 0.2}, {"skill": "easy", "prior": 0.99}]
EDGES = [
    {"prerequisite": "add", "skill": "times"},
    {"prerequisite": "take", "skill": "divide"},
    {"prerequisite": "add", "skill": "divide"},
    {"prerequisite": "unmapped", "skill": "graph"},
    {"prerequisite": "add", "skill": "graph"},
    {"prerequisite": "easy", "skill": "next"},
]
ALL = {"estimates": ESTIMATES, "mastery_priors": PRIORS, "prerequisites": EDGES}


# Of an option --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mastery", "given_mastery"])
def test_mastery_is_the_estimate_else_the_prior_else_unknown(name: str) -> None:
    """Rows come back in the order asked, whatever the order of the tables."""
    rows = [("ben", "take"), ("ana", "add"), ("ana", "take"), ("cem", "add"), ("cem", "unmapped")]
    assert ask(name, rows, ALL) == [0.2, 0.97, 0.4, 0.3, None]


@pytest.mark.parametrize("name", ["evidence", "given_evidence"])
def test_evidence_is_the_number_of_answers_and_none_is_zero(name: str) -> None:
    """A prior is no evidence."""
    assert ask(name, [("ana", "add"), ("ben", "take"), ("cem", "add")], ALL) == [7.0, 0.0, 0.0]


@pytest.mark.parametrize("name", ["misses_in_a_row", "given_misses_in_a_row"])
def test_misses_in_a_row_are_those_of_the_state(name: str) -> None:
    """Nothing answered, nothing missed."""
    assert ask(name, [("ana", "take"), ("ana", "add"), ("cem", "add")], ALL) == [3.0, 0.0, 0.0]


def test_days_since_practice_are_whole_days_of_24_hours() -> None:
    """Three days and 23 hours are three days; two hours are none; never is unknown."""
    rows = [("ana", "add"), ("ana", "take"), ("ben", "add"), ("ben", "take")]
    assert ask("days_since_practice", rows, ALL) == [3.0, 0.0, 30.0, None]


def test_practice_after_the_instant_asked_about_is_no_time_ago() -> None:
    """Days since practice are never negative."""
    later = [{**ESTIMATES[0], "last_at": NOW + timedelta(days=2)}]
    assert ask("days_since_practice", [("ana", "add")], {"estimates": later}) == [0.0]


def test_prerequisites_are_judged_one_by_one() -> None:
    """Mastered; one below; none at all; below by the prior; mastered by the prior."""
    rows = [("ana", "times"), ("ana", "divide"), ("ana", "add"), ("cem", "times"), ("cem", "next")]
    assert ask("prerequisites_mastered", rows, ALL) == [True, False, True, False, True]
    assert ask("prerequisites_below", rows, ALL) == [0.0, 1.0, 0.0, 1.0, 0.0]


def test_a_prerequisite_without_estimate_and_prior_is_unknown_unless_another_is_below() -> None:
    """Ana's other prerequisite is mastered: unknown. Cem's is below by its prior: no."""
    rows = [("ana", "graph"), ("cem", "graph")]
    assert ask("prerequisites_mastered", rows, ALL) == [None, False]
    assert ask("prerequisites_below", rows, ALL) == [None, None]


def test_an_estimate_makes_a_prerequisite_known_that_has_no_prior() -> None:
    """Evidence stands in where the map has no prior."""
    known = {**ALL, "estimates": [*ESTIMATES, {"student": "ana", "skill": "unmapped", "mastery": 0.99}]}
    assert ask("prerequisites_mastered", [("ana", "graph")], known) == [True]


def test_an_estimate_below_the_bar_overrules_a_prior_above_it() -> None:
    """What a student shows counts more than what was presumed."""
    shown = {**ALL, "estimates": [{"student": "ana", "skill": "easy", "mastery": 0.5}]}
    assert ask("prerequisites_mastered", [("ana", "next"), ("cem", "next")], shown) == [False, True]


def test_the_bar_is_the_one_that_was_set() -> None:
    """At the bar counts as mastered; a higher bar refuses what a lower one lets pass."""
    rows = [("ben", "times")]
    assert ask("prerequisites_mastered", rows, ALL) == [True]  # 0.95 at a bar of 0.95
    assert ask("prerequisites_mastered", rows, ALL, bar=0.96) == [False]
    assert ask("prerequisites_below", [("ana", "divide")], ALL, bar=0.4) == [0.0]


def test_an_edge_named_twice_is_one_prerequisite() -> None:
    """A repeated row of the map does not make a skill harder to reach."""
    twice = {**ALL, "prerequisites": [*EDGES, EDGES[1]]}
    assert ask("prerequisites_below", [("ana", "divide")], twice) == [1.0]


LEVELS = st.sampled_from([0.1, 0.5, 0.94, 0.95, 0.99])
NAMES = st.sampled_from(["a", "b", "c", "d"])


@given(
    st.dictionaries(st.tuples(st.sampled_from(["s", "t"]), NAMES), LEVELS),
    st.dictionaries(NAMES, LEVELS),
    st.sets(st.tuples(NAMES, NAMES)),
)
def test_joins_for_many_and_look_ups_for_few_agree(
    estimates: dict[tuple[str, str], float], priors: dict[str, float], edges: set[tuple[str, str]]
) -> None:
    """Every view of an option answers alike by either way."""
    sources = {
        "estimates": [{"student": s, "skill": k, "mastery": m} for (s, k), m in estimates.items()],
        "mastery_priors": [{"skill": k, "prior": p} for k, p in priors.items()],
        "prerequisites": [{"prerequisite": p, "skill": k} for p, k in edges],
    }
    rows = [(student, skill) for student in ("t", "s") for skill in "dbca"]
    for name in ("mastery", "evidence", "prerequisites_mastered", "prerequisites_below"):
        few = ask(name, rows, sources)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(information, "FEW", -1)
            assert ask(name, rows, sources) == few


def test_a_school_is_answered_as_its_students_are_one_by_one() -> None:
    """400 students × 30 skills at once, which goes by joins, and student by student, which does not."""
    students, skills = [f"student-{i}" for i in range(400)], [f"skill-{i}" for i in range(30)]
    pairs = [(s, k) for i, s in enumerate(students) for j, k in enumerate(skills) if (i * 7 + j * j) % 5 == 0]
    estimates = table(
        "estimates",
        [{"student": s, "skill": k, "mastery": (hash_of(s, k) % 100) / 100} for s, k in pairs],
    )
    sources = {
        "estimates": estimates,
        "mastery_priors": table("mastery_priors", [{"skill": k, "prior": 0.3} for k in skills[:25]]),
        "prerequisites": table(
            "prerequisites",
            [{"prerequisite": skills[j - d], "skill": skills[j]} for j in range(3, 30) for d in (1, 3)],
        ),
    }
    whole = pl.DataFrame({"student": students}).join(pl.DataFrame({"option": skills}), how="cross")
    for name in ("mastery", "prerequisites_mastered", "days_since_practice"):
        one = BY_NAME[name]
        arguments: dict[str, Any] = {key: each.default for key, each in one.arguments.items()}

        def view(
            rows: pl.DataFrame, own: pl.DataFrame, one: Any = one, arguments: Any = arguments
        ) -> pl.Series:
            loaded = {**sources, "estimates": own}
            return one.view(Asked(rows, loaded, arguments, NOW, date(2026, 9, 15)))

        together = view(whole, estimates)
        for place in (0, 7, 399):
            own = estimates.filter(pl.col("student") == students[place])
            alone = view(whole[place * 30 : place * 30 + 30], own)
            assert_series_equal(together[place * 30 : place * 30 + 30], alone, check_names=False)


def hash_of(*words: str) -> int:
    """Return a number that depends on words alone."""
    return sum((place + 1) * ord(letter) for place, letter in enumerate("|".join(words)))


# Of a given skill ----------------------------------------------------------------------------------------


def slip(
    correct: int, ago: float, *, of: int = 5, kind: str = "exit slip", student: str = "ana"
) -> dict[str, Any]:
    """Return an assessment of the skill «add», so many days before the instant asked about."""
    return {
        "student": student,
        "skill": "add",
        "form_kind": kind,
        "correct": correct,
        "of": of,
        "at": NOW - timedelta(days=ago),
    }


TAKEN = {"assessments": [slip(3, 2), slip(5, 9), slip(2, 4), slip(1, 3, kind="test out"), slip(5, -1)]}
ANA, CEM, NONE_GIVEN = ("ana", "add"), ("cem", "add"), ("ana", None)


@pytest.mark.parametrize(
    ("name", "known", "never"),
    [
        ("correct", 3.0, None),
        ("asked_questions", 5.0, None),
        ("score_percent", 60.0, None),
        ("failures_in_a_row", 3.0, 0.0),
        ("attempts", 4.0, 0.0),
        ("last_form_kind", "exit slip", None),
    ],
)
def test_assessments_of_the_given_skill_up_to_the_instant_asked_about(
    name: str, known: object, never: object
) -> None:
    """The latest decides, a later one is not seen, another student's is not, and no given is unknown."""
    assert ask(name, [CEM, ANA, NONE_GIVEN], TAKEN) == [never, known, None]


def test_an_assessment_at_the_very_instant_counts() -> None:
    """Not later is in time."""
    assert ask("attempts", [ANA], {"assessments": [slip(5, 0)]}) == [1.0]


def test_of_two_assessments_at_one_instant_the_later_recorded_is_the_latest() -> None:
    """Order of arrival decides among equals."""
    assert ask("correct", [ANA], {"assessments": [slip(1, 1), slip(4, 1)]}) == [4.0]


def test_a_kind_of_form_can_be_singled_out() -> None:
    """Only the test outs: one, failed."""
    for name, value in [("attempts", 1.0), ("failures_in_a_row", 1.0), ("correct", 1.0)]:
        assert ask(name, [ANA], TAKEN, form_kind="test out") == [value]
    assert ask("failures_in_a_row", [ANA], TAKEN, form_kind="exit slip") == [2.0]


def test_the_pass_mark_is_the_one_that_was_set() -> None:
    """Three of five is a failure at 0.8 and a pass at 0.6."""
    assert ask("failures_in_a_row", [ANA], TAKEN, pass_mark=0.6) == [0.0]


def test_only_failures_since_the_last_pass_count() -> None:
    """Failures before a pass are forgiven; without any pass all count."""
    mixed = {"assessments": [slip(0, 5), slip(5, 4), slip(0, 3), slip(0, 2, student="cem"), slip(0, 1)]}
    assert ask("failures_in_a_row", [ANA, CEM], mixed) == [2.0, 1.0]


def test_no_given_skill_is_unknown() -> None:
    """Where nothing is given there is nothing to count."""
    for name in ("given_mastery", "given_evidence", "given_misses_in_a_row"):
        assert ask(name, [NONE_GIVEN], ALL) == [None]


# Of a student --------------------------------------------------------------------------------------------


def test_skills_mastered_are_counted_from_estimates_at_the_bar() -> None:
    """Priors are not counted; a student without answers has none."""
    assert ask("skills_mastered", [("ben",), ("ana",), ("cem",)], ALL) == [1.0, 1.0, 0.0]
    assert ask("skills_mastered", [("ben",), ("ana",)], ALL, bar=0.4) == [1.0, 2.0]


def test_days_since_the_last_answer_are_those_of_the_latest_skill() -> None:
    """Ana answered two hours ago, Cem never."""
    assert ask("days_since_last_answer", [("cem",), ("ana",), ("ben",)], ALL) == [None, 0.0, 30.0]


def test_answers_of_the_last_seven_days_are_counted() -> None:
    """Seven whole days back is out, now is in, later is out."""
    ago = [0, 1, 6.9, 7, 8, -1]
    given_answers = {
        "recent_answers": [{"student": "ana", "at": NOW - timedelta(days=days)} for days in ago],
    }
    assert ask("answers_last_week", [("ben",), ("ana",)], given_answers) == [0.0, 3.0]


SITTING = [
    {
        "student": "ana",
        "asked": 6,
        "wrong": 2,
        "hasty": 1,
        "minutes": 7.5,
        "rightly_told": 0.8,
        "checks_due": True,
    }
]
QUESTIONS = [
    {"student": "ana", "skill": "add", "worth": 0.7, "check": True, "open": True},
    {"student": "ana", "skill": "take", "worth": None, "check": True, "open": False},
]
PLACEMENTS = [
    {"student": "ana", "skill": "add", "probability": 0.9, "ready": 0.1, "at": NOW - timedelta(hours=36)}
]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("questions_asked", 6.0),
        ("wrong_answers", 2.0),
        ("hasty_wrong_answers", 1.0),
        ("minutes_answering", 7.5),
        ("rightly_told", 0.8),
        ("blind_question_due", True),
    ],
)
def test_a_sitting_tells_of_its_student_and_of_no_other(name: str, told: Any) -> None:
    assert ask(name, [("ben",), ("ana",)], {"diagnostic_sittings": SITTING}) == [None, told]


def test_what_is_not_open_is_worth_nothing_and_may_not_be_asked() -> None:
    rows: list[tuple[str | None, ...]] = [("ana", "add"), ("ana", "take"), ("ben", "add")]
    sources = {"diagnostic_questions": QUESTIONS}
    assert ask("question_worth", rows, sources) == [0.7, 0.0, 0.0]
    assert ask("may_be_asked", rows, sources) == [True, False, False]
    assert ask("may_be_asked", rows, sources, blindly=True) == [True, True, False]


def test_a_placement_tells_how_likely_and_how_old_it_is() -> None:
    sources = {"placements": PLACEMENTS}
    assert ask("placed_probability", [("ana", "add"), ("ana", "take")], sources) == [0.9, None]
    assert ask("placed_ready", [("ana", "add")], sources) == [0.1]
    assert ask("placement_age_days", [("ana",), ("ben",)], sources) == [1.5, None]


def test_what_is_as_good_as_open_is_most_uncertain() -> None:
    sources = {"estimates": [{"student": "ana", "skill": "add", "mastery": 0.5}], "mastery_priors": []}
    assert ask("mastery_uncertainty", [("ana", "add"), ("ben", "add")], sources) == [0.5, None]


TESTING = [{"student": "ana", "answers": 4, "error": 0.5, "minutes": 6.0}]
RANKED = [
    {"student": "ana", "item": "i1", "rank": 2},
    {"student": "ana", "item": "i2", "rank": 1},
]
RESULTS = [
    {"student": "ana", "form": "A", "ability": 0.2, "error": 0.4, "at": NOW - timedelta(days=9)},
    {"student": "ana", "form": "adaptive", "ability": 0.7, "error": 0.3, "at": NOW - timedelta(days=3)},
    {"student": "ben", "form": "adaptive", "ability": None, "error": None, "at": None},
]


@pytest.mark.parametrize(
    ("name", "told"), [("test_answers", 4.0), ("test_error", 0.5), ("test_minutes", 6.0)]
)
def test_a_test_under_way_tells_of_its_student_and_of_no_other(name: str, told: float) -> None:
    assert ask(name, [("ben",), ("ana",)], {"test_sittings": TESTING}) == [None, told]


def test_what_may_not_be_asked_in_a_test_ranks_behind_all() -> None:
    rows: list[tuple[str | None, ...]] = [("ana", "i1"), ("ana", "i2"), ("ana", "i3"), ("ben", "i1")]
    assert ask("item_rank", rows, {"test_items": RANKED}) == [2.0, 1.0, 3.0, 3.0]
    assert ask("may_be_asked_in_test", rows, {"test_items": RANKED}) == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "told"), [("ability", 0.7), ("ability_error", 0.3), ("ability_age_days", 3.0)]
)
def test_the_latest_result_counts_and_one_under_way_is_none(name: str, told: float) -> None:
    assert ask(name, [("ana",), ("ben",)], {"test_results": RESULTS}) == [told, None]


def test_a_form_is_taken_once_it_has_a_result() -> None:
    rows: list[tuple[str | None, ...]] = [("ana", "A"), ("ana", "B"), ("ben", "adaptive")]
    assert ask("form_taken", rows, {"test_results": RESULTS}) == [True, False, False]


# Of all of them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", INFORMATION, ids=lambda each: each.name)
def test_every_information_says_what_it_is(one: Any) -> None:
    """A sentence, needs that exist, arguments with defaults, a unit for numbers."""
    assert one.sentence.endswith(".")
    assert set(one.needs) <= set(SOURCES)
    assert all(each.default is not None for each in one.arguments.values())
    assert one.unit or one.type != "number"


@pytest.mark.parametrize("one", INFORMATION, ids=lambda each: each.name)
def test_every_information_is_unknown_only_if_it_says_so(one: Any) -> None:
    """With empty tables, a view that never answers «unknown» does not, and one that does says when."""
    row = tuple("x" for _ in one.grain.columns)
    answer = ask(one.name, [row], {})
    assert (answer == [None]) <= bool(one.missing)


@pytest.mark.parametrize("one", INFORMATION, ids=lambda each: each.name)
def test_every_information_answers_an_empty_question(one: Any) -> None:
    """Nobody asked about, nothing answered, the type kept; by joins too."""
    assert ask(one.name, [], ALL | TAKEN) == []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(information, "FEW", -1)
        assert ask(one.name, [], ALL | TAKEN) == []


@pytest.mark.parametrize("one", INFORMATION, ids=lambda each: each.name)
def test_every_information_answers_alike_by_joins(one: Any) -> None:
    """The known answers hold on the way that many rows take."""
    skills: list[str | None] = ["add", "take", "times", "divide", "graph", "next", "unmapped"]
    rows: list[tuple[str | None, ...]] = [("ana",), ("ben",), ("cem",)]
    if one.grain is Grain.OPTION:
        rows = [(skill,) for skill in skills]
    elif one.grain is not Grain.STUDENT:
        given_too = [*skills, None] if one.grain is Grain.STUDENT_GIVEN else skills
        rows = [(*row, skill) for row in rows for skill in given_too]
    few = ask(one.name, rows, ALL | TAKEN)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(information, "FEW", -1)
        assert ask(one.name, rows, ALL | TAKEN) == few
