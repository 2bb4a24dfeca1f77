"""What was written for the command line is said in the page's own words."""

from __future__ import annotations

import re

import pytest

from batcher.locale import LABELS
from batcher.web.views.spoken import on_the_page

BROKEN = "ConnectionError: ('Connection aborted.', RemoteDisconnected('gone'))"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Wait, then run `batcher resume`.", "Wait, then run “Resume”."),
        ("`batcher resume R-20261101-080000-ab12cd` first", "“Resume” first"),
        ("a person approves: `batcher approve RUN`.", "a person approves: “Approve and send”."),
        ("take them out: --repeat skip.", "take them out: “Leave out the rows that were applied"
         " before”."),
        (f"No answer for too long. ({BROKEN}) Wait.", "No answer for too long. Wait."),
        ("Nothing (at all) to say.", "Nothing (at all) to say."),
    ],
)  # fmt: skip
def test_commands_are_buttons_here(told: str, shown: str) -> None:
    assert on_the_page(told, "en") == shown


def test_also_in_japanese() -> None:
    told = f"応答がありません。（{BROKEN}）`batcher resume` を実行してください。"
    assert on_the_page(told, "ja") == "応答がありません。「再開する」を実行してください。"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_a_run_says_is_left_to_the_command_line(language: str) -> None:
    """Of every row, halt and approval there is."""
    names = [name for name in LABELS if name.split(".")[0] in ("row", "halt", "approval")]
    assert len(names) > 20
    for name in names:
        text = on_the_page(str(getattr(LABELS[name], language)), language)
        assert not re.search(r"`batcher (resume|retry|verify|approve|undo|report)", text), name
