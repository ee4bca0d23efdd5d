"""What a plan keeps, in words, who may give way in it and what that is said to cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whynext.process.assigning.forming import LOCKED, ROOMY, Formed, constant
from whynext.process.assigning.instance import Limit, Of, Part
from whynext.process.assigning.parts import SEVERAL, lines
from whynext.process.definition import Definition
from whynext.process.expression import Expression
from whynext.process.sharing import COUNTED

if TYPE_CHECKING:
    from whynext.process.assigning.against import Obstacle

_WAYS: Mapping[Of, str] = {
    Of.WANTED: "count",
    Of.SMALLEST: "smallest",
    Of.LARGEST: "largest",
    Of.MUST: "must",
    Of.APART: "separate",
}
"""Which concession is about which kind of part."""


@dataclass(frozen=True, slots=True)
class Way:
    """Who may give way in something, and what each unit of it is said to cost; None if a person must say."""

    by: str = ""
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """Tells of the parts of one assignment.

    Parameters
    ----------
    definition
        The process.
    formed
        The assignment.
    titles
        What options are called; those that are not named are called by their id.
    people
        What students are called.
    """

    definition: Definition
    formed: Formed
    titles: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)

    def said(self, part: Part) -> str:
        """Return what a part asks for, as a sentence without its full stop."""
        instance = self.formed.instance
        if part.of is Of.LIMIT:
            return self._limit(instance.limits[part.which])
        if part.of is Of.UNITS:
            return self._units(part)
        if part.of is Of.LOAD:
            resource = instance.resources[part.which]
            return f"{resource.units[part.unit]} takes no more than {resource.at_most[part.unit]} sessions"
        if part.of is Of.WANTED:
            many = int(instance.wanted[part.which])
            return f"{self.person(part.which)} gets {_many(many, 'place')}"
        if part.of is Of.MUST:
            row = part.which
            place = self.option(int(instance.option[row]))
            return f"{self.person(int(instance.owner[row]))} is locked into «{place}»"
        if part.of is Of.APART:
            names = [self.person(number) for number in instance.apart[part.which]]
            return f"{' and '.join(names)} are kept apart"
        size = instance.smallest if part.of is Of.SMALLEST else instance.largest
        bound = "at least" if part.of is Of.SMALLEST else "at most"
        return (
            f"a session of «{self.option(part.which)}» has {bound} {_many(int(size[part.which]), 'student')}"
        )

    def _limit(self, limit: Limit) -> str:
        if limit.source == LOCKED:
            student, slot = limit.key
            name = student.split("\x1f")[0]
            return f"{self.people.get(name, name)} is locked into a place{self._in(slot)}"
        if limit.source < 0:
            return "sessions can be divided so that everybody fits"
        declared = self.definition.shares.limits[limit.source]
        bounds = [f"at least {limit.low:g}"] if limit.low > -ROOMY * ROOMY else []
        bounds += [f"at most {limit.high:g}"] if limit.high < ROOMY * ROOMY else []
        what = declared.count if declared.count in COUNTED else f"of «{_text(declared.count)}»"
        return f"{declared.because}: {' and '.join(bounds)} {what}{self._where(limit)}"

    def _where(self, limit: Limit) -> str:
        """Return of what a limit counts."""
        where = [
            self.people.get(word, word) if name == "student" else f"{_plain(name)} {word}"
            for name, word in zip(self.definition.shares.limits[limit.source].per, limit.key, strict=True)
        ]
        return f" ({', '.join(where)})" if where else ""

    def _units(self, part: Part) -> str:
        resource = self.formed.instance.resources[part.which]
        because = self.definition.shares.resources[part.which].because
        slot = self.formed.instance.slot
        here = {int(u) for o, u in zip(resource.option, resource.unit, strict=True) if slot[o] == part.slot}
        named = self.slot(part.slot)
        at = f" in {named}" if named else ""
        return f"{because}: {_many(len(here), resource.name)}{at}"

    def slot(self, number: int) -> str:
        """Return what a slot is called: what sets options apart, and which."""
        word = self.formed.slots[number]
        apart = self.definition.choose.apart
        return f"{_plain(apart.text)} {word}" if apart is not None and word else ""

    def _in(self, slot: str) -> str:
        apart = self.definition.choose.apart
        return f" of {_plain(apart.text)} {slot}" if apart is not None and slot else ""

    def option(self, number: int) -> str:
        """Return what an option is called."""
        name = self.formed.instance.options[number]
        return self.titles.get(name, name)

    def person(self, number: int) -> str:
        """Return what the student of a decision is called."""
        name = self.formed.instance.names[number].split("\x1f")[0]
        return self.people.get(name, name)

    def way(self, part: Part) -> Way:
        """Return who may give way in a part, and at which price."""
        shares, constants = self.definition.shares, self.definition.values
        to = _WAYS.get(part.of, "")
        if part.of is Of.LIMIT:
            source = self.formed.instance.limits[part.which].source
            if source >= 0:
                return Way(shares.limits[source].by, constant(shares.limits[source].price, constants))
            to = "must" if source == LOCKED else ""
        if part.of in (Of.UNITS, Of.LOAD):
            resource = shares.resources[part.which]
            return Way(resource.by, constant(resource.price, constants))
        for each in shares.concessions:
            if each.to == to:
                return Way(each.by, constant(each.price, constants))
        return Way()

    def _is_lock(self, part: Part) -> bool:
        return self.formed.instance.limits[part.which].source == LOCKED

    def excess(self, part: Part, units: float) -> str:
        """Return what giving way by so many units means."""
        if part.of is Of.WANTED:
            return f"{self.person(part.which)} gets {_many(round(units), 'place')} fewer"
        if part.of is Of.MUST or (part.of is Of.LIMIT and self._is_lock(part)):
            return f"the lock is lifted: {self.said(part)}"
        if part.of is Of.APART:
            return f"they may share a session: {self.said(part)}"
        if part.of is Of.UNITS:
            resource = self.formed.instance.resources[part.which]
            named = self.slot(part.slot)
            return f"{_many(round(units), 'further ' + resource.name)}{' in ' + named if named else ''}"
        if part.of in (Of.SMALLEST, Of.LARGEST):
            size = self._size(part)
            more = "fewer" if part.of is Of.SMALLEST else "more"
            return f"{_many(round(units), 'student')} {more} than {size} in «{self.option(part.which)}»"
        return (
            self._beyond(self.formed.instance.limits[part.which], units)
            if part.of is Of.LIMIT
            else (f"{_many(round(units), 'session')} more than {self.said(part)}")
        )

    def _beyond(self, limit: Limit, units: float) -> str:
        """Return what going beyond a limit by so many units means."""
        declared = self.definition.shares.limits[limit.source]
        what = _text(declared.count)
        if declared.count not in COUNTED:
            what = f"of «{what}»"
        elif units == 1:
            what = what.removesuffix("s")
        over = limit.high < ROOMY * ROOMY
        bound = f"more than {limit.high:g}" if over else f"fewer than {limit.low:g}"
        return f"{units:g} {what} {bound}{self._where(limit)}, though {declared.because}"

    def given_up(self, excess: Mapping[Part, float]) -> list[tuple[str, str]]:
        """Return what giving way by so many units in several parts means, and who may; students at once."""
        said = [
            (self.excess(part, units), self.way(part).by)
            for part, units in excess.items()
            if part.of is not Of.WANTED
        ]
        mine = {part: units for part, units in excess.items() if part.of is Of.WANTED}
        if len(mine) <= _NAMED:
            return said + [(self.excess(part, units), self.way(part).by) for part, units in mine.items()]
        names = [self.person(part.which) for part in mine]
        fewer = _many(round(sum(mine.values())), "place")
        some = f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
        return [
            *said,
            (f"{len(names)} students get {fewer} fewer together: {some}", self.way(next(iter(mine))).by),
        ]

    def together(self, parts: Sequence[Part]) -> list[tuple[str, str]]:
        """Return what several parts ask for, as sentences and who may give way; sizes are told at once.

        So are many of a kind (:func:`~whynext.process.assigning.parts.lines`).
        """
        said = []
        for line in lines(self.formed.instance, frozenset(parts)):
            several = sorted(line)
            if several[0].of not in (Of.SMALLEST, Of.LARGEST):
                said.append((self._several(several), self.way(several[0]).by))
        for of, bound in ((Of.SMALLEST, "too small"), (Of.LARGEST, "too large")):
            mine = [part for part in parts if part.of is of]
            if len(mine) == 1:
                said.append((self.said(mine[0]), self.way(mine[0]).by))
            elif mine:
                names = [f"«{self.option(part.which)}» ({self._size(part)})" for part in mine]
                more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
                said.append(
                    (f"no session is {bound}: {', '.join(names[:_NAMED])}{more}", self.way(mine[0]).by)
                )
        return said

    def _several(self, parts: Sequence[Part]) -> str:
        """Return what parts of one kind ask for: where they are many the first of them, and how many more."""
        if len(parts) <= SEVERAL:
            return self.said(parts[0])
        because = ""
        each = [self.said(part) for part in parts]
        if parts[0].of is Of.LIMIT and (source := self.formed.instance.limits[parts[0].which].source) >= 0:
            because = f"{self.definition.shares.limits[source].because}: "
            each = [said.removeprefix(because) for said in each]
        return f"{because}{'; '.join(each[:_NAMED])}; and {len(each) - _NAMED} more of this kind"

    def stands(self, obstacle: Obstacle) -> str:
        """Return what of the present plan stands against a place, as a sentence without its full stop."""
        from whynext.process.assigning.against import Against  # it takes solvers along, which load slowly

        kind, which, amount = obstacle.kind, obstacle.which, obstacle.amount
        instance = self.formed.instance
        if kind in (Against.TAKEN, Against.ENOUGH, Against.MUST):
            held = self.option(int(instance.option[which]))
            if kind is Against.MUST:
                return f"«{held}» is locked"
            worth = (
                f"{abs(amount):.2f} points {'more' if amount > 0 else 'less'}"
                if abs(amount) >= _SEEN
                else "the same"
            )
            return f"the student has «{held}», which is worth {worth} to the student alone"
        if kind is Against.TOO_FEW:
            return f"no session of it is held: {_many(round(amount), 'student')} more would have to come"
        if kind is Against.FULL:
            more = (
                f"; for a further one {_many(round(amount), 'student')} more would have to come"
                if amount
                else ""
            )
            return f"its sessions are full{more}"
        if kind is Against.UNITS:
            return f"no {instance.resources[which].name} is left for a further session of it"
        if kind is Against.SEATS:
            return f"no {instance.resources[which].name} has another seat for it"
        if kind is Against.LEFT:
            return f"too few would be left in «{self.option(which)}»"
        if kind is Against.APART:
            return "in each of its sessions there is somebody from whom the student is kept apart"
        return f"it would go beyond a limit: {self._limit(instance.limits[which])}"

    def _size(self, part: Part) -> int:
        sizes = self.formed.instance.smallest if part.of is Of.SMALLEST else self.formed.instance.largest
        return int(sizes[part.which])


_SEEN = 0.005  # points that show in two decimals
_NAMED = 4  # so many options are named where there are more


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _text(expression: str | Expression) -> str:
    return expression.text if isinstance(expression, Expression) else expression


def _plain(name: str) -> str:
    """Return the name of an information as a reader says it: its last word."""
    return name.rpartition("_")[2]
