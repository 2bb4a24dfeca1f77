"""Idempotency keys as Stripe v1 keeps them (contract 4.1 to 4.4): replays and clashes."""

from __future__ import annotations

from dataclasses import dataclass

from batcher.sandbox.refusal import Refusal

KEY_LENGTH_MAX = 255


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer to the first request under a key. `parameters` is its path and sorted form."""

    key: str
    parameters: str
    status: int
    body: str
    request_id: str
    created: int


class Keys:
    """The keys of one account. Not safe by itself: the account's lock guards it."""

    def __init__(self, saved: dict[str, Saved], kept_s: int) -> None:
        self._saved = saved
        self._running: dict[str, str] = {}
        self._kept_s = kept_s

    def claim(self, key: str, parameters: str, now: int) -> Saved | None:
        """The saved answer to replay, or None: this request runs and holds the key.

        Raises Refusal: 400 idempotency_error for other parameters or another path, 409 while the
        first request under this key is still running.
        """
        if len(key) > KEY_LENGTH_MAX:
            raise Refusal(f"Idempotency keys can have up to {KEY_LENGTH_MAX} characters.")
        running, saved = self._running.get(key), self._live(key, now)
        used_with = saved.parameters if saved else running or parameters
        if used_with != parameters:
            raise other_parameters(key)
        # Also while its answer is saved already but still on its way.
        if running is not None:
            raise still_running(key)
        if saved is None:
            self._running[key] = parameters
        return saved

    def save(self, saved: Saved) -> None:
        """Remember an answer, in place of an earlier one under the same key."""
        self._saved[saved.key] = saved

    def release(self, key: str) -> None:
        """The request that held the key is over, however it ended."""
        self._running.pop(key, None)

    def expire(self) -> None:
        """Forget every saved answer, as Stripe may after a day."""
        self._saved.clear()

    def _live(self, key: str, now: int) -> Saved | None:
        saved = self._saved.get(key)
        if saved is not None and now - saved.created >= self._kept_s:
            del self._saved[key]
            return None
        return saved


def other_parameters(key: str) -> Refusal:
    """The key was first used with something else."""
    return Refusal(
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request.",
        kind="idempotency_error",
    )


def still_running(key: str) -> Refusal:
    """The first request under the key has not answered yet."""
    return Refusal(
        "There is currently another in-progress request using this Idempotent Key (that probably "
        "means you submitted twice, and the other request is still going through): "
        f"{key}. Please try again later.",
        status=409,
        code="idempotency_key_in_use",
    )
