"""Placing a student on the map: the diagnostic in the terminal, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.answering import AnswersOption, StudentArgument, next_answer, question_lines, take_in
from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, table, tell

if TYPE_CHECKING:
    from whynext.engine.claims import Band
    from whynext.engine.diagnosing import Ended, Question
    from whynext.engine.school import Engine


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel="Measure")(place)
    app.command(rich_help_panel="Measure")(claims)


def place(
    student: StudentArgument,
    answers: AnswersOption = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="End the diagnostic under way as it stands, and begin another.")
    ] = False,
    renewed: Annotated[
        bool, typer.Option("--renew", help="Ask nothing: take what was answered since into the placement.")
    ] = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Find out what a student knows of the map, in few questions; go on where it was left."""
    from whynext.engine import diagnosing

    if renewed:
        _renew(student, school, as_json)
        return
    with opened(school) as engine:
        if anew and _under_way(engine, student):
            diagnosing.end(engine, student)
        diagnosing.begin(engine, student, key=str(engine.entropy.take(8).hex()))
        titles = _titles(engine)
        asked = diagnosing.question(engine, student)
        given = iter(answers or [])
        while not isinstance(asked, diagnosing.Ended):
            answer, seconds = _answer(asked, given, typed=answers is None and not as_json)
            if answer is None:
                tell(as_json, _question_document(asked), *_question_lines(asked))
                return
            asked = _taken(engine, asked, answer, seconds)
    tell(as_json, ended_document(asked), *ended_lines(asked, titles))


def _renew(student: str, school: str, as_json: bool) -> None:
    from whynext.engine.renewing import renew

    with opened(school) as engine:
        found, titles = renew(engine, student), _titles(engine)
    if found is None:
        tell(
            as_json, {"student": student, "placement": None}, "Nothing was answered since that could move it."
        )
        return
    tell(as_json, ended_document(found), *ended_lines(found, titles))


def _under_way(engine: Engine, student: str) -> bool:
    with engine.store.reading() as reading:
        return len(reading.table("diagnostics", {"student": student, "open": True})) > 0


def _titles(engine: Engine) -> dict[str, str]:
    from whynext.engine.titles import titles_at

    with engine.store.reading() as reading:
        return titles_at(reading, "skills", None, None)


def _answer(asked: Question, given: Iterator[str], *, typed: bool) -> tuple[str | None, float | None]:
    return next_answer(_question_lines(asked), asked.choice.why, given, typed=typed)


def _taken(engine: Engine, asked: Question, answer: str, seconds: float | None) -> Question | Ended:
    """Take an answer in and return what comes next; what cannot be read is asked again."""
    from whynext.engine import diagnosing

    student, item, key = asked.student, asked.item.id, f"{asked.decision} {asked.item.id}"
    take_in(
        lambda given: diagnosing.answer(engine, student, item, given, key=key, seconds=seconds),
        answer,
        seconds,
    )
    return diagnosing.question(engine, student)


def _question_lines(asked: Question) -> list[str]:
    return question_lines(str(asked.number), asked.item)


def _question_document(asked: Question) -> dict[str, Any]:
    return {
        "asked": asked.item.id,
        "prompt": asked.item.question,
        **({"picture": asked.item.alternative_text} if asked.item.diagram else {}),
        "options": [{"id": each.id, "text": each.text} for each in asked.item.options],
        "number": asked.number,
        "decision": asked.decision,
        **{name: value for name, value in asked.choice.as_data().items() if name != "item"},
    }


def ended_document(ended: Ended) -> dict[str, Any]:
    """Return the result of a diagnostic as data."""
    return {"student": ended.student, "stop": ended.stop.as_data(), "placement": ended.placement.as_data()}


def ended_lines(ended: Ended, titles: dict[str, str]) -> list[str]:
    """Return the result of a diagnostic, for people."""
    from whynext.cli.figures import counted

    found = ended.placement
    told = [f"[title]{escaped(ended.student)} is placed after {counted(found.questions, 'question')}.[/]"]
    told.append(escaped(ended.stop.why))
    sure = f"we expect to be right of {100 * found.rightly_told:.0f} in 100 skills"
    told.append(f"Likely known: {len(found.known)} of {len(found.skills)} skills; {sure}.")
    for name, skills in (
        ("Learned last, or shaky", found.inner_fringe),
        ("Could come next", found.outer_fringe),
    ):
        listed = ", ".join(f"«{escaped(titles.get(each, each))}»" for each in skills[:6])
        more = f" and {len(skills) - 6} more" if len(skills) > 6 else ""
        told.append(f"{name}: {listed or 'nothing'}{more}.")
    ready = found.ready
    if ready.skills:
        names = ", ".join(f"«{escaped(titles.get(each, each))}»" for each in ready.skills)
        told.append(
            f"Ready to begin: {names}; {100 * ready.precision:.0f} in 100 such suggestions are right."
        )
    else:
        told.append("Nothing is sure enough to be called ready; ask more, or let a teacher look.")
    return told


# What it claims -------------------------------------------------------------------------------------------


def claims(
    publish: Annotated[
        bool, typer.Option("--publish", help="Correct what diagnostics claim from now on, by what was found.")
    ] = False,
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who puts the correction in force.")] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Compare what diagnostics claimed with the blind questions by which that is checked."""
    from whynext.engine import claims as of

    if publish and not by.strip():
        raise Refused(Problem("nobody is named who puts it in force", "--publish", "--by WHO"))
    with opened(school) as engine:
        if publish:
            of.correct_claims(engine, by=by)
        with engine.store.reading() as reading:
            outcomes, present = of.outcomes_of(reading), of.calibration_in_force(reading)
    proposed = of.calibration_of(outcomes)
    found = of.bands(outcomes, proposed)
    document = {"checked": len(outcomes), "bands": found, "in_force": present, "proposed": proposed}
    lines = claim_lines(found, len(outcomes))
    if proposed == present:
        lines.append("This correction is in force.")
    else:
        lines.append("It is not in force; «whynext claims --publish --by WHO» puts it there.")
    tell(as_json, document, *lines)


def claim_lines(found: list[Band], checked: int) -> list[Any]:
    """Return claims beside what came of them, for people."""
    rows = [
        (
            f"{each.low:.0%} to {each.high:.0%}",
            each.questions,
            each.right,
            f"{each.claimed:.1f}",
            f"{each.corrected:.1f}",
        )
        for each in found
    ]
    columns = ("said to know", "blind questions", "right", "expected", "expected when corrected")
    said = "1 claim[/] was" if checked == 1 else f"{checked:,} claims[/] were"
    head = f"[title]{said} checked by a question drawn blindly."
    return [head, table(columns, rows)]
