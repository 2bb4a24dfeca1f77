"""One question of a browser and how it is answered: screens, forms, files, ways on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from batcher.locale import word
from batcher.web.dressing import screens
from batcher.web.peers import address_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from batcher.core.model import Person
    from batcher.web.office import Office
    from batcher.web.uploading import Dropped
    from batcher.web.visitor import Visitor

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    ".xlsx": BOOK,
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".zip": "application/zip",
    ".json": "application/json",
}


class Refused(Exception):
    """What was asked for is not given: an HTTP status and a label code."""

    def __init__(self, status: int, code: str, **details: str) -> None:
        super().__init__(status, code)
        self.status, self.code, self.details = status, code, details


class Unproven(Exception):
    """A provider recognised nobody. `code`: a label code; `reason`: a few plain words on why, for
    the ledger; `name`: whom the provider spoke of, where it came so far."""

    def __init__(self, code: str, reason: str, name: str = "") -> None:
        super().__init__(code, reason)
        self.code, self.reason, self.name = code, reason, name


@dataclass(frozen=True, eq=False)
class Ask:
    """One request with everything a screen needs. `form`: its texts, the last of each name."""

    office: Office
    request: Request
    visitor: Visitor
    form: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    files: tuple[Dropped, ...] = ()

    @property
    def language(self) -> str:
        """The visitor's."""
        return self.visitor.language

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str:
        """A parameter of the address, '' where there is none."""
        return self.request.query_params.get(name, "")

    @property
    def address(self) -> str:
        """Where it comes from, past proxies of ours; '' where nobody knows."""
        peer = self.request.client.host if self.request.client else ""
        forwarded = self.request.headers.getlist("x-forwarded-for")
        return address_of(peer, forwarded, self.office.proxies)

    @cached_property
    def person(self) -> Person | None:
        """The visitor's own entry among the people."""
        return self.office.ledger.desk.person(self.visitor.name)

    def word(self, code: str, **details: str) -> str:
        """A label in the visitor's language."""
        return word(code, self.language, **details)

    def screen(self, name: str, http: int = 200, /, **values: Any) -> Response:
        """One screen. `here`: its address, where another one answers with it."""
        values.setdefault("here", self.request.url.path)
        shown = (
            screens()
            .get_template(f"{name}.html")
            .render(
                ask=self,
                office=self.office,
                visitor=self.visitor,
                lang=self.language,
                t=self.word,
                csrf=self.visitor.form_token,
                new_once=lambda: secrets.token_urlsafe(16),
                **values,
            )
        )
        return HTMLResponse(shown, http)

    def go(self, path: str) -> Response:
        """On to another screen."""
        return RedirectResponse(path, 303)

    def file(self, content: bytes, name: str) -> Response:
        """A file to keep, never to be shown by the browser."""
        kind = KINDS.get(f".{name.rpartition('.')[2].casefold()}", "application/octet-stream")
        plain = "".join(
            c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name
        )
        told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
        return Response(content, headers={"Content-Type": kind, "Content-Disposition": told})

    def act(
        self, kind: str, subject: str = "", once: str | None = None, /, **detail: object
    ) -> bool:
        """Write down what the visitor does; False where it was done already."""
        who = self.visitor.name or "-"
        return self.office.ledger.desk.act(who, kind, subject, once, **detail)
