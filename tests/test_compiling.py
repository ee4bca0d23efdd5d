"""One source, two forms: when which is used, and what it needs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import MutableSequence, Sequence
from typing import Any

import numba
import numpy as np
import pytest

from whynext.base import compiling
from whynext.base.compiling import compiled, pays, run, run_plain, sealed


def twice(x: float) -> float:
    """Return a number, doubled."""
    return 2.0 * x


def twice_each(
    numbers: Sequence[float], pair: tuple[Sequence[float], float], made: MutableSequence[float]
) -> None:
    """Double numbers, and add what the pair holds."""
    for n in range(len(numbers)):
        made[n] = twice(numbers[n]) + pair[0][n] * pair[1]


def test_what_a_function_calls_in_its_module_is_compiled_with_it() -> None:
    """And the plain function stays what it is."""
    numbers, made = sealed(np.arange(4.0)), np.zeros(4)
    compiled(twice_each)(numbers, (numbers, 1.0), made)
    assert made.tolist() == [0.0, 3.0, 6.0, 9.0]
    assert twice_each.__globals__["twice"] is twice


def test_plain_and_compiled_runs_fill_the_same_arrays() -> None:
    """Arrays in a tuple are read in both."""
    numbers = sealed(np.linspace(0, 1, 9))
    plain, quick = np.zeros(9), np.zeros(9)
    run_plain(twice_each, numbers, (numbers, 0.5), plain)
    run(twice_each, 10**9, numbers, (numbers, 0.5), quick)
    assert plain.tobytes() == quick.tobytes()
    assert plain.any()


def test_little_work_is_done_plainly_and_much_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the compiler costs as much as many answers; where it is loaded it pays sooner."""
    assert not pays(compiling.SOME - 1)
    assert pays(compiling.SOME)
    monkeypatch.delitem(sys.modules, "numba")
    assert not pays(compiling.PAYS - 1)
    assert pays(compiling.PAYS)
    assert not pays(compiling.PAYS, 3 * compiling.PAYS)


def test_where_no_cache_can_be_written_it_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only installation without a home folder has nowhere to keep it."""

    def strict(*, cache: bool = False, nogil: bool) -> Any:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(numba, "njit", strict)
    fresh = compiled.__wrapped__(twice)
    assert fresh(4.0) == 8.0


def test_looking_for_kinds_and_tracing_one_answer_load_no_compiler() -> None:
    """In a process of its own: neither numba nor SciPy is imported by an update or a small batch."""
    script = (
        "import sys; from datetime import UTC, datetime\n"
        "from whynext.mastery.estimate import no_states\n"
        "from whynext.mastery.response import Response, observed\n"
        "from whynext.mastery.tracing.registry import kinds\n"
        "answer = Response('ana', 'item', ('k',), True, datetime(2026, 9, 1, tzinfo=UTC))\n"
        "for kind in kinds().values():\n"
        "    model = kind.default(); model.observe(model.begin('k'), answer)\n"
        "    model.observe_all(no_states(), observed([answer] * 3000))\n"
        "print(sorted({'numba', 'scipy', 'sklearn', 'fsrs'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
