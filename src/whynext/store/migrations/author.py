"""Writes the first migration from the declared tables: ``python -m whynext.store.migrations.author``.

To be used until the first release only. From then on what was released is never written again, and a
change of the tables gets a revision of its own, by hand.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from whynext.store.tables import METADATA
from whynext.store.triggers import POSTGRESQL, SQLITE

PATH = Path(__file__).parent / "versions" / "0001_first_schema.py"

_HEAD = '''"""The first schema; written by the module `author` beside this folder from the declared tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
    "integer": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    "real": sa.Double().with_variant(sa.REAL(), "sqlite"),
    "blob": sa.LargeBinary(),
}
'''

_FOOT = '''

def upgrade() -> None:
    """Make every table, and the triggers that keep the ledger."""
    for name, columns in TABLES.items():
        op.create_table(
            name,
            *(_column(*words) for words in _each(columns)),
            sa.PrimaryKeyConstraint(*_keys(columns), name=f"pk_{name}"),
            *(sa.UniqueConstraint(each, name=f"uq_{name}_{each}") for each in UNIQUE.get(name, ())),
            *(_refers(name, *each) for each in REFERENCES.get(name, ())),
            sqlite_strict=True,
            sqlite_with_rowid=name not in IN_KEY_ORDER,
        )
    for index, name, over, where in INDEXES:
        op.create_index(index, name, list(over), sqlite_where=sa.text(where) if where else None)
    for statement in TRIGGERS[op.get_context().dialect.name]:
        op.execute(statement)


def _column(name: str, kind: str, null: str = "") -> sa.Column[Any]:
    return sa.Column(name, TYPES[kind], nullable=not null, autoincrement=False)


def _each(columns: tuple[str, ...]) -> list[list[str]]:
    return [words.split() for line in columns for words in line.split(", ")]


def _keys(columns: tuple[str, ...]) -> list[str]:
    return [words[0] for words in _each(columns) if words[-1] == "key"]


def _refers(name: str, column: str, other: str, its: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{its}"], name=f"fk_{name}_{column}")
'''

_WIDTH = 95


def first_migration() -> str:
    """Return the text of the first migration."""
    tables = METADATA.sorted_tables
    return "\n".join(
        (
            _HEAD,
            _mapping("TABLES", {table.name: _lines(_columns(table)) for table in tables}),
            _mapping("UNIQUE", {table.name: names for table in tables if (names := _unique(table))}),
            _mapping("REFERENCES", {table.name: found for table in tables if (found := _references(table))}),
            f"IN_KEY_ORDER = {{{', '.join(map(_quoted, _in_key_order(tables)))}}}",
            f"INDEXES = (\n{''.join(f'    {index},{chr(10)}' for index in _indexes(tables))})",
            _mapping("TRIGGERS", {"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _FOOT,
        )
    )


def _columns(table: sa.Table) -> tuple[str, ...]:
    words = []
    for column in table.columns:
        kind = {"Text": "text", "BigInteger": "integer", "Double": "real"}.get(
            type(column.type).__name__, "blob"
        )
        null = "key" if column.primary_key else "" if column.nullable else "required"
        words.append(f"{column.name} {kind} {null}".strip())
    # The key's order is that of its columns; no table of ours needs another.
    assert [each.name for each in table.primary_key.columns] == [
        each.split()[0] for each in words if each.endswith(" key")
    ]
    return tuple(words)


def _lines(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return columns as lines of several, so that the whole schema can be read at one sitting."""
    lines = [words[0]]
    for each in words[1:]:
        if len(lines[-1]) + len(each) > _WIDTH:
            lines.append(each)
        else:
            lines[-1] += f", {each}"
    return tuple(lines)


def _unique(table: sa.Table) -> tuple[str, ...]:
    found = [each for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    return tuple(sorted(column.name for each in found for column in each.columns))


def _references(table: sa.Table) -> tuple[tuple[str, str, str], ...]:
    return tuple((key.parent.name, key.column.table.name, key.column.name) for key in table.foreign_keys)


def _in_key_order(tables: list[sa.Table]) -> list[str]:
    return [table.name for table in tables if not table.dialect_options["sqlite"]["with_rowid"]]


def _indexes(tables: list[sa.Table]) -> list[tuple[str, str, tuple[str, ...], str]]:
    found = []
    for table in tables:
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            where = index.dialect_options["sqlite"]["where"]
            names = tuple(str(each.name) for each in index.columns)
            found.append((str(index.name), table.name, names, "" if where is None else str(where)))
    return found


def _mapping(name: str, values: dict[str, tuple[object, ...]]) -> str:
    lines = [f"{name} = {{"]
    for key, value in values.items():
        lines += [f"    {_quoted(key)}: (", *(f"        {_spelled(each)}," for each in value), "    ),"]
    return "\n".join([*lines, "}"])


def _spelled(value: object) -> str:
    if isinstance(value, str):
        return f'"""{value}"""' if "\n" in value else _quoted(value)
    return repr(value)


def _quoted(text: str) -> str:
    return f'"{text}"'


if __name__ == "__main__":
    PATH.write_text(first_migration(), encoding="utf-8")
