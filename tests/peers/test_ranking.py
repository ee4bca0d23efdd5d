"""Ranking: what moves an option's rank is what the definition says moves it, by as much, and nothing else.

Each test names the mistake it guards against: one that was found in a running system of this kind, where the
decisions had been wrong for years and nobody could see it.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grown_school import table
from peers.a_school import afternoon, begun, definition, last, lesson, seen
from whynext.base.ids import ItemId, SkillId
from whynext.engine import intake, respond
from whynext.engine.school import Engine
from whynext.library.item import Item, Key, Kind
from whynext.process.run import SCORE, judge, prefer_column, ruled
from whynext.testing.small_school import STUDENTS, SetClock, enrol, small_items, small_objects

RANKING = {"next-skill": None, "next-object": "add", "something-simpler": "add", "summer-reading": None}
"""The processes of the handbook that rank, and what they are asked for."""
WEIGHTS = [
    (name, rule.weight.text) for name in RANKING for rule in definition(name).prefers if rule.weight.text
]
SEED = bytes(32)


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """What the ranking processes see of six students with different histories, on the second day."""
    made = begun(tmp_path_factory.mktemp("frames") / "peers.school", SetClock())
    afternoon(made)
    for number in range(2):
        respond.respond(made, respond.Answer("chen", "add-1", f"miss {number}", given="99"))
    found = {name: seen(made, definition(name), skill)[0] for name, skill in RANKING.items()}
    made.store.close()
    return found


def terms(name: str, frame: pl.DataFrame, **values: float) -> pl.DataFrame:
    """Return the score of every option and each term of it, under other values of the parameters."""
    process = definition(name, **values)
    columns = [prefer_column(index) for index in range(len(process.prefers))]
    return judge(process, frame, SEED)[0].select("student", "option", SCORE, *columns)


# Weights ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "weight"), WEIGHTS)
def test_raising_a_named_weight_moves_its_own_term_and_no_other(
    frames: dict[str, pl.DataFrame], name: str, weight: str
) -> None:
    """The mistake: weights and terms stood in different orders, so setting one weight raised another term."""
    process = definition(name)
    own = [index for index, rule in enumerate(process.prefers) if rule.weight.text == weight]
    value = float(process.values[weight])
    before, after = terms(name, frames[name]), terms(name, frames[name], **{weight: 3 * value})
    for index in range(len(process.prefers)):
        column = prefer_column(index)
        one, other = before.get_column(column).to_list(), after.get_column(column).to_list()
        assert other == pytest.approx([3 * each for each in one] if index in own else one)
        assert any(each != 0.0 for each in one), "a term that is 0 everywhere shows nothing"
    moved = (after.get_column(SCORE) - before.get_column(SCORE)).to_list()
    own_terms = sum(
        (before.get_column(prefer_column(index)) for index in own), pl.repeat(0.0, len(before), eager=True)
    )
    assert moved == pytest.approx([2 * each for each in own_terms.to_list()])


@pytest.mark.parametrize(("name", "weight"), WEIGHTS)
def test_with_one_weight_alone_the_order_is_that_of_its_term(
    frames: dict[str, pl.DataFrame], name: str, weight: str
) -> None:
    """The mistake: with only the weight of difficulty set, the score returned was that of continuity."""
    process = definition(name)
    others = {rule.weight.text: 0.0 for rule in process.prefers} | {weight: 1.0}
    alone = ruled(definition(name, **others), frames[name])
    (index,) = [place for place, rule in enumerate(process.prefers) if rule.weight.text == weight]
    said = pl.Series(
        alone.select(process.prefers[index].term.run_by(process.values).cast(pl.Float64))
    ).to_list()
    assert alone.get_column(SCORE).to_list() == pytest.approx(said)
    assert len(set(said)) > 1


@given(weights=st.lists(st.floats(0, 10), min_size=3, max_size=3))
def test_a_score_is_the_sum_of_weight_times_term_as_a_person_would_add_it(
    frames: dict[str, pl.DataFrame], weights: list[float]
) -> None:
    """The mistake: scores that could not be added up by hand from what the screen showed."""
    names = ("opening", "finishing", "rested")
    rows = terms("next-skill", frames["next-skill"], **dict(zip(names, weights, strict=True)))
    for row, read in zip(rows.iter_rows(named=True), frames["next-skill"].iter_rows(named=True), strict=True):
        days = 30.0 if read["days_since_practice"] is None else min(read["days_since_practice"], 30.0)
        said = (min(read["unlocks"], 5.0) / 5, read["mastery"] / 0.95, days / 30)
        assert row[SCORE] == pytest.approx(sum(w * t for w, t in zip(weights, said, strict=True)))


def test_scores_tell_options_and_students_apart(frames: dict[str, pl.DataFrame]) -> None:
    """The mistake: every activity silently counted as tagged with every skill, so that all scores tied."""
    for name, frame in frames.items():
        for (student,), rows in frame.group_by("student"):
            assert rows.get_column(SCORE).n_unique() > 1, (name, student)
    skills = frames["next-skill"].filter(pl.col(":rank") > 0).group_by("student").agg("option")
    assert skills.get_column("option").n_unique() > 1


# Tags and steps ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["next-object", "something-simpler"])
def test_a_tag_more_on_an_object_does_not_by_itself_change_its_rank(engine: Engine, name: str) -> None:
    """The mistake: mastery of an item was a product over its tags, so most tags counted as weakest."""
    before = seen(engine, definition(name), "add")
    edited = [replace(each, topics=("space", "horses", "ships", "trains")) for each in small_objects()[2:3]]
    intake.take_library(engine, [], edited, name="tags")
    assert table(engine, "object_topics", object=edited[0].id).height == 4
    after = seen(engine, definition(name), "add")
    assert after[0].equals(before[0])
    assert after[1].equals(before[1])


def test_a_skill_more_on_an_object_does_not_by_itself_change_its_rank(engine: Engine) -> None:
    """The mistake: of two activities the longer one came first, whatever the student knew.

    Three lessons alike but for how many skills they teach, all as little mastered: alike they rank.
    """
    new = [lesson("one", "fractions"), lesson("two", "fractions", "divide")]
    new.append(lesson("three", "fractions", "divide", "multiply"))
    intake.take_library(engine, [], new, name="lessons")
    with engine.store.writing() as writing:
        writing.replace("estimates", writing.table("estimates").clear())
    for name in ("next-object", "something-simpler"):
        frame, _ = seen(engine, definition(name), "fractions")
        scores = frame.filter(pl.col("option").is_in(["one", "two", "three"])).select(
            "student", "option", SCORE
        )
        assert scores.height == 3 * len(STUDENTS)
        assert scores.group_by("student").agg(pl.col(SCORE).n_unique())[SCORE].to_list() == [1] * len(
            STUDENTS
        )


def test_the_mastery_of_an_object_is_that_of_its_least_mastered_skill_not_a_product(engine: Engine) -> None:
    """The mistake: a product falls with every tag; the least does not."""
    with engine.store.reading() as reading:
        held = reading.table("estimates", {"student": "fay"})
        known = dict(held.select("skill", "mastery").rows())
    intake.take_library(engine, [], [lesson("weak-strong", "fractions", "count")], name="lessons")
    frame, _ = seen(engine, definition("something-simpler"), "fractions")
    row = frame.filter((pl.col("student") == "fay") & (pl.col("option") == "weak-strong"))
    assert row.get_column("object_mastery")[0] == min(known.get("fractions", 0.3), known.get("count", 0.3))


def test_more_questions_or_longer_ones_for_a_skill_do_not_change_its_rank(engine: Engine) -> None:
    """The mistake: «weakest first» had become «longest first» wherever problems differed in length."""
    before = seen(engine, definition("next-skill"))
    items = [
        Item(ItemId(f"long-{number}"), (SkillId("add"),), Kind.NUMBER, "step " * 200 + str(number), Key("1"))
        for number in range(40)
    ]
    items.append(replace(small_items()[2], skills=(SkillId("add"), SkillId("fractions"))))
    intake.take_library(engine, items, [], name="items")
    after = seen(engine, definition("next-skill"))
    assert after[0].equals(before[0])
    assert after[1].equals(before[1])


def test_an_edit_keeps_the_place_of_what_is_edited_among_equals(engine: Engine) -> None:
    """The mistake: an edit moved an item to the end of the list, and ties went another way from then on."""
    twins = [lesson("first", "count", difficulty=0.31), lesson("second", "count", difficulty=0.31)]
    intake.take_library(engine, [], twins, name="twins")
    order = (
        seen(engine, definition("next-object"), "count")[0]
        .filter(pl.col("student") == "ana")["option"]
        .to_list()
    )
    intake.take_library(engine, [], [replace(twins[0], topics=("space",))], name="an edit")
    again = (
        seen(engine, definition("next-object"), "count")[0]
        .filter(pl.col("student") == "ana")["option"]
        .to_list()
    )
    assert again == order
    assert order.index("first") + 1 == order.index("second")


def test_a_tag_that_was_taken_off_is_off(engine: Engine) -> None:
    """The mistake: edits added tags and never took any away."""
    both = lesson("both", "count", "add", topics=("space", "horses"), prerequisites=())
    intake.take_library(engine, [], [both], name="both")
    intake.take_library(
        engine, [], [replace(both, skills=(SkillId("count"),), topics=("space",))], name="one"
    )
    assert table(engine, "object_skills", object="both").get_column("skill").to_list() == ["count"]
    assert table(engine, "object_topics", object="both").get_column("topic").to_list() == ["space"]
    options = {
        skill: set(seen(engine, definition("next-object"), skill)[0]["option"]) for skill in ("count", "add")
    }
    assert "both" in options["count"]
    assert "both" not in options["add"]
    assert "count-hands_on" in options["count"]
    item = replace(small_items()[0], skills=(SkillId("count"), SkillId("add")))
    intake.take_library(engine, [item], [], name="item")
    intake.take_library(engine, [small_items()[0]], [], name="item again")
    assert table(engine, "item_skills", item="count-1").get_column("skill").to_list() == ["count"]


def test_an_object_is_an_option_for_what_it_teaches_and_for_nothing_else(engine: Engine) -> None:
    """The mistake: a library call changed, and from then on everything was tagged with everything."""
    for skill in ("count", "add", "fractions"):
        frame, _ = seen(engine, definition("next-object"), skill)
        assert set(frame.get_column("option")) == {f"{skill}-worked_example", f"{skill}-hands_on"}


# Bounded terms ----------------------------------------------------------------------------------------------


@given(days=st.one_of(st.none(), st.floats(0, 1e9)), unlocks=st.floats(0, 1e9))
def test_rest_and_reach_are_bounded(
    frames: dict[str, pl.DataFrame], days: float | None, unlocks: float
) -> None:
    """The mistake: lateness grew without bound until it outweighed everything else together."""
    frame = frames["next-skill"].with_columns(
        pl.lit(days, pl.Float64).alias("days_since_practice"), pl.lit(unlocks).alias("unlocks")
    )
    rows = terms("next-skill", frame)
    assert rows.get_column("prefer:1").is_between(0.0, 1.0).all()
    assert rows.get_column("prefer:3").is_between(0.0, 0.4).all()


def test_however_long_something_has_rested_it_never_overrides_a_prerequisite(
    frames: dict[str, pl.DataFrame],
) -> None:
    """The mistake: what was overdue long enough was served before what it builds on."""
    closed = ~pl.col("prerequisites_mastered")
    late = frames["next-skill"].with_columns(
        pl.when(closed).then(1e6).otherwise(pl.col("days_since_practice")).alias("days_since_practice"),
        pl.when(closed).then(1e6).otherwise(pl.col("unlocks")).alias("unlocks"),
    )
    before = judge(definition("next-skill"), frames["next-skill"], SEED)[1]
    after = judge(definition("next-skill", rested=1e6, opening=1e6), late, SEED)
    assert not after[0].filter(closed).get_column(":kept").any()
    assert after[0].filter(closed).height > 0
    assert after[1].get_column("kept").to_list() == before.get_column("kept").to_list()


def test_something_new_does_not_outweigh_what_fits(frames: dict[str, pl.DataFrame]) -> None:
    """The mistake: a small bonus added up over time; here it is given once and is the smallest weight."""
    process = definition("next-object")
    assert process.values["fresh"] < process.values["fitting"] < process.values["another"]
    column = terms("next-object", frames["next-object"]).get_column("prefer:3")
    assert set(column) <= {0.0, process.values["fresh"]}


# Direction --------------------------------------------------------------------------------------------------


@given(one=st.floats(0, 1), other=st.floats(0, 1))
def test_who_knows_more_is_never_given_something_easier_and_a_beginner_nothing_out_of_reach(
    frames: dict[str, pl.DataFrame], one: float, other: float
) -> None:
    """The mistake: the search always went in the harder direction first, whatever was known."""
    template = frames["next-object"].head(1)
    grid = [round(0.05 * step, 2) for step in range(21)]
    rows = pl.concat([template] * len(grid)).with_columns(
        pl.Series("option", [f"o{step:02d}" for step in range(21)]),
        pl.Series("object_difficulty", grid),
        pl.lit(None, pl.Float64).alias("days_since_used"),
        pl.lit(0.0).alias("given_misses_in_a_row"),
        pl.lit(True).alias("object_ready"),
    )
    served = []
    for mastery in sorted((one, other)):
        frame, decided = judge(definition("next-object"), rows.with_columns(given_mastery=mastery), SEED)
        option = decided.get_column("chosen")[0][0]
        difficulty = frame.filter(pl.col("option") == option).get_column("object_difficulty")[0]
        assert difficulty <= mastery + 0.4 + 1e-9
        assert abs(difficulty - mastery) <= 0.025 + 1e-9
        served.append(difficulty)
    assert served[0] <= served[1]


def test_a_wrong_answer_never_leads_to_something_harder_and_a_right_one_never_to_something_easier(
    engine: Engine,
) -> None:
    """The mistake: the direction of the first step had been fixed in code."""
    intake.take_library(
        engine, [], [lesson(f"d{n:02d}", "divide", difficulty=n / 10) for n in range(11)], name="divide"
    )

    def served() -> float:
        _, decided = seen(engine, definition("next-object", misses=99), "divide")
        option = decided.filter(pl.col("student") == "ben").get_column("chosen")[0][0]
        return float(table(engine, "learning_objects", id=option).get_column("difficulty")[0])

    level = served()
    for number, given_answer in enumerate(["3"] * 4 + ["99"] * 4):
        respond.respond(engine, respond.Answer("ben", "divide-1", f"direction {number}", given=given_answer))
        after = served()
        assert after >= level if given_answer == "3" else after <= level
        level = after


def test_difficulty_is_what_the_library_says_and_not_what_kind_of_thing_it_is(engine: Engine) -> None:
    """The mistake: the level of a taxonomy was used as the difficulty of an item."""
    kinds = [
        lesson(f"k-{kind}", "count", kind=kind, difficulty=0.37)
        for kind in ("lesson", "practice", "activity")
    ]
    intake.take_library(engine, [], kinds, name="kinds")
    frame, _ = seen(engine, definition("next-object"), "count")
    ours = frame.filter(pl.col("option").str.starts_with("k-"))
    assert ours.get_column("object_difficulty").unique().to_list() == [0.37]
    assert ours.group_by("student").agg(pl.col(SCORE).n_unique())[SCORE].unique().to_list() == [1]


def test_a_measured_difference_changes_the_plan_and_the_same_measure_gives_the_same(engine: Engine) -> None:
    """The mistake: a diagnosis was measured and shown, and two learners got equal plans all the same."""
    enrol(engine, {"twin-a": "red", "twin-b": "red", "other": "red"})
    for student in ("twin-a", "twin-b"):
        for number in range(4):
            respond.respond(engine, respond.Answer(student, "count-1", f"right {number}", given="3"))
    afternoon(engine)
    plans = {
        name: last(engine, student=name, process="next-skill")["chosen"]
        for name in ("twin-a", "twin-b", "other")
    }
    assert plans["twin-a"] == plans["twin-b"]
    assert plans["twin-a"] != plans["other"]
