"""What follows from users and their roles: roles of version 1.1, guardians, and who has a role at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from whynext.exchange.oneroster.fields import V11
from whynext.exchange.oneroster.findings import Findings, Kind, Severity
from whynext.exchange.oneroster.manifest import Mode
from whynext.exchange.oneroster.reading import Table
from whynext.exchange.oneroster.values import ROW
from whynext.roster.roster import TABLES, Roster
from whynext.roster.student import FAMILY_ROLES, STUDENT

_TOLD_APART: Final = (STUDENT, "teacher")  # enrolment roles that must match a role of the person


def roles_of_users(people: Table, version: str) -> pl.DataFrame | None:
    """Return the roles that users of version 1.1 have in their own rows, as a table ``roles``.

    A user has one role and several organisations: that makes one role each, the first being primary.
    Returns None for version 1.2, whose roles have a file of their own.
    """
    if version != V11 or "role" not in people.frame.columns:
        return None
    frame = people.frame
    orgs = pl.col("orgs") if "orgs" in frame.columns else pl.lit(None, dtype=pl.List(pl.String))
    place = (
        frame.select(pl.col("id").alias("person"), "active", "role", orgs.alias("org"))
        .with_columns(pl.when(pl.col("org").list.len() > 0).then(pl.col("org")))
        .explode("org")
    )
    first = pl.col("person").is_first_distinct()
    told = place.select(
        pl.concat_str("person", "role", pl.col("org").fill_null(""), separator="/").alias("id"),
        "active",
        "person",
        "role",
        pl.when(first).then(pl.lit("primary")).otherwise(pl.lit("secondary")).alias("type"),
        "org",
        pl.lit(None, dtype=pl.Date).alias("begins"),
        pl.lit(None, dtype=pl.Date).alias("ends"),
        pl.lit(None, dtype=TABLES["roles"].columns["modified"]).alias("modified"),
    )
    return told.unique("id", keep="first", maintain_order=True)


def guardians(people: pl.DataFrame, roles: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return who stands for whom, from the agents that users name.

    An agent is a guardian if one of the two is a student and the other has a role of a family, whichever
    of the two names the other. Pairs that are no longer named are kept as inactive.

    Parameters
    ----------
    people, roles
        Tables of the roster.
    before
        The table ``guardians`` until now.
    """
    named = people.select(pl.col("id").alias("one"), pl.col("agents").alias("other"), "active")
    pairs = named.filter(pl.col("active")).drop("active").explode("other").drop_nulls("other")
    if not pairs.height and not before.height:
        return before
    kinds = (
        roles.filter(pl.col("role").is_in(FAMILY_ROLES) & pl.col("active"))
        .group_by(pl.col("person"))
        .agg(pl.col("role").min().alias("kind"))
    )
    students = roles.filter((pl.col("role") == STUDENT) & pl.col("active")).select("person").unique()
    swapped = pairs.select(pl.col("other").alias("one"), pl.col("one").alias("other"))
    both = pl.concat([pairs, swapped]).select(pl.col("one").alias("student"), pl.col("other").alias("person"))
    active = people.filter("active").select("id")
    found = (
        both.unique()
        .join(students, left_on="student", right_on="person", how="semi")
        .join(kinds, on="person", how="inner")
        .join(active, left_on="person", right_on="id", how="semi")
        .select("student", "person", "kind", pl.lit(True).alias("active"))
    )
    gone = before.join(found, on=["student", "person"], how="anti").with_columns(active=pl.lit(False))
    return pl.concat([found, gone]).sort("student", "person")


def remark(tables: Mapping[str, Table], after: Roster, version: str, findings: Findings) -> None:
    """Note what is odd about people: no role, another role in a section, agents who are no guardians."""
    people, enrolments = tables.get("people"), tables.get("enrolments")
    if people is not None:
        if version != V11:
            _without_role(people, after, findings)
        _agents_without_family(people, after, findings)
        for column in ("username", "user_ids"):
            _shared(people, column, findings)
    if enrolments is not None:
        _other_role(enrolments, after, findings)


def _without_role(people: Table, after: Roster, findings: Findings) -> None:
    lacking = people.frame.filter("active").join(after.roles, left_on="id", right_on="person", how="anti")
    if lacking.height:
        findings.rows(
            Severity.NOTE,
            Kind.NO_ROLE,
            people.lines_of(lacking[ROW]),
            lacking["id"],
            "«{}» has no row in roles.csv, so is neither student nor teacher",
            file=people.file,
            field="sourcedId",
            valid="a row in roles.csv for every user",
            effect="taken without role",
        )


def _other_role(enrolments: Table, after: Roster, findings: Findings) -> None:
    held = after.roles.select("person", "role").unique()
    told = enrolments.frame.lazy().filter(pl.col("role").is_in(_TOLD_APART) & pl.col("active"))
    # A person without any role is remarked upon once, as a person.
    odd_pairs = (
        told.select("person", "role")
        .unique()
        .join(held.lazy(), on=["person", "role"], how="anti")
        .join(held.lazy(), on="person", how="semi")
        .collect()
    )
    if not odd_pairs.height:
        return
    odd = (
        told.join(odd_pairs.lazy(), on=["person", "role"], how="semi").select(ROW, "role").collect().sort(ROW)
    )
    findings.rows(
        Severity.NOTE,
        Kind.ROLE_MISMATCH,
        enrolments.lines_of(odd[ROW]),
        odd["role"],
        "enrolled as {}, which is no role of this user",
        file=enrolments.file,
        field="role",
        valid="a role that the user has",
        effect="taken",
    )


def _agents_without_family(people: Table, after: Roster, findings: Findings) -> None:
    if "agents" not in people.frame.columns:
        return
    named = people.frame.select(ROW, pl.col("id").alias("one"), pl.col("agents").alias("other"))
    pairs = named.explode("other").drop_nulls("other")
    if not pairs.height:
        return
    ties = after.guardians.select("student", "person")
    odd = pairs.join(
        ties, left_on=["one", "other"], right_on=["student", "person"], how="anti", maintain_order="left"
    ).join(ties, left_on=["other", "one"], right_on=["student", "person"], how="anti", maintain_order="left")
    if odd.height:
        findings.rows(
            Severity.NOTE,
            Kind.NO_GUARDIAN,
            people.lines_of(odd[ROW]),
            odd["other"],
            "the agent «{}» is not taken as a guardian",
            file=people.file,
            field="agentSourcedIds",
            valid="agents between a student and a guardian, parent or relative",
            effect="kept as agent",
        )


def _shared(people: Table, column: str, findings: Findings) -> None:
    if column not in people.frame.columns or people.mode is not Mode.BULK:
        return
    named = people.frame.filter("active").select(ROW, pl.col(column).alias("value")).drop_nulls("value")
    if named.schema["value"] == pl.List:
        named = named.explode("value").drop_nulls("value")
    if named["value"].n_unique() == named.height:
        return
    shared = named.filter(pl.col("value").is_duplicated() & ~pl.col("value").is_first_distinct())
    field = people.header_of(column)
    findings.rows(
        Severity.NOTE,
        Kind.SHARED,
        people.lines_of(shared[ROW]),
        shared["value"],
        f"another user has the same {field}, «{{}}»",
        file=people.file,
        field=field,
        valid="one of its own for every user",
        effect="taken",
    )
