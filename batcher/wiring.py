"""Puts the edges together for one caller: settings, key, gateway, ledger, files, clock.

The command line, the inbox and the page all reach Stripe, the ledger and files through here."""

from __future__ import annotations

import getpass
import os
import platform
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from batcher import __version__
from batcher.core.model import Answer, Leftovers, Problem, Report, Workbook

if TYPE_CHECKING:
    from batcher.core.canary import Canary
    from batcher.core.limits import Limits
    from batcher.core.plan import Plan
    from batcher.core.ports import Gateway, Listener
    from batcher.run import Edges, Options
    from batcher.settings import Settings
    from batcher.workbook.saving import Written


DEFAULT_KEY_VARIABLE = "STRIPE_API_KEY"


class LiveNotAllowed(Exception):
    """A live key, and nobody said `--live`."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Stripe is for this command."""

    api_base: str | None = None
    key_file: Path | None = None
    sandbox: bool = False
    live: bool = False


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)


@dataclass(slots=True)
class Watched:
    """A gateway that remembers what was ever sent: what a crash has to know.

    `keys`: of every send in its turn. `run`: the latest run this process began, '' for none.
    """

    inner: Gateway
    keys: list[str] = field(default_factory=list)
    run: str = ""

    @property
    def posted(self) -> bool:
        """True once the first request went out."""
        return bool(self.keys)

    def new_run(self) -> str:
        """The id of a run that begins now."""
        self.run = new_run()
        return self.run

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
        """Handed on."""
        return self.inner.get(path, query)

    def post(self, path: str, body: str, key: str) -> Answer:
        """Handed on, and remembered."""
        self.keys.append(key)
        return self.inner.post(path, body, key)


class WorkbookFiles:
    """`core.ports.Files` on the workbook room."""

    def read(self, content: bytes, name: str, encoding: str | None) -> Workbook:
        """Cells as stored, read in a child process with limits: a hostile file ends that one."""
        from batcher.workbook.safely import read_safely

        return read_safely(content, name, encoding)

    def write_report(self, report: Report, path: Path) -> tuple[Path, str]:
        """The report, whole or not at all; a file that reads back wrong is an OSError too."""
        from batcher.workbook.report import write_report

        return written(lambda: write_report(report, path))

    def write_leftovers(self, leftovers: Leftovers, path: Path) -> tuple[Path, str]:
        """The rows not applied."""
        from batcher.workbook.leftovers import write_leftovers

        return written(lambda: write_leftovers(leftovers, path))

    def write_evidence(self, parts: Mapping[str, bytes], path: Path) -> tuple[Path, str]:
        """One zip of these parts."""
        from batcher.workbook.evidence import write_evidence

        return written(lambda: write_evidence(parts, path))


def written(write: Callable[[], Written]) -> tuple[Path, str]:
    """Where a file stands and its sha256; one that reads back wrong is an OSError too."""
    from batcher.workbook.saving import Unwritten

    try:
        written = write()
    except Unwritten as error:
        raise OSError(str(error)) from error
    return written.path, written.sha256


def options_of(settings: Settings) -> Options:
    """What the settings ask of every run; a caller's own choices replace single ones."""
    from batcher.run import Options

    return Options(
        time_zone=settings.time_zone,
        language=settings.lang,
        hidden_rows=settings.hidden_rows,
        accept=frozenset(settings.accept),
        block=frozenset(settings.block),
        repeat=settings.repeat,
        on_problem=settings.on_problem,
        on_refusal=settings.on_refusal,
        canary=settings.canary,
        lines_per_request=settings.lines_per_request,
        lines_per_invoice=settings.lines_per_invoice,
        amount_max_minor=settings.amount_max_minor,
        requests_per_s=settings.pace_endpoint,
        threads=settings.threads,
    )


def limits_of(settings: Settings) -> Limits:
    """What a run may send without a person's approval."""
    from batcher.core.limits import Limits

    return Limits(
        rows=settings.limit_rows,
        run=settings.limit_money_run,
        invoice=settings.limit_money_invoice,
        others_wait=settings.limit_other_currencies == "wait",
    )


@contextmanager
def connect(
    settings: Settings,
    connection: Connection,
    *,
    confirm: Callable[[Plan], bool],
    ask: Callable[[tuple[Problem, ...], Options], Options | None],
    listener: Listener,
    go_on: Callable[[Canary], bool] = attrgetter("ties_out"),
    report: Path | None = None,
) -> Iterator[tuple[Edges, Watched]]:
    """Everything a command needs that sends or reads; closed again at the end.

    Raises KeyUnusable, LiveNotAllowed, LedgerUnusable, SandboxInUse, OSError.
    """
    from batcher.gateway.client import API_BASE, API_VERSION, StripeGateway
    from batcher.gateway.key import check_key
    from batcher.gateway.pacing import Pace
    from batcher.ledger import open_ledger
    from batcher.logs import logged
    from batcher.paces import remembered
    from batcher.run import Edges

    with ExitStack() as stack:
        base, key = _where(settings, connection, stack)
        facts = check_key(key)
        if facts.livemode and not connection.live:
            raise LiveNotAllowed
        ledger = stack.enter_context(
            open_ledger(settings.ledger_url or None, settings.home, language=settings.lang)
        )
        pace = Pace(settings.pace_endpoint, settings.pace_together(facts.livemode))
        # The sandbox is an account of its own, whatever the file says of real ones.
        account = "" if connection.sandbox else settings.connected or settings.account
        if account:  # without a name nobody can tell whose pace it is
            mine = remembered(pace, ledger.desk, account, facts.livemode, who())
            stack.enter_context(mine)
        gateway = StripeGateway(
            key,
            pace,
            api_base=base or API_BASE,
            proxy=None if connection.sandbox else settings.proxy or None,
            concurrency=settings.threads * 2,
            account=None if connection.sandbox else settings.connected or None,
        )
        stack.callback(gateway.close)
        watched = Watched(gateway)
        yield (
            Edges(
                gateway=watched,
                ledger=logged(ledger) if settings.log else ledger,
                files=WorkbookFiles(),
                clock=SystemClock(),
                random=Random(),  # noqa: S311 - jitter, not a secret
                livemode=facts.livemode,
                api_version=API_VERSION,
                new_run=watched.new_run,
                confirm=confirm,
                ask=ask,
                go_on=go_on,
                reports=settings.reports,
                report=report,
                account=account,
                platform="" if connection.sandbox else settings.platform,
                who=who(),
                facts=_facts(base, API_VERSION),
                listener=listener,
                budget_s=settings.wait_budget,
                silence_s=settings.silence_wait,
                contact_s=settings.contact_wait,
                limits=limits_of(settings),
                approve_other=settings.approve_other,
            ),
            watched,
        )


def _where(settings: Settings, connection: Connection, stack: ExitStack) -> tuple[str, str]:
    """The API's address ('' for Stripe's own) and the key."""
    if connection.sandbox:
        from batcher.core import example
        from batcher.sandbox import start

        sandbox = stack.enter_context(start(settings.home, seed=example.objects()))
        return sandbox.url, sandbox.key
    return connection.api_base or settings.api_base, read_key(settings, connection)


def read_key(settings: Settings, connection: Connection) -> str:
    """The key from its file, else from the environment; '' when there is none.

    Raises OSError, and KeyUnusable for a file that is no text or that others may read.
    """
    from batcher.gateway.key import KeyUnusable
    from batcher.gateway.keyfile import read_key_file

    file = connection.key_file or settings.api_key_file
    if file is not None:
        return read_key_file(file)
    key = os.environ.get(settings.key_env, "")
    if not key.strip() and settings.key_env != DEFAULT_KEY_VARIABLE:
        raise KeyUnusable("key_variable", name=settings.key_env)
    return key


def new_run() -> str:
    """A new run's id: the time it began, and enough chance to be the only one."""
    return f"R-{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def who() -> str:
    """The person and machine of this process, as the operating system knows them."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user in this container
        name = "?"
    return f"{name}@{socket.gethostname()}"


def _facts(base: str, api_version: str) -> tuple[tuple[str, str], ...]:
    python = platform.python_version()
    return (
        ("api_base", base or "https://api.stripe.com"),
        ("versions", f"batcher {__version__}, API {api_version}, Python {python}"),
    )
