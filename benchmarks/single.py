"""What grading one submission costs, as ratios in one run; prints a table.

    python -m benchmarks.single [--rounds N]

Each row pairs what gradetape does with the least that the same work can cost, in turn, N times; the ratio is that of
the medians. Measure on a machine that does nothing else, with compiled files (see CONTRIBUTING.md).
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.batch import one_pytest
from benchmarks.programs import unlike
from grader import sandbox
from grader.exercise.course import built_in, hidden
from grader.grading.pipeline import Grader
from grader.submission.read import parse_submission
from tests.support.case import every_case

ROOT = Path(__file__).resolve().parent.parent
# A whole solution, so that no check is cut short.
SAMPLE = ROOT / "reference" / "linear_regression" / "solution.py"
FLOOR = [sys.executable, str(ROOT / "benchmarks" / "floor.py"), str(SAMPLE)]
SEED = 7
GRADE = [sys.executable, "-m", "grader", str(SAMPLE), "--exercise", "linear_regression", "--seed", str(SEED)]
# Mistakes that a teacher sees every year, some in each part but the checkpoint; names of `tests/cases`.
COMMON = (
    "loss_sum_for_mean",
    "loss_without_square",
    "loss_absolute_error",
    "model_start_exchanged",
    "train_ascends",
    "train_ignores_learning_rate",
    "train_mini_batches",
    "training_loop_nine_epochs",
    "training_loop_history_before_update",
    "keras_model_start_exchanged",
    "fit_default_batch_size",
    "fit_adam",
)
QUIET = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}


def timed(command: list[str]) -> float:
    """Return the seconds of a whole process."""
    started = time.perf_counter()
    subprocess.run(command, env=QUIET, capture_output=True, check=True)
    return time.perf_counter() - started


def alternate(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> tuple[list[float], list[float]]:
    """Measure the two in turn, after one round that doesn't count."""
    pairs = [(ours(), theirs()) for _ in range(rounds + 1)][1:]
    return [a for a, _ in pairs], [b for _, b in pairs]


def row(name: str, ours: list[float], theirs: list[float]) -> None:
    """Print medians, their ratio, and the range of the pairs' ratios."""
    a, b = statistics.median(ours), statistics.median(theirs)
    ratios = [x / y for x, y in zip(ours, theirs, strict=True)]
    print(f"{name:<52} {a:7.3f} s {b:7.3f} s   {a / b:5.2f}   ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)


def cold(rounds: int) -> None:
    """Compare `grade FILE` with one process that loads TensorFlow and does the work once."""
    row("grade FILE, cold / the floor, cold", *alternate(lambda: timed(GRADE), lambda: timed(FLOOR), rounds))


def beside_pytest(rounds: int) -> None:
    """Compare `grade FILE` with a fresh pytest process that asks the questions of the yardstick."""

    def theirs() -> float:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            one_pytest(Path(folder), SAMPLE)
        return time.perf_counter() - started

    row("grade FILE, cold / a pytest process, cold", *alternate(lambda: timed(GRADE), theirs, rounds))


def warm(rounds: int) -> None:
    """Compare a further run in a warm fork server with the same work done again in a warm process."""
    exercise, text = built_in().exercise("linear_regression"), SAMPLE.read_text(encoding="utf-8")
    # Nobody has answered for any of them.
    submissions = (parse_submission(unlike(text, number).encode(), SAMPLE) for number in itertools.count())
    with (
        Grader(sandbox.launcher(hidden())) as grader,
        subprocess.Popen(
            [*FLOOR, "--again", str(2 * rounds + 2)], env=QUIET, stdout=subprocess.PIPE, text=True
        ) as floor,
    ):

        def ours() -> float:
            submission = next(submissions)
            started = time.perf_counter()
            grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)
            return time.perf_counter() - started

        # The warm process runs freely, so it is measured before ours and not beside it.
        assert floor.stdout is not None
        theirs = [float(line) for line in floor.stdout][1:]
        ours()
        row("a further run, warm / the same in a warm process", [ours() for _ in theirs], theirs)


def wrong() -> None:
    """Compare a submission with a mistake, whose naming is a part of it, with a right one; each with a seed of its own."""
    exercise, cases = built_in().exercise("linear_regression"), every_case()
    right = cases["correct_plain"].content.decode()
    with Grader(sandbox.launcher(hidden())) as grader:

        def graded(text: str, number: int) -> float:
            submission = parse_submission(unlike(text, number).encode(), SAMPLE)
            started = time.perf_counter()
            grade = grader.grade(exercise, submission, seed=number, listener=lambda _answered, _of: None)
            if (grade.total.score < grade.total.max_score) is not any(v.misconceptions for v in grade.verdicts):
                raise SystemExit(f"the mistake in submission {number} isn't named")
            return time.perf_counter() - started

        graded(right, 1)
        pairs = [
            (graded(cases[name].content.decode(), 2 * number), graded(right, 2 * number + 1))
            for number, name in enumerate(COMMON, start=1)
        ]
    row(f"one of {len(COMMON)} common mistakes / none, warm", [a for a, _ in pairs], [b for _, b in pairs])


def second(rounds: int) -> None:
    """Compare commands that find TensorFlow loaded with the import of TensorFlow alone.

    `grade FILE` where another part still fails and only `train` has changed, in another way each time; `grade hint` after that;
    and `grade FILE` after full marks, when all of it is asked with new data.
    """
    load = [sys.executable, "-c", "import tensorflow; tensorflow.keras.Model"]
    text = every_case()["fit_default_batch_size"].content.decode()
    whole = [*GRADE[:-2], "--pass-mark", "0"]
    with tempfile.TemporaryDirectory() as folder:
        # The hints that were given are counted there.
        QUIET.update(GRADETAPE_KEEP="1", XDG_STATE_HOME=folder)
        path, numbers = Path(folder) / "linear_regression.py", itertools.count(2)

        def after_a_change() -> float:
            factor = f"{next(numbers)}.0"
            path.write_text(text.replace("learning_rate *", f"{factor} / {factor} * learning_rate *"), encoding="utf-8")
            return timed([str(path) if word == str(SAMPLE) else word for word in whole])

        hint = [*GRADE[:3], "hint", "compile_and_fit", str(path)]
        for name, ours in (
            ("grade FILE again, `train` changed / import tensorflow", after_a_change),
            ("grade hint after it / import tensorflow", lambda: timed(hint)),
            ("grade FILE again, with new data / import tensorflow", lambda: timed(whole)),
        ):
            row(name, *alternate(ours, lambda: timed(load), rounds))
    del QUIET["GRADETAPE_KEEP"], QUIET["XDG_STATE_HOME"]
    sandbox.stop_kept()


def help_text(rounds: int) -> None:
    """Compare `grade --help` with a Python that does nothing."""
    ours = [sys.executable, "-m", "grader", "--help"]
    row(
        "grade --help / python -c pass",
        *alternate(lambda: timed(ours), lambda: timed([sys.executable, "-c", "pass"]), rounds),
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"{'median of ' + str(rounds):<52} {'gradetape':>9} {'least':>9}   ratio   (range)")
    help_text(rounds)
    warm(rounds)
    wrong()
    cold(rounds)
    beside_pytest(rounds)
    second(rounds)


if __name__ == "__main__":
    main()
