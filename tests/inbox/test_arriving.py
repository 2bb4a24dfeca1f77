"""What counts as a workbook, and when it is whole."""

from __future__ import annotations

import io
import os
import zipfile
from itertools import islice
from pathlib import Path

import pytest

from batcher.inbox.arriving import Arrivals, is_ignored, is_whole, is_workbook
from batcher.inbox.folders import NAME_BYTES_MAX, candidates, move, names

SETTLE_S = 2.0


def zipped(comment: bytes = b"") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>" * 400)
        archive.comment = comment
    return held.getvalue()


@pytest.mark.parametrize(
    "name",
    ["~$a.xlsx", ".a.xlsx", "._a.xlsx", ".~lock.a.xlsx#", "a.xlsx.part", "a.PART", "a.crdownload",
     "a.partial", "a.tmp", "~syncthing~a.xlsx.tmp", ".syncthing.a.xlsx.tmp", "a.xlsx~", "done",
     "Working", "failed", "desktop.ini", "Thumbs.db", ".DS_Store", "a.filepart"],
)  # fmt: skip
def test_what_is_passed_over(name: str) -> None:
    assert is_ignored(name)


@pytest.mark.parametrize(
    ("name", "ours"),
    [("a.xlsx", True), ("A.XLSM", True), ("十月.csv", True), ("a.tsv", True), ("a.xls", False),
     ("a.pdf", False), ("a (Ann's conflicted copy 2026-11-22).xlsx", False),
     ("a (山田 の競合コピー 2026-11-22).xlsx", False),
     ("a.sync-conflict-20261122-101010-ABCDEFG.xlsx", False), ("a (1).xlsx", True)],
)  # fmt: skip
def test_what_is_a_workbook(tmp_path: Path, name: str, ours: bool) -> None:
    (tmp_path / name).write_text("x")
    assert not is_ignored(name)
    assert is_workbook(tmp_path / name) is ours


def test_folders_and_links(tmp_path: Path) -> None:
    for name in ("sheets", "pictures"):
        (tmp_path / name).mkdir()
    (tmp_path / "sheets" / "add_lines.csv").write_text("x")
    (tmp_path / "pictures" / "a.png").write_text("x")
    assert is_workbook(tmp_path / "sheets")
    assert not is_workbook(tmp_path / "pictures")
    (tmp_path / "link.csv").symlink_to(tmp_path / "sheets" / "add_lines.csv")
    assert not is_workbook(tmp_path / "link.csv")


@pytest.mark.parametrize("comment", [b"", b"a comment with PK\x05\x06 in it" * 20])
def test_every_cut_of_a_zip_is_not_whole(tmp_path: Path, comment: bytes) -> None:
    whole, path = zipped(comment), tmp_path / "a.xlsx"
    path.write_bytes(whole)
    assert is_whole(path)
    for cut in range(2, len(whole), 7):
        path.write_bytes(whole[:cut])
        assert not is_whole(path), cut
    path.write_bytes(b"")
    assert not is_whole(path)
    path.write_bytes(b"no zip")  # the reader says what it is
    assert is_whole(path)


def test_still_means_neither_size_nor_time_moves(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    arrivals = Arrivals(tmp_path, SETTLE_S)
    assert arrivals.look(0.0).whole == ()
    assert arrivals.look(1.9).unsettled == (path,)
    os.utime(path, ns=(1, 1))
    assert arrivals.look(2.1).whole == ()
    path.write_text("more")
    os.utime(path, ns=(1, 1))
    assert arrivals.look(4.2).whole == ()
    assert arrivals.look(6.2).whole == (path,)


def test_half_a_zip_is_taken_when_it_has_stood_still_for_long(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped()[:100])
    arrivals = Arrivals(tmp_path, SETTLE_S)
    arrivals.look(0.0)
    assert arrivals.look(9.9).unsettled == (path,)
    assert arrivals.look(10.0).whole == (path,)


def test_the_oldest_comes_first(tmp_path: Path) -> None:
    for name, at in (("b.csv", 5), ("a.csv", 9), ("c.csv", 5)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, ns=(at, at))
    arrivals = Arrivals(tmp_path, 0.0)
    arrivals.look(0.0)
    assert [path.name for path in arrivals.look(1.0).whole] == ["b.csv", "c.csv", "a.csv"]


def test_a_folder_is_whole_when_all_in_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "十月"
    folder.mkdir()
    (folder / "add_lines.csv").write_text("x")
    arrivals = Arrivals(tmp_path, SETTLE_S)
    arrivals.look(0.0)
    (folder / "update_lines.csv.part").write_text("x")
    assert arrivals.look(2.0).unsettled == (folder,)
    (folder / "update_lines.csv.part").rename(folder / "update_lines.csv")
    assert arrivals.look(3.0).unsettled == (folder,)
    assert arrivals.look(5.0).whole == (folder,)


def test_names_that_are_taken(tmp_path: Path) -> None:
    (tmp_path / "がA.xlsx").touch()
    (tmp_path / "がa-2-report.xlsx").touch()
    assert names("が.xlsx", False, tmp_path).workbook == "が.xlsx"
    # As macOS writes the same name, and in another case, as Windows takes it:
    assert names("がa.xlsx", False, tmp_path).workbook == "がa-3.xlsx"


def test_no_name_is_longer_than_a_file_system_takes() -> None:
    original = "長" * 82 + ".xlsx"  # 251 bytes
    found = list(islice(candidates(original, is_folder=False), 1200))
    assert found[0].workbook == original
    every = [name for one in found for name in (one.workbook, one.report, one.leftovers)]
    assert max(len(name.encode()) for name in every) <= NAME_BYTES_MAX
    assert len(set(every)) == len(every)


def test_nothing_is_moved_over(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").write_text("b")
    with pytest.raises(FileExistsError):
        move(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "b"
