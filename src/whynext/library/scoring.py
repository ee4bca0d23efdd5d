"""Scoring: is an answer right, how was it read, and if it is refused, why."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from whynext.base.errors import Problem, Refused, listed
from whynext.library import expression, number, shape
from whynext.library.item import Item, Option
from whynext.library.key import Key, Kind, Worth, same, short_text, worth
from whynext.library.number import Notation, Number
from whynext.library.polynomial import Budget, Rational
from whynext.library.reading import Convention, Unreadable, convention
from whynext.library.text import folded, is_slip

MAX_PICKS = 200
"""Most option ids that are read in one answer."""

_LONGEST_SHOWN = 24
_ALWAYS_READ = {
    Kind.NUMBER: frozenset([Notation.WHOLE, Notation.DECIMAL]),
    Kind.FRACTION: frozenset([Notation.WHOLE, Notation.FRACTION]),
}


@dataclass(frozen=True, slots=True)
class Scored:
    """What an answer is worth.

    Parameters
    ----------
    correct
        Whether it is right, in value and in the form asked for.
    credit
        From 0 to 1; between them only for multiple choice and order. What is refused for its form earns 0.
    why
        A sentence for the student. It never gives the right answer away.
    understood
        How the answer was read, in one spelling for all that mean the same; None if it was not.
    misconception
        The id of the misconception that produces this answer.
    form_fault
        What is wrong with the form of an answer whose value is right: ``"not in lowest terms"``,
        ``"not simplified"``, ``"not factorised"``, ``"notation"``, ``"wrong unit"``, ``"spelling"``.
    readable
        False if it is no answer of this kind at all. That is not a wrong answer: `why` says what would be
        one, and nothing should be concluded about the student.
    """

    correct: bool
    credit: float
    why: str
    understood: str | None = None
    misconception: str | None = None
    form_fault: str | None = None
    readable: bool = True


def score(item: Item, given: str | Sequence[str], *, locale: str = "en") -> Scored:
    """Return what an answer to an item is worth.

    The work is bounded whatever was typed: answers longer than 500 characters, nested more than 30 deep or
    needing more than a fixed number of operations are returned as not readable.

    Parameters
    ----------
    item
        The item, free of :func:`whynext.library.item.problems`.
    given
        What was typed, or the ids of the options that were picked. Options can also be given by their text.
    locale
        The locale whose decimal and grouping signs the student writes: ``"en"``, ``"de-AT"``.

    Raises
    ------
    Refused
        If the item's own key cannot be read.

    Examples
    --------
    >>> half = Item("i1", ("halves",), Kind.FRACTION, "Half of 1?", Key("1/2", lowest_terms=True))
    >>> score(half, "1/2").correct, score(half, "2/4").form_fault, score(half, "a half").readable
    (True, 'not in lowest terms', False)
    """
    try:
        return _SCORERS[item.kind](item, given, convention(locale))
    except Unreadable as refused:
        return Scored(False, 0.0, str(refused), readable=False)


def _one(given: object) -> str:
    """Return the one text that was given."""
    if isinstance(given, str):
        return given
    if isinstance(given, Sequence) and len(given) == 1 and isinstance(given[0], str):
        return given[0]
    raise Unreadable("One answer is asked for.", "Write one text.")


@lru_cache(maxsize=4096)
def _right(kind: Kind, key: Key) -> tuple[Worth, ...]:
    """Return what the right answers are worth."""
    return tuple(_known(kind, text, key) for text in (key.text, *key.accepts))


def _known(kind: Kind, text: str, key: Key) -> Worth:
    """Return what a text of the item's own is worth."""
    try:
        return worth(kind, text, key)
    except Unreadable as refused:
        raise Refused(
            Problem(
                f"the key «{text}» is no answer of kind {kind}: {refused.what}",
                valid=refused.valid,
                next_step="correct the item; nothing can be scored against it",
                kind="unreadable key",
            )
        ) from refused


def _is_right(item: Item, answer: Worth) -> bool:
    """Tell whether an answer is worth as much as one of the right ones."""
    tolerance = Fraction(str(item.key.tolerance))
    return any(same(answer, each, tolerance) for each in _right(item.kind, item.key))


def _wrong(item: Item, answer: Worth, understood: str, *, credit: float = 0.0, why: str = "") -> Scored:
    """Return a wrong answer, naming the misconception that produces it."""
    for known in item.misconceptions:
        if same(answer, _known(item.kind, known.answer, item.key)):
            return Scored(False, credit, why or known.says, understood, known.id)
    return Scored(False, credit, why or "That is not right.", understood)


def _faulty(understood: str, fault: str, why: str) -> Scored:
    """Return an answer that is refused for its form."""
    return Scored(False, 0.0, why, understood, form_fault=fault)


def _score_number(item: Item, given: object, written: Convention) -> Scored:
    """Score a number or a fraction."""
    key = item.key
    typed = number.read(_one(given), written=written, percent_is_unit="%" in key.units)
    if typed.unit and not key.units:
        raise Unreadable(
            f"The answer is a number alone, but «{typed.unit}» was written with it.", "Write only the number."
        )
    understood = " ".join(
        filter(None, [number.spelled(typed.value), key.units[0] if typed.unit and key.units else ""])
    )
    if typed.unit and not number.same_unit(typed.unit, key.units, case_sensitive=key.case_sensitive):
        asked = f"The answer is asked for in {key.units[0]}, not in {typed.unit}."
        return _faulty(f"{number.spelled(typed.value)} {typed.unit}", "wrong unit", asked)
    if not _is_right(item, typed.value):
        return _wrong(item, typed.value, understood)
    return _fault_of_number(item, typed, understood) or Scored(True, 1.0, "Right.", understood)


def _fault_of_number(item: Item, typed: Number, understood: str) -> Scored | None:
    """Return the refusal of a right value in a form that is not asked for, None if the form is right."""
    if typed.notation not in _notations(item.kind, item.key):
        asked = "a fraction" if item.kind is Kind.FRACTION else "a number in digits"
        return _faulty(
            understood,
            "notation",
            f"The value is right, but {asked} is asked for, not a {typed.notation}.",
        )
    if item.key.lowest_terms and not typed.finished:
        return _faulty(
            understood, "not in lowest terms", "The value is right, but the fraction is not in lowest terms."
        )
    return None


@lru_cache(maxsize=4096)
def _notations(kind: Kind, key: Key) -> frozenset[Notation]:
    """Return the notations in which a number may be written: those of the kind, and those of the key."""
    texts = (key.text, *key.accepts)
    return _ALWAYS_READ[kind] | {
        number.read(text, percent_is_unit="%" in key.units).notation for text in texts
    }


def _score_expression(item: Item, given: object, written: Convention) -> Scored:
    """Score an expression."""
    node = expression.parse(_one(given), written=written, letters=_variables(item))
    answer = expression.value(node, Budget())
    understood = _shown(answer)
    if not _is_right(item, answer):
        return _wrong(item, answer, understood)
    if item.key.lowest_terms and (fault := _fault_of_form(item, node)):
        return _faulty(understood, fault, f"The value is right, but the expression is {fault}.")
    return Scored(True, 1.0, "Right.", understood)


def _fault_of_form(item: Item, node: expression.Node) -> str:
    """Return what an expression lacks to be as finished as one of the right answers."""
    faults = [shape.fault(node, expression.parse(text)) for text in (item.key.text, *item.key.accepts)]
    return "" if "" in faults else faults[0]


def _variables(item: Item) -> frozenset[str]:
    """Return the letters of the key and of the misconceptions."""
    texts = [item.key.text, *item.key.accepts, *(known.answer for known in item.misconceptions)]
    return _letters_of(tuple(texts))


@lru_cache(maxsize=4096)
def _letters_of(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the variables of some expressions; of those that cannot be read, none."""
    found: frozenset[str] = frozenset()
    for text in texts:
        try:
            found |= expression.variables(expression.parse(text))
        except Unreadable:
            continue
    return found


def _shown(answer: Rational) -> str:
    """Return an expression as text, or how large it is where that would fill the page."""
    terms = len(answer.above) + len(answer.below)
    return str(answer) if terms <= _LONGEST_SHOWN else f"an expression of {terms} terms"


def _score_short_text(item: Item, given: object, _: Convention) -> Scored:
    """Score a short text. A slip of one letter is not taken as right; the student is asked to look again."""
    text = _one(given)
    answer = short_text(text, item.key)
    understood = answer if isinstance(answer, str) else ", ".join(answer)
    if _is_right(item, answer):
        return Scored(True, 1.0, "Right.", understood)
    wrong = _wrong(item, answer, understood)
    if wrong.misconception is None and (advice := _advice_on_spelling(item, understood)):
        return _faulty(understood, "spelling", advice)
    return wrong


def _advice_on_spelling(item: Item, typed: str) -> str:
    """Return what to look at in a text that is nearly a right one, empty if it is not near."""
    for right in _right(item.kind, item.key):
        meant = ", ".join(right) if isinstance(right, tuple) else str(right)
        if folded(typed) == folded(meant):
            return "Check capitals, accents and punctuation."
        if is_slip(folded(typed), folded(meant)):
            return "Check the spelling."
    return ""


def _score_choice(item: Item, given: object, _: Convention) -> Scored:
    """Score the choice of one option."""
    picked = _option(item, _one(given))
    if _is_right(item, picked.id):
        return Scored(True, 1.0, picked.why or "Right.", picked.id)
    if picked.misconception:
        return Scored(False, 0.0, picked.why or "That is not right.", picked.id, picked.misconception)
    return _wrong(item, picked.id, picked.id, why=picked.why)


def _score_multiple_choice(item: Item, given: object, _: Convention) -> Scored:
    """Score the choice of several options.

    Credit is the number of right options picked less the number of wrong ones picked, over the number of
    right ones, and never below 0, so that picking everything earns nothing where half is wrong.
    """
    picked = dict.fromkeys(option.id for option in _options(item, given))
    understood, right = " | ".join(picked), set(item.key.ids)
    if _is_right(item, frozenset(picked)):
        return Scored(True, 1.0, "Right.", understood)
    good, bad = len(right & set(picked)), len(set(picked) - right)
    why = f"{_counted(good)} of your picks {'is' if good == 1 else 'are'} right, {bad} not."
    if not bad:
        why = "What you picked is right, but something is missing."
    found = _wrong(item, frozenset(picked), understood, credit=max(0.0, (good - bad) / len(right)), why=why)
    named = found.misconception or next(
        (option.misconception for option in item.options if option.id in picked and option.misconception),
        None,
    )
    return Scored(False, found.credit, why, understood, named)


def _counted(number: int) -> str:
    """Return a count as it begins a sentence."""
    return str(number) if number else "None"


def _score_order(item: Item, given: object, _: Convention) -> Scored:
    """Score an order of all options.

    Credit is the share of neighbouring pairs of the right order that are neighbours, in that order, in the
    answer.
    """
    picked = tuple(option.id for option in _options(item, given))
    if sorted(picked) != sorted(option.id for option in item.options):
        raise Unreadable(
            "Each of the options must occur once.",
            f"Put these in order: {listed(option.id for option in item.options)}.",
        )
    understood, right = " | ".join(picked), item.key.ids
    if _is_right(item, picked):
        return Scored(True, 1.0, "Right.", understood)
    pairs = set(pairwise(right))
    kept = len(pairs & set(pairwise(picked)))
    return _wrong(item, picked, understood, credit=kept / len(pairs))


def _options(item: Item, given: object) -> list[Option]:
    """Return the options that were picked, in the order given."""
    if isinstance(given, str):
        return [_option(item, word) for word in _split(item, given)]
    if not isinstance(given, Sequence) or not all(isinstance(word, str) for word in given):
        raise Unreadable("This is not a list of options.", _choices(item))
    if len(given) > MAX_PICKS or not given:
        raise Unreadable(f"{len(given)} options were given.", _choices(item))
    return [_option(item, word) for word in given]


def _split(item: Item, typed: str) -> list[str]:
    """Return the words of a typed list: all of it if that is an option, else cut at bars, commas, spaces."""
    if len(typed) > 20 * MAX_PICKS:
        raise Unreadable(f"This is {len(typed)} characters long.", _choices(item))
    if _found(item, typed):
        return [typed]
    for cut in (r"[|]", r"[|,;>\n]", r"[|,;>\s]+"):
        words = [word for word in re.split(cut, typed) if word.strip()]
        if words and all(_found(item, word) for word in words[:MAX_PICKS]):
            break
    if not words or len(words) > MAX_PICKS:
        raise Unreadable(f"{len(words) or 'No'} options were given.", _choices(item))
    return words


def _option(item: Item, word: str) -> Option:
    """Return the option that a word names, by its id or else by its text."""
    found = _found(item, word)
    if found is None:
        shown = word.strip() if len(word) <= 40 else word[:40] + "…"
        what = f"«{shown}» is not one of the options." if shown else "Nothing was picked."
        raise Unreadable(what, _choices(item))
    return found


def _found(item: Item, word: str) -> Option | None:
    """Return the option of this id or, whatever the capitals, the only one of this id or text."""
    if option := item.option(word):
        return option
    asked = _loosely(word)
    for of in ("id", "text"):
        alike = [option for option in item.options if _loosely(getattr(option, of)) == asked]
        if len(alike) == 1:
            return alike[0]
    return None


def _loosely(word: str) -> str:
    """Return a word without capitals, outer spaces and the bracket or point of ``b)``."""
    return " ".join(word.casefold().split()).rstrip(").")


def _choices(item: Item) -> str:
    """Return the sentence that says what can be picked."""
    return f"Choose from {listed(option.id for option in item.options)}."


_SCORERS: dict[Kind, Callable[[Item, object, Convention], Scored]] = {
    Kind.NUMBER: _score_number,
    Kind.FRACTION: _score_number,
    Kind.EXPRESSION: _score_expression,
    Kind.SHORT_TEXT: _score_short_text,
    Kind.CHOICE: _score_choice,
    Kind.MULTIPLE_CHOICE: _score_multiple_choice,
    Kind.ORDER: _score_order,
}
