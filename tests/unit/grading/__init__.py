"""What is in `grader/grading/`."""
