"""The examples of the handbook: all come out as said, and none of them could come out of another rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from whynext import handbook
from whynext.bootstrap import catalogue
from whynext.process.definition import BOUNDS, Definition, Keep, Prefer, When
from whynext.process.examples import Example, run_examples
from whynext.process.examples_reading import read_examples
from whynext.process.expression import Expression, parse
from whynext.process.information import Type
from whynext.process.reading import read

NAMES = (*handbook.names(), *handbook.variants())
SINGLE = [name for name in NAMES if name != "daily-plan"]
SWAPPED = {">=": ">", "<=": "<", ">": ">=", "<": "<="}


@cache
def definitions() -> dict[str, Definition]:
    return {name: read(handbook.text(name), catalogue(), name=name) for name in NAMES}


@cache
def examples(name: str) -> tuple[Example, ...]:
    text = handbook.examples_text(name)
    return tuple(read_examples(text, definitions()[name], catalogue(), others=definitions(), name=name))


def failures(changed: Definition) -> list[str]:
    """Return what the examples say of a definition that was changed."""
    names = {(each.id, each.version): name for name, each in definitions().items()}
    name = names[changed.id, changed.version]
    outcomes = run_examples(changed, examples(name), b"a seed", definitions())
    return [outcome.says for outcome in outcomes if not outcome.passed]


def rewritten(process: Definition, written: str) -> Expression:
    kinds = {bool: Type.TRUTH, str: Type.WORD}
    constants = {name: kinds.get(type(value), Type.NUMBER) for name, value in process.values.items()}
    known = {use.column: catalogue().information[use.name].type for use in process.information}
    found, problems = parse(written, {**known, **constants, "option": Type.WORD, "given": Type.WORD})
    assert found is not None, problems
    return found


def with_rule(process: Definition, place: int, rule: Keep | Prefer | When) -> Definition:
    return replace(process, rules=(*process.rules[:place], rule, *process.rules[place + 1 :]))


def with_agent_when(process: Definition, place: int, written: str) -> Definition:
    agent = replace(process.agents[place], when=rewritten(process, written))
    return replace(process, agents=(*process.agents[:place], agent, *process.agents[place + 1 :]))


def statements_of(process: Definition) -> Iterator[tuple[str, int, str]]:
    """Yield every rule that is true or false: where it stands, its place and its words."""
    for place, rule in enumerate(process.rules):
        if not isinstance(rule, Prefer):
            yield "rule", place, rule.test.text
    for place, agent in enumerate(process.agents):
        if agent.when is not None:
            yield "agent", place, agent.when.text


def changed(process: Definition, kind: str, place: int, written: str) -> Definition:
    if kind == "agent":
        return with_agent_when(process, place, written)
    rule = process.rules[place]
    assert isinstance(rule, Keep | When)
    return with_rule(process, place, replace(rule, test=rewritten(process, written)))


TESTS = [(name, *each) for name in SINGLE for each in statements_of(definitions()[name])]
EDGES = [
    (name, kind, place, written[: found.start()] + SWAPPED[found[0]] + written[found.end() :])
    for name, kind, place, written in TESTS
    for found in re.finditer(r"<>|>=|<=|<|>", written)
    if found[0] in SWAPPED
]
TERMS = [
    (name, place)
    for name in SINGLE
    for place, rule in enumerate(definitions()[name].rules)
    if isinstance(rule, Prefer)
]
PARTS = [(name, place) for name in SINGLE for place in range(len(definitions()[name].composition))]
CONDITIONS = [name for name in NAMES if definitions()[name].trigger.when is not None]


@pytest.mark.parametrize("name", NAMES)
def test_all_examples_come_out_as_they_say(name: str) -> None:
    """In the words a teacher would read."""
    assert failures(definitions()[name]) == []


@pytest.mark.parametrize("name", NAMES)
def test_there_are_at_least_five_and_each_says_what_it_shows(name: str) -> None:
    """No two say the same, and each has a day."""
    said = [example.says for example in examples(name)]
    assert len(said) >= 5
    assert len(set(said)) == len(said)
    assert all(example.today for example in examples(name))


@pytest.mark.parametrize("name", NAMES)
def test_what_happens_when_something_is_not_known_is_shown(name: str) -> None:
    """At least one example of each leaves something out, and turns to somebody."""
    shown = [case.expected for example in examples(name) for case in example.cases]
    assert any(expected.mechanism == "unknown" or expected.recourse for expected in shown)


@pytest.mark.parametrize(("name", "kind", "place", "written"), TESTS)
def test_no_rule_could_say_the_opposite(name: str, kind: str, place: int, written: str) -> None:
    """Inverting any rule, or the condition of any agent, makes an example fail."""
    assert failures(changed(definitions()[name], kind, place, f"NOT ({written})"))


@pytest.mark.parametrize(("name", "kind", "place", "written"), EDGES)
def test_every_boundary_is_shown(name: str, kind: str, place: int, written: str) -> None:
    """Counting the boundary to the other side makes an example fail."""
    assert failures(changed(definitions()[name], kind, place, written))


@pytest.mark.parametrize(("name", "place"), TERMS)
def test_every_preference_decides_some_example(name: str, place: int) -> None:
    """Without it, an example comes out otherwise."""
    process = definitions()[name]
    rule = process.rules[place]
    assert isinstance(rule, Prefer)
    assert failures(with_rule(process, place, replace(rule, weight=rewritten(process, "0"))))


@pytest.mark.parametrize(("name", "place"), PARTS)
def test_every_part_of_a_composition_decides_some_example(name: str, place: int) -> None:
    """Without it, an example comes out otherwise; and so it does if its weight or its bound is far away."""
    process = definitions()[name]
    parts = process.composition
    assert failures(replace(process, composition=(*parts[:place], *parts[place + 1 :])))
    part = parts[place]
    if part.at_most is not None:
        wide = replace(part, at_most=rewritten(process, "1000"))
        assert failures(replace(process, composition=(*parts[:place], wide, *parts[place + 1 :])))


@pytest.mark.parametrize("name", CONDITIONS)
def test_for_whom_it_runs_is_shown(name: str) -> None:
    """Turning the condition of the trigger round makes an example fail."""
    process = definitions()[name]
    assert process.trigger.when is not None
    other = rewritten(process, f"NOT ({process.trigger.when.text})")
    assert failures(replace(process, trigger=replace(process.trigger, when=other)))


def texts_of(process: Definition) -> list[str]:
    """Return everything that is written in terms of parameters and information."""
    texts = [written for _, _, written in statements_of(process)]
    texts += [rule.term.text for rule in process.rules if isinstance(rule, Prefer)]
    texts += [process.choose.spread.text] if process.choose.spread else []
    texts += [each.text for each in process.choose.expressions.values() if process.composition]
    texts += [each.of.text for each in process.composition]
    texts += [parameter for _, parameter in process.choose.named if process.choose.how == "thompson"]
    return [*texts, process.trigger.when.text if process.trigger.when else ""]


NUMBERS = [
    (name, parameter)
    for name in SINGLE
    for parameter in definitions()[name].parameters
    if any(re.search(rf"\b{parameter}\b", written) for written in texts_of(definitions()[name]))
]


@pytest.mark.parametrize(("name", "parameter"), NUMBERS)
def test_every_number_in_a_rule_matters_to_some_example(name: str, parameter: str) -> None:
    """Set far away, to one side or the other, it makes an example fail."""
    process = definitions()[name]
    value = process.values[parameter]
    assert isinstance(value, int | float)
    far = [value * 3 + 3, value / 3 - 1]
    for field, name in process.choose.named:
        if name == parameter:
            low, high, _ = BOUNDS[field]
            far = [min(max(each, low), high) for each in far]
    if process.parameters[parameter].unit in ("probability", "share"):
        far = [1.0, 0.0]
    assert any(failures(process.with_parameters({parameter: each})) for each in far)
