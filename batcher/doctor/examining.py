"""All checks in the order in which people mend things: this machine, then Stripe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batcher.doctor.checks import Check
from batcher.doctor.machine_side import machine_checks
from batcher.doctor.stripe_side import stripe_checks

if TYPE_CHECKING:
    from batcher.settings import Settings
    from batcher.wiring import Connection


def examine(settings: Settings, connection: Connection) -> list[Check]:
    """Every check. Raises SandboxInUse with `--sandbox`."""
    return [*machine_checks(settings), *stripe_checks(settings, connection)]
