"""Whether some parts of an assignment can be kept together, tried by the program."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

import highspy
import numpy as np

from whynext.process.assigning.formulation import Formulation, Given, formulated
from whynext.process.assigning.instance import Floats, Instance, Ints, Of, Part, Truths, Watch, never_stops
from whynext.process.assigning.parts import keeping, who_matters, without_scores
from whynext.process.assigning.program import Effort, Program
from whynext.process.assigning.sufficing import sufficient

_LEAST = 1e-7

_PATIENT = 100_000
_WHOLE = 3
_FEW = 3_000
ENOUGH = Effort(gap=1e9, absolute=1e9, most_nodes=20_000)
"""How long it is tried whether there is a plan: any that is found ends it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a trial: a plan that keeps the parts, the proof that there is none, or neither."""

    impossible: bool
    plan: tuple[Truths, Ints] | None = None


@dataclass(slots=True)
class Trials:
    """Trials with the parts of one assignment, and how many there were.

    Parameters
    ----------
    instance
        It has no scores.
    effort
        Of each trial.
    watch
        Stops it.
    count, work, last
        How many there were, and how many rows of students were open in them together, and in the last one.
        A row counts thrice where whole numbers are asked for.
    relaxes
        Whether the linear relaxation is asked.
    """

    instance: Instance
    effort: Effort = ENOUGH
    watch: Watch = never_stops
    count: int = 0
    work: int = 0
    last: int = 0
    relaxes: bool = True

    @classmethod
    def of(cls, instance: Instance, effort: Effort, watch: Watch) -> Trials:
        """Begin with an assignment."""
        return cls(without_scores(instance), effort, watch)

    def together(self, kept: Set[Part], patience: int = 0) -> Tried:
        """Look for a plan that keeps these parts, whatever becomes of the others.

        It ends without an answer after the solver has asked so often whether to go on (0 for very often):
        how often it asks follows from what it does, not from a clock.
        """
        reduced, who, among = self._reduced(kept)
        self.work += (_WHOLE - 1) * self.last
        program = Program(reduced, free=who, given_up=_spared(who, kept), among=among)
        effort = replace(self.effort, hasty=self.last <= _FEW)  # of many, hardly any plan is found in haste
        solved = program.solve(effort, watch=no_longer(self.watch, patience or _PATIENT))
        if solved.impossible:
            return Tried(True)
        return Tried(False, (solved.chosen, solved.sessions) if solved.found else None)

    def _reduced(self, kept: Set[Part]) -> tuple[Instance, Ints, Truths]:
        """Return the assignment that keeps these parts only, who matters in it, and the rows that suffice."""
        reduced = keeping(self.instance, kept)
        who = who_matters(reduced, kept)
        among = sufficient(reduced, who)
        self.count += 1
        self.last = int(among.sum())
        self.work += self.last
        return reduced, who, among

    def impossible(self, kept: Set[Part]) -> frozenset[Part] | None:
        """Return parts of these that cannot all be kept, if they are proved impossible; else None."""
        core = self.core(kept)
        if core is not None:
            return core
        return frozenset(kept) if self.together(kept).impossible else None

    def nearest(
        self, kept: Set[Part], missing: Set[Part], effort: Effort, patience: int
    ) -> tuple[Truths, Ints] | None:
        """Return a plan that keeps the first parts and goes as little as can be beyond the others.

        None if none is found. There may be a nearer one if effort or patience (:meth:`together`) ended.
        """
        reduced, who, among = self._reduced(kept | missing)
        given_up = dict.fromkeys(sorted(missing), 1.0) | _spared(who, kept | missing)
        program = Program(reduced, free=who, given_up=given_up, among=among)
        solved = program.solve(effort, watch=no_longer(self.watch, patience))
        return (solved.chosen, solved.sessions) if solved.found else None

    def core(self, kept: Set[Part]) -> frozenset[Part] | None:
        """Return those of the parts from which it follows that not all can be kept; None if it does not.

        It follows where not even parts of sessions and of students would do (the linear relaxation). By
        Farkas' lemma some sum of the rows then contradicts itself, and the parts in it are returned.
        """
        if not self.relaxes:
            return None
        reduced, who, among = self._reduced(kept)
        given_up = dict.fromkeys(sorted(kept), 0.0) | _spared(who, kept)
        made = formulated(reduced, Given.of(reduced, who, None, given_up, tables=None, among=among))
        parts = sorted(part for part in kept if part in made.beyond)
        columns = np.concatenate([np.zeros(0, np.int64), *(made.beyond[part] for part in parts)])
        contradiction = _contradiction(made, columns)
        if contradiction is None:
            return None
        place = np.repeat(np.arange(len(parts)), [len(made.beyond[part]) for part in parts])
        used = np.abs(made.sheet.matrix()[:, columns].T @ contradiction)
        among = np.unique(place[used > _LEAST * max(float(np.abs(contradiction).max()), _LEAST)])
        return frozenset(parts[each] for each in among.tolist())


def no_longer(watch: Watch, calls: int) -> Watch:
    """Return a watch that stops after so many calls, or if the other one does."""
    left = iter(range(calls))
    return lambda progress: watch(progress) and next(left, None) is not None


def _spared(who: Ints, kept: Set[Part]) -> dict[Part, float]:
    """Return that those who matter, and whose places are not kept, may get fewer."""
    every = (Part(Of.WANTED, each) for each in who.tolist())
    return {part: 0.0 for part in every if part not in kept}


def _contradiction(made: Formulation, at_zero: Ints) -> Floats | None:
    """Return weights of rows whose sum contradicts itself where some columns are 0; None without."""
    zeros = np.zeros(len(at_zero))
    ends = highspy.HighsModelStatus
    for presolve in ("on", "off"):  # where the numbers leave the one at a loss, the other may do
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (_RELAXED | {"presolve": presolve}).items():
            solver.setOptionValue(name, value)
        made.pass_to(solver)
        solver.changeColsBounds(len(at_zero), at_zero.astype(np.int32), zeros, zeros)
        solver.run()
        status = solver.getModelStatus()
        if status == ends.kInfeasible:
            _, has, weights = solver.getDualRay()  # type: ignore[attr-defined]
            return np.asarray(weights) if has else np.ones(made.sheet.of_rows.count)
        if status == ends.kOptimal:
            break
    return None


_RELAXED: dict[str, bool | int | str] = {
    "output_flag": False,
    "random_seed": 0,
    "threads": 1,
    "solve_relaxation": True,
    "solver": "simplex",
}
