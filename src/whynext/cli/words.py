"""Decisions in plain sentences, for a teacher: what was decided, why, why not, and what would change it.

Everything here is pure: what the engine explains goes in, lines come out. A line knows how far it is
indented and how it is to look; whoever prints decides how.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whynext.cli.figures import (
    counted,
    day_said,
    figure,
    figures,
    information_of,
    instant_said,
    label,
    meaning,
    number_said,
    quoted,
    until_said,
    value_said,
    who_said,
)
from whynext.engine.inspect import Explained, ExplainedNot, Refusals
from whynext.process.agent import Acted, Does, Silence, State
from whynext.process.definition import Definition
from whynext.process.explain import Change, Cost, Of, Why
from whynext.process.information import Catalogue, Information, Type
from whynext.process.statements import joined_by_and, plain, trigger_said

THINGS: Mapping[str, tuple[str, str, str]] = {
    "skill": ("next skill", "next skills", "skill"),
    "learning_object": ("lesson", "lessons", "lesson"),
    "simpler_object": ("simpler lesson", "simpler lessons", "lesson"),
    "book": ("book", "books", "book"),
    "course": ("course", "courses", "course"),
    "group": ("group", "groups", "group"),
    "activity of the day": ("plan", "plan", "activity"),
}
"""How what is decided is spoken of: one, several, and one of those it was chosen from."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: how far it is indented, what marks it, and how it is to look."""

    text: str
    indent: int = 0
    mark: str = ""
    style: str = ""


# Why --------------------------------------------------------------------------------------------------------


def why_said(explained: Explained, catalogue: Catalogue) -> list[Line]:
    """Return why a decision is as it is, in lines."""
    said = _Said(explained, catalogue)
    return [
        *said.headline(),
        *said.standing(),
        *said.reasons(),
        *said.refusals(),
        *said.next_best(),
        *said.origin(),
    ]


@dataclass(frozen=True, slots=True)
class _Said:
    """One explained decision, turned into lines part by part."""

    explained: Explained
    catalogue: Catalogue

    @property
    def row(self) -> Mapping[str, Any]:
        return self.explained.row

    @property
    def definition(self) -> Definition:
        return self.explained.definition

    @property
    def timezone(self) -> str:
        return str(self.explained.header["timezone"])

    def title(self, option: str) -> str:
        return plain(self.explained.titles.get(option, option))

    def instant(self, instant: datetime) -> str:
        return instant_said(instant, self.timezone)

    def options(self) -> list[str]:
        """Return what is chosen now; nothing while it is asked or passed on."""
        return options_of(self.row)

    def headline(self) -> Iterator[Line]:
        student, day = self.explained.student, day_said(self.row["day"])
        chosen = [self.title(option) for option in self.options()]
        given = f" for «{self.title(self.row['given'])}»" if self.row["given"] else ""
        if self.row["state"] in (State.ASKS.value, State.PASSED_ON.value) or not chosen:
            yield Line(f"{student}, {day}: {self.definition.question}{given}", style="title")
            return
        things = THINGS.get(self.definition.decides)
        if things is None:
            yield Line(f"{student}, {day}: {self.definition.question}", style="title")
            yield Line(f"Answer{given}: {quoted(chosen)}.", style="title")
            return
        if set(self.definition.juncture) == {"assessment"}:
            about = f"{student} is asked about {quoted(chosen)} on {day}"
            yield Line(f"{about} («{self.definition.title}»).", style="title")
            return
        one, several, _ = things
        verb, thing = ("are", several) if len(chosen) > 1 and one != several else ("is", one)
        yield Line(f"{student}'s {thing}{given} for {day} {verb} {quoted(chosen)}.", style="title")

    def standing(self) -> Iterator[Line]:
        yield Line(standing_said(self.row, self.definition, self.timezone))
        if self.explained.companions:
            yield Line(f"With {joined_by_and(self.explained.companions)}.")
        first = [self.title(option) for option in first_options(self.row)]
        for act in self.explained.acts:
            chosen = f" {quoted(self.title(option) for option in act.chosen)}" if act.chosen else ""
            instead = f" instead of {quoted(first)}" if act.did is Acted.OVERRODE and first else ""
            because = f", because: «{act.reason}»" if act.reason else ""
            did = "chose" if act.did is Acted.OVERRODE else act.did.value
            yield Line(
                f"{act.role.capitalize()} {act.person} {did}{chosen}{instead} "
                f"on {self.instant(act.at)}{because}.",
                1,
            )

    def reasons(self) -> Iterator[Line]:
        several = len(self.explained.chosen) > 1
        for place, why in enumerate(self.explained.chosen, start=1):
            yield Line("")
            number = f"{place}. " if several else ""
            yield Line(f"{number}«{self.title(why.option)}», because", style="title")
            yield from reason_lines(why, self.definition, self.catalogue)

    def refusals(self) -> Iterator[Line]:
        refused = self.explained.refusals
        if not refused and not self.row["unknown"]:
            return
        count = int(self.row["options"]) - int(self.row["kept"]) - int(self.row["unknown"])
        yield Line("")
        noun = THINGS.get(self.definition.decides, ("", "", "option"))[2]
        yield Line(
            f"Of {counted(int(self.row['options']), noun)}, {count} {_were(count)} refused"
            f"{_left(int(self.row['kept']))}:"
        )
        yield from (Line(refusal_said(each), 1, "•") for each in refused)
        if self.row["unknown"]:
            yield Line(f"of {self.row['unknown']} too little is known to tell{self.lacking()}", 1, "•")

    def lacking(self) -> str:
        """Return which information was missing, and of how many options where not of all."""
        lacks = self.explained.missing.items()
        told = [
            plain(name) if count == self.row["unknown"] else f"{plain(name)} (of {count})"
            for name, count in lacks
        ]
        return f": not known {'is' if len(told) == 1 else 'are'} {joined_by_and(told)}" if told else ""

    def next_best(self) -> Iterator[Line]:
        others = self.explained.runners_up
        if not others:
            return
        best = [why.score for why in self.explained.chosen if why.score is not None]
        told = []
        for why in others:
            behind = f"{best[-1] - why.score:.2f} points behind" if best and why.score is not None else ""
            said = "; ".join(part for part in (behind, self.tried(why)) if part)
            told.append(f"«{self.title(why.option)}»{f' ({said})' if said else ''}")
        yield Line("")
        yield Line(f"Next best: {', '.join(told)}.")

    def tried(self, why: Why) -> str:
        """Return how likely an option was to be tried and by what; empty where none is tried to find out."""
        spread = self.definition.choose.spread
        if spread is None or self.row["probability"] is None:
            return ""
        known = {column: value for reason in why.reasons for column, value in reason.read.items()}
        of_effects = []
        for column, value in known.items():
            information = information_of(column, self.definition, self.catalogue)
            if information is not None and (information.category == "effect" or column in spread.names):
                of_effects.append(figure(column, value, information))
        return ", ".join([f"chance {100 * why.probability:.0f} in 100", *of_effects])

    def origin(self) -> Iterator[Line]:
        published = self.explained.published
        yield Line("")
        yield Line(
            f"{_by(self.row)} «{published.title}» ({published.id}, version {published.version}) "
            f"on {self.instant(self.row['decided_at'])}; {chance_said(self.row)}.",
            style="quiet",
        )
        trigger = woken_said(self.explained.header["trigger"], published)
        if trigger:
            yield Line(f"It was decided because {trigger}.", style="quiet")


def reason_lines(why: Why, definition: Definition, catalogue: Catalogue) -> Iterator[Line]:
    """Return a line for each rule that let an option pass or spoke for it, the weightiest last first."""
    trigger = definition.trigger.when.text if definition.trigger.when is not None else None
    for reason in why.reasons:
        if reason.weight is None and reason.verdict and reason.rule != trigger:
            yield Line(_with(reason.says, figures(reason, definition, catalogue)), 1, "•")
    terms = [reason for reason in why.reasons if reason.weight]
    for reason in sorted(terms, key=lambda each: -(each.weight or 0.0)):
        counts = f"counts {reason.weight:.2f}" if why.score else ""
        told = "; ".join(part for part in (figures(reason, definition, catalogue), counts) if part)
        yield Line(_with(reason.says, told), 1, "+")


def _with(says: str, told: str) -> str:
    return f"{says} ({told})" if told else says


def refusal_said(refusals: Refusals) -> str:
    """Return what a rule refused: the reason, how many, and some of them by title."""
    some = ", ".join(plain(each) for each in refusals.some)
    more = " ..." if refusals.count > len(refusals.some) else ""
    return f"{refusals.says}: {refusals.count} ({some}{more})"


def _left(kept: int) -> str:
    return ", none was left" if kept == 0 else f", {kept} {_were(kept)} left"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _by(row: Mapping[str, Any]) -> str:
    return "Looked at by the rules of" if row["state"] == State.ASKS.value else "Decided by the rules of"


def chance_said(row: Mapping[str, Any]) -> str:
    """Return what part chance had in a decision."""
    if row["probability"] is None:
        return "chance played no part"
    drawn = "it was drawn by lot" if row["mechanism"] == "lottery" else "it was drawn"
    return f"{drawn}, with a chance of {100 * float(row['probability']):.0f} in 100"


def woken_said(trigger: Mapping[str, Any], definition: Definition) -> str:
    """Return what woke a process, as a clause; empty if nothing is told.

    Parameters
    ----------
    trigger
        As the run recorded it.
    definition
        The process as published.
    """
    if "calendar" in trigger:
        time = trigger_said(definition).get("time")
        return time.clause if time else f"the calendar said so ({trigger['calendar']})"
    if "step of" in trigger:
        return f"it is a part of «{trigger['step of']}»"
    if "facts" in trigger:
        return "of what had been entered since: an answer, a test, something recorded"
    if "asked" in trigger:
        return f"{who_said(str(trigger.get('by', 'somebody')))} asked for it"
    if "passed on by" in trigger:
        return "another process found nothing that fits and turned to this one"
    return ""


# Where it stands --------------------------------------------------------------------------------------------


def options_of(row: Mapping[str, Any]) -> list[str]:
    """Return the options that a decision chooses now."""
    return [str(each) for each in json.loads(row["chosen"])]


def first_options(row: Mapping[str, Any]) -> list[str]:
    """Return the options that the rules chose at first."""
    return [str(each) for each in json.loads(row["first_chosen"])]


def standing_said(row: Mapping[str, Any], definition: Definition, timezone: str) -> str:
    """Return where a decision stands and who can still act."""
    state, made = State(row["state"]), row["decided_at"]
    until = until_said(row["until"], made, timezone) if row["until"] else ""
    by = who_said(row["by"])
    if state is State.PROPOSED:
        silence = _silence_said(definition, row["waiting_for"]) if until else ""
        return f"It is proposed by {by} and waits for {who_said(row['waiting_for'])}{_till(until)}{silence}."
    if state is State.ASKS:
        why = "something is not known" if row["mechanism"] == "unknown" else "no option was left"
        return f"The rules cannot decide this ({why}): {who_said(row['waiting_for'])} is asked to choose."
    if state is State.ESCALATED:
        return f"Nobody answered in time; now it waits for {who_said(row['waiting_for'])}."
    if state is State.PASSED_ON:
        return f"Nothing was left, so it was passed on to «{row['waiting_for']}»."
    if state is State.IN_FORCE:
        return f"It holds, chosen by {by}.{_may_change(definition, row, until)}"
    said = {
        State.OVERRIDDEN: f"It was changed by {by} and holds.",
        State.DECLINED: f"It was declined by {by} and does not hold.",
        State.LAPSED: "Nobody answered in time, and so it does not hold.",
        State.CARRIED_OUT: f"It was carried out, as chosen by {by}.",
        State.SUPERSEDED: "A later decision took its place, after a person changed what it was built on.",
    }
    return said[state]


_SILENCE = {
    Silence.STANDS: "; if nothing is said, it stands",
    Silence.LAPSES: "; if nothing is said, it lapses",
    Silence.ESCALATES: "; if nothing is said, it goes to the next person",
}


def _silence_said(definition: Definition, who: str) -> str:
    asked = (Does.DECIDES, Does.APPROVES)
    return next((_SILENCE[a.silence] for a in definition.agents if a.who == who and a.does in asked), "")


def _till(until: str) -> str:
    return f" until {until}" if until else ""


def _may_change(definition: Definition, row: Mapping[str, Any], until: str) -> str:
    acting = zip(definition.agents, str(row["agents"]), strict=False)
    roles = [agent.who for agent, digit in acting if agent.does is Does.MAY_OVERRIDE and digit == "1"]
    if not roles:
        return ""
    who = joined_by_and(who_said(role) for role in dict.fromkeys(roles))
    return f" {who[:1].upper()}{who[1:]} may change it{_till(until)}."


# Why not ----------------------------------------------------------------------------------------------------


def why_not_said(
    answer: ExplainedNot, catalogue: Catalogue, foundations: Sequence[tuple[str, float | None]] = ()
) -> list[Line]:
    """Return why an option was not chosen, and the smallest change that was tried and found to let it in.

    Parameters
    ----------
    answer
        As :func:`whynext.engine.inspect.explain_not` gives it.
    catalogue
        Where information is declared.
    foundations
        What the option directly builds on, and how far that was mastered.
    """
    definition, why, student = answer.definition, answer.answer.why, answer.student
    title = plain(answer.titles.get(answer.option, answer.option))
    if why.chosen:
        lines = [Line(f"«{title}» was chosen for {student}.", style="title")]
        return [*lines, *reason_lines(why, definition, catalogue)]
    better = [plain(answer.titles.get(each, each)) for each in answer.answer.better]
    lines = [Line(_not_headline(title, student, why, better, definition), style="title")]
    for reason in why.refusals:
        lines.append(Line(_with(reason.says, figures(reason, definition, catalogue)), 1, "•"))
    for reason in why.unknowns:
        missing = [
            label(column, information_of(column, definition, catalogue)).rstrip(":")
            for column, value in reason.read.items()
            if value is None
        ]
        lines.append(Line(f"not known: {joined_by_and(missing) or reason.rule}", 1, "•"))
    if foundations:
        lines.append(Line(foundations_said(foundations), 1))
    if why.kept:
        lines += reason_lines(why, definition, catalogue)
    lines.append(Line(""))
    lines += _change_lines(answer, better, catalogue)
    return lines


def foundations_said(foundations: Sequence[tuple[str, float | None]]) -> str:
    """Return what a skill directly builds on and how far each is mastered, as the decision knew it.

    Examples
    --------
    >>> foundations_said([("Halves", 0.412), ("Thirds", 0.97)])
    'It builds directly on «Halves» (mastery 0.41) and «Thirds» (mastery 0.97).'
    """
    told = [
        f"«{title}»" + (f" (mastery {number_said(mastery, 0.01)})" if mastery is not None else "")
        for title, mastery in foundations
    ]
    return f"It builds directly on {joined_by_and(told)}."


def _not_headline(title: str, student: str, why: Why, better: Sequence[str], definition: Definition) -> str:
    if definition.choose.how == "table" and why.refusals:
        return f"«{title}» was not the answer for {student}:"
    if why.kept and definition.choose.how == "group" and better:
        return f"{student} is in «{better[0]}» and not in «{title}»:"
    if why.kept:
        if not better:
            got = _NOT_GOT.get(definition.choose.how, "no place was left")
            return f"«{title}» was possible for {student}, but {got}."
        more = f"{len(better) - 3} more" if len(better) > 3 else ""
        first = joined_by_and([*(f"«{each}»" for each in better[:3]), *([more] if more else [])])
        return f"«{title}» was possible for {student}, but {first} came before it."
    if why.refusals:
        return f"«{title}» was not offered to {student}:"
    return f"«{title}» could not be offered to {student}, because too little is known:"


_NOT_GOT = {
    "lottery": "was not drawn",
    "assign": "the best plan that was found for all students together does without it",
}


def _cost_lines(cost: Cost, answer: ExplainedNot) -> Iterator[Line]:
    """Return what it would cost all to give a place that was possible, or what forbids it."""
    if cost.now:
        yield Line("As the plan stands:")
        yield from (Line(each, 1, "•") for each in cost.now)
    if not cost.possible:
        if not cost.proved:
            yield Line("No plan that gives it was found.")
            return
        yield Line("It cannot be given as long as all of this is kept:")
        yield from (Line(each, 1, "•") for each in cost.against)
        return
    most = "" if cost.proved else " at most"
    costs = f"cost the whole plan{most} {cost.lost:.2f} points" if cost.lost >= 0.005 else "cost nothing"
    if not cost.moves:
        yield Line(f"To give it would {costs}, and nobody else would have to move.")
        return
    others = "one other" if len(cost.moves) == 1 else f"{len(cost.moves)} others"
    yield Line(f"To give it would {costs}, and {others} would have to move:")
    for student, left, came in cost.moves[:_MOVES]:
        before, after = (quoted([answer.titles.get(each, each) for each in some]) for some in (left, came))
        yield Line(f"{student}: from {before} to {after}", 1, "•")
    if len(cost.moves) > _MOVES:
        yield Line(f"… and {len(cost.moves) - _MOVES} more.", 1)


_MOVES = 6  # so many who would have to move are named


def _change_lines(answer: ExplainedNot, better: Sequence[str], catalogue: Catalogue) -> Iterator[Line]:
    found = answer.answer.change
    if answer.answer.cost is not None:
        yield from _cost_lines(answer.answer.cost, answer)
        return
    if found is None:
        how = answer.definition.choose.how
        if answer.answer.why.kept and how in ("lottery", "match"):
            others = ", and what the others wish for" if how == "match" else ""
            yield Line(f"Nothing but chance stood against it{others}.")
            return
        if answer.answer.why.kept and how == "group":
            yield Line(
                "Nothing that is known of this student alone decided it: groups are found for all at once."
            )
            return
        yield Line("No change of up to three things that are known, of those that were tried, would do.")
        return
    if any(each.of is not Of.STUDENT for each in found.changes):
        yield Line("Of what was tried, nothing that can change about the student would have been enough.")
    conditions = _conditions_said(found.changes, answer.definition, catalogue)
    if answer.answer.why.kept:
        yield Line(f"It would have been chosen if{conditions} (tried, and found true).")
        return
    if answer.definition.choose.how == "table":
        yield Line(f"It would have been the answer if{conditions} (tried, and found true).")
        return
    if found.chosen:
        then = "It would then also have been chosen."
    elif better:
        then = f"{quoted(better[:2])} would still have come before it."
    else:
        then = "It would then have been possible, though not the first."
    yield Line(f"It would have been offered if{conditions} (tried, and found true). {then}")


_WHERE = {Of.LIBRARY: ", in the library,", Of.MAP: ", on the map,", Of.DAY: ", in the day,"}


def _conditions_said(changes: Sequence[Change], definition: Definition, catalogue: Catalogue) -> str:
    """Return changes as conditions, those of the library and the map as such."""
    told: list[str] = []
    for of in Of:
        mine = [change_said(each, definition, catalogue) for each in changes if each.of is of]
        told += [f"{_WHERE.get(of, '')} {joined_by_and(mine)}"] if mine else []
    return " and".join(told)


def change_said(change: Change, definition: Definition, catalogue: Catalogue) -> str:
    """Return a change of one information as a condition: "mastery (how far ...) were 0.95 instead of 0.3"."""
    information = information_of(change.column, definition, catalogue)
    if information is None:
        return (
            f"{plain(change.column)} were {value_said(change.after)} instead of {value_said(change.before)}"
        )
    if information.type is Type.TRUTH:
        return _truth_said(change, information, _asked_with(change.column, definition))
    before, after = (value_said(each, information) for each in (change.before, change.after))
    what = f"{plain(change.column)} ({meaning(information)})"
    if change.before is None:
        return f"{what} were known to be {after}"
    if information.type is Type.NUMBER:
        before = before.split(" ")[0]  # the unit once is enough
    return f"{what} were {after} instead of {before}"


def _asked_with(column: str, definition: Definition) -> str:
    """Return the words an information is asked with, in brackets: " (process «test-out», answer «skip»)"."""
    uses = [use for use in definition.information if use.column == column]
    words = [
        f"{plain(name)} «{value}»"
        for use in uses
        for name, value in sorted(definition.arguments(use).items(), reverse=True)
        if isinstance(value, str)
    ]
    return f" ({', '.join(words)})" if words else ""


def _truth_said(change: Change, information: Information, asked_with: str) -> str:
    """Return a truth as the sentence it is: "it were true that the student has mastered ..."."""
    clause = meaning(information).removeprefix("whether ") + asked_with
    if change.before is None:
        return f"it were known {'that' if change.after else 'not to be so that'} {clause}"
    return f"it were {'true' if change.after else 'not true'} that {clause}"
