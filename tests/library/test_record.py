"""Items and learning objects as records: nothing is lost, and every fault is named at its field."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.bank import items, objects
from whynext.library.record import MAX_TEXT, read_item, read_object, record_of

ITEM = {"id": "i1", "skills": ["s"], "kind": "number", "question": "Half of 8?", "key": {"value": "4"}}
OBJECT = {"id": "o1", "title": "T", "skills": ["s"], "modality": "video", "minutes": 5, "difficulty": 0.5}

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(items())
def test_an_item_is_the_same_after_json(thing) -> None:
    """An item is the same after json."""
    read = read_item(json.loads(json.dumps(record_of(thing))))
    assert read.problems == ()
    assert read.thing == thing


@given(objects())
def test_a_learning_object_is_the_same_after_json(thing) -> None:
    """A learning object is the same after json."""
    read = read_object(json.loads(json.dumps(record_of(thing))))
    assert read.problems == ()
    assert read.thing == thing


def test_a_key_can_be_just_its_value() -> None:
    """A key can be just its value."""
    assert read_item({**ITEM, "key": "4"}).thing == read_item(ITEM).thing


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"id": None}, "field «id»", "it is missing"),
        ({"id": 7}, "field «id»", "«7» is no text"),
        ({"kind": "nummber"}, "field «kind»", "did you mean «number»"),
        ({"kind": None}, "field «kind»", "it is missing"),
        ({"kind": ""}, "field «kind»", "there is no kind «»"),
        ({"skills": "s"}, "field «skills»", "«s» is no list"),
        ({"skills": ["s", 3]}, "field «skills»", "«3» is no text"),
        ({"hints": ["a", " "]}, "field «hints»", "entry 2 is empty"),
        ({"difficulty": "hard"}, "field «difficulty»", "«hard» is no number"),
        ({"difficulty": True}, "field «difficulty»", "«True» is no number"),
        ({"difficulty": float("nan")}, "field «difficulty»", "«nan» is no number"),
        ({"difficulty": 10**400}, "field «difficulty»", "more than 64 bits"),
        ({"version": 1.5}, "field «version»", "no whole number"),
        ({"seed": 2**63}, "field «seed»", "no whole number"),
        ({"question": "x" * (MAX_TEXT + 1)}, "field «question»", "characters long"),
        ({"question": "a\x00b"}, "field «question»", "cannot be stored"),
        ({"question": "\ud800"}, "field «question»", "cannot be stored"),
        ({"dificulty": 0.5}, "field «dificulty»", "did you mean «difficulty»"),
        ({"key": None}, "field «key»", "it is missing"),
        ({"key": {}}, "field «key», field «value»", "it is missing"),
        (
            {"key": {"value": "4", "lowest_terms": "yes"}},
            "field «key», field «lowest_terms»",
            "neither true nor false",
        ),
        ({"key": {"value": "4", "vlaue": "5"}}, "field «key», field «vlaue»", "did you mean «value»"),
        ({"options": [{"id": "a"}]}, "options[0], field «text»", "it is missing"),
        ({"options": ["a"]}, "options[0]", "«a» is no record"),
        ({"options": {"a": 1}}, "field «options»", "a record is no list"),
        (
            {"misconceptions": [{"id": "m", "answer": "5", "says": "So.", "who": 1}]},
            "misconceptions[0], field «who»",
            "no such field",
        ),
        ({"question": " "}, "field «question»", "is empty"),
    ],
)
def test_each_fault_of_a_record_is_named_at_its_field(change, where: str, words: str) -> None:
    """Each fault of a record is named at its field."""
    read = read_item({**ITEM, **change}, "bank.json, items[3]")
    assert read.thing is None
    assert [problem for problem in read.problems if words in problem.what], read.problems
    assert {problem.where for problem in read.problems} == {f"bank.json, items[3], {where}"}
    assert read_item(ITEM).problems == ()


@pytest.mark.parametrize("field", ["title", "modality", "minutes", "difficulty"])
def test_a_learning_object_needs_these_fields(field: str) -> None:
    """A learning object needs these fields."""
    read = read_object({name: value for name, value in OBJECT.items() if name != field})
    assert [problem.where for problem in read.problems] == [f"field «{field}»"]


def test_all_faults_of_a_record_are_reported_together() -> None:
    """All faults of a record are reported together."""
    read = read_item({"kind": 1, "skills": 2, "key": {"value": 3}, "difficulty": "4", "colour": "red"})
    assert len(read.problems) == 7


def test_an_unknown_modality_is_a_note() -> None:
    """An unknown modality is a note."""
    read = read_object({**OBJECT, "modality": "vidio"})
    assert read.thing is not None
    assert "did you mean «video»" in read.notes[0].what


@given(json_values)
def test_no_json_value_is_an_error(value) -> None:
    """No json value is an error."""
    for reader in (read_item, read_object):
        assert reader(value).problems


@given(
    st.sampled_from(sorted(ITEM)),
    json_values,
    st.sampled_from(["options", "hints", "seed", "screen", "misconceptions"]),
)
def test_no_value_of_a_field_is_an_error(name, value, other) -> None:
    """No value of a field is an error."""
    for reader, good in ((read_item, ITEM), (read_object, OBJECT)):
        read = reader({**good, name: value, other: value})
        assert (read.thing is None) == bool(read.problems)
