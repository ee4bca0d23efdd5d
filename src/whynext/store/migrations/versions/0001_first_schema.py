"""The first schema."""

from alembic import op

from whynext.store.tables import METADATA
from whynext.store.triggers import POSTGRESQL, SQLITE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, and the triggers that keep the ledger."""
    METADATA.create_all(op.get_bind())
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
