"""Where a set of files lies: a folder, or a zip that nobody needs to trust."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Final

from whynext.exchange.oneroster.findings import STOPS, Findings, ImportRefused, Kind

_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_DEFLATE: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SYSTEM_FILES: Final = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
_READ_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an import takes at most.

    Parameters
    ----------
    line
        Bytes of one line.
    total
        Bytes of all files together, counted as they are read, never as a zip claims.
    ratio
        Bytes read per byte of the zip; looked at once `ratio_from` bytes have been read.
    ratio_from
        See `ratio`.
    entries
        Files in the set.
    columns
        Columns of a file.
    block
        Bytes looked at at once.
    batch
        Bytes parsed at once; no more text than this is held beside the columns made of it.
    """

    line: int = 1 << 20
    total: int = 4 << 30
    ratio: float = 200.0
    ratio_from: int = 16 << 20
    entries: int = 1_000
    columns: int = 1_000
    block: int = 1 << 20
    batch: int = 16 << 20


class TooMuch(Exception):
    """The set expands beyond its limits."""


class Damaged(Exception):
    """The bytes of a file cannot be read to the end."""


@dataclass(slots=True)
class Budget:
    """Counts the bytes that come out of a set and stops at its limits.

    Parameters
    ----------
    limits
        The limits.
    archive
        Bytes of the zip; 0 for a folder, which has no ratio.
    done
        Bytes read so far.
    """

    limits: Limits
    archive: int = 0
    done: int = 0

    def spend(self, count: int) -> None:
        """Count bytes that were read.

        Raises
        ------
        TooMuch
            Beyond a limit.
        """
        self.done += count
        if self.done > self.limits.total:
            raise TooMuch(f"more than {self.limits.total:,} bytes")
        if self.archive and self.done > max(self.limits.ratio_from, self.limits.ratio * self.archive):
            raise TooMuch(f"more than {self.limits.ratio:g} times the {self.archive:,} bytes of the zip")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a set.

    Parameters
    ----------
    name
        Its name without folders, as written.
    shown
        What to call it in a report.
    size
        Bytes, as claimed; only for progress.
    opened
        Opens it for reading bytes.
    """

    name: str
    shown: str
    size: int
    opened: Callable[[], IO[bytes]]

    @property
    def key(self) -> str:
        """The name in lower case: file names are read case-blind."""
        return self.name.lower()

    def blocks(self, size: int, budget: Budget) -> Iterator[bytes]:
        """Yield the bytes, at most `size` at a time.

        Raises
        ------
        TooMuch
            If the set expands beyond its limits.
        Damaged
            If the bytes end early, do not match their checksum or cannot be unpacked.
        """
        try:
            with self.opened() as stream:
                while block := stream.read(size):
                    budget.spend(len(block))
                    yield block
        except _READ_FAULTS as error:
            raise Damaged(str(error) or type(error).__name__) from error
        except OSError as error:
            raise Damaged(error.strerror or str(error)) from error


@dataclass(slots=True)
class Source:
    """An opened set of files.

    Parameters
    ----------
    entries
        The files, in order of their names.
    budget
        What may be read of it.
    """

    entries: list[Entry]
    budget: Budget
    _by_key: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the entries."""
        self._by_key = {entry.key: entry for entry in self.entries}

    def get(self, file: str) -> Entry | None:
        """Return the entry of this name, case-blind."""
        return self._by_key.get(file.lower())


@contextmanager
def opened(source: str | Path | bytes, limits: Limits, findings: Findings) -> Iterator[Source]:
    """Open a folder or a zip.

    Parameters
    ----------
    source
        Path of a folder or of a zip, or the bytes of a zip.
    limits
        What to read at most.
    findings
        Where unsafe, doubled and unreadable entries are reported; such entries are left out.

    Raises
    ------
    ImportRefused
        If it is neither a folder nor a zip, or cannot be opened.
    """
    if isinstance(source, bytes):
        with _zip(io.BytesIO(source), "the zip", findings) as archive:
            yield Source(_zip_entries(archive, limits, findings), Budget(limits, len(source)))
        return
    path = Path(source)
    if path.is_dir():
        yield Source(_folder_entries(path, limits, findings), Budget(limits))
        return
    try:
        size = path.stat().st_size
        stream = path.open("rb")
    except OSError as error:
        raise _refused(findings, f"«{path}» cannot be opened: {error.strerror or error}") from error
    with stream, _zip(stream, f"«{path.name}»", findings) as archive:
        yield Source(_zip_entries(archive, limits, findings), Budget(limits, size))


def _refused(findings: Findings, what: str) -> ImportRefused:
    findings.error(
        Kind.NOT_READABLE,
        what,
        valid="a folder of OneRoster CSV files, or a zip of them",
        next_step="export the set again and name its folder or zip",
        effect=STOPS,
    )
    return ImportRefused(findings.report())


def _zip(stream: IO[bytes], shown: str, findings: Findings) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (*_READ_FAULTS, OSError) as error:
        raise _refused(findings, f"{shown} is not a zip, or a damaged one ({error})") from error


def _folder_entries(folder: Path, limits: Limits, findings: Findings) -> list[Entry]:
    entries: list[Entry] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".csv" or (path.is_dir() and not path.is_symlink()):
            continue
        if not stat.S_ISREG(path.lstat().st_mode):
            _left_out(findings, Kind.LINK, path.name, "is a link or a device, not a plain file")
        elif _counts(path.name, seen, findings) and _few(entries, limits, findings):
            entries.append(Entry(path.name, path.name, path.stat().st_size, partial(_open, path)))
    return entries


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _zip_entries(archive: zipfile.ZipFile, limits: Limits, findings: Findings) -> list[Entry]:
    entries: list[Entry] = []
    seen: dict[str, str] = {}
    for info in archive.infolist():
        if info.is_dir() and not _unsafe(info.orig_filename):
            continue
        name = info.orig_filename
        if any(part.lower() in _SYSTEM_FILES for part in name.split("/")):
            continue
        if _safe(info, findings) and _counts(name, seen, findings) and _few(entries, limits, findings):
            base = name.rsplit("/", 1)[-1]
            entries.append(Entry(base, name, info.file_size, partial(archive.open, info)))
    return sorted(entries, key=lambda entry: entry.shown)


def _unsafe(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    absolute = name.startswith(("/", "\\")) or _DRIVE.match(name) is not None
    return absolute or ".." in parts or "\\" in name or any(ord(letter) < 32 for letter in name)


def _safe(info: zipfile.ZipInfo, findings: Findings) -> bool:
    name = info.orig_filename
    if _unsafe(name):
        _left_out(findings, Kind.UNSAFE_PATH, name, "has a path that leads out of the zip")
    elif stat.S_ISLNK(info.external_attr >> 16):
        _left_out(findings, Kind.LINK, name, "is a link, not a file")
    elif info.flag_bits & 0x1:
        _left_out(findings, Kind.ENCRYPTED, name, "is encrypted")
    elif info.compress_type not in _DEFLATE:
        _left_out(findings, Kind.COMPRESSION, name, "is packed by a method other than deflate")
    elif name.count("/") > 1:
        _left_out(findings, Kind.NESTED, name, "lies more than one folder deep")
    else:
        return True
    return False


def _counts(name: str, seen: dict[str, str], findings: Findings) -> bool:
    key = name.rsplit("/", 1)[-1].lower()
    if key in seen:
        what = f"is the second file of this name; the first is «{seen[key]}»"
        _left_out(findings, Kind.DUPLICATE_FILE, name, what)
        return False
    seen[key] = name
    return True


def _few(entries: list[Entry], limits: Limits, findings: Findings) -> bool:
    if len(entries) < limits.entries:
        return True
    findings.error(
        Kind.TOO_MANY,
        f"the set has more than {limits.entries:,} files",
        valid=f"at most {limits.entries:,}",
        effect=STOPS,
    )
    raise ImportRefused(findings.report())


def _left_out(findings: Findings, kind: Kind, name: str, what: str) -> None:
    findings.error(
        kind,
        f"«{name[:200]}» {what}",
        file=name[:200],
        value=name,
        valid="plain, unencrypted CSV files, in the zip itself or in one folder of it",
        next_step="pack the set again, with the CSV files alone",
    )
