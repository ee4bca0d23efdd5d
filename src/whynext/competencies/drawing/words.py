"""A map in words: for a terminal, and for those who do not see pictures."""

from __future__ import annotations

from collections.abc import Iterator

from whynext.base.ids import SkillId
from whynext.competencies.drawing.shown import Shown
from whynext.competencies.grades import grade_text


def in_words(shown: Shown) -> Iterator[str]:
    """Yield a part of a map line by line: grade by grade, each skill with what it builds on and what opens.

    Names of skills that are not shown stand in parentheses.
    """
    of, here = shown.map, set(shown.skills)
    edges = len(shown.direct)
    yield f"{shown.title}: {len(shown.skills)} skills, {edges} prerequisites among them."
    grades = dict.fromkeys(sorted(_low(shown, skill) for skill in shown.skills))
    for low in grades:
        yield ""
        yield f"Grade {grade_text(low)}" if low < float("inf") else "Without a grade"
        for skill in [each for each in shown.skills if _low(shown, each) == low]:
            mark = " ←" if skill == shown.around else ""
            strand = f", {of[skill].strand}" if of[skill].strand else ""
            yield f"  {of[skill].title} ({of[skill].label}{strand}){mark}"
            for says, near in (("builds on", of.prerequisites(skill)), ("opens", of.followers(skill))):
                if near:
                    names = [of[each].title if each in here else f"({of[each].title})" for each in near]
                    yield f"    {says}: {'; '.join(names)}"


def _low(shown: Shown, skill: SkillId) -> float:
    low = shown.map[skill].grade_low
    return float("inf") if low is None else low
