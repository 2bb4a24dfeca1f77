"""The file that holds the key: read only where nobody else on this machine can read it too.

POSIX tells by owner and mode. Windows keeps the rights in an access list, which the standard
library cannot read, so there the file is taken as it is and `batcher doctor` says so.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from batcher.gateway.key import KeyUnusable

BYTES_MAX = 65_536
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# Where systemd puts what `LoadCredential=` names, for this service alone; the mode that shows there
# is that of an access list.
_CREDENTIALS = "CREDENTIALS_DIRECTORY"


def read_key_file(path: Path) -> str:
    """The text in the file. Raises OSError, and KeyUnusable: `key_file_open` (others may read it),
    `key_file_owner` (somebody else's), `key_file_odd` (no plain file), `key_unknown` (no text)."""
    path = path.expanduser()
    with path.open("rb") as file:
        # Of the file that was opened, not of what stands at the path a moment later.
        _require_safe(path, os.fstat(file.fileno()))
        content = file.read(BYTES_MAX)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # not `from` it: it holds the file's bytes
        raise KeyUnusable("key_unknown") from None


def can_be_checked() -> bool:
    """Whether this system says who may read a file."""
    return os.name == "posix"


def _require_safe(path: Path, found: os.stat_result) -> None:
    where = str(path.absolute())
    if stat.S_ISFIFO(found.st_mode):  # what a shell makes of `<(pass show stripe)`: nobody else's
        return
    if not stat.S_ISREG(found.st_mode):
        raise KeyUnusable("key_file_odd", path=where)
    if os.name != "posix" or _is_credential(path):
        return
    if found.st_uid not in (os.geteuid(), 0):
        raise KeyUnusable("key_file_owner", path=where)
    if found.st_mode & _OTHERS:
        mode = f"{stat.S_IMODE(found.st_mode):04o}"
        raise KeyUnusable("key_file_open", path=where, mode=mode)


def _is_credential(path: Path) -> bool:
    folder = os.environ.get(_CREDENTIALS, "")
    return bool(folder) and Path(folder).resolve() in path.resolve().parents
