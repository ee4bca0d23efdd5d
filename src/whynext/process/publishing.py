"""What speaks against publishing a definition: everything that must not be found out when it runs."""

from __future__ import annotations

from collections.abc import Mapping

from whynext.base.errors import Problem, listed, nearest
from whynext.process.agent import Does
from whynext.process.definition import Definition, Recourse
from whynext.process.information import Catalogue, Sensitivity

_LASTING = ("year", "years")


def objections(
    definition: Definition, catalogue: Catalogue, known: Mapping[str, Definition]
) -> list[Problem]:
    """Return every reason why this definition may not be used for live students.

    Parameters
    ----------
    definition
        What is to be published.
    catalogue
        Where its information is declared.
    known
        The processes already published, by id, for what a composite or a fallback refers to.
    """
    where = f"{definition.id} version {definition.version}"
    problems = [*_protected(definition, catalogue), *_lasting(definition), *_chance(definition)]
    problems += _references(definition, catalogue, known)
    return [Problem(p.what, where, p.valid, p.next_step, p.kind) for p in problems]


def _protected(definition: Definition, catalogue: Catalogue) -> list[Problem]:
    protected = {
        name for name, each in catalogue.information.items() if each.sensitivity is Sensitivity.PROTECTED
    }
    names = [
        name
        for use in definition.information
        for name in (use.name, *map(str, definition.arguments(use).values()))
        if name in protected
    ]
    if not names:
        return []
    return [
        Problem(
            f"it reads protected attributes: {listed(names)}",
            valid="information about what the student knows, does, wants or is entitled to",
            next_step="describe, compare or simulate it instead; it cannot decide about live students",
            kind="protected information",
        )
    ]


def _lasting(definition: Definition) -> list[Problem]:
    if definition.grain not in _LASTING:
        return []
    guards = definition.safeguards
    problems = []
    if not guards.exit_rule.strip():
        problems.append(
            Problem(
                f"its decisions hold for {_as_long(definition)} and it has no exit rule",
                valid='[safeguards] exit_rule = "how a student leaves before the end"',
                kind="no exit rule",
            )
        )
    if guards.review_after is None:
        problems.append(
            Problem(
                f"its decisions hold for {_as_long(definition)} and nobody reviews them",
                valid="[safeguards] review_after_days = 90",
                kind="no review",
            )
        )
    if not any(name.strip() for name in guards.signed_off_by):
        problems.append(
            Problem(
                f"its decisions hold for {_as_long(definition)} and nobody answers for it by name",
                valid='[safeguards] signed_off_by = ["name, role"]',
                kind="no sign-off",
            )
        )
    return problems


def _chance(definition: Definition) -> list[Problem]:
    if definition.choose.how in ("lottery", "match") and not definition.choose.seed:
        return [
            Problem(
                "its lottery has no published seed, so nobody outside could repeat the draw",
                valid='[choose] seed = "a text announced before the draw"',
                kind="unseeded chance",
            )
        ]
    return []


def _references(
    definition: Definition, catalogue: Catalogue, known: Mapping[str, Definition]
) -> list[Problem]:
    problems = [
        Problem(
            f"it needs the process «{process}», which is not published",
            valid=nearest(process, known) or listed(known) or "nothing is published yet",
            next_step=f"publish «{process}» first",
            kind="unknown process",
        )
        for process in turns_to(definition)
        if process != definition.id and process not in known
    ]
    problems += [*_circles(definition, known), *_steps(definition, catalogue, known)]
    for fallback in (definition.unknown, definition.none):
        other = known.get(fallback.who)
        if fallback.how is Recourse.ANOTHER and other is not None and other.given != definition.given:
            problems.append(
                Problem(
                    f"«{other.id}» is decided for {other.given or 'nothing'}, "
                    f"so it cannot stand in for a decision for {definition.given or 'nothing'}",
                    kind="does not fit",
                )
            )
    if definition.steps and not any(agent.does is not Does.IS_INFORMED for agent in definition.agents):
        problems.append(Problem("nobody is responsible for the whole", kind="no agent"))
    return problems


def turns_to(definition: Definition) -> list[str]:
    """Return the processes a definition hands students on to: its steps, and what decides in its place."""
    named = [step.process for step in definition.steps]
    named += [each.who for each in (definition.unknown, definition.none) if each.how is Recourse.ANOTHER]
    return list(dict.fromkeys(named))


def way_back(definition: Definition, known: Mapping[str, Definition]) -> tuple[str, ...]:
    """Return the shortest way on which a definition leads back to itself, empty if there is none.

    A student handed on along such a way would never be decided for.

    Parameters
    ----------
    definition
        What is to be published; it stands in the place of an earlier version of its own.
    known
        The processes in force beside it, by id.
    """
    ways: list[tuple[str, ...]] = [(definition.id, each) for each in turns_to(definition)]
    seen: set[str] = set()
    while ways:
        following: list[tuple[str, ...]] = []
        for way in ways:
            if way[-1] == definition.id:
                return way
            if way[-1] in known and way[-1] not in seen:
                seen.add(way[-1])
                following += [(*way, each) for each in turns_to(known[way[-1]])]
        ways = following
    return ()


def _circles(definition: Definition, known: Mapping[str, Definition]) -> list[Problem]:
    way = way_back(definition, known)
    if not way:
        return []
    said = "it turns to itself" if len(way) == 2 else f"it leads back to itself: {' → '.join(way)}"
    return [Problem(said, valid="steps and stand-ins that end somewhere", kind="circular")]


def _steps(definition: Definition, catalogue: Catalogue, known: Mapping[str, Definition]) -> list[Problem]:
    problems = []
    gives = {step.gives: known[step.process] for step in definition.steps if step.process in known}
    for step in definition.steps:
        process, giver = known.get(step.process), gives.get(step.given)
        if process is None or (step.given and giver is None):
            continue
        handed = (giver.decides or "an answer") if step.given and giver is not None else ""
        wanted = process.given or (catalogue.options[process.decides].given if process.decides else "")
        if wanted != handed:
            problems.append(
                Problem(
                    f"step «{step.process}» is decided for {wanted or 'nothing'}, "
                    f"but is handed {handed or 'nothing'}",
                    kind="does not fit",
                )
            )
    return problems


def _as_long(definition: Definition) -> str:
    """Return how long a decision holds: "a year", "years"."""
    return definition.grain if definition.grain.endswith("s") else f"a {definition.grain}"
