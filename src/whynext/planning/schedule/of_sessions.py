"""Views of a session whoever gets it: how it is taught, where, by whom, on the day that is decided for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from whynext.planning.schedule.hall import Hall, Modality
from whynext.planning.schedule.notes import Kind
from whynext.planning.schedule.sessions import halls_of, held, kinds_of, parts_of, words_of
from whynext.process.information import Asked, View


def part(place: int) -> View:
    """Return the view of one part of a session: its period, modality or skill, by place."""

    def view(asked: Asked) -> pl.Series:
        split = map(parts_of, asked.rows.get_column("option").to_list())
        return pl.Series("part", [None if parts is None else parts[place] for parts in split], pl.String)

    return view


def activity(asked: Asked) -> pl.Series:
    """Return how it is taught together with its skill."""
    split = map(parts_of, asked.rows.get_column("option").to_list())
    words = [None if parts is None else f"{parts[1]}: {parts[2]}" for parts in split]
    return pl.Series("activity", words, pl.String)


def of_kind(column: str) -> View:
    """Return what a hall says of a period with a modality."""

    def view(asked: Asked) -> pl.Series:
        kinds = kinds_of(asked.sources["halls"])
        pairs = kinds.select("period", "modality").iter_rows()
        each_kind = dict(zip(pairs, kinds.get_column(column).to_list(), strict=True))
        return _looked_up(asked, each_kind, kinds.schema[column])

    return view


def _each_kind(asked: Asked, value: Callable[[Hall, str, Modality], Any]) -> dict[tuple[str, str], Any]:
    """Return a value for every period with every modality."""
    return {
        (period.name, modality.name): value(hall, period.name, modality)
        for hall in halls_of(asked.sources["halls"]).values()
        for period in hall.periods
        for modality in hall.modalities
    }


def _looked_up(asked: Asked, each_kind: Mapping[tuple[str, str], Any], dtype: pl.DataType) -> pl.Series:
    split = map(parts_of, asked.rows.get_column("option").to_list())
    return pl.Series("value", [None if each is None else each_kind.get(each[:2]) for each in split], dtype)


def _closed(asked: Asked) -> set[tuple[str, str, str]]:
    """Return hall, area and period of what is closed on the day."""
    return set(held(asked, Kind.CLOSED).select("hall", "area", "period").iter_rows())


def area_seats(asked: Asked) -> pl.Series:
    """Return the seats of the open area in which it is; none where that is closed."""
    closed = _closed(asked)

    def seats(hall: Hall, period: str, modality: Modality) -> float | None:
        area = hall.open_area(modality)
        if area is None:
            return None
        return 0.0 if (hall.id, area.name, period) in closed else float(area.seats)

    return _looked_up(asked, _each_kind(asked, seats), pl.Float64())


def areas(asked: Asked) -> pl.Series:
    """Return the areas of one session each that are open, with their seats."""
    closed = _closed(asked)

    def words(hall: Hall, period: str, modality: Modality) -> str | None:
        if hall.open_area(modality) is not None:
            return None
        places = [area for area in map(hall.area, modality.areas) if area is not None]
        return words_of(
            [(area.name, area.seats) for area in places if (hall.id, area.name, period) not in closed]
        )

    return _looked_up(asked, _each_kind(asked, words), pl.String())


def zones(asked: Asked) -> pl.Series:
    """Return the zone of its open area, or of each area where it can be held; those without are left out."""

    def words(hall: Hall, _: str, modality: Modality) -> str | None:
        area = hall.open_area(modality)
        if area is not None:
            return area.zone or None
        places = [area for area in map(hall.area, modality.areas) if area is not None]
        return " ".join(f"{area.name}:{area.zone}" for area in places if area.zone) or None

    return _looked_up(asked, _each_kind(asked, words), pl.String())


def _teachers(asked: Asked) -> list[list[tuple[str, int | None]] | None]:
    """Return for each row who may give the session, and the load of each; None if it needs nobody."""
    away = set(held(asked, Kind.ABSENT).select("hall", "person", "period").iter_rows())
    strands = dict(asked.sources["skills"].select("skill", "strand").iter_rows())

    def there(hall: Hall, period: str, modality: Modality) -> Any:
        if not modality.teacher:
            return None
        giving = [each for each in hall.teachers if each.gives(modality) and each.is_there(period)]
        return [each for each in giving if (hall.id, each.name, period) not in away]

    each_kind = _each_kind(asked, there)
    found: list[list[tuple[str, int | None]] | None] = []
    for option in asked.rows.get_column("option").to_list():
        parts = parts_of(option)
        giving = None if parts is None else each_kind.get(parts[:2])
        if parts is None or giving is None:
            found.append(None)
            continue
        skill, strand = parts[2], strands.get(parts[2])
        found.append([(each.name, each.load) for each in giving if each.teaches(skill, strand)])
    return found


def teachers(asked: Asked) -> pl.Series:
    """Return who may give it and is there."""
    words = [None if who is None else " ".join(name for name, _ in who) for who in _teachers(asked)]
    return pl.Series("teachers", words, pl.String)


def loads(asked: Asked) -> pl.Series:
    """Return how many sessions a day each of those gives, where that is bounded."""
    words = [
        None if who is None else words_of([(name, load) for name, load in who if load is not None])
        for who in _teachers(asked)
    ]
    return pl.Series("loads", words, pl.String)
