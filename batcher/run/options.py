"""What a run is asked to do, and what it is handed to do it with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from random import Random
from threading import Event as Flag

from batcher.core.canary import Canary
from batcher.core.checking import Expected
from batcher.core.limits import Limits
from batcher.core.model import Problem
from batcher.core.plan.make import LINES_PER_INVOICE, LINES_PER_REQUEST
from batcher.core.plan.parts import Plan
from batcher.core.ports import Clock, Files, Gateway, Ledger, Listener


@dataclass(frozen=True, slots=True)
class Options:
    """A person's answers and a run's settings; all of it goes into the ledger with the run.

    `accept`: codes of questions answered yes (`all` for every one). `block`: codes of warnings that
    are questions here. `repeat`: None, "skip" or "again". `on_problem`: "stop", "skip-invoice" or
    "skip-row". `on_refusal`: "stop-invoice" or "stop-run". `canary`: so many invoices are sent and
    shown before the others, 0 for none. `time_zone`: '' means the account's own.
    `expected_changes`: currency -> net change (major).
    """

    sheet: str | None = None
    encoding: str | None = None
    hidden_rows: str | None = None
    time_zone: str = ""
    language: str = "en"
    accept: frozenset[str] = frozenset()
    block: frozenset[str] = frozenset()
    repeat: str | None = None
    on_problem: str = "stop"
    on_refusal: str = "stop-invoice"
    canary: int = 0
    expected_rows: int | None = None
    expected_changes: Mapping[str, Decimal] = field(default_factory=dict)
    lines_per_request: int = LINES_PER_REQUEST
    lines_per_invoice: int = LINES_PER_INVOICE
    amount_max_minor: int | None = None
    requests_per_s: float = 25.0
    threads: int = 48

    @property
    def expected(self) -> Expected:
        """What the command line expects, as the rules take it."""
        return Expected(self.expected_rows, self.expected_changes)

    def stored(self) -> dict[str, object]:
        """As the ledger keeps it."""
        kept = asdict(self)
        kept["accept"], kept["block"] = sorted(self.accept), sorted(self.block)
        kept["expected_changes"] = {k: format(v, "f") for k, v in self.expected_changes.items()}
        return kept

    @classmethod
    def restored(cls, stored: Mapping[str, object]) -> Options:
        """Back from `stored`; names this version does not know are ignored."""
        known = {k: v for k, v in stored.items() if k in cls.__dataclass_fields__}
        changes = known.get("expected_changes")
        for name in ("accept", "block"):
            codes = known.get(name)
            known[name] = frozenset(codes) if isinstance(codes, list) else frozenset()
        known["expected_changes"] = (
            {k: Decimal(str(v)) for k, v in changes.items()} if isinstance(changes, dict) else {}
        )
        return cls(**known)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Source:
    """The input as received: its bytes, its name, and where it came from (absolute path or '')."""

    content: bytes
    name: str
    path: str


class Silence:
    """A listener that does nothing."""

    def stage(self, name: str, total: int = 0) -> None:
        """Nothing."""

    def step(self) -> None:
        """Nothing."""

    def waiting(self, seconds: float, reason: str) -> None:
        """Nothing."""


@dataclass(frozen=True, eq=False)
class Edges:
    """What a run touches the world with.

    `livemode` is the key's own. `account` is the configured one, '' when none: the connected
    account where every call is made for one, and `platform` then whose key it is. `confirm` shows
    the plan and says whether to go on; `ask` puts open questions to a person and gives the options
    with the answers, None where there is nobody or no answer. `go_on` shows what the first invoices
    came to and says whether the rest follows. `reports` is the folder reports are written to,
    `report` one file instead. Above `limits` a run waits for a person; `approve_other`: for another
    than who began it. `who` and `facts` stand in the report as they are; `ended_at` (ISO)
    too, '' for a run that ends now.
    """

    gateway: Gateway
    ledger: Ledger
    files: Files
    clock: Clock
    random: Random
    livemode: bool
    api_version: str
    new_run: Callable[[], str]
    confirm: Callable[[Plan], bool]
    ask: Callable[[tuple[Problem, ...], Options], Options | None]
    reports: Path
    report: Path | None = None
    go_on: Callable[[Canary], bool] = attrgetter("ties_out")
    account: str = ""
    platform: str = ""
    who: str = ""
    ended_at: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    listener: Listener = field(default_factory=Silence)
    stop: Flag = field(default_factory=Flag)
    budget_s: float = 180.0
    silence_s: float = 60.0
    contact_s: float = 10.0
    limits: Limits = field(default_factory=Limits)
    approve_other: bool = False
