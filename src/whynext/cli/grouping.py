"""Groups that a process has made: how each is composed against the whole, who moved, until when they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, table, tell

if TYPE_CHECKING:
    from whynext.engine.grouping import Group, Groups, Measure

groups = typer.Typer(no_args_is_help=True, help="Groups that a process has made.")


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(groups, name="groups", rich_help_panel="Look")


@groups.callback()
def _of_groups() -> None:
    """Groups that a process has made."""


@groups.command()
def show(
    process: Annotated[str, typer.Argument(metavar="PROCESS", help="The id of a process, as published.")],
    given: Annotated[
        str, typer.Option(help="For what the groups are, where it decides for something.", show_default=False)
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="Count subgroups: section, grade, or a word recorded of students.",
            show_default=False,
        ),
    ] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say how the groups of a process are composed: size, span and mix of each, against the whole."""
    from whynext.engine.grouping import groups_now

    with opened(school) as engine:
        found = groups_now(engine, process, given=given or None, by=by)
    tell(as_json, document(found), *lines(found))


def document(found: Groups) -> dict[str, Any]:
    """Return groups as data."""
    return {
        "process": found.process,
        "version": found.version,
        "given": found.given,
        "run": found.run,
        "day": found.day,
        "whole": found.composed.whole,
        "groups": [{**_data(each), "expired": each.expired(found.today)} for each in found.composed.groups],
        "missed": [
            {"goal": measure.goal, "of": measure.of, "what": measure.what, "share": share}
            for measure, share in zip(found.composed.whole.measures, found.composed.missed, strict=True)
        ],
        "worth": found.worth,
        "bound": found.bound,
        "moves": list(found.composed.moves),
        "new": list(found.composed.new),
        "broken": list(found.composed.broken),
        "without": list(found.without),
        "impossible": list(found.impossible),
    }


def _data(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "size": len(group.students),
        "students": list(group.students),
        "measures": list(group.measures),
        "subgroups": dict(group.subgroups),
        "days": group.days,
        "until": group.until,
    }


def lines(found: Groups) -> Iterator[Any]:
    """Yield how groups are composed, for people."""
    about = f" for «{escaped(found.given)}»" if found.given else ""
    count, held = len(found.composed.whole.students), len(found.composed.groups)
    yield (
        f"[title]{escaped(found.title)}[/]{about}, from {found.day.isoformat()}: "
        f"{count} students in {held} groups"
    )
    if found.impossible:
        yield "[bad]There are no groups that keep every bound.[/]"
        yield from (f"• {escaped(each)}" for each in found.impossible)
    if found.composed.groups:
        yield table(
            _heads(found), (_row(each, found) for each in [*found.composed.groups, found.composed.whole])
        )
        yield from _served(found)
        yield from _proved(found)
    yield from _changes(found)
    for each in found.composed.broken:
        allowed = f"{each.allowed:g} {'at least' if each.what == 'smallest' else 'at most'}"
        about = "students" if each.what in ("smallest", "largest") else f"in {escaped(each.what)}"
        yield f"[bad]{escaped(each.group)}: {each.now:g} {about}, and {allowed} was asked for.[/]"
    expired = [each.name for each in found.composed.groups if each.expired(found.today)]
    if expired:
        yield f"[bad]Past the day until which they hold: {escaped(', '.join(expired))}.[/] Make groups anew."
    if found.without:
        yield f"In no group, a person is asked: {escaped(_names(found, found.without))}."


def _heads(found: Groups) -> list[str]:
    measures = [f"{each.what} ({each.goal})" for each in found.composed.whole.measures if each.goal != "stay"]
    subgroups = ["subgroups"] if found.composed.whole.subgroups else []
    return ["group", "students", *measures, *subgroups, "days", "until"]


def _row(group: Group, found: Groups) -> list[str]:
    measures = [_measured(each) for each in group.measures if each.goal != "stay"]
    counted = ", ".join(f"{count} {word}" for word, count in group.subgroups.items())
    subgroups = [counted] if found.composed.whole.subgroups else []
    days = "" if group.days is None else str(group.days)
    until = group.until.isoformat() if group.until is not None and group.name else ""
    return [group.name or "the whole", str(len(group.students)), *measures, *subgroups, days, until]


def _measured(measure: Measure) -> str:
    """Return a measure in a few words.

    Examples
    --------
    >>> from whynext.engine.grouping import Measure
    >>> _measured(Measure("grade", "grade", "alike", 2.0, 4.0, 3.25, {}))
    '2 to 4, mean 3.25'
    >>> _measured(Measure("next", "next", "alike", None, None, None, {"add": 3, "count": 1}))
    '3 add, 1 count'
    """
    if measure.low is not None:
        return f"{measure.low:.4g} to {measure.high:.4g}, mean {measure.middle:.4g}"
    told = [f"{count} {word}" for word, count in list(measure.kinds.items())[:3]]
    more = len(measure.kinds) - 3
    return ", ".join([*told, *([f"{more} more kinds"] if more > 0 else [])])


def _served(found: Groups) -> Iterator[str]:
    """Yield how far what is wanted of groups is served."""
    for measure, share in zip(found.composed.whole.measures, found.composed.missed, strict=True):
        percent = f"{100.0 * share:.0f} in 100"
        if measure.goal == "alike":
            yield f"• of what differs in {escaped(measure.what)}, {percent} lies within groups (0: alike)"
        elif measure.goal == "mixed":
            yield f"• of what differs in {escaped(measure.what)}, {percent} lies between groups (0: mixed)"
        else:
            yield f"• of those who were in a group that counts, {percent} are now in another"


def _proved(found: Groups) -> Iterator[str]:
    """Yield how far from the best the groups can be, as they were made."""
    if found.worth is None or found.bound is None:
        return
    more, count = found.bound - found.worth, len(found.composed.whole.students)
    if more <= 1e-3:
        yield "It is proved that no groups of these students could serve this better, all together."
    else:
        yield (
            f"Other groups of these students could be worth {more:.3g} points more at most, all together: "
            f"{more / count:.2g} for each student."
        )


def _changes(found: Groups) -> Iterator[str]:
    moves = found.composed.moves
    if moves:
        told = [
            f"{found.names.get(each.student, each.student)} ({each.before} → {each.after})"
            for each in moves[:12]
        ]
        more = f" and {len(moves) - 12} more" if len(moves) > 12 else ""
        yield f"Moved since the groups before: {escaped(', '.join(told))}{more}."
    if found.composed.new and len(found.composed.new) < len(found.composed.whole.students):
        yield f"In a group for the first time: {escaped(_names(found, found.composed.new))}."


def _names(found: Groups, students: tuple[str, ...]) -> str:
    told = [found.names.get(each, each) for each in students[:12]]
    return ", ".join([*told, *([f"{len(students) - 12} more"] if len(students) > 12 else [])])
