"""Asking: a person's request wakes a process, which decides at once."""

from __future__ import annotations

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused, listed
from whynext.engine.decide import Cause, decide, pairs_of
from whynext.engine.school import Engine, definition_of, in_force, moment


def ask(
    engine: Engine, process: str, student: str, *, role: str, key: str, given: str | None = None
) -> pl.DataFrame:
    """Ask for a decision of a process about one student.

    Parameters
    ----------
    process
        Its id; its trigger must name the role under ``asked_by``.
    student
        Whom it is about.
    role
        Who asks.
    key
        Of the form; a second request of the same key is the same request, resent.
    given
        What is to be decided for, where the process needs it.

    Returns
    -------
    pl.DataFrame
        The decisions, columns :data:`whynext.engine.ports.DECISIONS`; empty if the trigger's condition does
        not hold for the student.

    Raises
    ------
    Refused
        If the role may not ask, or something is given that the process does not decide for.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        definition = definition_of(engine, writing, process)
        if role not in definition.trigger.asked_by:
            may = listed(definition.trigger.asked_by) or "nobody: it wakes by itself"
            raise Refused(Problem(f"{role} cannot ask for «{process}»", valid=may))
        if bool(definition.given) != bool(given):
            wanted = f"a {definition.given} to decide for" if definition.given else "nothing to decide for"
            raise Refused(Problem(f"«{process}» was given {given or 'nothing'}", valid=wanted))
        if len(writing.table("students", {"student": student})) == 0:
            raise NotFound(Problem(f"there is no student «{student}»", next_step="see «whynext status»"))
        occasion = f"asked {student} {key}"
        fact = {"process": process, "student": student, "given": given, "role": role}
        name = f"asked\x1f{process}\x1f{student}\x1f{key}"
        entry = engine.append(
            writing, [engine.draft("asked", here.now, fact, key=name, subject=student)], here.now
        )[0]
        if entry is None:
            return writing.table("decisions", {"student": student, "process": process, "occasion": occasion})
        cause = Cause(occasion, {"asked": entry.sequence, "by": role}, here.today)
        definitions = in_force(engine, writing, here.now)
        return decide(engine, writing, here, definitions, definition, pairs_of([student], given), cause)
