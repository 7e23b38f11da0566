"""Take system calls away from this process for good, by one prepared filter and one of eight instructions.

The filter of each processor architecture is in `filters/`, made from the list in tools/make_filters.py.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from grader.paths import FILTERS

PR_SET_NO_NEW_PRIVS = 38
SET_MODE_FILTER = 1
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
# BPF: load a 32-bit word of the system call's data, jump if equal, jump if greater or equal, return.
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
# Newer than the list that the prepared filter was made from; the same numbers on every architecture.
FIRST_UNKNOWN = 452
NUMBER_AT, ARGUMENT_AT = 0, 16
# seccomp(2) and tgkill(2) by architecture.
CALLS = {"x86_64": (317, 234), "aarch64": (277, 131)}
_libc = ctypes.CDLL(None, use_errno=True)


def prepared() -> bytes:
    """Return the filter for this machine, as many instructions of eight bytes; no instruction if there is none for it."""
    path = FILTERS / f"{platform.machine()}.bpf"
    return path.read_bytes() if path.exists() else b""


def of_this_process() -> bytes:
    """Return the filter that must know this process's number.

    tgkill reaches nothing but this process, so that abort() and raise() still work; and a system call that is newer
    than the prepared filter is answered as by a kernel that doesn't know it.
    """
    _, tgkill = CALLS[platform.machine()]
    instructions = (
        (LOAD, 0, 0, NUMBER_AT),
        (AT_LEAST, 5, 0, FIRST_UNKNOWN),
        (EQUAL, 0, 3, tgkill),
        (LOAD, 0, 0, ARGUMENT_AT),
        (EQUAL, 1, 0, os.getpid()),
        (RETURN, 0, 0, ERRNO | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ERRNO | errno.ENOSYS),
    )
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def no_new_privileges() -> None:
    """Give up ever gaining rights by exec; filters and Landlock need it. Raises OSError."""
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")


def install(program: bytes) -> None:
    """Put a filter on this process, for good; raises OSError."""
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: the number of instructions, and where they are.
    fprog = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    number, _ = CALLS[platform.machine()]
    if _libc.syscall(number, SET_MODE_FILTER, 0, fprog):
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp: {os.strerror(code)}")
