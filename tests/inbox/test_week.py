"""A short week in the test run; the whole one by hand: `python -m tests.inbox.week --seed N`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.zygote import Zygote
from tests.inbox.week import SORTS, play, week

WORKBOOKS = 14


@pytest.mark.parametrize("seed", [1])
def test_a_week_of_nights(seed: int, tmp_path: Path, zygote: Zygote, ledger: Path) -> None:
    with week(seed, WORKBOOKS, tmp_path, zygote, ledger) as found:
        play(found)
        assert found.judge() == [], found.story()
        sorts = [night.sort for night in found.nights]
        assert sorts[: len(SORTS)] == list(SORTS)
        assert found.kills >= 3, found.story()
        assert {letter.kind for letter in found.sent} >= {"good", "broken", "garbage", "refused"}
        assert sum(found.bytes_in.values()) > WORKBOOKS, "nothing arrived twice"
