"""The files for schedulers name a command that exists, with flags it takes."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.main import get_command

from batcher.cli import app
from batcher.core.reporting import Exit
from batcher.settings import Settings

ROOT = Path(__file__).parents[2]
HERE = ROOT / "docs" / "running"
SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def of_systemd() -> list[str]:
    line = re.search(r"^ExecStart=(.+)$", text("batcher-inbox.service"), re.MULTILINE)
    assert line is not None
    return shlex.split(line[1])[1:]


def of_cron() -> list[str]:
    line = text("crontab.txt").strip().splitlines()[-1]
    command = line.split(maxsplit=5)[5].partition("batcher inbox")[2].partition(">>")[0]
    return ["inbox", *shlex.split(command)]


def of_windows() -> list[str]:
    found = ElementTree.fromstring(text("windows-task.xml")).find(f".//{SPACE}Arguments")
    assert found is not None
    assert found.text
    return shlex.split(found.text.replace("\\", "/"))


def of_docker() -> list[str]:
    line = re.search(r"^CMD (\[.+\])$", text("Dockerfile"), re.MULTILINE)
    assert line is not None
    found = json.loads(line[1])
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("words", [of_systemd, of_cron, of_windows, of_docker])
def test_the_command_takes_these_words(words) -> None:  # type: ignore[no-untyped-def]
    command, *rest = words()
    assert command == "inbox"
    assert {"--once", "--yes", "--json", "--api-key-file"} <= set(rest)
    inbox = get_command(app).commands["inbox"]  # type: ignore[attr-defined]
    with inbox.make_context("inbox", rest, resilient_parsing=False) as context:
        assert (context.params["once"], context.params["yes"]) == (True, True)
        assert context.params["as_json"] is True


def test_a_word_that_is_no_flag_would_be_seen() -> None:
    inbox = get_command(app).commands["inbox"]  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="No such option"):
        inbox.make_context("inbox", ["DIR", "--one"])


@pytest.mark.parametrize("name", ["batcher-inbox.service", "crontab.txt", "Dockerfile"])
def test_variables_are_settings(name: str) -> None:
    named = set(re.findall(r"\bBATCHER_([A-Z_]+)=", text(name)))
    assert named
    assert {one.lower() for one in named} <= set(Settings.model_fields)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in ("batcher-inbox.service", "batcher-inbox.timer"):
        # The program and its user are not on this machine; everything else is judged.
        unit = text(name).replace("/opt/batcher/bin/batcher", "/bin/true")
        unit = re.sub(r"^User=.*\n", "", unit, flags=re.MULTILINE)
        (tmp_path / name).write_text(unit, encoding="utf-8")
    units = [str(tmp_path / name) for name in ("batcher-inbox.service", "batcher-inbox.timer")]
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in ended.stderr.splitlines() if "batcher-inbox" in line]
    assert complaints == []


def test_the_task_of_windows_is_whole() -> None:
    task = ElementTree.fromstring(text("windows-task.xml"))
    command = task.find(f".//{SPACE}Command")
    policy = task.find(f".//{SPACE}MultipleInstancesPolicy")
    assert command is not None
    assert policy is not None
    assert (command.text or "").endswith("batcher.exe")
    assert policy.text == "IgnoreNew"


def test_the_image_copies_what_is_there_and_installs_what_exists() -> None:
    content = text("Dockerfile")
    for line in re.findall(r"^COPY (?!--from)(.+)$", content, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for extra in re.findall(r"'\.\[(.+?)\]'", content)[0].split(","):
        assert re.search(rf"^{extra} = \[", project, re.MULTILINE), extra
    assert "USER batcher" in content
    assert "STRIPE_API_KEY" not in content  # a key in an image's layers is a key for everybody


def test_exit_codes() -> None:
    codes = re.findall(r"^\| (\d) \| ", text("README.md"), re.MULTILINE)
    assert [int(code) for code in codes] == [int(code) for code in Exit]


def test_every_file_is_named() -> None:
    listed = set(re.findall(r"\]\(([\w.-]+)\)", text("README.md")))
    assert listed == {path.name for path in HERE.iterdir()} - {"README.md"}
