"""Fitting models on a school's own answers, and judging them on students they have not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TypeGuard

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused, listed, nearest
from whynext.base.seed import derive, uniform
from whynext.engine.history import history
from whynext.engine.school import Engine
from whynext.mastery.card import Card, card
from whynext.mastery.estimate import State
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction import registry as predictors
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.response import Response
from whynext.mastery.tracing import registry as tracers
from whynext.mastery.tracing.model import TracingModel

SHARE = 0.2
"""So many of the students are kept from the fit, to judge it."""
FEWEST = 5
"""With fewer students on either side nothing can be said of a fit."""


@dataclass(frozen=True, slots=True)
class ModelFit:
    """A fit on all answers, and the card of the same fit without the students it is judged on.

    Parameters
    ----------
    title
        Of the kind.
    fitted
        On all students.
    card
        How well it predicts students who were kept from it.
    """

    title: str
    fitted: AnyFit
    card: Card


def fit(
    engine: Engine,
    kind: str,
    *,
    options: Mapping[str, object] | None = None,
    variant: str = "",
    groups: Mapping[str, str] | None = None,
    threads: int = 1,
    diagnostics: bool = False,
    progress: Progress = unheard,
) -> ModelFit:
    """Fit a kind of model on every answer of the school; nothing is written.

    Parameters
    ----------
    kind
        Of a tracing model, or ``predict:`` and a kind of predictor.
    options
        What the fit is told, by name.
    variant
        A named set of options.
    groups
        The group of each student by id, to tell the errors of each; none of a small group.
    threads
        How many threads work on it; with two, the fit on all students and the one that is judged are made
        side by side. The result is the same.
    diagnostics
        Whether answers in diagnostics count as well. They are never traced one by one, for estimates begin
        where the diagnostic placed the student; of items, guesses and slips they tell as much as others.
    progress
        Told how far it is.

    Raises
    ------
    NotFound
        If there is no such kind or variant.
    Refused
        If the kind has nothing to fit, an option is impossible, or there are too few answers.
    """
    if not 1 <= threads <= MOST_THREADS:
        raise Refused(Problem(f"{threads} threads", "threads", f"a whole number from 1 to {MOST_THREADS}"))
    with engine.store.reading() as reading:
        answers = history(reading).frame(diagnostics=diagnostics)
        seed = derive(reading.school().seed, "fit")
        name = reading.school().name
    mine, kept = split(answers, seed)
    title, work = _work(kind, options or {}, variant, threads)
    tried, whole = _both(work, (mine, derive(seed, "split")), (answers, seed), threads, progress)
    said, certain = _judged(predictions(tried.model, kept))
    students = said.get_column("student")
    made = card(
        kind,
        tried.model.version,
        said.get_column("probability"),
        said.get_column("correct"),
        data=f"every answer of {name}: {answers.get_column('order').n_unique():,} answers of "
        f"{answers.get_column('student').n_unique():,} students"
        f"{', those in diagnostics with them' if diagnostics else ''}",
        split=f"{kept.get_column('student').n_unique():,} students, drawn by lot, were kept from the fit"
        + certain,
        groups=None if groups is None else [groups.get(student) for student in students],
        students=students,
        notes=tried.notes,
    )
    return ModelFit(title, whole, made)


def _judged(said: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Return the predictions to be judged, and words on those that claim to be certain, which are not."""
    open_ = said.filter((pl.col("probability") > 0.0) & (pl.col("probability") < 1.0))
    if len(open_) in (0, len(said)):
        return said, ""
    return open_, f"; {len(said) - len(open_):,} answers that it held to be certain are not judged"


MOST_THREADS = 64
Work = Callable[[pl.DataFrame, bytes, Progress], "AnyFit"]
AnyFit = Fitted[TracingModel] | Fitted[Predictor]
Share = tuple[pl.DataFrame, bytes]


def _both(work: Work, first: Share, second: Share, threads: int, progress: Progress) -> tuple[AnyFit, AnyFit]:
    """Return both fits, one after the other or side by side; progress never falls."""
    shares, lock = [0.0, 0.0], Lock()

    def telling(which: int) -> Progress:
        def told(share: float) -> None:
            with lock:
                shares[which] = max(shares[which], share)
                progress(sum(shares) / 2)

        return told

    if threads == 1:
        return work(*first, telling(0)), work(*second, telling(1))
    with ThreadPoolExecutor(2) as pool:
        tried, whole = (pool.submit(work, *each, telling(n)) for n, each in enumerate((first, second)))
        return tried.result(), whole.result()


def split(answers: pl.DataFrame, seed: bytes) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the answers of the students to fit on, and of those kept from it.

    Raises
    ------
    Refused
        If there are too few students on either side.
    """
    students = answers.get_column("student").unique().to_list()
    drawn = sorted(students, key=lambda student: (uniform(seed, student), student))
    out = drawn[: max(FEWEST, round(SHARE * len(drawn)))]
    if len(students) < 2 * FEWEST:
        raise Refused(
            Problem(
                f"{len(students)} students have answered, too few to fit and to judge a fit",
                valid=f"{2 * FEWEST} or more",
                next_step="import a history of answers, or keep the published defaults",
                kind="too few",
            )
        )
    theirs = pl.col("student").is_in(out)
    return answers.filter(~theirs), answers.filter(theirs)


def _work(kind: str, options: Mapping[str, object], variant: str, threads: int) -> tuple[str, Work]:
    if kind.startswith(PREDICT):
        if options or variant:
            raise Refused(
                Problem(f"«{kind}» is fitted without options", valid="no --option and no --variant")
            )
        found = predictors.kind(kind.removeprefix(PREDICT))
        return found.title, lambda rows, seed, told: found.fit(rows, seed=seed, progress=told)
    tracer = tracers.kind(kind)
    fit_it = tracer.fit
    if fit_it is None:
        able = [each.id for each in tracers.kinds().values() if each.fit is not None]
        raise Refused(Problem(f"«{kind}» has nothing to fit", valid=listed(able)))
    if variant and variant not in tracer.variants:
        valid = nearest(variant, tracer.variants) or listed(tracer.variants)
        raise NotFound(Problem(f"«{kind}» has no variant «{variant}»", valid=valid))
    told_it = {**(tracer.variants[variant].options if variant else {}), **options}
    if threads > 1 and "threads" in tracer.options:
        told_it.setdefault("threads", -(-threads // 2))
    return tracer.title, lambda rows, seed, told: fit_it(rows, seed=seed, progress=told, options=told_it)


PREDICT = "predict:"
"""Stands before the kind of a predictor, as some kinds have the name of a tracing model."""


def predictions(model: TracingModel | Predictor, answers: pl.DataFrame) -> pl.DataFrame:
    """Return how probable a model held each answer, predicted from the earlier ones of its student.

    For a tracing model an answer on several skills is held as probable as its weakest skill says.

    Returns
    -------
    polars.DataFrame
        Columns student, correct and probability, a row for each answer.
    """
    if traces(model):
        return _traced(model, answers)
    said: pl.DataFrame = model.predict_all(answers)  # type: ignore[union-attr]
    return said.select("student", "correct", "probability")


def _traced(model: TracingModel, answers: pl.DataFrame) -> pl.DataFrame:
    rows = []
    states: dict[tuple[str, str], State] = {}
    columns = ["order", "student", "item", "correct", "at", "hints"]
    grouped = answers.sort("order", maintain_order=True).group_by(columns, maintain_order=True)
    each_once = grouped.agg("skill").select(*columns, "skill")
    for _, student, item, correct, at, hints, skills in each_once.iter_rows():
        held = {skill: states.get((student, skill)) or model.begin(skill) for skill in skills}
        chance = min(model.predict(state, item, at) for state in held.values())
        rows.append((student, correct, min(max(chance, 0.0), 1.0)))
        response = Response(student, item, tuple(skills), correct, at, hints=hints)
        for skill, state in held.items():
            states[student, skill] = model.observe(state, response)[0]
    schema = {"student": pl.String(), "correct": pl.Boolean(), "probability": pl.Float64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def traces(model: TracingModel | Predictor) -> TypeGuard[TracingModel]:
    """Tell whether a model traces skills, which a predictor does not."""
    return hasattr(model, "observe_all")
