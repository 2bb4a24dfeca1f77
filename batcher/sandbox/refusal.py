"""What Stripe says when it will not do something, as an exception that carries the whole answer.

Wording that was seen on the wire is kept as seen; wording nobody has seen is made by `ours` and
says so in the text, so that nobody ever builds on it (contract 9.2 and 10).
"""

from __future__ import annotations

from typing import Any

DOCUMENTED_CODES = "https://stripe.com/docs/error-codes/"
REQUEST_LOG = "https://dashboard.stripe.com/test/logs/"


class Refusal(Exception):
    """One refused request: HTTP status, type, code, message and the parameter at fault."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status, self.kind, self.code, self.param = status, kind, code, param
        self.message, self.headers = message, headers

    def body(self, request_id: str, now: int) -> dict[str, Any]:
        """The JSON body; members without a value are left out, as on the wire (contract 5)."""
        documented = DOCUMENTED_CODES + self.code.replace("_", "-") if self.code else None
        members = {
            "code": self.code,
            "doc_url": documented,
            "message": self.message,
            "param": self.param,
            "request_log_url": f"{REQUEST_LOG}{request_id}?t={now}",
            "type": self.kind,
        }
        return {"error": {name: value for name, value in members.items() if value is not None}}


def ours(message: str, param: str | None = None, code: str | None = None) -> Refusal:
    """A refusal that is certain in substance, but whose wording the contract marks as not found."""
    return Refusal(f"{message} (wording of batcher's sandbox)", param=param, code=code)


def missing(noun: str, identity: str, param: str, status: int = 400) -> Refusal:
    """No such object: 404 for one in the path, 400 for one inside the parameters."""
    return Refusal(
        f"No such {noun}: '{identity}'", status=status, code="resource_missing", param=param
    )


def exclusive(first: str, second: str, param: str) -> Refusal:
    """Two parameters of which only one may be given."""
    return Refusal(f"You may only specify one of these parameters: {first}, {second}.", param=param)


def not_editable() -> Refusal:
    """Lines of an invoice that is no draft any more."""
    message = "Invalid invoice: This invoice is no longer editable"
    return Refusal(message, code="invoice_not_editable")


def unknown_url(method: str, path: str) -> Refusal:
    """No such endpoint here."""
    return Refusal(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs.",
        status=404,
    )
