"""What is held of the effects of learning objects before anything was seen: data, with a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any

from whynext.base.errors import Collector, nearest
from whynext.base.facts import canonical
from whynext.base.ids import from_content

EDITION = 1

WHY_DEFAULTS: Mapping[str, str] = {
    "usual": "One object in five teaches a ready student who lacks the skill; with exercises after it about "
    "one in three.",
    "overall": "The usual chance may be wrong by half or by double in a school.",
    "modality": "On average one way of teaching is not much better than another: a fifth, at most two.",
    "skill": "Some skills take twice as long as others.",
    "object": "Objects for one skill differ more from one another than ways of teaching do.",
    "student": "Some learn half again as fast as others; it changes no order of objects.",
    "context": "What is known of student and object together may make an effect half again as large.",
    "crossed": "A context may count for one way of teaching and not for another.",
    "guess": "As in knowledge tracing.",
    "slip": "As in knowledge tracing.",
    "unready": "Who lacks what an object presupposes learns from it one time in ten that another would.",
    "highest": "No object teaches everybody.",
    "answers": "Three answers tell a skill that is there from one that is not; later ones tell of practice.",
    "days": "After two weeks something else has been learned as well.",
}
"""Why each default is what it is, for a published process to quote."""


@dataclass(frozen=True, slots=True)
class EffectParameters:
    """Priors and bounds of effects.

    The effect of an object is the probability that a student who is ready for a skill and does not have it
    has it after the object. Its logarithm is a sum of terms, each with a normal prior around 0: what holds
    of all objects, of the modality, of the skill, of the object itself, of the student, of each context,
    and of each context with each modality. What is not known of an object is thus taken from its skill and
    its modality.

    Parameters
    ----------
    usual
        The effect of which nothing is known.
    overall, modality, skill, object, student, context, crossed
        Standard deviation of each kind of term: 0.7 makes an effect half or double in one case of three.
        0 leaves the kind out.
    contexts
        Names of the contexts that are looked at: columns with numbers, of which 1 is much and 0 nothing out
        of the ordinary.
    guess, slip
        That who lacks the skill answers right, and who has it wrong.
    unready
        Share of an effect that is left to a student who lacks a prerequisite.
    highest
        The largest effect that is believed.
    answers
        How many answers after an object count, at most.
    days
        For how many days after it they count.

    Raises
    ------
    Refused
        With everything that is wrong.
    """

    usual: float = 0.2
    overall: float = 0.7
    modality: float = 0.2
    skill: float = 0.5
    object: float = 0.5
    student: float = 0.4
    context: float = 0.4
    crossed: float = 0.4
    contexts: tuple[str, ...] = field(default=())
    guess: float = 0.2
    slip: float = 0.1
    unready: float = 0.1
    highest: float = 0.95
    answers: int = 3
    days: float = 14.0

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        found = Collector()
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
                found.add(f"{value!r} is no number", where=name, valid=f"{low:g} to {high:g}", kind="type")
            elif not low <= value <= high:
                found.add(f"{value!r} is out of bounds", where=name, valid=f"{low:g} to {high:g}")
        if not found and self.guess + self.slip >= 1.0:
            found.add("a right answer would count against the skill", valid="guess + slip < 1")
        if not found and self.answers != int(self.answers):
            found.add(f"{self.answers!r} is no whole number", where="answers", valid="1 to 20")
        if len(set(self.contexts)) != len(self.contexts):
            found.add("a context is named twice", where="contexts")
        found.refuse_if_any()

    @property
    def version(self) -> str:
        """Digest of edition and parameters."""
        return from_content("effects", str(EDITION), canonical(self.as_data()).decode())

    def as_data(self) -> dict[str, Any]:
        """Return the parameters by name, JSON values only."""
        data = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**data, "contexts": list(self.contexts)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> EffectParameters:
        """Return the parameters that :meth:`as_data` gave; what is left out has its default.

        Raises
        ------
        Refused
            With every unknown name, or everything that is wrong with the values.
        """
        known = {each.name for each in fields(cls)}
        found = Collector()
        for name in sorted(set(data) - known):
            hint = nearest(name, known) or ", ".join(sorted(known))
            found.add(f"«{name}» is no parameter of effects", valid=hint, kind="unknown name")
        names = data.get("contexts", ())
        if not isinstance(names, list | tuple) or not all(isinstance(each, str) for each in names):
            found.add(f"{names!r} does not name contexts", where="contexts", valid='["interest"]')
        found.refuse_if_any()
        return cls(**{**data, "contexts": tuple(names)})


BOUNDS: Mapping[str, tuple[float, float]] = {
    "usual": (0.001, 0.95),
    **dict.fromkeys(("overall", "modality", "skill", "object", "student", "context", "crossed"), (0.0, 3.0)),
    "guess": (0.0, 0.9),
    "slip": (0.0, 0.9),
    "unready": (0.0, 1.0),
    "highest": (0.01, 1.0),
    "answers": (1, 20),
    "days": (0.01, 366.0),
}
"""Lowest and highest value of each number."""
