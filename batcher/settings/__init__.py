"""What a person sets once: defaults, `batcher.toml`, the account's table in it, the environment."""

from batcher.settings.fields import Settings
from batcher.settings.loading import AccountUnknown, Loaded, every, load
from batcher.settings.origins import Origin, Where
from batcher.settings.unusable import SettingsUnusable

__all__ = [
    "AccountUnknown",
    "Loaded",
    "Origin",
    "Settings",
    "SettingsUnusable",
    "Where",
    "every",
    "load",
]
