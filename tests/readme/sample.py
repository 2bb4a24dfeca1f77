"""`python -m tests.readme.sample`: the sample report, of the example workbook and its demo drafts.

Who ran it, when and where are made up, so that it names no machine; the rest is a real run.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from batcher.core import example
from batcher.core.reporting import Exit
from batcher.gateway.client import API_VERSION, StripeGateway
from batcher.gateway.pacing import Pace
from batcher.ledger import open_ledger
from batcher.run import Edges, Options, Source, run
from batcher.sandbox import start
from batcher.wiring import WorkbookFiles

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "reports" / "sample"
BEGAN = datetime(2026, 11, 5, 9, 15, tzinfo=UTC)
WHO = "accounts@example"
RUN = "R-20261105-091500-5c0ffe"


class StillClock:
    """A clock that goes on by a hundredth of a second each time it is read."""

    def __init__(self) -> None:
        self._at = BEGAN

    def now(self) -> datetime:
        """The next instant."""
        self._at += timedelta(milliseconds=10)
        return self._at

    def wait(self, seconds: float) -> None:
        """No time passes for anybody else."""
        self._at += timedelta(seconds=seconds)


def write_sample(folder: Path) -> Path:
    """Run the example against a fresh account in memory; the report's path in `folder`."""
    content = (ROOT / "templates" / "example.xlsx").read_bytes()
    clock = StillClock()
    with (
        TemporaryDirectory() as home,
        start(None, seed=example.objects(), clock=lambda: clock.now().timestamp()) as stripe,
        open_ledger(None, Path(home), clock=clock.now) as ledger,
    ):
        gateway = StripeGateway(stripe.key, Pace(500.0, 500.0), api_base=stripe.url)
        edges = Edges(
            gateway=gateway,
            ledger=ledger,
            files=WorkbookFiles(),
            clock=clock,
            random=Random(0),
            livemode=False,
            api_version=API_VERSION,
            new_run=lambda: RUN,
            confirm=lambda _plan: True,
            ask=lambda _problems, _options: None,
            reports=folder,
            who=WHO,
            facts=(("api_base", "the embedded Stripe"), ("versions", f"API {API_VERSION}")),
        )
        try:
            result = run(Source(content, "example.xlsx", "example.xlsx"), Options(), edges)
        finally:
            gateway.close()
    assert result.exit is Exit.DONE, result.object
    return Path(str(result.object["report"]))


if __name__ == "__main__":
    for old in SAMPLE.glob("*.xlsx"):
        old.unlink()
    print(write_sample(SAMPLE))
