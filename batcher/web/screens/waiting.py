"""What one person handed over and another has not decided yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batcher.brought import waiting

if TYPE_CHECKING:
    from batcher.core.model import Upload
    from batcher.web.asks import Ask

SHOWN_MAX = 100


def handed_over(ask: Ask) -> list[Upload]:
    """The uploads that wait for an approval, newest first."""
    ledger = ask.office.ledger
    listed = (ledger.desk.upload(one) for one in waiting(ledger)[:SHOWN_MAX])
    return [upload for upload in listed if upload is not None]
