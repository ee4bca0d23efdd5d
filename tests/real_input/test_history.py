"""A history of real answers: through the door, traced, a map of it, the next day for all, and why.

By default with 300 students; marked long with all 3,114 of them and 278,336 answers.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.grown_school import everything, table
from real_input.by_hand import (
    BAR,
    PRIOR,
    Levels,
    is_best,
    mastered,
    outer_fringe,
    prerequisites,
    rows_of,
    scores,
    traced,
)
from whynext import bootstrap, handbook
from whynext.base.ids import ObjectId, SkillId
from whynext.competencies.derive import Thresholds, derive_map
from whynext.competencies.map import CompetencyMap
from whynext.engine import inspect, rebuild, tick
from whynext.engine.inspect import Explained
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.exchange.items import write_json
from whynext.exchange.map_csv import write_map_csv
from whynext.library.learning_object import LearningObject
from whynext.process.explain import Why, WouldChange
from whynext.testing.small_school import CountedEntropy, SetClock

pytestmark = pytest.mark.real_data

LIVE = ("something-simpler", "next-object", "next-skill", "daily-plan")
PARTS = ("train", "test")
SCALES = [pytest.param(300, id="300 students"), pytest.param(None, id="all", marks=pytest.mark.long)]


@dataclass(frozen=True)
class History:
    """A school whose students brought their history, after the night; and what the files say."""

    path: Path
    files: list[Path]
    engine: Engine
    answers: list[tuple[str, str, bool]]
    levels: Levels
    skills: list[str]
    before: dict[str, set[str]]

    @property
    def students(self) -> list[str]:
        return list(dict.fromkeys(student for student, _, _ in self.answers))

    def decisions(self, process: str) -> list[dict[str, Any]]:
        return list(
            table(self.engine, "decisions", process=process).sort("sequence", "ordinal").iter_rows(named=True)
        )

    def fringe(self, student: str) -> set[str]:
        return outer_fringe(self.skills, self.before, mastered(self.levels[student]))


def part_of(whole: Path, here: Path, students: int | None) -> Path:
    """Return a file with the first so many students of a file, or the file itself."""
    if students is None:
        return whole
    header, *lines = gzip.decompress(whole.read_bytes()).decode().splitlines()
    chosen = set(list(dict.fromkeys(line.split("\t")[0] for line in lines))[:students])
    part = here / whole.name
    part.write_bytes(
        gzip.compress(
            "\n".join([header, *(each for each in lines if each.split("\t")[0] in chosen)]).encode()
        )
    )
    return part


def take_derived_map(engine: Engine, here: Path, *, few: bool) -> tuple[list[str], dict[str, set[str]]]:
    """Derive a map from the answers that the school holds and take it in as two tables."""
    held = table(engine, "responses").sort("sequence", "at", maintain_order=True)
    thresholds = Thresholds(least_students=15, least_each=5) if few else None
    derived = derive_map(held.select("student", "correct", skill="skills"), thresholds)
    files = (here / "skills.csv", here / "prerequisites.csv")
    written = write_map_csv(CompetencyMap.of(derived.competencies, derived.relations))
    for file, content in zip(files, written, strict=True):
        file.write_bytes(content)
    bootstrap.import_map(engine, *files, "derived")
    edges = [(row["from"], row["to"]) for row in rows_of(files[1])]
    return [row["id"] for row in rows_of(files[0])], prerequisites(edges)


def take_lessons(engine: Engine, skills: list[str], here: Path) -> None:
    """Give every skill two invented lessons."""
    lessons = [
        LearningObject(
            ObjectId(f"{skill}-{way}"),
            f"Skill {skill}, {way}",
            (SkillId(skill),),
            way,
            minutes=minutes,
            difficulty=difficulty,
            screen=False,
        )
        for skill in skills
        for way, minutes, difficulty in (("practice", 20.0, 0.3), ("hands_on", 30.0, 0.6))
    ]
    file = here / "lessons.json"
    file.write_bytes(write_json([], lessons))
    bootstrap.import_items(engine, file)


@pytest.fixture(scope="module", params=SCALES)
def history(
    request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    here, folder = tmp_path_factory.mktemp("history"), shared_data / "responses" / "assistments09"
    students: int | None = request.param
    files = [part_of(folder / f"{part}.tsv.gz", here, students and students // 2) for part in PARTS]
    clock, path = SetClock(), here / "history.school"
    engine = bootstrap.begin(path, "History", "Europe/Berlin", clock=clock, entropy=CountedEntropy())
    for file in files:
        bootstrap.import_responses(engine, file, create=True)
    skills, before = take_derived_map(engine, here, few=students is not None)
    take_lessons(engine, skills, here)
    for name in LIVE:
        publish(engine, handbook.text(name), by="tests")
    clock.forward(hours=7)
    tick.tick(engine)
    answers = [
        (row["user_id"], row["skill_id"], row["correct"] == "1") for file in files for row in rows_of(file)
    ]
    yield History(path, files, engine, answers, traced(answers), skills, before)
    engine.store.close()


def test_every_answer_came_in(history: History) -> None:
    """Students, skills and answers as the files have them."""
    held = table(history.engine, "responses")
    assert len(held) == len(history.answers)
    assert held.get_column("correct").sum() == sum(right for _, _, right in history.answers)
    assert set(held.get_column("student")) == set(history.students)
    assert set(held.get_column("skills")) == {skill for _, skill, _ in history.answers} == set(history.skills)
    if len(history.students) > 300:
        assert (len(held), len(history.students), len(history.skills)) == (278_336, 3_114, 149)


def test_mastery_is_what_tracing_by_hand_gives(history: History) -> None:
    """For every student and skill."""
    held = table(history.engine, "estimates").select("student", "skill", "mastery").rows()
    expected = {(s, k): level for s, levels in history.levels.items() for k, level in levels.items()}
    assert {(student, skill) for student, skill, _ in held} == expected.keys()
    assert max(abs(level - expected[student, skill]) for student, skill, level in held) < 1e-12
    assert all(0.0 < level < 1.0 for _, _, level in held)


def test_the_derived_map_orders_some_skills_and_not_all(history: History) -> None:
    edges = [(earlier, skill) for skill, earlier_ones in history.before.items() for earlier in earlier_ones]
    assert len(edges) >= 10
    assert {skill for edge in edges for skill in edge} < set(history.skills)


def test_the_next_day_is_planned_for_everyone_and_every_choice_is_right_by_hand(history: History) -> None:
    """Skills on the fringe of what the student has mastered, and the best of it."""
    decided = history.decisions("next-skill")
    assert [row["student"] for row in decided] == sorted(history.students)
    for row in decided:
        chosen, fringe = json.loads(row["chosen"]), history.fringe(row["student"])
        assert (row["options"], row["kept"]) == (len(history.skills), len(fringe)), row
        assert is_best(chosen, scores(fringe, history.before, history.levels[row["student"]], 0.0)), row
    assert len({row["chosen"] for row in decided}) > 20
    assert tick.tick(history.engine).nothing


def test_every_day_holds_lessons_for_the_chosen_skills_and_ends_in_time(history: History) -> None:
    chosen = {row["student"]: json.loads(row["chosen"]) for row in history.decisions("next-skill")}
    days = history.decisions("daily-plan")
    assert {row["student"] for row in days} == set(history.students)
    for row in days:
        lessons = json.loads(row["chosen"])
        assert row["state"] == "in force"
        assert lessons
        assert {lesson.rsplit("-", 1)[0] for lesson in lessons} <= set(chosen[row["student"]])
        assert sum(20 if lesson.endswith("practice") else 30 for lesson in lessons) <= 45


def test_why_works_for_any_of_them(history: History) -> None:
    """Two hundred at random: what was chosen, on what grounds, with the numbers of that student."""
    ids = (
        table(history.engine, "decisions")
        .filter(pl.col("state") == "in force")
        .get_column("id")
        .sort()
        .to_list()
    )
    for decision in random.Random(200).sample(ids, 200):
        explained = inspect.explain(history.engine, decision)
        assert [why.option for why in explained.chosen] == json.loads(explained.row["chosen"])
        assert explained.header["trigger"]
        for why in (*explained.chosen, *explained.runners_up):
            assert why.reasons
            assert all(reason.says and reason.rule for reason in why.reasons)
        if explained.row["process"] == "next-skill":
            assert_numbers_are_the_students(history, explained)


def assert_numbers_are_the_students(history: History, explained: Explained) -> None:
    student = explained.row["student"]
    for why in (*explained.chosen, *explained.runners_up):
        seen = read_by(why)
        assert seen["mastery"] == pytest.approx(history.levels[student].get(why.option, PRIOR), abs=1e-12)
        assert seen["prerequisites_mastered"] is True
        assert seen["unlocks"] == sum(why.option in earlier for earlier in history.before.values())
        assert why.score == pytest.approx(
            scores([why.option], history.before, history.levels[student], 0.0)[why.option], abs=1e-12
        )


def read_by(why: Why) -> dict[str, Any]:
    return {name: value for reason in why.reasons for name, value in reason.read.items()}


def test_why_not_names_the_rules_and_a_change_that_holds_by_hand(history: History) -> None:
    """Fifty at random, of every kind: mastered, built on something missing, passed over."""
    chance, rows = random.Random(50), history.decisions("next-skill")
    kinds: set[str] = set()
    for row in chance.sample(rows, 50):
        student, chosen = row["student"], json.loads(row["chosen"])
        known, fringe = mastered(history.levels[student]), history.fringe(student)
        pools = [sorted(known), sorted(set(history.skills) - known - fringe), sorted(fringe - set(chosen))]
        option = chance.choice(chance.choice([pool for pool in pools if pool]))
        answer = inspect.explain_not(history.engine, row["id"], option).answer
        says = {reason.says for reason in answer.why.refusals}
        assert says == refusals_by_hand(history, student, option)
        kinds |= says or {"passed over"}
        assert answer.change is not None, (row["id"], option)
        assert_change_holds(history, student, option, answer.change)
        if says:
            assert_change_is_smallest(says, answer.change)
    assert len(kinds) == 3


def refusals_by_hand(history: History, student: str, option: str) -> set[str]:
    known = mastered(history.levels[student])
    found = {"it is mastered already"} if option in known else set()
    if history.before.get(option, set()) - known:
        found.add("it builds on something that is not mastered yet")
    return found


def assert_change_is_smallest(says: set[str], change: WouldChange) -> None:
    """One information for each rule that refused, and mastery just below the bar."""
    after = {each.column: each.after for each in change.changes}
    assert len(after) == len(says)
    assert after.get("mastery", 0.94) == pytest.approx(0.94)
    assert after.get("prerequisites_mastered", True) is True


def assert_change_holds(history: History, student: str, option: str, change: WouldChange) -> None:
    """Put the changed values into our own arithmetic and see what it gives."""
    levels = dict(history.levels[student])
    after = {each.column: each.after for each in change.changes}
    level = float(after.get("mastery", levels.get(option, PRIOR)))
    ready = bool(
        after.get("prerequisites_mastered", not history.before.get(option, set()) - mastered(levels))
    )
    assert level < BAR
    assert ready
    ranked = scores(history.fringe(student) - {option}, history.before, levels, 0.0)
    opens = float(after.get("unlocks", sum(option in earlier for earlier in history.before.values())))
    rested = float(after.get("days_since_practice", 0.0 if option in levels else 30.0))
    own = min(opens, 5) / 5 + level / BAR * 0.6 + min(rested, 30) / 30 * 0.4
    place = sum(score > own + 1e-9 for score in ranked.values())
    equal = sum(abs(score - own) <= 1e-9 for score in ranked.values())
    assert change.chosen is (place < 2) or equal


def test_every_run_replays_from_its_record(history: History) -> None:
    runs = table(history.engine, "decisions").get_column("run").unique().to_list()
    assert len(runs) >= 3
    assert all(inspect.replay_run(history.engine, run).replay.same for run in runs)


def test_the_same_files_again_add_nothing(history: History) -> None:
    """Not an answer, not an estimate, not an entry of the ledger."""
    before = everything(history.engine)
    for file in history.files:
        counts = bootstrap.import_responses(history.engine, file, create=True).counts
        assert (counts["new"], counts["students added"], counts["skills added"]) == (0, 0, 0)
    assert everything(history.engine) == before


def test_everything_can_be_derived_again_and_nothing_changes(history: History) -> None:
    before = everything(history.engine)
    rebuilt = rebuild.rebuild(history.engine)
    assert rebuilt.same, rebuilt.differed
    assert rebuilt.rows["responses"] == len(history.answers)
    assert everything(history.engine) == before


def test_the_school_verifies_as_a_file_and_as_an_export(history: History, tmp_path: Path) -> None:
    verdict = bootstrap.verify(str(history.path))
    assert verdict.sound, verdict.faults
    out = tmp_path / "ledger.jsonl"
    assert bootstrap.export_the_ledger(history.engine, out) == verdict.entries
    assert bootstrap.verify(str(out)).sound


def test_a_file_with_one_spoiled_row_changes_nothing_until_it_is_skipped(
    history: History, tmp_path: Path
) -> None:
    """A student nobody knows and an answer that is neither right nor wrong, at the end of a real file."""
    before = everything(history.engine)
    spoiled = tmp_path / "spoiled.tsv"
    spoiled.write_bytes(gzip.decompress(history.files[1].read_bytes()).rstrip() + b"\nnew\t1\t0\tmaybe\t1\n")
    with pytest.raises(ValueError, match="line"):
        bootstrap.import_responses(history.engine, spoiled, create=True)
    assert everything(history.engine) == before
    taken = bootstrap.import_responses(history.engine, spoiled, create=True, skip_bad=True)
    assert (taken.counts["new"], taken.counts["students added"]) == (0, 0)
    assert any("maybe" in note.what for note in taken.notes)
    assert everything(history.engine) == before
