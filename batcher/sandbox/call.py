"""One call as the endpoints see it, and the settings of an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from batcher.sandbox.state import Record, Work

LineOrder = Literal["oldest_first", "newest_first"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs between accounts, or what the contract could not settle.

    `line_order`: where a line added later stands; two sources disagree (contract 3.5). The two
    limits are those of contract 2.1 and 2.2.
    """

    line_order: LineOrder = "oldest_first"
    lines_per_request_max: int = 50
    lines_per_invoice_max: int = 250


@dataclass(frozen=True, slots=True)
class Call:
    """One request that passed every check of its own: parameters typed, path ids in order."""

    work: Work
    account: Record
    rules: Rules
    parameters: dict[str, Any]
    ids: tuple[str, ...] = field(default=())
