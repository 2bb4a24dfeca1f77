"""The log: one JSON line per event, what happened and nothing that people wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from batcher.core.model import Event
from batcher.logs import logged, start
from batcher.settings import Settings
from tests.run import drafts
from tests.run.conftest import begin, empty_ledger, here  # noqa: F401 - fixtures
from tests.run.world import World

WORDS = "Einzelgespräch mit Frau Quillmere"
KEY = "sk_test_" + "ofTheLog123"


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    path = tmp_path / "logs" / "batcher.jsonl"
    stop = start(Settings(log=str(path), log_level="info"))
    yield lambda: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    stop()


Lines = Callable[[], list[dict[str, Any]]]


def test_a_line_is_an_object_with_time_level_room_and_event(lines: Lines) -> None:
    logging.getLogger("batcher.inbox").warning("left", extra={"event": "left", "workbook": "十月"})
    (line,) = lines()
    assert line["at"].endswith("Z")
    assert {k: v for k, v in line.items() if k != "at"} == {
        "level": "warning",
        "room": "inbox",
        "event": "left",
        "message": "left",
        "workbook": "十月",
    }


def test_no_key_and_no_message_of_an_exception(lines: Lines) -> None:
    log = logging.getLogger("batcher.notify")
    try:
        raise ValueError(KEY)
    except ValueError:
        log.exception("failed with %s", KEY, extra={"event": "x", "told": [f"slack://{KEY}/a"]})
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert line["told"] == ["slack://***"]
    assert KEY not in json.dumps(line)


def test_below_the_level_nothing_is_said(lines: Lines) -> None:
    logging.getLogger("batcher.run").debug("quiet")
    assert lines() == []


def test_nothing_is_said_where_no_log_is_set(capsys: pytest.CaptureFixture[str]) -> None:
    stop = start(Settings())
    logging.getLogger("batcher.notify").error("not told")
    stop()
    assert capsys.readouterr() == ("", "")


def test_a_log_that_was_moved_away_is_opened_anew(lines: Lines, tmp_path: Path) -> None:
    log = logging.getLogger("batcher.run")
    log.info("one")
    (tmp_path / "logs" / "batcher.jsonl").rename(tmp_path / "old.jsonl")
    log.info("two")
    assert [line["message"] for line in lines()] == ["two"]


def test_a_run_from_its_beginning_to_its_end(
    lines: Lines,
    here: World,  # noqa: F811
) -> None:
    sheets = {"add_lines": [["invoice", "amount", "description"], ["in_A", 5.0, WORDS]]}
    here.ledger = logged(here.ledger)
    assert here.run(sheets).exit == 0
    events = [line["event"] for line in lines()]
    order = ["planned", "began", "sent", "answered", "applied", "verified", "ended"]
    assert [one for one in order if one in events] == order
    assert [events.index(one) for one in order] == sorted(events.index(one) for one in order)
    assert {line["run"] for line in lines()} == {"R-1"}
    sent = next(line for line in lines() if line["event"] == "sent")
    assert (sent["request"], sent["invoice"], sent["attempt"]) == (1, "in_A", 1)
    ended = next(line for line in lines() if line["event"] == "ended")
    assert (ended["exit"], ended["outcome"], ended["rows"]["applied"]) == (0, "applied", 1)
    text = json.dumps(lines(), ensure_ascii=False)
    assert WORDS not in text
    assert "A Ltd" not in text
    assert "500" not in text  # the amount, in minor units


def test_bad_news_is_a_warning(lines: Lines, here: World) -> None:  # noqa: F811
    from tests.run.test_faults import refusal

    here.ledger = logged(here.ledger)
    here.faults.plan("in_A/update_lines", refusal(saved=True))
    here.run(drafts.sheets())
    refused = [line for line in lines() if line["event"] == "refused"]
    assert [line["level"] for line in refused] == ["warning"]
    assert Event.REFUSED.value == "refused"
