"""What is in `grader/i18n/`."""
