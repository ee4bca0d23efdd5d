"""The ledger as a file of JSON lines that anyone can read, keep elsewhere and verify.

The first line names the form; each further line is one entry: contents as text, digests and salts in
hexadecimal. Nothing but this file is needed to verify it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whynext.base.errors import Problem, Refused, Unavailable
from whynext.ledger.entry import Entry
from whynext.ledger.verify import Row

FORM = "whynext ledger"
VERSION = 1
_HEXADECIMAL = ("key", "salt", "digest", "attachment", "previous", "seal")
_TEXT = {"sequence": int, "kind": str, "at": int, "recorded": int}


def export_ledger(entries: Iterable[Entry], path: Path) -> int:
    """Write entries, in order, to a file that must not exist yet; return how many.

    Raises
    ------
    Refused
        If the file exists.
    Unavailable
        If it cannot be written; nothing is left behind.
    """
    unfinished = path.with_name(f"{path.name}.unfinished")
    if path.exists():
        raise Refused(Problem(f"{path} exists already", next_step="give another path, or remove it first"))
    count = 0
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps({"form": FORM, "version": VERSION}) + "\n")
            for count, entry in enumerate(entries, start=1):  # noqa: B007
                file.write(_line(entry) + "\n")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise Unavailable(
            f"{path} cannot be written ({error}). Next: free space on the disk or give another path."
        ) from error
    return count


def _line(entry: Entry) -> str:
    said: dict[str, Any] = {name: getattr(entry, name) for name in _TEXT}
    said |= {name: value.hex() for name in _HEXADECIMAL if (value := getattr(entry, name))}
    if entry.content is not None:
        try:
            said["content"] = entry.content.decode()
        except UnicodeDecodeError:
            said["content_bytes"] = entry.content.hex()
    if entry.subject:
        said["subject"] = entry.subject
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def entries_of_export(path: Path) -> Iterator[Entry]:
    """Iterate over the entries of an export, a line at a time.

    Raises
    ------
    Refused
        If the file is no export, or a line no entry, naming the line.
    """
    for row, subject in _read(path):
        sequence, kind, key, at, recorded, content, salt, digest, attachment, previous, seal = row
        yield Entry(
            sequence,
            kind,
            key or b"",
            at,
            recorded,
            content,
            salt,
            digest,
            attachment or b"",
            previous,
            seal,
            subject,
        )


def rows_of_export(path: Path) -> Iterator[Row]:
    """Iterate over an export as plain tuples, for :func:`whynext.ledger.verify.verify_rows`."""
    for row, _ in _read(path):
        yield row


def _read(path: Path) -> Iterator[tuple[Row, str]]:
    try:
        with path.open("rb") as file:
            _check_form(path, file.readline(10_000))
            for number, line in enumerate(file, start=2):
                yield _parsed(path, number, line)
    except OSError as error:
        raise Unavailable(f"{path} cannot be read ({error}). Next: check the path.") from error


def _check_form(path: Path, line: bytes) -> None:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.get("form") != FORM:
        raise Refused(
            Problem(
                f"{path} is neither a school file nor an export of a ledger",
                valid=f'a first line {{"form": "{FORM}", "version": {VERSION}}}',
                kind="no export",
            )
        )
    if said.get("version") != VERSION:
        raise Refused(
            Problem(
                f"{path} is an export in version {said.get('version')!r} of its form",
                valid=f"version {VERSION}",
                next_step="install the newer version of whynext",
                kind="newer form",
            )
        )


def _parsed(path: Path, number: int, line: bytes) -> tuple[Row, str]:
    try:
        said = json.loads(line)
        for name, expected in _TEXT.items():
            if type(said[name]) is not expected:
                raise TypeError(name)
        key, salt, digest, attachment, previous, seal = (
            bytes.fromhex(said[name]) if name in said else None for name in _HEXADECIMAL
        )
        if digest is None or previous is None or seal is None:
            raise KeyError("digest, previous or seal")
        content = said["content"].encode() if "content" in said else None
        if "content_bytes" in said:
            content = bytes.fromhex(said["content_bytes"])
        subject = str(said.get("subject", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(
            Problem(
                f"this line is no entry of a ledger ({error})",
                where=f"{path}, line {number}",
                kind="no entry",
            )
        ) from error
    row: Row = (
        *(said["sequence"], said["kind"], key, said["at"], said["recorded"]),
        *(content, salt, digest, attachment, previous, seal),
    )
    return row, subject
