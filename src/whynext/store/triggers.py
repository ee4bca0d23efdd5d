"""Triggers by which the database itself refuses to change or cut the ledger.

They keep mistakes and other programs honest. Whoever may alter the database can drop them, which is why
the seals exist; see :mod:`whynext.ledger.verify`.
"""

from __future__ import annotations

APPEND_ONLY = "the ledger is append-only"
NO_GAPS = "the next entry of the ledger must have the next sequence"

_SEALED = ("sequence", "kind", "key", "at", "recorded", "digest", "attachment", "previous", "seal")
_SHREDDED = ("content", "salt", "subject")

_SQLITE_CHANGED = "\n        OR ".join(
    [f'NEW."{name}" IS NOT OLD."{name}"' for name in _SEALED]
    + [f'(NEW."{name}" IS NOT NULL AND NEW."{name}" IS NOT OLD."{name}")' for name in _SHREDDED]
)
_POSTGRESQL_CHANGED = "\n        OR ".join(
    [f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _SEALED]
    + [f'(NEW."{name}" IS NOT NULL AND NEW."{name}" IS DISTINCT FROM OLD."{name}")' for name in _SHREDDED]
)

SQLITE: tuple[str, ...] = (
    f"""CREATE TRIGGER ledger_is_not_cut BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    f"""CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger WHEN
        {_SQLITE_CHANGED}
    BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    f"""CREATE TRIGGER ledger_has_no_gaps BEFORE INSERT ON ledger
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM ledger)
    BEGIN SELECT RAISE(ABORT, '{NO_GAPS}'); END""",
)
"""Triggers for SQLite."""

POSTGRESQL: tuple[str, ...] = (
    f"""CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    f"""CREATE FUNCTION ledger_refuses_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM (SELECT n.sequence - row_number() OVER (ORDER BY n.sequence) AS base
                                FROM added AS n) AS steps
                   WHERE base <> (SELECT coalesce(max(l.sequence), 0) FROM ledger AS l
                                  WHERE l.sequence < (SELECT min(a.sequence) FROM added AS a)))
        THEN RAISE EXCEPTION '{NO_GAPS}'
            USING ERRCODE = 'integrity_constraint_violation'; END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER ledger_is_not_cut BEFORE DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()""",
    f"""CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger FOR EACH ROW
    WHEN ({_POSTGRESQL_CHANGED})
    EXECUTE FUNCTION ledger_refuses()""",
    """CREATE TRIGGER ledger_has_no_gaps AFTER INSERT ON ledger REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses_gaps()""",
)
"""Triggers and their functions for PostgreSQL."""
