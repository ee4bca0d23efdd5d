"""What commands share that ask question by question: showing, typing, and asking again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

import typer

from whynext.base.errors import Refused
from whynext.cli.output import console, escaped

WORDS = "(an answer, «?» if you do not know, «why», or «stop» to go on another time)"
Given = str | tuple[str, ...]

StudentArgument = Annotated[str, typer.Argument(metavar="STUDENT", help="The id of a student.")]
AnswersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--answer", metavar="TEXT", help="Answers in order, instead of typing them.", show_default=False
    ),
]


def question_lines(number: str, item: Any) -> list[str]:
    """Return a question and what there is to pick, for people."""
    options = [f"  {option.id}) {escaped(option.text)}" for option in item.options]
    return [f"[title]Question {number}[/]  {escaped(item.question)}", *options]


def next_answer(
    lines: Sequence[str], why: str, given: Iterator[str], *, typed: bool
) -> tuple[str | None, float | None]:
    """Return the next answer, and how many seconds it took where it was typed; None to stop."""
    if not typed:
        return next(given, None), None
    for line in lines:
        console().print(line)
    begun = time.monotonic()
    while (said := str(typer.prompt(WORDS, prompt_suffix=" ")).strip()) == "why":
        console().print(escaped(why))
    return (None, None) if said == "stop" else (said, time.monotonic() - begun)


def take_in(take: Callable[[Given], object], answer: str, seconds: float | None) -> None:
    """Take an answer in; one that was typed and cannot be read may be typed again."""
    parts = tuple(part.strip() for part in answer.split("|")) if "|" in answer else answer.strip()
    try:
        take("" if parts == "?" else parts)
    except Refused as refusal:
        if seconds is None or any(each.kind != "unreadable answer" for each in refusal.problems):
            raise
        console().print(f"[bad]{escaped(refusal.problems[0].what)}[/]")
