"""Who holds an inbox, on this machine and on others."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from batcher.inbox.holding import HOLDER, SILENT_S, InboxHeld, held


def test_one_at_a_time(tmp_path: Path) -> None:
    with held(tmp_path):
        with pytest.raises(InboxHeld) as other, held(tmp_path):
            pass
        assert other.value.pid.isdigit()
        assert other.value.since
    with held(tmp_path):
        pass
    assert not (tmp_path / HOLDER).exists()


@pytest.mark.parametrize(("silent_s", "alive"), [(1.0, True), (SILENT_S + 5, False)])
def test_a_holder_on_another_machine_counts_while_it_beats(
    tmp_path: Path, silent_s: float, alive: bool
) -> None:
    beat = {"pid": "7", "host": "elsewhere", "since": "2026", "beat": str(time.time() - silent_s)}
    (tmp_path / HOLDER).write_text(json.dumps(beat))
    if alive:
        with pytest.raises(InboxHeld, match="7@elsewhere"), held(tmp_path):
            pass
    else:
        with held(tmp_path):
            assert json.loads((tmp_path / HOLDER).read_text())["host"] != "elsewhere"


def test_a_note_that_cannot_be_read_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / HOLDER).write_text("[1")
    with held(tmp_path):
        pass
