"""One schedule, from its seed to its end: a workbook, faults, deaths, people, and the auditor.

Play it again with `python -m tests.faults --seed N`; what it does depends on the seed alone, but
for which of several threads is faster.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.acceptance.books import write
from tests.faults import rows as books
from tests.faults.account import Account
from tests.faults.auditor import PROBLEMS, STOPPED, UNFINISHED, Case, Claim, Hand, Verdict, judge
from tests.faults.auditor import statuses as read_statuses
from tests.faults.clock import DAY_S, SharedClock
from tests.faults.stripes import Embedded, Independent, Stripe, embedded, independent
from tests.faults.trouble import Trouble
from tests.faults.zygote import Zygote

KILLED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else -9
STORMY_MAX, CALM_MAX = 6, 8
POINTS = ("append", "post", "open_run", "temporary", "sync", "place", "move")
BY_HAND = ("edit", "delete_line", "finalize")
SETTLE_S = 0.02


@dataclass(frozen=True, slots=True)
class Setting:
    """What a seed decides beforehand. `ledger`: kept, lost or restored at the first stop."""

    book: books.Book
    stripe: str
    lines_per_request: int
    threads: int
    share: float
    kinds: tuple[str, ...]
    deaths: float
    expires: float
    ledger: str
    hands: int


def setting(seed: int) -> Setting:
    """The setting of a seed."""
    random = Random(seed)
    ledger = random.choice(["kept"] * 8 + ["lost", "restored"])
    removes = ledger == "kept" or random.random() < 0.3
    stripe = random.choice(["embedded", "independent"])
    every = (Embedded if stripe == "embedded" else Independent).kinds
    common = tuple(kind for kind in every if kind != "drip")
    chosen = random.choice([common, common, tuple(random.sample(common, 3))])
    if random.random() < 0.25:  # what a new key after a look would not survive
        chosen = ("late", "late", "drop-after", "rate-retry-after")
    if stripe == "embedded" and random.random() < 0.04:
        chosen = ("drip", "drop")
    return Setting(
        book=books.make(random, removes=removes),
        stripe=stripe,
        lines_per_request=random.choice([1, 2, 3, 5, 50]),
        threads=random.choice([1, 1, 1, 4]),
        share=random.choice([0.0, 0.1, 0.2, 0.3]) if "drip" not in chosen else 0.05,
        kinds=chosen,
        deaths=random.choice([0.0, 0.5, 0.8]),
        expires=random.choice([0.0, 0.3, 0.8]),
        ledger=ledger,
        hands=random.choice([0] * 6 + [1, 2]),
    )


@dataclass(slots=True)
class Outcome:
    """How a schedule went; `verdict` empty is what everybody hopes for.

    `struck` counts the faults by kind, and what was done beside them: keys forgotten, ledgers lost.
    """

    seed: int
    setting: Setting
    verdict: Verdict = field(default_factory=Verdict)
    history: list[str] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    kills: int = 0
    commands: int = 0
    seconds: float = 0.0

    def told(self) -> str:
        """Everything somebody needs who looks into it."""
        found = "\n  ".join(self.verdict.all())
        return f"seed {self.seed} ({self.setting.stripe}):\n  {found}\n" + "\n".join(self.history)


@dataclass(eq=False)
class Play:
    """A schedule while it is played."""

    outcome: Outcome
    random: Random
    zygote: Zygote
    stripe: Stripe
    trouble: Trouble
    clock: SharedClock
    folder: Path
    planted: Account
    mutant: str = ""
    server: str = ""  # the address of the ledger's database, '' for a file
    process: int = 0
    hands: list[Hand] = field(default_factory=list)
    forgot: bool = False
    to_do: list[str] = field(default_factory=list)
    last_told: dict[str, Any] = field(default_factory=dict)
    counts: Path | None = None

    @property
    def home(self) -> Path:
        """The folder of the ledger."""
        return self.folder / "home"

    def command(self, *words: str, death: tuple[str, str, int] | None = None) -> int:
        """One program from its start to its end, judged; its exit code, KILLED for a death."""
        self.outcome.commands += 1
        self.trouble.begin(self._at_post())
        order = self._order(words, death)
        code = self.zygote.perform(order, self._begun)
        self.process = 0
        self.outcome.posts += self.trouble.posts
        claim = None
        if code == KILLED:
            self.outcome.kills += 1
            self.outcome.struck[f"SIGKILL at {death[0]}" if death else "SIGKILL at a POST"] += 1
            time.sleep(SETTLE_S)  # what another thread had on its way still arrives
        else:
            claim = self._claim(code)
        rows = claim.told.get("rows") if claim else None
        shown = {k: v for k, v in (rows or {}).items() if v}
        said = claim.told.get("error") if claim else None
        self.outcome.history.append(
            f"  {' '.join(words)} -> {code} {shown} posts={self.trouble.posts}"
            f" death={death} {said or ''} {self._problems(claim)}"
        )
        self._judge(claim)
        return code

    def _problems(self, claim: Claim | None) -> str:
        if claim is None or claim.code not in (PROBLEMS, STOPPED, UNFINISHED):
            return ""
        found = claim.told.get("problems") or []
        return ", ".join(f"{one['code']} {one['sheet']}:{one['row']}" for one in found[:4])

    def _judge(self, claim: Claim | None, *, final: bool = False) -> None:
        case = Case(self.planted, self.outcome.setting.book.rows, tuple(self.hands), self.forgot)
        found = judge(case, self.stripe.account(), claim, final=final)
        for sort in ("duplicates", "lost", "untrue", "foreign"):
            told = getattr(self.outcome.verdict, sort)
            told += [
                f"{one} (after command {self.outcome.commands})" for one in getattr(found, sort)
            ]

    def _begun(self, process: int) -> None:
        self.process = process

    def _order(self, words: Sequence[str], death: tuple[str, str, int] | None) -> dict[str, object]:
        setting = self.outcome.setting
        return {
            "folder": str(self.folder),
            "environment": {
                "STRIPE_API_KEY": self.stripe.key,
                "BATCHER_API_BASE": self.stripe.url,
                "BATCHER_HOME": str(self.home),
                **({"BATCHER_LEDGER_URL": self.server} if self.server else {}),
                "BATCHER_PACE_ENDPOINT": "1000",
                "BATCHER_PACE_TOTAL": "1000",
                "BATCHER_THREADS": str(setting.threads),
                "BATCHER_LINES_PER_REQUEST": str(setting.lines_per_request),
            },
            "out": str(self.folder / "out"),
            "err": str(self.folder / "err"),
            "clock": str(self.folder / "clock"),
            "seed": self.outcome.seed + self.outcome.commands,
            "answer_s": 0.5 if "drip" in setting.kinds else 30.0,
            "mutant": self.mutant,
            "death": list(death) if death else None,
            "counts": str(self.counts or ""),
            "words": [*words, "--json"],
        }

    def _claim(self, code: int) -> Claim:
        out = (self.folder / "out").read_text(encoding="utf-8")
        try:
            told = json.loads(out)
        except json.JSONDecodeError:
            error = (self.folder / "err").read_text(encoding="utf-8")
            return Claim(99, {"error": f"no object: {out}{error}"}, None, self.trouble.posts)
        report = told.get("report")
        found = read_statuses(Path(report)) if report else None
        self.last_told = told
        return Claim(code, told, found, self.trouble.posts)

    def _at_post(self) -> Any:
        """What a command's POSTs bring about: a death, a person, a copy of the ledger."""
        setting, kill = self.outcome.setting, (0, "")
        if not self.trouble.over and self.random.random() < setting.deaths / 2:
            kill = (self.random.randint(1, 6), self.random.choice(["before", "after"]))
        hand = 0
        if self.to_do and self.random.random() < 0.6:
            hand = self.random.randint(1, 4)
        copy = self.random.randint(1, 5) if setting.ledger == "restored" else 0

        def at_post(number: int, phase: str) -> bool:
            if phase == "before" and number == hand and self.to_do:
                self._by_hand(self.to_do.pop())
            if phase == "before" and number == copy and not self._copy.exists():
                self._copy_ledger()
            if (number, phase) == kill and self.process:
                os.kill(self.process, signal.SIGKILL)
                return True
            return False

        return at_post

    @property
    def _copy(self) -> Path:
        return self.folder / "copied.sqlite3"

    def _copy_ledger(self) -> None:
        with (
            closing(sqlite3.connect(self.home / "ledger.sqlite3")) as own,
            closing(sqlite3.connect(self._copy)) as other,
        ):
            own.backup(other)

    def _by_hand(self, did: str) -> None:
        """Somebody does something to a draft this workbook is about."""
        at = self.stripe.account()
        drafts = sorted(
            name for name, one in at.invoices.items() if one.status == "draft" and one.lines
        )
        if not drafts:
            return
        invoice = self.random.choice(drafts)
        line = "" if did == "finalize" else self.random.choice(sorted(at.invoices[invoice].lines))
        amount = 0
        if did == "edit":
            amount = at.invoices[invoice].lines[line].amount + 7
            self.stripe.edit(invoice, line, amount)
        elif did == "delete_line":
            self.stripe.delete_line(invoice, line)
        else:
            self.stripe.finalize(invoice)
        self.outcome.struck[f"by hand: {did}"] += 1
        self.hands.append(Hand(did, invoice, line, amount, at))
        self.outcome.history.append(f"  by hand: {did} {invoice} {line} {amount}")

    def death(self) -> tuple[str, str, int] | None:
        """A death at a named point for the next command, or none."""
        if self.random.random() >= self.outcome.setting.deaths:
            return None
        point = self.random.choice([*("append",) * 4, "post", *POINTS])
        furthest = {"append": 30, "post": 8}.get(point, 1)
        number = self.random.randint(1, furthest)
        return point, self.random.choice(["before", "after"]), number

    def between(self) -> None:
        """What happens at a stop: days pass, keys are forgotten, ledgers are lost."""
        if self.random.random() < self.outcome.setting.expires:
            self.forget_keys()
        if self.outcome.setting.ledger != "kept" and not self.forgot:
            self.forget_ledger()

    def forget_keys(self) -> None:
        """Two days later."""
        self.clock.wait(2 * DAY_S)
        self.stripe.land()
        self.stripe.forget_keys()
        self.outcome.struck["keys forgotten at a stop"] += 1
        self.outcome.history.append("  two days later; keys forgotten")

    def forget_ledger(self) -> None:
        """Another machine without it, or the copy that was made while it ran."""
        if not self.home.exists():
            return
        self.forgot = True
        shutil.rmtree(self.home)
        self.home.mkdir()
        if self.outcome.setting.ledger == "restored" and self._copy.exists():
            shutil.copy(self._copy, self.home / "ledger.sqlite3")
        self.outcome.struck[f"ledger {self.outcome.setting.ledger}"] += 1
        self.outcome.history.append(f"  ledger {self.outcome.setting.ledger}")

    def stormy(self) -> int:
        """Commands while things go wrong, until one ends well or there were enough."""
        code = self.command("run", "w.xlsx", "--yes", death=self.death())
        for _ in range(STORMY_MAX):
            if code not in (KILLED, STOPPED, 5, 2):
                break
            self.between()
            again = self.random.random() < 0.4 or code in (5, 2)
            words = ("run", "w.xlsx", "--yes") if again else ("resume", "--yes")
            code = self.command(*words, death=self.death())
        return code

    def calm(self, code: int) -> int:
        """Nothing goes wrong any more: whatever is open is brought to its end."""
        self.trouble.over = True
        self.clock.wait(60)
        if self.outcome.setting.ledger != "kept" and not self.forgot:
            self.forget_ledger()
            code = KILLED
        is_cut = code in (KILLED, STOPPED)
        words: tuple[str, ...] = ("resume", "--yes") if is_cut else ("run", "w.xlsx", "--yes")
        for _ in range(CALM_MAX):
            code = self.command(*words)
            if code in (KILLED, STOPPED):
                words = ("resume", "--yes")
            elif code == UNFINISHED and not self.hands:
                words = ("retry", "--yes")
            elif words[0] == "run":
                break
            else:
                words = ("run", "w.xlsx", "--yes")
        return code

    def end(self, code: int) -> None:
        """The last judgement; then the same workbook again, and `resume`, send nothing."""
        self.stripe.land()
        claim = Claim(code, self.last_told, None, 0)
        tells = not self.hands and not (self.forgot and _removes(self.outcome.setting.book))
        self._judge(None)
        if not tells:
            return
        case = Case(self.planted, self.outcome.setting.book.rows)
        final = judge(case, self.stripe.account(), claim, final=True)
        self.outcome.verdict.lost += final.lost
        if self.random.random() < 0.6:  # a command costs time; not every schedule needs this one
            return
        self.command(*self.random.choice([("resume", "--yes"), ("run", "w.xlsx", "--yes")]))
        if self.trouble.posts:
            self.outcome.verdict.duplicates.append("a finished workbook was sent again")


def _removes(book: books.Book) -> bool:
    return any(row.does in ("delete", "unassign", "put") for row in book.rows)


@contextmanager
def playing(
    outcome: Outcome, folder: Path, zygote: Zygote, ledger: Path, mutant: str = ""
) -> Iterator[Play]:
    """Everything a schedule needs, in a new folder; `ledger` is an empty one to begin with."""
    chosen = outcome.setting
    folder.mkdir(parents=True)
    write(folder / "w.xlsx", chosen.book.sheets())
    (folder / "home").mkdir()
    shutil.copy(ledger, folder / "home" / "ledger.sqlite3")
    clock = SharedClock(folder / "clock", new=True)
    on = embedded if chosen.stripe == "embedded" else independent
    kind = Embedded if chosen.stripe == "embedded" else Independent
    trouble = Trouble(outcome.seed, chosen.share, chosen.kinds, kind.writes_only, str)
    random = Random(outcome.seed + 1)
    with on(chosen.book.drafts, trouble, clock) as stripe:
        planted = stripe.account()
        yield Play(outcome, random, zygote, stripe, trouble, clock, folder, planted, mutant)
    clock.close()
    outcome.struck += trouble.struck


def play(
    seed: int, folder: Path, zygote: Zygote, ledger: Path, mutant: str = "", server: str = ""
) -> Outcome:
    """A whole schedule in a folder that does not exist yet, and is gone afterwards.

    `server`: the address of a database for the ledger; only for a schedule that keeps its ledger.
    """
    began, outcome = time.monotonic(), Outcome(seed, setting(seed))
    with playing(outcome, folder, zygote, ledger, mutant) as found:
        found.server = server
        found.to_do = [found.random.choice(BY_HAND) for _ in range(outcome.setting.hands)]
        found.end(found.calm(found.stormy()))
    shutil.rmtree(folder)
    outcome.seconds = time.monotonic() - began
    return outcome
