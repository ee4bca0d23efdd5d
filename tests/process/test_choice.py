"""Choices: the probability of every option, and draws that hit exactly these probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.seed import uniforms
from whynext.process import choice
from whynext.process.choice import Chosen, choose
from whynext.process.definition import Choose

groups = st.lists(st.integers(1, 7), min_size=1, max_size=8)
scores = st.integers(-4, 4).map(lambda n: n / 2)
hows = st.one_of(
    st.builds(
        Choose,
        how=st.just("best"),
        count=st.integers(1, 5),
        explore=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
        ties=st.sampled_from(["order", "chance"]),
    ),
    st.builds(
        Choose,
        how=st.just("sample"),
        count=st.integers(1, 5),
        explore=st.sampled_from([0.0, 0.2]),
        temperature=st.sampled_from([1e-6, 0.1, 1.0, 1e6]),
    ),
    st.builds(Choose, how=st.just("all")),
)


@st.composite
def questions(draw):
    """Return a way of choosing, decisions of several sizes, their scores and draws."""
    how, sizes = draw(hows), draw(groups)
    decision = np.repeat(np.arange(len(sizes)), sizes)
    score = np.array(draw(st.lists(scores, min_size=len(decision), max_size=len(decision))))
    draws = np.array(
        draw(st.lists(st.floats(0, 1, exclude_max=True), min_size=len(sizes), max_size=len(sizes)))
    )
    return how, decision, score, draws


def per_decision(decision, values):
    return np.bincount(decision, values)


class TestEveryChoice:
    @given(questions())
    def test_sizes_are_exact_and_probabilities_sum_to_them(self, question) -> None:
        how, decision, score, draws = question
        found = choose(how, decision, score, draws)
        sizes = np.bincount(decision)
        wanted = sizes if how.how == "all" else np.minimum(how.count, sizes)
        assert (per_decision(decision, found.chosen) == wanted).all()
        assert per_decision(decision, found.probability) == pytest.approx(wanted, abs=1e-9)
        assert ((found.probability >= -1e-12) & (found.probability <= 1 + 1e-12)).all()

    @given(questions())
    def test_what_is_sure_is_chosen_and_what_is_impossible_is_not(self, question) -> None:
        how, decision, score, draws = question
        found = choose(how, decision, score, draws)
        assert found.chosen[found.probability >= 1 - 1e-12].all()
        assert not found.chosen[found.probability <= 1e-12].any()

    @given(questions())
    def test_deciding_for_one_gives_what_deciding_for_many_gives(self, question) -> None:
        how, decision, score, draws = question
        together = choose(how, decision, score, draws)
        for number in range(len(draws)):
            mine = decision == number
            alone = choose(how, np.zeros(mine.sum(), np.int64), score[mine], draws[number : number + 1])
            assert (alone.chosen == together.chosen[mine]).all()
            assert (alone.rank == together.rank[mine]).all()
            assert (alone.probability == together.probability[mine]).all()

    @given(questions())
    def test_ranks_count_the_chosen_from_the_best(self, question) -> None:
        how, decision, score, draws = question
        found = choose(how, decision, score, draws)
        for number in range(len(draws)):
            mine = np.flatnonzero((decision == number) & found.chosen)
            in_order = mine[np.argsort(found.rank[mine])]
            assert found.rank[in_order].tolist() == list(range(1, len(mine) + 1))
            assert (np.diff(score[in_order]) <= 0).all()
        assert (found.rank[~found.chosen] == 0).all()

    @given(questions())
    def test_a_better_score_never_makes_an_option_less_likely(self, question) -> None:
        how, decision, score, draws = question
        before = choose(how, decision, score, draws).probability
        for place in range(min(len(score), 4)):
            better = score.copy()
            better[place] += 1.0
            assert choose(how, decision, better, draws).probability[place] >= before[place] - 1e-9

    def test_nothing_left_chooses_nothing(self) -> None:
        empty = choose(Choose(), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
        assert [len(each) for each in (empty.probability, empty.chosen, empty.rank)] == [0, 0, 0]


def drawn(how: Choose, score: list[float], times: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Return the stated probabilities of one decision's options, and how often each was drawn."""
    decision = np.repeat(np.arange(times), len(score))
    draws = uniforms(b"a fixed seed", [f"student {n}" for n in range(times)])
    found = choose(how, decision, np.tile(score, times), draws)
    return found.probability[: len(score)], found.chosen.reshape(times, len(score)).mean(axis=0)


class TestChance:
    @pytest.mark.parametrize(
        ("how", "score"),
        [
            (Choose("best", explore=0.2), [3.0, 2.0, 1.0, 0.0]),
            (Choose("best", count=2, explore=0.5), [3.0, 2.0, 1.0, 0.0, -1.0]),
            (Choose("best", ties="chance"), [1.0, 1.0, 1.0, 0.0]),
            (Choose("best", count=3, ties="chance"), [2.0, 1.0, 1.0, 1.0, 1.0, 0.0]),
            (Choose("sample"), [1.0, 0.0, -1.0]),
            (Choose("sample", count=2), [3.0, 0.0, -1.0, 0.5]),
            (Choose("sample", temperature=0.5, explore=0.3), [1.0, 0.0, -1.0]),
        ],
    )
    def test_draws_hit_the_stated_probabilities(self, how: Choose, score: list[float]) -> None:
        """Within four standard errors of 20,000 draws; the seed is fixed, so this never wavers."""
        stated, actual = drawn(how, score)
        error = np.sqrt(stated * (1 - stated) / 20_000)
        assert (np.abs(actual - stated) <= 4 * error + 1e-9).all(), (stated, actual)

    @pytest.mark.parametrize(
        ("how", "score", "stated"),
        [
            (Choose("best", explore=0.2), [3.0, 2.0, 1.0, 0.0], [0.85, 0.05, 0.05, 0.05]),
            (Choose("best", ties="chance"), [1.0, 1.0, 0.0], [0.5, 0.5, 0.0]),
            (Choose("best", count=2, ties="chance"), [2.0, 1.0, 1.0], [1.0, 0.5, 0.5]),
            (Choose("best", ties="order"), [1.0, 1.0, 0.0], [1.0, 0.0, 0.0]),
            (Choose("sample"), [np.log(3.0), 0.0], [0.75, 0.25]),
            (Choose("sample", temperature=2.0), [2 * np.log(3.0), 0.0], [0.75, 0.25]),
            (Choose("sample", count=2), [np.log(8.0), 0.0, 0.0], [1.0, 0.5, 0.5]),
            (Choose("sample", explore=0.5), [np.log(3.0), 0.0], [0.625, 0.375]),
            (Choose("sample", count=2, temperature=1e-6), [0.0, 0.5], [1.0, 1.0]),
            (Choose("sample", count=2, temperature=1e-6), [0.0, 0.5, 0.0], [0.5, 1.0, 0.5]),
            (Choose("all"), [1.0, -5.0], [1.0, 1.0]),
        ],
    )
    def test_probabilities_are_what_one_reckons_by_hand(self, how, score, stated) -> None:
        found = choose(how, np.zeros(len(score), np.int64), np.array(score), np.array([0.3]))
        assert found.probability == pytest.approx(stated)

    def test_softmax_stands_scores_of_any_size(self) -> None:
        found = choose(Choose("sample"), np.zeros(3, np.int64), np.array([1e6, 1e6, -1e6]), np.array([0.7]))
        assert found.probability == pytest.approx([0.5, 0.5, 0.0])
        assert found.chosen.tolist() == [False, True, False]

    def test_a_draw_on_a_bound_falls_the_same_way_whoever_else_is_decided(self) -> None:
        """Bounds that carried rounding over from decisions before would tell one from many."""
        score = np.zeros(6 + 5)
        decision = np.array([0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6])
        how = Choose("best", count=2, ties="chance")
        together = choose(how, decision, score, np.full(7, 0.6))
        alone = choose(how, np.zeros(5, np.int64), np.zeros(5), np.array([0.6]))
        assert together.chosen[6:].tolist() == alone.chosen.tolist()

    def test_the_last_draw_before_one_still_takes_as_many_as_it_should(self) -> None:
        last = np.array([np.nextafter(1.0, 0.0)])
        found = choose(Choose("best", count=2, ties="chance"), np.zeros(2, np.int64), np.zeros(2), last)
        assert found.chosen.tolist() == [True, True]


def lottery(capacity: int, names: list[str]) -> Chosen:
    tickets = uniforms(b"a published seed", names)
    return choose(
        Choose("lottery", capacity=capacity),
        np.arange(len(names)),
        np.zeros(len(names)),
        np.zeros(len(names)),
        tickets,
    )


class TestLottery:
    @given(st.integers(0, 12), st.integers(1, 10))
    def test_exactly_the_places_are_given_and_chances_are_equal(self, capacity: int, students: int) -> None:
        found = lottery(capacity, [f"s{n}" for n in range(students)])
        places = min(capacity, students)
        assert found.chosen.sum() == places
        assert found.probability == pytest.approx([places / students] * students)

    @given(st.permutations([f"s{n}" for n in range(8)]), st.integers(1, 8))
    def test_the_order_of_the_list_does_not_matter(self, names: list[str], capacity: int) -> None:
        found = lottery(capacity, names)
        usual = lottery(capacity, sorted(names))
        winners = {name for name, won in zip(names, found.chosen, strict=True) if won}
        assert winners == {name for name, won in zip(sorted(names), usual.chosen, strict=True) if won}

    def test_who_was_not_drawn_has_a_place_in_the_queue(self) -> None:
        found = lottery(2, [f"s{n}" for n in range(5)])
        assert sorted(found.rank.tolist()) == [1, 2, 3, 4, 5]
        assert (found.rank[found.chosen] <= 2).all()
        more = lottery(3, [f"s{n}" for n in range(5)])
        assert set(np.flatnonzero(found.chosen)) < set(np.flatnonzero(more.chosen))

    def test_everyone_wins_about_as_often_over_many_seeds(self) -> None:
        names = [f"s{n}" for n in range(5)]
        wins = np.zeros(5)
        for number in range(2_000):
            tickets = uniforms(f"seed {number}".encode(), names)
            how = Choose("lottery", capacity=2)
            wins += choose(how, np.arange(5), np.zeros(5), np.zeros(5), tickets).chosen
        assert (np.abs(wins / 2_000 - 0.4) < 4 * np.sqrt(0.24 / 2_000)).all()


class TestMany:
    """What is done with many options gives what is done with few."""

    @given(questions())
    def test_leaving_out_what_cannot_be_chosen_changes_nothing(self, question) -> None:
        how, decision, score, draws = question
        few = choose(how, decision, score, draws)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(choice, "_SMALL", 0)
            many = choose(how, decision, score, draws)
        for name in ("probability", "chosen", "rank"):
            assert getattr(many, name).tolist() == getattr(few, name).tolist()

    @given(st.data())
    def test_the_highest_and_of_equals_the_earlier(self, data: st.DataObject) -> None:
        """Against sorting each decision by itself; some have fewer options than they are cut into blocks."""
        lengths = np.array(data.draw(st.lists(st.integers(1, 60), min_size=1, max_size=6)))
        count = data.draw(st.integers(1, 6))
        size = int(lengths.sum())
        score = np.array(data.draw(st.lists(st.integers(-3, 12), min_size=size, max_size=size))) / 4
        starts = np.cumsum(lengths) - lengths
        wanted = np.zeros(size, bool)
        for first, length in zip(starts, lengths, strict=True):
            best = np.argsort(-score[first : first + length], kind="stable")[:count]
            wanted[first + best] = True
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(choice, "_SMALL", 0)
            assert choice._top(score, starts, lengths, count).tolist() == wanted.tolist()
