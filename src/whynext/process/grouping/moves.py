"""The arithmetic of groups: who is put with whom, by trying moves and exchanges.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). What is put into groups are *units*:
a student, or several who are kept together. Units, groups, features and words are numbers from 0; what a
unit and a group have together lies at ``unit * groups + group``.

A unit has *features*: a number, or how many of its members have a word. A group is worth the sum over
features of ``weight * total ** 2 / size``; a positive weight draws those together who are alike, a negative
one apart. What a group breaks (its bounds) is counted in *faults*; a grouping is valid if there are none.

The arguments are tuples of arrays. ``features``: where each unit's begin, which, how much; the weight of
each. ``bounds``: the size of each unit; smallest and largest of each group; whether a unit may be in a group;
where each unit's words begin, which; of each word the bound that counts it, -1 for one that keeps apart; how
many words such a bound allows; of each span and unit lowest and highest; how wide each span may be.
``score``: of a unit in a group. ``held``: the state of every group, made by :func:`seated`.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

Counts = Sequence[int]
Numbers = Sequence[float]
Truths = Sequence[bool]
Made = MutableSequence[int]
Found = MutableSequence[float]
Features = tuple[Counts, Counts, Numbers, Numbers]
Bounds = tuple[Counts, Counts, Counts, Truths, Counts, Counts, Counts, Counts, Numbers, Numbers, Numbers]
Held = tuple[Made, Made, Made, Made, Found, Found, Made, Made, Made, Found]

NEAR = 1e-9
"""Differences of worth below this are rounding."""
SLOWER, WHOLE = 48271, 2147483647
"""Of the numbers by which moves are tried: x becomes SLOWER * x modulo WHOLE (Park and Miller 1988)."""
STRICT = 1e6
"""What a fault costs where none is to be left."""


def added(g: int, u: int, sign: float, features: Features, total: Numbers) -> float:
    """Return how the weighted squares of a group change when a unit is added (1) or taken out (-1)."""
    first, feature, amount, weight = features
    base, change = g * len(weight), 0.0
    for at in range(first[u], first[u + 1]):
        v = sign * amount[at]
        change += weight[feature[at]] * v * (2.0 * total[base + feature[at]] + v)
    return change


def shared(u: int, v: int, features: Features) -> float:
    """Return the weighted product of two units' features."""
    first, feature, amount, weight = features
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
    n, filled, member, place, total, square, crowd, near, kinds, _ = held
    square[g] += added(g, u, 1.0, features, total)
    for at in range(features[0][u], features[0][u + 1]):
        total[g * len(features[3]) + features[1][at]] += features[2][at]
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
    n, filled, member, place, total, square, crowd, near, kinds, _ = held
    square[g] += added(g, u, -1.0, features, total)
    for at in range(features[0][u], features[0][u + 1]):
        total[g * len(features[3]) + features[1][at]] -= features[2][at]
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
        for f in range(len(features[3])):
            total[g * len(features[3]) + f] = 0.0


def seated(where: Counts, features: Features, bounds: Bounds, held: Held) -> None:
    """Put every unit where it is said to be, into groups that are empty; -1 is nowhere."""
    n, filled, _, _, total, square, crowd, near, kinds, broken = held
    for g in range(len(n)):
        n[g], filled[g], near[g] = 0, 0, 0
        square[g], broken[g] = 0.0, 0.0
    for at in range(len(total)):
        total[at] = 0.0
    for at in range(len(crowd)):
        crowd[at] = 0
    for at in range(len(kinds)):
        kinds[at] = 0
    for u in range(len(where)):
        if where[u] >= 0:
            put(u, where[u], features, bounds, held)
    for g in range(len(n)):
        broken[g] = faults(g, -1, -1, bounds, held)


def gain(u: int, a: int, b: int, features: Features, score: Numbers, bounds: Bounds, held: Held) -> float:
    """Return what is gained when a unit goes from one group to another; from -1, when it comes."""
    n, total, square, size = held[0], held[4], held[5], bounds[0]
    worth = score[u * len(n) + b] + (square[b] + added(b, u, 1.0, features, total)) / (n[b] + size[u])
    if n[b] > 0:
        worth -= square[b] / n[b]
    if a >= 0:
        worth -= score[u * len(n) + a] + square[a] / n[a]
        if n[a] > size[u]:
            worth += (square[a] + added(a, u, -1.0, features, total)) / (n[a] - size[u])
    return worth


def exchange(
    u: int, v: int, a: int, b: int, features: Features, score: Numbers, bounds: Bounds, held: Held
) -> float:
    """Return what is gained when two units of two groups change places."""
    n, total, square, size = held[0], held[4], held[5], bounds[0]
    groups = len(n)
    worth = score[u * groups + b] - score[u * groups + a] + score[v * groups + a] - score[v * groups + b]
    both = 2.0 * shared(u, v, features)
    change = added(a, u, -1.0, features, total) + added(a, v, 1.0, features, total) - both
    worth += (square[a] + change) / (n[a] - size[u] + size[v]) - square[a] / n[a]
    change = added(b, v, -1.0, features, total) + added(b, u, 1.0, features, total) - both
    return worth + (square[b] + change) / (n[b] - size[v] + size[u]) - square[b] / n[b]


def tried(
    u: int,
    v: int,
    a: int,
    b: int,
    dear: float,
    patience: float,
    clean: bool,
    features: Features,
    score: Numbers,
    bounds: Bounds,
    held: Held,
) -> bool:
    """Make a move (v is -1) or an exchange if it costs no more than the patience; return whether it was made.

    ``dear`` is what a fault costs; ``clean`` says that there are none, so that none can be mended.
    """
    may, groups = bounds[3], len(held[0])
    if not may[u * groups + b] or (v >= 0 and not may[v * groups + a]):
        return False
    if v >= 0:
        worth = exchange(u, v, a, b, features, score, bounds, held)
    else:
        worth = gain(u, a, b, features, score, bounds, held)
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
    steps: int,
    chance: int,
    sweeps: int,
    features: Features,
    score: Numbers,
    bounds: Bounds,
    held: Held,
    where: Made,
    told: Found,
) -> None:
    """Change a grouping step by step into a better one, and in the end until no move or exchange betters it.

    At first what makes it a little worse is accepted, later less and less (threshold accepting: Dueck and
    Scheuer 1990, Journal of Computational Physics 90:161), while faults become dearer.

    Parameters
    ----------
    steps
        How many moves and exchanges are tried at random.
    chance
        From which number they are drawn; from 1 to ``WHOLE - 1``.
    sweeps
        How many times at most all of them are tried at the end.
    where
        The group of every unit.
    told
        Gets what the grouping is worth in the end, and what it breaks.
    """
    units, groups = len(where), len(held[0])
    seated(where, features, bounds, held)
    scale = typical(chance, features, score, bounds, held, where)
    for step in range(steps):
        left = 1.0 - step / steps
        chance = chance * SLOWER % WHOLE
        u = chance % units
        chance = chance * SLOWER % WHOLE
        v, b = -1, chance % groups
        if chance // groups % 2 == 0:
            v = chance // groups // 2 % units
            b = where[v]
        a = where[u]
        if a != b:
            clean = held[9][a] + held[9][b] < NEAR
            dear, patience = scale * (1.0 + 30.0 * (1.0 - left)), scale * left * left
            if tried(u, v, a, b, dear, patience, clean, features, score, bounds, held):
                where[u] = b
                if v >= 0:
                    where[v] = a
    for _ in range(sweeps):
        if not swept(features, score, bounds, held, where):
            break
    told[0], told[1] = worth_of(where, score, held), faults_of(held)


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
            total += abs(gain(u, where[u], b, features, score, bounds, held))
            count += 1
    return max(total / max(count, 1), 1e-3)


def swept(features: Features, score: Numbers, bounds: Bounds, held: Held, where: Made) -> bool:
    """Try every move and every exchange once, making what betters; return whether anything did."""
    better = False
    for u in range(len(where)):
        for b in range(len(held[0])):
            a = where[u]
            if a != b:
                clean = held[9][a] + held[9][b] < NEAR
                if tried(u, -1, a, b, STRICT, -NEAR, clean, features, score, bounds, held):
                    where[u], better = b, True
        for v in range(u + 1, len(where)):
            a, b = where[u], where[v]
            if a != b:
                clean = held[9][a] + held[9][b] < NEAR
                if tried(u, v, a, b, STRICT, -NEAR, clean, features, score, bounds, held):
                    where[u], where[v], better = b, a, True
    return better


def enumerated(
    most: int,
    features: Features,
    score: Numbers,
    bounds: Bounds,
    held: Held,
    choice: Made,
    where: Made,
    told: Found,
) -> None:
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
    features: Features,
    score: Numbers,
    bounds: Bounds,
    held: Held,
    where: Counts,
    outcome: Made,
    swap: Found,
) -> None:
    """Tell of every unit and group what stands against a move, and what the cheapest exchange costs.

    ``outcome`` gets :data:`HERE` and so on; ``swap`` the loss of an exchange with a unit of the group that
    breaks nothing, a very large number where there is none.
    """
    units, groups = len(where), len(held[0])
    seated(where, features, bounds, held)
    for u in range(units):
        a = where[u]
        for b in range(groups):
            swap[u * groups + b] = 1e300
            outcome[u * groups + b] = HERE if a == b else stands_against(u, a, b, bounds, held)
    for u in range(units):
        for v in range(u + 1, units):
            a, b = where[u], where[v]
            if a != b and bounds[3][u * groups + b] and bounds[3][v * groups + a]:
                loss = -exchange(u, v, a, b, features, score, bounds, held)
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
