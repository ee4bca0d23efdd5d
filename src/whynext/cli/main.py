"""The program ``whynext``: all commands, and what becomes of errors."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from whynext.base.errors import Problem, Refused, Unavailable
from whynext.cli import beginning, carrying, deciding, keeping, looking, processes
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
for group in (beginning, looking, deciding, carrying, processes, keeping):
    group.add_to(app)


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
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        return refuse([Problem(what, next_step="check the path and the permissions", kind="file")], as_json)


def _wrong_use(error: typer.TyperException, as_json: bool) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "whynext"
    problem = Problem(
        getattr(error, "format_message", lambda: str(error))(),
        next_step=f"see «{command} --help»",
        kind="wrong use",
    )
    return refuse([problem], as_json, heading="This command cannot be understood")
