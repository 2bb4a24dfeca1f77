"""What the page keeps: files that people bring, what people do, and who may do what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Table that is only ever added to -> what says that a row of it is there already.
_ADDED_TO = {
    "uploads": "number = NEW.number OR upload = NEW.upload",
    "actions": "number = NEW.number OR once = NEW.once",
}


def upgrade() -> None:
    """Make the four tables, and keep two of them from being changed."""
    op.create_table(
        "uploads",
        _number(),
        sa.Column("upload", sa.String, nullable=False, unique=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "actions",
        _number(),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("once", sa.String, unique=True),
        sqlite_autoincrement=True,
    )
    op.create_index("actions_by_subject", "actions", ["subject", "number"])
    op.create_table(
        "people",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("password", sa.String, nullable=False),
        sa.Column("roles", sa.String, nullable=False),
        sa.Column("limits_minor", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("since", sa.String, nullable=False),
    )
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)


def _guard_sqlite() -> None:
    for table, same_row in _ADDED_TO.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are only ever added to'); END"
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same_row})"  # noqa: S608 - our own words
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}"
        )


def _guard_postgresql() -> None:
    for table in _ADDED_TO:
        for name, moment in (
            ("no_change", f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"),
            ("no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_{name} {moment} EXECUTE FUNCTION batcher_only_added()"
            )
