"""A run -> the operations that undo it, from what the ledger saw before; pure, sends nothing.

What stood before comes from the last read before the run's first write, what the run made of it
from the read after its last. What Stripe cannot take back is told, never guessed.
"""

from batcher.core.inverse.parts import Done, Facts, Inverse, InverseRow, Unreversed
from batcher.core.inverse.pricing import named
from batcher.core.inverse.rows import invert
from batcher.core.inverse.sheets import sheets_of

__all__ = [
    "Done",
    "Facts",
    "Inverse",
    "InverseRow",
    "Unreversed",
    "invert",
    "named",
    "sheets_of",
]
