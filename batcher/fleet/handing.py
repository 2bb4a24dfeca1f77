"""How an inbox hands its workbooks over: what it may know of the queue."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from batcher.fleet.engine import FleetUnusable
from batcher.fleet.submitting import Handing, submit
from batcher.inbox import NotHanded
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.inbox import HandOver
    from batcher.ledger import SqlLedger
    from batcher.run import Options, Source
    from batcher.submissions import Submission


def to_workers(handing: Handing, address: str) -> HandOver:
    """What an inbox calls to hand one workbook over; it raises NotHanded where the queue cannot be
    used."""

    def hand_over(source: Source, options: Options, origin: str, ledger: SqlLedger) -> Submission:
        mine = replace(handing, origin=origin)
        try:
            return submit(source, options, mine, ledger, address, now_s=time.time())
        except FleetUnusable as error:
            raise NotHanded(word(error.code, options.language, **error.details)) from error

    return hand_over
