"""The kinds of tracing model there are, found by looking: a module of this package that has a ``KIND``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from whynext.base.errors import NotFound, Problem, Refused, listed, nearest
from whynext.mastery import tracing
from whynext.mastery.tracing.model import TracingModel


@dataclass(frozen=True, slots=True)
class ModelKind:
    """A kind of tracing model.

    Parameters
    ----------
    id
        How definitions, states and published parameters name it.
    title, sentence
        For people.
    default
        Returns the model with its default parameters.
    build
        Returns a model from published parameters; raises Refused with all that is wrong with them.
    """

    id: str
    title: str
    sentence: str
    default: Callable[[], TracingModel]
    build: Callable[[object], TracingModel]


@cache
def kinds() -> Mapping[str, ModelKind]:
    """Return every kind of model by id, in the order of their ids.

    Examples
    --------
    >>> list(kinds())
    ['bkt', 'streak']
    """
    found: dict[str, ModelKind] = {}
    for module in pkgutil.iter_modules(tracing.__path__):
        kind = getattr(importlib.import_module(f"{tracing.__name__}.{module.name}"), "KIND", None)
        if isinstance(kind, ModelKind):
            found[kind.id] = kind
    return dict(sorted(found.items()))


def kind(model: str) -> ModelKind:
    """Return the kind of this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    try:
        return kinds()[model]
    except KeyError:
        raise NotFound(
            Problem(
                f"there is no tracing model «{model}»",
                where="model",
                valid=nearest(model, kinds()) or listed(kinds()),
                kind="unknown model",
            )
        ) from None


def document_of(model: TracingModel) -> dict[str, Any]:
    """Return a model as data to be published; :func:`model_of` gives the same model back.

    Examples
    --------
    >>> sorted(document_of(kind("streak").default()))
    ['edition', 'model', 'parameters', 'version']
    """
    return {
        "model": model.id,
        "edition": model.edition,
        "version": model.version,
        "parameters": model.parameters.as_data(),
    }


def model_of(document: Mapping[str, Any]) -> TracingModel:
    """Return the model that a published document describes, exactly as it was.

    Raises
    ------
    Refused
        If the kind is unknown, the parameters are wrong, or this release no longer computes the published
        version (so that a replay never gives other numbers in silence).
    """
    model = kind(str(document.get("model", ""))).build(document.get("parameters"))
    published = document.get("version", model.version)
    if published != model.version:
        raise Refused(
            Problem(
                f"the parameters were published as version {published}, but give {model.version} here",
                where="version",
                next_step="replay with the release that published them, or publish the parameters anew",
                kind="another version",
            )
        )
    return model
