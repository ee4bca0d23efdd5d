"""Comparing short texts: capitals, accents, punctuation and spaces set aside, typing slips noticed."""

from __future__ import annotations

import re
import unicodedata

from whynext.library.reading import MAX_LENGTH, Unreadable

SHORTEST_SLIP = 4
"""Shortest word, in letters, in which a single wrong letter is taken for a slip and not another word."""

_UNSEEN = str.maketrans({"\u00ad": "", "\u200b": "", "\ufeff": "", "’": "'"})
_AND = re.compile(r"[,;]|\s(?:and|und|et|y|e|en|og|och|i|&)\s")


def folded(text: str, *, exact: bool = False) -> str:
    """Return a text as it is compared.

    Without `exact`, capitals, Latin, Greek and Cyrillic accents, and punctuation do not count; spaces count
    only as one space between words. A text of nothing but punctuation keeps it.

    Raises
    ------
    Unreadable
        If the text is empty or longer than :data:`whynext.library.reading.MAX_LENGTH`.

    Examples
    --------
    >>> folded("  The Élan-vital! "), folded("?"), folded("It's ", exact=True)
    ('the elan vital', '?', "It's")
    """
    if len(text) > MAX_LENGTH:
        raise Unreadable(
            f"This is {len(text)} characters long.", f"An answer has at most {MAX_LENGTH} characters."
        )
    spaced = " ".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).split())
    if not spaced:
        raise Unreadable("Nothing was written.")
    if exact:
        return spaced
    # The combining marks of other scripts are letters in their own right and stay.
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", spaced.casefold()))
    bare = re.sub(r"['ʼ`´]", "", unicodedata.normalize("NFC", bare))
    words = "".join(" " if unicodedata.category(letter).startswith("P") else letter for letter in bare)
    return " ".join(words.split()) or spaced


def parts(text: str) -> list[str]:
    """Return the parts of a list such as ``"red, green and blue"``, none empty.

    Examples
    --------
    >>> parts("red, green and blue")
    ['red', 'green', 'blue']
    """
    return [part.strip() for part in _AND.split(text) if part.strip()]


def is_slip(typed: str, meant: str) -> bool:
    """Tell whether a text is one letter missing, added, wrong or swapped away from what was meant.

    Both are compared as given, so fold them first. Texts shorter than :data:`SHORTEST_SLIP` are never slips
    of each other: one letter makes them another word. Nor are texts whose digits differ.

    Examples
    --------
    >>> is_slip("photosythesis", "photosynthesis"), is_slip("form", "from"), is_slip("cat", "cut")
    (True, True, False)
    """
    if typed == meant or min(len(typed), len(meant)) < SHORTEST_SLIP or abs(len(typed) - len(meant)) > 1:
        return False
    if re.sub(r"\D", "", typed) != re.sub(r"\D", "", meant):
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    rest, wanted = typed[start:], meant[start:]
    if len(rest) != len(wanted):
        longer, shorter = sorted((rest, wanted), key=len, reverse=True)
        return longer[1:] == shorter
    return rest[1:] == wanted[1:] or (rest[1::-1] == wanted[:2] and rest[2:] == wanted[2:])
