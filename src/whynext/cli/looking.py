"""Commands that look and change nothing: plan, why, why-not, replay, status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, day_of, opened, school_place
from whynext.cli.output import FOUND, escaped, progress, table, tell

if TYPE_CHECKING:
    from whynext.engine.inspect import Explained, ExplainedNot, Status
    from whynext.engine.school import Engine
    from whynext.process.explain import Why

DecisionArgument = Annotated[str, typer.Argument(metavar="DECISION", help="The id of a decision.")]
PANEL = "Look"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel=PANEL)(plan)
    app.command(rich_help_panel=PANEL)(why)
    app.command("why-not", rich_help_panel=PANEL)(why_not)
    app.command(rich_help_panel=PANEL)(replay)
    app.command(rich_help_panel=PANEL)(status)


def plan(
    who: Annotated[str, typer.Argument(metavar="STUDENT|SECTION", help="The id of a student or section.")],
    day: Annotated[str, typer.Option(help="Only this day, such as 2026-09-01.", show_default=False)] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show what a student, or everyone in a section, does next; each part names its decision."""
    from whynext.cli.printing import plan_tree
    from whynext.engine.inspect import student_name

    on = day_of(day)
    with opened(school) as engine:
        with engine.store.reading() as reading:
            students = students_named(reading, who)
            names = {student: student_name(reading, student) for student in students}
        with progress("reading plans") as told:
            plans = {}
            for place, student in enumerate(students):
                told("", place, len(students))
                plans[student] = _plan_of(engine, student, on)
    document = {"plans": [{"student": each, "name": names[each], "plan": plans[each]} for each in plans]}
    if len(students) > 1 or students[0] != who:
        tell(as_json, document, *_plan_tables(names, plans))
        return
    heading = _heading(names[who], who, empty=not plans[who].children)
    tell(as_json, document, plan_tree(plans[who], heading=heading))


def students_named(reading: Any, who: str) -> list[str]:
    """Return the students of a section, or the one student who is named.

    Raises
    ------
    NotFound
        If there is neither a student nor a section of this id.
    """
    from whynext.engine.inspect import section_students

    return section_students(reading, who) or [_student(reading, who)]


def _student(reading: Any, who: str) -> str:
    """Return a student's id.

    Raises
    ------
    NotFound
        If there is neither a student nor a section of this id, with the nearest that there is.
    """
    from whynext.base.errors import NotFound, Problem, listed, nearest

    if len(reading.table("students", {"student": who})):
        return who
    known = [
        *reading.table("sections").get_column("id").to_list(),
        *reading.table("students").get_column("student").to_list(),
    ]
    alike = [each for each in known if each.lower() == who.lower()]
    valid = nearest(alike[0] if alike else who, known) or listed(known, most=8)
    raise NotFound(Problem(f"there is no student or section «{who}»", valid=valid))


def _plan_of(engine: Engine, student: str, on: Any) -> Any:
    from whynext.engine.inspect import plan as plan_of

    return plan_of(engine, student, on)


def _plan_tables(names: Mapping[str, str], plans: Mapping[str, Any]) -> list[Any]:
    """Return a table for each day: who does what, how long it takes, who is waited for."""
    from whynext.process.statements import joined_by_and

    by_day: dict[str, list[tuple[str, ...]]] = {}
    idle = []
    for student, plan in plans.items():
        days = [node for node in plan.walk() if node.level == "day"]
        for day in days:
            by_day.setdefault(day.title, []).append((names[student], *_plan_row(day)))
        idle += [] if days else [names[student]]
    columns = ("student", "next", "min", "waits for", "decision")
    told: list[Any] = [table(columns, rows, title=day) for day, rows in sorted(by_day.items())]
    return [*told, f"Nothing is decided for {joined_by_and(idle)}."] if idle else told


def _plan_row(day: Any) -> tuple[str, str, str, str]:
    comes = [node for node in day.children if node.minutes is not None or node.waiting_for or node.why]
    waits = dict.fromkeys(node.waiting_for for node in day.walk() if node.waiting_for)
    minutes = "" if day.minutes is None else f"{day.minutes:g}"
    titles = "; ".join(_in_a_row(node) for node in comes or day.children)
    alone = day.children[0].decision if len(day.children) == 1 else None
    return titles, minutes, ", ".join(waits), day.decision or alone or ""


def _in_a_row(part: Any) -> str:
    """Return the title of a part of a day; of a check, what it asks."""
    return part.title if part.why is None else f"check: {', '.join(each.title for each in part.children)}"


def _heading(name: str, student: str, *, empty: bool) -> str:
    said = name if name == student else f"{name} ({student})"
    return f"{said}: nothing is decided" if empty else said


def why(decision: DecisionArgument, school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """Say why a decision is as it is: what was chosen and refused, by which rules, on what was known."""
    from whynext.cli.printing import lines
    from whynext.cli.words import Line, why_said
    from whynext.engine.inspect import explain

    with opened(school) as engine:
        explained = explain(engine, decision)
        told = why_said(explained, engine.catalogue)
        parts = parts_of(engine, explained)
    if parts:
        told += [Line(""), Line("Why each of them was chosen:")]
        told += [Line(f"{title}: whynext why {part}", 1, "•") for title, part in parts]
    said = [each.text for each in told if each.text]
    document = {**why_document(explained), "parts": [part for _, part in parts], "said": said}
    tell(as_json, document, *lines(told))


def parts_of(engine: Engine, explained: Explained) -> list[tuple[str, str]]:
    """Return, for the decision about a whole, the decisions that chose its parts: title and id."""
    from whynext.cli.words import options_of
    from whynext.engine.titles import titles

    row, chosen = explained.row, options_of(explained.row)
    if not explained.published.is_composite:
        return []
    with engine.store.reading() as reading:
        mine = reading.table("decisions", {"student": row["student"], "day": row["day"]})
        givens = [each for each in mine.get_column("given").unique().to_list() if each]
        wanted, made = [*givens, *chosen], explained.row["sequence"]
        names = titles(reading, engine.catalogue, explained.definition, wanted, None, sequence=made)
    found: dict[str, tuple[str, str]] = {}
    for other in mine.sort("sequence").iter_rows(named=True):
        if other["id"] != row["id"] and other["state"] != "superseded":
            given = f" (for «{names[other['given']]}»)" if other["given"] else ""
            for option in set(options_of(other)) & set(chosen):
                found[option] = (f"{names[option]}{given}", other["id"])
    return [found[option] for option in chosen if option in found]


def why_document(explained: Explained) -> dict[str, Any]:
    """Return everything there is to say about a decision as data."""
    from whynext.cli.words import first_options, options_of

    row = explained.row
    return {
        "decision": {**row, "chosen": options_of(row), "first_chosen": first_options(row)},
        "student_name": explained.student,
        "process": {
            "id": explained.published.id,
            "version": explained.published.version,
            "title": explained.published.title,
            "question": explained.published.question,
        },
        "chosen": [_why_data(each) for each in explained.chosen],
        "runners_up": [_why_data(each) for each in explained.runners_up],
        "refusals": list(explained.refusals),
        "missing": explained.missing,
        "companions": list(explained.companions),
        "acts": list(explained.acts),
        "titles": explained.titles,
        "trigger": explained.header["trigger"],
        "as_of": explained.header["as_of"],
    }


def _why_data(each: Why) -> dict[str, Any]:
    return {
        "option": each.option,
        "offered": each.kept,
        "chosen": each.chosen,
        "score": each.score,
        "probability": each.probability,
        "rank": each.rank,
        "reasons": list(each.reasons),
    }


def why_not(
    decision: DecisionArgument,
    option: Annotated[str, typer.Argument(metavar="OPTION", help="An option, by id or title.")],
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say why an option was not chosen, and the smallest change that would have let it in."""
    from whynext.cli.printing import lines
    from whynext.cli.words import why_not_said
    from whynext.engine.inspect import explain_not

    with opened(school) as engine:
        answer = explain_not(engine, decision, option)
        told = why_not_said(answer, engine.catalogue, foundations_of(engine, answer))
    said = [each.text for each in told if each.text]
    tell(as_json, {**why_not_document(answer), "said": said}, *lines(told))


FOUNDED = frozenset({"prerequisites_mastered", "prerequisites_below"})
"""The information that is about what a skill directly builds on."""


def foundations_of(engine: Engine, answer: ExplainedNot) -> list[tuple[str, float | None]]:
    """Return what a refused skill builds on, by title, and how far the decision knew it to be mastered.

    Nothing if the map has changed since: what the skill built on then is no longer known.
    """
    names = {use.column: use.name for use in answer.definition.information}
    read = {names.get(column) for reason in answer.answer.why.refusals for column in reason.read}
    if not read & FOUNDED or not answer.map_then:
        return []
    with engine.store.reading() as reading:
        edges = reading.table("relations", {"kind": "precedes", "destination": answer.option})
    mastery = next((column for column, name in names.items() if name == "mastery"), None)
    known = dict(answer.recorded.select("option", mastery).iter_rows()) if mastery else {}
    before = edges.sort("position").get_column("origin").to_list()
    return [(answer.titles[skill], known.get(skill)) for skill in before if skill in answer.titles]


def why_not_document(answer: ExplainedNot) -> dict[str, Any]:
    """Return why an option was not chosen as data."""
    change = answer.answer.change
    return {
        "decision": answer.row["id"],
        "student": answer.row["student"],
        "option": answer.option,
        "title": answer.titles.get(answer.option, answer.option),
        "why": _why_data(answer.answer.why),
        "better": list(answer.answer.better),
        "change": None
        if change is None
        else {"changes": list(change.changes), "then_chosen": change.chosen, "tried": True},
        "cost": answer.answer.cost,
    }


def replay(
    name: Annotated[
        str,
        typer.Argument(metavar="RUN|DECISION", help="A run, or one of its decisions.", show_default=False),
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Replay every run.", show_default=False)] = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Judge a run again from its record and compare bit for bit; exit code 1 if anything differs."""
    from whynext.base.errors import Problem, Refused
    from whynext.engine.inspect import replay_run

    if bool(name) == every:
        raise Refused(Problem("name a run or decision, or all of them", valid="RUN, DECISION or --all"))
    with opened(school) as engine, progress("replaying") as told:
        with engine.store.reading() as reading:
            runs = [name] if name else _all_runs(reading)
        results = []
        for place, run in enumerate(runs):
            told("", place, len(runs))
            results.append(replay_run(engine, run))
    differing = [each for each in results if not each.replay.same]
    document = {
        "runs": [
            {"run": r.run, "students": r.decisions, "same": r.replay.same, "differs": list(r.replay.differs)}
            for r in results
        ],
        "same": not differing,
    }
    count = f"{len(results):,} run" + ("" if len(results) == 1 else "s")
    if not differing:
        tell(as_json, document, f"[good]{count} replayed, bit for bit the same.[/]")
        return
    rows = [(each.run, ", ".join(each.replay.differs)) for each in differing]
    tell(
        as_json,
        document,
        f"[bad]{len(differing)} of {count} differ from their record.[/]",
        table(("run", "columns that differ"), rows),
    )
    raise typer.Exit(FOUND)


def _all_runs(reading: Any) -> list[str]:
    decisions = reading.table("decisions").sort("sequence")
    return list(decisions.get_column("run").unique(maintain_order=True))


def status(school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """Show what the school holds, which processes are in force, and who is waited for."""
    from whynext import bootstrap
    from whynext.engine.inspect import status as status_of

    with opened(school) as engine:
        now = status_of(engine)
        with engine.store.reading() as reading:
            simulated = bootstrap.is_simulated(reading)
    document = {"school": school_place(school), "simulated": simulated, "status": now}
    tell(as_json, document, *status_lines(now, simulated=simulated))


def status_lines(now: Status, *, simulated: bool) -> list[Any]:
    """Return a school's numbers for people."""
    from whynext.cli.figures import counted, instant_said, who_said

    counts = now.counts
    clock = " (simulated: its clock stands there)" if simulated else ""
    waiting = [f"{count:,} wait for {who_said(who)}" for who, count in now.waiting.items()]
    states = [f"{count:,} {state}" for state, count in now.states.items()]
    told: list[Any] = [
        f"[title]{escaped(now.name)}[/]  {instant_said(now.now, now.timezone)}, {now.timezone}{clock}",
        f"{counted(counts['students'], 'student')} in {counted(counts['sections'], 'section')}; "
        f"{counts['responses']:,} answers; {counts['estimates']:,} estimates by the model {now.model}",
        f"{counts['competencies']:,} competencies, {counts['items']:,} items, "
        f"{counts['learning objects']:,} learning objects",
        f"decisions: {', '.join(states) or 'none yet'}" + (f"; {', '.join(waiting)}" if waiting else ""),
        f"ledger: {now.ledger_entries:,} entries",
    ]
    if now.processes:
        told.append(table(("process", "version", "title"), now.processes))
    else:
        told.append("No process is published yet; see «whynext process --help».")
    return told
