"""Figures of mastery: one update, many answers, and what may be asked of a whole school.

Peers run in the same command on the same work, alternating; ratios count, absolute times are notes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
from bench.figures import REPEATS, Row, in_turn, row

from whynext.mastery.estimate import STATE, State, no_states
from whynext.mastery.information import INFORMATION, SOURCES
from whynext.mastery.response import Response
from whynext.mastery.tracing.batch import Batch
from whynext.mastery.tracing.bkt import Bkt, _trace
from whynext.mastery.tracing.model import TracingModel, observe_response
from whynext.mastery.tracing.registry import kinds
from whynext.process.information import Asked

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
NOW = START + timedelta(days=100)


def rows(small: bool = False) -> list[Row]:
    """Return the figures; `small` only shows that they can be made."""
    return [*_one_step(200 if small else 20_000), *_batch(2_000 if small else 1_000_000), *_school(small)]


def _row(
    name: str,
    value: float,
    unit: str,
    reach: float | None,
    *,
    least: bool = False,
    peer: str = "",
    peer_value: float | None = None,
    note: str = "",
) -> Row:
    """Return one figure; `least` where more is better."""
    if reach is None:
        return row(name, value, unit, peer=peer, peer_value=peer_value, note=note)
    ok = value >= reach if least else value <= reach
    told = f"{'≥' if least else '≤'} " + (f"{reach:,.0f}" if reach >= 1_000 else f"{reach:g}")
    return row(name, value, unit, reach=told, ok=ok, peer=peer, peer_value=peer_value, note=note)


def _alternating(*works: Callable[[], object], times: int = REPEATS) -> list[float]:
    """Return the median seconds of each work, run in turn."""
    return [each.median for each in in_turn(*works, times=times)]


# One step ------------------------------------------------------------------------------------------------


def _one_step(count: int) -> list[Row]:
    chance = np.random.default_rng(1)
    answers = [
        Response(f"s{s}", "item", (f"k{k}",), bool(right), START)
        for s, k, right in zip(
            chance.integers(0, 50, count),
            chance.integers(0, 20, count),
            chance.random(count) < 0.65,
            strict=True,
        )
    ]
    figures = []
    for name, kind in kinds().items():
        model = kind.default()
        (seconds,) = _alternating(lambda model=model: _fold(model, answers))
        figures.append(
            _row(
                f"one mastery update through the contract ({name})",
                seconds / count * 1e6,
                "µs",
                20.0,
                note="state, record with both estimates and its sentence",
            )
        )
    return figures


def _fold(model: TracingModel, answers: list[Response]) -> dict[str, dict[str, State]]:
    states: dict[str, dict[str, State]] = {}
    for each in answers:
        own = states.setdefault(each.student, {})
        moved, _ = observe_response(model, own, each)
        own.update(moved)
    return states


# Many answers --------------------------------------------------------------------------------------------


def _answers(count: int) -> pl.DataFrame:
    """Return answers as dense as in a known history: ninety a student, on thirteen skills, interleaved."""
    chance = np.random.default_rng(2)
    student = chance.integers(0, max(count // 90, 1), count)
    skill = (student * 11 + (20 * chance.beta(0.5, 2, count)).astype(int)) % 150
    return pl.DataFrame(
        {
            "student": pl.Series(student).cast(pl.String),
            "item": pl.Series(chance.integers(0, 5000, count)).cast(pl.String),
            "skill": pl.Series(skill).cast(pl.String),
            "correct": chance.random(count) < 0.65,
            "at": pl.Series(np.arange(count)).cast(pl.Duration("ms")) + START,
            "hints": pl.Series([None], dtype=pl.Int64).new_from_index(0, count),
            "order": np.arange(count),
        }
    ).with_columns(pl.col("at").cast(STATE["last_at"]))


def _batch(count: int) -> list[Row]:
    frame, model, none = _answers(count), Bkt(), no_states()
    arrays = [frame.get_column(name) for name in ("student", "skill", "correct")]
    ours, theirs = _alternating(
        lambda: model.observe_all(none, frame), lambda: _plain_bkt(*[each.to_list() for each in arrays])
    )
    groups = frame.select("student", "skill").n_unique()
    alone = _recursion(frame)
    return [
        _row(
            "answers traced in a batch (bkt)",
            count / ours,
            "answers/s",
            5e6,
            least=True,
            peer="the same recursion in a plain Python loop, without counts or times",
            peer_value=count / theirs,
            note=f"{count:,} answers, {groups:,} students × skills; text ids in, states with counts out",
        ),
        _row(
            "answers traced in a batch (bkt), the recursion alone",
            count / alone,
            "answers/s",
            5e6,
            least=True,
            note="answers grouped already, numbers in and out; one core",
        ),
    ]


def _recursion(frame: pl.DataFrame) -> float:
    """Return the median seconds of tracing answers that are grouped already."""
    groups = frame.group_by("student", "skill", maintain_order=True).agg("correct")
    lengths = groups.get_column("correct").list.len().cast(pl.Int64).to_numpy()
    right = groups.get_column("correct").explode().to_numpy()
    chances = {"learn": 0.1, "guess": 0.2, "slip": 0.1}
    columns = pl.DataFrame({name: np.full(len(lengths), chance) for name, chance in chances.items()})
    none = np.zeros(len(lengths), dtype=np.int64)
    zero = np.zeros(len(lengths))
    known = np.full(len(lengths), 0.3)
    at = np.zeros_like(right, int)
    batch = Batch(columns, known, lengths, right, ~right, none, none, zero, zero, none, at)
    (seconds,) = _alternating(lambda: _trace(batch))
    return seconds


def _plain_bkt(students: list[str], skills: list[str], correct: list[bool]) -> dict[tuple[str, str], float]:
    known: dict[tuple[str, str], float] = {}
    for student, skill, right in zip(students, skills, correct, strict=True):
        p = known.get((student, skill), 0.3)
        p = p * 0.9 / (p * 0.9 + (1 - p) * 0.2) if right else p * 0.1 / (p * 0.1 + (1 - p) * 0.8)
        known[student, skill] = p + (1 - p) * 0.1
    return known


# A school asked ------------------------------------------------------------------------------------------


def _school(small: bool) -> list[Row]:
    students, skills = (50, 30) if small else (10_000, 300)
    asked = _question(students, skills)
    names = ("mastery", "prerequisites_mastered", "days_since_practice")
    views = {each.name: each for each in INFORMATION if each.name in names}
    arguments = {key: each.default for view in views.values() for key, each in view.arguments.items()}
    asked = Asked(asked.rows, asked.sources, arguments, NOW, date(2026, 12, 10))
    estimates = asked.sources["estimates"]

    def three_joins() -> None:
        for column in ("mastery", "answers", "last_at"):
            asked.looked_up(estimates, {"student": "student", "skill": "option"}, column)

    ours, theirs = _alternating(lambda: [view.view(asked) for view in views.values()], three_joins)
    figures = [
        _row(
            "mastery, prerequisites_mastered and days_since_practice of a school",
            ours,
            "s",
            1.5,
            peer="three hand-written Polars joins on the text ids, without prerequisites, priors or days",
            peer_value=theirs,
            note=f"{students:,} students × {skills} skills, {estimates.height:,} estimates",
        )
    ]
    one = _of_one(asked, skills)
    for name, view in views.items():
        (seconds,) = _alternating(lambda view=view: view.view(one), times=21)
        figures.append(_row(f"{name} of one student", seconds * 1e3, "ms", None, note=f"{skills} skills"))
    return figures


def _of_one(asked: Asked, skills: int) -> Asked:
    first = asked.rows.head(skills)
    own = asked.sources["estimates"].filter(pl.col("student") == first.item(0, "student"))
    return Asked(first, {**asked.sources, "estimates": own}, asked.arguments, asked.as_of, asked.today)


def _question(students: int, skills: int) -> Asked:
    """Return every student with every skill, a fifth of them with an estimate, two prerequisites a skill."""
    chance = np.random.default_rng(3)
    who, what = [f"student-{n}" for n in range(students)], [f"skill-{n}" for n in range(skills)]
    whole = pl.DataFrame({"student": who}).join(pl.DataFrame({"option": what}), how="cross")
    some = whole.sample(fraction=0.2, seed=4, shuffle=True).rename({"option": "skill"})
    hours = pl.Series(chance.integers(0, 2400, some.height)).cast(pl.Int64)
    estimates = some.with_columns(
        mastery=chance.random(some.height),
        last_at=pl.lit(NOW) - pl.duration(hours=hours),
        model=pl.lit("bkt"),
        **{name: pl.lit(3, pl.Int64) for name in ("answers", "right", "streak", "misses")},
    ).select([pl.col(name).cast(dtype) for name, dtype in SOURCES["estimates"].items()])
    edges = [(what[chance.integers(0, n)], what[n]) for n in range(1, skills) for _ in range(2)]
    sources = {
        "estimates": estimates,
        "mastery_priors": pl.DataFrame({"skill": what, "prior": 0.3}),
        "prerequisites": pl.DataFrame(edges, schema=SOURCES["prerequisites"], orient="row"),
    }
    return Asked(whole, sources, {}, NOW, date(2026, 12, 10))
