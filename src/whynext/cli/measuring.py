"""Measuring one ability: an adaptive test or a fixed form in the terminal, and the forms there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.answering import AnswersOption, StudentArgument, next_answer, question_lines, take_in
from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, progress, tell

if TYPE_CHECKING:
    from whynext.engine.examining import Asked, Ended
    from whynext.engine.pools import Forms
    from whynext.engine.school import Engine

PANEL = "Measure"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel=PANEL)(measure)
    app.command(rich_help_panel=PANEL)(forms)


def measure(
    student: StudentArgument,
    fixed: Annotated[
        bool, typer.Option("--fixed", help="A fixed form instead of questions chosen one by one.")
    ] = False,
    answers: AnswersOption = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="End the test under way as it stands, and begin another.")
    ] = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Measure one ability of a student with calibrated items; go on where it was left.

    «whynext calibrate --publish» puts the items in force, «whynext forms --publish» the fixed forms.
    """
    from whynext.engine import examining

    with opened(school) as engine:
        if anew and examining.under_way(engine, student):
            examining.end(engine, student)
        examining.begin(engine, student, key=engine.entropy.take(8).hex(), fixed=fixed)
        asked = examining.question(engine, student)
        given = iter(answers or [])
        while not isinstance(asked, examining.Ended):
            answer, seconds = _answer(asked, given, typed=answers is None and not as_json)
            if answer is None:
                tell(as_json, _question_document(asked), *_question_lines(asked))
                return
            asked = _taken(engine, asked, answer, seconds)
    tell(
        as_json,
        {"student": asked.student, "form": asked.form, "why": asked.why, **asked.result},
        *_lines(asked),
    )


def _answer(asked: Asked, given: Iterator[str], *, typed: bool) -> tuple[str | None, float | None]:
    return next_answer(_question_lines(asked), asked.why, given, typed=typed)


def _taken(engine: Engine, asked: Asked, answer: str, seconds: float | None) -> Asked | Ended:
    """Take an answer in and return what comes next; what cannot be read is asked again."""
    from whynext.engine import examining

    student, item = asked.student, asked.item.id
    key = f"{asked.form} {asked.decision} {asked.number}"
    take_in(
        lambda given: examining.answer(engine, student, item, given, key=key, seconds=seconds),
        answer,
        seconds,
    )
    return examining.question(engine, student)


def _question_lines(asked: Asked) -> list[str]:
    return question_lines(f"{asked.number} of {asked.of}" if asked.of else str(asked.number), asked.item)


def _question_document(asked: Asked) -> dict[str, Any]:
    return {
        "student": asked.student,
        "form": asked.form,
        "asked": asked.item.id,
        "prompt": asked.item.question,
        "options": [{"id": each.id, "text": each.text} for each in asked.item.options],
        "number": asked.number,
        "of": asked.of,
        "why": asked.why,
        "decision": asked.decision,
    }


def _lines(ended: Ended) -> list[str]:
    return [f"[title]{escaped(ended.student)}[/]  {escaped(ended.result['sentence'])}", escaped(ended.why)]


def forms(
    length: Annotated[
        int,
        typer.Option("--length", metavar="N", help="Make forms of so many.", show_default=False),
    ] = 0,
    number: Annotated[int, typer.Option("--number", metavar="N", help="How many forms.")] = 2,
    cut: Annotated[float, typer.Option("--cut", help="The ability from which the test is passed.")] = 0.0,
    certainty: Annotated[
        float, typer.Option("--certainty", help="How probable it must be that it was passed, or was not.")
    ] = 0.8,
    publish: Annotated[bool, typer.Option("--publish", help="Let students take these forms.")] = False,
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who puts them in force.")] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show the parallel forms that students may take, or make others of the calibrated items (--length)."""
    from whynext.engine.pools import assembled, forms_in_force, put_forms_in_force

    if publish and not length:
        raise Refused(Problem("there is nothing to put in force", "--publish", "--length N as well"))
    with opened(school) as engine, progress("making forms"):
        with engine.store.reading() as reading:
            if length:
                made = assembled(engine, reading, length=length, number=number, cut=cut, certainty=certainty)
            else:
                made = forms_in_force(engine, reading)
        if publish:
            put_forms_in_force(engine, made, by=by)
    tell(as_json, _forms_document(made), *_forms_lines(made, published=publish or not length))


def _forms_document(made: Forms) -> dict[str, Any]:
    return {
        "bank": made.bank,
        "forms": [each.as_data() for each in made.forms],
        "unlike_information": made.unlike_information,
        "unlike_score": made.unlike_score,
        "sentence": made.sentence,
    }


def _forms_lines(made: Forms, *, published: bool) -> list[str]:
    told = [escaped(made.sentence)]
    told += [f"[title]{escaped(each.id)}[/]  {escaped(', '.join(each.items))}" for each in made.forms]
    return told + (["In force."] if published else ["Not in force: add --publish --by WHO."])
