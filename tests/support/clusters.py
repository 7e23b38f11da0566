"""A Dask cluster on loopback: a scheduler and two workers, started as a user would start them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.batches import until


@dataclass
class Cluster:
    """A scheduler, its address, and its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def cluster(python: Path | str, folder: Path, environment: Mapping[str, str], nanny: str) -> Iterator[Cluster]:
    """Start a scheduler and two workers of one thread each; with `--nanny`, one starts a worker again that died."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": folder,
        "env": environment,
        "start_new_session": True,
    }
    dask = [str(python), "-m", "distributed.cli"]
    scheduler = [f"{dask[2]}.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = [f"{dask[2]}.dask_worker", address, "--nthreads", "1", "--no-dashboard", nanny]
    with ExitStack() as started:
        processes = [started.enter_context(subprocess.Popen([*dask[:2], *scheduler], **quiet))]
        try:
            until(lambda: listening(port))
            processes += [started.enter_context(subprocess.Popen([*dask[:2], *worker], **quiet)) for _ in range(2)]
            waited = f"from distributed import Client; Client({address!r}).wait_for_workers(2, timeout=60)"
            subprocess.run([str(python), "-c", waited], env=environment, cwd=folder, check=True, capture_output=True)
            yield Cluster(address, processes[0], processes[1:])
        finally:
            # The whole group: a nanny that is killed would leave its worker behind.
            for process in processes:
                os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int) -> bool:
    """Whether somebody listens on a port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
