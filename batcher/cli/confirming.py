"""What a person is shown and asked before anything is sent, and the bar while it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any

import typer

from batcher.cli.layout import aligned
from batcher.cli.speaking import GREEN, YELLOW, say, say_problems
from batcher.core import money
from batcher.core.messages import as_json
from batcher.core.model import Problem
from batcher.locale import word

if TYPE_CHECKING:
    from rich.progress import Progress

    from batcher.core.canary import Canary
    from batcher.core.model import Review, ReviewInvoice
    from batcher.core.plan import Plan
    from batcher.run import Options
    from batcher.settings import Settings

INVOICES_SHOWN = 20
ROWS_SHOWN = 20
REASONS_SHOWN = 5


def say_plan(plan: Plan, settings: Settings, language: str) -> None:
    """What would happen: rows, requests, time, per invoice what changes, and by currency."""
    from batcher.core.reporting import moving_of, review_invoices

    moving = moving_of(plan)
    said_of = {
        "rows": len(moving),
        "requests": len(plan.requests),
        "invoices": len({operation.invoice for operation in moving}),
        "unchanged": len(plan.operations) - len(moving),
        "seconds": seconds_at_least(plan, settings),
    }
    code = "cli.plan.blocked" if moving and not plan.requests else "cli.plan"
    say(word(code, language, **{name: str(count) for name, count in said_of.items()}))
    if moving:
        _say_invoices(review_invoices(plan, moving), language)


def seconds_at_least(plan: Plan, settings: Settings) -> int:
    """How long the requests take at the pace set, if Stripe answers at once; in whole seconds."""
    together = len(plan.requests) / settings.pace_together(plan.livemode)
    endpoints = Counter(request.kind for request in plan.requests)
    busiest = max(endpoints.values(), default=0) / settings.pace_endpoint
    return ceil(max(together, busiest))


def _say_invoices(movers: Sequence[ReviewInvoice], language: str) -> None:
    """The invoices that move most, currency by currency, one line each; then the net changes."""
    head = [word(f"cli.plan.{name}", language) for name in ("invoice", "currency", "rows")]
    head += [word(f"cli.plan.{name}", language) for name in ("before", "change", "after")]
    table = [head]
    for one in movers[:INVOICES_SHOWN]:
        amounts = (one.before_minor, one.change_minor, one.before_minor + one.change_minor)
        shown = [money.show(amount, one.currency) for amount in amounts]
        table.append([one.invoice, one.currency.upper(), str(one.rows), *shown])
    for line in aligned(table, frozenset({2, 3, 4, 5})):
        say(f"  {line}")
    if len(movers) > INVOICES_SHOWN:
        say(f"  {word('cli.plan.more', language, count=str(len(movers) - INVOICES_SHOWN))}")
    changes: Counter[str] = Counter()
    for one in movers:
        changes[one.currency] += one.change_minor
    net = [f"{c.upper()} {money.show(change, c)}" for c, change in changes.items() if c]
    say(word("cli.plan.net", language, changes=", ".join(net)))


def say_rows(review: Review) -> None:
    """Row by row only what changes, old -> new; then why the others are left alone."""
    language = review.language
    changing = [row for row in review.rows if row.column]
    if changing:
        say(word("cli.plan.changes", language))
    empty = word("change.empty", language)
    table = []
    for row in changing[:ROWS_SHOWN]:
        change = f"{row.old or empty} -> {row.new or empty}"
        table.append([f"{row.sheet}!{row.row}", row.line or row.invoice, row.column, change])
    for line in aligned(table) if table else ():
        say(f"  {line}")
    if len(changing) > ROWS_SHOWN:
        say(f"  {word('cli.plan.more_rows', language, count=str(len(changing) - ROWS_SHOWN))}")
    alone = Counter(row.message for row in review.rows if not row.column and row.message)
    if alone:
        say(word("cli.plan.alone", language))
    for message, count in alone.most_common(REASONS_SHOWN):
        say(f"  {count} x {message}")


def ask_plan(plan: Plan, settings: Settings, language: str) -> bool:
    """Show warnings and the plan, and ask whether to go on."""
    say_problems([as_json(problem, language) for problem in plan.problems], language)
    say_plan(plan, settings, language)
    code = "cli.confirm_live" if plan.livemode else "cli.confirm"
    return typer.confirm(word(code, language, account=plan.account), default=False)


def say_canary(canary: Canary, language: str) -> None:
    """What the first invoices came to, one line each, and how their rows ended."""
    names = ("invoice", "currency", "before", "expected", "actual", "difference")
    table = [[word(f"cli.canary.{name}", language) for name in names]]
    for row in canary.invoices:
        expected = row.before_minor + row.expected_change_minor + row.other_change_minor
        amounts = (row.before_minor, expected, row.after_minor, row.difference_minor)
        shown = [money.show(amount, row.currency) for amount in amounts]
        table.append([row.invoice, row.currency.upper(), *shown])
    code = "cli.canary.good" if canary.ties_out else "cli.canary.bad"
    rows = " + ".join(f"{count} {status.value}" for status, count in canary.statuses.items())
    colour = GREEN if canary.ties_out else YELLOW
    say(word(code, language, invoices=str(len(canary.invoices)), rows=rows), colour)
    for line in aligned(table, frozenset({2, 3, 4, 5})):
        say(f"  {line}")


def ask_canary(canary: Canary, language: str) -> bool:
    """Ask whether the rest follows; whoever ends the question has not said yes."""
    rest = {"rows": str(canary.rest_rows), "invoices": str(canary.rest_invoices)}
    try:
        return typer.confirm(word("cli.canary.ask", language, **rest), default=False)
    except typer.Abort:
        return False


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
