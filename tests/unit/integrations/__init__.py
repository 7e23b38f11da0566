"""What is in `grader/integrations/`."""
