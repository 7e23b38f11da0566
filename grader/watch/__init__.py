"""Grading on each save, and the screen that shows it."""
