"""Matching: places that are fewer than the wishes for them, decided for all students at once.

Four methods. ``turns``: a lottery puts students in order, and each in turn takes the dearest places that are
left (serial dictatorship). Nobody could be better off without somebody being worse off, and no list of wishes
serves a student better than the true one. ``priority``: places go to those with the strongest claim, and of
equal claims the lottery decides (deferred acceptance); nobody sees a place that was wanted go to a weaker
claim, and again the true list is the best. ``admission``: a lottery puts students in order, and each in turn
is in if all who are in can have a place, for which they may be moved to another of their wishes; as many as
can be get one, nobody is kept out for somebody who comes later in the draw, and to leave out a wish helps
nobody in. ``total``: as many places as possible, and of those the largest sum of scores; nobody could be
better off by number and scores without somebody being worse off, but who guesses what the others want can
gain by a false list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whynext.base.compiling import run, sealed
from whynext.base.seed import derive, generator, uniforms
from whynext.process.definition import Choose
from whynext.process.turns import CLASHES, ENOUGH, FULL, TAKEN, admitted, by_claim, in_turn

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

OUTCOMES = {0: "", TAKEN: "taken", FULL: "full", CLASHES: "clashes", ENOUGH: "enough"}
"""How a wish came out, in the word that the frame keeps."""


_SEARCHES = 20  # of who holds a place with the weakest claim; so much longer it takes to match by priority


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wished for: one row for each option left of each decision.

    Parameters
    ----------
    names
        Of each decision: the student and, where there is one, the given.
    decision
        Which decision each row belongs to; non-decreasing.
    option
        Of each row.
    score
        How dear it is; a higher score is wished for first, of equal ones the earlier row.
    seats
        How many places the option has; the same in all its rows.
    apart
        Words such as periods; two options that share one exclude each other.
    claim
        Of ``priority``: who has the higher goes first. Zeros where nothing is declared.
    """

    names: Sequence[str]
    decision: Ints
    option: Sequence[str]
    score: Floats
    seats: Floats
    apart: Sequence[str]
    claim: Floats


@dataclass(frozen=True, slots=True)
class Matched:
    """What a matching yields for each row of the wishes.

    Parameters
    ----------
    probability
        Of getting the place, over the lottery: the share of so many further drawings, this one included.
        1 or 0 where nothing is drawn.
    rank
        Place among what the decision got, 1 for the dearest; 0 for what it did not get.
    outcome
        A value of :data:`OUTCOMES`.
    turn
        The place of the decision in the lottery, from 1.
    last
        The turn of the last who got a place of the option; 0 where it is not full.
    last_claim
        The claim of the same.
    """

    probability: Floats
    rank: Ints
    outcome: list[str]
    turn: Ints
    last: Ints
    last_claim: Floats


def match(how: Choose, wishes: Wishes, seed: bytes) -> Matched:
    """Match places to wishes.

    Parameters
    ----------
    how
        The definition's choice, of which method, count, seed and draws are read.
    wishes
        Of everybody; the order of the decisions makes no difference.
    seed
        Of the run; the lottery is drawn from the published seed if there is one.

    Examples
    --------
    Two want the one place in robotics; the lottery gives it to one of them, and art to the other:

    >>> wishes = Wishes(
    ...     ["ana", "ben"], np.array([0, 0, 1, 1]), ["robotics", "art"] * 2, np.array([2.0, 1, 2, 1]),
    ...     np.array([1.0, 5, 1, 5]), [""] * 4, np.zeros(4),
    ... )
    >>> matched = match(Choose("match", seed="autumn"), wishes, b"")
    >>> matched.outcome
    ['full', 'taken', 'taken', 'enough']
    """
    made = _Instance.of(wishes)
    tickets = uniforms(how.seed.encode() if how.seed else seed, wishes.names)
    order = np.argsort(tickets, kind="stable")
    turn = np.empty(len(order), np.int64)
    turn[order] = np.arange(len(order))
    if how.method == "total":
        from whynext.process.totalling import best_total

        # In the order of the lottery, so that it decides between totals that are the same.
        by_turn = np.argsort(turn[made.owner], kind="stable")
        met = np.zeros(len(made.rows), bool)
        score = wishes.score[made.rows][by_turn]
        met[by_turn] = best_total(
            turn[made.owner][by_turn], made.wish[by_turn], score, made.seats, made.periods, how.count
        )
        return _told(made, wishes, made.judged(met, how.count), met, turn)
    outcome = made.drawn(how, turn)
    times = (outcome == TAKEN).astype(np.float64)
    chance = generator(derive(seed, "further drawings"))
    for _ in range(how.draws):
        again = np.empty_like(turn)
        again[order] = chance.permutation(len(order))
        times += made.drawn(how, again) == TAKEN
    return _told(made, wishes, outcome, times / (how.draws + 1), turn)


def _told(made: _Instance, wishes: Wishes, outcome: Ints, chances: Floats | Truths, turn: Ints) -> Matched:
    """Return what came out, row by row as the wishes were given."""
    back = np.empty(len(made.rows), np.int64)
    back[made.rows] = np.arange(len(made.rows))
    taken = outcome == TAKEN
    before = np.concatenate(([0], np.cumsum(taken)))
    rank = np.where(taken, before[1:] - before[made.bounds[made.owner]], 0)
    last, claim = made.last(outcome, turn)
    return Matched(
        probability=np.asarray(chances, np.float64)[back],
        rank=rank[back],
        outcome=[OUTCOMES[each] for each in outcome[back].tolist()],
        turn=turn[wishes.decision] + 1,
        last=last[back],
        last_claim=claim[back],
    )


@dataclass(frozen=True, slots=True)
class _Instance:
    """The wishes in numbers, each decision's dearest first.

    ``rows`` are the rows of the wishes in that order, ``owner`` and ``wish`` the decision and the option of
    each, ``bounds`` where decisions begin; ``periods`` which of them the options take, ``clash`` whether two
    share one. Options are numbered by name, so that the order in which they came makes no difference.
    """

    rows: Ints
    owner: Ints
    wish: Ints
    bounds: Ints
    claim: Floats
    seats: Ints
    periods: Truths
    clash: Truths

    @classmethod
    def of(cls, wishes: Wishes) -> _Instance:
        """Return wishes in numbers."""
        names, wish = np.unique(np.asarray(wishes.option, dtype=str), return_inverse=True)
        rows = np.lexsort((-wishes.score, wishes.decision))
        seats = np.zeros(len(names), np.int64)
        seats[wish] = np.floor(np.maximum(wishes.seats, 0.0)).astype(np.int64)
        taking = dict(zip(wish.tolist(), wishes.apart, strict=True))
        words = {option: set(apart.split()) for option, apart in taking.items()}
        every = sorted(set().union(*words.values()))
        periods = np.array([[each in words[o] for each in every] for o in range(len(names))], bool)
        owner = wishes.decision[rows]
        bounds = np.searchsorted(owner, np.arange(len(wishes.names) + 1))
        periods = periods.reshape(len(names), len(every))
        clash = periods @ periods.T
        return cls(rows, owner, wish[rows], bounds, wishes.claim[rows], seats, periods, clash)

    def drawn(self, how: Choose, turn: Ints) -> Ints:
        """Return how every wish comes out where the decisions have these places in the lottery."""
        outcome = np.zeros(len(self.rows), np.int64)
        work = len(self.rows) * (how.draws + 1)
        bounds, wish = sealed(self.bounds), sealed(self.wish)
        if how.method == "turns":
            order, clash = sealed(np.argsort(turn, kind="stable")), sealed(self.clash.ravel())
            left = self.seats.copy()
            run(in_turn, work, order, bounds, wish, clash, len(left), how.count, left, outcome)
            return outcome
        most = np.minimum(self.seats, np.bincount(self.wish, minlength=len(self.seats)))
        first = np.concatenate(([0], np.cumsum(most)))
        held, filled = np.zeros(first[-1], np.int64), np.zeros(len(most), np.int64)
        if how.method == "admission":
            order = sealed(np.argsort(turn, kind="stable"))
            given = (order, bounds, wish, sealed(self.owner), sealed(most), sealed(first[:-1]))
            spare = [np.zeros(size, np.int64) for size in (len(turn), len(turn), *[len(most)] * 3)]
            run(admitted, _SEARCHES * work, *given, held, filled, *spare, outcome)
            return outcome
        following, waiting = np.zeros(len(turn), np.int64), np.zeros(len(turn), np.int64)
        given = (bounds, wish, sealed(self.claim), sealed(turn), sealed(most), sealed(first[:-1]))
        made = (held, filled, sealed(self.owner), following, waiting, outcome)
        run(by_claim, _SEARCHES * work, *given, *made)
        return outcome

    def judged(self, taken: Truths, count: int) -> Ints:
        """Return how wishes came out where it is only known which were met."""
        full = np.bincount(self.wish[taken], minlength=len(self.seats)) >= self.seats
        many = np.bincount(self.owner[taken], minlength=len(self.bounds) - 1)
        # Periods that each decision's places take, to tell what meets at their time.
        busy = np.zeros((len(many), self.periods.shape[1]), bool)
        for period, takes in enumerate(self.periods.T):
            busy[self.owner[taken & takes[self.wish]], period] = True
        meets = (busy[self.owner] & self.periods[self.wish]).any(axis=1)
        served = many[self.owner] >= count
        dearest = np.zeros(len(many), np.int64)
        np.maximum.at(dearest, self.owner[taken], np.flatnonzero(taken))
        below = served & (np.arange(len(taken)) > dearest[self.owner])
        left = np.where(full[self.wish] & ~below, FULL, np.where(served & (below | ~meets), ENOUGH, CLASHES))
        return np.where(taken, TAKEN, left).astype(np.int64)

    def last(self, outcome: Ints, turn: Ints) -> tuple[Ints, Floats]:
        """Return for each wish the turn and the claim of the weakest who got a place, 0 if some are left."""
        taken = np.flatnonzero(outcome == TAKEN)
        order = taken[np.lexsort((turn[self.owner[taken]], -self.claim[taken], self.wish[taken]))]
        weakest = np.full(len(self.seats), -1)
        weakest[self.wish[order]] = order  # the last of each option stays
        full = np.bincount(self.wish[taken], minlength=len(self.seats)) >= self.seats
        row = np.where(full, weakest, -1)[self.wish]
        some = row >= 0
        return np.where(some, turn[self.owner[row]] + 1, 0), np.where(some, self.claim[row], 0.0)
