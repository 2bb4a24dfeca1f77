"""Reading in a child process: the same workbook, and whatever becomes of the child is a problem."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from batcher.core.model import Severity, Workbook
from batcher.workbook import children
from batcher.workbook.confine import EXIT_MEMORY
from batcher.workbook.container import Limits
from batcher.workbook.reader import pack, read, read_bytes
from batcher.workbook.safely import Reading, begin, read_safely
from tests.corpus.making import FIRST, HEADERS, amount, book, filled, stored
from tests.workbook.reading_files import codes

CORPUS = Path(__file__).parent.parent / "corpus" / "reading"
GOOD = amount(75)()
ROOT = Path(__file__).parents[2]
OPEN = Path("/proc/self/fd")
START = "import sys, os, time; sys.path.append(sys.argv[1]); sys.stdin.buffer.read()"


def assert_same(one: Workbook, other: Workbook) -> None:
    assert (one.name, one.sha256, one.problems) == (other.name, other.sha256, other.problems)
    assert (one.is_csv, dict(one.encodings)) == (other.is_csv, dict(other.encodings))
    assert len(one.sheets) == len(other.sheets)
    for ours, theirs in zip(one.sheets, other.sheets, strict=True):
        pd.testing.assert_frame_equal(ours.cells, theirs.cells)
        assert [list(map(type, row)) for row in ours.cells.to_numpy()] == [
            list(map(type, row)) for row in theirs.cells.to_numpy()
        ]
        assert (ours.name, ours.hidden) == (theirs.name, theirs.hidden)
        assert (ours.hidden_rows, ours.hidden_columns) == (
            theirs.hidden_rows,
            theirs.hidden_columns,
        )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ((CORPUS / "libreoffice.xlsx").read_bytes(), "a.xlsx"),
        ((CORPUS / "libreoffice.csv").read_bytes(), "a.csv"),
        (filled(lambda page: page.merge_cells("A2:A3"))(), "a.xlsx"),
        (stored('<c r="C2"><f>[1]S!A1</f><v>5</v></c>')(), "a.xlsx"),
        ("請求書ID,明細ID\nin_1,\\1\n".encode("cp932"), "更新.csv"),
        (b"", "a.xlsx"),
    ],
)
def test_a_child_reads_the_same(content: bytes, name: str) -> None:
    assert_same(read_safely(content, name), read_bytes(content, name))


def test_a_folder_and_a_path_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "update_lines.csv").write_text("invoice,line\nin_1,il_1\n")
    assert_same(begin(tmp_path).workbook(), read(tmp_path))
    assert_same(read_safely(pack(tmp_path), tmp_path.name), read(tmp_path))
    assert_same(begin(tmp_path / "none.xlsx").workbook(), read(tmp_path / "none.xlsx"))
    small = Limits(file_bytes_max=10)
    assert codes(begin(tmp_path, limits=small).workbook()) == ["file_too_large"]


def test_a_large_sheet_comes_whole(tmp_path: Path) -> None:
    rows = [(f"in_{n}", f"il_{n}", n + 0.25, "usd") for n in range(30_000)]
    content = book(HEADERS, *rows)
    workbook = read_safely(content, "a.xlsx")
    cells = workbook.sheets[0].cells
    assert cells.shape == (30_001, 4)
    assert list(cells.loc[30_001]) == ["in_29999", "il_29999", 29999.25, "usd"]
    assert_same(workbook, read_bytes(content, "a.xlsx"))


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(children, "_program", lambda *_, **__: f"{START}; {program}")


def failure(limits: Limits | None = None) -> tuple[str, Severity, str]:
    workbook = read_safely(GOOD, "a.xlsx", None, limits or Limits())
    assert workbook.sheets == ()
    assert len(workbook.sha256) == 64
    found = workbook.problems[0]
    assert (found.row, found.cell, len(workbook.problems)) == (None, None, 1)
    return found.code, found.severity, found.details.get("reason", found.details.get("allowed", ""))


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("os._exit(3)", "read_died", "code 3"),
        ("", "read_died", "code 0"),
        ("sys.exit('something went wrong')", "read_died", "something went wrong"),
        ("sys.stdout.buffer.write(b'garbage')", "read_died", "code 0"),
        (f"os._exit({EXIT_MEMORY})", "read_memory", "2,048"),
        ("import pickle; sys.stdout.buffer.write(pickle.dumps('text'))", "read_died", "code 0"),
    ],
)
def test_a_child_that_fails_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, program: str, code: str, said: str
) -> None:
    instead(monkeypatch, program)
    assert failure() == (code, Severity.ERROR, said)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_child_that_is_killed_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "os.kill(os.getpid(), 9)")
    assert failure() == ("read_died", Severity.ERROR, "code -9")
    instead(monkeypatch, "os.kill(os.getpid(), 24)")
    assert failure() == ("read_time", Severity.ERROR, "180")


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "time.sleep(60)")
    began = time.monotonic()
    assert failure(Limits(wait_s_max=0.1)) == ("read_time", Severity.ERROR, "0.1")
    assert time.monotonic() - began < 50, "as long as the child slept"


def test_a_child_that_does_not_even_listen_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_program", lambda *_, **__: "import time; time.sleep(60)")
    content = GOOD + b"\0" * 5_000_000
    workbook = read_safely(content, "a.xlsx", None, Limits(wait_s_max=0.1))
    assert codes(workbook) == ["read_time"]


def test_a_child_can_name_nothing_but_values(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    evil = f"type('E', (), {{'__reduce__': lambda self: (os.mkdir, ({str(mark)!r},))}})()"
    instead(monkeypatch, f"import pickle; sys.stdout.buffer.write(pickle.dumps({evil}))")
    assert failure() == ("read_died", Severity.ERROR, "code 0")
    assert not mark.exists()


def test_a_child_that_cannot_be_started_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(subprocess, "Popen", none)
    workbook = read_safely(GOOD, "a.xlsx")
    assert [(p.code, p.details["reason"]) for p in workbook.problems] == [
        ("read_died", "Cannot allocate memory")
    ]


def test_a_child_is_told_no_secret_and_imports_nothing_heavy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", "a secret")
    monkeypatch.setenv("BATCHER_HOME", "a place")
    instead(
        monkeypatch,
        "import batcher.workbook.child; heavy = {'pandas', 'numpy', 'openpyxl', 'stripe', 'site'}; "
        "ours = [n for n in os.environ if n.startswith(('STRIPE', 'BATCHER'))]; "
        "sys.exit(f'{sorted(heavy & set(sys.modules))} {ours}')",
    )
    assert failure() == ("read_died", Severity.ERROR, "[] []")


def test_the_parents_side_imports_nothing_heavy() -> None:
    program = (
        "import sys; import batcher.workbook.safely; "
        "print(sorted({'pandas', 'numpy', 'openpyxl', 'stripe'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert said.stdout.strip() == "[]"


def test_a_reading_nobody_asks_for_is_ended() -> None:
    reading = Reading(GOOD, "a.xlsx", None, Limits())
    reading.close()
    assert reading._process is not None
    assert reading._process.returncode is not None


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS")
def test_a_file_that_takes_too_much_memory_is_a_problem() -> None:
    limits = Limits(memory_bytes_max=100 << 20)
    content = b"invoice,line\n" + b"in_1,il_1\n" * 6_000_000
    workbook = read_safely(content, "a.csv", None, limits)
    assert [(p.code, dict(p.details)) for p in workbook.problems] == [
        ("read_memory", {"allowed": "100"})
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits of POSIX")
@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("confine(1 << 30, 1); [None for _ in iter(int, 1)]", -24),
        ("_watch_memory(1000)", EXIT_MEMORY),
    ],
)
def test_limits_hold(program: str, code: int) -> None:
    start = "from batcher.workbook.confine import confine, _watch_memory; "
    ended = subprocess.run([sys.executable, "-c", start + program], check=False, cwd=ROOT)
    assert ended.returncode == code


@pytest.mark.skipif(not OPEN.exists(), reason="where Linux lists open files")
def test_nothing_is_left_behind() -> None:
    before = len(list(OPEN.iterdir()))
    read_safely(book(HEADERS, FIRST), "a.xlsx")
    assert len(list(OPEN.iterdir())) <= before
