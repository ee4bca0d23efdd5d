"""How steps go astray: left out, mistyped, added; and how likely a step is where nothing is expected.

The likelihood of a trace, given what a strategy expects, is that of a pair hidden Markov model (Durbin, Eddy,
Krogh and Mitchison 1998, chapter 4): every expected step shows, perhaps mistyped, or does not; between them
come steps that belong to nothing. All ways to match the two are summed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from whynext.library.steps import Calculation, Do, Operation, Value
from whynext.mastery.strategy.expected import Expected, Path, Token, parts, places

EXTRA = 0.06
"""How likely something that belongs to nothing comes before a step."""
MISTYPED = 0.05
"""How likely a step shows another number than the one meant."""
OTHER_KIND = 0.06
"""How likely a step is shown in a way that the strategy does not expect, such as a count that is written."""
SLIP = 0.06
"""How likely the answer is not the one that the steps lead to."""
NEARBY = 0.6
"""Of what is mistyped, the share near to what was meant: a neighbor, a digit wrong, digits swapped."""
_NEIGHBORS = 20.0  # so many numbers are near to one
_KINDS = {**dict.fromkeys(Do, 0.04), Do.WRITE: 0.4, Do.JUMP: 0.2, Do.COUNT: 0.1, Do.DIGIT: 0.06}
"""How usual kinds of step are where nothing is expected; most of them are notes."""
_GOES_ON = 0.8
_RIGHT_ANYWAY = 0.6
_SPREAD, _WIDE = 0.7, 1.2  # of the logarithm of the seconds, for a known way and for any
_ANY_SECONDS = 8.0
_QUICK_SPREAD = 0.45


@dataclass(frozen=True, slots=True)
class Seen:
    """A trace as it is compared: its steps as tokens, its answer, and its seconds."""

    tokens: tuple[Token, ...]
    answer: Value | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Ground:
    """How likely numbers are where nothing is expected.

    Half of them are numbers that any way of working with the problem may bring up (its own, what their
    digits stand for, and sums, differences and products of those), half are any up to a largest.
    """

    seen: frozenset[object]
    many: float

    @classmethod
    def of(cls, asked: Calculation) -> Ground:
        """Return what is likely around a calculation."""
        if asked.operation is Operation.COMPARISON:
            return cls(frozenset((*asked.fractions, *asked.numbers, "1/2")), 60.0)
        (a, b), result = asked.whole, asked.result
        first, second = ({number, *places(number), *parts(number)} for number in (a, b))
        brought = {asked.result, *first, *second}
        for x, y in product(first, second):
            brought |= {x * y} if asked.operation is Operation.MULTIPLICATION else {x + y, abs(x - y)}
        return cls(frozenset(brought), float(min(max(20, 2 * max(a, b, int(result))), 200)))

    def value(self, value: object) -> float:
        """Return how likely a number is."""
        any_ = 0.5 / self.many
        return any_ + 0.5 / len(self.seen) if value in self.seen else any_

    def token(self, token: Token) -> float:
        """Return how likely a step is."""
        return self.value(token[1]) * _KINDS[token[0]]


def likelihood(seen: Seen, path: Path, ground: Mapping[Token, float], meant: Emissions) -> float:
    """Return how likely the steps of a trace are on one path through a strategy.

    Parameters
    ----------
    ground
        How likely each step of the trace is where nothing is expected.
    meant
        How likely each step of the trace is where one is expected; kept for all paths of a trace.
    """
    steps = path.steps
    row = [1.0]
    for step in steps:
        row.append(row[-1] * (1.0 - step.shown))
    shifts = 0
    for place, token in enumerate(seen.tokens):
        stray = ground[token] * EXTRA
        before = row[0]
        row[0] = left = before * stray
        for at, step in enumerate(steps, 1):
            here = row[at]
            left = before * step.shown * meant.of(token, step) + here * stray + left * (1.0 - step.shown)
            row[at] = left
            before = here
        if place % 16 == 15:
            row = [each * _LIFT for each in row]
            shifts += 1
    return row[-1] * (1.0 - EXTRA) ** (len(steps) + 1) * _LIFT**-shifts


_LIFT = 1e40
"""Numbers are lifted now and then, so that a long trace does not vanish."""


class Emissions:
    """How likely steps are where others are expected, worked out once for a trace."""

    __slots__ = ("_ground", "_known")

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._known: dict[tuple[Token, tuple[Do, ...], object], float] = {}

    def of(self, token: Token, step: Expected) -> float:
        """Return how likely a step is where this one is expected."""
        key = (token, step.kinds, step.value)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._worked_out(token, step)
        return found

    def _worked_out(self, token: Token, step: Expected) -> float:
        kind, value = token
        share = (1.0 - OTHER_KIND) / len(step.kinds) if kind in step.kinds else OTHER_KIND * _KINDS[kind]
        return share * told(value, step.value, self._ground)


def told(value: object, meant: object, ground: Ground) -> float:
    """Return how likely a number is shown where one was meant."""
    if value == meant:
        return 1.0 - MISTYPED
    astray = (1.0 - NEARBY) * ground.value(value)
    return MISTYPED * (astray + NEARBY / _NEIGHBORS if is_near(value, meant) else astray)


def is_near(value: object, meant: object) -> bool:
    """Tell whether a number is what another one is easily mistyped or miscounted as.

    Examples
    --------
    >>> is_near(12, 13), is_near(31, 13), is_near(18, 13), is_near("8/12", "9/12"), is_near(7, 70)
    (True, True, True, True, False)
    """
    if isinstance(value, tuple) and isinstance(meant, tuple):
        return value[:1] == meant[:1] and is_near(value[-1], meant[-1])
    if isinstance(value, int) and isinstance(meant, int) and abs(value - meant) in (1, 2, 10):
        return True
    one, other = str(value), str(meant)
    if len(one) != len(other):
        return False
    if len(one) == 1:
        return False
    wrong = [place for place, (x, y) in enumerate(zip(one, other, strict=True)) if x != y]
    if len(wrong) == 1:
        return True
    swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
    return swapped and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]


def best_possible(path: Path, drawn: Mapping[object, int]) -> float:
    """Return about the most that :func:`likelihood` of a path can be: as if order did not count.

    Steps whose number is expected are taken to fit; any other is as likely as the likeliest mistake, and may
    stand for an expected one that is hidden; what is expected beyond that was left out.

    Parameters
    ----------
    drawn
        How often each number occurs in the trace.
    """
    left = dict(drawn)
    hidden = []
    for step in path.steps:
        if left.get(step.value, 0):
            left[step.value] -= 1
        else:
            hidden.append(1.0 - step.shown)
    strays = sum(left.values())
    hidden.sort()
    return float(_MISTAKE**strays) * math.prod(hidden[strays:])


_MISTAKE = 0.006
"""No step that is not expected is likelier than this, mistyped or extra."""


def fits(seen: Seen, path: Path, drawn: Mapping[object, int]) -> bool:
    """Tell whether a trace is what a path expects, and not only nearer to it than to any other.

    At least half of what the student did must be expected, and half of what mostly shows must be there.
    """
    left = dict(drawn)
    met = 0
    for step in path.steps:
        if left.get(step.value, 0):
            left[step.value] -= 1
            met += 1
    wanted = sum(step.shown > _MOSTLY for step in path.steps)
    return 2 * met >= max(len(seen.tokens), wanted)


_MOSTLY = 0.65


def of_answer(answer: Value | None, path: Path, ground: Ground) -> float:
    """Return how likely an answer is at the end of a path; 1 where none was given."""
    if answer is None:
        return 1.0
    if answer == path.answer:
        return 1.0 - SLIP
    near = NEARBY / _NEIGHBORS if is_near(answer, path.answer) else 0.0
    return SLIP * (near + (1.0 - NEARBY) * ground.value(answer))


def of_seconds(seen: Seen, usual: float, *, quick: bool = False) -> float:
    """Return how likely the seconds to the answer are, which vary by a factor; 1 where none were taken."""
    return _lognormal(seen.seconds, usual, _QUICK_SPREAD if quick else _SPREAD)


def _lognormal(seconds: float, usual: float, spread: float) -> float:
    """Return the density of the logarithm of seconds."""
    if seconds <= 0:
        return 1.0
    away = math.log(seconds / usual) / spread
    return math.exp(-0.5 * away * away) / spread


def of_nothing(seen: Seen, asked: Calculation, ground: Ground, strays: Sequence[float]) -> float:
    """Return how likely a trace is if it follows none of the ways that are known."""
    steps = math.prod(each * _GOES_ON for each in strays) * (1.0 - _GOES_ON)
    answer = 1.0
    if seen.answer is not None:
        right = _RIGHT_ANYWAY if seen.answer == asked.result else 0.0
        answer = right + (1.0 - _RIGHT_ANYWAY) * ground.value(seen.answer)
    return steps * answer * _lognormal(seen.seconds, _ANY_SECONDS, _WIDE)
