"""A server that answers every call at once with the same invoice, in a process of its own, so that
only the client's processor time is counted. It keeps no state and checks nothing."""

from __future__ import annotations

import json
import socket
import sys
import threading

LINE = {
    "id": "il_1SBatchItem0001", "object": "line_item", "amount": 7500, "currency": "usd",
    "description": "On-site setup", "discount_amounts": [], "discountable": True, "discounts": [],
    "invoice": "in_bench", "livemode": False, "metadata": {"batcher": "op_1"},
    "parent": {"type": "invoice_item_details", "subscription_item_details": None,
               "invoice_item_details": {"invoice_item": "ii_1", "proration": False,
                                        "proration_details": None, "subscription": None}},
    "period": {"start": 1793577600, "end": 1793577600}, "pretax_credit_amounts": [],
    "pricing": {"type": "price_details", "unit_amount_decimal": "7500",
                "price_details": {"price": "price_1", "product": "prod_1"}},
    "quantity": 1, "quantity_decimal": "1", "subscription": None, "subtotal": 7500, "taxes": [],
}  # fmt: skip


def invoice(invoice_id: str) -> bytes:
    """An invoice as Stripe answers a bulk call: its first ten lines."""
    lines = {"object": "list", "has_more": True, "data": [LINE] * 10,
             "url": f"/v1/invoices/{invoice_id}/lines"}  # fmt: skip
    made = {"id": invoice_id, "object": "invoice", "status": "draft", "currency": "usd",
            "lines": lines, "livemode": False, "metadata": {}, "total": 7500}  # fmt: skip
    return json.dumps(made).encode()


def answer(connection: socket.socket) -> None:
    """Answer one connection until it ends."""
    stream = connection.makefile("rb")
    while line := stream.readline():
        name = line.split()[1].split(b"/")[3].decode()
        length = 0
        while (header := stream.readline()).strip():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
        stream.read(length)
        body = invoice(name)
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nRequest-Id: req_1\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + body)


def main() -> None:
    """Print the port and serve until the process is ended."""
    server = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
