"""An office on the embedded Stripe, and somebody in front of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from batcher.settings import Settings
from batcher.web.office import Office
from batcher.wiring import Connection
from tests.web.somebody import PORT, TOKEN, Somebody


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Everything a server has, without the server."""
    from batcher.history import open_runs

    settings = Settings(
        home=tmp_path / "home",
        reports=tmp_path / "reports",
        lang="en",
        pace_endpoint=500,
        pace_total=500,
    )
    where = Connection(sandbox=True)
    hosts = frozenset({f"127.0.0.1:{PORT}", f"localhost:{PORT}"})
    with open_runs(settings) as ledger:
        made = Office(settings, where, ledger, hosts, TOKEN, alone=False, port=PORT)
        try:
            yield made
        finally:
            made.close(20)


@pytest.fixture
def owner(office: Office) -> Iterator[Somebody]:
    """Whoever started the server, come in by the launch address."""
    with Somebody(office) as somebody:
        somebody.get(f"/enter?token={TOKEN}")
        yield somebody
