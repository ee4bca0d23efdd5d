"""A run: what is observed, how rules sift and score, what is chosen, and what UNKNOWN leads to."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from process.school import (
    ALL,
    CATALOGUE,
    OCCASION,
    SEED,
    SKILLS,
    decided,
    definition,
    made,
    pairs,
    seen,
    tables,
)
from whynext.process.choice import Choose
from whynext.process.definition import Definition, Prefer
from whynext.process.expression import parse
from whynext.process.information import Asked, Catalogue, Grain, Information, OptionKind, Type
from whynext.process.run import (
    IDENTITY,
    KEPT,
    PROBABILITY,
    RANK,
    SCORE,
    judge,
    needs,
    observe,
    offered,
    prefer_column,
    ruled,
    slice_of,
    when_column,
)

ALONE = [name for name in ALL if name != "tutoring"]  # in a lottery nobody is alone


def given_of(process: Definition):
    return ("add", "divide") if process.given else (None,)


def with_chance(process: Definition, how: str) -> Definition:
    if process.choose.how != "best":
        return process
    changed = {
        "best": process.choose,
        "explore": replace(process.choose, explore=0.3, count=2),
        "ties": replace(process.choose, ties="chance"),
        "sample": Choose("sample", count=2),
        "all": Choose("all"),
    }
    return replace(process, choose=changed[how])


CHANCES = st.sampled_from(["best", "explore", "ties", "sample", "all"])
schools = st.builds(
    tables,
    students=st.integers(1, 7),
    seed=st.integers(0, 10**6),
    missing=st.sampled_from([0.0, 0.2, 0.6]),
)


class TestOneEqualsMany:
    @settings(max_examples=30)
    @given(schools, st.sampled_from(ALONE), CHANCES)
    def test_deciding_for_one_gives_what_deciding_for_all_gives(self, sources, name: str, how: str) -> None:
        process = with_chance(definition(name), how)
        frame, decisions = decided(process, sources, given_of(process))
        for student in sources["students"]["student"]:
            mine = pairs([student], given_of(process))
            alone, one = judge(process, observe(process, CATALOGUE, mine, sources, OCCASION), SEED)
            assert_frame_equal(alone, frame.filter(pl.col("student") == student), check_exact=True)
            assert_frame_equal(one, decisions.filter(pl.col("student") == student), check_exact=True)

    @settings(max_examples=30)
    @given(schools, st.sampled_from(list(ALL)), CHANCES, st.randoms(use_true_random=False))
    def test_the_order_of_students_does_not_matter(self, sources, name: str, how: str, random) -> None:
        process = with_chance(definition(name), how)
        _, decisions = decided(process, sources, given_of(process))
        names = sources["students"]["student"].to_list()
        random.shuffle(names)
        observed = observe(process, CATALOGUE, pairs(names, given_of(process)), sources, OCCASION)
        _, shuffled = judge(process, observed, SEED)
        assert_frame_equal(
            decisions.sort("student", "given"), shuffled.sort("student", "given"), check_exact=True
        )

    def test_another_seed_draws_otherwise_and_the_same_seed_draws_the_same(self, school) -> None:
        process = with_chance(definition("next-skill"), "sample")
        observed = seen(process, school)
        first, again, other = (judge(process, observed, seed)[1] for seed in (b"1", b"1", b"2"))
        assert_frame_equal(first, again)
        assert not first.equals(other)

    def test_a_lottery_gives_exactly_its_places_to_the_eligible(self, school) -> None:
        _, decisions = decided(definition("tutoring"), school)
        winners = decisions.filter(pl.col("chosen").list.len() > 0)
        assert len(winners) == 2
        assert (winners["mechanism"] == "lottery").all()
        eligible = school["students"].filter(pl.col("correct") < 3)["student"].to_list()
        assert set(winners["student"]) <= set(eligible)
        refused = decisions.filter(~pl.col("student").is_in(eligible))
        assert (refused["recourse"] == "nothing, and say so").all()

    def test_a_lottery_is_drawn_from_its_published_text(self, school) -> None:
        """Whatever the seed of the run: a stranger can repeat it."""
        observed = seen(definition("tutoring"), school)
        draws = [judge(definition("tutoring"), observed, seed)[1] for seed in (b"1", b"2")]
        assert_frame_equal(*draws)


class TestObserved:
    def test_it_sees_what_is_declared_and_nothing_else(self, school) -> None:
        process = definition("next-skill")
        assert seen(process, school).columns == [*IDENTITY, *(use.column for use in process.information)]
        assert needs(process, CATALOGUE) == ("students", "estimates", "skills")
        assert needs(definition("exit-slip"), CATALOGUE) == ("students",)

    def test_information_is_asked_only_of_the_sources_it_declares(self, school) -> None:
        """A view that looks elsewhere fails, even if the table was loaded for another one."""

        def peeks(asked: Asked) -> pl.Series:
            return asked.looked_up(asked.sources["students"], {"student": "student"}, "autonomy")

        sly = Information("sly", "x", Grain.STUDENT, Type.NUMBER, peeks, needs=("estimates",))
        known = Catalogue.of([*CATALOGUE.information.values(), sly], CATALOGUE.options.values())
        process = replace(
            definition("exit-slip"),
            information=made(
                'information = ["correct"]\n[[rules]]\nprefer = "correct"\nbecause = "x"'
            ).information,
        )
        use = replace(process.information[0], name="sly", column="sly")
        process = replace(process, information=(*process.information, use))
        with pytest.raises(KeyError, match="students"):
            observe(process, known, pairs(["s1"]), school, OCCASION)

    def test_a_view_that_answers_too_little_is_found_out(self, school) -> None:
        short = Information("short", "x", Grain.STUDENT, Type.NUMBER, lambda asked: pl.Series([1.0]))
        known = Catalogue.of([short])
        process = replace(definition("exit-slip"), information=())
        process = replace(
            process, information=(replace(definition("exit-slip").information[0], name="short"),)
        )
        with pytest.raises(ValueError, match="«short» answered 1 of 2 rows"):
            observe(process, known, pairs(["s1", "s2"]), school, OCCASION)

    def test_views_are_asked_once_for_each_thing_with_arguments_and_time(self, school) -> None:
        asked: list[Asked] = []

        def listens(question: Asked) -> pl.Series:
            asked.append(question)
            return pl.Series([True] * len(question.rows))

        spy = replace(CATALOGUE.information["mastered"], view=listens)
        grains = {"student": Grain.STUDENT, "option": Grain.OPTION, "both": Grain.STUDENT_OPTION}
        for grain in grains.values():
            asked.clear()
            known = Catalogue.of([replace(spy, grain=grain)], CATALOGUE.options.values())
            body = 'information = ["mastered(bar = b)"]\nparameters = { b = { value = 1, because = "x" } }\n'
            process = made(body + '[[rules]]\nkeep = "mastered"\nbecause = "x"\nrefusal = "y"')
            observe(process, known, pairs(["s1", "s2"], (None,)), school, OCCASION)
            rows = {Grain.STUDENT: 2, Grain.OPTION: 5, Grain.STUDENT_OPTION: 10}[grain]
            assert [len(each.rows) for each in asked] == [rows]
            assert asked[0].rows.is_unique().all()
            assert asked[0].arguments == {"bar": 1.0}
            assert (asked[0].as_of, asked[0].today) == (OCCASION.as_of, OCCASION.today)

    def test_students_for_whom_the_condition_is_false_are_left_out(self) -> None:
        sources = tables(3)
        students = sources["students"].with_columns(pl.Series("enrolled", [True, False, None]))
        frame, decisions = decided(definition("next-skill"), {**sources, "students": students})
        assert decisions["student"].to_list() == ["s1", "s3"]
        assert decisions["recourse"].to_list() == [None, "ask teacher"]
        unsure = frame.filter(pl.col("student") == "s3")[KEPT]
        assert unsure.null_count() > 0
        assert not unsure.fill_null(False).any()

    def test_a_number_that_is_none_is_unknown(self) -> None:
        sources = tables(2)
        estimates = sources["estimates"].with_columns(mastery=pl.lit(float("nan")))
        observed = seen(definition("next-skill"), {**sources, "estimates": estimates})
        assert observed["mastery"].null_count() == len(observed)

    def test_nobody_to_decide_about_gives_no_decision(self, school) -> None:
        for name in ALL:
            process = definition(name)
            empty = observe(process, CATALOGUE, pairs([]), school, OCCASION)
            frame, decisions = judge(process, empty, SEED)
            assert (len(frame), len(decisions)) == (0, 0)

    def test_a_student_with_nothing_to_choose_from_still_gets_a_decision(self, school) -> None:
        """It says so, instead of leaving the student out."""
        nothing = OptionKind(
            "skill", "x", lambda asked: asked.rows.head(0).with_columns(option=pl.lit("", pl.String))
        )
        known = Catalogue.of(CATALOGUE.information.values(), [nothing])
        observed = observe(definition("next-skill"), known, pairs(["s1", "s2"]), school, OCCASION)
        _, decisions = judge(definition("next-skill"), observed, SEED)
        assert decisions["student"].to_list() == ["s1", "s2"]
        assert decisions["recourse"].to_list() == ["nothing, and say so"] * 2


class TestUnknown:
    @settings(max_examples=30)
    @given(schools, CHANCES)
    def test_what_is_unknown_asks_and_never_falls_through(self, sources, how: str) -> None:
        process = with_chance(definition("next-skill"), how)
        frame, decisions = decided(process, sources)
        for row in decisions.iter_rows(named=True):
            mine = slice_of(frame, row["student"], row["given"])
            assert row["unknown"] == mine[KEPT].null_count()
            assert (row["mechanism"] == "unknown") == (row["unknown"] > 0)
            if row["unknown"]:
                assert row["recourse"] == "ask teacher"
            elif row["kept"] == 0:
                assert (row["mechanism"], row["recourse"]) == ("none", "nothing, and say so")
            else:
                assert row["recourse"] is None
                assert row["chosen"]

    @settings(max_examples=30)
    @given(schools)
    def test_set_aside_chooses_among_what_is_known(self, sources) -> None:
        process = definition("next-skill")
        aside = replace(process, unknown=made('[unknown]\nthen = "set aside"').unknown)
        frame, decisions = decided(aside, sources)
        for row in decisions.iter_rows(named=True):
            mine = slice_of(frame, row["student"], row["given"])
            known = mine.filter(pl.col(KEPT).is_not_null() & pl.col(KEPT))["option"].to_list()
            assert set(row["chosen"]) <= set(known)
            assert bool(row["chosen"]) == bool(known)
            assert row["recourse"] == (None if known else "nothing, and say so")

    def test_an_unknown_term_makes_an_option_unknown(self) -> None:
        """What cannot be ranked is not ranked last."""
        sources = tables(1)
        estimates = sources["estimates"].with_columns(
            days=pl.when(pl.col("skill") == "add").then(None).otherwise(pl.col("days")), mastery=pl.lit(0.5)
        )
        frame, decisions = decided(definition("next-skill"), {**sources, "estimates": estimates})
        assert frame.filter(pl.col("option") == "add")[KEPT].to_list() == [None]
        assert decisions["recourse"].to_list() == ["ask teacher"]

    def test_a_refused_option_with_an_unknown_term_stays_refused(self) -> None:
        sources = tables(1)
        estimates = sources["estimates"].with_columns(days=pl.lit(None, pl.Float64), mastery=pl.lit(0.99))
        _, decisions = decided(definition("next-skill"), {**sources, "estimates": estimates})
        assert decisions.select("kept", "unknown", "recourse").row(0) == (0, 0, "nothing, and say so")

    @pytest.mark.parametrize(
        ("correct", "autonomy", "answer"),
        [
            (4.0, None, "passed"),
            (None, 3.0, None),
            (1.0, None, None),
            (3.0, None, "repeat"),
            (1.0, 1.0, "repeat_other_way"),
            (1.0, 2.0, "repeat"),
        ],
    )
    def test_a_table_stops_at_the_first_row_it_cannot_tell(self, correct, autonomy, answer) -> None:
        sources = tables(1)
        students = sources["students"].with_columns(
            correct=pl.lit(correct, pl.Float64), autonomy=pl.lit(autonomy, pl.Float64)
        )
        frame, decisions = decided(definition("exit-slip"), {**sources, "students": students})
        assert decisions["chosen"].to_list() == ([[answer]] if answer else [[]])
        assert decisions["mechanism"].to_list() == ["table" if answer else "unknown"]
        assert frame[when_column(2)].to_list() == [True] * 3


class TestScores:
    @settings(max_examples=30)
    @given(schools, st.sampled_from([0.0, 0.4, 3.0, -2.0]))
    def test_raising_a_named_weight_moves_only_its_own_term(self, sources, weight: float) -> None:
        process = definition("next-skill")
        base = ruled(process, seen(process, sources))
        other_process = process.with_parameters({"rested": weight})
        other = ruled(other_process, seen(other_process, sources))
        mine = prefer_column(1)
        assert_frame_equal(base.drop(mine, SCORE), other.drop(mine, SCORE))
        expected = base["days_since"] / 30 * weight
        assert (other[mine] - expected).abs().max() in (None, 0.0) or (
            other[mine] - expected
        ).abs().max() < 1e-12
        moved = (other[SCORE] - base[SCORE]) - (other[mine] - base[mine])
        assert moved.abs().max() is None or moved.abs().max() < 1e-9

    def test_only_one_weight_gives_only_its_term(self) -> None:
        """Weights must not be swapped: setting only the second returns the second term."""
        body = """information = ["unlocks", "level"]
parameters = { one = { value = 1, because = "x" }, two = { value = 1, because = "x" } }
[[rules]]
prefer = "unlocks"
weight = "one"
because = "x"
[[rules]]
prefer = "level * 10"
weight = "two"
because = "x"
"""
        sources = tables(1)
        for name, expected in (("one", [4.0, 3.0, 2.0, 1.0, 0.0]), ("two", [0.0, 10.0, 20.0, 30.0, 40.0])):
            zero = {"one": 0.0, "two": 0.0}
            process = made(body).with_parameters({**zero, name: 1.0})
            assert ruled(process, seen(process, sources))[SCORE].to_list() == expected

    @settings(max_examples=30)
    @given(st.floats(0, 1), schools)
    def test_the_threshold_of_the_definition_is_the_one_used(self, bar: float, sources) -> None:
        process = made(
            'information = ["mastery"]\nparameters = { bar = { value = 0.85, because = "x" } }\n'
            '[[rules]]\nkeep = "mastery < bar"\nbecause = "x"\nrefusal = "y"'
        ).with_parameters({"bar": bar})
        frame = ruled(process, seen(process, sources))
        expected = [None if value is None else value < bar for value in frame["mastery"]]
        assert frame[KEPT].to_list() == expected

    def test_the_threshold_of_an_argument_is_the_one_used(self, school) -> None:
        for bar in (0.2, 0.8):
            process = definition("next-skill").with_parameters({"bar": bar})
            observed = seen(process, school)
            assert observed["mastered"].to_list() == [value >= bar for value in observed["mastery"]]

    @settings(max_examples=30)
    @given(schools, CHANCES)
    def test_the_record_holds_every_probability_and_rank(self, sources, how: str) -> None:
        process = with_chance(definition("next-skill"), how)
        frame, decisions = decided(process, sources)
        assert (frame.filter(~pl.col(KEPT).fill_null(False))[PROBABILITY] == 0).all()
        for row in decisions.iter_rows(named=True):
            mine = slice_of(frame, row["student"], row["given"])
            ranked = mine.filter(pl.col(RANK) > 0).sort(RANK)["option"].to_list()
            assert ranked == row["chosen"]
            count = len(mine) if how == "all" else process.choose.count
            decidable = 0 if row["recourse"] else min(count, row["kept"])
            assert mine[PROBABILITY].sum() == pytest.approx(decidable)
            assert (
                offered(mine)
                == mine.filter(pl.col(KEPT).fill_null(False))
                .sort(SCORE, descending=True, maintain_order=True)["option"]
                .to_list()
            )

    def test_equal_scores_keep_the_order_of_the_options(self, school) -> None:
        process = made("[choose]\ncount = 3")
        _, decisions = decided(process, school)
        assert decisions["chosen"].to_list() == [list(SKILLS[:3])] * len(decisions)


class TestDeclared:
    @settings(max_examples=30)
    @given(schools, st.sampled_from(list(ALL)))
    def test_what_is_not_declared_changes_nothing(self, sources, name: str) -> None:
        process = definition(name)
        observed = seen(process, sources, given_of(process))
        read = {use.column for use in process.information}
        noisy = observed.with_columns(
            pl.Series("race", ["x"] * len(observed), dtype=pl.String), unrelated=pl.int_range(pl.len())
        )
        assert_frame_equal(judge(process, noisy, SEED)[1], judge(process, observed, SEED)[1])
        others = {
            "students": {
                "enrolled": False,
                "autonomy": 9.0,
                "correct": 9.0,
                "interest": "?",
                "minutes_free": 9.0,
            },
            "estimates": {"mastery": 9.0, "days": 9.0},
            "skills": {"unlocks": 9.0, "level": 9.0, "topic": "?"},
        }
        columns_of = {"days": {"days_since"}, "mastery": {"mastery", "mastered", "given_mastery"},
                      "level": {"level", "given_level", "distance"}}  # fmt: skip
        changed = {
            table: sources[table].with_columns(
                pl.lit(value).alias(column)
                for column, value in values.items()
                if not read & columns_of.get(column, {column})
            )
            for table, values in others.items()
        }
        assert_frame_equal(seen(process, changed, given_of(process)), observed)

    @pytest.mark.parametrize(
        ("name", "column"),
        [(name, use.column) for name in ALL for use in definition(name).information],
    )
    def test_everything_declared_can_change_some_decision(self, name: str, column: str) -> None:
        """In some school, with all else the same, another value makes another decision."""
        process = definition(name)
        assert any(self._differs(process, column, seed) for seed in range(12))

    def _differs(self, process: Definition, column: str, seed: int) -> bool:
        sources = tables(12, seed=seed)
        sources["students"] = sources["students"].with_columns(enrolled=pl.lit(True))
        observed = seen(process, sources, given_of(process))
        kind = observed.schema[column]
        changes = (
            [~pl.col(column)]
            if kind == pl.Boolean
            else [pl.col(column).reverse(), pl.lit(0.0), pl.lit(1.0), pl.lit(5.0)]
        )
        if kind == pl.Float64:
            far = pl.when(pl.col("option") == "divide").then(1000.0).otherwise(pl.col(column))
            changes.append(far)
        _, before = judge(process, observed, SEED)
        what = ["chosen", "recourse", "agents"]
        return any(
            not before.select(what).equals(
                judge(process, observed.with_columns(each.alias(column)), SEED)[1].select(what)
            )
            for each in changes
        )

    @settings(max_examples=30)
    @given(schools, st.integers(0, 4))
    def test_a_rule_more_only_takes_away(self, sources, level: int) -> None:
        process = definition("same-for-all")
        test, _ = parse(f"level <> {level}", {"level": Type.NUMBER})
        assert test is not None
        keep = replace(definition("neighbour").keeps[0], test=test)
        stricter = replace(process, rules=(*process.rules, keep))
        kept = [ruled(each, seen(each, sources))[KEPT] for each in (process, stricter)]
        assert (~kept[1] | kept[0]).all()

    def test_a_term_that_is_a_truth_counts_as_one_or_nothing(self, school) -> None:
        process = made(
            'information = ["topic"]\n[[rules]]\nprefer = "topic = \'sums\'"\nweight = 2\nbecause = "x"'
        )
        assert isinstance(process.rules[0], Prefer)
        frame = ruled(process, seen(process, school))
        assert frame.head(5)[SCORE].to_list() == [0.0, 2.0, 2.0, 0.0, 0.0]


class TestScale:
    @settings(max_examples=5)
    @given(st.integers(0, 1000))
    def test_a_frame_of_many_students_is_judged_in_one_go(self, seed: int) -> None:
        sources = tables(200, seed=seed)
        frame, decisions = decided(definition("next-skill"), sources)
        assert len(frame) == len(decisions) * len(SKILLS)
        assert decisions["student"].is_unique().all()
