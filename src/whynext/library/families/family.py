"""What an item family is: a small record, and one short pure function that drafts a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from whynext.base.ids import SkillId
from whynext.library.contexts.telling import Story
from whynext.library.diagrams import Diagram
from whynext.library.families.chance import Chance
from whynext.library.item import Kind

_NOTHING: Mapping[str, str] = MappingProxyType({})
_GRADE_OF_NEGATIVES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a drafted question, not yet lettered.

    Parameters
    ----------
    text
        What the student reads.
    why
        What the student is told who picks it.
    slip
        The misconception that leads to picking it, empty if none is known.
    right
        Whether it belongs to the answer.
    """

    text: str
    why: str = ""
    slip: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as a family drafts it; the registry checks it and makes it an item.

    Parameters
    ----------
    kind, question
        As in :class:`~whynext.library.item.Item`.
    answer
        The right answer; empty where it is among the `choices`.
    hints, solution
        As in an item, at least two each.
    slips
        Misconception -> the wrong answer that it leads to. A slip that gives the right answer or the answer
        of an earlier slip is left out of the item, so a family need not look for coincidences. For an order
        question a tuple of the texts of the choices.
    choices
        For a choice, the options. For an order, the options in the right order.
    accepts, unit, lowest_terms, ordered
        As in :class:`~whynext.library.item.Key`.
    picture
        What a drawing in the question shows, in words; of a diagram only if its own words will not do.
    diagram
        The diagram that belongs to the question.
    story
        The story that was told, where the question is one, so that it can be told again in another context.
    """

    kind: Kind
    question: str
    answer: str
    hints: tuple[str, ...]
    solution: tuple[str, ...]
    slips: Mapping[str, int | str | tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    choices: tuple[Choice, ...] = ()
    accepts: tuple[str, ...] = ()
    unit: str = ""
    lowest_terms: bool = False
    ordered: bool = True
    picture: str = ""
    diagram: Diagram | None = None
    story: Story | None = None


Make = Callable[[Chance, int], Draft]
Slips = Mapping[str, int | str]
Texts = tuple[str, ...]
Asked = str | Story
"""A question as its text, or as the story that tells it."""


def _parts(question: Asked) -> tuple[str, Story | None]:
    """Return the text of a question, and its story if it is one."""
    return (question.text, question) if isinstance(question, Story) else (question, None)


def number(
    question: Asked, answer: int | str, hints: Texts, solution: Texts, slips: Slips = _NOTHING, *,
    unit: str = "", picture: str = "", accepts: Texts = (), diagram: Diagram | None = None,
) -> Draft:  # fmt: skip
    """Draft a question whose answer is a number; a decimal answer is written with :func:`words.decimal`."""
    text, story = _parts(question)
    right = str(answer)
    return Draft(
        Kind.NUMBER,
        text,
        right,
        hints,
        solution,
        slips,
        (),
        accepts,
        unit,
        False,
        True,
        picture,
        diagram,
        story,
    )


def fraction(
    question: Asked, answer: str, hints: Texts, solution: Texts, slips: Slips = _NOTHING, *,
    lowest_terms: bool = False, unit: str = "", picture: str = "", diagram: Diagram | None = None,
) -> Draft:  # fmt: skip
    """Draft a question whose answer is a fraction or mixed number."""
    text, story = _parts(question)
    more = (unit, lowest_terms, True, picture, diagram, story)
    return Draft(Kind.FRACTION, text, answer, hints, solution, slips, (), (), *more)


def expression(
    question: Asked, answer: str, hints: Texts, solution: Texts, slips: Slips = _NOTHING, *,
    finished: bool = False, diagram: Diagram | None = None,
) -> Draft:  # fmt: skip
    """Draft a question whose answer is an expression; `finished` asks for the form of the key."""
    text, story = _parts(question)
    more = ("", finished, True, "", diagram, story)
    return Draft(Kind.EXPRESSION, text, answer, hints, solution, slips, (), (), *more)


def written(
    question: Asked, answer: str, hints: Texts, solution: Texts, slips: Slips = _NOTHING, *,
    accepts: Texts = (), ordered: bool = True, diagram: Diagram | None = None,
) -> Draft:  # fmt: skip
    """Draft a question whose answer is a short text, such as a time or a name."""
    text, story = _parts(question)
    more = ("", False, ordered, "", diagram, story)
    return Draft(Kind.SHORT_TEXT, text, answer, hints, solution, slips, (), accepts, *more)


def choice(
    question: Asked, right: str, wrong: Sequence[Choice], hints: Texts, solution: Texts, *,
    why: str = "Yes.", picture: str = "", diagram: Diagram | None = None,
) -> Draft:  # fmt: skip
    """Draft a question with one right option; a wrong option that repeats an earlier one is dropped."""
    text, story = _parts(question)
    choices = (Choice(right, why, right=True), *wrong)
    return Draft(
        Kind.CHOICE, text, "", hints, solution, choices=choices, picture=picture, diagram=diagram, story=story
    )


def several(
    question: Asked,
    choices: Sequence[Choice],
    hints: Texts,
    solution: Texts,
    *,
    diagram: Diagram | None = None,
) -> Draft:
    """Draft a question where every right option is to be picked."""
    text, story = _parts(question)
    every = tuple(choices)
    return Draft(Kind.MULTIPLE_CHOICE, text, "", hints, solution, choices=every, diagram=diagram, story=story)


def order(
    question: Asked, right: Sequence[str], hints: Texts, solution: Texts,
    slips: Mapping[str, tuple[str, ...]] = MappingProxyType({}), *, diagram: Diagram | None = None,
) -> Draft:  # fmt: skip
    """Draft a question where options are put in order; `right` and each slip list the texts in an order."""
    text, story = _parts(question)
    choices = tuple([Choice(each, right=True) for each in right])
    return Draft(Kind.ORDER, text, "", hints, solution, slips, choices, diagram=diagram, story=story)


@dataclass(frozen=True, slots=True)
class Family:
    """Makes unlimited items for a skill.

    Parameters
    ----------
    id
        Unique; the first part of the id of each of its items.
    skill
        The skill that its items speak of.
    title
        What it asks, for a teacher.
    levels
        What each level asks, from the easiest, for a teacher. Level 1 is the first.
    plants
        Misconception -> what the student is told whose answer shows it.
    make
        Drafts a question at a level from chance, and from nothing else.
    grade
        The school grade at which the questions can be read; 0 is kindergarten.
    shows_answer
        Why the answer may stand in the question, as a median does; empty if it must not.
    reads_off
        Why the answer may stand in the words of the diagram, as a number that is to be read off; empty if it
        must not. The numbers of a scale always may.
    negatives
        Whether a number below zero may stand in a question, an answer, a hint or a mistake.
    most
        Level -> how many different questions there are, where the skill has fewer than fifty.
    """

    id: str
    skill: SkillId
    title: str
    levels: tuple[str, ...]
    plants: Mapping[str, str]
    make: Make
    grade: int
    shows_answer: str = ""
    reads_off: str = ""
    negatives: bool = False
    most: Mapping[int, int] = field(default_factory=dict)

    def difficulty(self, level: int) -> float:
        """Return the difficulty of a level within the skill: 0.2, 0.5 and 0.8 for three levels."""
        return round(0.2 + 0.6 * (level - 1) / max(1, len(self.levels) - 1), 3)


def family(
    id: str,
    *,
    skill: str,
    title: str,
    grade: int,
    levels: tuple[str, ...],
    plants: Mapping[str, str],
    shows_answer: str = "",
    reads_off: str = "",
    negatives: bool | None = None,
    most: Mapping[int, int] | None = None,
) -> Callable[[Make], Family]:
    """Make a family of the function that follows; the parameters are those of :class:`Family`.

    Numbers below zero may stand in questions from grade 6 on, unless `negatives` says otherwise.

    To add one: write it in the module of its strand, name new misconceptions in the module's ``NAMED`` and
    write its checker, which works the answer out from what a student sees, in ``tests/library/families``.

    Examples
    --------
    >>> @family(
    ...     "twice-a-number",
    ...     skill="multiplication-facts",
    ...     title="Double a number",
    ...     grade=3,
    ...     levels=("up to 10", "up to 20", "up to 50"),
    ...     plants={"adds-factors": "You added 2. Twice a number is the number and itself."},
    ... )
    ... def twice_a_number(chance, level):
    ...     first = chance.between(3, (10, 20, 50)[level - 1])
    ...     return number(
    ...         f"What is twice {first}?",
    ...         2 * first,
    ...         ("Add the number to itself.", f"What is {first} + {first}?"),
    ...         (f"Twice {first} is {first} + {first}.", f"{first} + {first} = {2 * first}."),
    ...         {"adds-factors": first + 2},
    ...     )
    >>> twice_a_number.make(Chance(7), 1).question
    'What is twice 6?'
    """

    def of(make: Make) -> Family:
        below_zero = grade >= _GRADE_OF_NEGATIVES if negatives is None else negatives
        known = (id, SkillId(skill), title, levels, plants, make, grade)
        return Family(*known, shows_answer, reads_off, below_zero, most or {})

    return of
