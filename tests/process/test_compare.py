"""Comparing two processes: what differs is listed by element, in words, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.school import ALL, CATALOGUE, EXIT_SLIP, NEXT_SKILL, definition, made
from process.test_definition import ELEMENT, WORDING
from whynext.process.compare import REMARK, Comparison, Difference, Kind, compare, in_words
from whynext.process.definition import ELEMENTS, Definition
from whynext.process.reading import read

BASE = definition("next-skill")
REMARKED = [
    ('title    = "Choose the next skill"', 'title    = "What comes next"', "the title"),
    ('because = "customary"', 'because = "tried"', "because of the value «bar»"),
    ('because = "not mastered yet"', 'because = "more to learn"', "because of the rule «NOT mastered»"),
    ('refusal = "mastered already"', 'refusal = "known"', "refusal of the rule «NOT mastered»"),
    ('interim = "skills mastered in a week"', 'interim = "minutes"', "the measure it watches"),
    ('juncture = "sequence"', 'juncture = "pace"', "what is personalized"),
    ("[trigger]", '[safeguards]\nexit_rule = "on request"\n[trigger]', "the exit rule"),
]


def changed(old: str, new: str, text: str = NEXT_SKILL) -> Definition:
    assert old in text
    return read(text.replace(old, new), CATALOGUE)


def only(old: str, new: str, text: str = NEXT_SKILL) -> Difference:
    """Return the single difference that a change of the text makes."""
    found = compare(read(text, CATALOGUE), changed(old, new, text)).differences
    assert len(found) == 1, found
    return found[0]


def words(old: str, new: str, text: str = NEXT_SKILL) -> list[str]:
    return in_words(compare(read(text, CATALOGUE), changed(old, new, text)))


def mirrored(differences) -> set[Difference]:
    turned = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}
    return {
        replace(each, kind=turned[each.kind], before=each.after, after=each.before) for each in differences
    }


ONES = [(element, old, new) for element, old, new in ELEMENT if " as known" not in new]
CHANGES = st.lists(st.sampled_from(ONES), max_size=5, unique_by=lambda each: each[1])


@st.composite
def variants(draw) -> Definition:
    """Return the next-skill definition with a few changes."""
    text = NEXT_SKILL
    for _, old, new in draw(CHANGES):
        text = text.replace(old, new)
    rules = list(read(text, CATALOGUE).rules)
    return replace(
        read(text, CATALOGUE), rules=tuple(draw(st.permutations(rules))[: draw(st.integers(1, 4))])
    )


class TestElements:
    @pytest.mark.parametrize("name", ALL)
    def test_a_definition_does_not_differ_from_itself(self, name: str) -> None:
        found = compare(definition(name), definition(name))
        assert (found.differences, found.remarks, found.elements) == ((), (), ())
        assert len(in_words(found)) == 1
        assert in_words(found)[0].startswith("There is no difference")

    @pytest.mark.parametrize(("element", "old", "new"), ONES)
    def test_a_change_of_one_element_is_listed_under_it_alone(self, element: str, old: str, new: str) -> None:
        found = compare(BASE, changed(old, new))
        assert found.elements == (element,)
        assert {each.element for each in found.differences} == {element}
        assert all(each.what != "the spelling" for each in found.differences)

    @pytest.mark.parametrize(("old", "new"), WORDING)
    def test_wording_and_spelling_change_no_element(self, old: str, new: str) -> None:
        assert compare(BASE, changed(old, new)).differences == ()

    @given(variants(), variants())
    def test_elements_listed_are_exactly_those_whose_digests_differ(
        self, a: Definition, b: Definition
    ) -> None:
        first, second = a.digests(), b.digests()
        assert set(compare(a, b).elements) == {each for each in ELEMENTS if first[each] != second[each]}

    @given(variants(), variants())
    def test_the_comparison_the_other_way_round_is_its_mirror(self, a: Definition, b: Definition) -> None:
        there, back = compare(a, b), compare(b, a)
        assert set(there.differences) == mirrored(back.differences)
        assert set(there.remarks) == mirrored(back.remarks)

    @pytest.mark.parametrize("a", ALL)
    @pytest.mark.parametrize("b", ALL)
    def test_any_two_processes_can_be_compared_and_mirrored(self, a: str, b: str) -> None:
        there, back = (compare(definition(x), definition(y)) for x, y in ((a, b), (b, a)))
        assert set(there.differences) == mirrored(back.differences)
        assert set(there.remarks) == mirrored(back.remarks)
        assert all(each.what != "the spelling" for each in there.differences)
        assert all(each.before and each.after for each in there.differences)

    @given(variants(), variants())
    def test_every_difference_makes_one_sentence(self, a: Definition, b: Definition) -> None:
        found = compare(a, b)
        said = in_words(found)
        count = max(len(found.differences), 1) + len(found.remarks)
        assert len(said) == count
        assert all(each.endswith(".") and each[0].isupper() for each in said)


class TestWords:
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("value = 0.95", "value = 0.8",
             "The value «bar» goes from 0.95 to 0.8 (probability). It is used in mastered."),
            ("count = 1", "count = 3", "The number chosen for each student goes from 1 to 3."),
            ("count = 1", "count = 1\nexplore = 0.05", "The share drawn at random goes from 0 to 0.05."),
            ('weight  = "rested"', 'weight  = "rested * 2"',
             "The weight of «days_since / 30» goes from rested to rested * 2."),
            ('[[agents]]\nwho   = "teacher"\ndoes  = "may_override"\nuntil = "07:30"\n', "",
             "Now nobody may override; before: the teacher may override until 07:30."),
            ('until = "07:30"', 'until = "2 days"',
             "Now the teacher may override within 2 days; before: the teacher may override until 07:30."),
            ("among = 3", "among = 2",
             "Now the student decides among the best 2 if «autonomy >= 3»; "
             "before: the student decides among the best 3 if «autonomy >= 3»."),
            ('every = "weekday 16:00"', 'every = "friday 15:00"',
             "Now it runs on Fridays at 15:00; before: it runs on every school day at 16:00."),
            ('every = "weekday 16:00"\n', "",
             "Now it runs at no set time; before: it runs on every school day at 16:00."),
            ('when  = "enrolled"\n', 'when  = "NOT enrolled"\n',
             "Now it runs only for a student for whom «NOT enrolled» is true; "
             "before: it runs only for a student for whom «enrolled» is true."),
            ("mastery >= 0.1 OR", "mastery >= 0.2 OR",
             "Now an option is refused unless «mastery >= 0.2 OR unlocks >= 4» (within reach); "
             "before: an option is refused unless «mastery >= 0.1 OR unlocks >= 4» (within reach)."),
            ('then = "ask teacher"', 'then = "set aside"',
             "Now where information is missing: the option is set aside; "
             "before: where information is missing: the teacher is asked."),
        ],
    )  # fmt: skip
    def test_versions_of_one_process_are_told_as_now_and_before(self, old: str, new: str, said: str) -> None:
        assert words(old, new) == [said]

    def test_what_came_and_what_went_is_told(self) -> None:
        new_rule = '[[rules]]\nkeep = "level <= 3"\nbecause = "not too far"\nrefusal = "far"\n[choose]'
        text = NEXT_SKILL.replace('"unlocks", "mastered', '"unlocks", "level", "mastered')
        found = compare(BASE, read(text.replace("[choose]", new_rule), CATALOGUE))
        assert [(each.element, each.kind) for each in found.differences] == [
            ("information", Kind.ADDED),
            ("rules", Kind.ADDED),
        ]
        assert in_words(found) == [
            "Now it reads level; before: it does not read level.",
            "Now an option is refused unless «level <= 3» (not too far); "
            "before: nothing is refused for that.",
        ]

    def test_different_processes_are_told_side_by_side(self) -> None:
        said = in_words(compare(BASE, definition("exit-slip")))
        assert (
            "In «next-skill» the teacher may override until 07:30; in «exit-slip» nobody may override."
            in said
        )
        assert (
            "In «next-skill» it takes the highest score; in «exit-slip» it takes the first row that is true."
            in said
        )
        assert not any(each.startswith("Now") for each in said)

    def test_another_agent_of_the_same_doing_is_not_called_nobody(self) -> None:
        found = compare(BASE, changed('who   = "teacher"', 'who   = "mentor"'))
        assert {(each.kind, each.before, each.after) for each in found.differences} == {
            (Kind.ADDED, "the mentor may not override", "the mentor may override until 07:30"),
            (Kind.REMOVED, "the teacher may override until 07:30", "the teacher may not override"),
        }

    def test_an_order_of_rows_that_changed_is_told(self) -> None:
        top, first, second, rest = EXIT_SLIP.split("[[rules]]")
        turned = "[[rules]]".join([top, second, first, rest])
        (found,) = compare(definition("exit-slip"), read(turned, CATALOGUE)).differences
        assert (found.element, found.kind, found.what) == ("rules", Kind.CHANGED, "the order of the rules")
        assert found.before.index("correct >= pass_mark") < found.before.index("autonomy <= 1")
        assert found.after.index("correct >= pass_mark") > found.after.index("autonomy <= 1")

    def test_a_row_with_another_answer_is_one_change(self) -> None:
        found = only('then    = "repeat_other_way"', 'then    = "repeat"', EXIT_SLIP)
        assert found.kind is Kind.CHANGED
        assert "the answer is repeat_other_way" in found.before
        assert "the answer is repeat (" in found.after

    def test_an_order_of_agents_that_changed_is_told(self) -> None:
        turned = replace(BASE, agents=(BASE.agents[1], BASE.agents[0], *BASE.agents[2:]))
        (found,) = compare(BASE, turned).differences
        assert found.what == "the order of the agents"

    def test_a_second_agent_of_the_same_doing_is_told_apart(self) -> None:
        twice = replace(BASE, agents=(*BASE.agents, BASE.agents[-1]))
        (found,) = compare(BASE, twice).differences
        assert (found.kind, found.what) == (Kind.ADDED, "teacher may override (2)")

    def test_a_process_that_asks_nothing_new_is_said_to_change_no_decision(self) -> None:
        said = words('title    = "Choose the next skill"', 'title    = "What now?"')
        assert said[0].startswith("No decision changes")
        assert (
            said[1] == "Besides: Now the title is «What now?»; before: the title is «Choose the next skill»."
        )

    def test_composites_and_what_they_hand_on_are_compared(self) -> None:
        steps = ['[[steps]]\nprocess = "a"\ngives = "x"\n', '[[steps]]\nprocess = "b"\ngiven = "x"\n']
        one, two = made(steps[0], decides=""), made("".join(steps), decides="")
        (found,) = compare(one, two).differences
        assert found.after == "it hands on to a, which gives the x, then b (given the x)"

    def test_lotteries_tell_their_places_and_seeds(self) -> None:
        text = definition("tutoring").text
        assert (
            only('seed = "drawn in public on 1 September"', 'seed = "x"', text).what == "the published seed"
        )
        places = only("value = 2", "value = 3", text)
        assert (places.what, places.used_in) == ("the value «seats»", ("the number of places",))


class TestRemarks:
    @pytest.mark.parametrize(("old", "new", "what"), REMARKED)
    def test_what_changes_no_decision_is_a_remark(self, old: str, new: str, what: str) -> None:
        found: Comparison = compare(BASE, changed(old, new))
        assert found.differences == ()
        assert [(each.element, each.what) for each in found.remarks] == [(REMARK, what)]

    def test_another_version_number_is_not_a_remark(self) -> None:
        found = compare(BASE, changed("version  = 1", "version  = 2"))
        assert (found.differences, found.remarks) == ((), ())
        assert (found.first, found.second) == ("next-skill version 1", "next-skill version 2")
