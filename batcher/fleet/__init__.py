"""Runs spread over machines: a queue on the ledger's own PostgreSQL, and workers that take from it.

The engine is procrastinate; only this room knows it. It says when and where a run is made. What is
sent, and that it is sent once, is the ledger's business as ever: a queue that is lost, doubled or
wrong costs time and nothing else.
"""

from batcher.fleet.engine import FleetUnusable, prepare
from batcher.fleet.places import Place, place_of, places
from batcher.fleet.submitting import Handing, cancel, submit
from batcher.fleet.working import Crew, work

__all__ = [
    "Crew",
    "FleetUnusable",
    "Handing",
    "Place",
    "cancel",
    "place_of",
    "places",
    "prepare",
    "submit",
    "work",
]
