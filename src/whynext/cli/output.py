"""What every command prints: text for people or one JSON document; problems; progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from whynext.base.errors import Problem

WIDEST = 100
"""Columns of text: longer lines are hard to read."""
FOUND = 1
"""Exit code: done, and something was found (a fault, a difference, an example that fails)."""
REFUSED = 2
"""Exit code: wrong use or refused input; nothing was changed."""


def console(*, stderr: bool = False) -> Console:
    """Return where to print; made when needed, as rich takes time to load."""
    from rich.console import Console
    from rich.theme import Theme

    styles = {"id": "cyan", "quiet": "bright_black", "good": "green", "bad": "red", "title": "bold"}
    made = Console(stderr=stderr, theme=Theme(styles), highlight=False)
    if not made.is_terminal or made.width > WIDEST:
        made.width = WIDEST
    return made


def tell(as_json: bool, document: Mapping[str, Any], *told: RenderableType) -> None:
    """Print the result of a command: one JSON document, or what is told to people.

    Parameters
    ----------
    as_json
        Whether ``--json`` was given.
    document
        The result for programs.
    told
        The result for people, one after another; text may carry rich's marks.
    """
    if as_json:
        sys.stdout.write(json.dumps(plain(document), ensure_ascii=False, indent=2, allow_nan=False) + "\n")
        return
    out = console()
    for each in told:
        out.print(each)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: instants and dates as ISO text, bytes as hexadecimal.

    Examples
    --------
    >>> plain({"day": date(2026, 9, 1), "seal": b"\\x0f", "chosen": ("a", "b")})
    {'day': '2026-09-01', 'seal': '0f', 'chosen': ['a', 'b']}
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, str | int | float) or value is None:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Iterable):
        return [plain(each) for each in value]
    return str(value)


def refuse(problems: Sequence[Problem], as_json: bool, *, heading: str = "") -> int:
    """Print what is wrong, where, what would be valid and what to do next; return the exit code.

    People read it on standard error; the JSON document goes to standard output like any other.
    """
    if as_json:
        tell(True, {"ok": False, "problems": [problem.as_dict() for problem in problems]})
        return REFUSED
    err = console(stderr=True)
    many = f"{len(problems)} things are wrong" if len(problems) > 1 else "This was refused"
    err.print(f"[bad]{heading or many}; nothing was changed.[/]")
    for problem in problems[:MOST_PROBLEMS]:
        err.print(problem_lines(problem))
    if len(problems) > MOST_PROBLEMS:
        err.print(f"  … and {len(problems) - MOST_PROBLEMS} more; --json lists them all")
    return REFUSED


MOST_PROBLEMS = 40
"""So many problems are printed for people; ``--json`` has all of them."""


def problem_lines(problem: Problem, *, mark: str = "•") -> RenderableType:
    """Return a problem as a hanging paragraph: what and where, then valid, then next."""
    from rich.table import Table
    from rich.text import Text

    what = Text(problem.what)
    if problem.where:
        what.append(f"  ({problem.where})", style="quiet")
    outer = Table.grid(padding=(0, 1))
    outer.add_column(width=2, justify="right")
    outer.add_column(overflow="fold")
    outer.add_row(mark, what)
    for name, said in (("valid:", problem.valid), ("next:", problem.next_step)):
        if said:
            outer.add_row("", Text.assemble((f"{name} ", "quiet"), said))
    return outer


def notes(problems: Sequence[Problem], most: int = 12) -> list[RenderableType]:
    """Return what was noticed and refused nothing, shortened."""
    if not problems:
        return []
    told: list[RenderableType] = [f"[quiet]Noticed ({len(problems)}):[/]"]
    told += [problem_lines(problem) for problem in problems[:most]]
    if len(problems) > most:
        told.append(f"  [quiet]… and {len(problems) - most} more; --json lists them all[/]")
    return told


def escaped(text: object) -> str:
    """Return text in which square brackets are no marks."""
    from rich.markup import escape

    return escape(str(text))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> RenderableType:
    """Return rows as a calm table: a heading, no lines between."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(Text(str(each)) for each in row))
    return made


Told = Callable[[str, int, int], None]


def _silent(_what: str, _done: int, _of: int) -> None:
    """Say nothing."""


@contextmanager
def progress(doing: str) -> Iterator[Told]:
    """Show on standard error what is being done, with a bar where a size is known; silent in a pipe.

    Yields
    ------
    Callable
        Called with what is done now, how much of it, and of how much (0 if nobody knows).
    """
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bars:
        task = bars.add_task(doing, total=None)

        def told(what: str, done: int, of: int) -> None:
            bars.update(task, description=what or doing, completed=done, total=of or None)

        yield told
