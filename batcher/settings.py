"""Settings from the environment (`BATCHER_…`) and `batcher.toml`; every one has a default."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from batcher.core.redacting import redact

FILE_NAME = "batcher.toml"
TEST_KEY_TOTAL = 25.0


class SettingsUnusable(Exception):
    """A setting has a value it cannot have; the message names it."""


class Settings(BaseSettings):
    """What a person sets once. Environment first, then `batcher.toml` in the working folder.

    Rates are requests a second; seconds are seconds; amounts of lines are counts.
    """

    model_config = SettingsConfigDict(env_prefix="BATCHER_", extra="ignore")

    home: Path = Field(
        default_factory=lambda: user_data_path("batcher", appauthor=False),
        description="Where the ledger and the sandbox live. Default: the user's own folder for "
        "application files.",
    )
    api_base: str = Field(default="", description="Address of the API. Default: Stripe's own.")
    api_key_file: Path | None = Field(
        default=None, description="File that holds the key. Default: `STRIPE_API_KEY`."
    )
    account: str = Field(
        default="", description="The account it must be; needed where a key may not read its own."
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
    accept: list[str] = Field(
        default_factory=list,
        description="Codes of questions always answered with yes, as a JSON list.",
    )
    reports: Path = Field(default=Path("reports"), description="Folder that reports go to.")
    inbox_settle: float = Field(
        default=2.0,
        ge=0,
        description="Seconds that a workbook in the inbox must stand still to count as whole.",
    )
    notify: Annotated[list[SecretStr], NoDecode] = Field(
        default_factory=list,
        description="Whom the inbox tells: addresses of apprise (`mailto://…`, `slack://…`), as a "
        "list. They hold passwords and are never shown.",
    )
    notify_on: Literal["always", "problems"] = Field(
        default="always", description="Tell of every sweep that had work, or only of problems."
    )
    notify_webhook: SecretStr | None = Field(
        default=None,
        description="Address that gets the JSON object of each sweep. Never shown.",
    )
    notify_reports: bool = Field(
        default=False, description="Send the reports along, not only the rows not applied."
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
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        file = TomlConfigSettingsSource(settings_cls, Path(FILE_NAME))
        return (init_settings, env_settings, file)

    def pace_together(self, livemode: bool) -> float:
        """Requests a second over all endpoints: set, else Stripe's own for the kind of key."""
        if self.pace_total is not None:
            return self.pace_total
        return 100.0 if livemode else TEST_KEY_TOTAL


def load() -> Settings:
    """The settings in force. Raises SettingsUnusable naming what cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg']}{_shown(e['loc'], e['input'])}"
            for e in error.errors()
        )
        raise SettingsUnusable(redact(found)) from None
    except ValueError as error:  # a batcher.toml that is no TOML
        raise SettingsUnusable(f"{FILE_NAME}: {error}") from None


def _shown(place: tuple[int | str, ...], value: object) -> str:
    """The value that cannot be, but for an address that holds a password."""
    return "" if str(place[0]).startswith("notify") else f" ({value!r})"
