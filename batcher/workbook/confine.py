"""Confines this process: memory, processor time, no children. Called by the child that reads files
of other people, before it looks at one."""

from __future__ import annotations

import os
import sys
import threading
import time

EXIT_MEMORY = 86
_WATCH_S = 0.05


def confine(memory_bytes: int, processor_s: int) -> None:
    """From here on this process gets MemoryError, or is ended, beyond these limits.

    Linux: RLIMIT_AS and RLIMIT_CPU. macOS does not hold a process to RLIMIT_AS, so a thread watches
    the memory in use and ends the process with EXIT_MEMORY. Windows: a job object, which the kernel
    holds the process to.
    """
    if sys.platform == "win32":
        _confine_windows(memory_bytes, processor_s)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_s, processor_s + 1))
    if sys.platform == "darwin":
        watch = threading.Thread(target=_watch_memory, args=(memory_bytes,), daemon=True)
        watch.start()
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _watch_memory(memory_bytes: int) -> None:
    import resource

    unit_bytes = 1 if sys.platform == "darwin" else 1024
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit_bytes <= memory_bytes:
        time.sleep(_WATCH_S)
    os._exit(EXIT_MEMORY)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _PROCESS_TIME, _ACTIVE_PROCESS, _PROCESS_MEMORY = 0x2, 0x8, 0x100
    _EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
    _TICKS_PER_S = 10_000_000

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def _confine_windows(memory_bytes: int, processor_s: int) -> None:
        limits = _Extended()
        limits.BasicLimitInformation.LimitFlags = _PROCESS_TIME | _ACTIVE_PROCESS | _PROCESS_MEMORY
        limits.BasicLimitInformation.PerProcessUserTimeLimit = processor_s * _TICKS_PER_S
        limits.BasicLimitInformation.ActiveProcessLimit = 1
        limits.ProcessMemoryLimit = memory_bytes
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
        )  # fmt: skip
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job = kernel.CreateJobObjectW(None, None)
        size = ctypes.sizeof(limits)
        if not kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size):
            raise ctypes.WinError(ctypes.get_last_error())
        if not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
            raise ctypes.WinError(ctypes.get_last_error())
