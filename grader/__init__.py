"""Grades exercises in which students write the parts of a TensorFlow training loop.

This is the door: for authors of exercises, what a `checks.py` is written with; for other programs, `grade` and what it
gives.
"""

import importlib
from typing import Any

from grader.api import grade, grade_all
from grader.errors import GraderError
from grader.expectations import agree, check, misconception, near, same_as_reference
from grader.model import Cause, Difference, Grade, Observation, Outcome, Verdict

__all__ = [
    "Cause",
    "Difference",
    "Grade",
    "GraderError",
    "Observation",
    "Outcome",
    "Verdict",
    "agree",
    "check",
    "grade",
    "grade_all",
    "misconception",
    "near",
    "same_as_reference",
]


def load_ipython_extension(shell: Any) -> None:
    """Answer `%load_ext grader`: make `%grade` known to a notebook.

    Its module is imported here, since this door is also open in the processes of student code, which stay light.
    """
    importlib.import_module("grader.notebook").register(shell)
