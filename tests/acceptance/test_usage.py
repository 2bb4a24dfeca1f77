"""How the program is called: what stops it before it begins, and what it tells afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.program import Program
from tests.double.server import Served, serve


@pytest.fixture
def workbook(double: Served, desk: Path) -> Path:
    """One row on one draft."""
    invoice = double.state.invoice("usd")
    rows = [["invoice", "amount", "description"], [invoice, 5, books.Text("=HYPERLINK(1)")]]
    return books.write(desk / "one.xlsx", {"add_lines": rows})


def test_nobody_to_ask_and_wrong_words(double: Served, batcher: Program, workbook: Path) -> None:
    assert batcher("run", workbook, ends=2).json["rows"]["applied"] == 0
    batcher.run(workbook, "--no-such-flag", ends=2)
    batcher("no-such-command", ends=2)
    assert double.writes == []


@pytest.mark.parametrize("key", ["", "sk_test_other", "pk_test_other"])
def test_keys_that_do_not_serve(double: Served, batcher: Program, workbook: Path, key: str) -> None:
    batcher.environment["STRIPE_API_KEY"] = key
    ended = batcher.run(workbook, ends=5)
    assert ended.json["status"] == "failed"
    assert ended.json["error"]
    if key:
        assert key not in ended.out + ended.err
    assert double.writes == []


def test_nobody_answers(double: Served, batcher: Program, workbook: Path) -> None:
    double.down = True
    ended = batcher.run(workbook, ends=5)
    assert ended.json["error"]
    batcher.environment["BATCHER_API_BASE"] = "http://127.0.0.1:9"
    assert batcher.run(workbook, ends=5).json["status"] == "failed"


@pytest.mark.fault(29)
def test_a_live_key_wants_to_be_told(tmp_path: Path) -> None:
    key = "sk_live_abc"
    with serve(livemode=True, key=key) as double:
        (tmp_path / "home").mkdir()
        program = Program(tmp_path / "home", tmp_path, double.url, key)
        rows = [["invoice", "amount"], [double.state.invoice("usd"), 5]]
        workbook = books.write(tmp_path / "live.xlsx", {"add_lines": rows})
        assert program.run(workbook, ends=None).code in (2, 5)
        assert double.writes == []
        ended = program.run(workbook, "--live")
        assert (ended.json["livemode"], ended.rows) == (True, {"total": 1, "applied": 1})


def test_a_key_that_may_not_read_the_account(
    double: Served, batcher: Program, workbook: Path
) -> None:
    double.account_forbidden = True
    ended = batcher.run(workbook, "--account", "acct_Named")
    assert ended.rows == {"total": 1, "applied": 1}


def test_a_key_from_a_file(
    double: Served, batcher: Program, tmp_path: Path, workbook: Path
) -> None:
    # Outside the folders the fixture searches for the key afterwards is nowhere: take it away.
    secret = tmp_path / "key.txt"
    secret.touch(mode=0o600)
    secret.write_text(batcher.key + "\n", encoding="utf-8")
    batcher.environment["STRIPE_API_KEY"] = ""
    batcher.run(workbook, "--api-key-file", secret)
    secret.unlink()  # every file left behind is searched for the key
    assert len(double.writes) == 1


def test_what_is_told_afterwards(double: Served, batcher: Program, workbook: Path) -> None:
    ended = batcher.run(workbook)
    run = ended.json["run"]
    assert run.startswith("R-")
    assert Path(ended.json["workbook"]).samefile(workbook)
    assert run in batcher("runs", ends=0).out
    assert run in batcher("show", run, ends=0).out
    assert "=HYPERLINK(1)" not in books.formulas(ended.report())
    assert books.table(ended.report(), "add_lines")[0]["description"] == "=HYPERLINK(1)"
    # Never overwritten: the report of the same run again is another file.
    first = ended.report().read_bytes()
    second = Path(batcher("report", run, ends=0).json["report"])
    assert second != ended.report()
    assert ended.report().read_bytes() == first
    # A finished run resumed sends nothing and says what it said.
    again = batcher("resume", run, "--yes", ends=0)
    assert (again.json["run"], again.rows) == (run, {"total": 1, "applied": 1})
    batcher("verify", run, ends=0)
    (line,) = double.state.lines_of(next(iter(double.state.invoices)))
    double.state.edit(line.line, amount=501)
    batcher("verify", run, ends=3)
    assert len(double.writes) == 1


def test_a_saved_plan(double: Served, batcher: Program, desk: Path, workbook: Path) -> None:
    plan = desk / "one.plan"
    ended = batcher("plan", workbook, "-o", plan, ends=0)
    assert Path(ended.json["plan"]).samefile(plan)
    assert batcher("apply", plan, "--yes", ends=0).rows == {"total": 1, "applied": 1}
    invoice = next(iter(double.state.invoices))
    line = double.state.line(invoice, 100)
    rows = [["invoice", "line", "amount"], [invoice, line, 5]]
    stale = desk / "two.plan"
    batcher("plan", books.write(desk / "two.xlsx", {"update_lines": rows}), "-o", stale, ends=0)
    double.state.edit(line, amount=101)
    assert batcher("apply", stale, "--yes", ends=1).json["problems"]
    assert len(double.writes) == 1


@pytest.mark.fault(42)
def test_nothing_asked(double: Served, batcher: Program, desk: Path) -> None:
    empty = books.write(desk / "empty.xlsx", {"add_lines": [["invoice", "amount"]]})
    ended = batcher.run(empty)
    assert (ended.json["status"], ended.rows) == ("unchanged", {})
    assert double.writes == []


def test_help_and_a_template(batcher: Program, desk: Path) -> None:
    process = batcher.start("--help")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert all(word in out for word in ("check", "plan", "run", "resume", "retry"))
    ended = batcher("template", "-o", desk / "t.xlsx", ends=0)
    assert Path(ended.json["workbook"]).samefile(desk / "t.xlsx")
    checked = batcher("check", desk / "t.xlsx", ends=0)
    assert checked.json["rows"]["total"] == 0
