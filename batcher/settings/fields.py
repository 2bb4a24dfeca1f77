"""Every setting: its name, what it may be, its default, and what it is for."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from batcher.core.addresses import is_sealed
from batcher.core.money import CURRENCIES
from batcher.locale import PROBLEMS

PREFIX = "BATCHER_"
TEST_KEY_TOTAL = 25.0
# One for all accounts: they stand at the top of the file.
SHARED = (
    "home",
    "ledger_url",
    "page_passwords",
    "page_proxies",
    "oidc_issuer",
    "oidc_client",
    "oidc_secret_env",
    "oidc_secret_file",
    "oidc_claim",
)
IDENTITY = ("account", "connected")  # of an account's own table; never taken over from the top
KEY_SOURCES = ("api_key_file", "key_env")
SECRETS = ("notify", "notify_webhook")
PATHS = ("home", "api_key_file", "oidc_secret_file", "reports", "sweep_folder")

_ID = re.compile(r"acct_[A-Za-z0-9_]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY = re.compile(r"(sk|rk|pk)_(live|test)_|whsec_")


def is_account_id(text: str) -> bool:
    """Whether this is an id as Stripe gives accounts."""
    return _ID.fullmatch(text) is not None


def _account(text: str) -> str:
    if text and not is_account_id(text):
        raise PydanticCustomError("settings.no_id", "acct_…")
    return text


def _variable(text: str) -> str:
    if _KEY.match(text) or not _VARIABLE.fullmatch(text):
        raise PydanticCustomError("settings.no_variable", "the name of a variable")
    return text


def _codes(codes: list[str]) -> list[str]:
    """Codes of problems, all known: a mistyped one would stand for nothing."""
    from batcher.settings.file import nearest

    for code in codes:
        if code != "all" and code not in PROBLEMS:
            near = nearest(code, PROBLEMS)
            raise PydanticCustomError("settings.no_code", "a code", {"code": code, "near": near})
    return codes


def _money(limits: dict[str, Decimal]) -> dict[str, Decimal]:
    """Currencies in small letters, as Stripe writes them."""
    lowered = {currency.strip().lower(): amount for currency, amount in limits.items()}
    for currency in lowered:
        if currency not in CURRENCIES:
            raise PydanticCustomError("settings.no_currency", "a currency", {"code": currency})
    if len(lowered) < len(limits):
        raise PydanticCustomError("settings.currency_twice", "once each")
    return lowered


def _issuer(text: str) -> str:
    if text and (not is_sealed(text) or "?" in text):
        raise PydanticCustomError("settings.no_issuer", "https://…")
    return text


def _networks(told: list[str]) -> list[str]:
    for one in told:
        try:
            ip_network(one, strict=False)
        except ValueError:
            details = {"network": one}
            raise PydanticCustomError("settings.no_network", "10.0.0.0/8", details) from None
    return told


def _expanded(path: Path) -> Path:
    return path.expanduser()


AccountId = Annotated[str, AfterValidator(_account)]
Codes = Annotated[list[str], AfterValidator(_codes)]
Money = Annotated[
    dict[str, Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]], AfterValidator(_money)
]
Place = Annotated[Path, AfterValidator(_expanded)]


def usual_home() -> Path:
    """Where the ledger lives unless somebody says otherwise."""
    return user_data_path("batcher", appauthor=False)


class Variables(EnvSettingsSource):
    """The environment. Lists and tables are JSON, or `a,b` and `usd=10,jpy=1000`; numbers in them
    stay exact; an empty variable sets nothing."""

    def __init__(self, settings: type[BaseSettings]) -> None:
        super().__init__(settings, env_ignore_empty=True)

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:  # noqa: ARG002 - the base class's signature
        """A list or a table out of the text of a variable."""
        text = str(value).strip()
        if field_name == "notify":  # addresses have commas and equals signs of their own
            return text
        if text.startswith(("[", "{")):
            return json.loads(text, parse_float=Decimal)
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if any("=" in part for part in parts):
            pairs = (part.partition("=") for part in parts)
            return {name.strip(): amount.strip() for name, _, amount in pairs}
        return parts


def variables() -> dict[str, Any]:
    """What the environment sets, by the setting's name. Raises SettingsError."""
    return Variables(Settings)()


class Settings(BaseSettings):
    """What a person sets once; `load` gathers it from where it stands.

    Rates are requests a second; seconds are seconds; amounts of lines are counts; limits of money
    are in the currency's major unit. One that holds a secret is a `SecretStr`: it is never shown.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", validate_default=False)

    home: Place = Field(
        default_factory=usual_home,
        description="Where the ledger and the sandbox live. Default: the user's own folder for "
        "application files.",
    )
    api_base: str = Field(default="", description="Address of the API. Default: Stripe's own.")
    api_key_file: Place | None = Field(
        default=None, description="File that holds the key. Default: the variable `key_env` names."
    )
    key_env: Annotated[str, AfterValidator(_variable)] = Field(
        default="STRIPE_API_KEY", description="Name of the environment variable that holds the key."
    )
    account: AccountId = Field(
        default="",
        description="The account it must be; needed where a key may not read its own. At the top "
        "of the file and in the variable also the name of an account's table.",
    )
    connected: AccountId = Field(
        default="",
        description="The connected account to act for (`Stripe-Account`); the key is the "
        "platform's, which `account` then names.",
    )
    live: bool = Field(
        default=False,
        description="Allow a live key for `inbox`, `approve` and the page; `run`, `apply`, "
        "`resume` and `retry` want `--live` all the same.",
    )
    ledger_url: str = Field(
        default="", description="The ledger's database. Default: a SQLite file in `home`."
    )
    proxy: str = Field(
        default="", description="Proxy for Stripe; proxies of the environment are not used."
    )
    pace_endpoint: float = Field(
        default=25.0, gt=0, description="Requests a second to any one endpoint."
    )
    pace_total: float | None = Field(
        default=None,
        gt=0,
        description="Requests a second to all endpoints together. Default: 100; 25 with a test "
        "key.",
    )
    threads: int = Field(default=48, ge=1, le=64, description="Invoices written at once, at most.")
    lines_per_request: int = Field(default=50, ge=1, description="Lines in one request, at most.")
    lines_per_invoice: int = Field(
        default=250, ge=1, description="Lines on one invoice after each request, at most."
    )
    amount_max_minor: int | None = Field(
        default=None,
        gt=0,
        description="Largest amount of one line in minor units. Default: 99,999,999; more for IDR, "
        "COP and INR.",
    )
    wait_budget: float = Field(
        default=180.0,
        ge=0,
        description="Seconds that one request waits in all while Stripe asks to slow down.",
    )
    silence_wait: float = Field(
        default=60.0, ge=0, description="Seconds to go on while Stripe gives no answer at all."
    )
    contact_wait: float = Field(
        default=10.0, ge=0, description="The same before Stripe has answered for the first time."
    )
    time_zone: str = Field(
        default="", description="Time zone of dates. Default: the account's own, else UTC."
    )
    lang: Literal["en", "ja"] = Field(default="en", description="Language of what people read.")
    hidden_rows: Literal["include", "skip"] | None = Field(
        default=None, description="What becomes of hidden rows. Default: ask."
    )
    repeat: Literal["skip", "again"] | None = Field(
        default=None, description="What becomes of rows applied before. Default: ask."
    )
    on_problem: Literal["stop", "skip-invoice", "skip-row"] = Field(
        default="stop", description="What an error does that only the plan can see."
    )
    on_refusal: Literal["stop-invoice", "stop-run"] = Field(
        default="stop-invoice", description="What a request does that Stripe refused."
    )
    canary: int = Field(
        default=0, ge=0, description="Send this many invoices first and see whether they tie out."
    )
    accept: Codes = Field(
        default_factory=list,
        description="Codes of questions always answered with yes, as a list; `--accept` adds.",
    )
    block: Codes = Field(
        default_factory=list,
        description="Codes of warnings that become questions, as a list; `all` for every one.",
    )
    limit_rows: int | None = Field(
        default=None,
        ge=0,
        description="Rows sent in one run, at most; above, the run waits for `batcher approve`.",
    )
    limit_money_run: Money = Field(
        default_factory=dict,
        description="Money moved in one run, at most, by currency in its major unit: the sum of "
        "what each row changes, without its sign. Above, the run waits.",
    )
    limit_money_invoice: Money = Field(
        default_factory=dict, description="The same for any one invoice."
    )
    limit_other_currencies: Literal["wait", "allow"] = Field(
        default="wait",
        description="What a run does in a currency that a limit of money does not name, where that "
        "limit names any.",
    )
    approve_other: bool = Field(
        default=False, description="Whoever began a run may not be the one who approves it."
    )
    reports: Place = Field(default=Path("reports"), description="Folder that reports go to.")
    keep_years: int = Field(
        default=10,
        ge=0,
        le=1000,
        description="Years that `batcher purge` leaves every run alone; 0 for none.",
    )
    log: str = Field(
        default="",
        description="Where the log goes, one JSON line per event: a file, or `-` for standard "
        "error. Default: nowhere.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged."
    )
    inbox_settle: float = Field(
        default=2.0,
        ge=0,
        description="Seconds that a workbook in the inbox must stand still to count as whole.",
    )
    notify: Annotated[list[SecretStr], NoDecode] = Field(
        default_factory=list,
        description="Whom the inbox and workers tell: addresses of apprise (`mailto://…`, "
        "`slack://…`), as a list. They hold passwords and are never shown.",
    )
    notify_on: Literal["always", "problems"] = Field(
        default="always", description="Tell of every sweep that had work, or only of problems."
    )
    notify_webhook: SecretStr | None = Field(
        default=None,
        description="Address that gets the JSON object of each sweep, and of each bad end among "
        "workers. Never shown.",
    )
    notify_reports: bool = Field(
        default=False, description="Send the reports along, not only the rows not applied."
    )

    hand_over: Literal["none", "queue"] = Field(
        default="none",
        description="Who makes the runs of `inbox` and the page: `none`, they themselves; `queue`, "
        "the workers they are handed over to.",
    )
    worker_accounts: int = Field(
        default=4, ge=1, le=64, description="Accounts that one worker serves at once."
    )
    worker_heartbeat: float = Field(
        default=10.0,
        gt=0,
        description="Seconds between a worker's signs of life; after three without any its runs "
        "are taken over.",
    )
    verify_at: str = Field(
        default="",
        description="When workers read recent runs again: a cron line in UTC, as `0 3 * * *`.",
    )
    verify_days: int = Field(default=1, ge=1, description="How many days back that goes.")
    sweep_at: str = Field(
        default="", description="When a worker sweeps `sweep_folder`: a cron line in UTC."
    )
    sweep_folder: Place | None = Field(
        default=None, description="An inbox that workers sweep, where it is on their machine."
    )
    purge_at: str = Field(
        default="", description="When a worker purges old runs: a cron line in UTC."
    )
    purge_after_days: int = Field(
        default=0, ge=0, description="Days after which it purges a run; 0 keeps all."
    )

    page_passwords: bool = Field(
        default=True,
        description="People come in to the page by a password kept here; `false`: by the provider "
        "(`oidc_issuer`) alone.",
    )
    page_proxies: Annotated[list[str], AfterValidator(_networks)] = Field(
        default_factory=list,
        description="Addresses and networks of your proxies before the page, as a list; only they "
        "are believed when they say (`X-Forwarded-For`) from where somebody comes.",
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        default="",
        description="Address of the OpenID provider that people sign in to the page with. Default: "
        "none.",
    )
    oidc_client: str = Field(
        default="", description="The page's client id there; its way back is `…/login/back`."
    )
    oidc_secret_env: Annotated[str, AfterValidator(_variable)] = Field(
        default="OIDC_CLIENT_SECRET",
        description="Name of the environment variable that holds the client's secret; none where "
        "the provider gave none.",
    )
    oidc_secret_file: Place | None = Field(
        default=None, description="File that holds it instead, for its owner alone."
    )
    oidc_claim: Annotated[str, Field(min_length=1)] = Field(
        default="email",
        description="What the provider says that is a person's name here; an `email` it calls "
        "unverified is refused.",
    )

    @field_validator("notify", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        """One address alone, or several with spaces between them, are a list too."""
        if isinstance(given, str):
            text = given.strip()
            return json.loads(text) if text.startswith("[") else text.split()
        return given

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the base class's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What `load` hands in, and nothing besides."""
        return (init_settings,)

    @property
    def platform(self) -> str:
        """The account whose key acts for a connected one; '' where it acts for itself."""
        return self.account if self.connected else ""

    def pace_together(self, livemode: bool) -> float:
        """Requests a second over all endpoints: set, else Stripe's own for the kind of key."""
        if self.pace_total is not None:
            return self.pace_total
        return 100.0 if livemode else TEST_KEY_TOTAL
