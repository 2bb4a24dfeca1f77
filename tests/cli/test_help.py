"""Help is quick, plain, and needs nothing heavy."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from batcher import __version__
from tests.cli.desk import ROOT, Desk
from tests.readme.blocks import COMMANDS, help_of

HEAVY = ("pandas", "pandera", "stripe", "openpyxl", "xlsxwriter", "sqlalchemy", "alembic", "rich")


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    look = (
        "import sys\nfrom batcher.cli import app\n"
        f"try: app({words!r})\nexcept SystemExit: pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ended.stderr == "[]\n"


def test_a_check_loads_nothing_that_is_for_tests(tmp_path: Path) -> None:
    """pandera brings hypothesis along, and that trio, wherever they are installed."""
    book = tmp_path / "update_lines.csv"
    book.write_text("invoice,line,amount\nin_1,il_1,5.00\n", encoding="utf-8")
    look = (
        f"import sys\nsys.argv = ['batcher', 'check', {str(book)!r}]\n"
        "from batcher.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "found = [one for one in ('pandera.backends.pandas.builtin_checks', 'trio')"
        " if one in sys.modules]\nprint(found, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ended.stderr == "['pandera.backends.pandas.builtin_checks']\n"


def test_version(desk: Desk) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert desk("--version", ends=0).out == f"batcher {__version__}\n"
    assert project["version"] == __version__


def test_a_command_s_line_is_not_cut_short() -> None:
    assert "..." not in help_of("").partition("Commands:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_flag_says_what_it_does(command: str) -> None:
    lines = help_of(command).partition("Options:")[2].splitlines()
    flags = [number for number, line in enumerate(lines) if line.startswith("  -")]
    assert flags
    for number in flags:
        following = lines[number + 1] if number + 1 < len(lines) else ""
        assert "  " in lines[number].strip() or following.startswith("      ")
    assert all(flag in help_of(command) for flag in ("--lang", "--json", "--home"))
