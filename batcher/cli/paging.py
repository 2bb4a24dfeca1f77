"""`batcher serve`: the page in the browser, until somebody ends it."""

from __future__ import annotations

import json
import sys
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from batcher.cli import flags, groups, speaking
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.web.serving import Wanted
    from batcher.wiring import Connection


def serve(
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes a free one.")
    ] = 0,
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="Address to listen on.")
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="Further host[:port] it is called by."),
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help="It is reached by https, through a proxy of yours.")
    ] = False,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open the browser.")
    ] = False,
    single_user: Annotated[
        bool, typer.Option("--single-user", help="One person alone: no names, no second person.")
    ] = False,
    *,
    reach: groups.Reaching,
    live: flags.LiveFlag = False,
    speak: groups.Speaking,
) -> None:
    """Serve the page: upload, check, review, confirm, result."""
    from batcher.web.serving import Wanted

    shown = speak.face(reach.account)
    where = reach.connection(live or shown.settings.live)
    wanted = Wanted(host, port, single_user, tuple(name or ()), https)
    _serve(wanted, where, shown, browser=not no_browser)


def _serve(wanted: Wanted, where: Connection, face: Face, *, browser: bool) -> None:
    from batcher.cli.ending import boundary, fail
    from batcher.core.reporting import Exit
    from batcher.settings import SettingsUnusable
    from batcher.web.serving import NotAlone, serving

    with boundary(face):
        _require_queue(face)
        try:
            table = face.loaded.table
            with serving(face.settings, where, wanted, table) as (url, server, bound, _):
                if face.as_json:
                    sys.stdout.write(json.dumps({"url": url}) + "\n")  # one line: it is read as one
                else:
                    speaking.say(word("cli.serve", face.language, url=url))
                sys.stdout.flush()
                if browser:
                    webbrowser.open(url)
                try:
                    server.run(sockets=[bound])
                except KeyboardInterrupt:  # how a person ends it, and no failure
                    speaking.say_error(word("cli.serve_ended", face.language))
        except SettingsUnusable as error:
            reason = error.said(face.language)
            said = word("cli.settings", face.language, reason=reason)
            fail(Exit.UNUSABLE, said, face.as_json)
        except NotAlone:
            fail(Exit.USAGE, word("cli.serve_not_alone", face.language), face.as_json)


def _require_queue(face: Face) -> None:
    """Where the page is to hand its runs over: exits 5 where the queue cannot be used."""
    if face.settings.hand_over != "queue":
        return
    from batcher.cli.ending import queue_usable
    from batcher.fleet import prepare
    from batcher.fleet.engine import address_of

    with queue_usable(face):
        prepare(address_of(face.settings))
