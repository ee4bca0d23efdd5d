"""Coverage: for which skills there is nothing to measure with, or nothing to learn with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from whynext.competencies.competency import Competency


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a library holds for each skill of a map.

    Parameters
    ----------
    skills
        One row for each skill in map order: ``skill``, ``title``, ``strand``, ``grade_low``, ``items``,
        ``objects`` (numbers of them), ``lacks`` (``"items"``, ``"objects"``, ``"items and objects"`` or an
        empty text).
    unknown
        Skills that the library names and the map does not hold, in alphabetical order.
    """

    skills: pl.DataFrame
    unknown: tuple[str, ...] = ()

    @property
    def gaps(self) -> pl.DataFrame:
        """The rows of `skills` that lack something."""
        return self.skills.filter(pl.col("lacks") != "")

    @property
    def cells(self) -> pl.DataFrame:
        """One row for each strand and grade in map order.

        ``skills`` counts them, ``covered`` those that lack nothing, ``without_items`` and
        ``without_objects`` those that lack one.
        """
        lacks = pl.col("lacks")
        return self.skills.group_by("strand", "grade_low", maintain_order=True).agg(
            skills=pl.len().cast(pl.Int64),
            covered=(lacks == "").sum().cast(pl.Int64),
            without_items=lacks.str.contains("items").sum().cast(pl.Int64),
            without_objects=lacks.str.contains("objects").sum().cast(pl.Int64),
        )

    @property
    def share(self) -> float | None:
        """The share of skills that lack nothing, from 0 to 1; ``None`` for a map without skills."""
        if self.skills.height == 0:
            return None
        return 1 - self.gaps.height / self.skills.height


def cover(
    competencies: Sequence[Competency],
    items_by_skill: Mapping[str, int],
    objects_by_skill: Mapping[str, int],
    *,
    least_items: int = 1,
    least_objects: int = 1,
) -> Coverage:
    """Return what a library holds for each skill.

    Parameters
    ----------
    competencies
        The skills, in map order.
    items_by_skill, objects_by_skill
        How many items and learning objects there are for each skill; none where a skill is not named.
    least_items, least_objects
        How many of each a skill needs so as to lack nothing.

    Examples
    --------
    >>> from whynext.base.ids import SkillId
    >>> found = cover([Competency(SkillId("add"), "Add")], {"add": 3}, {"ad": 1})
    >>> found.gaps["lacks"].to_list(), found.unknown
    (['objects'], ('ad',))
    """
    items = [items_by_skill.get(each.id, 0) for each in competencies]
    objects = [objects_by_skill.get(each.id, 0) for each in competencies]
    enough = zip((n >= least_items for n in items), (n >= least_objects for n in objects), strict=True)
    words = {
        (True, True): "",
        (False, True): "items",
        (True, False): "objects",
        (False, False): "items and objects",
    }
    frame = pl.DataFrame(
        {
            "skill": [each.id for each in competencies],
            "title": [each.title for each in competencies],
            "strand": [each.strand for each in competencies],
            "grade_low": [each.grade_low for each in competencies],
            "items": items,
            "objects": objects,
            "lacks": [words[pair] for pair in enough],
        },
        schema={
            "skill": pl.String(),
            "title": pl.String(),
            "strand": pl.String(),
            "grade_low": pl.Float64(),
            "items": pl.Int64(),
            "objects": pl.Int64(),
            "lacks": pl.String(),
        },
    )
    known = {each.id for each in competencies}
    return Coverage(frame, tuple(sorted({*items_by_skill, *objects_by_skill} - known)))
