"""The database itself keeps each invoice's requests in order: one in flight, no move backwards.

A run's requests are written down with their invoices; whoever holds an account is named.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# What says where a request stands, as the last of these events of it.
_MOVES = "('sent', 'applied', 'refused', 'in_doubt', 'skipped')"

# Move -> what may stand before it, '' for nothing. What is applied or refused stays so.
_AFTER = {
    "sent": "'', 'sent', 'in_doubt', 'skipped'",
    "skipped": "'', 'sent', 'in_doubt', 'skipped'",
    "applied": "'sent', 'in_doubt'",
    "refused": "'sent', 'in_doubt'",
    "in_doubt": "'sent', 'in_doubt'",
}

_NO_MOVE = "a request does not move so"
_IN_FLIGHT = "another request to this invoice is in flight"


def upgrade() -> None:
    """Make the table of requests, fill it from the runs there are, and set the guards."""
    op.create_table(
        "requests",
        sa.Column("run", sa.String, sa.ForeignKey("runs.run"), primary_key=True),
        sa.Column("request", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("invoice", sa.Text, nullable=False),
    )
    op.execute(
        "INSERT INTO requests (run, request, invoice) SELECT run, request, min(invoice) "
        "FROM operations WHERE request IS NOT NULL GROUP BY run, request"
    )
    op.create_index("requests_by_invoice", "requests", ["run", "invoice"])
    op.create_index("events_by_request", "events", ["run", "request", "number", "kind"])
    op.add_column("locks", sa.Column("person", sa.Text))
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _last(request: str) -> str:
    """SQL: the kind of the last move of a request of NEW's run; '' where it made none."""
    return (
        "coalesce((SELECT past.kind FROM events AS past WHERE past.run = NEW.run "  # noqa: S608
        f"AND past.request = {request} AND past.kind IN {_MOVES} "
        "ORDER BY past.number DESC LIMIT 1), '')"
    )


def _is_out_of_order() -> str:
    last = _last("NEW.request")
    allowed = " OR ".join(
        f"(NEW.kind = '{kind}' AND {last} IN ({before}))" for kind, before in _AFTER.items()
    )
    return f"NEW.request IS NOT NULL AND NEW.kind IN {_MOVES} AND NOT ({allowed})"


def _is_second_in_flight() -> str:
    return (
        "NEW.kind = 'sent' AND EXISTS ("  # noqa: S608 - our own words
        "SELECT 1 FROM requests AS own JOIN requests AS other "
        "ON other.run = own.run AND other.invoice = own.invoice AND other.request <> own.request "
        "WHERE own.run = NEW.run AND own.request = NEW.request "
        f"AND {_last('other.request')} IN ('sent', 'in_doubt'))"
    )


def _guard_sqlite() -> None:
    for name, when, words in (
        ("events_in_order", _is_out_of_order(), _NO_MOVE),
        ("events_one_in_flight", _is_second_in_flight(), _IN_FLIGHT),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE INSERT ON events WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    refuse = "BEGIN SELECT RAISE(ABORT, 'requests are only ever added to'); END"
    there = "(SELECT 1 FROM requests WHERE run = NEW.run AND request = NEW.request)"
    op.execute(f"CREATE TRIGGER requests_no_update BEFORE UPDATE ON requests {refuse}")
    op.execute(f"CREATE TRIGGER requests_no_delete BEFORE DELETE ON requests {refuse}")
    op.execute(
        f"CREATE TRIGGER requests_no_replace BEFORE INSERT ON requests WHEN EXISTS {there} {refuse}"
    )


def _guard_postgresql() -> None:
    code = "ERRCODE = 'integrity_constraint_violation'"  # as SQLite says it
    op.execute(
        "CREATE OR REPLACE FUNCTION batcher_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' are only ever added to', "
        f"{code}; END $$"
    )
    # The run's row is the queue: what another transaction adds at this instant is waited for.
    op.execute(
        "CREATE FUNCTION batcher_in_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM runs WHERE run = NEW.run FOR UPDATE; "
        f"IF {_is_out_of_order()} THEN RAISE EXCEPTION USING MESSAGE = '{_NO_MOVE}', {code}; "
        "END IF; "
        f"IF {_is_second_in_flight()} THEN RAISE EXCEPTION USING MESSAGE = '{_IN_FLIGHT}', {code}; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_in_order BEFORE INSERT ON events FOR EACH ROW "
        "EXECUTE FUNCTION batcher_in_order()"
    )
    for name, moment in (
        ("no_change", "BEFORE UPDATE OR DELETE ON requests FOR EACH ROW"),
        ("no_truncate", "BEFORE TRUNCATE ON requests FOR EACH STATEMENT"),
    ):
        op.execute(f"CREATE TRIGGER requests_{name} {moment} EXECUTE FUNCTION batcher_only_added()")
