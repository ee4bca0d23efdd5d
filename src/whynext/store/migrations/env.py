"""Runs migrations in the transaction that :mod:`whynext.store.schema` has opened."""

from alembic import context

from whynext.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True
)
context.run_migrations()
