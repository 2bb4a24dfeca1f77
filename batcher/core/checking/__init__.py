"""The whole offline check: sheets understood, cells judged, then rules of a row and across rows."""

from batcher.core.checking.amounts import minor_of, money_problems
from batcher.core.checking.control import Control, Expected
from batcher.core.checking.earliest import later
from batcher.core.checking.offline import RULES, Checked, check
from batcher.core.checking.row import Row
from batcher.core.checking.rows import Rows
from batcher.core.schemas import AMOUNTS, EMPTY, UNITS

__all__ = [
    "AMOUNTS",
    "EMPTY",
    "RULES",
    "UNITS",
    "Checked",
    "Control",
    "Expected",
    "Row",
    "Rows",
    "check",
    "later",
    "minor_of",
    "money_problems",
]
