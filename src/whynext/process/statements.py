"""What a definition says, as short clauses that a teacher understands.

Comparing two definitions compares these. Each clause has a key that is the same in every definition, so
that a clause that changed can be told from one that came or went.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whynext.process.agent import Agent, Does, Silence
from whynext.process.definition import (
    HOWS,
    JUNCTURES,
    READS,
    Choose,
    Definition,
    Fallback,
    Keep,
    Prefer,
    Recourse,
    Use,
    When,
)
from whynext.process.expression import Expression, Value
from whynext.process.sharing import WAYS, Limit
from whynext.process.trigger import FACTS, Calendar, Crossing

Rule = Keep | Prefer | When


@dataclass(frozen=True, slots=True)
class Statement:
    """What a definition says under one key, and the value alone where it is a quantity."""

    clause: str
    value: str = ""
    unit: str = ""


Statements = Mapping[str, Statement]


def trigger_said(definition: Definition) -> dict[str, Statement]:
    """Return what wakes it, by key."""
    trigger, said = definition.trigger, {}
    for kind in trigger.on:
        said[f"wakes on {kind}"] = f"it wakes when {FACTS.get(kind, kind)}"
    for name, value in trigger.where.items():
        said[f"looks at {name}"] = f"it wakes only if {plain(name)} is {value_said(value)}"
    if trigger.crosses:
        said["threshold"] = f"it wakes when {_crossing(trigger.crosses)}"
    if trigger.every:
        said["time"] = f"it runs {_calendar(trigger.every)}"
    for role in trigger.asked_by:
        said[f"asked by {role}"] = f"the {role} may ask for it"
    if trigger.when:
        said["condition"] = f"it runs only for a student for whom «{trigger.when.text}» is true"
    return {key: Statement(clause) for key, clause in said.items()}


def not_in_trigger(key: str) -> str:
    """Return what is so where a trigger says nothing under this key."""
    fixed = {
        "threshold": "it watches no threshold",
        "time": "it runs at no set time",
        "condition": "it runs for every student",
    }
    kind, _, name = key.rpartition(" ")
    by_kind = {
        "wakes on": f"it does not wake when {FACTS.get(name, name)}",
        "looks at": f"it does not look at {plain(name)}",
        "asked by": f"the {name} may not ask for it",
    }
    return fixed.get(key) or by_kind[kind]


def _crossing(crossing: Crossing) -> str:
    verb = {"up": "rises to", "down": "falls below", "either": "passes"}[crossing.going]
    return f"{plain(crossing.of)} {verb} {crossing.at}"


def _calendar(calendar: Calendar) -> str:
    at = f"{calendar.at:%H:%M}"
    known = {
        "daily": "every day",
        "weekday": "on every school day",
        "schoolnight": "on the eve of every school day",
    }
    if calendar.days in known:
        return f"{known[calendar.days]} at {at}"
    if calendar.days.startswith("day "):
        return f"on {calendar.days} of every month at {at}"
    if calendar.days[0].isdigit():
        return f"every year on {calendar.days} (month-day) at {at}"
    return f"on {calendar.days.capitalize()}s at {at}"


VERBS = {
    Does.PROPOSES: "proposes",
    Does.DECIDES: "decides",
    Does.APPROVES: "approves",
    Does.MAY_OVERRIDE: "may override",
    Does.IS_INFORMED: "is informed",
}
_NOBODY = {
    Does.PROPOSES: "nobody proposes",
    Does.DECIDES: "nobody decides",
    Does.APPROVES: "nobody has to approve",
    Does.MAY_OVERRIDE: "nobody may override",
    Does.IS_INFORMED: "nobody is informed",
}
_NOT = {
    Does.PROPOSES: "does not propose",
    Does.DECIDES: "does not decide",
    Does.APPROVES: "does not have to approve",
    Does.MAY_OVERRIDE: "may not override",
    Does.IS_INFORMED: "is not informed",
}


def agent_said(agent: Agent) -> str:
    """Return what an agent does, until when, and what its silence means."""
    said = f"the {agent.who} {VERBS[agent.does]}"
    if agent.among:
        said += f" among the best {agent.among}"
    if agent.until:
        said += f" until {agent.until.text}" if ":" in agent.until.text else f" within {agent.until.text}"
    if agent.when:
        said += f" if «{agent.when.text}»"
    if agent.silence is not Silence.STANDS:
        meaning = {Silence.LAPSES: "it lapses", Silence.ESCALATES: "it goes to the next person"}[
            agent.silence
        ]
        said += f", and {meaning} if nothing is said"
    return said


def agent_absent(agent: Agent, definition: Definition) -> str:
    """Return what is so in a definition that does not have this agent."""
    others = [other for other in definition.agents if other.does is agent.does]
    if not others:
        return _NOBODY[agent.does]
    if any(other.who == agent.who for other in others):
        return f"the {agent.who} {VERBS[agent.does]} only as the other rules say"
    return f"the {agent.who} {_NOT[agent.does]}"


def use_said(use: Use) -> str:
    """Return an information with its arguments."""
    given = ", ".join(f"{plain(name)} = {value_said(value)}" for name, value in sorted(use.arguments.items()))
    renamed = f", called {plain(use.column)}" if use.column != use.name else ""
    return f"{plain(use.name)}{f' with {given}' if given else ''}{renamed}"


def tested(rule: Rule) -> Expression:
    """Return the expression that a rule looks at."""
    return rule.term if isinstance(rule, Prefer) else rule.test


def rule_said(rule: Rule, key: str) -> Statement:
    """Return what a rule does and why."""
    if isinstance(rule, Keep):
        return Statement(f"an option is refused unless «{rule.test.text}» ({rule.because})")
    if isinstance(rule, Prefer):
        clause = f"«{rule.term.text}» counts with weight {rule.weight.text} ({rule.because})"
        return Statement(clause, rule.weight.text if key.startswith("the weight") else "")
    return Statement(f"if «{rule.test.text}» the answer is {rule.then} ({rule.because})")


def rule_absent(rule: Rule) -> str:
    """Return what is so without a rule."""
    if isinstance(rule, Keep):
        return "nothing is refused for that"
    return f"«{rule.term.text}» does not count" if isinstance(rule, Prefer) else "there is no such row"


SETTINGS = {
    "count": "the number chosen for each student",
    "explore": "the share drawn at random",
    "temperature": "the temperature of the draw",
    "capacity": "the number of places",
    "least": "the lowest probability of an option that is explored",
    "most": "the largest share of what is chosen that is not what scores best",
    "draws": "the number of further drawings",
    "far": "how far below the best an option is still explored",
    "beside_weight": "the weight of sitting together",
    "effort": "the number of steps in which a plan is improved",
    "gap": "how far from the best a plan may be",
}


def users(name: str, *definitions: Definition) -> tuple[str, ...]:
    """Return everything in these definitions that reads a parameter."""
    found: set[str] = set()
    for each in definitions:
        expressions = [tested(rule) for rule in each.rules] + [agent.when for agent in each.agents]
        expressions += [rule.weight for rule in each.prefers] + [each.trigger.when, each.minutes]
        expressions += [*each.choose.expressions.values(), *each.shares.expressions.values()]
        expressions += [part.of for part in each.composition]
        found.update(what for what, value in prices_said(each) if value == name)
        found.update(f"«{one.text}»" for one in expressions if one and name in one.names and one.text != name)
        found.update(f"the weight of «{rule.term.text}»" for rule in each.prefers if rule.weight.text == name)
        found.update(plain(use.name) for use in each.information if name in use.arguments.values())
        found.update(SETTINGS[setting] for setting, parameter in each.choose.named if parameter == name)
        if each.trigger.crosses and each.trigger.crosses.at == name:
            found.add("the threshold of the trigger")
    return tuple(sorted(found))


def decision_said(definition: Definition) -> dict[str, Statement]:
    """Return what it decides, how it chooses and what it does where it cannot, by key."""
    how = definition.choose
    decides = joined_by_or(map(plain, definition.answers)) or "what its steps decide"
    decides = f"the {plain(definition.decides)}" if definition.decides else decides
    said = {
        "what it decides": f"it decides {decides}",
        "how long it holds": f"a decision holds for {_a(definition.grain)}",
        "how it chooses": f"it takes {HOWS.get(how.how, how.how)}",
        "equal scores": {
            "order": "of equals the first is taken",
            "chance": "among equals chance decides",
        }.get(how.ties, how.ties),
        "what is not known": f"where information is missing: {_recourse_said(definition.unknown)}",
        "nothing left": f"where nothing is left: {_recourse_said(definition.none)}",
    }
    if definition.given:
        said["what it is decided for"] = f"it is decided for {_a(definition.given)}"
    if how.spread:
        said["how uncertain it is"] = f"of each option it is as uncertain as «{how.spread.text}» says"
    if how.seed:
        said["the published seed"] = f"the lottery is drawn from «{how.seed}»"
    if definition.minutes:
        said["the minutes"] = f"it takes «{definition.minutes.text}» minutes"
    if definition.steps:
        said["the steps"] = f"it hands on to {', then '.join(_steps(definition))}"
    clauses = {key: Statement(clause) for key, clause in said.items()}
    return {**clauses, **_settings(how), **shared_said(definition), **composed_said(definition)}


def shared_said(definition: Definition) -> dict[str, Statement]:
    """Return what students share in it, by key."""
    how, said = definition.choose, {}
    if how.how == "assign":
        if how.apart is not None:
            said["one of each"] = f"everybody gets one place of each «{how.apart.text}»"
        if how.smallest is not None and how.largest is not None:
            said["the sessions"] = (
                f"sessions have from «{how.smallest.text}» to «{how.largest.text}» students"
            )
        if how.must is not None:
            said["locks"] = f"what is locked is given: «{how.must.text}»"
        if how.separate is not None:
            said["kept apart"] = f"no session is shared with «{how.separate.text}»"
        if how.beside is not None:
            said["sitting together"] = f"who has the same «{how.beside.text}» rather sits together"
        if how.order is not None:
            said["one after the other"] = f"places follow each other in the order of «{how.order.text}»"
    for number, limit in enumerate(definition.shares.limits, start=1):
        said[f"limit {number}"] = _limit_said(limit)
    for resource in definition.shares.resources:
        load = f", each as often as «{resource.load.text}» says" if resource.load else ""
        said[f"the {resource.name}"] = (
            f"every session needs {_a(resource.name)} of «{resource.units.text}»{load} ({resource.because})"
        )
        if resource.liked is not None:
            said[f"the {resource.name} liked"] = f"the {resource.name} is rather of «{resource.liked.text}»"
        if resource.near is not None:
            said["walking"] = f"places that follow each other are rather near: «{resource.near.text}»"
    for each in definition.shares.concessions:
        said[f"giving way in {each.to}"] = (
            f"the {each.by} may give way where {WAYS[each.to]} ({each.because})"
        )
    said |= {what: f"{what} is {value}" for what, value in prices_said(definition)}
    return {key: Statement(clause) for key, clause in said.items()}


def composed_said(definition: Definition) -> dict[str, Statement]:
    """Return how it puts students into groups, by key."""
    how, said = definition.choose, {}
    if how.how != "group":
        return {}
    if how.smallest is not None and how.largest is not None:
        said["the groups"] = f"groups have from «{how.smallest.text}» to «{how.largest.text}» students"
    if how.must is not None:
        said["locks"] = f"what is locked is given: «{how.must.text}»"
    if how.separate is not None:
        said["kept apart"] = f"no group is shared with «{how.separate.text}»"
    if how.together is not None:
        said["kept together"] = f"the group is shared with «{how.together.text}»"
    for number, each in enumerate(definition.composition, start=1):
        wanted = f"«{each.of.text}» in groups is to be {each.goal}"
        if each.goal == "stay":
            wanted = f"who was in «{each.of.text}» is to stay there"
        said[f"composition {number}"] = f"{wanted} ({each.because})"
    return {key: Statement(clause) for key, clause in said.items()}


def _limit_said(limit: Limit) -> str:
    """Return a limit as a clause."""
    what = f"the {limit.count}" if isinstance(limit.count, str) else f"«{limit.count.text}»"
    of = f" of places where «{limit.of.text}»" if limit.of else ""
    per = f" for each {joined_by_and(map(plain, limit.per))}" if limit.per else ""
    bounds = [f"at least {limit.at_least.text}"] if limit.at_least else []
    bounds += [f"at most {limit.at_most.text}"] if limit.at_most else []
    wish = "if possible " if limit.weight is not None else ""
    return f"{what}{of}{per} are {wish}{joined_by_and(bounds)} ({limit.because})"


def prices_said(definition: Definition) -> list[tuple[str, str]]:
    """Return what it costs to give way, or to miss a wish: what, and how it is written."""
    shares, said = definition.shares, []
    for number, limit in enumerate(shares.limits, start=1):
        if limit.weight is not None:
            said.append((f"the weight of limit {number}", limit.weight.text))
        if limit.price is not None:
            said.append((f"the price of giving way in limit {number}", limit.price.text))
    for each in shares.resources:
        for what, value in (
            (f"the weight of a liked {each.name}", each.weight),
            ("the weight of a walk", each.walk),
            (f"the price of a further {each.name}", each.price),
        ):
            if value is not None:
                said.append((what, value.text))
    said += [
        (f"the price of giving way in {each.to}", each.price.text)
        for each in shares.concessions
        if each.price
    ]
    for part in definition.composition:
        what = f"«{part.of.text}» being {part.goal}" if part.goal != "stay" else "staying in a group"
        said.append((f"the weight of {what}", part.weight.text))
        if part.at_most is not None:
            said.append((f"the bound of {what}", part.at_most.text))
    return said


def _recourse_said(turned: Fallback) -> str:
    """Return what is done where rules cannot decide."""
    if turned.how is Recourse.ASK:
        return f"the {turned.who} is asked"
    if turned.how is Recourse.ANOTHER:
        return f"«{turned.who}» decides instead"
    return (
        "the option is set aside" if turned.how is Recourse.SET_ASIDE else "nothing is done, and it says so"
    )


def _settings(how: Choose) -> dict[str, Statement]:
    statements, named = {}, dict(how.named)
    for setting, what in SETTINGS.items():
        number = getattr(how, setting)
        if number is not None and (how.how == "thompson" or setting not in READS["thompson"][2:]):
            value = f"the parameter {plain(named[setting])}" if setting in named else value_said(number)
            statements[what] = Statement(f"{what} is {value}", value)
    return statements


def _steps(definition: Definition) -> list[str]:
    return [
        step.process
        + (f" (given the {plain(step.given)})" if step.given else "")
        + (f", which gives the {plain(step.gives)}" if step.gives else "")
        for step in definition.steps
    ]


def remarks_said(definition: Definition) -> dict[str, str]:
    """Return what lies outside of the five elements, by key."""
    guards = definition.safeguards
    places = joined_by_and(JUNCTURES.get(each, each) for each in definition.juncture)
    said = {
        "the title": definition.title,
        "the question": definition.question,
        "the origin": definition.origin,
        "the problem": definition.problem,
        "what is personalized": places,
        "the process around it": definition.within,
        "the effect": definition.effect,
        "the measure it watches": definition.goal.interim,
        "the end it serves": definition.goal.end,
        "the exit rule": guards.exit_rule,
        "the review": f"after {guards.review_after} days" if guards.review_after is not None else "",
        "the time to undo": f"{guards.reversible_for} days" if guards.reversible_for is not None else "",
        "who signed": joined_by_and(guards.signed_off_by),
    }
    return {key: f"{key} is «{value}»" for key, value in said.items() if value}


def plain(name: str) -> str:
    """Return a name as words."""
    return name.replace("_", " ")


def parameter_said(name: str) -> str:
    """Return how a parameter is spoken of."""
    return f"the value «{plain(name)}»"


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {plain(word)}"


def value_said(value: Value) -> str:
    """Return a value as one writes it; 4 and 4.0 alike."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return repr(int(value)) if float(value) == int(value) else repr(value)


def joined_by_and(words: Iterable[str]) -> str:
    """Return "a, b and c"."""
    return _joined(words, "and")


def joined_by_or(words: Iterable[str]) -> str:
    """Return "a, b or c"."""
    return _joined(words, "or")


def _joined(words: Iterable[str], last: str) -> str:
    words = list(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def upper(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]
