"""Options of the whole test run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# Machines are shared and slow at times, which is no fault of what is tested: no test is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` writes the expected files anew; the diff is what gets reviewed."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")
