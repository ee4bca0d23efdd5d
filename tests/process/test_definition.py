"""Definitions as data: digests that tell the five elements apart, and parameters for what-if."""

from __future__ import annotations

import pytest

from process.school import ALL, CATALOGUE, NEXT_SKILL, definition, made, tables
from process.school import decided as run
from whynext.base.errors import Refused
from whynext.process.definition import ELEMENTS, Definition
from whynext.process.reading import read

WORDING = [
    ('title    = "Choose the next skill"', 'title    = "What comes next"'),
    ('question = "Which skill should this student work on next?"', 'question = "What now?"'),
    ('because = "customary"', 'because = "we tried it"'),
    ('because = "not mastered yet"', 'because = "there is more to learn"'),
    ('refusal = "mastered already"', 'refusal = "you know this"'),
    ('interim = "skills mastered in a week"', 'interim = "minutes"'),
    ("[[rules]]", "\n# a comment\n[[rules]]"),
    ('how   = "best"\n', 'how = "best"  # the highest\n'),
    ("count = 1", "count = 1.0"),
    ("value = 0.4,", "value =   0.40,"),
    ('juncture = "sequence"', 'juncture = ["sequence"]'),
    ('information = ["enrolled", "autonomy",', 'information = ["autonomy", "enrolled",'),
    ('prefer  = "unlocks"', 'prefer  = "unlocks"\nweight = 1.0'),
]
ELEMENT = [
    ("trigger", 'every = "weekday 16:00"', 'every = "weekday 15:00"'),
    ("trigger", '"mastery_changed"]', '"mastery_changed", "assessed"]'),
    ("trigger", 'when  = "enrolled"\n', 'when  = "NOT enrolled"\n'),
    ("agents", "among = 3", "among = 2"),
    ("agents", 'until = "07:30"', 'until = "08:30"'),
    ("agents", 'until = "07:30"', 'until = "07:30"\nsilence = "lapses"'),
    ("agents", 'who   = "teacher"', 'who   = "mentor"'),
    ("agents", 'when = "autonomy < 3"', 'when = "NOT autonomy >= 3"'),
    ("information", "mastered(bar = bar)", "mastered(bar = bar) as known"),
    ("rules", "value = 0.95", "value = 0.8"),
    ("rules", 'unit = "probability"', 'unit = "share"'),
    ("rules", "mastery >= 0.1 OR", "mastery >= 0.2 OR"),
    ("rules", 'weight  = "rested"', 'weight  = "rested * 2"'),
    ("decision", "count = 1", "count = 2"),
    ("decision", "count = 1", "count = 1\nexplore = 0.1"),
    ("decision", "count = 1", 'count = 1\nties = "chance"'),
    ("decision", 'then = "ask teacher"', 'then = "set aside"'),
    ("decision", 'then = "nothing, and say so"', 'then = "ask mentor"'),
    ("decision", 'grain    = "lesson"', 'grain    = "week"'),
]


def changed(old: str, new: str) -> Definition:
    assert old in NEXT_SKILL
    text = NEXT_SKILL.replace(old, new)
    if " as known" in new:
        text = text.replace("NOT mastered", "NOT known")
    return read(text, CATALOGUE)


class TestDigests:
    @pytest.mark.parametrize(("old", "new"), WORDING)
    def test_wording_comments_and_spelling_change_no_digest(self, old: str, new: str) -> None:
        assert changed(old, new).digests() == definition("next-skill").digests()

    @pytest.mark.parametrize(("element", "old", "new"), ELEMENT)
    def test_each_element_has_its_own_digest(self, element: str, old: str, new: str) -> None:
        before, after = definition("next-skill").digests(), changed(old, new).digests()
        differs = {name for name in ELEMENTS if before[name] != after[name]}
        renamed = {"rules"} if " as known" in new else set()
        assert differs == {element} | renamed

    def test_the_digest_of_the_whole_covers_id_version_and_elements(self) -> None:
        base = definition("next-skill")
        others = [
            changed("version  = 1", "version  = 2"),
            changed('id       = "next-skill"', 'id       = "next"'),
            changed("among = 3", "among = 2"),
        ]
        assert len({base.digest(), *(each.digest() for each in others)}) == 4
        assert base.digest() == definition("next-skill").digest()

    @pytest.mark.parametrize("name", ALL)
    def test_digests_are_the_same_on_every_reading(self, name: str) -> None:
        assert definition(name).digests() == definition(name).digests()
        assert all(len(each) == 16 for each in definition(name).digests().values())

    def test_a_parameter_that_the_choice_names_belongs_to_the_rules_alone(self) -> None:
        one, other = (
            made(f'parameters = {{ n = {{ value = {n}, because = "x" }} }}\n[choose]\ncount = "n"').digests()
            for n in (1, 2)
        )
        assert {name for name in ELEMENTS if one[name] != other[name]} == {"rules"}


class TestParameters:
    def test_another_value_changes_what_is_decided_and_nothing_else(self) -> None:
        base = definition("next-skill")
        other = base.with_parameters({"bar": 0.5})
        assert other.values == {"bar": 0.5, "rested": 0.4}
        assert base.values == {"bar": 0.95, "rested": 0.4}
        assert other.digests()["rules"] != base.digests()["rules"]

    def test_a_number_of_the_choice_follows_its_parameter(self) -> None:
        """A what-if with more seats must have more seats."""
        sources = tables(40)
        two = definition("tutoring")
        ten = two.with_parameters({"seats": 10})
        won = [int((run(each, sources)[1]["chosen"].list.len() > 0).sum()) for each in (two, ten)]
        assert won == [2, 10]

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"seets": 3}, "did you mean «seats»?"),
            ({"seats": "many"}, "must be a number"),
            ({"seats": True}, "must be a number"),
            ({"seats": 2.5}, "whole number from 0 to 1e+09"),
            ({"seats": -1}, "whole number from 0 to 1e+09"),
            ({"seats": float("nan")}, "must be a number"),
        ],
    )
    def test_a_value_that_does_not_fit_is_refused(self, values, said: str) -> None:
        with pytest.raises(Refused) as refused:
            definition("tutoring").with_parameters(values)
        assert said in str(refused.value)

    def test_arguments_of_information_stand_for_parameters(self) -> None:
        process = definition("next-skill")
        use = next(use for use in process.information if use.name == "mastered")
        assert process.arguments(use) == {"bar": 0.95}
        assert process.with_parameters({"bar": 0.5}).arguments(use) == {"bar": 0.5}
        assert str(use) == "mastered(bar = bar)"
