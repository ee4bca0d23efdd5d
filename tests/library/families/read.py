"""Reading questions: numbers, expressions and equations, worked out from the text alone.

Nothing here knows how a family makes its questions. A checker reads the words and works the answer out
again, often by trying.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from types import CodeType

BOX = "□"
_RAISED = {ord(raised): plain for raised, plain in zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True)}


def plain(text: str) -> str:
    """Return a text with plain signs and without commas between thousands."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return text.replace("−", "-").replace("×", "*").replace("÷", " / ")


def whole_numbers(text: str) -> list[int]:
    """Return the whole numbers of a text in their order; a minus sign right before one belongs to it."""
    return [int(each) for each in re.findall(r"(?<![\d.])-?\d+", plain(text))]


def numbers(text: str) -> list[Fraction]:
    """Return the whole and decimal numbers of a text in their order."""
    return [Fraction(each) for each in re.findall(r"(?<![\d.])-?\d+(?:\.\d+)?", plain(text))]


def fractions(text: str) -> list[Fraction]:
    """Return the fractions such as 3/4 of a text in their order."""
    return [Fraction(int(top), int(bottom)) for top, bottom in re.findall(r"(\d+)/(\d+)", text)]


def _python(text: str) -> str:
    """Return a school expression as a Python expression over Fractions."""
    text = plain(text)
    text = re.sub(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"**({found[0].translate(_RAISED)})", text)
    text = re.sub(r"□ (\d+)/(\d+)", r"(□+N(\1,\2))", re.sub(r"(\d+) □/(\d+)", r"(\1+□/\2)", text))
    text = re.sub(r"(?<![\w.)])(\d+) (\d+)/(\d+)", r"(\1+N(\2,\3))", text)
    text = re.sub(r"(?<![\w.(,])(\d+)/(\d+)(?![\d)])", r"N(\1,\2)", text)
    text = re.sub(r"(?<![\w.,(])(\d+\.\d+)", r"N('\1')", text)
    text = re.sub(r"(?<=[\d)])(?=[a-z(])", "*", re.sub(r"\bN\*?\(", "N(", text))
    text = re.sub(r"(?<=[a-z])(?=[a-z(])", "*", text)
    return text.replace("N*(", "N(").replace(BOX, "u")


@lru_cache(maxsize=200_000)
def _compiled(text: str) -> CodeType:
    code = _python(text)
    if "/" in code or "**(-" in code:
        code = re.sub(r"(?<![\w.'])(\d+)(?![\w.'])", r"I(\1)", code)
    return compile(code.strip(), text, "eval")


def value(text: str, **letters: int | Fraction) -> Fraction:
    """Return the exact value of an expression as it is printed in a question."""
    return Fraction(eval(_compiled(text), {"N": Fraction, "I": Fraction, **letters}))


def solve(equation: str, unknown: str = BOX) -> Fraction:
    """Return the one number that makes an equation true, and check that it does.

    The unknown must occur in the first power, or once below a fraction bar.
    """
    below = f"/{unknown}"
    if below in equation:
        return 1 / solve(equation.replace(below, f" × {unknown}"), unknown)
    left, right = equation.split("=")
    name = "u" if unknown == BOX else unknown

    def off(number: int | Fraction) -> Fraction:
        return value(left, **{name: number}) - value(right, **{name: number})

    start = off(0)
    answer = -start / (off(1) - start)
    assert off(answer) == 0, equation
    return answer


def box_equation(question: str) -> str:
    """Return the equation with a box at the start of a question."""
    return question.split(". Which number")[0]


def function_of(text: str, letter: str) -> Callable[[Fraction], Fraction]:
    """Return the function that an expression with one letter stands for."""
    return lambda number: value(text, **{letter: number})


def search(pattern: str, question: str) -> tuple[str, ...]:
    """Return the groups of a pattern that must be in the question."""
    found = re.search(pattern, question)
    assert found is not None, f"{pattern!r} not in {question!r}"
    return found.groups()


def ints(pattern: str, question: str) -> tuple[int, ...]:
    """Return the groups of a pattern that must be in the question, as whole numbers."""
    return tuple(int(plain(each)) for each in search(pattern, question))
