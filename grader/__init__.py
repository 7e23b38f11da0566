"""Grades exercises in which students write the parts of a TensorFlow training loop.

This is the door: for authors of exercises, what a `checks.py` is written with; for other programs, `grade` and what it
gives.
"""

from grader.api import grade, grade_all
from grader.errors import GraderError
from grader.expectations import agree, check, misconception, near, same_as_reference
from grader.model import Cause, Difference, Grade, Observation, Outcome, Verdict
from grader.notebook import register as load_ipython_extension

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
    "load_ipython_extension",
    "misconception",
    "near",
    "same_as_reference",
]
