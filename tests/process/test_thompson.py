"""Choosing by the probability of being the best: exact, bounded, recorded, switched off by a parameter."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from process.school import CATALOGUE, SEED, tables
from process.school import decided as decided_in
from whynext.base.arithmetic import exp_of
from whynext.base.compiling import compiled
from whynext.base.errors import Refused
from whynext.base.seed import uniforms
from whynext.process.choice import choose
from whynext.process.compare import compare
from whynext.process.definition import Choose, Definition
from whynext.process.explain import why_not
from whynext.process.reading import read
from whynext.process.run import PROBABILITY, RANK, SCORE, SPREAD, decided, judge, slice_of
from whynext.process.thompson import chances_of_best, fill_chances, normal_below

scores = st.floats(-3, 3)
spreads = st.floats(0.01, 10)


def independent(score: list[float], spread: list[float], option: int, count: int) -> float:
    """Return P(option is among the best), by another integrator and by counting subsets."""

    def at(x: float) -> float:
        at_most = np.zeros(len(score))
        at_most[0] = 1.0
        for other in range(len(score)):
            if other != option:
                below = stats.norm.cdf(x, score[other], spread[other])
                at_most[1:] = at_most[1:] * below + at_most[:-1] * (1 - below)
                at_most[0] *= below
        return float(stats.norm.pdf(x, score[option], spread[option]) * at_most[:count].sum())

    ends = [score[option] - 9 * spread[option], score[option] + 9 * spread[option]]
    inner = sorted(m + z * s for m, s in zip(score, spread, strict=True) for z in (-6, -2, 0, 2, 6))
    cuts = [ends[0], *[each for each in inner if ends[0] < each < ends[1]], ends[1]]
    return sum(integrate.quad(at, a, b, epsabs=1e-12, epsrel=1e-10)[0] for a, b in pairwise(cuts) if b > a)


def best(score: list[float], spread: list[float], count: int = 1) -> np.ndarray:
    return chances_of_best(np.array(score), np.array(spread), np.array([len(score)]), count)


class TestChances:
    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.tuples(scores, spreads), min_size=2, max_size=5), st.integers(1, 3))
    def test_they_are_what_another_integrator_finds(self, options, count: int) -> None:
        score, spread = [list(each) for each in zip(*options, strict=True)]
        count = min(count, len(score) - 1)
        found = best(score, spread, count)
        for option in range(len(score)):
            assert found[option] == pytest.approx(independent(score, spread, option, count), abs=1e-6)

    @given(scores, scores, spreads, spreads)
    def test_of_two_they_are_known_in_closed_form(self, a: float, b: float, s: float, t: float) -> None:
        assert best([a, b], [s, t])[0] == pytest.approx(stats.norm.cdf((a - b) / math.hypot(s, t)), abs=1e-7)

    @pytest.mark.parametrize("size", [3, 40, 300])
    def test_equals_share_equally_however_many_they_are(self, size: int) -> None:
        assert best([0.2] * size, [0.5] * size) == pytest.approx([1 / size] * size, abs=1e-12)

    @pytest.mark.parametrize("ratio", [1e-3, 1e-6])
    def test_a_nearly_sure_option_beside_uncertain_ones_is_exact(self, ratio: float) -> None:
        found = best([0.0, 0.0, 0.5], [1.0, ratio, ratio])
        assert found == pytest.approx([stats.norm.sf(0.5), 0.0, stats.norm.cdf(0.5)], abs=1e-6)

    def test_what_is_surely_better_is_surely_chosen(self) -> None:
        assert best([0.0, 1.0, 0.5], [0.0, 0.0, 0.0]).tolist() == [0.0, 1.0, 0.0]
        assert best([0.0, 1e9, 1e9], [0.0, 0.0, 0.0]) == pytest.approx([0.0, 0.5, 0.5])

    def test_more_uncertainty_makes_the_second_likelier_and_never_the_likeliest_of_two(self) -> None:
        chances = [best([1.0, 0.0], [0.1, spread])[1] for spread in (0.1, 0.5, 2.0, 50.0)]
        assert chances == sorted(chances)
        assert chances[-1] < 0.5

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.lists(st.tuples(scores, spreads), min_size=1, max_size=6), min_size=1, max_size=5))
    def test_compiled_plain_alone_and_together_agree_to_the_last_bit(self, decisions) -> None:
        score = [each for options in decisions for each, _ in options]
        spread = [each for options in decisions for _, each in options]
        lengths = [len(options) for options in decisions]
        plain = [0.0] * len(score)
        fill_chances(score, spread, lengths, 2, plain)
        quick = np.empty(len(score))
        compiled(fill_chances)(np.array(score), np.array(spread), np.array(lengths), 2, quick)
        assert quick.tolist() == plain
        alone = [each for part in decisions for each in best(*[list(x) for x in zip(*part, strict=True)], 2)]
        assert alone == plain

    @given(st.floats(-40, 40))
    def test_the_normal_is_the_normal(self, z: float) -> None:
        bell = 0.3989422804014327 * exp_of(-0.5 * z * z)
        assert normal_below(z, bell) == pytest.approx(stats.norm.cdf(z), abs=1e-11)


BOUNDED = st.builds(
    Choose,
    how=st.just("thompson"),
    count=st.integers(1, 3),
    least=st.sampled_from([0.0, 0.05, 0.3, 1.0]),
    most=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    far=st.sampled_from([None, 0.0, 0.5]),
)


@st.composite
def questions(draw):
    """Return a way of choosing, decisions of several sizes, scores, spreads and draws."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    size = sum(sizes)
    decision = np.repeat(np.arange(len(sizes)), sizes)
    score = draw(st.lists(st.integers(-3, 3).map(lambda n: n / 4), min_size=size, max_size=size))
    spread = draw(st.lists(st.sampled_from([0.0, 0.1, 0.7]), min_size=size, max_size=size))
    chance = draw(st.lists(st.floats(0, 1, exclude_max=True), min_size=len(sizes), max_size=len(sizes)))
    return draw(BOUNDED), decision, np.array(score), np.array(spread), np.array(chance)


def chosen_by(how, decision, score, spread, draws):
    return choose(how, decision, score, draws, None, spread)


class TestBounds:
    @settings(deadline=None, max_examples=30)
    @given(questions())
    def test_sizes_are_exact_and_probabilities_sum_to_them(self, question) -> None:
        how, decision, *_ = question
        found = chosen_by(*question)
        sizes = np.minimum(how.count, np.bincount(decision))
        assert (np.bincount(decision, found.chosen) == sizes).all()
        assert np.bincount(decision, found.probability) == pytest.approx(sizes, abs=1e-9)
        assert ((found.probability >= 0) & (found.probability <= 1 + 1e-12)).all()
        assert not found.chosen[found.probability == 0].any()

    @settings(deadline=None, max_examples=30)
    @given(questions())
    def test_no_more_than_the_most_is_explored_and_nothing_too_far(self, question) -> None:
        how, decision, score, _, draws = question
        found = chosen_by(*question)
        top = choose(Choose("best", count=how.count), decision, score, draws).chosen
        explored = np.bincount(decision, np.where(top, 0.0, found.probability))
        counts = np.minimum(how.count, np.bincount(decision))
        assert (explored <= how.most * counts + 1e-9).all()
        if how.far is not None:
            for number in range(len(draws)):
                mine = decision == number
                last = score[mine & top].min()
                assert (found.probability[mine & (score < last - how.far)] == 0).all()

    @settings(deadline=None, max_examples=30)
    @given(questions())
    def test_every_option_keeps_the_least_where_nothing_else_bounds_it(self, question) -> None:
        how, decision, score, spread, draws = question
        free = replace(how, most=1.0, far=None)
        found = chosen_by(free, decision, score, spread, draws)
        even = np.minimum(how.count / np.bincount(decision), 1.0)[decision]
        assert (found.probability >= np.minimum(how.least, even) - 1e-9).all()

    @settings(deadline=None, max_examples=30)
    @given(questions())
    def test_deciding_for_one_gives_what_deciding_for_many_gives(self, question) -> None:
        how, decision, score, spread, draws = question
        together = chosen_by(*question)
        for number in range(len(draws)):
            mine = decision == number
            zeros = np.zeros(mine.sum(), np.int64)
            alone = chosen_by(how, zeros, score[mine], spread[mine], draws[number : number + 1])
            assert (alone.probability == together.probability[mine]).all()
            assert (alone.chosen == together.chosen[mine]).all()

    @settings(deadline=None, max_examples=30)
    @given(questions())
    def test_with_nothing_to_be_explored_it_is_the_best(self, question) -> None:
        how, decision, score, spread, draws = question
        switched_off = chosen_by(replace(how, most=0.0), decision, score, spread, draws)
        fixed = choose(Choose("best", count=how.count), decision, score, draws)
        assert (switched_off.chosen == fixed.chosen).all()
        assert (switched_off.probability == fixed.probability).all()
        assert (switched_off.rank == fixed.rank).all()

    @settings(deadline=None, max_examples=30)
    @given(questions())
    def test_a_better_score_never_makes_an_option_less_likely(self, question) -> None:
        how, decision, score, spread, draws = question
        before = chosen_by(*question).probability
        for place in range(min(len(score), 3)):
            better = score.copy()
            better[place] += 0.5
            after = chosen_by(how, decision, better, spread, draws).probability
            assert after[place] >= before[place] - 1e-7

    def test_options_are_drawn_as_often_as_it_is_recorded(self) -> None:
        times, score, spread = 20_000, [0.3, 0.2, 0.0], [0.1, 0.3, 0.2]
        decision = np.repeat(np.arange(times), 3)
        draws = uniforms(b"a fixed seed", [f"student {n}" for n in range(times)])
        how = Choose("thompson", least=0.05, most=0.3)
        found = choose(how, decision, np.tile(score, times), draws, None, np.tile(spread, times))
        often = found.chosen.reshape(times, 3).mean(axis=0)
        stated = found.probability[:3]
        assert (np.abs(often - stated) < 4 * np.sqrt(stated * (1 - stated) / times)).all()
        assert stated[0] == pytest.approx(0.7)


WRITTEN = """
id = "explore"
version = 1
title = "Explore"
question = "Which skill?"
juncture = "sequence"
decides = "skill"
information = ["mastery", "level"]
parameters.exploring = { value = 0.4, because = "no more than two in five" }
parameters.floor = { value = 0.02, because = "so that every option is met now and then" }
rules = [{ prefer = "1 - mastery", weight = 1, because = "the less mastered" }]
trigger.asked_by = ["teacher"]
agents = [{ who = "algorithm", does = "decides" }]
[choose]
how = "thompson"
spread = "0.1 * level + 0.1"
least = "floor"
most = "exploring"
"""


def process(text: str = WRITTEN) -> Definition:
    return read(text, CATALOGUE)


def judged(one: Definition) -> tuple[pl.DataFrame, pl.DataFrame]:
    return decided_in(one, tables(students=4, seed=3))


class TestGrammar:
    def test_a_run_records_the_probability_of_every_option_and_how_uncertain_it_was(self) -> None:
        frame, decisions = judged(process())
        assert decisions.get_column("mechanism").unique().to_list() == ["sample"]
        assert (frame.get_column(PROBABILITY) >= 0.02 - 1e-9).all()
        assert (frame.get_column(SPREAD) > 0).all()
        sums = frame.group_by("student").agg(pl.col(PROBABILITY).sum()).get_column(PROBABILITY)
        assert sums.to_list() == pytest.approx([1.0] * len(sums))
        won = frame.filter(pl.col(RANK) == 1).get_column(PROBABILITY).to_list()
        assert decisions.get_column("probability").to_list() == won

    def test_a_run_judged_again_from_its_record_comes_out_the_same(self) -> None:
        frame, decisions = judged(process())
        again, same = judge(process(), frame, SEED)
        assert again.equals(frame)
        assert same.equals(decisions)
        assert decided(process(), frame).equals(decisions)

    def test_a_parameter_switches_to_the_fixed_order(self) -> None:
        frame, decisions = judged(process().with_parameters({"exploring": 0.0}))
        assert decisions.get_column("mechanism").unique().to_list() == ["rule"]
        highest = frame.group_by("student").agg(
            pl.col(SCORE).max(), pl.col(SCORE).filter(pl.col(RANK) == 1).first().alias("won")
        )
        assert highest.get_column("won").to_list() == highest.get_column(SCORE).to_list()

    def test_an_option_of_unknown_uncertainty_is_unknown_and_it_is_said_what_is_missing(self) -> None:
        one = process(WRITTEN.replace('"0.1 * level + 0.1"', '"0.1 * level / (level - level)"'))
        frame, decisions = judged(one)
        assert frame.get_column(":kept").null_count() == len(frame)
        assert decisions.get_column("mechanism").unique().to_list() == ["unknown"]

    def test_what_is_no_deviation_is_unknown(self) -> None:
        frame, _ = judged(process(WRITTEN.replace('"0.1 * level + 0.1"', '"0 - 0.1 * level - 0.1"')))
        assert frame.get_column(SPREAD).null_count() == len(frame)

    @pytest.mark.parametrize(
        ("before", "after", "said"),
        [
            ('spread = "0.1 * level + 0.1"\n', "", "needs the uncertainty"),
            ('"0.1 * level + 0.1"', '"levle"', "«levle» is not declared"),
            ('"0.1 * level + 0.1"', '"level > 1"', "a number is needed"),
            ('least = "floor"', "least = 2", "«least» is 2"),
            ('most = "exploring"', 'most = "exploring"\nexplore = 0.1', "«explore» has no effect"),
            ('how = "thompson"', 'how = "best"', "«spread» has no effect"),
        ],
    )
    def test_what_cannot_be_is_refused(self, before: str, after: str, said: str) -> None:
        with pytest.raises(Refused) as refused:
            process(WRITTEN.replace(before, after))
        assert said in str(refused.value)

    def test_a_parameter_cannot_be_set_out_of_its_bounds(self) -> None:
        with pytest.raises(Refused, match="«most» of the choice"):
            process().with_parameters({"exploring": 1.5})

    def test_comparing_with_the_best_names_what_explores(self) -> None:
        unused = re.compile(r"^parameters.*\n", re.MULTILINE)
        plain = process(unused.sub("", WRITTEN.split("[choose]")[0]).replace(', "level"', ""))
        said = {each.what for each in compare(plain, process()).differences}
        assert {"how it chooses", "how uncertain it is"} <= said

    def test_ways_of_choosing_that_do_not_explore_keep_their_digests(self) -> None:
        assert set(Choose().as_data()) == {
            "how",
            "count",
            "explore",
            "temperature",
            "capacity",
            "ties",
            "seed",
        }
        assert process().digest() != process().with_parameters({"floor": 0.03}).digest()

    def test_why_not_can_answer_for_an_option_that_was_not_drawn(self) -> None:
        frame, decisions = judged(process())
        free = process().with_parameters({"exploring": 1.0, "floor": 0.0})
        rows = slice_of(frame, decisions.get_column("student")[0], None)
        rows, _ = judge(free, rows, SEED)
        lost = rows.filter(pl.col(RANK) == 0).get_column("option")[0]
        found = why_not(free, CATALOGUE, rows, lost, SEED)
        assert found.why.probability is not None
        assert found.change is not None
        assert found.change.chosen
