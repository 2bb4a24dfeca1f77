"""Seeded storms: faults of every kind, deaths and forgotten keys together; the end is the same."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from batcher.run.reading import GatewayUnusable
from batcher.sandbox import Fault, lock_timeout, rate_limited, server_error
from batcher.sandbox.faults import Phase
from tests.run import drafts
from tests.run.auditor import audit
from tests.run.mortal import Fate, doomed_resume, doomed_run
from tests.run.world import DAY_S, World, rows

STRIKES: list[tuple[Phase, Fault]] = [
    ("before", Fault(drop=True)),
    ("after", Fault(drop=True)),
    ("after", Fault(cut_bytes=30)),
    ("before", server_error(saved=True)),
    ("after", server_error(saved=True)),
    ("before", server_error(saved=False)),
    ("after", server_error(saved=False)),
    ("before", rate_limited()),
    ("before", lock_timeout()),
    ("after", Fault(status=502, body="<html>")),
    ("after", Fault(status=200, body="<html>")),
]
COMMANDS_MAX = 12


class Storm:
    """A hook that strikes a share of all requests, by a seed."""

    def __init__(self, seed: int, share: float) -> None:
        self.random, self.share, self.over = Random(seed), share, False

    def __call__(self, phase: Phase, method: str, path: str, body: str) -> Fault | None:
        if self.over or self.random.random() > self.share:
            return None
        strikes = [fault for when, fault in STRIKES if when == phase]
        return self.random.choice(strikes)


@pytest.mark.parametrize("threads", [1, 6])
@pytest.mark.parametrize("seed", range(12))
def test_storm(here: World, seed: int, threads: int) -> None:
    """Run, die, wait for a day or not, and go on, until it is done; then every row once."""
    here.threads = threads
    storm, dice = Storm(seed, 0.25), Random(seed)
    here.faults.storm = storm
    ended = None
    while not here.ledger.runs():  # Stripe may stay away before there is a run
        with suppress(GatewayUnusable):
            ended = doomed_run(here, drafts.sheets(), Fate("append", dice.randint(2, 25), "after"))
    for _ in range(COMMANDS_MAX):
        if ended is not None and ended.exit != 4:
            break
        here.clock.wait(dice.choice([0.0, 30.0, 2 * DAY_S]))
        death = Fate("append", dice.randint(2, 40), dice.choice(["before", "after"]))
        with suppress(GatewayUnusable):
            ended = doomed_resume(here, death)
    storm.over = True
    if ended is None or ended.exit == 4:
        ended = here.resume()
    audit(here)
    assert ended.exit == 0, ended.object["error"]
    assert rows(ended) == {"total": 12, "applied": 12}
    assert ended.object["money"] == drafts.MONEY
