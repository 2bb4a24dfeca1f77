"""The machine of everything that can happen, for as long as CI may take; always the same way."""

from __future__ import annotations

from tests.run.machine import explore


def test_the_machine_ends_well() -> None:
    explore(examples=25, steps=12, derandomize=True)
