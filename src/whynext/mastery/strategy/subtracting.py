"""What is expected of the ways to subtract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whynext.library.steps import Calculation, Do
from whynext.mastery.strategy.expected import (
    LINE,
    MOST_COUNTS,
    NOTE,
    QUICK,
    Expected,
    Path,
    Paths,
    apart,
    aside,
    begun,
    counted,
    digit,
    if_wrong,
    mark,
    noted,
    number_of,
    parts,
    places,
    wholes_above,
)

_TEN, _TWENTY, _HUNDRED = 10, 20, 100


def _fact(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if a <= _TWENTY and max(b, a - b) <= _TEN:
        yield Path((), a - b, seconds=QUICK)


def _count_back(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if 0 < b <= MOST_COUNTS:
        said = Expected((Do.COUNT, Do.WRITE, Do.POINT), a, 0.25)
        yield Path((said, *counted(a - 1, a - b, -1)), a - b)


def _count_up(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if 0 < a - b <= MOST_COUNTS:
        said = Expected((Do.COUNT, Do.WRITE, Do.POINT), b, 0.3)
        yield Path((said, *counted(b + 1, a)), a - b)


def _add_up(asked: Calculation) -> Iterator[Path]:
    """Yield adding up to the next ten, to the last ten and to the first number, or tens first."""
    a, b = asked.whole
    if a - b < 2 or a <= _TEN:
        return
    stops = _stops(b, a)
    yield Path(_climb(b, stops, gaps=False), a - b, 0.5)
    yield Path(_climb(b, stops, gaps=True), a - b, 0.3)
    tens = b + (a - b) // _TEN * _TEN
    if b < tens < a:
        yield Path(_climb(b, [tens, a], gaps=False), a - b, 0.1)
        yield Path(_climb(b, [tens, a], gaps=True), a - b, 0.1)


def _stops(low: int, high: int) -> list[int]:
    """Return where adding up stops: the next ten, the next hundred, whole tens and hundreds on the way."""
    stops = []
    at = low
    for size in (_TEN, _HUNDRED):
        up = at + -at % size
        if at < up <= high:
            stops.append(up)
            at = up
    for size in (_HUNDRED, _TEN):
        down = high // size * size
        if at < down < high:
            stops.append(down)
            at = down
    return [*dict.fromkeys(stops), *([] if at == high else [high])]


def _climb(start: int, stops: list[int], *, gaps: bool) -> tuple[Expected, ...]:
    if not gaps:
        return begun(start) + noted(*stops, kinds=LINE)
    steps: tuple[Expected, ...] = ()
    for before, after in zip([start, *stops], stops, strict=False):
        steps += aside(after, kinds=LINE) + noted(after - before, kinds=NOTE)
    return steps


def _through_ten(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    over = a % _TEN
    if 0 < over < b < _TEN:
        yield Path((apart(b, over, b - over), *begun(a), *noted(a - over)), a - b)


def _jump_back(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    pieces = parts(b)
    if b < _TEN:
        return
    if len(pieces) == 1:
        yield Path(_hops(a, pieces), a - b)
        return
    yield Path(_hops(a, pieces), a - b, 0.8)
    yield Path(_hops(a, pieces[::-1]), a - b, 0.2)


def _hops(start: int, pieces: list[int]) -> tuple[Expected, ...]:
    """Return jumps back; tens may be hopped one by one, and ones by way of the ten before."""
    steps = list(begun(start))
    at = start
    for piece in pieces:
        unit = 10 ** (len(str(piece)) - 1)
        if unit >= _TEN:
            steps += aside(*range(at - unit, at - piece, -unit), kinds=LINE)
        elif 0 < at % _TEN < piece:
            steps += aside(at - at % _TEN, kinds=LINE)
        at -= piece
        steps += noted(at, kinds=LINE) if at > start - sum(pieces) else ()
    return tuple(steps)


def _compensation(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    for whole in wholes_above(b):
        if whole <= a:
            yield Path(begun(a) + noted(whole, shown=0.7) + noted(a - whole), a - b)


def _same_difference(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    for whole in wholes_above(b):
        moved = a + whole - b
        yield Path(noted(moved, whole, kinds=NOTE), a - b, 0.5)
        yield Path(noted(whole, moved, kinds=NOTE), a - b, 0.3)


# In columns -------------------------------------------------------------------------------------------------


def _padded(asked: Calculation) -> tuple[list[int], list[int]]:
    top, bottom = (places(each) for each in asked.whole)
    return top, bottom + [0] * (len(top) - len(bottom))


def _columns(asked: Calculation) -> Iterator[Path]:
    if asked.whole[0] > _TEN:
        yield _worked(asked, opened=True, by_turns=False)
        yield _worked(asked, opened=True, by_turns=True)


def _worked(asked: Calculation, *, opened: bool, by_turns: bool, nines_free: bool = False) -> Path:
    """Return subtracting in columns.

    Parameters
    ----------
    opened
        Whether what is taken from the next place is taken away there.
    by_turns
        Whether the place that receives is marked first.
    nines_free
        Whether the place beyond zeros that turn to nine is left as it was.
    """
    top, bottom = _padded(asked)
    steps: list[Expected] = []
    digits: list[int] = []
    for place, less in enumerate(bottom):
        if top[place] < less:
            marks = _regrouped(top, place, opened=opened, nines_free=nines_free)
            steps += marks[::-1] if by_turns else marks
        steps.append(digit(10**place, top[place] - less))
        digits.append(top[place] - less)
    shown = steps[:-1] if len(digits) > 1 and digits[-1] == 0 else steps
    return Path(tuple(shown), number_of(digits), 0.5)


def _regrouped(top: list[int], place: int, *, opened: bool, nines_free: bool) -> list[Expected]:
    """Open the next place that holds something, in place; return what is marked."""
    marks = []
    lender = next(each for each in range(place + 1, len(top)) if top[each] > 0 or each == len(top) - 1)
    crossed = lender > place + 1
    if opened and not (nines_free and crossed):
        top[lender] -= 1
        marks.append(mark(10**lender, top[lender]))
    for zero in range(lender - 1, place, -1):
        top[zero] = 9 if opened else 10
        marks.append(mark(10**zero, top[zero]))
    top[place] += 10
    return [*marks, mark(10**place, top[place])]


def _each_place(asked: Calculation, rule: object) -> Path:
    top, bottom = _padded(asked)
    digits = [rule(x, y) for x, y in zip(top, bottom, strict=True)]  # type: ignore[operator]
    steps = [digit(10**place, each) for place, each in enumerate(digits)]
    shown = steps[:-1] if len(digits) > 1 and digits[-1] == 0 else steps
    return Path(tuple(shown), number_of(digits))


def _smaller_from_larger(asked: Calculation) -> Iterator[Path]:
    if asked.whole[0] > _TEN:
        yield from if_wrong(asked, [_each_place(asked, lambda x, y: abs(x - y))])


def _not_opened(asked: Calculation) -> Iterator[Path]:
    if asked.whole[0] > _TEN:
        yield from if_wrong(asked, [_worked(asked, opened=False, by_turns=False)])


def _zero_minus(asked: Calculation) -> Iterator[Path]:
    """Yield zero in the places where the top is zero; the other places must not ask for regrouping."""
    top, bottom = _padded(asked)
    if all(x >= y or x == 0 for x, y in zip(top, bottom, strict=True)):
        yield from if_wrong(asked, [_each_place(asked, lambda x, y: 0 if x == 0 else x - y)])


def _zero_to_nine(asked: Calculation) -> Iterator[Path]:
    top, bottom = _padded(asked)
    if any(x < y for x, y in zip(top, bottom, strict=True)) and 0 in top[1:]:
        yield from if_wrong(asked, [_worked(asked, opened=True, by_turns=False, nines_free=True)])


def _counts_itself(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if 1 < b <= MOST_COUNTS:
        yield Path(counted(a, a - b + 1, -1), a - b + 1)


SUBTRACTING: Mapping[str, Paths] = {
    "subtraction-fact": _fact,
    "count-back": _count_back,
    "count-up": _count_up,
    "add-up": _add_up,
    "through-ten": _through_ten,
    "jump-back-tens": _jump_back,
    "subtract-compensation": _compensation,
    "same-difference": _same_difference,
    "column-subtraction": _columns,
    "counts-back-from-itself": _counts_itself,
    "smaller-from-larger": _smaller_from_larger,
    "ten-not-opened": _not_opened,
    "zero-minus-is-zero": _zero_minus,
    "zero-turned-to-nine": _zero_to_nine,
}
