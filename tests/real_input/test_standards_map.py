"""The map of 480 standards: read from two tables, planned on, and every choice checked by hand."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine.grown_school import everything, table
from real_input.by_hand import (
    BAR,
    is_best,
    mastered,
    outer_fringe,
    prerequisites,
    rows_of,
    scores,
    traced,
)
from whynext import bootstrap, handbook
from whynext.base.errors import NotFound, Refused
from whynext.engine import inspect, rebuild, respond, tick
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.testing.small_school import STUDENTS, CountedEntropy, SetClock, enrol

pytestmark = pytest.mark.real_data

LIVE = ("something-simpler", "next-object", "next-skill", "daily-plan")


@dataclass(frozen=True)
class Planned:
    """A school on the standards, after the night, and what its students answered before."""

    engine: Engine
    skills: list[str]
    before: dict[str, set[str]]
    levels: dict[str, dict[str, float]]
    days: float

    def fringe(self, student: str) -> set[str]:
        return outer_fringe(self.skills, self.before, mastered(self.levels.get(student, {})))

    def decided(self) -> list[dict[str, object]]:
        return table(self.engine, "decisions", process="next-skill").sort("student").rows(named=True)


def answers(skills: list[str], before: dict[str, set[str]]) -> list[tuple[str, str, bool]]:
    """Return a history: each student has gone some way up the map, with gaps, and begun more than that.

    The first student has answered nothing, the last everything right.
    """
    chance = random.Random(480)
    told: list[tuple[str, str, bool]] = []
    for place, student in enumerate(STUDENTS):
        known: set[str] = set()
        for _ in range(5 * place):
            reachable = sorted(outer_fringe(skills, before, known))
            for skill in chance.sample(reachable, min(6, len(reachable))):
                rights = [True] * 4 if chance.random() < 0.8 else [chance.random() < 0.5 for _ in range(3)]
                told += [(student, skill, right) for right in rights]
                known |= {skill} if chance.random() < 0.9 else set()
    return told


@pytest.fixture(scope="module")
def built(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planned]:
    """Return the file of such a school, and what is known of it."""
    folder, here = shared_data / "maps", tmp_path_factory.mktemp("standards")
    clock = SetClock()
    engine = bootstrap.begin(
        here / "standards.school", "Standards", "Europe/Berlin", clock=clock, entropy=CountedEntropy()
    )
    tables = (folder / "coherence-standards.csv", folder / "coherence-prerequisites.csv")
    taken = bootstrap.import_map(engine, *tables)
    assert taken.counts == {"competencies": 480, "relations": 757}
    enrol(engine, dict.fromkeys(STUDENTS, "red"))
    skills = [row["code"] for row in rows_of(tables[0])]
    before = prerequisites((row["from"], row["to"]) for row in rows_of(tables[1]))
    history = answers(skills, before)
    at, lines = clock.at - timedelta(days=10), ["student,item,skill,correct,time"]
    lines += [
        f"{student},q,{skill},{int(right)},{(at + timedelta(seconds=number)).isoformat()}"
        for number, (student, skill, right) in enumerate(history)
    ]
    file = here / "history.csv"
    file.write_text("\n".join(lines))
    bootstrap.import_responses(engine, file)
    for name in LIVE:
        publish(engine, handbook.text(name), by="tests")
    clock.forward(hours=7)
    assert tick.tick(engine).decided == {"daily-plan": len(STUDENTS)}
    engine.store.close()
    return here / "standards.school", Planned(engine, skills, before, traced(history), days=10)


@pytest.fixture
def planned(built: tuple[Path, Planned], tmp_path: Path) -> Iterator[Planned]:
    """Return a copy of that school, open."""
    path, known = built
    shutil.copy(path, tmp_path / "copy.school")
    engine = bootstrap.engine(
        tmp_path / "copy.school", clock=SetClock(known.engine.now()), entropy=CountedEntropy()
    )
    yield replace(known, engine=engine)
    engine.store.close()


def test_every_chosen_skill_is_on_the_outer_fringe_of_what_its_student_has_mastered(planned: Planned) -> None:
    """Not mastered, and everything it builds on is; worked out from the raw tables."""
    sizes = []
    for row in planned.decided():
        chosen, fringe = json.loads(str(row["chosen"])), planned.fringe(str(row["student"]))
        assert len(chosen) == 2
        assert set(chosen) <= fringe, row
        assert row["kept"] == len(fringe), row
        assert row["options"] == 480
        sizes.append(len(mastered(planned.levels.get(str(row["student"]), {}))))
    assert sizes[0] == 0
    assert max(sizes) > 60
    assert len({str(row["chosen"]) for row in planned.decided()}) > 3


def test_the_chosen_are_the_best_of_the_fringe(planned: Planned) -> None:
    for row in planned.decided():
        student = str(row["student"])
        levels = planned.levels.get(student, {})
        ranked = scores(planned.fringe(student), planned.before, levels, planned.days)
        assert is_best(json.loads(str(row["chosen"])), ranked), row


def test_why_gives_the_numbers_the_choice_rests_on(planned: Planned) -> None:
    """Mastery as traced by hand, for every student and chosen skill."""
    for row in planned.decided():
        explained = inspect.explain(planned.engine, str(row["id"]))
        assert [why.option for why in explained.chosen] == json.loads(str(row["chosen"]))
        assert len(explained.runners_up) == 3
        for why in explained.chosen:
            read = {name: value for reason in why.reasons for name, value in reason.read.items()}
            level = planned.levels.get(str(row["student"]), {}).get(why.option, 0.3)
            assert read["mastery"] == pytest.approx(level, abs=1e-12)
            assert read["prerequisites_mastered"] is True
        assert sum(each.count for each in explained.refusals) >= 480 - len(
            planned.fringe(str(row["student"]))
        )


def test_why_not_is_right_for_each_kind_of_skill_that_was_not_chosen(planned: Planned) -> None:
    """One that is mastered, one that builds on something missing, one that others came before."""
    for row in planned.decided():
        student = str(row["student"])
        known, fringe = mastered(planned.levels.get(student, {})), planned.fringe(student)
        chosen = set(json.loads(str(row["chosen"])))
        beyond = [skill for skill in planned.skills if skill not in known and skill not in fringe]
        for skill in [*sorted(known)[:3], *beyond[::150]]:
            answer = inspect.explain_not(planned.engine, str(row["id"]), skill).answer
            says = {reason.says for reason in answer.why.refusals}
            assert ("it is mastered already" in says) is (skill in known)
            missing = bool(planned.before.get(skill, set()) - known)
            assert ("it builds on something that is not mastered yet" in says) is missing
            assert answer.change is not None
            assert {change.column for change in answer.change.changes} == (
                {"mastery"}
                if skill in known and not missing
                else {"prerequisites_mastered"}
                if skill not in known
                else {"mastery", "prerequisites_mastered"}
            )
        for skill in sorted(fringe - chosen)[:2]:
            answer = inspect.explain_not(planned.engine, str(row["id"]), skill).answer
            assert not answer.why.refusals
            assert chosen & set(answer.better)
            assert answer.change is not None
            assert answer.change.chosen


def test_what_is_not_on_the_map_is_answered_with_what_is_near(planned: Planned) -> None:
    decision = str(planned.decided()[0]["id"])
    with pytest.raises(NotFound, match=r"did you mean «3\.NF\.A\.1»"):
        inspect.explain_not(planned.engine, decision, "3.NFA.1")


def test_a_skill_mastered_today_opens_what_builds_on_it_tomorrow(planned: Planned) -> None:
    """Four right answers, and the next plan may choose what was closed."""
    student = STUDENTS[0]
    root = next(skill for skill in planned.skills if not planned.before.get(skill))
    opened = next(skill for skill in planned.skills if planned.before.get(skill) == {root})
    first = next(str(row["id"]) for row in planned.decided() if row["student"] == student)
    assert inspect.explain_not(planned.engine, first, opened).answer.why.kept is False
    for number in range(4):
        answer = respond.Answer(student, "q", f"opening {number}", correct=True, skills=(root,))
        told = respond.respond(planned.engine, answer)
    assert told.records[0].later.mastery >= BAR
    clock = planned.engine.clock
    assert isinstance(clock, SetClock)
    clock.forward(days=1)
    tick.tick(planned.engine)
    rows = table(planned.engine, "decisions", process="next-skill", student=student).sort("sequence")
    second = inspect.explain_not(planned.engine, str(rows.get_column("id")[-1]), opened).answer
    assert second.why.kept is True
    assert rebuild.rebuild(planned.engine).same
    assert inspect.replay_run(planned.engine, first).replay.same


def test_a_circle_in_the_table_is_named_and_changes_nothing(
    shared_data: Path, planned: Planned, tmp_path: Path
) -> None:
    """One edge more, the wrong way round."""
    skills = shared_data / "maps" / "coherence-standards.csv"
    edges = (shared_data / "maps" / "coherence-prerequisites.csv").read_text().rstrip()
    spoiled = tmp_path / "edges.csv"
    spoiled.write_text(f"{edges}\n1.G.A.3,1.G.A.2\n")
    before = everything(planned.engine)
    with pytest.raises(Refused, match=r"1\.G\.A\.2.*1\.G\.A\.3|1\.G\.A\.3.*1\.G\.A\.2"):
        bootstrap.import_map(planned.engine, skills, spoiled)
    assert everything(planned.engine) == before
