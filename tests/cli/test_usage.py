"""What stops a command before it begins: each has its exit code and one line that says why."""

from __future__ import annotations

import pytest

from tests.cli.desk import ADD, Desk


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--time-zone", "Asia/Nowhere"), "“Asia/Nowhere” is no time zone"),
        (("--time-zone", "../etc/passwd"), "is no time zone"),
        (("--sheet", "add_line"), "The nearest is add_lines"),
        (("--encoding", "utf-9"), "“utf-9” is no encoding"),
        (("--expect-change", "usd"), "“usd” is no currency and amount"),
        (("--expect-change", "=5"), "“=5” is no currency and amount"),
        (("--expect-change", "usd=nan"), "“usd=nan” is no currency and amount"),
        (("--expect-change", "dollars=5"), "“dollars=5” is no currency and amount"),
        (("--expect-change", "usdd=5"), "“usdd=5” is no currency and amount"),
        (("--expect-change", "usd=5", "--expect-change", "USD=6"), "USD is given twice"),
        (("--expect-rows", "-1"), "--expect-rows"),
        (("--repeat", "twice"), "--repeat"),
        (("--no-such-flag",), "--no-such-flag"),
    ],
)
def test_flags_that_mean_nothing(desk: Desk, words: tuple[str, ...], told: str) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    ended = desk("run", sheet, "--sandbox", "--yes", *words, ends=2)
    assert told in ended.err
    assert ended.out == ""
    assert not desk.home.exists()


def test_misuse_in_json_is_an_object_too(desk: Desk) -> None:
    ended = desk("run", "--json", ends=2)
    assert ended.json["status"] == "failed"
    assert ended.json["error"] == "Missing argument 'WORKBOOK'."
    ended = desk("check", "a.xlsx", "--time-zone", "Mars", "--json", "--lang", "ja", ends=2)
    assert "「Mars」というタイムゾーンはありません" in ended.json["error"]


def test_no_command_and_an_unknown_one(desk: Desk) -> None:
    assert "Commands:" in desk(ends=2).err
    assert "No such command 'correct'" in desk("correct", ends=2).err


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("", "There is no Stripe key"),
        ("pk_test_visible1", "publishable key"),
        ("whsec_visible1", "signing secret of a webhook"),
        ("visible1", "does not look like a Stripe key"),
        ("sk_test_two visible1", "does not look like a Stripe key"),
    ],
)
def test_keys_that_cannot_serve(desk: Desk, key: str, told: str) -> None:
    desk.environment |= {"STRIPE_API_KEY": key, "BATCHER_API_BASE": "http://127.0.0.1:9"}
    ended = desk("run", desk.sheet("add_lines.csv", ADD), "--yes", ends=5)
    assert told in ended.err
    assert "visible1" not in ended.out + ended.err
    assert not desk.home.exists()


def test_a_live_key_wants_to_be_told(desk: Desk) -> None:
    desk.environment |= {"STRIPE_API_KEY": "sk_live_abc", "BATCHER_API_BASE": "http://127.0.0.1:9"}
    sheet = desk.sheet("add_lines.csv", ADD)
    assert "Add --live" in desk("run", sheet, "--yes", ends=2).err
    # plan only reads: it gets as far as the address, where nobody answers
    assert "Stripe does not answer" in desk("plan", sheet, ends=5).err


def test_nobody_answers(desk: Desk) -> None:
    desk.environment |= {"STRIPE_API_KEY": "sk_test_abc", "BATCHER_API_BASE": "http://127.0.0.1:9"}
    sheet = desk.sheet("add_lines.csv", ADD)
    ended = desk("run", sheet, "--yes", "--json", ends=5)
    assert (ended.json["status"], ended.json["run"]) == ("failed", None)
    assert "Stripe does not answer" in ended.json["error"]
    assert ended.err == ""


def test_a_key_file_that_is_not_there_or_is_no_text(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    ended = desk("run", sheet, "--yes", "--api-key-file", "none.txt", ends=5)
    assert "none.txt" in ended.err
    desk.sheet("odd.txt", "sk_test_é", "latin-1").chmod(0o600)
    desk("run", sheet, "--yes", "--api-key-file", "odd.txt", ends=5)


def test_settings_that_cannot_be_used(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    desk.environment["BATCHER_THREADS"] = "many"
    ended = desk("check", sheet, "--json", ends=5)
    assert "threads" in ended.json["error"]
    desk.environment["BATCHER_THREADS"] = "4"
    desk.sheet("batcher.toml", "lang = [")
    assert "batcher.toml" in desk("check", sheet, ends=5).err
    desk.sheet("batcher.toml", 'lang = "ja"\n')
    assert "問題はありません" in desk("check", sheet, ends=0).out


def test_nobody_to_ask(desk: Desk) -> None:
    ended = desk("run", desk.sheet("add_lines.csv", ADD), "--sandbox", ends=2)
    assert "Confirm with --yes" in ended.err
    assert desk("runs", "--json", ends=0).json == {"runs": []}


@pytest.mark.parametrize("command", ["show", "report"])
def test_a_run_nobody_knows(desk: Desk, command: str) -> None:
    assert "There is no run R-1 of this account" in desk(command, "R-1", ends=2).err


@pytest.mark.parametrize("command", ["verify", "resume", "retry"])
def test_a_run_nobody_knows_online(desk: Desk, command: str) -> None:
    assert "There is no run R-1 of" in desk(command, "R-1", "--sandbox", ends=2).err


def test_nothing_to_resume(desk: Desk) -> None:
    ended = desk("resume", "--sandbox", "--yes", ends=2)
    assert "There is no run of this account and mode" in ended.err


def test_a_sandbox_port_in_use(desk: Desk) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = desk("sandbox", "--port", port, "--json", ends=5)
    assert ended.json["error"].startswith("The system refuses: ")


def test_faults_nobody_knows_are_a_usage_error(desk: Desk) -> None:
    ended = desk("sandbox", "--faults", "kinds=hail", ends=2)
    assert "hail: drop " in " ".join(ended.err.split())
