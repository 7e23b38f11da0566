"""What is in `grader/sandbox/`."""
