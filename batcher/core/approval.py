"""Who may say yes to what somebody else began: one rule for the commands and the page. Pure."""

from __future__ import annotations

from collections.abc import Collection


def may_approve(approver: str, began: Collection[str], *, another: bool) -> bool:
    """False where it takes `another` person and the approver is one of those who `began` it:
    brought its workbook, handed it over, or started its run."""
    return not another or approver not in began
