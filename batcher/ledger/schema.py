"""The schema of an opened database: is it ours, is it whole, is it as new as this program."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, column, inspect, select, table, text

from batcher.ledger.engine import WRITES
from batcher.ledger.tables import APPLICATION_ID, REVISIONS, VERSION_TABLE
from batcher.ledger.unusable import Speaker

_VERSION = table(VERSION_TABLE, column("version_num"))
# Any number, the same in every process: openers of a shared database migrate one after another.
_MIGRATING = 0x62617463
_THOROUGH_BYTES = 64 * 1024 * 1024


def make_ready(engine: Engine, speaker: Speaker) -> None:
    """Check the database and bring its schema up to date; safe when several processes open at once.

    Raises LedgerUnusable: damaged, another program's, made by a newer version.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _require_ours(connection, speaker)
            _require_whole(connection, speaker)
        if _version(connection, speaker) == REVISIONS[-1]:
            return
    with engine.execution_options(**WRITES).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        if _version(connection, speaker) != REVISIONS[-1]:
            _upgrade(connection, speaker)


def _require_ours(connection: Connection, speaker: Speaker) -> None:
    found = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    is_empty = found == 0 and not inspect(connection).get_table_names()
    if found != APPLICATION_ID and not is_empty:
        raise speaker.unusable("ledger_foreign")


def _require_whole(connection: Connection, speaker: Speaker) -> None:
    pages, page_bytes = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        for name in ("page_count", "page_size")
    )
    # The thorough check also compares indexes with rows; the quick one takes a second or two a GB.
    check = "integrity_check" if pages * page_bytes <= _THOROUGH_BYTES else "quick_check"
    verdict = str(connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar_one())
    if verdict != "ok":
        raise speaker.unusable("ledger_corrupt", verdict)


def _version(connection: Connection, speaker: Speaker) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.scalar(select(_VERSION.c.version_num))
    if found is not None and found not in REVISIONS:
        raise speaker.unusable("ledger_newer", found=str(found), known=REVISIONS[-1])
    return found


def _upgrade(connection: Connection, speaker: Speaker) -> None:
    # Imported here: opening a ledger that is up to date must not pay for Alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise speaker.unusable("ledger_failed", str(error)) from error
