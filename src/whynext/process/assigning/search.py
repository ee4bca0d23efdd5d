"""The search for a plan: the whole program at once."""

from __future__ import annotations

from whynext.process.assigning.instance import Instance, Plan, Status, Watch, never_stops
from whynext.process.assigning.program import Effort, Program


def search(
    instance: Instance, *, steps: int, gap: float, seed: bytes, watch: Watch = never_stops, threads: int = 2
) -> Plan:
    """Return the best plan that is found; see :class:`whynext.process.assigning.instance.Plan`."""
    del seed  # nothing is drawn
    solved = Program(instance).solve(Effort(gap=gap, threads=threads), watch=watch)
    status = Status.BEST if solved.found else Status.IMPOSSIBLE if solved.impossible else Status.NOT_FOUND
    if solved.found and solved.stopped:
        status = Status.STOPPED
    return Plan(status, solved.chosen, solved.sessions, solved.value, solved.bound, min(steps, 1))
