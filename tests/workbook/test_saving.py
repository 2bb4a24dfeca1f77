"""Saving: whole or not at all, never over another file."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from batcher.workbook.saving import REFUSALS_MAX, Unwritten, save


def write_two_rows(path: Path) -> Mapping[str, int]:
    book = Workbook()
    assert book.active is not None
    book.active.append(["a"])
    book.active.append(["b"])
    book.save(path)
    return {"Sheet": 2}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_missing_folder_is_made_and_the_hash_is_the_files(tmp_path: Path) -> None:
    written = save(tmp_path / "new" / "deep" / "r.xlsx", write_two_rows)
    assert written.path == tmp_path / "new" / "deep" / "r.xlsx"
    assert written.sha256 == hashlib.sha256(written.path.read_bytes()).hexdigest()
    assert names(written.path.parent) == ["r.xlsx"]


def test_a_file_in_the_way_is_never_touched(tmp_path: Path) -> None:
    wanted = tmp_path / "r.xlsx"
    wanted.write_bytes(b"somebody's")
    assert save(wanted, write_two_rows).path.name == "r-2.xlsx"
    assert save(wanted, write_two_rows).path.name == "r-3.xlsx"
    assert wanted.read_bytes() == b"somebody's"
    assert names(tmp_path) == ["r-2.xlsx", "r-3.xlsx", "r.xlsx"]


@pytest.mark.fault(40)
def test_a_name_the_system_refuses_gives_way_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "r.xlsx":
            raise PermissionError(13, "held by Excel", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert save(tmp_path / "r.xlsx", write_two_rows).path.name == "r-2.xlsx"
    assert names(tmp_path) == ["r-2.xlsx"]


def test_a_folder_that_refuses_every_name_is_an_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def refuse(self: Path, target: Path) -> Path:
        tried.append(target.name)
        raise PermissionError(13, "no", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        save(tmp_path / "r.xlsx", write_two_rows)
    assert len(tried) == REFUSALS_MAX == 3
    assert names(tmp_path) == []


def test_rows_that_did_not_arrive_are_found(tmp_path: Path) -> None:
    def lie(path: Path) -> Mapping[str, int]:
        write_two_rows(path)
        return {"Sheet": 3}

    with pytest.raises(Unwritten, match="other rows"):
        save(tmp_path / "r.xlsx", lie)
    assert names(tmp_path) == []


def test_a_cut_file_is_found(tmp_path: Path) -> None:
    def cut(path: Path) -> Mapping[str, int]:
        rows = write_two_rows(path)
        path.write_bytes(path.read_bytes()[:-40])
        return rows

    with pytest.raises(Unwritten, match="cannot be read back"):
        save(tmp_path / "r.xlsx", cut)
    assert names(tmp_path) == []


@pytest.mark.fault(7)
def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> Mapping[str, int]:
        path.write_bytes(b"half")
        raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        save(tmp_path / "r.xlsx", fail)
    assert names(tmp_path) == []


def test_rows_are_counted_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("batcher.workbook.saving._CHUNK_BYTES", 3)
    written = save(tmp_path / "r.xlsx", write_two_rows)
    assert load_workbook(written.path)["Sheet"].max_row == 2
    assert zipfile.is_zipfile(written.path)
