"""What a diagram is: a kind and plain parameters, from which drawing and words are made when asked for.

Making a diagram costs next to nothing, because nothing is drawn until somebody looks. An item keeps the
canonical text of its diagram, which survives the store, files and other programs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import MISSING, fields
from hashlib import blake2b
from typing import Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints

from whynext.base.errors import Problem, Refused, listed, nearest
from whynext.library.diagrams.drawing import Paper

_LONGEST_TEXT = 200
_MOST_PARTS = 400
_LARGEST = 1_000_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


class Diagram:
    """A picture in a question; each kind is a frozen dataclass of its own."""

    __slots__ = ()
    KIND: ClassVar[str] = ""
    """The word that names the kind in files."""
    NAME: ClassVar[str] = ""
    """The title of the drawing."""

    def draw(self, on: Paper) -> None:
        """Draw it."""
        raise NotImplementedError

    @property
    def telling(self) -> str:
        """What is to be seen, in words, apart from the numbers of a scale; it must not give an answer."""
        raise NotImplementedError

    @property
    def scale(self) -> str:
        """The printed numbers of its scale or axes in words; empty if it has none."""
        return ""

    def faults(self) -> Iterator[str]:
        """Yield what keeps it from being drawn."""
        yield from ()

    @property
    def words(self) -> str:
        """What is to be seen, in words: the text alternative of the drawing."""
        return f"{self.telling} {self.scale}".strip()

    @property
    def text(self) -> str:
        """The diagram as canonical JSON text, from which :func:`read` makes it again."""
        given: dict[str, Any] = {"kind": self.KIND}
        for name, _, default in _FIELDS[self.KIND]:
            value = getattr(self, name)
            if value != default:
                given[name] = value
        return _ENCODER.encode(given)

    def svg(self, id: str = "") -> str:
        """Return the drawing as an SVG element with title and description, of no fixed size.

        Parameters
        ----------
        id
            What begins the ids in it; by default it follows from what is drawn, so that two different
            drawings can stand on one page.
        """
        paper = Paper(id or "d" + blake2b(self.text.encode(), digest_size=6).hexdigest())
        self.draw(paper)
        return paper.svg(self.NAME, self.words)


_Some = TypeVar("_Some", bound=type[Diagram])
KINDS: dict[str, type[Diagram]] = {}
"""Every kind of diagram by its word."""


_FIELDS: dict[str, tuple[tuple[str, Any, Any], ...]] = {}


def kind(of: _Some) -> _Some:
    """Enter a kind of diagram, with name, type and default value of each of its fields."""
    hints = get_type_hints(of)
    KINDS[of.KIND] = of
    _FIELDS[of.KIND] = tuple([(each.name, hints[each.name], each.default) for each in fields(of)])  # type: ignore[arg-type]
    return of


def read(text: str) -> Diagram:
    """Return the diagram of a text as :attr:`Diagram.text` gives it, spaces and order set aside.

    Raises
    ------
    Refused
        With everything that is wrong, if it is not the text of a diagram that can be drawn.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(Problem("the diagram is no JSON text", valid=_VALID, kind="not a diagram")) from error
    if not isinstance(given, dict) or not isinstance(given.get("kind"), str):
        raise Refused(Problem("the diagram names no kind", valid=_VALID, kind="not a diagram"))
    of = KINDS.get(given.pop("kind"))
    if of is None:
        word = json.loads(text)["kind"]
        raise Refused(
            Problem(
                f"there is no kind of diagram «{word[:40]}»; {nearest(word[:40], KINDS)}".rstrip("; "),
                valid=listed(KINDS, most=40),
                kind="unknown kind",
            )
        )
    return _made(of, given)


_VALID = 'such as {"kind":"clock","hour":3,"minute":30}'


def _made(of: type[Diagram], given: dict[str, Any]) -> Diagram:
    """Return a diagram of a kind from JSON values."""
    hints = {name: hint for name, hint, _ in _FIELDS[of.KIND]}
    wrong = [f"it has no «{name}»" for name in sorted(given.keys() - hints.keys())]
    required = [name for name, _, default in _FIELDS[of.KIND] if default is MISSING]
    wrong += [f"«{name}» is missing" for name in required if name not in given]
    values = {}
    for name, raw in given.items():
        if name in hints:
            try:
                values[name] = _value(raw, hints[name])
            except ValueError as error:
                wrong.append(f"«{name}»: {error}")
    made = None if wrong else of(**values)
    if made is not None:
        wrong = list(made.faults())
    if made is None or wrong:
        raise Refused([Problem(f"diagram «{of.KIND}»: {each}", kind="invalid diagram") for each in wrong])
    return made


def _value(raw: Any, hint: Any) -> Any:
    """Return a JSON value as a field's type holds it; a ValueError says what is wrong."""
    if get_origin(hint) is tuple:
        return _tuple(raw, get_args(hint))
    if hint is bool and isinstance(raw, bool):
        return raw
    if hint is str and isinstance(raw, str):
        return _words(raw)
    if hint in (int, float) and isinstance(raw, (int, hint)) and not isinstance(raw, bool):
        if not (math.isfinite(raw) and abs(raw) <= _LARGEST):
            raise ValueError(f"a number is not between −{_LARGEST} and {_LARGEST}")
        return raw
    raise ValueError(f"it is not {_SAID[hint]}")


_SAID = {bool: "true or false", str: "a text", int: "a whole number", float: "a number"}


def _tuple(raw: Any, hints: tuple[Any, ...]) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise ValueError("it is not a list")
    if len(raw) > _MOST_PARTS:
        raise ValueError(f"it has more than {_MOST_PARTS} entries")
    if hints[-1] is Ellipsis:
        return tuple([_value(each, hints[0]) for each in raw])
    if len(raw) != len(hints):
        raise ValueError(f"a list in it has {len(raw)} entries and not {len(hints)}")
    return tuple([_value(each, hint) for each, hint in zip(raw, hints, strict=True)])


def _words(raw: str) -> str:
    if len(raw) > _LONGEST_TEXT:
        raise ValueError(f"a text in it is longer than {_LONGEST_TEXT} characters")
    if not raw.isprintable():
        raise ValueError("a text in it has a character that cannot be printed")
    return raw
