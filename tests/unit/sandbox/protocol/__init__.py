"""What is in `grader/sandbox/protocol/`."""
