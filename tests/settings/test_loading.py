"""Settings come from the nearest place that has them, and nothing mistyped is passed over."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from batcher.settings import AccountUnknown, Origin, SettingsUnusable, Where, load

FILE = """
on_problem = "skip-row"
threads = 7
account = "tokyo"
connected = "acct_Top"
limit_money_run = { USD = 10000.55, jpy = 1000000 }
[accounts.tokyo]
account = "acct_T"
key_env = "STRIPE_KEY_TOKYO"
threads = 8
limit_rows = 50
[accounts.osaka]
account = "acct_T"
connected = "acct_O"
api_key_file = "osaka.key"
"""


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and a home beside it without anything in it."""
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BATCHER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)
    return folder


def write(folder: Path, text: str = FILE) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "batcher.toml"
    path.write_text(text, encoding="utf-8")
    return path


def said(language: str = "en", account: str | None = None) -> str:
    with pytest.raises(SettingsUnusable) as raised:
        load(account)
    return raised.value.said(language)


def test_each_place_wins_over_the_one_before(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = load()
    assert (found.settings.threads, found.origins.get("threads")) == (48, None)
    path = write(desk)
    found = load("osaka")
    assert found.settings.threads == 7
    assert found.origins["threads"] == Origin(Where.FILE, str(path))
    found = load("tokyo")
    assert found.settings.threads == 8
    assert found.origins["threads"] == Origin(Where.ACCOUNT, "accounts.tokyo")
    monkeypatch.setenv("BATCHER_THREADS", "9")
    found = load("tokyo", lang="ja")
    assert found.settings.threads == 9
    assert found.origins["threads"] == Origin(Where.ENVIRONMENT, "BATCHER_THREADS")
    assert (found.settings.lang, found.origins["lang"]) == ("ja", Origin(Where.FLAG, "--lang"))


def test_an_account_by_name_by_id_and_by_default(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(desk)
    assert [load(one).table for one in (None, "osaka", "acct_O", "acct_T")] == [
        "tokyo",
        "osaka",
        "osaka",
        "tokyo",
    ]
    other = load("acct_Elsewhere")
    assert (other.table, other.settings.account) == ("", "acct_Elsewhere")
    assert other.settings.connected == ""
    monkeypatch.setenv("BATCHER_ACCOUNT", "osaka")
    assert load().settings.connected == "acct_O"
    assert load("tokyo").settings.account == "acct_T"


def test_who_an_account_is_never_comes_from_the_top(desk: Path) -> None:
    write(desk)
    assert load("tokyo").settings.connected == ""


def test_the_nearest_source_of_the_key_is_the_only_one(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(desk, 'api_key_file = "top.key"\n' + FILE)
    tokyo = load("tokyo").settings
    assert (tokyo.key_env, tokyo.api_key_file) == ("STRIPE_KEY_TOKYO", None)
    monkeypatch.setenv("BATCHER_API_KEY_FILE", "mine.key")
    mine = load("tokyo").settings
    assert (mine.key_env, mine.api_key_file) == ("STRIPE_API_KEY", Path("mine.key"))


def test_money_is_exact_wherever_it_stands(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(desk)
    assert load().settings.limit_money_run == {"usd": Decimal("10000.55"), "jpy": 1000000}
    monkeypatch.setenv("BATCHER_LIMIT_MONEY_RUN", '{"usd": 0.1}')
    assert load().settings.limit_money_run == {"usd": Decimal("0.1")}
    monkeypatch.setenv("BATCHER_LIMIT_MONEY_RUN", "usd=0.30, JPY=5")
    assert load().settings.limit_money_run == {"usd": Decimal("0.30"), "jpy": 5}


def test_which_file_is_read(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = write(tmp_path / "home", 'reports = "out"\nthreads = 2\n')
    assert (load().file, load().settings.threads) == (home, 2)
    assert load().settings.reports == home.parent / "out"
    assert load(home=tmp_path / "none").file is None
    own = write(desk, "threads = 3\n")
    assert (load().file, load().settings.threads) == (own, 3)
    monkeypatch.setenv("BATCHER_CONFIG", str(home))
    assert (load().file, load().settings.threads) == (home, 2)
    monkeypatch.setenv("BATCHER_CONFIG", str(tmp_path / "gone.toml"))
    assert "gone.toml" in said()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("limit_row = 5", "no setting “limit_row”. The nearest is limit_rows."),
        ("[accounts.a]\nlimit_row = 5", "accounts.a: there is no setting “limit_row”"),
        ("[accounts.a]\nhome = '/tmp'", "home is one for all accounts"),
        ("threads = 900", "threads is “900”; it must be 64 or less."),
        ("limit_rows = -1", "limit_rows is “-1”; it must be 0 or more."),
        ("limit_rows = 1.5", "limit_rows is “1.5”; it must be a whole number."),
        ("[accounts.a]\nlive = 'perhaps'", "accounts.a: live is “perhaps”"),
        ("on_problem = 'go'", "it may be 'stop', 'skip-invoice' or 'skip-row'."),
        ("limit_money_run = { yen = 1 }", "limit_money_run names “yen”, which is no currency"),
        ("limit_money_run = { usd = 1, USD = 2 }", "names a currency twice"),
        ("limit_money_run = 5", "it must name an amount for each currency"),
        ("limit_money_run = { usd = nan }", "must be a number"),
        ("block = ['amount_scale']", "names “amount_scale”, which is no code of a problem"),
        ("accept = 'all'", "accept is “all”; it must be a list"),
        ("connected = 'O'", "connected is “O”; it must be the id of an account"),
        ("api_key_file = 'a'\nkey_env = 'B'", "both say where the key is"),
        ("accounts = 5", "accounts must be tables"),
        ("threads = [", "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_named(desk: Path, text: str, told: str) -> None:
    path = write(desk, text)
    assert told in said()
    assert str(path) in said("ja")


def test_a_key_in_the_file_is_refused_and_never_repeated(desk: Path) -> None:
    for text in ('key_env = "sk_test_abcdefgh"', 'api_key = "sk_test_abcdefgh"'):
        write(desk, text)
        assert "abcdefgh" not in said()
        assert "key" in said()


def test_a_mistyped_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATCHER_LIMIT_ROW", "5")
    assert "BATCHER_LIMIT_ROW. The nearest is BATCHER_LIMIT_ROWS" in said()
    monkeypatch.delenv("BATCHER_LIMIT_ROW")
    monkeypatch.setenv("BATCHER_SOMEBODY_ELSES", "5")
    assert load().settings.limit_rows is None


def test_an_account_that_nobody_knows(desk: Path) -> None:
    write(desk, FILE + '[accounts.kobe]\nconnected = "acct_O"\n')
    assert "There is no account “tokio” in batcher.toml. The nearest is tokyo." in said(
        "en", "tokio"
    )
    with pytest.raises(AccountUnknown):
        load("acct_O")
    assert "several tables in batcher.toml: osaka, kobe" in said("en", "acct_O")


def test_a_connected_account_nobody_asked_for_is_refused(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--account` B with BATCHER_CONNECTED A would correct A without a word."""
    write(desk)
    monkeypatch.setenv("BATCHER_CONNECTED", "acct_A")
    for asked in ("acct_Elsewhere", "tokyo", "osaka"):
        assert "BATCHER_CONNECTED says connected = acct_A" in said("en", asked)
    assert load("acct_A").settings.connected == "acct_A"


def test_one_letter_missing_from_accounts(desk: Path) -> None:
    write(desk, "[account.tokyo]\nthreads = 7\n")
    assert "accounts must be tables, one for each account, as in [accounts.tokyo]" in said()
