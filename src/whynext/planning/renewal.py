"""What has come since a process last decided: new evidence, or age that makes old evidence worth less."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from whynext.process.frames import instant, narrowed
from whynext.process.information import Argument, Asked, Grain, Information, Schema, Type

LATEST = "latest_decisions"
EVIDENCE = ("latest_answers", "latest_placements")

SOURCES: dict[str, Schema] = {
    LATEST: {
        "student": pl.String(),
        "process": pl.String(),
        "sequence": pl.Int64(),
        "at": pl.Datetime("us", "UTC"),
    },
    "latest_answers": {"student": pl.String(), "sequence": pl.Int64()},
    "latest_placements": {"student": pl.String(), "sequence": pl.Int64()},
}
"""``latest_decisions``: of each student and process the ledger entry and the instant of the last decision,
whatever it chose. ``latest_answers``, ``latest_placements``: of each student the last ledger entry that holds
an answer, or a diagnostic's placement; it tells what has come in since, whatever date it bears."""

_PROCESS = Argument("the process whose last decision is meant", default="")
_DAYS = Argument("from which age on an answer says what was, not what is", default=120.0, unit="days")


def _last(asked: Asked) -> pl.DataFrame:
    """Return each student's last decision of the process, of any process if none is named."""
    last, process = asked.sources[LATEST], str(asked.arguments["process"])
    if process:
        return narrowed(last, pl.col("process") == process)
    return last.group_by("student", maintain_order=True).agg(pl.col("sequence", "at").max())


def _new_evidence(asked: Asked) -> pl.Series:
    on = {"student": "student"}
    answered, placed = (asked.looked_up(asked.sources[name], on, "sequence") for name in EVIDENCE)
    decided = asked.looked_up(_last(asked), on, "sequence").fill_null(0)
    return (answered > decided).fill_null(False) | (placed > decided).fill_null(False)


def _grown_old(asked: Asked) -> pl.Series:
    """Tell whether some skill's latest answer passed the age after the last decision and by now."""
    days = timedelta(days=float(asked.arguments["days"]))
    held = asked.sources["estimates"].select("student", old=pl.col("last_at") + days)
    since = held.join(_last(asked).select("student", "at"), on="student", how="left")
    passed = (pl.col("old") < instant(asked.as_of)) & (
        pl.col("at").is_null() | (pl.col("old") >= pl.col("at"))
    )
    old = since.filter(passed).select("student").unique().with_columns(old=pl.lit(True))
    return asked.looked_up(old, {"student": "student"}, "old").fill_null(False)


INFORMATION: tuple[Information, ...] = (
    Information(
        "new_evidence",
        "Whether an answer of the student or a diagnostic has come in since the process last decided.",
        grain=Grain.STUDENT,
        type=Type.TRUTH,
        view=_new_evidence,
        needs=(LATEST, *EVIDENCE),
        arguments={"process": _PROCESS},
    ),
    Information(
        "grown_old",
        "Whether the latest answer on some skill has become too old since the process last decided.",
        grain=Grain.STUDENT,
        type=Type.TRUTH,
        view=_grown_old,
        needs=(LATEST, "estimates"),
        arguments={"process": _PROCESS, "days": _DAYS},
    ),
)
"""What wakes a process only for students of whom something has changed."""
