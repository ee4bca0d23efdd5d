"""Who could have had a place, who was offered one, who came: by group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from whynext.planning.allocation.wishes import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Candidate:
    """One student of a draw.

    Parameters
    ----------
    student
        Who.
    eligible
        Whether something was left that the student could have got; None where too little was known.
    offered
        Whether the student has a place, as it stands now.
    chance
        The probability, before the draw, of a place; None where that is not on record.
    """

    student: str
    eligible: bool | None
    offered: bool
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """A group's way from those considered to those who came.

    Parameters
    ----------
    group
        Its name; «all» for everybody.
    students
        Who were considered.
    eligible, unknown
        Who could have a place, and of whom that is not known.
    offered
        Who has a place.
    attended
        Who came; None where nothing of that is recorded.
    chance
        The mean probability of a place of those who were eligible; None where nothing was drawn.
    dose
        Sessions that those who came were at, on average; None where nothing of that is recorded.
    """

    group: str
    students: int
    eligible: int
    unknown: int
    offered: int
    attended: int | None
    chance: float | None
    dose: float | None


def shares(
    candidates: Sequence[Candidate],
    groups: Mapping[str, str] | None = None,
    sessions: Mapping[str, float] | None = None,
) -> list[Shares]:
    """Return the way from eligible to attended, for all together and for each group, largest group first.

    Parameters
    ----------
    candidates
        Everybody who was considered, each once.
    groups
        The group of each student; who is in none is «not known». None compares no groups.
    sessions
        At how many sessions each student was; None if nobody recorded it. Who is not named was at none.

    Examples
    --------
    >>> two = [Candidate("ana", True, True, 0.5), Candidate("ben", True, False, 0.5)]
    >>> (all_,) = shares([*two, Candidate("cy", False, False)], sessions={"ana": 12.0})
    >>> all_.students, all_.eligible, all_.offered, all_.attended, all_.chance, all_.dose
    (3, 2, 1, 1, 0.5, 12.0)
    """
    found = [_share("all", candidates, sessions)]
    if groups is None:
        return found
    parts: dict[str, list[Candidate]] = {}
    for each in candidates:
        parts.setdefault(groups.get(each.student, NOT_KNOWN), []).append(each)
    parted = sorted(parts.items(), key=lambda each: (-len(each[1]), each[0]))
    return found + [_share(name, part, sessions) for name, part in parted]


def _share(group: str, part: Collection[Candidate], sessions: Mapping[str, float] | None) -> Shares:
    offered = [each for each in part if each.offered]
    came = [] if sessions is None else [sessions[e.student] for e in offered if sessions.get(e.student)]
    chances = [each.chance for each in part if each.eligible and each.chance is not None]
    return Shares(
        group=group,
        students=len(part),
        eligible=sum(each.eligible is True for each in part),
        unknown=sum(each.eligible is None for each in part),
        offered=len(offered),
        attended=None if sessions is None else len(came),
        chance=sum(chances) / len(chances) if chances else None,
        dose=sum(came) / len(came) if came else None,
    )
