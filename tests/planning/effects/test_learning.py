"""Effects are learned from outcomes: shrunk to skill and modality, uncertain, one by one as many at once."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.planning.effects.learning import (
    OUTCOMES,
    Belief,
    Outcome,
    effects,
    no_beliefs,
    observe,
    observe_all,
)
from whynext.planning.effects.parameters import BOUNDS, WHY_DEFAULTS, EffectParameters

PARAMETERS = EffectParameters(contexts=("interest",))
single = st.builds(
    Outcome,
    student=st.sampled_from(["s1", "s2"]),
    object=st.sampled_from(["fold", "cards", "film"]),
    skill=st.sampled_from(["halves", "thirds"]),
    modality=st.sampled_from(["video", "practice", ""]),
    mastery=st.floats(0, 1),
    right=st.sampled_from([0.0, 0.5, 1.0]),
    readiness=st.floats(0, 1),
    answers=st.integers(1, 5),
    contexts=st.fixed_dictionaries({"interest": st.floats(-1, 1)}),
)


def frame(outcomes: list[Outcome], parameters: EffectParameters = PARAMETERS) -> pl.DataFrame:
    schema = {**OUTCOMES, **dict.fromkeys(parameters.contexts, pl.Float64())}
    rows = [{**{name: getattr(each, name) for name in OUTCOMES}, **each.contexts} for each in outcomes]
    return pl.DataFrame(rows, schema=schema)


def asked(*options: tuple[str, str, str], student: str = "s1", interest: float = 0.0) -> pl.DataFrame:
    rows = [(student, *each, interest) for each in options]
    return pl.DataFrame(rows, schema=["student", "object", "skill", "modality", "interest"], orient="row")


def taught(truth: dict[str, float], times: int, parameters: EffectParameters = PARAMETERS) -> pl.DataFrame:
    """Return what is believed after students with even odds met objects that teach as this says."""
    draw = np.random.default_rng(7)
    outcomes = []
    for number in range(times):
        for name, effect in truth.items():
            has = draw.random() < 0.3 or draw.random() < effect
            right = draw.random() < (0.9 if has else 0.2)
            outcomes.append(Outcome(f"s{number}", name, "halves", "practice", 0.3, float(right)))
    return observe_all(parameters, no_beliefs(), frame(outcomes, parameters))


class TestLearning:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(single, max_size=6))
    def test_one_after_another_gives_what_many_at_once_give_to_the_last_bit(self, outcomes) -> None:
        known: dict[str, Belief] = {}
        for each in outcomes:
            known |= observe(PARAMETERS, known, each)
        together = observe_all(PARAMETERS, no_beliefs(), frame(outcomes))
        assert {term: Belief(*rest) for term, *rest in together.rows()} == known

    @settings(max_examples=40, deadline=None)
    @given(st.lists(single, min_size=1, max_size=6))
    def test_uncertainty_never_grows_and_never_vanishes(self, outcomes) -> None:
        before = no_beliefs()
        for each in outcomes:
            after = observe_all(PARAMETERS, before, frame([each]))
            both = before.join(after, on="term", suffix="_after")
            assert (both.get_column("variance_after") <= both.get_column("variance")).all()
            assert (after.get_column("variance") >= 0).all()
            before = after

    @settings(max_examples=40, deadline=None)
    @given(single)
    def test_a_right_answer_never_lowers_the_effect_of_an_object_and_a_wrong_one_never_raises_it(
        self, one
    ) -> None:
        option = asked((one.object, one.skill, one.modality), student=one.student)
        usual = effects(PARAMETERS, no_beliefs(), option)["effect"][0]
        for right in (0.0, 1.0):
            seen = Outcome(
                one.student, one.object, one.skill, one.modality, one.mastery, right, one.readiness
            )
            after = effects(PARAMETERS, observe_all(PARAMETERS, no_beliefs(), frame([seen])), option)[
                "effect"
            ][0]
            assert after >= usual if right else after <= usual

    def test_a_better_object_is_told_from_a_worse_one(self) -> None:
        beliefs = taught({"fold": 0.6, "cards": 0.15}, 300)
        found = effects(
            PARAMETERS, beliefs, asked(("fold", "halves", "practice"), ("cards", "halves", "practice"))
        )
        good, poor = found.get_column("effect")
        assert good == pytest.approx(0.6, abs=0.15)
        assert poor == pytest.approx(0.15, abs=0.1)
        assert found.get_column("outcomes").to_list() == [300, 300]

    @pytest.mark.parametrize("by", ["modality", "skill"])
    def test_what_is_not_known_of_an_object_is_taken_from_its_skill_and_its_modality(self, by: str) -> None:
        draw = np.random.default_rng(11)
        outcomes = []
        for number in range(1_000):
            good = number % 2 == 0
            has = draw.random() < 0.3 or draw.random() < (0.6 if good else 0.15)
            words = {"skill": "halves", "modality": "practice", by: "good" if good else "poor"}
            right = float(draw.random() < (0.9 if has else 0.2))
            outcomes.append(Outcome(f"s{number}", f"o{number % 20}", **words, mastery=0.3, right=right))
        beliefs = observe_all(PARAMETERS, no_beliefs(), frame(outcomes))
        new = pl.DataFrame(
            {"student": "new", "object": "new", "interest": 0.0, by: ["good", "poor", "unmet"]}
        )
        other = "modality" if by == "skill" else "skill"
        found = effects(PARAMETERS, beliefs, new.with_columns(pl.lit("practice").alias(other)))
        better, worse, unmet = found.get_column("effect")
        assert better > unmet > worse
        assert better > 1.3 * worse

    def test_what_options_share_is_no_uncertainty_of_the_choice(self) -> None:
        shared = EffectParameters(object=0.0, modality=0.0, overall=2.0, skill=2.0, student=2.0)
        found = effects(shared, no_beliefs(), asked(("fold", "halves", "practice")))
        assert found.get_column("uncertainty").to_list() == [0.0]

    def test_uncertainty_falls_with_outcomes(self) -> None:
        option = asked(("fold", "halves", "practice"))
        spreads = [
            effects(PARAMETERS, taught({"fold": 0.2}, times), option)["uncertainty"][0]
            for times in (1, 50, 500)
        ]
        assert spreads[0] > spreads[1] > spreads[2] > 0

    def test_contexts_count_for_whom_they_hold(self) -> None:
        draw = np.random.default_rng(3)
        outcomes = []
        for number in range(600):
            interest = 1.0 if number % 2 else -1.0
            has = draw.random() < 0.3 or draw.random() < (0.5 if interest > 0 else 0.1)
            right = float(draw.random() < (0.9 if has else 0.2))
            outcomes.append(
                Outcome(f"s{number}", "fold", "halves", "video", 0.3, right, contexts={"interest": interest})
            )
        beliefs = observe_all(PARAMETERS, no_beliefs(), frame(outcomes))
        drawn, bored = (
            effects(PARAMETERS, beliefs, asked(("fold", "halves", "video"), student="new", interest=x))[
                "effect"
            ][0]
            for x in (1.0, -1.0)
        )
        assert drawn > 2 * bored

    def test_who_cannot_learn_anything_more_teaches_nothing_about_objects(self) -> None:
        sure = Outcome("s1", "fold", "halves", "practice", 1.0, 1.0)
        after = observe(PARAMETERS, {}, sure)
        assert all(belief.mean == 0.0 for belief in after.values())

    @given(st.floats(-30, 30))
    def test_effects_stay_within_their_bounds_whatever_is_believed(self, mean: float) -> None:
        beliefs = pl.DataFrame([("object:fold", mean, 0.1, 1)], schema=no_beliefs().schema, orient="row")
        found = effects(PARAMETERS, beliefs, asked(("fold", "halves", "practice")))
        assert 0.0 < found["effect"][0] <= PARAMETERS.highest

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"mastery": 1.2}, "row 2: «mastery» is 1.2"),
            ({"right": None}, "row 2: «right» is None"),
            ({"answers": 0}, "row 2: «answers» is 0"),
        ],
    )
    def test_an_impossible_outcome_is_refused_with_its_row(self, changed, said: str) -> None:
        good = frame([Outcome("s1", "fold", "halves", "practice", 0.3, 1.0)] * 2)
        name, value = next(iter(changed.items()))
        wrong = good.with_columns(pl.Series(name, [good[name][0], value], good.schema[name]))
        with pytest.raises(Refused, match=said):
            observe_all(PARAMETERS, no_beliefs(), wrong.with_columns(interest=pl.lit(0.0)))

    def test_missing_columns_are_named(self) -> None:
        with pytest.raises(Refused, match="interest"):
            observe_all(PARAMETERS, no_beliefs(), frame([]).drop("interest"))


class TestParameters:
    def test_they_survive_as_data_and_have_a_version(self) -> None:
        assert EffectParameters.from_data(PARAMETERS.as_data()) == PARAMETERS
        assert PARAMETERS.version != EffectParameters().version

    def test_every_default_says_why_it_is_so(self) -> None:
        assert set(WHY_DEFAULTS) == set(BOUNDS)

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"usual": 2.0}, "usual"),
            ({"objct": 0.5}, "did you mean «object»"),
            ({"skill": "much"}, "no number"),
            ({"contexts": ["a", "a"]}, "twice"),
            ({"contexts": "interest"}, "does not name contexts"),
            ({"guess": 0.6, "slip": 0.5}, "against the skill"),
        ],
    )
    def test_what_cannot_be_is_refused(self, data, said: str) -> None:
        with pytest.raises(Refused, match=said):
            EffectParameters.from_data(data)
