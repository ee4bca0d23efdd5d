"""Mathematics in plain text shown as it is written: HTML with MathML, made when an item is served.

Items are kept in plain text (``2 3/4 − 1/2 = □``), which people can edit and which every program can show.
:func:`mathml` turns a text into a fragment of HTML in which fractions stand above each other, powers are
raised, roots have their bar and letters that stand for numbers are slanted. Everything else is only escaped:
no text, however hostile, can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_RAISED = dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "−0123456789n", strict=True))
_TIMES_SIGN = "<mo>\u2062</mo>"
"""Says that two things side by side are multiplied; nothing is seen of it."""
_OPENING, _CLOSING = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'

# One part each, in the order in which they are tried. A number may have commas between thousands; a single
# letter is one that belongs to no word.
_PARTS = re.compile(
    r"""
    (?P<fraction>(?<![\w/.,])(?:\d+|□|[a-zπ])/(?:\d+|□|[a-zπ])(?![\w/]|[.,]\d))
    | (?P<number>(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![.,]?\d))
    | (?P<root>[√∛])
    | (?P<raised>(?<=[\w)□])[⁻⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+)
    | (?P<caret>(?<=[\w)□])\^(?:-?\d+|[a-z](?![a-z])))
    | (?P<box>□)
    | (?P<product>(?<![A-Za-z'’])(?:lwh|lw|bh|Bh|kx|mx|xyz|xy|ab|ac|bc|ax|bx|rt)(?![A-Za-z'’]))
    | (?P<letter>π|(?<![A-Za-z'’])[A-Za-z](?![A-Za-z'’]))
    | (?P<operator>[+−×÷·=≠≈<>≤≥±%°])
    | (?P<minus>(?<![^\s(])-(?=\d|\s))
    | (?P<bracket>[()|])
    | (?P<space>[ \u00a0]+)
    | (?P<line>\n)
    | (?P<word>(?:[^\W\d_π⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ])+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TELLING = frozenset(["fraction", "root", "raised", "caret", "box", "letter"])
"""What makes a run mathematics; a number or a bracket alone is left in the text."""
_MATH = _TELLING | {"number", "operator", "minus", "bracket"}


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    text: str


def mathml(text: str) -> str:
    """Return a plain text as a fragment of HTML with its mathematics in MathML.

    Parameters
    ----------
    text
        A question, hint, step or option.

    Returns
    -------
    str
        Inline HTML: escaped text, ``<br>`` for a new line, ``<sup>`` for a power of a unit, and ``<math>``
        elements. Nothing in the text is lost: it can be read back from the fragment.

    Examples
    --------
    >>> mathml("1/2 < 1")
    '<math><mfrac><mn>1</mn><mn>2</mn></mfrac><mo>&lt;</mo><mn>1</mn></math>'
    >>> mathml("Mei has 3 cards & a pen.")
    'Mei has 3 cards &amp; a pen.'
    """
    return "".join(_written(run) for run in _runs(_lettered(_parts(text))))


def _parts(text: str) -> list[_Part]:
    parts = []
    for found in _PARTS.finditer(text):
        if found.lastgroup == "product":
            parts += [_Part("letter", each) for each in found[0]]
        else:
            parts.append(_Part(found.lastgroup or "other", found[0]))
    return parts


def _lettered(parts: Sequence[_Part]) -> list[_Part]:
    """Return the parts with single letters that stand for no number made words."""
    known = {"x", "y", "n", "k", "z", "π"}
    known |= {part.text for at, part in enumerate(parts) if part.kind == "letter" and _calculates(parts, at)}
    return [
        _Part("word", part.text)
        if part.kind == "letter" and (part.text not in known or not _may_be_number(parts, at))
        else part
        for at, part in enumerate(parts)
    ]


def _calculates(parts: Sequence[_Part], at: int) -> bool:
    """Tell whether a letter stands beside an operation, a number that multiplies it, or its power."""
    before, after = _near(parts, at, -1), _near(parts, at, 1)
    touching = parts[at - 1].kind if at else ""
    following = parts[at + 1].kind if at + 1 < len(parts) else ""
    if touching in ("number", "root", "letter", "raised") or following in ("raised", "caret", "letter"):
        return True
    if following == "bracket" and parts[at + 1].text == "(":
        return True
    if _is_unit(parts, at):
        return False
    return before in ("operator", "minus") or after in ("operator", "minus")


def _may_be_number(parts: Sequence[_Part], at: int) -> bool:
    """Tell whether a letter here can stand for a number: not the article, not a unit behind a number."""
    if parts[at].text in ("a", "A", "I"):
        return _calculates(parts, at)
    return not _is_unit(parts, at)


def _is_unit(parts: Sequence[_Part], at: int) -> bool:
    """Tell whether a letter follows a number and a space, as in 5 m."""
    return at >= 2 and parts[at - 1].kind == "space" and parts[at - 2].kind in ("number", "fraction")


def _near(parts: Sequence[_Part], at: int, way: int) -> str:
    """Return the kind of the next part in a direction that is no space."""
    at += way
    while 0 <= at < len(parts) and parts[at].kind == "space":
        at += way
    return parts[at].kind if 0 <= at < len(parts) else ""


def _runs(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Yield the parts in runs: mathematics together with the spaces inside it, and everything else singly."""
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and parts[end].kind in _MATH | {"space"}:
            end += 1
        first, last = at, end
        while first < last and parts[first].kind == "space":
            first += 1
        while last > first and parts[last - 1].kind == "space":
            last -= 1
        yield from ([part] for part in parts[at:first])
        if first < last:
            yield list(parts[first:last])
        yield from ([part] for part in parts[last:end])
        if end < len(parts):
            yield [parts[end]]
            end += 1
        at = end


def _written(run: list[_Part]) -> str:
    """Return a run as HTML."""
    if _is_mathematics(run):
        return f"<math>{_row(run)}</math>"
    return "".join(_plain(part) for part in run)


def _is_mathematics(run: Sequence[_Part]) -> bool:
    kinds = [part.kind for part in run]
    if kinds == ["raised"] or run[0].kind not in _MATH:
        return False
    if any(kind in _TELLING for kind in kinds):
        return True
    signs = [part.text for part in run if part.kind in ("operator", "minus")]
    return any(sign not in "%°" for sign in signs)


def _plain(part: _Part) -> str:
    """Return a part that is no mathematics."""
    if part.kind == "line":
        return "<br>"
    if part.kind == "raised":
        return f"<sup>{_lowered(part.text)}</sup>"
    return escape(part.text)


def _lowered(raised: str) -> str:
    return "".join(_RAISED[each] for each in raised)


def _row(run: Sequence[_Part]) -> str:
    """Return the MathML of a run."""
    written: list[str] = []
    at = 0
    while at < len(run):
        element, at = _element(run, at, written)
        if element:
            written.append(element)
    return "".join(written)


def _element(run: Sequence[_Part], at: int, before: list[str]) -> tuple[str, int]:
    """Return the element that begins at a part, and where the next one begins."""
    part = run[at]
    if part.kind == "root":
        inside, after = _under_root(run, at + 1)
        cube = f"<mroot><mrow>{inside}</mrow><mn>3</mn></mroot>"
        return (f"<msqrt>{inside}</msqrt>" if part.text == "√" else cube), after
    if part.kind in ("raised", "caret"):
        return _power(part, before), at + 1
    if part.kind == "space":
        return "", at + 1
    element = _single(part)
    if at and _multiplies(run[at - 1], part):
        element = _TIMES_SIGN + element
    return element, at + 1


def _multiplies(before: _Part, part: _Part) -> bool:
    """Tell whether a part touches another that it is multiplied with, as in 3x."""
    return part.kind == "letter" and before.kind in ("number", "letter", "raised")


def _under_root(run: Sequence[_Part], at: int) -> tuple[str, int]:
    """Return what stands under a root sign: what touches it, with its power, or a bracket with all in it."""
    if at >= len(run) or run[at].kind in ("space", "operator"):
        return "<mi></mi>", at
    end = at + 1
    if run[at].text == "(":
        depth = 1
        while end < len(run) and depth:
            depth += {"(": 1, ")": -1}.get(run[end].text, 0)
            end += 1
    while end < len(run) and run[end].kind in ("raised", "caret"):
        end += 1
    return _row(run[at:end]), end


def _power(part: _Part, before: list[str]) -> str:
    """Return the power of what was written last, taken back from there."""
    if part.kind == "raised":
        exponent = _lowered(part.text)
    else:
        exponent = part.text[1:].replace("-", "−")
    sign, number = ("<mo>−</mo>", exponent[1:]) if exponent[0] == "−" else ("", exponent)
    letter = "mi" if number.isalpha() else "mn"
    above = f"<mrow>{sign}<{letter}>{number}</{letter}></mrow>"
    base = _taken_back(before)
    times = _TIMES_SIGN if base.startswith(_TIMES_SIGN) else ""
    return f"{times}<msup><mrow>{base.removeprefix(times)}</mrow>{above}</msup>"


def _taken_back(before: list[str]) -> str:
    """Take back what was written last: one element, or a bracket with all in it."""
    depth, taken = 0, ""
    while before:
        element = before.pop()
        taken = element + taken
        depth += (element == _CLOSING) - (element == _OPENING)
        if depth <= 0:
            break
    return taken


def _single(part: _Part) -> str:
    """Return a number, letter, sign or fraction."""
    if part.kind == "fraction":
        top, bottom = part.text.split("/")
        return f"<mfrac>{_leaf(top)}{_leaf(bottom)}</mfrac>"
    if part.kind == "minus":
        return "<mo>-</mo>"
    if part.kind == "bracket":
        return f'<mo stretchy="false">{part.text}</mo>'
    return _leaf(part.text)


def _leaf(text: str) -> str:
    if text[0].isdigit():
        return f"<mn>{text}</mn>"
    return f"<mi>{escape(text)}</mi>" if text.isalpha() or text == "□" else f"<mo>{escape(text)}</mo>"
