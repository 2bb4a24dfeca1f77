"""A database of each test's own for ledger and queue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import postgres


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a new database on the test run's own server."""
    postgres.require()
    server = postgres.shared_server()
    with server.database() as name:
        yield server.url(name)
