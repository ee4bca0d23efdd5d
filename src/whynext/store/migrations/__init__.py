"""The schema's history, run by Alembic from inside the package."""

REVISIONS: tuple[str, ...] = ("0001",)
"""Every revision, oldest first; known without loading Alembic, so that opening a school is quick."""
