"""What is set up and what is not: every check says what it found and what to do about it.

It reads and never writes in Stripe; `examine` gives all checks, `usable` whether work can begin.
"""

from batcher.doctor.checks import Check, Health, usable
from batcher.doctor.examining import examine

__all__ = ["Check", "Health", "examine", "usable"]
