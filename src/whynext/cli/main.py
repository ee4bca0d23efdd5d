"""The program ``whynext``: all commands, and what becomes of errors."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import typer

from whynext.base.errors import Problem, Refused, Unavailable
from whynext.cli import (
    beginning,
    calibrating,
    carrying,
    deciding,
    effects,
    grouping,
    halls,
    keeping,
    looking,
    mapping,
    measuring,
    modelling,
    offers,
    outside,
    pace,
    places,
    placing,
    processes,
    scheduling,
    statuses,
    strategies,
    timetables,
)
from whynext.cli.output import refuse

app = typer.Typer(
    name="whynext",
    help="Decide what each student does next, and let anyone see why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for group in (
    beginning,
    looking,
    mapping,
    deciding,
    places,
    halls,
    offers,
    scheduling,
    timetables,
    placing,
    measuring,
    grouping,
    statuses,
    modelling,
    calibrating,
    effects,
    carrying,
    outside,
    pace,
    processes,
    keeping,
    strategies,
):
    group.add_to(app)


FAULT = 70
"""Exit code of a fault of the program itself, as sysexits has it; nothing a user gives leads to it."""
TRACEBACK = "WHYNEXT_TRACEBACK"


def run() -> None:
    """Run the program and leave with its exit code."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: 0 done, 1 something was found, 2 wrong use or refused input.

    Parameters
    ----------
    arguments
        Of the command line, without the name of the program.
    """
    as_json = "--json" in arguments
    try:
        code = typer.main.get_command(app).main(list(arguments), prog_name="whynext", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except Refused as refusal:
        return refuse(refusal.problems, as_json)
    except Unavailable as error:
        problem = Problem(str(error), kind="unavailable")
        return refuse([problem], as_json, heading="The school cannot be used now")
    except typer.TyperException as error:
        return _wrong_use(error, as_json)
    except (typer.Abort, KeyboardInterrupt):
        return refuse([Problem("stopped before it was done", kind="stopped")], as_json, heading="Stopped")
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is left of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        return refuse([Problem(what, next_step="check the path and the permissions", kind="file")], as_json)

    except Exception as error:
        return _fault(error, as_json)


def _fault(error: Exception, as_json: bool) -> int:
    """Tell of a fault of the program itself, as somebody needs it who reports it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    problem = Problem(
        f"{type(error).__name__}: {error}",
        where,
        next_step=f"report it with this line; with {TRACEBACK}=1 the whole way there is printed",
        kind="fault of the program",
    )
    refuse([problem], as_json, heading="This is a fault of the program")
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    return FAULT


_SAID = {
    r"Missing argument '(.+)'\.": r"\1 is missing",
    r"Missing option '(.+)'\.": r"\1 is missing",
    r"Got unexpected extra arguments? \((.+)\)": r"«\1» is more than it asks for",
    r"No such command '(.+?)'\.": r"there is no command «\1».",
    r"No such option: ([^\s.]+)\.?": r"there is no option \1.",
    r" \(?Possible options: (.+?)\)?$": r" Did you mean \1?",
    r"Invalid value for '(.+?)': Input should be a valid integer.*": r"\1 must be a whole number",
    r"Invalid value for '(.+?)': Input should be a valid number.*": r"\1 must be a number",
}


def _said_plainly(message: str) -> str:
    """Return what is wrong with a command line, as this program says such things.

    Examples
    --------
    >>> _said_plainly("Missing argument 'PATH'."), _said_plainly("Got unexpected extra argument (ada)")
    ('PATH is missing', '«ada» is more than it asks for')
    """
    message = message.replace("argument(s)", "arguments")
    for pattern, plainly in _SAID.items():
        message = re.sub(pattern, plainly, message)
    return message


def _wrong_use(error: typer.TyperException, as_json: bool) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "whynext"
    said = _said_plainly(getattr(error, "format_message", lambda: str(error))())
    problem = Problem(
        said.strip() or "nothing is said of what it is to do",
        next_step=f"see «{command} --help»",
        kind="wrong use",
    )
    return refuse([problem], as_json, heading="This command cannot be understood")
