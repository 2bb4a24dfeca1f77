"""A new ledger for each test, on each database it has to work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from batcher.ledger import SqlLedger
from tests.ledger.places import Place, new_place


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, home: Path) -> Iterator[Place]:
    with new_place(request.param, home) as made:
        yield made


@pytest.fixture
def ledger(place: Place) -> Iterator[SqlLedger]:
    with place.open() as opened:
        yield opened
