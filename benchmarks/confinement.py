"""What confinement costs a run, and how closely memory is held to its limit; prints a table.

python benchmarks/confinement.py [--rounds N]

The cost is the time from asking for a child to its hello, with every layer and canary, against a child that only gets
its folder, its session and its limits, in turn. Memory is that of a submission that takes 8 MB at a time, sampled every
millisecond from outside.
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import threading
import time

from grader import sandbox
from grader.exercise.course import built_in, hidden
from grader.model import Cell, Limits, StandIns, Submission
from grader.sandbox.confinement.layers import UNCONFINED
from grader.sandbox.supervisor.dialogue import Casualty, Dialogue
from grader.sandbox.supervisor.fork_server import ForkServer
from grader.sandbox.supervisor.usage import Watch

HOG = "hoard = []\nwhile True:\n    hoard.append(bytearray(b'x' * 2**23))\n"
LIMIT_MB = 512


def hello_ms(launcher: sandbox.Launcher, limits: Limits) -> float:
    """Return the milliseconds until a child is confined and says hello."""
    started = time.perf_counter()
    worker = Dialogue(launcher.start(limits), limits, time.monotonic() + 60)
    worker.hello()
    took = time.perf_counter() - started
    worker.end()
    return 1000 * took


def cost(rounds: int) -> None:
    """Print what confinement adds to a start."""
    limits = Limits()
    with_all, without = ForkServer(hidden()), ForkServer(hidden(), without=UNCONFINED)
    pairs = [(hello_ms(with_all, limits), hello_ms(without, limits)) for _ in range(rounds + 3)][3:]
    with_all.close()
    without.close()
    added = [a - b for a, b in pairs]
    print(f"confined     {statistics.median(a for a, _ in pairs):6.1f} ms from fork to hello, median of {rounds}")
    print(f"unconfined   {statistics.median(b for _, b in pairs):6.1f} ms (its canaries really fork)")
    print(f"difference   {statistics.median(added):6.1f} ms ({min(added):.1f} to {max(added):.1f})")


def overshoot(rounds: int) -> None:
    """Print how far past its limit a hog gets before it is ended."""
    exercise = built_in().exercise("linear_regression")
    exercise = exercise.within(dataclasses.replace(exercise.questions.limits, memory_mb=LIMIT_MB))
    submission = Submission("hog.py", "hog", "", (Cell(None, HOG),))
    launcher = ForkServer(hidden())
    over = []
    for _ in range(rounds):
        child = launcher.start(exercise.questions.limits)
        worker = Dialogue(child, exercise.questions.limits, time.monotonic() + 60)
        worker.hello()
        seen = Watch(child.pid, child.folder, exercise.questions.limits)
        base, peak, done = seen.memory_mb(), [0.0], threading.Event()

        def sample(seen=seen, peak=peak, done=done) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            while not done.is_set():
                peak[0] = max(peak[0], seen.memory_mb())
                time.sleep(0.001)

        watcher = threading.Thread(target=sample)
        watcher.start()
        try:
            worker.load(exercise, submission, seed=1, left_out=[], stand_ins=StandIns())
        except Casualty as casualty:
            ended = casualty.cause.value
        done.set()
        watcher.join()
        worker.end()
        over.append(peak[0] - base - LIMIT_MB)
    launcher.close()
    print(f"a hog is ended as {ended} {statistics.median(over):.0f} MB past {LIMIT_MB} MB, at worst {max(over):.0f} MB")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    cost(rounds)
    overshoot(max(3, rounds // 4))


if __name__ == "__main__":
    main()
