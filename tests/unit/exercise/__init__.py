"""What is in `grader/exercise/`."""
