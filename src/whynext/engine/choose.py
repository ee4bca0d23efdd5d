"""Persons act upon decisions: choose, approve, decline, override, carry out. One type, no side door."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from whynext.base.clock import zone
from whynext.base.errors import NotFound, Problem, Refused
from whynext.base.facts import canonical
from whynext.engine.consequences import follow
from whynext.engine.decide import acting, stand, unpack
from whynext.engine.ports import ACTS, Reading, Writing
from whynext.engine.school import Engine, definition_of, moment
from whynext.planning.day import whole
from whynext.process.agent import Act, Acted, Standing, may_act
from whynext.process.definition import Definition
from whynext.process.run import offered, slice_of


@dataclass(frozen=True, slots=True)
class Changed:
    """What an act changed: where the decision stood before and stands now."""

    decision: str
    before: Mapping[str, Any]
    after: Standing
    resent: bool = False


def act(
    engine: Engine,
    decision: str,
    did: Acted,
    *,
    role: str,
    person: str,
    chosen: Sequence[str] = (),
    reason: str = "",
    key: str = "",
) -> Changed:
    """Record what a person did with a decision.

    Parameters
    ----------
    decision
        Its id.
    did
        What was done.
    role, person
        Who: the role towards this student, and the person's id.
    chosen
        The options put in force, where the act carries any.
    reason
        Why, in the person's words; an override needs one.
    key
        The form's idempotency key; the same act at the same instant if empty.

    Raises
    ------
    NotFound
        If there is no such decision.
    Refused
        With everything that speaks against it; nothing is changed.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        row = decision_row(writing, decision)
        wanted = Act(did, role, person, here.now, tuple(chosen), reason)
        known = writing.with_key(f"acted\x1f{decision}\x1f{key}") if key else None
        definition = whole(definition_of(engine, writing, row["process"], row["version"]))
        acts = acts_on(writing, [decision]).get(decision, [])
        present = present_standing(definition, row, acts, here.now, here.school.timezone)
        if known is not None:
            return Changed(decision, row, present, resent=True)
        problems = _against(writing, definition, row, present, wanted, here.school.timezone)
        if problems:
            raise Refused(
                [Problem(p.what, f"decision {decision}", p.valid, p.next_step, p.kind) for p in problems]
            )
        after = present_standing(definition, row, [*acts, wanted], here.now, here.school.timezone)
        content = act_content(decision, wanted)
        name = f"acted\x1f{decision}\x1f{key or canonical(content).decode()}"
        entry = engine.append(
            writing, [engine.draft("acted", here.now, content, key=name, subject=row["student"])], here.now
        )[0]
        if entry is not None:
            writing.upsert("acts", act_row(decision, wanted, entry.sequence))
            writing.update("decisions", {"id": decision}, standing_values(row, after, entry.sequence, wanted))
            follow(engine, writing, here, row, decision_row(writing, decision), entry.sequence)
        return Changed(decision, row, after, resent=entry is None)


def _against(
    reading: Reading,
    definition: Definition,
    row: Mapping[str, Any],
    present: Standing,
    wanted: Act,
    timezone: str,
) -> list[Problem]:
    stored = reading.run(row["run"])
    rows = pl.DataFrame()
    if stored is not None and stored.frame is not None:
        rows = slice_of(unpack(stored.frame), row["student"], row["given"])
    considered = rows.get_column("option").to_list() if len(rows) else json.loads(row["chosen"])
    open_to = offered(rows) if len(rows) else json.loads(row["chosen"])
    asks = asked_role(definition, row)
    return may_act(
        acting(definition, row["agents"]),
        asks,
        present,
        wanted,
        row["decided_at"],
        zone(timezone),
        open_to,
        considered,
        row["day"],
    )


def asked_role(definition: Definition, row: Mapping[str, Any]) -> str:
    """Return the role a decision asks because it could not be made, empty if none."""
    return row["waiting_for"] or "" if row["state"] == "asks" else _recourse_role(definition, row)


def _recourse_role(definition: Definition, row: Mapping[str, Any]) -> str:
    recourse = row["recourse"] or ""
    if recourse.startswith("ask "):
        return str(recourse.removeprefix("ask "))
    return (definition.unknown.who or "teacher") if "?" in row["agents"] else ""


def decision_row(reading: Reading, decision: str) -> dict[str, Any]:
    """Return the stored row of a decision.

    Raises
    ------
    NotFound
        If there is none of this id.
    """
    rows = reading.table("decisions", {"id": decision})
    if len(rows) == 0:
        raise NotFound(
            Problem(
                f"there is no decision «{decision}»",
                valid="an id such as k3m9q2w4x8pz-42",
                next_step="«whynext plan STUDENT» shows the ids of a student's decisions",
            )
        )
    return rows.row(0, named=True)


def act_content(decision: str, wanted: Act) -> dict[str, Any]:
    """Return what the ledger keeps of an act."""
    return {
        "decision": decision,
        "did": wanted.did.value,
        "role": wanted.role,
        "person": wanted.person,
        "chosen": list(wanted.chosen),
        "reason": wanted.reason,
        "at": wanted.at.isoformat(),
    }


def act_of(content: Mapping[str, Any]) -> Act:
    """Return the act that the ledger keeps."""
    return Act(
        did=Acted(content["did"]),
        role=content["role"],
        person=content["person"],
        at=datetime.fromisoformat(content["at"]),
        chosen=tuple(content["chosen"]),
        reason=content["reason"],
    )


def acts_on(reading: Reading, decisions: Sequence[str]) -> dict[str, list[Act]]:
    """Return what persons did with these decisions, in order, by decision."""
    rows = reading.table("acts", {"decision": list(decisions)}).sort("sequence")
    found: dict[str, list[Act]] = {}
    for row in rows.iter_rows(named=True):
        act = Act(
            Acted(row["did"]),
            row["role"],
            row["person"],
            row["at"],
            tuple(json.loads(row["chosen"])),
            row["reason"],
        )
        found.setdefault(row["decision"], []).append(act)
    return found


def act_row(decision: str, wanted: Act, sequence: int) -> pl.DataFrame:
    """Return the derived row of an act."""
    chosen = json.dumps(list(wanted.chosen), ensure_ascii=False)
    row = (sequence, decision, wanted.did.value, wanted.role, wanted.person, wanted.at, chosen, wanted.reason)
    return pl.DataFrame([row], schema=ACTS, orient="row")


def present_standing(
    definition: Definition, row: Mapping[str, Any], acts: Sequence[Act], now: datetime, timezone: str
) -> Standing:
    """Return where a stored decision stands at `now`."""
    chosen = tuple(json.loads(row["first_chosen"]))
    made, day = row["decided_at"], row["day"]
    return stand(definition, row["agents"], row["recourse"], chosen, acts, made, now, timezone, day)


def standing_values(
    row: Mapping[str, Any], after: Standing, sequence: int, wanted: Act | None = None
) -> dict[str, Any]:
    """Return the columns of a decision that a new standing, and the act that led to it, set."""
    person = after.by != "algorithm"
    other = person and list(after.chosen) != json.loads(row["first_chosen"])
    values = {
        "state": after.state.value,
        "chosen": json.dumps(list(after.chosen), ensure_ascii=False),
        "by": after.by,
        "mechanism": "person" if other else row["mechanism"],
        "waiting_for": after.waiting_for or None,
        "until": after.until,
        "changed": sequence,
    }
    return values if wanted is None else values | _objection(row, wanted)


def _objection(row: Mapping[str, Any], wanted: Act) -> dict[str, Any]:
    """Return what an act says of whether a decision was shown and contested."""
    if wanted.did is Acted.SHOWN:
        return {"shown_at": row["shown_at"] or wanted.at}
    if wanted.did is Acted.CONTESTED:
        return {"contested": "open"}
    return {"contested": "answered" if row["contested"] else None}


def settle(engine: Engine, writing: Writing, now: datetime, timezone: str) -> int:
    """Bring decisions whose deadline has passed to where silence leaves them; return how many changed.

    What was settled is remembered as one fact, so that a rebuild settles the same.
    """
    open_states = ["proposed", "escalated"]
    rows = writing.table("decisions", {"state": open_states}).filter(pl.col("until") <= now)
    if len(rows) == 0:
        return 0
    ids = rows.get_column("id").to_list()
    content = {"decisions": ids, "at": now.isoformat()}
    entry = engine.append(writing, [engine.draft("settled", now, content)], now)[0]
    if entry is not None:
        settle_rows(engine, writing, rows, now, timezone, entry.sequence)
    return len(ids)


def settle_rows(
    engine: Engine, writing: Writing, rows: pl.DataFrame, now: datetime, timezone: str, sequence: int
) -> None:
    """Store where these decisions stand at `now`."""
    acts = acts_on(writing, rows.get_column("id").to_list())
    made = rows.select("process", "version").unique().iter_rows()
    definitions = {each: whole(definition_of(engine, writing, *each)) for each in made}
    changed = []
    for row in rows.iter_rows(named=True):
        definition = definitions[row["process"], row["version"]]
        after = present_standing(definition, row, acts.get(row["id"], []), now, timezone)
        changed.append({**row, **standing_values(row, after, sequence)})
    if changed:
        writing.upsert("decisions", pl.DataFrame(changed, schema=rows.schema))
