"""What tests of one ability ask from: the bank in force, as far as the library has it, and its forms."""

from __future__ import annotations

import json
from dataclasses import dataclass

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused
from whynext.base.facts import canonical
from whynext.base.ids import from_content
from whynext.engine.calibrating import PUBLISHED, bank_in_force
from whynext.engine.ports import Reading, School
from whynext.engine.respond import item_of
from whynext.engine.school import Engine, moment
from whynext.mastery.calibration.bank import ItemBank
from whynext.mastery.diagnostic.ability.form import FixedForm
from whynext.mastery.diagnostic.ability.parallel import ParallelForms, parallel_forms
from whynext.mastery.diagnostic.ability.pool import Pool, Question

FORMS, FORMS_PUBLISHED = "test forms in force", "forms_published"
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""How forms are called."""


def pool_of(engine: Engine, reading: Reading, school: School, bank: ItemBank) -> Pool:
    """Return the pool of a bank's usable items, with what the library says of them."""

    def make() -> Pool:
        known = bank.usable()
        strands = _strands(reading)
        about = [item_of(text) for text in reading.table("items").get_column("content")]
        return Pool(
            known,
            [
                Question(each.id, strands.get(each.skills[0], ""), 60.0, each.reading_level, each.family)
                for each in about
                if each.id in known.index
            ],
        )

    return engine.made(school, f"pool of the bank {bank.version}", make)


def _strands(reading: Reading) -> dict[str, str]:
    rows = reading.table("competencies", None, ("id", "strand"))
    return {skill: strand or "" for skill, strand in rows.iter_rows()}


def present(engine: Engine, reading: Reading, school: School) -> frozenset[str]:
    """Return the items that the library has and may serve."""

    def make() -> frozenset[str]:
        rows = reading.source("items").filter(pl.col("status") != "retired")
        return frozenset(rows.get_column("item").to_list())

    return engine.made(school, "items that may be served", make)


def bank_with(reading: Reading, version: str) -> ItemBank:
    """Return the bank whose usable items have a version, the one in force or an earlier one."""
    now = bank_in_force(reading)
    if now.usable().version == version:
        return now
    for entry in reading.entries(kinds=(PUBLISHED,)):
        if entry.content is not None:
            bank = ItemBank.from_data(json.loads(entry.content)["bank"])
            if bank.usable().version == version:
                return bank
    raise NotFound(Problem(f"no bank {version} was ever in force here", next_step="begin the test anew"))


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms in force, and the version of the bank they are made of."""

    bank: str
    forms: tuple[FixedForm, ...]
    unlike_information: float
    unlike_score: float

    @property
    def sentence(self) -> str:
        """How alike they are, in words."""
        return ParallelForms(self.forms, self.unlike_information, self.unlike_score).sentence


def assembled(
    engine: Engine, reading: Reading, *, length: int, number: int, cut: float = 0.0, certainty: float = 0.8
) -> Forms:
    """Return parallel forms of the bank in force, as far as the library can serve its items.

    Parameters
    ----------
    length
        Questions in each.
    number
        How many forms, from 1 to 26.
    cut, certainty
        Who passes; see :class:`~whynext.mastery.diagnostic.ability.form.FixedForm`.

    Raises
    ------
    NotFound
        If no bank is in force.
    Refused
        If the bank has too few items, or a number is impossible.
    """
    if not 1 <= number <= len(LETTERS):
        raise Refused(Problem(f"{number} forms", "number", f"1 to {len(LETTERS)}"))
    school = reading.school()
    bank = bank_in_force(reading).usable()
    served = present(engine, reading, school)
    pool = pool_of(engine, reading, school, bank.of([each.id for each in bank if each.id in served]))
    around = [cut + away for away in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    made = parallel_forms(pool, length, names=LETTERS[:number], at=around, cut=cut, certainty=certainty)
    whole = pool_of(engine, reading, school, bank)
    named = tuple(
        FixedForm(f"{each.id}-{from_content(*each.items)[:5]}", whole, each.items, cut, certainty)
        for each in made.forms
    )
    return Forms(whole.version, named, made.unlike_information, made.unlike_score)


def put_forms_in_force(engine: Engine, made: Forms, *, by: str) -> None:
    """Let students take these forms from now on.

    Raises
    ------
    Refused
        If nobody answers for it.
    """
    if not by.strip():
        raise Refused(Problem("nobody is named who puts them in force", "--by", "a person"))
    document = {
        "bank": made.bank,
        "forms": [each.as_data() for each in made.forms],
        "unlike_information": made.unlike_information,
        "unlike_score": made.unlike_score,
    }
    with engine.store.writing() as writing:
        now = moment(engine, writing).now
        engine.append(writing, [engine.draft(FORMS_PUBLISHED, now, {"forms": document, "by": by})], now)
        row = {"id": [FORMS], "kind": ["test forms"], "content": [canonical(document).decode()]}
        writing.upsert("documents", pl.DataFrame(row))


def forms_in_force(engine: Engine, reading: Reading) -> Forms:
    """Return the forms that were put in force last.

    Raises
    ------
    NotFound
        If there are none.
    """
    rows = reading.table("documents", {"id": FORMS})
    if len(rows) == 0:
        step = "«whynext forms --length 20 --publish --by WHO» makes them of the item bank in force"
        raise NotFound(Problem("no forms of a test are in force here", next_step=step))
    held = json.loads(rows.get_column("content")[0])
    pool = pool_of(engine, reading, reading.school(), bank_with(reading, held["bank"]))
    forms = tuple(FixedForm.from_data(each, pool) for each in held["forms"])
    return Forms(held["bank"], forms, held["unlike_information"], held["unlike_score"])
