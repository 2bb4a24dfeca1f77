"""Killed at every move, every note in the journal and every commit: the next start goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.auditor import Case, judge
from tests.faults.zygote import Zygote
from tests.inbox.week import KILLED, Week, week

DEATHS = [
    *((point, when, number) for point in ("file", "journal") for when in ("before", "after")
      for number in (1, 2, 3, 4)),
    *(("folder", "before", number) for number in (1, 3, 5)),
    *(("append", "after", number) for number in (1, 4, 8, 13)),
    ("open_run", "after", 1), ("place", "before", 1), ("place", "after", 1),
]  # fmt: skip


@pytest.mark.parametrize("death", DEATHS, ids=str)
def test_killed_and_started_again(
    death: tuple[str, str, int], tmp_path: Path, zygote: Zygote, ledger: Path
) -> None:
    with week(8, 3, tmp_path, zygote, ledger) as found:
        letters = [letter for letter in found.sent if letter.kind in ("good", "broken")][:2]
        assert len(letters) == 2
        for letter in letters:
            found.arrive(letter)
        found.sent[:] = letters
        code = found.zygote.perform(found.order("calm", death))
        died = code == KILLED
        found.night("calm")
        assert found.judge() == []
        assert died or death[2] > 2, "it outlived its death"
        heard = [run for told in found.heard for run in told["runs"] if run["folder"] != "working"]
        assert len({run["workbook"] for run in heard}) == sum(found.bytes_in.values())
        assert len(heard) == sum(found.bytes_in.values()), "somebody was told twice"
        _settled(found)


def _settled(found: Week) -> None:
    """Once more, everything lies still and nothing is sent."""
    before = found.stripe.account()
    again = found.night("calm")
    assert (again.codes, again.told["runs"], found.trouble.posts) == ([0], [], 0)
    assert found.stripe.account() == before
    rows = [row for letter in found.sent for row in letter.rows]
    assert judge(Case(found.planted, rows), before, None).all() == []
    assert json.loads((found.inbox / "working" / ".inbox.json").read_text())["untold"] == {}
