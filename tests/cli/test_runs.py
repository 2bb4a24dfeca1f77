"""`run`, `plan`, `apply` and what is told of a run afterwards, against the embedded Stripe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from batcher.core.model import Event
from batcher.core.plan import to_json as as_json
from batcher.history import shown
from batcher.ledger import open_ledger
from tests.cli.conftest import Made
from tests.cli.desk import ADD, Desk
from tests.core.drafts import live, plan
from tests.core.sheets import sheet
from tests.ledger.examples import run_record

UPDATE = "invoice,line,amount\nin_Quillmere,il_Quillmere_02,{amount}\n"


def test_a_run_is_told(made: Made) -> None:
    lines = made.told.splitlines()
    assert lines[0] == f"{made.run}  applied: Every row of the workbook now stands in Stripe."
    assert lines[1:3] == [
        "Rows: 1 in all = 1 applied",
        "Requests: 1 planned, 1 sent, 0 sent again",
    ]
    assert lines[4].split() == ["USD", "17296.50", "45.00", "45.00", "0.00", "0.00"]
    assert lines[5] == f"Report: {made.desk.folder / 'reports' / made.run}.xlsx"
    assert len(lines) == 6


def test_runs_lists_it(made: Made) -> None:
    head, line = made.desk("runs", ends=0).out.splitlines()
    assert head.split() == ["run", "began", "(UTC)", "status", "mode", "workbook"]
    assert line.startswith(made.run)
    assert line.split()[3:] == ["applied", "test", "add_lines.csv"]


def test_show_tells_the_run_and_its_requests(made: Made) -> None:
    lines = made.desk("show", made.run, ends=0).out.splitlines()
    # As it was told when it ended, then the requests.
    assert lines[:6] == made.told.splitlines()
    assert lines[6].startswith("sent (UTC)")
    assert lines[7].split()[2:7] == ["1.1", "in_Quillmere", "add_lines", "1", "applied"]
    found = made.desk("show", made.run, "--json", ends=0).json
    assert found["requests"][0]["http_status"] == 200


def test_verify_reads_again(made: Made) -> None:
    found = made.desk("verify", made.run, "--sandbox", "--json", ends=0).json
    assert (found["status"], found["money"]["usd"]["difference"]) == ("applied", "0.00")


def test_a_report_is_written_again_beside_the_first(made: Made) -> None:
    first = made.desk.folder / "reports" / f"{made.run}.xlsx"
    before = first.read_bytes()
    found = made.desk("report", made.run, "--json", ends=0).json
    assert Path(found["report"]) != first
    assert first.read_bytes() == before
    there = made.desk.folder / "again.xlsx"
    assert "again.xlsx" in made.desk("report", made.run, "--report", there, ends=0).out
    assert there.is_file()


def test_a_finished_run_resumed_says_what_it_said(made: Made) -> None:
    found = made.desk("resume", made.run, "--sandbox", "--json", ends=0).json
    assert found["run"] == made.run


def test_the_key_is_nowhere(made: Made) -> None:
    state = made.desk.home / "sandbox"
    written = [path for path in made.desk.folder.rglob("*") if path.is_file()]
    ours = [path for path in written if state not in path.parents]
    assert len(ours) > 1
    assert not [path for path in ours if b"sk_test_" in path.read_bytes()]
    assert "sk_test_" not in made.told


def test_only_the_object_is_on_standard_output(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    ended = desk("run", sheet, "--sandbox", "--yes", "--json", ends=0)
    assert list(ended.json) == [
        "run", "status", "workbook", "livemode", "rows", "requests", "money", "problems",
        "half_corrected", "report", "leftovers", "error",
    ]  # fmt: skip
    assert ended.err == ""
    assert ended.json["workbook"] == str(sheet)
    assert ended.json["money"]["usd"] == {
        "before": "17296.50",
        "expected_change": "45.00",
        "actual_change": "45.00",
        "other_change": "0.00",
        "difference": "0.00",
    }


def test_the_same_again_sends_nothing(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    desk("run", sheet, "--sandbox", "--yes", ends=0)
    renamed = sheet.rename(desk.folder / "November.csv")
    ended = desk("run", renamed, "--sheet", "add_lines", "--sandbox", "--yes", "--json", ends=0)
    assert (ended.json["status"], ended.json["requests"]["sent"]) == ("unchanged", 0)


def test_expectations(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    words = ("run", sheet, "--sandbox", "--yes", "--json")
    assert desk(*words, "--expect-rows", 2, ends=1).json["problems"]
    assert desk(*words, "--expect-change", "usd=44.99", ends=1).json["problems"]
    ended = desk(*words, "--expect-rows", 1, "--expect-change", "USD=45", ends=0)
    assert ended.json["rows"]["applied"] == 1


def test_a_rejected_workbook_says_what_comes_next(desk: Desk) -> None:
    sheet = desk.sheet("update_lines.csv", UPDATE.format(amount="298.755"))
    ended = desk("run", sheet, "--sandbox", "--yes", ends=1)
    assert ended.out.splitlines()[-1] == "Next: mend the workbook and run it again."
    assert "  update_lines!C2: " in ended.out


def test_a_plan_is_saved_and_applied(desk: Desk) -> None:
    sheet = desk.sheet("update_lines.csv", UPDATE.format(amount="298.75"))
    ended = desk("plan", sheet, "--sandbox", "-o", "p.plan", ends=0)
    assert ended.out.splitlines() == [
        "Rows to send: 1. Requests: 1. Invoices: 1. Rows left alone: 0. Takes at least 1 s.",
        "  invoice       currency  rows    before  change     after",
        "  in_Quillmere  USD          1  17296.50  -13.75  17282.75",
        "Net change: USD -13.75",
        "What changes:",
        "  update_lines!2  il_Quillmere_02  amount  312.50 -> 298.75",
        f"Plan: {desk.folder / 'p.plan'}",
        f"Review: {desk.folder / 'p-review.xlsx'}",
    ]
    assert desk("apply", "p.plan", "--sandbox", ends=2).err.startswith("Nothing was sent")
    sheet.unlink()  # the plan holds all it needs
    found = desk("apply", "p.plan", "--sandbox", "--yes", "--json", ends=0).json
    assert found["rows"]["applied"] == 1


def test_a_plan_says_what_is_left_alone_and_why(desk: Desk) -> None:
    rows = "in_Quillmere,il_Quillmere_02,312.50\nin_Quillmere,il_Quillmere_01,1\n"
    sheet = desk.sheet("update_lines.csv", f"invoice,line,amount\n{rows}")
    lines = desk("plan", sheet, "--sandbox", ends=0).out.splitlines()
    assert "Rows left alone: 1." in lines[0]
    assert lines[-2] == "Left alone:"
    assert lines[-1].startswith("  1 x ")


def test_a_review_is_written_where_one_asks(desk: Desk) -> None:
    sheet = desk.sheet("update_lines.csv", UPDATE.format(amount="31250"))
    words = ("plan", sheet, "--sandbox", "--json", "--review", "r.xlsx")
    found = desk(*words, ends=1).json  # a question is open: that is what a reviewer answers
    assert [problem["code"] for problem in found["problems"]] == ["amount_scaled"]
    assert (found["plan"], found["review"]) == (None, str(desk.folder / "r.xlsx"))
    assert (desk.folder / "r.xlsx").is_file()
    again = desk(*words, "--accept", "amount_scaled", "-o", "p.plan", ends=0).json
    assert again["review"] == str(desk.folder / "r-2.xlsx")  # never written over another
    assert again["plan"] == str(desk.folder / "p.plan")
    assert desk("plan", sheet, "--sandbox", "--json", ends=1).json["review"] is None


def test_a_plan_that_is_stale_names_what_moved(desk: Desk) -> None:
    sheet = desk.sheet("update_lines.csv", UPDATE.format(amount="298.75"))
    desk("plan", sheet, "--sandbox", "-o", "p.plan", ends=0)
    other = desk.sheet("other.csv", UPDATE.format(amount="300"))
    desk("run", other, "--sheet", "update_lines", "--sandbox", "--yes", ends=0)
    found = desk("apply", "p.plan", "--sandbox", "--yes", "--json", ends=1).json
    assert found["problems"][0]["code"] == "plan_stale"
    assert "il_Quillmere_02" in found["problems"][0]["message"]


def test_a_plan_is_not_written_over_a_workbook(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    ended = desk("plan", sheet, "--sandbox", "-o", sheet, ends=2)
    assert "is not written over" in ended.err
    assert sheet.read_text(encoding="utf-8") == ADD


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": "batcher-plan-1"}', "PK\x03"])
def test_a_file_that_is_no_plan(desk: Desk, content: str) -> None:
    desk.sheet("p.plan", content)
    (problem,) = desk("apply", "p.plan", "--sandbox", "--yes", "--json", ends=1).json["problems"]
    assert problem["code"] == "plan_unreadable"


def test_japanese(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    told = desk("plan", sheet, "--sandbox", "--lang", "ja", ends=0).out.splitlines()
    assert told[0] == (
        "送信予定：1 行、1 リクエスト、請求書 1 件（所要時間 1 秒以上）。変更しない行：0 行。"
    )
    told = desk("run", sheet, "--sandbox", "--yes", "--lang", "ja", ends=0).out.splitlines()
    assert told[1] == "行：全 1 行 = 1 applied"


def test_the_sandbox_begins_anew(desk: Desk) -> None:
    first = desk("sandbox", "--reset", "--json", ends=0).json
    second = desk("sandbox", "--reset", "--json", ends=0).json
    assert first["account"].startswith("acct_")
    assert second["account"] != first["account"]
    assert second["url"] is None


def test_a_ledger_that_is_not_one(desk: Desk) -> None:
    desk.home.mkdir()
    (desk.home / "ledger.sqlite3").write_bytes(json.dumps({"no": "ledger"}).encode() * 100)
    sheet = desk.sheet("add_lines.csv", ADD)
    ended = desk("run", sheet, "--sandbox", "--yes", "--json", ends=5)
    assert "ledger.sqlite3" in ended.json["error"]


def test_the_report_of_a_run_whose_approval_lapsed(desk: Desk) -> None:
    """The inbox writes it anew where it puts the workbook; that one is named, not the first."""
    with open_ledger(None, desk.home) as ledger:
        ledger.open_run(
            run_record(), b"x", as_json(plan(sheet("add_lines", ["invoice"]), on=live())), []
        )
        waits = {"status": "rejected", "report": "reports/R-1.xlsx", "leftovers": "old.xlsx"}
        ledger.append("R-1", Event.REPORTED, None, path="reports/R-1.xlsx", sha256="1")
        ledger.append("R-1", Event.FINISHED, None, object=waits, exit=1)
        assert shown(ledger, "R-1")["report"] == "reports/R-1.xlsx"
        ledger.append("R-1", Event.LAPSED, None, reasons=[])
        for name in ("failed/a-report.xlsx", "failed/a-leftovers.xlsx"):
            ledger.append("R-1", Event.REPORTED, None, path=name, sha256="2")
        found = shown(ledger, "R-1")
    assert found["report"] == found["object"]["report"] == "failed/a-report.xlsx"
    assert found["object"]["leftovers"] == "failed/a-leftovers.xlsx"


def test_the_account_is_shown_where_there_are_several(desk: Desk) -> None:
    with open_ledger(None, desk.home) as ledger:
        ledger.open_run(run_record(), b"x", "{}", [])
        assert "acct_1" not in desk("runs", ends=0).out
        ledger.open_run(run_record("R-2", account="acct_2"), b"x", "{}", [])
    out = desk("runs", ends=0).out
    assert "acct_1" in out
    assert "acct_2" in out
