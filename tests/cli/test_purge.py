"""`batcher purge`: shows, asks, removes; what is gone is told by every command."""

from __future__ import annotations

from pathlib import Path

from batcher.history import open_runs
from batcher.settings import Settings
from tests.cli.desk import ADD, Desk

ALL = ("purge", "--before", "2100-01-01")


def test_a_purge_from_the_question_to_what_is_told_afterwards(desk: Desk) -> None:
    desk.sheet("add_lines.csv", ADD)
    ran = desk("run", "add_lines.csv", "--sandbox", "--yes", "--json", ends=0).json
    run, report = ran["run"], Path(ran["report"])
    young = desk(*ALL, "--json", ends=0).json
    assert young == {
        "purged": [],
        "kept": [{"run": run, "why": "young"}],
        "keep_years": 10,
        "files": [],
    }
    desk.environment["BATCHER_KEEP_YEARS"] = "0"
    asked = desk(*ALL, ends=2)
    assert run in asked.out
    assert "7 years" in asked.out
    assert desk("show", run, "--json").json["purged"] is None
    done = desk(*ALL, "--reports", "--yes", "--json", ends=0).json
    assert [one["run"] for one in done["purged"]] == [run]
    assert done["purged"][0]["reports"] == [str(report)]
    assert not report.exists()
    shown = desk("show", run, "--json", ends=0).json
    assert shown["purged"]["at"].startswith("20")
    assert shown["rows"]["applied"] == 1
    assert len(shown["requests"]) == 1
    for words in (("report", run), ("report", run, "--evidence"), ("verify", run, "--sandbox")):
        ended = desk(*words, "--json")
        assert ended.code != 0
        assert "was purged on" in ended.json["error"]
    again = desk("run", "add_lines.csv", "--sandbox", "--yes", "--json", ends=0).json
    assert again["rows"] == {**again["rows"], "total": 1, "unchanged": 1}


def test_a_file_that_no_run_came_of_goes_too(desk: Desk) -> None:
    desk.sheet("add_lines.csv", ADD)
    with open_runs(Settings(home=desk.home)) as ledger:
        brought = ledger.desk.bring("forgotten.csv", b"a,b\n", "aki")
    desk.environment["BATCHER_KEEP_YEARS"] = "0"
    asked = desk(*ALL, ends=2).out
    assert f"{brought.upload}: brought {brought.at[:10]}, no run came of it, forgotten.csv" in asked
    done = desk(*ALL, "--yes", "--json", ends=0).json
    told = {"upload": brought.upload, "workbook": "forgotten.csv", "brought_at": brought.at}
    assert done["files"] == [{**told, "who": "aki"}]
    assert desk(*ALL, "--yes", "--json", ends=0).json["files"] == []


def test_a_day_is_written_as_a_day(desk: Desk) -> None:
    desk("purge", "--before", "31/12/2016", ends=2)
    desk("purge", ends=2)
    assert "nothing to purge" in desk(*ALL, ends=0).out
