"""Alignment: which codes of a public standard the skills of a map meet, and which are left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from whynext.competencies.competency import SKILL, Competency
from whynext.competencies.grades import grade_text, read_grade

_PREFIX = re.compile(r"^CCSS\.(?:MATH\.)?(?:CONTENT\.)?", re.IGNORECASE)
_PART = re.compile(r"(\.\d{1,2})\.?([a-z])$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;|]+")

SCHEMA: dict[str, pl.DataType] = {
    "code": pl.String(),
    "grade": pl.String(),
    "met": pl.Boolean(),
    "skills": pl.Int64(),
}


def standard_code(text: str) -> str:
    """Return a code in the one form in which codes are compared: no prefix, parts after a point.

    Examples
    --------
    >>> standard_code("CCSS.Math.Content.4.NF.B.3a"), standard_code(" 4.NF.B.3.a ")
    ('4.NF.B.3.a', '4.NF.B.3.a')
    """
    bare = _PREFIX.sub("", text.strip())
    return _PART.sub(lambda found: f"{found[1]}.{found[2].lower()}", bare)


def codes_of(competency: Competency) -> tuple[str, ...]:
    """Return the codes that a skill meets: its own, and those that its map gives as its alignment.

    Examples
    --------
    >>> from whynext.base.ids import SkillId
    >>> codes_of(Competency(SkillId("halves"), "Halves", extra={"alignment": "1.G.A.3 2.G.A.3"}))
    ('1.G.A.3', '2.G.A.3')
    """
    held = competency.extra.get("alignment")
    given = _BETWEEN.split(held) if isinstance(held, str) else held if isinstance(held, list | tuple) else []
    texts = [competency.code, *(each for each in given if isinstance(each, str))]
    return tuple(dict.fromkeys(standard_code(each) for each in texts if each.strip()))


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which codes of a list are met.

    Parameters
    ----------
    codes
        One row for each code of the list, in its order, with the columns of :data:`SCHEMA`: ``grade`` is its
        first part, ``skills`` counts those that name the code itself. A code is met by a skill that names
        it, or by skills that name all of its parts (4.NF.B.3.a to d meet 4.NF.B.3).
    other
        Codes that skills name and the list does not hold, in alphabetical order.
    """

    codes: pl.DataFrame
    other: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes that nothing meets."""
        return tuple(self.codes.filter(~pl.col("met")).get_column("code"))

    @property
    def share(self) -> float | None:
        """The share of codes that are met, from 0 to 1; ``None`` for an empty list."""
        return None if self.codes.is_empty() else float(self.codes.get_column("met").sum()) / len(self.codes)

    @property
    def by_grade(self) -> pl.DataFrame:
        """One row for each grade in the order of the list: ``grade``, ``codes``, ``met``, ``missing``."""
        met = pl.col("met").sum().cast(pl.Int64)
        counts = self.codes.group_by("grade", maintain_order=True).agg(codes=pl.len().cast(pl.Int64), met=met)
        return counts.with_columns(missing=pl.col("codes") - pl.col("met"))


def align(competencies: Iterable[Competency], listed: Sequence[str]) -> Alignment:
    """Return which codes of a list the skills meet.

    Parameters
    ----------
    competencies
        Of a map; headings meet nothing.
    listed
        The codes to be met, such as the content codes from kindergarten to grade 8.

    Examples
    --------
    >>> from whynext.base.ids import SkillId
    >>> halves = Competency(SkillId("halves"), "Halves", code="1.G.A.3")
    >>> found = align([halves], ["1.G.A.2", "1.G.A.3"])
    >>> found.missing, found.share
    (('1.G.A.2',), 0.5)
    """
    named: dict[str, int] = {}
    for each in competencies:
        for code in codes_of(each) if each.kind == SKILL else ():
            named[code] = named.get(code, 0) + 1
    wanted = list(dict.fromkeys(standard_code(each) for each in listed))
    parts: dict[str, list[str]] = {}
    for code in wanted:
        parts.setdefault(code.rpartition(".")[0], []).append(code)
    met = [code in named or _all_named(parts.get(code, []), named) for code in wanted]
    frame = pl.DataFrame(
        {
            "code": wanted,
            "grade": [_grade(code) for code in wanted],
            "met": met,
            "skills": [named.get(code, 0) for code in wanted],
        },
        schema=SCHEMA,
    )
    return Alignment(frame, tuple(sorted(set(named) - set(wanted))))


def _all_named(parts: Sequence[str], named: dict[str, int]) -> bool:
    return bool(parts) and all(part in named for part in parts)


def _grade(code: str) -> str:
    """Return the grade that a code begins with, as people write it; its first part if that is none."""
    first = code.partition(".")[0]
    found = read_grade(first)
    return grade_text(found[0]) if found and found[0] == found[1] else first
