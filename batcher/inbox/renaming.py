"""Renames over nothing, in one step: whatever another program makes meanwhile stays as it is.

Looking first and renaming then would leave an instant in which a file of somebody else is lost."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

# A system or a file system (NFS, older ZFS) that cannot do it in one step.
CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
LINUX_HERE, LINUX_OVER_NOTHING = -100, 1  # AT_FDCWD, RENAME_NOREPLACE
APPLE_OVER_NOTHING = 4  # RENAME_EXCL


def rename(source: Path, target: Path) -> None:
    """Rename within one file system. Raises FileExistsError where there is a target, OSError."""
    number = _in_one_step(os.fsencode(source), os.fsencode(target))
    if number in CANNOT:
        if os.path.lexists(target):
            number = errno.EEXIST
        else:
            source.rename(target)  # on Windows it never replaces anything
            return
    if number:
        raise OSError(number, os.strerror(number), str(source), None, str(target))


def _in_one_step(source: bytes, target: bytes) -> int:
    """0, or the error's number; ENOSYS where the system has no such call."""
    if sys.platform == "linux":
        call = _found("renameat2")
        arguments = (LINUX_HERE, source, LINUX_HERE, target, LINUX_OVER_NOTHING)
    elif sys.platform == "darwin":
        call, arguments = _found("renamex_np"), (source, target, APPLE_OVER_NOTHING)
    else:
        return errno.ENOSYS
    if call is None:
        return errno.ENOSYS
    return ctypes.get_errno() if call(*arguments) else 0


def _found(name: str) -> Callable[..., int] | None:
    """The system's own function; None where its library is older."""
    return getattr(ctypes.CDLL(None, use_errno=True), name, None)
