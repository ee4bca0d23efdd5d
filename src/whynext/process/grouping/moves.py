"""The arithmetic of groups: who is put with whom, by trying moves and exchanges.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). What is put into groups are *units*:
a student, or several who are kept together. Units, groups, features and words are numbers from 0; what a
unit and a group have together lies at ``unit * groups + group``.

A unit has *features*: a number, or how many of its members have a word. A group is worth the sum over
features of ``weight * total ** 2 / size``; a positive weight draws those together who are alike, a negative
one apart. With the weighted products of two units' features, their *likeness*, that is the sum of the
likeness of all members with each other, by the size; kept up is the *pull* of every group on every unit, the
sum of the likeness with its members. What a group breaks (its bounds) is counted in *faults*; a grouping is
valid if there are none.

The arguments are tuples of arrays. ``features``: where each unit's begin, which, how much; the weight of
each; the likeness of each unit with itself, and of each two units (empty where they are too many to be kept);
which others suit each unit best. ``bounds``: the size of each unit; smallest and largest of each group;
whether a unit may be in a group; where each unit's words begin, which; of each word the bound that counts it,
-1 for one that keeps apart; how many words such a bound allows; of each span and unit lowest and highest; how
wide each span may be.
``score``: of a unit in a group. ``held``: the state of every group, made by :func:`seated`.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

Counts = Sequence[int]
Numbers = Sequence[float]
Truths = Sequence[bool]
Made = MutableSequence[int]
Found = MutableSequence[float]
Features = tuple[Counts, Counts, Numbers, Numbers, Numbers, Numbers, Counts]
Bounds = tuple[Counts, Counts, Counts, Truths, Counts, Counts, Counts, Counts, Numbers, Numbers, Numbers]
Held = tuple[Made, Made, Made, Made, Found, Found, Made, Made, Made, Found]

NEAR = 1e-9
"""Differences of worth below this are rounding."""
SLOWER, WHOLE = 48271, 2147483647
"""Of the numbers by which moves are tried: x becomes SLOWER * x modulo WHOLE (Park and Miller 1988)."""
STRICT = 1e6
"""What a fault costs where none is to be left."""


def likeness(u: int, v: int, features: Features) -> float:
    """Return the weighted product of two units' features."""
    if len(features[5]) > 0:
        return features[5][u * len(features[4]) + v]
    return shared(u, v, features)


def pulled(u: int, g: int, sign: float, features: Features, pull: Found) -> None:
    """Add the likeness of a unit to the pull of a group on all units, or take it off."""
    units, like = len(features[4]), features[5]
    at, base = g * units, u * units
    if len(like) > 0:
        for w in range(units):
            pull[at + w] += sign * like[base + w]
    else:
        for w in range(units):
            pull[at + w] += sign * shared(u, w, features)


def shared(u: int, v: int, features: Features) -> float:
    """Return the weighted product of two units' features, from the features."""
    first, feature, amount, weight, _, _, _ = features
    i, j, product = first[u], first[v], 0.0
    while i < first[u + 1] and j < first[v + 1]:
        if feature[i] == feature[j]:
            product += weight[feature[i]] * amount[i] * amount[j]
            i += 1
            j += 1
        elif feature[i] < feature[j]:
            i += 1
        else:
            j += 1
    return product


def has(u: int, word: int, bounds: Bounds) -> bool:
    """Return whether a unit has a word; no unit is -1."""
    if u >= 0:
        for at in range(bounds[4][u], bounds[4][u + 1]):
            if bounds[5][at] == word:
                return True
    return False


def faults(g: int, out: int, into: int, bounds: Bounds, held: Held) -> float:
    """Return what a group breaks once one unit has left it and another has come; -1 for none.

    A student too many or too few counts 1, and so does each unit that is with one it is to be kept apart
    from, and each word too many. A span that is too wide counts 1 and a share of how much.
    """
    size, smallest, largest = bounds[0], bounds[1], bounds[2]
    count = held[0][g]
    if out >= 0:
        count -= size[out]
    if into >= 0:
        count += size[into]
    if count == 0:
        return 0.0
    broken = 0.0
    if count > largest[g]:
        broken += count - largest[g]
    if count < smallest[g]:
        broken += smallest[g] - count
    broken += crowding(g, out, into, bounds, held)
    for t in range(len(bounds[10])):
        over = span(g, t, out, into, bounds, held) - bounds[10][t]
        if over > NEAR:
            broken += 1.0 + over / (over + bounds[10][t] + 1.0)
    return broken


def crowding(g: int, out: int, into: int, bounds: Bounds, held: Held) -> float:
    """Return how many in a group are with whom they are kept apart from, and how many words are too many."""
    first, word, bound, allowed = bounds[4], bounds[5], bounds[6], bounds[7]
    crowd, near, kinds = held[6], held[7], held[8]
    base, broken = g * len(bound), float(near[g])
    if len(bound) == 0:
        return broken
    for t in range(-1, len(allowed)):
        change = 0
        if out >= 0:
            for at in range(first[out], first[out + 1]):
                w = word[at]
                if bound[w] == t and (crowd[base + w] >= 2) == (t < 0):
                    change -= 1
        if into >= 0:
            for at in range(first[into], first[into + 1]):
                w = word[at]
                if bound[w] == t:
                    others = crowd[base + w]
                    if has(out, w, bounds):
                        others -= 1
                    if (others >= 1) == (t < 0):
                        change += 1
        if t < 0:
            broken += change
        elif kinds[g * len(allowed) + t] + change > allowed[t]:
            broken += kinds[g * len(allowed) + t] + change - allowed[t]
    return broken


def span(g: int, t: int, out: int, into: int, bounds: Bounds, held: Held) -> float:
    """Return the difference of the largest and the smallest number in a group after an exchange."""
    units, low, high = len(bounds[0]), bounds[8], bounds[9]
    least, most = 1e300, -1e300
    for at in range(g * units, g * units + held[1][g]):
        m = held[2][at]
        if m != out:
            least = min(least, low[t * units + m])
            most = max(most, high[t * units + m])
    if into >= 0:
        least = min(least, low[t * units + into])
        most = max(most, high[t * units + into])
    return most - least


def put(u: int, g: int, features: Features, bounds: Bounds, held: Held) -> None:
    """Put a unit that is nowhere into a group; what the group breaks is counted elsewhere."""
    n, filled, member, place, pull, square, crowd, near, kinds, _ = held
    square[g] += 2.0 * pull[g * len(bounds[0]) + u] + features[4][u]
    pulled(u, g, 1.0, features, pull)
    for at in range(bounds[4][u], bounds[4][u + 1]):
        w = bounds[5][at]
        crowd[g * len(bounds[6]) + w] += 1
        if bounds[6][w] < 0:
            if crowd[g * len(bounds[6]) + w] > 1:
                near[g] += 1
        elif crowd[g * len(bounds[6]) + w] == 1:
            kinds[g * len(bounds[7]) + bounds[6][w]] += 1
    n[g] += bounds[0][u]
    place[u] = filled[g]
    member[g * len(bounds[0]) + filled[g]] = u
    filled[g] += 1


def take(u: int, g: int, features: Features, bounds: Bounds, held: Held) -> None:
    """Take a unit out of its group; what the group breaks is counted elsewhere."""
    n, filled, member, place, pull, square, crowd, near, kinds, _ = held
    square[g] += features[4][u] - 2.0 * pull[g * len(bounds[0]) + u]
    pulled(u, g, -1.0, features, pull)
    for at in range(bounds[4][u], bounds[4][u + 1]):
        w = bounds[5][at]
        crowd[g * len(bounds[6]) + w] -= 1
        if bounds[6][w] < 0:
            if crowd[g * len(bounds[6]) + w] >= 1:
                near[g] -= 1
        elif crowd[g * len(bounds[6]) + w] == 0:
            kinds[g * len(bounds[7]) + bounds[6][w]] -= 1
    n[g] -= bounds[0][u]
    filled[g] -= 1
    last = member[g * len(bounds[0]) + filled[g]]
    member[g * len(bounds[0]) + place[u]] = last
    place[last] = place[u]
    if n[g] == 0:  # so that rounding is not carried on
        square[g] = 0.0
        for w in range(len(bounds[0])):
            pull[g * len(bounds[0]) + w] = 0.0


def seated(where: Counts, features: Features, bounds: Bounds, held: Held) -> None:
    """Put every unit where it is said to be, into groups that are empty; -1 is nowhere."""
    n, filled, _, _, pull, square, crowd, near, kinds, broken = held
    for g in range(len(n)):
        n[g], filled[g], near[g] = 0, 0, 0
        square[g], broken[g] = 0.0, 0.0
    for at in range(len(pull)):
        pull[at] = 0.0
    for at in range(len(crowd)):
        crowd[at] = 0
    for at in range(len(kinds)):
        kinds[at] = 0
    for u in range(len(where)):
        if where[u] >= 0:
            put(u, where[u], features, bounds, held)
    for g in range(len(n)):
        broken[g] = faults(g, -1, -1, bounds, held)


def moved(
    u: int, a: int, b: int, own: Numbers, score: Numbers, size: Counts, n: Counts, pull: Numbers, square:
    Numbers,
) -> float:  # fmt: skip
    """Return what is gained when a unit goes from one group to another; from -1, when it comes.

    Here and in :func:`exchanged` arrays are handed on one by one, which takes a tenth of the time of tuples.
    """
    units, groups = len(size), len(n)
    worth = score[u * groups + b] + (square[b] + 2.0 * pull[b * units + u] + own[u]) / (n[b] + size[u])
    if n[b] > 0:
        worth -= square[b] / n[b]
    if a >= 0:
        worth -= score[u * groups + a] + square[a] / n[a]
        if n[a] > size[u]:
            worth += (square[a] - 2.0 * pull[a * units + u] + own[u]) / (n[a] - size[u])
    return worth


def exchanged(
    u: int, v: int, a: int, b: int, like: float, own: Numbers, score: Numbers, size: Counts, n: Counts,
    pull: Numbers, square: Numbers,
) -> float:  # fmt: skip
    """Return what is gained when two units of two groups change places; their likeness is given."""
    units, groups = len(size), len(n)
    both = own[u] + own[v] - 2.0 * like
    at_a, at_b = a * units, b * units
    into_a = square[a] + 2.0 * (pull[at_a + v] - pull[at_a + u]) + both
    into_b = square[b] + 2.0 * (pull[at_b + u] - pull[at_b + v]) + both
    worth = score[u * groups + b] - score[u * groups + a] + score[v * groups + a] - score[v * groups + b]
    more = size[v] - size[u]
    return worth + into_a / (n[a] + more) - square[a] / n[a] + into_b / (n[b] - more) - square[b] / n[b]


def tried(
    u: int, v: int, a: int, b: int, dear: float, patience: float, clean: bool, features: Features, score:
    Numbers, bounds: Bounds, held: Held,
) -> bool:  # fmt: skip
    """Make a move (v is -1) or an exchange if it costs no more than the patience; return whether it was made.

    ``dear`` is what a fault costs; ``clean`` says that there are none, so that none can be mended.
    """
    may, groups = bounds[3], len(held[0])
    if not may[u * groups + b] or (v >= 0 and not may[v * groups + a]):
        return False
    if v >= 0:
        like = likeness(u, v, features)
        worth = exchanged(u, v, a, b, like, features[4], score, bounds[0], held[0], held[4], held[5])
    else:
        worth = moved(u, a, b, features[4], score, bounds[0], held[0], held[4], held[5])
    if clean and worth <= -patience + NEAR:
        return False
    of_a, of_b = faults(a, u, v, bounds, held), faults(b, v, u, bounds, held)
    if worth + dear * (held[9][a] + held[9][b] - of_a - of_b) <= -patience + NEAR:
        return False
    held[9][a], held[9][b] = of_a, of_b
    take(u, a, features, bounds, held)
    if v >= 0:
        take(v, b, features, bounds, held)
        put(v, a, features, bounds, held)
    put(u, b, features, bounds, held)
    return True


def worth_of(where: Counts, score: Numbers, held: Held) -> float:
    """Return what a grouping is worth."""
    worth = 0.0
    for g in range(len(held[0])):
        if held[0][g] > 0:
            worth += held[5][g] / held[0][g]
    for u in range(len(where)):
        worth += score[u * len(held[0]) + where[u]]
    return worth


def faults_of(held: Held) -> float:
    """Return what all groups break, as it was counted last."""
    broken = 0.0
    for g in range(len(held[0])):
        broken += held[9][g]
    return broken


def unbroken(bounds: Bounds, held: Held) -> bool:
    """Return whether no group breaks anything."""
    broken = 0.0
    for g in range(len(held[0])):
        broken += faults(g, -1, -1, bounds, held)
    return broken < NEAR


def searched(
    steps: int, chance: int, heat: float, sweeps: int, features: Features, score: Numbers, bounds: Bounds,
    held: Held, where: Made, told: Found,
) -> None:  # fmt: skip
    """Change a grouping step by step into a better one, and in the end until no move or exchange betters it.

    At first what makes it a little worse is accepted, later less and less (threshold accepting: Dueck and
    Scheuer 1990, Journal of Computational Physics 90:161), while faults become dearer.

    Parameters
    ----------
    steps
        How many moves and exchanges are tried at random.
    chance
        From which number they are drawn; from 1 to ``WHOLE - 1``.
    heat
        How much worse what is accepted at first may be, in that by which a move changes the worth on average.
    sweeps
        How many times at most all of them are tried at the end.
    where
        The group of every unit.
    told
        Gets what the grouping is worth in the end, and what it breaks.
    """
    seated(where, features, bounds, held)
    scale = heat * typical(chance, features, score, bounds, held, where)
    wandered(steps, chance, scale, features, score, bounds, held, where)
    changed, seen, clock = [0] * len(held[0]), [-1] * len(where), 0
    for _ in range(sweeps):
        before = clock
        clock = swept(clock, changed, seen, features, score, bounds, held, where)
        if clock == before:
            break
    told[0], told[1] = worth_of(where, score, held), faults_of(held)


def wandered(
    steps: int, chance: int, scale: float, features: Features, score: Numbers, bounds: Bounds, held: Held,
    where: Made,
) -> None:  # fmt: skip
    """Try moves and exchanges at random, making what is worse by less than a patience that runs out.

    Of four tries one is a move, one an exchange with anybody, and two are exchanges with somebody of a group
    in which there is one whom the unit suits. What costs more than the patience is passed over before
    :func:`tried` looks at the bounds.
    """
    size, may, own, like = bounds[0], bounds[3], features[4], features[5]
    n, filled, member, _, pull, square, _, _, _, broken = held
    units, groups, near = len(where), len(n), features[6]
    width = len(near) // units
    for step in range(steps):
        left = 1.0 - step / steps
        chance = chance * SLOWER % WHOLE
        u = chance % units
        chance = chance * SLOWER % WHOLE
        kind, draw, v = chance % 4, chance // 4, -1
        if kind >= 2 and width > 0:
            b = where[near[u * width + draw % width]]
            v = member[b * units + draw // width % filled[b]]
        elif kind > 0:
            v = draw % units
            b = where[v]
        else:
            b = draw % groups
        a = where[u]
        if a == b or not may[u * groups + b]:
            continue
        clean, patience = broken[a] + broken[b] < NEAR, scale * left * left
        if clean and v < 0:
            if moved(u, a, b, own, score, size, n, pull, square) <= 2.0 * NEAR - patience:
                continue
        elif clean:
            each = like[u * units + v] if len(like) > 0 else shared(u, v, features)
            if exchanged(u, v, a, b, each, own, score, size, n, pull, square) <= 2.0 * NEAR - patience:
                continue
        dear = scale * (1.0 + 30.0 * (1.0 - left))
        if tried(u, v, a, b, dear, patience, clean, features, score, bounds, held):
            where[u] = b
            if v >= 0:
                where[v] = a


def typical(
    chance: int, features: Features, score: Numbers, bounds: Bounds, held: Held, where: Counts
) -> float:
    """Return by how much a move changes the worth on average; something above 0 if none changes it."""
    units, groups, total, count = len(where), len(held[0]), 0.0, 0
    for _ in range(200):
        chance = chance * SLOWER % WHOLE
        u = chance % units
        chance = chance * SLOWER % WHOLE
        b = chance % groups
        if b != where[u] and bounds[3][u * groups + b]:
            total += abs(moved(u, where[u], b, features[4], score, bounds[0], held[0], held[4], held[5]))
            count += 1
    return max(total / max(count, 1), 1e-3)


def swept(
    clock: int, changed: Made, seen: Made, features: Features, score: Numbers, bounds: Bounds, held: Held,
    where: Made,
) -> int:  # fmt: skip
    """Try every move and every exchange once, making what betters; return how many did so far.

    That number is the clock: when each group was changed last, and each unit last tried. What was tried and
    has not changed since is passed over, and so is what would not pay, before :func:`tried` looks at the
    bounds.
    """
    size, may, own, like = bounds[0], bounds[3], features[4], features[5]
    n, filled, member, _, pull, square, _, _, _, broken = held
    units, groups = len(where), len(n)
    for u in range(units):
        since, seen[u] = seen[u], clock
        for b in range(groups):
            a = where[u]
            if a == b or not may[u * groups + b] or max(changed[a], changed[b]) <= since:
                continue
            clean = broken[a] + broken[b] < NEAR
            pays = not clean or moved(u, a, b, own, score, size, n, pull, square) > 2.0 * NEAR
            if pays and tried(u, -1, a, b, STRICT, -NEAR, clean, features, score, bounds, held):
                clock += 1
                where[u], changed[a], changed[b] = b, clock, clock
                continue
            for at in range(b * units, b * units + filled[b]):
                v = member[at]
                if v < u:
                    continue
                clean = broken[a] + broken[b] < NEAR
                each = like[u * units + v] if len(like) > 0 else shared(u, v, features)
                if clean and exchanged(u, v, a, b, each, own, score, size, n, pull, square) <= 2.0 * NEAR:
                    continue
                if tried(u, v, a, b, STRICT, -NEAR, clean, features, score, bounds, held):
                    clock += 1
                    where[u], where[v], changed[a], changed[b] = b, a, clock, clock
                    break
    return clock


def enumerated(
    most: int, features: Features, score: Numbers, bounds: Bounds, held: Held, choice: Made, where: Made,
    told: Found,
) -> None:  # fmt: skip
    """Look at every grouping, as long as that takes no more than so many steps.

    ``choice`` is for work; ``where`` gets the best valid grouping, the first of equals; ``told`` whether all
    were looked at (1 or 0), whether one is valid, and what it is worth.
    """
    units, groups = len(where), len(held[0])
    for u in range(units):
        choice[u] = -1
    seated(choice, features, bounds, held)
    u, nodes, best, left = 0, 0, -1e300, 0
    for each in range(units):
        left += bounds[0][each]
    told[0], told[1] = 1.0, 0.0
    while u >= 0:
        nodes += 1
        if nodes > most:
            told[0] = 0.0
            break
        if choice[u] >= 0:
            take(u, choice[u], features, bounds, held)
            left += bounds[0][u]
        g = choice[u] + 1
        while g < groups and not (bounds[3][u * groups + g] and fits(g, u, left, bounds, held)):
            g += 1
        if g == groups:
            choice[u] = -1
            u -= 1
            continue
        put(u, g, features, bounds, held)
        choice[u] = g
        left -= bounds[0][u]
        if u + 1 < units:
            u += 1
        elif unbroken(bounds, held):
            worth = worth_of(choice, score, held)
            if worth > best + NEAR:
                best = worth
                told[1], told[2] = 1.0, worth
                for each in range(units):
                    where[each] = choice[each]


def fits(g: int, u: int, left: int, bounds: Bounds, held: Held) -> bool:
    """Return whether a unit can come to a group for good, with so many students to come, its own too."""
    count, lacking = held[0][g] + bounds[0][u], 0
    for each in range(len(held[0])):
        after = count if each == g else held[0][each]
        if after > 0:
            lacking += max(0, bounds[1][each] - after)
    if lacking > left - bounds[0][u]:
        return False
    return faults(g, -1, u, bounds, held) - max(0, bounds[1][g] - count) < NEAR


HERE, LOCKED, APART, FULL, NOT_HELD, LEAVES, POSSIBLE = 1, 2, 3, 4, 5, 6, 7
SPAN, KINDS = 100, 200
"""What stands against a unit in a group; of spans and words, the number of the bound is added."""


def examined(
    features: Features, score: Numbers, bounds: Bounds, held: Held, where: Counts, outcome: Made, swap:
    Found,
) -> None:  # fmt: skip
    """Tell of every unit and group what stands against a move, and what the cheapest exchange costs.

    ``outcome`` gets :data:`HERE` and so on; ``swap`` the loss of an exchange with a unit of the group that
    breaks nothing, a very large number where there is none.
    """
    n, filled, member, pull, square = held[0], held[1], held[2], held[4], held[5]
    size, may, own, like = bounds[0], bounds[3], features[4], features[5]
    units, groups = len(where), len(n)
    seated(where, features, bounds, held)
    for u in range(units):
        a = where[u]
        for b in range(groups):
            swap[u * groups + b] = 1e300
            outcome[u * groups + b] = HERE if a == b else stands_against(u, a, b, bounds, held)
    for u in range(units):
        a = where[u]
        for b in range(groups):
            if a == b or not may[u * groups + b]:
                continue
            for at in range(b * units, b * units + filled[b]):
                v = member[at]
                if v < u or not may[v * groups + a]:
                    continue
                each = like[u * units + v] if len(like) > 0 else shared(u, v, features)
                loss = -exchanged(u, v, a, b, each, own, score, size, n, pull, square)
                if loss < max(swap[u * groups + b], swap[v * groups + a]):
                    broken = faults(a, u, v, bounds, held) + faults(b, v, u, bounds, held)
                    if broken - held[9][a] - held[9][b] < NEAR:
                        swap[u * groups + b] = min(swap[u * groups + b], loss)
                        swap[v * groups + a] = min(swap[v * groups + a], loss)


def stands_against(u: int, a: int, b: int, bounds: Bounds, held: Held) -> int:
    """Return what stands against the move of a unit from one group to another."""
    size, smallest, largest, may, first, word, bound, allowed = bounds[:8]
    n, crowd, kinds = held[0], held[6], held[8]
    if not may[u * len(n) + b]:
        return LOCKED
    for at in range(first[u], first[u + 1]):
        if bound[word[at]] < 0 and crowd[b * len(bound) + word[at]] > 0:
            return APART
    for t in range(len(bounds[10])):
        if span(b, t, -1, u, bounds, held) > bounds[10][t] + NEAR:
            return SPAN + t
    for t in range(len(allowed)):
        new = 0
        for at in range(first[u], first[u + 1]):
            if bound[word[at]] == t and crowd[b * len(bound) + word[at]] == 0:
                new += 1
        if new > 0 and kinds[b * len(allowed) + t] + new > allowed[t]:
            return KINDS + t
    if n[b] + size[u] > largest[b]:
        return FULL
    if n[b] + size[u] < smallest[b]:
        return NOT_HELD
    if 0 < n[a] - size[u] < smallest[a]:
        return LEAVES
    return POSSIBLE
