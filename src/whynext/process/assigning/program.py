"""The mixed-integer program of an assignment, and its solution by HiGHS.

Huangfu and Hall 2018, Parallelizing the dual revised simplex method, Mathematical Programming Computation
10:119-142, is the reference of the solver. The program is that of :mod:`whynext.process.assigning.instance`:
a truth for every row, a whole number of sessions for every option, and no row without a session
(``x <= n``), which the bounds on sizes imply for whole numbers only; stating it brings the relaxation near.
Units of a resource that may serve the same options are counted together, and who serves what is left to a
transport.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from whynext.process.assigning.formulation import Formulation, Given, formulated
from whynext.process.assigning.instance import (
    Floats,
    Instance,
    Ints,
    Part,
    Progress,
    Truths,
    Watch,
    never_stops,
)
from whynext.process.assigning.tables import Tables

_SEED = 0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a program is worked on; nothing in it is a time, so that the same ends in the same.

    Parameters
    ----------
    gap, absolute
        It ends when no plan is better by more than this share of the value, or by more than so much.
    most_nodes, most_stalled
        It ends after so many nodes of the search tree, or so many without a better plan.
    heuristics
        The share of the work that is spent on guessing good plans.
    threads
        How many the solver may use; the plan is the same.
    hasty
        Whether any plan will do: then the program is not simplified first, and plans are guessed by rounding.
    """

    gap: float = 1e-4
    absolute: float = 1e-6
    most_nodes: int | None = None
    most_stalled: int | None = None
    heuristics: float = 0.05
    threads: int = 1
    hasty: bool = False


@dataclass(frozen=True, slots=True)
class Solved:
    """What came of solving a program.

    Parameters
    ----------
    found
        Whether there is a valid plan; without one `chosen`, `sessions` and `excess` are empty of meaning.
    chosen, sessions
        As in a :class:`~whynext.process.assigning.instance.Plan`, with the rows that were not free.
    value, bound
        Scores less what is paid for limits and for what was given up; what no plan of this program exceeds
        (``-inf`` where it is impossible).
    impossible
        Proved: the program has no plan.
    finished
        It came to its end: the plan is the best within the gap, or it is impossible.
    stopped
        `watch` said so.
    excess
        For each part given up, how many units the plan goes beyond it.
    nodes
        How many nodes of the search tree were looked at.
    work
        How many iterations it took; a measure of effort that is the same on every machine.
    """

    found: bool
    chosen: Truths
    sessions: Ints
    value: float
    bound: float
    impossible: bool
    finished: bool
    stopped: bool
    excess: Mapping[Part, float]
    nodes: int
    work: int


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What came of solving a program without asking for whole numbers.

    Parameters
    ----------
    bound
        No plan has a larger value; ``inf`` where nothing was found.
    share
        How much of each row is chosen, from 0 to 1. Shape (rows,).
    loss
        No plan in which the row is chosen has a larger value than the bound less this. Shape (rows,).
    impossible
        Proved: even so there is no plan.
    """

    bound: float
    share: Floats
    loss: Floats
    impossible: bool


class Program:
    """The program of an instance, or of a part of it.

    Parameters
    ----------
    instance
        What is assigned.
    free
        The decisions that are open; all where it is None. The others keep their rows of `base`.
    base
        Truths of the rows, of which those of decisions that are not free count; none where it is None. How
        many sessions there are is open for every option.
    given_up
        Parts that may be exceeded, and what each unit beyond costs of the value; at 0 it is simply dropped.
        What must be chosen or kept apart is dropped for the price once, whatever the number.
    tables
        Of the instance, where they have been worked out already.
    among
        The rows that may be chosen of those that are free, besides those that must be; all where it is None.

    Examples
    --------
    Two students, one place in art and one in music:

    >>> from whynext.process.assigning.instance import Limit
    >>> one = lambda *rows: Limit(0, (), False, np.array(rows), np.ones(len(rows)), -np.inf, 1.0)
    >>> many = np.array
    >>> both = Instance(
    ...     many([0, 0, 1, 1]), many([0, 1, 0, 1]), many([5.0, 4.0, 5.0, 1.0]), many([False] * 4),
    ...     many([1, 1]), many([0, 0]), many([0, 0]), many([0, 0]), (one(0, 2), one(1, 3)), (), (),
    ...     ["ana", "ben"], ["art", "music"],
    ... )
    >>> best = Program(both).solve()
    >>> best.chosen.tolist(), best.value
    ([False, True, True, False], 9.0)
    """

    def __init__(
        self,
        instance: Instance,
        *,
        free: Sequence[int] | Ints | None = None,
        base: Truths | None = None,
        given_up: Mapping[Part, float] | None = None,
        tables: Tables | None = None,
        among: Truths | None = None,
    ) -> None:
        self.instance = instance
        self._made: Formulation = formulated(
            instance, Given.of(instance, free, base, given_up or {}, tables, among)
        )

    def solve(
        self,
        effort: Effort = Effort(),
        start: tuple[Truths, Ints] | None = None,
        watch: Watch = never_stops,
    ) -> Solved:
        """Find the best plan.

        Parameters
        ----------
        effort
            How long it is worked on.
        start
            A valid plan to begin with: its rows and sessions. One that is not valid is of no use and no harm.
        watch
            Told the nodes looked at, now and then; it ends with the best plan so far as soon as the answer
            is False.
        """
        solver = _solver(effort)
        self._made.pass_to(solver)
        if start is not None:
            columns, values = self._made.started(*start)
            solver.setSolution(len(columns), columns, values)
        stopped = _watching(solver, effort, watch)
        _run(solver, effort.threads)
        return self._told(solver, bool(stopped))

    def relaxed(self, watch: Watch = never_stops) -> Relaxed:
        """Solve the program without asking for whole numbers.

        By an interior point method: these programs are large and their corners many.
        """
        solver = _solver(Effort())
        solver.setOptionValue("solve_relaxation", True)
        solver.setOptionValue("solver", "ipx")
        solver.setOptionValue("run_crossover", "off")
        self._made.pass_to(solver)
        stopped = _watching(solver, Effort(), watch)
        _run(solver, 1)
        count = len(self.instance.owner)
        status, found = solver.getModelStatus(), solver.getSolution()
        if stopped or not found.dual_valid:
            impossible = not stopped and status == highspy.HighsModelStatus.kInfeasible
            return Relaxed(np.inf, np.zeros(count), np.zeros(count), impossible)
        values, prices = np.asarray(found.col_value), np.asarray(found.row_dual)
        # The solver's sign differs between its methods; whichever it is, both bounds hold.
        bound, left = min((self._made.safe(sign * prices) for sign in (1.0, -1.0)), key=lambda each: each[0])
        share, loss = np.zeros(count), np.full(count, np.inf)
        free = self._made.given.free
        share[free] = np.clip(values[self._made.x[free]], 0.0, 1.0)
        loss[free] = np.maximum(-left[self._made.x[free]], 0.0)
        return Relaxed(bound, share, loss, False)

    def _told(self, solver: highspy.Highs, stopped: bool) -> Solved:
        info, status, made = solver.getInfo(), solver.getModelStatus(), self._made
        ends = highspy.HighsModelStatus
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values: Floats = np.asarray(solver.getSolution().col_value) if found else np.zeros(made.size)
        impossible = status in (ends.kInfeasible, ends.kUnboundedOrInfeasible)
        chosen, sessions = made.chosen(values), made.sessions(values)
        excess = made.excess(values)
        return Solved(
            found,
            chosen,
            sessions,
            made.value(chosen, sessions, excess) if found else -np.inf,
            -np.inf if impossible else float(info.mip_dual_bound),
            impossible,
            finished=impossible or status == ends.kOptimal,
            stopped=stopped,
            excess=excess,
            nodes=max(int(info.mip_node_count), 0),
            work=max(int(info.simplex_iteration_count), 0),
        )


def _solver(effort: Effort) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "random_seed": _SEED,
        "threads": effort.threads,
        "mip_rel_gap": effort.gap,
        "mip_abs_gap": effort.absolute,
        "mip_heuristic_effort": effort.heuristics,
    }
    if effort.most_nodes is not None:
        options["mip_max_nodes"] = effort.most_nodes
    if effort.most_stalled is not None:
        options["mip_max_stall_nodes"] = effort.most_stalled
    for name, value in (options | (_HASTY if effort.hasty else {})).items():
        solver.setOptionValue(name, value)
    return solver


_HASTY: dict[str, bool | int | float | str] = {
    "presolve": "off",
    "mip_heuristic_run_shifting": True,
    "mip_heuristic_run_zi_round": True,
}


def _watching(solver: highspy.Highs, effort: Effort, watch: Watch) -> list[bool]:
    """Let the solver ask whether to go on; return a list that is filled when it was told to stop."""
    stopped: list[bool] = []
    if watch is never_stops:
        return stopped

    def ask(event: highspy.HighsCallbackEvent) -> None:
        told = event.data_out
        value = told.mip_primal_bound if np.isfinite(told.mip_primal_bound) else None
        most = effort.most_nodes or 0
        if stopped or not watch(Progress(max(told.mip_node_count, 0), most, value, told.mip_dual_bound)):
            stopped.append(True)
            event.interrupt()

    solver.cbMipInterrupt.subscribe(ask)
    solver.cbIpmInterrupt.subscribe(ask)
    solver.cbSimplexInterrupt.subscribe(ask)
    return stopped


def _run(solver: highspy.Highs, threads: int) -> None:
    """Run the solver; the threads it shares with others are started anew where their number is another."""
    if getattr(_here, "threads", None) != threads:
        highspy.Highs.resetGlobalScheduler(True)
        _here.threads = threads
    solver.run()


_here = threading.local()
