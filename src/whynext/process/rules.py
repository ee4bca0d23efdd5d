"""The rules of a definition as expressions, and what they say of every option that was observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add, and_

import polars as pl

from whynext.process.composition import composition_column
from whynext.process.definition import Definition
from whynext.process.expression import Expression, Value, finite
from whynext.process.frames import SMALL
from whynext.process.information import Type
from whynext.process.lasting import lasting
from whynext.process.sharing import PER_ROW, Limit, limit_column

KEPT, SCORE = ":kept", ":score"
SPREAD = ":spread"
"""How uncertain the score is, where the way of choosing asks for it."""
SEATS, APART, CLAIM = ":seats", ":apart", ":priority"
"""Of an option to be matched: its places, what it excludes, and how strong the student's claim to it is."""
SMALLEST, LARGEST, MUST, SEPARATE, BESIDE = ":smallest", ":largest", ":must", ":separate", ":beside"
TOGETHER = ":kept_together"
"""Of a place to be assigned: sizes of its sessions, whether it is locked, with whom it is (not) shared."""
ORDER = ":order"
"""Of a place to be assigned: when it is in the order of a student's places."""
READ_BY_CHOICE = {
    "spread": SPREAD,
    "seats": SEATS,
    "apart": APART,
    "priority": CLAIM,
    "smallest": SMALLEST,
    "largest": LARGEST,
    "must": MUST,
    "separate": SEPARATE,
    "beside": BESIDE,
    "order": ORDER,
    "together": TOGETHER,
}
"""The columns of what a way of choosing reads of every option, by its name in ``[choose]``."""
TRIGGER = ":trigger"


def keep_column(index: int) -> str:
    """Return the name of the column of the `index`-th keep rule (from 0)."""
    return f"keep:{index + 1}"


def prefer_column(index: int) -> str:
    """Return the name of the column of the `index`-th term's contribution (from 0)."""
    return f"prefer:{index + 1}"


def when_column(index: int) -> str:
    """Return the name of the column of the `index`-th row of a table (from 0)."""
    return f"when:{index + 1}"


def agent_column(index: int) -> str:
    """Return the name of the column telling whether the `index`-th agent acts (from 0)."""
    return f"agent:{index + 1}"


def ruled(definition: Definition, observed: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every rule's verdict, ``:kept`` and ``:score``; no choice yet."""
    passes = _rules(definition)
    if len(observed) <= SMALL:
        for expressions in passes:
            observed = observed.with_columns_seq(expressions)
        return observed
    frame = observed.lazy()
    for expressions in passes:
        frame = frame.with_columns(expressions)
    return frame.collect()


@lasting
def _rules(definition: Definition) -> list[list[pl.Expr]]:
    """Return all rules as expressions, in passes that each read what the one before has left.

    A term's worth is a pass of its own, so that asking whether it is a number does not work it out twice.
    """
    constants = definition.values
    verdicts = [expression.run_by(constants).alias(name) for name, expression in _expressions(definition)]
    terms = [prefer_column(index) for index in range(len(definition.prefers))]
    worths = [
        (_weight(rule.weight, constants) * rule.term.raw_by(constants)).alias(name)
        for name, rule in zip(terms, definition.prefers, strict=True)
    ]
    known = [finite(pl.col(name)).alias(name) for name in terms]
    read = {READ_BY_CHOICE[name]: each for name, each in definition.choose.expressions.items()}
    composed = {composition_column(n): each.of for n, each in enumerate(definition.composition)}
    for name, each in (*read.items(), *definition.shares.expressions.items(), *composed.items()):
        if each.type is Type.TRUTH:
            verdicts.append(each.run_by(constants).alias(name))
            continue
        if each.type is Type.WORD:
            worths.append(each.raw_by(constants).cast(pl.String).alias(name))
            continue
        worths.append(each.raw_by(constants).cast(pl.Float64).alias(name))
        number = finite(pl.col(name))
        signed = name == CLAIM or name not in read
        known.append((number if signed else pl.when(pl.col(name) >= 0).then(number)).alias(name))
    needed = [*terms, *(name for name in read if name not in (MUST, BESIDE, ORDER)), *composed]
    score = reduce(add, [pl.col(name) for name in terms]) if terms else pl.repeat(0.0, pl.len())
    last = [_kept(definition, needed).alias(KEPT), score.cast(pl.Float64).alias(SCORE)]
    return [each for each in ([*verdicts, *worths], known, last) if each]


def _weight(weight: Expression, constants: Mapping[str, Value]) -> pl.Expr:
    """Return a weight, as the number it is where it reads nothing but constants."""
    if weight.reads(constants):
        return weight.raw_by(constants)
    return pl.lit(pl.select(weight.run_by(constants)).item(), pl.Float64)


def _expressions(definition: Definition) -> list[tuple[str, Expression]]:
    found = [(keep_column(index), rule.test) for index, rule in enumerate(definition.keeps)]
    found += [(when_column(index), row.test) for index, row in enumerate(definition.rows)]
    found += [
        (agent_column(index), agent.when)
        for index, agent in enumerate(definition.agents)
        if agent.when is not None
    ]
    if definition.trigger.when is not None:
        found.append((TRIGGER, definition.trigger.when))
    return found


def _kept(definition: Definition, terms: Sequence[str]) -> pl.Expr:
    """Return whether an option is left: FALSE if anything says so, else UNKNOWN if anything is."""
    keeps = [pl.col(keep_column(index)) for index in range(len(definition.keeps))]
    if definition.rows:
        keeps.append(_answer(definition))
    if definition.trigger.when is not None:
        # A condition that is UNKNOWN makes everything UNKNOWN; FALSE was left out by observe.
        keeps.append(pl.col(TRIGGER))
    keeps.append(pl.col("option").is_not_null())
    keeps += [_limited(index, limit) for index, limit in enumerate(definition.shares.limits)]
    if terms:
        # What cannot be ranked cannot be kept: an unknown term makes the option UNKNOWN.
        ranked = reduce(and_, [pl.col(name).is_not_null() for name in terms])
        keeps.append(pl.when(ranked).then(True))
    return pl.all_horizontal(keeps)


def _limited(index: int, limit: Limit) -> pl.Expr:
    """Return TRUE where it is known whether and how far a limit applies to an option, else UNKNOWN."""
    columns = {name: pl.col(limit_column(index, name)) for name in limit.expressions}
    of = columns.pop("of", pl.lit(True))
    keys = [pl.col(name).is_null() for name in limit.per if name not in PER_ROW]
    apart = pl.any_horizontal(keys) if keys else pl.lit(False)
    known = pl.all_horizontal([of.is_not_null(), *(each.is_not_null() for each in columns.values())])
    return pl.when(apart | ~of | known).then(True)


def _answer(definition: Definition) -> pl.Expr:
    """Return whether an option is the table's answer: UNKNOWN once a row before the first TRUE is."""
    result: pl.Expr = pl.lit(False)
    for index, row in reversed(list(enumerate(definition.rows))):
        test = pl.col(when_column(index))
        result = pl.when(test).then(pl.col("option") == row.then).when(~test).then(result)
    return result
