"""Fitting Bayesian knowledge tracing: each skill's parameters where its answers are most likely."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from whynext.base.compiling import run, sealed
from whynext.base.errors import Problem, Refused, listed
from whynext.base.ids import ItemId, SkillId
from whynext.base.seed import derive, uniforms
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.tracing.batch import Floats, Integers
from whynext.mastery.tracing.bkt import OPTIONS, Bkt
from whynext.mastery.tracing.bkt_parameters import BktParameters, BktParameterSet
from whynext.mastery.tracing.fits.climbing import APART, FIRST, FORGET, SIZE, climb_all, plant, told_at
from whynext.mastery.tracing.fits.histories import Histories, histories
from whynext.mastery.tracing.fits.items import fit_items
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import chosen

EDGE = 1e-6
"""So near to 0 and 1 parameters may come."""
SURE_TO_STAY = 0.5
"""No skill is lost at every second answer, or every second day."""
TOLERANCE = 1e-5
"""A gain of log-likelihood that says that a skill has come to rest."""
ROUNDS = 200
FEW = 20
"""With fewer answers a skill's parameters say little."""
PARTS = 16
"""Into so many parts the skills are cut, to be handed out to threads and to tell how far the fit is."""
SCRATCH = 248


@dataclass(frozen=True, slots=True)
class Grown:
    """The tree of answers of each skill; see :mod:`~whynext.mastery.tracing.fits.climbing`."""

    first: Integers
    parent: Integers
    told: Integers
    since: Floats
    wrong: Floats
    right: Floats

    def nodes(self) -> tuple[Any, ...]:
        """Return what the nodes hold, to be read only."""
        return tuple(map(sealed, (self.parent, self.told, self.since, self.wrong, self.right)))


@dataclass(frozen=True, slots=True)
class Climbed:
    """What climbing found for each of S skills: points of shape (S, 8), and how it went."""

    points: Floats
    likelihoods: Floats
    passes: Integers
    rested: Integers

    @classmethod
    def of(cls, count: int) -> Climbed:
        """Return room for so many skills."""
        zero = np.zeros(count, np.int64)
        return cls(np.full((count, SIZE), -1.0), np.zeros(count), zero, zero.copy())

    def put(self, begin: int, end: int, part: Climbed) -> None:
        """Put what was found for the skills from `begin` to `end` in its place."""
        for name in ("points", "likelihoods", "passes", "rested"):
            getattr(self, name)[begin:end] = getattr(part, name)


def fit(
    responses: pl.DataFrame,
    *,
    seed: bytes,
    progress: Progress = unheard,
    options: Mapping[str, object] | None = None,
) -> Fitted[TracingModel]:
    """Return the model whose parameters fit the answers best; see :class:`~whynext.mastery.fitting.Fit`."""
    set_to = chosen(OPTIONS, options or {})
    told = histories(responses, items=set_to["items"])
    share = 0.5 if set_to["items"] else 1.0
    least, most = _bounds(set_to)
    found = _climbed(told, least, most, set_to, seed, lambda done: progress(share * done))
    likelihood = float(found.likelihoods.sum())
    of_items: Sequence[Mapping[ItemId, tuple[float, float]]] = [{} for _ in told.skills]
    if set_to["items"]:
        of_items, likelihood = fit_items(
            told, found.points, set_to, lambda done: progress(share * (1 + done))
        )
    progress(1.0)
    skills = {
        SkillId(skill): _parameters(point, items)
        for skill, point, items in zip(told.skills, found.points.tolist(), of_items, strict=True)
        if point[0] >= 0.0
    }
    return Fitted(
        Bkt(BktParameterSet(skills=skills)),
        likelihood,
        told.answers,
        told.students,
        int(found.passes.max()),
        bool(found.rested[np.diff(told.bounds) > 0].all()),
        tuple(_notes(told, found, most)),
    )


def log_likelihood(responses: pl.DataFrame, parameters: BktParameterSet) -> float:
    """Return the log-likelihood of answers, each predicted from the earlier ones of its student.

    It is that of the hidden Markov model itself; a :class:`~whynext.mastery.tracing.bkt.Bkt` holds its
    estimates a trifle off 0 and 1 and so differs after very long rows of right answers.

    Parameters
    ----------
    responses
        Columns of :data:`~whynext.mastery.response.OBSERVED`.
    parameters
        Without guess and slip of single items.

    Raises
    ------
    Refused
        If the responses cannot be read, or items have parameters of their own.
    """
    told = histories(responses)
    sets = [parameters.of(SkillId(skill)) for skill in told.skills]
    if any(each.items for each in sets):
        raise Refused(Problem("items have parameters of their own", where="parameters"))
    tree = _grown(told, merge=not any(each.lapse for each in sets))
    nodes = int(tree.first[-1])
    points = sealed(np.array([point_of(each) for each in sets]).reshape(-1))
    found, room = np.zeros(len(sets)), (np.empty(nodes), np.empty(nodes * SIZE), np.zeros(SCRATCH))
    run(told_at, 10 * nodes, sealed(tree.first), tree.nodes(), points, *room, found)
    return float(found.sum())


def point_of(parameters: BktParameters) -> tuple[float, ...]:
    """Return the parameters of a skill as a point to climb from."""
    p = parameters
    first = (-1.0, -1.0)
    if p.first_wrong is not None and p.first_right is not None:
        first = (p.first_wrong, p.first_right)
    return (p.prior, p.learn, p.guess, p.slip, p.forget, p.lapse, *first)


def _bounds(set_to: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """Return the least and the most that each number of a point may be."""
    least = np.array([EDGE, EDGE, EDGE, EDGE, 0.0, 0.0, -1.0, -1.0])
    most = np.array([1 - EDGE, 1 - EDGE, set_to["guess_most"], set_to["slip_most"], 0.0, 0.0, -1.0, -1.0])
    for place, name in enumerate(("forget", "lapse"), FORGET):
        if set_to[name]:
            least[place], most[place] = EDGE, SURE_TO_STAY
    if set_to["first"]:
        least[FIRST:], most[FIRST:] = EDGE, 1 - EDGE
    return least, most


def _climbed(
    told: Histories, least: Floats, most: Floats, set_to: Mapping[str, Any], seed: bytes, progress: Progress
) -> Climbed:
    tree = _grown(told, merge=not set_to["lapse"])
    count, tries = len(told.skills), set_to["starts"]
    wide = SIZE if (most[FORGET:] > 0.0).any() else FORGET
    starts = _starts(told.skills, tries, least, most, seed)
    found = Climbed.of(count)
    nodes = int(tree.first[-1])
    lacking, slope = np.empty(nodes), np.empty(nodes * wide)
    centre = np.array(point_of(BktParameters()))
    limits = (sealed(least), sealed(most), sealed(centre), float(set_to["default_weight"]))

    def part(begin: int, end: int) -> None:
        own = Climbed.of(end - begin)
        room = (lacking, slope, np.zeros(SCRATCH), np.zeros(SIZE, np.int64))
        here = (
            sealed(tree.first[begin : end + 1]),
            tree.nodes(),
            wide,
            sealed(starts[begin:end].reshape(-1)),
        )
        made = (own.points.reshape(-1), own.likelihoods, own.passes, own.rested)
        run(climb_all, nodes * tries * 10, *here, tries, limits, TOLERANCE, ROUNDS, room, *made)
        found.put(begin, end, own)

    _in_parts(part, tree.first, set_to["threads"], progress)
    return found


def _in_parts(part: Callable[[int, int], None], first: Integers, threads: int, progress: Progress) -> None:
    """Do the skills part by part, of about as many nodes each; the parts have nothing in common."""
    cuts = np.searchsorted(first, np.linspace(0, first[-1], PARTS + 1)[1:-1]).tolist()
    ends = sorted({0, *cuts, len(first) - 1})
    pairs = list(pairwise(ends))
    if threads == 1:
        for done, pair in enumerate(pairs, 1):
            part(*pair)
            progress(done / len(pairs))
        return
    with ThreadPoolExecutor(threads) as pool:
        for done, _ in enumerate(pool.map(lambda pair: part(*pair), pairs), 1):
            progress(done / len(pairs))


def _grown(told: Histories, *, merge: bool) -> Grown:
    n = len(told.right)
    child, parent, answer = np.full(2 * n, -1), np.empty(n, np.int64), np.empty(n, np.int64)
    since, wrong, right = np.empty(n), np.zeros(n), np.zeros(n)
    first = np.empty(len(told.bounds), np.int64)
    given = map(sealed, (told.bounds, told.starts, told.right, told.days))
    run(plant, n, *given, merge, child, parent, answer, since, wrong, right, first)
    return Grown(first, parent, answer, since, wrong, right)


def _starts(skills: Sequence[str], tries: int, least: Floats, most: Floats, seed: bytes) -> Floats:
    """Return the starts of each skill, shape (skills, tries, 8): the default, then draws."""
    low, high = np.array([0.05, 0.01, 0.02, 0.01]), np.array([0.95, 0.4, 0.45, 0.35])
    low, high = np.minimum(low, most[:FORGET] / 2), np.minimum(high, most[:FORGET])
    starts = np.empty((len(skills), tries, SIZE))
    starts[:] = point_of(BktParameters())
    for number, skill in enumerate(skills if tries > 1 else ()):
        drawn = uniforms(derive(seed, "bkt", skill), [str(n) for n in range((tries - 1) * FORGET)])
        starts[number, 1:, :FORGET] = low + drawn.reshape(tries - 1, FORGET) * (high - low)
    starts[:, :, FORGET:FIRST] = np.minimum(0.02, most[FORGET:FIRST])
    if most[FIRST] > 0.0:
        starts[:, :, FIRST], starts[:, :, FIRST + 1] = 0.2, 0.8
    return np.clip(starts, least, most)


def _parameters(point: Sequence[float], items: Mapping[ItemId, tuple[float, float]]) -> BktParameters:
    prior, learn, guess, slip, forget, lapse, first_wrong, first_right = point
    if first_right < 0.0:
        return BktParameters(prior, learn, guess, slip, forget, lapse, items=items)
    return BktParameters(prior, learn, guess, slip, forget, lapse, first_wrong, first_right, items)


def _notes(told: Histories, found: Climbed, most: Floats) -> list[str]:
    """Return what the reader of a model card should know."""
    starts = told.starts[told.bounds]
    answers = np.diff(starts)
    notes = []
    few = [f"{skill} ({n})" for skill, n in zip(told.skills, answers.tolist(), strict=True) if n < FEW]
    if few:
        notes.append(f"{len(few)} skills have fewer than {FEW} answers that tell: {listed(few)}.")
    for place, name in ((2, "guess"), (3, "slip")):
        at = (found.points[:, place] >= most[place] - 1e-9) | (
            found.points[:, 2:4].sum(axis=1) >= 1.0 - APART - 1e-9
        )
        if at.any():
            met = listed(skill for skill, here in zip(told.skills, at, strict=True) if here)
            notes.append(f"The bound of {name}, {most[place]:g}, was met by {int(at.sum())} skills: {met}.")
    return notes
