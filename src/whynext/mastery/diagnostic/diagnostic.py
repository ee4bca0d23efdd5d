"""The adaptive diagnostic on a map of prerequisites: begin, next question, observe, result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from whynext.base.errors import Collector, Problem, Refused
from whynext.base.ids import from_content
from whynext.competencies.map import CompetencyMap
from whynext.mastery.diagnostic.answers import (
    Answer,
    OutsideScore,
    chances,
    check_answer,
    evidence_of,
    outside_of,
)
from whynext.mastery.diagnostic.asking import (
    Choice,
    adaptive_question,
    check_is_due,
    check_question,
    question_about,
    worths,
)
from whynext.mastery.diagnostic.bank import Bank
from whynext.mastery.diagnostic.belief import Belief, Believer, Doubles, Effort, Outside, stage_of
from whynext.mastery.diagnostic.limits import Limits
from whynext.mastery.diagnostic.parameters import Parameters
from whynext.mastery.diagnostic.placement import Placement, placed
from whynext.mastery.diagnostic.recalibration import Calibration, CheckOutcome
from whynext.mastery.diagnostic.state import State, belief_of, data_of, without_belief
from whynext.mastery.diagnostic.stopping import Stop, stop_of
from whynext.mastery.diagnostic.terrain import Terrain

EDITION = 1
"""Raised when the same map, parameters and answers would give other numbers."""


@dataclass(frozen=True)
class Diagnostic:
    """A diagnostic of one map, made once for all students of a school.

    Parameters
    ----------
    map
        The skills and their prerequisites.
    bank
        The questions. Skills without any are placed by what the others say.
    parameters
        What is assumed of students and skills.
    effort
        How much is computed.
    seed
        Names the imagined students that all real ones begin with.

    Examples
    --------
    >>> from whynext.competencies.competency import Competency, precedes
    >>> from whynext.mastery.diagnostic.bank import one_each
    >>> skills = [Competency(name, name.title()) for name in ("count", "add", "multiply")]
    >>> map = CompetencyMap.of(skills, [precedes("count", "add"), precedes("add", "multiply")])
    >>> diagnostic = Diagnostic(map, one_each(map.skills, times=3))
    >>> state = diagnostic.begin(b"ana")
    >>> choice = diagnostic.next_question(state, Limits(checks=0))
    >>> state = diagnostic.observe(state, choice, True)
    >>> placement = diagnostic.result(state)
    >>> placement.questions, placement.by_skill["count"].probability > 0.5
    (1, True)
    """

    map: CompetencyMap
    bank: Bank
    parameters: Parameters = field(default_factory=Parameters)
    effort: Effort = field(default_factory=Effort)
    seed: bytes = b"whynext"

    def __post_init__(self) -> None:
        """Refuse questions about skills that the map does not have."""
        found = Collector()
        for each in self.bank.questions:
            if each.skill not in self.terrain.rows:
                found.add(
                    f"the item «{each.id}» asks about «{each.skill}», which is no skill of the map",
                    where=each.id,
                    valid="a skill of the map",
                    kind="unknown id",
                )
        found.refuse_if_any()

    @cached_property
    def terrain(self) -> Terrain:
        """The map as arrays."""
        return Terrain.of(self.map)

    @cached_property
    def believer(self) -> Believer:
        """The arithmetic of beliefs."""
        return Believer(self.terrain, self.parameters, self.effort, self.seed)

    @cached_property
    def version(self) -> str:
        """A digest of everything that its numbers depend on."""
        parts = (self.terrain.version, self.bank.version, self.parameters.version, repr(self.effort))
        return from_content("diagnostic", str(EDITION), *parts, self.seed.hex())

    # The contract --------------------------------------------------------------------------------------

    def begin(
        self,
        seed: bytes,
        *,
        prior: Iterable[OutsideScore] = (),
        avoid: Iterable[str] = (),
        day: int = 0,
    ) -> State:
        """Return the state of a student who has not been asked anything.

        Parameters
        ----------
        seed
            From which all chance in this diagnostic follows.
        prior
            Outside scores.
        avoid
            Items not to be asked, such as those of an earlier form: the second is then parallel to it.
        day
            Today, as a whole number of days from whatever beginning.

        Raises
        ------
        Refused
            If an outside score is impossible.
        """
        scores = tuple(prior)
        belief = self.believer.begin(self._outside(scores), stage_of(seed, "begin"))
        return State(self.version, seed, scores, frozenset(avoid), day, ((0, day),), (), belief)

    def next_question(self, state: State, limits: Limits) -> Choice | Stop:
        """Return what to ask next, or why to stop.

        Raises
        ------
        Refused
            If the state is another diagnostic's, or the limits name a strand that the map does not have.
        """
        self._refuse_strange(state)
        self._refuse_unknown_strands(limits)
        stop = stop_of(state.belief, state.sitting, limits)
        if stop:
            return stop
        chosen = None
        if check_is_due(state, limits):
            chosen = check_question(self.terrain, self.bank, self.parameters, state, limits)
        chosen = chosen or adaptive_question(self.terrain, self.bank, self.parameters, state, limits)
        return chosen or Stop("nothing to ask", "No question is left that may be asked.")

    def question_about(
        self, state: State, skill: str, limits: Limits, *, check: bool = False
    ) -> Choice | None:
        """Return a question about a skill that was chosen elsewhere; None if none about it may be asked."""
        row = self.terrain.row(skill)
        return question_about(self.terrain, self.bank, self.parameters, state, limits, row, check=check)

    def worths(self, state: State, limits: Limits, *, check: bool = False) -> dict[str, float]:
        """Return what a question about each skill that may be asked about now is worth."""
        return worths(self.terrain, self.bank, self.parameters, state, limits, check=check)

    def observe(
        self,
        state: State,
        question: Choice | str,
        correct: bool,
        *,
        seconds: float | None = None,
        day: int | None = None,
    ) -> State:
        """Return the state after an answer.

        Parameters
        ----------
        question
            What :meth:`next_question` chose, or any item of the bank: a retention check weeks later, say.
        correct
            Whether it was answered rightly.
        seconds
            How long it took, if measured.
        day
            Today; the day of the state if nobody says. What was forgotten since earlier answers counts.

        Raises
        ------
        Refused
            If the answer is impossible: an unknown item, one already answered that day, a day before the
            last, a time below 0, or neither right nor wrong.
        """
        self._refuse_strange(state)
        today = state.day if day is None else day
        item = question if isinstance(question, str) else question.item
        found = Collector()
        check_answer(found, correct, seconds, today, state.day)
        if any(each.item == item and each.day == today for each in state.answers):
            found.add(f"the item «{item}» was already answered", where="item", kind="repeated answer")
        found.refuse_if_any()
        skill = self.bank[item].skill
        check, chance = (False, 1.0) if isinstance(question, str) else (question.check, question.probability)
        answer = Answer(self.bank[item].id, skill, correct, today, seconds, check, chance)
        answered = replace(state, answers=(*state.answers, answer), day=today)
        return replace(answered, belief=self._told(answered, state.belief))

    def result(
        self,
        state: State,
        limits: Limits | None = None,
        *,
        calibration: Calibration | None = None,
        day: int | None = None,
    ) -> Placement:
        """Return what the answers amount to.

        Parameters
        ----------
        limits
            Those of the sitting; they say why it ended and how sure the ready list must be.
        calibration
            What earlier check questions taught about the claims.
        day
            Today, if later than the last answer: what may have been forgotten since counts.
        """
        self._refuse_strange(state)
        bounds = limits or Limits()
        stopped = stop_of(state.belief, state.sitting, bounds)
        if day is not None and day > state.day:
            state = self._aged(state, day)
        asked: dict[str, int] = {}
        for each in state.answers:
            if not each.check:
                asked[each.skill] = asked.get(each.skill, 0) + 1
        return placed(
            self.terrain,
            state.belief,
            asked,
            limits=bounds,
            calibration=calibration or Calibration(),
            stopped=stopped,
            checks=self._checks(state),
            diagnostic=self.version,
        )

    # Breaks --------------------------------------------------------------------------------------------

    def reopened(self, state: State, day: int) -> State:
        """Return the state at the beginning of a further sitting: limits count anew, forgetting since counts.

        Raises
        ------
        Refused
            If the day is before that of the last answer.
        """
        found = Collector()
        check_answer(found, True, None, day, state.day)
        found.refuse_if_any()
        sittings = (*state.sittings, (len(state.answers), day))
        return self._aged(replace(state, sittings=sittings), day)

    def save(self, state: State, *, whole: bool = True) -> dict[str, Any]:
        """Return a state as JSON values; see :func:`whynext.mastery.diagnostic.state.data_of`."""
        return data_of(state, whole=whole)

    def resume(self, data: Mapping[str, Any]) -> State:
        """Return the state that :meth:`save` gave; what follows is the same as if it had never been away.

        Raises
        ------
        Refused
            If the data are damaged or of another diagnostic.
        """
        nothing = self.begin(b"", day=0).belief
        state = without_belief(data, nothing)
        self._refuse_strange(state)
        if "belief" not in data:
            return self._replayed(state)
        belief = belief_of(
            data["belief"],
            self._evidence(state),
            strands=len(self.terrain.strands),
            cells=self.believer.tables.grid.size,
            particles=self.effort.particles,
        )
        return replace(state, belief=self.believer.restored(belief))

    def _replayed(self, state: State) -> State:
        """Work out a belief anew from the answers."""
        made = self.begin(state.seed, prior=state.prior, avoid=state.avoid, day=state.sittings[0][1])
        further = list(state.sittings[1:])
        for number, answer in enumerate((*state.answers, None)):
            while further and further[0][0] <= number:
                made = self.reopened(made, further.pop(0)[1])
            if answer is not None:
                made = replace(made, answers=(*made.answers, answer), day=answer.day)
                made = replace(made, belief=self._told(made, made.belief))
        return replace(state, belief=made.belief)

    def _aged(self, state: State, day: int) -> State:
        later = replace(state, day=day)
        return replace(later, belief=self._told(later, state.belief))

    # What it rests on ----------------------------------------------------------------------------------

    @cached_property
    def base(self) -> Doubles:
        """(skills,): the probability of each skill before any answer."""
        packed = self.believer.library.packed
        ones = np.bitwise_count(packed).sum(axis=1, dtype=np.float64)
        return np.asarray(ones / self.effort.library, np.float64)

    def _outside(self, scores: Iterable[OutsideScore]) -> Outside:
        return outside_of(scores, self.terrain, self.believer.tables.grid)

    def _evidence(self, state: State) -> Doubles:
        return evidence_of(state.answers, state.day, self.terrain, self.bank, self.parameters, self.base)

    def _told(self, state: State, belief: Belief) -> Belief:
        """Return the belief that takes in what the answers of a state say on its day."""
        evidence = self._evidence(state)
        if np.array_equal(evidence, belief.evidence):
            return belief
        stage = stage_of(state.seed, "told", str(len(state.answers)), str(state.day))
        return self.believer.told(belief, evidence, self._outside(state.prior), stage)

    def _checks(self, state: State) -> Iterable[CheckOutcome]:
        for each in state.answers:
            if each.check:
                claim = float(state.belief.probability[self.terrain.row(each.skill)])
                yield CheckOutcome(claim, each.correct, *chances(self.bank, each.item, self.parameters))

    def _refuse_strange(self, state: State) -> None:
        if state.diagnostic != self.version:
            raise Refused(
                Problem(
                    f"the state is of the diagnostic {state.diagnostic}, this is {self.version}",
                    where="state",
                    next_step="go on with the map, bank and parameters that it was begun with, or begin anew",
                    kind="another diagnostic's state",
                )
            )

    def _refuse_unknown_strands(self, limits: Limits) -> None:
        unknown = sorted(set(limits.balance) - set(self.terrain.strands))
        if unknown:
            raise Refused(
                [Problem(f"there is no strand «{name}» in the map", where="balance") for name in unknown]
            )
