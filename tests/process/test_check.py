"""Is it personalizing? The four conditions, the witness of the third, and how much information matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.school import ALL, CATALOGUE, SEED, SKILLS, definition, made, seen, tables
from whynext.base.errors import Refused
from whynext.process.check import (
    Check,
    Influence,
    Witness,
    check,
    influence,
    of_school,
    unused_information,
)
from whynext.process.choice import Choose
from whynext.process.definition import Definition
from whynext.process.influence import about_students, decision_of, exchanged, first_rows, grains_of
from whynext.process.information import Grain
from whynext.process.run import judge

PERSONAL = [name for name in ALL if name != "same-for-all"]
schools = st.builds(
    tables,
    students=st.integers(1, 7),
    seed=st.integers(0, 10**6),
    missing=st.sampled_from([0.0, 0.3]),
)


def given_of(process: Definition):
    return ("add", "divide") if process.given else (None,)


def checked(process: Definition, sources: Mapping[str, pl.DataFrame], seed: bytes = SEED) -> Check:
    return check(process, CATALOGUE, seen(process, sources, given_of(process)), seed)


def after(process: Definition, observed: pl.DataFrame, witness: Witness, seed: bytes = SEED):
    """Judge again with the witness's changes made by hand; return its decision before and after."""
    changed = observed
    mine = (pl.col("student") == witness.student) & pl.col("given").eq_missing(
        pl.lit(witness.given, pl.String)
    )
    for each in witness.changes:
        there = mine if each.option is None else mine & (pl.col("option") == each.option)
        assert observed.filter(there)[each.column].unique().to_list() == [each.before]
        changed = changed.with_columns(
            pl.when(there)
            .then(pl.lit(each.after, observed.schema[each.column]))
            .otherwise(pl.col(each.column))
            .alias(each.column)
        )
    return [judge(process, frame, seed)[1].filter(mine).row(0, named=True) for frame in (observed, changed)]


class TestConditions:
    @pytest.mark.parametrize("name", PERSONAL)
    def test_a_process_that_uses_what_is_known_of_a_student_passes(self, name: str, school) -> None:
        found = checked(definition(name), school)
        assert {key: each.passed for key, each in found.conditions.items()} == dict.fromkeys(
            ["D1", "D2", "D3", "D4"], True
        )
        assert found.personalizes
        assert all(each.says.endswith(".") for each in found.conditions.values())

    def test_a_list_that_is_the_same_for_everyone_fails_the_third(self, school) -> None:
        """Although it reads whether a student is enrolled."""
        found = checked(definition("same-for-all"), school)
        assert (found.reads.passed, found.varies.passed, found.personalizes) == (True, False, False)
        assert found.witness is None
        assert found.varies.says.startswith("Nothing that is known of a student changes the answer")

    def test_a_process_that_reads_nothing_of_the_student_fails_the_second(self, school) -> None:
        process = made('information = ["level"]\n[[rules]]\nprefer = "level"\nbecause = "x"')
        found = checked(process, school)
        assert (found.reads.passed, found.varies.passed) == (False, False)
        assert found.reads.says == "It reads nothing about the student; it reads level."
        assert "reads nothing at all" in checked(made(""), school).reads.says

    def test_a_process_of_whose_students_nothing_is_known_fails_the_second(self) -> None:
        sources = tables(3, missing=1.0)
        found = checked(definition("exit-slip"), sources)
        assert not found.reads.passed
        assert "of no student was anything known" in found.reads.says

    def test_where_there_is_nothing_to_choose_from_it_says_so(self) -> None:
        """A student without an option keeps a row, with no option in it."""
        process = definition("neighbour")
        sources = tables(students=3, seed=1, missing=0.0)
        found = checked(process, {**sources, "skills": sources["skills"].clear()})
        assert not found.varies.passed
        assert found.varies.says == "There was nothing to choose from, for any student."

    def test_a_process_that_says_not_what_it_decides_of_a_plan_fails_the_fourth(self, school) -> None:
        found = checked(replace(definition("exit-slip"), juncture=()), school)
        assert (found.plans.passed, found.varies.passed, found.personalizes) == (False, True, False)

    def test_a_rule_that_is_always_true_is_found_out(self, school) -> None:
        """Two informations, no effect: reading is not using."""
        body = """information = ["autonomy", "mastery"]
[[rules]]
keep    = "autonomy >= 1 OR mastery >= 0"
because = "x"
refusal = "y"
"""
        assert not checked(made(body), school).varies.passed

    def test_a_rule_that_no_recorded_student_meets_is_found_by_searching_values(self) -> None:
        """All have the same autonomy, so exchanging it shows nothing; level 4 would."""
        sources = tables(5)
        sources["students"] = sources["students"].with_columns(autonomy=pl.lit(2.0), correct=pl.lit(3.0))
        body = """information = ["autonomy"]
rules = [
  { when = "autonomy >= 3.5", then = "a", because = "x" },
  { when = "true", then = "b", because = "x" },
]
choose = { how = "table" }
"""
        process = made(body, decides='["a", "b"]')
        found = checked(process, sources)
        assert (
            str(found.witness)
            == "If autonomy of s1 were 4 instead of 2, the answer would be 'a' instead of 'b'."
        )

    @pytest.mark.parametrize(
        ("information", "rule", "said"),
        [
            ("interest", "interest = 'space'", "interest of s1 were space instead of music"),
            ("enrolled", "NOT enrolled", "enrolled of s1 were false instead of true"),
            ("minutes_free", "minutes_free > 300", "minutes free of s1 were 305 instead of 50"),
            (
                "minutes_free",
                "minutes_free * 2 + 10 BETWEEN 131 AND 141",
                "minutes free of s1 were 65 instead of 50",
            ),
            (
                "minutes_free",
                "minutes_free * 2 + 10 BETWEEN 131 AND 139",
                "minutes free of s1 were 60.5 instead of 50",
            ),
        ],
    )
    def test_values_are_searched_by_type(self, information: str, rule: str, said: str) -> None:
        """Words, truths, far ends, and the steps beside every threshold."""
        sources = tables(3)
        sources["students"] = sources["students"].with_columns(
            interest=pl.lit("music"), enrolled=pl.lit(True), minutes_free=pl.lit(50.0)
        )
        body = f'information = ["{information}"]\n[[rules]]\nkeep = "{rule}"\nbecause = "x"\nrefusal = "y"'
        assert said in checked(made(body), sources).varies.says

    def test_a_process_in_which_only_who_decides_varies_passes_and_says_so(self, school) -> None:
        agents = (
            '[{ who = "student", does = "decides", when = "autonomy >= 3" }, '
            '{ who = "teacher", does = "decides", when = "autonomy < 3" }]'
        )
        found = checked(made('information = ["autonomy"]', agents=agents), school)
        assert found.witness is not None
        assert found.witness.of == "agents"
        assert "who acts would be (the " in found.varies.says

    def test_a_process_that_draws_varies_if_the_chances_do(self) -> None:
        """Even where the draw of the student happens to fall on the same option."""
        sources = tables(2)
        process = made('information = ["mastery"]\n[[rules]]\nprefer = "mastery / 1000"\nbecause = "x"')
        found = checked(replace(process, choose=Choose("sample")), sources)
        assert found.witness is not None
        assert found.witness.of == "chances"

    @pytest.mark.parametrize(
        ("process", "said"),
        [
            (made('[[steps]]\nprocess = "a"', decides=""), "decides through its steps"),
        ],
    )
    def test_what_has_no_frame_is_refused(self, process: Definition, said: str, school) -> None:
        with pytest.raises(Refused, match=said):
            check(process, CATALOGUE, seen(definition("same-for-all"), school), SEED)

    def test_nothing_observed_is_refused(self, school) -> None:
        process = definition("exit-slip")
        with pytest.raises(Refused, match="nothing was observed"):
            check(process, CATALOGUE, seen(process, school).clear(), SEED)


class TestWitness:
    @settings(max_examples=12)
    @given(schools, st.sampled_from(PERSONAL), st.binary(min_size=1, max_size=4))
    def test_it_is_true_when_judged_again_and_none_of_its_changes_is_idle(self, sources, name, seed) -> None:
        process = definition(name)
        observed = seen(process, sources, given_of(process))
        if len(observed) == 0:
            return
        witness = check(process, CATALOGUE, observed, seed).witness
        if witness is None:
            return
        before, now = after(process, observed, witness, seed)
        what = "agents" if witness.of == "agents" else ("chosen", "recourse", "mechanism")
        said = [row[what] if isinstance(what, str) else [row[key] for key in what] for row in (before, now)]
        assert said[0] != said[1]
        assert "unknown" not in (before["mechanism"], now["mechanism"])
        for idle in witness.changes if len(witness.changes) > 1 else ():
            fewer = replace(witness, changes=tuple(each for each in witness.changes if each != idle))
            one, other = after(process, observed, fewer, seed)
            assert one["chosen"] == other["chosen"] or other["mechanism"] == "unknown"

    def test_it_is_the_same_every_time(self, school) -> None:
        for name in PERSONAL:
            assert checked(definition(name), school) == checked(definition(name), school)

    def test_it_names_student_option_and_both_answers(self, school) -> None:
        found = checked(definition("neighbour"), school).witness
        assert found is not None
        assert found.given in ("add", "divide")
        assert str(found) == (
            f"If given mastery of {found.student} were {found.changes[0].after} instead of "
            f"{found.changes[0].before}, the answer for «{found.given}» would be {found.after} "
            f"instead of {found.before}."
        )

    def test_what_must_change_together_is_changed_together(self) -> None:
        """Neither alone would do, and the exchange of students shows both."""
        sources = tables(2)
        sources["students"] = sources["students"].with_columns(
            autonomy=pl.Series([1.0, 4.0]), correct=pl.Series([0.0, 5.0])
        )
        body = """information = ["autonomy", "correct"]
[[rules]]
keep    = "(autonomy >= 3) = (correct >= 3) AND option = 'add' OR autonomy + correct < 5 AND option <> 'add'"
because = "x"
refusal = "y"
"""
        process = made(body)
        observed = seen(process, sources)
        found = checked(process, sources).witness
        assert found is not None
        before, now = after(process, observed, found)
        assert before["chosen"] != now["chosen"]


class TestExchange:
    @given(schools, st.sampled_from(PERSONAL), st.binary(min_size=1, max_size=8))
    def test_everybody_gets_all_of_one_other_students_information(self, sources, name, seed: bytes) -> None:
        process = definition(name)
        observed = seen(process, sources, given_of(process))
        grains = grains_of(process, CATALOGUE, about_students(process, CATALOGUE))
        changed, moved = exchanged(observed, grains, seed)
        students = observed["student"].n_unique()
        assert moved.all() if students > 1 else not moved.any()
        if students < 2:
            return
        keys = ["given", "option", *grains]
        of = {
            key: set(rows.select(keys).rows())
            for (key,), rows in observed.group_by("student", maintain_order=True)
        }
        for (student,), rows in changed.group_by("student", maintain_order=True):
            for (_,), mine in rows.group_by("given"):
                assert any(
                    set(mine.select(keys).rows()) <= theirs for who, theirs in of.items() if who != student
                )

    @given(schools, st.binary(min_size=1, max_size=8))
    def test_values_are_moved_and_none_is_made_or_lost(self, sources, seed: bytes) -> None:
        process = definition("next-skill")
        observed = seen(process, sources)
        grains = grains_of(process, CATALOGUE, about_students(process, CATALOGUE))
        changed, _ = exchanged(observed, grains, seed)
        assert changed.drop(list(grains)).equals(observed.drop(list(grains)))
        for column in grains:
            assert changed[column].sort().equals(observed[column].sort())
        rows = ["option", *grains]
        assert changed.select(rows).sort(rows).equals(observed.select(rows).sort(rows))

    def test_only_students_with_the_same_options_exchange_what_is_about_options(self, school) -> None:
        observed = seen(definition("next-skill"), school)
        lacks = observed.filter(~((pl.col("student") == "s1") & (pl.col("option") == "add")))
        _, moved = exchanged(lacks, {"mastery": Grain.STUDENT_OPTION}, SEED)
        assert np.flatnonzero(~moved).tolist() == [0]
        _, moved = exchanged(lacks, {"autonomy": Grain.STUDENT}, SEED)
        assert moved.all()

    def test_options_in_another_order_are_matched_by_name(self) -> None:
        rows = [("s1", "a", 1.0), ("s1", "b", 2.0), ("s2", "b", 20.0), ("s2", "a", 10.0)]
        frame = pl.DataFrame(
            [(student, None, option, value) for student, option, value in rows],
            schema={"student": pl.String, "given": pl.String, "option": pl.String, "x": pl.Float64},
            orient="row",
        )
        changed, moved = exchanged(frame, {"x": Grain.STUDENT_OPTION}, SEED)
        assert changed["x"].to_list() == [10.0, 20.0, 2.0, 1.0]
        assert moved.all()

    def test_decisions_are_numbered_by_student_and_given(self, school) -> None:
        observed = seen(definition("neighbour"), school, ("add", "divide"))
        numbers = decision_of(observed)
        assert numbers.max() == 79
        assert len(first_rows(numbers)) == 80


class TestInfluence:
    @settings(max_examples=20)
    @given(schools, st.binary(min_size=1, max_size=8))
    def test_a_list_that_is_the_same_for_everyone_scores_nothing(self, sources, seed: bytes) -> None:
        process = definition("same-for-all")
        sources["students"] = sources["students"].with_columns(enrolled=pl.lit(True))
        found = influence(process, CATALOGUE, seen(process, sources), seed, dict.fromkeys(SKILLS, 20.0))
        assert (found.share_of_decisions, found.share_of_probability, found.share_of_agents) == (0, 0, 0)
        assert set(found.by_information.values()) <= {0.0}
        assert found.share_of_minutes in (0.0, None)

    def test_a_process_that_gives_each_student_something_of_their_own_scores_one(self) -> None:
        """Every student is best at another skill."""
        sources = tables(5)
        pairs = sources["estimates"].with_columns(
            mastery=(
                pl.col("student")
                == "s"
                + (pl.col("skill").replace_strict({k: i + 1 for i, k in enumerate(SKILLS)})).cast(pl.String)
            ).cast(pl.Float64)
        )
        process = made('information = ["mastery"]\n[[rules]]\nprefer = "mastery"\nbecause = "x"')
        observed = seen(process, {**sources, "estimates": pairs})
        found = influence(process, CATALOGUE, observed, SEED, dict.fromkeys(SKILLS, 10.0))
        assert found == Influence(5, 1.0, 1.0, 0.0, 50.0, 1.0, {"mastery": 1.0})

    @settings(max_examples=30)
    @given(schools, st.sampled_from(list(ALL)))
    def test_shares_are_shares_and_the_same_every_time(self, sources, name: str) -> None:
        process = definition(name)
        observed = seen(process, sources, given_of(process))
        if len(observed) == 0:
            return
        found = influence(process, CATALOGUE, observed, SEED)
        assert found == influence(process, CATALOGUE, observed, SEED)
        shares = [found.share_of_decisions, found.share_of_probability, *found.by_information.values()]
        assert all(0.0 <= share <= 1.0 for share in shares)
        assert set(found.by_information) <= set(about_students(process, CATALOGUE))
        if process.choose.how in ("best", "table") and process.choose.count == 1:
            assert found.share_of_probability == pytest.approx(found.share_of_decisions)

    def test_the_order_of_students_does_not_matter(self, school) -> None:
        process = definition("exit-slip")
        observed = seen(process, school)
        turned = observed.with_row_index("n").sort("student", "n", descending=[True, False]).drop("n")
        assert influence(process, CATALOGUE, observed, SEED) == influence(process, CATALOGUE, turned, SEED)

    def test_nobody_to_exchange_with_is_told_apart_from_no_influence(self) -> None:
        found = influence(definition("exit-slip"), CATALOGUE, seen(definition("exit-slip"), tables(1)), SEED)
        assert (found.compared, found.share_of_decisions, found.by_information) == (0, 0.0, {})

    def test_minutes_weigh_the_options_that_would_change(self) -> None:
        sources = tables(2)
        sources["students"] = sources["students"].with_columns(
            correct=pl.Series([5.0, 0.0]), autonomy=pl.lit(4.0)
        )
        process = definition("exit-slip")
        observed = seen(process, sources)
        minutes = {"passed": 10.0, "repeat": 30.0}
        found = influence(process, CATALOGUE, observed, SEED, minutes)
        assert (found.minutes, found.share_of_minutes) == (40.0, 1.0)
        same = observed.with_columns(correct=pl.lit(5.0))
        assert influence(process, CATALOGUE, same, SEED, minutes).share_of_minutes == 0.0

    def test_without_options_minutes_those_of_the_process_count(self) -> None:
        sources = tables(2)
        sources["students"] = sources["students"].with_columns(
            correct=pl.Series([5.0, 0.0]), autonomy=pl.lit(4.0)
        )
        process = definition("exit-slip")
        minutes = made("minutes = 25").minutes
        found = influence(replace(process, minutes=minutes), CATALOGUE, seen(process, sources), SEED)
        assert (found.minutes, found.share_of_minutes) == (50.0, 1.0)
        assert influence(process, CATALOGUE, seen(process, sources), SEED).share_of_minutes is None

    def test_the_draw_of_a_student_is_held_fixed(self) -> None:
        """Pure chance is no influence."""
        process = made('information = ["mastery"]\n[[rules]]\nprefer = "mastery * 0"\nbecause = "x"')
        for how in (Choose("sample"), Choose("best", explore=1.0), Choose("best", ties="chance")):
            drawing = replace(process, choose=how)
            found = influence(drawing, CATALOGUE, seen(process, tables(30)), SEED)
            assert (found.compared, found.share_of_decisions, found.share_of_probability) == (30, 0.0, 0.0)

    def test_exploring_lowers_the_influence_of_information(self) -> None:
        process = made('information = ["mastery"]\n[[rules]]\nprefer = "mastery"\nbecause = "x"')
        observed = seen(process, tables(200))
        shares = [
            influence(
                replace(process, choose=Choose("best", explore=each)), CATALOGUE, observed, SEED
            ).share_of_probability
            for each in (0.0, 0.5, 1.0)
        ]
        assert shares[0] > 0.5
        assert shares[1] == pytest.approx(shares[0] / 2)
        assert shares[2] == pytest.approx(0.0)

    def test_a_school_weighs_its_processes_by_minutes(self) -> None:
        one = Influence(10, 1.0, 1.0, 0.0, 300.0, 1.0)
        none = Influence(10, 0.0, 0.0, 0.0, 100.0, 0.0)
        unknown = Influence(10, 1.0, 1.0, 0.0, 0.0, None)
        assert of_school([one, none, unknown]) == 0.75
        assert of_school([unknown]) is None


class TestUnused:
    def test_information_without_effect_is_found_and_the_others_are_not(self, school) -> None:
        body = """information = ["autonomy", "correct", "enrolled", "mastery"]
[[rules]]
keep    = "autonomy >= 0"
because = "x"
refusal = "y"
[[rules]]
prefer  = "mastery"
because = "x"
"""
        agents = (
            '[{ who = "algorithm", does = "decides" }, '
            '{ who = "teacher", does = "approves", when = "correct >= 3" }]'
        )
        process = made(body, agents=agents, trigger='{ asked_by = ["teacher"], when = "enrolled" }')
        assert unused_information(process, CATALOGUE, seen(process, school), SEED) == ("autonomy",)

    def test_what_could_not_be_exchanged_is_not_called_unused(self) -> None:
        process = definition("exit-slip")
        assert unused_information(process, CATALOGUE, seen(process, tables(1)), SEED) == ()

    def test_what_only_the_minutes_read_is_used(self, school) -> None:
        process = made('information = ["minutes_free"]\nminutes = "minutes_free"')
        assert unused_information(process, CATALOGUE, seen(process, school), SEED) == ()

    @settings(max_examples=8)
    @given(st.integers(0, 10**6))
    def test_a_planted_useless_information_is_found_whatever_the_school(self, seed: int) -> None:
        process = definition("exit-slip")
        use = made(
            'information = ["interest"]\n[[rules]]\nkeep = "interest = \'x\'"\nbecause = "a"\nrefusal = "b"'
        )
        planted = replace(process, information=(*process.information, *use.information))
        observed = seen(planted, tables(12, seed=seed))
        assert "interest" in unused_information(planted, CATALOGUE, observed, SEED)
