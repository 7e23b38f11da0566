"""What is in `grader/sandbox/child/`."""
