"""Random rules with a second, slow meaning: Python and None instead of Polars and null.

A rule is a tree of tuples. It is rendered as SQL for the grammar, and evaluated here by walking the tree;
nothing of the grammar's own code is used.
"""

from __future__ import annotations

import math

from hypothesis import strategies as st

NUMBERS, TRUTHS, WORDS = ("a", "b", "c"), ("t", "u"), ("w", "v")
VOCABULARY = ("x", "y", "it's")


def rendered(tree) -> str:
    """Return a tree as SQL."""
    kind, *parts = tree
    if kind in ("number", "truth", "word"):
        value = parts[0]
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)
    if kind == "name":
        return parts[0]
    inner = [rendered(part) for part in parts]
    if kind in ("+", "-", "*", "/", "%", "=", "<>", "<", "<=", ">", ">=", "AND", "OR"):
        return f"({inner[0]} {kind} {inner[1]})"
    if kind in ("neg", "NOT"):
        return f"({'-' if kind == 'neg' else 'NOT'} {inner[0]})"
    if kind == "between":
        return f"({inner[0]} BETWEEN {inner[1]} AND {inner[2]})"
    if kind == "in":
        return f"({inner[0]} IN ({', '.join(inner[1:])}))"
    if kind in ("IS NULL", "IS NOT NULL", "IS TRUE", "IS FALSE"):
        return f"({inner[0]} {kind})"
    if kind == "case":
        pairs = zip(inner[:-1:2], inner[1:-1:2], strict=True)
        return f"CASE {' '.join(f'WHEN {when} THEN {then}' for when, then in pairs)} ELSE {inner[-1]} END"
    return f"{kind}({', '.join(inner)})"


def meaning(tree, row):
    """Return the value of a tree for a row of values, None where it is unknown."""
    kind, *parts = tree
    if kind in ("number", "truth", "word"):
        return parts[0]
    if kind == "name":
        return row[parts[0]]
    if kind == "case":
        return _case(parts, row)
    values = [meaning(part, row) for part in parts]
    if kind == "AND":
        return False if False in values else None if None in values else True
    if kind == "OR":
        return True if True in values else None if None in values else False
    if kind == "COALESCE":
        return next((value for value in values if value is not None), None)
    if kind == "in":
        return _in(values)
    if kind == "between":
        low, high = _compared(">=", *values[:2]), _compared("<=", values[0], values[2])
        return False if False in (low, high) else None if None in (low, high) else True
    if kind.startswith("IS"):
        return {
            "IS NULL": values[0] is None,
            "IS NOT NULL": values[0] is not None,
            "IS TRUE": values[0] is True,
            "IS FALSE": values[0] is False,
        }[kind]
    if None in values:
        return None
    return _known(kind, values)


def _case(parts, row):
    for when, then in zip(parts[:-1:2], parts[1:-1:2], strict=True):
        holds = meaning(when, row)
        if holds is None:
            return None
        if holds:
            return meaning(then, row)
    return meaning(parts[-1], row)


def _in(values):
    found = [_compared("=", values[0], value) for value in values[1:]]
    return True if True in found else None if None in found else False


def _compared(sign, left, right):
    if left is None or right is None:
        return None
    return {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[sign]


def _known(kind, values):
    one = values[0]
    if kind in ("=", "<>", "<", "<=", ">", ">="):
        return _compared(kind, *values)
    if kind in ("/", "%") and values[1] == 0:
        return None
    simple = {
        "NOT": lambda: not one,
        "neg": lambda: -one,
        "+": lambda: one + values[1],
        "-": lambda: one - values[1],
        "*": lambda: one * values[1],
        "/": lambda: one / values[1],
        "%": lambda: one % values[1],
        "LEAST": lambda: min(values),
        "GREATEST": lambda: max(values),
        "ABS": lambda: abs(one),
        "FLOOR": lambda: float(math.floor(one)),
        "CEIL": lambda: float(math.ceil(one)),
        "SQRT": lambda: math.sqrt(one) if one >= 0 else None,
    }
    return simple[kind]()


numbers_seen = st.one_of(st.none(), st.integers(-8, 8).map(lambda n: n / 2))
truths_seen = st.one_of(st.none(), st.booleans())
words_seen = st.one_of(st.none(), st.sampled_from(VOCABULARY))
rows = st.fixed_dictionaries(
    dict.fromkeys(NUMBERS, numbers_seen)
    | dict.fromkeys(TRUTHS, truths_seen)
    | dict.fromkeys(WORDS, words_seen)
)


def _numbers(depth):
    leaf = st.one_of(
        st.tuples(st.just("name"), st.sampled_from(NUMBERS)),
        st.tuples(st.just("number"), st.integers(0, 6).map(lambda n: n / 2)),
    )
    if depth == 0:
        return leaf
    inner = _numbers(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(st.sampled_from(["+", "-", "*", "/", "%"]), inner, inner),
        st.tuples(st.just("neg"), inner),
        st.tuples(st.sampled_from(["LEAST", "GREATEST", "COALESCE"]), inner, inner, inner),
        st.tuples(st.sampled_from(["ABS", "FLOOR", "CEIL", "SQRT"]), inner),
        st.tuples(st.just("case"), _truths(depth - 1), inner, _truths(depth - 1), inner, inner),
    )


def _words():
    return st.one_of(
        st.tuples(st.just("name"), st.sampled_from(WORDS)),
        st.tuples(st.just("word"), st.sampled_from(VOCABULARY)),
    )


def _truths(depth):
    leaf = st.one_of(
        st.tuples(st.just("name"), st.sampled_from(TRUTHS)), st.tuples(st.just("truth"), st.booleans())
    )
    if depth == 0:
        return leaf
    inner, number = _truths(depth - 1), _numbers(depth - 1)
    signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return st.one_of(
        leaf,
        st.tuples(signs, number, number),
        st.tuples(st.sampled_from(["=", "<>"]), _words(), _words()),
        st.tuples(st.sampled_from(["=", "<>"]), inner, inner),
        st.tuples(st.sampled_from(["AND", "OR"]), inner, inner),
        st.tuples(st.just("NOT"), inner),
        st.tuples(st.just("between"), number, number, number),
        st.tuples(st.just("in"), number, number, number),
        st.tuples(st.just("in"), _words(), _words(), _words()),
        st.tuples(st.sampled_from(["IS NULL", "IS NOT NULL"]), st.one_of(number, inner, _words())),
        st.tuples(st.sampled_from(["IS TRUE", "IS FALSE"]), inner),
        st.tuples(st.just("COALESCE"), inner, inner),
        st.tuples(st.just("case"), inner, inner, inner),
    )


truths = _truths(3)
numbers = _numbers(3)
