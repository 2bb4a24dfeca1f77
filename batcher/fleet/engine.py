"""The engine beside the ledger: its own schema in the same database, made and brought up to date.

The ledger's migrations neither see nor touch it, and it may be dropped and made anew: workers fill
it again from the ledger.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from procrastinate import App

    from batcher.settings import Settings

SCHEMA = "batcher_queue"
_PREPARING = 0x62617471  # "batq": those who prepare wait for one another
_CONNECT_S = 10
_POOL_WAIT_S = 15.0
QUEUES = 2  # each worker looks after the accounts and after the upkeep, as two of the engine's
_CONNECTIONS = 4  # of one worker for the queue, however many runs it makes
# As the ledger's: a server that has vanished is noticed in half a minute.
_ARGUMENTS: dict[str, Any] = {
    "connect_timeout": _CONNECT_S,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "batcher queue",
}


class FleetUnusable(Exception):
    """The queue cannot be used; `code` and `details` say why, in words of `locale.fleet`."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


def address_of(settings: Settings) -> str:
    """The ledger's server as libpq wants it. Raises FleetUnusable where the ledger is a file."""
    try:
        found = make_url(settings.ledger_url) if settings.ledger_url else None
    except ArgumentError:  # what stands there may hold a password: it is not repeated
        raise FleetUnusable("fleet.no_server") from None
    if found is None or found.get_backend_name() not in ("postgres", "postgresql"):
        raise FleetUnusable("fleet.no_server")
    require_engine()
    plain = found.set(drivername="postgresql")
    return plain.render_as_string(hide_password=False)


def require_engine() -> None:
    """Raise FleetUnusable where the extra is not installed."""
    try:
        import procrastinate  # noqa: F401
        import psycopg  # noqa: F401
    except ImportError as error:
        raise FleetUnusable("fleet.no_engine", reason=str(error)) from None


def new_app(address: str) -> App:
    """The engine's app on this server; without any of our duties yet."""
    from procrastinate import App, PsycopgConnector

    connector = PsycopgConnector(
        conninfo=address,
        kwargs=_arguments(address),
        min_size=1,
        max_size=_CONNECTIONS,
        timeout=_POOL_WAIT_S,
    )
    return App(connector=connector)


def _arguments(address: str) -> dict[str, Any]:
    """How connections are made; what the address itself sets wins."""
    from psycopg.conninfo import conninfo_to_dict

    own = conninfo_to_dict(address)
    kept = {name: value for name, value in _ARGUMENTS.items() if name not in own}
    said = f"{own.get('options') or ''} -c search_path={SCHEMA}".strip()
    return {**kept, "options": said}


def prepare(address: str) -> bool:
    """Make the engine's tables, or bring older ones up to date; True where there was need to.

    Safe from several processes at once, and with runs in the queue. Raises FleetUnusable where the
    server cannot be used, or a newer version has made the tables.
    """
    import psycopg

    try:
        with psycopg.connect(address, **_arguments(address)) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_PREPARING,))
            row = connection.execute(
                "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", (SCHEMA,)
            ).fetchone()
            return _bring_up(connection, str(row[0]) if row and row[0] else "")
    except psycopg.Error as error:
        raise FleetUnusable("fleet.server", reason=reason_of(error)) from error


def reason_of(error: BaseException) -> str:
    """The first line of what the server said; an address never stands there."""
    return str(error.__cause__ or error).partition("\n")[0] or type(error).__name__


def _bring_up(connection: Any, found: str) -> bool:
    """From the version that the schema's own comment names ('' for none) to this one."""
    from procrastinate.schema import SchemaManager

    steps = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    newest = steps[-1].stem
    if found == newest:
        return False
    if found > newest:
        raise FleetUnusable("fleet.newer", found=found, known=newest)
    if found:
        for step in steps:
            if step.stem > found:
                connection.execute(step.read_text(encoding="utf-8"))
    else:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.execute(SchemaManager.get_schema())
    connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{newest}'")
    return True


def workers(address: str) -> int:
    """How many workers have given a sign of life in the last minute; 0 also before the tables are
    made. Raises FleetUnusable where the server cannot be used."""
    import psycopg

    lately = (
        f"SELECT count(*) FROM {SCHEMA}.procrastinate_workers"  # noqa: S608 - our own name
        " WHERE last_heartbeat > now() - interval '60 seconds'"
    )
    try:
        with psycopg.connect(address, **_arguments(address)) as connection:
            made = connection.execute(
                "SELECT to_regclass(%s)", (f"{SCHEMA}.procrastinate_workers",)
            )
            row = made.fetchone()
            if row is None or row[0] is None:
                return 0
            found = connection.execute(lately).fetchone()
            return int(found[0]) // QUEUES if found else 0
    except psycopg.Error as error:
        raise FleetUnusable("fleet.server", reason=reason_of(error)) from error
