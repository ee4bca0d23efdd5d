"""A learning object says what is wrong with it; an unknown modality is only worth a look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from library.bank import objects
from whynext.library.learning_object import MODALITIES, MODALITY_MEANINGS, LearningObject, notes, problems

GOOD = LearningObject("o1", "Cutting cakes", ("halves",), "hands_on", 20.0, 0.3)


@given(objects())
def test_a_learning_object_made_well_has_no_problem(thing: LearningObject) -> None:
    """A learning object made well has no problem."""
    assert problems(thing) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"title": " "}, "title"),
        ({"modality": ""}, "modality"),
        ({"language": ""}, "language"),
        ({"skills": ()}, "skills"),
        ({"skills": ("a", "a")}, "skills"),
        ({"minutes": 0.0}, "minutes"),
        ({"minutes": float("inf")}, "minutes"),
        ({"difficulty": -0.1}, "difficulty"),
        ({"reading_level": float("nan")}, "reading_level"),
        ({"grouping": "pairs"}, "grouping"),
        ({"kind": "boook"}, "kind"),
        ({"status": ""}, "status"),
        ({"prerequisites": ("halves",)}, "prerequisites"),
        ({"topics": ("space", "space")}, "topics"),
        ({"copies": 0}, "copies"),
        ({"version": 0}, "version"),
    ],
)
def test_each_fault_is_named_at_its_field_with_what_would_be_valid(
    change: dict[str, object], field: str
) -> None:
    """Each fault is named at its field with what would be valid."""
    (problem,) = problems(replace(GOOD, **change), "file, row 2")
    assert problem.where == f"file, row 2, field «{field}»"
    assert problem.valid


def test_only_a_book_may_teach_no_skill() -> None:
    """Only a book may teach no skill."""
    assert problems(replace(GOOD, skills=()))
    assert not problems(replace(GOOD, skills=(), kind="book"))


def test_an_unknown_modality_is_a_note_with_the_nearest_known_word_and_no_problem() -> None:
    """An unknown modality is a note with the nearest known word and no problem."""
    odd = replace(GOOD, modality="hand_on")
    assert problems(odd) == []
    (note,) = notes(odd, "row 3")
    assert "did you mean «hands_on»" in note.what
    assert note.where == "row 3, field «modality»"
    assert notes(GOOD) == []


def test_every_known_modality_has_its_meaning() -> None:
    """Every known modality has its meaning."""
    assert set(MODALITIES) == set(MODALITY_MEANINGS)
    assert all(MODALITY_MEANINGS.values())
