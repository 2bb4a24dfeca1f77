"""The settings in force: flag, else environment, else the account's table, else the file's top."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from batcher.settings.fields import (
    IDENTITY,
    KEY_SOURCES,
    PREFIX,
    SECRETS,
    Settings,
    is_account_id,
    usual_home,
    variables,
)
from batcher.settings.file import CONFIG_VARIABLE, File, find, nearest, read
from batcher.settings.origins import Origin, Where
from batcher.settings.unusable import SettingsUnusable, shown

ALMOST = 0.85  # so like one of our variables that it is a slip, not somebody else's
_Reasons = Iterator[tuple[str, dict[str, str]]]

# The mistakes of pydantic that have words of ours: what its own number or list is called.
_BOUNDS = {
    "literal_error": "expected",
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than_equal": "le",
}
_KINDS = {
    "int_parsing": "whole",
    "int_from_float": "whole",
    "int_type": "whole",
    "float_parsing": "number",
    "float_type": "number",
    "decimal_parsing": "number",
    "decimal_type": "number",
    "finite_number": "number",
    "bool_parsing": "yes_no",
    "bool_type": "yes_no",
    "string_type": "text",
    "path_type": "text",
    "list_type": "list",
    "dict_type": "table",
}


class AccountUnknown(SettingsUnusable):
    """`--account` names no table of the file and is no account id, or fits several tables."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force and where each value stands. `table` is the name of the account chosen
    among `tables`, '' for none; `file` the `batcher.toml` read, None where there is none."""

    settings: Settings
    origins: Mapping[str, Origin]
    table: str = ""
    tables: tuple[str, ...] = ()
    file: Path | None = None


def load(account: str | None = None, home: Path | None = None, lang: str | None = None) -> Loaded:
    """The settings of this account: a table's name, or an id.

    Without one, that of `BATCHER_ACCOUNT` or of the file's own `account`. Raises SettingsUnusable
    naming what cannot be used, AccountUnknown for an `account` that nothing is known of.
    """
    own = _environment()
    flags = {"account": account, "home": str(home) if home else None, "lang": lang}
    said = {name: value for name, value in flags.items() if value is not None}
    place = said.get("home") or own.get("home") or usual_home()
    path = find(os.environ.get(CONFIG_VARIABLE, ""), Path(place).expanduser())
    file = read(path) if path else File(Path())
    table = _chosen(account, own.get("account"), file)
    levels = _levels(file, table, own, said)
    for other in file.tables:  # a mistake in another account's table is found today, not tonight
        if other != table:
            _validated(_levels(file, other, {}, {}), file)
    settings, origins = _validated(levels, file)
    if account:
        _acts_for_it(account, file.tables.get(table, {}), settings, origins)
    return Loaded(settings, origins, table, tuple(file.tables), path)


def every(home: Path | None = None, lang: str | None = None) -> dict[str, Settings]:
    """The settings of each account's table of `batcher.toml`, by the table's name; none where the
    file has none. The file is read once. Raises SettingsUnusable."""
    own = _environment()
    flags = {"home": str(home) if home else None, "lang": lang}
    said = {name: value for name, value in flags.items() if value is not None}
    place = said.get("home") or own.get("home") or usual_home()
    path = find(os.environ.get(CONFIG_VARIABLE, ""), Path(place).expanduser())
    file = read(path) if path else File(Path())
    return {name: _validated(_levels(file, name, own, said), file)[0] for name in file.tables}


def _environment() -> dict[str, Any]:
    """What the environment sets, by the setting's name. A variable that is almost one of ours is
    refused: a mistyped limit must never vanish."""
    names = {f"{PREFIX}{name}".upper(): name for name in Settings.model_fields}
    wrong = []
    for variable in os.environ:
        upper = variable.upper()
        if upper.startswith(PREFIX) and upper not in names and upper != CONFIG_VARIABLE:
            near = nearest(upper.removeprefix(PREFIX), Settings.model_fields, ALMOST)
            if near:
                details = {"place": variable, "name": variable, "near": f"{PREFIX}{near.upper()}"}
                wrong.append(("settings.unknown_variable", details))
    if wrong:
        raise SettingsUnusable(*wrong)
    try:
        return variables()
    except SettingsError as error:
        raise SettingsUnusable(("settings.no_json", {"reason": shown(error)})) from None


def _chosen(asked: str | None, variable: object, file: File) -> str:
    """The name of the table that is meant, '' for the top of the file alone."""
    wanted = str(asked or variable or file.top.get("account") or "")
    if not wanted or wanted in file.tables:
        return wanted
    if not is_account_id(wanted):
        near = nearest(wanted, file.tables)
        known = ", ".join(file.tables)
        details = {"name": shown(wanted), "near": near, "known": known}
        raise AccountUnknown(("settings.no_account", details))
    fits = [n for n, t in file.tables.items() if (t.get("connected") or t.get("account")) == wanted]
    if len(fits) > 1:
        raise AccountUnknown(("settings.two_accounts", {"name": wanted, "known": ", ".join(fits)}))
    return fits[0] if fits else ""


def _acts_for_it(
    asked: str, table: Mapping[str, Any], settings: Settings, origins: Mapping[str, Origin]
) -> None:
    """Refuse a connected account set elsewhere that is not the one `--account` asks for: the wrong
    account would be corrected without a word."""
    named = table.get("connected") or table.get("account") or asked
    if settings.connected and settings.connected != named:
        details = {"name": asked, "connected": settings.connected}
        raise SettingsUnusable(
            ("settings.other_connected", {**details, "place": origins["connected"].name})
        )


def _levels(
    file: File, table: str, own: Mapping[str, Any], said: Mapping[str, Any]
) -> Sequence[tuple[Where, str, dict[str, Any]]]:
    """Every place that sets something, the weakest first, with what it sets."""
    top, held = dict(file.top), dict(file.tables.get(table, {}))
    flags, environment = dict(said), dict(own)
    if table:  # who an account is stands in its own table, or nowhere
        for name in IDENTITY:
            top.pop(name, None)
        for level in (environment, flags):
            level.pop("account", None)
    elif said.get("account") not in (None, *(top.get(name) for name in IDENTITY)):
        top.pop("connected", None)  # it goes with the file's own account, not with this one
    return (
        (Where.FILE, str(file.path), top),
        (Where.ACCOUNT, f"accounts.{table}", held),
        (Where.ENVIRONMENT, "", environment),
        (Where.FLAG, "", flags),
    )


def _validated(
    levels: Sequence[tuple[Where, str, dict[str, Any]]], file: File
) -> tuple[Settings, dict[str, Origin]]:
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for where, place, held in levels:
        sources = [name for name in KEY_SOURCES if name in held]
        if len(sources) > 1:
            raise SettingsUnusable(("settings.two_keys", {"place": place or where.value}))
        if sources:  # the nearest source of the key is the only one
            for name in KEY_SOURCES:
                values.pop(name, None)
                origins.pop(name, None)
        for name, value in held.items():
            values[name] = value
            origins[name] = Origin(where, _name(where, place, name))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise SettingsUnusable(*_reasons(error, origins, file)) from None
    return settings, origins


def _name(where: Where, place: str, setting: str) -> str:
    if where is Where.ENVIRONMENT:
        return f"{PREFIX}{setting.upper()}"
    return f"--{setting}" if where is Where.FLAG else place


def _reasons(error: ValidationError, origins: Mapping[str, Origin], file: File) -> _Reasons:
    """Each wrong value: the file or variable, the name, the value, what is allowed."""
    for found in error.errors():
        name = str(found["loc"][0])
        origin = origins.get(name, Origin(Where.DEFAULT))
        in_table = origin.where is Where.ACCOUNT
        place = f"{file.path}, {origin.name}" if in_table else origin.name
        details = {
            "place": place,
            "name": ".".join(str(part) for part in found["loc"]),
            "value": "***" if name in SECRETS else shown(found["input"]),
        }
        context = {key: str(value) for key, value in found.get("ctx", {}).items()}
        kind = found["type"]
        if kind.startswith("settings."):
            yield kind, {**details, **context}
        elif kind in _BOUNDS:
            yield f"settings.wrong.{kind}", {**details, "allowed": context[_BOUNDS[kind]]}
        elif kind in _KINDS:
            yield f"settings.wrong.{_KINDS[kind]}", details
        else:
            yield "settings.wrong", {**details, "allowed": found["msg"]}
