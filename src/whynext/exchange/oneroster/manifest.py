"""The manifest: which version of the standard, and which file is bulk, delta or absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from whynext.base.errors import nearest
from whynext.exchange.oneroster.fields import FILES, NOT_READ, V11, V12, VERSIONS, FileKind, files_of
from whynext.exchange.oneroster.findings import AS_READ, FILE_OUT, Findings, Kind
from whynext.exchange.oneroster.source import Entry, Source
from whynext.exchange.oneroster.text import CsvReader

FILE: Final = "manifest.csv"
_PREFIX: Final = "file."
_OTHERS: Final = ("manifest.version", "oneroster.version", "source.systemname", "source.systemcode")


class Mode(StrEnum):
    """How the rows of a file are to be taken."""

    BULK = "bulk"  # all there is: what is not in it has ended
    DELTA = "delta"  # what changed since the last import
    ABSENT = "absent"  # the file says nothing


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the manifest says.

    Parameters
    ----------
    version
        ``"1.1"`` or ``"1.2"``.
    modes
        Mode by name of file, without ``.csv``.
    system
        The name of the system that wrote the set; empty if it does not say.
    """

    version: str
    modes: Mapping[str, Mode] = field(default_factory=dict)
    system: str = ""


def read_manifest(source: Source, findings: Findings) -> Manifest:
    """Read the manifest of a set and compare it with the files that are there.

    A set without a manifest is read as bulk; its version is told from whether there is a ``roles.csv``.
    """
    entry = source.get(FILE)
    if entry is None:
        findings.error(
            Kind.MISSING_FILE,
            "the set has no manifest.csv",
            file=FILE,
            valid="a manifest.csv that names the version and says of each file: bulk, delta or absent",
            next_step="export the set again with its manifest",
            effect="files taken as bulk",
        )
        return _without(source)
    said = _properties(entry, source, findings)
    if said is None:
        return _without(source)
    version = _version(said, source, findings)
    modes = _modes(said, findings)
    for kind in files_of(version):
        modes[kind.name] = _mode_of(kind, modes.get(kind.name), source, findings)
    _passed_over(version, source, findings)
    return Manifest(version, modes, said.get("source.systemname", ("", ""))[1])


def _without(source: Source) -> Manifest:
    version = V12 if source.get("roles.csv") else V11
    modes = {kind.name: Mode.BULK if source.get(kind.file) else Mode.ABSENT for kind in files_of(version)}
    return Manifest(version, modes)


def _properties(entry: Entry, source: Source, findings: Findings) -> dict[str, tuple[str, str]] | None:
    """Return property -> (as written, value), properties in lower case; None if it cannot be read."""
    said: dict[str, tuple[str, str]] = {}
    reader = CsvReader(entry, source.budget.limits, findings)
    for batch in reader.batches(source.budget):
        for name, value in batch.columns(len(reader.header), (0, 1)).fill_null("").iter_rows():
            key = name.strip().lower()
            if key in said and said[key][1] != value.strip():
                findings.error(
                    Kind.MANIFEST,
                    f"the manifest says two things of «{name}»",
                    file=entry.shown,
                    field=name,
                    value=value,
                    valid="each property once",
                    next_step="take one of the two out",
                    effect="the first is taken",
                )
            said.setdefault(key, (name.strip(), value.strip()))
    return said if reader.sound else None


def _version(said: Mapping[str, tuple[str, str]], source: Source, findings: Findings) -> str:
    value = said.get("oneroster.version", ("", ""))[1]
    for version in VERSIONS:
        if value == version or value.startswith(version + "."):
            return version
    findings.error(
        Kind.VERSION,
        f"the manifest names the version «{value}»" if value else "the manifest names no version",
        file=FILE,
        field="oneroster.version",
        value=value,
        valid=" or ".join(VERSIONS),
        next_step="export the set as OneRoster 1.1 or 1.2",
        effect="version told from the files",
    )
    return _without(source).version


def _modes(said: Mapping[str, tuple[str, str]], findings: Findings) -> dict[str, Mode]:
    modes: dict[str, Mode] = {}
    known = {name.lower(): name for name in (*(kind.name for kind in FILES), *NOT_READ)}
    for key, (written, value) in said.items():
        if not key.startswith(_PREFIX):
            if key not in _OTHERS and key:
                findings.note(
                    Kind.MANIFEST,
                    f"the manifest's property «{written}» is not known",
                    file=FILE,
                    field=written,
                )
            continue
        name = known.get(key.removeprefix(_PREFIX))
        if name is None:
            findings.note(
                Kind.MANIFEST, f"the manifest names an unknown file: «{written}»", file=FILE, field=written
            )
        elif value.lower() in tuple(Mode):
            modes[name] = Mode(value.lower())
        else:
            _bad_mode(written, value, findings)
            modes[name] = Mode.ABSENT
    return modes


def _bad_mode(written: str, value: str, findings: Findings) -> None:
    findings.error(
        Kind.MANIFEST,
        f"the manifest says «{value}» of «{written}»",
        file=FILE,
        field=written,
        value=value,
        valid="bulk, delta or absent",
        next_step=nearest(value, [mode.value for mode in Mode]),
        effect=FILE_OUT,
    )


def _mode_of(kind: FileKind, said: Mode | None, source: Source, findings: Findings) -> Mode:
    """Return the mode in which a file can be taken, given whether it is there."""
    entry = source.get(kind.file)
    if entry is None:
        if said in (Mode.BULK, Mode.DELTA):
            findings.error(
                Kind.MISSING_FILE,
                f"the manifest promises {kind.file} ({said}), and it is not there",
                file=kind.file,
                valid=f"the file, or «{_PREFIX}{kind.name},absent» in the manifest",
                next_step="export the set again",
                effect="taken without this file",
            )
        return Mode.ABSENT
    if entry.name != kind.file:
        findings.note(
            Kind.FILE_NAME_CASE,
            f"the file is called «{entry.name}» where the standard writes «{kind.file}»",
            file=entry.shown,
            value=entry.name,
            valid=kind.file,
        )
    if said in (None, Mode.ABSENT):
        findings.error(
            Kind.UNEXPECTED_FILE,
            f"{kind.file} is there, and the manifest "
            + ("does not name it" if said is None else "says that it is absent"),
            file=entry.shown,
            valid=f"«{_PREFIX}{kind.name},bulk» or «{_PREFIX}{kind.name},delta» in the manifest, or no file",
            next_step="correct the manifest or take the file out",
            effect=FILE_OUT,
        )
        return Mode.ABSENT
    return said


def _passed_over(version: str, source: Source, findings: Findings) -> None:
    read = {kind.file.lower() for kind in files_of(version)} | {FILE}
    not_read = {f"{name}.csv".lower() for name in NOT_READ}
    for entry in source.entries:
        if entry.key in read:
            continue
        why = "holds nothing for a roster" if entry.key in not_read else f"is no file of OneRoster {version}"
        findings.note(
            Kind.IGNORED_FILE, f"«{entry.shown}» {why}", file=entry.shown, value=entry.name, effect=AS_READ
        )
