"""One night: every account's workbook is submitted, workers come and die, and the auditor judges.

Judged by what stands in each sandbox, by `tests.faults.auditor`, which knows only literals.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from batcher.core.model import Event
from batcher.fleet import Handing, place_of, submit
from batcher.fleet.engine import address_of
from batcher.fleet.submitting import Urgency
from batcher.ledger import SqlLedger, open_ledger
from batcher.run import Options, Source
from batcher.settings import Settings
from batcher.submissions import Submission, submission
from tests.faults.auditor import Case, Claim, judge, statuses
from tests.fleet.crews import Crews
from tests.fleet.firm import Client, Firm

PATIENCE_S = 280.0
LOOK_S = 0.1
LINES = 50
_NO_RUN: dict[str, object] = {"error": "no run"}


@dataclass(slots=True)
class Morning:
    """What a night came to: `wrong` by the name of the account."""

    submitted: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0
    lines: int = 0
    requests: int = 0
    turned_away: int = 0
    busiest: int = 0
    states: Counter[str] = field(default_factory=Counter)
    takeovers: int = 0

    def line(self) -> str:
        """All of it in one line."""
        rate = self.lines / self.seconds if self.seconds else 0
        return (
            f"{len(self.submitted)} accounts, {self.lines} rows in {self.seconds:.1f} s"
            f" ({rate:.0f} a second), {self.requests} requests, {self.turned_away} answers 429,"
            f" busiest second {self.busiest}, taken over {self.takeovers};"
            f" {dict(self.states)}; wrong: {len(self.wrong)}"
        )


def hand_over(firm: Firm, url: str, home: Path, lines: int = LINES) -> dict[str, str]:
    """Every account's workbook into the ledger and the queue; name -> submission. `lines`: in one
    request, at most."""
    found = {}
    with ledger_at(url, home) as ledger:
        for client in firm.clients:
            found[client.name] = hand_one_over(client, url, home, ledger, lines)
    return found


def hand_one_over(
    client: Client, url: str, home: Path, ledger: SqlLedger, lines: int = LINES
) -> str:
    """One workbook; the id of its submission."""
    settings = Settings(home=home, ledger_url=url, account=client.running.account)
    return submit(
        Source(client.content, f"{client.name}.xlsx", ""),
        Options(accept=frozenset({"all"}), lines_per_request=lines),
        Handing(place_of(settings), "test", False, "the office", Urgency(known=True)),
        ledger,
        address_of(settings),
        now_s=time.time(),
    ).id


def ledger_at(url: str, home: Path) -> SqlLedger:
    """The firm's ledger."""
    return open_ledger(url, home)


def until_over(
    ledger: SqlLedger, wanted: list[str], meanwhile: Callable[[int], None] = lambda _open: None
) -> None:
    """Return when all are over; `meanwhile` hears at every look how many are not."""
    until, left = time.monotonic() + PATIENCE_S, list(wanted)
    while left:
        left = [one for one in left if not found(ledger, one).is_over]
        assert time.monotonic() < until, f"not over: {[found(ledger, one) for one in left]}"
        meanwhile(len(left))
        time.sleep(LOOK_S)


def found(ledger: SqlLedger, wanted: str) -> Submission:
    """A submission that is there."""
    one = submission(ledger, wanted)
    assert one is not None
    return one


def killer(
    crews: Crews, kills: int, workers: int, accounts: int, random: Random
) -> Callable[[int], None]:
    """Kills a worker whenever another share of the accounts is over, and starts a new one."""
    marks = sorted(random.sample(range(1, accounts), min(kills, accounts - 1)), reverse=True)

    def meanwhile(left: int) -> None:
        while marks and left <= marks[0]:
            marks.pop(0)
            slot = random.randrange(workers)
            crews.kill(slot)
            crews.start(slot)

    return meanwhile


def judged(firm: Firm, ledger: SqlLedger, submitted: dict[str, str]) -> Morning:
    """Every account on its own, by what stands in it."""
    morning = Morning(submitted)
    for client in firm.clients:
        one = found(ledger, submitted[client.name])
        wrong = judge(
            Case(client.planted, client.book.rows), client.stripe.account(),
            claim_of(one, client, ledger), final=True,
        ).all()  # fmt: skip
        if wrong:
            morning.wrong[client.name] = wrong
        morning.lines += len(client.book.rows)
        morning.requests += len(client.running.state.requests)
        morning.turned_away += client.turned_away
        morning.busiest = max(morning.busiest, client.arrivals.busiest())
        morning.states[f"{one.state} {one.status}"] += 1
        morning.takeovers += one.deaths
    return morning


def claim_of(one: Submission, client: Client, ledger: SqlLedger) -> Claim:
    """What the run that ended it said, as the ledger and its report have it."""
    if not one.runs or one.exit is None:
        return Claim(99, _NO_RUN, None, client.posts)
    ends = [e for e in ledger.events(one.runs[-1]) if e.kind is Event.FINISHED]
    told = ends[-1].detail["object"] if ends else _NO_RUN
    assert isinstance(told, dict)
    report = Path(str(told.get("report") or ""))
    return Claim(one.exit, told, statuses(report) if report.is_file() else None, client.posts)
