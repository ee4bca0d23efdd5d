"""The state of one student's diagnostic, as data that can be put away and taken up again."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from whynext.base.errors import Problem, Refused
from whynext.mastery.diagnostic.answers import Answer, OutsideScore, answer_of
from whynext.mastery.diagnostic.belief import Belief, Doubles


@dataclass(frozen=True, eq=False)
class State:
    """One student's diagnostic so far.

    Parameters
    ----------
    diagnostic
        Version of the diagnostic that it belongs to.
    seed
        From which all chance in it follows.
    prior
        Outside scores.
    avoid
        Items not to be asked: those of an earlier form.
    day
        The day that the belief is of.
    sittings
        For each sitting, how many answers there were when it began, and on which day that was.
    answers
        All answers, oldest first.
    belief
        What they say.
    """

    diagnostic: str
    seed: bytes
    prior: tuple[OutsideScore, ...]
    avoid: frozenset[str]
    day: int
    sittings: tuple[tuple[int, int], ...]
    answers: tuple[Answer, ...]
    belief: Belief

    @property
    def sitting(self) -> tuple[Answer, ...]:
        """The answers of the present sitting."""
        return self.answers[self.sittings[-1][0] :]

    @property
    def used(self) -> frozenset[str]:
        """Items that were asked or are to be avoided."""
        return self.avoid | {each.item for each in self.answers}


def data_of(state: State, *, whole: bool = True) -> dict[str, Any]:
    """Return a state as JSON values.

    Parameters
    ----------
    whole
        Whether the particles are in it (some tens of kilobytes for a map of hundreds of skills); without
        them it is a list of answers, and taking it up again works all of them out anew.
    """
    data: dict[str, Any] = {
        "diagnostic": state.diagnostic,
        "seed": state.seed.hex(),
        "prior": [each.as_data() for each in state.prior],
        "avoid": sorted(state.avoid),
        "day": state.day,
        "sittings": [list(each) for each in state.sittings],
        "answers": [each.as_data() for each in state.answers],
    }
    if whole:
        data["belief"] = _belief_data(state.belief)
    return data


def _belief_data(belief: Belief) -> dict[str, Any]:
    even = bool((belief.weights == belief.weights[0]).all())
    return {
        "stage": belief.stage,
        "fresh": belief.fresh,
        "inside": _text(belief.inside.astype("<i4")),
        "known": _text(np.packbits(belief.known[belief.inside], axis=1)),
        "level": _text(belief.level),
        "general": _text(belief.general.astype("<f4")),
        "weights": None if even else _text(belief.weights.astype("<f4")),
        "sums": _text(belief.sums[belief.inside].astype("<f8")),
    }


def belief_of(
    data: Mapping[str, Any], evidence: Doubles, *, strands: int, cells: int, particles: int
) -> Belief:
    """Return the belief that a state held, its rows outside not yet drawn.

    Raises
    ------
    Refused
        If the data are damaged; nothing out of its range gets through.
    """
    try:
        belief = _belief(data, evidence, strands, particles)
        _check_belief(belief, evidence.size, cells)
    except (KeyError, ValueError, TypeError, IndexError, zlib.error) as error:
        raise Refused(
            Problem(
                f"the saved diagnostic is damaged ({error})",
                where="belief",
                next_step="leave «belief» out: it is then worked out anew from the answers",
                kind="damaged state",
            )
        ) from error
    return belief


def _belief(data: Mapping[str, Any], evidence: Doubles, strands: int, particles: int) -> Belief:
    inside = _array(data["inside"], "<i4").astype(np.int64)
    known = np.zeros((evidence.size, particles), np.uint8)
    rows = _array(data["known"], "u1").reshape(inside.size, (particles + 7) // 8)
    known[inside] = np.unpackbits(rows, axis=1, count=particles)
    sums = np.zeros((evidence.size, 2))
    sums[inside] = _array(data["sums"], "<f8").reshape(inside.size, 2)
    even = np.full(particles, 1.0 / particles, np.float32)
    return Belief(
        evidence,
        inside,
        known,
        np.zeros_like(known),
        _array(data["level"], "u1").reshape(strands, particles),
        _array(data["general"], "<f4").reshape(particles),
        even if data["weights"] is None else _array(data["weights"], "<f4").reshape(particles),
        int(data["stage"]),
        bool(data["fresh"]),
        sums,
    )


def _check_belief(belief: Belief, skills: int, cells: int) -> None:
    """Raise ValueError for numbers out of their range: compiled code trusts them."""
    inside = belief.inside
    if inside.size and (inside[0] < 0 or inside[-1] >= skills or (np.diff(inside) <= 0).any()):
        raise ValueError("rows out of order or beyond the map")
    if (belief.level >= cells).any():
        raise ValueError("an ability beyond the grid")
    reals = (belief.general, belief.weights, belief.sums)
    if not all(np.isfinite(each).all() for each in reals) or (belief.weights < 0).any():
        raise ValueError("a number that is none")
    if not 0 <= belief.stage < 2**62 or abs(float(belief.weights.sum(dtype=np.float64)) - 1.0) > 1e-3:
        raise ValueError("weights that are none")


def without_belief(data: Mapping[str, Any], belief: Belief) -> State:
    """Return the state that :func:`data_of` gave, with a belief from elsewhere.

    Raises
    ------
    Refused
        If the data are no state.
    """
    try:
        return State(
            str(data["diagnostic"]),
            bytes.fromhex(data["seed"]),
            tuple(OutsideScore(**each) for each in data["prior"]),
            frozenset(data["avoid"]),
            int(data["day"]),
            tuple((int(answers), int(day)) for answers, day in data["sittings"]),
            tuple(answer_of(each) for each in data["answers"]),
            belief,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise Refused(
            Problem(f"this is no saved diagnostic ({error})", where="state", kind="damaged state")
        ) from error


def _text(values: np.ndarray[Any, Any]) -> str:
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values).tobytes(), 6)).decode()


def _array(text: str, kind: str) -> np.ndarray[Any, Any]:
    return np.frombuffer(zlib.decompress(base64.b64decode(text, validate=True)), dtype=kind).copy()
