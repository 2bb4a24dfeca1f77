"""The evidence of a run: what it was given, what it did, and how to check it without batcher."""

from batcher.core.evidence.parts import parts_of, with_manifest

__all__ = ["parts_of", "with_manifest"]
