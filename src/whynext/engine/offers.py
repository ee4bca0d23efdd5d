"""Offers of places: what is to be expected before they are made, and what they did, told from the draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whynext.base.errors import Problem, Refused
from whynext.engine.inspect import observe_now
from whynext.engine.places import Given, attended_of, chances_of, draw_of, recorded_numbers, refuse_other
from whynext.engine.school import Engine
from whynext.engine.titles import titles
from whynext.planning.allocation.effect import Effect as Effect
from whynext.planning.allocation.effect import Estimate as Estimate
from whynext.planning.allocation.effect import effect
from whynext.planning.allocation.uptake import Prospect, TakeUp, offers_for, prospect, take_up
from whynext.planning.allocation.uptake import Rate as Rate
from whynext.process.definition import Definition
from whynext.process.run import judge


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a draw now would come to; nothing is offered and nothing is written.

    Parameters
    ----------
    prospect
        Who could have a place, why others cannot, and what would be offered.
    coming
        How many of those offers will be taken up; None where no rate is given.
    advised
        So many offers can be made with hardly ever more coming than there are places; None likewise.
    titles
        Of the options.
    """

    prospect: Prospect
    coming: TakeUp | None
    advised: int | None
    titles: Mapping[str, str]


def forecast(engine: Engine, definition: Definition, rate: Rate | None = None) -> Forecast:
    """Return what a process that gives places would come to now.

    Raises
    ------
    Refused
        If the process gives no places.
    """
    refuse_other(definition)
    observed, seed = observe_now(engine, definition)
    frame, decisions = judge(definition, observed, seed)
    found = prospect(definition, frame, decisions)
    with engine.store.reading() as reading:
        options = [each.option for each in found.options]
        called = titles(reading, engine.catalogue, definition, options, None)
    if rate is None:
        return Forecast(found, None, None, called)
    advised = offers_for(found.seats, rate, max(found.eligible, found.seats))
    return Forecast(found, take_up(found.offers, rate), advised, called)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a draw shows of an outcome.

    Parameters
    ----------
    effect
        The effect of the offer and of coming.
    missing
        Who was in the draw and has no outcome, of those offered a place and of the others.
    """

    effect: Effect
    missing: tuple[int, int]


def effect_of(
    engine: Engine, given: Given, outcome: str, *, sessions: str = "", before: str = "", dose: bool = False
) -> Shown:
    """Return what a draw shows: the effect of an offer and that of coming on a number recorded since.

    Parameters
    ----------
    outcome
        The name under which the number is recorded.
    sessions
        How it is known at how many sessions a student was; see :func:`whynext.engine.places.report`.
    before
        The name of a number recorded from before the draw; none if empty. Who has none counts as average.
    dose
        Whether the effect is of every session instead of having come at all.

    Raises
    ------
    Refused
        If nothing was drawn, or too few are left to compare.
    NotFound
        If nothing is recorded under a name.
    """
    drawn = {each.student: each.place for each in draw_of(given)}
    chances = {student: chance for (student, _), chance in chances_of(given).items()}
    if not chances:
        what = f"«{given.definition.id}» gives several places each, and nobody knows the chance to get any"
        raise Refused(Problem(what, valid="a lottery, or a matching that gives one place each"))
    after = recorded_numbers(engine, outcome)
    attended = attended_of(engine, given.decisions, sessions) or {}
    earlier = recorded_numbers(engine, before) if before else {}
    average = sum(earlier.values()) / len(earlier) if earlier else 0.0
    counted = [each for each in drawn if each in after and each in chances]
    came = [attended.get(each, 0.0) for each in counted]
    found = effect(
        [after[each] for each in counted],
        [drawn[each] for each in counted],
        came if dose else [float(each > 0) for each in came],
        chance=[chances[each] for each in counted],
        before=[earlier.get(each, average) for each in counted] if before else None,
    )
    lost = [drawn[each] for each in drawn if each in chances and each not in after]
    return Shown(found, (sum(lost), len(lost) - sum(lost)))
