"""What a person at a terminal is shown and asked, on a terminal that is made for the test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import ADD, OURS, ROOT, Desk
from tests.double.server import serve

pty = pytest.importorskip("pty", reason="this system makes no terminals")


def at_a_terminal(desk: Desk, typed: str, *words: object) -> tuple[int, str]:
    """Exit code and everything shown, when `typed` is what the person types."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "batcher", *map(str, words)],
        cwd=desk.folder,
        env=kept
        | {"BATCHER_HOME": str(desk.home), "PYTHONPATH": str(ROOT), "TERM": "dumb"}
        | desk.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = _read(ours)
    return process.wait(timeout=60), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def _read(ours: int) -> str:
    parts = []
    try:
        while part := os.read(ours, 10_000):
            parts.append(part)
    except OSError:  # how Linux says that the other end has gone
        pass
    finally:
        os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2), ("\x04", 2)])
def test_a_person_confirms_or_not(desk: Desk, typed: str, code: int) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    ended, shown = at_a_terminal(desk, typed, "run", sheet, "--sandbox")
    assert ended == code, shown
    assert "in_Quillmere  USD          1  17296.50   45.00  17341.50" in shown
    assert "Net change: USD 45.00" in shown
    assert "Send this to Stripe? [y/N]" in shown
    assert ("applied: Every row" in shown) is (code == 0)
    assert ("Nothing was sent." in shown) is (code == 2)


def test_a_person_answers_a_question(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", "invoice,amount,who\nin_Quillmere,45.00,me\n")
    ended, shown = at_a_terminal(desk, "y\ny\n", "run", sheet, "--sandbox")
    assert ended == 0, shown
    assert "Question [unknown_column" in shown
    ended, shown = at_a_terminal(desk, "n\n", "run", sheet, "--sandbox")
    assert ended == 1, shown


def test_yes_answers_no_question(desk: Desk, tmp_path: Path) -> None:
    sheet = desk.sheet("add_lines.csv", "invoice,amount,who\nin_Quillmere,45.00,me\n")
    ended, shown = at_a_terminal(desk, "", "run", sheet, "--sandbox", "--yes")
    assert ended == 1
    assert "[y/N]" not in shown


TWO = "invoice,amount,currency\nin_Quillmere,45.00,usd\nin_Mihon,1200,jpy\nin_Mihon,300,jpy\n"


@pytest.mark.parametrize(
    ("typed", "code", "rest"),
    [("y\ny\n", 0, "3 applied"), ("y\nn\n", 3, "2 not_sent"), ("y\n\x04", 3, "2 not_sent")],
)
def test_a_person_sees_the_first_invoice_before_the_rest(
    desk: Desk, typed: str, code: int, rest: str
) -> None:
    sheet = desk.sheet("add_lines.csv", TWO)
    ended, shown = at_a_terminal(desk, typed, "run", sheet, "--sandbox", "--canary", 1)
    assert ended == code, shown
    assert "Rows to send: 3. Requests: 2. Invoices: 2. Rows left alone: 0. Takes at least" in shown
    assert "Net change: JPY 1500, USD 45.00" in shown
    words = shown.split()
    assert "The first invoices are in Stripe and tie out (1; rows: 1 applied)." in shown
    at = words.index("17296.50", words.index("tie"))
    assert words[at - 2 : at + 4] == [
        "in_Quillmere", "USD", "17296.50", "17341.50", "17341.50", "0.00",
    ]  # fmt: skip
    assert "Send the rest (2 rows, 1 invoices)? [y/N]" in shown
    assert rest in shown


def test_a_canary_in_japanese(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", TWO)
    words = ("run", sheet, "--sandbox", "--canary", 1, "--lang", "ja")
    ended, shown = at_a_terminal(desk, "y\nn\n", *words)
    assert ended == 3, shown
    assert "送信予定：3 行、2 リクエスト、請求書 2 件" in shown
    assert "増減の合計：JPY 1500, USD 45.00" in shown
    assert "最初の請求書 1 件を反映しました。金額は一致しています（行：1 applied）。" in shown
    assert "残り（2 行、請求書 1 件）を送信しますか？" in shown


@pytest.mark.parametrize(("typed", "code", "writes"), [("y\n", 0, 1), ("n\n", 2, 0)])
def test_a_live_account_is_named_in_the_question(
    desk: Desk, typed: str, code: int, writes: int
) -> None:
    key = "sk_live_abc"
    with serve(livemode=True, key=key) as double:
        desk.environment |= {"STRIPE_API_KEY": key, "BATCHER_API_BASE": double.url}
        invoice = double.state.invoice("usd")
        sheet = desk.sheet("add_lines.csv", f"invoice,amount\n{invoice},45.00\n")
        ended, shown = at_a_terminal(desk, typed, "run", sheet, "--live")
        assert ended == code, shown
        assert f"Send this to the live account {double.state.account}? [y/N]" in shown
        assert f"{invoice}  USD          1    0.00   45.00  45.00" in shown
        assert len(double.writes) == writes


def test_a_plan_with_an_open_question_tells_what_would_change(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", "invoice,amount,who\nin_Quillmere,45.00,me\n")
    ended, shown = at_a_terminal(desk, "", "plan", sheet, "--sandbox")
    assert ended == 1, shown
    assert "Nothing can be sent yet" in shown
    assert "Rows to send" not in shown
    assert "in_Quillmere  USD          1  17296.50   45.00  17341.50" in shown
    assert "Net change: USD 45.00" in shown
