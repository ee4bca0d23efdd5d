"""What may be asked of learned effects, their contexts, and the process of the handbook that asks it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from whynext import handbook
from whynext.bootstrap import catalogue
from whynext.library import information as library
from whynext.mastery import information as mastery
from whynext.planning import information as planning
from whynext.planning.effects.information import COMPUTED, CONTEXTS, INFORMATION, NEEDS, pairs
from whynext.planning.effects.learning import BELIEFS
from whynext.planning.effects.parameters import EffectParameters
from whynext.planning.effects.worth import expected_gain, opened
from whynext.process.compare import compare
from whynext.process.definition import Definition
from whynext.process.information import Asked
from whynext.process.reading import read
from whynext.process.run import PROBABILITY, RANK, judge
from whynext.roster import information as roster

NOW, TODAY = datetime(2026, 9, 14, 14, tzinfo=UTC), date(2026, 9, 14)
SCHEMAS = {**library.SOURCES, **roster.SOURCES, **mastery.SOURCES, **planning.SOURCES, **COMPUTED}
FOLD = {"object": "fold", "modality": "practice", "reading_level": 2.0, "position": 1}
PAST = {"student": "ana", "process": "p", "state": "in force", "day": TODAY}
EVERY = EffectParameters(contexts=tuple(CONTEXTS))


def table(name: str, *rows: dict[str, object]) -> pl.DataFrame:
    schema = dict(SCHEMAS[name])
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)


def sources(parameters: EffectParameters | None = EVERY, **believed: float) -> dict[str, pl.DataFrame]:
    """Return a small school: ana reads at grade 3, likes music, met a film last; two objects for halves."""
    beliefs = [(name.replace("__", ":"), mean, 0.04, 9) for name, mean in believed.items()]
    published = [] if parameters is None else [{"parameters": json.dumps(parameters.as_data())}]
    return {
        "effects": pl.DataFrame(beliefs, schema=BELIEFS, orient="row"),
        "effect_parameters": table("effect_parameters", *published),
        "learning_objects": table(
            "learning_objects",
            {"object": "song", "skill": "halves", "modality": "video", "reading_level": 5.0, "position": 0},
            {**FOLD, "skill": "halves"},
            {**FOLD, "skill": "thirds"},
        ),
        "object_topics": table(
            "object_topics", {"object": "song", "topic": "music"}, {"object": "fold", "topic": "sport"}
        ),
        "profile": table(
            "profile",
            {"student": "ana", "name": "reading_level", "number": 3.0, "at": NOW},
            {"student": "ana", "name": "interest", "word": "music", "at": NOW},
        ),
        "decided": table(
            "decided",
            {**PAST, "option": "fold", "at": NOW - timedelta(days=9)},
            {**PAST, "option": "song", "at": NOW - timedelta(days=8)},
        ),
        "estimates": table("estimates", {"student": "ana", "skill": "halves", "mastery": 0.25}),
        "mastery_priors": table(
            "mastery_priors", {"skill": "halves", "prior": 0.5}, {"skill": "thirds", "prior": 0.5}
        ),
        "prerequisites": table("prerequisites", {"prerequisite": "halves", "skill": "thirds"}),
    }


def asked(given: dict[str, pl.DataFrame], *rows: tuple[str, str]) -> Asked:
    asks = pl.DataFrame(rows, schema={"student": pl.String, "option": pl.String}, orient="row")
    return Asked(asks, given, {}, NOW, TODAY)


def answer(name: str, given: dict[str, pl.DataFrame], *rows: tuple[str, str]) -> list[float | None]:
    view = next(each.view for each in INFORMATION if each.name == name)
    return view(asked(given, *rows)).to_list()


class TestContexts:
    def test_each_says_what_it_says(self) -> None:
        found = pairs(asked(sources(), ("ana", "song"), ("ana", "fold"), ("ben", "song")), EVERY)
        assert found.get_column("interest").to_list() == [1.0, 0.0, 0.0]
        assert found.get_column("hard_to_read").to_list() == [1.0, -0.5, 0.0]
        assert found.get_column("little_known").to_list() == [0.5, 0.5, 0.0]
        assert found.get_column("same_again").to_list() == [1.0, -1.0, 0.0]
        assert found.get_column("skill").to_list() == ["halves", "halves", "halves"]

    def test_what_is_decided_later_is_not_seen(self) -> None:
        later = sources()
        later["decided"] = later["decided"].with_columns(at=pl.lit(datetime(2026, 10, 1, tzinfo=UTC)))
        assert pairs(asked(later, ("ana", "song")), EVERY).get_column("same_again").to_list() == [0.0]

    def test_the_sources_they_need_are_named(self) -> None:
        assert set(NEEDS) == set(sources())


class TestInformation:
    def test_without_outcomes_every_object_is_as_usual(self) -> None:
        none = sources(None)
        usual = EffectParameters().usual
        assert answer("expected_effect", none, ("ana", "song"), ("ana", "fold")) == pytest.approx([usual] * 2)
        assert answer("effect_outcomes", none, ("ana", "song")) == [0.0]

    def test_what_was_learned_is_told_for_whom_it_holds(self) -> None:
        given = sources(object__song=0.5, interest__video=0.3)
        ana, ben = answer("expected_effect", given, ("ana", "song"), ("ben", "song"))
        assert ben == pytest.approx(0.2 * np.exp(0.5))
        assert ana == pytest.approx(0.2 * np.exp(0.8))
        assert answer("effect_outcomes", given, ("ana", "song")) == [9.0]
        told, new = answer("effect_uncertainty", given, ("ben", "song"), ("ben", "fold"))
        assert told / ben < new / 0.2

    def test_of_what_the_library_does_not_have_nothing_is_known(self) -> None:
        assert answer("expected_effect", sources(), ("ana", "gone")) == [None]

    def test_nobody_asked_is_nobody_answered(self) -> None:
        assert answer("expected_effect", sources()) == []


def learned() -> Definition:
    return read(handbook.text("next-object/learned"), catalogue(), name="learned")


def observed(**changed: list[object]) -> pl.DataFrame:
    columns: dict[str, list[object]] = {
        "student": ["ana"] * 3,
        "given": ["halves"] * 3,
        "option": ["song", "fold", "cards"],
        "days_since_used": [None] * 3,
        "object_ready": [True] * 3,
        "object_difficulty": [0.4] * 3,
        "given_mastery": [0.4] * 3,
        "object_reading_level": [None] * 3,
        "reading_level": [3.0] * 3,
        "read_aloud": [False] * 3,
        "screen": [False] * 3,
        "no_screen": [False] * 3,
        "given_misses_in_a_row": [0.0] * 3,
        "modality": ["video", "practice", "practice"],
        "last_modality": ["practice"] * 3,
        "expected_effect": [0.3, 0.25, 0.05],
        "effect_uncertainty": [0.2, 0.2, 0.01],
    }
    schema = {"days_since_used": pl.Float64, "object_reading_level": pl.Float64}
    return pl.DataFrame(columns | changed, schema_overrides=schema)


class TestTheProcessOfTheHandbook:
    def test_it_is_the_second_version_of_next_object_and_differs_in_how_it_chooses(self) -> None:
        first = read(handbook.text("next-object"), catalogue())
        second = learned()
        assert (second.id, second.version) == (first.id, first.version + 1)
        assert second.keeps == first.keeps
        assert "how it chooses" in {each.what for each in compare(first, second).differences}

    def test_the_best_comes_first_the_near_are_explored_and_the_far_never(self) -> None:
        frame, decisions = judge(learned(), observed(), b"a seed")
        song, fold, cards = frame.get_column(PROBABILITY)
        assert song > fold > 0.02
        assert cards == 0.0
        assert song + fold == pytest.approx(1.0)
        assert decisions.get_column("mechanism").to_list() == ["sample"]

    def test_no_more_is_explored_than_the_school_allows(self) -> None:
        careful = learned().with_parameters({"most": 0.05})
        frame, _ = judge(careful, observed(), b"a seed")
        assert frame.get_column(PROBABILITY).max() == pytest.approx(0.95)

    def test_one_parameter_switches_to_the_fixed_order(self) -> None:
        fixed = learned().with_parameters({"most": 0.0})
        for seed in (b"one", b"two", b"three"):
            frame, decisions = judge(fixed, observed(), seed)
            assert frame.get_column(RANK).to_list() == [1, 0, 0]
            assert decisions.get_column("mechanism").to_list() == ["rule"]

    def test_rules_refuse_before_anything_is_explored(self) -> None:
        frame, _ = judge(learned(), observed(object_ready=[False, True, True]), b"a seed")
        assert frame.get_column(PROBABILITY)[0] == 0.0

    def test_an_object_of_unknown_effect_is_set_aside(self) -> None:
        frame, _ = judge(learned(), observed(effect_uncertainty=[None, 0.05, 0.01]), b"a seed")
        assert frame.get_column(PROBABILITY).to_list() == pytest.approx([0.0, 0.98, 0.02], abs=0.001)


class TestWorth:
    def test_what_is_known_or_not_ready_for_promises_little(self) -> None:
        found = expected_gain(np.array([0.1, 0.9, 0.1]), np.array([1.0, 1.0, 0.0]), np.full(3, 0.5), 0.1)
        assert found == pytest.approx([0.45, 0.05, 0.045])

    def test_who_wants_firm_foundations_waits_where_they_are_only_likely(self) -> None:
        one, half = np.ones(1), np.full(1, 0.5)
        loose, firm = (expected_gain(0 * one, half, one, 0.0, firm=power) for power in (1.0, 3.0))
        assert (loose[0], firm[0]) == (0.5, 0.125)

    def test_a_skill_opens_what_waits_for_it_alone(self) -> None:
        builds_on = np.array([[3, 3], [3, 3], [0, 1]])
        found = opened(np.array([[0.5, 1.0, 0.0], [0.5, 0.0, 0.0]]), builds_on)
        assert found.tolist() == [[1.0, 0.5, 0.0], [0.0, 0.5, 0.0]]
