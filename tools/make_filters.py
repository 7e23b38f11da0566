"""Make the seccomp filters in grader/sandbox/filters from the list below, with libseccomp.

    python tools/make_filters.py            write them
    python tools/make_filters.py --check    exit with 1 if a written one is not what the list says

It is a list of what is denied: an allow-list would be tighter, and break with every new glibc. Landlock stands in front
of files; this closes what Landlock doesn't govern. What is not on the list, and why, is in docs/security.md.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import tempfile
from pathlib import Path

import pyseccomp as seccomp

FOLDER = Path(__file__).resolve().parent.parent / "grader" / "sandbox" / "filters"
MACHINES = {"x86_64": seccomp.Arch.X86_64, "aarch64": seccomp.Arch.AARCH64}

# Nothing that outlives the kill of one process: no new process, no other program.
PROCESSES = "fork vfork execve execveat unshare setns"
# No word to anyone: network, and what processes of one user talk through.
# (A child's orders and evidence are sockets, which it only reads and writes.)
TALK = """socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg
    setsockopt getsockopt getsockname getpeername shutdown
    shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl
    mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr"""
# No hand on other processes. (tgkill is left to itself by a filter of the child's own.)
OTHERS = """kill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_send_signal pidfd_getfd ptrace kcmp
    process_vm_readv process_vm_writev process_madvise process_mrelease migrate_pages move_pages
    setpriority ioprio_set sched_setscheduler sched_setparam sched_setattr setpgid"""
# No memory that the watcher can't see, and no file without a path that was asked for.
HIDDEN = "memfd_create memfd_secret open_by_handle_at name_to_handle_at"
# No word of what others do with their files: Landlock doesn't govern watching.
WATCHING = "inotify_init inotify_init1 inotify_add_watch fanotify_mark"
# No look into what others have read, nor a say in what stays in memory of files: all processes share the page cache.
CACHE = "fadvise64 mincore cachestat readahead"
# No change of users' files beyond what Landlock governs: owners, lengths by path, device nodes.
FILES = "chown fchown lchown fchownat truncate mknod mknodat symlink symlinkat link linkat"
# No part of the kernel that student code has no use for, and whose faults are known.
KERNEL = """io_uring_setup io_uring_enter io_uring_register bpf perf_event_open userfaultfd add_key request_key keyctl
    mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr fanotify_init
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff quotactl acct
    settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname iopl ioperm personality vhangup
    lookup_dcookie nfsservctl syslog modify_ldt"""
# No other user or group, even where a set-user-id could be had.
USERS = """setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset"""
# Answered with success and not done: shutil.copy and zip want to set modes and dates, and fail if they can't.
PRETENDED = "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat"
UNSUPPORTED = "setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr"
# As on a kernel that doesn't know them: their arguments are in memory, where a filter can't look, and callers fall back.
# (Of reading with flags, callers want none that isn't there without; some tell what is in the page cache.)
UNKNOWN = "clone3 openat2 preadv2 pwritev2"

CLONE_THREAD = 0x00010000
TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP = 0x5412, 0x541C, 0x8901, 0x8902
F_SETOWN, F_SETSIG, F_SETOWN_EX = 8, 10, 15
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
# What moves pages of files out of memory.
MADV_COLD, MADV_PAGEOUT = 20, 21


def program(machine: str) -> bytes:
    """Give the filter for a machine, as the kernel takes it."""
    filters = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    if MACHINES[machine] != seccomp.system_arch():
        filters.add_arch(MACHINES[machine])
        filters.remove_arch(seccomp.system_arch())
    deny = seccomp.ERRNO(errno.EPERM)
    for name in f"{PROCESSES} {TALK} {OTHERS} {HIDDEN} {WATCHING} {CACHE} {FILES} {KERNEL} {USERS}".split():
        _rule(filters, deny, name)
    for names, answer in ((PRETENDED, 0), (UNSUPPORTED, errno.ENOTSUP), (UNKNOWN, errno.ENOSYS)):
        for name in names.split():
            _rule(filters, seccomp.ERRNO(answer), name)
    _rule(filters, deny, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, CLONE_THREAD, 0))
    _rule(filters, deny, "prlimit64", seccomp.Arg(0, seccomp.NE, 0))
    # Truncation by a file opened for reading: Landlock governs it from ABI 3 on only.
    for name, argument in (("open", 1), ("openat", 2)):
        mask, value = os.O_TRUNC | os.O_ACCMODE, os.O_TRUNC | os.O_RDONLY
        _rule(filters, deny, name, seccomp.Arg(argument, seccomp.MASKED_EQ, mask, value))
    # 32 bits of the request count: the kernel looks at no more.
    for request in (TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP):
        _rule(filters, deny, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, request))
    for request in (F_SETOWN, F_SETSIG, F_SETOWN_EX):
        _rule(filters, deny, "fcntl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, request))
    for advice in (MADV_COLD, MADV_PAGEOUT):
        _rule(filters, deny, "madvise", seccomp.Arg(2, seccomp.MASKED_EQ, 0xFFFFFFFF, advice))
    # What a child has set for its own death and against being debugged stays so.
    for option in (PR_SET_PDEATHSIG, PR_SET_DUMPABLE):
        _rule(filters, deny, "prctl", seccomp.Arg(0, seccomp.MASKED_EQ, 0xFFFFFFFF, option))
    with tempfile.TemporaryFile() as file:
        filters.export_bpf(file)
        file.seek(0)
        return file.read()


def _rule(filters: seccomp.SyscallFilter, action: int, name: str, *arguments: seccomp.Arg) -> None:
    number = seccomp.resolve_syscall(seccomp.system_arch(), name)
    # A call that this libseccomp doesn't know has no number on any machine that it knows.
    if number != -1:
        filters.add_rule(action, name, *arguments)


def main() -> int:
    """Write or check the filters."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for machine in MACHINES:
        path = FOLDER / f"{machine}.bpf"
        made = program(machine)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(made)
        elif not path.exists() or path.read_bytes() != made:
            stale.append(path.name)
    if stale:
        print(f"out of date: {', '.join(stale)}; run python tools/make_filters.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
