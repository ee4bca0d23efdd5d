"""Commands that decide, or take in what one person did or said: tick, answer, record, choose, ask."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, progress, tell
from whynext.cli.statuses import now_lines, statuses_now
from whynext.cli.strategies import steps_of, worked_document, worked_lines

if TYPE_CHECKING:
    from whynext.engine.choose import Changed
    from whynext.engine.inspect import Explained
    from whynext.engine.respond import Feedback
    from whynext.engine.tick import Ticked
    from whynext.process.agent import Acted

StudentArgument = Annotated[str, typer.Argument(metavar="STUDENT", help="The id of a student.")]
NowOption = Annotated[
    str,
    typer.Option(
        "--now", metavar="INSTANT", help="Move a simulated school to this instant.", show_default=False
    ),
]
KeyOption = Annotated[
    str,
    typer.Option(
        "--key", help="Of the form: the same key again is the same form, resent.", show_default=False
    ),
]
PANEL = "Decide"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (tick, answer, assess, record, choose, ask):
        app.command(rich_help_panel=PANEL)(command)


def tick(now: NowOption = "", school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """Decide everything that is due and not yet decided; a second tick adds nothing."""
    from whynext.cli.scheduling import searching
    from whynext.engine.tick import tick as tick_now

    with opened(school, now) as engine, searching(engine), progress("deciding") as told:
        ticked = tick_now(engine, told)
        with engine.store.reading() as reading:
            timezone = reading.school().timezone
    document = {
        "at": ticked.at,
        "decided": ticked.decided,
        "settled": ticked.settled,
        "learned": ticked.learned,
    }
    tell(as_json, document, *tick_lines(ticked, timezone))


def tick_lines(ticked: Ticked, timezone: str) -> list[str]:
    """Return what a tick did, for people."""
    from whynext.cli.figures import counted, instant_said

    told = [f"[title]{instant_said(ticked.at, timezone)}[/]"]
    if ticked.nothing:
        return [*told, "Nothing is due that was not decided before."]
    if ticked.settled:
        told.append(f"{counted(ticked.settled, 'decision')} settled: the time to answer or change was over")
    if ticked.learned:
        told.append(f"learned how well objects teach from {counted(ticked.learned, 'use')} of them")
    told += [f"{process}: {counted(count, 'decision')}" for process, count in ticked.decided.items()]
    return told


def answer(
    student: StudentArgument,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The id of an item of the library.")],
    given: Annotated[str, typer.Argument(metavar="ANSWER", help="What the student wrote.")],
    steps: Annotated[
        Path | None,
        typer.Option("--steps", metavar="FILE", help="What the student did on the way, JSON; - for stdin."),
    ] = None,
    key: KeyOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take a student's answer in: score it, remember it, and say what it changed."""
    from whynext.engine.respond import Answer, respond
    from whynext.engine.tick import attend

    done = None if steps is None else steps_of(steps)
    with opened(school) as engine:
        key = key or _fresh(engine)
        said = tuple(part.strip() for part in given.split("|")) if "|" in given else given
        feedback = respond(engine, Answer(student, item, key, given=said, steps=done))
        followed = attend(engine)
        now = statuses_now(engine, student, [each.later.skill for each in feedback.records])
    document = {"key": key, **feedback_document(feedback), "statuses": now, "decided": followed.decided}
    tell(as_json, document, *feedback_lines(feedback), *now_lines(now), *_followed(followed))


def _followed(ticked: Ticked) -> list[str]:
    """Return what was decided at once, because something taken in had woken it."""
    from whynext.cli.figures import counted

    return [f"Decided at once: {process} ({counted(n, 'decision')})" for process, n in ticked.decided.items()]


def _fresh(engine: Any) -> str:
    """Return a key that no form has had: one call, one form."""
    return str(engine.entropy.take(8).hex())


def feedback_document(feedback: Feedback) -> dict[str, Any]:
    """Return what followed from an answer or record as data."""
    scored = feedback.scored
    return {
        "resent": feedback.resent,
        "scored": None
        if scored is None
        else {"correct": scored.correct, "credit": scored.credit, "why": scored.why},
        "estimates": [
            {
                "skill": each.later.skill,
                "before": each.earlier.mastery if each.earlier.answers else None,
                "after": each.later.mastery,
                "why": each.why,
            }
            for each in feedback.records
        ],
        "worked": worked_document(feedback),
        "woken": list(feedback.woken),
        "ledger_entry": feedback.sequence,
    }


def feedback_lines(feedback: Feedback) -> list[str]:
    """Return what followed from an answer or record, for people."""
    if feedback.resent:
        return ["This was taken in before; nothing was changed."]
    told = []
    if feedback.scored is not None:
        style = "good" if feedback.scored.correct else "bad"
        told.append(f"[{style}]{escaped(feedback.scored.why)}[/]")
    told += [escaped(each.why) for each in feedback.records]
    told += worked_lines(feedback)
    return told or ["Recorded."]


def assess(
    student: StudentArgument,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as «exit slip» or «unit test».")],
    correct: Annotated[int, typer.Argument(metavar="CORRECT", help="How many answers were right.")],
    of: Annotated[int, typer.Argument(metavar="OF", help="How many were asked.")],
    skill: Annotated[str, typer.Option("--skill", metavar="SKILL", help="What it was about.")],
    form: Annotated[
        str, typer.Option("--form", metavar="FORM", help="Which form, so that a parallel one can follow.")
    ] = "",
    at: Annotated[
        str, typer.Option("--at", metavar="INSTANT", help="When it was finished; now if not said.")
    ] = "",
    key: KeyOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take the result of a test, quiz or exit slip in, and decide what it wakes."""
    from whynext.base.clock import parse_instant
    from whynext.engine.acceptable import kind_perhaps_meant
    from whynext.engine.respond import assess_form
    from whynext.engine.school import in_force
    from whynext.engine.tick import attend

    with opened(school) as engine:
        with engine.store.reading() as reading:
            timezone = reading.school().timezone
        when = parse_instant(at, timezone) if at else engine.now()
        key = key or _fresh(engine)
        feedback = assess_form(engine, student, skill, kind, correct, of, form=form, at=when, key=key)
        followed = attend(engine)
        now = statuses_now(engine, student, [skill])
        with engine.store.reading() as reading:
            meant = kind_perhaps_meant(in_force(engine, reading, engine.now()).values(), kind)
    document = {
        "key": key,
        **feedback_document(feedback),
        "statuses": now,
        "decided": followed.decided,
        "perhaps_meant": meant,
    }
    doubt = [f"[quiet]No process waits for «{escaped(kind)}»; {escaped(meant)}[/]"] if meant else []
    tell(as_json, document, *feedback_lines(feedback), *now_lines(now), *doubt, *_followed(followed))


def record(
    student: StudentArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is about, such as autonomy.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="A number, yes, no, or a word.")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so: «teacher t01».")],
    strength: Annotated[
        float | None,
        typer.Option("--strength", metavar="NUMBER", help="How strongly a word holds; 0 withdraws it."),
    ] = None,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Record something of a student: autonomy, an interest, a reading level."""
    from whynext.engine.acceptable import perhaps_meant
    from whynext.engine.respond import record as record_now
    from whynext.engine.tick import attend

    if not by.strip():
        raise Refused(Problem("nobody is named who says so", "--by", "a role and an id: «teacher t01»"))
    with opened(school) as engine:
        feedback = record_now(engine, student, name, _value(value), source=by, strength=strength)
        followed = attend(engine)
        meant = perhaps_meant(engine.catalogue, name)
    document = {**feedback_document(feedback), "decided": followed.decided, "perhaps_meant": meant}
    doubt = [f"[quiet]No process reads «{escaped(name)}» as such; {escaped(meant)}[/]"] if meant else []
    tell(as_json, document, *feedback_lines(feedback), *doubt, *_followed(followed))


def _value(text: str) -> float | str | bool:
    truths = {"yes": True, "true": True, "no": False, "false": False}
    if text.lower() in truths:
        return truths[text.lower()]
    try:
        return float(text)
    except ValueError:
        return text


def choose(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="The id of a decision.")],
    options: Annotated[
        list[str] | None, typer.Argument(metavar="OPTION...", help="By id or title.", show_default=False)
    ] = None,
    role: Annotated[str, typer.Option("--as", metavar="ROLE", help="Role towards the student.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="PERSON", help="The person's id.")] = "",
    because: Annotated[str, typer.Option("--because", help="The reason; an override needs one.")] = "",
    approve: Annotated[bool, typer.Option("--approve", help="Approve what is proposed.")] = False,
    decline: Annotated[bool, typer.Option("--decline", help="Decline what is proposed.")] = False,
    override: Annotated[bool, typer.Option("--override", help="Put another choice in its place.")] = False,
    contest: Annotated[bool, typer.Option("--contest", help="Object to it, as student or family.")] = False,
    carried_out: Annotated[bool, typer.Option("--carried-out", help="Note that it was done.")] = False,
    shown: Annotated[
        bool, typer.Option("--shown", help="Note that it was shown with its reasons to student or family.")
    ] = False,
    key: KeyOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Choose, approve, decline, override, contest, carry out or show a decision, as a person with a role."""
    from whynext.base.errors import listed, nearest
    from whynext.engine.choose import act
    from whynext.engine.inspect import explain
    from whynext.process.agent import ALGORITHM, ROLES, Acted

    flags = {
        Acted.APPROVED: approve,
        Acted.DECLINED: decline,
        Acted.OVERRODE: override,
        Acted.CONTESTED: contest,
        Acted.CARRIED_OUT: carried_out,
        Acted.SHOWN: shown,
    }
    named = [did for did, given in flags.items() if given]
    missing = [option for option, given in (("--as ROLE", role), ("--by PERSON", by)) if not given]
    problems = [Problem(f"{option} is missing", valid="who acts, and as what") for option in missing]
    if len(named) > 1:
        problems.append(Problem("only one thing can be done at once", valid=" or ".join(map(str, named))))
    if role and role not in ROLES:
        valid = nearest(role, ROLES) or listed(each for each in ROLES if each != ALGORITHM)
        problems.append(Problem(f"«{role}» is no role", "--as", valid))
    if problems:
        raise Refused(problems)
    with opened(school) as engine:
        explained = explain(engine, decision)
        did = named[0] if named else _meant(explained, role)
        chosen = _by_title(explained.titles, options or [])
        changed = act(engine, decision, did, role=role, person=by, chosen=chosen, reason=because, key=key)
        document, told = _changed(engine, changed)
    tell(as_json, document, *told)


def _meant(explained: Explained, role: str) -> Acted:
    """Return what a role does who only names another choice: chooses if it is asked, overrides if it may."""
    from whynext.process.agent import Acted, Does

    row = explained.row
    acting = zip(explained.definition.agents, str(row["agents"]), strict=False)
    may = {agent.who for agent, digit in acting if agent.does is Does.MAY_OVERRIDE and digit == "1"}
    return Acted.OVERRODE if role in may and row["waiting_for"] != role else Acted.CHOSE


def _by_title(titles: Mapping[str, str], options: list[str]) -> list[str]:
    """Return the ids of options named by id or title; what is unknown stays, and is refused with reasons."""
    ids = {title.lower(): option for option, title in titles.items()}
    return [option if option in titles else ids.get(option.lower(), option) for option in options]


def _changed(engine: Any, changed: Changed) -> tuple[dict[str, Any], list[Any]]:
    from whynext.cli.figures import quoted
    from whynext.cli.printing import lines
    from whynext.cli.words import Line, first_options, options_of, standing_said
    from whynext.engine.inspect import explain

    explained = explain(engine, changed.decision)
    row, titles = explained.row, explained.titles
    before = [titles.get(each, each) for each in options_of(changed.before)]
    after = [titles.get(each, each) for each in changed.after.chosen]
    document = {
        "decision": changed.decision,
        "resent": changed.resent,
        "before": {"state": changed.before["state"], "chosen": options_of(changed.before)},
        "after": {
            "state": changed.after.state,
            "chosen": list(changed.after.chosen),
            "by": changed.after.by,
            "waiting_for": changed.after.waiting_for,
        },
        "first_chosen": first_options(row),
    }
    if changed.resent:
        told = [Line("This was taken in before; nothing was changed.")]
    elif before == after:
        told = [Line(f"{explained.student}: {quoted(after) or 'nothing'} as before.", style="title")]
    else:
        change = f"{quoted(after) or 'nothing'} instead of {quoted(before) or 'nothing'}"
        told = [Line(f"{explained.student}: {change}.", style="title")]
    told.append(Line(standing_said(row, explained.definition, explained.header["timezone"])))
    return document, lines(told)


def ask(
    process: Annotated[str, typer.Argument(metavar="PROCESS", help="The id of a process.")],
    student: StudentArgument,
    role: Annotated[str, typer.Option("--as", metavar="ROLE", help="Who asks.")] = "student",
    given: Annotated[
        str, typer.Option("--given", help="What it is to decide for, such as a skill.", show_default=False)
    ] = "",
    key: KeyOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Ask a process to decide about a student now."""
    from whynext.cli.printing import lines
    from whynext.cli.words import why_said
    from whynext.engine.ask import ask as ask_now
    from whynext.engine.inspect import explain

    with opened(school) as engine:
        key = key or _fresh(engine)
        rows = ask_now(engine, process, student, role=role, key=key, given=given or None)
        explained = [explain(engine, decision) for decision in rows.get_column("id").to_list()]
        told = [line for each in explained for line in why_said(each, engine.catalogue)]
    document = {"key": key, "decisions": rows.to_dicts()}
    if not explained:
        tell(as_json, document, f"«{escaped(process)}» does not apply to {escaped(student)} now.")
        return
    ids = [f"[quiet]decision[/] [id]{each.row['id']}[/]" for each in explained]
    tell(as_json, document, *ids, *lines(told))
