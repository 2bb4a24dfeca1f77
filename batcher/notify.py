"""Tells people how a sweep of the inbox, or a worker's run, ended: by apprise (mail, Slack, Teams,
…) and a webhook.

Nothing here can fail a run: what could not be told is said in what is returned, without secrets."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batcher.locale import word

if TYPE_CHECKING:
    from batcher.settings import Settings

CONNECT_S, ANSWER_S = 5.0, 10.0
ALL_S = 60.0  # for everything together: a name server may take its time
ATTACHED_BYTES_MAX = 10_000_000  # what mail servers take
PROBLEMS_SHOWN = 3
SENT, FAILED, LATE, UNUSABLE, MISSING = "sent", "failed", "late", "unusable", "not_installed"
log = logging.getLogger("batcher.notify")


def notify(summary: Mapping[str, Any], settings: Settings) -> dict[str, Any] | None:
    """Tell of a sweep (its `--json` object) as the settings say; what came of it.

    `apprise`: a list of (service, outcome); `webhook`: outcome. None where there is nobody to tell,
    or nothing to tell them.
    """
    is_good = summary["exit"] == 0 and not summary["left"]
    if is_good and settings.notify_on == "problems":
        return None
    title, body = words(summary, settings.lang)
    return _told(summary, title, body, attached(summary, settings.notify_reports), settings)


def notify_end(ending: Mapping[str, Any], settings: Settings) -> dict[str, Any] | None:
    """The same of a run that a worker brought to a bad end, or of what reading one again found (the
    object of `fleet.telling`)."""
    title, body = words_of_end(ending, settings.lang)
    return _told(ending, title, body, [], settings)


def is_anybody(settings: Settings) -> bool:
    """Whether there is anybody to tell."""
    return bool(settings.notify) or settings.notify_webhook is not None


def _told(
    told: Mapping[str, Any], title: str, body: str, files: Sequence[str], settings: Settings
) -> dict[str, Any] | None:
    if not is_anybody(settings):
        return None
    found: dict[str, Any] = {}
    if settings.notify:
        found["apprise"] = _by_apprise(title, body, files, settings)
    if settings.notify_webhook is not None:
        address = settings.notify_webhook.get_secret_value()
        outcome = _in_time(lambda: _post(address, told, settings.proxy))
        found["webhook"] = outcome
    for service, outcome in _outcomes(found):
        if outcome != SENT:
            log.warning("not told", extra={"event": "not_told", "service": service,
                                           "outcome": outcome})  # fmt: skip
    return found


def _outcomes(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed = [(one["service"], one["outcome"]) for one in found.get("apprise", [])]
    return [*listed, ("webhook", found["webhook"])] if "webhook" in found else listed


def _by_apprise(
    title: str, body: str, files: Sequence[str], settings: Settings
) -> list[dict[str, str]]:
    told = []
    for secret in settings.notify:
        address = secret.get_secret_value()
        outcome = _in_time(lambda address=address: _say(address, title, body, files))  # type: ignore[misc]
        told.append({"service": _service(address), "outcome": outcome})
    return told


def _service(address: str) -> str:
    """The kind of service, which is all of an address that may be shown."""
    kind, mark, _ = address.partition("://")
    return kind if mark and kind.isalnum() else "?"


def _in_time(call: Callable[[], str]) -> str:
    """What the call gives, or that it did not come back in time; it is then left to itself."""
    outcome = [LATE]

    def work() -> None:
        try:
            outcome[0] = call()
        except Exception as error:  # noqa: BLE001 - each service is a stranger's code, with its own
            outcome[0] = f"{FAILED}: {type(error).__name__}"  # failures; none may fail a run

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(ALL_S)
    return outcome[0]


def _say(address: str, title: str, body: str, files: Sequence[str]) -> str:
    """One message to one service."""
    try:
        from apprise import Apprise, NotifyFormat
    except ImportError:
        return MISSING
    # It would log addresses, which hold passwords.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    service = Apprise()
    if not service.add(address):
        return UNUSABLE
    sent = service.notify(
        title=title, body=body, body_format=NotifyFormat.TEXT, attach=list(files) or None
    )
    return SENT if sent else FAILED


def _post(address: str, told: Mapping[str, Any], proxy: str) -> str:
    """The object to the webhook; only a 2xx is an answer."""
    import requests

    with requests.Session() as session:
        session.trust_env = False  # no proxies and no .netrc of the surroundings
        session.proxies = {"http": proxy, "https": proxy} if proxy else {}
        with session.post(
            address,
            data=json.dumps(told).encode("ascii"),
            headers={"Content-Type": "application/json"},
            timeout=(CONNECT_S, ANSWER_S),
            allow_redirects=False,
            stream=True,  # nobody reads the answer
        ) as answer:
            good = 200 <= answer.status_code < 300
            return SENT if good else f"{FAILED}: {answer.status_code}"


def attached(summary: Mapping[str, Any], with_reports: bool) -> list[str]:
    """The files that go along: leftovers first, as many as a mail takes."""
    wanted = [run["leftovers"] for run in summary["runs"]]
    wanted += [run["report"] for run in summary["runs"]] if with_reports else []
    kept, total = [], 0
    for name in filter(None, wanted):
        path = Path(name)
        size = path.stat().st_size if path.is_file() else 0
        if size and total + size <= ATTACHED_BYTES_MAX:
            kept.append(str(path))
            total += size
    return kept


def words(summary: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Title and text for people: what needs a hand first, what went well last."""
    runs = summary["runs"]
    counts = {name: sum(run["folder"] == name for run in runs)
              for name in ("done", "failed", "working")}  # fmt: skip
    title = word("notify.title", language, **{name: str(n) for name, n in counts.items()})
    lines = [_half(half, language) for run in runs for half in run["half_corrected"]]
    lines += [summary["error"]] if summary["error"] else []
    for folder in ("failed", "working", "done"):
        for run in runs:
            if run["folder"] == folder:
                lines += _of_run(run, language)
    lines += [left["reason"] for left in summary["left"]]
    lines += [word("inbox.unknown", language, name=name) for name in summary["unknown"]]
    lines.append(word("notify.where", language, path=summary["inbox"]))
    return title, "\n".join(lines)


def _half(half: Mapping[str, Any], language: str) -> str:
    code = "cli.half_until" if half["finalizes_at"] else "cli.half"
    return word(code, language, invoice=half["invoice"], rows=str(half["rows_not_applied"]),
                at=str(half["finalizes_at"] or ""))  # fmt: skip


def _of_run(run: Mapping[str, Any], language: str) -> list[str]:
    """A workbook: where it is, its rows and money, and what is wrong with it."""
    where = where_is(run, language)
    lines = [word("notify.workbook", language, name=run["arrived"], where=where)]
    rows = {name: count for name, count in run["rows"].items() if count and name != "total"}
    if rows:
        listed = ", ".join(f"{name} {count}" for name, count in rows.items())
        lines.append(f"  {listed}")
    for currency, money in run["money"].items():
        change = money["actual_change"] if money["actual_change"] is not None else "?"
        lines.append(f"  {currency.upper()} {change}")
        if money["difference"] not in (None, "0", "0.00", "0.000"):
            text = word("notify.difference", language, difference=money["difference"])
            lines.append(f"  {text}")
    stopping = [one for one in run["problems"] if one["severity"] != "warning"]
    for one in stopping[:PROBLEMS_SHOWN]:
        place = one["cell"] or one["row"] or ""
        lines.append(f"  {one['sheet']}{'!' if place else ''}{place}: {one['message']}")
    if len(stopping) > PROBLEMS_SHOWN:
        rest = str(len(stopping) - PROBLEMS_SHOWN)
        lines.append("  " + word("notify.more", language, count=rest))
    lines += [f"  {run['error']}"] if run["error"] else []
    if run["folder"] == "working" and run["waits_for"] == "approval":
        lines.append("  " + word("notify.approve", language, run=str(run["run"])))
    return lines


def where_is(run: Mapping[str, Any], language: str) -> str:
    """Where a workbook of the inbox is, and what it waits for."""
    if run["waits_for"] == "workers":
        return word("inbox.in.handed", language, submitted=str(run["submitted"]))
    since = str(run["since"] or "")[:16]
    return word(f"inbox.in.{run['folder']}", language, since=since)


def words_of_end(ending: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Title and text of one bad end: whose run, what became of its rows, what to do. No money."""
    if "verified" in ending:
        return _of_verify(ending, language)
    name, status = str(ending["workbook"]), str(ending["status"] or "failed")
    title = word("notify.end.title", language, name=name, status=status)
    lines = [_half(half, language) for half in ending["half_corrected"]]
    facts = {"submitted": str(ending["submitted"]), "run": str(ending["run"] or "")}
    account = f"{ending['account']}/{ending['mode']}"
    lines.append(word("notify.end", language, name=name, status=status, account=account, **facts))
    rows = {name: count for name, count in ending["rows"].items() if count and name != "total"}
    if rows:
        lines.append("  " + ", ".join(f"{name} {count}" for name, count in rows.items()))
    lines += [f"  {ending['error']}"] if ending["error"] else []
    if ending["waits_for"] == "approval":
        lines.append("  " + word("notify.approve", language, run=str(ending["run"])))
    lines.append(word("notify.end.show", language, submitted=str(ending["submitted"])))
    return title, "\n".join(lines)


def _of_verify(ending: Mapping[str, Any], language: str) -> tuple[str, str]:
    facts = {"run": str(ending["verified"]), "account": str(ending["account"])}
    if not ending["changed"]:
        text = word("notify.verify.unread", language, **facts)
        return text, "\n".join(filter(None, (text, ending["error"])))
    count = str(ending["changed"])
    lines = [word("notify.verify", language, count=count, **facts)]
    lines += [f"  {place}" for place in ending["where"]]
    lines.append(word("notify.verify.show", language, run=facts["run"]))
    return word("notify.verify.title", language, **facts), "\n".join(lines)
