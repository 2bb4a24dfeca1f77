"""Output that breaks costs the words and never the exit code; consoles of other code pages."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from batcher.cli.screening import Lasting
from tests.cli.desk import ADD, PATIENCE_S, ROOT, Desk

FULL = Path("/dev/full")


def started(
    desk: Desk, *words: str, shell: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """`batcher WORDS` with `shell` put behind it, as typed there."""
    call = " ".join([f'"{sys.executable}"', "-m", "batcher", *words, shell])
    ours = {"BATCHER_HOME": str(desk.home), "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        call,
        shell=True,
        cwd=desk.folder,
        env=dict(os.environ) | ours,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize(
    ("words", "shell", "told"),
    [
        (["--json"], "> /dev/full", "No space left on device"),
        ([], "> /dev/full", "No space left on device"),
        ([], "> /dev/full 2> /dev/full", ""),
        (["--json"], ">&- 2>&- <&-", ""),
    ],
)
def test_a_run_ends_as_it_did_whatever_becomes_of_its_output(
    desk: Desk, words: list[str], shell: str, told: str
) -> None:
    """A scheduler's log on a full disk: the exit code was 1, `nothing was sent`."""
    desk.sheet("add_lines.csv", ADD)
    ended = started(desk, "run", "add_lines.csv", "--sandbox", "--yes", *words, shell=shell)
    said = ended.stderr.decode()
    assert ended.returncode == 0, said
    assert "Traceback" not in said
    assert (told in said) if told else said == ""
    (run,) = desk("runs", "--json", ends=0).json["runs"]
    assert run["status"] == "applied"


def test_a_reader_that_goes_away(desk: Desk) -> None:
    """`batcher … | head -1`."""
    reading, writing = os.pipe()
    os.close(reading)
    desk.sheet("add_lines.csv", ADD.replace("45.00", "x"))
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "batcher", "check", "add_lines.csv"],
            cwd=desk.folder,
            env=dict(os.environ) | {"BATCHER_HOME": str(desk.home), "PYTHONPATH": str(ROOT)},
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_S,
            check=False,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, b"")


@pytest.mark.parametrize("encoding", ["cp932", "cp1252", "ascii"])
def test_output_is_the_same_on_a_console_of_another_code_page(desk: Desk, encoding: str) -> None:
    """Japanese, and signs that cp932 has not; what is redirected is UTF-8 everywhere."""
    sheet = ADD.replace("45.00", "四十五").replace("Late collection", "Café — 髙﨑 🚚")
    desk.sheet("追加.csv", sheet)
    words = ["check", "追加.csv", "--lang", "ja"]
    ended = started(desk, *words, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    said = ended.stdout.decode("utf-8")
    assert (ended.returncode, ended.stderr) == (1, b"")
    assert "追加" in said
    assert "四十五" in said
    as_json = started(desk, *words, "--json", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert "四十五" in as_json.stdout.decode("utf-8")


class Breaking(io.StringIO):
    """A stream whose writes fail from the second on, as when a disk fills."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number, self.calls = number, 0

    def write(self, text: str) -> int:
        self.calls += 1
        if self.calls > 1:
            raise OSError(self.number, os.strerror(self.number))
        return super().write(text)


@pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, 1), (errno.EPIPE, 0)])
def test_what_breaks_is_told_once(
    capsys: pytest.CaptureFixture[str], number: int, told: int
) -> None:
    stream = Breaking(number)
    lasting = Lasting(stream)
    assert [lasting.write("one\n"), lasting.write("two\n")] == [4, 4]
    lasting.writelines(["three\n"])
    lasting.flush()
    assert stream.getvalue() == "one\n"
    said = capsys.readouterr().err
    assert said.count("Standard output cannot be written") == told
    assert said.count("標準出力に書き込めない") == told
