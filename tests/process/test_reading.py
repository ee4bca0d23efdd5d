"""Reading a definition: all faults at once, each with its line and what would be valid; never a crash."""

from __future__ import annotations

import json
import re
import tomllib

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.school import ALL, CATALOGUE, NEXT_SKILL, decided, definition, made, tables, written
from whynext.base.errors import Refused
from whynext.process.definition import Definition, Keep, Prefer, Recourse, When
from whynext.process.document import Document, Lines, json_schema
from whynext.process.reading import read

SOURCES = tables(2)


def problems(text: str):
    with pytest.raises(Refused) as refused:
        read(text, CATALOGUE)
    return refused.value.problems


def faults(body: str, **replaced: str) -> str:
    return "\n".join(str(problem) for problem in problems(written(body, **replaced)))


class TestGood:
    def test_a_definition_is_read_as_it_is_written(self) -> None:
        process = definition("next-skill")
        assert (process.id, process.version, process.decides, process.grain) == (
            "next-skill",
            1,
            "skill",
            "lesson",
        )
        assert process.juncture == ("sequence",)
        assert [type(rule) for rule in process.rules] == [Keep, Keep, Prefer, Prefer]
        assert [use.column for use in process.information][-1] == "mastered"
        assert process.agents[1].among == 3
        assert process.unknown.how is Recourse.ASK
        assert process.none.how is Recourse.NOTHING
        assert process.text == NEXT_SKILL

    def test_a_table_has_its_rows_in_order(self) -> None:
        rows = definition("exit-slip").rows
        assert [row.then for row in rows] == ["passed", "repeat_other_way", "repeat"]
        assert all(isinstance(row, When) for row in rows)

    def test_a_composite_hands_on_what_its_steps_decide(self) -> None:
        process = made(
            '[[steps]]\nprocess = "next-skill"\ngives = "skill"\n'
            '[[steps]]\nprocess = "neighbour"\ngiven = "skill"',
            decides="",
        )
        assert process.is_composite
        assert [(step.process, step.given, step.gives) for step in process.steps] == [
            ("next-skill", "", "skill"),
            ("neighbour", "skill", ""),
        ]

    def test_what_is_left_out_has_a_safe_meaning(self) -> None:
        process = made("")
        assert str(process.unknown) == "ask teacher"
        assert str(process.none) == "nothing, and say so"
        assert (process.choose.how, process.choose.count, process.choose.explore) == ("best", 1, 0.0)

    def test_information_can_be_read_twice_under_two_names(self) -> None:
        process = made(
            'information = ["mastered(bar = 0.5) as begun", "mastered"]\n'
            '[[rules]]\nkeep = "begun AND NOT mastered"\nbecause = "a"\nrefusal = "b"'
        )
        assert [(use.name, use.column, dict(use.arguments)) for use in process.information] == [
            ("mastered", "begun", {"bar": 0.5}),
            ("mastered", "mastered", {}),
        ]

    def test_an_invisible_mark_at_the_beginning_does_no_harm(self) -> None:
        """Some editors put it there."""
        assert read("\ufeff" + NEXT_SKILL, CATALOGUE).id == "next-skill"
        assert read(NEXT_SKILL.replace("\n", "\r\n"), CATALOGUE).id == "next-skill"


EVERYTHING_WRONG = """\
id       = "Next Skill"
version  = 0
title    = ""
question = "?"
junctur  = "sequence"
grain    = "fortnight"
decides  = "skil"
information = ["mastrey", "autonomy", "autonomy", "mastered(baar = 1)", "unlocks as option", "given_level"]

[trigger]
on    = ["mastery_change"]
every = "weekday 25:00"
asked_by = ["studnt"]
when  = "autonmy >= 3"

[[agents]]
who  = "algoritm"
does = "decides"
[[agents]]
who   = "teacher"
does  = "may_overide"
until = "half past seven"

[parameters]
bar    = { value = nan, because = "x" }
rested = { value = 0.4 }
never  = { value = 1, because = "nothing reads it" }

[[rules]]
keep    = "mastery < bar"
because = "not mastered yet"
refusal = "mastered already"
[[rules]]
keep    = "autonomy"
because = "a number is no truth"
[[rules]]
prefer  = "autonomy / restd"
weight  = "rested"
because = "x"
[[rules]]
keep    = "autonomy > 1"
prefer  = "autonomy"
because = "both"
refusal = "x"

[choose]
how = "bestt"
count = 1.5
explore = 2

[unknown]
then = "ask techer"
[none]
then = "do something"
"""

EXPECTED = [
    (1, "«id» should be lower-case letters, digits and hyphens", ""),
    (2, "«version» should be greater than or equal to 1", ""),
    (3, "«title» should not be empty", ""),
    (5, "«junctur» is not part of a definition", "did you mean «juncture»?"),
    (6, "«fortnight» is no grain", "one of moment, item, lesson"),
    (7, "«skil» is no kind of option", "did you mean «skill»?"),
    (8, "«mastrey» is no known information", "did you mean «mastery»?"),
    (8, "«autonomy» is declared twice", "rename one with «as»"),
    (8, "«mastered» has no argument «baar»", "did you mean «bar»?"),
    (8, "«option» already means who or what is decided about", ""),
    (8, "«given_level» is about what a decision is given", 'given = "skill"'),
    (8, "«given_level» is declared but no rule reads it", ""),
    (11, "«mastery_change» is no fact", "did you mean «mastery_changed»?"),
    (12, "«weekday 25:00» names a day or time that does not exist", '"weekday 16:00"'),
    (13, "«studnt» is no role that can ask", "did you mean «student»?"),
    (14, "«autonmy» is not declared", "did you mean «autonomy»?"),
    (17, "«algoritm» is no role", "did you mean «algorithm»?"),
    (21, "«may_overide» is no thing an agent does", "did you mean «may_override»?"),
    (22, "«half past seven» is no deadline", '"07:30"'),
    (25, "«parameters.bar.value» is nan", "a number"),
    (26, "«parameters.rested.because» is missing", ""),
    (27, "parameter «never» is set but nothing uses it", ""),
    (30, "«mastery» is not declared", "did you mean"),
    (34, "«autonomy» gives a number, but a truth is needed here", ""),
    (34, "has no refusal", 'refusal = "'),
    (37, "«restd» is not declared", "did you mean «rested»?"),
    (40, "rule 4 needs one of keep, prefer, when; it has keep, prefer", ""),
    (47, "«bestt» is no way of choosing", "did you mean «best»?"),
    (48, "«count» is 1.5", "a whole number from 1 to 1000"),
    (49, "«explore» is 2", "a number from 0 to 1"),
    (52, "«techer» is no role that can be asked", "did you mean «teacher»?"),
    (54, "«do something» is not something that can be done", '"ask teacher"'),
]


class TestEveryFaultAtOnce:
    def test_a_definition_with_every_kind_of_mistake_reports_them_all(self) -> None:
        found = [str(problem) for problem in problems(EVERYTHING_WRONG)]
        for line, what, valid in EXPECTED:
            assert any(
                each.startswith(f"process.toml, line {line}: ") and what in each and valid in each
                for each in found
            ), (line, what, valid, "\n".join(found))

    def test_nothing_is_reported_twice_and_little_besides(self) -> None:
        found = [str(problem) for problem in problems(EVERYTHING_WRONG)]
        assert len(found) == len(set(found))
        besides = [each for each in found if not any(what in each for _, what, _ in EXPECTED)]
        assert len(besides) <= 3, besides

    def test_a_single_fault_is_reported_alone(self) -> None:
        assert len(problems(NEXT_SKILL.replace("mastery >= 0.1", "mastrey >= 0.1"))) == 1


class TestFaults:
    @pytest.mark.parametrize(
        ("body", "replaced", "said"),
        [
            ("", {"decides": ""}, "«decides» is missing"),
            ("", {"decides": "3"}, "«decides» should be a text in quotes, or a list of them"),
            ("", {"decides": "[]"}, "the answers must be different words"),
            ("", {"decides": '["a", "a"]'}, "the answers must be different words"),
            ("", {"decides": '["a", " "]'}, "the answers must be different words"),
            ("", {"agents": "[]"}, "«agents» should have at least one entry"),
            ("", {"agents": "[1]"}, "«agents.1» should be a table"),
            ("", {"agents": '[{ who = "family", does = "is_informed" }]'}, "no agent proposes or decides"),
            ("", {"agents": '[{ who = "algorithm", does = "decides", among = 3 }]'},
             "«among» is for a person who decides"),
            ("", {"agents": '[{ who = "teacher", does = "decides", silence = "lapses" }]'},
             "«silence» means nothing without a deadline"),
            ("", {"trigger": "{}"}, "nothing wakes this process"),
            ("", {"trigger": '{ on = ["assessed"], crosses = "score" }'}, "«» is no parameter"),
            ("", {"trigger": '{ crosses = "score", at = 1 }'}, "a threshold needs the facts it watches"),
            ("", {"trigger": '{ on = ["assessed"], at = 1 }'}, "«at» and «going» need what they watch"),
            ("", {"trigger": '{ asked_by = ["student"], where = { a = 1 } }'}, "«where» needs the facts"),
            ("", {"trigger": '{ asked_by = ["student"], when = "mastery > 1" }'},
             "«mastery» is not declared"),
            ("given = \"skill\"", {}, "a skill is chosen for nothing"),
            ("[choose]\nhow = \"lottery\"", {}, "a lottery needs a capacity"),
            ("[choose]\nhow = \"lottery\"\ncapacity = 3", {}, "a lottery decides about one thing"),
            ("[choose]\nhow = \"lottery\"\ncapacity = 3\nexplore = 0.1", {"decides": '["a place"]'},
             "«explore» has no effect"),
            ("[choose]\ntemperature = 2", {}, "«temperature» has no effect where how = «best»"),
            ("[choose]\nhow = \"all\"\ncount = 2", {}, "«count» has no effect"),
            ("[choose]\ncapacity = 2", {}, "«capacity» has no effect"),
            ("[choose]\ncount = \"n\"", {}, "«n» is no parameter"),
            ("[choose]\ncount = 10000000000000000000000", {}, "«choose.count» is too large"),
            ("[none]\nthen = \"set aside\"", {}, "«set aside» is not something that can be done"),
            ("[[rules]]\nwhen = \"true\"\nthen = \"a\"\nbecause = \"x\"", {"decides": '["a"]'},
             "belong to a table"),
            ("[[rules]]\nkeep = \"true\"\nbecause = \"x\"\nrefusal = \"y\"\n[choose]\nhow = \"table\"",
             {"decides": '["a"]'}, "a table has only rows"),
            ("[choose]\nhow = \"table\"", {"decides": '["a"]'}, "a table without rows decides nothing"),
            ("[[rules]]\nwhen = \"true\"\nthen = \"b\"\nbecause = \"x\"\n[choose]\nhow = \"table\"",
             {"decides": '["bb"]'}, "«b» is not among the answers"),
            ("[[rules]]\nprefer = \"1\"\nweight = \"mastery\"\nbecause = \"x\"", {},
             "«mastery» is not declared"),
            ("[[rules]]\nprefer = \"option\"\nbecause = \"x\"", {},
             "«option» is a word and cannot be weighed"),
            ("[[steps]]\nprocess = \"x\"", {}, "a composite decides through its steps"),
            ("[[steps]]\nprocess = \"x\"\ngiven = \"y\"", {"decides": ""}, "which no earlier step gives"),
            ("[[steps]]\nprocess = \"x\"\ngives = \"y\"\n[[steps]]\nprocess = \"z\"\ngiven = \"w\"",
             {"decides": ""}, "which no earlier step gives"),
            ("minutes = true", {}, "a number is needed here"),
            ("information = [\"level\"]\nminutes = \"level\"", {}, "«level» is not declared"),
            ("information = [\"mastery as given\"]", {}, "«given» already means"),
            ("information = [\"mastered(bar = 'x')\"]", {}, "must be a number"),
            ("information = [\"mastered(bar = nan)\"]", {}, "must be a number"),
            ("information = [\"Mastery\"]", {}, "does not name an information"),
            ("information = [\"autonomy\"]\nparameters = { autonomy = { value = 1, because = \"x\" } }", {},
             "both an information and a parameter"),
            ("parameters = { Bar = { value = 1, because = \"x\" } }", {},
             "lower-case letters, digits and underscores"),
            ("parameters = { bar = { value = [], because = \"x\" } }", {},
             "should be a number, a text in quotes"),
            ("parameters = { bar = 1 }", {}, "«parameters.bar» should be a table"),
            ("rules = 3", {}, "«rules» should be a list"),
            ("[safeguards]\nreview_after_days = 0", {}, "greater than or equal to 1"),
        ],
    )  # fmt: skip
    def test_each_fault_is_told(self, body: str, replaced: dict[str, str], said: str) -> None:
        assert said in faults(body, **replaced)

    @pytest.mark.parametrize("key", ["int", "bool", '"[x"', '""', '"a.b"', "list"])
    def test_a_key_of_any_name_is_refused_as_unknown(self, key: str) -> None:
        text = f"{key} = 3\n" + written("")
        assert [problem.kind for problem in problems(text)] == ["unknown key"]

    @pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1" + "0" * 400, "1e300"])
    def test_what_no_rule_can_compute_with_is_refused_as_a_number(self, value: str) -> None:
        for body, replaced in [
            (f'parameters = {{ bar = {{ value = {value}, because = "x" }} }}', {}),
            (f"[choose]\ncount = {value}", {}),
            (f"[choose]\nexplore = {value}", {}),
            ("", {"trigger": f'{{ on = ["assessed"], where = {{ score = {value} }} }}'}),
            ("", {"version": value}),
        ]:
            assert "a number of at most fifteen digits" in faults(body, **replaced)

    @pytest.mark.parametrize(
        "text", ["", "\x00", "a = ", "x = " + "[" * 5000, "a." * 2000 + "a = 1", "= 3", "[[[x]]]"]
    )
    def test_what_is_no_toml_or_not_a_definition_is_refused(self, text: str) -> None:
        assert problems(text)

    def test_what_is_declared_but_read_by_nothing_is_refused(self) -> None:
        """Information that can change no decision must not be collected."""
        text = NEXT_SKILL.replace('prefer  = "days_since / 30"', 'prefer  = "1"')
        assert [(each.kind, "«days_since»" in each.what) for each in problems(text)] == [("unused", True)]

    def test_a_word_that_only_looks_like_a_name_reads_nothing(self) -> None:
        body = """information = ["interest", "unlocks"]
[[rules]]
keep    = "interest = 'unlocks'"
because = "a"
refusal = "b"
"""
        assert [each.kind for each in problems(written(body))] == ["unused"]

    def test_the_name_of_the_file_is_told(self) -> None:
        with pytest.raises(Refused, match=r"handbook/x.toml, line 3: "):
            read(NEXT_SKILL.replace("version  = 1", "version  = 0"), CATALOGUE, name="handbook/x.toml")


LINES = NEXT_SKILL.splitlines()
SPOILERS = st.sampled_from(
    ["nan", "inf", "''", "[]", "{}", "true", "-1", "1e400", "2026-01-01", '"x"', "[[", "]]", "[1, {}]",
     '"\\u0000"', '"mastery < "', '{ a = 1 }', '"' + "(" * 300 + '"', "0x10", "9" * 30]
)  # fmt: skip
NASTY_KEYS = st.sampled_from(
    ["id", "int", '"[key]"', "rules", "value", "on", "because", "x.y", '""', "student"]
)


@st.composite
def mutated(draw) -> str:
    """Return one of the good definitions with a few lines spoiled."""
    lines = draw(st.sampled_from(list(ALL.values()))).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["drop", "double", "value", "key", "cut", "swap", "insert", "name"]))
        line = lines[place]
        if what == "drop":
            lines.pop(place)
        elif what == "double":
            lines.insert(place, line)
        elif what == "value":
            lines[place] = re.sub(r"=.*", lambda _: f"= {draw(SPOILERS)}", line, count=1)
        elif what == "key":
            lines[place] = re.sub(r"^\w+", lambda _: draw(NASTY_KEYS), line)
        elif what == "cut":
            lines[place] = line[: draw(st.integers(0, len(line)))]
        elif what == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], line
        elif what == "insert":
            lines.insert(place, f"{draw(NASTY_KEYS)} = {draw(SPOILERS)}")
        else:
            lines[place] = re.sub(r"[a-z_]{4,}", lambda m: m[0][::-1], line, count=1)
        if not lines:
            lines = [""]
    return "\n".join(lines)


def read_or_problems(text: str):
    try:
        return read(text, CATALOGUE)
    except Refused as refused:
        return refused.problems


class TestNoCrash:
    @given(mutated())
    @settings(max_examples=120)
    def test_only_refused_ever_escapes_and_what_is_read_can_run(self, text: str) -> None:
        """A spoiled definition is refused, or it is another good definition: it has digests and runs."""
        process = read_or_problems(text)
        if not isinstance(process, Definition):
            assert process
            assert all(problem.what and problem.where for problem in process)
            return
        process.digest()
        if not process.is_composite:
            given = ("add",) if process.given else (None,)
            frame, decisions = decided(process, SOURCES, given)
            assert len(decisions) <= len(frame)

    @given(st.dictionaries(NASTY_KEYS, SPOILERS, max_size=5))
    def test_toml_of_any_content_is_refused(self, content: dict[str, str]) -> None:
        text = "\n".join(f"{key} = {value}" for key, value in content.items())
        with pytest.raises(Refused):
            read(text, CATALOGUE)


class TestSchema:
    @pytest.mark.parametrize("name", ALL)
    def test_the_json_schema_validates_the_good_definitions(self, name: str) -> None:
        jsonschema.Draft202012Validator.check_schema(json_schema())
        jsonschema.validate(tomllib.loads(ALL[name]), json_schema())

    @pytest.mark.parametrize(
        "spoiled",
        [
            {"version": 0},
            {"version": "1"},
            {"id": "Not an id"},
            {"agents": []},
            {"extra": 1},
            {"grain": "fortnight"},
            {"rules": [{"keep": "true"}]},
        ],
    )
    def test_the_json_schema_refuses_what_reading_refuses(self, spoiled) -> None:
        data = {**tomllib.loads(NEXT_SKILL), **spoiled}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, json_schema())

    def test_it_can_be_given_to_an_editor(self) -> None:
        schema = json.loads(json.dumps(json_schema()))
        assert schema["$schema"].startswith("https://json-schema.org/")
        assert set(schema["properties"]) == set(Document.model_fields)


class TestLines:
    TEXT = (
        'a = 1\n[[rules]]\nkeep = "x"\n[[rules]]\n# c\nkeep = "y"\n[rules.more]\nz = 1\n'
        '[t]\n"q/r" = 2\nu.v = 3\n'
    )

    @pytest.mark.parametrize(
        ("path", "line"),
        [
            (("a",), 1),
            (("rules", 0, "keep"), 3),
            (("rules", 1), 4),
            (("rules", 1, "keep"), 6),
            (("rules", 1, "more", "z"), 8),
            (("rules", 1, "missing", "deeper"), 4),
            (("t", "q/r"), 10),
            (("t", "u", "v"), 11),
            (("nowhere",), 1),
        ],
    )
    def test_every_part_has_its_line_or_that_of_what_holds_it(self, path, line: int) -> None:
        assert Lines(self.TEXT).of(*path) == line
