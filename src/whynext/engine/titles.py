"""What things were called: a report of a decision names them as they were named when it was made."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from whynext.engine.ports import TITLES, Reading, Writing
from whynext.planning.schedule import sessions
from whynext.process.definition import Definition
from whynext.process.information import Catalogue


def name(writing: Writing, source: str, titles: Mapping[str, str], sequence: int) -> None:
    """Remember what things are called from a ledger entry on; what is called as before adds nothing.

    Parameters
    ----------
    source
        Where such things are found: ``skills``, ``learning_objects``.
    titles
        By id.
    sequence
        The ledger entry that brought them.
    """
    held = _latest(writing.table("titles", {"source": source}), None)
    rows = [(source, each, sequence, title) for each, title in titles.items() if held.get(each) != title]
    writing.upsert("titles", pl.DataFrame(rows, schema=TITLES, orient="row"))


def titles_at(
    reading: Reading, source: str, ids: Collection[str] | None, sequence: int | None
) -> dict[str, str]:
    """Return what things were called when the ledger had come to an entry; all things if `ids` is None."""
    where = {"source": source} if ids is None else {"source": source, "id": sorted(ids)}
    return _latest(reading.table("titles", where), sequence)


def of_sessions(reading: Reading, options: Collection[str], sequence: int | None) -> dict[str, str]:
    """Return what those of some options that are sessions of a hall were called: when, how, and the skill."""
    parts = {each: found for each in options if (found := sessions.parts_of(each)) is not None}
    kinds = {each: sessions.MARK.join(found[:2]) for each, found in parts.items()}
    names = titles_at(reading, sessions.TITLES, set(kinds.values()), sequence) if kinds else {}
    skills = titles_at(reading, "skills", {found[2] for found in parts.values()}, sequence) if names else {}
    return {
        each: sessions.whole_title(names[kinds[each]], skills.get(skill, skill))
        for each, (_, _, skill) in parts.items()
        if kinds[each] in names
    }


def _latest(rows: pl.DataFrame, sequence: int | None) -> dict[str, str]:
    known = rows if sequence is None else rows.filter(pl.col("since") <= sequence)
    return dict(known.sort("since").select("id", "title").iter_rows())


def titles(
    reading: Reading,
    catalogue: Catalogue,
    definition: Definition,
    options: Collection[str],
    given: str | None,
    sequence: int | None = None,
) -> dict[str, str]:
    """Return titles for people of options and of what a decision is for; ids where there is none.

    Parameters
    ----------
    sequence
        The ledger entry of the run, for the titles of then; None for those of now.
    """
    found: dict[str, str] = {}
    wanted = {*options, *([given] if given else [])}
    for kind in dict.fromkeys((definition.decides, definition.given, "skill", "learning_object")):
        declared = catalogue.options.get(kind)
        missing = wanted - found.keys()
        if declared is None or declared.titles is None or not missing:
            continue
        if declared.titles[0] == sessions.TITLES:
            found.update(of_sessions(reading, missing, sequence))
        else:
            found.update(titles_at(reading, declared.titles[0], missing, sequence))
    return {each: found.get(each) or each for each in wanted}
