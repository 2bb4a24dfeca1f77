"""Folders in which no SQLite file is safe: those of a network, and those a cloud program copies.

A network's file locks may let two writers in, and a copy made in the middle of a commit is no
ledger; either would end the promise of exactly once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PurePath

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "davfs", "webdav"}
    | {"fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.davfs"}
)
# Folders that carry the name of the program that copies them, as these programs name them.
_CLOUD = ("onedrive", "dropbox", "google drive", "googledrive", "icloud drive", "box sync")
_CLOUD_PARTS = ("cloudstorage", "mobile documents")  # macOS: ~/Library/…
_DRIVE_REMOTE = 4
_MOUNT_PATIENCE_S = 5.0


def is_network(path: Path) -> bool:
    """True where the file system of `path` is known to be another machine's."""
    resolved = Path(os.path.realpath(path))
    if sys.platform == "win32":
        return _is_remote_drive(resolved)
    kind = kind_of(resolved, mounts(_mount_table()))
    return kind in _NETWORK


def is_cloud(path: PurePath) -> bool:
    """True where `path` stands in a folder that a cloud program keeps copying."""
    parts = [part.lower() for part in path.parts[:-1]]
    return any(
        part in _CLOUD_PARTS
        or any(part == name or part.startswith((f"{name} ", f"{name}-")) for name in _CLOUD)
        for part in parts
    )


def mounts(table: str) -> dict[str, str]:
    """Mount point -> kind of file system, of /proc/self/mounts or what macOS's `mount` says."""
    found: dict[str, str] = {}
    for line in table.splitlines():
        if " on " in line and line.endswith(")"):
            point, _, words = line.partition(" on ")[2].rpartition(" (")
            found[point] = words.partition(",")[0].rstrip(")")
        elif len(line.split(" ")) >= 3:
            _, point, kind = line.split(" ")[:3]
            found[point.replace("\\040", " ")] = kind
    return found


def kind_of(path: PurePath, table: dict[str, str]) -> str:
    """The kind of file system `path` stands on: that of the nearest mount point above it."""
    for folder in (path, *path.parents):
        if str(folder) in table:
            return table[str(folder)]
    return ""


def _mount_table() -> str:
    try:
        if sys.platform == "darwin":
            asked = ["/sbin/mount"]
            return subprocess.run(  # noqa: S603 - no word of it comes from outside
                asked, capture_output=True, text=True, timeout=_MOUNT_PATIENCE_S, check=False
            ).stdout
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except (OSError, subprocess.TimeoutExpired):  # a system that does not tell
        return ""


def _is_remote_drive(path: PurePath) -> bool:
    if path.drive.startswith("\\\\"):
        return not path.drive.startswith(("\\\\?\\", "\\\\.\\"))
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == _DRIVE_REMOTE)
