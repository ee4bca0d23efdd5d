"""The compiled arithmetic gives the same bits as the plain one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import stats

from mastery.diagnostic.conftest import diagnostic_of, random_map
from whynext.mastery.diagnostic import kernels, plain
from whynext.mastery.diagnostic.terrain import Terrain

COLUMNS = 150
"""No multiple of a block."""


@dataclass
class World:
    """Arguments of the kernels."""

    terrain: Terrain
    tables: Any
    known: np.ndarray
    missing: np.ndarray
    level: np.ndarray
    general: np.ndarray
    weights: np.ndarray
    evidence: np.ndarray
    sums: np.ndarray

    def copy(self) -> World:
        """Return a world whose arrays can be overwritten."""
        names = ("known", "missing", "level", "general", "weights", "evidence", "sums")
        return World(self.terrain, self.tables, *(getattr(self, name).copy() for name in names))

    def same(self, other: World) -> bool:
        """Tell whether the arrays are equal in every bit."""
        names = ("known", "missing", "level", "sums")
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in names)


@pytest.fixture(params=[1, 2])
def world(request: pytest.FixtureRequest) -> World:
    """Return imagined students of a random map, drawn forward."""
    map = random_map(request.param, skills=30, strands="abc")
    believer = diagnostic_of(map).believer
    chance = np.random.default_rng(request.param)
    weights = chance.random(COLUMNS).astype(np.float32)
    made = World(
        believer.terrain,
        believer.tables,
        np.zeros((30, COLUMNS), np.uint8),
        np.zeros((30, COLUMNS), np.uint8),
        chance.integers(8, 33, (3, COLUMNS)).astype(np.uint8),
        chance.normal(size=COLUMNS).astype(np.float32),
        weights / weights.sum(),
        np.where(chance.random(30) < 0.3, chance.normal(0, 3, 30), 0).astype(np.float32),
        np.zeros((30, 2)),
    )
    forward(kernels, made, np.arange(30), 2**61 + 5)
    return made


def forward(room: Any, w: World, rows: np.ndarray, stage: int) -> None:
    t, terrain = w.tables, w.terrain
    room.forward(
        w.known, w.missing, w.level, rows, terrain.strand, terrain.parents.at, terrain.parents.of, t.own,
        t.leap, w.weights, stage, w.sums,
    )  # fmt: skip


def sweep(room: Any, w: World, rows: np.ndarray, stage: int) -> None:
    t, terrain = w.tables, w.terrain
    inside = np.zeros(30, bool)
    inside[rows] = True
    room.sweep(
        w.known, w.missing, w.level, rows, inside, terrain.strand, terrain.children.at, terrain.children.of,
        t.odds, t.leap_odds, t.turn, w.evidence, w.weights, stage, w.sums,
    )  # fmt: skip


def abilities(room: Any, w: World, rows: np.ndarray, stage: int) -> None:
    strand = w.terrain.strand
    by_strand = rows[np.argsort(strand[rows], kind="stable")]
    at = np.searchsorted(strand[by_strand], np.arange(4))
    outside = np.zeros((3, w.tables.grid.size), np.float32)
    outside[1] = -((w.tables.grid - 1) ** 2)
    room.abilities(
        w.known,
        w.missing,
        w.level,
        w.general,
        by_strand,
        at,
        w.tables.turn,
        w.tables.grid,
        0.75,
        outside,
        stage,
    )


def shifted(room: Any, w: World, rows: np.ndarray, stage: int) -> None:
    t, terrain = w.tables, w.terrain
    proposed = (w.level + 2).clip(0, 40).astype(np.uint8)
    ratio = np.linspace(-3, 1, COLUMNS).astype(np.float32)
    ratio[7] = -2e30
    moved = room.shifted(
        w.known, w.missing, w.level, proposed, rows, terrain.strand, terrain.parents.at, terrain.parents.of,
        t.own, t.leap, w.evidence, ratio, stage,
    )  # fmt: skip
    assert not moved[7]
    assert 0 < moved.sum() < COLUMNS


@pytest.mark.parametrize("work", [forward, sweep, abilities, shifted])
@pytest.mark.parametrize("some", [False, True])
def test_compiled_and_plain_arithmetic_agree_in_every_bit(world: World, work: Any, some: bool) -> None:
    """For all skills, and for some that are closed under prerequisites."""
    rows = world.terrain.closure([11, 20]) if some else np.arange(30)
    one, other = world.copy(), world.copy()
    work(kernels, one, rows, 2**40 + 17)
    work(plain, other, rows, 2**40 + 17)
    assert one.same(other)
    assert not one.same(world)


def test_missing_prerequisites_stay_counted_through_every_move(world: World) -> None:
    """What a sweep and a shift keep up to date is what counting anew gives."""
    for work in (sweep, abilities, shifted, sweep):
        work(kernels, world, np.arange(30), 99)
        for row in range(30):
            lacking = (1 - world.known[world.terrain.parents[row]]).sum(axis=0)
            assert np.array_equal(world.missing[row], lacking)


def test_chance_is_uniform_and_differs_between_rows_stages_and_columns() -> None:
    """Kolmogorov-Smirnov for one row, and no correlation between neighbours."""
    one, other, later = (plain.chances(stage, row, 20_000) for stage, row in ((5, 1), (5, 2), (6, 1)))
    assert stats.kstest(one, "uniform").pvalue > 1e-3
    for second in (other, later, np.roll(one, 1)):
        assert abs(np.corrcoef(one, second)[0, 1]) < 0.03


def test_the_logistic_function_is_right_to_six_digits() -> None:
    """Against the exact one."""
    level = np.linspace(-15, 15, 1001).astype(np.float32)
    assert np.abs(plain.logistic(level) - 1 / (1 + np.exp(-level.astype(float)))).max() < 5e-6


def test_bits_are_taken_from_where_they_were_packed() -> None:
    """Low bit first."""
    bits = np.random.default_rng(1).integers(0, 2, (5, 77)).astype(np.uint8)
    columns = np.array([0, 76, 3, 3, 8, 64])
    packed = np.packbits(bits, axis=1, bitorder="little")
    assert np.array_equal(kernels.taken(packed, columns), bits[:, columns])


def test_what_is_counted_over_columns_agrees_too(world: World) -> None:
    """Shares, and skills known with nothing known above them."""
    rows = np.arange(0, 30, 2)
    after = world.terrain.children
    for room in (kernels, plain):
        assert np.array_equal(
            room.shares(world.known, world.weights), plain.shares(world.known, world.weights)
        )
    found = [room.topmost(world.known, rows, after.at, after.of, world.weights) for room in (kernels, plain)]
    assert np.array_equal(*found)
    assert 0.0 < found[0].sum() < rows.size
