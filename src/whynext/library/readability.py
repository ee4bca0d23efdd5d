"""How hard a short text is to read, as a school grade.

The measure is the grade level of Kincaid, Fishburne, Rogers and Chissom (1975): 0.39 × words a sentence +
11.8 × syllables a word − 15.59, which is coarse and for two short sentences coarser still. It serves to
notice a question that has become too long-winded or too learned for its grade, and no more. Numbers, signs,
names and formulas count as words of one syllable, because they are not what makes a question hard to read.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_SENTENCE = re.compile(r"[.?!:](?:\s|$)|\n")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\s\w]*\d[^\s]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es?|[^td]ed|[^aeiouy]e(?=ly$|ful$|ment$|less$))$")
_SLACK = 4.0
"""What is granted above the grade: the spread of the measure over two short sentences."""
_LONGEST = {0: 16, 1: 18, 2: 20, 3: 22, 4: 24, 5: 26}
"""Most words in one sentence by grade; from grade 6 on, 30."""


def syllables(word: str) -> int:
    """Return about how many syllables an English word has; a number or a single letter has one.

    Examples
    --------
    >>> [syllables(word) for word in ("cat", "table", "numbers", "rectangle", "walked", "3/4")]
    [1, 2, 2, 3, 1, 1]
    """
    word = word.lower()
    groups = len(_VOWELS.findall(word))
    if _SILENT.search(word) and not re.search(r"[sxz]es$|[cs]hes$|[cg]es$", word):
        groups -= 1
    return max(1, groups)


def sentences(text: str) -> list[list[str]]:
    """Return the words of each sentence; a sentence without words is left out.

    Examples
    --------
    >>> sentences("Mei has 3 cards. How many?")
    [['Mei', 'has', '3', 'cards'], ['How', 'many']]
    """
    found = [_WORD.findall(each) for each in _SENTENCE.split(text)]
    return [words for words in found if words]


def grade(text: str, easy: Collection[str] = ()) -> float:
    """Return the school grade at which a text can be read; below 0 for the easiest.

    Parameters
    ----------
    text
        What is to be read.
    easy
        Words that count as one syllable, because everybody of that age knows them: ``"oranges"``.

    Examples
    --------
    >>> round(grade("Mei has 3 cards. Tomo gives Mei 2 more. How many cards does Mei have now?"), 1)
    -0.2
    >>> round(grade("Determine the corresponding circumference of the aforementioned circle."), 1)
    18.5
    """
    told = sentences(text)
    words = [word for each in told for word in each]
    if not words:
        return 0.0
    named = {word for each in told for word in each[1:] if word[0].isupper()}
    many = sum(1 if word in named or word in easy else syllables(word) for word in words)
    return 0.39 * len(words) / len(told) + 11.8 * many / len(words) - 15.59


def faults(text: str, at: int, easy: Collection[str] = ()) -> list[str]:
    """Return why a text is too hard for a grade, nothing if it is not.

    Parameters
    ----------
    text, easy
        As for :func:`grade`.
    at
        The grade; 0 is kindergarten, where texts are read aloud.

    Examples
    --------
    >>> faults("Mei has 3 cards. How many are there?", 0)
    []
    >>> faults("Determine the corresponding circumference of the aforementioned circle.", 3)
    ['it reads like grade 18.5']
    """
    wrong = []
    if (found := grade(text, easy)) > max(1, at) + _SLACK:
        wrong.append(f"it reads like grade {found:.1f}")
    longest = max((len(words) for words in sentences(text)), default=0)
    if longest > (most := _LONGEST.get(at, 30)):
        wrong.append(f"a sentence has {longest} words, and at most {most} are easy enough")
    return wrong
