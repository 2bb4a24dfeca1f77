"""What went wrong with the ledger, said to a person: named exceptions to LedgerUnusable."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from batcher import locale
from batcher.core.ports import LedgerUnusable

# SQLite's primary result codes, as the start of sqlite3's error names -> our codes.
_SQLITE = {
    "SQLITE_CORRUPT": "ledger_corrupt",
    "SQLITE_NOTADB": "ledger_corrupt",
    "SQLITE_READONLY": "ledger_read_only",
    "SQLITE_PERM": "ledger_read_only",
    "SQLITE_CANTOPEN": "ledger_read_only",
    "SQLITE_FULL": "ledger_full",
    "SQLITE_BUSY": "ledger_busy",
    "SQLITE_LOCKED": "ledger_busy",
}

# PostgreSQL's codes (SQLSTATE) -> ours; all others are told as the server tells them.
_SERVER = {
    "25006": "ledger_read_only",  # read_only_sql_transaction: a stand-by server
    "42501": "ledger_read_only",  # insufficient_privilege
    "53100": "ledger_full",  # disk_full
    "55P03": "ledger_busy",  # lock_not_available
}

_SYSTEM = {
    errno.EACCES: "ledger_read_only",
    errno.EPERM: "ledger_read_only",
    errno.EROFS: "ledger_read_only",
    errno.ENOSPC: "ledger_full",
    errno.EDQUOT: "ledger_full",
    errno.EEXIST: "ledger_in_the_way",
    errno.ENOTDIR: "ledger_in_the_way",
    errno.EISDIR: "ledger_in_the_way",
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """How this ledger speaks of itself: `place` is its file, or its address without password."""

    place: str
    language: str

    def unusable(self, code: str, reason: str = "", **details: str) -> LedgerUnusable:
        """The exception for a code of `locale.running`, to be raised by the caller."""
        facts = {"path": self.place, "reason": " ".join(reason.split()), **details}
        return LedgerUnusable(locale.problem(code, self.language, facts))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Run a block; what the database or the file system refuses is raised as LedgerUnusable.

        A broken constraint (IntegrityError) is a mistake of ours and passes as it is.
        """
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise self.unusable(_code(error.orig), str(error.orig)) from error
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self.unusable(_code(error), str(error)) from error
        except json.JSONDecodeError as error:
            raise self.unusable("ledger_corrupt", str(error)) from error
        except OSError as error:
            code = _SYSTEM.get(error.errno or 0, "ledger_failed")
            raise self.unusable(code, str(error)) from error


def _code(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", None) or ""
    primary = "_".join(name.split("_")[:2])
    state = getattr(error, "sqlstate", None) or ""
    return _SQLITE.get(primary) or _SERVER.get(state, "ledger_failed")
