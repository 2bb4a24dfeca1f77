"""Planning: what a workbook amounts to against the invoices as they are now."""

from batcher.core.plan.make import Terms, make, names
from batcher.core.plan.parts import Change, Operation, Plan, Request
from batcher.core.plan.stored import from_json, to_json

__all__ = [
    "Change",
    "Operation",
    "Plan",
    "Request",
    "Terms",
    "from_json",
    "make",
    "names",
    "to_json",
]
