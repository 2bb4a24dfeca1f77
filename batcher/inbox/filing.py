"""Where a run's report and leftovers go: beside the place its workbook will have."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from batcher.core.model import Leftovers, Report
from batcher.core.reporting import Exit
from batcher.inbox.folders import REPORT, Folders, names
from batcher.wiring import WorkbookFiles

WAITS = frozenset({"approval_needed", "approval_asked"})  # problems of a run that waits for a yes
ENDED = {"applied": "done", "unchanged": "done", "partly_applied": "failed", "rejected": "failed"}
# Of workbooks that the workers run: on its way there; taken back, or given up, before it was begun.
SUBMITTED, CANCELLED, FAILED = "submitted", "cancelled", "failed"


def folder_of(status: str, codes: Iterable[str], folders: Folders) -> Path | None:
    """`done/` or `failed/` for a run that is over; None for one that is gone on with."""
    if status not in ENDED or (status == "rejected" and not WAITS.isdisjoint(codes)):
        return None
    return folders.root / ENDED[status]


def target_of(found: dict[str, Any], end: Exit, folders: Folders) -> Path | None:
    """The same, by the object and the exit code of the run."""
    if found.get("submitted") and found["run"] is None and found["status"] in (CANCELLED, FAILED):
        return folders.failed
    if end not in (Exit.DONE, Exit.PROBLEMS, Exit.UNFINISHED):
        return None
    codes = [problem["code"] for problem in found["problems"]]
    return folder_of(str(found["status"]), codes, folders)


class FiledFiles(WorkbookFiles):
    """The files of one workbook's run: a report that is the last one goes where it belongs.

    The status decides, before the workbook itself moves: so the ledger names the final place.
    """

    def __init__(self, folders: Folders, original: str, is_folder: bool) -> None:
        self._folders, self._original, self._is_folder = folders, original, is_folder

    def write_report(self, report: Report, path: Path) -> tuple[Path, str]:
        """Beside the workbook's place; that of a run which is not over, as any run's."""
        codes = [problem.code for problem in report.problems]
        folder = folder_of(report.status, codes, self._folders)
        if folder is not None:
            path = folder / names(self._original, self._is_folder, folder).report
        return super().write_report(report, path)

    def write_leftovers(self, leftovers: Leftovers, path: Path) -> tuple[Path, str]:
        """Named after the workbook, not after its report."""
        if path.parent in (self._folders.done, self._folders.failed):
            doubled = f"{REPORT.removesuffix('.xlsx')}-leftovers"
            path = path.with_stem(path.stem.replace(doubled, "-leftovers"))
        return super().write_leftovers(leftovers, path)
