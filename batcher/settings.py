"""Settings from the environment (`BATCHER_…`) and `batcher.toml`; every one has a default."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

FILE_NAME = "batcher.toml"
TEST_KEY_TOTAL = 25.0


class SettingsUnusable(Exception):
    """A setting has a value it cannot have; the message names it."""


class Settings(BaseSettings):
    """What a person sets once. Environment first, then `batcher.toml` in the working folder.

    Rates are requests a second; seconds are seconds; amounts of lines are counts.
    """

    model_config = SettingsConfigDict(env_prefix="BATCHER_", extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("batcher", appauthor=False))
    api_base: str = ""
    api_key_file: Path | None = None
    account: str = ""
    ledger_url: str = ""
    proxy: str = ""
    pace_endpoint: float = Field(default=25.0, gt=0)
    pace_total: float | None = Field(default=None, gt=0)
    threads: int = Field(default=16, ge=1, le=64)
    lines_per_request: int = Field(default=50, ge=1)
    lines_per_invoice: int = Field(default=250, ge=1)
    wait_budget: float = Field(default=180.0, ge=0)
    silence_wait: float = Field(default=60.0, ge=0)
    contact_wait: float = Field(default=10.0, ge=0)
    time_zone: str = ""
    lang: Literal["en", "ja"] = "en"
    accept: list[str] = Field(default_factory=list)
    reports: Path = Path("reports")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
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
            f"{'.'.join(map(str, e['loc']))}: {e['msg']} ({e['input']!r})" for e in error.errors()
        )
        raise SettingsUnusable(found) from None
    except ValueError as error:  # a batcher.toml that is no TOML
        raise SettingsUnusable(f"{FILE_NAME}: {error}") from None
