"""Reading what a student typed: one spelling for signs, digits and spaces, and a refusal that says why."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_LENGTH = 500
"""Longest answer that is read, in characters; longer ones are refused before anything looks at them."""


class Unreadable(ValueError):
    """An answer that is not an answer of its kind, which is not the same as a wrong one.

    Parameters
    ----------
    what
        Why it cannot be read, in a sentence for the student.
    valid
        What can be read, in a sentence for the student.
    """

    def __init__(self, what: str, valid: str = "") -> None:
        self.what = what
        self.valid = valid
        super().__init__(f"{what} {valid}".strip())


_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑‒﹣－⁻", "-"),
        **dict.fromkeys("×⋅·∙•✕∗＊", "*"),
        **dict.fromkeys("÷∕⁄／", "/"),
        **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u2062", ""),
        **dict.fromkeys("٪％", "%"),
        **dict.fromkeys("[{", "("),
        **dict.fromkeys("]}", ")"),
        **dict.fromkeys("’‘ʼ", "'"),
        "＋": "+",
    }
)
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
_RAISED_RUN = re.compile("([⁻−-]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


def plain(text: str, *, fraction: str = " {}/{}") -> str:
    """Return `text` with one spelling for each sign, digit, space, raised digit and vulgar fraction.

    Parameters
    ----------
    text
        What was typed.
    fraction
        How a vulgar fraction such as ½ is written out, from its two numbers.

    Raises
    ------
    Unreadable
        If the text is empty or longer than :data:`MAX_LENGTH`.

    Examples
    --------
    >>> plain("−1½ cm²")
    '-1 1/2 cm^2'
    >>> plain("３ × ٤")
    '3 * 4'
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(
            f"This is {len(text)} characters long.", f"An answer has at most {MAX_LENGTH} characters."
        )
    text = _RAISED_RUN.sub(_lowered, text)
    text = "".join(_one_spelling(letter, fraction) for letter in text.translate(_SIGNS)).strip()
    if not text:
        raise Unreadable("Nothing was written.")
    return text


def _lowered(run: re.Match[str]) -> str:
    """Return raised digits as an exponent; a minus before them belongs to it only if it is raised too."""
    digits = "".join(_RAISED[digit] for digit in run[2])
    return f"^-{digits}" if run[1] == "⁻" else f"{run[1]}^{digits}"


def _one_spelling(letter: str, fraction: str) -> str:
    """Return a character in ASCII where it is a digit or a vulgar fraction, else in its plainest form."""
    if letter.isascii():
        return letter if letter.isprintable() else " "
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.decomposition(letter).startswith("<fraction>"):
        above, _, below = unicodedata.normalize("NFKD", letter).partition("\u2044")
        return fraction.format(above, below) if below else letter
    return unicodedata.normalize("NFKC", letter)


@dataclass(frozen=True, slots=True)
class Convention:
    """How a locale writes decimals.

    Parameters
    ----------
    decimal
        The decimal sign.
    groups
        The signs that may stand between groups of three digits; a space may everywhere.
    pairs
        Whether groups above the thousand have two digits, as in 12,34,567.
    """

    decimal: str
    groups: str = ""
    pairs: bool = False


PLAIN = Convention(".", "")
"""How keys are written: a point, no separators."""

_POINT, _COMMA, _COMMA_SPACE = Convention(".", ","), Convention(",", "."), Convention(",")
_SWISS, _INDIAN = Convention(".", "'"), Convention(".", ",", pairs=True)

# Decimal and grouping signs as in the Unicode Common Locale Data Repository.
_TABLE = (
    (_POINT, "en zh ja ko he th ms sw cy ga ur ar fa fil am mt"),
    (_POINT, "es-mx es-us es-pr es-gt es-hn es-ni es-pa es-pe es-sv es-do es-cu"),
    (_INDIAN, "hi bn ta te mr gu kn ml pa ne en-in ur-in"),
    (_COMMA, "de es it nl pt id tr da el hr sl ro sr is vi ca gl eu az bs mk lb fo"),
    (_COMMA, "ar-ma ar-dz ar-tn ar-ly fr-ma fr-lu nl-be en-de en-at en-nl en-dk en-be en-si"),
    (_COMMA_SPACE, "fr ru uk pl cs sk bg fi sv nb nn no hu et lv lt be kk hy ka af sq"),
    (_COMMA_SPACE, "de-at es-es es-cr pt-pt pt-ao pt-mz en-za en-se en-fi"),
    (_SWISS, "de-ch de-li it-ch rm-ch"),
)
_CONVENTIONS = {tag: written for written, tags in _TABLE for tag in tags.split()}


def convention(locale: str) -> Convention:
    """Return how numbers are written in a locale; in an unknown one only the point is a decimal sign.

    Examples
    --------
    >>> convention("de_AT.UTF-8").decimal, convention("de-CH").decimal, convention("tlh").groups
    (',', '.', '')
    """
    tag = locale.split(".")[0].replace("_", "-").lower()
    language = tag.split("-")[0]
    region = f"{language}-{tag.split('-')[-1]}"
    return _CONVENTIONS.get(region) or _CONVENTIONS.get(language, PLAIN)
