"""Making and migrating the schema of a school."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from whynext.base.errors import Problem, Refused, Unavailable, listed
from whynext.store.database import Database
from whynext.store.migrations import REVISIONS
from whynext.store.tables import METADATA

HEAD = REVISIONS[-1]
SCRIPTS = Path(__file__).parent / "migrations"


def revision(database: Database) -> str:
    """Return the revision of a database's schema; empty if it has none."""
    with database.errors(), database.engine.connect() as connection:
        return _revision(connection)


def _revision(connection: sa.Connection) -> str:
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


def make(database: Database) -> None:
    """Make the schema of a new school.

    Raises
    ------
    Refused
        If there is one already.
    """
    with database.errors(), database.engine.connect() as connection:
        database.begin_changing(connection)
        if _revision(connection):
            raise Refused(
                Problem(
                    f"{database.place} holds a school already",
                    next_step="open it, or give another place for the new one",
                    kind="exists",
                )
            )
        if others := set(sa.inspect(connection).get_table_names()) & set(METADATA.tables):
            raise Refused(
                Problem(
                    f"{database.place} holds other tables called {listed(sorted(others))}",
                    next_step="give another place, such as a schema of its own",
                    kind="exists",
                )
            )
        database.mark(connection)
        _upgrade(connection)
        connection.commit()


def migrate(database: Database, present: str) -> None:
    """Bring an older school up to date, in one transaction; a copy of a school file is made first.

    Raises
    ------
    Refused
        If its schema is newer than this program.
    Unavailable
        If it can only be read.
    """
    if present not in REVISIONS:
        raise Refused(
            Problem(
                f"{database.place} was written by a newer version of whynext (schema {present})",
                valid=f"schemas up to {HEAD}",
                next_step="install the newer version",
                kind="newer schema",
            )
        )
    if not database.writable:
        raise Unavailable(
            f"{database.place} has an older schema ({present}) and can only be read. "
            "Next: make the file and its folder writable, so that it can be brought up to date."
        )
    database.keep_copy(present)
    with database.errors(), database.engine.connect() as connection:
        database.begin_changing(connection)
        if _revision(connection) != HEAD:
            _upgrade(connection)
        connection.commit()


def _upgrade(connection: sa.Connection) -> None:
    # Loaded here alone: most runs find the schema up to date and never need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
