"""Create the event log, its read models and the triggers that keep the log append-only.

Revision: 0001
Follows: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.TIMESTAMP(timezone=True).with_variant(sa.Text(), "sqlite")
BOUND = sa.Date().with_variant(sa.Text(), "sqlite")
EVENT_ID = sa.Uuid(as_uuid=False).with_variant(sa.String(36), "sqlite")

LOG_TABLES = ("event", "event_index", "node")

# INSERT OR REPLACE deletes the row in its way without firing a delete trigger, so these keys are looked up first.
SQLITE_TAKEN = {
    "event": """
        NEW.position <= (SELECT max(position) FROM event)
        OR EXISTS (SELECT 1 FROM event
                   WHERE originator_id = NEW.originator_id AND originator_version = NEW.originator_version)
    """,
    "event_index": """
        NEW.position <= (SELECT max(position) FROM event_index)
        OR EXISTS (SELECT 1 FROM event_index WHERE event_id = NEW.event_id)
    """,
    "node": """
        EXISTS (SELECT 1 FROM node WHERE level = NEW.level AND "index" = NEW."index")
    """,
}


def upgrade() -> None:
    create_log()
    create_read_models()
    create_personal_value()
    create_api_key()
    op.execute("INSERT INTO log_head (id, position) VALUES (1, 0)")
    match op.get_context().dialect.name:
        case "sqlite":
            refuse_changes_on_sqlite()
        case "postgresql":
            refuse_changes_on_postgresql()


def create_log() -> None:
    op.create_table(
        "event",
        sa.Column("position", COUNT, autoincrement=False, nullable=False),
        sa.Column("originator_id", sa.Uuid(), nullable=False),
        sa.Column("originator_version", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_event"),
        sa.UniqueConstraint("originator_id", "originator_version", name="uq_event_originator_id_originator_version"),
    )
    op.create_table(
        "event_index",
        sa.Column("position", COUNT, autoincrement=False, nullable=False),
        sa.Column("event_id", EVENT_ID, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("occurred_from", sa.Date()),
        sa.Column("occurred_to", sa.Date()),
        sa.PrimaryKeyConstraint("position", name="pk_event_index"),
        sa.UniqueConstraint("event_id", name="uq_event_index_event_id"),
    )
    op.create_index("ix_event_index_subject_position", "event_index", ["subject", "position"])
    op.create_index("ix_event_index_recorded_at_position", "event_index", ["recorded_at", "position"])
    op.create_index("ix_event_index_type_position", "event_index", ["type", "position"])
    op.create_table(
        "node",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name="pk_node"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
        sa.CheckConstraint("id = 1", name="ck_log_head_one_row"),
    )


def create_read_models() -> None:
    op.create_table(
        "fact",
        sa.Column("id", COUNT, autoincrement=True, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("valid_from", BOUND, nullable=False),
        sa.Column("valid_to", BOUND, nullable=False),
        sa.Column("certain_from", BOUND, nullable=False),
        sa.Column("certain_to", BOUND, nullable=False),
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        sa.Column("known_to", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fact"),
    )
    op.create_index("ix_fact_subject_known_to_valid_to", "fact", ["subject", "known_to", "valid_to"])
    op.create_index("ix_fact_known_from", "fact", ["known_from"])
    op.create_table(
        "party",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "subject", name="pk_party"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entity_name",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "entity", name="pk_entity_name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entity_name_entity", "entity_name", ["entity"])


def create_personal_value() -> None:
    op.create_table(
        "personal_value",
        sa.Column("digest", sa.String(43), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_personal_value"),
    )
    op.create_index("ix_personal_value_position", "personal_value", ["position"])


def create_api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("hash", name="uq_api_key_hash"),
    )


def refuse_changes_on_sqlite() -> None:
    for table in LOG_TABLES:
        refusal = f"SELECT RAISE(ABORT, '{table} is append-only')"
        for change in ("update", "delete"):
            op.execute(f"CREATE TRIGGER {table}_refuse_{change} BEFORE {change} ON {table} BEGIN {refusal}; END")
        op.execute(
            f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
            f"WHEN {SQLITE_TAKEN[table]} BEGIN {refusal}; END"
        )


def refuse_changes_on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    for table in LOG_TABLES:
        for change in ("update", "delete", "truncate"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{change} BEFORE {change} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    for table in (
        "api_key",
        "personal_value",
        "entity_name",
        "party",
        "fact",
        "log_head",
        "node",
        "event_index",
        "event",
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change")
