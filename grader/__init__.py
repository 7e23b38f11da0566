"""Grades exercises in which students write the parts of a TensorFlow training loop.

This is the door for authors of exercises: what a `checks.py` is written with.
"""

from grader.expectations import agree, check, misconception, near, same_as_reference
from grader.model import Difference, Observation

__all__ = ["Difference", "Observation", "agree", "check", "misconception", "near", "same_as_reference"]
