"""Examples beside a definition: how they are read, run, and told when something else comes out."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.school import ALL, CATALOGUE, SEED, definition, made
from whynext.base.errors import Refused
from whynext.process.definition import Definition
from whynext.process.examples import Outcome, read_examples, run_examples

KNOWN = {name: definition(name) for name in ALL}
KNOWN["plan"] = made(
    'information = ["enrolled"]\n'
    '[[steps]]\nprocess = "next-skill"\ngives = "skill"\n'
    '[[steps]]\nprocess = "neighbour"\ngiven = "skill"',
    decides="",
    id='"plan"',
    trigger='{ asked_by = ["teacher"], when = "enrolled" }',
)

NEXT = """
[[examples]]
says    = "Who has mastered counting goes on to addition."
today   = "2026-09-14"
student = { enrolled = true, autonomy = 2 }

[examples.options]
"count"    = { mastery = 0.97, mastered = true, unlocks = 4, days_since = 2 }
"add"      = { mastery = 0.3, mastered = false, unlocks = 3, days_since = 2 }
"subtract" = { mastery = 0.3, mastered = false, unlocks = 2, days_since = 2 }

[examples.expect]
chosen      = ["add"]
offered     = ["add", "subtract"]
refused     = { "count" = "mastered already" }
mechanism   = "rule"
agents      = ["algorithm", "algorithm", "teacher"]
probability = { add = 1, subtract = 0.0 }
"""
SLIP = """
[[examples]]
says    = "Four of five"
student = { correct = 4 }
expect  = { chosen = ["passed"], mechanism = "table" }

[[examples]]
says    = "Unknown"
student = { autonomy = 1 }
expect  = { chosen = [], recourse = "ask teacher", mechanism = "unknown" }
"""
SEATS = """
[[examples]]
says  = "Two places for three"
[examples.students]
ana = { correct = 0 }
ben = { correct = 1 }
cy  = { correct = 2 }
dee = { correct = 5 }
[examples.expect]
chosen_count = 2
refused_by   = { dee = { "a place" = "does well without" } }
"""


def outcomes(name: str, text: str, seed: bytes = SEED) -> list[Outcome]:
    process = KNOWN[name]
    examples = read_examples(text, process, CATALOGUE, others=KNOWN)
    return run_examples(process, examples, seed, KNOWN)


def outcome(name: str, text: str) -> Outcome:
    (found,) = outcomes(name, text)
    return found


def refused(name: str, text: str) -> str:
    with pytest.raises(Refused) as found:
        read_examples(text, KNOWN[name], CATALOGUE, others=KNOWN, name="handbook/examples.toml")
    assert all(problem.where.startswith("handbook/examples.toml") for problem in found.value.problems)
    return "\n".join(str(problem) for problem in found.value.problems)


class TestReading:
    def test_a_frame_is_built_with_the_right_types_and_unknown_where_nothing_is_said(self) -> None:
        (example,) = read_examples(NEXT, KNOWN["next-skill"], CATALOGUE)
        observed = example.cases[0].observed
        assert observed.columns == [
            "student",
            "given",
            "option",
            *(u.column for u in KNOWN["next-skill"].information),
        ]
        assert observed.schema["mastery"] == pl.Float64
        assert observed.schema["mastered"] == pl.Boolean
        assert observed["option"].to_list() == ["count", "add", "subtract"]
        assert observed["autonomy"].to_list() == [2.0] * 3
        assert (example.today, example.where) == (date(2026, 9, 14), "examples.toml, line 2")

    def test_fixed_answers_need_not_be_listed(self) -> None:
        example = read_examples(SLIP, KNOWN["exit-slip"], CATALOGUE)[0]
        assert example.cases[0].observed["option"].to_list() == ["passed", "repeat", "repeat_other_way"]
        assert example.cases[0].observed["autonomy"].to_list() == [None] * 3

    def test_no_examples_are_no_fault(self) -> None:
        assert read_examples("", KNOWN["exit-slip"], CATALOGUE) == []
        assert read_examples("\ufeff# nothing yet", KNOWN["plan"], CATALOGUE, others=KNOWN) == []

    def test_a_date_is_read_with_and_without_quotes(self) -> None:
        texts = (NEXT, NEXT.replace('"2026-09-14"', "2026-09-14"))
        assert len({read_examples(text, KNOWN["next-skill"], CATALOGUE)[0].today for text in texts}) == 1

    @pytest.mark.parametrize(
        ("name", "old", "new", "said"),
        [
            ("next-skill", "autonomy = 2", "autonmy = 2",
             "line 5: «autonmy» is no information of «next-skill». Valid: did you mean «autonomy»?"),
            ("next-skill", "autonomy = 2", "correct = 2", "«correct» is no information of «next-skill»"),
            ("next-skill", "autonomy = 2", "mastery = 0.2", "«mastery» is known of an option"),
            ("next-skill", "mastery = 0.97,", "autonomy = 2,", "line 8: «autonomy» is known of the student"),
            ("next-skill", "autonomy = 2", 'autonomy = "two"', "«autonomy» must be a number, not 'two'"),
            ("next-skill", "enrolled = true", "enrolled = 1", "«enrolled» must be a truth, not 1"),
            ("next-skill", "mastered = true", 'mastered = "yes"', "«mastered» must be a truth"),
            ("next-skill", "mastery = 0.97", "mastery = 97",
             "«mastery» cannot be 97. Valid: a number from 0 to 1"),
            ("next-skill", "mastery = 0.97", "mastery = nan", "«mastery» cannot be nan"),
            ("next-skill", "mastery = 0.97", "mastery = [1]", "«mastery» must be a number, not [1]"),
            ("next-skill", "today ", "tody ",
             "«tody» is no part of an example. Valid: did you mean «today»?"),
            ("next-skill", "2026-09-14", "14.9.2026", "«today» is '14.9.2026'"),
            ("next-skill", "[examples.options]", "[examples.option]",
             "it names nothing that could be chosen"),
            ("next-skill", 'chosen      = ["add"]', 'chosen = ["ad"]',
             "line 13: «ad» is no option of this example. Valid: did you mean «add»?"),
            ("next-skill", 'chosen      = ["add"]', 'chosen = "add"', "«chosen» is 'add'"),
            ("next-skill", 'chosen      = ["add"]', 'chose = ["add"]',
             "«chose» is no part of an example. Valid: did you mean «chosen»?"),
            ("next-skill", '"rule"', '"ruel"', "«ruel» is no mechanism. Valid: did you mean «rule»?"),
            ("next-skill", '"algorithm", "teacher"', '"techer"',
             "«techer» is no role. Valid: did you mean «teacher»?"),
            ("next-skill", "add = 1", "add = 2", "the probability of «add» is 2"),
            ("next-skill", '"count" = "mastered already"', '"count" = "mastred already"',
             "«mastred already» is no refusal of «next-skill». Valid: did you mean «mastered already»?"),
            ("next-skill", 'says    = "Who has mastered counting goes on to addition."', "",
             "it does not say what it shows"),
            ("next-skill", 'student =', 'given = "add"\nstudent =',
             "«next-skill» is not decided for anything"),
            ("next-skill", 'student =', 'students = {}\nstudent =', "it has both «student» and «students»"),
            ("exit-slip", "ask teacher", "ask mentor", "«ask mentor» is no recourse of «exit-slip»"),
            ("exit-slip", "{ correct = 4 }", "4", "«student» should be a table"),
            ("exit-slip", 'expect  = { chosen = ["passed"], mechanism = "table" }', "", "it expects nothing"),
            ("exit-slip", "{ correct = 4 }", '{ correct = 4 }\noptions = { pased = {} }',
             "«pased» is no answer. Valid: did you mean «passed»?"),
            ("tutoring", "chosen_count = 2", 'chosen_count = "2"', "«chosen_count» is '2'"),
            ("tutoring", "{ dee =", "{ de =",
             "«de» is no student of this example. Valid: did you mean «dee»?"),
            ("tutoring", '{ "a place" =', '{ "a plaice" =', "«a plaice» is no option of this example"),
        ],
    )  # fmt: skip
    def test_each_fault_is_told_with_line_and_nearest_name(self, name, old: str, new: str, said: str) -> None:
        text = {"next-skill": NEXT, "exit-slip": SLIP, "tutoring": SEATS}[name]
        assert old in text
        assert said in refused(name, text.replace(old, new, 1))

    def test_all_faults_are_told_together(self) -> None:
        text = NEXT.replace("autonomy = 2", "autonmy = 2").replace("mastery = 0.97", "mastery = 97")
        text = text.replace('"rule"', '"ruel"') + SLIP.replace("correct = 4", "correct = 4")
        said = refused("next-skill", text)
        assert [word in said for word in ("autonmy", "97", "ruel", "«correct» is no information")] == [
            True
        ] * 4

    @pytest.mark.parametrize(
        "text", ["\x00", "a = ", "examples = 3", "[[examples]]\nsays = 1", "x = " + "[" * 5000]
    )
    def test_what_is_no_list_of_examples_is_refused(self, text: str) -> None:
        assert refused("exit-slip", text)

    @given(st.data())
    @settings(max_examples=50)
    def test_only_refused_ever_escapes_and_what_is_read_can_run(self, data) -> None:
        name = data.draw(st.sampled_from(["next-skill", "exit-slip", "tutoring", "plan"]))
        text = {"next-skill": NEXT, "exit-slip": SLIP, "tutoring": SEATS, "plan": PLAN}[name]
        lines = text.splitlines()
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(lines) - 1))
            spoiled = data.draw(st.sampled_from(["drop", "double", "value", "cut"]))
            head = lines[place].split("=")[0]
            value = data.draw(
                st.sampled_from(["1", '"x"', "[]", "{}", "true", "nan", "{ a = 1 }", "[1]", "1" * 30])
            )
            new = {"drop": [], "double": [lines[place]] * 2, "value": [f"{head} = {value}"],
                   "cut": [lines[place][: len(lines[place]) // 2]]}  # fmt: skip
            lines[place : place + 1] = new[spoiled]
            lines = lines or [""]
        assert all(isinstance(each.says, str) for each in run_or_nothing(name, "\n".join(lines)))


def run_or_nothing(name: str, text: str) -> list[Outcome]:
    try:
        return outcomes(name, text)
    except Refused:
        return []


class TestOutcomes:
    @pytest.mark.parametrize(
        ("name", "text"), [("next-skill", NEXT), ("exit-slip", SLIP), ("tutoring", SEATS)]
    )
    def test_what_comes_out_as_expected_passes_and_is_told(self, name: str, text: str) -> None:
        for each in outcomes(name, text):
            assert each.passed, each.says
            assert "as expected" in each.says
            assert each.says.startswith(each.example.says)

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('chosen      = ["add"]', 'chosen = ["subtract"]',
             "expected 'subtract' to be chosen, but 'add' was chosen "
             "('subtract' was left, in place 2 of 2 with a score of 2.027)"),
            ('chosen      = ["add"]', 'chosen = ["count"]',
             "expected 'count' to be chosen, but 'add' was chosen "
             "('count' was refused: «mastered already» (mastered = true))"),
            ('chosen      = ["add"]', "chosen = []", "expected nothing to be chosen, but 'add' was chosen"),
            ('["add", "subtract"]', '["add"]',
             "expected 'add' to be offered, but 'add' and 'subtract' was"),
            ('"count" = "mastered already"', '"add" = "mastered already"',
             "expected 'add' to be refused («mastered already»), but 'add' was left, in place 1 of 2"),
            ('"count" = "mastered already"', '"count" = "out of reach"',
             "expected 'count' to be refused («out of reach»), but 'count' was refused: «mastered already»"),
            ('mechanism   = "rule"', 'mechanism = "sample"',
             "expected the mechanism «sample», but it was «rule»: 'add' was chosen"),
            ('mechanism   = "rule"', 'recourse = "ask teacher"',
             "expected the recourse «ask teacher», but there was none: 'add' was chosen"),
            ('["algorithm", "algorithm", "teacher"]', '["student"]',
             "expected 'student' to act, but 'algorithm', 'algorithm' and 'teacher' would"),
            ("subtract = 0.0", "subtract = 0.5", "expected 'subtract' with probability 0.5, but it is 0"),
            ("[examples.expect]", "[examples.expect]\nruns = false",
             "expected that it does not run, but it runs"),
            ("enrolled = true", "enrolled = false", "expected that it runs, but it does not run"),
            ('"add"      = { mastery = 0.3, ', '"add"      = { ',
             "'add' could not be judged: «mastery >= 0.1 OR unlocks >= 4» "
             "(mastery is not known and unlocks = 3)"),
        ],
    )  # fmt: skip
    def test_what_comes_out_otherwise_is_told_with_the_rules_that_made_it_so(
        self, old, new, said: str
    ) -> None:
        assert old in NEXT
        found = outcome("next-skill", NEXT.replace(old, new))
        assert not found.passed
        assert said in found.says, found.says
        assert "not so" in found.says

    def test_a_condition_that_is_false_keeps_it_from_running(self) -> None:
        head = NEXT.split("[examples.expect]")[0].replace("enrolled = true", "enrolled = false")
        assert outcome("next-skill", head + "[examples.expect]\nruns = false").passed

    def test_a_condition_that_is_unknown_asks(self) -> None:
        head = NEXT.split("[examples.expect]")[0].replace("enrolled = true, ", "")
        assert outcome("next-skill", head + '[examples.expect]\nrecourse = "ask teacher"\nchosen = []').passed

    def test_what_it_is_decided_for_is_given(self) -> None:
        text = """
[[examples]]
says    = "Down if the skill is not known"
given   = "divide"
student = { given_mastery = 0.2, given_level = 4 }
options = { multiply = { distance = -1 }, add = { distance = -3 }, divide = { distance = 0 } }
expect  = { chosen = ["multiply"], refused = { divide = "the same" } }
"""
        assert outcome("neighbour", text).passed

    def test_many_students_can_share_what_is_decided(self) -> None:
        (found,) = outcomes("tutoring", SEATS)
        assert found.passed
        assert "for dee nothing was done, and it says so" in found.says
        assert found.says.count("'a place' was chosen") == 2

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("chosen_count = 2", "chosen_count = 3", "expected that 3 get something, but 2 do"),
            ("chosen_count = 2", 'chosen_by = ["dee"]', "expected 'dee' to get something"),
            ("chosen_count = 2", 'chosen_by = { dee = ["a place"] }',
             "expected 'a place' for dee, but nothing was chosen"),
            ("refused_by   = { dee", "refused_by = { ana", "expected 'a place' to be refused"),
        ],
    )  # fmt: skip
    def test_what_is_shared_otherwise_is_told(self, old: str, new: str, said: str) -> None:
        found = outcome("tutoring", SEATS.replace(old, new))
        assert not found.passed
        assert said in found.says

    def test_who_is_drawn_can_be_expected_by_name(self) -> None:
        pairs = ('["ana", "ben"]', '["ana", "cy"]', '["ben", "cy"]')
        passed = [
            outcome("tutoring", SEATS.replace("chosen_count = 2", f"chosen_by = {pair}")).passed
            for pair in pairs
        ]
        assert passed.count(True) == 1


PLAN = """
[[examples]]
says    = "The chosen skill is handed on"
student = { enrolled = true }

[[examples.steps]]
process = "next-skill"
student = { enrolled = true, autonomy = 2 }
options = { add = { mastery = 0.3, mastered = false, unlocks = 3, days_since = 2 } }
expect  = { chosen = ["add"] }

[[examples.steps]]
process = "neighbour"
student = { given_mastery = 0.9, given_level = 1 }
options = { add = { distance = 0 }, subtract = { distance = 1 }, count = { distance = -1 } }
expect  = { chosen = ["subtract"], refused = { add = "the same" } }
"""


class TestComposites:
    def test_what_one_step_chooses_is_given_to_the_next(self) -> None:
        """The second step refuses «add» as the same only because it was given «add»."""
        found = outcome("plan", PLAN)
        assert found.passed, found.says
        assert "in «next-skill» 'add' was chosen; in «neighbour» 'subtract' was chosen" in found.says

    def test_a_step_that_comes_out_otherwise_is_named(self) -> None:
        found = outcome("plan", PLAN.replace('chosen = ["subtract"]', 'chosen = ["count"]'))
        assert not found.passed
        assert "in «neighbour» expected 'count' to be chosen, but 'subtract' was chosen" in found.says

    def test_a_step_that_is_given_nothing_does_not_run(self) -> None:
        text = PLAN.replace("mastered = false", "mastered = true").replace('chosen = ["add"]', "chosen = []")
        found = outcome("plan", text)
        assert "in «neighbour» expected that it runs, but it does not run" in found.says
        head, tail = text.rsplit("expect", 1)
        assert outcome("plan", head + "expect = { runs = false }").passed
        assert tail

    def test_its_condition_keeps_the_whole_from_running(self) -> None:
        text = '[[examples]]\nsays = "x"\nstudent = { enrolled = false }\nexpect = { runs = false }'
        assert outcome("plan", text).passed
        assert not outcome("plan", text.replace("false }\n", "true }\n")).passed

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('process = "neighbour"', 'process = "neighbor"',
             "«neighbor» is no step of «plan». Valid: did you mean «neighbour»?"),
            ('process = "neighbour"', 'process = "exit-slip"', "«exit-slip» is no step of «plan»"),
            ("given_mastery = 0.9", "given_mastry = 0.9",
             "line 14: «given_mastry» is no information of «neighbour»"),
            ("student = { enrolled = true }", "student = { autonomy = 1 }",
             "«autonomy» is no information of «plan»"),
            ("student = { enrolled = true }", "options = {}", "«options» is no part of an example"),
        ],
    )  # fmt: skip
    def test_faults_of_steps_are_told(self, old: str, new: str, said: str) -> None:
        assert said in refused("plan", PLAN.replace(old, new, 1))

    def test_a_process_that_is_missing_is_refused(self) -> None:
        plan: Definition = KNOWN["plan"]
        examples = read_examples(PLAN, plan, CATALOGUE, others=KNOWN)
        with pytest.raises(Refused, match="«neighbour» is needed"):
            run_examples(plan, examples, SEED, {"next-skill": KNOWN["next-skill"]})
