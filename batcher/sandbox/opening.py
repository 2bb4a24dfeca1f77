"""Opens the accounts of a home: the sandbox's own, and those that are connected to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from batcher.sandbox.account import Account
from batcher.sandbox.seeding import Seed
from batcher.sandbox.store import DiskStore, Store

FOLDER = "sandbox"


def open_accounts(
    closing: ExitStack,
    home: Path | None,
    seeds: Sequence[Iterable[Seed]],
    open_one: Callable[[Store, Iterable[Seed]], Account],
) -> list[Account]:
    """Its own account first; `seeds` of each, in that order. `closing` gets what ends them.

    Connected accounts that the home has already go on, also where there are more of them than
    seeds. Raises SandboxInUse.
    """
    stores = _in_memory(len(seeds)) if home is None else _on_disk(home / FOLDER, len(seeds))
    made = []
    for number, store in enumerate(stores):
        closing.callback(store.close)
        made.append(open_one(store, seeds[number] if number < len(seeds) else ()))
    return made


def _in_memory(wanted: int) -> Iterator[Store]:
    for _ in range(wanted):
        yield Store()


def _on_disk(folder: Path, wanted: int) -> Iterator[Store]:
    """One folder each: that of its own account holds those of the connected ones."""
    yield DiskStore(folder)
    for number in count(1):
        place = folder / f"connected-{number}"
        if number >= wanted and not place.is_dir():
            return
        yield DiskStore(place)
