"""How much memory `grade FILE` takes, with all of its processes; prints a table.

python benchmarks/memory.py [--rounds N] [FILE]

Every 20 ms the proportional set sizes (PSS: a page that n processes share counts 1/n for each) of the command and of
everything it started are added up, as the kernel tells them in /proc/*/smaps_rollup. The largest sum is what a container
must hold, but for the page cache, which the kernel gives back when it must.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "examples" / "linear_regression.ipynb"
EVERY_S = 0.02


def parents() -> Mapping[int, int]:
    """Return the parent of every process."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # The name stands in brackets and may hold anything.
                found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
    return found


def family(root: int) -> list[int]:
    """Return a process and everything it started, the started ones after it."""
    of = parents()
    members = [root]
    for pid in members:
        members += [child for child, parent in of.items() if parent == pid]
    return members


def sharing() -> list[int]:
    """Return the processes that have TensorFlow loaded already, such as a server that `grade` has left behind."""
    return [int(maps.parent.name) for maps in Path("/proc").glob("[0-9]*/maps") if has_tensorflow(maps)]


def has_tensorflow(maps: Path) -> bool:
    """Whether a process has TensorFlow loaded; one that has ended has not."""
    try:
        return "libtensorflow" in maps.read_text()
    except OSError:
        return False


def pss_mb(pid: int) -> float:
    """Return a process's proportional set size; nothing for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def run(file: Path) -> tuple[float, list[float]]:
    """Grade once; give the largest sum, and what each process had then, largest first."""
    words = [sys.executable, "-m", "grader", str(file), "--pass-mark", "0", "--format", "json"]
    environment = {**os.environ, "GITHUB_ACTIONS": ""}
    peak, then = 0.0, [0.0]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment) as process:
        while process.poll() is None:
            sizes = [pss_mb(pid) for pid in family(process.pid)]
            if sum(sizes) > peak:
                peak, then = sum(sizes), sizes
            time.sleep(EVERY_S)
    return peak, sorted(then, reverse=True)


def main() -> None:
    """Print the largest sum of several runs, and of what it was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if others := sharing():
        # A page of TensorFlow that one of them has, too, would count for less.
        raise SystemExit(f"End the processes that have TensorFlow loaded first: {', '.join(map(str, others))}")
    runs = sorted(run(options.file) for _ in range(options.rounds))
    print(f"peak of all processes, median of {options.rounds}: {statistics.median(peak for peak, _ in runs):.0f} MB")
    print(f"at worst: {runs[-1][0]:.0f} MB, of which " + ", ".join(f"{size:.0f}" for size in runs[-1][1]))


if __name__ == "__main__":
    main()
