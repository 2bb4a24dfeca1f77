"""`batcher settings`, and the policies of a file at work in `check`, `plan` and `run`."""

from __future__ import annotations

import json

from tests.cli.desk import ADD, Desk

POLICY = """
limit_money_run = { usd = 40 }
notify_webhook = "https://hooks.example.com/secret1"
proxy = "http://hanako:visible1@127.0.0.1:9"
[accounts.tokyo]
limit_rows = 0
"""


def test_every_setting_and_where_it_comes_from(desk: Desk) -> None:
    path = desk.sheet("batcher.toml", POLICY)
    desk.environment |= {"STRIPE_API_KEY": "sk_test_visible1", "BATCHER_THREADS": "4"}
    found = desk("settings", "--account", "tokyo", "--json", ends=0).json
    assert (found["file"], found["account"], found["accounts"]) == (str(path), "tokyo", ["tokyo"])
    assert found["key"] == {"from": "environment", "place": "STRIPE_API_KEY", "there": True}
    listed = found["settings"]
    assert listed["limit_money_run"] == {
        "value": {"usd": "40"}, "from": "file", "place": str(path),
    }  # fmt: skip
    assert listed["limit_rows"] == {
        "value": 0, "from": "account", "place": f"{path}, accounts.tokyo",
    }  # fmt: skip
    assert listed["threads"] == {
        "value": 4, "from": "environment", "place": "BATCHER_THREADS",
    }  # fmt: skip
    assert listed["lang"] == {"value": "en", "from": "default", "place": None}
    told = desk("settings", ends=0).out
    assert "BATCHER_THREADS" in told
    assert "visible1" not in told + json.dumps(found)
    assert "secret1" not in told + json.dumps(found)


def test_an_account_nobody_knows_is_a_usage_error(desk: Desk) -> None:
    desk.sheet("batcher.toml", POLICY)
    assert "The nearest is tokyo" in desk("settings", "--account", "tokio", ends=2).err
    desk.environment["BATCHER_ACCOUNT"] = "tokio"
    assert "The nearest is tokyo" in desk("settings", ends=5).err


def test_a_run_above_a_limit_waits_and_is_approved(desk: Desk) -> None:
    desk.sheet("batcher.toml", POLICY)
    sheet = desk.sheet("add_lines.csv", ADD)
    planned = desk("plan", sheet, "--sandbox", "--json", ends=0).json
    assert [p["code"] for p in planned["problems"]] == ["approval_needed"]
    held = desk("run", sheet, "--sandbox", "--json", ends=1).json
    assert held["rows"] == {**held["rows"], "total": 1, "not_sent": 1}
    message = held["problems"][0]["message"]
    assert "adds up to USD 45.00, without signs (net USD 45.00)" in message
    assert "the limit (limit_money_run) is USD 40" in message
    listed = desk("runs", "--json", ends=0).json["runs"]
    assert listed[0]["approval"] == {"state": "waiting", "who": None, "at": None}
    assert "waiting" in desk("runs", ends=0).out
    assert "Confirm with --yes" in desk("approve", held["run"], "--sandbox", ends=2).err
    done = desk("approve", held["run"], "--sandbox", "--yes", "--json", ends=0).json
    assert (done["run"], done["status"]) == (held["run"], "applied")
    assert desk("runs", "--json", ends=0).json["runs"][0]["approval"]["state"] == "approved"


def test_flag_wins_over_the_environment_over_the_file(desk: Desk) -> None:
    sheet = desk.sheet(
        "add_lines.csv", ADD.replace("in_Quillmere", "in_Nowhere") + ADD.split("\n")[1]
    )
    desk.sheet("batcher.toml", 'on_problem = "skip-row"\n')
    assert desk("plan", sheet, "--sandbox", ends=0)
    desk.environment["BATCHER_ON_PROBLEM"] = "stop"
    assert desk("plan", sheet, "--sandbox", ends=1)
    assert desk("plan", sheet, "--sandbox", "--on-problem", "skip-row", ends=0)


def test_a_warning_that_blocks(desk: Desk) -> None:
    twice = desk.sheet("add_lines.csv", ADD + ADD.split("\n")[1] + "\n")
    found = desk("plan", twice, "--sandbox", "--json", ends=0).json["problems"]
    assert {p["severity"] for p in found} == {"warning"}
    code = found[0]["code"]
    desk.sheet("batcher.toml", f'block = ["{code}"]\n')
    stopped = desk("run", twice, "--sandbox", "--yes", "--json", ends=1).json
    assert (stopped["problems"][0]["code"], stopped["problems"][0]["severity"]) == (
        code,
        "question",
    )
    desk("run", twice, "--sandbox", "--yes", "--accept", code, ends=0)


def test_a_key_variable_with_nothing_in_it(desk: Desk) -> None:
    desk.sheet("batcher.toml", '[accounts.tokyo]\nkey_env = "STRIPE_KEY_TOKYO"\n')
    desk.environment["STRIPE_API_KEY"] = "sk_test_other1"
    sheet = desk.sheet("add_lines.csv", ADD)
    ended = desk("run", sheet, "--account", "tokyo", "--yes", ends=5)
    assert "STRIPE_KEY_TOKYO" in ended.err
