"""Effects of learning objects are learned at the tick, and derived again; decisions stay as they were."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from engine.taught_school import learned, morning, objects, present, school_day, taught_school
from whynext import handbook
from whynext.base.errors import Refused
from whynext.engine import choose, inspect, rebuild, respond, tick
from whynext.engine.decide import unpack
from whynext.engine.effects import parameters_in_force, publish_effects
from whynext.engine.publish import publish
from whynext.engine.respond import Answer
from whynext.engine.school import Engine
from whynext.engine.uses import LEARNED, PUBLISHED
from whynext.planning.effects.parameters import EffectParameters
from whynext.process.agent import Acted
from whynext.process.run import PROBABILITY
from whynext.testing.small_school import SetClock


def table(engine: Engine, name: str, **where: object) -> pl.DataFrame:
    with engine.store.reading() as reading:
        return reading.table(name, where or None)


def kinds(engine: Engine) -> Counter[str]:
    with engine.store.reading() as reading:
        return Counter(entry.kind for entry in reading.entries())


def lived(path: Path | str, days: int, *, students: int = 16, text: str = "") -> tuple[Engine, SetClock]:
    """Return a school after some days, and its clock."""
    clock = SetClock()
    engine = taught_school(path, clock, students=students, text=text)
    go_on(engine, clock, days)
    return engine, clock


def go_on(engine: Engine, clock: SetClock, days: int, seed: int = 3) -> None:
    chance, known = random.Random(seed), set[tuple[str, str]]()
    for _ in range(days):
        school_day(engine, clock, chance, known)


def shares(engine: Engine) -> list[Counter[str]]:
    """Return how often each object was chosen, day by day."""
    rows = objects(engine).sort("day")
    return [
        Counter(json.loads(chosen)[0] for chosen in part.get_column("chosen"))
        for _, part in rows.group_by("day", maintain_order=True)
    ]


def judged(engine: Engine) -> pl.DataFrame:
    """Return what the runs that chose objects put on record, one run after another."""
    with engine.store.reading() as reading:
        runs = reading.table("decisions", {"process": "next-object"}).sort("sequence")
        names = runs.get_column("run").unique(maintain_order=True).to_list()
        stored = [reading.run(name) for name in names]
    return pl.concat([unpack(each.frame) for each in stored if each is not None and each.frame is not None])


def chances(rows: pl.DataFrame) -> list[list[float]]:
    """Return the probabilities of the options of each decision: three objects that no rule refuses."""
    assert rows.get_column(":kept").all()
    found = rows.get_column(PROBABILITY).to_list()
    return [found[first : first + 3] for first in range(0, len(found), 3)]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, SetClock]]:
    """A school after five days, which tests look at and leave as it is."""
    engine, clock = lived(tmp_path_factory.mktemp("effects") / "grown.school", 5)
    yield engine, clock
    engine.store.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[tuple[Engine, SetClock]]:
    engine, clock = lived(tmp_path / "taught.school", 2, students=6)
    yield engine, clock
    engine.store.close()


class TestChoosing:
    def test_the_object_that_teaches_is_chosen_more_and_more(self, grown: tuple[Engine, SetClock]) -> None:
        first, *_, last = shares(grown[0])
        assert first["good"] < 0.6 * first.total()
        assert last["good"] > 0.85 * last.total()

    def test_every_option_has_its_probability_on_record(self, grown: tuple[Engine, SetClock]) -> None:
        decisions = chances(judged(grown[0]))
        assert [sum(each) for each in decisions] == pytest.approx([1.0] * len(decisions))
        assert len(decisions) == len(objects(grown[0]))
        for decision in objects(grown[0]).iter_rows(named=True):
            assert 0.0 < decision["probability"] <= 1.0
            assert decision["mechanism"] == "sample"

    def test_no_more_is_explored_than_the_process_allows(self, tmp_path: Path) -> None:
        """With at most one in ten for all that are not the best, and none that is far behind."""
        engine, _ = lived(tmp_path / "careful.school", 3, text=learned(most="0.1", far="0.5"))
        top = [max(decision) for decision in chances(judged(engine))]
        assert min(top) >= 0.9 - 1e-9
        assert 0.0 in {chance for decision in chances(judged(engine)) for chance in decision}

    def test_one_parameter_switches_to_the_fixed_order(self, tmp_path: Path) -> None:
        engine, _ = lived(tmp_path / "fixed.school", 2, students=4, text=learned(most="0"))
        assert set(objects(engine).get_column("mechanism")) == {"rule"}
        assert set(judged(engine).get_column(PROBABILITY)) == {0.0, 1.0}

    def test_why_says_what_was_known_of_each_object(self, grown: tuple[Engine, SetClock]) -> None:
        engine, _ = grown
        decision = objects(engine).sort("sequence").row(-1, named=True)
        why = inspect.explain(engine, decision["id"])
        seen = judged(engine).filter(student=decision["student"], given=decision["given"]).tail(3)
        for each in (*why.chosen, *why.runners_up):
            known = {name: value for reason in each.reasons for name, value in reason.read.items()}
            (recorded,) = seen.filter(option=each.option).iter_rows(named=True)
            assert known["expected_effect"] == recorded["expected_effect"]
            assert known["effect_uncertainty"] == recorded["effect_uncertainty"]
            assert each.probability == recorded[PROBABILITY]


class TestLearning:
    def test_only_new_evidence_is_learned_from_and_it_is_once(self, school: tuple[Engine, SetClock]) -> None:
        engine, clock = school
        before = table(engine, "uses").filter(pl.col("closed").is_not_null())
        clock.forward(hours=4)
        assert tick.tick(engine).learned > 0
        after, facts = table(engine, "uses"), kinds(engine)
        assert after.join(before, on=before.columns, how="semi", nulls_equal=True).height == before.height
        assert tick.tick(engine).learned == 0
        clock.forward(hours=1)
        assert tick.tick(engine).nothing
        assert (table(engine, "uses").rows(), kinds(engine)) == (after.rows(), facts)

    @pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
    def test_a_rebuild_derives_the_same(
        self, kind: str, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        where = str(tmp_path / "again.school")
        engine, clock = lived(
            where if kind == "sqlite" else request.getfixturevalue("new_database"), 2, students=5
        )
        clock.at = clock.at.replace(hour=15)
        tick.tick(engine)
        override(engine, "s00")
        morning(engine, clock, random.Random(5), set())
        publish_effects(
            engine, EffectParameters(contexts=("interest", "little_known"), answers=2), by="tests"
        )
        go_on(engine, clock, 1)
        before = {name: table(engine, name) for name in ("uses", "effects")}
        assert rebuild.rebuild(engine).same
        with engine.store.writing() as writing:
            for name, rows in before.items():
                assert len(rows) > 10
                writing.replace(name, rows.head(3))
        assert rebuild.rebuild(engine).differed["effects"] > 0
        for name, rows in before.items():
            assert table(engine, name).equals(rows)
        engine.store.close()

    def test_a_run_whose_record_is_no_longer_kept_is_not_forgotten(
        self, school: tuple[Engine, SetClock]
    ) -> None:
        engine, _ = school
        before = table(engine, "effects")
        sequence = int(objects(engine).get_column("sequence").min())  # type: ignore[arg-type]
        with engine.store.writing() as writing:
            writing.update("frames", {"sequence": sequence}, {"frame": None})
        assert rebuild.rebuild(engine).same
        assert table(engine, "effects").equals(before)

    def test_learning_all_at_once_finds_what_was_learned_day_by_day(
        self, school: tuple[Engine, SetClock]
    ) -> None:
        engine, clock = school
        clock.forward(hours=4)
        tick.tick(engine)
        before = table(engine, "effects")
        done = publish_effects(engine, EffectParameters(), by="dora")
        assert table(engine, "effects").equals(before)
        assert done.outcomes == table(engine, "uses").get_column("closed").is_not_null().sum()

    def test_answers_one_by_one_teach_what_a_file_teaches(self, tmp_path: Path) -> None:
        learned_from = []
        for number in range(2):
            engine, clock = lived(tmp_path / f"{number}.school", 0, students=2)
            clock.forward(hours=8)
            tick.tick(engine)
            student, skill, _ = present(engine)[0]
            clock.forward(hours=16)
            answer(engine, student, skill, (True, True, False), clock, one_by_one=number == 0)
            clock.forward(hours=8)
            tick.tick(engine)
            learned_from.append((table(engine, "effects"), table(engine, "uses").drop("closed")))
            engine.store.close()
        assert learned_from[0][0].equals(learned_from[1][0])
        assert len(learned_from[0][0]) > 3

    def test_an_answer_with_help_says_nothing(self, tmp_path: Path) -> None:
        engine, clock = lived(tmp_path / "helped.school", 0, students=2)
        clock.forward(hours=8)
        tick.tick(engine)
        student, skill, _ = present(engine)[0]
        clock.forward(hours=16)
        answer(engine, student, skill, (True, True, True), clock, hints=1)
        assert tick.tick(engine).learned == 0

    def test_who_changes_the_object_changes_what_is_learned_from(
        self, school: tuple[Engine, SetClock]
    ) -> None:
        engine, clock = school
        clock.at = clock.at.replace(hour=15)
        tick.tick(engine)
        decision, instead = override(engine, "s01")
        clock.at += timedelta(days=1)
        answer(engine, "s01", decision["given"], (True, True, True), clock)
        tick.tick(engine)
        use = table(engine, "uses", decision=decision["id"]).row(0, named=True)
        assert (use["object"], use["probability"], use["answers"]) == (instead, 1.0, 3)
        assert rebuild.rebuild(engine).same

    def test_what_no_answer_followed_teaches_nothing_and_is_given_up(
        self, school: tuple[Engine, SetClock]
    ) -> None:
        engine, clock = school
        clock.at = clock.at.replace(hour=15)
        tick.tick(engine)
        silent = {each for each in present(engine) if each[0] == "s02"}
        assert silent
        clock.at += timedelta(days=20)
        for student, skill, _ in present(engine):
            if student != "s02":
                answer(engine, student, skill, (True,), clock)
        clock.at += timedelta(days=20)
        before = table(engine, "effects", student="s02")
        tick.tick(engine)
        left = table(engine, "uses", student="s02").filter(pl.col("answers") == 0)
        assert set(left.select("student", "skill", "object").rows()) >= silent or not len(left)
        assert table(engine, "effects", student="s02").equals(before)

    def test_where_nobody_asks_for_effects_none_are_learned(self, tmp_path: Path) -> None:
        engine, _ = lived(tmp_path / "plain.school", 2, students=3, text=handbook.text("next-object"))
        assert not {PUBLISHED, LEARNED} & set(kinds(engine))
        assert len(table(engine, "uses")) == len(table(engine, "effects")) == 0


class TestSwitching:
    def test_from_the_fixed_order_to_the_learned_choice_and_back(self, tmp_path: Path) -> None:
        """What students answered before counts from the first day of the learned choice."""
        fixed = handbook.text("next-object").replace("rest    = { value = 3", "rest    = { value = 0")
        engine, clock = lived(tmp_path / "switched.school", 3, students=6, text=fixed)
        assert set(objects(engine).get_column("mechanism")) == {"rule"}
        publish(engine, learned(), by="tests")
        go_on(engine, clock, 1)
        uses = table(engine, "uses")
        assert len(uses.filter(pl.col("closed").is_not_null())) > 10
        assert set(uses.get_column("probability")) == {1.0}
        assert objects(engine).sort("sequence").get_column("mechanism").to_list()[-1] == "sample"
        publish(engine, fixed.replace("version  = 1", "version  = 3"), by="tests")
        go_on(engine, clock, 1)
        assert objects(engine).sort("sequence").get_column("mechanism").to_list()[-1] == "rule"
        facts = kinds(engine)
        go_on(engine, clock, 1)
        assert kinds(engine)[LEARNED] == facts[LEARNED]
        publish(engine, learned().replace("version  = 2", "version  = 4"), by="tests")
        go_on(engine, clock, 1)
        assert kinds(engine)[LEARNED] == facts[LEARNED] + 1
        assert rebuild.rebuild(engine).same


class TestParameters:
    def test_the_defaults_are_in_force_at_first_and_in_the_ledger(
        self, school: tuple[Engine, SetClock]
    ) -> None:
        with school[0].store.reading() as reading:
            (entry,) = reading.entries(kinds=(PUBLISHED,))
            assert parameters_in_force(reading) == EffectParameters()
        assert entry.content is not None
        content = json.loads(entry.content)
        assert (content["by"], content["effects"]["version"]) == ("whynext", EffectParameters().version)

    def test_others_change_what_is_believed_and_nothing_that_was_decided(
        self, school: tuple[Engine, SetClock]
    ) -> None:
        engine, _ = school
        decisions, effects = table(engine, "decisions"), table(engine, "effects")
        publish_effects(engine, EffectParameters(usual=0.5, contexts=("same_again",)), by="dora")
        terms = set(table(engine, "effects").get_column("term"))
        assert "context:same_again" in terms - set(effects.get_column("term"))
        assert table(engine, "decisions").equals(decisions)
        for run in decisions.get_column("run").unique().to_list():
            assert inspect.replay_run(engine, run).replay.same

    def test_how_long_an_answer_counts_is_one_of_them(self, school: tuple[Engine, SetClock]) -> None:
        engine, _ = school
        publish_effects(engine, EffectParameters(answers=1), by="dora")
        assert set(table(engine, "uses").get_column("answers")) <= {0, 1}
        publish_effects(engine, EffectParameters(days=0.1), by="dora")
        assert set(table(engine, "uses").get_column("answers")) == {0}

    def test_a_context_that_there_is_not_is_refused_with_the_nearest(
        self, school: tuple[Engine, SetClock]
    ) -> None:
        before = kinds(school[0])
        with pytest.raises(Refused, match="did you mean «interest»"):
            publish_effects(school[0], EffectParameters(contexts=("intrest",)), by="dora")
        assert kinds(school[0]) == before

    def test_a_decision_is_replayed_with_the_effects_of_then(self, grown: tuple[Engine, SetClock]) -> None:
        engine, _ = grown
        seen = judged(engine)
        assert len(seen.filter(option="good").get_column("expected_effect").unique()) > 20
        for run in objects(engine).get_column("run").unique().to_list():
            assert inspect.replay_run(engine, run).replay.same


def answer(
    engine: Engine,
    student: str,
    skill: str,
    right: tuple[bool, ...],
    clock: SetClock,
    *,
    hints: int | None = None,
    one_by_one: bool = True,
) -> None:
    """Let a student answer some questions on a skill in the minutes before now."""
    from whynext.engine import intake
    from whynext.exchange.responses import read_responses

    times = [clock.at - timedelta(minutes=10 - place) for place in range(len(right))]
    if one_by_one:
        for place, (each, at) in enumerate(zip(right, times, strict=True)):
            given = Answer(
                student, f"{skill}-{place}", f"k{at}", correct=each, skills=(skill,), at=at, hints=hints
            )
            respond.respond(engine, given)
        return
    lines = ["student,item,skill,correct,time"]
    lines += [
        f"{student},{skill}-{place},{skill},{int(each)},{times[place].isoformat()}"
        for place, each in enumerate(right)
    ]
    found = read_responses("\n".join(lines).encode(), now=clock.at, name="a file")
    intake.take_responses(engine, found.frame, name="a file")


def override(engine: Engine, student: str) -> tuple[dict[str, object], str]:
    """Let a teacher take another object for a student; return the decision and what was taken."""
    rows = objects(engine).filter(student=student).sort("sequence")
    decision = rows.row(-1, named=True)
    instead = next(name for name in ("poor", "dull") if name not in decision["chosen"])
    choose.act(
        engine,
        decision["id"],
        Acted.OVERRODE,
        role="teacher",
        person="t1",
        chosen=[instead],
        reason="We have it on the table.",
    )
    return decision, instead
