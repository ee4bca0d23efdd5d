"""What is expected of the ways to add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from whynext.library.steps import Calculation, Do
from whynext.mastery.strategy.expected import (
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

_TEN = 10


def _fact(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if max(a, b) <= _TEN:
        yield Path((), a + b, seconds=QUICK)


def _count_all(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if a + b > MOST_COUNTS:
        return
    made = tuple(Expected((Do.GROUP,), size, 0.3) for size in (a, b))
    yield Path((*made, *counted(1, a + b)), a + b, 0.5)
    yield Path((*made, *counted(1, a), *counted(1, b), *counted(1, a + b)), a + b, 0.5)


def _on(start: int, more: int) -> Path:
    said = Expected((Do.COUNT, Do.WRITE, Do.POINT), start, 0.3)
    return Path((said, *counted(start + 1, start + more)), start + more)


def _count_on_first(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if a < b <= MOST_COUNTS:
        yield _on(a, b)


def _count_on_larger(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if min(a, b) <= MOST_COUNTS:
        yield _on(max(a, b), min(a, b))


def _near_doubles(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    small, gap = min(a, b), abs(a - b)
    if gap not in (1, 2) or small < 2:
        return
    split = apart(small + gap, small, gap)
    yield Path((split, *noted(2 * small)), a + b, 0.6)
    yield Path(noted(2 * (small + gap)), a + b, 0.3 if gap == 1 else 0.1)
    if gap == 2:
        yield Path(noted(2 * (small + 1)), a + b, 0.3)


def _make_ten(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    for start, more in {(a, b), (b, a)}:
        need = -start % _TEN
        if more < _TEN and 0 < need < more:
            steps = (apart(more, need, more - need), *begun(start), *noted(start + need))
            yield Path(steps, a + b, 0.5)


def _compensation(asked: Calculation) -> Iterator[Path]:
    """Yield rounding one number and making up for it after, or moving over what is missing before."""
    a, b = asked.whole
    for near, other in {(a, b), (b, a)}:
        for whole in wholes_above(near) if near > _TEN else ():
            yield Path(begun(other) + noted(whole, shown=0.7) + noted(whole + other), a + b, 0.35)
            moved = other - (whole - near)
            if moved > 0:
                yield Path(noted(whole, moved, shown=0.8), a + b, 0.15)


def _partial_sums(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    columns = list(zip(*_padded(a, b), strict=True))
    sums = [(x + y) * 10**place for place, (x, y) in enumerate(columns)]
    if len(sums) < 2 or min(a, b) < _TEN:
        return
    for order, weight in ((sums[::-1], 0.7), (sums, 0.3)):
        run = tuple(accumulate(order))
        between = [aside(total) if 0 < place < len(sums) - 1 else () for place, total in enumerate(run)]
        steps = [noted(each, kinds=NOTE) + more for each, more in zip(order, between, strict=True)]
        yield Path(sum(steps, ()), a + b, weight)


def _padded(a: int, b: int) -> tuple[list[int], list[int]]:
    first, second = places(a), places(b)
    size = max(len(first), len(second))
    return first + [0] * (size - len(first)), second + [0] * (size - len(second))


def _jumps(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    for start, more in {(a, b), (b, a)}:
        pieces = parts(more)
        if more >= _TEN and len(pieces) > 1:
            yield Path(_hops(start, pieces), a + b, 0.4)
            yield Path(_hops(start, pieces[::-1]), a + b, 0.1)
        elif more >= _TEN:
            yield Path(_hops(start, pieces)[:-1], a + b, 0.4)


def _hops(start: int, pieces: list[int]) -> tuple[Expected, ...]:
    """Return jumps by pieces of a number; tens may be hopped one by one, and ones by way of the next ten."""
    steps = list(begun(start))
    at = start
    for piece in pieces:
        unit = 10 ** (len(str(piece)) - 1)
        if unit >= _TEN:
            steps += aside(*range(at + unit, at + piece, unit))
        elif at % _TEN + piece > _TEN and at % _TEN:
            steps += aside(at + -at % _TEN)
        at += piece
        steps += noted(at) if at < start + sum(pieces) else ()
    return tuple(steps)


def _columns(asked: Calculation) -> Iterator[Path]:
    if max(asked.whole) >= _TEN:
        yield _worked(asked, lambda total, _carried: total // 10)


def _worked(asked: Calculation, carry: object) -> Path:
    """Return adding in columns, by a rule for what is carried."""
    steps: list[Expected] = []
    digits: list[int] = []
    carried = 0
    columns = list(zip(*_padded(*asked.whole), strict=True))
    for place, (x, y) in enumerate(columns):
        total = x + y + carried
        carried = carry(total, carried)  # type: ignore[operator]
        last = place == len(columns) - 1
        steps.append(digit(10**place, total % 10))
        digits.append(total % 10)
        if last and total >= _TEN:
            steps.append(digit(10 ** (place + 1), total // 10))
            digits.append(total // 10)
        elif carried and not last:
            steps.append(mark(10 ** (place + 1), carried))
    return Path(tuple(steps), number_of(digits))


def _no_carry(asked: Calculation) -> Iterator[Path]:
    if max(asked.whole) >= _TEN:
        yield from if_wrong(asked, [_worked(asked, lambda _total, _carried: 0)])


def _carries_always(asked: Calculation) -> Iterator[Path]:
    if max(asked.whole) >= _TEN:
        yield from if_wrong(asked, [_worked(asked, lambda _total, _carried: 1)])


def _writes_both(asked: Calculation) -> Iterator[Path]:
    if min(asked.whole) < _TEN:
        return
    sums = [x + y for x, y in zip(*_padded(*asked.whole), strict=True)]
    written = int("".join(map(str, reversed(sums))))
    steps = tuple(Expected((Do.WRITE, Do.DIGIT), each, 0.85) for each in sums)
    yield from if_wrong(asked, [Path(steps, written)])


def _counts_start(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    for start, more in {(a, b), (b, a)}:
        if 1 < more <= MOST_COUNTS:
            yield Path(counted(start, start + more - 1), a + b - 1, 0.5)


ADDING: Mapping[str, Paths] = {
    "addition-fact": _fact,
    "count-all": _count_all,
    "count-on-first": _count_on_first,
    "count-on-larger": _count_on_larger,
    "near-doubles": _near_doubles,
    "make-ten": _make_ten,
    "add-compensation": _compensation,
    "partial-sums": _partial_sums,
    "jumps-by-tens": _jumps,
    "column-addition": _columns,
    "counts-start-number": _counts_start,
    "no-carry": _no_carry,
    "carries-always": _carries_always,
    "writes-both-digits": _writes_both,
}
