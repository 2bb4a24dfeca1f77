"""How a command speaks, and what its flags amount to: settings, language, options of a run."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from batcher.cli import flags
from batcher.cli.ending import boundary, fail
from batcher.core.reporting import Exit
from batcher.locale import word
from batcher.settings import AccountUnknown, Loaded, Settings, SettingsUnusable, load
from batcher.wiring import options_of

if TYPE_CHECKING:
    from batcher.cli.groups import Deciding, Reading
    from batcher.run import Options


@dataclass(frozen=True, slots=True)
class Face:
    """How a command speaks: its settings and where they come from, its language, JSON or lines."""

    settings: Settings
    language: str
    as_json: bool
    loaded: Loaded


def face(
    lang: flags.Language | None, as_json: bool, home: Path | None, account: str | None = None
) -> Face:
    """Settings in force for this command and account; exits 5 where one cannot be used, 2 where
    the flag names no account that is known."""
    try:
        loaded = load(account, home, lang.value if lang else None)
    except SettingsUnusable as error:
        language = lang.value if lang else "en"
        is_flag = account is not None and isinstance(error, AccountUnknown)
        end = Exit.USAGE if is_flag else Exit.UNUSABLE
        fail(end, word("cli.settings", language, reason=error.said(language)), as_json)
    made = _face_of(loaded, as_json)
    _start_log(made.settings, as_json)
    return made


def _face_of(loaded: Loaded, as_json: bool) -> Face:
    settings = loaded.settings.model_copy(update={"home": loaded.settings.home.absolute()})
    return Face(settings, settings.lang, as_json, loaded)


def face_of_run(shown: Face, wanted: str, lang: flags.Language | None, home: Path | None) -> Face:
    """The same with the settings of the account that the run was made for, where one table of
    `batcher.toml` is that account's and nobody named an account for this command.

    What is then not the run's own account is refused as ever. Exits as `boundary` does.
    """
    from batcher.history import open_runs

    settings = shown.settings
    if not shown.loaded.tables or os.environ.get("BATCHER_ACCOUNT"):
        return shown
    with boundary(shown), open_runs(settings) as ledger:
        record = ledger.run(wanted)
    if record is None or record.account == (settings.connected or settings.account):
        return shown
    try:
        loaded = load(record.account, home, lang.value if lang else None)
    except SettingsUnusable:  # several tables, or a variable that names another connected account
        return shown
    return _face_of(loaded, shown.as_json) if loaded.table else shown


def _start_log(settings: Settings, as_json: bool) -> None:
    """Log from here on; exits 5 where the log cannot be written."""
    from batcher.logs import start

    try:
        start(settings)
    except OSError as error:
        reason, path = error.strerror or str(error), str(error.filename or settings.log)
        text = word("cli.os_error", settings.lang, reason=reason, path=path)
        fail(Exit.UNUSABLE, text, as_json)


def reading(face: Face, chosen: Reading) -> Options:
    """The options of reading; exits 2 where a name is not known."""
    settings = face.settings
    zone = chosen.time_zone or settings.time_zone
    _known_sheet(chosen.sheet, face.language)
    _known_encoding(chosen.encoding, face.language)
    known_zone(zone, face.language)
    return replace(
        options_of(settings),
        sheet=chosen.sheet,
        encoding=chosen.encoding,
        hidden_rows=chosen.hidden_rows.value if chosen.hidden_rows else settings.hidden_rows,
        time_zone=zone,
        language=face.language,
    )


def _known_sheet(sheet: str | None, language: str) -> None:
    from batcher.core.columns import nearest_sheet, sheet_kind

    if sheet is not None and sheet_kind(sheet) is None:
        near = nearest_sheet(sheet) or "add_lines"
        text = word("cli.bad_sheet", language, value=sheet, near=near)
        raise typer.BadParameter(text, param_hint="--sheet")


def _known_encoding(encoding: str | None, language: str) -> None:
    from batcher.workbook.encodings import encoding_named

    try:
        encoding_named(encoding or "utf-8")
    except LookupError:
        text = word("cli.bad_encoding", language, value=str(encoding))
        raise typer.BadParameter(text, param_hint="--encoding") from None


def known_zone(zone: str, language: str) -> None:
    """Exits 2 where this machine knows no such time zone."""
    try:
        ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        text = word("cli.bad_time_zone", language, value=zone)
        raise typer.BadParameter(text, param_hint="--time-zone") from None


def deciding(options: Options, chosen: Deciding) -> Options:
    """The options of deciding; exits 2 where `--expect-change` is not currency=amount."""
    changes: dict[str, Decimal] = {}
    for text in chosen.expect_change or []:
        currency, change = _change(text, options.language)
        if changes.setdefault(currency, change) != change:
            twice = word("cli.change_twice", options.language, currency=currency.upper())
            raise typer.BadParameter(twice, param_hint="--expect-change")
    return replace(
        options,
        accept=options.accept | frozenset(chosen.accept or []),
        repeat=chosen.repeat.value if chosen.repeat else options.repeat,
        on_problem=chosen.on_problem.value if chosen.on_problem else options.on_problem,
        expected_rows=chosen.expect_rows,
        expected_changes=changes,
    )


def _change(text: str, language: str) -> tuple[str, Decimal]:
    """`usd=12.34` as a currency and its net change in the major unit, read as cells are."""
    from batcher.core.columns import column
    from batcher.core.model import Kind
    from batcher.core.values import Context, parse

    named, _, amount = text.replace("＝", "=").partition("=")
    context = Context(ZoneInfo("UTC"))
    currency, change = (
        parse(cell.strip(), column(name, Kind.CONTROL), context)
        for name, cell in (("currency", named), ("net_change", amount))
    )
    if not isinstance(currency, str) or not isinstance(change, Decimal):
        wrong = word("cli.bad_change", language, value=text)
        raise typer.BadParameter(wrong, param_hint="--expect-change")
    return currency, change


def sending(
    options: Options, on_refusal: flags.OnRefusal | None, canary: int | None, settings: Settings
) -> Options:
    """The options of sending: the flags', else the settings'."""
    return replace(
        options,
        on_refusal=on_refusal.value if on_refusal else settings.on_refusal,
        canary=settings.canary if canary is None else canary,
    )
