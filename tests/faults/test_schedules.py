"""Seeded schedules of faults, deaths and people; a failing one is told whole, seed first."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests import postgres
from tests.faults.schedule import play, setting
from tests.faults.zygote import Zygote

SHORT = range(36)
# Of the short set: those that keep their ledger, and die.
ON_A_SERVER = [s for s in SHORT if setting(s).ledger == "kept" and setting(s).deaths > 0][:6]


@pytest.mark.parametrize("seed", SHORT)
def test_schedule(seed: int, tmp_path: Path, zygote: Zygote, ledger: Path) -> None:
    outcome = play(seed, tmp_path / "desk", zygote, ledger)
    assert outcome.verdict.all() == [], outcome.told()


@pytest.mark.parametrize("seed", ON_A_SERVER)
def test_schedule_with_the_ledger_on_a_server(
    seed: int, tmp_path: Path, zygote: Zygote, ledger: Path
) -> None:
    postgres.require()
    server = postgres.shared_server()
    with server.database() as name:
        outcome = play(seed, tmp_path / "desk", zygote, ledger, server=server.url(name))
        assert outcome.verdict.all() == [], outcome.told()
        assert server.execute("SELECT count(*) FROM runs", name) != [(0,)]


def test_the_short_set_is_of_everything() -> None:
    """Both Stripes, each way with a ledger, people, deaths, several threads, small requests."""
    chosen = [setting(seed) for seed in SHORT]
    assert {one.stripe for one in chosen} == {"embedded", "independent"}
    assert {one.ledger for one in chosen} == {"kept", "lost", "restored"}
    assert {one.threads for one in chosen} == {1, 4}
    assert {one.lines_per_request for one in chosen} == {1, 2, 3, 5, 50}
    assert any(one.hands for one in chosen)
    assert sum(one.deaths > 0 for one in chosen) >= len(chosen) // 3
    does = Counter(row.does for one in chosen for row in one.book.rows)
    assert set(does) == {"create", "add", "put", "update", "delete", "unassign", "metadata"}
    assert all(2 <= len(one.book.rows) <= 40 for one in chosen)


def test_a_seed_is_a_schedule() -> None:
    assert setting(7) == setting(7)
    assert setting(7) != setting(8)
