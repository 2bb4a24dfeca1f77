"""All checks in the order in which people mend things: this machine, then Stripe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batcher.doctor.checks import Check
from batcher.doctor.machine_side import machine_checks
from batcher.doctor.places import inbox_check
from batcher.doctor.stripe_side import stripe_checks

if TYPE_CHECKING:
    from pathlib import Path

    from batcher.settings import Settings
    from batcher.wiring import Connection


def examine(settings: Settings, connection: Connection, inbox: Path | None = None) -> list[Check]:
    """Every check; `inbox`: a folder that is to serve as one. Raises SandboxInUse with
    `--sandbox`."""
    arriving = [] if inbox is None else [inbox_check(inbox, settings)]
    return [*machine_checks(settings), *arriving, *stripe_checks(settings, connection)]
