"""A sheet understood: which kind it is, where its header is, what each column and row means.

It knows the catalogue, not the values: cells stay exactly as read."""

from batcher.core.tables.sheets import understand
from batcher.core.tables.table import Objects, Places, Table, Understood, letters

__all__ = ["Objects", "Places", "Table", "Understood", "letters", "understand"]
