"""The parts of README that come from the product itself: sheets, columns, commands, settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from pydantic_core import PydanticUndefined
from typer.testing import CliRunner

from batcher.cli import app
from batcher.core.columns import (
    SHEET_JAPANESE,
    TAX_AMOUNTS_MAX,
    TAX_PARTS,
    Column,
    columns_of,
    metadata_column,
    tax_column,
)
from batcher.core.model import Kind
from batcher.core.permissions import COMMANDS as PERMISSIONS
from batcher.core.permissions import RESOURCES, Access, Permission
from batcher.settings import Settings

README = Path(__file__).parents[2] / "README.md"
HELP_WIDTH = 80
COMMANDS = (
    "template", "check", "plan", "run", "apply", "resume", "retry", "approve", "export", "verify",
    "undo", "report", "runs", "show", "inbox", "serve", "submit", "cancel", "worker", "doctor",
    "purge", "settings", "backup", "sandbox",
)  # fmt: skip
WITHOUT = {
    "stops": "nothing is sent, or the run stops before its first change; `resume` goes on",
    "rejects": "rows that name one are rejected",
    "warns": "rows that name one are sent unchecked, with a warning",
    "goes_on": "name the account in the settings",
}
ONE_ROW_IS: Mapping[Kind, str] = {
    Kind.CREATE: "a new draft; other sheets name it by its `ref`, as `@ref`",
    Kind.ADD: "one new line, or one pending invoice item (`ii_…`) put on the invoice",
    Kind.UPDATE: "one line changed",
    Kind.REMOVE: "one line deleted, or unassigned so that it can go on another invoice",
    Kind.METADATA: "the metadata of one invoice",
    Kind.CONTROL: "what you expect: rows of a sheet, net change of a currency; nothing is sent "
    "when it differs",
}
_SHORT = {
    Kind.CREATE: "create",
    Kind.ADD: "add",
    Kind.UPDATE: "update",
    Kind.REMOVE: "remove",
    Kind.METADATA: "metadata",
    Kind.CONTROL: "control",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    cells = [list(head), *(list(row) for row in rows)]
    lines = ["| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in cells]
    lines.insert(1, "|" + "---|" * len(cells[0]))
    return "\n".join(lines)


def sheets() -> str:
    """The sheets of a workbook."""
    rows = [[f"`{kind.value}`", ", ".join(SHEET_JAPANESE[kind]), ONE_ROW_IS[kind]] for kind in Kind]
    return table(["sheet", "in Japanese", "one row is"], rows)


def columns() -> str:
    """Every column, once, with the sheets it belongs to."""
    listed: dict[str, Column] = {}
    for kind in Kind:
        if kind is not Kind.CONTROL:
            listed.update({column.name: column for column in columns_of(kind)})
    shown = [_column_row(column, column.name) for column in listed.values()]
    shown += [
        _column_row(tax_column(1, part), f"tax_N_{part}", f"N from 1 to {TAX_AMOUNTS_MAX}. ")
        for part in TAX_PARTS
    ]
    shown.append(_column_row(metadata_column("KEY"), "metadata.KEY"))
    return table(["column", "in Japanese", "sheets", "meaning"], shown)


def _column_row(column: Column, name: str, before: str = "") -> list[str]:
    names = ", ".join(f"`{one}`" for one in (name, *column.aliases))
    kinds = [
        _SHORT[kind] + ("\\*" if kind in column.required else "")
        for kind in Kind
        if kind in column.sheets
    ]
    note = before + column.note.replace("no. 1:", "no. N:")
    return [names, ", ".join(column.japanese), ", ".join(kinds), note]


def control() -> str:
    """The columns of the control sheet."""
    rows = [[f"`{c.name}`", ", ".join(c.japanese), c.note] for c in columns_of(Kind.CONTROL)]
    return table(["column", "in Japanese", "meaning"], rows)


def settings() -> str:
    """Every setting: its variable, its name in batcher.toml, its default."""
    rows = []
    for name, field in Settings.model_fields.items():
        given = field.default
        plain = given is not PydanticUndefined and given not in (None, "", [])
        default = f"`{given}`" if plain else ""
        rows.append([f"`BATCHER_{name.upper()}`", f"`{name}`", default, field.description or ""])
    return table(["variable", "in batcher.toml", "default", "meaning"], rows)


@cache
def help_of(command: str) -> str:
    """What `batcher COMMAND --help` prints; of the program itself for ''."""
    words = [command, "--help"] if command else ["--help"]
    shown = CliRunner().invoke(
        app, words, prog_name="batcher", terminal_width=HELP_WIDTH, color=False
    )
    assert shown.exit_code == 0, shown.output
    return "\n".join(line.rstrip() for line in shown.output.strip().splitlines())


def overview() -> str:
    """The help of the program itself."""
    return f"```console\n$ batcher --help\n{help_of('')}\n```"


def help_texts() -> str:
    """The help of every command, folded away."""
    parts = [
        f"<details><summary><code>batcher {command}</code></summary>\n\n"
        f"```console\n$ batcher {command} --help\n{help_of(command)}\n```\n\n</details>"
        for command in COMMANDS
    ]
    return "\n".join(parts)


def permissions() -> str:
    """What a restricted key must be allowed, by command."""
    listed = [one for one in COMMANDS if PERMISSIONS[one]]
    wanted = sorted(frozenset[Permission]().union(*PERMISSIONS.values()), key=_by_resource)
    rows = []
    for one in wanted:
        commands = ", ".join(f"`{name}`" for name in listed if one in PERMISSIONS[name])
        resource = RESOURCES[one.collection]
        ends = one.access.value
        scopes = ", ".join(f"`{name}`" for name in resource.scopes if name.endswith(ends))
        without = "stops" if one.access is Access.WRITE else resource.without
        rows.append([f"{one}", f"`/v1/{one.collection}`", scopes, commands, WITHOUT[without]])
    head = ["permission", "endpoints", "Stripe calls it", "commands", "without it"]
    return table(head, rows)


def _by_resource(one: Permission) -> tuple[int, str]:
    return list(RESOURCES).index(one.collection), one.access.value


BLOCKS: Mapping[str, Callable[[], str]] = {
    "sheets": sheets,
    "columns": columns,
    "control": control,
    "settings": settings,
    "overview": overview,
    "help": help_texts,
    "permissions": permissions,
}


def between(name: str) -> re.Pattern[str]:
    """Where a block stands in README: between its two comments."""
    return re.compile(rf"(<!-- begin {name} -->\n)(.*?)(<!-- end {name} -->)", re.DOTALL)


def standing(name: str, text: str) -> str:
    """The block as it stands in a text; exactly one must be there."""
    found = between(name).findall(text)
    assert len(found) == 1, f"README has {len(found)} blocks named {name}"
    return str(found[0][1])


def renewed(text: str) -> str:
    """The text with every block made new."""
    for name, make in BLOCKS.items():
        standing(name, text)
        made = make()
        text = between(name).sub(lambda m, made=made: m[1] + made + "\n" + m[3], text)
    return text
