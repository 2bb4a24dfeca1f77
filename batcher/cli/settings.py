"""`batcher settings`: each setting in force, its value, and where it comes from. No secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batcher.cli import flags, groups

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.settings import Loaded, Origin


def settings(
    account: flags.AccountFlag = None,
    *,
    speak: groups.Speaking,
) -> None:
    """Show every setting and where it comes from."""

    show(speak.face(account))


def show(face: Face) -> None:
    """Say every setting in force, and which key would be used; the key itself is never read out."""
    from batcher.cli import speaking

    found = object_of(face.loaded)
    if face.as_json:
        speaking.say_json(found)
        return
    for line in lines_of(found, face.language):
        speaking.say(line)


def object_of(loaded: Loaded) -> dict[str, Any]:
    """What `--json` prints."""
    from batcher.settings import Origin, Where

    chosen = loaded.settings
    listed = {}
    for name in type(chosen).model_fields:
        origin = loaded.origins.get(name, Origin(Where.DEFAULT))
        listed[name] = {
            "value": _shown(getattr(chosen, name)),
            "from": origin.where.value,
            "place": _place(origin, loaded),
        }
    return {
        "file": str(loaded.file) if loaded.file else None,
        "account": loaded.table or None,
        "accounts": list(loaded.tables),
        "key": _key(loaded),
        "settings": listed,
    }


def _key(loaded: Loaded) -> dict[str, object]:
    """Where the key is looked for, and whether anything is there."""
    chosen = loaded.settings
    if chosen.api_key_file is not None:
        there = chosen.api_key_file.is_file()
        return {"from": "file", "place": str(chosen.api_key_file), "there": there}
    there = bool(os.environ.get(chosen.key_env, "").strip())
    return {"from": "environment", "place": chosen.key_env, "there": there}


def _place(origin: Origin, loaded: Loaded) -> str | None:
    from batcher.settings import Where

    if origin.where is Where.ACCOUNT:
        return f"{loaded.file}, {origin.name}"
    return origin.name or None


def _shown(value: object) -> object:
    """A value as JSON holds it: money as text, and nothing that lets somebody in."""
    from pydantic import SecretStr

    from batcher.core.redacting import redact

    if isinstance(value, SecretStr):
        return "***"
    if isinstance(value, Path | str):
        return redact(str(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {str(name): _shown(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shown(one) for one in value]
    return value


def lines_of(found: Mapping[str, Any], language: str) -> list[str]:
    """The same for a person: the file, the account, the key, then a line for each setting."""
    from batcher.cli.layout import aligned
    from batcher.locale import word

    none = word("settings.none", language)
    key = found["key"]
    there = word("settings.key_there" if key["there"] else "settings.key_missing", language)
    facts = {
        "file": found["file"] or none,
        "account": found["account"] or none,
        "accounts": ", ".join(found["accounts"]) or none,
        "key": f"{key['place']} ({there})",
    }
    said = [word(f"settings.fact.{name}", language, value=value) for name, value in facts.items()]
    head = [word(f"settings.head.{name}", language) for name in ("name", "value", "from")]
    rows = []
    for name, one in found["settings"].items():
        origin = word(f"settings.from.{one['from']}", language)
        rows.append([name, _plain(one["value"], none), one["place"] or origin])
    return [*said, "", *aligned([head, *rows])]


def _plain(value: object, none: str) -> str:
    if value is None or value in ("", [], {}):
        return none
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {amount}" for name, amount in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
