"""What grading a class costs a submission, beside the least it can cost and beside a fresh pytest process each.

    python -m benchmarks.batch [--submissions N] [--rounds N] [--students N] [--many N] [--programs N] [--without KIND ...]

The rows of the first table grade the same submissions: whole solutions, of which no two have a definition in common, so
that nothing is spared. Seconds are from the first result to the last, without the loading of TensorFlow; a fresh pytest
process loads it each time, two run at a time, and they ask what is fixed in `yardstick/`. All ways are taken in turn, round
after round: the machine drifts, and only ratios of one round say something; their median is printed, and their range. Then a
class as it is (`programs.py`), a second run over unchanged files, and a class of very many with few programs: its memory, and
whether the last half costs more than the first. Measure on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.programs import students, unlike

ROOT = Path(__file__).resolve().parent.parent
SOLUTION = ROOT / "reference" / "linear_regression" / "solution.py"
GRADE = [sys.executable, "-m", "grader", "batch"]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPATH": str(ROOT),
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}
KINDS = ("batch", "pytest", "class", "many")
# What a course's own test suite does: one process a submission, TensorFlow loaded, the questions of the yardstick asked.
TEST = """
import sys
sys.path[:0] = [{root!r}, {benchmarks!r}]
from pathlib import Path
import floor
from grader.sandbox.child import tensorflow
from grader.submission.read import read_submission

def test_it(tmp_path):
    tensorflow.load()
    cells = [cell.source for cell in read_submission(Path({path!r})).cells]
    floor.once(Path({benchmarks!r}, "yardstick", "checks.py").read_text(), {{}}, cells, tmp_path)
"""


def write_class(folder: Path, number: int, programs: int) -> Path:
    """Write a file a student: so many programs that have no definition in common, each copy with comments of its own."""
    folder.mkdir()
    text = SOLUTION.read_text(encoding="utf-8")
    for n in range(number):
        (folder / f"s{n:05}.py").write_text(f"# by {n}\n{unlike(text, n % programs)}\n", encoding="utf-8")
    return folder


def peak_mb(pid: int) -> float:
    """Return the most memory that a process had so far."""
    try:
        fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    except OSError:
        return 0.0
    return int(fields.get("VmHWM", "0 kB").split()[0]) / 1024


def batch(source: Path, output: Path, *words: str) -> tuple[list[float], list[tuple[float, float]]]:
    """Grade a class; give the moment of every result, and the peak of the command's memory over time."""
    command = [*GRADE, str(source), "--output", str(output), "--exercise", "linear_regression", "--seed", "7", *words]
    memory: list[tuple[float, float]] = []
    with subprocess.Popen(
        command, cwd=source.parent, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:

        def watch() -> None:
            while process.poll() is None:
                memory.append((time.perf_counter(), peak_mb(process.pid)))
                time.sleep(0.2)

        watcher = threading.Thread(target=watch)
        watcher.start()
        assert process.stderr is not None
        moments = [time.perf_counter() for line in process.stderr if "/" in line]
        process.wait()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return moments, memory


def floor_s(number: int) -> float:
    """Return the seconds of the same work in a warm process that confines and judges nothing."""
    command = [sys.executable, str(ROOT / "benchmarks" / "floor.py"), str(SOLUTION), "--again", str(number)]
    result = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return statistics.fmean(float(line) for line in result.stdout.split())


def pytest_s(source: Path, folder: Path, most: int | None = None) -> float:
    """Return the seconds a submission of fresh pytest processes, two at a time, for the first submissions of a folder."""
    folder.mkdir()
    submissions = sorted(source.iterdir())[:most]
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(partial(one_pytest, folder), submissions))
    return (time.perf_counter() - started) / len(submissions)


def one_pytest(folder: Path, submission: Path) -> None:
    """Ask a submission the questions of the yardstick in a pytest process of its own."""
    test = folder / f"test_{submission.stem}.py"
    test.write_text(TEST.format(root=str(ROOT), benchmarks=str(ROOT / "benchmarks"), path=str(submission)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(test)]
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)


def ratios(folder: Path, number: int, rounds: int, kinds: Sequence[str]) -> None:
    """Compare what a submission costs in each way, in turn; print medians, and the ratios to the floor of the round."""
    source = write_class(folder / "class", number, number)
    places = (folder / str(n) for n in itertools.count())
    ways: dict[str, Callable[[], float]] = {"the floor: the same work in a warm process": lambda: floor_s(number)}
    if "batch" in kinds:
        for jobs in ("1", "2"):
            ways[f"grade batch --jobs {jobs}"] = partial(one_batch, source, places, jobs)
    if "pytest" in kinds:
        ways["a fresh pytest process each, two at a time"] = lambda: pytest_s(source, next(places))
    found = [{name: way() for name, way in ways.items()} for _ in range(rounds)]
    print(f"{f'{number} submissions, median of {rounds}':<44} {'seconds':>8}   of the floor   (range)")
    for name in ways:
        seconds = statistics.median(each[name] for each in found)
        shares = [each[name] / next(iter(each.values())) for each in found]
        spread = f"({min(shares):.2f} to {max(shares):.2f})"
        print(f"{name:<44} {seconds:8.2f}   {statistics.median(shares):12.2f}   {spread}", flush=True)


def one_batch(source: Path, places: Iterator[Path], jobs: str) -> float:
    """Return the seconds a submission of one batch: from its first result to its last."""
    moments, _ = batch(source, next(places), "--jobs", jobs)
    return (moments[-1] - moments[0]) / (len(moments) - 1)


def classroom(folder: Path, number: int, kinds: Sequence[str]) -> None:
    """Grade a class as it is, and the first of it in fresh pytest processes."""
    if "class" not in kinds:
        return
    source = folder / "students"
    source.mkdir()
    for n, text in enumerate(students(number)):
        (source / f"s{n:05}.py").write_text(text, encoding="utf-8")
    moments, _ = batch(source, folder / "grades", "--jobs", "2")
    tenth = len(moments) // 10
    last = (moments[-1] - moments[-tenth]) / (tenth - 1)
    seconds, theirs = (moments[-1] - moments[0]) / (len(moments) - 1), pytest_s(source, folder / "theirs", 12)
    print(f"a class of {number}: {seconds:.2f} s a submission, in its last tenth {last:.2f} s")
    print(
        f"  a fresh pytest process each, two at a time, its first 12: {theirs:.2f} s, {theirs / seconds:.1f} times as long"
    )


def large(folder: Path, number: int, programs: int, kinds: Sequence[str]) -> None:
    """Grade a class of very many with so many programs, and once more without a change."""
    if "many" not in kinds:
        return
    source = write_class(folder / "many", number, programs)
    started = time.perf_counter()
    moments, memory = batch(source, folder / "out", "--jobs", "2")
    half = len(moments) // 2
    graded = time.perf_counter() - started
    print(f"{number} students, {programs} programs: {graded:.0f} s in all, with every table and page")
    print(f"  first half {moments[half] - moments[0]:.1f} s, last half {moments[-1] - moments[half]:.1f} s")
    middle = [mb for moment, mb in memory if moment <= moments[half]]
    print(
        f"  memory of the command, peak: {max(middle, default=0):.0f} MB by the half, {max(mb for _, mb in memory):.0f} MB at the end"
    )
    print(f"  gradebook: {(folder / 'out' / 'grades.sqlite').stat().st_size / number / 1000:.0f} kB a student")
    started = time.perf_counter()
    batch(source, folder / "out", "--jobs", "2")
    seconds = time.perf_counter() - started
    print(f"  again, nothing changed: {seconds:.2f} s, {number / seconds:.0f} a second")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--programs", type=int, default=20)
    parser.add_argument("--without", nargs="*", choices=KINDS, default=[])
    options = parser.parse_args()
    kinds = [kind for kind in KINDS if kind not in options.without]
    with tempfile.TemporaryDirectory() as folder:
        if {"batch", "pytest"} & {*kinds}:
            ratios(Path(folder), options.submissions, options.rounds, kinds)
        classroom(Path(folder), options.students, kinds)
        large(Path(folder), options.many, options.programs, kinds)


if __name__ == "__main__":
    main()
