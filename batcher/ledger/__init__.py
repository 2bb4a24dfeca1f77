"""The ledger: runs, plans and events that are only ever added. Only this room touches a database.

`open_ledger()` gives a `core.ports.Ledger`: SQLite in the home folder unless a database URL is set.
"""

from __future__ import annotations

from batcher.ledger.open import open_ledger
from batcher.ledger.store import BackupElsewhere, SqlLedger

__all__ = ["BackupElsewhere", "SqlLedger", "open_ledger"]
