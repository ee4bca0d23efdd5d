"""Items that are harder for a group at equal ability are found; a difference in ability raises no alarm."""

from __future__ import annotations

import numpy as np
import pytest

from whynext.base.errors import Refused
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.dif import DifReport, dif
from whynext.mastery.calibration.fit import calibrate
from whynext.mastery.calibration.mantel_haenszel import mantel_haenszel


def report(
    seed: int,
    *,
    students: int = 1_200,
    items: int = 20,
    apart: float = 1.0,
    harder: dict[int, float] | None = None,
    steeper: dict[int, float] | None = None,
    missing: float = 0.0,
) -> DifReport:
    """Simulate two groups of which B is less able by `apart`; some items are harder for B by so much."""
    chance = np.random.default_rng(seed)
    b = np.arange(students) % 2
    ability = chance.normal(size=students) - apart * b
    slope, difficulty = chance.uniform(0.8, 1.6, items), chance.uniform(-1.8, 0.8, items)
    place = np.tile(difficulty, (students, 1))
    steep = np.tile(slope, (students, 1))
    for j, more in (harder or {}).items():
        place[:, j] += more * b
    for j, times in (steeper or {}).items():
        steep[:, j] *= np.where(b, times, 1)
    matrix = (
        chance.random((students, items)) < 1 / (1 + np.exp(-steep * (ability[:, None] - place)))
    ).astype(float)
    matrix[chance.random(matrix.shape) < missing] = np.nan
    answers = Answers.from_matrix(matrix, items=[f"{j + 1:02d}" for j in range(items)])
    groups = {student: "AB"[g] for student, g in zip(answers.students, b.tolist(), strict=True)}
    return dif(calibrate(answers).model, answers, groups)


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_groups_of_different_ability_raise_no_false_alarm(missing: float) -> None:
    p, alarms = [], 0
    for seed in range(4):
        found = report(seed, students=800, items=15, missing=missing)
        alarms += len(found.flagged)
        p += [each.p for each in found.differences]
    assert alarms <= 1  # one report in twenty may hold one
    assert np.mean(np.array(p) < 0.05) < 0.12  # sixty tests
    assert 0.35 < np.mean(p) < 0.65
    assert found.ability["A"][0] - found.ability["B"][0] == pytest.approx(1.0 / np.sqrt(1.25), abs=0.15)


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_an_item_that_is_harder_for_a_group_is_found_sized_and_said_in_words(missing: float) -> None:
    found = report(3, students=2_000, harder={4: 0.9}, missing=missing)
    (odd,) = found.flagged
    assert odd.item == "05"
    assert odd.class_ == "C"
    assert odd.shift < 0
    assert odd.delta == pytest.approx(2.35 * odd.shift)
    assert odd.sentence.startswith(
        "Item 05 is much harder for group B than for group A at equal ability, by about as"
    )
    assert "students of A know the answer" in odd.sentence
    # The planted shift of 0.9 at a slope within 0.8 to 1.6, in units of this calibration.
    assert 0.6 < abs(odd.shift) < 1.6


def test_an_item_that_is_easier_for_a_group_says_so() -> None:
    (odd,) = report(4, students=1_500, items=12, harder={2: -0.9}).flagged
    assert "easier for group B" in odd.sentence
    assert "lower" in odd.sentence


def test_flagged_items_do_not_spoil_the_comparison_of_the_others() -> None:
    """A fifth of the test is harder for B: without purification, others would look easier."""
    found = report(7, students=2_400, harder={0: 1.0, 5: 1.0, 10: 1.0, 15: 1.0})
    assert {each.item for each in found.flagged} >= {"01", "06", "11", "16"}
    others = [each.shift for each in found.differences if each.item not in {"01", "06", "11", "16"}]
    assert abs(np.mean(others)) < 0.06
    assert found.rounds > 1


def test_a_difference_that_changes_with_ability_is_told() -> None:
    found = report(5, students=2_500, items=15, apart=0.0, steeper={6: 0.3})
    (odd,) = [each for each in found.flagged if each.item == "07"]
    assert odd.uneven
    assert "changes with ability" in odd.sentence


def test_the_model_and_the_classical_procedure_agree_in_size() -> None:
    found = report(8, students=2_500, items=15, apart=0.0, harder={3: 0.8})
    ours = np.array([each.delta for each in found.differences])
    theirs = np.array([each.mantel_haenszel_delta for each in found.differences])
    assert np.corrcoef(ours, theirs)[0, 1] > 0.9
    assert np.abs(ours - theirs).mean() < 0.25


def three_groups() -> tuple[Answers, dict[str, str]]:
    chance = np.random.default_rng(2)
    matrix = (chance.random((400, 6)) < 0.6).astype(float)
    matrix[300:, 0] = np.nan
    answers = Answers.from_matrix(matrix)
    return answers, {s: "x" if n < 200 else "y" if n < 300 else "z" for n, s in enumerate(answers.students)}


def test_the_largest_group_is_the_reference_unless_another_is_named() -> None:
    answers, groups = three_groups()
    bank = calibrate(answers).model
    assert dif(bank, answers, groups).reference == "x"
    found = dif(bank, answers, groups, reference="z")
    assert found.reference == "z"
    assert {each.focal for each in found.differences} == {"x", "y"}


def test_items_with_too_few_answers_of_a_group_are_named_and_not_compared() -> None:
    answers, groups = three_groups()
    found = dif(calibrate(answers).model, answers, groups)
    assert found.notes == ("Not compared for group z, with fewer than 50 answers of a group: 0.",)
    assert ("0", "z") not in {(each.item, each.focal) for each in found.differences}


def test_students_without_a_group_are_left_out() -> None:
    answers, groups = three_groups()
    found = dif(calibrate(answers).model, answers, {s: g for s, g in groups.items() if g != "z"})
    assert set(found.ability) == {"x", "y"}


def test_one_group_or_an_unknown_reference_is_refused() -> None:
    answers, groups = three_groups()
    bank = calibrate(answers).model
    with pytest.raises(Refused, match="all students are of one group"):
        dif(bank, answers, dict.fromkeys(answers.students, "x"))
    with pytest.raises(Refused, match="nobody is of the group «w»"):
        dif(bank, answers, groups, reference="w")


def test_the_classical_procedure_gives_the_published_formulas() -> None:
    """Two strata, worked out by hand: the common odds, the test with its correction, the standard error."""
    tables = [(30, 20, 20, 30), (40, 10, 15, 10)]  # reference right, wrong; focal right, wrong
    correct, focal, stratum = [], [], []
    for k, counts in enumerate(tables):
        for n, right, theirs in zip(counts, (1, 0, 1, 0), (0, 0, 1, 1), strict=True):
            correct += [right] * n
            focal += [theirs] * n
            stratum += [k] * n
    found = mantel_haenszel(correct, focal, stratum)
    odds = (30 * 30 / 100 + 40 * 10 / 75) / (20 * 20 / 100 + 10 * 15 / 75)
    assert found.odds == pytest.approx(odds)
    assert found.delta == pytest.approx(-2.35 * np.log(odds))
    expected = 50 * 50 / 100 + 50 * 55 / 75
    variance = 50 * 50 * 50 * 50 / (100**2 * 99) + 50 * 25 * 55 * 20 / (75**2 * 74)
    assert found.chi_square == pytest.approx((abs(70 - expected) - 0.5) ** 2 / variance)
    assert 0 < found.p < 0.05
    # A shift of the groups' roles turns the sign alone.
    turned = mantel_haenszel(correct, 1 - np.array(focal), stratum)
    assert turned.delta == pytest.approx(-found.delta)
    assert turned.delta_se == pytest.approx(found.delta_se)


def test_the_classical_standard_error_is_the_spread_of_repeated_samples() -> None:
    chance = np.random.default_rng(3)
    deltas, errors = [], []
    for _ in range(300):
        stratum, focal = chance.integers(0, 5, 400), chance.integers(0, 2, 400)
        right = chance.random(400) < 0.3 + 0.1 * stratum - 0.1 * focal
        found = mantel_haenszel(right, focal, stratum)
        deltas.append(found.delta)
        errors.append(found.delta_se)
    assert np.std(deltas) == pytest.approx(np.mean(errors), rel=0.12)


def test_strata_without_both_groups_and_both_answers_say_nothing() -> None:
    assert mantel_haenszel([1, 1, 0], [0, 0, 0], [0, 0, 0]) is None
    assert mantel_haenszel([1, 1], [0, 1], [0, 0]) is None
    assert mantel_haenszel([], [], []) is None
