"""The definition as a TOML document: its shape (and JSON Schema for editors) and the lines of its parts."""

from __future__ import annotations

import copy
import re
import tomllib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whynext.base.errors import Collector, Problem, listed, nearest
from whynext.process.agent import ROLES, Does, Silence
from whynext.process.definition import GRAINS, HOWS, JUNCTURES

Scalar = bool | int | float | str
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class GoalPart(_Part):
    """What the process is for."""

    interim: str = ""
    end: str = ""


class TriggerPart(_Part):
    """What wakes the process."""

    on: list[str] = []
    where: dict[str, Scalar] = {}
    crosses: str = ""
    at: Scalar = ""
    going: Literal["up", "down", "either"] = "up"
    every: str = ""
    asked_by: list[str] = []
    when: str = ""


class AgentPart(_Part):
    """Who proposes, decides, approves, may override or is informed."""

    who: Annotated[str, Field(json_schema_extra={"enum": list(ROLES)})]
    does: Annotated[str, Field(json_schema_extra={"enum": [does.value for does in Does]})]
    among: Annotated[int, Field(ge=1)] | None = None
    when: str = ""
    until: str = ""
    silence: Annotated[str, Field(json_schema_extra={"enum": [each.value for each in Silence]})] = "stands"


class ParameterPart(_Part):
    """A value a school may set, and why it is what it is."""

    value: Scalar
    unit: str = ""
    because: Text


class RulePart(_Part):
    """Either keep + because + refusal, or prefer + weight + because, or when + then + because."""

    keep: str = ""
    prefer: str = ""
    when: str = ""
    then: str = ""
    weight: Scalar = 1.0
    because: Text
    refusal: str = ""


class ChoosePart(_Part):
    """How one is chosen of what is left."""

    how: Annotated[str, Field(json_schema_extra={"enum": list(HOWS)})] = "best"
    count: Scalar = 1
    explore: Scalar = 0.0
    temperature: Scalar = 1.0
    capacity: Scalar | None = None
    ties: Literal["order", "chance"] = "order"
    seed: str = ""


class FallbackPart(_Part):
    """What is done when rules cannot decide: "ask teacher", "set aside", "nothing, and say so", a process."""

    then: Text


class StepPart(_Part):
    """One process of a composite."""

    process: Id
    given: str = ""
    gives: str = ""


class SafeguardsPart(_Part):
    """What makes a lasting decision bearable."""

    exit_rule: str = ""
    review_after_days: Annotated[int, Field(ge=1)] | None = None
    reversible_for_days: Annotated[int, Field(ge=0)] | None = None
    signed_off_by: list[str] = []


class Document(_Part):
    """A process definition as written in ``process.toml``."""

    id: Id
    version: Annotated[int, Field(ge=1)]
    title: Text
    question: Text
    origin: str = ""
    problem: str = ""
    juncture: str | list[str] = []
    grain: Annotated[str, Field(json_schema_extra={"enum": list(GRAINS)})] = "lesson"
    decides: str | list[str] = ""
    given: str = ""
    within: str = ""
    minutes: Scalar = ""
    effect: str = ""
    goal: GoalPart = GoalPart()
    trigger: TriggerPart
    agents: Annotated[list[AgentPart], Field(min_length=1)]
    information: list[str] = []
    parameters: dict[Name, ParameterPart] = {}
    rules: list[RulePart] = []
    steps: list[StepPart] = []
    choose: ChoosePart = ChoosePart()
    unknown: FallbackPart | None = None
    none: FallbackPart | None = None
    safeguards: SafeguardsPart = SafeguardsPart()


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a definition, for editors that check TOML while one writes."""
    schema = Document.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "whynext process definition"
    schema["properties"]["juncture"]["description"] = "; ".join(f"{k}: {v}" for k, v in JUNCTURES.items())
    return schema


class Lines:
    """Where each part of a TOML text begins.

    ``lines.of("rules", 1, "keep")`` is the line of the key ``keep`` in the second ``[[rules]]``; the
    nearest enclosing part that has a line answers for one that has none.
    """

    _header = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?\s*(#.*)?$")
    _key = re.compile(r"^\s*([A-Za-z0-9_\-.\"]+)\s*=")

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str | int, ...], int] = {}
        counts: dict[str, int] = {}
        prefix: tuple[str | int, ...] = ()
        for number, line in enumerate(text.splitlines(), start=1):
            header = self._header.match(line)
            if header:
                name = header[2].replace('"', "").strip()
                prefix = tuple(name.split("."))
                if header[1] == "[[":
                    prefix = (*prefix, counts.get(name, 0))
                    counts[name] = counts.get(name, 0) + 1
                self._found.setdefault(prefix, number)
                continue
            key = self._key.match(line)
            if key:
                self._found.setdefault((*prefix, *key[1].replace('"', "").split(".")), number)

    def of(self, *path: str | int) -> int:
        """Return the line (from 1) of the part at this path."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 1)


def load(text: str, name: str, found: Collector) -> tuple[Document | None, Lines]:
    """Read TOML and check its shape, noting every fault with its line.

    Parameters
    ----------
    text
        The TOML.
    name
        What the file is called, for messages.
    found
        Takes the problems.
    """
    lines = Lines(text)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        matched = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        place = f"{name}, line {matched[1]}" if matched else name
        said = re.sub(r" \(at .*\)", "", str(error)) or "nested too deeply"
        found.add(
            f"this is not TOML: {said}", where=place, valid="see the handbook for examples", kind="syntax"
        )
        return None, lines
    for _ in range(20):
        try:
            return Document.model_validate(data), lines
        except ValidationError as error:
            faults = error.errors()
            found.extend(_problem(fault, name, lines) for fault in faults if not _is_stand_in(fault))
            for fault in reversed(faults):
                _mend(data, fault)
    return None, lines


_STAND_INS: dict[str, Any] = {
    "id": "unnamed",
    "version": 1,
    "title": "-",
    "question": "-",
    "because": "-",
    "then": "set aside",
    "value": 0,
    "who": "algorithm",
    "does": "decides",
    "process": "unnamed",
    "trigger": {"asked_by": ["teacher"]},
    "agents": [{"who": "algorithm", "does": "decides"}],
}


def _is_stand_in(fault: Any) -> bool:
    return bool(fault.get("input") == "-") and fault["type"] != "missing"


def _mend(data: dict[str, Any], fault: Any) -> None:
    """Put a stand-in in the place of a fault already reported, so that the rest can be checked too."""
    path = [part for part in fault["loc"] if not _is_branch(part)]
    inner: Any = data
    for part in path[:-1]:
        inner = inner[part]
    if isinstance(inner, list):
        if path[-1] < len(inner):
            del inner[path[-1]]
        return
    if path[-1] in _STAND_INS and fault["type"] != "extra_forbidden":
        inner[path[-1]] = copy.deepcopy(_STAND_INS[path[-1]])
    else:
        inner.pop(path[-1], None)


def _problem(fault: Any, name: str, lines: Lines) -> Problem:
    path = tuple(part for part in fault["loc"] if not _is_branch(part))
    place = f"{name}, line {lines.of(*path)}"
    field = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    if fault["type"] == "extra_forbidden":
        known = _fields(path[:-1])
        hint = nearest(str(path[-1]), known) or f"one of {listed(sorted(known), most=30)}"
        return Problem(f"«{field}» is not part of a definition", place, hint, kind="unknown key")
    if fault["type"] == "missing":
        return Problem(f"«{field}» is missing", place, kind="missing")
    return Problem(f"«{field}» {_said(fault)}", place, kind="wrong value")


def _is_branch(part: str | int) -> bool:
    """Tell whether a path part is pydantic's name for a member of a union, not a key of the document."""
    return isinstance(part, str) and (part in {"bool", "int", "float", "str"} or "[" in part)


def _said(fault: Any) -> str:
    message = str(fault["msg"])
    value = fault.get("input")
    shown = f" (it is {value!r})" if isinstance(value, str | int | float | bool) else ""
    for start in ("Input should be ", "String should ", "List should ", "Value error, "):
        message = message.replace(start, {"Input should be ": "should be "}.get(start, "should "))
    if fault["type"] == "string_pattern_mismatch":
        message = "should be lower-case letters, digits and " + (
            "hyphens" if "-]" in message else "underscores"
        )
    return message[0].lower() + message[1:] + shown


def _fields(path: tuple[str | int, ...]) -> set[str]:
    model: type[BaseModel] = Document
    for part in path:
        if isinstance(part, int):
            continue
        inner: dict[str, type[BaseModel]] = {
            "goal": GoalPart,
            "trigger": TriggerPart,
            "agents": AgentPart,
            "parameters": ParameterPart,
            "rules": RulePart,
            "choose": ChoosePart,
            "unknown": FallbackPart,
            "none": FallbackPart,
            "steps": StepPart,
            "safeguards": SafeguardsPart,
        }
        model = inner.get(part, model)
    return set(model.model_fields)
