"""The least that grading can cost: one process that loads TensorFlow and does once what the checks do.

    python benchmarks/floor.py FILE [--again N]

No process is forked, nothing is confined, sent or judged. With --again, the same work is done N more times in the warm
process, and the seconds of each time are printed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from grader.exercise.course import built_in
from grader.sandbox.child import main as worker
from grader.sandbox.child import submission_loader, tensorflow
from grader.sandbox.child.module_state import ModuleState
from grader.sandbox.protocol import source
from grader.submission.read import read_submission

SEED = 7


def once(probes: str, helpers: Mapping[str, str], cells: list[str], folder: Path) -> None:
    """Load a submission and ask all questions, as a child does, but in this process."""
    parsed = source.parse(cells, str(folder / "submission_here.py"))
    work, _ = submission_loader.run(parsed, "submission_here", lambda _number, _statement: True)
    checks, draw = worker.probes_of(probes, helpers, ModuleState())
    for check in checks.values():
        for number in range(check.draws):
            tensorflow.seed(SEED + number)
            for value in check.probe(work, draw(SEED, number)).values():
                tensorflow.plain(value)


def main() -> None:
    """Do it once, and print the seconds of each further time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--again", type=int, default=0)
    options = parser.parse_args()
    asked = built_in().exercise("linear_regression").questions
    cells = [cell.source for cell in read_submission(options.file).cells]
    tensorflow.load()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1 + options.again):
            started = time.perf_counter()
            with contextlib.redirect_stdout(io.StringIO()):
                once(asked.probes, asked.helpers, cells, Path(folder))
            if number:
                print(f"{time.perf_counter() - started:.3f}")


if __name__ == "__main__":
    main()
