"""School grades as numbers: kindergarten is 0, so that a range of grades can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

Range = tuple[float, float]

# The codes of the Common Education Data Standards' entry grade levels, and what people write instead.
_WORDS: dict[str, Range] = {
    "PK": (-1.0, -1.0),
    "PR": (-1.0, -1.0),
    "PREK": (-1.0, -1.0),
    "TK": (-0.5, -0.5),
    "K": (0.0, 0.0),
    "KG": (0.0, 0.0),
    "KINDERGARTEN": (0.0, 0.0),
    "HS": (9.0, 12.0),
}
_NUMBER = re.compile(r"(?:GRADE\s*)?(\d{1,2}(?:\.\d+)?)(?:ST|ND|RD|TH)?(?:\s*GRADE)?", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bTO\b)\s*")
LOWEST = -1.0
HIGHEST = 13.0


def read_grade(word: str) -> Range | None:
    """Return the lowest and highest grade that a word names, ``None`` if it names none.

    Parameters
    ----------
    word
        A number from 0 to 13, ``K``, ``KG``, ``PK``, ``TK``, ``HS`` (grades 9 to 12), or a range of these.

    Examples
    --------
    >>> read_grade("06"), read_grade("K-2"), read_grade("HS"), read_grade("Other")
    ((6.0, 6.0), (0.0, 2.0), (9.0, 12.0), None)
    """
    text = word.strip().upper()
    single = _one(text)
    if single is not None:
        return single
    ends = [_one(part.strip()) for part in _BETWEEN.split(text)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    low, high = ends[0][0], ends[1][1]
    return (low, high) if low <= high else None


def _one(text: str) -> Range | None:
    """Return the grade of one word, without ranges."""
    found = _WORDS.get(text.replace("-", "")) or _WORDS.get(text)
    if found is not None:
        return found
    number = _NUMBER.fullmatch(text)
    if number is None or float(number[1]) > HIGHEST:
        return None
    return (float(number[1]), float(number[1]))


def read_grades(words: Iterable[str]) -> tuple[float | None, float | None]:
    """Return the lowest and highest grade that any of the words names; those that name none are passed over.

    Examples
    --------
    >>> read_grades(["KG", "01", "02"])
    (0.0, 2.0)
    >>> read_grades(["Other"])
    (None, None)
    """
    ranges = [found for found in map(read_grade, words) if found is not None]
    if not ranges:
        return (None, None)
    return (min(low for low, _ in ranges), max(high for _, high in ranges))


def grade_words(low: float | None, high: float | None) -> list[str]:
    """Return the codes of the Common Education Data Standards for a range of grades.

    Examples
    --------
    >>> grade_words(0, 2)
    ['KG', '01', '02']
    """
    if low is None or high is None:
        return []
    known = {-1.0: "PK", -0.5: "TK", 0.0: "KG"} | {float(number): f"{number:02d}" for number in range(1, 14)}
    return [word for grade, word in known.items() if low <= grade <= high]


def grade_text(grade: float | None) -> str:
    """Return a grade as people write it, an empty text for an unknown one.

    Examples
    --------
    >>> grade_text(0.0), grade_text(4.0), grade_text(None)
    ('K', '4', '')
    """
    if grade is None:
        return ""
    words = {-1.0: "PK", -0.5: "TK", 0.0: "K"}
    return words.get(grade) or (str(int(grade)) if grade == int(grade) else repr(grade))
