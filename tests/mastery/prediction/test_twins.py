"""Records of one person under two ids are found, and kept on one side of every split."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mastery.prediction.conftest import SEED, frame_of, invented
from whynext.base.errors import Refused
from whynext.mastery.prediction.columns import columns_of
from whynext.mastery.prediction.streaming import fit
from whynext.mastery.prediction.trial import cross_validated
from whynext.mastery.prediction.twins import drawn_folds, persons
from whynext.mastery.response import Response


def with_copies(seed: int = 1) -> list[Response]:
    """Return a history in which four students stand twice, the copies in another order."""
    chance = np.random.default_rng(seed)
    made = invented(30, 160, seed=seed, items=150)
    copies = []
    for number in range(4):
        own = [each for each in made if each.student == f"s{number}"]
        kept = [own[place] for place in chance.permutation(len(own))[: int(0.95 * len(own))]]
        first: dict[str, Response] = {}
        for each in own:
            first.setdefault(each.item, each)
        copies += [replace(first[each.item], student=f"copy{number}") for each in kept]
    return [*made, *copies]


@pytest.mark.parametrize("seed", range(5))
def test_copies_are_found_and_classmates_are_not_taken_for_one(seed: int) -> None:
    columns = columns_of(frame_of(with_copies(seed)))
    person = dict(zip(columns.students, persons(columns), strict=True))
    for number in range(4):
        assert person[f"s{number}"] == person[f"copy{number}"]
    assert len(set(person.values())) == 30


def test_two_who_answer_everything_right_are_two() -> None:
    """Agreement that chance explains proves nothing."""
    at = invented(1, 1)[0].at
    made = [Response(who, f"i{n}", ("k",), True, at) for who in ("ana", "ben") for n in range(50)]
    assert len(set(persons(columns_of(frame_of(made))).tolist())) == 2


def test_without_students_or_without_copies_all_are_themselves() -> None:
    for students in (0, 1, 20):
        columns = columns_of(frame_of(invented(students, 30)))
        assert len(set(persons(columns).tolist())) == students


def test_folds_are_even_and_keep_persons_together_whatever_the_order() -> None:
    columns = columns_of(frame_of(with_copies()))
    person = persons(columns)
    fold = drawn_folds(columns.students, person, 5, SEED)
    for each in set(person.tolist()):
        assert len(set(fold[person == each].tolist())) == 1
    heads = [fold[person == each][0] for each in sorted(set(person.tolist()))]
    assert np.bincount(heads, minlength=5).tolist() == [6] * 5
    assert fold.tolist() != drawn_folds(columns.students, person, 5, b"another").tolist()


def test_the_fit_tells_of_copies() -> None:
    notes = fit(frame_of(with_copies()), seed=SEED).notes
    assert any(note.startswith("4 students look like another record of the same person") for note in notes)


def test_cross_validation_predicts_every_answer_once_from_other_students() -> None:
    frame = frame_of(with_copies())
    heard: list[float] = []
    made = cross_validated("elo", frame, 5, seed=SEED, progress=heard.append)
    assert made.predictions.height == frame.get_column("order").n_unique()
    assert made.predictions.get_column("order").is_sorted()
    folds = made.predictions.group_by("student").agg("fold").rows()
    assert all(len(set(each)) == 1 for _, each in folds)
    assert len({fold for _, (fold, *_rest) in folds}) == 5
    assert made.auc[0] == pytest.approx(np.mean([each.auc for each in made.folds]))
    assert made.card.errors.answers == made.predictions.height
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_a_folds_outcomes_do_not_enter_its_own_fit() -> None:
    """One student's last outcome turned round changes no other prediction of the same fold."""
    frame = invented(20, 20)
    last = max(place for place, each in enumerate(frame) if each.student == "s3")
    turned = [
        replace(each, correct=not each.correct) if place == last else each for place, each in enumerate(frame)
    ]
    one, other = (
        cross_validated("elo", frame_of(each), 4, seed=SEED).predictions for each in (frame, turned)
    )
    own = one.row(last, named=True)["fold"]
    same = one.get_column("fold") == own
    assert (
        one.filter(same).get_column("probability").to_list()
        == other.filter(same).get_column("probability").to_list()
    )
    assert one.get_column("probability").to_list() != other.get_column("probability").to_list()


@pytest.mark.parametrize("folds", [1, 21])
def test_more_folds_than_persons_are_refused(folds: int) -> None:
    with pytest.raises(Refused, match="cannot be made of 20 persons"):
        cross_validated("elo", frame_of(invented(20, 20)), folds, seed=SEED)
