"""`batcher inbox` as a scheduler starts it: what it takes, where it puts it, what it says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import ADD, OURS, ROOT, Desk, Ended
from tests.double.double import Reply
from tests.double.server import Served, serve

LINE = "invoice,amount,description\nin_Quillmere,{amount},Late collection\n"
ONCE = ("--once", "--yes", "--sandbox")


@pytest.fixture
def inbox(desk: Desk) -> Path:
    """An empty inbox; files count as whole at once."""
    desk.environment["BATCHER_INBOX_SETTLE"] = "0.05"
    folder = desk.folder / "in"
    folder.mkdir()
    return folder


def sweep(desk: Desk, *words: str, ends: int | None = None) -> Ended:
    return desk("inbox", "in", *ONCE, "--json", *words, ends=ends)


def tree(folder: Path) -> list[str]:
    """Every file but the inbox's own notes."""
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return sorted(name for name in found if "/." not in name)


def test_each_workbook_ends_beside_its_report(desk: Desk, inbox: Path) -> None:
    (inbox / "add_lines.csv").write_text(ADD)
    (inbox / "add_lines bad.csv").write_text(ADD.replace("in_Quillmere", "Quillmere"))
    (inbox / "empty.csv").write_text("")
    ended = sweep(desk, "--sheet", "add_lines", ends=1)
    runs = {run["arrived"]: run for run in ended.json["runs"]}
    assert {name: (run["folder"], run["exit"]) for name, run in runs.items()} == {
        "add_lines.csv": ("done", 0),
        "add_lines bad.csv": ("failed", 1),
        "empty.csv": ("failed", 1),
    }
    assert tree(inbox) == [
        "done/add_lines-report.xlsx",
        "done/add_lines.csv",
        "failed/add_lines bad-leftovers.xlsx",
        "failed/add_lines bad-report.xlsx",
        "failed/add_lines bad.csv",
        "failed/empty-report.xlsx",
        "failed/empty.csv",
    ]
    assert runs["add_lines.csv"]["workbook"] == str(inbox / "done" / "add_lines.csv")
    assert runs["add_lines.csv"]["report"] == str(inbox / "done" / "add_lines-report.xlsx")
    stored = desk("show", runs["add_lines.csv"]["run"], "--json", ends=0).json
    assert stored["report"] == runs["add_lines.csv"]["report"]


def test_a_workbook_that_asks_for_nothing_is_done(desk: Desk, inbox: Path) -> None:
    desk("template", "-o", inbox / "leer.xlsx", ends=0)
    ended = sweep(desk, ends=0)
    assert [(run["status"], run["folder"]) for run in ended.json["runs"]] == [("unchanged", "done")]
    assert tree(inbox) == ["done/leer-report.xlsx", "done/leer.xlsx"]


def test_the_same_bytes_send_nothing_twice(desk: Desk, inbox: Path) -> None:
    for name in ("add_lines.csv", "add_lines (1).csv"):
        (inbox / name).write_text(ADD)
    first = sweep(desk, "--sheet", "add_lines", ends=0).json["runs"]
    (inbox / "add_lines.csv").write_text(ADD)
    again = sweep(desk, "--sheet", "add_lines", "--repeat", "again", ends=0).json["runs"]
    assert sorted(run["rows"]["applied"] for run in [*first, *again]) == [0, 0, 1]
    assert sum(run["requests"]["sent"] for run in [*first, *again]) == 1
    assert again[0]["workbook"] == str(inbox / "done" / "add_lines-2.csv")
    assert (inbox / "done" / "add_lines-2-report.xlsx").is_file()
    assert (inbox / "done" / "add_lines (1)-report.xlsx").is_file()


NAMES = [
    "add_lines 十月（最終）.csv",
    unicodedata.normalize("NFD", "add_lines がぎ.csv"),
    "-add_lines.csv",
    "add_lines 'it''s' \"q\".csv" if os.name == "posix" else "add_lines 'q'.csv",
    " add_lines .csv",
    "add_lines" + "長" * 78 + "abc.csv",  # 250 bytes
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_are_kept(desk: Desk, inbox: Path, name: str) -> None:
    for number in (1, 2):
        (inbox / name).write_text(LINE.format(amount=number))
        ended = sweep(desk, "--sheet", "add_lines", ends=0)
        assert [run["arrived"] for run in ended.json["runs"]] == [name]
    done = [path.name for path in (inbox / "done").iterdir()]
    assert name in done
    assert len(done) == len(set(done)) == 4
    assert sum(found.endswith("-report.xlsx") for found in done) == 2


@pytest.mark.skipif(os.name != "posix", reason="elsewhere names are text")
def test_a_name_that_is_no_text(desk: Desk, inbox: Path) -> None:
    name = os.fsdecode(b"add \xff\xfe.csv")
    (inbox / name).write_text(ADD)
    ended = sweep(desk, "--sheet", "add_lines", ends=0)
    assert ended.json["runs"][0]["arrived"] == "add \ufffd\ufffd.csv"
    assert (inbox / "done" / name).is_file()


def test_a_folder_of_csv_files_is_one_workbook(desk: Desk, inbox: Path) -> None:
    (inbox / "十月").mkdir()
    (inbox / "十月" / "add_lines.csv").write_text(ADD)
    (inbox / "archive").mkdir()
    ended = sweep(desk, ends=0)
    assert ended.json["runs"][0]["workbook"] == str(inbox / "done" / "十月")
    assert ended.json["unknown"] == ["archive"]
    assert tree(inbox) == ["done/十月-report.xlsx", "done/十月/add_lines.csv"]


def test_what_is_not_ours_is_left_and_named_once(desk: Desk, inbox: Path) -> None:
    passed = ["~$add_lines.csv", ".hidden.csv", "a.csv.part", "b.xlsx.crdownload", "c.tmp",
              ".~lock.add_lines.csv#", "~syncthing~a.csv.tmp", "desktop.ini"]  # fmt: skip
    named = ["offer.pdf", "a (Ann's conflicted copy 2026-11-22).csv",
             "a.sync-conflict-20261122-101010-ABCDEFG.csv"]  # fmt: skip
    for name in (*passed, *named):
        (inbox / name).write_text(ADD)
    (inbox / "add_lines.csv").write_text(ADD)
    first = sweep(desk, ends=0)
    assert [run["arrived"] for run in first.json["runs"]] == ["add_lines.csv"]
    assert first.json["unknown"] == sorted(named)
    assert "offer.pdf" in first.err
    assert "hidden" not in first.err
    second = sweep(desk, ends=0)
    assert second.json["runs"] == []
    assert second.err == ""
    assert sorted(p.name for p in inbox.iterdir() if p.is_file()) == sorted([*passed, *named])


@contextmanager
def working(desk: Desk, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`batcher inbox` under way."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    ours = {"BATCHER_HOME": str(desk.home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "batcher", "inbox", "in", "--yes", *words],
        cwd=desk.folder,
        env=kept | ours | desk.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)


def until(there: Path, patience_s: float = 40.0) -> None:
    """Wait for a file."""
    end = time.monotonic() + patience_s
    while not there.exists():
        assert time.monotonic() < end, f"no {there}"
        time.sleep(0.05)


def test_a_file_is_waited_for_until_it_is_whole(desk: Desk, inbox: Path) -> None:
    desk("template", "-o", desk.folder / "whole.xlsx", ends=0)
    whole = (desk.folder / "whole.xlsx").read_bytes()
    desk.environment["BATCHER_INBOX_SETTLE"] = "0.6"
    slow = inbox / "slow.xlsx"
    slow.write_bytes(whole[:500])
    (inbox / "add_lines.csv").write_text(ADD)
    with working(desk, "--once", "--sandbox", "--json") as process:
        until(inbox / "done" / "add_lines.csv")  # held back by nobody
        for cut in (1_000, 2_000):
            slow.write_bytes(whole[:cut])
            time.sleep(0.2)
        slow.write_bytes(whole)
        out, _ = process.communicate(timeout=60)
    assert {run["arrived"]: run["exit"] for run in json.loads(out)["runs"]} == {
        "add_lines.csv": 0,
        "slow.xlsx": 0,
    }


def test_one_that_never_stands_still_is_left(desk: Desk, inbox: Path) -> None:
    desk.environment["BATCHER_INBOX_SETTLE"] = "1.5"  # a busy machine may write late
    growing = inbox / "growing.csv"
    with working(desk, "--once", "--sandbox", "--json") as process:
        while process.poll() is None:
            with growing.open("a") as file:
                file.write("x")
            time.sleep(0.02)
        out, err = process.communicate()
    told = json.loads(out)
    assert (process.returncode, told["runs"]) == (0, [])
    assert [left["workbook"] for left in told["left"]] == [str(growing)]
    assert "growing.csv" in err


def test_it_watches_until_it_is_told_to_stop(desk: Desk, inbox: Path) -> None:
    with working(desk, "--sandbox", "--json") as process:
        until(inbox / "working" / ".holder.json")
        second = desk("inbox", "in", *ONCE, "--json", ends=5)
        assert second.json["runs"] == []
        assert f"process {process.pid} on {socket.gethostname()}" in second.json["error"]
        (inbox / "add_lines.csv").write_text(ADD)
        until(inbox / "done" / "add_lines.csv")
        (inbox / "十月").mkdir()
        (inbox / "十月" / "add_lines.csv").write_text(LINE.format(amount="7.00"))
        until(inbox / "done" / "十月")
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    lines = [json.loads(line) for line in out.splitlines()]
    assert [(line["arrived"], line["status"]) for line in lines] == [
        ("add_lines.csv", "applied"),
        ("十月", "applied"),
    ]
    assert "Traceback" not in err
    assert not (inbox / "working" / ".holder.json").exists()


@pytest.fixture
def double(desk: Desk) -> Iterator[Served]:
    """A Stripe that can be away."""
    with serve() as served:
        desk.environment |= {
            "BATCHER_API_BASE": served.url,
            "STRIPE_API_KEY": next(iter(served.keys)),
        }
        yield served


def test_what_is_written_while_it_is_run_is_run_too(
    desk: Desk, inbox: Path, double: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a sheet stood still for long enough; the other half came while Stripe was asked."""
    draft = double.state.invoice("usd")
    rows = [f"{draft},{amount},Late {amount}\n" for amount in ("45.00", "46.00")]
    (inbox / "add_lines.csv").write_text("invoice,amount,description\n" + rows[0])
    taken, answer = inbox / "working" / "add_lines.csv", double.answer

    def write_on(method: str, *rest: Any) -> Reply:
        if method == "POST" and rows[1] not in taken.read_text():
            with taken.open("a") as file:
                file.write(rows[1])
        return answer(method, *rest)

    monkeypatch.setattr(double, "answer", write_on)
    words = ("inbox", "in", "--once", "--yes", "--json", "--repeat", "skip")
    first = desk(*words, ends=5).json["runs"][0]
    assert (first["folder"], first["rows"]["applied"]) == ("working", 1)
    assert "wrote in the workbook" in first["error"]
    second = desk(*words, ends=0).json["runs"][0]
    assert (second["folder"], second["rows"]["total"], second["rows"]["applied"]) == ("done", 2, 1)
    assert Path(second["workbook"]).read_text().endswith(rows[1])
    assert sum(call.method == "POST" for call in double.log) == 2


def test_without_stripe_it_waits_in_working(desk: Desk, inbox: Path, double: Served) -> None:
    draft = double.state.invoice("usd")
    text = f"invoice,amount,description\n{draft},45.00,Late\n"
    (inbox / "add_lines.csv").write_text(text)
    true = desk.environment["STRIPE_API_KEY"]
    desk.environment["STRIPE_API_KEY"] = "sk_test_revoked"
    first = desk("inbox", "in", "--once", "--yes", "--json", ends=5).json["runs"]
    second = desk("inbox", "in", "--once", "--yes", "--json", ends=5).json["runs"]
    assert [run["folder"] for run in first] == [run["folder"] for run in second] == ["working"]
    assert first[0]["since"] == second[0]["since"] is not None
    assert first[0]["waits_for"] == "surroundings"
    desk.environment["STRIPE_API_KEY"] = true
    third = desk("inbox", "in", "--once", "--yes", "--json", ends=0).json["runs"]
    assert [(run["arrived"], run["folder"]) for run in third] == [("add_lines.csv", "done")]
    assert tree(inbox) == ["done/add_lines-report.xlsx", "done/add_lines.csv"]
    assert sum(call.method == "POST" for call in double.log) == 1


def test_the_same_bytes_for_another_account_are_another_run(
    desk: Desk, inbox: Path, double: Served
) -> None:
    """Two inboxes, two keys, one ledger: the run of one is never taken for the other's."""
    other = desk.folder / "other"
    other.mkdir()
    words = ("--once", "--yes", "--json")
    with serve() as theirs:
        draft = double.state.invoice("usd")
        theirs.state.invoices[draft] = dict(double.state.invoices[draft])
        for folder in (inbox, other):
            (folder / "add_lines.csv").write_text(
                f"invoice,amount,description\n{draft},45.00,Late\n"
            )
        ours = dict(desk.environment)
        away = {"BATCHER_API_BASE": theirs.url, "STRIPE_API_KEY": "sk_test_revoked"}
        desk.environment |= away
        assert desk("inbox", "other", *words, ends=5).json["runs"][0]["folder"] == "working"
        desk.environment |= ours
        assert desk("inbox", "in", *words).json["runs"][0]["folder"] == "done"
        desk.environment |= away
        waits = desk("inbox", "other", *words, ends=5).json["runs"][0]
        assert (waits["folder"], waits["run"]) == ("working", None)
        desk.environment |= {"STRIPE_API_KEY": next(iter(theirs.keys))}
        desk("inbox", "other", *words)
        assert [sum(c.method == "POST" for c in one.log) for one in (double, theirs)] == [1, 1]


def test_what_was_sent_is_told_for_as_long_as_stripe_is_away(
    desk: Desk, inbox: Path, double: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is revoked between two answers; the next sweep does not call that nothing sent."""
    desk.environment |= {"BATCHER_THREADS": "1"}
    drafts = [double.state.invoice("usd") for _ in range(2)]
    text = "".join(f"{draft},45.00,Late\n" for draft in drafts)
    (inbox / "add_lines.csv").write_text("invoice,amount,description\n" + text)
    answer, key = double.answer, desk.environment["STRIPE_API_KEY"]

    def revoke(method: str, *rest: Any) -> Reply:
        reply = answer(method, *rest)
        if method == "POST":
            double.keys.clear()
        return reply

    monkeypatch.setattr(double, "answer", revoke)
    words = ("inbox", "in", "--once", "--yes", "--json")
    first = desk(*words, ends=4).json["runs"][0]
    assert first["rows"]["applied"] == 1
    second = desk(*words, ends=4).json["runs"][0]
    assert (second["run"], second["rows"]) == (first["run"], first["rows"])
    assert (second["folder"], second["waits_for"]) == ("working", "resume")
    assert "does not accept the API key" in second["error"]
    monkeypatch.setattr(double, "answer", answer)
    double.keys.add(key)
    third = desk(*words, ends=0).json["runs"][0]
    assert (third["folder"], third["rows"]["applied"]) == ("done", 2)


def test_nothing_moves_without_yes(desk: Desk, inbox: Path) -> None:
    (inbox / "add_lines.csv").write_text(ADD)
    ended = desk("inbox", "in", "--once", "--sandbox", "--json", ends=2)
    assert ended.json["runs"] == []
    assert "--yes" in ended.json["error"]
    assert tree(inbox) == ["add_lines.csv"]


def test_nothing_moves_without_a_key(desk: Desk, inbox: Path) -> None:
    (inbox / "add_lines.csv").write_text(ADD)
    ended = desk("inbox", "in", "--once", "--yes", "--json", ends=5)
    assert ended.json["runs"] == []
    assert tree(inbox) == ["add_lines.csv"]


def test_folders_that_cannot_be(desk: Desk, inbox: Path) -> None:
    missing = desk("inbox", "nowhere", *ONCE, "--json", ends=5).json["error"]
    assert f"There is no folder {desk.folder / 'nowhere'}." in missing
    desk.sheet("file.csv", ADD)
    assert "is no folder" in desk("inbox", "file.csv", *ONCE, "--json", ends=5).json["error"]
    (inbox / "done").write_text("a file")
    assert str(inbox / "done") in sweep(desk, ends=5).json["error"]


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second file system here")
def test_working_on_another_device(desk: Desk, inbox: Path) -> None:
    other = Path("/dev/shm") / f"batcher-{os.getpid()}"
    other.mkdir()
    try:
        if other.stat().st_dev == inbox.stat().st_dev:
            pytest.skip("the same file system")
        (inbox / "working").symlink_to(other)
        (inbox / "add_lines.csv").write_text(ADD)
        error = sweep(desk, ends=5).json["error"]
        assert str(inbox / "working") in error
        assert "another disk" in error
        assert (inbox / "add_lines.csv").is_file()
    finally:
        shutil.rmtree(other)


def test_the_exit_is_the_worst(desk: Desk, inbox: Path) -> None:
    from batcher.core.reporting import Exit
    from batcher.inbox.summary import worst

    assert [int(worst([Exit(code) for code in codes])) for codes in (
        [], [0], [0, 1], [1, 3], [3, 5], [5, 4], [2, 0], [1, 2],
    )] == [0, 0, 1, 3, 5, 4, 2, 1]  # fmt: skip


def test_it_speaks_japanese(desk: Desk, inbox: Path) -> None:
    (inbox / "add_lines.csv").write_text(ADD)
    ended = desk("inbox", "in", *ONCE, "--lang", "ja", ends=0)
    assert "add_lines.csv：完了（done）" in ended.out
    assert desk("inbox", "in", *ONCE, "--lang", "ja").out == "届いたワークブックはありません。\n"
