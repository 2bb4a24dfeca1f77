"""The tables of the ledger as queries see them; `migrations/` is what makes and changes them."""

from __future__ import annotations

import json

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    select,
)

# Every schema there ever was, oldest first; a test compares this with migrations/versions.
REVISIONS = ("0001", "0002", "0003", "0004")
VERSION_TABLE = "ledger_version"

# "batc": says in the file itself that this SQLite file is a ledger of ours.
APPLICATION_ID = 0x62617463

# SQLite numbers rows by itself only where the column is exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")


class Words(TypeDecorator[str]):
    """Text of people, stored as it is, or as JSON where a database could not hold it.

    File names may carry lone surrogates and cells NUL, which UTF-8 columns refuse. Text that starts
    with a quotation mark is stored as JSON too, so that reading back is never ambiguous.
    """

    # The signatures of its two functions are the base class's.
    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """What is stored for `value`."""
        return value if value is None or _plain(value) else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text that `process_bind_param` was given."""
        if value is None or not value.startswith('"'):
            return value
        return str(json.loads(value))


def _plain(value: str) -> bool:
    if value.startswith('"') or "\x00" in value:
        return False
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)


metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("number", Number, primary_key=True),
    Column("run", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("workbook_name", Words, nullable=False),
    Column("workbook_sha256", String, nullable=False),
    Column("plan_digest", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("parent", String),
    Column("owner", Words, nullable=False),
    Column("settings", Text, nullable=False),
    sqlite_autoincrement=True,
)

workbooks = Table(
    "workbooks",
    metadata,
    Column("run", String, ForeignKey("runs.run"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    Column("run", String, ForeignKey("runs.run"), primary_key=True),
    Column("content", Words, nullable=False),
)

operations = Table(
    "operations",
    metadata,
    Column("number", Number, primary_key=True),
    Column("run", String, ForeignKey("runs.run"), nullable=False),
    Column("account", String, nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("operation_id", String, nullable=False),
    Column("sheet", Words, nullable=False),
    Column("row", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("content", String, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("invoice", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("request", Integer),
    Index("operations_by_content", "account", "livemode", "content"),
    Index("operations_by_subject", "account", "livemode", "subject"),
    Index("operations_by_id", "operation_id", "run", unique=True),
    Index("operations_by_run", "run", "number"),
    sqlite_autoincrement=True,
)

# Which invoice each request writes to: by this the database keeps a second one from being sent.
requests = Table(
    "requests",
    metadata,
    Column("run", String, ForeignKey("runs.run"), primary_key=True),
    Column("request", Integer, primary_key=True, autoincrement=False),
    Column("invoice", Words, nullable=False),
    Index("requests_by_invoice", "run", "invoice"),
)

events = Table(
    "events",
    metadata,
    Column("number", Number, primary_key=True),
    Column("run", String, ForeignKey("runs.run"), nullable=False),
    Column("at", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("request", Integer),
    Column("detail", Text, nullable=False),
    Column("hash", String, nullable=False),
    Index("events_by_run", "run", "number"),
    Index("events_by_request", "run", "request", "number", "kind"),
    sqlite_autoincrement=True,
)

# Runs whose input and words are gone; only of these may anything else ever be changed.
purges = Table(
    "purges",
    metadata,
    Column("run", String, ForeignKey("runs.run"), primary_key=True),
    Column("at", String, nullable=False),
    Column("who", Words, nullable=False),
)

# Of one run; None where it has no event, as only a run that is not there has none.
LAST_HASH = (
    select(events.c.hash)
    .where(events.c.run == bindparam("run"))
    .order_by(events.c.number.desc())
    .limit(1)
)

EVENTS_OF = select(events).where(events.c.run == bindparam("run")).order_by(events.c.number)

# The only table whose rows change: who holds an account, for ledgers that several machines share.
locks = Table(
    "locks",
    metadata,
    Column("account", String, primary_key=True),
    Column("livemode", Boolean, primary_key=True),
    Column("owner", String, nullable=False),
    Column("machine", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("host", String, nullable=False),
    Column("since", String, nullable=False),
    Column("heartbeat_s", BigInteger, nullable=False),
    Column("person", Words),
)

# What people bring to the page. The bytes stand once, however often and by whom they are brought.
uploads = Table(
    "uploads",
    metadata,
    Column("number", Number, primary_key=True),
    Column("upload", String, nullable=False, unique=True),
    Column("sha256", String, nullable=False),
    Column("name", Words, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("at", String, nullable=False),
    Column("who", Words, nullable=False),
    sqlite_autoincrement=True,
)

contents = Table(
    "contents",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# What people do on the page; `once` keeps what may be done only once from being done twice.
actions = Table(
    "actions",
    metadata,
    Column("number", Number, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", Words, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("once", String, unique=True),
    Index("actions_by_subject", "subject", "number"),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    Column("name", String, primary_key=True),
    Column("password", String, nullable=False),
    Column("roles", String, nullable=False),
    Column("limits_minor", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", String, nullable=False),
)
