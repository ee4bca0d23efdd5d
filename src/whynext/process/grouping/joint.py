"""What all parts of a composition together cost at least: proved by prices, and better groups on the way.

The groups looked at on the way are kept: of those that suit one another a grouping is chosen by a
mixed-integer program, which is often better than one found by moves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whynext.base.compiling import run, sealed
from whynext.process.grouping import pricing
from whynext.process.grouping.bounding import Sizes
from whynext.process.grouping.parts import Parts
from whynext.process.grouping.students import Trait

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Members = tuple[int, ...]

_STEPS = 300  # of prices, each time
_SHALLOW, _DEEPER, _SURE = 30, 8, 20_000  # groups in the making, for each unit: at first, times, at most
_NEAR = 5e-4  # points; a bound that is so near to what can be shown is not looked at again
_LIKELY, _ENOUGH = 3, 600  # times as many groups as units are what is chosen from, or so many
_GATHERED = 4_000  # groups; of more it is not asked which of them are the best
_CELLS = 30_000  # groups under options; of more it is not asked whether two would be under one
_NODES, _ROUGH, _MANY = 60, 0.02, 150  # of the program that chooses; a gap that will do beyond so many units


class Joint:
    """Units in numbers as :mod:`whynext.process.grouping.pricing` takes them, and the groups that are known.

    Parameters
    ----------
    parts
        Of the students; what scores lose is counted as a cost.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts, self.sizes = parts, Sizes.of(parts)
        self.units, self.width = parts.units, self.sizes.largest
        self.own, self.apart = np.zeros(parts.units), np.zeros((parts.units, parts.units))
        self.mixed, self.plain, self.lost = np.zeros((3, 0, 0))
        for trait, (table, weight) in zip(parts.traits, parts.tables, strict=True):
            if trait.wanted == "alike":
                self._alike(trait, table, weight)
            elif weight:
                centred = table - parts.members[:, None] * table.sum(axis=0) / parts.members.sum()
                blend = -weight * centred @ centred.T
                self.mixed = self.mixed + blend if self.mixed.size else blend
        self._scored()
        self._barred()
        self.known: dict[Members, float] = {}
        self.price, self.begun = np.zeros(parts.units), 0
        self.best, self.best_price, self.best_more = -np.inf, np.zeros(parts.units), 0.0

    def _alike(self, trait: Trait, table: Floats, weight: float) -> None:
        """Count the squares of how far two units are from each other, and those within each."""
        members = self.parts.members.astype(np.float64)
        mean = table / members[:, None]
        square = (mean**2).sum(axis=1)
        far = np.maximum(square[:, None] + square - 2.0 * mean @ mean.T, 0.0)
        self.apart += weight * far * members * members[:, None]
        if trait.is_number:
            values = np.asarray(trait.values, np.float64)
            centred = (values - values.mean()) ** 2
            squares = np.bincount(self.parts.unit, centred, self.units) / max(float(centred.sum()), 1e-12)
        else:
            squares = members
        self.own += weight * np.maximum(squares - (table**2).sum(axis=1) / members, 0.0)

    def _scored(self) -> None:
        """Count what scores lose: two in one group at least what they do in that which suits both best."""
        score = np.where(self.parts.may, self.parts.score, -np.inf)
        lost = np.minimum(score.max(axis=1)[:, None] - score, pricing.NEVER)
        if not lost.any():
            return
        self.plain, self.lost = self.apart.copy(), lost
        together = np.full(self.apart.shape, pricing.NEVER)
        for group in range(lost.shape[1]):
            np.minimum(together, lost[:, group] + lost[:, group, None], out=together)
        # For every two of s, what they lose counts s / (s - 1) times: each is in s - 1 pairs.
        self.apart += together * (self.width / max(self.width - 1, 1))

    def _barred(self) -> None:
        """Bar those from one group who are too far from each other, or kept apart."""
        for trait in self.parts.spans:
            self.apart[self.parts.too_wide(trait)] = pricing.NEVER
        for word in {word for words in self.parts.apart for word in words}:
            holders = [unit for unit, words in enumerate(self.parts.apart) if word in words]
            self.apart[np.ix_(holders, holders)] = pricing.NEVER
        np.fill_diagonal(self.apart, 0.0)

    def cost(self, group: Members) -> float:
        """Return what a group costs in points."""
        at = np.array(group)
        square = np.ix_(at, at)
        cost = (self.plain if self.plain.size else self.apart)[square].sum() / 2.0
        if self.mixed.size:
            cost += self.mixed[square].sum()
        lost = self.lost[at].sum(axis=0).min() if self.lost.size else 0.0
        return float(self.own[at].sum() + lost + cost / self.parts.members[at].sum())

    def costs(self, where: Ints) -> float:
        """Return what a grouping costs, each group where it is."""
        cost = 0.0
        for option in np.unique(where).tolist():
            at = np.flatnonzero(where == option)
            lost = self.lost[at].sum(axis=0) if self.lost.size else np.zeros(option + 1)
            cost += self.cost(tuple(at.tolist())) + float(lost[option] - lost.min())
        return cost

    def know(self, group: Members) -> None:
        """Keep a group."""
        if group not in self.known:
            self.known[group] = self.cost(group)

    def at_least(self, where: Ints, work: int) -> float:
        """Return what every grouping costs at least.

        Parameters
        ----------
        where
            A grouping; the better it is, the sooner the bound is good.
        work
            About how many groups in the making are looked at.
        """
        for each in np.unique(where):
            self.know(tuple(np.flatnonzero(where == each).tolist()))
        target, price, more = sum(self.known.values()), self._begun(), 0.0
        self.begun = len(self.known)
        deep, spent = _SHALLOW, 0
        while True:
            price, more, among_known = self._adjusted(price, more, target)
            self.price = price
            before = len(self.known)
            self._priced(price, more, deep)
            spent += deep * self.units
            if self.best > among_known - _NEAR or spent > work:
                return self.best
            if len(self.known) < before + self.units // 20 + 1 or spent > work / 2:
                deep = min(deep * _DEEPER, _SURE, max((work - spent) // self.units, _SHALLOW))

    def _begun(self) -> Floats:
        """Return prices to begin with: what each unit costs in its group."""
        price = np.zeros(self.units)
        for group in self.known:
            at = np.array(group)
            square, n = np.ix_(at, at), self.parts.members[at].sum()
            price[at] = self.own[at] + self.apart[square].sum(axis=1) / 2.0 / n
            if self.mixed.size:
                price[at] += self.mixed[square].sum(axis=1) / n
        return price

    def _table(self) -> tuple[Ints, Floats, Ints]:
        """Return members (shape (groups, width), -1 behind the last), costs and students of known groups."""
        members = np.full((len(self.known), self.width), -1)
        for number, group in enumerate(self.known):
            members[number, : len(group)] = group
        count = np.where(members >= 0, self.parts.members[members], 0).sum(axis=1)
        return members, np.array(list(self.known.values())), count

    def _adjusted(self, price: Floats, more: float, target: float) -> tuple[Floats, float, float]:
        members, cost, count = self._table()
        price, told = price.copy(), np.array([more, 0.0])
        work = (np.zeros(self.units), np.zeros(self.units, np.int64), np.zeros(self.units))
        run(
            pricing.adjusted, _STEPS * members.size, _STEPS, len(cost), target, self.sizes.groups,
            sealed(members.ravel()), self.width, sealed(cost), sealed(count), sealed(self.parts.members),
            price, *work, told,
        )  # fmt: skip
        return price, float(told[0]), float(told[1])

    def _given(self) -> tuple[Floats, ...]:
        tables = (self.apart, self.mixed, self.own, self.plain, self.lost)
        return tuple(sealed(each.ravel()) for each in tables)

    def _priced(self, price: Floats, more: float, most: int) -> None:
        """Tell what every grouping costs at least by these prices; groups that cost less become known."""
        size, depth = self.parts.members, (self.width + 1) * self.units
        members, cost, count = self._table()
        least = np.full(self.units, 1e300)
        over = (cost + more - np.where(members >= 0, price[members], 0.0).sum(axis=1)) / count
        for column in members.T:
            np.minimum.at(least, column[column >= 0], over[column >= 0])
        made = np.zeros(self.units * self.width, np.int64)
        run(
            pricing.priced, self.units**2 * most, most, self.sizes.smallest, self.width, more, self.units,
            self._given(), sealed(size), sealed(price),
            np.zeros(depth, np.int64), *np.zeros((3, depth)), least, made,
        )  # fmt: skip
        for row in made.reshape(self.units, self.width):
            if row[0] >= 0:
                self.know(tuple(sorted(row[row >= 0].tolist())))
        at_least = float(price.sum() + (size * least).sum() - more * self.sizes.groups)
        if at_least > self.best:
            self.best, self.best_price, self.best_more = at_least, price + size * least, more

    def gather(self, cost: float) -> bool:
        """Make every group known that is in any grouping cheaper than this; return whether all were found.

        By the best prices no group costs less than its members' prices, so that one that costs more than
        them by as much as there is between the cost and the bound is in none.
        """
        slack, depth = max(cost - self.best, 0.0) + 1e-6, (self.width + 1) * self.units
        least = np.full(self.units, slack / self.sizes.smallest + 1e-6)
        made = np.zeros(_GATHERED * self.width + 1, np.int64)
        run(
            pricing.gathered, self.units**2 * _SURE, _SURE, self.sizes.smallest, self.width, self.best_more,
            self.units, slack, self._given(), sealed(self.parts.members),
            sealed(self.best_price), np.zeros(depth, np.int64), *np.zeros((3, depth)), least, made,
        )  # fmt: skip
        found = min(int(made[-1]), _GATHERED)
        for row in made[:-1].reshape(_GATHERED, self.width)[:found]:
            self.know(tuple(sorted(row[row >= 0].tolist())))
        return int(made[-1]) <= _GATHERED - 1 and bool((least > slack / self.sizes.smallest).all())

    def chosen(self, *, all_of_them: bool = False) -> tuple[list[Members], float]:
        """Return known groups that have each unit once and cost least together; none if none are found.

        With it what any such groups cost at least; `all_of_them` says to choose among all that are known.
        """
        from scipy import sparse  # type: ignore[import-untyped]
        from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

        groups = [each for each in (self.known if all_of_them else self._likely()) if self._worded(each)]
        if not groups:
            return [], -np.inf
        which, option, cost = self._named(groups, each_once=all_of_them)
        place = np.concatenate([np.array(groups[n]) for n in which.tolist()])
        column = np.repeat(np.arange(len(which)), [len(groups[n]) for n in which.tolist()])
        covers = sparse.csr_array((np.ones(len(place)), (place, column)), (self.units, len(which)))
        some = np.flatnonzero(option >= 0)
        takes = sparse.csr_array((np.ones(len(some)), (option[some], some)), (self.sizes.groups, len(which)))
        found = milp(
            cost,
            integrality=np.ones(len(which)),
            bounds=Bounds(0, 1),
            constraints=[
                LinearConstraint(covers, 1, 1),
                LinearConstraint(takes, ub=1),
                LinearConstraint(np.ones((1, len(which))), ub=self.sizes.groups),
            ],
            options={"node_limit": _NODES, "mip_rel_gap": 0.0 if self.units <= _MANY else _ROUGH},
        )
        least = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
        if found.x is None:
            return [], np.inf if found.status == 2 else least
        return [groups[n] for n in which[np.asarray(found.x) > 0.5].tolist()], least

    def _named(self, groups: list[Members], *, each_once: bool) -> tuple[Ints, Ints, Floats]:
        """Return groups under options: which group, which option, and the cost.

        An option in which a group loses less than in the worst one is named, and has one group at most; -1
        stands for all others. Unless each option is to be there once, groups are named -1 at what they lose
        in the best.
        """
        known = np.array([self.known[each] for each in groups])
        every = np.arange(len(groups))
        if not each_once or not self.lost.size:
            return every, np.full(len(groups), -1), known
        lost = np.array([self.lost[list(each)].sum(axis=0) for each in groups])
        worst = np.where(lost < pricing.NEVER, lost, -np.inf).max(axis=1)
        which, option = np.nonzero(lost < worst[:, None])
        if len(which) > _CELLS:
            return every, np.full(len(groups), -1), known
        plain = known - lost.min(axis=1)
        more = (np.append(which, every), np.append(option, np.full(len(groups), -1)))
        return *more, np.append(plain[which] + lost[which, option], plain + worst)

    def _likely(self) -> list[Members]:
        """Return the known groups that are the least overpaid, and all of the grouping to begin with."""
        members, cost, _ = self._table()
        over = cost - np.where(members >= 0, self.price[members], 0.0).sum(axis=1)
        over[: self.begun] = -np.inf
        groups = list(self.known)
        return [
            groups[n] for n in np.sort(np.argsort(over, kind="stable")[: max(_LIKELY * self.units, _ENOUGH)])
        ]

    def _worded(self, group: Members) -> bool:
        """Return whether a group has no more words than are allowed."""
        students = np.isin(self.parts.unit, group)
        for trait in self.parts.worded:
            words = np.array(self.parts.traits[trait].words)[students]
            if len(set(words.tolist())) > float(self.parts.traits[trait].at_most or 0.0):
                return False
        return True
