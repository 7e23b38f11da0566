"""Where tasks run: threads of this process over one fork server, or the workers of a Dask cluster."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from dataclasses import dataclass

from grader.classroom import tasks
from grader.errors import MachineError, UsageError

CONNECT_S = 30
# What Dask's threads meet when a cluster goes away is told in one sentence, not in their tracebacks.
TALKATIVE = ("asyncio", "distributed", "distributed.client", "tornado", "tornado.application")


@dataclass(frozen=True, slots=True)
class WorkerPool:
    """An executor, how many tasks it runs at a time, and what is installed where they run.

    `fatal` are the exceptions that say a task has taken its worker with it as often as may be, `lost` those that say
    the executor itself is gone.
    """

    executor: Executor
    places: int
    versions: Mapping[str, str]
    fatal: tuple[type[BaseException], ...] = ()
    lost: tuple[type[BaseException], ...] = (CancelledError,)


@contextlib.contextmanager
def local(jobs: int | None) -> Iterator[WorkerPool]:
    """Return threads that drive one fork server: they wait for children nearly all of the time."""
    places = jobs or _cores()
    pool = ThreadPoolExecutor(places, thread_name_prefix="grade")
    try:
        yield WorkerPool(pool, places, tasks.versions())
    finally:
        # First what the threads wait for: they end by themselves then.
        pool.shutdown(wait=False, cancel_futures=True)
        tasks.close()
        pool.shutdown()


def _cores() -> int:
    """Return the cores that this process may use: a cluster's job often has fewer than its machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def dask(scheduler: str | None, jobs: int | None) -> Iterator[WorkerPool]:
    """Return the workers of a running Dask cluster; raises MachineError if there is none at that address."""
    if not scheduler:
        raise UsageError("The address of the Dask scheduler is missing. Give it with: --scheduler tcp://HOST:8786")
    try:
        from dask.distributed import Client
        from distributed import TimeoutError as NoAnswer
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise MachineError(
            "Dask isn't installed. Install it in the same environment as gradetape: pip install distributed"
        ) from error
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, NoAnswer) as error:
        raise MachineError(
            "No Dask scheduler answers at {address} ({error}). Start it, or correct the address.",
            address=scheduler,
            error=error,
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_S)
        except NoAnswer as error:
            raise MachineError(
                "The Dask scheduler at {address} has no workers. Start some with: dask worker {address}",
                address=scheduler,
            ) from error
        threads = sum(client.nthreads().values())
        executor = client.get_executor(pure=False)
        versions = executor.submit(tasks.versions).result(CONNECT_S)
        lost = (CancelledError, CommClosedError, FutureCancelledError, OSError)
        yield WorkerPool(executor, jobs or threads, versions, (KilledWorker,), lost)
