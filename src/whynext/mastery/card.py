"""Model cards: how well predictions came true, over all, at each level of certainty, and for each group.

After Mitchell et al. 2019, "Model cards for model reporting": what was fitted on what, how it was split, and
how large the error is for whom. A card is made from predictions and outcomes alone, so that it serves
predictors and tracing models alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Collector
from whynext.base.facts import canonical
from whynext.mastery.calibration_plot import calibration_plot

Floats = NDArray[np.float64]

BINS = 20
"""Of equal width, from 0 to 1: what the calibration error and its table are made of."""
FEWEST = 10
"""A group of fewer students (of fewer answers, where students are not told) is withheld."""
NEAREST = 1e-12
"""A prediction of 0 or 1 that fails would make the log loss infinite; it is held off by so much."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions between two bounds, and what came of them.

    Parameters
    ----------
    low, high
        The bounds; the lower one is inside, the upper one only in the last bin.
    answers
        How many predictions, at least one.
    predicted, observed
        Their mean, and the share of right answers.
    """

    low: float
    high: float
    answers: int
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Errors:
    """How far predictions were from what came.

    Parameters
    ----------
    answers
        How many.
    auc
        Probability that a right answer was held more probable than a wrong one, half of it where they were
        held equal; None where there are not both.
    log_loss
        Mean of -ln of the probability given to what came.
    rmse
        Root of the mean square of prediction less outcome.
    ece
        Mean distance of predicted and observed over the bins, weighed by their answers.
    predicted, observed
        Mean prediction, and share of right answers.
    """

    answers: int
    auc: float | None
    log_loss: float
    rmse: float
    ece: float
    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class GroupErrors:
    """The errors for one group; None where it is withheld: it is small, or would give a small one away."""

    group: str
    errors: Errors | None


@dataclass(frozen=True, slots=True)
class Card:
    """A model card.

    Parameters
    ----------
    model, version
        Kind and version of the predictor or tracing model.
    data, split
        Where the answers come from, and how those judged here were kept from the fit, in words.
    errors
        Over all answers.
    bins
        The calibration table; empty bins are left out.
    groups
        By name of the group.
    notes
        What else the reader should know.
    """

    model: str
    version: str
    data: str
    split: str
    errors: Errors
    bins: tuple[Bin, ...]
    groups: tuple[GroupErrors, ...] = ()
    notes: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        found = asdict(self)
        return {
            **found,
            "bins": list(found["bins"]),
            "groups": list(found["groups"]),
            "notes": list(self.notes),
        }

    def as_json(self) -> bytes:
        """Return the one spelling of the card as JSON."""
        return canonical(self.as_data())

    def plot(self) -> str:
        """Return the calibration plot as SVG."""
        points = [(each.predicted, each.observed, each.answers) for each in self.bins]
        return calibration_plot(f"Calibration of {self.model}", points)

    def markdown(self, plot: str = "") -> str:
        """Return the card as Markdown.

        Parameters
        ----------
        plot
            Where the plot will lie beside the text; without it the plot is not referred to, and the table
            says the same.
        """
        parts = [_head(self), _over_all(self.errors)]
        if plot:
            parts.append(f"![How often predictions came true; the table below holds the numbers]({plot})")
        parts.append(_calibration(self.bins))
        if self.groups:
            parts.append(_by_group(self.groups))
        if self.notes:
            parts.append("## Notes\n\n" + "\n".join(f"- {_cell(note)}" for note in self.notes))
        return "\n\n".join(parts) + "\n"


def card(
    model: str,
    version: str,
    predictions: Sequence[float] | Floats | pl.Series,
    outcomes: Sequence[bool] | NDArray[np.bool_] | pl.Series,
    *,
    data: str,
    split: str,
    groups: Sequence[str | None] | pl.Series | None = None,
    students: Sequence[str] | pl.Series | None = None,
    notes: Sequence[str] = (),
) -> Card:
    """Return the model card of predictions whose outcomes are known.

    Parameters
    ----------
    model, version
        Kind and version of the model that made them.
    predictions, outcomes
        Probability of a right answer, and whether it was right; as many of each, at least one.
    data, split
        In words: where the answers come from, and how they were kept from the fit.
    groups
        The group of each answer, None where it is in none.
    students
        The student of each answer: groups are withheld by how many students they have.
    notes
        Sentences to add, such as those of the fit.

    Raises
    ------
    Refused
        If columns differ in length or are empty, or a prediction is no probability.

    Examples
    --------
    >>> card("coin", "1", [0.5, 0.5], [True, False], data="two tosses", split="none").errors.auc
    0.5
    """
    made = np.asarray(predictions, dtype=np.float64)
    came = np.asarray(outcomes).astype(np.float64)
    _check(made, came, {"groups": groups, "students": students})
    found: tuple[GroupErrors, ...] = ()
    if groups is not None:
        found = _grouped(made, came, list(groups), None if students is None else list(students))
    return Card(model, version, data, split, errors_of(made, came), _bins(made, came), found, tuple(notes))


def _check(made: Floats, came: Floats, others: Mapping[str, Any]) -> None:
    found = Collector()
    if not len(made):
        found.add("there is no prediction to judge", where="predictions", kind="nothing to judge")
    columns = {"outcomes": came, **{name: each for name, each in others.items() if each is not None}}
    for name, each in columns.items():
        if len(each) != len(made):
            found.add(f"{len(each):,} {name} for {len(made):,} predictions", where=name, valid="one for each")
    wrong = ~((made >= 0.0) & (made <= 1.0))
    if wrong.any():
        found.add(
            f"{int(wrong.sum()):,} predictions are no probability",
            where=f"predictions, first in row {int(wrong.argmax())}",
            valid="numbers from 0 to 1",
            kind="no probability",
        )
    found.refuse_if_any()


# Figures -------------------------------------------------------------------------------------------------


def errors_of(predictions: Floats, outcomes: Floats) -> Errors:
    """Return how far predictions were from outcomes (0 or 1), both of shape (N,), N at least 1."""
    held = np.clip(predictions, NEAREST, 1.0 - NEAREST)
    bins = _bins(predictions, outcomes)
    return Errors(
        len(outcomes),
        auc(predictions, outcomes),
        float(-np.mean(np.where(outcomes > 0, np.log(held), np.log1p(-held)))),
        float(np.sqrt(np.mean((predictions - outcomes) ** 2))),
        sum(abs(each.predicted - each.observed) * each.answers for each in bins) / len(outcomes),
        float(predictions.mean()),
        float(outcomes.mean()),
    )


def auc(predictions: Floats, outcomes: Floats) -> float | None:
    """Return the area under the ROC curve, None without both right and wrong answers.

    Pairs are counted (Mann & Whitney 1947), equal predictions as half a pair, all in whole numbers: nothing
    is rounded before the last division.

    Examples
    --------
    >>> auc(np.array([0.2, 0.6, 0.6, 0.9]), np.array([0.0, 1.0, 0.0, 1.0]))
    0.875
    """
    levels, level = np.unique(predictions, return_inverse=True)
    right = np.bincount(level, outcomes > 0, minlength=len(levels)).astype(np.int64)
    wrong = np.bincount(level, minlength=len(levels)) - right
    pairs = int(right.sum()) * int(wrong.sum())
    if not pairs:
        return None
    below = np.cumsum(wrong) - wrong
    halves = int(np.sum(right * (2 * below + wrong)))
    return halves / (2 * pairs)


def _bins(predictions: Floats, outcomes: Floats) -> tuple[Bin, ...]:
    place = np.minimum((predictions * BINS).astype(np.int64), BINS - 1)
    count = np.bincount(place, minlength=BINS)
    predicted = np.bincount(place, predictions, minlength=BINS)
    right = np.bincount(place, outcomes, minlength=BINS)
    return tuple(
        Bin(
            k / BINS,
            (k + 1) / BINS,
            int(count[k]),
            float(predicted[k] / count[k]),
            float(right[k] / count[k]),
        )
        for k in range(BINS)
        if count[k]
    )


def _grouped(
    made: Floats, came: Floats, groups: list[str | None], students: list[str] | None
) -> tuple[GroupErrors, ...]:
    """Return the errors by group; small groups, and what would tell of a single small one, are withheld."""
    rows: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        if group is not None:
            rows.setdefault(str(group), []).append(row)
    size = {
        group: len(own) if students is None else len({students[row] for row in own})
        for group, own in rows.items()
    }
    withheld = {group for group, count in size.items() if count < FEWEST}
    others = sorted(set(size) - withheld, key=lambda group: (size[group], group))
    if len(withheld) == 1 and others:
        # One small group alone is what the whole says beyond the others.
        withheld.add(others[0])
    return tuple(
        GroupErrors(group, None if group in withheld else errors_of(made[rows[group]], came[rows[group]]))
        for group in sorted(rows)
    )


# In words ------------------------------------------------------------------------------------------------


def _head(made: Card) -> str:
    return (
        f"# Model card: {_cell(made.model)}\n\nVersion `{made.version}`.\n\n"
        f"**Data.** {_cell(made.data)}\n\n**Split.** {_cell(made.split)}"
    )


def _over_all(errors: Errors) -> str:
    rows = [
        ("answers judged", f"{errors.answers:,}"),
        ("AUC", _number(errors.auc)),
        ("log loss", _number(errors.log_loss)),
        ("RMSE", _number(errors.rmse)),
        (f"calibration error ({BINS} bins of equal width)", _number(errors.ece)),
        ("mean prediction", _number(errors.predicted)),
        ("share right", _number(errors.observed)),
    ]
    return "## Over all\n\n" + _table(("figure", "value"), rows)


def _calibration(bins: Sequence[Bin]) -> str:
    rows = [
        (
            f"{each.low:.2f}–{each.high:.2f}",
            f"{each.answers:,}",
            _number(each.predicted),
            _number(each.observed),
            f"{each.predicted - each.observed:+.4f}",
        )
        for each in bins
    ]
    header = ("predicted between", "answers", "mean prediction", "share right", "too high by")
    return "## Calibration\n\n" + _table(header, rows)


def _by_group(groups: Sequence[GroupErrors]) -> str:
    rows = []
    for each in groups:
        found = each.errors
        if found is None:
            rows.append((_cell(each.group), "withheld", "", "", "", ""))
            continue
        numbers = (_number(found.auc), _number(found.log_loss), _number(found.rmse))
        gap = f"{found.predicted - found.observed:+.4f}"
        rows.append((_cell(each.group), f"{found.answers:,}", *numbers, gap))
    header = ("group", "answers", "AUC", "log loss", "RMSE", "too high by")
    told = f"Groups of fewer than {FEWEST} are withheld, and the next smallest with a single such group."
    return f"## By group\n\n{_table(header, rows)}\n\n{told}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4f}"


def _cell(text: str) -> str:
    """Return a text that cannot break out of its line or its cell."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
