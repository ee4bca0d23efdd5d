"""Asking: a person's request wakes a process, which decides at once."""

from __future__ import annotations

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused, listed, nearest
from whynext.engine.acceptable import no_student
from whynext.engine.decide import Cause, decide, everybody, pairs_of
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, definition_in_force, in_force, moment
from whynext.process.definition import Definition


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
        If the role may not ask, something is given that the process does not decide for, or the process
        shares places among all students.
    NotFound
        If the process is not in force now, or there is no such student or given.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        definitions = in_force(engine, writing, here.now)
        definition = definitions.get(process) or definition_in_force(engine, writing, process, here.now)
        if role not in definition.trigger.asked_by:
            may = listed(definition.trigger.asked_by) or "nobody: it wakes by itself"
            raise Refused(Problem(f"the {role} cannot ask for «{process}»", valid=may))
        if definition.choose.how == "assign":
            raise Refused(
                Problem(
                    f"«{process}» shares places among all its students and cannot decide about one alone",
                    next_step="«whynext schedule again» plans the day again for everybody",
                )
            )
        refuse_wrong_given(engine, writing, definition, given)
        if len(writing.table("students", {"student": student})) == 0:
            raise NotFound(no_student(writing, student))
        occasion = f"asked {student} {key}"
        fact = {"process": process, "student": student, "given": given, "role": role}
        name = f"asked\x1f{process}\x1f{student}\x1f{key}"
        entry = engine.append(
            writing, [engine.draft("asked", here.now, fact, key=name, subject=student)], here.now
        )[0]
        if entry is None:
            return writing.table("decisions", {"student": student, "process": process, "occasion": occasion})
        cause = Cause(occasion, {"asked": entry.sequence, "by": role}, here.today)
        pairs = everybody(writing, definition, pairs_of([student], given))
        rows = decide(engine, writing, here, definitions, definition, pairs, cause)
        return rows.filter(student=student)


def refuse_wrong_given(engine: Engine, reading: Reading, definition: Definition, given: str | None) -> None:
    """Refuse to decide for something where nothing is wanted, for nothing, or for what nobody knows.

    Raises
    ------
    Refused
        If something is given that the process does not decide for, or nothing where it needs it.
    NotFound
        If the school knows nothing of this id.
    """
    if bool(definition.given) != bool(given):
        if given:
            raise Refused(Problem(f"«{definition.id}» decides for nothing else, and was given «{given}»"))
        what = definition.given.replace("_", " ")
        raise Refused(
            Problem(
                f"«{definition.id}» needs a {what} to decide for", next_step="name it: --given and its id"
            )
        )
    kind = engine.catalogue.options.get(definition.given)
    if not given or kind is None or kind.titles is None:
        return
    source, key, _ = kind.titles
    known = reading.source(source).get_column(key).unique(maintain_order=True).to_list()
    if given not in known:
        valid = nearest(given, known) or listed(known, most=5) or f"the school has no {definition.given} yet"
        raise NotFound(Problem(f"there is no {definition.given} «{given}»", valid=valid))
