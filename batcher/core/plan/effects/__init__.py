"""What one row does to its invoice as it is now: parameters, money, changes, proof, or problems.

Only the cells that differ from the live line are sent; blank means leave alone."""

from batcher.core.plan.effects.adding import add
from batcher.core.plan.effects.changing import remove, too_many_keys, update
from batcher.core.plan.effects.drift import drift_of
from batcher.core.plan.effects.effect import Effect, Surroundings, column_of
from batcher.core.plan.effects.shown import LISTS

__all__ = [
    "LISTS",
    "Effect",
    "Surroundings",
    "add",
    "column_of",
    "drift_of",
    "remove",
    "too_many_keys",
    "update",
]
