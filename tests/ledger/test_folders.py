"""Folders where a SQLite file would not be safe are known, and refused before anything is made."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from batcher.core.ports import LedgerUnusable
from batcher.ledger import folders, open_ledger

LINUX = """\
overlay / overlay rw,relatime 0 0
proc /proc proc rw 0 0
tmpfs /tmp tmpfs rw 0 0
server:/export /home nfs4 rw,vers=4.2 0 0
//server/share /mnt/my\\040share cifs rw 0 0
/dev/sda1 /home/local ext4 rw 0 0
"""
MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)
//keiri@server/share on /Volumes/my share (smbfs, nodev, nosuid, mounted by keiri)
"""


@pytest.mark.parametrize(
    ("table", "path", "kind"),
    [
        (LINUX, "/home/keiri/ledger.sqlite3", "nfs4"),
        (LINUX, "/home/local/keiri/ledger.sqlite3", "ext4"),
        (LINUX, "/mnt/my share/ledger.sqlite3", "cifs"),
        (LINUX, "/homes/ledger.sqlite3", "overlay"),
        (MACOS, "/Volumes/my share/books/ledger.sqlite3", "smbfs"),
        (MACOS, "/Users/keiri/ledger.sqlite3", "apfs"),
        ("", "/home/keiri/ledger.sqlite3", ""),
    ],
)
def test_kind_of_file_system(table: str, path: str, kind: str) -> None:
    assert folders.kind_of(PurePosixPath(path), folders.mounts(table)) == kind


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (r"\\server\share\ledger.sqlite3", True),
        (r"C:\Users\keiri\ledger.sqlite3", False),
        (r"\\?\C:\Users\keiri\ledger.sqlite3", False),
    ],
)
def test_windows_shares(path: str, expected: bool) -> None:
    assert folders._is_remote_drive(PureWindowsPath(path)) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PureWindowsPath(r"C:\Users\keiri\OneDrive\batcher\ledger.sqlite3"), True),
        (PureWindowsPath(r"C:\Users\keiri\OneDrive - Kaisha\ledger.sqlite3"), True),
        (PurePosixPath("/Users/k/Library/CloudStorage/OneDrive-Kaisha/l.sqlite3"), True),
        (PurePosixPath("/Users/k/Library/Mobile Documents/x/l.sqlite3"), True),
        (PurePosixPath("/home/k/Dropbox/l.sqlite3"), True),
        (PurePosixPath("/home/k/dropboxes/l.sqlite3"), False),
        (PurePosixPath("/home/k/.local/share/batcher/OneDrive"), False),
    ],
)
def test_folders_of_cloud_programs(path: PurePosixPath, expected: bool) -> None:
    assert folders.is_cloud(path) is expected


def test_a_network_folder_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = home.resolve().parent
    monkeypatch.setattr(folders, "_mount_table", lambda: f"//server/x {share} cifs rw 0 0\n")
    with pytest.raises(LedgerUnusable, match="on another machine") as told:
        open_ledger(None, home)
    assert str(home / "ledger.sqlite3") in str(told.value)
    with pytest.raises(LedgerUnusable, match="on another machine"):
        open_ledger(f"sqlite:///{home / 'our.db'}", home)
    assert not home.exists()


def test_a_cloud_folder_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "OneDrive - Kaisha" / "batcher"
    with pytest.raises(LedgerUnusable, match="copies"):
        open_ledger(None, home)
    assert not home.exists()


def test_this_folder_is_fine(home: Path) -> None:
    open_ledger(None, home).close()
    assert (home / "ledger.sqlite3").is_file()
