"""Where the ledger is, what becomes of it, and who else uses it: every row happens exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import postgres
from tests.acceptance import books
from tests.acceptance.drafts import AFTER, corrections
from tests.acceptance.program import PATIENCE_S, Program
from tests.double.faults import Fault
from tests.double.server import Served


@pytest.fixture
def database() -> Iterator[tuple[postgres.Server, str]]:
    """A new database on the server of this test run."""
    postgres.require()
    server = postgres.shared_server()
    with server.database() as name:
        yield server, name


@pytest.fixture
def shared(batcher: Program, database: tuple[postgres.Server, str]) -> Program:
    """The program with its ledger on the server."""
    server, name = database
    batcher.environment["BATCHER_LEDGER_URL"] = server.url(name)
    return batcher


def elsewhere(program: Program) -> Program:
    """Another machine with the same ledger: a home of its own."""
    home = program.home.with_name("elsewhere")
    home.mkdir()
    return replace(program, home=home)


def test_a_run_with_the_ledger_on_a_server(double: Served, shared: Program, desk: Path) -> None:
    invoices, sheets = corrections(double, 2)
    workbook = books.write(desk / "november.xlsx", sheets)
    assert shared.run(workbook).rows == {"total": 6, "applied": 6}
    assert not (shared.home / "ledger.sqlite3").exists()
    assert [double.state.amounts(name) for name in invoices] == [AFTER, AFTER]
    assert len(elsewhere(shared)("runs", ends=0).json["runs"]) == 1
    sent = len(double.writes)
    again = replace(shared, home=shared.home.with_name("elsewhere")).run(workbook)
    assert again.json["status"] == "unchanged"
    assert len(double.writes) == sent
    copied = shared("backup", ends=2)
    assert "pg_dump" in copied.json["error"]


@pytest.mark.parametrize(
    ("fault", "where"), [(Fault.DROP_AFTER, "update_lines"), (Fault.NONE, "add_lines")]
)
def test_the_server_dies_in_the_middle(
    double: Served, batcher: Program, desk: Path, fault: Fault, where: str
) -> None:
    """Between a request and the answer's commit: nothing more is sent, and `resume` ends it."""
    postgres.require()
    invoices, sheets = corrections(double, 1)
    workbook = books.write(desk / "november.xlsx", sheets)
    with postgres.server() as server:
        batcher.environment["BATCHER_LEDGER_URL"] = server.url()
        double.faults.plan(fault, where, hook=server.stop)
        ended = batcher.run(workbook, ends=4)
        assert "resume" in ended.json["error"]
        assert server.password not in ended.out + ended.err
        assert double.writes[-1].path.endswith(where)
        sent = len(double.writes)
        assert batcher("resume", "--yes", ends=5).json["run"] is None
        assert len(double.writes) == sent
        double.faults.clear()
        server.start()
        resumed = batcher("resume", "--yes", ends=0)
        assert resumed.rows == {"total": 3, "applied": 3}
        assert resumed.json["money"]["usd"]["difference"] == "0.00"
    assert [double.state.amounts(name) for name in invoices] == [AFTER]


def test_connections_cut_all_the_time(
    double: Served, shared: Program, database: tuple[postgres.Server, str], desk: Path
) -> None:
    """Connections that idle are made anew; one that was in use ends the run, for `resume`."""
    server, name = database
    invoices, sheets = corrections(double, 3)
    workbook = books.write(desk / "november.xlsx", sheets)

    cuts: list[int] = []

    def cut() -> None:
        cuts.append(len(double.writes))
        server.execute(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
        )

    double.faults.plan(Fault.NONE, "_lines", hook=cut, times=4)
    ended = shared.run(workbook, ends=None)
    for _ in range(8):
        if ended.code == 0:
            break
        assert ended.code in (4, 5)
        ended = shared("resume", "--yes")
    assert len(cuts) == 4
    assert ended.rows == {"total": 9, "applied": 9}
    assert [double.state.amounts(name) for name in invoices] == [AFTER, AFTER, AFTER]


def test_two_machines(
    double: Served, shared: Program, database: tuple[postgres.Server, str], desk: Path
) -> None:
    """The second is told who runs what; when the first has died it goes on after its heartbeat."""
    server, name = database
    other = elsewhere(shared)
    invoices, sheets = corrections(double, 2)
    workbook = books.write(desk / "november.xlsx", sheets)
    told: list[str] = []

    def meet() -> None:
        refused = other.run(workbook, ends=5)
        told.append(refused.json["error"])
        process.kill()
        process.wait()

    double.faults.plan(Fault.DROP_AFTER, "update_lines", hook=meet)
    process = shared.start("run", workbook, "--yes", "--json")
    process.communicate(timeout=PATIENCE_S)
    assert f"process {process.pid} on " in told[0]
    run = other("runs", ends=0).json["runs"][0]["run"]
    assert f"is active: {run}, " in told[0]
    assert "is active" in other("resume", "--yes", ends=5).json["error"]
    server.execute("UPDATE locks SET heartbeat_s = heartbeat_s - 61", name)
    double.faults.clear()
    assert other("resume", "--yes", ends=0).rows == {"total": 6, "applied": 6}
    assert [double.state.amounts(name) for name in invoices] == [AFTER, AFTER]


@pytest.mark.parametrize(
    ("fault", "where"), [(Fault.DROP_BEFORE, "remove_lines"), (Fault.DROP_AFTER, "add_lines")]
)
def test_killed_with_the_ledger_on_a_server(
    double: Served, shared: Program, desk: Path, fault: Fault, where: str
) -> None:
    """SIGKILL while a request is on its way: `resume` at once, and the same workbook sends nothing.

    Resumed on the machine where it died: its owner is known to be dead without any waiting.
    """
    invoices, sheets = corrections(double, 2)
    workbook = books.write(desk / "november.xlsx", sheets)
    killed: list[int] = []

    def kill() -> None:
        process.kill()
        killed.append(process.wait())

    double.faults.plan(fault, where, hook=kill)
    process = shared.start("run", workbook, "--yes", "--json")
    process.communicate(timeout=PATIENCE_S)
    assert len(killed) == 1
    double.faults.clear()
    double.forget_keys()
    resumed = shared("resume", "--yes", ends=0)
    assert resumed.rows == {"total": 6, "applied": 6}
    assert resumed.json["money"]["usd"]["difference"] == "0.00"
    assert [double.state.amounts(name) for name in invoices] == [AFTER, AFTER]
    sent = len(double.writes)
    for program in (shared, elsewhere(shared)):
        assert program.run(workbook).rows == {"total": 6, "unchanged": 6}
        assert program("resume", "--yes", ends=0).json["requests"]["sent"] == 0
    assert len(double.writes) == sent
    assert not (shared.home / "ledger.sqlite3").exists()


@pytest.mark.parametrize("where", ["file", "server"])
def test_restored_from_yesterday_s_backup(
    double: Served, batcher: Program, desk: Path, where: str, request: pytest.FixtureRequest
) -> None:
    """What was done since then is known by its marks and its values, and not done again."""
    invoices, sheets = corrections(double, 2)
    first, second = (
        {title: [rows[0], *(row for row in rows[1:] if row[0] == name)]
         for title, rows in sheets.items()}
        for name in invoices
    )  # fmt: skip
    monday = books.write(desk / "monday.xlsx", first)
    tuesday = books.write(desk / "tuesday.xlsx", second)
    if where == "server":
        server, name = request.getfixturevalue("database")
        batcher.environment["BATCHER_LEDGER_URL"] = server.url(name)
    batcher.run(monday)
    copy = desk / "backup.sqlite3"
    if where == "server":
        copy = server.folder / f"{name}.dump"
        postgres.call(server.folder, "pg_dump", "-Fc", "-f", str(copy), "-d", server.url(name))
    else:
        batcher("backup", "-o", copy, ends=0)
    batcher.run(tuesday)
    if where == "server":
        with server.database() as restored:
            url = server.url(restored)
            postgres.call(server.folder, "pg_restore", "-d", url, str(copy))
            batcher.environment["BATCHER_LEDGER_URL"] = url
            _once_more(double, batcher, monday, tuesday)
    else:
        (batcher.home / "ledger.sqlite3").write_bytes(copy.read_bytes())
        _once_more(double, batcher, monday, tuesday)
    assert [double.state.amounts(name) for name in invoices] == [AFTER, AFTER]


def _once_more(double: Served, batcher: Program, *workbooks: Path) -> None:
    """Yesterday's runs are all there is; both workbooks again send nothing."""
    assert len(batcher("runs", ends=0).json["runs"]) == 1
    double.forget_keys()
    sent = len(double.writes)
    for workbook in workbooks:
        assert batcher.run(workbook, ends=None).json["rows"]["applied"] == 0
    assert len(double.writes) == sent
