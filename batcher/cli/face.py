"""How a command speaks, and what its flags amount to: settings, language, options of a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from batcher.cli import flags
from batcher.cli.ending import fail
from batcher.core.reporting import Exit
from batcher.locale import word
from batcher.settings import Settings, SettingsUnusable, load
from batcher.wiring import options_of

if TYPE_CHECKING:
    from batcher.run import Options


@dataclass(frozen=True, slots=True)
class Face:
    """How a command speaks: its settings, its language, JSON or lines."""

    settings: Settings
    language: str
    as_json: bool


def face(lang: flags.Language | None, as_json: bool, home: Path | None) -> Face:
    """Settings in force for this command; exits 5 where one cannot be used."""
    try:
        settings = load()
    except SettingsUnusable as error:
        language = lang.value if lang else "en"
        fail(Exit.UNUSABLE, word("cli.settings", language, reason=str(error)), as_json)
    changed: dict[str, object] = {}
    if home is not None:
        changed["home"] = home
    if lang is not None:
        changed["lang"] = lang.value
    settings = settings.model_copy(update=changed)
    settings = settings.model_copy(update={"home": settings.home.expanduser().absolute()})
    return Face(settings, settings.lang, as_json)


def reading(
    face: Face,
    sheet: str | None,
    encoding: str | None,
    hidden_rows: flags.Hidden | None,
    time_zone: str | None,
) -> Options:
    """The options of reading; exits 2 where a name is not known."""
    settings = face.settings
    zone = time_zone or settings.time_zone
    _known_sheet(sheet, face.language)
    _known_encoding(encoding, face.language)
    known_zone(zone, face.language)
    return replace(
        options_of(settings),
        sheet=sheet,
        encoding=encoding,
        hidden_rows=hidden_rows.value if hidden_rows else None,
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


def deciding(
    options: Options,
    accept: list[str] | None,
    repeat: flags.Repeat | None,
    on_problem: flags.OnProblem,
    expect_rows: int | None,
    expect_change: list[str] | None,
) -> Options:
    """The options of deciding; exits 2 where `--expect-change` is not currency=amount."""
    changes: dict[str, Decimal] = {}
    for text in expect_change or []:
        currency, change = _change(text, options.language)
        if changes.setdefault(currency, change) != change:
            twice = word("cli.change_twice", options.language, currency=currency.upper())
            raise typer.BadParameter(twice, param_hint="--expect-change")
    return replace(
        options,
        accept=options.accept | frozenset(accept or []),
        repeat=repeat.value if repeat else None,
        on_problem=on_problem.value,
        expected_rows=expect_rows,
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


def sending(options: Options, on_refusal: flags.OnRefusal, canary: int) -> Options:
    """The options of sending."""
    return replace(options, on_refusal=on_refusal.value, canary=canary)
