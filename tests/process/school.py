"""A small made-up school for the tests of the grammar: what may be asked of it, and its tables."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime

import polars as pl

from whynext.process.definition import Definition
from whynext.process.information import (
    Argument,
    Asked,
    Catalogue,
    Grain,
    Information,
    OptionKind,
    Sensitivity,
    Type,
)
from whynext.process.reading import read
from whynext.process.run import Occasion, judge, observe

SKILLS = ("count", "add", "subtract", "multiply", "divide")
INTERESTS = ("music", "sport", "space")
SEED = b"a seed of the tests"
OCCASION = Occasion(datetime(2026, 9, 14, 14, 0, tzinfo=UTC), date(2026, 9, 14), SEED)


def _student(column: str):
    def view(asked: Asked) -> pl.Series:
        return asked.looked_up(asked.sources["students"], {"student": "student"}, column)

    return view


def _skill(column: str):
    def view(asked: Asked) -> pl.Series:
        return asked.looked_up(asked.sources["skills"], {"skill": "option"}, column)

    return view


def _estimate(column: str, key: str = "option"):
    def view(asked: Asked) -> pl.Series:
        return asked.looked_up(asked.sources["estimates"], {"student": "student", "skill": key}, column)

    return view


def _at_least(asked: Asked) -> pl.Series:
    values = _estimate("mastery")(asked)
    return values >= asked.arguments["bar"]


def _given_level(asked: Asked) -> pl.Series:
    return asked.looked_up(asked.sources["skills"], {"skill": "given"}, "level")


def _distance(asked: Asked) -> pl.Series:
    levels = asked.sources["skills"].select("skill", "level")
    to = asked.looked_up(levels, {"skill": "option"}, "level")
    start = asked.looked_up(levels, {"skill": "given"}, "level")
    return to - start


def _every_skill(asked: Asked) -> pl.DataFrame:
    skills = asked.sources["skills"].select(option=pl.col("skill"))
    rows = asked.rows.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
    return rows.join(skills, how="cross", maintain_order="left_right")


INFORMATION = (
    Information("enrolled", "Whether the student is enrolled.", Grain.STUDENT, Type.TRUTH,
                _student("enrolled"), ("students",), "background"),
    Information("autonomy", "How well the student works alone.", Grain.STUDENT, Type.NUMBER,
                _student("autonomy"), ("students",), "behaviour", unit="level", low=1, high=4),
    Information("correct", "Right answers on the exit slip.", Grain.STUDENT, Type.NUMBER,
                _student("correct"), ("students",), unit="answers", low=0, high=5),
    Information("interest", "What the student likes best.", Grain.STUDENT, Type.WORD,
                _student("interest"), ("students",), "interest", values=INTERESTS),
    Information("minutes_free", "Minutes left today.", Grain.STUDENT, Type.NUMBER,
                _student("minutes_free"), ("students",), "plan", unit="minutes", low=0, step=5),
    Information("household_income", "Income of the household.", Grain.STUDENT, Type.NUMBER,
                _student("minutes_free"), ("students",), "background", Sensitivity.PROTECTED),
    Information("mastery", "How sure we are that the student has the skill.", Grain.STUDENT_OPTION,
                Type.NUMBER, _estimate("mastery"), ("estimates",), unit="probability", low=0, high=1,
                step=0.01, missing="The student has not answered an item of the skill."),
    Information("days_since", "Days since the skill was practised.", Grain.STUDENT_OPTION, Type.NUMBER,
                _estimate("days"), ("estimates",), unit="days", low=0),
    Information("mastered", "Whether mastery reaches a bar.", Grain.STUDENT_OPTION, Type.TRUTH,
                _at_least, ("estimates",), arguments={"bar": Argument("The bar.", 0.9, "probability")}),
    Information("unlocks", "How many skills build on it.", Grain.OPTION, Type.NUMBER,
                _skill("unlocks"), ("skills",), "map", unit="skills", low=0),
    Information("level", "How far up the map it lies.", Grain.OPTION, Type.NUMBER,
                _skill("level"), ("skills",), "map", unit="levels", low=0),
    Information("topic", "What the skill is about.", Grain.OPTION, Type.WORD,
                _skill("topic"), ("skills",), "map"),
    Information("given_mastery", "How sure we are of the given skill.", Grain.STUDENT_GIVEN, Type.NUMBER,
                _estimate("mastery", "given"), ("estimates",), unit="probability", low=0, high=1, step=0.01),
    Information("given_level", "The level of the given skill.", Grain.GIVEN, Type.NUMBER,
                _given_level, ("skills",), "map", unit="levels", low=0),
    Information("distance", "Levels from the given skill.", Grain.OPTION_GIVEN, Type.NUMBER,
                _distance, ("skills",), "map", unit="levels"),
)  # fmt: skip

CATALOGUE = Catalogue.of(
    INFORMATION,
    (
        OptionKind("skill", "A skill.", _every_skill, ("skills",)),
        OptionKind("neighbour", "A skill near another.", _every_skill, ("skills",), given="skill"),
    ),
)


def tables(students: int = 6, seed: int = 1, missing: float = 0.0) -> dict[str, pl.DataFrame]:
    """Return the tables of a school; a share of what can be missing is missing."""
    draw = random.Random(seed)

    def some(value):
        return None if draw.random() < missing else value

    names = [f"s{number + 1}" for number in range(students)]
    who = {
        "student": names,
        "enrolled": [some(draw.random() < 0.95) for _ in names],
        "autonomy": [some(float(draw.randint(1, 4))) for _ in names],
        "correct": [some(float(draw.randint(0, 5))) for _ in names],
        "interest": [some(draw.choice(INTERESTS)) for _ in names],
        "minutes_free": [some(float(draw.randint(0, 12) * 5)) for _ in names],
    }
    pairs = [(name, skill) for name in names for skill in SKILLS]
    estimates = {
        "student": [name for name, _ in pairs],
        "skill": [skill for _, skill in pairs],
        "mastery": [some(round(draw.random(), 2)) for _ in pairs],
        "days": [some(float(draw.randint(0, 40))) for _ in pairs],
    }
    skills = {
        "skill": list(SKILLS),
        "unlocks": [4.0, 3.0, 2.0, 1.0, 0.0],
        "level": [0.0, 1.0, 2.0, 3.0, 4.0],
        "topic": ["number", "sums", "sums", "products", "products"],
    }
    return {
        "students": pl.DataFrame(who, schema_overrides={"autonomy": pl.Float64, "enrolled": pl.Boolean}),
        "estimates": pl.DataFrame(estimates, schema_overrides={"mastery": pl.Float64, "days": pl.Float64}),
        "skills": pl.DataFrame(skills),
    }


def pairs(names, given=(None,)) -> pl.DataFrame:
    """Return what is asked: every student with every given."""
    rows = [(name, each) for name in names for each in given]
    return pl.DataFrame(rows, schema={"student": pl.String, "given": pl.String}, orient="row")


def seen(definition: Definition, sources: Mapping[str, pl.DataFrame], given=(None,)) -> pl.DataFrame:
    """Return what a process observes of all students of these tables."""
    names = sources["students"].get_column("student").to_list()
    return observe(definition, CATALOGUE, pairs(names, given), sources, OCCASION)


def decided(definition: Definition, sources: Mapping[str, pl.DataFrame], given=(None,), seed: bytes = SEED):
    """Return frame and decisions of a process for all students of these tables."""
    return judge(definition, seen(definition, sources, given), seed)


def made(body: str, **replaced: str) -> Definition:
    """Return a definition from a body, with the top of a definition before it."""
    return read(written(body, **replaced), CATALOGUE)


def written(body: str, **replaced: str) -> str:
    """Return the text of a definition: the usual top (each line can be replaced), then the body."""
    top = {
        "id": '"made"',
        "version": "1",
        "title": '"Made for a test"',
        "question": '"What next?"',
        "juncture": '"sequence"',
        "decides": '"skill"',
        "trigger": '{ asked_by = ["teacher"] }',
        "agents": '[{ who = "algorithm", does = "decides" }]',
        **replaced,
    }
    return "\n".join(f"{key} = {value}" for key, value in top.items() if value) + "\n" + body


NEXT_SKILL = """
id       = "next-skill"
version  = 1
title    = "Choose the next skill"
question = "Which skill should this student work on next?"
juncture = "sequence"
grain    = "lesson"
decides  = "skill"
information = ["enrolled", "autonomy", "mastery", "days_since", "unlocks", "mastered(bar = bar)"]

[goal]
interim = "skills mastered in a week"
end     = "spring assessment"

[trigger]
on    = ["mastery_changed"]
every = "weekday 16:00"
when  = "enrolled"

[[agents]]
who  = "algorithm"
does = "proposes"
[[agents]]
who   = "student"
does  = "decides"
among = 3
when  = "autonomy >= 3"
[[agents]]
who  = "algorithm"
does = "decides"
when = "autonomy < 3"
[[agents]]
who   = "teacher"
does  = "may_override"
until = "07:30"

[parameters]
bar    = { value = 0.95, unit = "probability", because = "customary" }
rested = { value = 0.4, because = "a month counts as much as half a skill" }

[[rules]]
keep    = "NOT mastered"
because = "not mastered yet"
refusal = "mastered already"
[[rules]]
keep    = "mastery >= 0.1 OR unlocks >= 4"
because = "within reach"
refusal = "out of reach"
[[rules]]
prefer  = "unlocks"
because = "opens the way to more"
[[rules]]
prefer  = "days_since / 30"
weight  = "rested"
because = "has rested longest"

[choose]
how   = "best"
count = 1

[unknown]
then = "ask teacher"
[none]
then = "nothing, and say so"
"""

EXIT_SLIP = """
id       = "exit-slip"
version  = 1
title    = "Exit slip"
question = "Has the student passed?"
juncture = "pace"
decides  = ["passed", "repeat", "repeat_other_way"]
information = ["correct", "autonomy"]
trigger  = { on = ["assessed"] }
agents   = [{ who = "algorithm", does = "decides" }]

[parameters]
pass_mark = { value = 4, unit = "answers", because = "four or five of five" }

[[rules]]
when    = "correct >= pass_mark"
then    = "passed"
because = "four or five of five right"
[[rules]]
when    = "autonomy <= 1 AND correct < 2"
then    = "repeat_other_way"
because = "taught in another way"
[[rules]]
when    = "true"
then    = "repeat"
because = "taught again tomorrow"

[choose]
how = "table"
"""

LOTTERY = """
id       = "tutoring"
version  = 1
title    = "A place in tutoring"
question = "Who gets a place?"
juncture = "teacher"
decides  = ["a place"]
information = ["correct"]
trigger  = { asked_by = ["leader"] }
agents   = [{ who = "leader", does = "decides" }]

[parameters]
seats = { value = 2, because = "two tutors" }
low   = { value = 3, unit = "answers", because = "fewer than three right" }

[[rules]]
keep    = "correct < low"
because = "needs it"
refusal = "does well without"

[choose]
how = "lottery"
capacity = "seats"
seed = "drawn in public on 1 September"
"""

UNIFORM = """
id       = "same-for-all"
version  = 1
title    = "The same list for everyone"
question = "What comes next?"
juncture = "sequence"
decides  = "skill"
information = ["enrolled", "level"]

[trigger]
every = "weekday 16:00"
when  = "enrolled"

[[agents]]
who  = "algorithm"
does = "decides"

[[rules]]
prefer  = "-level"
because = "in the order of the map"

[choose]
count = 2
"""

NEIGHBOUR = """
id       = "neighbour"
version  = 1
title    = "A step up or down"
question = "Which skill beside this one?"
juncture = "sequence"
decides  = "neighbour"
given    = "skill"
information = ["given_mastery", "distance", "given_level"]
trigger  = { on = ["recorded"] }
agents   = [{ who = "algorithm", does = "decides" }]

[[rules]]
keep    = "option <> given"
because = "another one"
refusal = "the same"
[[rules]]
keep    = "(given_mastery >= 0.5) = (distance > 0) OR given_level = 0"
because = "up if it is known, else down"
refusal = "the wrong way"
[[rules]]
prefer  = "-ABS(distance)"
because = "near"
"""

ALL = {"next-skill": NEXT_SKILL, "exit-slip": EXIT_SLIP, "tutoring": LOTTERY, "same-for-all": UNIFORM,
       "neighbour": NEIGHBOUR}  # fmt: skip


def definition(name: str) -> Definition:
    """Return one of the definitions above, read."""
    return read(ALL[name], CATALOGUE)
