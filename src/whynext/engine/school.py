"""The engine of one school: its store, its clock, its chance, and what its processes may ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import polars as pl

from whynext.base.clock import utc, zone
from whynext.base.errors import NotFound, Problem, listed, nearest
from whynext.base.facts import canonical
from whynext.base.seed import commitment
from whynext.engine.ports import Clock, Entropy, Reading, School, Store, Writing
from whynext.ledger.entry import SALT_BYTES, Draft, Entry, instant, microseconds
from whynext.mastery.tracing.model import TracingModel, priors
from whynext.mastery.tracing.registry import document_of, model_of
from whynext.process.assigning.instance import Watch, never_stops
from whynext.process.definition import Definition
from whynext.process.frames import narrowed
from whynext.process.information import Catalogue
from whynext.process.known import Known
from whynext.process.reading import read

OF_THE_SCHOOL = frozenset(
    {
        *("skills", "prerequisites", "mastery_priors", "items"),
        *("learning_objects", "object_topics", "object_aims", "object_prerequisites"),
    }
)
"""Sources that say the same of every student."""


Made = TypeVar("Made")
Computed = Callable[["Engine", Reading, School, list[str] | None], pl.DataFrame]
"""Works a source out that no store holds, for some students or all."""


@dataclass(slots=True)
class Engine:
    """What the rooms of the engine share.

    Parameters
    ----------
    store
        Where the school is held.
    clock
        The present.
    entropy
        Salts and the school's seed; never a choice.
    catalogue
        Everything that may be asked and decided upon.
    computed
        How the sources are worked out that no store holds, by name.
    watch
        Told how far a search for a plan is, and stops it.
    """

    store: Store
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    computed: Mapping[str, Computed] = field(default_factory=dict)
    watch: Watch = never_stops
    _definitions: dict[str, Definition] = field(default_factory=dict)
    _models: dict[str, TracingModel] = field(default_factory=dict)
    _published: list[dict[str, Any]] = field(default_factory=list)
    _kept: dict[str, pl.DataFrame] = field(default_factory=dict)
    _known: Known | None = None
    _nouns: int = -1
    _made: dict[str, Any] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return utc(self.clock.now())

    def definition(self, text: str, digest: str, name: str) -> Definition:
        """Return a published definition, parsed once."""
        if digest not in self._definitions:
            self._definitions[digest] = read(text, self.catalogue, name=name)
        return self._definitions[digest]

    def model(self, document: Mapping[str, Any]) -> TracingModel:
        """Return a published tracing model, built once."""
        version = str(document["version"])
        if version not in self._models:
            self._models[version] = model_of(document)
        return self._models[version]

    def source(self, reading: Reading, school: School, name: str, students: list[str] | None) -> pl.DataFrame:
        """Return a source; what is the same for every student is read again only when it has changed."""
        if name in ("estimates", "best_estimates"):
            model = model_in_force(self, reading).id
            return narrowed(reading.source(name, students), pl.col("model") == model)
        if name in self.computed:
            return self.computed[name](self, reading, school, students)
        if name not in OF_THE_SCHOOL:
            return reading.source(name, students)
        self._forget_before(school)
        if name not in self._kept:
            self._kept[name] = reading.source(name)
        return self._kept[name]

    def made(self, school: School, name: str, make: Callable[[], Made]) -> Made:
        """Return what is made of the map and the library, made again only when they have changed."""
        self._forget_before(school)
        if name not in self._made:
            self._made[name] = make()
        return cast(Made, self._made[name])

    def known(self, school: School, today: date) -> Known:
        """Return what has been worked out of options from the sources as they are, for this date."""
        self._forget_before(school)
        if self._known is None or self._known.today != today:
            self._known = Known(OF_THE_SCHOOL, today)
        return self._known

    def _forget_before(self, school: School) -> None:
        """Forget what was read and worked out of the map, the library and the priors if they changed."""
        if self._nouns != school.nouns:
            self._kept.clear()
            self._made.clear()
            self._known = None
            self._nouns = school.nouns

    def published(self, reading: Reading) -> list[dict[str, Any]]:
        """Return all published definitions, lower versions first; read again only when there are more."""
        count = reading.count("definitions")
        if len(self._published) != count:
            rows = reading.table("definitions").sort("process", "version")
            self._published = list(rows.iter_rows(named=True))
        return self._published

    def known_since(self, process: str) -> datetime:
        """Return from when the first version of a process was in force; it owes nothing from before."""
        starts = [row["effective_from"] for row in self._published if row["process"] == process]
        return min(starts, default=datetime.min.replace(tzinfo=UTC))

    def append(self, writing: Writing, facts: Sequence[Draft], now: datetime) -> list[Entry | None]:
        """Append drafts to the ledger at `now`."""
        return writing.append(facts, microseconds(now))

    def draft(
        self,
        kind: str,
        at: datetime,
        content: Mapping[str, Any],
        *,
        key: str = "",
        subject: str = "",
        attachment: bytes = b"",
    ) -> Draft:
        """Return a fact as a draft, salted."""
        salt = self.entropy.take(SALT_BYTES)
        return Draft(kind, microseconds(at), canonical(content), salt, key, subject, attachment)


@dataclass(frozen=True, slots=True)
class Moment:
    """The present of one call: the instant, the school, its zone and date."""

    now: datetime
    school: School
    where: ZoneInfo

    @property
    def today(self) -> date:
        """The school's date."""
        return self.now.astimezone(self.where).date()

    @property
    def holidays(self) -> frozenset[date]:
        """Days without school."""
        return frozenset(date.fromisoformat(day) for day in self.school.holidays)


def moment(engine: Engine, reading: Reading) -> Moment:
    """Return the present at this school; never before the last thing the ledger recorded.

    A clock that was set back therefore cannot date a decision before what it was based on.
    """
    school = reading.school()
    now, head = engine.now(), reading.head()
    if head.sequence and microseconds(now) < head.recorded:
        now = instant(head.recorded)
    return Moment(now, school, zone(school.timezone))


def begin(
    engine: Engine,
    name: str,
    timezone: str,
    model: TracingModel,
    holidays: Sequence[date] = (),
) -> None:
    """Begin a school: its seed (committed to in the first entry of the ledger) and its tracing model.

    Raises
    ------
    Refused
        If the store holds a school already, or there is no such time zone.
    """
    zone(timezone)
    now = engine.now()
    days = tuple(sorted(day.isoformat() for day in holidays))
    school = School(name, timezone, engine.entropy.take(32), now, days)
    with engine.store.writing() as writing:
        writing.begin(school)
        content = {"name": name, "timezone": timezone, "holidays": list(days)}
        content["seed_commitment"] = commitment(school.seed)
        engine.append(writing, [engine.draft("begun", now, content, key="begun")], now)
        publish_model(engine, writing, model, now, by="whynext")


def publish_model(engine: Engine, writing: Writing, model: TracingModel, now: datetime, by: str) -> None:
    """Put a tracing model in force from now on; its parameters become part of the ledger."""
    document = document_of(model)
    engine.append(writing, [engine.draft("model_published", now, {"model": document, "by": by})], now)
    content = canonical(document).decode()
    writing.upsert(
        "documents", pl.DataFrame({"id": [IN_FORCE], "kind": ["tracing model"], "content": [content]})
    )
    refresh_priors(writing, model)


IN_FORCE = "tracing model in force"
"""The id of the document that holds the parameters of the model in force."""


def refresh_priors(writing: Writing, model: TracingModel) -> None:
    """Derive what the model in force believes of students who have not answered, for every skill."""
    skills = writing.table("competencies", {"kind": "skill"}).get_column("id").to_list()
    writing.replace("mastery_priors", priors(model, skills))


def model_in_force(engine: Engine, reading: Reading) -> TracingModel:
    """Return the tracing model published last."""
    rows = reading.table("documents", {"id": IN_FORCE})
    if len(rows) == 0:
        raise NotFound(
            Problem("no tracing model is published", next_step="begin the school with whynext init")
        )
    return engine.model(json.loads(rows.get_column("content")[0]))


def in_force(engine: Engine, reading: Reading, now: datetime) -> dict[str, Definition]:
    """Return the definitions in force, by id: of each process the highest version that has begun."""
    latest: dict[str, Definition] = {}
    for row in engine.published(reading):
        if row["effective_from"] <= now and (row["retired_at"] is None or row["retired_at"] > now):
            name = f"{row['process']} version {row['version']}"
            latest[row["process"]] = engine.definition(row["text"], row["digest"], name)
    return latest


def definition_of(engine: Engine, reading: Reading, process: str, version: int | None = None) -> Definition:
    """Return one published definition; the latest version if none is named.

    Raises
    ------
    NotFound
        If it is not published, naming the nearest that is.
    """
    published = engine.published(reading)
    found = [row for row in published if row["process"] == process and version in (None, row["version"])]
    if not found:
        known = list(dict.fromkeys(row["process"] for row in published))
        wanted = process if version is None else f"{process} version {version}"
        raise NotFound(
            Problem(
                f"«{wanted}» is not published here",
                valid=nearest(process, known) or listed(known) or "nothing is published yet",
                next_step="see «whynext process list»",
            )
        )
    row = found[-1]
    return engine.definition(row["text"], row["digest"], f"{process} version {row['version']}")


def definition_in_force(engine: Engine, reading: Reading, process: str, now: datetime) -> Definition:
    """Return the version of a process that is in force at `now`.

    Raises
    ------
    NotFound
        If none is: it is not published here, has not begun yet, or is retired.
    """
    present = in_force(engine, reading, now).get(process)
    if present is not None:
        return present
    later = definition_of(engine, reading, process)
    starts = [
        row["effective_from"]
        for row in engine.published(reading)
        if row["process"] == process and row["effective_from"] > now
    ]
    when = f"it begins {min(starts).isoformat()}" if starts else "it was retired"
    raise NotFound(
        Problem(f"«{later.id}» is not in force now: {when}", next_step="see «whynext process list»")
    )
