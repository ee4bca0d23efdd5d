"""What a diagnostic believes: imagined students that agree with the answers, moved as answers come.

The belief is a set of weighted particles, each a possible student: abilities and the skills that are known.
Three things keep a few thousand of them honest on maps of thousands of skills:

- skills that no answer bears upon (neither asked nor before one that was) are summed out of every move and
  drawn afresh from their prerequisites, so that the abilities move freely;
- what is reported is not a count of particles but the mean of what each gives before its draw;
- abilities and skills also move together (:func:`whynext.mastery.diagnostic.kernels.shifted`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.seed import derive, generator
from whynext.mastery.diagnostic.parameters import Parameters, Tables, tables_of
from whynext.mastery.diagnostic.terrain import Counts, Terrain

Bytes = NDArray[np.uint8]
Reals = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is computed.

    Parameters
    ----------
    particles
        Imagined students of one real one. Twice as many make the error of chance 0.7 times as large.
    library
        Imagined students drawn once for a map, from which the first few questions are answered.
    rounds
        How often each particle is moved after an answer.
    coldest
        The least share of particles that may be left effective by one step towards new evidence; an answer
        that would leave fewer is taken in by several steps.
    """

    particles: int = 1024
    library: int = 16384
    rounds: int = 2
    coldest: float = 0.25


@dataclass(frozen=True)
class Outside:
    """What outside scores say of abilities: log likelihoods.

    Parameters
    ----------
    general
        Mean and precision (1 / variance) of what is said of general ability; precision 0 says nothing.
    strands
        (strands, cells).
    """

    general: tuple[float, float]
    strands: Reals


@dataclass(frozen=True)
class Belief:
    """Weighted particles, and what they say.

    Parameters
    ----------
    evidence
        (skills,): log of how much likelier the answers are if the skill is known.
    inside
        Rows that evidence bears upon, ascending.
    known, missing
        (skills, particles): whether each skill is known, and how many of its prerequisites are not.
    level
        (strands, particles): cells of the ability grid.
    general
        (particles,): general ability.
    weights
        (particles,), of sum 1.
    stage
        Which move drew the skills outside of `inside`.
    fresh
        Whether the particles were drawn from the library for all evidence, and not yet moved on from there.
    sums
        (skills, 2): probability that a skill is known, and that it is ready to be learned.
    """

    evidence: Doubles
    inside: Counts
    known: Bytes
    missing: Bytes
    level: Bytes
    general: Reals
    weights: Reals
    stage: int
    fresh: bool
    sums: Doubles

    @property
    def probability(self) -> Doubles:
        """(skills,): the probability that each is known."""
        return np.clip(self.sums[:, 0], 0.0, 1.0)

    @property
    def readiness(self) -> Doubles:
        """(skills,): the probability that all prerequisites are known and the skill is not."""
        return np.clip(self.sums[:, 1], 0.0, 1.0)

    @property
    def effective(self) -> float:
        """The number of equally weighted particles that would be as good (Kish 1965)."""
        return float(1.0 / np.square(self.weights, dtype=np.float64).sum())


@dataclass(frozen=True)
class Believer:
    """The arithmetic of beliefs for one map and one set of parameters, with a library shared by all.

    Parameters
    ----------
    terrain, parameters, effort
        The map, the model, and how much is computed.
    seed
        Names the library; two schools with one seed have the same.
    """

    terrain: Terrain
    parameters: Parameters
    effort: Effort
    seed: bytes

    @cached_property
    def tables(self) -> Tables:
        """The model as tables."""
        return tables_of(self.terrain, self.parameters)

    @cached_property
    def library(self) -> _Library:
        """Particles drawn before any answer."""
        return _library_of(self)

    @cached_property
    def _order(self) -> Counts:
        return np.arange(len(self.terrain), dtype=np.int64)

    def begin(self, outside: Outside, stage: int) -> Belief:
        """Return the belief before any answer."""
        nothing = np.zeros(len(self.terrain))
        drawn = self.library.drawn(self, nothing, outside, stage, least=0.0)
        assert drawn is not None
        return self._moved(drawn, outside, stage)

    def told(self, belief: Belief, evidence: Doubles, outside: Outside, stage: int) -> Belief:
        """Return the belief that takes in new evidence, in the form of :attr:`Belief.evidence`."""
        if belief.fresh:
            drawn = self.library.drawn(self, evidence, outside, stage, least=self.effort.particles)
            if drawn is not None:
                return self._moved(drawn, outside, stage)
        inside = self.terrain.closure(np.union1d(belief.inside, np.flatnonzero(evidence)).tolist())
        belief = replace(belief, inside=inside, fresh=False, **_copies(belief))
        for turn in range(64):
            belief, whole = self._stepped(belief, evidence, stage + 101 * turn)
            if whole:
                break
            belief = self._moved(belief, outside, stage + 101 * turn + 50)
        return self._moved(belief, outside, stage)

    def redrawn(self, belief: Belief) -> Belief:
        """Return the belief with all that follows from abilities and the rows inside drawn (again)."""
        from whynext.mastery.diagnostic import kernels

        t, adjacency = self.tables, self.terrain.parents
        outer = np.setdiff1d(self._order, belief.inside, assume_unique=True)
        kernels.forward(
            belief.known, belief.missing, belief.level, outer, self.terrain.strand, adjacency.at,
            adjacency.of, t.own, t.leap, belief.weights, belief.stage, belief.sums,
        )  # fmt: skip
        return belief

    def restored(self, belief: Belief) -> Belief:
        """Return a belief of which only the rows inside are there, with all that follows from them."""
        _count(belief.known, belief.missing, belief.inside, self.terrain)
        return self.redrawn(belief)

    def _stepped(self, belief: Belief, evidence: Doubles, stage: int) -> tuple[Belief, bool]:
        """Weigh particles by as much of the new evidence as they bear; tell whether that was all of it."""
        change = evidence - belief.evidence
        rows = np.flatnonzero(change)
        gain = change[rows] @ belief.known[rows].astype(np.float64)
        share = _bearable(belief.weights, gain, self.effort.coldest)
        weights = _weighed(belief.weights, share * gain)
        belief = replace(belief, weights=weights, evidence=belief.evidence + share * change)
        if share == 1.0:
            belief = replace(belief, evidence=evidence)
        if belief.effective < belief.weights.size / 2:
            belief = _resampled(belief, stage)
        return belief, share == 1.0

    def _moved(self, belief: Belief, outside: Outside, stage: int) -> Belief:
        """Return the belief after rounds of moves that keep what it stands for."""
        from whynext.mastery.diagnostic import kernels

        terrain, t = self.terrain, self.tables
        inside = belief.inside
        mask = np.zeros(len(terrain), np.bool_)
        mask[inside] = True
        by_strand = inside[np.argsort(terrain.strand[inside], kind="stable")]
        strand_at = np.searchsorted(terrain.strand[by_strand], np.arange(len(terrain.strands) + 1))
        evidence = belief.evidence.astype(np.float32)
        for number in range(self.effort.rounds if inside.size else 0):
            at = stage + 7 * (number + 1)
            belief = self._shifted(belief, outside, evidence, at, number)
            kernels.abilities(
                belief.known, belief.missing, belief.level, belief.general, by_strand, strand_at, t.turn,
                t.grid, self.parameters.strand_spread, outside.strands, at + 3,
            )  # fmt: skip
            belief = replace(belief, general=self._general(belief.level, outside, at))
            kernels.sweep(
                belief.known, belief.missing, belief.level, inside, mask, terrain.strand, terrain.children.at,
                terrain.children.of, t.odds, t.leap_odds, t.turn, evidence, belief.weights, at + 4,
                belief.sums,
            )  # fmt: skip
        return self.redrawn(replace(belief, stage=stage))

    def _general(self, level: Bytes, outside: Outside, stage: int) -> Reals:
        """Draw general ability given the strands'."""
        p, strands = self.parameters, level.shape[0]
        inner, said = p.strand_spread**-2, outside.general
        precision = p.general_spread**-2 + strands * inner + said[1]
        around = p.general_mean * p.general_spread**-2 + said[0] * said[1]
        middle = (around + inner * self.tables.grid[level].sum(axis=0, dtype=np.float64)) / precision
        noise = generator(stage).standard_normal(level.shape[1])
        return np.asarray(middle + noise / np.sqrt(precision), np.float32)

    def _shifted(self, belief: Belief, outside: Outside, evidence: Reals, stage: int, number: int) -> Belief:
        """Move abilities and skills together: all strands alike, then half of the strands each by itself."""
        chance = generator(stage, 1)
        strands, columns = belief.level.shape
        far = (2, 5)[number % 2]
        alike = np.broadcast_to(chance.integers(-far, far + 1, columns), (strands, columns))
        belief = self._proposed(belief, alike, outside, evidence, stage + 1, general=True)
        apart = chance.integers(-2, 3, (strands, columns)) * (chance.random((strands, 1)) < 0.5)
        return self._proposed(belief, apart, outside, evidence, stage + 2, general=False)

    def _proposed(
        self,
        belief: Belief,
        steps: NDArray[Any],
        outside: Outside,
        evidence: Reals,
        stage: int,
        *,
        general: bool,
    ) -> Belief:
        """Propose to move abilities by so many cells; overwrites the arrays of the belief."""
        from whynext.mastery.diagnostic import kernels

        terrain, t, p = self.terrain, self.tables, self.parameters
        goal = belief.level.astype(np.int64) + steps
        impossible = ((goal < 0) | (goal >= t.grid.size)).any(axis=0)
        proposed = np.clip(goal, 0, t.grid.size - 1).astype(np.uint8)
        rows = np.arange(len(goal))[:, None]
        ratio = (outside.strands[rows, proposed] - outside.strands[rows, belief.level]).sum(axis=0)
        moved = belief.general
        if general:
            moved = belief.general + np.float32(t.step) * steps[0].astype(np.float32)
            ratio = ratio + _log_general(p, outside, moved) - _log_general(p, outside, belief.general)
        else:
            far, near = (np.square(t.grid[each] - belief.general) for each in (proposed, belief.level))
            ratio = ratio - (far - near).sum(axis=0) / np.float32(2 * p.strand_spread**2)
        ratio = np.where(impossible, np.float32(-2e30), ratio).astype(np.float32)
        accepted = kernels.shifted(
            belief.known, belief.missing, belief.level, proposed, belief.inside, terrain.strand,
            terrain.parents.at, terrain.parents.of, t.own, t.leap, evidence, ratio, stage,
        )  # fmt: skip
        return replace(belief, general=np.where(accepted, moved, belief.general))


@dataclass(frozen=True)
class _Library:
    """Particles drawn before any answer, bits packed eight to a byte."""

    packed: Bytes
    level: Bytes
    general: Reals

    def drawn(
        self, believer: Believer, evidence: Doubles, outside: Outside, stage: int, *, least: float
    ) -> Belief | None:
        """Return a belief of particles drawn by how well they fit; None if fewer than `least` would count."""
        from whynext.mastery.diagnostic import kernels

        weights = self._weights(evidence, outside)
        if 1.0 / np.square(weights).sum() < least:
            return None
        terrain, columns = believer.terrain, believer.effort.particles
        chosen = systematic(weights, columns, stage)
        inside = terrain.closure(np.flatnonzero(evidence).tolist())
        known = np.zeros((len(terrain), columns), np.uint8)
        known[inside] = kernels.taken(self.packed[inside], chosen)
        missing = np.zeros_like(known)
        _count(known, missing, inside, terrain)
        return Belief(
            evidence,
            inside,
            known,
            missing,
            np.ascontiguousarray(self.level[:, chosen]),
            self.general[chosen],
            np.full(columns, 1.0 / columns, np.float32),
            stage,
            True,
            np.zeros((len(terrain), 2)),
        )

    def _weights(self, evidence: Doubles, outside: Outside) -> Doubles:
        gain = np.zeros(self.general.size)
        for row in np.flatnonzero(evidence).tolist():
            gain += evidence[row] * np.unpackbits(self.packed[row], bitorder="little")[: gain.size]
        mean, precision = outside.general
        gain -= 0.5 * precision * np.square(self.general - mean, dtype=np.float64)
        if outside.strands.any():
            gain += np.take_along_axis(outside.strands, self.level.astype(np.int64), axis=1).sum(axis=0)
        weights = np.exp(gain - gain.max())
        return np.asarray(weights / weights.sum(), np.float64)


def _library_of(believer: Believer) -> _Library:
    """Draw the library of a map."""
    from whynext.mastery.diagnostic import kernels

    terrain, p, t, columns = believer.terrain, believer.parameters, believer.tables, believer.effort.library
    stage = stage_of(believer.seed, "library")
    chance = generator(stage)
    general = chance.normal(p.general_mean, p.general_spread, columns)
    ability = general + chance.normal(0.0, p.strand_spread, (len(terrain.strands), columns))
    level = np.rint((ability - t.grid[0]) / t.step).clip(0, t.grid.size - 1).astype(np.uint8)
    packed = np.zeros((len(terrain), (columns + 7) // 8), np.uint8)
    for start in range(0, columns, 1024):
        part = slice(start, min(start + 1024, columns))
        width = part.stop - part.start
        known = np.zeros((len(terrain), width), np.uint8)
        kernels.forward(
            known, np.zeros_like(known), np.ascontiguousarray(level[:, part]), believer._order,
            terrain.strand, terrain.parents.at, terrain.parents.of, t.own, t.leap,
            np.full(width, 1 / width, np.float32),
            stage + 1 + start, np.zeros((len(terrain), 2)),
        )  # fmt: skip
        packed[:, start // 8 : (part.stop + 7) // 8] = np.packbits(known, axis=1, bitorder="little")
    return _Library(packed, level, general.astype(np.float32))


def stage_of(seed: bytes, *names: str) -> int:
    """Return a number below 2**62 that names a draw."""
    return int.from_bytes(derive(seed, "diagnostic", *names)[:8], "big") >> 2


def systematic(weights: Doubles, count: int, stage: int) -> Counts:
    """Return `count` places drawn in proportion to weights, at equal distances from one random start."""
    start = generator(stage, 2).random()
    marks = (start + np.arange(count)) / count * weights.sum()
    return np.asarray(np.searchsorted(np.cumsum(weights), marks).clip(0, weights.size - 1), np.int64)


def _resampled(belief: Belief, stage: int) -> Belief:
    """Return equally weighted particles in their place; rows outside are drawn anew with the next move."""
    columns = belief.weights.size
    chosen = systematic(belief.weights.astype(np.float64), columns, stage)
    belief.known[belief.inside] = belief.known[np.ix_(belief.inside, chosen)]
    belief.missing[belief.inside] = belief.missing[np.ix_(belief.inside, chosen)]
    return replace(
        belief,
        level=np.ascontiguousarray(belief.level[:, chosen]),
        general=belief.general[chosen],
        weights=np.full(columns, 1.0 / columns, np.float32),
    )


def _count(known: Bytes, missing: Bytes, rows: Counts, terrain: Terrain) -> None:
    """Count the prerequisites that the particles lack for some skills."""
    from whynext.mastery.diagnostic import kernels

    for row in rows.tolist():
        kernels.count_missing(known, terrain.parents.at, terrain.parents.of, row, missing[row])


def _copies(belief: Belief) -> Mapping[str, Any]:
    """Return copies of the arrays that moves overwrite."""
    return {name: getattr(belief, name).copy() for name in ("known", "missing", "level", "sums")}


def _weighed(weights: Reals, gain: Doubles) -> Reals:
    found = weights * np.exp(gain - gain.max())
    return np.asarray(found / found.sum(), np.float32)


def _bearable(weights: Reals, gain: Doubles, coldest: float) -> float:
    """Return the largest share of a gain, at most 1, that leaves enough particles effective."""

    def effective(share: float) -> float:
        found = _weighed(weights, share * gain).astype(np.float64)
        return float(1.0 / (found @ found))

    least = coldest * min(weights.size, effective(0.0))
    if effective(1.0) >= least:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= least else (low, middle)
    return max(low, 1e-3)


def _log_general(p: Parameters, outside: Outside, general: Reals) -> Reals:
    mean, precision = outside.general
    far = np.square((general - p.general_mean) / p.general_spread) + precision * np.square(general - mean)
    return np.asarray(-0.5 * far, np.float32)


def no_outside(believer: Believer) -> Outside:
    """Return what is said where there are no outside scores: nothing."""
    cells = believer.tables.grid.size
    return Outside((0.0, 0.0), np.zeros((len(believer.terrain.strands), cells), np.float32))
