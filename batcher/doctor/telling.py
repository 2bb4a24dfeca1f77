"""The check of notifications: whether those who are to be told could be; nobody is told anything.

Of a webhook only the connection is tried; what apprise makes of its addresses, without a network.
"""

from __future__ import annotations

import importlib.util
import logging
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from batcher.doctor.checks import Check, fine, mind, stop
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.settings import Settings

CONNECT_S = 5.0
PORTS = {"http": 80, "https": 443}


def notifications(settings: Settings) -> Check:
    """One check for everybody who is to be told."""
    services = len(settings.notify) + (settings.notify_webhook is not None)
    language = settings.lang
    if not services:
        return fine("notifications", word("doctor.notify.none", language))
    found = word("doctor.notify", language, services=str(services))
    if settings.notify and importlib.util.find_spec("apprise") is None:
        return stop("notifications", found, "doctor.notify.apprise", language)
    dead = [*_unreadable(settings), *_dead_webhook(settings)]
    if dead:
        return mind("notifications", "; ".join(dead), "doctor.notify.reach", language)
    return fine("notifications", found)


def _unreadable(settings: Settings) -> list[str]:
    """The addresses that apprise can make nothing of; of each only its kind is shown."""
    if not settings.notify:
        return []
    from apprise import Apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it would log whole addresses
    kinds = []
    for secret in settings.notify:
        kind, mark, _ = secret.get_secret_value().partition("://")
        if not Apprise().add(secret.get_secret_value()):
            kinds.append(kind if mark and kind.isalnum() else "?")
    return [word("doctor.notify.unreadable", settings.lang, service=kind) for kind in kinds]


def _dead_webhook(settings: Settings) -> list[str]:
    """Why nobody answers at the webhook's host, or at the proxy on the way to it."""
    if settings.notify_webhook is None:
        return []
    parts = urlsplit(settings.proxy or settings.notify_webhook.get_secret_value())
    host, port = parts.hostname or "?", parts.port or PORTS.get(parts.scheme, 443)
    try:
        socket.create_connection((host, port), CONNECT_S).close()
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        told = {"service": "webhook", "host": f"{host}:{port}", "reason": reason}
        return [word("doctor.notify.dead", settings.lang, **told)]
    return []
