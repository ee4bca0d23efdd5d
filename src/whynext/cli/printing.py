"""Lines and plans as rich prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rich.text import Text
from rich.tree import Tree

from whynext.cli.figures import number_said, who_said
from whynext.cli.words import Line

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

_LOOKS = {"title": "bold", "quiet": "bright_black", "": ""}


class Part(Protocol):
    """A part of a plan, as :class:`whynext.planning.plan.Node` is one."""

    @property
    def title(self) -> str:
        """For people."""
        ...

    @property
    def minutes(self) -> float | None:
        """How long it takes."""
        ...

    @property
    def decision(self) -> str | None:
        """The decision that made it."""
        ...

    @property
    def children(self) -> Sequence[Part]:
        """Its parts."""
        ...

    @property
    def option(self) -> str | None:
        """What was chosen."""
        ...

    @property
    def waiting_for(self) -> str | None:
        """Who is to act before it holds."""
        ...

    @property
    def by(self) -> str | None:
        """Who chose it."""
        ...

    @property
    def why(self) -> str | None:
        """Of a check: why it is asked."""
        ...


def lines(told: Iterable[Line], *, indent: int = 0) -> list[RenderableType]:
    """Return lines with hanging indents, so that a long one stays beside its mark."""
    return [_line(each, indent) for each in told]


def _line(line: Line, indent: int) -> RenderableType:
    depth = indent + line.indent
    return Hanging(Text(line.text, style=_LOOKS[line.style]), 2 * depth, line.mark)


@dataclass(frozen=True, slots=True)
class Hanging:
    """A paragraph whose every line begins at one column, with a mark before the first."""

    text: Text
    indent: int = 0
    mark: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        mark = f"{self.mark:>{self.indent - 1}} " if self.mark and self.indent else ""
        wrapped = self.text.wrap(console, options.max_width - self.indent)
        for place, line in enumerate(wrapped or [Text("")]):
            before = mark if mark and not place else " " * self.indent
            yield Text.assemble((before, _LOOKS["quiet"]), line)


def plan_tree(plan: Part, *, heading: str) -> RenderableType:
    """Return a plan as a tree, each part with its minutes and the decision one can ask why of."""
    tree = Tree(Text(heading, style="bold"), guide_style=_LOOKS["quiet"])
    for part in plan.children:
        _grow(tree, part, above=None)
    return tree


def _grow(tree: Tree, part: Part, above: str | None) -> None:
    branch = tree.add(_part_said(part, above))
    for child in part.children:
        _grow(branch, child, part.decision)


def _part_said(part: Part, above: str | None) -> Text:
    said = Text(part.title)
    if part.minutes is not None:
        said.append(f"  {number_said(part.minutes)} min", style="bright_black")
    if part.waiting_for:
        said.append(f"  waits for {who_said(part.waiting_for)}", style="yellow")
    elif part.by and part.by != "algorithm":
        said.append(f"  changed by {who_said(part.by)}", style="green")
    if part.decision and part.decision != above:
        said.append(f"  {part.decision}", style="cyan")
    if part.why:
        said.append(f"\nbecause {part.why}", style="bright_black")
    return said
