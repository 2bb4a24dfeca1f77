"""A new ledger for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from batcher.ledger import SqlLedger, open_ledger
from tests.ledger.examples import SteppingClock


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def ledger(home: Path) -> Iterator[SqlLedger]:
    with open_ledger(None, home, clock=SteppingClock(), busy_wait_s=0.1) as opened:
        yield opened
