"""Every check finds what it is for, says what to do, and never writes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from batcher import sandbox
from batcher.core import example
from batcher.core.model import Answer, Event
from batcher.core.permissions import RESOURCES, Access, Permission, needed
from batcher.doctor import Check, Health, examine, usable
from batcher.doctor.stripe_side import Asked, _clock
from batcher.history import BACKUP_NOTE
from batcher.ledger import open_ledger
from batcher.sandbox import Fault
from batcher.settings import Settings
from batcher.wiring import Connection
from tests.ledger.examples import operation, run_record

RESTRICTED = "rk_test_" + "ofTheDoctor1"


@dataclass(eq=False)
class Clinic:
    """An account of the embedded Stripe, and settings that reach it."""

    stripe: sandbox.Sandbox  # type: ignore[name-defined]
    home: Path
    lacking: set[Permission] = field(default_factory=set)

    def checks(self, **chosen: Any) -> dict[str, Check]:
        settings = {"home": self.home, "api_base": self.stripe.url, "reports": self.home / "r"}
        listed = examine(Settings(**{**settings, **chosen}), Connection(live=True))
        assert len({check.name for check in listed}) == len(listed)
        for check in listed:
            assert (check.todo == "") is (check.status is Health.OK), check
        return {check.name: check for check in listed}


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    made: list[Clinic] = []

    def hook(phase: str, method: str, path: str, body: str) -> Fault | None:
        if phase != "before" or not made or needed(method, path) not in made[0].lacking:
            return None
        return Fault(status=403, body=json.dumps({"error": {"message": "no", "type": "x"}}))

    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with sandbox.start(None, seed=example.objects(), faults=hook) as stripe:  # type: ignore[arg-type]
        monkeypatch.setenv("STRIPE_API_KEY", stripe.key)
        made.append(Clinic(stripe, tmp_path))
        yield made[0]
        assert [one for one in stripe.state.requests if one.method != "GET"] == []


def bad(checks: Mapping[str, Check]) -> dict[str, str]:
    return {name: one.status.value for name, one in checks.items() if one.status is not Health.OK}


def test_all_is_well_and_nothing_is_made(clinic: Clinic) -> None:
    checks = clinic.checks()
    assert bad(checks) == {}
    assert usable(checks.values())
    assert checks["account"].found == clinic.stripe.account
    assert {f"permission.{one}.read" for one in RESOURCES} <= set(checks)
    assert list(clinic.home.iterdir()) == []


@pytest.mark.parametrize(
    ("key", "word"), [("", "no Stripe key"), ("pk_test_abc", "publishable"), ("x", "look like")]
)
def test_a_key_that_does_not_serve(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, key: str, word: str
) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", key)
    checks = clinic.checks()
    assert bad(checks) == {"key": "problem"}
    assert word in checks["key"].found
    assert "stripe" not in checks
    assert not usable(checks.values())


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_key_file_that_others_may_read(clinic: Clinic) -> None:
    file = clinic.home / "key"
    file.write_text(clinic.stripe.key, encoding="utf-8")
    file.chmod(0o644)
    checks = clinic.checks(api_key_file=file)
    assert "chmod 600" in checks["key"].found
    file.chmod(0o600)
    assert clinic.checks(api_key_file=file)["key"].status is Health.OK
    assert bad(clinic.checks(api_key_file=clinic.home / "none")) == {"key": "problem"}


def test_a_key_stripe_does_not_know(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", RESTRICTED)
    checks = clinic.checks()
    assert bad(checks) == {"stripe": "problem"}
    assert checks["key"].found == "a restricted key, test mode"
    assert RESTRICTED not in str(checks)


def test_nobody_answers(clinic: Clinic) -> None:
    checks = clinic.checks(api_base="http://127.0.0.1:9")
    assert bad(checks) == {"stripe": "problem"}
    assert "status.stripe.com" in checks["stripe"].todo


def test_another_account(clinic: Clinic) -> None:
    checks = clinic.checks(account="acct_Other")
    assert bad(checks) == {"account": "problem"}
    assert "acct_Other" in checks["account"].todo


@pytest.mark.parametrize("collection", RESOURCES)
def test_each_missing_permission_is_named(clinic: Clinic, collection: str) -> None:
    clinic.lacking = {Permission(collection, Access.READ)}
    checks = clinic.checks(time_zone="UTC", account=clinic.stripe.account)
    name = f"permission.{collection}.read"
    expected = "problem" if collection == "invoices" else "warning"
    assert bad(checks) == {name: expected}
    assert str(Permission(collection, Access.READ)) in checks[name].found


def test_without_the_account_it_wants_to_be_named(clinic: Clinic) -> None:
    clinic.lacking = {Permission("account", Access.READ)}
    checks = clinic.checks()
    assert bad(checks) == {
        "account": "warning",
        "permission.account.read": "warning",
        "account_time_zone": "warning",
    }


@pytest.mark.parametrize(
    ("off_s", "status"), [(0, "ok"), (20, "ok"), (-31, "warning"), (301, "problem")]
)
def test_the_clock(off_s: int, status: str) -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    theirs = format_datetime(at - timedelta(seconds=off_s), usegmt=True)
    check = _clock(Asked(Answer(200, server_date=theirs), at), "en")
    assert (check.status.value, f"{off_s:+d} s" in check.found) == (status, True)
    assert _clock(Asked(Answer(200), at), "en").status is Health.WARNING


def test_a_ledger_that_is_damaged(clinic: Clinic) -> None:
    (clinic.home / "ledger.sqlite3").write_bytes(b"no database at all" * 100)
    checks = clinic.checks()
    assert bad(checks) == {"ledger": "problem"}


def test_an_event_that_was_changed(clinic: Clinic) -> None:
    import sqlite3

    with open_ledger(None, clinic.home) as ledger:
        ledger.open_run(run_record(), b"x", "{}", [operation("R-1", 2, request=1)])
        ledger.append("R-1", Event.FINISHED, None, exit=0)
        ledger.backup(clinic.home / "copy")
    connection = sqlite3.connect(clinic.home / "ledger.sqlite3")
    connection.execute("DROP TRIGGER events_no_update")
    connection.execute("UPDATE events SET detail = '{}' WHERE number = 2")
    connection.commit()
    connection.close()
    assert clinic.checks()["ledger"].status is Health.PROBLEM


def test_runs_left_open_and_backups(clinic: Clinic) -> None:
    with open_ledger(None, clinic.home) as ledger:
        ledger.open_run(run_record(), b"x", "{}", [operation("R-1", 2, request=1)])
    checks = clinic.checks()
    assert bad(checks) == {"open_runs": "warning", "backup": "warning"}
    assert "batcher resume R-1" in checks["open_runs"].todo
    note = clinic.home / BACKUP_NOTE
    note.write_text(datetime.now(UTC).isoformat(), encoding="ascii")
    assert "backup" not in bad(clinic.checks())
    note.write_text("2026-10-01T00:00:00+00:00", encoding="ascii")  # the run is of November
    assert bad(clinic.checks())["backup"] == "warning"


@pytest.mark.parametrize(
    ("free", "status"),
    [(2 * 10**9, {}), (5 * 10**8, {"disk": "warning"}), (10, {"disk": "problem"})],
)
def test_room_on_the_disk(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, free: int, status: dict[str, str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert bad(clinic.checks()) == status


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"pace_endpoint": 80}, {"pace": "warning"}),
        ({"pace_total": 300}, {"pace": "warning"}),
        ({"time_zone": "Asia/Osaka-shi"}, {"time_zone": "problem"}),
        ({"log": "-"}, {}),
    ],
)
def test_settings_are_judged(
    clinic: Clinic, chosen: dict[str, Any], expected: dict[str, str]
) -> None:
    assert bad(clinic.checks(**chosen)) == expected


@pytest.mark.parametrize("name", ["reports", "log"])
def test_a_place_that_cannot_be_written(clinic: Clinic, name: str) -> None:
    file = clinic.home / "file"
    file.touch()
    assert bad(clinic.checks(**{name: str(file / "below")})) == {name: "problem"}


def test_a_proxy_of_the_environment_is_told_to_be_unused(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://u:hunter2@127.0.0.1:9")
    checks = clinic.checks()
    assert bad(checks) == {"proxy": "warning"}
    assert "hunter2" not in str(checks)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_ledger_that_cannot_be_written(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    with open_ledger(None, clinic.home):
        pass
    file = clinic.home / "ledger.sqlite3"
    locked = file if what == "file" else clinic.home
    true = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != locked and true(path, mode))
    found = clinic.checks(reports=clinic.home.parent)
    assert found["ledger"].status is Health.PROBLEM
    assert str(file) in found["ledger"].found
    assert "--home" in found["ledger"].found + found["ledger"].todo


def test_a_server_that_is_away(clinic: Clinic) -> None:
    pytest.importorskip("psycopg")
    url = "postgresql://anna:hunter2@127.0.0.1:9/ledger"
    checks = clinic.checks(ledger_url=url)
    assert bad(checks) == {"ledger": "problem"}
    assert "ledger_url" in checks["ledger"].todo
    assert "hunter2" not in str(checks)


def test_a_webhook_where_nobody_listens(clinic: Clinic) -> None:
    dead = "http://127.0.0.1:9/hook?token=hunter2"
    checks = clinic.checks(notify_webhook=dead)
    assert bad(checks) == {"notifications": "warning"}
    assert "127.0.0.1:9" in checks["notifications"].found
    assert "hunter2" not in str(checks)
    alive = clinic.stripe.url + "/hook"
    assert bad(clinic.checks(notify_webhook=alive)) == {}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # its own, while it looks for services
def test_an_address_that_apprise_cannot_read(clinic: Clinic) -> None:
    pytest.importorskip("apprise")
    checks = clinic.checks(notify=["carrierpigeon://hunter2@loft", "json://127.0.0.1:9"])
    assert bad(checks) == {"notifications": "warning"}
    assert "carrierpigeon: apprise does not understand" in checks["notifications"].found
    assert "hunter2" not in str(checks)


def of_inbox(clinic: Clinic, folder: Path) -> Check:
    listed = examine(Settings(home=clinic.home, api_base=clinic.stripe.url), Connection(), folder)
    (check,) = [one for one in listed if one.name == "inbox"]
    return check


def test_an_inbox(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at, not touched: nothing is made in it."""
    folder = clinic.home / "in"
    assert str(folder) in of_inbox(clinic, folder).found
    folder.mkdir()
    assert of_inbox(clinic, folder).status is Health.OK
    assert list(folder.iterdir()) == []
    done = folder / "done"
    done.touch()
    assert str(done) in of_inbox(clinic, folder).found
    done.unlink()
    done.mkdir()
    true = os.access
    for closed in (folder, done):
        monkeypatch.setattr(os, "access", lambda p, m, c=closed: p != c and true(p, m))
        found = of_inbox(clinic, folder)
        assert (found.status, str(closed) in found.found) == (Health.PROBLEM, True)
        assert "--inbox" in found.todo
