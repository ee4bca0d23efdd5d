"""Runs migrations in the transaction that :mod:`whynext.store.schema` has opened."""

from alembic import context

from whynext.store.tables import METADATA


def run() -> None:
    """Run what Alembic was asked to, on the connection that it was given."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
    context.run_migrations()


# Alembic executes this file; whoever merely imports it finds no configuration here.
if hasattr(context, "config"):
    run()
