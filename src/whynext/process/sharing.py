"""What students share when they are assigned to places: limits, resources, and who may give way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from whynext.process.expression import Expression

COUNTED: Mapping[str, str] = {
    "students": "how many students have such a place",
    "sessions": "how many sessions are held",
}
"""What a limit counts, unless it adds up an amount."""

PER_ROW = ("student", "option")
"""What a limit can be counted by besides information: for each student, for each option."""

WAYS: Mapping[str, str] = {
    "count": "everybody gets as many places as are wanted",
    "smallest": "a session is not too small",
    "largest": "a session is not too large",
    "must": "what a person has locked is given",
    "separate": "who is kept apart shares no session",
}
"""What somebody may give way in, besides limits and resources."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many there may be of a kind.

    Parameters
    ----------
    count
        "students", "sessions", or an expression: the amount that each place adds, such as its minutes.
    of
        Which places count; None if all.
    per
        Information by which it is counted; with "student", for each student, with "option", for each option.
        Where one of it is missing the limit does not apply.
    at_most, at_least
        The bounds, the same for all places that are counted together; where they differ the narrower holds.
    because
        The reason for it, for people.
    weight
        If given it is a wish: every unit beyond costs so much of the score. Else it must be kept.
    price
        What a unit beyond is said to cost if somebody gives way; None if only a person can say.
    by
        Who may give way; empty if nobody may.
    """

    count: str | Expression
    of: Expression | None
    per: tuple[str, ...]
    at_most: Expression | None
    at_least: Expression | None
    because: str
    weight: Expression | None = None
    price: Expression | None = None
    by: str = ""

    @property
    def expressions(self) -> Mapping[str, Expression]:
        """What of it is worked out for every option, by name."""
        named = {"of": self.of, "count": self.count, "at_most": self.at_most, "at_least": self.at_least}
        return {name: each for name, each in named.items() if isinstance(each, Expression)}


@dataclass(frozen=True, slots=True)
class Resource:
    """Units of which each session needs one for itself, such as teachers.

    Parameters
    ----------
    name
        What a unit is called.
    units
        Words: the units that can serve the option, each with the students it has room for behind a colon
        where that matters ("a:18 b:24"). Missing if the option needs none; empty if none can.
    load
        Words: how many sessions each unit serves at most ("t1:4"); None, or not named, if any number.
    because
        The reason, for people.
    liked
        Words: the units that a student would rather have, such as an own adviser. None, or missing, if any.
    weight
        What each student who has a liked unit counts against what else is liked; 1 if None.
    near
        Words: where each unit is ("a:north b:south"), and where the option is if it needs no unit ("north").
        Places of the same word are near each other; from one to another it is a walk. None, or missing, if
        nobody has said.
    walk
        What each walk counts against what is liked; 1 if None.
    price, by
        What one unit more is said to cost, and who may find it.
    """

    name: str
    units: Expression
    load: Expression | None
    because: str
    liked: Expression | None = None
    weight: Expression | None = None
    near: Expression | None = None
    walk: Expression | None = None
    price: Expression | None = None
    by: str = ""

    @property
    def expressions(self) -> Mapping[str, Expression]:
        """What of it is worked out for every option, by name."""
        named = {"units": self.units, "load": self.load, "liked": self.liked, "near": self.near}
        return {name: each for name, each in named.items() if each is not None}


@dataclass(frozen=True, slots=True)
class Concession:
    """Who may give way in one of :data:`WAYS`, and what it is said to cost for each unit."""

    to: str
    price: Expression | None
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """Everything that students share in one process."""

    limits: tuple[Limit, ...] = ()
    resources: tuple[Resource, ...] = ()
    concessions: tuple[Concession, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is shared."""
        return bool(self.limits or self.resources or self.concessions)

    @property
    def placed(self) -> int | None:
        """Which of the resources says where its units are; None if none does."""
        return next((place for place, each in enumerate(self.resources) if each.near is not None), None)

    @property
    def expressions(self) -> Mapping[str, Expression]:
        """What of it is worked out for every option, by the column it goes into."""
        found = {}
        for index, limit in enumerate(self.limits):
            found.update({limit_column(index, name): each for name, each in limit.expressions.items()})
        for index, resource in enumerate(self.resources):
            found.update({resource_column(index, name): each for name, each in resource.expressions.items()})
        return found

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, without reasons."""
        return {
            name: [_plain(each) for each in getattr(self, name)]
            for name in ("limits", "resources", "concessions")
        }


def limit_column(index: int, name: str) -> str:
    """Return the column of what is worked out for the `index`-th limit (from 0)."""
    return f"limit:{index + 1}:{name}"


def resource_column(index: int, name: str) -> str:
    """Return the column of what is worked out for the `index`-th resource (from 0)."""
    return f"resource:{index + 1}:{name}"


def _plain(part: Limit | Resource | Concession) -> dict[str, Any]:
    values = {each.name: getattr(part, each.name) for each in fields(part) if each.name != "because"}
    return {
        name: value.text
        if isinstance(value, Expression)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in values.items()
    }
