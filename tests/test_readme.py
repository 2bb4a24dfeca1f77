"""README is true: its tables, its help, its sessions and its sheets come from the product."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from batcher.core.reporting import Exit
from batcher.gateway.key import KeyUnusable, check_key
from batcher.workbook.container import LIMITS
from tests.readme import sample, sessions
from tests.readme.blocks import BLOCKS, COMMANDS, README, help_of, standing

TEXT = README.read_text(encoding="utf-8")
RENEW = "README is stale: run `python -m tests.readme` and look at the diff"


@pytest.mark.parametrize("name", BLOCKS)
def test_generated_blocks(name: str) -> None:
    assert standing(name, TEXT).strip() == BLOCKS[name]().strip(), RENEW


def test_sessions(tmp_path: Path) -> None:
    """Every session as README shows it, in its order, in one folder."""
    shown = sessions.sessions(TEXT)
    assert [session.name for session in shown] == ["demo", "october", "again", "mistakes", "export"]
    sessions.lay_out(TEXT, tmp_path)
    for session in shown:
        assert sessions.play(session, tmp_path) == session.text, RENEW


def test_the_demo_is_the_makefile_s() -> None:
    lines = (README.parent / "Makefile").read_text(encoding="utf-8").splitlines()
    typed = [line.strip() for line in lines if line.strip().startswith("$(BIN)/batcher ")]
    demo = next(one for one in sessions.sessions(TEXT) if one.name == "demo")
    assert demo.commands == [
        "$ make demo",
        *(line.replace("$(BIN)", ".venv/bin") for line in typed),
    ]


def test_the_sheet_shown_has_five_rows() -> None:
    sheet = sessions.sheets(TEXT)["october.csv"]
    assert len(sheet) == 6
    assert {len(row) for row in sheet} == {10}


def test_every_command_is_shown() -> None:
    listed = re.findall(r"^  ([a-z]+)  ", help_of("").partition("Commands:")[2], re.MULTILINE)
    assert listed == list(COMMANDS)


def test_exit_codes() -> None:
    codes = re.findall(r"^\| (\d) \| ", TEXT, re.MULTILINE)
    assert [int(code) for code in codes] == [int(code) for code in Exit]


def test_what_does_not_exist_is_not_shown() -> None:
    missing = standing_section("Not yet")
    for command in re.findall(r"`([a-z]+)`", missing):
        assert command not in COMMANDS
    for command, flag in re.findall(r"`([a-z]+) (--[a-z]+)`", missing):
        assert flag not in help_of(command)


def standing_section(title: str) -> str:
    """The text under a heading."""
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_flags_named_in_the_text_exist() -> None:
    everything = "\n".join(help_of(command) for command in ("", *COMMANDS))
    told = TEXT.partition("\n## Not yet\n")[0]
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", told)) - {"--system-site-packages"}
    assert {flag for flag in named if flag not in everything} == set()


def test_links_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", h).lower().replace(" ", "-") for h in headings}
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif "://" not in target:
            assert (README.parent / target).exists(), target


def test_limits_shown() -> None:
    limits = standing_section("Limits")
    assert "1 GiB" in limits
    assert LIMITS.file_bytes_max == 1 << 30
    assert f"{LIMITS.rows_max:,} rows and {LIMITS.columns_max:,} columns" in limits
    assert f"{LIMITS.sheets_max} sheets" in limits


@pytest.mark.parametrize("key", ["pk_test_a", "whsec_a"])
def test_keys_said_to_be_refused(key: str) -> None:
    with pytest.raises(KeyUnusable):
        check_key(key)


def test_the_sample_report_names_no_machine() -> None:
    (report,) = sample.SAMPLE.glob("*.xlsx")
    assert report.stat().st_size < 200_000
    with zipfile.ZipFile(report) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist())
    assert sample.RUN.encode() in content
    assert sample.WHO.encode() in content
    assert b"sk_test_" not in content
    assert str(README.parent).encode() not in content


def test_pictures_are_small() -> None:
    pictures = sorted(sample.SAMPLE.glob("*.png"))
    assert [picture.name for picture in pictures] == ["reconciliation.png", "summary.png"]
    assert max(picture.stat().st_size for picture in pictures) < 200_000
