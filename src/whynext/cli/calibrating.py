"""Calibrating items: how hard each is, how it fits, whom it treats unlike, and on which scale."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import GroupsOption, JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, progress, tell

if TYPE_CHECKING:
    from whynext.engine.calibrating import Calibrated
    from whynext.engine.school import Engine

MOST = 10
"""So many sentences of a kind are printed for people; ``--json`` and ``--report`` have all of them."""


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel="Measure")(calibrate)


def calibrate(
    model: Annotated[str, typer.Option("--model", help="1pl, 2pl or 3pl.")] = "2pl",
    groups: GroupsOption = "",
    dif: Annotated[
        bool,
        typer.Option("--dif", help="Say which items are harder for a group at equal ability; with --groups."),
    ] = False,
    reference: Annotated[
        str,
        typer.Option(
            "--reference",
            metavar="GROUP",
            help="The group others are compared with; the largest unless named.",
            show_default=False,
        ),
    ] = "",
    link: Annotated[
        str,
        typer.Option(
            "--link",
            metavar="BANK",
            help="Bring the items onto the scale of another bank: a file that --out wrote, or «in force».",
            show_default=False,
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the item bank as JSON.", show_default=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="FILE",
            help="Write what was found as Markdown.",
            show_default=False,
        ),
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Put the bank in force: adaptive and fixed tests ask from it.")
    ] = False,
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who puts it in force.")] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Find out from the school's own answers how hard each item is, and which items mislead."""
    from whynext import bootstrap
    from whynext.engine.calibrating import calibrate as calibrate_it
    from whynext.engine.calibrating import put_bank_in_force

    if dif and not groups:
        raise Refused(Problem("no groups are named", "--dif", "--groups COLUMN"))
    if publish and not by.strip():
        raise Refused(Problem("nobody is named who puts it in force", "--publish", "--by WHO"))
    with opened(school) as engine, progress("calibrating") as told:
        made = calibrate_it(
            engine,
            model,
            groups=bootstrap.groups_named(engine, groups) if groups else None,
            reference=reference or None,
            to=_bank(engine, link) if link else None,
            progress=lambda share: told("calibrating", round(100 * share), 100),
        )
        version = put_bank_in_force(engine, made.bank, by=by) if publish else None
    for file, text in ((out, json.dumps(made.bank.as_data(), indent=1) + "\n"), (report, made.report)):
        if file is not None:
            file.write_text(text, encoding="utf-8")
    tell(as_json, {**_document(made), "in_force": version}, *_lines(made, version))


def _bank(engine: Engine, named: str) -> Any:
    from whynext.engine.calibrating import bank_of

    if named == "in force":
        return bank_of(engine, named)
    path = Path(named)
    if not path.is_file():
        raise Refused(
            Problem(f"there is no file {named}", "--link", "a file that --out wrote, or «in force»")
        )
    return bank_of(engine, path.read_text(encoding="utf-8"))


def _document(made: Calibrated) -> dict[str, Any]:
    dif = made.dif
    return {
        "bank": made.bank.as_data(),
        "fit": [_plain(each) for each in made.fits],
        "dif": None
        if dif is None
        else {
            "reference": dif.reference,
            "ability": {group: {"mean": mean, "sd": sd} for group, (mean, sd) in dif.ability.items()},
            "differences": [{**_plain(each), "flagged": each.flagged} for each in dif.differences],
            "notes": list(dif.notes),
        },
        "link": None if made.link is None else {**_plain(made.link), "sentence": made.link.sentence},
        "notes": list(made.fitted.notes),
    }


def _plain(each: Any) -> dict[str, Any]:
    return {name: getattr(each, name) for name in each.__slots__}


def _lines(made: Calibrated, version: str | None) -> list[Any]:
    bank, fitted = made.bank, made.fitted
    lines = [
        f"[title]{len(bank.items):,} items[/] from {fitted.answers:,} answers of"
        f" {fitted.students:,} students; version [id]{bank.version}[/]"
    ]
    odd = [each.sentence for each in made.fits if not each.fits]
    if made.fits:
        lines.append(
            f"{len(odd)} of them do not behave as their curve says:"
            if odd
            else "All behave as their curves say."
        )
        lines += _some(odd)
    if made.dif is not None:
        found = [each.sentence for each in made.dif.flagged]
        against = f"compared with {escaped(made.dif.reference)}, at equal ability"
        compared = len(made.dif.differences)
        lines.append(
            f"{len(found)} of {compared:,} comparisons to look at, {against}:"
            if found
            else f"Of {compared:,} comparisons none shows an item that is harder for a group {against}."
        )
        lines += _some(found) + _some(made.dif.notes)
    if made.link is not None:
        lines.append(escaped(made.link.sentence))
    lines += [f"• {escaped(note)}" for note in fitted.notes]
    return lines + ([f"In force: the bank [id]{version}[/]."] if version else [])


def _some(sentences: Any) -> list[str]:
    told = [f"• {escaped(each)}" for each in sentences[:MOST]]
    return told + (
        [f"and {len(sentences) - MOST} more; --json lists them all"] if len(sentences) > MOST else []
    )
