"""Processor time of one 50-line request with 8 threads, beside Stripe's typed client.

    python -m tests.benchmarks.bench_request_cpu [--rounds N]

The same 50 lines to the same server (another process, which is not counted): by the typed client as
people use it; by the gateway alone; and as a run sends them, with the ledger's three events each.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measuring import ROOT, Row, arguments, measured, shown

THREADS = 8
REQUESTS = 400
LINES = 50
KEY = "sk_test_benchmark"
Send = Callable[[int], object]


@contextmanager
def stub() -> Iterator[str]:
    """The address of a server of our own, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.stripe_stub"], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def parameters(number: int) -> list[dict[str, object]]:
    """The 50 lines of one request."""
    return [
        {"id": f"il_{number}_{line}", "amount": 7500 + line, "description": f"Correction {line}",
         "metadata": {"batcher": f"op_{number}_{line}"}}
        for line in range(LINES)
    ]  # fmt: skip


@contextmanager
def typed(base: str) -> Iterator[Send]:
    """Stripe's own client, called as its guide shows."""
    import stripe

    client = stripe.StripeClient(
        KEY,
        base_addresses={"api": base},  # type: ignore[typeddict-item]
        http_client=stripe.RequestsClient(timeout=(3, 30)),
    )

    def send(number: int) -> object:
        return client.v1.invoices.update_lines(
            f"in_{number}",
            {"lines": parameters(number)},  # type: ignore[typeddict-item]
            {"idempotency_key": f"key-{number}"},
        )

    yield send


@contextmanager
def gateway(base: str) -> Iterator[Send]:
    """The gateway with stored bytes."""
    from batcher.core.form import encode
    from batcher.gateway.client import StripeGateway
    from batcher.gateway.pacing import Pace

    bodies = [encode({"lines": parameters(number)}) for number in range(REQUESTS)]
    with StripeGateway(KEY, Pace(1e6, 1e6), api_base=base) as client:

        def send(number: int) -> object:
            path = f"/v1/invoices/in_{number}/update_lines"
            answer = client.post(path, bodies[number % REQUESTS], f"key-{number}")
            assert answer.status == 200
            return answer

        yield send


@contextmanager
def whole(base: str) -> Iterator[Send]:
    """The same requests as a run delivers them: `sent`, the call, the answer, `applied`."""
    from datetime import UTC, datetime
    from random import Random

    from batcher.core.form import encode
    from batcher.core.model import Kind, RunRecord
    from batcher.core.plan.parts import Plan, Request
    from batcher.gateway.client import StripeGateway
    from batcher.gateway.pacing import Pace
    from batcher.ledger import open_ledger
    from batcher.run.delivery import Delivery
    from batcher.run.reading import Reader
    from batcher.wiring import SystemClock

    now = datetime.now(UTC)
    count = REQUESTS + 50
    requests = tuple(
        Request(
            n + 1, f"in_{n}", Kind.UPDATE, f"/v1/invoices/in_{n}/update_lines",
            encode({"lines": parameters(n)}), tuple(f"op_{n}_{line}" for line in range(LINES)),
        )
        for n in range(count)
    )  # fmt: skip
    plan = Plan("acct_1", False, "", "d", (), requests, {}, (), now.isoformat())
    seen = {f"in_{n}": now for n in range(count)}
    with (
        tempfile.TemporaryDirectory() as home,
        StripeGateway(KEY, Pace(1e6, 1e6), api_base=base) as client,
        open_ledger(None, Path(home)) as ledger,
    ):
        record = RunRecord("R-1", "acct_1", False, "w", "0", "d", now.isoformat(), None, "me", {})
        ledger.open_run(record, b"", "{}", ())
        reader = Reader(client, SystemClock(), Random(1))
        delivery = Delivery("R-1", plan, reader, ledger, "stop-invoice", {}, seen)

        def send(number: int) -> object:
            delivery.deliver(requests[number])
            state = delivery.state(number + 1)
            assert state.settled
            assert state.sends == 1
            return state

        yield send


WAYS = {"typed": typed, "gateway": gateway, "whole": whole}


def measure(way: str, base: str) -> None:
    """Print the milliseconds of processor time of one request, this process alone."""
    with WAYS[way](base) as send, ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(send, range(REQUESTS, REQUESTS + 50)))  # connections, imports, caches
        began, at = processor_s(), time.perf_counter()
        list(pool.map(send, range(REQUESTS)))
        spent, seconds = processor_s() - began, time.perf_counter() - at
    print(f"{spent / REQUESTS * 1000:.3f} {seconds:.3f}")


def processor_s() -> float:
    """Seconds of processor time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def compare(rounds: int, *, full: bool = False) -> list[Row]:
    """The rows of the table that are about one request."""
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    with stub() as base:
        for _ in range(rounds):
            for way, times in found.items():
                ended = measured("-m", "tests.benchmarks.bench_request_cpu", "--one", way, base)
                times.append(float(ended.output.split()[0]))
    least = {way: min(times) for way, times in found.items()}
    peer = f"typed client {least['typed']:.1f} ms"
    return [
        Row("processor ms per 50-line request, gateway", least["gateway"], 2.0, peer),
        Row("the same with the ledger's three events", least["whole"], 2.0, peer),
    ]


def main() -> None:
    """Parse, compare, exit."""
    if "--one" in sys.argv:
        measure(sys.argv[2], sys.argv[3])
        return
    given = arguments(__doc__)
    sys.exit(shown(compare(given.rounds)))


if __name__ == "__main__":
    main()
