"""Fuzzing by coverage."""
