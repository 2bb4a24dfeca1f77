"""A plain HTTP client for the double's own tests: one call, its status, headers and JSON."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.double.double import KEY
from tests.double.server import Served


def call(
    double: Served,
    method: str,
    path: str,
    sent: dict[str, str] | None = None,
    *,
    key: str = "",
    secret: str = KEY,
    account: str = "",
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, the JSON body and the headers (lower case); raises what http.client raises."""
    address = urlsplit(double.url)
    assert address.hostname
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=5)
    try:
        headers = {"Authorization": f"Bearer {secret}"}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {"Stripe-Account": account} if account else {}
        text = urlencode(sent or {})
        if method == "GET":
            connection.request(method, f"{path}?{text}" if text else path, headers=headers)
        else:
            connection.request(method, path, body=text, headers=headers)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, json.loads(answer.read()), found
    finally:
        connection.close()


def post(
    double: Served, path: str, sent: dict[str, str], key: str = ""
) -> tuple[int, dict[str, Any]]:
    """Status and JSON of one POST."""
    return call(double, "POST", path, sent, key=key)[:2]


def get(double: Served, path: str, **query: str) -> dict[str, Any]:
    """The JSON of one GET that must succeed."""
    status, body, _ = call(double, "GET", path, query)
    assert status == 200, body
    return body
