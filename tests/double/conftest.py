"""The double as a fixture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.double.server import Served, serve


@pytest.fixture
def double() -> Iterator[Served]:
    """A fresh account on loopback."""
    with serve() as served:
        yield served
