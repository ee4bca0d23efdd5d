"""What a process sees: every candidate with the declared information, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Refused
from whynext.process.definition import Definition, Use
from whynext.process.expression import Value, finite
from whynext.process.frames import beside, made, only, repeated, where
from whynext.process.information import Asked, Catalogue, Grain, Information, OptionKind, Type
from whynext.process.known import Known
from whynext.process.lasting import lasting

IDENTITY = ("student", "given", "option")


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and with which chance a run happens.

    Parameters
    ----------
    as_of
        The instant of which information must be true.
    today
        The school's date at that instant.
    seed
        From which every draw of the run is derived; the same for one student and for many.
    day
        The school day that is decided for; `today` if None.
    """

    as_of: datetime
    today: date
    seed: bytes
    day: date | None = None


def needs(definition: Definition, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of the sources a run must be given, each once."""
    names: dict[str, None] = {}
    for use in definition.information:
        names.update(dict.fromkeys(catalogue.information[use.name].needs))
    if definition.decides:
        names.update(dict.fromkeys(catalogue.options[definition.decides].needs))
    return tuple(names)


def observe(
    definition: Definition,
    catalogue: Catalogue,
    pairs: pl.DataFrame,
    sources: Mapping[str, pl.DataFrame],
    occasion: Occasion,
    known: Known | None = None,
) -> pl.DataFrame:
    """Return what the process sees: every candidate with the declared information, nothing else.

    Parameters
    ----------
    definition
        The process.
    catalogue
        Where its information is declared.
    pairs
        Columns ``student`` and ``given`` (null if nothing is given), unique, each student's together.
    sources
        At least the tables :func:`needs` names.
    occasion
        When.
    known
        What was found of options before, from these very sources; it changes nothing but the time it
        takes.

    Returns
    -------
    pl.DataFrame
        ``student``, ``given``, ``option`` and one column per used information, grouped by student and
        given in the order of `pairs`, options in the order in which ties are broken. Students for whom
        the trigger's condition is FALSE are left out.
    """
    if definition.is_composite:
        raise Refused(f"«{definition.id}» decides through its steps and observes nothing itself")
    pairs = made(_PAIR, {name: pairs.get_column(name) for name in _PAIR})
    look = _Look(definition, catalogue, sources, occasion, known)
    alone = len(pairs) == 1
    pairs = look.add(pairs, (Grain.STUDENT, Grain.GIVEN, Grain.STUDENT_GIVEN), alone)
    pairs = _awake(definition, pairs)
    frame = _candidates(definition, catalogue, pairs, look)
    frame = look.add(frame, (Grain.OPTION, Grain.STUDENT_OPTION, Grain.OPTION_GIVEN), alone)
    return only(frame, observed_columns(definition))


def awake(
    definition: Definition,
    catalogue: Catalogue,
    pairs: pl.DataFrame,
    sources: Mapping[str, pl.DataFrame],
    occasion: Occasion,
) -> pl.DataFrame:
    """Return the pairs for which the trigger's condition is not FALSE."""
    if definition.trigger.when is None:
        return pairs
    look = _Look(definition, catalogue, sources, occasion)
    known = look.add(pairs, (Grain.STUDENT, Grain.GIVEN, Grain.STUDENT_GIVEN))
    return _awake(definition, known).select(pairs.columns)


_PAIR = {"student": pl.String(), "given": pl.String()}


def _awake(definition: Definition, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs, with what is known of them, for which the trigger's condition is not FALSE."""
    if definition.trigger.when is None:
        return pairs
    column = definition.trigger.when.text
    holds = (
        pairs.get_column(column)
        if column in pairs.columns  # as is usual: "enrolled"
        else pairs.select_seq(_condition(definition)).to_series()
    )
    if len(holds) != len(pairs):  # it looks at nothing that differs
        return pairs if holds.to_list() != [False] else pairs.clear()
    return where(pairs, holds.fill_null(True) if holds.null_count() else holds)


@lasting
def _condition(definition: Definition) -> pl.Expr:
    assert definition.trigger.when is not None
    return definition.trigger.when.run_by(definition.values)


def observed_columns(definition: Definition) -> list[str]:
    """Return the columns of what a definition observes."""
    return [*IDENTITY, *(use.column for use in definition.information)]


@dataclass(frozen=True, slots=True)
class _Look:
    """Answers for the declared information, each view seeing only the sources it named."""

    definition: Definition
    catalogue: Catalogue
    sources: Mapping[str, pl.DataFrame]
    occasion: Occasion
    known: Known | None = None

    def asked(self, rows: pl.DataFrame, needed: tuple[str, ...], arguments: Mapping[str, Value]) -> Asked:
        return Asked(
            rows=rows,
            sources={name: self.sources[name] for name in needed},
            arguments={
                name: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
                for name, value in arguments.items()
            },
            as_of=self.occasion.as_of,
            today=self.occasion.today,
            day=self.occasion.day,
        )

    def add(self, frame: pl.DataFrame, grains: tuple[Grain, ...], alone: bool = False) -> pl.DataFrame:
        """Return the frame with the columns of all used information of these grains."""
        spread: dict[tuple[str, ...], tuple[pl.DataFrame, NDArray[np.int64] | None]] = {}
        columns = []
        for use, given in zip(self.definition.information, _arguments(self.definition), strict=True):
            information = self.catalogue.information[use.name]
            if information.grain not in grains:
                continue
            keys = information.grain.columns
            if keys not in spread:
                spread[keys] = _distinct(frame, keys, alone)
            rows, index = spread[keys]
            values = self._answer(use, information, rows, given)
            columns.append((values if index is None else values.gather(index)).alias(use.column))
        return frame.hstack(columns) if columns else frame

    def options(self, kind: OptionKind, pairs: pl.DataFrame) -> pl.Series | None:
        """Return the options of all these pairs, if they are known to have the same."""
        if self.known is None:
            return None
        return self.known.options(kind, pairs, lambda rows: self.asked(only(rows, _PAIR), kind.needs, {}))

    def _answer(
        self, use: Use, information: Information, rows: pl.DataFrame, given: Mapping[str, Value]
    ) -> pl.Series:
        arguments = {
            name: each.default for name, each in information.arguments.items() if each.default is not None
        }
        arguments.update(given)

        def asked(rows: pl.DataFrame) -> Asked:
            return self.asked(rows, information.needs, arguments)

        if self.known is None:
            values = information.view(asked(rows))
        else:
            values = self.known.answer(information, rows, asked, arguments)
        if len(values) != len(rows):
            raise ValueError(f"information «{use.name}» answered {len(values)} of {len(rows)} rows")
        values = values.cast(information.type.dtype)
        return _finite(values) if information.type is Type.NUMBER else values


@lasting
def _arguments(definition: Definition) -> list[dict[str, Value]]:
    return [definition.arguments(use) for use in definition.information]


def _finite(values: pl.Series) -> pl.Series:
    """Return numbers with UNKNOWN for what no number is: infinity and NaN."""
    if np.isfinite(values.to_numpy()).sum() == len(values) - values.null_count():
        return values
    return values.to_frame().select(finite(pl.first())).to_series()


def _distinct(
    frame: pl.DataFrame, keys: tuple[str, ...], alone: bool
) -> tuple[pl.DataFrame, NDArray[np.int64] | None]:
    """Return the distinct keys, and for each row of the frame which of them it has.

    The index is None where the rows are asked as they are: what is asked of a student with an option
    differs from row to row anyway, and if there is a single decision (`alone`) so does everything.
    """
    rows = only(frame, keys)
    if keys == ("student", "option") or len(rows) == 0 or alone:
        return rows, None
    distinct = rows.unique(maintain_order=True)
    if len(keys) == 1 and rows.get_column(keys[0]).null_count() == 0:
        codes = rows.get_column(keys[0]).cast(pl.Enum(distinct.get_column(keys[0])))
        return distinct, codes.to_physical().to_numpy().astype(np.int64)
    numbered = distinct.with_row_index("n")
    found = rows.join(numbered, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    return distinct, found.get_column("n").to_numpy().astype(np.int64)


def _candidates(
    definition: Definition, catalogue: Catalogue, pairs: pl.DataFrame, look: _Look
) -> pl.DataFrame:
    """Return the candidates with what is known of their student and given."""
    if definition.answers:
        return _crossed(pairs, pl.Series("option", definition.answers, pl.String))
    kind = catalogue.options[definition.decides]
    same = look.options(kind, pairs)
    if same is not None and len(same):
        return _crossed(pairs, same)
    listed = kind.candidates(look.asked(only(pairs, _PAIR), kind.needs, {}))
    listed = listed.select(pl.col(IDENTITY).cast(pl.String))
    known = pairs.drop("student", "given")
    if len(pairs) == 1 and len(listed):
        return _crossed(pairs, listed.get_column("option"))
    starts = starts_of(listed)
    if listed.select("student", "given")[starts].equals(pairs.select("student", "given")):
        index = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(listed)))
        return listed.hstack([each.gather(index) for each in known.get_columns()])
    # Whoever has nothing to choose from stays in the record, with no option, and is not forgotten.
    numbered = pairs.with_row_index(":n")
    keys = ["student", "given"]
    joined = numbered.join(listed, on=keys, how="left", nulls_equal=True, maintain_order="left_right")
    return joined.sort(":n", maintain_order=True).select([*IDENTITY, *known.columns])


def _crossed(pairs: pl.DataFrame, options: pl.Series) -> pl.DataFrame:
    """Return every pair with every option, and what is known of the pair."""
    if len(pairs) == 1:
        student, given, *rest = repeated(pairs, len(options))
        return beside([student, given, options.alias("option"), *rest])
    owner = np.repeat(np.arange(len(pairs)), len(options))
    place = np.tile(np.arange(len(options)), len(pairs))
    student, given, *rest = [each.gather(owner) for each in pairs.get_columns()]
    return beside([student, given, options.gather(place).alias("option"), *rest])


def starts_of(frame: pl.DataFrame) -> NDArray[np.int64]:
    """Return the rows at which a decision begins: rows of one student and given lie together."""
    student, given = frame.get_column("student"), frame.get_column("given")
    if len(frame) and student.item(0) == student.item(-1) and given.item(0) == given.item(-1):
        return np.zeros(1, np.int64)
    if given.null_count() == len(frame):
        lengths = student.rle().struct.field("len").to_numpy().astype(np.int64)
        return np.asarray(np.cumsum(lengths) - lengths, np.int64)
    new = frame.select(student.ne_missing(student.shift(1)) | given.ne_missing(given.shift(1))).to_series()
    flags = new.to_numpy().copy()
    if len(flags):
        flags[0] = True
    return np.flatnonzero(flags)
