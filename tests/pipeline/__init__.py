"""Grading as it is, on real TensorFlow."""
