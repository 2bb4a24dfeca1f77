"""A desk for every test, and a run that has been made once for those that only look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.desk import ADD, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A folder of its own."""
    return Desk(tmp_path)


@dataclass(frozen=True, slots=True)
class Made:
    """A run that was made against the sandbox."""

    desk: Desk
    run: str
    told: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One row applied; tests look at it and leave it as it is."""
    desk = Desk(tmp_path_factory.mktemp("made"))
    sheet = desk.sheet("add_lines.csv", ADD)
    ended = desk("run", sheet, "--sandbox", "--yes", ends=0)
    found = desk("runs", "--json", ends=0).json["runs"]
    return Made(desk, str(found[0]["run"]), ended.out)
