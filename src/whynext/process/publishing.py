"""What speaks against publishing a definition: everything that must not be found out when it runs."""

from __future__ import annotations

from collections.abc import Mapping

from whynext.base.errors import Problem, listed, nearest
from whynext.process.agent import Does
from whynext.process.definition import LATER, Definition, Recourse
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
    if definition.choose.how in LATER:
        problems.append(
            Problem(f"this version of whynext cannot yet run «{definition.choose.how}»", kind="not yet")
        )
    return [Problem(p.what, where, p.valid, p.next_step, p.kind) for p in problems]


def _protected(definition: Definition, catalogue: Catalogue) -> list[Problem]:
    names = [
        use.name
        for use in definition.information
        if catalogue.information[use.name].sensitivity is Sensitivity.PROTECTED
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
    if not guards.exit_rule:
        problems.append(
            Problem(
                f"its decisions last {definition.grain} and it has no exit rule",
                valid='[safeguards] exit_rule = "how a student leaves before the end"',
                kind="no exit rule",
            )
        )
    if guards.review_after is None:
        problems.append(
            Problem(
                f"its decisions last {definition.grain} and nobody reviews them",
                valid="[safeguards] review_after_days = 90",
                kind="no review",
            )
        )
    if not guards.signed_off_by:
        problems.append(
            Problem(
                f"its decisions last {definition.grain} and nobody answers for it by name",
                valid='[safeguards] signed_off_by = ["name, role"]',
                kind="no sign-off",
            )
        )
    return problems


def _chance(definition: Definition) -> list[Problem]:
    if definition.choose.how == "lottery" and not definition.choose.seed:
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
    problems = []
    named = [step.process for step in definition.steps]
    named += [each.who for each in (definition.unknown, definition.none) if each.how is Recourse.ANOTHER]
    for process in named:
        if process == definition.id:
            problems.append(Problem("it turns to itself", valid="another process", kind="circular"))
        elif process not in known:
            problems.append(
                Problem(
                    f"it needs the process «{process}», which is not published",
                    valid=nearest(process, known) or listed(known) or "nothing is published yet",
                    next_step=f"publish «{process}» first",
                    kind="unknown process",
                )
            )
    problems += _steps(definition, catalogue, known)
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
