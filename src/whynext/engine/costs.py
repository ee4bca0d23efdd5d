"""What it would cost all students to give one a place: why-not where places are shared."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from whynext.process.assigning.instance import Of
from whynext.process.assigning.wording import Wording
from whynext.process.definition import Definition
from whynext.process.explain import Cost
from whynext.process.run import KEPT, RANK, plan_of


def cost_of(
    definition: Definition,
    frame: pl.DataFrame,
    student: str,
    option: str,
    titles: Mapping[str, str],
    people: Mapping[str, str],
) -> Cost | None:
    """Return what giving a student an option would cost; None if a rule refused it, or there is no plan.

    Parameters
    ----------
    definition, frame
        Of the run: a frame as it was recorded, of everybody.
    student, option
        Who would get what.
    titles, people
        What options and students are called.
    """
    from whynext.process.assigning.against import stands_against
    from whynext.process.assigning.forcing import forced

    here = frame.with_row_index(":row").filter((pl.col("student") == student) & (pl.col("option") == option))
    if len(here) != 1 or not here.get_column(KEPT)[0] or not (frame.get_column(RANK) > 0).any():
        return None
    formed, plan = plan_of(definition, frame)
    places = (formed.rows == int(here.get_column(":row")[0])).nonzero()[0]
    if not len(places) or plan.chosen[places[0]]:
        return None
    wording = Wording(definition, formed, titles, people)
    row = int(places[0])
    found = forced(formed.instance, plan, row)
    now = tuple(wording.stands(each) for each in stands_against(formed.instance, plan, row))
    if not found.possible:
        kept = [part for part in found.forbidding if part.of is not Of.WANTED]
        others = len(found.forbidding) - len(kept)
        against = [says for says, _ in wording.together(kept)]
        if others:
            against.append(f"{others} student{'s get their places' if others > 1 else ' gets a place'}")
        return Cost(False, 0.0, (), tuple(against), now, found.possible is False)
    options = formed.instance.options
    moves = tuple(
        (
            wording.person(move.decision),
            tuple(options[int(formed.instance.option[row])] for row in move.left),
            tuple(options[int(formed.instance.option[row])] for row in move.came),
        )
        for move in found.moves
        if formed.instance.names[move.decision].split("\x1f")[0] != student
    )
    return Cost(True, max(found.lost, 0.0), moves, (), now, found.exact)
