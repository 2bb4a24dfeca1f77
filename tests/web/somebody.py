"""A person with a browser, without the browser: follows links, fills forms, brings tokens back."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the client says of its own future
    from starlette.testclient import TestClient

from batcher.web.app import app_of
from batcher.web.office import Office

PORT = 8111
TOKEN = "launch-token-of-these-tests"
BASE = f"http://127.0.0.1:{PORT}"
SAME_ORIGIN = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}


def until(has_come: Callable[[], bool], patience_s: float = 60.0) -> None:
    """Look again until it is so."""
    ends_s = time.monotonic() + patience_s
    while not has_come():
        assert time.monotonic() < ends_s, "it never came"
        time.sleep(0.05)


class _Forms(HTMLParser):
    """Every form of a screen: its address and the values a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "form":
            self.forms.append((known.get("action") or "", {}))
        elif tag == "input" and self.forms and known.get("name"):
            kind, fields = known.get("type", "text"), self.forms[-1][1]
            if kind in ("checkbox", "radio"):
                if "checked" in known:
                    fields.setdefault(str(known["name"]), []).append(known.get("value") or "on")
            elif kind != "file":
                fields[str(known["name"])] = known.get("value") or ""


class Somebody:
    """One browser. `page` is the last screen's text, `path` its address."""

    def __init__(self, office: Office) -> None:
        self.client = TestClient(app_of(office), base_url=BASE, follow_redirects=True)
        self.page, self.path, self.status, self.address = "", "", 0, ""

    def __enter__(self) -> Somebody:
        return self

    def __exit__(self, *ended: object) -> None:
        self.client.close()

    def get(self, path: str, **more: Any) -> str:
        return self._seen(self.client.get(path, **more))

    def _seen(self, answer: Any) -> str:
        self.page, self.path, self.status = answer.text, answer.url.path, answer.status_code
        self.address = str(answer.url)
        return self.page

    def form(self, action: str) -> dict[str, Any]:
        """The fields of the form of this screen with an address that ends so."""
        found = _Forms()
        found.feed(self.page)
        return next(fields for address, fields in found.forms if address.endswith(action))

    def has_form(self, action: str) -> bool:
        found = _Forms()
        found.feed(self.page)
        return any(address.endswith(action) for address, _ in found.forms)

    def send(self, action: str, files: Any = None, **changed: Any) -> str:
        """Fill in a form of this screen and send it."""
        found = _Forms()
        found.feed(self.page)
        address, fields = next(one for one in found.forms if one[0].endswith(action))
        return self.post(address, {**fields, **changed}, files)

    def post(self, path: str, fields: dict[str, Any], files: Any = None) -> str:
        return self._seen(self.client.post(path, data=fields, files=files, headers=SAME_ORIGIN))

    def wait(self) -> str:
        """Reload until nothing is under way any more."""

        def has_ended() -> bool:
            if not re.search("data-(reload|poll)=", self.page):
                return True
            self.get(self.address)
            return False

        until(has_ended)
        return self.page

    def bring(self, name: str, content: bytes) -> str:
        self.get("/")
        self.send("/uploads", files=[("files", (name, content))])
        return self.wait()

    def review(self) -> str:
        """From the check to the review."""
        self.get(f"{self.path}/review")
        return self.wait()

    def confirm(self, **changed: Any) -> str:
        """Tick every warning, and send."""
        seen = re.findall('name="seen" value="([^"]+)"', self.page)
        self.send("/send", **{"seen": seen, **changed})
        return self.wait()

    def said(self) -> str:
        """The words of the screen, without its tags."""
        text = re.sub("<(script|style).*?</(script|style)>", " ", self.page, flags=re.DOTALL)
        return " ".join(re.sub("<[^>]+>", " ", text).split())
