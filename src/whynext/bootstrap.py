"""The one place where the parts are joined: engine and store, doors and what carries files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whynext import handbook
from whynext.base.clock import zone
from whynext.base.errors import NotFound, Problem, Refused, Unavailable, nearest
from whynext.base.ids import SkillId
from whynext.competencies import information as competencies
from whynext.competencies.competency import PRECEDES, Competency, Relation
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.grades import read_grade
from whynext.competencies.map import CompetencyMap
from whynext.engine import intake, school
from whynext.engine.effects import COMPUTED as EFFECTS
from whynext.engine.groups import groups_of
from whynext.engine.halls import COMPUTED as HALLS
from whynext.engine.intake import Taken
from whynext.engine.outside import take_scores
from whynext.engine.ports import Clock, Entropy, Reading, School
from whynext.engine.publish import publish
from whynext.engine.respond import Answer, item_of, respond_all
from whynext.engine.school import Computed, Engine, moment
from whynext.exchange.case import read_case, write_case
from whynext.exchange.groups import read_groups
from whynext.exchange.items import read_items, write_items_csv, write_json, write_objects_csv
from whynext.exchange.map_csv import read_map_csv
from whynext.exchange.oneroster import import_roster
from whynext.exchange.responses import read_responses
from whynext.exchange.scores import read_scores
from whynext.exchange.traces import read_traces
from whynext.ledger.entry import instant
from whynext.ledger.verify import Verdict
from whynext.ledger.verify import verify as verify_entries
from whynext.library import information as library
from whynext.library import starter
from whynext.library.families import FAMILIES, generate
from whynext.library.item import Item
from whynext.library.learning_object import LearningObject
from whynext.library.record import read_object
from whynext.mastery import information as mastery
from whynext.mastery.diagnostic import information as diagnostic
from whynext.mastery.diagnostic.ability import information as ability
from whynext.mastery.tracing.registry import kind as model_kind
from whynext.planning import information as planning
from whynext.planning.effects import information as effects
from whynext.planning.pace import information as pace
from whynext.planning.schedule import information as schedule
from whynext.process.definition import Definition
from whynext.process.information import Catalogue
from whynext.roster import information as roster
from whynext.roster import protected
from whynext.store.check import tampered_frames
from whynext.store.export import export_ledger
from whynext.store.school import open_store
from whynext.store.verification import verify_file

if TYPE_CHECKING:
    import polars as pl

SIMULATED = "simulated"
"""The kind and key of the fact that marks a school as simulated: its clock stands where its ledger ends."""

STARTER_SEEDS = range(1, 6)
"""Seeds of the items of the starter library: five of each family and level."""


# The engine -------------------------------------------------------------------------------------------------


@cache
def catalogue() -> Catalogue:
    """Return everything that may be asked and decided upon, from all noun rooms."""
    rooms = (competencies, library, roster, protected, mastery, planning, effects, schedule)
    return Catalogue.of(
        [each for room in rooms for each in room.INFORMATION],
        [each for room in rooms for each in getattr(room, "OPTIONS", ())],
    )


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StandingClock:
    """A clock that stands; that of a simulated school stands where its ledger ends."""

    at: datetime

    def now(self) -> datetime:
        """Return where it stands."""
        return self.at


class SystemEntropy:
    """The machine's source of random bytes."""

    def take(self, count: int) -> bytes:
        """Return so many random bytes."""
        return os.urandom(count)


def engine(
    where: str | Path,
    *,
    create: bool = False,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    patience: float = 5.0,
) -> Engine:
    """Return the engine of the school held at a path or database address.

    Parameters
    ----------
    where
        Path of a school file, or ``postgresql://...``.
    create
        Whether to make the store; the school is then begun with :func:`whynext.engine.school.begin`.
    clock, entropy
        The present and random bytes; the machine's if None. The clock of a simulated school stands where
        its ledger ends, so that what can be done with it does not depend on the day one looks at it.
    patience
        Seconds to wait for another writer.
    """
    store = open_store(where, patience=patience, create=create)
    made = Engine(store, clock or SystemClock(), entropy or SystemEntropy(), catalogue(), _computed())
    if clock is None and not create:
        with store.reading() as reading:
            if is_simulated(reading):
                made.clock = StandingClock(instant(reading.head().recorded))
    return made


def _computed() -> dict[str, Computed]:
    """Return how sources are worked out that no store holds; the work is loaded when needed."""

    def source(name: str) -> Computed:
        def work(made: Engine, reading: Reading, of: School, students: list[str] | None) -> pl.DataFrame:
            from whynext.engine import diagnosing, examining, pace

            return {**diagnosing.COMPUTED, **examining.COMPUTED, **pace.COMPUTED}[name](
                made, reading, of, students
            )

        return work

    return {
        **{name: source(name) for name in (*diagnostic.COMPUTED, *ability.COMPUTED, *pace.COMPUTED)},
        **EFFECTS,
        **HALLS,
    }


def is_simulated(reading: Reading) -> bool:
    """Tell whether a school is simulated."""
    return reading.with_key(SIMULATED) is not None


def begin(
    where: str | Path,
    name: str,
    timezone: str,
    *,
    holidays: Sequence[date] = (),
    model: str = "bkt",
    clock: Clock | None = None,
    entropy: Entropy | None = None,
) -> Engine:
    """Make a school where none is, and begin it.

    Raises
    ------
    Refused
        If there is something already, or the time zone or model is unknown.
    """
    tracing = model_kind(model).default()
    zone(timezone)
    if not name.strip():
        raise Refused(Problem("the school has no name", "--name", 'a name, such as "Riverbend School"'))
    made = engine(where, create=True, clock=clock, entropy=entropy)
    school.begin(made, name, timezone, tracing, holidays)
    return made


# The starter map, its library, the handbook -----------------------------------------------------------------


def starter_map() -> MapImport:
    """Return our own map of mathematics from kindergarten to grade 8."""
    rows = starter.skills()
    skills = [_starter_skill(row, place) for place, row in enumerate(rows)]
    edges = [
        Relation(PRECEDES, SkillId(edge["from"]), SkillId(edge["to"])) for edge in starter.prerequisites()
    ]
    document = Framework("whynext-starter", "Starter map of mathematics", "whynext", "en")
    return MapImport(CompetencyMap.of(skills, edges), tuple(edges), document)


def find_map(files: Sequence[Path] = (), made: Engine | None = None) -> MapImport:
    """Return the map of a CASE package, of two CSV tables, of a school, or our own if nothing is named.

    Parameters
    ----------
    files
        A CASE package (JSON); skills and prerequisites (CSV); or a folder that holds ``skills.csv`` and
        ``prerequisites.csv``.
    made
        The engine of a school.

    Raises
    ------
    Refused
        With everything that is wrong with it.
    """
    if made is not None:
        with made.store.reading() as reading:
            of, relations = intake.map_of(reading), intake.stored_relations(reading)
            return MapImport(of, tuple(relations), _framework(reading))
    if not files:
        return starter_map()
    first = _there(files[0])
    if first.is_dir():
        files = [first / "skills.csv", first / "prerequisites.csv"]
    elif len(files) == 1:
        return read_case(first)
    return read_map_csv(_there(files[0]), _there(files[1]), framework=files[0].stem, title=files[0].stem)


def standard_codes() -> list[str]:
    """Return the content codes that a map from kindergarten to grade 8 should meet."""
    return starter.codes()


def _starter_skill(row: dict[str, str], place: int) -> Competency:
    low, high = (read_grade(row[name]) for name in ("grade_low", "grade_high"))
    return Competency(
        id=SkillId(row["id"]),
        title=row["title"],
        statement=row["statement"],
        strand=row["strand"],
        grade_low=low[0] if low else None,
        grade_high=high[1] if high else None,
        i_can=row["i_can"],
        language="en",
        source="whynext-starter",
        position=place,
        extra={"alignment": row["alignment"].split()} if row["alignment"] else {},
    )


def starter_items() -> list[Item]:
    """Return five items of each family and level."""
    return [
        generate(family.id, seed, level)
        for family in FAMILIES.values()
        for level in range(1, len(family.levels) + 1)
        for seed in STARTER_SEEDS
    ]


def take_starter(made: Engine, items: Sequence[Item] | None = None) -> list[Taken]:
    """Take in the starter map, its lessons and books, and items for it."""
    objects = [*starter.objects(), *starter.books()]
    taken = intake.take_map(made, starter_map(), name="starter map")
    items = starter_items() if items is None else items
    return [taken, intake.take_library(made, items, objects, name="starter library")]


def handbook_names() -> tuple[str, ...]:
    """Return the ids of the definitions in the handbook."""
    return handbook.names()


def handbook_variants() -> tuple[str, ...]:
    """Return later versions of definitions in the handbook that a school may put in force instead."""
    return handbook.variants()


def handbook_text(name: str) -> str:
    """Return a definition of the handbook as TOML."""
    return handbook.text(name)


def handbook_examples(name: str) -> str:
    """Return the examples of a definition of the handbook as TOML."""
    return handbook.examples_text(name)


@dataclass(frozen=True, slots=True)
class Published:
    """What of the handbook was published, and what was not, with the reasons."""

    published: tuple[Definition, ...]
    refused: dict[str, tuple[Problem, ...]]


def publish_handbook(made: Engine, *, by: str = "whynext handbook") -> Published:
    """Publish the handbook's processes; what one of them needs comes before it.

    Some are there to be described and compared, or wait for somebody to answer for them by name: these are
    refused, and the reasons returned. So is what would begin to act on every student of a school that has not
    asked for it.
    """
    waiting, published = list(handbook.names()), list[Definition]()
    unasked = {name: (_unasked(name),) for name in waiting if name in handbook.ON_REQUEST}
    waiting = [name for name in waiting if name not in unasked]
    refused: dict[str, tuple[Problem, ...]] = {}
    while waiting:
        refused, left = {}, []
        for name in waiting:
            try:
                published.append(publish(made, handbook.text(name), by=by, name=f"handbook/{name}"))
            except Refused as refusal:
                refused[name] = refusal.problems
                left.append(name)
        if len(left) == len(waiting):
            break
        waiting = left
    return Published(tuple(published), {**refused, **unasked})


def _unasked(name: str) -> Problem:
    step = f"whynext process publish handbook/{name}"
    return Problem(f"«{name}» would act on every student, and nobody has asked for it", next_step=step)


# Files in ---------------------------------------------------------------------------------------------------

Progress = Callable[[str, int, int], None]


def import_case(made: Engine, file: Path) -> Taken:
    """Take in a framework of competencies in the standard CASE 1.1, a CFPackage as JSON."""
    return intake.take_map(made, read_case(_there(file)), name=file.name)


def import_map(made: Engine, skills: Path, prerequisites: Path, title: str = "") -> Taken:
    """Take in a map as two CSV tables: its skills, and which comes before which."""
    title = title or skills.stem
    found = read_map_csv(_there(skills), _there(prerequisites), framework=title, title=title)
    return intake.take_map(made, found, name=skills.name)


def import_oneroster(
    made: Engine, source: Path, *, skip_bad: bool = False, progress: Progress | None = None
) -> Taken:
    """Take in a OneRoster set, a folder or a zip, laid over the roster that is held."""
    _there(source)
    with made.store.reading() as reading:
        before = intake.roster_of(reading)

    def told(file: str, done: int, of: int) -> None:
        if progress is not None:
            progress(file, done, of)

    after, changes = import_roster(source, before, skip_bad=skip_bad, progress=told)
    counts = {
        f"{table.replace('_', ' ')} {what}": number
        for table, each in changes.tables.items()
        for what, number in each.as_dict().items()
        if number and what != "unchanged"
    }
    words = protected.words(after.demographics)
    notes = [finding.problem for finding in changes.report]
    taken = intake.take_roster(made, after, name=source.name, protected=words, notes=notes)
    return replace(taken, counts=counts or {"changes": 0})


def import_items(made: Engine, file: Path, *, skip_bad: bool = False) -> Taken:
    """Take in items and learning objects, JSON or CSV."""
    with made.store.reading() as reading:
        known = set(reading.table("competencies").get_column("id").to_list())
    found = read_items(_bytes(file), name=file.name, known_skills=known)
    if found.problems and not skip_bad:
        raise Refused(found.problems)
    notes = (*found.notes, *found.problems)
    return intake.take_library(made, found.items, found.objects, name=file.name, notes=notes)


def import_responses(made: Engine, file: Path, *, skip_bad: bool = False, create: bool = False) -> Taken:
    """Take in a history of answers, CSV, plain or gzip; times without an offset are the school's."""
    with made.store.reading() as reading:
        here = moment(made, reading)
    found = read_responses(_there(file), now=here.now, timezone=here.school.timezone, skip_bad=skip_bad)
    return intake.take_responses(made, found.frame, name=file.name, create=create, notes=found.findings)


def import_traces(made: Engine, file: Path) -> Taken:
    """Take in answers with their steps, JSON lines; all of them or none, and what is known adds nothing."""
    answers = [
        Answer(each.student, each.item, each.key, given=each.answer, at=each.at, steps=each.steps)
        for each in read_traces(_bytes(file), name=file.name)
    ]
    told = respond_all(made, answers)
    new = [each for each in told if not each.resent]
    named = sum(each.worked is not None and each.worked.reading.strategy is not None for each in new)
    return Taken("traces", {"answers": len(told), "new": len(new), "with a way that was read": named})


def import_scores(made: Engine, file: Path, *, scale: str = "") -> Taken:
    """Take in scores of tests elsewhere, CSV; refused with everything that is wrong with any row."""
    found = read_scores(_bytes(file), name=file.name, scale=scale)
    return take_scores(made, found.results, name=file.name, problems=found.problems)


def groups_named(made: Engine, named: str) -> Mapping[str, str]:
    """Return the group of each student: by a column of a CSV file (FILE or FILE:COLUMN), or as recorded."""
    path, _, column = named.rpartition(":")
    for file, of in ((Path(named), ""), (Path(path), column)):
        if file.name and file.is_file():
            return read_groups(_bytes(file), name=file.name, column=of)
    if named.lower().endswith(".csv") or path.lower().endswith(".csv"):
        _there(Path(path if path.lower().endswith(".csv") else named))
    return groups_of(made, named)


def _there(file: Path) -> Path:
    if not file.exists():
        near = nearest(file.name, (each.name for each in file.parent.glob("*")))
        raise NotFound(
            Problem(f"there is no file {file}", valid=near, next_step="check the path", kind="no file")
        )
    return file


def _bytes(file: Path) -> bytes:
    try:
        return _there(file).read_bytes()
    except OSError as error:
        raise Refused(
            Problem(f"{file} cannot be read ({error.strerror})", next_step="check the path and permissions")
        ) from error


# Files out --------------------------------------------------------------------------------------------------


def export_case(made: Engine, out: Path) -> int:
    """Write the map as a CASE 1.1 package; return how many competencies it has."""
    with made.store.reading() as reading:
        found, relations = intake.map_of(reading), intake.stored_relations(reading)
        document, now = _framework(reading), made.now()
    _write(out, write_case(found, relations, document, at=now))
    return len(found.competencies)


def _framework(reading: Reading) -> Framework:
    """Return the document of the map; of several, one that says so."""
    rows = reading.table("documents", {"kind": "framework"}).get_column("content").to_list()
    if len(rows) == 1:
        return Framework(**json.loads(rows[0]))
    name = reading.school().name
    return Framework(f"map of {name}", f"The map of {name}", name)


def export_items(made: Engine, out: Path) -> int:
    """Write items and learning objects as JSON, or as CSV by the ending of the name: items, or objects."""
    with made.store.reading() as reading:
        held = reading.table("items").sort("position").get_column("content").to_list()
        others = reading.table("learning_objects").sort("position").get_column("content").to_list()
    items = [item_of(content) for content in held]
    objects = [thing for content in others for thing in _object(content)]
    if out.suffix.lower() == ".csv":
        of_objects = out.stem.endswith("objects")
        _write(out, write_objects_csv(objects) if of_objects else write_items_csv(items))
        return len(objects) if of_objects else len(items)
    _write(out, write_json(items, objects))
    return len(items) + len(objects)


def _object(content: str) -> Iterator[LearningObject]:
    thing = read_object(json.loads(content)).thing
    if isinstance(thing, LearningObject):
        yield thing


def export_decisions(made: Engine, out: Path) -> int:
    """Write all decisions as they stand: CSV, or Parquet by the ending of the name."""
    with made.store.reading() as reading:
        rows = reading.table("decisions").sort("sequence", "ordinal")
    packed = out.suffix.lower() == ".parquet"
    _writing(out, rows.write_parquet if packed else rows.write_csv)
    return len(rows)


def export_the_ledger(made: Engine, out: Path) -> int:
    """Write the ledger as JSON lines that anyone can verify; return how many entries it has."""
    with made.store.reading() as reading:
        return export_ledger(reading.entries(), out)


def write_text(out: Path, content: str) -> None:
    """Write a text to a file that must not exist yet, whole or not at all."""
    _write(out, content.encode("utf-8"))


def _write(out: Path, content: bytes) -> None:
    _writing(out, lambda path: path.write_bytes(content))


def _writing(out: Path, write: Callable[[Path], Any]) -> None:
    """Write a file that must not exist yet, whole or not at all."""
    if out.exists():
        what = f"{out} exists already"
        raise Refused(Problem(what, next_step="give another path, or remove it first", kind="exists"))
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        write(unfinished)
        unfinished.replace(out)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise Unavailable(
            f"{out} cannot be written ({error.strerror}). Next: check the path and the space on the disk."
        ) from error


# Verification -----------------------------------------------------------------------------------------------


def verify(where: str, *, witness: tuple[int, bytes] | None = None) -> Verdict:
    """Verify a school (its ledger, and every stored frame against what sealed it) or an export of a ledger.

    Raises
    ------
    NotFound
        If there is nothing at `where`.
    Refused
        If it is neither a school nor an export.
    """
    if "://" not in where:
        path = Path(where)
        verdict = verify_file(path, witness=witness)
        if not _is_school(path):
            return verdict
    made = engine(where)
    try:
        with made.store.reading() as reading:
            if "://" in where:
                verdict = verify_entries(reading.entries(), witness=witness)
            verdict.faults.extend(_first(map(str, tampered_frames(reading)), 100))
    finally:
        made.store.close()
    return verdict


def _is_school(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(6) == b"SQLite"


def _first(faults: Iterable[str], most: int) -> Iterator[str]:
    """Yield so many faults, and one line if there are more."""
    for place, fault in enumerate(faults):
        if place == most:
            yield f"... and more than {most} in all"
            return
        yield fault
