"""Rules as SQL: what is read, what is refused and why, and what a rule yields where something is unknown."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.sentences import meaning, numbers, rendered, rows, truths
from whynext.process.expression import Expression, difference, parse
from whynext.process.information import Type

NAMES = {
    "a": Type.NUMBER,
    "b": Type.NUMBER,
    "c": Type.NUMBER,
    "t": Type.TRUTH,
    "u": Type.TRUTH,
    "w": Type.WORD,
    "v": Type.WORD,
}
SCHEMA = {name: kind.dtype for name, kind in NAMES.items()}


def read(text: str, wanted: Type | None = None) -> Expression:
    expression, problems = parse(text, NAMES, wanted=wanted)
    assert expression is not None, problems
    return expression


def value(text: str, constants=None, **known):
    """Return what a rule yields for one row; what is not named is unknown."""
    frame = pl.DataFrame([{**dict.fromkeys(NAMES), **known}], schema=SCHEMA)
    return frame.with_columns(read(text).run_by(constants or {}).alias("r")).get_column("r")[0]


def refused(text: str, wanted: Type | None = None) -> str:
    expression, problems = parse(text, NAMES, where="rules.toml, line 3", wanted=wanted)
    assert expression is None
    assert problems
    assert all(problem.where == "rules.toml, line 3" for problem in problems)
    return "\n".join(str(problem) for problem in problems)


class TestTypes:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("a", Type.NUMBER),
            ("a < b", Type.TRUTH),
            ("w", Type.WORD),
            ("w = 'x'", Type.TRUTH),
            ("t AND NOT u", Type.TRUTH),
            ("a BETWEEN 1 AND b", Type.TRUTH),
            ("a IN (1, 2)", Type.TRUTH),
            ("w IS NULL", Type.TRUTH),
            ("t IS NOT TRUE", Type.TRUTH),
            ("-a + b * 2 / 3 % 4", Type.NUMBER),
            ("CASE WHEN t THEN 'x' ELSE w END", Type.WORD),
            ("COALESCE(t, FALSE)", Type.TRUTH),
            ("COALESCE(a, b, 0)", Type.NUMBER),
            ("LEAST(a, b)", Type.NUMBER),
            ("ROUND(a, 2)", Type.NUMBER),
        ],
    )
    def test_a_rule_has_the_type_of_what_it_yields(self, text: str, kind: Type) -> None:
        assert read(text).type is kind

    @pytest.mark.parametrize(
        "text",
        [
            "a = 'x'",
            "t = 1",
            "a AND t",
            "NOT a",
            "-t",
            "w + 1",
            "a IN (1, 'x')",
            "a IS TRUE",
            "CASE WHEN a THEN 1 ELSE 2 END",
            "CASE WHEN t THEN 1 ELSE 'x' END",
            "COALESCE(a, 'x')",
            "LEAST(w, v)",
            "ABS(t)",
            "w BETWEEN 1 AND 2",
            "a < b < c",
        ],
    )
    def test_what_does_not_fit_together_is_refused(self, text: str) -> None:
        assert "type" in {problem.kind for problem in parse(text, NAMES)[1]}

    def test_a_number_is_refused_where_a_truth_is_needed(self) -> None:
        assert "gives a number, but a truth is needed" in refused("a + 1", Type.TRUTH)

    def test_names_are_told_in_order_of_appearance_with_their_types(self) -> None:
        expression = read("b < a AND w = 'x' OR b > 2")
        assert expression.names == ("b", "a", "w")
        assert expression.kinds == (Type.NUMBER, Type.NUMBER, Type.WORD)

    def test_what_is_a_constant_is_not_read(self) -> None:
        assert read("a < b").reads({"b": 1.0}) == ("a",)
        assert value("a < b", {"b": 2}, a=1.0) is True


class TestUnknown:
    """Kleene's three values."""

    @pytest.mark.parametrize(
        ("t", "u", "both", "either"),
        [
            (True, True, True, True),
            (True, False, False, True),
            (True, None, None, True),
            (False, False, False, False),
            (False, None, False, None),
            (None, None, None, None),
        ],
    )
    def test_and_and_or_follow_kleene(self, t, u, both, either) -> None:
        for first, second in ((t, u), (u, t)):
            assert value("t AND u", t=first, u=second) is both
            assert value("t OR u", t=first, u=second) is either

    def test_not_unknown_is_unknown(self) -> None:
        assert value("NOT t") is None

    @pytest.mark.parametrize(
        "text", ["a < 1", "a = a", "a <> 1", "a + 1 > 0", "a IN (1, 2)", "a BETWEEN 1 AND 2"]
    )
    def test_a_comparison_with_what_is_missing_is_unknown(self, text: str) -> None:
        assert value(text) is None

    def test_in_is_true_if_found_and_unknown_if_the_missing_one_might_be_it(self) -> None:
        assert value("1 IN (a, 1)") is True
        assert value("1 IN (a, 2)") is None
        assert value("1 NOT IN (a, 2)") is None
        assert value("1 NOT IN (3, 2)") is True

    def test_between_is_false_if_one_end_alone_excludes_it(self) -> None:
        assert value("0 BETWEEN 1 AND a") is False
        assert value("2 BETWEEN 1 AND a") is None

    def test_case_does_not_skip_over_an_unknown_condition(self) -> None:
        """SQL databases would fall through to ELSE."""
        assert value("CASE WHEN t THEN 1 ELSE 2 END") is None
        assert value("CASE WHEN u THEN 1 WHEN t THEN 2 ELSE 3 END", u=False) is None
        assert value("CASE WHEN u THEN 1 WHEN t THEN 2 ELSE 3 END", u=True) == 1

    def test_least_and_greatest_do_not_skip_over_a_missing_value(self) -> None:
        assert value("LEAST(a, b)", a=1.0) is None
        assert value("GREATEST(a, b)", a=1.0) is None
        assert value("LEAST(a, b)", a=1.0, b=2.0) == 1.0

    def test_only_coalesce_and_is_null_turn_unknown_into_something_else(self) -> None:
        assert value("COALESCE(a, 7)") == 7.0
        assert value("a IS NULL") is True
        assert value("a IS NOT NULL") is False
        assert value("t IS TRUE") is False
        assert value("t IS NOT TRUE") is True
        assert value("t IS FALSE") is False

    @pytest.mark.parametrize("text", ["a / b", "a % b", "a / 0", "0 / b"])
    def test_a_division_by_zero_is_unknown(self, text: str) -> None:
        assert value(text, a=1.0, b=0.0) is None

    @pytest.mark.parametrize(
        "text", ["SQRT(a)", "LN(a)", "POWER(a, 0.5)", "EXP(-a * 1000)", "LN(0)", "1 / (a + 1)"]
    )
    def test_what_is_no_number_is_unknown(self, text: str) -> None:
        assert value(text, a=-1.0) is None

    @pytest.mark.parametrize(
        "text",
        [
            "1 <= COALESCE(a, 2)",
            "1 BETWEEN COALESCE(a, 0) AND 2",
            "bar < COALESCE(a, 2)",
            "2 IN (COALESCE(a, 2))",
        ],
    )
    def test_a_column_of_which_nothing_is_known_is_as_long_as_the_others(self, text: str) -> None:
        expression, _ = parse(text, {**NAMES, "bar": Type.NUMBER})
        assert expression is not None
        frame = pl.DataFrame({"a": [None] * 3}, schema={"a": pl.Float64})
        judged = frame.with_columns(expression.run_by({"bar": 1}).alias("r"))
        assert judged["r"].to_list() == [True] * 3

    def test_an_overflow_neither_wins_nor_loses_a_comparison(self) -> None:
        assert value("a * 1e300 * 1e300 > 5", a=1.0) is None
        assert value("a * 1e300 * 1e300 - a * 1e300 * 1e300 > 5", a=1.0) is None
        assert value("LEAST(a * 1e300 * 1e300, 3)", a=1.0) is None
        assert value("a * 1e300 * 1e300 IN (1)", a=1.0) is None


class TestFunctions:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("ABS(-a)", 2.5),
            ("FLOOR(a)", 2.0),
            ("CEIL(a)", 3.0),
            ("ROUND(a)", 2.0),  # half to even
            ("ROUND(a + 1)", 4.0),
            ("ROUND(a / 7, 2)", 0.36),
            ("SQRT(a * 10)", 5.0),
            ("EXP(LN(a))", 2.5),
            ("POWER(a, 2)", 6.25),
            ("POW(a, 2)", 6.25),
            ("-a % 2", 1.5),  # the sign of the divisor
            ("MOD(a, 2)", 0.5),
            ("- -a", 2.5),
            ("IFNULL(b, a)", 2.5),
        ],
    )
    def test_each_function_computes_what_it_is_called(self, text: str, expected: float) -> None:
        assert value(text, a=2.5) == pytest.approx(expected, abs=1e-12)

    @pytest.mark.parametrize(
        "text",
        [
            "ROUND(a, b)",
            "ROUND(a, 1.5)",
            "ROUND(a, -1)",
            "ROUND(a, 400)",
            "ROUND(a, 1, 1)",
            "FLOOR(a, 2)",
            "CEIL(a, 2)",
            "FLOOR(a TO DAY)",
            "a BETWEEN SYMMETRIC 3 AND 1",
            "1e400 < a",
            "a < 1e",
        ],
    )
    def test_an_argument_that_would_be_ignored_or_fail_later_is_refused_now(self, text: str) -> None:
        assert refused(text)


HOSTILE = [
    "",
    "   ",
    "a; DROP TABLE students",
    "a, b",
    "a FROM students",
    "a WHERE t",
    "(SELECT 1)",
    "a IN (SELECT a FROM x)",
    "EXISTS(SELECT 1)",
    "RAND() < 0.5",
    "RANDOM()",
    "NOW()",
    "CURRENT_DATE",
    "SUM(a)",
    "a OVER ()",
    "CAST(a AS INT)",
    "a::text",
    "w LIKE 'x%'",
    "a AS b",
    "*",
    "x.a",
    "a.b",
    "?",
    ":a",
    "@a",
    "[a]",
    "{'a': 1}",
    "a -> b",
    "x -> x + 1",
    "a = NULL",
    "COALESCE(a, NULL)",
    "CASE WHEN t THEN 1 END",
    "CASE a WHEN 1 THEN 2 ELSE 3 END",
    "INTERVAL 1 DAY",
    "a <",
    "AND t",
    "(a",
    "a)",
    "\x00",
    "a IN ()",
    "1.5.2",
    "+".join(["1"] * 999),
    " AND ".join(["t"] * 285),
    "(" * 900 + "1" + ")" * 900,
    "NOT " * 490 + "t",
    "CASE WHEN t THEN " * 60 + "1" + " ELSE 2 END" * 60,
    "a" * 3000,
]


class TestRefusals:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_what_is_no_rule_is_refused_with_its_place(self, text: str) -> None:
        assert refused(text)

    def test_a_misspelled_name_is_refused_with_the_nearest(self) -> None:
        _, problems = parse("mastrey < 0.9", {"mastery": Type.NUMBER, "minutes": Type.NUMBER})
        assert [problem.kind for problem in problems] == ["unknown name"]
        assert problems[0].valid == "did you mean «mastery»?"
        assert "«mastrey»" in problems[0].what

    def test_every_fault_of_a_rule_is_reported(self) -> None:
        _, problems = parse("mastrey < 0.9 AND a = 'x' AND SUM(b) > 1", NAMES)
        assert len(problems) == 3

    def test_names_of_other_case_are_not_guessed(self) -> None:
        assert "not declared" in refused("A < 1")

    @given(st.text(alphabet="abtw()<>=+-*/%,.'\" 0123456789ANDORTISUL\n;:", max_size=40))
    @settings(max_examples=100)
    def test_no_text_whatever_makes_it_fail(self, text: str) -> None:
        """A text is read, and then runs, or it is refused."""
        expression, problems = parse(text, NAMES)
        assert (expression is None) == bool(problems)
        if expression is not None:
            frame = pl.DataFrame([{"a": 1.0, "b": 0.0, "t": True, "w": "x"}], schema=SCHEMA)
            frame.with_columns(expression.run_by({}).alias("r"))


class TestMeaning:
    @given(truths, st.lists(rows, min_size=1, max_size=8))
    @settings(max_examples=80)
    def test_random_truths_mean_what_a_slow_interpreter_says(self, tree, some) -> None:
        self._agrees(tree, some, Type.TRUTH)

    @given(numbers, st.lists(rows, min_size=1, max_size=8))
    @settings(max_examples=80)
    def test_random_numbers_mean_what_a_slow_interpreter_says(self, tree, some) -> None:
        self._agrees(tree, some, Type.NUMBER)

    def _agrees(self, tree, some, kind) -> None:
        expression = read(rendered(tree), kind)
        frame = pl.DataFrame(some, schema=SCHEMA)
        actual = frame.with_columns(expression.run_by({}).alias("r")).get_column("r").to_list()
        for row, found in zip(some, actual, strict=True):
            expected = meaning(tree, row)
            if isinstance(expected, float) and found is not None:
                assert math.isclose(expected, found, rel_tol=1e-12, abs_tol=1e-12), rendered(tree)
            else:
                assert expected == found, rendered(tree)
                assert (expected is None) == (found is None)

    @given(truths, rows)
    def test_constants_mean_the_same_as_columns(self, tree, row) -> None:
        expression = read(rendered(tree), Type.TRUTH)
        constants = {name: row[name] for name in ("a", "t", "w") if row[name] is not None}
        frame = pl.DataFrame([row], schema=SCHEMA)
        runs = [expression.run_by(each).alias("r") for each in ({}, constants)]
        assert frame.with_columns(runs[0])["r"][0] is frame.with_columns(runs[1])["r"][0]


class TestParts:
    def test_comparisons_of_numbers_are_listed_and_between_counts_twice(self) -> None:
        found = read(
            "a < 1 AND w = 'x' AND t = u AND (b BETWEEN 1 AND 2 OR NOT COALESCE(a, 0) >= b)"
        ).comparisons()
        assert sorted(node.sql() for node in found) == ["COALESCE(a, 0) >= b", "a < 1", "b <= 2", "b >= 1"]

    def test_the_difference_of_a_comparison_is_left_minus_right(self) -> None:
        node = read("a * 2 < b").comparisons()[0]
        frame = pl.DataFrame([{"a": 3.0, "b": 10.0}, {"a": None, "b": 1.0}], schema=SCHEMA)
        assert frame.select(difference(node, {}).alias("d"))["d"].to_list() == [-4.0, None]

    def test_the_words_a_name_is_compared_with_are_listed(self) -> None:
        assert read("w = 'x' OR w IN ('y', 'z') OR 'q' <> v").words() == {"w": ["x", "y", "z"], "v": ["q"]}
