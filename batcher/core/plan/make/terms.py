"""What a plan is made under: who, when, which limits, and the person's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from batcher.core.checking import Expected

LINES_PER_REQUEST = 50
LINES_PER_INVOICE = 250


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan is made under: who, when, which limits, and the person's answers.

    `now`: unix seconds. `requests_per_s`: the pace, for judging whether a draft finalizes first.
    `on_problem`: what an error found here rejects: everything ("stop"), all rows of its invoice
    ("skip-invoice"), or its row ("skip-row"). `identities`: (sheet, row) -> operation id, for rows
    whose identity an earlier run settled.
    """

    account: str
    livemode: bool
    api_version: str
    zone: ZoneInfo
    now: float
    read_at: str
    repeat: str | None = None
    accepted: frozenset[str] = frozenset()
    on_problem: str = "stop"
    lines_per_request: int = LINES_PER_REQUEST
    lines_per_invoice: int = LINES_PER_INVOICE
    requests_per_s: float = 25.0
    expected: Expected = field(default_factory=Expected)
    identities: Mapping[tuple[str, int], str] = field(default_factory=dict)
