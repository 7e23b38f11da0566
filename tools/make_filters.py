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
import struct
import sys
import tempfile
from pathlib import Path

import pyseccomp as seccomp

FOLDER = Path(__file__).resolve().parent.parent / "grader" / "sandbox" / "confinement" / "filters"
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
# (Of io_setup's contexts there is one number for the whole machine.)
KERNEL = """io_setup io_submit io_getevents io_pgetevents io_destroy io_cancel
    io_uring_setup io_uring_enter io_uring_register bpf perf_event_open userfaultfd add_key request_key keyctl
    mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr fanotify_init
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff quotactl acct
    settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname iopl ioperm personality vhangup
    lookup_dcookie nfsservctl syslog modify_ldt"""
# No other user or group, even where a set-user-id could be had.
USERS = """setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset"""
# Answered with success and not done: shutil.copy and zip want to set modes and dates, and fail if they can't.
# (And what writes all disks out, while others wait for them.)
PRETENDED = "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat sync syncfs"
UNSUPPORTED = "setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr"
# As on a kernel that doesn't know them: their arguments are in memory, where a filter can't look, and callers fall back.
# (Of reading with flags, callers want none that isn't there without; some tell what is in the page cache.)
UNKNOWN = "clone3 openat2 preadv2 pwritev2"

CLONE_THREAD = 0x00010000
# Of the two calls with commands, those that student code has a use for; the others set owners who get signals, leases
# that others wait for, watches, attributes of files, and whatever a kernel's drivers know.
COMMANDS = {
    # F_DUPFD to F_SETLKW, F_OFD_GETLK to F_OFD_SETLKW, F_DUPFD_CLOEXEC
    "fcntl": (*range(8), 36, 37, 38, 1030),
    # TCGETS and TCGETS2 (is it a terminal?), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
    "ioctl": (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451),
}
# As the kernel names an architecture to a filter, and BPF's instructions.
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
LOAD, JUMP, EQUAL, RETURN = 0x20, 0x05, 0x15, 0x06
NUMBER_AT, ARCHITECTURE_AT, COMMAND_AT = 0, 4, 24
ERRNO = 0x00050000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
# What moves pages of files out of memory.
MADV_COLD, MADV_PAGEOUT = 20, 21


def program(machine: str) -> bytes:
    """Return the filter for a machine, as the kernel takes it."""
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
    # No place on a core for other processes of the same user.
    _rule(filters, deny, "sched_setaffinity", seccomp.Arg(0, seccomp.NE, 0))
    # 32 bits of such an argument count: the kernel looks at no more.
    for advice in (MADV_COLD, MADV_PAGEOUT):
        _rule(filters, deny, "madvise", seccomp.Arg(2, seccomp.MASKED_EQ, 0xFFFFFFFF, advice))
    # What a child has set for its own death and against being debugged stays so.
    for option in (PR_SET_PDEATHSIG, PR_SET_DUMPABLE):
        _rule(filters, deny, "prctl", seccomp.Arg(0, seccomp.MASKED_EQ, 0xFFFFFFFF, option))
    with tempfile.TemporaryFile() as file:
        filters.export_bpf(file)
        file.seek(0)
        return commands(machine) + file.read()


def commands(machine: str) -> bytes:
    """Return instructions that deny commands which are not on the list, to be followed by those of everything else.

    libseccomp can't say "none of these" of one argument. They grant nothing: whatever isn't denied goes on.
    """
    blocks = []
    for name, allowed in COMMANDS.items():
        number = seccomp.resolve_syscall(MACHINES[machine], name)
        # Past the block, if it is another call; past its denial, if the command is allowed.
        block = [(LOAD, 0, 0, NUMBER_AT), (EQUAL, 0, len(allowed) + 2, number), (LOAD, 0, 0, COMMAND_AT)]
        block += [(EQUAL, len(allowed) - place, 0, command) for place, command in enumerate(allowed)]
        blocks += [*block, (RETURN, 0, 0, ERRNO | errno.EPERM)]
    start = [(LOAD, 0, 0, ARCHITECTURE_AT), (EQUAL, 1, 0, AUDIT[machine]), (JUMP, 0, 0, len(blocks))]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in start + blocks)


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
