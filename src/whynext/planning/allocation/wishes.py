"""Wishes and what became of them: which place on the list everybody got, by group, and what was not met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from whynext.process.definition import Definition
from whynext.process.run import KEPT, OUTCOME, PROBABILITY, RANK, SCORE

GIVEN, FULL, REFUSED, UNKNOWN, OPEN = "given", "full", "refused", "unknown", "not decided"
"""What became of a wish; besides these the words of a matching: «clashes», «enough»."""
_UNMET = (FULL, "clashes", REFUSED, UNKNOWN, OPEN)
_LIST = "wish_place"  # an information of the roster: the place on the student's own list


@dataclass(frozen=True, slots=True)
class Ranks:
    """How dear what the students of a group got was to them.

    Parameters
    ----------
    group
        Its name; «all» for everybody.
    students
        How many have at least one wish.
    dearest
        How many got their first wish, second, ...; who got several is counted with the dearest.
    none
        How many got nothing they wished for.
    places
        How many places they got together.
    first_chance
        The mean probability, before the draw, of getting the first wish; None where nothing is drawn.
    places_chance
        The mean number of places that could be expected before the draw; None where nothing is drawn.
    """

    group: str
    students: int
    dearest: tuple[int, ...]
    none: int
    places: int
    first_chance: float | None
    places_chance: float | None

    @property
    def first(self) -> float:
        """Which share got their first wish."""
        return self.dearest[0] / self.students if self.dearest and self.students else 0.0


def is_ranked(definition: Definition) -> bool:
    """Tell whether a process knows which place a student would rather have: by a list, or by a score."""
    return bool(definition.prefers) or any(use.name == _LIST for use in definition.information)


def wishes_of(definition: Definition, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the wishes that a judged frame holds, and what became of each.

    A wish is an option on the student's list (the information ``wish_place``), or, where the process does not
    ask for a list, one that no rule refused, the highest score first.

    Parameters
    ----------
    definition
        Which matches places, or draws them.
    frame
        As :func:`whynext.process.run.judge` returned it.

    Returns
    -------
    pl.DataFrame
        Columns ``student``, ``given``, ``place`` (from 1, the dearest), ``option``, ``became`` (see
        :data:`GIVEN`), ``probability`` and ``row``, the row of the frame.
    """
    listed = next((use.column for use in definition.information if use.name == _LIST), None)
    rows = frame.with_row_index("row").filter(pl.col("option").is_not_null())
    if listed is None:
        rows = rows.filter(pl.col(KEPT).fill_null(False))
        order = -pl.col(SCORE)
    else:
        rows = rows.filter(pl.col(listed).is_not_null())
        order = pl.col(listed)
    place = order.rank("ordinal").over("student", pl.col("given").fill_null("")).cast(pl.Int64)
    capacity = definition.choose.capacity
    has = pl.col(RANK) > 0
    if definition.choose.how == "lottery":
        # There a rank is the place in the queue, and who is behind the last place found it full.
        rows = rows.with_columns(pl.when(has).then(pl.lit(FULL)).otherwise(pl.lit("")).alias(OUTCOME))
        has = has & (pl.col(RANK) <= capacity) if capacity is not None else has
    became = (
        pl.when(has)
        .then(pl.lit(GIVEN))
        .when(~pl.col(KEPT))
        .then(pl.lit(REFUSED))
        .when(pl.col(KEPT).is_null())
        .then(pl.lit(UNKNOWN))
        .when(pl.col(OUTCOME) == "")
        .then(pl.lit(OPEN))
        .otherwise(OUTCOME)
    )
    made = rows.select(
        "student", "given", "option", "row", place=place, became=became, probability=PROBABILITY
    )
    return made.select("student", "given", "place", "option", "became", "probability", "row").sort("row")


def ranks(wishes: pl.DataFrame, groups: Mapping[str, str] | None, *, drawn: bool) -> list[Ranks]:
    """Return how dear what everybody got was, for all together and for each group, largest group first.

    Parameters
    ----------
    wishes
        As :func:`wishes_of` returns them.
    groups
        The group of each student; who is in none is «not known». None compares no groups.
    drawn
        Whether a lottery decided, so that there was a chance.

    Examples
    --------
    >>> some = pl.DataFrame(
    ...     {"student": ["ana", "ana", "ben"], "given": [None] * 3, "place": [1, 2, 1],
    ...      "became": ["full", "given", "given"], "probability": [0.5, 0.5, 0.5]}
    ... )
    >>> (one,) = ranks(some, None, drawn=True)
    >>> one.dearest, one.none, one.first_chance
    ((1, 1), 0, 0.5)
    """
    of_each = (
        wishes.sort("place")
        .group_by("student", "given")
        .agg(
            dearest=pl.col("place").filter(pl.col("became") == GIVEN).min(),
            places=(pl.col("became") == GIVEN).sum(),
            first=pl.col("probability").first(),
            expected=pl.col("probability").sum(),
            length=pl.col("place").max(),
        )
    )
    longest = int(of_each.get_column("length").max() or 0)  # type: ignore[arg-type]
    found = [_ranks("all", of_each, longest, drawn)]
    if groups is None:
        return found
    names = [groups.get(student, NOT_KNOWN) for student in of_each.get_column("student")]
    parts = of_each.with_columns(pl.Series("group", names, pl.String)).partition_by("group", as_dict=True)
    parted = sorted(parts.items(), key=lambda each: (-len(each[1]), each[0]))
    return found + [_ranks(str(name), part, longest, drawn) for (name,), part in parted]


NOT_KNOWN = "not known"
"""What a group is called of those of whom none is recorded."""


def _ranks(group: str, rows: pl.DataFrame, longest: int, drawn: bool) -> Ranks:
    dearest = rows.get_column("dearest")
    counts = dict(dearest.drop_nulls().value_counts().iter_rows())
    chance = [_mean(rows, column) if drawn else None for column in ("first", "expected")]
    return Ranks(
        group=group,
        students=len(rows),
        dearest=tuple(counts.get(place, 0) for place in range(1, longest + 1)),
        none=dearest.null_count(),
        places=int(rows.get_column("places").sum()),
        first_chance=chance[0],
        places_chance=chance[1],
    )


def _mean(rows: pl.DataFrame, column: str) -> float | None:
    return None if rows.is_empty() else float(rows.get_column(column).mean())  # type: ignore[arg-type]


def unmet(wishes: pl.DataFrame, *, ranked: bool) -> pl.DataFrame:
    """Return the wishes that were not met, but for those of students who got all they could, dearer ones.

    Parameters
    ----------
    ranked
        Whether one place is dearer than another; if not, who has any place has nothing left to wish for.
    """
    if not ranked:
        has = (pl.col("became") == GIVEN).any().over("student", pl.col("given").fill_null(""))
        wishes = wishes.filter(~has)
    return wishes.filter(pl.col("became").is_in(_UNMET))
