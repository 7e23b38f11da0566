"""What is in `grader/classroom/`."""
