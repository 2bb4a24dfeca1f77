"""Options of the whole test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the expected files anew; the diff is what gets reviewed."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")
