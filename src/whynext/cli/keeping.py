"""Commands that look after the record: verify, rebuild."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import JsonOption, SchoolOption, opened, school_place
from whynext.cli.output import FOUND, escaped, progress, table, tell

PANEL = "Keep"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel=PANEL)(verify)
    app.command(rich_help_panel=PANEL)(rebuild)


def verify(
    export: Annotated[
        str, typer.Argument(metavar="EXPORT", help="A school or an export of a ledger.", show_default=False)
    ] = "",
    witness: Annotated[
        str,
        typer.Option(
            "--witness",
            metavar="SEQ:SEAL",
            help="A seal noted earlier, which must still be there.",
            show_default=False,
        ),
    ] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Recompute every seal of the record; exit code 1 if anything was changed, cut off or put in."""
    from whynext import bootstrap

    noted = _witness(witness)
    where = export or school_place(school)
    with progress("verifying"):
        verdict = bootstrap.verify(where, witness=noted)
    seal = verdict.seal.hex()
    document = {
        "of": where,
        "sound": verdict.sound,
        "entries": verdict.entries,
        "shredded": verdict.shredded,
        "witness": f"{verdict.entries}:{seal}",
        "faults": verdict.faults,
    }
    if verdict.sound:
        tell(
            as_json,
            document,
            f"[good]Sound:[/] {verdict.entries:,} entries of {escaped(where)}, each with its seal.",
            f"[quiet]Note this elsewhere; with --witness it proves later that nothing before it changed:[/]\n"
            f"  {verdict.entries}:{seal}",
        )
        return
    faults = [f"  [bad]•[/] {escaped(fault)}" for fault in verdict.faults[:40]]
    more = [f"  … and {len(verdict.faults) - 40} more"] if len(verdict.faults) > 40 else []
    tell(
        as_json,
        document,
        f"[bad]Not sound:[/] {len(verdict.faults)} faults in {escaped(where)}.",
        *faults,
        *more,
    )
    raise typer.Exit(FOUND)


def _witness(text: str) -> tuple[int, bytes] | None:
    """Return a sequence and its seal as noted.

    Raises
    ------
    Refused
        If it is no such note.
    """
    if not text:
        return None
    sequence, _, seal = text.partition(":")
    try:
        noted = int(sequence), bytes.fromhex(seal)
    except ValueError:
        noted = 0, b""
    if noted[0] < 1 or len(noted[1]) != 32:
        valid = "a number, a colon and 64 hexadecimal digits, as «whynext verify» prints them"
        raise Refused(Problem(f"«{text}» is no witness", "--witness", valid))
    return noted


def rebuild(school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """Derive everything again from the record and put right what differs; exit code 1 if anything did."""
    from whynext.engine.rebuild import rebuild as rebuild_it

    with opened(school) as engine, progress("deriving everything again"):
        rebuilt = rebuild_it(engine)
    document = {"same": rebuilt.same, "rows": rebuilt.rows, "differed": rebuilt.differed}
    if rebuilt.same:
        count = sum(rebuilt.rows.values())
        tell(as_json, document, f"[good]Nothing changed:[/] {count:,} rows derived again, all as they were.")
        return
    rows: list[tuple[Any, ...]] = [
        (name, f"{rebuilt.rows[name]:,}", f"{count:,}") for name, count in rebuilt.differed.items() if count
    ]
    told = "[bad]Some rows were not what the record says; they were put right.[/]"
    tell(as_json, document, told, table(("table", "rows", "differed"), rows))
    raise typer.Exit(FOUND)
