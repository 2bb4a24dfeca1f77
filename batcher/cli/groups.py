"""Flags that commands take together, each group declared once in the order `--help` shows it.

A command names a group as one parameter; `spread` gives typer its flags one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, get_type_hints

from batcher.cli import flags

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.run import Options
    from batcher.wiring import Connection


@dataclass(frozen=True, slots=True)
class Speaking:
    """What every command takes."""

    lang: flags.LangFlag = None
    as_json: flags.JsonFlag = False
    home: flags.HomeFlag = None

    def face(self, account: str | None = None) -> Face:
        """How the command speaks; `account` as `--account` names it. Exits 5 where a setting
        cannot be used."""
        from batcher.cli.face import face

        return face(self.lang, self.as_json, self.home, account)

    def face_of_run(self, run: str | None, reach: Reaching) -> Face:
        """The same for a command about a run: where `--account` names none, the run's own."""
        from batcher.cli.face import face_of_run

        shown = self.face(reach.account)
        if run is None or reach.account is not None or reach.sandbox:
            return shown
        return face_of_run(shown, run, self.lang, self.home)


@dataclass(frozen=True, slots=True)
class Reaching:
    """Where Stripe is: of every online command."""

    api_base: flags.BaseFlag = None
    api_key_file: flags.KeyFileFlag = None
    account: flags.AccountFlag = None
    sandbox: flags.SandboxFlag = False

    def connection(self, live: bool) -> Connection:
        """The same for `connect`; `live` allows a live key, as commands that only read do."""
        from batcher.wiring import Connection

        return Connection(self.api_base, self.api_key_file, self.sandbox, live)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a workbook is read."""

    sheet: flags.SheetFlag = None
    encoding: flags.EncodingFlag = None
    hidden_rows: flags.HiddenFlag = None
    time_zone: flags.ZoneFlag = None

    def options(self, face: Face) -> Options:
        """With what the settings ask of a run. Exits 2 where a name is not known."""
        from batcher.cli.face import reading

        return reading(face, self)


@dataclass(frozen=True, slots=True)
class Deciding:
    """What is answered and expected before anything is sent."""

    accept: flags.AcceptFlag = None
    repeat: flags.RepeatFlag = None
    on_problem: flags.OnProblemFlag = None
    expect_rows: flags.ExpectRowsFlag = None
    expect_change: flags.ExpectChangeFlag = None

    def options(self, asked: Options) -> Options:
        """Added to these. Exits 2 where `--expect-change` is not currency=amount."""
        from batcher.cli.face import deciding

        return deciding(asked, self)


@dataclass(frozen=True, slots=True)
class Handling:
    """How sending goes about refusals and first invoices."""

    on_refusal: flags.OnRefusalFlag = None
    canary: flags.CanaryFlag = None

    def options(self, asked: Options, face: Face) -> Options:
        """Added to these; what no flag says, the settings say."""
        from batcher.cli.face import sending

        return sending(asked, self.on_refusal, self.canary, face.settings)


@dataclass(frozen=True, slots=True)
class Confirming:
    """What whoever sends says beforehand."""

    yes: flags.YesFlag = False
    live: flags.LiveFlag = False
    report: flags.ReportFlag = None


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command as typer takes it: each parameter that is a group becomes the group's flags."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, type[Any]] = {}
    parameters: list[Parameter] = []
    for name, parameter in signature(command).parameters.items():
        hint = hints[name]
        if is_dataclass(hint):
            assert isinstance(hint, type)
            groups[name] = hint
            parameters += _flags_of(hint)
        else:
            parameters.append(parameter.replace(annotation=hint, kind=Parameter.KEYWORD_ONLY))

    @wraps(command)
    def called(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{flag.name: given.pop(flag.name) for flag in fields(group)})
        command(**given)

    called.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    return called


def _flags_of(group: type[Any]) -> list[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        Parameter(
            flag.name, Parameter.KEYWORD_ONLY, default=flag.default, annotation=hints[flag.name]
        )
        for flag in fields(group)
    ]
