"""The double, the program and a folder as fixtures, and what must hold after every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.program import Program
from tests.double.double import KEY
from tests.double.server import Served, serve


@pytest.fixture
def double() -> Iterator[Served]:
    """A fresh account; afterwards every write it saw had a key and no invoice had two writers."""
    with serve() as served:
        yield served
    assert all(call.key for call in served.writes)
    assert served.traffic.collisions == 0


@pytest.fixture
def batcher(double: Served, tmp_path: Path) -> Iterator[Program]:
    """The program with a home of its own; afterwards no file it wrote holds the key."""
    home, folder = tmp_path / "home", tmp_path / "desk"
    home.mkdir()
    folder.mkdir()
    program = Program(home, folder, double.url, KEY)
    yield program
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if program.key.encode() in path.read_bytes()]


@pytest.fixture
def desk(batcher: Program) -> Path:
    """The folder where the person keeps the workbooks."""
    return batcher.folder
