"""What the demo shows: the school, a plan and its why, a why not, an override, a comparison, the seal."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from whynext import bootstrap
from whynext.base.errors import Problem, Refused
from whynext.cli.comparing import affected_document, affected_lines, comparison_document, comparison_lines
from whynext.cli.figures import counted, instant_said, quoted
from whynext.cli.looking import foundations_of, why_document, why_not_document
from whynext.cli.printing import lines, plan_tree
from whynext.cli.words import Line, options_of, why_not_said, why_said
from whynext.engine.choose import act
from whynext.engine.inspect import Explained, ExplainedNot, explain, explain_not, plan, status, what_if
from whynext.engine.school import definition_of
from whynext.process.agent import Acted
from whynext.process.compare import compare

if TYPE_CHECKING:
    from rich.console import RenderableType

    from whynext.engine.choose import Changed
    from whynext.testing.demo_school import DemoSchool

PROCESS = "next-skill"
LOWER_BAR = 0.8
REASON = "We began this in class today; it should not wait."
MOST_TRIED = 40
"""So many decisions are looked at to find one that shows everything."""


class Showing:
    """The demo school, looked at once: what is shown as text and as data is the same.

    Parameters
    ----------
    made
        The school after its afternoon.
    path
        Where it is held, for the commands to try.
    """

    def __init__(self, made: DemoSchool, path: str) -> None:
        self.made, self.path, self.engine = made, path, made.engine
        self.catalogue = self.engine.catalogue
        self.status = status(self.engine)
        self.before = _told_well(made)
        student = str(self.before.row["student"])
        self.plan = plan(self.engine, student)
        self.refused = _worth_asking(made, self.before)
        self.section = next(each for each in made.simulated.sections if student in each.students)
        self.changed = self._override()
        self.plan_after = plan(self.engine, student)
        with self.engine.store.reading() as reading:
            self.version = definition_of(self.engine, reading, PROCESS)
        self.other = self.version.with_parameters({"bar": LOWER_BAR})
        self.comparison = compare(self.version, self.other)
        self.affected = what_if(self.engine, self.other)
        self.verdict = bootstrap.verify(path)

    def _override(self) -> Changed:
        """Let the teacher put the best of those that were not chosen in the place of the first."""
        chosen = options_of(self.before.row)
        instead = [self.before.runners_up[0].option, *chosen[1:]]
        return act(
            self.engine,
            self.before.row["id"],
            Acted.OVERRODE,
            role="teacher",
            person=self.section.teacher,
            chosen=instead,
            reason=REASON,
        )

    def title(self, option: str) -> str:
        """Return the title of an option of the decision that is shown."""
        return self.before.titles.get(option, option)

    # For people

    def told(self) -> Iterator[RenderableType]:
        """Yield what the demo prints."""
        name = self.before.student
        yield from _part("The school", self._school())
        yield from _part(f"Tomorrow for {name}", [self._tree(self.plan)])
        yield from _part("Why?", lines(why_said(self.before, self.catalogue)))
        yield from _part("Why not?", lines(self._why_not()))
        yield from _part("A teacher changes it", self._change())
        yield from _part("What if the bar were lower?", self._what_if())
        yield from _part("Can the record be trusted?", self._verified())
        yield from _part("Try", self._commands())

    def _school(self) -> list[RenderableType]:
        now, counts, made = self.status, self.status.counts, self.made
        days = made.simulated.days
        decided = ", ".join(f"{count} by {process}" for process, count in made.ticked.decided.items())
        waiting = sum(now.waiting.values())
        told = (
            f"{now.name} is simulated: {counts['students']} students in {counts['sections']} sections, "
            f"{instant_said(now.now, now.timezone)}.",
            f"It has a map of {counts['competencies']} skills with {counts['items']:,} items and "
            f"{counts['learning objects']} lessons and books.",
            f"Its students gave {counts['responses']:,} answers on {counted(len(days), 'school day')} since "
            f"{days[0].day} {days[0]:%B}.",
            f"This afternoon was decided: {decided}; {waiting} wait for a person.",
            f"In force are {', '.join(each[0] for each in now.processes)}; "
            f"not published: {', '.join(made.published.refused)}.",
        )
        return lines(Line(each, 1, "•") for each in told)

    def _tree(self, tree: Any) -> RenderableType:
        student = self.before.row["student"]
        return plan_tree(tree, heading=f"{self.before.student} ({student}), class {self.section.id}")

    def _why_not(self) -> list[Line]:
        return why_not_said(self.refused, self.catalogue, foundations_of(self.engine, self.refused))

    def _change(self) -> list[RenderableType]:
        after = [self.title(option) for option in self.changed.after.chosen]
        before = [self.title(option) for option in options_of(self.changed.before)]
        told = [
            Line(f"Teacher {self.section.teacher} chose {quoted(after)} instead of {quoted(before)}."),
            Line(f"The reason is kept with it: «{REASON}»"),
            Line("What was built on the earlier choice was decided again, and the plan is now:"),
        ]
        return [*lines(told), self._tree(self.plan_after)]

    def _what_if(self) -> list[RenderableType]:
        heading = f"The bar of «{self.version.title}» at {LOWER_BAR} instead of 0.95; nothing is written:"
        told: list[RenderableType] = [Text(heading), *comparison_lines(self.comparison)]
        return [*told, *affected_lines(self.engine, self.other, self.affected, most=4)]

    def _verified(self) -> list[RenderableType]:
        verdict = self.verdict
        found = "every seal fits" if verdict.sound else f"{len(verdict.faults)} faults"
        told = [
            Line(f"{verdict.entries:,} entries and every stored decision read and sealed again: {found}."),
            Line(f"The last seal: {verdict.entries}:{verdict.seal.hex()}", style="quiet"),
        ]
        return lines(told)

    def _commands(self) -> list[RenderableType]:
        return [Text(f"  {command}", style="cyan", no_wrap=True) for command in self.commands()]

    # For programs

    def commands(self) -> list[str]:
        """Return commands that can be pasted, with the ids of this school."""
        row = self.before.row
        student, decision = str(row["student"]), str(row["id"])
        only = [str(each) for each in Path().glob("*.school")] == [self.path]
        where = "" if only else f" -s {shlex.quote(self.path)}"
        option = shlex.quote(self.refused.option)
        following = self.made.simulated.at(16, 5, _next_day(self.made)).isoformat()
        item = self._item()
        told = [
            f"whynext plan {self.section.id}{where}",
            f"whynext why {decision}{where}",
            f"whynext why-not {decision} {option}{where}",
            f"whynext answer {student} {item} 12{where}",
            f"whynext process show {PROCESS}{where}",
            f"whynext process check {PROCESS}{where}",
            f"whynext process what-if {PROCESS} --set bar=0.8 --set skills=3{where}",
            f"whynext process compare handbook/mastery-unit handbook/exit-slip{where}",
            f"whynext tick --now {following}{where}",
            f"whynext replay --all{where}",
            f"whynext verify{where}",
        ]
        return [_program() + command.removeprefix("whynext") for command in told]

    def _item(self) -> str:
        """Return a question on what is chosen, answered with a number."""
        chosen = options_of(self.before.row)
        with self.engine.store.reading() as reading:
            links = reading.table("item_skills", {"skill": chosen})
            items = reading.table("items", {"id": links.get_column("item").to_list()})
            numbers = items.filter(pl.col("kind") == "number").sort("id")
            if len(numbers) == 0:
                numbers = reading.table("items", {"kind": "number"}).sort("id")
        return str(numbers.get_column("id")[0])

    def document(self) -> dict[str, Any]:
        """Return everything that is shown as data."""
        return {
            "school": self.path,
            "status": self.status,
            "decided": self.made.ticked.decided,
            "not_published": {
                name: [problem.as_dict() for problem in problems]
                for name, problems in self.made.published.refused.items()
            },
            "student": self.before.row["student"],
            "plan": self.plan,
            "why": why_document(self.before),
            "why_not": why_not_document(self.refused),
            "override": {
                "decision": self.changed.decision,
                "before": options_of(self.changed.before),
                "after": list(self.changed.after.chosen),
                "by": self.changed.after.by,
                "reason": REASON,
            },
            "plan_after": self.plan_after,
            "comparison": comparison_document(self.comparison),
            "affected": affected_document(self.affected),
            "verification": {
                "sound": self.verdict.sound,
                "entries": self.verdict.entries,
                "seal": self.verdict.seal,
                "faults": self.verdict.faults,
            },
            "try": self.commands(),
        }


def _part(title: str, told: list[RenderableType]) -> Iterator[RenderableType]:
    yield Text("")
    yield Rule(Text(title, style="bold"), align="left", style="bright_black")
    yield from (Padding(each, (0, 0, 0, 2)) for each in told)


def _program() -> str:
    """Return how this program is called here: by its name, or by its path where the name is not found."""
    if shutil.which("whynext") or Path(sys.argv[0]).name != "whynext":
        return "whynext"
    return shlex.quote(sys.argv[0])


def _next_day(made: DemoSchool) -> Any:
    with made.engine.store.reading() as reading:
        decisions = reading.table("decisions")
    return decisions.get_column("day").max()


def _told_well(made: DemoSchool) -> Explained:
    """Return a decision about the next skill that holds, and has others to put in its place.

    Raises
    ------
    Refused
        If the afternoon decided about no next skill at all.
    """
    with made.engine.store.reading() as reading:
        rows = reading.table("decisions", {"process": PROCESS}).filter(pl.col("state") == "in force")
    rows = rows.sort("kept", "id", descending=[True, False])
    best: Explained | None = None
    for decision in rows.get_column("id").head(MOST_TRIED).to_list():
        explained = explain(made.engine, decision)
        if explained.runners_up and len(explained.refusals) > 1:
            return explained
        best = best or explained
    if best is None or not best.runners_up:
        raise Refused(Problem("the afternoon left no decision to show", next_step="try another --seed"))
    return best


def _worth_asking(made: DemoSchool, explained: Explained) -> ExplainedNot:
    """Return why not a skill that comes right after a chosen one: the question one would ask."""
    engine, decision = made.engine, str(explained.row["id"])
    chosen = options_of(explained.row)
    with engine.store.reading() as reading:
        after = reading.table("relations", {"kind": "precedes", "origin": chosen})
    followers = sorted(set(after.get_column("destination").to_list()) - set(chosen))
    answers = [explain_not(engine, decision, option) for option in followers[:MOST_TRIED]]
    telling = [each for each in answers if each.answer.change is not None]
    return next(iter([*telling, *answers]), None) or explain_not(
        engine, decision, explained.runners_up[0].option
    )
