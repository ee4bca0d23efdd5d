"""Rules as SQL expressions: parsed and checked by sqlglot, run by Polars, three-valued throughout.

A rule is a boolean or numeric SQL expression over declared names: comparisons, AND, OR, NOT, BETWEEN, IN,
IS [NOT] NULL, arithmetic, CASE and a short list of functions. There are no sub-queries, no Python and no
undeclared names. A value that is missing makes what depends on it UNKNOWN (Kleene's logic); in particular
CASE, LEAST and GREATEST do not skip over a missing value as SQL databases do, and a division by zero is
UNKNOWN. Only COALESCE and IS NULL, which a reader can see, turn UNKNOWN into something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import isfinite

import polars as pl
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from whynext.base.errors import Collector, Problem, listed, nearest
from whynext.process.information import Type

Value = float | int | str | bool

FUNCTIONS: dict[type[exp.Expression], str] = {
    exp.Coalesce: "COALESCE(a, b, ...): the first that is not missing",
    exp.Least: "LEAST(a, b, ...): the smallest; missing if any is",
    exp.Greatest: "GREATEST(a, b, ...): the largest; missing if any is",
    exp.Abs: "ABS(a)",
    exp.Round: "ROUND(a, digits)",
    exp.Floor: "FLOOR(a)",
    exp.Ceil: "CEIL(a)",
    exp.Sqrt: "SQRT(a)",
    exp.Exp: "EXP(a)",
    exp.Ln: "LN(a)",
    exp.Pow: "POWER(a, b)",
}
_COMPARISONS: dict[type[exp.Expression], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    exp.EQ: lambda a, b: a == b,
    exp.NEQ: lambda a, b: a != b,
    exp.LT: lambda a, b: a < b,
    exp.LTE: lambda a, b: a <= b,
    exp.GT: lambda a, b: a > b,
    exp.GTE: lambda a, b: a >= b,
}
_TURNED: dict[type[exp.Expression], type[exp.Expression]] = {
    exp.EQ: exp.EQ,
    exp.NEQ: exp.NEQ,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
}
_ARITHMETIC: dict[type[exp.Expression], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    exp.Add: lambda a, b: a + b,
    exp.Sub: lambda a, b: a - b,
    exp.Mul: lambda a, b: a * b,
}
_LONGEST = 2_000  # characters; a rule that nobody can read aloud is refused
_DEEPEST = 100  # levels of nesting; also what keeps every walk through a tree clear of Python's own limit
_DIGITS = 12  # decimal places that ROUND may keep
_MADE_OF_NUMBERS = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg)


_COMPILED: dict[tuple[object, ...], pl.Expr] = {}
_MOST_COMPILED = 10_000  # expressions kept compiled; a school has a few hundred


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked rule.

    Parameters
    ----------
    text
        As written.
    type
        What it yields.
    names
        The declared names it reads, in order of first appearance.
    node
        Its syntax tree.
    kinds
        The type of each of `names`.
    """

    text: str
    type: Type
    names: tuple[str, ...]
    node: exp.Expression
    kinds: tuple[Type, ...] = ()

    def run_by(self, constants: Mapping[str, Value]) -> pl.Expr:
        """Return the Polars expression, with these names replaced by constants and the rest as columns."""
        key = (self.text, *((name, constants[name]) for name in self.names if name in constants))
        if key not in _COMPILED:
            if len(_COMPILED) > _MOST_COMPILED:
                _COMPILED.clear()
            raw = self.raw_by(constants)
            _COMPILED[key] = finite(raw) if self.type is Type.NUMBER else raw
        return _COMPILED[key]

    def raw_by(self, constants: Mapping[str, Value]) -> pl.Expr:
        """Return :meth:`run_by` for one who puts :func:`finite` around what becomes of it.

        A number here may be infinite or NaN, which is to be UNKNOWN.
        """
        compiled = _compiled(self.node, constants)
        return compiled.cast(pl.Float64) if self.type is Type.NUMBER else compiled

    def reads(self, constants: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the names that are columns, given that these are constants."""
        return tuple(name for name in self.names if name not in constants)

    def comparisons(self) -> list[exp.Expression]:
        """Return every comparison of numbers inside, as nodes; BETWEEN counts as its two halves."""
        found: list[exp.Expression] = []
        kinds = dict(zip(self.names, self.kinds, strict=False))
        for node in self.node.walk():
            if not isinstance(node, exp.Expression):
                continue
            if type(node) in _COMPARISONS and _is_number(node.this, kinds):
                found.append(node)
            elif isinstance(node, exp.Between):
                found.append(exp.GTE(this=node.this.copy(), expression=node.args["low"].copy()))
                found.append(exp.LTE(this=node.this.copy(), expression=node.args["high"].copy()))
        return found

    def words(self) -> dict[str, list[str]]:
        """Return the words that each name is compared with, by name."""
        found: dict[str, list[str]] = {}
        for node in self.node.walk():
            if isinstance(node, exp.EQ | exp.NEQ | exp.In):
                columns = [column.name for column in node.find_all(exp.Column)]
                literals = [text.this for text in node.find_all(exp.Literal) if text.is_string]
                for name in columns:
                    found.setdefault(name, []).extend(literals)
        return found


def difference(node: exp.Expression, constants: Mapping[str, Value]) -> pl.Expr:
    """Return left minus right of a comparison of numbers, as a Polars expression."""
    left, right = node.this, node.args["expression"]
    return finite((_compiled(left, constants) - _compiled(right, constants)).cast(pl.Float64))


def parse(
    text: str, names: Mapping[str, Type], *, where: str = "", wanted: Type | None = None
) -> tuple[Expression | None, list[Problem]]:
    """Read a rule and check it.

    Parameters
    ----------
    text
        The SQL expression.
    names
        What may be named (information and parameters), with the type of each.
    where
        The place to report.
    wanted
        The type the expression must have; any if None.

    Returns
    -------
    (Expression or None, list of Problem)
        The expression if it has no fault, and everything that is wrong with it.
    """
    found = Collector()
    node = _tree(text, where, found)
    if node is None:
        return None, found.problems
    checker = _Checker(text, names, where, found)
    kind = checker.type_of(node)
    if not found and wanted is not None and kind is not wanted:
        found.add(
            f"«{text}» gives a {kind}, but a {wanted} is needed here",
            where=where,
            valid="a comparison such as mastery < 0.9"
            if wanted is Type.TRUTH
            else "arithmetic, such as minutes / 30",
        )
    if found or kind is None:
        return None, found.problems
    return Expression(text, kind, tuple(checker.read), node, tuple(checker.read.values())), []


def _tree(text: str, where: str, found: Collector) -> exp.Expression | None:
    if not text.strip() or len(text) > _LONGEST:
        length = f"it has {len(text)} characters" if text.strip() else "it is empty"
        found.add(f"this is not a rule: {length}", where=where, valid=f"1 to {_LONGEST} characters")
        return None
    try:
        node = _parsed(text)
        if _depth(node) > _DEEPEST:
            raise SqlglotError(f"nested or chained more than {_DEEPEST} deep")
        return node
    except (SqlglotError, RecursionError) as error:
        lines = str(error).splitlines() or ["too deeply nested"]
        first = "too deeply nested" if isinstance(error, RecursionError) else lines[0]
        found.add(
            f"«{text}» cannot be read as an expression: {_plain(first)}",
            where=where,
            valid="comparisons and arithmetic, such as mastery < bar AND minutes <= 20",
        )
        return None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> exp.Expression:
    node = sqlglot.parse_one(f"SELECT {text}")
    if not isinstance(node, exp.Select) or len(node.expressions) != 1:
        raise SqlglotError("more than one expression")
    if any(value for name, value in node.args.items() if name != "expressions" and value):
        raise SqlglotError("more than an expression")
    inner = node.expressions[0]
    if isinstance(inner, exp.Alias):
        raise SqlglotError("AS has no place here")
    return inner  # type: ignore[no-any-return]


def _depth(node: exp.Expression) -> int:
    """Return on how many levels the tree lies; a loop, as a hostile tree is deeper than recursion goes."""
    level, deepest = [node], 0
    while level:
        deepest += 1
        level = [inner for each in level for inner in each.iter_expressions()]
    return deepest


def _is_number(node: exp.Expression, kinds: Mapping[str, Type]) -> bool:
    """Tell whether a part of a checked tree is a number."""
    if isinstance(node, exp.Paren | exp.Coalesce):
        return _is_number(node.this, kinds)
    if isinstance(node, exp.Column):
        return kinds.get(node.name) is Type.NUMBER
    if isinstance(node, exp.Literal):
        return not node.is_string
    if isinstance(node, exp.Case):
        return _is_number(node.args["default"], kinds)
    return isinstance(node, _MADE_OF_NUMBERS) or type(node) in FUNCTIONS


def _plain(message: str) -> str:
    """Return a parser's message without its terminal colours and its line (a rule is one line)."""
    cut = message.replace("\x1b[4m", "").replace("\x1b[0m", "")
    missing = re.match(r"Required keyword: '.*' missing for <class '.*\.(\w+)'>", cut)
    if missing:
        return f"something is missing beside {missing[1].upper()}"
    return cut.split(". Line")[0].rstrip(".").lower()


class _Checker:
    """Finds the type of each part of a tree and everything that is wrong with it."""

    def __init__(self, text: str, names: Mapping[str, Type], where: str, found: Collector) -> None:
        self.text, self.names, self.where, self.found = text, names, where, found
        self.read: dict[str, Type] = {}

    def type_of(self, node: exp.Expression) -> Type | None:
        """Return the type of a node, None where it is faulty or NULL."""
        if isinstance(node, exp.Paren):
            return self.type_of(node.this)
        if isinstance(node, exp.Column):
            return self._name(node)
        if isinstance(node, exp.Literal):
            return self._literal(node)
        if isinstance(node, exp.Boolean):
            return Type.TRUTH
        if isinstance(node, exp.And | exp.Or | exp.Xor):
            return self._all(node, [node.this, node.expression], Type.TRUTH, Type.TRUTH)
        if isinstance(node, exp.Not):
            return self._all(node, [node.this], Type.TRUTH, Type.TRUTH)
        if type(node) in _COMPARISONS:
            return self._alike([node.this, node.expression])
        if isinstance(node, exp.Between):
            return self._between(node)
        if isinstance(node, exp.In):
            return self._membership(node)
        if isinstance(node, exp.Is):
            return self._is(node)
        if isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.Div | exp.Mod):
            return self._all(node, [node.this, node.expression], Type.NUMBER, Type.NUMBER)
        if isinstance(node, exp.Neg):
            return self._all(node, [node.this], Type.NUMBER, Type.NUMBER)
        if isinstance(node, exp.Case):
            return self._case(node)
        if isinstance(node, exp.Coalesce):
            return self._same([node.this, *node.expressions])
        if type(node) in FUNCTIONS:
            return self._call(node)
        return self._foreign(node)

    def _literal(self, node: exp.Literal) -> Type | None:
        if node.is_string:
            return Type.WORD
        try:
            finite = isfinite(float(node.this))
        except ValueError:
            finite = False
        if not finite:
            self._add(f"«{node.this}» is not a number", valid="a number such as 0.95", kind="type")
        return Type.NUMBER if finite else None

    def _between(self, node: exp.Between) -> Type | None:
        if node.args.get("symmetric"):
            return self._foreign(node)
        return self._all(node, [node.this, node.args["low"], node.args["high"]], Type.NUMBER, Type.TRUTH)

    def _call(self, node: exp.Expression) -> Type | None:
        understood = {"this", "expression", "expressions", "ignore_nulls", *_understood(node)}
        if any(value and name not in understood for name, value in node.args.items()):
            self._add(
                f"«{node.sql()}» has more arguments than this function takes here",
                valid=FUNCTIONS[type(node)],
            )
            return None
        if isinstance(node, exp.Round) and node.args.get("decimals") is not None and _digits(node) is None:
            self._add(
                f"«{node.sql()}»: the number of digits must be written out",
                valid=f"ROUND(a, 2), from 0 to {_DIGITS}",
            )
            return None
        return self._all(node, _arguments(node), Type.NUMBER, Type.NUMBER)

    def _name(self, node: exp.Column) -> Type | None:
        name = node.name
        if node.table or name not in self.names:
            spelled = node.sql()
            self._add(
                f"«{spelled}» is not declared",
                valid=nearest(name, self.names)
                or (f"one of {listed(sorted(self.names))}" if self.names else "a number"),
                next_step=f"add «{name}» to information or parameters, or correct the name",
                kind="unknown name",
            )
            return None
        self.read[name] = self.names[name]
        return self.names[name]

    def _all(
        self, node: exp.Expression, parts: list[exp.Expression], wanted: Type, result: Type
    ) -> Type | None:
        sound = True
        for part in parts:
            kind = self.type_of(part)
            if kind is not None and kind is not wanted:
                self._add(f"«{part.sql()}» is a {kind}, but «{_sign(node)}» needs a {wanted}", kind="type")
            sound = sound and kind is wanted
        return result if sound else None

    def _alike(self, parts: list[exp.Expression]) -> Type | None:
        kinds = [self.type_of(part) for part in parts]
        if any(isinstance(part, exp.Null) for part in parts):
            self._add("nothing equals NULL", valid="IS NULL or IS NOT NULL")
        elif None not in kinds and len(set(kinds)) > 1:
            said = " with ".join(f"{p.sql()} ({k})" for p, k in zip(parts, kinds, strict=True))
            self._add(f"cannot compare {said}", kind="type")
        return Type.TRUTH

    def _membership(self, node: exp.In) -> Type | None:
        if node.args.get("query") or not node.expressions:
            return self._foreign(node)
        return self._alike([node.this, *node.expressions])

    def _is(self, node: exp.Is) -> Type | None:
        if not isinstance(node.expression, exp.Null | exp.Boolean):
            self._add(f"«{node.sql()}»: IS takes NULL, TRUE or FALSE")
        kind = self.type_of(node.this)
        if isinstance(node.expression, exp.Boolean) and kind not in (None, Type.TRUTH):
            self._add(f"«{node.this.sql()}» is a {kind}, but IS TRUE needs a truth", kind="type")
        return Type.TRUTH

    def _case(self, node: exp.Case) -> Type | None:
        if node.this is not None:
            self._add("CASE needs WHEN with a condition", valid="CASE WHEN grade > 3 THEN 2 ELSE 1 END")
            return None
        if node.args.get("default") is None:
            self._add("CASE has no ELSE", valid="CASE WHEN grade > 3 THEN 2 ELSE 1 END")
            return None
        for branch in node.args["ifs"]:
            self._all(node, [branch.this], Type.TRUTH, Type.TRUTH)
        return self._same([branch.args["true"] for branch in node.args["ifs"]] + [node.args["default"]])

    def _same(self, parts: list[exp.Expression]) -> Type | None:
        kinds = {self.type_of(part) for part in parts}
        if len(kinds - {None}) > 1:
            said = ", ".join(part.sql() for part in parts)
            self._add(f"these differ in type: {said}", kind="type")
        return next(iter(kinds - {None})) if len(kinds - {None}) == 1 else None

    def _foreign(self, node: exp.Expression) -> Type | None:
        known = "AND, OR, NOT, =, <>, <, <=, >, >=, BETWEEN, IN, IS NULL, CASE, + - * / %"
        functions = ", ".join(sorted(text.split("(")[0] for text in FUNCTIONS.values()))
        self._add(f"«{node.sql()}» is not part of the language of rules", valid=f"{known}, {functions}")
        return None

    def _add(self, what: str, *, valid: str = "", next_step: str = "", kind: str = "invalid") -> None:
        said = what if self.text in what else f"in «{self.text}»: {what}"
        self.found.add(said, where=self.where, valid=valid, next_step=next_step, kind=kind)


def _understood(node: exp.Expression) -> tuple[str, ...]:
    return ("decimals",) if isinstance(node, exp.Round) else ()


def _digits(node: exp.Expression) -> int | None:
    """Return how many digits a ROUND keeps, None if that is not written as a number from 0 to 12."""
    written = node.args.get("decimals")
    if written is None:
        return 0
    if not isinstance(written, exp.Literal) or written.is_string or not written.this.isdecimal():
        return None
    return int(written.this) if int(written.this) <= _DIGITS else None


def _arguments(node: exp.Expression) -> list[exp.Expression]:
    single = [node.this, node.args.get("expression"), node.args.get("decimals")]
    return [part for part in [*single, *node.expressions] if isinstance(part, exp.Expression)]


def _sign(node: exp.Expression) -> str:
    return type(node).__name__.upper() if isinstance(node, exp.And | exp.Or | exp.Not) else node.sql()


def _compiled(node: exp.Expression, constants: Mapping[str, Value]) -> pl.Expr:
    within = isinstance(node, (*_MADE_OF_NUMBERS, exp.Paren))

    def of(part: exp.Expression) -> pl.Expr:
        compiled = _compiled(part, constants)
        # A sum or product that overflowed is no number: it must not win or lose a comparison.
        return finite(compiled) if not within and _is_arithmetic(part) else compiled

    if isinstance(node, exp.Paren):
        return of(node.this)
    if isinstance(node, exp.Column):
        return pl.lit(_constant(constants[node.name])) if node.name in constants else pl.col(node.name)
    if isinstance(node, exp.Literal):
        return pl.lit(node.this if node.is_string else float(node.this))
    if isinstance(node, exp.Boolean):
        return pl.lit(bool(node.this))
    if isinstance(node, exp.And):
        return of(node.this) & of(node.expression)
    if isinstance(node, exp.Or):
        return of(node.this) | of(node.expression)
    if isinstance(node, exp.Xor):
        return of(node.this) ^ of(node.expression)
    if isinstance(node, exp.Not):
        return ~of(node.this)
    if isinstance(node, exp.Neg):
        return -of(node.this)

    def compared(sign: type[exp.Expression], left: exp.Expression, right: exp.Expression) -> pl.Expr:
        # A constant goes to the right: compared with a column that COALESCE or CASE filled with one and the
        # same value, a constant on the left yields a single row (polars 2.1).
        if all(column.name in constants for column in left.find_all(exp.Column)):
            left, right, sign = right, left, _TURNED[sign]
        return _COMPARISONS[sign](of(left), of(right))

    if type(node) in _COMPARISONS:
        return compared(type(node), node.this, node.expression)
    if type(node) in _ARITHMETIC:
        return _ARITHMETIC[type(node)](of(node.this), of(node.expression))
    if isinstance(node, exp.Div | exp.Mod):
        by = _fixed(node.expression, constants)
        return _divided(node, of(node.this), of(node.expression), by)
    if isinstance(node, exp.Between):
        low, high = node.args["low"], node.args["high"]
        return compared(exp.GTE, node.this, low) & compared(exp.LTE, node.this, high)
    if isinstance(node, exp.In):
        return reduce(lambda a, b: a | b, [compared(exp.EQ, node.this, each) for each in node.expressions])
    if isinstance(node, exp.Is):
        return _is(of(node.this), node.expression)
    if isinstance(node, exp.Case):
        return _case(node, of)
    if isinstance(node, exp.Least | exp.Greatest):
        return _extreme(node, [(part, of(part)) for part in _arguments(node)], constants)
    return _function(node, [of(part) for part in _arguments(node)])


def _is_arithmetic(node: exp.Expression) -> bool:
    return isinstance(node.unnest(), _MADE_OF_NUMBERS)


def _constant(value: Value) -> Value:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def finite(number: pl.Expr) -> pl.Expr:
    """Return UNKNOWN for what no number is: infinity and NaN."""
    return pl.when(number.is_finite()).then(number)


def _divided(node: exp.Expression, above: pl.Expr, below: pl.Expr, by: Value | None) -> pl.Expr:
    quotient = above.cast(pl.Float64) / below if isinstance(node, exp.Div) else above % below
    # Nothing need be asked of what is divided by where it is a constant: every question costs a column.
    return quotient if by else pl.when(below != 0).then(quotient)


def _fixed(node: exp.Expression, constants: Mapping[str, Value]) -> Value | None:
    """Return the value of a literal or constant, None of anything else."""
    if isinstance(node, exp.Paren):
        return _fixed(node.this, constants)
    if isinstance(node, exp.Column):
        return _constant(constants[node.name]) if node.name in constants else None
    if isinstance(node, exp.Literal):
        return str(node.this) if node.is_string else float(node.this)
    return None


def _is_there(node: exp.Expression, constants: Mapping[str, Value]) -> bool:
    """Tell whether a value can never be missing: a constant, or what falls back on one."""
    if isinstance(node, exp.Coalesce):
        return any(_is_there(part, constants) for part in _arguments(node))
    if isinstance(node, exp.Paren):
        return _is_there(node.this, constants)
    return _fixed(node, constants) is not None


def _is(subject: pl.Expr, what: exp.Expression) -> pl.Expr:
    if isinstance(what, exp.Null):
        return subject.is_null()
    return subject.fill_null(False) if what.this else (~subject).fill_null(False)


def _case(node: exp.Case, of: Callable[[exp.Expression], pl.Expr]) -> pl.Expr:
    """Return the first branch that is TRUE; UNKNOWN if a condition before it is UNKNOWN."""
    result = of(node.args["default"])
    for branch in reversed(node.args["ifs"]):
        condition = of(branch.this)
        result = pl.when(condition).then(of(branch.args["true"])).when(~condition).then(result)
    return result


def _extreme(
    node: exp.Expression, parts: list[tuple[exp.Expression, pl.Expr]], constants: Mapping[str, Value]
) -> pl.Expr:
    every = [compiled for _, compiled in parts]
    extreme = pl.min_horizontal(every) if isinstance(node, exp.Least) else pl.max_horizontal(every)
    open_ = [compiled.is_not_null() for part, compiled in parts if not _is_there(part, constants)]
    return pl.when(reduce(lambda a, b: a & b, open_)).then(extreme) if open_ else extreme


def _function(node: exp.Expression, parts: list[pl.Expr]) -> pl.Expr:
    if isinstance(node, exp.Coalesce):
        return pl.coalesce(parts)
    first = parts[0].cast(pl.Float64)
    if isinstance(node, exp.Pow):
        return finite(first.pow(parts[1]))
    if isinstance(node, exp.Round):
        return first.round(_digits(node) or 0)
    single: dict[type[exp.Expression], Callable[[pl.Expr], pl.Expr]] = {
        exp.Abs: lambda a: a.abs(),
        exp.Floor: lambda a: a.floor(),
        exp.Ceil: lambda a: a.ceil(),
        exp.Sqrt: lambda a: finite(a.sqrt()),
        exp.Exp: lambda a: finite(a.exp()),
        exp.Ln: lambda a: finite(a.log()),
    }
    return single[type(node)](first)
