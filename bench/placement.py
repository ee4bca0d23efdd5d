"""Figures of the adaptive diagnostic: simulated students placed on maps of hundreds to thousands of skills.

The students come from worlds written here, which share neither code nor constants with the model under test:
that model is told what a calibration would tell it (the world's numbers, in the worlds that it fits), or is
left with wrong ones. The peer is a test of one ability for the whole map, which a diagnostic without
prerequisites amounts to; the oracle is the same diagnostic told all about a world that it does not fit.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from bench.figures import Row, row
from bench.placement_worlds import (
    FITS,
    OFF,
    PROGRESS,
    SHARP,
    Doubles,
    Shape,
    Truth,
    World,
    real_map,
    synthetic,
    told_of,
)

from whynext.competencies.map import CompetencyMap
from whynext.mastery.diagnostic.bank import one_each
from whynext.mastery.diagnostic.belief import Effort
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.learning import learn
from whynext.mastery.diagnostic.limits import Limits
from whynext.mastery.diagnostic.parameters import Parameters
from whynext.mastery.diagnostic.placement import Placement
from whynext.mastery.diagnostic.recalibration import CheckOutcome, recalibrate
from whynext.mastery.diagnostic.state import State
from whynext.mastery.diagnostic.stopping import Stop

QUESTIONS = 35
BLIND = 40
LOOKED_AT = (0, 5, 10, 20, 30, 35)
SITTING = Limits(most_questions=QUESTIONS, precision=None, most_seconds=None, among_best=1, checks=0)
"""No exposure control, as in the figure that ours is compared with; what it costs is a row of its own."""


def rows(small: bool = False) -> Iterator[Row]:
    """Yield the figures."""
    real = real_map()
    first = real or synthetic(60 if small else 400)
    name = "480 standards" if real else "synthetic map"
    if small:
        yield from _fitting(synthetic(40), "40 skills", 3, 3)
        yield from _speed(synthetic(40), "40 skills", 25.0, 1)
        return
    yield from _fitting(first, name, 200, 40)
    yield from _misfitting(first, name, OFF, "misfit", 120)
    yield from _misfitting(first, name, PROGRESS, "a world of another kind", 60)
    yield from _speed(first, name, 25.0, 3)
    for skills, students in ((400, 40), (2_000, 12), (5_000, 6)):
        yield from _synthetic_figures(skills, students)
    yield from _speed(synthetic(5_000), "5,000 skills", 100.0, 2)
    yield from _fifty_topics(100)


# Sittings ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sat:
    """One student's sitting, looked at after some of its questions."""

    knows: Truth
    truly_ready: Truth
    state: State
    seen: Mapping[int, Placement]
    seconds: list[float]
    right: list[float]

    def list_of(self, question: int, shape: Shape) -> tuple[int, int]:
        """Return how many skills were called ready, and how many of them truly are."""
        called = self.seen[question].ready.skills
        places = {skill: number for number, skill in enumerate(shape.skills)}
        return len(called), sum(bool(self.truly_ready[places[each]]) for each in called)


def _sit(diagnostic: Diagnostic, shape: Shape, world: World, number: int, limits: Limits = SITTING) -> Sat:
    """Let one student answer, through the public contract; note the processor's time of every question."""
    knows = world.student(shape, number)
    answer = world.answers(knows, number)
    place = {skill: n for n, skill in enumerate(shape.skills)}
    state = diagnostic.begin(b"student %d" % number)
    order = [place[each] for each in diagnostic.terrain.skills]
    seen, seconds, right = {}, [], []
    for question in range(limits.most_questions + 1):
        share = state.belief.probability
        right.append(float(np.mean((share > 0.5) == knows[order])))
        if question in LOOKED_AT:
            seen[question] = diagnostic.result(state, limits)
        begun = time.process_time()
        chosen = diagnostic.next_question(state, limits)
        if isinstance(chosen, Stop):
            break
        state = diagnostic.observe(state, chosen, answer(place[chosen.skill], question), seconds=30.0)
        seconds.append(time.process_time() - begun)
    return Sat(knows, shape.ready(knows), state, seen, seconds, right)


def sittings(
    map: CompetencyMap, world: World, parameters: Parameters, students: int, limits: Limits = SITTING
) -> list[Sat]:
    shape = Shape.of(map)
    bank = one_each(map.skills, times=limits.per_skill)
    diagnostic = Diagnostic(map, bank, parameters, _effort(len(map.skills)))
    return [_sit(diagnostic, shape, world, number, limits) for number in range(students)]


def _effort(skills: int) -> Effort:
    """Return the default effort, less of it on maps of thousands of skills."""
    return Effort() if skills <= 1_000 else Effort(particles=512, library=8192)


def mean_right(sat: Sequence[Sat]) -> Doubles:
    """Return the mean share of skills rightly told after each question."""
    return np.mean([each.right for each in sat], axis=0)


def _first(curve: Doubles, goal: float) -> float:
    """Return after how many questions a curve reaches a goal; more than were asked if it does not."""
    reached = np.flatnonzero(curve >= goal)
    return float(reached[0]) if reached.size else float(curve.size)


@dataclass(frozen=True)
class Lists:
    """Precision and recall of lists of skills called ready: means over students, and over skills."""

    precision: float
    recall: float
    pooled_precision: float
    pooled_recall: float
    claimed: float

    def told(self) -> str:
        """Return them in words."""
        return f"{self.precision:.2f} at recall {self.recall:.2f}"


def lists_of(sat: Sequence[Sat], question: int, shape: Shape) -> Lists:
    counts = [(*each.list_of(question, shape), int(each.truly_ready.sum())) for each in sat]
    claimed = [each.seen[question].ready.precision for each, some in zip(sat, counts, strict=True) if some[0]]
    return judged(counts, claimed)


def _curve(sat: Sequence[Sat], question: int, shape: Shape) -> str:
    """Return how precision falls and recall rises as less sure skills are called ready, in words."""
    told = []
    for least in (0.7, 0.5, 0.4, 0.3, 0.2, 0.1):
        called = [
            np.array([each.seen[question].by_skill[skill].ready >= least for skill in shape.skills])
            for each in sat
        ]
        counts = [
            (int(some.sum()), int((some & each.truly_ready).sum()), int(each.truly_ready.sum()))
            for some, each in zip(called, sat, strict=True)
        ]
        told.append(f"{least:g}: {judged(counts, []).told()}")
    return "; ".join(told)


def judged(counts: Sequence[tuple[int, int, int]], claimed: Sequence[float]) -> Lists:
    """Judge lists, given how many each called, of them truly, and how many there were."""
    called, truly, there = (np.array(each, float) for each in zip(*counts, strict=True))
    return Lists(
        float(np.mean(truly[called > 0] / called[called > 0])) if called.any() else 0.0,
        float(np.mean(truly[there > 0] / there[there > 0])),
        float(truly.sum() / max(1.0, called.sum())),
        float(truly.sum() / max(1.0, there.sum())),
        float(np.mean(claimed)) if len(claimed) else 0.0,
    )


# One ability for the whole map ---------------------------------------------------------------------------


class OneAbility:
    """A test of one ability: skills are known independently of each other, given it."""

    def __init__(self, shape: Shape, world: World) -> None:
        """Tabulate by simulation how often each skill is known and ready at each of 33 abilities."""
        self.shape, self.world = shape, world
        self.grid = np.linspace(-4.8, 4.8, 33)
        self.known, self.ready = np.zeros((2, 33, len(shape.skills)))
        for cell, ability in enumerate(self.grid):
            alike = replace(world, spread=0.0, apart=0.0, off=0.0)
            for turn in range(40):
                knows = _of_ability(alike, shape, ability, turn)
                self.known[cell] += knows / 40
                self.ready[cell] += shape.ready(knows) / 40
        self.known = self.known.clip(0.02, 0.98)

    def sit(self, sat: Sat, number: int, questions: int) -> tuple[list[float], Truth, Doubles]:
        """Return the share rightly told after each question, what is called ready, and how likely each is."""
        answer = self.world.answers(sat.knows, number)
        weight = -(self.grid**2) / (2 * (self.world.spread**2 + self.world.apart**2 / 6))
        chance = self.world.guess + (1 - self.world.slip - self.world.guess) * self.known
        right, asked = [], np.zeros(len(self.shape.skills))
        for question in range(questions + 1):
            share = np.exp(weight - weight.max())
            share /= share.sum()
            known = share @ self.known
            right.append(float(np.mean((known > 0.5) == sat.knows)))
            gain = _entropy(share @ chance) - share @ _entropy(chance) - 1e9 * asked
            best = int(np.argmax(gain))
            asked[best] += 1
            if question < questions:
                weight = weight + np.log(chance[:, best] if answer(best, question) else 1 - chance[:, best])
        have = known > 0.5
        return right, self.shape.ready(have), share @ self.ready


def _of_ability(world: World, shape: Shape, ability: float, turn: int) -> Truth:
    """Return what a student of exactly this ability in every strand knows."""
    chance = np.random.default_rng((606, turn, int(ability * 1000) + 10_000))
    said, _ = world.hardness(shape)
    knows = np.zeros(said.size, bool)
    for here, before in enumerate(shape.before):
        odds = np.exp(world.slope * (ability - said[here]))
        opened = all(knows[each] for each in before)
        knows[here] = chance.random() < (odds / (1.0 + odds) if opened else world.leap)
    return knows


def _entropy(share: Doubles) -> Doubles:
    return -(share * np.log(share) + (1 - share) * np.log(1 - share))


def _one_ability(map: CompetencyMap, sat: Sequence[Sat]) -> tuple[Doubles, Lists, Lists]:
    """Return the curve of the peer, the lists it calls ready, and the best lists as long as ours at 30."""
    shape = Shape.of(map)
    test = OneAbility(shape, FITS)
    curves, own, best = [], [], []
    for number, each in enumerate(sat):
        right, called, likely = test.sit(each, number, 30)
        curves.append(right)
        there = int(each.truly_ready.sum())
        own.append((int(called.sum()), int((called & each.truly_ready).sum()), there))
        top = np.argsort(-likely, kind="stable")[: each.list_of(30, shape)[0]]
        best.append((top.size, int(each.truly_ready[top].sum()), there))
    return np.mean(curves, axis=0), judged(own, []), judged(best, [])


# Figures -------------------------------------------------------------------------------------------------


def _fitting(map: CompetencyMap, name: str, students: int, some: int) -> Iterator[Row]:
    """Yield the figures in the world that the model fits."""
    shape = Shape.of(map)
    told = told_of(FITS, shape)
    sat = sittings(map, FITS, told, students)
    curve = mean_right(sat)
    peer, own, best = _one_ability(map, sat)
    shown = ", ".join(f"{curve[q]:.3f} after {q}" for q in LOOKED_AT)
    for goal, reach in ((0.90, 5), (0.95, 35)):
        value = _first(curve, goal)
        yield row(
            f"placement, {name}: questions to {goal:.0%} of skills rightly told",
            value,
            "questions",
            reach=f"≤ {reach}",
            ok=value <= reach,
            peer="one ability for the whole map (31: not within 30)",
            peer_value=_first(peer, goal),
            note=f"{students} simulated students; {shown}; one ability {peer[30]:.3f} after 30",
        )
    yield _ready_row(f"placement, {name}", sat, shape, own, best)
    yield _claims(sat, shape, FITS, f"placement, {name}, fitting")
    yield from _exposure(map, name, told, sat[:some])


def _ready_row(name: str, sat: Sequence[Sat], shape: Shape, own: Lists, best: Lists) -> Row:
    lists = lists_of(sat, 30, shape)
    precise = lists.precision >= max(0.65, 3 * own.precision)
    by_questions = "; ".join(f"{q}: {lists_of(sat, q, shape).told()}" for q in LOOKED_AT[1:])
    return row(
        f"{name}: truly ready among skills called ready after 30 questions",
        lists.precision,
        "share",
        reach="≥ 0.65 at recall ≥ 0.4, ≥ 3 × one ability",
        ok=precise and lists.recall >= 0.4,
        peer="one ability's own list (skills below even odds whose prerequisites are above)",
        peer_value=own.precision,
        note=f"recall {lists.recall:.3f}; claimed {lists.claimed:.2f}; over all skills called"
        f" {lists.pooled_precision:.2f} at {lists.pooled_recall:.2f}; one ability's recall {own.recall:.2f},"
        f" its best list of the same length {best.told()}; by questions, {by_questions}; by how likely a"
        f" skill must be, {_curve(sat, 30, shape)}",
    )


def _exposure(map: CompetencyMap, name: str, told: Parameters, before: Sequence[Sat]) -> Iterator[Row]:
    """Yield what drawing the question from the three best costs."""
    drawn = sittings(map, FITS, told, len(before), replace(SITTING, among_best=3))
    mine, best = mean_right(drawn)[30], mean_right(before)[30]
    yield row(
        f"placement, {name}: rightly told after 30 questions, each drawn from the three best",
        mine,
        "share",
        peer="the best question each time",
        peer_value=best,
        note=f"{len(before)} students; exposure control by chance, probabilities recorded",
    )


def _misfitting(map: CompetencyMap, name: str, world: World, title: str, students: int) -> Iterator[Row]:
    """Yield the figures in a world that the model does not fit: untold, after learning from it, and told."""
    shape = Shape.of(map)
    told = told_of(world, shape)
    sat = sittings(map, world, told, students)
    curve, lists = mean_right(sat), lists_of(sat, 30, shape)
    oracle = sittings(map, world, told_of(world, shape, all_of_it=True), students // 2)
    best = lists_of(oracle, 30, shape)
    right = float(curve[30])
    yield row(
        f"placement, {name}, {title}: rightly told after 30 questions",
        right,
        "share",
        reach="≥ 0.9" if world == OFF else "",
        ok=right >= 0.9 if world == OFF else None,
        peer=f"told the world's numbers ({students // 2} of the same students)",
        peer_value=float(mean_right(oracle)[30]),
        note=f"{students} students; called ready {lists.told()} (claimed {lists.claimed:.2f}), told"
        f" {best.told()}",
    )
    yield _claims(sat, shape, world, f"placement, {name}, {title}")
    if world == OFF:
        yield _learned(map, name, world, told, sat)


def _learned(map: CompetencyMap, name: str, world: World, told: Parameters, sat: Sequence[Sat]) -> Row:
    """Return the same figure after the parameters were learned from other students' answers."""
    shape, half = Shape.of(map), len(sat) // 2
    bank = one_each(map.skills, times=SITTING.per_skill)
    diagnostic = Diagnostic(map, bank, told)
    begun = time.process_time()
    better = learn(diagnostic, [each.state for each in sat[half:]])
    seconds = time.process_time() - begun
    after = sittings(map, world, better.parameters, half)
    lists = lists_of(after, 30, shape)
    right = float(mean_right(after)[30])
    return row(
        f"placement, {name}, misfit, parameters learned: rightly told after 30 questions",
        right,
        "share",
        reach="≥ 0.9",
        ok=right >= 0.9,
        peer="not learned, the same students",
        peer_value=float(mean_right(sat[:half])[30]),
        note=f"in {seconds:.0f} s, from {better.answers:,} answers of {better.students} other students:"
        f" slip {better.parameters.slip:.2f}, guess {better.parameters.guess:.2f}; called ready"
        f" {lists.told()} (claimed {lists.claimed:.2f})",
    )


def _claims(sat: Sequence[Sat], shape: Shape, world: World, name: str) -> Row:
    """Return how true claims of 90 % are, recalibrated from check questions of other students."""
    half = len(sat) // 2
    before, after = [], []
    for mine, others in ((sat[:half], sat[half:]), (sat[half:], sat[:half])):
        calibration = recalibrate(_checks(others, shape, world))
        before += [_sureness(each, shape, None) for each in mine]
        after += [_sureness(each, shape, calibration.of) for each in mine]
    raw, made = _at_ninety(before), _at_ninety(after)
    return row(
        f"{name}: true among claims of 90 %, recalibrated",
        made[1],
        "share",
        reach=f"{made[0]:.3f} ± 0.02",
        ok=abs(made[0] - made[1]) <= 0.02,
        peer="the same without recalibration",
        peer_value=raw[1],
        note=f"claims of 85 to 95 %, mean {made[0]:.3f} ({raw[0]:.3f} before); calibrated on the other half,"
        f" {BLIND} blind check questions a student, as {BLIND} times as many students would answer one",
    )


def _checks(sat: Sequence[Sat], shape: Shape, world: World) -> list[CheckOutcome]:
    """Return what blind check questions at the end of each sitting would have said."""
    found = []
    for number, each in enumerate(sat):
        chance = np.random.default_rng((909, number))
        by_skill = each.seen[30].by_skill
        for place in chance.choice(len(shape.skills), min(BLIND, len(shape.skills)), replace=False).tolist():
            right = chance.random() < (1 - world.slip if each.knows[place] else world.guess)
            claim = by_skill[shape.skills[place]].probability
            found.append(CheckOutcome(claim, bool(right), FITS.slip, FITS.guess))
    return found


def _sureness(sat: Sat, shape: Shape, correct: Callable[[Doubles], Doubles] | None) -> tuple[Doubles, Truth]:
    """Return for each skill how sure the likelier state is said to be, and whether it is the true one."""
    by_skill = sat.seen[30].by_skill
    share = np.array([by_skill[each].probability for each in shape.skills])
    share = correct(share) if correct else share
    return np.maximum(share, 1 - share), (share > 0.5) == sat.knows


def _at_ninety(found: Sequence[tuple[Doubles, Truth]]) -> tuple[float, float]:
    """Return the mean claim from 85 to 95 %, and the share of these claims that are true."""
    sure, true = (np.concatenate(each) for each in zip(*found, strict=True))
    band = (sure >= 0.85) & (sure <= 0.95)
    return float(sure[band].mean()), float(true[band].mean())


def _speed(map: CompetencyMap, name: str, reach: float, students: int) -> Iterator[Row]:
    """Yield the processor's time of a question: choosing it, and taking in the answer."""
    shape = Shape.of(map)
    sat = sittings(map, FITS, told_of(FITS, shape), students + 1, replace(SITTING, most_questions=30))
    seconds = [each for some in sat[1:] for each in some.seconds]
    slow = statistics.quantiles(seconds, n=20)[-1] * 1e3
    yield row(
        f"placement, {name}: next question, update included",
        slow,
        "ms",
        reach=f"≤ {reach:g}",
        ok=slow <= reach,
        note=f"one in twenty takes longer (processor time); median {statistics.median(seconds) * 1e3:.1f} ms",
    )


def _synthetic_figures(skills: int, students: int) -> Iterator[Row]:
    map = synthetic(skills)
    shape = Shape.of(map)
    sat = sittings(map, FITS, told_of(FITS, shape), students)
    curve = mean_right(sat)
    lists = lists_of(sat, 30, shape)
    yield row(
        f"placement, synthetic map of {skills:,} skills: rightly told after 30 questions",
        curve[30],
        "share",
        note=f"{students} students; 90 % by {_first(curve, 0.9):g}, 95 % by {_first(curve, 0.95):g};"
        f" called ready {lists.told()} (claimed {lists.claimed:.2f})",
    )


def _fifty_topics(students: int) -> Iterator[Row]:
    """Yield the acceptance test of a known system: fifty topics, 2 % slips and guesses."""
    map = synthetic(50)
    shape = Shape.of(map)
    limits = replace(SITTING, most_questions=30, ready_least=0.5)
    sat = sittings(map, SHARP, told_of(SHARP, shape), students, limits)
    curve = mean_right(sat)
    outside = sum(not set(e.seen[30].ready.skills) <= set(e.seen[30].outer_fringe) for e in sat)
    yield row(
        "placement, 50 topics with 2 % slips and guesses: rightly told within 30 questions",
        curve[30],
        "share",
        reach="≥ 0.9, all that is offered in the outer fringe",
        ok=curve[30] >= 0.9 and not outside,
        note=f"{students} students; called ready {lists_of(sat, 30, shape).told()}; {outside} lists outside",
    )
