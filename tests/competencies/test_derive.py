"""A map from answers: it finds what was planted, invents little, and says what it rests on."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.competencies.competency import PRECEDES
from whynext.competencies.derive import Thresholds, derive_map
from whynext.competencies.map import CompetencyMap

SKILLS = 8


def history(
    seed: int, *, students: int = 300, effect: float = 0.0, spread: float = 0.0, order: str = "abcdefgh"
) -> pl.DataFrame:
    """Return answers of students to five items on each skill, in this order.

    With an `effect`, success on ``b`` drops by it for students who do not have ``a``; nothing else depends
    on anything. With a `spread`, some students do better at everything.
    """
    draw = np.random.default_rng(seed)
    rows = []
    for student in range(students):
        level = 0.65 + spread * draw.uniform(-1, 1)
        has_a = draw.uniform() < 0.5
        for name in order:
            if draw.uniform() < 0.1:
                continue
            chance = (0.9 if has_a else 0.3) if effect and name == "a" else level
            chance -= effect if name == "b" and not has_a else 0
            rows += [(f"s{student}", name, int(draw.uniform() < chance)) for _ in range(5)]
    return pl.DataFrame(rows, schema=["student", "skill", "correct"], orient="row")


def pairs(responses: pl.DataFrame, **limits: float) -> set[tuple[str, str]]:
    """Return the derived prerequisites."""
    derived = derive_map(responses, Thresholds(**limits))  # type: ignore[arg-type]
    return {(each.origin, each.destination) for each in derived.relations}


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_prerequisite_is_found_and_hardly_anything_else(seed):
    """Of 28 pairs one is true, and at two standard errors less than one is expected by chance."""
    found = pairs(history(seed, effect=0.4))
    assert ("a", "b") in found
    assert len(found) <= 2


def test_students_who_do_better_at_everything_make_no_prerequisites():
    """Every pair of skills is correlated here, and none depends on another."""
    found = [pairs(history(seed, spread=0.3)) for seed in range(6)]
    assert sum(map(len, found)) <= 6


def test_skills_met_in_no_common_order_have_no_prerequisites():
    """Half of the students meet b first, so success tells nothing of what comes before."""
    forth, back = history(1, effect=0.4), history(2, effect=0.4, order="bacdefgh")
    mixed = pl.concat([forth, back.with_columns(student=pl.col("student") + "'")])
    assert ("a", "b") in pairs(forth)
    assert not {("a", "b"), ("b", "a")} & pairs(mixed)


def test_each_threshold_is_the_one_used():
    """Raising any one beyond what the planted pair shows takes it away."""
    answers = history(0, effect=0.4)
    kept = derive_map(answers).relations
    extra = next(each for each in kept if each.origin == "a").extra
    assert ("a", "b") not in pairs(answers, least_students=extra["support"] + 1)
    assert ("a", "b") not in pairs(answers, least_each=min(extra["well"], extra["not_well"]) + 1)
    assert ("a", "b") not in pairs(answers, least_gap=extra["gap"] + 0.001)
    assert ("a", "b") not in pairs(answers, least_z=extra["z"] + 0.001)
    assert ("a", "b") not in pairs(answers, gone_well=0.0)
    assert extra["met_first"] == 1.0


def test_every_derived_relation_is_marked_as_not_reviewed_and_gives_its_evidence():
    """Whoever reads the map sees that no person has looked at it."""
    derived = derive_map(history(0, effect=0.4))
    assert all(each.extra["derived"] for each in derived.competencies)
    for each in derived.relations:
        assert each.kind == PRECEDES
        assert each.extra["derived"] is True
        assert each.extra["reviewed"] is False
        assert each.extra.keys() >= {"support", "met_first", "well", "not_well", "gap", "z"}
        assert each.extra["support"] >= 30


def test_skills_stand_in_the_order_in_which_they_were_met():
    """Positions follow the curriculum."""
    derived = derive_map(history(0, order="hgfedcba"))
    assert [each.id for each in derived.competencies] == list("hgfedcba")
    assert [each.position for each in derived.competencies] == list(range(8))


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 6))
def test_a_derived_map_always_builds_and_holds_nothing_that_others_imply(seed, students, names):
    """Acyclic by construction, whatever the answers."""
    draw = np.random.default_rng(seed)
    rows = [
        (f"s{draw.integers(students)}", f"k{draw.integers(names)}", float(draw.integers(3)) / 2)
        for _ in range(400)
    ]
    answers = pl.DataFrame(rows, schema=["student", "skill", "correct"], orient="row")
    lax = Thresholds(least_students=2, met_first=0.5, least_each=2, least_gap=0, least_z=0)
    derived = derive_map(answers, lax)
    plan = CompetencyMap.of(derived.competencies, derived.relations)
    assert plan.redundant_edges == ()
    assert derived.evidence.filter("kept").height == len(derived.relations)
    assert derived.evidence["accepted"].sum() >= len(derived.relations)


def test_an_edge_that_others_imply_is_left_out_but_stays_in_the_evidence():
    """A chain a, b, c in which each needs the one before."""
    draw = np.random.default_rng(3)
    rows = []
    for student in range(400):
        has, before = {}, True
        for name in "abc":
            has[name] = before and draw.uniform() < 0.7
            before = has[name]
        for name in "abcdefgh":
            chance = (0.9 if has[name] else 0.2) if name in has else 0.6
            rows += [(student, name, draw.uniform() < chance) for _ in range(5)]
    derived = derive_map(pl.DataFrame(rows, schema=["student", "skill", "correct"], orient="row"))
    found = {(each.origin, each.destination) for each in derived.relations}
    assert {("a", "b"), ("b", "c")} <= found
    assert ("a", "c") not in found
    row = derived.evidence.filter(pl.col("before") == "a", pl.col("after") == "c").row(0, named=True)
    assert (row["accepted"], row["kept"]) == (True, False)


def test_noise_is_counted_by_its_mirror_image():
    """Where nothing depends on anything, as many pairs fall on the other side."""
    found = [
        derive_map(history(seed, students=100), Thresholds(least_gap=0, least_z=0.5)) for seed in range(8)
    ]
    accepted = sum(each.evidence["accepted"].sum() for each in found)
    mirrored = sum(each.mirrored for each in found)
    assert accepted > 20
    assert 0.5 < mirrored / accepted < 2


def test_an_answer_that_names_several_skills_counts_for_each():
    """Nothing that was practised is forgotten."""
    answers = pl.DataFrame({"student": ["s", "s"], "skill": ["a~b", "b~~b"], "correct": [1, 0]})
    derived = derive_map(answers, separator="~")
    assert [(each.id, each.extra["answers"]) for each in derived.competencies] == [("a", 1), ("b", 2)]


def test_the_same_answers_give_the_same_map():
    """Bit for bit, however the work is spread over cores."""
    answers = history(4, effect=0.3)
    once, again = derive_map(answers), derive_map(answers)
    assert once.relations == again.relations
    assert once.evidence.equals(again.evidence)


def test_no_answers_make_a_map_of_nothing():
    """A school begins with none."""
    derived = derive_map(pl.DataFrame(schema={"student": pl.String, "skill": pl.String, "correct": pl.Int8}))
    assert (derived.competencies, derived.relations, derived.mirrored) == ((), (), 0)


def test_unanswered_rows_count_for_nothing():
    """They tell neither order nor success."""
    answers = pl.DataFrame({"student": ["s", "s"], "skill": ["a", "b"], "correct": [None, 1]})
    assert [each.id for each in derive_map(answers).competencies] == ["b"]


def test_bad_answers_are_refused_together():
    """Each with the first row that shows it."""
    answers = pl.DataFrame({"student": ["s", None, "s"], "skill": ["", "b", "c"], "correct": [1.0, 0.5, 7.0]})
    with pytest.raises(Refused) as refused:
        derive_map(answers)
    assert [(each.kind, each.where) for each in refused.value.problems] == [
        ("missing value", "answer 2"),
        ("missing value", "answer 1"),
        ("out of range", "answer 3"),
    ]


def test_a_missing_column_is_named():
    """And what would be valid."""
    with pytest.raises(Refused, match="lack the columns student, correct"):
        derive_map(pl.DataFrame({"skill": ["a"]}))


def test_thresholds_that_mean_nothing_are_refused():
    """All of them, before anything is computed."""
    with pytest.raises(Refused) as refused:
        derive_map(history(0, students=2), Thresholds(met_first=0.4, gone_well=1.5, least_each=1))
    assert [each.what.split()[0] for each in refused.value.problems] == [
        "met_first",
        "gone_well",
        "least_each",
    ]


@pytest.mark.real_data
def test_real_answers_give_an_acyclic_map_of_all_their_skills(shared_data):
    """278,336 answers of 3,114 students on 149 skills."""
    folder = shared_data / "responses" / "assistments09"
    read = [pl.read_csv(folder / f"{part}.tsv.gz", separator="\t") for part in ("train", "test")]
    answers = pl.concat(read).select(student="user_id", skill="skill_id", correct="correct")
    assert answers.height == 278_336
    derived = derive_map(answers)
    plan = CompetencyMap.of(derived.competencies, derived.relations)
    assert len(plan.skills) == 149
    assert sum(each.extra["answers"] for each in derived.competencies) == 278_336
    assert 20 <= len(derived.relations) <= 200
    assert plan.redundant_edges == ()
