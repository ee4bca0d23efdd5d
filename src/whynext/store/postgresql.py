"""A school in one schema of a PostgreSQL database."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import ColumnElement

from whynext.base.errors import Problem, Refused, Unavailable
from whynext.store.columns import BYTES, TEXT
from whynext.store.database import Database
from whynext.store.shape import Shape, shape_of

LOCK = 0x77687978  # first half of the advisory lock; the second is the oid of the school's ledger
COPIED = 32  # from so many rows on, COPY is faster than INSERT


class PostgresqlDatabase(Database):
    """A schema of a PostgreSQL database; writers exclude each other by an advisory lock.

    Parameters
    ----------
    url
        Address of the database; ``?schema=NAME`` chooses the schema, else it is the account's first.
    patience
        Seconds to wait for another writer.
    """

    name = "postgresql"

    def __init__(self, url: sa.URL, patience: float) -> None:
        place = url.render_as_string(hide_password=True)
        self.schema = str(url.query.get("schema", ""))
        options = {}
        if self.schema:
            if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", self.schema):
                raise Refused(
                    Problem(
                        f"«{self.schema}» cannot name a schema",
                        where=place,
                        valid="lower-case letters, digits and underscores",
                    )
                )
            options["options"] = f"-csearch_path={self.schema}"
        engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg").difference_update_query(["schema"]),
            connect_args=options,
            pool_size=4,
            max_overflow=28,
        )
        super().__init__(engine, place, patience)

    # --- transactions -----------------------------------------------------------------------------

    def begin_reading(self, connection: sa.Connection) -> None:
        """Begin a transaction whose snapshot is taken at once and kept."""
        with self.errors():
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            connection.exec_driver_sql("SELECT 1")

    def begin_writing(self, connection: sa.Connection) -> None:
        """Begin a transaction that holds the school's advisory lock.

        Its isolation is READ COMMITTED: a snapshot taken before the lock was granted would be stale, and
        after it there is nobody else who writes.
        """
        with self.errors():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, round(self.patience * 1000))}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK}, 'ledger'::regclass::oid::int)")

    def driver_errors(self) -> tuple[type[BaseException], ...]:
        """Return the classes of error of psycopg."""
        import psycopg

        return (psycopg.Error,)

    def translated(self, error: BaseException) -> Exception | None:
        """Return what a failure of PostgreSQL means for the school and what to do about it."""
        state = getattr(error, "sqlstate", None) or ""
        if state.startswith("23"):
            return Refused(Problem(f"{self.place} refuses this: {error}", kind="constraint"))
        for prefix, what, next_step in _FAILURES:
            if state.startswith(prefix):
                return Unavailable(str(Problem(f"{self.place} {what} ({_line(error)})", next_step=next_step)))
        import psycopg

        if isinstance(error, psycopg.OperationalError):
            what, next_step = "cannot be reached", "check that the server runs and the address is right"
            return Unavailable(str(Problem(f"{self.place} {what} ({_line(error)})", next_step=next_step)))
        return None

    # --- schema -----------------------------------------------------------------------------------

    def begin_changing(self, connection: sa.Connection) -> None:
        """Begin the transaction of a migration; two of them wait for each other."""
        with self.errors():
            connection.exec_driver_sql(
                f"SELECT pg_advisory_xact_lock({LOCK}, hashtext(current_setting('search_path')))"
            )
            if self.schema:
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")

    def mark(self, connection: sa.Connection) -> None:
        """Do nothing: the version table alone marks a school's schema."""

    def discard(self) -> None:
        """Do nothing: the schema is made in one transaction."""

    def purge(self, connection: sa.Connection) -> None:
        """Do nothing: the server removes dead rows when it vacuums."""

    def keep_copy(self, revision: str) -> None:
        """Do nothing: a migration that fails leaves no trace, and servers are backed up as a whole."""

    # --- rows -------------------------------------------------------------------------------------

    def _fetch(
        self, connection: sa.Connection, query: sa.Select[Any], shape: Shape, parameters: Mapping[str, Any]
    ) -> pl.DataFrame:
        statement, given = _copy_text(query, connection.dialect)
        read = io.BytesIO()
        with (
            self._cursor(connection) as cursor,
            cursor.copy(statement, {**given, **parameters}) as copy,
        ):
            for block in copy:
                read.write(block)
        if not read.tell():
            return pl.DataFrame(schema=dict(shape.held))
        texts = {name: TEXT if dtype == BYTES else dtype for name, dtype in shape.held.items()}
        frame = pl.read_csv(
            read.getvalue(), has_header=False, schema={"": pl.Int8(), **texts}, infer_schema=False
        ).drop("")
        coded = [name for name, dtype in shape.held.items() if dtype == BYTES]
        return frame.with_columns(pl.col(coded).str.slice(2).str.decode("hex")) if coded else frame

    def _insert(
        self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame, replacing: bool
    ) -> None:
        names = tuple(rows.columns)
        if len(rows) < COPIED:
            with self._cursor(connection) as cursor:
                cursor.executemany(_insert_text(table, names, replacing), rows.rows())
        elif not replacing:
            self._copy(connection, _quoted(table.name), rows)
        else:
            connection.exec_driver_sql(
                f"CREATE TEMP TABLE staged ON COMMIT DROP AS TABLE {_quoted(table.name)} WITH NO DATA"
            )
            self._copy(connection, "staged", rows)
            staged = sa.table("staged", *(sa.column(name) for name in names))
            statement = postgresql_insert(table).from_select(list(names), sa.select(staged))
            connection.execute(_replacing(statement, table, names))
            connection.exec_driver_sql("DROP TABLE staged")

    def _copy(self, connection: sa.Connection, target: str, rows: pl.DataFrame) -> None:
        coded = [name for name, dtype in rows.schema.items() if dtype == BYTES]
        texts = rows.with_columns(
            (pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in coded
        )
        statement = f"COPY {target} ({', '.join(map(_quoted, rows.columns))}) FROM STDIN (FORMAT csv)"
        with self._cursor(connection) as cursor, cursor.copy(statement) as copy:
            for part in texts.iter_slices(50_000):
                # Quoted, an empty text stays a text; unquoted, it is null.
                copy.write(part.write_csv(include_header=False, quote_style="non_numeric"))

    def _insert_if_new(self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame) -> bool:
        import psycopg

        connection.exec_driver_sql("SAVEPOINT attempt")
        try:
            self._insert(connection, table, rows, replacing=False)
        except psycopg.errors.UniqueViolation:
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT attempt")
            return False
        connection.exec_driver_sql("RELEASE SAVEPOINT attempt")
        return True

    def _put(
        self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]], replacing: bool
    ) -> None:
        if len(rows) < COPIED:
            names = tuple(table.columns.keys())
            with self._cursor(connection) as cursor:
                cursor.executemany(_insert_text(table, names, replacing), rows)
        else:
            frame = pl.DataFrame(rows, schema=dict(shape_of(table).held), orient="row")
            self._insert(connection, table, frame, replacing)

    def _known(
        self,
        connection: sa.Connection,
        table: sa.Table,
        names: tuple[str, ...],
        keys: Sequence[tuple[Any, ...]],
    ) -> set[tuple[Any, ...]]:
        values = zip(names, zip(*keys, strict=True), strict=True)
        parameters = {f"keys_{name}": list(each) for name, each in values}
        return {tuple(row) for row in connection.execute(_present_query(table, names), parameters)}

    @staticmethod
    def among(column: sa.Column[Any], parameter: str) -> ColumnElement[bool]:
        """Return the condition in one parameter, however many values there are."""
        return column == sa.any_(sa.bindparam(parameter, type_=ARRAY(column.type)))

    @staticmethod
    def filled(
        column: sa.Column[Any],  # noqa: ARG004
        parameter: str,
        values: Sequence[Any],
    ) -> dict[str, Any]:
        """Return the values as an array."""
        return {parameter: list(values)}

    def _cursor(self, connection: sa.Connection) -> Any:
        return connection.connection.cursor()


@lru_cache(maxsize=512)
def _copy_text(query: sa.Select[Any], dialect: sa.Dialect) -> tuple[str, dict[str, Any]]:
    # A first column that is never empty: a row of one null would be a blank line, which is skipped.
    counted = query.with_only_columns(sa.literal_column("1"), *query.selected_columns)
    compiled = counted.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    return f"COPY ({compiled}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)", dict(compiled.params)


@lru_cache(maxsize=256)
def _present_query(table: sa.Table, names: tuple[str, ...]) -> sa.Select[Any]:
    held = {name: table.c[name].type for name in names}
    arrays = [sa.bindparam(f"keys_{name}", type_=ARRAY(each)) for name, each in held.items()]
    columns = (sa.column(name, each) for name, each in held.items())
    wanted = sa.func.unnest(*arrays).table_valued(*columns, name="wanted").render_derived()
    on = sa.and_(*(table.c[name] == wanted.c[name] for name in names))
    return sa.select(*(table.c[name] for name in names)).select_from(wanted.join(table, on))


def _replacing(statement: Any, table: sa.Table, names: tuple[str, ...]) -> Any:
    key = [each.name for each in table.primary_key.columns]
    rest = {name: statement.excluded[name] for name in names if name not in key}
    if rest:
        return statement.on_conflict_do_update(index_elements=key, set_=rest)
    return statement.on_conflict_do_nothing(index_elements=key)


@lru_cache(maxsize=256)
def _insert_text(table: sa.Table, names: tuple[str, ...], replacing: bool) -> str:
    places = ", ".join(["%s"] * len(names))
    text = f"INSERT INTO {_quoted(table.name)} ({', '.join(map(_quoted, names))}) VALUES ({places})"
    if not replacing:
        return text
    key = [each.name for each in table.primary_key.columns]
    rest = [f"{_quoted(name)} = excluded.{_quoted(name)}" for name in names if name not in key]
    action = f"UPDATE SET {', '.join(rest)}" if rest else "NOTHING"
    return f"{text} ON CONFLICT ({', '.join(map(_quoted, key))}) DO {action}"


def _quoted(name: str) -> str:
    return _PREPARER.quote_identifier(name)


_PREPARER = PGDialect_psycopg().identifier_preparer  # type: ignore[no-untyped-call]


def _line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


_FAILURES = (
    (
        "55P03",
        "is being written by another program",
        "wait until the other run has ended, then repeat the command; nothing was changed",
    ),
    ("25006", "can only be read", "use an account that may write; nothing was changed"),
    ("42501", "may not be used by this account", "ask for the right to it; nothing was changed"),
    ("53", "has no room left", "free space on the server, then repeat the command; nothing was changed"),
    ("57", "is being shut down", "wait until the server runs again; nothing was changed"),
    ("58", "could not be read or written by the server's disk", "check the server's disk"),
    ("40", "was changed by another program", "repeat the command; nothing was changed"),
    ("08", "cannot be reached", "check that the server runs and the address is right"),
    ("28", "refuses this account", "check the user name and password"),
    ("3D", "does not exist", "make the database first, or correct its name"),
)
