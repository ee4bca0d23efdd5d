"""The definition as a TOML document: its shape (and JSON Schema for editors) and the lines of its parts."""

from __future__ import annotations

import copy
import re
import tomllib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whynext.base.errors import Collector, Problem, listed, nearest
from whynext.process.agent import ROLES, Does, Silence
from whynext.process.definition import GRAINS, HOWS, JUNCTURES, METHODS
from whynext.process.grouping.students import WANTED
from whynext.process.sharing import WAYS

Scalar = bool | int | float | str
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, Field(min_length=1)]
Path = tuple[str | int, ...]


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
    seats: Scalar = ""
    method: Annotated[str, Field(json_schema_extra={"enum": list(METHODS)})] = "turns"
    apart: Scalar = ""
    priority: Scalar = ""
    draws: Scalar = 200
    smallest: Scalar = ""
    largest: Scalar = ""
    must: Scalar = ""
    separate: Scalar = ""
    beside: Scalar = ""
    beside_weight: Scalar = 1.0
    order: Scalar = ""
    together: Scalar = ""
    effort: Scalar = 200
    gap: Scalar = 0.001
    spread: Scalar = ""
    least: Scalar = 0.0
    most: Scalar = 1.0
    far: Scalar | None = None


class LimitPart(_Part):
    """How many there may be of a kind, where places are shared."""

    count: Text = "students"
    of: str = ""
    per: list[Name] = []
    at_most: Scalar = ""
    at_least: Scalar = ""
    because: Text
    weight: Scalar = ""
    price: Scalar = ""
    by: str = ""


class ResourcePart(_Part):
    """Units of which each session needs one for itself."""

    name: Name
    units: Text
    load: str = ""
    liked: str = ""
    weight: Scalar = 1.0
    near: str = ""
    walk: Scalar = 1.0
    because: Text
    price: Scalar = ""
    by: str = ""


class CompositionPart(_Part):
    """What is wanted of groups, and what bounds them."""

    goal: Annotated[str, Field(json_schema_extra={"enum": list(WANTED)})]
    of: Text
    weight: Scalar = 1.0
    at_most: Scalar = ""
    because: Text


class ConcessionPart(_Part):
    """Who may give way where everything cannot be kept, and what it costs."""

    to: Annotated[str, Field(json_schema_extra={"enum": list(WAYS)})]
    price: Scalar = ""
    by: Text
    because: Text


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
    limits: list[LimitPart] = []
    resources: list[ResourcePart] = []
    concessions: list[ConcessionPart] = []
    composition: list[CompositionPart] = []


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

    _name = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
    _names = rf"{_name}(?:\s*\.\s*{_name})*"
    _header = re.compile(rf"^\s*(\[\[?)\s*({_names})\s*\]\]?\s*(#.*)?$")
    _key = re.compile(rf"^\s*({_names})\s*=")

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {}
        self._last: dict[Path, int] = {}
        prefix: Path = ()
        for number, line in enumerate(text.splitlines(), start=1):
            header = self._header.match(line)
            if header:
                prefix = self._path(header[2], is_array=header[1] == "[[")
                self._found.setdefault(prefix, number)
                continue
            key = self._key.match(line)
            if key:
                self._found.setdefault((*prefix, *self._split(key[1])), number)

    def _split(self, written: str) -> list[str]:
        return [part.strip("\"'") for part in re.findall(self._name, written)]

    def _path(self, written: str, *, is_array: bool) -> Path:
        """Return the path of a header: a part that is an array of tables stands for its last table."""
        parts = self._split(written)
        path: Path = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            if is_array and place == len(parts) - 1:
                self._last[path] = self._last.get(path, -1) + 1
            if path in self._last:
                path = (*path, self._last[path])
        return path

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
    text = text.removeprefix("\ufeff")  # some editors begin a file with an invisible mark
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
    _refuse_numbers(data, name, lines, found)
    reported: set[Path] = set()
    for _ in range(20):
        try:
            return Document.model_validate(data), lines
        except ValidationError as error:
            faults: dict[Path, list[Any]] = {}
            for fault in error.errors():
                faults.setdefault(_path(fault, data), []).append(fault)
            found.extend(
                _problem(several, path, name, lines)
                for path, several in faults.items()
                if not _is_echo(several[0], path, reported)
            )
            reported.update(faults)
            for path, several in reversed(faults.items()):
                _mend(data, several[0], path)
    return None, lines


_LARGEST = 10**15  # beyond it whole numbers and their doubles part ways


def _refuse_numbers(data: dict[str, Any], name: str, lines: Lines, found: Collector) -> None:
    """Refuse what TOML calls a number and no rule can compute with; 1 stands in for it."""
    left: list[tuple[Any, Path]] = [(data, ())]
    while left:
        inner, path = left.pop()
        places = inner.items() if isinstance(inner, dict) else enumerate(inner)
        for key, value in list(places):
            if isinstance(value, list | dict):
                left.append((value, (*path, key)))
            elif isinstance(value, int | float) and not -_LARGEST <= value <= _LARGEST:
                found.add(
                    f"«{_dotted((*path, key))}» is {value if isinstance(value, float) else 'too large'}",
                    where=f"{name}, line {lines.of(*path, key)}",
                    valid="a number of at most fifteen digits",
                    kind="wrong value",
                )
                inner[key] = 1


def _is_echo(fault: Any, path: Path, reported: set[Path]) -> bool:
    """Tell whether a fault only follows from one that was reported and mended."""
    if path in reported:
        return True
    below = any(other[: len(path)] == path for other in reported)
    return bool(fault["type"] == "too_short" and below)


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
    "name": "unnamed",
    "units": "''",
    "to": "count",
    "goal": "alike",
    "of": "0",
    "by": "principal",
    "trigger": {"asked_by": ["teacher"]},
    "agents": [{"who": "algorithm", "does": "decides"}],
}


def _mend(data: dict[str, Any], fault: Any, path: Path) -> None:
    """Put a stand-in in the place of a fault already reported, so that the rest can be checked too."""
    inner: Any = data
    for part in path[:-1]:
        inner = inner[part]
    last = path[-1]
    if isinstance(inner, list):
        if isinstance(last, int) and last < len(inner):
            del inner[last]
        return
    if last in _STAND_INS and fault["type"] != "extra_forbidden":
        inner[last] = copy.deepcopy(_STAND_INS[str(last)])
    else:
        inner.pop(last, None)


def _path(fault: Any, data: Any) -> Path:
    """Return where in the document a fault lies.

    Pydantic also names the member of a union that it tried ("int", "list[str]") and "[key]" for a faulty
    key; what is no key of the document is left out.
    """
    inner, path, parts = data, [], fault["loc"]
    for place, part in enumerate(parts):
        is_missing = fault["type"] == "missing" and place == len(parts) - 1
        if isinstance(inner, dict) and (part in inner or is_missing):
            path.append(part)
            inner = inner.get(part)
        elif isinstance(inner, list) and isinstance(part, int) and part < len(inner):
            path.append(part)
            inner = inner[part]
    return tuple(path)


def _dotted(path: Path) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _problem(faults: list[Any], path: Path, name: str, lines: Lines) -> Problem:
    """Return what is wrong at one place; where several types are allowed each has its fault there."""
    fault = faults[0]
    place = f"{name}, line {lines.of(*path)}"
    field = _dotted(path)
    if fault["type"] == "extra_forbidden":
        known = _fields(path[:-1])
        hint = nearest(str(path[-1]), known) or f"one of {listed(sorted(known), most=30)}"
        return Problem(f"«{field}» is not part of a definition", place, hint, kind="unknown key")
    if fault["type"] == "missing":
        return Problem(f"«{field}» is missing", place, kind="missing")
    said = _said(fault, {each["type"] for each in faults})
    return Problem(f"«{field}» {said}", place, kind="wrong value")


_SAID: dict[str, str] = {
    "model_type": "should be a table of keys and values",
    "dict_type": "should be a table of keys and values",
    "list_type": "should be a list in [ ]",
    "string_type": "should be a text in quotes",
    "int_type": "should be a whole number",
    "too_short": "should have at least one entry",
    "string_too_short": "should not be empty",
}


def _said(fault: Any, types: set[str]) -> str:
    value = fault.get("input")
    shown = f" (it is {value!r})" if isinstance(value, str | int | float | bool) and value != "" else ""
    if {"bool_type", "string_type"} <= types:
        return f"should be a number, a text in quotes, true or false{shown}"
    if {"string_type", "list_type"} <= types:
        return f"should be a text in quotes, or a list of them{shown}"
    if fault["type"] == "string_pattern_mismatch":
        dashes = "hyphens" if "-]" in str(fault["msg"]) else "underscores"
        return f"should be lower-case letters, digits and {dashes}{shown}"
    message = str(fault["msg"]).removeprefix("Value error, ").replace("Input should be ", "should be ")
    return _SAID.get(fault["type"], message[0].lower() + message[1:]) + shown


def _fields(path: Path) -> set[str]:
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
            "limits": LimitPart,
            "resources": ResourcePart,
            "concessions": ConcessionPart,
            "composition": CompositionPart,
        }
        model = inner.get(part, model)
    return set(model.model_fields)
