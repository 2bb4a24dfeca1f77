"""`batcher backup`: a copy of the ledger that can take its place."""

from __future__ import annotations

import hashlib
import re

from tests.cli.conftest import Made
from tests.cli.desk import Desk


def test_the_copy_takes_the_ledger_s_place(made: Made) -> None:
    desk, copy = made.desk, made.desk.folder / "copies" / "monday.sqlite3"
    copy.parent.mkdir()
    ended = desk("backup", "-o", copy, "--json", ends=0)
    assert ended.json == {"backup": str(copy), "runs": 1}
    before = desk("show", made.run, "--json", ends=0).json
    other = Desk(desk.folder / "restored")
    other.home.mkdir(parents=True)
    (other.home / "ledger.sqlite3").write_bytes(copy.read_bytes())
    assert other("show", made.run, "--json", ends=0).json == before


def test_a_file_is_never_written_over(made: Made) -> None:
    taken = made.desk.folder / "taken.sqlite3"
    taken.write_bytes(b"mine")
    ended = made.desk("backup", "-o", taken, ends=2)
    assert str(taken) in ended.err
    assert taken.read_bytes() == b"mine"
    assert made.desk("backup", "-o", taken, "--json", ends=2).json["status"] == "failed"


def test_a_folder_gets_a_name_of_its_own(made: Made) -> None:
    folder = made.desk.folder / "backups"
    folder.mkdir()
    ended = made.desk("backup", "-o", folder, "--lang", "ja", ends=0)
    (found,) = folder.iterdir()
    assert re.fullmatch(r"ledger-\d{8}-\d{6}\.sqlite3", found.name)
    assert f"{found} にコピーしました" in ended.out
    here = made.desk("backup", "--json", ends=0).json["backup"]
    assert here.startswith(str(made.desk.folder / "ledger-"))


def test_the_ledger_is_as_it_was(made: Made) -> None:
    file = made.desk.home / "ledger.sqlite3"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    made.desk("backup", "-o", made.desk.folder / "again.sqlite3", ends=0)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_no_folder_there(made: Made) -> None:
    ended = made.desk("backup", "-o", made.desk.folder / "nowhere" / "x.sqlite3", ends=5)
    assert "nowhere" in ended.err
