"""Models of mastery: which is in force, and what changes when another is put in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whynext.engine.history import history
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, moment, publish_model
from whynext.ledger.entry import instant
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
