"""What is in `grader/feedback/`."""
