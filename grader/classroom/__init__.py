"""Grading a class: nothing lost, nothing graded twice."""
