"""A live account: nothing is sent before the numbers are typed by hand, each in its own field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from batcher.settings import Settings
from batcher.web.office import Office
from batcher.web.typed import mistyped, wanted_of
from batcher.wiring import Connection
from tests.double.server import Served, serve
from tests.web.somebody import PORT, TOKEN, Somebody

KEY = "sk_live_abc"
RIGHT = {"typed_rows": "3", "typed_usd": "1,245.50", "typed_jpy": "-300"}


@pytest.fixture
def account() -> Iterator[Served]:
    """Stripe with a live key."""
    with serve(livemode=True, key=KEY) as double:
        yield double


@pytest.fixture
def somebody(
    account: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Somebody]:
    """The page of that account, at the review of three rows in two currencies."""
    from batcher.history import open_runs

    monkeypatch.setenv("STRIPE_API_KEY", KEY)
    settings = Settings(home=tmp_path / "home", reports=tmp_path / "reports", lang="en")
    where = Connection(api_base=account.url, live=True)
    with open_runs(settings) as ledger:
        hosts = frozenset({f"127.0.0.1:{PORT}"})
        office = Office(settings, where, ledger, hosts, TOKEN, alone=True, port=PORT)
        try:
            with Somebody(office) as made:
                made.get(f"/enter?token={TOKEN}")
                made.bring("add_lines.csv", rows(account))
                made.review()
                yield made
        finally:
            office.close(20)


def rows(account: Served) -> bytes:
    """+1,200.00 and +45.50 USD, -300 JPY."""
    usd, jpy = account.state.invoice("usd"), account.state.invoice("jpy")
    account.state.line(jpy, 5_000)
    lines = [f"{usd},fee,1200.00,usd", f"{usd},postage,45.50,usd", f"{jpy},rebate,-300,jpy"]
    return "\n".join(["invoice,description,amount,currency", *lines, ""]).encode()


def test_the_numbers_as_they_are_shown_send_it(somebody: Somebody, account: Served) -> None:
    assert somebody.form("/send")["typed_rows"] == ""
    assert "This is live" in somebody.said()
    somebody.confirm(**RIGHT)
    assert "Every row of the workbook now stands in Stripe." in somebody.said()
    assert len(account.writes) == 2


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("typed_usd", ""),
        ("typed_usd", "1245.51"),
        ("typed_usd", "-1245.50"),
        ("typed_usd", "1.245,50"),
        ("typed_usd", "yes"),
        ("typed_usd", "300"),  # the other currency's
        ("typed_usd", "1245.50 JPY"),
        ("typed_usd", "1e3"),
        ("typed_jpy", "300"),
        ("typed_jpy", "1,245.50"),
        ("typed_rows", "4"),
        ("typed_rows", "3 USD"),
    ],
)
def test_another_number_sends_nothing_and_is_marked(
    somebody: Somebody, account: Served, name: str, typed: str
) -> None:
    somebody.confirm(**{**RIGHT, name: typed})
    assert somebody.status == 422
    assert "Nothing was sent" in somebody.said()
    assert somebody.page.count("aria-invalid") == 1
    assert f'aria-describedby="wrong-{name}"' in somebody.page
    assert account.writes == []
    # What was typed is still there, and so are the ways on: they lead to the review.
    kept = somebody.form("/send")
    assert {**kept, name: typed} == {**kept, **RIGHT, name: typed}
    assert somebody.form("/language")["back"].endswith("/review")
    somebody.confirm(**RIGHT)
    assert len(account.writes) == 2


@pytest.mark.parametrize(
    "typed",
    [
        "1245.5",
        "+1,245.50",
        "１２４５．５０",
        "＋１，２４５．５０",
        " 1 245.50\u00a0",
        "1\u202f245.50",
        "USD 1,245.50",
        "1,245.50 usd",
        "\u30001245.50\u3000ＵＳＤ",
    ],
)
def test_the_same_number_however_it_is_written(typed: str) -> None:
    wanted = wanted_of(3, [("usd", 124550), ("jpy", -300)])
    form = {"typed_rows": "３", "typed_usd": typed, "typed_jpy": "-300"}
    assert mistyped(wanted, form) == frozenset()


@pytest.mark.parametrize("minus", ["-", "\u2212", "\u2010", "\u2013", "－", "ー"])
def test_every_minus_is_one(minus: str) -> None:
    wanted = wanted_of(1, [("jpy", -300)])
    assert mistyped(wanted, {"typed_rows": "1", "typed_jpy": f"{minus}300"}) == frozenset()
    assert mistyped(wanted, {"typed_rows": "1", "typed_jpy": "300"}) == {"typed_jpy"}


def test_no_change_is_typed_as_a_zero() -> None:
    wanted = wanted_of(2, [("kwd", 0)])
    for typed in ("0", "0.000", "-0"):
        assert mistyped(wanted, {"typed_rows": "2", "typed_kwd": typed}) == frozenset()
    assert mistyped(wanted, {"typed_rows": "2"}) == {"typed_kwd"}
