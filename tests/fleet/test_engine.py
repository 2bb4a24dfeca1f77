"""The engine's tables beside the ledger's, and what is said where there can be none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from batcher.fleet import FleetUnusable, place_of, places, prepare
from batcher.fleet.engine import SCHEMA, address_of, require_engine
from batcher.ledger import open_ledger
from batcher.settings import Settings
from tests import postgres


def _ask(url: str, statement: str) -> list[tuple[object, ...]]:
    return postgres.shared_server().execute(statement, url.rpartition("/")[2])


def test_it_is_made_once_and_the_ledger_does_not_see_it(tmp_path: Path, url: str) -> None:
    assert prepare(url) is True
    assert prepare(url) is False
    with open_ledger(url, tmp_path) as ledger:
        assert ledger.runs() == []
    tables = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_name LIKE "
    assert _ask(url, f"{tables} 'procrastinate%' AND table_schema <> '{SCHEMA}'") == []
    assert (SCHEMA, "procrastinate_jobs") in _ask(url, f"{tables} 'procrastinate%'")
    assert _ask(url, f"{tables} 'runs'") == [("public", "runs")]
    assert prepare(url) is False  # the ledger's own migrations left it alone


def test_an_older_one_is_brought_up_to_date(url: str) -> None:
    prepare(url)
    newest = _ask(url, f"SELECT obj_description('{SCHEMA}'::regnamespace, 'pg_namespace')")[0][0]
    trigger = "procrastinate_trigger_status_events_update_v1"
    _ask(url, f"DROP TRIGGER {trigger} ON {SCHEMA}.procrastinate_jobs")
    before = "03.04.00_01_pre_add_retry_failed_job_procedure"  # the step after it makes it again
    _ask(url, f"COMMENT ON SCHEMA {SCHEMA} IS '{before}'")
    assert prepare(url) is True
    comment = f"SELECT obj_description('{SCHEMA}'::regnamespace, 'pg_namespace')"
    assert _ask(url, comment) == [(newest,)]
    found = _ask(url, f"SELECT tgname FROM pg_trigger WHERE tgname = '{trigger}'")
    assert found == [(trigger,)]


def test_a_newer_one_is_refused(url: str) -> None:
    prepare(url)
    _ask(url, f"COMMENT ON SCHEMA {SCHEMA} IS '99.00.00_01_later'")
    with pytest.raises(FleetUnusable) as refused:
        prepare(url)
    assert refused.value.code == "fleet.newer"


def test_a_ledger_in_a_file_has_no_queue(tmp_path: Path) -> None:
    for url in ("", f"sqlite:///{tmp_path}/l.sqlite3", "nothing at all"):
        with pytest.raises(FleetUnusable) as refused:
            address_of(Settings(home=tmp_path, ledger_url=url))
        assert refused.value.code == "fleet.no_server"


def test_a_server_that_is_not_there_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(FleetUnusable) as refused:
        prepare("postgresql://who:secret@127.0.0.1:1/ledger")
    assert refused.value.code == "fleet.server"
    assert "secret" not in str(refused.value)


def test_without_the_extra_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    with pytest.raises(FleetUnusable) as refused:
        require_engine()
    assert refused.value.code == "fleet.no_engine"


def test_accounts_have_a_queue_each_under_the_same_name_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "batcher.toml"
    config.write_text(
        "[accounts.tokyo]\naccount = 'acct_1T'\n[accounts.osaka]\n"
        "account = 'acct_1P'\nconnected = 'acct_1O'\n[accounts.'名前']\nlive = true\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("BATCHER_CONFIG", str(config))
    found = places(Settings(home=tmp_path))
    assert [place.name for place in found] == ["acct_1T", "acct_1O", "名前"]
    assert [place.queue for place in found[:2]] == ["a.acct_1T", "a.acct_1O"]
    assert len(found[2].queue.encode()) < 40  # the server's channels have room for no more
    assert found[1].lock("live") == "acct_1O/live"
    assert place_of(Settings(home=tmp_path, account="acct_1T")).queue == "a.acct_1T"
    monkeypatch.delenv("BATCHER_CONFIG")
    monkeypatch.chdir(tmp_path / "..")
    assert [place.name for place in places(Settings(home=tmp_path / "none"))] == ["main"]
