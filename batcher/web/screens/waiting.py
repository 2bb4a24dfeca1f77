"""What one person handed over and another has not decided yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batcher.core.model import Upload
    from batcher.web.asks import Ask

HANDED = "handed_over"
WITHDRAWN = "sent_back"
SENT = "sent"
LOOKED_AT = 500


def handed_over(ask: Ask) -> list[Upload]:
    """The uploads that wait for an approval, newest first."""
    found: dict[str, bool] = {}
    for action in ask.office.ledger.desk.actions(count_max=LOOKED_AT):
        if action.kind in (HANDED, WITHDRAWN, SENT):
            found.setdefault(action.subject, action.kind == HANDED)
    ids = [upload for upload, waits in found.items() if waits]
    listed = (ask.office.ledger.desk.upload(one) for one in ids)
    return [upload for upload in listed if upload is not None]
