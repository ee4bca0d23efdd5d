"""The kinds of predictor there are, found by looking: a module of this package that has a ``KIND``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from whynext.base.errors import NotFound, Problem, Refused, listed, nearest
from whynext.mastery import prediction
from whynext.mastery.fitting import Fit
from whynext.mastery.prediction.model import Predictor


@dataclass(frozen=True, slots=True)
class PredictorKind:
    """A kind of predictor.

    Parameters
    ----------
    id
        How states and published parameters name it.
    title, sentence
        For people.
    fit
        Makes a predictor from answers.
    build
        Returns a predictor from published parameters; raises Refused with what is wrong with them.
    """

    id: str
    title: str
    sentence: str
    fit: Fit[Predictor]
    build: Callable[[object], Predictor]


@cache
def kinds() -> Mapping[str, PredictorKind]:
    """Return every kind of predictor by id, in the order of their ids.

    Examples
    --------
    >>> list(kinds())
    ['best-lr', 'das3h', 'elo', 'irt', 'pfa', 'streaming']
    """
    found: dict[str, PredictorKind] = {}
    for module in pkgutil.iter_modules(prediction.__path__):
        kind = getattr(importlib.import_module(f"{prediction.__name__}.{module.name}"), "KIND", None)
        if isinstance(kind, PredictorKind):
            found[kind.id] = kind
    return dict(sorted(found.items()))


def kind(predictor: str) -> PredictorKind:
    """Return the kind of this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    try:
        return kinds()[predictor]
    except KeyError:
        raise NotFound(
            Problem(
                f"there is no predictor «{predictor}»",
                where="predictor",
                valid=nearest(predictor, kinds()) or listed(kinds()),
                kind="unknown model",
            )
        ) from None


def document_of(predictor: Predictor) -> dict[str, Any]:
    """Return a predictor as data to be published; :func:`predictor_of` gives the same one back."""
    return {
        "predictor": predictor.id,
        "edition": predictor.edition,
        "version": predictor.version,
        "parameters": predictor.parameters.as_data(),
    }


def predictor_of(document: Mapping[str, Any]) -> Predictor:
    """Return the predictor that a published document describes, exactly as it was.

    Raises
    ------
    Refused
        If the kind is unknown, the parameters are wrong, or this release no longer computes the published
        version (so that a replay never gives other numbers in silence).
    """
    found = kind(str(document.get("predictor", ""))).build(document.get("parameters"))
    published = document.get("version", found.version)
    if published != found.version:
        raise Refused(
            Problem(
                f"the parameters were published as version {published}, but give {found.version} here",
                where="version",
                next_step="replay with the release that published them, or publish the parameters anew",
                kind="another version",
            )
        )
    return found
