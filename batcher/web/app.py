"""The page as an ASGI application: which address is which screen, and who may ask for it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from batcher.core.model import Role
from batcher.core.ports import LedgerUnusable
from batcher.endings import Seen, known
from batcher.web.asks import Ask, Refused
from batcher.web.guard import FORM_BYTES_MAX, SAFE, Doors, Guard
from batcher.web.screens import (
    door,
    exports,
    history,
    home,
    people,
    provider,
    review,
    run_files,
    runs,
    uploads,
    ways,
)
from batcher.web.sessions import FORM_FIELD
from batcher.web.uploading import Dropped
from batcher.web.visitor import visitor_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from batcher.web.office import Office

FILES_MAX = 50
STRANGER_BYTES_MAX = 16 * 1024  # of a form that anybody may send
Given = TypeVar("Given")
ANYBODY = frozenset(
    {"/enter", "/login", "/login/away", "/login/back", "/static/{name}", "/language"}
)


@dataclass(frozen=True, slots=True)
class Screen:
    """One address. `roles`: any one of them is enough; empty where a name is."""

    method: str
    path: str
    call: Callable[[Ask], Response]
    roles: frozenset[Role] = frozenset()


PREPARE, APPROVE = frozenset({Role.PREPARE}), frozenset({Role.APPROVE})
EITHER, ADMIN = PREPARE | APPROVE, frozenset({Role.ADMIN})

SCREENS = (
    Screen("GET", "/", home.show),
    Screen("GET", "/enter", door.enter),
    Screen("GET", "/login", door.login_form),
    Screen("POST", "/login", door.login),
    Screen("GET", "/login/away", provider.go_away),
    Screen("GET", "/login/back", provider.come_back),
    Screen("POST", "/leave", door.leave),
    Screen("POST", "/language", door.choose_language),
    Screen("GET", "/people", people.listed, ADMIN),
    Screen("POST", "/people", people.enrol, ADMIN),
    Screen("GET", "/activity", history.activity),
    Screen("GET", "/static/{name}", home.static_file),
    Screen("GET", "/templates/{name}", home.template_file),
    Screen("GET", "/exports", exports.form, PREPARE),
    Screen("POST", "/exports", exports.begin, PREPARE),
    Screen("GET", "/exports/{once}", exports.show, PREPARE),
    Screen("GET", "/exports/{once}/file", exports.file, PREPARE),
    Screen("GET", "/uploads", history.files),
    Screen("POST", "/uploads", uploads.take, PREPARE),
    Screen("POST", "/uploads/example", uploads.take_example, PREPARE),
    Screen("GET", "/uploads/{upload}", uploads.show),
    Screen("GET", "/uploads/{upload}/file", uploads.original),
    Screen("GET", "/uploads/{upload}/marked", uploads.marked),
    Screen("POST", "/uploads/{upload}/answers", uploads.answer, PREPARE),
    Screen("POST", "/uploads/{upload}/again", uploads.again, EITHER),
    Screen("GET", "/uploads/{upload}/review", review.show),
    Screen("POST", "/uploads/{upload}/hand-over", review.hand_over, PREPARE),
    Screen("POST", "/uploads/{upload}/send-back", review.send_back, EITHER),
    Screen("POST", "/uploads/{upload}/send", review.send, APPROVE),
    Screen("GET", "/uploads/{upload}/sending", review.sending),
    Screen("POST", "/uploads/{upload}/take-back", review.take_back, EITHER),
    Screen("GET", "/runs", history.runs),
    Screen("GET", "/runs/{run}", runs.show),
    Screen("GET", "/runs/{run}/progress", runs.fragment),
    Screen("GET", "/runs/{run}/files/{name}", run_files.one_file),
    Screen("POST", "/runs/{run}/stop", ways.stop, EITHER),
    Screen("POST", "/runs/{run}/first", ways.answer_canary, APPROVE),
    Screen("POST", "/runs/{run}/leftovers", run_files.leftovers, PREPARE),
    Screen("POST", "/runs/{run}/{way}", ways.begin, EITHER),
    Screen("GET", "/runs/{run}/{way}", ways.follow),
)


def app_of(office: Office) -> Starlette:
    """The application of one office."""
    scheme = "https" if office.secure else "http"

    def bytes_max(path: str) -> int:
        if path in ANYBODY:
            return STRANGER_BYTES_MAX
        return office.upload_bytes_max + FORM_BYTES_MAX if path == "/uploads" else FORM_BYTES_MAX

    def refuse(status: int, code: str) -> ASGIApp:
        async def answer(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
            request = Request(scope)
            response = await run_in_threadpool(_refused, office, request, Refused(status, code))
            await response(scope, receive, send)

        return answer

    async def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=400)  # to nobody: the browser went while it was sending

    async def missing(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        code = "page.refused.form" if status == 400 else "page.refused.unknown"
        return await run_in_threadpool(_refused, office, request, Refused(status, code))

    guard = Middleware(Guard, doors=Doors(office.hosts, scheme), bytes_max=bytes_max, refuse=refuse)
    routes = [Route(one.path, _endpoint(office, one), methods=[one.method]) for one in SCREENS]
    handlers = {HTTPException: missing, ClientDisconnect: gone}
    made = Starlette(routes=routes, middleware=[guard], exception_handlers=handlers)
    # It would send a browser to another address, and behind https to one of plain http.
    made.router.redirect_slashes = False
    return made


def _endpoint(office: Office, screen: Screen) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        form = FormData()
        if request.method not in SAFE:
            refused = await run_in_threadpool(_turned_away, office, screen, request)
            if refused is not None:  # before a byte of what comes along is read
                return refused
            form = await request.form(max_files=FILES_MAX, max_fields=2_000)
        texts = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        lists: dict[str, list[str]] = {}
        files = []
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files.append(Dropped(value.filename or "", await value.read()))
            else:
                lists.setdefault(name, []).append(value)
        await form.close()
        return await run_in_threadpool(
            _answered, office, screen, request, texts, lists, tuple(files)
        )

    return answer


def _turned_away(office: Office, screen: Screen, request: Request) -> Response | None:
    """Why nothing that comes along is read: the sender has no name here, or another role."""
    if screen.path in ANYBODY:
        return None

    def asked(ask: Ask) -> None:
        _require_role(ask, screen)

    return _said(office, request, asked)


def _answered(
    office: Office,
    screen: Screen,
    request: Request,
    texts: dict[str, str],
    lists: dict[str, list[str]],
    files: tuple[Dropped, ...],
) -> Response:
    """The screen, or why it is not shown."""

    def asked(ask: Ask) -> Response:
        whole = replace(ask, form=texts, lists=lists, files=files)
        if not ask.visitor.name and screen.path not in ANYBODY and request.method in SAFE:
            return ask.go("/login")
        _require_role(ask, screen)
        _require_text(request.path_params.values(), texts.values())
        if request.method not in SAFE and not _is_own_form(whole):
            raise Refused(403, "page.refused.form")
        return screen.call(whole)

    return _said(office, request, asked)


def _said(office: Office, request: Request, asked: Callable[[Ask], Given]) -> Given | Response:
    """What `asked` gives, or a screen that says why not."""
    try:
        return asked(Ask(office, request, visitor_of(office, request)))
    except Refused as error:
        return _refused(office, request, error)
    except Exception as error:  # noqa: BLE001 - whatever broke, a person has to be told
        named = known(error, Seen(), office.settings.lang)
        if named is not None:
            return _refused(office, request, Refused(503, "page.failed", reason=named[1]))
        sys.stderr.write("".join(traceback.format_tb(error.__traceback__)))  # without any value
        code = Refused(500, "cli.crash", reason=type(error).__name__)
        return _refused(office, request, code)


def _require_role(ask: Ask, screen: Screen) -> None:
    """Raises Refused for who has no name here, or another role."""
    if not ask.visitor.name and screen.path not in ANYBODY:
        raise Refused(403, "page.refused.session")
    if screen.roles and not screen.roles & ask.visitor.roles:
        raise Refused(403, "page.refused.role")


def _require_text(path: Iterable[str], form: Iterable[str]) -> None:
    """Raises Refused for NUL: no person types it, and not every database can look for it."""
    if any("\0" in one for one in path):
        raise Refused(404, "page.refused.unknown")
    if any("\0" in one for one in form):
        raise Refused(400, "page.refused.odd")


def _is_own_form(ask: Ask) -> bool:
    session = ask.visitor.session
    token = ask.form.get(FORM_FIELD, "")
    return session is not None and ask.office.sessions.is_own_form(session, token)


def _refused(office: Office, request: Request, error: Refused) -> Response:
    """A screen that says why not; nothing of the ledger is asked for a stranger."""
    from batcher.web.visitor import Visitor, language_of

    visitor = Visitor(None, "", frozenset(), language_of(office, request))
    if error.status not in (400, 408, 413):
        with suppress(LedgerUnusable):  # which may be what has to be said
            visitor = visitor_of(office, request)
    size = f"{office.upload_bytes_max / 1024 / 1024:g}"
    ask = Ask(office, request, visitor)
    said = ask.word(error.code, **{"size": size, **error.details})
    here = request.url.path if request.method in SAFE else "/"  # nothing to show again
    return ask.screen("refused", error.status, here=here, said=said, status=error.status)
