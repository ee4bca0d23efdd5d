"""The kinds of tracing model there are, found by looking: a module of this package that has a ``KIND``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import polars as pl

from whynext.base.errors import Collector, NotFound, Problem, Refused, listed, nearest
from whynext.mastery import tracing
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.tracing.model import TracingModel


@dataclass(frozen=True, slots=True)
class Option:
    """What a fit may be told.

    Parameters
    ----------
    default
        Its type is the type of the option: a truth, a whole number, or a number.
    sentence
        What it does, for people.
    least, most
        Bounds of a number, both allowed.
    """

    default: bool | int | float
    sentence: str
    least: float = 0.0
    most: float = 1.0

    def problem(self, value: object) -> str:
        """Return what would be valid where a value is not, and an empty string where it is."""
        if isinstance(self.default, bool):
            return "" if isinstance(value, bool) else "true or false"
        whole = isinstance(self.default, int)
        number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if number and self.least <= value <= self.most:  # type: ignore[operator]
            return ""
        return f"a {'whole ' if whole else ''}number from {self.least:g} to {self.most:g}"


@dataclass(frozen=True, slots=True)
class Variant:
    """A named set of options: a form of the model that has been of use."""

    sentence: str
    options: Mapping[str, bool | int | float]


class TracingFit(Protocol):
    """How a kind of tracing model is fitted: a :class:`~whynext.mastery.fitting.Fit` that takes options."""

    def __call__(
        self,
        responses: pl.DataFrame,
        *,
        seed: bytes,
        progress: Progress = unheard,
        options: Mapping[str, object] | None = None,
    ) -> Fitted[TracingModel]:
        """Return the model whose parameters fit these answers best; options not given have their default."""
        ...


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
    believes
        Whether its mastery is the probability that the student knows the skill, so that it can begin with
        what a diagnostic found.
    fit
        Makes parameters from answers; None where there is nothing to fit.
    options
        What `fit` may be told, by name.
    variants
        Named sets of these options.
    """

    id: str
    title: str
    sentence: str
    default: Callable[[], TracingModel]
    build: Callable[[object], TracingModel]
    believes: bool = False
    fit: TracingFit | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    variants: Mapping[str, Variant] = field(default_factory=dict)


def fit_in(module: str) -> TracingFit:
    """Return the fit of a module of :mod:`whynext.mastery.tracing.fits`, loaded when it is called."""

    def fit(
        responses: pl.DataFrame,
        *,
        seed: bytes,
        progress: Progress = unheard,
        options: Mapping[str, object] | None = None,
    ) -> Fitted[TracingModel]:
        own = importlib.import_module(f"{tracing.__name__}.fits.{module}")
        done: Fitted[TracingModel] = own.fit(responses, seed=seed, progress=progress, options=options or {})
        return done

    return fit


def chosen(known: Mapping[str, Option], options: Mapping[str, object]) -> dict[str, Any]:
    """Return every option with its value, the default where none is given.

    Raises
    ------
    Refused
        With every unknown option and every impossible value.

    Examples
    --------
    >>> chosen({"starts": Option(5, "How many starts.", 1, 100)}, {})
    {'starts': 5}
    """
    found = Collector()
    for name, value in options.items():
        if name not in known:
            what = f"«{name}» is no option of this fit"
            found.add(
                what, where="options", valid=nearest(name, known) or listed(known), kind="unknown option"
            )
        elif valid := known[name].problem(value):
            found.add(
                f"{value!r} is impossible", where=f"options.{name}", valid=valid, kind="impossible option"
            )
    found.refuse_if_any()
    return {name: options.get(name, each.default) for name, each in known.items()}


@cache
def kinds() -> Mapping[str, ModelKind]:
    """Return every kind of model by id, in the order of their ids.

    Examples
    --------
    >>> list(kinds())
    ['bkt', 'decaying', 'elo', 'retention', 'streak']
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
