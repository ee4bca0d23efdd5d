"""What is wanted of groups, and what bounds them, in the light of something that is known of students."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whynext.process.expression import Expression


@dataclass(frozen=True, slots=True)
class Composition:
    """One thing that is wanted of how groups are composed.

    Parameters
    ----------
    goal
        One of :data:`whynext.process.grouping.students.WANTED`.
    of
        What is looked at: a number, a word or a truth about a student.
    weight
        How many points a student counts for whom all of it is missed.
    at_most
        How far two students of one group may be from each other, or how many words a group may have; None if
        that is not bounded.
    because
        The reason, for people.
    """

    goal: str
    of: Expression
    weight: Expression
    at_most: Expression | None
    because: str

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, without the reason."""
        at_most = None if self.at_most is None else self.at_most.text
        return {"goal": self.goal, "of": self.of.text, "weight": self.weight.text, "at_most": at_most}


def composition_column(index: int) -> str:
    """Return the column of what the `index`-th part of a composition looks at (from 0)."""
    return f"composition:{index + 1}"
