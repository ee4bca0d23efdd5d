"""The header of a file: which of its columns are which fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from whynext.base.errors import listed, nearest
from whynext.exchange.oneroster.fields import COLUMNS_NOT_READ, Field, FileKind, is_metadata, names_of
from whynext.exchange.oneroster.findings import FILE_OUT, VALUE_OUT, Findings, Kind

_PASSED_OVER: Final = "column left out"


@dataclass(frozen=True, slots=True)
class Header:
    """Where the fields of a file stand.

    Parameters
    ----------
    fields
        The fields that are there, and the number of the column of each.
    metadata
        The extensions that are there (``metadata.…``), as written, and their columns.
    serves
        Whether every essential field is there.
    """

    fields: tuple[tuple[Field, int], ...]
    metadata: tuple[tuple[str, int], ...]
    serves: bool


def match(names: Sequence[str], kind: FileKind, version: str, file: str, findings: Findings) -> Header:
    """Find the fields of a file in its header; columns may stand in any order.

    Parameters
    ----------
    names
        The headers as written.
    kind, version
        Which file of which version.
    file
        What to call the file in a report.
    findings
        Where missing, doubled, misspelt and unknown columns are reported.
    """
    known = _known(kind, version)
    fields: dict[str, tuple[Field, int]] = {}
    metadata: dict[str, int] = {}
    for number, name in enumerate(names):
        field = known.get(name.lower())
        if field is None:
            _other(name, number, kind, version, metadata, file, findings)
        elif field.name in fields:
            _doubled(name, file, findings)
        else:
            fields[field.name] = (field, number)
            if name != field.name:
                _misspelt(name, field, file, findings)
    missing = [field for field in kind.of(version) if field.name not in fields]
    return Header(
        tuple(fields.values()), tuple(metadata.items()), _nothing_missing(missing, names, file, findings)
    )


def _known(kind: FileKind, version: str) -> dict[str, Field]:
    known: dict[str, Field] = {}
    for field in kind.of(version):
        known[field.name.lower()] = field
    for field in kind.of(version):
        for older in field.older:
            known.setdefault(older.lower(), field)
    return known


def _other(
    name: str,
    number: int,
    kind: FileKind,
    version: str,
    metadata: dict[str, int],
    file: str,
    findings: Findings,
) -> None:
    if is_metadata(name):
        metadata.setdefault("metadata." + name[len("metadata.") :], number)
    elif name.lower() in (each.lower() for each in COLUMNS_NOT_READ):
        what = f"the column «{name}» is not read"
        findings.note(Kind.UNREAD_COLUMN, what, file=file, line=1, field=name, effect=_PASSED_OVER)
    elif name:
        what = f"OneRoster {version} has no column «{name}» in {kind.file}"
        hint = nearest(name, names_of(kind.of(version)))
        findings.note(
            Kind.UNKNOWN_COLUMN, what, file=file, line=1, field=name, valid=hint, effect=_PASSED_OVER
        )


def _doubled(name: str, file: str, findings: Findings) -> None:
    findings.error(
        Kind.DUPLICATE_COLUMN,
        f"the column «{name}» is there twice",
        file=file,
        line=1,
        field=name,
        valid="each column once",
        next_step="take one of the two out",
        effect="the first is taken",
    )


def _misspelt(name: str, field: Field, file: str, findings: Findings) -> None:
    findings.note(
        Kind.COLUMN_NAME,
        f"the column «{name}» is read as «{field.name}»",
        file=file,
        line=1,
        field=field.name,
        value=name,
        valid=field.name,
    )


def _nothing_missing(missing: list[Field], names: Sequence[str], file: str, findings: Findings) -> bool:
    for field in missing:
        if field.essential:
            findings.error(
                Kind.MISSING_COLUMN,
                f"the file has no column «{field.name}»",
                file=file,
                line=1,
                field=field.name,
                valid=f"a header with «{field.name}»; there is: {listed(names)}",
                next_step=nearest(field.name, names) or "export the file again with this column",
                effect=FILE_OUT,
            )
        elif field.expected:
            findings.note(
                Kind.MISSING_COLUMN,
                f"the file has no column «{field.name}», which the standard wants",
                file=file,
                line=1,
                field=field.name,
                valid=field.name,
                effect=VALUE_OUT,
            )
    return not any(field.essential for field in missing)
