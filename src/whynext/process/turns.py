"""The arithmetic of matching: who gets which place, when places are fewer than wishes.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). Students and options are numbers from
0; the wishes of student s are the rows ``bounds[s]`` to ``bounds[s + 1]``, the dearest first.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

Counts = Sequence[int]
Numbers = Sequence[float]
Truths = Sequence[bool]
Made = MutableSequence[int]

TAKEN, FULL, CLASHES, ENOUGH = 1, 2, 3, 4
"""How a wish came out: a place, none left, at the time of one already taken, not looked at any more."""


def in_turn(
    order: Counts,
    bounds: Counts,
    wish: Counts,
    clash: Truths,
    options: int,
    count: int,
    left: Made,
    outcome: Made,
) -> None:
    """Let students take their dearest places, one student after the other (serial dictatorship).

    ``left`` holds the places of each option and what is left of them in the end; ``clash`` whether the
    options i and j exclude each other, at ``i * options + j``; ``outcome`` gets how each wish came out.
    """
    for s in order:
        taken = 0
        for row in range(bounds[s], bounds[s + 1]):
            o = wish[row]
            outcome[row] = TAKEN
            if taken == count:
                outcome[row] = ENOUGH
            elif left[o] <= 0:
                outcome[row] = FULL
            else:
                for before in range(bounds[s], row):
                    if outcome[before] == TAKEN and clash[wish[before] * options + o]:
                        outcome[row] = CLASHES
            if outcome[row] == TAKEN:
                left[o] -= 1
                taken += 1


def by_claim(
    bounds: Counts,
    wish: Counts,
    claim: Numbers,
    turn: Counts,
    seats: Counts,
    first: Counts,
    held: Made,
    filled: Made,
    owner: Counts,
    following: Made,
    waiting: Made,
    outcome: Made,
) -> None:
    """Give places to those with the strongest claim, students asking for the dearest first.

    Deferred acceptance (Gale and Shapley 1962, American Mathematical Monthly 69:9): who asks holds a place
    until somebody with a stronger claim asks, and then goes on to the next wish. Of equal claims the
    earlier turn is the stronger.

    ``held`` gets the rows that hold places, those of option o from ``first[o]``; ``filled`` how many they
    are. ``owner`` has the student of each row. ``following`` and ``waiting`` are for work.
    """
    for o in range(len(seats)):
        filled[o] = 0
    count = len(bounds) - 1
    for s in range(count):
        following[s] = bounds[s]
        waiting[s] = s
    while count > 0:
        s = waiting[count - 1]
        row = following[s]
        if row == bounds[s + 1]:
            count -= 1
            continue
        following[s] = row + 1
        o = wish[row]
        outcome[row] = FULL
        if filled[o] < seats[o]:
            held[first[o] + filled[o]] = row
            filled[o] += 1
            outcome[row] = TAKEN
            count -= 1
        elif seats[o] > 0:
            worst = first[o]
            for each in range(first[o] + 1, first[o] + filled[o]):
                if stronger(held[worst], held[each], claim, turn, owner):
                    worst = each
            out = held[worst]
            if stronger(row, out, claim, turn, owner):
                held[worst] = row
                outcome[row] = TAKEN
                outcome[out] = FULL
                waiting[count - 1] = owner[out]
    for s in range(len(bounds) - 1):
        for row in range(following[s], bounds[s + 1]):
            outcome[row] = ENOUGH


def stronger(a: int, b: int, claim: Numbers, turn: Counts, owner: Counts) -> bool:
    """Return whether the wish in row a has a stronger claim to its option than that in row b."""
    if claim[a] != claim[b]:
        return claim[a] > claim[b]
    return turn[owner[a]] < turn[owner[b]]
