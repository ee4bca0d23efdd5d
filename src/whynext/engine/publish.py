"""Publishing: a definition becomes part of the ledger, or is refused with every reason."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl

from whynext.base.clock import utc
from whynext.base.errors import Problem, Refused
from whynext.engine.ports import DEFINITIONS, Writing
from whynext.engine.school import Engine, in_force, moment
from whynext.process.definition import Definition
from whynext.process.publishing import objections, way_back
from whynext.process.reading import read


def publish(
    engine: Engine,
    text: str,
    *,
    by: str,
    name: str = "process.toml",
    effective_from: datetime | None = None,
    signed_off_by: Sequence[str] = (),
) -> Definition:
    """Publish a definition; from then on it never changes, a change is a new version.

    Parameters
    ----------
    text
        The TOML.
    by
        Who publishes it.
    name
        What the file is called, for messages.
    effective_from
        From when it is in force; at once if None.
    signed_off_by
        Who answers for it at this school, by name and role, besides those the definition names.

    Raises
    ------
    Refused
        With everything that speaks against it; nothing is changed.
    """
    definition = read(text, engine.catalogue, name=name)
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        starts = here.now if effective_from is None else utc(effective_from)
        answering = tuple(filter(str.strip, (*definition.safeguards.signed_off_by, *signed_off_by)))
        answered_for = replace(definition, safeguards=replace(definition.safeguards, signed_off_by=answering))
        _refuse(engine, writing, answered_for, here.now, starts)
        content = {**published_content(definition, by, starts), "signed_off_by": list(answering)}
        key = f"published\x1f{definition.id}\x1f{definition.version}"
        entry = engine.append(writing, [engine.draft("published", here.now, content, key=key)], here.now)[0]
        if entry is None:
            return definition
        writing.upsert("definitions", definition_row(content, entry.sequence))
    return definition


def _refuse(
    engine: Engine, writing: Writing, definition: Definition, now: datetime, starts: datetime
) -> None:
    known = in_force(engine, writing, max(now, starts))
    problems = objections(definition, engine.catalogue, known)
    if not any(problem.kind == "circular" for problem in problems):
        problems += _later_circles(engine, writing, definition, starts)
    if starts < now:
        problems.append(Problem("it cannot be in force before it is published", definition.id))
    earlier = writing.table("definitions", {"process": definition.id})
    same = earlier.filter(pl.col("version") == definition.version)
    if len(same) and same.get_column("digest")[0] != text_digest(definition.text):
        newest = max(earlier.get_column("version").to_list())
        problems.append(
            Problem(
                f"version {definition.version} of «{definition.id}» is published and cannot be changed",
                valid=f"version = {newest + 1}",
                next_step="raise the version and publish again",
                kind="published already",
            )
        )
    if problems:
        raise Refused(problems)


def _later_circles(
    engine: Engine, writing: Writing, definition: Definition, starts: datetime
) -> list[Problem]:
    """Refuse what closes a circle only once versions that are published already begin."""
    begins = {row["effective_from"] for row in engine.published(writing)}
    for later in sorted(each for each in begins if each > starts):
        known = in_force(engine, writing, later)
        newer = known.get(definition.id, definition).version > definition.version
        way = () if newer else way_back(definition, known)
        if way:
            what = f"from {later.isoformat()} on it leads back to itself: {' → '.join(way)}"
            return [Problem(what, definition.id, kind="circular")]
    return []


def text_digest(text: str) -> str:
    """Return the digest of a definition's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def published_content(definition: Definition, by: str, starts: datetime) -> dict[str, object]:
    """Return what the ledger keeps of a publication."""
    return {
        "process": definition.id,
        "version": definition.version,
        "title": definition.title,
        "text": definition.text,
        "elements": definition.digests(),
        "digest": text_digest(definition.text),
        "effective_from": starts.isoformat(),
        "by": by,
    }


def definition_row(content: dict[str, object], sequence: int) -> pl.DataFrame:
    """Return the derived row of a publication."""
    row = {
        "process": content["process"],
        "version": content["version"],
        "title": content["title"],
        "text": content["text"],
        "digest": content["digest"],
        "effective_from": datetime.fromisoformat(str(content["effective_from"])),
        "retired_at": None,
        "published_by": content["by"],
        "sequence": sequence,
    }
    return pl.DataFrame([row], schema=DEFINITIONS)
