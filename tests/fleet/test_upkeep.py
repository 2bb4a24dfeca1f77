"""What workers do at their own hours: runs read again, the inbox swept, old runs purged."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from batcher import notify
from batcher.fleet import Crew, FleetUnusable, place_of
from batcher.fleet.duties import require_hours
from batcher.fleet.upkeep import VERIFIED, retain, sweep, to_sweep, to_verify, verify
from batcher.ledger import open_ledger
from batcher.settings import Settings
from tests.fleet.firm import Client, firm
from tests.fleet.typed import Typed

DAY_S = 86_400


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with firm(tmp_path, 1, 5, limit=1000) as all_of:
        yield all_of.clients[0]


@pytest.fixture
def crew(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    """A worker's crew on a ledger of its own; none of this needs the queue."""
    monkeypatch.setenv("KEY_A0", client.running.key)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    settings = Settings(
        home=tmp_path / "home",
        api_base=client.running.url,
        key_env="KEY_A0",
        account=client.running.account,
        reports=tmp_path / "reports",
        sweep_folder=inbox,
        inbox_settle=0.05,
        accept=["all"],
        purge_after_days=1,
    )
    place = place_of(settings)
    with open_ledger(None, settings.home) as ledger:
        yield Crew(settings, "", ledger, {place.queue: place}, 1, "a worker")


def applied(crew: Crew, client: Client, tmp_path: Path) -> str:
    """The workbook is applied, by a sweep of the inbox; the run."""
    assert crew.settings.sweep_folder is not None
    shutil.copy(tmp_path / "a0.xlsx", crew.settings.sweep_folder / "a0.xlsx")
    (place,) = to_sweep(crew.places.values())
    sweep(place, Flag())
    assert (crew.settings.sweep_folder / "done" / "a0.xlsx").is_file()
    (record,) = crew.ledger.runs()
    assert client.posts > 0
    return record.run


def test_recent_runs_are_read_again(crew: Crew, client: Client, tmp_path: Path) -> None:
    run = applied(crew, client, tmp_path)
    ((place, mode, found),) = to_verify(crew, int(time.time()))
    assert (place.name, mode, found) == (client.running.account, "test", run)
    assert to_verify(crew, int(time.time()) + 2 * DAY_S) == []  # long ago by then
    posts = client.posts
    verify(run, place, crew.ledger, crew.name, Flag())
    told = crew.ledger.desk.last(run, VERIFIED)
    assert told is not None
    assert dict(told.detail) == {"exit": 0, "changed": 0}
    invoice = client.stripe.account().invoices
    name, line = next((i.invoice, n) for i in invoice.values() for n in i.lines)
    client.stripe.edit(name, line, 7)
    verify(run, place, crew.ledger, crew.name, Flag())
    told = crew.ledger.desk.last(run, VERIFIED)
    assert told is not None
    assert told.detail["exit"] == 3
    assert int(str(told.detail["changed"])) >= 1
    assert client.posts == posts


def test_a_sweep_is_told_once(
    crew: Crew, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[list[str]] = []

    def hear(summary: Mapping[str, Any], _settings: Settings) -> None:
        heard.append([run["arrived"] for run in summary["runs"]])

    monkeypatch.setattr(notify, "notify", hear)
    applied(crew, client, tmp_path)
    (place,) = to_sweep(crew.places.values())
    sweep(place, Flag())
    assert heard == [["a0.xlsx"]]


def test_old_runs_are_purged_and_young_ones_stay(
    crew: Crew, client: Client, tmp_path: Path
) -> None:
    run = applied(crew, client, tmp_path)
    forgotten = crew.ledger.desk.bring("forgotten.csv", b"nobody sent it", "aki").sha256
    retain(crew)
    assert crew.ledger.purged(run) is None
    tomorrow = {"purge_after_days": -1}
    crew.settings = crew.settings.model_copy(update=tomorrow)
    retain(crew)
    assert crew.ledger.purged(run) is None  # the law may ask for it for years
    assert crew.ledger.desk.kept([forgotten])
    crew.settings = crew.settings.model_copy(update={"keep_years": 0})
    retain(crew)
    assert crew.ledger.purged(run) is not None
    assert not crew.ledger.desk.kept([forgotten])


def test_a_folder_that_is_not_here_is_left_alone(crew: Crew, tmp_path: Path) -> None:
    elsewhere = {"sweep_folder": tmp_path / "elsewhere"}
    place = place_of(crew.settings.model_copy(update=elsewhere))
    sweep(place, Flag())
    assert crew.ledger.runs() == []
    assert to_sweep([place]) == [place]
    assert to_sweep([place, place_of(place.settings, "another")]) == []  # whose is a workbook?


def test_an_hour_that_is_none_is_said(tmp_path: Path, url: str) -> None:
    with pytest.raises(FleetUnusable) as refused:
        require_hours(Settings(home=tmp_path, verify_at="at night"))
    assert refused.value.details == {"name": "verify_at", "value": "at night"}
    own = {"BATCHER_LEDGER_URL": url, "BATCHER_SWEEP_AT": "61 * * * *"}
    program = Typed(tmp_path / "home", own)
    assert "sweep_at" in program("worker", "--once", ends=5).json["error"]
