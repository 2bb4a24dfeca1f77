"""One zygote and one empty ledger for all tests here; skipped where there is no fork."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from batcher.ledger import open_ledger
from tests.faults.zygote import HAS_FORK, Zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """The process that forks programs."""
    if not HAS_FORK:
        pytest.skip("programs are forked here, and this system has no fork")
    with Zygote() as found:
        yield found


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that is ready and holds nothing."""
    home = tmp_path_factory.mktemp("empty")
    open_ledger(None, home).close()
    return home / "ledger.sqlite3"
