"""What is only kept for a time may go: of a run that is purged its input, and the words of people.

Everything else is still only ever added to, and what may go only goes in the transaction that ends
with the run's `purged` event.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# A run is being purged from the moment it is named here until its event says that it is.
_PURGING = (
    "(EXISTS (SELECT 1 FROM purges WHERE run = OLD.run) AND NOT EXISTS "
    "(SELECT 1 FROM events AS last WHERE last.run = OLD.run AND last.kind = 'purged'))"
)
# Of an event only its detail may be cut short; its hash stays, and with it the chain.
_SAME_EVENT = (
    "NEW.number = OLD.number AND NEW.run = OLD.run AND NEW.at = OLD.at AND NEW.kind = OLD.kind "
    "AND NEW.hash = OLD.hash AND "
)
_ENDED = "EXISTS (SELECT 1 FROM events WHERE run = NEW.run AND kind = 'finished')"
_NOT_ENDED = "only a run that is finished is purged"


def upgrade() -> None:
    """Make the table of purges, and let the guards know of it."""
    op.create_table(
        "purges",
        sa.Column("run", sa.String, sa.ForeignKey("runs.run"), primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table, verb, may in (
        ("events", "UPDATE", f"{_PURGING} AND {_SAME_EVENT} NEW.request IS OLD.request"),
        ("plans", "UPDATE", f"{_PURGING} AND NEW.run = OLD.run"),
        ("workbooks", "DELETE", _PURGING),
    ):
        name = f"{table}_no_{verb.lower()}"
        op.execute(f"DROP TRIGGER {name}")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN NOT ({may}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} are only ever added to'); END"
        )
    refuse = "BEGIN SELECT RAISE(ABORT, 'purges are only ever added to'); END"
    there = "EXISTS (SELECT 1 FROM purges WHERE run = NEW.run)"
    op.execute(f"CREATE TRIGGER purges_no_update BEFORE UPDATE ON purges {refuse}")
    op.execute(f"CREATE TRIGGER purges_no_delete BEFORE DELETE ON purges {refuse}")
    op.execute(f"CREATE TRIGGER purges_no_replace BEFORE INSERT ON purges WHEN {there} {refuse}")
    op.execute(
        f"CREATE TRIGGER purges_of_ended BEFORE INSERT ON purges WHEN NOT {_ENDED} "
        f"BEGIN SELECT RAISE(ABORT, '{_NOT_ENDED}'); END"
    )


def _guard_postgresql() -> None:
    code = "ERRCODE = 'integrity_constraint_violation'"  # as SQLite says it
    # Nested, since a table without a column must never come to the words that name it.
    op.execute(
        "CREATE OR REPLACE FUNCTION batcher_only_added() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN "
        "IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'events' THEN "
        f"IF {_PURGING} AND {_SAME_EVENT} NEW.request IS NOT DISTINCT FROM OLD.request THEN "
        "RETURN NEW; END IF; "
        "ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'plans' THEN "
        f"IF {_PURGING} AND NEW.run = OLD.run THEN RETURN NEW; END IF; "
        "ELSIF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'workbooks' THEN "
        f"IF {_PURGING} THEN RETURN OLD; END IF; "
        "END IF; "
        "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' are only ever added to', "
        f"{code}; END $$"
    )
    op.execute(
        "CREATE FUNCTION batcher_ended() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT {_ENDED} THEN RAISE EXCEPTION USING MESSAGE = '{_NOT_ENDED}', {code}; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER purges_of_ended BEFORE INSERT ON purges FOR EACH ROW "
        "EXECUTE FUNCTION batcher_ended()"
    )
    for name, moment in (
        ("no_change", "BEFORE UPDATE OR DELETE ON purges FOR EACH ROW"),
        ("no_truncate", "BEFORE TRUNCATE ON purges FOR EACH STATEMENT"),
    ):
        op.execute(f"CREATE TRIGGER purges_{name} {moment} EXECUTE FUNCTION batcher_only_added()")
