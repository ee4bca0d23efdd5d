"""One student's level under every method of averaging, from the whole history, by the date of the work."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from whynext.mastery.estimate import no_states
from whynext.mastery.tracing.batch import in_order
from whynext.mastery.tracing.decaying import METHODS, Decaying, DecayingParameters

CUSTOMARY: Mapping[str, DecayingParameters] = {name: DecayingParameters(name) for name in METHODS}
"""Every method with its default numbers."""


def levels(responses: pl.DataFrame, methods: Mapping[str, DecayingParameters] = CUSTOMARY) -> pl.DataFrame:
    """Return the level of each student and skill under several methods.

    Answers count in the order of their dates, whatever the order in which they were entered; the order of
    arrival decides between answers of one instant.

    Parameters
    ----------
    responses
        Columns of :data:`~whynext.mastery.response.OBSERVED`.
    methods
        What to call each level, and how to make it.

    Returns
    -------
    polars.DataFrame
        Columns ``student``, ``skill`` and one for each method, in [0, 1]; in the order of the first work.

    Raises
    ------
    Refused
        If the responses are no such frame.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from whynext.mastery.response import Response, observed
    >>> marks = [(True, 3), (False, 1), (True, 2)]
    >>> history = [Response("ana", "i", ("k",), x, datetime(2026, 9, day, tzinfo=UTC)) for x, day in marks]
    >>> levels(observed(history), {"65/35": DecayingParameters(share=0.65)})["65/35"].round(4).to_list()
    [0.8775]
    """
    by_date = in_order(responses).sort("at", maintain_order=True)
    by_date = by_date.with_columns(order=pl.int_range(pl.len(), dtype=pl.Int64))
    found: pl.DataFrame | None = None
    for name, parameters in methods.items():
        states = Decaying(parameters).observe_all(no_states(), by_date)
        level = states.get_column("mastery").alias(name)
        found = states.select("student", "skill", level) if found is None else found.with_columns(level)
    return no_states().select("student", "skill") if found is None else found
