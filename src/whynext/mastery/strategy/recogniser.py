"""The recogniser: by which strategy was a problem solved, and how sure is that?

Bayes' theorem over the ways of the library and one more, "something else": how likely is the trace if the
student went this way? A strategy is named only above a bound; below it the answer is "unknown". Nothing here
is fitted to traces. What is expected of each strategy stands in the modules beside this one, how steps go
astray in :mod:`whynext.mastery.strategy.noise`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from whynext.library.steps import Calculation, Do, Operation, Step, Trace
from whynext.library.strategies import STRATEGIES, sort_of
from whynext.mastery.strategy.adding import ADDING
from whynext.mastery.strategy.comparing import COMPARING
from whynext.mastery.strategy.expected import FROM, Path, Paths, Token
from whynext.mastery.strategy.multiplying import MULTIPLYING
from whynext.mastery.strategy.noise import (
    Emissions,
    Ground,
    Seen,
    best_possible,
    fits,
    likelihood,
    of_answer,
    of_nothing,
    of_seconds,
)
from whynext.mastery.strategy.subtracting import SUBTRACTING

VERSION = "1"
"""Of the recogniser; it is noted with every reading, so that a later one is not taken for this."""

BOUND = 0.8
"""Below this probability no strategy is named."""

ELSE = "something else"
"""Stands for every way that the library does not have."""

DESCRIBED: Mapping[Operation, Mapping[str, Paths]] = {
    Operation.ADDITION: ADDING,
    Operation.SUBTRACTION: SUBTRACTING,
    Operation.MULTIPLICATION: MULTIPLYING,
    Operation.COMPARISON: COMPARING,
}
"""What is expected of every strategy."""

_MISTAKEN = 0.3
_OTHER = 1.0
_CERTAIN = 1e-6
"""Ways whose best possible likelihood is below this share of the best one are not worked out."""

_STRAY = 20
"""A trace with so many steps more than twice those of a path is not even compared with it."""


@dataclass(frozen=True, slots=True)
class StrategyReading:
    """What was read from a trace.

    Parameters
    ----------
    strategy
        The id of the strategy; None if it is unknown.
    probability
        How likely the likeliest strategy is, named or not.
    ranked
        The likeliest three with their probabilities, :data:`ELSE` among them where it belongs.
    efficient
        Whether the strategy suits the problem; None if it is unknown or mistaken.
    mistaken
        Whether it is a mistaken one; None if it is unknown.
    aim
        What a lesson would aim at: a better strategy for this kind of problem, or the mistaken one itself;
        None where there is nothing to aim at.
    """

    strategy: str | None
    probability: float
    ranked: tuple[tuple[str, float], ...]
    efficient: bool | None = None
    mistaken: bool | None = None
    aim: str | None = None


def recognise(trace: Trace, *, bound: float = BOUND) -> StrategyReading:
    """Return by which strategy a problem was solved.

    Parameters
    ----------
    trace
        The steps of one attempt.
    bound
        The probability from which a strategy is named, above 0.5.

    Examples
    --------
    >>> from whynext.library.steps import Step, Trace
    >>> steps = (Step(Do.WRITE, 4, (30,)), Step(Do.WRITE, 9, (94,)), Step(Do.ANSWER, 12, (93,)))
    >>> found = recognise(Trace(Calculation(Operation.ADDITION, (29, 64)), steps))
    >>> found.strategy, found.efficient, found.probability > 0.95
    ('add-compensation', True, True)
    """
    chances, fitting = _weighed(trace)
    ranked = tuple(sorted(chances.items(), key=lambda each: -each[1])[:3])
    best, probability = next(((one, p) for one, p in ranked if one != ELSE), (ELSE, 0.0))
    if probability < bound or best not in fitting:
        return StrategyReading(None, probability, ranked)
    return named(trace.problem, best, probability, ranked)


def named(
    asked: Calculation, strategy: str, probability: float, ranked: tuple[tuple[str, float], ...] = ()
) -> StrategyReading:
    """Return the reading that a problem was solved by this strategy."""
    sort, mistaken = sort_of(asked), STRATEGIES[strategy].mistaken
    efficient = None if mistaken else sort.efficient(strategy)
    aim = strategy if mistaken else sort.aim if efficient is False else None
    return StrategyReading(strategy, probability, ranked, efficient, mistaken, aim)


def posterior(trace: Trace) -> dict[str, float]:
    """Return how likely each strategy and :data:`ELSE` is, given a trace; the sum is 1."""
    return _weighed(trace)[0]


def _weighed(trace: Trace) -> tuple[dict[str, float], set[str]]:
    """Return how likely each way is, and those of which a path fits the trace."""
    seen, ground = seen_of(trace), Ground.of(trace.problem)
    strays = {token: ground.token(token) for token in seen.tokens}
    meant, drawn = Emissions(ground), Counter(value for _, value in seen.tokens)
    best = _OTHER * of_nothing(seen, trace.problem, ground, [strays[token] for token in seen.tokens])
    weighed, fitting = {ELSE: best}, set()
    for bound, rest, strategy, path in _by_promise(seen, trace.problem, ground, drawn):
        if bound < best * _CERTAIN:
            break
        found = rest * likelihood(seen, path, strays, meant)
        weighed[strategy] = weighed.get(strategy, 0.0) + found
        best = max(best, found)
        if fits(seen, path, drawn):
            fitting.add(strategy)
    total = sum(weighed.values())
    if total <= 0.0:
        return {ELSE: 1.0}, set()
    return {strategy: each / total for strategy, each in weighed.items()}, fitting


def _by_promise(
    seen: Seen, asked: Calculation, ground: Ground, drawn: Mapping[object, int]
) -> list[tuple[float, float, str, Path]]:
    """Return all paths, the most promising first: with the best they can be, and all but their steps."""
    ways = []
    for strategy, share, path in paths_of(asked):
        if len(seen.tokens) > 2 * len(path.steps) + _STRAY:
            continue
        timed = of_seconds(seen, path.usual, quick=path.seconds > 0)
        rest = share * of_answer(seen.answer, path, ground) * timed
        ways.append((rest * best_possible(path, drawn), rest, strategy, path))
    return sorted(ways, key=lambda each: -each[0])


@lru_cache(maxsize=512)
def paths_of(asked: Calculation) -> tuple[tuple[str, float, Path], ...]:
    """Return every path of every strategy that applies to a calculation, and its share before any step."""
    found = []
    for strategy, paths in DESCRIBED[asked.operation].items():
        ways = tuple(paths(asked))
        before = _MISTAKEN if STRATEGIES[strategy].mistaken else 1.0
        total = sum(path.weight for path in ways)
        found += [(strategy, before * path.weight / total, path) for path in ways]
    return tuple(found)


# What is compared -------------------------------------------------------------------------------------------


def seen_of(trace: Trace) -> Seen:
    """Return a trace as it is compared: without what was taken back, tools and hints, and the result written.

    A partial result that is the answer itself and comes last says nothing: whoever answers has it.
    """
    kept = _kept(trace.steps)
    tokens = [_token(step) for step in kept]
    jumped = next((place for place, step in enumerate(kept) if step.do is Do.JUMP), None)
    if jumped is not None:
        tokens.insert(jumped, (Do.JUMP, (FROM, kept[jumped].values[0])))
    while tokens and tokens[-1][0] in (Do.WRITE, Do.JUMP) and tokens[-1][1] == trace.answer:
        tokens.pop()
    return Seen(tuple(tokens), trace.answer, trace.seconds)


def _kept(steps: tuple[Step, ...]) -> list[Step]:
    kept: list[Step] = []
    for step in steps:
        if step.do is Do.ERASE:
            _take_back(kept, step)
        elif step.do not in (Do.TOOL, Do.HINT, Do.ANSWER):
            kept.append(step)
    return kept


def _take_back(kept: list[Step], erased: Step) -> None:
    for place in range(len(kept) - 1, -1, -1):
        if not erased.values or kept[place].values[-1] == erased.values[0]:
            del kept[place]
            return


def _token(step: Step) -> Token:
    if step.do is Do.JUMP:
        return step.do, step.values[1]
    if step.do is Do.SPLIT:
        whole, *parts = step.values
        return step.do, (whole, *sorted(parts, key=int))
    if step.do is Do.SHADE:
        return step.do, f"{step.values[0]}/{step.values[1]}"
    if step.do in (Do.DIGIT, Do.MARK):
        return step.do, step.values
    return step.do, step.values[0]
