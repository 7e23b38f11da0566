"""What is in `grader/submission/`."""
