"""Runs that nobody watches: every workbook that arrives in a folder is run and put away.

`sweep` looks once, `watch` goes on looking. Neither knows a terminal.
"""

from batcher.inbox.desk import Desk, HandOver, NotHanded
from batcher.inbox.folders import Folders, InboxUnusable, open_folders
from batcher.inbox.holding import InboxHeld, held
from batcher.inbox.summary import Summary
from batcher.inbox.sweeping import sweep
from batcher.inbox.watching import watch

__all__ = [
    "Desk",
    "Folders",
    "HandOver",
    "InboxHeld",
    "InboxUnusable",
    "NotHanded",
    "Summary",
    "held",
    "open_folders",
    "sweep",
    "watch",
]
