"""Which question comes next, with what probability, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.ids import ItemId, SkillId
from whynext.base.seed import derive, uniform
from whynext.mastery.diagnostic.answers import chances
from whynext.mastery.diagnostic.bank import Bank, Question
from whynext.mastery.diagnostic.belief import Belief
from whynext.mastery.diagnostic.limits import Limits
from whynext.mastery.diagnostic.parameters import Parameters
from whynext.mastery.diagnostic.state import State
from whynext.mastery.diagnostic.terrain import Counts, Terrain
from whynext.mastery.diagnostic.value import Cost, Worth, worth_of

Doubles = NDArray[np.float64]

TOLD_BY = 0.02
"""A change in probability worth a word in the reason of a question."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The next question.

    Parameters
    ----------
    item, skill
        What to ask.
    why
        A sentence for a teacher.
    probability
        The probability with which this very item was drawn, given all before it.
    check
        Whether it is a check question, whose answer is not used.
    expected
        The probability of a right answer.
    """

    item: ItemId
    skill: SkillId
    why: str
    probability: float
    check: bool
    expected: float

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class Askable:
    """What may still be asked in a sitting.

    Parameters
    ----------
    questions
        By row, the ones that may be asked.
    reasons
        What the limits have ruled out, in words.
    """

    questions: Mapping[int, tuple[Question, ...]]
    reasons: tuple[str, ...]

    @property
    def rows(self) -> Counts:
        """The rows of the skills that may be asked about, ascending."""
        return np.array(sorted(self.questions), np.int64)


def askable(terrain: Terrain, bank: Bank, state: State, limits: Limits, *, check: bool = False) -> Askable:
    """Return what may be asked now; for a check question balance and repetition do not matter."""
    used, most = state.used, limits.reads_up_to
    touched = {bank[item].skill for item in used if item in bank}
    unread = 0
    found: dict[int, tuple[Question, ...]] = {}
    for skill, questions in bank.by_skill.items():
        unused = [each for each in questions if each.id not in used] if skill in touched else questions
        readable = unused if most is None else [each for each in unused if _readable(each, most)]
        unread += len(unused) > len(readable) == 0
        if readable:
            found[terrain.rows[skill]] = tuple(readable)
    reasons = [f"{unread} skills have only questions above the reading bound"] if unread else []
    if not check:
        found, balance = _balanced(terrain, _not_repeated(terrain, found, state, limits), state, limits)
        reasons += balance
    return Askable(found, tuple(reasons))


def _readable(question: Question, most: float) -> bool:
    return question.reading_level is None or question.reading_level <= most


def _not_repeated(
    terrain: Terrain, found: dict[int, tuple[Question, ...]], state: State, limits: Limits
) -> dict[int, tuple[Question, ...]]:
    times = _times([each.skill for each in state.sitting if not each.check])
    often = {terrain.rows[skill] for skill, count in times.items() if count >= limits.per_skill}
    return {row: some for row, some in found.items() if row not in often}


def _times(words: Sequence[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for word in words:
        counted[word] = counted.get(word, 0) + 1
    return counted


def _balanced(
    terrain: Terrain, found: dict[int, tuple[Question, ...]], state: State, limits: Limits
) -> tuple[dict[int, tuple[Question, ...]], list[str]]:
    """Leave out strands that are ahead of their share; where one lags too far behind, all others."""
    if not limits.balance:
        return found, []
    asked = [terrain.strands[terrain.strand[terrain.row(e.skill)]] for e in state.sitting if not e.check]
    share = {"": 1.0 - sum(limits.balance.values()), **limits.balance}
    pools = _times([name if name in limits.balance else "" for name in asked])
    behind = {name: part * (len(asked) + 1) - pools.get(name, 0) for name, part in share.items()}
    pool = {row: terrain.strands[terrain.strand[row]] for row in found}
    pool = {row: name if name in limits.balance else "" for row, name in pool.items()}
    lagging = [name for name, by in behind.items() if by > limits.balance_slack and name in pool.values()]
    wanted = lagging or [name for name, by in behind.items() if by > -limits.balance_slack]
    kept = {row: some for row, some in found.items() if pool[row] in wanted}
    if not kept or len(kept) == len(found):
        return found, []
    names = sorted(f"«{name}»" if name else "the other strands" for name in set(pool.values()) & set(wanted))
    return kept, [f"{' and '.join(names)} come first now, to keep the balance of strands"]


def check_places(state: State, limits: Limits) -> tuple[int, ...]:
    """Return before which questions of the sitting, counted from 0, the check questions come."""
    span = max(limits.least_questions, limits.checks)
    seed = derive(state.seed, "check places", str(len(state.sittings)))
    order = sorted(range(span), key=lambda place: uniform(seed, str(place)))
    return tuple(sorted(order[: limits.checks]))


def check_is_due(state: State, limits: Limits) -> bool:
    """Tell whether a check question comes now."""
    done = sum(each.check for each in state.sitting)
    places = check_places(state, limits)
    return done < len(places) and places[done] <= len(state.sitting) - done


def check_question(
    terrain: Terrain, bank: Bank, parameters: Parameters, state: State, limits: Limits
) -> Choice | None:
    """Return a question about a skill drawn blindly; None if nothing can be asked."""
    open_ = askable(terrain, bank, state, limits, check=True)
    rows = open_.rows
    if not rows.size:
        return None
    seed = derive(state.seed, "check", str(len(state.answers)))
    row = int(rows[int(uniform(seed, "skill") * rows.size)])
    question, chance = _item(open_.questions[row], seed)
    why = _blindly(terrain, row, rows.size)
    expected = _right(state.belief, row, *chances(bank, question.id, parameters))
    return Choice(question.id, question.skill, why, chance / rows.size, True, expected)


def adaptive_question(
    terrain: Terrain, bank: Bank, parameters: Parameters, state: State, limits: Limits
) -> Choice | None:
    """Return the question that is worth most, or one of the best; None if nothing can be asked."""
    open_ = askable(terrain, bank, state, limits)
    rows = open_.rows
    if not rows.size:
        return None
    worth = _worth(terrain, state, limits, rows)
    best, falls = _best_questions(worth, open_, bank, parameters)
    order = np.argsort(-falls, kind="stable")[: limits.among_best]
    seed = derive(state.seed, "question", str(len(state.answers)))
    weights = np.array([max(each.exposure for each in best[place]) for place in order])
    place, chance = _drawn(weights, uniform(seed, "skill"))
    candidate = int(order[place])
    row = int(worth.candidates[candidate])
    question, among = _item(best[candidate], seed)
    slip, guess = chances(bank, question.id, parameters)
    why = _why(terrain, state.belief, row, place, open_.reasons)
    return Choice(
        question.id, question.skill, why, chance * among, False, _right(state.belief, row, slip, guess)
    )


def question_about(
    terrain: Terrain,
    bank: Bank,
    parameters: Parameters,
    state: State,
    limits: Limits,
    row: int,
    *,
    check: bool,
) -> Choice | None:
    """Return a question about a skill that was chosen elsewhere; None if none about it may be asked.

    The probability is that of the item among those of the skill: how the skill was chosen is told by whoever
    chose it.
    """
    open_ = askable(terrain, bank, state, limits, check=check)
    if row not in open_.questions:
        return None
    seed = derive(state.seed, "check" if check else "question", str(len(state.answers)))
    question, chance = _item(_sharpest(open_.questions[row], bank, parameters), seed)
    expected = _right(state.belief, row, *chances(bank, question.id, parameters))
    why = (
        _blindly(terrain, row, len(open_.questions))
        if check
        else _why(terrain, state.belief, row, 0, open_.reasons)
    )
    return Choice(question.id, question.skill, why, chance, check, expected)


def _blindly(terrain: Terrain, row: int, among: int) -> str:
    """Return why a check question is asked, in words."""
    return (
        f"This question, on «{terrain.titles[row]}», was drawn blindly among {among} skills. It is not"
        " used to judge the student, but to see whether what the assessment claims is true."
    )


def worths(
    terrain: Terrain, bank: Bank, parameters: Parameters, state: State, limits: Limits, *, check: bool
) -> dict[str, float]:
    """Return what a question about each skill that may be asked about now is worth.

    Returns
    -------
    dict
        Skill -> expected fall of the uncertainty by one answer
        (:meth:`whynext.mastery.diagnostic.value.Worth.fall`); 0 where it is too sure to be weighed.
    """
    open_ = askable(terrain, bank, state, limits, check=check)
    found = {terrain.skills[row]: 0.0 for row in open_.rows.tolist()}
    if found:
        worth = _worth(terrain, state, limits, open_.rows)
        falls = _best_questions(worth, open_, bank, parameters)[1]
        weighed = [terrain.skills[row] for row in worth.candidates.tolist()]
        found.update(zip(weighed, falls.tolist(), strict=True))
    return found


def _worth(terrain: Terrain, state: State, limits: Limits, rows: Counts) -> Worth:
    asked = sum(not each.check for each in state.sitting)
    cost = Cost(limits.edge_cost, limits.ready_cost if asked >= limits.ready_after else 0.0)
    return worth_of(state.belief, terrain, rows, cost, limits.candidates)


def _sharpest(questions: Sequence[Question], bank: Bank, parameters: Parameters) -> tuple[Question, ...]:
    """Return the questions whose answers err least by slips and guesses, or nearly so."""
    errors = [sum(chances(bank, each.id, parameters)) for each in questions]
    return tuple(each for each, error in zip(questions, errors, strict=True) if error <= min(errors) + 0.02)


def _best_questions(
    worth: Worth, open_: Askable, bank: Bank, parameters: Parameters
) -> tuple[list[tuple[Question, ...]], Doubles]:
    """Return for each candidate skill its sharpest questions, and what they are worth."""
    sharpest = []
    slips = np.empty(worth.candidates.size)
    guesses = np.empty(worth.candidates.size)
    for place, row in enumerate(worth.candidates.tolist()):
        sharpest.append(_sharpest(open_.questions[row], bank, parameters))
        slips[place], guesses[place] = chances(bank, sharpest[-1][0].id, parameters)
    return sharpest, worth.fall(slips, guesses)


def _item(questions: Sequence[Question], seed: bytes) -> tuple[Question, float]:
    """Draw an item in proportion to its exposure, which is what passing items over by chance amounts to."""
    place, chance = _drawn(np.array([each.exposure for each in questions]), uniform(seed, "item"))
    return questions[place], chance


def _drawn(weights: Doubles, at: float) -> tuple[int, float]:
    """Return a place drawn in proportion to weights by a number in [0, 1), and its probability."""
    share = weights / weights.sum()
    place = min(int(np.searchsorted(np.cumsum(share), at, side="right")), weights.size - 1)
    return place, float(share[place])


def _right(belief: Belief, row: int, slip: float, guess: float) -> float:
    return float(guess + (1.0 - slip - guess) * belief.probability[row])


def _why(terrain: Terrain, belief: Belief, row: int, place: int, reasons: Sequence[str]) -> str:
    """Return why a question about a skill is asked, in words."""
    told = _told(belief, row)
    others = [each for each in np.argsort(-np.abs(told), kind="stable").tolist() if each != row]
    others = [each for each in others if abs(told[each]) >= TOLD_BY]
    named = " and ".join(f"«{terrain.titles[each]}»" for each in others[:2])
    best = (
        "tells more than any other question now"
        if place == 0
        else "is among the questions that tell most now"
    )
    says = f"An answer on «{terrain.titles[row]}» {best}: we think it {belief.probability[row]:.0%} likely"
    says += " that the student knows it"
    if others:
        says += f", and the answer bears upon {len(others)} other skills, most of all {named}"
    return ". ".join([says, *(reason[0].upper() + reason[1:] for reason in reasons)]) + "."


def _told(belief: Belief, row: int) -> Doubles:
    """Return how far knowing a skill, instead of not, moves the probability of each other."""
    from whynext.mastery.diagnostic import kernels

    share = kernels.shares(belief.known, belief.weights)
    together = kernels.shares(belief.known, belief.weights * belief.known[row])
    spread = max(float(share[row] * (1.0 - share[row])), 1e-9)
    return np.asarray((together - share * share[row]) / spread, np.float64)
