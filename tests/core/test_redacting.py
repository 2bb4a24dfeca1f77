"""What must not be printed is blotted out, and what may be is left alone."""

from __future__ import annotations

import pytest

from batcher.core.redacting import redact

SECRET = "51Hq8Zk_abcDEF"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"key sk_test_{SECRET}.", "key sk_test_***."),
        (f"'rk_{'live'}_{SECRET}'", "'rk_live_***'"),
        (f"whsec_{SECRET}", "whsec_***"),
        (f"pk_test_{SECRET}", "pk_test_***"),
        (f"Authorization: Bearer {SECRET}", "Authorization: Bearer ***"),
        (f"basic c2stdGVzdDo{SECRET}==", "basic ***"),
        (f"http://anna:{SECRET}@proxy:8080/x", "http://***@proxy:8080/x"),
        (f"postgresql+psycopg://b:{SECRET}@db/ledger", "postgresql+psycopg://***@db/ledger"),
        (f"slack://{SECRET}/B/C now", "slack://*** now"),
        (f"mailtos://a:{SECRET}@example.com", "mailtos://***"),
        (f"https://hooks.slack.com/services/{SECRET}", "https://hooks.slack.com/***"),
        (f"https://example.com/in?token={SECRET}&a=1", "https://example.com/in?***"),
    ],
)
def test_a_secret_is_blotted_out(text: str, shown: str) -> None:
    assert redact(text) == shown
    assert SECRET not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://api.stripe.com/v1/invoices",
        "https://stripe.com/docs/rate-limits.",
        "restricted keys begin with rk_test_ or sk_live_",
        "task_test_force is a column",
        "in_Quillmere, ii_1, basic facts, bearer of news",
        "sqlite:////home/anna/ledger.sqlite3",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_a_second_time_changes_nothing() -> None:
    once = redact(f"http://a:{SECRET}@h/ sk_test_{SECRET} slack://{SECRET}")
    assert redact(once) == once
