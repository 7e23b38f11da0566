"""What is in `grader/reports/`."""
