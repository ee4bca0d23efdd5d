"""What the tests of mastery share: answers in short, and every registered model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mastery.specimens import SPECIMENS
from whynext.mastery.response import Response
from whynext.mastery.tracing.model import TracingModel

MORNING = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture(params=list(SPECIMENS))
def model(request: pytest.FixtureRequest) -> TracingModel:
    """Return each specimen in turn."""
    return SPECIMENS[request.param]


@pytest.fixture
def answer() -> Callable[..., Response]:
    """Return a maker of responses in which only what matters is said."""

    def made(
        correct: bool = True,
        *skills: str,
        student: str = "ana",
        item: str = "item-1",
        minute: int = 0,
        hints: int | None = None,
    ) -> Response:
        at = MORNING + timedelta(minutes=minute)
        return Response(student, item, skills or ("fractions",), correct, at, hints=hints)

    return made
