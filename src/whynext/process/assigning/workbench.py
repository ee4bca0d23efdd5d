"""Where the programs of a search are solved: in threads, in counted steps, until somebody stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

import numpy as np

from whynext.process.assigning.instance import Progress, Watch

T = TypeVar("T")

_POLL = 0.1
_NO_END = 1_000_000_000


class Workbench:
    """Where programs are solved: threads, steps that are counted, and somebody who may stop it."""

    def __init__(self, threads: int, watch: Watch, most: int | None) -> None:
        self.pool = ThreadPoolExecutor(max(threads, 1))
        self.watch, self.most = watch, most
        self.steps = 0
        self.stopped = threading.Event()
        self.value: float | None = None
        self.bound = np.inf

    def __enter__(self) -> Workbench:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop whatever still runs."""
        self.stopped.set()
        self.pool.shutdown()

    def goes_on(self, _: Progress | None = None) -> bool:
        """Return whether nobody has stopped it; may be asked from any thread."""
        return not self.stopped.is_set()

    @property
    def left(self) -> int:
        """How many steps are left."""
        return _NO_END if self.most is None else max(self.most - self.steps, 0)

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Begin a step."""
        self.steps += 1
        return self.pool.submit(work)

    def look(self) -> bool:
        """Tell the watch how it stands; return whether to go on."""
        if not self.stopped.is_set():
            told = Progress(self.steps, self.most or 0, self.value, self.bound)
            if not self.watch(told):
                self.stopped.set()
        return not self.stopped.is_set()

    def end(self, begun: Future[T]) -> T:
        """Wait for the end of a step, telling the watch meanwhile."""
        self.look()
        while not begun.done():
            wait([begun], _POLL)
            self.look()
        return begun.result()
