"""Models of mastery: which is in force, and what changes when another is put in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whynext.base.errors import NotFound, Problem, Refused, listed, nearest
from whynext.engine.fitting import PREDICT, ModelFit, traces
from whynext.engine.history import history
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, moment, publish_model
from whynext.ledger.entry import instant
from whynext.mastery.prediction import registry as predictors
from whynext.mastery.tracing import registry as tracers
from whynext.mastery.tracing.model import TracingModel


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """A model as it was published.

    Parameters
    ----------
    model, version
        The kind, and the digest of its parameters.
    at
        From when it was in force.
    by
        Who published it.
    sequence
        The ledger entry.
    document
        The kind, edition, version and parameters.
    """

    model: str
    version: str
    at: datetime
    by: str
    sequence: int
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Retraced:
    """What came of putting a model in force: how many answers it traced, for how many estimates."""

    model: str
    version: str
    answers: int
    estimates: int


def put_in_force(engine: Engine, model: TracingModel, *, by: str) -> Retraced:
    """Put a model in force from now on and trace every answer of the school with it.

    What was decided before stays as it is: a run's record holds the estimates that it saw.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        publish_model(engine, writing, model, here.now, by)
        seen = history(writing)
        states = seen.traced(model)
        writing.replace("estimates", states)
        answers = seen.frame().get_column("order").n_unique()
        return Retraced(model.id, model.version, answers, len(states))


def published_models(reading: Reading) -> list[PublishedModel]:
    """Return every model that was in force at the school, the earliest first; the last of them is."""
    found = []
    for entry in reading.entries(kinds=("model_published",)):
        if entry.content is not None:
            content = json.loads(entry.content)
            document = content["model"]
            at = instant(entry.at)
            found.append(
                PublishedModel(
                    document["model"], document["version"], at, content["by"], entry.sequence, document
                )
            )
    return found


def published_model(reading: Reading, version: str = "") -> PublishedModel:
    """Return a model that is or was in force, by its version or how that begins; the last if none is named.

    Raises
    ------
    NotFound
        If no model of this version was in force here.
    """
    published = published_models(reading)
    found = [each for each in published if each.version.startswith(version)]
    if not found:
        versions = [each.version for each in published]
        raise NotFound(
            Problem(
                f"no model of version «{version}» was in force here",
                valid=nearest(version, versions) or listed(versions),
                next_step="see «whynext model list»",
            )
        )
    return found[-1]


def kinds_of_models() -> list[dict[str, Any]]:
    """Return every kind of tracing model and of predictor: id, title, sentence, whether it can be fitted."""
    found: list[dict[str, Any]] = [
        {"id": each.id, "title": each.title, "sentence": each.sentence, "fits": each.fit is not None}
        for each in tracers.kinds().values()
    ]
    found += [
        {"id": f"{PREDICT}{each.id}", "title": each.title, "sentence": each.sentence, "fits": True}
        for each in predictors.kinds().values()
    ]
    sentence = "How hard skills are, and how often answers are slips or guesses, from past diagnostics."
    found.append({"id": LEARNED, "title": "The diagnostic's numbers", "sentence": sentence, "fits": True})
    return found


LEARNED = "diagnostic"
"""Stands among the kinds for what diagnostics rest on; see :mod:`whynext.engine.learned`."""


def options_of_kind(kind: str) -> dict[str, Any]:
    """Return what the fit of a kind may be told, and its variants by name.

    Raises
    ------
    NotFound
        If there is no such kind.
    """
    if kind.startswith(PREDICT):
        predictors.kind(kind.removeprefix(PREDICT))  # refuses what is none
    for each in kinds_of_models():
        if each["id"] == kind and (kind == LEARNED or kind.startswith(PREDICT)):
            return {**each, "options": [], "variants": []}
    tracer = tracers.kind(kind)
    options = [
        {"name": name, "default": each.default, "valid": each.problem(None), "sentence": each.sentence}
        for name, each in tracer.options.items()
    ]
    variants = [
        {"name": name, "options": dict(each.options), "sentence": each.sentence}
        for name, each in tracer.variants.items()
    ]
    return {
        "id": kind,
        "title": tracer.title,
        "sentence": tracer.sentence,
        "options": options,
        "variants": variants,
    }


def put_fitted_in_force(engine: Engine, made: ModelFit, *, by: str) -> Retraced:
    """Put a fitted tracing model in force; see :func:`put_in_force`."""
    model = made.fitted.model
    if traces(model):
        return put_in_force(engine, model, by=by)
    raise Refused(Problem("a predictor says nothing of skills and is not put in force"))


def document_of_fit(made: ModelFit) -> dict[str, Any]:
    """Return a fitted model as data from which the same model can be built."""
    model = made.fitted.model
    return {
        "model": model.id,
        "edition": model.edition,
        "version": model.version,
        "parameters": model.parameters.as_data(),
    }
