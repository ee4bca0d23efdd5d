"""Commands about how students work: what was read from their steps, and putting it right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, tell

if TYPE_CHECKING:
    from whynext.engine.respond import Feedback
    from whynext.engine.strategy_corrections import Shown

group = typer.Typer(help="How students work, read from the steps of their answers.", no_args_is_help=True)
_MOST_BYTES = 1_000_000


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(group, name="strategy", rich_help_panel="Measure")


@group.command("list")
def list_(
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The id of a student.")],
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """List how a student worked, the latest answer first, with how sure that is and who says so."""
    from whynext.engine.strategy_corrections import readings_of

    with opened(school) as engine:
        found = readings_of(engine, student)
        with engine.store.reading() as reading:
            timezone = reading.school().timezone
    document = {"student": student, "answers": [_document(each) for each in found]}
    told = [_line(each, timezone) for each in found]
    none = "None of the answers came with their steps. Next: whynext answer ... --steps FILE"
    tell(as_json, document, *(told or [none]))


def _document(shown: Shown) -> dict[str, Any]:
    return {name: getattr(shown, name) for name in type(shown).__slots__}


def _line(shown: Shown, timezone: str) -> str:
    from whynext.cli.figures import instant_said

    mark = "[good]right[/]" if shown.correct else "[bad]wrong[/]"
    who = "" if shown.by.startswith("recogniser") else f" (says {escaped(shown.by)})"
    when = f"[quiet]{instant_said(shown.at, timezone)}, entry {shown.answer}[/]"
    return f"{escaped(shown.task)}, {mark}: {escaped(_said(shown))}{who}  {when}"


def _said(shown: Shown) -> str:
    if shown.strategy is None:
        return "it cannot be told how"
    sure = f"{shown.name} ({shown.strategy})"
    if shown.by.startswith("recogniser"):
        sure += f", {_percent(shown.probability)} sure"
    if shown.mistaken:
        return f"{sure}; that goes wrong"
    return sure if shown.efficient else f"{sure}; «{shown.aim}» would suit it better"


@group.command()
def correct(
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The id of a student.")],
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The ledger entry, as the list shows it.")],
    strategy: Annotated[str, typer.Argument(metavar="STRATEGY", help="How it was done; or «unknown».")],
    role: Annotated[str, typer.Option("--as", metavar="ROLE", help="Role towards the student.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="PERSON", help="The person's id.")] = "",
    because: Annotated[str, typer.Option("--because", help="What you saw.")] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say how a student really worked; it counts from now on, and what was read first stays on record."""
    from whynext.engine.strategy_corrections import correct as correct_now
    from whynext.engine.tick import attend

    with opened(school) as engine:
        made = correct_now(engine, student, entry, strategy, role=role, person=by, because=because)
        followed = attend(engine)
    document = {
        "task": made.task,
        "before": made.before,
        "after": made.after,
        "resent": made.resent,
        "woken": list(made.woken),
        "decided": followed.decided,
        "ledger_entry": made.sequence,
    }
    if made.resent:
        tell(as_json, document, "This was taken in before; nothing was changed.")
        return
    change = f"{escaped(made.task)}: «{made.after or 'unknown'}» instead of «{made.before or 'unknown'}»."
    tell(as_json, document, change, *[f"Decided at once: {each}" for each in followed.decided])


def _percent(probability: float) -> str:
    """Return a probability in percent; nothing is ever wholly sure.

    Examples
    --------
    >>> _percent(0.97), _percent(0.9999)
    ('97%', 'over 99%')
    """
    return "over 99%" if probability >= 0.995 else f"{probability:.0%}"


# The steps of an answer -------------------------------------------------------------------------------------


def steps_of(file: Path) -> Any:
    """Return the steps that a file or the standard input holds, as data."""
    from whynext.engine.strategies import parse_steps

    if str(file) == "-":
        return parse_steps(sys.stdin.read(_MOST_BYTES), "standard input")
    with file.open("rb") as opened_file:
        text = opened_file.read(_MOST_BYTES).decode("utf-8-sig", errors="replace")
    return parse_steps(text, file.name)


def worked_document(feedback: Feedback) -> dict[str, Any] | None:
    """Return how an answer was worked out as data; None if it came without steps."""
    if feedback.worked is None:
        return None
    reading = feedback.worked.reading
    return {
        "problem": str(feedback.worked.trace.problem),
        "strategy": reading.strategy,
        "probability": reading.probability,
        "efficient": reading.efficient,
        "mistaken": reading.mistaken,
        "aim": reading.aim,
        "ranked": [list(each) for each in reading.ranked],
    }


def worked_lines(feedback: Feedback) -> list[str]:
    """Return how an answer was worked out, for people."""
    if feedback.worked is None:
        return []
    reading = feedback.worked.reading
    if reading.strategy is None:
        likeliest = f" (the likeliest is «{reading.ranked[0][0]}»)" if reading.ranked else ""
        return [f"How it was worked out cannot be told{escaped(likeliest)}."]
    said = f"Worked out by «{reading.strategy}», {_percent(reading.probability)} sure"
    if reading.mistaken:
        return [f"{escaped(said)}: a way that goes wrong by a rule."]
    suits = "suits the numbers" if reading.efficient else f"has a better one here: «{reading.aim}»"
    return [f"{escaped(said)}: a way that {escaped(suits)}."]
