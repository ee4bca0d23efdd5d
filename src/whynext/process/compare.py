"""How two processes differ, element by element, in words a teacher understands.

Each definition is said as statements under stable keys ("agent teacher may override"); two definitions
differ where their statements do. What lies outside of the five elements (titles, reasons, goals,
safeguards) changes no decision and is listed apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from whynext.process.agent import Agent
from whynext.process.definition import ELEMENTS, READS, Definition, Keep, Prefer, When
from whynext.process.statements import (
    SETTINGS,
    VERBS,
    Rule,
    Statement,
    Statements,
    agent_absent,
    agent_said,
    decision_said,
    joined_by_and,
    not_in_trigger,
    parameter_said,
    plain,
    remarks_said,
    rule_absent,
    rule_said,
    tested,
    trigger_said,
    upper,
    use_said,
    users,
    value_said,
)

REMARK = "remark"
_ALIKE = 0.5  # share of words that two rules must have in common to count as one rule that changed


class Kind(StrEnum):
    """What happened from the first to the second."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Parameters
    ----------
    element
        The element it belongs to, or :data:`REMARK`.
    kind
        Added, removed or changed.
    what
        What differs: "teacher may override", "the bar".
    before, after
        What is so in the first and in the second, as clauses; the mere values where it is a quantity.
    is_quantity
        Whether `before` and `after` are values of `what`.
    unit
        Of a quantity.
    used_in
        The rules, informations and settings that read a parameter.
    """

    element: str
    kind: Kind
    what: str
    before: str
    after: str
    is_quantity: bool = False
    unit: str = ""
    used_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a second definition differs from a first.

    Parameters
    ----------
    first, second
        Which they are: "next-skill version 3", or "«next-skill»" where the processes differ.
    is_same_process
        Whether they are versions of one process.
    differences
        Those of the five elements, in the order of the elements.
    remarks
        Those that change no decision: wording, goals, safeguards.
    """

    first: str
    second: str
    is_same_process: bool
    differences: tuple[Difference, ...]
    remarks: tuple[Difference, ...]

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements that differ."""
        found = {difference.element for difference in self.differences}
        return tuple(element for element in ELEMENTS if element in found)


def compare(a: Definition, b: Definition) -> Comparison:
    """Return how `b` differs from `a`.

    Elements with equal digests have no differences; an element whose digests differ has at least one.
    """
    first, second = a.digests(), b.digests()
    found: list[Difference] = []
    for element in ELEMENTS:
        if first[element] == second[element]:
            continue
        differences = list(_ELEMENTS[element](a, b))
        found.extend(differences or [_SPELLING[element]])
    names = [f"{d.id} version {d.version}" if a.id == b.id else f"«{d.id}»" for d in (a, b)]
    return Comparison(
        names[0],
        names[1],
        a.id == b.id,
        tuple(found),
        tuple(_remarks(a, b)),
    )


_SPELLING = {
    element: Difference(
        element, Kind.CHANGED, "the spelling", "it is written one way", "it is written another way"
    )
    for element in ELEMENTS
}
"""What is left to say where two elements differ in no statement, only in how a value is spelled."""


def in_words(comparison: Comparison) -> list[str]:
    """Return a comparison as sentences: what changes decisions first, remarks last."""
    if not comparison.differences and not comparison.remarks:
        return [f"There is no difference between {comparison.first} and {comparison.second}."]
    said = [_sentence(difference, comparison) for difference in comparison.differences]
    if not said:
        said = ["No decision changes: trigger, agents, information, rules and decision are the same."]
    return said + [f"Besides: {_sentence(each, comparison)}" for each in comparison.remarks]


def _sentence(difference: Difference, comparison: Comparison) -> str:
    before, after, unit = difference.before, difference.after, difference.unit
    in_unit = f" ({unit})" if unit else ""
    used = f" It is used in {joined_by_and(difference.used_in)}." if difference.used_in else ""
    if difference.is_quantity and comparison.is_same_process:
        return f"{upper(difference.what)} goes from {before} to {after}{in_unit}.{used}"
    if difference.is_quantity:
        where = f"{before} in {comparison.first} and {after} in {comparison.second}"
        return f"{upper(difference.what)} is {where}{in_unit}.{used}"
    if comparison.is_same_process:
        return f"Now {after}; before: {before}.{used}"
    return f"In {comparison.first} {before}; in {comparison.second} {after}.{used}"


Clauses = Mapping[str, str]


def _between(
    element: str, a: Statements, b: Statements, without: Clauses, without_in_b: Clauses | None = None
) -> Iterator[Difference]:
    """Return the differences of two sets of statements; `without` says what is so where a key is missing."""
    for key in dict.fromkeys([*a, *b]):
        before, after = a.get(key), b.get(key)
        if before == after:
            continue
        if before is not None and after is not None:
            yield _changed(element, key, before, after)
        elif after is not None:
            yield Difference(element, Kind.ADDED, key, without[key], after.clause)
        elif before is not None:
            missing = without if without_in_b is None else without_in_b
            yield Difference(element, Kind.REMOVED, key, before.clause, missing[key])


def _changed(element: str, what: str, before: Statement, after: Statement) -> Difference:
    if before.value and after.value and before.unit == after.unit:
        return Difference(element, Kind.CHANGED, what, before.value, after.value, True, before.unit)
    return Difference(element, Kind.CHANGED, what, before.clause, after.clause)


# Trigger


def _trigger(a: Definition, b: Definition) -> Iterator[Difference]:
    before, after = trigger_said(a), trigger_said(b)
    return _between("trigger", before, after, {key: not_in_trigger(key) for key in {**before, **after}})


# Agents


def _agents(a: Definition, b: Definition) -> Iterator[Difference]:
    before, after = _numbered(a.agents), _numbered(b.agents)
    said = [{key: Statement(agent_said(agent)) for key, agent in each.items()} for each in (before, after)]
    every = {**before, **after}
    without = [{key: agent_absent(agent, d) for key, agent in every.items()} for d in (a, b)]
    yield from _between("agents", said[0], said[1], without[0], without[1])
    yield from _order("agents", "the order of the agents", list(before), list(after), "they act in the order")


def _numbered(agents: Iterable[Agent]) -> dict[str, Agent]:
    """Return the agents by who does what; a second of the same gets a number."""
    seen: Counter[str] = Counter()
    found = {}
    for agent in agents:
        key = f"{agent.who} {VERBS[agent.does]}"
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key} ({seen[key]})"] = agent
    return found


def _order(
    element: str, what: str, first: Sequence[str], second: Sequence[str], clause: str
) -> Iterator[Difference]:
    """Return a difference if what both have comes in another order."""
    before = [key for key in first if key in set(second)]
    after = [key for key in second if key in set(first)]
    if before != after:
        yield Difference(
            element, Kind.CHANGED, what, f"{clause}: {', '.join(before)}", f"{clause}: {', '.join(after)}"
        )


# Information


def _information(a: Definition, b: Definition) -> Iterator[Difference]:
    said = [{use.column: Statement(f"it reads {use_said(use)}") for use in d.information} for d in (a, b)]
    without = {key: f"it does not read {plain(key)}" for key in {*said[0], *said[1]}}
    return _between("information", said[0], said[1], without)


# Rules


def _rules(a: Definition, b: Definition) -> Iterator[Difference]:
    before, after = _keyed(a.rules, b.rules)
    same = {key for key in before if key in after and _core(before[key]) == _core(after[key])}
    said = [
        {key: rule_said(rule, key) for key, rule in rules.items() if key not in same}
        for rules in (before, after)
    ]
    without = {key: rule_absent(rule) for key, rule in {**before, **after}.items()}
    yield from _between("rules", said[0], said[1], without)
    yield from _order("rules", "the order of the rules", list(before), list(after), "the rules come as")
    yield from _parameters(a, b)


def _keyed(a: Sequence[Rule], b: Sequence[Rule]) -> tuple[dict[str, Rule], dict[str, Rule]]:
    """Return the rules of both in their order, under keys that the same rule shares in both.

    The most alike are paired first: the same, then the same test with another weight or answer, then
    those that have half of their words in common.
    """
    candidates = sorted(
        (-_alikeness(x, y), sorted((_core(x), _core(y))), i, j)
        for i, x in enumerate(a)
        for j, y in enumerate(b)
        if _alikeness(x, y) >= _ALIKE
    )
    partner: dict[int, int] = {}
    for _, _, i, j in candidates:
        if i not in partner and j not in partner.values():
            partner[i] = j
    taken: Counter[str] = Counter()
    keys_of_a = {i: _key([a[i], b[partner[i]]] if i in partner else [a[i]], taken) for i in range(len(a))}
    keys_of_b = {j: keys_of_a[i] for i, j in partner.items()}
    for j in range(len(b)):
        if j not in keys_of_b:
            keys_of_b[j] = _key([b[j]], taken)
    return (
        {keys_of_a[i]: rule for i, rule in enumerate(a)},
        {keys_of_b[j]: rule for j, rule in enumerate(b)},
    )


def _key(rules: Sequence[Rule], taken: Counter[str]) -> str:
    texts = sorted(tested(rule).text for rule in rules)
    kind = "the row" if isinstance(rules[0], When) else "the rule"
    if isinstance(rules[0], Prefer):
        kind = "the weight of" if texts[0] == texts[-1] else "the term"
    key = f"{kind} «{texts[0]}»"
    taken[key] += 1
    return key if taken[key] == 1 else f"{key} ({taken[key]})"


def _core(rule: Rule) -> tuple[str, ...]:
    """Return what of a rule can change a decision: everything but its words."""
    if isinstance(rule, Keep):
        return ("keep", rule.test.text)
    if isinstance(rule, Prefer):
        return ("prefer", rule.term.text, rule.weight.text)
    return ("when", rule.test.text, rule.then)


def _alikeness(x: Rule, y: Rule) -> float:
    if type(x) is not type(y):
        return 0.0
    if _core(x) == _core(y):
        return 3.0
    if tested(x).text == tested(y).text:
        return 2.0
    first, second = (Counter(re.findall(r"\w+|[^\w\s]+", tested(rule).text)) for rule in (x, y))
    return (first & second).total() / max((first | second).total(), 1)


def _parameters(a: Definition, b: Definition) -> Iterator[Difference]:
    said = [
        {
            parameter_said(name): Statement(
                f"{parameter_said(name)} is {value_said(each.value)}{f' ({each.unit})' if each.unit else ''}",
                value_said(each.value),
                each.unit,
            )
            for name, each in d.parameters.items()
        }
        for d in (a, b)
    ]
    used = {parameter_said(name): users(name, a, b) for name in {**a.parameters, **b.parameters}}
    without = {key: f"there is no {key.removeprefix('the ')}" for key in used}
    for difference in _between("rules", said[0], said[1], without):
        yield replace(difference, used_in=used[difference.what])


# Decision


def _decision(a: Definition, b: Definition) -> Iterator[Difference]:
    without = {
        "what it is decided for": "it is decided for nothing else",
        "the number of places": "places are not counted",
        "how uncertain it is": "how uncertain an option is does not count",
        **{SETTINGS[name]: "nothing is explored for being uncertain" for name in READS["thompson"][2:]},
        "the published seed": "no seed is published",
        "the minutes": "it takes no minutes of its own",
        "the steps": "it hands on to no other process",
    }
    return _between("decision", decision_said(a), decision_said(b), without)


_ELEMENTS = {
    "trigger": _trigger,
    "agents": _agents,
    "information": _information,
    "rules": _rules,
    "decision": _decision,
}


# Outside of the five elements


def _remarks(a: Definition, b: Definition) -> Iterator[Difference]:
    said = [remarks_said(d) for d in (a, b)]
    before, after = _keyed(a.rules, b.rules)
    for key in (key for key in before if key in after):
        for which in ("because", "refusal"):
            for place, rule in enumerate((before[key], after[key])):
                text = getattr(rule, which, "")
                if text:
                    said[place][f"{which} of {key}"] = f"«{text}» is said of {key}"
    for name in (name for name in a.parameters if name in b.parameters):
        for place, each in enumerate((a, b)):
            said[place][f"because of {parameter_said(name)}"] = (
                f"«{each.parameters[name].because}» is said of {parameter_said(name)}"
            )
    statements = [{key: Statement(clause) for key, clause in each.items()} for each in said]
    without = {key: f"nothing is said of {key}" for key in {**said[0], **said[1]}}
    return _between(REMARK, statements[0], statements[1], without)
