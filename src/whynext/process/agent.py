"""Agents: who proposes, decides, approves or may override, in order, and where a decision stands.

A person's act and an algorithm's are of one type. Where a decision stands is derived from its agents,
what the run chose, and the acts recorded since; nothing else is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from whynext.base.clock import instant_of, school_date
from whynext.base.errors import Problem, Refused, listed
from whynext.process.expression import Expression

ALGORITHM = "algorithm"
ROLES = (
    ALGORITHM,
    "student",
    "teacher",
    "mentor",
    "advisor",
    "counsellor",
    "family",
    "leader",
    "coordinator",
)
"""Who can be an agent."""

_CLOCK = re.compile(r"^(\d{2}):(\d{2})\Z", re.ASCII)
_SPAN = re.compile(r"^([1-9]\d{0,2}) (hour|day|week)s?\Z", re.ASCII)


class Does(StrEnum):
    """What an agent does with a decision."""

    PROPOSES = "proposes"
    DECIDES = "decides"
    APPROVES = "approves"
    MAY_OVERRIDE = "may_override"
    IS_INFORMED = "is_informed"


class Silence(StrEnum):
    """What an agent's silence means when the deadline has passed."""

    STANDS = "stands"
    LAPSES = "lapses"
    ESCALATES = "escalates"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time of day or a span after the decision was made.

    A time of day ("07:30") is the last one before noon of the day that is decided for: a decision of Friday
    afternoon for Monday can be changed until Monday morning. If there is none, it is the next one.
    """

    text: str

    def after(self, made: datetime, where: ZoneInfo, day: date | None = None) -> datetime:
        """Return the instant of the deadline of a decision made at `made` for a day."""
        clock = _CLOCK.match(self.text)
        if clock:
            at, on = time(int(clock[1]), int(clock[2])), school_date(made, where)
            today = instant_of(on, at, where)
            following = today if today > made else instant_of(on + timedelta(days=1), at, where)
            if day is None:
                return following
            last = instant_of(day if at < _NOON else day - timedelta(days=1), at, where)
            return max(last, following)
        span = _SPAN.match(self.text)
        if span is None:
            raise Refused(f"«{self.text}» is no deadline")
        if span[2] == "hour":
            return made + timedelta(hours=int(span[1]))
        days = int(span[1]) * (7 if span[2] == "week" else 1)
        local = made.astimezone(where)
        return instant_of(local.date() + timedelta(days=days), local.time().replace(tzinfo=None), where)


_NOON = time(12)


def parse_deadline(text: str, where: str = "") -> tuple[Deadline | None, list[Problem]]:
    """Read a deadline."""
    clock = _CLOCK.match(text)
    if (clock and int(clock[1]) < 24 and int(clock[2]) < 60) or _SPAN.match(text):
        return Deadline(text), []
    return None, [
        Problem(f"«{text}» is no deadline", where, 'a time "07:30" or a span "3 hours", "2 days", "1 week"')
    ]


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent of a process.

    Parameters
    ----------
    who
        One of :data:`ROLES`.
    does
        What it does.
    among
        Of how many options, best first, a deciding person chooses; None for all that were kept.
    when
        A rule over what is known of the student; the agent acts only if it is true.
    until
        The deadline; None if there is none.
    silence
        What silence means at the deadline.
    """

    who: str
    does: Does
    among: int | None = None
    when: Expression | None = None
    until: Deadline | None = None
    silence: Silence = Silence.STANDS

    @property
    def is_person(self) -> bool:
        """Whether it is a person."""
        return self.who != ALGORITHM

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "who": self.who,
            "does": self.does.value,
            "among": self.among,
            "when": self.when.text if self.when else None,
            "until": self.until.text if self.until else None,
            "silence": self.silence.value,
        }


class Acted(StrEnum):
    """What a person did with a decision."""

    CHOSE = "chose"
    APPROVED = "approved"
    DECLINED = "declined"
    OVERRODE = "overrode"
    CARRIED_OUT = "carried out"
    SHOWN = "shown"
    CONTESTED = "contested"


CONCERNED = ("student", "family")
"""Whom a decision is about: they may see it with its reasons, and object."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person upon a decision, as recorded.

    `role` is what the person is to this student, `chosen` the options it puts in force (empty where the act
    carries none), `reason` why, in the person's words.
    """

    did: Acted
    role: str
    person: str
    at: datetime
    chosen: tuple[str, ...] = ()
    reason: str = ""


class State(StrEnum):
    """Where a decision stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in force"
    ASKS = "asks"
    OVERRIDDEN = "overridden"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ESCALATED = "escalated"
    CARRIED_OUT = "carried out"
    SUPERSEDED = "superseded"  # a later decision took its place, after a person changed what it built on
    PASSED_ON = "passed on"  # to another process, whose decision names this one as its parent


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a decision stands.

    Parameters
    ----------
    state
        Its state.
    chosen
        What is chosen now.
    by
        Who made that choice: "algorithm" or "role person".
    waiting_for
        The role that is to act next, empty if nobody.
    until
        Until when.
    """

    state: State
    chosen: tuple[str, ...]
    by: str
    waiting_for: str = ""
    until: datetime | None = None


def standing(
    agents: Sequence[Agent],
    chosen: tuple[str, ...],
    asks: str,
    acts: Sequence[Act],
    made: datetime,
    now: datetime,
    where: ZoneInfo,
    day: date | None = None,
) -> Standing:
    """Return where a decision stands at `now`.

    Parameters
    ----------
    agents
        Those that act for this student, in order.
    chosen
        What the run chose.
    asks
        The role the run turned to because it could not decide; empty if it could.
    acts
        What persons did since, in order.
    made
        When the run decided.
    now
        The present.
    where
        The school's time zone.
    day
        The school day that was decided for, for deadlines.
    """
    past = [act for act in acts if act.at <= now]
    done = any(act.did is Acted.CARRIED_OUT for act in past)
    result = _asked(asks, past) if asks else _in_order(agents, chosen, past, made, now, where, day)
    for act in past:
        if act.did is Acted.OVERRODE and (act.role == asks or _is_in_time(agents, act, made, where, day)):
            result = Standing(State.OVERRIDDEN, act.chosen, f"{act.role} {act.person}".strip())
    if done and result.state in (State.IN_FORCE, State.OVERRIDDEN):
        return Standing(State.CARRIED_OUT, result.chosen, result.by)
    return result


def _is_in_time(agents: Sequence[Agent], act: Act, made: datetime, where: ZoneInfo, day: date | None) -> bool:
    """Tell whether an override came from one who may, before the time to override ended."""
    return any(
        agent.until is None or act.at < agent.until.after(made, where, day)
        for agent in agents
        if agent.does is Does.MAY_OVERRIDE and agent.who == act.role
    )


def _asked(who: str, acts: Sequence[Act]) -> Standing:
    for act in acts:
        if act.did in (Acted.CHOSE, Acted.OVERRODE) and act.role == who:
            return Standing(State.IN_FORCE, act.chosen, f"{act.role} {act.person}".strip())
    return Standing(State.ASKS, (), ALGORITHM, waiting_for=who)


def _in_order(
    agents: Sequence[Agent],
    chosen: tuple[str, ...],
    acts: Sequence[Act],
    made: datetime,
    now: datetime,
    where: ZoneInfo,
    day: date | None,
) -> Standing:
    now_is, settled_by = Standing(State.PROPOSED, chosen, ALGORITHM), ""
    for place, agent in enumerate(agents):
        until = agent.until.after(made, where, day) if agent.until else None
        if agent.does is Does.MAY_OVERRIDE and now_is.state is State.IN_FORCE and until and now < until:
            now_is = Standing(now_is.state, now_is.chosen, now_is.by, now_is.waiting_for, until)
        if agent.does not in (Does.DECIDES, Does.APPROVES) or agent.who == settled_by:
            continue
        if not agent.is_person:
            now_is = Standing(State.IN_FORCE, now_is.chosen, ALGORITHM)
            continue
        act = _act_of(agent, acts, until)
        if act is None and until is not None and now >= until:
            now_is = _silent(agent, agents[place + 1 :], acts, until, now_is)
            # Whom it escalated to has spoken for it, and need not speak again as a later agent.
            settled_by = now_is.by.split(" ")[0] if agent.silence is Silence.ESCALATES else settled_by
        elif act is None:
            return Standing(State.PROPOSED, now_is.chosen, now_is.by, agent.who, until)
        else:
            now_is = _acted(act, now_is)
        if now_is.state is not State.IN_FORCE:
            return now_is
    return now_is


def _act_of(agent: Agent, acts: Sequence[Act], until: datetime | None) -> Act | None:
    wanted = (Acted.CHOSE,) if agent.does is Does.DECIDES else (Acted.APPROVED, Acted.DECLINED)
    for act in acts:
        if act.role == agent.who and act.did in wanted and (until is None or act.at < until):
            return act
    return None


def _acted(act: Act, before: Standing) -> Standing:
    by = f"{act.role} {act.person}".strip()
    if act.did is Acted.DECLINED:
        return Standing(State.DECLINED, (), by)
    return Standing(State.IN_FORCE, act.chosen or before.chosen, by)


def _silent(
    agent: Agent, later: Sequence[Agent], acts: Sequence[Act], until: datetime, before: Standing
) -> Standing:
    if agent.silence is Silence.STANDS:
        return Standing(State.IN_FORCE, before.chosen, before.by)
    if agent.silence is Silence.LAPSES:
        return Standing(State.LAPSED, (), before.by)
    person = next(
        (other.who for other in later if other.is_person and other.does is not Does.IS_INFORMED), "leader"
    )
    answers = (Acted.CHOSE, Acted.APPROVED, Acted.DECLINED)
    for act in acts:
        if act.role == person and act.did in answers and act.at >= until:
            return _acted(act, before)
    return Standing(State.ESCALATED, before.chosen, before.by, person)


def may_act(
    agents: Sequence[Agent],
    asks: str,
    present: Standing,
    act: Act,
    made: datetime,
    where: ZoneInfo,
    offered: Sequence[str],
    considered: Sequence[str],
    day: date | None = None,
) -> list[Problem]:
    """Return what speaks against an act; nothing if it may be recorded.

    Parameters
    ----------
    agents
        Those that act for this student.
    asks
        The role the run turned to, if any.
    present
        Where the decision stands now.
    act
        What a person wants to do.
    made
        When the run decided.
    where
        The school's time zone.
    offered
        The options that no rule refused, best first.
    considered
        All options of the run; a person who may override can take a refused one, with a reason.
    day
        The school day that was decided for, for deadlines.
    """
    problems: list[Problem] = []
    if act.did in (Acted.SHOWN, Acted.CONTESTED):
        return _may_object(act)
    if present.state in (State.CARRIED_OUT, State.LAPSED, State.SUPERSEDED):
        return [Problem(f"this decision is {present.state} and can no longer be changed")]
    if act.did is Acted.CARRIED_OUT:
        fit = present.state in (State.IN_FORCE, State.OVERRIDDEN)
        return [] if fit else [Problem(f"only what is in force can be carried out; this is {present.state}")]
    if act.did is Acted.OVERRODE:
        problems += _may_override(agents, asks, act, made, where, day)
    elif act.role != present.waiting_for:
        waiting = f"it waits for {present.waiting_for}" if present.waiting_for else "it waits for nobody"
        problems.append(
            Problem(
                f"the {act.role} cannot act now: {waiting}", valid="override, where the process allows it"
            )
        )
    else:
        problems += _may_answer_so(agents, present, act)
    if act.did in (Acted.CHOSE, Acted.OVERRODE):
        problems += _may_choose(agents, asks, act, offered, considered)
    return problems


_ANSWERS = {Does.DECIDES: (Acted.CHOSE,), Does.APPROVES: (Acted.APPROVED, Acted.DECLINED)}


def _may_answer_so(agents: Sequence[Agent], present: Standing, act: Act) -> list[Problem]:
    """Return a problem if what it waits for is another kind of act."""
    fit: set[Acted] = {Acted.CHOSE}
    if present.state is State.ESCALATED:
        fit = {Acted.CHOSE, Acted.APPROVED, Acted.DECLINED}
    elif present.state is State.PROPOSED:
        roles = [agent.does for agent in agents if agent.who == act.role]
        fit = {answer for does in roles for answer in _ANSWERS.get(does, ())}
    if act.did in fit:
        return []
    return [
        Problem(f"this waits for {act.role}, but «{act.did}» is no answer to it", valid=listed(sorted(fit)))
    ]


def _may_object(act: Act) -> list[Problem]:
    if act.role not in CONCERNED:
        what = "is not shown it, but" if act.did is Acted.SHOWN else "does not object but"
        return [Problem(f"{act.role} {what} may override", valid=listed(CONCERNED))]
    if act.did is Acted.CONTESTED and not act.reason.strip():
        return [Problem("an objection needs a reason", next_step="say why in a few words")]
    return []


def _may_override(
    agents: Sequence[Agent], asks: str, act: Act, made: datetime, where: ZoneInfo, day: date | None
) -> list[Problem]:
    entitled = [agent for agent in agents if agent.does is Does.MAY_OVERRIDE and agent.who == act.role]
    if not entitled and act.role != asks:
        roles = [agent.who for agent in agents if agent.does is Does.MAY_OVERRIDE]
        return [Problem(f"{act.role} may not override this decision", valid=listed(roles) or "nobody may")]
    problems = []
    for agent in entitled:
        until = agent.until.after(made, where, day) if agent.until else None
        if until is not None and act.at >= until:
            said = until.astimezone(where).strftime("%Y-%m-%d %H:%M")
            problems.append(Problem(f"the time to override ended on {said}"))
    if not act.reason.strip():
        problems.append(Problem("an override needs a reason", next_step="say why in a few words"))
    return problems


def _may_choose(
    agents: Sequence[Agent], asks: str, act: Act, offered: Sequence[str], considered: Sequence[str]
) -> list[Problem]:
    if not act.chosen:
        return [Problem("nothing was chosen", valid=listed(offered))]
    if act.did is Acted.OVERRODE or act.role == asks:
        open_to = list(considered)
    else:
        among = next((a.among for a in agents if a.who == act.role and a.does is Does.DECIDES), None)
        open_to = list(offered[:among] if among else offered)
    if len(set(act.chosen)) < len(act.chosen):
        return [Problem("an option was chosen twice", valid="each option once")]
    return [
        Problem(f"«{option}» is not among what can be chosen here", valid=listed(open_to))
        for option in act.chosen
        if option not in open_to
    ]
