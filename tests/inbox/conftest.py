"""The zygote and the empty ledger of the fault tests, and a desk for the command line."""

from __future__ import annotations

from tests.cli.conftest import desk
from tests.faults.conftest import ledger, zygote

__all__ = ["desk", "ledger", "zygote"]
