"""The first schema; written by the module `author` beside this folder from the declared tables."""

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

TABLES = {
    "academic_sessions": (
        "id text key, active integer, title text, type text, begins integer, ends integer, parent text",
        "school_year text, modified integer, metadata text",
    ),
    "acts": (
        "sequence integer key, decision text, did text, role text, person text, at integer, chosen text",
        "reason text",
    ),
    "assessments": (
        "student text key, skill text key, form_kind text key, form text key, correct integer, of integer",
        "at integer key, sequence integer",
    ),
    "competencies": (
        "id text key, title text required, statement text, kind text required, code text, strand text",
        "grade_low real, grade_high real, i_can text, parent text, language text, source text",
        "position integer, depth integer, extra text",
    ),
    "consents": (
        "student text key, purpose text key, given_by text key, granted integer, at integer key",
        "until integer",
    ),
    "courses": (
        "id text key, active integer, title text, code text, session text, org text, grades text",
        "subjects text, subject_codes text, modified integer, metadata text",
    ),
    "decisions": (
        "id text, run text key, ordinal integer key, student text, section text, given text, process text",
        "version integer, day integer, decided_at integer, options integer, kept integer, unknown integer",
        "chosen text, first_chosen text, occasion text, mechanism text, probability real, recourse text",
        "agents text, state text, by text, waiting_for text, until integer, reversible_until integer",
        "review_on integer, shown_at integer, contested text, parent text, rank integer, sequence integer",
        "changed integer",
    ),
    "definitions": (
        "process text key, version integer key, title text, text text, digest text, effective_from integer",
        "retired_at integer, published_by text, sequence integer",
    ),
    "demographics": (
        "id text key, active integer, birth_date integer, sex text",
        "american_indian_or_alaska_native integer, asian integer, black_or_african_american integer",
        "native_hawaiian_or_other_pacific_islander integer, white integer, two_or_more_races integer",
        "hispanic_or_latino integer, birth_country text, birth_state text, birth_city text",
        "residence_status text, modified integer, metadata text",
    ),
    "diagnostics": ("student text key, content text, open integer, sequence integer, changed integer",),
    "documents": ("id text key, kind text, content text",),
    "effects": ("term text key, student text, mean real, variance real, outcomes integer",),
    "enrolments": (
        "id text key, active integer, section text, school text, person text, role text, primary integer",
        "begins integer, ends integer, modified integer, metadata text",
    ),
    "estimates": (
        "student text key, skill text key, model text key, mastery real, a real, b real, answers integer",
        "right integer, streak integer, misses integer, first_at integer, last_at integer, best real",
    ),
    "guardians": ("student text key, person text key, kind text, active integer, metadata text",),
    "hall_notes": (
        "sequence integer key, hall text, kind text, person text, other text, area text, period text",
        "modality text, skill text, day integer, until integer, by text, because text, at integer",
    ),
    "halls": ("hall text key, content text, by text, at integer, sequence integer",),
    "item_skills": ("item text key, skill text key, position integer",),
    "items": (
        "id text key, kind text, difficulty real, form text, status text, position integer, content text",
    ),
    "learning_objects": (
        "id text key, title text, modality text, minutes real, difficulty real, language text",
        "reading_level real, screen integer, grouping text, kind text, copies integer, status text",
        "position integer, content text",
    ),
    "ledger": (
        "sequence integer key, kind text required, key blob, at integer required",
        "recorded integer required, content blob, salt blob, digest blob required, attachment blob",
        "previous blob required, seal blob required, subject text",
    ),
    "mastery_priors": ("skill text key, prior real",),
    "meta": ("key text key, value text required",),
    "object_prerequisites": ("object text key, skill text key, position integer",),
    "object_skills": ("object text key, skill text key, position integer",),
    "object_topics": ("object text key, topic text key, position integer",),
    "orgs": (
        "id text key, active integer, name text, type text, identifier text, parent text, modified integer",
        "metadata text",
    ),
    "outside_scores": (
        "student text key, scale text key, strand text key, day integer key, score real, error real",
        "sequence integer",
    ),
    "pace_days": ("line text key, unit text key, student text key, day integer, sequence integer",),
    "pace_lines": ("line text key, content text, sequence integer",),
    "people": (
        "id text key, active integer, enabled integer, username text, user_ids text, given_name text",
        "family_name text, middle_name text, preferred_given_name text, preferred_middle_name text",
        "preferred_family_name text, pronouns text, identifier text, master_identifier text, email text",
        "sms text, phone text, agents text, grade real, grades text, org text, language text",
        "modified integer, metadata text",
    ),
    "placements": (
        "student text key, skill text key, probability real, ready real, asked integer, at integer",
        "sequence integer",
    ),
    "profile": (
        "student text key, name text key, number real, word text key, source text key, at integer key",
        "sequence integer",
    ),
    "protected": ("student text key, name text key, word text key",),
    "relations": (
        "kind text key, origin text key, destination text key, id text key, framework text key",
        "position integer, extra text",
    ),
    "responses": (
        "student text key, key blob key, item text, skills text, correct integer, at integer",
        "hints integer, seconds real, sequence integer",
    ),
    "roles": (
        "id text key, active integer, person text, role text, type text, org text, begins integer",
        "ends integer, modified integer, metadata text",
    ),
    "sections": (
        "id text key, active integer, title text, course text, code text, kind text, location text",
        "school text, terms text, grades text, subjects text, subject_codes text, periods text",
        "modified integer, metadata text",
    ),
    "strategy_readings": (
        "student text key, key blob key, skill text key, item text, operation text, task text",
        "correct integer, at integer, strategy text, probability real, efficient integer, mistaken integer",
        "aim text, by text, sequence integer, changed integer",
    ),
    "students": ("student text key, name text, grade real, active integer, language text",),
    "tests": (
        "student text key, form text key, content text, open integer, ability real, error real",
        "answers integer, right integer, at integer, sequence integer, changed integer",
    ),
    "titles": ("source text key, id text key, since integer key, title text",),
    "uses": (
        "decision text key, student text, skill text, object text, of_skill text, modality text",
        "at integer, probability real, mastery real, readiness real, contexts text, until integer",
        "right real, answers integer, answered_at integer, closed integer, sequence integer",
    ),
    "wakes": ("process text key, student text key, given text key, fact integer key, at integer, run text",),
    "frames": (
        "sequence integer key, run text, header text required, frame blob, owners blob required",
        "salts blob required, digests blob required",
    ),
}
UNIQUE = {
    "decisions": ("id",),
    "ledger": ("key",),
    "frames": ("run",),
}
REFERENCES = {
    "frames": (("sequence", "ledger", "sequence"),),
}
IN_KEY_ORDER = {"estimates", "outside_scores", "placements", "responses", "strategy_readings"}
INDEXES = (
    ("ix_acts_decision", "acts", ("decision",), ""),
    ("ix_competencies_code", "competencies", ("code",), ""),
    ("ix_decisions_parent", "decisions", ("parent",), "parent IS NOT NULL"),
    ("ix_decisions_process_occasion", "decisions", ("process", "occasion", "student"), ""),
    ("ix_decisions_state_waiting_for", "decisions", ("state", "waiting_for"), ""),
    ("ix_decisions_student_day", "decisions", ("student", "day"), ""),
    ("ix_decisions_student_process", "decisions", ("student", "process"), ""),
    ("ix_effects_student", "effects", ("student",), ""),
    ("ix_enrolments_person", "enrolments", ("person",), ""),
    ("ix_enrolments_section", "enrolments", ("section",), ""),
    ("ix_ledger_subject", "ledger", ("subject",), "subject IS NOT NULL"),
    ("ix_responses_student_at", "responses", ("student", "at"), ""),
    ("ix_roles_person", "roles", ("person",), ""),
    ("ix_uses_closed", "uses", ("closed",), ""),
    ("ix_wakes_pending", "wakes", ("run", "at"), ""),
)
TRIGGERS = {
    "sqlite": (
        """CREATE TRIGGER ledger_is_not_cut BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
        """CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger WHEN
        NEW."sequence" IS NOT OLD."sequence"
        OR NEW."kind" IS NOT OLD."kind"
        OR NEW."key" IS NOT OLD."key"
        OR NEW."at" IS NOT OLD."at"
        OR NEW."recorded" IS NOT OLD."recorded"
        OR NEW."digest" IS NOT OLD."digest"
        OR NEW."attachment" IS NOT OLD."attachment"
        OR NEW."previous" IS NOT OLD."previous"
        OR NEW."seal" IS NOT OLD."seal"
        OR (NEW."content" IS NOT NULL AND NEW."content" IS NOT OLD."content")
        OR (NEW."salt" IS NOT NULL AND NEW."salt" IS NOT OLD."salt")
        OR (NEW."subject" IS NOT NULL AND NEW."subject" IS NOT OLD."subject")
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
        """CREATE TRIGGER ledger_has_no_gaps BEFORE INSERT ON ledger
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM ledger)
    BEGIN SELECT RAISE(ABORT, 'the next entry of the ledger must have the next sequence'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
        """CREATE FUNCTION ledger_refuses_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM (SELECT n.sequence - row_number() OVER (ORDER BY n.sequence) AS base
                                FROM added AS n) AS steps
                   WHERE base <> (SELECT coalesce(max(l.sequence), 0) FROM ledger AS l
                                  WHERE l.sequence < (SELECT min(a.sequence) FROM added AS a)))
        THEN RAISE EXCEPTION 'the next entry of the ledger must have the next sequence'
            USING ERRCODE = 'integrity_constraint_violation'; END IF;
        RETURN NULL;
    END $$""",
        """CREATE TRIGGER ledger_is_not_cut BEFORE DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()""",
        """CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger FOR EACH ROW
    WHEN (NEW."sequence" IS DISTINCT FROM OLD."sequence"
        OR NEW."kind" IS DISTINCT FROM OLD."kind"
        OR NEW."key" IS DISTINCT FROM OLD."key"
        OR NEW."at" IS DISTINCT FROM OLD."at"
        OR NEW."recorded" IS DISTINCT FROM OLD."recorded"
        OR NEW."digest" IS DISTINCT FROM OLD."digest"
        OR NEW."attachment" IS DISTINCT FROM OLD."attachment"
        OR NEW."previous" IS DISTINCT FROM OLD."previous"
        OR NEW."seal" IS DISTINCT FROM OLD."seal"
        OR (NEW."content" IS NOT NULL AND NEW."content" IS DISTINCT FROM OLD."content")
        OR (NEW."salt" IS NOT NULL AND NEW."salt" IS DISTINCT FROM OLD."salt")
        OR (NEW."subject" IS NOT NULL AND NEW."subject" IS DISTINCT FROM OLD."subject"))
    EXECUTE FUNCTION ledger_refuses()""",
        """CREATE TRIGGER ledger_has_no_gaps AFTER INSERT ON ledger REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses_gaps()""",
    ),
}


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
