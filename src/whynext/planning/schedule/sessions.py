"""Sessions as options: a period, a modality and a skill; what a hall says of them, who may get which.

Of all halls of a school only one has a period of a given name, so a session's period tells its hall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import polars as pl

from whynext.planning.schedule.hall import Hall, Modality, Period
from whynext.planning.schedule.notes import Kind, holding
from whynext.process.information import Asked, OptionKind, Schema
from whynext.roster.information import held_on

MARK = "|"
TITLES = "sessions"
"""Under which name the titles of a period with a modality are kept."""

HALLS: Schema = {"hall": pl.String(), "content": pl.String()}
"""Columns of the source ``halls``: one row a hall, its content as JSON."""

TAUGHT: Schema = {"hall": pl.String(), "student": pl.String(), "skill": pl.String(), "rank": pl.Int64()}
"""Columns of the source ``hall_skills``: the skills of each student's latest valid decision by the process
that the hall names, the first with rank 0."""

PAST: Schema = {
    "student": pl.String(),
    "period": pl.String(),
    "modality": pl.String(),
    "skill": pl.String(),
    "state": pl.String(),
    "day": pl.Date(),
    "at": pl.Datetime("us", "UTC"),
    "led_by": pl.String(),
    "held_in": pl.String(),
}
"""Columns of the source ``hall_past``: one row for each session that was decided, or is proposed. Who leads$
it and in which area it is held is said of the last day that is decided."""

PARTS = ("period", "modality", "skill")


def option_of(period: str, modality: str, skill: str) -> str:
    """Return the id of a session as an option.

    Examples
    --------
    >>> option_of("1", "lesson", "add-fractions")
    '1|lesson|add-fractions'
    """
    return MARK.join((period, modality, skill))


def parts_of(option: str) -> tuple[str, str, str] | None:
    """Return period, modality and skill of an option; None if it is no session.

    Examples
    --------
    >>> parts_of("1|lesson|add-fractions")
    ('1', 'lesson', 'add-fractions')
    """
    parts = option.split(MARK, 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == len(PARTS) else None


def apart(options: pl.Series) -> pl.DataFrame:
    """Return the parts of options: columns period, modality, skill; null where it is no session."""
    split = options.str.splitn(MARK, len(PARTS)).struct.rename_fields(list(PARTS)).struct.unnest()
    whole = split.get_column("skill").is_not_null()
    return split if whole.all() else split.select(pl.when(whole).then(pl.col(name)) for name in PARTS)


def title_of(period: str, modality: Modality) -> str:
    """Return what people call a period with a modality."""
    return f"period {period}, {modality.title}"


def whole_title(of_session: str, of_skill: str) -> str:
    """Return what people call a session."""
    return f"{of_session}: {of_skill}"


# What halls say ------------------------------------------------------------------------------------------


def halls_of(source: pl.DataFrame) -> dict[str, Hall]:
    """Return the halls of the source ``halls``, by id."""
    return {each.id: each for each in _halls(tuple(source.sort("hall").get_column("content").to_list()))}


@lru_cache(maxsize=16)
def _halls(contents: tuple[str, ...]) -> tuple[Hall, ...]:
    return tuple(map(Hall.of_text, contents))


def kinds_of(source: pl.DataFrame) -> pl.DataFrame:
    """Return what the halls say of every period with every modality, in their order.

    Returns
    -------
    polars.DataFrame
        Columns hall, period, modality, starts (minutes after midnight), minutes, smallest, largest (0 where
        students work singly), teacher, peers, screen, area (the open one; null if there is none), order,
        not_for (accommodations of those who cannot be sent there, for the modality or for any of its areas),
        only_for.
    """
    return _kinds(tuple(source.sort("hall").get_column("content").to_list()))


@lru_cache(maxsize=16)
def _kinds(contents: tuple[str, ...]) -> pl.DataFrame:
    pairs = [
        (hall, period, modality)
        for hall in _halls(contents)
        for period in hall.periods
        for modality in hall.modalities
    ]
    rows = [_kind(*pair, order) for order, pair in enumerate(pairs)]
    return pl.DataFrame(rows, schema=_KINDS, orient="row")


_KINDS = {
    "hall": pl.String(),
    "period": pl.String(),
    "modality": pl.String(),
    "starts": pl.Float64(),
    "minutes": pl.Float64(),
    "smallest": pl.Float64(),
    "largest": pl.Float64(),
    "teacher": pl.Boolean(),
    "peers": pl.Boolean(),
    "screen": pl.Boolean(),
    "area": pl.String(),
    "order": pl.Int64(),
    "not_for": pl.List(pl.String()),
    "only_for": pl.List(pl.String()),
}


def _kind(hall: Hall, period: Period, modality: Modality, order: int) -> tuple[object, ...]:
    smallest = max(modality.smallest, 1) if modality.largest else 0
    opened = hall.open_area(modality)
    sizes = (
        period.starts.hour * 60.0 + period.starts.minute,
        period.minutes,
        float(smallest),
        float(modality.largest),
    )
    truths = (modality.teacher, modality.peers, modality.screen)
    area = None if opened is None else opened.name
    places = [each for each in hall.areas if each.name in modality.areas]
    not_for = sorted({*modality.not_for, *(word for each in places for word in each.not_for)})
    names = (hall.id, period.name, modality.name)
    return (*names, *sizes, *truths, area, order, not_for, list(modality.only_for))


def periods_of(source: pl.DataFrame) -> pl.DataFrame:
    """Return the periods of all halls: columns hall and period."""
    return kinds_of(source).select("hall", "period").unique(maintain_order=True)


# Which a student may get ---------------------------------------------------------------------------------


def members(asked: Asked) -> pl.DataFrame:
    """Return who attends which hall on the day: columns student, hall, section, each student once a hall."""
    halls = halls_of(asked.sources["halls"]).values()
    rows = [(hall.id, section) for hall in halls for section in hall.sections]
    sections = pl.DataFrame(rows, schema={"hall": pl.String, "section": pl.String}, orient="row")
    held = asked.sources["enrolments"].filter(held_on(asked.decided_day)).select("student", "section")
    joined = held.join(sections, on="section", how="inner").sort("student", "hall", "section")
    return joined.unique(["student", "hall"], keep="first", maintain_order=True)


def held(asked: Asked, family: Kind) -> pl.DataFrame:
    """Return the notes of one kind that hold on the day (:func:`whynext.planning.schedule.notes.holding`)."""
    periods = periods_of(asked.sources["halls"])
    return holding(asked.sources["hall_notes"], family, asked.decided_day, asked.as_of, periods)


def offered(modalities: Iterable[tuple[str, Modality]], objects: pl.DataFrame) -> pl.DataFrame:
    """Return which skills are taught how.

    Parameters
    ----------
    modalities
        Hall and modality of each that works with learning objects.
    objects
        Columns skill, modality and status.

    Returns
    -------
    polars.DataFrame
        Columns hall, modality, skill: the library has an object for it that is not retired.
    """
    rows = [(hall, each.name, kind) for hall, each in modalities for kind in each.objects or ()]
    schema = {"hall": pl.String, "modality": pl.String, "kind": pl.String}
    wanted = pl.DataFrame(rows, schema=schema, orient="row")
    there = objects.filter((pl.col("status") != "retired") & pl.col("skill").is_not_null())
    there = there.select("skill", pl.col("modality").alias("kind")).unique()
    return wanted.join(there, on="kind", how="inner").select("hall", "modality", "skill").unique()


def _wanted(asked: Asked) -> pl.DataFrame:
    """Return the skills of every member: those decided, and those that a person locked or asks for again.

    Columns hall, student, skill, rank; and the only period and modality for which it is wanted, null for all.
    """
    belongs = members(asked).join(asked.rows.select("student").unique(), on="student", how="semi")
    nothing = pl.lit(None, pl.String)
    taught = asked.sources["hall_skills"].select(
        *TAUGHT, nothing.alias("only_period"), nothing.alias("only_modality")
    )
    asked_for = [
        held(asked, family).select(
            "hall",
            pl.col("person").alias("student"),
            "skill",
            pl.lit(None, pl.Int64).alias("rank"),
            pl.col("period").alias("only_period"),
            pl.col("modality").alias("only_modality"),
        )
        for family in (Kind.LOCK, Kind.AGAIN)
    ]
    found = pl.concat([taught, *asked_for]).filter(pl.col("skill").is_not_null())
    return found.join(belongs, on=["hall", "student"], how="semi").unique()


def _listed(asked: Asked, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return every session of the wanted skills that the library allows, in the order of its hall.

    Columns hall, period, modality, skill, option, order; and the place of the period.
    """
    halls, kinds = halls_of(asked.sources["halls"]), kinds_of(asked.sources["halls"])
    choosy = [
        (hall.id, each) for hall in halls.values() for each in hall.modalities if each.objects is not None
    ]
    names = pl.DataFrame(
        [(hall, each.name) for hall, each in choosy],
        schema={"hall": pl.String, "modality": pl.String},
        orient="row",
    )
    pairs = kinds.select("hall", "modality").unique().join(wanted.select("hall", "skill").unique(), on="hall")
    free = pairs.join(names, on=["hall", "modality"], how="anti")
    there = offered(choosy, asked.sources["learning_objects"])
    there = pairs.join(there, on=["hall", "modality", "skill"], how="semi")
    places = kinds.select("hall", "period").unique(maintain_order=True).with_row_index("place")
    listed = kinds.select("hall", "period", "modality", "order").join(
        pl.concat([free, there]), on=["hall", "modality"]
    )
    listed = listed.join(places, on=["hall", "period"])
    return listed.with_columns(pl.concat_str(*PARTS, separator=MARK).alias("option"))


def _candidates(asked: Asked) -> pl.DataFrame:
    """List every period with every modality for every skill of the student, as the library allows."""
    wanted = _wanted(asked)
    rows = asked.rows.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
    found = (
        rows.with_row_index("n").join(wanted, on="student").join(_listed(asked, wanted), on=["hall", "skill"])
    )
    found = found.filter(
        (pl.col("only_period").is_null() | (pl.col("only_period") == pl.col("period")))
        & (pl.col("only_modality").is_null() | (pl.col("only_modality") == pl.col("modality")))
    )
    # Of two sessions that are worth the same, that of the skill decided first goes first.
    found = found.sort("n", "place", "rank", "skill", "order", nulls_last=True)
    return found.unique(["n", "option"], keep="first", maintain_order=True).select(
        "student", "given", "option"
    )


NEEDS = ("halls", "hall_notes", "hall_skills", "enrolments", "learning_objects")

OPTIONS: tuple[OptionKind, ...] = (
    OptionKind(
        "session",
        "A session in a hall: a period, how it is taught, and the skill.",
        _candidates,
        needs=NEEDS,
        titles=(TITLES, "session", "title"),
    ),
)
"""What of halls can be decided upon."""


def titles_of(halls: Iterable[Hall]) -> dict[str, str]:
    """Return what every period with every modality is called, by period and modality."""
    return {
        f"{period.name}{MARK}{modality.name}": title_of(period.name, modality)
        for hall in halls
        for period in hall.periods
        for modality in hall.modalities
    }


def words_of(pairs: Sequence[tuple[str, int]]) -> str:
    """Return units and their numbers as one text.

    Examples
    --------
    >>> words_of([("a", 18), ("b", 24)])
    'a:18 b:24'
    """
    return " ".join(f"{name}:{number}" for name, number in pairs)
