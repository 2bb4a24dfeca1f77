"""The account on disk: goes on in a later process, begins anew on reset, has one owner."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.error import URLError

import pytest

from batcher import sandbox
from batcher.core.example import objects
from tests.sandbox.conftest import call, seeds

ADD = "/v1/invoices/in_B/add_lines"
LINE = {"lines[0][amount]": "500", "lines[0][description]": "見本"}

DIES = """
import os, sys
from pathlib import Path
from batcher import sandbox
from tests.sandbox.conftest import call, seeds

running = sandbox.start(Path(sys.argv[1]), seed=seeds())
got = call(running, "POST", "/v1/invoices/in_B/add_lines", {"lines[0][amount]": "500"}, key="k")
print(running.account, got.status, flush=True)
os._exit(9)
"""


def test_a_later_process_goes_on(tmp_path: Path):
    with sandbox.start(tmp_path, seed=seeds()) as first:
        call(first, "POST", ADD, LINE, key="k")
        account, key = first.account, first.key
        lines, invoice = first.state.lines("in_B"), first.state.invoice("in_B")
    with sandbox.start(tmp_path, seed=[{"object": "nothing"}]) as second:
        assert (second.account, second.key) == (account, key)
        assert second.state.lines("in_B") == lines
        assert second.state.invoice("in_B") == invoice
        assert call(second, "POST", ADD, LINE, key="k").headers["Idempotent-Replayed"] == "true"
        ids = [one["id"] for one in second.state.invoices()]
        assert ids == ["in_A", "in_B", "in_open"]


def test_removed_lines_stay_removed(tmp_path: Path):
    with sandbox.start(tmp_path, seed=seeds()) as first:
        first.state.delete_line("in_A", "il_1")
    with sandbox.start(tmp_path) as second:
        assert [line["id"] for line in second.state.lines("in_A")] == ["il_2", "il_sub"]


def test_reset_begins_a_new_account(tmp_path: Path):
    with sandbox.start(tmp_path, seed=seeds()) as first:
        call(first, "POST", ADD, LINE, key="k")
        account, key = first.account, first.key
    with sandbox.start(tmp_path, seed=seeds(), reset=True) as second:
        assert second.account != account
        assert second.key != key
        assert second.state.lines("in_B") == []
        assert call(second, "POST", ADD, LINE, key="k").status == 200
        assert len(second.state.lines("in_B")) == 1


def test_one_owner_at_a_time(tmp_path: Path):
    with (
        sandbox.start(tmp_path, seed=seeds()),
        pytest.raises(sandbox.SandboxInUse, match="open in another process"),
    ):
        sandbox.start(tmp_path)
    with sandbox.start(tmp_path) as again:
        assert len(again.state.lines("in_A")) == 3


def test_a_failed_start_lets_the_home_go(tmp_path: Path):
    with pytest.raises(KeyError):
        sandbox.start(tmp_path, seed=[{"object": "nothing"}])
    with sandbox.start(tmp_path, seed=seeds()) as running:
        assert len(running.state.lines("in_A")) == 3


def test_what_was_answered_survives_a_killed_process(tmp_path: Path):
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert died.returncode == 9, died.stderr
    account, status = died.stdout.split()
    assert status == "200"
    with sandbox.start(tmp_path) as running:
        assert running.account == account
        assert [line["amount"] for line in running.state.lines("in_B")] == [500]
        again = call(running, "POST", ADD, {"lines[0][amount]": "500"}, key="k")
        assert again.headers["Idempotent-Replayed"] == "true"


def test_closing_ends_open_connections():
    running = sandbox.start(None, seed=seeds())
    assert call(running, "GET", "/v1/account").status == 200
    running.close()
    running.close()
    with pytest.raises((URLError, ConnectionError)):
        call(running, "GET", "/v1/account")


def test_the_example_stands():
    with sandbox.start(None, seed=objects()) as running:
        totals = {one["id"]: one["subtotal"] for one in running.state.invoices()}
        assert len(totals) == 12
        assert totals["in_Quillmere"] == 480000 + 31250 + 1100000 + 1850 * 64
        assert len(running.state.pending()) == 2
