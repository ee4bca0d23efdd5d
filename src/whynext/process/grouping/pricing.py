"""The arithmetic of what groups cost at least: groups looked for that are cheaper than their members' prices.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). Every unit has a *price*. A group is
*overpaid* by its cost less the prices of its members; of a unit one asks for the group with it that is the
least overpaid for each of its students. Prices and these least amounts, summed, are what all groups together
cost at least, whatever the prices are (the dual of covering everybody with groups: Hansen and Jaumard 1997,
Mathematical Programming 79:191).

The arguments are arrays. ``given``: what two units add at least to the cost of a group, times its size; the
same for what is to be mixed, which may be less than nothing for two, but never for a group (empty if nothing
is); what a unit costs by itself; what two add without what they lose by their scores, and what each loses in
each group (both empty if no score is lost). Of two units it is at ``u * units + v``. ``size``: the students
of a unit.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

Counts = Sequence[int]
Numbers = Sequence[float]
Made = MutableSequence[int]
Found = MutableSequence[float]
Given = tuple[Numbers, Numbers, Numbers, Numbers, Numbers]

NEVER = 1e12
"""What two add to the cost who cannot be in one group."""
NEAR = 1e-9


def priced(
    most: int, smallest: int, largest: int, more: float, units: int, given: Given, size: Counts,
    price: Numbers, candidate: Made, sum_apart: Found, sum_mixed: Found, low: Found, least: Found,
    group: Made,
) -> None:  # fmt: skip
    """Find for every unit the group that is the least overpaid for each student.

    Parameters
    ----------
    most
        How many groups in the making are looked at for each unit; if they do not suffice, what is told is
        less than the least.
    smallest, largest
        How many students a group has.
    more
        What every group costs besides.
    candidate, sum_apart, sum_mixed, low
        For work: shape (largest + 1, units) each.
    least
        Of each unit what a group with it is known to be overpaid by, for each student; lowered to the least.
    group
        Gets the members of such a group, -1 behind them; all -1 where none is below what was known. Shape
        (units, largest).
    """
    for u in range(units):
        for at in range(largest):
            group[u * largest + at] = -1
        one(
            u, most, smallest, largest, more, units, -1.0, given, size, price, candidate, sum_apart,
            sum_mixed, low, least, group,
        )  # fmt: skip


def gathered(
    most: int, smallest: int, largest: int, more: float, units: int, slack: float, given: Given,
    size: Counts, price: Numbers, candidate: Made, sum_apart: Found, sum_mixed: Found, low: Found,
    least: Found, group: Made,
) -> None:  # fmt: skip
    """Gather every group that is not overpaid by more than a slack in all.

    As :func:`priced`, but for: ``least``, which begins at what a group in the making may be overpaid by for
    each student, and is lower in the end where not all were looked at; and ``group``, shape (so many,
    largest) and one number behind that is how many there are, more than there is room for if they did not
    suffice.
    """
    for u in range(units):
        one(
            u, most, smallest, largest, more, units, slack, given, size, price, candidate, sum_apart,
            sum_mixed, low, least, group,
        )  # fmt: skip


def one(
    u: int, most: int, smallest: int, largest: int, more: float, units: int, slack: float, given: Given,
    size: Counts, price: Numbers, candidate: Made, sum_apart: Found, sum_mixed: Found, low: Found,
    least: Found, group: Made,
) -> None:  # fmt: skip
    """Find for one unit the group that is the least overpaid: branch and bound, member after member.

    The members chosen so far are ``chosen``; ``filled[depth]`` candidates can still come to them, those who
    promise most first.
    """
    mixed, own, depth, nodes = given[1], given[2], 0, 0
    chosen, filled, at = [u] * (largest + 1), [0] * (largest + 1), [0] * (largest + 1)
    paid, inside, blend = [0.0] * (largest + 1), [0.0] * (largest + 1), [0.0] * (largest + 1)
    count = [size[u]] * (largest + 1)
    paid[0] = more + own[u] - price[u]
    blend[0] = mixed[u * units + u] if len(mixed) > 0 else 0.0
    if smallest <= count[0] <= largest:
        complete(u, 0, paid[0], 0.0, blend[0], count[0], largest, units, slack, given, chosen, least, group)
    begun = 0 if slack < 0.0 else u + 1
    kept = joining(0, begun, units, u, largest - size[u], units, given, size, candidate, sum_apart, sum_mixed)
    filled[0] = thinned(
        0, kept, count[0], paid[0], 0.0, smallest, largest, least[u], units, own, size, price, candidate,
        sum_apart, sum_mixed, low,
    )  # fmt: skip
    while depth >= 0:
        here, child = depth * units + at[depth], depth + 1
        if at[depth] >= filled[depth] or low[here] >= least[u] - NEAR:
            depth -= 1
            continue
        nodes += 1
        if nodes > most:
            for each in range(depth + 1):
                if at[each] < filled[each]:  # what comes later promises less
                    least[u] = min(least[u], low[each * units + at[each]])
            break
        at[depth] += 1
        v = candidate[here]
        chosen[child], count[child], at[child] = v, count[depth] + size[v], 0
        paid[child] = paid[depth] + own[v] - price[v]
        inside[child] = inside[depth] + sum_apart[here]
        if len(mixed) > 0:
            blend[child] = blend[depth] + mixed[v * units + v] + 2.0 * sum_mixed[here]
        if count[child] >= smallest:
            complete(
                u, child, paid[child], inside[child], blend[child], count[child], largest, units, slack,
                given, chosen, least, group,
            )  # fmt: skip
        if count[child] < largest:
            kept = joining(
                child, at[depth], filled[depth], v, largest - count[child], units, given, size, candidate,
                sum_apart, sum_mixed,
            )  # fmt: skip
            filled[child] = thinned(
                child, kept, count[child], paid[child], inside[child], smallest, largest, least[u], units,
                own, size, price, candidate, sum_apart, sum_mixed, low,
            )  # fmt: skip
            depth = child


def joining(
    depth: int, first: int, last: int, v: int, room: int, units: int, given: Given, size: Counts,
    candidate: Made, sum_apart: Found, sum_mixed: Found,
) -> int:  # fmt: skip
    """Write who can still come once a unit has, with what they add; return how many.

    They are those from ``first`` to ``last`` of the candidates there were before; at depth 0 of all units.
    """
    apart, mixed = given[0], given[1]
    base, into, kept = (depth - 1) * units, depth * units, 0
    for other in range(first, last):
        w = candidate[base + other] if depth > 0 else other
        if w != v and apart[v * units + w] < NEVER and size[w] <= room:
            candidate[into + kept] = w
            sum_apart[into + kept] = apart[v * units + w]
            sum_mixed[into + kept] = mixed[v * units + w] if len(mixed) > 0 else 0.0
            if depth > 0:
                sum_apart[into + kept] += sum_apart[base + other]
                sum_mixed[into + kept] += sum_mixed[base + other]
            kept += 1
    return kept


def complete(
    u: int, last: int, paid: float, inside: float, blend: float, count: int, largest: int, units: int,
    slack: float, given: Given, chosen: Counts, least: Found, group: Made,
) -> None:  # fmt: skip
    """Look at a group of those chosen, and keep it if it is overpaid by less than any before it.

    With a slack from 0 on every one that is not overpaid by more in all is kept, as far as there is room; the
    last number of ``group`` counts them.
    """
    plain, lost = given[3], given[4]
    if (paid + (inside + blend) / count) / count >= least[u] - NEAR:
        return
    if len(plain) > 0:
        # What two lose by being together was counted for each two; now for the group, where it does best.
        exact = 0.0
        for i in range(last + 1):
            for j in range(i):
                exact += plain[chosen[i] * units + chosen[j]]
        groups, fewest = len(lost) // units, 1e300
        for g in range(groups):
            each = 0.0
            for i in range(last + 1):
                each += lost[chosen[i] * groups + g]
            fewest = min(fewest, each)
        overpaid = (paid + fewest + (exact + blend) / count) / count
        if overpaid >= least[u] - NEAR:
            return
    else:
        overpaid = (paid + (inside + blend) / count) / count
    row = u
    if slack >= 0.0:
        row = group[-1]
        if overpaid * count > slack:
            return
        group[-1] += 1
        if (row + 1) * largest >= len(group):
            return
    else:
        least[u] = overpaid
    for each in range(largest):
        group[row * largest + each] = chosen[each] if each <= last else -1


def thinned(
    depth: int, filled: int, count: int, paid: float, inside: float, smallest: int, largest: int,
    known: float, units: int, own: Numbers, size: Counts, price: Numbers, candidate: Made, sum_apart: Found,
    sum_mixed: Found, low: Found,
) -> int:  # fmt: skip
    """Keep the candidates with whom a group could be overpaid by less than is known; return how many.

    ``low`` gets by how little, for each student, and they are put into the order of it. Looked at is each
    size; of the other candidates come those who are overpaid least for each of their students.
    """
    base, kept = depth * units, 0
    for at in range(filled):
        low[base + at] = 1e300
    few = [1e300] * largest
    for total in range(max(smallest, count + 1), largest + 1):
        left = total - count
        for each in range(left):
            few[each] = 1e300
        for at in range(filled):
            v = candidate[base + at]
            cost = (sum_apart[base + at] / total + own[v] - price[v]) / size[v]
            for _ in range(size[v]):
                if cost >= few[left - 1]:
                    break
                place = left - 1
                while place > 0 and few[place - 1] > cost:
                    few[place] = few[place - 1]
                    place -= 1
                few[place] = cost
        for at in range(filled):
            v, others = candidate[base + at], 0.0
            for each in range(left - size[v]):
                others += few[each]
            with_it = paid + own[v] - price[v] + (inside + sum_apart[base + at]) / total + others
            if size[v] <= left and with_it / total < low[base + at]:
                low[base + at] = with_it / total
    for at in range(base, base + filled):
        if low[at] < known - NEAR:
            v, apart, blend, promise = candidate[at], sum_apart[at], sum_mixed[at], low[at]
            place = base + kept
            while place > base and low[place - 1] > promise:
                candidate[place], low[place] = candidate[place - 1], low[place - 1]
                sum_apart[place], sum_mixed[place] = sum_apart[place - 1], sum_mixed[place - 1]
                place -= 1
            candidate[place], sum_apart[place], sum_mixed[place], low[place] = v, apart, blend, promise
            kept += 1
    return kept


def adjusted(
    rounds: int, groups: int, target: float, most: int, members: Counts, width: int, cost: Numbers,
    count: Counts, size: Counts, price: Found, least: Found, lean: Made, best: Found, told: Found,
) -> None:  # fmt: skip
    """Change prices until the groups that are known cost at least as much as they can: by subgradients.

    Polyak's steps (1969, USSR Computational Mathematics 9:14), halved where ten of them have bettered
    nothing.

    Parameters
    ----------
    groups
        How many groups are known; ``members`` (shape (groups, width), -1 behind the last), ``cost`` and
        ``count`` (students) are theirs.
    target
        What all groups of the grouping found cost.
    most
        How many groups there can be.
    price
        Changed into the best found.
    least, lean, best
        For work, one for each unit.
    told
        First what every group costs besides; gets that, and what all groups cost at least.
    """
    units, worth, wait, pace = len(size), -1e300, 0, 1.0
    more, best_more = told[0], told[0]
    for _ in range(rounds):
        total = leaning(groups, more, members, width, cost, count, size, price, least, lean) - more * most
        if total > worth + 1e-7:
            worth, best_more, wait = total, more, 0
            for u in range(units):
                best[u] = price[u]
        else:
            wait += 1
            if wait >= 10:
                wait, pace = 0, pace / 2.0
        over = lacking(members, width, count, size, least, lean) - most
        steep = over * over if more > 0.0 or over > 0.0 else 0.0
        for u in range(units):
            steep += least[u] * least[u]
        if steep < 1e-12 or pace < 1e-4:
            break
        step = pace * max(target - total, 1e-6) / steep
        for u in range(units):
            price[u] += step * least[u]
        more = max(more + step * over, 0.0)
    for u in range(units):
        price[u] = best[u]
    told[0], told[1] = best_more, worth


def leaning(
    groups: int, more: float, members: Counts, width: int, cost: Numbers, count: Counts, size: Counts,
    price: Numbers, least: Found, lean: Made,
) -> float:  # fmt: skip
    """Write for each unit which known group with it is the least overpaid; return what all cost at least."""
    total = 0.0
    for u in range(len(size)):
        least[u], lean[u] = 1e300, 0
    for g in range(groups):
        over = cost[g] + more
        for at in range(g * width, g * width + width):
            if members[at] >= 0:
                over -= price[members[at]]
        over /= count[g]
        for at in range(g * width, g * width + width):
            if members[at] >= 0 and over < least[members[at]]:
                least[members[at]], lean[members[at]] = over, g
    for u in range(len(size)):
        total += price[u] + size[u] * least[u]
    return total


def lacking(
    members: Counts, width: int, count: Counts, size: Counts, least: Found, lean: Counts
) -> float:  # fmt: skip
    """Write by how much each unit lacks in being covered once; return how many groups do the covering.

    Each unit takes of the group it leans on as much as its share of the group's students.
    """
    groups = 0.0
    for u in range(len(size)):
        least[u] = 1.0
    for u in range(len(size)):
        part = size[u] / count[lean[u]]
        groups += part
        for at in range(lean[u] * width, lean[u] * width + width):
            if members[at] >= 0:
                least[members[at]] -= part
    return groups
