"""What an exercise ships lies where its reference and every submission run, for each as it was shipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader import sandbox
from grader.authoring.kit import make_kit, parse_kit
from grader.exercise.course import read_course
from grader.exercise.shipped import place_of
from grader.grading.pipeline import Grader
from grader.model import Cell, Exercise, Grade, Submission
from tests.support.courses import write_course

SOLUTION = """
with open("factor.txt") as file:
    factor = float(file.read())

def double(x):
    return factor * x

def add(x, y):
    return x + y
"""
SPOILS = SOLUTION + "\nopen('factor.txt', 'w').write('3')\n"
READS = SOLUTION.replace("factor * x", "float(open('factor.txt').read()) * x")


def exercise_in(folder: Path) -> Exercise:
    course = write_course(folder / "course")
    reference = course / "reference" / "tiny"
    (reference / "solution.py").write_text(SOLUTION)
    settings = reference / "exercise.toml"
    settings.write_text('files = ["factor.txt", "raw.bin"]\n' + settings.read_text())
    checks = reference / "checks.py"
    checks.write_text(checks.read_text().replace("draw[0])}", 'draw[0]), "bytes": list(open("raw.bin", "rb").read())}'))
    place_of(reference).mkdir()
    (place_of(reference) / "factor.txt").write_text("2")
    (place_of(reference) / "raw.bin").write_bytes(bytes(range(256)))
    exercise = read_course(course).exercise("tiny")
    # TensorFlow itself needs more than the tiny exercise allows.
    limits = replace(exercise.questions.limits, memory_mb=1024, check_s=10, run_s=60)
    return exercise.within(limits)


def graded(grader: Grader, exercise: Exercise, source: str, seed: int = 1) -> Grade:
    submission = Submission("tiny.py", "tiny", "", (Cell(None, source),))
    return grader.grade(exercise, submission, seed=seed, listener=lambda _answered, _of: None)


def test_each_run_finds_the_files_as_they_were_shipped(launcher: sandbox.Launcher, tmp_path: Path) -> None:
    """In solution, probes and submissions; what one makes of its copy, no other sees. A kit carries them as well."""
    exercise, grader, student = exercise_in(tmp_path), Grader(launcher), Grader(launcher)
    for source in (SOLUTION, SPOILS, READS):
        assert graded(grader, exercise, source).total.score == 10, source
    kit = parse_kit(make_kit(exercise, grader, [1]), tmp_path / "tiny.kit")
    assert kit.exercise.questions.files == exercise.questions.files
    kit.open_for(student, 1)
    assert graded(student, kit.exercise, READS).total.score == 10
