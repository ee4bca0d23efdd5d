"""Taking in maps, libraries, rosters and histories: each whole, in one transaction, and remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import polars as pl

from whynext.base.errors import Problem, Refused, listed
from whynext.base.facts import canonical
from whynext.competencies.competency import Competency, Relation
from whynext.competencies.framework import MapImport
from whynext.competencies.map import CompetencyMap
from whynext.engine import titles
from whynext.engine.decide import pack
from whynext.engine.enrolment import note_joined
from whynext.engine.ports import JOINT, RESPONSES, Reading, StoredRun, Writing
from whynext.engine.school import Engine, Moment, model_in_force, moment, refresh_priors
from whynext.engine.unchanged import holds, holds_library, holds_roster, is_table
from whynext.ledger.entry import SALT_BYTES, microseconds
from whynext.ledger.slices import seal_slices, starts_of
from whynext.library.item import Item
from whynext.library.learning_object import LearningObject
from whynext.library.record import record_of
from whynext.roster.roster import Roster


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: counts by name, and what was noticed.

    ``is_new`` is false if all of it was there already, just so: then nothing was written, not even that it
    was sent.
    """

    what: str
    counts: Mapping[str, int]
    notes: tuple[Problem, ...] = ()
    is_new: bool = True


def take_map(engine: Engine, imported: MapImport, *, name: str) -> Taken:
    """Take a map in; competencies of the same id are replaced, others stay.

    Its relations take the place of those that came with the same framework before, so that a corrected map
    can drop or turn round an edge.

    Raises
    ------
    Refused
        If it and what is there already do not make one map without circles.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        present = map_of(writing)
        competencies = {each.id: each for each in present.competencies}
        competencies.update((each.id, each) for each in imported.map.competencies)
        held = writing.table("relations")
        others = held.filter(pl.col("framework") != imported.document.id)
        relations = {(r.kind, r.origin, r.destination): r for r in relations_of(others)}
        relations.update(((r.kind, r.origin, r.destination), r) for r in imported.relations)
        ends = set(competencies)
        inside = [r for r in relations.values() if r.origin in ends and r.destination in ends]
        CompetencyMap.of(_positioned(competencies.values()), inside)
        counts = {"competencies": len(imported.map.competencies), "relations": len(imported.relations)}
        rows = competency_rows(_positioned(competencies.values()))
        new = relation_rows(imported.relations, imported.document.id)
        now = pl.concat([others, new.select(others.columns)])
        document = _document_row(imported)
        tables = (("competencies", rows), ("relations", now))
        if holds(writing, "documents", document) and all(is_table(writing, *each) for each in tables):
            return Taken("map", counts, tuple(imported.report), is_new=False)
        digest = hashlib.sha256(rows.write_csv().encode()).hexdigest()
        sequence = _remember(engine, writing, here, "map", name, counts, digest)
        writing.replace("competencies", rows)
        writing.replace("relations", now)
        titles.name(writing, "skills", {each.id: each.title for each in imported.map.competencies}, sequence)
        writing.upsert("documents", pl.concat([document, _changed_row(sequence)]))
        refresh_priors(writing, model_in_force(engine, writing))
        gone = relations_of(held.filter(pl.col("framework") == imported.document.id))
        return Taken("map", counts, (*imported.report, *_dropped(gone, imported.relations, name)))


def _dropped(before: Sequence[Relation], now: Sequence[Relation], name: str) -> list[Problem]:
    """Return a note of the relations that the same framework had before and has no more."""
    there = {(r.kind, r.origin, r.destination) for r in now}
    missing = [r for r in before if (r.kind, r.origin, r.destination) not in there]
    if not missing:
        return []
    gone = listed([f"{r.origin} {r.kind} {r.destination}" for r in missing])
    what = f"{len(missing)} relations that came with the same framework before are not in it now: {gone}"
    return [
        Problem(
            what, name, next_step="nothing, if it was corrected; if it is another, give it an id of its own"
        )
    ]


def _positioned(competencies: Iterable[Competency]) -> list[Competency]:
    return [replace(each, position=place) for place, each in enumerate(competencies)]


def competency_rows(competencies: Iterable[Competency]) -> pl.DataFrame:
    """Return competencies as rows of the stored table."""
    rows = [
        {**{name: getattr(each, name) for name in _COMPETENCY}, "extra": canonical(dict(each.extra)).decode()}
        for each in competencies
    ]
    return pl.DataFrame(rows, schema=_COMPETENCY | {"extra": pl.String()})


_COMPETENCY: dict[str, Any] = {
    "id": pl.String(),
    "title": pl.String(),
    "statement": pl.String(),
    "kind": pl.String(),
    "code": pl.String(),
    "strand": pl.String(),
    "grade_low": pl.Float64(),
    "grade_high": pl.Float64(),
    "i_can": pl.String(),
    "parent": pl.String(),
    "language": pl.String(),
    "source": pl.String(),
    "position": pl.Int64(),
}


def relation_rows(relations: Sequence[Relation], framework: str) -> pl.DataFrame:
    """Return the relations of a framework as rows of the stored table, of equal ones the last."""
    held = {(r.kind, r.origin, r.destination, r.id): r for r in relations}
    rows = [
        (r.kind, r.origin, r.destination, r.id, framework, place, canonical(dict(r.extra)).decode())
        for place, r in enumerate(held.values())
    ]
    names = ("kind", "origin", "destination", "id", "framework")
    schema = {**dict.fromkeys(names, pl.String()), "position": pl.Int64(), "extra": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _document_row(imported: MapImport) -> pl.DataFrame:
    document = imported.document
    content = canonical({**asdict(document), "extra": dict(document.extra)}).decode()
    return pl.DataFrame({"id": [document.id], "kind": ["framework"], "content": [content]})


MAP_CHANGED = "map changed"
"""The id of the document that holds the ledger entry of the latest import of a map."""


def _changed_row(sequence: int) -> pl.DataFrame:
    return pl.DataFrame({"id": [MAP_CHANGED], "kind": [MAP_CHANGED], "content": [str(sequence)]})


def map_changed(reading: Reading) -> int:
    """Return the ledger entry of the latest import of a map; 0 if there was none."""
    rows = reading.table("documents", {"id": MAP_CHANGED})
    return int(rows.get_column("content")[0]) if len(rows) else 0


def stored_relations(reading: Reading) -> list[Relation]:
    """Return all stored relations in order."""
    return relations_of(reading.table("relations"))


def relations_of(rows: pl.DataFrame) -> list[Relation]:
    """Return the relations that stored rows hold, each once, in order."""
    rows = rows.sort("framework", "position").unique(
        ["kind", "origin", "destination", "id"], keep="first", maintain_order=True
    )
    return [
        Relation(r["kind"], r["origin"], r["destination"], r["id"] or "", json.loads(r["extra"] or "{}"))
        for r in rows.sort("position", maintain_order=True).iter_rows(named=True)
    ]


def map_of(reading: Reading) -> CompetencyMap:
    """Return the school's map."""
    rows = reading.table("competencies").sort("position")
    competencies = [_competency(row) for row in rows.iter_rows(named=True)]
    ends = {each.id for each in competencies}
    inside = [r for r in stored_relations(reading) if r.origin in ends and r.destination in ends]
    return CompetencyMap.of(competencies, inside)


def _competency(row: Mapping[str, Any]) -> Competency:
    values: dict[str, Any] = {
        name: row[name] if row[name] is not None else _BLANK.get(name) for name in _COMPETENCY
    }
    return Competency(**values, extra=json.loads(row["extra"] or "{}"))


_BLANK = {name: "" for name, dtype in _COMPETENCY.items() if dtype == pl.String() and name != "parent"}


def take_library(
    engine: Engine,
    items: Sequence[Item],
    objects: Sequence[LearningObject],
    *,
    name: str,
    notes: Sequence[Problem] = (),
) -> Taken:
    """Take items and learning objects in; those of the same id are replaced by the newer.

    Raises
    ------
    Refused
        If a skill they name is not on the map; all such together.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        known = set(writing.table("competencies").get_column("id").to_list())
        _refuse_unknown_skills(items, objects, known, name)
        counts = {"items": len(items), "learning objects": len(objects)}
        if holds_library(writing, items, objects):
            return Taken("library", counts, tuple(notes), is_new=False)
        records = [record_of(each) for each in _things(items, objects)]
        digest = hashlib.sha256(canonical(records)).hexdigest()
        sequence = _remember(engine, writing, here, "library", name, counts, digest)
        _put_items(writing, items)
        _put_objects(writing, objects)
        titles.name(writing, "learning_objects", {each.id: each.title for each in objects}, sequence)
        return Taken("library", counts, tuple(notes))


def _things(items: Sequence[Item], objects: Sequence[LearningObject]) -> list[Item | LearningObject]:
    return [*items, *objects]


def _refuse_unknown_skills(
    items: Sequence[Item], objects: Sequence[LearningObject], known: set[str], name: str
) -> None:
    problems = []
    for each in _things(items, objects):
        strange = [skill for skill in each.skills if skill not in known]
        if strange:
            problems.append(
                Problem(
                    f"«{each.id}» names skills that are not on the map: {listed(strange)}",
                    name,
                    next_step="import the map first",
                    kind="unknown skill",
                )
            )
    if problems:
        raise Refused(problems)


def _put_items(writing: Writing, items: Sequence[Item]) -> None:
    places = _places(writing, "items", [i.id for i in items])
    rows = [
        (i.id, i.kind.value, i.difficulty, i.form, i.status, places[i.id], canonical(record_of(i)).decode())
        for i in items
    ]
    schema = {
        "id": pl.String(),
        "kind": pl.String(),
        "difficulty": pl.Float64(),
        "form": pl.String(),
        "status": pl.String(),
        "position": pl.Int64(),
        "content": pl.String(),
    }
    writing.upsert("items", pl.DataFrame(rows, schema=schema, orient="row"))
    _link(writing, "item_skills", "item", "skill", {i.id: i.skills for i in items})


def _put_objects(writing: Writing, objects: Sequence[LearningObject]) -> None:
    places = _places(writing, "learning_objects", [each.id for each in objects])
    plain = ("title", "modality", "minutes", "difficulty", "language", "reading_level", "screen", "grouping")
    rows = [
        {
            "id": each.id,
            **{name: getattr(each, name) for name in (*plain, "kind", "copies", "status")},
            "position": places[each.id],
            "content": canonical(record_of(each)).decode(),
        }
        for each in objects
    ]
    schema = {
        "id": pl.String(),
        "title": pl.String(),
        "modality": pl.String(),
        "minutes": pl.Float64(),
        "difficulty": pl.Float64(),
        "language": pl.String(),
        "reading_level": pl.Float64(),
        "screen": pl.Boolean(),
        "grouping": pl.String(),
        "kind": pl.String(),
        "copies": pl.Int64(),
        "status": pl.String(),
        "position": pl.Int64(),
        "content": pl.String(),
    }
    writing.upsert("learning_objects", pl.DataFrame(rows, schema=schema))
    _link(writing, "object_skills", "object", "skill", {o.id: o.skills for o in objects})
    _link(writing, "object_topics", "object", "topic", {o.id: o.topics for o in objects})
    _link(writing, "object_prerequisites", "object", "skill", {o.id: o.prerequisites for o in objects})


def _places(reading: Reading, table: str, ids: Sequence[str]) -> dict[str, int]:
    """Return the place of each id in the library: its own if it has one, so that an edit moves nothing."""
    held = reading.table(table).select("id", "position")
    places = dict(held.filter(pl.col("id").is_in(ids)).iter_rows())
    last = max(held.get_column("position").to_list(), default=-1)
    new = [each for each in dict.fromkeys(ids) if each not in places]
    return {**places, **{each: last + 1 + place for place, each in enumerate(new)}}


def _link(writing: Writing, table: str, one: str, many: str, links: Mapping[str, Sequence[str]]) -> None:
    """Make these the only links of the things that have them; those of other things stay."""
    rows = [
        (first, second, place) for first, seconds in links.items() for place, second in enumerate(seconds)
    ]
    names = {one: pl.String(), many: pl.String(), "position": pl.Int64()}
    new, held = pl.DataFrame(rows, schema=names, orient="row"), writing.table(table)
    others = held.filter(~pl.col(one).is_in(list(links)))
    if len(others) < len(held):
        writing.replace(table, pl.concat([others.select(list(names)), new]))
    else:
        writing.upsert(table, new)


def take_roster(
    engine: Engine,
    roster: Roster,
    *,
    name: str,
    protected: pl.DataFrame | None = None,
    notes: Sequence[Problem] = (),
) -> Taken:
    """Make this the school's roster; whoever is no longer on it is inactive, nobody vanishes.

    Parameters
    ----------
    roster
        The whole roster (a delta is applied to the present one first, see :func:`roster_of`).
    protected
        Protected attributes, columns student, name, word: kept apart, read by no published process.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        counts = roster.counts()
        if holds_roster(writing, roster_of(writing), roster, protected):
            return Taken("roster", counts, tuple(notes), is_new=False)
        digest = roster_digest(roster)
        before = writing.source("enrolments")
        for table, frame in roster.tables().items():
            writing.replace(table, frame)
        writing.upsert("students", roster.students())
        if protected is not None:
            writing.replace("protected", protected)
        _remember(engine, writing, here, "roster", name, counts, digest)
        note_joined(engine, writing, here, before)
        return Taken("roster", counts, tuple(notes))


def roster_digest(roster: Roster) -> str:
    """Return the SHA-256 of a roster: of its tables in turn, their names and rows as lines of JSON."""
    digest = hashlib.sha256()
    for table, frame in roster.tables().items():
        digest.update(table.encode())
        digest.update(frame.write_ndjson().encode())
    return digest.hexdigest()


def roster_of(reading: Reading) -> Roster | None:
    """Return the school's roster, None if none was taken in yet."""
    if reading.count("people") == 0:
        return None
    return Roster(**{name: reading.table(name) for name in Roster().tables()})


def take_responses(
    engine: Engine, frame: pl.DataFrame, *, name: str, create: bool = False, notes: Sequence[Problem] = ()
) -> Taken:
    """Take a history of answers in and trace it; answers that are known already add nothing.

    A history wakes no process: what follows from it is decided by the next tick.

    Parameters
    ----------
    frame
        Columns student, item, skills (list), correct, at, hints, seconds, order, key.
    create
        Whether to add students and skills that are not there yet, instead of refusing the file.

    Raises
    ------
    Refused
        If students or skills are unknown and may not be added.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        added = _known_or_added(writing, here, frame, create, name)
        rows = _response_rows(frame)
        head = writing.head().sequence + 1
        new = writing.insert_new("responses", rows.with_columns(pl.lit(head, pl.Int64).alias("sequence")))
        counts = {"answers": len(frame), "new": len(new), **added}
        if len(new) == 0:
            return Taken("responses", counts, tuple(notes), is_new=len(frame) == 0 or any(added.values()))
        fresh = (
            frame
            if len(new) == len(frame)
            else frame.join(new.select("key"), on="key", how="semi", maintain_order="left")
        )
        fresh = fresh.sort("order", maintain_order=True)
        _seal_responses(engine, writing, here, fresh, name, counts)
        trace(engine, writing, fresh)
        return Taken("responses", counts, tuple(notes))


def _response_rows(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        *("key", "student", "item", pl.col("skills").list.join(JOINT)),
        *("correct", "at", "hints", "seconds", pl.lit(0, pl.Int64).alias("sequence")),
    ).select(list(RESPONSES))


def _seal_responses(
    engine: Engine, writing: Writing, here: Moment, fresh: pl.DataFrame, name: str, counts: Mapping[str, int]
) -> None:
    held = fresh.with_columns(pl.col("skills").list.join(JOINT), pl.col("order").cast(pl.Int64)).select(
        "student", "item", "skills", "correct", "at", "hints", "seconds", "order", "key"
    )
    held = held.sort("student", maintain_order=True)
    owners, starts = starts_of(held.get_column("student"))
    sealed = seal_slices(held, owners, starts, engine.entropy.take(SALT_BYTES * len(owners)))
    header = {"what": "responses", "name": name, "counts": dict(counts)}
    draft = engine.draft("imported", here.now, header, attachment=sealed.root)
    entry = writing.append([draft], microseconds(here.now))[0]
    if entry is None:
        raise Refused("the ledger did not take the import")
    writing.put_frame(
        StoredRun("", entry.sequence, header, pack(held), sealed.owners, sealed.salts, sealed.digests)
    )


def trace(engine: Engine, writing: Writing, fresh: pl.DataFrame) -> None:
    """Move the estimates of everyone who answered."""
    model = model_in_force(engine, writing)
    seen = fresh.rename({"skills": "skill"}).explode("skill")
    seen = seen.select("student", "item", "skill", "correct", "at", "hints", pl.col("order").cast(pl.Int64))
    students = seen.get_column("student").unique().to_list()
    some = {"student": students} if len(students) < 2_000 else {}
    earlier = writing.table("estimates", {"model": model.id, **some})
    writing.upsert("estimates", model.observe_all(earlier, seen))


def _known_or_added(
    writing: Writing, here: Moment, frame: pl.DataFrame, create: bool, name: str
) -> dict[str, int]:
    students = frame.get_column("student").unique(maintain_order=True)
    skills = frame.get_column("skills").explode().unique(maintain_order=True)
    missing = students.filter(~students.is_in(writing.table("students").get_column("student").to_list()))
    unknown = skills.filter(~skills.is_in(writing.table("competencies").get_column("id").to_list()))
    if not create:
        _refuse_strangers(missing, unknown, name)
        return {}
    if len(missing):
        _add_students(writing, here, missing)
    if len(unknown):
        _add_skills(writing, unknown)
        called = {each: f"Skill {each}" for each in unknown.to_list()}
        titles.name(writing, "skills", called, writing.head().sequence + 1)
    return {"students added": len(missing), "skills added": len(unknown)}


def _refuse_strangers(missing: pl.Series, unknown: pl.Series, name: str) -> None:
    found = [("students", "roster", missing), ("skills", "map", unknown)]
    problems = [
        Problem(
            f"{_so_many(len(strange), what)} not on the {where}: {listed(strange.to_list(), most=5)}",
            name,
            next_step=f"import the {where} first, or let the import add them (--create)",
            kind=f"unknown {what}",
        )
        for what, where, strange in found
        if len(strange)
    ]
    if problems:
        raise Refused(problems)


def _so_many(number: int, what: str) -> str:
    return f"{number:,} {what} are" if number != 1 else f"1 {what.removesuffix('s')} is"


def _add_students(writing: Writing, here: Moment, missing: pl.Series) -> None:
    """Add students known only from their answers, in a section of their own so that they are enrolled."""
    size = len(missing)
    writing.upsert(
        "students",
        pl.DataFrame({"student": missing, "name": missing, "active": [True] * size}).with_columns(
            pl.lit(None, pl.Float64).alias("grade"), pl.lit(None, pl.String).alias("language")
        ),
    )
    section = "from-answers"
    writing.upsert(
        "sections", pl.DataFrame({"id": [section], "title": ["Known from answers"], "active": [True]})
    )
    places = pl.DataFrame({"person": missing, "section": [section] * size, "role": ["student"] * size})
    places = places.with_columns(
        pl.lit(here.today).alias("begins"),
        pl.lit(None, pl.Date).alias("ends"),
        pl.lit(True).alias("primary"),
        pl.lit(True).alias("active"),
        (pl.col("section") + "-" + pl.col("person")).alias("id"),
    )
    writing.upsert("enrolments", places)


def _add_skills(writing: Writing, unknown: pl.Series) -> None:
    first = writing.count("competencies")
    added = [
        Competency(id=skill, title=f"Skill {skill}", source="answers", position=first + place)
        for place, skill in enumerate(unknown.to_list())
    ]
    writing.upsert("competencies", competency_rows(added))


def _remember(
    engine: Engine,
    writing: Writing,
    here: Moment,
    what: str,
    name: str,
    counts: Mapping[str, int],
    digest: str,
) -> int:
    """Append to the ledger that something was taken in; return the sequence of the entry."""
    content = {"what": what, "name": name, "counts": dict(counts), "digest": digest}
    entry = engine.append(writing, [engine.draft("imported", here.now, content)], here.now)[0]
    assert entry is not None  # without a key nothing is a resend
    return entry.sequence
