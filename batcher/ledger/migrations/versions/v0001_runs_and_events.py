"""The first schema: runs, their workbooks, plans, operations and events; locks of other machines.

What a migration makes never changes afterwards, so it spells its tables out and imports nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Rows of these tables are only ever added. Value: what names a row, for SQLite's REPLACE.
_ADDED_TO = {
    "runs": "number = NEW.number OR run = NEW.run",
    "workbooks": "run = NEW.run",
    "plans": "run = NEW.run",
    "operations": "number = NEW.number OR (operation_id = NEW.operation_id AND run = NEW.run)",
    "events": "number = NEW.number",
}


def upgrade() -> None:
    """Make everything, and the triggers that keep it."""
    _runs()
    _inputs()
    _operations()
    _events()
    _locks()
    if op.get_context().dialect.name == "sqlite":
        op.execute("PRAGMA application_id = 1650553955")
        _guard_sqlite()
    else:
        _guard_postgresql()


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)


def _run(*, is_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "run", sa.String, sa.ForeignKey("runs.run"), nullable=False, primary_key=is_key
    )


def _runs() -> None:
    op.create_table(
        "runs",
        _number(),
        sa.Column("run", sa.String, nullable=False, unique=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("livemode", sa.Boolean, nullable=False),
        sa.Column("workbook_name", sa.Text, nullable=False),
        sa.Column("workbook_sha256", sa.String, nullable=False),
        sa.Column("plan_digest", sa.String, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("parent", sa.String),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _inputs() -> None:
    received = sa.Column("content", sa.LargeBinary, nullable=False)
    op.create_table("workbooks", _run(is_key=True), received)
    planned = sa.Column("content", sa.Text, nullable=False)
    op.create_table("plans", _run(is_key=True), planned)


def _operations() -> None:
    op.create_table(
        "operations",
        _number(),
        _run(),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("livemode", sa.Boolean, nullable=False),
        sa.Column("operation_id", sa.String, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("invoice", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("request", sa.Integer),
        sqlite_autoincrement=True,
    )
    op.create_index("operations_by_content", "operations", ["account", "livemode", "content"])
    op.create_index("operations_by_subject", "operations", ["account", "livemode", "subject"])
    op.create_index("operations_by_id", "operations", ["operation_id", "run"], unique=True)
    op.create_index("operations_by_run", "operations", ["run", "number"])


def _events() -> None:
    op.create_table(
        "events",
        _number(),
        _run(),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("request", sa.Integer),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("events_by_run", "events", ["run", "number"])


def _locks() -> None:
    op.create_table(
        "locks",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("livemode", sa.Boolean, primary_key=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("machine", sa.String, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("since", sa.String, nullable=False),
        sa.Column("heartbeat_s", sa.BigInteger, nullable=False),
    )


def _guard_sqlite() -> None:
    # REPLACE deletes without firing DELETE triggers, so a row that is there already is refused too.
    for table, same_row in _ADDED_TO.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are only ever added to'); END"
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same_row})"  # noqa: S608 - our own words
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION batcher_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' are only ever added to'; "
        "END $$"
    )
    for table in _ADDED_TO:
        for name, moment in (
            ("no_change", f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"),
            ("no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_{name} {moment} EXECUTE FUNCTION batcher_only_added()"
            )
