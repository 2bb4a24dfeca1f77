"""A world for every test; the empty ledger is made once and copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from batcher.ledger import open_ledger
from tests.run.drafts import seeds
from tests.run.world import World, world

Begin = Callable[..., World]


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that is ready and holds nothing."""
    home = tmp_path_factory.mktemp("empty")
    open_ledger(None, home).close()
    return home / "ledger.sqlite3"


@pytest.fixture
def begin(tmp_path: Path, empty_ledger: Path) -> Iterator[Begin]:
    """Makes worlds, each with an account of its own; by default the drafts of `drafts.seeds`."""
    with ExitStack() as open_worlds:
        made = 0

        def make(own: Sequence[Mapping[str, Any]] | None = None) -> World:
            nonlocal made
            made += 1
            home = tmp_path / f"home{made}"
            return open_worlds.enter_context(
                world(home, seeds() if own is None else own, empty_ledger)
            )

        yield make


@pytest.fixture
def here(begin: Begin) -> World:
    """The one world most tests need."""
    return begin()
