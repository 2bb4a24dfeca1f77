"""What people answered of an upload, and the options of a run these answers amount to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from batcher.wiring import options_of

if TYPE_CHECKING:
    from batcher.core.model import Upload
    from batcher.run import Options
    from batcher.web.office import Office

ANSWERED = "answered"  # the kind of action that holds the answers; the latest counts
SHEETS = ("add_lines", "update_lines", "remove_lines", "invoice_metadata", "create_invoices")
ENCODINGS = ("utf-8", "cp932", "utf-16", "windows-1252")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "hidden_rows": ("include", "skip"),
    "repeat": ("skip", "again"),
    "on_problem": ("stop", "skip-invoice", "skip-row"),
    "on_refusal": ("stop-invoice", "stop-run"),
    "sheet": SHEETS,
    "encoding": ENCODINGS,
}
CANARY_MAX = 100


def answers_of(office: Office, upload: Upload) -> dict[str, object]:
    """The latest answers to what an upload leaves open; {} before anybody answered."""
    last = office.ledger.desk.last(upload.upload, ANSWERED)
    return dict(last.detail) if last else {}


def options_for(office: Office, upload: Upload, language: str) -> Options:
    """The settings' options with these answers in their places."""
    return with_answers(options_of(office.settings), answers_of(office, upload), language)


def with_answers(options: Options, answers: Mapping[str, object], language: str) -> Options:
    """What is none of the choices is left as it was."""
    accept, canary = answers.get("accept"), answers.get("canary")
    chosen = {n: v for n, known in CHOICES.items() if (v := answers.get(n)) in known}
    return replace(
        options,
        **chosen,  # type: ignore[arg-type]
        language=language,
        accept=options.accept | frozenset(accept if isinstance(accept, list) else ()),
        canary=canary if isinstance(canary, int) else options.canary,
    )


def read_answers(form: Mapping[str, str], accept: list[str]) -> dict[str, object]:
    """The answers of a form; what is none of the choices is no answer."""
    answers: dict[str, object] = {
        name: form[name] for name, known in CHOICES.items() if form.get(name) in known
    }
    if form.get("canary", "").isdecimal():
        answers["canary"] = min(int(form["canary"]), CANARY_MAX)
    return {**answers, "accept": sorted(set(accept))}
