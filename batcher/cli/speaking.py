"""What the command line says: one JSON object, or lines for a person. It counts nothing."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import typer

from batcher.core import money
from batcher.core.messages import as_json
from batcher.core.model import Problem, Severity
from batcher.locale import word

if TYPE_CHECKING:
    from rich.progress import Progress

    from batcher.core.plan import Plan
    from batcher.run import Options

GROUP_SHOWN = 3
CELLS_SHOWN = 20


def say_json(found: Mapping[str, object]) -> None:
    """The one object, the only thing on standard output."""
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def say(text: str, *, error: bool = False) -> None:
    """One line for a person."""
    typer.echo(text, err=error)


def say_problems(problems: Sequence[Mapping[str, Any]], language: str) -> None:
    """Problems (as `--json` prints them) for a person: equal ones as one group, errors first."""
    order = [severity.value for severity in Severity]
    colours = {"error": typer.colors.RED, "question": typer.colors.YELLOW}
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for problem in problems:
        groups.setdefault((problem["severity"], problem["code"]), []).append(problem)
    for (severity, code), listed in sorted(groups.items(), key=lambda g: order.index(g[0][0])):
        head = f"{word(f'cli.{severity}', language)} [{code}] x {len(listed)}"
        typer.secho(head, fg=colours.get(severity, typer.colors.BLUE))
        for problem in listed[:GROUP_SHOWN]:
            where = _place(problem)
            say(f"  {where}: {problem['message']}" if where else f"  {problem['message']}")
        rest = listed[GROUP_SHOWN:]
        if rest:
            cells = ", ".join(_place(problem) for problem in rest[:CELLS_SHOWN])
            say(f"  {word('cli.more', language, count=str(len(rest)), cells=cells)}")


def _place(problem: Mapping[str, Any]) -> str:
    """Where a problem is, as Excel writes it: `add_lines!D17`."""
    if problem["cell"] or problem["row"]:
        return f"{problem['sheet']}!{problem['cell'] or problem['row']}"
    return str(problem["sheet"])


def say_result(found: Mapping[str, Any], language: str) -> None:
    """A run's summary: what needs a hand first, then rows, money and files."""
    for half in found["half_corrected"]:
        at = half["finalizes_at"] or "-"
        text = word("cli.half", language, invoice=half["invoice"], at=at)
        typer.secho(text, fg=typer.colors.RED)
    good = found["status"] in ("applied", "unchanged")
    status = word(f"report.status.{found['status']}", language)
    typer.secho(
        f"{found['run']}: {found['status']} - {status}",
        fg=typer.colors.GREEN if good else typer.colors.YELLOW,
    )
    rows = {name: count for name, count in found["rows"].items() if count or name == "total"}
    say(word("cli.rows", language) + ": " + ", ".join(f"{k} {v}" for k, v in rows.items()))
    requests = found["requests"]
    say(word("cli.requests", language, **{k: str(v) for k, v in requests.items()}))
    say_money(found["money"], language)
    if found["error"]:
        say(found["error"], error=True)
    for name in ("report", "leftovers"):
        if found.get(name):
            say(f"{word(f'cli.{name}', language)}: {found[name]}")


def say_money(found: Mapping[str, Mapping[str, str]], language: str) -> None:
    """Money by currency, one line each."""
    for currency, row in found.items():
        say(
            f"  {currency.upper()}: "
            + ", ".join(f"{word(f'cli.{name}', language)} {value}" for name, value in row.items())
        )


def say_plan(plan: Plan, language: str) -> None:
    """What would happen: per invoice what changes, and what is left alone."""
    sent = [o for o in plan.operations if o.is_sent]
    say(
        word(
            "cli.plan",
            language,
            rows=str(len(sent)),
            requests=str(len(plan.requests)),
            unchanged=str(len(plan.operations) - len(sent)),
        )
    )
    by_invoice = Counter(o.invoice for o in sent)
    movers = sorted(by_invoice, key=lambda i: -abs(plan.expected_change(i)))
    for invoice in movers:
        live = plan.before.get(invoice)
        currency = next(o.currency for o in sent if o.invoice == invoice)
        before = live.amount if live else 0
        change = plan.expected_change(invoice)
        say(
            f"  {invoice}  {currency.upper()}  {money.show(before, currency)} "
            f"{'+' if change >= 0 else ''}{money.show(change, currency)} = "
            f"{money.show(before + change, currency)}  ({by_invoice[invoice]})"
        )


def ask_plan(plan: Plan, language: str) -> bool:
    """Show the plan and ask whether to go on."""
    say_plan(plan, language)
    return typer.confirm(word("cli.confirm", language), default=False)


def ask_questions(problems: Iterable[Problem], options: Options, language: str) -> Options | None:
    """Put each kind of question once; the options with the answers, None at the first no."""
    listed = list(problems)
    say_problems([as_json(problem, language) for problem in listed], language)
    for code in dict.fromkeys(problem.code for problem in listed):
        if code == "hidden_rows":
            include = typer.confirm(word("cli.ask_hidden", language), default=False)
            options = replace(options, hidden_rows="include" if include else "skip")
        elif code == "applied_before":
            again = typer.confirm(word("cli.ask_repeat", language), default=False)
            options = replace(options, repeat="again" if again else "skip")
        elif typer.confirm(word("cli.ask", language, question=code), default=False):
            options = replace(options, accept=options.accept | {code})
        else:
            return None
    return options


@dataclass(slots=True)
class Bar:
    """A progress bar on a terminal; `core.ports.Listener`."""

    language: str
    progress: Progress | None = None
    current: Any = None

    def stage(self, name: str, total: int = 0) -> None:
        """Close the stage before and show this one."""
        self.close()
        from rich.console import Console
        from rich.progress import Progress

        self.progress = Progress(console=Console(stderr=True), transient=True)
        self.progress.start()
        self.current = self.progress.add_task(
            word(f"cli.stage.{name}", self.language), total=total or None
        )

    def step(self) -> None:
        """One more is done."""
        if self.progress is not None:
            self.progress.advance(self.current)

    def waiting(self, seconds: float, reason: str) -> None:
        """Say why nothing moves."""
        if self.progress is not None:
            text = word("cli.waiting", self.language, seconds=f"{seconds:.0f}", reason=reason)
            self.progress.console.print(text, markup=False, highlight=False)

    def close(self) -> None:
        """Take the bar away."""
        if self.progress is not None:
            self.progress.stop()
            self.progress = None
