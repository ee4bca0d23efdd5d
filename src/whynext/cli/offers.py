"""Commands about offers of places: what is to be expected before they are made, and what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, table, tell
from whynext.cli.places import ProcessArgument, RunOption, group, percent

if TYPE_CHECKING:
    from whynext.engine.offers import Effect, Estimate, Forecast, Shown


def add_to(_app: typer.Typer) -> None:
    """Add the commands to those about places, which the program has."""
    group.command("forecast")(forecast)
    group.command("effect")(effect)


def forecast(
    process: Annotated[str, typer.Argument(metavar="PROCESS", help="Published, a file, or handbook/NAME.")],
    take_up: Annotated[
        float | None,
        typer.Option("--take-up", metavar="SHARE", min=0, max=1, help="The share of those offered who come."),
    ] = None,
    seen: Annotated[
        int | None,
        typer.Option("--of", metavar="N", min=1, help="On so many offers the share rests; else it is exact."),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another value of a parameter, such as seats=120."),
    ] = None,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say before anything is offered who could have a place, why others cannot, and how many will come.

    Nothing is drawn for anybody and nothing is written.
    """
    from whynext.cli.named import named, with_values
    from whynext.engine import offers

    rate = None if take_up is None else offers.Rate(take_up, seen)
    with opened(school) as engine:
        found = offers.forecast(engine, with_values(named(engine, process), values), rate)
    document = {"prospect": found.prospect, "coming": found.coming, "advised": found.advised}
    tell(as_json, {"process": process, **document}, *_foreseen(found))


def _foreseen(found: Forecast) -> list[Any]:
    some = found.prospect
    told: list[Any] = [
        f"[title]{some.eligible:,} of {some.students:,} students[/] could have one of {some.seats:,} places;"
        f" {some.offers:,} would be offered one now."
    ]
    if some.unknown:
        told.append(f"Of {some.unknown:,} too little is known.")
    against = [(says, count, some.only[says]) for says, count in some.refused.items() if count]
    if against:
        heads = ("why nothing is left for a student", "students", "for this alone")
        told.append(table(heads, [(says, f"{all_:,}", f"{alone:,}") for says, all_, alone in against]))
    if some.options:
        of_options = ("", "places", "could come", "and at no other", "would be given")
        told.append(table(of_options, [_option(found, each) for each in some.options]))
    return [*told, *_coming(found)]


def _option(found: Forecast, each: Any) -> tuple[str, ...]:
    numbers = (each.seats, each.eligible, each.only_here, each.given)
    return found.titles.get(each.option, each.option), *(f"{number:,}" for number in numbers)


def _coming(found: Forecast) -> list[str]:
    if found.coming is None:
        return []
    coming = found.coming
    return [
        f"Of {coming.offers:,} offers about [title]{coming.expected:.0f}[/] will be taken up, in nine of ten"
        f" cases {coming.low:,} to {coming.high:,}. Up to {found.advised:,} offers can be made with"
        " one chance in twenty that more come than there are places."
    ]


def effect(
    process: ProcessArgument,
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="NAME", help="The number recorded since that is compared.")
    ],
    sessions: Annotated[
        str,
        typer.Option("--sessions", metavar="NAME", help="At how many sessions a student was, as in report."),
    ] = "",
    before: Annotated[
        str,
        typer.Option("--before", metavar="NAME", help="The same as the outcome, from before the draw."),
    ] = "",
    dose: Annotated[
        bool, typer.Option("--dose", help="The effect of every session, not of coming at all.")
    ] = False,
    run: RunOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say what being offered a place did, and what coming did, by comparing those drawn with those not drawn.

    Only a lottery can be told from: whoever was not drawn is like whoever was, but for the offer.
    """
    from whynext.engine import offers, places

    with opened(school) as engine:
        given = places.given_places(engine, process, run)
        shown = offers.effect_of(engine, given, outcome, sessions=sessions, before=before, dose=dose)
    document = {
        "process": process,
        "run": given.run,
        "outcome": outcome,
        "effect": shown.effect,
        "is_weak": shown.effect.is_weak,
        "missing": {"offered": shown.missing[0], "others": shown.missing[1]},
    }
    tell(as_json, document, *_shown(shown, outcome, dose))


def _shown(shown: Shown, outcome: str, dose: bool) -> list[Any]:
    found = shown.effect
    more = f"brought {found.coming.value:.1f} sessions more each" if dose else _more(found)
    rows = [
        ("of the offer", *_estimate(found, found.offer)),
        ("of each session" if dose else "of coming", *_estimate(found, found.attendance)),
    ]
    told: list[Any] = [
        f"[title]{found.offered:,} offered a place[/] against {found.others:,} others, by {escaped(outcome)};"
        f" the offer {more}.",
        table(("effect", "", "95 % interval", "in standard deviations"), rows),
    ]
    if found.is_weak:
        told.append("[bad]Too few came because of the offer: the effect of coming is not to be trusted.[/]")
    if found.left_out:
        told.append(f"{found.left_out:,} are left out who were sure of a place, or had no chance of one.")
    if sum(shown.missing):
        told.append(
            f"No outcome is recorded of {shown.missing[0]:,} offered a place and {shown.missing[1]:,} others:"
            " if they are not like the rest, neither is the effect."
        )
    return told


def _more(found: Effect) -> str:
    return f"raised the share of those who came by {percent(found.coming.value)}"


def _estimate(found: Effect, each: Estimate) -> tuple[str, str, str]:
    spreads = f"{each.value / found.spread:+.2f}" if found.spread > 0 else ""
    return f"{each.value:+.3g}", f"{each.low:+.3g} to {each.high:+.3g}", spreads
