"""What speaks against publishing: everything that must not be found out when it runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from process.school import ALL, CATALOGUE, definition, made
from whynext.process.definition import Definition, Fallback, Recourse
from whynext.process.publishing import objections

KNOWN = {name: definition(name) for name in ALL}
STEPS = (
    '[[steps]]\nprocess = "next-skill"\ngives = "skill"\n[[steps]]\nprocess = "neighbour"\ngiven = "skill"\n'
)


def kinds(process: Definition, known=None) -> list[str]:
    found = objections(process, CATALOGUE, KNOWN if known is None else known)
    assert all(each.where == f"{process.id} version {process.version}" for each in found)
    return [each.kind for each in found]


def turning_to(process: str, to: str, **replaced) -> Definition:
    base = definition(process)
    return replace(base, none=Fallback(Recourse.ANOTHER, to), **replaced)


class TestObjections:
    @pytest.mark.parametrize("name", ALL)
    def test_nothing_speaks_against_a_sound_process(self, name: str) -> None:
        assert kinds(definition(name)) == []

    def test_a_sound_composite_can_be_published_after_its_steps(self) -> None:
        plan = made(STEPS, decides="")
        assert kinds(plan) == []
        assert kinds(plan, {}) == ["unknown process", "unknown process"]

    def test_protected_attributes_are_never_read_for_live_students(self) -> None:
        process = made(
            'information = ["household_income"]\n[[rules]]\nprefer = "household_income"\nbecause = "x"'
        )
        assert kinds(process) == ["protected information"]

    @pytest.mark.parametrize("grain", ["year", "years"])
    def test_what_lasts_needs_an_exit_a_review_and_a_name(self, grain: str) -> None:
        assert kinds(made(f'grain = "{grain}"')) == ["no exit rule", "no review", "no sign-off"]
        guards = (
            '[safeguards]\nexit_rule = "any time"\nreview_after_days = 90\nsigned_off_by = ["N., leader"]'
        )
        assert kinds(made(f'grain = "{grain}"\n{guards}')) == []

    def test_a_lottery_needs_a_published_seed(self) -> None:
        process = definition("tutoring")
        assert kinds(replace(process, choose=replace(process.choose, seed=""))) == ["unseeded chance"]

    def test_what_stands_in_must_be_published_and_fit(self) -> None:
        assert kinds(turning_to("next-skill", "same-for-all")) == []
        assert kinds(turning_to("next-skill", "same-for-al")) == ["unknown process"]
        assert kinds(turning_to("next-skill", "neighbour")) == ["does not fit"]
        misspelled = objections(turning_to("next-skill", "same-for-al"), CATALOGUE, KNOWN)
        assert misspelled[0].valid == "did you mean «same-for-all»?"

    def test_a_process_that_turns_to_itself_is_refused(self) -> None:
        assert kinds(turning_to("next-skill", "next-skill")) == ["circular"]

    def test_steps_must_be_given_what_they_are_decided_for(self) -> None:
        nothing = '[[steps]]\nprocess = "neighbour"\n'
        assert kinds(made(nothing, decides="")) == ["does not fit"]
        too_much = (
            '[[steps]]\nprocess = "next-skill"\ngives = "a"\n[[steps]]\nprocess = "exit-slip"\ngiven = "a"\n'
        )
        assert kinds(made(too_much, decides="")) == ["does not fit"]

    def test_somebody_is_responsible_for_a_composite(self) -> None:
        informed = made(STEPS, decides="", agents='[{ who = "family", does = "is_informed" }]')
        assert kinds(informed) == ["no agent"]

    def test_all_objections_are_told_together(self) -> None:
        reads = 'information = ["household_income"]\n[[rules]]\nprefer = "household_income"\nbecause = "x"'
        body = f'grain = "year"\n{reads}'
        assert set(kinds(made(body))) == {"protected information", "no exit rule", "no review", "no sign-off"}
