"""`batcher.toml`: which one is read, and what stands in it, name by name."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from batcher.settings.fields import PATHS, SHARED, Settings
from batcher.settings.unusable import SettingsUnusable, shown

FILE_NAME = "batcher.toml"
CONFIG_VARIABLE = "BATCHER_CONFIG"
ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class File:
    """What a file holds: `top` for every account, `tables` by the account's name."""

    path: Path
    top: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def find(config: str, home: Path) -> Path | None:
    """The one file that is read, absolute: `config` (BATCHER_CONFIG), else the working folder's,
    else the one in `home`. They are never mixed. Raises SettingsUnusable where `config` is not
    there."""
    if config:
        path = Path(config).expanduser().absolute()
        if not path.is_file():
            raise SettingsUnusable(("settings.no_file", {"path": str(path)}))
        return path
    for folder in (Path(), home):
        path = (folder / FILE_NAME).absolute()
        if path.is_file():
            return path
    return None


def read(path: Path) -> File:
    """The file, every name in it known. Numbers stay exact. Raises SettingsUnusable."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text, parse_float=Decimal)
    except OSError as error:
        raise _broken(path, error.strerror or str(error)) from None
    except UnicodeDecodeError:  # not its words: they hold the file's bytes
        raise _broken(path, "UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _broken(path, str(error)) from None
    tables = content.pop(ACCOUNTS, {})
    mistyped = isinstance(content.get("account"), dict)  # [account.tokyo]
    if (
        mistyped
        or not isinstance(tables, dict)
        or not all(isinstance(t, dict) for t in tables.values())
    ):
        raise SettingsUnusable(("settings.no_tables", {"path": str(path)}))
    names = (*Settings.model_fields, ACCOUNTS)
    unknown = [*_unknown(content, names, str(path))]
    for table, held in tables.items():
        place = f"{path}, accounts.{table}"
        unknown += _unknown(held, [n for n in Settings.model_fields if n not in SHARED], place)
    if unknown:
        raise SettingsUnusable(*unknown)
    folder = path.parent
    own = {name: _placed(table, folder) for name, table in tables.items()}
    return File(path, _placed(content, folder), own)


def _broken(path: Path, reason: str) -> SettingsUnusable:
    return SettingsUnusable(("settings.no_toml", {"path": str(path), "reason": shown(reason)}))


def _unknown(
    held: Mapping[str, Any], names: Collection[str], place: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """Names that mean nothing here; one mistyped must never vanish."""
    for name in held:
        if name in names:
            continue
        details = {"place": place, "name": shown(name)}
        if name in SHARED:
            yield "settings.shared", details
        else:
            yield "settings.unknown", {**details, "near": nearest(name, names)}


def nearest(name: str, names: Collection[str], likeness: float = 0.6) -> str:
    """The known name most like this one, '' where none is (`likeness` from 0 to 1: the same)."""
    alike = get_close_matches(name.lower().replace("-", "_"), names, n=1, cutoff=likeness)
    return alike[0] if alike else ""


def _placed(held: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Paths of a file are meant from where the file stands."""
    return {
        name: str(folder / Path(value).expanduser())
        if name in PATHS and isinstance(value, str) and folder != Path().absolute()
        else value
        for name, value in held.items()
    }
