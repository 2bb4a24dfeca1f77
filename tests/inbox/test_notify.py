"""What people are told of a sweep, by whom, and what becomes of it when nobody can be told."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apprise
import pytest
from pydantic import SecretStr

from batcher import notify
from batcher.settings import Settings, load
from tests.cli.desk import ADD, Desk
from tests.inbox.week import listening

SECRET = "hunter2"
RUN: dict[str, Any] = {
    "run": "R-1",
    "arrived": "十月.xlsx",
    "workbook": "/in/failed/十月.xlsx",
    "folder": "failed",
    "exit": 3,
    "since": None,
    "waits_for": None,
    "rows": {"total": 3, "applied": 2, "refused": 1},
    "money": {"usd": {"actual_change": "12.00", "difference": "-1.00"}},
    "problems": [
        {"sheet": "add_lines", "row": 2, "cell": "B2", "severity": "error", "message": "Bad."},
        {"sheet": "add_lines", "row": 3, "cell": None, "severity": "warning", "message": "Odd."},
    ],
    "half_corrected": [
        {"invoice": "in_1", "finalizes_at": "2026-11-23T01:00:00+00:00", "rows_not_applied": 1}
    ],
    "report": None,
    "leftovers": None,
    "error": None,
}


def summary(*runs: dict[str, Any], **more: Any) -> dict[str, Any]:
    worst = max([run["exit"] for run in runs], default=0)
    told = {"runs": list(runs), "inbox": "/in", "exit": worst, "left": [], "unknown": []}
    return {**told, "error": None, **more}


GOOD = {**RUN, "folder": "done", "exit": 0, "half_corrected": [], "problems": [],
        "money": {"jpy": {"actual_change": "500", "difference": "0"}}}  # fmt: skip


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What apprise was asked to say; addresses of `refuses://` say no, `breaks://` raise."""
    heard: list[dict[str, Any]] = []

    class Service:
        def add(self, address: str) -> bool:
            self.address = address
            return not address.startswith("odd://")

        def notify(self, **given: Any) -> bool:
            if self.address.startswith("breaks://"):
                raise OSError("no such host")
            heard.append({"address": self.address, **given})
            return not self.address.startswith("refuses://")

    monkeypatch.setattr(apprise, "Apprise", Service)
    yield heard
    logging.getLogger("apprise").setLevel(logging.NOTSET)


def settings(*addresses: str, **more: Any) -> Settings:
    return Settings(notify=[SecretStr(one) for one in addresses], **more)


def test_what_needs_a_hand_comes_first() -> None:
    title, body = notify.words(summary(GOOD, RUN), "en")
    assert title == "batcher: 1 done, 1 failed, 0 waiting"
    assert body.splitlines() == [
        "Invoice in_1 is left half corrected: 1 of its rows are not applied. "
        "It finalizes by itself at 2026-11-23T01:00:00+00:00.",
        "十月.xlsx: failed",
        "  applied 2, refused 1",
        "  USD 12.00",
        "  The money does not tie out: difference -1.00",
        "  add_lines!B2: Bad.",
        "十月.xlsx: done",
        "  applied 2, refused 1",
        "  JPY 500",
        "Inbox: /in",
    ]


def test_one_that_waits_says_since_when_and_for_whom() -> None:
    waits = {**RUN, "folder": "working", "exit": 1, "since": "2026-11-20T22:00:05+00:00",
             "waits_for": "approval"}  # fmt: skip
    _, body = notify.words(summary(waits), "en")
    assert "十月.xlsx: gone on with next time (working), waits since 2026-11-20T22:00 UTC" in body
    assert "  It waits for a person: batcher approve R-1" in body
    title, body = notify.words(summary(waits), "ja")
    assert title == "batcher：完了 0、要確認 0、待機 1"
    assert "承認を待っています：batcher approve R-1" in body


def test_each_service_by_itself(said: list[dict[str, Any]]) -> None:
    given = settings(f"refuses://{SECRET}", f"breaks://{SECRET}", f"odd://{SECRET}",
                     f"mailto://ann:{SECRET}@example.com")  # fmt: skip
    found = notify.notify(summary(RUN), given)
    assert found == {
        "apprise": [
            {"service": "refuses", "outcome": "failed"},
            {"service": "breaks", "outcome": "failed: OSError"},
            {"service": "odd", "outcome": "unusable"},
            {"service": "mailto", "outcome": "sent"},
        ]
    }
    assert [one["address"] for one in said] == [f"refuses://{SECRET}",
                                                f"mailto://ann:{SECRET}@example.com"]  # fmt: skip


def test_files_go_along(said: list[dict[str, Any]], tmp_path: Path) -> None:
    for name in ("l.xlsx", "r.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    run = {**RUN, "leftovers": str(tmp_path / "l.xlsx"), "report": str(tmp_path / "r.xlsx")}
    notify.notify(summary(run), settings("json://x"))
    notify.notify(summary(run), settings("json://x", notify_reports=True))
    assert [one["attach"] for one in said] == [
        [str(tmp_path / "l.xlsx")],
        [str(tmp_path / "l.xlsx"), str(tmp_path / "r.xlsx")],
    ]


def test_nothing_on_success_if_so_set(said: list[dict[str, Any]]) -> None:
    quiet = settings("json://x", notify_on="problems")
    assert notify.notify(summary(GOOD), quiet) is None
    assert notify.notify(summary(GOOD, left=[{"reason": "b.csv"}]), quiet) is not None
    assert notify.notify(summary(RUN), quiet) is not None
    assert notify.notify(summary(GOOD), settings("json://x")) is not None
    assert len(said) == 3
    assert notify.notify(summary(RUN), settings()) is None


def test_the_webhook_gets_the_object() -> None:
    heard: list[dict[str, Any]] = []
    with listening(heard) as address:
        found = notify.notify(summary(RUN), Settings(notify_webhook=SecretStr(address)))
    assert found == {"webhook": "sent"}
    assert heard == [summary(RUN)]


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "nonsense", "http://[", ""])
def test_a_webhook_that_is_not_there(address: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = Settings(notify_webhook=SecretStr(address.format(port=port)))
    found = notify.notify(summary(RUN), given)
    assert found is not None
    assert found["webhook"].startswith("failed: ")


def test_one_that_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "ALL_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        found = notify.notify(summary(RUN), Settings(notify_webhook=SecretStr(address)))
        assert found == {"webhook": "late"}
        deaf.accept()[0].close()


def test_no_address_is_shown_or_logged(
    said: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = settings(f"breaks://{SECRET}", notify_webhook=SecretStr(f"http://[{SECRET}"))
    found = notify.notify(summary(RUN), given)
    assert SECRET not in json.dumps(found) + caplog.text + repr(given)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # its own, while it looks for services
def test_apprise_itself_takes_what_we_give(tmp_path: Path) -> None:
    """Through the real library, to a service of its own that takes JSON."""
    heard: list[dict[str, Any]] = []
    with listening(heard) as address:
        place = address.removeprefix("http://")
        found = notify.notify(summary(RUN), settings(f"json://{place}"))
    assert found == {"apprise": [{"service": "json", "outcome": "sent"}]}
    assert heard[0]["title"] == "batcher: 0 done, 1 failed, 0 waiting"


def test_a_night_is_told_once(desk: Desk) -> None:
    heard: list[dict[str, Any]] = []
    folder = desk.folder / "in"
    folder.mkdir()
    for number in (1, 2):
        text = ADD.replace("45.00", f"{number}.00")
        (folder / f"add_lines {number}.csv").write_text(text)
    with listening(heard) as address:
        desk.environment |= {
            "BATCHER_INBOX_SETTLE": "0.05",
            "BATCHER_NOTIFY_WEBHOOK": address,
            "BATCHER_NOTIFY": f"odd://{SECRET}",
        }
        words = ("inbox", "in", "--once", "--yes", "--sandbox", "--json", "--sheet", "add_lines")
        ended = desk(*words, ends=0)
        again = desk(*words, ends=0)
    assert [[run["exit"] for run in one["runs"]] for one in heard] == [[0, 0]]
    assert ended.json["notified"]["webhook"] == "sent"
    assert ended.json["notified"]["apprise"] == [{"service": "odd", "outcome": "unusable"}]
    assert again.json["notified"] is None
    assert SECRET not in ended.out + ended.err


def test_settings_take_addresses_in_every_form(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for text in ('["a://1", "b://2"]', "a://1 b://2", " a://1\nb://2 "):
        monkeypatch.setenv("BATCHER_NOTIFY", text)
        assert [one.get_secret_value() for one in load().settings.notify] == ["a://1", "b://2"]
    monkeypatch.setenv("BATCHER_NOTIFY", "mailto://u:p@example.com?to=a@x.jp,b@x.jp&format=text")
    assert [one.get_secret_value() for one in load().settings.notify] == [
        "mailto://u:p@example.com?to=a@x.jp,b@x.jp&format=text"
    ]
