"""The handbook: every process is whole, readable, honest about its source, and publishable in order."""

from __future__ import annotations

import re

import pytest

from whynext import handbook
from whynext.base.errors import NotFound
from whynext.bootstrap import catalogue
from whynext.process.agent import Does
from whynext.process.definition import Definition, Recourse
from whynext.process.information import Sensitivity
from whynext.process.publishing import objections
from whynext.process.reading import read

NAMES = (*handbook.names(), *handbook.variants())
SECTIONS = ["Source", "Rule", "What is known of its effect", "Limits"]


def definition(name: str) -> Definition:
    return read(handbook.text(name), catalogue(), name=f"{name}/process.toml")


def protected(process: Definition) -> list[str]:
    known = catalogue().information
    return [use.name for use in process.information if known[use.name].sensitivity is Sensitivity.PROTECTED]


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_reads_without_a_problem(name: str) -> None:
    """And is called like its folder."""
    assert definition(name).id == name.partition("/")[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_readme_tells_source_rule_effect_and_limits(name: str) -> None:
    """In this order, none of them empty, under the title of the definition."""
    text = handbook.readme(name)
    assert text.startswith(f"# {definition(name).title}\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
    bodies = re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]
    assert all(len(body.split()) >= 20 for body in bodies)


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_says_where_it_is_from_and_what_for(name: str) -> None:
    """Origin, problem, juncture, goal and what is known of its effect are not left out."""
    process = definition(name)
    assert all((process.origin, process.problem, process.juncture, process.effect))
    assert process.goal.interim
    assert process.goal.end


@pytest.mark.parametrize("name", NAMES)
def test_every_number_that_can_be_set_has_a_unit_and_a_reason(name: str) -> None:
    """No threshold falls from the sky."""
    for key, parameter in definition(name).parameters.items():
        assert parameter.unit, key
        assert len(parameter.because.split()) >= 3, key


@pytest.mark.parametrize("name", NAMES)
def test_no_threshold_is_hidden_in_a_rule(name: str) -> None:
    """Numbers in rules are 0 and 1 only (and the grade of the old track); everything else is a parameter."""
    for rule in definition(name).rules:
        written = " ".join(
            str(getattr(rule, part).text) for part in ("test", "term", "weight") if hasattr(rule, part)
        )
        assert set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", written)) <= {"0", "1"}, written


@pytest.mark.parametrize("name", NAMES)
def test_rules_speak_in_sentences_not_in_names_of_columns(name: str) -> None:
    """What a student or teacher is told holds no underscore."""
    for rule in definition(name).rules:
        for said in (rule.because, getattr(rule, "refusal", "")):
            assert "_" not in said
            assert said == said.strip()


@pytest.mark.parametrize("name", NAMES)
def test_somebody_other_than_a_rule_can_act_or_is_asked(name: str) -> None:
    """No process of the handbook leaves students alone with an algorithm."""
    process = definition(name)
    persons = [agent for agent in process.agents if agent.is_person and agent.does is not Does.IS_INFORMED]
    assert persons
    assert process.unknown.how in (Recourse.ASK, Recourse.SET_ASIDE)
    if process.unknown.how is Recourse.SET_ASIDE:
        assert process.none.how in (Recourse.ASK, Recourse.ANOTHER)


def test_only_the_old_track_reads_protected_attributes() -> None:
    """Race, class and the like decide nowhere else."""
    assert {name for name in NAMES if protected(definition(name))} == {"tracking-1955"}
    assert set(protected(definition("tracking-1955"))) == {"race", "socioeconomic_status"}


def test_everything_can_be_published_in_order_but_what_needs_a_name_and_what_must_not_be() -> None:
    """Each refers only to what comes before it."""
    known: dict[str, Definition] = {}
    refused: dict[str, list[str]] = {}
    for name in handbook.names():
        process = definition(name)
        problems = objections(process, catalogue(), known)
        if problems:
            refused[name] = sorted(problem.kind for problem in problems)
        known[name] = process
    assert refused == {
        "tutoring-placement": ["no sign-off"],
        "tracking-1955": ["no exit rule", "no review", "no sign-off", "protected information"],
    }


@pytest.mark.parametrize("name", handbook.variants())
def test_a_variant_takes_the_place_of_the_first_version(name: str) -> None:
    """It is a later version of the same process and can be published where all others are."""
    known = {each: definition(each) for each in handbook.names()}
    first, later = known[name.partition("/")[0]], definition(name)
    assert (later.id, later.version > first.version) == (first.id, True)
    signed = [each.kind for each in objections(first, catalogue(), known)]  # somebody has to answer for some
    assert [each.kind for each in objections(later, catalogue(), known)] == signed


def test_tutoring_can_be_published_once_somebody_signs() -> None:
    """One name and role is all that is missing."""
    text = handbook.text("tutoring-placement").replace(
        "signed_off_by     = []", 'signed_off_by = ["M. Example, coordinator"]'
    )
    assert objections(read(text, catalogue()), catalogue(), {}) == []


def test_an_unknown_definition_names_the_nearest() -> None:
    """For all three files."""
    for look in (handbook.text, handbook.examples_text, handbook.readme):
        with pytest.raises(NotFound, match="did you mean «next-skill»"):
            look("next-skil")


def test_nothing_of_a_particular_place_or_product_is_copied_into_what_runs() -> None:
    """Names of products stand as origin and in READMEs, never in rules, answers or questions."""
    for name in NAMES:
        process = definition(name)
        said = " ".join(
            [process.title, process.question, *process.answers, *(r.because for r in process.rules)]
        )
        assert not re.search(r"Teach to One|Summit|Khan|ALEKS|Lexile|Saga|Match", said)
