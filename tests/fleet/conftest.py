"""A database of each test's own for ledger and queue, and one account of a firm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from batcher.ledger import SqlLedger, open_ledger
from batcher.settings import Settings
from tests import postgres
from tests.fleet.firm import Client, firm


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a new database on the test run's own server."""
    postgres.require()
    server = postgres.shared_server()
    with server.database() as name:
        yield server.url(name)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """The firm's only account; its limits are none that matter."""
    with firm(tmp_path, 1, 5, limit=1000) as all_of:
        yield all_of.clients[0]


@pytest.fixture
def settings(client: Client, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a machine that has the account's key, and whose runs are made by workers."""
    monkeypatch.setenv("KEY_A0", client.running.key)
    return Settings(
        home=tmp_path / "home",
        ledger_url=url,
        api_base=client.running.url,
        key_env="KEY_A0",
        account=client.running.account,
        reports=tmp_path / "reports",
        inbox_settle=0.05,
        accept=["all"],
        hand_over="queue",
    )


@pytest.fixture
def ledger(settings: Settings) -> Iterator[SqlLedger]:
    """The firm's ledger."""
    with open_ledger(settings.ledger_url, settings.home) as opened:
        yield opened
