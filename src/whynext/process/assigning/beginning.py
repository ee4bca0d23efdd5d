"""Where to begin when parts cannot all be kept: of one slot, or of a few students, if that is enough."""

from __future__ import annotations

from collections.abc import Iterator, Set

import numpy as np

from whynext.process.assigning.instance import Instance, Of, Part, Truths
from whynext.process.assigning.parts import kind_of
from whynext.process.assigning.trying import Trials

LEFT_OUT_FIRST = (Of.WANTED, Of.APART, Of.SMALLEST, Of.LARGEST, Of.MUST, Of.LOAD, Of.UNITS, Of.LIMIT)
"""Of what is equally good to name, that which a person can change best stays longest."""

MANY = 3_000
"""Open rows of students: of more, it is tried with some of the students first."""


def first_core(trials: Trials, kept: frozenset[Part]) -> frozenset[Part] | None:
    """Return parts of which the linear relaxation says that they cannot be kept; None if it says so of none.

    Looked for are parts of a few students in one slot; then those of all students in one slot and those of a
    few in all, of which are told that name less besides students: it is easily seen that so many want a place
    in a slot, and so many can have one. At last, any.
    """
    slots = _slots_alone(trials.instance, kept)
    for here in slots:
        if (core := _among_few(trials, here)) is not None:
            return narrowed(trials, core, True)
    everybody = next((core for here in slots if (core := trials.core(here)) is not None), None)
    found = [
        narrowed(trials, core, True) for core in (everybody, _among_few(trials, kept)) if core is not None
    ]
    if found:
        return min(found, key=lambda core: sum(part.of is not Of.WANTED for part in core))
    core = trials.core(kept)
    return None if core is None else narrowed(trials, core, True)


def _slots_alone(instance: Instance, kept: frozenset[Part]) -> list[frozenset[Part]]:
    """Return for each of several slots the parts that matter in it if all is to be had elsewhere."""
    slots = np.unique(instance.slot[instance.option]).tolist()
    if len(slots) < 2:
        return []
    return [frozenset(part for part in kept if _is_in(instance, part, slot)) for slot in slots]


def only_slot(instance: Instance, parts: Set[Part]) -> int | None:
    """Return the one slot in which parts cannot be kept, whatever is in others; None if it is not one."""
    slots = np.unique(instance.slot[instance.option]).tolist()
    fit = [slot for slot in slots if all(_is_in(instance, part, slot) for part in parts)]
    return fit[0] if len(fit) == 1 and len(slots) > 1 else None


def _is_in(instance: Instance, part: Part, slot: int) -> bool:
    """Tell whether a part asks for nothing outside a slot that could not be had there for the asking."""
    if part.of in (Of.WANTED, Of.APART):
        return True
    if part.of is Of.UNITS:
        return part.slot == slot
    if part.of is Of.MUST:
        return bool(instance.slot[instance.option[part.which]] == slot)
    if part.of in (Of.SMALLEST, Of.LARGEST):
        return bool(instance.slot[part.which] == slot)
    if part.of is Of.LIMIT:
        limit = instance.limits[part.which]
        options = limit.index if limit.of_sessions else instance.option[limit.index]
        return bool((instance.slot[options] == slot).all())
    return False


def _among_few(trials: Trials, kept: frozenset[Part]) -> frozenset[Part] | None:
    """Return parts that cannot be kept for some of very many students alone, those with least choice first.

    Nobody is asked to help a session to its smallest size: so who is left out does not matter.
    """
    instance = trials.instance
    if len(instance.owner) <= MANY:
        return None
    choice = np.bincount(instance.owner, minlength=len(instance.wanted))
    order = np.argsort(choice, kind="stable")
    for share in (16, 8, 4):
        few = np.zeros(len(order), bool)
        few[order[: len(order) // share]] = True
        core = trials.core(frozenset(part for part in kept if _is_of(instance, part, few)))
        if core is not None:
            return core
    return None


def _is_of(instance: Instance, part: Part, few: Truths) -> bool:
    """Tell whether a part asks for nothing but of a few students."""
    if part.of is Of.WANTED:
        return bool(few[part.which])
    if part.of is Of.MUST:
        return bool(few[instance.owner[part.which]])
    if part.of is Of.LIMIT and not instance.limits[part.which].of_sessions:
        limit = instance.limits[part.which]
        owners = instance.owner[limit.index]
        return bool(few[owners].all() if limit.low > -np.inf else few[owners].any())
    return part.of is not Of.SMALLEST


def narrowed(trials: Trials, kept: frozenset[Part], relaxed: bool) -> frozenset[Part]:
    """Return fewer parts that are impossible, if these are; whole portions are tried.

    With `relaxed` it follows from the linear relaxation that they are, and only that is asked.
    """
    if not relaxed and not trials.together(kept).impossible:
        return kept
    tried = trials.core if relaxed else trials.impossible
    for portion in _portions(trials.instance, kept):
        if portion & kept:
            kept = tried(kept - portion) or kept
    return kept


def _portions(instance: Instance, kept: Set[Part]) -> Iterator[frozenset[Part]]:
    """Iterate over portions of parts to be left out: those who help nobody, all of a kind, all of a slot."""
    yield frozenset(part for part in kept if part.of is Of.SMALLEST)
    kinds: dict[tuple[Of, int], set[Part]] = {}
    for part in kept:
        kinds.setdefault(kind_of(instance, part), set()).add(part)
    for kind in sorted(kinds, key=lambda kind: (LEFT_OUT_FIRST.index(kind[0]), kind[1])):
        yield frozenset(kinds[kind])
