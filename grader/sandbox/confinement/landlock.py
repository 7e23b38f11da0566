"""Take file and network rights away from this process for good, by Landlock (landlock(7)), through its three system calls.

The kernel knows more rights with each version of the interface (ABI). Rights that it doesn't know are left out, and
what that leaves open is for seccomp to close and for the canaries to find out.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

# The same numbers on x86-64 and aarch64.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION = 1
RULE_PATH_BENEATH = 1
NETWORK_SINCE, SCOPES_SINCE = 4, 6
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << bit for bit in range(6, 13))
REFER, TRUNCATE, IOCTL_DEV = (1 << bit for bit in range(13, 16))
READ = READ_FILE | READ_DIR
# No links, devices, sockets or FIFOs: whoever cleans up must be able to trust that files are files.
OWN = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
# What a rule on a single file may grant; the kernel refuses rights that only a folder can have.
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_libc = ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """Return the version of the kernel's interface; 0 where there is none or it is switched off."""
    return max(0, int(_libc.syscall(CREATE_RULESET, None, 0, ASK_VERSION)))


def restrict(readable: Iterable[int], own: int, writable: Iterable[int]) -> None:
    """Leave this process only these rights: read `readable`, everything harmless in `own`, write `writable`.

    All are descriptors opened with O_PATH. Needs no-new-privileges. TCP is denied from ABI 4 on; signals to and
    abstract sockets of other processes from ABI 6 on. Raises OSError.
    """
    handled, attributes = _ruleset(abi())
    ruleset = _call(CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for rights, fds in ((READ, readable), (OWN, (own,)), (WRITE_FILE, writable)):
            for fd in fds:
                allowed = rights & handled & (~0 if stat.S_ISDIR(os.fstat(fd).st_mode) else OF_FILES)
                _call(ADD_RULE, ruleset, RULE_PATH_BENEATH, struct.pack("=Qi", allowed, fd), 0)
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def open_paths(paths: Iterable[Path]) -> list[int]:
    """Open what exists of these paths, for rules."""
    fds = []
    for path in paths:
        with suppress(OSError):
            fds.append(os.open(path, os.O_PATH | os.O_CLOEXEC))
    return fds


def _ruleset(version: int) -> tuple[int, bytes]:
    """Return the file rights that this version knows, and the struct landlock_ruleset_attr that takes all it knows away."""
    handled = (1 << 13) - 1
    for right, since in ((REFER, 2), (TRUNCATE, 3), (IOCTL_DEV, 5)):
        handled |= right if version >= since else 0
    fields = [handled]
    # Both rights of the network (bind and connect TCP), both scopes (abstract sockets, signals).
    fields += [0b11 for since in (NETWORK_SINCE, SCOPES_SINCE) if version >= since]
    return handled, struct.pack(f"={len(fields)}Q", *fields)


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock: {os.strerror(code)}")
    return result
