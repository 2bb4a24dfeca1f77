"""Blots secrets out of text that is printed or logged: keys, signing secrets, passwords.

Pure. What was on its way to a person keeps its sense: of a key its kind stays, of an address its
host.
"""

from __future__ import annotations

import re

_MASK = "***"

# `STRIPE_API_KEY` and webhook secrets, wherever they stand; the kind of key is no secret.
_KEY = re.compile(r"\b((?:sk|rk|pk)_(?:live|test)|whsec)_[A-Za-z0-9_]+")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{6,}", re.IGNORECASE)
_ADDRESS = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]*)://([^\s'\"<>,;]+)")

# In these a host and a path are no secret, but a user's name and password before the host are. In
# every other scheme (apprise's slack://, mailtos://, …) the whole address is one.
_PLAIN = frozenset({"http", "https", "file", "sqlite", "postgres", "postgresql", "socks5"})
# Hooks whose path is the secret, by the end of their host's name.
_HOOKS = (
    "hooks.slack.com",
    "discord.com",
    "discordapp.com",
    "webhook.office.com",
    "logic.azure.com",
    "chat.googleapis.com",
    "api.telegram.org",
    "ntfy.sh",
)


def redact(text: str) -> str:
    """`text` without a key, a signing secret, or what in an address lets somebody in."""
    if "_" in text:
        text = _KEY.sub(rf"\1_{_MASK}", text)
    if "://" in text:
        text = _ADDRESS.sub(_address, text)
    return _BEARER.sub(rf"\1 {_MASK}", text)


def _address(found: re.Match[str]) -> str:
    scheme, rest = found[1], found[2]
    if scheme.lower().partition("+")[0] not in _PLAIN:
        return f"{scheme}://{_MASK}"
    before, _, after = rest.partition("/")
    user, at, host = before.rpartition("@")
    shown = f"{scheme}://{_MASK}@{host}" if at and user else f"{scheme}://{before}"
    if any(host.lower().partition(":")[0].endswith(name) for name in _HOOKS):
        return f"{shown}/{_MASK}"
    path, asked, _ = after.partition("?")
    tail = f"/{path}" if "/" in rest else ""
    return f"{shown}{tail}?{_MASK}" if asked else f"{shown}{tail}"
