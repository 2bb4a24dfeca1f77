"""The page as an ASGI application: which address is which screen, and who may ask for it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batcher.core.model import Role
from batcher.endings import Seen, known
from batcher.web.asks import Ask, Refused
from batcher.web.guard import FORM_BYTES_MAX, SAFE, Doors, Guard
from batcher.web.screens import home, people, review, runs, uploads
from batcher.web.sessions import FORM_FIELD
from batcher.web.uploading import Dropped
from batcher.web.visitor import visitor_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from batcher.web.office import Office

FILES_MAX = 50
ANYBODY = frozenset({"/enter", "/login", "/static/{name}", "/language"})


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
    Screen("GET", "/enter", people.enter),
    Screen("GET", "/login", people.login_form),
    Screen("POST", "/login", people.login),
    Screen("POST", "/leave", people.leave),
    Screen("POST", "/language", people.choose_language),
    Screen("GET", "/people", people.listed, ADMIN),
    Screen("POST", "/people", people.enrol, ADMIN),
    Screen("GET", "/activity", home.activity),
    Screen("GET", "/static/{name}", home.static_file),
    Screen("GET", "/templates/{name}", home.template_file),
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
    Screen("GET", "/runs", home.history),
    Screen("GET", "/runs/{run}", runs.show),
    Screen("GET", "/runs/{run}/progress", runs.fragment),
    Screen("GET", "/runs/{run}/files/{name}", runs.one_file),
    Screen("POST", "/runs/{run}/stop", runs.stop, EITHER),
    Screen("POST", "/runs/{run}/first", runs.answer_canary, APPROVE),
    Screen("POST", "/runs/{run}/leftovers", runs.leftovers, PREPARE),
    Screen("POST", "/runs/{run}/{way}", runs.begin, EITHER),
    Screen("GET", "/runs/{run}/{way}", runs.follow),
)


def app_of(office: Office) -> Starlette:
    """The application of one office."""
    scheme = "https" if office.secure else "http"

    def bytes_max(path: str) -> int:
        return office.upload_bytes_max + FORM_BYTES_MAX if path == "/uploads" else FORM_BYTES_MAX

    def refuse(status: int, code: str) -> ASGIApp:
        async def answer(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
            request = Request(scope)
            response = await run_in_threadpool(_refused, office, request, Refused(status, code))
            await response(scope, receive, send)

        return answer

    async def missing(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        code = "page.refused.form" if status == 400 else "page.refused.unknown"
        return await run_in_threadpool(_refused, office, request, Refused(status, code))

    guard = Middleware(Guard, doors=Doors(office.hosts, scheme), bytes_max=bytes_max, refuse=refuse)
    routes = [Route(one.path, _endpoint(office, one), methods=[one.method]) for one in SCREENS]
    return Starlette(routes=routes, middleware=[guard], exception_handlers={HTTPException: missing})


def _endpoint(office: Office, screen: Screen) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        form = FormData()
        if request.method not in SAFE:
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


def _answered(
    office: Office,
    screen: Screen,
    request: Request,
    texts: dict[str, str],
    lists: dict[str, list[str]],
    files: tuple[Dropped, ...],
) -> Response:
    """The screen, or why it is not shown."""
    try:
        visitor = visitor_of(office, request)
        ask = Ask(office, request, visitor, texts, lists, files)
        if not visitor.name and screen.path not in ANYBODY and request.method in SAFE:
            return ask.go("/login")
        _require(ask, screen)
        return screen.call(ask)
    except Refused as error:
        return _refused(office, request, error)
    except Exception as error:  # noqa: BLE001 - whatever broke, a person has to be told
        named = known(error, Seen(), office.settings.lang)
        if named is not None:
            return _refused(office, request, Refused(503, "page.failed", reason=named[1]))
        sys.stderr.write("".join(traceback.format_tb(error.__traceback__)))  # without any value
        code = Refused(500, "cli.crash", reason=type(error).__name__)
        return _refused(office, request, code)


def _require(ask: Ask, screen: Screen) -> None:
    """Raises Refused for who may not: no name, a form that is not ours, another role."""
    if not ask.visitor.name and screen.path not in ANYBODY:
        raise Refused(403, "page.refused.session")
    if ask.request.method not in SAFE and not _is_own_form(ask):
        raise Refused(403, "page.refused.form")
    if screen.roles and not screen.roles & ask.visitor.roles:
        raise Refused(403, "page.refused.role")


def _is_own_form(ask: Ask) -> bool:
    session = ask.visitor.session
    token = ask.form.get(FORM_FIELD, "")
    return session is not None and ask.office.sessions.is_own_form(session, token)


def _refused(office: Office, request: Request, error: Refused) -> Response:
    """A screen that says why not; nothing of the ledger is asked for a stranger."""
    from batcher.web.visitor import Visitor, language_of

    visitor = Visitor(None, "", frozenset(), language_of(office, request))
    if error.status not in (400, 413):
        visitor = visitor_of(office, request)
    size = f"{office.upload_bytes_max / 1024 / 1024:g}"
    ask = Ask(office, request, visitor)
    said = ask.word(error.code, **{"size": size, **error.details})
    return ask.screen("refused", error.status, said=said, status=error.status)
