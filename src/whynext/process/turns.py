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


def admitted(
    order: Counts,
    bounds: Counts,
    wish: Counts,
    owner: Counts,
    seats: Counts,
    first: Counts,
    held: Made,
    filled: Made,
    now: Made,
    slot: Made,
    came: Made,
    queue: Made,
    closed: Made,
    outcome: Made,
) -> None:
    """Let students in one after the other, if all who are in can be given a place, moved where that helps.

    Who is in stays in: along the shortest chain of moves to a place that is left everybody keeps one. The
    greedy rule is the best on a transversal matroid (Edmonds and Fulkerson 1965, J. Res. NBS 69B:147): as
    many as can be are in, and no other such set has students with earlier turns.

    ``held`` gets the rows that hold places, those of option o from ``first[o]``; ``filled`` how many they
    are; ``now`` the row that each student holds, or -1, and ``slot`` where. ``came``, ``queue`` and
    ``closed`` are for work.
    """
    for o in range(len(seats)):
        filled[o] = 0
        closed[o] = 0
        came[o] = -1
    for s in order:
        now[s] = -1
    for s in order:
        goal, seen = way_in(s, bounds, wish, owner, seats, first, held, filled, came, queue, closed)
        if goal >= 0:
            let_in(s, goal, wish, owner, first, held, filled, now, slot, came)
        for each in range(seen):
            came[queue[each]] = -1
            if goal < 0:
                closed[queue[each]] = 1  # none of these will ever have a place left again
    for s in order:
        for row in range(bounds[s], bounds[s + 1]):
            outcome[row] = FULL if now[s] < 0 or row < now[s] else ENOUGH
        if now[s] >= 0:
            outcome[now[s]] = TAKEN


def way_in(
    s: int,
    bounds: Counts,
    wish: Counts,
    owner: Counts,
    seats: Counts,
    first: Counts,
    held: Made,
    filled: Made,
    came: Made,
    queue: Made,
    closed: Made,
) -> tuple[int, int]:
    """Return the option with a place left that is reached by the fewest moves, or -1, and how many were seen.

    ``queue`` gets the options seen, ``came`` the row of the wish by which each was reached.
    """
    seen, done = 0, -1
    while done < seen:
        # First the student's own wishes, then those of the holders of what was seen, one after the other.
        count = 1 if done < 0 else filled[queue[done]]
        for each in range(count):
            who = s if done < 0 else owner[held[first[queue[done]] + each]]
            for row in range(bounds[who], bounds[who + 1]):
                o = wish[row]
                if came[o] < 0 and closed[o] == 0:
                    came[o] = row
                    queue[seen] = o
                    seen += 1
                    if filled[o] < seats[o]:
                        return o, seen
        done += 1
    return -1, seen


def let_in(
    s: int,
    goal: int,
    wish: Counts,
    owner: Counts,
    first: Counts,
    held: Made,
    filled: Made,
    now: Made,
    slot: Made,
    came: Made,
) -> None:
    """Move everybody along the way that was found, from its end to the student who comes in."""
    o, at = goal, first[goal] + filled[goal]
    filled[goal] += 1
    while True:
        row = came[o]
        mover = owner[row]
        before, free = now[mover], slot[mover]
        held[at] = row
        now[mover] = row
        slot[mover] = at
        if mover == s:
            return
        o, at = wish[before], free
