"""SECURITY.md names tests; each is there, so that no promise outlives what proves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)))


def test_tests_are_named() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and "proved by" not in line]
    assert len(rows) >= 20
    assert [row for row in rows if "tests/" not in row] == []


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_test_is_there(file: str, name: str) -> None:
    content = (ROOT / file).read_text(encoding="utf-8")
    assert f"def {name or 'test_'}" in content
