"""Choosing the next learning object in two invented worlds, beside those who know more and who know less.

The worlds share neither code nor numbers with what is measured (:mod:`bench.next_object_worlds`). Students
work side by side; what one answers helps to choose for the next. See README.md.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from bench.figures import Row, row
from bench.next_object_worlds import OBJECTS, Floats, Growth, Ints, Leaps, Truths, World, filled

from whynext.mastery.belief import Chances, observe_all
from whynext.planning.effects.kernel import expected, fold
from whynext.planning.effects.learning import expected_answers
from whynext.planning.effects.parameters import EffectParameters
from whynext.planning.effects.worth import expected_gain, opened
from whynext.process.choice import choose
from whynext.process.definition import Choose

STUDENTS, SKILLS, STEPS, SEEDS = 100, 120, 150, 10


# Those who choose -----------------------------------------------------------------------------------------


class Chooser:
    """What all share: the map, the beliefs after placement, and chance of their own."""

    def __init__(self, world: World, seed: int) -> None:
        self.size = world.placed.shape
        self.who = np.arange(self.size[0])
        self.belief = world.placed.copy()
        self.placed = world.placed
        self.below = filled(world.builds_on)
        self.opens = np.bincount(self.below.ravel(), minlength=self.size[1] + 1)[: self.size[1]]
        self.chance = np.random.default_rng([3, seed])
        self.tries = np.zeros(self.size, np.int64)

    def foundations(self) -> Floats:
        """Return the belief in what each skill builds on, shape (students, skills, most)."""
        return np.hstack([self.belief, np.ones((self.size[0], 1))])[:, self.below]

    def any_object(self) -> Ints:
        """Return an object by chance for each student."""
        return self.chance.integers(0, OBJECTS, self.size[0])

    def learn(self, skill: Ints, thing: Ints, right: Truths) -> None:  # noqa: ARG002
        """Trace each skill by itself; a right answer also speaks for what the skill builds on."""
        self.tries[self.who, skill] += 1
        held = np.hstack([self.belief, np.ones((self.size[0], 1))])
        below = self.below[skill]
        base = held[self.who[:, None], below]
        ready = base.prod(axis=1)
        taught = 0.3 * (ready + 0.1 * (1 - ready))
        none = np.ones((self.size[0], 0))
        held[self.who, skill], _ = observe_all(
            held[self.who, skill], none, right, Chances(guess=0.17, slip=0.09, taught=taught)
        )
        raised = np.where(right[:, None], base + 0.25 * (1 - base), base)
        np.put_along_axis(held, below, np.minimum(raised, np.maximum(base, 0.995)), axis=1)
        self.belief = held[:, :-1]


class AnyReady(Chooser):
    """Any skill that is thought ready and not yet known, any object."""

    def choose(self) -> tuple[Ints, Ints]:
        open_ = (self.belief < 0.95) & (self.foundations() > 0.7).all(axis=2)
        ticket = np.where(open_, self.chance.random(self.size), 2 + self.belief)
        return ticket.argmin(axis=1), self.any_object()


class FixedOrder(Chooser):
    """One order for all, on to the next skill at 95 %."""

    def choose(self) -> tuple[Ints, Ints]:
        return (self.belief < 0.95).argmax(axis=1), self.any_object()


class Gate(Chooser):
    """Stay with a skill to a bar, or for twelve objects; then the ready one that opens most."""

    bar = 0.9

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed)
        self.at = np.full(self.size[0], -1)
        self.stayed = np.zeros(self.size[0], np.int64)

    def skill(self) -> Ints:
        """Return the skill each student goes on with."""
        known = self.belief[self.who, self.at]
        stuck = self.stayed > 12
        moves = (self.at < 0) | (known >= self.bar) | stuck
        open_ = (self.belief < self.bar) & (self.foundations() >= min(self.bar, 0.9)).all(axis=2)
        open_[self.who[stuck], self.at[stuck]] = False
        worth = (1 - self.belief) * (1 + 0.15 * self.opens) / (1 + 2 * (self.tries > 12))
        best = np.where(open_, worth, -1.0).argmax(axis=1)
        best = np.where(open_.any(axis=1), best, self.belief.argmin(axis=1))
        self.stayed = np.where(moves, 0, self.stayed) + 1
        self.at = np.where(moves, best, self.at)
        return self.at

    def choose(self) -> tuple[Ints, Ints]:
        return self.skill(), self.any_object()


class Gate80(Gate):
    """A bar of 80 %."""

    bar = 0.8


class Gate95(Gate):
    """A bar of 95 %."""

    bar = 0.95


class Progress(Chooser):
    """Chances by recent progress, inside the zone that the map opens (as in ZPDES)."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed)
        self.progress = np.full(self.size, 0.5)
        self.done = self.placed > 0.8
        self.last = np.zeros((*self.size, 4))

    def choose(self) -> tuple[Ints, Ints]:
        known = np.hstack([self.done, np.ones((self.size[0], 1), bool)])[:, self.below].all(axis=2)
        zone = ~self.done & known
        zone[~zone.any(axis=1)] = True
        weight = np.where(zone, np.maximum(self.progress, 0.02), 0.0)
        weight = 0.8 * weight / weight.sum(axis=1, keepdims=True)
        weight += 0.2 * zone / zone.sum(axis=1, keepdims=True)
        upto = weight.cumsum(axis=1)
        drawn = (upto > self.chance.random((self.size[0], 1)) * upto[:, -1:]).argmax(axis=1)
        return drawn, self.any_object()

    def learn(self, skill: Ints, thing: Ints, right: Truths) -> None:  # noqa: ARG002
        self.tries[self.who, skill] += 1
        last = np.roll(self.last[self.who, skill], 1, axis=1)
        last[:, 0] = right
        self.last[self.who, skill] = last
        moved = np.abs(last[:, :2].mean(axis=1) - last[:, 2:].mean(axis=1))
        self.progress[self.who, skill] = 0.6 * self.progress[self.who, skill] + 0.4 * moved
        self.done[self.who, skill] |= (last[:, :3] == 1).all(axis=1)


class Oracle(Chooser):
    """Sees what each object would do, and takes the most, counting what it opens."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed)
        self.world = world

    def choose(self) -> tuple[Ints, Ints]:
        """Return the best of all."""
        worth = self.world.chances() * (1 + 0.15 * self.opens[:, None])
        flat = worth.reshape(self.size[0], -1).argmax(axis=1)
        return flat // OBJECTS, flat % OBJECTS

    def learn(self, skill: Ints, thing: Ints, right: Truths) -> None:
        """Nothing to learn."""


class Terms:
    """What is believed of effects, as columns, and which terms each student's options have."""

    def __init__(self, size: tuple[int, ...], traits: Ints, parameters: EffectParameters) -> None:
        students, skills = size
        counts = (1, OBJECTS, skills, skills * OBJECTS, students, 1, OBJECTS)
        p = parameters
        wide = (p.overall, p.modality, p.skill, p.object, p.student, p.context, p.crossed)
        self.parameters, self.traits = p, 2.0 * traits - 1.0
        self.variance = np.repeat(np.square(wide), counts)
        self.mean = np.zeros(len(self.variance))
        self.first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self.own = np.array([False, True, False, True, False, True, True])
        self.usual = float(np.log(p.usual))

    def rows(self, student: Ints, skill: Ints, thing: Ints) -> tuple[Ints, Floats]:
        """Return the terms of students with objects, and what each is multiplied by."""
        zero = np.zeros_like(student)
        places = (zero, thing, skill, skill * OBJECTS + thing, student, zero, thing)
        trait, one = self.traits[student], np.ones(len(student))
        return np.stack(places, axis=1) + self.first, np.stack([one] * 5 + [trait] * 2, axis=1)

    def effects(self, student: Ints, skill: Ints, thing: Ints) -> tuple[Floats, Floats]:
        """Return effects and their own uncertainty."""
        index, value = self.rows(student, skill, thing)
        highest = self.parameters.highest
        return expected(self.mean, self.variance, index, value, self.own, self.usual, highest)

    def learn(self, who: tuple[Ints, Ints, Ints], mastery: Floats, ready: Floats, right: Truths) -> None:
        """Take in what followed."""
        p = self.parameters
        mean, variance = self.mean.tolist(), self.variance.tolist()
        terms = [each.tolist() for each in self.rows(*who)]
        answers = [each.tolist() for each in expected_answers(p, mastery, ready)]
        share, one = right.astype(np.float64).tolist(), [1.0] * len(right)
        fold(mean, variance, *terms, *answers, share, one, self.usual, p.highest, p.guess, p.slip)
        self.mean, self.variance = np.array(mean), np.array(variance)


class Learning(Chooser):
    """Learns effects, and draws objects as often as they are likely to be the best; the skill as before."""

    parameters = EffectParameters(guess=0.22, slip=0.15, contexts=("trait",))
    how = Choose("thompson", least=0.01, most=0.5)
    caution = 0.2

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed)
        self.world = world
        self.terms = Terms(self.size, world.traits, self.parameters)
        self.recorded: list[float] = []

    def thing(self, skill: Ints) -> Ints:
        """Return an object of the skill for each student, as the process draws it."""
        students = len(skill)
        decision = np.repeat(self.who, OBJECTS)
        effect, spread = self.terms.effects(
            decision, np.repeat(skill, OBJECTS), np.tile(np.arange(OBJECTS), students)
        )
        found = choose(self.how, decision, effect, self.chance.random(students), None, self.caution * spread)
        thing = found.chosen.reshape(students, OBJECTS).argmax(axis=1)
        at = self.who * OBJECTS + thing
        self.effect = effect[at]
        self.recorded += found.probability[at].tolist()
        return thing


class GateThompson(Learning, Gate):
    """The gate's skill, an object by Thompson; nothing is known of who the student is."""

    parameters = EffectParameters(context=0.0, crossed=0.0)

    def choose(self) -> tuple[Ints, Ints]:
        skill = self.skill()
        return skill, self.thing(skill)

    def learn(self, skill: Ints, thing: Ints, right: Truths) -> None:
        mastery = self.belief[self.who, skill]
        ready = self.foundations()[self.who, skill].prod(axis=1)
        self.terms.learn((self.who, skill, thing), mastery, ready, right)
        super().learn(skill, thing, right)


class Ours(Learning):
    """The joint belief, the skill from which most is expected, and effects learned with their context."""

    unready, firm = 0.02, 8.0

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed)
        self._place()
        half = np.arange(2)
        kinds = np.array([int((world.traits == each).argmax()) for each in half])
        grid = np.meshgrid(kinds, np.arange(self.size[1]), np.arange(OBJECTS), indexing="ij")
        self.grid = tuple(each.ravel() for each in grid)

    def _place(self) -> None:
        """Read the placement as one answer to each skill, from the foundations up."""
        held = np.full((self.size[0], self.size[1] + 1), 0.4)
        held[:, -1] = 1.0
        chances = Chances(guess=0.1, slip=0.1)
        for skill in range(self.size[1]):
            below = self.below[skill]
            right = self.placed[:, skill] > 0.5
            held[:, skill], base = observe_all(held[:, skill], held[:, below], right, chances)
            held[:, below] = base
        self.belief = held[:, :-1]

    def best_effects(self) -> Floats:
        """Return of each skill the best object's effect for each student, but for the student's own pace."""
        effect, _ = self.terms.effects(*self.grid)
        return effect.reshape(2, self.size[1], OBJECTS).max(axis=2)[self.world.traits]

    def choose(self) -> tuple[Ints, Ints]:
        ready = self.foundations().prod(axis=2)
        worth = expected_gain(self.belief, ready, self.best_effects(), self.unready, self.firm)
        skill = (worth * (1.0 + opened(self.belief, self.below))).argmax(axis=1)
        return skill, self.thing(skill)

    def learn(self, skill: Ints, thing: Ints, right: Truths) -> None:
        p = self.parameters
        held = np.hstack([self.belief, np.ones((self.size[0], 1))])
        below = self.below[skill]
        mastery, base = held[self.who, skill], held[self.who[:, None], below]
        self.terms.learn((self.who, skill, thing), mastery, base.prod(axis=1), right)
        chances = Chances(guess=p.guess, slip=p.slip, taught=self.effect, unready=self.unready)
        held[self.who, skill], base = observe_all(mastery, base, right, chances)
        np.put_along_axis(held, below, base, axis=1)
        self.belief = held[:, :-1]


class Told(Ours):
    """Ours, told what each object does: what learning effects could reach at most."""

    def best_effects(self) -> Floats:
        self.truth = self.world.told()
        return self.truth.max(axis=2)

    def thing(self, skill: Ints) -> Ints:
        thing = self.truth[self.who, skill].argmax(axis=1)
        self.effect = self.truth[self.who, skill, thing]
        return thing


class OursFixed(Ours):
    """Ours with exploration switched off by its parameter."""

    how = Choose("thompson", least=0.01, most=0.0)


class JointAny(Ours):
    """The joint belief alone: any object."""

    def thing(self, skill: Ints) -> Ints:
        thing = self.any_object()
        self.effect, _ = self.terms.effects(self.who, skill, thing)
        return thing


# Figures --------------------------------------------------------------------------------------------------

GATES: tuple[tuple[str, type[Chooser]], ...] = (
    ("mastery gate at 80 %", Gate80),
    ("mastery gate at 90 %", Gate),
    ("mastery gate at 95 %", Gate95),
)
OTHERS: tuple[tuple[str, type[Chooser]], ...] = (
    ("any ready skill, any object", AnyReady),
    ("fixed order", FixedOrder),
    ("by progress in a zone, as ZPDES", Progress),
    ("gate and Thompson", GateThompson),
    ("joint belief, any object", JointAny),
    ("ours without exploring", OursFixed),
    ("ours told the effects", Told),
)
OURS = "ours: joint belief, context, Thompson"
WORLDS: tuple[tuple[str, type[Leaps] | type[Growth]], ...] = (("leaps", Leaps), ("growth", Growth))


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one chooser in one world: mean gain, the weakest tenth's, microseconds, the chooser."""

    mean: float
    weakest: float
    choosing: float
    learning: float
    chooser: Any


def play(
    world: type[Leaps] | type[Growth],
    chooser: type[Chooser],
    seed: int,
    students: int,
    skills: int,
    steps: int,
) -> Played:
    """Let a chooser lead students through a world of its own."""
    made = world(seed, students, skills)
    leads: Any = chooser(made, seed)
    chose = learned = 0.0
    for _ in range(steps):
        begun = time.process_time()
        skill, thing = leads.choose()
        chose += time.process_time() - begun
        right = made.study(skill, thing)
        begun = time.process_time()
        leads.learn(skill, thing, right)
        learned += time.process_time() - begun
    gain, each = made.learned(), 1e6 / (students * steps)
    return Played(float(gain.mean()), float(np.quantile(gain, 0.1)), chose * each, learned * each, leads)


def rows(*, small: bool = False) -> list[Row]:
    """Return the figures."""
    import numba  # noqa: F401  loaded as it is in a night; a school's first choice of the day is another figure

    size = (20, 30, 10) if small else (STUDENTS, SKILLS, STEPS)
    found: list[Row] = []
    for name, world in WORLDS:
        runs = {
            what: [play(world, chooser, seed, *size) for seed in range(1 if small else SEEDS)]
            for what, chooser in (("oracle", Oracle), *GATES, *OTHERS, (OURS, Ours))
        }
        found += _told(name, runs)
    return found


def _told(world: str, runs: dict[str, list[Played]]) -> list[Row]:
    share = {what: _mean(runs, what, "mean") / _mean(runs, "oracle", "mean") for what in runs}
    weakest = {what: _mean(runs, what, "weakest") for what in runs}
    gate = max((what for what, _ in GATES), key=lambda each: share[each])
    strictest = max((what for what, _ in GATES), key=lambda each: weakest[each])
    found = [
        row(f"next object, {world}: {what}", max(share[what], 1e-9), "of the oracle", note=_more(what, runs))
        for what in share
        if what not in (OURS, "oracle")
    ]
    ratio = share[OURS] / max(share[gate], 1e-9)
    weak = weakest[OURS] / max(weakest[strictest], 1e-9)
    return [
        *found,
        row(
            f"next object, {world}: {OURS}",
            share[OURS],
            "of the oracle",
            reach="≥ 1.4 × the best gate",
            ok=ratio >= 1.4,
            peer=gate,
            peer_value=max(share[gate], 1e-9),
            note=_more(OURS, runs),
        ),
        row(
            f"next object, {world}: weakest tenth",
            max(weakest[OURS], 1e-9),
            "skills learned",
            reach="≥ 2 × the best gate",
            ok=weak >= 2.0,
            peer=strictest,
            peer_value=max(weakest[strictest], 1e-9),
            note=f"the oracle's {weakest['oracle']:.1f}",
        ),
        _one_choice(world, runs),
    ]


def _one_choice(world: str, runs: dict[str, list[Played]]) -> Row:
    chosen = [chance for each in runs[OURS] for chance in each.chooser.recorded]
    assert all(0.0 < chance <= 1.0 + 1e-9 for chance in chosen), "a choice without its probability"
    choosing = min(each.choosing for each in runs[OURS])
    learning = min(each.learning for each in runs[OURS])
    return row(
        f"next object, {world}: one choice",
        choosing,
        "µs of processor",
        reach="≤ 50 µs",
        ok=choosing <= 50.0,
        note=f"skill and object, all students of a step at once; and {learning:.0f} µs to learn from the "
        f"answer; {len(chosen)} choices have their probability on record, the least {min(chosen):.3f}",
    )


def _mean(runs: dict[str, list[Played]], what: str, field: str) -> float:
    return float(np.mean([getattr(each, field) for each in runs[what]]))


def _more(what: str, runs: dict[str, list[Played]]) -> str:
    gains = [each.mean for each in runs[what]]
    return (
        f"{_mean(runs, what, 'mean'):.1f} skills learned ({min(gains):.1f} to {max(gains):.1f} over "
        f"{len(gains)} worlds), weakest tenth {_mean(runs, what, 'weakest'):.1f}"
    )
